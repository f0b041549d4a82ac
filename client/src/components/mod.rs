//! Building blocks of the screens. They take what they show as properties and give events; they know neither the
//! engine nor the network.

pub(crate) mod card;
pub(crate) mod choice;
pub(crate) mod day;
pub(crate) mod icon;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod tally;
pub(crate) mod text;
pub(crate) mod tone;

//! Building blocks of the screens. They take what they show as properties and tell what was done; they know neither the
//! engine nor the network.

pub(crate) mod card;
pub(crate) mod choice;
pub(crate) mod day;
pub(crate) mod icon;
pub(crate) mod map;
pub(crate) mod number;
pub(crate) mod tally;
pub(crate) mod text;
pub(crate) mod tone;

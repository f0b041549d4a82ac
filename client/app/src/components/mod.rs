//! Building blocks of the screens. They take what they show as properties and tell what was done; they know neither the
//! engine nor the network.

pub(crate) mod card;
pub(crate) mod icon;
pub(crate) mod tone;

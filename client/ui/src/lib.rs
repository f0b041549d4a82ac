//! Components that the phone's screens and the office share. They take what they show as properties and report what a
//! person does; they know neither the engine nor the network.

pub mod butterfly;
pub mod card;
pub mod chart;
pub mod choice;
pub mod day;
pub mod form;
pub mod icon;
pub mod list;
pub mod log_sheet;
pub mod map;
pub mod near;
pub mod number;
pub mod qr;
pub mod receipt;
pub mod recreate;
pub mod table;
pub mod tally;
pub mod tap_guard;
pub mod text;

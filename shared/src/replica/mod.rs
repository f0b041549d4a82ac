//! The sync state machine of a phone, sans-IO: inputs in, effects out.
//!
//! Effects are carried out by a driver; `memory` and IndexedDB hold the rows.

pub mod conformance;
mod effect;
pub mod memory;
pub mod store;

pub use effect::{EditCommand, Effect, Failure, Input, Notice, Reply, Request, Ticket};

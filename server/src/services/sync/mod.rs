//! The rules of sync on the server's side: what a push may add and what a pull gets.

mod for_person;
mod judge;
#[cfg(test)]
mod newer_tests;
mod notes;
mod passed_on;
mod place;
mod pull;
mod push;
pub mod sealed_places;
mod together;

pub use for_person::{push_for_person, push_named_for_person};
pub use push::{push, push_approved, push_from_elsewhere};
pub use together::push_together;

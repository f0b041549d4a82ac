//! The rules of sync on the server's side: what a push may add and what a pull gets.

mod judge;
mod passed_on;
mod place;
mod pull;
mod push;

pub use pull::{lacking, pull};
pub use push::push;

//! The phone's screens: a module of the page's thread.
//!
//! The engine worker owns every byte of data; the two meet in `feltbog_shared::bridge` and nowhere else.

#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod app;
mod contexts;
mod handle;
mod pages;
mod reactive;
mod state;

fn main() {
    app::run();
}

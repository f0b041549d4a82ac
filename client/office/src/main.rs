//! The office's screens: an app of its own beside the phone's, for those online. It keeps no records and no engine.

#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod address;
mod api;
mod app;
mod components;
mod draft;
mod figures_texts;
mod pages;
mod periods;
mod state;
mod texts;

fn main() {
    app::run();
}

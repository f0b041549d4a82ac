//! Feltbog's client: the screen's thread and the worker that owns every byte of data.
//!
//! `app` and `engine` are two WebAssembly modules made from this crate; the features keep what belongs to one out
//! of the other. They meet in `feltbog_shared::bridge` and nowhere else.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "app")]
mod components;
#[cfg(feature = "app")]
mod dom;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "app")]
mod pages;
#[cfg(feature = "app")]
mod reactive;
#[cfg(feature = "app")]
mod state;
#[cfg(any(feature = "app", test))]
#[cfg_attr(
    not(feature = "app"),
    expect(dead_code, reason = "tested on any machine, used by the app alone")
)]
mod view;

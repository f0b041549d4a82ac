//! Reactive views of what the engine reports, and of what the person chose on this phone.
//!
//! Pages read these; only [`engine`] talks to the worker, only [`platform`] reads the clock and draws randomness.

pub(crate) mod access;
pub(crate) mod actions;
pub(crate) mod app;
pub(crate) mod background_sync;
pub(crate) mod count_signals;
pub(crate) mod counted_taps;
pub(crate) mod editor;
pub(crate) mod edits;
pub(crate) mod engine;
pub(crate) mod identity;
pub(crate) mod installing;
mod kept_pin;
pub(crate) mod key_value_store;
pub(crate) mod layout;
pub(crate) mod looked;
pub(crate) mod navigation;
pub(crate) mod own_phones;
mod own_values;
pub(crate) mod pin;
pub(crate) mod platform;
pub(crate) mod present;
pub(crate) mod profiles;
pub(crate) mod push;
pub(crate) mod reload;
pub(crate) mod requests;
pub(crate) mod sealing;
pub(crate) mod search;
pub(crate) mod sensors;
pub(crate) mod settings;
pub(crate) mod update;

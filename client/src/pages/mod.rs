//! The screens: one file per route, and the frame around them.

mod areas;
mod departments;
mod enrol;
pub(crate) mod frame;
mod history;
mod home;
mod lists;
mod mine;
mod new;
mod page;
mod record;
mod settings;
mod status;

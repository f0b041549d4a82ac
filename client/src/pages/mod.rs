//! The screens: one file per route, and the frame around them.

pub(crate) mod areas;
pub(crate) mod departments;
pub(crate) mod enrol;
pub(crate) mod frame;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod lists;
pub(crate) mod mine;
pub(crate) mod new;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod status;

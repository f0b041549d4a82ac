//! What the screens say and show, worked out without a browser, so that it can be tested on any machine.
//!
//! Nothing here touches the page, the clock or the engine.

pub(crate) mod changes;
pub(crate) mod counting;
pub(crate) mod dates;
pub(crate) mod earlier;
pub(crate) mod entry;
pub(crate) mod fields;
pub(crate) mod finding;
pub(crate) mod format;
pub(crate) mod forms;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod homes;
pub(crate) mod labels;
pub(crate) mod map;
pub(crate) mod people;
pub(crate) mod round;
pub(crate) mod status;
pub(crate) mod story;
pub(crate) mod summary;
pub(crate) mod taps;
pub(crate) mod texts;
pub(crate) mod timer;
pub(crate) mod walk;

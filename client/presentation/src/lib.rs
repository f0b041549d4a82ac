//! Words and content of the screens, computed without a browser, so that they can be tested on any machine.
//!
//! Nothing here touches the page, the clock or the engine.

pub mod area_drawing;
pub mod case_due;
pub mod changes;
pub mod competencies;
pub mod conflict_guide;
pub mod count_warning;
pub mod counted_taps;
pub mod counting;
#[cfg(test)]
mod data_map_tests;
pub mod dates;
pub mod departments;
pub mod due;
pub mod entry;
pub mod fields;
pub mod format;
pub mod forms;
pub mod harm;
pub mod help;
pub mod history;
pub mod home;
pub mod homes;
pub mod labels;
pub mod last_year;
pub mod log_sheet;
pub mod looked;
pub mod map;
pub mod map_sheet;
pub mod people;
pub mod printout;
pub mod referral_receipt;
pub mod round;
pub mod search;
pub mod status;
pub mod summary;
pub mod taps;
pub mod texts;
pub mod timer;
pub mod walk;
pub mod ways_back;

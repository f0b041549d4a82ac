//! The texts of work with nature, and of what a board decides and reports.

use feltbog_presentation::texts::{Counted, Template, language};
use feltbog_shared::language::Language;

include!(concat!(env!("OUT_DIR"), "/nature_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn nature_texts() -> &'static NatureTexts {
    NatureTexts::of(language())
}

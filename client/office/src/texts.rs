//! The texts of the office, in the language that the person chose.

use feltbog_presentation::texts::{Counted, Template, language};
use feltbog_shared::language::Language;

include!(concat!(env!("OUT_DIR"), "/office_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn office_texts() -> &'static OfficeTexts {
    OfficeTexts::of(language())
}

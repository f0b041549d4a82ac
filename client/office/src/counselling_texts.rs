//! The texts of arrears and counselling, in the language that the person chose.

use feltbog_presentation::texts::{Template, language};
use feltbog_shared::language::Language;

include!(concat!(env!("OUT_DIR"), "/counselling_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn counselling_texts() -> &'static CounsellingTexts {
    CounsellingTexts::of(language())
}

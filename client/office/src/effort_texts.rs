//! The texts of efforts, their tasks, staff and report, in the language that the person chose.

use feltbog_presentation::texts::{Counted, Template, language};
use feltbog_shared::language::Language;

include!(concat!(env!("OUT_DIR"), "/effort_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn effort_texts() -> &'static EffortTexts {
    EffortTexts::of(language())
}

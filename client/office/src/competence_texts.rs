//! The texts of sharing and competence, in the language that the person chose.

use feltbog_presentation::texts::{Labels, Template, language};
use feltbog_shared::language::Language;
use feltbog_shared::permission::Role;

include!(concat!(env!("OUT_DIR"), "/competence_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn competence_texts() -> &'static CompetenceTexts {
    CompetenceTexts::of(language())
}

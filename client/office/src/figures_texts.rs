//! The texts of overview, nature and the board's page, in the language that the person chose.

use feltbog_presentation::texts::{Template, language};
use feltbog_shared::language::Language;

include!(concat!(env!("OUT_DIR"), "/figures_texts.rs"));

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn figures_texts() -> &'static FiguresTexts {
    FiguresTexts::of(language())
}

//! The words of the pages about several people on one phone. Apart from the other texts, so that they travel with the
//! pages that show them.

use feltbog_shared::language::Language;

use super::texts::{Counted, Template, language};

include!(concat!(env!("OUT_DIR"), "/people.rs"));

/// The texts in the language chosen.
pub fn people_texts() -> &'static People {
    People::of(language())
}

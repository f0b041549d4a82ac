//! Texts and choices of a record that no server has taken yet, kept in this tab of the browser.

use std::collections::BTreeMap;

use feltbog_shared::model::FieldEdit;
use serde::{Deserialize, Serialize};

use crate::tab_storage::{keep_in_tab, kept_in_tab};

/// The beginning of the names under which drafts are kept.
pub(crate) const DRAFTS: &str = "feltbog.draft.";

/// Entries of a record that are not saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordDraft {
    /// Texts as they were typed, by field.
    pub(crate) texts: BTreeMap<String, String>,
    /// The content of a record that is not made yet.
    pub(crate) edits: Vec<FieldEdit>,
}

impl RecordDraft {
    /// The draft kept under a name; an empty one when there is none that can be read.
    pub(crate) fn kept(name: &str) -> Self {
        let text = kept_in_tab(&[DRAFTS, name].concat()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Keeps the draft; an empty one is forgotten.
    pub(crate) fn keep(&self, name: &str) {
        let text = match self.is_empty() {
            true => String::new(),
            false => serde_json::to_string(self).unwrap_or_default(),
        };
        keep_in_tab(&[DRAFTS, name].concat(), &text);
    }

    /// Whether nothing is kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.edits.is_empty()
    }

    /// Forgets texts that were saved, blanks around them apart. A text that was typed on meanwhile stays.
    pub(crate) fn forget(&mut self, saved: &BTreeMap<String, String>) {
        self.texts
            .retain(|field, text| saved.get(field).map(String::as_str) != Some(text.trim()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_saved_is_forgotten() {
        let texts = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let mut draft = RecordDraft {
            texts: texts(&[("place", "Opgang 4"), ("description", "Musik hver nat")]),
            edits: Vec::new(),
        };
        draft.forget(&texts(&[("place", "Opgang 4"), ("description", "Musik")]));
        assert_eq!(draft.texts, texts(&[("description", "Musik hver nat")]));
        assert!(!draft.is_empty());
        draft.forget(&texts(&[("description", "Musik hver nat")]));
        assert!(draft.is_empty());
        let text = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<RecordDraft>(&text).unwrap(), draft);
    }
}

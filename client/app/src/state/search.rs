//! The search of the Find page.

use feltbog_shared::model::Kind;

/// Words that a person looks for, and the filters beside them. They stay while the app is open, so that the way back from a
/// record leads to the records that were found.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Search {
    /// Words, as they were typed.
    pub(crate) words: String,
    /// Kinds to look among; all when there are none.
    pub(crate) kinds: Vec<Kind>,
    /// Key of the place to look at, and its name; every place when there is none.
    pub(crate) place: Option<(String, String)>,
    /// Whether to look among what goes on alone, or among what is over.
    pub(crate) goes_on: Option<bool>,
    /// Days to look back; all when there is no number.
    pub(crate) days: Option<i64>,
    /// Whether to look in the department of the page alone.
    pub(crate) is_here_only: bool,
}

impl Search {
    /// Whether anything is left out by a filter.
    pub(crate) fn has_filter(&self) -> bool {
        !self.kinds.is_empty() || self.place.is_some() || self.goes_on.is_some() || self.days.is_some()
    }

    /// Whether anything is looked for.
    pub(crate) fn asks(&self) -> bool {
        !self.words.trim().is_empty() || self.has_filter()
    }

    /// Lets everything through again. The words stay.
    pub(crate) fn clear_filter(&mut self) {
        *self = Self {
            words: core::mem::take(&mut self.words),
            is_here_only: self.is_here_only,
            ..Self::default()
        };
    }
}

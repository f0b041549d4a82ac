//! The search of the Find page.

use feltbog_shared::model::Kind;

/// Words and kinds that a person looks for. They stay while the app is open, so that the way back from a record leads to
/// the records that were found.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Search {
    /// Words, as they were typed.
    pub(crate) words: String,
    /// Kinds to look among; all when there are none.
    pub(crate) kinds: Vec<Kind>,
}

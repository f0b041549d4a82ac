//! Retligt skridt: a formal step in a conflict. The letters themselves stay outside the app.

use super::schema::{Calendar, Choice, Line, Link, record, value_list};

value_list! {
    /// What kind of step.
    LegalStepKind {
        Reminder = "paamindelse",
        Warning = "advarsel",
        BroughtToBoard = "naevn_indbragt",
        BoardDecision = "naevn_afgoerelse",
        Appeal = "anke",
    }
}

/// How many days after the tenancy board's decision it can be brought before the housing court
/// (records.md, after bdk.dk: four weeks).
pub const APPEAL_DAYS: i64 = 28;

record! {
    /// A formal step in a conflict.
    LegalStep {
        /// The case.
        conflict_case: Link,
        /// What kind.
        kind: Choice<LegalStepKind>,
        /// When it was taken.
        on: Calendar,
        /// Until when it can be appealed.
        appeal_deadline: Calendar,
        /// Where the letter is kept.
        document_ref: Line<120>,
    }
}

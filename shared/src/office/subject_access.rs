//! Messages of subject access (GDPR art. 15): everything that is kept about a home, and the register of requests with
//! their deadlines, also of those for rectification, erasure and objection. For the privacy officer.
//!
//! | route under `/api/v1/office/subject-access` | request | answer |
//! |---|---|---|
//! | `POST /answer` | [`SubjectAccessQuery`] | [`SubjectAccessAnswer`] |
//! | `POST /paper` | [`SubjectAccessQuery`] | PDF |
//! | `GET /requests` | | [`SubjectRequest`]s |
//! | `POST /requests` | [`NewSubjectRequest`] | [`SubjectRequest`] |
//! | `POST /requests/{id}` | [`SubjectRequestChange`] | [`SubjectRequest`] |

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};
use crate::language::Language;
use crate::model::Kind;
use crate::model::deadlines::plus_months;
use crate::moment::{Day, Moment};

/// Most characters of a home in a request.
pub const HOME_LENGTH: usize = 120;
/// Most characters of the reason why an answer takes longer.
pub const REASON_LENGTH: usize = 300;
/// Most lines of the access log in an answer, the newest.
pub const MOST_ACCESSES: usize = 2_000;
/// Months until an answer is due (GDPR art. 12(3)).
const ANSWER_MONTHS: i32 = 1;
/// Months by which it may be extended.
const EXTENDED_MONTHS: i32 = 2;

/// The day by which a request of a day is answered.
pub fn answer_due_on(received_on: Day, is_extended: bool) -> Day {
    let further = if is_extended { EXTENDED_MONTHS } else { 0 };
    plus_months(received_on, ANSWER_MONTHS + further)
}

/// The home that somebody asks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAccessQuery {
    /// The department.
    pub department: DepartmentId,
    /// The home, in any spelling.
    pub home: String,
    /// The day since which whoever asks lives there, `YYYY-MM-DD`: what was first recorded before is about others. Empty
    /// for everything.
    #[serde(default)]
    pub since: String,
    /// The language of the labels and words.
    #[serde(default)]
    pub language: Language,
}

/// Everything that is kept about a home, as far as it may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAccessAnswer {
    /// The home, as it was asked for.
    pub home: String,
    /// The department.
    pub department_name: String,
    /// The organisation that answers for the data.
    pub controller: String,
    /// The time of the answer.
    pub made_at: Moment,
    /// The same in words.
    pub made_at_words: String,
    /// The entry in the register of dwellings; empty for a home that it does not have.
    pub dwelling: Vec<SubjectField>,
    /// The records and pending notes, the earliest first.
    pub records: Vec<SubjectRecord>,
    /// The accesses to these records, the newest first. Nobody at work is named.
    pub accesses: Vec<SubjectAccess>,
    /// Whether there are more accesses than the answer holds.
    pub has_more_accesses: bool,
    /// Whether identities of other people were left out because they are withheld.
    pub is_withheld: bool,
}

/// A record of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRecord {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The record.
    pub document: DocumentId,
    /// The kind; nothing for a pending note, which is no record yet.
    pub kind: Option<Kind>,
    /// The kind in words.
    pub title: String,
    /// Whether the record itself names the home. Others belong to one that does.
    pub names_home: bool,
    /// Whether its author discarded it: it is kept and counts no more.
    pub is_discarded: bool,
    /// The fields that hold something, in the order of the model.
    pub fields: Vec<SubjectField>,
    /// The times at which the server received its changes, the first first.
    pub changed_at: Vec<Moment>,
    /// The first and the last of these in words.
    pub changed_words: Vec<String>,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectField {
    /// The name in the model.
    pub name: String,
    /// The label.
    pub label: String,
    /// The value in words; several where people's values stand beside each other.
    pub value: String,
}

/// An access to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAccess {
    /// The time.
    pub at: Moment,
    /// The time in words.
    pub at_words: String,
    /// The sort of access in words.
    pub action: String,
    /// The purpose in words.
    pub purpose: String,
    /// The record.
    pub document: DocumentId,
    /// Its kind in words.
    pub title: String,
}

/// The right that a resident makes use of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectRight {
    /// To see what is kept (art. 15).
    #[default]
    Access,
    /// To have it put right (art. 16).
    Rectification,
    /// To have it erased (art. 17).
    Erasure,
    /// To object to its use (art. 21).
    Objection,
}

impl SubjectRight {
    /// Every right.
    pub const ALL: [Self; 4] = [Self::Access, Self::Rectification, Self::Erasure, Self::Objection];

    /// Its name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Rectification => "rectification",
            Self::Erasure => "erasure",
            Self::Objection => "objection",
        }
    }

    /// The right of a name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.key() == key)
    }
}

/// State of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectRequestState {
    /// It waits for its answer.
    #[default]
    Open,
    /// It was answered: what was asked for was done.
    Answered,
    /// The resident took it back.
    Withdrawn,
    /// It was refused, with a reason that the resident was told.
    Refused,
}

impl SubjectRequestState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Answered, Self::Withdrawn, Self::Refused];

    /// Its name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
        }
    }

    /// The state of a name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// A request, as it stands in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRequest {
    /// The id, which whoever adds it draws.
    pub id: DocumentId,
    /// The version, from 1 on.
    pub version: u64,
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The right that the resident makes use of.
    #[serde(default)]
    pub right: SubjectRight,
    /// The home.
    pub home: String,
    /// The day on which it came, `YYYY-MM-DD`.
    pub received_on: String,
    /// The day by which it is answered.
    pub due_on: String,
    /// Whether that day has passed and it waits still.
    pub is_overdue: bool,
    /// The reason why it takes longer; empty for one that was not extended.
    pub extended_reason: String,
    /// The state.
    pub state: SubjectRequestState,
    /// The day on which it was answered, refused or taken back; empty before.
    pub ended_on: String,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSubjectRequest {
    /// The id, by which the server knows a request that comes twice.
    pub id: DocumentId,
    /// The department.
    pub department: DepartmentId,
    /// The right that the resident makes use of.
    #[serde(default)]
    pub right: SubjectRight,
    /// The home.
    pub home: String,
    /// The day on which it came, `YYYY-MM-DD`.
    pub received_on: String,
}

/// A step of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRequestChange {
    /// The version that was seen.
    pub version: u64,
    /// The step.
    pub step: SubjectRequestStep,
}

/// A step of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectRequestStep {
    /// It takes two months longer, for a reason that the resident is told within the first month.
    Extend {
        /// The reason.
        reason: String,
    },
    /// It was answered today.
    Answer,
    /// The resident took it back today.
    Withdraw,
    /// It was refused today, and the resident was told why and where to complain.
    Refuse,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_due_in_a_month_or_in_three() {
        let due = |text, is_extended| {
            let received = Day::parse(text).map(|day| answer_due_on(day, is_extended));
            received.map(|day| day.to_string())
        };
        assert_eq!(due("2026-11-30", false).as_deref(), Some("2026-12-30"));
        assert_eq!(due("2026-11-30", true).as_deref(), Some("2027-02-28"));
        assert_eq!(due("2026-01-31", false).as_deref(), Some("2026-02-28"));
    }

    #[test]
    fn states_and_rights_are_known_by_their_names() {
        for state in SubjectRequestState::ALL {
            assert_eq!(SubjectRequestState::from_key(state.key()), Some(state));
        }
        assert_eq!(SubjectRequestState::from_key("other"), None);
        for right in SubjectRight::ALL {
            assert_eq!(SubjectRight::from_key(right.key()), Some(right));
        }
        assert_eq!(SubjectRight::from_key("other"), None);
    }
}

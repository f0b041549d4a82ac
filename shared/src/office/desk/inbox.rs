//! The inbox, and triage of its items.

use serde::{Deserialize, Serialize};

use super::{DeadlineKind, DeskName, DeskPlace};
use crate::id::{DepartmentId, DocumentId, UserId};
use crate::model::{Fields, Kind};
use crate::moment::Moment;
use crate::refusal::RefusalCode;

/// Most items of one triage request.
pub const TRIAGE_ITEMS: usize = 200;

/// The reason an item is in the inbox. An item that has several is listed once, with the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxReason {
    /// Its day has passed.
    Overdue,
    /// Its day is today.
    Due,
    /// Two people's values stand in a field.
    Disputed,
    /// Handed over to a role of the person.
    HandedOver,
    /// A pending note.
    PendingNote,
    /// Nobody has taken it up yet.
    New,
    /// An inquiry or observation without an answer.
    Unanswered,
    /// A follow-up whose day has come or comes within seven days.
    FollowUp,
}

impl InboxReason {
    /// Every reason, in the order in which they are tried.
    pub const ALL: [Self; 8] = [
        Self::Overdue,
        Self::Due,
        Self::Disputed,
        Self::HandedOver,
        Self::PendingNote,
        Self::New,
        Self::Unanswered,
        Self::FollowUp,
    ];

    /// The key in queries and messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Disputed => "disputed",
            Self::HandedOver => "handed_over",
            Self::PendingNote => "pending_note",
            Self::New => "new",
            Self::Unanswered => "unanswered",
            Self::FollowUp => "follow_up",
        }
    }

    /// The reason with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// `GET /inbox`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    /// Only of this organisation, as a UUID.
    pub organisation: String,
    /// Only of these departments.
    pub departments: String,
    /// Only for these reasons, by [`InboxReason::key`].
    pub reasons: String,
    /// Only of these kinds, by [`Kind::key`].
    pub kinds: String,
    /// `me`, `nobody`, or a person's id; anybody when empty.
    pub assigned: String,
    /// Only with these words in topic, place or note.
    pub search: String,
    /// Whether items that wait until a later day are listed too.
    pub waiting: bool,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of the inbox. Overdue and due items come first, then the newest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The rows.
    pub rows: Vec<InboxItem>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
    /// Numbers by department and reason, with all filters but these two.
    pub counts: Vec<InboxCount>,
}

/// The number of items of a department for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxCount {
    /// The department.
    pub department: DepartmentId,
    /// The reason.
    pub reason: InboxReason,
    /// The number.
    pub count: u64,
}

/// An item of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InboxItem {
    /// The department.
    pub department: DepartmentId,
    /// The record, or the id of the pending note.
    pub document: DocumentId,
    /// The kind; nothing for a pending note.
    pub kind: Option<Kind>,
    /// The reason.
    pub reason: InboxReason,
    /// The beginning of the present state.
    pub since: Moment,
    /// The day by which something is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// The fields that a row shows: state, topic, kind, place, urgency, severity and the like. Of a pending note its
    /// text as `text`.
    pub fields: Fields,
    /// The state, as its key; empty without one.
    pub state: String,
    /// The person who has it at the desk.
    pub taken_by: Option<DeskName>,
    /// The day until which it waits, `YYYY-MM-DD`.
    pub waits_until: Option<String>,
    /// The case it belongs to.
    pub case: Option<DocumentId>,
}

/// `POST /triage`. Items are done one by one: a refusal of one leaves the others done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TriageRequest {
    /// A random UUID of the request: a second request with it is answered and does nothing.
    pub token: String,
    /// The items, at most [`TRIAGE_ITEMS`].
    pub items: Vec<DeskPlace>,
    /// The act.
    pub act: TriageAct,
}

/// An act on items of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum TriageAct {
    /// The person takes it; a signal or handover that was sent is received by it.
    Take,
    /// Nobody has it any more.
    Release,
    /// Somebody else has it. A case is given to somebody who reads only what is assigned to them by a case part.
    Assign {
        /// The person.
        person: UserId,
    },
    /// It belongs to a case of the same department: a handover is linked, a pending note attached, a case merged.
    BelongsTo {
        /// The case.
        case: DocumentId,
    },
    /// It is declined: a case is rejected, a signal ended, a pending note archived.
    Decline {
        /// The reason.
        reason: DeclineReason,
    },
    /// It waits until a day, out of the inbox.
    Wait {
        /// The day, `YYYY-MM-DD`.
        until: String,
    },
    /// It is answered: an observation, an inquiry or a signal.
    Answer {
        /// The answer's text; a signal has none.
        #[serde(default)]
        text: String,
        /// The decision on an observation, or the result of a signal, by its key.
        result: String,
    },
    /// Somebody looks at it again on a day, and it is out of the inbox until then; nothing takes the day away.
    FollowUp {
        /// The day, `YYYY-MM-DD`.
        on: Option<String>,
    },
}

/// The reason for declining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Dublet.
    Duplicate,
    /// Ikke husorden.
    NotHouseRules,
    /// Sendt videre.
    SentOn,
    /// Trukket.
    Withdrawn,
    /// Anonym.
    Anonymous,
    /// Gammelt.
    Old,
}

impl DeclineReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::Duplicate,
        Self::NotHouseRules,
        Self::SentOn,
        Self::Withdrawn,
        Self::Anonymous,
        Self::Old,
    ];
}

/// The outcome of a triage request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TriageReport {
    /// The outcome of each item, in the request's order.
    pub items: Vec<TriageOutcome>,
}

/// The outcome of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TriageOutcome {
    /// The item.
    pub place: DeskPlace,
    /// The reason why it was not done; nothing when it was.
    pub refusal: Option<RefusalCode>,
    /// The field that the refusal is about.
    pub field: Option<String>,
    /// The person who has it now.
    pub taken_by: Option<DeskName>,
}

/// `POST /triage/undo`: takes a request of the same person back, item by item, where nobody has gone on since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageUndo {
    /// The token of the request to take back.
    pub token: String,
}

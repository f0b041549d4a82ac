//! Pending notes and rotas.

use serde::{Deserialize, Serialize};

use super::{DeclineReason, DeskName};
use crate::id::{DepartmentId, DocumentId, UserId};
use crate::model::FieldEdit;
use crate::moment::Moment;

/// The state of a pending note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteState {
    /// Ny.
    #[default]
    New,
    /// Ejet.
    Owned,
    /// Venter.
    Waiting,
    /// Tilknyttet.
    Attached,
    /// Blev sag.
    BecameCase,
    /// Afvist.
    Declined,
    /// Arkiveret.
    Archived,
}

impl NoteState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Owned,
        Self::Waiting,
        Self::Attached,
        Self::BecameCase,
        Self::Declined,
        Self::Archived,
    ];

    /// The key in queries and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Owned => "owned",
            Self::Waiting => "waiting",
            Self::Attached => "attached",
            Self::BecameCase => "became_case",
            Self::Declined => "declined",
            Self::Archived => "archived",
        }
    }

    /// The state with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether somebody still has to decide on it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Owned | Self::Waiting)
    }
}

/// The sender of a pending note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSource {
    /// A resident.
    Resident,
    /// A board.
    Board,
    /// A partner outside the organisation.
    Partner,
    /// A member of staff.
    Staff,
    /// Nobody who is known.
    Anonymous,
}

/// `GET /notes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteQuery {
    /// Only of these departments.
    pub departments: String,
    /// Only in these states, by [`NoteState::key`]; the open ones when empty.
    pub states: String,
    /// `me`, `nobody`, or a person's id; anybody when empty.
    pub owner: String,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of pending notes, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NotePage {
    /// The rows.
    pub rows: Vec<PendingNote>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// `POST /notes`: what somebody sent or told. Texts hold no CPR number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// The id of the note, a UUIDv7 made by the office. A second request with it is answered as the first was and does
    /// nothing.
    pub token: String,
    /// The department.
    pub department: DepartmentId,
    /// The sender.
    pub source: NoteSource,
    /// The content, at most 2,000 characters.
    pub text: String,
    /// The place: stairwell or area, at most 120 characters.
    #[serde(default)]
    pub place: String,
    /// The home it is about, at most 64 characters; nothing in an anonymous one.
    #[serde(default)]
    pub home: String,
    /// The way to reach the sender, at most 120 characters; nothing in an anonymous one.
    #[serde(default)]
    pub contact: String,
}

/// A pending note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingNote {
    /// The id.
    pub id: DocumentId,
    /// The number of changes so far.
    pub version: u64,
    /// The department.
    pub department: DepartmentId,
    /// The sender.
    pub source: NoteSource,
    /// The content.
    pub text: String,
    /// The place.
    pub place: String,
    /// The home.
    pub home: String,
    /// The way to reach the sender.
    pub contact: String,
    /// The state.
    pub state: NoteState,
    /// The person who looks at it.
    pub owner: Option<DeskName>,
    /// The day by which it is decided, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The day until which it waits, `YYYY-MM-DD`.
    pub waits_until: Option<String>,
    /// The case it was attached to or became.
    pub case: Option<DocumentId>,
    /// The reason it was declined or archived.
    pub reason: Option<DeclineReason>,
    /// The person who entered it.
    pub entered_by: DeskName,
    /// The moment it was entered.
    pub received_at: Moment,
}

/// `POST /notes/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteStep {
    /// The version it was made from.
    pub version: u64,
    /// The step.
    pub step: NoteAct,
}

/// A step of a pending note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum NoteAct {
    /// Somebody looks at it, until a day.
    Own {
        /// The person; the one who asks when nothing.
        person: Option<UserId>,
        /// The day, `YYYY-MM-DD`; five working days on when nothing.
        due_on: Option<String>,
    },
    /// It belongs to a case.
    Attach {
        /// The case.
        case: DocumentId,
    },
    /// It becomes a case, whose first content is this besides place and description.
    MakeCase {
        /// The content.
        edits: Vec<FieldEdit>,
    },
    /// It is declined.
    Decline {
        /// The reason.
        reason: DeclineReason,
    },
    /// It is archived.
    Archive {
        /// The reason.
        reason: DeclineReason,
    },
    /// It waits until a day.
    Wait {
        /// The day, `YYYY-MM-DD`.
        until: String,
    },
    /// It is new again.
    Reopen,
}

/// `GET /rota`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RotaQuery {
    /// The department.
    pub department: String,
}

/// The rota of a department's inbox: the person who watches it. `PUT /rota` replaces it, from its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// The department.
    pub department: DepartmentId,
    /// The number of changes so far.
    pub version: u64,
    /// The turns, by their first day.
    pub turns: Vec<RotaTurn>,
    /// The person who watches it today: the cover of a turn where one holds; ignored in requests.
    #[serde(default)]
    pub today: Option<DeskName>,
    /// Days of the next four weeks on which nobody does, `YYYY-MM-DD`; ignored in requests.
    #[serde(default)]
    pub gaps: Vec<String>,
}

/// A turn of a rota. A turn as cover goes before another on the same day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaTurn {
    /// The person.
    pub person: UserId,
    /// The name; ignored in requests.
    #[serde(default)]
    pub name: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day, `YYYY-MM-DD`.
    pub to: String,
    /// Whether it covers the holiday of another.
    #[serde(default)]
    pub is_cover: bool,
}

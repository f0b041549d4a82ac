//! Messages of the desk: records of all departments of a person, read and changed in the office.
//!
//! Records are Automerge documents that the server changes for the person, by the rules of a phone. Nothing a person may
//! not read is in an answer, in a count or in an error. Lists of values in a query are separated by commas; an empty one
//! does not filter.
//!
//! | route under `/api/v1/office/desk` | request | answer |
//! |---|---|---|
//! | `GET /scope` | | [`DeskScope`] |
//! | `GET /inbox` | [`InboxQuery`] | [`InboxPage`] |
//! | `POST /triage`, `POST /triage/undo` | [`TriageRequest`], [`TriageUndo`] | [`TriageReport`] |
//! | `GET /cases` | [`CaseQuery`] | [`CasePage`] |
//! | `GET /mediations` | [`MediationQuery`] | [`MediationPage`] |
//! | `GET /records` | [`RecordsQuery`] | [`RecordsPage`] |
//! | `GET /records/{department}/{document}` | | [`DeskRecord`] |
//! | `GET /records/{department}/{document}/history` | | [`DeskHistory`] |
//! | `POST /records/{department}` | [`NewRecord`] | [`EditOutcome`] |
//! | `POST /records/{department}/{document}` | [`RecordEdits`] | [`EditOutcome`] |
//! | `POST /records/{department}/{document}/undo` | [`EditUndo`] | [`EditOutcome`] |
//! | `POST /records/{department}/{document}/open` | [`Heartbeat`] | [`OpenNow`] |
//! | `PUT`, `DELETE /records/{department}/{document}/hold` | [`HoldWanted`], nothing | |
//! | `GET /approvals`, `POST /records/{department}/{document}/approvals` | see [`super::approvals`] | |
//! | `POST /records/{department}/{document}/erasure` | see [`super::erasure_by_hand`] | |
//! | `GET`, `POST /notes` | [`NoteQuery`], [`NewNote`] | [`NotePage`], [`PendingNote`] |
//! | `POST /notes/{id}` | [`NoteStep`] | [`PendingNote`] |
//! | `GET`, `PUT /rota` | [`RotaQuery`], [`Rota`] | [`Rota`] |
//!
//! A refusal has the status 403 (`no_access`), 404 (`not_found`; also for what is not to be seen), 409
//! (`version_conflict`) or 400 (a rule of the record). A value chosen in a dispute is
//! an edit that sets the field to it, with the heads that showed the dispute. To discard is to set `discarded_at`.

mod inbox;
mod lists;
mod notes;
mod record;

use serde::{Deserialize, Serialize};

pub use super::desk_name::DeskName;
use crate::id::{DepartmentId, DocumentId, UserId};
use crate::model::Kind;
pub use crate::model::deadlines::DeadlineKind;
use crate::own_competencies::OrganisationCompetencies;
use crate::own_values::DepartmentValues;
use crate::permission::{Modules, Role};
pub use inbox::{
    DeclineReason, InboxCount, InboxItem, InboxPage, InboxQuery, InboxReason, TRIAGE_ITEMS, TriageAct,
    TriageOutcome, TriageReport, TriageRequest, TriageUndo,
};
pub use lists::{
    CaseColumn, CasePage, CaseQuery, CaseRow, LISTED_KINDS, ListedRecord, MediationPage, MediationQuery,
    MediationRow, MediationStage, RecordsPage, RecordsQuery,
};
pub use notes::{
    NewNote, NoteAct, NotePage, NoteQuery, NoteSource, NoteState, NoteStep, PendingNote, Rota, RotaQuery,
    RotaTurn,
};
pub use record::{
    DeskDeadline, DeskErasure, DeskHistory, DeskHold, DeskRecord, DeskRights, EditOutcome, EditUndo,
    HEARTBEAT_MILLIS, HOLD_REASON, Heartbeat, HoldWanted, LEFT_MILLIS, LateReceipt, NewRecord, OpenBy,
    OpenNow, Pattern, PatternLikeness, RecordEdits, RelatedRecord, TimelineContent, TimelineEntry,
};

/// Most rows of a page of the desk, unless the query asks for fewer.
pub const DESK_PAGE_ROWS: u32 = 200;

/// The departments of a person, and what the person may do there. `GET /scope`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeskScope {
    /// The departments, by organisation and name.
    pub departments: Vec<DeskDepartment>,
    /// People of these departments to whom something can be given, by name.
    pub people: Vec<DeskPerson>,
    /// The day in Denmark, `YYYY-MM-DD`.
    pub today: String,
    /// The values that organisations added to lists.
    #[serde(default)]
    pub own_values: Vec<DepartmentValues>,
    /// The competencies of the person's organisations.
    #[serde(default)]
    pub competencies: Vec<OrganisationCompetencies>,
}

/// A department in which a person has a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskDepartment {
    /// The id.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The organisation, as a UUID.
    pub organisation: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// The modules that are on.
    pub modules: Modules,
    /// The person's roles there now.
    pub roles: Vec<Role>,
    /// Kinds of records the person may make there.
    pub creates: Vec<Kind>,
    /// Kinds of records of which the person may read some there.
    pub reads: Vec<Kind>,
    /// Whether the person may give cases to others there.
    pub assigns: bool,
    /// Whether the person edits the letter templates of its organisation.
    #[serde(default)]
    pub edits_letter_templates: bool,
    /// Whether the person reads its access log.
    #[serde(default)]
    pub reads_access_log: bool,
    /// Whether the person answers what residents ask about the records of their home.
    #[serde(default)]
    pub answers_subject_access: bool,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskPerson {
    /// The id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// Departments and roles there.
    pub roles: Vec<(DepartmentId, Role)>,
}

/// A record by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeskPlace {
    /// The department.
    pub department: DepartmentId,
    /// The record or pending note.
    pub document: DocumentId,
}

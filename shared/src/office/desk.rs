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
//! | `GET`, `POST /notes` | [`NoteQuery`], [`NewNote`] | [`NotePage`], [`PendingNote`] |
//! | `POST /notes/{id}` | [`NoteStep`] | [`PendingNote`] |
//! | `GET`, `PUT /rota` | [`RotaQuery`], [`Rota`] | [`Rota`] |
//!
//! A refusal has the status 403 (`no_access`), 404 (`not_found`; also for what is not to be seen), 409
//! (`version_conflict`) or 400 (a rule of the record). A value chosen in a dispute is
//! an edit that sets the field to it, with the heads that showed the dispute. To discard is to set `discarded_at`.

use serde::{Deserialize, Serialize};

use super::approvals::CaseApprovals;
pub use super::desk_name::DeskName;
use crate::bridge::{Dispute, HistoryStep};
use crate::department_information::CallContact;
use crate::id::{ChangeHash, DepartmentId, DocumentId, UserId};
pub use crate::model::deadlines::DeadlineKind;
use crate::model::{FieldEdit, Fields, Kind};
use crate::moment::Moment;
use crate::own_values::DepartmentValues;
use crate::permission::{Modules, Role};
use crate::refusal::RefusalCode;

/// Most rows of a page of the desk, unless the query asks for fewer.
pub const DESK_PAGE_ROWS: u32 = 200;
/// Most items of one triage request.
pub const TRIAGE_ITEMS: usize = 200;
/// Milliseconds between two heartbeats of an open record.
pub const HEARTBEAT_MILLIS: i64 = 20_000;
/// Milliseconds after the last heartbeat until a record counts as left.
pub const LEFT_MILLIS: i64 = 50_000;

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

/// A record by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeskPlace {
    /// The department.
    pub department: DepartmentId,
    /// The record or pending note.
    pub document: DocumentId,
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

/// A column by which cases are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseColumn {
    /// The day by which something is to be done; those without one last.
    #[default]
    Due,
    /// Department.
    Department,
    /// State.
    State,
    /// Topic.
    Topic,
    /// Severity.
    Severity,
    /// The moment it was recorded.
    Created,
    /// The last change.
    Changed,
    /// The beginning of the present state.
    Since,
    /// Place.
    Place,
}

/// The kinds whose records are listed: areas, work in them, and gatherings. None of them is about a person.
pub const LISTED_KINDS: [Kind; 5] = [
    Kind::Area,
    Kind::CareTask,
    Kind::InsectCount,
    Kind::Activity,
    Kind::DoorRound,
];

/// `GET /records`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordsQuery {
    /// Only of this organisation, as a UUID.
    pub organisation: String,
    /// Only of these departments.
    pub departments: String,
    /// Only of these of [`LISTED_KINDS`], by [`Kind::key`].
    pub kinds: String,
    /// Only with these words in name, place or remark.
    pub search: String,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of records, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordsPage {
    /// The rows.
    pub rows: Vec<ListedRecord>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRecord {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The moment it was recorded.
    pub created_at: Moment,
    /// Its fields, without outlines and long texts.
    pub fields: Fields,
}

/// `GET /cases`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseQuery {
    /// Only of this organisation, as a UUID.
    pub organisation: String,
    /// Only of these departments.
    pub departments: String,
    /// Only in these states, by key; `open` for all that are open.
    pub states: String,
    /// Only with these topics, by key.
    pub topics: String,
    /// Only with these severities, by key.
    pub severities: String,
    /// Only on this track, by key.
    pub track: String,
    /// `me`, `nobody`, or a person's id; anybody when empty.
    pub assigned: String,
    /// Only those with a day until then, `YYYY-MM-DD`.
    pub due_until: String,
    /// Only overdue ones.
    pub overdue: bool,
    /// Only those recorded at least so many days ago.
    pub older_than_days: Option<u32>,
    /// Only those whose last change is at least so many days ago.
    pub untouched_days: Option<u32>,
    /// Only those at night, or not.
    pub night: Option<bool>,
    /// Only those with two people's values.
    pub disputed: bool,
    /// Only with these words.
    pub search: String,
    /// The column.
    pub sort: CaseColumn,
    /// Whether the order is reversed.
    pub descending: bool,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A case in the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub document: DocumentId,
    /// The state, as its key.
    pub state: String,
    /// The beginning of the present state.
    pub since: Moment,
    /// The moment it was recorded.
    pub created_at: Moment,
    /// The last change, by the server's clock.
    pub changed_at: Moment,
    /// The day by which something is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// Topic, place, severity, track, night, frequency and the like. Empty for a person who sees the state alone.
    pub fields: Fields,
    /// Whether two people's values stand in a field.
    pub is_disputed: bool,
    /// Whether only the state is to be seen.
    pub is_state_only: bool,
    /// The person who has it at the desk.
    pub taken_by: Option<DeskName>,
}

/// A day by which something is to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeskDeadline {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// The deadline.
    pub kind: DeadlineKind,
    /// Whether the law sets it.
    pub is_legal: bool,
    /// The reason for which it was put off, or empty.
    #[serde(default)]
    pub reason: String,
    /// The record it is worked out from.
    pub from: DocumentId,
}

/// A record in full. `GET /records/{department}/{document}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskRecord {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The owner's name, where the reader may know it.
    pub owner_name: String,
    /// The fields; of two people's values, the one that all show.
    pub fields: Fields,
    /// The fields with two people's values.
    pub disputes: Vec<Dispute>,
    /// The heads: the base of the next edit.
    pub heads: Vec<ChangeHash>,
    /// The moment the server received it first.
    pub received_at: Moment,
    /// The last change, by the server's clock.
    pub changed_at: Moment,
    /// The days by which something is to be done, the nearest first.
    pub deadlines: Vec<DeskDeadline>,
    /// Records that belong to it and that the person may read, newest first: events, parties, legal steps, a mediation's
    /// result, pictures, handovers, an area's tasks, counts, observations and plan.
    pub related: Vec<RelatedRecord>,
    /// The past of it and of what belongs to it, newest first, at most 500.
    pub timeline: Vec<TimelineEntry>,
    /// The names of the people in `timeline`, `disputes` and `related`, as far as the person may know them.
    pub names: Vec<DeskName>,
    /// The acts that are open to the person.
    pub may: DeskRights,
    /// People who have it open now, without the person.
    pub open_by: Vec<OpenBy>,
    /// The person who has it at the desk.
    pub taken_by: Option<DeskName>,
    /// Patterns: other records of the same home or place.
    pub patterns: Vec<Pattern>,
    /// The day on which it is erased, and a hold; nothing for a record of a kind that is kept.
    #[serde(default)]
    pub erasure: Option<DeskErasure>,
    /// The contact people of its department, in order. Only a concern has them.
    #[serde(default)]
    pub contacts: Vec<CallContact>,
    /// The controller of personal data in it; empty for a record that is about nobody.
    #[serde(default)]
    pub controller: String,
    /// Steps that a second person agrees to. Only a case has them.
    #[serde(default)]
    pub approvals: CaseApprovals,
}

/// The planned erasure of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskErasure {
    /// The day, as things stand; nothing while it is open, held or erased with its case.
    pub on: Option<String>,
    /// The hold.
    pub hold: Option<DeskHold>,
}

/// A reason why a record is not erased at its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskHold {
    /// The reason.
    pub reason: String,
    /// The person who gave it.
    pub by: UserId,
    /// The time.
    pub at: Moment,
}

/// A hold that a person wants. `PUT /records/{department}/{document}/hold`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldWanted {
    /// The reason.
    pub reason: String,
}

/// The longest reason of a hold, in characters.
pub const HOLD_REASON: usize = 200;

/// The history of a record. `GET /records/{department}/{document}/history`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeskHistory {
    /// The steps, newest first.
    pub steps: Vec<HistoryStep>,
    /// The names of their authors.
    pub names: Vec<DeskName>,
    /// When the server first received the changes of the steps. One that a phone gave back after a loss is left out:
    /// nobody knows when it was received first.
    #[serde(default)]
    pub received: Vec<(ChangeHash, Moment)>,
}

/// A record that belongs to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelatedRecord {
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The moment it was recorded.
    pub created_at: Moment,
    /// The fields.
    pub fields: Fields,
    /// The heads: the base of an edit.
    pub heads: Vec<ChangeHash>,
    /// Whether two people's values stand in a field.
    pub is_disputed: bool,
    /// Whether the person may change it.
    pub may_update: bool,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The record.
    pub document: DocumentId,
    /// The kind of the record.
    pub kind: Kind,
    /// The moment: of an event when it happened, otherwise of the change by the author's clock.
    pub at: Moment,
    /// The author.
    pub by: Option<UserId>,
    /// The entry's content.
    pub entry: TimelineContent,
    /// The receipt of a legal step, or of a case's step to a warning or further, where it lies more than a day after the day
    /// that the author states.
    #[serde(default)]
    pub late: Option<LateReceipt>,
}

/// The day that an author states for something, and a later day on which the server first received it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateReceipt {
    /// The stated day, `YYYY-MM-DD`.
    pub written_on: String,
    /// The day of receipt, `YYYY-MM-DD`.
    pub received_on: String,
}

/// The content of an entry of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimelineContent {
    /// The record was made.
    Made,
    /// The record went to a state.
    State(String),
    /// Fields were changed, by name.
    Fields(Vec<String>),
}

/// The acts that are open to a person on a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRights {
    /// May change its fields.
    pub update: bool,
    /// May approve and lock.
    pub approve: bool,
    /// May decide on a proposal.
    pub decide: bool,
    /// May give it to others.
    pub assign: bool,
    /// May discard it.
    pub discard: bool,
    /// The states that may follow, by key.
    pub next_states: Vec<String>,
    /// Kinds of records the person may make for it.
    pub creates: Vec<Kind>,
    /// People to whom it can be given.
    pub assignees: Vec<DeskName>,
    /// May print letters of the case, or invitations to mediation.
    #[serde(default)]
    pub letters: bool,
}

/// A pattern: other records about the same home or place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// The likeness.
    pub likeness: PatternLikeness,
    /// Records that the person may open.
    pub records: Vec<(DeskPlace, Kind)>,
    /// Whether there is more that the person may not open; neither number nor place is told.
    pub is_more: bool,
}

/// The likeness of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatternLikeness {
    /// A home is the same.
    SameHome,
    /// Two homes are the same.
    SameTwoHomes,
    /// The place is the same.
    SamePlace,
}

/// `POST /records/{department}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRecord {
    /// The id of the new record, a UUIDv7 made by the office ([`DocumentId::new`]). A second request with it is answered
    /// as the first was and does nothing.
    pub token: String,
    /// The kind.
    pub kind: Kind,
    /// The content. Without `created_at` the server's time is written.
    pub edits: Vec<FieldEdit>,
}

/// `POST /records/{department}/{document}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordEdits {
    /// A random UUID of the request: a second request with it is answered as the first was and does nothing.
    pub token: String,
    /// The heads that were shown: what came after stays as a second value.
    pub heads: Vec<ChangeHash>,
    /// The edits, made as one change or not at all.
    pub edits: Vec<FieldEdit>,
}

/// `POST /records/{department}/{document}/undo`: sets the fields back that a change of the person wrote, where they still
/// read so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditUndo {
    /// A random UUID of the request: a second request with it is answered as the first was and does nothing.
    pub token: String,
    /// The change to take back: the one of an [`EditOutcome`].
    pub change: ChangeHash,
}

/// The outcome of an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditOutcome {
    /// The record.
    pub document: DocumentId,
    /// The change; nothing when everything already read so.
    pub change: Option<ChangeHash>,
    /// The heads now.
    pub heads: Vec<ChangeHash>,
    /// The fields now.
    pub fields: Fields,
    /// The fields with two people's values now.
    pub disputes: Vec<Dispute>,
}

/// `POST /records/{department}/{document}/open`, every [`HEARTBEAT_MILLIS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// A random id of the browser's tab.
    pub tab: String,
    /// Whether the person is typing in it.
    #[serde(default)]
    pub is_editing: bool,
    /// Whether it has been closed.
    #[serde(default)]
    pub is_left: bool,
}

/// A person who has a record open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenBy {
    /// The person.
    pub person: DeskName,
    /// The beginning.
    pub since: Moment,
    /// Whether the person is typing in it.
    pub is_editing: bool,
}

/// The people who have a record open, without the person who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenNow {
    /// The people, the earliest first.
    pub people: Vec<OpenBy>,
}

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

/// `GET /mediations`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MediationQuery {
    /// Only of these departments.
    pub departments: String,
    /// Only in these stages, by [`MediationStage::key`].
    pub stages: String,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// The stage of a mediation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediationStage {
    /// Offered; not both have said yes.
    Offered,
    /// Both have said yes.
    BothYes,
    /// A meeting is arranged.
    Arranged,
    /// Held or given up; the notes are deleted on a day.
    Ended,
}

impl MediationStage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Offered, Self::BothYes, Self::Arranged, Self::Ended];

    /// The key in queries.
    pub fn key(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::BothYes => "both_yes",
            Self::Arranged => "arranged",
            Self::Ended => "ended",
        }
    }

    /// The stage with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// A page of the mediation queue, the nearest day first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MediationPage {
    /// The rows.
    pub rows: Vec<MediationRow>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A case in the mediation queue: one that was given to the mediator, with the mediator's own record of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediationRow {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub case: DocumentId,
    /// The case's topic, place and state.
    pub case_fields: Fields,
    /// The mediator's record; nothing before there is one.
    pub mediation: Option<DocumentId>,
    /// Its fields, without notes and agreement.
    pub fields: Fields,
    /// The stage.
    pub stage: MediationStage,
    /// The day by which something is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// The day on which notes and agreement are deleted, `YYYY-MM-DD`; after the end.
    pub deleted_on: Option<String>,
}

//! One record: what is shown of it, its edits, holds and those who have it open.

use serde::{Deserialize, Serialize};

use super::{DeadlineKind, DeskName, DeskPlace};
use crate::bridge::{Dispute, HistoryStep};
use crate::department_information::CallContact;
use crate::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use crate::model::{FieldEdit, Fields, Kind};
use crate::moment::Moment;
use crate::office::approvals::CaseApprovals;
use crate::office::erasure_by_hand::ErasureByHand;

/// Milliseconds between two heartbeats of an open record.
pub const HEARTBEAT_MILLIS: i64 = 20_000;

/// Milliseconds after the last heartbeat until a record counts as left.
pub const LEFT_MILLIS: i64 = 50_000;

/// The longest reason of a hold, in characters.
pub const HOLD_REASON: usize = 200;

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
    /// Its erasure by hand, for who takes part in that.
    #[serde(default)]
    pub erasure_by_hand: ErasureByHand,
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

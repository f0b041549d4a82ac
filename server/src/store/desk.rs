//! The office's desk: the index of records, marks on them, pending notes, rotas and who has a record open.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::InboxReason;
use feltbog_shared::permission::Collection;

use super::{DepartmentRow, Readable, Result};

/// A record's row of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedRecord {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The columns.
    pub index: RecordIndex,
}

/// Departments in which a person has equal rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeGroup {
    /// The departments.
    pub departments: Vec<DepartmentId>,
    /// The documents that the person may read there.
    pub readable: Readable,
    /// Roles by which what is handed over to them is read, as keys of handovers.
    pub handed_to: Vec<&'static str>,
    /// Collections of which the person sees the states alone.
    pub states: Vec<Collection>,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexColumn {
    /// The day by which something is to be done.
    Due,
    /// The department's name.
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
    /// The beginning of the state.
    Since,
    /// Place.
    Place,
    /// The inbox: overdue first, then due, then the newest.
    Inbox,
}

/// The person who has a record at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBy {
    /// Nobody.
    Nobody,
    /// This person.
    Person(UserId),
}

/// The records to find. An empty list and nothing do not filter, except for the scope: nothing is found without one.
#[derive(Clone, Debug)]
pub struct IndexQuery {
    /// Departments and rights.
    pub scope: Vec<ScopeGroup>,
    /// Whether records of which the state alone is seen are found too.
    pub with_states: bool,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// States.
    pub states: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// Severities.
    pub severities: Vec<u8>,
    /// Track.
    pub track: Option<String>,
    /// The person who has it.
    pub taken_by: Option<TakenBy>,
    /// Only those somebody still has to do something about.
    pub only_open: bool,
    /// Only those with a day until then.
    pub due_until: Option<Day>,
    /// Only those recorded before.
    pub created_before: Option<Moment>,
    /// Only those changed last before.
    pub changed_before: Option<Moment>,
    /// Only those at night, or not.
    pub is_night: Option<bool>,
    /// Only disputed ones.
    pub only_disputed: bool,
    /// Folded words that all have to be there.
    pub words: Vec<String>,
    /// Only those that belong to one of these.
    pub about: Vec<DocumentId>,
    /// Only in the inbox for one of these reasons.
    pub reasons: Option<Vec<InboxReason>>,
    /// Whether those that wait until a later day are found.
    pub with_waiting: bool,
    /// Today, in Denmark.
    pub today: Day,
    /// The column.
    pub sort: IndexColumn,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Rows to leave out at the beginning.
    pub offset: u64,
    /// Most rows.
    pub limit: u32,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// The row of the index.
    pub record: IndexedRecord,
    /// The fields and disputes.
    pub projection: String,
    /// The heads.
    pub heads: Vec<ChangeHash>,
    /// The reason it is in the inbox.
    pub reason: Option<InboxReason>,
    /// The person who has it.
    pub taken_by: Option<UserId>,
    /// The day until which it waits.
    pub waits_until: Option<Day>,
}

/// A record with its case, and one of the people whom parts of the case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedByCase {
    /// The record.
    pub document: DocumentId,
    /// Its case, or itself.
    pub case: DocumentId,
    /// The person. Nobody where no part of the case names somebody.
    pub person: Option<UserId>,
}

/// The mark of the desk on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskMark {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The person who has it.
    pub taken_by: Option<UserId>,
    /// The day until which it waits.
    pub waits_until: Option<Day>,
    /// The token of the last request.
    pub token: String,
    /// The person of that request.
    pub acted_by: UserId,
    /// The time of that request.
    pub acted_at: Moment,
    /// The mark before, as JSON of the service.
    pub mark_before: String,
}

/// A pending note as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// The id.
    pub id: DocumentId,
    /// The department.
    pub department: DepartmentId,
    /// The number of changes so far.
    pub version: u64,
    /// The state, as its key.
    pub state: String,
    /// The person who looks at it.
    pub owner: Option<UserId>,
    /// The day by which it is decided.
    pub due_on: Option<Day>,
    /// The day until which it waits.
    pub waits_until: Option<Day>,
    /// The receipt.
    pub received_at: Moment,
    /// The last change.
    pub changed_at: Moment,
    /// Everything else, as JSON of the service.
    pub note: String,
}

/// A person who has a record open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// The person.
    pub person: UserId,
    /// The name.
    pub name: String,
    /// The beginning.
    pub since: Moment,
    /// Whether the person is typing in it.
    pub is_editing: bool,
}

/// A tab of a browser that has a record open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTab {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The person.
    pub person: UserId,
    /// The tab.
    pub tab: String,
    /// Whether the person is typing in it.
    pub is_editing: bool,
    /// Whether it has been closed.
    pub is_left: bool,
}

/// Keeps what the desk needs.
#[async_trait]
pub trait DeskStore: Send + Sync + 'static {
    /// Documents without a row of the index, or with one from before their last change or of an older server, after one of
    /// them and in order of departments and ids: at most `limit`.
    async fn unindexed(
        &self,
        after: Option<(DepartmentId, DocumentId)>,
        limit: u32,
    ) -> Result<Vec<(DepartmentId, DocumentId)>>;
    /// Adds rows to the index; one that is there and of as late a change stays.
    async fn add_to_index(&self, rows: &[IndexedRecord]) -> Result<()>;
    /// Deletes rows of the index, marks and letters whose documents are not there: an older server that erases knows of
    /// none of them.
    async fn drop_orphans_of_index(&self) -> Result<()>;
    /// The departments in which a person has or had a grant, each with its organisation's name; by organisation, name
    /// and id.
    async fn departments_of(&self, person: UserId) -> Result<Vec<(DepartmentRow, String)>>;
    /// The departments with a record of these kinds that names a person.
    async fn departments_naming(&self, person: UserId, kinds: &[Kind]) -> Result<Vec<DepartmentId>>;
    /// The signals of a department that a person takes for a team, in order: open ones that were sent to it, or that are of a
    /// kind and were sent to nobody, and those that the person has at the desk.
    async fn signals_for_team(
        &self,
        department: DepartmentId,
        person: UserId,
        team: &str,
        kind: &str,
    ) -> Result<Vec<DocumentId>>;
    /// The departments with an open signal that was sent to a team, or that is of a kind and was sent to nobody, in order.
    async fn departments_with_signals(&self, team: &str, kind: &str) -> Result<Vec<DepartmentId>>;
    /// The departments with a record of a kind that was sent to a role or team, in order.
    async fn departments_sent_to(&self, kind: Kind, to: &str) -> Result<Vec<DepartmentId>>;
    /// Of these documents of a department those in the index, each with its case and with whom the parts of that case
    /// name. The case of a record of these kinds is the one it points to. Every other record is its own.
    async fn named_by_cases(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
        kinds: &[Kind],
    ) -> Result<Vec<NamedByCase>>;
    /// The records of a query, in its order.
    async fn find_records(&self, query: &IndexQuery) -> Result<Vec<FoundRecord>>;
    /// All records of a query, in its order and however many there are, read in portions of this size.
    async fn find_all_records(&self, query: &IndexQuery, portion: u32) -> Result<Vec<FoundRecord>> {
        let mut wanted = IndexQuery {
            offset: 0,
            limit: portion,
            ..query.clone()
        };
        let (mut all, mut known) = (Vec::new(), BTreeSet::new());
        loop {
            let found = self.find_records(&wanted).await?;
            let is_last = found.len() < portion as usize;
            // What comes meanwhile moves the others on, so that some of the portion before come again.
            let is_new = |one: &FoundRecord| known.insert((one.record.department, one.record.document));
            all.extend(found.into_iter().filter(is_new));
            if is_last {
                return Ok(all);
            }
            wanted.offset += u64::from(portion);
        }
    }
    /// The number of records of a query.
    async fn count_records(&self, query: &IndexQuery) -> Result<u64>;
    /// The numbers of a query's records in the inbox, by department and reason.
    async fn count_inbox(&self, query: &IndexQuery) -> Result<Vec<(DepartmentId, InboxReason, u64)>>;
    /// Documents with one of these homes or with this place in a department, each with what is equal.
    async fn alike(
        &self,
        department: DepartmentId,
        homes: &[String],
        place: &str,
    ) -> Result<Vec<(IndexedRecord, bool)>>;
    /// Documents with one of these homes in the other departments of the same organisation and municipality.
    async fn alike_elsewhere(&self, department: DepartmentId, homes: &[String])
    -> Result<Vec<IndexedRecord>>;
    /// The names of these people.
    async fn names(&self, people: &[UserId]) -> Result<Vec<(UserId, String)>>;

    /// The mark on a record.
    async fn desk_mark(&self, department: DepartmentId, document: DocumentId) -> Result<Option<DeskMark>>;
    /// Writes a mark.
    async fn set_desk_mark(&self, mark: &DeskMark) -> Result<()>;
    /// Writes a mark in the place of the one that was seen, or of none. `false` when another is there now.
    async fn replace_desk_mark(&self, mark: &DeskMark, seen: Option<&DeskMark>) -> Result<bool>;
    /// The marks that a person's request left.
    async fn desk_marks_of(&self, person: UserId, token: &str) -> Result<Vec<DeskMark>>;

    /// Adds a pending note. `false` when one with its id is there.
    async fn add_note(&self, note: &NoteRow) -> Result<bool>;
    /// A pending note.
    async fn note(&self, id: DocumentId) -> Result<Option<NoteRow>>;
    /// Writes a note that had the version before. `false` when it had another.
    async fn change_note(&self, note: &NoteRow) -> Result<bool>;
    /// The notes of departments in some states, oldest first, and their number.
    async fn notes(
        &self,
        departments: &[DepartmentId],
        states: &[&str],
        owner: Option<TakenBy>,
        offset: u64,
        limit: u32,
    ) -> Result<(Vec<NoteRow>, u64)>;

    /// Deletes the notes in some states that were changed last before a moment, and tells how many. A note whose last
    /// change is not known counts as changed now.
    async fn forget_notes(&self, states: &[&str], changed_before: Moment, now: Moment) -> Result<u64>;

    /// The rota of a department: version and turns.
    async fn rota(&self, department: DepartmentId) -> Result<Option<(u64, String)>>;
    /// Writes a rota that had the version before; 0 when there was none. `false` when it had another.
    async fn set_rota(&self, department: DepartmentId, version: u64, turns: &str) -> Result<bool>;

    /// Notes that a tab has a record open, or not any more; tabs that were seen last before a moment are forgotten.
    async fn note_open(&self, tab: &OpenTab, now: Moment, left_before: Moment) -> Result<()>;
    /// The people who have a record open, seen since a moment, the earliest first.
    async fn open_by(
        &self,
        department: DepartmentId,
        document: DocumentId,
        since: Moment,
    ) -> Result<Vec<OpenRow>>;
}

//! Rows of the desk's tables, as they are read.

use feltbog_shared::model::deadlines::{DeadlineBase, DeadlineKind};
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::record_numbers::RecordNumbers;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::InboxReason;
use sqlx::FromRow;

use super::columns::{department_id, document_id, hashes, kind, number, user_id};
use super::{DeskMark, FoundRecord, IndexedRecord, NoteRow, Result, StoreError};
use crate::work_meter::note_read;

/// The columns of the index beside department and document, in the order in which they are written.
pub(super) const INDEX_COLUMNS: &str = "kind, collection, owner, state, state_since, received_at, changed_at, created_at, first_step_at, occurred_on, topic, severity, track, is_night, due_on, due_for, follow_up_on, about, person, home, place, to_role, result, is_open, is_disputed, is_discarded, square_metres, search, created_day, in_time_until, solution, contact_days, is_part, is_valid, bases, numbers_at, area_code";

/// A day as it is kept.
pub(super) fn day_text(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn day(text: Option<String>) -> Result<Option<Day>> {
    text.map(|text| Day::parse(&text).ok_or(StoreError::Corrupt("day")))
        .transpose()
}

#[derive(FromRow)]
pub(super) struct IndexColumns {
    department: Vec<u8>,
    document: Vec<u8>,
    kind: String,
    owner: Vec<u8>,
    state: String,
    state_since: i64,
    received_at: i64,
    changed_at: i64,
    created_at: i64,
    first_step_at: Option<i64>,
    occurred_on: Option<String>,
    topic: String,
    severity: i64,
    track: String,
    is_night: Option<i64>,
    due_on: Option<String>,
    due_for: Option<String>,
    follow_up_on: Option<String>,
    about: Option<Vec<u8>>,
    person: Option<Vec<u8>>,
    home: String,
    place: String,
    to_role: String,
    result: String,
    is_open: i64,
    is_disputed: i64,
    is_discarded: i64,
    square_metres: Option<i64>,
    search: String,
    created_day: Option<i64>,
    in_time_until: Option<i64>,
    solution: Option<i64>,
    contact_days: Option<i64>,
    is_part: i64,
    is_valid: Option<i64>,
    bases: String,
}

impl IndexColumns {
    pub(super) fn read(self) -> Result<IndexedRecord> {
        let corrupt = || StoreError::Corrupt("row of the index");
        let small = |number: Option<i64>| {
            let number = number.map(|number| i32::try_from(number).map_err(|_| corrupt()));
            number.transpose()
        };
        Ok(IndexedRecord {
            department: department_id(&self.department)?,
            document: document_id(&self.document)?,
            kind: kind(&self.kind)?,
            owner: user_id(&self.owner)?,
            index: RecordIndex {
                state: self.state,
                state_since: Moment::from_millis(self.state_since),
                received_at: Moment::from_millis(self.received_at),
                changed_at: Moment::from_millis(self.changed_at),
                created_at: Moment::from_millis(self.created_at),
                first_step_at: self.first_step_at.map(Moment::from_millis),
                occurred_on: day(self.occurred_on)?,
                topic: self.topic,
                severity: u8::try_from(self.severity).map_err(|_| corrupt())?,
                track: self.track,
                is_night: self.is_night.map(|flag| flag > 0),
                due_on: day(self.due_on)?,
                due_for: self
                    .due_for
                    .map(|key| DeadlineKind::from_key(&key).ok_or_else(corrupt))
                    .transpose()?,
                follow_up_on: day(self.follow_up_on)?,
                about: self.about.as_deref().map(document_id).transpose()?,
                person: self.person.as_deref().map(document_id).transpose()?,
                home: self.home,
                place: self.place,
                to_role: self.to_role,
                result: self.result,
                is_open: self.is_open > 0,
                is_disputed: self.is_disputed > 0,
                is_discarded: self.is_discarded > 0,
                square_metres: self
                    .square_metres
                    .map(|size| u32::try_from(size).map_err(|_| corrupt()))
                    .transpose()?,
                numbers: RecordNumbers {
                    created_day: small(self.created_day)?,
                    in_time_until: small(self.in_time_until)?,
                    solution: self
                        .solution
                        .map(|place| u8::try_from(place).map_err(|_| corrupt()))
                        .transpose()?,
                    contact_days: self
                        .contact_days
                        .map(|days| u32::try_from(days).map_err(|_| corrupt()))
                        .transpose()?,
                    is_part: self.is_part > 0,
                    is_valid: self.is_valid.map(|flag| flag > 0),
                },
                bases: DeadlineBase::read(&self.bases).ok_or_else(corrupt)?,
                search: self.search,
            },
        })
    }
}

#[derive(FromRow)]
pub(super) struct FoundColumns {
    #[sqlx(flatten)]
    index: IndexColumns,
    json: String,
    heads: Vec<u8>,
    pub(super) reason: Option<i64>,
    taken_by: Option<Vec<u8>>,
    waits_until: Option<String>,
}

impl FoundColumns {
    pub(super) fn read(self, reason: Option<InboxReason>) -> Result<FoundRecord> {
        note_read(self.json.len());
        Ok(FoundRecord {
            record: self.index.read()?,
            projection: self.json,
            heads: hashes(&self.heads)?,
            reason,
            taken_by: self.taken_by.as_deref().map(user_id).transpose()?,
            waits_until: day(self.waits_until)?,
        })
    }
}

#[derive(FromRow)]
pub(super) struct MarkColumns {
    department: Vec<u8>,
    document: Vec<u8>,
    taken_by: Option<Vec<u8>>,
    waits_until: Option<String>,
    token: String,
    acted_by: Vec<u8>,
    acted_at: i64,
    mark_before: String,
}

impl MarkColumns {
    pub(super) fn read(self) -> Result<DeskMark> {
        Ok(DeskMark {
            department: department_id(&self.department)?,
            document: document_id(&self.document)?,
            taken_by: self.taken_by.as_deref().map(user_id).transpose()?,
            waits_until: day(self.waits_until)?,
            token: self.token,
            acted_by: user_id(&self.acted_by)?,
            acted_at: Moment::from_millis(self.acted_at),
            mark_before: self.mark_before,
        })
    }
}

#[derive(FromRow)]
pub(super) struct NoteColumns {
    id: Vec<u8>,
    department: Vec<u8>,
    version: i64,
    state: String,
    owner: Option<Vec<u8>>,
    due_on: Option<String>,
    waits_until: Option<String>,
    received_at: i64,
    note: String,
    changed_at: Option<i64>,
}

impl NoteColumns {
    pub(super) fn read(self) -> Result<NoteRow> {
        Ok(NoteRow {
            id: document_id(&self.id)?,
            department: department_id(&self.department)?,
            version: number(self.version)?,
            state: self.state,
            owner: self.owner.as_deref().map(user_id).transpose()?,
            due_on: day(self.due_on)?,
            waits_until: day(self.waits_until)?,
            received_at: Moment::from_millis(self.received_at),
            changed_at: Moment::from_millis(self.changed_at.unwrap_or(self.received_at)),
            note: self.note,
        })
    }
}

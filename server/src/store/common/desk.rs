//! The office's desk: the index of records, marks, pending notes, rotas and open records.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineBase;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::InboxReason;
use sqlx::QueryBuilder;

use super::at_rest::case_of_note;
use super::desk_deadlines::{Periods, put_due_of_cases};
use super::desk_query::{
    FROM, bytes_of, page, push_keys, push_open_signals, push_reason, push_taken, push_where, reason_at,
};
use super::dialect::{Database, DatabaseConnection, DatabaseStore, push_among, retry};
use super::photos;
use crate::store::columns::{DepartmentColumns, department_id, document_id, number, signed, user_id};
use crate::store::desk_columns::{
    FoundColumns, INDEX_COLUMNS, IndexColumns, MarkColumns, NoteColumns, day_text,
};
use crate::store::{
    DepartmentRow, DeskMark, DeskStore, FoundRecord, IndexQuery, IndexedRecord, NamedByCase, NoteRow,
    OpenRow, OpenTab, Result, TakenBy,
};

/// Most rows that one statement writes.
const ROWS: usize = 64;

/// Whether a row of the index takes the place of the one that is there: of one of an earlier change alone, or of any.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnConflict {
    ReplaceEarlier,
    Replace,
}

/// Writes rows of the index, instead of those that are there.
pub(super) async fn write_index(connection: &mut DatabaseConnection, rows: &[IndexedRecord]) -> Result<()> {
    write_rows(connection, rows, OnConflict::Replace).await
}

async fn write_rows(
    connection: &mut DatabaseConnection,
    rows: &[IndexedRecord],
    on_conflict: OnConflict,
) -> Result<()> {
    let mut periods = Periods::default();
    for portion in rows.chunks(ROWS) {
        let mut dues = Vec::new();
        for record in portion {
            dues.push(periods.due(&mut *connection, record).await?);
        }
        let mut dues = dues.into_iter();
        let mut query = QueryBuilder::<Database>::new("INSERT INTO record_index (department, document, ");
        query.push(INDEX_COLUMNS).push(") ");
        query.push_values(portion, |mut row, record| {
            let (index, numbers) = (&record.index, &record.index.numbers);
            let due = dues.next().flatten();
            let code = (record.kind == Kind::Area).then(|| AreaCode::of(record.document).number());
            row.push_bind(record.department.as_bytes().to_vec())
                .push_bind(record.document.as_bytes().to_vec())
                .push_bind(record.kind.key())
                .push_bind(record.kind.collection().key())
                .push_bind(record.owner.as_bytes().to_vec())
                .push_bind(index.state.clone())
                .push_bind(index.state_since.millis())
                .push_bind(index.received_at.millis())
                .push_bind(index.changed_at.millis())
                .push_bind(index.created_at.millis())
                .push_bind(index.first_step_at.map(Moment::millis))
                .push_bind(day_text(index.occurred_on))
                .push_bind(index.topic.clone())
                .push_bind(i64::from(index.severity))
                .push_bind(index.track.clone())
                .push_bind(index.is_night.map(i64::from))
                .push_bind(due.map(|due| due.on.to_string()))
                .push_bind(due.map(|due| due.kind.key()))
                .push_bind(day_text(index.follow_up_on))
                .push_bind(index.about.map(|id| id.as_bytes().to_vec()))
                .push_bind(index.person.map(|id| id.as_bytes().to_vec()))
                .push_bind(index.home.clone())
                .push_bind(index.place.clone())
                .push_bind(index.to_role.clone())
                .push_bind(index.result.clone())
                .push_bind(i64::from(index.is_open))
                .push_bind(i64::from(index.is_disputed))
                .push_bind(i64::from(index.is_discarded))
                .push_bind(index.square_metres.map(i64::from))
                .push_bind(index.search.clone())
                .push_bind(numbers.created_day.map(i64::from))
                .push_bind(numbers.in_time_until.map(i64::from))
                .push_bind(numbers.solution.map(i64::from))
                .push_bind(numbers.contact_days.map(i64::from))
                .push_bind(i64::from(numbers.is_part))
                .push_bind(numbers.is_valid.map(i64::from))
                .push_bind(DeadlineBase::write(&index.bases))
                .push_bind(index.changed_at.millis())
                .push_bind(code.map(i64::from));
        });
        query.push(" ON CONFLICT (department, document) DO ");
        let names = INDEX_COLUMNS
            .split(", ")
            .map(|name| format!("{name} = excluded.{name}"));
        query
            .push("UPDATE SET ")
            .push(names.collect::<Vec<_>>().join(", "));
        if on_conflict == OnConflict::ReplaceEarlier {
            query.push(
                " WHERE record_index.changed_at < excluded.changed_at OR record_index.numbers_at IS NULL
                    OR record_index.numbers_at <> record_index.changed_at",
            );
        }
        query.build().execute(&mut *connection).await?;
    }
    for record in rows {
        if record.kind.is_picture() && record.index.is_discarded {
            photos::forget_picture(&mut *connection, record.department, record.document).await?;
        }
    }
    let mut cases = BTreeMap::<DepartmentId, BTreeSet<DocumentId>>::new();
    for record in rows {
        let case = match record.kind {
            Kind::ConflictCase => Some(record.document),
            Kind::ConflictEvent => record.index.about,
            _ => None,
        };
        if let Some(case) = case {
            cases.entry(record.department).or_default().insert(case);
        }
    }
    for (department, cases) in cases {
        put_due_of_cases(&mut *connection, &mut periods, department, &cases).await?;
    }
    Ok(())
}

/// The row of the index of a document; nothing where it cannot be read.
pub(super) async fn read_index(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Option<IndexedRecord>> {
    let row: Option<IndexColumns> =
        sqlx::query_as("SELECT * FROM record_index WHERE department = $1 AND document = $2")
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|row| row.read().ok()))
}

#[async_trait]
impl DeskStore for DatabaseStore {
    async fn unindexed(
        &self,
        after: Option<(DepartmentId, DocumentId)>,
        limit: u32,
    ) -> Result<Vec<(DepartmentId, DocumentId)>> {
        let (department, document) = match after {
            Some((department, document)) => (department.as_bytes().to_vec(), document.as_bytes().to_vec()),
            None => (Vec::new(), Vec::new()),
        };
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT document.department, document.id FROM document
             LEFT JOIN log ON log.department = document.department AND log.seq = document.upto
             LEFT JOIN record_index
             ON record_index.department = document.department AND record_index.document = document.id
             WHERE (record_index.document IS NULL OR record_index.changed_at < log.received_at
               OR record_index.numbers_at IS NULL OR record_index.numbers_at <> record_index.changed_at)
               AND (document.department, document.id) > ($1, $2)
             ORDER BY document.department, document.id LIMIT $3",
        )
        .bind(department)
        .bind(document)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|(department, id)| Ok((department_id(department)?, document_id(id)?)))
            .collect()
    }

    async fn add_to_index(&self, rows: &[IndexedRecord]) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            write_rows(&mut transaction, rows, OnConflict::ReplaceEarlier).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn drop_orphans_of_index(&self) -> Result<()> {
        let statements = [
            "DELETE FROM record_index WHERE NOT EXISTS (SELECT 1 FROM document
             WHERE document.department = record_index.department AND document.id = record_index.document)",
            "DELETE FROM desk_mark WHERE NOT EXISTS (SELECT 1 FROM document
             WHERE document.department = desk_mark.department AND document.id = desk_mark.document)",
            "DELETE FROM letter WHERE NOT EXISTS (SELECT 1 FROM document
             WHERE document.department = letter.department AND document.id = letter.document)",
            "DELETE FROM case_approval WHERE NOT EXISTS (SELECT 1 FROM document
             WHERE document.department = case_approval.department AND document.id = case_approval.document)",
            "DELETE FROM case_look WHERE NOT EXISTS (SELECT 1 FROM document
             WHERE document.department = case_look.department AND document.id = case_look.document)",
        ];
        retry(|| async {
            let mut transaction = self.begin().await?;
            for statement in statements {
                sqlx::query(statement).execute(&mut *transaction).await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn departments_of(&self, person: UserId) -> Result<Vec<(DepartmentRow, String)>> {
        let rows: Vec<DepartmentColumns> = sqlx::query_as(
            "SELECT department.id, organisation, department.name,
                    department.modules & organisation.modules AS modules, epoch, head
             FROM department JOIN organisation ON organisation.id = department.organisation
             WHERE department.id IN (SELECT department FROM effective_grant WHERE person = $1)
             ORDER BY organisation.name, department.name, department.id",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let names: Vec<(Vec<u8>, String)> = sqlx::query_as("SELECT id, name FROM organisation")
            .fetch_all(&self.readers)
            .await?;
        let names: BTreeMap<_, _> = names.into_iter().collect();
        rows.into_iter()
            .map(|row| {
                let row = row.read()?;
                let name = names.get(row.organisation.as_bytes().as_slice());
                Ok((row, name.cloned().unwrap_or_default()))
            })
            .collect()
    }

    async fn departments_naming(&self, person: UserId, kinds: &[Kind]) -> Result<Vec<DepartmentId>> {
        let mut query =
            QueryBuilder::<Database>::new("SELECT DISTINCT department FROM record_index WHERE person = ");
        query.push_bind(person.as_bytes().to_vec()).push(" AND kind IN ");
        push_keys(&mut query, kinds.iter().map(|kind| kind.key()));
        let rows: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        rows.iter().map(|id| department_id(id)).collect()
    }

    async fn signals_for_team(
        &self,
        department: DepartmentId,
        person: UserId,
        team: &str,
        kind: &str,
    ) -> Result<Vec<DocumentId>> {
        let mut query =
            QueryBuilder::<Database>::new("SELECT document FROM record_index WHERE department = ");
        query.push_bind(department.as_bytes().to_vec());
        push_open_signals(&mut query, team, kind);
        query.push(
            " UNION SELECT desk_mark.document FROM desk_mark JOIN record_index
             ON record_index.department = desk_mark.department AND record_index.document = desk_mark.document
             WHERE desk_mark.taken_by = ",
        );
        query
            .push_bind(person.as_bytes().to_vec())
            .push(" AND desk_mark.department = ");
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND record_index.kind = ");
        query.push_bind(Kind::Signal.key()).push(" ORDER BY 1");
        let rows: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        rows.iter().map(|id| document_id(id)).collect()
    }

    async fn departments_with_signals(&self, team: &str, kind: &str) -> Result<Vec<DepartmentId>> {
        let mut query =
            QueryBuilder::<Database>::new("SELECT DISTINCT department FROM record_index WHERE 1 = 1");
        push_open_signals(&mut query, team, kind);
        query.push(" ORDER BY department");
        let rows: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        rows.iter().map(|id| department_id(id)).collect()
    }

    async fn departments_sent_to(&self, kind: Kind, to: &str) -> Result<Vec<DepartmentId>> {
        let mut query =
            QueryBuilder::<Database>::new("SELECT DISTINCT department FROM record_index WHERE kind = ");
        query.push_bind(kind.key()).push(" AND to_role = ");
        query.push_bind(to.to_owned()).push(" ORDER BY department");
        let rows: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        rows.iter().map(|id| department_id(id)).collect()
    }

    async fn named_by_cases(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
        kinds: &[Kind],
    ) -> Result<Vec<NamedByCase>> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(
            "SELECT touched.document, touched.belongs_to, part.person
             FROM (SELECT department, document, CASE WHEN about IS NOT NULL AND kind IN ",
        );
        push_keys(&mut query, kinds.iter().map(|kind| kind.key()));
        query.push(" THEN about ELSE document END AS belongs_to FROM record_index WHERE department = ");
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND document IN (");
        let mut list = query.separated(", ");
        for document in documents {
            list.push_bind(document.as_bytes().to_vec());
        }
        query.push(
            ")) AS touched LEFT JOIN record_index AS part ON part.department = touched.department
             AND part.about = touched.belongs_to AND part.kind = ",
        );
        query.push_bind(Kind::CasePart.key());
        let rows: Vec<(Vec<u8>, Vec<u8>, Option<Vec<u8>>)> =
            query.build_query_as().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|(document, case, person)| {
                Ok(NamedByCase {
                    document: document_id(document)?,
                    case: document_id(case)?,
                    person: person.as_deref().map(user_id).transpose()?,
                })
            })
            .collect()
    }

    async fn find_records(&self, wanted: &IndexQuery) -> Result<Vec<FoundRecord>> {
        if wanted.scope.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<FoundColumns> = page(wanted).build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|row| {
                let reason = row.reason.and_then(reason_at);
                row.read(reason)
            })
            .collect()
    }

    async fn count_records(&self, wanted: &IndexQuery) -> Result<u64> {
        if wanted.scope.is_empty() {
            return Ok(0);
        }
        let mut query = QueryBuilder::<Database>::new("SELECT count(*)");
        query.push(FROM);
        push_where(&mut query, wanted);
        let count: i64 = query.build_query_scalar().fetch_one(&self.readers).await?;
        number(count)
    }

    async fn count_inbox(&self, wanted: &IndexQuery) -> Result<Vec<(DepartmentId, InboxReason, u64)>> {
        if wanted.scope.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(
            "SELECT department, reason, count(*) FROM (SELECT record_index.department, CAST(",
        );
        push_reason(&mut query, wanted);
        query.push(" AS BIGINT) AS reason").push(FROM);
        push_where(&mut query, wanted);
        query.push(
            ") AS found WHERE reason IS NOT NULL GROUP BY department, reason ORDER BY department, reason",
        );
        let rows: Vec<(Vec<u8>, i64, i64)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .filter_map(|(department, reason, count)| {
                let reason = reason_at(reason)?;
                Some(department_id(&department).and_then(|id| Ok((id, reason, number(count)?))))
            })
            .collect()
    }

    async fn alike(
        &self,
        department: DepartmentId,
        homes: &[String],
        place: &str,
    ) -> Result<Vec<(IndexedRecord, bool)>> {
        let mut query = QueryBuilder::<Database>::new("SELECT department, document, ");
        query.push(INDEX_COLUMNS);
        query.push(" FROM record_index WHERE is_discarded = 0 AND department = ");
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND (1 = 0");
        if !homes.is_empty() {
            query.push(" OR (home <> '' AND home IN ");
            push_keys(&mut query, homes.iter().map(String::as_str));
            query.push(")");
        }
        if !place.is_empty() {
            query.push(" OR (kind = 'conflict_case' AND place <> '' AND place = ");
            query.push_bind(place.to_owned()).push(")");
        }
        query.push(") ORDER BY document LIMIT 200");
        let rows: Vec<IndexColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|row| {
                let record = row.read()?;
                let is_home = homes.contains(&record.index.home);
                Ok((record, is_home))
            })
            .collect()
    }

    async fn alike_elsewhere(
        &self,
        department: DepartmentId,
        homes: &[String],
    ) -> Result<Vec<IndexedRecord>> {
        if homes.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new("SELECT record_index.department, document, ");
        query.push(INDEX_COLUMNS).push(
            " FROM record_index
             JOIN department ON department.id = record_index.department
             JOIN department AS here ON here.organisation = department.organisation
               AND here.municipality = department.municipality AND here.id <> department.id
             WHERE is_discarded = 0 AND home <> '' AND here.id = ",
        );
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND home IN ");
        push_keys(&mut query, homes.iter().map(String::as_str));
        query.push(" ORDER BY record_index.department, document LIMIT 200");
        let rows: Vec<IndexColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(IndexColumns::read).collect()
    }

    async fn names(&self, people: &[UserId]) -> Result<Vec<(UserId, String)>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new("SELECT id, name FROM person WHERE id ");
        push_among(&mut query, bytes_of(people.iter().map(|id| *id.as_bytes())));
        let rows: Vec<(Vec<u8>, String)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|(id, name)| Ok((user_id(&id)?, name)))
            .collect()
    }

    async fn desk_mark(&self, department: DepartmentId, document: DocumentId) -> Result<Option<DeskMark>> {
        let row: Option<MarkColumns> =
            sqlx::query_as("SELECT * FROM desk_mark WHERE department = $1 AND document = $2")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(MarkColumns::read).transpose()
    }

    async fn set_desk_mark(&self, mark: &DeskMark) -> Result<()> {
        retry(|| async {
            sqlx::query(
                "INSERT INTO desk_mark (department, document, taken_by, waits_until, token, acted_by, acted_at, mark_before)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (department, document) DO UPDATE SET taken_by = excluded.taken_by,
                   waits_until = excluded.waits_until, token = excluded.token, acted_by = excluded.acted_by,
                   acted_at = excluded.acted_at, mark_before = excluded.mark_before",
            )
            .bind(mark.department.as_bytes().as_slice())
            .bind(mark.document.as_bytes().as_slice())
            .bind(mark.taken_by.map(|person| person.as_bytes().to_vec()))
            .bind(day_text(mark.waits_until))
            .bind(&mark.token)
            .bind(mark.acted_by.as_bytes().as_slice())
            .bind(mark.acted_at.millis())
            .bind(&mark.mark_before)
            .execute(&self.writers)
            .await?;
            Ok(())
        })
        .await
    }

    async fn replace_desk_mark(&self, mark: &DeskMark, seen: Option<&DeskMark>) -> Result<bool> {
        let nobody = [0_u8; 0];
        retry(|| async {
            let written = sqlx::query(
                "INSERT INTO desk_mark (department, document, taken_by, waits_until, token, acted_by, acted_at, mark_before)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (department, document) DO UPDATE SET taken_by = excluded.taken_by,
                   waits_until = excluded.waits_until, token = excluded.token, acted_by = excluded.acted_by,
                   acted_at = excluded.acted_at, mark_before = excluded.mark_before
                   WHERE desk_mark.acted_by = $9 AND desk_mark.acted_at = $10 AND desk_mark.token = $11",
            )
            .bind(mark.department.as_bytes().as_slice())
            .bind(mark.document.as_bytes().as_slice())
            .bind(mark.taken_by.map(|person| person.as_bytes().to_vec()))
            .bind(day_text(mark.waits_until))
            .bind(&mark.token)
            .bind(mark.acted_by.as_bytes().as_slice())
            .bind(mark.acted_at.millis())
            .bind(&mark.mark_before)
            .bind(seen.map_or(nobody.as_slice(), |seen| seen.acted_by.as_bytes().as_slice()))
            .bind(seen.map_or(0, |seen| seen.acted_at.millis()))
            .bind(seen.map_or("", |seen| seen.token.as_str()))
            .execute(&self.writers)
            .await?;
            Ok(written.rows_affected() > 0)
        })
        .await
    }

    async fn desk_marks_of(&self, person: UserId, token: &str) -> Result<Vec<DeskMark>> {
        let rows: Vec<MarkColumns> = sqlx::query_as(
            "SELECT * FROM desk_mark WHERE acted_by = $1 AND token = $2 ORDER BY department, document",
        )
        .bind(person.as_bytes().as_slice())
        .bind(token)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(MarkColumns::read).collect()
    }

    async fn add_note(&self, note: &NoteRow) -> Result<bool> {
        let (text, case) = (&self.sealed_note(note).await?, &case_of_note(&note.note));
        retry(|| async {
            let added = sqlx::query(
                "INSERT INTO pending_note (id, department, version, state, owner, due_on, waits_until, received_at, note,
                   changed_at, case_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
            )
            .bind(note.id.as_bytes().as_slice())
            .bind(note.department.as_bytes().as_slice())
            .bind(signed(note.version))
            .bind(&note.state)
            .bind(note.owner.map(|person| person.as_bytes().to_vec()))
            .bind(day_text(note.due_on))
            .bind(day_text(note.waits_until))
            .bind(note.received_at.millis())
            .bind(text.as_str())
            .bind(note.changed_at.millis())
            .bind(case.as_deref())
            .execute(&self.writers)
            .await?;
            Ok(added.rows_affected() > 0)
        })
        .await
    }

    async fn note(&self, id: DocumentId) -> Result<Option<NoteRow>> {
        let row: Option<NoteColumns> = sqlx::query_as("SELECT * FROM pending_note WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        let note = row.map(NoteColumns::read).transpose()?;
        Ok(self.opened_notes(note.into_iter().collect()).await?.pop())
    }

    async fn change_note(&self, note: &NoteRow) -> Result<bool> {
        let (text, case) = (&self.sealed_note(note).await?, &case_of_note(&note.note));
        retry(|| async {
            let changed = sqlx::query(
                "UPDATE pending_note SET version = $2, state = $3, owner = $4, due_on = $5, waits_until = $6, note = $7,
                   changed_at = $9, case_id = $10
                 WHERE id = $1 AND version = $8",
            )
            .bind(note.id.as_bytes().as_slice())
            .bind(signed(note.version))
            .bind(&note.state)
            .bind(note.owner.map(|person| person.as_bytes().to_vec()))
            .bind(day_text(note.due_on))
            .bind(day_text(note.waits_until))
            .bind(text.as_str())
            .bind(signed(note.version.saturating_sub(1)))
            .bind(note.changed_at.millis())
            .bind(case.as_deref())
            .execute(&self.writers)
            .await?;
            Ok(changed.rows_affected() > 0)
        })
        .await
    }

    async fn notes(
        &self,
        departments: &[DepartmentId],
        states: &[&str],
        owner: Option<TakenBy>,
        offset: u64,
        limit: u32,
    ) -> Result<(Vec<NoteRow>, u64)> {
        let filter = |query: &mut QueryBuilder<Database>| {
            query.push(" FROM pending_note WHERE department ");
            push_among(query, bytes_of(departments.iter().map(|id| *id.as_bytes())));
            if !states.is_empty() {
                query.push(" AND state IN ");
                push_keys(query, states.iter().copied());
            }
            if let Some(owner) = owner {
                push_taken(query, "owner", owner);
            }
        };
        let mut count = QueryBuilder::<Database>::new("SELECT count(*)");
        filter(&mut count);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query = QueryBuilder::<Database>::new("SELECT *");
        filter(&mut query);
        query
            .push(" ORDER BY received_at, id LIMIT ")
            .push_bind(i64::from(limit));
        query.push(" OFFSET ").push_bind(signed(offset));
        let rows: Vec<NoteColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        let rows = rows.into_iter().map(NoteColumns::read).collect::<Result<_>>()?;
        Ok((self.opened_notes(rows).await?, number(total)?))
    }

    async fn forget_notes(&self, states: &[&str], changed_before: Moment, now: Moment) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE pending_note SET changed_at = $1 WHERE changed_at IS NULL")
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
            let mut query = QueryBuilder::<Database>::new("DELETE FROM pending_note WHERE state IN ");
            push_keys(&mut query, states.iter().copied());
            query
                .push(" AND changed_at < ")
                .push_bind(changed_before.millis());
            let deleted = query.build().execute(&mut *transaction).await?.rows_affected();
            transaction.commit().await?;
            Ok(deleted)
        })
        .await
    }

    async fn rota(&self, department: DepartmentId) -> Result<Option<(u64, String)>> {
        let row: Option<(i64, String)> =
            sqlx::query_as("SELECT version, turns FROM rota WHERE department = $1")
                .bind(department.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(version, turns)| Ok((number(version)?, turns)))
            .transpose()
    }

    async fn set_rota(&self, department: DepartmentId, version: u64, turns: &str) -> Result<bool> {
        retry(|| async {
            let written = sqlx::query(
                "INSERT INTO rota (department, version, turns) SELECT $1, 1, $3 WHERE $2 = 0
                 ON CONFLICT (department) DO NOTHING",
            )
            .bind(department.as_bytes().as_slice())
            .bind(signed(version))
            .bind(turns)
            .execute(&self.writers)
            .await?;
            if written.rows_affected() > 0 {
                return Ok(true);
            }
            let changed = sqlx::query(
                "UPDATE rota SET version = version + 1, turns = $3 WHERE department = $1 AND version = $2",
            )
            .bind(department.as_bytes().as_slice())
            .bind(signed(version))
            .bind(turns)
            .execute(&self.writers)
            .await?;
            Ok(changed.rows_affected() > 0)
        })
        .await
    }

    async fn note_open(&self, tab: &OpenTab, now: Moment, left_before: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM open_record WHERE seen_at < $1")
                .bind(left_before.millis())
                .execute(&mut *transaction)
                .await?;
            if tab.is_left {
                sqlx::query(
                    "DELETE FROM open_record
                     WHERE department = $1 AND document = $2 AND person = $3 AND tab = $4",
                )
                .bind(tab.department.as_bytes().as_slice())
                .bind(tab.document.as_bytes().as_slice())
                .bind(tab.person.as_bytes().as_slice())
                .bind(&tab.tab)
                .execute(&mut *transaction)
                .await?;
            } else {
                sqlx::query(
                    "INSERT INTO open_record (department, document, person, tab, since, seen_at, is_editing)
                     VALUES ($1, $2, $3, $4, $5, $5, $6)
                     ON CONFLICT (department, document, person, tab) DO UPDATE
                       SET seen_at = excluded.seen_at, is_editing = excluded.is_editing",
                )
                .bind(tab.department.as_bytes().as_slice())
                .bind(tab.document.as_bytes().as_slice())
                .bind(tab.person.as_bytes().as_slice())
                .bind(&tab.tab)
                .bind(now.millis())
                .bind(i64::from(tab.is_editing))
                .execute(&mut *transaction)
                .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn open_by(
        &self,
        department: DepartmentId,
        document: DocumentId,
        since: Moment,
    ) -> Result<Vec<OpenRow>> {
        let rows: Vec<(Vec<u8>, String, i64, i64)> = sqlx::query_as(
            "SELECT open_record.person, person.name, MIN(since), MAX(is_editing)
             FROM open_record JOIN person ON person.id = open_record.person
             WHERE department = $1 AND document = $2 AND seen_at >= $3
             GROUP BY open_record.person, person.name ORDER BY 3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(since.millis())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(person, name, since, is_editing)| {
                Ok(OpenRow {
                    person: user_id(&person)?,
                    name,
                    since: Moment::from_millis(since),
                    is_editing: is_editing > 0,
                })
            })
            .collect()
    }
}

//! The office's desk: the index of records, marks, pending notes, rotas and open records.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineBase;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::InboxReason;
use feltbog_shared::permission::Collection;
use sqlx::QueryBuilder;

use super::at_rest::case_of_note;
use super::desk_deadlines::{Periods, put_due_of_cases};
use super::dialect::{Database, DatabaseConnection, DatabaseStore, push_among, retry};
use super::overview::among;
use super::photos;
use crate::store::columns::{DepartmentColumns, department_id, document_id, number, signed, user_id};
use crate::store::desk_columns::{
    FoundColumns, INDEX_COLUMNS, IndexColumns, MarkColumns, NoteColumns, day_text,
};
use crate::store::{
    DepartmentRow, DeskMark, DeskStore, FoundRecord, IndexColumn, IndexQuery, IndexedRecord, NamedByCase,
    NoteRow, OpenRow, OpenTab, Result, ScopeGroup, TakenBy,
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

fn bytes_of<T: AsRef<[u8]>>(ids: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.as_ref().to_vec()).collect()
}

fn push_keys<'a>(query: &mut QueryBuilder<Database>, keys: impl IntoIterator<Item = &'a str>) {
    query.push("(");
    let mut list = query.separated(", ");
    for key in keys {
        list.push_bind(key.to_owned());
    }
    query.push(")");
}

/// The condition of open signals that were sent to a team, or that are of a kind and were sent to nobody.
fn push_open_signals(query: &mut QueryBuilder<Database>, team: &str, kind: &str) {
    query
        .push(" AND is_open = 1 AND is_discarded = 0 AND kind = ")
        .push_bind(Kind::Signal.key());
    query.push(" AND (to_role = ").push_bind(team.to_owned());
    query
        .push(" OR (to_role = '' AND topic = ")
        .push_bind(kind.to_owned());
    query.push("))");
}

fn collection_keys(collections: &[Collection]) -> impl Iterator<Item = &'static str> + '_ {
    collections.iter().map(|collection| collection.key())
}

/// The rows that may be read in the departments of a group.
fn push_group(query: &mut QueryBuilder<Database>, group: &ScopeGroup, with_states: bool, is_only: bool) {
    let readable = &group.readable;
    let parts = &readable.parts;
    query.push("(");
    // The departments of an only group stand in the condition already.
    if !is_only {
        query.push("record_index.department ");
        push_among(query, bytes_of(group.departments.iter().map(|id| *id.as_bytes())));
        query.push(" AND ");
    }
    query.push("(1 = 0");
    if !readable.all.is_empty() {
        query.push(" OR record_index.collection IN ");
        push_keys(query, collection_keys(&readable.all));
    }
    if !readable.own.is_empty() {
        query.push(" OR (record_index.owner = ");
        query.push_bind(readable.person.as_bytes().to_vec());
        query.push(" AND record_index.collection IN ");
        push_keys(query, collection_keys(&readable.own));
        query.push(")");
    }
    if !readable.assigned.is_empty() && !parts.assigned.is_empty() {
        query.push(" OR (record_index.document ");
        push_among(query, bytes_of(parts.assigned.iter().map(|id| *id.as_bytes())));
        query.push(" AND record_index.collection IN ");
        push_keys(query, collection_keys(&readable.assigned));
        query.push(")");
    }
    if !readable.deputised.is_empty() && !parts.stands_in_for.is_empty() {
        query.push(" OR (record_index.owner ");
        push_among(
            query,
            bytes_of(parts.stands_in_for.iter().map(|id| *id.as_bytes())),
        );
        query.push(" AND record_index.collection IN ");
        push_keys(query, collection_keys(&readable.deputised));
        query.push(")");
    }
    if readable.assigned.contains(&Collection::Concerns) && !group.handed_to.is_empty() {
        query.push(" OR (record_index.kind = ");
        query.push_bind(Kind::Handover.key());
        query.push(" AND record_index.to_role IN ");
        push_keys(query, group.handed_to.iter().copied());
        query.push(")");
    }
    if with_states && !group.states.is_empty() {
        query.push(" OR record_index.collection IN ");
        push_keys(query, collection_keys(&group.states));
    }
    query.push(")");
    if !parts.recused.is_empty() {
        query.push(" AND NOT record_index.document ");
        push_among(query, bytes_of(parts.recused.iter().map(|id| *id.as_bytes())));
    }
    query.push(")");
}

/// Whether a record has a day that the law sets and its case is still open. Parties and legal steps are never open
/// themselves. A case that stands before the court has kept the day for it.
const LEGAL_DAY: &str =
    "(record_index.due_for IN ('court', 'inform_accused', 'inform_postponed') AND EXISTS (
     SELECT 1 FROM record_index AS whole
     WHERE whole.department = record_index.department AND whole.document = record_index.about
       AND whole.is_open = 1 AND whole.is_discarded = 0
       AND (record_index.due_for <> 'court' OR whole.state NOT IN ('court', 'monitoring'))))";

/// The reason for which a record is in the inbox, as its place in `InboxReason::ALL`.
fn push_reason(query: &mut QueryBuilder<Database>, wanted: &IndexQuery) {
    let today = wanted.today.to_string();
    let week = wanted.today.plus_days(7).to_string();
    query.push("CASE WHEN record_index.due_on < ");
    query.push_bind(today.clone());
    query.push(" AND (record_index.is_open = 1 OR ").push(LEGAL_DAY);
    query.push(") THEN 0 WHEN record_index.due_on = ");
    query.push_bind(today);
    query
        .push(" AND (record_index.is_open = 1 OR ")
        .push(LEGAL_DAY)
        .push(")");
    query.push(
        " THEN 1 WHEN record_index.is_disputed = 1 THEN 2
          WHEN record_index.kind = 'handover' AND record_index.state = 'sendt' THEN 3
          WHEN record_index.state IN ('observed', 'reported') AND record_index.kind = 'conflict_case' THEN 5
          WHEN record_index.state = 'sendt' AND record_index.kind IN ('signal', 'concern') THEN 5
          WHEN record_index.state = 'ny' AND record_index.kind = 'area_observation' THEN 5
          WHEN record_index.state = 'foreslaaet' AND record_index.kind = 'area' THEN 5
          WHEN record_index.state = 'set' AND record_index.kind = 'area_observation' THEN 6
          WHEN record_index.is_open = 1 AND record_index.follow_up_on <= ",
    );
    query.push_bind(week.clone());
    query.push(" THEN 7 WHEN record_index.due_on <= ");
    query.push_bind(week);
    query.push(" AND ").push(LEGAL_DAY).push(" THEN 7 END");
}

fn place_of(reason: InboxReason) -> usize {
    InboxReason::ALL
        .iter()
        .position(|one| *one == reason)
        .unwrap_or_default()
}

fn reason_at(place: i64) -> Option<InboxReason> {
    InboxReason::ALL.get(usize::try_from(place).ok()?).copied()
}

/// The rows that a query is about.
fn push_where(query: &mut QueryBuilder<Database>, wanted: &IndexQuery) {
    // The departments once more and by themselves, for the index.
    query.push(" WHERE record_index.department ");
    let departments = wanted.scope.iter().flat_map(|group| &group.departments);
    push_among(query, bytes_of(departments.map(|id| *id.as_bytes())));
    query.push(" AND record_index.is_discarded = 0 AND (1 = 0");
    for group in &wanted.scope {
        query.push(" OR ");
        push_group(query, group, wanted.with_states, wanted.scope.len() == 1);
    }
    query.push(")");
    if !wanted.kinds.is_empty() {
        // Written out, so that the database sees which indexes hold them.
        let kinds = wanted.kinds.iter().map(|kind| kind.key());
        query.push(" AND ").push(among("record_index.kind", kinds));
    }
    for (column, keys) in [("state", &wanted.states), ("topic", &wanted.topics)] {
        if !keys.is_empty() {
            query.push(format!(" AND record_index.{column} IN "));
            push_keys(query, keys.iter().map(String::as_str));
        }
    }
    if !wanted.severities.is_empty() {
        query.push(" AND record_index.severity IN (");
        let mut list = query.separated(", ");
        for severity in &wanted.severities {
            list.push_bind(i64::from(*severity));
        }
        query.push(")");
    }
    if let Some(track) = &wanted.track {
        query.push(" AND record_index.track = ").push_bind(track.clone());
    }
    if let Some(taken_by) = wanted.taken_by {
        push_taken(query, "desk_mark.taken_by", taken_by);
    }
    if wanted.only_open {
        query.push(" AND record_index.is_open = 1");
    }
    if let Some(until) = wanted.due_until {
        query.push(" AND record_index.is_open = 1 AND record_index.due_on <= ");
        query.push_bind(until.to_string());
    }
    if let Some(before) = wanted.created_before {
        query
            .push(" AND record_index.created_at <= ")
            .push_bind(before.millis());
    }
    if let Some(before) = wanted.changed_before {
        query
            .push(" AND record_index.changed_at <= ")
            .push_bind(before.millis());
    }
    if let Some(is_night) = wanted.is_night {
        query.push(" AND COALESCE(record_index.is_night, 0) = ");
        query.push_bind(i64::from(is_night));
    }
    if wanted.only_disputed {
        query.push(" AND record_index.is_disputed = 1");
    }
    for word in &wanted.words {
        let plain: String = word
            .chars()
            .filter(|letter| !matches!(letter, '%' | '_' | '\\'))
            .collect();
        query
            .push(" AND record_index.search LIKE ")
            .push_bind(format!("%{plain}%"));
    }
    if !wanted.about.is_empty() {
        query.push(" AND record_index.about ");
        push_among(query, bytes_of(wanted.about.iter().map(|id| *id.as_bytes())));
    }
    if let Some(reasons) = &wanted.reasons {
        // Every reason is one of these three, and an index holds such rows alone.
        query.push(
            " AND (record_index.is_open = 1 OR record_index.is_disputed = 1 OR record_index.due_on IS NOT NULL)
              AND (",
        );
        push_reason(query, wanted);
        query.push(")");
        if reasons.is_empty() {
            query.push(" IS NOT NULL");
        } else {
            let places: Vec<_> = reasons
                .iter()
                .map(|reason| place_of(*reason).to_string())
                .collect();
            query.push(" IN (").push(places.join(", ")).push(")");
        }
        if !wanted.with_waiting {
            query.push(" AND (desk_mark.waits_until IS NULL OR desk_mark.waits_until <= ");
            query.push_bind(wanted.today.to_string()).push(")");
        }
    }
}

fn push_taken(query: &mut QueryBuilder<Database>, column: &str, taken_by: TakenBy) {
    match taken_by {
        TakenBy::Nobody => {
            query.push(format!(" AND {column} IS NULL"));
        }
        TakenBy::Person(person) => {
            query.push(format!(" AND {column} = "));
            query.push_bind(person.as_bytes().to_vec());
        }
    }
}

const FROM: &str = " FROM record_index LEFT JOIN desk_mark
     ON desk_mark.department = record_index.department AND desk_mark.document = record_index.document";

/// The values that a page is ordered by, each with its direction.
fn push_keys_of_order(query: &mut QueryBuilder<Database>, wanted: &IndexQuery) {
    if wanted.sort == IndexColumn::Inbox {
        query.push(", CASE WHEN (");
        push_reason(query, wanted);
        query.push(") = 0 THEN 0 WHEN (");
        push_reason(query, wanted);
        query.push(") = 1 THEN 1 ELSE 2 END AS first_key, record_index.changed_at AS second_key");
        return;
    }
    let column = match wanted.sort {
        IndexColumn::Due => "record_index.due_on",
        IndexColumn::Department => "department.name",
        IndexColumn::State => "record_index.state",
        IndexColumn::Topic => "record_index.topic",
        IndexColumn::Severity => "record_index.severity",
        IndexColumn::Created => "record_index.created_at",
        IndexColumn::Changed | IndexColumn::Inbox => "record_index.changed_at",
        IndexColumn::Since => "record_index.state_since",
        IndexColumn::Place => "record_index.place",
    };
    query.push(format!(", {column} AS first_key"));
}

/// The order of a page by its keys. The document tells equal ones apart.
fn push_order(query: &mut QueryBuilder<Database>, wanted: &IndexQuery, document: &str) {
    if wanted.sort == IndexColumn::Inbox {
        query.push(format!(" ORDER BY first_key, second_key DESC, {document}"));
        return;
    }
    let way = if wanted.descending { "DESC" } else { "ASC" };
    query.push(format!(" ORDER BY first_key {way} NULLS LAST, {document} {way}"));
}

/// The statement of a page: the keys of its rows first, and then everything of these rows alone.
pub(super) fn page(wanted: &IndexQuery) -> QueryBuilder<Database> {
    let mut query = QueryBuilder::<Database>::new("SELECT record_index.department, record_index.document, ");
    let columns = INDEX_COLUMNS
        .split(", ")
        .map(|name| format!("record_index.{name}"));
    query.push(columns.collect::<Vec<_>>().join(", "));
    query.push(", desk_mark.taken_by, desk_mark.waits_until, CAST(");
    push_reason(&mut query, wanted);
    query.push(
        " AS BIGINT) AS reason, projection.json, snapshot.heads
         FROM (SELECT record_index.department AS page_department, record_index.document AS page_document",
    );
    push_keys_of_order(&mut query, wanted);
    query.push(FROM);
    if wanted.sort == IndexColumn::Department {
        query.push(" JOIN department ON department.id = record_index.department");
    }
    push_where(&mut query, wanted);
    push_order(&mut query, wanted, "page_document");
    query.push(" LIMIT ");
    query
        .push_bind(i64::from(wanted.limit))
        .push(" OFFSET ")
        .push_bind(signed(wanted.offset));
    query.push(
        ") AS page
         JOIN record_index ON record_index.department = page_department AND record_index.document = page_document
         LEFT JOIN desk_mark
           ON desk_mark.department = record_index.department AND desk_mark.document = record_index.document
         JOIN projection ON projection.department = page_department AND projection.document = page_document
         JOIN snapshot ON snapshot.department = page_department AND snapshot.document = page_document",
    );
    push_order(&mut query, wanted, "page_document");
    query
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

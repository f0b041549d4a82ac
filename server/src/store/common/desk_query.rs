//! Queries over the index of records, put together from what somebody asks for and may see.

use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::InboxReason;
use feltbog_shared::permission::Collection;
use sqlx::QueryBuilder;

use super::dialect::{Database, push_among};
use super::overview::among;
use crate::store::columns::signed;
use crate::store::desk_columns::INDEX_COLUMNS;
use crate::store::{IndexColumn, IndexQuery, ScopeGroup, TakenBy};

pub(super) fn bytes_of<T: AsRef<[u8]>>(ids: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.as_ref().to_vec()).collect()
}

pub(super) fn push_keys<'a>(query: &mut QueryBuilder<Database>, keys: impl IntoIterator<Item = &'a str>) {
    query.push("(");
    let mut list = query.separated(", ");
    for key in keys {
        list.push_bind(key.to_owned());
    }
    query.push(")");
}

/// The condition of open signals that were sent to a team, or that are of a kind and were sent to nobody.
pub(super) fn push_open_signals(query: &mut QueryBuilder<Database>, team: &str, kind: &str) {
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
pub(super) fn push_reason(query: &mut QueryBuilder<Database>, wanted: &IndexQuery) {
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

pub(super) fn reason_at(place: i64) -> Option<InboxReason> {
    InboxReason::ALL.get(usize::try_from(place).ok()?).copied()
}

/// The rows that a query is about.
pub(super) fn push_where(query: &mut QueryBuilder<Database>, wanted: &IndexQuery) {
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

pub(super) fn push_taken(query: &mut QueryBuilder<Database>, column: &str, taken_by: TakenBy) {
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

pub(super) const FROM: &str = " FROM record_index LEFT JOIN desk_mark
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

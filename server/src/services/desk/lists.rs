//! Cases, and what every list of the desk asks and answers alike.

use std::collections::BTreeMap;

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::conflict_case::{ConflictState, Severity};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Fields, Kind, Value};
use feltbog_shared::office::desk::{
    CaseColumn, CasePage, CaseQuery, CaseRow, DESK_PAGE_ROWS, DeskName, NoteState,
};
use feltbog_shared::search::fold;
use sha2::Digest as _;

use super::scope::{Reach, ReachedDepartment, list, reach};
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{FoundRecord, IndexColumn, IndexQuery, ScopeGroup, TakenBy};

/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * 3_600_000;
/// The kinds that stand in the inbox.
pub(super) const INBOX_KINDS: [Kind; 12] = [
    Kind::ConflictCase,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::Mediation,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::SocialVisit,
    Kind::Referral,
    Kind::Area,
    Kind::AreaObservation,
    Kind::CareTask,
];
/// Fields that no row shows.
const NOT_IN_ROWS: [&str; 6] = [
    "outline",
    "walk",
    "notes",
    "agreement_text",
    "care_plan",
    "answer_text",
];

/// A query that finds everything of a scope.
pub(super) fn everything(app: &App, scope: Vec<ScopeGroup>) -> IndexQuery {
    IndexQuery {
        scope,
        with_states: false,
        kinds: Vec::new(),
        states: Vec::new(),
        topics: Vec::new(),
        severities: Vec::new(),
        track: None,
        taken_by: None,
        only_open: false,
        due_until: None,
        created_before: None,
        changed_before: None,
        is_night: None,
        only_disputed: false,
        words: Vec::new(),
        about: Vec::new(),
        reasons: None,
        with_waiting: false,
        today: app.clock.now().danish_day(),
        sort: IndexColumn::Created,
        descending: true,
        offset: 0,
        limit: DESK_PAGE_ROWS,
    }
}

/// The number of rows to leave out, and the most rows.
pub(super) fn page(after: &str, rows: u32) -> Result<(u64, u32), Error> {
    let offset = match after {
        "" => 0,
        text => text.parse().map_err(|_| Error::MALFORMED)?,
    };
    let rows = if rows == 0 { DESK_PAGE_ROWS } else { rows };
    Ok((offset, rows.clamp(1, DESK_PAGE_ROWS)))
}

/// The `after` of the next page.
pub(super) fn next(offset: u64, found: usize, total: u64) -> Option<String> {
    let end = offset + found as u64;
    (found > 0 && end < total).then(|| end.to_string())
}

/// The person that a filter names.
pub(super) fn taken_by(text: &str, me: UserId) -> Result<Option<TakenBy>, Error> {
    Ok(match text {
        "" => None,
        "me" => Some(TakenBy::Person(me)),
        "nobody" => Some(TakenBy::Nobody),
        id => Some(TakenBy::Person(id.parse().map_err(|_| Error::MALFORMED)?)),
    })
}

/// The folded words of a search.
pub(super) fn words(search: &str) -> Vec<String> {
    fold(search)
        .split_whitespace()
        .take(8)
        .map(str::to_owned)
        .collect()
}

/// The keys of a list in a query.
pub(super) fn keys(text: &str) -> Vec<String> {
    list::<String>(text)
        .into_iter()
        .filter(|key| !key.is_empty())
        .collect()
}

fn day(text: &str) -> Result<Option<feltbog_shared::moment::Day>, Error> {
    match text {
        "" => Ok(None),
        text => feltbog_shared::moment::Day::parse(text)
            .map(Some)
            .ok_or(Error::MALFORMED),
    }
}

/// Names of the people who have something at the desk. They are colleagues who work with it.
pub(super) async fn names(
    app: &App,
    people: impl IntoIterator<Item = UserId>,
) -> Result<BTreeMap<UserId, DeskName>, Error> {
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_unstable();
    people.dedup();
    let named = app.store.names(&people).await?;
    let named = named.into_iter().map(|(id, name)| (id, DeskName { id, name }));
    Ok(named.collect())
}

/// The fields that a row shows.
pub(super) fn row_fields(kind: Kind, projection: &str) -> Fields {
    let mut fields = read_fields(kind, projection).unwrap_or_default();
    fields.retain(|name, _| !NOT_IN_ROWS.contains(&name.as_str()));
    fields
}

/// The conflict cases of a person. `GET /desk/cases`.
///
/// # Errors
/// `MALFORMED` for a query that cannot be read.
pub async fn cases(app: &App, person: UserId, query: &CaseQuery) -> Result<CasePage, Error> {
    let reach = reach(app, person).await?;
    let (offset, limit) = page(&query.after, query.rows)?;
    let now = app.clock.now();
    let is_named = reach.named(&query.organisation, &query.departments);
    let mut states = keys(&query.states);
    let only_open = states.iter().any(|key| key == "open");
    states.retain(|key| key != "open");
    let severities = keys(&query.severities);
    let severities = Severity::ALL
        .iter()
        .enumerate()
        .filter(|(_, severity)| severities.iter().any(|key| key == severity.key()));
    let today = now.danish_day();
    let due_until = match day(&query.due_until)? {
        _ if query.overdue => Some(today.plus_days(-1)),
        day => day,
    };
    let days_ago = |days: u32| now.plus_millis(-i64::from(days) * DAY_MILLIS);
    // Whoever sees a case's state and nothing else learns nothing by filters and orders either.
    let plain = CaseQuery {
        organisation: query.organisation.clone(),
        departments: query.departments.clone(),
        states: query.states.clone(),
        sort: query.sort,
        descending: query.descending,
        after: query.after.clone(),
        rows: query.rows,
        ..CaseQuery::default()
    };
    let is_plain = *query == plain
        && matches!(
            query.sort,
            CaseColumn::State | CaseColumn::Since | CaseColumn::Department
        );
    let wanted = IndexQuery {
        with_states: is_plain,
        kinds: vec![Kind::ConflictCase],
        states,
        topics: keys(&query.topics),
        severities: severities
            .filter_map(|(place, _)| u8::try_from(place + 1).ok())
            .collect(),
        track: (!query.track.is_empty()).then(|| query.track.clone()),
        taken_by: taken_by(&query.assigned, person)?,
        only_open,
        due_until,
        created_before: query.older_than_days.map(days_ago),
        changed_before: query.untouched_days.map(days_ago),
        is_night: query.night,
        only_disputed: query.disputed,
        words: words(&query.search),
        sort: match query.sort {
            CaseColumn::Due => IndexColumn::Due,
            CaseColumn::Department => IndexColumn::Department,
            CaseColumn::State => IndexColumn::State,
            CaseColumn::Topic => IndexColumn::Topic,
            CaseColumn::Severity => IndexColumn::Severity,
            CaseColumn::Created => IndexColumn::Created,
            CaseColumn::Changed => IndexColumn::Changed,
            CaseColumn::Since => IndexColumn::Since,
            CaseColumn::Place => IndexColumn::Place,
        },
        descending: query.descending,
        offset,
        limit,
        ..everything(app, reach.groups(is_named))
    };
    let (found, total) = tokio::try_join!(app.store.find_records(&wanted), app.store.count_records(&wanted))?;
    let named = names(app, found.iter().filter_map(|found| found.taken_by)).await?;
    let next = next(offset, found.len(), total);
    let rows = found
        .into_iter()
        .filter_map(|found| case_row(found, &reach, &named))
        .collect();
    Ok(CasePage { rows, total, next })
}

fn case_row(found: FoundRecord, reach: &Reach, named: &BTreeMap<UserId, DeskName>) -> Option<CaseRow> {
    let (record, index) = (&found.record, &found.record.index);
    let ReachedDepartment { permission, .. } = reach.places.get(&record.department)?;
    let collection = record.kind.collection();
    if !permission.may_read(collection, record.owner, record.document) {
        return permission.access(collection).state.then(|| CaseRow {
            department: record.department,
            document: nameless(record.document),
            state: index.state.clone(),
            since: index.state_since,
            created_at: index.state_since,
            changed_at: index.state_since,
            due_on: None,
            due_for: None,
            fields: Fields::from([("state".to_owned(), Value::Text(index.state.clone()))]),
            is_disputed: false,
            is_state_only: true,
            taken_by: None,
        });
    }
    Some(CaseRow {
        department: record.department,
        document: record.document,
        state: index.state.clone(),
        since: index.state_since,
        created_at: index.created_at,
        changed_at: index.changed_at,
        due_on: index.due_on.map(|day| day.to_string()),
        due_for: index.due_for,
        fields: row_fields(record.kind, &found.projection),
        is_disputed: index.is_disputed,
        is_state_only: false,
        taken_by: found.taken_by.and_then(|person| named.get(&person).cloned()),
    })
}

/// A name for a record that is not to be found by it.
fn nameless(document: DocumentId) -> DocumentId {
    let sum: [u8; 32] = sha2::Sha256::digest([b"state", document.as_bytes().as_slice()].concat()).into();
    let first = sum.first_chunk().copied().unwrap_or_default();
    DocumentId::from_bytes(first)
}

/// Whether a case in this state is open.
pub(super) fn is_open(state: &str) -> bool {
    ConflictState::from_key(state).is_some_and(ConflictState::is_open)
}

/// The states of notes that are open.
pub(super) fn open_notes() -> Vec<&'static str> {
    let open = NoteState::ALL.into_iter().filter(|state| state.is_open());
    open.map(NoteState::key).collect()
}

//! The days that stand for records in lists: worked out from the bases of their deadlines when a record, an event of a
//! case or the periods of an organisation change.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::{Deadline, DeadlineBase, DeadlineRules, nearest, of_bases};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office_settings::OrganisationSettings;
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseConnection, push_among};
use crate::store::columns::{department_id, document_id};
use crate::store::{IndexedRecord, Result, StoreError};

/// Most rows that are read at once.
const ROWS: i64 = 1_000;

/// The periods of organisations by their departments, each read once in a transaction.
#[derive(Default)]
pub(super) struct Periods(BTreeMap<DepartmentId, DeadlineRules>);

/// The periods in the settings of an organisation; the usual ones where they cannot be read.
pub(super) fn rules_of(settings: &str) -> DeadlineRules {
    // Most organisations have set nothing.
    if !settings.contains("\"deadlines\"") {
        return DeadlineRules::default();
    }
    let read = serde_json::from_str::<OrganisationSettings>(settings);
    read.map(|settings| settings.deadlines).unwrap_or_default()
}

impl Periods {
    async fn of(
        &mut self,
        connection: &mut DatabaseConnection,
        department: DepartmentId,
    ) -> Result<DeadlineRules> {
        if let Some(rules) = self.0.get(&department) {
            return Ok(*rules);
        }
        let settings: Option<String> = sqlx::query_scalar(
            "SELECT organisation.settings FROM department
             JOIN organisation ON organisation.id = department.organisation WHERE department.id = $1",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
        let rules = settings.map(|settings| rules_of(&settings)).unwrap_or_default();
        self.0.insert(department, rules);
        Ok(rules)
    }

    /// The deadline that stands for a record by itself. A record whose periods nobody can change needs no question.
    pub(super) async fn due(
        &mut self,
        connection: &mut DatabaseConnection,
        record: &IndexedRecord,
    ) -> Result<Option<Deadline>> {
        let index = &record.index;
        let is_set = index.bases.iter().all(|base| base.is_set);
        // The deadlines of a case follow once its events are known.
        if is_set || record.kind == Kind::ConflictCase {
            let due = index.due_on.zip(index.due_for);
            return Ok(due.map(|(on, kind)| Deadline { on, kind }));
        }
        let rules = self.of(connection, record.department).await?;
        let since = index.state_since.danish_day();
        Ok(nearest(&of_bases(&index.bases, &rules, since, None)))
    }
}

/// The part of a row that its day is worked out from.
#[derive(sqlx::FromRow)]
struct DueColumns {
    document: Vec<u8>,
    bases: String,
    state_since: i64,
    due_on: Option<String>,
    due_for: Option<String>,
}

impl DueColumns {
    /// The day and its reason, as they are kept, when they are not those that are there.
    fn changed(
        &self,
        rules: &DeadlineRules,
        last_event: Option<Day>,
    ) -> Result<Option<(Option<String>, Option<&'static str>)>> {
        let bases = DeadlineBase::read(&self.bases).ok_or(StoreError::Corrupt("row of the index"))?;
        let since = Moment::from_millis(self.state_since).danish_day();
        let due = nearest(&of_bases(&bases, rules, since, last_event));
        let (on, kind) = (due.map(|due| due.on.to_string()), due.map(|due| due.kind.key()));
        let is_same = on == self.due_on && kind == self.due_for.as_deref();
        Ok((!is_same).then_some((on, kind)))
    }
}

async fn set_due(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    document: &[u8],
    (on, kind): (Option<String>, Option<&str>),
) -> Result<()> {
    sqlx::query("UPDATE record_index SET due_on = $3, due_for = $4 WHERE department = $1 AND document = $2")
        .bind(department.as_bytes().as_slice())
        .bind(document)
        .bind(on)
        .bind(kind)
        .execute(connection)
        .await?;
    Ok(())
}

/// The day of the last event of each of some cases.
async fn last_events(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    cases: &BTreeSet<DocumentId>,
) -> Result<BTreeMap<Vec<u8>, Day>> {
    let mut query = QueryBuilder::<Database>::new(
        "SELECT about, occurred_on, received_at FROM record_index WHERE department = ",
    );
    query
        .push_bind(department.as_bytes().to_vec())
        .push(" AND kind = 'conflict_event' AND is_discarded = 0 AND about ");
    push_among(
        &mut query,
        cases.iter().map(|id| id.as_bytes().to_vec()).collect(),
    );
    let rows: Vec<(Vec<u8>, Option<String>, i64)> = query.build_query_as().fetch_all(connection).await?;
    let mut last = BTreeMap::<Vec<u8>, Day>::new();
    for (case, occurred_on, received_at) in rows {
        let on = occurred_on.and_then(|day| Day::parse(&day));
        let on = on.unwrap_or_else(|| Moment::from_millis(received_at).danish_day());
        let known = last.entry(case).or_insert(on);
        *known = (*known).max(on);
    }
    Ok(last)
}

/// Works out the days of cases by their bases and events. Their rows are held first, so that of a case and its event that
/// are written at once the later one sees the other.
pub(super) async fn put_due_of_cases(
    connection: &mut DatabaseConnection,
    periods: &mut Periods,
    department: DepartmentId,
    cases: &BTreeSet<DocumentId>,
) -> Result<()> {
    let mut query = QueryBuilder::<Database>::new(
        "SELECT document, bases, state_since, due_on, due_for FROM record_index WHERE department = ",
    );
    query
        .push_bind(department.as_bytes().to_vec())
        .push(" AND kind = 'conflict_case' AND bases <> '' AND document ");
    push_among(
        &mut query,
        cases.iter().map(|id| id.as_bytes().to_vec()).collect(),
    );
    query.push(" ORDER BY document").push(for_update!("record_index"));
    let rows: Vec<DueColumns> = query.build_query_as().fetch_all(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let last = last_events(&mut *connection, department, cases).await?;
    let rules = periods.of(&mut *connection, department).await?;
    for row in rows {
        if let Some(due) = row.changed(&rules, last.get(&row.document).copied())? {
            set_due(&mut *connection, department, &row.document, due).await?;
        }
    }
    Ok(())
}

/// Works out the days of all records of an organisation whose periods it has just changed.
pub(super) async fn put_due_of_organisation(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    rules: &DeadlineRules,
) -> Result<()> {
    let departments: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT id FROM department WHERE organisation = $1 ORDER BY id")
            .bind(organisation.as_bytes().as_slice())
            .fetch_all(&mut *connection)
            .await?;
    for id in departments {
        let department = department_id(&id)?;
        let mut after = Vec::new();
        loop {
            let rows: Vec<DueColumns> = sqlx::query_as(concat!(
                "SELECT document, bases, state_since, due_on, due_for FROM record_index
                 WHERE department = $1 AND document > $2 AND bases LIKE '%>%' ORDER BY document LIMIT $3",
                for_update!("record_index")
            ))
            .bind(&id)
            .bind(&after)
            .bind(ROWS)
            .fetch_all(&mut *connection)
            .await?;
            let Some(end) = rows.last() else { break };
            after.clone_from(&end.document);
            let ids = rows.iter().map(|row| document_id(&row.document));
            let ids = ids.collect::<Result<BTreeSet<_>>>()?;
            let last = last_events(&mut *connection, department, &ids).await?;
            for row in rows {
                if let Some(due) = row.changed(rules, last.get(&row.document).copied())? {
                    set_due(&mut *connection, department, &row.document, due).await?;
                }
            }
        }
    }
    Ok(())
}

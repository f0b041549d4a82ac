//! Numbers of departments for the overview, records of a whole organisation, and the settings of nature.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::area_observation::ObservationState;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::record_numbers::{SOLUTIONS, day_number};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::overview::{
    AGE_LIMITS, CONFLICT_STATES, ConflictNumbers, NatureFigures, PERIOD_DAYS, PERIODS, PhoneFigures,
    SignalNumbers, YEAR_DAYS,
};
use sqlx::{QueryBuilder, Row as _};

use super::dialect::{Database, DatabaseStore, WORKED_OUT_FIRST, push_among};
use crate::store::columns::{department_id, document_id, number, organisation_id, signed, user_id};
use crate::store::overview::{MapBackgroundRow, NatureSettingRow, OverviewRecord, OverviewStore};
use crate::store::{Result, StoreError};
use crate::work_meter::note_read;

fn push_departments(query: &mut QueryBuilder<Database>, departments: &[DepartmentId]) {
    push_among(
        query,
        departments.iter().map(|id| id.as_bytes().to_vec()).collect(),
    );
}

/// The number of rows for which a condition holds.
fn count_of(condition: &str) -> String {
    format!("COUNT(*) FILTER (WHERE {condition})")
}

/// The condition that a column holds one of some keys, as indexes of a part of the table have it. Keys are words of ours and
/// hold no quotation mark.
pub(super) fn among(column: &str, keys: impl IntoIterator<Item = &'static str>) -> String {
    let keys: Vec<_> = keys.into_iter().map(|key| format!("'{key}'")).collect();
    match keys.as_slice() {
        [key] => format!("{column} = {key}"),
        keys => format!("{column} IN ({})", keys.join(", ")),
    }
}

/// The age of a record in days. One that does not tell its day counts as today's.
fn age(today: i32) -> String {
    format!("{today} - COALESCE(created_day, {today})")
}

/// The number of whole periods that a record is old. A day to come counts as today.
fn periods(today: i32) -> String {
    format!("WHEN created_day < {today} THEN ({today} - created_day) / {PERIOD_DAYS} ELSE 0 END")
}

/// The condition that a record is of a period, the present one last.
fn in_period(period: usize) -> String {
    format!("periods = {}", PERIODS - 1 - period)
}

/// Records to count: the columns that the sums ask for, worked out once for each record, and the sums in their order.
struct Counting {
    kinds: &'static [Kind],
    columns: String,
    sums: Vec<String>,
}

/// The sums of [`ConflictNumbers`], in the order of its fields.
fn conflict_sums(today: i32) -> Counting {
    let known = |is_wanted: fn(&ConflictState) -> bool| {
        let states = ConflictState::ALL.iter().copied();
        states
            .filter(is_wanted)
            .map(ConflictState::key)
            .collect::<Vec<_>>()
    };
    // A state that nobody knows counts as the first one, which is open.
    let ended = among("state", known(|state| !state.is_open()));
    let others = among("state", known(|state| *state != ConflictState::Observed));
    let (observed, closed) = (ConflictState::Observed.key(), ConflictState::Closed.key());
    // A case that was merged is told by the one it was merged with.
    let merged = ConflictState::Merged.key();
    let columns = format!(
        "CASE WHEN {others} THEN state ELSE '{observed}' END AS state, in_time_until, solution,
         CASE WHEN {ended} THEN 0 ELSE 1 END AS is_open, {} AS age,
         CASE WHEN state = '{merged}' THEN -1 {} AS periods",
        age(today),
        periods(today)
    );
    let mut sums = Vec::new();
    for band in 0..=AGE_LIMITS.len() {
        let mut condition = "is_open = 1".to_owned();
        if let Some(first) = band.checked_sub(1).and_then(|place| AGE_LIMITS.get(place)) {
            condition.push_str(&format!(" AND age >= {first}"));
        }
        if let Some(end) = AGE_LIMITS.get(band) {
            condition.push_str(&format!(" AND age < {end}"));
        }
        sums.push(count_of(&condition));
    }
    sums.extend(CONFLICT_STATES.map(|key| count_of(&format!("state = '{key}'"))));
    sums.push(count_of(&format!("is_open = 1 AND in_time_until < {today}")));
    sums.extend((0..SOLUTIONS).map(|place| {
        count_of(&format!(
            "state = '{closed}' AND age < {YEAR_DAYS} AND solution = {place}"
        ))
    }));
    sums.extend((0..PERIODS).map(|period| count_of(&in_period(period))));
    Counting {
        kinds: &[Kind::ConflictCase],
        columns,
        sums,
    }
}

/// The sums of [`SignalNumbers`], in the order of its fields and without the days to first contacts.
fn signal_sums(today: i32) -> Counting {
    let ended = SignalState::Ended.key();
    let mut sums = vec![
        count_of(&format!("state <> '{ended}'")),
        count_of(&format!("state <> '{ended}' AND in_time_until < {today}")),
    ];
    sums.extend((0..PERIODS).map(|period| count_of(&in_period(period))));
    Counting {
        kinds: &[Kind::Signal],
        columns: format!("state, in_time_until, CASE {} AS periods", periods(today)),
        sums,
    }
}

/// The kinds of nature that are counted, as their index has them.
const NATURE: [Kind; 4] = [
    Kind::Area,
    Kind::CareTask,
    Kind::AreaObservation,
    Kind::InsectCount,
];

/// The sums of [`NatureFigures`] that are of records: areas, their size, proposed ones, tasks, those overdue, observations
/// without an answer, valid and invalid counts.
fn nature_sums(today: Day) -> Counting {
    let laid_out = among(
        "state",
        [AreaState::Laid, AreaState::InCare, AreaState::UnderAdjustment].map(AreaState::key),
    );
    let laid_out = format!("kind = 'area' AND {laid_out}");
    let proposed = AreaState::Proposed.key();
    let task = among(
        "state",
        [TaskState::Done, TaskState::Approved, TaskState::Cancelled].map(TaskState::key),
    );
    let task = format!("kind = 'care_task' AND NOT ({task})");
    let answered = among(
        "state",
        [ObservationState::Answered, ObservationState::Closed].map(ObservationState::key),
    );
    let finished = CountState::ALL
        .iter()
        .filter(|state| **state != CountState::Running);
    let count = format!(
        "kind = 'insect_count' AND {} AND substr(occurred_on, 1, 4) = '{:04}'",
        among("state", finished.map(|state| state.key())),
        today.0.year()
    );
    Counting {
        kinds: &NATURE,
        columns: "kind, state, in_time_until, is_part, is_valid, square_metres, occurred_on".to_owned(),
        sums: vec![
            count_of(&laid_out),
            format!("COALESCE(SUM(square_metres) FILTER (WHERE {laid_out} AND is_part = 0), 0)"),
            count_of(&format!("kind = 'area' AND state = '{proposed}'")),
            count_of(&task),
            count_of(&format!("{task} AND in_time_until < {}", day_number(today))),
            count_of(&format!("kind = 'area_observation' AND NOT ({answered})")),
            count_of(&format!("{count} AND is_valid = 1")),
            count_of(&format!("{count} AND is_valid = 0")),
        ],
    }
}

impl DatabaseStore {
    /// Sums over records, department by department.
    async fn sums(
        &self,
        counting: &Counting,
        departments: &[DepartmentId],
        without: &BTreeSet<DocumentId>,
    ) -> Result<Vec<(DepartmentId, Vec<u64>)>> {
        if departments.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new("SELECT department");
        for sum in &counting.sums {
            query.push(", CAST(").push(sum).push(" AS BIGINT)");
        }
        query.push(format!(
            " FROM (SELECT department, {} FROM record_index WHERE is_discarded = 0 AND {} AND department ",
            counting.columns,
            among("kind", counting.kinds.iter().map(|kind| kind.key()))
        ));
        push_departments(&mut query, departments);
        if !without.is_empty() {
            query.push(" AND NOT document ");
            push_among(
                &mut query,
                without.iter().map(|id| id.as_bytes().to_vec()).collect(),
            );
        }
        query
            .push(WORKED_OUT_FIRST)
            .push(") AS counted GROUP BY department");
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                let department: Vec<u8> = row.try_get(0)?;
                let sum = |place: usize| number(row.try_get::<i64, _>(place + 1)?);
                let found = (0..counting.sums.len()).map(sum).collect::<Result<Vec<_>>>()?;
                Ok((department_id(&department)?, found))
            })
            .collect()
    }
}

/// The columns of a merged record of an organisation.
type OverviewColumns = (Vec<u8>, Vec<u8>, Vec<u8>, String);

fn overview_record((department, document, owner, projection): OverviewColumns) -> Result<OverviewRecord> {
    note_read(projection.len());
    Ok(OverviewRecord {
        department: department_id(&department)?,
        document: document_id(&document)?,
        owner: user_id(&owner)?,
        projection,
    })
}

#[async_trait]
impl OverviewStore for DatabaseStore {
    async fn overview_records(
        &self,
        organisation: OrganisationId,
        kind: Kind,
    ) -> Result<Vec<OverviewRecord>> {
        let rows: Vec<OverviewColumns> = sqlx::query_as(
            "SELECT projection.department, projection.document, document.owner, projection.json
             FROM department
             JOIN projection ON projection.department = department.id AND projection.kind = $2
             JOIN document ON document.department = projection.department AND document.id = projection.document
             WHERE department.organisation = $1
             ORDER BY projection.department, projection.document",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(kind.key())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(overview_record).collect()
    }

    async fn overview_page(
        &self,
        organisation: OrganisationId,
        kind: Kind,
        after: Option<(DepartmentId, DocumentId)>,
        limit: u32,
    ) -> Result<Vec<OverviewRecord>> {
        let (department, document) = after
            .map(|(department, document)| (department.as_bytes().to_vec(), document.as_bytes().to_vec()))
            .unwrap_or_default();
        let rows: Vec<OverviewColumns> = sqlx::query_as(
            "SELECT projection.department, projection.document, document.owner, projection.json
             FROM department
             JOIN projection ON projection.department = department.id AND projection.kind = $2
             JOIN document ON document.department = projection.department AND document.id = projection.document
             WHERE department.organisation = $1 AND (projection.department, projection.document) > ($3, $4)
             ORDER BY projection.department, projection.document LIMIT $5",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(kind.key())
        .bind(department)
        .bind(document)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(overview_record).collect()
    }

    async fn organisations_with(&self, person: UserId) -> Result<BTreeSet<OrganisationId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT organisation FROM department
             WHERE id IN (SELECT department FROM effective_grant WHERE person = $1)",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|id| organisation_id(id)).collect()
    }

    async fn departments_with_parts(
        &self,
        person: UserId,
        departments: &[DepartmentId],
    ) -> Result<BTreeSet<DepartmentId>> {
        // A disputed record may name the person by the value that does not show.
        let mut query = QueryBuilder::<Database>::new(
            "SELECT DISTINCT department FROM record_index WHERE kind = 'case_part' AND (is_disputed = 1 OR person = ",
        );
        query
            .push_bind(person.as_bytes().to_vec())
            .push(" OR owner = ")
            .push_bind(person.as_bytes().to_vec())
            .push(") AND department ");
        push_departments(&mut query, departments);
        let rows: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        rows.iter().map(|id| department_id(id)).collect()
    }

    async fn conflict_numbers(
        &self,
        departments: &[DepartmentId],
        without: &BTreeSet<DocumentId>,
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, ConflictNumbers>> {
        let counting = conflict_sums(day_number(today));
        let rows = self.sums(&counting, departments, without).await?;
        let numbers = rows.into_iter().map(|(department, sums)| {
            let mut sums = sums.into_iter();
            let mut next = || sums.next().unwrap_or_default();
            let numbers = ConflictNumbers {
                by_age: core::array::from_fn(|_| next()),
                by_state: core::array::from_fn(|_| next()),
                overdue: next(),
                closed: core::array::from_fn(|_| next()),
                trend: core::array::from_fn(|_| next()),
            };
            (department, numbers)
        });
        Ok(numbers.collect())
    }

    async fn signal_numbers(
        &self,
        departments: &[DepartmentId],
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, SignalNumbers>> {
        let day = day_number(today);
        let none = BTreeSet::new();
        let rows = self.sums(&signal_sums(day), departments, &none).await?;
        let mut found: BTreeMap<_, _> = rows
            .into_iter()
            .map(|(department, sums)| {
                let mut sums = sums.into_iter();
                let mut next = || sums.next().unwrap_or_default();
                let numbers = SignalNumbers {
                    open: next(),
                    overdue: next(),
                    contact_days: BTreeMap::new(),
                    trend: core::array::from_fn(|_| next()),
                };
                (department, numbers)
            })
            .collect();
        let mut query = QueryBuilder::<Database>::new(
            "SELECT department, contact_days, count(*) FROM record_index
             WHERE kind = 'signal' AND is_discarded = 0 AND contact_days IS NOT NULL
               AND (created_day IS NULL OR created_day > ",
        );
        query
            .push_bind(i64::from(day) - YEAR_DAYS)
            .push(") AND department ");
        push_departments(&mut query, departments);
        query.push(" GROUP BY department, contact_days");
        let rows: Vec<(Vec<u8>, i64, i64)> = query.build_query_as().fetch_all(&self.readers).await?;
        for (department, days, count) in rows {
            let of = found.entry(department_id(&department)?).or_default();
            of.contact_days.insert(number(days)?, number(count)?);
        }
        Ok(found)
    }

    async fn nature_numbers(
        &self,
        departments: &[DepartmentId],
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, NatureFigures>> {
        let none = BTreeSet::new();
        let rows = self.sums(&nature_sums(today), departments, &none).await?;
        let figures = rows.into_iter().map(|(department, sums)| {
            let mut sums = sums.into_iter();
            let mut next = || sums.next().unwrap_or_default();
            let figures = NatureFigures {
                areas: next(),
                square_metres: next(),
                proposed: next(),
                tasks: next(),
                tasks_overdue: next(),
                unanswered: next(),
                valid_counts: next(),
                invalid_counts: next(),
                ..NatureFigures::default()
            };
            (department, figures)
        });
        Ok(figures.collect())
    }

    async fn phone_numbers(
        &self,
        departments: &[DepartmentId],
        now: Moment,
        silent_before: Moment,
    ) -> Result<BTreeMap<DepartmentId, PhoneFigures>> {
        let mut query =
            QueryBuilder::<Database>::new("SELECT department, count(*), COUNT(*) FILTER (WHERE seen_at < ");
        query.push_bind(silent_before.millis()).push(
            ") FROM (
               SELECT DISTINCT effective_grant.department, device.id,
                      COALESCE(device.seen_at, device.enrolled_at) AS seen_at
               FROM effective_grant JOIN device ON device.person = effective_grant.person
               WHERE valid_from <= ",
        );
        query
            .push_bind(now.millis())
            .push(" AND (valid_until IS NULL OR valid_until > ")
            .push_bind(now.millis())
            .push(
                ") AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)
               AND effective_grant.department ",
            );
        push_departments(&mut query, departments);
        query.push(") AS phone GROUP BY department");
        let rows: Vec<(Vec<u8>, i64, i64)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|(department, phones, silent)| {
                let figures = PhoneFigures {
                    phones: number(phones)?,
                    silent: number(silent)?,
                };
                Ok((department_id(&department)?, figures))
            })
            .collect()
    }

    async fn areas_with_code(&self, code: AreaCode) -> Result<Vec<(OrganisationId, OverviewRecord)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, String)> = sqlx::query_as(
            "SELECT department.organisation, record_index.department, record_index.document, record_index.owner,
                    projection.json
             FROM record_index
             JOIN department ON department.id = record_index.department
             JOIN nature_setting ON nature_setting.place = department.organisation AND nature_setting.is_public <> 0
             JOIN projection ON projection.department = record_index.department
               AND projection.document = record_index.document
             WHERE record_index.area_code = $1 AND record_index.is_discarded = 0
             ORDER BY record_index.department, record_index.document",
        )
        .bind(i64::from(code.number()))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(organisation, department, document, owner, projection)| {
                let record = OverviewRecord {
                    department: department_id(&department)?,
                    document: document_id(&document)?,
                    owner: user_id(&owner)?,
                    projection,
                };
                Ok((organisation_id(&organisation)?, record))
            })
            .collect()
    }

    async fn kept_photos(&self, organisation: OrganisationId) -> Result<Vec<(DepartmentId, DocumentId)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT photo.department, photo.document FROM department
             JOIN photo ON photo.department = department.id WHERE department.organisation = $1",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(department, document)| Ok((department_id(&department)?, document_id(&document)?)))
            .collect()
    }

    async fn nature_settings(&self, organisation: OrganisationId) -> Result<Vec<NatureSettingRow>> {
        let rows: Vec<(Vec<u8>, Option<i64>, Option<i64>, i64)> = sqlx::query_as(
            "SELECT place, square_metres, percent, is_public FROM nature_setting WHERE organisation = $1
             ORDER BY place",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(place, square_metres, percent, is_public)| {
                let is_whole = place.as_slice() == organisation.as_bytes().as_slice();
                Ok(NatureSettingRow {
                    department: match is_whole {
                        true => None,
                        false => Some(department_id(&place)?),
                    },
                    square_metres: square_metres.map(number).transpose()?,
                    percent: percent.map(number).transpose()?,
                    is_public: is_public != 0,
                })
            })
            .collect()
    }

    async fn set_nature_setting(
        &self,
        organisation: OrganisationId,
        setting: &NatureSettingRow,
    ) -> Result<()> {
        let place = match &setting.department {
            Some(department) => department.as_bytes().as_slice(),
            None => organisation.as_bytes().as_slice(),
        };
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO nature_setting (place, organisation, square_metres, percent, is_public)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (place) DO UPDATE SET square_metres = excluded.square_metres,
               percent = excluded.percent, is_public = excluded.is_public",
        )
        .bind(place)
        .bind(organisation.as_bytes().as_slice())
        .bind(setting.square_metres.map(signed))
        .bind(setting.percent.map(signed))
        .bind(i64::from(setting.is_public))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    async fn map_background(&self, organisation: OrganisationId) -> Result<Option<MapBackgroundRow>> {
        let row: Option<(String, String, i64)> = sqlx::query_as(
            "SELECT url, attribution, deepest_zoom FROM map_background WHERE organisation = $1",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|(url, attribution, deepest_zoom)| {
            Ok(MapBackgroundRow {
                url,
                attribution,
                deepest_zoom: u8::try_from(deepest_zoom).map_err(|_| StoreError::Corrupt("zoom of a map"))?,
            })
        })
        .transpose()
    }

    async fn set_map_background(
        &self,
        organisation: OrganisationId,
        background: Option<&MapBackgroundRow>,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        match background {
            Some(background) => {
                sqlx::query(
                    "INSERT INTO map_background (organisation, url, attribution, deepest_zoom)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (organisation) DO UPDATE SET url = excluded.url,
                       attribution = excluded.attribution, deepest_zoom = excluded.deepest_zoom",
                )
                .bind(organisation.as_bytes().as_slice())
                .bind(&background.url)
                .bind(&background.attribution)
                .bind(i64::from(background.deepest_zoom))
                .execute(&mut *transaction)
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM map_background WHERE organisation = $1")
                    .bind(organisation.as_bytes().as_slice())
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        Ok(transaction.commit().await?)
    }
}

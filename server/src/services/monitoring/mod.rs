//! Screening and monitoring: departments of an organisation in numbers, the screenings of the quarter, imported indicators,
//! goals, comparison, and the interview that residents answer on their own phones.
//!
//! A person sees the departments of which the policy lets them read all screenings. Numbers of records are published as
//! to readers with aggregate rights, whoever reads them: these pages are printed and passed on.

mod comparison;
mod doors;
mod effects;
mod goals;
mod imports;
mod interviews;
mod limits;
mod links;
mod numbers;
mod screenings;
mod visits;

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::office::monitoring::{
    DepartmentMonitoring, DoorFigures, GoalProgress, IndicatorYear, LEAST_RESIDENTS, MonitoredOrganisation,
    MonitoringLevel, MonitoringQuery, MonitoringReport, MonitoringRow, Quarter, SizeClass, VisitFigures,
};
use feltbog_shared::permission::{Collection, Permission};
use serde::Deserialize;

use crate::error::Error;
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader, places_of};
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{DepartmentRecordRow, IndicatorRow, OverviewRecord};

pub(in crate::services) use doors::Doors;
pub use imports::{IndicatorList, apply, plan};
pub use interviews::{AnswerOutcome, InterviewOffer, offered, take_answers};
pub(crate) use limits::AnswerLimits;
pub use links::{close_link, make_link};

use effects::Effects;
use feltbog_shared::model::{Model, ValueList as _};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::monitoring::ImportedIndicator;
use numbers::{Numbers, Together, may_count};
use screenings::Screenings;

/// The part of a department's record that is read here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PlaceDetails {
    district: String,
    residents: Option<u32>,
}

fn details(row: &DepartmentRecordRow) -> PlaceDetails {
    serde_json::from_str(&row.record).unwrap_or_default()
}

/// A record that was not discarded, with its day in Denmark; today's for a record that does not tell.
fn live<T: Model>(
    record: &OverviewRecord,
    times: fn(&T) -> (Option<Moment>, Option<Moment>),
    today: Day,
) -> Option<(T, Day)> {
    let model = T::from_fields(&read_fields(T::KIND, &record.projection)?);
    let (created_at, discarded_at) = times(&model);
    let day = created_at.map_or(today, Moment::danish_day);
    discarded_at.is_none().then_some((model, day))
}

/// Whole days from one day to another.
fn days_between(from: Day, to: Day) -> i64 {
    i64::from(to.0.to_julian_day()) - i64::from(from.0.to_julian_day())
}

/// Whether a person reads all screenings of a department.
fn reads_screenings(department: &DepartmentOfReader) -> bool {
    department.permission.access(Collection::Oversight).read.is_all()
}

/// Whether a person keeps the screenings and indicators of a department: the central unit, by the policy.
fn keeps_screenings(permission: &Permission) -> bool {
    permission.access(Collection::Oversight).update.is_all()
}

/// The organisations of a person with the departments whose screenings the person reads.
async fn organisations_of(app: &App, person: UserId) -> Result<Vec<OrganisationOfReader>, Error> {
    let administrations = places_of(app, person).await?;
    let organisations = administrations
        .into_iter()
        .flat_map(|administration| administration.organisations)
        .filter_map(|mut organisation| {
            organisation.departments.retain(reads_screenings);
            (!organisation.departments.is_empty()).then_some(organisation)
        });
    Ok(organisations.collect())
}

/// The number of residents of a department: the latest that was imported, or the one in the department's record.
fn residents(row: &DepartmentRecordRow, indicators: &[IndicatorRow]) -> Option<u32> {
    let imported = indicators
        .iter()
        .filter(|one| one.department == row.id && one.indicator == ImportedIndicator::Residents.key())
        .max_by_key(|one| one.year);
    match imported {
        // The source hides a number of residents only when it is small.
        Some(one) => u32::try_from(one.hundredths.unwrap_or(0) / 100).ok(),
        None => details(row).residents,
    }
}

/// Whether figures about the residents of a department may be told.
fn has_enough_residents(residents: Option<u32>) -> bool {
    residents.is_some_and(|residents| residents >= LEAST_RESIDENTS)
}

/// The departments that a query lists.
fn listed(query: &MonitoringQuery) -> BTreeSet<DepartmentId> {
    let ids = query.departments.split(',');
    ids.filter_map(|id| id.trim().parse().ok()).collect()
}

/// The departments of a query, by place.
fn chosen(organisation: &OrganisationOfReader, query: &MonitoringQuery) -> (MonitoringLevel, Vec<usize>) {
    let ids = listed(query);
    let has_list = !query.departments.trim().is_empty();
    let is_chosen = |department: &DepartmentOfReader| match (has_list, query.district.as_str()) {
        (true, _) => ids.contains(&department.row.id),
        (false, "") => true,
        (false, district) => details(&department.row).district == district,
    };
    let places = organisation.departments.iter().enumerate();
    let places: Vec<usize> = places
        .filter(|(_, department)| is_chosen(department))
        .map(|(place, _)| place)
        .collect();
    let level = match (has_list, query.district.is_empty()) {
        (true, _) if ids.len() == 1 => MonitoringLevel::Department,
        (true, _) => MonitoringLevel::Effort,
        (false, false) => MonitoringLevel::District,
        (false, true) => MonitoringLevel::Organisation,
    };
    (level, places)
}

/// The facts about departments of an organisation that are told to a person.
struct Facts {
    organisation_name: String,
    today: Day,
    indicators: Vec<IndicatorRow>,
    screenings: Screenings,
    numbers: Numbers,
    effects: Effects,
    doors: Doors,
}

impl Facts {
    async fn of(
        app: &App,
        person: UserId,
        organisation: &OrganisationOfReader,
        today: Day,
    ) -> Result<Self, Error> {
        let id = organisation.row.id;
        Ok(Self {
            organisation_name: organisation.row.name.clone(),
            today,
            indicators: app.store.indicators(id).await?,
            screenings: Screenings::of(app, id, today).await?,
            numbers: Numbers::of(app, person, organisation, today).await?,
            effects: Effects::of(app, person, organisation).await?,
            doors: Doors::of(app, id, today).await?,
        })
    }

    /// The rounds of doors of departments in this year; nothing where the person may not count them in each.
    fn doors_of(&self, departments: &[&DepartmentOfReader]) -> Option<DoorFigures> {
        let mut all = departments.iter();
        let ids: Vec<_> = departments.iter().map(|department| department.row.id).collect();
        all.all(|department| may_count(&department.permission, Collection::Activities))
            .then(|| self.doors.together(self.today.0.year(), &ids))
    }
}

/// A department in numbers.
fn row(department: &DepartmentOfReader, facts: &Facts, place: usize) -> MonitoringRow {
    let row = &department.row;
    let mut figures = facts.numbers.of_reader(&department.permission, place);
    facts.effects.add_to(&mut figures, &[row.id]);
    figures.doors = facts.doors_of(&[department]);
    MonitoringRow {
        department: row.id,
        name: row.name.clone(),
        organisation_name: facts.organisation_name.clone(),
        district: details(row).district,
        dwellings: row.dwellings,
        residents: residents(row, &facts.indicators),
        size: SizeClass::of(row.dwellings),
        screening: facts.screenings.status(row.id),
        may_screen: department.permission.may_create(Collection::Oversight),
        figures,
    }
}

/// The departments of an organisation that a report shows.
struct Part {
    organisation: MonitoredOrganisation,
    level: MonitoringLevel,
    rows: Vec<MonitoringRow>,
    together: Together,
    districts: BTreeSet<String>,
    visits: Option<VisitFigures>,
    may_import: bool,
}

impl Part {
    /// The part of an organisation; nothing where none of its departments is shown.
    async fn of(
        app: &App,
        person: UserId,
        organisation: &OrganisationOfReader,
        query: &MonitoringQuery,
        today: Day,
    ) -> Result<Option<Self>, Error> {
        let (level, places) = chosen(organisation, query);
        if places.is_empty() {
            return Ok(None);
        }
        let facts = Facts::of(app, person, organisation, today).await?;
        let departments = places
            .iter()
            .filter_map(|place| Some((*place, organisation.departments.get(*place)?)));
        let departments: Vec<_> = departments.collect();
        let rows = departments.iter();
        let rows: Vec<MonitoringRow> = rows
            .map(|(place, department)| row(department, &facts, *place))
            .collect();
        let mut together = facts.numbers.together(organisation, level, query, &places);
        let shown: Vec<_> = rows.iter().map(|row| row.department).collect();
        facts.effects.add_to(&mut together.figures, &shown);
        let departments: Vec<_> = departments
            .into_iter()
            .map(|(_, department)| department)
            .collect();
        together.figures.doors = facts.doors_of(&departments);
        let visits = match level {
            MonitoringLevel::Organisation => {
                visits::figures(app, organisation, facts.numbers.departments(), today).await?
            }
            _ => None,
        };
        let districts = organisation
            .departments
            .iter()
            .map(|department| details(&department.row).district)
            .filter(|district| !district.is_empty());
        let mut all = organisation.departments.iter();
        Ok(Some(Self {
            organisation: named(organisation),
            level,
            rows,
            together,
            districts: districts.collect(),
            visits,
            may_import: all.any(|department| keeps_screenings(&department.permission)),
        }))
    }
}

fn named(organisation: &OrganisationOfReader) -> MonitoredOrganisation {
    MonitoredOrganisation {
        id: organisation.row.id.to_string(),
        name: organisation.row.name.clone(),
    }
}

/// The report of an organisation, or of a part of it. Without one, of the first organisation of the person, or of every one
/// that has departments of the query: those of an effort may belong to several.
///
/// # Errors
/// `NOT_FOUND` when the person reads no screenings there.
pub async fn report(
    app: &App,
    person: UserId,
    wanted: Option<&str>,
    query: &MonitoringQuery,
) -> Result<MonitoringReport, Error> {
    let organisations = organisations_of(app, person).await?;
    let ids = listed(query);
    let today = app.clock.now().danish_day();
    let mut parts: Vec<Part> = Vec::new();
    for organisation in &organisations {
        let is_shown = match wanted {
            Some(wanted) => organisation.row.id.to_string() == wanted,
            // One organisation at a time, unless a list names departments of several.
            None => !ids.is_empty() || parts.is_empty(),
        };
        if is_shown && let Some(part) = Part::of(app, person, organisation, query, today).await? {
            parts.push(part);
        }
    }
    let (mut names, mut rows, mut together) = (Vec::new(), Vec::new(), Vec::new());
    let (mut districts, mut visits) = (BTreeSet::<String>::new(), None);
    let level = parts.first().map(|part| part.level).unwrap_or_default();
    // A list of indicators is one organisation's.
    let may_import = matches!(&parts[..], [only] if only.may_import);
    for part in parts {
        names.push(part.organisation);
        rows.extend(part.rows);
        together.push(part.together);
        districts.extend(part.districts);
        visits = visits.or(part.visits);
    }
    let mut names = names.into_iter();
    let organisation = names.next().ok_or(Error::NOT_FOUND)?;
    let others: Vec<_> = names.collect();
    // A city district is chosen within an organisation.
    if !others.is_empty() {
        districts.clear();
    }
    let mut sum = screenings::sum(&rows);
    sum.figures = numbers::sum(&together);
    Ok(MonitoringReport {
        day: today.to_string(),
        quarter: Quarter::of(today),
        organisations: organisations.iter().map(named).collect(),
        organisation,
        others,
        unread: u32::try_from(ids.len().saturating_sub(rows.len())).unwrap_or(u32::MAX),
        districts: districts.into_iter().collect(),
        level,
        rows,
        sum,
        visits,
        may_import,
    })
}

/// A department with everything that a screening rests on.
///
/// # Errors
/// `NOT_FOUND` when the person reads no screenings there.
pub async fn department(
    app: &App,
    person: UserId,
    department: DepartmentId,
) -> Result<DepartmentMonitoring, Error> {
    let organisations = organisations_of(app, person).await?;
    let is_it = |one: &DepartmentOfReader| one.row.id == department;
    let found = organisations.iter().find_map(|organisation| {
        let place = organisation.departments.iter().position(is_it)?;
        Some((organisation, place, organisation.departments.get(place)?))
    });
    let (organisation, place, of_reader) = found.ok_or(Error::NOT_FOUND)?;
    let today = app.clock.now().danish_day();
    let facts = Facts::of(app, person, organisation, today).await?;
    let row = row(of_reader, &facts, place);
    let is_small = !has_enough_residents(row.residents);
    let goals = goals::of_department(app, (organisation, person), of_reader, &row.figures, today).await?;
    let comparison = comparison::of_department(of_reader, &facts.indicators, &facts.numbers, &facts.effects);
    let year = today.0.year();
    Ok(DepartmentMonitoring {
        day: today.to_string(),
        quarter: Quarter::of(today),
        organisation: organisation.row.id.to_string(),
        screenings: facts.screenings.of_department(department).to_vec(),
        indicators: years(department, &facts.indicators, is_small),
        is_small,
        stairwells: row
            .figures
            .doors
            .map(|_| facts.doors.stairwells(year, department)),
        goals,
        comparison,
        links: links::of_department(app, of_reader, today).await?,
        row,
    })
}

/// The goals of departments that hold, as far as the person reads screenings there.
///
/// # Errors
/// When the database fails.
pub async fn goals_of(
    app: &App,
    person: UserId,
    departments: &[DepartmentId],
) -> Result<Vec<(DepartmentId, GoalProgress)>, Error> {
    let today = app.clock.now().danish_day();
    let mut found = Vec::new();
    for organisation in organisations_of(app, person).await? {
        let own = organisation.departments.iter().enumerate();
        let own: Vec<_> = own
            .filter(|(_, department)| departments.contains(&department.row.id))
            .collect();
        if own.is_empty() {
            continue;
        }
        let numbers = Numbers::of(app, person, &organisation, today).await?;
        let effects = Effects::of(app, person, &organisation).await?;
        for (place, department) in own {
            let mut figures = numbers.of_reader(&department.permission, place);
            effects.add_to(&mut figures, &[department.row.id]);
            let of = (&organisation, person);
            let goals = goals::of_department(app, of, department, &figures, today).await?;
            found.extend(goals.into_iter().map(|goal| (department.row.id, goal)));
        }
    }
    Ok(found)
}

/// The imported indicators of a department by year, the latest first.
fn years(department: DepartmentId, indicators: &[IndicatorRow], is_small: bool) -> Vec<IndicatorYear> {
    let mut years: Vec<IndicatorYear> = Vec::new();
    let own = indicators.iter().rev().filter(|row| row.department == department);
    for row in own {
        let Some(indicator) = ImportedIndicator::from_key(&row.indicator) else {
            continue;
        };
        if is_small && indicator.is_about_residents() {
            continue;
        }
        let value = (row.indicator.clone(), row.hundredths);
        match years.last_mut().filter(|last| last.year == row.year) {
            Some(last) => last.values.push(value),
            None => years.push(IndicatorYear {
                year: row.year,
                values: vec![value],
            }),
        }
    }
    for year in &mut years {
        let place = |key: &str| ImportedIndicator::from_key(key);
        year.values.sort_by_key(|(key, _)| place(key));
    }
    years
}

//! The overview, the nature pages and the board's page: numbers of the departments of a person, as far as the policy lets
//! the person see them.

mod board;
mod chosen;
mod count_locks;
mod map_background;
pub(super) mod nature;
mod numbers;
pub(in crate::services) mod places;
mod season;

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::office::overview::{
    DepartmentNumbers, NatureFigures, NumbersOfReader, Overview, OverviewLevel, OverviewPlace, OverviewRow,
    PhoneFigures, SILENT_DAYS, findings,
};
use feltbog_shared::permission::{Collection, Role};
use feltbog_shared::suppression::{Published, sum_of};

use crate::error::Error;
use crate::services::access::department_access;
use crate::state::App;

pub use board::goals as board_goals;
pub use count_locks::{lock as lock_counts, lock_past_years};
pub use map_background::{Tile, read as map_background, set as set_map_background, tile as map_tile};
pub use nature::{photo, public_area, report, set};
pub use season::{make as make_season, plan as season_plan};

use chosen::find;
use places::{AdministrationOfReader, DepartmentOfReader, places_of};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// The overview of a place, or of the smallest place that holds all departments of the person.
///
/// # Errors
/// `NOT_FOUND` for a place without a department of the person.
pub async fn overview(
    app: &App,
    person: UserId,
    wanted: Option<(OverviewLevel, &str)>,
) -> Result<Overview, Error> {
    let administrations = places_of(app, person).await?;
    let chosen = find(&administrations, wanted).ok_or(Error::NOT_FOUND)?;
    let administration = chosen.administration;
    let now = app.clock.now();
    let today = now.danish_day();
    let organisations = &administration.organisations;
    let departments = || organisations.iter().flat_map(|one| &one.departments);
    let with_phones: Vec<_> = departments()
        .filter(|department| sees_phones(department))
        .map(|department| department.row.id)
        .collect();
    let silent_before = now.plus_millis(-SILENT_DAYS * DAY_MILLIS);
    let conflicts = async {
        let recused = recused(app, person, departments()).await?;
        numbers::conflicts(app, organisations, &recused, today).await
    };
    let phones = async {
        match with_phones.is_empty() {
            true => Ok(BTreeMap::new()),
            false => Ok(app.store.phone_numbers(&with_phones, now, silent_before).await?),
        }
    };
    let (conflicts, signals, natures, phones) = tokio::try_join!(
        conflicts,
        numbers::signals(app, organisations, today),
        nature::figures(app, organisations, today),
        phones,
    )?;
    let all = numbers::of_organisations(organisations, conflicts, signals);
    let reader = NumbersOfReader {
        organisations: &all,
        organisation: chosen.organisation,
        district: chosen
            .district
            .as_ref()
            .map(|district| district.members.as_slice()),
        department: chosen.department,
    };
    let (conflicts, conflict_rows) = split(reader.conflicts());
    let (signals, signal_rows) = split(reader.signals());
    let shown = chosen.shown();
    let right = |members: &[(usize, usize)], is_conflict: bool| {
        has(&all, members, |numbers| match is_conflict {
            true => numbers.conflict_right,
            false => numbers.signal_right,
        })
    };
    let row = |place: OverviewPlace, members: &[(usize, usize)], open: [Option<Published>; 2]| {
        let [open_conflicts, open_signals] = open;
        OverviewRow {
            place,
            open_conflicts: open_conflicts.filter(|_| right(members, true)),
            open_signals: open_signals.filter(|_| right(members, false)),
            nature: nature_of(administration, &natures, members),
            phones: phones_of(administration, &phones, members),
        }
    };
    let rows = chosen
        .below()
        .into_iter()
        .enumerate()
        .map(|(at, (place, members))| {
            let open = [&conflict_rows, &signal_rows].map(|rows| rows.get(at).copied());
            row(place, &members, open)
        });
    // A district is told as the sum of what its departments are told as.
    let districts = chosen.districts_below().into_iter().map(|district| {
        let of = |rows: &[Published]| {
            let parts = district.members.iter().filter_map(|at| rows.get(*at).copied());
            sum_of(parts)
        };
        let open = [&conflict_rows, &signal_rows].map(|rows| Some(of(rows)));
        let members: Vec<_> = district
            .members
            .iter()
            .map(|at| (district.organisation, *at))
            .collect();
        row(district.place.clone(), &members, open)
    });
    let mut overview = Overview {
        place: chosen.place(),
        above: chosen.above(),
        day: today.to_string(),
        conflicts,
        signals,
        nature: nature_of(administration, &natures, &shown),
        phones: phones_of(administration, &phones, &shown),
        findings: Vec::new(),
        rows: rows.collect(),
        districts: districts.collect(),
    };
    overview.findings = findings(&overview);
    Ok(overview)
}

/// Whether a person sees the numbers of phones in a department: those who administer or manage it.
fn sees_phones(department: &DepartmentOfReader) -> bool {
    let roles = department.permission.roles();
    roles.contains(&Role::OrgAdmin) || roles.contains(&Role::OperationsManager)
}

fn split<F, R>(both: Option<(F, Vec<R>)>) -> (Option<F>, Vec<R>) {
    match both {
        Some((figures, rows)) => (Some(figures), rows),
        None => (None, Vec::new()),
    }
}

/// The records that do not exist for a person who takes no part in them, among departments.
pub(in crate::services) async fn recused(
    app: &App,
    person: UserId,
    departments: impl Iterator<Item = &DepartmentOfReader>,
) -> Result<BTreeSet<DocumentId>, Error> {
    let reads_cases = |department: &&DepartmentOfReader| {
        let read = department.permission.access(Collection::Conflicts).read;
        read.is_all()
    };
    let reading: Vec<_> = departments
        .filter(reads_cases)
        .map(|department| department.row.id)
        .collect();
    let mut found = BTreeSet::new();
    if reading.is_empty() {
        return Ok(found);
    }
    for department in app.store.departments_with_parts(person, &reading).await? {
        let access = department_access(app, person, department).await?;
        found.extend(access.readable.parts.recused);
    }
    Ok(found)
}

fn has(
    all: &[Vec<DepartmentNumbers>],
    members: &[(usize, usize)],
    right: impl Fn(&DepartmentNumbers) -> feltbog_shared::office::overview::NumberRight,
) -> bool {
    use feltbog_shared::office::overview::NumberRight;

    members
        .iter()
        .any(|(organisation, department)| right(&all[*organisation][*department]) != NumberRight::None)
}

/// The sum of what the person reads, with the target of the place: a department's own, or the organisation's.
fn nature_of(
    administration: &AdministrationOfReader,
    natures: &[nature::OrganisationFigures],
    members: &[(usize, usize)],
) -> Option<NatureFigures> {
    let read: Vec<_> = members
        .iter()
        .filter(|(organisation, department)| {
            let departments = &administration.organisations[*organisation].departments;
            departments[*department].reads_nature()
        })
        .collect();
    let mut sum = NatureFigures::default();
    for (organisation, department) in &read {
        let departments = &administration.organisations[*organisation].departments;
        nature::add(
            &mut sum,
            &natures[*organisation].of(departments[*department].row.id),
        );
    }
    let first = read.first()?;
    let organisations: BTreeSet<usize> = members.iter().map(|(organisation, _)| *organisation).collect();
    if members.len() > 1 || organisations.len() > 1 {
        let whole = organisations.len() == 1 && {
            let organisation = &administration.organisations[first.0];
            organisation.is_whole && read.len() == organisation.departments.len()
        };
        let target = whole.then(|| &natures[first.0].target);
        sum.target_square_metres = target.and_then(|target| target.square_metres);
        sum.target_percent = target.and_then(|target| target.percent);
    }
    Some(sum)
}

fn phones_of(
    administration: &AdministrationOfReader,
    phones: &BTreeMap<DepartmentId, PhoneFigures>,
    members: &[(usize, usize)],
) -> Option<PhoneFigures> {
    let mut sum = None;
    for (organisation, department) in members {
        let department = &administration.organisations[*organisation].departments[*department];
        if sees_phones(department) {
            let own = phones.get(&department.row.id).copied().unwrap_or_default();
            let sum = sum.get_or_insert_with(PhoneFigures::default);
            sum.phones += own.phones;
            sum.silent += own.silent;
        }
    }
    sum
}

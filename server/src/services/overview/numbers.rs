//! Exact numbers of conflicts and signals, department by department, out of the merged records.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::conflict_case::{ConflictState, NotedAs, Outcome, Track};
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::{ConflictCase, Kind, Model, Signal, ValueList as _};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::overview::{
    AGE_LIMITS, CONFLICT_STATES, ConflictNumbers, DepartmentNumbers, NumberRight, PERIOD_DAYS, PERIODS,
    SignalNumbers, YEAR_DAYS,
};
use feltbog_shared::permission::{Access, Collection};

use super::places::OrganisationOfReader;
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::OverviewRecord;

/// The right that access to a collection gives to its numbers.
fn number_right(access: Access) -> NumberRight {
    match access {
        Access { read, .. } if read.is_all() => NumberRight::Exact,
        Access { aggregate: true, .. } => NumberRight::Aggregate,
        _ => NumberRight::None,
    }
}

/// The numbers of all departments of a person in an organisation, in their order.
pub(super) async fn of_organisation(
    app: &App,
    organisation: &OrganisationOfReader,
    recused: &BTreeSet<DocumentId>,
    today: Day,
) -> Result<Vec<DepartmentNumbers>, Error> {
    let rights: Vec<_> = organisation
        .departments
        .iter()
        .map(|department| {
            let right = |collection| number_right(department.permission.access(collection));
            (right(Collection::Conflicts), right(Collection::Signals))
        })
        .collect();
    let mut conflicts = BTreeMap::new();
    if rights.iter().any(|(right, _)| *right != NumberRight::None) {
        let records = app
            .store
            .overview_records(organisation.row.id, Kind::ConflictCase)
            .await?;
        let records = records
            .iter()
            .filter(|record| !recused.contains(&record.document));
        conflicts = count_conflicts(records, today);
    }
    let mut signals = BTreeMap::new();
    if rights.iter().any(|(_, right)| *right != NumberRight::None) {
        let records = app
            .store
            .overview_records(organisation.row.id, Kind::Signal)
            .await?;
        let contacts = app
            .store
            .first_contacts(organisation.row.id, Kind::Signal)
            .await?;
        signals = count_signals(&records, &contacts, today);
    }
    let departments = organisation.departments.iter().zip(rights);
    let numbers = departments.map(|(department, (conflict_right, signal_right))| {
        let id = department.row.id;
        DepartmentNumbers {
            department: id,
            conflict_right,
            conflicts: conflicts.remove(&id).unwrap_or_default(),
            signal_right,
            signals: signals.remove(&id).unwrap_or_default(),
        }
    });
    Ok(numbers.collect())
}

/// A record that was not discarded, with its day in Denmark; today's for a record that does not tell.
pub(in crate::services) fn live<T: Model>(
    record: &OverviewRecord,
    created: fn(&T) -> (Option<Moment>, Option<Moment>),
    today: Day,
) -> Option<(T, Day)> {
    let model = T::from_fields(&read_fields(T::KIND, &record.projection)?);
    let (created_at, discarded_at) = created(&model);
    let day = created_at.map_or(today, Moment::danish_day);
    discarded_at.is_none().then_some((model, day))
}

/// Whole days from one day to another.
pub(in crate::services) fn days_between(from: Day, to: Day) -> i64 {
    i64::from(to.0.to_julian_day()) - i64::from(from.0.to_julian_day())
}

/// The period that a day lies in, the oldest first; nothing before the first one. A day to come counts as today.
fn period(day: Day, today: Day) -> Option<usize> {
    let ago = usize::try_from(days_between(day, today).max(0) / PERIOD_DAYS).ok()?;
    (PERIODS - 1).checked_sub(ago)
}

fn count_conflicts<'a>(
    records: impl Iterator<Item = &'a OverviewRecord>,
    today: Day,
) -> BTreeMap<DepartmentId, ConflictNumbers> {
    let mut found: BTreeMap<DepartmentId, ConflictNumbers> = BTreeMap::new();
    for record in records {
        let times = |case: &ConflictCase| (case.created_at, case.discarded_at);
        let Some((case, day)) = live::<ConflictCase>(record, times, today) else {
            continue;
        };
        let numbers = found.entry(record.department).or_default();
        let age = days_between(day, today);
        let state = case.state.unwrap_or(ConflictState::Observed);
        if state.is_open() {
            let older = AGE_LIMITS.iter().filter(|limit| age >= **limit).count();
            numbers.by_age[older] += 1;
            if let Some(place) = CONFLICT_STATES.iter().position(|key| *key == state.key()) {
                numbers.by_state[place] += 1;
            }
            numbers.overdue += u64::from(case.follow_up_on.is_some_and(|on| on < today));
        }
        if state == ConflictState::Closed && age < YEAR_DAYS {
            numbers.closed[solution(&case)] += 1;
        }
        // A case that was merged is told by the one it was merged with.
        if state != ConflictState::Merged
            && let Some(period) = period(day, today)
        {
            numbers.trend[period] += 1;
        }
    }
    found
}

/// Place of a closed case among those solved early, solved later, and not solved. Early is by dialogue, before there was a
/// complaint in writing.
fn solution(case: &ConflictCase) -> usize {
    let by_dialogue = matches!(
        case.outcome,
        Some(Outcome::SolvedThemselves | Outcome::Agreement | Outcome::Ceased)
    );
    let in_writing = case.noted_as == Some(NotedAs::WrittenComplaint) || case.track == Some(Track::Written);
    match (by_dialogue, case.outcome) {
        (true, _) if !in_writing => 0,
        (true, _) | (_, Some(Outcome::RequestFollowed)) => 1,
        _ => 2,
    }
}

fn count_signals(
    records: &[OverviewRecord],
    contacts: &BTreeMap<DocumentId, Moment>,
    today: Day,
) -> BTreeMap<DepartmentId, SignalNumbers> {
    let mut found: BTreeMap<DepartmentId, SignalNumbers> = BTreeMap::new();
    for record in records {
        let times = |signal: &Signal| (signal.created_at, signal.discarded_at);
        let Some((signal, day)) = live::<Signal>(record, times, today) else {
            continue;
        };
        let numbers = found.entry(record.department).or_default();
        if signal.state != Some(SignalState::Ended) {
            numbers.open += 1;
            let due = signal.urgency.and_then(|urgency| urgency.due(day));
            let due = signal.follow_up_on.or(due);
            numbers.overdue += u64::from(due.is_some_and(|on| on < today));
        }
        if let Some(contact) = contacts.get(&record.document)
            && days_between(day, today) < YEAR_DAYS
        {
            // A phone whose clock is ahead tells a day after the contact.
            let days = days_between(day, contact.danish_day()).max(0);
            *numbers
                .contact_days
                .entry(u64::try_from(days).unwrap_or_default())
                .or_default() += 1;
        }
        if let Some(period) = period(day, today) {
            numbers.trend[period] += 1;
        }
    }
    found
}

//! Rounds of doors in the departments of efforts, as the screening publishes them.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::monitoring::DoorFigures;

use super::Reached;
use super::material::SeenEffort;
use crate::error::Error;
use crate::services::monitoring::Doors;
use crate::state::App;

/// The rounds of the organisations that efforts have departments of.
pub(super) struct EffortDoors {
    organisations: BTreeMap<OrganisationId, Doors>,
    this_year: i32,
}

impl EffortDoors {
    /// The rounds of the departments of efforts whose activities the person reads.
    pub(super) async fn of(
        app: &App,
        reached: &Reached,
        efforts: &[SeenEffort],
        today: Day,
    ) -> Result<Self, Error> {
        let departments = efforts.iter().flat_map(|effort| read(reached, effort));
        let ids: BTreeSet<OrganisationId> = departments.map(|(organisation, _)| organisation).collect();
        let mut organisations = BTreeMap::new();
        for id in ids {
            organisations.insert(id, Doors::of(app, id, today).await?);
        }
        Ok(Self {
            organisations,
            this_year: today.0.year(),
        })
    }

    /// The rounds in the departments of an effort in a year, or in all years of its period; nothing when the person reads
    /// activities of none of them.
    pub(super) fn of_effort(
        &self,
        reached: &Reached,
        effort: &SeenEffort,
        wanted: Option<i32>,
    ) -> Option<DoorFigures> {
        let mut departments: BTreeMap<OrganisationId, Vec<DepartmentId>> = BTreeMap::new();
        for (organisation, department) in read(reached, effort) {
            departments.entry(organisation).or_default().push(department);
        }
        if departments.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        for year in years(effort, self.this_year) {
            if wanted.is_some_and(|wanted| wanted != year) {
                continue;
            }
            let own = departments.iter();
            parts.extend(own.filter_map(|(organisation, departments)| {
                let doors = self.organisations.get(organisation)?;
                Some(doors.together(year, departments))
            }));
        }
        Some(DoorFigures::sum(parts))
    }
}

/// The departments of an effort whose activities the person reads, each with its organisation.
fn read<'a>(
    reached: &'a Reached,
    effort: &'a SeenEffort,
) -> impl Iterator<Item = (OrganisationId, DepartmentId)> + 'a {
    let departments = effort.row.departments.iter().copied();
    let departments = departments.filter(move |department| reached.reads_activities(*department));
    departments.filter_map(move |department| Some((reached.organisation(department)?, department)))
}

/// The years of an effort's period until now.
fn years(effort: &SeenEffort, this_year: i32) -> std::ops::RangeInclusive<i32> {
    let year = |day: &str| Day::parse(day).map(|day| day.0.year());
    let first = year(&effort.record.from).unwrap_or(this_year);
    let last = year(&effort.record.until).unwrap_or(this_year);
    first..=last.min(this_year)
}

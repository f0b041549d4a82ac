//! The screenings of an organisation's departments, and which departments have none in this quarter.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::model::screening::{CriterionLevel, ScreeningConclusion};
use feltbog_shared::model::{Kind, Screening, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::monitoring::{
    CRITERIA, MonitoringRow, MonitoringSum, Quarter, ScreeningStatus, ScreeningSummary,
};

use super::live;
use crate::error::Error;
use crate::state::App;

/// Screenings by department, the latest first.
pub(super) struct Screenings {
    today: Day,
    by_department: BTreeMap<DepartmentId, Vec<ScreeningSummary>>,
}

impl Screenings {
    /// The screenings of an organisation that were not discarded.
    pub(super) async fn of(app: &App, organisation: OrganisationId, today: Day) -> Result<Self, Error> {
        let mut by_department: BTreeMap<DepartmentId, Vec<ScreeningSummary>> = BTreeMap::new();
        for record in app.store.overview_records(organisation, Kind::Screening).await? {
            let times = |screening: &Screening| (screening.created_at, screening.discarded_at);
            let Some((screening, made_on)) = live::<Screening>(&record, times, today) else {
                continue;
            };
            // A screening that does not say is of the quarter in which it was made.
            let made_in = Quarter::of(made_on);
            let summary = ScreeningSummary {
                document: record.document,
                quarter: Quarter {
                    year: screening.year.unwrap_or(made_in.year),
                    quarter: screening.quarter.unwrap_or(made_in.quarter),
                },
                levels: levels(&screening)
                    .map(|level| level.map(|level| level.key().to_owned()).unwrap_or_default())
                    .into(),
                conclusion: screening
                    .conclusion
                    .map(|conclusion| conclusion.key().to_owned())
                    .unwrap_or_default(),
                action: screening.action.unwrap_or_default(),
                next_on: screening.next_on.map(|day| day.to_string()).unwrap_or_default(),
            };
            by_department.entry(record.department).or_default().push(summary);
        }
        for summaries in by_department.values_mut() {
            // Of two in one quarter, the one with a conclusion stands for it, and then the later one.
            summaries.sort_by_key(|one| core::cmp::Reverse((one.quarter, one.is_concluded(), one.document)));
        }
        Ok(Self { today, by_department })
    }

    /// The screenings of a department, the latest first.
    pub(super) fn of_department(&self, department: DepartmentId) -> &[ScreeningSummary] {
        self.by_department.get(&department).map_or(&[], Vec::as_slice)
    }

    /// The state of a department's screenings today.
    pub(super) fn status(&self, department: DepartmentId) -> ScreeningStatus {
        let all = self.of_department(department);
        let now = Quarter::of(self.today);
        let current = all.iter().find(|one| one.quarter == now);
        let is_concluded = current.is_some_and(ScreeningSummary::is_concluded);
        let latest = all.first().cloned();
        let next_on = latest.as_ref().and_then(|latest| Day::parse(&latest.next_on));
        ScreeningStatus {
            current: current.map(|one| one.document),
            is_overdue: !is_concluded || next_on.is_some_and(|on| on < self.today),
            latest,
        }
    }
}

/// The levels of the seven criteria, in the order of [`CRITERIA`].
fn levels(screening: &Screening) -> [Option<CriterionLevel>; CRITERIA.len()] {
    [
        screening.high_rent,
        screening.high_turnover,
        screening.social_problems,
        screening.insecurity,
        screening.violence,
        screening.vandalism,
        screening.wear,
    ]
}

/// The screenings of several departments together.
pub(super) fn sum(rows: &[MonitoringRow]) -> MonitoringSum {
    let count = |is_it: &dyn Fn(&MonitoringRow) -> bool| {
        u32::try_from(rows.iter().filter(|row| is_it(row)).count()).unwrap_or(u32::MAX)
    };
    let latest = |row: &MonitoringRow, is_it: &dyn Fn(&ScreeningSummary) -> bool| {
        row.screening.latest.as_ref().is_some_and(is_it)
    };
    let conclusions = ScreeningConclusion::ALL
        .iter()
        .map(|conclusion| count(&|row| latest(row, &|latest| latest.conclusion == conclusion.key())));
    let high = (0..CRITERIA.len()).map(|place| {
        let is_high = |latest: &ScreeningSummary| {
            latest
                .levels
                .get(place)
                .is_some_and(|level| level == CriterionLevel::High.key())
        };
        count(&|row| latest(row, &is_high))
    });
    let is_concluded = |row: &MonitoringRow| {
        let (current, latest) = (row.screening.current, row.screening.latest.as_ref());
        current.is_some()
            && latest.is_some_and(|latest| latest.is_concluded() && Some(latest.document) == current)
    };
    MonitoringSum {
        departments: count(&|_| true),
        screened: count(&is_concluded),
        overdue: count(&|row| row.screening.is_overdue),
        conclusions: conclusions.collect(),
        high: high.collect(),
        ..MonitoringSum::default()
    }
}

//! Goals of a department with the way that is behind: by its records where they tell, and otherwise as it was written down.

use feltbog_shared::id::UserId;
use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::{Activity, Goal, Kind, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::monitoring::{GoalProgress, MonitoringFigures, progress_percent};
use feltbog_shared::office::overview::OverviewLevel;
use feltbog_shared::permission::Collection;
use feltbog_shared::suppression::Published;

use super::live;
use super::numbers::count_of_department;
use crate::error::Error;
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader};
use crate::services::overview::{nature, overview};
use crate::state::App;

/// The goals of a department that hold, the nearest day first.
pub(super) async fn of_department(
    app: &App,
    (organisation, person): (&OrganisationOfReader, UserId),
    department: &DepartmentOfReader,
    figures: &MonitoringFigures,
    today: Day,
) -> Result<Vec<GoalProgress>, Error> {
    let records = app
        .store
        .overview_records(organisation.row.id, Kind::Goal)
        .await?;
    let mut goals = Vec::new();
    for record in records
        .iter()
        .filter(|record| record.department == department.row.id)
    {
        let times = |goal: &Goal| (goal.created_at, goal.discarded_at);
        let Some((goal, _)) = live::<Goal>(record, times, today) else {
            continue;
        };
        if goal.ended == Some(true) {
            continue;
        }
        let measured = match goal.indicator {
            Some(indicator) => {
                measured(app, (organisation, person), department, figures, indicator, today).await?
            }
            None => None,
        };
        goals.push(progress(record.document, goal, measured, today));
    }
    goals.sort_by(|one, other| (&one.target_on, one.document).cmp(&(&other.target_on, other.document)));
    Ok(goals)
}

/// The value of an indicator by the records of the department; nothing where they do not tell it, or not to the person.
async fn measured(
    app: &App,
    (organisation, person): (&OrganisationOfReader, UserId),
    department: &DepartmentOfReader,
    figures: &MonitoringFigures,
    indicator: Indicator,
    today: Day,
) -> Result<Option<i64>, Error> {
    let value = match indicator {
        Indicator::Wellbeing => figures.wellbeing(),
        Indicator::NeighbourComplaints => figures.conflicts.and_then(Published::number),
        Indicator::Evictions => figures.evictions.and_then(Published::number),
        Indicator::DaysToFirstContact => days_to_first_contact(app, person, department).await?,
        Indicator::SquareMetres | Indicator::PercentOfGrounds if department.reads_nature() => {
            let nature = nature::figures(app, std::slice::from_ref(organisation), today).await?;
            let nature = nature
                .first()
                .map(|figures| figures.of(department.row.id))
                .unwrap_or_default();
            match indicator {
                Indicator::SquareMetres => Some(nature.square_metres),
                _ => nature.share_tenths().map(|tenths| tenths / 10),
            }
        }
        Indicator::Activities if department.permission.access(Collection::Activities).read.is_all() => {
            let day = |activity: &Activity| {
                let is_held = activity.discarded_at.is_none() && activity.state == Some(ActivityState::Held);
                activity.on.filter(|_| is_held)
            };
            Some(count_of_department::<Activity>(app, organisation, department.row.id, today, day).await?)
        }
        _ => None,
    };
    Ok(value.and_then(|value| i64::try_from(value).ok()))
}

/// The median of the days from a signal to its first contact, as the overview of the department tells it.
async fn days_to_first_contact(
    app: &App,
    person: UserId,
    department: &DepartmentOfReader,
) -> Result<Option<u64>, Error> {
    let id = department.row.id.to_string();
    let found = overview(app, person, Some((OverviewLevel::Department, &id))).await?;
    Ok(found.signals.and_then(|signals| signals.median_days))
}

fn progress(
    document: feltbog_shared::id::DocumentId,
    goal: Goal,
    measured: Option<i64>,
    today: Day,
) -> GoalProgress {
    let latest = measured.or(goal.reached);
    let latest_on = match measured {
        Some(_) => Some(today),
        None => goal.measured_on.filter(|_| goal.reached.is_some()),
    };
    let percent = goal
        .baseline
        .zip(goal.target)
        .zip(latest)
        .map(|((baseline, target), latest)| progress_percent(baseline, target, latest));
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    GoalProgress {
        document,
        indicator: goal.indicator.map(|one| one.key().to_owned()).unwrap_or_default(),
        text: goal.text.unwrap_or_default(),
        baseline: goal.baseline,
        target: goal.target,
        target_on: day(goal.target_on),
        latest,
        latest_on: day(latest_on),
        is_measured: measured.is_some(),
        action: goal.action.unwrap_or_default(),
        percent,
        is_late: goal.target_on.is_some_and(|on| on < today) && percent != Some(100),
    }
}

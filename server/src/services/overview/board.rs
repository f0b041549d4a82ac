//! The goals that a board reads. Numbers of people and cases under five are hidden.

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::{Goal, Kind, Model as _, ValueList as _};
use feltbog_shared::office::nature_work::{BoardGoal, BoardReport, GoalNumber};
use feltbog_shared::permission::Collection;
use feltbog_shared::suppression::LEAST_PUBLISHED;

use super::places::organisation_of;
use super::season::live;
use crate::error::Error;
use crate::state::App;

/// The goals of the departments of a person in an organisation, or of one of them, as far as the person reads them.
///
/// # Errors
/// `NOT_FOUND` for an organisation or a department that is not the person's.
pub async fn goals(
    app: &App,
    person: UserId,
    organisation: &str,
    department: Option<DepartmentId>,
) -> Result<BoardReport, Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    let mut places = organisation.departments.iter();
    if department.is_some_and(|id| !places.any(|place| place.row.id == id)) {
        return Err(Error::NOT_FOUND);
    }
    let reader = |id: DepartmentId| {
        let mut places = organisation.departments.iter();
        let place = places.find(|place| place.row.id == id && department.is_none_or(|wanted| wanted == id));
        place.map(|place| place.permission.access(Collection::Oversight))
    };
    let mut goals = Vec::new();
    for record in app
        .store
        .overview_records(organisation.row.id, Kind::Goal)
        .await?
    {
        let Some(access) = reader(record.department).filter(|access| access.read.is_all()) else {
            continue;
        };
        let Some(goal) = live(&record, Kind::Goal, Goal::from_fields) else {
            continue;
        };
        if goal.ended == Some(true) {
            continue;
        }
        // Those who keep the goals entered the numbers.
        let is_hidden = |number: i64| {
            let is_count = matches!(
                goal.indicator,
                Some(Indicator::Evictions | Indicator::NeighbourComplaints | Indicator::Other)
            );
            let is_small = u64::try_from(number).is_ok_and(|number| number < LEAST_PUBLISHED);
            is_count && is_small && !access.update.is_all()
        };
        let number = |number: Option<i64>| match number {
            None => GoalNumber::Unknown,
            Some(number) if is_hidden(number) => GoalNumber::Hidden,
            Some(number) => GoalNumber::Known(number),
        };
        let day =
            |day: Option<feltbog_shared::moment::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        goals.push(BoardGoal {
            department: record.department,
            document: record.document,
            indicator: goal.indicator.map(|one| one.key().to_owned()).unwrap_or_default(),
            baseline: number(goal.baseline),
            target: number(goal.target),
            reached: number(goal.reached),
            target_on: day(goal.target_on),
            measured_on: day(goal.measured_on),
            text: goal.text.unwrap_or_default(),
            action: goal.action.unwrap_or_default(),
        });
    }
    goals.sort_by(|one, other| (&one.target_on, one.document).cmp(&(&other.target_on, other.document)));
    Ok(BoardReport { goals })
}

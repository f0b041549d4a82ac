//! Goals of departments that are an effort's too, with the way that is behind each.

use std::collections::BTreeSet;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::efforts::{EffortGoal, EffortGoalRow, EffortRecord};

use super::material::SeenEffort;
use super::{Names, Reached};
use crate::error::Error;
use crate::services::administration::require;
use crate::services::monitoring::goals_of;
use crate::state::App;

/// The goals of the departments of an effort that the person reads, those of the effort first.
pub(super) async fn of_effort(
    app: &App,
    reached: &Reached,
    effort: &SeenEffort,
    names: &Names,
) -> Result<Vec<EffortGoalRow>, Error> {
    let found = goals_of(app, reached.person, &effort.row.departments).await?;
    let mut rows: Vec<_> = found
        .into_iter()
        .map(|(department, progress)| {
            let goal = EffortGoal {
                department,
                document: progress.document,
            };
            EffortGoalRow {
                department,
                department_name: names.department(department),
                is_linked: effort.record.measured_goals.contains(&goal),
                progress,
            }
        })
        .collect();
    // A sort that keeps the order of days within each part.
    rows.sort_by_key(|row| !row.is_linked);
    Ok(rows)
}

/// The goals that an effort is to have: those wanted, which the person reads in its departments, and those that it had and
/// the person does not read.
///
/// # Errors
/// `InvalidValue` for a goal that is not there, that the person may not read, or of a department outside the effort.
pub(super) async fn checked(
    app: &App,
    reached: &Reached,
    record: &EffortRecord,
    present: &[EffortGoal],
) -> Result<Vec<EffortGoal>, Error> {
    if record.measured_goals.is_empty() && present.is_empty() {
        return Ok(Vec::new());
    }
    let departments: Vec<DepartmentId> = record.departments.iter().map(|one| one.id).collect();
    let read: BTreeSet<EffortGoal> = goals_of(app, reached.person, &departments)
        .await?
        .into_iter()
        .map(|(department, progress)| EffortGoal {
            department,
            document: progress.document,
        })
        .collect();
    let wanted: BTreeSet<EffortGoal> = record.measured_goals.iter().copied().collect();
    require(wanted.is_subset(&read))?;
    let unread = present.iter().copied();
    let unread = unread.filter(|goal| !read.contains(goal) && departments.contains(&goal.department));
    Ok(wanted.into_iter().chain(unread).collect())
}

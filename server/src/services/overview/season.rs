//! The tasks of a season out of the care plans, made for the person who asks for them, as the desk makes a record.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::care_season::{is_cared_for, is_task_of, season_tasks, task_edits};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{Area, CarePlanEntry, CareTask, FieldEdit, Kind, Model as _, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::nature_work::{SeasonLine, SeasonOrder, SeasonPlan, SeasonReport, WORK_AT_ONCE};
use feltbog_shared::refusal::RefusalCode;

use super::places::{DepartmentOfReader, OrganisationOfReader, organisation_of};
use crate::error::Error;
use crate::services::desk;
use crate::services::projection::read_fields;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::OverviewRecord;

/// Years ahead for which tasks are made.
const YEARS_AHEAD: i32 = 2;

/// A task that may be made, with its first content.
struct Planned {
    line: SeasonLine,
    edits: Vec<FieldEdit>,
}

/// The tasks of a season in the departments of a person, or in one of them.
///
/// # Errors
/// `NOT_FOUND` when the person reads no nature there, `InvalidValue` for a year that is not planned.
pub async fn plan(
    app: &App,
    person: UserId,
    organisation: &str,
    department: Option<DepartmentId>,
    year: i32,
) -> Result<SeasonPlan, Error> {
    let planned = planned(app, person, organisation, department, year).await?;
    Ok(SeasonPlan {
        year,
        lines: planned.into_iter().map(|planned| planned.line).collect(),
    })
}

/// Makes tasks of a season. One that is there is not made again, whatever has become of it.
///
/// # Errors
/// As [`plan`].
pub async fn make(
    app: &App,
    user: &OfficeUser,
    organisation: &str,
    order: &SeasonOrder,
) -> Result<SeasonReport, Error> {
    let planned = planned(app, user.person, organisation, order.department, order.year).await?;
    let wanted: BTreeSet<DocumentId> = order.tasks.iter().copied().collect();
    let mut report = SeasonReport::default();
    let ordered = planned
        .into_iter()
        .filter(|planned| wanted.is_empty() || wanted.contains(&planned.line.task));
    for Planned { line, edits } in ordered {
        if line.is_made {
            report.known += 1;
            continue;
        }
        if !line.is_wanted() {
            continue;
        }
        if report.made + report.refused >= WORK_AT_ONCE as u64 {
            report.left += 1;
            continue;
        }
        match desk::create_as(app, user, line.department, line.task, Kind::CareTask, edits).await {
            Ok(_) => report.made += 1,
            Err(Error::Refused(_)) => report.refused += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(report)
}

async fn planned(
    app: &App,
    person: UserId,
    organisation: &str,
    department: Option<DepartmentId>,
    year: i32,
) -> Result<Vec<Planned>, Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    let now = app.clock.now();
    let today = now.danish_day();
    let this_year = today.0.year();
    if !(this_year - 1..=this_year + YEARS_AHEAD).contains(&year) {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let shown = shown(&organisation, department)?;
    let id = organisation.row.id;
    let areas = app.store.overview_records(id, Kind::Area).await?;
    let areas: BTreeMap<DocumentId, Area> = areas
        .iter()
        .filter_map(|record| Some((record.document, live(record, Kind::Area, Area::from_fields)?)))
        .filter(|(_, area)| is_cared_for(area.state))
        .collect();
    // Those that somebody discarded too: they are not wanted again.
    let made = app.store.overview_records(id, Kind::CareTask).await?;
    let made: BTreeMap<DocumentId, OverviewRecord> =
        made.into_iter().map(|record| (record.document, record)).collect();
    let mut found = Vec::new();
    for record in app.store.overview_records(id, Kind::CarePlanEntry).await? {
        let place = shown.iter().find(|place| place.row.id == record.department);
        let entry = live(&record, Kind::CarePlanEntry, CarePlanEntry::from_fields);
        let (Some(place), Some(entry)) = (place, entry) else {
            continue;
        };
        let area = entry.area.and_then(|area| Some((area, areas.get(&area)?)));
        let (Some((area_id, area)), Some(kind)) = (area, entry.kind) else {
            continue;
        };
        for task in season_tasks(record.document, &entry, year) {
            let before = made
                .get(&task.former)
                .filter(|made| made.department == record.department);
            // Anybody may have brought something else under an id that had no mark.
            let was_made = before
                .and_then(|made| read_fields(Kind::CareTask, &made.projection))
                .is_some_and(|fields| is_task_of(&CareTask::from_fields(&fields), &entry));
            found.push(Planned {
                line: SeasonLine {
                    department: record.department,
                    line: record.document,
                    area: area_id,
                    kind: kind.key().to_owned(),
                    task: task.document,
                    from: task.from.to_string(),
                    to: task.to.to_string(),
                    is_made: made.contains_key(&task.document) || was_made,
                    is_over: is_over(task.to, today),
                    may_make: place.permission.may_create_kind(Kind::CareTask),
                },
                edits: task_edits(&task, &entry, area, now),
            });
        }
    }
    found.sort_by(|one, other| {
        let key = |planned: &Planned| {
            (
                planned.line.from.clone(),
                planned.line.to.clone(),
                planned.line.task,
            )
        };
        key(one).cmp(&key(other))
    });
    Ok(found)
}

fn is_over(to: Day, today: Day) -> bool {
    to < today
}

/// The departments of the person in which nature is read, or one of them.
pub(super) fn shown(
    organisation: &OrganisationOfReader,
    department: Option<DepartmentId>,
) -> Result<Vec<&DepartmentOfReader>, Error> {
    let shown: Vec<_> = organisation
        .departments
        .iter()
        .filter(|place| place.reads_nature() && department.is_none_or(|id| place.row.id == id))
        .collect();
    match shown.is_empty() {
        true => Err(Error::NOT_FOUND),
        false => Ok(shown),
    }
}

/// A record that was not discarded.
pub(super) fn live<T>(
    record: &OverviewRecord,
    kind: Kind,
    model: impl Fn(&feltbog_shared::model::Fields) -> T,
) -> Option<T> {
    let fields = read_fields(kind, &record.projection)?;
    (!fields.contains_key(DISCARDED_AT)).then(|| model(&fields))
}

//! Efforts as a person reads them: the list, an effort with what belongs to it, and the choices of the forms.

use std::collections::BTreeSet;

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::{Kind, Model as _, Screening, ValueList as _};
use feltbog_shared::office::efforts::{
    EffortActivity, EffortChecklist, EffortChoices, EffortDepartment, EffortDepartmentChoice, EffortGoal,
    EffortRecord, EffortSummary, EffortTask, EffortView, ScreeningChoice,
};
use feltbog_shared::permission::Collection;

use super::material::{self, Material, ReadActivity, SeenEffort};
use super::{Names, Reached, effort_id, goals, staff};
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::EffortTaskRow;

/// The efforts that a person sees, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, person: UserId) -> Result<Vec<EffortSummary>, Error> {
    let reached = Reached::of(app, person).await?;
    let seen = material::seen(app, &reached).await?;
    let material = material::of(app, &reached, seen).await?;
    let departments = material
        .efforts
        .iter()
        .flat_map(|effort| effort.row.departments.clone())
        .collect();
    let names = Names::of(app, &reached, departments).await?;
    let today = app.clock.now().danish_day();
    let efforts = material.efforts.iter();
    Ok(efforts
        .map(|effort| {
            let record = named(&effort.record, &names);
            EffortSummary {
                id: effort.row.id.to_string(),
                name: record.name,
                kind: record.kind,
                geography: record.geography,
                state: record.state,
                owner: record.owner,
                departments: record.departments,
                from: record.from,
                until: record.until,
                funders: record.funding.into_iter().map(|line| line.party).collect(),
                action: material.action(&reached, effort, today),
            }
        })
        .collect())
}

/// A record with the names of its departments, by organisation and name.
pub(super) fn named(record: &EffortRecord, names: &Names) -> EffortRecord {
    let mut departments: Vec<_> = record
        .departments
        .iter()
        .map(|department| EffortDepartment {
            id: department.id,
            name: names.department(department.id),
            organisation: names.organisation(department.id),
        })
        .collect();
    departments.sort_by(|one, other| {
        let key = |of: &EffortDepartment| (of.organisation.clone(), of.name.clone(), of.id);
        key(one).cmp(&key(other))
    });
    EffortRecord {
        departments,
        ..record.clone()
    }
}

/// An effort with what belongs to it.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's to see.
pub async fn read(app: &App, person: UserId, effort: &str) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let seen = material::find(app, &reached, effort_id(effort)?).await?;
    view(app, &reached, seen).await
}

pub(super) async fn view(app: &App, reached: &Reached, seen: SeenEffort) -> Result<EffortView, Error> {
    let names = Names::of(app, reached, seen.row.departments.iter().copied().collect()).await?;
    let material = material::of(app, reached, vec![seen]).await?;
    let Some(effort) = material.efforts.first() else {
        return Err(Error::NOT_FOUND);
    };
    let today = app.clock.now().danish_day();
    let mut basis = None;
    if let Some(wanted) = effort.record.basis {
        let choices = screenings(app, reached).await?;
        basis = choices
            .into_iter()
            .find(|choice| (choice.department, choice.document) == (wanted.department, wanted.document));
    }
    let mut record = named(&effort.record, &names);
    let has_basis = record.basis.is_some();
    if basis.is_none() {
        record.basis = None;
    }
    let mut departments = effort.row.departments.iter();
    let may_change = departments.any(|department| reached.changes_efforts(*department));
    let members = staff::members(app, reached).await?;
    let goals = goals::of_effort(app, reached, effort, &names).await?;
    let is_read = |goal: &EffortGoal| {
        goals
            .iter()
            .any(|row| row.is_linked && row.progress.document == goal.document)
    };
    record.measured_goals.retain(is_read);
    Ok(EffortView {
        goals,
        may_change,
        has_basis,
        basis,
        activities: activities(&material, effort, &names),
        checklists: checklists(app, reached, &material, effort, &names).await?,
        staff: members
            .into_iter()
            .filter(|member| member.effort == record.id)
            .collect(),
        action: material.action(reached, effort, today),
        record,
    })
}

/// The activities that belong to an effort, and those of its departments within its period that belong to none, the newest
/// first.
fn activities(material: &Material, effort: &SeenEffort, names: &Names) -> Vec<EffortActivity> {
    let record = &effort.record;
    let is_within = |day: &str| {
        let after = record.from.is_empty() || day >= record.from.as_str();
        after && (record.until.is_empty() || day <= record.until.as_str())
    };
    let shown = |activity: &ReadActivity, on: &str| match activity.effort {
        Some(other) => other == effort.row.id,
        None => !on.is_empty() && is_within(on),
    };
    let mut rows: Vec<_> = material
        .activities
        .iter()
        .filter_map(|((department, document), activity)| {
            let held = &activity.record;
            let on = held.on.map(|on| on.to_string()).unwrap_or_default();
            shown(activity, &on).then(|| EffortActivity {
                department: *department,
                department_name: names.department(*department),
                document: *document,
                name: held.name.clone().unwrap_or_default(),
                kind: held.kind.map(|kind| kind.key().to_owned()).unwrap_or_default(),
                state: held.state.unwrap_or(ActivityState::Planned).key().to_owned(),
                on,
                heads: held.heads.and_then(|heads| u64::try_from(heads).ok()),
                hours: held.hours.and_then(|hours| u64::try_from(hours).ok()),
                is_linked: activity.effort.is_some(),
            })
        })
        .collect();
    rows.sort_by(|one, other| other.on.cmp(&one.on).then(one.document.cmp(&other.document)));
    rows
}

/// The tasks of the departments in which the person reads staff.
async fn checklists(
    app: &App,
    reached: &Reached,
    material: &Material,
    effort: &SeenEffort,
    names: &Names,
) -> Result<Vec<EffortChecklist>, Error> {
    let tasks = material
        .tasks
        .get(&effort.row.id)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let concerned = |task: &EffortTaskRow| {
        task.person
            .into_iter()
            .chain(task.done.as_ref().map(|(_, by)| *by))
    };
    let people = material::people(app, tasks.iter().flat_map(concerned).collect()).await?;
    let name = |person: UserId| people.get(&person).cloned().unwrap_or_default();
    let mut departments: BTreeSet<_> = effort.row.departments.iter().copied().collect();
    departments.extend(tasks.iter().map(|task| task.department));
    let mut lists: Vec<_> = departments
        .into_iter()
        .filter(|department| reached.reads_staff(*department))
        .map(|department| EffortChecklist {
            department,
            department_name: names.department(department),
            may_change: reached.changes_staff(department),
            tasks: tasks
                .iter()
                .filter(|task| task.department == department)
                .map(|task| EffortTask {
                    id: task.id.to_string(),
                    version: task.version,
                    title: task.title.clone(),
                    person: task.person.map(name).unwrap_or_default(),
                    due_on: task.due_on.clone(),
                    done_on: task.done.as_ref().map(|(on, _)| on.clone()).unwrap_or_default(),
                    done_by: task.done.as_ref().map(|(_, by)| name(*by)).unwrap_or_default(),
                })
                .collect(),
        })
        .collect();
    lists.sort_by(|one, other| one.department_name.cmp(&other.department_name));
    Ok(lists)
}

/// The choices of the forms.
///
/// # Errors
/// When the database fails.
pub async fn choices(app: &App, person: UserId) -> Result<EffortChoices, Error> {
    let reached = Reached::of(app, person).await?;
    let mut departments: Vec<_> = reached
        .places
        .iter()
        .map(|(id, place)| EffortDepartmentChoice {
            id: *id,
            name: place.department.name.clone(),
            organisation: place.organisation_name.clone(),
            has_efforts: reached.changes_efforts(*id),
            has_staff: reached.changes_staff(*id),
            adds_staff: reached.adds_staff(*id),
        })
        .collect();
    departments.sort_by(|one, other| {
        let key = |of: &EffortDepartmentChoice| (of.organisation.clone(), of.name.clone(), of.id);
        key(one).cmp(&key(other))
    });
    let seen = material::seen(app, &reached).await?;
    let funders: BTreeSet<_> = seen
        .into_iter()
        .flat_map(|effort| effort.record.funding)
        .map(|line| line.party)
        .collect();
    Ok(EffortChoices {
        departments,
        screenings: screenings(app, &reached).await?,
        funders: funders.into_iter().collect(),
    })
}

/// The screenings that a person reads, the newest first.
pub(super) async fn screenings(app: &App, reached: &Reached) -> Result<Vec<ScreeningChoice>, Error> {
    let departments = reached.ids(Reached::reads_efforts);
    let organisations: BTreeSet<_> = departments
        .iter()
        .filter_map(|id| reached.organisation(*id))
        .collect();
    let mut found = Vec::new();
    for organisation in organisations {
        for record in app.store.overview_records(organisation, Kind::Screening).await? {
            let (department, document) = (record.department, record.document);
            let is_read = departments.contains(&department)
                && reached.may_read(Collection::Oversight, department, record.owner, document);
            let Some(fields) = read_fields(Kind::Screening, &record.projection).filter(|_| is_read) else {
                continue;
            };
            let screening = Screening::from_fields(&fields);
            if screening.discarded_at.is_some() {
                continue;
            }
            let place = reached.places.get(&department);
            found.push(ScreeningChoice {
                department,
                department_name: place
                    .map(|place| place.department.name.clone())
                    .unwrap_or_default(),
                document,
                year: screening.year.unwrap_or_default(),
                quarter: screening.quarter.unwrap_or_default(),
                conclusion: screening
                    .conclusion
                    .map(|conclusion| conclusion.key().to_owned())
                    .unwrap_or_default(),
            });
        }
    }
    let key = |of: &ScreeningChoice| -> (i64, i64, DocumentId) { (of.year, of.quarter, of.document) };
    found.sort_by_key(|choice| core::cmp::Reverse(key(choice)));
    Ok(found)
}

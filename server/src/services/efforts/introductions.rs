//! A person's own introductions to efforts, and the tasks of the departments where they work. They come from the tasks of
//! efforts, whatever else the person may read of these: name, purpose, department and day.

use std::collections::BTreeMap;

use feltbog_shared::department_sharing::{OwnIntroduction, PHONE_TASKS};
use feltbog_shared::id::{DepartmentId, EffortId, EffortTaskId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::RefusalCode;

use super::material::SeenEffort;
use super::tasks::entry;
use super::{Reached, administer};
use crate::error::Error;
use crate::state::App;
use crate::store::{EffortAct, EffortTaskRow};

/// The longest that a phone may have waited with telling of an introduction, in milliseconds: a year.
const LONGEST_WAIT_MILLIS: i64 = 365 * 24 * 3_600_000;

/// An introduction that a person has not had, or a task of a department that nobody has done, with its effort.
struct OpenIntroduction {
    task: EffortTaskRow,
    effort: SeenEffort,
    department: String,
}

/// The introductions that a person has not had, in departments where they work now, to efforts that run.
async fn open(app: &App, person: UserId) -> Result<Vec<OpenIntroduction>, Error> {
    let tasks = app.store.introductions_of(person).await?;
    let tasks: Vec<_> = tasks.into_iter().filter(|task| task.done.is_none()).collect();
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let (now, grants) = (app.clock.now(), app.store.grants(person).await?);
    let mut departments: BTreeMap<DepartmentId, Option<String>> = BTreeMap::new();
    let mut efforts: BTreeMap<EffortId, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for task in tasks {
        let known = departments.get(&task.department).cloned();
        let department = match known {
            Some(known) => known,
            None => {
                let department = app.store.department(task.department).await?;
                let name = department.and_then(|department| {
                    let permission = Permission::new(person, &grants, department.id, department.modules, now);
                    permission.is_introduced_to_efforts().then_some(department.name)
                });
                departments.insert(task.department, name.clone());
                name
            }
        };
        let Some(department) = department else {
            continue;
        };
        if efforts.get(&task.effort) == Some(&false) {
            continue;
        }
        let row = app.store.effort(task.effort).await?;
        let effort = row.map(SeenEffort::of).transpose()?;
        let effort = effort.filter(|effort| effort.record.state.is_running());
        efforts.insert(task.effort, effort.is_some());
        // A department that has left the effort introduces nobody to it any more.
        let effort = effort.filter(|effort| effort.row.departments.contains(&task.department));
        if let Some(effort) = effort {
            found.push(OpenIntroduction {
                task,
                effort,
                department,
            });
        }
    }
    Ok(found)
}

/// The efforts to which a person is to be introduced, by day.
///
/// # Errors
/// When the database fails.
pub async fn own_introductions(app: &App, person: UserId) -> Result<Vec<OwnIntroduction>, Error> {
    let open = open(app, person).await?.into_iter();
    Ok(open
        .map(|one| OwnIntroduction {
            task: one.task.id,
            effort: one.effort.record.name,
            purpose: one.effort.record.purpose,
            department: one.department,
            due_on: one.task.due_on,
        })
        .collect())
}

/// The tasks of departments where a person works, of efforts that run, which nobody has done.
async fn open_of_departments(app: &App, person: UserId) -> Result<Vec<OpenIntroduction>, Error> {
    let reached = Reached::of(app, person).await?;
    let works = reached.places.iter();
    let works = works.filter(|(_, place)| place.permission.is_introduced_to_efforts());
    let departments: BTreeMap<DepartmentId, String> = works
        .map(|(id, place)| (*id, place.department.name.clone()))
        .collect();
    let ids: Vec<_> = departments.keys().copied().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut running = BTreeMap::new();
    for row in app.store.efforts_of(&ids).await? {
        let effort = SeenEffort::of(row)?;
        if effort.record.state.is_running() {
            running.insert(effort.row.id, effort);
        }
    }
    let efforts: Vec<_> = running.keys().copied().collect();
    if efforts.is_empty() {
        return Ok(Vec::new());
    }
    let tasks = app.store.effort_tasks(&efforts).await?.into_iter();
    let tasks = tasks.filter(|task| task.person.is_none() && task.done.is_none());
    let mut found: Vec<_> = tasks
        .filter_map(|task| {
            let department = departments.get(&task.department)?.clone();
            let effort = running.get(&task.effort)?;
            let is_part = effort.row.departments.contains(&task.department);
            is_part.then(|| OpenIntroduction {
                effort: effort.clone(),
                task,
                department,
            })
        })
        .collect();
    found.sort_by(|one, other| (&one.task.due_on, one.task.id).cmp(&(&other.task.due_on, other.task.id)));
    found.truncate(PHONE_TASKS);
    Ok(found)
}

/// The tasks of a person's departments that nobody has done, by day, each with what is to be done in the place of the
/// purpose.
///
/// # Errors
/// When the database fails.
pub async fn department_tasks(app: &App, person: UserId) -> Result<Vec<OwnIntroduction>, Error> {
    let open = open_of_departments(app, person).await?.into_iter();
    Ok(open
        .map(|one| OwnIntroduction {
            task: one.task.id,
            effort: one.effort.record.name,
            purpose: one.task.title,
            department: one.department,
            due_on: one.task.due_on,
        })
        .collect())
}

/// Notes that tasks of a person's departments are done. Those of others, and those that are done, are passed over.
///
/// # Errors
/// When the database fails.
pub async fn note_department_tasks(
    app: &App,
    person: UserId,
    done: &[(EffortTaskId, Moment)],
) -> Result<(), Error> {
    match done.is_empty() {
        true => Ok(()),
        false => note(app, person, open_of_departments(app, person).await?, done).await,
    }
}

/// Notes that a person has had introductions. Those of others, and those that were noted before, are passed over.
///
/// # Errors
/// When the database fails.
pub async fn note_introductions(
    app: &App,
    person: UserId,
    had: &[(EffortTaskId, Moment)],
) -> Result<(), Error> {
    match had.is_empty() {
        true => Ok(()),
        false => note(app, person, open(app, person).await?, had).await,
    }
}

/// Notes those of the open tasks that a person tells of, with the day by their phone where that is likely.
async fn note(
    app: &App,
    person: UserId,
    open: Vec<OpenIntroduction>,
    had: &[(EffortTaskId, Moment)],
) -> Result<(), Error> {
    let now = app.clock.now();
    let is_likely = |at: Moment| at <= now && now.since(at) <= LONGEST_WAIT_MILLIS;
    for one in open {
        let Some((_, at)) = had.iter().find(|(task, _)| *task == one.task.id) else {
            continue;
        };
        let on = if is_likely(*at) { *at } else { now }.danish_day().to_string();
        let told = serde_json::json!({
            "task": one.task.title,
            "person": one.task.person,
            "department": one.task.department,
            "is_done": true,
        });
        let entry = entry(&one.effort, None, told.to_string());
        let act = EffortAct::SetTask {
            task: one.task.id,
            version: one.task.version,
            done: Some((on, person)),
        };
        match administer(app, person, entry, act).await {
            // Somebody at the office has just noted it.
            Ok(()) | Err(Error::Refused(RefusalCode::VersionConflict)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

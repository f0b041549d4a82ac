//! A person's own introductions to efforts. They come from the tasks of their departments, whatever else the person may read
//! of the efforts: name, purpose, department and day.

use std::collections::BTreeMap;

use feltbog_shared::department_sharing::OwnIntroduction;
use feltbog_shared::id::{DepartmentId, EffortId, EffortTaskId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::RefusalCode;

use super::administer;
use super::material::SeenEffort;
use super::tasks::entry;
use crate::error::Error;
use crate::state::App;
use crate::store::{EffortAct, EffortTaskRow};

/// The longest that a phone may have waited with telling of an introduction, in milliseconds: a year.
const LONGEST_WAIT_MILLIS: i64 = 365 * 24 * 3_600_000;

/// An introduction that a person has not had, with its effort.
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

/// Notes that a person has had introductions. Those of others, and those that were noted before, are passed over.
///
/// # Errors
/// When the database fails.
pub async fn note_introductions(
    app: &App,
    person: UserId,
    had: &[(EffortTaskId, Moment)],
) -> Result<(), Error> {
    if had.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let is_likely = |at: Moment| at <= now && now.since(at) <= LONGEST_WAIT_MILLIS;
    for one in open(app, person).await? {
        let Some((_, at)) = had.iter().find(|(task, _)| *task == one.task.id) else {
            continue;
        };
        let on = if is_likely(*at) { *at } else { now }.danish_day().to_string();
        let told = serde_json::json!({
            "person": person,
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

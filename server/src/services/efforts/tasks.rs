//! Tasks of the departments of an effort: those of its beginning, with the staff who are introduced to it, and others.

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, EffortId, EffortTaskId, UserId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{
    EffortEnrolment, EffortRecord, EffortTaskStep, EffortView, NewEffortTask,
};

use super::material::{self, SeenEffort};
use super::view::view;
use super::{Entry, LINE, Reached, STAFF_ROLES, action, administer, effort_id};
use crate::clock::draw;
use crate::error::Error;
use crate::services::administration::{check_text, json, require};
use crate::state::App;
use crate::store::{EffortAct, EffortTaskRow};

/// Days from the beginning until each member of staff is introduced to an effort.
const INTRODUCTION_DAYS: i64 = 14;

/// The tasks with which an effort begins in departments: its steps, and the introduction of all who work there now.
pub(super) async fn of_beginning(
    app: &App,
    effort: EffortId,
    record: &EffortRecord,
    departments: &[DepartmentId],
) -> Result<Vec<EffortTaskRow>, Error> {
    let today = app.clock.now().danish_day();
    let begin = Day::parse(&record.from).map_or(today, |from| from.max(today));
    let mut tasks = Vec::new();
    for department in departments {
        for step in &record.onboarding {
            let due_on = begin.plus_days(i64::from(step.days));
            tasks.push(task(app, effort, *department, None, &step.title, due_on));
        }
        tasks.extend(introductions(app, effort, *department, begin).await?);
    }
    Ok(tasks)
}

/// The introductions of all who work in a department now.
async fn introductions(
    app: &App,
    effort: EffortId,
    department: DepartmentId,
    begin: Day,
) -> Result<Vec<EffortTaskRow>, Error> {
    let now = app.clock.now();
    let members = app.store.members(department).await?;
    let people: BTreeSet<UserId> = members
        .iter()
        .filter(|member| member.grant.department == department && member.grant.holds_at(now))
        .filter(|member| STAFF_ROLES.contains(&member.grant.role))
        .map(|member| member.person)
        .collect();
    let due_on = begin.plus_days(INTRODUCTION_DAYS);
    let introduced = people.into_iter();
    Ok(introduced
        .map(|person| task(app, effort, department, Some(person), "", due_on))
        .collect())
}

fn task(
    app: &App,
    effort: EffortId,
    department: DepartmentId,
    person: Option<UserId>,
    title: &str,
    due_on: Day,
) -> EffortTaskRow {
    EffortTaskRow {
        id: EffortTaskId::new(app.clock.now(), draw(&*app.random)),
        effort,
        department,
        version: 0,
        person,
        title: title.to_owned(),
        due_on: due_on.to_string(),
        done: None,
    }
}

/// An effort and a department of it in which the person changes tasks.
async fn changeable(
    app: &App,
    reached: &Reached,
    effort: &str,
    department: DepartmentId,
) -> Result<SeenEffort, Error> {
    let seen = material::find(app, reached, effort_id(effort)?).await?;
    if !reached.reads_staff(department) {
        return Err(Error::NOT_FOUND);
    }
    match reached.changes_staff(department) {
        true => Ok(seen),
        false => Err(Error::NO_ACCESS),
    }
}

pub(super) fn entry(seen: &SeenEffort, before: Option<String>, after: String) -> Entry {
    Entry {
        organisation: seen.row.organisation,
        action: action::TASKS_CHANGED,
        target: seen.row.id.to_string(),
        subject: seen.record.name.clone(),
        before,
        after: Some(after),
    }
}

/// Adds a task to a department of an effort.
///
/// # Errors
/// `NOT_FOUND` when the effort or the department is not the person's to see; `NO_ACCESS` when the person changes no tasks
/// there; a code for a value that cannot be.
pub async fn add(
    app: &App,
    person: UserId,
    effort: &str,
    wanted: &NewEffortTask,
) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let seen = changeable(app, &reached, effort, wanted.department).await?;
    check_text(&wanted.title, LINE)?;
    require(!wanted.title.trim().is_empty() && seen.row.departments.contains(&wanted.department))?;
    let due_on = Day::parse(&wanted.due_on);
    require(due_on.is_some())?;
    let due_on = due_on.unwrap_or_else(|| app.clock.now().danish_day());
    let row = task(app, seen.row.id, wanted.department, None, &wanted.title, due_on);
    let entry = entry(&seen, None, json(wanted)?);
    administer(app, person, entry, EffortAct::AddTasks(vec![row])).await?;
    view(app, &reached, seen).await
}

/// Ticks a task off, or not any more.
///
/// # Errors
/// As [`add`]; `VersionConflict` when the task was changed since.
pub async fn step(
    app: &App,
    person: UserId,
    effort: &str,
    task: &str,
    wanted: EffortTaskStep,
) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let seen = material::find(app, &reached, effort_id(effort)?).await?;
    let id: EffortTaskId = task.parse().map_err(|_| Error::NOT_FOUND)?;
    let tasks = app.store.effort_tasks(&[seen.row.id]).await?;
    let present = tasks.into_iter().find(|task| task.id == id);
    let present = present.ok_or(Error::NOT_FOUND)?;
    let seen = changeable(app, &reached, effort, present.department).await?;
    let today = app.clock.now().danish_day().to_string();
    let done = wanted.is_done.then_some((today, person));
    let told = |is_done: bool| {
        serde_json::json!({
            "task": present.title,
            "person": present.person,
            "department": present.department,
            "is_done": is_done,
        })
        .to_string()
    };
    let entry = entry(&seen, Some(told(present.done.is_some())), told(wanted.is_done));
    let act = EffortAct::SetTask {
        task: id,
        version: wanted.version,
        done,
    };
    administer(app, person, entry, act).await?;
    view(app, &reached, seen).await
}

/// Enrols the staff of a department who came since its tasks were made.
///
/// # Errors
/// As [`add`]; `InvalidValue` for an effort that does not run.
pub async fn enrol(
    app: &App,
    person: UserId,
    effort: &str,
    wanted: EffortEnrolment,
) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let seen = changeable(app, &reached, effort, wanted.department).await?;
    require(seen.record.state.is_running() && seen.row.departments.contains(&wanted.department))?;
    let today = app.clock.now().danish_day();
    let known = app.store.effort_tasks(&[seen.row.id]).await?;
    let is_known = |person: UserId| {
        known
            .iter()
            .any(|task| task.department == wanted.department && task.person == Some(person))
    };
    let mut rows = introductions(app, seen.row.id, wanted.department, today).await?;
    rows.retain(|row| row.person.is_some_and(|person| !is_known(person)));
    if !rows.is_empty() {
        let told = serde_json::json!({ "department": wanted.department, "enrolled": rows.len() });
        let entry = entry(&seen, None, told.to_string());
        administer(app, person, entry, EffortAct::AddTasks(rows)).await?;
    }
    view(app, &reached, seen).await
}

//! Efforts added and changed, and the activities that belong to them.

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, EffortId, UserId};
use feltbog_shared::model::ValueList as _;
use feltbog_shared::model::activity::SocialGoal;
use feltbog_shared::office::efforts::{
    ActivityLink, EffortDepartment, EffortRecord, EffortState, EffortView, StopAnswer, StopQuestion,
};
use feltbog_shared::refusal::RefusalCode;

use super::material::{self, SeenEffort};
use super::view::{named, screenings, view};
use super::{
    Entry, LINE, LIST_ROWS, Names, Reached, action, administer, check_prose, effort_id, goals,
    is_day_or_empty, tasks,
};
use crate::clock::draw;
use crate::error::Error;
use crate::services::administration::{check_name, check_text, json, require};
use crate::state::App;
use crate::store::{EffortAct, EffortRow};

/// Most days from the beginning of an effort to a task of its departments.
const TASK_DAYS: u16 = 730;

/// Adds an effort.
///
/// # Errors
/// `NO_ACCESS` for a department in which the person changes no efforts; a code for a value that cannot be.
pub async fn add(app: &App, person: UserId, wanted: &EffortRecord) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let mut record = checked(wanted, None, app)?;
    require(record.faults().is_empty())?;
    let departments = departments_of(&record);
    require_changed(&reached, &departments)?;
    require_basis(app, &reached, &record).await?;
    record.measured_goals = goals::checked(app, &reached, &record, &[]).await?;
    let home = departments.first().and_then(|first| reached.organisation(*first));
    let organisation = home.ok_or(Error::NO_ACCESS)?;
    let id = EffortId::new(app.clock.now(), draw(&*app.random));
    let row = EffortRow {
        id,
        organisation,
        version: 0,
        name: record.name.clone(),
        record: json(&record)?,
        departments: sorted(&departments),
    };
    let mut begun = Vec::new();
    if record.state.is_running() {
        begun = tasks::of_beginning(app, id, &record, &departments).await?;
    }
    let names = Names::of(app, &reached, departments.into_iter().collect()).await?;
    let entry = Entry {
        organisation,
        action: action::EFFORT_ADDED,
        target: id.to_string(),
        subject: record.name.clone(),
        before: None,
        after: Some(json(&named(&record, &names))?),
    };
    administer(app, person, entry, EffortAct::Add(row, begun)).await?;
    reread(app, &reached, id).await
}

/// Changes an effort from a version of it.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's to see; `NO_ACCESS` when the person may not change it, or not the
/// departments that come or go; `VersionConflict` when it was changed since; a code for a value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    effort: &str,
    wanted: &EffortRecord,
) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let present = changeable(app, &reached, effort).await?;
    if wanted.version != present.row.version {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let mut record = checked(wanted, Some(&present.record), app)?;
    if record.basis.is_none() && present.record.basis.is_some() {
        // Nothing stands in an answer for a screening that the person may not read.
        let known = screenings(app, &reached).await?;
        let is_known = known.iter().any(|choice| {
            present
                .record
                .basis
                .is_some_and(|basis| basis.document == choice.document)
        });
        if !is_known {
            record.basis = present.record.basis;
        }
    }
    require(record.faults().is_empty())?;
    let (before, after) = (departments_of(&present.record), departments_of(&record));
    let moved: Vec<_> = before
        .iter()
        .filter(|id| !after.contains(id))
        .chain(after.iter().filter(|id| !before.contains(id)))
        .copied()
        .collect();
    require_changed(&reached, &moved)?;
    if record.basis != present.record.basis {
        require_basis(app, &reached, &record).await?;
    }
    let measured = &present.record.measured_goals;
    record.measured_goals = goals::checked(app, &reached, &record, measured).await?;
    let mut begun = Vec::new();
    if record.state.is_running() {
        let is_new = |id: &&DepartmentId| !present.record.state.is_running() || !before.contains(id);
        let new: Vec<_> = after.iter().filter(is_new).copied().collect();
        begun = tasks::of_beginning(app, present.row.id, &record, &new).await?;
    }
    let names = Names::of(app, &reached, before.iter().chain(&after).copied().collect()).await?;
    let entry = Entry {
        organisation: present.row.organisation,
        action: action::EFFORT_CHANGED,
        target: present.row.id.to_string(),
        subject: record.name.clone(),
        before: Some(json(&named(&kept(&present.record), &names))?),
        after: Some(json(&named(&record, &names))?),
    };
    let row = EffortRow {
        version: present.row.version,
        name: record.name.clone(),
        record: json(&record)?,
        departments: sorted(&after),
        ..present.row.clone()
    };
    administer(app, person, entry, EffortAct::Change(row, begun)).await?;
    reread(app, &reached, present.row.id).await
}

/// Puts an activity of a department to an effort, or takes it from it.
///
/// # Errors
/// As [`change`]; `NOT_FOUND` for an activity that the person may not read; `VersionConflict` when it belongs to another
/// effort.
pub async fn link_activity(
    app: &App,
    person: UserId,
    effort: &str,
    link: &ActivityLink,
) -> Result<EffortView, Error> {
    let reached = Reached::of(app, person).await?;
    let present = changeable(app, &reached, effort).await?;
    let (row, record) = (present.row.clone(), present.record.clone());
    let material = material::of(app, &reached, vec![present]).await?;
    let key = (link.department, link.document);
    let activity = material.activities.get(&key).ok_or(Error::NOT_FOUND)?;
    if (activity.effort == Some(row.id)) != link.is_linked {
        let told = serde_json::json!({
            "activity": activity.record.name.clone().unwrap_or_default(),
            "document": link.document,
            "is_linked": link.is_linked,
        });
        let entry = Entry {
            organisation: row.organisation,
            action: action::ACTIVITY_LINKED,
            target: row.id.to_string(),
            subject: record.name,
            before: None,
            after: Some(told.to_string()),
        };
        let act = EffortAct::LinkActivity {
            effort: row.id,
            department: link.department,
            document: link.document,
            is_linked: link.is_linked,
        };
        administer(app, person, entry, act).await?;
    }
    reread(app, &reached, row.id).await
}

/// The effort after a change. A person who took the own departments out of it sees it no longer.
async fn reread(app: &App, reached: &Reached, effort: EffortId) -> Result<EffortView, Error> {
    let seen = material::find(app, reached, effort).await?;
    view(app, reached, seen).await
}

/// An effort that a person may change.
async fn changeable(app: &App, reached: &Reached, effort: &str) -> Result<SeenEffort, Error> {
    let present = material::find(app, reached, effort_id(effort)?).await?;
    let mut departments = present.row.departments.iter();
    match departments.any(|department| reached.changes_efforts(*department)) {
        true => Ok(present),
        false => Err(Error::NO_ACCESS),
    }
}

/// The record as it is kept: without id, version and names.
fn kept(record: &EffortRecord) -> EffortRecord {
    EffortRecord {
        id: None,
        version: 0,
        departments: record
            .departments
            .iter()
            .map(|department| EffortDepartment {
                id: department.id,
                name: String::new(),
                organisation: String::new(),
            })
            .collect(),
        ..record.clone()
    }
}

fn departments_of(record: &EffortRecord) -> Vec<DepartmentId> {
    record
        .departments
        .iter()
        .map(|department| department.id)
        .collect()
}

fn sorted(departments: &[DepartmentId]) -> Vec<DepartmentId> {
    let set: BTreeSet<_> = departments.iter().copied().collect();
    set.into_iter().collect()
}

fn require_changed(reached: &Reached, departments: &[DepartmentId]) -> Result<(), Error> {
    match departments.iter().all(|id| reached.changes_efforts(*id)) {
        true => Ok(()),
        false => Err(Error::NO_ACCESS),
    }
}

/// Refuses a screening that is not there, that the person may not read, or of a department outside the effort.
async fn require_basis(app: &App, reached: &Reached, record: &EffortRecord) -> Result<(), Error> {
    let Some(basis) = record.basis else {
        return Ok(());
    };
    let known = screenings(app, reached).await?;
    let is_known = known
        .iter()
        .any(|choice| (choice.department, choice.document) == (basis.department, basis.document));
    require(is_known && departments_of(record).contains(&basis.department))
}

/// A record as it is kept, with every value checked by itself.
fn checked(wanted: &EffortRecord, present: Option<&EffortRecord>, app: &App) -> Result<EffortRecord, Error> {
    let mut record = kept(wanted);
    check_name(&record.name)?;
    check_text(&record.owner.name, LINE)?;
    check_prose(&record.purpose)?;
    check_prose(&record.anchoring.strategy)?;
    check_text(&record.anchoring.owner, LINE)?;
    let lists = [
        record.places.len(),
        record.partners.len(),
        record.funding.len(),
        record.onboarding.len(),
        record.measured_goals.len(),
    ];
    require(lists.into_iter().all(|rows| rows <= LIST_ROWS) && record.departments.len() <= 4 * LIST_ROWS)?;
    let departments = departments_of(&record);
    require(sorted(&departments).len() == departments.len())?;
    let names = record.places.iter().map(|place| &place.name);
    let names = names.chain(record.partners.iter().map(|partner| &partner.name));
    let names = names.chain(record.funding.iter().map(|line| &line.party));
    let names = names.chain(record.onboarding.iter().map(|step| &step.title));
    for name in names {
        check_text(name, LINE)?;
        require(!name.trim().is_empty())?;
    }
    require(record.onboarding.iter().all(|step| step.days <= TASK_DAYS))?;
    let goals: BTreeSet<_> = record.goals.iter().collect();
    let is_goal = |goal: &String| SocialGoal::from_key(goal).is_some();
    require(goals.len() == record.goals.len() && record.goals.iter().all(is_goal))?;
    let days = [
        &record.from,
        &record.until,
        &record.handed_off_on,
        &record.anchoring.by,
    ];
    require(days.into_iter().all(|day| is_day_or_empty(day)))?;
    record.stop = stop_answers(&record.stop)?;
    let was = present.map(|present| present.state);
    // An effort leaves draft once.
    require(record.state != EffortState::Draft || was.is_none_or(|was| was == EffortState::Draft))?;
    record.closed_on = match (record.state, present) {
        (EffortState::Closed, Some(present)) if present.state == EffortState::Closed => {
            present.closed_on.clone()
        }
        (EffortState::Closed, _) => app.clock.now().danish_day().to_string(),
        _ => String::new(),
    };
    Ok(record)
}

/// The answers to the five questions, in order; one that is missing is not answered.
fn stop_answers(wanted: &[StopAnswer]) -> Result<Vec<StopAnswer>, Error> {
    let asked: BTreeSet<_> = wanted.iter().map(|answer| answer.question).collect();
    require(asked.len() == wanted.len())?;
    let answer = |question: &StopQuestion| {
        let stated = wanted.iter().find(|answer| answer.question == *question);
        let answer = stated.cloned().unwrap_or(StopAnswer {
            question: *question,
            answer: None,
            remark: String::new(),
        });
        check_text(&answer.remark, LINE)?;
        Ok(answer)
    };
    StopQuestion::ALL.iter().map(answer).collect()
}

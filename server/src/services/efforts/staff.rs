//! The staff of departments: funding, base, hours of the week, and lending to other departments until a day.

use std::collections::BTreeMap;

use feltbog_shared::department_information::WeeklyHours;
use feltbog_shared::id::{DepartmentId, EffortId, StaffId, UserId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{StaffHours, StaffLending, StaffMember, StaffPage, StaffSize};
use feltbog_shared::refusal::RefusalCode;

use super::{Entry, LINE, LIST_ROWS, Names, Reached, action, is_day_or_empty};
use super::{lending, material};
use crate::clock::draw;
use crate::error::Error;
use crate::services::administration::{check_name, check_text, json, require};
use crate::state::App;
use crate::store::{EffortAct, StaffRow};

/// The staff of the departments of a person, and their sizes today.
///
/// # Errors
/// When the database fails.
pub async fn page(app: &App, person: UserId) -> Result<StaffPage, Error> {
    let reached = Reached::of(app, person).await?;
    let members = members(app, &reached).await?;
    let today = app.clock.now().danish_day().to_string();
    let mut departments: BTreeMap<DepartmentId, StaffSize> = BTreeMap::new();
    let mut efforts: BTreeMap<String, StaffSize> = BTreeMap::new();
    for member in members.iter().filter(|member| is_at_work(member, &today)) {
        let place = works_at(member, &today);
        if reached.reads_staff(place) {
            count(departments.entry(place).or_default(), member);
        }
        if let Some(effort) = &member.effort {
            let size = efforts.entry(effort.clone()).or_default();
            size.name.clone_from(&member.effort_name);
            count(size, member);
        }
    }
    for (id, size) in &mut departments {
        let record = app.store.department_record(*id).await?;
        if let Some(record) = record {
            size.name = record.name;
            size.dwellings = u64::from(record.dwellings);
        }
    }
    let by_name = |one: &StaffSize, other: &StaffSize| one.name.cmp(&other.name);
    let mut departments: Vec<_> = departments.into_values().collect();
    let mut efforts: Vec<_> = efforts.into_values().collect();
    departments.sort_by(by_name);
    efforts.sort_by(by_name);
    Ok(StaffPage {
        members,
        departments,
        efforts,
    })
}

fn count(size: &mut StaffSize, member: &StaffMember) {
    size.people += 1;
    size.weekly_minutes += u64::from(member.weekly_minutes());
}

/// Whether a day lies between two others; an empty one is no bound.
fn is_between(day: &str, from: &str, until: &str) -> bool {
    (from.is_empty() || from <= day) && (until.is_empty() || day <= until)
}

/// Whether a member works on a day.
pub(super) fn is_at_work(member: &StaffMember, day: &str) -> bool {
    is_between(day, &member.from, &member.until)
}

/// The department in which a member works on a day: the one that it is lent to, or the own one.
fn works_at(member: &StaffMember, day: &str) -> DepartmentId {
    let mut lendings = member.lendings.iter();
    let lent = lendings.find(|lending| is_between(day, &lending.from, &lending.until));
    lent.map_or(member.department, |lending| lending.department)
}

/// The hours of the staff who work in a department today, as its phones show them.
///
/// # Errors
/// When the database fails.
pub async fn weekly_hours(app: &App, department: DepartmentId) -> Result<Vec<WeeklyHours>, Error> {
    let today = app.clock.now().danish_day().to_string();
    let mut week = Vec::new();
    for row in app.store.staff_of(&[department]).await? {
        let member = kept_member(&row)?;
        if !is_at_work(&member, &today) || works_at(&member, &today) != department {
            continue;
        }
        let staff = match member.title.as_str() {
            "" => member.name.clone(),
            title => [&member.name, ", ", title].concat(),
        };
        week.extend(member.hours.iter().map(|hours| WeeklyHours {
            place: member.base.clone(),
            staff: staff.clone(),
            weekday: hours.weekday,
            from: hours.from.clone(),
            to: hours.to.clone(),
        }));
    }
    Ok(week)
}

/// The staff who work in the departments in which a person reads staff, by name.
pub(super) async fn members(app: &App, reached: &Reached) -> Result<Vec<StaffMember>, Error> {
    let departments = reached.ids(Reached::reads_staff);
    if departments.is_empty() {
        return Ok(Vec::new());
    }
    let today = app.clock.now().danish_day().to_string();
    let mut members = Vec::new();
    for row in app.store.staff_of(&departments).await? {
        let member = kept_member(&row)?;
        if sees(reached, &member, &today) {
            members.push((row, member));
        }
    }
    let efforts: BTreeMap<_, _> = material::seen(app, reached)
        .await?
        .into_iter()
        .map(|effort| (effort.row.id, effort.record.name))
        .collect();
    let places = members.iter().flat_map(|(row, _)| row.works_in.iter().copied());
    let names = Names::of(app, reached, places.collect()).await?;
    Ok(members
        .into_iter()
        .map(|(row, member)| shown(reached, &row, member, &efforts, &names))
        .collect())
}

/// Whether a person sees a member: by the own department, or by one that it is or will be lent to.
fn sees(reached: &Reached, member: &StaffMember, today: &str) -> bool {
    let is_lent =
        |lending: &StaffLending| lending.until.as_str() >= today && reached.reads_staff(lending.department);
    reached.reads_staff(member.department) || member.lendings.iter().any(is_lent)
}

fn shown(
    reached: &Reached,
    row: &StaffRow,
    member: StaffMember,
    efforts: &BTreeMap<EffortId, String>,
    names: &Names,
) -> StaffMember {
    let effort = row.effort.and_then(|effort| efforts.get_key_value(&effort));
    let lendings = member.lendings.into_iter().map(|lending| StaffLending {
        department_name: names.department(lending.department),
        ..lending
    });
    StaffMember {
        id: Some(row.id.to_string()),
        version: row.version,
        department_name: names.department(row.department),
        effort: effort.map(|(id, _)| id.to_string()),
        effort_name: effort.map(|(_, name)| name.clone()).unwrap_or_default(),
        lendings: lendings.collect(),
        may_change: reached.changes_staff(row.department),
        ..member
    }
}

fn kept_member(row: &StaffRow) -> Result<StaffMember, Error> {
    serde_json::from_str(&row.record).map_err(|error| Error::Fault(format!("a member of staff: {error}")))
}

/// Adds a member of staff.
///
/// # Errors
/// `NO_ACCESS` where the person adds no staff; a code for a value that cannot be.
pub async fn add(app: &App, person: UserId, wanted: &StaffMember) -> Result<StaffPage, Error> {
    let reached = Reached::of(app, person).await?;
    if !reached.adds_staff(wanted.department) {
        return Err(Error::NO_ACCESS);
    }
    let (member, effort) = checked(app, &reached, wanted, None).await?;
    let row = StaffRow {
        id: StaffId::new(app.clock.now(), draw(&*app.random)),
        department: member.department,
        version: 0,
        effort,
        name: member.name.clone(),
        record: json(&member)?,
        works_in: works_in(&member),
    };
    let entry = Entry {
        organisation: reached.organisation(member.department).ok_or(Error::NO_ACCESS)?,
        action: action::STAFF_ADDED,
        target: row.id.to_string(),
        subject: member.name.clone(),
        before: None,
        after: Some(json(&member)?),
    };
    let grants = lending::changes(app, None, &member).await?;
    lending::make(app, (&reached, person), entry, EffortAct::AddStaff(row), grants).await?;
    page(app, person).await
}

/// Changes a member of staff from a version of it.
///
/// # Errors
/// `NOT_FOUND` for somebody whom the person does not see; `NO_ACCESS` where the person changes no staff; `VersionConflict`
/// when it was changed since; a code for a value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    staff: &str,
    wanted: &StaffMember,
) -> Result<StaffPage, Error> {
    let reached = Reached::of(app, person).await?;
    let id: StaffId = staff.parse().map_err(|_| Error::NOT_FOUND)?;
    let row = app.store.staff_member(id).await?.ok_or(Error::NOT_FOUND)?;
    let present = kept_member(&row)?;
    let today = app.clock.now().danish_day().to_string();
    if !sees(&reached, &present, &today) {
        return Err(Error::NOT_FOUND);
    }
    if !reached.changes_staff(row.department) || !reached.changes_staff(wanted.department) {
        return Err(Error::NO_ACCESS);
    }
    if wanted.version != row.version {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let (member, effort) = checked(app, &reached, wanted, Some((&row, &present))).await?;
    let changed = StaffRow {
        department: member.department,
        effort,
        name: member.name.clone(),
        record: json(&member)?,
        works_in: works_in(&member),
        ..row
    };
    let entry = Entry {
        organisation: reached.organisation(member.department).ok_or(Error::NO_ACCESS)?,
        action: action::STAFF_CHANGED,
        target: changed.id.to_string(),
        subject: member.name.clone(),
        before: Some(json(&present)?),
        after: Some(json(&member)?),
    };
    let grants = lending::changes(app, Some(&present), &member).await?;
    lending::make(
        app,
        (&reached, person),
        entry,
        EffortAct::ChangeStaff(changed),
        grants,
    )
    .await?;
    page(app, person).await
}

fn works_in(member: &StaffMember) -> Vec<DepartmentId> {
    let lent = member.lendings.iter().map(|lending| lending.department);
    let mut all: Vec<_> = core::iter::once(member.department).chain(lent).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A member as it is kept, with every value checked, and the effort that it works for.
async fn checked(
    app: &App,
    reached: &Reached,
    wanted: &StaffMember,
    present: Option<(&StaffRow, &StaffMember)>,
) -> Result<(StaffMember, Option<EffortId>), Error> {
    let mut member = StaffMember {
        id: None,
        version: 0,
        department_name: String::new(),
        effort: None,
        effort_name: String::new(),
        may_change: false,
        ..wanted.clone()
    };
    if let Some(id) = member.person {
        let members = app.store.members(member.department).await?;
        let known = members
            .into_iter()
            .find(|one| one.person == id && one.grant.department == member.department);
        let was = present.is_some_and(|(_, present)| present.person == Some(id));
        match known {
            Some(known) => member.name = known.name,
            // Somebody who was there keeps the profile; nobody else learns of it.
            None => require(was)?,
        }
    }
    check_name(&member.name)?;
    for line in [&member.title, &member.funding, &member.base] {
        check_text(line, LINE)?;
    }
    require(member.hours.len() <= LIST_ROWS && member.lendings.len() <= LIST_ROWS)?;
    require(
        member
            .hours
            .iter()
            .all(|hours| StaffHours::minutes(hours).is_some()),
    )?;
    require(is_day_or_empty(&member.from) && is_day_or_empty(&member.until))?;
    require(member.until.is_empty() || member.from <= member.until)?;
    for lending in &mut member.lendings {
        lending.department_name = String::new();
        let days = (Day::parse(&lending.from), Day::parse(&lending.until));
        let is_period = matches!(days, (Some(from), Some(until)) if from <= until);
        require(is_period && lending.department != member.department)?;
        let was = present.is_some_and(|(_, present)| {
            let mut known = present.lendings.iter();
            known.any(|known| known.department == lending.department)
        });
        if !was && !reached.reads_staff(lending.department) {
            return Err(Error::NO_ACCESS);
        }
    }
    let before = present.map(|(_, present)| present);
    lending::check(app, reached, &mut member, before).await?;
    let seen = material::seen(app, reached).await?;
    let before = present.and_then(|(row, _)| row.effort);
    let sees_before = before.is_some_and(|before| seen.iter().any(|effort| effort.row.id == before));
    let effort = match &wanted.effort {
        Some(id) => {
            let found = seen.iter().find(|effort| effort.row.id.to_string() == *id);
            Some(found.ok_or(Error::NOT_FOUND)?.row.id)
        }
        // Nothing stands in an answer for an effort that the person does not see.
        None if !sees_before => before,
        None => None,
    };
    Ok((member, effort))
}

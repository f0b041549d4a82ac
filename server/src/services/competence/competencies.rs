//! Competencies of staff: the organisation's list, the courses that people have taken, and the open tasks that require one.
//! People see their own courses; those who keep competencies see the staff of their departments.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::action_card::Situation;
use feltbog_shared::model::unfinished::is_unfinished;
use feltbog_shared::model::{CareTask, Kind, Model as _, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::competence::{
    COMPETENCIES, CompetencePage, Competency, ENTRY_NAME, HeldCompetency, NewHeldCompetency,
    RequiredCompetency,
};
use feltbog_shared::permission::{Grant, Permission};
use feltbog_shared::search::fold;
use serde_json::json;

use super::{
    CONFLICT, INVALID, chosen, id_bytes, id_text, keeps_competencies, line, note, offered, organisations,
};
use crate::clock::draw;
use crate::error::Error;
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader};
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{CompetencyRow, HeldCompetencyRow};
use feltbog_shared::model::schema::DISCARDED_AT;

/// The kind of change in the administrative log.
const COMPETENCY_CHANGED: &str = "competency_changed";
/// The longest name of a competency: a task requires it by this name.
const NAME: usize = 60;
/// Most months after which a course is repeated.
const MONTHS: u16 = 240;

fn has_part(department: &DepartmentOfReader) -> bool {
    department.permission.has_competencies() || department.permission.may_keep_competencies()
}

fn competency(row: CompetencyRow) -> Competency {
    Competency {
        id: id_text(row.id),
        version: row.version,
        name: row.name,
        situations: serde_json::from_str(&row.situations).unwrap_or_default(),
        months: row.months.and_then(|months| u16::try_from(months).ok()),
    }
}

/// The staff of a department who have competencies, with their names.
async fn staff(app: &App, department: &DepartmentOfReader) -> Result<BTreeMap<UserId, String>, Error> {
    let now = app.clock.now();
    let members = app.store.members(department.row.id).await?;
    let mut grants: BTreeMap<UserId, (String, Vec<Grant>)> = BTreeMap::new();
    for member in members {
        let known = grants
            .entry(member.person)
            .or_insert_with(|| (member.name.clone(), Vec::new()));
        known.1.push(member.grant);
    }
    let is_staff = |person: UserId, grants: &[Grant]| {
        let (id, modules) = (department.row.id, department.row.modules);
        Permission::new(person, grants, id, modules, now).has_competencies()
    };
    let staff = grants
        .into_iter()
        .filter(|(person, (_, grants))| is_staff(*person, grants));
    Ok(staff.map(|(person, (name, _))| (person, name)).collect())
}

/// The staff of the departments in which a person keeps competencies.
async fn kept_staff(
    app: &App,
    organisation: &OrganisationOfReader,
) -> Result<BTreeMap<UserId, String>, Error> {
    let mut people = BTreeMap::new();
    for department in organisation
        .departments
        .iter()
        .filter(|one| keeps_competencies(one))
    {
        people.extend(staff(app, department).await?);
    }
    Ok(people)
}

/// The competencies of an organisation; of the person's first one where none is named.
///
/// # Errors
/// `NOT_FOUND` when the person is not among its staff.
pub async fn competencies(
    app: &App,
    person: UserId,
    organisation: Option<&str>,
) -> Result<CompetencePage, Error> {
    let found = organisations(app, person, has_part).await?;
    let organisation = chosen(&found, organisation)?;
    let id = organisation.row.id;
    let may_change = organisation.departments.iter().any(keeps_competencies);
    let competencies: Vec<_> = app
        .store
        .competencies(id)
        .await?
        .into_iter()
        .map(competency)
        .collect();
    let people = kept_staff(app, organisation).await?;
    let own_name = app.store.names(&[person]).await?;
    let own_name = own_name
        .into_iter()
        .next()
        .map(|(_, name)| name)
        .unwrap_or_default();
    let rows = app.store.held_competencies(id).await?;
    let today = app.clock.now().danish_day().to_string();
    let mut held: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let name = match people.get(&row.person) {
                Some(name) => name.clone(),
                None if row.person == person => own_name.clone(),
                None => return None,
            };
            Some(held_competency(row, name))
        })
        .collect();
    held.sort_by(|one, other| {
        let key = |of: &HeldCompetency| {
            (
                of.name.clone(),
                of.competency.clone(),
                of.taken_on.clone(),
                of.id.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    let required = required(app, organisation, &competencies, &rows, &today).await?;
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    Ok(CompetencePage {
        organisations: offered(&found),
        organisation: id.to_string(),
        may_change,
        today,
        competencies,
        held,
        people,
        required,
    })
}

fn held_competency(row: &HeldCompetencyRow, name: String) -> HeldCompetency {
    HeldCompetency {
        id: id_text(row.id),
        person: row.person,
        name,
        competency: id_text(row.competency),
        course: row.course.clone(),
        taken_on: row.taken_on.clone(),
        expires_on: row.expires_on.clone(),
    }
}

/// The open tasks that require a competency, in departments of which the person reads the tasks and keeps competencies.
async fn required(
    app: &App,
    organisation: &OrganisationOfReader,
    competencies: &[Competency],
    held: &[HeldCompetencyRow],
    today: &str,
) -> Result<Vec<RequiredCompetency>, Error> {
    let is_wanted = |one: &&DepartmentOfReader| keeps_competencies(one) && one.reads_nature();
    let departments: Vec<_> = organisation.departments.iter().filter(is_wanted).collect();
    if departments.is_empty() {
        return Ok(Vec::new());
    }
    let mut staff_of: BTreeMap<DepartmentId, BTreeSet<UserId>> = BTreeMap::new();
    for department in &departments {
        let staff = staff(app, department).await?;
        staff_of.insert(department.row.id, staff.into_keys().collect());
    }
    let mut found = Vec::new();
    for record in app
        .store
        .overview_records(organisation.row.id, Kind::CareTask)
        .await?
    {
        let mut places = departments.iter();
        let Some(department) = places.find(|one| one.row.id == record.department) else {
            continue;
        };
        let Some(fields) = read_fields(Kind::CareTask, &record.projection) else {
            continue;
        };
        let task = CareTask::from_fields(&fields);
        let wanted = task.required_competency.unwrap_or_default();
        let is_open = is_unfinished(Kind::CareTask, &fields) && !fields.contains_key(DISCARDED_AT);
        if wanted.trim().is_empty() || !is_open {
            continue;
        }
        let mut named = competencies.iter();
        let named = named.find(|one| fold(&one.name).trim() == fold(&wanted).trim());
        let people = staff_of.get(&record.department);
        let holders: BTreeSet<_> = held
            .iter()
            .filter(|row| named.is_some_and(|named| named.id == id_text(row.competency)))
            .filter(|row| held_competency(row, String::new()).holds_on(today))
            .map(|row| row.person)
            .filter(|person| people.is_some_and(|people| people.contains(person)))
            .collect();
        found.push(RequiredCompetency {
            department: record.department,
            department_name: department.row.name.clone(),
            document: record.document,
            task: task.kind.map(|kind| kind.key().to_owned()).unwrap_or_default(),
            required: wanted,
            holders: u32::try_from(holders.len()).unwrap_or(u32::MAX),
        });
    }
    found.sort_by(|one, other| {
        (&one.department_name, &one.required, one.document).cmp(&(
            &other.department_name,
            &other.required,
            other.document,
        ))
    });
    Ok(found)
}

/// The organisation whose competencies a person keeps.
async fn kept(app: &App, person: UserId, organisation: &str) -> Result<OrganisationOfReader, Error> {
    let found = organisations(app, person, has_part).await?;
    let mut found = found.into_iter();
    let organisation = found
        .find(|one| one.row.id.to_string() == organisation)
        .ok_or(Error::NOT_FOUND)?;
    match organisation.departments.iter().any(keeps_competencies) {
        true => Ok(organisation),
        false => Err(Error::NO_ACCESS),
    }
}

/// Adds or changes a competency.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`, a code for a value that cannot be, or `VersionConflict` when somebody else has changed it.
pub async fn keep_competency(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &Competency,
) -> Result<Competency, Error> {
    let organisation = kept(app, person, organisation).await?.row.id;
    let mut situations = wanted.situations.iter();
    let are_situations = situations.all(|key| Situation::from_key(key).is_some());
    let are_months = wanted.months.is_none_or(|months| (1..=MONTHS).contains(&months));
    if !are_situations || !are_months {
        return Err(INVALID);
    }
    let is_new = wanted.id.is_empty();
    let row = CompetencyRow {
        id: match is_new {
            true => *DocumentId::new(app.clock.now(), draw(&*app.random)).as_bytes(),
            false => id_bytes(&wanted.id)?,
        },
        version: if is_new { 1 } else { wanted.version.max(1) + 1 },
        name: line(&wanted.name, NAME, true)?,
        situations: json!(wanted.situations).to_string(),
        months: wanted.months.map(u64::from),
    };
    let standing = app.store.competencies(organisation).await?;
    let is_twin = |one: &CompetencyRow| one.id != row.id && fold(&one.name) == fold(&row.name);
    if (is_new && standing.len() >= COMPETENCIES) || standing.iter().any(is_twin) {
        return Err(INVALID);
    }
    let before = standing.into_iter().find(|one| one.id == row.id).map(competency);
    if !app.store.keep_competency(organisation, &row).await? {
        return Err(CONFLICT);
    }
    let after = competency(row);
    let told = (
        before.map(|before| json!(before).to_string()),
        Some(json!(after).to_string()),
    );
    let subject = (after.id.clone(), after.name.clone());
    note(app, (organisation, person), COMPETENCY_CHANGED, subject, told).await?;
    Ok(after)
}

/// Removes a competency that nobody holds.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`, or `InvalidValue` when somebody holds it.
pub async fn drop_competency(app: &App, person: UserId, organisation: &str, id: &str) -> Result<(), Error> {
    let organisation = kept(app, person, organisation).await?.row.id;
    let id = id_bytes(id)?;
    let mut standing = app.store.competencies(organisation).await?.into_iter();
    let before = standing
        .find(|one| one.id == id)
        .map(competency)
        .ok_or(Error::NOT_FOUND)?;
    if !app.store.drop_competency(organisation, id).await? {
        return Err(INVALID);
    }
    let told = (Some(json!(before).to_string()), None);
    note(
        app,
        (organisation, person),
        COMPETENCY_CHANGED,
        (before.id, before.name),
        told,
    )
    .await
}

/// Enters a course that somebody of the person's staff has taken.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`, or a code for a value that cannot be.
pub async fn add_held(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &NewHeldCompetency,
) -> Result<HeldCompetency, Error> {
    let organisation = kept(app, person, organisation).await?;
    let people = kept_staff(app, &organisation).await?;
    let name = people.get(&wanted.person).cloned().ok_or(Error::NO_ACCESS)?;
    let id = organisation.row.id;
    let competency = id_bytes(&wanted.competency)?;
    let mut standing = app.store.competencies(id).await?.into_iter();
    let known = standing
        .find(|one| one.id == competency)
        .ok_or(Error::NOT_FOUND)?;
    let now = app.clock.now();
    let taken_on = Day::parse(&wanted.taken_on).filter(|day| *day <= now.danish_day());
    let taken_on = taken_on.ok_or(INVALID)?;
    let row = HeldCompetencyRow {
        id: *DocumentId::new(now, draw(&*app.random)).as_bytes(),
        person: wanted.person,
        competency,
        course: line(&wanted.course, ENTRY_NAME, false)?,
        taken_on: taken_on.to_string(),
        expires_on: known
            .months
            .and_then(|months| u32::try_from(months).ok())
            .and_then(|months| months_later(taken_on, months))
            .map(|day| day.to_string()),
    };
    if !app.store.add_held_competency(id, &row).await? {
        return Err(Error::NOT_FOUND);
    }
    let held = held_competency(&row, name);
    let told = (None, Some(json!(held).to_string()));
    let subject = (held.id.clone(), [held.name.as_str(), ", ", &known.name].concat());
    note(app, (id, person), COMPETENCY_CHANGED, subject, told).await?;
    Ok(held)
}

/// The same day of the month some months later, or the last one before it.
fn months_later(day: Day, months: u32) -> Option<Day> {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, date) = (parts.next()??, parts.next()??, parts.next()??);
    let month = month - 1 + months;
    let (year, month) = (year + month / 12, month % 12 + 1);
    (1..=date)
        .rev()
        .find_map(|date| Day::parse(&format!("{year:04}-{month:02}-{date:02}")))
}

/// Removes a course that was entered by mistake.
///
/// # Errors
/// `NOT_FOUND`, or `NO_ACCESS` when it is not of the person's staff.
pub async fn drop_held(app: &App, person: UserId, organisation: &str, id: &str) -> Result<(), Error> {
    let organisation = kept(app, person, organisation).await?;
    let people = kept_staff(app, &organisation).await?;
    let id = id_bytes(id)?;
    let key = organisation.row.id;
    let mut rows = app.store.held_competencies(key).await?.into_iter();
    let row = rows.find(|row| row.id == id).ok_or(Error::NOT_FOUND)?;
    let name = people.get(&row.person).cloned().ok_or(Error::NOT_FOUND)?;
    app.store.drop_held_competency(key, id).await?;
    let held = held_competency(&row, name);
    let told = (Some(json!(held).to_string()), None);
    let subject = (held.id, held.name);
    note(app, (key, person), COMPETENCY_CHANGED, subject, told).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_is_repeated_on_the_same_day_of_the_month() {
        let later =
            |day: &str, months| months_later(Day::parse(day).unwrap(), months).map(|day| day.to_string());
        assert_eq!(later("2026-03-15", 24).as_deref(), Some("2028-03-15"));
        assert_eq!(later("2026-10-31", 4).as_deref(), Some("2027-02-28"));
        assert_eq!(later("2026-12-01", 1).as_deref(), Some("2027-01-01"));
    }
}

//! Links by which residents answer the interview on their own phones: made, listed and closed by those who read all answers.

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::monitoring::{InterviewLink, InterviewLinkWish, LINK_DAYS};
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::suppression::Published;
use serde_json::json;

use super::organisations_of;
use crate::clock::draw;
use crate::error::Error;
use crate::services::administration::noting::{Noted, note};
use crate::services::overview::places::DepartmentOfReader;
use crate::state::App;
use crate::store::{DepartmentRecordRow, InterviewLinkRow};

/// The path of the page before the code.
const INTERVIEW_PATH: &str = "/trivsel/";
/// The kinds of entries of the administrative log.
const LINK_MADE: &str = "interview_link_made";
const LINK_CLOSED: &str = "interview_link_closed";
/// Most open links of a department.
const MOST_OPEN: usize = 20;

/// Whether a person may make links: somebody who adds interviews and reads all of them.
pub(super) fn may_make(permission: &Permission) -> bool {
    let access = permission.access(Collection::Interviews);
    access.create && access.read.is_all()
}

/// Whether a link takes answers on a day, as far as it says itself.
pub(super) fn is_open(link: &InterviewLinkRow, today: Day) -> bool {
    link.closed_at.is_none() && Day::parse(&link.ends_on).is_some_and(|end| today <= end)
}

fn message(app: &App, link: &InterviewLinkRow, today: Day) -> InterviewLink {
    let address = app.config.public_url.trim_end_matches('/');
    InterviewLink {
        id: hex(&link.id),
        link: [address, INTERVIEW_PATH, &link.code].concat(),
        ends_on: link.ends_on.clone(),
        is_open: is_open(link, today),
        answers: Published::total(link.answers),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The links of a department; nothing when the person may make none.
pub(super) async fn of_department(
    app: &App,
    department: &DepartmentOfReader,
    today: Day,
) -> Result<Option<Vec<InterviewLink>>, Error> {
    if !may_make(&department.permission) {
        return Ok(None);
    }
    let links = app.store.interview_links(department.row.id).await?;
    Ok(Some(links.iter().map(|link| message(app, link, today)).collect()))
}

/// Checks that a person may make links in a department.
async fn require(app: &App, person: UserId, department: DepartmentId) -> Result<DepartmentRecordRow, Error> {
    let organisations = organisations_of(app, person).await?;
    let mut departments = organisations.into_iter().flat_map(|one| one.departments);
    let found = departments.find(|one| one.row.id == department);
    match found.ok_or(Error::NOT_FOUND)? {
        one if may_make(&one.permission) => Ok(one.row),
        _ => Err(Error::NO_ACCESS),
    }
}

/// Notes that a link was made or closed. Its code is not told: with it anybody could answer.
async fn note_link(
    app: &App,
    person: UserId,
    department: &DepartmentRecordRow,
    link: &InterviewLinkRow,
    action: &'static str,
) -> Result<(), Error> {
    let told = Some(json!({ "until": link.ends_on }).to_string());
    let is_closed = action == LINK_CLOSED;
    let noted = Noted {
        organisation: department.organisation,
        by: person,
        action,
        target: hex(&link.id),
        subject: department.name.clone(),
        before: told.clone().filter(|_| is_closed),
        after: told.filter(|_| !is_closed),
    };
    note(app, noted).await
}

/// Makes a link. Answers come in under the rights of the person: the link ends with them.
///
/// # Errors
/// `NOT_FOUND` for a department without screenings for the person, `NO_ACCESS` without the right, `InvalidValue` for a last
/// day that has passed or is more than half a year ahead, or with too many open links.
pub async fn make_link(
    app: &App,
    person: UserId,
    department: DepartmentId,
    wish: &InterviewLinkWish,
) -> Result<InterviewLink, Error> {
    let row = require(app, person, department).await?;
    let now = app.clock.now();
    let today = now.danish_day();
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let end = Day::parse(&wish.ends_on).ok_or_else(invalid)?;
    let open = app.store.interview_links(department).await?;
    let open = open.iter().filter(|link| is_open(link, today));
    if end < today || end > today.plus_days(LINK_DAYS) || open.count() >= MOST_OPEN {
        return Err(invalid());
    }
    let link = InterviewLinkRow {
        id: draw(&*app.random),
        department,
        code: hex(&draw::<16>(&*app.random)),
        made_by: person,
        made_at: now,
        ends_on: end.to_string(),
        closed_at: None,
        answers: 0,
    };
    note_link(app, person, &row, &link, LINK_MADE).await?;
    app.store.add_interview_link(&link).await?;
    Ok(message(app, &link, today))
}

/// Closes a link.
///
/// # Errors
/// As [`make_link`]; `NOT_FOUND` for a link that is not of the department.
pub async fn close_link(
    app: &App,
    person: UserId,
    department: DepartmentId,
    link: &str,
) -> Result<(), Error> {
    let row = require(app, person, department).await?;
    let links = app.store.interview_links(department).await?;
    let found = links.iter().find(|one| hex(&one.id) == link);
    let found = found.ok_or(Error::NOT_FOUND)?;
    let now: Moment = app.clock.now();
    if found.closed_at.is_none() {
        note_link(app, person, &row, found, LINK_CLOSED).await?;
    }
    app.store.close_interview_link(department, found.id, now).await?;
    Ok(())
}

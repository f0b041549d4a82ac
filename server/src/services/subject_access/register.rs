//! The register of what residents ask for (access, rectification, erasure, objection): when requests came, by when they are
//! answered, and what became of them.

use std::collections::BTreeMap;

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::subject_access::{
    HOME_LENGTH, NewSubjectRequest, REASON_LENGTH, SubjectRequest, SubjectRequestChange, SubjectRequestState,
    SubjectRequestStep, answer_due_on,
};
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::services::administration::check_text;
use crate::services::desk::reach;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::SubjectRequestRow;

/// Months for which an ended request is kept.
const KEPT_MONTHS: i32 = 24;

/// The departments for which a person answers, with their names.
async fn departments(app: &App, person: UserId) -> Result<BTreeMap<DepartmentId, String>, Error> {
    let reach = reach(app, person).await?;
    let places = reach.places.into_iter();
    let places = places.filter(|(_, place)| place.permission.may_answer_subject_access());
    let departments: BTreeMap<_, _> = places.map(|(id, place)| (id, place.department.name)).collect();
    match departments.is_empty() {
        true => Err(Error::NOT_FOUND),
        false => Ok(departments),
    }
}

/// A request as it is told on a day.
fn request(row: SubjectRequestRow, department_name: &str, today: Day) -> SubjectRequest {
    let due_on = answer_due_on(row.received_on, !row.extended_reason.is_empty());
    SubjectRequest {
        id: row.id,
        version: row.version,
        department: row.department,
        department_name: department_name.to_owned(),
        right: row.right,
        home: row.home,
        received_on: row.received_on.to_string(),
        due_on: due_on.to_string(),
        is_overdue: row.state == SubjectRequestState::Open && due_on < today,
        extended_reason: row.extended_reason,
        state: row.state,
        ended_on: row.ended_on.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// The requests of a privacy officer's departments: those that wait first. `GET /subject-access/requests`.
///
/// # Errors
/// `NOT_FOUND` for people who are no privacy officer anywhere.
pub async fn list(app: &App, user: &OfficeUser) -> Result<Vec<SubjectRequest>, Error> {
    let departments = departments(app, user.person).await?;
    let ids: Vec<_> = departments.keys().copied().collect();
    let today = app.clock.now().danish_day();
    let rows = app.store.subject_requests(&ids).await?;
    let told = rows.into_iter().map(|row| {
        let name = departments.get(&row.department).cloned().unwrap_or_default();
        request(row, &name, today)
    });
    Ok(told.collect())
}

/// Adds a request. One that comes twice is answered as it stands. `POST /subject-access/requests`.
///
/// # Errors
/// `NOT_FOUND` for a department for which the person does not answer; a code for a home or a day that cannot be.
pub async fn add(app: &App, user: &OfficeUser, new: &NewSubjectRequest) -> Result<SubjectRequest, Error> {
    let departments = departments(app, user.person).await?;
    let name = departments.get(&new.department).ok_or(Error::NOT_FOUND)?;
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let today = app.clock.now().danish_day();
    let received_on = Day::parse(&new.received_on).ok_or_else(invalid)?;
    let home = new.home.trim();
    check_text(home, HOME_LENGTH)?;
    if home_key(home).is_empty() || received_on > today {
        return Err(invalid());
    }
    let row = SubjectRequestRow {
        id: new.id,
        department: new.department,
        version: 1,
        right: new.right,
        home: home.to_owned(),
        received_on,
        extended_reason: String::new(),
        state: SubjectRequestState::Open,
        ended_on: None,
    };
    if app.store.add_subject_request(&row).await? {
        return Ok(request(row, name, today));
    }
    let known = app.store.subject_request(new.id).await?;
    let known = known.filter(|known| known.department == new.department);
    Ok(request(known.ok_or(Error::NOT_FOUND)?, name, today))
}

/// Takes a step of a request. `POST /subject-access/requests/{id}`.
///
/// # Errors
/// `NOT_FOUND` for a request that is not there or not theirs, `VersionConflict` when it was changed since,
/// `StepNotAllowed` for one that ended or cannot be extended any more, and a code for a reason that cannot be.
pub async fn change(
    app: &App,
    user: &OfficeUser,
    id: DocumentId,
    change: &SubjectRequestChange,
) -> Result<SubjectRequest, Error> {
    let departments = departments(app, user.person).await?;
    let row = app.store.subject_request(id).await?.ok_or(Error::NOT_FOUND)?;
    let name = departments.get(&row.department).ok_or(Error::NOT_FOUND)?;
    if row.version != change.version {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let today = app.clock.now().danish_day();
    let changed = step(row, &change.step, today)?;
    match app.store.change_subject_request(&changed).await? {
        true => Ok(request(changed, name, today)),
        false => Err(Error::Refused(RefusalCode::VersionConflict)),
    }
}

/// A request after a step on a day.
fn step(row: SubjectRequestRow, step: &SubjectRequestStep, today: Day) -> Result<SubjectRequestRow, Error> {
    let not_allowed = Error::Refused(RefusalCode::StepNotAllowed);
    if row.state != SubjectRequestState::Open {
        return Err(not_allowed);
    }
    let ended = |state| SubjectRequestRow {
        version: row.version + 1,
        state,
        ended_on: Some(today),
        ..row.clone()
    };
    Ok(match step {
        SubjectRequestStep::Answer => ended(SubjectRequestState::Answered),
        SubjectRequestStep::Withdraw => ended(SubjectRequestState::Withdrawn),
        SubjectRequestStep::Refuse => ended(SubjectRequestState::Refused),
        SubjectRequestStep::Extend { reason } => {
            // The resident is told within the first month, and once.
            let is_late = today > answer_due_on(row.received_on, false);
            if is_late || !row.extended_reason.is_empty() {
                return Err(not_allowed);
            }
            let reason = reason.trim();
            check_text(reason, REASON_LENGTH)?;
            if reason.is_empty() {
                return Err(Error::Refused(RefusalCode::InvalidValue));
            }
            SubjectRequestRow {
                version: row.version + 1,
                extended_reason: reason.to_owned(),
                ..row
            }
        }
    })
}

/// Deletes the requests that ended two years ago. The number of them.
///
/// # Errors
/// When the database fails.
pub async fn forget(app: &App) -> Result<u64, Error> {
    let today = app.clock.now().danish_day();
    let before = feltbog_shared::model::deadlines::plus_months(today, -KEPT_MONTHS);
    Ok(app.store.forget_subject_requests(before).await?)
}

#[cfg(test)]
mod tests {
    use feltbog_shared::office::subject_access::SubjectRight;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn row() -> SubjectRequestRow {
        SubjectRequestRow {
            id: DocumentId::from_bytes([1; 16]),
            department: DepartmentId::from_bytes([2; 16]),
            version: 1,
            right: SubjectRight::Objection,
            home: "Opgang 4, 2. tv.".into(),
            received_on: day("2026-11-02"),
            extended_reason: String::new(),
            state: SubjectRequestState::Open,
            ended_on: None,
        }
    }

    #[test]
    fn a_request_is_late_on_the_day_after_its_last() {
        assert!(!request(row(), "Her", day("2026-12-02")).is_overdue);
        assert!(request(row(), "Her", day("2026-12-03")).is_overdue);
        let answered = step(row(), &SubjectRequestStep::Answer, day("2026-11-20")).unwrap();
        assert!(!request(answered, "Her", day("2027-12-03")).is_overdue);
    }

    #[test]
    fn a_request_is_extended_once_and_in_time() {
        let extend = SubjectRequestStep::Extend {
            reason: "Mange sager".into(),
        };
        let extended = step(row(), &extend, day("2026-12-02")).unwrap();
        assert_eq!(extended.version, 2);
        assert_eq!(
            request(extended.clone(), "Her", day("2026-12-02")).due_on,
            "2027-02-02"
        );
        assert!(step(extended, &extend, day("2026-12-02")).is_err());
        assert!(step(row(), &extend, day("2026-12-03")).is_err());
        let empty = SubjectRequestStep::Extend { reason: " ".into() };
        assert!(step(row(), &empty, day("2026-11-20")).is_err());
        let ended = step(row(), &SubjectRequestStep::Withdraw, day("2026-11-20")).unwrap();
        assert_eq!(ended.ended_on, Some(day("2026-11-20")));
        assert!(step(ended, &SubjectRequestStep::Answer, day("2026-11-21")).is_err());
        let refused = step(row(), &SubjectRequestStep::Refuse, day("2026-11-20")).unwrap();
        assert_eq!(refused.state, SubjectRequestState::Refused);
        assert_eq!(
            (refused.right, refused.ended_on),
            (SubjectRight::Objection, Some(day("2026-11-20")))
        );
        assert!(step(refused, &SubjectRequestStep::Withdraw, day("2026-11-21")).is_err());
    }
}

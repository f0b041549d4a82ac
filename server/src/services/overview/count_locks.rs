//! The lock of a year's counts, from 31 December on: the server locks them at night, and those who approve lock them
//! whenever they want, as the desk changes a record.

use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::{InsectCount, Kind, Model as _};
use feltbog_shared::office::nature_work::{CountLockOrder, CountLockReport, WORK_AT_ONCE};
use feltbog_shared::permission::{Collection, Module, Role};
use feltbog_shared::refusal::RefusalCode;

use super::nature::is_finished;
use super::places::organisation_of;
use super::season::{live, shown};
use crate::error::Error;
use crate::services::desk;
use crate::services::signed_in::OfficeUser;
use crate::state::App;

/// Locks the finished counts of a year.
///
/// # Errors
/// `NOT_FOUND` when the person reads no nature there, `NO_ACCESS` when they lock nothing there, `InvalidValue` before 31
/// December of the year.
pub async fn lock(
    app: &App,
    user: &OfficeUser,
    organisation: &str,
    order: &CountLockOrder,
) -> Result<CountLockReport, Error> {
    let organisation = organisation_of(app, user.person, organisation).await?;
    let mut places = shown(&organisation, order.department)?;
    places.retain(|place| place.permission.access(Collection::Nature).approve);
    if places.is_empty() {
        return Err(Error::NO_ACCESS);
    }
    let today = app.clock.now().danish_day();
    let tomorrow = today.plus_days(1);
    if tomorrow.0.year() <= order.year {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let mut report = CountLockReport::default();
    let records = app
        .store
        .overview_records(organisation.row.id, Kind::InsectCount)
        .await?;
    for record in records {
        if !places.iter().any(|place| place.row.id == record.department) {
            continue;
        }
        let Some(count) = live(&record, Kind::InsectCount, InsectCount::from_fields) else {
            continue;
        };
        if year_of(&count) != Some(order.year) {
            continue;
        }
        if count.state == Some(CountState::Locked) {
            report.known += 1;
        } else if !is_finished(&count) {
            report.unfinished += 1;
        } else if report.locked + report.refused >= WORK_AT_ONCE as u64 {
            report.left += 1;
        } else {
            let edits = vec![InsectCount::state().set(CountState::Locked)];
            let token = format!("lock-{}", order.year);
            match desk::edit_present(app, user, record.department, record.document, &token, edits).await {
                Ok(_) => report.locked += 1,
                Err(Error::Refused(_)) => report.refused += 1,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(report)
}

/// The year of a count, by the day on which it began.
fn year_of(count: &InsectCount) -> Option<i32> {
    let started_at = count.started_at.or(count.created_at);
    started_at.map(|at| at.danish_day().0.year())
}

/// Locks the finished counts of all years that are over, in every organisation. A count that comes late is locked in the
/// next night. The number of counts that were locked.
///
/// # Errors
/// When the database fails. Doing it again is safe.
pub async fn lock_past_years(app: &App) -> Result<u64, Error> {
    // From 31 December on, the present year is over too.
    let year = app.clock.now().danish_day().plus_days(1).0.year();
    let mut locked = 0;
    for organisation in app.store.organisation_rows().await? {
        let records = app.store.overview_records(organisation.id, Kind::InsectCount);
        for record in records.await? {
            let Some(count) = live(&record, Kind::InsectCount, InsectCount::from_fields) else {
                continue;
            };
            let is_over = year_of(&count).is_some_and(|of| of < year);
            if !is_over || !is_finished(&count) || count.state == Some(CountState::Locked) {
                continue;
            }
            let department = app.store.department(record.department).await?;
            let Some(department) = department.filter(|one| one.modules.has(Module::Nature)) else {
                continue;
            };
            let edits = vec![InsectCount::state().set(CountState::Locked)];
            let role = Role::OperationsManager;
            match desk::edit_as_server(app, &department, role, record.document, edits).await {
                Ok(is_locked) => locked += u64::from(is_locked),
                Err(Error::Refused(code)) => {
                    tracing::warn!(code = code.as_str(), "a count of a past year could not be locked");
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(locked)
}

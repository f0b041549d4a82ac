//! New phones that wait until somebody of the office has compared the number on them.

use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::office_phones::{OfficeWaitingPhone, PhoneComparison, PhoneComparisonOutcome};
use serde_json::json;

use super::{OrganisationAuthority, action, administer, require_all_of_person};
use crate::error::Error;
use crate::services::phone_session::WAIT_MILLIS;
use crate::services::withdrawal;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// The phones of an organisation that wait and that the person may confirm, the oldest first.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered.
pub async fn list(app: &App, person: UserId, organisation: &str) -> Result<Vec<OfficeWaitingPhone>, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    let mut listed = Vec::new();
    for phone in app.store.waiting_phones(authority.organisation.id).await? {
        let waits_until = phone.enrolled_at.plus_millis(WAIT_MILLIS);
        if waits_until < authority.now {
            continue;
        }
        let Ok((row, _)) = authority.person(app, phone.person).await else {
            continue;
        };
        match require_all_of_person(app, person, phone.person).await {
            Ok(()) => {}
            Err(Error::Refused(_)) => continue,
            Err(error) => return Err(error),
        }
        listed.push(OfficeWaitingPhone {
            device: phone.device,
            person: phone.person,
            person_name: row.name,
            phone_name: phone.name,
            enrolled_at: phone.enrolled_at,
            waits_until,
            number: phone.number,
        });
    }
    Ok(listed)
}

/// Confirms a waiting phone when the number that stands on it is its own, and locks it out otherwise.
///
/// # Errors
/// `NOT_FOUND` when no such phone waits, or its person is not seen; `NO_ACCESS` for a person with a role elsewhere.
pub async fn compare(
    app: &App,
    person: UserId,
    organisation: &str,
    device: &str,
    comparison: &PhoneComparison,
) -> Result<PhoneComparisonOutcome, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    let device: DeviceId = device.parse().map_err(|_| Error::NOT_FOUND)?;
    let waiting = app.store.waiting_phones(authority.organisation.id).await?;
    let phone = waiting.into_iter().find(|phone| phone.device == device);
    let phone = phone.ok_or(Error::NOT_FOUND)?;
    let (row, _) = authority.person(app, phone.person).await?;
    require_all_of_person(app, person, phone.person).await?;
    let number: String = comparison.number.chars().filter(char::is_ascii_digit).collect();
    let is_confirmed = app.store.confirm_phone(device, &number).await?;
    if !is_confirmed {
        withdrawal::revoke(app, device).await?;
    }
    let named = json!({ "id": phone.device, "name": phone.name }).to_string();
    let (action, before, after) = match is_confirmed {
        true => (action::PHONE_CONFIRMED, None, Some(named)),
        false => (action::DEVICE_REVOKED, Some(named), None),
    };
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: person,
        action: action.to_owned(),
        target: device.to_string(),
        subject: row.name,
        before,
        after,
        undoes: None,
        act: AdministrativeAct::Note,
    };
    administer(app, &change).await?;
    Ok(PhoneComparisonOutcome { is_confirmed })
}

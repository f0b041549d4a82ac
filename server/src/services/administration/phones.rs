//! Phones of people: their list, the codes by which they are enrolled, and locking one out that was lost.

use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::office::{BULK_CHANGES, ListPage, OfficeDevice, PhoneCode, PhoneCodesWanted};
use feltbog_shared::office_phones::{OfficePhone, PhoneState};
use serde_json::json;

use super::{OrganisationAuthority, WantedPage, action, administer, require_all_of_person};
use crate::error::Error;
use crate::services::enrolment::{self, CODE_LIFETIME_MILLIS};
use crate::services::withdrawal;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, OrganisationPhone};

/// A phone that has asked for nothing for this long is silent: a week.
const SILENT_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Lifetime of a code on a printed sheet: a day.
const SHEET_LIFETIME_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// The phones of a person, those that were locked out too, in the order in which they were enrolled.
///
/// # Errors
/// `NOT_FOUND` when the person is not there or not seen.
pub async fn list(
    app: &App,
    person: UserId,
    organisation: &str,
    of: &str,
) -> Result<Vec<OfficeDevice>, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let (row, _) = authority
        .person(app, of.parse().map_err(|_| Error::NOT_FOUND)?)
        .await?;
    let phones = app.store.phones(row.id).await?;
    let device = |(phone, revoked_at): (crate::store::DeviceRow, _)| OfficeDevice {
        id: phone.id,
        name: phone.name,
        enrolled_at: phone.enrolled_at,
        seen_at: phone.seen_at,
        revoked_at,
    };
    Ok(phones.into_iter().map(device).collect())
}

/// A page of the phones of an organisation, by the names of their people: of everybody whom the person sees.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there, or the person has nothing to do with it.
pub async fn list_all(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &WantedPage,
) -> Result<ListPage<OfficePhone>, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let id = authority.organisation.id;
    let grants = app.store.grants_within(id).await?;
    let silent_since = authority.now.plus_millis(-SILENT_MILLIS);
    let told = |phone: OrganisationPhone| OfficePhone {
        id: phone.device.id,
        person: phone.person,
        person_name: phone.person_name,
        name: phone.device.name,
        enrolled_at: phone.device.enrolled_at,
        seen_at: phone.device.seen_at,
        revoked_at: phone.revoked_at,
        state: match phone.device.seen_at.unwrap_or(phone.device.enrolled_at) {
            _ if phone.revoked_at.is_some() => PhoneState::Locked,
            _ if phone.is_waiting => PhoneState::Waiting,
            seen_at if seen_at < silent_since => PhoneState::Silent,
            _ => PhoneState::InUse,
        },
    };
    let phones = app.store.phones_within(id).await?.into_iter();
    let seen = phones
        .filter(|phone| authority.sees(phone.person, &grants))
        .map(told);
    let found = seen.filter(|phone| wanted.finds(&format!("{} {}", phone.person_name, phone.name)));
    Ok(wanted.page(found.map(|phone| (phone.id.to_string(), phone)).collect()))
}

/// Locks a phone out. One that is locked out already stays so.
///
/// # Errors
/// `NOT_FOUND` when the phone is not there or its person is not seen.
pub async fn revoke(app: &App, person: UserId, organisation: &str, device: &str) -> Result<(), Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let device: DeviceId = device.parse().map_err(|_| Error::NOT_FOUND)?;
    let of = app.store.phone_person(device).await?.ok_or(Error::NOT_FOUND)?;
    let (row, _) = authority.person(app, of).await?;
    if !app.store.device_has_session(device).await? {
        return Ok(());
    }
    withdrawal::revoke(app, device).await?;
    let phones = app.store.phones(of).await?;
    let name = phones.into_iter().find(|(phone, _)| phone.id == device);
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: person,
        action: action::DEVICE_REVOKED.to_owned(),
        target: device.to_string(),
        subject: row.name,
        before: name.map(|(phone, _)| json!({ "id": phone.id, "name": phone.name }).to_string()),
        after: None,
        undoes: None,
        act: AdministrativeAct::Note,
    };
    administer(app, &change).await?;
    Ok(())
}

/// Makes codes by which people enrol phones. A code lets its holder act as the person, so nobody makes one who does not
/// administer all that the person may do.
///
/// # Errors
/// `NOT_FOUND` for a person who is not there or not seen; `NO_ACCESS` for one with a role elsewhere; `TooLarge` for more
/// than [`BULK_CHANGES`].
pub async fn codes(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &PhoneCodesWanted,
) -> Result<Vec<PhoneCode>, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    if wanted.people.len() > BULK_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    let mut people = Vec::new();
    for id in &wanted.people {
        let (row, _) = authority.person(app, *id).await?;
        require_all_of_person(app, person, *id).await?;
        people.push(row);
    }
    let Some(first) = people.first() else {
        return Ok(Vec::new());
    };
    let subject = match people.len() {
        1 => first.name.clone(),
        more => format!("{} + {}", first.name, more - 1),
    };
    let lifetime = match wanted.is_for_sheet {
        true => SHEET_LIFETIME_MILLIS,
        false => CODE_LIFETIME_MILLIS,
    };
    let named: Vec<_> = people
        .iter()
        .map(|row| json!({ "id": row.id, "name": row.name }))
        .collect();
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: person,
        action: action::PHONE_CODES_MADE.to_owned(),
        target: "phone_codes".to_owned(),
        subject,
        before: None,
        after: Some(json!({ "people": named, "is_for_sheet": wanted.is_for_sheet }).to_string()),
        undoes: None,
        act: AdministrativeAct::Note,
    };
    // Noted first: no code is ever given out that the log does not tell of.
    administer(app, &change).await?;
    let mut codes = Vec::new();
    for row in people {
        let made = enrolment::invite(app, row.id, lifetime).await?;
        codes.push(PhoneCode {
            person: row.id,
            name: row.name,
            link: enrolment::link(app, &made),
            code: made.typed,
            expires_at: authority.now.plus_millis(lifetime),
        });
    }
    Ok(codes)
}

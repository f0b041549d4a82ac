//! Departments of an organisation.

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::{ChangeReport, DepartmentRecord, ListPage};
use feltbog_shared::permission::{Collection, Module, Modules};
use feltbog_shared::refusal::RefusalCode;

use super::{
    ADDRESS, OrganisationAuthority, ROWS, TEXT, WantedPage, action, added, administer, changed, check_digits,
    check_name, check_text, json, require, unchanged,
};
use crate::clock::draw;
use crate::error::Error;
use crate::services::beginning::{DWELLINGS, install_cards};
use crate::services::department_details::{DepartmentDetails, message};
use crate::services::import::reading::values;
use crate::state::App;
use crate::store::{
    AdministrativeAct, AdministrativeChange, DepartmentRecordRow, GrantLevel, OrganisationRow,
};

/// The departments of an organisation that a person sees, by number and name.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not the person's.
pub async fn list(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &WantedPage,
) -> Result<ListPage<DepartmentRecord>, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let mut rows = app.store.department_records(authority.organisation.id).await?;
    rows.retain(|row| {
        let text = [&row.number, " ", &row.name, " ", &row.municipality].concat();
        authority.sees_department(row.id) && wanted.finds(&text)
    });
    rows.sort_by_cached_key(|row| {
        let number = row.number.parse::<u64>().unwrap_or(u64::MAX);
        (number, row.number.clone(), row.name.clone(), row.id)
    });
    let rows = rows.iter().map(|row| Ok((row.id.to_string(), message(row)?)));
    Ok(wanted.page(rows.collect::<Result<_, Error>>()?))
}

/// A department.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's.
pub async fn read(
    app: &App,
    person: UserId,
    organisation: &str,
    department: &str,
) -> Result<DepartmentRecord, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let row = find(app, &authority, department).await?;
    match authority.sees_department(row.id) {
        true => message(&row),
        false => Err(Error::NOT_FOUND),
    }
}

/// Adds a department, with the action cards.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole; a code for a value that cannot be.
pub async fn add(
    app: &App,
    person: UserId,
    organisation: &str,
    record: &DepartmentRecord,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let id = DepartmentId::new(authority.now, draw(&*app.random));
    let row = checked(record, id, &authority.organisation)?;
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: person,
        action: action::DEPARTMENT_ADDED.to_owned(),
        target: id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: Some(json(&snapshot(&row)?)?),
        undoes: None,
        act: AdministrativeAct::AddDepartment(row),
    };
    let entry = administer(app, &change).await?;
    install_cards(app).await?;
    Ok(added(entry))
}

/// Changes a department from a version of it.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not administered; `VersionConflict` when it was changed since; a code for a value
/// that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    department: &str,
    record: &DepartmentRecord,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    let present = find(app, &authority, department).await?;
    if !authority.administers(GrantLevel::Department(present.id)) {
        return Err(Error::NOT_FOUND);
    }
    let row = DepartmentRecordRow {
        version: record.version,
        ..checked(record, present.id, &authority.organisation)?
    };
    if snapshot(&row)? == snapshot(&present)? && row.version == present.version {
        return Ok(unchanged());
    }
    let change = change_of(&authority, &present, row, None)?;
    Ok(changed(administer(app, &change).await?))
}

/// The change from a present department to another.
pub(super) fn change_of(
    authority: &OrganisationAuthority,
    present: &DepartmentRecordRow,
    row: DepartmentRecordRow,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    Ok(AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action::DEPARTMENT_CHANGED.to_owned(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: Some(json(&snapshot(present)?)?),
        after: Some(json(&snapshot(&row)?)?),
        undoes,
        act: AdministrativeAct::ChangeDepartment(row),
    })
}

/// A department of the organisation.
pub(super) async fn find(
    app: &App,
    authority: &OrganisationAuthority,
    department: &str,
) -> Result<DepartmentRecordRow, Error> {
    let id = department.parse().map_err(|_| Error::NOT_FOUND)?;
    let row = app.store.department_record(id).await?;
    row.filter(|row| row.organisation == authority.organisation.id)
        .ok_or(Error::NOT_FOUND)
}

/// A department as the administrative log keeps it: without its version.
pub(super) fn snapshot(row: &DepartmentRecordRow) -> Result<DepartmentRecord, Error> {
    Ok(DepartmentRecord {
        version: 0,
        ..message(row)?
    })
}

/// The row of a department whose values can be.
pub(super) fn checked(
    record: &DepartmentRecord,
    id: DepartmentId,
    organisation: &OrganisationRow,
) -> Result<DepartmentRecordRow, Error> {
    check_text(&record.number, 20)?;
    check_name(&record.name)?;
    let municipality = record.municipality.trim();
    let municipality = match municipality {
        "" => Some(String::new()),
        stated => values::municipality(stated),
    };
    let municipality = municipality.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    check_text(&municipality, 120)?;
    require(record.dwellings <= DWELLINGS)?;
    check_text(&record.lbf_number, 20)?;
    check_text(&record.district, 60)?;
    require(
        record
            .residents
            .is_none_or(|residents| residents <= 10 * DWELLINGS),
    )?;
    for bfe in &record.bfe {
        check_digits(bfe, 12)?;
    }
    for address in &record.access_addresses {
        // DAR ids are UUIDs, as the ids here are.
        require(address.parse::<DepartmentId>().is_ok())?;
    }
    check_text(&record.house_rules, ADDRESS)?;
    check_text(&record.ambassador_scheme, TEXT)?;
    let lists = [
        record.bfe.len(),
        record.housing_forms.len(),
        record.modules.len(),
        record.contacts.len(),
        record.bases.len(),
        record.resources.len(),
        record.retention_months.len(),
    ];
    require(lists.iter().all(|rows| *rows <= ROWS) && record.access_addresses.len() <= 10 * ROWS)?;
    for contact in record.contacts.iter().chain(&record.resources) {
        for text in [&contact.name, &contact.phone, &contact.remark] {
            check_text(text, TEXT)?;
        }
    }
    for base in &record.bases {
        check_text(&base.place, TEXT)?;
        check_text(&base.staff, TEXT)?;
        require((1..=7).contains(&base.weekday) && is_time(&base.from) && is_time(&base.to))?;
    }
    for (collection, months) in &record.retention_months {
        require(Collection::from_key(collection).is_some() && (1..=240).contains(months))?;
    }
    let mut modules = Modules::from_bits(0);
    let mut decisions = Vec::new();
    for decision in &record.modules {
        let module = Module::ALL
            .into_iter()
            .find(|module| module.key() == decision.module);
        let module = module.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
        require(decision.decided_on.is_empty() || is_day(&decision.decided_on))?;
        check_text(&decision.decided_by, TEXT)?;
        if decision.is_on {
            modules = modules.with(module);
        }
        if !decision.decided_on.is_empty() || !decision.decided_by.is_empty() {
            let decided = (decision.decided_on.clone(), decision.decided_by.clone());
            decisions.push((decision.module.clone(), decided.0, decided.1));
        }
    }
    let details = DepartmentDetails {
        outdoor_area: record.outdoor_area,
        district: record.district.trim().to_owned(),
        residents: record.residents,
        lbf_number: record.lbf_number.clone(),
        bfe: record.bfe.clone(),
        access_addresses: record.access_addresses.clone(),
        housing_forms: record.housing_forms.clone(),
        ownership: record.ownership,
        representation: record.representation,
        ambassador_scheme: record.ambassador_scheme.trim().to_owned(),
        ambassador_variant: record.ambassador_variant,
        decisions,
        contacts: record.contacts.clone(),
        bases: record.bases.clone(),
        house_rules: record.house_rules.clone(),
        resources: record.resources.clone(),
        retention_months: record.retention_months.clone(),
    };
    Ok(DepartmentRecordRow {
        id,
        organisation: organisation.id,
        version: 0,
        number: record.number.clone(),
        name: record.name.clone(),
        municipality,
        dwellings: record.dwellings,
        modules,
        record: json(&details)?,
    })
}

/// Whether a text is a time of the day as `HH:MM`, or empty.
fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else {
        return text.is_empty();
    };
    let is_below =
        |digits: &str, end: u8| digits.len() == 2 && digits.parse::<u8>().is_ok_and(|number| number < end);
    is_below(hours, 24) && is_below(minutes, 60)
}

/// Whether a text is a day as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    Day::parse(text).is_some()
}

//! The part of a department's record beside the columns of its row, as JSON.

use feltbog_shared::department_information::{CallContact, ContentCheck, DepartmentInformation, WeeklyHours};
use feltbog_shared::office::{
    AmbassadorVariant, Base, Contact, DepartmentRecord, HousingForm, ModuleDecision, Ownership,
    Representation,
};
use feltbog_shared::permission::Module;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::DepartmentRecordRow;

/// The part of a department's record beside the columns of its row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::services) struct DepartmentDetails {
    pub(in crate::services) outdoor_area: Option<u32>,
    pub(in crate::services) district: String,
    pub(in crate::services) residents: Option<u32>,
    pub(in crate::services) lbf_number: String,
    pub(in crate::services) bfe: Vec<String>,
    pub(in crate::services) access_addresses: Vec<String>,
    pub(in crate::services) housing_forms: Vec<HousingForm>,
    pub(in crate::services) ownership: Ownership,
    pub(in crate::services) representation: Representation,
    pub(in crate::services) ambassador_scheme: String,
    pub(in crate::services) ambassador_variant: AmbassadorVariant,
    /// Decisions on modules: module, day, body.
    pub(in crate::services) decisions: Vec<(String, String, String)>,
    pub(in crate::services) contacts: Vec<Contact>,
    pub(in crate::services) bases: Vec<Base>,
    pub(in crate::services) house_rules: String,
    pub(in crate::services) resources: Vec<Contact>,
    pub(in crate::services) retention_months: Vec<(String, u16)>,
}

/// The months that a department agreed, by keys of collections.
pub(in crate::services) fn retention_months(row: &DepartmentRecordRow) -> Result<Vec<(String, u16)>, Error> {
    let details: DepartmentDetails = serde_json::from_str(&row.record)
        .map_err(|error| Error::Fault(format!("the record of a department: {error}")))?;
    Ok(details.retention_months)
}

/// A department as the office is told of it.
pub(in crate::services) fn message(row: &DepartmentRecordRow) -> Result<DepartmentRecord, Error> {
    let details: DepartmentDetails = serde_json::from_str(&row.record)
        .map_err(|error| Error::Fault(format!("the record of a department: {error}")))?;
    let modules = Module::ALL.map(|module| {
        let decision = details.decisions.iter().find(|(key, ..)| key == module.key());
        let (_, decided_on, decided_by) = decision.cloned().unwrap_or_default();
        ModuleDecision {
            module: module.key().to_owned(),
            is_on: row.modules.has(module),
            decided_on,
            decided_by,
        }
    });
    Ok(DepartmentRecord {
        id: Some(row.id),
        version: row.version,
        number: row.number.clone(),
        name: row.name.clone(),
        municipality: row.municipality.clone(),
        dwellings: row.dwellings,
        outdoor_area: details.outdoor_area,
        district: details.district,
        residents: details.residents,
        lbf_number: details.lbf_number,
        bfe: details.bfe,
        access_addresses: details.access_addresses,
        housing_forms: details.housing_forms,
        ownership: details.ownership,
        representation: details.representation,
        ambassador_scheme: details.ambassador_scheme,
        ambassador_variant: details.ambassador_variant,
        modules: modules.into(),
        contacts: details.contacts,
        bases: details.bases,
        house_rules: details.house_rules,
        resources: details.resources,
        retention_months: details.retention_months,
    })
}

/// The public part of a department, as phones of the department hold it.
///
/// # Errors
/// When the record cannot be read.
pub(in crate::services) fn public_part(row: &DepartmentRecordRow) -> Result<DepartmentInformation, Error> {
    let record = message(row)?;
    let contacts = |rows: Vec<Contact>| {
        let contact = |row: Contact| CallContact {
            name: row.name,
            phone: row.phone,
            remark: row.remark,
        };
        rows.into_iter().map(contact).collect()
    };
    let hours = |base: Base| WeeklyHours {
        place: base.place,
        staff: base.staff,
        weekday: base.weekday,
        from: base.from,
        to: base.to,
    };
    let mut resources: Vec<CallContact> = contacts(record.resources);
    if !record.ambassador_scheme.is_empty() {
        // Among the resources, because the message to phones has a place for no more.
        let scheme = CallContact {
            name: record.ambassador_scheme,
            ..CallContact::default()
        };
        resources.push(scheme);
    }
    Ok(DepartmentInformation {
        department: row.id,
        check: ContentCheck::default(),
        name: record.name,
        contacts: contacts(record.contacts),
        bases: record.bases.into_iter().map(hours).collect(),
        house_rules: record.house_rules,
        resources,
    })
}

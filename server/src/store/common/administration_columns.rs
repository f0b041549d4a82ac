//! Columns of organisations, department records, people, own values and the administrative log.

use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::OwnValue;
use sqlx::FromRow;

use crate::store::columns::{administration_id, department_id, modules, number, organisation_id, user_id};
use crate::store::{
    AdministrativeEntry, DepartmentRecordRow, OrganisationPersonRow, OrganisationRow, Result, StoreError,
};

#[derive(FromRow)]
pub(super) struct OrganisationColumns {
    id: Vec<u8>,
    administration: Vec<u8>,
    version: i64,
    name: String,
    key: Option<String>,
    cvr: String,
    lbf_number: String,
    modules: i64,
    controller: String,
    phone_unused_days: i64,
    confirms_phones: bool,
}

impl OrganisationColumns {
    pub(super) fn read(self) -> Result<OrganisationRow> {
        Ok(OrganisationRow {
            id: organisation_id(&self.id)?,
            administration: administration_id(&self.administration)?,
            version: number(self.version)?,
            name: self.name,
            key: self.key.unwrap_or_default(),
            cvr: self.cvr,
            lbf_number: self.lbf_number,
            modules: modules(self.modules),
            controller: self.controller,
            phone_unused_days: u16::try_from(self.phone_unused_days)
                .map_err(|_| StoreError::Corrupt("number of days"))?,
            confirms_phones: self.confirms_phones,
        })
    }
}

#[derive(FromRow)]
pub(super) struct DepartmentRecordColumns {
    id: Vec<u8>,
    organisation: Vec<u8>,
    version: i64,
    number: Option<String>,
    name: String,
    municipality: String,
    dwellings: i64,
    modules: i64,
    record: String,
}

impl DepartmentRecordColumns {
    pub(super) fn read(self) -> Result<DepartmentRecordRow> {
        Ok(DepartmentRecordRow {
            id: department_id(&self.id)?,
            organisation: organisation_id(&self.organisation)?,
            version: number(self.version)?,
            number: self.number.unwrap_or_default(),
            name: self.name,
            municipality: self.municipality,
            dwellings: count(self.dwellings)?,
            modules: modules(self.modules),
            record: self.record,
        })
    }
}

#[derive(FromRow)]
pub(super) struct PersonColumns {
    id: Vec<u8>,
    version: i64,
    number: Option<String>,
    name: String,
    mail: String,
}

impl PersonColumns {
    pub(super) fn read(self) -> Result<OrganisationPersonRow> {
        Ok(OrganisationPersonRow {
            id: user_id(&self.id)?,
            version: number(self.version)?,
            number: self.number.unwrap_or_default(),
            name: self.name,
            mail: self.mail,
        })
    }
}

/// The columns of a value that an organisation added to a list.
pub(super) const OWN_VALUES: &str =
    "SELECT list, base, key, label_da, label_en, retired FROM own_value WHERE organisation = $1";

#[derive(FromRow)]
pub(super) struct OwnValueColumns {
    list: String,
    base: String,
    key: String,
    label_da: String,
    label_en: String,
    retired: bool,
}

impl OwnValueColumns {
    pub(super) fn read(self) -> OwnValue {
        OwnValue {
            list: self.list,
            base: self.base,
            key: self.key,
            danish: self.label_da,
            english: self.label_en,
            is_retired: self.retired,
        }
    }
}

#[derive(FromRow)]
pub(super) struct EntryColumns {
    number: i64,
    at: i64,
    name: String,
    action: String,
    target: String,
    subject: String,
    value_before: Option<String>,
    value_after: Option<String>,
    undone_by: Option<i64>,
}

impl EntryColumns {
    pub(super) fn read(self) -> Result<AdministrativeEntry> {
        Ok(AdministrativeEntry {
            number: number(self.number)?,
            at: Moment::from_millis(self.at),
            by: self.name,
            action: self.action,
            target: self.target,
            subject: self.subject,
            before: self.value_before,
            after: self.value_after,
            undone_by: self.undone_by.map(number).transpose()?,
        })
    }
}

pub(super) fn count(value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt("number"))
}

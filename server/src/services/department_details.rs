//! The part of a department's record beside the columns of its row, as JSON.

use feltbog_shared::office::{AmbassadorVariant, Base, Contact, HousingForm, Ownership, Representation};
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

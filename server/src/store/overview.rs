//! Records, first contacts and phones of a whole organisation, for its overview, and the settings of nature.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::Result;

/// A merged record of an organisation. The overview asks the policy before it counts one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewRecord {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// The person who made it.
    pub owner: UserId,
    /// Its fields and disputes.
    pub projection: String,
}

/// A phone of a person with a grant in a department.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DepartmentPhone {
    /// The department.
    pub department: DepartmentId,
    /// The phone.
    pub phone: DeviceId,
    /// When it was last heard of, or enrolled.
    pub seen_at: Moment,
}

/// Settings of nature of an organisation or a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NatureSettingRow {
    /// The department; nothing for the whole organisation.
    pub department: Option<DepartmentId>,
    /// Target in square metres.
    pub square_metres: Option<u64>,
    /// Target in per cent of the outdoor area.
    pub percent: Option<u64>,
    /// Whether areas have public pages.
    pub is_public: bool,
}

/// The background of an organisation's map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapBackgroundRow {
    /// Address of tiles, with places for zoom, column and row.
    pub url: String,
    /// The source.
    pub attribution: String,
    /// The deepest zoom that has tiles.
    pub deepest_zoom: u8,
}

/// Reads what overviews are made of.
#[async_trait]
pub trait OverviewStore: Send + Sync + 'static {
    /// The merged records of a kind in all departments of an organisation.
    async fn overview_records(&self, organisation: OrganisationId, kind: Kind)
    -> Result<Vec<OverviewRecord>>;
    /// When the server first received a change of a record of this kind by somebody else than the person who made it,
    /// for the records that have one.
    async fn first_contacts(
        &self,
        organisation: OrganisationId,
        kind: Kind,
    ) -> Result<BTreeMap<DocumentId, Moment>>;
    /// The phones with a session that holds, of people with a grant that holds in a department of an organisation.
    async fn department_phones(
        &self,
        organisation: OrganisationId,
        now: Moment,
    ) -> Result<Vec<DepartmentPhone>>;
    /// The pictures that are kept in the departments of an organisation.
    async fn kept_photos(&self, organisation: OrganisationId) -> Result<Vec<(DepartmentId, DocumentId)>>;
    /// The settings of nature of an organisation and its departments.
    async fn nature_settings(&self, organisation: OrganisationId) -> Result<Vec<NatureSettingRow>>;
    /// Keeps the settings of nature of an organisation or of one of its departments.
    async fn set_nature_setting(
        &self,
        organisation: OrganisationId,
        setting: &NatureSettingRow,
    ) -> Result<()>;
    /// The background of an organisation's map.
    async fn map_background(&self, organisation: OrganisationId) -> Result<Option<MapBackgroundRow>>;
    /// Keeps or ends the background of an organisation's map.
    async fn set_map_background(
        &self,
        organisation: OrganisationId,
        background: Option<&MapBackgroundRow>,
    ) -> Result<()>;
    /// The organisations whose areas have public pages.
    async fn public_organisations(&self) -> Result<Vec<OrganisationId>>;
}

//! Numbers of departments for the overview, records of a whole organisation for the nature pages, and the settings of
//! nature.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::overview::{ConflictNumbers, NatureFigures, PhoneFigures, SignalNumbers};

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
    /// Some of them, after a document and in order of departments and ids, at most `limit`.
    async fn overview_page(
        &self,
        organisation: OrganisationId,
        kind: Kind,
        after: Option<(DepartmentId, DocumentId)>,
        limit: u32,
    ) -> Result<Vec<OverviewRecord>>;
    /// The organisations in a department of which a person has or had a grant.
    async fn organisations_with(&self, person: UserId) -> Result<BTreeSet<OrganisationId>>;
    /// Those of these departments in which a record of a case's parts may speak of a person.
    async fn departments_with_parts(
        &self,
        person: UserId,
        departments: &[DepartmentId],
    ) -> Result<BTreeSet<DepartmentId>>;
    /// The numbers of conflicts of departments, without those of some records. Departments without one are left out.
    async fn conflict_numbers(
        &self,
        departments: &[DepartmentId],
        without: &BTreeSet<DocumentId>,
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, ConflictNumbers>>;
    /// The numbers of signals of departments. Departments without one are left out.
    async fn signal_numbers(
        &self,
        departments: &[DepartmentId],
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, SignalNumbers>>;
    /// The numbers of nature of departments, without outdoor areas and targets. Departments without any are left out.
    async fn nature_numbers(
        &self,
        departments: &[DepartmentId],
        today: Day,
    ) -> Result<BTreeMap<DepartmentId, NatureFigures>>;
    /// The numbers of phones with a session that holds, of people with a grant that holds in departments, and of those
    /// among them that were heard of last before a moment. Departments without one are left out.
    async fn phone_numbers(
        &self,
        departments: &[DepartmentId],
        now: Moment,
        silent_before: Moment,
    ) -> Result<BTreeMap<DepartmentId, PhoneFigures>>;
    /// The areas behind the code of a sign, in organisations whose areas have public pages: areas that are not discarded,
    /// each with its department and organisation.
    async fn areas_with_code(&self, code: AreaCode) -> Result<Vec<(OrganisationId, OverviewRecord)>>;
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
}

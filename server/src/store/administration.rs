//! Administrations, organisations, the records of departments, the people of organisations, and the administrative log:
//! everything that the office changes.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{AdministrationId, DepartmentId, DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::OwnValue;
use feltbog_shared::permission::Modules;

use super::{DeviceRow, EffortAct, PersonGrant, Result};

/// An administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministrationRow {
    /// Its id.
    pub id: AdministrationId,
    /// Its name.
    pub name: String,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its id.
    pub id: OrganisationId,
    /// The administration that runs it.
    pub administration: AdministrationId,
    /// The number of its changes; in a change, the version that it was made from.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Its short key, or empty.
    pub key: String,
    /// Its CVR number, or empty.
    pub cvr: String,
    /// Its number in Landsbyggefonden's Stamdata, or empty.
    pub lbf_number: String,
    /// The modules that its departments may have on.
    pub modules: Modules,
    /// The controller of personal data, or empty for the organisation itself.
    pub controller: String,
    /// Days after which an unused phone has to be enrolled again.
    pub phone_unused_days: u16,
    /// Whether enrolling a phone has to be confirmed in the office.
    pub confirms_phones: bool,
}

/// The numbers of an organisation's departments and of its people with a grant that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrganisationCounts {
    /// The departments.
    pub departments: u32,
    /// The people.
    pub people: u32,
}

/// A department with everything that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRecordRow {
    /// Its id.
    pub id: DepartmentId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The number of its changes; in a change, the version that it was made from.
    pub version: u64,
    /// Its number in the organisation, or empty.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its municipality.
    pub municipality: String,
    /// The number of its dwellings.
    pub dwellings: u32,
    /// The modules that are on in the department itself.
    pub modules: Modules,
    /// The rest, as JSON.
    pub record: String,
}

/// A person of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationPersonRow {
    /// The id.
    pub id: UserId,
    /// The number of changes; in a change, the version that it was made from.
    pub version: u64,
    /// The number as an employee of this organisation, or empty.
    pub number: String,
    /// The name.
    pub name: String,
    /// The personal mail address at work, or empty.
    pub mail: String,
}

/// A change that somebody makes in the office, with its entry of the administrative log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministrativeChange {
    /// The organisation whose log it stands in.
    pub organisation: OrganisationId,
    /// The moment.
    pub at: Moment,
    /// The person who makes it.
    pub by: UserId,
    /// The kind of change.
    pub action: String,
    /// The subject, for the program.
    pub target: String,
    /// The subject's name.
    pub subject: String,
    /// The value before, as JSON.
    pub before: Option<String>,
    /// The value after, as JSON.
    pub after: Option<String>,
    /// The entry that it undoes.
    pub undoes: Option<u64>,
    /// The change itself.
    pub act: AdministrativeAct,
}

/// A change to what the office keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdministrativeAct {
    /// Adds an organisation to an administration that is there.
    AddOrganisation(OrganisationRow),
    /// Changes an organisation.
    ChangeOrganisation(OrganisationRow),
    /// Changes the settings of an organisation beside its columns.
    ChangeSettings {
        /// The organisation.
        organisation: OrganisationId,
        /// The version that the change was made from.
        version: u64,
        /// The settings, as JSON.
        settings: String,
    },
    /// Adds a department.
    AddDepartment(DepartmentRecordRow),
    /// Changes a department.
    ChangeDepartment(DepartmentRecordRow),
    /// Changes departments, all of them or none.
    ChangeDepartments(Vec<DepartmentRecordRow>),
    /// Adds a person to the organisation whose log it stands in.
    AddPerson(OrganisationPersonRow),
    /// Changes a person.
    ChangePerson(OrganisationPersonRow),
    /// Adds grants and changes the ends of grants.
    SetGrants {
        /// The grants that are there now, of those that change.
        expected: Vec<PersonGrant>,
        /// The grants as they are to be.
        wanted: Vec<PersonGrant>,
    },
    /// Adds a value to a list for the organisation whose log it stands in, or changes its names and whether it is offered.
    SetOwnValue {
        /// The value as it is there now; nothing for a new one.
        expected: Option<OwnValue>,
        /// The value as it is to be.
        wanted: OwnValue,
    },
    /// Changes efforts or staff.
    Effort(Box<EffortAct>),
    /// Changes staff, and the grants by which they have access where they are lent to: both or neither.
    LendStaff {
        /// The change of staff.
        act: Box<EffortAct>,
        /// The grants that are there now, of those that change.
        expected: Vec<PersonGrant>,
        /// The grants as they are to be.
        wanted: Vec<PersonGrant>,
    },
    /// Nothing: it was done elsewhere and is only noted.
    Note,
}

/// The outcome of a change. It is made in the first case only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdministrativeOutcome {
    /// It was made, with this number in the administrative log.
    Done(u64),
    /// The subject is not any more as it was when the change was made from it.
    Stale,
    /// The key or the number belongs to another.
    Taken,
    /// An organisation would be left without an administrator whose grant has no end.
    LastAdministrator,
}

/// An entry of the administrative log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministrativeEntry {
    /// Its number within the organisation.
    pub number: u64,
    /// The moment.
    pub at: Moment,
    /// The name of the person who made the change.
    pub by: String,
    /// The kind of change.
    pub action: String,
    /// The subject, for the program.
    pub target: String,
    /// The subject's name.
    pub subject: String,
    /// The value before, as JSON.
    pub before: Option<String>,
    /// The value after, as JSON.
    pub after: Option<String>,
    /// The entry that has undone it.
    pub undone_by: Option<u64>,
}

/// The entries of an administrative log that are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// The person who made the change.
    pub by: Option<UserId>,
    /// The kind of change.
    pub action: Option<String>,
    /// Made at this moment or later.
    pub from: Option<Moment>,
    /// Made before this moment.
    pub until: Option<Moment>,
}

/// Keeps what the office administers.
#[async_trait]
pub trait AdministrationStore: Send + Sync + 'static {
    /// Every administration, by name.
    async fn administrations(&self) -> Result<Vec<AdministrationRow>>;
    /// Every organisation, by name.
    async fn organisation_rows(&self) -> Result<Vec<OrganisationRow>>;
    /// The numbers of departments and people of each organisation. People are counted whose grant in the organisation or
    /// in one of its departments holds at a moment.
    async fn organisation_counts(&self, now: Moment) -> Result<BTreeMap<OrganisationId, OrganisationCounts>>;
    /// The departments of an organisation, in order of their ids.
    async fn department_records(&self, organisation: OrganisationId) -> Result<Vec<DepartmentRecordRow>>;
    /// A department.
    async fn department_record(&self, department: DepartmentId) -> Result<Option<DepartmentRecordRow>>;
    /// The settings of an organisation beside its columns, as JSON.
    async fn organisation_settings(&self, organisation: OrganisationId) -> Result<Option<String>>;
    /// The values that an organisation added to lists, in order.
    async fn own_values(&self, organisation: OrganisationId) -> Result<Vec<OwnValue>>;
    /// The fields that an organisation has chosen for headers of a kind of file: folded header and field, in order.
    async fn import_columns(&self, organisation: OrganisationId, kind: &str)
    -> Result<Vec<(String, String)>>;
    /// Remembers the fields that an organisation has chosen for headers of a kind of file, in the place of earlier ones.
    async fn remember_import_columns(
        &self,
        organisation: OrganisationId,
        kind: &str,
        columns: &[(String, String)],
        now: Moment,
    ) -> Result<()>;
    /// The meanings that an organisation has chosen for values in a kind of file: field, value and meaning, in order.
    async fn import_values(
        &self,
        organisation: OrganisationId,
        kind: &str,
    ) -> Result<Vec<(String, String, String)>>;
    /// The changes of the import of an entry of the administrative log, as JSON.
    async fn import_effects(&self, organisation: OrganisationId, entry: u64) -> Result<Option<String>>;
    /// The people of an organisation, in order of their ids.
    async fn people_of(&self, organisation: OrganisationId) -> Result<Vec<OrganisationPersonRow>>;
    /// A person of an organisation.
    async fn person_of(
        &self,
        organisation: OrganisationId,
        person: UserId,
    ) -> Result<Option<OrganisationPersonRow>>;
    /// Every grant of a person as it was given, those that have ended too, in order.
    async fn person_grants(&self, person: UserId) -> Result<Vec<PersonGrant>>;
    /// Every grant in an organisation, in its departments and in its administration, those that have ended too, in order.
    async fn grants_within(&self, organisation: OrganisationId) -> Result<Vec<PersonGrant>>;
    /// The numbers of phones of the people of an organisation that have a session. People without one are missing.
    async fn phone_counts(&self, organisation: OrganisationId) -> Result<BTreeMap<UserId, u32>>;
    /// The phones of a person, with the moment in which each was locked out, in the order in which they were enrolled.
    async fn phones(&self, person: UserId) -> Result<Vec<(DeviceRow, Option<Moment>)>>;
    /// The person whose phone this is.
    async fn phone_person(&self, phone: DeviceId) -> Result<Option<UserId>>;
    /// Makes a change and its entry of the administrative log, together or not at all.
    async fn administer(&self, change: &AdministrativeChange) -> Result<AdministrativeOutcome>;
    /// The entries of an organisation's administrative log before a number, the newest first, at most `limit`.
    async fn administrative_entries(
        &self,
        organisation: OrganisationId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AdministrativeEntry>>;
    /// The same of those that a filter lets through.
    async fn find_administrative_entries(
        &self,
        organisation: OrganisationId,
        filter: &EntryFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AdministrativeEntry>>;
    /// The number of entries that a filter lets through.
    async fn count_administrative_entries(
        &self,
        organisation: OrganisationId,
        filter: &EntryFilter,
    ) -> Result<u64>;
    /// The people who have made changes in an organisation's administrative log, by name.
    async fn administrative_authors(&self, organisation: OrganisationId) -> Result<Vec<(UserId, String)>>;
    /// An entry of an organisation's administrative log.
    async fn administrative_entry(
        &self,
        organisation: OrganisationId,
        number: u64,
    ) -> Result<Option<AdministrativeEntry>>;
}

//! The organisation, its departments and people, and who may do what.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{AdministrationId, DepartmentId, DwellingId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};

use super::{AdministrativeChange, Dwelling, Position, Result};

/// An organisation to begin with.
#[derive(Clone, Debug, Default)]
pub struct Foundation {
    /// The administration that runs it. One that is not there is added under the organisation's name.
    pub administration: AdministrationId,
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Its departments.
    pub departments: Vec<NewDepartment>,
    /// Its people: id and name.
    pub people: Vec<(UserId, String)>,
    /// The grants of each person.
    pub grants: Vec<(UserId, Grant)>,
}

/// A department to add.
#[derive(Clone, Debug)]
pub struct NewDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Its municipality.
    pub municipality: String,
    /// How many dwellings it has.
    pub dwellings: u32,
    /// The modules that are on.
    pub modules: Modules,
}

/// The level that a grant holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantLevel {
    /// One department.
    Department(DepartmentId),
    /// All departments of an organisation, those that come later too.
    Organisation(OrganisationId),
    /// All departments of all organisations of an administration.
    Administration(AdministrationId),
}

impl GrantLevel {
    /// The bytes of its id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        match self {
            Self::Department(id) => id.as_bytes(),
            Self::Organisation(id) => id.as_bytes(),
            Self::Administration(id) => id.as_bytes(),
        }
    }
}

/// A grant as it was given, at its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonGrant {
    /// The person.
    pub person: UserId,
    /// The level.
    pub level: GrantLevel,
    /// The role.
    pub role: Role,
    /// Valid from this moment.
    pub from: Moment,
    /// Valid until before this moment; for ever without one.
    pub until: Option<Moment>,
}

impl PersonGrant {
    /// Whether it holds at a moment.
    pub fn holds_at(&self, moment: Moment) -> bool {
        self.from <= moment && self.until.is_none_or(|until| moment < until)
    }
}

/// The organisation with everything that others number, as of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Its id.
    pub id: Option<OrganisationId>,
    /// Its name, and its short key if it was begun with one.
    pub organisation: Option<(String, Option<String>)>,
    /// Its departments, in order of their ids.
    pub departments: Vec<RosterDepartment>,
    /// Its people, in order of their ids.
    pub people: Vec<RosterPerson>,
    /// Every grant in a department, those that have ended too, in order of person, department, role and beginning.
    pub grants: Vec<(UserId, Grant)>,
    /// Those of the grants that an import brought, in the same order.
    pub imported: Vec<(UserId, Grant)>,
    /// Every grant in the whole organisation and in its administration, those that have ended too, in order.
    pub level_grants: Vec<PersonGrant>,
    /// Those of the grants in the whole organisation that an import brought, in order.
    pub imported_levels: Vec<PersonGrant>,
    /// The accounts at providers of identities that are its people's, in order of issuer and subject.
    pub identities: Vec<PersonIdentity>,
}

/// An account at a provider of identities that is a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonIdentity {
    /// The issuer.
    pub issuer: String,
    /// The subject there.
    pub subject: String,
    /// The person.
    pub person: UserId,
    /// The moment in which it was bound.
    pub bound_at: Moment,
}

/// A department in the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its number in the organisation, exactly as written.
    pub number: Option<String>,
    /// Its name.
    pub name: String,
    /// Its municipality.
    pub municipality: String,
    /// The number of its dwellings.
    pub dwellings: u32,
    /// The modules that are on.
    pub modules: Modules,
    /// The rest of what is kept of it, as JSON.
    pub record: String,
}

/// A person in the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterPerson {
    /// The id.
    pub id: UserId,
    /// The number as an employee, exactly as written.
    pub number: Option<String>,
    /// The name.
    pub name: String,
    /// The personal mail address at work, or empty. In an amendment an empty one leaves what stands.
    pub mail: String,
}

/// Additions and changes to the organisation that are made together or not at all. A row whose id is there already is
/// changed. Nothing is deleted but what an import that is undone has added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendment {
    /// An organisation to begin. Without one, the organisation of the roster is amended.
    pub organisation: Option<NewOrganisation>,
    /// Departments. The modules of one that is there stay.
    pub departments: Vec<RosterDepartment>,
    /// People.
    pub people: Vec<RosterPerson>,
    /// Accounts to bind. One that is somebody else's refuses the whole.
    pub identities: Vec<PersonIdentity>,
    /// Accounts to free, by issuer and subject.
    pub unbound: Vec<(String, String)>,
    /// Dwellings to take away again: those of an import that is undone.
    pub removed_dwellings: Vec<DwellingId>,
    /// Grants, by person, department, role and beginning: the end of one that is there changes.
    pub grants: Vec<(UserId, Grant)>,
    /// Grants at other levels, in the same way.
    pub level_grants: Vec<PersonGrant>,
    /// Whether new grants are marked as brought by an import.
    pub is_import: bool,
    /// Dwellings.
    pub dwellings: Vec<Dwelling>,
    /// The hash of the organisation's dwellings as they were seen; nothing when they were not looked at.
    pub seen_dwellings: Option<[u8; 32]>,
}

/// Everything that is kept of an import beside its amendment, and in the same transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AmendmentNote {
    /// The entry of the administrative log; nothing where nothing is changed.
    pub entry: Option<AdministrativeChange>,
    /// The needs of the entry for being undone, as JSON.
    pub effects: Option<String>,
    /// Fields that were chosen for headers: kind of file, header and field.
    pub columns: Vec<(String, String, String)>,
    /// Meanings that were chosen for values: kind of file, field, value and meaning.
    pub values: Vec<(String, String, String, String)>,
    /// The moment at which these choices were used.
    pub used_at: Moment,
}

/// An organisation to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// The administration that runs it, and its name. One that is not there is added.
    pub administration: (AdministrationId, String),
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its short key.
    pub key: String,
}

impl Amendment {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A department as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// Its id.
    pub id: DepartmentId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The modules that are on in it and in its organisation.
    pub modules: Modules,
    /// The epoch of its log.
    pub epoch: u64,
    /// The number of its last entry.
    pub head: u64,
}

/// A department, and what there is to be known of a person in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// The department.
    pub department: DepartmentRow,
    /// Its log, and the place in it that was asked about.
    pub position: Position,
    /// The person's grants there, and as an ambassador anywhere.
    pub grants: Vec<Grant>,
    /// The records in which the person's id stands: kind, owner and projection.
    pub said: Vec<(Kind, UserId, String)>,
    /// The grants of the owners of these records there, and as ambassadors anywhere.
    pub authors: BTreeMap<UserId, Vec<Grant>>,
}

/// A person with a role in a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: UserId,
    /// The name.
    pub name: String,
    /// The grant.
    pub grant: Grant,
}

/// Keeps the organisation.
#[async_trait]
pub trait OrganisationStore: Send + Sync + 'static {
    /// The name of the organisation with the least id, once there is one.
    async fn organisation(&self) -> Result<Option<String>>;
    /// Every organisation: id, name and short key, in order of their ids.
    async fn organisations(&self) -> Result<Vec<(OrganisationId, String, Option<String>)>>;
    /// The names of the organisations in which a person has a grant that holds; without one, of those that the person
    /// belongs to. In order.
    async fn organisations_of(&self, person: UserId, now: Moment) -> Result<Vec<String>>;
    /// Adds an organisation with its departments and people.
    async fn found(&self, foundation: &Foundation) -> Result<()>;
    /// The whole organisation with the least id, once there is one.
    async fn roster(&self) -> Result<Roster>;
    /// The whole organisation; nothing is in the roster of one that is not there.
    async fn roster_of(&self, organisation: OrganisationId) -> Result<Roster>;
    /// The dwellings of the organisation of a roster, in order of their ids.
    async fn dwellings(&self, roster: &Roster) -> Result<Vec<Dwelling>>;
    /// Amends the organisation. `false`, with nothing changed, when it is not any more as it was `seen`.
    async fn amend(&self, amendment: &Amendment, seen: &Roster) -> Result<bool>;
    /// The same together with what is noted of it: all of it or nothing. The number of the entry, 0 without one; nothing
    /// when the organisation, or the entry that is undone, is not any more as it was.
    async fn amend_noted(
        &self,
        amendment: &Amendment,
        seen: &Roster,
        note: &AmendmentNote,
    ) -> Result<Option<u64>>;
    /// Whether a piece of work that is done once has been done.
    async fn is_done(&self, name: &str) -> Result<bool>;
    /// Notes that it has.
    async fn mark_done(&self, name: &str, now: Moment) -> Result<()>;

    /// A department.
    async fn department(&self, id: DepartmentId) -> Result<Option<DepartmentRow>>;
    /// A department with a place in its log, and what there is to be known of a person in it, with what records of these
    /// kinds say. Asked for every request.
    async fn membership(
        &self,
        department: DepartmentId,
        seq: u64,
        person: UserId,
        kinds: &[Kind],
    ) -> Result<Option<Membership>>;
    /// Raises the epoch of every department, and withdraws every announcement of an erasure: after the database was
    /// restored from an older copy.
    async fn raise_epochs(&self) -> Result<()>;
    /// Switches a department's modules.
    async fn set_modules(&self, department: DepartmentId, modules: Modules) -> Result<()>;

    /// The grants of a person in each department, from whichever level.
    async fn grants(&self, person: UserId) -> Result<Vec<Grant>>;
    /// Gives a person a role in a department.
    async fn grant(&self, person: UserId, grant: Grant) -> Result<()>;
    /// Everybody with a grant in a department, and what they were given as ambassadors in others.
    async fn members(&self, department: DepartmentId) -> Result<Vec<Member>>;
    /// Everybody of this name, in order of their ids, for the command line.
    async fn people_named(&self, name: &str) -> Result<Vec<UserId>>;
}

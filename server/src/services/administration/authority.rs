//! The levels that a person may administer or manage in an organisation, asked anew for every request.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::GrantPlace;
use feltbog_shared::permission::Role;

use crate::error::Error;
use crate::services::beginning::CARD_AUTHOR;
use crate::state::App;
use crate::store::{GrantLevel, OrganisationPersonRow, OrganisationRow, PersonGrant};

/// A role that holds somewhere in an organisation.
#[derive(Clone, Debug, Default)]
struct Held {
    in_administration: bool,
    in_organisation: bool,
    in_departments: BTreeSet<DepartmentId>,
}

impl Held {
    fn is_nothing(&self) -> bool {
        !self.in_organisation && self.in_departments.is_empty()
    }
}

/// The authority of a person in an organisation that they administer or of which they manage departments.
#[derive(Clone, Debug)]
pub struct OrganisationAuthority {
    /// The person.
    pub person: UserId,
    /// The moment that it was asked for.
    pub now: Moment,
    /// The organisation.
    pub organisation: OrganisationRow,
    /// The names of all its departments.
    departments: BTreeMap<DepartmentId, String>,
    /// The name of its administration.
    administration: String,
    administers: Held,
    manages: Held,
}

impl OrganisationAuthority {
    /// The authority of a person in an organisation, by its id as text.
    ///
    /// # Errors
    /// `NOT_FOUND` when there is no such organisation, or the person has nothing to do with it in the office.
    pub async fn of(app: &App, person: UserId, organisation: &str) -> Result<Self, Error> {
        let id: OrganisationId = organisation.parse().map_err(|_| Error::NOT_FOUND)?;
        let now = app.clock.now();
        let held = live(app, person, now).await?;
        let rows = app.store.organisation_rows().await?;
        let organisation = rows
            .into_iter()
            .find(|row| row.id == id)
            .ok_or(Error::NOT_FOUND)?;
        let departments: BTreeMap<_, _> = app
            .store
            .department_records(id)
            .await?
            .into_iter()
            .map(|row| (row.id, row.name))
            .collect();
        let in_role = |role: Role| {
            let mut found = Held::default();
            for grant in held.iter().filter(|grant| grant.role == role) {
                match grant.level {
                    GrantLevel::Administration(level) if level == organisation.administration => {
                        found.in_administration = true;
                        found.in_organisation = true;
                    }
                    GrantLevel::Organisation(level) if level == id => found.in_organisation = true,
                    GrantLevel::Department(level) if departments.contains_key(&level) => {
                        found.in_departments.insert(level);
                    }
                    _ => {}
                }
            }
            found
        };
        let (administers, manages) = (in_role(Role::OrgAdmin), in_role(Role::OperationsManager));
        if administers.is_nothing() && manages.is_nothing() {
            return Err(Error::NOT_FOUND);
        }
        let administrations = app.store.administrations().await?;
        let administration = administrations
            .into_iter()
            .find(|row| row.id == organisation.administration)
            .map(|row| row.name);
        Ok(Self {
            person,
            now,
            organisation,
            departments,
            administration: administration.unwrap_or_default(),
            administers,
            manages,
        })
    }

    /// The same, for what administrators alone may do.
    ///
    /// # Errors
    /// `NOT_FOUND`, as [`OrganisationAuthority::of`].
    pub async fn of_administrator(app: &App, person: UserId, organisation: &str) -> Result<Self, Error> {
        let authority = Self::of(app, person, organisation).await?;
        match authority.administers.is_nothing() {
            true => Err(Error::NOT_FOUND),
            false => Ok(authority),
        }
    }

    /// The same, for what administrators of the whole organisation alone may do.
    ///
    /// # Errors
    /// `NOT_FOUND`, as [`OrganisationAuthority::of`].
    pub async fn of_whole(app: &App, person: UserId, organisation: &str) -> Result<Self, Error> {
        let authority = Self::of(app, person, organisation).await?;
        authority
            .administers
            .in_organisation
            .then_some(authority)
            .ok_or(Error::NOT_FOUND)
    }

    /// Whether the person administers the whole organisation.
    pub fn administers_organisation(&self) -> bool {
        self.administers.in_organisation
    }

    /// Whether the person administers a level. Another organisation's are never administered by this authority.
    pub fn administers(&self, level: GrantLevel) -> bool {
        self.covers(&self.administers, level)
    }

    /// Whether the person administers or manages a level.
    pub fn reaches(&self, level: GrantLevel) -> bool {
        self.administers(level) || self.covers(&self.manages, level)
    }

    fn covers(&self, held: &Held, level: GrantLevel) -> bool {
        match level {
            GrantLevel::Department(id) => {
                self.departments.contains_key(&id)
                    && (held.in_organisation || held.in_departments.contains(&id))
            }
            GrantLevel::Organisation(id) => held.in_organisation && id == self.organisation.id,
            GrantLevel::Administration(id) => {
                held.in_administration && id == self.organisation.administration
            }
        }
    }

    /// Whether the person may see a department in the office.
    pub fn sees_department(&self, department: DepartmentId) -> bool {
        self.reaches(GrantLevel::Department(department))
    }

    /// The level of a grant in a message.
    ///
    /// # Errors
    /// `NOT_FOUND` for one that the person does not administer.
    pub fn level(&self, place: &GrantPlace) -> Result<GrantLevel, Error> {
        let level = match place {
            GrantPlace::Department(id) => GrantLevel::Department(*id),
            GrantPlace::Organisation(id) => {
                GrantLevel::Organisation(id.parse().map_err(|_| Error::NOT_FOUND)?)
            }
            GrantPlace::Administration(id) => {
                GrantLevel::Administration(id.parse::<AdministrationId>().map_err(|_| Error::NOT_FOUND)?)
            }
        };
        self.administers(level).then_some(level).ok_or(Error::NOT_FOUND)
    }

    /// The name of a level of this organisation.
    pub fn name_of(&self, level: GrantLevel) -> String {
        match level {
            GrantLevel::Department(id) => self.departments.get(&id).cloned().unwrap_or_default(),
            GrantLevel::Organisation(_) => self.organisation.name.clone(),
            GrantLevel::Administration(_) => self.administration.clone(),
        }
    }

    /// Whether a person with these grants is one of those that the person sees: anybody of the organisation for its
    /// administrators, people with a grant in an administered department, and people with a grant that holds now in a
    /// managed one.
    pub fn sees(&self, person: UserId, grants: &[PersonGrant]) -> bool {
        let is_theirs = |grant: &&PersonGrant| {
            grant.person == person
                && (self.administers(grant.level)
                    || (grant.holds_at(self.now) && self.covers(&self.manages, grant.level)))
        };
        person != CARD_AUTHOR
            && (self.administers.in_organisation || grants.iter().any(|grant| is_theirs(&grant)))
    }

    /// A person of the organisation, with every grant in it.
    ///
    /// # Errors
    /// `NOT_FOUND` for one whom the person does not see.
    pub async fn person(
        &self,
        app: &App,
        person: UserId,
    ) -> Result<(OrganisationPersonRow, Vec<PersonGrant>), Error> {
        let row = app.store.person_of(self.organisation.id, person).await?;
        let row = row.ok_or(Error::NOT_FOUND)?;
        let mut grants = app.store.grants_within(self.organisation.id).await?;
        grants.retain(|grant| grant.person == person);
        match self.sees(person, &grants) {
            true => Ok((row, grants)),
            false => Err(Error::NOT_FOUND),
        }
    }
}

/// The grants of a person that hold now and count.
pub(super) async fn live(app: &App, person: UserId, now: Moment) -> Result<Vec<PersonGrant>, Error> {
    let mut held = app.store.person_grants(person).await?;
    held.retain(|grant| grant.holds_at(now));
    // An ambassador with another function has two profiles: none of their other roles counts.
    if held.iter().any(|grant| grant.role == Role::GreenAmbassador) {
        held.retain(|grant| grant.role == Role::GreenAmbassador);
    }
    Ok(held)
}

/// The levels that a person administers, with the administration of each organisation and the organisation of
/// departments that were asked for.
pub(super) struct Administered {
    levels: BTreeSet<GrantLevel>,
    administrations: BTreeMap<OrganisationId, AdministrationId>,
}

impl Administered {
    pub(super) async fn by(app: &App, person: UserId) -> Result<Self, Error> {
        let held = live(app, person, app.clock.now()).await?;
        let held = held.into_iter().filter(|grant| grant.role == Role::OrgAdmin);
        let rows = app.store.organisation_rows().await?;
        Ok(Self {
            levels: held.map(|grant| grant.level).collect(),
            administrations: rows.iter().map(|row| (row.id, row.administration)).collect(),
        })
    }

    /// Whether an administration as a whole is administered.
    pub(super) fn covers_administration(&self, id: AdministrationId) -> bool {
        self.levels.contains(&GrantLevel::Administration(id))
    }

    /// Whether an organisation as a whole is administered.
    pub(super) fn covers_organisation(&self, id: OrganisationId) -> bool {
        let above = self.administrations.get(&id);
        self.levels.contains(&GrantLevel::Organisation(id))
            || above.is_some_and(|above| self.covers_administration(*above))
    }

    /// The organisations that are administered as a whole.
    pub(super) fn organisations(&self) -> impl Iterator<Item = OrganisationId> {
        let all = self.administrations.keys().copied();
        all.filter(|id| self.covers_organisation(*id))
    }

    /// Whether a level is administered.
    async fn covers(&self, app: &App, level: GrantLevel) -> Result<bool, Error> {
        if self.levels.contains(&level) {
            return Ok(true);
        }
        Ok(match level {
            GrantLevel::Department(id) => {
                let department = app.store.department(id).await?;
                department.is_some_and(|department| self.covers_organisation(department.organisation))
            }
            GrantLevel::Organisation(id) => self.covers_organisation(id),
            GrantLevel::Administration(_) => false,
        })
    }
}

/// Checks that somebody administers every level at which a person has a role now or later. Nobody else may do what would
/// let them act as the person, or change the name and the mail address that all organisations see.
///
/// # Errors
/// `NO_ACCESS` when the person has a role elsewhere.
pub async fn require_all_of_person(app: &App, by: UserId, person: UserId) -> Result<(), Error> {
    let administered = Administered::by(app, by).await?;
    let now = app.clock.now();
    let grants = app.store.person_grants(person).await?;
    let levels: BTreeSet<_> = grants
        .iter()
        .filter(|grant| grant.until.is_none_or(|until| now < until))
        .map(|grant| grant.level)
        .collect();
    for level in levels {
        if !administered.covers(app, level).await? {
            return Err(Error::NO_ACCESS);
        }
    }
    Ok(())
}

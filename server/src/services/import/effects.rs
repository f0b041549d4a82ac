//! The changes of an import, kept so that it can be undone as a whole. Grants that it gave end, accounts that it bound are
//! free again, dwellings that it added go, and what it changed is as before. Departments and people that it added stay.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DwellingId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use serde::{Deserialize, Serialize};

use super::Plan;
use crate::store::{
    Amendment, Dwelling, DwellingAddress, GrantLevel, PersonGrant, PersonIdentity, Roster, RosterDepartment,
    RosterPerson, digest_dwellings,
};

/// The changes of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportEffects {
    grants: Vec<Effect<GrantState>>,
    people: Vec<Effect<PersonState>>,
    departments: Vec<Effect<DepartmentState>>,
    dwellings: Vec<Effect<DwellingState>>,
    accounts: Vec<AccountState>,
    /// The number of the last entry in the log of each department in which something was added, unless the log was empty.
    pub heads: Vec<(DepartmentId, u64)>,
}

/// A thing before, unless it was added, and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Effect<T> {
    before: Option<T>,
    after: T,
}

/// A grant; in the whole organisation without a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct GrantState {
    person: UserId,
    department: Option<DepartmentId>,
    role: Role,
    from: Moment,
    until: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PersonState {
    id: UserId,
    number: Option<String>,
    name: String,
    mail: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DepartmentState {
    id: DepartmentId,
    number: Option<String>,
    name: String,
    municipality: String,
    dwellings: u32,
    record: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DwellingState {
    id: DwellingId,
    department: DepartmentId,
    address_id: Option<String>,
    access_address_id: Option<String>,
    /// Street, number, floor, door, postcode and town.
    address: [String; 6],
    bfe: Option<String>,
    tenancy_number: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct AccountState {
    issuer: String,
    subject: String,
    person: UserId,
}

impl GrantState {
    fn of_department(person: UserId, grant: &Grant) -> Self {
        Self {
            person,
            department: Some(grant.department),
            role: grant.role,
            from: grant.from,
            until: grant.until,
        }
    }

    fn of_organisation(grant: &PersonGrant) -> Self {
        Self {
            person: grant.person,
            department: None,
            role: grant.role,
            from: grant.from,
            until: grant.until,
        }
    }

    fn key(&self) -> (UserId, Option<DepartmentId>, Role, Moment) {
        (self.person, self.department, self.role, self.from)
    }
}

impl From<&RosterPerson> for PersonState {
    fn from(person: &RosterPerson) -> Self {
        Self {
            id: person.id,
            number: person.number.clone(),
            name: person.name.clone(),
            mail: person.mail.clone(),
        }
    }
}

impl PersonState {
    fn row(&self) -> RosterPerson {
        RosterPerson {
            id: self.id,
            number: self.number.clone(),
            name: self.name.clone(),
            mail: self.mail.clone(),
        }
    }
}

impl From<&RosterDepartment> for DepartmentState {
    fn from(department: &RosterDepartment) -> Self {
        Self {
            id: department.id,
            number: department.number.clone(),
            name: department.name.clone(),
            municipality: department.municipality.clone(),
            dwellings: department.dwellings,
            record: department.record.clone(),
        }
    }
}

impl DepartmentState {
    fn row(&self) -> RosterDepartment {
        RosterDepartment {
            id: self.id,
            number: self.number.clone(),
            name: self.name.clone(),
            municipality: self.municipality.clone(),
            dwellings: self.dwellings,
            // Those of a department that is there stay.
            modules: Modules::all(),
            record: self.record.clone(),
        }
    }
}

impl From<&Dwelling> for DwellingState {
    fn from(dwelling: &Dwelling) -> Self {
        let DwellingAddress {
            street,
            number,
            floor,
            door,
            postcode,
            town,
        } = dwelling.address.clone();
        Self {
            id: dwelling.id,
            department: dwelling.department,
            address_id: dwelling.address_id.clone(),
            access_address_id: dwelling.access_address_id.clone(),
            address: [street, number, floor, door, postcode, town],
            bfe: dwelling.bfe.clone(),
            tenancy_number: dwelling.tenancy_number.clone(),
        }
    }
}

impl DwellingState {
    fn row(&self) -> Dwelling {
        let [street, number, floor, door, postcode, town] = self.address.clone();
        Dwelling {
            id: self.id,
            department: self.department,
            address_id: self.address_id.clone(),
            access_address_id: self.access_address_id.clone(),
            address: DwellingAddress {
                street,
                number,
                floor,
                door,
                postcode,
                town,
            },
            bfe: self.bfe.clone(),
            tenancy_number: self.tenancy_number.clone(),
        }
    }
}

impl Plan {
    /// The organisation that the plan was made from.
    pub fn seen(&self) -> &Roster {
        &self.seen
    }

    /// The changes that the plan makes, given the dwellings that it was made from.
    pub fn effects(&self, dwellings: &[Dwelling]) -> ImportEffects {
        let (seen, amendment) = (&self.seen, &self.amendment);
        let grants: BTreeMap<_, _> = grants_of(seen).map(|grant| (grant.key(), grant)).collect();
        let departments: BTreeMap<_, _> = seen.departments.iter().map(|one| (one.id, one)).collect();
        let people: BTreeMap<_, _> = seen.people.iter().map(|one| (one.id, one)).collect();
        let dwellings: BTreeMap<_, _> = dwellings.iter().map(|one| (one.id, one)).collect();
        let of_departments = amendment.grants.iter();
        let of_departments = of_departments.map(|(person, grant)| GrantState::of_department(*person, grant));
        let of_organisation = amendment.level_grants.iter().map(GrantState::of_organisation);
        let grant = |after: GrantState| Effect {
            before: grants.get(&after.key()).cloned(),
            after,
        };
        let person = |row: &RosterPerson| {
            let before = people.get(&row.id).map(|one| PersonState::from(*one));
            let mut after = PersonState::from(row);
            if let Some(before) = before.as_ref().filter(|_| row.mail.is_empty()) {
                after.mail.clone_from(&before.mail);
            }
            Effect { before, after }
        };
        let department = |row: &RosterDepartment| Effect {
            before: departments.get(&row.id).map(|one| DepartmentState::from(*one)),
            after: row.into(),
        };
        let dwelling = |row: &Dwelling| Effect {
            before: dwellings.get(&row.id).map(|one| DwellingState::from(*one)),
            after: row.into(),
        };
        let account = |identity: &PersonIdentity| AccountState {
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            person: identity.person,
        };
        ImportEffects {
            grants: of_departments.chain(of_organisation).map(grant).collect(),
            people: amendment.people.iter().map(person).collect(),
            departments: amendment.departments.iter().map(department).collect(),
            dwellings: amendment.dwellings.iter().map(dwelling).collect(),
            accounts: amendment.identities.iter().map(account).collect(),
            heads: Vec::new(),
        }
    }
}

/// Every grant in the departments of an organisation and in all of it.
fn grants_of(roster: &Roster) -> impl Iterator<Item = GrantState> {
    let departments = roster.grants.iter();
    let departments = departments.map(|(person, grant)| GrantState::of_department(*person, grant));
    let levels = roster.level_grants.iter();
    let levels = levels.filter(|grant| matches!(grant.level, GrantLevel::Organisation(_)));
    departments.chain(levels.map(GrantState::of_organisation))
}

impl ImportEffects {
    /// The departments in which something was added: records there may use it.
    pub fn added_in(&self) -> BTreeSet<DepartmentId> {
        let departments = self.departments.iter().filter(|one| one.before.is_none());
        let dwellings = self.dwellings.iter().filter(|one| one.before.is_none());
        departments
            .map(|one| one.after.id)
            .chain(dwellings.map(|one| one.after.department))
            .collect()
    }

    /// The people who were added, and those whose account was bound.
    pub fn new_people(&self) -> BTreeSet<UserId> {
        let added = self.people.iter().filter(|one| one.before.is_none());
        let added = added.map(|one| one.after.id);
        added.chain(self.accounts.iter().map(|one| one.person)).collect()
    }

    /// The people whose name, mail address or account would change.
    pub fn renamed(&self) -> BTreeSet<UserId> {
        let is_renamed = |one: &&Effect<PersonState>| {
            let before = one.before.as_ref();
            before.is_some_and(|before| before.name != one.after.name || before.mail != one.after.mail)
        };
        let people = self.people.iter().filter(is_renamed).map(|one| one.after.id);
        let known: BTreeSet<_> = self
            .people
            .iter()
            .filter(|one| one.before.is_some())
            .map(|one| one.after.id)
            .collect();
        let accounts = self.accounts.iter().map(|one| one.person);
        people
            .chain(accounts.filter(|person| known.contains(person)))
            .collect()
    }

    /// Whether dwellings were changed.
    pub fn has_dwellings(&self) -> bool {
        !self.dwellings.is_empty()
    }

    /// The grants that were added or changed: the person, the end before if there was a grant, the beginning and the end.
    pub(in crate::services) fn grants(
        &self,
    ) -> impl Iterator<Item = (UserId, Option<Option<Moment>>, Moment, Option<Moment>)> {
        self.grants.iter().map(|Effect { before, after }| {
            let before = before.as_ref().map(|before| before.until);
            (after.person, before, after.from, after.until)
        })
    }

    /// The number of grants, people, departments and dwellings that an undoing changes.
    pub fn count(&self) -> usize {
        let people = self.people.iter().filter(|one| one.before.is_some()).count();
        let departments = self.departments.iter().filter(|one| one.before.is_some()).count();
        self.grants.len() + people + departments + self.dwellings.len()
    }

    /// The amendment that undoes it; nothing when something is not any more as the import left it.
    pub fn undone(&self, present: &Roster, dwellings: &[Dwelling], now: Moment) -> Option<Amendment> {
        if !self.is_present(present, dwellings) {
            return None;
        }
        let mut undone = Amendment::default();
        for Effect { before, after } in &self.grants {
            let until = match before {
                Some(before) => before.until,
                None => Some(after.until.unwrap_or(now).min(now).max(after.from)),
            };
            match after.department {
                Some(department) => undone.grants.push((
                    after.person,
                    Grant {
                        role: after.role,
                        department,
                        from: after.from,
                        until,
                    },
                )),
                None => undone.level_grants.push(PersonGrant {
                    person: after.person,
                    level: GrantLevel::Organisation(present.id?),
                    role: after.role,
                    from: after.from,
                    until,
                }),
            }
        }
        undone.people = self.undone_people();
        let changed = self.departments.iter().filter_map(|one| one.before.as_ref());
        undone.departments = changed.map(DepartmentState::row).collect();
        for Effect { before, after } in &self.dwellings {
            match before {
                Some(before) => undone.dwellings.push(before.row()),
                None => undone.removed_dwellings.push(after.id),
            }
        }
        // Dwellings that somebody changes meanwhile stay as they are.
        undone.seen_dwellings = self.has_dwellings().then(|| digest_dwellings(dwellings));
        let accounts = self.accounts.iter();
        undone.unbound = accounts
            .map(|account| (account.issuer.clone(), account.subject.clone()))
            .collect();
        (!undone.is_empty()).then_some(undone)
    }

    /// The people as they were. Somebody who was added keeps the number, unless it was another's before.
    fn undone_people(&self) -> Vec<RosterPerson> {
        let before = self.people.iter().filter_map(|one| one.before.as_ref());
        let numbers: BTreeSet<_> = before.clone().filter_map(|one| one.number.as_deref()).collect();
        let holds = |one: &PersonState| {
            one.number
                .as_deref()
                .is_some_and(|number| numbers.contains(number))
        };
        let after = self.people.iter().map(|one| &one.after);
        // Numbers are free before they are given back.
        let released = after.filter(|one| holds(one)).map(|one| RosterPerson {
            number: None,
            ..one.row()
        });
        released.chain(before.map(PersonState::row)).collect()
    }

    fn is_present(&self, present: &Roster, dwellings: &[Dwelling]) -> bool {
        let grants: BTreeMap<_, _> = grants_of(present).map(|grant| (grant.key(), grant)).collect();
        let people: BTreeMap<_, _> = present.people.iter().map(|one| (one.id, one)).collect();
        let departments: BTreeMap<_, _> = present.departments.iter().map(|one| (one.id, one)).collect();
        let dwellings: BTreeMap<_, _> = dwellings.iter().map(|one| (one.id, one)).collect();
        let has_account = |account: &AccountState| {
            let mut known = present.identities.iter();
            known.any(|one| {
                (&one.issuer, &one.subject, one.person) == (&account.issuer, &account.subject, account.person)
            })
        };
        // An administrator is ended by hand, so that one always remains.
        let is_grant = |one: &Effect<GrantState>| {
            one.after.role != Role::OrgAdmin && grants.get(&one.after.key()) == Some(&one.after)
        };
        self.grants.iter().all(is_grant)
            && self.people.iter().all(|one| {
                let person = people.get(&one.after.id).map(|row| PersonState::from(*row));
                person.as_ref() == Some(&one.after)
            })
            && self.departments.iter().all(|one| {
                let department = departments
                    .get(&one.after.id)
                    .map(|row| DepartmentState::from(*row));
                department.as_ref() == Some(&one.after)
            })
            && self.dwellings.iter().all(|one| {
                let dwelling = dwellings.get(&one.after.id).map(|row| DwellingState::from(*row));
                dwelling.as_ref() == Some(&one.after)
            })
            && self.accounts.iter().all(has_account)
    }
}

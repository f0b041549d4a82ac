//! The departments of a person at the desk, with the person's rights in each.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::office::desk::{DeskDepartment, DeskPerson, DeskScope};
use feltbog_shared::parts::PARTICIPATION_KINDS;
use feltbog_shared::permission::{Collection, Grant, Permission, Role, Scope};

use crate::error::Error;
use crate::services::access::department_access;
use crate::services::contact_people::SENT_TO_CONTACT;
use crate::services::known_competencies::{CompetencePlaces, known_competencies};
use crate::services::own_values;
use crate::services::visit_signals::departments_with_signals_of_visits;
use crate::state::App;
use crate::store::{DepartmentRow, Readable, ScopeGroup};

/// A department in which the person has a role.
pub(in crate::services) struct ReachedDepartment {
    pub(in crate::services) department: DepartmentRow,
    pub(in crate::services) organisation_name: String,
    pub(in crate::services) permission: Permission,
}

/// Departments by their ids, and rights.
pub(in crate::services) struct Reach {
    pub(in crate::services) places: BTreeMap<DepartmentId, ReachedDepartment>,
}

/// The reach of a person.
pub(in crate::services) async fn reach(app: &App, person: UserId) -> Result<Reach, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let ambassador: Vec<Grant> = grants
        .iter()
        .filter(|grant| grant.role == Role::GreenAmbassador)
        .copied()
        .collect();
    let mut of = BTreeMap::<DepartmentId, Vec<Grant>>::new();
    for grant in grants {
        of.entry(grant.department).or_default().push(grant);
    }
    let naming = app.store.departments_naming(person, &PARTICIPATION_KINDS).await?;
    let naming: BTreeSet<_> = naming.into_iter().collect();
    let mut granted = Vec::new();
    for (department, organisation_name) in app.store.departments_of(person).await? {
        let mut grants = of.remove(&department.id).unwrap_or_default();
        grants.extend(&ambassador);
        let permission = Permission::new(person, &grants, department.id, department.modules, now);
        granted.push((department, organisation_name, permission));
    }
    let sent_to_contact = match granted.iter().any(|(_, _, one)| one.can_be_sent_concerns()) {
        true => {
            let (kind, team) = SENT_TO_CONTACT;
            app.store.departments_sent_to(kind, team.key()).await?
        }
        false => Vec::new(),
    };
    let with_signals = match granted.iter().any(|(_, _, one)| one.can_take_signals_of_visits()) {
        true => departments_with_signals_of_visits(app).await?,
        false => Vec::new(),
    };
    let mut places = BTreeMap::new();
    for (department, organisation_name, permission) in granted {
        let id = department.id;
        let is_sent = (permission.can_be_sent_concerns() && sent_to_contact.contains(&id))
            || (permission.can_take_signals_of_visits() && with_signals.contains(&id));
        // What records say of the person is worked out as for any other request.
        let permission = if naming.contains(&id) || is_sent {
            match department_access(app, person, id).await {
                Ok(access) => access.permission,
                Err(Error::Refused(_)) => continue,
                Err(error) => return Err(error),
            }
        } else {
            permission
        };
        if permission.is_member() {
            let place = ReachedDepartment {
                department,
                organisation_name,
                permission,
            };
            places.insert(id, place);
        }
    }
    Ok(Reach { places })
}

impl Reach {
    /// The departments as the store filters by them, those with equal rights together.
    pub(super) fn groups(&self, is_wanted: impl Fn(&ReachedDepartment) -> bool) -> Vec<ScopeGroup> {
        self.grouped(is_wanted, group)
    }

    /// The same with what the person may act on alone, of what they read.
    pub(super) fn groups_of_work(&self, is_wanted: impl Fn(&ReachedDepartment) -> bool) -> Vec<ScopeGroup> {
        self.grouped(is_wanted, |permission| ScopeGroup {
            readable: Readable::changeable(permission.user(), permission),
            states: Vec::new(),
            ..group(permission)
        })
    }

    fn grouped(
        &self,
        is_wanted: impl Fn(&ReachedDepartment) -> bool,
        group: impl Fn(&Permission) -> ScopeGroup,
    ) -> Vec<ScopeGroup> {
        let mut groups = BTreeMap::<String, ScopeGroup>::new();
        for place in self.places.values().filter(|place| is_wanted(place)) {
            let group = group(&place.permission);
            let key = format!(
                "{} {:?} {:?}",
                group.readable.as_parameter(),
                group.handed_to,
                group.states
            );
            let of = groups.entry(key).or_insert(group);
            of.departments.push(place.department.id);
        }
        groups.into_values().collect()
    }

    /// The departments that a query names, by organisation and ids; all of the person's when it names none.
    pub(super) fn named(
        &self,
        organisation: &str,
        departments: &str,
    ) -> impl Fn(&ReachedDepartment) -> bool + use<> {
        let (organisation, ids) = (organisation.to_owned(), list::<DepartmentId>(departments));
        let has_ids = !departments.trim().is_empty();
        move |place| {
            (organisation.is_empty() || place.department.organisation.to_string() == organisation)
                && (!has_ids || ids.contains(&place.department.id))
        }
    }
}

/// The entries of a list in a query that can be read.
pub(super) fn list<T: std::str::FromStr>(text: &str) -> Vec<T> {
    text.split(',')
        .filter_map(|one| one.trim().parse().ok())
        .collect()
}

/// The rights of a person as the store filters by them, without departments.
pub(super) fn group(permission: &Permission) -> ScopeGroup {
    let concerns = permission.access(Collection::Concerns).read;
    let is_handed = concerns.includes(Scope::ASSIGNED) && !concerns.is_all();
    let held = HandoverRole::ALL
        .iter()
        .filter(|to| is_handed && to.receives() && permission.roles().contains(&to.role()));
    let states = Collection::ALL.into_iter().filter(|collection| {
        let access = permission.access(*collection);
        access.state && !access.read.is_all()
    });
    ScopeGroup {
        departments: Vec::new(),
        readable: Readable::new(permission.user(), permission),
        handed_to: held.map(|to| to.key()).collect(),
        states: states.collect(),
    }
}

/// The departments and colleagues of a person. `GET /desk/scope`.
///
/// # Errors
/// When the database fails.
pub async fn scope(app: &App, person: UserId) -> Result<DeskScope, Error> {
    let reach = reach(app, person).await?;
    let mut departments: Vec<_> = reach.places.values().map(department).collect();
    departments.sort_by(|one, other| {
        let key = |of: &DeskDepartment| (of.organisation_name.clone(), of.name.clone(), of.id);
        key(one).cmp(&key(other))
    });
    let assigning = reach
        .places
        .values()
        .filter(|place| may_meet_colleagues(&place.permission))
        .map(|place| place.department.id);
    let mut people = BTreeMap::<UserId, DeskPerson>::new();
    let now = app.clock.now();
    // Somebody with hundreds of departments looks for colleagues in the department at hand.
    for id in assigning.take(50) {
        for member in app.store.members(id).await? {
            if member.grant.department != id || !member.grant.holds_at(now) {
                continue;
            }
            let one = people.entry(member.person).or_insert_with(|| DeskPerson {
                id: member.person,
                name: member.name.clone(),
                roles: Vec::new(),
            });
            one.roles.push((id, member.grant.role));
        }
    }
    let mut people: Vec<_> = people.into_values().collect();
    people.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    let mut competence = CompetencePlaces::default();
    for place in reach.places.values() {
        let department = &place.department;
        competence.add(department.organisation, department.id, &place.permission);
    }
    Ok(DeskScope {
        departments,
        people,
        today: now.danish_day().to_string(),
        own_values: own_values::of_person(app, person).await?,
        competencies: known_competencies(app, competence).await?,
    })
}

/// Whether the person works in the department, and so knows its people by name.
pub(super) fn may_meet_colleagues(permission: &Permission) -> bool {
    let is_outsider = |role: &Role| matches!(role, Role::GreenAmbassador | Role::Board);
    !permission.roles().iter().all(is_outsider)
}

fn department(place: &ReachedDepartment) -> DeskDepartment {
    let permission = &place.permission;
    let kinds =
        |is_of: &dyn Fn(Kind) -> bool| Kind::ALL.iter().copied().filter(|kind| is_of(*kind)).collect();
    DeskDepartment {
        id: place.department.id,
        name: place.department.name.clone(),
        organisation: place.department.organisation.to_string(),
        organisation_name: place.organisation_name.clone(),
        modules: place.department.modules,
        roles: permission.roles().to_vec(),
        creates: kinds(&|kind| kind != Kind::PassedOn && permission.may_create_kind(kind)),
        reads: kinds(&|kind| !permission.access(kind.collection()).read.is_nothing()),
        assigns: permission.access(Collection::CaseParts).assign,
        edits_letter_templates: permission.may_edit_letter_templates(),
        reads_access_log: permission.may_read_access_log(),
        answers_subject_access: permission.may_answer_subject_access(),
    }
}

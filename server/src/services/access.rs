//! The person behind a request and their rights, asked anew for every request.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Fields, Handover, Kind, Value};
use feltbog_shared::parts::{CASE_KINDS, PARTICIPATION_KINDS, Participation, ParticipationRecord};
use feltbog_shared::permission::{Collection, Grant, Permission, Role, Scope};
use feltbog_shared::wire;

use crate::error::Error;
use crate::services::codes::token_hash;
use crate::services::contact_people::concerns_to_contact;
pub use crate::services::member_permissions::permissions;
use crate::services::phone_session;
pub use crate::services::signed_in::SignedIn;
use crate::services::visit_signals::signals_of_visits;
use crate::state::App;
use crate::store::{DepartmentRow, Membership, Position, Readable, Tombstone};

/// A person in a department.
#[derive(Clone, Debug)]
pub struct DepartmentAccess {
    /// The department.
    pub department: DepartmentRow,
    /// Its log, and the place in it that was asked about.
    pub position: Position,
    /// The person's present rights there.
    pub permission: Permission,
    /// The documents that the person may read there, for the store.
    pub readable: Readable,
}

/// The person behind a session token.
///
/// # Errors
/// `NOT_SIGNED_IN` when nobody is, `WITHDRAWN` when nobody is any more, `PhoneNotConfirmed` while the phone waits.
pub async fn signed_in(app: &App, token: &str) -> Result<SignedIn, Error> {
    let hash = token_hash(token).ok_or(Error::NOT_SIGNED_IN)?;
    let row = app.store.session(hash).await?.ok_or(Error::NOT_SIGNED_IN)?;
    phone_session::check(app, &row).await?;
    Ok(SignedIn {
        person: row.person,
        name: row.name,
        device: row.device,
    })
}

/// The rights of a person in a department.
///
/// # Errors
/// `NO_ACCESS` when the person has nothing to do with it, or it does not exist.
pub async fn department_access(
    app: &App,
    person: UserId,
    department: DepartmentId,
) -> Result<DepartmentAccess, Error> {
    department_access_at(app, person, department, 0).await
}

/// The same, with a place in the department's log.
///
/// # Errors
/// As [`department_access`].
pub async fn department_access_at(
    app: &App,
    person: UserId,
    department: DepartmentId,
    seq: u64,
) -> Result<DepartmentAccess, Error> {
    let access = phone_access_at(app, person, department, seq).await?;
    let concerns = concerns_to_contact(app, &access.department, &access.permission).await?;
    let signals = signals_of_visits(app, access.department.id, &access.permission).await?;
    if concerns.is_empty() && signals.is_empty() {
        return Ok(access);
    }
    let permission = access
        .permission
        .with_concerns_to_contact(&concerns)
        .with_signals_of_visits(&signals);
    Ok(DepartmentAccess {
        readable: Readable::new(person, &permission),
        permission,
        ..access
    })
}

/// The rights to what phones hold, with a place in the department's log: without the concerns of a contact person and the
/// signals of a social caretaker, which are taken at the desk.
///
/// # Errors
/// As [`department_access`].
pub async fn phone_access_at(
    app: &App,
    person: UserId,
    department: DepartmentId,
    seq: u64,
) -> Result<DepartmentAccess, Error> {
    let known = app
        .store
        .membership(department, seq, person, &PARTICIPATION_KINDS)
        .await?;
    let membership = known.ok_or(Error::NO_ACCESS)?;
    let (id, modules, now) = (
        membership.department.id,
        membership.department.modules,
        app.clock.now(),
    );
    let permission = Permission::new(person, &membership.grants, id, modules, now);
    if !permission.is_member() {
        return Err(Error::NO_ACCESS);
    }
    let mut saying = saying(app, person, &membership, &permission);
    if is_handed(&permission) {
        let held = HandoverRole::ALL
            .iter()
            .filter(|to| permission.roles().contains(&to.role()));
        let roles: Vec<_> = held.map(|role| role.key()).collect();
        let to_role = Handover::to_role().name();
        saying.handed = app.store.holding(id, Kind::Handover, to_role, &roles).await?;
    }
    let cases = saying.cases();
    let mut belonging = Vec::new();
    if !cases.is_empty() {
        belonging = app.store.cases(id, &CASE_KINDS, &cases).await?;
        let known: Vec<_> = belonging.iter().map(|(_, case)| *case).collect();
        saying.keep_cases(&known);
    }
    let permission = permission.with_parts(saying.parts(&belonging));
    let readable = Readable::new(person, &permission);
    Ok(DepartmentAccess {
        department: membership.department,
        position: membership.position,
        permission,
        readable,
    })
}

/// Whether a person may know that a document was erased: they could read it, or made it.
pub fn may_hear_of(
    permission: &Permission,
    department: DepartmentId,
    document: DocumentId,
    tombstone: &Tombstone,
) -> bool {
    let collection = tombstone.collection;
    let could_read = match tombstone.owner {
        Some(owner) => owner == permission.user() || permission.may_read(collection, owner, document),
        // Of one that was erased before its owner was kept, only the collection is known.
        None => permission.may_create(collection) || !permission.access(collection).read.is_nothing(),
    };
    tombstone.department == department && could_read
}

/// Whether a person reads what is handed over to their role, and nothing else of the kind.
fn is_handed(permission: &Permission) -> bool {
    let read = permission.access(Collection::Concerns).read;
    read.includes(Scope::ASSIGNED) && !read.is_all()
}

/// A person's participation by the records of the department, as of now.
fn saying(app: &App, person: UserId, membership: &Membership, permission: &Permission) -> Participation {
    // Only of those whose role has to do with either.
    let matters = [Collection::Conflicts, Collection::Visits]
        .iter()
        .any(|of| !permission.access(*of).read.is_nothing());
    if !matters {
        return Participation::default();
    }
    let (department, now) = (&membership.department, app.clock.now());
    let said: Vec<ParticipationRecord> = membership
        .said
        .iter()
        .map(|(kind, owner, projection)| {
            let grants = membership
                .authors
                .get(owner)
                .map(Vec::as_slice)
                .unwrap_or_default();
            ParticipationRecord {
                kind: *kind,
                owner: *owner,
                permission: Permission::new(*owner, grants, department.id, department.modules, now),
                fields: fields(projection),
            }
        })
        .collect();
    Participation::of(person, &said, now.danish_day())
}

/// The texts and flags of a projection.
fn fields(projection: &str) -> Fields {
    let read: serde_json::Value = serde_json::from_str(projection).unwrap_or_default();
    let held = read["fields"].as_object().into_iter().flatten();
    held.filter_map(|(name, value)| {
        let value = match value {
            serde_json::Value::String(text) => Value::Text(text.clone()),
            serde_json::Value::Bool(flag) => Value::Flag(*flag),
            _ => return None,
        };
        Some((name.clone(), value))
    })
    .collect()
}

/// Roles whose holders a green ambassador sees by name: those who meet in the green areas.
const MET_BY_AMBASSADORS: [Role; 3] = [Role::Caretaker, Role::OperationsManager, Role::GreenAmbassador];

/// The session that a phone needs: the person, their departments and their colleagues.
///
/// # Errors
/// When the database fails.
pub async fn session(app: &App, who: &SignedIn) -> Result<wire::Session, Error> {
    let now = app.clock.now();
    let holds = |grant: &Grant| grant.from <= now && grant.until.is_none_or(|until| now < until);
    let mut grants = app.store.grants(who.person).await?;
    grants.retain(|grant| grant.until.is_none_or(|until| now < until));
    let mut departments = Vec::new();
    let mut people: BTreeMap<UserId, wire::Person> = BTreeMap::new();
    let mut members = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for grant in grants.iter().filter(|grant| holds(grant)) {
        if !seen.insert(grant.department) {
            continue;
        }
        let Some(department) = app.store.department(grant.department).await? else {
            continue;
        };
        departments.push(wire::Department {
            id: department.id,
            name: department.name,
            modules: department.modules,
        });
        let is_ambassador = grants
            .iter()
            .filter(|other| other.department == grant.department && holds(other))
            .any(|other| other.role == Role::GreenAmbassador);
        let is_met = |role: &Role| !is_ambassador || MET_BY_AMBASSADORS.contains(role);
        let known = app.store.members(grant.department).await?;
        for (user, permission) in permissions(&known, grant.department, department.modules, now) {
            let met = permission.roles().iter().copied().filter(is_met);
            members.extend(met.map(|role| wire::Member {
                user,
                department: grant.department,
                role,
            }));
        }
        for member in known {
            if member.grant.department != grant.department || !is_met(&member.grant.role) {
                continue;
            }
            people.entry(member.person).or_insert(wire::Person {
                user: member.person,
                name: member.name,
                role: member.grant.role,
            });
        }
    }
    departments.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(wire::Session {
        user: who.person,
        name: who.name.clone(),
        device: who.device,
        organisation: app.store.organisations_of(who.person, now).await?.join(", "),
        grants,
        departments,
        people: people.into_values().collect(),
        now,
        members,
    })
}

//! Access of staff who are lent to another department: grants of the roles that they have in their own, from the first day of
//! the lending to the last. They change with the lending, and end with it.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::efforts::{StaffLending, StaffMember};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;

use super::{Entry, Reached, STAFF_ROLES, action, carry_out};
use crate::error::Error;
use crate::services::administration::require;
use crate::services::export::danish_midnight;
use crate::services::settlement;
use crate::state::App;
use crate::store::{AdministrativeAct, EffortAct, GrantLevel, PersonGrant};

/// The name of a grant: there is one at most.
type GrantKey = (UserId, GrantLevel, Role, Moment);

fn key(grant: &PersonGrant) -> GrantKey {
    (grant.person, grant.level, grant.role, grant.from)
}

/// Grants that a change of staff changes.
#[derive(Default)]
pub(super) struct GrantChanges {
    expected: Vec<PersonGrant>,
    wanted: Vec<PersonGrant>,
}

/// The grants of a member's lendings.
fn grants_of(member: &StaffMember) -> Vec<PersonGrant> {
    let Some(person) = member.person else {
        return Vec::new();
    };
    let lendings = member.lendings.iter().filter(|lending| lending.gives_access);
    let grants = lendings.flat_map(|lending| {
        let days = Day::parse(&lending.from).zip(Day::parse(&lending.until));
        let of_role = move |role: &Role| {
            let (from, until) = days?;
            Some(PersonGrant {
                person,
                level: GrantLevel::Department(lending.department),
                role: *role,
                from: danish_midnight(from),
                until: Some(danish_midnight(until.plus_days(1))),
            })
        };
        lending.roles.iter().filter_map(of_role).collect::<Vec<_>>()
    });
    // Two lendings may name the same grant: the later end counts.
    let mut all: BTreeMap<GrantKey, PersonGrant> = BTreeMap::new();
    for grant in grants {
        let standing = all.entry(key(&grant)).or_insert(grant);
        standing.until = standing.until.max(grant.until);
    }
    all.into_values().collect()
}

/// Checks the lendings with access, and states the roles of each: those that the member has in the own department now, or
/// those of the lending as it was.
///
/// # Errors
/// `NO_ACCESS` where the person does not lend with access; `InvalidValue` for a member without a profile or without a role
/// as staff in the own department.
pub(super) async fn check(
    app: &App,
    reached: &Reached,
    member: &mut StaffMember,
    present: Option<&StaffMember>,
) -> Result<(), Error> {
    let own = member.department;
    let person = member.person;
    for lending in &mut member.lendings {
        let known = present.and_then(|present| {
            let is_same = |one: &&StaffLending| {
                (one.department, &one.from, one.gives_access)
                    == (lending.department, &lending.from, lending.gives_access)
                    && present.person == person
            };
            present.lendings.iter().find(is_same)
        });
        lending.roles = known.map(|known| known.roles.clone()).unwrap_or_default();
        // What stands as it was is nobody's change.
        if !lending.gives_access || known.is_some_and(|known| known.until == lending.until) {
            continue;
        }
        if !reached.lends_with_access(own) || !reached.lends_with_access(lending.department) {
            return Err(Error::NO_ACCESS);
        }
        let person = person.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
        if lending.roles.is_empty() {
            let now = app.clock.now();
            let grants = app.store.grants(person).await?;
            let held = grants
                .iter()
                .filter(|grant| grant.department == own && grant.holds_at(now));
            let roles: BTreeSet<Role> = held.map(|grant| grant.role).collect();
            lending.roles = roles
                .into_iter()
                .filter(|role| STAFF_ROLES.contains(role))
                .collect();
        }
        require(!lending.roles.is_empty())?;
    }
    Ok(())
}

/// The grants that change with a member of staff. A grant that somebody else has made or ended stays as it is.
///
/// # Errors
/// When the database fails.
pub(super) async fn changes(
    app: &App,
    present: Option<&StaffMember>,
    member: &StaffMember,
) -> Result<GrantChanges, Error> {
    let before = present.map(grants_of).unwrap_or_default();
    let after = grants_of(member);
    if before == after {
        return Ok(GrantChanges::default());
    }
    let now = app.clock.now();
    let people: BTreeSet<UserId> = before.iter().chain(&after).map(|grant| grant.person).collect();
    let mut standing: BTreeMap<GrantKey, PersonGrant> = BTreeMap::new();
    for person in people {
        let grants = app.store.person_grants(person).await?;
        standing.extend(grants.into_iter().map(|grant| (key(&grant), grant)));
    }
    let mut changes = GrantChanges::default();
    for grant in &after {
        let was = before.iter().find(|one| key(one) == key(grant));
        let is = standing.get(&key(grant));
        match (was, is) {
            (_, None) => changes.wanted.push(*grant),
            (Some(was), Some(is)) if was.until == is.until && is.until != grant.until => {
                changes.expected.push(*is);
                changes.wanted.push(*grant);
            }
            _ => {}
        }
    }
    for grant in before {
        let is_gone = after.iter().all(|one| key(one) != key(&grant));
        let is = standing.get(&key(&grant)).filter(|is| is.until == grant.until);
        let Some(is) = is.filter(|is| is_gone && is.until.is_none_or(|until| now < until)) else {
            continue;
        };
        changes.expected.push(*is);
        changes.wanted.push(PersonGrant {
            until: Some(now.max(is.from)),
            ..*is
        });
    }
    Ok(changes)
}

/// Makes a change of staff with its grants, both in one transaction and under one entry of the log. The log of another
/// organisation that the member is lent to notes the grants.
///
/// # Errors
/// `VersionConflict` when the member or a grant was changed since.
pub(super) async fn make(
    app: &App,
    (reached, person): (&Reached, UserId),
    entry: Entry,
    act: EffortAct,
    grants: GrantChanges,
) -> Result<(), Error> {
    let GrantChanges { expected, wanted } = grants;
    if wanted.is_empty() {
        return carry_out(app, person, entry, AdministrativeAct::Effort(Box::new(act))).await;
    }
    let now = app.clock.now();
    let has_ended = wanted
        .iter()
        .any(|grant| grant.until.is_some_and(|until| until <= now));
    let elsewhere = entries_elsewhere(reached, &entry, &wanted);
    let act = AdministrativeAct::LendStaff {
        act: Box::new(act),
        expected,
        wanted,
    };
    carry_out(app, person, entry, act).await?;
    for entry in elsewhere {
        carry_out(app, person, entry, AdministrativeAct::Note).await?;
    }
    if has_ended {
        // The ledger hears of the grants that ended, as at each start.
        settlement::settle(&*app.store, &app.ledger, now).await?;
    }
    Ok(())
}

/// Entries for the logs of other organisations than that of a change, in whose departments grants change with it.
fn entries_elsewhere(reached: &Reached, entry: &Entry, wanted: &[PersonGrant]) -> Vec<Entry> {
    let mut all: BTreeMap<OrganisationId, Vec<serde_json::Value>> = BTreeMap::new();
    for grant in wanted {
        let GrantLevel::Department(department) = grant.level else {
            continue;
        };
        let Some(organisation) = reached
            .organisation(department)
            .filter(|one| *one != entry.organisation)
        else {
            continue;
        };
        all.entry(organisation).or_default().push(serde_json::json!({
            "person": grant.person,
            "department": department,
            "role": grant.role.key(),
            "from": grant.from.danish_day().to_string(),
            "until": grant.until.map(|until| until.danish_day().to_string()),
        }));
    }
    let note = |(organisation, grants): (OrganisationId, Vec<serde_json::Value>)| Entry {
        organisation,
        action: action::STAFF_LENT,
        target: entry.target.clone(),
        subject: entry.subject.clone(),
        before: None,
        after: Some(serde_json::Value::Array(grants).to_string()),
    };
    all.into_iter().map(note).collect()
}

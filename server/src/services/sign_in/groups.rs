//! Roles by the groups of a provider, each in the organisation that the settings name.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;

use super::settings::{GroupRole, ProviderSettings};
use crate::error::Error;
use crate::state::App;
use crate::store::{ProviderGrant, ProviderPlace, Roster, StoreError};

/// An organisation: id, name and short key.
type Named = (OrganisationId, String, Option<String>);

/// The organisation in which a group gives its role: the one that is named by short key or id. Without a name the only one
/// there is.
fn organisation_of(
    settings: &ProviderSettings,
    group: &GroupRole,
    organisations: &[Named],
) -> Option<OrganisationId> {
    let name = group.organisation.as_ref().or(settings.organisation.as_ref());
    match (name, organisations) {
        (Some(name), all) => {
            let is_named = |(id, _, key): &&Named| key.as_ref() == Some(name) || id.to_string() == *name;
            all.iter().find(is_named).map(|(id, ..)| *id)
        }
        (None, [(only, ..)]) => Some(*only),
        (None, _) => None,
    }
}

/// The sentence about the groups whose organisation cannot be told; nothing where there is none.
fn fault_of(settings: &ProviderSettings, organisations: &[Named]) -> Option<String> {
    let group = settings
        .groups
        .iter()
        .find(|group| organisation_of(settings, group, organisations).is_none())?;
    let name = group.organisation.as_ref().or(settings.organisation.as_ref());
    Some(match name {
        Some(name) => format!(
            "provider {}: no organisation has the key or id {name}, which the group {} names",
            settings.key, group.value
        ),
        None => format!(
            "provider {}: there are several organisations, and the group {} names none; add organisation = \"KEY\"",
            settings.key, group.value
        ),
    })
}

/// Tells in the log of each provider whose groups name no organisation that is there.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_faults(app: &App) -> Result<(), StoreError> {
    let organisations = app.store.organisations().await?;
    if organisations.is_empty() {
        return Ok(());
    }
    for settings in &app.config.providers {
        if let Some(fault) = fault_of(settings, &organisations) {
            tracing::error!("{fault}; nobody whom this group is given to can sign in by it");
        }
    }
    Ok(())
}

/// Makes the grants of an issuer those that the person's groups give. Nothing happens without groups.
///
/// # Errors
/// `GroupsUnknown` when the organisation of one of the person's groups cannot be told. Grants are as they were.
pub(super) async fn apply(
    app: &App,
    settings: &ProviderSettings,
    person: UserId,
    groups: Option<Vec<String>>,
) -> Result<(), Error> {
    let Some(groups) = groups else { return Ok(()) };
    let now = app.clock.now();
    let organisations = app.store.organisations().await?;
    let mut rosters: BTreeMap<OrganisationId, Roster> = BTreeMap::new();
    let mut wanted = Vec::new();
    for group in settings
        .groups
        .iter()
        .filter(|group| groups.contains(&group.value))
    {
        let Some((role, until)) = role_now(group, now) else {
            continue;
        };
        let Some(organisation) = organisation_of(settings, group, &organisations) else {
            let fault = fault_of(settings, &organisations).unwrap_or_default();
            tracing::error!("{fault}");
            return Err(Error::Refused(RefusalCode::GroupsUnknown));
        };
        let grant = |place| ProviderGrant { place, role, until };
        if group.departments.is_empty() {
            wanted.push(grant(ProviderPlace::Organisation(organisation)));
            continue;
        }
        let roster = match rosters.entry(organisation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(app.store.roster_of(organisation).await?),
        };
        for department in &roster.departments {
            let number = department.number.as_deref().unwrap_or_default();
            if group.departments.iter().any(|wanted| wanted == number) {
                wanted.push(grant(ProviderPlace::Department(department.id)));
            }
        }
    }
    // Of one role by two groups the longer period counts.
    let end = |grant: &ProviderGrant| Reverse(grant.until.map_or(i64::MAX, Moment::millis));
    wanted.sort_by_key(|grant| (grant.place, grant.role, end(grant)));
    wanted.dedup_by_key(|grant| (grant.place, grant.role));
    let issuer = &settings.issuer;
    if app
        .store
        .set_provider_grants(issuer, person, &wanted, now)
        .await?
    {
        tracing::info!(
            provider = settings.key,
            "somebody's grants by groups have changed"
        );
    }
    Ok(())
}

/// The role that a group gives at a moment, with the end of its period.
fn role_now(group: &GroupRole, now: Moment) -> Option<(Role, Option<Moment>)> {
    let role = Role::from_key(&group.role)?;
    let (from, until) = group.period();
    let is_before = from.is_some_and(|from| now < from);
    let is_after = until.is_some_and(|until| now >= until);
    (!is_before && !is_after).then_some((role, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: OrganisationId = OrganisationId::from_bytes([1; 16]);
    const SECOND: OrganisationId = OrganisationId::from_bytes([2; 16]);

    fn settings(more: &str) -> ProviderSettings {
        let text = format!(
            "key = \"prov\"\nname = \"Prov\"\nissuer = \"https://id.example.dk\"\nclient_id = \"feltbog\"\n\
             client_secret_file = \"secret\"\n{more}"
        );
        toml::from_str(&text).expect("settings")
    }

    #[test]
    fn a_group_gives_its_role_in_the_organisation_that_is_named() {
        let first = (FIRST, "Første".to_owned(), Some("foerste".to_owned()));
        let second = (SECOND, "Anden".to_owned(), None);
        let group = "[[group]]\nvalue = \"a\"\nrole = \"caretaker\"\n";
        let found = |more: &str, all: &[Named]| {
            let settings = settings(more);
            organisation_of(&settings, &settings.groups[0], all)
        };
        let both = [first.clone(), second.clone()];
        assert_eq!(found(group, &[first]), Some(FIRST));
        assert_eq!(found(group, &both), None, "none of two is meant");
        assert_eq!(found(group, &[]), None);
        let named = format!("organisation = \"foerste\"\n{group}");
        assert_eq!(found(&named, &both), Some(FIRST));
        assert_eq!(found(&named, &[second]), None, "the only one is another");
        let own = format!("{named}organisation = \"{SECOND}\"\n");
        assert_eq!(found(&own, &both), Some(SECOND), "a group's own goes first");
        // A name is shown and may be another tomorrow.
        let by_name = format!("organisation = \"Anden\"\n{group}");
        assert_eq!(found(&by_name, &both), None);
        assert!(fault_of(&settings(&by_name), &both).is_some_and(|fault| fault.contains("Anden")));
        assert!(fault_of(&settings(group), &both).is_some_and(|fault| fault.contains("several")));
        assert_eq!(fault_of(&settings(&named), &both), None);
    }
}

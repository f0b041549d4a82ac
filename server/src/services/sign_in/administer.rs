//! The people whose accounts somebody may administer.

use feltbog_shared::id::UserId;
use feltbog_shared::permission::{Grant, Role};

use crate::error::Error;
use crate::state::App;

/// Checks that somebody is administrator in a department where the person has, or had, a role.
///
/// # Errors
/// `NOT_FOUND` when they are not: the answer does not tell whether there is such a person.
pub async fn require_administrator_of(app: &App, by: UserId, person: UserId) -> Result<(), Error> {
    let now = app.clock.now();
    let administers = app.store.grants(by).await?;
    let is_held = |grant: &&Grant, role| grant.role == role && grant.holds_at(now);
    // An ambassador with another function has two profiles.
    let is_ambassador = administers
        .iter()
        .any(|grant| is_held(&grant, Role::GreenAmbassador));
    let administers: Vec<_> = administers
        .iter()
        .filter(|grant| is_held(grant, Role::OrgAdmin) && !is_ambassador)
        .map(|grant| grant.department)
        .collect();
    let grants = app.store.grants(person).await?;
    let is_theirs = |grant: &Grant| administers.contains(&grant.department);
    grants.iter().any(is_theirs).then_some(()).ok_or(Error::NOT_FOUND)
}

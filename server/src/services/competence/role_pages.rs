//! The pages about roles: what a role may see and do. Each person says once, of each version, that they have read theirs.

use std::collections::BTreeSet;

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::competence::{ROLE_PAGE_VERSION, RolePage, RolePages};
use feltbog_shared::permission::Role;

use crate::error::Error;
use crate::state::App;

/// The longest that a phone may have waited with telling that a page was read, in milliseconds: a year.
const LONGEST_WAIT_MILLIS: i64 = 365 * 24 * 3_600_000;

/// The roles of a person that hold now, each with the moment in which its page was read.
///
/// # Errors
/// When the database fails.
pub(super) async fn roles_read(app: &App, person: UserId) -> Result<Vec<(Role, Option<Moment>)>, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let held = grants.iter().filter(|grant| grant.holds_at(now));
    let roles: BTreeSet<Role> = held.map(|grant| grant.role).collect();
    let read = app.store.role_pages_read(person, ROLE_PAGE_VERSION).await?;
    let read_at = |role: Role| {
        let mut read = read.iter();
        read.find(|(key, _)| key == role.key()).map(|(_, at)| *at)
    };
    Ok(roles.into_iter().map(|role| (role, read_at(role))).collect())
}

/// The pages about the roles of a person.
///
/// # Errors
/// When the database fails.
pub async fn role_pages(app: &App, person: UserId) -> Result<RolePages, Error> {
    let pages = roles_read(app, person).await?.into_iter();
    Ok(RolePages {
        pages: pages
            .map(|(role, at)| RolePage {
                role,
                read_on: at.map(|at| at.danish_day().to_string()),
            })
            .collect(),
    })
}

/// Notes that a person has read the pages about some of their roles. A role that they do not hold is passed over.
///
/// # Errors
/// When the database fails.
pub async fn read_role_pages(app: &App, person: UserId, read: &[(Role, Moment)]) -> Result<(), Error> {
    let now = app.clock.now();
    let held: BTreeSet<Role> = roles_read(app, person)
        .await?
        .into_iter()
        .filter(|(_, at)| at.is_none())
        .map(|(role, _)| role)
        .collect();
    let is_likely = |at: Moment| at <= now && now.since(at) <= LONGEST_WAIT_MILLIS;
    let read: Vec<_> = read
        .iter()
        .filter(|(role, _)| held.contains(role))
        .map(|(role, at)| (role.key().to_owned(), if is_likely(*at) { *at } else { now }))
        .collect();
    if !read.is_empty() {
        app.store
            .read_role_pages(person, ROLE_PAGE_VERSION, &read)
            .await?;
    }
    Ok(())
}

//! Access of machines: read tokens for a data warehouse, and webhooks.
//!
//! Both act for the person who made them. At each use the one policy is asked for that person's rights in each
//! department, so that a token or a webhook never reaches further than they may read then, and nothing once they have no
//! role. An administrator sees no content, and so an administrator alone can make neither; they see all of their
//! organisation and may end them.

pub mod tokens;
pub mod webhooks;

use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office_data::{DataAccess, DataScope};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::services::access::department_access;
use crate::services::administration::OrganisationAuthority;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, GrantLevel};

/// The longest name of a token or a webhook, in characters.
const NAME: usize = 80;
/// The most departments that are named.
const DEPARTMENTS: usize = 10_000;

/// The authority of a person towards the tokens and webhooks of an organisation.
struct DataAuthority {
    organisation: OrganisationId,
    sees_all: bool,
    may_make: bool,
}

impl DataAuthority {
    /// # Errors
    /// `NOT_FOUND` for somebody who neither administers the whole organisation nor works in its central unit.
    async fn of(app: &App, person: UserId, organisation: &str) -> Result<Self, Error> {
        let id: OrganisationId = organisation.parse().map_err(|_| Error::NOT_FOUND)?;
        let sees_all = match OrganisationAuthority::of_whole(app, person, organisation).await {
            Ok(_) => true,
            Err(Error::Refused(RefusalCode::NotFound)) => false,
            Err(error) => return Err(error),
        };
        let rows = app.store.organisation_rows().await?;
        let row = rows
            .into_iter()
            .find(|row| row.id == id)
            .ok_or(Error::NOT_FOUND)?;
        let now = app.clock.now();
        let mut grants = app.store.person_grants(person).await?;
        grants.retain(|grant| grant.holds_at(now));
        // While somebody is an ambassador anywhere, no other role of theirs counts (docs/domain/access.md, rule 4).
        if grants.iter().any(|grant| grant.role == Role::GreenAmbassador) {
            grants.clear();
        }
        let mut is_of_unit = false;
        for grant in grants {
            if grant.role != Role::CentralUnit {
                continue;
            }
            is_of_unit |= match grant.level {
                GrantLevel::Administration(level) => level == row.administration,
                GrantLevel::Organisation(level) => level == id,
                GrantLevel::Department(level) => {
                    let department = app.store.department(level).await?;
                    department.is_some_and(|department| department.organisation == id)
                }
            };
        }
        match sees_all || is_of_unit {
            true => Ok(Self {
                organisation: id,
                sees_all,
                may_make: is_of_unit,
            }),
            false => Err(Error::NOT_FOUND),
        }
    }
}

/// The tokens and webhooks that a person sees.
///
/// # Errors
/// `NOT_FOUND` for somebody who has nothing to do with them.
pub async fn list(app: &App, person: UserId, organisation: &str) -> Result<DataAccess, Error> {
    let authority = DataAuthority::of(app, person, organisation).await?;
    let is_seen = |by: UserId| authority.sees_all || by == person;
    let mut tokens = app.store.data_tokens(authority.organisation).await?;
    tokens.retain(|row| is_seen(row.person));
    let mut webhooks = Vec::new();
    for row in app.store.webhooks(authority.organisation).await? {
        if is_seen(row.person) {
            let deliveries = app.store.webhook_deliveries(row.id).await?;
            webhooks.push(webhooks::as_message(row, deliveries));
        }
    }
    Ok(DataAccess {
        may_make: authority.may_make,
        tokens: tokens.into_iter().map(tokens::as_message).collect(),
        webhooks,
    })
}

/// Departments of an organisation in which a person has a grant now, in order of their ids.
async fn departments_of(
    app: &App,
    person: UserId,
    organisation: OrganisationId,
    only: Option<&[DepartmentId]>,
) -> Result<Vec<DepartmentId>, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let held = grants
        .iter()
        .filter(|grant| grant.from <= now && grant.until.is_none_or(|until| now < until));
    let mut ids: Vec<_> = held.map(|grant| grant.department).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| only.is_none_or(|only| only.contains(id)));
    let records = app.store.department_records(organisation).await?;
    ids.retain(|id| records.iter().any(|record| record.id == *id));
    Ok(ids)
}

/// Checks a reach against the rights of the person who wishes for it. Its kinds.
///
/// # Errors
/// `InvalidValue` for a kind or a department that there is not, `NO_ACCESS` for a kind that the person may read in none of
/// the departments.
async fn check_scope(
    app: &App,
    person: UserId,
    organisation: OrganisationId,
    scope: &DataScope,
) -> Result<Vec<String>, Error> {
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let kinds: Option<Vec<Kind>> = scope.kinds.iter().map(|key| Kind::from_key(key)).collect();
    let mut lacking = kinds.filter(|kinds| !kinds.is_empty()).ok_or_else(invalid)?;
    lacking.sort_unstable();
    lacking.dedup();
    let kinds = lacking.iter().map(|kind| kind.key().to_owned()).collect();
    let only = scope.departments.as_deref();
    if only.is_some_and(|only| only.is_empty() || only.len() > DEPARTMENTS) {
        return Err(invalid());
    }
    let theirs = departments_of(app, person, organisation, only).await?;
    if only.is_some_and(|only| !only.iter().all(|id| theirs.contains(id))) {
        return Err(Error::NO_ACCESS);
    }
    for department in theirs {
        if lacking.is_empty() {
            break;
        }
        let access = department_access(app, person, department).await?;
        lacking.retain(|kind| !access.readable.is_about(kind.collection()));
    }
    match lacking.is_empty() {
        true => Ok(kinds),
        false => Err(Error::NO_ACCESS),
    }
}

/// Checks a name.
fn check_name(name: &str) -> Result<(), Error> {
    let refused = |code| Err(Error::Refused(code));
    if name.chars().count() > NAME {
        return refused(RefusalCode::TextTooLong);
    }
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return refused(RefusalCode::InvalidValue);
    }
    match feltbog_shared::personal::holds_cpr(name) {
        true => refused(RefusalCode::CprNumber),
        false => Ok(()),
    }
}

/// Writes what was done into the administrative log.
async fn note(
    app: &App,
    person: UserId,
    organisation: OrganisationId,
    action: &str,
    (target, subject): (String, &str),
    after: Option<&DataScope>,
) -> Result<(), Error> {
    let after = after.map(serde_json::to_string).transpose();
    let change = AdministrativeChange {
        organisation,
        at: app.clock.now(),
        by: person,
        action: action.to_owned(),
        target,
        subject: subject.to_owned(),
        before: None,
        after: after.map_err(|error| Error::Fault(error.to_string()))?,
        undoes: None,
        act: AdministrativeAct::Note,
    };
    app.store.administer(&change).await?;
    Ok(())
}

//! Entries of the administrative log about what was changed elsewhere.

use feltbog_shared::id::{OrganisationId, UserId};

use super::administer;
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// An entry of the administrative log.
#[derive(Clone, Debug)]
pub(in crate::services) struct Noted {
    /// The organisation whose log it stands in.
    pub(in crate::services) organisation: OrganisationId,
    /// The person who made the change.
    pub(in crate::services) by: UserId,
    /// The kind of change.
    pub(in crate::services) action: &'static str,
    /// The subject, for the program.
    pub(in crate::services) target: String,
    /// The subject's name.
    pub(in crate::services) subject: String,
    /// The value before, as JSON.
    pub(in crate::services) before: Option<String>,
    /// The value after, as JSON.
    pub(in crate::services) after: Option<String>,
}

/// Notes a change. What is noted first is never done without an entry.
pub(in crate::services) async fn note(app: &App, noted: Noted) -> Result<(), Error> {
    let change = AdministrativeChange {
        organisation: noted.organisation,
        at: app.clock.now(),
        by: noted.by,
        action: noted.action.to_owned(),
        target: noted.target,
        subject: noted.subject,
        before: noted.before,
        after: noted.after,
        undoes: None,
        act: AdministrativeAct::Note,
    };
    administer(app, &change).await.map(drop)
}

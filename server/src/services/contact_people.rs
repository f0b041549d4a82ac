//! The contact people of a department who have a profile there, and the concerns that were sent to them as such.
//!
//! A department's record names its contact people in words. A name is somebody's when one person of the department alone
//! has it in their profile: administrators write both.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::ReceivingTeam;
use feltbog_shared::model::{Concern, Kind};
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::search::fold;

use crate::error::Error;
use crate::services::department_details::public_part;
use crate::services::member_permissions::permissions;
use crate::state::App;
use crate::store::{DepartmentRow, DocumentSummary};

/// The kind of the records that are sent to a contact person, and the key by which they say so.
pub(super) const SENT_TO_CONTACT: (Kind, ReceivingTeam) = (Kind::Concern, ReceivingTeam::ContactPerson);

/// The contact people of a department who have a profile there.
#[derive(Clone, Debug, Default)]
pub(super) struct ContactPeople {
    all: BTreeSet<UserId>,
    /// Those who take every concern.
    takers: BTreeSet<UserId>,
}

impl ContactPeople {
    /// The contact people of a department.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(app: &App, department: &DepartmentRow) -> Result<Self, Error> {
        let row = app.store.department_record(department.id).await?;
        let information = row.as_ref().map(public_part).transpose()?;
        let contacts = information.iter().flat_map(|one| &one.contacts);
        let names: BTreeSet<String> = contacts
            .map(|contact| fold(contact.name.trim()))
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return Ok(Self::default());
        }
        let members = app.store.members(department.id).await?;
        let rights = permissions(&members, department.id, department.modules, app.clock.now());
        let mut people = BTreeMap::<String, BTreeSet<UserId>>::new();
        for member in &members {
            let name = fold(member.name.trim());
            let is_member = rights.get(&member.person).is_some_and(Permission::is_member);
            if is_member && names.contains(&name) {
                people.entry(name).or_default().insert(member.person);
            }
        }
        // Of two people with one name nobody can tell which of them is meant.
        let all: BTreeSet<UserId> = people
            .into_values()
            .filter(|people| people.len() == 1)
            .flatten()
            .collect();
        let takes_all = |permission: &Permission| permission.access(Collection::Concerns).update.is_all();
        let takers = all
            .iter()
            .filter(|person| rights.get(*person).is_some_and(takes_all))
            .copied()
            .collect();
        Ok(Self { all, takers })
    }

    /// Whether a person is among them.
    pub(super) fn includes(&self, person: UserId) -> bool {
        self.all.contains(&person)
    }

    /// Whether a concern for the contact person is this person's among all that they take: a contact person's, where one of
    /// them takes every concern, and otherwise everybody's who does.
    pub(super) fn is_received_by(&self, permission: &Permission) -> bool {
        match self.takers.is_empty() {
            true => permission.access(Collection::Concerns).update.is_all(),
            false => self.takers.contains(&permission.user()),
        }
    }
}

/// The concerns that others sent to the contact person of a department, for a contact person who reads no other concern.
///
/// # Errors
/// When the database fails.
pub(super) async fn concerns_to_contact(
    app: &App,
    department: &DepartmentRow,
    permission: &Permission,
) -> Result<Vec<DocumentId>, Error> {
    if !permission.can_be_sent_concerns() {
        return Ok(Vec::new());
    }
    let (kind, team) = SENT_TO_CONTACT;
    let sent = app
        .store
        .holding(department.id, kind, Concern::to_team().name(), &[team.key()])
        .await?;
    if sent.is_empty()
        || !ContactPeople::of(app, department)
            .await?
            .includes(permission.user())
    {
        return Ok(Vec::new());
    }
    // Who sends one to oneself sees how far it has come, as of any other.
    let summaries = app.store.summaries(&sent).await?;
    let is_of_others = |document: &DocumentId| {
        let summary = summaries.get(document);
        matches!(summary, Some(DocumentSummary::Live { owner, .. }) if *owner != permission.user())
    };
    Ok(sent.into_iter().filter(is_of_others).collect())
}

//! Who is signed in, in which department they work now, and what they may do there. The rules are the shared
//! policy's; nothing is decided here.

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::{Permission, Scope};
use feltbog_shared::wire::{Department, Session};
use leptos::prelude::*;
use std::sync::Arc;

use super::engine::{Engine, Presence};
use super::platform;
use super::settings::Settings;
use crate::view::texts::t;

/// The person in a department.
#[derive(Clone)]
pub(crate) struct Access {
    /// Who is signed in.
    pub(crate) session: Arc<Session>,
    /// The department.
    pub(crate) department: Department,
    /// What they may do there.
    pub(crate) permission: Permission,
}

impl Access {
    /// Whether records of this kind can be made on this phone: who may add one must also be able to go on with it,
    /// since every change is saved as it is made.
    pub(crate) fn may_create(&self, kind: Kind) -> bool {
        let access = self.permission.access(kind.collection());
        access.create && access.read != Scope::Nothing && access.update != Scope::Nothing
    }

    /// Whether there can be records of this kind to read.
    pub(crate) fn may_read(&self, kind: Kind) -> bool {
        self.permission.access(kind.collection()).read != Scope::Nothing
    }

    /// Whether a record may be changed.
    pub(crate) fn may_update(&self, kind: Kind, owner: UserId) -> bool {
        self.permission.may_update(kind.collection(), owner)
    }
}

/// What every page stands on.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// The engine's reports.
    pub(crate) engine: Engine,
    /// The person's choices.
    pub(crate) settings: Settings,
    /// The id given last to a record that does not exist yet.
    pub(crate) fresh: StoredValue<Option<DocumentId>>,
    /// How many pages the person has been to since the app was opened.
    pub(crate) steps: StoredValue<u32>,
}

/// The app's state, from anywhere below the root.
pub(crate) fn app() -> App {
    expect_context()
}

impl App {
    /// Who is signed in. Follows changes.
    pub(crate) fn session(self) -> Option<Arc<Session>> {
        match self.engine.presence.get() {
            Presence::Signed(session) => Some(session),
            Presence::Starting | Presence::Nobody => None,
        }
    }

    /// The person in a department. Follows changes.
    pub(crate) fn access_in(self, department: DepartmentId) -> Option<Access> {
        access_of(&self.session()?, department)
    }

    /// The person in the department chosen, or in the only one there is. Follows changes.
    pub(crate) fn access(self) -> Option<Access> {
        let session = self.session()?;
        let chosen = self
            .settings
            .department
            .get()
            .and_then(|id| access_of(&session, id));
        chosen.or_else(|| {
            let mut granted = granted(&session);
            if granted.len() == 1 {
                access_of(&session, granted.remove(0).id)
            } else {
                None
            }
        })
    }

    /// The name to show for a person.
    pub(crate) fn name_of(self, user: Option<UserId>) -> String {
        let name = user.zip(self.session()).and_then(|(user, session)| {
            if user == session.user {
                return Some(session.name.clone());
            }
            session
                .people
                .iter()
                .find(|person| person.user == user)
                .map(|person| person.name.clone())
        });
        name.unwrap_or_else(|| t().somebody.to_owned())
    }
}

/// The departments the person has something to do with now, by name.
pub(crate) fn granted(session: &Session) -> Vec<Department> {
    let mut departments = session.departments.clone();
    departments.retain(|department| access_of_department(session, department).is_member());
    departments.sort_by(|one, other| one.name.cmp(&other.name));
    departments
}

fn access_of(session: &Arc<Session>, department: DepartmentId) -> Option<Access> {
    let department = session
        .departments
        .iter()
        .find(|one| one.id == department)?
        .clone();
    let permission = access_of_department(session, &department);
    permission.is_member().then(|| Access {
        session: session.clone(),
        department,
        permission,
    })
}

fn access_of_department(session: &Session, department: &Department) -> Permission {
    Permission::new(
        session.user,
        &session.grants,
        department.id,
        department.modules,
        platform::now(),
    )
}

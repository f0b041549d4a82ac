//! The person who is signed in, and the department in which they work now.

use crate::handle::Handle;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::wire::Session;
use leptos::prelude::*;
use std::sync::Arc;

use super::access::{Access, access_of, granted};
use super::engine::{AuthState, Engine};
use super::settings::Settings;
use feltbog_presentation::texts::texts;

/// The person who is signed in, with their access.
pub(crate) struct Identity {
    engine: Handle<Engine>,
    settings: Handle<Settings>,
}

impl Identity {
    /// Identity by the engine's reports and the department chosen.
    pub(super) fn new(engine: Handle<Engine>, settings: Handle<Settings>) -> Self {
        Self { engine, settings }
    }

    /// The session of the person who is signed in. Follows changes.
    pub(crate) fn session(&self) -> Option<Arc<Session>> {
        match self.engine.auth.get() {
            AuthState::SignedIn(session) => Some(session),
            AuthState::Unknown | AuthState::SignedOut => None,
        }
    }

    /// The person in a department. Follows changes.
    pub(crate) fn access_in(&self, department: DepartmentId) -> Option<Access> {
        access_of(&self.session()?, department)
    }

    /// The person in the department chosen, or in the only one there is. Follows changes.
    pub(crate) fn access(&self) -> Option<Access> {
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

    /// The name to show for a person. Follows changes.
    pub(crate) fn name_of(&self, user: Option<UserId>) -> String {
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
        name.unwrap_or_else(|| texts().somebody.to_owned())
    }
}

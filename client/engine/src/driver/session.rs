//! The session: asked of the server, kept in the store, told to the UI, the replica and the other tabs.

use feltbog_shared::bridge::Event;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::{Store, StoreError, Transaction};
use feltbog_shared::replica::{Failure, Input};
use feltbog_shared::wire::Session;

use super::{Driver, Message};
use crate::tabs::News;
use crate::{device_key, scope, sealing};

/// The wait before the server is asked again who is signed in, when this phone's session did not hold.
const REFRESH_AGAIN_MILLIS: u32 = 5_000;

/// Tells by how many minutes the phone's clock is ahead of the server's.
pub(super) fn tell_clock(session: &Session) {
    scope::post(&Event::ClockOff(scope::now().since(session.now) / 60_000));
}

impl Driver {
    /// Asks the server who is signed in.
    pub(super) fn refresh(&mut self) {
        self.refresh_due = true;
        if !self.refreshing {
            self.refreshing = true;
            self.later(async |store| Message::Refreshed(device_key::session(store).await));
        }
    }

    pub(super) fn refreshed(&mut self, outcome: Result<Session, Failure>) {
        self.refreshing = false;
        match outcome {
            Ok(session)
                if self
                    .replica
                    .session()
                    .is_some_and(|known| known.user != session.user) =>
            {
                // Somebody else's session: the data here is neither shown to them nor sent in their name.
                self.refreshed(Err(Failure::SignedOut));
            }
            Ok(session) => {
                tell_clock(&session);
                (self.refresh_due, self.withdrawn) = (false, false);
                let known = self.replica.session().map(|known| Session {
                    now: session.now,
                    ..known.clone()
                });
                if known.is_none() {
                    scope::post(&Event::Refilled);
                }
                if known.as_ref() != Some(&session) || !self.admitted {
                    self.sign(session);
                } else {
                    // The same as before, now confirmed by the server.
                    self.input(Input::SignedIn(Box::new(session)));
                    self.open();
                    self.ask_information();
                }
            }
            Err(Failure::SignedOut) => {
                self.refresh_due = false;
                self.admitted = false;
                self.wake.stop();
                // The session stays on the phone: edits are saved until the person signs in again.
                if self.replica.session().is_some() {
                    scope::post(&Event::Session(None));
                }
            }
            Err(Failure::Withdrawn) => {
                self.refreshed(Err(Failure::SignedOut));
                self.let_go();
            }
            Err(Failure::Refused(RefusalCode::PhoneNotConfirmed)) => {
                self.refresh_due = false;
                self.await_confirmation();
            }
            Err(Failure::Refused(RefusalCode::AppTooOld)) => scope::post(&Event::AppTooOld),
            // Nothing else asks again while nothing is sent or fetched.
            Err(_) if !self.admitted => self.after(REFRESH_AGAIN_MILLIS, Message::Online),
            Err(_) => {}
        }
    }

    /// Deletes everything that the server has, because access on this phone was taken away. Unsent changes are
    /// encrypted first, and sent when the person is signed in again.
    fn let_go(&mut self) {
        self.withdrawn = true;
        // Only the leader encrypts: two tabs would overwrite each other's ciphertext.
        if !self.leads {
            return self.sealed();
        }
        self.later(async |store| {
            // If it fails, unsent changes stay as they are.
            drop(sealing::seal(&store).await);
            Message::Sealed
        });
    }

    /// Gives the person rights to nothing. The purge then deletes everything except unsent changes that could not be
    /// encrypted.
    pub(super) fn sealed(&mut self) {
        // Those that were sealed too are not on the phone any more; the others are found anew.
        self.forget_underway();
        self.read_anew();
        if !self.withdrawn {
            // The person signed in meanwhile.
            return self.open();
        }
        if let Some(known) = self.replica.session() {
            let stripped = Session {
                grants: Vec::new(),
                departments: Vec::new(),
                people: Vec::new(),
                members: Vec::new(),
                ..known.clone()
            };
            self.sign(stripped);
        }
    }

    fn open(&self) {
        self.later(async |store| Message::Opened(sealing::open(&store).await));
    }

    /// Deletes the person's profile once none of their data is here: the place is free for the next person.
    pub(super) fn leave(&mut self) {
        let was_nowhere = self.nowhere;
        self.nowhere = self.withdrawn && self.replica.is_nowhere();
        if self.nowhere && !was_nowhere {
            self.later(async |store| Message::Left(store.leave().await));
        }
    }

    pub(super) fn sign(&mut self, session: Session) {
        let transaction = Transaction {
            session: Some(Some(session.clone())),
            ..Transaction::default()
        };
        self.later(async move |store| Message::Signed(session, store.commit(transaction).await));
    }

    pub(super) fn signed(&mut self, session: Session, outcome: Result<(), StoreError>) {
        if outcome.is_err() {
            return scope::post(&Event::EnrolFailed(None));
        }
        self.tabs.tell(&News::Session);
        self.adopted(Some(session));
    }

    pub(super) fn adopted(&mut self, session: Option<Session>) {
        let Some(session) = session else { return };
        if self.withdrawn && session.grants.is_empty() {
            return self.input(Input::SignedIn(Box::new(session)));
        }
        self.admitted = true;
        self.refresh_due = false;
        scope::post(&Event::Session(Some(session.clone())));
        self.input(Input::SignedIn(Box::new(session)));
        self.listen();
        self.open();
        // Records of pictures that were begun before anybody was signed in are made now.
        self.find_photos();
        self.ask_information();
    }

    pub(super) fn listen(&mut self) {
        if self.leads && self.admitted && self.replica.session().is_some() {
            self.wake.listen();
        }
    }
}

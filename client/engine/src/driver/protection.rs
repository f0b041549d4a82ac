//! The PIN of the person, and for how long their phone may be silent.

use std::rc::Rc;

use feltbog_shared::bridge::{Command, Event, SaveFailure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::store::StoreError;
use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use wasm_bindgen_futures::spawn_local;

use super::{Driver, Message};
use crate::lease::Contact;
use crate::protection::NotProtected;
use crate::store::IndexedDbStore;
use crate::{locked, scope, transport};

/// Waits until the engine is started and may read, and puts messages aside until then. Returns the document that made an
/// earlier engine die; nothing at all when it is not to go on.
pub(super) async fn started(
    store: &Rc<IndexedDbStore>,
    messages: &mut UnboundedReceiver<Message>,
    early: &mut Vec<Message>,
) -> Option<Option<DocumentId>> {
    let (poison, visit) = loop {
        match messages.next().await? {
            Message::Command(Command::Start { poison, visit }) => break (poison, visit),
            other => early.push(other),
        }
    };
    match locked::pass(store, visit, messages, early).await {
        Ok(true) => return Some(poison),
        Ok(false) => {}
        Err(error) => scope::give_up(&error.to_string()),
    }
    None
}

impl Driver {
    /// Makes a PIN that of the person.
    pub(super) fn protect(&self, pin: String, visit: Vec<u8>) {
        let store = self.store.clone();
        spawn_local(async move {
            let done = store.protect(&pin, &visit).await;
            scope::post(&Event::Protected(done.map_err(|failure| match failure {
                NotProtected::NoKeys => None,
                NotProtected::Storage(StoreError::Full) => Some(SaveFailure::StorageFull),
                NotProtected::Storage(_) => Some(SaveFailure::StorageUnavailable),
            })));
        });
    }

    /// Takes the person's PIN away. A phone that does not get to it asks for it once more.
    pub(super) fn unprotect(&self) {
        let store = self.store.clone();
        spawn_local(async move { drop(store.unprotect().await) });
    }

    /// Whether the server has not answered for longer than the phone may be silent.
    pub(super) fn is_silent(&self) -> bool {
        self.contact.is_some_and(|contact| contact.is_over(scope::now()))
    }

    /// Notes that the server has answered, now and then.
    pub(super) fn note_contact(&mut self) {
        let Some((at, session)) = transport::answered_at().zip(self.replica.session()) else {
            return;
        };
        if self.contact.is_some_and(|known| !known.is_due(at)) {
            return;
        }
        let contact = Contact::new(at, session);
        self.contact = Some(contact);
        let store = self.store.clone();
        // What is not noted now is at the next start.
        spawn_local(async move { drop(store.keep_contact(&contact).await) });
    }
}

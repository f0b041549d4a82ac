//! The replica's effects, one by one. Work on the store or the network begins here and is answered through the channel;
//! notices are passed on at once.

use feltbog_shared::bridge::Event;
use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::store::Store;
use feltbog_shared::replica::{CommandOutcome, Effect, Failure, Input, Notice, Reply, Request, Ticket};
use feltbog_shared::wire::PullReply;

use super::{Driver, Message};
use crate::tabs::News;
use crate::view_publisher::ViewRequest;
use crate::{opening, scope, transport};

impl Driver {
    pub(super) fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Load(ticket, documents) => {
                self.later(async move |store| {
                    Message::Input(Input::Loaded(ticket, store.load(&documents).await))
                });
            }
            Effect::LoadViews(ticket, documents) => self.later(async move |store| {
                Message::Input(Input::ViewsLoaded(ticket, store.load_views(&documents).await))
            }),
            Effect::LoadOutbox(ticket, department, limit) => self.later(async move |store| {
                Message::Input(Input::OutboxLoaded(ticket, store.outbox(department, limit).await))
            }),
            Effect::ListDocuments(ticket, department, after, limit) => self.later(async move |store| {
                Message::Input(Input::Listed(
                    ticket,
                    store.documents(department, after, limit).await,
                ))
            }),
            Effect::LoadCursors(ticket) => self.later(async move |store| {
                let cursors = opening::patiently(async || store.cursors().await).await;
                Message::Input(Input::CursorsLoaded(ticket, cursors))
            }),
            Effect::LoadRefused(ticket) => self.later(async move |store| {
                Message::Input(Input::RefusedLoaded(ticket, store.refused().await))
            }),
            Effect::Commit(ticket, transaction) => self.later(async move |store| {
                Message::Input(Input::Committed(ticket, store.commit(*transaction).await))
            }),
            Effect::Send(ticket, department, request) => {
                if let Request::Missing(_) = request {
                    self.doubt_photos();
                }
                let shunned = self.shunned.clone();
                self.later(async move |_| {
                    let reply = transport::exchange(department, request).await;
                    answered(ticket, reply, &shunned)
                });
            }
            Effect::Tell(notice) => self.notice(notice),
        }
    }

    fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::Outcome(outcome) => {
                scope::post(&Event::Outcome(outcome.clone()));
                let (CommandOutcome::Saved { token, .. } | CommandOutcome::NotSaved { token, .. }) = outcome;
                self.edits.remove(&token);
                match outcome {
                    CommandOutcome::Saved { document, .. } => self.record_of_photo(document),
                    CommandOutcome::NotSaved { document, .. } => {
                        self.record_of_photo_failed(document);
                        self.publisher.request(ViewRequest::Changed(vec![document]));
                    }
                }
            }
            Notice::Changed(documents) => {
                self.tabs.tell(&News::Changed(documents.clone()));
                self.publisher.request(ViewRequest::Changed(documents));
            }
            Notice::Gone(documents) => {
                self.forget_photos(&documents);
                self.tabs.tell(&News::Gone(documents.clone()));
                self.publisher.request(ViewRequest::Gone(documents));
            }
            Notice::PutAside(document) => {
                scope::post(&Event::PutAside(document));
                self.tabs.tell(&News::Gone(vec![document]));
                self.publisher.request(ViewRequest::Changed(vec![document]));
            }
            Notice::Delivery => {
                self.tabs.tell(&News::Delivery);
                self.publisher.request(ViewRequest::Delivery);
            }
            Notice::RightsChanged => self.refresh(),
            Notice::SignedOut => {
                self.admitted = false;
                self.wake.stop();
                self.refresh();
            }
            Notice::StorageFull => self.make_room(),
            // Until the person updates the app, edits are saved on the phone.
            Notice::AppTooOld => scope::post(&Event::AppTooOld),
        }
    }
}

/// The server's answer without the documents no engine survives.
fn answered(ticket: Ticket, mut reply: Result<Reply, Failure>, shunned: &[DocumentId]) -> Message {
    if let Ok(Reply::Pull(PullReply::Page(page))) = &mut reply {
        page.entries.retain(|entry| !shunned.contains(&entry.document()));
    }
    Message::Input(Input::Replied(ticket, reply))
}

//! Several tabs of one browser share one store. A Web Lock elects the tab that sends and fetches for all of them; a
//! broadcast channel tells the others what to draw again. Losing a message costs a late redraw, never data.

use feltbog_shared::bridge;
use feltbog_shared::id::DocumentId;
use futures::channel::mpsc::UnboundedSender;
use js_sys::{Promise, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, MessageEvent};

use super::driver::Message;
use super::scope;
use super::turns::{Turn, request_lock, turn};

/// Held by the tab that syncs, for as long as its worker lives.
const LOCK: &str = "feltbog-sync";
const CHANNEL: &str = "feltbog";

/// A message from one tab to the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum News {
    /// These documents changed.
    Changed(Vec<DocumentId>),
    /// These documents are no longer here.
    Gone(Vec<DocumentId>),
    /// Receipts, refusals or what was put aside changed.
    Delivery,
    /// The session changed.
    Session,
    /// The sync status of the leader: server reached, busy, first sync, no room on the phone.
    Standing(Option<bool>, bool, bool, bool),
    /// A tab has opened and asks for the sync status.
    Hello,
    /// A person wants changes sent now.
    Nudge,
    /// A tab of another version said something: anything may have changed.
    Unknown,
}

/// The channel to the other tabs.
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
}

impl Tabs {
    /// Listens to the other tabs.
    pub(super) fn new(inbox: UnboundedSender<Message>) -> Self {
        let channel = BroadcastChannel::new(&scope::of_person(CHANNEL)).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let bytes = event.data().dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
                let news = bytes.ok().and_then(|bytes| bridge::decode(&bytes));
                drop(inbox.unbounded_send(Message::Heard(news.unwrap_or(News::Unknown))));
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            heard.forget();
        }
        Self { channel }
    }

    /// Tells the other tabs.
    pub(super) fn tell(&self, news: &News) {
        if let Some(channel) = &self.channel {
            let bytes = Uint8Array::from(bridge::encode(news).as_slice());
            drop(channel.post_message(&bytes));
        }
    }
}

/// Runs for leader; `Message::Lead` reports the victory. A browser without locks has no other tab to ask.
pub(super) fn run_for_leader(inbox: UnboundedSender<Message>) {
    let won = inbox.clone();
    let held = Closure::<dyn FnMut() -> Promise>::new(move || {
        drop(won.unbounded_send(Message::Lead));
        // Never settled: the lock is given back when the worker ends.
        Promise::new(&mut |_, _| {})
    });
    match request_lock(&scope::of_person(LOCK), held.as_ref().unchecked_ref()) {
        Ok(request) => spawn_local(async move {
            if JsFuture::from(request).await.is_err() {
                drop(inbox.unbounded_send(Message::Lead));
            }
        }),
        Err(_) => drop(inbox.unbounded_send(Message::Lead)),
    }
    held.forget();
}

/// Waits until no other engine of this person sends and fetches, and keeps it so for as long as the value lives.
pub(super) async fn turn_of_leader() -> Turn {
    turn(LOCK).await
}

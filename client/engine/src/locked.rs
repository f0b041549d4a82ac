//! An engine that may not read: nobody has entered the PIN, or the phone was silent for too long. It sends what waits. One
//! behind a PIN goes on so until the page ends it: the page starts another when the PIN was right.
//!
//! What was sent stays in the outbox, because its receipt belongs into rows that are not read. The engine that opens them
//! sends it once more and gets the receipts that were given.

use std::cell::Cell;
use std::rc::Rc;

use feltbog_shared::bridge::{Command, Event, Status, Unlocking};
use feltbog_shared::id::{ChangeHash, DocumentId, SafeReturnId};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::{OutboxEntry, Store, StoreError, Transaction};
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::wire::{BATCH_BYTES, BATCH_CHANGES, Cursor, EnrolRequest, Offered, PushRequest, Session};
use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use futures::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::driver::Message;
use super::lease::Contact;
use super::photos::Kept;
use super::store::IndexedDbStore;
use super::vault::Tried;
use super::{device_key, opening, scope, sealing, tabs, transport};

/// The wait between two looks whether there is something to do, in milliseconds, and the number of looks between two
/// requests.
const LOOK_MILLIS: u32 = 1_000;
const LOOKS: u32 = 30;
/// Bytes that an offered change takes beside its own.
const OFFER_OVERHEAD: usize = 96;

/// The reason why nothing may be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// A PIN is to be entered.
    Pin,
    /// The phone was silent for too long.
    Lease,
}

/// Waits until the engine may read, and puts messages aside until then. Returns whether it may: it may not where the page
/// is gone.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn pass(
    store: &Rc<IndexedDbStore>,
    visit: Option<Vec<u8>>,
    messages: &mut UnboundedReceiver<Message>,
    early: &mut Vec<Message>,
) -> Result<bool, StoreError> {
    let is_open = opening::patiently(async || store.begin(visit.clone()).await).await?;
    if !is_open {
        scope::post(&Event::Locked);
        return Ok(wait(store, Reason::Pin, messages, early).await);
    }
    let contact = opening::patiently(async || store.contact().await).await?;
    if contact.is_some_and(|contact| contact.is_over(scope::now())) {
        scope::post(&Event::LeaseOver);
        return Ok(wait(store, Reason::Lease, messages, early).await);
    }
    Ok(true)
}

async fn wait(
    store: &Rc<IndexedDbStore>,
    reason: Reason,
    messages: &mut UnboundedReceiver<Message>,
    early: &mut Vec<Message>,
) -> bool {
    let hurry = Rc::new(Cell::new(false));
    let mut sending: LocalBoxFuture<'static, ()> = Box::pin(send_on(store.clone(), reason, hurry.clone()));
    loop {
        let message = match select(messages.next(), &mut sending).await {
            Either::Left((message, _)) => message,
            // The server has answered.
            Either::Right(_) => return true,
        };
        // Beside the sending and not in its place: either may wait for a lock that the other holds.
        let store = store.clone();
        match message {
            None => return false,
            Some(Message::Online | Message::Command(Command::SyncNow | Command::Nudge)) => hurry.set(true),
            Some(Message::Command(Command::Unlock { pin, visit })) => {
                spawn_local(async move { unlock(&store, &pin, &visit).await });
            }
            Some(Message::Command(Command::ForgetKey)) if reason == Reason::Pin => {
                spawn_local(async move { drop(store.start_over().await) });
            }
            Some(Message::Command(Command::Enrol {
                code,
                device_name,
                others,
            })) => {
                let request = EnrolRequest { code, device_name };
                let hurry = hurry.clone();
                spawn_local(async move {
                    enrol(&store, request, others, reason).await;
                    hurry.set(true);
                });
            }
            Some(other) => early.push(other),
        }
    }
}

async fn unlock(store: &IndexedDbStore, pin: &str, visit: &[u8]) {
    let tried = store.unlock(pin, visit).await;
    scope::post(&Event::Unlocked(match tried {
        Ok(Tried::Right) => Unlocking::Right,
        Ok(Tried::Wrong) => Unlocking::Wrong,
        Ok(Tried::Unprotected) => Unlocking::Unprotected,
        Err(_) => Unlocking::NotTried,
    }));
}

/// Signs the person in anew. Who does so has forgotten the PIN: what it protects goes, and comes back from the server. What
/// waits stays.
async fn enrol(store: &IndexedDbStore, request: EnrolRequest, others: String, reason: Reason) {
    let whose = match store.session().await {
        Ok(Some(session)) => ["only=", &session.user.to_string()].concat(),
        _ => others,
    };
    let session = match device_key::enrol(store, request, &whose).await {
        Ok(session) => session,
        Err(Failure::Refused(code)) => return scope::post(&Event::EnrolFailed(Some(code.into()))),
        Err(_) => return scope::post(&Event::EnrolFailed(None)),
    };
    let transaction = Transaction {
        session: Some(Some(session.clone())),
        ..Transaction::default()
    };
    let is_ready = reason == Reason::Lease || store.start_over().await.is_ok();
    if !is_ready || store.commit(transaction).await.is_err() {
        return scope::post(&Event::EnrolFailed(None));
    }
    scope::post(&Event::Enrolled);
    scope::post(&Event::Session(Some(session)));
}

/// Sends what waits, again and again. Returns after a silence alone, as soon as the server knows the person.
async fn send_on(store: Rc<IndexedDbStore>, reason: Reason, hurry: Rc<Cell<bool>>) {
    let _turn = tabs::turn_of_leader().await;
    let mut sent = Sent::default();
    let mut has_let_go = false;
    loop {
        match device_key::session(store.clone()).await {
            Ok(session) => {
                drop(store.keep_contact(&Contact::new(scope::now(), &session)).await);
                if reason == Reason::Lease {
                    return;
                }
                let is_everything = send(&store, &mut sent).await;
                scope::post(&Event::Status(Status {
                    unsent: u32::from(!is_everything),
                    reached: Some(is_everything),
                    ..Status::default()
                }));
            }
            Err(Failure::Withdrawn) if !has_let_go => {
                has_let_go = true;
                let_go(&store).await;
            }
            Err(Failure::SignedOut) => scope::post(&Event::Session(None)),
            Err(Failure::Refused(RefusalCode::AppTooOld)) => scope::post(&Event::AppTooOld),
            Err(_) => {}
        }
        for _ in 0..LOOKS {
            TimeoutFuture::new(LOOK_MILLIS).await;
            if hurry.replace(false) {
                break;
            }
        }
    }
}

/// The answers of the server since the engine was started.
#[derive(Default)]
struct Sent {
    changes: Vec<ChangeHash>,
    pictures: Vec<DocumentId>,
    /// Announcements of which the server knows that they are over.
    returns: Vec<SafeReturnId>,
}

/// Sends what waits and was not sent. Returns whether the server has answered all of it.
async fn send(store: &IndexedDbStore, sent: &mut Sent) -> bool {
    // First: somebody goes to look for a person of whom it is not known.
    if !tell_returns(store, &mut sent.returns).await {
        return false;
    }
    let Ok(mut waiting) = store.everything_waiting().await else {
        return false;
    };
    waiting.retain(|entry| !sent.changes.contains(&entry.key.hash));
    while !waiting.is_empty() {
        let batch: Vec<OutboxEntry> = waiting.drain(..batch(&waiting)).collect();
        let Some(department) = batch.first().map(|entry| entry.key.department) else {
            break;
        };
        let offer = |entry: &OutboxEntry| Offered {
            document: entry.key.document,
            kind: entry.kind,
            bytes: entry.bytes.clone(),
            relayed: entry.relayed,
        };
        // A phone that does not read its cursor offers what one offers that has fetched nothing.
        let request = PushRequest {
            cursor: Cursor::default(),
            changes: batch.iter().map(offer).collect(),
        };
        match transport::exchange(department, Request::Push(request)).await {
            Ok(Reply::Push(reply)) if reply.verdicts.len() == batch.len() => {
                sent.changes.extend(batch.iter().map(|entry| entry.key.hash));
            }
            // The engine that opens the rows settles what is not taken.
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(_) => return false,
        }
    }
    send_pictures(store, &mut sent.pictures).await
}

/// The number of changes from the first on that are sent together: those of one department, as far as a request goes.
fn batch(waiting: &[OutboxEntry]) -> usize {
    let mut bytes = 0;
    let department = waiting.first().map(|entry| entry.key.department);
    let together = waiting.iter().take(BATCH_CHANGES).take_while(|entry| {
        bytes += entry.bytes.len() + OFFER_OVERHEAD;
        bytes <= BATCH_BYTES && Some(entry.key.department) == department
    });
    together.count().max(1)
}

/// Tells the server that the person is out of homes. It stays noted: the engine that opens the rows tells it once more.
async fn tell_returns(store: &IndexedDbStore, told: &mut Vec<SafeReturnId>) -> bool {
    let Ok(held) = store.safe_returns().await else {
        return false;
    };
    if held.unsent.iter().all(|id| told.contains(id)) {
        return true;
    }
    match transport::safe_returns(&held.request(None)).await {
        Ok(_) | Err(Failure::Refused(_)) => {
            *told = held.unsent;
            true
        }
        Err(_) => false,
    }
}

async fn send_pictures(store: &IndexedDbStore, sent: &mut Vec<DocumentId>) -> bool {
    let Ok(mut photos) = store.photos.all().await else {
        return false;
    };
    photos.retain(|photo| photo.stage.is_waiting() && !sent.contains(&photo.document));
    for photo in photos {
        let Ok(Kept::Bytes(bytes)) = store.photos.kept(photo.document).await else {
            continue;
        };
        match transport::send_photo(photo.department, photo.document, &bytes).await {
            Ok(()) | Err(Failure::Refused(_)) => sent.push(photo.document),
            Err(_) => return false,
        }
    }
    true
}

/// Deletes everything that the server has, because access on this phone was taken away. Unsent changes are encrypted first.
async fn let_go(store: &IndexedDbStore) {
    // If it fails, unsent changes stay as they are.
    drop(sealing::seal(store).await);
    if store.let_go_of_data().await.is_err() {
        return;
    }
    if let Ok(Some(session)) = store.session().await {
        let stripped = Session {
            grants: Vec::new(),
            departments: Vec::new(),
            people: Vec::new(),
            members: Vec::new(),
            ..session
        };
        let transaction = Transaction {
            session: Some(Some(stripped)),
            ..Transaction::default()
        };
        drop(store.commit(transaction).await);
    }
    match store.leave().await {
        Ok(true) => scope::post(&Event::Left),
        _ => scope::post(&Event::Session(None)),
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::DepartmentId;
    use feltbog_shared::model::Kind;
    use feltbog_shared::replica::store::OutboxKey;

    use super::*;

    fn entry(department: u8, bytes: usize) -> OutboxEntry {
        OutboxEntry {
            key: OutboxKey {
                department: DepartmentId::from_bytes([department; 16]),
                document: DocumentId::from_bytes([2; 16]),
                order: 1,
                hash: ChangeHash([3; 32]),
            },
            kind: Kind::InsectCount,
            bytes: vec![0; bytes],
            relayed: None,
        }
    }

    #[test]
    fn what_is_sent_together_is_of_one_department_and_not_too_much() {
        let of = |sizes: &[(u8, usize)]| {
            let waiting: Vec<_> = sizes
                .iter()
                .map(|(department, bytes)| entry(*department, *bytes))
                .collect();
            batch(&waiting)
        };
        assert_eq!(of(&[(1, 10), (1, 10), (2, 10)]), 2);
        assert_eq!(of(&[(1, BATCH_BYTES / 2), (1, BATCH_BYTES / 2), (1, 10)]), 1);
        // One that is too large by itself is sent all the same: the server says so.
        assert_eq!(of(&[(1, BATCH_BYTES), (1, 10)]), 1);
        assert_eq!(of(&[(1, 10); BATCH_CHANGES + 1]), BATCH_CHANGES);
    }
}

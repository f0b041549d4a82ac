//! The records that the person has looked at. The memory belongs to this thread and is no context: cards ask it where no
//! component is.

use feltbog_presentation::looked::Looked;
use feltbog_shared::bridge::{Delivery, ListItem};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;
use std::cell::RefCell;

use super::key_value_store::{self, LOOKED};
use super::platform;
use super::profiles::Profiles;
use crate::handle::Handle;

/// Says who is signed in. Follows changes.
type Reader = Box<dyn Fn() -> Option<UserId>>;

thread_local! {
    static RECORDS: ArcRwSignal<Looked> = ArcRwSignal::new(Looked::default());
    /// The person who reads, once somebody has begun.
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
    /// Name of the profile's row, once somebody has begun.
    static ROW: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Recalls what the person of the profile has looked at.
pub(super) fn recall(profiles: Handle<Profiles>, reader: impl Fn() -> Option<UserId> + 'static) {
    READER.with(|known| drop(known.replace(Some(Box::new(reader)))));
    let name = profiles.own(LOOKED);
    let row = key_value_store::get(&name);
    let looked = Looked::read(row.as_deref(), platform::now());
    ROW.with(|kept| drop(kept.replace(Some(name))));
    RECORDS.with(|records| records.set(looked));
    if row.is_none() {
        write();
    }
}

/// Whether a record of a list has something that the person has not seen. Follows changes.
pub(crate) fn is_new(item: &ListItem) -> bool {
    let Delivery::Received(received) = item.delivery else {
        return false;
    };
    let me = READER.with(|reader| reader.borrow().as_ref().and_then(|reader| reader()));
    RECORDS
        .with(|records| records.with(|looked| looked.is_new(item.document, me == Some(item.owner), received)))
}

/// The moment up to which the person has seen a record, when it has changed since.
pub(crate) fn changed_since(document: DocumentId, delivery: &Delivery) -> Option<Moment> {
    let received = received(delivery);
    RECORDS.with(|records| records.with_untracked(|looked| looked.changed_since(document, received)))
}

/// Notes that the person sees a record as it is delivered now.
pub(crate) fn look(document: DocumentId, delivery: &Delivery) {
    note(|looked| looked.look(document, received(delivery)));
}

/// Notes that the person has changed a record whose newest change, as far as the page knows, was received then.
pub(super) fn touch(document: DocumentId, known: Option<Moment>) {
    note(|looked| looked.touch(document, known));
}

/// Takes the person's own changes for seen once they are received.
pub(crate) fn settle(items: &[ListItem]) {
    let awaiting = RECORDS.with(|records| records.with_untracked(Looked::awaiting));
    if awaiting.is_empty() {
        return;
    }
    for item in items.iter().filter(|item| awaiting.contains(&item.document)) {
        if let Delivery::Received(Some(at)) = item.delivery {
            note(|looked| looked.look(item.document, Some(at)));
        }
    }
}

/// Forgets a record that has left the phone.
pub(super) fn forget(document: DocumentId) {
    let is_known = RECORDS.with(|records| records.try_update(|looked| looked.forget(document)));
    if is_known == Some(true) {
        write();
    }
}

/// Forgets everything: the person has left the phone, or nobody was signed in. Whoever comes remembers from now on.
pub(super) fn forget_all() {
    RECORDS.with(|records| records.set(Looked::read(None, platform::now())));
    write_row(None);
}

/// When the newest change of a record was received, if none is still to be sent.
pub(super) fn received(delivery: &Delivery) -> Option<Moment> {
    match delivery {
        Delivery::Received(at) => *at,
        _ => None,
    }
}

fn note(change: impl FnOnce(&mut Looked) -> bool) {
    let news = RECORDS.with(|records| {
        let mut looked = records.get_untracked();
        change(&mut looked).then_some(looked)
    });
    if let Some(looked) = news {
        RECORDS.with(|records| records.set(looked));
        write();
    }
}

/// Writes the row. Where the phone has no room for it, something is new once more after a reload.
fn write() {
    write_row(Some(
        RECORDS.with(|records| records.with_untracked(Looked::write)),
    ));
}

fn write_row(row: Option<String>) {
    let name = ROW.with(|kept| kept.borrow().clone());
    let Some(name) = name else { return };
    platform::wait(async move {
        drop(key_value_store::set(vec![(name, row)]).await);
    });
}

//! Sikkerhedskopi: everything the server has not received, gathered from the stores row by row and put back into them, on
//! this phone or another of the same person. Sealing it is the screen's part.

use feltbog_shared::bridge::{CopyRefusal, Event, SaveFailure};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::rebuild;
use feltbog_shared::replica::store::{OutboxKey, Store, StoreError};
use feltbog_shared::wire;
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::connection::{SCHEMA, photos, stores};
use super::photos::{Photo, Stage};
use super::requests::Bytes;
use super::row_cipher::is_unreadable;
use super::rows::{DRAFT, Delete, Put};
use super::scope;
use super::store::IndexedDbStore;

/// The object stores that are copied: first those of the records, then those of the pictures. A row stands in a copy
/// under its store's place in this list.
const COPIED: [&str; 6] = [
    stores::OUTBOX,
    stores::REFUSED,
    stores::ASIDE,
    photos::STATE,
    photos::BYTES,
    stores::SESSION,
];
/// The first that is of the pictures.
const STATE: u8 = 3;
/// The place of drafts: of their store, the rows of drafts alone.
const DRAFTS: u8 = 5;

/// The content of a copy. Before it stand the schemas of its rows, a byte each: the records' and the pictures'.
#[derive(Serialize, Deserialize)]
struct SafeCopy {
    /// Whose it is. Changes carry their author, so nobody else can send them.
    user: UserId,
    /// The name of that person.
    name: String,
    /// When it was made, by the phone's clock.
    made_at: Moment,
    /// The rows: store, key, value.
    rows: Vec<(u8, Bytes, Bytes)>,
}

/// The schemas this app writes and reads.
fn schemas() -> [u8; 2] {
    [SCHEMA as u8, photos::SCHEMA as u8]
}

/// A copy, and what stands in it: so that just that can be taken away.
pub(super) struct Gathered {
    /// The copy.
    pub(super) copy: Vec<u8>,
    /// The rows of records.
    pub(super) rows: Vec<Delete>,
    /// The records of pictures.
    pub(super) pictures: Vec<DocumentId>,
    /// The number of records with something in it.
    pub(super) records: u32,
}

/// A copy of everything the server has not received.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn made(store: &IndexedDbStore) -> Result<Event, StoreError> {
    Ok(Event::Copied(gathered(store).await?.copy))
}

/// The same, with what stands in it.
///
/// # Errors
/// When the storage does not answer.
pub(super) fn gathered(store: &IndexedDbStore) -> LocalBoxFuture<'_, Result<Gathered, StoreError>> {
    Box::pin(gather(store))
}

async fn gather(store: &IndexedDbStore) -> Result<Gathered, StoreError> {
    let Some(session) = store.session().await? else {
        return Err(StoreError::Unavailable("nobody is signed in".into()));
    };
    let (mut rows, mut taken, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
    for (place, name) in (0..STATE).zip(COPIED) {
        for (key, value) in store.rows(name).await? {
            // It stays where it is: in a copy it would take the place of a sound one on another phone.
            if is_unreadable(&value) {
                continue;
            }
            taken.push(Delete::new(name, key.clone()));
            rows.push((place, key, value));
        }
    }
    for (key, value) in store.draft_rows().await? {
        if is_unreadable(&value) {
            continue;
        }
        taken.push(Delete::new(stores::SESSION, key.clone()));
        rows.push((DRAFTS, key, value));
    }
    for photo in store.photos.all().await? {
        if photo.stage == Stage::Sent {
            continue;
        }
        if let Some(bytes) = store.photos.bytes(photo.document).await? {
            let key = photo.document.as_bytes().to_vec();
            // A copy brings its record along, and is read by older apps too.
            let stage = match photo.stage {
                Stage::Made(..) => Stage::Waiting,
                stage => stage,
            };
            let photo = Photo { stage, ..photo };
            rows.push((STATE, key.clone(), wire::encode(&photo)));
            rows.push((STATE + 1, key, bytes));
            pictures.push(photo.document);
        }
    }
    let mut records: Vec<_> = rows
        .iter()
        .filter_map(|(place, key, _)| document_of(*place, key))
        .collect();
    records.sort_unstable();
    records.dedup();
    let copy = SafeCopy {
        user: session.user,
        name: session.name,
        made_at: scope::now(),
        rows,
    };
    Ok(Gathered {
        copy: [schemas().as_slice(), &wire::encode(&copy)].concat(),
        rows: taken,
        pictures,
        records: records.len() as u32,
    })
}

/// Puts a copy into the stores; how many records it has something of. What is there already is written as it is: the
/// server answers what it has as a duplicate.
///
/// # Errors
/// When it cannot be read, is somebody else's, or could not be kept. Nothing that was there is lost.
pub(super) fn taken<'a>(
    store: &'a IndexedDbStore,
    bytes: &'a [u8],
) -> LocalBoxFuture<'a, Result<u32, CopyRefusal>> {
    Box::pin(take(store, bytes))
}

async fn take(store: &IndexedDbStore, bytes: &[u8]) -> Result<u32, CopyRefusal> {
    let copy = match bytes.split_first_chunk() {
        Some((written, copy)) if *written == schemas() => wire::decode::<SafeCopy>(copy).ok(),
        Some((written, _)) if (0..2).any(|place| written[place] > schemas()[place]) => {
            return Err(CopyRefusal::Newer);
        }
        _ => None,
    };
    let copy = copy.ok_or(CopyRefusal::Unreadable)?;
    let session = store.session().await.map_err(refusal)?;
    if session.is_none_or(|session| session.user != copy.user) {
        return Err(CopyRefusal::SomebodyElses(copy.name));
    }
    let known = store.photos.all().await.map_err(refusal)?;
    let mut records = Vec::new();
    let (mut puts, mut pictures) = (Vec::new(), Vec::new());
    for (place, key, value) in copy.rows {
        let document = document_of(place, &key);
        let Some((store, document)) = COPIED.get(usize::from(place)).copied().zip(document) else {
            continue;
        };
        if !records.contains(&document) {
            records.push(document);
        }
        if place < STATE || place == DRAFTS {
            puts.push(Put::bytes(store, key, value));
        } else if known.iter().all(|known| known.document != document) {
            pictures.push(Put::bytes(store, key, value));
        }
    }
    // A transaction over no store is none.
    if !puts.is_empty() {
        store.replace_rows(puts, Vec::new()).await.map_err(refusal)?;
    }
    rebuild(store, &scope::touching).await.map_err(refusal)?;
    scope::untouched();
    // Pictures come last: one without a record on the phone is taken for one whose record was erased.
    if !pictures.is_empty() {
        store.photos.put(pictures).await.map_err(refusal)?;
    }
    Ok(records.len() as u32)
}

/// The record that a row of a copy is about. No other row of the store of drafts is anything a copy may bring.
fn document_of(place: u8, key: &[u8]) -> Option<DocumentId> {
    // The keys of changes have the document in their middle, those of drafts at their end; the others are one.
    match (OutboxKey::from_bytes(key), key.strip_prefix(DRAFT)) {
        (Some(key), _) => Some(key.document),
        (None, Some(document)) if place == DRAFTS => DocumentId::from_slice(document),
        (None, None) if place != DRAFTS => DocumentId::from_slice(key),
        (None, _) => None,
    }
}

fn refusal(error: StoreError) -> CopyRefusal {
    CopyRefusal::Storage(match error {
        StoreError::Full => SaveFailure::StorageFull,
        _ => SaveFailure::StorageUnavailable,
    })
}

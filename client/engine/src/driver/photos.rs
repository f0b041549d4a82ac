//! Pictures on their way: kept before anything else happens, then their records, then the records' way to the server,
//! and only then the pictures, one by one. Nothing waits for them.

use feltbog_shared::bridge::{CommandOutcome, Event, SaveFailure};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::photo::kind_of_picture;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{FieldEdit, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::{Store, StoreError, StoredView};
use feltbog_shared::replica::{EditCommand, Failure, Input};
use wasm_bindgen_futures::spawn_local;

use super::{Driver, Message};
use crate::photos::{Kept, Photo, Stage, oldest_sent};
use crate::store::IndexedDbStore;
use crate::tabs::News;
use crate::view_publisher::ViewRequest;
use crate::{scope, transport};

/// Time to wait after a picture did not come through, in milliseconds.
const PAUSE: u32 = 15_000;
/// Time after which an edit is saved as a rule, in milliseconds.
const SAVED: u32 = 2_000;
/// Time to wait for the record of a picture to be received, in milliseconds.
const SOON: u32 = 1_000;
/// Time after which a phone that is full still makes more room, in milliseconds.
const STILL_FULL: u32 = 10_000;

/// The outcome of sending a picture.
#[derive(Debug)]
pub(crate) enum Sending {
    /// Its record has to go first.
    TooEarly,
    /// It is nowhere any more: its record was erased, discarded, or left the phone with its rights.
    Gone,
    /// Its bytes are not on the phone.
    NotHere,
    /// Neither phone nor server has its record, and nobody took it away.
    RecordLost,
    /// The server has answered, or not.
    Tried(Result<(), Failure>),
}

/// Pictures that are not with the server, and whether one is on its way.
#[derive(Default)]
pub(super) struct Underway {
    photos: Vec<Photo>,
    sending: bool,
    pub(super) resting: bool,
    /// Whether the server was asked which it lacks.
    asked: bool,
    /// Whether those without a record were let go.
    is_swept: bool,
}

impl Driver {
    /// Keeps a picture and makes its record. Answered like any other command that makes a record.
    pub(super) fn keep_photo(
        &mut self,
        token: u64,
        document: DocumentId,
        department: DepartmentId,
        edits: Vec<FieldEdit>,
        bytes: Vec<u8>,
    ) {
        let photo = Photo {
            document,
            department,
            stage: Stage::Begun(token, edits),
        };
        self.later(async move |store| {
            let kept = keep(&store, &photo, bytes).await;
            Message::PhotoKept(photo, kept)
        });
    }

    pub(super) fn photo_kept(&mut self, photo: Photo, kept: Result<(), StoreError>) {
        let Stage::Begun(token, _) = photo.stage else {
            return;
        };
        match kept {
            Ok(()) => self.take_up(photo),
            Err(error) => scope::post(&Event::Outcome(CommandOutcome::NotSaved {
                token,
                document: photo.document,
                reason: match error {
                    StoreError::Full => SaveFailure::StorageFull,
                    _ => SaveFailure::StorageUnavailable,
                },
            })),
        }
    }

    /// Looks for pictures that are not with the server: after a start, and when another tab has made one.
    pub(super) fn find_photos(&self) {
        self.later(async |store| Message::PhotosFound(standing(&store).await));
    }

    /// A record is being discarded or brought back. If it is a picture's, the bytes stay while that can be taken back.
    pub(super) fn picture_may_go(&self, document: DocumentId) {
        self.after(SAVED, Message::PhotoDiscardOver(document));
        let over = u32::try_from(DISCARD_MILLIS).unwrap_or(u32::MAX);
        self.after(over.saturating_add(SAVED), Message::PhotoDiscardOver(document));
    }

    /// Lets a picture go whose record was discarded for good. One whose record was brought back is sent again: the
    /// server has let it go.
    pub(super) fn look_for_discarded(&self, document: DocumentId) {
        self.later(async move |store| {
            let mut photos = standing(&store).await;
            photos.retain(|photo| photo.document == document && photo.stage == Stage::Sent);
            let Ok(views) = store.load_views(&[document]).await else {
                return Message::PhotosNoted;
            };
            if views.iter().flatten().any(|view| discarded_at(view).is_some()) {
                return Message::PhotosNoted;
            }
            for photo in &mut photos {
                photo.stage = Stage::Waiting;
            }
            if photos.is_empty() || store.photos.note(&photos).await.is_err() {
                return Message::PhotosNoted;
            }
            Message::PhotosFound(photos)
        });
    }

    pub(super) fn photos_found(&mut self, found: Vec<Photo>) {
        for photo in found {
            if matches!(photo.stage, Stage::Begun(..)) || photo.stage.is_waiting() {
                self.take_up(photo);
            }
        }
        self.send_photos();
    }

    /// Goes on with a picture from where it is.
    fn take_up(&mut self, photo: Photo) {
        if self
            .underway
            .photos
            .iter()
            .any(|known| known.document == photo.document)
        {
            return;
        }
        let begun = match &photo.stage {
            Stage::Begun(token, edits) => Some((*token, edits.clone())),
            _ => None,
        };
        let (document, department) = (photo.document, photo.department);
        self.underway.photos.push(photo);
        if let Some((token, edits)) = begun {
            self.make_record(token, document, department, edits);
        }
    }

    /// Makes the record of a picture.
    fn make_record(
        &mut self,
        token: u64,
        document: DocumentId,
        department: DepartmentId,
        edits: Vec<FieldEdit>,
    ) {
        self.edits.insert(token, document);
        self.input(Input::Edit(EditCommand {
            token,
            document,
            create: Some((kind_of_picture(&edits), department)),
            base: None,
            edits,
        }));
    }

    /// Makes the record of a picture once more, which phone and server have lost. Whether it did: nobody's record is made
    /// in the name of somebody else.
    fn make_record_again(&mut self, document: DocumentId) -> bool {
        let person = self.replica.session().map(|session| session.user);
        let mut photos = self.underway.photos.iter();
        let Some(photo) = photos.find(|photo| photo.document == document) else {
            return false;
        };
        let (department, edits) = match &photo.stage {
            Stage::Made(by, edits) if Some(*by) == person => (photo.department, edits.clone()),
            _ => return false,
        };
        // Nothing is sent before the record is saved.
        self.underway.resting = true;
        // Another command than the one before, which may be answered already. No screen waits for it.
        let token = scope::random()
            .iter()
            .take(8)
            .fold(0_u64, |token, byte| token << 8 | u64::from(*byte));
        self.make_record(token, document, department, edits);
        true
    }

    /// A record was saved: if it is a picture's, the picture waits from now on.
    pub(super) fn record_of_photo(&mut self, document: DocumentId) {
        let person = self.replica.session().map(|session| session.user);
        let waits = |photo: &&mut Photo| photo.document == document;
        if let Some(photo) = self.underway.photos.iter_mut().find(waits)
            && let Stage::Begun(_, edits) = &photo.stage
        {
            let made = |person| Stage::Made(person, edits.clone());
            photo.stage = person.map_or(Stage::Waiting, made);
            let photo = photo.clone();
            self.later(async move |store| {
                // Begun once more after a start, it is done once all the same.
                drop(store.photos.note(&[photo]).await);
                Message::PhotosNoted
            });
        }
    }

    /// A record was not saved: if it is a picture's, the picture begins anew when it is found or kept once more.
    pub(super) fn record_of_photo_failed(&mut self, document: DocumentId) {
        let is_begun = |photo: &Photo| photo.document == document && matches!(photo.stage, Stage::Begun(..));
        self.underway.photos.retain(|photo| !is_begun(photo));
    }

    /// Sends the next picture, when nothing else is to be sent.
    pub(super) fn send_photos(&mut self) {
        let sync_status = self.replica.sync_status();
        let may_send = self.leads && self.admitted && sync_status.reached == Some(true) && !sync_status.busy;
        if !may_send || self.underway.sending || self.underway.resting {
            return;
        }
        let waiting = |photo: &&Photo| photo.stage.is_waiting();
        let Some(photo) = self.underway.photos.iter().find(waiting).cloned() else {
            self.sweep();
            return self.ask_for_missing();
        };
        self.underway.sending = true;
        // Before the end of a first fetch nobody knows which records are on the phone.
        let knows_records = !sync_status.first_sync;
        self.later(async move |store| {
            let sending = send(&store, &photo, knows_records).await;
            Message::PhotoSent(photo.document, sending)
        });
    }

    /// Once after a start and whenever it is in doubt: pictures without a record go. Before the end of a first fetch nobody
    /// knows which records are on the phone.
    fn sweep(&mut self) {
        if !self.underway.is_swept && !self.replica.sync_status().first_sync {
            self.underway.is_swept = true;
            self.later(async move |store| {
                forget_orphans(&store).await;
                Message::PhotosNoted
            });
        }
    }

    /// Once after a start and whenever it is in doubt: what the server has lost is sent once more.
    fn ask_for_missing(&mut self) {
        if !self.underway.asked {
            self.underway.asked = true;
            self.later(async move |store| Message::PhotosMissing(missing(&store).await));
        }
    }

    /// The server may be another than before, or have lost records: it is asked once more which pictures it lacks.
    pub(super) fn doubt_photos(&mut self) {
        (self.underway.asked, self.underway.is_swept) = (false, false);
    }

    pub(super) fn photos_missing(&mut self, missing: Result<Vec<Photo>, Failure>) {
        match missing {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) => {
                self.photos_found(missing);
                self.photos_noted();
            }
            Err(_) => {
                self.underway.asked = false;
                self.pause(PAUSE);
            }
        }
    }

    pub(super) fn photo_sent(&mut self, document: DocumentId, sending: Sending) {
        self.underway.sending = false;
        let stage = match sending {
            Sending::TooEarly => return self.rest(document, SOON),
            Sending::NotHere => {
                // It may be sealed, and be back in a moment. Nothing is deleted, and it is found then.
                self.underway.photos.retain(|one| one.document != document);
                self.pause(SOON);
                self.find_photos();
                return self.photos_noted();
            }
            // What the server says of the record that is made now decides about the picture.
            Sending::RecordLost if self.make_record_again(document) => return self.rest(document, PAUSE),
            Sending::Gone | Sending::RecordLost => None,
            Sending::Tried(Ok(())) => Some(Stage::Sent),
            // The phone has the record and the server not yet: one that was restored is being given it back. A disk that is
            // full, and an app that is too old, are not for ever either.
            Sending::Tried(Err(Failure::Refused(code)))
                if code.may_pass() && code != RefusalCode::NoAccess =>
            {
                return self.rest(document, PAUSE);
            }
            Sending::Tried(Err(Failure::Refused(code))) => Some(Stage::Refused(code)),
            Sending::Tried(Err(Failure::Busy(seconds))) => {
                let millis = u32::try_from(seconds.saturating_mul(1_000)).unwrap_or(PAUSE);
                return self.rest(document, millis);
            }
            Sending::Tried(Err(_)) => return self.rest(document, PAUSE),
        };
        let Some(place) = self
            .underway
            .photos
            .iter()
            .position(|one| one.document == document)
        else {
            return;
        };
        let photo = self.underway.photos.remove(place);
        self.later(async move |store| {
            // What could not be noted is sent once more after the next start.
            drop(match stage {
                Some(stage) => store.photos.note(&[Photo { stage, ..photo }]).await,
                None => store.photos.forget(&[photo.document]).await,
            });
            Message::PhotosNoted
        });
        self.send_photos();
    }

    /// The stages of pictures have changed.
    pub(super) fn photos_noted(&mut self) {
        self.tabs.tell(&News::Delivery);
        self.publisher.request(ViewRequest::Delivery);
        self.send_photos();
    }

    pub(super) fn photos_rested(&mut self) {
        self.underway.resting = false;
        self.send_photos();
    }

    /// Goes on a little later, with another picture first: none holds the others up.
    fn rest(&mut self, document: DocumentId, millis: u32) {
        self.underway
            .photos
            .sort_by_key(|photo| photo.document == document);
        self.pause(millis);
    }

    fn pause(&mut self, millis: u32) {
        self.underway.resting = true;
        self.after(millis, Message::PhotosRested);
    }

    /// Records have left the phone, and their pictures with them. One that waits is offered to the server once more, which
    /// tells whether its record was erased. Its record is not made again.
    pub(super) fn forget_photos(&mut self, documents: &[DocumentId]) {
        for photo in &mut self.underway.photos {
            if documents.contains(&photo.document) {
                photo.stage = Stage::Waiting;
            }
        }
        let documents = documents.to_vec();
        self.later(async move |store| {
            // What could not be let go now goes after the next start.
            drop(part_with(&store, documents).await);
            Message::PhotosNoted
        });
    }

    /// Pictures have left the phone unseen: sealed with what was not sent. None is held here that is not there.
    pub(super) fn forget_underway(&mut self) {
        self.underway.photos.clear();
    }

    /// The phone is full: the oldest pictures that the server has make room, and what the phone sends and fetches is tried
    /// once more then.
    pub(super) fn make_room(&self) {
        self.later(async |store| match make_room(&store).await {
            Ok(true) => Message::RoomMade,
            // Where there is none there is nothing to try again for.
            _ => Message::PhotosNoted,
        });
    }

    /// There is more room than before. Where it was not enough, the next pictures follow.
    pub(super) fn room_made(&mut self) {
        self.after(STILL_FULL, Message::RoomNeeded);
        self.input(Input::Nudge);
    }

    pub(super) fn room_needed(&self) {
        if self.replica.sync_status().full {
            self.make_room();
        }
    }

    /// Shows a picture: the phone's, or the server's, which is then kept.
    pub(super) fn show_photo(&self, document: DocumentId, department: DepartmentId) {
        let store = self.store.clone();
        spawn_local(async move {
            let mut bytes = store.photos.bytes(document).await.ok().flatten();
            if bytes.is_none()
                && let Ok(fetched) = transport::photo(department, document).await
            {
                let photo = Photo {
                    document,
                    department,
                    stage: Stage::Sent,
                };
                // A phone without room shows it all the same.
                drop(keep(&store, &photo, fetched.clone()).await);
                bytes = Some(fetched);
                // Its record may have left the phone while it was fetched.
                if record_is_gone(&store, document).await {
                    drop(store.photos.forget(&[document]).await);
                    bytes = None;
                }
            }
            scope::post(&Event::Photo { document, bytes });
        });
    }
}

/// Keeps a picture. Where there is no room, older ones that the server has make it.
async fn keep(store: &IndexedDbStore, photo: &Photo, bytes: Vec<u8>) -> Result<(), StoreError> {
    let kept = store.photos.keep(photo, bytes.clone()).await;
    if kept != Err(StoreError::Full) || !make_room(store).await.unwrap_or(false) {
        return kept;
    }
    store.photos.keep(photo, bytes).await
}

/// Lets the oldest pictures go that the server has. Whether there were any.
async fn make_room(store: &IndexedDbStore) -> Result<bool, StoreError> {
    let mut photos = store.photos.all().await?;
    photos.retain(|photo| photo.stage == Stage::Sent);
    let documents: Vec<_> = photos.iter().map(|photo| photo.document).collect();
    let views = store.load_views(&documents).await?;
    // A picture whose record was discarded is here alone, as long as that can be taken back.
    let discarded = views.iter().flatten().filter(|view| discarded_at(view).is_some());
    let discarded: Vec<_> = discarded.map(|view| view.document).collect();
    photos.retain(|photo| !discarded.contains(&photo.document));
    let oldest = oldest_sent(&photos);
    if !oldest.is_empty() {
        store.photos.forget(&oldest).await?;
    }
    Ok(!oldest.is_empty())
}

/// Lets pictures go whose records have left the phone. Those that were not sent stay, and wait without their records.
async fn part_with(store: &IndexedDbStore, mut gone: Vec<DocumentId>) -> Result<(), StoreError> {
    let mut waiting = store.photos.all().await?;
    waiting.retain(|photo| gone.contains(&photo.document));
    waiting.retain(|photo| !matches!(photo.stage, Stage::Sent | Stage::Refused(_)));
    gone.retain(|document| waiting.iter().all(|photo| photo.document != *document));
    for photo in &mut waiting {
        photo.stage = Stage::Waiting;
    }
    if !gone.is_empty() {
        store.photos.forget(&gone).await?;
    }
    if !waiting.is_empty() {
        store.photos.note(&waiting).await?;
    }
    Ok(())
}

/// Whether a record is neither on the phone nor put aside there. A storage that does not answer says nothing.
async fn record_is_gone(store: &IndexedDbStore, document: DocumentId) -> bool {
    let (views, aside) = (store.load_views(&[document]).await, store.aside().await);
    let is_absent = views.is_ok_and(|views| views.iter().all(Option::is_none));
    is_absent && aside.is_ok_and(|aside| !aside.contains(&document))
}

/// Lets pictures go that wait for nothing and whose records are not on the phone: it may have stopped after it had let go
/// of the records and before it let go of the pictures.
async fn forget_orphans(store: &IndexedDbStore) {
    let mut photos = store.photos.all().await.unwrap_or_default();
    photos.retain(|photo| matches!(photo.stage, Stage::Sent | Stage::Refused(_)));
    let documents: Vec<_> = photos.iter().map(|photo| photo.document).collect();
    let (Ok(views), Ok(aside)) = (store.load_views(&documents).await, store.aside().await) else {
        return;
    };
    let is_here = |document: &DocumentId| {
        let mut views = views.iter().flatten();
        views.any(|view| view.document == *document) || aside.contains(document)
    };
    let orphans: Vec<_> = documents
        .iter()
        .filter(|document| !is_here(document))
        .copied()
        .collect();
    if !orphans.is_empty() {
        // What could not be let go now goes after the next start.
        drop(store.photos.forget(&orphans).await);
    }
}

/// Asks which of the pictures that were sent the server lacks, and lets those wait once more.
async fn missing(store: &IndexedDbStore) -> Result<Vec<Photo>, Failure> {
    let mut photos = store.photos.all().await.unwrap_or_default();
    photos.retain(|photo| photo.stage == Stage::Sent);
    let (mut asked, mut missing) = (Vec::new(), Vec::new());
    for photo in &photos {
        if asked.contains(&photo.department) {
            continue;
        }
        asked.push(photo.department);
        match transport::photos_missing(photo.department).await {
            Ok(documents) => missing.extend(documents),
            // An older server, or a department that is theirs no more.
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    photos.retain(|photo| missing.contains(&photo.document));
    for photo in &mut photos {
        photo.stage = Stage::Waiting;
    }
    // What could not be noted is asked for once more after the next start.
    if !photos.is_empty() && store.photos.note(&photos).await.is_err() {
        photos.clear();
    }
    Ok(photos)
}

/// The pictures on the phone. Those whose record was discarded longer ago than that can be taken back are let go.
async fn standing(store: &IndexedDbStore) -> Vec<Photo> {
    let mut photos = store.photos.all().await.unwrap_or_default();
    let documents: Vec<_> = photos.iter().map(|photo| photo.document).collect();
    let Ok(views) = store.load_views(&documents).await else {
        return photos;
    };
    let now = scope::now();
    let is_gone = |view: &StoredView| discarded_at(view).is_some_and(|at| now.since(at) >= DISCARD_MILLIS);
    let gone = views.iter().flatten().filter(|view| is_gone(view));
    let gone: Vec<_> = gone.map(|view| view.document).collect();
    if !gone.is_empty() && store.photos.forget(&gone).await.is_ok() {
        photos.retain(|photo| !gone.contains(&photo.document));
    }
    photos
}

/// When a record was discarded; nothing for one that stands.
fn discarded_at(view: &StoredView) -> Option<Moment> {
    match view.fields.get(DISCARDED_AT) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    }
}

async fn send(store: &IndexedDbStore, photo: &Photo, knows_records: bool) -> Sending {
    let Ok(waiting) = store.waiting().await else {
        return Sending::TooEarly;
    };
    if waiting.contains_key(&photo.document) {
        return Sending::TooEarly;
    }
    // The server takes no picture of a record that was discarded.
    match store.load_views(&[photo.document]).await {
        Ok(views) => match views.iter().flatten().find_map(discarded_at) {
            Some(at) if scope::now().since(at) >= DISCARD_MILLIS => return Sending::Gone,
            Some(_) => return Sending::Tried(Err(Failure::Refused(RefusalCode::NotFound))),
            None => {}
        },
        Err(_) => return Sending::TooEarly,
    }
    let sent = match store.photos.kept(photo.document).await {
        Ok(Kept::Bytes(bytes)) => transport::send_photo(photo.department, photo.document, &bytes).await,
        // It stays, and its person is told.
        Ok(Kept::Unreadable) => return Sending::Tried(Err(Failure::Refused(RefusalCode::Unreadable))),
        Ok(Kept::Nothing) => {
            // What is noted of it goes too, unless it is back by now.
            drop(store.photos.note(core::slice::from_ref(photo)).await);
            return Sending::NotHere;
        }
        Err(_) => return Sending::TooEarly,
    };
    // That a server knows nothing of it says nothing. Only a record that was taken off the phone takes its picture along.
    let is_answered = matches!(sent, Ok(()) | Err(Failure::Refused(_)));
    if is_answered && knows_records && record_is_gone(store, photo.document).await {
        match sent {
            Err(Failure::Refused(RefusalCode::NotFound)) if matches!(photo.stage, Stage::Made(..)) => {
                return Sending::RecordLost;
            }
            Err(Failure::Refused(code)) if code.may_pass() && !is_about_record(code) => {}
            _ => return Sending::Gone,
        }
    }
    Sending::Tried(sent)
}

/// Whether a refusal says that the record is not there, or not there for this person.
fn is_about_record(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::NotFound | RefusalCode::NoAccess)
}

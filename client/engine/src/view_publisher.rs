//! Publishes views to the UI: answers its requests and publishes changed views again. The publisher handles one request
//! at a time, so that an older view never follows a newer one. It debounces changes, so that a long fetch does not
//! flood the screen.

use std::cell::Cell;
use std::rc::Rc;

use feltbog_shared::bridge::{Draft, Event, ListQuery, Status};
use feltbog_shared::document::{Document, DocumentError};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::{Store, StoreError, StoredDocument};
use feltbog_shared::replica::{SyncStatus, TOUCH_CAP_MILLIS, TOUCH_MILLIS};
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::followed_lists::FollowedLists;
use super::photos::{Photo, Stage};
use super::store::IndexedDbStore;
use super::views::{self, Deliveries, ShownReceipts};
use super::{copy, scope};

/// The debounce of changes, in milliseconds.
const DEBOUNCE_MS: u32 = 50;
/// The pause between two publications of a list during the first fetch, in milliseconds: a publication costs the screen
/// as much as a tap. A requested list is published at once.
const LIST_PAUSE_MS: i64 = 500;
/// The wait in milliseconds when the storage does not answer.
const RETRY_MS: u32 = 1_000;

/// The stored moment of "all sent" while something is unsent.
const NOT_ALL_SENT: Moment = Moment::from_millis(0);

/// A request to show something, or a notice that something changed.
#[derive(Clone, Debug)]
pub(super) enum ViewRequest {
    /// Follow this list, beside the others.
    List(ListQuery),
    /// Stop following this list.
    CloseList(ListQuery),
    /// Follow this record.
    Open(DocumentId),
    /// Follow this record, which is being made: it is shown when it is there.
    Await(DocumentId),
    /// Stop following this record.
    Close(DocumentId),
    /// Show this record's history.
    History(DocumentId),
    /// Show the records without a receipt.
    Outbox,
    /// Hand this record over as a file.
    Export(DocumentId),
    /// Hand everything over that the server has not received.
    Copy,
    /// These documents changed.
    Changed(Vec<DocumentId>),
    /// These documents are no longer here.
    Gone(Vec<DocumentId>),
    /// Receipts, refusals or how the server is reached changed.
    Delivery,
    /// Anything may have changed.
    Everything,
    /// The debounce has ended: publish.
    Publish,
}

/// The handle of the publisher's task.
#[derive(Clone)]
pub(super) struct ViewPublisher {
    requests: UnboundedSender<ViewRequest>,
    sync_status: Rc<Cell<SyncStatus>>,
    touched_at: Rc<Cell<Moment>>,
}

impl ViewPublisher {
    /// Starts the task. The UI already knows these drafts.
    pub(super) fn start(store: Rc<IndexedDbStore>, drafts: Vec<Draft>) -> Self {
        let (requests, received) = unbounded();
        let sync_status = Rc::new(Cell::new(SyncStatus {
            reached: None,
            busy: false,
            first_sync: false,
            full: false,
        }));
        let touched_at = Rc::new(Cell::new(Moment::from_millis(0)));
        let publisher = Self {
            requests: requests.clone(),
            sync_status: sync_status.clone(),
            touched_at: touched_at.clone(),
        };
        let task = ViewPublisherTask {
            store,
            requests,
            sync_status,
            touched_at,
            list_published_at: Moment::from_millis(0),
            lists: FollowedLists::default(),
            receipts: ShownReceipts::default(),
            open: Vec::new(),
            dirty: Dirty::default(),
            is_debouncing: false,
            published_status: None,
            published_drafts: drafts,
        };
        spawn_local(task.run(received));
        publisher
    }

    /// Sends a request to the task.
    pub(super) fn request(&self, request: ViewRequest) {
        drop(self.requests.unbounded_send(request));
    }

    /// Notes that the person touches the screen.
    pub(super) fn touched(&self) {
        self.touched_at.set(scope::now());
    }

    /// Stores the sync status and publishes it when it has changed.
    pub(super) fn set_sync_status(&self, sync_status: SyncStatus) {
        if self.sync_status.replace(sync_status) != sync_status {
            self.request(ViewRequest::Delivery);
        }
    }
}

/// The views that must be published again.
#[derive(Default)]
struct Dirty {
    list: bool,
    status: bool,
    /// Documents whose views must be read again.
    changed: Vec<DocumentId>,
    /// Records that must be published again.
    records: Vec<DocumentId>,
}

struct ViewPublisherTask {
    store: Rc<IndexedDbStore>,
    requests: UnboundedSender<ViewRequest>,
    sync_status: Rc<Cell<SyncStatus>>,
    touched_at: Rc<Cell<Moment>>,
    /// The time of the last publication of a list.
    list_published_at: Moment,
    lists: FollowedLists,
    receipts: ShownReceipts,
    open: Vec<DocumentId>,
    dirty: Dirty,
    is_debouncing: bool,
    /// The status as last published.
    published_status: Option<Status>,
    /// The drafts as last published.
    published_drafts: Vec<Draft>,
}

impl ViewPublisherTask {
    async fn run(mut self, mut received: UnboundedReceiver<ViewRequest>) {
        while let Some(request) = received.next().await {
            if self.take(&request).await.is_ok() {
                continue;
            }
            match request {
                ViewRequest::History(_)
                | ViewRequest::Outbox
                | ViewRequest::Export(_)
                | ViewRequest::Copy => self.later(RETRY_MS, request),
                _ => self.debounce(RETRY_MS),
            }
        }
    }

    fn follow(&mut self, document: DocumentId) {
        if !self.open.contains(&document) {
            self.open.push(document);
        }
    }

    fn later(&self, wait: u32, request: ViewRequest) {
        let requests = self.requests.clone();
        spawn_local(async move {
            TimeoutFuture::new(wait).await;
            drop(requests.unbounded_send(request));
        });
    }

    fn debounce(&mut self, wait: u32) {
        if !self.is_debouncing {
            self.is_debouncing = true;
            self.later(wait, ViewRequest::Publish);
        }
    }

    async fn take(&mut self, request: &ViewRequest) -> Result<(), StoreError> {
        match request {
            ViewRequest::List(query) => {
                self.lists.follow(query.clone());
                self.dirty.list = true;
                self.publish(true).await?;
            }
            ViewRequest::CloseList(query) => self.lists.leave(query),
            ViewRequest::Open(document) => {
                self.follow(*document);
                self.dirty.records.push(*document);
                self.publish(false).await?;
            }
            ViewRequest::Await(document) => self.follow(*document),
            ViewRequest::Close(document) => self.open.retain(|open| open != document),
            ViewRequest::History(document) => self.history(*document).await?,
            ViewRequest::Outbox => self.outbox().await?,
            ViewRequest::Export(document) => self.export(*document).await?,
            ViewRequest::Copy => scope::post(&copy::made(&self.store).await?),
            ViewRequest::Changed(documents) | ViewRequest::Gone(documents) => {
                let shown = documents.iter().filter(|document| self.open.contains(document));
                self.dirty.records.extend(shown);
                self.dirty.changed.extend(documents);
                self.dirty.list = true;
                self.dirty.status = true;
                self.debounce(DEBOUNCE_MS);
            }
            ViewRequest::Delivery | ViewRequest::Everything => {
                if matches!(request, ViewRequest::Everything) {
                    self.lists.forget_rows();
                }
                self.dirty.list = true;
                self.dirty.status = true;
                self.dirty.records.extend(&self.open);
                self.debounce(DEBOUNCE_MS);
            }
            ViewRequest::Publish => {
                self.is_debouncing = false;
                let started = scope::now();
                let pause = self.list_pause_ms(started);
                self.publish(pause.is_none()).await?;
                if let Some(pause) = pause {
                    self.debounce(pause);
                }
                // Publishing a long list takes at most a fourth of the time, whatever happens meanwhile.
                let took = u32::try_from(scope::now().since(started)).unwrap_or_default();
                if took.saturating_mul(3) > DEBOUNCE_MS {
                    self.debounce(took.saturating_mul(3));
                }
            }
        }
        Ok(())
    }

    /// The remaining pause of the list in milliseconds: during the first fetch, after a publication and after a touch.
    fn list_pause_ms(&self, now: Moment) -> Option<u32> {
        if !self.dirty.list || !self.sync_status.get().first_sync {
            return None;
        }
        let left = |at: Moment, millis| {
            let since = now.since(at);
            (0..millis).contains(&since).then_some(millis - since)
        };
        let cap = left(self.list_published_at, TOUCH_CAP_MILLIS)?;
        let touch = left(self.touched_at.get(), TOUCH_MILLIS);
        let wait = touch.max(left(self.list_published_at, LIST_PAUSE_MS))?;
        u32::try_from(wait.min(cap)).ok()
    }

    /// Publishes every dirty view, the list only if allowed. Views that could not be published stay dirty. The status
    /// goes before the receipts that it must not be older than.
    async fn publish(&mut self, list: bool) -> Result<(), StoreError> {
        if !self.dirty.list && !self.dirty.status && self.dirty.records.is_empty() {
            return Ok(());
        }
        let photos = self.photos_to_send().await;
        // Records are shown without pictures whose database does not answer. The status would say too much, and waits.
        let unknown = photos.as_ref().err().cloned();
        let deliveries = self.deliveries(photos.unwrap_or_default()).await?;
        let publishes_list = self.dirty.list && list;
        let mut events = Vec::new();
        if publishes_list {
            events = self.list_events(&deliveries).await?;
        }
        let mut records = self.dirty.records.clone();
        records.sort_unstable();
        records.dedup();
        for document in &records {
            events.push(self.record_event(*document, &deliveries).await?);
        }
        if self.dirty.status && unknown.is_none() {
            self.publish_status(&deliveries).await?;
            self.dirty.status = false;
        }
        events.iter().for_each(scope::post);
        if publishes_list {
            self.lists.published();
            self.dirty.list = false;
            self.list_published_at = scope::now();
        }
        self.dirty.records.retain(|document| !records.contains(document));
        unknown.map_or(Ok(()), Err)
    }

    /// Takes in what changed and reports the lists that it is in. They stay to be published until they are.
    async fn list_events(&mut self, deliveries: &Deliveries) -> Result<Vec<Event>, StoreError> {
        self.dirty.changed.sort_unstable();
        self.dirty.changed.dedup();
        if self.lists.holds_rows() && !self.dirty.changed.is_empty() {
            let views = self.store.load_views(&self.dirty.changed).await?;
            for (document, view) in self.dirty.changed.iter().zip(views) {
                self.lists.take_in(*document, view);
            }
        }
        self.dirty.changed.clear();
        for department in self.lists.unread_departments() {
            let views = self.store.views(department).await?;
            self.lists.read(department, views);
        }
        self.lists.note_deliveries(deliveries);
        let mut events = Vec::new();
        for (query, items, total) in self.lists.reports() {
            self.dirty.status |= self.receipts.note(items.iter().map(views::receipt));
            events.push(Event::List { query, items, total });
        }
        Ok(events)
    }

    async fn record_event(
        &mut self,
        document: DocumentId,
        deliveries: &Deliveries,
    ) -> Result<Event, StoreError> {
        let read = |row: &StoredDocument| opened(row, |document| views::record(row, document, deliveries));
        let row = self.row(document).await?;
        self.dirty.status |= self.receipts.note(row.iter().map(|row| row.received_at));
        Ok(match row {
            Some(row) => read(&row).map_or(Event::PutAside(document), Event::Record),
            None => Event::Gone(document),
        })
    }

    async fn publish_status(&mut self, deliveries: &Deliveries) -> Result<(), StoreError> {
        let sync_status = self.sync_status.get();
        let put_aside = u32::try_from(self.store.aside().await?.len()).unwrap_or(u32::MAX);
        let unsent = deliveries.unsent();
        // Stored, because an engine may die between the last receipt and this.
        let mut all_sent_at = self.store.all_sent_at().await?;
        let was_missing = all_sent_at == Some(NOT_ALL_SENT);
        if was_missing != (unsent > 0) {
            let now = if was_missing { scope::now() } else { NOT_ALL_SENT };
            // Without room for it, the status line says less than it could.
            drop(self.store.set_all_sent_at(now).await);
            all_sent_at = Some(now);
        }
        let status = Status {
            unsent,
            refused: deliveries.refused(),
            put_aside,
            drafts: deliveries.unfinished(),
            sealed: self.store.sealed_records().await?,
            all_sent_at: all_sent_at
                .filter(|at| *at != NOT_ALL_SENT)
                .map(|at| self.receipts.all_sent_at(at)),
            reached: sync_status.reached,
            busy: sync_status.busy,
            first_sync: sync_status.first_sync,
            full: sync_status.full,
        };
        if self.published_drafts != deliveries.drafts() {
            self.published_drafts = deliveries.drafts().to_vec();
            scope::post(&Event::Drafts(self.published_drafts.clone()));
        }
        if self.published_status.as_ref() != Some(&status) {
            scope::post(&Event::Status(status.clone()));
            self.published_status = Some(status);
        }
        Ok(())
    }

    async fn history(&self, document: DocumentId) -> Result<(), StoreError> {
        let event = match self.row(document).await? {
            Some(row) => match opened(&row, Document::history) {
                Ok(steps) => Event::History { document, steps },
                Err(_) => Event::PutAside(document),
            },
            None => Event::Gone(document),
        };
        scope::post(&event);
        Ok(())
    }

    async fn deliveries(&self, photos: Vec<Photo>) -> Result<Deliveries, StoreError> {
        let deliveries = Deliveries::read(&*self.store).await?.with(photos);
        Ok(deliveries.with_drafts(self.store.drafts().await?))
    }

    /// The pictures, without those whose record was discarded: nothing of them is to be sent.
    async fn photos_to_send(&self) -> Result<Vec<Photo>, StoreError> {
        let mut photos = self.store.photos.all().await?;
        photos.retain(|photo| photo.stage != Stage::Sent);
        if photos.is_empty() {
            return Ok(photos);
        }
        let documents: Vec<_> = photos.iter().map(|photo| photo.document).collect();
        let views = self.store.load_views(&documents).await?;
        let is_discarded = |document: DocumentId| {
            let mut views = views.iter().flatten();
            views.any(|view| view.document == document && view.fields.contains_key(DISCARDED_AT))
        };
        photos.retain(|photo| !is_discarded(photo.document));
        Ok(photos)
    }

    async fn outbox(&self) -> Result<(), StoreError> {
        let deliveries = self.deliveries(self.photos_to_send().await?).await?;
        let documents = deliveries.documents();
        let views = self.store.load_views(&documents).await?;
        let mut kinds = Vec::new();
        if views.iter().any(Option::is_none) {
            kinds = self.store.waiting_kinds().await?;
        }
        let items = documents.iter().zip(views);
        let items = items.filter_map(|(document, view)| deliveries.outbox_item(*document, view, &kinds));
        scope::post(&Event::Outbox(items.collect()));
        Ok(())
    }

    /// The row's bytes make the file, so that a document the phone cannot read can still be handed over.
    async fn export(&self, document: DocumentId) -> Result<(), StoreError> {
        let event = match self.row(document).await? {
            Some(row) => Event::File {
                name: format!("{}-{document}.automerge", row.kind.key()),
                bytes: row.file(),
            },
            None => Event::Gone(document),
        };
        scope::post(&event);
        Ok(())
    }

    async fn row(&self, document: DocumentId) -> Result<Option<StoredDocument>, StoreError> {
        Ok(self.store.load(&[document]).await?.pop().flatten())
    }
}

/// Reads something from a row's document. The document's id is noted first, in case the module traps over it.
fn opened<T>(row: &StoredDocument, read: impl FnOnce(&Document) -> T) -> Result<T, DocumentError> {
    scope::touching(row.document);
    let outcome = row.open().map(|document| read(&document));
    scope::untouched();
    outcome
}

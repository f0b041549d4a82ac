//! Answers what the UI asks to see, and draws again what changed: one thing at a time, so that an older picture never
//! comes after a newer one, and changes gathered for a moment, so that a long fetch does not flood the screen.

use std::cell::Cell;
use std::rc::Rc;

use feltbog_shared::bridge::{Draft, Event, ListQuery, Status};
use feltbog_shared::document::{Document, DocumentError};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::{Store, StoreError, StoredDocument};
use feltbog_shared::replica::{Standing, TOUCH_CAP_MILLIS, TOUCH_MILLIS};
use feltbog_shared::sorted::Map;
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::store::IndexedDbStore;
use super::views::{self, Deliveries, Listed, ShownReceipts};
use super::{copy, scope};

/// How long changes are gathered, in milliseconds.
const GATHER: u32 = 50;
/// How long a list rests between two pictures during the first fetch, in milliseconds: to take one in costs the screen
/// as much as a tap does. Whoever asks for a list gets it at once.
const LIST_REST: i64 = 500;
/// How long to wait when the storage does not answer.
const RETRY: u32 = 1_000;

/// Kept in the place of when all was sent, while something is not.
const NOT_ALL: Moment = Moment::from_millis(0);

/// What the screen is asked or told.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    /// Follow this list.
    List(ListQuery),
    /// Follow this record.
    Open(DocumentId),
    /// Follow this record, which is being made: it is shown when it is there.
    Await(DocumentId),
    /// Follow it no more.
    Close(DocumentId),
    /// Show this record's history.
    History(DocumentId),
    /// Show what has no receipt.
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
    /// The gathering is over.
    Draw,
}

/// The way to the screen.
#[derive(Clone)]
pub(super) struct Screen {
    asks: UnboundedSender<Ask>,
    standing: Rc<Cell<Standing>>,
    touched_at: Rc<Cell<Moment>>,
}

impl Screen {
    /// Starts it. The screen has been told of these drafts.
    pub(super) fn start(store: Rc<IndexedDbStore>, drafts: Vec<Draft>) -> Self {
        let (asks, asked) = unbounded();
        let standing = Rc::new(Cell::new(Standing {
            reached: None,
            busy: false,
            first_sync: false,
            full: false,
        }));
        let touched_at = Rc::new(Cell::new(Moment::from_millis(0)));
        let screen = Self {
            asks: asks.clone(),
            standing: standing.clone(),
            touched_at: touched_at.clone(),
        };
        let drawing = Drawing {
            store,
            asks,
            standing,
            touched_at,
            listed_at: Moment::from_millis(0),
            query: None,
            views: None,
            receipts: ShownReceipts::default(),
            open: Vec::new(),
            dirty: Dirty::default(),
            gathering: false,
            told: None,
            told_drafts: drafts,
        };
        spawn_local(drawing.run(asked));
        screen
    }

    /// Asks or tells.
    pub(super) fn ask(&self, ask: Ask) {
        drop(self.asks.unbounded_send(ask));
    }

    /// Notes that the person touches the screen.
    pub(super) fn touched(&self) {
        self.touched_at.set(scope::now());
    }

    /// Notes how the server is reached.
    pub(super) fn stand(&self, standing: Standing) {
        if self.standing.replace(standing) != standing {
            self.ask(Ask::Delivery);
        }
    }
}

/// What is to be drawn again.
#[derive(Default)]
struct Dirty {
    list: bool,
    status: bool,
    /// Documents whose views are to be read again.
    changed: Vec<DocumentId>,
    /// Records to be shown again.
    records: Vec<DocumentId>,
}

struct Drawing {
    store: Rc<IndexedDbStore>,
    asks: UnboundedSender<Ask>,
    standing: Rc<Cell<Standing>>,
    touched_at: Rc<Cell<Moment>>,
    /// When a list was last drawn.
    listed_at: Moment,
    query: Option<ListQuery>,
    /// The views of the department whose list is followed.
    views: Option<(DepartmentId, Map<DocumentId, Listed>)>,
    receipts: ShownReceipts,
    open: Vec<DocumentId>,
    dirty: Dirty,
    gathering: bool,
    /// The status as last told.
    told: Option<Status>,
    /// The drafts as last told.
    told_drafts: Vec<Draft>,
}

impl Drawing {
    async fn run(mut self, mut asked: UnboundedReceiver<Ask>) {
        while let Some(ask) = asked.next().await {
            if self.take(&ask).await.is_ok() {
                continue;
            }
            match ask {
                Ask::History(_) | Ask::Outbox | Ask::Export(_) | Ask::Copy => self.later(RETRY, ask),
                _ => self.gather(RETRY),
            }
        }
    }

    fn follow(&mut self, document: DocumentId) {
        if !self.open.contains(&document) {
            self.open.push(document);
        }
    }

    fn later(&self, wait: u32, ask: Ask) {
        let asks = self.asks.clone();
        spawn_local(async move {
            TimeoutFuture::new(wait).await;
            drop(asks.unbounded_send(ask));
        });
    }

    fn gather(&mut self, wait: u32) {
        if !self.gathering {
            self.gathering = true;
            self.later(wait, Ask::Draw);
        }
    }

    async fn take(&mut self, ask: &Ask) -> Result<(), StoreError> {
        match ask {
            Ask::List(query) => {
                self.query = Some(query.clone());
                self.dirty.list = true;
                self.draw(true).await?;
            }
            Ask::Open(document) => {
                self.follow(*document);
                self.dirty.records.push(*document);
                self.draw(false).await?;
            }
            Ask::Await(document) => self.follow(*document),
            Ask::Close(document) => self.open.retain(|open| open != document),
            Ask::History(document) => self.history(*document).await?,
            Ask::Outbox => self.outbox().await?,
            Ask::Export(document) => self.export(*document).await?,
            Ask::Copy => scope::post(&copy::made(&self.store).await?),
            Ask::Changed(documents) | Ask::Gone(documents) => {
                let shown = documents.iter().filter(|document| self.open.contains(document));
                self.dirty.records.extend(shown);
                self.dirty.changed.extend(documents);
                self.dirty.list = true;
                self.dirty.status = true;
                self.gather(GATHER);
            }
            Ask::Delivery | Ask::Everything => {
                if matches!(ask, Ask::Everything) {
                    self.views = None;
                }
                self.dirty.list = true;
                self.dirty.status = true;
                self.dirty.records.extend(&self.open);
                self.gather(GATHER);
            }
            Ask::Draw => {
                self.gathering = false;
                let started = scope::now();
                let rest = self.list_rest(started);
                self.draw(rest.is_none()).await?;
                if let Some(rest) = rest {
                    self.gather(rest);
                }
                // Drawing a long list takes at most a fourth of the time, whatever happens meanwhile.
                let took = u32::try_from(scope::now().since(started)).unwrap_or_default();
                if took.saturating_mul(3) > GATHER {
                    self.gather(took.saturating_mul(3));
                }
            }
        }
        Ok(())
    }

    /// How long the list is still left alone, in milliseconds: during the first fetch, after it was drawn and after a
    /// touch.
    fn list_rest(&self, now: Moment) -> Option<u32> {
        if !self.dirty.list || !self.standing.get().first_sync {
            return None;
        }
        let left = |at: Moment, millis| {
            let since = now.since(at);
            (0..millis).contains(&since).then_some(millis - since)
        };
        let cap = left(self.listed_at, TOUCH_CAP_MILLIS)?;
        let touch = left(self.touched_at.get(), TOUCH_MILLIS);
        let wait = touch.max(left(self.listed_at, LIST_REST))?;
        u32::try_from(wait.min(cap)).ok()
    }

    /// Draws everything that is dirty, the list where it may be. What could not be drawn stays dirty. The status goes before
    /// the receipts that it must not be older than.
    async fn draw(&mut self, list: bool) -> Result<(), StoreError> {
        if !self.dirty.list && !self.dirty.status && self.dirty.records.is_empty() {
            return Ok(());
        }
        let deliveries = self.deliveries().await?;
        let draws_list = self.dirty.list && list;
        let mut drawn = Vec::new();
        if draws_list {
            drawn.extend(self.drawn_list(&deliveries).await?);
        }
        let mut records = self.dirty.records.clone();
        records.sort_unstable();
        records.dedup();
        for document in &records {
            drawn.push(self.drawn_record(*document, &deliveries).await?);
        }
        if self.dirty.status {
            self.draw_status(&deliveries).await?;
            self.dirty.status = false;
        }
        drawn.iter().for_each(scope::post);
        if draws_list {
            self.dirty.list = false;
            self.listed_at = scope::now();
        }
        self.dirty.records.retain(|document| !records.contains(document));
        Ok(())
    }

    async fn drawn_list(&mut self, deliveries: &Deliveries) -> Result<Option<Event>, StoreError> {
        let Some(query) = self.query.clone() else {
            self.dirty.changed.clear();
            return Ok(None);
        };
        let views = match self.views.take() {
            Some((department, mut views)) if department == query.department => {
                let mut changed = core::mem::take(&mut self.dirty.changed);
                changed.sort_unstable();
                changed.dedup();
                for (document, view) in changed.iter().zip(self.store.load_views(&changed).await?) {
                    match view.filter(|view| view.department == department) {
                        Some(view) => views.insert(*document, view.into()),
                        None => views.remove(document),
                    };
                }
                views
            }
            _ => {
                self.dirty.changed.clear();
                let views = self.store.views(query.department).await?;
                // They come in this order.
                Map::from_sorted_store_unchecked(
                    views
                        .into_iter()
                        .map(|view| (view.document, view.into()))
                        .collect(),
                )
            }
        };
        let (items, total) = views::list(&query, &views, deliveries);
        self.views = Some((query.department, views));
        self.dirty.status |= self.receipts.note(items.iter().map(views::receipt));
        Ok(Some(Event::List { query, items, total }))
    }

    async fn drawn_record(
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

    async fn draw_status(&mut self, deliveries: &Deliveries) -> Result<(), StoreError> {
        let standing = self.standing.get();
        let put_aside = u32::try_from(self.store.aside().await?.len()).unwrap_or(u32::MAX);
        let unsent = deliveries.unsent();
        // Kept, since an engine may die between the last receipt and this.
        let mut all_sent_at = self.store.all_sent_at().await?;
        let lacked = all_sent_at == Some(NOT_ALL);
        if lacked != (unsent > 0) {
            let now = if lacked { scope::now() } else { NOT_ALL };
            // Where there is no room for it, the line says less than it could.
            drop(self.store.set_all_sent_at(now).await);
            all_sent_at = Some(now);
        }
        let status = Status {
            unsent,
            refused: deliveries.refused(),
            put_aside,
            drafts: u32::try_from(deliveries.drafts().len()).unwrap_or(u32::MAX),
            sealed: self.store.sealed_records().await?,
            all_sent_at: all_sent_at
                .filter(|at| *at != NOT_ALL)
                .map(|at| self.receipts.all_sent_at(at)),
            reached: standing.reached,
            busy: standing.busy,
            first_sync: standing.first_sync,
            full: standing.full,
        };
        if self.told_drafts != deliveries.drafts() {
            self.told_drafts = deliveries.drafts().to_vec();
            scope::post(&Event::Drafts(self.told_drafts.clone()));
        }
        if self.told.as_ref() != Some(&status) {
            scope::post(&Event::Status(status.clone()));
            self.told = Some(status);
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

    async fn deliveries(&self) -> Result<Deliveries, StoreError> {
        let photos = self.store.photos.all().await?;
        let deliveries = Deliveries::read(&*self.store).await?.with(photos);
        Ok(deliveries.with_drafts(self.store.drafts().await?))
    }

    async fn outbox(&self) -> Result<(), StoreError> {
        let deliveries = self.deliveries().await?;
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

    /// The row's bytes make the file: what the phone cannot read itself can still be handed over.
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

/// Reads something from a row's document, leaving word which one should the module trap over it.
fn opened<T>(row: &StoredDocument, read: impl FnOnce(&Document) -> T) -> Result<T, DocumentError> {
    scope::touching(row.document);
    let outcome = row.open().map(|document| read(&document));
    scope::untouched();
    outcome
}

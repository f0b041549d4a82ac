//! The engine as the screen knows it: one worker, what it reports as signals, and saving as a future.
//!
//! The worker owns every byte of data. When it dies it is started again without the record it died of, and what it
//! has not answered is asked again. Pages never touch the worker.

use feltbog_shared::bridge::{
    self, Command, Event, HistoryStep, ListItem, ListQuery, OutboxItem, RecordView, SaveFailure, Status,
};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::{FieldEdit, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use feltbog_shared::wire::Session;
use futures::channel::oneshot;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::platform;
use crate::view::summary::AreaNames;

/// So many engines may die within a minute before the person is asked.
const DEATHS: usize = 4;
/// Lists kept to be shown at once when the person comes back to them.
const LISTS: usize = 6;

/// Who is signed in, as far as is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    /// The engine has not said yet.
    Starting,
    /// Nobody.
    Nobody,
    /// This person.
    Signed(Arc<Session>),
}

/// How signing in goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Enrolment {
    /// Not tried.
    Idle,
    /// Under way.
    Busy,
    /// It did not work: refused, or the server was not reached.
    Failed(Option<Refusal>),
}

/// A record that is followed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sight {
    /// The engine has not said yet.
    Unknown,
    /// As it stands.
    Here(Arc<RecordView>),
    /// Not on this phone.
    Gone,
}

/// What a list holds.
#[derive(Clone)]
pub(crate) struct Listing {
    /// The query it answers.
    pub(crate) query: ListQuery,
    /// Newest first.
    pub(crate) items: Arc<Vec<ListItem>>,
    /// How many there are in all.
    pub(crate) total: u32,
}

/// A record's history.
pub(crate) type History = (DocumentId, Arc<Vec<HistoryStep>>);

/// What came of saving: the record's heads as the person sees them, or why not.
pub(crate) type SaveResult = Result<Vec<ChangeHash>, SaveFailure>;

/// The engine.
#[derive(Clone, Copy)]
pub(crate) struct Engine {
    /// Who is signed in.
    pub(crate) presence: RwSignal<Presence>,
    /// How signing in goes.
    pub(crate) enrolment: RwSignal<Enrolment>,
    /// How things stand.
    pub(crate) status: RwSignal<Status>,
    /// What waits to be sent, once asked for.
    pub(crate) outbox: RwSignal<Option<Arc<Vec<OutboxItem>>>>,
    /// The history last asked for.
    pub(crate) history: RwSignal<Option<History>>,
    /// The names of areas seen in any list.
    pub(crate) areas: RwSignal<AreaNames>,
    /// Set when the engine does not start any more.
    pub(crate) stopped: RwSignal<bool>,
    lists: RwSignal<Vec<Listing>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

struct Inner {
    url: String,
    worker: RefCell<Option<Worker>>,
    next_token: Cell<u64>,
    unanswered: RefCell<BTreeMap<u64, (Command, oneshot::Sender<SaveResult>)>>,
    followed_list: RefCell<Option<ListQuery>>,
    followed: RefCell<BTreeMap<DocumentId, (usize, ArcRwSignal<Sight>)>>,
    /// The record the engine said it is touching: what to avoid when it dies.
    touching: Cell<Option<DocumentId>>,
    deaths: RefCell<Vec<i64>>,
}

impl Engine {
    /// Starts the worker whose script the page names.
    pub(crate) fn start() -> Self {
        let inner = Inner {
            url: platform::meta("feltbog-engine").unwrap_or_default(),
            worker: RefCell::default(),
            next_token: Cell::new(1),
            unanswered: RefCell::default(),
            followed_list: RefCell::default(),
            followed: RefCell::default(),
            touching: Cell::default(),
            deaths: RefCell::default(),
        };
        let engine = Self {
            presence: RwSignal::new(Presence::Starting),
            enrolment: RwSignal::new(Enrolment::Idle),
            status: RwSignal::new(Status::default()),
            outbox: RwSignal::new(None),
            history: RwSignal::new(None),
            areas: RwSignal::new(AreaNames::new()),
            stopped: RwSignal::new(false),
            lists: RwSignal::new(Vec::new()),
            inner: StoredValue::new_local(Rc::new(inner)),
        };
        engine.spawn(None);
        let nudge = move |_| engine.send(&Command::Nudge);
        platform::listen(&window(), "online", nudge);
        platform::listen(&document(), "visibilitychange", move |event| {
            if !document().hidden() {
                nudge(event);
            }
        });
        engine
    }

    /// Tries again after the engine has stopped.
    pub(crate) fn start_again(self) {
        self.stopped.set(false);
        self.inner().deaths.borrow_mut().clear();
        self.spawn(None);
    }

    /// Signs this phone in.
    pub(crate) fn enrol(self, code: String) {
        self.enrolment.set(Enrolment::Busy);
        self.send(&Command::Enrol {
            code,
            device_name: platform::device_name(),
        });
    }

    /// Makes a record. Returns when it is durable on the phone.
    pub(crate) async fn create(
        self,
        document: DocumentId,
        kind: Kind,
        department: DepartmentId,
        edits: Vec<FieldEdit>,
    ) -> SaveResult {
        self.save(|token| Command::Create {
            token,
            document,
            kind,
            department,
            edits,
        })
        .await
    }

    /// Changes a record. Returns when the change is durable on the phone.
    pub(crate) async fn edit(
        self,
        document: DocumentId,
        base: Option<Vec<ChangeHash>>,
        edits: Vec<FieldEdit>,
    ) -> SaveResult {
        self.save(|token| Command::Edit {
            token,
            document,
            base,
            edits,
        })
        .await
    }

    /// Follows a list. What it held when it was last followed is there at once.
    pub(crate) fn follow_list(self, query: ListQuery) {
        self.inner().followed_list.replace(Some(query.clone()));
        self.send(&Command::List(query));
    }

    /// What is known of a list. Follows changes.
    pub(crate) fn list(self, query: &ListQuery) -> Option<Listing> {
        self.lists
            .with(|lists| lists.iter().find(|listing| listing.query == *query).cloned())
    }

    /// Follows a record until [`Engine::leave`] is called as often.
    pub(crate) fn follow(self, document: DocumentId) -> ArcRwSignal<Sight> {
        let inner = self.inner();
        let mut followed = inner.followed.borrow_mut();
        let (followers, sight) = followed
            .entry(document)
            .or_insert_with(|| (0, ArcRwSignal::new(Sight::Unknown)));
        *followers += 1;
        let sight = sight.clone();
        drop(followed);
        self.send(&Command::Open(document));
        sight
    }

    /// Asks for a followed record once more, now that it has been made.
    pub(crate) fn look_again(self, document: DocumentId) {
        if self
            .inner
            .try_get_value()
            .is_some_and(|inner| inner.followed.borrow().contains_key(&document))
        {
            self.send(&Command::Open(document));
        }
    }

    /// Follows a record no longer.
    pub(crate) fn leave(self, document: DocumentId) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        let mut followed = inner.followed.borrow_mut();
        let Some((followers, _)) = followed.get_mut(&document) else {
            return;
        };
        *followers -= 1;
        if *followers == 0 {
            followed.remove(&document);
            drop(followed);
            self.send(&Command::Close(document));
        }
    }

    /// Asks for a record's history.
    pub(crate) fn ask_history(self, document: DocumentId) {
        self.send(&Command::History(document));
    }

    /// Asks for what waits to be sent.
    pub(crate) fn ask_outbox(self) {
        self.send(&Command::Outbox);
    }

    /// Tries to send and fetch now.
    pub(crate) fn sync_now(self) {
        self.send(&Command::SyncNow);
    }

    async fn save(self, command: impl FnOnce(u64) -> Command) -> SaveResult {
        let inner = self.inner();
        let token = inner.next_token.get();
        inner.next_token.set(token + 1);
        let command = command(token);
        let (answer, answered) = oneshot::channel();
        self.send(&command);
        inner.unanswered.borrow_mut().insert(token, (command, answer));
        // The sender lives until there is an answer.
        answered.await.unwrap_or(Err(SaveFailure::StorageUnavailable))
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    fn send(self, command: &Command) {
        if let Some(worker) = self.inner().worker.borrow().as_ref() {
            post(worker, command);
        }
    }

    fn spawn(self, poison: Option<DocumentId>) {
        let inner = self.inner();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let Ok(worker) = Worker::new_with_options(&inner.url, &options) else {
            self.stopped.set(true);
            return;
        };
        let heard =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| self.hear(&event.data()));
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let failed = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| self.died());
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();

        post(&worker, &Command::Start { poison });
        if let Some(query) = inner.followed_list.borrow().as_ref() {
            post(&worker, &Command::List(query.clone()));
        }
        for document in inner.followed.borrow().keys() {
            post(&worker, &Command::Open(*document));
        }
        for (command, _) in inner.unanswered.borrow().values() {
            post(&worker, command);
        }
        if self
            .enrolment
            .with_untracked(|enrolment| *enrolment == Enrolment::Busy)
        {
            // The answer died with the engine that was asked.
            self.enrolment.set(Enrolment::Failed(None));
        }
        inner.touching.set(None);
        inner.worker.replace(Some(worker));
    }

    fn hear(self, data: &JsValue) {
        if let Some(bytes) = data.dyn_ref::<js_sys::Uint8Array>() {
            if let Some(event) = bridge::decode::<Event>(&bytes.to_vec()) {
                self.take(event);
            }
            return;
        }
        let has = |name: &str| {
            js_sys::Reflect::get(data, &JsValue::from_str(name))
                .ok()
                .filter(|it| !it.is_undefined())
        };
        if has("crashed").is_some() {
            self.died();
        } else if let Some(touching) = has("touching") {
            let document = touching.as_string().and_then(|id| id.parse().ok());
            self.inner().touching.set(document);
        }
    }

    /// The worker is gone: start another, without the record it died of, a little later each time.
    fn died(self) {
        let inner = self.inner();
        let Some(worker) = inner.worker.take() else { return };
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        let now = platform::now().millis();
        let mut deaths = inner.deaths.borrow_mut();
        deaths.retain(|death| now - death < 60_000);
        deaths.push(now);
        let count = deaths.len();
        drop(deaths);
        if count > DEATHS {
            self.stopped.set(true);
            return;
        }
        let poison = inner.touching.take();
        let wait = Duration::from_millis(if count == 1 { 0 } else { 300 << count });
        set_timeout(move || self.spawn(poison), wait);
    }

    fn take(self, event: Event) {
        match event {
            Event::Ready { session } => self.sign(session),
            Event::Session(session) => self.sign(session),
            Event::EnrolFailed(refusal) => self.enrolment.set(Enrolment::Failed(refusal)),
            Event::Saved { token, base, .. } => self.answer(token, Ok(base)),
            Event::NotSaved { token, reason, .. } => self.answer(token, Err(reason)),
            Event::List { query, items, total } => self.take_list(Listing {
                query,
                items: Arc::new(items),
                total,
            }),
            Event::Record(view) => self.show(view.document, Sight::Here(Arc::new(view))),
            Event::Gone(document) => self.show(document, Sight::Gone),
            Event::History { document, steps } => self.history.set(Some((document, Arc::new(steps)))),
            Event::Outbox(items) => self.outbox.set(Some(Arc::new(items))),
            Event::Status(status) => {
                if self.status.with_untracked(|known| *known != status) {
                    self.status.set(status);
                }
            }
            // A file is saved by a page that does not exist yet; what was put aside is counted in the status.
            Event::File { .. } | Event::PutAside(_) => {}
        }
    }

    fn sign(self, session: Option<Session>) {
        let presence = match session {
            Some(session) => {
                self.enrolment.set(Enrolment::Idle);
                // The server's time is no news about who is signed in.
                Presence::Signed(Arc::new(Session {
                    now: Moment::default(),
                    ..session
                }))
            }
            None => Presence::Nobody,
        };
        if self.presence.with_untracked(|known| *known != presence) {
            if presence == Presence::Nobody {
                self.lists.set(Vec::new());
                self.areas.set(AreaNames::new());
            } else {
                platform::ask_to_persist();
            }
            self.presence.set(presence);
        }
    }

    fn answer(self, token: u64, result: SaveResult) {
        if let Some((_, answer)) = self.inner().unanswered.borrow_mut().remove(&token) {
            // Nobody waits any more when the page is gone; the record is saved all the same.
            let _ = answer.send(result);
        }
    }

    fn show(self, document: DocumentId, sight: Sight) {
        let signal = self
            .inner()
            .followed
            .borrow()
            .get(&document)
            .map(|(_, signal)| signal.clone());
        if let Some(signal) = signal {
            signal.set(sight);
        }
    }

    fn take_list(self, listing: Listing) {
        let areas = listing.items.iter().filter(|item| item.kind == Kind::Area);
        let named: Vec<_> = areas
            .map(|item| {
                (
                    item.document,
                    crate::view::fields::text(&item.fields, "name").to_owned(),
                )
            })
            .filter(|(_, name)| !name.is_empty())
            .collect();
        let news = |known: &AreaNames| named.iter().any(|(id, name)| known.get(id) != Some(name));
        if self.areas.with_untracked(news) {
            self.areas.update(|known| known.extend(named));
        }
        self.lists.update(|lists| {
            lists.retain(|other| other.query != listing.query);
            lists.insert(0, listing);
            lists.truncate(LISTS);
        });
    }
}

fn post(worker: &Worker, command: &Command) {
    let bytes = js_sys::Uint8Array::from(bridge::encode(command).as_slice());
    // A closed worker takes no message; its death is reported on its own.
    let _ = worker.post_message(&bytes);
}

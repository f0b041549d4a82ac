//! The engine as the screen knows it: one worker, what it reports as values, and saving with an answer.
//!
//! The worker owns every byte of data. When it dies it is started again without the record it died of, and what it
//! has not answered is asked again. Pages never touch the worker.

use crate::handle::Handle;
use crate::reactive::{SetIfChanged, on_cleanup_local};
use feltbog_shared::bridge::{
    self, Command, CommandOutcome, CopyRefusal, Draft, Event, HistoryStep, ListItem, ListQuery, OutboxItem,
    RecordView, SaveFailure, Status,
};
use feltbog_shared::department_directory::HeldDirectory;
use feltbog_shared::department_homes::DepartmentHomes;
use feltbog_shared::department_information::DepartmentInformation;
use feltbog_shared::department_sharing::HeldSharing;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, EffortTaskId, SafeReturnId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_competencies::PhoneCompetencies;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::Refusal;
use feltbog_shared::safe_return::{ReturnAct, ReturnOutcome, SafeReturns};
use feltbog_shared::wire::Session;
use leptos::prelude::*;
use std::cell::{Cell, OnceCell, RefCell};
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::profiles::{self, Profiles};
use super::{kept_pin, key_value_store, looked, own_values, platform};
use feltbog_presentation::summary::{self, AreaNames};

/// Time between two looks whether what was entered last is saved, before the engine of a locked phone is ended.
const REST_INTERVAL_MS: i32 = 50;
/// So many engines may die within a minute before the person is asked.
const DEATHS: usize = 4;
/// A picture that is not to be had is asked for again after so many milliseconds, and after twice as many each time.
const PHOTO_WAIT: i32 = 2_000;
/// So often they are doubled.
const PHOTO_DOUBLINGS: u32 = 5;
/// Lists that nobody follows, kept to be shown at once when the person comes back to them.
const LISTS: usize = 6;

/// Knowledge of who is signed in.
#[derive(Clone, PartialEq)]
pub(crate) enum AuthState {
    /// The engine has not said yet.
    Unknown,
    /// Nobody is signed in.
    SignedOut,
    /// This person is signed in.
    SignedIn(Arc<Session>),
}

/// Progress of signing in.
#[derive(Clone, PartialEq)]
pub(crate) enum Enrolment {
    /// Not tried.
    Idle,
    /// Under way.
    Busy,
    /// The phone waits until the office has confirmed it by this number.
    Waiting(String),
    /// It did not work: refused, or the server was not reached.
    Failed(Option<Refusal>),
}

/// State of a record that is followed.
#[derive(Clone, PartialEq)]
pub(crate) enum RecordState {
    /// The engine has not said yet.
    Loading,
    /// The record as it stands.
    Loaded(Arc<RecordView>),
    /// The record is not on this phone.
    Missing,
}

/// The content of a list.
#[derive(Clone)]
pub(crate) struct Listing {
    /// The query it answers.
    pub(crate) query: ListQuery,
    /// Newest first.
    pub(crate) items: Arc<Vec<ListItem>>,
    /// Number of all of them.
    pub(crate) total: u32,
    /// The report itself: the same once more is no news.
    report: Arc<Vec<u8>>,
}

impl PartialEq for Listing {
    /// The engine reports a list when it has changed, so another report is another list.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.items, &other.items)
    }
}

/// A record's history.
pub(crate) type History = (DocumentId, Arc<Vec<HistoryStep>>);

/// The result of saving: the record's heads as the person sees them, or the reason why not.
pub(crate) type SaveResult = Result<Vec<ChangeHash>, SaveFailure>;

/// The callback for whether a pin was kept: the reason why not, or nothing where the browser keeps no keys.
type Protected = Box<dyn FnOnce(Result<(), Option<SaveFailure>>)>;

/// The continuation that takes the answer.
type Answer = Box<dyn FnOnce(SaveResult)>;

/// Something that is no longer on this phone.
#[derive(Clone, Copy)]
pub(crate) enum Loss {
    /// A record that was followed.
    Record(DocumentId),
    /// The person who was signed in, or nobody was.
    Person,
}

/// The engine.
pub(crate) struct Engine {
    /// The person who is signed in.
    pub(crate) auth: ArcRwSignal<AuthState>,
    /// Whether they have signed in just now and are to be welcomed.
    pub(crate) welcome: ArcRwSignal<bool>,
    /// Progress of signing in.
    pub(crate) enrolment: ArcRwSignal<Enrolment>,
    /// State of sending and fetching.
    pub(crate) status: ArcRwSignal<Status>,
    /// The changes that wait to be sent, once asked for.
    pub(crate) outbox: ArcRwSignal<Option<Arc<Vec<OutboxItem>>>>,
    /// The history last asked for.
    pub(crate) history: ArcRwSignal<Option<History>>,
    /// The names of areas seen in any list.
    pub(crate) areas: ArcRwSignal<AreaNames>,
    /// The public parts of the departments' records on this phone.
    pub(crate) information: ArcRwSignal<Arc<Vec<DepartmentInformation>>>,
    /// The homes of departments on this phone.
    pub(crate) homes: ArcRwSignal<Arc<Vec<DepartmentHomes>>>,
    /// The directory on this phone, and the pages about roles that are not read yet.
    pub(crate) directory: ArcRwSignal<Arc<HeldDirectory>>,
    /// Everything shared with the person: introductions to efforts, and experiences of other departments.
    pub(crate) sharing: ArcRwSignal<Arc<HeldSharing>>,
    /// The tasks of the person's departments in efforts.
    pub(crate) tasks: ArcRwSignal<Arc<HeldSharing>>,
    /// When the person will be out of homes, and colleagues who are not out in time.
    pub(crate) safe_returns: ArcRwSignal<Arc<SafeReturns>>,
    /// The outcome of what the person last said of an announcement, once it is known.
    pub(crate) return_said: ArcRwSignal<Option<(SafeReturnId, ReturnOutcome)>>,
    /// The competencies of the person's organisations, and their own courses.
    pub(crate) competencies: ArcRwSignal<Arc<PhoneCompetencies>>,
    /// Everything that the server has not received, once asked for, not yet sealed.
    pub(crate) copied: ArcRwSignal<Option<Arc<Vec<u8>>>>,
    /// Result of taking a copy in.
    pub(crate) copy_taken: ArcRwSignal<Option<Result<u32, CopyRefusal>>>,
    /// By how many minutes the phone's clock is ahead of the server's, as far as it is known.
    pub(crate) clock_off: ArcRwSignal<i64>,
    /// The drafts on the phone.
    pub(crate) drafts: ArcRwSignal<Vec<Draft>>,
    /// Whether the phone had lost what the app kept.
    pub(crate) refilled: ArcRwSignal<bool>,
    /// Set when nothing of whoever was signed in is on the phone any more.
    pub(crate) left: ArcRwSignal<bool>,
    /// Set when the engine does not start any more.
    pub(crate) stopped: ArcRwSignal<bool>,
    /// Set when the server takes nothing from an app as old as this.
    pub(crate) too_old: ArcRwSignal<bool>,
    /// Set while the phone shows nothing because it was silent for too long.
    pub(crate) lease_over: ArcRwSignal<bool>,
    profiles: Handle<Profiles>,
    lists: ArcRwSignal<Vec<Listing>>,
    photos: RefCell<Vec<Shown>>,
    url: String,
    /// Whose engine it is; nobody's before it has been started.
    pub(crate) profile_id: Cell<u8>,
    /// Whether nobody's was here when it began.
    is_empty: Cell<bool>,
    /// Whether a code has worked since then, and who came with it is not noted yet.
    is_new: Cell<bool>,
    /// Counts what was said of who is signed in: only the last counts.
    sign_count: Cell<u32>,
    worker: RefCell<Option<Worker>>,
    next_token: Cell<u64>,
    unanswered: RefCell<Vec<(u64, Command, Answer)>>,
    /// Whether the end of an announcement is on its way to the storage.
    ends_return: Cell<bool>,
    followed_lists: RefCell<Vec<FollowedList>>,
    followed: RefCell<Vec<Followed>>,
    /// The record the engine said it is touching: what to avoid when it dies.
    touching: Cell<Option<DocumentId>>,
    deaths: RefCell<Vec<i64>>,
    /// Told of what is no longer on this phone.
    lost: OnceCell<Box<dyn Fn(Loss)>>,
    /// Told of the drafts that are on the phone when the page is loaded.
    found: OnceCell<Box<dyn Fn(Vec<Draft>)>>,
    has_found: Cell<bool>,
    /// The callback that waits for a pin to be kept.
    protected: RefCell<Option<Protected>>,
}

/// A picture that is shown somewhere.
struct Shown {
    document: DocumentId,
    department: DepartmentId,
    source: ArcRwSignal<Option<Source>>,
    /// The number of times that it was not to be had.
    misses: Cell<u32>,
    /// Whether it is to be asked for again after a while.
    is_due: Cell<bool>,
}

impl Shown {
    fn is_here(&self) -> bool {
        self.source
            .with_untracked(|source| matches!(source, Some(Some(_))))
    }
}

/// The address of a picture in this page; nothing when the picture is not available just now.
pub(crate) type Source = Option<Arc<str>>;

/// A list that is followed, and by how many.
struct FollowedList {
    /// As far back as any of them asked.
    query: ListQuery,
    followers: usize,
}

/// A record that is followed, and by how many.
struct Followed {
    document: DocumentId,
    followers: usize,
    state: ArcRwSignal<RecordState>,
}

impl Engine {
    /// The engine, not yet started. On a phone that holds no records nobody is signed in, before the engine says so: a code
    /// can be typed while the engine is on its way.
    pub(super) fn new(profiles: Handle<Profiles>, holds_records: bool) -> Self {
        let auth = if holds_records {
            AuthState::Unknown
        } else {
            AuthState::SignedOut
        };
        Self {
            profiles,
            auth: ArcRwSignal::new(auth),
            welcome: ArcRwSignal::new(false),
            enrolment: ArcRwSignal::new(Enrolment::Idle),
            status: ArcRwSignal::new(Status::default()),
            outbox: ArcRwSignal::new(None),
            history: ArcRwSignal::new(None),
            areas: ArcRwSignal::new(AreaNames::new()),
            information: ArcRwSignal::new(Arc::default()),
            homes: ArcRwSignal::new(Arc::default()),
            directory: ArcRwSignal::new(Arc::default()),
            sharing: ArcRwSignal::new(Arc::default()),
            tasks: ArcRwSignal::new(Arc::default()),
            safe_returns: ArcRwSignal::new(Arc::default()),
            return_said: ArcRwSignal::new(None),
            competencies: ArcRwSignal::new(Arc::default()),
            copied: ArcRwSignal::new(None),
            copy_taken: ArcRwSignal::new(None),
            clock_off: ArcRwSignal::new(0),
            drafts: ArcRwSignal::new(Vec::new()),
            refilled: ArcRwSignal::new(false),
            left: ArcRwSignal::new(false),
            stopped: ArcRwSignal::new(false),
            too_old: ArcRwSignal::new(false),
            lease_over: ArcRwSignal::new(false),
            lists: ArcRwSignal::new(Vec::new()),
            photos: RefCell::default(),
            url: platform::meta("feltbog-engine").unwrap_or_default(),
            profile_id: Cell::new(0),
            is_empty: Cell::default(),
            is_new: Cell::default(),
            sign_count: Cell::default(),
            worker: RefCell::default(),
            // Commands are told apart across tabs and visits; half of the numbers leave room to count.
            next_token: Cell::new(platform::random_number() >> 1),
            unanswered: RefCell::default(),
            ends_return: Cell::default(),
            followed_lists: RefCell::default(),
            followed: RefCell::default(),
            touching: Cell::default(),
            deaths: RefCell::default(),
            lost: OnceCell::new(),
            found: OnceCell::new(),
            has_found: Cell::default(),
            protected: RefCell::default(),
        }
    }

    /// Starts the worker whose script the page names, for the person of a profile.
    pub(super) fn start(&'static self, profile_id: u8) {
        self.profile_id.set(profile_id);
        self.spawn(None);
        let nudge = move |_| self.send(&Command::Nudge);
        platform::listen(&window(), "online", nudge);
        platform::when_aside("pagehide", move || {
            if let Some(worker) = self.worker.borrow().as_ref() {
                worker.terminate();
            }
        });
        platform::listen(&window(), "pointerdown", move |_| {
            if self.status.with_untracked(|status| status.busy) {
                self.send(&Command::Touched);
            }
        });
        platform::listen(&document(), "visibilitychange", move |event| {
            if !document().hidden() {
                nudge(event);
            }
        });
    }

    /// Calls back when something is no longer on this phone. There is one callback.
    pub(super) fn on_loss(&self, lost: impl Fn(Loss) + 'static) {
        drop(self.lost.set(Box::new(lost)));
    }

    /// Calls back once with the drafts that are on the phone when the page is loaded. There is one callback.
    pub(super) fn on_found(&self, found: impl Fn(Vec<Draft>) + 'static) {
        drop(self.found.set(Box::new(found)));
    }

    fn tell_loss(&self, loss: Loss) {
        if let Some(lost) = self.lost.get() {
            lost(loss);
        }
    }

    /// Tries again after the engine has stopped, or could not begin.
    pub(crate) fn start_again(&'static self) {
        if !key_value_store::is_loaded() {
            return drop(window().location().reload());
        }
        self.stopped.set(false);
        self.deaths.borrow_mut().clear();
        self.spawn(None);
    }

    /// Whether the engine of this profile runs.
    pub(super) fn runs(&self, profile_id: u8) -> bool {
        self.profile_id.get() == profile_id && self.worker.borrow().is_some()
    }

    /// Ends the worker of a person whose pin is a key, because the phone is locked: no key is left in any memory. It goes on
    /// until what was entered last is saved, or that takes too long to be coming.
    pub(super) fn rest(&'static self, attempts: u32, rested: impl Fn() + 'static) {
        let is_key = kept_pin::is_key(self.profile_id.get());
        if !is_key || !self.profiles.locked.get_untracked() || self.worker.borrow().is_none() {
            return;
        }
        if attempts > 0 && (!self.is_idle() || self.ends_return.get()) {
            let again = move || self.rest(attempts - 1, rested);
            return platform::after(REST_INTERVAL_MS, again);
        }
        self.stop();
        rested();
    }

    /// Starts the worker again, if it rests.
    pub(crate) fn resume(&'static self) {
        if self.worker.borrow().is_none() && !self.stopped.get_untracked() {
            self.spawn(None);
        }
    }

    /// Makes a pin that of the person.
    pub(super) fn protect(&self, pin: String, visit: Vec<u8>, protected: Protected) {
        // Where no worker runs, nothing is answered.
        if self.worker.borrow().is_some() {
            self.protected.replace(Some(protected));
            self.send(&Command::Protect { pin, visit });
        }
    }

    /// Takes the person's pin away.
    pub(super) fn unprotect(&self) {
        self.send(&Command::Unprotect);
    }

    /// Signs this phone in.
    pub(crate) fn enrol(&self, code: String) {
        self.enrolment.set(Enrolment::Busy);
        self.send(&Command::Enrol {
            code,
            device_name: platform::device_name(),
            others: key_value_store::get(&self.profiles.own(key_value_store::OTHERS)).unwrap_or_default(),
        });
    }

    /// Tells that the person has read the pages about these roles.
    pub(crate) fn read_role_pages(&self, roles: Vec<Role>) {
        self.send(&Command::ReadRolePages(roles));
    }

    /// Tells that the person has had the introduction to an effort.
    pub(crate) fn introduced(&self, task: EffortTaskId) {
        self.send(&Command::Introduced(task));
    }

    /// Tells that a task of a department in an effort is done.
    pub(crate) fn task_done(&self, task: EffortTaskId) {
        self.send(&Command::TaskDone(task));
    }

    /// Says something of an announcement, which may be made for a visit.
    pub(crate) fn say_return(&self, act: ReturnAct, visit: Option<DocumentId>) {
        self.return_said.set(None);
        self.send(&Command::SayReturn(act, visit));
    }

    /// Tells that an announcement is over.
    pub(crate) fn end_return(&self, id: SafeReturnId) {
        self.ends_return.set(true);
        self.send(&Command::EndReturn(id));
    }

    /// Makes a record, or changes one. The answer comes when it is durable on the phone, or why it is not.
    pub(crate) fn save(&self, command: impl FnOnce(u64) -> Command, answer: Answer) {
        self.save_as(self.name_command(), command, answer);
    }

    /// The name of a command that is about to be sent.
    pub(crate) fn name_command(&self) -> u64 {
        let token = self.next_token.get();
        self.next_token.set(token + 1);
        token
    }

    /// The same for a command that has a name. What may not have been kept is tried again under the name it had, so that
    /// it is not done twice if it was.
    pub(crate) fn save_as(&self, token: u64, command: impl FnOnce(u64) -> Command, answer: Answer) {
        let command = command(token);
        self.send(&command);
        self.unanswered.borrow_mut().push((token, command, answer));
    }

    /// Follows a list beside others, until the part of the page that is being made now is gone. What it held when it was
    /// last followed is there at once.
    pub(crate) fn follow_list(&'static self, query: ListQuery) {
        let is_it = |one: &&mut FollowedList| one.query.is_same_list(&query);
        let mut followed = self.followed_lists.borrow_mut();
        match followed.iter_mut().find(is_it) {
            Some(one) => one.followers += 1,
            None => {
                followed.push(FollowedList {
                    query: query.clone(),
                    followers: 1,
                });
                self.send(&Command::List(query.clone()));
            }
        }
        drop(followed);
        on_cleanup_local(move || self.leave_list(&query));
    }

    fn leave_list(&self, query: &ListQuery) {
        let mut followed = self.followed_lists.borrow_mut();
        let Some(place) = followed.iter().position(|one| one.query.is_same_list(query)) else {
            return;
        };
        followed[place].followers -= 1;
        if followed[place].followers == 0 {
            let left = followed.swap_remove(place);
            drop(followed);
            self.send(&Command::CloseList(left.query));
        }
    }

    /// The content of a list, as far back as it was last asked for. Follows changes.
    pub(crate) fn list(&self, query: &ListQuery) -> Option<Listing> {
        let is_it = |listing: &&Listing| listing.query.is_same_list(query);
        self.lists.with(|lists| lists.iter().find(is_it).cloned())
    }

    /// Follows a list further back.
    pub(crate) fn follow_further(&self, listing: &Listing, by: u32) {
        let mut followed = self.followed_lists.borrow_mut();
        let is_it = |one: &&mut FollowedList| one.query.is_same_list(&listing.query);
        if let Some(one) = followed.iter_mut().find(is_it) {
            one.query.limit = listing.query.limit.saturating_add(by);
            self.send(&Command::List(one.query.clone()));
        }
    }

    /// The address of a record's picture in this page, once the engine has reported it, until the part of the page that
    /// is being made now is gone.
    pub(crate) fn photo(
        &'static self,
        document: DocumentId,
        department: DepartmentId,
    ) -> ArcRwSignal<Option<Source>> {
        let source = ArcRwSignal::new(None);
        self.photos.borrow_mut().push(Shown {
            document,
            department,
            source: source.clone(),
            misses: Cell::new(0),
            is_due: Cell::new(false),
        });
        self.send(&Command::Photo { document, department });
        on_cleanup_local(move || {
            let mut photos = self.photos.borrow_mut();
            if let Some(place) = photos.iter().position(|shown| shown.document == document)
                && let Some(Some(url)) = photos.swap_remove(place).source.get_untracked()
            {
                platform::forget_bytes(&url);
            }
        });
        source
    }

    /// Follows a record until [`Engine::leave`] is called as often.
    pub(crate) fn follow(&self, document: DocumentId) -> ArcRwSignal<RecordState> {
        let state = {
            let mut followed = self.followed.borrow_mut();
            match followed.iter_mut().find(|one| one.document == document) {
                Some(one) => {
                    one.followers += 1;
                    one.state.clone()
                }
                None => {
                    let state = ArcRwSignal::new(RecordState::Loading);
                    followed.push(Followed {
                        document,
                        followers: 1,
                        state: state.clone(),
                    });
                    state
                }
            }
        };
        self.send(&Command::Open(document));
        state
    }

    /// Asks for a followed record once more, now that it has been made.
    pub(crate) fn look_again(&self, document: DocumentId) {
        if self.followed.borrow().iter().any(|one| one.document == document) {
            self.send(&Command::Open(document));
        }
    }

    /// Follows a record no longer.
    pub(crate) fn leave(&self, document: DocumentId) {
        let mut followed = self.followed.borrow_mut();
        let Some(place) = followed.iter().position(|one| one.document == document) else {
            return;
        };
        followed[place].followers -= 1;
        if followed[place].followers == 0 {
            followed.swap_remove(place);
            drop(followed);
            self.send(&Command::Close(document));
        }
    }

    /// The draft of a record, if there is one.
    pub(crate) fn draft_of(&self, document: DocumentId) -> Option<Draft> {
        let is_it = |draft: &&Draft| draft.document == document;
        self.drafts
            .with_untracked(|drafts| drafts.iter().find(is_it).cloned())
    }

    /// Knows of a draft that is being kept before the engine tells of it: the next page of its record begins with it.
    pub(crate) fn know_draft(&self, draft: &Draft) {
        let mut drafts = self.drafts.get_untracked();
        drafts.retain(|other| other.document != draft.document);
        if !draft.is_empty() {
            drafts.push(draft.clone());
        }
        self.drafts.set_if_changed(drafts);
    }

    /// Whether everything the person made has an answer.
    pub(crate) fn is_idle(&self) -> bool {
        self.unanswered.borrow().is_empty()
    }

    /// Asks for a record's history.
    pub(crate) fn ask_history(&self, document: DocumentId) {
        self.send(&Command::History(document));
    }

    /// Asks for what waits to be sent.
    pub(crate) fn ask_outbox(&self) {
        self.send(&Command::Outbox);
    }

    /// Asks for a copy of what the server has not received.
    pub(crate) fn ask_copy(&self) {
        self.send(&Command::Copy);
    }

    /// Takes a copy in.
    pub(crate) fn take_copy(&self, copy: Vec<u8>) {
        self.send(&Command::TakeCopy(copy));
    }

    /// Asks for a record as a file, which is then saved.
    pub(crate) fn ask_file(&self, document: DocumentId) {
        self.send(&Command::Export(document));
    }

    /// Tries to send and fetch now.
    pub(crate) fn sync_now(&self) {
        self.send(&Command::SyncNow);
    }

    fn send(&self, command: &Command) {
        if let Some(worker) = self.worker.borrow().as_ref() {
            post(worker, command);
        }
    }

    fn spawn(&'static self, poison: Option<DocumentId>) {
        let Some(worker) = worker_of(&self.url, self.profile_id.get()) else {
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

        let visit = profiles::visit_of(self.profile_id.get());
        post(&worker, &Command::Start { poison, visit });
        for one in self.followed_lists.borrow().iter() {
            post(&worker, &Command::List(one.query.clone()));
        }
        for one in self.followed.borrow().iter() {
            post(&worker, &Command::Open(one.document));
        }
        for (_, command, _) in self.unanswered.borrow().iter() {
            post(&worker, command);
        }
        if self
            .enrolment
            .with_untracked(|enrolment| *enrolment == Enrolment::Busy)
        {
            // The answer died with the engine that was asked.
            self.enrolment.set(Enrolment::Failed(None));
        }
        self.touching.set(None);
        self.worker.replace(Some(worker));
    }

    fn hear(&'static self, data: &JsValue) {
        if let Some(bytes) = data.dyn_ref::<js_sys::Uint8Array>() {
            let report = bytes.to_vec();
            if !self.is_known(&report)
                && let Some(event) = bridge::decode::<Event>(&report)
            {
                self.take(event, report);
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
            self.touching.set(document);
        }
    }

    /// The worker is gone: start another, without the record it died of, a little later each time.
    fn died(&'static self) {
        if !self.stop() {
            return;
        }
        let now = platform::now().millis();
        let mut deaths = self.deaths.borrow_mut();
        deaths.retain(|death| now - death < 60_000);
        deaths.push(now);
        let count = deaths.len();
        drop(deaths);
        if count > DEATHS {
            self.stopped.set(true);
            return;
        }
        let poison = self.touching.take();
        let wait = if count == 1 { 0 } else { 300 << count };
        platform::after(wait, move || {
            if self.worker.borrow().is_none() {
                self.spawn(poison);
            }
        });
    }

    /// Ends the worker. Returns whether there was one.
    fn stop(&self) -> bool {
        // Whoever waits for a pin to be kept goes on without.
        drop(self.protected.take());
        let Some(worker) = self.worker.take() else {
            return false;
        };
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        true
    }

    fn take(&'static self, event: Event, report: Vec<u8>) {
        match event {
            Event::Ready { session } => {
                self.lease_over.set_if_changed(false);
                self.is_empty.set(session.is_none());
                self.sign(session);
            }
            Event::Enrolled => self.is_new.set(self.is_empty.replace(false)),
            Event::Drafts(drafts) => {
                self.drafts.set_if_changed(drafts.clone());
                if let Some(found) = self.found.get().filter(|_| !self.has_found.replace(true)) {
                    found(drafts);
                }
            }
            Event::Session(session) => self.sign(session),
            Event::Left => self.left.set_if_changed(true),
            Event::EnrolFailed(refusal) => self.enrolment.set(Enrolment::Failed(refusal)),
            Event::Outcome(CommandOutcome::Saved { token, base, .. }) => {
                self.answer(token, Ok(base));
                self.send(&Command::Acknowledge(vec![token]));
            }
            Event::Outcome(CommandOutcome::NotSaved { token, reason, .. }) => self.answer(token, Err(reason)),
            Event::List { query, items, total } => self.take_list(Listing {
                query,
                items: Arc::new(items),
                total,
                report: Arc::new(report),
            }),
            Event::Record(view) => self.show(view.document, RecordState::Loaded(Arc::new(view))),
            Event::Gone(document) => {
                self.show(document, RecordState::Missing);
                self.tell_loss(Loss::Record(document));
            }
            Event::AppTooOld => self.too_old.set_if_changed(true),
            Event::History { document, steps } => self.history.set(Some((document, Arc::new(steps)))),
            Event::Outbox(items) => self.outbox.set(Some(Arc::new(items))),
            Event::Photo { document, bytes } => self.take_photo(document, bytes),
            Event::Status(status) => {
                let is_back = status.reached == Some(true)
                    && self.status.with_untracked(|before| before.reached != Some(true));
                self.status.set_if_changed(status);
                if is_back {
                    self.ask_missing_photos(None);
                }
            }
            Event::ClockOff(minutes) => self.clock_off.set_if_changed(minutes),
            Event::Copied(copy) => self.copied.set(Some(Arc::new(copy))),
            Event::CopyTaken(taken) => self.copy_taken.set(Some(taken)),
            Event::Refilled => self.refilled.set_if_changed(true),
            Event::File { name, bytes } => platform::download(&name, &bytes),
            Event::ConfirmationWanted(number) => self.enrolment.set_if_changed(Enrolment::Waiting(number)),
            Event::Information(information) => self.information.set_if_changed(Arc::new(information)),
            Event::OwnValues(values) => own_values::know_own_values(values),
            Event::Homes(homes) => self.homes.set_if_changed(Arc::new(homes)),
            Event::Directory(directory) => self.directory.set_if_changed(Arc::new(directory)),
            Event::Sharing(sharing) => self.sharing.set_if_changed(Arc::new(sharing)),
            Event::Tasks(tasks) => self.tasks.set_if_changed(Arc::new(tasks)),
            Event::SafeReturns(returns) => {
                self.ends_return.set(false);
                self.safe_returns.set_if_changed(Arc::new(returns));
            }
            Event::ReturnSaid(id, outcome) => self.return_said.set(Some((id, outcome))),
            Event::Competencies(found) => self.competencies.set_if_changed(Arc::new(found)),
            Event::Locked => {
                self.stop();
                self.profiles.ask_pin(self.profile_id.get());
            }
            Event::LeaseOver => self.lease_over.set_if_changed(true),
            Event::Protected(done) => {
                if let Some(protected) = self.protected.take() {
                    protected(done);
                }
            }
            // What was put aside is counted in the status, and pins are tried with engines without a screen.
            Event::PutAside(_) | Event::Unlocked(_) => {}
        }
    }

    fn take_photo(&'static self, document: DocumentId, bytes: Option<Vec<u8>>) {
        let photos = self.photos.borrow();
        let waits = |shown: &&Shown| shown.document == document && !shown.is_here();
        let Some(shown) = photos.iter().find(waits) else {
            return;
        };
        let url = bytes.and_then(|bytes| platform::url_of_bytes(&bytes, "image/jpeg"));
        if url.is_none() && !shown.is_due.replace(true) {
            let misses = shown.misses.get();
            shown.misses.set(misses + 1);
            let wait = PHOTO_WAIT << misses.min(PHOTO_DOUBLINGS);
            platform::after(wait, move || {
                for shown in self.photos.borrow().iter() {
                    if shown.document == document {
                        shown.is_due.set(false);
                    }
                }
                self.ask_missing_photos(Some(document));
            });
        }
        shown.source.set_if_changed(Some(url.map(Arc::from)));
    }

    /// Asks once more for this picture, or for all, where it was not to be had.
    fn ask_missing_photos(&self, document: Option<DocumentId>) {
        let photos = self.photos.borrow();
        let is_asked = |shown: &&Shown| document.is_none_or(|document| shown.document == document);
        for shown in photos.iter().filter(is_asked) {
            if shown.source.with_untracked(|source| *source == Some(None)) {
                self.send(&Command::Photo {
                    document: shown.document,
                    department: shown.department,
                });
            }
        }
    }

    /// Shows who is signed in: somebody new as soon as it is on the disk whose part of the phone this is.
    fn sign(&'static self, session: Option<Session>) {
        let count = self.sign_count.get().wrapping_add(1);
        self.sign_count.set(count);
        let Some(session) = session else {
            return self.show_auth(AuthState::SignedOut);
        };
        // The server's time is no news about who is signed in.
        let session = Arc::new(Session {
            now: Moment::default(),
            ..session
        });
        let signed = session.clone();
        self.profiles.learn(
            self.profile_id.get(),
            &session,
            self.is_new.replace(false),
            move || {
                if self.sign_count.get() == count {
                    self.enrolment.set(Enrolment::Idle);
                    self.show_auth(AuthState::SignedIn(signed.clone()));
                }
            },
        );
    }

    fn show_auth(&self, auth: AuthState) {
        if auth == AuthState::SignedOut {
            self.tell_loss(Loss::Person);
        }
        let before = self.auth.get_untracked();
        if before == auth {
            return;
        }
        if auth == AuthState::SignedOut {
            self.lists.set(Vec::new());
            self.areas.set(AreaNames::new());
            self.welcome.set_if_changed(false);
        } else {
            self.welcome
                .set_if_changed(before == AuthState::SignedOut || self.welcome.get_untracked());
            platform::ask_to_persist();
        }
        self.auth.set(auth);
    }

    fn answer(&self, token: u64, result: SaveResult) {
        let answer = {
            let mut unanswered = self.unanswered.borrow_mut();
            let place = unanswered.iter().position(|(asked, ..)| *asked == token);
            place.map(|place| unanswered.remove(place))
        };
        if let Some((_, command, answer)) = answer {
            if result.is_ok() {
                let touch = |document| looked::touch(document, self.known_receipt(document));
                edited(&command).into_iter().for_each(touch);
            }
            answer(result);
        }
    }

    /// When the newest change of a record was received, by the lists and records that are kept here.
    fn known_receipt(&self, document: DocumentId) -> Option<Moment> {
        let listed = self.lists.with_untracked(|lists| {
            let items = lists.iter().flat_map(|listing| listing.items.iter());
            let same = items.filter(|item| item.document == document);
            same.filter_map(|item| looked::received(&item.delivery)).max()
        });
        let followed = self.followed.borrow();
        let followed = followed.iter().find(|one| one.document == document);
        let shown = followed.and_then(|one| {
            one.state.with_untracked(|state| match state {
                RecordState::Loaded(view) => looked::received(&view.delivery),
                _ => None,
            })
        });
        listed.max(shown)
    }

    fn show(&self, document: DocumentId, state: RecordState) {
        let followed = self.followed.borrow();
        let one = followed.iter().find(|one| one.document == document);
        if let Some(one) = one {
            one.state.set(state);
        }
    }

    /// Whether a report is that of a list as it is kept already: coming back to a page, as a rule. It is then the newest.
    fn is_known(&self, report: &[u8]) -> bool {
        let is_it = |listing: &Listing| *listing.report == report;
        let place = self.lists.with_untracked(|lists| lists.iter().position(is_it));
        if let Some(place @ 1..) = place {
            self.lists.update(|lists| lists[..=place].rotate_right(1));
        }
        place.is_some()
    }

    fn take_list(&self, listing: Listing) {
        let mut areas = self.areas.get_untracked();
        let mut is_news = false;
        for item in listing.items.iter().filter(|item| item.kind == Kind::Area) {
            let name = feltbog_presentation::fields::text(&item.fields, "name");
            is_news |= !name.is_empty() && summary::learn(&mut areas, item.document, name);
        }
        if is_news {
            self.areas.set(areas);
        }
        let followed: Vec<ListQuery> = {
            let followed = self.followed_lists.borrow();
            followed.iter().map(|one| one.query.clone()).collect()
        };
        self.lists.update(|lists| {
            lists.retain(|other| !other.query.is_same_list(&listing.query));
            lists.insert(0, listing);
            let mut left = LISTS;
            lists.retain(|listing| {
                let is_followed = followed.iter().any(|query| query.is_same_list(&listing.query));
                let is_kept = is_followed || left > 0;
                left -= usize::from(!is_followed && left > 0);
                is_kept
            });
        });
    }
}

/// The records that a command changes.
fn edited(command: &Command) -> Vec<DocumentId> {
    match command {
        Command::Edit(edit) => vec![edit.document],
        Command::EditTogether(edits) => edits.iter().map(|edit| edit.document).collect(),
        _ => Vec::new(),
    }
}

/// An engine for the person of a profile. Its starter ends it when the page is put aside: asleep there, it would
/// keep the lock under which one engine of the phone sends (WebKit), and nothing would be sent any more.
pub(super) fn worker_of(url: &str, profile_id: u8) -> Option<Worker> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    if profile_id > 1 {
        options.set_name(&profile_id.to_string());
    }
    Worker::new_with_options(url, &options).ok()
}

pub(super) fn post(worker: &Worker, command: &Command) {
    let bytes = js_sys::Uint8Array::from(bridge::encode(command).as_slice());
    // A closed worker takes no message; its death is reported on its own.
    let _ = worker.post_message(&bytes);
}

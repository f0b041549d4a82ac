//! Carries out the replica's effects and returns their results: one loop over one channel that receives every event.

mod confirmation;
mod effects;
mod information;
mod photos;
mod protection;
mod safe_returns;
mod session;

use std::rc::Rc;

use feltbog_shared::bridge::{Command, CommandOutcome, CopyRefusal, Event, SaveFailure, Unlocking};
use feltbog_shared::department_directory::HeldDirectory;
use feltbog_shared::department_homes::DepartmentHomes;
use feltbog_shared::department_information::DepartmentInformation;
use feltbog_shared::department_sharing::{HeldSharing, SharedPart};
use feltbog_shared::id::{DocumentId, SafeReturnId};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_competencies::PhoneCompetencies;
use feltbog_shared::own_values::DepartmentValues;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::{Store, StoreError};
use feltbog_shared::replica::{Failure, Input, Replica, SyncStatus, rebuild};
use feltbog_shared::safe_return::HeldReturns;
use feltbog_shared::sorted::Map;
use feltbog_shared::wire::{EnrolRequest, Session};
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures::future::LocalBoxFuture;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use self::information::InformationState;
use self::photos::{Sending, Underway};
use self::safe_returns::{Answer, ReturnsState};
use super::lease::Contact;
use super::photos::Photo;
use super::store::IndexedDbStore;
use super::tabs::{self, News, Tabs};
use super::view_publisher::{ViewPublisher, ViewRequest};
use super::wake::Wake;
use super::{copy, device_key, opening, scope};

/// The wait in milliseconds when the replica's next tick is overdue and could not be handled.
const OVERDUE: i64 = 1_000;
/// The wait in milliseconds before a storage that does not answer is asked for its cursors again.
const CURSORS: u32 = 5_000;

/// An event that the engine handles.
#[derive(Debug)]
pub(super) enum Message {
    /// The UI asks for something.
    Command(Command),
    /// An input of the replica.
    Input(Input),
    /// The network seems to be back.
    Online,
    /// This tab was elected to sync.
    Lead,
    /// Another tab sent news.
    Heard(News),
    /// The server says who is signed in.
    Refreshed(Result<Session, Failure>),
    /// A code was tried.
    Enrolled(Result<Session, Failure>),
    /// The draft of a command about a record was kept durably, or not.
    DraftKept(u64, DocumentId, Result<(), StoreError>),
    /// A session was written durably, or not.
    Signed(Session, Result<(), StoreError>),
    /// Another tab wrote a session.
    Adopted(Option<Session>),
    /// A picture's bytes were kept durably, or not.
    PhotoKept(Photo, Result<(), StoreError>),
    /// The pictures on the phone.
    PhotosFound(Vec<Photo>),
    /// A record was discarded or brought back some time ago; a picture of it may have to go.
    PhotoDiscardOver(DocumentId),
    /// A picture was sent, or not.
    PhotoSent(DocumentId, Sending),
    /// The stages of pictures were stored.
    PhotosNoted,
    /// Pictures that wait once more, since the server has lost them.
    PhotosMissing(Result<Vec<Photo>, Failure>),
    /// Pictures may be sent again.
    PhotosRested,
    /// The oldest pictures have made room on a phone that was full.
    RoomMade,
    /// It is time to look whether the phone is full still.
    RoomNeeded,
    /// A copy was taken in, or not.
    CopyTaken(Result<u32, CopyRefusal>),
    /// Unsent changes have been sealed, as far as possible.
    Sealed,
    /// Sealed changes have been opened, or there were none.
    Opened(Result<bool, StoreError>),
    /// The person's profile was deleted, or some of their data is still here.
    Left(Result<bool, StoreError>),
    /// It is time to listen again.
    Listen,
    /// The wake-up stream broke.
    Broken,
    /// The stream is open.
    Heard,
    /// The number by which the office confirms this phone, as far as the server answered.
    ConfirmationNumber(Option<String>),
    /// It is time to ask whether the phone is confirmed.
    AskConfirmed,
    /// The session of a phone that waited.
    Confirmed(Result<Session, Failure>),
    /// The public parts of departments' records that the phone holds; nothing when the storage does not answer.
    InformationFound(Option<Vec<DepartmentInformation>>),
    /// The same after the server was asked; nothing when it did not answer or they could not be kept.
    InformationAsked(Option<Vec<DepartmentInformation>>),
    /// The values that organisations added to lists, as the phone holds them or after the server was asked.
    OwnValuesFound(Option<Vec<DepartmentValues>>),
    /// The homes of departments, as the phone holds them or after the server was asked.
    HomesFound(Option<Vec<DepartmentHomes>>),
    /// The directory, as the phone holds it or after the server was asked.
    DirectoryFound(Option<HeldDirectory>),
    /// The directory with pages about roles that the person has read, of which the server is to know.
    RolePagesRead(Option<HeldDirectory>),
    /// A part of everything shared with the person, as the phone holds it or after the server was asked.
    SharingFound(SharedPart, Option<HeldSharing>),
    /// The same with an introduction that the person has had, or a task that is done, of which the server is to know.
    IntroductionHad(SharedPart, Option<HeldSharing>),
    /// When the person will be out of homes, as the phone holds it; nothing when the storage does not answer.
    ReturnsFound(Option<HeldReturns>),
    /// The same with something that is over, of which the server is to know; nothing when nothing is.
    ReturnEnded(Option<HeldReturns>),
    /// The server was asked about it, or not, and told something of an announcement.
    ReturnsAnswered(Option<SafeReturnId>, Answer),
    /// It is time to tell the server again what is over.
    ReturnsDue,
    /// The server sends the phone to ask who is late, or the stream is open again.
    AskReturns,
    /// Competencies and own courses, as the phone holds them or after the server was asked.
    CompetenciesFound(Option<PhoneCompetencies>),
}

/// The engine at work.
pub(super) struct Driver {
    store: Rc<IndexedDbStore>,
    replica: Replica,
    inbox: UnboundedSender<Message>,
    publisher: ViewPublisher,
    tabs: Tabs,
    wake: Wake,
    timer: Option<(Moment, Timeout)>,
    sync_status: SyncStatus,
    /// Edits without an answer, by token.
    edits: Map<u64, DocumentId>,
    leads: bool,
    /// Whether the server knows this phone, as far as it was asked.
    admitted: bool,
    /// Whether access on this phone was taken away.
    withdrawn: bool,
    /// Whether all that could leave the phone since then has left.
    nowhere: bool,
    refreshing: bool,
    /// Whether the server is still to be asked who is signed in.
    refresh_due: bool,
    /// Documents the server sends and no engine survives.
    shunned: Vec<DocumentId>,
    /// Pictures that are not with the server.
    underway: Underway,
    /// Whether the phone waits until the office has confirmed it.
    is_waiting: bool,
    /// The public parts of departments' records.
    information: InformationState,
    /// When the person will be out of homes.
    returns: ReturnsState,
    /// The last answer of the server that is noted.
    contact: Option<Contact>,
}

/// Runs the engine from its first message on. Returns only when it cannot work at all.
pub(super) async fn run(
    database: String,
    inbox: UnboundedSender<Message>,
    mut messages: UnboundedReceiver<Message>,
) {
    let store = Rc::new(IndexedDbStore::new(&database));
    let mut early = Vec::new();
    let Some(poison) = protection::started(&store, &mut messages, &mut early).await else {
        return;
    };
    let mut shunned = Vec::new();
    if let Some(document) = poison {
        match opening::patiently(async || opening::put_aside(&*store, document).await).await {
            Ok(true) => {}
            Ok(false) => shunned.push(document),
            Err(error) => return scope::give_up(&error.to_string()),
        }
        scope::post(&Event::PutAside(document));
    }
    let rebuilt = opening::patiently(async || rebuild(&*store, &scope::touching).await).await;
    scope::untouched();
    if let Err(error) = rebuilt {
        return scope::give_up(&error.to_string());
    }
    let read = async || {
        let kept = opening::initial_state(&*store).await?;
        Ok((
            kept,
            store.model().await?,
            store.drafts().await?,
            store.contact().await?,
        ))
    };
    let (kept, model, drafts, contact) = match opening::patiently(read).await {
        Ok(kept) => kept,
        Err(error) => return scope::give_up(&error.to_string()),
    };
    // The page of a record opens with the session, and with the text that is kept for it.
    scope::post(&Event::Drafts(drafts.clone()));
    scope::post(&Event::Ready {
        session: kept.session.clone(),
    });
    let mut driver = Driver {
        replica: Replica::new(scope::now(), kept, Box::new(scope::random))
            .watched(Box::new(scope::touching))
            .with_views_of(model),
        publisher: ViewPublisher::start(store.clone(), drafts),
        tabs: Tabs::new(inbox.clone()),
        wake: Wake::new(inbox.clone()),
        store,
        timer: None,
        sync_status: SyncStatus {
            reached: None,
            busy: false,
            first_sync: false,
            full: false,
        },
        edits: Map::new(),
        leads: false,
        admitted: true,
        withdrawn: false,
        nowhere: false,
        refreshing: false,
        refresh_due: true,
        shunned,
        underway: Underway::default(),
        is_waiting: false,
        information: InformationState::default(),
        returns: ReturnsState::default(),
        contact,
        inbox,
    };
    driver.publisher.request(ViewRequest::Delivery);
    driver.tabs.tell(&News::Hello);
    tabs::run_for_leader(driver.inbox.clone());
    driver.refresh();
    driver.find_photos();
    driver.show_information();
    driver.show_returns();
    for message in early {
        driver.take(message);
    }
    while let Some(message) = messages.next().await {
        driver.take(message);
    }
}

impl Driver {
    fn take(&mut self, message: Message) {
        if self.is_silent() {
            // The next engine reads nothing until the server has answered.
            return scope::give_up("the phone was silent for too long");
        }
        match message {
            Message::Command(command) => self.command(command),
            Message::Input(input) => self.input(input),
            Message::Online => self.nudge(),
            Message::Lead => {
                self.leads = true;
                if self.withdrawn {
                    self.refresh();
                }
                self.listen();
                self.find_photos();
                self.input(Input::Lead(true));
            }
            Message::Heard(news) => self.heard(news),
            Message::Refreshed(outcome) => self.refreshed(outcome),
            Message::Enrolled(Ok(session)) => {
                self.withdrawn = false;
                scope::post(&Event::Enrolled);
                session::tell_clock(&session);
                self.sign(session);
            }
            Message::Enrolled(Err(Failure::Refused(RefusalCode::PhoneNotConfirmed))) => {
                self.is_waiting = false;
                self.await_confirmation();
            }
            Message::Enrolled(Err(Failure::Refused(code))) => {
                scope::post(&Event::EnrolFailed(Some(code.into())))
            }
            Message::Enrolled(Err(_)) => scope::post(&Event::EnrolFailed(None)),
            Message::DraftKept(token, document, kept) => self.draft_kept(token, document, kept),
            Message::Signed(session, outcome) => self.signed(session, outcome),
            Message::Adopted(session) => self.adopted(session),
            Message::PhotoKept(photo, kept) => self.photo_kept(photo, kept),
            Message::PhotosFound(found) => self.photos_found(found),
            Message::PhotoDiscardOver(document) => self.look_for_discarded(document),
            Message::PhotoSent(document, sending) => self.photo_sent(document, sending),
            Message::PhotosNoted => self.photos_noted(),
            Message::PhotosMissing(missing) => self.photos_missing(missing),
            Message::PhotosRested => self.photos_rested(),
            Message::RoomMade => self.room_made(),
            Message::RoomNeeded => self.room_needed(),
            Message::CopyTaken(taken) => {
                scope::post(&Event::CopyTaken(taken));
                self.read_anew();
            }
            Message::Sealed => self.sealed(),
            Message::Opened(opened) => {
                if opened == Ok(true) {
                    self.read_anew();
                }
            }
            Message::Left(left) => {
                if left == Ok(true) {
                    scope::post(&Event::Left);
                }
            }
            Message::Listen => self.listen(),
            Message::Heard => {
                if self.refresh_due {
                    self.refresh();
                }
                self.input(Input::Nudge);
            }
            Message::Broken => {
                // The server ends the stream of a person whose rights have changed. A new department is in no fetch.
                self.refresh_due = true;
                self.wake.broken();
                self.doubt_photos();
            }
            Message::ConfirmationNumber(number) => self.confirmation_number(number),
            Message::AskConfirmed => self.ask_confirmed(),
            Message::Confirmed(outcome) => self.confirmed(outcome),
            Message::InformationFound(found) => self.information_found(found),
            Message::InformationAsked(answer) => self.information_asked(answer),
            Message::OwnValuesFound(found) => self.own_values_found(found),
            Message::HomesFound(found) => self.homes_found(found),
            Message::DirectoryFound(found) => self.directory_found(found),
            Message::RolePagesRead(found) => {
                self.directory_found(found);
                self.ask_directory();
            }
            Message::SharingFound(part, found) => self.sharing_found(part, found),
            Message::IntroductionHad(part, found) => {
                self.sharing_found(part, found);
                self.ask_sharing(part);
            }
            Message::ReturnsFound(found) => self.returns_found(found),
            Message::ReturnEnded(held) => self.return_ended(held),
            Message::ReturnsAnswered(said, answer) => self.returns_answered(said, answer),
            Message::ReturnsDue => self.returns_due(),
            Message::AskReturns => self.ask_returns(None),
            Message::CompetenciesFound(found) => self.competencies_found(found),
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            // A second start would be a mistake of the UI; there is nothing to start.
            Command::Start { .. } => {}
            Command::Enrol {
                code,
                device_name,
                others,
            } => {
                // What is kept here is one person's: nobody else's code opens it.
                let whose = match self.replica.session() {
                    Some(session) => ["only=", &session.user.to_string()].concat(),
                    None => others,
                };
                let request = EnrolRequest { code, device_name };
                self.later(async move |store| {
                    Message::Enrolled(device_key::enrol(&store, request, &whose).await)
                });
            }
            Command::KeepDraft { token, draft } => self.later(async move |store| {
                let kept = store.keep_draft(&draft).await;
                Message::DraftKept(token, draft.document, kept)
            }),
            Command::Edit(command) => {
                self.edits.insert(command.token, command.document);
                if command.edits.iter().any(|edit| edit.field == DISCARDED_AT) {
                    self.picture_may_go(command.document);
                }
                self.end_returns_of_visit(command.document, &command.edits);
                self.input(Input::Edit(command));
            }
            Command::EditTogether(commands) => {
                if let Some(first) = commands.first() {
                    self.edits.insert(first.token, first.document);
                }
                for command in &commands {
                    self.end_returns_of_visit(command.document, &command.edits);
                }
                self.input(Input::EditTogether(commands));
            }
            Command::KeepPhoto {
                token,
                document,
                department,
                edits,
                bytes,
            } => self.keep_photo(token, document, department, edits, bytes),
            Command::Photo { document, department } => self.show_photo(document, department),
            Command::Acknowledge(tokens) => self.input(Input::Acknowledge(tokens)),
            Command::List(query) => self.publisher.request(ViewRequest::List(query)),
            Command::CloseList(query) => self.publisher.request(ViewRequest::CloseList(query)),
            Command::Open(document) => {
                let underway = self.edits.values().any(|edited| *edited == document);
                self.publisher.request(if underway {
                    ViewRequest::Await(document)
                } else {
                    ViewRequest::Open(document)
                });
            }
            Command::Close(document) => self.publisher.request(ViewRequest::Close(document)),
            Command::History(document) => self.publisher.request(ViewRequest::History(document)),
            Command::Outbox => self.publisher.request(ViewRequest::Outbox),
            Command::Export(document) => self.publisher.request(ViewRequest::Export(document)),
            Command::Copy => self.publisher.request(ViewRequest::Copy),
            Command::TakeCopy(bytes) => {
                self.later(async move |store| Message::CopyTaken(copy::taken(&store, &bytes).await));
            }
            Command::SyncNow | Command::Nudge => self.nudge(),
            Command::Touched => {
                self.publisher.touched();
                self.input(Input::Touched);
            }
            Command::ReadRolePages(roles) => self.read_role_pages(roles),
            Command::Introduced(task) => self.introduced(SharedPart::Person, task),
            Command::TaskDone(task) => self.introduced(SharedPart::Departments, task),
            Command::SayReturn(act, visit) => self.ask_returns(Some((act, visit))),
            Command::EndReturn(id) => self.end_return(id),
            // Nothing is behind a PIN.
            Command::Unlock { .. } => scope::post(&Event::Unlocked(Unlocking::Unprotected)),
            Command::Protect { pin, visit } => self.protect(pin, visit),
            Command::Unprotect => self.unprotect(),
            Command::ForgetKey => {}
        }
    }

    fn draft_kept(&mut self, token: u64, document: DocumentId, kept: Result<(), StoreError>) {
        let is_kept = kept.is_ok();
        scope::post(&match kept {
            Ok(()) => Event::Outcome(CommandOutcome::Saved {
                token,
                document,
                base: Vec::new(),
            }),
            Err(error) => Event::Outcome(CommandOutcome::NotSaved {
                token,
                document,
                reason: match error {
                    StoreError::Full => SaveFailure::StorageFull,
                    _ => SaveFailure::StorageUnavailable,
                },
            }),
        });
        if is_kept {
            self.tabs.tell(&News::Changed(vec![document]));
            self.publisher.request(ViewRequest::Changed(vec![document]));
        }
    }

    /// Reads the store anew, as if another tab had written it.
    fn read_anew(&mut self) {
        self.tabs.tell(&News::Unknown);
        self.heard(News::Unknown);
    }

    /// Sends and fetches now, in whichever tab does that.
    fn nudge(&mut self) {
        if self.refresh_due {
            self.refresh();
        }
        self.ask_returns_again();
        if self.leads {
            self.ask_information_again();
            self.wake.hurry();
            self.underway.resting = false;
            self.input(Input::Nudge);
        } else {
            self.tabs.tell(&News::Nudge);
        }
    }

    fn input(&mut self, input: Input) {
        if let Input::CursorsLoaded(_, Err(_)) = &input {
            // Without them the replica does not lead; it is asked to once more.
            self.after(CURSORS, Message::Lead);
        }
        let effects = self.replica.handle(scope::now(), input);
        scope::untouched();
        for effect in effects {
            self.carry_out(effect);
        }
        self.publish_sync_status();
        self.send_photos();
        self.schedule();
        self.note_contact();
        self.leave();
    }

    fn heard(&mut self, news: News) {
        match news {
            News::Changed(documents) => {
                self.publisher.request(ViewRequest::Changed(documents));
                if self.leads {
                    self.input(Input::OthersSaved);
                    self.find_photos();
                }
            }
            News::Gone(documents) => self.publisher.request(ViewRequest::Gone(documents)),
            News::Delivery => self.publisher.request(ViewRequest::Delivery),
            News::Session => self.later(async |store| Message::Adopted(store.session().await.ok().flatten())),
            News::Standing(reached, busy, first_sync, full) if !self.leads => {
                self.publisher.set_sync_status(SyncStatus {
                    reached,
                    busy,
                    first_sync,
                    full,
                });
            }
            News::Standing(..) => {}
            News::Hello if self.leads => self.broadcast_sync_status(),
            News::Hello => {}
            News::Nudge if self.leads => self.nudge(),
            News::Nudge => {}
            News::Unknown => {
                self.publisher.request(ViewRequest::Everything);
                if self.leads {
                    self.input(Input::OthersSaved);
                    self.find_photos();
                }
            }
        }
    }

    /// Publishes the sync status to the UI and to other tabs when it has changed.
    fn publish_sync_status(&mut self) {
        let sync_status = self.replica.sync_status();
        if !self.leads || sync_status == self.sync_status {
            return;
        }
        if sync_status.reached == Some(true) && self.sync_status.reached != Some(true) {
            // The server answers again, so the wake-up stream is opened at once.
            self.wake.hurry();
            if self.refresh_due {
                self.refresh();
            }
        }
        self.sync_status = sync_status;
        self.publisher.set_sync_status(sync_status);
        self.broadcast_sync_status();
    }

    fn broadcast_sync_status(&self) {
        let SyncStatus {
            reached,
            busy,
            first_sync,
            full,
        } = self.sync_status;
        self.tabs.tell(&News::Standing(reached, busy, first_sync, full));
    }

    /// Sets the clock for the replica's next tick.
    fn schedule(&mut self) {
        let Some(due) = self.replica.next_tick() else {
            self.timer = None;
            return;
        };
        let now = scope::now();
        // Overdue work could not be started now; it may start later.
        let due = due.max(now.plus_millis(if due <= now { OVERDUE } else { 1 }));
        let set = self.timer.as_ref().map(|(at, _)| *at);
        if set.is_some_and(|set| set <= due && set > now) {
            return;
        }
        let wait = u32::try_from(due.since(now)).unwrap_or(u32::MAX >> 1);
        let inbox = self.inbox.clone();
        let timeout = Timeout::new(wait, move || {
            drop(inbox.unbounded_send(Message::Input(Input::Tick)))
        });
        self.timer = Some((due, timeout));
    }

    fn after(&self, millis: u32, message: Message) {
        let inbox = self.inbox.clone();
        Timeout::new(millis, move || drop(inbox.unbounded_send(message))).forget();
    }

    fn later(&self, work: impl AsyncFnOnce(Rc<IndexedDbStore>) -> Message + 'static) {
        let store = self.store.clone();
        self.in_time(Box::pin(async move { work(store).await }));
    }

    /// Boxed, so that the code which runs a piece of work is in the module once.
    fn in_time(&self, work: LocalBoxFuture<'static, Message>) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let message = work.await;
            drop(inbox.unbounded_send(message));
        });
    }
}

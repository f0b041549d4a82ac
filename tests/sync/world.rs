//! The world of a simulation: phones with tabs, people who edit, a network that loses, repeats,
//! delays and cuts, a server that restarts and is restored. Everything follows from one seed.

mod checks;
mod delivery;
mod editing;
mod people;
mod restores;

pub(crate) use self::people::{EndedRole, HERE, PHONES, THERE, sessions, user};
use fastrand::Rng;
use feltbog_shared::bridge::SaveFailure;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model_number::{KnownModel, MODEL};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::memory::MemoryStore;
use feltbog_shared::replica::store::{Store, StoreError, Transaction};
use feltbog_shared::replica::{
    CommandOutcome, EditCommand, Effect, Failure, InitialState, Input, Notice, Replica, Reply, Request,
    Ticket,
};
use feltbog_shared::wire::{Cursor, Session};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;
/// An app of an older model, which does not know the later kinds: counts of insects, signals and concerns among them.
const OLDER_APP: KnownModel = KnownModel {
    number: MODEL - 1,
    kinds: Kind::InsectCount as u32,
    ..KnownModel::OURS
};
/// The number of answered requests of which one may come once more.
const REMEMBERED: usize = 20;

/// The other end of the network.
pub(crate) trait Backend {
    /// Handles a request of a phone.
    async fn request(
        &mut self,
        phone: usize,
        department: DepartmentId,
        request: Request,
        now: Moment,
    ) -> Result<Reply, Failure>;
    /// The session of a phone.
    async fn session(&mut self, phone: usize) -> Session;
    /// A phone's app is of a model from now on.
    async fn set_model(&mut self, phone: usize, model: KnownModel);
    /// Gives a person the roles of their phones, but for those that ended.
    async fn set_roles(&mut self, ended: &BTreeSet<EndedRole>);
    /// Stops and starts again.
    async fn restart(&mut self);
    /// Keeps a copy of everything.
    async fn backup(&mut self);
    /// Goes back to the copy; unannounced, nobody raises the epoch.
    async fn restore(&mut self, announced: bool);
    /// Erases a document for ever.
    async fn erase(&mut self, department: DepartmentId, document: DocumentId);
    /// The documents it holds, with kind, owner and changes.
    async fn held(
        &mut self,
        department: DepartmentId,
    ) -> BTreeMap<DocumentId, (Kind, UserId, BTreeSet<ChangeHash>)>;
    /// Panics when a change stands in the log before one it depends on.
    async fn check_log(&mut self, department: DepartmentId);
}

struct Phone {
    place: usize,
    store: Rc<MemoryStore>,
    tabs: Vec<Tab>,
    /// Which tab sends and fetches, as a lock would decide.
    leader: Option<u64>,
    /// The last cursor seen of each department, to see that nothing goes back unasked.
    cursors: BTreeMap<DepartmentId, Cursor>,
    /// The difference between its clock and the right time, in milliseconds.
    clock: i64,
    /// A copy of its profile.
    copy: Option<Rc<MemoryStore>>,
    /// The model that its app knows.
    model: KnownModel,
    /// Commits for which its store has no room yet.
    full: u32,
}

struct Tab {
    name: u64,
    replica: Replica,
    todo: VecDeque<Effect>,
    /// Edits the screen has no answer to. It asks again when the engine dies, not when the tab is closed.
    unanswered: BTreeMap<u64, EditCommand>,
}

/// A request on its way, or its answer.
enum Parcel {
    Request {
        phone: usize,
        tab: u64,
        ticket: Ticket,
        department: DepartmentId,
        request: Request,
    },
    Answer {
        phone: usize,
        tab: u64,
        ticket: Ticket,
        reply: Result<Reply, Failure>,
    },
}

/// The simulation's own knowledge of a change.
struct Written {
    phone: usize,
    department: DepartmentId,
    document: DocumentId,
    hash: ChangeHash,
}

/// Misbehaviour of a simulation: chances in a thousand.
#[derive(Clone, Copy)]
pub(crate) struct Mischief {
    pub(crate) phones: usize,
    pub(crate) steps: usize,
    pub(crate) lose: u32,
    pub(crate) crash: u32,
    pub(crate) wipe: u32,
    pub(crate) restore: u32,
    pub(crate) second_tab: u32,
    pub(crate) erase: u32,
    /// A role of somebody ends, or one that ended begins again.
    pub(crate) rights: u32,
    /// The store of a phone is full or does not answer.
    pub(crate) store_fails: u32,
    /// The store of a phone is full and stays so for a while.
    pub(crate) store_full: u32,
    /// Whether some phones have an older app, which does not know all kinds.
    pub(crate) older_apps: bool,
    /// An older app is updated.
    pub(crate) update: u32,
    /// The server asks to wait, or does not take a batch as a whole.
    pub(crate) busy: u32,
    /// A request reaches the server once more, long after its answer.
    pub(crate) late: u32,
    /// The clock of a phone jumps.
    pub(crate) clock: u32,
    /// A phone is put back to what it was, as from a copy of its profile.
    pub(crate) older_profile: u32,
    /// The largest page of the server.
    pub(crate) page: u32,
    /// Records that exist before anything goes wrong.
    pub(crate) records: u64,
}

impl Mischief {
    /// None at all among so many phones, and nothing happens by itself.
    pub(crate) const fn none(phones: usize) -> Self {
        Self {
            phones,
            steps: 0,
            lose: 0,
            crash: 0,
            wipe: 0,
            restore: 0,
            second_tab: 0,
            erase: 0,
            rights: 0,
            store_fails: 0,
            store_full: 0,
            older_apps: false,
            update: 0,
            busy: 0,
            late: 0,
            clock: 0,
            older_profile: 0,
            page: 7,
            records: 0,
        }
    }
}

pub(crate) struct World<B> {
    rng: Rng,
    random: Rc<RefCell<Rng>>,
    now: Moment,
    mischief: Mischief,
    pub(crate) server: B,
    phones: Vec<Phone>,
    parcels: Vec<Parcel>,
    /// Requests that were answered and may come once more.
    answered: VecDeque<(usize, DepartmentId, Request)>,
    /// The roles that ended.
    ended: BTreeSet<EndedRole>,
    /// The number of times that each action was done and each kind of mischief was drawn.
    drawn: BTreeMap<&'static str, u64>,
    /// Changes that the server lost with the last restore, and the phones that held them then.
    lost_by_restore: BTreeMap<(DocumentId, ChangeHash), BTreeSet<usize>>,
    /// Phones that may have let go of something since then: roles of their person had ended, or they lost what they held.
    narrowed: BTreeSet<usize>,
    /// Phones that were told last that a role of their person has ended.
    believes_ended: BTreeSet<usize>,
    /// The step at which such a phone was told otherwise: it may have been letting go of something.
    believed_until: BTreeMap<usize, u64>,
    /// Number of steps so far.
    steps: u64,
    /// Commands with a step of a state, and commands that build on older heads.
    state_steps: BTreeSet<u64>,
    older_heads: BTreeSet<u64>,
    written: Vec<Written>,
    /// Changes that nobody could keep: their only phone was wiped, or the server they had reached
    /// was restored and no phone held them any more.
    lost_by_design: BTreeSet<(DocumentId, ChangeHash)>,
    pub(crate) erased: BTreeSet<DocumentId>,
    /// Documents that the server holds something of that nobody can read: left alone by everybody, and put aside by
    /// phones, so many times.
    pub(crate) poisoned: BTreeMap<DocumentId, usize>,
    documents: Vec<(DepartmentId, DocumentId, Kind)>,
    names: u64,
    pub(crate) saved: u64,
    restored: bool,
    /// The change each command made.
    made: BTreeMap<u64, ChangeHash>,
    /// Commands that were written by a store that could not say so.
    unsure: BTreeSet<u64>,
}

impl<B: Backend> World<B> {
    pub(crate) async fn new(seed: u64, mischief: Mischief, now: Moment, server: B) -> Self {
        let mut world = Self {
            rng: Rng::with_seed(seed),
            random: Rc::new(RefCell::new(Rng::with_seed(seed ^ 0x5eed))),
            now,
            mischief,
            server,
            phones: Vec::new(),
            parcels: Vec::new(),
            answered: VecDeque::new(),
            ended: BTreeSet::new(),
            drawn: BTreeMap::new(),
            lost_by_restore: BTreeMap::new(),
            narrowed: BTreeSet::new(),
            believes_ended: BTreeSet::new(),
            believed_until: BTreeMap::new(),
            steps: 0,
            state_steps: BTreeSet::new(),
            older_heads: BTreeSet::new(),
            written: Vec::new(),
            lost_by_design: BTreeSet::new(),
            erased: BTreeSet::new(),
            poisoned: BTreeMap::new(),
            documents: Vec::new(),
            names: 0,
            saved: 0,
            restored: false,
            made: BTreeMap::new(),
            unsure: BTreeSet::new(),
        };
        for phone in 0..mischief.phones {
            world.join().await;
            if mischief.older_apps && world.rng.bool() {
                world.set_model(phone, OLDER_APP).await;
            }
        }
        world
    }

    async fn set_model(&mut self, phone: usize, model: KnownModel) {
        self.phones[phone].model = model;
        self.server.set_model(phone, model).await;
    }

    /// Runs the mischief, then heals everything and checks that nothing was lost.
    pub(crate) async fn run(&mut self) -> Outcome {
        self.write(self.mischief.records).await;
        for _ in 0..self.mischief.steps {
            self.step().await;
        }
        for phone in 0..self.phones.len() {
            self.set_model(phone, KnownModel::OURS).await;
        }
        self.heal().await;
        if !self.ended.is_empty() {
            self.check_privacy().await;
            self.ended.clear();
            self.server.set_roles(&self.ended).await;
            self.heal().await;
        }
        self.check().await;
        Outcome {
            saved: self.saved,
            lost_by_design: self.lost_by_design.len(),
            drawn: std::mem::take(&mut self.drawn),
        }
    }

    fn chance(&mut self, in_a_thousand: u32) -> bool {
        self.rng.u32(0..1000) < in_a_thousand
    }

    /// Whether this mischief is done now.
    fn draws(&mut self, name: &'static str, in_a_thousand: u32) -> bool {
        let drawn = self.chance(in_a_thousand);
        if drawn {
            self.note(name);
        }
        drawn
    }

    /// Notes that something was done.
    fn note(&mut self, name: &'static str) {
        *self.drawn.entry(name).or_default() += 1;
    }

    /// The time by a phone's clock.
    fn phone_now(&self, phone: usize) -> Moment {
        self.now.plus_millis(self.phones[phone].clock)
    }

    async fn enrol(&mut self, phone: usize) {
        let session = self.server.session(phone).await;
        let sign = Transaction {
            session: Some(Some(session)),
            ..Transaction::default()
        };
        self.phones[phone].store.commit(sign).await.unwrap();
        self.phones[phone].cursors.clear();
        self.open_tab(phone).await;
    }

    /// Another phone, which has nothing yet.
    pub(crate) async fn join(&mut self) {
        let place = self.phones.len();
        self.phones.push(Phone {
            place,
            store: Rc::new(MemoryStore::default()),
            tabs: Vec::new(),
            leader: None,
            cursors: BTreeMap::new(),
            clock: 0,
            copy: None,
            model: KnownModel::OURS,
            full: 0,
        });
        self.enrol(place).await;
    }

    /// A document of a kind in the first department that everybody with a phone may hold.
    pub(crate) fn one_of(&self, kind: Kind) -> DocumentId {
        let found = self
            .documents
            .iter()
            .find(|(department, _, one)| (*department, *one) == (HERE, kind));
        found.expect("somebody made one").1
    }

    /// Number of changes that wait on all phones.
    pub(crate) async fn unsent(&self) -> usize {
        let mut unsent = 0;
        for phone in &self.phones {
            let waiting = phone.store.waiting().await.unwrap();
            unsent += waiting.values().map(|count| *count as usize).sum::<usize>();
        }
        unsent
    }

    /// The documents that each phone has put aside.
    pub(crate) async fn put_aside(&self) -> BTreeMap<usize, Vec<DocumentId>> {
        let mut aside = BTreeMap::new();
        for phone in &self.phones {
            aside.insert(phone.place, phone.store.aside().await.unwrap());
        }
        aside
    }

    async fn open_tab(&mut self, phone: usize) {
        let store = Rc::clone(&self.phones[phone].store);
        let kept = InitialState {
            session: store.session().await.unwrap(),
            cursors: store.cursors().await.unwrap(),
            refused: store.refused().await.unwrap(),
            aside: store.aside().await.unwrap(),
            processed: store.processed_commands().await.unwrap(),
        };
        self.names += 1;
        let random = Rc::clone(&self.random);
        let draw = move || std::array::from_fn(|_| random.borrow_mut().u8(..));
        let replica = Replica::new(self.phone_now(phone), kept, Box::new(draw));
        let name = self.names;
        self.phones[phone].tabs.push(Tab {
            name,
            replica,
            todo: VecDeque::new(),
            unanswered: BTreeMap::new(),
        });
        if self.phones[phone].leader.is_none() {
            self.phones[phone].leader = Some(name);
            self.give(phone, name, Input::Lead(true));
        }
        // The engine asks who is signed in, and the answer may be lost.
        if self.rng.bool() {
            self.hear_rights(phone, name).await;
        }
    }

    /// The server says who is signed in and what they may do.
    async fn hear_rights(&mut self, phone: usize, tab: u64) {
        let session = self.server.session(phone).await;
        self.note_belief(phone);
        self.give(phone, tab, Input::SignedIn(Box::new(session)));
    }

    async fn close_tab(&mut self, phone: usize, tab: u64) {
        let phone_of = &mut self.phones[phone];
        phone_of.tabs.retain(|one| one.name != tab);
        if phone_of.leader == Some(tab) {
            phone_of.leader = phone_of.tabs.first().map(|one| one.name);
            if let Some(next) = phone_of.leader {
                self.give(phone, next, Input::Lead(true));
            }
        }
        if self.phones[phone].tabs.is_empty() {
            self.open_tab(phone).await;
        }
    }

    /// The engine dies, and the screen starts another, of which it asks again what was not answered.
    async fn engine_dies(&mut self, phone: usize, tab: u64) {
        let dead = self.phones[phone].tabs.iter_mut().find(|one| one.name == tab);
        let unanswered = dead.map(|one| std::mem::take(&mut one.unanswered));
        // A name of its own: answers on their way to the dead one must not reach it.
        self.open_tab(phone).await;
        let next = self.names;
        self.close_tab(phone, tab).await;
        for command in unanswered.into_iter().flatten().map(|(_, command)| command) {
            self.give(phone, next, Input::Edit(command));
        }
    }

    fn give(&mut self, phone: usize, tab: u64, input: Input) {
        let now = self.phone_now(phone);
        if let Some(tab) = self.phones[phone].tabs.iter_mut().find(|one| one.name == tab) {
            if let Input::Edit(command) = &input {
                tab.unanswered.insert(command.token, command.clone());
            }
            let effects = tab.replica.handle(now, input);
            tab.todo.extend(effects);
        }
    }

    async fn step(&mut self) {
        self.steps += 1;
        let phone = self.rng.usize(0..self.phones.len());
        let place = self.rng.usize(0..self.phones[phone].tabs.len());
        let tab = self.phones[phone].tabs[place].name;
        let mischief = self.mischief;
        if self.draws("crash", mischief.crash) {
            return self.close_tab(phone, tab).await;
        }
        if self.phones[phone].tabs.len() < 2 && self.draws("second tab", mischief.second_tab) {
            return self.open_tab(phone).await;
        }
        if self.draws("wipe", mischief.wipe) {
            return self.wipe(phone).await;
        }
        if self.draws("server disturbed", mischief.restore) {
            return self.disturb_server().await;
        }
        if self.draws("erasure", mischief.erase) {
            return self.erase().await;
        }
        if self.draws("rights changed", mischief.rights) {
            return self.change_rights(phone).await;
        }
        if self.draws("clock jumped", mischief.clock) {
            self.phones[phone].clock = self.rng.i64(-2 * DAY..2 * DAY);
            return self.give(phone, tab, Input::Tick);
        }
        if self.draws("older profile", mischief.older_profile) {
            return self.older_profile(phone).await;
        }
        if self.draws("late repeat", mischief.late) {
            return self.repeat_late().await;
        }
        if self.phones[phone].model != KnownModel::OURS && self.draws("app updated", mischief.update) {
            return self.set_model(phone, KnownModel::OURS).await;
        }
        if self.draws("store full", mischief.store_full) {
            self.phones[phone].full = self.rng.u32(5..50);
        }
        self.act(phone, tab).await;
    }

    /// Goes on as people and phones do whether or not anything goes wrong.
    async fn act(&mut self, phone: usize, tab: u64) {
        match self.rng.u32(0..100) {
            0..50 => self.work(phone, tab, true).await,
            50..72 => self.deliver(true).await,
            72..91 => self.edit(phone, tab).await,
            91..95 => {
                self.note("time passed");
                self.now = self.now.plus_millis(self.rng.i64(1..40_000));
                self.give(phone, tab, Input::Tick);
            }
            95..97 => {
                self.note("nudged");
                self.give(phone, tab, Input::Nudge);
            }
            97 => {
                self.note("touched");
                self.give(phone, tab, Input::Touched);
            }
            98 => {
                self.note("woken");
                let department = [HERE, THERE][self.rng.usize(0..2)];
                // The stream tells of a place that is none of the phone's.
                self.give(phone, tab, Input::Woken(department, u64::MAX));
            }
            // A refresh of rights comes in at any moment.
            _ => {
                self.note("rights heard");
                self.hear_rights(phone, tab).await;
            }
        }
    }

    /// Carries out one effect of a tab; with mischief, the tab may die before or after it.
    async fn work(&mut self, phone: usize, tab: u64, mischief: bool) {
        let Some(at) = self.phones[phone].tabs.iter().position(|one| one.name == tab) else {
            return;
        };
        let Some(effect) = self.phones[phone].tabs[at].todo.pop_front() else {
            return;
        };
        let store = Rc::clone(&self.phones[phone].store);
        let crash = mischief
            && matches!(effect, Effect::Commit(..))
            && self.draws("death at a commit", self.mischief.crash * 4);
        let before = self.rng.bool();
        let asks_again = crash && self.rng.bool();
        if crash && before {
            return self.die(phone, tab, asks_again).await;
        }
        if mischief && self.phones[phone].full > 0 && matches!(effect, Effect::Commit(..)) {
            self.phones[phone].full -= 1;
            if let Some(input) = not_done(&effect, StoreError::Full) {
                return self.give(phone, tab, input);
            }
        }
        if mischief && self.draws("store failed", self.mischief.store_fails) {
            let error = if self.rng.bool() {
                StoreError::Full
            } else {
                StoreError::Unavailable("for a while".to_owned())
            };
            if let Some(input) = not_done(&effect, error) {
                return self.give(phone, tab, input);
            }
        }
        let input = match effect {
            Effect::Load(ticket, documents) => Input::Loaded(ticket, store.load(&documents).await),
            Effect::LoadViews(ticket, documents) => {
                Input::ViewsLoaded(ticket, store.load_views(&documents).await)
            }
            Effect::LoadOutbox(ticket, department, limit) => {
                Input::OutboxLoaded(ticket, store.outbox(department, limit).await)
            }
            Effect::ListDocuments(ticket, department, after, limit) => {
                // Short lists, so that going on with a list is tried too.
                Input::Listed(ticket, store.documents(department, after, limit).await)
            }
            Effect::LoadCursors(ticket) => Input::CursorsLoaded(ticket, store.cursors().await),
            Effect::LoadRefused(ticket) => Input::RefusedLoaded(ticket, store.refused().await),
            Effect::Commit(ticket, transaction) => {
                let done = transaction
                    .processed_add
                    .filter(|_| !transaction.outbox_add.is_empty());
                let result = store.commit(*transaction).await;
                if let (Some(done), Ok(())) = (done, &result) {
                    let before = self.made.insert(done.token, done.change);
                    assert_eq!(before, None, "a command was done twice");
                }
                self.check_cursors(phone).await;
                if crash {
                    return self.die(phone, tab, asks_again).await;
                }
                if mischief && result.is_ok() && self.draws("commit unsure", self.mischief.store_fails * 4) {
                    // It is written, and the store could not say so.
                    self.unsure.extend(done.map(|done| done.token));
                    let unsure = StoreError::Unavailable("it was closed".to_owned());
                    return self.give(phone, tab, Input::Committed(ticket, Err(unsure)));
                }
                Input::Committed(ticket, result)
            }
            Effect::Send(ticket, department, request) => {
                self.parcels.push(Parcel::Request {
                    phone,
                    tab,
                    ticket,
                    department,
                    request,
                });
                return;
            }
            Effect::Tell(notice) => return self.told(phone, tab, notice).await,
        };
        self.give(phone, tab, input);
    }

    async fn die(&mut self, phone: usize, tab: u64, asks_again: bool) {
        if asks_again {
            self.engine_dies(phone, tab).await;
        } else {
            self.close_tab(phone, tab).await;
        }
    }

    /// A command that the screen has no answer to.
    fn command(&self, phone: usize, tab: u64, token: u64) -> Option<EditCommand> {
        let tab = self.phones[phone].tabs.iter().find(|one| one.name == tab)?;
        tab.unanswered.get(&token).cloned()
    }

    fn answered(&mut self, phone: usize, tab: u64, token: u64) {
        if let Some(tab) = self.phones[phone].tabs.iter_mut().find(|one| one.name == tab) {
            tab.unanswered.remove(&token);
        }
    }

    async fn told(&mut self, phone: usize, tab: u64, notice: Notice) {
        match notice {
            Notice::Outcome(CommandOutcome::Saved {
                token,
                document,
                base,
            }) => {
                self.answered(phone, tab, token);
                if self.rng.bool() {
                    self.give(phone, tab, Input::Acknowledge(vec![token]));
                }
                if let Some(made) = self.made.get(&token) {
                    assert_eq!(base, [*made], "answered with another change than was made");
                }
                self.saved += 1;
                self.note("edit saved");
                if self.state_steps.remove(&token) {
                    self.note("state step saved");
                }
                let is_of_older_heads = self.older_heads.remove(&token);
                if is_of_older_heads {
                    self.note("edit of older heads saved");
                }
                if is_of_older_heads && !self.made.contains_key(&token) {
                    // It says what the record says already, and made no change.
                    return;
                }
                let (department, _, kind) = *self
                    .documents
                    .iter()
                    .find(|(_, one, _)| *one == document)
                    .unwrap();
                let rows = self.phones[phone].store.load(&[document]).await.unwrap();
                if self.erased.contains(&document) {
                    return;
                }
                let held = rows[0].as_ref().map(|row| row.open().unwrap());
                for hash in base {
                    // What this phone may not read may have been sent and taken off it meanwhile.
                    let may_be_gone = self.mischief.rights > 0 || !self.reads(phone, department, kind);
                    let there = held.as_ref().map_or(may_be_gone, |held| held.holds(hash));
                    assert!(there, "told as saved and not there");
                    self.written.push(Written {
                        phone,
                        department,
                        document,
                        hash,
                    });
                }
                let others: Vec<_> = self.phones[phone].tabs.iter().map(|one| one.name).collect();
                for other in others.into_iter().filter(|other| *other != tab) {
                    self.give(phone, other, Input::OthersSaved);
                }
            }
            Notice::Outcome(CommandOutcome::NotSaved { token, reason, .. }) => {
                let is_of_store =
                    matches!(reason, SaveFailure::StorageFull | SaveFailure::StorageUnavailable);
                // What may have been kept is tried again under the same name.
                let command = self.command(phone, tab, token).filter(|_| is_of_store);
                if let Some(command) = command {
                    return self.give(phone, tab, Input::Edit(command));
                }
                // Rights that ended since refuse the second try of what was written by the first.
                let is_made = self.made.contains_key(&token) && !self.unsure.contains(&token);
                assert!(!is_made, "told as saved and as not saved");
                self.answered(phone, tab, token);
                assert!(
                    matches!(reason, SaveFailure::Missing | SaveFailure::Refused(_))
                        || (is_of_store && self.mischief.store_fails > 0),
                    "the store saves: {reason:?}"
                );
            }
            Notice::RightsChanged => self.hear_rights(phone, tab).await,
            Notice::PutAside(document) => match self.poisoned.get_mut(&document) {
                Some(times) => *times += 1,
                None => panic!("{document} was put aside"),
            },
            Notice::StorageFull if self.mischief.store_fails > 0 => {}
            Notice::SignedOut | Notice::AppTooOld | Notice::StorageFull => panic!("{notice:?}"),
            Notice::Changed(_) | Notice::Gone(_) | Notice::Delivery => {}
        }
    }

    async fn wipe(&mut self, phone: usize) {
        let waiting = self.phones[phone].store.waiting().await.unwrap();
        let only_here = std::mem::take(&mut self.phones[phone].store);
        self.phones[phone].tabs.clear();
        self.phones[phone].leader = None;
        self.enrol(phone).await;
        drop(waiting);
        self.narrowed.insert(phone);
        self.note_losses(only_here).await;
    }

    /// The role of somebody ends, or one that ended begins again. Their phones hear of it later.
    async fn change_rights(&mut self, phone: usize) {
        let (person, roles) = PHONES[self.phones[phone].place];
        let role = (person, self.rng.usize(0..roles.len()));
        if !self.ended.remove(&role) {
            self.ended.insert(role);
            self.note_narrowed();
        }
        self.server.set_roles(&self.ended).await;
    }

    /// A phone's profile is copied, or put back to its copy.
    async fn older_profile(&mut self, phone: usize) {
        let Some(copy) = self.phones[phone].copy.take() else {
            let store = MemoryStore::clone(&self.phones[phone].store);
            self.phones[phone].copy = Some(Rc::new(store));
            return;
        };
        let replaced = std::mem::replace(&mut self.phones[phone].store, copy);
        self.phones[phone].tabs.clear();
        self.phones[phone].leader = None;
        self.phones[phone].cursors.clear();
        self.narrowed.insert(phone);
        self.open_tab(phone).await;
        self.note_losses(replaced).await;
    }

    /// A request that was answered long ago reaches the server once more; its answer goes nowhere.
    async fn repeat_late(&mut self) {
        if self.answered.is_empty() {
            return;
        }
        let (phone, department, request) = self.answered[self.rng.usize(0..self.answered.len())].clone();
        let reply = self.server.request(phone, department, request, self.now).await;
        drop(reply);
    }

    async fn disturb_server(&mut self) {
        match self.rng.u32(0..4) {
            0 => self.server.restart().await,
            1 => self.server.backup().await,
            announced => {
                self.restored = true;
                if !self.ended.is_empty() {
                    self.note("restored while roles had ended");
                }
                self.server.restore(announced == 2).await;
                self.note_losses(Rc::default()).await;
                self.note_restore().await;
            }
        }
        if self.mischief.rights > 0 {
            // The people who see to roles see to it that they are as they were.
            self.server.set_roles(&self.ended).await;
        }
    }

    pub(crate) async fn erase(&mut self) {
        if self.documents.is_empty() {
            return;
        }
        let (department, document, _) = self.documents[self.rng.usize(0..self.documents.len())];
        if self.server.held(department).await.contains_key(&document) {
            self.server.erase(department, document).await;
            self.erased.insert(document);
        }
    }

    /// People write on each phone in turn until so many more edits are saved.
    pub(crate) async fn write(&mut self, edits: u64) {
        let wanted = self.saved + edits;
        while self.saved < wanted {
            for phone in 0..self.phones.len() {
                let tab = self.phones[phone].tabs[0].name;
                self.edit(phone, tab).await;
                while !self.phones[phone].tabs[0].todo.is_empty() {
                    self.work(phone, tab, false).await;
                }
            }
        }
    }

    /// The network and the server behave; everything runs until nothing is left to do.
    pub(crate) async fn heal(&mut self) {
        let mut quiet = 0;
        for phone in 0..self.phones.len() {
            self.phones[phone].clock = 0;
            self.phones[phone].full = 0;
            let tabs: Vec<_> = self.phones[phone].tabs.iter().map(|one| one.name).collect();
            for tab in tabs {
                self.hear_rights(phone, tab).await;
            }
        }
        for round in 0.. {
            assert!(
                round < 3_000,
                "the phones never come to rest: {}",
                self.restlessness().await
            );
            self.now = self.now.plus_millis(31_000);
            for phone in 0..self.phones.len() {
                let tabs: Vec<_> = self.phones[phone].tabs.iter().map(|one| one.name).collect();
                for tab in tabs {
                    self.give(phone, tab, Input::Tick);
                }
            }
            let mut moved = false;
            for turn in 0.. {
                assert!(
                    turn < 2_000,
                    "the phones never stop asking: {}",
                    self.restlessness().await
                );
                let mut busy = false;
                for phone in 0..self.phones.len() {
                    let tabs: Vec<_> = self.phones[phone].tabs.iter().map(|one| one.name).collect();
                    for tab in tabs {
                        while self.phones[phone]
                            .tabs
                            .iter()
                            .any(|one| one.name == tab && !one.todo.is_empty())
                        {
                            let next = self.phones[phone].tabs.iter().find(|one| one.name == tab);
                            moved |=
                                matches!(next.and_then(|one| one.todo.front()), Some(Effect::Commit(..)));
                            self.work(phone, tab, false).await;
                            busy = true;
                        }
                    }
                }
                while !self.parcels.is_empty() {
                    self.deliver(false).await;
                    busy = true;
                }
                if !busy {
                    break;
                }
            }
            quiet = if moved { 0 } else { quiet + 1 };
            // A store that had no room is tried again after five minutes at the latest.
            let enough = if self.mischief.store_full > 0 { 11 } else { 3 };
            if quiet > enough {
                return;
            }
        }
    }
}

/// The answer of a store that fails to an effect; nothing for an effect that no store carries out.
fn not_done(effect: &Effect, error: StoreError) -> Option<Input> {
    Some(match effect {
        Effect::Load(ticket, _) => Input::Loaded(*ticket, Err(error)),
        Effect::LoadViews(ticket, _) => Input::ViewsLoaded(*ticket, Err(error)),
        Effect::LoadOutbox(ticket, ..) => Input::OutboxLoaded(*ticket, Err(error)),
        Effect::ListDocuments(ticket, ..) => Input::Listed(*ticket, Err(error)),
        Effect::LoadCursors(ticket) => Input::CursorsLoaded(*ticket, Err(error)),
        Effect::LoadRefused(ticket) => Input::RefusedLoaded(*ticket, Err(error)),
        Effect::Commit(ticket, _) => Input::Committed(*ticket, Err(error)),
        Effect::Send(..) | Effect::Tell(_) => return None,
    })
}

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) saved: u64,
    pub(crate) lost_by_design: usize,
    /// The number of times that each action was done and each kind of mischief was drawn.
    pub(crate) drawn: BTreeMap<&'static str, u64>,
}

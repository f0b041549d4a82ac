//! The sync state machine of a phone, sans-IO: inputs in, effects out.
//!
//! A [`Replica`] takes a person's edits, keeps an outbox of changes without a receipt, sends and
//! fetches per department, and tells what changed. It performs no IO: a driver carries out its
//! effects (the engine worker with IndexedDB and fetch, a simulation with memory and mischief)
//! and hands back what came of them, so that every order of events can be replayed from a seed.
//!
//! What it holds to:
//! - *Saved* is told only after the commit that holds the change and its place in the outbox.
//! - A change leaves the outbox only with a receipt, a refusal that is kept, or an erasure.
//! - A page and the cursor behind it: documents first, the cursor only in the last commit, so a
//!   crash in between fetches again and changes nothing.
//! - Work that touches the store runs one job at a time, edits first. Other tabs may write at any
//!   moment; a job whose rows moved loads them again.
//! - An actor is drawn per document and session, never kept, and dropped after a commit that may
//!   or may not have happened.

pub mod conformance;
mod edit;
mod effect;
mod gap_repair;
#[cfg(test)]
mod idempotency_tests;
#[cfg(test)]
mod input_priority_tests;
mod job_queue;
mod leader;
pub mod memory;
mod pull;
mod purge;
mod push;
mod rebase;
mod rebuild;
mod reconcile;
#[cfg(test)]
mod recovery_tests;
mod refused;
pub mod refused_edits;
mod renew;
mod rights;
mod room;
#[cfg(test)]
mod row_format_tests;
pub mod store;
mod store_wait;
mod sweep;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod trial_tests;
#[cfg(test)]
mod version_tests;

pub use crate::bridge::{CommandOutcome, EditCommand};
pub use effect::{Effect, Failure, Input, Notice, Reply, Request, Ticket};
pub use purge::WRITE_ONLY_GRACE_MILLIS;
pub use rebuild::rebuild;

use crate::document::{Document, DocumentError};
use crate::id::{ActorId, ChangeHash, DepartmentId, DocumentId, UserId};
use crate::moment::Moment;
use crate::refusal::{Refusal, RefusalCode};
use crate::sorted::Map;
use crate::wire::{Cursor, Session, Witness, is_before};
use job_queue::{Job, JobQueue};
use store::{OutboxEntry, ProcessedCommand, RefusedEntry, StoredDocument};

/// Interval at which a department is asked for news when nothing hints at any, in milliseconds.
const POLL_MILLIS: i64 = 30_000;
/// The longest wait between two tries, in milliseconds: short, since work must be sent within ten
/// seconds of the network's return, and a try costs little.
const RETRY_CAP_MILLIS: i64 = 6_000;
/// The number of full batches that are sent one after another before news are fetched.
const FULL_IN_A_ROW: u32 = 8;
/// The first wait after a failure, in milliseconds.
const RETRY_FIRST_MILLIS: i64 = 500;
/// The time in milliseconds for which fetched pages wait after a touch. A finger rests on the screen for some 80, the
/// response must be painted 100 later, and a slow phone needs twice that.
pub const TOUCH_MILLIS: i64 = 300;
/// The longest time in milliseconds for which touches hold up fetched pages: a few documents are then applied, however
/// often somebody touches the screen.
pub const TOUCH_CAP_MILLIS: i64 = 1_000;
/// The number of processed commands that are kept without an acknowledgement of the UI. Far more than can wait for an
/// answer at once; older ones belong to pages that were closed.
const PROCESSED_KEPT: usize = 256;

/// The source of randomness: sixteen bytes a call, fit for naming an actor.
pub type Random = Box<dyn FnMut() -> [u8; 16]>;

/// A callback with the id of the document that is about to be read. If the program dies over it, a driver that kept the
/// id can put that document aside when it starts again.
pub type Watch = Box<dyn Fn(DocumentId)>;

/// The state that a replica starts from, read from the store.
#[derive(Clone, Debug, Default)]
pub struct InitialState {
    /// The person who is signed in, as last known.
    pub session: Option<Session>,
    /// The place that each department's log has been read to.
    pub cursors: Map<DepartmentId, Cursor>,
    /// The changes that the server refused.
    pub refused: Vec<RefusedEntry>,
    /// The documents that could not be read.
    pub aside: Vec<DocumentId>,
    /// The commands that an earlier engine processed and the UI has not acknowledged.
    pub processed: Vec<ProcessedCommand>,
}

/// The status of the synchronisation with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Whether the server was reached at the last try; nothing before the first.
    pub reached: Option<bool>,
    /// Whether a request or its answer is being handled.
    pub busy: bool,
    /// Whether a department's first fetch is not complete.
    pub first_sync: bool,
    /// Whether the phone is too full to store what the server sends.
    pub full: bool,
}

/// A phone's sync state machine.
pub struct Replica {
    now: Moment,
    random: Random,
    watch: Watch,
    session: Option<Session>,
    /// Whether the server still knows this phone. Without that nothing is sent or fetched, but
    /// what the person writes is saved all the same.
    admitted: bool,
    /// Whether this tab holds the lock to send and fetch for all tabs.
    locked: bool,
    /// Whether this tab sends and fetches: it holds the lock and has read the cursors.
    leader: bool,
    actors: Map<DocumentId, ActorId>,
    departments: Map<DepartmentId, Department>,
    /// The changes that the server refused; those whose reason may pass without their bytes.
    refused: Map<ChangeHash, RefusedEntry>,
    /// The refused changes that the edit at work replaces.
    replaced: Vec<ChangeHash>,
    /// Changes that were made again on another base: an outbox entry of one is dropped.
    made_again: Vec<ChangeHash>,
    /// The time of the next look at refused changes.
    retry: refused::Retry,
    /// The person's rights by the server's last word, and the time of the next question.
    rights: rights::Rights,
    /// The summaries that an older app made.
    renewal: renew::Renewal,
    /// The wait after the store failed to keep a page or receipts.
    store_wait: store_wait::StoreWait,
    aside: Vec<DocumentId>,
    /// Commands that an earlier engine processed: repeated, they are answered from here.
    processed: Map<u64, ProcessedCommand>,
    /// The changes of commands that the store could not say it had written. Tried again, they are looked for.
    unsure: Map<u64, ChangeHash>,
    /// Acknowledged commands, whose rows the next edit deletes.
    acknowledged: Vec<u64>,
    jobs: JobQueue,
    /// When the person last touched the screen.
    touched_at: Moment,
    /// The time at which a fetched page was last applied.
    page_at: Moment,
    /// The requests to the driver outside the job queue, by ticket.
    pending: Map<Ticket, Pending>,
    last_ticket: u64,
    failures: u32,
    retry_at: Option<Moment>,
    reached: Option<bool>,
    effects: Vec<Effect>,
}

impl core::fmt::Debug for Replica {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Replica")
            .field("departments", &self.departments)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
struct Department {
    cursor: Option<Cursor>,
    push: Push,
    pull: Pull,
    pushed_last: bool,
    /// Whether a log that the cursor is no place of is being offered what is here.
    in_offer: bool,
    /// The log's end during a reconciliation.
    offering: Option<Witness>,
    /// The last document that this log was offered: should the connection break, the offer goes on there.
    offered: Option<DocumentId>,
    poll_at: Moment,
    /// Whether rows must be checked against the person's rights.
    purge_wanted: bool,
    /// Whether the server said that the person's rights are others, and no purge has ended since.
    rights_changed: bool,
    /// The end of the next grace period of a write-only record.
    purge_at: Option<Moment>,
    purging: bool,
    /// The repair of gaps by a fetch from the start.
    gap_repair: gap_repair::GapRepair,
    /// Whether it is fetched from the start once more when everything is sent: something that the last first fetch did
    /// not bring was still to be sent.
    sweep_again: bool,
}

#[derive(Clone, Copy, Debug)]
struct Push {
    wanted: bool,
    busy: bool,
    /// Number of changes in one request; halved when a request is refused as a whole.
    batch: usize,
    /// Number of full batches, one after another.
    full: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pull {
    wanted: bool,
    /// From the first request until the last page is applied.
    busy: bool,
    /// Whether a request is under way.
    asking: bool,
    /// Number of pages that are being applied or wait for it: two at most.
    pages: u8,
    /// The cursor behind the page that waits.
    behind: Option<Cursor>,
}

#[derive(Debug)]
enum Pending {
    Cursors,
    Refused,
    Outbox(DepartmentId),
    Pushed(DepartmentId, Vec<OutboxEntry>),
    Waiting(Box<push::TakeReceipts>),
    Pulled(DepartmentId, Cursor),
    Reconcile(DepartmentId, reconcile::Step),
    Purge(DepartmentId),
    Sweep(DepartmentId, Box<sweep::Sweep>),
    Renewal,
}

impl Department {
    fn new(cursor: Option<Cursor>, now: Moment) -> Self {
        Self {
            cursor,
            push: Push {
                wanted: true,
                busy: false,
                batch: crate::wire::BATCH_CHANGES,
                full: 0,
            },
            pull: Pull {
                wanted: true,
                ..Pull::default()
            },
            pushed_last: false,
            in_offer: false,
            offering: None,
            offered: None,
            poll_at: now,
            purge_wanted: false,
            rights_changed: false,
            purge_at: None,
            purging: false,
            gap_repair: gap_repair::GapRepair::default(),
            sweep_again: false,
        }
    }

    /// The place that a push names: in an offer the end of the log that is being offered, so that its receipts count.
    fn push_cursor(&self) -> Cursor {
        if !self.in_offer {
            return self.cursor.unwrap_or_default();
        }
        Cursor {
            witness: self.offering,
            ..Cursor::default()
        }
    }

    fn first_sync(&self) -> bool {
        self.cursor
            .is_none_or(|cursor| cursor.epoch == 0 || cursor.first_sync)
    }
}

impl Replica {
    /// A replica that continues from the stored state.
    pub fn new(now: Moment, initial: InitialState, random: Random) -> Self {
        let mut replica = Self {
            now,
            random,
            watch: Box::new(|_| {}),
            session: None,
            admitted: false,
            locked: false,
            leader: false,
            actors: Map::new(),
            departments: initial
                .cursors
                .into_iter()
                .map(|(department, cursor)| (department, Department::new(Some(cursor), now)))
                .collect(),
            refused: initial
                .refused
                .into_iter()
                .map(|kept| (kept.entry.key.hash, refused::remembered(&kept)))
                .collect(),
            replaced: Vec::new(),
            made_again: Vec::new(),
            retry: refused::Retry::default(),
            rights: rights::Rights::default(),
            renewal: renew::Renewal::default(),
            store_wait: store_wait::StoreWait::default(),
            aside: initial.aside,
            processed: Map::new(),
            unsure: Map::new(),
            acknowledged: Vec::new(),
            jobs: JobQueue::default(),
            touched_at: Moment::from_millis(0),
            page_at: Moment::from_millis(0),
            pending: Map::new(),
            last_ticket: 0,
            failures: 0,
            retry_at: None,
            reached: None,
            effects: Vec::new(),
        };
        replica.remember(initial.processed);
        if let Some(session) = initial.session {
            replica.take_session(session);
        }
        replica
    }

    /// The same replica, which tells `watch` of every document before it reads it.
    pub fn watched(self, watch: Watch) -> Self {
        Self { watch, ..self }
    }

    /// Handles an input and returns the effects to carry out.
    pub fn handle(&mut self, now: Moment, input: Input) -> Vec<Effect> {
        if now < self.now {
            self.clock_set_back(now);
        }
        self.now = now;
        match input {
            Input::Edit(command) => self.jobs.push(Job::Edit(vec![command])),
            Input::EditTogether(commands) => self.jobs.push(Job::Edit(commands)),
            Input::Acknowledge(tokens) => self.acknowledged.extend(tokens),
            Input::Loaded(ticket, rows) if self.jobs.is_running(ticket) => self.job_loaded(rows),
            Input::Loaded(ticket, rows) => match self.pending.remove(&ticket) {
                Some(Pending::Reconcile(department, reconcile::Step::Load)) => {
                    self.reconcile_loaded(department, rows);
                }
                Some(Pending::Sweep(department, sweep)) => self.sweep_loaded(department, *sweep, rows),
                _ => {}
            },
            Input::ViewsLoaded(ticket, views) if self.jobs.is_running(ticket) => self.job_views_loaded(views),
            Input::ViewsLoaded(..) => {}
            Input::Committed(ticket, result) if self.jobs.is_running(ticket) => self.job_committed(result),
            Input::Committed(..) => {}
            Input::OutboxLoaded(ticket, entries) => match self.pending.remove(&ticket) {
                Some(Pending::Outbox(department)) => self.outbox_loaded(department, entries),
                Some(Pending::Waiting(job)) => self.waiting_loaded(*job, entries),
                _ => {}
            },
            Input::Listed(ticket, documents) => match self.pending.remove(&ticket) {
                Some(Pending::Reconcile(department, reconcile::Step::List)) => {
                    self.reconcile_listed(department, documents)
                }
                Some(Pending::Purge(department)) => self.purge_listed(department, documents),
                Some(Pending::Renewal) => self.renewal_listed(documents),
                Some(Pending::Sweep(department, sweep)) => {
                    self.sweep_listed(department, *sweep, documents);
                }
                _ => {}
            },
            Input::Replied(ticket, reply) => self.replied(ticket, reply),
            Input::Woken(department, head) => match self.departments.get_mut(&department) {
                Some(department) => {
                    let is_behind = |cursor: Cursor| is_before(cursor.sequence, head).unwrap_or(true);
                    department.pull.wanted |= department.cursor.is_none_or(is_behind);
                }
                // A department that was given to the person since.
                None => self.ask_rights(),
            },
            Input::OthersSaved => self.want_push(),
            Input::Nudge => {
                self.retry_at = None;
                self.failures = 0;
                self.store_wait.try_now();
                self.want_everything();
            }
            Input::Touched => self.touched_at = now,
            Input::Tick => {}
            Input::Lead(true) => {
                self.locked = true;
                self.load_cursors();
            }
            Input::Lead(false) => (self.locked, self.leader) = (false, false),
            Input::CursorsLoaded(ticket, cursors) if self.jobs.is_running(ticket) => {
                self.job_cursors_loaded(cursors)
            }
            Input::RefusedLoaded(ticket, refused) => {
                if let Some(Pending::Refused) = self.pending.remove(&ticket) {
                    self.refused_loaded(refused);
                }
            }
            Input::CursorsLoaded(ticket, cursors) => {
                if let Some(Pending::Cursors) = self.pending.remove(&ticket) {
                    self.cursors_loaded(cursors);
                }
            }
            Input::SignedIn(session) => self.sign_in(*session),
        }
        self.advance();
        core::mem::take(&mut self.effects)
    }

    /// When `Input::Tick` is due, if nothing else happens.
    pub fn next_tick(&self) -> Option<Moment> {
        let page = self.page_held();
        page.into_iter().chain(self.next_exchange()).min()
    }

    fn next_exchange(&self) -> Option<Moment> {
        if self.waits_for_cursors() {
            return Some(self.store_wait.until().unwrap_or(self.now));
        }
        if !self.is_online() {
            return None;
        }
        let wanted = self.departments.values().any(|department| {
            (department.push.wanted && !department.push.busy)
                || (department.pull.wanted && !department.pull.busy)
        });
        let retry_at = self.retry_at.max(self.store_wait.until());
        let retry = retry_at.filter(|_| wanted);
        let poll = self
            .departments
            .values()
            .map(|department| department.poll_at)
            .min();
        let exchange = match (retry, poll) {
            // A poll that falls into the wait of a failure waits with it.
            (_, Some(poll)) if retry_at.is_some_and(|retry| poll < retry) => retry_at,
            (Some(retry), Some(poll)) => Some(retry.min(poll)),
            (one, other) => one.or(other),
        };
        let others = [
            self.retry_due(),
            self.rights_due(),
            self.purge_due(),
            self.mend_due(),
        ];
        exchange.into_iter().chain(others.into_iter().flatten()).min()
    }

    /// The status of the synchronisation with the server.
    pub fn sync_status(&self) -> SyncStatus {
        let busy = |department: &Department| department.push.busy || department.pull.busy;
        SyncStatus {
            reached: self.reached,
            busy: self.departments.values().any(busy),
            first_sync: self.session.is_some() && self.departments.values().any(Department::first_sync),
            full: self.store_wait.is_full(),
        }
    }

    /// The person who is signed in, as last known.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Whether the person has no department any more and every record that may leave the phone has left it.
    pub fn is_nowhere(&self) -> bool {
        let has_none = |session: &Session| session.departments.is_empty();
        self.departments.is_empty() && self.session.as_ref().is_some_and(has_none)
    }

    /// Takes in a session that the server has just sent.
    fn sign_in(&mut self, session: Session) {
        self.rights_told(&session);
        self.take_session(session);
    }

    fn take_session(&mut self, session: Session) {
        for department in &session.departments {
            self.departments
                .entry(department.id)
                .or_insert_with(|| Department::new(None, self.now));
        }
        if self
            .session
            .as_ref()
            .is_some_and(|before| before.user != session.user)
        {
            self.actors.clear();
        }
        self.session = Some(session);
        self.admitted = true;
        self.retry_at = None;
        for (_, department) in &mut self.departments {
            department.purge_wanted = true;
        }
        self.want_everything();
    }

    fn sign_out(&mut self) {
        self.admitted = false;
        self.effects.push(Effect::Tell(Notice::SignedOut));
    }

    fn user(&self) -> Option<UserId> {
        self.session.as_ref().map(|session| session.user)
    }

    fn want_push(&mut self) {
        for (_, department) in &mut self.departments {
            department.push.wanted = true;
        }
    }

    fn want_everything(&mut self) {
        for (_, department) in &mut self.departments {
            department.push.wanted = true;
            department.pull.wanted = true;
        }
    }

    fn is_online(&self) -> bool {
        self.leader && self.admitted
    }

    /// Starts whatever can be started now.
    fn advance(&mut self) {
        self.start_renewal();
        self.run_jobs();
        if self.waits_for_cursors() && self.store_may_work() {
            self.load_cursors();
        }
        if !self.is_online() {
            return;
        }
        self.load_refused();
        self.ask_rights_in_time();
        let departments: Vec<_> = self.departments.keys().copied().collect();
        for department in &departments {
            self.start_purge(*department);
        }
        let waits = self.retry_at.max(self.store_wait.until());
        if waits.is_some_and(|at| self.now < at) {
            return;
        }
        for department in departments {
            let is_member = self
                .permission(department)
                .is_some_and(|permission| permission.is_member());
            if is_member {
                self.start_exchange(department);
            }
        }
    }

    /// Sends or fetches, taking turns. Never both at once for a department: a receipt that came in
    /// while the cursor moved could no longer be told from one of a log that was lost.
    fn start_exchange(&mut self, id: DepartmentId) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        if department.poll_at <= self.now {
            // Another tab may have died between saving and telling, so the outbox is looked at too.
            department.pull.wanted = true;
            department.push.wanted = true;
            department.poll_at = self.now.plus_millis(POLL_MILLIS);
        }
        if department.push.busy || department.pull.busy {
            return;
        }
        if department.gap_repair.begins(self.now) {
            return self.repair_gap(id);
        }
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        // Full batches go first, so that they are safe; but news do not wait for ever.
        let goes_on = !department.push.full.is_multiple_of(FULL_IN_A_ROW);
        if department.push.wanted && (goes_on || !department.pushed_last || !department.pull.wanted) {
            department.pushed_last = true;
            self.start_push(id);
        } else if department.pull.wanted {
            department.pushed_last = false;
            self.start_pull(id);
        }
    }

    fn replied(&mut self, ticket: Ticket, reply: Result<Reply, Failure>) {
        let Some(pending) = self.pending.remove(&ticket) else {
            return;
        };
        match &reply {
            Ok(_) => {
                self.reached(true);
                self.failures = 0;
                self.retry_at = None;
            }
            Err(Failure::Unreachable) => {
                self.reached(false);
                self.back_off();
            }
            Err(Failure::Busy(seconds)) => {
                self.reached(true);
                let wait = i64::try_from(*seconds).unwrap_or(60).clamp(1, 300) * 1000;
                self.retry_at = Some(self.now.plus_millis(wait));
            }
            Err(Failure::SignedOut | Failure::Withdrawn) => self.sign_out(),
            Err(Failure::Refused(_)) => self.reached(true),
        }
        match (pending, reply) {
            (Pending::Pushed(department, entries), Ok(Reply::Push(reply))) => {
                self.pushed(department, entries, reply);
            }
            (Pending::Pushed(department, entries), Err(failure)) => {
                self.push_failed(department, entries, failure)
            }
            (Pending::Pulled(department, asked), Ok(Reply::Pull(reply))) => {
                self.pulled(department, asked, reply)
            }
            (Pending::Reconcile(department, reconcile::Step::Ask { after }), Ok(Reply::Missing(reply))) => {
                self.reconcile_answered(department, after, reply);
            }
            (Pending::Sweep(department, sweep), Ok(Reply::Missing(reply))) => {
                self.sweep_answered(department, *sweep, reply);
            }
            (
                Pending::Pulled(department, _)
                | Pending::Reconcile(department, _)
                | Pending::Sweep(department, _),
                Err(failure),
            ) => {
                self.pull_failed(department, failure);
            }
            (Pending::Pushed(department, _), Ok(_)) => self.push_done(department, true),
            (
                Pending::Pulled(department, _)
                | Pending::Reconcile(department, _)
                | Pending::Sweep(department, _),
                Ok(_),
            ) => self.pull_done(department, true),
            (
                Pending::Cursors
                | Pending::Refused
                | Pending::Outbox(_)
                | Pending::Waiting(_)
                | Pending::Purge(_)
                | Pending::Renewal,
                _,
            ) => {}
        }
    }

    fn reached(&mut self, reached: bool) {
        if self.reached != Some(reached) {
            self.reached = Some(reached);
            self.effects.push(Effect::Tell(Notice::Delivery));
        }
    }

    fn back_off(&mut self) {
        let doubled = RETRY_FIRST_MILLIS << self.failures.min(8);
        let cap = doubled.min(RETRY_CAP_MILLIS);
        // Between half and all of it, so that phones that lost the network together come back apart.
        let [byte, ..] = (self.random)();
        self.retry_at = Some(self.now.plus_millis(cap / 2 + cap * i64::from(byte) / 512));
        self.failures = self.failures.saturating_add(1);
    }

    fn open(&self, row: &StoredDocument) -> Result<Document, DocumentError> {
        (self.watch)(row.document);
        row.open()
    }

    fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        Ticket(self.last_ticket)
    }

    fn send(&mut self, department: DepartmentId, request: Request, pending: Pending) {
        let ticket = self.ticket();
        self.pending.insert(ticket, pending);
        self.effects.push(Effect::Send(ticket, department, request));
    }

    fn refuse(&mut self, entry: OutboxEntry, refusal: Refusal) -> RefusedEntry {
        if refusal.code == RefusalCode::VersionsApart {
            self.server_is_older();
        }
        let refused = RefusedEntry { entry, refusal };
        self.refused
            .insert(refused.entry.key.hash, refused::remembered(&refused));
        refused
    }

    /// Whether a refusal of a whole request is about the sender rather than about the changes.
    fn is_about_access(&mut self, code: RefusalCode) -> bool {
        match code {
            RefusalCode::AppTooOld => self.effects.push(Effect::Tell(Notice::AppTooOld)),
            RefusalCode::NoAccess | RefusalCode::NotFound => {
                self.effects.push(Effect::Tell(Notice::RightsChanged));
            }
            _ => return false,
        }
        true
    }
}

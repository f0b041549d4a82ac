//! The state that every request needs: the store, the clock, randomness, the secret, and the signals
//! for clients that wait for news.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::parts::CASE_KINDS;
use feltbog_shared::permission::{Modules, Permission};
use tokio::sync::{Notify, OnceCell, Semaphore, broadcast};
use tokio::task::JoinSet;

use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::last_seen::LastSeen;
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::notifier::Notifier;
use crate::request_slots::RequestSlots;
use crate::rights_watch::ChangedRights;
use crate::seal::Secret;
use crate::services::affected::Affected;
use crate::services::audit;
use crate::services::audit::AuditTrail;
use crate::services::audit::security::SecurityTrail;
use crate::services::budget::Budgets;
use crate::services::export::EXPORTS_AT_ONCE;
use crate::services::monitoring::AnswerLimits;
use crate::services::notifications::push::PushServices;
use crate::services::quota::Stored;
use crate::services::sign_in::oidc::Providers;
use crate::store::{Member, NamedByCase, Store, StoreError, Touched};
use crate::streams::Streams;
use crate::tls::Certificates;

/// Changes that are judged or wait to be written at once, most of a few kilobytes with their documents: four full batches
/// of a first sync, or hundreds of those in which somebody's work of a minute comes.
pub(crate) const MAX_QUEUED_CHANGES: usize = 2_000;
/// Longest time that background work may take to end.
const LAST_WORK: Duration = Duration::from_secs(5);

/// News for those who listen.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A department has grown, as of a moment.
    Woken(Arc<Woken>, Moment),
    /// A device has lost its session.
    Revoked(DeviceId),
    /// People may do something else than before.
    RightsChanged(Arc<ChangedRights>),
    /// Somebody is not out of a home in time, and these people are to ask.
    LateReturn(Arc<BTreeSet<UserId>>),
}

/// News of a department whose log has grown.
#[derive(Clone, Debug)]
pub struct Woken {
    /// The department.
    pub department: DepartmentId,
    /// Its head.
    pub head: u64,
    /// The documents that were touched: who may read none of them does not hear of it.
    pub touched: Vec<Touched>,
    /// Whose rights they may have changed.
    pub affected: Affected,
    /// Found out once, by the first who asks.
    audience: OnceCell<Audience>,
    /// Found out once too, where somebody's rights depend on it.
    cases: OnceCell<TouchedCases>,
}

impl Woken {
    /// A department that has grown.
    pub fn new(department: DepartmentId, head: u64, touched: Vec<Touched>, affected: Affected) -> Self {
        Self {
            department,
            head,
            touched,
            affected,
            audience: OnceCell::new(),
            cases: OnceCell::new(),
        }
    }

    /// The people who have something to do in the department, as of the first question for it; nothing when the
    /// database fails.
    pub(crate) async fn audience(&self, app: &App) -> Option<&Audience> {
        let find = || async {
            app.metrics.asked_who_hears();
            let department = app.store.department(self.department).await?;
            let members = app.store.members(self.department).await?;
            Ok::<_, StoreError>(Audience {
                department: self.department,
                modules: department.map_or(Modules::from_bits(0), |department| department.modules),
                members,
            })
        };
        self.audience.get_or_try_init(find).await.ok()
    }

    /// The cases that the touched documents belong to, as of the first question for them; nothing when the database
    /// fails.
    pub(crate) async fn cases(&self, app: &App) -> Option<&TouchedCases> {
        let find = || async {
            app.metrics.asked_who_hears();
            let live = self.touched.iter().filter(|touched| !touched.is_erased);
            let documents: Vec<_> = live.map(|touched| touched.document).collect();
            let found = app
                .store
                .named_by_cases(self.department, &documents, &CASE_KINDS)
                .await?;
            Ok::<_, StoreError>(TouchedCases::of(&found))
        };
        self.cases.get_or_try_init(find).await.ok()
    }
}

/// The cases of documents that were touched, and the people whom parts of these cases name.
#[derive(Clone, Debug, Default)]
pub(crate) struct TouchedCases {
    of: BTreeMap<DocumentId, DocumentId>,
    named: BTreeSet<(DocumentId, UserId)>,
}

impl TouchedCases {
    fn of(found: &[NamedByCase]) -> Self {
        let named = found.iter().filter_map(|one| Some((one.case, one.person?)));
        Self {
            of: found.iter().map(|one| (one.document, one.case)).collect(),
            named: named.collect(),
        }
    }

    /// The case of a document, or the document itself; nothing for one that the index does not have yet.
    pub(crate) fn case_of(&self, document: DocumentId) -> Option<DocumentId> {
        self.of.get(&document).copied()
    }

    /// Whether a part of the case names a person.
    pub(crate) fn is_named(&self, case: DocumentId, person: UserId) -> bool {
        self.named.contains(&(case, person))
    }
}

/// Everybody with a grant in a department.
#[derive(Clone, Debug)]
pub(crate) struct Audience {
    department: DepartmentId,
    modules: Modules,
    members: Vec<Member>,
}

impl Audience {
    /// Rights of a person there by their grants alone.
    pub(crate) fn permission(&self, person: UserId, now: Moment) -> Permission {
        let theirs = self.members.iter().filter(|member| member.person == person);
        let grants: Vec<_> = theirs.map(|member| member.grant).collect();
        Permission::new(person, &grants, self.department, self.modules, now)
    }
}

/// A running server's state. Cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<State>);

/// Content of an [`App`].
pub struct State {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The server's secret.
    pub secret: Secret,
    /// Ledger of erasures.
    pub ledger: Ledger,
    /// Requests of late, by person and device.
    pub(crate) budgets: Budgets,
    /// Amounts stored, by person.
    pub(crate) stored: Stored,
    /// Configuration.
    pub config: Config,
    /// Counts and times for monitoring.
    pub metrics: Metrics,
    /// The slots of requests.
    pub(crate) request_slots: RequestSlots,
    /// Answers of residents, by address.
    pub(crate) answer_limits: AnswerLimits,
    /// Number of batches judged at once: as many as there are cores, since nothing is gained
    /// by more and a flood of them must not take all memory.
    pub(crate) judging: Semaphore,
    /// Places for passwords that are hashed at once: as many as there are cores.
    pub(crate) hashing: Arc<Semaphore>,
    /// Places for exports that are written at once.
    pub(crate) exports: Arc<Semaphore>,
    /// The people for whom an export is written.
    pub(crate) exporting: Arc<Mutex<BTreeSet<UserId>>>,
    /// The providers of identities.
    pub(crate) providers: Providers,
    /// Room for changes that are judged or wait to be written, each with its document: what phones send at once is held
    /// in memory only so far.
    pub(crate) queued_changes: Semaphore,
    pub(crate) notifier: Arc<Notifier>,
    pub(crate) streams: Streams,
    pub(crate) last_seen: LastSeen,
    /// Rows of the access log that wait to be written.
    pub(crate) audit: AuditTrail,
    /// Security events that wait to be written.
    pub(crate) security: SecurityTrail,
    /// The way to push services.
    pub(crate) push: PushServices,
    /// The way to services of map tiles, once one was asked for.
    pub(crate) map_tiles: std::sync::OnceLock<crate::outbound::Outbound>,
    /// Tells the sender that mail was queued here.
    pub(crate) mail_news: Arc<Notify>,
    /// The daily mails that were due at this moment and before are queued.
    pub(crate) digests_until: Mutex<Moment>,
    /// The certificates of a server that speaks HTTPS itself.
    pub(crate) certificates: Arc<Certificates>,
    signals: broadcast::Sender<Signal>,
    stopping: tokio::sync::watch::Sender<bool>,
    /// Background work. None of it holds this state while it waits.
    background: Mutex<JoinSet<()>>,
}

impl State {
    /// Tells those who listen here, if anybody does.
    pub(crate) fn send(&self, signal: Signal) {
        drop(self.signals.send(signal));
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl From<Arc<State>> for App {
    fn from(state: Arc<State>) -> Self {
        Self(state)
    }
}

impl App {
    /// A server on a store that is open, without asking anything of it.
    pub fn new(
        config: Config,
        store: Arc<dyn Store>,
        secret: Secret,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let (signals, _) = broadcast::channel(1024);
        let (stopping, _) = tokio::sync::watch::channel(false);
        Self(Arc::new(State {
            store,
            clock,
            random,
            ledger: Ledger::new(config.ledger_file(), secret.clone()),
            push: PushServices::new(&config, &secret),
            map_tiles: std::sync::OnceLock::new(),
            mail_news: Arc::default(),
            digests_until: Mutex::default(),
            secret,
            budgets: Budgets::new(config.budget),
            stored: Stored::default(),
            providers: Providers::new(&config.providers, !config.is_secure()),
            config,
            notifier: Arc::default(),
            last_seen: LastSeen::default(),
            audit: AuditTrail::default(),
            security: SecurityTrail::default(),
            certificates: Arc::default(),
            streams: Streams::default(),
            metrics: Metrics::default(),
            request_slots: RequestSlots::default(),
            answer_limits: AnswerLimits::default(),
            judging: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            hashing: Arc::new(Semaphore::new(
                std::thread::available_parallelism().map_or(1, usize::from),
            )),
            exports: Arc::new(Semaphore::new(EXPORTS_AT_ONCE)),
            exporting: Arc::default(),
            queued_changes: Semaphore::new(MAX_QUEUED_CHANGES),
            signals,
            stopping,
            background: Mutex::default(),
        }))
    }

    /// Says that the database was restored from an older copy: every phone will offer what it
    /// holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restored(&self) -> Result<(), StoreError> {
        self.store.raise_epochs().await
    }

    /// Tells those who listen that a department has grown here, with `first` for its first new
    /// number.
    pub fn wake(&self, first: u64, woken: Woken) {
        let (department, head) = (woken.department, woken.head);
        self.send(Signal::Woken(Arc::new(woken), self.clock.now()));
        self.notifier.told(department, first, head);
        self.notifier.grown(department, head);
    }

    /// Listens for news.
    pub fn listen(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }

    /// Begins to stop: not ready any more, and whoever listens is let go.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Stops, waits for what goes on beside the requests to end what it is at, and closes the database.
    pub async fn close(&self) {
        self.stop();
        let mut background =
            std::mem::take(&mut *self.background.lock().unwrap_or_else(PoisonError::into_inner));
        let ended = async { while background.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_WORK, ended).await.is_err() {
            tracing::warn!("what goes on beside requests was still at work");
        }
        // Aborts what did not end: nothing is to come upon a closed database.
        background.shutdown().await;
        // Requests that ended last have left rows.
        if let Err(error) = audit::flush(self).await {
            tracing::error!(%error, "the last rows of the access log could not be written");
        }
        self.store.close().await;
    }

    pub(crate) fn spawn_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut background = self.background.lock().unwrap_or_else(PoisonError::into_inner);
        background.spawn(work);
    }

    /// The state itself, for background work that must not keep it alive.
    pub(crate) fn state(&self) -> &Arc<State> {
        &self.0
    }

    /// The signal that the server begins to stop.
    pub(crate) fn stopping(&self) -> tokio::sync::watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Whether the server is stopping.
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Returns when the server begins to stop.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // Fails only when the sender is gone, and it lives as long as this.
        drop(stopping.wait_for(|stopping| *stopping).await);
    }
}

//! What every request needs: the store, the clock, randomness, the secret, and who is listening
//! for what is new.

use std::future::Future;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Modules, Permission};
use tokio::sync::{OnceCell, Semaphore, broadcast};
use tokio::task::JoinSet;

use crate::clock::{Clock, Random};
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::presence::{self, Seen};
use crate::rights_watch::{self, ChangedRights};
use crate::routes::Places;
use crate::seal::Secret;
use crate::services::affected::Affected;
use crate::services::budget::{self, Budget, Budgets};
use crate::services::erasure::EraseError;
use crate::services::quota::{self, Quota, Stored};
use crate::services::settlement;
use crate::services::upkeep::{self, KeepLog};
use crate::store::{DatabaseUrl, Member, Store, StoreError, Touched};
use crate::streams::Streams;
use crate::watch::{self, Board};

/// Changes that are judged or wait to be written at once, most of a few kilobytes with their documents: four full batches
/// of a first sync, or hundreds of those in which somebody's work of a minute comes.
pub(crate) const ROOM: usize = 2_000;
/// How long what goes on beside requests may take to end.
const LAST_WORK: Duration = Duration::from_secs(5);

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: DatabaseUrl,
    /// Whether to listen to other servers on the same database. Without it, what they take in is
    /// heard of some seconds later.
    pub listen: bool,
    /// How often the database is asked what is new that no hint told of: the longest that news take
    /// from one server to another when no hint comes through.
    pub poll: Duration,
    /// How old a change must be for the log to let go of its bytes, which the snapshot holds too; never
    /// without one.
    pub keep_log: Option<Duration>,
    /// How often it is looked for what has grown so old.
    pub compact_every: Duration,
    /// How long to go on serving after being asked to stop, so that a balancer notices that this
    /// server is not ready any more before it is gone.
    pub leaving: Duration,
    /// The file with the secret; without one, the file beside the database.
    pub secret_file: Option<PathBuf>,
    /// The file that tells what was erased, on a disk that backups of the database do not bring
    /// back; beside the database without one.
    pub erasure_ledger: Option<PathBuf>,
    /// The address people use, without a path: `https://feltbog.example`.
    pub public_url: String,
    /// The oldest app that may talk to this server.
    pub min_app: u32,
    /// What each device may ask of this server; each person twice as much.
    pub budget: Budget,
    /// How much may be stored.
    pub quota: Quota,
    /// Whether a proxy of ours stands before the server and names the caller's address.
    pub behind_proxy: bool,
}

impl Config {
    /// A server on a database, known under an address.
    pub fn new(database: impl Into<DatabaseUrl>, public_url: impl Into<String>) -> Self {
        Self {
            database: database.into(),
            listen: true,
            poll: Duration::from_secs(5),
            keep_log: KeepLog::default().0,
            compact_every: Duration::from_secs(3_600),
            leaving: Duration::ZERO,
            secret_file: None,
            erasure_ledger: None,
            public_url: public_url.into(),
            min_app: 1,
            budget: budget::DEVICE,
            quota: Quota::default(),
            behind_proxy: false,
        }
    }

    /// The file with the secret.
    pub fn secret_file(&self) -> PathBuf {
        let stated = self.secret_file.clone();
        stated.unwrap_or_else(|| self.database.beside(".secret"))
    }

    /// The file that tells what was erased.
    pub fn ledger_file(&self) -> PathBuf {
        let stated = self.erasure_ledger.clone();
        stated.unwrap_or_else(|| self.database.beside(".erased"))
    }

    /// Whether people come by HTTPS. Only an address of the machine itself may do without.
    pub fn is_secure(&self) -> bool {
        let host = self.public_url.strip_prefix("http://").unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        !matches!(host, "localhost" | "127.0.0.1")
    }

    /// Whether the cookies that people get at this address are safe, for a server that listens there: with `Secure`, or
    /// on the machine itself and nowhere else.
    ///
    /// # Errors
    /// What to name instead.
    pub fn check_public_url(&self, listen: SocketAddr) -> Result<(), InsecureUrl> {
        let is_local = listen.ip().to_canonical().is_loopback() && !self.behind_proxy;
        let is_safe = match self.is_secure() {
            // A browser takes and keeps such a cookie by HTTPS alone.
            true => self.public_url.starts_with("https://"),
            false => is_local,
        };
        if is_safe {
            Ok(())
        } else {
            Err(InsecureUrl(self.public_url.clone()))
        }
    }

    /// The name of the session cookie. The prefix makes browsers refuse it from anywhere but this
    /// very host by HTTPS.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_secure() {
            "__Host-feltbog"
        } else {
            "feltbog"
        }
    }
}

/// An address at which session cookies would be sent unencrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "people's phones would send their session unencrypted to {0}: name the address that they use with \
     --public-url https://…, or listen on the machine itself alone, without a proxy (--listen 127.0.0.1:8080)"
)]
pub struct InsecureUrl(String);

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secret.
    #[error("the secret in {0} cannot be used: {1}")]
    Secret(PathBuf, std::io::Error),
    /// The database belongs to servers with another secret.
    #[error(
        "the database belongs to another secret than the one in {0}: put a copy there of the one its servers \
         have. With another one, no receipt that phones hold could be checked any more"
    )]
    OtherSecret(PathBuf),
    /// What was erased could not be erased again.
    #[error(transparent)]
    Erasure(#[from] EraseError),
    /// A database that is no file has nothing beside it.
    #[error(
        "name the file with the server's secret (--secret-file) and the one that tells what was erased (--erasure-ledger); all servers on one database need the same secret"
    )]
    Unnamed,
}

/// The secret in a file, made when the database has none yet, held against the one the database
/// belongs to.
async fn secret(store: &dyn Store, file: PathBuf, random: &dyn Random) -> Result<Secret, OpenError> {
    let known = store.secret().await?;
    let read = match known {
        // One that was made up now would be another.
        Some(_) => Secret::existing(&file),
        None => Secret::from_file(&file, random),
    };
    let secret = match read {
        Ok(secret) => secret,
        Err(error) if known.is_some() && error.kind() == std::io::ErrorKind::NotFound => {
            return Err(OpenError::OtherSecret(file));
        }
        Err(error) => return Err(OpenError::Secret(file, error)),
    };
    if store.claim(secret.fingerprint()).await? != secret.fingerprint() {
        return Err(OpenError::OtherSecret(file));
    }
    Ok(secret)
}

/// News for those who listen.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A department has grown, as of a moment.
    Woken(Arc<Woken>, Moment),
    /// A device has lost its session.
    Revoked(DeviceId),
    /// People may do something else than before.
    RightsChanged(Arc<ChangedRights>),
}

/// What has grown.
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
        }
    }

    /// Who has something to do in the department, as of the first question for it; nothing when the database fails.
    pub(crate) async fn audience(&self, app: &App) -> Option<&Audience> {
        let find = || async {
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
}

/// Everybody with a grant in a department.
#[derive(Clone, Debug)]
pub(crate) struct Audience {
    department: DepartmentId,
    modules: Modules,
    members: Vec<Member>,
}

impl Audience {
    /// What a person may do there by their grants alone.
    pub(crate) fn permission(&self, person: UserId, now: Moment) -> Permission {
        let theirs = self.members.iter().filter(|member| member.person == person);
        let grants: Vec<_> = theirs.map(|member| member.grant).collect();
        Permission::new(person, &grants, self.department, self.modules, now)
    }
}

/// A running server's state. Cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<State>);

/// What an [`App`] holds.
pub struct State {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The server's secret.
    pub secret: Secret,
    /// What was erased.
    pub ledger: Ledger,
    /// What was asked of this server of late, and by whom.
    pub(crate) budgets: Budgets,
    /// What is stored, and by whom.
    pub(crate) stored: Stored,
    /// How it is set up.
    pub config: Config,
    /// What is counted for those who watch over it.
    pub metrics: Metrics,
    /// The places of requests.
    pub(crate) places: Places,
    /// How many batches may be judged at once: as many as there are cores, since nothing is gained
    /// by more and a flood of them must not take all memory.
    pub(crate) judging: Semaphore,
    /// Room for changes that are judged or wait to be written, each with its document: what phones send at once is held
    /// in memory only so far.
    pub(crate) room: Semaphore,
    pub(crate) board: Arc<Board>,
    pub(crate) streams: Streams,
    pub(crate) seen: Seen,
    signals: broadcast::Sender<Signal>,
    stopping: tokio::sync::watch::Sender<bool>,
    /// What goes on beside the requests. None of it holds this state while it waits.
    beside: Mutex<JoinSet<()>>,
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

impl App {
    /// Opens the database, brings it up to date, and erases what its ledger says was erased.
    ///
    /// # Errors
    /// When the database, the secret or the erasure ledger cannot be used.
    pub async fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let is_named = config.secret_file.is_some() && config.erasure_ledger.is_some();
        if config.database.file().is_none() && !is_named {
            return Err(OpenError::Unnamed);
        }
        let store = config.database.open().await?;
        Self::open_on(config, store, clock, random).await
    }

    /// The same on a store that is open.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_on(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let secret = secret(&*store, config.secret_file(), &*random).await?;
        let app = Self::new(config, store, secret, clock, random);
        // Before anybody is served: the database may be an older one than the ledger.
        settlement::settle(&*app.store, &app.ledger, app.clock.now()).await?;
        app.board.begin(app.store.heads().await?);
        app.beside(watch::watching(&app.0, app.stopping.subscribe()));
        let rights = rights_watch::begin(&app).await?;
        app.beside(rights_watch::watching(
            Arc::downgrade(&app.0),
            rights,
            app.stopping.subscribe(),
        ));
        app.beside(presence::keep(Arc::downgrade(&app.0), app.stopping.subscribe()));
        app.beside(upkeep::compacting(&app.0, app.stopping.subscribe()));
        app.beside(quota::counting(&app.0, app.stopping.subscribe()));
        Ok(app)
    }

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
            secret,
            budgets: Budgets::new(config.budget),
            stored: Stored::default(),
            config,
            board: Arc::default(),
            seen: Seen::default(),
            streams: Streams::default(),
            metrics: Metrics::default(),
            places: Places::default(),
            judging: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            room: Semaphore::new(ROOM),
            signals,
            stopping,
            beside: Mutex::default(),
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
        self.board.told(department, first, head);
        self.board.grown(department, head);
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
        let mut beside = std::mem::take(&mut *self.beside.lock().unwrap_or_else(PoisonError::into_inner));
        let ended = async { while beside.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_WORK, ended).await.is_err() {
            tracing::warn!("what goes on beside requests was still at work");
        }
        // Aborts what did not end: nothing is to come upon a closed database.
        beside.shutdown().await;
        self.store.close().await;
    }

    fn beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        beside.spawn(work);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_secure_or_stay_on_the_machine() {
        let is_taken = |url: &str, listen: &str, behind_proxy| {
            let config = Config {
                behind_proxy,
                ..Config::new(DatabaseUrl::Sqlite("feltbog.db".into()), url)
            };
            config
                .check_public_url(listen.parse().expect("an address"))
                .is_ok()
        };
        for listen in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "0.0.0.0:8080",
            "[::]:80",
            "192.0.2.1:80",
        ] {
            let is_local = listen.starts_with("127.") || listen.starts_with("[::1]");
            for behind_proxy in [false, true] {
                assert!(is_taken("https://feltbog.example", listen, behind_proxy));
                for url in ["http://localhost:8080", "http://127.0.0.1:8080"] {
                    assert_eq!(
                        is_taken(url, listen, behind_proxy),
                        is_local && !behind_proxy,
                        "{listen}"
                    );
                }
                assert!(!is_taken("http://feltbog.example", listen, behind_proxy));
            }
        }
    }
}

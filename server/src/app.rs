//! What every request needs: the store, the clock, randomness, the secret, and who is listening
//! for what is new.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::permission::Collection;
use tokio::sync::{Semaphore, broadcast, watch};

use crate::clock::{Clock, Random};
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::seal::Secret;
use crate::services::budget::{self, Budget, Budgets};
use crate::services::erasure::{self, EraseError};
use crate::store::{SqliteStore, Store, StoreError};

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database file.
    pub database: PathBuf,
    /// The file with the secret; beside the database without one.
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
    /// Whether a proxy of ours stands before the server and names the caller's address.
    pub behind_proxy: bool,
}

impl Config {
    /// A server on a database file, known under an address.
    pub fn new(database: impl Into<PathBuf>, public_url: impl Into<String>) -> Self {
        Self {
            database: database.into(),
            secret_file: None,
            erasure_ledger: None,
            public_url: public_url.into(),
            min_app: 1,
            budget: budget::DEVICE,
            behind_proxy: false,
        }
    }

    /// The file with the secret.
    pub fn secret_file(&self) -> PathBuf {
        let stated = self.secret_file.clone();
        stated.unwrap_or_else(|| beside(&self.database, ".secret"))
    }

    /// The file that tells what was erased.
    pub fn ledger_file(&self) -> PathBuf {
        let stated = self.erasure_ledger.clone();
        stated.unwrap_or_else(|| beside(&self.database, ".erased"))
    }

    /// Whether people come by HTTPS. Only an address of the machine itself may do without.
    pub fn is_secure(&self) -> bool {
        let host = self.public_url.strip_prefix("http://").unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        !matches!(host, "localhost" | "127.0.0.1")
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

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secret.
    #[error("the secret in {0} cannot be used: {1}")]
    Secret(PathBuf, std::io::Error),
    /// What was erased could not be erased again.
    #[error(transparent)]
    Erasure(#[from] EraseError),
}

/// News for those who listen.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A department has grown.
    Woken(Arc<Woken>),
    /// A device has lost its session.
    Revoked(DeviceId),
}

/// What has grown.
#[derive(Clone, Debug)]
pub struct Woken {
    /// The department.
    pub department: DepartmentId,
    /// Its head.
    pub head: u64,
    /// Collection and owner of each document that was touched: who may read none of them does
    /// not hear of it.
    pub touched: Vec<(Collection, UserId)>,
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
    /// How it is set up.
    pub config: Config,
    /// What is counted for those who watch over it.
    pub metrics: Metrics,
    /// How many batches may be judged at once: as many as there are cores, since nothing is gained
    /// by more and a flood of them must not take all memory.
    pub(crate) judging: Semaphore,
    signals: broadcast::Sender<Signal>,
    stopping: watch::Sender<bool>,
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
        let store = Arc::new(SqliteStore::open(&config.database).await?);
        let path = config.secret_file();
        let secret = Secret::from_file(&path, &*random).map_err(|error| OpenError::Secret(path, error))?;
        let app = Self::new(config, store, secret, clock, random);
        // Before anybody is served: the database may be an older one than the ledger.
        erasure::settle(&*app.store, &app.ledger).await?;
        Ok(app)
    }

    /// A server on a store that is open.
    pub fn new(
        config: Config,
        store: Arc<dyn Store>,
        secret: Secret,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let (signals, _) = broadcast::channel(1024);
        let (stopping, _) = watch::channel(false);
        Self(Arc::new(State {
            store,
            clock,
            random,
            ledger: Ledger::new(config.ledger_file(), secret.clone()),
            secret,
            budgets: Budgets::new(config.budget),
            config,
            metrics: Metrics::default(),
            judging: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            signals,
            stopping,
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

    /// Ends the session of a device and whatever it listens to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke(&self, device: DeviceId) -> Result<(), StoreError> {
        self.store.revoke(device, self.clock.now()).await?;
        // Nobody may be listening.
        drop(self.signals.send(Signal::Revoked(device)));
        Ok(())
    }

    /// Tells those who listen that a department has grown.
    pub fn wake(&self, woken: Woken) {
        drop(self.signals.send(Signal::Woken(Arc::new(woken))));
    }

    /// Listens for news.
    pub fn listen(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }

    /// Begins to stop: not ready any more, and whoever listens is let go.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
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

/// A file beside a database: `feltbog.db` has `feltbog.db.secret`.
fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

//! What every request needs: the store, the clock, randomness, the secret, and who is listening
//! for what is new.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::permission::Collection;
use tokio::sync::{Semaphore, broadcast, watch};

use crate::clock::{Clock, Random};
use crate::seal::Secret;
use crate::store::{SqliteStore, Store, StoreError};

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database file.
    pub database: PathBuf,
    /// The file with the secret; beside the database without one.
    pub secret_file: Option<PathBuf>,
    /// The address people use, without a path: `https://feltbog.example`.
    pub public_url: String,
    /// The oldest app that may talk to this server.
    pub min_app: u32,
    /// Whether a proxy of ours stands before the server and names the caller's address.
    pub behind_proxy: bool,
}

impl Config {
    /// A server on a database file, known under an address.
    pub fn new(database: impl Into<PathBuf>, public_url: impl Into<String>) -> Self {
        Self {
            database: database.into(),
            secret_file: None,
            public_url: public_url.into(),
            min_app: 1,
            behind_proxy: false,
        }
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
    /// How it is set up.
    pub config: Config,
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
    /// Opens the database and brings it up to date.
    ///
    /// # Errors
    /// When the database or the secret cannot be used.
    pub async fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let store = Arc::new(SqliteStore::open(&config.database).await?);
        let path = config
            .secret_file
            .clone()
            .unwrap_or_else(|| beside(&config.database));
        let secret = Secret::from_file(&path, &*random).map_err(|error| OpenError::Secret(path, error))?;
        Ok(Self::new(config, store, secret, clock, random))
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
            secret,
            config,
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

/// The secret's file beside a database: `feltbog.db` has `feltbog.db.secret`.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".secret");
    PathBuf::from(name)
}

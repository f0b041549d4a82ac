//! The stage of a browser test: folders of its own, one play at a time, and a record of the end when it goes wrong.

use crate::axe;
use crate::folders::copy_folder;
pub use crate::night::is_long;
use crate::phone::{Phone, WINDOW};
use crate::proxy::Proxy;
use anyhow::{Context, Result};
use futures::FutureExt;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// Two cores carry four phones and a server, and no more: plays are not to make each other late.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// The stage of one test.
#[derive(Debug)]
pub struct Stage {
    name: String,
    folder: TempDir,
    phones: Mutex<Vec<Arc<Phone>>>,
}

/// Plays a test. When it fails, screenshots, consoles and logs stay in `target/browser/<name>`.
///
/// # Panics
/// When the test fails.
#[track_caller]
pub fn play(name: &str, test: impl AsyncFnOnce(&Stage) -> Result<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(set_up_and_play(name, test)),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = outcome {
        panic!("{error:?}");
    }
}

async fn set_up_and_play(name: &str, test: impl AsyncFnOnce(&Stage) -> Result<()>) -> Result<()> {
    let _turn = ONE_AT_A_TIME.acquire().await?;
    if let Ok(record) = record(name) {
        // Of a failure before this.
        let _ = std::fs::remove_dir_all(record);
    }
    let stage = Stage {
        name: name.to_owned(),
        folder: TempDir::with_prefix("feltbog-")?,
        phones: Mutex::default(),
    };
    let played = AssertUnwindSafe(test(&stage)).catch_unwind().await;
    if !matches!(played, Ok(Ok(()))) {
        stage.keep_record().await;
    }
    match played {
        Ok(outcome) => outcome,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

impl Stage {
    /// A folder of this name for this test alone.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new phone on a network of its own that leads to this server. It is on.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn phone(&self, name: &str, server: SocketAddr) -> Result<Arc<Phone>> {
        self.phone_with_window(name, server, WINDOW).await
    }

    /// A phone whose profile is a copy of another's. It is on.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn phone_with_profile(
        &self,
        name: &str,
        server: SocketAddr,
        profile: &Path,
    ) -> Result<Arc<Phone>> {
        copy_folder(profile, &self.folder(name).join("profile"))?;
        self.phone(name, server).await
    }

    /// The same with another screen.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn phone_with_window(
        &self,
        name: &str,
        server: SocketAddr,
        window: (u32, u32),
    ) -> Result<Arc<Phone>> {
        self.phone_on(name, Proxy::start(server).await?, window).await
    }

    /// The same on a network that there is already.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn phone_on(&self, name: &str, network: Proxy, window: (u32, u32)) -> Result<Arc<Phone>> {
        let phone = Arc::new(Phone::with_window(name, &self.folder(name), network, window)?);
        self.phones
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::clone(&phone));
        phone
            .start()
            .await
            .with_context(|| format!("{name} does not start"))?;
        Ok(phone)
    }

    /// Keeps what may tell why the test failed, and says where.
    async fn keep_record(&self) {
        let phones = self.phones.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Ok(record) = record(&self.name) else { return };
        if std::fs::create_dir_all(&record).is_err() {
            return;
        }
        for phone in phones {
            keep(&record, &phone).await;
        }
        let server_log = self.folder("server").join("server.log");
        if server_log.is_file() {
            let _ = std::fs::copy(server_log, record.join("server.log"));
        }
        eprintln!(
            "{}: what was on the screens is kept in {}",
            self.name,
            record.display()
        );
    }
}

/// The folder in which a failure leaves the screens.
fn record(name: &str) -> Result<PathBuf> {
    Ok(axe::target()?.join("browser").join(name))
}

/// Every error here is passed over: the failure that led here is the one to tell.
async fn keep(record: &Path, phone: &Phone) {
    let file = |end: &str| record.join(format!("{}{end}", phone.name()));
    let console = phone.console().await.join("\n");
    let _ = std::fs::write(file(".console.txt"), console);
    let _ = std::fs::write(file(".chromium.txt"), phone.browser_said(200));
    let traffic: Vec<String> = phone
        .network()
        .exchanges()
        .iter()
        .map(|one| {
            let (sent, came) = (one.request_body.len(), one.response_body.len());
            format!(
                "{} {} ({sent} B) → {} ({came} B) {:?}",
                one.method, one.path, one.status, one.fate
            )
        })
        .collect();
    let _ = std::fs::write(file(".traffic.txt"), traffic.join("\n"));
    if phone.is_on() {
        let _ = phone.screenshot(&file(".png")).await;
        if let Ok(screen) = phone.screen().await {
            let path = phone.path().await.unwrap_or_default();
            let _ = std::fs::write(file(".screen.txt"), format!("{path}\n\n{screen}"));
            eprintln!("--- {} at {path}\n{screen}", phone.name());
        }
    }
}

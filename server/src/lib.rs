//! Feltbog's server: takes in what phones recorded, merges it for each housing department, and
//! lets each person see what their role may see.
//!
//! `routes` speak HTTP and call `services`, which hold the rules and call the `store`. Untrusted
//! bytes reach Automerge through the `guard` alone. Time and randomness come in through `clock`.

pub mod acme;
pub mod backup;
pub mod clock;
pub mod config;
pub mod config_file;
mod connections;
pub mod demo;
pub mod doctor;
mod durable_files;
pub mod error;
pub mod guard;
pub mod guidance;
mod http_error;
mod last_seen;
pub mod ledger;
pub mod marks;
pub mod master_key;
pub mod metrics;
pub mod network;
mod notifier;
pub mod outbound;
mod request_slots;
mod rights_watch;
pub mod routes;
pub mod seal;
pub mod secret_keys;
pub mod service_manager;
pub mod services;
pub mod start_count;
pub mod startup;
pub mod state;
pub mod store;
mod streams;
mod template;
pub mod tls;
mod work_meter;

use std::sync::Arc;
use std::time::Duration;

pub use config::Config;
pub use routes::router;
pub use startup::OpenError;
pub use state::App;
use tokio::net::TcpListener;

/// Time that requests under way may take once the server stops.
const DRAIN: Duration = Duration::from_secs(20);

/// Reason why a server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its certificate.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
}

/// Serves until the process is asked to stop. Then it says that it is not ready any more, goes on
/// for as long as its configuration says or until it is asked once more, takes no more requests, and
/// lets those under way finish.
///
/// # Errors
/// When its certificate cannot be used.
pub async fn serve(app: App, listener: TcpListener) -> Result<(), ServeError> {
    let tls = tls::begin(&app)?;
    app.spawn_background(service_manager::watching(
        Arc::downgrade(app.state()),
        app.stopping(),
    ));
    service_manager::notify("READY=1");
    let asked = app.clone();
    let (left, leaving) = tokio::sync::oneshot::channel::<()>();
    let leave = async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        service_manager::notify("STOPPING=1");
        asked.stop();
        tokio::select! {
            () = tokio::time::sleep(asked.config.leaving) => {}
            () = asked_to_stop() => {}
        }
        drop(left);
    };
    let serving = connections::serve(router(app.clone()), listener, tls, &app.config, leave);
    let overdue = async {
        // It comes to nothing but an end.
        leaving.await.unwrap_or_default();
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        () = serving => {}
        () = overdue => tracing::warn!("requests were still under way"),
    }
    app.close().await;
    Ok(())
}

/// Returns on SIGTERM or Ctrl-C.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

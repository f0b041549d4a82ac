//! Feltbog's server: takes in what phones recorded, merges it for each housing department, and
//! lets each person see what their role may see.
//!
//! `routes` speak HTTP and call `services`, which hold the rules and call the `store`. Untrusted
//! bytes reach Automerge through the `guard` alone. Time and randomness come in through `clock`.

pub mod app;
pub mod backup;
pub mod clock;
pub mod demo;
pub mod error;
pub mod guard;
pub mod guidance;
pub mod ledger;
pub mod metrics;
mod presence;
mod rights_watch;
pub mod routes;
pub mod seal;
pub mod services;
pub mod store;
mod watch;

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::Duration;

pub use app::{App, Config};
use axum::serve::ListenerExt as _;
pub use routes::router;
use tokio::net::TcpListener;

/// How long requests under way may take once the server stops.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until the process is asked to stop. Then it says that it is not ready any more, goes on
/// for as long as its configuration says or until it is asked once more, takes no more requests, and
/// lets those under way finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(app: App, listener: TcpListener) -> std::io::Result<()> {
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let asked = app.clone();
    let (left, leaving) = tokio::sync::oneshot::channel::<()>();
    // An answer is written in a few pieces, and a phone acknowledges late what came alone: each
    // would wait for the other, 40 ms a time.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection that waits to fill its packets");
        }
    });
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        asked.stop();
        tokio::select! {
            () = tokio::time::sleep(asked.config.leaving) => {}
            () = asked_to_stop() => {}
        }
        drop(left);
    });
    let overdue = async {
        // It comes to nothing but an end.
        leaving.await.unwrap_or_default();
        tokio::time::sleep(DRAIN).await;
    };
    let served = tokio::select! {
        served = serving.into_future() => served,
        () = overdue => {
            tracing::warn!("requests were still under way");
            Ok(())
        }
    };
    app.close().await;
    served
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

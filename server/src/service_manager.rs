//! Messages to the service manager that started the process (`sd_notify` of systemd): ready, alive, stopping.

use std::os::unix::net::UnixDatagram;
use std::sync::Weak;
use std::time::Duration;

use tokio::sync::watch;

use crate::services::health;
use crate::state::{App, State};

/// Sends a message. Without a service manager that asked for messages it does nothing.
pub fn notify(message: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let sent = UnixDatagram::unbound().and_then(|from| send(&from, &socket, message));
    if let Err(error) = sent {
        tracing::warn!(%error, "the service manager cannot be told: {message}");
    }
}

fn send(from: &UnixDatagram, socket: &std::ffi::OsStr, message: &str) -> std::io::Result<usize> {
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::net::SocketAddrExt as _;
        use std::os::unix::ffi::OsStrExt as _;
        if let Some(name) = socket.as_bytes().strip_prefix(b"@") {
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            return from.send_to_addr(message.as_bytes(), &address);
        }
    }
    from.send_to(message.as_bytes(), socket)
}

/// Half the time after which the service manager takes the process for dead, where it watches.
fn interval() -> Option<Duration> {
    let micros: u64 = std::env::var("WATCHDOG_USEC").ok()?.parse().ok()?;
    (micros > 0).then(|| Duration::from_micros(micros / 2))
}

/// Tells the service manager that the process lives, as long as its database answers. A server that stops has said so.
pub(crate) async fn watching(state: Weak<State>, mut stopping: watch::Receiver<bool>) {
    let Some(interval) = interval() else { return };
    loop {
        tokio::select! {
            () = tokio::time::sleep(interval) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        let Some(app) = state.upgrade().map(App::from) else {
            return;
        };
        if health::check_ready(&app).await.is_ok() {
            notify("WATCHDOG=1");
        }
    }
}

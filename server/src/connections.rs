//! Connections of clients: accepted, watched and closed.
//!
//! A connection costs a file descriptor and some kilobytes, and nobody has to sign in for one. So each has limits: the
//! head of a request arrives within [`HEAD_TIME`], a handshake of TLS included, a client that is sent something reads it, and a silent connection
//! ends. One address opens a bounded number of connections before a person signs in on them. When a limit is reached,
//! a new connection takes the place of one that has had its time, so that somebody new is always heard.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Request, Version};
use axum::serve::Listener;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::config::Config;
use crate::tls::CHALLENGE_PROTOCOL;

/// Longest time for the head of a request, from its first byte, and for the first request of a connection.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Longest time in which a client reads nothing of what waits for it.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// Longest time without a byte in either direction: longer than proxies keep their connections for reuse.
const SILENCE: Duration = Duration::from_secs(150);
/// Most bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;
/// Most connections of one address on which nobody has signed in yet.
const UNKNOWN_OF_ADDRESS: usize = 128;
/// Least time that a connection has for what it is at. Somebody who opens many of them, again and again, ends none of
/// somebody else's before it was heard.
const GRACE: Duration = Duration::from_secs(2);
/// Most connections, where the process may have as many open files.
const CONNECTIONS: usize = 20_000;
/// Open files that are left to the database and everything else.
const OTHER_FILES: usize = 200;

/// Serves the router's routes until `leave` ends; then accepts nothing more, and returns once the requests under way
/// are answered.
pub(crate) async fn serve(
    router: Router,
    mut listener: TcpListener,
    tls: Option<TlsAcceptor>,
    config: &Config,
    leave: impl Future<Output = ()>,
) {
    let builder = builder();
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Connections {
        most: most_connections(),
        unknown_of_address: UNKNOWN_OF_ADDRESS,
        open: Mutex::default(),
    });
    let mut leave = pin!(leave);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut leave => break,
        };
        // An answer is written in a few pieces, and a phone acknowledges late what came alone: each would wait for the
        // other, 40 ms a time.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection that waits to fill its packets");
        }
        let is_proxy = config.is_proxy(peer.ip());
        let Some(connection) = connections.admit(peer.ip(), is_proxy, Instant::now()) else {
            tracing::warn!("a connection was turned away: all places are taken by requests under way");
            continue;
        };
        let watched = Watched {
            stream,
            connection: connection.clone(),
        };
        let service = {
            let (router, connection) = (router.clone(), connection.clone());
            service_fn(move |request| answer(router.clone(), connection.clone(), peer, request))
        };
        let (builder, tls, watcher) = (builder.clone(), tls.clone(), graceful.watcher());
        let serving = async move {
            let Some(tls) = tls else {
                let serving = builder.serve_connection(TokioIo::new(watched), service);
                return watcher.watch(serving.into_owned()).await;
            };
            let stream = tls.accept(watched).await?;
            // An authority that asks whether the name is ours has seen what it came for.
            if stream.get_ref().1.alpn_protocol() == Some(CHALLENGE_PROTOCOL) {
                return Ok(());
            }
            let serving = builder.serve_connection(TokioIo::new(stream), service);
            watcher.watch(serving.into_owned()).await
        };
        let connections = connections.clone();
        tokio::spawn(async move {
            tokio::select! {
                served = serving => if let Err(error) = served {
                    tracing::debug!(error, "a connection ended early");
                },
                () = connection.overdue() => tracing::debug!("a connection was closed: its client was too slow"),
            }
            connections.remove(connection.number);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // Times are watched here, for both protocols alike: hyper's own for the head also ends connections that proxies
    // keep, and it does not cover the bytes by which the protocol is told.
    builder.http1().header_read_timeout(None).max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX));
    builder
}

async fn answer(
    mut router: Router,
    connection: Arc<Connection>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let at_work = connection.begin_request(request.version(), request.body().is_end_stream());
    let number = at_work.number;
    let mut request = request.map(|body| {
        Body::new(Arriving {
            body,
            connection: connection.clone(),
            number,
        })
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(connection.clone());
    router.call(request).await
}

/// As many as the process may open files for.
fn most_connections() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        // Programs start with few for the sake of very old ones.
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "no more files can be opened than at the start");
        }
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        files.saturating_sub(OTHER_FILES).clamp(1, CONNECTIONS)
    }
    #[cfg(not(unix))]
    {
        CONNECTIONS - OTHER_FILES
    }
}

/// The address that counts as one client: an IPv6 client has a whole network of them.
pub(crate) fn client_address(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
        v4 => v4,
    }
}

/// The open connections.
#[derive(Debug, Default)]
struct Connections {
    most: usize,
    unknown_of_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    all: BTreeMap<u64, Arc<Connection>>,
}

impl Open {
    /// Ends the connection among these whose end harms least. False when each has a person's request under way, or has
    /// just begun.
    fn end_one_of(&mut self, now: Instant, is_among: impl Fn(&Connection) -> bool) -> bool {
        let expendable = self
            .all
            .values()
            .filter(|connection| is_among(connection))
            .filter_map(|connection| Some((connection.progress().worth(now)?, connection.number)))
            .min();
        let Some((_, number)) = expendable else {
            return false;
        };
        if let Some(connection) = self.all.remove(&number) {
            connection.ended.notify_one();
        }
        true
    }
}

impl Connections {
    /// Notes a new connection. Nothing when there is no place for it. Those of a proxy are many people's.
    fn admit(&self, peer: IpAddr, is_proxy: bool, now: Instant) -> Option<Arc<Connection>> {
        let address = client_address(peer);
        let mut open = lock(&self.open);
        // Whoever waits for this server is nobody to be ended for their number.
        let is_unknown = |other: &Connection| {
            let progress = other.progress();
            other.address == address && !progress.is_known && progress.asked() != Asked::Wholly
        };
        if !is_proxy && open.all.values().filter(|other| is_unknown(other)).count() >= self.unknown_of_address
        {
            open.end_one_of(now, is_unknown);
        }
        if open.all.len() >= self.most && !open.end_one_of(now, |_| true) {
            return None;
        }
        open.last += 1;
        let connection = Arc::new(Connection::new(open.last, address, now));
        open.all.insert(connection.number, connection.clone());
        Some(connection)
    }

    fn remove(&self, number: u64) {
        lock(&self.open).all.remove(&number);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection, as far as its limits need to know it.
#[derive(Debug)]
pub(crate) struct Connection {
    number: u64,
    address: IpAddr,
    progress: Mutex<Progress>,
    /// Told when the connection is to end.
    ended: Notify,
}

#[derive(Clone, Debug)]
struct Progress {
    /// Since when it has waited for a request, or been at one. Before anything was read, the moment at which that was
    /// tried first: nothing while this server did not get to it.
    since: Option<Instant>,
    /// When the last byte came or went.
    moved_at: Instant,
    /// Since when the head of a request has been arriving.
    head_since: Option<Instant>,
    /// Since when bytes have waited for the client to read them.
    unread_since: Option<Instant>,
    /// Number of the latest request.
    last_request: u64,
    /// Requests whose answers have not begun, and whether each has arrived whole.
    under_way: BTreeMap<u64, bool>,
    is_http2: bool,
    /// Whether somebody has signed in on it.
    is_known: bool,
}

/// The state of what a connection asks, in the order of what it harms to end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// Nothing.
    Nothing,
    /// Something of which the end has not arrived.
    InPart,
    /// Something that this server is at.
    Wholly,
}

impl Progress {
    /// When the connection is to end if nothing happens.
    fn deadline(&self) -> Option<Instant> {
        let unread = self.unread_since.map(|since| since + WRITE_TIME);
        if !self.under_way.is_empty() {
            return unread;
        }
        let head = self.head_since.map(|since| since + HEAD_TIME);
        let silent = self.moved_at + SILENCE;
        [Some(silent), unread, head].into_iter().flatten().min()
    }

    /// The order in which connections end for the sake of new ones: first those on which nobody signed in and nothing is
    /// asked, then those that ask and hold back the rest, the longest waiting among them. Nothing while a person's request
    /// is under way, within [`GRACE`], or before this server has read from it.
    fn worth(&self, now: Instant) -> Option<(bool, Asked, Instant)> {
        let asked = self.asked();
        let is_expendable = !self.is_known || asked == Asked::Nothing;
        let since = self.since?;
        (is_expendable && since + GRACE <= now).then_some((self.is_known, asked, since))
    }

    /// Notes that something is read from it; what came before was this server's time.
    fn begin_reading(&mut self, now: Instant) {
        if self.since.is_none() {
            (self.since, self.head_since) = (Some(now), Some(now));
        }
    }

    fn asked(&self) -> Asked {
        match self.under_way.values().max() {
            None => Asked::Nothing,
            Some(false) => Asked::InPart,
            Some(true) => Asked::Wholly,
        }
    }
}

impl Connection {
    fn new(number: u64, address: IpAddr, now: Instant) -> Self {
        Self {
            number,
            address,
            progress: Mutex::new(Progress {
                since: None,
                moved_at: now,
                head_since: None,
                unread_since: None,
                last_request: 0,
                under_way: BTreeMap::new(),
                is_http2: false,
                is_known: false,
            }),
            ended: Notify::new(),
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    /// Notes that a person has signed in on it.
    pub(crate) fn note_person(&self) {
        self.progress().is_known = true;
    }

    fn begin_request(self: &Arc<Self>, version: Version, is_whole: bool) -> AtWork {
        let mut progress = self.progress();
        progress.since = Some(Instant::now());
        progress.head_since = None;
        progress.last_request += 1;
        let number = progress.last_request;
        progress.under_way.insert(number, is_whole);
        progress.is_http2 = version == Version::HTTP_2;
        drop(progress);
        AtWork {
            connection: self.clone(),
            number,
        }
    }

    /// Notes that the end of a request has arrived.
    fn note_whole(&self, number: u64) {
        if let Some(is_whole) = self.progress().under_way.get_mut(&number) {
            *is_whole = true;
        }
    }

    /// Returns when the connection is to end.
    async fn overdue(&self) {
        loop {
            let deadline = self.progress().deadline();
            let now = Instant::now();
            if deadline.is_some_and(|deadline| deadline <= now) {
                return;
            }
            // What happens meanwhile may bring an earlier one.
            let look_again = now + HEAD_TIME;
            let next = deadline.map_or(look_again, |deadline| deadline.min(look_again));
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                () = self.ended.notified() => return,
            }
        }
    }
}

/// A request at work.
struct AtWork {
    connection: Arc<Connection>,
    number: u64,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut progress = self.connection.progress();
        progress.under_way.remove(&self.number);
        progress.moved_at = Instant::now();
        progress.since = Some(progress.moved_at);
    }
}

/// The body of a request, which notes when its end has arrived.
struct Arriving {
    body: Incoming,
    connection: Arc<Connection>,
    number: u64,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.connection.note_whole(self.number);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that notes when its bytes move.
struct Watched {
    stream: TcpStream,
    connection: Arc<Connection>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        self.connection.progress().begin_reading(Instant::now());
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            let mut progress = self.connection.progress();
            progress.moved_at = Instant::now();
            // On HTTP/2 it may be about anything; there a connection ends when it is silent.
            if progress.under_way.is_empty() && !progress.is_http2 {
                let now = progress.moved_at;
                progress.head_since.get_or_insert(now);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl Watched {
    fn wrote(&self, polled: &Poll<io::Result<usize>>) {
        let mut progress = self.connection.progress();
        let now = Instant::now();
        match polled {
            Poll::Pending => drop(progress.unread_since.get_or_insert(now)),
            Poll::Ready(_) => {
                progress.moved_at = now;
                progress.unread_since = None;
            }
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(&polled);
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.wrote(&polled);
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
#[path = "connections_tests.rs"]
mod tests;

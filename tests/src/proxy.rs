//! The network between one phone and the server, owned by the test.
//!
//! It speaks HTTP/1.1 at a port of its own on 127.0.0.1 and passes everything on with `Host` unchanged. Browsers reach it
//! under one name ([`HOST`]) that leads to this port, so that a profile that is copied finds its origin again. It can be
//! switched while the test runs ([`Network`]), can spoil single answers ([`Fault`]), and keeps what crossed it
//! ([`Exchange`]). `Accept-Encoding` is taken out of the requests, so that what is kept can be searched; but not on a
//! [`Network::Mobile`], where times are measured.
//!
//! A page's own network emulation does not reach its service worker and its workers; this does.

mod http;
mod pace;

use self::http::{Body, Head, Pipe, decompressed, without};
use self::pace::Paced;
use crate::edition::Edition;
use crate::needle;
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

/// The name under which every phone knows its server.
pub(crate) const HOST: &str = "feltbog.localhost";
/// The port that goes with the name. Not the default one: there Chromium takes an answer that is cut after a few bytes for
/// a whole one of HTTP/0.9.
const ORIGIN_PORT: u16 = 4300;

/// The kind of network that the phone is on. A change is a change of network: connections that are open are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Everything passes.
    Pass,
    /// No signal, and the phone knows: connections are refused.
    Refuse,
    /// No signal, and the phone does not know: connections are taken and nothing ever answers. Those that were open
    /// go silent, and are reset when the network changes again.
    BlackHole,
    /// So many bytes a second each way.
    Slow(u32),
    /// A mobile network: so many bytes a second for the whole phone, and so long for a request to be answered.
    Mobile {
        /// Bytes a second, all connections together.
        bytes_a_second: u32,
        /// There and back.
        latency_millis: u32,
    },
    /// Somebody else answers everything with 200 and a page of HTML.
    CaptivePortal,
    /// The server takes nothing from an app as old as this; its files come through.
    AppTooOld,
    /// The server was restored and knows no picture's record yet; all else passes.
    PhotosUnknown,
}

/// A fault of one successful answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server gets the request and answers; the connection is closed before anything of use comes through.
    DropAcknowledgement,
    /// The head and so many bytes of the body come through, then the connection is closed.
    CutResponseAfter(usize),
}

/// The fate of an answer on its way to the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has not come through to its end, yet or ever.
    UnderWay,
    /// All of it came through.
    Whole,
    /// A [`Fault`] spoilt it.
    Spoilt(Fault),
    /// The server was not asked.
    Portal,
}

/// One request and its answer, as far as they came.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request's method.
    pub method: String,
    /// The request's path and query.
    pub path: String,
    /// The request's head as the phone sent it.
    pub request_head: String,
    /// The request's body, decompressed.
    pub request_body: Vec<u8>,
    /// The answer's status; 0 as long as there is none.
    pub status: u16,
    /// The answer's head as the server sent it.
    pub response_head: String,
    /// The answer's body as the server sent it, without chunk marks; also what did not reach the phone.
    pub response_body: Vec<u8>,
    /// The fate of the answer.
    pub fate: Fate,
}

/// Tells whether a fault has struck.
#[derive(Clone, Debug)]
pub struct Armed(Arc<AtomicBool>);

impl Armed {
    /// Whether it has.
    pub fn struck(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// One phone's way to the server.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
    applied: watch::Receiver<u64>,
    /// Never listens. It keeps the port ours while nobody listens on it.
    _reserved: TcpSocket,
}

#[derive(Debug)]
struct Shared {
    server: Mutex<SocketAddr>,
    network: watch::Sender<Current>,
    faults: Mutex<Vec<ArmedFault>>,
    rewrites: Mutex<Vec<Rewrite>>,
    /// The files that are answered here instead of by the server.
    edition: Mutex<Edition>,
    /// The key that a browser trusts on this network, where the server itself speaks HTTPS.
    trusted_key: Option<String>,
    /// When the air is free again, on a mobile network.
    air: Mutex<Option<Instant>>,
    exchanges: Mutex<Vec<Arc<Mutex<Exchange>>>>,
    /// Connections that went silent.
    held: Mutex<Vec<TcpStream>>,
}

#[derive(Clone, Copy, Debug)]
struct Current {
    network: Network,
    /// Counts changes.
    number: u64,
}

#[derive(Debug)]
struct ArmedFault {
    path: String,
    fault: Fault,
    struck: Armed,
}

/// The replacement of a file's content.
#[derive(Clone, Debug)]
struct Rewrite {
    path: String,
    from: String,
    to: String,
}

impl Proxy {
    /// A network on which everything passes to this server.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(server: SocketAddr) -> Result<Self> {
        Self::start_trusting(server, None).await
    }

    /// A network that leads to a server that speaks HTTPS. Nothing is seen or spoilt on it, but it can be switched. The
    /// browser trusts certificates of, or signed with, this key: the SHA-256 of its public part, in base64.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_secure(server: SocketAddr, trusted_key: String) -> Result<Self> {
        Self::start_trusting(server, Some(trusted_key)).await
    }

    /// The origin of pages that come from a server that speaks HTTPS.
    pub fn secure_origin() -> String {
        format!("https://{HOST}:{ORIGIN_PORT}")
    }

    /// The key that the browser trusts, where the server itself speaks HTTPS.
    pub(crate) fn trusted_key(&self) -> Option<&str> {
        self.shared.trusted_key.as_deref()
    }

    async fn start_trusting(server: SocketAddr, trusted_key: Option<String>) -> Result<Self> {
        let reserved = shared_port(0)?;
        let port = reserved.local_addr()?.port();
        let pass = Current {
            network: Network::Pass,
            number: 0,
        };
        let shared = Arc::new(Shared {
            server: Mutex::new(server),
            network: watch::Sender::new(pass),
            faults: Mutex::default(),
            rewrites: Mutex::default(),
            edition: Mutex::default(),
            trusted_key,
            air: Mutex::default(),
            exchanges: Mutex::default(),
            held: Mutex::default(),
        });
        let (apply, applied) = watch::channel(0);
        let listener = listen(port)?;
        let accepting = tokio::spawn(accept(port, listener, Arc::clone(&shared), apply));
        Ok(Self {
            port,
            shared,
            accepting,
            applied,
            _reserved: reserved,
        })
    }

    /// The origin of pages that come through here. A browser counts it as secure.
    pub fn origin(&self) -> String {
        if self.shared.trusted_key.is_some() {
            return Self::secure_origin();
        }
        format!("http://{HOST}:{ORIGIN_PORT}")
    }

    /// The address at which the proxy listens, for clients that are no browser.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Changes the network. When this returns, nothing passes under the old one any more.
    ///
    /// # Errors
    /// When the port was lost.
    pub async fn set(&self, network: Network) -> Result<()> {
        let mut number = 0;
        self.shared.network.send_modify(|current| {
            current.network = network;
            current.number += 1;
            number = current.number;
        });
        let mut applied = self.applied.clone();
        applied
            .wait_for(|applied| *applied >= number)
            .await
            .context("the proxy has stopped")?;
        Ok(())
    }

    /// The network at present.
    pub fn network(&self) -> Network {
        self.shared.network.borrow().network
    }

    /// Sends what comes from now on to another server.
    pub fn lead_to(&self, server: SocketAddr) {
        *lock(&self.shared.server) = server;
    }

    /// Spoils the next successful answer to a request whose path contains `path`, once.
    pub fn arm(&self, path: &str, fault: Fault) -> Armed {
        let struck = Armed(Arc::default());
        lock(&self.shared.faults).push(ArmedFault {
            path: path.to_owned(),
            fault,
            struck: struck.clone(),
        });
        struck
    }

    /// Lets everything through that was to be spoilt.
    pub fn disarm(&self) {
        lock(&self.shared.faults).clear();
    }

    /// From now on the file at this very path says `to` where the server's says `from`: another version of the app
    /// without another build. What is kept of the answer is the server's.
    pub fn rewrite(&self, path: &str, from: &str, to: &str) {
        lock(&self.shared.rewrites).push(Rewrite {
            path: path.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }

    /// From now on these files are served instead of the server's: another version of the app. With none, the server's
    /// own again.
    pub fn publish(&self, edition: Edition) {
        *lock(&self.shared.edition) = edition;
    }

    /// Whether a word crossed this network, either way.
    pub fn saw(&self, word: &str) -> bool {
        self.exchanges().iter().any(|exchange| {
            [
                exchange.path.as_bytes(),
                exchange.request_head.as_bytes(),
                exchange.request_body.as_slice(),
                exchange.response_head.as_bytes(),
                exchange.response_body.as_slice(),
            ]
            .into_iter()
            .any(|bytes| needle::holds(bytes, word))
        })
    }

    /// The exchanges so far, oldest first.
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.shared.exchanges)
            .iter()
            .map(|exchange| lock(exchange).clone())
            .collect()
    }

    /// The exchanges so far with a path that contains `path`.
    pub fn exchanges_with(&self, path: &str) -> Vec<Exchange> {
        let mut exchanges = self.exchanges();
        exchanges.retain(|exchange| exchange.path.contains(path));
        exchanges
    }

    /// Forgets what has crossed so far.
    pub fn forget(&self) {
        lock(&self.shared.exchanges).clear();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shared_port(port: u16) -> Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // SO_REUSEPORT where the reserving socket stands beside the listening one.
    socket.set_reuseport(true)?;
    socket
        .bind(SocketAddr::from(([127, 0, 0, 1], port)))
        .with_context(|| format!("cannot have port {port}"))?;
    Ok(socket)
}

fn listen(port: u16) -> Result<TcpListener> {
    Ok(shared_port(port)?.listen(256)?)
}

/// Takes connections, and starts afresh at every change of network.
async fn accept(port: u16, listener: TcpListener, shared: Arc<Shared>, apply: watch::Sender<u64>) {
    let mut changes = shared.network.subscribe();
    let mut connections = JoinSet::new();
    let mut listener = Some(listener);
    loop {
        let current = *changes.borrow_and_update();
        // Every connection leaves at a change by itself.
        if current.number > *apply.borrow() {
            while connections.join_next().await.is_some() {}
            if current.network != Network::BlackHole {
                for silent in lock(&shared.held).drain(..) {
                    reset(silent);
                }
            }
        }
        if current.network == Network::Refuse {
            listener = None;
        } else if listener.is_none() {
            let Ok(again) = listen(port) else { return };
            listener = Some(again);
        }
        apply.send_replace(current.number);
        let incoming = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            changed = changes.changed() => if changed.is_err() { return },
            accepted = incoming => if let Ok((phone, _)) = accepted {
                connections.spawn(connection(phone, Arc::clone(&shared), current));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Closes so that the other side is told at once.
fn reset(stream: TcpStream) {
    // It is closed either way; without it only more politely.
    let _ = stream.set_zero_linger();
    drop(stream);
}

async fn connection(mut phone: TcpStream, shared: Arc<Shared>, current: Current) {
    let mut changes = shared.network.subscribe();
    let changed = tokio::select! {
        biased;
        changed = changes.wait_for(|now| now.number != current.number) => changed.map(|now| now.network).ok(),
        served = serve(&mut phone, &shared, current) => match served {
            Ok(()) => return,
            Err(_) => None,
        },
    };
    match changed {
        Some(Network::BlackHole) => lock(&shared.held).push(phone),
        _ => reset(phone),
    }
}

/// Serves one connection to its end. An error resets it.
async fn serve(phone: &mut TcpStream, shared: &Shared, current: Current) -> Result<()> {
    phone.set_nodelay(true)?;
    if current.network == Network::BlackHole {
        return std::future::pending().await;
    }
    if shared.trusted_key.is_some() {
        let server = *lock(&shared.server);
        let mut server = TcpStream::connect(server).await?;
        tokio::io::copy_bidirectional(phone, &mut server).await?;
        return Ok(());
    }
    let (pace, air) = match current.network {
        Network::Slow(bytes_a_second) => (Some(bytes_a_second.max(1)), None),
        Network::Mobile { bytes_a_second, .. } => (Some(bytes_a_second.max(1)), Some(&shared.air)),
        _ => (None, None),
    };
    let (reading, writing) = phone.split();
    let mut phone = Pipe::new(reading);
    let mut to_phone = Paced {
        inner: writing,
        pace,
        air,
    };
    let mut upstream: Option<TcpStream> = None;
    while let Some(head) = phone.head().await? {
        let request = Head::parse(&head)?;
        let exchange = record(shared, &request, &head);
        let mut body = Body::of_request(&request)?;
        let mut raw_body = Vec::new();
        let mut plain_body = Vec::new();
        while let Some(piece) = phone.body(&mut body).await? {
            to_phone.wait(piece.raw.len()).await;
            raw_body.extend_from_slice(&piece.raw);
            plain_body.extend_from_slice(&piece.plain);
        }
        lock(&exchange).request_body = decompressed(&request, plain_body);

        if let Network::Mobile { latency_millis, .. } = current.network {
            tokio::time::sleep(Duration::from_millis(latency_millis.into())).await;
        }
        if current.network == Network::CaptivePortal {
            lock(&exchange).fate = Fate::Portal;
            to_phone.send(portal(&request.method).as_bytes()).await?;
            continue;
        }
        if current.network == Network::AppTooOld && request.path.starts_with("/api/") {
            lock(&exchange).fate = Fate::Portal;
            to_phone.send(TOO_OLD.as_bytes()).await?;
            continue;
        }

        if current.network == Network::PhotosUnknown && request.path.contains("/photos/") {
            lock(&exchange).fate = Fate::Portal;
            to_phone.send(UNKNOWN.as_bytes()).await?;
            continue;
        }

        let published = lock(&shared.edition).get(&request.path).cloned();
        if let Some(file) = published {
            lock(&exchange).status = 200;
            let mut head = "HTTP/1.1 200 OK\r\n".to_owned();
            for (name, value) in &file.headers {
                head += &format!("{name}: {value}\r\n");
            }
            head += &format!("content-length: {}\r\n\r\n", file.body.len());
            to_phone.send(head.as_bytes()).await?;
            if let Some(fault) = strike(shared, &request.path, 200) {
                let bytes = match fault {
                    Fault::DropAcknowledgement => 0,
                    Fault::CutResponseAfter(bytes) => bytes.min(file.body.len() - 1),
                };
                to_phone.send(&file.body[..bytes]).await?;
                lock(&exchange).fate = Fate::Spoilt(fault);
                return Ok(());
            }
            to_phone.send(&file.body).await?;
            lock(&exchange).fate = Fate::Whole;
            continue;
        }

        let server = *lock(&shared.server);
        let connected = match &mut upstream {
            Some(connected) => connected,
            None => upstream.insert(TcpStream::connect(server).await?),
        };
        connected.set_nodelay(true)?;
        let (from_server, mut to_server) = connected.split();
        let rewrites: Vec<Rewrite> = lock(&shared.rewrites)
            .iter()
            .filter(|rewrite| rewrite.path == request.path)
            .cloned()
            .collect();
        // A file that is rewritten must come whole.
        let conditions = if rewrites.is_empty() { "" } else { "if-none-match" };
        // What is measured is what a phone is sent: packed.
        let packing = if matches!(current.network, Network::Mobile { .. }) {
            ""
        } else {
            "accept-encoding"
        };
        to_server
            .write_all(&without(&head, &[packing, conditions]))
            .await?;
        to_server.write_all(&raw_body).await?;

        let mut server = Pipe::new(from_server);
        let (head, response) = loop {
            let head = server.head().await?.context("the server closed")?;
            let response = Head::parse(&head)?;
            if response.status >= 200 {
                break (head, response);
            }
            to_phone.send(&head).await?;
        };
        {
            let mut exchange = lock(&exchange);
            exchange.status = response.status;
            exchange.response_head = String::from_utf8_lossy(&head).into_owned();
        }
        let mut body = Body::of_response(&request, &response)?;
        if let Some(fault) = strike(shared, &request.path, response.status) {
            // Everything the server says is kept, whether or not it gets through.
            let mut raw = Vec::new();
            while let Some(piece) = server.body(&mut body).await? {
                raw.extend_from_slice(&piece.raw);
                lock(&exchange).response_body.extend_from_slice(&piece.plain);
            }
            match fault {
                // A browser that gets not a single byte repeats the request by itself, and the app never knows.
                Fault::DropAcknowledgement => to_phone.send(&head[..1]).await?,
                Fault::CutResponseAfter(bytes) => {
                    to_phone.send(&head).await?;
                    to_phone
                        .send(&raw[..bytes.min(raw.len().saturating_sub(1))])
                        .await?;
                }
            }
            lock(&exchange).fate = Fate::Spoilt(fault);
            return Ok(());
        }
        if !rewrites.is_empty() {
            while let Some(piece) = server.body(&mut body).await? {
                lock(&exchange).response_body.extend_from_slice(&piece.plain);
            }
            let (head, text) = rewritten(&head, &lock(&exchange).response_body, &rewrites);
            to_phone.send(&head).await?;
            to_phone.send(&text).await?;
            lock(&exchange).fate = Fate::Whole;
            continue;
        }
        to_phone.send(&head).await?;
        loop {
            let piece = tokio::select! {
                biased;
                piece = server.body(&mut body) => piece?,
                // A stream may be silent for long; the server is to know when the phone has gone.
                more = phone.fill() => {
                    ensure!(more?, "the phone closed in the middle of an answer");
                    continue;
                }
            };
            let Some(piece) = piece else { break };
            lock(&exchange).response_body.extend_from_slice(&piece.plain);
            to_phone.send(&piece.raw).await?;
        }
        ensure!(server.rest.is_empty(), "the server said more than its answer");
        lock(&exchange).fate = Fate::Whole;
        if request.closes || response.closes || matches!(body, Body::UntilClose) {
            return Ok(());
        }
    }
    Ok(())
}

fn record(shared: &Shared, request: &Head, head: &[u8]) -> Arc<Mutex<Exchange>> {
    let exchange = Arc::new(Mutex::new(Exchange {
        method: request.method.clone(),
        path: request.path.clone(),
        request_head: String::from_utf8_lossy(head).into_owned(),
        request_body: Vec::new(),
        status: 0,
        response_head: String::new(),
        response_body: Vec::new(),
        fate: Fate::UnderWay,
    }));
    lock(&shared.exchanges).push(Arc::clone(&exchange));
    exchange
}

/// Takes the fault that is meant for this answer.
fn strike(shared: &Shared, path: &str, status: u16) -> Option<Fault> {
    if !(200..300).contains(&status) {
        return None;
    }
    let mut faults = lock(&shared.faults);
    let at = faults.iter().position(|armed| path.contains(&armed.path))?;
    let armed = faults.remove(at);
    armed.struck.0.store(true, Ordering::SeqCst);
    Some(armed.fault)
}

/// The server's answer to an app that is too old.
const TOO_OLD: &str = "HTTP/1.1 426 Upgrade Required\r\ncontent-type: application/json\r\ncontent-length: 22\r\n\r\n\
                       {\"code\":\"app_too_old\"}";

/// The server's answer about something it does not know.
const UNKNOWN: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n\
                       {\"code\":\"not_found\"}";

fn portal(method: &str) -> String {
    let page = "<!doctype html><html><head><title>Gratis wifi</title></head><body><h1>Velkommen til gratis wifi</h1>\
                <p>Log ind for at komme på nettet.</p></body></html>";
    let body = if method == "HEAD" { "" } else { page };
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\n\
         content-length: {}\r\n\r\n{body}",
        page.len()
    )
}

/// The answer with other content of another length.
fn rewritten(head: &[u8], body: &[u8], rewrites: &[Rewrite]) -> (Vec<u8>, Vec<u8>) {
    let mut text = String::from_utf8_lossy(body).into_owned();
    for rewrite in rewrites {
        text = text.replace(&rewrite.from, &rewrite.to);
    }
    let mut head = without(head, &["content-length", "transfer-encoding", "etag"]);
    head.truncate(head.len() - 2);
    head.extend_from_slice(format!("content-length: {}\r\n\r\n", text.len()).as_bytes());
    (head, text.into_bytes())
}

//! A phone's way to the server: one kept connection whose bytes are counted both ways, headers and all, with the headers
//! and the compression that a phone's engine asks for.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::Context as _;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::wire::{self, EnrolRequest, ErrorReply, Session};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::{http1, http2};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Method, StatusCode, header};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const JSON: &str = "application/json";
/// Bodies larger than this are compressed, as the phone's engine does.
const COMPRESS: usize = 1_024;
/// Time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time to wait when the server does not say.
const WAIT: u64 = 5;

/// Bytes that crossed, both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    /// From the phone.
    pub sent: u64,
    /// To the phone.
    pub received: u64,
}

#[derive(Debug, Default)]
struct Counters {
    sent: AtomicU64,
    received: AtomicU64,
    requests: AtomicU64,
}

/// The protocol of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1.
    One,
    /// HTTP/2, as browsers do with every site that has a certificate: here without the encryption, since that stands
    /// before the server.
    Two,
}

#[derive(Debug)]
enum Sender {
    One(http1::SendRequest<Full<Bytes>>),
    Two(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    fn is_closed(&self) -> bool {
        match self {
            Self::One(sender) => sender.is_closed(),
            Self::Two(sender) => sender.is_closed(),
        }
    }

    async fn send(
        &mut self,
        request: hyper::Request<Full<Bytes>>,
    ) -> hyper::Result<hyper::Response<hyper::body::Incoming>> {
        match self {
            Self::One(sender) => {
                // It takes one at a time, and hears a little later that the last one is done.
                sender.ready().await?;
                sender.send_request(request).await
            }
            Self::Two(sender) => sender.send_request(request).await,
        }
    }
}

/// An answer as it came, with its body unpacked.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The way to one server. A copy is the same way.
#[derive(Clone, Debug)]
pub struct Link {
    address: SocketAddr,
    cookie: Option<String>,
    protocol: Protocol,
    /// The model that the app states to know.
    model: KnownModel,
    open: Arc<tokio::sync::Mutex<Option<Sender>>>,
    counters: Arc<Counters>,
    last_refusal: Arc<Mutex<Option<ErrorReply>>>,
}

impl Link {
    /// A way to the server at an address; nothing is opened yet.
    pub fn new(address: SocketAddr, protocol: Protocol) -> Self {
        Self {
            address,
            protocol,
            cookie: None,
            model: KnownModel::OURS,
            open: Arc::default(),
            counters: Arc::default(),
            last_refusal: Arc::default(),
        }
    }

    /// The server is at another address now.
    pub fn moved(&mut self, address: SocketAddr) {
        self.address = address;
        self.open = Arc::default();
    }

    /// The app states that it knows this model.
    pub fn states(&mut self, model: KnownModel) {
        self.model = model;
    }

    /// Number of requests sent.
    pub fn requests(&self) -> u64 {
        self.counters.requests.load(Ordering::Relaxed)
    }

    /// The server's last refusal of a request.
    pub fn last_refusal(&self) -> Option<ErrorReply> {
        let last = self.last_refusal.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bytes that crossed so far.
    pub fn crossed(&self) -> Crossed {
        Crossed {
            sent: self.counters.sent.load(Ordering::Relaxed),
            received: self.counters.received.load(Ordering::Relaxed),
        }
    }

    /// Enrols with a code and keeps the session's cookie.
    ///
    /// # Errors
    /// When the server does not take the code.
    pub async fn enrol(&mut self, code: &str, device_name: &str) -> anyhow::Result<Session> {
        let request = EnrolRequest {
            code: code.to_owned(),
            device_name: device_name.to_owned(),
        };
        let body = serde_json::to_vec(&request)?;
        let answer = self
            .call(Method::POST, "/api/v1/enrol", JSON, body)
            .await
            .context("the server does not answer")?;
        anyhow::ensure!(
            answer.status.is_success(),
            "enrolling was answered {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        let cookie = answer.headers.get(header::SET_COOKIE);
        let cookie = cookie.and_then(|value| value.to_str().ok()?.split(';').next());
        self.cookie = Some(cookie.context("no cookie came")?.to_owned());
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// The cookie of the session.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Asks who is signed in.
    ///
    /// # Errors
    /// What the replica would be told.
    pub async fn session(&self) -> Result<Session, Failure> {
        let answer = self.call(Method::GET, "/api/v1/session", JSON, Vec::new()).await;
        let body = read(answer, JSON)?;
        serde_json::from_slice(&body).map_err(|_| Failure::Unreachable)
    }

    /// Sends a replica's request.
    ///
    /// # Errors
    /// What the replica is to be told.
    pub async fn exchange(&self, department: DepartmentId, request: &Request) -> Result<Reply, Failure> {
        let (verb, body) = match request {
            Request::Push(body) => ("push", wire::encode(body)),
            Request::Pull(body) => ("pull", wire::encode(body)),
            Request::Missing(body) => ("lacking", wire::encode(body)),
        };
        let path = format!("/api/v1/departments/{department}/{verb}");
        let answer = self.call(Method::POST, &path, wire::MEDIA_TYPE, body).await;
        if let Ok(answer) = &answer
            && !answer.status.is_success()
        {
            let mut last = self.last_refusal.lock().unwrap_or_else(PoisonError::into_inner);
            *last = serde_json::from_slice(&answer.body).ok();
        }
        let body = read(answer, wire::MEDIA_TYPE)?;
        let reply = match request {
            Request::Push(_) => wire::decode(&body).map(Reply::Push),
            Request::Pull(_) => wire::decode(&body).map(Reply::Pull),
            Request::Missing(_) => wire::decode(&body).map(Reply::Missing),
        };
        reply.map_err(|_| Failure::Unreachable)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        let mut open = self.open.lock().await;
        let calling = self.call_once(&mut open, method, path, media_type, body);
        let called = tokio::time::timeout(PATIENCE, calling).await;
        let answer = called.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer in time")));
        if answer.is_err() {
            *open = None;
        }
        answer
    }

    async fn call_once(
        &self,
        open: &mut Option<Sender>,
        method: Method,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        self.counters.requests.fetch_add(1, Ordering::Relaxed);
        let mut request = hyper::Request::new(Full::default());
        *request.method_mut() = method;
        *request.uri_mut() = match self.protocol {
            Protocol::One => path.parse()?,
            Protocol::Two => format!("http://{}{path}", self.address).parse()?,
        };
        let headers = request.headers_mut();
        if self.protocol == Protocol::One {
            headers.insert(header::HOST, self.address.to_string().parse()?);
        }
        headers.insert("feltbog-app", HeaderValue::from(wire::APP_VERSION));
        headers.insert(MODEL_HEADER, self.model.header().parse()?);
        // What a browser asks for when nobody says what.
        let accept = if body.is_empty() { media_type } else { "*/*" };
        headers.insert(header::ACCEPT, accept.parse()?);
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("gzip, deflate, br"),
        );
        if let Some(cookie) = &self.cookie {
            headers.insert(header::COOKIE, cookie.parse()?);
        }
        if !body.is_empty() {
            headers.insert(header::CONTENT_TYPE, media_type.parse()?);
            let body = if body.len() > COMPRESS {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                packer.write_all(&body)?;
                packer.finish()?
            } else {
                body
            };
            *request.body_mut() = Full::new(Bytes::from(body));
        }
        let sender = match open.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.connect().await?,
        };
        let sender = open.insert(sender);
        let response = sender.send(request).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: parts.status,
            body: unpacked(&parts.headers, &body)?,
            headers: parts.headers,
        })
    }

    async fn connect(&self) -> anyhow::Result<Sender> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let counted = Counted {
            stream,
            counters: Arc::clone(&self.counters),
        };
        let io = TokioIo::new(counted);
        // Either ends when one side lets go; what went wrong is seen by the request.
        match self.protocol {
            Protocol::One => {
                let (sender, connection) = http1::handshake(io).await?;
                tokio::spawn(async move { drop(connection.await) });
                Ok(Sender::One(sender))
            }
            Protocol::Two => {
                let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await?;
                tokio::spawn(async move { drop(connection.await) });
                Ok(Sender::Two(sender))
            }
        }
    }
}

/// The meaning of an answer for the replica: the same rules as on the phone.
fn read(answer: anyhow::Result<Answer>, media_type: &str) -> Result<Vec<u8>, Failure> {
    let answer = answer.map_err(|_| Failure::Unreachable)?;
    let stated = answer
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if answer.status.is_success() {
        let is_ours = stated.is_some_and(|stated| stated == media_type);
        return if is_ours {
            Ok(answer.body)
        } else {
            Err(Failure::Unreachable)
        };
    }
    let reply: Option<ErrorReply> = serde_json::from_slice(&answer.body).ok();
    let code = reply
        .as_ref()
        .and_then(|reply| RefusalCode::from_code(&reply.code));
    let wait = reply.and_then(|reply| reply.retry_after).unwrap_or(WAIT);
    Err(match (answer.status.as_u16(), code) {
        (429 | 503, _) => Failure::Busy(wait),
        (_, Some(RefusalCode::NotSignedIn)) => Failure::SignedOut,
        (_, Some(RefusalCode::Withdrawn)) => Failure::Withdrawn,
        (426, _) => Failure::Refused(RefusalCode::AppTooOld),
        (500.., _) | (_, None) => Failure::Unreachable,
        (_, Some(code)) => Failure::Refused(code),
    })
}

fn unpacked(headers: &HeaderMap, body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    match headers
        .get(header::CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok())
    {
        None => out.extend_from_slice(body),
        Some("gzip") => drop(flate2::read::GzDecoder::new(body).read_to_end(&mut out)?),
        Some("br") => drop(brotli::Decompressor::new(body, 4096).read_to_end(&mut out)?),
        Some(other) => anyhow::bail!("an answer packed as {other}"),
    }
    Ok(out)
}

/// A connection whose bytes are counted.
struct Counted {
    stream: TcpStream,
    counters: Arc<Counters>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        self.counters.received.fetch_add(read as u64, Ordering::Relaxed);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, buffer);
        if let Poll::Ready(Ok(written)) = &polled {
            self.counters.sent.fetch_add(*written as u64, Ordering::Relaxed);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

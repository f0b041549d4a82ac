//! The one client by which the server calls out: HTTPS to hosts on a list, with limits of time and size, and without
//! redirects.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The longest time of a call.
const CALL_TIME: Duration = Duration::from_secs(5);
/// Most bytes of an answer.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Why a call was not made or not answered.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The address is not on the list.
    #[error("{0} is not on the list of hosts that may be called")]
    NotAllowed(String),
    /// The address leads elsewhere.
    #[error("the answer leads elsewhere, which is not followed")]
    Redirect,
    /// No answer in time.
    #[error("there was no answer within {} s", CALL_TIME.as_secs())]
    Slow,
    /// The answer is too large or broken off.
    #[error("the answer cannot be read: {0}")]
    Answer(String),
    /// The host cannot be reached.
    #[error("the host cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    /// No TLS is to be had.
    #[error("TLS cannot be set up")]
    NoTls,
    /// HTTP.
    #[error("HTTP: {0}")]
    Http(#[from] hyper::Error),
}

/// The client.
#[derive(Clone)]
pub struct Outbound {
    tls: Option<TlsConnector>,
    hosts: Arc<BTreeSet<String>>,
    allows_plain_loopback: bool,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("hosts", &self.hosts).finish()
    }
}

impl Outbound {
    /// A client that calls these hosts, with the certificates that the system trusts. HTTP without TLS goes to the
    /// machine itself alone, and only where people come without TLS too.
    pub fn new(hosts: BTreeSet<String>, allows_plain_loopback: bool) -> Self {
        let tls = (!hosts.is_empty()).then(connector).flatten();
        Self {
            tls,
            hosts: Arc::new(hosts),
            allows_plain_loopback,
        }
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`OutboundError`]. An answer with an error status is an answer.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        tokio::time::timeout(CALL_TIME, self.call_patiently(request))
            .await
            .unwrap_or(Err(OutboundError::Slow))
    }

    async fn call_patiently(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        let uri = request.uri().clone();
        let not_allowed = || OutboundError::NotAllowed(uri.to_string());
        let host = uri.host().unwrap_or_default();
        if !self.hosts.contains(host) {
            return Err(not_allowed());
        }
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        match uri.scheme_str() {
            Some("https") => {
                let tls = self.tls.as_ref().ok_or(OutboundError::NoTls)?;
                let stream = TcpStream::connect((name.as_str(), uri.port_u16().unwrap_or(443))).await?;
                let name = ServerName::try_from(name).map_err(|_| not_allowed())?;
                exchange(tls.connect(name, stream).await?, request, &uri).await
            }
            Some("http") if self.allows_plain_loopback && is_loopback(&name) => {
                let stream = TcpStream::connect((name.as_str(), uri.port_u16().unwrap_or(80))).await?;
                exchange(stream, request, &uri).await
            }
            _ => Err(not_allowed()),
        }
    }
}

/// Whether a host is the machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn connector() -> Option<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "a certificate that the system trusts cannot be read");
    }
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Vec<u8>>,
    uri: &Uri,
) -> Result<Response<Vec<u8>>, OutboundError> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let talking = tokio::spawn(connection);
    let (mut parts, body) = request.into_parts();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    parts.uri = path.parse().unwrap_or_default();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(authority).map_err(|error| OutboundError::Answer(error.to_string()))?;
    parts.headers.insert(header::HOST, host);
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    let answered = async {
        let response = sender.send_request(request).await?;
        if response.status().is_redirection() {
            return Err(OutboundError::Redirect);
        }
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, ANSWER_BYTES).collect().await;
        let body = body.map_err(|error| OutboundError::Answer(error.to_string()))?;
        Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
    };
    let answer = answered.await;
    talking.abort();
    answer
}

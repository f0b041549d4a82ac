//! Calls out of the server: one client with an allow list of hosts, time limits and a limit of size. It follows no
//! redirects and trusts what the system trusts. It speaks HTTPS, and plain HTTP with the machine itself alone. Mail goes
//! by `smtp`. Webhooks have addresses that people enter: they reach any host whose addresses are all public, and the
//! connection goes to the address that was looked at.

pub mod push;
pub mod smtp;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use axum::body::Bytes;
use axum::http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::tls;

/// Longest time for a connection with its handshake.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Longest time for a request and the whole of its answer.
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// The same while somebody waits to be signed in.
const SIGN_IN_TIME: Duration = Duration::from_secs(5);
/// The same of a webhook.
const WEBHOOK_TIME: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Reason why a call out failed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The address is none that may be called.
    #[error("{0} is not among the addresses that may be called")]
    NotAllowed(String),
    /// The address cannot be reached.
    #[error("{0} cannot be reached: {1}")]
    Connect(String, std::io::Error),
    /// It did not answer in time.
    #[error("{0} does not answer in time")]
    Time(String),
    /// The answer leads elsewhere.
    #[error("{0} leads elsewhere, which is not followed")]
    Redirect(String),
    /// It answers with something else than HTTP, or with too much.
    #[error("{0} does not answer as it should: {1}")]
    Answer(String, String),
    /// Root certificates or the library's configuration cannot be used.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// A client for calls out.
#[derive(Clone)]
pub struct Outbound {
    /// None where nothing may be called, or TLS cannot be set up.
    connector: Option<TlsConnector>,
    /// Hosts with their ports.
    allowed: Arc<BTreeSet<String>>,
    /// Ends of hosts, `.example.com`, that may be called on port 443.
    allowed_domains: Arc<Vec<String>>,
    allows_plain_loopback: bool,
    /// Whether every host with public addresses may be called.
    reaches_public: bool,
    /// Longest time for a request and the whole of its answer.
    time: Duration,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// Host and port of an HTTPS address.
///
/// # Errors
/// When it is no address with `https://`.
pub fn authority(url: &str) -> Result<String, CallError> {
    Ok(Called::read(url, false)?.place)
}

/// Whether a host is the machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The place that an address leads to.
struct Called {
    /// Host and port.
    place: String,
    /// The host, without the brackets of an IPv6 address.
    host: String,
    is_plain: bool,
    /// Whether none of its addresses may be an inner one.
    must_be_public: bool,
}

impl Called {
    fn read(url: &str, allows_plain_loopback: bool) -> Result<Self, CallError> {
        let refused = || CallError::NotAllowed(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| refused())?;
        let written = uri.host().ok_or_else(refused)?.to_ascii_lowercase();
        let host = written.trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_plain = match uri.scheme_str() {
            Some("https") => false,
            Some("http") if allows_plain_loopback && is_loopback(&host) => true,
            _ => return Err(refused()),
        };
        let usual = if is_plain { 80 } else { 443 };
        Ok(Self {
            place: format!("{written}:{}", uri.port_u16().unwrap_or(usual)),
            host,
            is_plain,
            must_be_public: false,
        })
    }
}

/// TLS that trusts the certificates in a PEM file besides what the system trusts.
fn connector(roots: Option<&Path>) -> Result<TlsConnector, CallError> {
    let setup = |error: String| CallError::Setup(error);
    let mut trusted = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "a certificate that the system trusts cannot be read");
    }
    trusted.add_parsable_certificates(found.certs);
    if let Some(path) = roots {
        let pem = std::fs::read(path).map_err(|error| setup(format!("{}: {error}", path.display())))?;
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        trusted.add_parsable_certificates(read.map_err(|error| setup(error.to_string()))?);
    }
    let config = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| setup(error.to_string()))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

impl Outbound {
    /// A client that may call the hosts of these addresses, and trusts the certificates in a PEM file besides what the
    /// system trusts.
    ///
    /// # Errors
    /// When an address has no `https://`, or the root certificates cannot be read.
    pub fn new(urls: &[&str], roots: Option<&Path>) -> Result<Self, CallError> {
        let allowed: BTreeSet<_> = urls.iter().map(|url| authority(url)).collect::<Result<_, _>>()?;
        Ok(Self {
            connector: Some(connector(roots)?),
            allowed: Arc::new(allowed),
            allowed_domains: Arc::default(),
            allows_plain_loopback: false,
            reaches_public: false,
            time: ANSWER_TIME,
        })
    }

    /// A client for addresses that phones name: HTTPS to these hosts alone. A host may have a port, and `*.` before a
    /// domain stands for every host in it. Trusts the certificates in a PEM file besides what the system trusts.
    ///
    /// The log says when TLS cannot be set up; calls fail then.
    pub fn for_push(hosts: &[String], roots: Option<&Path>) -> Self {
        let (domains, hosts): (Vec<_>, Vec<_>) = hosts.iter().partition(|host| host.starts_with("*."));
        let allowed: BTreeSet<_> = hosts
            .iter()
            .filter_map(|host| authority(&format!("https://{host}")).ok())
            .collect();
        let domains = domains
            .iter()
            .map(|domain| domain.trim_start_matches('*').to_ascii_lowercase());
        let domains: Vec<String> = domains.collect();
        let is_used = !allowed.is_empty() || !domains.is_empty();
        let connector = is_used.then(|| connector(roots));
        let connector = connector.and_then(|connector| {
            connector
                .inspect_err(|error| tracing::error!(%error, "push services cannot be called"))
                .ok()
        });
        Self {
            connector,
            allowed: Arc::new(allowed),
            allowed_domains: Arc::new(domains),
            allows_plain_loopback: false,
            reaches_public: false,
            time: ANSWER_TIME,
        }
    }

    /// A client that may call every host on the internet by HTTPS and none of an inner network. Plain HTTP goes to the
    /// machine itself alone, and only where people come without TLS too.
    ///
    /// The log says when TLS cannot be set up; calls fail then.
    pub fn for_webhooks(allows_plain_loopback: bool) -> Self {
        let connector = connector(None);
        let failed = |error: &CallError| tracing::error!(%error, "webhooks cannot be called");
        Self {
            connector: connector.inspect_err(failed).ok(),
            allowed: Arc::default(),
            allowed_domains: Arc::default(),
            allows_plain_loopback,
            reaches_public: true,
            time: WEBHOOK_TIME,
        }
    }

    /// Whether an address may be called.
    pub fn allows(&self, url: &str) -> bool {
        Called::read(url, self.allows_plain_loopback).is_ok_and(|called| self.is_allowed(&called))
    }

    fn is_allowed(&self, called: &Called) -> bool {
        let is_in_domain = |end: &String| {
            called.host.ends_with(end.as_str()) && called.place == format!("{}:443", called.host)
        };
        self.allowed.contains(&called.place) || self.allowed_domains.iter().any(is_in_domain)
    }

    /// Whether an address may be called, as far as it says by itself.
    ///
    /// # Errors
    /// When it has no `https://`, or names an inner address.
    pub fn check(&self, url: &str) -> Result<(), CallError> {
        let called = Called::read(url, self.allows_plain_loopback)?;
        self.check_called(called).map(drop)
    }

    /// A client that may call the hosts of these addresses while somebody waits to be signed in. With none, it calls
    /// nobody. Plain HTTP goes to the machine itself alone, and only where people come without TLS too.
    ///
    /// Addresses that cannot be called are left out. Where TLS cannot be set up, the log says so, and calls fail.
    pub fn for_sign_in(urls: &[String], allows_plain_loopback: bool) -> Self {
        let called = urls
            .iter()
            .filter_map(|url| Called::read(url, allows_plain_loopback).ok());
        let (mut allowed, mut needs_tls) = (BTreeSet::new(), false);
        for called in called {
            needs_tls |= !called.is_plain;
            allowed.insert(called.place);
        }
        let connector = needs_tls.then(|| connector(None)).and_then(|connector| {
            connector
                .inspect_err(|error| tracing::error!(%error, "providers of identities cannot be called"))
                .ok()
        });
        Self {
            connector,
            allowed: Arc::new(allowed),
            allowed_domains: Arc::default(),
            allows_plain_loopback,
            reaches_public: false,
            time: SIGN_IN_TIME,
        }
    }

    /// Sends a request and returns the whole answer. An answer with an error status is an answer.
    ///
    /// # Errors
    /// When the address may not be called, does not answer in time and size, or leads elsewhere.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, CallError> {
        let called = self.called(&request)?.place;
        let answered = async {
            let (response, _) = self.begin(request).await?;
            if response.status().is_redirection() {
                return Err(CallError::Redirect(called.clone()));
            }
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_BYTES).collect().await;
            let body = body.map_err(|error| CallError::Answer(called.clone(), error.to_string()))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let in_time = tokio::time::timeout(self.time, answered).await;
        in_time.unwrap_or_else(|_| Err(CallError::Time(called.clone())))
    }

    /// Posts a JSON body with a header of one's own and returns the status of the answer.
    ///
    /// # Errors
    /// As [`Outbound::send`].
    pub async fn post_json(
        &self,
        url: &str,
        (name, value): (&'static str, &str),
        body: Vec<u8>,
    ) -> Result<u16, CallError> {
        let request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "Feltbog/1")
            .header(name, value)
            .body(Bytes::from(body))
            .map_err(|_| CallError::NotAllowed(url.to_owned()))?;
        Ok(self.send(request).await?.status().as_u16())
    }

    /// Reads an address and returns the answer where it is of one of these media types.
    ///
    /// # Errors
    /// As [`Outbound::send`], and for an answer with an error status or of another type.
    pub async fn get_one_of(
        &self,
        url: &str,
        media_types: &[&'static str],
    ) -> Result<(&'static str, Bytes), CallError> {
        let request = Request::get(url)
            .header(header::USER_AGENT, "Feltbog/1")
            .body(Bytes::new())
            .map_err(|_| CallError::NotAllowed(url.to_owned()))?;
        let place = self.called(&request)?.place;
        let answer = self.send(request).await?;
        let told = answer.headers().get(header::CONTENT_TYPE);
        let told = told.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut types = media_types.iter().copied();
        match types.find(|one| told.split(';').next().is_some_and(|told| told.trim() == *one)) {
            Some(found) if answer.status().is_success() => Ok((found, answer.into_body())),
            _ => Err(CallError::Answer(place, format!("{} {told}", answer.status()))),
        }
    }

    /// Sends a request and returns the head of its answer with a body that still arrives, and the certificate of the
    /// other side; none by plain HTTP. A redirect is an answer.
    ///
    /// # Errors
    /// When the address may not be called, or does not answer in time.
    pub async fn begin(
        &self,
        request: Request<Bytes>,
    ) -> Result<(Response<Incoming>, Option<CertificateDer<'static>>), CallError> {
        let called = self.called(&request)?;
        let late = |_| CallError::Time(called.place.clone());
        if called.is_plain {
            let connected = tokio::time::timeout(CONNECT_TIME, called.connect());
            let stream = connected.await.map_err(late)??;
            return Ok((self.exchange(stream, request, &called.place).await?, None));
        }
        let connected = tokio::time::timeout(CONNECT_TIME, self.connect_by_tls(&called));
        let stream = connected.await.map_err(late)??;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let certificate = certificate
            .ok_or_else(|| CallError::Answer(called.place.clone(), "no certificate".to_owned()))?
            .clone()
            .into_owned();
        let response = self.exchange(stream, request, &called.place).await?;
        Ok((response, Some(certificate)))
    }

    /// The place of a request, where it may be called.
    fn called(&self, request: &Request<Bytes>) -> Result<Called, CallError> {
        let called = Called::read(&request.uri().to_string(), self.allows_plain_loopback)?;
        self.check_called(called)
    }

    fn check_called(&self, mut called: Called) -> Result<Called, CallError> {
        if self.reaches_public {
            let is_inner = called.host.parse().is_ok_and(is_inner) || is_loopback(&called.host);
            called.must_be_public = !called.is_plain;
            return match is_inner && called.must_be_public {
                true => Err(CallError::NotAllowed(called.place)),
                false => Ok(called),
            };
        }
        match self.is_allowed(&called) {
            true => Ok(called),
            false => Err(CallError::NotAllowed(called.place)),
        }
    }

    async fn connect_by_tls(&self, called: &Called) -> Result<TlsStream<TcpStream>, CallError> {
        let connector = self.connector.as_ref();
        let connector =
            connector.ok_or_else(|| CallError::Setup("the log of the start says why".to_owned()))?;
        let name = ServerName::try_from(called.host.clone());
        let name = name.map_err(|_| CallError::NotAllowed(called.place.clone()))?;
        let stream = called.connect().await?;
        let connected = connector.connect(name, stream).await;
        connected.map_err(|error| CallError::Connect(called.place.clone(), error))
    }

    async fn exchange(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        mut request: Request<Bytes>,
        called: &str,
    ) -> Result<Response<Incoming>, CallError> {
        let answer = |error: String| CallError::Answer(called.to_owned(), error);
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| answer(error.to_string()))?;
        tokio::spawn(connection);
        let host = request
            .uri()
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        let host = HeaderValue::from_str(&host).map_err(|error| answer(error.to_string()))?;
        request.headers_mut().insert(header::HOST, host);
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = path.parse().map_err(|_| answer("no path".to_owned()))?;
        let sent = tokio::time::timeout(self.time, sender.send_request(request.map(Full::new)));
        let response = sent.await.map_err(|_| CallError::Time(called.to_owned()))?;
        response.map_err(|error| answer(error.to_string()))
    }
}

impl Called {
    async fn connect(&self) -> Result<TcpStream, CallError> {
        let failed = |error| CallError::Connect(self.place.clone(), error);
        if !self.must_be_public {
            return TcpStream::connect(&self.place).await.map_err(failed);
        }
        // The addresses that are looked at are those that are connected to: a name may have others a moment later.
        let addresses: Vec<_> = tokio::net::lookup_host(&self.place)
            .await
            .map_err(failed)?
            .collect();
        if addresses.iter().any(|address| is_inner(address.ip())) {
            return Err(CallError::NotAllowed(self.place.clone()));
        }
        TcpStream::connect(addresses.as_slice()).await.map_err(failed)
    }
}

/// Whether an address belongs to no host of the internet: the machine itself, an inner network, or a range with a purpose
/// of its own.
fn is_inner(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_inner_v4(address),
        IpAddr::V6(address) => {
            let parts = address.segments();
            let embedded = |high: u16, low: u16| {
                let [a, b] = high.to_be_bytes();
                let [c, d] = low.to_be_bytes();
                is_inner_v4(Ipv4Addr::new(a, b, c, d))
            };
            match parts {
                // ::, ::1 and IPv4 in two spellings.
                [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => {
                    address.is_loopback() || address.is_unspecified() || embedded(high, low)
                }
                // NAT64 and 6to4.
                [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
                // Local NAT64, Teredo and documentation.
                [0x64, 0xff9b, ..] | [0x2001, 0 | 0xdb8, ..] => true,
                // The internet is 2000::/3; the rest is local, multicast or nobody's.
                [first, ..] => first & 0xe000 != 0x2000,
            }
        }
    }
}

fn is_inner_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || matches!(
            (first, second, third),
            (0 | 224.., ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _)
        )
}

/// The error of the certificate itself, where it is why a call failed.
pub fn certificate_error(error: &CallError) -> Option<rustls::CertificateError> {
    let CallError::Connect(_, error) = error else {
        return None;
    };
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(error) => Some(error.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

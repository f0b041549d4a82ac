//! Calls out of the server: one client with an allow list of hosts, time limits and a limit of size. It follows no
//! redirects, speaks HTTPS alone and trusts what the system trusts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
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
    connector: TlsConnector,
    /// Hosts with their ports.
    allowed: Vec<String>,
}

/// Host and port of an HTTPS address.
///
/// # Errors
/// When it is no address with `https://`.
pub fn authority(url: &str) -> Result<String, CallError> {
    let refused = || CallError::NotAllowed(url.to_owned());
    let uri: Uri = url.parse().map_err(|_| refused())?;
    if uri.scheme_str() != Some("https") {
        return Err(refused());
    }
    let host = uri.host().ok_or_else(refused)?;
    Ok(format!("{host}:{}", uri.port_u16().unwrap_or(443)))
}

impl Outbound {
    /// A client that may call the hosts of these addresses, and trusts the certificates in a PEM file besides what the
    /// system trusts.
    ///
    /// # Errors
    /// When an address has no `https://`, or the root certificates cannot be read.
    pub fn new(urls: &[&str], roots: Option<&Path>) -> Result<Self, CallError> {
        let setup = |error: String| CallError::Setup(error);
        let mut trusted = RootCertStore::empty();
        trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
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
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            allowed: urls.iter().map(|url| authority(url)).collect::<Result<_, _>>()?,
        })
    }

    /// Sends a request and returns the whole answer.
    ///
    /// # Errors
    /// When the address may not be called, or does not answer in time and size.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, CallError> {
        let called = authority(&request.uri().to_string())?;
        let answered = async {
            let (response, _) = self.begin(request).await?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_BYTES).collect().await;
            let body = body.map_err(|error| CallError::Answer(called.clone(), error.to_string()))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let in_time = tokio::time::timeout(ANSWER_TIME, answered).await;
        in_time.unwrap_or_else(|_| Err(CallError::Time(called.clone())))
    }

    /// Sends a request and returns the head of its answer with a body that still arrives, and the certificate of the
    /// other side.
    ///
    /// # Errors
    /// As [`Outbound::send`].
    pub async fn begin(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<(Response<Incoming>, CertificateDer<'static>), CallError> {
        let called = authority(&request.uri().to_string())?;
        let connected = tokio::time::timeout(CONNECT_TIME, self.connect(&called));
        let stream = connected.await.map_err(|_| CallError::Time(called.clone()))??;
        let answer = |error: String| CallError::Answer(called.clone(), error);
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let certificate = certificate
            .ok_or_else(|| answer("no certificate".to_owned()))?
            .clone()
            .into_owned();
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
        let sent = tokio::time::timeout(ANSWER_TIME, sender.send_request(request.map(Full::new)));
        let response = sent.await.map_err(|_| CallError::Time(called.clone()))?;
        Ok((response.map_err(|error| answer(error.to_string()))?, certificate))
    }

    async fn connect(&self, called: &str) -> Result<TlsStream<TcpStream>, CallError> {
        if !self.allowed.iter().any(|allowed| allowed == called) {
            return Err(CallError::NotAllowed(called.to_owned()));
        }
        let failed = |error| CallError::Connect(called.to_owned(), error);
        let stream = TcpStream::connect(called).await.map_err(failed)?;
        let host = called.rsplit_once(':').map_or(called, |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(|_| CallError::NotAllowed(called.to_owned()))?;
        self.connector.connect(name, stream).await.map_err(failed)
    }
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

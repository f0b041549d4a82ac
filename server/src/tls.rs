//! HTTPS in the server itself: the certificate that connections are answered with, and its renewal.
//!
//! A certificate comes from files, which are read again when they change, or is ordered by ACME (`acme`). Without one,
//! as before the first order is filled, handshakes end without an answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use feltbog_shared::moment::Moment;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};

use crate::acme;
use crate::config::Tls;
use crate::state::App;

/// Time between two looks at the files.
const LOOK: Duration = Duration::from_secs(5);
/// The protocol of an authority that asks whether the name is ours (RFC 8737).
pub(crate) const CHALLENGE_PROTOCOL: &[u8] = b"acme-tls/1";

/// Reason why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// A file holds something else.
    #[error("{0} does not hold what it should: {1}")]
    Content(PathBuf, String),
    /// The key belongs to another certificate, or cannot be used.
    #[error("the key in {0} does not go with its certificate: {1}")]
    Key(PathBuf, rustls::Error),
    /// The library refuses its configuration.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
    /// A certificate cannot be read.
    #[error("a certificate cannot be read")]
    Certificate,
    /// ACME cannot begin.
    #[error(transparent)]
    Acme(#[from] acme::AcmeError),
}

/// The one source of cryptography.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The moments from and until which a certificate is valid.
///
/// # Errors
/// When it cannot be read.
pub fn validity(certificate: &CertificateDer<'_>) -> Result<(Moment, Moment), TlsError> {
    let (_, certificate) =
        x509_parser::parse_x509_certificate(certificate).map_err(|_| TlsError::Certificate)?;
    let validity = certificate.validity();
    let moment =
        |time: x509_parser::time::ASN1Time| Moment::from_millis(time.timestamp().saturating_mul(1_000));
    Ok((moment(validity.not_before), moment(validity.not_after)))
}

/// The certificates in a PEM text.
pub(crate) fn chain(pem: &[u8], path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let wrong = |why: String| TlsError::Content(path.to_owned(), why);
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let chain = read.map_err(|error| wrong(error.to_string()))?;
    if chain.is_empty() {
        return Err(wrong("no certificate in PEM".to_owned()));
    }
    Ok(chain)
}

/// Reads a certificate chain and its key, and checks that they go together.
pub(crate) fn load(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| TlsError::Read(path.to_owned(), error));
    let chain = chain(&read(certificate)?, certificate)?;
    let private = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|error| TlsError::Content(key.to_owned(), error.to_string()))?;
    CertifiedKey::from_der(chain, private, &ring::default_provider())
        .map_err(|error| TlsError::Key(key.to_owned(), error))
}

/// The certificates a server answers with.
#[derive(Debug, Default)]
pub(crate) struct Certificates {
    present: RwLock<Option<Arc<CertifiedKey>>>,
    /// Answers to an authority's questions, by the name asked for.
    challenges: Mutex<BTreeMap<String, Arc<CertifiedKey>>>,
}

impl Certificates {
    /// Answers with a certificate from now on.
    pub(crate) fn set(&self, certificate: CertifiedKey) {
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(certificate));
    }

    /// The certificate of a name for the authority that asks for it.
    pub(crate) fn set_challenge(&self, name: &str, certificate: CertifiedKey) {
        self.lock_challenges()
            .insert(name.to_owned(), Arc::new(certificate));
    }

    /// Forgets the answer to an authority's question.
    pub(crate) fn end_challenge(&self, name: &str) {
        self.lock_challenges().remove(name);
    }

    fn lock_challenges(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<CertifiedKey>>> {
        self.challenges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The moments from and until which the present certificate is valid.
    pub(crate) fn validity(&self) -> Option<(Moment, Moment)> {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        validity(present.as_ref()?.cert.first()?).ok()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if hello
            .alpn()
            .is_some_and(|mut protocols| protocols.any(|protocol| protocol == CHALLENGE_PROTOCOL))
        {
            return self.lock_challenges().get(hello.server_name()?).cloned();
        }
        self.present
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The acceptor of handshakes, with whatever keeps its certificate fresh in the background. Nothing for a server that
/// speaks plain HTTP.
///
/// # Errors
/// When the files cannot be used.
pub(crate) fn begin(app: &App) -> Result<Option<TlsAcceptor>, TlsError> {
    let certificates = app.certificates.clone();
    match &app.config.tls {
        Tls::Proxy => return Ok(None),
        Tls::Files { certificate, key } => {
            let files = Files::new(certificate, key);
            let seen = files.state();
            certificates.set(load(certificate, key)?);
            app.spawn_background(files.reloading(seen, certificates.clone(), app.stopping()));
        }
        Tls::Acme(options) => {
            let ordering = acme::begin(app, options, certificates.clone())?;
            app.spawn_background(ordering);
        }
    }
    let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_cert_resolver(certificates);
    config.alpn_protocols = [b"h2".as_slice(), b"http/1.1", CHALLENGE_PROTOCOL]
        .map(<[u8]>::to_vec)
        .into();
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

/// Certificate and key in files.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// Times of change and sizes of both files.
type Seen = [Option<(SystemTime, u64)>; 2];

impl Files {
    fn new(certificate: &Path, key: &Path) -> Self {
        Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        }
    }

    fn state(&self) -> Seen {
        [&self.certificate, &self.key].map(|path| {
            let file = std::fs::metadata(path).ok()?;
            Some((file.modified().ok()?, file.len()))
        })
    }

    /// Reads both files again when one of them changes. The present certificate stays until they go together.
    async fn reloading(
        self,
        mut seen: Seen,
        certificates: Arc<Certificates>,
        mut stopping: tokio::sync::watch::Receiver<bool>,
    ) {
        let mut told = None;
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            let found = self.state();
            if found == seen {
                continue;
            }
            match load(&self.certificate, &self.key) {
                Ok(certificate) => {
                    certificates.set(certificate);
                    seen = found;
                    tracing::info!("the new certificate is in use");
                }
                // Whoever renews them writes one after the other.
                Err(error) if told != Some(found) => {
                    told = Some(found);
                    tracing::warn!(%error, "the certificate's files changed; the one before stays in use");
                }
                Err(_) => {}
            }
        }
    }
}

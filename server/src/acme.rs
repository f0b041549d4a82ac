//! Certificates by ACME (RFC 8555): ordered for the name in the public address, proved by TLS-ALPN-01 on the server's own
//! port, kept in a folder and renewed in time.
//!
//! A certificate is renewed when the authority says so (ARI, RFC 9773), or else when two thirds of its time are over.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use feltbog_shared::moment::Moment;
use http_body_util::{BodyExt as _, Full};
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, CertificateIdentifier,
    ChallengeType, Error, HttpClient, Identifier, NewAccount, NewOrder, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::clock::Clock;
use crate::config::AcmeOptions;
use crate::durable_files::sync_folder;
use crate::outbound::{self, CallError, Outbound};
use crate::state::App;
use crate::tls::{self, Certificates, TlsError};

/// Longest time until the authority is asked again when a certificate should be renewed.
const LOOK: Duration = Duration::from_secs(6 * 3_600);
/// Shortest time between two orders, and the first pause after a failure; it doubles up to [`LOOK`].
const PAUSE: Duration = Duration::from_secs(60);
/// Most orders in a row whose nonces are refused.
const ORDERS: usize = 4;
/// Shortest lifetime for which the authority's advice is asked, in milliseconds: it speaks of windows of days.
const ADVISED: i64 = 3 * 24 * 3_600_000;
/// Longest time for the authority's proof and for the certificate.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(120));

/// Reason why certificates cannot be ordered.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The public address names no host by a name.
    #[error("a certificate can be ordered for an address like https://feltbog.example only, not for {0}")]
    Name(String),
    /// A file of the folder.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// Calls to the authority.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The authority refuses.
    #[error("the authority refuses: {0}")]
    Authority(#[from] Error),
    /// The authority offers no proof by TLS-ALPN-01.
    #[error("the authority offers no proof by tls-alpn-01")]
    NoChallenge,
    /// The authority could not prove that the name is ours.
    #[error("the authority found no proof at {0}: it must reach this server there on port 443")]
    NotProved(String),
    /// A certificate cannot be made or read.
    #[error("{0}")]
    Certificate(String),
}

impl From<rcgen::Error> for AcmeError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

impl From<TlsError> for AcmeError {
    fn from(error: TlsError) -> Self {
        Self::Certificate(error.to_string())
    }
}

/// The account at an authority, as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptAccount {
    directory: String,
    credentials: AccountCredentials,
}

/// The calls to the authority.
struct Calls(Outbound);

impl HttpClient for Calls {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let outbound = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = match body.collect().await {
                Ok(body) => body.to_bytes(),
                Err(never) => match never {},
            };
            let answer = outbound.send(Request::from_parts(parts, body)).await;
            let answer = answer.map_err(|error| Error::Other(Box::new(error)))?;
            let answer: Response<Full<Bytes>> = answer.map(Full::new);
            Ok(BytesResponse::from(answer))
        })
    }
}

struct Orderer {
    name: String,
    options: AcmeOptions,
    outbound: Outbound,
    certificates: Arc<Certificates>,
    clock: Arc<dyn Clock>,
}

/// Takes the certificate that is kept into use, and returns the work that orders and renews it.
///
/// # Errors
/// When the address has no name, or the folder cannot be used.
pub(crate) fn begin(
    app: &App,
    options: &AcmeOptions,
    certificates: Arc<Certificates>,
) -> Result<impl Future<Output = ()> + Send + use<>, AcmeError> {
    let address = &app.config.public_url;
    let not_named = || AcmeError::Name(address.clone());
    let authority = outbound::authority(address).map_err(|_| not_named())?;
    let name = authority
        .rsplit_once(':')
        .map_or(authority.as_str(), |(host, _)| host)
        .to_owned();
    if name.starts_with('[') || name.parse::<std::net::IpAddr>().is_ok() {
        return Err(not_named());
    }
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    let made = folder.create(&options.folder);
    made.map_err(|error| AcmeError::File(options.folder.clone(), error))?;
    let orderer = Orderer {
        outbound: Outbound::new(&[&options.directory], options.roots.as_deref())?,
        name,
        options: options.clone(),
        certificates,
        clock: app.clock.clone(),
    };
    let kept = orderer.certificate_file();
    if kept.exists() {
        match tls::load(&kept, &kept) {
            Ok(certificate) => orderer.certificates.set(certificate),
            Err(error) => tracing::warn!(%error, "the certificate that was kept is ordered anew"),
        }
    }
    let stopping = app.stopping();
    Ok(orderer.work(stopping))
}

impl Orderer {
    fn certificate_file(&self) -> PathBuf {
        self.options.folder.join(format!("{}.pem", self.name))
    }

    fn account_file(&self) -> PathBuf {
        self.options.folder.join("account.json")
    }

    /// Orders and renews for as long as the server runs.
    async fn work(self, mut stopping: watch::Receiver<bool>) {
        let mut failures: u32 = 0;
        loop {
            let wait = match failures {
                0 => self.until_due().await,
                _ => PAUSE.saturating_mul(1 << (failures - 1).min(9)).min(LOOK),
            };
            tokio::select! {
                () = tokio::time::sleep(wait.min(LOOK)) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            if wait > LOOK {
                continue;
            }
            match self.order().await {
                Ok(()) => {
                    failures = 0;
                    tracing::info!(name = self.name, "a new certificate is in use");
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(%error, failures, "no certificate was had; it is tried again");
                }
            }
        }
    }

    /// Time until the certificate is to be renewed: none for one that is not there.
    async fn until_due(&self) -> Duration {
        let Some((from, until)) = self.certificates.validity() else {
            return Duration::ZERO;
        };
        let lifetime = until.since(from);
        let usual = from.plus_millis(lifetime / 3 * 2);
        let latest = from.plus_millis(lifetime / 5 * 4);
        let due = match lifetime > ADVISED {
            true => self.advised().await.map_or(usual, |advised| advised.min(latest)),
            false => usual,
        };
        let millis = due.since(self.clock.now()).max(1_000);
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    }

    /// The beginning of the window in which the authority wants the certificate renewed, where it says so.
    async fn advised(&self) -> Option<Moment> {
        let pem = std::fs::read(self.certificate_file()).ok()?;
        let chain = tls::chain(&pem, &self.certificate_file()).ok()?;
        let identifier = CertificateIdentifier::try_from(chain.first()?).ok()?;
        let account = self.account().await.ok()?;
        match account.renewal_info(&identifier).await {
            Ok((info, _)) => Some(Moment::from_millis(
                info.suggested_window.start.unix_timestamp().saturating_mul(1_000),
            )),
            Err(error) => {
                tracing::debug!(%error, "the authority gives no advice on renewal");
                None
            }
        }
    }

    /// The account that is kept for the authority, or a new one.
    async fn account(&self) -> Result<Account, AcmeError> {
        let file = self.account_file();
        let builder = Account::builder_with_http(Box::new(Calls(self.outbound.clone())));
        let kept = std::fs::read(&file).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<KeptAccount>(&bytes).ok());
        if let Some(kept) = kept.filter(|kept| kept.directory == self.options.directory) {
            return Ok(builder.from_credentials(kept.credentials).await?);
        }
        let contact = self
            .options
            .contact
            .as_ref()
            .map(|address| format!("mailto:{address}"));
        let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
        let account = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let directory = self.options.directory.clone();
        let (account, credentials) = builder.create(&account, directory.clone(), None).await?;
        let kept = serde_json::to_vec(&KeptAccount {
            directory,
            credentials,
        });
        let kept = kept.map_err(|error| AcmeError::Certificate(error.to_string()))?;
        write_whole(&file, &kept)?;
        Ok(account)
    }

    /// Orders a certificate, keeps it and takes it into use.
    async fn order(&self) -> Result<(), AcmeError> {
        let mut ordered = self.ordered().await;
        for _ in 1..ORDERS {
            // Authorities refuse good nonces at times. The library repeats a request, and gives up after a few.
            if !ordered
                .as_ref()
                .is_err_and(|error| is_problem(error, ":badNonce"))
            {
                break;
            }
            ordered = self.ordered().await;
        }
        self.certificates.end_challenge(&self.name);
        if ordered
            .as_ref()
            .is_err_and(|error| is_problem(error, ":accountDoesNotExist"))
        {
            // The next order begins with a new account.
            drop(std::fs::remove_file(self.account_file()));
        }
        let (chain, key) = ordered?;
        let file = self.certificate_file();
        write_whole(&file, format!("{key}\n{chain}").as_bytes())?;
        self.certificates.set(tls::load(&file, &file)?);
        Ok(())
    }

    /// The certificate chain and the key, both in PEM.
    async fn ordered(&self) -> Result<(String, String), AcmeError> {
        let account = self.account().await?;
        let identifiers = [Identifier::Dns(self.name.clone())];
        let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let challenge = authorization.challenge(ChallengeType::TlsAlpn01);
            let mut challenge = challenge.ok_or(AcmeError::NoChallenge)?;
            let digest = challenge.key_authorization().digest();
            let proof = proof(&self.name, digest.as_ref())?;
            self.certificates.set_challenge(&self.name, proof);
            challenge.set_ready().await?;
        }
        if order.poll_ready(&PATIENCE).await? != OrderStatus::Ready {
            return Err(AcmeError::NotProved(self.name.clone()));
        }
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&PATIENCE).await?;
        Ok((chain, key))
    }
}

/// Whether an authority answered with a kind of problem.
fn is_problem(error: &AcmeError, ending: &str) -> bool {
    let AcmeError::Authority(Error::Api(problem)) = error else {
        return false;
    };
    problem
        .r#type
        .as_deref()
        .is_some_and(|kind| kind.ends_with(ending))
}

/// The certificate that proves to an authority that the name leads here.
fn proof(name: &str, digest: &[u8]) -> Result<CertifiedKey, AcmeError> {
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = tls::provider().key_provider.load_private_key(key);
    let key = key.map_err(|error| AcmeError::Certificate(error.to_string()))?;
    // Its critical extension is known to the authority alone, so it is not checked here.
    Ok(CertifiedKey::new(vec![certificate.der().clone()], key))
}

/// Writes a file whole and durably, for its owner alone.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AcmeError> {
    let failed = |error| AcmeError::File(path.to_owned(), error);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(path).map_err(failed)
}

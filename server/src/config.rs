//! The configuration of a server: its database, its address, its limits and its files.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::master_key::MasterKeySource;
use crate::network::{Network, is_listed};
use crate::outbound::{self, is_loopback};
use crate::services::budget::{self, Budget};
use crate::services::quota::Quota;
use crate::services::sign_in::settings::ProviderSettings;
use crate::services::upkeep::KeepLog;
use crate::store::DatabaseUrl;

/// Configuration of a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: DatabaseUrl,
    /// Whether to listen to other servers on the same database. Without it, what they take in is
    /// heard of some seconds later.
    pub listen: bool,
    /// How often the database is asked what is new that no hint told of: the longest that news take
    /// from one server to another when no hint comes through.
    pub poll: Duration,
    /// How old a change must be for the log to let go of its bytes, which the snapshot holds too; never
    /// without one.
    pub keep_log: Option<Duration>,
    /// How often it is looked for what has grown so old.
    pub compact_every: Duration,
    /// How long to go on serving after being asked to stop, so that a balancer notices that this
    /// server is not ready any more before it is gone.
    pub leaving: Duration,
    /// The file with the secret; without one, the file beside the database.
    pub secret_file: Option<PathBuf>,
    /// The file that tells what was erased, on a disk that backups of the database do not bring
    /// back; beside the database without one.
    pub erasure_ledger: Option<PathBuf>,
    /// The master key with which records are encrypted in the database; they are not without one.
    pub master_key: Option<MasterKeySource>,
    /// The address people use, without a path: `https://feltbog.example`.
    pub public_url: String,
    /// The oldest app that may talk to this server.
    pub min_app: u32,
    /// Budget of each device; a person has twice as much.
    pub budget: Budget,
    /// Limits of what may be stored.
    pub quota: Quota,
    /// The providers of identities by which people sign in to the office.
    pub providers: Vec<ProviderSettings>,
    /// Whether a proxy of ours stands before the server and names the caller's address, whatever address it has itself.
    pub behind_proxy: bool,
    /// The networks of proxies whose word on the caller's address is taken. With any, `behind_proxy` says nothing more.
    pub trusted_proxies: Vec<Network>,
    /// HTTPS in the server itself.
    pub tls: Tls,
    /// Mail; none without a mail server.
    pub mail: Option<MailOptions>,
    /// Push to phones.
    pub push: PushOptions,
    /// The time between two looks for mail that is due. With zero, this server sends none by itself.
    pub mail_every: Duration,
}

/// Options of mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOptions {
    /// Host of the mail server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// TLS of the connection.
    pub tls: MailTls,
    /// Name to sign in with.
    pub user: Option<String>,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// Address of the sender, with or without a name.
    pub from: String,
    /// File with further root certificates for the mail server.
    pub roots: Option<PathBuf>,
    /// Hour of the daily mail by clocks in Denmark, 0 to 23.
    pub digest_hour: u8,
}

impl MailOptions {
    /// Checks that the values go together.
    ///
    /// # Errors
    /// The reason, without a value.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.tls == MailTls::None && !is_loopback(&self.server) {
            return Err("mail leaves the machine by TLS alone: --mail-tls starttls or implicit");
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err("--mail-user and --mail-password-file go together");
        }
        if self.sender_address().is_none() {
            return Err("--mail-from is no mail address");
        }
        Ok(())
    }

    /// The mail address of the sender, without a name.
    pub fn sender_address(&self) -> Option<String> {
        outbound::smtp::address(&self.from)
    }
}

/// TLS of the connection to the mail server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailTls {
    /// From the first byte, usually on port 465.
    Implicit,
    /// By STARTTLS, without which nothing is sent; usually on port 587.
    #[default]
    StartTls,
    /// None: to the machine itself alone.
    None,
}

/// Options of push to phones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushOptions {
    /// Hosts of push services; `*.` before a domain stands for every host in it. None switch push off.
    pub hosts: Vec<String>,
    /// Address for push services to write to, `mailto:` or `https:`; the server's own without one.
    pub contact: Option<String>,
    /// File with further root certificates for push services.
    pub roots: Option<PathBuf>,
}

/// The push services of the browsers: Chrome and those made of it, Firefox, Safari, Edge.
pub const PUSH_HOSTS: &str =
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com";

impl Default for PushOptions {
    fn default() -> Self {
        Self {
            hosts: PUSH_HOSTS.split(',').map(str::to_owned).collect(),
            contact: None,
            roots: None,
        }
    }
}

/// HTTPS in the server itself.
#[derive(Clone, Debug, Default)]
pub enum Tls {
    /// None: a proxy adds HTTPS, or the server is for its own machine alone.
    #[default]
    Proxy,
    /// Certificate and key from files in PEM, read again when they change.
    Files {
        /// The certificate chain.
        certificate: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// A certificate ordered by ACME.
    Acme(AcmeOptions),
}

/// Options of certificates by ACME.
#[derive(Clone, Debug)]
pub struct AcmeOptions {
    /// Address of the authority's directory.
    pub directory: String,
    /// Mail address that the authority may write to.
    pub contact: Option<String>,
    /// Folder for account, key and certificate.
    pub folder: PathBuf,
    /// File with further root certificates for calls to the authority.
    pub roots: Option<PathBuf>,
}

/// The directory of Let's Encrypt.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

impl Config {
    /// A server on a database, known under an address.
    pub fn new(database: impl Into<DatabaseUrl>, public_url: impl Into<String>) -> Self {
        Self {
            database: database.into(),
            listen: true,
            poll: Duration::from_secs(5),
            keep_log: KeepLog::default().0,
            compact_every: Duration::from_secs(3_600),
            leaving: Duration::ZERO,
            secret_file: None,
            erasure_ledger: None,
            master_key: None,
            public_url: public_url.into(),
            min_app: 1,
            budget: budget::DEVICE,
            quota: Quota::default(),
            behind_proxy: false,
            trusted_proxies: Vec::new(),
            tls: Tls::default(),
            providers: Vec::new(),
            mail: None,
            push: PushOptions::default(),
            mail_every: Duration::from_secs(5),
        }
    }

    /// The file with the secret.
    pub fn secret_file(&self) -> PathBuf {
        let stated = self.secret_file.clone();
        stated.unwrap_or_else(|| self.database.beside(".secret"))
    }

    /// The file that tells what was erased.
    pub fn ledger_file(&self) -> PathBuf {
        let stated = self.erasure_ledger.clone();
        stated.unwrap_or_else(|| self.database.beside(".erased"))
    }

    /// The folder of the database and of what is noted about it: that of the SQLite file, or of the secret.
    pub fn data_folder(&self) -> PathBuf {
        let secret = self.secret_file();
        let file = self.database.file().unwrap_or(&secret);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new(".")).to_owned()
    }

    /// Whether a proxy of ours stands before the server.
    pub fn is_proxied(&self) -> bool {
        self.behind_proxy || !self.trusted_proxies.is_empty()
    }

    /// Whether connections from an address may be a proxy's, which brings many people.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        match self.trusted_proxies.is_empty() {
            true => self.behind_proxy,
            false => is_listed(&self.trusted_proxies, address),
        }
    }

    /// Whether people come by HTTPS. Only an address of the machine itself may do without.
    pub fn is_secure(&self) -> bool {
        let host = self.public_url.strip_prefix("http://").unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        !matches!(host, "localhost" | "127.0.0.1")
    }

    /// Whether the cookies that people get at this address are safe, for a server that listens there: with `Secure`, or
    /// on the machine itself and nowhere else.
    ///
    /// # Errors
    /// What to name instead.
    pub fn check_public_url(&self, listen: SocketAddr) -> Result<(), InsecureUrl> {
        let is_local = listen.ip().to_canonical().is_loopback() && !self.is_proxied();
        let is_safe = match self.is_secure() {
            // A browser takes and keeps such a cookie by HTTPS alone.
            true => self.public_url.starts_with("https://"),
            false => is_local,
        };
        if is_safe {
            Ok(())
        } else {
            Err(InsecureUrl(self.public_url.clone()))
        }
    }

    /// The name of a cookie of the office.
    pub fn office_cookie_name(&self, cookie: OfficeCookie) -> String {
        format!("{}-{}", self.cookie_name(), cookie.key())
    }

    /// The name of the session cookie. The prefix makes browsers refuse it from anywhere but this
    /// very host by HTTPS.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_secure() {
            "__Host-feltbog"
        } else {
            "feltbog"
        }
    }
}

/// A cookie of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeCookie {
    /// The session.
    Session,
    /// The proof that an account was signed in on the browser.
    KnownBrowser,
    /// The sign-in that has gone to a provider.
    Flow,
}

impl OfficeCookie {
    fn key(self) -> &'static str {
        match self {
            Self::Session => "office",
            Self::KnownBrowser => "known",
            Self::Flow => "flow",
        }
    }
}

/// An address at which session cookies would be sent unencrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "people's phones would send their session unencrypted to {0}: name the address that they use with \
     --public-url https://…, or listen on the machine itself alone, without a proxy (--listen 127.0.0.1:8080)"
)]
pub struct InsecureUrl(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_secure_or_stay_on_the_machine() {
        let is_taken = |url: &str, listen: &str, behind_proxy| {
            let config = Config {
                behind_proxy,
                ..Config::new(DatabaseUrl::Sqlite("feltbog.db".into()), url)
            };
            config
                .check_public_url(listen.parse().expect("an address"))
                .is_ok()
        };
        for listen in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "0.0.0.0:8080",
            "[::]:80",
            "192.0.2.1:80",
        ] {
            let is_local = listen.starts_with("127.") || listen.starts_with("[::1]");
            for behind_proxy in [false, true] {
                assert!(is_taken("https://feltbog.example", listen, behind_proxy));
                for url in ["http://localhost:8080", "http://127.0.0.1:8080"] {
                    assert_eq!(
                        is_taken(url, listen, behind_proxy),
                        is_local && !behind_proxy,
                        "{listen}"
                    );
                }
                assert!(!is_taken("http://feltbog.example", listen, behind_proxy));
            }
        }
    }
}

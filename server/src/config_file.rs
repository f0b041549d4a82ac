//! The configuration file, `/etc/feltbog/feltbog.toml`. A flag and a variable of the environment win over it.
//!
//! Its keys are the names of the flags. [`ConfigFile::values`] hands them to the command line as defaults, so that each
//! value is read by one rule only.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer};

use crate::network::Network;
use crate::services::budget::Budget;
use crate::services::quota::Quota;
use crate::services::upkeep::KeepLog;
use crate::store::DatabaseUrl;

/// The path of the configuration file unless another one is named.
pub const DEFAULT_PATH: &str = "/etc/feltbog/feltbog.toml";

/// Reason why a configuration file cannot be used. Its text never quotes a value, which may be a password.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// The file cannot be read.
    #[error("cannot read {0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// A line of it is wrong.
    #[error("{0}, line {1}: {2}")]
    Line(PathBuf, usize, String),
    /// Two values do not go together.
    #[error("{0}: {1}")]
    Values(PathBuf, &'static str),
}

/// Mode of TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// Plain HTTP: a proxy in front adds HTTPS, or the server is for its own machine alone.
    #[default]
    Proxy,
    /// HTTPS with certificate and key from files.
    Files,
    /// HTTPS with a certificate that the server orders itself by ACME.
    Acme,
}

impl TlsMode {
    /// The word for it in the configuration.
    pub fn key(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Files => "files",
            Self::Acme => "acme",
        }
    }
}

/// The section `[tls]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsSection {
    /// Mode of TLS.
    pub mode: TlsMode,
    /// File with the certificate chain, in PEM. For `files`.
    pub certificate: Option<PathBuf>,
    /// File with the private key, in PEM. For `files`.
    pub key: Option<PathBuf>,
    /// Address of the authority's ACME directory. For `acme`.
    pub directory: Option<String>,
    /// Mail address that the authority may write to. For `acme`.
    pub contact: Option<String>,
    /// Folder for account, key and certificate. For `acme`.
    pub folder: Option<PathBuf>,
    /// File with further root certificates for calls to the authority. For `acme`.
    pub roots: Option<PathBuf>,
}

/// The section `[backup]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupSection {
    /// Recipient of backups: the line `age1…` that `feltbog keys` printed.
    pub recipient: Option<String>,
    /// Folder of dated backups.
    pub folder: Option<PathBuf>,
    /// Number of dated backups that are kept.
    pub keep: Option<u32>,
}

/// TLS of the connection to the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTlsMode {
    /// STARTTLS, without which nothing is sent.
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// None: a mail server on this machine alone.
    None,
}

impl MailTlsMode {
    /// The word for it in the configuration.
    pub fn key(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }
}

/// The section `[mail]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSection {
    /// Host of the mail server. Without one, no mail is sent.
    pub server: Option<String>,
    /// Port of the mail server.
    pub port: Option<u16>,
    /// TLS of the connection.
    pub tls: Option<MailTlsMode>,
    /// Name to sign in with.
    pub user: Option<String>,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// Address of the sender.
    pub from: Option<String>,
    /// File with further root certificates for the mail server.
    pub roots: Option<PathBuf>,
    /// Hour of the daily mail.
    pub digest_hour: Option<u8>,
}

/// The section `[push]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushSection {
    /// Hosts of push services; an empty list switches push off.
    pub hosts: Option<Vec<String>>,
    /// Address that push services may write to.
    pub contact: Option<String>,
    /// File with further root certificates for push services.
    pub roots: Option<PathBuf>,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogForm {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Content of the configuration file. All of it is optional.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// Address that people use, without a path.
    pub public_url: Option<String>,
    /// The database.
    #[serde(deserialize_with = "parsed")]
    pub database_url: Option<DatabaseUrl>,
    /// File with the server's secret.
    pub secret_file: Option<PathBuf>,
    /// File that tells what was erased.
    pub erasure_ledger: Option<PathBuf>,
    /// File with the master key, with which records are encrypted in the database.
    pub master_key_file: Option<PathBuf>,
    /// Address to listen on.
    pub listen: Option<SocketAddr>,
    /// Address for metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// Networks of the proxies whose word on the caller's address is taken.
    pub trusted_proxies: Vec<Network>,
    /// Whether any neighbour is a proxy of ours. `trusted_proxies` is the better answer.
    pub behind_proxy: bool,
    /// Seconds of service after SIGTERM.
    pub leave_seconds: Option<u64>,
    /// Whether hints of other servers are not listened to.
    pub no_listen: bool,
    /// Days for which the log keeps bytes.
    #[serde(deserialize_with = "parsed")]
    pub keep_log: Option<KeepLog>,
    /// Budget of a device.
    #[serde(deserialize_with = "parsed")]
    pub budget: Option<Budget>,
    /// Megabytes for a person and for a department.
    #[serde(deserialize_with = "parsed")]
    pub quota: Option<Quota>,
    /// File with the providers of identities.
    pub providers: Option<PathBuf>,
    /// Form of the log.
    pub log_format: Option<LogForm>,
    /// HTTPS.
    pub tls: TlsSection,
    /// Backups.
    pub backup: BackupSection,
    /// Mail.
    pub mail: MailSection,
    /// Push to phones.
    pub push: PushSection,
}

/// Reads a value by the rule of its flag. Whole numbers may stand without quotation marks.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    source: D,
) -> Result<Option<T>, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a whole number")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_i64<E>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }
    let text = source.deserialize_any(Text)?;
    text.parse().map(Some).map_err(D::Error::custom)
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, has a key that is unknown, or a value that is none.
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        let text =
            std::fs::read_to_string(path).map_err(|error| ConfigFileError::Read(path.into(), error))?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, ConfigFileError> {
        let file: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(before).filter(|byte| *byte == b'\n').count() + 1;
            ConfigFileError::Line(path.into(), line, error.message().to_owned())
        })?;
        let refuse = |why| Err(ConfigFileError::Values(path.into(), why));
        match file.tls.mode {
            TlsMode::Files if file.tls.certificate.is_none() || file.tls.key.is_none() => {
                refuse("[tls] with mode = \"files\" needs certificate and key")
            }
            TlsMode::Acme if file.public_url.is_none() => {
                refuse("[tls] with mode = \"acme\" needs public_url: the certificate is ordered for it")
            }
            _ if file.mail.server.is_some() && file.mail.from.is_none() => {
                refuse("[mail] with a server needs from: the address of the sender")
            }
            _ => Ok(file),
        }
    }

    /// The values as flags would state them, by the flag's name with underscores.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        fn text<T: ToString>(value: Option<&T>) -> Option<String> {
            value.map(ToString::to_string)
        }
        fn path(value: Option<&PathBuf>) -> Option<String> {
            value.map(|path| path.display().to_string())
        }
        let database = self.database_url.as_ref().map(DatabaseUrl::whole);
        let proxies: Vec<_> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        let log_format = self.log_format.map(|form| match form {
            LogForm::Text => "text".to_owned(),
            LogForm::Json => "json".to_owned(),
        });
        let stated = [
            ("public_url", self.public_url.clone()),
            ("database_url", database),
            ("secret_file", path(self.secret_file.as_ref())),
            ("erasure_ledger", path(self.erasure_ledger.as_ref())),
            ("master_key_file", path(self.master_key_file.as_ref())),
            ("listen", text(self.listen.as_ref())),
            ("metrics_listen", text(self.metrics_listen.as_ref())),
            (
                "trusted_proxies",
                (!proxies.is_empty()).then(|| proxies.join(",")),
            ),
            ("behind_proxy", self.behind_proxy.then(|| "true".to_owned())),
            ("leave_seconds", text(self.leave_seconds.as_ref())),
            ("no_listen", self.no_listen.then(|| "true".to_owned())),
            ("keep_log", text(self.keep_log.as_ref())),
            ("budget", text(self.budget.as_ref())),
            ("quota", text(self.quota.as_ref())),
            ("providers", path(self.providers.as_ref())),
            ("log_format", log_format),
            ("tls", Some(self.tls.mode.key().to_owned())),
            ("tls_certificate", path(self.tls.certificate.as_ref())),
            ("tls_key", path(self.tls.key.as_ref())),
            ("acme_directory", self.tls.directory.clone()),
            ("acme_contact", self.tls.contact.clone()),
            ("acme_folder", path(self.tls.folder.as_ref())),
            ("acme_roots", path(self.tls.roots.as_ref())),
            ("recipient", self.backup.recipient.clone()),
            ("folder", path(self.backup.folder.as_ref())),
            ("keep", text(self.backup.keep.as_ref())),
            ("mail_server", self.mail.server.clone()),
            ("mail_port", text(self.mail.port.as_ref())),
            ("mail_tls", self.mail.tls.map(|mode| mode.key().to_owned())),
            ("mail_user", self.mail.user.clone()),
            ("mail_password_file", path(self.mail.password_file.as_ref())),
            ("mail_from", self.mail.from.clone()),
            ("mail_roots", path(self.mail.roots.as_ref())),
            ("mail_digest_hour", text(self.mail.digest_hour.as_ref())),
            (
                "push_hosts",
                self.push.hosts.as_ref().map(|hosts| hosts.join(",")),
            ),
            ("push_contact", self.push.contact.clone()),
            ("push_roots", path(self.push.roots.as_ref())),
        ];
        let stated = stated.into_iter();
        stated.filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Keys of a section, by the names of their flags.
const SECTIONS: [(&str, &[(&str, &str)]); 4] = [
    (
        "tls",
        &[
            ("tls", "mode"),
            ("tls_certificate", "certificate"),
            ("tls_key", "key"),
            ("acme_directory", "directory"),
            ("acme_contact", "contact"),
            ("acme_folder", "folder"),
            ("acme_roots", "roots"),
        ],
    ),
    (
        "backup",
        &[("recipient", "recipient"), ("folder", "folder"), ("keep", "keep")],
    ),
    (
        "mail",
        &[
            ("mail_server", "server"),
            ("mail_port", "port"),
            ("mail_tls", "tls"),
            ("mail_user", "user"),
            ("mail_password_file", "password_file"),
            ("mail_from", "from"),
            ("mail_roots", "roots"),
            ("mail_digest_hour", "digest_hour"),
        ],
    ),
    (
        "push",
        &[
            ("push_hosts", "hosts"),
            ("push_contact", "contact"),
            ("push_roots", "roots"),
        ],
    ),
];

/// The text of a file with these values, which are named as [`ConfigFile::values`] names them.
pub fn written(values: &[(&'static str, String)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let value = |name: &str, text: &str| match name {
        "trusted_proxies" | "push_hosts" => {
            let all: Vec<_> = text
                .split(',')
                .filter(|one| !one.is_empty())
                .map(quoted)
                .collect();
            format!("[{}]", all.join(", "))
        }
        "behind_proxy" | "no_listen" | "leave_seconds" | "keep" | "mail_port" | "mail_digest_hour" => {
            text.to_owned()
        }
        _ => quoted(text),
    };
    let of_section = |name: &str| {
        SECTIONS
            .iter()
            .any(|(_, keys)| keys.iter().any(|(flag, _)| *flag == name))
    };
    let mut lines =
        vec!["# Written by feltbog init. A flag and a variable of the environment win over it.".to_owned()];
    let of_no_section = values.iter().filter(|(name, _)| !of_section(name));
    lines.extend(of_no_section.map(|(name, text)| format!("{name} = {}", value(name, text))));
    for (section, keys) in SECTIONS {
        let stated: Vec<_> = keys
            .iter()
            .filter_map(|(flag, key)| {
                let (_, text) = values.iter().find(|(name, _)| name == flag)?;
                Some(format!("{key} = {}", value(flag, text)))
            })
            .collect();
        if !stated.is_empty() {
            lines.push(format!("\n[{section}]"));
            lines.extend(stated);
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        let read = ConfigFile::parse(text, Path::new("feltbog.toml"));
        read.expect_err("it is wrong").to_string()
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line_and_what_is_known() {
        let told = refusal("public_url = \"https://feltbog.example\"\n\npublik_url = \"x\"\n");
        assert!(
            told.starts_with("feltbog.toml, line 3: unknown field `publik_url`"),
            "{told}"
        );
        assert!(
            told.contains("`public_url`") && told.contains("`trusted_proxies`"),
            "{told}"
        );
        let told = refusal("[tls]\nmode = \"files\"\ncert = \"a\"\n");
        assert!(
            told.starts_with("feltbog.toml, line 3: unknown field `cert`"),
            "{told}"
        );
        assert!(told.contains("`certificate`"), "{told}");
    }

    #[test]
    fn a_wrong_value_is_told_with_its_line_and_never_quoted() {
        let told = refusal("listen = \"127.0.0.1:8080\"\ndatabase_url = \"mysql://a:hemmeligt@b/c\"\n");
        assert!(told.starts_with("feltbog.toml, line 2: "), "{told}");
        assert!(!told.contains("hemmeligt"), "{told}");
        assert!(
            refusal("database_url = \"postgres://a:hemmeligt@b/c\n").starts_with("feltbog.toml, line 1: ")
        );
        assert!(refusal("[tls]\nmode = \"files\"\n").contains("certificate and key"));
        assert!(refusal("[tls]\nmode = \"acme\"\n").contains("public_url"));
    }

    #[test]
    fn what_is_stated_becomes_the_defaults_of_the_flags() {
        let text = "keep_log = 30\nno_listen = true\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n\
                    database_url = \"postgres://a:hemmeligt@b/c\"\n[backup]\nkeep = 14\n";
        let file = ConfigFile::parse(text, Path::new("feltbog.toml")).expect("it is right");
        let values = file.values();
        for stated in [
            ("keep_log", "30"),
            ("no_listen", "true"),
            ("trusted_proxies", "127.0.0.1/32,10.0.0.0/8"),
            ("database_url", "postgres://a:hemmeligt@b/c"),
            ("keep", "14"),
            ("tls", "proxy"),
        ] {
            assert!(values.contains(&(stated.0, stated.1.to_owned())), "{stated:?}");
        }
        assert_eq!(values.len(), 6);
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let values = [
            ("public_url", "https://feltbog.example"),
            ("database_url", "postgres://a:\"hemme\\ligt@b/c"),
            ("trusted_proxies", "127.0.0.1/32,10.0.0.0/8"),
            ("leave_seconds", "5"),
            ("tls", "files"),
            ("tls_certificate", "/etc/feltbog/certificate.pem"),
            ("tls_key", "/etc/feltbog/key.pem"),
            ("recipient", "age1abc"),
            ("keep", "30"),
            ("mail_server", "smtp.example.dk"),
            ("mail_port", "465"),
            ("mail_tls", "implicit"),
            ("mail_from", "Feltbog <feltbog@example.dk>"),
            ("mail_digest_hour", "6"),
            ("push_hosts", "push.example.dk,*.push.example.dk"),
        ];
        let values = values.map(|(name, value)| (name, value.to_owned()));
        let file = ConfigFile::parse(&written(&values), Path::new("feltbog.toml")).expect("it is right");
        assert_eq!(file.values(), values);
    }
}

//! The options of mail and push, and their rules.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use feltbog_server::Config;
use feltbog_server::config::{MailOptions, MailTls, PUSH_HOSTS, PushOptions};
use feltbog_server::config_file::{MailSection, MailTlsMode};

use crate::exit::Misconfigured;

/// Mail and push to phones.
#[derive(Args)]
pub(crate) struct MailArguments {
    /// The host of the mail server. Without one, no mail is sent.
    #[arg(long, env = "FELTBOG_MAIL_SERVER", value_name = "HOST")]
    mail_server: Option<String>,
    /// The port of the mail server; 587, or 465 with --mail-tls implicit, or 25 with --mail-tls none.
    #[arg(long, env = "FELTBOG_MAIL_PORT", value_name = "PORT")]
    mail_port: Option<u16>,
    /// TLS of the connection to the mail server.
    #[arg(long, env = "FELTBOG_MAIL_TLS", value_enum, default_value_t)]
    mail_tls: TlsChoice,
    /// The name to sign in to the mail server with.
    #[arg(long, env = "FELTBOG_MAIL_USER", value_name = "NAME")]
    mail_user: Option<String>,
    /// The file with the password that goes with it.
    #[arg(long, env = "FELTBOG_MAIL_PASSWORD_FILE", value_name = "FILE")]
    mail_password_file: Option<PathBuf>,
    /// The sender: feltbog@example.dk, or Feltbog <feltbog@example.dk>.
    #[arg(long, env = "FELTBOG_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Further root certificates for the mail server, in PEM.
    #[arg(long, env = "FELTBOG_MAIL_ROOTS", value_name = "FILE")]
    mail_roots: Option<PathBuf>,
    /// The hour of the daily mail by clocks in Denmark.
    #[arg(long, env = "FELTBOG_MAIL_DIGEST_HOUR", value_name = "HOUR", default_value_t = 7, value_parser = clap::value_parser!(u8).range(0..24))]
    mail_digest_hour: u8,
    /// The hosts of push services that phones may name, separated by commas; `*.` before a domain stands for every host
    /// in it, and nothing at all switches push off.
    #[arg(long, env = "FELTBOG_PUSH_HOSTS", value_name = "HOSTS", default_value = PUSH_HOSTS, value_delimiter = ',')]
    push_hosts: Vec<String>,
    /// An address that push services may write to: mailto:… or https:…; the sender's or the server's own without one.
    #[arg(long, env = "FELTBOG_PUSH_CONTACT", value_name = "ADDRESS")]
    push_contact: Option<String>,
    /// Further root certificates for push services, in PEM.
    #[arg(long, env = "FELTBOG_PUSH_ROOTS", value_name = "FILE")]
    push_roots: Option<PathBuf>,
}

/// TLS of the connection to the mail server.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum TlsChoice {
    /// STARTTLS, without which nothing is sent.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// None: a mail server on this machine alone.
    None,
}

impl TlsChoice {
    /// The option, and its usual port.
    fn options(self) -> (MailTls, u16) {
        match self {
            Self::Starttls => (MailTls::StartTls, 587),
            Self::Implicit => (MailTls::Implicit, 465),
            Self::None => (MailTls::None, 25),
        }
    }

    /// The choice as the configuration file has it.
    pub(crate) fn mode(self) -> MailTlsMode {
        match self {
            Self::Starttls => MailTlsMode::Starttls,
            Self::Implicit => MailTlsMode::Implicit,
            Self::None => MailTlsMode::None,
        }
    }
}

/// Checks a section of the configuration file, as `serve` will.
///
/// # Errors
/// When its values do not go together.
pub(crate) fn check_section(section: &MailSection) -> anyhow::Result<()> {
    let Some(server) = section.server.clone() else {
        return Ok(());
    };
    let from = section.from.clone();
    let from =
        from.ok_or_else(|| Misconfigured("a mail server needs the address of the sender".to_owned()))?;
    let choice = match section.tls {
        None | Some(MailTlsMode::Starttls) => TlsChoice::Starttls,
        Some(MailTlsMode::Implicit) => TlsChoice::Implicit,
        Some(MailTlsMode::None) => TlsChoice::None,
    };
    let (tls, port) = choice.options();
    let mail = MailOptions {
        server,
        port: section.port.unwrap_or(port),
        tls,
        user: section.user.clone(),
        password_file: section.password_file.clone(),
        from,
        roots: section.roots.clone(),
        digest_hour: section.digest_hour.unwrap_or(7),
    };
    let checked = mail.check().map_err(|told| Misconfigured(told.to_owned()));
    Ok(checked?)
}

impl MailArguments {
    /// A configuration with these options.
    ///
    /// # Errors
    /// When they do not go together.
    pub(crate) fn with(self, config: Config) -> anyhow::Result<Config> {
        let (tls, port) = self.mail_tls.options();
        let server = self.mail_server.filter(|server| !server.is_empty());
        let mail = match (server, self.mail_from) {
            (None, _) => None,
            (Some(_), None) => return Err(Misconfigured("--mail-server needs --mail-from".to_owned()).into()),
            (Some(server), Some(from)) => Some(MailOptions {
                server,
                port: self.mail_port.unwrap_or(port),
                tls,
                user: self.mail_user,
                password_file: self.mail_password_file,
                from,
                roots: self.mail_roots,
                digest_hour: self.mail_digest_hour,
            }),
        };
        if let Some(mail) = &mail {
            mail.check().map_err(|told| Misconfigured(told.to_owned()))?;
        }
        let sender = mail.as_ref().and_then(MailOptions::sender_address);
        let hosts = self.push_hosts.into_iter().filter(|host| !host.is_empty());
        let push = PushOptions {
            hosts: hosts.collect(),
            contact: self
                .push_contact
                .or(sender.map(|address| format!("mailto:{address}"))),
            roots: self.push_roots,
        };
        Ok(Config { mail, push, ..config })
    }
}

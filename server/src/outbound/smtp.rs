//! Mail by SMTP: to the one server that is configured, by TLS, and without TLS to the machine itself alone.

use std::time::{Duration, SystemTime};

use feltbog_shared::moment::Moment;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::is_loopback;
use crate::config::{MailOptions, MailTls};

/// Longest time for one command and its answer.
const COMMAND_TIME: Duration = Duration::from_secs(20);
/// Longest time for a whole mail.
const MAIL_TIME: Duration = Duration::from_secs(60);
/// Answers by which a server refuses this server itself, and no address: the password, or that there is one.
const REFUSES_US: [u16; 5] = [502, 530, 534, 535, 538];

/// Reason why a mail was not sent. Its text holds no mail address and no password.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The server does not take this mail, and will not later.
    #[error("the mail server refused it for good ({0})")]
    Refused(String),
    /// It was not sent this time.
    #[error("{0}")]
    Later(String),
    /// Address, certificate or password cannot be used.
    #[error("mail is not set up right: {0}")]
    Setup(String),
}

/// The mail address in a text with or without a name before it; nothing for what is none.
pub fn address(text: &str) -> Option<String> {
    let mailbox: Mailbox = text.parse().ok()?;
    Some(mailbox.email.to_string())
}

/// A mail in plain text.
#[derive(Clone, Debug)]
pub struct OutgoingMail<'a> {
    /// The address of the reader.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// A name of the mail that is the same in every try.
    pub name: &'a str,
    /// The time of the mail.
    pub at: Moment,
}

/// The client of the mail server.
#[derive(Clone, Debug)]
pub struct Mailer {
    options: MailOptions,
}

impl Mailer {
    /// The client of the server that is configured. Nothing is called yet.
    pub fn new(options: &MailOptions) -> Self {
        Self {
            options: options.clone(),
        }
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// When it is not sent. What the other side took after the time was over may arrive all the same.
    pub async fn send(&self, mail: &OutgoingMail<'_>) -> Result<(), MailError> {
        let message = self.message(mail)?;
        let transport = self.transport()?;
        let sent = tokio::time::timeout(MAIL_TIME, transport.send(message)).await;
        let sent =
            sent.map_err(|_| MailError::Later("the mail server does not answer in time".to_owned()))?;
        sent.map(drop).map_err(|error| told(&error))
    }

    /// Signs in to the server and says nothing more.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn test(&self) -> Result<(), MailError> {
        let transport = self.transport()?;
        let tested = tokio::time::timeout(MAIL_TIME, transport.test_connection()).await;
        let tested =
            tested.map_err(|_| MailError::Later("the mail server does not answer in time".to_owned()))?;
        match tested.map_err(|error| told(&error))? {
            true => Ok(()),
            false => Err(MailError::Later(
                "the mail server answers with a refusal".to_owned(),
            )),
        }
    }

    fn message(&self, mail: &OutgoingMail<'_>) -> Result<Message, MailError> {
        let from: Mailbox = self
            .options
            .from
            .parse()
            .map_err(|_| MailError::Setup("the sender is no mail address".to_owned()))?;
        let to: Address = mail
            .to
            .parse()
            .map_err(|_| MailError::Refused("no mail address".to_owned()))?;
        let host = from.email.domain().to_owned();
        let seconds = u64::try_from(mail.at.seconds()).unwrap_or_default();
        Message::builder()
            .message_id(Some(format!("<{}@{host}>", mail.name)))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())
            .map_err(|error| MailError::Setup(error.to_string()))
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
        let setup = |error: String| MailError::Setup(error);
        let options = &self.options;
        let tls = match options.tls {
            MailTls::None if is_loopback(&options.server) => Tls::None,
            MailTls::None => {
                return Err(setup("mail leaves the machine by TLS alone".to_owned()));
            }
            MailTls::StartTls => Tls::Required(self.parameters()?),
            MailTls::Implicit => Tls::Wrapper(self.parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&options.server)
            .port(options.port)
            .tls(tls)
            .hello_name(ClientId::Domain(self.own_name()))
            .timeout(Some(COMMAND_TIME));
        if let (Some(user), Some(file)) = (&options.user, &options.password_file) {
            let password = std::fs::read_to_string(file)
                .map_err(|error| setup(format!("{}: {error}", file.display())))?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(builder.build())
    }

    /// The name by which this server greets: the host of the sender's address.
    fn own_name(&self) -> String {
        let from = self.options.from.parse::<Mailbox>();
        from.map_or_else(|_| "localhost".to_owned(), |from| from.email.domain().to_owned())
    }

    fn parameters(&self) -> Result<TlsParameters, MailError> {
        let setup = |error: String| MailError::Setup(error);
        let mut builder = TlsParameters::builder(self.options.server.clone());
        if let Some(path) = &self.options.roots {
            let pem = std::fs::read(path).map_err(|error| setup(format!("{}: {error}", path.display())))?;
            let roots = Certificate::from_pem(&pem).map_err(|error| setup(error.to_string()))?;
            builder = builder.add_root_certificate(roots);
        }
        builder.build_rustls().map_err(|error| setup(error.to_string()))
    }
}

/// An error of the library, without what the server says in its own words: they quote addresses.
fn told(error: &lettre::transport::smtp::Error) -> MailError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return match error.is_permanent() && !REFUSES_US.contains(&code) {
            true => MailError::Refused(code.to_string()),
            false => MailError::Later(format!("the mail server answers with {code}")),
        };
    }
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    MailError::Later(text)
}

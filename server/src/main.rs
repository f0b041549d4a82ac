//! The command line. Nothing but reading arguments and printing.

mod audit_command;
mod exit;
mod export_command;
mod folders;
mod found;
mod mail_arguments;
mod master_key_command;
mod operate;
mod secret_command;
mod subject_command;

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use feltbog_server::clock::{Clock as _, SystemClock, SystemRandom};
use feltbog_server::config::{AcmeOptions, LETS_ENCRYPT, Tls};
use feltbog_server::config_file::{self, ConfigFile};
use feltbog_server::doctor::{self, Examination, Outcome};
use feltbog_server::master_key::MasterKeySource;
use feltbog_server::network::Network;
use feltbog_server::services::budget::{self, Budget};
use feltbog_server::services::enrolment;
use feltbog_server::services::letters::seal;
use feltbog_server::services::projection::instant;
use feltbog_server::services::quota::Quota;
use feltbog_server::services::sign_in::{invitation, settings};
use feltbog_server::services::upkeep::KeepLog;
use feltbog_server::store::DatabaseUrl;
use feltbog_server::{App, Config};
use feltbog_server::{demo, serve};
use feltbog_shared::id::UserId;
use feltbog_shared::language::Language;
use tracing_subscriber::EnvFilter;

use crate::exit::Misconfigured;
use crate::mail_arguments::MailArguments;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Feltbog's server: takes in what phones recorded and merges it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The configuration file. Flags and variables win over it; without the option, /etc/feltbog/feltbog.toml is read where
    /// it is.
    #[arg(long, global = true, env = "FELTBOG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// How lines of the log are written.
    #[arg(long, global = true, env = "FELTBOG_LOG_FORMAT", value_enum, default_value_t)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for whatever gathers logs.
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Serve phones.
    Serve {
        #[command(flatten)]
        database: Database,
        /// The address to listen on.
        #[arg(long, env = "FELTBOG_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// An address of its own for figures in Prometheus' format. Never one that phones reach.
        #[arg(long, env = "FELTBOG_METRICS_LISTEN")]
        metrics_listen: Option<SocketAddr>,
        /// Begin with the demo organisation and print enrolment links for it.
        #[arg(long)]
        demo: bool,
        #[command(flatten)]
        front: Front,
        /// How many seconds to go on serving after SIGTERM, not ready any more: what a balancer
        /// takes to notice.
        #[arg(long, env = "FELTBOG_LEAVE_SECONDS", default_value_t = 0)]
        leave_seconds: u64,
        /// Do not listen to other servers on the same database, as behind a pooler that carries no
        /// notifications. What they take in is then heard of some seconds later.
        #[arg(long)]
        no_listen: bool,
        /// How many days the log keeps the bytes of a change whose document is kept whole beside it, or
        /// `forever`. A phone that was away for longer is sent whole documents.
        #[arg(long, env = "FELTBOG_KEEP_LOG", value_name = "DAYS", default_value_t)]
        keep_log: KeepLog,
        /// The budget of each device, in changes or so: MOST at once, and the number that comes back EACH second. A
        /// person may ask for twice as much.
        #[arg(long, env = "FELTBOG_BUDGET", value_name = "MOST:EACH", default_value_t = budget::DEVICE)]
        budget: Budget,
        /// Most megabytes that one PERSON and a whole DEPARTMENT store, in changes that are not compacted yet and in
        /// pictures. The share that is used is among the figures (`feltbog_quota_used_ratios`).
        #[arg(
            long,
            env = "FELTBOG_QUOTA",
            value_name = "PERSON:DEPARTMENT",
            default_value_t
        )]
        quota: Quota,
        /// The TOML file with the providers of identities by which people sign in to the office.
        #[arg(long, env = "FELTBOG_PROVIDERS", value_name = "FILE")]
        providers: Option<PathBuf>,
        #[command(flatten)]
        mail: Box<MailArguments>,
    },
    /// Begin an organisation: its departments, its first administrator and the action cards. Run again with the same
    /// values, it changes nothing.
    Init(Box<found::Init>),
    /// Read in departments, people, grants and dwellings from lists as an administration exports them (CSV or XLSX): all
    /// of it or nothing. Ends with 1 when a list has faults.
    Import(Box<found::Import>),
    /// Print a code with which a person enrols a phone.
    Enrol {
        #[command(flatten)]
        database: Database,
        /// The person's id or name.
        #[arg(long)]
        user: String,
    },
    /// Print a link by which a person gets an account of the office, or other factors for the one that stands.
    Invite {
        #[command(flatten)]
        database: Database,
        /// The person's number as an employee, id or name.
        #[arg(long)]
        user: String,
    },
    /// Print a link by which a person administers everything for half an hour, when no administrator can sign in. It
    /// works for fifteen minutes and reads no records.
    BreakGlass {
        #[command(flatten)]
        database: Database,
        /// The person's number as an employee, id or name.
        #[arg(long)]
        user: String,
        /// The reason, which is kept.
        #[arg(long)]
        reason: String,
    },
    /// Look at everything that goes wrong around a server, and say what to do. Changes nothing. Ends with 0, with 6 where
    /// there are warnings and with 7 where there are faults.
    Doctor {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        front: Front,
        #[command(flatten)]
        mail: Box<MailArguments>,
        /// One JSON object instead of sentences.
        #[arg(long)]
        json: bool,
        /// The language of the sentences: da or en.
        #[arg(long, default_value = "da", value_parser = language)]
        language: Language,
        /// Further root certificates for calls to the server's own address, in PEM.
        #[arg(long, value_name = "FILE")]
        roots: Option<PathBuf>,
        /// The TOML file with the providers of identities, as for `serve`.
        #[arg(long, env = "FELTBOG_PROVIDERS", value_name = "FILE")]
        providers: Option<PathBuf>,
        /// The quotas, as for `serve`.
        #[arg(
            long,
            env = "FELTBOG_QUOTA",
            value_name = "PERSON:DEPARTMENT",
            default_value_t
        )]
        quota: Quota,
        /// The version that is to be installed next: says what it needs.
        #[arg(long, value_name = "VERSION")]
        for_version: Option<doctor::Version>,
    },
    /// Bring the database up to date and do nothing else.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Verify the seal of a bundle for the tenancy board. Neither a server nor a database is asked.
    VerifyBundle {
        /// The PDF.
        file: PathBuf,
        /// The server's public key, from /segl or /api/v1/seal-key of its address. Without it, the key that the file
        /// itself names is printed for comparison.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    #[command(flatten)]
    Operate(operate::Command),
    /// Write everything that is kept about a home into a folder, as JSON and HTML, for an answer to whoever lives there.
    Subject(Box<subject_command::Subject>),
    /// Make or rotate the master key, with which records are encrypted in the database.
    MasterKey {
        #[command(subcommand)]
        command: master_key_command::MasterKeyCommand,
    },
    /// Rotate the server's secret.
    Secret {
        #[command(subcommand)]
        command: secret_command::SecretCommand,
    },
    /// Look at the access log and verify it.
    Audit {
        #[command(subcommand)]
        command: audit_command::AuditCommand,
    },
}

/// The options of what stands between people and the server.
#[derive(Args)]
struct Front {
    /// A proxy of ours stands before the server and appends the caller's address to
    /// X-Forwarded-For. Better: --trusted-proxies.
    #[arg(long)]
    behind_proxy: bool,
    /// The networks of the proxies whose word on the caller's address is taken, separated by commas: 127.0.0.1,::1
    #[arg(
        long,
        env = "FELTBOG_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<Network>,
    #[command(flatten)]
    tls: TlsArguments,
}

impl Front {
    /// A configuration with these options.
    fn with(self, config: Config) -> anyhow::Result<Config> {
        Ok(Config {
            behind_proxy: self.behind_proxy,
            trusted_proxies: self.trusted_proxies,
            tls: self.tls.read(&config)?,
            ..config
        })
    }
}

/// The options of HTTPS in the server itself.
#[derive(Args)]
struct TlsArguments {
    /// HTTPS in the server itself, or a proxy's before it.
    #[arg(long, env = "FELTBOG_TLS", value_enum, default_value_t)]
    tls: TlsChoice,
    /// With --tls files: the certificate chain, in PEM. Read again when it changes.
    #[arg(long, env = "FELTBOG_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// With --tls files: the private key, in PEM.
    #[arg(long, env = "FELTBOG_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// With --tls acme: the authority's directory.
    #[arg(long, env = "FELTBOG_ACME_DIRECTORY", value_name = "URL", default_value = LETS_ENCRYPT)]
    acme_directory: String,
    /// With --tls acme: a mail address that the authority may write to.
    #[arg(long, env = "FELTBOG_ACME_CONTACT", value_name = "ADDRESS")]
    acme_contact: Option<String>,
    /// With --tls acme: the folder for account, key and certificate; `acme` beside the database without one.
    #[arg(long, env = "FELTBOG_ACME_FOLDER", value_name = "FOLDER")]
    acme_folder: Option<PathBuf>,
    /// With --tls acme: further root certificates for calls to the authority, in PEM.
    #[arg(long, env = "FELTBOG_ACME_ROOTS", value_name = "FILE")]
    acme_roots: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum TlsChoice {
    /// Plain HTTP; a proxy adds HTTPS.
    #[default]
    Proxy,
    /// Certificate and key from files.
    Files,
    /// A certificate ordered by ACME.
    Acme,
}

impl TlsArguments {
    fn read(self, config: &Config) -> anyhow::Result<Tls> {
        Ok(match self.tls {
            TlsChoice::Proxy => Tls::Proxy,
            TlsChoice::Files => {
                let named = |path: Option<PathBuf>, name| {
                    path.ok_or_else(|| Misconfigured(format!("--tls files needs --tls-{name}")))
                };
                Tls::Files {
                    certificate: named(self.tls_certificate, "certificate")?,
                    key: named(self.tls_key, "key")?,
                }
            }
            TlsChoice::Acme => Tls::Acme(AcmeOptions {
                directory: self.acme_directory,
                contact: self.acme_contact,
                folder: self
                    .acme_folder
                    .unwrap_or_else(|| config.data_folder().join("acme")),
                roots: self.acme_roots,
            }),
        })
    }
}

#[derive(Args)]
struct Database {
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(
        long,
        env = "FELTBOG_DATABASE_URL",
        default_value = "sqlite://feltbog.db",
        hide_env_values = true
    )]
    database_url: DatabaseUrl,
    /// The file with the server's secret; beside a SQLite database without one. Servers on the same
    /// database need the same.
    #[arg(long, env = "FELTBOG_SECRET_FILE")]
    secret_file: Option<PathBuf>,
    /// The file that tells what was erased, on a disk that no restored backup overwrites; beside the
    /// database without one. Servers on one database keep one each.
    #[arg(long, env = "FELTBOG_ERASURE_LEDGER")]
    erasure_ledger: Option<PathBuf>,
    /// The file with the master key, with which records are encrypted in the database. The key itself may stand in
    /// FELTBOG_MASTER_KEY instead.
    #[arg(long, env = "FELTBOG_MASTER_KEY_FILE")]
    master_key_file: Option<PathBuf>,
    /// The address people use, without a path; http://localhost and the port without one.
    #[arg(long, env = "FELTBOG_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Database {
    fn config(&self, port: u16) -> Config {
        let public_url = self
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://localhost:{port}"));
        Config {
            secret_file: self.secret_file.clone(),
            erasure_ledger: self.erasure_ledger.clone(),
            master_key: self.master_key(),
            ..Config::new(self.database_url.clone(), public_url.trim_end_matches('/'))
        }
    }

    /// The file of the master key, or what stands in the environment.
    fn master_key(&self) -> Option<MasterKeySource> {
        let file = self.master_key_file.clone().map(MasterKeySource::File);
        file.or_else(|| {
            let text = std::env::var("FELTBOG_MASTER_KEY").ok()?;
            (!text.is_empty()).then_some(MasterKeySource::Text(text))
        })
    }

    async fn open(&self) -> anyhow::Result<App> {
        self.open_with(self.config(8080)).await
    }

    async fn open_with(&self, config: Config) -> anyhow::Result<App> {
        let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemRandom));
        app.await
            .with_context(|| format!("cannot open {}", self.database_url))
    }
}

/// The log filter unless FELTBOG_LOG names another. Automerge would write down every column that it reads, which costs
/// a tenth of a push, and its errors may quote what somebody wrote.
const LOGGED: &str = "info,sqlx=warn,automerge=off";

/// One line that changes on a terminal, a line each time elsewhere.
fn show_progress(line: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{line}");
    } else {
        eprintln!("{line}");
    }
}

/// Somebody by id, by number as an employee, or by name when there is one alone of that name.
async fn person(app: &App, user: &str) -> anyhow::Result<UserId> {
    if let Ok(id) = user.parse() {
        return Ok(id);
    }
    let mut people = app.store.people_by_number(user).await?;
    if people.is_empty() {
        people = app.store.people_named(user).await?;
    }
    if let [person] = people[..] {
        return Ok(person);
    }
    anyhow::ensure!(!people.is_empty(), "there is nobody called {user}");
    let mut lines = vec![format!(
        "{} people are called {user}: name one by id",
        people.len()
    )];
    for person in people {
        let mut line = person.to_string();
        for grant in app.store.grants(person).await? {
            let department = app.store.department(grant.department).await?;
            let name = department.map(|department| department.name).unwrap_or_default();
            line += &format!("\t{} ({name})", grant.role.key());
        }
        lines.push(line);
    }
    anyhow::bail!(lines.join("\n"))
}

fn language(text: &str) -> Result<Language, &'static str> {
    match text {
        "da" => Ok(Language::Danish),
        "en" => Ok(Language::English),
        _ => Err("da or en"),
    }
}

/// Prints what is found. Its exit code is that of the worst finding.
async fn examine(examination: &Examination, json: bool) -> ExitCode {
    let findings = examination.findings().await;
    if json {
        println!("{}", serde_json::json!({ "findings": findings }));
    } else {
        for finding in &findings {
            println!("{}", finding.lines(examination.language));
        }
        println!("{}", doctor::read_more(examination.language));
    }
    match findings.iter().map(|finding| finding.outcome).max() {
        Some(Outcome::Fault) => ExitCode::from(exit::FAULTS),
        Some(Outcome::Warning) => ExitCode::from(exit::WARNINGS),
        _ => ExitCode::SUCCESS,
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|error| {
        eprintln!("Error: {error:?}");
        exit::code(&error)
    })
}

/// The command line with the values of the configuration file for its defaults.
fn arguments() -> anyhow::Result<(Arguments, Option<PathBuf>)> {
    // A command line that lacks what the file may have names the file all the same.
    let named = match Arguments::try_parse() {
        Ok(arguments) => arguments.config,
        Err(told) if !told.use_stderr() => told.exit(),
        Err(_) => config_named(),
    };
    let usual = PathBuf::from(config_file::DEFAULT_PATH);
    let path = named.or_else(|| usual.exists().then_some(usual));
    let command = Arguments::command();
    // `init` writes the file.
    let is_init = std::env::args_os().any(|word| word == "init");
    let command = match path.as_ref().filter(|_| !is_init) {
        Some(path) => with_defaults(command, &ConfigFile::read(path)?.values()),
        None => command,
    };
    let read = Arguments::from_arg_matches(&command.get_matches());
    Ok((read.unwrap_or_else(|error| error.exit()), path))
}

/// The configuration file that is named on a command line which cannot be read as a whole.
fn config_named() -> Option<PathBuf> {
    let mut words = std::env::args_os().skip(1);
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    std::env::var_os("FELTBOG_CONFIG").map(PathBuf::from)
}

/// A command and those under it, with other defaults.
fn with_defaults(mut command: clap::Command, values: &[(&'static str, String)]) -> clap::Command {
    for (name, value) in values {
        if command
            .get_arguments()
            .any(|argument| argument.get_id().as_str() == *name)
        {
            let value = value.clone();
            command = command.mut_arg(name, |argument| argument.default_value(value).required(false));
        }
    }
    let under = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned());
    let under: Vec<String> = under.collect();
    for name in under {
        command = command.mut_subcommand(name, |under| with_defaults(under, values));
    }
    command
}

/// The socket that the service manager opened for the server, or one on an address.
async fn listener(address: SocketAddr) -> anyhow::Result<tokio::net::TcpListener> {
    if let Some(listener) = listenfd::ListenFd::from_env().take_tcp_listener(0)? {
        listener.set_nonblocking(true)?;
        return Ok(tokio::net::TcpListener::from_std(listener)?);
    }
    let listener = tokio::net::TcpListener::bind(address).await;
    listener.with_context(|| format!("cannot listen on {address}"))
}

async fn run() -> anyhow::Result<ExitCode> {
    let (arguments, config_file) = arguments()?;
    let filter = EnvFilter::try_from_env("FELTBOG_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match arguments.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    feltbog_server::guard::hush_contained_panics();
    match arguments.command {
        Command::Serve {
            database,
            listen,
            metrics_listen,
            demo,
            front,
            leave_seconds,
            no_listen,
            keep_log,
            budget,
            quota,
            providers,
            mail,
        } => {
            // Bound first, so that port 0 gets a number to print.
            let listener = listener(listen).await?;
            let address = listener.local_addr()?;
            let mut config = Config {
                leaving: Duration::from_secs(leave_seconds),
                listen: !no_listen,
                keep_log: keep_log.0,
                budget,
                quota,
                ..mail.with(front.with(database.config(address.port()))?)?
            };
            config.check_public_url(address)?;
            if let Some(file) = providers {
                config.providers = settings::read(&file, config.is_secure())?;
            }
            let app = database.open_with(config).await?;
            if let Some(address) = metrics_listen {
                let listening = feltbog_server::metrics::listen(app.clone(), address).await;
                listening.with_context(|| format!("cannot listen on {address}"))?;
            }
            if demo {
                demo::ensure(&app, show_progress).await?;
                println!("{}", demo::invitations(&app).await?);
                println!("{}", demo::office_invitations(&app).await?);
            }
            println!("Feltbog: {}", app.config.public_url);
            serve(app, listener).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(arguments) => {
            found::init(*arguments, config_file).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(arguments) => Ok(match found::import(*arguments).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }),
        Command::Enrol { database, user } => {
            let app = database.open().await?;
            found::require_organisation(&app).await?;
            let person = person(&app, &user).await?;
            let codes = enrolment::invite(&app, person, enrolment::CODE_LIFETIME_MILLIS).await?;
            println!("Link: {}", enrolment::link(&app, &codes));
            println!("Code: {}", codes.typed);
            app.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Invite { database, user } => {
            let app = database.open().await?;
            found::require_organisation(&app).await?;
            let person = person(&app, &user).await?;
            let invitation = invitation::invite(&app, person).await?;
            println!("Office: {}", invitation.link);
            println!("The link works once and for 72 hours.");
            app.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::BreakGlass {
            database,
            user,
            reason,
        } => {
            let app = database.open().await?;
            found::require_organisation(&app).await?;
            let person = person(&app, &user).await?;
            let link = invitation::break_glass_link(&app, person, &reason).await?;
            println!("Office: {}", link.link);
            println!("The link works once and for 15 minutes. The session ends after 30 minutes.");
            app.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor {
            database,
            front,
            mail,
            json,
            language,
            roots,
            providers,
            quota,
            for_version,
        } => {
            let examination = Examination {
                config: Config {
                    quota,
                    ..mail.with(front.with(database.config(8080))?)?
                },
                config_file,
                roots,
                providers,
                for_version,
                language,
                now: SystemClock.now(),
            };
            Ok(examine(&examination, json).await)
        }
        Command::Migrate { database } => {
            database.open().await?.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::VerifyBundle { file, key } => {
            let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let seal = seal::verify(&bytes, key.as_deref())
                .map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
            println!("Sealed at {} and unchanged since.", instant(seal.sealed_at));
            if key.is_some() {
                return Ok(ExitCode::SUCCESS);
            }
            println!("Key: {}", seal.key);
            println!(
                "Compare the key with the one at /segl of the server's address, or name that with --key."
            );
            Ok(ExitCode::from(exit::WARNINGS))
        }
        Command::Subject(arguments) => {
            subject_command::run(*arguments).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::MasterKey { command } => {
            master_key_command::run(command).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Secret { command } => Ok(match secret_command::run(command).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }),
        Command::Audit { command } => Ok(match audit_command::run(command).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }),
        Command::Operate(command) => Ok(match operate::run(command).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }),
    }
}

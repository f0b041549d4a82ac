//! The command line. Nothing but reading arguments and printing.

mod found;
mod operate;

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::services::budget::{self, Budget};
use feltbog_server::services::enrolment;
use feltbog_server::services::quota::Quota;
use feltbog_server::services::sign_in::{invitation, settings};
use feltbog_server::services::upkeep::KeepLog;
use feltbog_server::store::DatabaseUrl;
use feltbog_server::{App, Config};
use feltbog_server::{demo, serve};
use feltbog_shared::id::UserId;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Feltbog's server: takes in what phones recorded and merges it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
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
        /// A proxy of ours stands before the server and appends the caller's address to
        /// X-Forwarded-For.
        #[arg(long)]
        behind_proxy: bool,
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
    /// Bring the database up to date and do nothing else.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    #[command(flatten)]
    Operate(operate::Command),
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
            ..Config::new(self.database_url.clone(), public_url.trim_end_matches('/'))
        }
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

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
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
            behind_proxy,
            leave_seconds,
            no_listen,
            keep_log,
            budget,
            quota,
            providers,
        } => {
            // Bound first, so that port 0 gets a number to print.
            let listener = tokio::net::TcpListener::bind(listen)
                .await
                .with_context(|| format!("cannot listen on {listen}"))?;
            let address = listener.local_addr()?;
            let mut config = Config {
                behind_proxy,
                leaving: Duration::from_secs(leave_seconds),
                listen: !no_listen,
                keep_log: keep_log.0,
                budget,
                quota,
                ..database.config(address.port())
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
            }
            println!("Feltbog: {}", app.config.public_url);
            serve(app, listener).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(arguments) => {
            found::init(*arguments).await?;
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
        Command::Migrate { database } => {
            database.open().await?.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Operate(command) => Ok(match operate::run(command).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }),
    }
}

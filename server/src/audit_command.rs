//! `feltbog audit`: the access log for who runs a server and for whoever checks on them.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use feltbog_server::clock::{Clock as _, SystemRandom};
use feltbog_server::services::audit::chain::{self, verify};
use feltbog_server::services::audit::witness::{self, Countersigned, WitnessKey};
use feltbog_server::services::audit::{flush, rows};
use feltbog_server::services::privacy_officer;
use feltbog_server::services::projection::instant;
use feltbog_server::store::{AuditCheckpoint, NamedAuditRecord};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::AuditQuery;

use crate::Database;

/// Rows of a page.
const ROWS: u32 = 500;

/// A command about the access log.
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Verify the log against its chain and its checkpoints. Ends with 1 and names the first row that was changed,
    /// dropped, put elsewhere or cut off.
    Verify {
        #[command(flatten)]
        database: Database,
        /// A file with checkpoints that were kept elsewhere, one a line, countersigned or not.
        #[arg(long)]
        checkpoints: Vec<PathBuf>,
        /// The public key of who countersigned them. Then every line has to be.
        #[arg(long, value_name = "KEY")]
        witness: Option<String>,
    },
    /// Make a checkpoint now and print its line, to be kept by somebody else.
    Checkpoint {
        #[command(flatten)]
        database: Database,
    },
    /// Make the key of a second party that countersigns checkpoints, and print its public half. Needs no database: it is
    /// run where who runs the server cannot reach the key.
    WitnessKey {
        /// The file for the key.
        #[arg(long)]
        to: PathBuf,
    },
    /// Countersign a checkpoint and keep it, unless it contradicts what was kept. Needs no database.
    Countersign {
        /// The file with the key.
        #[arg(long)]
        key: PathBuf,
        /// The server's public key, as `audit checkpoint` tells it the first time.
        #[arg(long, value_name = "KEY")]
        server_key: String,
        /// The file in which countersigned lines are kept. It is made when it is not there.
        #[arg(long)]
        kept: PathBuf,
        /// The line of `audit checkpoint`.
        line: String,
    },
    /// Write the whole log, for an outsider who checks it by `audit_check.py`: ids and times, no names and no content.
    Export {
        #[command(flatten)]
        database: Database,
        /// The file, which must not be there.
        #[arg(long)]
        to: PathBuf,
    },
    /// The accesses to a record, or to all records that name a dwelling, the newest first.
    Subject {
        #[command(flatten)]
        database: Database,
        /// The record's id.
        #[arg(long, conflicts_with = "home", required_unless_present = "home")]
        document: Option<DocumentId>,
        /// The dwelling, as records name it.
        #[arg(long)]
        home: Option<String>,
    },
    /// Accesses drawn by chance.
    Sample {
        #[command(flatten)]
        database: Database,
        /// Days from which they are drawn.
        #[arg(long, default_value_t = 30)]
        days: u16,
        /// Number of rows.
        #[arg(long, default_value_t = 20)]
        rows: u32,
    },
}

/// Does it. `false` when the log is not as it was written.
pub(crate) async fn run(command: AuditCommand) -> anyhow::Result<bool> {
    match command {
        AuditCommand::Verify {
            database,
            checkpoints,
            witness,
        } => {
            let (mut kept, mut unsigned) = (Vec::new(), 0);
            for file in checkpoints {
                for (checkpoint, is_good) in kept_lines(&file, witness.as_deref())? {
                    if !is_good {
                        println!(
                            "the kept line at row {} is not countersigned as stated",
                            checkpoint.number
                        );
                        unsigned += 1;
                    }
                    kept.push(checkpoint);
                }
            }
            let app = database.open().await?;
            let report = verify(&*app.store, &app.secret, &kept, app.clock.now()).await?;
            app.close().await;
            for fault in &report.faults {
                println!("{fault}");
            }
            eprintln!(
                "{} rows, {} checkpoints: {} faults.",
                report.rows,
                report.checkpoints,
                report.faults.len() + unsigned
            );
            Ok(report.faults.is_empty() && unsigned == 0)
        }
        AuditCommand::Checkpoint { database } => {
            let app = database.open().await?;
            flush(&app).await?;
            let made = chain::make_checkpoint(&app).await?;
            let key = chain::public_key(&app.secret)?;
            app.close().await;
            let Some(made) = made else {
                bail!("the access log is empty");
            };
            println!("{}", chain::line(&made));
            eprintln!("Signed with the key {key}.");
            Ok(true)
        }
        AuditCommand::WitnessKey { to } => {
            let key = WitnessKey::new(&SystemRandom)?;
            let mut file = new_file(&to)?;
            writeln!(file, "{}", key.text())?;
            println!("{}", key.public());
            Ok(true)
        }
        AuditCommand::Countersign {
            key,
            server_key,
            kept,
            line,
        } => {
            println!("{}", countersign(&key, &server_key, &kept, &line)?);
            Ok(true)
        }
        AuditCommand::Export { database, to } => {
            let app = database.open().await?;
            flush(&app).await?;
            let mut file = BufWriter::new(new_file(&to)?);
            let written = rows::write(&*app.store, &mut file).await?;
            app.close().await;
            eprintln!("{written} rows.");
            Ok(true)
        }
        AuditCommand::Subject {
            database,
            document,
            home,
        } => {
            let app = database.open().await?;
            let departments: Vec<_> = app.store.heads().await?.into_keys().collect();
            let query = AuditQuery {
                document: document.map(|id| id.to_string()).unwrap_or_default(),
                home: home.unwrap_or_default(),
                after: String::new(),
            };
            let documents = privacy_officer::subjects(&app, &departments, &query).await?;
            let mut before = i64::MAX;
            loop {
                let page = app
                    .store
                    .audit_of_documents(&departments, &documents, before, ROWS)
                    .await?;
                let Some(last) = page.last() else { break };
                before = last.record.number;
                page.iter().for_each(print);
            }
            app.close().await;
            Ok(true)
        }
        AuditCommand::Sample { database, days, rows } => {
            let app = database.open().await?;
            let departments: Vec<_> = app.store.heads().await?.into_keys().collect();
            let since = app.clock.now().plus_millis(-i64::from(days) * 86_400_000);
            let drawn = app.store.audit_sample(&departments, since, rows).await?;
            app.close().await;
            drawn.iter().for_each(print);
            Ok(true)
        }
    }
}

/// A new file for its owner alone.
fn new_file(path: &Path) -> anyhow::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
        .open(path)
        .with_context(|| format!("cannot make {}", path.display()))
}

/// The lines of a file that somebody kept. Each with whether it is countersigned by the key, where one is stated.
fn kept_lines(file: &Path, witness: Option<&str>) -> anyhow::Result<Vec<(AuditCheckpoint, bool)>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            if let Ok(countersigned) = witness::parse(line) {
                let is_good = witness.is_none_or(|key| countersigned.is_by(key.trim()));
                return Ok((countersigned.checkpoint, is_good));
            }
            let checkpoint =
                chain::parse(line).with_context(|| format!("line {number} of {}", file.display()))?;
            Ok((checkpoint, witness.is_none()))
        })
        .collect()
}

/// Countersigns a line and keeps it. The countersigned line.
fn countersign(key: &Path, server_key: &str, kept: &Path, line: &str) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(key).with_context(|| format!("cannot read {}", key.display()))?;
    let key = WitnessKey::parse(&text)?;
    let earlier = match std::fs::read_to_string(kept) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", kept.display())),
    };
    let lines = earlier.lines().filter(|line| !line.trim().is_empty());
    let earlier: Vec<Countersigned> = lines.map(witness::parse).collect::<Result<_, _>>()?;
    let made = key.countersign(chain::parse(line)?, server_key, &earlier)?;
    let made = witness::line(&made);
    let mut file = OpenOptions::new().append(true).create(true).open(kept)?;
    writeln!(file, "{made}")?;
    file.sync_all()?;
    Ok(made)
}

fn print(row: &NamedAuditRecord) {
    let record = &row.record;
    let person = UserId::from_slice(&record.person).map_or_else(|| "-".to_owned(), |id| id.to_string());
    let document = DocumentId::from_slice(&record.document);
    println!(
        "{}\t{}\t{}\t{}\t{person}\t{}\t{}\t{}\t{}\t{}",
        record.number,
        instant(Moment::from_millis(record.at)),
        record.action,
        record.purpose,
        row.person_name.as_deref().unwrap_or("-"),
        row.device_name.as_deref().unwrap_or("-"),
        row.department_name.as_deref().unwrap_or("-"),
        record.kind,
        document.map_or_else(|| "-".to_owned(), |id| id.to_string())
    );
}

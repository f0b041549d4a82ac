//! `feltbog audit`: the access log for who runs a server and for whoever checks on them.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::audit::chain::{self, verify};
use feltbog_server::services::audit::flush;
use feltbog_server::services::privacy_officer;
use feltbog_server::services::projection::instant;
use feltbog_server::store::NamedAuditRecord;
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
        /// A file with checkpoints that were kept elsewhere, one a line.
        #[arg(long)]
        checkpoints: Vec<PathBuf>,
    },
    /// Make a checkpoint now and print its line, to be kept by somebody else.
    Checkpoint {
        #[command(flatten)]
        database: Database,
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
        } => {
            let mut kept = Vec::new();
            for file in checkpoints {
                let text = std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                for (number, line) in (1..).zip(text.lines()) {
                    if line.trim().is_empty() {
                        continue;
                    }
                    let checkpoint =
                        chain::parse(line).with_context(|| format!("line {number} of {}", file.display()))?;
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
                report.faults.len()
            );
            Ok(report.faults.is_empty())
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

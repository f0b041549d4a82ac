//! `feltbog export`: everything in files, for an organisation that leaves.

use std::path::PathBuf;

use clap::Args;
use feltbog_server::services::complete_export::write_everything;

use crate::Database;

/// The options of an export.
#[derive(Args)]
pub(crate) struct CompleteExportArguments {
    #[command(flatten)]
    database: Database,
    /// The folder: empty, not there yet, or with an export that was cut short, which is begun anew.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

/// Writes it and says what it is.
pub(crate) async fn run(arguments: CompleteExportArguments) -> anyhow::Result<()> {
    let app = arguments.database.open().await?;
    crate::found::require_organisation(&app).await?;
    let written = write_everything(&app, &arguments.to, |name| eprintln!("{name} …")).await;
    app.close().await;
    let written = written?;
    if written.is_restart {
        eprintln!("The folder held an export that was cut short; it was begun anew.");
    }
    println!(
        "{} organisations, {} departments, {} people, {} records, {} pictures, {} letters: {} files, {} bytes.",
        written.organisations,
        written.departments,
        written.people,
        written.records,
        written.pictures,
        written.letters,
        written.files,
        written.bytes
    );
    eprintln!(
        "Everything is in {}, unencrypted, for its owner alone. To check it there: sha256sum --check --quiet SHA256SUMS",
        arguments.to.display()
    );
    Ok(())
}

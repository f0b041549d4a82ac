//! `feltbog master-key`: the key with which records are encrypted in the database.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use feltbog_server::clock::{Clock as _, SystemClock, SystemRandom};
use feltbog_server::services::at_rest;

use crate::Database;

/// A command about the master key.
#[derive(Subcommand)]
pub(crate) enum MasterKeyCommand {
    /// Make a first master key. Records are encrypted once the server is started with it.
    New {
        /// The file. It lies elsewhere than the database and its backups.
        #[arg(long)]
        to: PathBuf,
    },
    /// Make the next master key beside the present one. For several servers on one database: bring the file to each of
    /// them before the rotation.
    Prepare {
        #[command(flatten)]
        database: Database,
    },
    /// Put the next master key in the place of the present one, which stays beside it. Servers at work follow by themselves.
    Rotate {
        #[command(flatten)]
        database: Database,
    },
}

/// Does it.
pub(crate) async fn run(command: MasterKeyCommand) -> anyhow::Result<()> {
    match command {
        MasterKeyCommand::New { to } => {
            at_rest::make(&to, &SystemRandom)?;
            let file = to.display();
            println!("The master key is in {file}. Name it to every server: --master-key-file {file}");
            println!(
                "Put a copy in a safe place: without it nobody can read the records, nor any backup of them."
            );
        }
        MasterKeyCommand::Prepare { database } => {
            at_rest::prepare(&database.config(8080), &SystemRandom)?;
            println!(
                "The next master key is beside the present one (….next). Bring it to every server on the"
            );
            println!(
                "database, wait half a minute, and then run `feltbog master-key rotate` on each of them."
            );
        }
        MasterKeyCommand::Rotate { database } => {
            let config = database.config(8080);
            let count = at_rest::rotate(&config, Arc::new(SystemRandom), SystemClock.now()).await?;
            println!("The master key is a new one, and {count} keys of departments are encrypted with it.");
            println!(
                "The old one is beside it (….before-…): backups from before need it. Put copies of both in a safe place."
            );
        }
    }
    Ok(())
}

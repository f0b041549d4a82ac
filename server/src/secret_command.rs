//! `feltbog secret`: rotation of the server's secret.

use std::path::Path;

use clap::Subcommand;
use feltbog_server::clock::{Clock as _, SystemClock, SystemRandom};
use feltbog_server::secret_keys::FORMER_KEY_DAYS;
use feltbog_server::services::rotation;

use crate::Database;

/// A command about the secret.
#[derive(Subcommand)]
pub(crate) enum SecretCommand {
    /// Make the next secret beside the present one. For several servers on one database: bring the file to each of them
    /// before the rotation.
    Prepare {
        #[command(flatten)]
        database: Database,
    },
    /// Put the next secret in the place of the present one, which stays beside it. Servers at work follow by themselves.
    Rotate {
        #[command(flatten)]
        database: Database,
    },
}

/// Does it.
pub(crate) async fn run(command: SecretCommand) -> anyhow::Result<bool> {
    match command {
        SecretCommand::Prepare { database } => {
            let config = database.config(8080);
            rotation::prepare(&config, &SystemRandom)?;
            let file = shown(&config.secret_file());
            println!(
                "The next secret is in {file}.next. Bring it to every server on the database, wait half a minute,"
            );
            println!("and then run `feltbog secret rotate` on each of them.");
        }
        SecretCommand::Rotate { database } => {
            let config = database.config(8080);
            rotation::rotate(&config, &SystemRandom, SystemClock.now()).await?;
            let file = shown(&config.secret_file());
            println!(
                "The secret in {file} is a new one. The old one is beside it ({file}.before-…) and stays there."
            );
            println!("What phones hold under the old one is accepted for {FORMER_KEY_DAYS} days.");
            println!("Put copies of both in a safe place, and try them: `feltbog secret-copy --file COPY`.");
        }
    }
    Ok(true)
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

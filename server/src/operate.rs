//! Commands for who runs a server: backups, erasure, verification, what was put aside. Nothing but
//! reading arguments and printing.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use feltbog_server::backup::{self, BackupLocation, Choice};
use feltbog_server::clock::{Clock as _, SystemClock, SystemRandom};
use feltbog_server::ledger::Ledger;
use feltbog_server::marks::{self, Mark};
use feltbog_server::seal::Secret;
use feltbog_server::services::erasure::{self, Erased};
use feltbog_server::services::projection::instant;
use feltbog_server::services::quarantine;
use feltbog_server::services::renewal;
use feltbog_server::services::settlement;
use feltbog_server::services::upkeep::{Difference, rebuild, verify};
use feltbog_server::services::withdrawal;
use feltbog_server::{App, Config};
use feltbog_shared::document::ChangeInfo;
use feltbog_shared::id::{DeviceId, DocumentId};
use feltbog_shared::wire::Verdict;

use crate::Database;
use crate::exit::Misconfigured;
use crate::folders::make_folder;

/// A command of the operator.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make the keys for backups: an identity that reads them, to be kept away from the server.
    Keys {
        /// The file for the identity.
        #[arg(long)]
        to: PathBuf,
    },
    /// Write an encrypted backup of the database. The secret and the erasure ledger are not in it.
    Backup {
        #[command(flatten)]
        database: Database,
        /// The file to write.
        #[arg(long)]
        to: Option<PathBuf>,
        /// The folder for dated backups, in the place of a file.
        #[arg(long, env = "FELTBOG_BACKUP_FOLDER")]
        folder: Option<PathBuf>,
        /// Number of dated backups that the folder keeps.
        #[arg(long, value_name = "COUNT", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..))]
        keep: u32,
        /// Whom it is for: the line `age1…` that `feltbog keys` printed.
        #[arg(long, env = "FELTBOG_BACKUP_RECIPIENT")]
        recipient: String,
    },
    /// Make a database from a backup. What the ledgers say was erased since is erased again, and every
    /// phone offers what it holds.
    Restore {
        #[command(flatten)]
        database: Database,
        /// The backup.
        #[arg(long)]
        from: PathBuf,
        /// The file with the identity.
        #[arg(long)]
        identity: PathBuf,
        /// Ledgers of other servers on the same database, besides this one's own.
        #[arg(long)]
        ledger: Vec<PathBuf>,
        /// Put aside the database that is there.
        #[arg(long)]
        replace: bool,
        /// Rebuild what is damaged in the backup.
        #[arg(long)]
        repair: bool,
    },
    /// Write everything into a folder, for an organisation that leaves: records, documents, pictures, people, grants and
    /// logs, in files that need no Feltbog to be read. Nothing of it is encrypted.
    Export(crate::export_command::CompleteExportArguments),
    /// Hold everything that is kept against the log. Ends with 1 when anything differs.
    Verify {
        #[command(flatten)]
        database: Database,
    },
    /// Make anew what differs from the log, and put aside changes that spoil their document.
    Rebuild {
        #[command(flatten)]
        database: Database,
        /// The server's secret is lost: first give the database a new one. With it go the proofs that
        /// phones hold, the backups made until now, and the erasure ledger, which begins anew.
        #[arg(long)]
        new_secret: bool,
    },
    /// Compare a copy of the secret that is kept elsewhere with the one in use, and note that it was compared.
    SecretCopy {
        #[command(flatten)]
        database: Database,
        /// The copy.
        #[arg(long)]
        file: PathBuf,
    },
    /// Ask a server on this machine whether it is ready, as for a container's health. Ends with 1 when it is not.
    Health {
        /// The address it listens on, of plain HTTP.
        #[arg(long, env = "FELTBOG_LISTEN", default_value = "127.0.0.1:8080")]
        listen: std::net::SocketAddr,
    },
    /// Erase a record for ever, on every phone too.
    Erase {
        #[command(flatten)]
        database: Database,
        /// The record's id.
        #[arg(long)]
        document: DocumentId,
    },
    /// The phones that somebody is signed in on, one line for each.
    Phones {
        #[command(flatten)]
        database: Database,
        /// The person's id or name.
        #[arg(long)]
        user: String,
    },
    /// Sign a phone out for ever: it was lost, or somebody else has it now. It lets go of all that it has sent as soon as
    /// it asks for anything, and keeps what was not sent until its person is signed in again.
    Withdraw {
        #[command(flatten)]
        database: Database,
        /// The phone's id, as `feltbog phones` prints it.
        #[arg(long)]
        phone: DeviceId,
    },
    /// Look at changes that were refused and put aside.
    Quarantine {
        #[command(subcommand)]
        command: Quarantine,
    },
}

/// A command about quarantined changes.
#[derive(Subcommand)]
pub(crate) enum Quarantine {
    /// One line for each.
    List {
        #[command(flatten)]
        database: Database,
    },
    /// The description of one quarantined change. It may hold what somebody wrote.
    Show {
        #[command(flatten)]
        database: Database,
        /// Its number.
        number: i64,
    },
    /// Offer one again, as who sent it. The guard judges it anew.
    Release {
        #[command(flatten)]
        database: Database,
        /// Its number.
        number: i64,
    },
    /// Let go of one.
    Drop {
        #[command(flatten)]
        database: Database,
        /// Its number.
        number: i64,
    },
}

/// Does it. `false` when what was asked for is not as it should be.
pub(crate) async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Keys { to } => {
            let (identity, recipient) = backup::new_keys();
            backup::write_new(&to, &identity)?;
            println!("{recipient}");
            eprintln!(
                "The identity is in {}. Keep it away from the server, and keep a copy.",
                to.display()
            );
            Ok(true)
        }
        Command::Backup {
            database,
            to,
            folder,
            keep,
            recipient,
        } => {
            let now = SystemClock.now();
            let file = match (to, &folder) {
                (Some(file), _) => file,
                (None, Some(folder)) => backup::dated(folder, now),
                (None, None) => {
                    let text = "name the file (--to) or the folder (--folder, or [backup] folder)";
                    return Err(Misconfigured(text.to_owned()).into());
                }
            };
            let app = database.open().await?;
            let place = place(&app.config)?;
            if let Some(folder) = file.parent() {
                make_folder(folder)?;
            }
            backup::back_up(&*app.store, &place, &recipient, &file, now).await?;
            app.close().await;
            note(&app.config, Mark::Backup);
            if let Some(folder) = folder.filter(|folder| file.starts_with(folder)) {
                let count = usize::try_from(keep).unwrap_or(usize::MAX);
                for old in backup::drop_old(&folder, count)? {
                    eprintln!("Dropped {}.", old.display());
                }
            }
            eprintln!("The backup is in {}.", file.display());
            eprintln!(
                "Not in it, and needed to restore it: the secret in {} and the erasure ledger in {}.",
                place.secret.1.display(),
                app.ledger.path().display()
            );
            Ok(true)
        }
        Command::Restore {
            database,
            from,
            identity,
            ledger,
            replace,
            repair,
        } => {
            let config = database.config(8080);
            restore(&config, &from, &identity, &ledger, Choice { replace, repair }).await
        }
        Command::Export(arguments) => {
            crate::export_command::run(arguments).await?;
            Ok(true)
        }
        Command::Verify { database } => {
            let app = database.open().await?;
            let report = verify(&*app.store).await?;
            app.close().await;
            print(&report.differences);
            if report.differences.is_empty() {
                note(&app.config, Mark::Verification);
            }
            eprintln!(
                "{} departments, {} entries, {} documents: {} differences.",
                report.departments,
                report.entries,
                report.documents,
                report.differences.len()
            );
            Ok(report.differences.is_empty())
        }
        Command::Rebuild { database, new_secret } => {
            if new_secret {
                renew(&database.config(8080)).await?;
            }
            let app = database.open().await?;
            let rebuilt = rebuild(&*app.store, SystemClock.now()).await?;
            settlement::settle(&*app.store, &app.ledger, SystemClock.now()).await?;
            let report = verify(&*app.store).await?;
            app.close().await;
            print(&rebuilt.differences);
            eprintln!(
                "{} documents and {} logs made anew, {} changes put aside, {} brought back; {} differences are left.",
                rebuilt.documents,
                rebuilt.logs,
                rebuilt.left_out,
                rebuilt.brought_back,
                report.differences.len()
            );
            print(&report.differences);
            Ok(report.differences.is_empty())
        }
        Command::SecretCopy { database, file } => {
            let config = database.config(8080);
            let secret = Secret::existing(&config.secret_file());
            let secret =
                secret.map_err(|error| feltbog_server::OpenError::Secret(config.secret_file(), error))?;
            let copy = Secret::existing(&file).with_context(|| format!("cannot read {}", file.display()))?;
            // With the former ones beside it.
            let is_same = copy.fingerprints() == secret.fingerprints();
            match is_same {
                true => {
                    note(&config, Mark::SecretCopy);
                    println!("It is the secret of this server.");
                }
                false => println!(
                    "It is another secret than that of this server, or lacks one of the former ones beside it \
                     ({}.before-…).",
                    file.display()
                ),
            }
            Ok(is_same)
        }
        Command::Health { listen } => {
            let is_ready = is_ready(listen).await;
            println!("{}", if is_ready { "ready" } else { "not ready" });
            Ok(is_ready)
        }
        Command::Erase { database, document } => {
            let app = database.open().await?;
            let erased = erasure::erase(&app, document).await?;
            app.close().await;
            match erased {
                Erased::Now(_) => eprintln!("It is erased. Phones drop it when they fetch."),
                Erased::Before => eprintln!("It was erased before."),
                Erased::Unknown => bail!("there is no record {document}"),
            }
            Ok(true)
        }
        Command::Phones { database, user } => {
            let app = database.open().await?;
            let person = crate::person(&app, &user).await?;
            let phones = app.store.devices(person).await?;
            app.close().await;
            for phone in phones {
                println!(
                    "{}\t{}\tenrolled {}\tlast seen {}",
                    phone.id,
                    phone.name,
                    instant(phone.enrolled_at),
                    phone.seen_at.map_or_else(|| "never".to_owned(), instant)
                );
            }
            Ok(true)
        }
        Command::Withdraw { database, phone } => {
            let app = database.open().await?;
            let held = app.store.device_has_session(phone).await?;
            if held {
                withdrawal::revoke(&app, phone).await?;
            }
            app.close().await;
            if !held {
                bail!("nobody is signed in on a phone {phone}");
            }
            eprintln!("It is signed out, and lets go of what it has sent as soon as it asks for anything.");
            Ok(true)
        }
        Command::Quarantine { command } => put_aside(command).await,
    }
}

/// Notes in the data folder what was done. What was done stands, noted or not.
fn note(config: &Config, mark: Mark) {
    let folder = config.data_folder();
    if let Err(error) = marks::write(&folder, mark, SystemClock.now()) {
        eprintln!("It could not be noted in {}: {error}", folder.display());
    }
}

/// Whether a server of this machine says that it is ready.
async fn is_ready(mut address: std::net::SocketAddr) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let asked = async {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(1024).read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer.starts_with(b"HTTP/1.1 200"))
    };
    let asked = tokio::time::timeout(std::time::Duration::from_secs(5), asked).await;
    matches!(asked, Ok(Ok(true)))
}

async fn renew(config: &Config) -> anyhow::Result<()> {
    let renewed = renewal::renew(config, &SystemRandom, SystemClock.now()).await?;
    eprintln!(
        "The database belongs to the secret in {} from now on; put a copy of it in a safe place, and with every \
         server on this database. Backups made until now need the old secret: make a new one.",
        config.secret_file().display()
    );
    if let Some(aside) = renewed.ledger_aside {
        eprintln!(
            "The old erasure ledger is in {}. Nobody can tell any more who wrote it, so it was not followed; a new \
             one begins with what the database knows.",
            aside.display()
        );
    }
    for unknown in &renewed.unknown {
        println!("only the old ledger says: {unknown}");
    }
    if !renewed.unknown.is_empty() {
        eprintln!("If that is true, say it again: `feltbog erase --document ID` for a document.");
    }
    Ok(())
}

fn print(differences: &[Difference]) {
    for difference in differences {
        println!("{difference}");
    }
}

/// The paths of the files that go with a server's database.
fn place(config: &Config) -> anyhow::Result<BackupLocation> {
    let file = config.secret_file();
    let secret = Secret::existing(&file)
        .with_context(|| format!("the server's secret must be in {} first", file.display()))?;
    // Beside a database that is no file there is nothing; the secret's folder is as guarded.
    let guarded = config.database.file().unwrap_or(&file);
    let parent = guarded.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(BackupLocation {
        store: config.database.kind(),
        folder: parent.unwrap_or(Path::new(".")).to_owned(),
        secret: (secret, file),
        master_key: config.master_key.clone(),
    })
}

async fn restore(
    config: &Config,
    from: &Path,
    identity: &Path,
    ledgers: &[PathBuf],
    choice: Choice,
) -> anyhow::Result<bool> {
    let place = place(config)?;
    let identity =
        std::fs::read_to_string(identity).with_context(|| format!("cannot read {}", identity.display()))?;
    let mut all = vec![Ledger::new(config.ledger_file(), place.secret.0.clone())];
    for ledger in ledgers {
        if !ledger.is_file() {
            bail!("there is no ledger in {}", ledger.display());
        }
        all.push(Ledger::new(ledger, place.secret.0.clone()));
    }
    if !all[0].path().is_file() {
        eprintln!(
            "There is no erasure ledger in {}: what was erased after the backup comes back unless another \
             ledger names it.",
            all[0].path().display()
        );
    }
    let now = SystemClock.now();
    let restored = backup::restore(&config.database, from, &identity, &place, &all, choice, now).await?;
    print(&restored.repaired);
    eprintln!(
        "Restored as of {}; {} records that were erased since are erased, {} sessions and roles that were \
         ended since are ended. Phones will offer what they hold.",
        instant(restored.made_at),
        restored.replayed.erased,
        restored.replayed.withdrawn
    );
    if let Some(aside) = restored.put_aside {
        eprintln!("What was there before is in {aside}; delete it when you do not need it.");
    }
    Ok(true)
}

async fn put_aside(command: Quarantine) -> anyhow::Result<bool> {
    let none = |number| format!("nothing was put aside under {number}");
    match command {
        Quarantine::List { database } => {
            let app = database.open().await?;
            let mut after = 0;
            loop {
                let page = app.store.quarantined(after, 50).await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                for (number, one) in &page {
                    println!(
                        "{number}\t{}\t{}\t{}\t{}\t{} bytes\tperson {}\tdevice {}",
                        instant(one.received_at),
                        one.reason,
                        one.kind.key(),
                        one.document,
                        one.bytes.len(),
                        one.person,
                        one.device
                    );
                }
            }
            app.close().await;
            Ok(true)
        }
        Quarantine::Show { database, number } => {
            let app: App = database.open().await?;
            let found = quarantine::find(&app, number).await?;
            app.close().await;
            let one = found.with_context(|| none(number))?;
            println!(
                "department {}\ndocument {} ({})",
                one.department,
                one.document,
                one.kind.key()
            );
            println!(
                "refused as {}: {}",
                one.reason,
                one.reason.sentence(Default::default())
            );
            match feltbog_server::guard::describe(&one.bytes) {
                Ok(info) => print_change(&info),
                Err(refusal) => println!("it is no change that can be read: {refusal}"),
            }
            let hex: String = one.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            println!("{hex}");
            Ok(true)
        }
        Quarantine::Release { database, number } => {
            let app = database.open().await?;
            let verdict = quarantine::release(&app, number).await?;
            app.close().await;
            match verdict.with_context(|| none(number))? {
                Verdict::Accepted(seq, _) => eprintln!("It was taken, as entry {seq}."),
                Verdict::Duplicate(seq, _) => eprintln!("It stands in the log already, as entry {seq}."),
                Verdict::Need(missing) => {
                    bail!(
                        "it builds on {} changes that are not there; it stays aside",
                        missing.len()
                    )
                }
                Verdict::Refused(code, _) => bail!("it was refused again ({code}); it stays aside"),
            }
            Ok(true)
        }
        Quarantine::Drop { database, number } => {
            let app = database.open().await?;
            let dropped = app.store.drop_quarantined(number).await?;
            app.close().await;
            if !dropped {
                bail!(none(number));
            }
            Ok(true)
        }
    }
}

fn print_change(info: &ChangeInfo) {
    println!(
        "change {} with {} operations on {} others, number {} of its actor",
        info.hash,
        info.operations,
        info.dependencies.len(),
        info.actor_sequence
    );
}

//! `feltbog subject`: everything that is kept about a home, as files for an answer to whoever lives there.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use feltbog_server::App;
use feltbog_server::services::subject_access::{answer_for_operator, page};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::language::Language;
use feltbog_shared::office::subject_access::SubjectAccessQuery;

use crate::Database;

/// The arguments of the command.
#[derive(Args)]
pub(crate) struct Subject {
    #[command(flatten)]
    database: Database,
    /// The department's id, or its number or name where one department alone has it.
    #[arg(long)]
    department: String,
    /// The home, in any spelling.
    #[arg(long)]
    home: String,
    /// The day since which whoever asks lives there, as in 2026-11-21: what was first recorded before is left out.
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// The folder for `answer.json` and `answer.html`. It is made where it is missing.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// The language of the words: da or en.
    #[arg(long, default_value = "da", value_parser = crate::language)]
    language: Language,
}

/// Writes the files, and tells how much is in them.
pub(crate) async fn run(arguments: Subject) -> anyhow::Result<()> {
    let Subject {
        database,
        department,
        home,
        since,
        to,
        language,
    } = arguments;
    let app = database.open().await?;
    let query = SubjectAccessQuery {
        department: department_of(&app, &department).await?,
        home,
        since: since.unwrap_or_default(),
        language,
    };
    let answer = answer_for_operator(&app, &query).await;
    app.close().await;
    let answer = answer.context("no answer can be made")?;
    std::fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    let files = [
        ("answer.json", serde_json::to_string_pretty(&answer)?),
        ("answer.html", page::html(&answer, language)),
    ];
    for (name, content) in files {
        let file = to.join(name);
        write(&file, &content).with_context(|| format!("cannot write {}", file.display()))?;
    }
    println!(
        "Records: {}. Accesses: {}. They are in {}: read them through before anybody is given them.",
        answer.records.len(),
        answer.accesses.len(),
        to.display()
    );
    Ok(())
}

/// Writes a file that its owner alone reads.
fn write(file: &Path, content: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(file)?.write_all(content.as_bytes())
}

/// A department by its id, its number or its name.
async fn department_of(app: &App, named: &str) -> anyhow::Result<DepartmentId> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let mut found = Vec::new();
    for organisation in app.store.organisation_rows().await? {
        let rows = app.store.department_records(organisation.id).await?;
        let meant = rows
            .into_iter()
            .filter(|row| row.number == named || row.name == named);
        found.extend(meant.map(|row| row.id));
    }
    if let [department] = found[..] {
        return Ok(department);
    }
    anyhow::ensure!(!found.is_empty(), "there is no department {named}");
    anyhow::bail!(
        "{} departments are called {named}: name one by its id",
        found.len()
    )
}

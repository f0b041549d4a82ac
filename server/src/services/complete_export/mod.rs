//! The export of everything, for an organisation that leaves: records, documents, pictures, letters, people, grants and
//! logs of all organisations, in files that need no Feltbog to be read.
//!
//! | file | content |
//! |---|---|
//! | `manifest.json` | format, version, time, and numbers |
//! | `SHA256SUMS` | the check value of each file, for `sha256sum --check` |
//! | `administrations.jsonl`, `organisations.jsonl` | their rows |
//! | `organisations/ID/` | departments, people, grants, dwellings, efforts, staff, templates, settings, administrative log |
//! | `departments/ID/records/KIND.jsonl` | a record a line, discarded ones too |
//! | `departments/ID/documents/KIND/ID.automerge` | each record as a standard Automerge file, with its history |
//! | `departments/ID/pictures/ID.jpg`, `letters/ID.pdf` | pictures, and printed letters |
//! | `departments/ID/` | holds, announced erasures, links to interviews |
//! | `access_log.jsonl`, `access_log_checkpoints.txt`, `security_events.jsonl` | the access log with its chain |
//!
//! Passwords, keys, sessions, invitations and waiting mails are not in it. Everything is read page by page.

mod folder;
mod logs;
mod organisations;
mod records;
mod settings;

use std::path::{Path, PathBuf};

use feltbog_shared::id::DocumentId;
use serde_json::{Value, json};

use self::folder::ExportFolder;
use crate::error::Error;
use crate::services::projection::instant;
use crate::state::App;
use crate::store::StoreError;

/// The format that the manifest names.
const FORMAT: &str = "feltbog-export-1";
/// Folders that stand in the folder itself.
const FOLDERS: [&str; 2] = ["organisations", "departments"];

/// Reason why an export was not made.
#[derive(Debug, thiserror::Error)]
pub enum CompleteExportError {
    /// A file.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The folder holds something.
    #[error("{0} is not empty: name a folder that is empty or not there")]
    Occupied(PathBuf),
    /// The database.
    #[error("the database cannot be read")]
    Store(#[from] StoreError),
    /// The access log, or a row that cannot be read.
    #[error("the export could not be made")]
    Service(#[from] Error),
    /// A record whose document or fields cannot be read.
    #[error("the record {0} cannot be read: run feltbog verify and feltbog rebuild first")]
    Unreadable(DocumentId),
    /// A record of a kind that only a newer server knows.
    #[error("the record {0} is of a kind that only a newer version knows: export with that version")]
    Newer(DocumentId),
}

/// Numbers of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompleteExport {
    /// The organisations.
    pub organisations: u64,
    /// The departments.
    pub departments: u64,
    /// The people, each counted in each of their organisations.
    pub people: u64,
    /// The records, and as many documents.
    pub records: u64,
    /// The pictures.
    pub pictures: u64,
    /// The printed letters.
    pub letters: u64,
    /// Rows of the access log.
    pub accesses: u64,
    /// The files, without the check values.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the remains of an export that was cut short were removed first.
    pub is_restart: bool,
}

/// The way through an export.
struct Writing<'a> {
    app: &'a App,
    folder: ExportFolder,
    numbers: CompleteExport,
}

/// Writes everything into a folder that is empty or not there, and tells how far it is. An export that was cut short in it
/// is begun anew. Each confidential record leaves a row in the access log before it is written.
///
/// # Errors
/// When the folder holds anything else, or something cannot be read or written. The folder then keeps its mark
/// `UNFINISHED`.
pub async fn write_everything(
    app: &App,
    to: &Path,
    progress: fn(&str),
) -> Result<CompleteExport, CompleteExportError> {
    let folder = ExportFolder::begin(to)?;
    let is_restart = folder.is_restart;
    let mut writing = Writing {
        app,
        folder,
        numbers: CompleteExport {
            is_restart,
            ..CompleteExport::default()
        },
    };
    writing.organisations(progress).await?;
    writing.access_log().await?;
    let numbers = writing.numbers.clone();
    let manifest = json!({
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "made_at": instant(app.clock.now()),
        "organisations": numbers.organisations,
        "departments": numbers.departments,
        "people": numbers.people,
        "records": numbers.records,
        "pictures": numbers.pictures,
        "letters": numbers.letters,
        "access_log_rows": numbers.accesses,
    });
    let mut folder = writing.folder;
    folder.whole("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    let (files, bytes) = (folder.files, folder.bytes);
    folder.finish()?;
    Ok(CompleteExport {
        files,
        bytes,
        ..numbers
    })
}

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text of JSON as a value, or as it is where it is none.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

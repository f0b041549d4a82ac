//! The folder of an export: files for their owner alone, each with its SHA-256 in `SHA256SUMS`, and a mark for as long as
//! the export is not whole.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{CompleteExportError, FOLDERS};

/// The file that stands in the folder until the export is whole.
pub(super) const UNFINISHED: &str = "UNFINISHED";
/// The file with the check values of all others, as `sha256sum --check` reads it.
pub(super) const SUMS: &str = "SHA256SUMS";
/// Endings of the files that stand in the folder itself.
const ENDINGS: [&str; 3] = ["json", "jsonl", "txt"];

/// A folder that is being filled.
pub(super) struct ExportFolder {
    root: PathBuf,
    sums: BufWriter<File>,
    /// Number of files so far, without the check values.
    pub(super) files: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// Whether the remains of an export that was cut short were removed.
    pub(super) is_restart: bool,
}

/// A file that is being written.
pub(super) struct ExportFile {
    path: String,
    file: BufWriter<File>,
    sum: Sha256,
    bytes: u64,
    /// Number of lines so far.
    pub(super) lines: u64,
}

impl Write for ExportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl ExportFolder {
    /// Begins an export in a folder that is empty or not there, or that holds nothing but an export that was cut short.
    /// The latter is removed first.
    pub(super) fn begin(root: &Path) -> Result<Self, CompleteExportError> {
        let failed = |error| CompleteExportError::File(root.to_owned(), error);
        let mut options = DirBuilder::new();
        options.recursive(true).mode(0o700).create(root).map_err(failed)?;
        let is_restart = remove_remains(root)?;
        if !is_restart {
            let mark = create(&root.join(UNFINISHED))?;
            mark.sync_all().map_err(failed)?;
        }
        Ok(Self {
            root: root.to_owned(),
            sums: BufWriter::new(create(&root.join(SUMS))?),
            files: 0,
            bytes: 0,
            is_restart,
        })
    }

    /// Makes a file at a path within the folder, and the folders on the way.
    pub(super) fn create(&self, path: &str) -> Result<ExportFile, CompleteExportError> {
        let full = self.root.join(path);
        if let Some(folder) = full.parent() {
            let mut options = DirBuilder::new();
            let made = options.recursive(true).mode(0o700).create(folder);
            made.map_err(|error| CompleteExportError::File(folder.to_owned(), error))?;
        }
        Ok(ExportFile {
            path: path.to_owned(),
            file: BufWriter::new(create(&full)?),
            sum: Sha256::new(),
            bytes: 0,
            lines: 0,
        })
    }

    /// Writes an object on a line of its own.
    pub(super) fn line(&self, file: &mut ExportFile, object: &Value) -> Result<(), CompleteExportError> {
        file.lines += 1;
        self.write(file, format!("{object}\n").as_bytes())
    }

    /// Writes bytes at the end of a file.
    pub(super) fn write(&self, file: &mut ExportFile, bytes: &[u8]) -> Result<(), CompleteExportError> {
        let written = file.write_all(bytes);
        written.map_err(|error| CompleteExportError::File(self.root.join(&file.path), error))
    }

    /// Ends a file and notes its check value. The number of its lines.
    pub(super) fn close(&mut self, mut file: ExportFile) -> Result<u64, CompleteExportError> {
        let failed = |error| CompleteExportError::File(self.root.join(&file.path), error);
        file.file.flush().map_err(failed)?;
        let sum: [u8; 32] = file.sum.finalize().into();
        let noted = writeln!(self.sums, "{}  {}", super::hex(&sum), file.path);
        noted.map_err(|error| CompleteExportError::File(self.root.join(SUMS), error))?;
        self.files += 1;
        self.bytes += file.bytes;
        Ok(file.lines)
    }

    /// Writes a whole file.
    pub(super) fn whole(&mut self, path: &str, bytes: &[u8]) -> Result<(), CompleteExportError> {
        let mut file = self.create(path)?;
        self.write(&mut file, bytes)?;
        self.close(file)?;
        Ok(())
    }

    /// Writes a file with an object a line. The number of lines.
    pub(super) fn lines(
        &mut self,
        path: &str,
        objects: impl IntoIterator<Item = Value>,
    ) -> Result<u64, CompleteExportError> {
        let mut file = self.create(path)?;
        for object in objects {
            self.line(&mut file, &object)?;
        }
        self.close(file)
    }

    /// Ends the export: everything is on the disk before the mark goes.
    pub(super) fn finish(mut self) -> Result<(), CompleteExportError> {
        let failed = |error: io::Error| CompleteExportError::File(self.root.clone(), error);
        self.sums.flush().map_err(failed)?;
        let root = File::open(&self.root).map_err(failed)?;
        rustix::fs::syncfs(&root).map_err(|error| failed(error.into()))?;
        std::fs::remove_file(self.root.join(UNFINISHED)).map_err(failed)?;
        root.sync_all().map_err(failed)
    }
}

/// Makes a file that was not there, for its owner alone.
fn create(path: &Path) -> Result<File, CompleteExportError> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(path);
    file.map_err(|error| CompleteExportError::File(path.to_owned(), error))
}

/// Whether a name in the folder itself is one that an export writes.
fn is_of_an_export(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    name == UNFINISHED
        || name == SUMS
        || FOLDERS.contains(&name)
        || ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

/// Removes an export that was cut short, all but its mark. Whether there was one. A folder with anything else in it is
/// refused and stays as it is.
fn remove_remains(root: &Path) -> Result<bool, CompleteExportError> {
    let failed = |error| CompleteExportError::File(root.to_owned(), error);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name());
    }
    if names.is_empty() {
        return Ok(false);
    }
    let is_known = |name: &std::ffi::OsString| name.to_str().is_some_and(is_of_an_export);
    if !names.iter().any(|name| name == UNFINISHED) || !names.iter().all(is_known) {
        return Err(CompleteExportError::Occupied(root.to_owned()));
    }
    for name in names.iter().filter(|name| *name != UNFINISHED) {
        let path = root.join(name);
        let removed = match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => std::fs::remove_dir_all(&path),
            _ => std::fs::remove_file(&path),
        };
        removed.map_err(|error| CompleteExportError::File(path, error))?;
    }
    Ok(true)
}

//! Names of files that outlive a loss of power.

use std::fs::File;
use std::path::Path;

/// Makes a new name in a folder durable.
pub(crate) fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

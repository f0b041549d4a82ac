//! Folders of the server's own files.

use std::path::Path;

use anyhow::Context as _;

/// Makes a folder for its owner alone, unless it is there.
pub(crate) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder);
    made.with_context(|| format!("cannot make {}", folder.display()))
}

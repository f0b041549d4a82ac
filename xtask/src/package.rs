//! The Debian package: the server with its client inside, units of systemd, a user, and pages to read.
//!
//! dpkg-deb makes it from a folder that holds each file at its place.

use crate::build;
use crate::mode::Mode;
use crate::process::{Run, command};
use crate::sbom;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Units below `deploy/systemd`.
const UNITS: &str = "usr/lib/systemd/system";
const MAINTAINER: &str = "Feltbog <feltbog@feltbog.example>";
const DOCS: &str = "usr/share/doc/feltbog";
/// All members of the workspace have one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Files of the checkout, and their places in the package.
const FILES: [(&str, &str); 10] = [
    ("CHANGELOG.md", "usr/share/doc/feltbog/CHANGELOG.md"),
    ("deploy/systemd/sysusers.conf", "usr/lib/sysusers.d/feltbog.conf"),
    ("deploy/systemd/tmpfiles.conf", "usr/lib/tmpfiles.d/feltbog.conf"),
    ("deploy/debian/copyright", "usr/share/doc/feltbog/copyright"),
    ("LICENSE", "usr/share/doc/feltbog/LICENSE"),
    ("docs/operations.md", "usr/share/doc/feltbog/operations.md"),
    ("deploy/Caddyfile", "usr/share/doc/feltbog/examples/Caddyfile"),
    ("deploy/haproxy.cfg", "usr/share/doc/feltbog/examples/haproxy.cfg"),
    ("deploy/alerts.yml", "usr/share/doc/feltbog/examples/alerts.yml"),
    (
        "deploy/audit_check.py",
        "usr/share/doc/feltbog/examples/audit_check.py",
    ),
];

/// Builds server and client, and packs them.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::packaging()?;
    let program = build::all(workspace, Mode::Release)?;
    println!("{}", packed(workspace, &program)?.display());
    Ok(())
}

/// Packs a program that is built. The path of the package.
pub(crate) fn packed(workspace: &Workspace, program: &Path) -> Result<PathBuf> {
    workspace
        .steps
        .run("Pack the Debian package", || pack(workspace, program))
}

fn pack(workspace: &Workspace, program: &Path) -> Result<PathBuf> {
    let architecture = command("dpkg --print-architecture").read()?;
    let name = format!("feltbog_{VERSION}_{}", architecture.trim());
    let folder = workspace.path("target/package");
    let root = folder.join(&name);
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("cannot empty {}", root.display()))?;
    }
    put(program, &root.join("usr/bin/feltbog"), 0o755)?;
    for (from, to) in FILES {
        put(&workspace.path(from), &root.join(to), 0o644)?;
    }
    for file in sbom::write(workspace)? {
        let name = file.file_name().context("a file without a name")?;
        put(&file, &root.join(DOCS).join(name), 0o644)?;
    }
    for entry in fs::read_dir(workspace.path("deploy/systemd"))? {
        let path = entry?.path();
        let unit = path.file_name().context("a file without a name")?;
        if path.extension().is_some_and(|extension| extension != "conf") {
            put(&path, &root.join(UNITS).join(unit), 0o644)?;
        }
    }
    let changelog = root.join(DOCS).join("changelog");
    let date = workspace.command("git log -1 --format=%cD").read()?;
    let entry = format!(
        "feltbog ({VERSION}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- {MAINTAINER}  {}\n",
        date.trim()
    );
    fs::write(&changelog, entry)?;
    command("gzip -9 --no-name").arg(&changelog).run()?;
    control(workspace, &root, architecture.trim())?;
    let package = folder.join(format!("{name}.deb"));
    // Whatever the umask says, folders of a package are for everybody.
    command("chmod -R u=rwX,go=rX").arg(&root).run()?;
    let mut build = command("dpkg-deb --root-owner-group -Zxz --build");
    build.arg(&root).arg(&package).run()?;
    Ok(package)
}

/// The folder `DEBIAN`: description, check values and scripts.
fn control(workspace: &Workspace, root: &Path, architecture: &str) -> Result<()> {
    let sums = command("sh -c")
        .arg("find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum")
        .current_dir(root)
        .read()?;
    let size = command("du -sk usr").current_dir(root).read()?;
    let size = size.split_whitespace().next().unwrap_or_default();
    for script in ["postinst", "prerm", "postrm"] {
        let from = workspace.path("deploy/debian").join(script);
        put(&from, &root.join("DEBIAN").join(script), 0o755)?;
    }
    let text = format!(
        "Package: feltbog\nVersion: {VERSION}\nArchitecture: {architecture}\n\
         Maintainer: {MAINTAINER}\nInstalled-Size: {size}\n\
         Depends: libc6 (>= 2.34), libgcc-s1, ca-certificates, systemd | systemd-standalone-sysusers, \
         systemd | systemd-standalone-tmpfiles\n\
         Suggests: caddy | haproxy | nginx, postgresql-client\nSection: web\nPriority: optional\n\
         Description: server of phones in the field\n Feltbog takes in what caretakers and social caretakers of Danish \
         housing\n departments record on their phones, merges it, and lets each person see\n what their role may see. \
         This package holds the server with the app inside.\n"
    );
    fs::write(root.join("DEBIAN/control"), text)?;
    fs::write(root.join("DEBIAN/md5sums"), sums)?;
    Ok(())
}

/// Copies a file to its place, with its permissions.
fn put(from: &Path, to: &Path, mode: u32) -> Result<()> {
    let failed = || format!("cannot copy {} to {}", from.display(), to.display());
    let folder = to.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(failed)?;
    fs::copy(from, to).with_context(failed)?;
    fs::set_permissions(to, fs::Permissions::from_mode(mode)).with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The files below [`DOCS`] that a text names.
    fn named_pages(text: &str) -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"/._-".contains(c));
        let pages = words.filter_map(|word| word.find(DOCS).and_then(|start| word.get(start..)));
        pages.map(|page| page.trim_end_matches('.').to_owned()).collect()
    }

    #[test]
    fn every_page_that_the_package_points_to_is_packed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut sources = vec![root.join("deploy/debian/copyright")];
        for entry in fs::read_dir(root.join("deploy/systemd")).expect("units") {
            sources.push(entry.expect("a unit").path());
        }
        let mut pages = BTreeSet::new();
        for source in sources {
            pages.extend(named_pages(&fs::read_to_string(source).expect("a text")));
        }
        let packed = FILES.map(|(_, to)| to.to_owned());
        let missing: Vec<_> = pages.iter().filter(|page| !packed.contains(page)).collect();
        assert!(missing.is_empty(), "named, and not in the package: {missing:?}");
        for page in ["LICENSE", "operations.md"] {
            assert!(pages.contains(&format!("{DOCS}/{page}")), "{page}: {pages:?}");
        }
        for (from, _) in FILES {
            assert!(root.join(from).is_file(), "{from}");
        }
    }
}

//! The Debian package over an older and over a newer one: configuration and records stand. Without systemd as the first
//! process no service runs meanwhile; what a newer server makes of an older database is held by the stores' own tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use feltbog_tests::package::{Installed, PROGRAM, built, install, installed_version, repacked};

const OLDER: &str = "0.0.1";
const CONFIGURATION: &str = "/etc/feltbog/feltbog.toml";
/// Files of the server that no command writes to without a reason.
const KEPT: [&str; 2] = [CONFIGURATION, "/var/lib/feltbog/feltbog.db.secret"];

/// Packages are root's to install, which the gate cannot count on.
mod night {
    #[test]
    fn an_upgrade_and_the_way_back_keep_what_is_there() {
        super::upgrade_and_go_back();
    }
}

/// Runs the installed program to its end, and gives what it said.
fn feltbog(arguments: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

fn kept() -> BTreeMap<&'static str, Vec<u8>> {
    KEPT.map(|file| (file, std::fs::read(file).unwrap())).into()
}

fn upgrade_and_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let newer = built().unwrap();
    let older = repacked(&newer, OLDER, folder.path()).unwrap();
    let installed = Installed::of(&older).unwrap();
    assert_eq!(installed_version().unwrap(), OLDER);
    let began = feltbog(&[
        "init",
        "--organisation",
        "Prøvebo",
        "--key",
        "proevebo",
        "--department",
        "12:Engen",
        "--administrator",
        "Anne Prøve",
        "--public-url",
        "https://feltbog.example",
    ]);
    assert!(began.contains("Prøvebo has begun"), "{began}");
    assert!(Path::new("/var/lib/feltbog/feltbog.db").is_file());
    let before = kept();
    for package in [&newer, &older, &newer] {
        install(package).unwrap();
        let is_older = installed_version().unwrap() == OLDER;
        assert_eq!(is_older, package == &older);
        assert_eq!(kept(), before, "{}", package.display());
        // The program finds its configuration and its records, which are what their log says.
        feltbog(&["verify"]);
        let invited = feltbog(&["enrol", "--user", "Anne Prøve"]);
        assert!(invited.contains("https://feltbog.example/enrol#"), "{invited}");
    }
    installed.remove().unwrap();
}

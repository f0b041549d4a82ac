//! The service unit as systemd reads it.

use std::process::Command;

use crate::{deployed, feltbog};

const SERVICES: [&str; 3] = [
    "feltbog.service",
    "feltbog-backup.service",
    "feltbog-verify.service",
];

fn analyze(arguments: &[&str]) {
    let output = Command::new("systemd-analyze").args(arguments).output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn the_services_are_hardened() {
    for service in SERVICES {
        let path = deployed("systemd").join(service).display().to_string();
        analyze(&["security", "--offline=true", "--threshold=15", &path]);
    }
}

#[test]
fn systemd_understands_every_unit() {
    let folder = tempfile::tempdir().unwrap();
    let program = feltbog().display().to_string();
    let mut units = Vec::new();
    for entry in std::fs::read_dir(deployed("systemd")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".conf") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // The program is not installed here, nor its pages.
        let text = text.replace("/usr/bin/feltbog", &program);
        std::fs::write(folder.path().join(&name), text).unwrap();
        units.push(
            folder
                .path()
                .join(name.replace("@.", "@tried."))
                .display()
                .to_string(),
        );
    }
    assert_eq!(units.len(), 7);
    let mut arguments = vec!["verify", "--man=no"];
    arguments.extend(units.iter().map(String::as_str));
    let output = Command::new("systemd-analyze")
        .args(&arguments)
        .env("SYSTEMD_UNIT_PATH", format!("{}:", folder.path().display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // What it says of Debian's own units is not ours.
    let ours: Vec<_> = said.lines().filter(|line| line.contains("feltbog")).collect();
    assert!(ours.is_empty(), "{}", ours.join("\n"));
}

//! The small tool for outsiders (`deploy/audit_check.py`): by an exported access log, lines that were kept and two public
//! keys alone it finds what was changed, and it holds the list that a resident was given against the log.

use std::path::Path;
use std::process::Command;

use feltbog_server::services::audit::witness::{self, WitnessKey};
use feltbog_server::services::audit::{chain, flush, rows};
use feltbog_server::services::subject_access::answer_for_operator;
use feltbog_server::store::AuditRecord;
use feltbog_shared::language::Language;
use feltbog_shared::model::{ConflictCase, ConflictEvent, ConflictParty, Kind};
use feltbog_shared::office::subject_access::SubjectAccessQuery;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Cursor;
use feltbog_tests::app::{HERE, START, TestApp, document};
use serde_json::Value;
use tempfile::TempDir;

const HOME: &str = "Opgang 12, 2. tv.";

/// A server with some rows, lines that were kept, and the keys.
struct Scene {
    app: TestApp,
    folder: TempDir,
    rows: Vec<AuditRecord>,
    lines: Vec<String>,
    server_key: String,
    witness: WitnessKey,
}

impl Scene {
    async fn set() -> Self {
        let app = TestApp::start().await;
        let witness = WitnessKey::parse(&"11".repeat(32)).unwrap();
        let server_key = chain::public_key(&app.app.secret).unwrap();
        let mut officer = app.enrol_role(Role::CaseOfficer).await;
        let case = [ConflictCase::created_at().set(START)];
        let case = officer.create(document(1), Kind::ConflictCase, &case);
        officer.push(HERE, case.offers()).await;
        let party = [
            ConflictParty::conflict_case().set(document(1)),
            ConflictParty::dwelling_ref().set(HOME),
        ];
        let party = officer.create(document(2), Kind::ConflictParty, &party);
        officer.push(HERE, party.offers()).await;
        let (mut lines, mut kept) = (Vec::new(), Vec::new());
        for number in 3..5 {
            app.clock.pass(60_000);
            let event = [ConflictEvent::conflict_case().set(document(1))];
            let event = officer.create(document(number), Kind::ConflictEvent, &event);
            officer.push(HERE, event.offers()).await;
            let reader = app.enrol_role(Role::CaseOfficer).await;
            reader.pull_all(HERE, Cursor::default()).await;
            flush(&app.app).await.unwrap();
            let made = chain::make_checkpoint(&app.app).await.unwrap().unwrap();
            let made = witness.countersign(made, &server_key, &kept).unwrap();
            lines.push(witness::line(&made));
            kept.push(made);
        }
        app.clock.pass(60_000);
        let rows = app.app.store.audit_records(0, 1_000).await.unwrap();
        assert!(rows.len() >= 4, "{rows:?}");
        Self {
            folder: tempfile::tempdir().unwrap(),
            app,
            rows,
            lines,
            server_key,
            witness,
        }
    }

    /// Whether the tool finds nothing, and what it says.
    fn check(&self, rows: &[AuditRecord], lines: &[String], more: &[&str]) -> (bool, String) {
        let rows: Vec<String> = rows.iter().map(|row| rows::as_json(row).to_string()).collect();
        let (log, kept) = (
            self.folder.path().join("log.jsonl"),
            self.folder.path().join("kept.txt"),
        );
        std::fs::write(&log, rows.join("\n")).unwrap();
        std::fs::write(&kept, lines.join("\n")).unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new(here.join("readers/venv/bin/python"))
            .arg(here.join("../deploy/audit_check.py"))
            .args([&log, &kept])
            .args(["--server-key", &self.server_key])
            .args(more)
            .output()
            .expect("cargo xtask setup installs the readers");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.trim_end().ends_with("findings."), "{told}{errors}");
        (output.status.success(), told)
    }
}

/// Hashes made anew for all rows, as by somebody with the database in hand.
fn made_anew(mut rows: Vec<AuditRecord>) -> Vec<AuditRecord> {
    let mut hash = [0; 32];
    for (number, row) in (1..).zip(&mut rows) {
        row.number = number;
        hash = row.expected_hash(&hash);
        row.hash = hash.to_vec();
    }
    rows
}

#[tokio::test]
async fn an_outsider_finds_every_harm() {
    let scene = Scene::set().await;
    let public = scene.witness.public();
    let by_witness = ["--witness", public.as_str()];
    let (is_good, told) = scene.check(&scene.rows, &scene.lines, &by_witness);
    assert!(is_good, "{told}");
    for place in 0..scene.rows.len() {
        let harms: [fn(&mut Vec<AuditRecord>, usize); 5] = [
            |rows, place| rows[place].person[3] ^= 1,
            |rows, place| rows[place].at += 1,
            |rows, place| rows[place].purpose.push('x'),
            |rows, place| drop(rows.remove(place)),
            |rows, place| {
                rows[place].person[3] ^= 1;
                *rows = made_anew(std::mem::take(rows));
            },
        ];
        for (number, harm) in (1..).zip(harms) {
            let mut rows = scene.rows.clone();
            harm(&mut rows, place);
            let (is_good, told) = scene.check(&rows, &scene.lines, &by_witness);
            assert!(!is_good, "harm {number} of row {place}: {told}");
        }
    }
    let mut rows = scene.rows.clone();
    rows.swap(0, 1);
    assert!(!scene.check(&rows, &scene.lines, &by_witness).0, "another order");
}

#[tokio::test]
async fn an_outsider_believes_no_line_that_is_not_signed_by_both() {
    let scene = Scene::set().await;
    let public = scene.witness.public();
    let by_witness = ["--witness", public.as_str()];
    let plain: Vec<String> = scene
        .lines
        .iter()
        .map(|line| chain::line(&witness::parse(line).unwrap().checkpoint))
        .collect();
    assert!(
        scene.check(&scene.rows, &plain, &[]).0,
        "the server's signature alone"
    );
    assert!(!scene.check(&scene.rows, &plain, &by_witness).0);
    assert!(!scene.check(&scene.rows, &[], &[]).0, "nothing was kept");
    let other = WitnessKey::parse(&"12".repeat(32)).unwrap().public();
    assert!(!scene.check(&scene.rows, &scene.lines, &["--witness", &other]).0);
    for word in 1..7 {
        let mut words: Vec<String> = scene.lines[0].split(' ').map(str::to_owned).collect();
        let first = if words[word].starts_with('0') { "1" } else { "0" };
        words[word].replace_range(..1, first);
        let lines = [words.join(" "), scene.lines[1].clone()];
        assert!(!scene.check(&scene.rows, &lines, &by_witness).0, "word {word}");
    }
    // Older rows are gone for their age, up to a kept line.
    let first = witness::parse(&scene.lines[0]).unwrap().checkpoint.number;
    let left: Vec<AuditRecord> = scene
        .rows
        .iter()
        .filter(|row| row.number > first)
        .cloned()
        .collect();
    let (is_good, told) = scene.check(&left, &scene.lines, &by_witness);
    assert!(is_good, "{told}");
    assert!(!scene.check(&left[1..], &scene.lines, &by_witness).0);
}

#[tokio::test]
async fn a_residents_list_is_held_against_the_log() {
    let scene = Scene::set().await;
    let query = SubjectAccessQuery {
        department: HERE,
        home: HOME.to_owned(),
        since: String::new(),
        language: Language::Danish,
    };
    let answer = answer_for_operator(&scene.app.app, &query).await.unwrap();
    assert!(answer.accesses.len() >= 2, "{answer:?}");
    flush(&scene.app.app).await.unwrap();
    let rows = scene.app.app.store.audit_records(0, 1_000).await.unwrap();
    let file = scene.folder.path().join("answer.json");
    let check = |answer: &Value| {
        std::fs::write(&file, answer.to_string()).unwrap();
        scene.check(&rows, &scene.lines, &["--answer", file.to_str().unwrap()])
    };
    let whole = serde_json::to_value(&answer).unwrap();
    let (is_good, told) = check(&whole);
    assert!(is_good, "{told}");
    let mut less = whole.clone();
    less["accesses"].as_array_mut().unwrap().pop();
    let (is_good, told) = check(&less);
    assert!(!is_good && told.contains("leaves out"), "{told}");
    let mut more = whole.clone();
    more["accesses"][0]["at"] = 1.into();
    let (is_good, told) = check(&more);
    assert!(!is_good && told.contains("does not have"), "{told}");
}

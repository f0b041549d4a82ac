//! The export of everything, for an organisation that leaves: read with what every machine has, `sha256sum` and the
//! Automerge library. Each test runs on both databases.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use automerge::ReadDoc as _;
use feltbog_server::services::complete_export::{CompleteExportError, write_everything};
use feltbog_server::store::{AdministrativeAct, AdministrativeChange, LegalHold};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::{Area, ConflictCase, FieldEdit, Kind, Photo};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Client, HERE, START, STRANGER, THERE, TestApp, document, person};
use serde_json::{Value, json};

use crate::photos::{JPEG, picture, put};

/// Runs a test on both databases.
macro_rules! on_both {
    ($($name:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$name(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() {
                super::$name(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    everything_is_in_files_for_their_owner_alone,
    a_folder_that_holds_anything_is_refused_and_a_cut_export_is_begun_anew,
}

const CASE: u16 = 1;
const AREA: u16 = 2;
const DISCARDED: u16 = 3;
const PICTURE: u16 = 4;

async fn add(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) {
    let department = if client.person() == STRANGER { THERE } else { HERE };
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(department, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
}

/// A conflict, an area, a discarded conflict, a picture, and an area of the other department.
async fn record(app: &TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let edits = [
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::place().set("Opgang 4"),
        ConflictCase::description().rewrite("Fest til klokken tre"),
    ];
    add(&mut phone, CASE, Kind::ConflictCase, &edits).await;
    add(&mut phone, AREA, Kind::Area, &[Area::name().set("Engen")]).await;
    let begun = [
        ConflictCase::created_at().set(START),
        ConflictCase::place().set("Opgang 5"),
    ];
    let mut discarded = phone.create(document(DISCARDED), Kind::ConflictCase, &begun);
    let last = [ConflictCase::discarded_at().set(START.plus_millis(1_000))];
    phone.edit(&mut discarded, &last);
    let verdicts = phone.push(HERE, discarded.offers()).await.verdicts;
    let is_taken = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(..));
    assert!(verdicts.iter().all(is_taken), "{verdicts:?}");
    let edits = [
        Photo::about().set(document(AREA)),
        Photo::moment().set(PhotoMoment::Before),
    ];
    add(&mut phone, PICTURE, Kind::Photo, &edits).await;
    let path = format!("/api/v1/departments/{HERE}/photos/{}", document(PICTURE));
    put(&phone, &path, JPEG, picture(10)).await.sync::<()>();
    let mut stranger = app.enrol(STRANGER).await;
    add(&mut stranger, 9, Kind::Area, &[Area::name().set("Marken")]).await;
}

/// The objects of a file.
fn lines(root: &Path, path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The paths of everything below a folder, folders too.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found
}

async fn everything_is_in_files_for_their_owner_alone(app: TestApp) {
    record(&app).await;
    let note = AdministrativeChange {
        organisation: OrganisationId::default(),
        at: START,
        by: person(Role::OrgAdmin),
        action: "exported".into(),
        target: "csv".into(),
        subject: "area.csv".into(),
        before: None,
        after: Some(r#"{"rows":1}"#.into()),
        undoes: None,
        act: AdministrativeAct::Note,
    };
    app.app.store.administer(&note).await.unwrap();
    let hold = LegalHold {
        reason: "Klagenævn".into(),
        held_by: person(Role::CaseOfficer),
        held_at: START,
    };
    assert!(app.app.store.hold(HERE, document(CASE), &hold).await.unwrap());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("leaving/everything");
    let written = write_everything(&app.app, &root, |_| {}).await.unwrap();
    assert_eq!(
        (written.organisations, written.departments, written.pictures),
        (1, 2, 1)
    );
    assert!(!written.is_restart && !root.join("UNFINISHED").exists());

    // Fields, of the discarded record too, and of both departments.
    let cases = lines(
        &root,
        &format!("departments/{HERE}/records/{}.jsonl", Kind::ConflictCase.key()),
    );
    let ids: BTreeSet<_> = cases.iter().map(|case| case["id"].to_string()).collect();
    let wanted = [CASE, DISCARDED].map(|number| json!(document(number)).to_string());
    assert_eq!(ids, BTreeSet::from(wanted));
    let case = cases
        .iter()
        .find(|case| case["id"] == json!(document(CASE)))
        .unwrap();
    assert_eq!(case["fields"]["description"], json!("Fest til klokken tre"));
    let areas = lines(
        &root,
        &format!("departments/{THERE}/records/{}.jsonl", Kind::Area.key()),
    );
    assert_eq!(areas[0]["fields"]["name"], json!("Marken"));

    // The document, opened by the library.
    let key = Kind::ConflictCase.key();
    let file = format!("departments/{HERE}/documents/{key}/{}.automerge", document(CASE));
    let read = automerge::AutoCommit::load(&std::fs::read(root.join(file)).unwrap()).unwrap();
    let place = read.get(automerge::ROOT, "place").unwrap().unwrap().0;
    assert_eq!(place.as_str(), Some("Opgang 4"));
    let file = format!("departments/{HERE}/pictures/{}.jpg", document(PICTURE));
    let shown = image::load_from_memory(&std::fs::read(root.join(file)).unwrap()).unwrap();
    assert_eq!((shown.width(), shown.height()), (64, 48));

    // The organisation, and its log.
    let home = format!("organisations/{}", OrganisationId::default());
    let people = lines(&root, &format!("{home}/people.jsonl"));
    assert_eq!(people.len(), Role::ALL.len() + 2);
    let grants = lines(&root, &format!("{home}/grants.jsonl"));
    let of_stranger = grants.iter().find(|grant| grant["person"] == json!(STRANGER));
    let of_stranger = of_stranger.unwrap();
    assert_eq!(
        (&of_stranger["role"], &of_stranger["level"], &of_stranger["of"]),
        (&json!("caretaker"), &json!("department"), &json!(THERE))
    );
    let holds = lines(&root, &format!("departments/{HERE}/legal_holds.jsonl"));
    assert_eq!(
        (&holds[0]["document"], &holds[0]["reason"]),
        (&json!(document(CASE)), &json!("Klagenævn"))
    );
    let log = lines(&root, &format!("{home}/administrative_log.jsonl"));
    let entry = log.iter().find(|entry| entry["subject"] == json!("area.csv"));
    assert_eq!(entry.unwrap()["after"]["rows"], json!(1));

    // Reading the conflicts for the export is itself in the access log.
    let accesses = lines(&root, "access_log.jsonl");
    let exported: BTreeSet<_> = accesses
        .iter()
        .filter(|row| row["purpose"] == json!(AuditPurpose::Export.key()) && row["person"].is_null())
        .map(|row| row["document"].to_string())
        .collect();
    assert!(exported.is_superset(&ids), "{exported:?}");

    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(&root)
        .status();
    assert!(sums.unwrap().success());
    let found = below(&root);
    let documents = found
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "automerge"));
    let documents = documents.count() as u64;
    assert!(documents >= 5, "{documents}");
    assert_eq!(written.records, documents);
    let files = found.iter().filter(|path| path.is_file()).count();
    let listed = std::fs::read_to_string(root.join("SHA256SUMS")).unwrap();
    assert_eq!(listed.lines().count() + 1, files);
    assert_eq!(written.files as usize + 1, files);
    for path in found.iter().chain([&root]) {
        let mode = std::fs::metadata(path).unwrap().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
    }
}

async fn a_folder_that_holds_anything_is_refused_and_a_cut_export_is_begun_anew(app: TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let refused = async || {
        let written = write_everything(&app.app, root, |_| {}).await;
        matches!(written, Err(CompleteExportError::Occupied(_)))
    };
    std::fs::write(root.join("brev.txt"), "Kære").unwrap();
    assert!(refused().await);
    assert_eq!(below(root), [root.join("brev.txt")]);
    std::fs::remove_file(root.join("brev.txt")).unwrap();

    // An export that was cut short, and something that is not of it.
    let old = root.join("departments/gone/records/area.jsonl");
    std::fs::create_dir_all(old.parent().unwrap()).unwrap();
    std::fs::write(&old, "{}\n").unwrap();
    std::fs::write(root.join("UNFINISHED"), "").unwrap();
    std::fs::write(root.join("SHA256SUMS"), "half").unwrap();
    std::fs::write(root.join("regnskab.xlsx"), "mine").unwrap();
    assert!(refused().await);
    assert!(old.exists() && root.join("regnskab.xlsx").exists());
    std::fs::remove_file(root.join("regnskab.xlsx")).unwrap();

    let written = write_everything(&app.app, root, |_| {}).await.unwrap();
    assert!(written.is_restart && !old.exists() && !root.join("UNFINISHED").exists());
    let listed = std::fs::read_to_string(root.join("SHA256SUMS")).unwrap();
    assert!(listed.contains("manifest.json") && !listed.contains("half"));
    // A whole one is not written over.
    assert!(refused().await);
}

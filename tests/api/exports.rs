//! Exports, opened by readers that know nothing of Feltbog (`tests/readers`): what a person may read and nothing else, in
//! formats that hold.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use automerge::ReadDoc as _;
use axum::http::StatusCode;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::area::{AreaKind, AreaState};
use feltbog_shared::model::area_observation::{ObservationKind, ObservationState};
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::insect_count::{
    ButterflyMethod, ButterflySkill, CountState, InsectGroup, OtherSystem, Protocol, Sky, TargetFlower, Wind,
};
use feltbog_shared::model::outline::{Corner, Ground, Outline};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Area, AreaObservation, ConflictCase, FieldEdit, InsectCount, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_data::{EXPORT_ROWS_HEADER, ExportChoices, ExportRequest};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Answer, Client, HERE, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use serde_json::Value;

/// Words that no archive of observations may hold: a name, a place and a free text.
const CANARIES: [&str; 4] = ["Kanariegruppen", "Kanarie Voksen", "Kanariekrogen", "kanariefrit"];
const FORMULA: &str = "=HYPERLINK(\"http://example.dk\",\"Engen\")";
/// 12 July 2026, 12:00 UTC.
const SUMMER: Moment = Moment::from_millis(1_783_857_600_000);

/// Findings of a reader of an export that knows nothing of Feltbog.
pub(super) fn read(format: &str, bytes: &[u8]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let output = Command::new(folder.join("venv/bin/python"))
        .arg(folder.join("read.py"))
        .arg(format)
        .arg(file.path())
        .output()
        .expect("cargo xtask setup installs the readers");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{format}: {told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Somebody who is signed in to the office and has proved it anew.
pub(super) async fn at_desk(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    let mut browser = app.office_browser(&account).await;
    app.clock.pass(30_000);
    let proven = browser.step_up(account.code(app, 0)).await;
    assert_eq!(proven.status, StatusCode::OK);
    browser
}

async fn export(browser: &mut OfficeBrowser, format: &str, request: &ExportRequest) -> Answer {
    let answer = browser.post(&format!("/exports/{format}"), request).await;
    assert_eq!(answer.status, StatusCode::OK, "{format}");
    answer
}

fn of_kinds(kinds: &[Kind]) -> ExportRequest {
    ExportRequest {
        kinds: kinds.iter().map(|kind| kind.key().to_owned()).collect(),
        ..ExportRequest::default()
    }
}

async fn add(phone: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> DocumentId {
    let draft = phone.create(document(number), kind, edits);
    let verdicts = phone.push(HERE, draft.offers()).await.verdicts;
    let is_taken = verdicts
        .iter()
        .all(|verdict| matches!(verdict, Verdict::Accepted(..)));
    assert!(is_taken, "{kind:?}: {verdicts:?}");
    document(number)
}

/// Corners in metres from a place in Silkeborg.
fn outline(metres: &[(f64, f64)]) -> Outline {
    let ground = Ground::around(Corner::new(56.17, 9.55, 3.0));
    Outline(metres.iter().map(|corner| ground.corner(*corner, 3.0)).collect())
}

/// A count of a summer's day in an area, with these numbers.
async fn count(phone: &mut Client, number: u16, area: DocumentId, temp: i64, seen: &[(InsectGroup, i64)]) {
    let mut edits = vec![
        InsectCount::state().set(CountState::Running),
        InsectCount::protocol().set(Protocol::FitTenMinutes),
        InsectCount::area().set(area),
        InsectCount::flower().set(TargetFlower::Dandelion),
        InsectCount::flower_units().set(12),
        InsectCount::started_at().set(SUMMER),
        InsectCount::finished_at().set(SUMMER.plus_millis(600_000)),
        InsectCount::minutes().set(10),
        InsectCount::temp_c().set(temp),
        InsectCount::sky().set(Sky::Sun),
        InsectCount::wind().set(Wind::Still),
        InsectCount::dry().set(true),
        InsectCount::group_name().set("Kanariegruppen"),
        InsectCount::group_adult().set("Kanarie Voksen"),
        InsectCount::place().set("Kanariekrogen"),
    ];
    edits.extend(
        InsectGroup::ALL
            .iter()
            .map(|group| InsectCount::counts().count(*group, 0)),
    );
    edits.extend(
        seen.iter()
            .map(|(group, seen)| InsectCount::counts().count(*group, *seen)),
    );
    let mut draft = phone.create(document(number), Kind::InsectCount, &edits);
    phone.edit(&mut draft, &[InsectCount::state().set(CountState::Finished)]);
    let verdicts = phone.push(HERE, draft.offers()).await.verdicts;
    let is_taken = verdicts
        .iter()
        .all(|verdict| matches!(verdict, Verdict::Accepted(..)));
    assert!(is_taken, "{verdicts:?}");
}

const MEADOW: u16 = 1;
const HORSESHOE: u16 = 2;
const UNKNOWN: u16 = 3;
const NOTHING_SEEN: u16 = 10;
const FLIES: u16 = 11;
const COLD: u16 = 12;

/// Areas, counts, sightings and a conflict in a department.
async fn recorded(app: &TestApp) -> BTreeMap<DocumentId, i64> {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let meadow = outline(&[(0.0, 0.0), (0.0, 40.0), (30.0, 40.0), (30.0, 0.0)]);
    let horseshoe = outline(&[
        (100.0, 0.0),
        (150.0, 0.0),
        (150.0, 50.0),
        (140.0, 50.0),
        (140.0, 10.0),
        (110.0, 10.0),
        (110.0, 50.0),
        (100.0, 50.0),
    ]);
    let mut stated = BTreeMap::new();
    for (number, name, outline) in [(MEADOW, FORMULA, meadow), (HORSESHOE, "Hesteskoen", horseshoe)] {
        let square_metres = outline.square_metres().round() as i64;
        let edits = [
            Area::state().set(AreaState::Proposed),
            Area::name().set(name),
            Area::kind().set(AreaKind::FlowerMeadow),
            Area::square_metres().set(square_metres),
            Area::outline().set(&outline.write()),
            Area::partners().set("kanariefrit"),
        ];
        let id = add(&mut phone, number, Kind::Area, &edits).await;
        stated.insert(id, square_metres);
    }
    add(
        &mut phone,
        UNKNOWN,
        Kind::Area,
        &[
            Area::name().set("'=ukendt"),
            Area::kind().set(AreaKind::LongGrass),
        ],
    )
    .await;
    let meadow = document(MEADOW);
    count(&mut phone, NOTHING_SEEN, meadow, 20, &[]).await;
    let seen = [(InsectGroup::Hoverfly, 3), (InsectGroup::Bumblebee, 2)];
    count(&mut phone, FLIES, document(HORSESHOE), 20, &seen).await;
    count(&mut phone, COLD, meadow, 9, &[(InsectGroup::Beetle, 1)]).await;
    for (number, species) in [(20, "Dagp\u{e5}fugle\u{f8}je"), (21, "kanariefrit")] {
        let edits = [
            AreaObservation::state().set(ObservationState::New),
            AreaObservation::area().set(meadow),
            AreaObservation::kind().set(ObservationKind::SpeciesSeen),
            AreaObservation::species_text().set(species),
        ];
        add(&mut phone, number, Kind::AreaObservation, &edits).await;
    }
    let edits = [
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::place().set("Kanariekrogen"),
    ];
    add(&mut phone, 30, Kind::ConflictCase, &edits).await;
    stated
}

#[tokio::test]
async fn a_table_opens_in_a_danish_spreadsheet_and_a_formula_is_data() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let answer = export(&mut browser, "csv", &of_kinds(&[Kind::Area])).await;
    assert_eq!(answer.headers[EXPORT_ROWS_HEADER], "3");
    let rows = read("csv", &answer.body);
    let names: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, [&format!("'{FORMULA}"), "Hesteskoen", "''=ukendt"]);
    let latitude = rows[0]["centre_latitude"].as_str().unwrap();
    assert!(latitude.starts_with("56,17"), "{latitude}");
    assert_eq!(rows[0]["square_metres"], "1200");

    let counts = export(&mut browser, "csv", &of_kinds(&[Kind::InsectCount])).await;
    let counts = read("csv", &counts.body);
    assert_eq!(counts[0]["started_at"], "2026-07-12 14:00:00");
    assert_eq!(
        (&counts[0]["dry"], &counts[0]["counts.humlebi"]),
        (&"ja".into(), &"0".into())
    );
    // A table has one kind.
    let refused = browser.post("/exports/csv", &ExportRequest::default()).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);

    let book = export(&mut browser, "xlsx", &ExportRequest::default()).await;
    let book = read("xlsx", &book.body);
    assert_eq!(book["area"][0]["name"], serde_json::json!([FORMULA, "s"]));
    assert_eq!(book["area"][2]["name"], serde_json::json!(["'=ukendt", "s"]));
    assert_eq!(book["area"][0]["square_metres"], serde_json::json!([1200, "n"]));
    let started = &book["insect_count"][0]["started_at"];
    assert_eq!(started, &serde_json::json!(["2026-07-12 14:00:00", "d"]));
    assert!(book["conflict_case"].is_array());
}

#[tokio::test]
async fn areas_lie_where_they_are_and_are_as_large_as_they_say() {
    let app = TestApp::start().await;
    let stated = recorded(&app).await;
    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let answer = export(&mut browser, "geojson", &ExportRequest::default()).await;
    assert_eq!(answer.headers["content-type"], "application/geo+json");
    let areas = read("geojson", &answer.body);
    assert_eq!(areas.as_object().unwrap().len(), 3);
    for (id, square_metres) in stated {
        let measured = areas[id.to_string()]["square_metres"].as_f64().unwrap();
        let off = (measured / square_metres as f64 - 1.0).abs();
        assert!(off < 0.01, "{id}: {measured} instead of {square_metres}");
    }
    assert_eq!(areas[document(UNKNOWN).to_string()]["square_metres"], Value::Null);
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(!text.contains("kanariefrit"), "a free text");
}

#[tokio::test]
async fn an_archive_of_observations_holds_absences_and_no_person() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let wish = ExportRequest {
        includes_unlocked: true,
        mailbox: Some("natur@example.dk".into()),
        ..ExportRequest::default()
    };
    let answer = export(&mut browser, "dwca", &wish).await;
    let archive = read("dwca", &answer.body);
    let of_type = |wanted: &str| -> Vec<Value> {
        let events = archive["events"].as_array().unwrap().iter();
        events
            .filter(|event| event["eventType"] == wanted)
            .cloned()
            .collect()
    };
    let (seasons, counts, sightings) = (of_type("siteSeason"), of_type("count"), of_type("sighting"));
    // The cold count is not valid, and one species is none.
    assert_eq!((counts.len(), sightings.len()), (2, 1));
    assert_eq!(seasons.len(), 2, "{seasons:?}");
    assert_eq!(
        counts[0]["eventDate"],
        "2026-07-12T14:00:00+02:00/2026-07-12T14:10:00+02:00"
    );
    assert_eq!(counts[0]["samplingEffort"], "10 minutes; 1 observer");
    let of_event = |event: &Value| -> BTreeMap<String, String> {
        let all = archive["occurrences"].as_array().unwrap().iter();
        all.filter(|row| row["eventID"] == event["eventID"])
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap().to_owned();
                (text("scientificName"), text("individualCount"))
            })
            .collect()
    };
    let mut rows: Vec<_> = counts.iter().map(of_event).collect();
    rows.sort_by_key(BTreeMap::len);
    // With hoverflies Diptera are not absent, with bumblebees no bees at all, with either no insects.
    let flies: Vec<_> = rows[0].keys().map(String::as_str).collect();
    let kept = [
        "Apis mellifera",
        "Bombus",
        "Coleoptera",
        "Lepidoptera",
        "Syrphidae",
        "Vespidae",
    ];
    assert_eq!(flies, kept);
    assert_eq!(
        (rows[0]["Bombus"].as_str(), rows[0]["Syrphidae"].as_str()),
        ("2", "3")
    );
    assert_eq!(rows[1].len(), 9);
    assert!(rows[1].values().all(|seen| seen == "0"));
    assert_eq!(of_event(&sightings[0]).keys().collect::<Vec<_>>(), ["Aglais io"]);
    let facts = archive["facts"].as_array().unwrap();
    let zeros = facts.iter().filter(|fact| fact["measurementValue"] == "0");
    assert!(zeros.count() >= 10, "every number is a measurement too");

    let again = export(&mut browser, "dwca", &wish).await;
    assert_eq!(again.body, answer.body, "the same data are the same bytes");
    for word in CANARIES {
        assert!(!holds(&answer.body, word), "{word}");
    }
    // Locked counts alone without the wish: there are none.
    let locked = export(&mut browser, "dwca", &ExportRequest::default()).await;
    let locked = read("dwca", &locked.body);
    let counts = locked["events"].as_array().unwrap().iter();
    assert_eq!(counts.filter(|event| event["eventType"] == "count").count(), 0);
    let all = ExportRequest {
        includes_invalid: true,
        ..wish
    };
    let all = export(&mut browser, "dwca", &all).await;
    let all = read("dwca", &all.body);
    let flawed = all["events"].as_array().unwrap().iter();
    let flawed: Vec<_> = flawed
        .filter(|event| event["eventRemarks"] == "too cold")
        .collect();
    assert_eq!(flawed.len(), 1);
}

/// A count of butterflies on a walk of 120 metres on a summer's day, in sunshine.
fn walk(area: DocumentId, skill: ButterflySkill, wind: Wind, seen: &[(InsectGroup, i64)]) -> Vec<FieldEdit> {
    let mut edits = vec![
        InsectCount::state().set(CountState::Finished),
        InsectCount::protocol().set(Protocol::ButterfliesFifteenMinutes),
        InsectCount::butterfly_method().set(ButterflyMethod::Walk),
        InsectCount::butterfly_skill().set(skill),
        InsectCount::walked_metres().set(120),
        InsectCount::area().set(area),
        InsectCount::started_at().set(SUMMER),
        InsectCount::finished_at().set(SUMMER.plus_millis(15 * 60_000)),
        InsectCount::minutes().set(15),
        InsectCount::temp_c().set(14),
        InsectCount::sky().set(Sky::Sun),
        InsectCount::wind().set(wind),
        InsectCount::dry().set(true),
    ];
    edits.extend(
        seen.iter()
            .map(|(name, number)| InsectCount::counts().count(*name, *number)),
    );
    edits
}

/// The rows of an event in the archive: scientific name, rank, number and remarks.
fn told_of(archive: &Value, event: &Value) -> Vec<[String; 4]> {
    let rows = archive["occurrences"].as_array().unwrap().iter();
    let mut told: Vec<_> = rows
        .filter(|row| row["eventID"] == event["eventID"])
        .map(|row| {
            [
                "scientificName",
                "taxonRank",
                "individualCount",
                "identificationRemarks",
            ]
            .map(|name| row[name].as_str().unwrap().to_owned())
        })
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn butterflies_are_told_by_their_names_and_an_absence_is_true_for_its_name() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let edits = [
        Area::state().set(AreaState::Proposed),
        Area::name().set("Engen"),
        Area::kind().set(AreaKind::FlowerMeadow),
    ];
    let area = add(&mut phone, MEADOW, Kind::Area, &edits).await;
    let seen = [
        (InsectGroup::Whites, 2),
        (InsectGroup::AglaisIo, 3),
        (InsectGroup::AgestisOrIcarus, 1),
        (InsectGroup::DayMoth, 1),
    ];
    let some = walk(area, ButterflySkill::SomeSpecies, Wind::Moderate, &seen);
    let nothing = walk(area, ButterflySkill::AllSpecies, Wind::Still, &[]);
    let windy = walk(area, ButterflySkill::Groups, Wind::Fresh, &seen[..1]);
    let mut elsewhere = walk(area, ButterflySkill::Groups, Wind::Still, &seen[..1]);
    elsewhere.push(InsectCount::also_in().set(OtherSystem::Arter));
    for (number, edits) in [(10, some), (11, nothing), (12, windy), (13, elsewhere)] {
        add(&mut phone, number, Kind::InsectCount, &edits).await;
    }

    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let wish = ExportRequest {
        includes_unlocked: true,
        ..ExportRequest::default()
    };
    let answer = export(&mut browser, "dwca", &wish).await;
    let archive = read("dwca", &answer.body);
    let counts = archive["events"].as_array().unwrap().iter();
    let mut counts: Vec<_> = counts.filter(|event| event["eventType"] == "count").collect();
    assert_eq!(
        counts.len(),
        2,
        "one was windy, and one is told in another system"
    );
    counts.sort_by_key(|event| told_of(&archive, event).len());
    assert_eq!(counts[0]["samplingProtocol"], "15-min butterfly count (eBMS)");
    assert_eq!(counts[0]["samplingEffort"], "15 minutes; 1 observer");
    assert_eq!(counts[0]["sampleSizeValue"], "600", "length times five metres");
    let expected = [
        ["Aglais io", "species", "3", ""],
        ["Hesperiidae", "family", "0", "family"],
        ["Lepidoptera", "order", "1", "group"],
        ["Lycaenidae", "family", "1", "one of two species"],
        ["Papilionidae", "family", "0", "family"],
        ["Pieridae", "family", "2", "group"],
    ];
    assert_eq!(told_of(&archive, counts[0]), expected);
    let nothing = told_of(&archive, counts[1]);
    assert_eq!(nothing.len(), 5 + 32);
    assert!(nothing.iter().all(|[_, _, number, _]| number == "0"));
    let facts = archive["facts"].as_array().unwrap().iter();
    let of_some: BTreeMap<_, _> = facts
        .filter(|fact| fact["eventID"] == counts[0]["eventID"])
        .map(|fact| {
            let text = |name: &str| fact[name].as_str().unwrap();
            (text("measurementType"), text("measurementValue"))
        })
        .collect();
    for (measured, value) in [
        ("count of hvid", "2"),
        ("count of aglais_io", "3"),
        ("count of svalehale", "0"),
        ("wind", "jaevn"),
        ("knowledge of butterflies", "nogle_arter"),
    ] {
        assert_eq!(of_some.get(measured), Some(&value), "{measured}");
    }
    assert_eq!(of_some.get("count of aglais_urticae"), None);

    let all = ExportRequest {
        includes_invalid: true,
        ..wish
    };
    let all = read("dwca", &export(&mut browser, "dwca", &all).await.body);
    let flawed = all["events"].as_array().unwrap().iter();
    assert_eq!(
        flawed
            .filter(|event| event["eventRemarks"] == "too windy")
            .count(),
        1
    );
    // The organisation's own table has every count, also one that was entered elsewhere.
    let table = export(&mut browser, "csv", &of_kinds(&[Kind::InsectCount])).await;
    let table = read("csv", &table.body);
    let rows = table.as_array().unwrap();
    assert_eq!(rows.len(), 4);
    let peacocks: Vec<_> = rows.iter().filter(|row| row["counts.aglais_io"] == "3").collect();
    assert_eq!(peacocks.len(), 1);
    assert_eq!(peacocks[0]["counts.svalehale"], "", "nobody tapped it");
}

/// Whether an entry of a zip holds a word.
fn holds(zip: &[u8], word: &str) -> bool {
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n\
                  sys.exit(any(sys.argv[2].encode() in z.read(n) or sys.argv[2] in n for n in z.namelist()))";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), zip).unwrap();
    let status = Command::new("python3")
        .args(["-c", script])
        .arg(file.path())
        .arg(word)
        .status();
    !status.unwrap().success()
}

#[tokio::test]
async fn nobody_exports_what_they_may_not_read() {
    let app = TestApp::start().await;
    recorded(&app).await;
    // A board reads green data and no case.
    let mut board = at_desk(&app, Role::Board).await;
    let choices: ExportChoices = board.get("/exports").await.json();
    assert!(choices.kinds.contains(&"area".to_owned()), "{choices:?}");
    assert!(!choices.kinds.contains(&"conflict_case".to_owned()));
    assert!(choices.personal_kinds.is_empty());
    let lines = export(&mut board, "jsonl", &ExportRequest::default()).await;
    let lines = String::from_utf8(lines.body.to_vec()).unwrap();
    assert!(lines.contains("Hesteskoen") && !lines.contains("conflict_case"));
    let refused = board.post("/exports/csv", &of_kinds(&[Kind::ConflictCase])).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let elsewhere = ExportRequest {
        departments: vec![HERE, THERE],
        ..ExportRequest::default()
    };
    let refused = board.post("/exports/jsonl", &elsewhere).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    // An administrator sees no content.
    let mut administrator = at_desk(&app, Role::OrgAdmin).await;
    let refused = administrator
        .post("/exports/jsonl", &ExportRequest::default())
        .await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
}

#[tokio::test]
async fn personal_records_ask_for_a_new_proof_and_every_export_is_written_down() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let cases = export(&mut browser, "jsonl", &of_kinds(&[Kind::ConflictCase])).await;
    assert_eq!(cases.headers[EXPORT_ROWS_HEADER], "1");
    app.clock.pass(6 * 60_000);
    let refused = browser
        .post("/exports/jsonl", &of_kinds(&[Kind::ConflictCase]))
        .await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::StepUpWanted);
    let green = ExportRequest {
        from: Some("2026-11-01".into()),
        until: Some("2026-11-30".into()),
        ..of_kinds(&[Kind::Area])
    };
    export(&mut browser, "jsonl", &green).await;
    let later = ExportRequest {
        from: Some("2026-12-01".into()),
        ..green
    };
    let nothing = export(&mut browser, "jsonl", &later).await;
    assert!(nothing.body.is_empty());
    let organisation = feltbog_shared::id::OrganisationId::from_bytes([0; 16]);
    let entries = app
        .app
        .store
        .administrative_entries(organisation, None, 10)
        .await
        .unwrap();
    let told: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "exported")
        .collect();
    assert_eq!(told.len(), 3);
    let after: Value = serde_json::from_str(told[2].after.as_deref().unwrap()).unwrap();
    assert_eq!((&after["rows"], &after["format"]), (&1.into(), &"jsonl".into()));
    assert_eq!(after["kinds"], serde_json::json!(["conflict_case"]));
}

#[tokio::test]
async fn each_record_comes_with_its_history() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut browser = at_desk(&app, Role::OperationsManager).await;
    let answer = export(&mut browser, "automerge", &of_kinds(&[Kind::Area])).await;
    let script = "import sys, zipfile, pathlib\nzipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    let (file, folder) = (
        tempfile::NamedTempFile::new().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    std::fs::write(file.path(), &answer.body).unwrap();
    let status = Command::new("python3")
        .args(["-c", script])
        .arg(file.path())
        .arg(folder.path())
        .status();
    assert!(status.unwrap().success());
    let path = folder
        .path()
        .join(format!("{HERE}/area/{}.automerge", document(HORSESHOE)));
    let read = automerge::AutoCommit::load(&std::fs::read(path).unwrap()).unwrap();
    let name = read.get(automerge::ROOT, "name").unwrap().unwrap().0;
    assert_eq!(name.as_str(), Some("Hesteskoen"));
}

//! Prints of a case by the office: who may, that withheld identities stand nowhere, that exhibits and their list agree,
//! and that a seal holds. The PDFs are read by poppler and, where its environment is set up, by pikepdf.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::photos;
use axum::http::{Method, StatusCode};
use feltbog_server::services::erasure::erase;
use feltbog_server::services::letters::seal::{SealError, verify};
use feltbog_server::store::{AdministrativeAct, AdministrativeChange, AdministrativeOutcome};
use feltbog_shared::id::{DocumentId, OrganisationId};
use feltbog_shared::model::conflict_case::{NotedAs, Topic};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{PartyRole, WithheldReason};
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::{
    CasePhoto, ConflictCase, ConflictEvent, ConflictParty, Kind, LegalStep, Photo, Value,
};
use feltbog_shared::office::desk::{DeskPlace, DeskRecord, TriageAct, TriageReport, TriageRequest};
use feltbog_shared::office_letters::{
    BundleCheck, BundleCheckOutcome, BundleWanted, CaseDocuments, CasePlan, KeptPlan, LetterKind,
    LetterPreview, LetterReceipt, LetterRow, LetterTemplateApproval, LetterTemplateBody, LetterTemplateSaved,
    LetterTemplateView, LetterWanted, PlanPromise, PlanWanted, SealAnswer, SealKey,
};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Answer, Client, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use sha2::{Digest as _, Sha256};

const CASE: u16 = 1;
const COMPLAINANT: u16 = 2;
const RESPONDENT: u16 = 3;
/// Parts of the withheld complainant, none of which may stand in a PDF.
const CANARIES: [&str; 4] = ["Kanariefugl", "Zenobia", "20304050", "20 30 40 50"];

async fn put(browser: &mut OfficeBrowser, path: &str, message: &impl serde::Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    browser
        .send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await
}

async fn record(client: &mut Client, number: u16, kind: Kind, edits: &[feltbog_shared::model::FieldEdit]) {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
}

/// A case with a withheld complainant whom free texts name, a respondent, and three events.
async fn case(app: &TestApp) {
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let case = document(CASE);
    let edits = [
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::noted_as().set(NotedAs::WrittenComplaint),
        ConflictCase::place().set("Opgang 4"),
        ConflictCase::occurred_at().set(START.plus_millis(-9 * 86_400_000)),
        ConflictCase::description().rewrite("Zenobia ringede om høj musik. #panic(\"x\") *fed*"),
    ];
    record(&mut officer, CASE, Kind::ConflictCase, &edits).await;
    let edits = [
        ConflictParty::conflict_case().set(case),
        ConflictParty::role().set(PartyRole::Complainant),
        ConflictParty::name().set("Zenobia Kanariefugl"),
        ConflictParty::phone().set("20304050"),
        ConflictParty::identity_withheld().set(true),
        ConflictParty::withheld_reason().set(WithheldReason::Threats),
    ];
    record(&mut officer, COMPLAINANT, Kind::ConflictParty, &edits).await;
    let edits = [
        ConflictParty::conflict_case().set(case),
        ConflictParty::role().set(PartyRole::Respondent),
        ConflictParty::name().set("Rasmus Prøve"),
        ConflictParty::informed_on().set(START.danish_day()),
    ];
    record(&mut officer, RESPONDENT, Kind::ConflictParty, &edits).await;
    let events = [
        (EventKind::Observation, "Høj musik hørt i opgangen kl. 23.10"),
        (
            EventKind::Call,
            "Kanariefugls nummer er 20 30 40 50. Hun er træt.",
        ),
        (EventKind::Observation, "Musik igen, set med zenobia"),
    ];
    for (number, (kind, text)) in (10..).zip(events) {
        let at = START.plus_millis((i64::from(number) - 20) * 86_400_000);
        let edits = [
            ConflictEvent::conflict_case().set(case),
            ConflictEvent::at().set(at),
            ConflictEvent::kind().set(kind),
            ConflictEvent::text().rewrite(text),
        ];
        record(&mut officer, number, Kind::ConflictEvent, &edits).await;
    }
}

async fn browser(app: &TestApp, who: feltbog_shared::id::UserId, mail: &str) -> OfficeBrowser {
    let account = app.office_account(who, mail).await;
    app.office_browser(&account).await
}

fn path(rest: &str) -> String {
    format!("/cases/{HERE}/{}{rest}", document(CASE))
}

fn reminder(values: &[(&str, &str)]) -> LetterWanted {
    let fields = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    LetterWanted {
        token: String::new(),
        kind: LetterKind::Reminder,
        recipient: document(RESPONDENT),
        fields: fields.collect::<BTreeMap<_, _>>(),
    }
}

/// The words of a PDF by poppler, with its information beside them.
fn words(pdf: &[u8]) -> String {
    let run = |program: &str, arguments: &[&str]| {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let bytes = pdf.to_vec();
        let writer = std::thread::spawn(move || drop(input.write_all(&bytes)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    [run("pdftotext", &["-layout", "-", "-"]), run("pdfinfo", &["-"])].concat()
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lets pikepdf look at a PDF, where the environment of `tests/readers` is set up: tags, language, title, and that none of
/// some words stands anywhere in it, streams and descriptions included.
fn read_independently(pdf: &[u8], forbidden: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers");
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        return;
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new(python)
        .arg(folder.join("check_pdf.py"))
        .arg(file.path())
        .args(forbidden)
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
}

#[tokio::test]
async fn a_case_and_its_letters_name_the_controller_of_conflicts() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let telling = LetterWanted {
        kind: LetterKind::Notification,
        ..reminder(&[])
    };
    let record = format!("/desk/records/{HERE}/{}", document(CASE));
    let shown: DeskRecord = officer.get(&record).await.json();
    assert_eq!(shown.controller, "Prøvebo");
    let preview: LetterPreview = officer.post(&path("/letters/preview"), &telling).await.json();
    assert!(
        joined(&preview.text).contains("Prøvebo behandler"),
        "{}",
        preview.text
    );

    let organisation = OrganisationId::default();
    let rows = app.app.store.organisation_rows().await.unwrap();
    let settings = OrganisationSettings {
        controllers: vec![
            ("conflicts".into(), "Domea.dk".into()),
            ("visits".into(), "Kommunen".into()),
        ],
        ..OrganisationSettings::default()
    };
    let settings = serde_json::to_string(&settings).unwrap();
    let change = AdministrativeChange {
        organisation,
        at: START,
        by: person(Role::OrgAdmin),
        action: "settings_changed".into(),
        target: organisation.to_string(),
        subject: "Prøvebo".into(),
        before: None,
        after: Some(settings.clone()),
        undoes: None,
        act: AdministrativeAct::ChangeSettings {
            organisation,
            version: rows[0].version,
            settings,
        },
    };
    let made = app.app.store.administer(&change).await.unwrap();
    assert!(matches!(made, AdministrativeOutcome::Done(_)), "{made:?}");
    let shown: DeskRecord = officer.get(&record).await.json();
    assert_eq!(shown.controller, "Domea.dk");
    let preview: LetterPreview = officer.post(&path("/letters/preview"), &telling).await.json();
    assert!(
        joined(&preview.text).contains("Domea.dk behandler"),
        "{}",
        preview.text
    );
}

#[tokio::test]
async fn a_letter_is_kept_as_a_legal_step_and_read_by_those_who_may() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let mut caretaker = browser(&app, person(Role::Caretaker), "c@example.org").await;
    let refused = caretaker.get(&path("/letters")).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);

    let found: CaseDocuments = officer.get(&path("/letters")).await.json();
    assert!(found.letters.is_empty());
    assert_eq!(found.recipients.len(), 2);
    let form = found
        .kinds
        .iter()
        .find(|form| form.kind == LetterKind::Reminder)
        .unwrap();
    let events = &form
        .fields
        .iter()
        .find(|(name, _)| name == "hændelser")
        .unwrap()
        .1;
    assert!(events.contains("Høj musik hørt i opgangen"), "{events}");
    assert!(CANARIES.iter().all(|canary| !events.contains(canary)), "{events}");

    // A value that names the withheld complainant is told, and not printed.
    let telling = reminder(&[("grundlag", "det, som Zenobia sagde")]);
    let preview: LetterPreview = officer.post(&path("/letters/preview"), &telling).await.json();
    assert!(preview.tells_withheld);
    let refused = officer.post(&path("/letters"), &telling).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    let preview: LetterPreview = officer
        .post(&path("/letters/preview"), &reminder(&[("grundlag", " ")]))
        .await
        .json();
    assert_eq!(preview.empty_fields, ["grundlag"]);

    let hostile = reminder(&[("grundlag", "#panic(\"x\") husordenens *punkt 4*")]);
    let row: LetterRow = officer.post(&path("/letters"), &hostile).await.json();
    let pdf = officer.get(&path(&format!("/letters/{}", row.step))).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert_eq!(feltbog_hex(&Sha256::digest(&pdf.body)), row.hash);
    let text = joined(&words(&pdf.body));
    for sentence in [
        "Påmindelse, almenlejeloven § 82, stk. 2.",
        "Det må ikke ske igen; det gælder også husstand og gæster.",
        "som kan give en advarsel eller gøre lejemålet betinget.",
        "I alvorlige tilfælde kan lejemålet opsiges eller ophæves.",
        "svaret følger sagen",
        "Rasmus Prøve",
        "#panic(\"x\") husordenens *punkt 4*",
    ] {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
    assert!(CANARIES.iter().all(|canary| !text.contains(canary)), "{text}");
    read_independently(&pdf.body, &CANARIES);
    if let Some(folder) = std::env::var_os("FELTBOG_PRINT_SAMPLES") {
        std::fs::write(Path::new(&folder).join("letter.pdf"), &pdf.body).unwrap();
    }
    let refused = caretaker.get(&path(&format!("/letters/{}", row.step))).await;
    refused.expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    // The step is a record like any other, with the officer as its author.
    let phone = app.enrol_role(Role::CaseOfficer).await;
    let step: serde_json::Value = phone
        .get(&format!("/api/v1/departments/{HERE}/records/{}", row.step))
        .await
        .json();
    assert_eq!(step["owner"], person(Role::CaseOfficer).to_string());
    assert_eq!(step["fields"]["kind"], "paamindelse");
    assert_eq!(step["fields"]["recipient"], document(RESPONDENT).to_string());
    let told = step["fields"]["pdf_hash"].as_str().unwrap().replace(':', "");
    assert_eq!(told, row.hash);

    let receipt = |day: &str| LetterReceipt {
        received_on: day.into(),
        proof: String::new(),
    };
    let of = path(&format!("/letters/{}/receipt", row.step));
    let ahead = put(&mut officer, &of, &receipt("2099-01-01")).await;
    ahead.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    let today = START.danish_day().to_string();
    assert_eq!(
        put(&mut officer, &of, &receipt(&today)).await.status,
        StatusCode::NO_CONTENT
    );
    let found: CaseDocuments = officer.get(&path("/letters")).await.json();
    assert_eq!(found.letters[0].received_on, today);

    // The PDF goes with its record.
    erase(&app.app, row.step).await.unwrap();
    let gone = officer.get(&path(&format!("/letters/{}", row.step))).await;
    gone.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert!(app.app.store.letter(HERE, row.step).await.unwrap().is_none());
}

fn feltbog_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_bundle_tells_no_withheld_identity_and_its_seal_holds() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let row: LetterRow = officer.post(&path("/letters"), &reminder(&[])).await.json();
    assert!(!row.hash.is_empty());
    let wanted = BundleWanted {
        claim: "Advarsel, fordi Zenobia ikke kan sove".into(),
        section_81: Some(5),
        house_rules_on: "2024-01-01".into(),
        ..BundleWanted::default()
    };
    let checks: Vec<BundleCheck> = officer.post(&path("/bundle/check"), &wanted).await.json();
    let outcome = |text: &str| checks.iter().find(|check| check.text == text).unwrap().outcome;
    assert_eq!(outcome("Påstanden er angivet"), BundleCheckOutcome::Present);
    assert_eq!(outcome("Lejekontrakten er med"), BundleCheckOutcome::Lacking);
    assert_eq!(outcome("Påmindelsen er modtaget"), BundleCheckOutcome::Lacking);
    assert_eq!(
        outcome("Den sociale side er undersøgt"),
        BundleCheckOutcome::Assess
    );

    let sealed = officer.post(&path("/bundle"), &wanted).await;
    assert_eq!(sealed.status, StatusCode::OK);
    let file = sealed.body.to_vec();
    if let Some(folder) = std::env::var_os("FELTBOG_PRINT_SAMPLES") {
        std::fs::write(Path::new(&folder).join("bundle.pdf"), &file).unwrap();
    }
    let text = words(&file);
    for canary in CANARIES {
        assert!(
            !text.to_lowercase().contains(&canary.to_lowercase()),
            "{canary}: {text}"
        );
    }
    read_independently(&file, &CANARIES);
    assert!(text.contains("navnet er holdt tilbage"), "{text}");
    assert!(joined(&text).contains("#panic(\"x\") *fed*"), "{text}");

    // Each exhibit of the list has its own heading with the same number and title, and none is left out.
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let headings: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("Bilag ") && line.contains(": "))
        .collect();
    for (number, heading) in (1..).zip(&headings) {
        let (place, title) = heading.split_once(": ").unwrap();
        assert_eq!(place, format!("Bilag {number}"));
        let listed = lines.iter().any(|line| {
            let (of, rest) = line.split_once(' ').unwrap_or_default();
            of == number.to_string() && rest.trim() == title
        });
        assert!(listed, "{heading}: {text}");
    }
    let titles = headings.iter().map(|line| line.split_once(": ").unwrap().1);
    let expected = [
        "Husorden, gældende fra 1. januar 2024",
        "Klagen",
        "Personalets iagttagelser",
        "Påmindelse",
        "Samtaler, opkald og møder",
    ];
    assert_eq!(headings.len(), expected.len(), "{headings:?}");
    assert!(
        titles
            .zip(expected)
            .all(|(title, wanted)| title.starts_with(wanted)),
        "{headings:?}"
    );

    // A stranger verifies it with the public key alone, and asks the server by its hash.
    let mut stranger = OfficeBrowser::new(&app);
    let key: SealKey = stranger.send(Method::GET, "/api/v1/seal-key", None).await.json();
    assert_eq!(verify(&file, Some(&key.key)).unwrap().key, key.key);
    let hash = feltbog_hex(&Sha256::digest(&file));
    let answer: SealAnswer = stranger
        .send(Method::GET, &format!("/api/v1/seals/{hash}"), None)
        .await
        .json();
    assert_eq!(answer.sealed_at, verify(&file, None).unwrap().sealed_at);
    let page = stranger.open(&format!("/segl?sha256={hash}")).await;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(
        page.contains("uændret") && !page.contains("Rasmus") && !page.contains("Opgang"),
        "{page}"
    );
    let mut flipped = file.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert_eq!(verify(&flipped, Some(&key.key)), Err(SealError::Changed));
    let other = feltbog_hex(&Sha256::digest(&flipped));
    let unknown = stranger
        .send(Method::GET, &format!("/api/v1/seals/{other}"), None)
        .await;
    unknown.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let script = stranger.open("/segl?sha256=%3Cscript%3E").await;
    assert!(!String::from_utf8_lossy(&script.body).contains("<script>"));
}

#[tokio::test]
async fn a_plan_fits_on_one_page_and_names_no_other_party() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let act = |what: &str| PlanPromise {
        what: what.into(),
        by: "2026-12-10".into(),
    };
    let plan = CasePlan {
        party: Some(document(COMPLAINANT)),
        wish: "Ro efter kl. 22".into(),
        we_do: vec![act("Vi taler med den anden part"); 5],
        you_do: vec![act("Du skriver dag og tid ned"); 5],
        next_contact_on: "2026-12-11".into(),
        way: "Vi ringer".into(),
    };
    let pdf = officer.post(&path("/plan"), &plan).await;
    let text = words(&pdf.body);
    assert!(text.contains("Pages:           1"), "{text}");
    assert!(
        joined(&text).contains("11. december 2026, Vi ringer") && !text.contains("Rasmus"),
        "{text}"
    );
    read_independently(&pdf.body, &["Rasmus"]);
    if let Some(folder) = std::env::var_os("FELTBOG_PRINT_SAMPLES") {
        std::fs::write(Path::new(&folder).join("plan.pdf"), &pdf.body).unwrap();
    }
    let naming = CasePlan {
        wish: "At Rasmus skruer ned".into(),
        ..plan.clone()
    };
    let refused = officer.post(&path("/plan"), &naming).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);

    // Kept once, however often it is sent; the event tells nothing of it, and the case promises the next contact.
    let token = DocumentId::new(START, [8; 10]).to_string();
    let wanted = |plan| PlanWanted {
        token: token.clone(),
        plan,
    };
    let refused = officer.post(&path("/plans"), &wanted(naming)).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    for _ in 0..2 {
        let kept: KeptPlan = officer.post(&path("/plans"), &wanted(plan.clone())).await.json();
        assert_eq!(kept.event.to_string(), token);
    }
    let documents: CaseDocuments = officer.get(&path("/letters")).await.json();
    assert_eq!(documents.plans.len(), 1);
    let saved = officer.get(&path(&format!("/plans/{token}"))).await;
    assert!(joined(&words(&saved.body)).contains("Ro efter kl. 22"));
    let record: DeskRecord = officer
        .get(&format!("/desk/records/{HERE}/{}", document(CASE)))
        .await
        .json();
    let events = record
        .related
        .iter()
        .filter(|one| one.document.to_string() == token);
    let told: Vec<_> = events.map(|event| event.fields.get("text").cloned()).collect();
    assert_eq!(told, [Some(Value::Text("En plan er aftalt.".into()))]);
    let promised = record.fields.get("contact_promised_on");
    assert_eq!(promised, Some(&Value::Text("2026-12-11".into())));
    let mut caretaker = browser(&app, person(Role::Caretaker), "c@example.org").await;
    let refused = caretaker.get(&path(&format!("/plans/{token}"))).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
}

#[tokio::test]
async fn a_template_is_approved_by_another_and_only_when_it_is_whole() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let mut central = browser(&app, person(Role::CentralUnit), "u@example.org").await;
    let mut caretaker = browser(&app, person(Role::Caretaker), "c@example.org").await;
    let list = format!("/letter-templates/{HERE}");
    caretaker
        .get(&list)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let views: Vec<LetterTemplateView> = officer.get(&list).await.json();
    let view = views
        .iter()
        .find(|view| view.kind == LetterKind::Request)
        .unwrap();
    assert_eq!((view.version, view.draft.clone()), (0, None));

    let of = format!("{list}/request");
    let sentence = "Dette er ikke en påmindelse.";
    let body = view.body.replace(sentence, "").replace("[kontakt]", "[ukendt]");
    let saved: LetterTemplateSaved = put(&mut officer, &of, &LetterTemplateBody { body }).await.json();
    assert_eq!((saved.version, saved.is_approved), (1, false));
    assert_eq!(
        (saved.lacking, saved.unknown_fields),
        (vec![sentence.to_owned()], vec!["ukendt".to_owned()])
    );
    let approve = |version| LetterTemplateApproval { version };
    let answer: LetterTemplateSaved = central.post(&format!("{of}/approve"), &approve(1)).await.json();
    assert!(!answer.is_approved && answer.lacking == [sentence]);

    let body = view.body.replace("Venlig hilsen", "Med venlig hilsen");
    let saved: LetterTemplateSaved = put(&mut officer, &of, &LetterTemplateBody { body }).await.json();
    assert!(saved.lacking.is_empty());
    let own = officer.post(&format!("{of}/approve"), &approve(2)).await;
    own.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let answer: LetterTemplateSaved = central.post(&format!("{of}/approve"), &approve(2)).await.json();
    assert!(answer.is_approved);
    let wanted = LetterWanted {
        token: String::new(),
        kind: LetterKind::Request,
        recipient: document(RESPONDENT),
        fields: BTreeMap::new(),
    };
    let preview: LetterPreview = officer.post(&path("/letters/preview"), &wanted).await.json();
    assert!(preview.text.contains("Med venlig hilsen"), "{}", preview.text);
    let template = LetterTemplateBody {
        body: view.body.clone(),
    };
    let pdf = central.post(&format!("{of}/preview"), &template).await;
    assert!(joined(&words(&pdf.body)).contains("Åse Eksempel"));
    let unknown: DocumentId = document(99);
    let nowhere = officer.get(&format!("/cases/{HERE}/{unknown}/letters")).await;
    nowhere.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

/// A picture of the case is an exhibit of a bundle by an officer who reads no nature; one of something else is not.
#[tokio::test]
async fn a_bundle_has_the_pictures_of_its_case() {
    const PICTURE: u16 = 30;
    const OTHER: u16 = 31;
    const OF_EVENT: u16 = 32;
    let app = TestApp::start().await;
    case(&app).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    for (number, about, text) in [
        (PICTURE, CASE, "Ridser på døren"),
        (OTHER, 99, "Engen med valmuer"),
    ] {
        let edits = [Photo::about().set(document(about)), Photo::text().set(text)];
        record(&mut caretaker, number, Kind::Photo, &edits).await;
        let place = format!("/api/v1/departments/{HERE}/photos/{}", document(number));
        let sent = photos::put(&caretaker, &place, photos::JPEG, photos::picture(7)).await;
        assert!(sent.status.is_success(), "{}", sent.status);
    }
    // One of an event is a picture of its case.
    let edits = [
        CasePhoto::conflict_case().set(document(CASE)),
        CasePhoto::text().set("Vand på trappen"),
    ];
    record(&mut caretaker, OF_EVENT, Kind::CasePhoto, &edits).await;
    let place = format!("/api/v1/departments/{HERE}/photos/{}", document(OF_EVENT));
    let sent = photos::put(&caretaker, &place, photos::JPEG, photos::picture(9)).await;
    assert!(sent.status.is_success(), "{}", sent.status);
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let sealed = officer.post(&path("/bundle"), &BundleWanted::default()).await;
    let text = joined(&words(&sealed.body));
    assert!(text.contains("Ridser på døren"), "{text}");
    assert!(text.contains("Vand på trappen"), "{text}");
    assert!(!text.contains("valmuer"), "{text}");
}

/// Legal steps that the server received well after the day that they state say so.
#[tokio::test]
async fn a_bundle_tells_which_steps_were_noted_late() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let today = START.danish_day();
    for (number, on, is_late) in [(40, today, false), (41, today.plus_days(-9), true)] {
        let edits = [
            LegalStep::conflict_case().set(document(CASE)),
            LegalStep::kind().set(LegalStepKind::Warning),
            LegalStep::on().set(on),
        ];
        record(&mut phone, number, Kind::LegalStep, &edits).await;
        let sealed = officer.post(&path("/bundle"), &BundleWanted::default()).await;
        let text = joined(&words(&sealed.body));
        let note = "er den dag, systemet først fik det at vide";
        assert_eq!(text.contains(note), is_late, "{text}");
    }
}

/// A mediator to whom the case was given prints an invitation, which is not kept, and nothing else.
#[tokio::test]
async fn a_mediator_prints_invitations_alone() {
    let app = TestApp::start().await;
    case(&app).await;
    let mut officer = browser(&app, person(Role::CaseOfficer), "o@example.org").await;
    let mut mediator = browser(&app, person(Role::Mediator), "m@example.org").await;
    let hidden = mediator.get(&path("/letters")).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let give = TriageRequest {
        token: document(40).to_string(),
        items: vec![DeskPlace {
            department: HERE,
            document: document(CASE),
        }],
        act: TriageAct::Assign {
            person: person(Role::Mediator),
        },
    };
    let report: TriageReport = officer.post("/desk/triage", &give).await.json();
    assert!(
        report.items.iter().all(|item| item.refusal.is_none()),
        "{report:?}"
    );

    let found: CaseDocuments = mediator.get(&path("/letters")).await.json();
    assert!(!found.may_keep);
    let kinds: Vec<_> = found.kinds.iter().map(|form| form.kind).collect();
    assert_eq!(kinds, [LetterKind::MediationInvitation]);
    assert_eq!(found.recipients.len(), 2);
    let mut invitation = LetterWanted {
        kind: LetterKind::MediationInvitation,
        ..reminder(&[])
    };
    let empty: LetterPreview = mediator.post(&path("/letters/preview"), &invitation).await.json();
    for name in empty.empty_fields {
        invitation.fields.insert(name, "torsdag i fælleshuset".into());
    }
    let printed = mediator.post(&path("/letters/invitation"), &invitation).await;
    assert_eq!(printed.headers["content-type"], "application/pdf");
    let text = joined(&words(&printed.body));
    assert!(text.contains("Rasmus Prøve"), "{text}");
    assert!(CANARIES.iter().all(|canary| !text.contains(canary)), "{text}");
    read_independently(&printed.body, &CANARIES);

    // Nothing is kept, and nothing else is printed.
    let found: CaseDocuments = officer.get(&path("/letters")).await.json();
    assert!(found.letters.is_empty() && found.may_keep);
    for refused in [
        mediator.post(&path("/letters"), &invitation).await,
        mediator.post(&path("/letters/preview"), &reminder(&[])).await,
        mediator.post(&path("/letters/invitation"), &reminder(&[])).await,
        mediator.post(&path("/bundle"), &BundleWanted::default()).await,
        mediator.post(&path("/plan"), &CasePlan::default()).await,
    ] {
        refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    }
    let mut manager = browser(&app, person(Role::OperationsManager), "d@example.org").await;
    let refused = manager.get(&path("/letters")).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
}

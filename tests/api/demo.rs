//! The demo organisation: made once, through the push that phones use, and seen by role.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::Mutex;

use feltbog_server::demo;
use feltbog_server::services::subject_access::answer_for_operator;
use feltbog_server::store::Readable;
use feltbog_shared::home::home_key;
use feltbog_shared::id::DocumentId;
use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;
use feltbog_shared::model::homes::home_field;
use feltbog_shared::office::subject_access::SubjectAccessQuery;
use feltbog_shared::permission::{Module, Role};
use feltbog_shared::wire::{Cursor, Entry, Session};
use feltbog_tests::app::{TestApp, person};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_made_once_and_each_guide_sees_what_the_role_sees() {
    let app = TestApp::bare().await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let told = lines.clone();
    demo::ensure(&app.app, |line| told.lock().unwrap().push(line.to_owned()))
        .await
        .unwrap();
    assert_eq!(lines.lock().unwrap().len(), 40);
    let rows = app.rows().await;
    assert_eq!(
        [rows["department"], rows["person"], rows["quarantine"]],
        [40, 130, 0]
    );
    // Every municipality has its directory, and everybody knows what their role may.
    assert_eq!([rows["competency"], rows["directory_entry"]], [4, 15]);
    assert!(rows["role_page_read"] >= 130, "{}", rows["role_page_read"]);
    // A picture of what some records are about is kept as the server keeps those of phones.
    assert!((30..90).contains(&rows["photo"]), "{}", rows["photo"]);
    demo::ensure(&app.app, |line| panic!("made again: {line}"))
        .await
        .unwrap();
    assert_eq!(app.rows().await, rows);

    let printed = demo::invitations(&app.app).await.unwrap();
    assert!(printed.contains('█'), "no QR code");
    let links: Vec<_> = printed
        .lines()
        .filter_map(|line| line.split_once("#").map(|(_, code)| code))
        .collect();
    let codes: Vec<_> = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("code: "))
        .collect();
    assert_eq!([links.len(), codes.len()], [4, 4]);
    let expected = [
        (
            Role::Caretaker,
            vec![
                Kind::ConflictCase,
                Kind::ConflictEvent,
                Kind::Area,
                Kind::InsectCount,
            ],
            Kind::SocialVisit,
        ),
        (
            Role::SocialCaretaker,
            vec![Kind::SocialVisit, Kind::VisitNote, Kind::Area],
            Kind::ConflictCase,
        ),
        (
            Role::GreenAmbassador,
            vec![
                Kind::Area,
                Kind::AreaObservation,
                Kind::InsectCount,
                Kind::CareTask,
            ],
            Kind::ConflictCase,
        ),
        (
            Role::CaseOfficer,
            vec![Kind::ConflictCase, Kind::ConflictParty],
            Kind::Area,
        ),
    ];
    for ((role, sees, never), link) in expected.into_iter().zip(links) {
        let mut phone = app.nobody();
        let session: Session = phone.enrol(link).await.json();
        assert!(session.grants.iter().any(|grant| grant.role == role));
        let shared = session
            .departments
            .iter()
            .find(|one| one.name == "Lærkevangen")
            .unwrap();
        let (entries, _) = phone.pull_all(shared.id, Cursor::default()).await;
        let has = |wanted: Kind| {
            entries
                .iter()
                .any(|entry| matches!(entry, Entry::Snapshot { kind, .. } if *kind == wanted))
        };
        assert!(sees.iter().all(|kind| has(*kind)), "{role:?}");
        assert!(!has(never), "{role:?}");
        if role == Role::CaseOfficer {
            let without = session
                .departments
                .iter()
                .filter(|one| !one.modules.has(Module::Visits))
                .count();
            assert_eq!(without, 1);
        }
    }
    answers_hold_every_reference(&app).await;
}

/// The answer about a home names the records that a search of the whole database for its reference finds.
async fn answers_hold_every_reference(app: &TestApp) {
    let everything = Readable::everything(person(Role::PrivacyOfficer));
    let mut asked = 0;
    for department in app.app.store.heads().await.unwrap().into_keys() {
        let records = app.app.store.records(department, None, 100_000, &everything);
        let mut references = BTreeMap::<String, BTreeSet<DocumentId>>::new();
        let (mut homes, mut withheld) = (BTreeSet::new(), BTreeSet::new());
        for record in records.await.unwrap() {
            let object: serde_json::Value = serde_json::from_str(&record.projection).unwrap();
            for (name, value) in object["fields"].as_object().unwrap() {
                let Some(text) = value.as_str() else { continue };
                let of_home = references.entry(home_key(text)).or_default();
                of_home.insert(record.document);
                if home_field(record.kind) == Some(name.as_str()) {
                    homes.insert(text.to_owned());
                }
            }
            if object["fields"]["identity_withheld"] == true {
                withheld.insert(record.document);
            }
        }
        let mut homes: Vec<_> = homes.into_iter().collect();
        homes.sort_by_key(|home| std::cmp::Reverse(references[&home_key(home)].len()));
        for home in homes.into_iter().take(2) {
            let query = SubjectAccessQuery {
                department,
                home: home.clone(),
                since: String::new(),
                language: Language::Danish,
            };
            let answer = answer_for_operator(&app.app, &query).await.unwrap();
            let named = answer
                .records
                .iter()
                .filter(|record| record.names_home && !record.is_discarded);
            let named: BTreeSet<_> = named.map(|record| record.document).collect();
            let searched = &references[&home_key(&home)];
            assert!(named.is_subset(searched), "{home}: {named:?}, {searched:?}");
            let mut missing = searched.difference(&named);
            // Of two parties in one home, the one who withholds their identity is not told to the other.
            assert!(
                missing.all(|document| withheld.contains(document)),
                "{home}: {named:?}"
            );
            asked += 1;
        }
    }
    assert!(asked >= 20, "{asked}");
}

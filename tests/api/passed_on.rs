//! Records that somebody passes on and may not read: their maker is told how far they have come, on every channel, and
//! nothing more.

use feltbog_server::services::upkeep::verify;
use feltbog_shared::document::Document;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::passed_on::PassedOnKind;
use feltbog_shared::model::signal::{SignalKind, SignalState};
use feltbog_shared::model::{Area, Concern, ConflictCase, FieldEdit, Fields, Kind, Model, PassedOn, Signal};
use feltbog_shared::permission::{Module, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, Offered, Verdict};
use feltbog_tests::app::{Client, HERE, TestApp, document};

const CANARY: &str = "Kanariefugl, opgang 4";

fn begun() -> Vec<FieldEdit> {
    vec![
        Concern::state().set(SignalState::Sent),
        Concern::kind().set(SignalKind::Isolation),
        Concern::dwelling_ref().set(CANARY),
    ]
}

/// The progress of a record that a phone which begins anew is told.
async fn told(client: &Client, id: DocumentId) -> Option<PassedOn> {
    let (entries, _) = client.pull_all(HERE, Cursor::default()).await;
    entries.iter().find_map(|entry| match entry {
        Entry::Snapshot {
            document,
            kind,
            bytes,
            ..
        } if *document == PassedOn::of(id) => {
            let fields: Fields = Document::from_chunks(*kind, bytes).unwrap().fields();
            Some(PassedOn::from_fields(&fields))
        }
        _ => None,
    })
}

#[tokio::test]
async fn who_passes_something_on_is_told_how_far_it_has_come_and_nothing_more() {
    let app = TestApp::start().await;
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let mut receiver = app.enrol_role(Role::SocialCaretaker).await;
    let mut concern = sender.create(document(1), Kind::Concern, &begun());
    let (_, before) = sender.pull_all(HERE, Cursor::default()).await;
    assert!(matches!(
        sender.push_one(HERE, concern.last()).await,
        Verdict::Accepted(1, _)
    ));
    // Sent twice it is told once.
    assert!(matches!(
        sender.push_one(HERE, concern.last()).await,
        Verdict::Duplicate(1, _)
    ));
    let state = told(&sender, concern.id).await.and_then(|told| told.state);
    assert_eq!(state, Some(SignalState::Sent));

    for (step, expected) in [
        (SignalState::Received, SignalState::Received),
        (SignalState::Running, SignalState::Running),
        (SignalState::Ended, SignalState::Ended),
    ] {
        receiver.edit(&mut concern, &[Concern::state().set(step)]);
        assert!(matches!(
            receiver.push_one(HERE, concern.last()).await,
            Verdict::Accepted(..)
        ));
        let state = told(&sender, concern.id).await.and_then(|told| told.state);
        assert_eq!(state, Some(expected));
    }
    // What does not move it on is not told.
    let (_, place) = sender.pull_all(HERE, Cursor::default()).await;
    receiver.edit(&mut concern, &[Concern::remark().set("Ringet på")]);
    receiver.push_one(HERE, concern.last()).await;
    assert_eq!(sender.pull_all(HERE, place).await.0, []);

    // The log tells it as the first sync does, and neither tells more.
    let (entries, _) = sender.pull_all(HERE, before).await;
    assert_eq!(entries.len(), 4);
    for entry in &entries {
        let Entry::Change {
            document,
            owner,
            bytes,
            ..
        } = entry
        else {
            panic!("{entry:?}")
        };
        assert_eq!((*document, *owner), (PassedOn::of(concern.id), sender.person()));
        assert!(!String::from_utf8_lossy(bytes).contains("Kanarie"));
    }
    let path = format!("/api/v1/departments/{HERE}/records/{}", concern.id);
    sender
        .get(&path)
        .await
        .expect_error(axum::http::StatusCode::NOT_FOUND, Code::NotFound);
}

#[tokio::test]
async fn who_may_read_a_record_is_not_told_of_it_and_nobody_else_is() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let own = social.create(document(1), Kind::Concern, &begun());
    social.push_one(HERE, own.last()).await;
    assert_eq!(told(&social, own.id).await, None);

    let mut sender = app.enrol_role(Role::Caretaker).await;
    let passed_on = sender.create(document(2), Kind::Concern, &begun());
    sender.push_one(HERE, passed_on.last()).await;
    assert_eq!(told(&social, passed_on.id).await, None);
    assert_eq!(
        told(&app.enrol(feltbog_tests::app::COLLEAGUE).await, passed_on.id).await,
        None
    );
    assert_eq!(
        told(&app.enrol_role(Role::GreenAmbassador).await, passed_on.id).await,
        None
    );
    assert!(
        told(&app.enrol_role(Role::OperationsManager).await, passed_on.id)
            .await
            .is_some()
    );
}

#[tokio::test]
async fn only_the_server_writes_what_is_told() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let mut client = app.enrol_role(role).await;
        let forged = client.create(
            document(7),
            Kind::PassedOn,
            &[PassedOn::state().set(SignalState::Ended)],
        );
        assert_eq!(
            client.push_one(HERE, forged.last()).await,
            Verdict::Refused(Code::NoAccess, None),
            "{role:?}"
        );
    }
}

/// Nothing differs between the log and what is kept of it.
async fn assert_sound(app: &TestApp) {
    let report = verify(&*app.app.store).await.unwrap();
    assert_eq!(report.differences, []);
}

#[tokio::test]
async fn a_record_under_an_id_that_the_server_is_about_to_write_is_refused() {
    for brought_first in [true, false] {
        for derive in [PassedOn::of, PassedOn::formerly_of] {
            let app = TestApp::start().await;
            let mut sender = app.enrol_role(Role::Caretaker).await;
            let concern = sender.create(document(1), Kind::Concern, &begun());
            let same_id = sender.create(derive(concern.id), Kind::Area, &[Area::name().set("Engen")]);
            let mut batch = vec![concern.last(), same_id.last()];
            if brought_first {
                batch.reverse();
            }
            let verdicts = sender.push(HERE, batch).await.verdicts;
            let refused = |verdict: &Verdict| *verdict == Verdict::Refused(Code::Malformed, None);
            let brought = &verdicts[usize::from(!brought_first)];
            assert_eq!(refused(brought), derive(concern.id).is_derived(), "{verdicts:?}");
            assert!(matches!(
                verdicts[usize::from(brought_first)],
                Verdict::Accepted(..)
            ));
            let state = told(&sender, concern.id).await.and_then(|told| told.state);
            assert_eq!(state, Some(SignalState::Sent));
            assert_sound(&app).await;
            // Neither is it taken later, and what the server wrote goes on.
            let later = sender.push_one(HERE, same_id.last()).await;
            assert_eq!(refused(&later), derive(concern.id).is_derived(), "{later:?}");
            assert_sound(&app).await;
        }
    }
}

#[tokio::test]
async fn what_is_told_may_come_back_in_one_batch_with_what_it_tells_of() {
    for told_first in [true, false] {
        let mut app = TestApp::start().await;
        let mut sender = app.enrol_role(Role::Caretaker).await;
        app.back_up("before").await;
        let concern = sender.create(document(1), Kind::Concern, &begun());
        sender.push_one(HERE, concern.last()).await;
        let (entries, _) = sender.pull_all(HERE, Cursor::default()).await;
        let given_back = entries.into_iter().find_map(|entry| match entry {
            Entry::Snapshot {
                document,
                kind: Kind::PassedOn,
                owner,
                seals,
                bytes,
                ..
            } => Some(Offered {
                document,
                kind: Kind::PassedOn,
                bytes,
                relayed: Some((owner, seals[0])),
            }),
            _ => None,
        });
        app.restore("before").await;
        sender.follow(&app);
        let mut batch = vec![concern.last(), given_back.unwrap()];
        if told_first {
            batch.reverse();
        }
        let verdicts = sender.push(HERE, batch).await.verdicts;
        assert!(
            verdicts
                .iter()
                .all(|verdict| matches!(verdict, Verdict::Accepted(..))),
            "{verdicts:?}"
        );
        let state = told(&sender, concern.id).await.and_then(|told| told.state);
        assert_eq!(state, Some(SignalState::Sent));
        assert_sound(&app).await;
    }
}

/// A social caretaker notes a conflict, does not read it, and is told that it was received, is under way or has ended.
#[tokio::test]
async fn a_social_caretaker_sees_how_far_a_conflict_has_come_and_nothing_else() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let edits = [
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::place().set(CANARY),
    ];
    let mut case = social.create(document(1), Kind::ConflictCase, &edits);
    let verdict = social.push_one(HERE, case.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let first = told(&social, case.id).await.unwrap();
    assert_eq!(
        (first.what, first.state),
        (Some(PassedOnKind::ConflictCase), Some(SignalState::Sent))
    );
    for (step, expected) in [
        (ConflictState::Reported, SignalState::Received),
        (ConflictState::Screened, SignalState::Running),
        (ConflictState::AdviceGiven, SignalState::Running),
        (ConflictState::Closed, SignalState::Ended),
    ] {
        let change = officer.edit(&mut case, &[ConflictCase::state().set(step)]);
        let verdict = officer.push_one(HERE, change).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        let state = told(&social, case.id).await.and_then(|told| told.state);
        assert_eq!(state, Some(expected), "{step:?}");
    }
    let (entries, _) = social.pull_all(HERE, Cursor::default()).await;
    assert!(entries.iter().all(|entry| entry.document() != case.id));
    assert!(!format!("{entries:?}").contains("Kanarie"));

    // Of a case that its maker reads nothing is told, whoever moves it on.
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut own = caretaker.create(document(2), Kind::ConflictCase, &edits);
    caretaker.push_one(HERE, own.last()).await;
    let change = officer.edit(&mut own, &[ConflictCase::state().set(ConflictState::Reported)]);
    officer.push_one(HERE, change).await;
    assert_eq!(told(&caretaker, own.id).await, None);
    assert_eq!(
        told(&app.enrol_role(Role::OperationsManager).await, own.id).await,
        None
    );
}

/// Nobody keeps a concern in a department without social visits; the receipt is a signal without a word.
#[tokio::test]
async fn without_visits_a_concern_is_not_kept_but_a_receipt_is() {
    let app = TestApp::start().await;
    let modules = Modules::all().without(Module::Visits);
    app.app.store.set_modules(HERE, modules).await.unwrap();
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let rows = app.rows().await;
    let concern = sender.create(document(1), Kind::Concern, &begun());
    let verdict = sender.push_one(HERE, concern.last()).await;
    assert_eq!(verdict, Verdict::Refused(Code::NoAccess, None));
    assert_eq!(app.rows().await, rows, "nothing is kept of it");
    let receipt = [
        Signal::state().set(SignalState::Ended),
        Signal::kind().set(SignalKind::NotTechnicalHelp),
    ];
    let receipt = sender.create(document(2), Kind::Signal, &receipt);
    let verdict = sender.push_one(HERE, receipt.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

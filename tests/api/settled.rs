//! The server judges the writes of a change, as its author saw the record: a merge ends no record, and a change that
//! was accepted once is accepted again.

use feltbog_shared::document::Document;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::{Concern, ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, Offered, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, TestApp, document};

fn is_taken(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted(..))
}

/// A phone's copy of a record after a fetch.
async fn fetched(client: &Client, like: &Draft) -> Draft {
    let (entries, _) = client.pull_all(HERE, Cursor::default()).await;
    let mut draft = like.clone();
    for entry in entries {
        if let Entry::Snapshot { document, bytes, .. } = entry
            && document == like.id
        {
            draft.document = Document::from_chunks(like.kind, &bytes).unwrap();
            draft.made = draft.document.changes();
        }
    }
    draft
}

#[tokio::test]
async fn two_texts_that_are_too_long_together_end_no_record() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    assert!(is_taken(&mette.push_one(HERE, case.last()).await));
    let mut copy = case.clone();
    mette.edit(
        &mut case,
        &[ConflictCase::description().rewrite(&"a".repeat(300))],
    );
    assert!(is_taken(&mette.push_one(HERE, case.last()).await));
    // In one batch with a later edit of another field, and each by itself.
    jonas.edit(
        &mut copy,
        &[ConflictCase::description().rewrite(&"b".repeat(300))],
    );
    jonas.edit(&mut copy, &[ConflictCase::night().set(true)]);
    let made = copy.offers();
    let verdicts = jonas.push(HERE, made[made.len() - 2..].to_vec()).await.verdicts;
    assert!(verdicts.iter().all(is_taken), "{verdicts:?}");
    let mut merged = fetched(&mette, &case).await;
    assert_eq!(merged.document.over_limits().len(), 1);
    // The record opens, other fields are edited, and the text is brought back towards its limit, not away from it.
    let path = format!("/api/v1/departments/{HERE}/records/{}", case.id);
    assert_eq!(mette.get(&path).await.status, 200);
    let other = mette.edit(&mut merged, &[ConflictCase::place().set("Opgang 4")]);
    assert!(is_taken(&mette.push_one(HERE, other).await));
    let shorter = mette.edit(
        &mut merged,
        &[ConflictCase::description().rewrite(&"c".repeat(550))],
    );
    assert!(is_taken(&mette.push_one(HERE, shorter).await));
    let longer = crate::forge::following(&merged, [9; 16], mette.person(), |tx| {
        use automerge::ReadDoc as _;
        use automerge::transaction::Transactable as _;
        let (_, text) = tx.get(automerge::ROOT, "description").unwrap().unwrap();
        tx.splice_text(&text, 0, 0, "d").unwrap();
    });
    let verdict = mette.push_one(HERE, merged.offer(longer)).await;
    assert_eq!(
        verdict,
        Verdict::Refused(Code::TextTooLong, Some("description".into()))
    );
    let whole = mette.edit(&mut merged, &[ConflictCase::description().rewrite("Der bankes")]);
    assert!(is_taken(&mette.push_one(HERE, whole).await));
    assert_eq!(fetched(&jonas, &case).await.document.over_limits(), []);
}

#[tokio::test]
async fn either_of_two_states_can_be_kept_and_gone_on_from() {
    for (kept, next) in [
        (ConflictState::Screened, ConflictState::MediationOffered),
        (ConflictState::Withdrawn, ConflictState::Reported),
    ] {
        for to in [kept, next] {
            let app = TestApp::start().await;
            let mut mette = app.enrol_role(Role::Caretaker).await;
            let mut jonas = app.enrol(COLLEAGUE).await;
            let reported = ConflictCase::state().set(ConflictState::Reported);
            let mut case = mette.create(document(1), Kind::ConflictCase, &[reported]);
            assert!(is_taken(&mette.push_one(HERE, case.last()).await));
            let mut copy = case.clone();
            mette.edit(&mut case, &[ConflictCase::state().set(ConflictState::Screened)]);
            jonas.edit(&mut copy, &[ConflictCase::state().set(ConflictState::Withdrawn)]);
            assert!(is_taken(&mette.push_one(HERE, case.last()).await));
            assert!(is_taken(&jonas.push_one(HERE, copy.last()).await));
            let mut merged = fetched(&jonas, &case).await;
            assert_eq!(merged.document.disputes().len(), 1);
            let settled = jonas.edit(&mut merged, &[ConflictCase::state().set(to)]);
            let verdict = jonas.push_one(HERE, settled).await;
            assert!(is_taken(&verdict), "{to:?}: {verdict:?}");
            assert_eq!(fetched(&mette, &case).await.document.disputes(), []);
        }
    }
}

#[tokio::test]
async fn what_somebody_passed_on_is_taken_back_from_them_after_a_restore() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    app.back_up("backup.db").await;
    // She may add a concern, and not read it.
    let concern = mette.create(
        document(1),
        Kind::Concern,
        &[Concern::remark().set("Mange aviser")],
    );
    let Verdict::Accepted(_, seal) = mette.push_one(HERE, concern.last()).await else {
        panic!("it is taken")
    };
    app.restore("backup.db").await;
    app.app.restored().await.unwrap();
    mette.follow(&app);
    let mut later = concern.clone();
    let next = mette.edit(&mut later, &[Concern::remark().set("Mange aviser, intet lys")]);
    let proven = |offered: Offered, seal| Offered {
        relayed: Some((mette.person(), seal)),
        ..offered
    };
    let held = vec![(concern.id, vec![concern.made[0].hash])];
    let missing = MissingRequest { witness: None, held };
    assert_eq!(mette.missing(HERE, &missing).await.missing, missing.held);
    assert!(is_taken(
        &mette.push_one(HERE, proven(concern.last(), seal)).await
    ));
    assert!(is_taken(&mette.push_one(HERE, next).await));
    // Once more: it is known by its proof, though it is not hers to read.
    let again = mette.push_one(HERE, proven(concern.last(), seal)).await;
    assert!(matches!(again, Verdict::Duplicate(..)), "{again:?}");
    assert_eq!(mette.missing(HERE, &missing).await.missing, []);
    // Of somebody else's record that she may not read, and of one that is not there, she is told the same.
    let guess = feltbog_shared::id::ChangeHash([7; 32]);
    for id in [concern.id, document(99)] {
        let held = vec![(id, vec![guess])];
        let missing = MissingRequest { witness: None, held };
        assert_eq!(mette.missing(HERE, &missing).await.missing, missing.held);
    }
}

//! Changes that phones give back to a server whose database was put back to an older copy: the owners of records, and
//! changes accepted from somebody who may do less by now.

use feltbog_server::services::withdrawal::end_role;
use feltbog_shared::id::UserId;
use feltbog_shared::model::signal::{SignalKind, SignalState};
use feltbog_shared::model::{Area, Concern, FieldEdit, Kind};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, Offered, Seal, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, TestApp, document};

/// Owner and first seal of the record, as a phone that begins anew is told.
async fn told(phone: &Client) -> (UserId, Seal) {
    let (entries, _) = phone.pull_all(HERE, Cursor::default()).await;
    let found = entries.into_iter().find_map(|entry| match entry {
        Entry::Snapshot {
            document: id,
            owner,
            seals,
            ..
        } if id == document(1) => Some((owner, seals[0])),
        _ => None,
    });
    found.expect("the record")
}

#[tokio::test]
async fn a_lost_record_is_its_makers_whoever_uses_its_id_first() {
    for usurped in [false, true] {
        let mut app = TestApp::start().await;
        let mut mette = app.enrol_role(Role::Caretaker).await;
        let mut colleague = app.enrol(COLLEAGUE).await;
        app.back_up("before").await;
        let hers = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
        mette.push_one(HERE, hers.last()).await;
        let (owner, seal) = told(&colleague).await;
        assert_eq!(owner, mette.person());
        app.restore("before").await;
        for phone in [&mut mette, &mut colleague] {
            phone.follow(&app);
        }
        let theirs = colleague.create(document(1), Kind::Area, &[Area::name().set("Min eng")]);
        if usurped {
            let verdict = colleague.push_one(HERE, theirs.last()).await;
            assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        }
        let given_back = Offered {
            relayed: Some((owner, seal)),
            ..hers.last()
        };
        let verdict = colleague.push_one(HERE, given_back).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        assert_eq!(told(&mette).await.0, mette.person(), "usurped: {usurped}");
        // And it stays hers.
        let later = colleague.push_one(HERE, theirs.last()).await;
        assert!(!matches!(later, Verdict::Refused(..)), "{later:?}");
        assert_eq!(told(&mette).await.0, mette.person(), "usurped: {usurped}");
        let report = feltbog_server::services::upkeep::verify(&*app.app.store)
            .await
            .unwrap();
        assert_eq!(report.differences, []);
    }
}

#[tokio::test]
async fn what_was_accepted_from_somebody_is_taken_again_under_narrower_rights() {
    let concern = [
        Concern::state().set(SignalState::Sent),
        Concern::kind().set(SignalKind::Isolation),
    ];
    let area = [Area::name().set("Engen")];
    let made: [(Role, Kind, &[FieldEdit]); 2] = [
        (Role::GreenAmbassador, Kind::Area, &area),
        // Passed on: its maker cannot read it.
        (Role::Caretaker, Kind::Concern, &concern),
    ];
    for (role, kind, edits) in made {
        let mut app = TestApp::start().await;
        let mut maker = app.enrol_role(role).await;
        app.back_up("before").await;
        let record = maker.create(document(1), kind, edits);
        let Verdict::Accepted(_, seal) = maker.push_one(HERE, record.last()).await else {
            panic!("not taken")
        };
        app.clock.pass(10);
        end_role(&app.app, maker.person(), HERE, role).await.unwrap();
        app.restore("before").await;
        maker.follow(&app);
        let board = Grant {
            role: Role::Board,
            department: HERE,
            from: START,
            until: None,
        };
        app.app.store.grant(maker.person(), board).await.unwrap();
        // Without proof it would be a record that they may not make any more.
        let verdict = maker.push_one(HERE, record.last()).await;
        assert_eq!(verdict, Verdict::Refused(Code::NoAccess, None), "{kind:?}");
        let proven = |seal| Offered {
            relayed: Some((maker.person(), seal)),
            ..record.last()
        };
        let mut wrong = seal;
        wrong.0[0] ^= 1;
        let verdict = maker.push_one(HERE, proven(wrong)).await;
        assert_eq!(verdict, Verdict::Refused(Code::ForeignAuthor, None), "{kind:?}");
        let verdict = maker.push_one(HERE, proven(seal)).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_role_prolonged_after_it_lapsed_stands_over_starts() {
    let mut app = TestApp::start().await;
    let mut board = app.enrol_role(Role::Board).await;
    let extra = |until: Option<i64>| Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START,
        until: until.map(|millis| START.plus_millis(millis)),
    };
    let store = &app.app.store;
    store.grant(board.person(), extra(Some(50))).await.unwrap();
    app.clock.pass(100);
    // The ledger hears that it ended.
    app.restart().await;
    app.app.store.grant(board.person(), extra(None)).await.unwrap();
    for start in 0..3 {
        board.follow(&app);
        let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
        assert!(session.grants.contains(&extra(None)), "after {start} more starts");
        app.clock.pass(100);
        app.restart().await;
    }
    // One that is ended by somebody ends, over starts too.
    end_role(&app.app, board.person(), HERE, Role::CaseOfficer)
        .await
        .unwrap();
    app.restart().await;
    board.follow(&app);
    app.clock.pass(100);
    let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
    assert!(session.grants.iter().all(|grant| grant.role != Role::CaseOfficer));
}

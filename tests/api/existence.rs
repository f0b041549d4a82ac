//! Nobody learns that something is there which they may not read: not by a cursor of their own making, not by which
//! error they get, not by what was erased.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::erasure::erase;
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::{
    CasePart, Concern, ConflictCase, ConflictEvent, ConflictParty, FieldEdit, Kind, Photo, SocialVisit,
    VisitNote,
};
use feltbog_shared::permission::{Grant, Module, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{
    Cursor, Entry, MissingRequest, Offered, PullReply, PushReply, PushRequest, Verdict,
};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, TestApp, document, person};
use feltbog_tests::app::{STRANGER, THERE};

use crate::access::writing;

async fn make(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> Draft {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    draft
}

fn named(entries: &[Entry]) -> Vec<DocumentId> {
    let mut named: Vec<_> = entries.iter().map(Entry::document).collect();
    named.sort_unstable();
    named.dedup();
    named
}

#[tokio::test]
async fn a_forged_cursor_names_nothing_that_was_not_given() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let case = make(
        &mut officer,
        1,
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    )
    .await;
    let party = [ConflictParty::conflict_case().set(case.id)];
    make(&mut officer, 2, Kind::ConflictParty, &party).await;
    make(
        &mut social,
        3,
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(5)],
    )
    .await;
    make(
        &mut social,
        4,
        Kind::VisitNote,
        &[VisitNote::text().rewrite("Samtale")],
    )
    .await;
    make(
        &mut social,
        5,
        Kind::Concern,
        &[Concern::dwelling_ref().set("4, 1. th.")],
    )
    .await;
    // What cursors say of rights, of every role and made up.
    let mut rights: Vec<u64> = (0..20).map(|number| 7_u64.pow(number)).collect();
    rights.extend([0, 1, 487, u64::MAX]);
    for role in Role::ALL {
        let client = app.enrol_role(role).await;
        rights.push(client.pull_all(HERE, Cursor::default()).await.1.rights);
    }
    for role in Role::ALL {
        let client = app.enrol_role(role).await;
        let (given, cursor) = client.pull_all(HERE, Cursor::default()).await;
        let given = named(&given);
        // What a push says of the end of the log is a place, too.
        let path = format!("/api/v1/departments/{HERE}/push");
        let nothing = PushRequest {
            cursor,
            changes: Vec::new(),
        };
        let pushed: PushReply = client.post_sync(&path, &nothing).await.sync();
        for forged in &rights {
            for anchor in [cursor.anchor, pushed.anchor] {
                let cursor = Cursor {
                    rights: *forged,
                    anchor,
                    ..cursor
                };
                if let PullReply::Page(page) = client.pull(HERE, cursor, 1_000).await {
                    let told = named(&page.entries);
                    assert!(
                        told.iter().all(|document| given.contains(document)),
                        "{role:?} with {forged}: {told:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn what_came_after_rights_ended_is_not_named_when_they_are_taken_away() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let case = make(
        &mut officer,
        1,
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    )
    .await;
    let event = [ConflictEvent::conflict_case().set(case.id)];
    let event_draft = make(&mut officer, 2, Kind::ConflictEvent, &event).await;
    let part = [
        CasePart::conflict_case().set(case.id),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(DocumentId::from_bytes(*mediator.person().as_bytes())),
    ];
    let mut part = make(&mut officer, 3, Kind::CasePart, &part).await;
    let (_, old) = mediator.pull_all(HERE, Cursor::default()).await;
    // It is pointed at somebody else, not ended: nothing names the mediator any more.
    officer.edit(
        &mut part,
        &[CasePart::person().set(DocumentId::from_bytes(*person(Role::Caretaker).as_bytes()))],
    );
    let moved = officer.push_one(HERE, part.last()).await;
    assert!(matches!(moved, Verdict::Accepted(..)), "{moved:?}");
    make(&mut officer, 4, Kind::ConflictEvent, &event).await;
    // The answer is lost, and lost again: each says the same.
    for _ in 0..3 {
        let page = mediator.page(HERE, old, 100).await;
        assert!(page.restarted);
        let mut given = vec![case.id, event_draft.id];
        given.sort_unstable();
        assert_eq!(named(&page.entries), given);
    }
    // Nor does a place further on: what such a cursor says of rights is worth nothing there.
    let path = format!("/api/v1/departments/{HERE}/push");
    let nothing = PushRequest {
        cursor: old,
        changes: Vec::new(),
    };
    let end: PushReply = mediator.post_sync(&path, &nothing).await.sync();
    let forged = Cursor {
        sequence: end.head,
        anchor: end.anchor,
        ..old
    };
    assert_eq!(named(&mediator.page(HERE, forged, 100).await.entries), []);
    // A part that never held tells as little: given and ended, or of a case that is none.
    let (_, now) = mediator.pull_all(HERE, old).await;
    for (number, target) in [(5, case.id), (6, event_draft.id), (7, document(999))] {
        let part = [
            CasePart::conflict_case().set(target),
            CasePart::part().set(Part::Assigned),
            CasePart::ended().set(true),
            CasePart::person().set(DocumentId::from_bytes(*mediator.person().as_bytes())),
        ];
        make(&mut officer, number, Kind::CasePart, &part).await;
        let (entries, _) = mediator.pull_all(HERE, now).await;
        assert_eq!(entries, []);
    }
}

#[tokio::test]
async fn absent_and_hidden_records_are_answered_alike() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut stranger = app.enrol(STRANGER).await;
    let party = make(
        &mut officer,
        1,
        Kind::ConflictParty,
        &[ConflictParty::name().set("Nabo")],
    )
    .await;
    let visit = make(
        &mut social,
        2,
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(5)],
    )
    .await;
    let note = make(
        &mut social,
        3,
        Kind::VisitNote,
        &[VisitNote::text().rewrite("Samtale")],
    )
    .await;
    let concern = make(
        &mut caretaker,
        4,
        Kind::Concern,
        &[Concern::dwelling_ref().set("4")],
    )
    .await;
    let gone = make(
        &mut social,
        5,
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(6)],
    )
    .await;
    erase(&app.app, gone.id).await.unwrap();
    let elsewhere = stranger.create(
        document(6),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    let verdict = stranger.push_one(THERE, elsewhere.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let mut absent = 1_000;
    for role in Role::ALL {
        let mut client = app.enrol_role(role).await;
        for hidden in [&party, &visit, &note, &concern, &gone, &elsewhere] {
            let path = format!("/api/v1/departments/{HERE}/records/{}", hidden.id);
            if hidden.id == gone.id || client.get(&path).await.status != StatusCode::NOT_FOUND {
                // What they read is theirs to know of, and so is the tombstone of what they could read.
                if role == Role::SocialCaretaker || hidden.id != gone.id {
                    continue;
                }
            }
            if role == Role::Caretaker && hidden.id == concern.id {
                // It is theirs.
                continue;
            }
            for kind in [hidden.kind, Kind::ConflictCase, Kind::Area] {
                // One that begins a record, and one that goes on with it.
                let mut draft = client.create(document(1), kind, &[writing(kind, "Et")]);
                client.edit(&mut draft, &[writing(kind, "To")]);
                for change in draft.offers().into_iter().rev() {
                    absent += 1;
                    let of_hidden = Offered {
                        document: hidden.id,
                        ..change.clone()
                    };
                    let of_hidden = client.push_one(HERE, of_hidden).await;
                    let of_absent = Offered {
                        document: document(absent),
                        ..change
                    };
                    let of_absent = client.push_one(HERE, of_absent).await;
                    // What can begin a record begins none under the id of another.
                    let expected = match of_absent {
                        Verdict::Accepted(..) => Verdict::Refused(Code::NoAccess, None),
                        other => other,
                    };
                    assert_eq!(of_hidden, expected, "{role:?}, {:?} as {kind:?}", hidden.kind);
                }
            }
            let held = [hidden.id, document(901)].map(|document| (document, vec![ChangeHash([9; 32])]));
            let request = MissingRequest {
                witness: None,
                held: held.to_vec(),
            };
            let missing = client.missing(HERE, &request).await.missing;
            assert_eq!(missing, held, "{role:?} and {:?}", hidden.kind);
        }
    }
}

#[tokio::test]
async fn a_picture_that_is_hidden_is_answered_like_one_that_is_absent() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let photo = make(&mut mette, 1, Kind::Photo, &[Photo::text().set("Engen")]).await;
    for role in Role::ALL {
        let client = app.enrol_role(role).await;
        let ask = async |method: &str, document| {
            let path = format!("/api/v1/departments/{HERE}/photos/{document}");
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::CONTENT_TYPE, "image/jpeg")
                .body(Body::from("no picture"));
            let answer = client.send(request.unwrap()).await;
            answer.status
        };
        let reads = !feltbog_shared::permission::access(role, Kind::Photo.collection())
            .read
            .is_nothing();
        for method in ["GET", "PUT"] {
            let absent = ask(method, document(2)).await;
            assert_eq!(absent, StatusCode::NOT_FOUND);
            let there = ask(method, photo.id).await;
            if !reads {
                assert_eq!(there, absent, "{role:?} {method}");
            }
        }
    }
}

#[tokio::test]
async fn an_erased_record_is_told_to_those_who_could_read_it() {
    let app = TestApp::start().await;
    let grant = Grant {
        role: Role::SocialCaretaker,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(COLLEAGUE, grant).await.unwrap();
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let colleague = app.enrol(COLLEAGUE).await;
    let (_, theirs) = colleague.pull_all(HERE, Cursor::default()).await;
    let visit = make(
        &mut social,
        1,
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(5)],
    )
    .await;
    erase(&app.app, visit.id).await.unwrap();
    for cursor in [Cursor::default(), theirs] {
        assert_eq!(colleague.pull_all(HERE, cursor).await.0, []);
        let told = social.pull_all(HERE, Cursor::default()).await.0;
        assert_eq!(told, [Entry::Tombstone { document: visit.id }]);
    }
    // A module that is off is off for tombstones, too.
    let modules = Modules::all().without(Module::Visits);
    app.app.store.set_modules(HERE, modules).await.unwrap();
    assert_eq!(social.pull_all(HERE, Cursor::default()).await.0, []);
}

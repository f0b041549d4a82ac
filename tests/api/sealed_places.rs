//! Places in the log, as a phone is told of them, say nothing of what its person may not read.

use feltbog_shared::model::{Area, Kind, SocialVisit};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{self, Cursor, Page, PullReply, SEALED_PLACES, Verdict};
use feltbog_tests::app::{Client, HERE, TestApp, document};

async fn visit(social: &mut Client, number: u16) {
    let visit = social.create(
        document(number),
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(20)],
    );
    let verdict = social.push_one(HERE, visit.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// A page of one entry as a phone gets it.
async fn page(reader: &Client, cursor: Cursor) -> Page {
    match reader.pull_sealed(HERE, cursor, 1).await {
        PullReply::Page(page) => page,
        diverged => panic!("{diverged:?}"),
    }
}

async fn end(reader: &Client, mut cursor: Cursor) -> Cursor {
    loop {
        let page = page(reader, cursor).await;
        cursor = page.cursor;
        if !page.more {
            return cursor;
        }
    }
}

#[tokio::test]
async fn places_do_not_count_what_one_may_not_read() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let reader = app.enrol_role(Role::GreenAmbassador).await;
    visit(&mut social, 1).await;
    let before = end(&reader, Cursor::default()).await;
    for number in 2..9 {
        visit(&mut social, number).await;
    }
    // One answer to whoever asks for one entry after another, however many there are.
    let after = page(&reader, before).await;
    assert!(after.entries.is_empty() && !after.more, "{after:?}");
    for cursor in [before, after.cursor] {
        assert!(cursor.sequence >= SEALED_PLACES, "{cursor:?}");
    }
    let length = |cursor: &Cursor| wire::encode(cursor).len();
    assert_eq!(length(&before), length(&after.cursor));
    // The same place looks the same, so that a phone in which nothing happens writes nothing.
    assert_eq!(page(&reader, after.cursor).await.cursor, after.cursor);
}

#[tokio::test]
async fn a_sealed_place_is_a_place_to_go_on_from_and_so_is_an_older_servers() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let first = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    mette.push_one(HERE, first.last()).await;
    let sealed = end(&mette, Cursor::default()).await;
    let (_, plain) = mette.pull_all(HERE, Cursor::default()).await;
    assert!(plain.sequence < SEALED_PLACES);
    let second = mette.create(document(2), Kind::Area, &[Area::name().set("Skoven")]);
    mette.push_one(HERE, second.last()).await;
    for cursor in [sealed, plain] {
        let page = page(&mette, cursor).await;
        assert!(!page.restarted);
        let documents: Vec<_> = page.entries.iter().map(wire::Entry::document).collect();
        assert_eq!(documents, [document(2)]);
    }
    // One that was made up is none.
    let forged = Cursor {
        sequence: sealed.sequence ^ 1,
        ..sealed
    };
    let reply = mette.pull_sealed(HERE, forged, 1).await;
    assert!(matches!(reply, PullReply::Diverged { .. }), "{reply:?}");
}

//! The memory that a single request can make the server allocate, counted by the allocator. One test alone in its
//! process, since everything in the process is counted.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

#[path = "../api/forge.rs"]
#[expect(dead_code, reason = "the tests of answers use more of it")]
mod forge;

use std::io::Write as _;

use automerge::ROOT;
use automerge::transaction::{CommitOptions, Transactable as _};
use axum::body::Body;
use axum::http::{Request, header};
use feltbog_server::store::{Append, AppendDocument, AppendEntry, Appended};
use feltbog_shared::id::{ChangeHash, DeviceId, DocumentId};
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::{Area, Kind, VisitNote};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{
    self, BATCH_BYTES, Cursor, MissingRequest, Offered, PullRequest, PushRequest, Verdict,
};
use feltbog_tests::app::{Client, HERE, START, TestApp, document};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that any request may take.
const MOST: usize = 64 * 1024 * 1024;

fn path(name: &str) -> String {
    format!("/api/v1/departments/{HERE}/{name}")
}

fn push(name: &'static str, changes: Vec<Offered>) -> (&'static str, &'static str, Vec<u8>) {
    let request = PushRequest {
        cursor: Cursor::default(),
        changes,
    };
    (name, "push", wire::encode(&request))
}

/// Areas of so many changes each of nearly the largest size.
async fn large_documents(phone: &mut Client, count: u16, changes: u8) {
    let author = Some(phone.person());
    let line = "å".repeat(60);
    for number in 0..count {
        let draft = phone.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        let mut offers = draft.offers();
        offers.extend((1..=changes).map(|actor| {
            let bytes = forge::change(Kind::Area, [actor; 16], author, CommitOptions::default(), |tx| {
                for place in 0..1_650 {
                    tx.put(ROOT, "name", format!("{place} {line}")).unwrap();
                }
            });
            draft.offer(bytes)
        }));
        let verdicts = phone.push(HERE, offers).await.verdicts;
        let taken = verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted(..)));
        assert!(taken, "{verdicts:?}");
    }
}

#[tokio::test]
async fn no_request_takes_more_than_sixty_four_mebibytes() {
    feltbog_server::guard::hush_contained_panics();
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    large_documents(&mut phone, 8, 9).await;

    let area = |number: u16, bytes| Offered {
        document: document(number),
        kind: Kind::Area,
        bytes,
        relayed: None,
    };
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![0; 50_000_000]).unwrap();
    let inflating = packer.finish().unwrap();
    let mut requests = vec![
        push(
            "claims 4 million operations",
            vec![area(0, forge::claiming(4_000_000, [7; 32]))],
        ),
        push(
            "a batch of such claims",
            vec![area(0, forge::claiming(4_000_000, [7; 32])); 500],
        ),
        push("inflates to 50 MB", vec![area(0, forge::chunk(2, &inflating))]),
        ("noise of the largest size", "push", vec![0xff; BATCH_BYTES]),
        (
            "a length without end",
            "push",
            [
                wire::encode(&Cursor::default()).as_slice(),
                &[0xff, 0xff, 0xff, 0xff, 0x0f],
            ]
            .concat(),
        ),
    ];
    let touching: Vec<_> = (0..8)
        .map(|number| {
            let edits = [Area::square_metres().set(7)];
            phone.create(document(number), Kind::Area, &edits).last()
        })
        .collect();
    requests.push(push("wakes many large documents", touching));
    let most: Vec<_> = (0..500)
        .map(|number| {
            let edits = [Area::name().set("Engen")];
            phone.create(document(1_000 + number), Kind::Area, &edits).last()
        })
        .collect();
    requests.push(push("a batch of many documents", most));
    let held = (0..80_000_u32).map(|number| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        (DocumentId::from_bytes(id), vec![ChangeHash([1; 32])])
    });
    let held = MissingRequest {
        witness: None,
        held: held.collect(),
    };
    requests.push(("asks about 80,000 documents", "lacking", wire::encode(&held)));
    drop(held);
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: u32::MAX,
    };
    requests.push(("fetches everything", "pull", wire::encode(&pull)));

    let mut over = Vec::new();
    for request in requests {
        over.extend(too_much(&phone, request).await);
    }
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let notes = notes_of_large_visits(&app, &mut social).await;
    over.extend(too_much(&social, push("notes that name many large visits", notes)).await);
    assert_eq!(over, []);
}

/// Sends a request. Its name and the memory it took, if that is too much.
async fn too_much(
    phone: &Client,
    request: (&'static str, &'static str, Vec<u8>),
) -> Option<(&'static str, usize)> {
    let (what, name, body) = request;
    let request = Request::post(path(name))
        .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
        .body(Body::from(body));
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let answer = phone.send(request.unwrap()).await;
    let taken = MEMORY.peak_usage().saturating_sub(before);
    println!("{what}: {} after {} KiB", answer.status, taken / 1024);
    assert!(!answer.status.is_server_error(), "{what}: {}", answer.status);
    (taken > MOST).then_some((what, taken))
}

/// Notes of visits of the largest size, which are in the store.
async fn notes_of_large_visits(app: &TestApp, social: &mut Client) -> Vec<Offered> {
    let mut notes = Vec::new();
    for number in 0..24_u16 {
        let (visit, hash) = (document(3_000 + number), ChangeHash([number as u8 + 1; 32]));
        let append = Append {
            department: HERE,
            device: DeviceId::from_bytes([9; 16]),
            received_at: START,
            documents: vec![AppendDocument {
                document: visit,
                kind: Kind::SocialVisit,
                owner: social.person(),
                seen: 0,
                actors: Vec::new(),
                heads: vec![hash],
                bytes: vec![0; wire::DOCUMENT_BYTES],
                proofs: vec![(hash, social.person())],
                projection: r#"{"fields":{"minutes":20},"disputes":[]}"#.to_owned(),
                index: RecordIndex::default(),
            }],
            entries: vec![AppendEntry {
                document: visit,
                hash,
                actor: hash.0[..16].to_vec(),
                actor_seq: 1,
                author: social.person(),
                relayed_by: None,
                is_returned: false,
                bytes: vec![0; 100],
            }],
            unchanged: Vec::new(),
        };
        let appended = app.app.store.append(append).await.unwrap();
        assert!(matches!(appended, Appended::Stored { .. }), "{appended:?}");
        let edits = [VisitNote::visit().set(visit), VisitNote::text().rewrite("Kaffe")];
        notes.push(
            social
                .create(document(4_000 + number), Kind::VisitNote, &edits)
                .last(),
        );
    }
    notes
}

//! No log line and no figure tells what a person wrote, whatever becomes of it.

use std::time::Duration;

use feltbog_load::now;
use feltbog_load::place::department;
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId};
use feltbog_shared::model::{ConflictCase, Kind};
use feltbog_shared::replica::Request;
use feltbog_shared::wire::{Cursor, Offered, PushRequest};

use crate::site;

/// A made-up word that stands nowhere else.
const WORD: &str = "kvadderdonk";

#[tokio::test]
async fn no_line_of_the_log_tells_what_people_wrote() {
    let mut site = site(1).await;
    // Everything that any part of the server could say.
    site.server.environment = vec![("FELTBOG_LOG".to_owned(), "trace".to_owned())];
    let running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    let edits = vec![
        ConflictCase::place().set(WORD),
        ConflictCase::description().rewrite(&format!("Der er {WORD} på trappen")),
    ];
    let document = phone.create(Kind::ConflictCase, edits).await.unwrap();
    phone.settle(Duration::from_secs(30)).await.unwrap();
    let more = vec![ConflictCase::description().rewrite(WORD)];
    phone.change(document, more).await.unwrap();

    // And what the guard refuses, for each of its reasons to look at bytes closely.
    let writer = Writer {
        actor: ActorId([7; 16]),
        author: phone.session().user,
        at: now(),
    };
    let mut draft = Document::new(Kind::ConflictCase).unwrap();
    let made = draft
        .edit(writer, None, &[ConflictCase::place().set(WORD)])
        .unwrap()
        .unwrap();
    let offered = |bytes: Vec<u8>, kind| Offered {
        document: DocumentId::from_bytes([9; 16]),
        kind,
        bytes,
        relayed: None,
    };
    let mut cut = made.bytes.clone();
    cut.truncate(made.bytes.len() - 4);
    let changes = vec![
        offered(made.bytes.clone(), Kind::InsectCount),
        offered(cut, Kind::ConflictCase),
        offered(WORD.repeat(40).into_bytes(), Kind::ConflictCase),
        offered(made.bytes, Kind::SocialVisit),
    ];
    let push = Request::Push(PushRequest {
        cursor: Cursor::default(),
        changes,
    });
    phone.send_raw(department(0), &push).await.unwrap();
    running.stop().await.unwrap();

    let log = std::fs::read(&site.server.log).unwrap();
    assert!(log.len() > 1_000, "the log says next to nothing");
    let text = String::from_utf8_lossy(&log);
    assert!(
        text.contains("id=") && text.contains("answered"),
        "request ids stand in the log"
    );
    for form in forms(WORD) {
        assert!(
            !log.windows(form.len()).any(|window| window == form),
            "the log tells {:?}",
            String::from_utf8_lossy(&form)
        );
    }
}

/// The word as it is, as numbers in a list, and in hexadecimal.
fn forms(word: &str) -> Vec<Vec<u8>> {
    let numbers: Vec<_> = word.bytes().map(|byte| byte.to_string()).collect();
    let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    vec![
        word.as_bytes().to_vec(),
        numbers.join(", ").into_bytes(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ]
}

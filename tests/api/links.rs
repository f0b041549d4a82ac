//! Links are compared as they are written, so the server takes one spelling of an id and no other: in another, a person
//! would have to do with what they said they have nothing to do with.

use automerge::ROOT;
use automerge::transaction::{CommitOptions, Transactable as _};
use fastrand::Rng;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Kind, Shape};
use feltbog_shared::permission::{Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{HERE, TestApp, document};

use crate::forge;

/// Another way to write an id, which some reader somewhere would take for the same.
fn respelled(rng: &mut Rng, id: DocumentId) -> String {
    let text = id.to_string();
    let invisible = ['\u{200b}', '\u{ad}', '\u{feff}', ' ', '\n', '\0', '\u{301}'];
    let at = |rng: &mut Rng, text: &str, what: char| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.insert(rng.usize(..=letters.len()), what);
        letters.into_iter().collect::<String>()
    };
    match rng.u8(..9) {
        0 => text.to_uppercase(),
        1 => text
            .chars()
            .map(|letter| {
                if rng.bool() {
                    letter.to_ascii_uppercase()
                } else {
                    letter
                }
            })
            .collect(),
        2 => text.replace('-', ""),
        3 => format!("{{{text}}}"),
        4 => format!("urn:uuid:{text}"),
        5 => {
            let hidden = invisible[rng.usize(..invisible.len())];
            at(rng, &text, hidden)
        }
        6 => text.replace('-', "\u{2010}"),
        // Digits as East Asian keyboards write them.
        7 => text
            .chars()
            .map(|letter| match letter.to_digit(10) {
                Some(digit) => char::from_u32(0xff10 + digit).unwrap(),
                None => letter,
            })
            .collect(),
        _ => text.replace('a', "\u{430}").replace('e', "\u{435}"),
    }
}

#[tokio::test]
async fn a_link_has_one_spelling() {
    let app = TestApp::start().await;
    let mut rng = Rng::with_seed(15);
    let mut number = 0;
    let mut tried = 0;
    for kind in Kind::ALL {
        let links = kind.fields().iter().filter(|spec| spec.shape == Shape::Link);
        for spec in links {
            let role = Role::ALL
                .into_iter()
                .find(|role| access(*role, kind.collection()).create);
            let client = app.enrol_role(role.expect("somebody makes it")).await;
            for _ in 0..25 {
                let mut bytes = [0; 16];
                rng.fill(&mut bytes);
                let id = DocumentId::from_bytes(bytes);
                let mut push = async |written: String| {
                    number += 1;
                    let bytes = forge::change(
                        *kind,
                        [7; 16],
                        Some(client.person()),
                        CommitOptions::default(),
                        |tx| tx.put(ROOT, spec.name, written).unwrap(),
                    );
                    let offered = Offered {
                        document: document(number),
                        kind: *kind,
                        bytes,
                        relayed: None,
                    };
                    client.push_one(HERE, offered).await
                };
                let spelled = respelled(&mut rng, id);
                if spelled != id.to_string() {
                    tried += 1;
                    let refused = Verdict::Refused(Code::InvalidValue, Some(spec.name.to_owned()));
                    assert_eq!(push(spelled.clone()).await, refused, "{kind:?}: {spelled:?}");
                }
                let verdict = push(id.to_string()).await;
                // A deputy nobody knows is refused for who it is, not for how it is spelled.
                let is_spelled_well = matches!(
                    verdict,
                    Verdict::Accepted(..) | Verdict::Refused(Code::NoReader, _)
                );
                assert!(is_spelled_well, "{kind:?}: {verdict:?}");
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

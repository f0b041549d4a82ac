//! The seeds of the fuzzer: real changes of each shape of field, and real messages with them.

use std::fs;
use std::path::Path;

use fastrand::Rng;
use feltbog_load::{now, records};
use feltbog_shared::document::{Change, Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{ConflictCase, FieldEdit, Kind, SocialVisit};
use feltbog_shared::wire::{
    self, Cursor, Entry, MissingReply, MissingRequest, Offered, Page, PullReply, PullRequest, PushReply,
    PushRequest, Seal, Verdict,
};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Writes them into a target's corpus, where they are not there yet.
pub(crate) fn sow(target: &str) -> Fallible<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    for (number, seed) in seeds(target)?.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}

fn seeds(target: &str) -> Fallible<Vec<Vec<u8>>> {
    let seed = |first: u8, rest: &[u8]| [&[first], rest].concat();
    let changes = changes()?;
    if target == "guard" {
        let place = |kind: &Kind| Kind::ALL.iter().position(|one| one == kind).unwrap_or_default();
        let content = |change: &Change| change.bytes[content_at(&change.bytes)..].to_vec();
        let seeds = changes
            .iter()
            .map(|(kind, change)| seed(place(kind) as u8, &content(change)));
        return Ok(seeds.collect());
    }
    let frames = frames(&changes);
    if target == "frame" {
        return Ok(frames
            .iter()
            .map(|(which, message)| seed(*which, message))
            .collect());
    }
    let requests = frames.iter().filter(|(which, _)| *which < 3);
    // Plain, and to be packed on the way.
    let mut seeds: Vec<_> = requests
        .flat_map(|(which, message)| [seed(*which, message), seed(which | 0b1100, message)])
        .collect();
    seeds.push(seed(3, br#"{"code":"AAAA-BBBB-CCCC","device_name":"telefon"}"#));
    Ok(seeds)
}

/// The offset of a chunk's content: behind magic, checksum, type and length.
fn content_at(chunk: &[u8]) -> usize {
    let length = chunk[9..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    9 + length
}

fn changes() -> Fallible<Vec<(Kind, Change)>> {
    let mut rng = Rng::with_seed(1);
    let case = |text: &str| {
        vec![
            ConflictCase::topic().set(Topic::Noise),
            ConflictCase::place().set("Opgang 4"),
            ConflictCase::description().rewrite(text),
        ]
    };
    let visit = vec![SocialVisit::topics().include(VisitTopic::Economy)];
    let mut edits: Vec<(Kind, Vec<Vec<FieldEdit>>)> = vec![
        (
            Kind::ConflictCase,
            vec![case("Støj fra loftet"), case("Støj fra gulvet 🙂")],
        ),
        (Kind::SocialVisit, vec![visit]),
    ];
    for _ in 0..10 {
        let first = records::record(&mut rng, now());
        edits.push((
            records::KIND,
            vec![first, records::change(&mut rng), records::change(&mut rng)],
        ));
    }
    let mut made = Vec::new();
    for (kind, edits) in edits {
        let mut document = Document::new(kind)?;
        let actor = ActorId(core::array::from_fn(|_| rng.u8(..)));
        for edits in edits {
            let writer = Writer {
                actor,
                author: UserId::from_bytes([3; 16]),
                at: now(),
            };
            made.extend(document.edit(writer, None, &edits)?.map(|change| (kind, change)));
        }
    }
    Ok(made)
}

fn frames(changes: &[(Kind, Change)]) -> Vec<(u8, Vec<u8>)> {
    let document = DocumentId::from_bytes([5; 16]);
    let author = UserId::from_bytes([3; 16]);
    let seal = Seal([7; 16]);
    let offered = |(kind, change): &(Kind, Change)| Offered {
        document,
        kind: *kind,
        bytes: change.bytes.clone(),
        relayed: None,
    };
    let entry = |(kind, change): &(Kind, Change)| Entry::Change {
        document,
        kind: *kind,
        owner: author,
        author,
        received_at: now(),
        seal,
        bytes: change.bytes.clone(),
    };
    let push = PushRequest {
        cursor: Cursor::default(),
        changes: changes.iter().map(offered).collect(),
    };
    let few = PushRequest {
        changes: push.changes[..1].to_vec(),
        ..push.clone()
    };
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: 500,
    };
    let hashes = changes.iter().map(|(_, change)| change.hash).collect();
    let missing = MissingRequest {
        witness: None,
        held: vec![(document, hashes)],
    };
    let pushed = PushReply {
        epoch: 1,
        head: 9,
        anchor: None,
        stands: true,
        received_at: now(),
        verdicts: vec![Verdict::Accepted(9, seal), Verdict::Need(Vec::new())],
    };
    let page = PullReply::Page(Page {
        entries: changes.iter().map(entry).collect(),
        cursor: Cursor::default(),
        more: false,
        restarted: false,
    });
    let lacks = MissingReply {
        stands: true,
        witness: None,
        missing: Vec::new(),
    };
    vec![
        (0, wire::encode(&push)),
        (0, wire::encode(&few)),
        (1, wire::encode(&pull)),
        (2, wire::encode(&missing)),
        (3, wire::encode(&pushed)),
        (4, wire::encode(&page)),
        (5, wire::encode(&lacks)),
    ]
}

//! Hostile bytes are refused before anything is built of them.

use fastrand::Rng;
use feltbog_shared::document::Writer;
use feltbog_shared::id::ActorId;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{ConflictCase, FieldEdit, InsectCount, SocialVisit};

use sha2::{Digest as _, Sha256};

use super::outline::{CHANGE_CHUNK, MAGIC};
use super::*;

/// A document and a change that follows it, of each shape of field.
pub(super) fn samples() -> Vec<(Kind, Vec<u8>, Vec<u8>)> {
    let edits: [(Kind, Vec<FieldEdit>, Vec<FieldEdit>); 3] = [
        (
            Kind::ConflictCase,
            vec![
                ConflictCase::topic().set(Topic::Noise),
                ConflictCase::description().rewrite("Støj fra loftet"),
            ],
            vec![
                ConflictCase::place().set("Opgang 4"),
                ConflictCase::description().rewrite("Støj fra gulvet 🙂"),
            ],
        ),
        (
            Kind::InsectCount,
            vec![InsectCount::counts().count(InsectGroup::Bumblebee, 3)],
            vec![
                InsectCount::counts().count(InsectGroup::Bumblebee, 2),
                InsectCount::temp_c().set(-3),
            ],
        ),
        (
            Kind::SocialVisit,
            vec![
                SocialVisit::topics().include(VisitTopic::Economy),
                SocialVisit::minutes().set(300),
            ],
            vec![
                SocialVisit::topics().exclude(VisitTopic::Economy),
                SocialVisit::minutes().clear(),
            ],
        ),
    ];
    let sample = |(kind, first, second): &(Kind, Vec<FieldEdit>, Vec<FieldEdit>)| {
        let mut document = Document::new(*kind).unwrap();
        let writer = |actor| Writer {
            actor: ActorId([actor; 16]),
            author: UserId::from_bytes([9; 16]),
            at: Moment::from_millis(1_795_219_200_000),
        };
        let first = document.edit(writer(1), None, first).unwrap().unwrap();
        let second = document.edit(writer(2), None, second).unwrap().unwrap();
        (*kind, first.bytes, second.bytes)
    };
    edits.iter().map(sample).collect()
}

/// The next edit that somebody else may write in a document of the samples.
pub(super) fn next_edit(kind: Kind) -> Vec<FieldEdit> {
    match kind {
        Kind::ConflictCase => vec![
            ConflictCase::night().set(true),
            ConflictCase::description().rewrite("Støj igen"),
        ],
        Kind::InsectCount => vec![InsectCount::counts().count(InsectGroup::Bumblebee, 1)],
        _ => vec![
            SocialVisit::topics().include(VisitTopic::Economy),
            SocialVisit::minutes().set(20),
        ],
    }
}

/// The chunk around this content, with its checksum.
pub(super) fn chunk(content: &[u8]) -> Vec<u8> {
    let (mut length, mut rest) = (Vec::new(), content.len());
    while rest >= 0x80 {
        length.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    length.push(rest as u8);
    let sum = Sha256::new()
        .chain_update([CHANGE_CHUNK])
        .chain_update(&length)
        .chain_update(content)
        .finalize();
    [&MAGIC, &sum[..4], &[CHANGE_CHUNK], length.as_slice(), content].concat()
}

pub(super) fn content(chunk: &[u8]) -> Vec<u8> {
    let length = chunk[9..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    chunk[9 + length..].to_vec()
}

fn mutate(rng: &mut Rng, content: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..content.len());
        match rng.u8(..6) {
            0 => content[at] = rng.u8(..),
            1 => content[at] ^= 1 << rng.u8(..8),
            2 => content[at] = content[at].wrapping_add(rng.u8(..3)).wrapping_sub(1),
            3 => content.insert(at, rng.u8(..)),
            4 => drop(content.remove(at)),
            _ => {
                let other = rng.usize(..content.len());
                content.swap(at, other);
            }
        }
    }
}

/// A change of a case after these chunks, with whatever is written.
fn written(chunks: &[u8], write: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Vec<u8> {
    use automerge::ReadDoc as _;
    let mut document = automerge::Automerge::new();
    for chunk in genesis(Kind::ConflictCase) {
        document.load_incremental(chunk).unwrap();
    }
    document.load_incremental(chunks).unwrap();
    let mut transaction = document.transaction();
    write(&mut transaction);
    let (hash, _) = transaction.commit_with(automerge::transaction::CommitOptions::default());
    let change = document.get_change_by_hash(&hash.unwrap()).unwrap();
    change.raw_bytes().to_vec()
}

#[test]
fn a_value_outside_a_rule_is_taken_only_where_it_stood() {
    use automerge::ROOT;
    use automerge::transaction::Transactable as _;
    let kind = Kind::ConflictCase;
    let stands = written(&[], |transaction| {
        transaction.put(ROOT, "topic", "drones").unwrap();
        transaction.put(ROOT, "place", "x".repeat(900)).unwrap();
    });
    // It was taken once, and is taken again under its seal, and no more than that.
    assert!(read(kind, &stands).is_err());
    assert!(read_sealed(kind, &stands).is_ok());
    let judged = |stored: &[u8], values: &[(&'static str, String)]| {
        let bytes = written(stored, |transaction| {
            for (field, value) in values {
                // Taken away first: a value that is put where it stands already is not written.
                transaction.delete(ROOT, *field).unwrap();
                transaction.put(ROOT, *field, value.as_str()).unwrap();
            }
        });
        let refused = read(kind, &bytes).unwrap_err();
        let reading = read_beside(kind, &bytes)?;
        assert!(reading.first.is_none(), "{refused}");
        let scratch = Scratch::open(kind, stored)?.with(&reading.change)?;
        scratch.settle()?;
        scratch.check_limits(&reading.change.info, &reading.parts)?;
        scratch.check_standing(&reading.change.info, &reading.outside)
    };
    let topic = |key: &str| ("topic", key.to_owned());
    let place = |length: usize| ("place", "x".repeat(length));
    let refused = |code, field| Err(Refusal::of_field(code, field));
    assert_eq!(judged(&stands, &[topic("drones"), place(900)]), Ok(()));
    assert_eq!(judged(&stands, &[place(500)]), Ok(()));
    let too_long = refused(RefusalCode::TextTooLong, "place");
    let not_listed = refused(RefusalCode::InvalidValue, "topic");
    assert_eq!(judged(&stands, &[place(901)]), too_long);
    assert_eq!(judged(&stands, &[topic("jetpacks")]), not_listed);
    assert_eq!(judged(&[], &[topic("drones")]), not_listed);
    // Nor behind another value, where nobody would see it.
    assert_eq!(judged(&stands, &[topic("jetpacks"), topic("stoej")]), not_listed);
    assert_eq!(judged(&stands, &[place(901), place(5)]), too_long);
    let cpr = ("place", "hos 010203-1234".to_owned());
    assert_eq!(
        judged(&stands, &[cpr, place(5)]),
        refused(RefusalCode::CprNumber, "place")
    );
}

/// Mutated changes with checksums that are right: whatever is taken can be saved and loaded,
/// and nothing escapes. `FELTBOG_MUTATIONS` tries more.
#[test]
fn mutated_changes_are_refused_or_sound() {
    let wanted = std::env::var("FELTBOG_MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok());
    let count: u64 = wanted.unwrap_or(120_000);
    hush_contained_panics();
    let samples = samples();
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let work = |thread| {
            let samples = &samples;
            let seeds = (thread..count).step_by(threads as usize);
            scope.spawn(move || try_mutations(samples, seeds))
        };
        let running: Vec<_> = (0..threads).map(work).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let taken: u64 = tallies.iter().map(|(taken, ..)| taken).sum();
    let read_alone: u64 = tallies.iter().map(|(_, read_alone, ..)| read_alone).sum();
    let given_back: u64 = tallies.iter().map(|(.., given_back, _)| given_back).sum();
    let refused: u64 = tallies.iter().flat_map(|(.., refused)| refused.values()).sum();
    println!("{taken} taken, {refused} refused: {tallies:?}");
    assert_eq!(taken + refused, count);
    assert!(taken > read_alone && refused > count / 2);
    assert!(read_alone > 0 && given_back > 0);
}

/// Numbers of mutations of the samples: those taken, those of these without being opened, those without being
/// saved and loaded, and how many were, by code, refused.
fn try_mutations(
    samples: &[(Kind, Vec<u8>, Vec<u8>)],
    seeds: impl Iterator<Item = u64>,
) -> (u64, u64, u64, BTreeMap<RefusalCode, u64>) {
    let (mut taken, mut read_alone, mut given_back, mut refused) = (0, 0, 0, BTreeMap::new());
    // The second change upon the first, and every third time the first upon nothing.
    let opened: Vec<_> = samples
        .iter()
        .map(|(kind, first, _)| [first.as_slice(), &[]].map(|chunks| Scratch::open(*kind, chunks).unwrap()))
        .collect();
    for seed in seeds {
        let mut rng = Rng::with_seed(seed);
        let place = rng.usize(..samples.len());
        let (kind, first, second) = &samples[place];
        let [on_first, on_nothing] = &opened[place];
        let (before, change, on) = match rng.u8(..3) {
            0 => (&[][..], first, on_nothing),
            _ => (first.as_slice(), second, on_first),
        };
        let mut bytes = content(change);
        mutate(&mut rng, &mut bytes);
        let bytes = chunk(&bytes);
        let mut scratch = on.clone();
        let reading = read(*kind, &bytes);
        let as_first = reading.as_ref().ok().and_then(|read| read.first.clone());
        let tried = reading
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|read| Numbering::of(before).with(&read.change).map(|_| read))
            .and_then(|read| scratch.allows(&read.change.info.dependencies, &read.steps))
            .and_then(|()| scratch.take(&bytes))
            .and_then(|()| scratch.settle());
        // Read in one go: the same as one after the other.
        if let Ok(read) = &reading {
            let allowed = on.allows(&read.change.info.dependencies, &read.steps);
            let grown = allowed.and_then(|()| Numbering::of(before).with(&read.change));
            let grown = grown.and_then(|_| Scratch::grown(*kind, before, &read.change));
            let grown = grown.and_then(|grown| grown.settle().map(|()| grown));
            // What is known to settle does.
            if let Ok(grown) = &grown {
                given_back += u64::from(grown.is_settled);
                assert_eq!(grown.settle_in_full(), Ok(()), "seed {seed}");
            }
            assert_eq!(
                grown.is_ok(),
                tried.is_ok(),
                "seed {seed}: {:?}, {tried:?}",
                grown.err()
            );
            if let Ok(grown) = grown {
                assert_eq!(grown.fields, scratch.fields, "seed {seed}");
                assert_eq!(grown.heads(), scratch.heads(), "seed {seed}");
            }
        }
        // Which is taken without being opened: the same as when it is.
        if let Some(fields) = as_first {
            read_alone += 1;
            assert!(before.is_empty(), "seed {seed}");
            assert!(tried.is_ok(), "seed {seed}: {tried:?}");
            assert_eq!(scratch.fields, fields, "seed {seed}");
            assert_eq!(scratch.disputes().unwrap(), [], "seed {seed}");
        }
        match tried {
            Ok(()) => {
                taken += 1;
                let stored = [before, &bytes].concat();
                let again =
                    Scratch::open(*kind, &stored).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                assert_eq!(again.fields, scratch.fields, "seed {seed}");
                let next = numbering::tests::goes_on(*kind, &stored, &next_edit(*kind));
                assert_eq!(next, Ok(()), "seed {seed}");
            }
            Err(refusal) => *refused.entry(refusal.code).or_insert(0_u64) += 1,
        }
    }
    (taken, read_alone, given_back, refused)
}

#[test]
fn our_own_changes_pass() {
    for (kind, first, second) in samples() {
        let mut scratch = Scratch::open(kind, &[]).unwrap();
        for bytes in [first, second] {
            assert_eq!(
                read(kind, &bytes).unwrap().change.info.author_id(),
                Some(UserId::from_bytes([9; 16]))
            );
            let alone = read(kind, &bytes).unwrap().first;
            let is_first = alone.is_some();
            assert_eq!(
                is_first,
                scratch.heads() == Scratch::open(kind, &[]).unwrap().heads()
            );
            assert_eq!(scratch.take(&bytes), Ok(()));
            if is_first {
                assert_eq!(alone.as_ref(), Some(&scratch.fields));
            }
        }
        assert_eq!(scratch.settle(), Ok(()));
    }
}

#[test]
fn a_counter_is_made_at_nought_and_only_where_the_genesis_made_none() {
    use automerge::transaction::{CommitOptions, Transactable as _};
    use automerge::{ROOT, ReadDoc as _};
    let kind = Kind::InsectCount;
    let judged = |key: &'static str, value: ScalarValue| {
        let mut document = automerge::Automerge::new();
        for chunk in genesis(kind) {
            document.load_incremental(chunk).unwrap();
        }
        let mut transaction = document.transaction();
        let (_, counts) = transaction.get(ROOT, "counts").unwrap().unwrap();
        transaction.put(&counts, key, value).unwrap();
        let (hash, _) = transaction.commit_with(CommitOptions::default());
        let change = document.get_change_by_hash(&hash.unwrap()).unwrap();
        read(kind, change.raw_bytes()).map(drop)
    };
    let refused = Err(Refusal::of_field(RefusalCode::InvalidValue, "counts"));
    assert_eq!(judged("aglais_io", ScalarValue::counter(0)), Ok(()));
    assert_eq!(judged("aglais_io", ScalarValue::counter(3)), refused);
    assert_eq!(judged("aglais_io", ScalarValue::Int(0)), refused);
    assert_eq!(judged("humlebi", ScalarValue::counter(0)), refused);
    assert_eq!(judged("enhjoerning", ScalarValue::counter(0)), refused);
}

#[test]
fn the_first_tap_on_a_later_group_passes_and_is_counted() {
    let kind = Kind::InsectCount;
    let mut document = Document::new(kind).unwrap();
    let writer = Writer {
        actor: ActorId([1; 16]),
        author: UserId::from_bytes([9; 16]),
        at: Moment::from_millis(1_795_219_200_000),
    };
    let mut scratch = Scratch::open(kind, &[]).unwrap();
    for by in [2, 3] {
        let tap = [InsectCount::counts().count(InsectGroup::AglaisIo, by)];
        let change = document.edit(writer, None, &tap).unwrap().unwrap();
        assert!(read(kind, &change.bytes).is_ok());
        assert_eq!(scratch.take(&change.bytes), Ok(()));
    }
    assert_eq!(scratch.settle(), Ok(()));
    assert_eq!(scratch.fields(), &document.fields());
    let Some(Value::Counters(counts)) = scratch.fields().get("counts") else {
        panic!("it has no counters")
    };
    assert_eq!(counts.get("aglais_io"), Some(&5));
    assert_eq!(
        counts.get("aglais_urticae"),
        None,
        "nothing is made that nobody tapped"
    );
}

#[test]
fn a_refused_change_leaves_no_trace() {
    let (kind, first, second) = samples().remove(0);
    let mut scratch = Scratch::open(kind, &first).unwrap();
    let (heads, fields) = (scratch.heads(), scratch.fields.clone());
    let mut bytes = content(&second);
    let last = bytes.len() - 40;
    bytes.truncate(last);
    assert!(scratch.take(&chunk(&bytes)).is_err());
    assert_eq!((scratch.heads(), scratch.fields), (heads, fields));
}

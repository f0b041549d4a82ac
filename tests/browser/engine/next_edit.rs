//! Whatever change the guard takes, the next honest edit can be made on a phone, where numbers have 32 bits, and is taken.

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use feltbog_server::guard::{self, Numbering, Scratch};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, UserId};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{ConflictCase, FieldEdit, InsectCount, Kind, SocialVisit};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use feltbog_shared::wire::{self, CHANGE_OPERATIONS, DOCUMENT_OPERATIONS};
use feltbog_tests::stage::play;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::site::Site;

/// Mutations that are tried of each sample.
const MUTATIONS: u64 = 4_000;

/// A document of two changes, and the edit that somebody else writes next.
struct Sample {
    kind: Kind,
    first: Vec<u8>,
    second: Vec<u8>,
    next: Vec<FieldEdit>,
}

impl Sample {
    fn new(kind: Kind, edits: [Vec<FieldEdit>; 3]) -> Result<Self> {
        let [first, second, next] = edits;
        let mut document = Document::new(kind)?;
        let mut made = |actor, edits: &[FieldEdit]| {
            let writer = Writer {
                actor: ActorId([actor; 16]),
                author: UserId::from_bytes([9; 16]),
                at: Moment::from_millis(1_795_219_200_000),
            };
            let change = document.edit(writer, None, edits)?;
            anyhow::Ok(change.context("nothing is written")?.bytes)
        };
        Ok(Self {
            kind,
            first: made(1, &first)?,
            second: made(2, &second)?,
            next,
        })
    }
}

fn samples() -> Result<[Sample; 3]> {
    let count = |by| InsectCount::counts().count(InsectGroup::Bumblebee, by);
    Ok([
        Sample::new(
            Kind::ConflictCase,
            [
                vec![ConflictCase::topic().set(Topic::Noise)],
                vec![
                    ConflictCase::place().set("Opgang 4"),
                    ConflictCase::description().rewrite("Støj fra gulvet"),
                ],
                vec![
                    ConflictCase::night().set(true),
                    ConflictCase::description().rewrite("Støj igen"),
                ],
            ],
        )?,
        Sample::new(
            Kind::InsectCount,
            [
                vec![count(3)],
                vec![count(2), InsectCount::temp_c().set(-3)],
                vec![count(1)],
            ],
        )?,
        Sample::new(
            Kind::SocialVisit,
            [
                vec![
                    SocialVisit::topics().include(VisitTopic::Economy),
                    SocialVisit::minutes().set(300),
                ],
                vec![
                    SocialVisit::topics().exclude(VisitTopic::Economy),
                    SocialVisit::minutes().clear(),
                ],
                vec![
                    SocialVisit::topics().include(VisitTopic::Economy),
                    SocialVisit::minutes().set(20),
                ],
            ],
        )?,
    ])
}

/// Takes a change upon what is stored, as the server does.
fn take(kind: Kind, stored: &[u8], bytes: &[u8]) -> Result<(), Refusal> {
    let reading = guard::read(kind, bytes)?;
    Numbering::of(stored).with(&reading.change)?;
    let mut scratch = Scratch::open(kind, stored)?;
    scratch.allows(&reading.change.info.dependencies, &reading.steps)?;
    scratch.take(bytes)?;
    scratch.settle_in_full()
}

fn number(mut value: u64) -> Vec<u8> {
    let mut written = Vec::new();
    while value >= 0x80 {
        written.push(value as u8 | 0x80);
        value >>= 7;
    }
    written.push(value as u8);
    written
}

/// The chunk of a change with this content, and a checksum that is right.
fn chunk(content: &[u8]) -> Vec<u8> {
    let rest = [&[1][..], &number(content.len() as u64), content].concat();
    let sum = Sha256::digest(&rest);
    [&[0x85, 0x6f, 0x4a, 0x83], &sum[..4], &rest].concat()
}

/// The content of a chunk, behind magic, checksum, type and length.
fn content(chunk: &[u8]) -> &[u8] {
    let length = chunk[9..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    &chunk[9 + length..]
}

/// The change with another first number.
fn numbered(bytes: &[u8], first: u64) -> Vec<u8> {
    let old = content(bytes);
    let actor = 1 + 32 * usize::from(old[0]);
    let begin = actor + 1 + usize::from(old[actor]) + 1;
    let length = old[begin..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    chunk(&[&old[..begin], &number(first), &old[begin + length..]].concat())
}

fn mutated(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut content = content(bytes).to_vec();
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..content.len());
        match rng.u8(..5) {
            0 => content[at] = rng.u8(..),
            1 => content[at] ^= 1 << rng.u8(..8),
            2 => content.insert(at, rng.u8(..)),
            3 => drop(content.remove(at)),
            _ => {
                let other = rng.usize(..content.len());
                content.swap(at, other);
            }
        }
    }
    chunk(&content)
}

/// First numbers at every power of two, and about the furthest that a phone can be ahead.
fn numbers() -> Vec<u64> {
    let furthest = (CHANGE_OPERATIONS + DOCUMENT_OPERATIONS) as u64;
    let powers = (0..63).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]);
    powers
        .chain(furthest - 20..furthest + 20)
        .filter(|number| *number > 0)
        .collect()
}

#[test]
fn after_whatever_is_taken_a_phone_makes_the_next_edit() {
    play("the_next_edit_on_a_phone", async |stage| {
        guard::hush_contained_panics();
        let mut stored: Vec<(String, Vec<u8>, Vec<FieldEdit>)> = Vec::new();
        let mut rng = Rng::with_seed(0x15);
        for sample in samples()? {
            let Sample {
                kind,
                first,
                second,
                next,
            } = &sample;
            let mut bent: Vec<_> = (0..MUTATIONS).map(|_| mutated(&mut rng, second)).collect();
            bent.extend(numbers().into_iter().map(|first| numbered(second, first)));
            bent.retain(|bytes| take(*kind, first, bytes).is_ok());
            stored.extend(bent.into_iter().map(|bytes| {
                let both = [first.as_slice(), &bytes].concat();
                (kind.key().to_owned(), both, next.clone())
            }));
        }
        ensure!(stored.len() > 100, "only {} were taken", stored.len());

        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        phone.open("/engine/").await?;
        let asked = json!(wire::encode(&stored));
        let made = phone
            .run_async("return await nextEdits(given[0])", &[asked])
            .await?;
        let made: Vec<u8> = serde_json::from_value(made)?;
        let made: Vec<Result<Option<Vec<u8>>, String>> =
            wire::decode(&made).map_err(|code| anyhow::anyhow!("{code:?}"))?;
        ensure!(made.len() == stored.len(), "{} answers", made.len());
        let mut written = 0;
        for (number, ((key, stored, _), change)) in stored.iter().zip(made).enumerate() {
            let kind = Kind::from_key(key).context("a kind")?;
            let change =
                change.map_err(|error| anyhow::anyhow!("{number}: the phone cannot edit: {error}"))?;
            // Where the phone itself says why not, its author reads it.
            let Some(change) = change else { continue };
            written += 1;
            let taken = take(kind, stored, &change);
            ensure!(taken.is_ok(), "{number}: {key} ends there: {taken:?}");
        }
        ensure!(written > stored.len() / 2, "{written} of {}", stored.len());
        Ok(())
    });
}

//! Makes what is kept of a document anew from its changes in the log, and finds the changes that
//! cannot be part of it. Trusts nothing but the names of changes, which are hashes of what they hold.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::{ChangeInfo, is_genesis, split_chunks};
use feltbog_shared::id::{ChangeHash, DeviceId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;

use super::Fault;
use crate::guard::{self, Scratch};
use crate::services::projection::{index, project};
use crate::store::{IndexedRecord, RawEntry, RawRecord, RebuiltDocument, RepairedEntry};

/// A document as its log says it should be.
#[derive(Clone, Debug, Default)]
pub(super) struct Remaking {
    /// The faults of its rows.
    pub(super) faults: Vec<Fault>,
    /// The repaired document; nothing when none of its changes can be read.
    pub(super) kept: Option<RebuiltDocument>,
    /// Changes whose rows should read so.
    pub(super) entries: Vec<RepairedEntry>,
    /// Changes that cannot be part of the document.
    pub(super) left_out: Vec<LeftOut>,
    /// Changes that only the snapshot holds.
    pub(super) unlogged: Vec<Vec<u8>>,
}

/// A change that cannot be part of its document.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub(super) seq: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) author: UserId,
    pub(super) device: DeviceId,
    pub(super) received_at: Moment,
}

/// A change that is what its name says.
struct Sound<'a> {
    row: &'a RawEntry,
    info: ChangeInfo,
    bytes: Vec<u8>,
    author: UserId,
}

/// Compares what is stored of a document with its log.
pub(super) fn remake(record: &RawRecord) -> Remaking {
    let mut remaking = Remaking::default();
    let in_snapshot = chunks_of(record);
    let mut sound = Vec::new();
    for row in &record.entries {
        match identify(row, &in_snapshot) {
            Some((info, bytes)) => sound.push((row, info, bytes)),
            None => leave_out(row, &mut remaking),
        }
    }
    let named: BTreeSet<_> = sound.iter().map(|(_, info, _)| info.hash).collect();
    let Some(kind) = kind_of(record, &sound) else {
        if is_of_newer(record) {
            return Remaking::default();
        }
        // Nothing is left to make it of.
        sound.iter().for_each(|(row, ..)| leave_out(row, &mut remaking));
        remaking.compare(record);
        return remaking;
    };
    let lost: BTreeSet<_> = record
        .entries
        .iter()
        .filter_map(|row| ChangeHash::from_slice(row.hash.as_deref()?))
        .filter(|hash| !named.contains(hash))
        .collect();
    let unlogged = in_snapshot
        .iter()
        .filter(|(hash, _)| !named.contains(hash) && !lost.contains(hash));
    remaking.unlogged = unlogged.map(|(_, bytes)| bytes.clone()).collect();

    let mut authors = BTreeMap::new();
    let mut taken = Vec::new();
    for (row, info, bytes) in sound {
        // An actor's first change states whose the actor is.
        let stated = info.author.as_deref().and_then(UserId::from_slice);
        let stored = row.author.as_deref().and_then(UserId::from_slice);
        let author = authors
            .get(&info.actor)
            .copied()
            .or(stated)
            .or(stored)
            .unwrap_or(UserId::from_bytes([0; 16]));
        authors.insert(info.actor.clone(), author);
        taken.push(Sound {
            row,
            info,
            bytes,
            author,
        });
    }
    let (taken, scratch) = assemble(kind, taken, &mut remaking);
    if let Some(last) = taken.last() {
        remaking.kept = kept(kind, record, &taken, last, scratch.as_ref());
    }
    for sound in &taken {
        if let Some(entry) = corrected(sound) {
            remaking.faults.push(Fault::Change(sound.row.seq));
            remaking.entries.push(entry);
        }
    }
    remaking.compare(record);
    remaking
}

/// The changes of the snapshot by name, in its order; none when it cannot be cut apart.
fn chunks_of(record: &RawRecord) -> Vec<(ChangeHash, Vec<u8>)> {
    let bytes = record
        .snapshot
        .as_ref()
        .map_or(&[][..], |snapshot| &snapshot.bytes);
    let chunks = split_chunks(bytes).unwrap_or_default();
    chunks
        .into_iter()
        .filter_map(|chunk| Some((guard::describe(chunk).ok()?.hash, chunk.to_vec())))
        .collect()
}

/// The change that a row of the log is about: its own bytes when they are what the row or the
/// snapshot names, and otherwise those of the snapshot.
fn identify(row: &RawEntry, in_snapshot: &[(ChangeHash, Vec<u8>)]) -> Option<(ChangeInfo, Vec<u8>)> {
    let named = row.hash.as_deref().and_then(ChangeHash::from_slice);
    let spare = |hash: Option<ChangeHash>| in_snapshot.iter().find(|(other, _)| Some(*other) == hash);
    let own = row.bytes.as_ref().and_then(|bytes| {
        let info = guard::describe(bytes).ok()?;
        (Some(info.hash) == named || spare(Some(info.hash)).is_some()).then(|| (info, bytes.clone()))
    });
    own.or_else(|| {
        let (_, bytes) = spare(named)?;
        Some((guard::describe(bytes).ok()?, bytes.clone()))
    })
}

/// Whether the document is of a kind that only a newer server knows: it alone can tell whether the document is sound.
fn is_of_newer(record: &RawRecord) -> bool {
    let kind = record.document.as_ref().map(|row| row.kind.as_str());
    // A name that nobody gave a kind is damage.
    let is_name = |key: &str| {
        let mut bytes = key.bytes();
        !key.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    kind.is_some_and(|key| Kind::from_key(key).is_none() && is_name(key))
}

/// The kind whose genesis the changes build on, or what the document's row says.
fn kind_of(record: &RawRecord, sound: &[(&RawEntry, ChangeInfo, Vec<u8>)]) -> Option<Kind> {
    let of_genesis = sound.iter().find_map(|(_, info, _)| {
        let built_on = |kind: &&Kind| {
            info.dependencies
                .iter()
                .any(|dependency| is_genesis(**kind, *dependency))
        };
        Kind::ALL.iter().find(built_on).copied()
    });
    of_genesis.or_else(|| Kind::from_key(&record.document.as_ref()?.kind))
}

fn leave_out(row: &RawEntry, remaking: &mut Remaking) {
    remaking.faults.push(Fault::Unreadable(row.seq));
    let nobody = UserId::from_bytes([0; 16]);
    remaking.left_out.push(LeftOut {
        seq: u64::try_from(row.seq).unwrap_or_default(),
        bytes: row.bytes.clone().unwrap_or_default(),
        author: row
            .author
            .as_deref()
            .and_then(UserId::from_slice)
            .unwrap_or(nobody),
        device: row
            .device
            .as_deref()
            .and_then(DeviceId::from_slice)
            .unwrap_or(DeviceId::from_bytes([0; 16])),
        received_at: Moment::from_millis(row.received_at),
    });
}

/// Puts the changes together. When that does not go well, one after the other, and those that
/// spoil it are left out with what builds on them.
fn assemble<'a>(
    kind: Kind,
    changes: Vec<Sound<'a>>,
    remaking: &mut Remaking,
) -> (Vec<Sound<'a>>, Option<Scratch>) {
    let ordered = {
        let mut before = BTreeSet::new();
        changes.iter().all(|change| {
            let whole = builds_on(kind, &change.info, &before);
            before.insert(change.info.hash) && whole
        })
    };
    if ordered {
        let bytes: Vec<u8> = changes.iter().flat_map(|change| &change.bytes).copied().collect();
        let whole = Scratch::open(kind, &bytes).and_then(|scratch| scratch.settle().map(|()| scratch));
        if let Ok(scratch) = whole {
            return (changes, Some(scratch));
        }
    }
    let Ok(mut scratch) = Scratch::open(kind, &[]) else {
        return (Vec::new(), None);
    };
    let (mut taken, mut names) = (Vec::new(), BTreeSet::new());
    for change in changes {
        let mut tried = scratch.clone();
        let fits = !names.contains(&change.info.hash)
            && builds_on(kind, &change.info, &names)
            && tried.take(&change.bytes).is_ok()
            && tried.settle().is_ok();
        if fits {
            scratch = tried;
            names.insert(change.info.hash);
            taken.push(change);
        } else {
            leave_out(change.row, remaking);
        }
    }
    (taken, Some(scratch))
}

fn builds_on(kind: Kind, info: &ChangeInfo, before: &BTreeSet<ChangeHash>) -> bool {
    info.dependencies
        .iter()
        .all(|hash| before.contains(hash) || is_genesis(kind, *hash))
}

fn kept(
    kind: Kind,
    record: &RawRecord,
    taken: &[Sound<'_>],
    last: &Sound<'_>,
    scratch: Option<&Scratch>,
) -> Option<RebuiltDocument> {
    let scratch = scratch?;
    let disputes = scratch.disputes().ok()?;
    let stated = record
        .document
        .as_ref()
        .and_then(|document| UserId::from_slice(&document.owner));
    let mut actors = BTreeMap::new();
    for sound in taken {
        let device = sound.row.device.as_deref().and_then(DeviceId::from_slice);
        actors
            .entry(sound.info.actor.clone())
            .or_insert((sound.author, device));
    }
    let received: BTreeMap<_, _> = taken
        .iter()
        .map(|sound| (sound.info.hash, Moment::from_millis(sound.row.received_at)))
        .collect();
    let last_received = Moment::from_millis(last.row.received_at);
    let owner = stated.or(taken.first().map(|first| first.author))?;
    let others = taken.iter().filter(|sound| sound.author != owner);
    let contact = others
        .map(|sound| Moment::from_millis(sound.row.received_at))
        .min();
    let index = index(
        kind,
        scratch,
        !disputes.is_empty(),
        &received,
        true,
        last_received,
        contact,
    );
    Some(RebuiltDocument {
        index: index.ok()?,
        kind,
        owner,
        upto: u64::try_from(last.row.seq).ok()?,
        received_at: Moment::from_millis(last.row.received_at),
        heads: scratch.heads(),
        bytes: taken.iter().flat_map(|sound| &sound.bytes).copied().collect(),
        proofs: taken
            .iter()
            .map(|sound| (sound.info.hash, sound.author))
            .collect(),
        projection: project(scratch.fields(), &disputes),
        actors: actors
            .into_iter()
            .map(|(actor, (author, device))| (actor, author, device))
            .collect(),
    })
}

/// Whether a row of the index is that of a document. The day that stands for a record follows from its bases, the periods
/// of the organisation and other records, and is not held against the document.
fn is_same_index(row: &IndexedRecord, kept: &RebuiltDocument) -> bool {
    let row = RecordIndex {
        due_on: kept.index.due_on,
        due_for: kept.index.due_for,
        ..row.index.clone()
    };
    row == kept.index
}

/// The content that a row of the log should have, when it differs.
fn corrected(sound: &Sound<'_>) -> Option<RepairedEntry> {
    let row = sound.row;
    let says_so = row.hash.as_deref() == Some(sound.info.hash.0.as_slice())
        && row.actor.as_ref() == Some(&sound.info.actor)
        && row.actor_seq == i64::try_from(sound.info.actor_sequence).ok()
        && row.author.as_deref() == Some(sound.author.as_bytes().as_slice())
        && row.bytes.as_ref().is_some_and(|bytes| {
            // Let go of on purpose: the snapshot holds them.
            bytes.is_empty() || *bytes == sound.bytes
        });
    (!says_so).then(|| RepairedEntry {
        seq: u64::try_from(row.seq).unwrap_or_default(),
        hash: sound.info.hash,
        actor: sound.info.actor.clone(),
        actor_seq: sound.info.actor_sequence,
        author: sound.author,
        bytes: sound.bytes.clone(),
    })
}

impl Remaking {
    /// Notes every kept row that differs from what was made anew.
    fn compare(&mut self, record: &RawRecord) {
        if !self.unlogged.is_empty() {
            self.faults.push(Fault::Unlogged(self.unlogged.len()));
        }
        let Some(kept) = &self.kept else {
            let kept_rows = [
                (record.document.is_some(), Fault::Document),
                (record.snapshot.is_some(), Fault::Snapshot),
                (record.projection.is_some(), Fault::Projection),
                (!record.actors.is_empty(), Fault::Actors),
                (record.index.is_some(), Fault::Index),
            ];
            let left = kept_rows.into_iter().filter(|(there, _)| *there);
            self.faults.extend(left.map(|(_, fault)| fault));
            return;
        };
        let upto = i64::try_from(kept.upto).unwrap_or(i64::MAX);
        let document = record.document.as_ref().is_some_and(|row| {
            row.kind == kept.kind.key()
                && row.collection == kept.kind.collection().key()
                && row.owner == kept.owner.as_bytes()
                && row.upto == upto
        });
        let snapshot = record.snapshot.as_ref().is_some_and(|row| {
            row.upto == upto
                && row.heads == crate::store::packed_heads(&kept.heads)
                && row.bytes == kept.bytes
                && row.proofs == crate::store::packed_proofs(&kept.proofs)
                && row.received_at == kept.received_at.millis()
        });
        let projection = record
            .projection
            .as_ref()
            .is_some_and(|row| row.kind == kept.kind.key() && row.json == kept.projection);
        let index = record
            .index
            .as_ref()
            .is_some_and(|row| row.kind == kept.kind && row.owner == kept.owner && is_same_index(row, kept));
        let actors = kept
            .actors
            .iter()
            .map(|(actor, author, _)| (actor.as_slice(), author.as_bytes().as_slice()))
            .eq(record
                .actors
                .iter()
                .map(|(actor, author)| (actor.as_slice(), author.as_slice())));
        for (same, fault) in [
            (document, Fault::Document),
            (snapshot, Fault::Snapshot),
            (projection, Fault::Projection),
            (actors, Fault::Actors),
            (index, Fault::Index),
        ] {
            if !same {
                self.faults.push(fault);
            }
        }
    }
}

//! Puts right what verification finds. Nothing that can be read is let go of: what cannot be part of
//! its document is put aside, and what only a snapshot holds comes into the log.

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;

use super::remake::Remaking;
use super::verify::{Ids, judge, walk};
use super::{Difference, Fault};
use crate::guard::{self, Scratch};
use crate::services::projection::{index, project};
use crate::store::{
    Append, AppendDocument, AppendEntry, Erasure, Quarantined, RawDepartment, RebuiltDocument, RechainLog,
    Repair, Store, StoreError,
};

/// Number of times that something is tried again because it has grown meanwhile.
const TRIES: usize = 5;

/// The repairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// The differences that were repaired.
    pub differences: Vec<Difference>,
    /// Number of documents made anew.
    pub documents: u64,
    /// Number of changes put aside.
    pub left_out: u64,
    /// Number of changes that came from a snapshot into the log.
    pub brought_back: u64,
    /// Number of logs linked anew.
    pub logs: u64,
}

/// Makes everything that is kept anew where it differs from the log, and puts the log right. Where a
/// change was left out or a log linked anew, the department's epoch goes up: its phones offer what
/// they hold and fetch anew.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn rebuild(store: &dyn Store, now: Moment) -> Result<Rebuilt, StoreError> {
    let mut rebuilt = Rebuilt::default();
    for department in store.raw_departments().await? {
        let walked = walk(store, &department).await?;
        let mut disturbed = false;
        let mut unlogged = Vec::new();
        let mut ids = Ids::new(department.id);
        while let Some(id) = ids.next(store).await? {
            let Some(document) = DocumentId::from_slice(&id) else {
                continue;
            };
            let buried = walked.tombstones.get(&document).copied();
            for _ in 0..TRIES {
                let record = store.raw_record(department.id, document).await?;
                let kind = kind_named(&record);
                let collection = record.tombstone.as_ref().map(|stone| stone.collection.clone());
                let seen = record
                    .entries
                    .iter()
                    .filter_map(|row| u64::try_from(row.seq).ok())
                    .collect();
                let mut remaking = judge(record, buried).await?;
                if remaking.faults.is_empty() {
                    break;
                }
                if remaking.faults.contains(&Fault::Tombstone) || remaking.faults.contains(&Fault::Undead) {
                    bury(store, department.id, document, kind, collection, now).await?;
                    rebuilt.note(department.id, document, remaking.faults);
                    break;
                }
                let repair = repair(department.id, document, kind, seen, &mut remaking);
                if !store.repair(&repair).await? {
                    continue;
                }
                disturbed |= !repair.left_out.is_empty();
                rebuilt.left_out += repair.left_out.len() as u64;
                rebuilt.documents += 1;
                if !remaking.unlogged.is_empty() {
                    unlogged.push((document, repair.kept, remaking.unlogged));
                }
                rebuilt.note(department.id, document, remaking.faults);
                break;
            }
        }
        let rechained = rechain_log(store, department.id, now, &mut rebuilt).await?;
        if disturbed && !rechained {
            store.raise_epoch(department.id).await?;
        }
        for (document, kept, chunks) in unlogged {
            rebuilt.brought_back += bring_back(store, department.id, document, kept, chunks, now).await?;
            // The log now says when everything of it came.
            let record = store.raw_record(department.id, document).await?;
            let kind = kind_named(&record);
            let seen = record
                .entries
                .iter()
                .filter_map(|row| u64::try_from(row.seq).ok())
                .collect();
            let mut remaking = judge(record, None).await?;
            if remaking.faults == [Fault::Index] {
                let repair = repair(department.id, document, kind, seen, &mut remaking);
                store.repair(&repair).await?;
            }
        }
    }
    Ok(rebuilt)
}

impl Rebuilt {
    fn note(&mut self, department: DepartmentId, document: DocumentId, faults: Vec<Fault>) {
        self.differences
            .extend(faults.into_iter().map(|fault| Difference {
                department: Some(department),
                document: Some(document),
                fault,
            }));
    }
}

fn kind_named(record: &crate::store::RawRecord) -> Option<Kind> {
    let named = record
        .document
        .as_ref()
        .map(|row| &row.kind)
        .or(record.projection.as_ref().map(|row| &row.kind));
    Kind::from_key(named?)
}

fn repair(
    department: DepartmentId,
    document: DocumentId,
    kind: Option<Kind>,
    seen: Vec<u64>,
    remaking: &mut Remaking,
) -> Repair {
    let kept = remaking.kept.take();
    let kind = kept.as_ref().map(|kept| kept.kind).or(kind);
    let aside = remaking.left_out.iter().map(|change| Quarantined {
        department,
        document,
        // One whose kind nobody can tell is looked at as an area, the least there is.
        kind: kind.unwrap_or(Kind::Area),
        reason: RefusalCode::Unreadable,
        bytes: change.bytes.clone(),
        person: change.author,
        device: change.device,
        received_at: change.received_at,
    });
    Repair {
        department,
        document,
        seen,
        entries: std::mem::take(&mut remaking.entries),
        left_out: remaking.left_out.iter().map(|change| change.seq).collect(),
        aside: aside.collect(),
        kept,
    }
}

/// A document that was erased is erased again, with all that is left of it.
async fn bury(
    store: &dyn Store,
    department: DepartmentId,
    document: DocumentId,
    kind: Option<Kind>,
    collection: Option<String>,
    now: Moment,
) -> Result<(), StoreError> {
    let named = collection.and_then(|key| feltbog_shared::permission::Collection::from_key(&key));
    let Some(collection) = named.or(kind.map(Kind::collection)) else {
        // The ledger knows it, and is asked when the server starts.
        return Ok(());
    };
    store.unbury(department, document).await?;
    let erasure = Erasure {
        department,
        document,
        collection,
        erased_at: now,
    };
    store.erase(&[erasure]).await.map(drop)
}

async fn rechain_log(
    store: &dyn Store,
    department: DepartmentId,
    now: Moment,
    rebuilt: &mut Rebuilt,
) -> Result<bool, StoreError> {
    for _ in 0..TRIES {
        let departments = store.raw_departments().await?;
        let Some(row) = departments.into_iter().find(|row| row.id == department) else {
            return Ok(false);
        };
        let walked = walk(store, &row).await?;
        if walked.faults.is_empty() {
            return Ok(false);
        }
        let rechain_log = plan_rechain(&row, walked, now, rebuilt);
        if store.rechain_log(&rechain_log).await? {
            rebuilt.logs += 1;
            return Ok(true);
        }
    }
    Ok(false)
}

fn plan_rechain(
    row: &RawDepartment,
    walked: super::verify::Walked,
    now: Moment,
    rebuilt: &mut Rebuilt,
) -> RechainLog {
    rebuilt
        .differences
        .extend(walked.faults.into_iter().map(|fault| Difference {
            department: Some(row.id),
            document: None,
            fault,
        }));
    RechainLog {
        department: row.id,
        seen: row.head,
        missing: walked.missing,
        chains: walked.chains,
        head: walked.end,
        now,
    }
}

/// Adds what only a snapshot held to the log, change by change, as far as it can be read.
async fn bring_back(
    store: &dyn Store,
    department: DepartmentId,
    document: DocumentId,
    kept: Option<RebuiltDocument>,
    chunks: Vec<Vec<u8>>,
    now: Moment,
) -> Result<u64, StoreError> {
    let Some(append) = brought(department, document, kept, chunks, now) else {
        return Ok(0);
    };
    let count = append.entries.len() as u64;
    store.append(append).await?;
    Ok(count)
}

fn brought(
    department: DepartmentId,
    document: DocumentId,
    kept: Option<RebuiltDocument>,
    chunks: Vec<Vec<u8>>,
    now: Moment,
) -> Option<Append> {
    let first = guard::describe(chunks.first()?).ok()?;
    let kind = match &kept {
        Some(kept) => kept.kind,
        None => *Kind::ALL.iter().find(|kind| {
            let built_on = |hash: &_| feltbog_shared::document::is_genesis(**kind, *hash);
            first.dependencies.iter().any(built_on)
        })?,
    };
    let (mut bytes, mut proofs, mut actors, seen, mut owner) = match kept {
        Some(kept) => {
            let actors: std::collections::BTreeMap<_, _> = kept
                .actors
                .into_iter()
                .map(|(actor, author, _)| (actor, author))
                .collect();
            (kept.bytes, kept.proofs, actors, kept.upto, Some(kept.owner))
        }
        None => (Vec::new(), Vec::new(), Default::default(), 0, None),
    };
    let known = actors.len();
    let mut scratch = Scratch::open(kind, &bytes).ok()?;
    let (mut entries, mut new_actors) = (Vec::new(), Vec::new());
    for chunk in chunks {
        let Ok(info) = guard::describe(&chunk) else {
            continue;
        };
        let mut tried = scratch.clone();
        if tried.take(&chunk).is_err() || tried.settle().is_err() {
            continue;
        }
        scratch = tried;
        let stated = info.author.as_deref().and_then(UserId::from_slice);
        let author = *actors.entry(info.actor.clone()).or_insert_with(|| {
            let author = stated.unwrap_or(UserId::from_bytes([0; 16]));
            new_actors.push((info.actor.clone(), author));
            author
        });
        owner.get_or_insert(author);
        bytes.extend_from_slice(&chunk);
        proofs.push((info.hash, author));
        entries.push(AppendEntry {
            document,
            hash: info.hash,
            actor: info.actor,
            actor_seq: info.actor_sequence,
            author,
            relayed_by: None,
            is_returned: true,
            bytes: chunk,
        });
    }
    debug_assert_eq!(actors.len(), known + new_actors.len());
    let disputes = scratch.disputes().ok()?;
    let is_disputed = !disputes.is_empty();
    let received = std::collections::BTreeMap::new();
    let owner = owner?;
    let contact = proofs.iter().any(|(_, author)| *author != owner).then_some(now);
    let after = AppendDocument {
        document,
        kind,
        owner,
        seen,
        actors: new_actors,
        heads: scratch.heads(),
        bytes,
        proofs,
        projection: project(scratch.fields(), &disputes),
        // Of a change that only a snapshot held nobody knows when it came.
        index: index(kind, &scratch, is_disputed, &received, true, now, contact).ok()?,
    };
    (!entries.is_empty()).then(|| Append {
        department,
        device: DeviceId::from_bytes([0; 16]),
        received_at: now,
        documents: vec![after],
        entries,
        unchanged: Vec::new(),
    })
}

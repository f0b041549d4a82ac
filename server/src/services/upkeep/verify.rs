//! Holds everything that is kept against the log, and the log against itself.

use std::collections::BTreeMap;

use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};

use super::remake::{Remaking, remake};
use super::{Difference, Fault};
use crate::store::{Chain, RawDepartment, RawRecord, Store, StoreError, next_chain};

/// Number of rows read at once.
const PORTION: u32 = 500;

/// The findings of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Everything that is not as it should be.
    pub differences: Vec<Difference>,
    /// Number of departments looked at.
    pub departments: u64,
    /// Number of entries of logs.
    pub entries: u64,
    /// Number of documents.
    pub documents: u64,
}

/// Looks at everything. Reads only; what comes in meanwhile may be seen or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(store: &dyn Store) -> Result<Report, StoreError> {
    let mut report = Report::default();
    for said in store.integrity().await? {
        report.note(None, None, Fault::Database(said));
    }
    for department in store.raw_departments().await? {
        report.departments += 1;
        let walked = walk(store, &department).await?;
        report.entries += walked.entries;
        for fault in walked.faults {
            report.note(Some(department.id), None, fault);
        }
        let mut buried = walked.tombstones;
        let mut ids = Ids::new(department.id);
        while let Some(id) = ids.next(store).await? {
            report.documents += 1;
            let Some(document) = DocumentId::from_slice(&id) else {
                report.note(Some(department.id), None, Fault::Id);
                continue;
            };
            let record = store.raw_record(department.id, document).await?;
            for fault in judge(record, buried.remove(&document)).await?.faults {
                report.note(Some(department.id), Some(document), fault);
            }
        }
        for document in buried.into_keys() {
            report.note(Some(department.id), Some(document), Fault::Tombstone);
        }
    }
    Ok(report)
}

impl Report {
    fn note(&mut self, department: Option<DepartmentId>, document: Option<DocumentId>, fault: Fault) {
        self.differences.push(Difference {
            department,
            document,
            fault,
        });
    }
}

/// The findings about one document, given the number its tombstone has in the log.
pub(super) async fn judge(record: RawRecord, buried: Option<i64>) -> Result<Remaking, StoreError> {
    let stone = record.tombstone.as_ref().map(|stone| stone.seq);
    if stone.is_none() && buried.is_none() {
        // Merging is work for a thread that may be kept busy.
        let made = tokio::task::spawn_blocking(move || remake(&record)).await;
        return made.map_err(|_| StoreError::Corrupt("document"));
    }
    let mut remaking = Remaking::default();
    // One that was erased again after its tombstone's row was lost has two entries.
    if stone.is_none() || buried < stone {
        remaking.faults.push(Fault::Tombstone);
    }
    let is_gone = record.document.is_none()
        && record.entries.is_empty()
        && record.snapshot.is_none()
        && record.projection.is_none()
        && record.index.is_none()
        && record.actors.is_empty();
    if !is_gone {
        remaking.faults.push(Fault::Undead);
    }
    Ok(remaking)
}

/// The ids of a department's documents, a portion at a time.
pub(super) struct Ids {
    department: DepartmentId,
    read: std::vec::IntoIter<Vec<u8>>,
    after: Option<Vec<u8>>,
}

impl Ids {
    pub(super) fn new(department: DepartmentId) -> Self {
        Self {
            department,
            read: Vec::new().into_iter(),
            after: None,
        }
    }

    pub(super) async fn next(&mut self, store: &dyn Store) -> Result<Option<Vec<u8>>, StoreError> {
        if self.read.as_slice().is_empty() {
            let ids = store
                .raw_ids(self.department, self.after.as_deref(), PORTION)
                .await?;
            self.read = ids.into_iter();
        }
        let next = self.read.next();
        if next.is_some() {
            self.after.clone_from(&next);
        }
        Ok(next)
    }
}

/// The findings of a walk along a log.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) faults: Vec<Fault>,
    pub(super) entries: u64,
    /// The last tombstone of each document.
    pub(super) tombstones: BTreeMap<DocumentId, i64>,
    /// Numbers without an entry.
    pub(super) missing: Vec<u64>,
    /// Chains as they should be, from the first entry that is not as it should be.
    pub(super) chains: Vec<(u64, Chain)>,
    /// The last number and the chain there, as they should be.
    pub(super) end: (u64, Chain),
}

/// Follows a log from its first entry to its last.
pub(super) async fn walk(store: &dyn Store, department: &RawDepartment) -> Result<Walked, StoreError> {
    let mut walked = Walked::default();
    // As stored, to name each entry that is wrong once; and as it should be, to put it right.
    let (mut last, mut stored, mut link): (i64, Vec<u8>, Chain) = (0, vec![0; 32], [0; 32]);
    loop {
        let rows = store.raw_log(department.id, last, PORTION).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            walked.entries += 1;
            if row.seq > last + 1 {
                walked.faults.push(Fault::Gap(last + 1, row.seq - 1));
                for seq in last + 1..row.seq {
                    link = blank(&link, number(seq));
                    walked.missing.push(number(seq));
                    walked.chains.push((number(seq), link));
                }
            }
            let document = row.document.as_deref().and_then(DocumentId::from_slice);
            let hash = row.hash.as_deref().and_then(ChangeHash::from_slice);
            let follow = |before: &Chain| match (row.entry.as_str(), document, hash) {
                ("change", Some(document), Some(hash)) => {
                    Some(next_chain(before, "change", document, Some(hash)))
                }
                ("tombstone", Some(document), _) => Some(next_chain(before, "tombstone", document, None)),
                // What was erased cannot be followed: its chain is what it was.
                ("erased", ..) => Chain::try_from(row.chain.as_slice()).ok(),
                _ => None,
            };
            if row.seq > last + 1 {
                // Nobody can tell what the chain was before it.
                stored.clone_from(&row.chain);
            } else {
                let expected = Chain::try_from(stored.as_slice())
                    .ok()
                    .and_then(|before| follow(&before));
                match expected {
                    Some(expected) if expected.as_slice() == row.chain => {}
                    _ if row.entry == "change" || row.entry == "tombstone" => {
                        walked.faults.push(Fault::Chain(row.seq));
                    }
                    _ => walked.faults.push(Fault::Entry(row.seq)),
                }
                stored.clone_from(&row.chain);
            }
            if let ("tombstone", Some(document)) = (row.entry.as_str(), document) {
                walked.tombstones.insert(document, row.seq);
            }
            link = follow(&link).unwrap_or_else(|| blank(&link, number(row.seq)));
            if link.as_slice() != row.chain {
                walked.chains.push((number(row.seq), link));
            }
            last = row.seq;
        }
    }
    if department.head != last {
        walked.faults.push(Fault::Head {
            named: department.head,
            found: last,
        });
    }
    if department.head > last {
        // The numbers were given to somebody, so they are never given again.
        for seq in last + 1..=department.head {
            link = blank(&link, number(seq));
            walked.missing.push(number(seq));
            walked.chains.push((number(seq), link));
        }
        last = department.head;
    } else if department.chain != stored {
        walked.faults.push(Fault::HeadChain);
    }
    walked.end = (number(last), link);
    Ok(walked)
}

/// The chain at an entry of which nothing is known any more.
fn blank(before: &Chain, seq: u64) -> Chain {
    use sha2::Digest as _;

    let mut sum = sha2::Sha256::new();
    sum.update(before);
    sum.update(b"blank");
    sum.update(seq.to_be_bytes());
    sum.finalize().into()
}

fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}

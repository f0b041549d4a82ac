//! Logs, snapshots and records as a person may see them, in SQLite.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Collection;
use futures::TryStreamExt as _;
use sqlx::SqliteConnection;

use super::SqliteStore;
use crate::store::columns::{LogColumns, RecordColumns, SnapshotColumns, chain, document_id, number, signed};
use crate::store::{
    Chain, LogPage, Position, ReadStore, Readable, Record, Result, Snapshot, SnapshotPage, StoreError,
};

/// A page of the log as a person may see it.
const LOG_PAGE: &str =
    "SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author, log.hash,
     log.received_at, log.bytes
     FROM log
     LEFT JOIN document ON document.department = log.department AND document.id = log.document
     LEFT JOIN tombstone
     ON tombstone.department = log.department AND tombstone.document = log.document
     WHERE log.department = ?1 AND log.seq > ?2 AND log.seq <= ?3 AND (
     (log.entry = 'change' AND (
     document.collection IN (SELECT value FROM json_each(?4))
     OR (document.owner = ?6 AND document.collection IN (SELECT value FROM json_each(?5)))))
     OR (log.entry = 'tombstone' AND (
     tombstone.collection IN (SELECT value FROM json_each(?4))
     OR tombstone.collection IN (SELECT value FROM json_each(?5)))))
     ORDER BY log.seq";
/// What was erased of what a person may read.
const TOMBSTONES: &str = "SELECT document FROM tombstone WHERE department = ?1 AND (
     collection IN (SELECT value FROM json_each(?2))
     OR collection IN (SELECT value FROM json_each(?3)))
     ORDER BY document";
/// Documents for a first sync.
const SNAPSHOTS: &str = "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.department = ?1 AND document.id > ?2 AND (
     document.collection IN (SELECT value FROM json_each(?3))
     OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))
     ORDER BY document.id LIMIT ?6";
/// Some documents of a department whole.
const NAMED_SNAPSHOTS: &str = "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.department = ?1 AND document.id IN (SELECT unhex(value) FROM json_each(?2))
     ORDER BY document.id";
/// One record.
const RECORD: &str = "SELECT document.id, document.kind, document.owner, received_at, heads, json
     FROM document
     JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
     JOIN projection
     ON projection.department = document.department AND projection.document = document.id
     WHERE document.department = ?1 AND document.id = ?2 AND (
     document.collection IN (SELECT value FROM json_each(?3))
     OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))";
/// A log's end.
const POSITION: &str = "SELECT epoch, head, chain FROM department WHERE id = ?";
/// What a place in a log looks like.
const CHAIN: &str = "SELECT chain FROM log WHERE department = ? AND seq = ?";

/// What every fetch asks, to be held to its indexes.
#[cfg(test)]
pub(super) const HOT: [&str; 7] = [
    LOG_PAGE,
    TOMBSTONES,
    SNAPSHOTS,
    NAMED_SNAPSHOTS,
    RECORD,
    POSITION,
    CHAIN,
];

#[async_trait]
impl ReadStore for SqliteStore {
    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>> {
        let mut transaction = self.readers.begin().await?;
        let row: Option<(i64, i64, Vec<u8>)> = sqlx::query_as(POSITION)
            .bind(department.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
        let Some((epoch, head, head_chain)) = row else {
            return Ok(None);
        };
        let chain_there = chain_at(&mut transaction, department, seq).await?;
        transaction.commit().await?;
        Ok(Some(Position {
            epoch: number(epoch)?,
            head: number(head)?,
            head_chain: chain(&head_chain)?,
            chain: chain_there,
        }))
    }

    async fn log_page(
        &self,
        department: DepartmentId,
        after: u64,
        limit: u32,
        bytes: usize,
        readable: &Readable,
    ) -> Result<LogPage> {
        let mut transaction = self.readers.begin().await?;
        let head: i64 = sqlx::query_scalar("SELECT head FROM department WHERE id = ?")
            .bind(department.as_bytes().as_slice())
            .fetch_one(&mut *transaction)
            .await?;
        let head = number(head)?;
        // Numbers have no gaps, so the page's end is known before it is read.
        let mut upto = head.min(after.saturating_add(u64::from(limit)));
        let mut entries = Vec::new();
        let mut size = 0;
        let rows = sqlx::query_as::<_, LogColumns>(LOG_PAGE)
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .fetch(&mut *transaction);
        {
            let mut rows = std::pin::pin!(rows);
            while let Some(row) = rows.try_next().await? {
                if size > bytes {
                    upto = number(row.seq)? - 1;
                    break;
                }
                size += row.bytes.as_ref().map_or(0, Vec::len);
                entries.push(row.read()?);
            }
        }
        let chain = match chain_at(&mut transaction, department, upto).await? {
            Some(chain) => chain,
            None => return Err(StoreError::Corrupt("gap in the log")),
        };
        transaction.commit().await?;
        Ok(LogPage {
            entries,
            upto,
            chain,
            head,
        })
    }

    async fn snapshots(&self, department: DepartmentId, ids: &[DocumentId]) -> Result<Vec<Snapshot>> {
        sqlx::query_as::<_, SnapshotColumns>(NAMED_SNAPSHOTS)
            .bind(department.as_bytes().as_slice())
            .bind(super::log::ids(ids))
            .fetch_all(&self.readers)
            .await?
            .into_iter()
            .map(SnapshotColumns::read)
            .collect()
    }

    async fn tombstones(&self, department: DepartmentId, readable: &Readable) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(TOMBSTONES)
            .bind(department.as_bytes().as_slice())
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|id| document_id(id)).collect()
    }

    async fn snapshot_page(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: u32,
        bytes: usize,
        readable: &Readable,
    ) -> Result<SnapshotPage> {
        let rows = sqlx::query_as::<_, SnapshotColumns>(SNAPSHOTS)
            .bind(department.as_bytes().as_slice())
            .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .bind(i64::from(limit) + 1)
            .fetch(&self.readers);
        let mut rows = std::pin::pin!(rows);
        let mut snapshots = Vec::new();
        let mut size = 0;
        while let Some(row) = rows.try_next().await? {
            if size > bytes || snapshots.len() >= limit as usize {
                return Ok(SnapshotPage {
                    snapshots,
                    more: true,
                });
            }
            size += row.bytes.len() + row.proofs.len() / 3;
            snapshots.push(row.read()?);
        }
        Ok(SnapshotPage {
            snapshots,
            more: false,
        })
    }

    async fn records(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        sqlx::query_as::<_, RecordColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND (?2 IS NULL OR document.kind = ?2) AND (
               document.collection IN (SELECT value FROM json_each(?3))
               OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))
             ORDER BY received_at DESC, document.id DESC LIMIT ?6",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.map(Kind::key))
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(RecordColumns::read)
        .collect()
    }

    async fn record(
        &self,
        department: DepartmentId,
        document: DocumentId,
        readable: &Readable,
    ) -> Result<Option<Record>> {
        sqlx::query_as::<_, RecordColumns>(RECORD)
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?
            .map(RecordColumns::read)
            .transpose()
    }
}

/// Collections as a JSON list, to be matched with `json_each`.
fn keys(collections: &[Collection]) -> String {
    let keys: Vec<String> = collections
        .iter()
        .map(|one| format!("\"{}\"", one.key()))
        .collect();
    format!("[{}]", keys.join(","))
}

async fn chain_at(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    seq: u64,
) -> Result<Option<Chain>> {
    if seq == 0 {
        return Ok(Some([0; 32]));
    }
    let found: Option<Vec<u8>> = sqlx::query_scalar(CHAIN)
        .bind(department.as_bytes().as_slice())
        .bind(signed(seq))
        .fetch_optional(connection)
        .await?;
    found.as_deref().map(chain).transpose()
}

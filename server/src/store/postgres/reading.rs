//! What phones fetch and people read, in PostgreSQL.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Collection;

use super::PostgresStore;
use crate::store::columns::{LogColumns, RecordColumns, SnapshotColumns, chain, document_id, number, signed};
use crate::store::{
    LogPage, Position, ReadStore, Readable, Record, Result, Snapshot, SnapshotPage, StoreError,
};

/// Collections as an array to be matched with `= ANY`.
fn keys(collections: &[Collection]) -> Vec<&'static str> {
    collections.iter().map(|one| one.key()).collect()
}

impl PostgresStore {
    async fn chain_at(&self, department: DepartmentId, seq: u64) -> Result<Option<[u8; 32]>> {
        if seq == 0 {
            return Ok(Some([0; 32]));
        }
        let found: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT chain FROM log WHERE department = $1 AND seq = $2")
                .bind(department.as_bytes().as_slice())
                .bind(signed(seq))
                .fetch_optional(&self.readers)
                .await?;
        found.as_deref().map(chain).transpose()
    }
}

#[async_trait]
impl ReadStore for PostgresStore {
    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>> {
        let row: Option<(i64, i64, Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT epoch, head, department.chain, log.chain
             FROM department LEFT JOIN log ON log.department = department.id AND log.seq = $2
             WHERE department.id = $1",
        )
        .bind(department.as_bytes().as_slice())
        .bind(signed(seq))
        .fetch_optional(&self.readers)
        .await?;
        let Some((epoch, head, head_chain, chain_there)) = row else {
            return Ok(None);
        };
        let chain_there = match chain_there {
            _ if seq == 0 => Some([0; 32]),
            found => found.as_deref().map(chain).transpose()?,
        };
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
        // Each statement sees at least what the one before saw, and everything up to a head that
        // was seen is there: numbers are given in the order of commits.
        let head: i64 = sqlx::query_scalar("SELECT head FROM department WHERE id = $1")
            .bind(department.as_bytes().as_slice())
            .fetch_one(&self.readers)
            .await?;
        let head = number(head)?;
        // Numbers have no gaps, so the page's end is known before it is read.
        let mut upto = head.min(after.saturating_add(u64::from(limit)));
        let mut entries = Vec::new();
        let mut size = 0;
        if after < upto {
            // Unlike SQLite, PostgreSQL sends all that was asked for, whether it is read or not. So
            // nothing is asked for behind the first row that is one too many.
            let rows = sqlx::query_as::<_, LogColumns>(
                "SELECT seq, entry, document, kind, owner, author, hash, received_at, bytes FROM (
                   SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author,
                          log.hash, log.received_at, log.bytes,
                          sum(octet_length(log.bytes)) OVER (
                            ORDER BY log.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS sent
                   FROM log
                   LEFT JOIN document
                     ON document.department = log.department AND document.id = log.document
                   LEFT JOIN tombstone
                     ON tombstone.department = log.department AND tombstone.document = log.document
                   WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3 AND (
                     (log.entry = 'change' AND (
                       document.collection = ANY($4)
                       OR (document.owner = $6 AND document.collection = ANY($5))))
                     OR (log.entry = 'tombstone' AND (
                       tombstone.collection = ANY($4) OR tombstone.collection = ANY($5))))
                 ) AS page
                 WHERE coalesce(sent, 0) <= $7 ORDER BY seq",
            )
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .bind(signed(bytes as u64))
            .fetch_all(&self.readers)
            .await?;
            for row in rows {
                if size > bytes {
                    upto = number(row.seq)? - 1;
                    break;
                }
                size += row.bytes.as_ref().map_or(0, Vec::len);
                entries.push(row.read()?);
            }
        }
        let chain = match self.chain_at(department, upto).await? {
            Some(chain) => chain,
            None => return Err(StoreError::Corrupt("gap in the log")),
        };
        Ok(LogPage {
            entries,
            upto,
            chain,
            head,
        })
    }

    async fn snapshots(&self, department: DepartmentId, ids: &[DocumentId]) -> Result<Vec<Snapshot>> {
        sqlx::query_as::<_, SnapshotColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
             FROM document JOIN snapshot
               ON snapshot.department = document.department AND snapshot.document = document.id
             WHERE document.department = $1 AND document.id = ANY($2)
             ORDER BY document.id",
        )
        .bind(department.as_bytes().as_slice())
        .bind(super::log::ids(ids))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(SnapshotColumns::read)
        .collect()
    }

    async fn tombstones(&self, department: DepartmentId, readable: &Readable) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT document FROM tombstone
             WHERE department = $1 AND (collection = ANY($2) OR collection = ANY($3))
             ORDER BY document",
        )
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
        let rows = sqlx::query_as::<_, SnapshotColumns>(
            "SELECT id, kind, owner, received_at, bytes, proofs FROM (
               SELECT *, sum(octet_length(bytes) + octet_length(proofs) / 3) OVER (
                           ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS sent
               FROM (
                 SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
                 FROM document JOIN snapshot
                   ON snapshot.department = document.department AND snapshot.document = document.id
                 WHERE document.department = $1 AND document.id > $2 AND (
                   document.collection = ANY($3)
                   OR (document.owner = $5 AND document.collection = ANY($4)))
                 ORDER BY document.id LIMIT $6
               ) AS found
             ) AS page
             WHERE coalesce(sent, 0) <= $7 ORDER BY id",
        )
        .bind(department.as_bytes().as_slice())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit) + 1)
        .bind(signed(bytes as u64))
        .fetch_all(&self.readers)
        .await?;
        let mut snapshots = Vec::new();
        let mut size = 0;
        for row in rows {
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
             WHERE document.department = $1 AND ($2::text IS NULL OR document.kind = $2) AND (
               document.collection = ANY($3)
               OR (document.owner = $5 AND document.collection = ANY($4)))
             ORDER BY received_at DESC, document.id DESC LIMIT $6",
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
        sqlx::query_as::<_, RecordColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = $1 AND document.id = $2 AND (
               document.collection = ANY($3)
               OR (document.owner = $5 AND document.collection = ANY($4)))",
        )
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

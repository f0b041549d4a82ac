//! What phones fetch and people read, in PostgreSQL.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Collection;

use super::PostgresStore;
use crate::store::columns::{
    LogColumns, RecordColumns, SnapshotColumns, belongs, document_id, number, owned, position, signed,
};
use crate::store::{LogPage, Position, ReadStore, Readable, Record, Result, Snapshot, SnapshotPage};

/// Whether a person may read a document: their collections, their own, themself and what records
/// say of them are these parameters.
macro_rules! may_read {
    ($all:literal, $own:literal, $me:literal, $assigned:literal, $stands_in_for:literal, $recused:literal) => {
        concat!(
            "(document.collection = ANY(",
            $all,
            ") OR (document.collection = ANY(",
            $own,
            ") AND (document.owner = ",
            $me,
            " OR document.id = ANY(",
            $assigned,
            ") OR (document.collection IN ('visits', 'visit_notes') AND document.owner = ANY(",
            $stands_in_for,
            "))))) AND NOT (document.id = ANY(",
            $recused,
            "))"
        )
    };
}

/// Collections as an array to be matched with `= ANY`.
fn keys(collections: &[Collection]) -> Vec<&'static str> {
    collections.iter().map(|one| one.key()).collect()
}

/// People as an array.
fn people(people: &[UserId]) -> Vec<&[u8]> {
    people.iter().map(|one| one.as_bytes().as_slice()).collect()
}

/// Kinds as an array.
pub(super) fn kind_keys(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|one| one.key()).collect()
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
        row.map(|row| position(row, seq)).transpose()
    }

    async fn log_page(
        &self,
        department: DepartmentId,
        after: u64,
        mut upto: u64,
        bytes: usize,
        readable: &Readable,
    ) -> Result<LogPage> {
        let mut entries = Vec::new();
        let mut size = 0;
        if after < upto {
            // Unlike SQLite, PostgreSQL sends all that was asked for, whether it is read or not. So
            // nothing is asked for behind the first row that is one too many.
            let rows = sqlx::query_as::<_, LogColumns>(concat!(
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
                     (log.entry = 'change' AND ",
                may_read!("$4", "$5", "$6", "$8", "$9", "$10"),
                ")
                     OR (log.entry = 'tombstone' AND (
                       tombstone.collection = ANY($4) OR tombstone.collection = ANY($5))))
                 ) AS page
                 WHERE coalesce(sent, 0) <= $7 ORDER BY seq",
            ))
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .bind(signed(bytes as u64))
            .bind(super::log::ids(&readable.parts.assigned))
            .bind(people(&readable.parts.stands_in_for))
            .bind(super::log::ids(&readable.parts.recused))
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
        Ok(LogPage { entries, upto })
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
        let rows = sqlx::query_as::<_, SnapshotColumns>(concat!(
            "SELECT id, kind, owner, received_at, bytes, proofs FROM (
               SELECT *, sum(octet_length(bytes) + octet_length(proofs) / 3) OVER (
                           ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS sent
               FROM (
                 SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
                 FROM document JOIN snapshot
                   ON snapshot.department = document.department AND snapshot.document = document.id
                 WHERE document.department = $1 AND document.id > $2 AND ",
            may_read!("$3", "$4", "$5", "$8", "$9", "$10"),
            "
                 ORDER BY document.id LIMIT $6
               ) AS found
             ) AS page
             WHERE coalesce(sent, 0) <= $7 ORDER BY id",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit) + 1)
        .bind(signed(bytes as u64))
        .bind(super::log::ids(&readable.parts.assigned))
        .bind(people(&readable.parts.stands_in_for))
        .bind(super::log::ids(&readable.parts.recused))
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

    async fn belonging(
        &self,
        department: DepartmentId,
        kinds: &[Kind],
        cases: &[DocumentId],
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        let cases: Vec<String> = cases.iter().map(ToString::to_string).collect();
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(
            "SELECT document, json::json #>> '{fields,conflict_case}' FROM projection
             WHERE department = $1 AND kind = ANY($2) AND json::json #>> '{fields,conflict_case}' = ANY($3)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind_keys(kinds))
        .bind(cases)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(belongs).collect()
    }

    async fn holding(
        &self,
        department: DepartmentId,
        kind: Kind,
        field: &str,
        keys: &[&str],
    ) -> Result<Vec<DocumentId>> {
        let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
            "SELECT document FROM projection
             WHERE department = $1 AND kind = $2 AND json::json -> 'fields' ->> $3 = ANY($4)
             ORDER BY document",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.key())
        .bind(field)
        .bind(keys)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|(document,)| document_id(document)).collect()
    }

    async fn owned(
        &self,
        department: DepartmentId,
        collections: &[Collection],
        owners: &[UserId],
    ) -> Result<Vec<(DocumentId, Collection, UserId)>> {
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> = sqlx::query_as(
            "SELECT id, collection, owner FROM document
             WHERE department = $1 AND collection = ANY($2) AND (cardinality($3) = 0 OR owner = ANY($3))",
        )
        .bind(department.as_bytes().as_slice())
        .bind(keys(collections))
        .bind(people(owners))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(owned).collect()
    }

    async fn records(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        sqlx::query_as::<_, RecordColumns>(concat!(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = $1 AND ($2::text IS NULL OR document.kind = $2) AND ",
            may_read!("$3", "$4", "$5", "$7", "$8", "$9"),
            " ORDER BY received_at DESC, document.id DESC LIMIT $6",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(kind.map(Kind::key))
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit))
        .bind(super::log::ids(&readable.parts.assigned))
        .bind(people(&readable.parts.stands_in_for))
        .bind(super::log::ids(&readable.parts.recused))
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
        sqlx::query_as::<_, RecordColumns>(concat!(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = $1 AND document.id = $2 AND ",
            may_read!("$3", "$4", "$5", "$6", "$7", "$8"),
        ))
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(super::log::ids(&readable.parts.assigned))
        .bind(people(&readable.parts.stands_in_for))
        .bind(super::log::ids(&readable.parts.recused))
        .fetch_optional(&self.readers)
        .await?
        .map(RecordColumns::read)
        .transpose()
    }
}

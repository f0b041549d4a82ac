//! Logs, snapshots and records as a person may see them, in SQLite.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Collection;
use futures::TryStreamExt as _;

use super::SqliteStore;
use crate::store::columns::{
    LogColumns, RecordColumns, SnapshotColumns, belongs, document_id, number, owned, position, signed,
};
use crate::store::{LogPage, Position, ReadStore, Readable, Record, Result, Snapshot, SnapshotPage};

/// Whether a person may read a document: their collections, their own, themself and what records
/// say of them are these parameters.
macro_rules! may_read {
    ($all:literal, $own:literal, $me:literal, $parts:literal) => {
        concat!(
            "(document.collection IN (SELECT value FROM json_each(",
            $all,
            ")) OR (document.collection IN (SELECT value FROM json_each(",
            $own,
            ")) AND (document.owner = ",
            $me,
            " OR document.id IN (SELECT unhex(value) FROM json_each(",
            $parts,
            ", '$.assigned')) OR (document.collection IN ('visits', 'visit_notes')
            AND document.owner IN (SELECT unhex(value) FROM json_each(",
            $parts,
            ", '$.stands_in_for')))))) AND document.id NOT IN (SELECT unhex(value) FROM json_each(",
            $parts,
            ", '$.recused'))"
        )
    };
}

/// A page of the log as a person may see it.
const LOG_PAGE: &str = concat!(
    "SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author, log.hash,
     log.received_at, log.bytes
     FROM log
     LEFT JOIN document ON document.department = log.department AND document.id = log.document
     LEFT JOIN tombstone
     ON tombstone.department = log.department AND tombstone.document = log.document
     WHERE log.department = ?1 AND log.seq > ?2 AND log.seq <= ?3 AND (
     (log.entry = 'change' AND ",
    may_read!("?4", "?5", "?6", "?7"),
    ")
     OR (log.entry = 'tombstone' AND (
     tombstone.collection IN (SELECT value FROM json_each(?4))
     OR tombstone.collection IN (SELECT value FROM json_each(?5)))))
     ORDER BY log.seq"
);
/// What was erased of what a person may read.
const TOMBSTONES: &str = "SELECT document FROM tombstone WHERE department = ?1 AND (
     collection IN (SELECT value FROM json_each(?2))
     OR collection IN (SELECT value FROM json_each(?3)))
     ORDER BY document";
/// Documents for a first sync.
const SNAPSHOTS: &str = concat!(
    "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.department = ?1 AND document.id > ?2 AND ",
    may_read!("?3", "?4", "?5", "?7"),
    " ORDER BY document.id LIMIT ?6"
);
/// Some documents of a department whole.
const NAMED_SNAPSHOTS: &str = "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.department = ?1 AND document.id IN (SELECT unhex(value) FROM json_each(?2))
     ORDER BY document.id";
/// One record.
const RECORD: &str = concat!(
    "SELECT document.id, document.kind, document.owner, received_at, heads, json
     FROM document
     JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
     JOIN projection
     ON projection.department = document.department AND projection.document = document.id
     WHERE document.department = ?1 AND document.id = ?2 AND ",
    may_read!("?3", "?4", "?5", "?6")
);
/// A log's end, and what a place in it looks like.
const POSITION: &str = "SELECT epoch, head, department.chain, log.chain
     FROM department LEFT JOIN log ON log.department = department.id AND log.seq = ?2
     WHERE department.id = ?1";
/// A department with a place in its log, and what there is to be known of a person in it.
pub(super) const MEMBERSHIP: &str =
    "SELECT 'department' AS part, id, name AS word, NULL AS json, modules AS one, epoch AS two, head AS three,
            department.chain AS chain, log.chain AS there
     FROM department LEFT JOIN log ON log.department = department.id AND log.seq = ?5
     WHERE department.id = ?1
     UNION ALL SELECT 'grant', department, role, NULL, valid_from, valid_until, NULL, NULL, NULL
     FROM grant_ WHERE department = ?1 AND person = ?2
     UNION ALL SELECT 'said', document.owner, projection.kind, projection.json, NULL, NULL, NULL, NULL, NULL
     FROM projection JOIN document
     ON document.department = projection.department AND document.id = projection.document
     WHERE projection.department = ?1 AND projection.kind IN (SELECT value FROM json_each(?3))
     AND instr(projection.json, ?4) > 0";

/// What every fetch asks, to be held to its indexes.
#[cfg(test)]
pub(super) const HOT: [&str; 7] = [
    LOG_PAGE,
    MEMBERSHIP,
    TOMBSTONES,
    SNAPSHOTS,
    NAMED_SNAPSHOTS,
    RECORD,
    POSITION,
];

#[async_trait]
impl ReadStore for SqliteStore {
    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>> {
        let row: Option<(i64, i64, Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as(POSITION)
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
        upto: u64,
        bytes: usize,
        readable: &Readable,
    ) -> Result<LogPage> {
        let mut page = LogPage {
            entries: Vec::new(),
            upto,
        };
        let (mut size, mut is_cut) = (0, false);
        let mut reader = self.readers.get().await?;
        let mut rows = sqlx::query_as::<_, LogColumns>(LOG_PAGE)
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .bind(parts(readable))
            .fetch(&mut *reader);
        while let Some(row) = rows.try_next().await? {
            if size > bytes {
                page.upto = number(row.seq)? - 1;
                is_cut = true;
                break;
            }
            size += row.bytes.as_ref().map_or(0, Vec::len);
            page.entries.push(row.read()?);
        }
        drop(rows);
        if !is_cut {
            reader.done();
        }
        Ok(page)
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
        let mut reader = self.readers.get().await?;
        let mut rows = sqlx::query_as::<_, SnapshotColumns>(SNAPSHOTS)
            .bind(department.as_bytes().as_slice())
            .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
            .bind(keys(&readable.all))
            .bind(keys(&readable.own))
            .bind(readable.person.as_bytes().as_slice())
            .bind(i64::from(limit) + 1)
            .bind(parts(readable))
            .fetch(&mut *reader);
        let mut page = SnapshotPage {
            snapshots: Vec::new(),
            more: false,
        };
        let (mut size, mut is_cut) = (0, false);
        while let Some(row) = rows.try_next().await? {
            if size > bytes || page.snapshots.len() >= limit as usize {
                page.more = true;
                is_cut = true;
                break;
            }
            size += row.bytes.len() + row.proofs.len() / 3;
            page.snapshots.push(row.read()?);
        }
        drop(rows);
        if !is_cut {
            reader.done();
        }
        Ok(page)
    }

    async fn belonging(
        &self,
        department: DepartmentId,
        kinds: &[Kind],
        cases: &[DocumentId],
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        let cases: Vec<String> = cases.iter().map(|case| format!("\"{case}\"")).collect();
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(
            "SELECT document, json_extract(json, '$.fields.conflict_case') AS belongs_to FROM projection
             WHERE department = ?1 AND kind IN (SELECT value FROM json_each(?2))
             AND belongs_to IN (SELECT value FROM json_each(?3))",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind_keys(kinds))
        .bind(format!("[{}]", cases.join(",")))
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
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
            "SELECT document FROM projection
             WHERE department = ?1 AND kind = ?2
             AND json_extract(json, '$.fields.' || ?3) IN (SELECT value FROM json_each(?4))
             ORDER BY document",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.key())
        .bind(field)
        .bind(format!("[{}]", keys.join(",")))
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
             WHERE department = ?1 AND collection IN (SELECT value FROM json_each(?2))
             AND (?3 = '[]' OR owner IN (SELECT unhex(value) FROM json_each(?3)))",
        )
        .bind(department.as_bytes().as_slice())
        .bind(keys(collections))
        .bind(hexes(owners.iter().map(UserId::as_bytes)))
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
             WHERE document.department = ?1 AND (?2 IS NULL OR document.kind = ?2) AND ",
            may_read!("?3", "?4", "?5", "?7"),
            " ORDER BY received_at DESC, document.id DESC LIMIT ?6",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(kind.map(Kind::key))
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit))
        .bind(parts(readable))
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
            .bind(parts(readable))
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

/// Kinds as a JSON list.
pub(super) fn kind_keys(kinds: &[Kind]) -> String {
    let keys: Vec<String> = kinds.iter().map(|one| format!("\"{}\"", one.key())).collect();
    format!("[{}]", keys.join(","))
}

/// Ids as a JSON list, to be matched with `unhex`.
fn hexes<'a>(ids: impl Iterator<Item = &'a [u8; 16]>) -> String {
    let ids: Vec<String> = ids.map(|id| format!("\"{}\"", super::log::hex(id))).collect();
    format!("[{}]", ids.join(","))
}

/// What records say of a person, as JSON.
fn parts(readable: &Readable) -> String {
    let parts = &readable.parts;
    format!(
        r#"{{"assigned":{},"recused":{},"stands_in_for":{}}}"#,
        hexes(parts.assigned.iter().map(DocumentId::as_bytes)),
        hexes(parts.recused.iter().map(DocumentId::as_bytes)),
        hexes(parts.stands_in_for.iter().map(UserId::as_bytes)),
    )
}

//! Logs, snapshots and records as a person may see them, in SQLite.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};
use futures::TryStreamExt as _;

use super::SqliteStore;
use crate::store::columns::{
    LogColumns, RecordColumns, SnapshotColumns, belongs, document_id, number, position, receipt, signed,
};
use crate::store::{
    Fetch, LogPage, Position, ReadStore, Readable, Receipt, Record, RecordFilter, Result, Snapshot,
    SnapshotPage,
};

/// Whether a document with this id, collection and owner may be read, by a filter that is one parameter
/// (`Readable::as_parameter`).
macro_rules! may_read {
    ($readable:literal) => {
        may_read!($readable, "document.id", "document.collection", "document.owner")
    };
    ($readable:literal, $id:literal, $collection:literal, $owner:literal) => {
        concat!(
            "(",
            among!($collection, $readable, "all"),
            " OR (",
            $owner,
            " = unhex(json_extract(",
            $readable,
            ", '$.person')) AND ",
            among!($collection, $readable, "own"),
            ") OR (",
            is_one_of!($id, $readable, "assigned"),
            " AND ",
            among!($collection, $readable, "assigned_in"),
            ") OR (",
            is_one_of!($owner, $readable, "stands_in_for"),
            " AND ",
            among!($collection, $readable, "deputised_in"),
            ")) AND NOT ",
            is_one_of!($id, $readable, "recused")
        )
    };
}

/// Whether a collection is in a list of the filter.
macro_rules! among {
    ($collection:literal, $readable:literal, $list:literal) => {
        concat!(
            $collection,
            " IN (SELECT value FROM json_each(",
            $readable,
            ", '$.",
            $list,
            "'))"
        )
    };
}

/// Whether any document of a collection may be read.
macro_rules! is_about {
    ($collection:literal, $readable:literal) => {
        concat!(
            "(",
            among!($collection, $readable, "all"),
            " OR ",
            among!($collection, $readable, "own"),
            " OR ",
            among!($collection, $readable, "assigned_in"),
            " OR ",
            among!($collection, $readable, "deputised_in"),
            ")"
        )
    };
}

/// Whether an id is in a list of the filter.
macro_rules! is_one_of {
    ($id:literal, $readable:literal, $list:literal) => {
        concat!(
            $id,
            " IN (SELECT unhex(value) FROM json_each(",
            $readable,
            ", '$.",
            $list,
            "'))"
        )
    };
}

/// Whether somebody may know that a document was erased: it was theirs to read, or belonged to a case that is. Of one
/// that was erased before this was noted, only the collection is known.
macro_rules! may_hear {
    ($readable:literal) => {
        concat!(
            "coalesce(((",
            may_read!(
                $readable,
                "tombstone.document",
                "tombstone.collection",
                "tombstone.owner"
            ),
            ") OR (",
            is_one_of!("tombstone.about", $readable, "assigned"),
            " AND ",
            among!("tombstone.collection", $readable, "assigned_in"),
            ") OR (tombstone.owner IS NULL AND ",
            is_about!("tombstone.collection", $readable),
            ")) AND NOT coalesce(",
            is_one_of!("tombstone.about", $readable, "recused"),
            ", 0), 0)"
        )
    };
}

/// A page of the log as a person may see it.
const LOG_PAGE: &str = concat!(
    "SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author, log.hash,
     log.received_at, log.bytes,
     (SELECT wrapped FROM document_key
      WHERE document_key.department = log.department AND document_key.document = log.document) AS wrapped
     FROM log
     LEFT JOIN document ON document.department = log.department AND document.id = log.document
     LEFT JOIN tombstone
     ON tombstone.department = log.department AND tombstone.document = log.document
     WHERE log.department = ?1 AND log.seq > ?2 AND log.seq <= ?3 AND (
     (log.entry = 'change' AND ",
    may_read!("?4"),
    ") OR (log.entry = 'tombstone' AND ",
    may_hear!("?4"),
    ")) ORDER BY log.seq"
);
/// The next erasures of documents that a person may read.
const TOMBSTONES: &str = concat!(
    "SELECT document FROM tombstone WHERE department = ?1 AND document > ?3 AND ",
    may_hear!("?2"),
    " ORDER BY document LIMIT ?4"
);
/// The documents that a device was given under other rights and may not be read under the present ones, of collections
/// in which there is something to read still: of others the phone lets go by itself.
const GIVEN_BEFORE: &str = concat!(
    "SELECT document.id FROM fetch_rights, document
     WHERE fetch_rights.department = ?1 AND fetch_rights.device = ?2 AND fetch_rights.rights = ?3 AND document.department = ?1 AND (",
    may_read!("fetch_rights.readable"),
    ") AND NOT (",
    may_read!("?4"),
    ") AND ",
    is_about!("document.collection", "?4"),
    " AND EXISTS (SELECT 1 FROM log WHERE log.department = ?1 AND log.document = document.id
       AND log.entry = 'change' AND log.seq <= ?5)
     UNION SELECT tombstone.document FROM fetch_rights, tombstone
     WHERE fetch_rights.department = ?1 AND fetch_rights.device = ?2 AND fetch_rights.rights = ?3 AND tombstone.department = ?1
       AND tombstone.first_seq <= ?5 AND (",
    may_read!("fetch_rights.readable", "tombstone.document", "tombstone.collection", "tombstone.owner"),
    ") AND NOT ",
    may_hear!("?4"),
    " AND ",
    is_about!("tombstone.collection", "?4"),
    " ORDER BY 1"
);
/// Conflict cases and what belongs to them.
const CASES: &str = "WITH wanted (document) AS MATERIALIZED (
       SELECT id FROM document
       WHERE department = ?1 AND id IN (SELECT unhex(value) FROM json_each(?3)) AND kind = ?4)
     SELECT document, document AS belongs_to FROM wanted
     UNION ALL SELECT projection.document, wanted.document FROM projection JOIN wanted
     ON lower(hex(wanted.document)) = lower(replace(json_extract(json, '$.fields.conflict_case'), '-', ''))
     WHERE projection.department = ?1 AND projection.kind IN (SELECT value FROM json_each(?2))";
/// Documents that a person needs before the others.
const WANTED_FIRST: &str = concat!(
    "SELECT document.id FROM document LEFT JOIN record_index
     ON record_index.department = document.department AND record_index.document = document.id
     WHERE document.department = ?1 AND document.kind IN (SELECT value FROM json_each(?3)) AND ",
    may_read!("?2"),
    " ORDER BY
     coalesce(record_index.is_open AND NOT record_index.is_discarded AND record_index.due_on <= ?4, 0) DESC,
     coalesce(record_index.is_open AND NOT record_index.is_discarded, 0) DESC,
     (document.owner = unhex(json_extract(?2, '$.person'))) DESC,
     document.id DESC LIMIT ?5"
);
/// Documents for a first sync.
const SNAPSHOTS: &str = concat!(
    "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs, document.upto, wrapped
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     LEFT JOIN document_key
     ON document_key.department = document.department AND document_key.document = document.id
     WHERE document.department = ?1 AND document.id > ?2 AND ",
    may_read!("?3"),
    " ORDER BY document.id LIMIT ?4"
);
/// Some documents of a department whole.
const NAMED_SNAPSHOTS: &str =
    "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs, document.upto, wrapped
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     LEFT JOIN document_key
     ON document_key.department = document.department AND document_key.document = document.id
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
    may_read!("?3")
);
/// A log's end, and what a place in it looks like.
const POSITION: &str = "SELECT epoch, head, department.chain, log.chain
     FROM department LEFT JOIN log ON log.department = department.id AND log.seq = ?2
     WHERE department.id = ?1";
/// A department with a place in its log, and what there is to be known of a person in it.
pub(super) const MEMBERSHIP: &str = "WITH said (owner, kind, json) AS MATERIALIZED (
       SELECT document.owner, projection.kind, projection.json
       FROM projection JOIN document
       ON document.department = projection.department AND document.id = projection.document
       WHERE projection.department = ?1 AND projection.kind IN (SELECT value FROM json_each(?3))
       AND instr(projection.json, ?4) > 0)
     SELECT 'department' AS part, department.id, department.name AS word, NULL AS json,
            department.modules & organisation.modules AS one, epoch AS two, head AS three,
            department.chain AS chain, log.chain AS there, organisation.id AS organisation
     FROM department JOIN organisation ON organisation.id = department.organisation LEFT JOIN log ON log.department = department.id AND log.seq = ?5
     WHERE department.id = ?1
     UNION ALL SELECT 'grant', department, role, NULL, valid_from, valid_until, NULL, NULL, NULL, NULL
     FROM effective_grant WHERE person = ?2 AND (department = ?1 OR role = 'green_ambassador')
     UNION ALL SELECT 'said', owner, kind, json, NULL, NULL, NULL, NULL, NULL, NULL FROM said
     UNION ALL SELECT 'author', person, role, NULL, valid_from, valid_until, NULL, NULL, department, NULL
     FROM effective_grant WHERE person IN (SELECT owner FROM said) AND (department = ?1 OR role = 'green_ambassador')";

/// The statements of every fetch, to be held to their indexes.
#[cfg(test)]
pub(super) const HOT: [&str; 8] = [
    LOG_PAGE,
    MEMBERSHIP,
    TOMBSTONES,
    GIVEN_BEFORE,
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
        let key = self.department_key(department).await?;
        let mut reader = self.readers.get().await?;
        let mut rows = sqlx::query_as::<_, LogColumns>(LOG_PAGE)
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(readable.as_parameter())
            .fetch(&mut *reader);
        while let Some(row) = rows.try_next().await? {
            if size > bytes {
                page.upto = number(row.seq)? - 1;
                is_cut = true;
                break;
            }
            size += row.bytes.as_ref().map_or(0, Vec::len);
            page.entries.push(row.read(key.as_deref())?);
        }
        drop(rows);
        if !is_cut {
            reader.done();
        }
        Ok(page)
    }

    async fn wanted_first(
        &self,
        department: DepartmentId,
        today: Day,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(WANTED_FIRST)
            .bind(department.as_bytes().as_slice())
            .bind(readable.as_parameter())
            .bind(kind_keys(Kind::ALL))
            .bind(today.to_string())
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|id| document_id(id)).collect()
    }

    async fn snapshots(&self, department: DepartmentId, ids: &[DocumentId]) -> Result<Vec<Snapshot>> {
        let key = self.department_key(department).await?;
        sqlx::query_as::<_, SnapshotColumns>(NAMED_SNAPSHOTS)
            .bind(department.as_bytes().as_slice())
            .bind(super::log_rows::ids(ids))
            .fetch_all(&self.readers)
            .await?
            .into_iter()
            .map(|row| row.read(key.as_deref()))
            .collect()
    }

    async fn tombstones(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(TOMBSTONES)
            .bind(department.as_bytes().as_slice())
            .bind(readable.as_parameter())
            .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
            .bind(i64::from(limit))
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
        let key = self.department_key(department).await?;
        let mut reader = self.readers.get().await?;
        let mut rows = sqlx::query_as::<_, SnapshotColumns>(SNAPSHOTS)
            .bind(department.as_bytes().as_slice())
            .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
            .bind(readable.as_parameter())
            .bind(i64::from(limit) + 1)
            .fetch(&mut *reader);
        let mut page = SnapshotPage::empty();
        let (mut size, mut count, mut is_cut) = (0, 0, false);
        while let Some(row) = rows.try_next().await? {
            if size > bytes || count >= limit {
                page.more = true;
                is_cut = true;
                break;
            }
            size += row.bytes.len() + row.proofs.len() / 3;
            count += 1;
            page.take(row, key.as_deref())?;
        }
        drop(rows);
        if !is_cut {
            reader.done();
        }
        Ok(page)
    }

    async fn cases(
        &self,
        department: DepartmentId,
        kinds: &[Kind],
        cases: &[DocumentId],
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(CASES)
            .bind(department.as_bytes().as_slice())
            .bind(kind_keys(kinds))
            .bind(super::log_rows::ids(cases))
            .bind(Kind::ConflictCase.key())
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

    async fn keep_fetch(&self, fetch: &Fetch, made_under: u32) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM fetch_rights WHERE department = ? AND device = ? AND rights NOT IN (?, ?)")
            .bind(fetch.department.as_bytes().as_slice())
            .bind(fetch.device.as_bytes().as_slice())
            .bind(i64::from(fetch.rights))
            .bind(i64::from(made_under))
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO fetch_rights (department, device, rights, readable) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(fetch.department.as_bytes().as_slice())
        .bind(fetch.device.as_bytes().as_slice())
        .bind(i64::from(fetch.rights))
        .bind(fetch.readable.as_parameter())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    async fn given_before(&self, fetch: &Fetch, made_under: u32, sequence: u64) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(GIVEN_BEFORE)
            .bind(fetch.department.as_bytes().as_slice())
            .bind(fetch.device.as_bytes().as_slice())
            .bind(i64::from(made_under))
            .bind(fetch.readable.as_parameter())
            .bind(signed(sequence))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|id| document_id(id)).collect()
    }

    async fn records_after(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        after: Option<(Moment, DocumentId)>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        let rows = sqlx::query_as::<_, RecordColumns>(concat!(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND (?2 IS NULL OR document.kind = ?2) AND ",
            may_read!("?3"),
            " AND instr(json, '\"discarded_at\":') = 0
              AND (?4 IS NULL OR (received_at, document.id) < (?4, ?5))
             ORDER BY received_at DESC, document.id DESC LIMIT ?6",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(kind.map(Kind::key))
        .bind(readable.as_parameter())
        .bind(after.map(|(received_at, _)| received_at.millis()))
        .bind(after.map(|(_, document)| document.as_bytes().to_vec()))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        RecordColumns::read_known(rows)
    }

    async fn record_page(
        &self,
        department: DepartmentId,
        filter: &RecordFilter,
        after: Option<DocumentId>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        let rows = sqlx::query_as::<_, RecordColumns>(concat!(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND document.id > ?6 AND document.kind IN (SELECT value FROM json_each(?2))
               AND received_at >= ?4 AND received_at < ?5 AND (",
            may_read!("?3"),
            ") AND instr(json, '\"discarded_at\":') = 0 ORDER BY document.id LIMIT ?7",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(kind_keys(&filter.kinds))
        .bind(readable.as_parameter())
        .bind(filter.from.map_or(i64::MIN, Moment::millis))
        .bind(filter.until.map_or(i64::MAX, Moment::millis))
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        RecordColumns::read_known(rows)
    }

    async fn count_selected_records(
        &self,
        department: DepartmentId,
        filter: &RecordFilter,
        readable: &Readable,
    ) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(concat!(
            "SELECT COUNT(*) FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND document.kind IN (SELECT value FROM json_each(?2))
               AND received_at >= ?4 AND received_at < ?5 AND (",
            may_read!("?3"),
            ") AND instr(json, '\"discarded_at\":') = 0",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(kind_keys(&filter.kinds))
        .bind(readable.as_parameter())
        .bind(filter.from.map_or(i64::MIN, Moment::millis))
        .bind(filter.until.map_or(i64::MAX, Moment::millis))
        .fetch_one(&self.readers)
        .await?;
        number(count)
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
            .bind(readable.as_parameter())
            .fetch_optional(&self.readers)
            .await?
            .map(RecordColumns::read)
            .transpose()
    }

    async fn receipts(&self, department: DepartmentId, document: DocumentId) -> Result<Vec<Receipt>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, i64, bool)> = sqlx::query_as(
            "SELECT hash, author, received_at, is_returned FROM log
             WHERE department = ? AND document = ? AND entry = 'change' ORDER BY seq",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(receipt).collect()
    }
}

/// Kinds as a JSON list.
pub(super) fn kind_keys(kinds: &[Kind]) -> String {
    let keys: Vec<String> = kinds.iter().map(|one| format!("\"{}\"", one.key())).collect();
    format!("[{}]", keys.join(","))
}

//! Reading for phones and people, in PostgreSQL.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};

use super::{PostgresStore, retry};
use crate::store::columns::{
    LogColumns, RecordColumns, SnapshotColumns, belongs, document_id, number, position, receipt, signed,
};
use crate::store::{
    Fetch, LogPage, Position, ReadStore, Readable, Receipt, Record, RecordFilter, Result, Snapshot,
    SnapshotPage,
};

/// Whether a document with this id, collection and owner may be read, by a filter that is one parameter
/// (`Readable::as_parameter`). What is taken from the filter is taken once for the whole statement.
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
            " = (SELECT decode(",
            $readable,
            "::jsonb ->> 'person', 'hex')) AND ",
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
            " = ANY(ARRAY(SELECT jsonb_array_elements_text(",
            $readable,
            "::jsonb -> '",
            $list,
            "')))"
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
            " = ANY(ARRAY(SELECT decode(jsonb_array_elements_text(",
            $readable,
            "::jsonb -> '",
            $list,
            "'), 'hex')))"
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
            ", false), false)"
        )
    };
}

/// A department with a place in its log, and what there is to be known of a person in it.
pub(super) const MEMBERSHIP: &str = "WITH said (owner, kind, json) AS MATERIALIZED (
          SELECT document.owner, projection.kind, projection.json
          FROM projection JOIN document
            ON document.department = projection.department AND document.id = projection.document
          WHERE projection.department = $1 AND projection.kind = ANY($3)
            AND strpos(projection.json, $4) > 0)
        SELECT 'department' AS part, department.id, department.name AS word, NULL::text AS json,
               department.modules & organisation.modules AS one, epoch AS two,
               head AS three, department.chain AS chain, log.chain AS there, organisation.id AS organisation
        FROM department JOIN organisation ON organisation.id = department.organisation LEFT JOIN log ON log.department = department.id AND log.seq = $5
        WHERE department.id = $1
        UNION ALL SELECT 'grant', department, role, NULL, valid_from, valid_until, NULL, NULL, NULL, NULL
        FROM effective_grant WHERE person = $2 AND (department = $1 OR role = 'green_ambassador')
        UNION ALL SELECT 'said', owner, kind, json, NULL, NULL, NULL, NULL, NULL, NULL FROM said
        UNION ALL SELECT 'author', person, role, NULL, valid_from, valid_until, NULL, NULL, department, NULL
        FROM effective_grant WHERE person IN (SELECT owner FROM said) AND (department = $1 OR role = 'green_ambassador')";

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
        let key = self.department_key(department).await?;
        if after < upto {
            // Unlike SQLite, PostgreSQL sends all that was asked for, whether it is read or not. So
            // nothing is asked for behind the first row that is one too many.
            let rows = sqlx::query_as::<_, LogColumns>(concat!(
                "SELECT seq, entry, document, kind, owner, author, hash, received_at, bytes, wrapped FROM (
                   SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author,
                          log.hash, log.received_at, log.bytes,
                          (SELECT document_key.wrapped FROM document_key
                           WHERE document_key.department = log.department
                             AND document_key.document = log.document) AS wrapped,
                          sum(octet_length(log.bytes)) OVER (
                            ORDER BY log.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS sent
                   FROM log
                   LEFT JOIN document
                     ON document.department = log.department AND document.id = log.document
                   LEFT JOIN tombstone
                     ON tombstone.department = log.department AND tombstone.document = log.document
                   WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3 AND (
                     (log.entry = 'change' AND ",
                may_read!("$4"),
                ") OR (log.entry = 'tombstone' AND ",
                may_hear!("$4"),
                "))) AS page WHERE coalesce(sent, 0) <= $5 ORDER BY seq",
            ))
            .bind(department.as_bytes().as_slice())
            .bind(signed(after))
            .bind(signed(upto))
            .bind(readable.as_parameter())
            .bind(signed(bytes as u64))
            .fetch_all(&self.readers)
            .await?;
            for row in rows {
                if size > bytes {
                    upto = number(row.seq)? - 1;
                    break;
                }
                size += row.bytes.as_ref().map_or(0, Vec::len);
                entries.push(row.read(key.as_deref())?);
            }
        }
        Ok(LogPage { entries, upto })
    }

    async fn wanted_first(
        &self,
        department: DepartmentId,
        today: Day,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(concat!(
            "SELECT document.id FROM document LEFT JOIN record_index
             ON record_index.department = document.department AND record_index.document = document.id
             WHERE document.department = $1 AND document.kind = ANY($3) AND ",
            may_read!("$2"),
            " ORDER BY
             coalesce(record_index.is_open = 1 AND record_index.is_discarded = 0
                      AND record_index.due_on <= $4, false) DESC,
             coalesce(record_index.is_open = 1 AND record_index.is_discarded = 0, false) DESC,
             (document.owner = decode($2::jsonb ->> 'person', 'hex')) DESC,
             document.id DESC LIMIT $5",
        ))
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
        sqlx::query_as::<_, SnapshotColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs, document.upto, wrapped
             FROM document JOIN snapshot
               ON snapshot.department = document.department AND snapshot.document = document.id
             LEFT JOIN document_key
               ON document_key.department = document.department AND document_key.document = document.id
             WHERE document.department = $1 AND document.id = ANY($2)
             ORDER BY document.id",
        )
        .bind(department.as_bytes().as_slice())
        .bind(super::log::ids(ids))
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
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(concat!(
            "SELECT document FROM tombstone WHERE department = $1 AND document > $3 AND ",
            may_hear!("$2"),
            " ORDER BY document LIMIT $4",
        ))
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
        let rows = sqlx::query_as::<_, SnapshotColumns>(concat!(
            "SELECT id, kind, owner, received_at, bytes, proofs, upto, wrapped FROM (
               SELECT *, sum(octet_length(bytes) + octet_length(proofs) / 3) OVER (
                           ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS sent
               FROM (
                 SELECT document.id, document.kind, document.owner, received_at, bytes, proofs,
                        document.upto, wrapped
                 FROM document JOIN snapshot
                   ON snapshot.department = document.department AND snapshot.document = document.id
                 LEFT JOIN document_key
                   ON document_key.department = document.department AND document_key.document = document.id
                 WHERE document.department = $1 AND document.id > $2 AND ",
            may_read!("$3"),
            "
                 ORDER BY document.id LIMIT $4
               ) AS found
             ) AS page
             WHERE coalesce(sent, 0) <= $5 ORDER BY id",
        ))
        .bind(department.as_bytes().as_slice())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(readable.as_parameter())
        .bind(i64::from(limit) + 1)
        .bind(signed(bytes as u64))
        .fetch_all(&self.readers)
        .await?;
        let mut page = SnapshotPage::empty();
        let (mut size, mut count) = (0, 0);
        for row in rows {
            if size > bytes || count >= limit {
                page.more = true;
                break;
            }
            size += row.bytes.len() + row.proofs.len() / 3;
            count += 1;
            page.take(row, key.as_deref())?;
        }
        Ok(page)
    }

    async fn cases(
        &self,
        department: DepartmentId,
        kinds: &[Kind],
        cases: &[DocumentId],
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "WITH wanted (document) AS MATERIALIZED (
               SELECT id FROM document WHERE department = $1 AND id = ANY($3) AND kind = $4)
             SELECT document, document FROM wanted
             UNION ALL SELECT projection.document, wanted.document FROM projection JOIN wanted
               ON encode(wanted.document, 'hex') = lower(replace(json::json #>> '{fields,conflict_case}', '-', ''))
             WHERE projection.department = $1 AND projection.kind = ANY($2)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind_keys(kinds))
        .bind(super::log::ids(cases))
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

    async fn keep_fetch(&self, fetch: &Fetch, made_under: u32) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "DELETE FROM fetch_rights WHERE department = $1 AND device = $2 AND NOT (rights = ANY($3))",
            )
            .bind(fetch.department.as_bytes().as_slice())
            .bind(fetch.device.as_bytes().as_slice())
            .bind([fetch.rights, made_under].map(i64::from).to_vec())
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "INSERT INTO fetch_rights (department, device, rights, readable) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING",
            )
            .bind(fetch.department.as_bytes().as_slice())
            .bind(fetch.device.as_bytes().as_slice())
            .bind(i64::from(fetch.rights))
            .bind(fetch.readable.as_parameter())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn given_before(&self, fetch: &Fetch, made_under: u32, sequence: u64) -> Result<Vec<DocumentId>> {
        let kept: Option<String> = sqlx::query_scalar(
            "SELECT readable FROM fetch_rights WHERE department = $1 AND device = $2 AND rights = $3",
        )
        .bind(fetch.department.as_bytes().as_slice())
        .bind(fetch.device.as_bytes().as_slice())
        .bind(i64::from(made_under))
        .fetch_optional(&self.readers)
        .await?;
        let Some(kept) = kept else { return Ok(Vec::new()) };
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(concat!(
            "SELECT document.id FROM document WHERE document.department = $1 AND (",
            may_read!("$2"),
            ") AND NOT (",
            may_read!("$3"),
            ") AND ",
            is_about!("document.collection", "$3"),
            " AND EXISTS (SELECT 1 FROM log WHERE log.department = $1 AND log.document = document.id
               AND log.entry = 'change' AND log.seq <= $4)
             UNION SELECT tombstone.document FROM tombstone
             WHERE tombstone.department = $1 AND tombstone.first_seq <= $4 AND (",
            may_read!(
                "$2",
                "tombstone.document",
                "tombstone.collection",
                "tombstone.owner"
            ),
            ") AND NOT ",
            may_hear!("$3"),
            " AND ",
            is_about!("tombstone.collection", "$3"),
            " ORDER BY 1",
        ))
        .bind(fetch.department.as_bytes().as_slice())
        .bind(kept)
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
             WHERE document.department = $1 AND ($2::text IS NULL OR document.kind = $2) AND ",
            may_read!("$3"),
            " AND strpos(json, '\"discarded_at\":') = 0
              AND ($4::bigint IS NULL OR (received_at, document.id) < ($4::bigint, $5::bytea))
             ORDER BY received_at DESC, document.id DESC LIMIT $6",
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
             WHERE document.department = $1 AND document.id > $6 AND document.kind = ANY($2)
               AND received_at >= $4 AND received_at < $5 AND (",
            may_read!("$3"),
            ") AND strpos(json, '\"discarded_at\":') = 0 ORDER BY document.id LIMIT $7",
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
             WHERE document.department = $1 AND document.kind = ANY($2)
               AND received_at >= $4 AND received_at < $5 AND (",
            may_read!("$3"),
            ") AND strpos(json, '\"discarded_at\":') = 0",
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
        sqlx::query_as::<_, RecordColumns>(concat!(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = $1 AND document.id = $2 AND ",
            may_read!("$3"),
        ))
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
             WHERE department = $1 AND document = $2 AND entry = 'change' ORDER BY seq",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(receipt).collect()
    }
}

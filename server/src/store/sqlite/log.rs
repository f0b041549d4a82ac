//! The logs in SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use sqlx::{FromRow, SqliteConnection};

use super::SqliteStore;
use super::administration::make;
use super::erasure::forget;
use super::group_commit::write_within;
#[cfg(test)]
use super::log_rows::APPEND_BASE;
use super::log_rows::ids;
use crate::store::at_rest::{DepartmentKey, ValuePlace, open_value};
use crate::store::columns::{
    ErasureColumns, Grave, SummaryColumns, chain, change_hash, department_id, document_id, kind, number,
    signed, tombstone, user_id,
};
use crate::store::{
    AdministrativeChange, AdministrativeOutcome, Append, Appended, AppendedTogether, Chain, DocumentLookup,
    DocumentState, DocumentSummary, Erasure, KnownChange, LogStore, Result, StoreError, next_chain,
};
use crate::work_meter::note_read;

/// The summaries of documents in little memory. One statement, since each costs a trip to the connection's thread and
/// back.
const OUTLINES: &str =
    "SELECT document.id, document.department, NULL AS collection, document.kind, document.owner,
            length(bytes) - iif(document_key.document IS NULL, 0, 32) AS bytes
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     LEFT JOIN document_key
     ON document_key.department = document.department AND document_key.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?1))
     UNION ALL SELECT document, department, collection, NULL, owner, NULL FROM tombstone
     WHERE document IN (SELECT unhex(value) FROM json_each(?1))";
/// The names of their changes.
const HASHES: &str = "SELECT log.document, log.hash
     FROM document JOIN log ON log.department = document.department AND log.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?)) AND log.entry = 'change'";
/// Documents as a push needs them, if they are no larger together than is said: which were erased, how they stand, and
/// their changes.
const STATES: &str = "WITH size (total) AS MATERIALIZED (
       SELECT coalesce(sum(length(bytes) - iif(document_key.document IS NULL, 0, 32)), 0)
       FROM document JOIN snapshot
       ON snapshot.department = document.department AND snapshot.document = document.id
       LEFT JOIN document_key
       ON document_key.department = document.department AND document_key.document = document.id
       WHERE document.id IN (SELECT unhex(value) FROM json_each(?1)))
     SELECT 'size' AS part, NULL AS document, NULL AS department, NULL AS kind, NULL AS owner, total AS number,
            NULL AS bytes, NULL AS actor, NULL AS actor_seq, NULL AS received_at, NULL AS wrapped FROM size
     UNION ALL SELECT 'erased', document, department, collection, owner, NULL, NULL, NULL, NULL, NULL, NULL
     FROM tombstone
     WHERE document IN (SELECT unhex(value) FROM json_each(?1))
     UNION ALL SELECT 'state', document.id, document.department, document.kind, document.owner, document.upto, bytes,
            NULL, NULL, NULL, document_key.wrapped
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     LEFT JOIN document_key
     ON document_key.department = document.department AND document_key.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?1)) AND (SELECT total FROM size) <= ?2
     UNION ALL SELECT 'change', log.document, NULL, NULL, log.author, log.seq, log.hash, log.actor, log.actor_seq,
            log.received_at, NULL
     FROM document JOIN log ON log.department = document.department AND log.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?1)) AND log.entry = 'change'
       AND (SELECT total FROM size) <= ?2";

/// The facts that a tombstone keeps of a document.
const LIVES: &str =
    "SELECT document.department, document.collection, document.owner,
            CASE WHEN json_valid(json)
              THEN unhex(replace(json_extract(json, '$.fields.conflict_case'), '-', '')) END AS about,
            (SELECT min(seq) FROM log WHERE log.department = document.department AND log.document = document.id
               AND entry = 'change') AS first_seq
     FROM document LEFT JOIN projection
     ON projection.department = document.department AND projection.document = document.id
     WHERE document.id = ?";

/// The statements of every push, to be held to their indexes.
#[cfg(test)]
pub(super) const HOT: [&str; 4] = [OUTLINES, HASHES, STATES, APPEND_BASE];

#[async_trait]
impl LogStore for SqliteStore {
    async fn summaries(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, DocumentSummary>> {
        let rows: Vec<SummaryColumns> = sqlx::query_as(OUTLINES)
            .bind(ids(wanted))
            .fetch_all(&self.readers)
            .await?;
        let summary = |row: &SummaryColumns| Ok((document_id(&row.id)?, row.read()?));
        rows.iter().map(summary).collect()
    }

    async fn hashes(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, BTreeSet<ChangeHash>>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(HASHES)
            .bind(ids(wanted))
            .fetch_all(&self.readers)
            .await?;
        let mut found = BTreeMap::<_, BTreeSet<_>>::new();
        for (document, hash) in rows {
            found
                .entry(document_id(&document)?)
                .or_default()
                .insert(change_hash(&hash)?);
        }
        Ok(found)
    }

    async fn documents_within(
        &self,
        wanted: &[DocumentId],
        bytes: u64,
    ) -> Result<Option<BTreeMap<DocumentId, DocumentLookup>>> {
        let rows: Vec<StateColumns> = sqlx::query_as(STATES)
            .bind(ids(wanted))
            .bind(signed(bytes))
            .fetch_all(&self.readers)
            .await?;
        let keys = self.department_keys(StateColumns::departments(&rows)?).await?;
        StateColumns::read(rows, signed(bytes), &keys)
    }

    async fn append(&self, append: Append) -> Result<Appended> {
        self.made_department_key(append.department).await?;
        self.write_queue.append(append).await
    }

    async fn append_together(
        &self,
        appends: &[Append],
        entries: &[AdministrativeChange],
    ) -> Result<Option<AppendedTogether>> {
        for append in appends {
            self.made_department_key(append.department).await?;
        }
        let mut transaction = self.begin().await?;
        let mut numbers = Vec::with_capacity(entries.len());
        for entry in entries {
            let AdministrativeOutcome::Done(number) = make(&mut transaction, entry).await? else {
                transaction.rollback().await?;
                return Ok(None);
            };
            numbers.push(number);
        }
        let appended = write_within(&mut transaction, appends, &self.at_rest).await?;
        if appended.contains(&Appended::Stale) {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(AppendedTogether {
            logs: appended,
            entries: numbers,
        }))
    }

    async fn erase(&self, erasures: &[Erasure]) -> Result<u64> {
        let mut transaction = self.begin().await?;
        let mut count = 0;
        for erasure in erasures {
            count += u64::from(erase_one(&mut transaction, erasure).await?);
        }
        transaction.commit().await?;
        if count > 0 {
            self.scrub_erased().await?;
        }
        Ok(count)
    }

    async fn erasures(&self, after: Option<DocumentId>, limit: u32) -> Result<Vec<Erasure>> {
        sqlx::query_as::<_, ErasureColumns>(
            "SELECT department, document, collection, erased_at FROM tombstone
             WHERE document > ? ORDER BY document LIMIT ?",
        )
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(ErasureColumns::read)
        .collect()
    }
}

/// A row of what a push needs of documents; what a column holds depends on the part.
#[derive(FromRow)]
struct StateColumns {
    part: String,
    document: Option<Vec<u8>>,
    department: Option<Vec<u8>>,
    kind: Option<String>,
    owner: Option<Vec<u8>>,
    number: Option<i64>,
    bytes: Option<Vec<u8>>,
    actor: Option<Vec<u8>>,
    actor_seq: Option<i64>,
    received_at: Option<i64>,
    /// The key of the document, as it is kept.
    wrapped: Option<Vec<u8>>,
}

impl StateColumns {
    /// The departments of the documents that are there.
    fn departments(rows: &[Self]) -> Result<BTreeSet<DepartmentId>> {
        let states = rows.iter().filter(|row| row.part == "state");
        states
            .filter_map(|row| row.department.as_deref())
            .map(department_id)
            .collect()
    }

    /// The documents, unless they have more than so many bytes together.
    fn read(
        rows: Vec<Self>,
        most: i64,
        keys: &BTreeMap<DepartmentId, Arc<DepartmentKey>>,
    ) -> Result<Option<BTreeMap<DocumentId, DocumentLookup>>> {
        let missing = || StoreError::Corrupt("document");
        let mut found = BTreeMap::new();
        let mut changes = Vec::new();
        for row in rows {
            if row.part == "size" {
                if row.number > Some(most) {
                    return Ok(None);
                }
                continue;
            }
            let document = document_id(&row.document.ok_or_else(missing)?)?;
            if row.part == "erased" {
                let (department, collection) = row.department.zip(row.kind).ok_or_else(missing)?;
                let left = tombstone(&department, &collection, row.owner.as_deref())?;
                found.insert(document, DocumentLookup::Erased(left));
                continue;
            }
            let owner = user_id(&row.owner.ok_or_else(missing)?)?;
            let at = number(row.number.ok_or_else(missing)?)?;
            let bytes = row.bytes.ok_or_else(missing)?;
            if row.part == "state" {
                let department = department_id(&row.department.ok_or_else(missing)?)?;
                let key = keys.get(&department).map(|key| &**key);
                let place = ValuePlace::Snapshot(at);
                let bytes = open_value(key, document, row.wrapped.as_deref(), place, bytes)?;
                note_read(bytes.len());
                let state = DocumentState {
                    department,
                    kind: kind(&row.kind.ok_or_else(missing)?)?,
                    owner,
                    upto: at,
                    bytes,
                    changes: Vec::new(),
                };
                found.insert(document, DocumentLookup::Live(state));
            } else {
                let change = KnownChange {
                    seq: at,
                    hash: change_hash(&bytes)?,
                    actor: row.actor.ok_or_else(missing)?,
                    actor_seq: number(row.actor_seq.ok_or_else(missing)?)?,
                    author: owner,
                    received_at: Moment::from_millis(row.received_at.ok_or_else(missing)?),
                };
                changes.push((document, change));
            }
        }
        changes.sort_by_key(|(_, change)| change.seq);
        for (document, change) in changes {
            if let Some(DocumentLookup::Live(state)) = found.get_mut(&document) {
                state.changes.push(change);
            }
        }
        Ok(Some(found))
    }
}

/// Erases one document, unless it is or there is no such department.
async fn erase_one(connection: &mut SqliteConnection, erasure: &Erasure) -> Result<bool> {
    let id = erasure.document.as_bytes().as_slice();
    let before: i64 = sqlx::query_scalar("SELECT count(*) FROM tombstone WHERE document = ?")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    if before > 0 {
        return Ok(false);
    }
    let lives: Option<Grave> = sqlx::query_as(LIVES)
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    let (department, grave) = match lives {
        Some(grave) => (department_id(&grave.department)?, grave),
        None => (erasure.department, Grave::of_unknown(erasure)),
    };
    forget(connection, department, erasure.document).await?;
    // The department's row is locked from here on, as for an append.
    let head: Option<(i64, Vec<u8>)> =
        sqlx::query_as("UPDATE department SET head = head + 1 WHERE id = ? RETURNING head, chain")
            .bind(department.as_bytes().as_slice())
            .fetch_optional(&mut *connection)
            .await?;
    let Some((head, before)) = head else {
        return Ok(false);
    };
    let link = next_chain(&chain(&before)?, "tombstone", erasure.document, None);
    sqlx::query(
        "INSERT INTO log (department, seq, entry, chain, document, received_at)
         VALUES (?, ?, 'tombstone', ?, ?, ?)",
    )
    .bind(department.as_bytes().as_slice())
    .bind(head)
    .bind(link.as_slice())
    .bind(id)
    .bind(erasure.erased_at.millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO tombstone (department, document, collection, seq, erased_at, owner, about, first_seq)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(department.as_bytes().as_slice())
    .bind(id)
    .bind(grave.collection)
    .bind(head)
    .bind(erasure.erased_at.millis())
    .bind(grave.owner)
    .bind(grave.about)
    .bind(grave.first_seq)
    .execute(&mut *connection)
    .await?;
    set_chain(connection, department, &link).await?;
    Ok(true)
}

async fn set_chain(connection: &mut SqliteConnection, department: DepartmentId, chain: &Chain) -> Result<()> {
    sqlx::query("UPDATE department SET chain = ? WHERE id = ?")
        .bind(chain.as_slice())
        .bind(department.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

//! The logs in SQLite.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::SqliteStore;
use crate::store::columns::{
    ErasureColumns, KnownColumns, OutlineColumns, StateColumns, chain, change_hash, department_id,
    document_id, kind, number, packed_heads, packed_proofs, signed, user_id,
};
use crate::store::{
    Append, AppendDocument, Appended, Chain, DocumentState, Erasure, Found, KnownChange, LogStore, Outline,
    Result, next_chain,
};

/// What is known of documents in little memory.
const OUTLINES: &str =
    "SELECT document.id, document.department, document.kind, document.owner, length(bytes) AS bytes
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?))";
/// The names of their changes.
const HASHES: &str = "SELECT log.document, log.hash
     FROM document JOIN log ON log.department = document.department AND log.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?)) AND log.entry = 'change'";
/// Documents as a push needs them.
const STATES: &str =
    "SELECT document.id, document.department, document.kind, document.owner, document.upto, bytes
     FROM document JOIN snapshot
     ON snapshot.department = document.department AND snapshot.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?))";
/// Their changes.
const KNOWN: &str = "SELECT log.document, log.seq, log.hash, log.actor, log.actor_seq, log.author
     FROM document JOIN log ON log.department = document.department AND log.document = document.id
     WHERE document.id IN (SELECT unhex(value) FROM json_each(?)) AND log.entry = 'change'
     ORDER BY log.seq";
/// Those that were erased.
const ERASED: &str =
    "SELECT document FROM tombstone WHERE document IN (SELECT unhex(value) FROM json_each(?))";
/// Where their last entries are.
const STANDING: &str = "SELECT id, upto FROM document WHERE id IN (SELECT unhex(value) FROM json_each(?))";

/// What every push asks, to be held to its indexes.
#[cfg(test)]
pub(super) const HOT: [&str; 6] = [OUTLINES, HASHES, STATES, KNOWN, ERASED, STANDING];

#[async_trait]
impl LogStore for SqliteStore {
    async fn outlines(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, Outline>> {
        let wanted = ids(wanted);
        let mut transaction = self.readers.begin().await?;
        let mut found = erased(&mut transaction, &wanted)
            .await?
            .into_iter()
            .map(|id| (id, Outline::Erased))
            .collect::<BTreeMap<_, _>>();
        let rows: Vec<OutlineColumns> = sqlx::query_as(OUTLINES)
            .bind(&wanted)
            .fetch_all(&mut *transaction)
            .await?;
        transaction.commit().await?;
        for row in rows {
            found.insert(document_id(&row.id)?, row.read()?);
        }
        Ok(found)
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

    async fn documents(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, Found>> {
        let wanted = ids(wanted);
        let mut found = BTreeMap::new();
        let mut transaction = self.readers.begin().await?;
        for id in erased(&mut transaction, &wanted).await? {
            found.insert(id, Found::Erased);
        }
        let rows: Vec<StateColumns> = sqlx::query_as(STATES)
            .bind(&wanted)
            .fetch_all(&mut *transaction)
            .await?;
        let mut states = BTreeMap::new();
        for row in rows {
            let state = DocumentState {
                department: department_id(&row.department)?,
                kind: kind(&row.kind)?,
                owner: user_id(&row.owner)?,
                upto: number(row.upto)?,
                bytes: row.bytes,
                changes: Vec::new(),
            };
            states.insert(document_id(&row.id)?, state);
        }
        let changes: Vec<KnownColumns> = sqlx::query_as(KNOWN)
            .bind(&wanted)
            .fetch_all(&mut *transaction)
            .await?;
        for row in changes {
            if let Some(state) = states.get_mut(&document_id(&row.document)?) {
                state.changes.push(KnownChange {
                    seq: number(row.seq)?,
                    hash: change_hash(&row.hash)?,
                    actor: row.actor,
                    actor_seq: number(row.actor_seq)?,
                    author: user_id(&row.author)?,
                });
            }
        }
        transaction.commit().await?;
        found.extend(states.into_iter().map(|(id, state)| (id, Found::Live(state))));
        Ok(found)
    }

    async fn append(&self, append: &Append) -> Result<Appended> {
        let mut transaction = self.begin().await?;
        if !are_as_seen(&mut transaction, &append.documents).await? {
            return Ok(Appended::Stale);
        }
        // The department's row is locked from here on: numbers are given in the order of commits,
        // so that a reader's cursor never passes a number that becomes visible later.
        let (head, before): (i64, Vec<u8>) =
            sqlx::query_as("UPDATE department SET head = head + ? WHERE id = ? RETURNING head, chain")
                .bind(i64::try_from(append.entries.len()).unwrap_or(i64::MAX))
                .bind(append.department.as_bytes().as_slice())
                .fetch_one(&mut *transaction)
                .await?;
        let head = number(head)?;
        let first = head + 1 - append.entries.len() as u64;
        let link = write_entries(&mut transaction, append, first, chain(&before)?).await?;
        let last: BTreeMap<_, _> = append
            .entries
            .iter()
            .map(|entry| entry.document)
            .zip(first..)
            .collect();
        let documents: Vec<_> = append
            .documents
            .iter()
            .map(|document| {
                let upto = last.get(&document.document).copied().unwrap_or(document.seen);
                (document, upto)
            })
            .collect();
        write_documents(&mut transaction, append, &documents).await?;
        set_chain(&mut transaction, append.department, &link).await?;
        transaction.commit().await?;
        Ok(Appended::Stored {
            first,
            head,
            chain: link,
        })
    }

    async fn erase(&self, erasures: &[Erasure]) -> Result<u64> {
        let mut transaction = self.begin().await?;
        let mut count = 0;
        for erasure in erasures {
            count += u64::from(erase_one(&mut transaction, erasure).await?);
        }
        transaction.commit().await?;
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
    let lives: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT department, collection FROM document WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let (department, collection) = match lives {
        Some((department, collection)) => (department_id(&department)?, collection),
        None => (erasure.department, erasure.collection.key().to_owned()),
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
        "INSERT INTO tombstone (department, document, collection, seq, erased_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(department.as_bytes().as_slice())
    .bind(id)
    .bind(collection)
    .bind(head)
    .bind(erasure.erased_at.millis())
    .execute(&mut *connection)
    .await?;
    set_chain(connection, department, &link).await?;
    Ok(true)
}

/// Takes everything of a document away; its entries in the log keep their numbers and their place
/// in the chain.
async fn forget(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    for statement in [
        "UPDATE log SET entry = 'erased', document = NULL, hash = NULL, actor = NULL, actor_seq = NULL,
                        author = NULL, bytes = NULL, device = NULL, relayed_by = NULL
         WHERE department = ? AND document = ? AND entry = 'change'",
        "DELETE FROM quarantine WHERE department = ? AND document = ?",
        "DELETE FROM photo WHERE department = ? AND document = ?",
    ] {
        sqlx::query(statement)
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    delete_document(connection, department, document).await
}

/// Takes away what is kept beside the log.
pub(super) async fn delete_document(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    for statement in [
        "DELETE FROM actor WHERE department = ? AND document = ?",
        "DELETE FROM snapshot WHERE department = ? AND document = ?",
        "DELETE FROM projection WHERE department = ? AND document = ?",
        "DELETE FROM document WHERE department = ? AND id = ?",
    ] {
        sqlx::query(statement)
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Those of the documents that were erased.
async fn erased(connection: &mut SqliteConnection, wanted: &str) -> Result<Vec<DocumentId>> {
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(ERASED)
        .bind(wanted)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|id| document_id(id)).collect()
}

pub(super) fn ids(ids: &[DocumentId]) -> String {
    let ids: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", hex(id.as_bytes())))
        .collect();
    format!("[{}]", ids.join(","))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Whether each document's last entry is the one that was seen: 0 for a new one, and never for an
/// erased one.
async fn are_as_seen(connection: &mut SqliteConnection, documents: &[AppendDocument]) -> Result<bool> {
    let wanted: Vec<_> = documents.iter().map(|document| document.document).collect();
    let wanted = ids(&wanted);
    if !erased(connection, &wanted).await?.is_empty() {
        return Ok(false);
    }
    let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(STANDING)
        .bind(&wanted)
        .fetch_all(connection)
        .await?;
    let mut there = BTreeMap::new();
    for (id, upto) in rows {
        there.insert(document_id(&id)?, number(upto)?);
    }
    Ok(documents
        .iter()
        .all(|document| there.get(&document.document).copied().unwrap_or(0) == document.seen))
}

/// Most rows that one statement writes. A statement costs a trip to the connection's thread and
/// back, which is dearer than a row.
const ROWS: usize = 64;

/// Up to so many rows are one statement, whatever their number.
const FEW: usize = 8;

/// The rows in portions that are small or whose sizes are powers of two, so that few different
/// statements are prepared.
fn portions<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = match rows.len() {
            few @ 1..=FEW => few,
            many => ROWS.min(1 << many.checked_ilog2()?),
        };
        let (portion, rest) = rows.split_at(size);
        rows = rest;
        Some(portion)
    })
}

/// Writes changes with their numbers from `first` on and returns the chain after them.
async fn write_entries(
    connection: &mut SqliteConnection,
    append: &Append,
    first: u64,
    before: Chain,
) -> Result<Chain> {
    let mut link = before;
    let rows: Vec<_> = (first..)
        .zip(&append.entries)
        .map(|(seq, entry)| {
            link = next_chain(&link, "change", entry.document, Some(entry.hash));
            (seq, entry, link)
        })
        .collect();
    for portion in portions(&rows) {
        QueryBuilder::<Sqlite>::new(
            "INSERT INTO log (entry, department, seq, chain, document, hash, actor, actor_seq, author,
                              bytes, device, relayed_by, received_at) ",
        )
        .push_values(portion, |mut row, (seq, entry, link)| {
            row.push("'change'")
                .push_bind(append.department.as_bytes().as_slice())
                .push_bind(signed(*seq))
                .push_bind(link.as_slice())
                .push_bind(entry.document.as_bytes().as_slice())
                .push_bind(entry.hash.0.as_slice())
                .push_bind(entry.actor.as_slice())
                .push_bind(signed(entry.actor_seq))
                .push_bind(entry.author.as_bytes().as_slice())
                .push_bind(entry.bytes.as_slice())
                .push_bind(append.device.as_bytes().as_slice())
                .push_bind(entry.relayed_by.map(|person| person.as_bytes().to_vec()))
                .push_bind(append.received_at.millis());
        })
        .build()
        .execute(&mut *connection)
        .await?;
    }
    Ok(link)
}

/// Writes what is kept beside the log: each document with the number of its last entry.
pub(in crate::store) async fn write_documents(
    connection: &mut SqliteConnection,
    append: &Append,
    documents: &[(&AppendDocument, u64)],
) -> Result<()> {
    let department = append.department.as_bytes().as_slice();
    for portion in portions(documents) {
        QueryBuilder::<Sqlite>::new("INSERT INTO document (department, id, kind, collection, owner, upto) ")
            .push_values(portion, |mut row, (document, upto)| {
                row.push_bind(department)
                    .push_bind(document.document.as_bytes().as_slice())
                    .push_bind(document.kind.key())
                    .push_bind(document.kind.collection().key())
                    .push_bind(document.owner.as_bytes().as_slice())
                    .push_bind(signed(*upto));
            })
            .push(" ON CONFLICT (department, id) DO UPDATE SET upto = excluded.upto")
            .build()
            .execute(&mut *connection)
            .await?;
    }
    let actors: Vec<_> = documents
        .iter()
        .flat_map(|(document, _)| document.actors.iter().map(|bound| (document.document, bound)))
        .collect();
    for portion in portions(&actors) {
        QueryBuilder::<Sqlite>::new("INSERT INTO actor (department, document, actor, author, device) ")
            .push_values(portion, |mut row, (document, (actor, author))| {
                row.push_bind(department)
                    .push_bind(document.as_bytes().as_slice())
                    .push_bind(actor.as_slice())
                    .push_bind(author.as_bytes().as_slice())
                    .push_bind(append.device.as_bytes().as_slice());
            })
            .build()
            .execute(&mut *connection)
            .await?;
    }
    for portion in portions(documents) {
        QueryBuilder::<Sqlite>::new(
            "INSERT INTO snapshot (department, document, upto, heads, bytes, proofs, received_at) ",
        )
        .push_values(portion, |mut row, (document, upto)| {
            row.push_bind(department)
                .push_bind(document.document.as_bytes().as_slice())
                .push_bind(signed(*upto))
                .push_bind(packed_heads(&document.heads))
                .push_bind(document.bytes.as_slice())
                .push_bind(packed_proofs(&document.proofs))
                .push_bind(append.received_at.millis());
        })
        .push(
            " ON CONFLICT (department, document) DO UPDATE SET upto = excluded.upto,
               heads = excluded.heads, bytes = excluded.bytes, proofs = excluded.proofs,
               received_at = excluded.received_at",
        )
        .build()
        .execute(&mut *connection)
        .await?;
    }
    for portion in portions(documents) {
        QueryBuilder::<Sqlite>::new("INSERT INTO projection (department, document, kind, json) ")
            .push_values(portion, |mut row, (document, _)| {
                row.push_bind(department)
                    .push_bind(document.document.as_bytes().as_slice())
                    .push_bind(document.kind.key())
                    .push_bind(document.projection.as_str());
            })
            .push(" ON CONFLICT (department, document) DO UPDATE SET json = excluded.json")
            .build()
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn set_chain(connection: &mut SqliteConnection, department: DepartmentId, chain: &Chain) -> Result<()> {
    sqlx::query("UPDATE department SET chain = ? WHERE id = ?")
        .bind(chain.as_slice())
        .bind(department.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_all_the_rows_in_order() {
        for count in [0, 1, 2, 3, 5, 8, 9, 63, 64, 65, 500] {
            let rows: Vec<usize> = (0..count).collect();
            let portions: Vec<&[usize]> = portions(&rows).collect();
            assert_eq!(portions.concat(), rows);
            assert!(
                portions
                    .iter()
                    .all(|portion| portion.len() <= FEW || portion.len().is_power_of_two())
            );
        }
    }
}

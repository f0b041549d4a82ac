//! Rows of the logs, written in few statements, and what an append begins from.

use feltbog_shared::id::DocumentId;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::desk::write_index;
use crate::store::at_rest::{ValuePlace, WritingKeys};
use crate::store::columns::{packed_heads, packed_proofs, signed};
use crate::store::{Append, AppendDocument, AppendEntry, Chain, Result};

/// The base of an append: which of its documents were erased, the last entries of the others, and the ends of logs.
pub(super) const APPEND_BASE: &str =
    "SELECT 'erased' AS part, document AS id, NULL AS number, NULL AS chain FROM tombstone
     WHERE document IN (SELECT unhex(value) FROM json_each(?1))
     UNION ALL SELECT 'document', id, upto, NULL FROM document
     WHERE id IN (SELECT unhex(value) FROM json_each(?1))
     UNION ALL SELECT 'department', id, head, chain FROM department
     WHERE id IN (SELECT unhex(value) FROM json_each(?2))";

/// Ids as a list in JSON, each as `unhex` reads it.
pub(super) fn ids(ids: &[DocumentId]) -> String {
    let ids: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", hex(id.as_bytes())))
        .collect();
    format!("[{}]", ids.join(","))
}

/// Bytes as `unhex` reads them.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

/// Most rows that one statement writes. A statement costs a trip to the connection's thread and
/// back, which is dearer than a row.
const ROWS: usize = 64;

/// Up to so many rows are one statement, whatever their number.
const FEW: usize = 8;

/// The rows in portions that are small or whose sizes are powers of two, so that few different
/// statements are prepared.
pub(super) fn portions<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
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

/// Writes changes, each with its number and the chain at it.
pub(super) async fn write_entries(
    connection: &mut SqliteConnection,
    rows: &[(&Append, &AppendEntry, u64, Chain)],
    keys: &WritingKeys,
) -> Result<()> {
    let mut sealed = Vec::with_capacity(rows.len());
    for (append, entry, seq, link) in rows {
        let bytes = keys.seal(entry.document, ValuePlace::Log(*seq), &entry.bytes)?;
        sealed.push((*append, *entry, *seq, link, bytes));
    }
    for portion in portions(&sealed) {
        QueryBuilder::<Sqlite>::new(
            "INSERT INTO log (entry, department, seq, chain, document, hash, actor, actor_seq, author,
                              bytes, device, relayed_by, is_returned, received_at) ",
        )
        .push_values(portion, |mut row, (append, entry, seq, link, bytes)| {
            row.push("'change'")
                .push_bind(append.department.as_bytes().as_slice())
                .push_bind(signed(*seq))
                .push_bind(link.as_slice())
                .push_bind(entry.document.as_bytes().as_slice())
                .push_bind(entry.hash.0.as_slice())
                .push_bind(entry.actor.as_slice())
                .push_bind(signed(entry.actor_seq))
                .push_bind(entry.author.as_bytes().as_slice())
                .push_bind(&**bytes)
                .push_bind(append.device.as_bytes().as_slice())
                .push_bind(entry.relayed_by.map(|person| person.as_bytes().to_vec()))
                .push_bind(entry.is_returned)
                .push_bind(append.received_at.millis());
        })
        .build()
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Writes what is kept beside the log: each document with the number of its last entry.
pub(in crate::store) async fn write_documents(
    connection: &mut SqliteConnection,
    documents: &[(&Append, &AppendDocument, u64)],
    keys: &WritingKeys,
) -> Result<()> {
    for portion in portions(documents) {
        QueryBuilder::<Sqlite>::new("INSERT INTO document (department, id, kind, collection, owner, upto) ")
            .push_values(portion, |mut row, (append, document, upto)| {
                row.push_bind(append.department.as_bytes().as_slice())
                    .push_bind(document.document.as_bytes().as_slice())
                    .push_bind(document.kind.key())
                    .push_bind(document.kind.collection().key())
                    .push_bind(document.owner.as_bytes().as_slice())
                    .push_bind(signed(*upto));
            })
            .push(" ON CONFLICT (department, id) DO UPDATE SET upto = excluded.upto, owner = excluded.owner")
            .build()
            .execute(&mut *connection)
            .await?;
    }
    let actors: Vec<_> = documents
        .iter()
        .flat_map(|(append, document, _)| {
            let id = document.document;
            document.actors.iter().map(move |bound| (*append, id, bound))
        })
        .collect();
    for portion in portions(&actors) {
        QueryBuilder::<Sqlite>::new("INSERT INTO actor (department, document, actor, author, device) ")
            .push_values(portion, |mut row, (append, document, (actor, author))| {
                row.push_bind(append.department.as_bytes().as_slice())
                    .push_bind(document.as_bytes().as_slice())
                    .push_bind(actor.as_slice())
                    .push_bind(author.as_bytes().as_slice())
                    .push_bind(append.device.as_bytes().as_slice());
            })
            .build()
            .execute(&mut *connection)
            .await?;
    }
    let mut sealed = Vec::with_capacity(documents.len());
    for (append, document, upto) in documents {
        let bytes = keys.seal(document.document, ValuePlace::Snapshot(*upto), &document.bytes)?;
        sealed.push((*append, *document, *upto, bytes));
    }
    for portion in portions(&sealed) {
        QueryBuilder::<Sqlite>::new(
            "INSERT INTO snapshot (department, document, upto, heads, bytes, proofs, received_at) ",
        )
        .push_values(portion, |mut row, (append, document, upto, bytes)| {
            row.push_bind(append.department.as_bytes().as_slice())
                .push_bind(document.document.as_bytes().as_slice())
                .push_bind(signed(*upto))
                .push_bind(packed_heads(&document.heads))
                .push_bind(&**bytes)
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
            .push_values(portion, |mut row, (append, document, _)| {
                row.push_bind(append.department.as_bytes().as_slice())
                    .push_bind(document.document.as_bytes().as_slice())
                    .push_bind(document.kind.key())
                    .push_bind(document.projection.as_str());
            })
            .push(" ON CONFLICT (department, document) DO UPDATE SET json = excluded.json")
            .build()
            .execute(&mut *connection)
            .await?;
    }
    let rows: Vec<_> = documents
        .iter()
        .map(|(append, document, _)| document.indexed(append.department))
        .collect();
    write_index(connection, &rows).await
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

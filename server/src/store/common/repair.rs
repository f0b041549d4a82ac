//! The raw rows, and the writes that put them right.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use sqlx::QueryBuilder;

use super::at_rest::{wrapped_key, writing_keys};
use super::desk::{read_index, write_index};
use super::dialect::{Database, DatabaseConnection, DatabaseStore, note_department, retry};
use super::erasure::delete_document;
use super::upkeep::{lock, put_aside};
use crate::store::at_rest::{DocumentPlace, ValuePlace, WritingKeys, open_value};
use crate::store::columns::{department_id, document_id, number, packed_heads, packed_proofs, signed};
use crate::store::{
    IndexedRecord, RawDepartment, RawEntry, RawRecord, RebuiltDocument, RechainLog, Repair, RepairStore,
    RepairedEntry, Result,
};

/// Most rows that one statement writes.
const ROWS: usize = 64;

#[async_trait]
impl RepairStore for DatabaseStore {
    async fn integrity(&self) -> Result<Vec<String>> {
        self.check_integrity().await
    }

    async fn raw_departments(&self) -> Result<Vec<RawDepartment>> {
        let rows: Vec<(Vec<u8>, String, i64, Vec<u8>)> =
            sqlx::query_as("SELECT id, name, head, chain FROM department ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        let read = |(id, name, head, chain): (Vec<u8>, _, _, _)| {
            let id = department_id(&id)?;
            Ok(RawDepartment {
                id,
                name,
                head,
                chain,
            })
        };
        rows.into_iter().map(read).collect()
    }

    async fn raw_log(&self, department: DepartmentId, after: i64, limit: u32) -> Result<Vec<RawEntry>> {
        Ok(sqlx::query_as(
            "SELECT seq, entry, chain, document, hash, actor, actor_seq, author, NULL AS bytes,
                    device, received_at
             FROM log WHERE department = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?)
    }

    async fn raw_ids(
        &self,
        department: DepartmentId,
        after: Option<&[u8]>,
        limit: u32,
    ) -> Result<Vec<Vec<u8>>> {
        Ok(sqlx::query_scalar(
            "SELECT * FROM (SELECT id FROM document WHERE department = $1 AND id > $2
                            ORDER BY id LIMIT $3) AS documents
             UNION
             SELECT * FROM (SELECT document FROM snapshot WHERE department = $1 AND document > $2
                            ORDER BY document LIMIT $3) AS snapshots
             UNION
             SELECT * FROM (SELECT document FROM projection WHERE department = $1 AND document > $2
                            ORDER BY document LIMIT $3) AS projections
             UNION
             SELECT * FROM (SELECT DISTINCT document FROM actor WHERE department = $1 AND document > $2
                            ORDER BY document LIMIT $3) AS actors
             UNION
             SELECT * FROM (SELECT document FROM tombstone WHERE department = $1 AND document > $2
                            ORDER BY document LIMIT $3) AS tombstones
             UNION
             SELECT * FROM (SELECT DISTINCT document FROM log
                            WHERE department = $1 AND document > $2 AND entry = 'change'
                            ORDER BY document LIMIT $3) AS changes
             ORDER BY 1 LIMIT $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?)
    }

    async fn raw_record(&self, department: DepartmentId, document: DocumentId) -> Result<RawRecord> {
        let key = (department.as_bytes().as_slice(), document.as_bytes().as_slice());
        let place = DocumentPlace { department, document };
        let department_key = self.department_key(department).await?;
        let mut transaction = self.look().await?;
        let wrapped = wrapped_key(&mut transaction, place).await?;
        let mut record = RawRecord {
            document: sqlx::query_as(
                "SELECT kind, collection, owner, upto FROM document WHERE department = $1 AND id = $2",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            entries: sqlx::query_as(
                "SELECT seq, entry, chain, document, hash, actor, actor_seq, author, bytes, device, received_at
                 FROM log WHERE department = $1 AND document = $2 AND entry = 'change' ORDER BY seq",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_all(&mut *transaction)
            .await?,
            snapshot: sqlx::query_as(
                "SELECT upto, heads, bytes, proofs, received_at FROM snapshot
                 WHERE department = $1 AND document = $2",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            projection: sqlx::query_as(
                "SELECT kind, json FROM projection WHERE department = $1 AND document = $2",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            index: read_index(&mut transaction, department, document).await?,
            actors: sqlx::query_as(
                "SELECT actor, author FROM actor WHERE department = $1 AND document = $2 ORDER BY actor",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_all(&mut *transaction)
            .await?,
            tombstone: sqlx::query_as(
                "SELECT collection, seq FROM tombstone WHERE department = $1 AND document = $2",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
        };
        transaction.commit().await?;
        // A value that cannot be decrypted stays as it is: it is found to be damaged.
        let open = |value: ValuePlace, bytes: &mut Vec<u8>| {
            let opened = open_value(
                department_key.as_deref(),
                document,
                wrapped.as_deref(),
                value,
                bytes.clone(),
            );
            match opened {
                Ok(opened) => *bytes = opened,
                Err(error) => tracing::error!(%document, ?value, %error, "a value cannot be decrypted"),
            }
        };
        for entry in &mut record.entries {
            if let (Ok(seq), Some(bytes)) = (number(entry.seq), &mut entry.bytes) {
                open(ValuePlace::Log(seq), bytes);
            }
        }
        if let Some(snapshot) = &mut record.snapshot
            && let Ok(upto) = number(snapshot.upto)
        {
            open(ValuePlace::Snapshot(upto), &mut snapshot.bytes);
        }
        Ok(record)
    }

    async fn repair(&self, repair: &Repair) -> Result<bool> {
        let place = DocumentPlace {
            department: repair.department,
            document: repair.document,
        };
        self.made_department_key(repair.department).await?;
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Whoever adds to the log holds the department's row. It is not enough to hold the
            // document's: it may be what is missing.
            lock(&mut transaction, repair.department).await?;
            let seen: Vec<i64> = sqlx::query_scalar(
                "SELECT seq FROM log WHERE department = $1 AND document = $2 AND entry = 'change'
                 ORDER BY seq",
            )
            .bind(repair.department.as_bytes().as_slice())
            .bind(repair.document.as_bytes().as_slice())
            .fetch_all(&mut *transaction)
            .await?;
            if !seen.into_iter().eq(repair.seen.iter().copied().map(signed)) {
                transaction.rollback().await?;
                return Ok(false);
            }
            // First what goes, so that what takes its name is not refused.
            for seq in &repair.left_out {
                leave_out(&mut transaction, repair.department, *seq).await?;
            }
            let keys = writing_keys(&mut transaction, &self.at_rest, &[place], &BTreeSet::new()).await?;
            for entry in &repair.entries {
                write_entry(&mut transaction, place, entry, &keys).await?;
            }
            put_aside(&mut transaction, &self.at_rest, &repair.aside).await?;
            delete_document(&mut transaction, repair.department, repair.document).await?;
            if let Some(kept) = &repair.kept {
                write_kept(&mut transaction, place, kept, &keys).await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn compactable(
        &self,
        department: DepartmentId,
        after: u64,
        before: Moment,
        limit: u32,
    ) -> Result<Vec<(u64, Option<DocumentId>)>> {
        let rows: Vec<(i64, i64, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT seq, received_at, CASE WHEN entry = 'change' AND length(bytes) > 0 THEN document END
             FROM log WHERE department = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(signed(after))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .take_while(|(_, received_at, _)| *received_at < before.millis())
            .map(|(seq, _, document)| {
                let document = document.as_deref().map(document_id).transpose()?;
                Ok((number(seq)?, document))
            })
            .collect()
    }

    async fn compact(
        &self,
        department: DepartmentId,
        document: DocumentId,
        before: Moment,
        snapshot: &[u8],
    ) -> Result<u64> {
        let key = self.department_key(department).await?;
        let place = DocumentPlace { department, document };
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Whoever puts the document right holds the department's row.
            lock(&mut transaction, department).await?;
            let kept: Option<(i64, Vec<u8>)> =
                sqlx::query_as("SELECT upto, bytes FROM snapshot WHERE department = $1 AND document = $2")
                    .bind(department.as_bytes().as_slice())
                    .bind(document.as_bytes().as_slice())
                    .fetch_optional(&mut *transaction)
                    .await?;
            let wrapped = wrapped_key(&mut transaction, place).await?;
            let is_seen = match kept {
                Some((upto, bytes)) => {
                    let value = ValuePlace::Snapshot(number(upto)?);
                    open_value(key.as_deref(), document, wrapped.as_deref(), value, bytes)? == snapshot
                }
                None => false,
            };
            if !is_seen {
                transaction.rollback().await?;
                return Ok(0);
            }
            let done = sqlx::query(
                "UPDATE log SET bytes = $4
                 WHERE department = $1 AND document = $2 AND entry = 'change' AND received_at < $3
                   AND length(log.bytes) > 0",
            )
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(before.millis())
            .bind([0_u8; 0].as_slice())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
            transaction.commit().await?;
            Ok(done)
        })
        .await
    }

    async fn rechain_log(&self, rechain_log: &RechainLog) -> Result<bool> {
        let department = rechain_log.department.as_bytes().as_slice();
        let no_chain = [0_u8; 32];
        retry(|| async {
            let mut transaction = self.begin().await?;
            let raised = sqlx::query(
                "UPDATE department SET head = $1, chain = $2, epoch = epoch + 1 WHERE id = $3 AND head = $4",
            )
            .bind(signed(rechain_log.head.0))
            .bind(rechain_log.head.1.as_slice())
            .bind(department)
            .bind(rechain_log.seen)
            .execute(&mut *transaction)
            .await?;
            if raised.rows_affected() == 0 {
                transaction.rollback().await?;
                return Ok(false);
            }
            for missing in rechain_log.missing.chunks(ROWS) {
                QueryBuilder::<Database>::new(
                    "INSERT INTO log (department, seq, entry, chain, received_at) ",
                )
                .push_values(missing, |mut row, seq| {
                    row.push_bind(department)
                        .push_bind(signed(*seq))
                        .push("'erased'")
                        .push_bind(no_chain.as_slice())
                        .push_bind(rechain_log.now.millis());
                })
                .build()
                .execute(&mut *transaction)
                .await?;
            }
            for chains in rechain_log.chains.chunks(ROWS) {
                QueryBuilder::<Database>::new("WITH repaired (seq, chain) AS (")
                    .push_values(chains, |mut row, (seq, chain)| {
                        row.push_bind(signed(*seq)).push_bind(chain.as_slice());
                    })
                    .push(
                        ") UPDATE log SET chain = repaired.chain FROM repaired
                         WHERE log.seq = repaired.seq AND log.department = ",
                    )
                    .push_bind(department)
                    .build()
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn raise_epoch(&self, department: DepartmentId) -> Result<()> {
        retry(|| async {
            sqlx::query("UPDATE department SET epoch = epoch + 1 WHERE id = $1")
                .bind(department.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(())
        })
        .await
    }

    async fn unbury(&self, department: DepartmentId, document: DocumentId) -> Result<()> {
        retry(|| async {
            sqlx::query("DELETE FROM tombstone WHERE department = $1 AND document = $2")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(())
        })
        .await
    }
}

async fn leave_out(connection: &mut DatabaseConnection, department: DepartmentId, seq: u64) -> Result<()> {
    sqlx::query(
        "UPDATE log SET entry = 'erased', document = NULL, hash = NULL, actor = NULL, actor_seq = NULL,
                        author = NULL, bytes = NULL, device = NULL, relayed_by = NULL
         WHERE department = $1 AND seq = $2",
    )
    .bind(department.as_bytes().as_slice())
    .bind(signed(seq))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_entry(
    connection: &mut DatabaseConnection,
    place: DocumentPlace,
    entry: &RepairedEntry,
    keys: &WritingKeys,
) -> Result<()> {
    let bytes = keys.seal(place.document, ValuePlace::Log(entry.seq), &entry.bytes)?;
    sqlx::query(
        "UPDATE log SET hash = $1, actor = $2, actor_seq = $3, author = $4, bytes = $5
         WHERE department = $6 AND seq = $7",
    )
    .bind(entry.hash.0.as_slice())
    .bind(&entry.actor)
    .bind(signed(entry.actor_seq))
    .bind(entry.author.as_bytes().as_slice())
    .bind(&*bytes)
    .bind(place.department.as_bytes().as_slice())
    .bind(signed(entry.seq))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_kept(
    connection: &mut DatabaseConnection,
    place: DocumentPlace,
    kept: &RebuiltDocument,
    keys: &WritingKeys,
) -> Result<()> {
    let DocumentPlace { department, document } = place;
    note_department(connection, department, document).await?;
    let bytes = keys.seal(document, ValuePlace::Snapshot(kept.upto), &kept.bytes)?;
    let (department, id) = (department.as_bytes().as_slice(), document.as_bytes().as_slice());
    sqlx::query(
        "INSERT INTO document (department, id, kind, collection, owner, upto) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(department)
    .bind(id)
    .bind(kept.kind.key())
    .bind(kept.kind.collection().key())
    .bind(kept.owner.as_bytes().as_slice())
    .bind(signed(kept.upto))
    .execute(&mut *connection)
    .await?;
    for (actor, author, device) in &kept.actors {
        sqlx::query(
            "INSERT INTO actor (department, document, actor, author, device) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(department)
        .bind(id)
        .bind(actor)
        .bind(author.as_bytes().as_slice())
        .bind(device.map(|device| device.as_bytes().to_vec()))
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query(
        "INSERT INTO snapshot (department, document, upto, heads, bytes, proofs, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(department)
    .bind(id)
    .bind(signed(kept.upto))
    .bind(packed_heads(&kept.heads))
    .bind(&*bytes)
    .bind(packed_proofs(&kept.proofs))
    .bind(kept.received_at.millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO projection (department, document, kind, json) VALUES ($1, $2, $3, $4)")
        .bind(department)
        .bind(id)
        .bind(kept.kind.key())
        .bind(&kept.projection)
        .execute(&mut *connection)
        .await?;
    write_index(
        connection,
        &[IndexedRecord {
            department: place.department,
            document,
            kind: kept.kind,
            owner: kept.owner,
            index: kept.index.clone(),
        }],
    )
    .await
}

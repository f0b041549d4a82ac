//! The raw rows in SQLite, and what puts them right.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::log::delete_document;
use super::upkeep::put_aside;
use crate::store::columns::{department_id, document_id, number, packed_heads, packed_proofs, signed};
use crate::store::{
    RawDepartment, RawEntry, RawRecord, RebuiltDocument, RechainLog, Repair, RepairStore, RepairedEntry,
    Result,
};

#[async_trait]
impl RepairStore for SqliteStore {
    async fn integrity(&self) -> Result<Vec<String>> {
        let mut found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(&self.readers)
            .await?;
        found.retain(|line| line != "ok");
        let foreign: Vec<(String, Option<i64>, String, i64)> = sqlx::query_as("PRAGMA foreign_key_check")
            .fetch_all(&self.readers)
            .await?;
        let line = |(table, row, parent, _): (String, Option<i64>, String, i64)| {
            format!(
                "a row of {table} has nothing in {parent} (row {})",
                row.unwrap_or_default()
            )
        };
        found.extend(foreign.into_iter().map(line));
        Ok(found)
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
            "SELECT seq, entry, chain, document, hash, actor, actor_seq, author, NULL AS bytes, device, received_at
             FROM log WHERE department = ? AND seq > ? ORDER BY seq LIMIT ?",
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
            "SELECT * FROM (SELECT id FROM document WHERE department = ?1 AND id > ?2 ORDER BY id LIMIT ?3)
             UNION
             SELECT * FROM (SELECT document FROM snapshot WHERE department = ?1 AND document > ?2
                            ORDER BY document LIMIT ?3)
             UNION
             SELECT * FROM (SELECT document FROM projection WHERE department = ?1 AND document > ?2
                            ORDER BY document LIMIT ?3)
             UNION
             SELECT * FROM (SELECT DISTINCT document FROM actor WHERE department = ?1 AND document > ?2
                            ORDER BY document LIMIT ?3)
             UNION
             SELECT * FROM (SELECT document FROM tombstone WHERE department = ?1 AND document > ?2
                            ORDER BY document LIMIT ?3)
             UNION
             SELECT * FROM (SELECT DISTINCT document FROM log
                            WHERE department = ?1 AND document > ?2 AND entry = 'change'
                            ORDER BY document LIMIT ?3)
             ORDER BY 1 LIMIT ?3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?)
    }

    async fn raw_record(&self, department: DepartmentId, document: DocumentId) -> Result<RawRecord> {
        let key = (department.as_bytes().as_slice(), document.as_bytes().as_slice());
        let mut transaction = self.lookers.begin().await?;
        let record = RawRecord {
            document: sqlx::query_as(
                "SELECT kind, collection, owner, upto FROM document WHERE department = ? AND id = ?",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            entries: sqlx::query_as(
                "SELECT seq, entry, chain, document, hash, actor, actor_seq, author, bytes, device, received_at
                 FROM log WHERE department = ? AND document = ? AND entry = 'change' ORDER BY seq",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_all(&mut *transaction)
            .await?,
            snapshot: sqlx::query_as(
                "SELECT upto, heads, bytes, proofs, received_at FROM snapshot WHERE department = ? AND document = ?",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            projection: sqlx::query_as(
                "SELECT kind, json FROM projection WHERE department = ? AND document = ?",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
            actors: sqlx::query_as(
                "SELECT actor, author FROM actor WHERE department = ? AND document = ? ORDER BY actor",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_all(&mut *transaction)
            .await?,
            tombstone: sqlx::query_as(
                "SELECT collection, seq FROM tombstone WHERE department = ? AND document = ?",
            )
            .bind(key.0)
            .bind(key.1)
            .fetch_optional(&mut *transaction)
            .await?,
        };
        transaction.commit().await?;
        Ok(record)
    }

    async fn repair(&self, repair: &Repair) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let seen: Vec<i64> = sqlx::query_scalar(
            "SELECT seq FROM log WHERE department = ? AND document = ? AND entry = 'change' ORDER BY seq",
        )
        .bind(repair.department.as_bytes().as_slice())
        .bind(repair.document.as_bytes().as_slice())
        .fetch_all(&mut *transaction)
        .await?;
        if !seen.into_iter().eq(repair.seen.iter().copied().map(signed)) {
            return Ok(false);
        }
        // First what goes, so that what takes its name is not refused.
        for seq in &repair.left_out {
            leave_out(&mut transaction, repair.department, *seq).await?;
        }
        for entry in &repair.entries {
            write_entry(&mut transaction, repair.department, entry).await?;
        }
        put_aside(&mut transaction, &repair.aside).await?;
        delete_document(&mut transaction, repair.department, repair.document).await?;
        if let Some(kept) = &repair.kept {
            write_kept(&mut transaction, repair.department, repair.document, kept).await?;
        }
        transaction.commit().await?;
        Ok(true)
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
             FROM log WHERE department = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
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
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE log SET bytes = x''
             WHERE department = ?1 AND document = ?2 AND entry = 'change' AND received_at < ?3
               AND length(log.bytes) > 0 AND EXISTS (
                 SELECT 1 FROM snapshot
                 WHERE snapshot.department = ?1 AND snapshot.document = ?2 AND snapshot.bytes = ?4)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(before.millis())
        .bind(snapshot)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        Ok(done)
    }

    async fn rechain_log(&self, rechain_log: &RechainLog) -> Result<bool> {
        let department = rechain_log.department.as_bytes().as_slice();
        let mut transaction = self.begin().await?;
        let raised = sqlx::query(
            "UPDATE department SET head = ?, chain = ?, epoch = epoch + 1 WHERE id = ? AND head = ?",
        )
        .bind(signed(rechain_log.head.0))
        .bind(rechain_log.head.1.as_slice())
        .bind(department)
        .bind(rechain_log.seen)
        .execute(&mut *transaction)
        .await?;
        if raised.rows_affected() == 0 {
            return Ok(false);
        }
        for seq in &rechain_log.missing {
            sqlx::query(
                "INSERT INTO log (department, seq, entry, chain, received_at)
                 VALUES (?, ?, 'erased', zeroblob(32), ?)",
            )
            .bind(department)
            .bind(signed(*seq))
            .bind(rechain_log.now.millis())
            .execute(&mut *transaction)
            .await?;
        }
        for (seq, chain) in &rechain_log.chains {
            sqlx::query("UPDATE log SET chain = ? WHERE department = ? AND seq = ?")
                .bind(chain.as_slice())
                .bind(department)
                .bind(signed(*seq))
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn raise_epoch(&self, department: DepartmentId) -> Result<()> {
        sqlx::query("UPDATE department SET epoch = epoch + 1 WHERE id = ?")
            .bind(department.as_bytes().as_slice())
            .execute(&self.writers)
            .await?;
        Ok(())
    }

    async fn unbury(&self, department: DepartmentId, document: DocumentId) -> Result<()> {
        sqlx::query("DELETE FROM tombstone WHERE department = ? AND document = ?")
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .execute(&self.writers)
            .await?;
        Ok(())
    }
}

async fn leave_out(connection: &mut SqliteConnection, department: DepartmentId, seq: u64) -> Result<()> {
    sqlx::query(
        "UPDATE log SET entry = 'erased', document = NULL, hash = NULL, actor = NULL, actor_seq = NULL,
                        author = NULL, bytes = NULL, device = NULL, relayed_by = NULL
         WHERE department = ? AND seq = ?",
    )
    .bind(department.as_bytes().as_slice())
    .bind(signed(seq))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_entry(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    entry: &RepairedEntry,
) -> Result<()> {
    sqlx::query(
        "UPDATE log SET hash = ?, actor = ?, actor_seq = ?, author = ?, bytes = ?
         WHERE department = ? AND seq = ?",
    )
    .bind(entry.hash.0.as_slice())
    .bind(&entry.actor)
    .bind(signed(entry.actor_seq))
    .bind(entry.author.as_bytes().as_slice())
    .bind(&entry.bytes)
    .bind(department.as_bytes().as_slice())
    .bind(signed(entry.seq))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_kept(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    document: DocumentId,
    kept: &RebuiltDocument,
) -> Result<()> {
    let (department, id) = (department.as_bytes().as_slice(), document.as_bytes().as_slice());
    sqlx::query(
        "INSERT INTO document (department, id, kind, collection, owner, upto) VALUES (?, ?, ?, ?, ?, ?)",
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
        sqlx::query("INSERT INTO actor (department, document, actor, author, device) VALUES (?, ?, ?, ?, ?)")
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
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(department)
    .bind(id)
    .bind(signed(kept.upto))
    .bind(packed_heads(&kept.heads))
    .bind(&kept.bytes)
    .bind(packed_proofs(&kept.proofs))
    .bind(kept.received_at.millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO projection (department, document, kind, json) VALUES (?, ?, ?, ?)")
        .bind(department)
        .bind(id)
        .bind(kept.kind.key())
        .bind(&kept.projection)
        .execute(connection)
        .await?;
    Ok(())
}

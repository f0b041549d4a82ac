//! Quarantine and counts, in SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use async_trait::async_trait;
use sqlx::SqliteConnection;

use super::SqliteStore;
use crate::store::columns::{QuarantineColumns, department_id, number, user_id};
use crate::store::{QUARANTINE_DEPARTMENT, QUARANTINE_PERSON, Quarantined, Result, UpkeepStore, Usage};

#[async_trait]
impl UpkeepStore for SqliteStore {
    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()> {
        let mut transaction = self.begin().await?;
        put_aside(&mut transaction, refused).await?;
        Ok(transaction.commit().await?)
    }

    async fn quarantined(&self, after: i64, limit: u32) -> Result<Vec<(i64, Quarantined)>> {
        sqlx::query_as::<_, QuarantineColumns>("SELECT * FROM quarantine WHERE id > ? ORDER BY id LIMIT ?")
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await?
            .into_iter()
            .map(QuarantineColumns::read)
            .collect()
    }

    async fn drop_quarantined(&self, number: i64) -> Result<bool> {
        let dropped = sqlx::query("DELETE FROM quarantine WHERE id = ?")
            .bind(number)
            .execute(&self.writer)
            .await?;
        let is_dropped = dropped.rows_affected() > 0;
        if is_dropped {
            self.cut_log().await?;
        }
        Ok(is_dropped)
    }

    async fn usage(&self) -> Result<Vec<Usage>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = sqlx::query_as(
            "SELECT department, author, SUM(length(bytes)) FROM log
             WHERE entry = 'change' AND bytes IS NOT NULL GROUP BY department, author
             UNION ALL
             SELECT photo.department, device.person, SUM(length(photo.bytes))
             FROM photo JOIN device ON device.id = photo.device GROUP BY photo.department, device.person",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|(department, person, bytes)| {
                Ok(Usage {
                    department: department_id(department)?,
                    person: user_id(person)?,
                    bytes: number(*bytes)?,
                })
            })
            .collect()
    }

    async fn row_counts(&self) -> Result<BTreeMap<String, u64>> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut counts = BTreeMap::new();
        for table in tables {
            // The names come from the schema itself.
            let question = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
            let count: i64 = sqlx::query_scalar(question).fetch_one(&self.readers).await?;
            counts.insert(table, number(count)?);
        }
        Ok(counts)
    }

    async fn dump(&self, to: &Path) -> Result<()> {
        sqlx::query("VACUUM INTO ?")
            .bind(to.to_string_lossy().as_ref())
            .execute(&self.readers)
            .await?;
        Ok(())
    }
}

/// Keeps refused bytes, the newest.
pub(super) async fn put_aside(connection: &mut SqliteConnection, refused: &[Quarantined]) -> Result<()> {
    let mut senders = BTreeSet::new();
    for one in refused {
        senders.insert((one.department, one.person));
        sqlx::query(
            "INSERT INTO quarantine (department, document, kind, reason, bytes, person, device, received_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(one.department.as_bytes().as_slice())
        .bind(one.document.as_bytes().as_slice())
        .bind(one.kind.key())
        .bind(one.reason.as_str())
        .bind(&one.bytes)
        .bind(one.person.as_bytes().as_slice())
        .bind(one.device.as_bytes().as_slice())
        .bind(one.received_at.millis())
        .execute(&mut *connection)
        .await?;
    }
    for (department, person) in senders {
        sqlx::query(
            "DELETE FROM quarantine WHERE department = ?1 AND person = ?2 AND id NOT IN
             (SELECT id FROM quarantine WHERE department = ?1 AND person = ?2 ORDER BY id DESC LIMIT ?3)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(person.as_bytes().as_slice())
        .bind(i64::from(QUARANTINE_PERSON))
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "DELETE FROM quarantine WHERE department = ?1 AND id NOT IN
             (SELECT id FROM quarantine WHERE department = ?1 ORDER BY id DESC LIMIT ?2)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(i64::from(QUARANTINE_DEPARTMENT))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

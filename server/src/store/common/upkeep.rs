//! Refused changes that are put aside, counts of bytes and rows, and copies of the database.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use async_trait::async_trait;
use feltbog_shared::id::DepartmentId;

use super::dialect::{DatabaseConnection, DatabaseStore, TABLES, retry};
use crate::store::at_rest::AtRest;
use crate::store::columns::{QuarantineColumns, department_id, number, user_id};
use crate::store::upkeep::USAGE;
use crate::store::{Quarantined, Result, UpkeepStore, Usage};

#[async_trait]
impl UpkeepStore for DatabaseStore {
    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()> {
        for department in refused.iter().map(|one| one.department).collect::<BTreeSet<_>>() {
            self.made_department_key(department).await?;
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            put_aside(&mut transaction, &self.at_rest, refused).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn quarantined(&self, after: i64, limit: u32) -> Result<Vec<(i64, Quarantined)>> {
        let rows: Vec<QuarantineColumns> =
            sqlx::query_as("SELECT * FROM quarantine WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, mut refused) = row.read()?;
            if let Some(key) = self.department_key(refused.department).await? {
                refused.bytes = key.open_refused(refused.document, refused.bytes);
            }
            found.push((id, refused));
        }
        Ok(found)
    }

    async fn quarantine_size(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM quarantine")
            .fetch_one(&self.readers)
            .await?;
        number(count)
    }

    async fn drop_quarantined(&self, number: i64) -> Result<bool> {
        let is_dropped = retry(|| async {
            let dropped = sqlx::query("DELETE FROM quarantine WHERE id = $1")
                .bind(number)
                .execute(&self.writers)
                .await?;
            Ok(dropped.rows_affected() > 0)
        })
        .await?;
        if is_dropped {
            self.scrub_erased().await?;
        }
        Ok(is_dropped)
    }

    async fn usage(&self) -> Result<Vec<Usage>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = sqlx::query_as(USAGE).fetch_all(&self.readers).await?;
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
        let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&self.readers).await?;
        let mut counts = BTreeMap::new();
        for table in tables {
            // The names come from the database itself.
            let question = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
            let count: i64 = sqlx::query_scalar(question).fetch_one(&self.readers).await?;
            counts.insert(table, number(count)?);
        }
        Ok(counts)
    }

    async fn dump(&self, to: &Path) -> Result<()> {
        self.dump_to(to).await
    }
}

/// Keeps refused bytes.
pub(super) async fn put_aside(
    connection: &mut DatabaseConnection,
    at_rest: &AtRest,
    refused: &[Quarantined],
) -> Result<()> {
    for one in refused {
        let bytes: Cow<'_, [u8]> = match (at_rest.known(one.department), at_rest.random()) {
            (Some(key), Some(random)) => Cow::Owned(key.seal_refused(random, one.document, &one.bytes)?),
            _ => Cow::Borrowed(one.bytes.as_slice()),
        };
        sqlx::query(
            "INSERT INTO quarantine (department, document, kind, reason, bytes, person, device, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(one.department.as_bytes().as_slice())
        .bind(one.document.as_bytes().as_slice())
        .bind(one.kind.key())
        .bind(one.reason.as_str())
        .bind(&*bytes)
        .bind(one.person.as_bytes().as_slice())
        .bind(one.device.as_bytes().as_slice())
        .bind(one.received_at.millis())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Holds the department's row until the end of the transaction.
pub(super) async fn lock(connection: &mut DatabaseConnection, department: DepartmentId) -> Result<()> {
    sqlx::query(concat!(
        "SELECT id FROM department WHERE id = $1",
        for_update!("department")
    ))
    .bind(department.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

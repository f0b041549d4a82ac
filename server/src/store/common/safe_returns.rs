//! Announcements of when people will be out of a home.

use async_trait::async_trait;
use feltbog_shared::id::{SafeReturnId, UserId};
use feltbog_shared::moment::Moment;
use sqlx::FromRow;

use super::dialect::{DatabaseStore, retry};
use crate::store::columns::{department_id, user_id};
use crate::store::safe_returns::{SafeReturnRow, SafeReturnStore};
use crate::store::{Result, StoreError};

/// The columns of an announcement.
#[derive(FromRow)]
struct ReturnColumns {
    id: Vec<u8>,
    department: Vec<u8>,
    person: Vec<u8>,
    colleague: Vec<u8>,
    out_by: i64,
    home: Vec<u8>,
    told: i64,
}

impl ReturnColumns {
    fn read(self) -> Result<SafeReturnRow> {
        Ok(SafeReturnRow {
            id: SafeReturnId::from_slice(&self.id).ok_or(StoreError::Corrupt("announcement id"))?,
            department: department_id(&self.department)?,
            person: user_id(&self.person)?,
            colleague: user_id(&self.colleague)?,
            out_by: Moment::from_millis(self.out_by),
            home: self.home,
            told: u8::try_from(self.told).map_err(|_| StoreError::Corrupt("stage of an announcement"))?,
        })
    }
}

#[async_trait]
impl SafeReturnStore for DatabaseStore {
    async fn announce_return(&self, row: &SafeReturnRow) -> Result<bool> {
        retry(|| async {
            let kept = sqlx::query(
                "INSERT INTO safe_return (id, department, person, colleague, out_by, home, told)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            )
            .bind(row.id.as_bytes().as_slice())
            .bind(row.department.as_bytes().as_slice())
            .bind(row.person.as_bytes().as_slice())
            .bind(row.colleague.as_bytes().as_slice())
            .bind(row.out_by.millis())
            .bind(row.home.as_slice())
            .bind(i64::from(row.told))
            .execute(&self.writers)
            .await?;
            Ok(kept.rows_affected() == 1)
        })
        .await
    }

    async fn extend_return(
        &self,
        id: SafeReturnId,
        person: UserId,
        from: Moment,
        until: Moment,
    ) -> Result<bool> {
        retry(|| async {
            let moved = sqlx::query(
                "UPDATE safe_return SET out_by = $4, told = 0
                 WHERE id = $1 AND person = $2 AND out_by = $3 AND ended_at IS NULL",
            )
            .bind(id.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .bind(from.millis())
            .bind(until.millis())
            .execute(&self.writers)
            .await?;
            Ok(moved.rows_affected() == 1)
        })
        .await
    }

    async fn end_return(&self, id: SafeReturnId, at: Moment) -> Result<bool> {
        let nothing: &[u8] = &[];
        retry(|| async {
            let ended = sqlx::query(
                "UPDATE safe_return SET ended_at = $2, home = $3 WHERE id = $1 AND ended_at IS NULL",
            )
            .bind(id.as_bytes().as_slice())
            .bind(at.millis())
            .bind(nothing)
            .execute(&self.writers)
            .await?;
            Ok(ended.rows_affected() == 1)
        })
        .await
    }

    async fn open_return(&self, id: SafeReturnId) -> Result<Option<SafeReturnRow>> {
        let row: Option<ReturnColumns> = sqlx::query_as(
            "SELECT id, department, person, colleague, out_by, home, told FROM safe_return
             WHERE id = $1 AND ended_at IS NULL",
        )
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(ReturnColumns::read).transpose()
    }

    async fn open_returns_of(&self, person: UserId) -> Result<Vec<SafeReturnRow>> {
        let rows: Vec<ReturnColumns> = sqlx::query_as(
            "SELECT id, department, person, colleague, out_by, home, told FROM safe_return
             WHERE person = $1 AND ended_at IS NULL ORDER BY out_by, id",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(ReturnColumns::read).collect()
    }

    async fn late_returns(&self, at: Moment) -> Result<Vec<SafeReturnRow>> {
        let rows: Vec<ReturnColumns> = sqlx::query_as(
            "SELECT id, department, person, colleague, out_by, home, told FROM safe_return
             WHERE out_by <= $1 AND ended_at IS NULL ORDER BY out_by, id",
        )
        .bind(at.millis())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(ReturnColumns::read).collect()
    }

    async fn claim_late_return(&self, id: SafeReturnId, out_by: Moment, stage: u8) -> Result<bool> {
        retry(|| async {
            let claimed = sqlx::query(
                "UPDATE safe_return SET told = $3
                 WHERE id = $1 AND out_by = $2 AND told < $3 AND ended_at IS NULL",
            )
            .bind(id.as_bytes().as_slice())
            .bind(out_by.millis())
            .bind(i64::from(stage))
            .execute(&self.writers)
            .await?;
            Ok(claimed.rows_affected() == 1)
        })
        .await
    }

    async fn forget_returns(&self, ended: Moment, open: Moment) -> Result<u64> {
        retry(|| async {
            let deleted = sqlx::query(
                "DELETE FROM safe_return WHERE (ended_at IS NOT NULL AND out_by <= $1) OR out_by < $2",
            )
            .bind(ended.millis())
            .bind(open.millis())
            .execute(&self.writers)
            .await?;
            Ok(deleted.rows_affected())
        })
        .await
    }
}

//! Invitations, devices and sessions, in PostgreSQL.

use async_trait::async_trait;
use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::moment::Moment;

use super::{PostgresStore, retry};
use crate::store::columns::user_id;
use crate::store::{EnrolmentStore, Invitation, Redemption, Result, SessionRow, StoreError};

#[async_trait]
impl EnrolmentStore for PostgresStore {
    async fn invite(&self, invitation: Invitation) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM enrolment WHERE expires_at < $1")
                .bind(invitation.created_at.millis())
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO enrolment (link_hash, typed_hash, person, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(invitation.link_hash.as_slice())
            .bind(invitation.typed_hash.as_slice())
            .bind(invitation.person.as_bytes().as_slice())
            .bind(invitation.created_at.millis())
            .bind(invitation.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn invited(&self, code_hash: [u8; 32], now: Moment) -> Result<Option<UserId>> {
        let person: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT person FROM enrolment
             WHERE (link_hash = $2 OR typed_hash = $2) AND used_at IS NULL AND expires_at > $1",
        )
        .bind(now.millis())
        .bind(code_hash.as_slice())
        .fetch_optional(&self.readers)
        .await?;
        person.as_deref().map(user_id).transpose()
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Whoever comes second waits for the row and then finds it used.
            let person: Option<Vec<u8>> = sqlx::query_scalar(
                "UPDATE enrolment SET used_at = $1
                 WHERE (link_hash = $2 OR typed_hash = $2) AND used_at IS NULL AND expires_at > $1
                 RETURNING person",
            )
            .bind(redemption.now.millis())
            .bind(redemption.code_hash.as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(person) = person else {
                transaction.rollback().await?;
                return Ok(None);
            };
            sqlx::query("INSERT INTO device (id, person, name, enrolled_at) VALUES ($1, $2, $3, $4)")
                .bind(redemption.device.as_bytes().as_slice())
                .bind(&person)
                .bind(&redemption.device_name)
                .bind(redemption.now.millis())
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO session (token_hash, person, device, created_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(redemption.token_hash.as_slice())
            .bind(&person)
            .bind(redemption.device.as_bytes().as_slice())
            .bind(redemption.now.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            user_id(&person).map(Some)
        })
        .await
    }

    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32> {
        let tries: i64 = retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM attempt WHERE \"window\" < $1")
                .bind(window - 1)
                .execute(&mut *transaction)
                .await?;
            let tries = sqlx::query_scalar(
                "INSERT INTO attempt (address, \"window\", tries) VALUES ($1, $2, 1)
                 ON CONFLICT (address, \"window\") DO UPDATE SET tries = attempt.tries + 1
                 RETURNING tries",
            )
            .bind(address.as_slice())
            .bind(window)
            .fetch_one(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(tries)
        })
        .await?;
        Ok(u32::try_from(tries).unwrap_or(u32::MAX))
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>> {
        let row: Option<(Vec<u8>, String, Vec<u8>, bool)> = sqlx::query_as(
            "SELECT session.person, person.name, session.device, revoked_at IS NOT NULL
             FROM session JOIN person ON person.id = session.person
             WHERE token_hash = $1",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(&self.readers)
        .await?;
        let Some((person, name, device, is_revoked)) = row else {
            return Ok(None);
        };
        let device = DeviceId::from_slice(&device).ok_or(StoreError::Corrupt("device id"))?;
        Ok(Some(SessionRow {
            person: user_id(&person)?,
            name,
            device,
            is_revoked,
        }))
    }

    async fn device_has_session(&self, device: DeviceId) -> Result<bool> {
        let found: Option<i32> =
            sqlx::query_scalar("SELECT 1 FROM session WHERE device = $1 AND revoked_at IS NULL LIMIT 1")
                .bind(device.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(found.is_some())
    }
}

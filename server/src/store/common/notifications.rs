//! Mail that waits to be sent, the settings of people for it, and phones that are told of news by push.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::moment::Moment;

use super::dialect::{DatabaseStore, retry};
use crate::store::columns::{number, user_id};
use crate::store::{
    DigestReader, MailQueue, NotificationStore, PersonSettings, PushSubscription, QueuedMail, Result,
    StoreError,
};

/// A mail as its row says: id, person, kind, content, times and tries.
type MailColumns = (Vec<u8>, Vec<u8>, String, Vec<u8>, i64, i64, i64);

fn queued((id, person, kind, content, created_at, expires_at, attempts): MailColumns) -> Result<QueuedMail> {
    Ok(QueuedMail {
        id: id.try_into().map_err(|_| StoreError::Corrupt("mail id"))?,
        person: user_id(&person)?,
        kind,
        content,
        created_at: Moment::from_millis(created_at),
        expires_at: Moment::from_millis(expires_at),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
    })
}

#[async_trait]
impl NotificationStore for DatabaseStore {
    async fn queue_mail(&self, mail: &QueuedMail, none_since: Option<Moment>) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            if let Some(none_since) = none_since {
                let noted = sqlx::query(
                    "INSERT INTO notice (person, kind, at) VALUES ($1, $2, $3)
                     ON CONFLICT (person, kind) DO UPDATE SET at = excluded.at WHERE notice.at < $4",
                )
                .bind(mail.person.as_bytes().as_slice())
                .bind(&mail.kind)
                .bind(mail.created_at.millis())
                .bind(none_since.millis())
                .execute(&mut *transaction)
                .await?;
                if noted.rows_affected() == 0 {
                    transaction.rollback().await?;
                    return Ok(false);
                }
            }
            sqlx::query(
                "INSERT INTO mail (id, person, kind, content, created_at, expires_at, next_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $5)",
            )
            .bind(mail.id.as_slice())
            .bind(mail.person.as_bytes().as_slice())
            .bind(&mail.kind)
            .bind(&mail.content)
            .bind(mail.created_at.millis())
            .bind(mail.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn claim_mail(&self, now: Moment, until: Moment) -> Result<Option<QueuedMail>> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let due: Option<MailColumns> = sqlx::query_as(concat!(
                "SELECT id, person, kind, content, created_at, expires_at, attempts FROM mail
                 WHERE dead_at IS NULL AND next_at <= $1 AND claimed_until <= $1 ORDER BY next_at, id LIMIT 1",
                for_update!("mail"),
            ))
            .bind(now.millis())
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(due) = due else {
                transaction.rollback().await?;
                return Ok(None);
            };
            let mut mail = queued(due)?;
            mail.attempts = mail.attempts.saturating_add(1);
            sqlx::query("UPDATE mail SET claimed_until = $1, attempts = attempts + 1 WHERE id = $2")
                .bind(until.millis())
                .bind(mail.id.as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(Some(mail))
        })
        .await
    }

    async fn mail_sent(&self, id: [u8; 16]) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM mail WHERE id = $1")
                .bind(id.as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn retry_mail(&self, id: [u8; 16], at: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE mail SET next_at = $1, claimed_until = 0 WHERE id = $2")
                .bind(at.millis())
                .bind(id.as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn bury_mail(&self, id: [u8; 16], now: Moment) -> Result<()> {
        let nothing: &[u8] = &[];
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE mail SET dead_at = $1, content = $2 WHERE id = $3")
                .bind(now.millis())
                .bind(nothing)
                .bind(id.as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn mail_queue(&self, forget_dead_before: Moment) -> Result<MailQueue> {
        let (waiting, oldest, dead): (i64, Option<i64>, i64) = sqlx::query_as(
            "SELECT COUNT(*) FILTER (WHERE dead_at IS NULL), MIN(created_at) FILTER (WHERE dead_at IS NULL),
                    COUNT(*) FILTER (WHERE dead_at >= $1) FROM mail",
        )
        .bind(forget_dead_before.millis())
        .fetch_one(&self.readers)
        .await?;
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM mail WHERE dead_at < $1")
                .bind(forget_dead_before.millis())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await?;
        Ok(MailQueue {
            waiting: number(waiting)?,
            oldest: oldest.map(Moment::from_millis),
            dead: number(dead)?,
        })
    }

    async fn digest_readers(&self) -> Result<Vec<DigestReader>> {
        let rows: Vec<(Vec<u8>, String, Option<String>)> = sqlx::query_as(
            "SELECT person.id, person.mail, person_settings.language
             FROM person LEFT JOIN person_settings ON person_settings.person = person.id
             WHERE person.mail <> '' AND COALESCE(person_settings.digest,
               EXISTS (SELECT 1 FROM office_account WHERE office_account.person = person.id)
               OR EXISTS (SELECT 1 FROM external_identity WHERE external_identity.person = person.id))
             ORDER BY person.id",
        )
        .fetch_all(&self.readers)
        .await?;
        let reader = |(person, mail, language): (Vec<u8>, String, Option<String>)| {
            Ok(DigestReader {
                person: user_id(&person)?,
                mail,
                language: Language::preferred(language.as_deref().unwrap_or_default()),
            })
        };
        rows.into_iter().map(reader).collect()
    }

    async fn person_settings(&self, person: UserId) -> Result<Option<PersonSettings>> {
        let row: Option<(bool, String)> =
            sqlx::query_as("SELECT digest, language FROM person_settings WHERE person = $1")
                .bind(person.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.map(|(digest, language)| PersonSettings {
            digest,
            language: Language::preferred(&language),
        }))
    }

    async fn set_person_settings(&self, person: UserId, settings: PersonSettings) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO person_settings (person, digest, language) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET digest = excluded.digest, language = excluded.language",
            )
            .bind(person.as_bytes().as_slice())
            .bind(settings.digest)
            .bind(settings.language.tag())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn subscribe_push(&self, device: DeviceId, endpoint: &str, now: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO push_subscription (device, endpoint, created_at) VALUES ($1, $2, $3)
                 ON CONFLICT (device) DO UPDATE SET endpoint = excluded.endpoint, created_at = excluded.created_at",
            )
            .bind(device.as_bytes().as_slice())
            .bind(endpoint)
            .bind(now.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn unsubscribe_push(&self, device: DeviceId) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM push_subscription WHERE device = $1")
                .bind(device.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn push_endpoint(&self, device: DeviceId) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT endpoint FROM push_subscription WHERE device = $1")
                .bind(device.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    async fn push_subscriptions(&self, department: DepartmentId) -> Result<Vec<PushSubscription>> {
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(
            "SELECT DISTINCT device.person, push_subscription.endpoint
             FROM push_subscription JOIN device ON device.id = push_subscription.device
             WHERE EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)
               AND device.person IN (SELECT person FROM effective_grant WHERE department = $1)
             ORDER BY 1, 2",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let subscription = |(person, endpoint): (Vec<u8>, String)| {
            Ok(PushSubscription {
                person: user_id(&person)?,
                endpoint,
            })
        };
        rows.into_iter().map(subscription).collect()
    }

    async fn claim_push(&self, endpoint: &str, now: Moment, not_since: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Everybody locks rows in the same order. One of a shared phone that was told is all of them.
            let told: Vec<i64> = sqlx::query_scalar(concat!(
                "SELECT told_at FROM push_subscription WHERE endpoint = $1 ORDER BY device",
                for_update!("push_subscription"),
            ))
            .bind(endpoint)
            .fetch_all(&mut *transaction)
            .await?;
            if told.is_empty() || told.iter().any(|at| *at > not_since.millis()) {
                transaction.rollback().await?;
                return Ok(false);
            }
            sqlx::query("UPDATE push_subscription SET told_at = $1 WHERE endpoint = $2")
                .bind(now.millis())
                .bind(endpoint)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn forget_push(&self, endpoint: &str) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM push_subscription WHERE endpoint = $1")
                .bind(endpoint)
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn push_count(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM push_subscription")
            .fetch_one(&self.readers)
            .await?;
        number(count)
    }

    async fn announce(&self, department: DepartmentId, document: DocumentId, now: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let noted = sqlx::query(
                "INSERT INTO announced (department, document, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(now.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(noted.rows_affected() > 0)
        })
        .await
    }
}

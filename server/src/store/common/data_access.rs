//! Tokens of machines and webhooks.

use async_trait::async_trait;
use feltbog_shared::id::{DataTokenId, DepartmentId, OrganisationId, WebhookId};
use feltbog_shared::moment::Moment;
use sqlx::FromRow;

use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use crate::store::columns::{department_id, number, organisation_id, signed, user_id};
use crate::store::{
    DataAccessStore, DataTokenRow, Result, StoreError, WebhookCall, WebhookDeliveryRow, WebhookRow,
};

/// The calls of a webhook that are kept.
const CALLS: i64 = 100;

#[derive(FromRow)]
struct TokenColumns {
    id: Vec<u8>,
    organisation: Vec<u8>,
    person: Vec<u8>,
    person_name: String,
    name: String,
    departments: Option<String>,
    kinds: String,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    used_at: Option<i64>,
}

impl TokenColumns {
    fn read(self) -> Result<DataTokenRow> {
        Ok(DataTokenRow {
            id: DataTokenId::from_slice(&self.id).ok_or(StoreError::Corrupt("token id"))?,
            organisation: organisation_id(&self.organisation)?,
            person: user_id(&self.person)?,
            person_name: self.person_name,
            name: self.name,
            departments: self.departments.as_deref().map(list).transpose()?,
            kinds: list(&self.kinds)?,
            created_at: Moment::from_millis(self.created_at),
            expires_at: Moment::from_millis(self.expires_at),
            revoked_at: self.revoked_at.map(Moment::from_millis),
            used_at: self.used_at.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
struct WebhookColumns {
    id: Vec<u8>,
    organisation: Vec<u8>,
    person: Vec<u8>,
    person_name: String,
    name: String,
    url: String,
    departments: Option<String>,
    kinds: String,
    created_at: i64,
    ended_at: Option<i64>,
    tries: i64,
    next_at: i64,
}

impl WebhookColumns {
    fn read(self) -> Result<WebhookRow> {
        Ok(WebhookRow {
            id: webhook_id(&self.id)?,
            organisation: organisation_id(&self.organisation)?,
            person: user_id(&self.person)?,
            person_name: self.person_name,
            name: self.name,
            url: self.url,
            departments: self.departments.as_deref().map(list).transpose()?,
            kinds: list(&self.kinds)?,
            created_at: Moment::from_millis(self.created_at),
            ended_at: self.ended_at.map(Moment::from_millis),
            tries: count(self.tries)?,
            next_at: Moment::from_millis(self.next_at),
        })
    }
}

fn webhook_id(bytes: &[u8]) -> Result<WebhookId> {
    WebhookId::from_slice(bytes).ok_or(StoreError::Corrupt("webhook id"))
}

fn count(value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt("number"))
}

/// A list that is kept as JSON.
fn list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt("list"))
}

fn as_list<T: serde::Serialize>(values: &[T]) -> Result<String> {
    serde_json::to_string(values).map_err(|_| StoreError::Corrupt("list"))
}

fn departments(of: Option<&Vec<DepartmentId>>) -> Result<Option<String>> {
    of.map(|departments| as_list(departments)).transpose()
}

/// The columns of a token.
macro_rules! tokens {
    ($where:literal) => {
        concat!(
            "SELECT data_token.id, organisation, person, person.name AS person_name, data_token.name, departments,
               kinds, created_at, expires_at, revoked_at, used_at
             FROM data_token JOIN person ON person.id = data_token.person ",
            $where
        )
    };
}

/// The columns of a webhook.
macro_rules! webhooks {
    ($where:literal) => {
        concat!(
            "SELECT webhook.id, organisation, person, person.name AS person_name, webhook.name, url, departments,
               kinds, created_at, ended_at, tries, next_at
             FROM webhook JOIN person ON person.id = webhook.person ",
            $where
        )
    };
}

#[async_trait]
impl DataAccessStore for DatabaseStore {
    async fn add_data_token(&self, token: &DataTokenRow, hash: [u8; 32]) -> Result<()> {
        let (departments, kinds) = (departments(token.departments.as_ref())?, as_list(&token.kinds)?);
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO data_token (id, token_hash, organisation, person, name, departments, kinds, created_at,
                   expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(token.id.as_bytes().as_slice())
            .bind(hash.as_slice())
            .bind(token.organisation.as_bytes().as_slice())
            .bind(token.person.as_bytes().as_slice())
            .bind(&token.name)
            .bind(&departments)
            .bind(&kinds)
            .bind(token.created_at.millis())
            .bind(token.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn data_token(&self, hash: [u8; 32]) -> Result<Option<DataTokenRow>> {
        sqlx::query_as::<_, TokenColumns>(tokens!("WHERE token_hash = $1"))
            .bind(hash.as_slice())
            .fetch_optional(&self.readers)
            .await?
            .map(TokenColumns::read)
            .transpose()
    }

    async fn data_tokens(&self, organisation: OrganisationId) -> Result<Vec<DataTokenRow>> {
        sqlx::query_as::<_, TokenColumns>(tokens!(
            "WHERE organisation = $1 ORDER BY created_at DESC, data_token.id DESC"
        ))
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(TokenColumns::read)
        .collect()
    }

    async fn end_data_access(&self, at: Moment) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let revoked = sqlx::query(
                "UPDATE data_token SET revoked_at = $1 WHERE revoked_at IS NULL AND expires_at > $1",
            )
            .bind(at.millis())
            .execute(&mut *transaction)
            .await?;
            sqlx::query("UPDATE webhook SET ended_at = $1 WHERE ended_at IS NULL")
                .bind(at.millis())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(revoked.rows_affected())
        })
        .await
    }

    async fn revoke_data_token(&self, token: DataTokenId, at: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let revoked =
                sqlx::query("UPDATE data_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
                    .bind(at.millis())
                    .bind(token.as_bytes().as_slice())
                    .execute(&mut *transaction)
                    .await?;
            transaction.commit().await?;
            Ok(revoked.rows_affected() > 0)
        })
        .await
    }

    async fn note_data_token(&self, token: DataTokenId, at: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE data_token SET used_at = $1 WHERE id = $2")
                .bind(at.millis())
                .bind(token.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn add_webhook(&self, webhook: &WebhookRow) -> Result<()> {
        let (departments, kinds) = (
            departments(webhook.departments.as_ref())?,
            as_list(&webhook.kinds)?,
        );
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO webhook (id, organisation, person, name, url, departments, kinds, created_at, next_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(webhook.id.as_bytes().as_slice())
            .bind(webhook.organisation.as_bytes().as_slice())
            .bind(webhook.person.as_bytes().as_slice())
            .bind(&webhook.name)
            .bind(&webhook.url)
            .bind(&departments)
            .bind(&kinds)
            .bind(webhook.created_at.millis())
            .bind(webhook.next_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn webhooks(&self, organisation: OrganisationId) -> Result<Vec<WebhookRow>> {
        sqlx::query_as::<_, WebhookColumns>(webhooks!(
            "WHERE organisation = $1 ORDER BY created_at DESC, webhook.id DESC"
        ))
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(WebhookColumns::read)
        .collect()
    }

    async fn end_webhook(&self, webhook: WebhookId, at: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let ended = sqlx::query("UPDATE webhook SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")
                .bind(at.millis())
                .bind(webhook.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(ended.rows_affected() > 0)
        })
        .await
    }

    async fn take_due_webhooks(&self, now: Moment, until: Moment) -> Result<Vec<WebhookRow>> {
        let due: Vec<WebhookColumns> = sqlx::query_as(webhooks!(
            "WHERE ended_at IS NULL AND next_at <= $1 ORDER BY next_at, webhook.id LIMIT 50"
        ))
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?;
        let mut taken = Vec::new();
        for webhook in due {
            let webhook = webhook.read()?;
            // Another server may have taken it since.
            let took = retry(|| async {
                let mut transaction = self.begin().await?;
                let took = sqlx::query(
                    "UPDATE webhook SET next_at = $1 WHERE id = $2 AND ended_at IS NULL AND next_at <= $3",
                )
                .bind(until.millis())
                .bind(webhook.id.as_bytes().as_slice())
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
                transaction.commit().await?;
                Ok(took.rows_affected() > 0)
            });
            if took.await? {
                taken.push(webhook);
            }
        }
        Ok(taken)
    }

    async fn webhook_cursors(&self, webhook: WebhookId) -> Result<Vec<(DepartmentId, u64)>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT department, upto FROM webhook_cursor WHERE webhook = $1 ORDER BY department",
        )
        .bind(webhook.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(department, upto)| Ok((department_id(&department)?, number(upto)?)))
            .collect()
    }

    async fn begin_webhook(&self, webhook: WebhookId, cursors: &[(DepartmentId, u64)]) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            for (department, upto) in cursors {
                sqlx::query(
                    "INSERT INTO webhook_cursor (webhook, department, upto) VALUES ($1, $2, $3)
                     ON CONFLICT DO NOTHING",
                )
                .bind(webhook.as_bytes().as_slice())
                .bind(department.as_bytes().as_slice())
                .bind(signed(*upto))
                .execute(&mut *transaction)
                .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn note_webhook_call(&self, call: &WebhookCall) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let number: Option<i64> = sqlx::query_scalar(
                "UPDATE webhook SET tries = $1, next_at = $2, deliveries = deliveries + 1 WHERE id = $3
                 RETURNING deliveries",
            )
            .bind(i64::from(call.tries))
            .bind(call.next_at.millis())
            .bind(call.webhook.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(number) = number else {
                return Ok(transaction.rollback().await?);
            };
            advance(&mut transaction, call.webhook, &call.told).await?;
            sqlx::query(
                "INSERT INTO webhook_delivery (webhook, number, at, events, status, failure)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(call.webhook.as_bytes().as_slice())
            .bind(number)
            .bind(call.at.millis())
            .bind(i64::from(call.events))
            .bind(call.status.map(i64::from))
            .bind(&call.failure)
            .execute(&mut *transaction)
            .await?;
            sqlx::query("DELETE FROM webhook_delivery WHERE webhook = $1 AND number <= $2")
                .bind(call.webhook.as_bytes().as_slice())
                .bind(number - CALLS)
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn move_webhook(
        &self,
        webhook: WebhookId,
        told: &[(DepartmentId, u64)],
        next_at: Moment,
    ) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE webhook SET next_at = $1 WHERE id = $2")
                .bind(next_at.millis())
                .bind(webhook.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            advance(&mut transaction, webhook, told).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn webhook_deliveries(&self, webhook: WebhookId) -> Result<Vec<WebhookDeliveryRow>> {
        let rows: Vec<(i64, i64, i64, Option<i64>, String)> = sqlx::query_as(
            "SELECT number, at, events, status, failure FROM webhook_delivery WHERE webhook = $1
             ORDER BY number DESC",
        )
        .bind(webhook.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(row, at, events, status, failure)| {
                Ok(WebhookDeliveryRow {
                    number: number(row)?,
                    at: Moment::from_millis(at),
                    events: count(events)?,
                    status: status.and_then(|status| u16::try_from(status).ok()),
                    failure,
                })
            })
            .collect()
    }
}

/// Moves a webhook on in the logs of departments, never back.
async fn advance(
    connection: &mut DatabaseConnection,
    webhook: WebhookId,
    told: &[(DepartmentId, u64)],
) -> Result<()> {
    for (department, upto) in told {
        sqlx::query(
            "UPDATE webhook_cursor SET upto = $1 WHERE webhook = $2 AND department = $3 AND upto < $1",
        )
        .bind(signed(*upto))
        .bind(webhook.as_bytes().as_slice())
        .bind(department.as_bytes().as_slice())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

//! Access of machines: tokens by which a data warehouse reads, and webhooks.

use async_trait::async_trait;
use feltbog_shared::id::{DataTokenId, DepartmentId, OrganisationId, UserId, WebhookId};
use feltbog_shared::moment::Moment;

use super::Result;

/// A token by which a machine reads records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataTokenRow {
    /// Its id.
    pub id: DataTokenId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The person who made it, for whom it reads.
    pub person: UserId,
    /// The person's name; not read when a token is added.
    pub person_name: String,
    /// Its name.
    pub name: String,
    /// The departments; nothing for all of the organisation.
    pub departments: Option<Vec<DepartmentId>>,
    /// The keys of the kinds.
    pub kinds: Vec<String>,
    /// When it was made.
    pub created_at: Moment,
    /// The end of its life.
    pub expires_at: Moment,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
    /// Its last use.
    pub used_at: Option<Moment>,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRow {
    /// Its id.
    pub id: WebhookId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The person who made it, for whom it tells.
    pub person: UserId,
    /// The person's name; not read when a webhook is added.
    pub person_name: String,
    /// Its name.
    pub name: String,
    /// The address that is called.
    pub url: String,
    /// The departments; nothing for all of the organisation.
    pub departments: Option<Vec<DepartmentId>>,
    /// The keys of the kinds.
    pub kinds: Vec<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
    /// The number of failed calls in a row.
    pub tries: u32,
    /// The moment of the next call at the earliest.
    pub next_at: Moment,
}

/// A call of a webhook, done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookCall {
    /// The webhook.
    pub webhook: WebhookId,
    /// The moment.
    pub at: Moment,
    /// The number of events.
    pub events: u32,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The reason of a failure; empty for a success.
    pub failure: String,
    /// The departments with the number up to which everything was told by it.
    pub told: Vec<(DepartmentId, u64)>,
    /// The number of failed calls in a row, this one included.
    pub tries: u32,
    /// The moment of the next call at the earliest.
    pub next_at: Moment,
}

/// An entry of a webhook's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDeliveryRow {
    /// Its number.
    pub number: u64,
    /// The moment.
    pub at: Moment,
    /// The number of events.
    pub events: u32,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The reason of a failure; empty for a success.
    pub failure: String,
}

/// Keeps tokens and webhooks.
#[async_trait]
pub trait DataAccessStore: Send + Sync + 'static {
    /// Adds a token with the hash of what its holder sends.
    async fn add_data_token(&self, token: &DataTokenRow, hash: [u8; 32]) -> Result<()>;
    /// The token with a hash.
    async fn data_token(&self, hash: [u8; 32]) -> Result<Option<DataTokenRow>>;
    /// The tokens of an organisation, the newest first.
    async fn data_tokens(&self, organisation: OrganisationId) -> Result<Vec<DataTokenRow>>;
    /// Revokes every token and ends every webhook. The number of tokens that held.
    async fn end_data_access(&self, at: Moment) -> Result<u64>;
    /// Revokes a token, once. Whether it was not revoked before.
    async fn revoke_data_token(&self, token: DataTokenId, at: Moment) -> Result<bool>;
    /// Notes the use of a token.
    async fn note_data_token(&self, token: DataTokenId, at: Moment) -> Result<()>;

    /// Adds a webhook.
    async fn add_webhook(&self, webhook: &WebhookRow) -> Result<()>;
    /// The webhooks of an organisation, the newest first.
    async fn webhooks(&self, organisation: OrganisationId) -> Result<Vec<WebhookRow>>;
    /// Ends a webhook, once. Whether it had not ended before.
    async fn end_webhook(&self, webhook: WebhookId, at: Moment) -> Result<bool>;
    /// Takes the webhooks whose next call is due, so that no other server calls them before `until`.
    async fn take_due_webhooks(&self, now: Moment, until: Moment) -> Result<Vec<WebhookRow>>;
    /// The departments of which a webhook has told, each with the number up to which it has.
    async fn webhook_cursors(&self, webhook: WebhookId) -> Result<Vec<(DepartmentId, u64)>>;
    /// Notes where a webhook begins to tell. What is noted already stays.
    async fn begin_webhook(&self, webhook: WebhookId, cursors: &[(DepartmentId, u64)]) -> Result<()>;
    /// Notes a call that was done, and how far it told. Of each webhook the latest 100 calls are kept.
    async fn note_webhook_call(&self, call: &WebhookCall) -> Result<()>;
    /// Notes how far a webhook has looked without anything to tell.
    async fn move_webhook(
        &self,
        webhook: WebhookId,
        told: &[(DepartmentId, u64)],
        next_at: Moment,
    ) -> Result<()>;
    /// The latest calls of a webhook, the newest first.
    async fn webhook_deliveries(&self, webhook: WebhookId) -> Result<Vec<WebhookDeliveryRow>>;
}

//! Mail that waits to be sent, the settings of people for it, and phones that are told of news by push.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::moment::Moment;

use super::Result;

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMail {
    /// Its random id.
    pub id: [u8; 16],
    /// The person it is for.
    pub person: UserId,
    /// The key of its kind.
    pub kind: String,
    /// Address, subject and text, encrypted.
    pub content: Vec<u8>,
    /// When it was made.
    pub created_at: Moment,
    /// When it is of no use any more.
    pub expires_at: Moment,
    /// The number of tries so far, this one among them for a mail that was claimed.
    pub attempts: u32,
}

/// The figures of the queue of mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailQueue {
    /// Mails that wait.
    pub waiting: u64,
    /// When the oldest of them was made.
    pub oldest: Option<Moment>,
    /// Mails that were given up.
    pub dead: u64,
}

/// Somebody who may be sent a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestReader {
    /// The person.
    pub person: UserId,
    /// The mail address at work.
    pub mail: String,
    /// The language.
    pub language: Language,
}

/// A person's own settings of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonSettings {
    /// Whether the daily mail is sent.
    pub digest: bool,
    /// The language of mails.
    pub language: Language,
}

/// A phone that is told of news by push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushSubscription {
    /// The person.
    pub person: UserId,
    /// The address at the push service.
    pub endpoint: String,
}

/// Keeps what people are told outside the app.
#[async_trait]
pub trait NotificationStore: Send + Sync + 'static {
    /// Queues a mail. With a moment, only when the person was sent none of its kind since then; whether it is queued.
    async fn queue_mail(&self, mail: &QueuedMail, none_since: Option<Moment>) -> Result<bool>;
    /// Takes a mail that is due, for this server alone until a moment. It counts as a try from now on.
    async fn claim_mail(&self, now: Moment, until: Moment) -> Result<Option<QueuedMail>>;
    /// Deletes a mail that was sent.
    async fn mail_sent(&self, id: [u8; 16]) -> Result<()>;
    /// Lets a mail that could not be sent wait until a moment.
    async fn retry_mail(&self, id: [u8; 16], at: Moment) -> Result<()>;
    /// Gives a mail up: its content goes.
    async fn bury_mail(&self, id: [u8; 16], now: Moment) -> Result<()>;
    /// The figures of the queue. Mails that were given up before a moment are deleted first.
    async fn mail_queue(&self, forget_dead_before: Moment) -> Result<MailQueue>;
    /// The people with a mail address who want the digest: those who have said so, and those who can sign in to the
    /// office and have said nothing.
    async fn digest_readers(&self) -> Result<Vec<DigestReader>>;
    /// The settings that a person made.
    async fn person_settings(&self, person: UserId) -> Result<Option<PersonSettings>>;
    /// Keeps them.
    async fn set_person_settings(&self, person: UserId, settings: PersonSettings) -> Result<()>;

    /// Keeps the subscription of a device instead of an earlier one.
    async fn subscribe_push(&self, device: DeviceId, endpoint: &str, now: Moment) -> Result<()>;
    /// Forgets the subscription of a device.
    async fn unsubscribe_push(&self, device: DeviceId) -> Result<()>;
    /// The address that a device subscribed with.
    async fn push_endpoint(&self, device: DeviceId) -> Result<Option<String>>;
    /// The subscriptions of devices with a session whose people have a grant in a department.
    async fn push_subscriptions(&self, department: DepartmentId) -> Result<Vec<PushSubscription>>;
    /// Notes that an address is told now. Whether it was not told since a moment.
    async fn claim_push(&self, endpoint: &str, now: Moment, not_since: Moment) -> Result<bool>;
    /// Forgets an address that its push service does not know any more.
    async fn forget_push(&self, endpoint: &str) -> Result<()>;
    /// The number of subscriptions.
    async fn push_count(&self) -> Result<u64>;
    /// Notes that the arrival of a record is told. Whether it is the first time.
    async fn announce(&self, department: DepartmentId, document: DocumentId, now: Moment) -> Result<bool>;
}

//! Invitations, devices and sessions.

use async_trait::async_trait;
use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::moment::Moment;

use super::Result;

/// Who is behind a session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The device.
    pub device: DeviceId,
    /// Whether the session has ended since: access on the device was withdrawn.
    pub is_revoked: bool,
}

/// An invitation to enrol a phone.
#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    /// Hash of the link's code.
    pub link_hash: [u8; 32],
    /// Hash of the code to type.
    pub typed_hash: [u8; 32],
    /// Whom it invites.
    pub person: UserId,
    /// When it was made.
    pub created_at: Moment,
    /// When it stops working.
    pub expires_at: Moment,
}

/// A phone that enrols.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// Hash of the code, of either kind.
    pub code_hash: [u8; 32],
    /// The new device's id.
    pub device: DeviceId,
    /// What the person calls it.
    pub device_name: String,
    /// Hash of the new session's token.
    pub token_hash: [u8; 32],
    /// When.
    pub now: Moment,
}

/// Keeps who may come in.
#[async_trait]
pub trait EnrolmentStore: Send + Sync + 'static {
    /// Keeps an invitation.
    async fn invite(&self, invitation: Invitation) -> Result<()>;
    /// Whose code this is, as long as it can be redeemed.
    async fn invited(&self, code_hash: [u8; 32], now: Moment) -> Result<Option<UserId>>;
    /// Redeems a code: of any number of tries at once exactly one gets the person.
    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>>;
    /// Counts a try from an address within a window of time and tells how many there were.
    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32>;
    /// Who is behind a token, or was until it was revoked.
    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>>;
    /// Whether a device has a session that holds.
    async fn device_has_session(&self, device: DeviceId) -> Result<bool>;
}

//! Invitations, devices and sessions.

use async_trait::async_trait;
use feltbog_shared::id::{DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_phones::InvitationKind;

use super::{DeviceRow, Result};

/// The person behind a session token.
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
    /// The number by which the office confirms the phone; nothing when it does not wait for that.
    pub confirmation: Option<String>,
    /// When the device was enrolled.
    pub enrolled_at: Moment,
    /// When the phone was last heard of, to within the time in which that is written down.
    pub used_at: Moment,
}

/// The rules of a person's organisations for phones; the strictest where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneRules {
    /// Days after which an unused phone has to be enrolled again.
    pub unused_days: u16,
    /// Whether a new phone waits until the office has confirmed it.
    pub confirms_phones: bool,
}

/// A phone that waits for its confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPhone {
    /// The device.
    pub device: DeviceId,
    /// The person.
    pub person: UserId,
    /// The person's name for the phone.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: Moment,
    /// The number that stands on it.
    pub number: String,
}

/// A phone of somebody of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationPhone {
    /// The phone.
    pub device: DeviceRow,
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub person_name: String,
    /// Whether its number is not compared yet.
    pub is_waiting: bool,
    /// The time it was locked out.
    pub revoked_at: Option<Moment>,
}

/// Open invitations of one kind to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvitations {
    /// The person.
    pub person: UserId,
    /// The kind.
    pub kind: InvitationKind,
    /// The number of them.
    pub count: u32,
    /// The time at which the newest was made.
    pub made_at: Moment,
    /// The time at which the last of them stops working.
    pub expires_at: Moment,
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
    /// The person's name for it.
    pub device_name: String,
    /// Hash of the new session's token.
    pub token_hash: [u8; 32],
    /// The phone's key, which it has proved to hold.
    pub key: Option<NewKey>,
    /// The number by which the office is to confirm a new device, where that is asked for.
    pub confirmation: Option<String>,
    /// When.
    pub now: Moment,
}

/// The public key of a phone, and the phone's count of its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// An uncompressed point of P-256.
    pub public_key: Vec<u8>,
    /// The count.
    pub counter: u64,
}

/// A device that has proved to hold its key and wants another session.
#[derive(Clone, Copy, Debug)]
pub struct Renewal {
    /// The device.
    pub device: DeviceId,
    /// The phone's count of its signatures.
    pub counter: u64,
    /// Hash of the session it was last given, as far as it knows.
    pub previous: Option<[u8; 32]>,
    /// Hash of the new session's token.
    pub token_hash: [u8; 32],
    /// When.
    pub now: Moment,
}

/// The outcome of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// The device has the new session in the place of the one before.
    Session,
    /// Access on the device was withdrawn.
    Withdrawn,
    /// The count has gone back, or somebody else counts with the same key: the profile was copied, or restored from a
    /// copy. Nothing was changed.
    Forked,
}

/// The count of a device's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The count of its last signature.
    pub counter: u64,
    /// Hash of the session that was given for it; nothing when the server cannot know what the phone was given.
    pub session: Option<[u8; 32]>,
    /// Hash of the session that the phone named in it.
    pub previous: Option<[u8; 32]>,
    /// When the count was first seen.
    pub at: Moment,
}

impl KeyState {
    /// The time for which the same count may come once more, in milliseconds: from two tabs that count at once.
    const REPEAT_MILLIS: i64 = 60_000;

    /// Whether a signature with this count, naming this session, comes from the one phone that has the key. A phone
    /// that never heard an answer names the session that it named before, with a higher count.
    pub fn takes(&self, renewal: &Renewal) -> bool {
        let names_last = self.session.is_none() || renewal.previous == self.session;
        let names_same = renewal.previous == self.previous;
        if renewal.counter == self.counter {
            return names_same && renewal.now.since(self.at) <= Self::REPEAT_MILLIS;
        }
        renewal.counter > self.counter && (names_last || names_same)
    }
}

/// Keeps who may come in.
#[async_trait]
pub trait EnrolmentStore: Send + Sync + 'static {
    /// Keeps an invitation.
    async fn invite(&self, invitation: Invitation) -> Result<()>;
    /// Whose code this is, as long as it can be redeemed by a phone with this key, or without one.
    async fn invited(
        &self,
        code_hash: [u8; 32],
        public_key: Option<&[u8]>,
        now: Moment,
    ) -> Result<Option<UserId>>;
    /// Redeems a code: of any number of phones at once exactly one gets the person. A phone with a key may redeem its
    /// code again with a higher count, for a session of the same device in the place of the one before.
    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>>;
    /// Counts a try from an address within a window of time and tells how many there were.
    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32>;
    /// Notes that a challenge was answered, until it ends. Whether that was the first time.
    async fn spend_challenge(&self, challenge: [u8; 32], end: Moment, now: Moment) -> Result<bool>;
    /// The public key of a device that has one.
    async fn public_key(&self, device: DeviceId) -> Result<Option<Vec<u8>>>;
    /// Gives a device a key. Whether it has this one now: one that it had before stays.
    async fn register_key(&self, device: DeviceId, key: &NewKey, now: Moment) -> Result<bool>;
    /// Gives a device another session.
    async fn renew(&self, renewal: &Renewal) -> Result<Renewed>;
    /// The person behind a token, now or until it was revoked.
    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>>;
    /// The session of a device that holds.
    async fn session_of_device(&self, device: DeviceId) -> Result<Option<SessionRow>>;
    /// The rules of a person's organisations for phones.
    async fn phone_rules(&self, person: UserId) -> Result<PhoneRules>;
    /// The phones of an organisation's people that wait for their confirmation and have a session, the oldest first.
    async fn waiting_phones(&self, organisation: OrganisationId) -> Result<Vec<WaitingPhone>>;
    /// Confirms a waiting phone by the number that stands on it. `false` when it does not wait with this number.
    async fn confirm_phone(&self, device: DeviceId, number: &str) -> Result<bool>;
    /// Whether a device has a session that holds.
    async fn device_has_session(&self, device: DeviceId) -> Result<bool>;
    /// Every phone of the people of an organisation, by the names of the people and the time of enrolment.
    async fn phones_within(&self, organisation: OrganisationId) -> Result<Vec<OrganisationPhone>>;
    /// The invitations to people of an organisation that can still be used, to phones first. Emergency links are none.
    async fn open_invitations(
        &self,
        organisation: OrganisationId,
        now: Moment,
    ) -> Result<Vec<OpenInvitations>>;
    /// Takes back every open invitation of a kind to a person. Whether there was any.
    async fn withdraw_invitations(&self, person: UserId, kind: InvitationKind) -> Result<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_counts_up_and_two_do_not() {
        let (first, second, other) = (Some([1; 32]), Some([2; 32]), Some([3; 32]));
        let state = KeyState {
            counter: 5,
            session: second,
            previous: first,
            at: Moment::from_millis(1_000),
        };
        let takes = |counter, previous, now| {
            state.takes(&Renewal {
                device: DeviceId::from_bytes([1; 16]),
                counter,
                previous,
                token_hash: [9; 32],
                now: Moment::from_millis(now),
            })
        };
        assert!(takes(6, second, 9_000_000));
        assert!(takes(9, second, 9_000_000), "counts that reached nobody");
        assert!(takes(6, first, 9_000_000), "the last answer was lost");
        assert!(!takes(6, other, 1_000), "somebody else was given that session");
        assert!(!takes(6, None, 1_000));
        assert!(takes(5, first, 61_000), "two tabs");
        assert!(!takes(5, first, 61_001));
        assert!(!takes(5, second, 1_000));
        assert!(!takes(4, second, 1_000));
        let restored = KeyState {
            session: None,
            ..state
        };
        let renewal = Renewal {
            device: DeviceId::from_bytes([1; 16]),
            counter: 6,
            previous: other,
            token_hash: [9; 32],
            now: Moment::from_millis(1_000),
        };
        assert!(restored.takes(&renewal), "the server has lost what it gave");
        assert!(!restored.takes(&Renewal {
            counter: 5,
            ..renewal
        }));
    }
}

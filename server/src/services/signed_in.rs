//! The people who are signed in, on a phone or to the office.

use feltbog_shared::id::{DeviceId, OfficeSessionId, UserId};
use feltbog_shared::moment::Moment;

/// A person on a device with a session that holds.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The device.
    pub device: DeviceId,
}

/// The person who is signed in to the office, and the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeUser {
    /// The person.
    pub person: UserId,
    /// The session.
    pub session: OfficeSessionId,
    /// The end of the time in which dangerous acts need no new proof.
    pub stepped_up_until: Option<Moment>,
}

//! Messages between the office app and the server about the phones and the open invitations of an organisation, under
//! `/api/v1/office/organisations/{id}`.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /waiting-phones` | | [`OfficeWaitingPhone`]s, the oldest first |
//! | `POST /waiting-phones/{device}` | [`PhoneComparison`] | [`PhoneComparisonOutcome`] |
//! | `GET /phones` | | a page of [`OfficePhone`]s, by the names of their people |
//! | `GET /invitations` | | [`OpenInvitation`]s, by name |
//! | `DELETE /invitations/{kind}/{person}` | | |

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, UserId};
use crate::moment::Moment;

/// A new phone that waits until somebody has compared its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeWaitingPhone {
    /// The phone.
    pub device: DeviceId,
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub person_name: String,
    /// The person's name for the phone.
    pub phone_name: String,
    /// The time of its enrolment.
    pub enrolled_at: Moment,
    /// The end of the wait.
    pub waits_until: Moment,
    /// The number that has to stand on the phone: four digits.
    pub number: String,
}

/// The result of comparing the number on a phone with the one in the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneComparison {
    /// The number that stands on the phone. Any other than the phone's own locks the phone out.
    pub number: String,
}

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneComparisonOutcome {
    /// Whether the phone is confirmed. Otherwise it is locked out, and its person needs another code.
    pub is_confirmed: bool,
}

/// A phone of somebody of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePhone {
    /// The id.
    pub id: DeviceId,
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub person_name: String,
    /// The person's name for the phone.
    pub name: String,
    /// The time of its enrolment.
    pub enrolled_at: Moment,
    /// The time of its last request, where known.
    pub seen_at: Option<Moment>,
    /// The time it was locked out.
    pub revoked_at: Option<Moment>,
    /// Its state.
    pub state: PhoneState,
}

/// The state of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// It has asked for something within the last week.
    InUse,
    /// It has asked for nothing for a week.
    Silent,
    /// Its number is not compared yet.
    Waiting,
    /// It is locked out.
    Locked,
}

impl PhoneState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::InUse, Self::Silent, Self::Waiting, Self::Locked];
}

/// The thing that an invitation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// A phone, by a code or a link.
    Phone,
    /// An account of the office, by a link.
    Office,
}

impl InvitationKind {
    /// The kind with a key in a path.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Phone, Self::Office]
            .into_iter()
            .find(|kind| kind.key() == key)
    }

    /// The key in paths.
    pub fn key(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Office => "office",
        }
    }
}

/// The open invitations of one kind to a person. Neither codes nor links are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub person_name: String,
    /// The kind.
    pub kind: InvitationKind,
    /// The number of them.
    pub count: u32,
    /// The time at which the newest was made.
    pub made_at: Moment,
    /// The time at which the last of them stops working.
    pub expires_at: Moment,
}

//! Messages between the office app and the server about phones that wait for their confirmation, under
//! `/api/v1/office/organisations/{id}`.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /waiting-phones` | | [`OfficeWaitingPhone`]s, the oldest first |
//! | `POST /waiting-phones/{device}` | [`PhoneComparison`] | [`PhoneComparisonOutcome`] |

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

//! A person's own phones, as the person is told of them on the phone and in the office.
//!
//! | route | answer |
//! |---|---|
//! | `GET /api/v1/user/phones`, `GET /api/v1/office/user/phones` | [`OwnPhone`]s, in the order in which they were enrolled |
//! | `DELETE …/user/phones/{phone}` | locks one out |

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::moment::Moment;

/// A phone of the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPhone {
    /// The id.
    pub id: DeviceId,
    /// The name.
    pub name: String,
    /// The time of its enrolment.
    pub enrolled_at: Moment,
    /// The time of its last request, where known.
    pub seen_at: Option<Moment>,
    /// The time it was locked out.
    pub revoked_at: Option<Moment>,
    /// Whether it is the phone that asks.
    pub is_this: bool,
}

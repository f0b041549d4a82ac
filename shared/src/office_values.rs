//! Messages between the office app and the server about the values that an organisation adds to lists of the model:
//! `GET` and `POST /api/v1/office/organisations/{id}/own-values` with [`OwnValueList`] and [`OwnValueChange`].

use serde::{Deserialize, Serialize};

use crate::own_values::OwnValue;

/// The most values that an organisation may add to one list, retired ones too.
pub const OWN_VALUES: usize = 60;

/// The longest name of a value.
pub const OWN_NAME: usize = 40;

/// The values that an organisation added, by list, base and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnValueList {
    /// The values, retired ones too.
    pub values: Vec<OwnValue>,
    /// Whether the person may change them.
    pub is_writable: bool,
}

/// A new value, or a change of one. List, base and key of one that is there stay; it is never removed, because records
/// name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnValueChange {
    /// The value as it was shown; nothing for a new one.
    pub before: Option<OwnValue>,
    /// The value as it is to be. The server makes the key of a new one.
    pub after: OwnValue,
}

//! A person as rows of the desk name them.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

/// A person with the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskName {
    /// The id.
    pub id: UserId,
    /// The name.
    pub name: String,
}

//! Messages between the office app and the server about the settings of an organisation that its departments take over:
//! `GET` and `PUT /api/v1/office/organisations/{id}/settings` with [`OrganisationSettings`].

use serde::{Deserialize, Serialize};

use crate::model::deadlines::DeadlineRules;
use crate::permission::Collection;

/// The settings of an organisation. A department with settings of its own keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganisationSettings {
    /// The version of the organisation that they were read from.
    pub version: u64,
    /// The address of the house rules, or a sentence about them, or empty.
    pub house_rules: String,
    /// Months that records of a collection are kept: 1 to 240. Collections that are not named keep the usual time.
    pub retention_months: Vec<(String, u16)>,
    /// The periods of its deadlines.
    pub deadlines: DeadlineRules,
    /// The controllers of personal data by collection. Collections that are not named have that of the organisation.
    pub controllers: Vec<(String, String)>,
    /// Whether a second person agrees before a case is closed.
    pub closing_needs_two: bool,
    /// Days after which an open case that nobody has looked at or changed is told of; none when 0.
    pub unseen_days: u32,
    /// Whom to ask about accessibility, for the public page; empty for an organisation that does not stand there.
    pub accessibility_contact: String,
}

/// Days after which an open case that nobody has looked at is told of, unless the organisation sets others.
pub const UNSEEN_DAYS: u32 = 30;

impl Default for OrganisationSettings {
    fn default() -> Self {
        Self {
            version: 0,
            house_rules: String::new(),
            retention_months: Vec::new(),
            deadlines: DeadlineRules::default(),
            controllers: Vec::new(),
            closing_needs_two: false,
            unseen_days: UNSEEN_DAYS,
            accessibility_contact: String::new(),
        }
    }
}

impl OrganisationSettings {
    /// The controller that is set for a collection.
    pub fn controller_of(&self, collection: Collection) -> Option<&str> {
        let mut set = self.controllers.iter();
        let found = set.find(|(key, _)| key == collection.key());
        found.map(|(_, controller)| controller.as_str())
    }
}

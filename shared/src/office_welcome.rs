//! Welcome visits from a list of new tenants, as the desk's API gives them as JSON.
//!
//! `POST /api/v1/office/desk/welcome/{department}` plans them, with `?apply=true` it makes them. The bytes of the list
//! are the body. The visits are the person's own.

use serde::{Deserialize, Serialize};

use crate::office::ImportRemark;

/// The visits that a list of new tenants leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomePlan {
    /// Visits that are made.
    pub visits: Vec<WelcomeVisit>,
    /// The number of homes for which the person has the visit already.
    pub known: u32,
    /// The number of homes whose tenants moved in so long ago that nobody welcomes them now.
    pub late: u32,
    /// The faults; nothing is made while there is one.
    pub faults: Vec<ImportRemark>,
    /// Whether the visits were made.
    pub is_applied: bool,
}

/// A visit to a new tenant. No name, and nothing of anybody's needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomeVisit {
    /// The home.
    pub dwelling: String,
    /// The day on which the tenant moved in, `YYYY-MM-DD`.
    pub moved_in: String,
    /// The day of the visit, `YYYY-MM-DD`.
    pub due: String,
}

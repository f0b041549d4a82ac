//! A resident who moves, as the desk's API gives it as JSON: the department that they move to gets a handover.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `GET /api/v1/office/desk/relocations/{department}` | | [`RelocationTarget`]s |
//! | `POST /api/v1/office/desk/relocations/{department}` | [`Relocation`] | nothing |
//!
//! The sender has no role in the other department and reads nothing there. Visits, notes and earlier handovers stay
//! where they are.

use serde::{Deserialize, Serialize};

use crate::id::DepartmentId;

/// A department that a resident can move to: one that takes in handovers, of an organisation of the same administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelocationTarget {
    /// The department.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The name of its organisation.
    pub organisation_name: String,
}

/// The handover to the department that a resident moves to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relocation {
    /// The id of the handover, made by the client: a repeated request makes no second one.
    pub token: String,
    /// The department that the resident moves to.
    pub to: DepartmentId,
    /// The topic, a key of [`HandoverSubject`](crate::model::handover::HandoverSubject).
    pub subject: String,
    /// The new home.
    pub dwelling: String,
    /// A few words, at most 140 characters.
    pub text: String,
    /// The resident's yes. Without it nothing is handed over.
    pub resident_says_yes: bool,
}

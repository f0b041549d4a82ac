//! Messages between the office app and the server about action cards (*anvisninger*), under
//! `/api/v1/office/organisations/{id}`.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /cards` | | [`OfficeCards`] |
//! | `POST /cards` | [`CardChange`] | [`CardReport`] |
//!
//! Each department has its own copy of a card. A change is made in every department that it names, by the person who
//! makes it, as if on a phone, and in all of them or in none. `POST /log/{entry}/undo` undoes all of it, also for people
//! who may change the cards and do not administer.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};

/// The action cards of the departments in which a person may read them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeCards {
    /// The departments, by name.
    pub departments: Vec<CardDepartment>,
    /// The cards, by department and situation.
    pub cards: Vec<OfficeCard>,
}

/// A department with action cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardDepartment {
    /// The department.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The municipality: the code of four digits, or a name.
    pub municipality: String,
    /// Whether the person may change cards there.
    pub is_writable: bool,
}

/// An action card of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeCard {
    /// The record.
    pub document: DocumentId,
    /// The department.
    pub department: DepartmentId,
    /// Whether residents read it: `resident_card` beside `action_card`.
    pub is_for_residents: bool,
    /// The key of the situation.
    pub situation: String,
    /// The edition, from 1; 0 for a card without one.
    pub version: u32,
    /// The words in Danish.
    pub danish: CardWords,
    /// The words in English.
    pub english: CardWords,
    /// Whether 112 stands first.
    pub is_danger: bool,
    /// The key of the office that takes over, or empty.
    pub escalate_to: String,
    /// The keys of those among the staff whom it speaks to.
    pub audience: Vec<String>,
    /// The office that approved this edition, or empty while nobody has.
    pub approved_by: String,
    /// The day on which it is to be read through again, or empty.
    pub review_by: String,
}

/// The words of a card in one language. Lists have a line for each point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardWords {
    /// The heading.
    pub title: String,
    /// The signs that one notices.
    pub signs: String,
    /// The steps to take.
    pub steps: String,
    /// The mistakes to avoid.
    pub do_not: String,
    /// Whom to call: `name | number | hours`.
    pub calls: String,
}

/// A change of one card in several departments. Parts that are not named stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardChange {
    /// Whether the card is the residents'.
    pub is_for_residents: bool,
    /// The key of the situation.
    pub situation: String,
    /// The departments to change it in: one, those of a municipality, or all.
    pub departments: Vec<DepartmentId>,
    /// The cards that the person saw, with their editions: a newer one refuses the change.
    pub seen: Vec<(DocumentId, u32)>,
    /// Danish and English words, without those to call.
    pub words: Option<(CardWords, CardWords)>,
    /// Whom to call, in Danish and in English.
    pub calls: Option<(String, String)>,
    /// Whether 112 stands first.
    pub is_danger: Option<bool>,
    /// The office that takes over, or empty.
    pub escalate_to: Option<String>,
    /// Those among the staff whom it speaks to.
    pub audience: Option<Vec<String>>,
    /// The approval; without one a change takes the approval of the edition before away.
    pub approval: Option<CardApproval>,
}

/// The approval of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardApproval {
    /// The office that approves, not a person's name.
    pub approved_by: String,
    /// The day on which the card is to be read through again, `YYYY-MM-DD`; empty for half a year from now.
    pub review_by: String,
}

/// The outcome of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardReport {
    /// The number of departments in which it was made.
    pub changed: u32,
    /// The number of departments in which the card stands as wanted.
    pub unchanged: u32,
    /// The departments that have no such card.
    pub missing: Vec<DepartmentId>,
    /// The first of its entries in the administrative log, by which all of it can be undone.
    #[serde(default)]
    pub entry: Option<u64>,
}

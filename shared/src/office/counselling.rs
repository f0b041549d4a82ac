//! Arrears and counselling at the office: the contacts of the fortnightly list, the inbox of the resident adviser, and the
//! sheet of effects.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};
use crate::suppression::Published;

/// Days between two lists of arrears.
pub const LIST_DAYS: i64 = 14;
/// The cost of an eviction to the organisation by CFBU, in kroner.
pub const CFBU_EVICTION_COST: u64 = 54_000;
/// Evictions that counselling avoids in a year by CFBU, for each 10,000 dwellings: 2.4 for each 1,000.
pub const CFBU_AVOIDED_PER_10_000: u64 = 24;
/// The highest cost of an eviction that somebody may state, in kroner.
pub const MOST_EVICTION_COST: u64 = 10_000_000;

/// The contacts about arrears that a person reads, in all organisations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrearsPage {
    /// The contacts: dates with the bailiff first, then homes that nobody has called, then by department and dwelling.
    pub rows: Vec<ArrearsRow>,
    /// The organisations with departments in which the person reads contacts.
    pub organisations: Vec<ArrearsOrganisation>,
}

/// An organisation whose contacts a person reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrearsOrganisation {
    /// The organisation, as a UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether the person may bring a list in.
    pub may_import: bool,
    /// The day of the newest list, `YYYY-MM-DD`.
    pub latest_list_on: Option<String>,
    /// The day by which the next list is due.
    pub next_list_on: Option<String>,
}

/// A contact about arrears. No amount and no name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrearsRow {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The organisation, as a UUID.
    pub organisation: String,
    /// The record.
    pub document: DocumentId,
    /// The dwelling.
    pub dwelling: String,
    /// The key of the stage.
    pub stage: String,
    /// The day of the last list that it stood on.
    pub source_list_on: String,
    /// Whether it stands on the newest list of the organisation.
    pub is_on_latest_list: bool,
    /// The number of times that contact was tried.
    pub contact_tries: u32,
    /// The day on which somebody was first reached, or empty.
    pub first_contact_on: String,
    /// The key of the result, or empty.
    pub result: String,
    /// The key of the end of a case with a bailiff's date, or empty.
    pub eviction_result: String,
}

impl ArrearsRow {
    /// Whether somebody still has to do something about it.
    pub fn is_open(&self) -> bool {
        self.result.is_empty() || (self.stage == "foged_berammet" && self.eviction_result.is_empty())
    }
}

/// The inquiries of the resident adviser, in all organisations, the oldest open ones first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiriesPage {
    /// The inquiries.
    pub rows: Vec<InquiryRow>,
}

/// An inquiry. No name and no account of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryRow {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The record.
    pub document: DocumentId,
    /// The day it came, or empty.
    pub received_on: String,
    /// The key of its way, or empty.
    pub way: String,
    /// The key of its topic, or empty.
    pub topic: String,
    /// The dwelling, or empty.
    pub dwelling: String,
    /// The day of the first answer, or empty.
    pub answered_on: String,
    /// The key of the outcome, or empty.
    pub outcome: String,
}

/// The effects of counselling in an organisation in a year. Readers with aggregate rights see no number under five.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectSheet {
    /// The organisations that can be chosen: the id as a UUID, and the name.
    #[serde(default)]
    pub organisations: Vec<(String, String)>,
    /// The organisation, as a UUID.
    pub organisation: String,
    /// The name.
    pub name: String,
    /// The year.
    pub year: i32,
    /// The years with records, the newest first.
    pub years: Vec<i32>,
    /// The cost of an eviction that is reckoned with, in kroner.
    pub eviction_cost: u64,
    /// Whether the organisation has stated that cost itself.
    pub is_own_cost: bool,
    /// Whether the person may state it.
    pub may_set: bool,
    /// Whether the person reads the contacts of a department, whose numbers are exact.
    #[serde(default)]
    pub is_exact: bool,
    /// The sum of the departments.
    pub total: EffectRow,
    /// The departments.
    pub rows: Vec<EffectRow>,
    /// The inquiries that ended in the year.
    pub inquiries: InquiryFigures,
}

/// The effects in a department, or in all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectRow {
    /// The department; nothing for the sum.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The name; empty for the sum.
    pub name: String,
    /// The number of dwellings.
    pub dwellings: u64,
    /// The contacts.
    pub contacts: Published,
    /// The evictions.
    pub evictions: Published,
    /// The evictions that were avoided: the bailiff had a date, and the household stayed.
    pub avoided: Published,
}

/// The inquiries that ended in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryFigures {
    /// All that ended, without those that were withdrawn.
    pub ended: Published,
    /// Solved, wholly or in part.
    pub solved: Published,
    /// Referred to somebody else.
    pub referred: Published,
    /// Not solved.
    pub unsolved: Published,
}

impl InquiryFigures {
    /// The solved share of those that ended, in per cent; nothing where a number of it is hidden or nothing ended.
    pub fn solved_percent(self) -> Option<u64> {
        let (solved, ended) = (self.solved.number()?, self.ended.number()?);
        (ended > 0).then(|| (solved * 100 + ended / 2) / ended)
    }
}

/// The measure that a line of the sheet proposes. No finding stands without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EffectAction {
    /// There were evictions: call at the first reminder.
    CallEarlier,
    /// Evictions were avoided: go on.
    GoOn,
    /// There were contacts and no eviction: keep calling.
    KeepCalling,
    /// There were no contacts, or too few to be told: bring the lists in.
    BringListsIn,
}

impl EffectAction {
    /// Every measure.
    pub const ALL: [Self; 4] = [
        Self::CallEarlier,
        Self::GoOn,
        Self::KeepCalling,
        Self::BringListsIn,
    ];
}

impl EffectRow {
    /// The evictions for each 10,000 dwellings; nothing where the number is hidden or there are no dwellings.
    pub fn evictions_per_10_000(&self) -> Option<u64> {
        let evictions = self.evictions.number()?;
        (self.dwellings > 0).then(|| (evictions * 10_000 + self.dwellings / 2) / self.dwellings)
    }

    /// The measure that goes with the line.
    pub fn action(&self) -> EffectAction {
        let is_some = |number: Published| match number {
            Published::Number(number) | Published::AtLeast(number) => number > 0,
            Published::Hidden => false,
        };
        match (
            is_some(self.evictions),
            is_some(self.avoided),
            is_some(self.contacts),
        ) {
            (true, ..) => EffectAction::CallEarlier,
            (false, true, _) => EffectAction::GoOn,
            (false, false, true) => EffectAction::KeepCalling,
            (false, false, false) => EffectAction::BringListsIn,
        }
    }

    /// The saving by the organisation's own figures: avoided evictions times the cost of one, in kroner.
    pub fn saving(&self, eviction_cost: u64) -> Option<u64> {
        self.avoided.number().map(|avoided| avoided * eviction_cost)
    }

    /// The saving that CFBU expects: 2.4 avoided evictions for each 1,000 dwellings, times 54,000 kroner.
    pub fn expected_saving(&self) -> u64 {
        self.dwellings * CFBU_AVOIDED_PER_10_000 * CFBU_EVICTION_COST / 10_000
    }
}

/// The cost of an eviction as an organisation states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvictionCost {
    /// In kroner; nothing for the cost by CFBU.
    pub eviction_cost: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(dwellings: u64, evictions: Published, avoided: Published) -> EffectRow {
        EffectRow {
            department: None,
            name: String::new(),
            dwellings,
            contacts: Published::Number(9),
            evictions,
            avoided,
        }
    }

    #[test]
    fn the_formula_gives_the_figures_of_cfbu() {
        let row = row(1_000, Published::Number(6), Published::Number(7));
        assert_eq!(row.expected_saving(), 129_600);
        assert_eq!(row.saving(CFBU_EVICTION_COST), Some(378_000));
        assert_eq!(row.saving(60_000), Some(420_000));
        assert_eq!(row.evictions_per_10_000(), Some(60));
        assert_eq!(row.action(), EffectAction::CallEarlier);
    }

    #[test]
    fn a_hidden_number_gives_no_figure_that_tells_it() {
        let row = row(1_000, Published::Hidden, Published::Hidden);
        assert_eq!((row.evictions_per_10_000(), row.saving(54_000)), (None, None));
        assert_eq!(row.action(), EffectAction::KeepCalling);
        let figures = InquiryFigures {
            ended: Published::Number(20),
            solved: Published::Hidden,
            referred: Published::Hidden,
            unsolved: Published::Hidden,
        };
        assert_eq!(figures.solved_percent(), None);
        let figures = InquiryFigures {
            solved: Published::Number(19),
            ..figures
        };
        assert_eq!(figures.solved_percent(), Some(95));
    }
}

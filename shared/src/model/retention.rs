//! The day on which a confidential record is erased for ever: a period after it was closed, by its collection.
//!
//! | collection | usual period | from |
//! |---|---|---|
//! | `conflicts` | 12 months | the case was closed |
//! | `parties` | 24 months | the last legal step, for a case that has any |
//! | `mediation` | 30 days | the mediation ended |
//! | `concerns` | 90 days | the concern or handover ended |
//! | `visits` | 12 months | the last change of a visit or referral that is over |
//! | `visit_notes` | 6 months | the last change of the note |
//! | `arrears` | 12 months | the last change of a contact or inquiry that is over |
//!
//! A record that nobody ends is erased too, a period after its last change and the last day on which somebody was to do
//! something about it: `conflicts` for a case and its mediation, `visits` for a visit, a resident who wants no contact, a
//! referral, a concern and a handover, and that of their collection for notes, contacts and inquiries.
//!
//! What belongs to a case is erased with it. A record that was discarded is erased by the period of its collection from
//! then on. Records of other collections are kept.

use std::collections::BTreeMap;

use super::Kind;
use super::deadlines::plus_months;
use super::mediation::NOTES_DAYS;
use super::signal::PERSONAL_DAYS;
use crate::moment::{Day, Moment};
use crate::permission::Collection;

/// Days between the announcement of an erasure and the erasure, at least.
pub const NOTICE_DAYS: i64 = 14;
/// Days before its day on which an erasure is announced.
pub const ANNOUNCED_DAYS: i64 = 30;

/// The kinds that are erased after their time.
pub const ERASED_KINDS: [Kind; 15] = [
    Kind::ConflictCase,
    Kind::ConflictEvent,
    Kind::CasePhoto,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::CasePart,
    Kind::Mediation,
    Kind::Concern,
    Kind::Handover,
    Kind::SocialVisit,
    Kind::Referral,
    Kind::VisitNote,
    Kind::ArrearsContact,
    Kind::CounsellingInquiry,
    // Only one that was discarded.
    Kind::ChildNotificationReceipt,
];

/// A period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days.
    Days(i64),
    /// Calendar months.
    Months(u16),
}

impl Period {
    /// The day at the end of the period.
    fn end(self, from: Day) -> Day {
        match self {
            Self::Days(days) => from.plus_days(days),
            Self::Months(months) => plus_months(from, i32::from(months)),
        }
    }
}

/// The usual period of a collection; nothing for one whose records are kept.
pub fn usual_period(collection: Collection) -> Option<Period> {
    Some(match collection {
        Collection::Conflicts | Collection::Visits | Collection::Arrears => Period::Months(12),
        Collection::Parties => Period::Months(24),
        Collection::VisitNotes => Period::Months(6),
        Collection::Mediation => Period::Days(NOTES_DAYS),
        Collection::Concerns => Period::Days(PERSONAL_DAYS),
        _ => return None,
    })
}

/// The periods of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionPeriods(BTreeMap<Collection, u16>);

impl RetentionPeriods {
    /// The periods that the department agreed, else those of its organisation, in months by keys of collections.
    pub fn of(organisation: &[(String, u16)], department: &[(String, u16)]) -> Self {
        let months = organisation.iter().chain(department);
        let months = months.filter_map(|(key, months)| Some((Collection::from_key(key)?, *months)));
        Self(months.collect())
    }

    /// The end of the period of a collection; nothing for one whose records are kept.
    fn end(&self, collection: Collection, from: Moment) -> Option<Day> {
        self.end_after(collection, from.danish_day())
    }

    fn end_after(&self, collection: Collection, from: Day) -> Option<Day> {
        let usual = usual_period(collection)?;
        let agreed = self.0.get(&collection).map(|months| Period::Months(*months));
        Some(agreed.unwrap_or(usual).end(from))
    }

    /// The day on which a record is erased that nobody ended.
    fn abandoned_on(&self, record: &RetainedRecord) -> Option<Day> {
        let collection = match record.kind {
            Kind::ConflictCase | Kind::Mediation => Collection::Conflicts,
            Kind::Concern | Kind::Handover | Kind::SocialVisit | Kind::Referral => Collection::Visits,
            Kind::VisitNote | Kind::ArrearsContact | Kind::CounsellingInquiry => record.kind.collection(),
            _ => return None,
        };
        let changed = record.touched_at.danish_day();
        let from = record.due_on.map_or(changed, |due| due.max(changed));
        let untouched = self.end_after(collection, from)?;
        let step = record.last_legal_step;
        let step = step.and_then(|at| self.end(Collection::Parties, at));
        Some(step.map_or(untouched, |step| step.max(untouched)))
    }

    /// The day on which a record is erased, as things stand; nothing for one that is kept, and for one that is erased
    /// with its case.
    pub fn erased_on(&self, record: &RetainedRecord) -> Option<Day> {
        if record.is_discarded {
            let collection = match record.kind.collection() {
                Collection::Parties | Collection::CaseParts => Collection::Conflicts,
                collection => collection,
            };
            return self.end(collection, record.changed_at);
        }
        let is_of_case = matches!(
            record.kind,
            Kind::ConflictEvent | Kind::CasePhoto | Kind::ConflictParty | Kind::LegalStep | Kind::CasePart
        );
        if is_of_case && !record.has_case {
            return self.end(Collection::Conflicts, record.changed_at);
        }
        if record.is_open {
            return self.abandoned_on(record);
        }
        match record.kind {
            Kind::ConflictCase => {
                let closed = self.end(Collection::Conflicts, record.state_since)?;
                let step = record.last_legal_step;
                let step = step.and_then(|at| self.end(Collection::Parties, at));
                Some(step.map_or(closed, |step| step.max(closed)))
            }
            Kind::Mediation | Kind::Concern | Kind::Handover => {
                self.end(record.kind.collection(), record.state_since)
            }
            Kind::SocialVisit
            | Kind::Referral
            | Kind::VisitNote
            | Kind::ArrearsContact
            | Kind::CounsellingInquiry => self.end(record.kind.collection(), record.changed_at),
            _ => None,
        }
    }
}

/// The facts of a record that decide when it is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetainedRecord {
    /// The kind.
    pub kind: Kind,
    /// Whether somebody still has to do something about it.
    pub is_open: bool,
    /// Whether it was discarded.
    pub is_discarded: bool,
    /// The beginning of its state.
    pub state_since: Moment,
    /// The receipt of its last change.
    pub changed_at: Moment,
    /// The receipt of the last change of it and of what is erased with it.
    pub touched_at: Moment,
    /// The last day on which somebody was to do something about it.
    pub due_on: Option<Day>,
    /// The last change of a legal step of the case.
    pub last_legal_step: Option<Moment>,
    /// Whether the case that it belongs to is there.
    pub has_case: bool,
}

#[cfg(test)]
#[path = "retention_tests.rs"]
mod tests;

//! Messages of the desk about erasing a record that was made by mistake: an own record at once, another's by two people.
//!
//! | route under `/api/v1/office/desk` | request | answer |
//! |---|---|---|
//! | `POST /records/{department}/{document}/erasure` | [`ErasureWanted`] | [`ErasureOutcome`] |
//! | `POST /records/{department}/{document}/erasure/decision` | [`super::approvals::ApprovalDecision`] | [`ErasureOutcome`] |
//!
//! Requests that wait for a second person are in the answer of `GET /approvals`.

use serde::{Deserialize, Serialize};

use super::desk_name::DeskName;
use crate::id::{DepartmentId, DocumentId};
use crate::model::Kind;
use crate::moment::Moment;

/// The kinds that are erased by hand: the confidential ones that a person begins. Who takes part in a case is erased with
/// it, and a receipt of a child notification stays.
pub const ERASED_BY_HAND: [Kind; 13] = [
    Kind::ConflictCase,
    Kind::ConflictEvent,
    Kind::CasePhoto,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::Mediation,
    Kind::Concern,
    Kind::Handover,
    Kind::SocialVisit,
    Kind::Referral,
    Kind::VisitNote,
    Kind::ArrearsContact,
    Kind::CounsellingInquiry,
];

/// An erasure that a person wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureWanted {
    /// The reason, at most [`super::approvals::REASON_CHARS`] characters. It goes with the record.
    pub reason: String,
}

/// The outcome of a request or of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureOutcome {
    /// The number of records that were erased; nought while a second person is asked, and when nobody agreed.
    pub erased: usize,
}

/// The erasure of a record by hand, in the answer about the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureByHand {
    /// The request that waits for a second person.
    pub asked: Option<AskedErasure>,
    /// Whether the person may ask for it now.
    pub may_ask: bool,
    /// Whether nobody else has to agree: the person made the record, nobody else wrote in it, and nothing belongs to it.
    pub is_alone: bool,
    /// The number of records that are erased with it, of those that the person reads.
    pub belonging: usize,
}

/// A request for an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedErasure {
    /// The reason.
    pub reason: String,
    /// The person who asked.
    pub asked_by: DeskName,
    /// The time of it.
    pub asked_at: Moment,
    /// Whether the reader asked for it.
    pub is_own: bool,
}

/// A record whose erasure waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingErasure {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The person who asked.
    pub asked_by: DeskName,
    /// The time of it.
    pub asked_at: Moment,
    /// Whether the reader asked for it.
    pub is_own: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::retention::ERASED_KINDS;
    use crate::permission::Class;

    #[test]
    fn only_confidential_records_with_a_period_are_erased_by_hand() {
        for kind in ERASED_BY_HAND {
            assert!(ERASED_KINDS.contains(&kind), "{kind:?}");
            let class = kind.collection().class();
            assert!(matches!(class, Class::Personal | Class::Special), "{kind:?}");
        }
        let kept = ERASED_KINDS
            .into_iter()
            .filter(|kind| !ERASED_BY_HAND.contains(kind));
        let kept: Vec<_> = kept.collect();
        assert_eq!(kept, [Kind::CasePart, Kind::ChildNotificationReceipt]);
    }
}

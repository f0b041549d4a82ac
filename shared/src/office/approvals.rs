//! Messages of the desk about steps of a case that a second person agrees to, and about cases that nobody has looked at.
//!
//! | route under `/api/v1/office/desk` | request | answer |
//! |---|---|---|
//! | `GET /approvals` | | [`WaitingApprovals`] |
//! | `POST /records/{department}/{document}/approvals` | [`ApprovalWanted`] | |
//! | `POST /records/{department}/{document}/approvals/{act}` | [`ApprovalDecision`] | |

use serde::{Deserialize, Serialize};

use super::desk_name::DeskName;
use super::erasure_by_hand::WaitingErasure;
use crate::id::{DepartmentId, DocumentId};
use crate::model::Fields;
use crate::moment::Moment;

/// Most characters of a reason.
pub const REASON_CHARS: usize = 500;
/// The numbers of section 81 of the act for which the direct way is open: violence and threats, and danger.
pub const DIRECT_WAY_NUMBERS: [u8; 2] = [1, 2];
/// Most cases in the list of those that nobody has looked at.
pub const UNSEEN_CASES: u32 = 50;

/// A step of a case that a second person agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalAct {
    /// To the tenancy board without a reminder, for violence and danger.
    DirectWay,
    /// Closing, where the organisation wants four eyes.
    Close,
}

impl ApprovalAct {
    /// Every step.
    pub const ALL: [Self; 2] = [Self::DirectWay, Self::Close];

    /// The key in messages and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::DirectWay => "direct_way",
            Self::Close => "close",
        }
    }

    /// The step with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }
}

/// A step that a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalWanted {
    /// The step.
    pub act: ApprovalAct,
    /// The reason, at most [`REASON_CHARS`] characters. The direct way needs one.
    #[serde(default)]
    pub reason: String,
    /// The number in section 81 of the act, for the direct way.
    #[serde(default)]
    pub section_81: Option<u8>,
    /// The key of the case's outcome, for its closing.
    #[serde(default)]
    pub outcome: Option<String>,
}

/// The decision of a second person, or of the one who asked, who takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDecision {
    /// Whether the person agrees.
    pub is_approved: bool,
}

/// A step that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseApproval {
    /// The step.
    pub act: ApprovalAct,
    /// The reason.
    pub reason: String,
    /// The number in section 81 of the act.
    pub section_81: Option<u8>,
    /// The key of the case's outcome.
    pub outcome: Option<String>,
    /// The person who asked.
    pub asked_by: DeskName,
    /// The time of it.
    pub asked_at: Moment,
    /// The person who decided; nobody while it waits.
    pub decided_by: Option<DeskName>,
    /// The time of it.
    pub decided_at: Option<Moment>,
    /// Whether the person agreed.
    pub is_approved: bool,
    /// Whether the reader asked for it.
    pub is_own: bool,
}

/// Steps of a case that a second person agrees to, in the answer about a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseApprovals {
    /// The steps that were asked for.
    pub asked: Vec<CaseApproval>,
    /// The steps that the person may ask for now.
    pub may_ask: Vec<ApprovalAct>,
    /// Whether the person may decide on steps that others asked for.
    pub may_decide: bool,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedCase {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub document: DocumentId,
    /// The fields that a row shows.
    pub fields: Fields,
    /// When it was last looked at or changed.
    pub seen_at: Moment,
}

/// Steps that wait for a second person, and cases for anybody to look at. `GET /approvals`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WaitingApprovals {
    /// Steps that somebody asked for, the oldest first.
    pub approvals: Vec<(ListedCase, CaseApproval)>,
    /// Open cases that nobody has looked at for as long as their organisation says, the longest unseen first; at most
    /// [`UNSEEN_CASES`].
    pub unseen: Vec<ListedCase>,
    /// Records that were made by mistake and whose erasure somebody asked for, the oldest first.
    #[serde(default)]
    pub erasures: Vec<WaitingErasure>,
}

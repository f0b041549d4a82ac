//! Messages in JSON between the office app and the server about printed letters, their templates, the plan and the
//! bundle for the tenancy board, under `/api/v1/office`.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /letter-templates/{department}` | | [`LetterTemplateView`]s |
//! | `PUT /letter-templates/{department}/{kind}` | [`LetterTemplateBody`] | [`LetterTemplateSaved`] |
//! | `POST /letter-templates/{department}/{kind}/approve` | [`LetterTemplateApproval`] | [`LetterTemplateSaved`] |
//! | `POST /letter-templates/{department}/{kind}/preview` | [`LetterTemplateBody`] | a PDF |
//! | `GET /cases/{department}/{case}/letters` | | [`CaseDocuments`] |
//! | `POST /cases/{department}/{case}/letters/preview` | [`LetterWanted`] | [`LetterPreview`] |
//! | `POST /cases/{department}/{case}/letters` | [`LetterWanted`] | [`LetterRow`] |
//! | `POST /cases/{department}/{case}/letters/invitation` | [`LetterWanted`] | a PDF that is not kept |
//! | `GET /cases/{department}/{case}/letters/{step}` | | a PDF |
//! | `PUT /cases/{department}/{case}/letters/{step}/receipt` | [`LetterReceipt`] | nothing |
//! | `POST /cases/{department}/{case}/bundle/check` | [`BundleWanted`] | [`BundleCheck`]s |
//! | `POST /cases/{department}/{case}/bundle` | [`BundleWanted`] | a sealed PDF |
//! | `POST /cases/{department}/{case}/plan` | [`CasePlan`] | a PDF |
//!
//! Days are `YYYY-MM-DD`. Outside the office: `GET /api/v1/seals/{hash}` answers with a [`SealAnswer`], and
//! `GET /api/v1/seal-key` with a [`SealKey`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::DocumentId;
use crate::moment::Moment;

macro_rules! letter_kinds {
    ($($(#[$doc:meta])* $kind:ident = $key:literal,)+) => {
        /// The kind of a printed letter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum LetterKind {
            $($(#[$doc])* $kind,)+
        }

        impl LetterKind {
            /// Every kind, in the order of the ladder.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Its name in messages, paths and the database.
            pub fn key(self) -> &'static str {
                match self { $(Self::$kind => $key,)+ }
            }

            /// The kind with this name.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$kind),)+ _ => None }
            }
        }
    };
}

letter_kinds! {
    /// Henstilling.
    Request = "request",
    /// Påmindelse.
    Reminder = "reminder",
    /// Sidste påmindelse, called a warning by many.
    LastReminder = "last_reminder",
    /// Indbydelse til mægling.
    MediationInvitation = "mediation_invitation",
    /// Underretning, by article 14 of the GDPR.
    Notification = "notification",
    /// Afslutning.
    Closing = "closing",
}

/// A template of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTemplateView {
    /// The kind.
    pub kind: LetterKind,
    /// The name of the letter.
    pub title: String,
    /// The version in use; nought is the one that comes with Feltbog.
    pub version: u32,
    /// The text in use.
    pub body: String,
    /// The person who approved it; empty for the one that comes with Feltbog.
    pub approved_by: String,
    /// A newer version that waits for approval.
    pub draft: Option<LetterTemplateDraft>,
    /// The sentences that every version must hold.
    pub mandatory: Vec<String>,
    /// The names of the fields that may stand in brackets.
    pub fields: Vec<String>,
}

/// A version of a template that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTemplateDraft {
    /// The version.
    pub version: u32,
    /// The text.
    pub body: String,
    /// The person who wrote it.
    pub written_by: String,
    /// Whether the reader wrote it, who may then not approve it.
    pub is_own: bool,
    /// The mandatory sentences that it lacks.
    pub lacking: Vec<String>,
}

/// The text of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTemplateBody {
    /// The text.
    pub body: String,
}

/// The version of a template that somebody approves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTemplateApproval {
    /// The version that was read.
    pub version: u32,
}

/// The outcome of a change of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTemplateSaved {
    /// The version.
    pub version: u32,
    /// Whether it is in use now.
    pub is_approved: bool,
    /// The mandatory sentences that it lacks; it cannot be approved before they stand there.
    pub lacking: Vec<String>,
    /// The names in brackets that are no fields.
    pub unknown_fields: Vec<String>,
}

/// The documents of a case: its letters, and the values to begin another letter with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDocuments {
    /// Its letters, the oldest first.
    pub letters: Vec<LetterRow>,
    /// The parties that a letter may go to.
    pub recipients: Vec<LetterRecipient>,
    /// The kinds with their names and fields.
    pub kinds: Vec<LetterForm>,
    /// Whether the reader keeps letters of the case and makes its bundle and plan; others print invitations to mediation.
    pub may_keep: bool,
    /// The plans that were agreed and kept, the oldest first. Only those who keep letters are told.
    #[serde(default)]
    pub plans: Vec<KeptPlan>,
}

/// A plan that was kept with its case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPlan {
    /// The event that tells of it.
    pub event: DocumentId,
    /// The day on which it was kept, `YYYY-MM-DD`.
    pub on: String,
    /// The person who kept it.
    pub by: String,
}

/// A plan to keep. `POST …/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWanted {
    /// The id of the event to make, drawn by the office: a request that is repeated keeps nothing twice.
    pub token: String,
    /// The plan.
    pub plan: CasePlan,
}

/// A party that a letter may go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRecipient {
    /// The party's record.
    pub party: DocumentId,
    /// The name, with the part played.
    pub name: String,
}

/// The fields of a kind of letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterForm {
    /// The kind.
    pub kind: LetterKind,
    /// The name of the letter.
    pub title: String,
    /// The fields that a person fills, each with the value to begin with.
    pub fields: Vec<(String, String)>,
}

/// A letter to print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterWanted {
    /// The id of the legal step that the letter is kept as, drawn by the browser: a request that is repeated keeps one
    /// letter. The server draws one where there is none.
    #[serde(default)]
    pub token: String,
    /// The kind.
    pub kind: LetterKind,
    /// The party that it goes to.
    pub recipient: DocumentId,
    /// Values of the fields; those that the case tells may be left out.
    pub fields: BTreeMap<String, String>,
}

/// A letter before it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterPreview {
    /// The text with its fields filled.
    pub text: String,
    /// The fields without a value.
    pub empty_fields: Vec<String>,
    /// Whether it tells the name, phone or home of somebody whose identity is withheld.
    pub tells_withheld: bool,
}

/// A letter that was printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRow {
    /// The record of the legal step.
    pub step: DocumentId,
    /// The name of the letter.
    pub title: String,
    /// The day of it.
    pub on: String,
    /// The recipient's name.
    pub recipient: String,
    /// The version of its template.
    pub template_version: u32,
    /// The day on which it was received, or empty.
    pub received_on: String,
    /// SHA-256 of the PDF as hexadecimal digits.
    pub hash: String,
}

/// The receipt of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterReceipt {
    /// The day on which it was received.
    pub received_on: String,
    /// The place of the proof, or empty.
    pub proof: String,
}

/// The parts of the bundle that no record tells. An empty day is a paper that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleWanted {
    /// The claim that is put to the tenancy board.
    #[serde(default)]
    pub claim: String,
    /// The number in section 81 of the act, 1 to 11.
    #[serde(default)]
    pub section_81: Option<u8>,
    /// The day of the lease.
    #[serde(default)]
    pub lease_on: String,
    /// The day from which the house rules hold.
    #[serde(default)]
    pub house_rules_on: String,
    /// The day on which the fee was paid.
    #[serde(default)]
    pub fee_paid_on: String,
    /// The day of the landlord's mandate.
    #[serde(default)]
    pub mandate_on: String,
    /// The reason for going without a reminder, for violence and danger alone.
    #[serde(default)]
    pub direct_way_reason: String,
    /// Whether the witnesses are ready to appear.
    #[serde(default)]
    pub witnesses_ready: bool,
}

/// The outcome of a check of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleCheckOutcome {
    /// It is there.
    Present,
    /// It is lacking.
    Lacking,
    /// A person has to judge it.
    Assess,
}

/// A check of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleCheck {
    /// The sentence.
    pub text: String,
    /// The outcome.
    pub outcome: BundleCheckOutcome,
}

/// A plan agreed with a complainant. It names no other party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePlan {
    /// The complainant's record.
    pub party: Option<DocumentId>,
    /// The wish of the complainant, at most 200 characters.
    pub wish: String,
    /// The acts of the landlord.
    pub we_do: Vec<PlanPromise>,
    /// The acts of the complainant.
    pub you_do: Vec<PlanPromise>,
    /// The day of the next contact.
    pub next_contact_on: String,
    /// The way of the next contact.
    pub way: String,
}

/// An act of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPromise {
    /// The act, at most 200 characters.
    pub what: String,
    /// The day by which it is done.
    pub by: String,
}

/// The answer to somebody who asks whether this server sealed a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealAnswer {
    /// The time of the seal.
    pub sealed_at: Moment,
}

/// The public key of the server's seals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealKey {
    /// The point on P-256, compressed, as hexadecimal digits.
    pub key: String,
}

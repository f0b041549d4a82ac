//! Why something was not taken: a stable code, and a sentence that says what to do.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// The sentences, written from `locales/*/refusals.ftl`.
mod sentences {
    use super::{Language, RefusalCode};

    include!(concat!(env!("OUT_DIR"), "/refusals.rs"));
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A stable code for why something was refused. The order is the wire format: add at
        /// the end only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* $name,)*
        }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code that stands so in JSON answers and logs; nothing for one that a newer
            /// server made.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == code)
            }

            /// The code as it stands in JSON answers and logs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// The bytes could not be read as what they should be.
    Malformed = "malformed",
    /// A field that no record of this kind has.
    UnknownField = "unknown_field",
    /// A value outside its list or limits, or of the wrong shape.
    InvalidValue = "invalid_value",
    /// A text longer than its field holds.
    TextTooLong = "text_too_long",
    /// A CPR number in a text field.
    CprNumber = "cpr_number",
    /// A step that the record's state does not allow.
    StepNotAllowed = "step_not_allowed",
    /// The record belongs to another department.
    WrongDepartment = "wrong_department",
    /// The record is of another kind than stated.
    WrongKind = "wrong_kind",
    /// The change names somebody else as its author.
    ForeignAuthor = "foreign_author",
    /// The person may not do this here.
    NoAccess = "no_access",
    /// The record has been erased.
    Erased = "erased",
    /// A change, a batch or a record is larger than allowed.
    TooLarge = "too_large",
    /// The same actor and sequence number with another content.
    ActorReused = "actor_reused",
    /// The change would make the record unreadable.
    Unreadable = "unreadable",
    /// The enrolment code is unknown, used or too old.
    CodeNotValid = "code_not_valid",
    /// Nobody is signed in.
    NotSignedIn = "not_signed_in",
    /// Too many requests; wait.
    TooMany = "too_many",
    /// The app is too old to write.
    AppTooOld = "app_too_old",
    /// No such thing.
    NotFound = "not_found",
    /// The server has a problem of its own.
    ServerFault = "server_fault",
    /// The request came from another site or with the wrong content type.
    WrongOrigin = "wrong_origin",
    /// The server is stopping or overloaded; try again soon.
    Busy = "busy",
    /// The server's disk is full.
    StorageFull = "storage_full",
    /// The enrolment code is of somebody else than this place of the phone is for.
    CodeOfAnother = "code_of_another",
    /// Somebody was signed in, and their access on this device was withdrawn.
    Withdrawn = "withdrawn",
    /// The signed proof of a phone is not the one that the server asked for.
    ProofNotValid = "proof_not_valid",
    /// Nobody who is named can read it in this department.
    NoReader = "no_reader",
    /// The resident did not agree that it is passed on, and no basis for an exception is stated.
    NoConsent = "no_consent",
    /// Somebody else changed it since it was read.
    VersionConflict = "version_conflict",
    /// The key or the number belongs to another.
    NumberTaken = "number_taken",
    /// An organisation would be left without an administrator.
    LastAdministrator = "last_administrator",
    /// It is not any more as the entry of the administrative log left it.
    NotUndoable = "not_undoable",
    /// Account, password or one-time code of the office do not fit together.
    SignInNotValid = "sign_in_not_valid",
    /// Nobody is signed in to the office, or not any more.
    OfficeSignedOut = "office_signed_out",
    /// The act needs a new proof of who is signed in to the office.
    StepUpWanted = "step_up_wanted",
    /// The invitation to the office is unknown, used or too old.
    InvitationNotValid = "invitation_not_valid",
    /// The password is too short, too long or easily guessed.
    PasswordNotAllowed = "password_not_allowed",
    /// The mail address belongs to the account of somebody else.
    MailTaken = "mail_taken",
    /// The provider's answer is not one to this sign-in.
    ProviderAnswerNotValid = "provider_answer_not_valid",
    /// The provider knows the person, and no invitation has bound the two together.
    IdentityUnknown = "identity_unknown",
    /// The provider does not tell the person's groups, and roles depend on them.
    GroupsUnknown = "groups_unknown",
    /// The provider does not answer, or answers nonsense.
    ProviderAway = "provider_away",
    /// The phone waits until somebody in the office has confirmed it by its number.
    PhoneNotConfirmed = "phone_not_confirmed",
}

impl RefusalCode {
    /// Whether the reason may go without anybody changing what was refused: rights, modules, a version, a load. A change
    /// that was refused for it is held and offered again.
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::NoAccess
                | Self::NotFound
                | Self::NotSignedIn
                | Self::Withdrawn
                | Self::AppTooOld
                | Self::TooMany
                | Self::Busy
                | Self::StorageFull
                | Self::ServerFault
        )
    }

    /// The code for an app of a version: those that it does not know are told as the one that comes closest.
    pub fn known_to(self, app_version: u32) -> Self {
        match self {
            Self::NoReader | Self::NoConsent if app_version < 2 => Self::NoAccess,
            known => known,
        }
    }

    /// The message for the person: one sentence or two that name the next step.
    pub fn sentence(self, language: Language) -> &'static str {
        sentences::Refusals::of(language).sentence[self as usize]
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal, with the field it is about where there is one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code}{}", .field.as_deref().map(|name| format!(" ({name})")).unwrap_or_default())]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// The field's name in the schema.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal of one field.
    pub fn of_field(code: RefusalCode, field: &str) -> Self {
        Self {
            code,
            field: Some(field.to_owned()),
        }
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code, field: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_sentence_in_both_languages() {
        for language in [Language::Danish, Language::English] {
            let mut seen = std::collections::BTreeSet::new();
            for code in RefusalCode::ALL {
                let sentence = code.sentence(language);
                assert!(sentence.ends_with('.'), "{code}: {sentence}");
                assert!(seen.insert(sentence), "{code} shares its sentence");
            }
        }
    }
}

//! Why something was not taken: a stable code, and a sentence that says what to do.

use core::fmt;

use serde::de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::language::Language;
use crate::model_number::KnownModel;

/// The sentences, written from `locales/*/refusals.ftl`.
mod sentences {
    use super::{Language, RefusalCode};

    include!(concat!(env!("OUT_DIR"), "/refusals.rs"));
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A stable code for why something was refused. The order is the wire format: add at
        /// the end only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

            /// The code's name in this program.
            fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
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
    /// The app and the server are of different versions, and one of them does not know yet what the other says.
    VersionsApart = "versions_apart",
}

/// Reads a code by its place, as the wire has it, or by its name. A code that this version does not know reads as
/// [`RefusalCode::VersionsApart`]: a newer server gave it.
impl<'de> Deserialize<'de> for RefusalCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("RefusalCode", &[], CodeVisitor)
    }
}

struct CodeVisitor;

impl<'de> Visitor<'de> for CodeVisitor {
    type Value = RefusalCode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a refusal code")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<RefusalCode, A::Error> {
        let (code, variant) = data.variant_seed(self)?;
        variant.unit_variant()?;
        Ok(code)
    }

    fn visit_u64<E>(self, place: u64) -> Result<RefusalCode, E> {
        let known = usize::try_from(place)
            .ok()
            .and_then(|place| RefusalCode::ALL.get(place));
        Ok(known.copied().unwrap_or(RefusalCode::VersionsApart))
    }

    fn visit_str<E>(self, name: &str) -> Result<RefusalCode, E> {
        let known = RefusalCode::ALL.iter().find(|code| code.name() == name);
        Ok(known.copied().unwrap_or(RefusalCode::VersionsApart))
    }
}

impl<'de> DeserializeSeed<'de> for CodeVisitor {
    type Value = RefusalCode;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RefusalCode, D::Error> {
        deserializer.deserialize_identifier(self)
    }
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
                | Self::VersionsApart
        )
    }

    /// Whether a rule of the model was the reason: a newer model may allow what this one does not.
    pub fn is_of_model(self) -> bool {
        matches!(
            self,
            Self::Malformed
                | Self::UnknownField
                | Self::InvalidValue
                | Self::TextTooLong
                | Self::CprNumber
                | Self::StepNotAllowed
                | Self::WrongKind
                | Self::TooLarge
                | Self::Unreadable
                | Self::NoReader
                | Self::NoConsent
        )
    }

    /// The code for an app of a version that knows a model: one that it does not know is told as the one that comes
    /// closest.
    pub fn known_to(self, app_version: u32, model: KnownModel) -> Self {
        match self {
            Self::NoReader | Self::NoConsent if app_version < 2 => Self::NoAccess,
            known if model.knows_code(known) => known,
            passing if passing.may_pass() => Self::Busy,
            _ => Self::InvalidValue,
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
    fn a_code_of_a_newer_server_reads_as_one_that_may_pass() {
        for code in RefusalCode::ALL {
            assert_eq!(crate::wire::decode(&crate::wire::encode(code)), Ok(*code));
        }
        let next = RefusalCode::ALL.len() as u32;
        for place in [next, next + 1, 127, 128, 70_000, u32::MAX] {
            let unknown: Result<RefusalCode, _> = crate::wire::decode(&crate::wire::encode(&place));
            assert_eq!(unknown, Ok(RefusalCode::VersionsApart), "{place}");
        }
        assert!(RefusalCode::VersionsApart.may_pass());
    }

    #[test]
    fn an_app_is_told_what_it_knows() {
        let first = KnownModel::FIRST;
        for code in RefusalCode::ALL {
            let told = code.known_to(2, first);
            assert!(first.knows_code(told));
            assert_eq!(told.may_pass(), code.may_pass(), "{code}");
            assert_eq!(code.known_to(2, KnownModel::OURS), *code);
        }
        assert_eq!(RefusalCode::VersionsApart.known_to(2, first), RefusalCode::Busy);
        let without_no_consent = KnownModel { codes: 27, ..first };
        assert_eq!(
            RefusalCode::NoConsent.known_to(2, without_no_consent),
            RefusalCode::InvalidValue
        );
    }

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

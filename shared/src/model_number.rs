//! The number of the model: what the sender of a request knows of kinds, roles and refusal codes.
//!
//! These lists grow at their ends only, so their lengths say which values a phone or a server knows. A server leaves out
//! of an answer what the phone does not know, and tells a newer phone apart from a faulty one.

use crate::model::Kind;
use crate::permission::Role;
use crate::refusal::RefusalCode;

/// The header of requests and answers that says which model its sender knows: the number of the model, the lengths of the
/// lists of kinds, roles and refusal codes, and the number of genesis changes.
pub const MODEL_HEADER: &str = "feltbog-model";
/// The number of this model. It rises whenever a table of the model changes: `model_tables.rs` holds each model to its
/// file.
pub const MODEL: u32 = 4;
/// The last model in which a kind gained a field: an app of it makes the summaries of an older one anew.
pub const FIELDS_SINCE: u32 = 4;
/// Number of genesis changes of all kinds together. A kind that gains a field with a place of its own gains a change, and
/// documents that build on it cannot be read without it.
const GENESES: u32 = 33;

/// A model as somebody knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownModel {
    /// The number of the model.
    pub number: u32,
    /// Number of kinds of records.
    pub kinds: u32,
    /// Number of roles.
    pub roles: u32,
    /// Number of refusal codes.
    pub codes: u32,
    /// Number of genesis changes.
    pub geneses: u32,
}

impl KnownModel {
    /// The model of apps that do not state one.
    pub const FIRST: Self = Self {
        number: 1,
        kinds: 33,
        roles: 11,
        codes: 43,
        geneses: 33,
    };
    /// The model of this build.
    pub const OURS: Self = Self {
        number: MODEL,
        kinds: Kind::ALL.len() as u32,
        roles: Role::ALL.len() as u32,
        codes: RefusalCode::ALL.len() as u32,
        geneses: GENESES,
    };

    /// The value of the header.
    pub fn header(self) -> String {
        let numbers = [self.number, self.kinds, self.roles, self.codes, self.geneses];
        numbers.map(|number| number.to_string()).join(" ")
    }

    /// Reads the value of the header. A later model may say more behind these numbers.
    pub fn read(header: &str) -> Option<Self> {
        let mut numbers = header.split(' ').map(|number| number.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            number: next()?,
            kinds: next()?,
            roles: next()?,
            codes: next()?,
            geneses: next()?,
        })
    }

    /// Whether it has a kind of records.
    pub fn knows_kind(self, kind: Kind) -> bool {
        (kind as u32) < self.kinds
    }

    /// Whether it has a role.
    pub fn knows_role(self, role: Role) -> bool {
        (role as u32) < self.roles
    }

    /// Whether it has a refusal code.
    pub fn knows_code(self, code: RefusalCode) -> bool {
        (code as u32) < self.codes
    }

    /// Whether it is newer than the model of this build: what seems wrong here may be right there.
    pub fn is_newer(self) -> bool {
        self.number > MODEL || self.kinds > Self::OURS.kinds
    }

    /// A number to mix into the fingerprint of rights that a cursor was made under. A phone that has learned kinds
    /// fetches anew what it could not read before. The same on every server, whichever kinds it knows itself.
    pub fn mark(self) -> u32 {
        let kinds = self.kinds.wrapping_sub(Self::FIRST.kinds);
        let geneses = self.geneses.wrapping_sub(Self::FIRST.geneses);
        kinds.wrapping_mul(0x9E37_79B1) ^ geneses.wrapping_mul(0x85EB_CA77)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_as_it_was_written() {
        let ours = KnownModel::OURS;
        assert_eq!(KnownModel::read(&ours.header()), Some(ours));
        let later = [ours.header().as_str(), " 7 what else"].concat();
        assert_eq!(KnownModel::read(&later), Some(ours));
        for header in ["", "2", "2 33 11 44", "2 33 11 44 x", "2  33 11 44 33"] {
            assert_eq!(KnownModel::read(header), None, "{header}");
        }
    }

    #[test]
    fn a_model_knows_the_values_before_its_ends() {
        let ours = KnownModel::OURS;
        let before = KnownModel {
            kinds: ours.kinds - 1,
            roles: ours.roles - 1,
            codes: ours.codes - 1,
            ..ours
        };
        let unknown = |known: KnownModel| {
            (
                Kind::ALL.iter().filter(|kind| !known.knows_kind(**kind)).count(),
                Role::ALL.iter().filter(|role| !known.knows_role(**role)).count(),
                RefusalCode::ALL
                    .iter()
                    .filter(|code| !known.knows_code(**code))
                    .count(),
            )
        };
        assert_eq!(unknown(ours), (0, 0, 0));
        assert_eq!(unknown(before), (1, 1, 1));
        assert!(!ours.is_newer() && !before.is_newer());
        assert!(
            KnownModel {
                number: MODEL + 1,
                ..ours
            }
            .is_newer()
        );
        #[cfg(feature = "documents")]
        {
            let geneses = Kind::ALL.iter().map(|kind| crate::document::genesis(*kind).len());
            assert_eq!(geneses.sum::<usize>(), GENESES as usize);
        }
        // Cursors of apps that state no model stay as they are.
        assert_eq!(KnownModel::FIRST.mark(), 0);
        let more_kinds = KnownModel {
            kinds: 34,
            ..KnownModel::FIRST
        };
        let more_geneses = KnownModel {
            geneses: 34,
            ..KnownModel::FIRST
        };
        assert!(more_kinds.mark() != 0 && more_geneses.mark() != 0);
        assert_ne!(more_kinds.mark(), more_geneses.mark());
    }
}

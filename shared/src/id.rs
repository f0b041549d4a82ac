//! Ids as types of their own, so that a user is never passed where a document is meant.
//!
//! All are UUIDv7 made from a time and random bytes that the caller passes in.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::moment::Moment;

macro_rules! uuid_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from the present time and ten random bytes.
            pub fn new(now: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The id with exactly these sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The sixteen bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id in the first sixteen bytes of a slice of exactly sixteen, or nothing.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id! {
    /// One record: one Automerge document.
    DocumentId
}
impl DocumentId {
    /// The version of an id that the server derives from another: UUIDv8 (RFC 9562). Phones make UUIDv7.
    const DERIVED: u8 = 8;

    /// Whether the server derives such an id from another document's. No phone may bring a document under it.
    pub fn is_derived(&self) -> bool {
        self.as_bytes()[6] >> 4 == Self::DERIVED
    }

    /// The id with the version that marks it as derived by the server.
    pub(crate) fn into_derived(self) -> Self {
        let mut bytes = *self.as_bytes();
        bytes[6] = bytes[6] & 0x0f | Self::DERIVED << 4;
        Self::from_bytes(bytes)
    }

    /// The version of an id that the server makes out of the subject of a record, such as a home and a day: UUIDv5
    /// (RFC 9562), after a time. Servers of the version before take it for any other id.
    const NAMED: u8 = 5;

    /// Whether the server makes such an id out of the subject of a record. A record under it begins at the server, and goes
    /// on as any other. The id of the task that follows a task, which phones work out by turning its last bytes over, is
    /// none: its last bit is set.
    pub fn is_named(&self) -> bool {
        let bytes = self.as_bytes();
        bytes[6] >> 4 == Self::NAMED && bytes[15] & 1 == 0
    }

    /// The id with the version that marks it as made out of the subject of a record.
    #[must_use]
    pub fn into_named(self) -> Self {
        let mut bytes = *self.as_bytes();
        bytes[6] = bytes[6] & 0x0f | Self::NAMED << 4;
        bytes[15] &= !1;
        Self::from_bytes(bytes)
    }

    /// This id, or one that sorts behind another where this one does not: records are sent in the order of their ids.
    #[must_use]
    pub fn behind(self, other: Self) -> Self {
        if self > other {
            return self;
        }
        let mut bytes = *self.as_bytes();
        let millis = other.made_at().millis().saturating_add(1).to_be_bytes();
        bytes[..6].copy_from_slice(&millis[2..]);
        Self::from_bytes(bytes)
    }

    /// When the id was made, by the phone that made it.
    pub fn made_at(&self) -> Moment {
        let millis = self.as_bytes()[..6]
            .iter()
            .fold(0_i64, |millis, byte| millis << 8 | i64::from(*byte));
        Moment::from_millis(millis)
    }
}
uuid_id! {
    /// One housing department (boligafdeling): the unit everything is merged in.
    DepartmentId
}
uuid_id! {
    /// One housing organisation (boligorganisation): its departments and people.
    #[derive(Default)]
    OrganisationId
}
uuid_id! {
    /// One administration: it runs one or more organisations.
    #[derive(Default)]
    AdministrationId
}
uuid_id! {
    /// One person with a profile. A person who is both ambassador and employee has two.
    UserId
}
uuid_id! {
    /// One enrolled phone or browser profile.
    DeviceId
}
uuid_id! {
    /// One dwelling of a department.
    DwellingId
}
uuid_id! {
    /// One session of the office in a browser.
    OfficeSessionId
}
uuid_id! {
    /// One token by which a machine reads records.
    DataTokenId
}
uuid_id! {
    /// One webhook.
    WebhookId
}
uuid_id! {
    /// One effort (boligsocial indsats).
    EffortId
}
uuid_id! {
    /// One task of a department of an effort.
    EffortTaskId
}
uuid_id! {
    /// One member of staff, whether with a profile or without.
    StaffId
}
uuid_id! {
    /// One announcement of when somebody will be out of a home.
    SafeReturnId
}

/// The SHA-256 of an Automerge change: the change's name everywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeHash(pub [u8; 32]);

impl ChangeHash {
    /// The hash in a slice of exactly 32 bytes, or nothing.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeHash({self})")
    }
}

/// An Automerge actor: random per document and engine session, never kept (see `replica`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ActorId(pub [u8; 16]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_marked_by_its_version_and_keeps_its_time() {
        let made = DocumentId::new(Moment::from_millis(1_795_219_200_000), [0xa7; 10]);
        let marks = [(made, (false, false)), (made.into_derived(), (true, false))];
        for (id, expected) in marks.into_iter().chain([(made.into_named(), (false, true))]) {
            assert_eq!((id.is_derived(), id.is_named()), expected, "{id}");
            assert_eq!(id.made_at(), made.made_at());
        }
        assert_eq!(made.into_named().into_named(), made.into_named());
    }

    #[test]
    fn an_id_behind_another_sorts_there() {
        let at = |millis: i64, random: u8| DocumentId::new(Moment::from_millis(millis), [random; 10]);
        for other in [0, 5, 1_795_219_200_000] {
            for own in [0, 5, 6, 1_795_219_200_000] {
                for random in [0, 1, 255] {
                    let (own, other) = (at(own, random), at(other, 1));
                    let behind = own.behind(other);
                    assert!(behind > other, "{own} {other}");
                    assert_eq!(behind == own, own > other);
                    assert_eq!(
                        (behind.is_derived(), behind.as_bytes()[6..].to_vec()),
                        (false, own.as_bytes()[6..].to_vec())
                    );
                }
            }
        }
    }
}

//! Messages of the access log: the people who read and changed records, for the privacy officer.
//!
//! | route under `/api/v1/office/audit` | request | answer |
//! |---|---|---|
//! | `POST /` | [`AuditQuery`] | [`AuditPage`] |
//! | `GET /sample` | | [`AuditPage`] |
//! | `GET /security` | [`AuditQuery`], of which `after` counts | [`SecurityPage`] |
//!
//! A row names a record by its id and kind. It holds nothing of what the record says.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId, UserId};
use crate::model::Kind;
use crate::moment::Moment;

/// Most rows of a page of the access log.
pub const AUDIT_ROWS: u32 = 100;
/// Rows of a random sample.
pub const AUDIT_SAMPLE: u32 = 20;

macro_rules! keys {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $name:ident $key:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$doc])* $name,)+ }

        impl $type {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the database.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The value of a name; nothing for one that a newer server wrote.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }
        }
    };
}

keys! {
    /// The sort of an access.
    AuditAction {
        /// A record was sent to a person.
        Read "read",
        /// A person changed a record.
        Change "change",
        /// A record was erased.
        Erase "erase",
        /// Rows that could not be kept. Their number is the row's count.
        Lost "lost",
    }
}

keys! {
    /// The screen or the channel of an access.
    AuditPurpose {
        /// A phone fetched the record.
        PhoneFetch "phone_fetch",
        /// A phone sent a change.
        PhoneChange "phone_change",
        /// A phone read the record by itself.
        PhoneRecord "phone_record",
        /// A list of the office showed the record.
        OfficeList "office_list",
        /// The office showed the record.
        OfficeRecord "office_record",
        /// The office showed the record's history.
        OfficeHistory "office_history",
        /// The office changed the record.
        OfficeChange "office_change",
        /// A picture of the record was shown.
        Photo "photo",
        /// A letter or its preview was made or shown.
        Letter "letter",
        /// A bundle of a case was made.
        Bundle "bundle",
        /// The record went into an export.
        Export "export",
        /// A program with a read token read the record.
        DataAccess "data_access",
        /// The record was erased by hand.
        Erasure "erasure",
        /// The record was erased because its time was over.
        Retention "retention",
        /// The access log of the record was read.
        AccessLog "access_log",
        /// The server could not keep rows.
        Overload "overload",
        /// The record went into an answer to the person that it is about.
        SubjectAccess "subject_access",
        /// Somebody held the record back from its erasure.
        Hold "hold",
        /// Somebody ended the hold of the record.
        HoldEnded "hold_ended",
        /// Somebody asked a second person to erase the record.
        ErasureAsked "erasure_asked",
    }
}

keys! {
    /// The sort of a security event.
    SecurityKind {
        /// A code, a password or a proof was wrong.
        FailedCode "failed_code",
        /// Another site, or no app of ours, asked.
        WrongOrigin "wrong_origin",
        /// Somebody asked for what they may not see.
        AccessDenied "access_denied",
        /// A budget was used up.
        BudgetExceeded "budget_exceeded",
        /// Somebody gave a role to themselves, or prolonged one.
        OwnGrant "own_grant",
    }
}

/// A page that a privacy officer wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// The id of a record; empty when a dwelling is meant.
    pub document: String,
    /// The address of a dwelling, as it stands in records; empty when a record is meant.
    pub home: String,
    /// The `next` of the page before.
    pub after: String,
}

/// A row of the access log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number in the chain.
    pub number: u64,
    /// The time.
    pub at: Moment,
    /// The person; nothing when the server did it.
    pub person: Option<UserId>,
    /// The person's name, or empty.
    pub person_name: String,
    /// The name of the phone, or empty at the office.
    pub device_name: String,
    /// The sort of access.
    pub action: AuditAction,
    /// The screen or the channel.
    pub purpose: AuditPurpose,
    /// The department.
    pub department: DepartmentId,
    /// The name of the department.
    pub department_name: String,
    /// The record.
    pub document: DocumentId,
    /// The kind of the record; nothing for a pending note, and for a kind that a newer server knows.
    pub kind: Option<Kind>,
}

/// A page of the access log, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// The `after` of the next page, if there is one.
    pub next: Option<String>,
}

/// A security event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityRow {
    /// The time of the last one.
    pub at: Moment,
    /// Its sort.
    pub kind: SecurityKind,
    /// The number of equal events that this row stands for.
    pub count: u64,
    /// The person, if one was signed in.
    pub person: Option<UserId>,
    /// The person's name, or empty.
    pub person_name: String,
    /// The network address that asked, or empty.
    pub address: String,
    /// The route that was asked for.
    pub route: String,
}

/// A page of security events, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// The rows.
    pub rows: Vec<SecurityRow>,
    /// The `after` of the next page, if there is one.
    pub next: Option<String>,
}

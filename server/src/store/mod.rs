//! The store: everything the server remembers. SQL stands nowhere else; a method that writes is one transaction.
//!
//! [`Store`] is what a database has to do, in twenty-five parts; `conformance` is the suite every
//! implementation passes. The rules of sync, access and enrolment are not here but in `services`.
//!
//! Twenty of the parts, and the deletion of a document, have the same SQL in both databases. They stand once, in
//! `common/`, and `sqlite` and `postgres` each compile them as modules of their own. What differs between the two is in their `dialect`. The log and the
//! reading queries are written for each database by hand.

mod administration;
mod at_rest;
mod audit;
mod case_work;
mod columns;
#[cfg(test)]
pub(crate) mod conformance;
mod consent;
mod counselling;
mod data_access;
mod desk;
mod desk_columns;
mod dwelling;
mod efforts;
mod enrolment;
#[cfg(test)]
mod hazard;
mod indicators;
mod inspection;
mod letters;
mod log;
mod news;
mod notifications;
mod organisation;
mod overview;
mod photos;
pub mod postgres;
mod reading;
mod repair;
mod retention;
mod safe_returns;
mod servers;
mod sign_in;
pub mod sqlite;
mod subject_access;
mod upkeep;
mod url;

use async_trait::async_trait;

use crate::master_key::MasterKeyError;

pub use administration::{
    AdministrationRow, AdministrationStore, AdministrativeAct, AdministrativeChange, AdministrativeEntry,
    AdministrativeOutcome, DepartmentRecordRow, EntryFilter, OrganisationCounts, OrganisationPersonRow,
    OrganisationRow,
};
pub use at_rest::{AtRestStore, DocumentPlace};
pub use audit::{
    AuditCheckpoint, AuditEntry, AuditHash, AuditHead, AuditRecord, AuditStore, NamedAuditRecord,
    SecurityEvent,
};
pub use case_work::{CaseApprovalRow, CaseDecision, CaseWorkStore, WaitingCase};
pub(crate) use columns::{packed_heads, packed_proofs};
pub use consent::{ConsentStore, KeptFields, NoteOfVisit};
pub use counselling::{CompetencyRow, CounsellingStore, DirectoryRow, HeldCompetencyRow};
pub use data_access::{DataAccessStore, DataTokenRow, WebhookCall, WebhookDeliveryRow, WebhookRow};
pub use desk::{
    DeskMark, DeskStore, FoundRecord, IndexColumn, IndexQuery, IndexedRecord, NamedByCase, NoteRow, OpenRow,
    OpenTab, ScopeGroup, TakenBy,
};
pub use dwelling::{Dwelling, DwellingAddress, digest_dwellings};
pub use efforts::{EffortAct, EffortRow, EffortStore, EffortTaskRow, StaffRow};
pub use enrolment::{
    EnrolmentStore, Invitation, KeyState, NewKey, OpenInvitations, OrganisationPhone, PhoneRules, Redemption,
    Renewal, Renewed, SessionRow, WaitingPhone,
};
pub use indicators::{IndicatorRow, IndicatorStore, InterviewLinkRow};
pub use inspection::Inspection;
pub use letters::{KeptLetter, LetterStore, LetterTemplateRow};
pub use log::{
    Append, AppendDocument, AppendEntry, Appended, AppendedTogether, Chain, DocumentLookup, DocumentState,
    DocumentSummary, Erasure, KnownChange, LogStore, Tombstone, next_chain,
};
pub use news::{Hint, NewsStore, Rights, Touched};
pub use notifications::{
    DigestReader, MailQueue, NotificationStore, PersonSettings, PushSubscription, QueuedMail,
};
pub use organisation::{
    Amendment, AmendmentNote, DepartmentRow, Foundation, GrantLevel, Member, Membership, NewDepartment,
    NewOrganisation, OrganisationStore, PersonGrant, PersonIdentity, Roster, RosterDepartment, RosterPerson,
};
pub use overview::{MapBackgroundRow, NatureSettingRow, OverviewRecord, OverviewStore};
pub use photos::{NewPhoto, PhotoStore};
pub use postgres::{PostgresStore, StagingDatabase, SwapOutcome};
pub use reading::{
    Fetch, LogEntry, LogPage, Position, ReadStore, Readable, Receipt, Record, RecordFilter, Snapshot,
    SnapshotPage,
};
pub use repair::{
    RawDepartment, RawDocument, RawEntry, RawProjection, RawRecord, RawSnapshot, RawTombstone,
    RebuiltDocument, RechainLog, Repair, RepairStore, RepairedEntry,
};
pub use retention::{AgeingRecord, ErasureNotice, LegalHold, RetentionStore};
pub use safe_returns::{SafeReturnRow, SafeReturnStore};
pub use servers::{DeviceRow, Presence, ServersStore, Withdrawal};
pub use sign_in::{
    Acceptance, AttemptLimit, Attempts, LONGEST_WAIT_MILLIS, MAX_FAILURES, NewOfficeAccount,
    NewOfficeSession, OfficeAccount, OfficeInvitation, OfficeSessionRow, OidcFlow, ProviderGrant,
    ProviderPlace, ProviderRefresh, SessionMethod, SignInStore,
};
pub use sqlite::SqliteStore;
pub use subject_access::{SubjectAccessStore, SubjectDocument, SubjectRequestRow};
pub use upkeep::{Quarantined, UpkeepStore, Usage};
pub use url::{DatabaseUrl, UnknownDatabase};

/// An error of a database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// The database was written by a newer server.
    #[error("the database is newer than this server: it has migration {0}")]
    Newer(i64),
    /// The database is not set up to keep what it acknowledges.
    #[error("the database must have {pragma} = {wanted}, and has {found}")]
    Setting {
        /// The setting.
        pragma: &'static str,
        /// The value it must have.
        wanted: &'static str,
        /// The value it has.
        found: String,
    },
    /// A program that comes with the database.
    #[error("{0} failed: {1}")]
    Tool(String, String),
    /// The content is encrypted, and no master key was named.
    #[error(
        "the records in the database are encrypted: name the file of the master key (--master-key-file), or put the key into FELTBOG_MASTER_KEY"
    )]
    Locked,
    /// The content is encrypted with another master key.
    #[error(
        "the records in the database are encrypted with another master key than the one that was named: put a copy of the right one there, with the former ones beside it"
    )]
    OtherMasterKey,
    /// The master key.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// A row that no server of ours wrote.
    #[error("the database holds an impossible {0}")]
    Corrupt(&'static str),
}

impl StoreError {
    /// Whether there was no room to write: the transaction was not made, and everything else stands.
    pub fn is_full(&self) -> bool {
        // SQLITE_FULL, and PostgreSQL's disk_full.
        const FULL: [&str; 2] = ["13", "53100"];
        let Self::Database(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.code().is_some_and(|code| FULL.contains(&code.as_ref()))
    }

    /// Whether the database is not to be reached just now, or has more to do than it can. Whether a
    /// write was made is then not known; whoever asks again finds out.
    pub fn is_away(&self) -> bool {
        use sqlx::Error;

        // SQLITE_BUSY and SQLITE_LOCKED. In PostgreSQL: lost connections and too many of them
        // (whole classes); shut down, crashed or starting; cancelled for its time; a lock not had
        // in time; given up for others' sake; a standby that cannot write.
        const EXACTLY: [&str; 10] = [
            "5", "6", "57P01", "57P02", "57P03", "57014", "55P03", "40001", "40P01", "25006",
        ];
        match self {
            Self::Database(Error::Database(error)) => error.code().is_some_and(|code| {
                EXACTLY.contains(&code.as_ref()) || code.starts_with("08") || code.starts_with("533")
            }),
            Self::Database(error) => matches!(
                error,
                Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed
            ),
            _ => false,
        }
    }
}

/// The result of a store's method.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A database that keeps what Feltbog knows.
#[async_trait]
pub trait Store:
    OrganisationStore
    + AdministrationStore
    + EnrolmentStore
    + SignInStore
    + LogStore
    + ReadStore
    + UpkeepStore
    + RepairStore
    + NewsStore
    + ServersStore
    + PhotoStore
    + NotificationStore
    + LetterStore
    + CaseWorkStore
    + OverviewStore
    + DeskStore
    + DataAccessStore
    + IndicatorStore
    + EffortStore
    + CounsellingStore
    + AuditStore
    + RetentionStore
    + ConsentStore
    + SafeReturnStore
    + SubjectAccessStore
    + AtRestStore
{
    /// Whether the database answers.
    async fn ping(&self) -> Result<()>;
    /// Closes every connection.
    async fn close(&self);
}

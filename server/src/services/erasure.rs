//! Erasing a record for ever. The ledger outside the database hears of it first, so that neither a
//! crash in between nor a restore brings it back.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{CasePhoto, Kind};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};

use crate::error::Error;
use crate::ledger::{Entry, LedgerError};
use crate::services::affected::Affected;
use crate::services::audit::{self, Actor};
use crate::services::ledger_entries::write_down;
use crate::state::{App, Woken};
use crate::store::{DocumentSummary, Erasure, StoreError};

/// Why a document was not erased, or access not taken away.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<EraseError> for Error {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Store(error) => Self::Store(error),
            EraseError::Ledger(error) => Self::Fault(error.to_string()),
        }
    }
}

/// The outcome of a request to erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// It is gone.
    Now(Erasure),
    /// It was before.
    Before,
    /// There is no such document.
    Unknown,
}

/// Erases a document: what it held is gone from the database, its tombstone reaches every phone that
/// could read it, and the ledger keeps it from coming back. The pictures about it go first.
///
/// # Errors
/// When the ledger or the database cannot be written; erasing it again is safe.
pub async fn erase(app: &App, document: DocumentId) -> Result<Erased, EraseError> {
    erase_for(app, document, AuditPurpose::Erasure).await
}

/// The same for another reason than somebody's request, for the access log.
///
/// # Errors
/// As [`erase`].
pub(crate) async fn erase_for(
    app: &App,
    document: DocumentId,
    purpose: AuditPurpose,
) -> Result<Erased, EraseError> {
    erase_by(app, Actor::SERVER, document, purpose).await
}

/// The same in the name of a person.
///
/// # Errors
/// As [`erase`].
pub(crate) async fn erase_by(
    app: &App,
    actor: Actor,
    document: DocumentId,
    purpose: AuditPurpose,
) -> Result<Erased, EraseError> {
    let found = app.store.summaries(&[document]).await?;
    let Some(summary) = found.get(&document) else {
        return Ok(Erased::Unknown);
    };
    let DocumentSummary::Live { department, kind, .. } = *summary else {
        return Ok(Erased::Before);
    };
    // First: a crash in between leaves the record, and erasing it again finds them.
    for picture in pictures_of(app, department, document, kind).await? {
        erase_live(app, actor, department, picture, purpose).await?;
    }
    let erasure = erase_live(app, actor, department, (document, kind), purpose).await?;
    Ok(Erased::Now(erasure))
}

/// The pictures of an event in a case. They belong to the case, and point to the event with a field of their own.
pub(crate) async fn pictures_of_event(
    app: &App,
    department: DepartmentId,
    event: DocumentId,
) -> Result<Vec<DocumentId>, StoreError> {
    let (event, field) = (event.to_string(), CasePhoto::about().name());
    app.store
        .holding(department, Kind::CasePhoto, field, &[event.as_str()])
        .await
}

/// The pictures of a record, each with its kind.
async fn pictures_of(
    app: &App,
    department: DepartmentId,
    document: DocumentId,
    kind: Kind,
) -> Result<Vec<(DocumentId, Kind)>, EraseError> {
    let mut pictures = app.store.pictures_of(department, document).await?;
    if kind == Kind::ConflictEvent {
        pictures.extend(pictures_of_event(app, department, document).await?);
    }
    let found = app.store.summaries(&pictures).await?;
    let live = found.into_iter().filter_map(|(picture, summary)| match summary {
        DocumentSummary::Live { kind, .. } => Some((picture, kind)),
        DocumentSummary::Erased(_) => None,
    });
    Ok(live.collect())
}

async fn erase_live(
    app: &App,
    actor: Actor,
    department: DepartmentId,
    (document, kind): (DocumentId, Kind),
    purpose: AuditPurpose,
) -> Result<Erasure, EraseError> {
    let erasure = Erasure {
        department,
        document,
        collection: kind.collection(),
        erased_at: app.clock.now(),
    };
    write_down(&app.ledger, vec![Entry::Erased(erasure)]).await?;
    app.store.erase(&[erasure]).await?;
    let act = (AuditAction::Erase, purpose);
    audit::note(app, actor, act, department, [(document, kind)]);
    if let Some(position) = app.store.position(department, 0).await? {
        let before = position.head.saturating_sub(1);
        let touched = app.store.touched(department, before, position.head).await?;
        let touched = touched.into_iter().collect();
        let affected = Affected::by_collections([erasure.collection]);
        let woken = Woken::new(department, position.head, touched, affected);
        app.wake(position.head, woken);
    }
    Ok(erasure)
}

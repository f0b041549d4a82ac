//! Holds: a record that a case in court or before a board needs is not erased at its time.

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::retention::ERASED_KINDS;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::desk::HOLD_REASON;
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::services::audit::{self, Actor};
use crate::services::desk::open;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::LegalHold;

/// Checks that a person may change the record, which is of a kind that is erased. The kind.
async fn check(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Kind, Error> {
    let opened = open(app, person, department, document).await?;
    let (kind, owner) = (opened.state.kind, opened.state.owner);
    if !ERASED_KINDS.contains(&kind) {
        return Err(Error::Refused(RefusalCode::WrongKind));
    }
    let permission = opened.access.permission;
    match permission.may_update(kind.collection(), owner, document) {
        true => Ok(kind),
        false => Err(Error::NO_ACCESS),
    }
}

/// Holds a record, with a reason. `PUT /desk/records/{department}/{document}/hold`.
///
/// # Errors
/// `NOT_FOUND` for a record that is absent or not for this person, `NO_ACCESS` for one that the person may not change, and
/// a code for a reason that cannot be.
pub async fn hold(
    app: &App,
    user: &OfficeUser,
    (department, document): (DepartmentId, DocumentId),
    reason: &str,
) -> Result<(), Error> {
    let kind = check(app, user.person, department, document).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    if reason.chars().count() > HOLD_REASON {
        return Err(Error::Refused(RefusalCode::TextTooLong));
    }
    if holds_cpr(reason) {
        return Err(Error::Refused(RefusalCode::CprNumber));
    }
    let hold = LegalHold {
        reason: reason.to_owned(),
        held_by: user.person,
        held_at: app.clock.now(),
    };
    match app.store.hold(department, document, &hold).await? {
        true => {
            app.store.withdraw_notices(department, &[document]).await?;
            let act = (AuditAction::Change, AuditPurpose::Hold);
            audit::note(app, Actor::from(user), act, department, [(document, kind)]);
            Ok(())
        }
        false => Err(Error::NOT_FOUND),
    }
}

/// Ends the hold of a record. Its erasure is announced anew. `DELETE /desk/records/{department}/{document}/hold`.
///
/// # Errors
/// As [`hold`].
pub async fn release(
    app: &App,
    user: &OfficeUser,
    (department, document): (DepartmentId, DocumentId),
) -> Result<(), Error> {
    let kind = check(app, user.person, department, document).await?;
    if app.store.release(department, document).await? {
        let act = (AuditAction::Change, AuditPurpose::HoldEnded);
        audit::note(app, Actor::from(user), act, department, [(document, kind)]);
    }
    Ok(())
}

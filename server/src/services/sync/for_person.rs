//! A change that the server makes for a person of the office, handed in as one of a phone is, and so through the guard.

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{Cursor, Offered, PushRequest, Verdict};

use super::judge::AllowedIds;
use super::push::push_as;
use crate::error::Error;
use crate::services::signed_in::SignedIn;
use crate::state::App;

/// Hands a change in. The office's session stands for the phone.
///
/// # Errors
/// The code for which the guard refused it; `VersionConflict` when its base is not there any more.
pub async fn push_for_person(
    app: &App,
    who: (UserId, DeviceId),
    department: DepartmentId,
    change: Offered,
) -> Result<(), Error> {
    hand_in(app, who, department, change, AllowedIds::OfPhones).await
}

/// The same for a record under an id that the server made out of its subject.
///
/// # Errors
/// As [`push_for_person`].
pub async fn push_named_for_person(
    app: &App,
    who: (UserId, DeviceId),
    department: DepartmentId,
    change: Offered,
) -> Result<(), Error> {
    hand_in(app, who, department, change, AllowedIds::OfServer).await
}

async fn hand_in(
    app: &App,
    (person, session): (UserId, DeviceId),
    department: DepartmentId,
    change: Offered,
    ids: AllowedIds,
) -> Result<(), Error> {
    let who = SignedIn {
        person,
        name: String::new(),
        device: session,
    };
    let request = PushRequest {
        cursor: Cursor::default(),
        changes: vec![change],
    };
    let way = (AuditPurpose::OfficeChange, ids);
    let reply = push_as(app, &who, department, request, way).await?;
    match reply.verdicts.into_iter().next() {
        Some(Verdict::Accepted(..) | Verdict::Duplicate(..)) => Ok(()),
        Some(Verdict::Refused(code, _)) => Err(Error::Refused(code)),
        Some(Verdict::Need(_)) | None => Err(Error::Refused(RefusalCode::VersionConflict)),
    }
}

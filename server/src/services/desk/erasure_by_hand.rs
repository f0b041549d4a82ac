//! Erasing a confidential record that was made by mistake, with what belongs to it. Who made a record in which nobody else
//! wrote erases it alone; for any other record a second person, who reads and changes it too, has to agree.

use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::approvals::{ApprovalDecision, REASON_CHARS};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::desk::DeskName;
use feltbog_shared::office::erasure_by_hand::{
    AskedErasure, ERASED_BY_HAND, ErasureByHand, ErasureOutcome, ErasureWanted, WaitingErasure,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use super::edit::{Opened, blocking, open, unreadable};
use super::lists::names;
use super::scope::Reach;
use crate::error::Error;
use crate::services::audit::{self, Actor};
use crate::services::erasure;
use crate::services::planned_erasure::kinds_that_go_with;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::{CaseApprovalRow, CaseDecision, DocumentSummary};

/// The key of the request among the steps that a second person agrees to.
const ACT: &str = "erase";

/// Whether the person takes part in erasing a record.
fn may_take_part(permission: &Permission, kind: Kind, owner: UserId, document: DocumentId) -> bool {
    ERASED_BY_HAND.contains(&kind) && permission.may_erase_by_hand(kind.collection(), owner, document)
}

/// A record that a person takes part in erasing.
struct Subject {
    department: DepartmentId,
    document: DocumentId,
    kind: Kind,
    /// The records that are erased with it.
    belonging: Vec<DocumentId>,
    /// Whether nobody else has to agree.
    is_alone: bool,
}

/// The record, unless it, its case or what belongs to it is held, or is not all the person's to erase.
async fn subject(
    app: &App,
    person: UserId,
    (department, document): (DepartmentId, DocumentId),
) -> Result<Subject, Error> {
    let Opened { access, state } = open(app, person, department, document).await?;
    let (kind, owner) = (state.kind, state.owner);
    if !ERASED_BY_HAND.contains(&kind) {
        return Err(Error::Refused(RefusalCode::WrongKind));
    }
    let permission = &access.permission;
    if !may_take_part(permission, kind, owner, document) {
        return Err(Error::NO_ACCESS);
    }
    let goes_with = kinds_that_go_with(kind);
    let kinds: Vec<Kind> = goes_with.iter().copied().chain([kind]).collect();
    let records = app.store.ageing_records(department, &kinds).await?;
    let itself = records.iter().find(|record| record.document == document);
    let about = itself.and_then(|record| record.about);
    let belonging = records
        .iter()
        .filter(|record| record.about == Some(document) && goes_with.contains(&record.kind));
    let mut belonging: Vec<DocumentId> = belonging.map(|record| record.document).collect();
    belonging.extend(pictures(app, (department, document), kind).await?);
    for (id, summary) in app.store.summaries(&belonging).await? {
        if let DocumentSummary::Live { kind, owner, .. } = summary
            && !permission.may_erase_by_hand(kind.collection(), owner, id)
        {
            return Err(Error::NO_ACCESS);
        }
    }
    let held = app.store.legal_holds(department).await?;
    let mut all = belonging.iter().copied().chain([document]).chain(about);
    if all.any(|id| held.contains_key(&id)) {
        return Err(Error::Refused(RefusalCode::StepNotAllowed));
    }
    let bytes = state.bytes;
    let is_sole_author = blocking(app, move || {
        let record = Document::from_chunks(kind, &bytes).map_err(unreadable)?;
        Ok(record.history().iter().all(|step| step.author == Some(person)))
    })
    .await?;
    Ok(Subject {
        department,
        document,
        kind,
        is_alone: owner == person && is_sole_author && belonging.is_empty(),
        belonging,
    })
}

/// The pictures that are erased with a record and may be of others: those of an event in a case.
async fn pictures(
    app: &App,
    (department, document): (DepartmentId, DocumentId),
    kind: Kind,
) -> Result<Vec<DocumentId>, Error> {
    match kind {
        Kind::ConflictEvent => Ok(erasure::pictures_of_event(app, department, document).await?),
        _ => Ok(Vec::new()),
    }
}

/// A reason that can be.
fn checked(wanted: &ErasureWanted) -> Result<String, Error> {
    let reason = wanted.reason.trim();
    if reason.is_empty() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    if reason.chars().count() > REASON_CHARS {
        return Err(Error::Refused(RefusalCode::TextTooLong));
    }
    match holds_cpr(reason) {
        true => Err(Error::Refused(RefusalCode::CprNumber)),
        false => Ok(reason.to_owned()),
    }
}

/// Erases an own record, or asks a second person. `POST /desk/records/{department}/{document}/erasure`.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS` for a record of which not all is the person's to erase, `WrongKind`, `StepNotAllowed` for one
/// that is held, `VersionConflict` while a request waits already, and a code for a reason that cannot be.
pub async fn ask(
    app: &App,
    user: &OfficeUser,
    place: (DepartmentId, DocumentId),
    wanted: &ErasureWanted,
) -> Result<ErasureOutcome, Error> {
    let reason = checked(wanted)?;
    let subject = subject(app, user.person, place).await?;
    if subject.is_alone {
        return erase(app, user, &subject).await;
    }
    let row = CaseApprovalRow {
        department: subject.department,
        document: subject.document,
        act: ACT.to_owned(),
        reason,
        section_81: None,
        outcome: None,
        asked_by: user.person,
        asked_at: app.clock.now(),
        decision: None,
    };
    if !app.store.ask_approval(&row).await? {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let act = (AuditAction::Change, AuditPurpose::ErasureAsked);
    let records = [(subject.document, subject.kind)];
    audit::note(app, Actor::from(user), act, subject.department, records);
    Ok(ErasureOutcome::default())
}

/// Erases a record whose erasure somebody else asked for, or takes the request away. A request that is repeated after its
/// answer was lost does what was not done yet. `POST /desk/records/{department}/{document}/erasure/decision`.
///
/// # Errors
/// As [`ask`]; `NOT_FOUND` where nobody asked, and `NO_ACCESS` for a person who would agree with themselves.
pub async fn decide(
    app: &App,
    user: &OfficeUser,
    place: (DepartmentId, DocumentId),
    decision: ApprovalDecision,
) -> Result<ErasureOutcome, Error> {
    let subject = subject(app, user.person, place).await?;
    let rows = app.store.approvals(subject.department, subject.document).await?;
    let row = rows.into_iter().find(|row| row.act == ACT);
    let row = row.ok_or(Error::NOT_FOUND)?;
    if decision.is_approved && row.asked_by == user.person {
        return Err(Error::NO_ACCESS);
    }
    let is_decided = match row.decision {
        Some(known) => known.by == user.person && known.is_approved == decision.is_approved,
        None => {
            let kept = CaseDecision {
                by: user.person,
                at: app.clock.now(),
                is_approved: decision.is_approved,
            };
            let (department, document) = place;
            app.store.decide_approval(department, document, ACT, kept).await?
        }
    };
    if !is_decided {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    match decision.is_approved {
        true => erase(app, user, &subject).await,
        false => Ok(ErasureOutcome::default()),
    }
}

/// Erases a record and what belongs to it, in the person's name. The record goes last, so that an erasure that was cut
/// short can be repeated.
async fn erase(app: &App, user: &OfficeUser, subject: &Subject) -> Result<ErasureOutcome, Error> {
    let all = subject.belonging.iter().copied().chain([subject.document]);
    let mut erased = 0;
    for document in all {
        erasure::erase_by(app, Actor::from(user), document, AuditPurpose::Erasure).await?;
        erased += 1;
    }
    Ok(ErasureOutcome { erased })
}

/// The facts about a record that the answer about it has read already.
pub(super) struct ErasureFacts {
    pub(super) department: DepartmentId,
    pub(super) document: DocumentId,
    pub(super) kind: Kind,
    pub(super) owner: UserId,
    /// Whether everything in it was written by the reader.
    pub(super) is_sole_author: bool,
    /// Whether it is held.
    pub(super) is_held: bool,
    /// The number of records that go with it, of those that the reader reads, without pictures.
    pub(super) belonging: usize,
}

/// The erasure by hand for the answer about a record. Who takes no part in it is told nothing.
pub(super) async fn of_record(
    app: &App,
    permission: &Permission,
    record: ErasureFacts,
) -> Result<ErasureByHand, Error> {
    if !may_take_part(permission, record.kind, record.owner, record.document) {
        return Ok(ErasureByHand::default());
    }
    let reader = permission.user();
    let rows = app.store.approvals(record.department, record.document).await?;
    let row = rows
        .into_iter()
        .find(|row| row.act == ACT && row.decision.is_none());
    let named = names(app, row.iter().map(|row| row.asked_by)).await?;
    let asked = row.map(|row| AskedErasure {
        reason: row.reason,
        asked_by: name_of(&named, row.asked_by),
        asked_at: row.asked_at,
        is_own: row.asked_by == reader,
    });
    let pictures = pictures(app, (record.department, record.document), record.kind).await?;
    let belonging = record.belonging + pictures.len();
    Ok(ErasureByHand {
        may_ask: asked.is_none() && !record.is_held,
        asked,
        is_alone: record.owner == reader && record.is_sole_author && belonging == 0,
        belonging,
    })
}

fn name_of(named: &std::collections::BTreeMap<UserId, DeskName>, id: UserId) -> DeskName {
    let unknown = || DeskName {
        id,
        name: String::new(),
    };
    named.get(&id).cloned().unwrap_or_else(unknown)
}

/// Erasures that wait for a second person, among the records that the person could agree about.
pub(super) async fn waiting(app: &App, person: UserId, reach: &Reach) -> Result<Vec<WaitingErasure>, Error> {
    let departments: Vec<DepartmentId> = reach.places.keys().copied().collect();
    let rows = app.store.waiting_approvals(&departments).await?;
    let rows = rows.into_iter().map(|(row, _)| row);
    let rows: Vec<CaseApprovalRow> = rows.filter(|row| row.act == ACT).collect();
    let documents: Vec<DocumentId> = rows.iter().map(|row| row.document).collect();
    let summaries = app.store.summaries(&documents).await?;
    let named = names(app, rows.iter().map(|row| row.asked_by)).await?;
    let one = |row: CaseApprovalRow| {
        let DocumentSummary::Live { kind, owner, .. } = summaries.get(&row.document)? else {
            return None;
        };
        let permission = &reach.places.get(&row.department)?.permission;
        may_take_part(permission, *kind, *owner, row.document).then(|| WaitingErasure {
            department: row.department,
            document: row.document,
            kind: *kind,
            asked_by: name_of(&named, row.asked_by),
            asked_at: row.asked_at,
            is_own: row.asked_by == person,
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

//! The erasure of one record, as the office shows it.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::retention::{ERASED_KINDS, RetainedRecord, RetentionPeriods};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::{DeskErasure, DeskHold};

use crate::error::Error;
use crate::services::department_details::retention_months;
use crate::services::organisation_settings;
use crate::state::App;
use crate::store::{AgeingRecord, DepartmentRow};

/// Kinds that are erased with their case.
const OF_CASE: [Kind; 6] = [
    Kind::ConflictEvent,
    Kind::CasePhoto,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::CasePart,
    Kind::Mediation,
];

/// The kinds of records that are erased with one of a kind that they belong to.
pub(crate) fn kinds_that_go_with(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::ConflictCase => &OF_CASE,
        Kind::SocialVisit => &[Kind::VisitNote],
        _ => &[],
    }
}

/// The facts of a record that decide when it is erased.
pub(super) fn facts(
    record: &AgeingRecord,
    touched_at: Moment,
    last_legal_step: Option<Moment>,
    has_case: bool,
) -> RetainedRecord {
    RetainedRecord {
        kind: record.kind,
        is_open: record.is_open,
        is_discarded: record.is_discarded,
        state_since: record.state_since,
        changed_at: record.changed_at,
        touched_at,
        due_on: record.due_on,
        last_legal_step,
        has_case,
    }
}

/// The planned erasure of a record and its hold; nothing for a record of a kind that is kept. The day of one that nobody
/// has ended is told once it is announced: as long as somebody works on it, it moves on.
///
/// # Errors
/// When the database fails.
pub(crate) async fn planned(
    app: &App,
    department: &DepartmentRow,
    document: DocumentId,
    record: RetainedRecord,
) -> Result<Option<DeskErasure>, Error> {
    if !ERASED_KINDS.contains(&record.kind) || record.kind == Kind::ChildNotificationReceipt {
        return Ok(None);
    }
    let mut holds = app.store.legal_holds(department.id).await?;
    let hold = holds.remove(&document).map(|hold| DeskHold {
        reason: hold.reason,
        by: hold.held_by,
        at: hold.held_at,
    });
    let agreed = organisation_settings::of(app, department.organisation)
        .await?
        .retention_months;
    let rows = app.store.department_records(department.organisation).await?;
    let row = rows.iter().find(|row| row.id == department.id);
    let own = row.map(retention_months).transpose()?;
    let periods = RetentionPeriods::of(&agreed, &own.unwrap_or_default());
    let announced = app.store.erasure_notices(department.id).await?;
    let due = periods.erased_on(&record);
    let announced = announced.get(&document).map(|notice| notice.erase_on);
    let due = due.filter(|_| !record.is_open || record.is_discarded || announced.is_some());
    let on = due.map(|due| announced.map_or(due, |announced| announced.max(due)));
    Ok(Some(DeskErasure {
        on: on.filter(|_| hold.is_none()).map(|day| day.to_string()),
        hold,
    }))
}

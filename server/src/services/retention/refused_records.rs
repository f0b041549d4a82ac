//! Handovers and concerns whose resident said no, or took a yes back. A phone empties the words when its person says so, and
//! offers the way back for some minutes. Words that somebody wrote beside the no, without having heard of it, stay, and
//! emptied ones stand in the history still. So the server erases such records when those minutes are over.
//!
//! A record that holds a no and never held a word about the resident stays: it tells that they were asked.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::consent::{ERASED_AFTER_NO, answer_fields, refuses_record, resident_fields};
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::AuditPurpose;

use super::newest_change::newest_change_of;
use crate::error::Error;
use crate::services::erasure;
use crate::services::projection::{disputed_fields, read_fields};
use crate::state::App;
use crate::store::DocumentLookup;

/// Records that are looked at together.
const RECORDS_AT_ONCE: u32 = 200;

/// Erases the records that their residents have refused for as long as a no can be taken back. With `changed_from`, only
/// records that were changed since. How many.
///
/// # Errors
/// When the database or the ledger fails. Doing it again is safe.
pub async fn erase_refused_records(app: &App, changed_from: Option<Moment>) -> Result<usize, Error> {
    let changed_from = changed_from.unwrap_or(Moment::from_millis(i64::MIN));
    let mut erased = 0;
    for organisation in app.store.organisation_rows().await? {
        for row in app.store.department_records(organisation.id).await? {
            for kind in ERASED_AFTER_NO {
                erased += erase_in(app, row.id, kind, changed_from).await?;
            }
        }
    }
    Ok(erased)
}

async fn erase_in(
    app: &App,
    department: DepartmentId,
    kind: Kind,
    changed_from: Moment,
) -> Result<usize, Error> {
    let (mut after, mut erased, mut held) = (None, 0, None);
    loop {
        let records = app
            .store
            .fields_of_kind(department, kind, changed_from, after, RECORDS_AT_ONCE)
            .await?;
        let Some(last) = records.last().map(|record| record.document) else {
            return Ok(erased);
        };
        after = Some(last);
        for record in records.iter().filter(|one| is_refused(kind, &one.projection)) {
            // What a court or a board needs is kept until the hold ends.
            if held.is_none() {
                held = Some(app.store.legal_holds(department).await?);
            }
            let is_held = held
                .as_ref()
                .is_some_and(|held| held.contains_key(&record.document));
            if is_held || !is_to_be_erased(app, kind, record.document).await? {
                continue;
            }
            erasure::erase_for(app, record.document, AuditPurpose::Retention).await?;
            erased += 1;
        }
    }
}

/// Whether a record's resident refuses it. Answers that disagree are for people to settle first.
fn is_refused(kind: Kind, projection: &str) -> bool {
    let disputed = disputed_fields(projection);
    let is_disputed = answer_fields(kind)
        .iter()
        .any(|name| disputed.iter().any(|field| field == name));
    !is_disputed && read_fields(kind, projection).is_some_and(|fields| refuses_record(kind, &fields))
}

/// Whether the minutes in which the answer can be taken back are over, and a word about the resident was ever written.
async fn is_to_be_erased(app: &App, kind: Kind, document: DocumentId) -> Result<bool, Error> {
    let until = app.clock.now().plus_millis(-DISCARD_MILLIS);
    let _turn = app
        .judging
        .acquire()
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
    let found = app.store.documents(&[document]).await?.remove(&document);
    let Some(DocumentLookup::Live(state)) = found else {
        return Ok(false);
    };
    let read = move || {
        let answered_at = newest_change_of(&state, answer_fields(kind));
        answered_at.is_some_and(|answered_at| answered_at <= until)
            && newest_change_of(&state, resident_fields(kind)).is_some()
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| Error::Fault(error.to_string()))
}

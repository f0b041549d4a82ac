//! The task that follows a finished task, if any does.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{CareTask, Fields, Kind};

use crate::state::{actions, platform};

/// A care task is done: makes the one that follows it, if any does, and names it.
pub(crate) fn work_done(task: DocumentId, fields: &Fields) -> Option<DocumentId> {
    let now = platform::now();
    let today = platform::present().today();
    let (document, mut edits) = CareTask::follow_up(task, fields, today, now)?;
    // It may be there and discarded, since finishing the first one was taken back before.
    edits.push(CareTask::discarded_at().clear());
    actions::create(document, Kind::CareTask, edits, None);
    Some(document)
}

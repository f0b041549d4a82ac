//! The task that follows a finished task, if any does.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{CareTask, Fields, Kind};
use leptos::prelude::untrack;

use crate::handle::Handle;
use crate::state::actions::Actions;
use crate::state::platform;
use crate::state::present::present;

/// Creates the care task that follows a finished one, if any does, and returns its id.
pub(crate) fn create_follow_up(
    actions: Handle<Actions>,
    task: DocumentId,
    fields: &Fields,
) -> Option<DocumentId> {
    let now = platform::now();
    let today = untrack(present).today();
    let (document, mut edits) = CareTask::follow_up(task, fields, today, now)?;
    // It may be there and discarded, since finishing the first one was taken back before.
    edits.push(CareTask::discarded_at().clear());
    actions.create(document, Kind::CareTask, edits, None);
    Some(document)
}

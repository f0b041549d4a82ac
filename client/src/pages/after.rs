//! What is written without a form: an edit made from a list, and the task that follows a task.

use feltbog_shared::bridge::Command;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{CareTask, FieldEdit, Fields, Kind};

use crate::state::access::app;
use crate::state::platform;

/// Edits a record as it stands.
pub(crate) fn edit(document: DocumentId, edits: Vec<FieldEdit>) {
    let command = move |token| Command::Edit {
        token,
        document,
        base: None,
        edits,
    };
    app().engine.save(command, Box::new(drop));
}

/// Makes a record.
pub(crate) fn create(document: DocumentId, kind: Kind, edits: Vec<FieldEdit>) {
    let Some(access) = app().access() else { return };
    let department = access.department.id;
    let command = move |token| Command::Create {
        token,
        document,
        kind,
        department,
        edits,
    };
    app().engine.save(command, Box::new(drop));
}

/// A care task is done: makes the one that follows it, if any does.
pub(crate) fn work_done(task: DocumentId, fields: &Fields) {
    let now = platform::now();
    let today = platform::present().today();
    if let Some((document, edits)) = CareTask::follow_up(task, fields, today, now) {
        create(document, Kind::CareTask, edits);
    }
}

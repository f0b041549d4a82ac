//! The office's desk: records of all departments of a person, found, read and changed there.

mod approvals;
mod contacts;
mod due;
mod edit;
mod listed;
mod lists;
mod mediations;
mod note_retention;
mod notes;
mod notes_of_homes;
mod presence;
mod record;
mod relocation;
pub(in crate::services) mod scope;
mod triage;
mod welcome;

pub(in crate::services) use approvals::approved_direct_way;
pub use approvals::{ask as ask_approval, decide as decide_approval, waiting as waiting_approvals};
pub(crate) use due::due_records;
pub(crate) use edit::create_as;
pub use edit::{create, edit, edit_present, undo};
pub(in crate::services) use edit::{edit_as_server, open};
pub use listed::records;
pub use lists::{cases, inbox};
pub use mediations::mediations;
pub use note_retention::forget_notes;
pub(crate) use note_retention::forgetting_notes;
pub use notes::{add as add_note, list as notes, rota, set_rota, step as step_note};
pub(in crate::services) use notes_of_homes::notes_of_homes;
pub use presence::heartbeat;
pub use record::{history, read};
pub use relocation::{relocate, relocation_targets};
pub use scope::scope;
pub(in crate::services) use scope::{ReachedDepartment, reach};
pub use triage::{triage, undo as undo_triage};
pub use welcome::welcome;

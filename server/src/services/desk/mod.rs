//! The office's desk: records of all departments of a person, found, read and changed there.

mod edit;
mod lists;
mod mediations;
mod notes;
mod presence;
mod record;
pub(in crate::services) mod scope;
mod triage;

pub use edit::{create, edit, undo};
pub use lists::{cases, inbox};
pub use mediations::mediations;
pub use notes::{add as add_note, list as notes, rota, set_rota, step as step_note};
pub use presence::heartbeat;
pub use record::{history, read};
pub use scope::scope;
pub use triage::{triage, undo as undo_triage};

//! The rules of an edit that its author's rights decide. The phone asks before it edits, and the server asks the same for
//! whoever edits at a desk.

use super::Document;
use crate::id::{DocumentId, UserId};
use crate::model::{FieldChange, FieldEdit, Kind, Value};
use crate::permission::Permission;
use crate::refusal::{Refusal, RefusalCode};

/// The record that is edited.
#[derive(Clone, Copy, Debug)]
pub struct EditedRecord {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// Whether it is there already.
    pub is_there: bool,
}

impl Document {
    /// Whether a person may make these edits to the record.
    ///
    /// # Errors
    /// `NoAccess`, with the field where it belongs to a decision, or `StepNotAllowed` for a step out of a guarded state.
    pub fn check_rights(
        &self,
        permission: &Permission,
        record: EditedRecord,
        edits: &[FieldEdit],
    ) -> Result<(), Refusal> {
        let allowed = if record.is_there {
            permission.may_update_kind(record.kind, record.owner, record.document)
                || permission.may_decide(record.kind, edits.iter().map(|edit| edit.field.as_str()))
        } else {
            permission.may_create_kind(record.kind)
        };
        if !allowed {
            return Err(RefusalCode::NoAccess.into());
        }
        let written = edits.iter().map(|edit| edit.field.as_str());
        permission.check_decision_fields(record.kind, written)?;
        let steps: Vec<&str> = edits
            .iter()
            .filter_map(|edit| match (&edit.change, edit.field.as_str()) {
                (FieldChange::Set(Value::Text(to)), "state") => Some(to.as_str()),
                _ => None,
            })
            .collect();
        permission.check_guarded_states(record.kind, &self.values_at("state", &self.heads()), &steps)
    }
}

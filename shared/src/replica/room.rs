//! The room that a record has left.
//!
//! A server takes no change that makes a record larger than it may be, and the words of such a change would be kept on one
//! phone alone. So the phone says so while they are still in their field, and a little before the server would: steps of
//! the state go on to the end, so that a record that is full can be finished and another begun.

use crate::document::{Change, Document};
use crate::model::FieldEdit;
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::{CHANGE_BYTES, DOCUMENT_BYTES, DOCUMENT_OPERATIONS};

/// Operations that are kept for steps of the state, and for what colleagues add meanwhile.
const KEPT_OPERATIONS: u64 = DOCUMENT_OPERATIONS as u64 / 20;
/// The bytes that are kept for the same.
const KEPT_BYTES: usize = DOCUMENT_BYTES / 20;

/// Whether a record has room for a change that was made to it.
///
/// # Errors
/// `TooLarge`.
pub(super) fn check(
    document: &Document,
    bytes_before: usize,
    change: &Change,
    edits: &[FieldEdit],
) -> Result<(), Refusal> {
    let is_step = edits.iter().all(|edit| edit.field == "state");
    let (operations, bytes) = if is_step {
        (0, 0)
    } else {
        (KEPT_OPERATIONS, KEPT_BYTES)
    };
    let fits = change.bytes.len() <= CHANGE_BYTES
        && document.operations() <= DOCUMENT_OPERATIONS as u64 - operations
        && bytes_before + change.bytes.len() <= DOCUMENT_BYTES - bytes;
    if fits {
        Ok(())
    } else {
        Err(RefusalCode::TooLarge.into())
    }
}

//! The room that a record has left.
//!
//! A server takes no change that makes a record larger than it may be, and the words of such a change would be kept on one
//! phone alone. So the phone says so while they are still in their field, and a little before the server would: steps of
//! the state go on, so that a record that is full can be finished and another begun.

use crate::document::{Change, ChangeInfo, Document};
use crate::id::UserId;
use crate::model::FieldEdit;
use crate::record_room::{OPEN, RoomUse, check_room};
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::CHANGE_BYTES;

/// Whether a record has room for a change that this person made to it.
///
/// # Errors
/// `TooLarge`.
pub(super) fn check(
    document: &Document,
    bytes_before: usize,
    author: UserId,
    change: &Change,
    edits: &[FieldEdit],
) -> Result<(), Refusal> {
    let is_step = edits.iter().all(|edit| edit.field == "state");
    let record = RoomUse {
        operations: document.operations(),
        bytes: (bytes_before + change.bytes.len()) as u64,
    };
    let is_open = is_step || record.fits_in(OPEN);
    if change.bytes.len() > CHANGE_BYTES || !is_open {
        return Err(RefusalCode::TooLarge.into());
    }
    let operations = ChangeInfo::read(&change.bytes).map_or(u64::MAX, |info| info.operations as u64);
    let change = RoomUse {
        operations,
        bytes: change.bytes.len() as u64,
    };
    check_room(record, change, is_step, || document.room_used_by(author))
}

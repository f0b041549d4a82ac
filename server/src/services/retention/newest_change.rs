//! The receipt of the change that last wrote an answer of a resident.

use feltbog_shared::document::split_chunks;
use feltbog_shared::moment::Moment;

use crate::guard;
use crate::store::DocumentState;

/// The receipt of the newest change of a document that wrote one of these fields.
pub(super) fn newest_change_of(state: &DocumentState, fields: &[&'static str]) -> Option<Moment> {
    let chunks = split_chunks(&state.bytes).unwrap_or_default();
    let written = chunks.into_iter().filter_map(|chunk| {
        let read = guard::read_sealed(state.kind, chunk).ok()?;
        let is_one = fields.iter().any(|name| read.fields.contains(name));
        is_one.then_some(read.change.info.hash)
    });
    let received = written.filter_map(|hash| state.changes.iter().find(|change| change.hash == hash));
    received.map(|change| change.received_at).max()
}

//! Sendt videre: what the maker of a concern or a handover is told of it, when they may not read it themselves. The
//! server alone writes it.

use super::schema::{Choice, record, value_list};
use super::signal::SignalState;
use crate::id::DocumentId;

value_list! {
    /// What was passed on: the kind of the other record, by its key.
    PassedOnKind {
        Concern = "concern",
        Handover = "handover",
    }
}

record! {
    /// How far something has come that was passed on to others. Its content is theirs.
    PassedOn {
        /// How far it has come.
        state: Choice<SignalState>,
        /// What was passed on.
        what: Choice<PassedOnKind>,
    }
}

impl PassedOn {
    /// The record that stands for another: there is one at most, whoever asks.
    pub fn of(document: DocumentId) -> DocumentId {
        let mut id = *document.as_bytes();
        // The last bytes of an id are random: this is nobody else's, and not the one of a task that follows a task.
        id.iter_mut().skip(10).for_each(|byte| *byte ^= 0x5a);
        DocumentId::from_bytes(id)
    }
}

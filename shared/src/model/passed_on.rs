//! Sendt videre: what the maker of a concern or a handover is told of it, when they may not read it themselves. The
//! server alone writes it.

use super::schema::{Choice, record, value_list};
use super::signal::SignalState;
use crate::id::DocumentId;

value_list! {
    /// The subject that was passed on: the kind of the other record, by its key.
    PassedOnKind {
        Concern = "concern",
        Handover = "handover",
    }
}

record! {
    /// State of something that was passed on to others. Its content is theirs.
    PassedOn {
        /// State of the record.
        state: Choice<SignalState>,
        /// The kind of record that was passed on.
        what: Choice<PassedOnKind>,
    }
}

impl PassedOn {
    /// The record that stands for another: there is one at most, whoever asks. Its id is the server's own.
    pub fn of(document: DocumentId) -> DocumentId {
        Self::formerly_of(document).into_derived()
    }

    /// The id that [`PassedOn::of`] gave before ids of the server's own were marked. A record that stands under it goes on.
    pub fn formerly_of(document: DocumentId) -> DocumentId {
        let mut id = *document.as_bytes();
        // The last bytes of an id are random: this is nobody else's, and not the one of a task that follows a task.
        id.iter_mut().skip(10).for_each(|byte| *byte ^= 0x5a);
        DocumentId::from_bytes(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;

    #[test]
    fn the_id_is_the_servers_own_and_no_phones() {
        for seed in 0..=255_u8 {
            let made = DocumentId::new(Moment::from_millis(i64::from(seed) << 38), [seed; 10]);
            assert!(!made.is_derived());
            assert!(PassedOn::of(made).is_derived());
            assert_ne!(PassedOn::of(made), PassedOn::formerly_of(made));
        }
    }
}

//! Sendt videre: what the maker of a concern or a handover is told of it, when they may not read it themselves. The
//! server alone writes it.

use super::conflict_case::ConflictState;
use super::schema::{Choice, Fields, Value, ValueList as _, record, value_list};
use super::signal::SignalState;
use super::{ConflictCase, Kind, Model as _};
use crate::id::DocumentId;

value_list! {
    /// The subject that was passed on: the kind of the other record, by its key.
    PassedOnKind {
        Concern = "concern",
        Handover = "handover",
        ConflictCase = "conflict_case",
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

    /// Whether the maker of a record of a kind is told how far it has come, when they may not read it.
    pub fn tells_of(kind: Kind) -> bool {
        matches!(kind, Kind::Concern | Kind::Handover | Kind::ConflictCase)
    }

    /// The state that the maker of a record with these fields is told. Of a conflict it is no more than received, under
    /// way or ended.
    pub fn told_state(kind: Kind, fields: &Fields) -> Option<Value> {
        let state = fields.get(Self::state().name())?;
        if kind != Kind::ConflictCase {
            return Some(state.clone());
        }
        let state = ConflictCase::from_fields(fields).state?;
        let told = match state {
            ConflictState::Observed => SignalState::Sent,
            ConflictState::Reported => SignalState::Received,
            open if open.is_open() => SignalState::Running,
            _ => SignalState::Ended,
        };
        Some(Value::Text(told.key().to_owned()))
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
    use crate::model::Concern;
    use crate::model::FieldChange;
    use crate::moment::Moment;

    #[test]
    fn the_maker_of_a_conflict_is_told_three_states_and_no_more() {
        let told = |kind, edit: crate::model::FieldEdit| {
            let FieldChange::Set(value) = edit.change else {
                return None;
            };
            PassedOn::told_state(kind, &Fields::from([(edit.field, value)]))
        };
        let mut all: Vec<_> = ConflictState::ALL
            .iter()
            .filter_map(|state| told(Kind::ConflictCase, ConflictCase::state().set(*state)))
            .collect();
        assert_eq!(all.len(), ConflictState::ALL.len());
        assert!(
            all.iter()
                .all(|state| { matches!(state, Value::Text(key) if SignalState::from_key(key).is_some()) })
        );
        all.dedup();
        assert_eq!(all.len(), 4, "{all:?}");
        let text = |state: SignalState| Some(Value::Text(state.key().to_owned()));
        let case = |state| told(Kind::ConflictCase, ConflictCase::state().set(state));
        assert_eq!(case(ConflictState::Warning), text(SignalState::Running));
        assert_eq!(case(ConflictState::Rejected), text(SignalState::Ended));
        let concern = told(Kind::Concern, Concern::state().set(SignalState::Received));
        assert_eq!(concern, text(SignalState::Received));
        assert_eq!(PassedOn::told_state(Kind::ConflictCase, &Fields::new()), None);
    }

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

//! The receipt for a concern that went to the municipality: all that is kept where social visits are switched off.

use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalResult, SignalState};
use feltbog_shared::model::{FieldEdit, Signal};
use feltbog_shared::moment::Moment;

/// The edits that make the receipt. It says when somebody referred a resident to the municipality: no home, no name, and
/// nothing of the reason.
pub fn receipt(now: Moment) -> Vec<FieldEdit> {
    vec![
        Signal::created_at().set(now),
        Signal::state().set(SignalState::Ended),
        Signal::kind().set(SignalKind::NotTechnicalHelp),
        Signal::to_team().set(ReceivingTeam::ContactPerson),
        Signal::result().set(SignalResult::ReferredOn),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::{FieldChange, Fields, Kind, Shape};

    #[test]
    fn the_receipt_is_a_finished_signal_without_a_word_of_anybody() {
        let edits = receipt(Moment::from_millis(1_795_699_920_000));
        assert_eq!(Kind::Signal.check_edits(&Fields::new(), &edits), Ok(()));
        for edit in &edits {
            assert!(matches!(edit.change, FieldChange::Set(_)));
            let shape = Kind::Signal.field(&edit.field).unwrap().shape;
            // A moment and keys of lists: no field that a person writes in.
            assert!(
                matches!(shape, Shape::Choice(_) | Shape::Timestamp),
                "{}",
                edit.field
            );
        }
    }
}

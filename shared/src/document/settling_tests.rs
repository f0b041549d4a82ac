//! Concurrent writes are merged whatever limits there are, and can be settled either way.

use proptest::prelude::*;

use super::tests::{JONAS, METTE, merge, pair, writer};
use super::*;
use crate::model::care_task::TaskState;
use crate::model::conflict_case::ConflictState;
use crate::model::{CareTask, ConflictCase, Model};

/// A server's judgement of one change: the record it comes to is sound, and its author kept the limits.
fn judged(document: &Document, change: &Change) -> Result<(), Refusal> {
    let read = ReadChange::read(&change.bytes).unwrap();
    document.sound_fields()?;
    let specs = document.kind().fields().iter();
    let texts: Vec<_> = specs
        .filter(|spec| matches!(spec.shape, Shape::RichText(_) | Shape::Counters(_)))
        .collect();
    document.check_limits(&read.info, &texts)
}

#[test]
fn two_texts_that_are_too_long_together_are_merged_and_shown_as_one_to_settle() {
    let (mut one, mut other) = pair(Kind::ConflictCase, &[ConflictCase::night().set(true)]);
    let mette = one
        .edit(
            writer(METTE, 1),
            None,
            &[ConflictCase::description().rewrite(&"a".repeat(300))],
        )
        .unwrap()
        .unwrap();
    let jonas = other
        .edit(
            writer(JONAS, 2),
            None,
            &[ConflictCase::description().rewrite(&"b".repeat(300))],
        )
        .unwrap()
        .unwrap();
    merge(&mut one, &other);
    assert_eq!(judged(&one, &mette), Ok(()));
    assert_eq!(judged(&one, &jonas), Ok(()));
    let over = Refusal::of_field(RefusalCode::TextTooLong, "description");
    assert_eq!(one.over_limits(), std::slice::from_ref(&over));
    // Work on the record goes on, and the text can be brought back step by step, but not made longer.
    let mut edit = |text: usize| {
        one.edit(
            writer(METTE, 1),
            None,
            &[ConflictCase::description().rewrite(&"c".repeat(text))],
        )
    };
    assert_eq!(edit(601).unwrap_err(), DocumentError::Refused(over));
    edit(550).unwrap();
    edit(500).unwrap();
    assert_eq!(one.over_limits(), []);
    one.edit(writer(METTE, 1), None, &[ConflictCase::night().set(false)])
        .unwrap();
    assert!(one.sound_fields().is_ok());
}

#[test]
fn a_number_that_two_people_wrote_together_stops_nobody() {
    let (mut one, mut other) = pair(
        Kind::ConflictCase,
        &[ConflictCase::description().rewrite("nr 01")],
    );
    one.edit(
        writer(METTE, 1),
        None,
        &[ConflictCase::description().rewrite("nr 0102031")],
    )
    .unwrap();
    other
        .edit(
            writer(JONAS, 2),
            None,
            &[ConflictCase::description().rewrite("nr 01234 kl 12")],
        )
        .unwrap();
    merge(&mut one, &other);
    let merged = ConflictCase::from_fields(&one.fields()).description;
    // However the letters fall, the merge is taken; whether they make a number is chance.
    assert!(one.sound_fields().is_ok(), "{merged}");
    let numbers = crate::personal::count_cpr(&merged);
    let more = [merged.as_str(), " og 010203-1234"].concat();
    let refused = one.edit(
        writer(METTE, 1),
        None,
        &[ConflictCase::description().rewrite(&more)],
    );
    assert_eq!(
        refused.unwrap_err(),
        DocumentError::Refused(Refusal::of_field(RefusalCode::CprNumber, "description"))
    );
    let same = [merged.as_str(), " igen"].concat();
    one.edit(
        writer(METTE, 1),
        None,
        &[ConflictCase::description().rewrite(&same)],
    )
    .unwrap();
    assert_eq!(crate::personal::count_cpr(&same), numbers);
}

/// A task that one colleague did and another cancelled.
fn done_and_cancelled() -> Document {
    let (mut one, mut other) = pair(Kind::CareTask, &[CareTask::state().set(TaskState::Planned)]);
    let day = crate::moment::Day::parse("2026-11-20").unwrap();
    one.edit(
        writer(METTE, 1),
        None,
        &[
            CareTask::state().set(TaskState::Done),
            CareTask::done_on().set(day),
        ],
    )
    .unwrap();
    other
        .edit(
            writer(JONAS, 2),
            None,
            &[CareTask::state().set(TaskState::Cancelled)],
        )
        .unwrap();
    merge(&mut one, &other);
    one
}

#[test]
fn a_disputed_state_is_settled_for_any_value_that_stands_there_with_what_was_written_with_it() {
    let disputed = done_and_cancelled();
    assert_eq!(disputed.disputes()[0].candidates.len(), 2);
    for (state, has_day) in [(TaskState::Done, true), (TaskState::Cancelled, false)] {
        let mut task = disputed.clone();
        task.edit(writer(METTE, 3), None, &[CareTask::state().set(state)])
            .unwrap()
            .unwrap();
        assert_eq!(task.disputes(), [], "{state:?}");
        let read = CareTask::from_fields(&task.fields());
        assert_eq!((read.state, read.done_on.is_some()), (Some(state), has_day));
    }
}

#[test]
fn what_somebody_edited_after_a_state_is_theirs() {
    let mut task = done_and_cancelled();
    let other = crate::moment::Day::parse("2026-11-19").unwrap();
    task.edit(writer(JONAS, 4), None, &[CareTask::done_on().set(other)])
        .unwrap();
    task.edit(
        writer(METTE, 3),
        None,
        &[CareTask::state().set(TaskState::Cancelled)],
    )
    .unwrap();
    assert_eq!(CareTask::from_fields(&task.fields()).done_on, Some(other));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// From states that stand beside each other, each can be kept, and each of their next steps be taken.
    #[test]
    fn every_state_that_stands_can_be_kept_and_gone_on_from(first in 0..3_usize, second in 0..3_usize) {
        let from = ConflictState::Reported;
        let (mut one, mut other) = pair(Kind::ConflictCase, &[ConflictCase::state().set(from)]);
        let next = from.next();
        let states = [next[first % next.len()], next[second % next.len()]];
        one.edit(writer(METTE, 1), None, &[ConflictCase::state().set(states[0])]).unwrap();
        other.edit(writer(JONAS, 2), None, &[ConflictCase::state().set(states[1])]).unwrap();
        merge(&mut one, &other);
        for state in states {
            for to in state.next().iter().chain([&state]) {
                let mut settled = one.clone();
                settled.edit(writer(METTE, 3), None, &[ConflictCase::state().set(*to)]).unwrap();
                prop_assert_eq!(ConflictCase::from_fields(&settled.fields()).state, Some(*to));
                prop_assert_eq!(settled.disputes(), []);
                prop_assert!(settled.sound_fields().is_ok());
            }
        }
    }

    /// Whatever texts people write on their own phones within the limit, each change passes on every server, in whatever
    /// order they arrive, and so does the next edit of another field.
    #[test]
    fn no_merge_ends_a_record(
        texts in prop::collection::vec(("[a-z ]{0,500}", any::<bool>()), 2..6),
    ) {
        let (base, _) = pair(Kind::ConflictCase, &[ConflictCase::night().set(true)]);
        let mut server = base.clone();
        for (number, (text, first)) in (1..).zip(&texts) {
            let mut phone = if *first { base.clone() } else { server.clone() };
            let edit = ConflictCase::description().rewrite(text);
            let Ok(Some(change)) = phone.edit(writer(JONAS, number), None, &[edit]) else { continue };
            merge(&mut server, &phone);
            prop_assert_eq!(judged(&server, &change), Ok(()));
        }
        let next = server.edit(writer(METTE, 99), None, &[ConflictCase::night().set(false)]).unwrap().unwrap();
        prop_assert_eq!(judged(&server, &next), Ok(()));
    }
}

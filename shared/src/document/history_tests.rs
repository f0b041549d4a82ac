//! Whatever two people write beside each other, whichever of it is kept and whoever writes beside that again: the
//! history says what was kept, by whom and instead of what.

use proptest::prelude::*;

use super::tests::{JONAS, METTE, merge, pair, writer};
use super::*;
use crate::bridge::{Act, HistoryStep};
use crate::id::DocumentId;
use crate::model::conflict_case::{ConflictState, Outcome};
use crate::model::schema::ValueList as _;
use crate::model::{ConflictCase, FieldSpec, Model as _};
use crate::moment::Day;

const LEILA: UserId = UserId::from_bytes([3; 16]);
const BO: UserId = UserId::from_bytes([4; 16]);

/// Two different values that a field of one value may hold; nothing for texts, sets and counters, which merge.
fn two_values(spec: &FieldSpec, seed: u8) -> Option<[Value; 2]> {
    let text = |text: String| Value::Text(text);
    let number = i64::from(seed);
    let of = |place: usize| -> Option<Value> {
        let step = number + place as i64;
        Some(match spec.shape {
            Shape::Choice(keys) => text(keys[step as usize % keys.len()].to_owned()),
            Shape::Integer(least, most) => Value::Integer(least + step % (most - least + 1)),
            Shape::Flag => Value::Flag(step % 2 == 0),
            Shape::Date => {
                let last = Day::parse("2026-11-20")?;
                text(last.plus_days(-step).to_string())
            }
            Shape::Timestamp => Value::Moment(Moment::from_millis(1_795_000_000_000 - step * 60_000)),
            Shape::Text(most) => text(format!("a{step}").chars().take(most).collect()),
            Shape::Link => text(DocumentId::from_bytes([step as u8; 16]).to_string()),
            Shape::Own(keys) => text(format!("{}/own", keys[step as usize % keys.len()])),
            Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_) => return None,
        })
    };
    Some([of(0)?, of(1)?]).filter(|[one, other]| one != other)
}

/// Every field in which two values can stand beside each other.
fn disputable() -> Vec<(Kind, &'static FieldSpec)> {
    let kinds = Kind::ALL.iter();
    let fields = kinds.flat_map(|kind| kind.fields().iter().map(|spec| (*kind, spec)));
    fields.filter(|(_, spec)| two_values(spec, 1).is_some()).collect()
}

fn set(name: &str, value: &Value) -> FieldEdit {
    FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Set(value.clone()),
    }
}

fn step(document: &Document, change: &Change) -> HistoryStep {
    let history = document.history();
    history
        .into_iter()
        .find(|step| step.change == change.hash)
        .expect("the change is told")
}

/// The record once two people wrote beside each other, and the copy that has seen the first of them alone.
fn disputed(kind: Kind, name: &str, values: &[Value; 2]) -> (Document, Document) {
    let created = ConflictCase::created_at().set(Moment::from_millis(1_795_000_000_000));
    let begun: &[FieldEdit] = if name == "created_at" { &[] } else { &[created] };
    let (mut one, mut other) = match begun {
        [] => (Document::new(kind).unwrap(), Document::new(kind).unwrap()),
        begun => pair(kind, begun),
    };
    one.edit(writer(METTE, 1), None, &[set(name, &values[0])])
        .unwrap();
    other
        .edit(writer(JONAS, 2), None, &[set(name, &values[1])])
        .unwrap();
    let alone = one.clone();
    merge(&mut one, &other);
    (one, alone)
}

/// Every field of every kind, once for each value.
#[test]
fn whichever_value_is_kept_of_whatever_field_the_history_names_it_and_the_other() {
    for (kind, spec) in disputable() {
        let values = two_values(spec, 1).unwrap();
        for kept in 0..2 {
            let (mut record, _) = disputed(kind, spec.name, &values);
            assert_eq!(record.disputes().len(), 1, "{kind:?}.{}", spec.name);
            let settle = [set(spec.name, &values[kept])];
            let settled = record.edit(writer(LEILA, 3), None, &settle).unwrap().unwrap();
            let told = step(&record, &settled);
            assert_eq!(told.author, Some(LEILA));
            let [act] = &told.acts[..] else {
                panic!("{kind:?}.{}: {told:?}", spec.name)
            };
            assert_eq!(act.field, spec.name);
            let expected = Act::Kept {
                value: Some(values[kept].clone()),
                instead: vec![values[1 - kept].clone()],
            };
            assert_eq!(act.act, expected, "{kind:?}.{}", spec.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Other people's concurrent writes, settlements or emptied fields do not change the account of a settlement, in
    /// whatever order they are merged.
    #[test]
    fn what_others_do_beside_a_settlement_changes_nothing_of_what_it_is_said_to_be(
        field in any::<prop::sample::Index>(),
        seed in 0..30_u8,
        kept in 0..2_usize,
        beside in prop::collection::vec((0..4_u8, any::<bool>()), 0..3),
        order in any::<bool>(),
    ) {
        let all = disputable();
        let (kind, spec) = all[field.index(all.len())];
        let Some(values) = two_values(spec, seed) else { return Ok(()) };
        let (record, alone) = disputed(kind, spec.name, &values);
        let mut settling = record.clone();
        let settled = settling
            .edit(writer(LEILA, 3), None, &[set(spec.name, &values[kept])])
            .unwrap()
            .unwrap();
        let mut whole = if order { settling.clone() } else { record.clone() };
        for (actor, (what, saw_both)) in (10..).zip(beside) {
            let mut other = if saw_both { record.clone() } else { alone.clone() };
            let clear = FieldEdit { field: spec.name.to_owned(), change: FieldChange::Clear };
            let edit = match what {
                0 if spec.name != "state" => clear,
                1 => set(spec.name, &values[1]),
                2 => set(spec.name, &values[0]),
                _ => set("discarded_at", &Value::Moment(Moment::from_millis(1_795_000_000_000))),
            };
            // A state that stands there already, or a step that is not allowed, is no edit.
            let _ = other.edit(writer(BO, actor), None, &[edit]);
            merge(&mut whole, &other);
        }
        merge(&mut whole, &settling);
        let told = step(&whole, &settled);
        prop_assert_eq!(told.author, Some(LEILA));
        let expected = Act::Kept {
            value: Some(values[kept].clone()),
            instead: vec![values[1 - kept].clone()],
        };
        prop_assert_eq!(told.acts.len(), 1);
        prop_assert_eq!(&told.acts[0].act, &expected);
    }

    /// A state is settled with the fields that were written with it: each is told with the value that stands now and the
    /// one that was let go, and nothing is said to have been removed.
    #[test]
    fn fields_settled_with_a_state_are_told_with_what_was_let_go(
        before in prop::option::of(0..3_usize),
        written in (prop::option::of(0..3_usize), prop::option::of(0..3_usize)),
        kept in 0..2_usize,
        steps_on in any::<bool>(),
    ) {
        let outcome = |place: usize| ConflictCase::outcome().set(Outcome::ALL[place]);
        let states = [ConflictState::Screened, ConflictState::Withdrawn];
        let mut begun = vec![ConflictCase::state().set(ConflictState::Reported)];
        begun.extend(before.map(outcome));
        let (mut one, mut other) = pair(Kind::ConflictCase, &begun);
        let edits = |state, written: Option<usize>| {
            let mut edits = vec![ConflictCase::state().set(state)];
            edits.extend(written.map(outcome));
            edits
        };
        one.edit(writer(METTE, 1), None, &edits(states[0], written.0)).unwrap();
        other.edit(writer(JONAS, 2), None, &edits(states[1], written.1)).unwrap();
        let own = [&one, &other][kept].fields().get("outcome").cloned();
        merge(&mut one, &other);
        let shown = one.values_at("outcome", &one.heads());
        let to = match (steps_on, kept) {
            // Only one of the two leads there.
            (true, 0) => ConflictState::Rejected,
            _ => states[kept],
        };
        let settle = [ConflictCase::state().set(to)];
        let settled = one.edit(writer(LEILA, 3), None, &settle).unwrap().unwrap();
        prop_assert_eq!(one.fields().get("outcome").cloned(), own.clone());
        let told = step(&one, &settled);
        prop_assert_eq!(told.author, Some(LEILA));
        let let_go: Vec<_> = shown.iter().filter(|value| Some(*value) != own.as_ref()).cloned().collect();
        let of_outcome: Vec<_> = told.acts.iter().filter(|act| act.field == "outcome").collect();
        match (&of_outcome[..], let_go.is_empty()) {
            ([], true) => {}
            ([act], false) => match &act.act {
                Act::Kept { value, instead } => {
                    prop_assert_eq!(value, &own);
                    let as_set = |values: &[Value]| {
                        let named = values.iter().map(|value| format!("{value:?}"));
                        named.collect::<std::collections::BTreeSet<_>>()
                    };
                    prop_assert_eq!(as_set(instead), as_set(&let_go));
                }
                other => prop_assert!(false, "{:?}", other),
            },
            ([act], true) => prop_assert_eq!(&act.act, &Act::Set(own.clone().unwrap())),
            other => prop_assert!(false, "{:?} {:?}", other, let_go),
        }
        prop_assert!(told.acts.iter().all(|act| act.act != Act::Cleared), "{:?}", told);
    }
}

#[test]
fn what_somebody_empties_is_still_told_as_removed() {
    let (mut record, _) = pair(
        Kind::ConflictCase,
        &[ConflictCase::outcome().set(Outcome::Ceased)],
    );
    let cleared = record
        .edit(writer(METTE, 1), None, &[ConflictCase::outcome().clear()])
        .unwrap()
        .unwrap();
    assert_eq!(step(&record, &cleared).acts[0].act, Act::Cleared);
    assert_eq!(ConflictCase::from_fields(&record.fields()).outcome, None);
}

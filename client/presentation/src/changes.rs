//! The edits that follow from a person's edits, the way to undo them, and the moment at which a new record is sent.

use feltbog_shared::id::UserId;
use feltbog_shared::model::area::Measured;
use feltbog_shared::model::consent::withdrawn;
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::schema::{DISCARDED_AT, ValueList};
use feltbog_shared::model::social_visit::{VisitResult, VisitState};
use feltbog_shared::model::{
    Area, FieldChange, FieldEdit, FieldSpec, Fields, Kind, Shape, SocialVisit, Value,
};
use feltbog_shared::moment::Moment;

use super::fields::{apply, text};
use super::forms::key;

/// Whether somebody can discard a record that its list shows: they made it in the last minutes.
pub fn can_discard_listed(kind: Kind, owner: UserId, created_at: Moment, me: UserId, now: Moment) -> bool {
    can_be_discarded(kind) && owner == me && (0..DISCARD_MILLIS).contains(&now.since(created_at))
}

/// The edits that follow from a person's own ones in a record that holds `before`. What is not made yet (`is_made`) was
/// passed on to nobody, so that no answer erases it.
pub fn consequences(kind: Kind, before: &Fields, edits: &[FieldEdit], is_made: bool) -> Vec<FieldEdit> {
    let mut after = before.clone();
    edits.iter().for_each(|edit| apply(&mut after, edit));
    let mut more = match is_made {
        true => withdrawn(kind, before, &after),
        false => Vec::new(),
    };
    match kind {
        Kind::Area => more.extend(of_typed_size(before, edits)),
        Kind::SocialVisit => more.extend(of_visit_result(before, &after)),
        _ => {}
    }
    more
}

/// A person has typed a size: what was known of the measured one is no longer so.
fn of_typed_size(before: &Fields, edits: &[FieldEdit]) -> Vec<FieldEdit> {
    let touches = |name: &str| edits.iter().any(|edit| edit.field == name);
    let size = Area::square_metres().name();
    if !touches(size) || touches(Area::measured().name()) || touches(Area::square_metres_off().name()) {
        return Vec::new();
    }
    let mut more = Vec::new();
    if before.contains_key(Area::square_metres_off().name()) {
        more.push(Area::square_metres_off().clear());
    }
    let measured = text(before, Area::measured().name());
    if [key!(Measured::Walked), key!(Measured::Paced)].contains(&measured) {
        more.push(Area::measured().set(Measured::Estimate));
    }
    more
}

/// A visit with a result has taken place. A resident who wants no contact is not called on again.
fn of_visit_result(before: &Fields, after: &Fields) -> Vec<FieldEdit> {
    let name = SocialVisit::result().name();
    let (was, result) = (text(before, name), text(after, name));
    if result.is_empty() || was == result {
        return Vec::new();
    }
    let state = text(after, "state");
    let is_refusal = result == key!(VisitResult::WantsNoContact);
    let mut more = Vec::new();
    if is_refusal && state != key!(VisitState::Closed) {
        more.push(SocialVisit::state().set(VisitState::Closed));
    } else if state == key!(VisitState::Planned) {
        more.push(SocialVisit::state().set(VisitState::Done));
    }
    if is_refusal {
        for edit in [
            SocialVisit::next_on().clear(),
            SocialVisit::follow_up_on().clear(),
        ] {
            if after.contains_key(&edit.field) {
                more.push(edit);
            }
        }
    }
    more
}

/// The edits that make a record hold again what it held before some edits.
pub fn undo_edits(kind: Kind, before: &Fields, edits: &[FieldEdit]) -> Vec<FieldEdit> {
    let mut undo: Vec<FieldEdit> = Vec::new();
    // Backwards, and each field once: the first reading is the one to come back to.
    for edit in edits.iter().rev() {
        let Some(spec) = kind.field(&edit.field) else {
            continue;
        };
        let change = change_back(spec, before, &edit.change);
        let is_same = |other: &FieldEdit| match (&other.change, &edit.change) {
            (FieldChange::Count(..), _) => false,
            (
                FieldChange::Include(one) | FieldChange::Exclude(one),
                FieldChange::Include(key) | FieldChange::Exclude(key),
            ) => other.field == edit.field && one == key,
            _ => other.field == edit.field,
        };
        if !undo.iter().any(is_same) {
            undo.push(FieldEdit {
                field: edit.field.clone(),
                change,
            });
        }
    }
    undo
}

fn change_back(spec: &FieldSpec, before: &Fields, change: &FieldChange) -> FieldChange {
    let held = before.get(spec.name);
    match change {
        FieldChange::Count(key, by) => FieldChange::Count(key.clone(), -by),
        FieldChange::Include(key) | FieldChange::Exclude(key) => match held {
            Some(Value::Keys(keys)) if keys.contains(key) => FieldChange::Include(key.clone()),
            _ => FieldChange::Exclude(key.clone()),
        },
        FieldChange::Rewrite(_) => FieldChange::Rewrite(text(before, spec.name).to_owned()),
        FieldChange::Set(_) | FieldChange::Clear => match (held, spec.shape) {
            (Some(value), _) => FieldChange::Set(value.clone()),
            (None, _) => FieldChange::Clear,
        },
    }
}

/// Whether a record that is not made yet is made without its author saying so: it holds more than one choice, or
/// something was written. One tap may be a mistake.
pub fn is_more_than_one_choice(kind: Kind, entered: &[FieldEdit]) -> bool {
    let mut chosen: Vec<&str> = Vec::new();
    for edit in entered {
        let is_emptied = match &edit.change {
            FieldChange::Clear | FieldChange::Exclude(_) => true,
            FieldChange::Rewrite(text) => text.trim().is_empty(),
            _ => false,
        };
        chosen.retain(|name| *name != edit.field);
        if !is_emptied {
            chosen.push(&edit.field);
        }
    }
    let is_written = |name: &&str| {
        let shape = kind.field(name).map(|spec| spec.shape);
        matches!(shape, Some(Shape::Text(_) | Shape::RichText(_)))
    };
    chosen.len() > 1 || chosen.iter().any(is_written)
}

/// Puts an edit to those that a record is to be made with, in the place of what it replaces.
pub fn enter(entered: &mut Vec<FieldEdit>, edit: FieldEdit) {
    let replaces = matches!(
        edit.change,
        FieldChange::Set(_) | FieldChange::Clear | FieldChange::Rewrite(_)
    );
    if replaces {
        entered.retain(|other| other.field != edit.field);
    }
    entered.push(edit);
}

/// Whether a record was discarded by its author.
pub fn is_discarded(record: &Fields) -> bool {
    record.contains_key(DISCARDED_AT)
}

/// Whether records of a kind can be discarded: what names people or was written by the server has other ways out.
pub fn can_be_discarded(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::CasePart
            | Kind::Deputy
            | Kind::PassedOn
            | Kind::ActionCard
            | Kind::ResidentCard
            | Kind::VisitNote
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::care_task::TaskState;
    use feltbog_shared::model::conflict_case::{Severity, Topic};
    use feltbog_shared::model::{CareTask, ConflictCase};
    use feltbog_shared::moment::Day;

    fn record(edits: &[FieldEdit]) -> Fields {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| apply(&mut record, edit));
        record
    }

    fn random(seed: &mut u64, below: usize) -> usize {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*seed >> 33) as usize % below
    }

    fn any_edit(spec: &FieldSpec, seed: &mut u64) -> Option<FieldEdit> {
        let mut pick = |below| random(seed, below);
        let change = match spec.shape {
            Shape::Choice(keys) if spec.name != "state" => {
                FieldChange::Set(Value::Text(keys[pick(keys.len())].to_owned()))
            }
            Shape::Choices(keys) => match pick(2) {
                0 => FieldChange::Include(keys[pick(keys.len())].to_owned()),
                _ => FieldChange::Exclude(keys[pick(keys.len())].to_owned()),
            },
            Shape::Integer(least, most) => {
                FieldChange::Set(Value::Integer((least + pick(9) as i64).min(most)))
            }
            Shape::Flag => FieldChange::Set(Value::Flag(pick(2) == 0)),
            Shape::Text(_) | Shape::Own(_) if pick(3) == 0 => FieldChange::Clear,
            Shape::Own(keys) => FieldChange::Set(Value::Text(format!("{}/own", keys[pick(keys.len())]))),
            Shape::Text(_) => FieldChange::Set(Value::Text(format!("ord {}", pick(99)))),
            Shape::RichText(_) => FieldChange::Rewrite(format!("ord {}", pick(99))),
            Shape::Counters(keys) => FieldChange::Count(keys[pick(keys.len())].to_owned(), 1),
            _ => return None,
        };
        Some(FieldEdit {
            field: spec.name.to_owned(),
            change,
        })
    }

    /// A record in which fields that were emptied read like fields that were never entered.
    fn told(mut record: Fields) -> Fields {
        record.retain(|_, value| match value {
            Value::Keys(keys) => !keys.is_empty(),
            Value::Counters(tallies) => {
                tallies.retain(|_, count| *count != 0);
                !tallies.is_empty()
            }
            Value::Text(text) => !text.is_empty(),
            _ => true,
        });
        record
    }

    #[test]
    fn a_picture_is_discarded_by_its_maker_for_some_minutes() {
        let [me, other] = [1, 2].map(|number| UserId::from_bytes([number; 16]));
        let made = Moment::from_millis(1_795_262_400_000);
        let can = |owner, millis| can_discard_listed(Kind::Photo, owner, made, me, made.plus_millis(millis));
        assert!(can(me, 0) && can(me, DISCARD_MILLIS - 1));
        assert!(!can(me, DISCARD_MILLIS) && !can(me, -1) && !can(other, 0));
        assert!(!can_discard_listed(Kind::VisitNote, me, made, me, made));
    }

    #[test]
    fn whatever_was_edited_is_taken_back_exactly() {
        let mut seed = 11;
        for _ in 0..5_000 {
            let kind = Kind::ALL[random(&mut seed, Kind::ALL.len())];
            let mut some = |most| -> Vec<FieldEdit> {
                let count = random(&mut seed, most);
                let fields = kind.fields();
                let any =
                    (0..count).filter_map(|_| any_edit(&fields[random(&mut seed, fields.len())], &mut seed));
                any.collect()
            };
            let before = record(&some(9));
            let mut edits = some(9);
            edits.extend(consequences(kind, &before, &edits, true));
            // A state that a consequence sets is taken back with it only where steps lead back.
            edits.retain(|edit| edit.field != "state");
            let mut after = before.clone();
            edits.iter().for_each(|edit| apply(&mut after, edit));
            let undo = undo_edits(kind, &before, &edits);
            assert_eq!(kind.check_edits(&after, &undo), Ok(()), "{kind:?} {undo:?}");
            undo.iter().for_each(|edit| apply(&mut after, edit));
            assert_eq!(told(after), told(before), "{kind:?}: {edits:?} {undo:?}");
        }
    }

    #[test]
    fn every_step_is_taken_back_to_the_very_state_but_a_lasting_one() {
        let mut lasting = Vec::new();
        for kind in Kind::ALL {
            let Some(Shape::Choice(keys)) = kind.field("state").map(|spec| spec.shape) else {
                continue;
            };
            for from in keys {
                let before = Fields::from([("state".to_owned(), Value::Text((*from).to_owned()))]);
                for to in crate::labels::next_states(*kind, &[Value::Text((*from).to_owned())]) {
                    let step = FieldEdit {
                        field: "state".to_owned(),
                        change: FieldChange::Set(Value::Text(to.to_owned())),
                    };
                    let mut after = before.clone();
                    apply(&mut after, &step);
                    let undo = undo_edits(*kind, &before, &[step]);
                    if kind.check_edits(&after, &undo).is_err() {
                        lasting.push(to);
                        continue;
                    }
                    undo.iter().for_each(|edit| apply(&mut after, edit));
                    assert_eq!(after, before, "{kind:?} {from} {to}");
                }
            }
        }
        lasting.sort_unstable();
        lasting.dedup();
        assert_eq!(lasting, ["besluttet", "godkendt", "laast"]);
    }

    #[test]
    fn a_planned_task_that_was_done_is_planned_again() {
        let before = record(&[CareTask::state().set(TaskState::Planned)]);
        let today = Day::parse("2026-11-21").unwrap();
        let edits = [
            CareTask::state().set(TaskState::Done),
            CareTask::done_on().set(today),
        ];
        let mut after = before.clone();
        edits.iter().for_each(|edit| apply(&mut after, edit));
        let undo = undo_edits(Kind::CareTask, &before, &edits);
        assert_eq!(Kind::CareTask.check_edits(&after, &undo), Ok(()));
        undo.iter().for_each(|edit| apply(&mut after, edit));
        assert_eq!(after, before);
    }

    #[test]
    fn one_choice_makes_no_record_and_two_or_a_word_do() {
        let topic = || ConflictCase::topic().set(Topic::GardenOrHedge);
        let enough = |edits: &[FieldEdit]| {
            let mut entered = Vec::new();
            edits.iter().for_each(|edit| enter(&mut entered, edit.clone()));
            is_more_than_one_choice(Kind::ConflictCase, &entered)
        };
        assert!(!enough(&[]) && !enough(&[topic()]));
        assert!(!enough(&[topic(), ConflictCase::topic().set(Topic::Music)]));
        assert!(enough(&[topic(), ConflictCase::severity().set(Severity::Low)]));
        assert!(enough(&[ConflictCase::place().set("Opgang 4")]));
        assert!(!enough(&[topic(), ConflictCase::description().rewrite("  ")]));
        assert!(enough(&[ConflictCase::description().rewrite("Bas")]));
    }

    #[test]
    fn a_result_ends_a_visit_and_a_refusal_its_reminders() {
        let planned = record(&[
            SocialVisit::state().set(VisitState::Planned),
            SocialVisit::next_on().set(Day::parse("2026-11-21").unwrap()),
        ]);
        let result = |result| [SocialVisit::result().set(result)];
        assert_eq!(
            consequences(Kind::SocialVisit, &planned, &result(VisitResult::Talked), true),
            [SocialVisit::state().set(VisitState::Done)]
        );
        assert_eq!(
            consequences(
                Kind::SocialVisit,
                &planned,
                &result(VisitResult::WantsNoContact),
                true
            ),
            [
                SocialVisit::state().set(VisitState::Closed),
                SocialVisit::next_on().clear()
            ]
        );
        let minutes = [SocialVisit::minutes().set(20)];
        assert_eq!(consequences(Kind::SocialVisit, &planned, &minutes, true), []);
    }

    #[test]
    fn a_typed_size_forgets_how_it_was_measured() {
        let walked = record(&[
            Area::square_metres().set(400),
            Area::square_metres_off().set(90),
            Area::measured().set(Measured::Walked),
        ]);
        let typed = [Area::square_metres().set(500)];
        assert_eq!(
            consequences(Kind::Area, &walked, &typed, true),
            [
                Area::square_metres_off().clear(),
                Area::measured().set(Measured::Estimate)
            ]
        );
        let walked_anew = [
            Area::square_metres().set(500),
            Area::square_metres_off().set(80),
            Area::measured().set(Measured::Walked),
        ];
        assert_eq!(consequences(Kind::Area, &walked, &walked_anew, true), []);
        let discarded = record(&[Area::discarded_at().set(Moment::from_millis(1))]);
        assert!(is_discarded(&discarded) && !is_discarded(&walked));
    }
}

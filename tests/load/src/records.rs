//! The records of the load generator's phones: one sort of record with fifteen fields, the same that the peers are
//! given as plain JSON (see `peers/bench.mjs`), and small changes to it.

use fastrand::Rng;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::insect_count::{CountState, InsectGroup, Protocol, Sky, TargetFlower, Wind};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldEdit, InsectCount, Kind};
use feltbog_shared::moment::Moment;

/// The kind that is recorded: everybody in a department may read it.
pub const KIND: Kind = Kind::InsectCount;

fn any<T: ValueList>(rng: &mut Rng) -> T {
    T::ALL[rng.usize(..T::ALL.len())]
}

/// A group on flowers, as the peers have them.
fn any_group(rng: &mut Rng) -> InsectGroup {
    InsectGroup::ON_FLOWERS[rng.usize(..InsectGroup::ON_FLOWERS.len())]
}

/// A record with fifteen fields, from one of a few areas.
pub fn record(rng: &mut Rng, now: Moment) -> Vec<FieldEdit> {
    let area = DocumentId::from_bytes([rng.u8(1..6); 16]);
    let started = now.plus_millis(-rng.i64(600_000..86_400_000));
    let group = format!("{}. klasse, hold {}", rng.u8(0..10), rng.u8(1..9));
    let mut edits = vec![
        InsectCount::created_at().set(started),
        InsectCount::state().set(CountState::ALL[0]),
        InsectCount::protocol().set(any::<Protocol>(rng)),
        InsectCount::area().set(area),
        InsectCount::flower().set(any::<TargetFlower>(rng)),
        InsectCount::flower_units().set(rng.i64(1..300)),
        InsectCount::started_at().set(started),
        InsectCount::finished_at().set(started.plus_millis(600_000)),
        InsectCount::minutes().set(10),
        InsectCount::temp_c().set(rng.i64(10..30)),
        InsectCount::sky().set(any::<Sky>(rng)),
        InsectCount::wind().set(any::<Wind>(rng)),
        InsectCount::dry().set(rng.bool()),
        InsectCount::group_name().set(&group),
    ];
    for group in [any_group(rng), any_group(rng)] {
        edits.push(InsectCount::counts().count(group, rng.i64(1..20)));
    }
    edits
}

/// A small change: a tap on a counter, or a field set anew.
pub fn change(rng: &mut Rng) -> Vec<FieldEdit> {
    vec![match rng.u8(..4) {
        0 => InsectCount::temp_c().set(rng.i64(10..30)),
        1 => InsectCount::flower_units().set(rng.i64(1..300)),
        _ => InsectCount::counts().count(any_group(rng), 1),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_fifteen_fields_and_is_sound() {
        let mut rng = Rng::with_seed(1);
        for _ in 0..100 {
            let edits = record(&mut rng, Moment::from_millis(1_795_219_200_000));
            let names: std::collections::BTreeSet<_> = edits.iter().map(|edit| edit.field.clone()).collect();
            assert_eq!(names.len(), 15);
            assert_eq!(KIND.check_edits(&Default::default(), &edits), Ok(()));
        }
    }
}

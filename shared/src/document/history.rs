//! A record's history as steps that a person can read: who did what to which field, and when.

use automerge::ScalarValue;
use automerge::legacy::{Key, ObjectId, Op, OpId};

use super::hydrate::read_scalar;
use super::{Document, genesis, hash_in, is_genesis};
use crate::bridge::{Act, HistoryAct, HistoryStep};
use crate::model::{FieldSpec, Shape};
use crate::moment::Moment;

impl Document {
    /// Every step after the genesis, newest first.
    pub fn history(&self) -> Vec<HistoryStep> {
        let places = self.places();
        let mut steps: Vec<HistoryStep> = self
            .inner
            .get_changes(&[])
            .into_iter()
            .filter(|change| !is_genesis(self.kind, hash_in(change.hash())))
            .map(|change| {
                let hash = hash_in(change.hash());
                HistoryStep {
                    change: hash,
                    author: self.author_of(hash),
                    at: Moment::from_millis(change.timestamp().saturating_mul(1000)),
                    acts: self.acts(&change.decode().operations, &places),
                }
            })
            .collect();
        steps.reverse();
        steps
    }

    /// The texts, sets and counters that the genesis made, by the operation that made them.
    pub(super) fn places(&self) -> Vec<(OpId, &'static FieldSpec)> {
        let mut places = Vec::new();
        for chunk in genesis(self.kind) {
            let Ok(change) = automerge::Change::from_bytes(chunk.to_vec()) else {
                continue;
            };
            for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
                if let (ObjectId::Root, Key::Map(name)) = (&op.obj, &op.key)
                    && let Some(spec) = self.kind.field(name)
                {
                    places.push((OpId::new(number, change.actor_id()), spec));
                }
            }
        }
        places
    }

    fn acts(&self, operations: &[Op], places: &[(OpId, &'static FieldSpec)]) -> Vec<HistoryAct> {
        let mut acts: Vec<HistoryAct> = Vec::new();
        for op in operations {
            let found = match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(name)) => {
                    self.kind.field(name).map(|spec| (spec, root_act(spec, op)))
                }
                (ObjectId::Id(place), key) => places
                    .iter()
                    .find(|(made, _)| made == place)
                    .map(|(_, spec)| (*spec, inner_act(spec.shape, key, op))),
                _ => None,
            };
            let Some((spec, Some(act))) = found else {
                continue;
            };
            match (acts.last_mut(), &act) {
                // Letters of one text are told together.
                (
                    Some(HistoryAct {
                        field,
                        act: Act::Wrote { added, removed },
                    }),
                    Act::Wrote {
                        added: more,
                        removed: less,
                    },
                ) if field == spec.name => {
                    *added += more;
                    *removed += less;
                }
                _ => acts.push(HistoryAct {
                    field: spec.name.to_owned(),
                    act,
                }),
            }
        }
        acts
    }
}

fn root_act(spec: &FieldSpec, op: &Op) -> Option<Act> {
    match op.primitive_value() {
        Some(scalar) => read_scalar(spec.shape, &scalar).map(Act::Set),
        None if op.obj_type().is_none() => Some(Act::Cleared),
        None => None,
    }
}

fn inner_act(shape: Shape, key: &Key, op: &Op) -> Option<Act> {
    let value = op.primitive_value();
    match (shape, key) {
        (Shape::Prose(_), Key::Seq(_)) => {
            let added = if op.insert { 1 } else { 0 };
            Some(Act::Wrote {
                added,
                removed: 1 - added,
            })
        }
        (Shape::Choices(_), Key::Map(choice)) => Some(match value {
            Some(_) => Act::Included(choice.to_string()),
            None => Act::Excluded(choice.to_string()),
        }),
        (Shape::Tallies(_), Key::Map(counter)) => match value {
            Some(ScalarValue::Int(by)) => Some(Act::Counted(counter.to_string(), by)),
            _ => None,
        },
        _ => None,
    }
}

//! A record's history as steps that a person can read: who did what to which field, and when.

use automerge::ScalarValue;
use automerge::legacy::{Key, ObjectId, Op, OpId};

use super::hydrate::read_scalar;
use super::{Document, genesis, hash_in, is_genesis};
use crate::bridge::{Act, HistoryAct, HistoryStep};
use crate::model::{FieldSpec, Shape, Value};
use crate::moment::Moment;

impl Document {
    /// Every step after the genesis, newest first.
    pub fn history(&self) -> Vec<HistoryStep> {
        let places = self.places();
        let mut steps = Vec::new();
        let mut standing = Standing::default();
        for change in self.inner.get_changes(&[]) {
            let hash = hash_in(change.hash());
            if is_genesis(self.kind, hash) {
                continue;
            }
            let first = change.start_op().get();
            let operations = change.decode().operations;
            let named = (first..).map(|number| OpId::new(number, change.actor_id()));
            let numbered: Vec<_> = named.zip(&operations).collect();
            steps.push(HistoryStep {
                change: hash,
                author: self.author_of(hash),
                at: Moment::from_millis(change.timestamp().saturating_mul(1000)),
                acts: self.acts(&numbered, &places, &mut standing),
            });
        }
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

    fn acts(
        &self,
        operations: &[(OpId, &Op)],
        places: &[(OpId, &'static FieldSpec)],
        standing: &mut Standing,
    ) -> Vec<HistoryAct> {
        let mut acts: Vec<HistoryAct> = Vec::new();
        for (id, op) in operations {
            let found = match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(name)) => self
                    .kind
                    .field(name)
                    .map(|spec| (spec, standing.act(spec, id, op))),
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

/// The values that stand in the record's fields after the steps so far, each by the operation that wrote it.
#[derive(Default)]
struct Standing(Vec<(&'static str, OpId, Value)>);

impl Standing {
    /// What an operation on a field of the record did.
    fn act(&mut self, spec: &'static FieldSpec, id: &OpId, op: &Op) -> Option<Act> {
        let mut instead = Vec::new();
        self.0.retain(|(_, written, value)| {
            let is_taken = op.pred.iter().any(|pred| pred == written);
            if is_taken {
                instead.push(value.clone());
            }
            !is_taken
        });
        let value = match op.primitive_value() {
            Some(scalar) => read_scalar(spec.shape, &scalar)?,
            None if op.obj_type().is_some() => return None,
            // Automerge settles on the value that is shown by taking the others away.
            None => {
                let kept = self.0.iter().find(|(name, ..)| *name == spec.name);
                return Some(match kept {
                    Some((.., value)) => Act::Kept {
                        value: value.clone(),
                        instead,
                    },
                    None => Act::Cleared,
                });
            }
        };
        self.0.push((spec.name, id.clone(), value.clone()));
        let is_kept = instead.len() > 1 && instead.contains(&value);
        instead.retain(|other| *other != value);
        Some(if is_kept {
            Act::Kept { value, instead }
        } else {
            Act::Set(value)
        })
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

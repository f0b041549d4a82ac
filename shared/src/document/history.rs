//! A record's history as steps that a person can read: who did what to which field, and when.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, Op, OpId};
use automerge::{ActorId, ScalarValue};

use super::hydrate::read_scalar;
use super::settling::STATE;
use super::{Document, genesis, hash_in, is_genesis};
use crate::bridge::{Act, HistoryAct, HistoryStep};
use crate::id::ChangeHash;
use crate::model::{FieldSpec, Shape, Value};
use crate::moment::Moment;

impl Document {
    /// Every step after the genesis, newest first.
    pub fn history(&self) -> Vec<HistoryStep> {
        let places = self.places();
        let mut steps = Vec::new();
        let mut written = Written::default();
        for change in self.inner.get_changes(&[]) {
            let hash = hash_in(change.hash());
            if is_genesis(self.kind, hash) {
                continue;
            }
            let first = change.start_op().get();
            let operations = change.decode().operations;
            let named = (first..).map(|number| OpId::new(number, change.actor_id()));
            let numbered: Vec<_> = named.zip(&operations).collect();
            let mut acts = self.acts(hash, &numbered, &places, &mut written);
            self.tell_with_state(change.deps(), &mut acts);
            let acts = acts.into_iter().map(|told| told.act);
            steps.push(HistoryStep {
                change: hash,
                author: self.author_of(hash),
                at: Moment::from_millis(change.timestamp().saturating_mul(1000)),
                acts: acts.collect(),
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

    /// The acts of a change, field by field.
    fn acts(
        &self,
        change: ChangeHash,
        operations: &[(OpId, &Op)],
        places: &[(OpId, &'static FieldSpec)],
        written: &mut Written,
    ) -> Vec<Told> {
        let mut acts: Vec<Told> = Vec::new();
        for (id, op) in operations {
            let found = match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(name)) => self.kind.field(name).map(|spec| {
                    let replaced = written.replaced_by(op);
                    (spec, self.act_on_value(change, spec, op, &replaced), replaced)
                }),
                (ObjectId::Id(place), key) => places
                    .iter()
                    .find(|(made, _)| made == place)
                    .map(|(_, spec)| (*spec, inner_act(spec.shape, key, op), Vec::new())),
                _ => None,
            };
            let Some((spec, Some(act), replaced)) = found else {
                continue;
            };
            if let Act::Set(value)
            | Act::Kept {
                value: Some(value), ..
            } = &act
                && op.primitive_value().is_some()
            {
                written.0.insert((id.0, id.1.clone()), value.clone());
            }
            match (acts.last_mut().map(|told| &mut told.act), &act) {
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
                _ => acts.push(Told {
                    act: HistoryAct {
                        field: spec.name.to_owned(),
                        act,
                    },
                    replaced,
                }),
            }
        }
        acts
    }

    /// The act of an operation on a field of one value, as its author saw the record: other people's concurrent writes
    /// have no part in it.
    fn act_on_value(
        &self,
        change: ChangeHash,
        spec: &'static FieldSpec,
        op: &Op,
        replaced: &[Value],
    ) -> Option<Act> {
        let (value, is_settled) = match op.primitive_value() {
            Some(scalar) => {
                let value = read_scalar(spec.shape, &scalar)?;
                let is_settled = replaced.contains(&value);
                (value, is_settled)
            }
            None if op.obj_type().is_some() => return None,
            // Automerge settles on the value that is shown by taking the others away.
            None => match self.values_at(spec.name, &[change]).pop() {
                Some(value) => (value, true),
                None => return Some(Act::Cleared),
            },
        };
        let instead = others(replaced, Some(&value));
        Some(if is_settled && !instead.is_empty() {
            Act::Kept {
                value: Some(value),
                instead,
            }
        } else {
            Act::Set(value)
        })
    }

    /// Fields that were settled together with a state about which people disagreed are told as kept too: with the value
    /// that belongs to the state, or with none.
    fn tell_with_state(&self, seen: &[automerge::ChangeHash], acts: &mut [Told]) {
        let state = acts.iter().find(|told| told.act.field == STATE);
        let to = match state.map(|told| &told.act.act) {
            Some(
                Act::Set(Value::Text(to))
                | Act::Kept {
                    value: Some(Value::Text(to)),
                    ..
                },
            ) => to.clone(),
            _ => return,
        };
        let Some(kept) = self.kept_state(seen, &to) else {
            return;
        };
        for told in acts.iter_mut().filter(|told| told.act.field != STATE) {
            let value = match &told.act.act {
                Act::Set(value) => Some(value.clone()),
                Act::Cleared => None,
                _ => continue,
            };
            let instead = others(&told.replaced, value.as_ref());
            if !instead.is_empty() && self.values_at(&told.act.field, &[hash_in(kept)]).pop() == value {
                told.act.act = Act::Kept { value, instead };
            }
        }
    }
}

/// An act, and the values in whose place it put something.
struct Told {
    act: HistoryAct,
    replaced: Vec<Value>,
}

/// Every value that was written into a field of one value, by the operation that wrote it.
#[derive(Default)]
struct Written(BTreeMap<(u64, ActorId), Value>);

impl Written {
    /// The values that an operation takes away, each once.
    fn replaced_by(&self, op: &Op) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        let written = |id: &OpId| self.0.get(&(id.0, id.1.clone()));
        for value in op.pred.iter().filter_map(written) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        values
    }
}

/// The values that are not the one that was kept.
fn others(values: &[Value], kept: Option<&Value>) -> Vec<Value> {
    let is_other = |value: &&Value| Some(*value) != kept;
    values.iter().filter(is_other).cloned().collect()
}

fn inner_act(shape: Shape, key: &Key, op: &Op) -> Option<Act> {
    let value = op.primitive_value();
    match (shape, key) {
        (Shape::RichText(_), Key::Seq(_)) => {
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
        (Shape::Counters(_), Key::Map(counter)) => match value {
            Some(ScalarValue::Int(by)) => Some(Act::Counted(counter.to_string(), by)),
            _ => None,
        },
        _ => None,
    }
}

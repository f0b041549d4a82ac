//! Reading a document: its fields as plain values, strictly or with what is not understood left
//! out, and the fields about which people disagree.

use std::collections::BTreeSet;

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{ROOT, ReadDoc, ScalarValue};

use super::genesis::KIND_FIELD;
use super::{ChangeInfo, Document, hash_in, hash_out};
use crate::bridge::{Candidate, Dispute};
use crate::id::{ChangeHash, UserId};
use crate::model::{FieldSpec, Fields, Kind, Shape, Value};
use crate::moment::Moment;
use crate::refusal::{Refusal, RefusalCode};

impl Document {
    /// The fields that hold something. What this version does not understand is left out; it
    /// stays in the document.
    pub fn fields(&self) -> Fields {
        fields_at(self, &self.inner.get_heads())
    }

    /// The fields that hold something, or why the document is not a sound record of its kind.
    ///
    /// Limits and lists are held when something is written. What stands in a record may have been written under others:
    /// by a newer app, or before a rule was tightened. A field that this version does not know is left out.
    ///
    /// # Errors
    /// `InvalidValue` for a value that is not of its field's shape: no version of Feltbog writes one.
    pub fn sound_fields(&self) -> Result<Fields, Refusal> {
        let invalid = |name: &str| Refusal::of_field(RefusalCode::InvalidValue, name);
        let mut fields = Fields::new();
        let mut is_of_kind = false;
        for item in self.inner.map_range(ROOT, ..) {
            let name = item.key.as_ref();
            let shown = item.value.clone().into_value();
            let Some(spec) = self.kind.field(name) else {
                if name == KIND_FIELD {
                    is_of_kind = shown.as_str() == Some(self.kind.key());
                }
                continue;
            };
            if item.conflict {
                let values = self.inner.get_all(ROOT, name).map_err(|_| invalid(name))?;
                for (value, id) in values {
                    self.read(spec, &value, &id, None).ok_or_else(|| invalid(name))?;
                }
            }
            let value = self
                .read(spec, &shown, &item.id(), None)
                .ok_or_else(|| invalid(name))?;
            if !is_empty(&value) {
                fields.insert(name.to_owned(), as_shown(value));
            }
        }
        if !is_of_kind {
            return Err(RefusalCode::WrongKind.into());
        }
        Ok(fields)
    }

    /// The most values that one person has beside each other in a field, or in a key of a set. Only on servers: a phone
    /// has no use for it.
    pub fn most_values_of(&self, author: UserId) -> usize {
        let sets = self.inner.map_range(ROOT, ..).filter_map(|item| {
            let id = item.id();
            let is_map = matches!(
                item.value.into_value(),
                automerge::Value::Object(automerge::ObjType::Map)
            );
            is_map.then_some(id)
        });
        let counts = core::iter::once(ROOT)
            .chain(sets)
            .map(|object| self.most_values_in(&object, author));
        counts.max().unwrap_or_default()
    }

    fn most_values_in(&self, object: &automerge::ObjId, author: UserId) -> usize {
        let is_theirs = |id: &automerge::ObjId| match id {
            automerge::ObjId::Id(_, actor, _) => self
                .inner
                .get_author_for_actor(actor)
                .is_some_and(|stated| stated.as_bytes() == author.as_bytes()),
            automerge::ObjId::Root => false,
        };
        let disputed = self.inner.map_range(object, ..).filter(|item| item.conflict);
        let counts = disputed.map(|item| {
            let values = self.inner.get_all(object, item.key.as_ref()).unwrap_or_default();
            values.iter().filter(|(_, id)| is_theirs(id)).count()
        });
        counts.max().unwrap_or_default()
    }

    /// Whether one change, which wrote parts of these texts and counters, keeps their limits: as its author saw them,
    /// whatever others wrote beside it.
    ///
    /// # Errors
    /// As [`FieldSpec::check`].
    pub fn check_limits(&self, change: &ChangeInfo, written: &[&FieldSpec]) -> Result<(), Refusal> {
        written.iter().try_for_each(|spec| {
            let Some(after) = self.values_at(spec.name, &[change.hash]).pop() else {
                // Without a state every step would be the first.
                return match spec.name {
                    "state" => Err(Refusal::of_field(RefusalCode::StepNotAllowed, spec.name)),
                    _ => Ok(()),
                };
            };
            // Nearly every value is within its limits, whatever it was before.
            spec.check(&after)
                .or_else(|_| self.check_standing(change, &[(*spec, after)]))
        })
    }

    /// Whether values that one change wrote may stand there after what its author saw there.
    ///
    /// # Errors
    /// As [`FieldSpec::check_from`].
    pub fn check_standing(
        &self,
        change: &ChangeInfo,
        written: &[(&FieldSpec, Value)],
    ) -> Result<(), Refusal> {
        written.iter().try_for_each(|(spec, value)| {
            let before = self.values_at(spec.name, &change.dependencies);
            let checks = before.iter().map(|before| spec.check_from(Some(before), value));
            checks
                .reduce(Result::or)
                .unwrap_or_else(|| spec.check_from(None, value))
        })
    }

    /// Whether the days that one change wrote can be, as its author saw the record and at the time its author wrote it.
    ///
    /// # Errors
    /// As [`Kind::check_days`].
    pub fn check_days(&self, change: &ChangeInfo, written: &BTreeSet<&'static str>) -> Result<(), Refusal> {
        let is_day = |name: &&'static str| {
            let shape = self.kind.field(name).map(|spec| spec.shape);
            matches!(shape, Some(Shape::Date | Shape::Timestamp))
        };
        let days: Vec<_> = written.iter().copied().filter(is_day).collect();
        if days.is_empty() {
            return Ok(());
        }
        let seen = fields_at(self, &[hash_out(change.hash)]);
        self.kind.check_days(&seen, days, change.at())
    }

    /// The fields that were merged over a limit, each with the limit: something to settle. A field that one person took
    /// over the limit is none of them: the limit was another when they did.
    pub fn over_limits(&self) -> Vec<Refusal> {
        let fields = self.fields();
        let over = |spec: &FieldSpec| match spec.shape {
            Shape::RichText(_) | Shape::Counters(_) => {
                let refusal = spec.check(fields.get(spec.name)?).err()?;
                (!self.was_taken_over(spec)).then_some(refusal)
            }
            _ => None,
        };
        self.kind.fields().iter().filter_map(over).collect()
    }

    /// Whether one change took a field over its limit.
    fn was_taken_over(&self, spec: &FieldSpec) -> bool {
        let value = |heads: &[automerge::ChangeHash]| self.values_at_heads(spec.name, heads).pop();
        let changes = self.inner.get_changes(&[]);
        changes.iter().any(|change| {
            let after = value(&[change.hash()]);
            let breaks = |after: &Value| {
                spec.check(after).is_err() && spec.check_from(value(change.deps()).as_ref(), after).is_err()
            };
            after.as_ref().is_some_and(breaks)
        })
    }

    /// The fields as they stood at these heads.
    pub fn fields_at(&self, heads: &[ChangeHash]) -> Fields {
        let heads: Vec<_> = heads.iter().copied().map(hash_out).collect();
        fields_at(self, &heads)
    }

    /// The values of a field as they stood at these heads, all of them where people disagreed.
    pub fn values_at(&self, name: &str, heads: &[ChangeHash]) -> Vec<Value> {
        let heads: Vec<_> = heads.iter().copied().map(hash_out).collect();
        self.values_at_heads(name, &heads)
    }

    pub(super) fn values_at_heads(&self, name: &str, heads: &[automerge::ChangeHash]) -> Vec<Value> {
        let Some(spec) = self.kind.field(name) else {
            return Vec::new();
        };
        let is_now = self.inner.get_heads() == heads;
        let at = (!is_now).then_some(heads);
        let values = match at {
            Some(heads) => self.inner.get_all_at(ROOT, name, heads),
            None => self.inner.get_all(ROOT, name),
        };
        values
            .unwrap_or_default()
            .iter()
            .filter_map(|(value, id)| self.read(spec, value, id, at))
            .collect()
    }

    /// The fields with more than one value, each with who wrote it and when. The value that
    /// [`Document::fields`] shows comes first.
    pub fn disputes(&self) -> Vec<Dispute> {
        // Most documents have none, and one look at the root tells.
        let disputed: BTreeSet<String> = self
            .inner
            .map_range(ROOT, ..)
            .filter(|item| item.conflict)
            .map(|item| item.key.into_owned())
            .collect();
        let specs = self.kind.fields().iter();
        specs
            .filter(|spec| disputed.contains(spec.name))
            .filter_map(|spec| self.dispute(spec))
            .collect()
    }

    pub(super) fn dispute(&self, spec: &FieldSpec) -> Option<Dispute> {
        if matches!(
            spec.shape,
            Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_)
        ) {
            return None;
        }
        let values = self.inner.get_all(ROOT, spec.name).ok()?;
        let mut candidates: Vec<Candidate> = Vec::new();
        for (value, id) in values.iter().rev() {
            let Some(value) = self.read(spec, value, id, None) else {
                continue;
            };
            if candidates.iter().any(|candidate| candidate.value == value) {
                continue;
            }
            let change = self.inner.hash_for_opid(id);
            let seconds = change
                .and_then(|hash| {
                    self.inner
                        .get_change_meta_by_hash(&hash)
                        .map(|meta| meta.timestamp)
                })
                .unwrap_or_default();
            candidates.push(Candidate {
                value,
                author: change.and_then(|hash| self.author_of(hash_in(hash))),
                at: Moment::from_millis(seconds.saturating_mul(1000)),
            });
        }
        (candidates.len() > 1).then(|| Dispute {
            field: spec.name.to_owned(),
            candidates,
        })
    }

    pub(super) fn read(
        &self,
        spec: &FieldSpec,
        value: &automerge::Value<'_>,
        id: &automerge::ObjId,
        heads: Option<&[automerge::ChangeHash]>,
    ) -> Option<Value> {
        let items = || match heads {
            Some(heads) => self.inner.map_range_at(id, .., heads),
            None => self.inner.map_range(id, ..),
        };
        match (spec.shape, value) {
            (Shape::RichText(_), automerge::Value::Object(automerge::ObjType::Text)) => {
                let text = match heads {
                    Some(heads) => self.inner.text_at(id, heads),
                    None => self.inner.text(id),
                };
                text.ok().map(Value::Text)
            }
            (Shape::Choices(_), automerge::Value::Object(automerge::ObjType::Map)) => {
                Some(Value::Keys(items().map(|item| item.key.into_owned()).collect()))
            }
            (Shape::Counters(_), automerge::Value::Object(automerge::ObjType::Map)) => {
                let counts = items().map(|item| {
                    let key = item.key.into_owned();
                    let count = counter(&item.value.into_value())?;
                    let count = if item.conflict {
                        self.sum_of_steps(id, &key, heads)
                    } else {
                        count
                    };
                    Some((key, count))
                });
                counts.collect::<Option<_>>().map(Value::Counters)
            }
            (shape, automerge::Value::Scalar(scalar)) => read_scalar(shape, scalar),
            _ => None,
        }
    }
}

impl Document {
    /// The sum of a counter that several phones made beside each other, each before it knew of the others: every step
    /// counts once, although a later step is written on all of them.
    fn sum_of_steps(
        &self,
        map: &automerge::ObjId,
        key: &str,
        heads: Option<&[automerge::ChangeHash]>,
    ) -> i64 {
        let after = heads.map_or_else(Vec::new, |heads| self.inner.get_changes(heads));
        let after: BTreeSet<_> = after.iter().map(automerge::Change::hash).collect();
        let is_map = |object: &ObjectId| match (object, map) {
            (ObjectId::Id(of), automerge::ObjId::Id(number, actor, _)) => {
                of.counter() == *number && of.actor() == actor
            }
            _ => false,
        };
        let mut sum = 0_i64;
        for change in self.inner.get_changes(&[]) {
            if after.contains(&change.hash()) {
                continue;
            }
            for op in change.decode().operations {
                if let (OpType::Increment(by), Key::Map(of)) = (&op.action, &op.key)
                    && of.as_str() == key
                    && is_map(&op.obj)
                {
                    sum = sum.saturating_add(*by);
                }
            }
        }
        sum
    }
}

/// Whether these fields are a sound record of a kind that one person wrote in one change: as [`Document::sound_fields`]
/// and [`Document::check_limits`] would find them.
///
/// # Errors
/// As both.
pub fn check_fields(kind: Kind, fields: &Fields) -> Result<(), Refusal> {
    for (name, value) in fields {
        let spec = kind
            .field(name)
            .ok_or_else(|| Refusal::of_field(RefusalCode::UnknownField, name.as_str()))?;
        spec.check(value)?;
    }
    kind.check(fields)
}

/// The fields as they stood at these heads.
pub(super) fn fields_at(document: &Document, heads: &[automerge::ChangeHash]) -> Fields {
    let mut fields = Fields::new();
    let now = document.inner.get_heads() == heads;
    let at = (!now).then_some(heads);
    // One pass over what is there: to ask for each field by its name costs a search each.
    let items = match at {
        Some(heads) => document.inner.map_range_at(ROOT, .., heads),
        None => document.inner.map_range(ROOT, ..),
    };
    for item in items {
        let Some(spec) = document.kind.field(&item.key) else {
            continue;
        };
        let id = item.id();
        if let Some(value) = document
            .read(spec, &item.value.into_value(), &id, at)
            .map(as_shown)
            .filter(|value| !is_empty(value))
        {
            fields.insert(spec.name.to_owned(), value);
        }
    }
    fields
}

/// The value of a counter as it stands.
pub(super) fn counter(value: &automerge::Value<'_>) -> Option<i64> {
    match value {
        automerge::Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Counter(counter) => Some(i64::from(counter)),
            _ => None,
        },
        automerge::Value::Object(_) => None,
    }
}

/// A value as it is shown: counters that two people took back together never below zero.
pub(super) fn as_shown(mut value: Value) -> Value {
    if let Value::Counters(counts) = &mut value {
        counts.values_mut().for_each(|count| *count = (*count).max(0));
    }
    value
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Keys(keys) => keys.is_empty(),
        _ => false,
    }
}

pub(super) fn read_scalar(shape: Shape, scalar: &ScalarValue) -> Option<Value> {
    match (shape, scalar) {
        (
            Shape::Choice(_) | Shape::Date | Shape::Text(_) | Shape::Link | Shape::Own(_),
            ScalarValue::Str(text),
        ) => Some(Value::Text(text.to_string())),
        (Shape::Integer(..), ScalarValue::Int(number)) => Some(Value::Integer(*number)),
        (Shape::Integer(..), ScalarValue::Uint(number)) => i64::try_from(*number).ok().map(Value::Integer),
        (Shape::Flag, ScalarValue::Boolean(flag)) => Some(Value::Flag(*flag)),
        (Shape::Timestamp, ScalarValue::Timestamp(millis)) => {
            Some(Value::Moment(Moment::from_millis(*millis)))
        }
        _ => None,
    }
}

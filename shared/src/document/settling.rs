//! Settling a state about which people disagree: what was written together with a state is settled together with it.

use std::collections::BTreeSet;

use automerge::legacy::{Key, ObjectId};
use automerge::{ChangeHash, ROOT, ReadDoc, ScalarValue};

use super::{Document, hash_in, hash_out};
use crate::model::{FieldChange, FieldEdit, FieldSpec, Kind, Shape, Value};

/// The field of a record's state.
pub(super) const STATE: &str = "state";

impl Document {
    /// The edits that belong to a step out of several states, as they stand at these heads. A case that one colleague
    /// closed with a reason and another reported keeps the reason where "closed" is kept, and loses it where it is not.
    /// Fields that the person edits by themself, or that somebody has edited since, are left alone.
    pub(super) fn edits_of_state(&self, heads: &[ChangeHash], edits: &[FieldEdit]) -> Vec<FieldEdit> {
        let to = edits
            .iter()
            .find_map(|edit| match (&edit.change, edit.field.as_str()) {
                (FieldChange::Set(Value::Text(to)), STATE) => Some(to),
                _ => None,
            });
        let Some(kept) = to.and_then(|to| self.kept_state(heads, to)) else {
            return Vec::new();
        };
        let states = self.written_by(STATE, heads);
        let written: BTreeSet<&str> = states
            .iter()
            .flat_map(|change| self.root_fields(*change))
            .collect();
        let specs = self.kind.fields().iter();
        specs
            .filter(|spec| written.contains(spec.name) && edits.iter().all(|edit| edit.field != spec.name))
            .filter(|spec| {
                self.written_by(spec.name, heads)
                    .iter()
                    .all(|by| states.contains(by))
            })
            .filter_map(|spec| self.edit_back(spec, heads, kept))
            .collect()
    }

    /// The change whose state is kept by a step to another, of several that stand beside each other at these heads: the
    /// one that wrote the state itself, or the only one whose state leads to it.
    pub(super) fn kept_state(&self, heads: &[ChangeHash], to: &str) -> Option<ChangeHash> {
        let spec = self.kind.field(STATE)?;
        let states = self.inner.get_all_at(ROOT, STATE, heads).ok()?;
        let states: Vec<_> = states
            .iter()
            .filter_map(|(value, id)| {
                let value = self.read(spec, value, id, Some(heads))?;
                Some((value, self.inner.hash_for_opid(id)?))
            })
            .collect();
        if states.len() < 2 {
            return None;
        }
        let is_kept = |(value, _): &&(Value, ChangeHash)| *value == Value::Text(to.to_owned());
        if let Some((_, change)) = states.iter().rev().find(is_kept) {
            return Some(*change);
        }
        let mut leading = states
            .iter()
            .filter(|(value, _)| self.kind.check_step(Some(value), to).is_ok());
        match (leading.next(), leading.next()) {
            (Some((_, change)), None) => Some(*change),
            _ => None,
        }
    }

    /// The changes that wrote the values of a field.
    fn written_by(&self, name: &str, heads: &[ChangeHash]) -> Vec<ChangeHash> {
        let values = self.inner.get_all_at(ROOT, name, heads).unwrap_or_default();
        values
            .iter()
            .filter_map(|(_, id)| self.inner.hash_for_opid(id))
            .collect()
    }

    /// The fields of one value that a change wrote, without the state.
    fn root_fields(&self, change: ChangeHash) -> Vec<&'static str> {
        let change = self
            .inner
            .get_change_by_hash(&change)
            .map(|change| change.decode());
        let operations = change.into_iter().flat_map(|change| change.operations);
        operations
            .filter_map(|op| match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(name)) => self.kind.field(name),
                _ => None,
            })
            .map(|spec| spec.name)
            .filter(|name| *name != STATE)
            .collect()
    }

    /// The edit that makes a field say what it said in the eyes of a change's author.
    fn edit_back(&self, spec: &FieldSpec, heads: &[ChangeHash], change: ChangeHash) -> Option<FieldEdit> {
        if matches!(
            spec.shape,
            Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_)
        ) {
            return None;
        }
        let now = self.values_at_heads(spec.name, heads);
        let then = self.values_at_heads(spec.name, &[change]).pop();
        if now.len() < 2 && now.first() == then.as_ref() {
            return None;
        }
        Some(FieldEdit {
            field: spec.name.to_owned(),
            change: then.map_or(FieldChange::Clear, FieldChange::Set),
        })
    }

    /// The change that wrote the state that is shown, and the first that took the record from its first state to
    /// another. The second is looked for in the kinds that somebody answers: cases, signals and handovers.
    pub fn state_changes(&self) -> (Option<crate::id::ChangeHash>, Option<crate::id::ChangeHash>) {
        let shown = self.written_by(STATE, &self.inner.get_heads()).pop();
        let is_answered = matches!(
            self.kind,
            Kind::ConflictCase | Kind::Signal | Kind::Concern | Kind::Handover
        );
        if !is_answered {
            return (shown.map(hash_in), None);
        }
        let mut first: Option<ScalarValue> = None;
        for change in self.inner.get_changes(&[]) {
            for op in change.decode().operations {
                let is_state = op.obj == ObjectId::Root && matches!(&op.key, Key::Map(key) if key == STATE);
                let Some(value) = op.primitive_value().filter(|_| is_state) else {
                    continue;
                };
                match &first {
                    None => first = Some(value),
                    Some(first) if *first != value => {
                        return (shown.map(hash_in), Some(hash_in(change.hash())));
                    }
                    Some(_) => {}
                }
            }
        }
        (shown.map(hash_in), None)
    }

    /// The edits that a change consists of, to be made again elsewhere: values and texts as they stood after it, choices
    /// and counts step by step.
    pub fn edits_of(&self, change: crate::id::ChangeHash) -> Vec<FieldEdit> {
        let places = self.places();
        let decoded = self.inner.get_change_by_hash(&hash_out(change));
        let operations = decoded.into_iter().flat_map(|change| change.decode().operations);
        let mut edits: Vec<FieldEdit> = Vec::new();
        for op in operations {
            let spec = match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(name)) => self.kind.field(name),
                (ObjectId::Id(place), _) => places
                    .iter()
                    .find(|(made, _)| made == place)
                    .map(|(_, spec)| *spec),
                _ => None,
            };
            let Some(spec) = spec else { continue };
            let key = match &op.key {
                Key::Map(key) => key.to_string(),
                Key::Seq(_) => String::new(),
            };
            let value = || self.values_at(spec.name, &[change]).pop();
            let made = match (spec.shape, op.primitive_value()) {
                (Shape::Choices(_), Some(_)) => FieldChange::Include(key),
                (Shape::Choices(_), None) => FieldChange::Exclude(key),
                (Shape::Counters(_), Some(ScalarValue::Int(by))) => FieldChange::Count(key, by),
                (Shape::Counters(_), _) => continue,
                _ if edits.iter().any(|edit| edit.field == spec.name) => continue,
                (Shape::RichText(_), _) => match value() {
                    Some(Value::Text(text)) => FieldChange::Rewrite(text),
                    _ => continue,
                },
                _ => value().map_or(FieldChange::Clear, FieldChange::Set),
            };
            edits.push(FieldEdit {
                field: spec.name.to_owned(),
                change: made,
            });
        }
        edits
    }
}

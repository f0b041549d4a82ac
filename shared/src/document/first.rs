//! A document that begins with one change, read from that change alone.
//!
//! Most documents that cross the network for the first time are the genesis and one change. To build a whole Automerge
//! document for each, only to read fifteen fields from it, is most of what a first push and a first fetch cost. What is
//! read here is what Automerge would read (a property test and mutated changes hold it to that); whatever is not as plain
//! as what [`Document::edit`] writes on a new document is left to Automerge.

use std::sync::OnceLock;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ExpandedChange, ScalarValue};

use super::{Document, ReadChange, genesis, hydrate};
use crate::model::{FieldSpec, Fields, Kind, Shape, Value};

/// A phone's clock within some hundred thousand years: Automerge writes the differences between times.
const SECONDS: std::ops::RangeInclusive<i64> = -(1 << 43)..=1 << 43;

/// The fields that the genesis of a kind leaves to a first change.
struct Born {
    change: automerge::Change,
    fields: Fields,
    /// The texts, sets and counters of fields, by number. There are few, and a phone downloads the code of every tree.
    places: Vec<(u64, &'static FieldSpec)>,
    /// The single counters: their number, that of their map, and their key.
    counters: Vec<(u64, u64, String)>,
}

fn born(kind: Kind) -> Option<&'static Born> {
    // In the order of `Kind::ALL`, which is that of the kinds.
    static BORN: OnceLock<Vec<Option<Born>>> = OnceLock::new();
    let all = BORN.get_or_init(|| Kind::ALL.iter().map(|kind| Born::of(*kind)).collect());
    all.get(kind as usize)?.as_ref()
}

/// Whether the genesis of a kind makes the counter of a key. A key that came to its list later has its counter made by its
/// first step, at nought.
pub fn makes_counter(kind: Kind, field: &str, key: &str) -> bool {
    born(kind).is_some_and(|born| {
        let is_place = |map: u64| {
            let mut places = born.places.iter();
            places.any(|(place, spec)| *place == map && spec.name == field)
        };
        let mut counters = born.counters.iter();
        counters.any(|(_, map, named)| named == key && is_place(*map))
    })
}

impl Born {
    fn of(kind: Kind) -> Option<Self> {
        let [change] = <[_; 1]>::try_from(genesis::changes(kind).ok()?).ok()?;
        let (mut places, mut counters) = (Vec::new(), Vec::new());
        for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
            match (&op.obj, &op.key, &op.action) {
                (ObjectId::Root, Key::Map(name), OpType::Make(_)) => {
                    places.push((number, kind.field(name)?));
                }
                (ObjectId::Id(map), Key::Map(key), OpType::Put(ScalarValue::Counter(_))) => {
                    counters.push((number, map.counter(), key.to_string()));
                }
                _ => {}
            }
        }
        Some(Self {
            fields: Document::new(kind).ok()?.fields(),
            change,
            places,
            counters,
        })
    }

    fn is_own(&self, id: &OpId) -> bool {
        id.actor() == self.change.actor_id()
    }
}

impl ReadChange {
    /// The fields of the document that consists of the genesis and this change, as [`Document::fields`] would read them;
    /// nothing where that takes more than reading one operation after another.
    pub fn first_fields(&self, kind: Kind) -> Option<Fields> {
        let born = born(kind)?;
        // Most are not the first of a document, and this tells.
        if self.change().deps() != [born.change.hash()] {
            return None;
        }
        fields_of(kind, born, &self.change().decode())
    }

    /// The same, and nothing either unless the bytes are those that Automerge itself writes for these operations. Such a
    /// change is one that an edit on a new document makes, byte for byte, so it applies, and what is saved of it can be
    /// loaded again.
    pub fn first_fields_as_written(&self, kind: Kind, expanded: ExpandedChange) -> Option<Fields> {
        let born = born(kind)?;
        if expanded.deps != [born.change.hash()] {
            return None;
        }
        let fields = fields_of(kind, born, &expanded)?;
        let written = automerge::Change::from(expanded);
        (written.raw_bytes() == self.change().raw_bytes()).then_some(fields)
    }
}

fn fields_of(kind: Kind, born: &Born, change: &ExpandedChange) -> Option<Fields> {
    let is_first = change.seq == 1
        && change.start_op.get() == born.change.max_op() + 1
        && change.actor_id != *born.change.actor_id()
        && change.message.is_none()
        && SECONDS.contains(&change.time)
        && !change.operations.is_empty();
    if !is_first {
        return None;
    }
    let mut fields = born.fields.clone();
    // The end of each text so far.
    let mut ends: Vec<(u64, OpId)> = Vec::new();
    for (number, op) in (change.start_op.get()..).zip(&change.operations) {
        match &op.obj {
            ObjectId::Root => root(kind, op, &mut fields)?,
            ObjectId::Id(id) if born.is_own(id) => {
                let (_, spec) = born.places.iter().find(|(place, _)| *place == id.counter())?;
                match spec.shape {
                    Shape::RichText(_) => {
                        let end = ends.iter_mut().find(|(place, _)| *place == id.counter());
                        letter(spec, op, end.as_ref().map(|(_, end)| end), &mut fields)?;
                        let written = OpId::new(number, &change.actor_id);
                        match end {
                            Some((_, end)) => *end = written,
                            None => ends.push((id.counter(), written)),
                        }
                    }
                    Shape::Choices(_) => chosen(spec, op, &mut fields)?,
                    Shape::Counters(_) => tick(born, spec, id.counter(), op, &mut fields)?,
                    _ => return None,
                }
            }
            ObjectId::Id(_) => return None,
        }
    }
    let shown = fields
        .into_iter()
        .map(|(name, value)| (name, hydrate::as_shown(value)));
    Some(shown.collect())
}

/// A value at the root that nothing stood for before.
fn root(kind: Kind, op: &Op, fields: &mut Fields) -> Option<()> {
    let (Key::Map(name), OpType::Put(scalar), false, true) =
        (&op.key, &op.action, op.insert, op.pred.is_empty())
    else {
        return None;
    };
    let spec = kind.field(name)?;
    if born_with(spec) {
        return None;
    }
    let value = hydrate::read_scalar(spec.shape, scalar).filter(|value| !hydrate::is_empty(value))?;
    fields.insert(spec.name.to_owned(), value).is_none().then_some(())
}

fn born_with(spec: &FieldSpec) -> bool {
    matches!(
        spec.shape,
        Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_)
    )
}

/// A letter behind the one before it.
fn letter(spec: &FieldSpec, op: &Op, end: Option<&OpId>, fields: &mut Fields) -> Option<()> {
    let (Key::Seq(after), OpType::Put(ScalarValue::Str(letter)), true, true) =
        (&op.key, &op.action, op.insert, op.pred.is_empty())
    else {
        return None;
    };
    let follows = match (after, end) {
        (ElementId::Head, None) => true,
        (ElementId::Id(id), Some(end)) => id == end,
        _ => false,
    };
    if !follows || letter.is_empty() {
        return None;
    }
    let text = fields
        .entry(spec.name.to_owned())
        .or_insert_with(|| Value::Text(String::new()));
    let Value::Text(text) = text else {
        return None;
    };
    text.push_str(letter);
    Some(())
}

/// A key that was not in the set.
fn chosen(spec: &FieldSpec, op: &Op, fields: &mut Fields) -> Option<()> {
    let (Key::Map(key), OpType::Put(ScalarValue::Boolean(true)), false, true) =
        (&op.key, &op.action, op.insert, op.pred.is_empty())
    else {
        return None;
    };
    let keys = fields
        .entry(spec.name.to_owned())
        .or_insert_with(|| Value::Keys(Default::default()));
    let Value::Keys(keys) = keys else {
        return None;
    };
    keys.insert(key.to_string()).then_some(())
}

/// A step of a counter that the genesis made: steps stand beside each other and are added up.
fn tick(born: &Born, spec: &FieldSpec, map: u64, op: &Op, fields: &mut Fields) -> Option<()> {
    let (Key::Map(key), OpType::Increment(by), false) = (&op.key, &op.action, op.insert) else {
        return None;
    };
    let mut before = op.pred.iter();
    let (Some(counter), None) = (before.next(), before.next()) else {
        return None;
    };
    let mut counters = born.counters.iter();
    let (_, of, named) = counters.find(|(number, ..)| *number == counter.counter())?;
    if !born.is_own(counter) || *of != map || named != key.as_str() {
        return None;
    }
    let Some(Value::Counters(tallies)) = fields.get_mut(spec.name) else {
        return None;
    };
    let tally = tallies.get_mut(named)?;
    *tally = tally.checked_add(*by)?;
    Some(())
}

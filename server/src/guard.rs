//! The guard between the network and Automerge. Untrusted bytes reach it through here alone.
//!
//! Automerge's decoders are not safe on hostile bytes: some panic, some bytes store fine and can
//! never be loaded again, and a hundred bytes can claim millions of operations. So a change is
//! measured first, without Automerge ([`outline`]); then read, and every operation held against
//! what an edit of ours may write; then applied to a copy, which is saved, loaded again and
//! checked as a record, all of it where a panic is caught ([`Scratch`]).

mod numbering;
mod outline;
#[cfg(test)]
pub(crate) mod poison;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use automerge::ScalarValue;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use feltbog_shared::bridge::Dispute;
use feltbog_shared::document::{
    ChangeInfo, Document, DocumentError, ReadChange, check_fields, genesis, makes_counter,
};
use feltbog_shared::id::{ChangeHash, DocumentId, UserId};
use feltbog_shared::model::schema::TALLY_MAX;
use feltbog_shared::model::{FieldSpec, Fields, Kind, Shape, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::record_room::{RoomUse, check_room};
use feltbog_shared::refusal::{Refusal, RefusalCode};
use feltbog_shared::wire;

pub use numbering::Numbering;
use outline::outline;

/// An offered change that an edit of ours may have written.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The change, read once.
    pub change: ReadChange,
    /// The states it puts the record in.
    pub steps: Vec<String>,
    /// The fields it writes.
    pub fields: BTreeSet<&'static str>,
    /// The texts and counters it writes a part of, and the state if it takes one away.
    pub parts: Vec<&'static FieldSpec>,
    /// The values it writes that are outside today's limits and lists, after [`read_beside`].
    pub outside: Vec<(&'static FieldSpec, Value)>,
    /// The record's content if the record begins with this change and the change is sound: read from the change, whose
    /// bytes are those that Automerge itself writes.
    pub first: Option<Fields>,
}

/// Reads one offered change of a document of this kind: it is small enough, a plain change chunk,
/// and writes nothing but what an edit of ours writes.
///
/// # Errors
/// `TooLarge`, `Malformed`, or what is wrong with a field.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<Reading, Refusal> {
    read_by(kind, bytes, Rules::OfToday)
}

/// The same for a change that this server has sealed before: it kept the limits and lists of its day, which may be others
/// by now.
///
/// # Errors
/// As [`read`], without limits and lists.
pub fn read_sealed(kind: Kind, bytes: &[u8]) -> Result<Reading, Refusal> {
    read_by(kind, bytes, Rules::OfItsDay)
}

/// The same for a change of a record that may stand outside today's limits and lists: each value that is outside them is
/// told apart, for [`Scratch::check_standing`] to hold against what stood there before.
///
/// # Errors
/// As [`read`], without limits and lists of single values.
pub fn read_beside(kind: Kind, bytes: &[u8]) -> Result<Reading, Refusal> {
    read_by(kind, bytes, Rules::BesideWhatStands)
}

/// The limits and lists that a change is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    /// Those of this version.
    OfToday,
    /// Those of this version, or what stood in the record before.
    BesideWhatStands,
    /// None: they held when the change was taken.
    OfItsDay,
}

fn read_by(kind: Kind, bytes: &[u8], rules: Rules) -> Result<Reading, Refusal> {
    outline(bytes)?;
    contain(|| {
        let change = ReadChange::read(bytes).map_err(|_| RefusalCode::Malformed)?;
        let expanded = change.change().decode();
        let (mut steps, mut fields) = (Vec::new(), BTreeSet::new());
        let mut parts: Vec<&FieldSpec> = Vec::new();
        let mut outside = Vec::new();
        for op in &expanded.operations {
            let Some((spec, is_part)) = check_operation(kind, op, rules, &mut outside)? else {
                continue;
            };
            fields.insert(spec.name);
            if is_part && parts.iter().all(|known| known.name != spec.name) {
                parts.push(spec);
            }
            steps.extend(step(op));
        }
        // One that is not sound is refused in the words of those who read the whole document.
        let first = change
            .first_fields_as_written(kind, expanded)
            .filter(|fields| check_fields(kind, fields).is_ok());
        Ok(Reading {
            change,
            steps,
            fields,
            parts,
            outside,
            first,
        })
    })
}

/// The state that an operation puts the record in.
fn step(op: &Op) -> Option<String> {
    match (&op.obj, &op.key, &op.action) {
        (ObjectId::Root, Key::Map(name), OpType::Put(ScalarValue::Str(to))) if name == STATE => {
            Some(to.to_string())
        }
        _ => None,
    }
}

/// Reads what a stored chunk says of itself, without asking whether an edit of ours would write it.
///
/// # Errors
/// `TooLarge` or `Malformed`.
pub fn describe(bytes: &[u8]) -> Result<ChangeInfo, Refusal> {
    outline(bytes)?;
    contain(|| ChangeInfo::read(bytes).map_err(|_| RefusalCode::Malformed.into()))
}

/// Most values of one field that one person has beside each other: written on as many phones and tabs, none of which
/// knew of the others.
const VALUES_OF_AUTHOR: usize = 32;

/// The field of a record's state.
pub(crate) const STATE: &str = "state";

/// Whether a refusal is about bytes that somebody should look at, rather than about words that
/// must not be kept here.
pub fn worth_keeping(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::Malformed | RefusalCode::Unreadable | RefusalCode::ActorReused
    )
}

/// A copy of a document on which changes are tried.
#[derive(Clone, Debug)]
pub struct Scratch {
    form: Form,
    fields: Fields,
    /// Whether it is known already what [`Scratch::settle`] would find out.
    is_settled: bool,
}

/// The form of a copy.
#[derive(Clone, Debug)]
enum Form {
    /// A document.
    Whole(Box<Document>),
    /// The genesis and one change that Automerge itself would write so: not opened before it has to be.
    First(Kind, Box<ReadChange>),
}

impl Form {
    fn document(&self) -> Result<Cow<'_, Document>, Refusal> {
        match self {
            Self::Whole(document) => Ok(Cow::Borrowed(document)),
            first @ Self::First(..) => first.clone().open().map(Cow::Owned),
        }
    }

    fn open(self) -> Result<Document, Refusal> {
        match self {
            Self::Whole(document) => Ok(*document),
            Self::First(kind, change) => Document::from_read(kind, &[&change]).map_err(refusal),
        }
    }
}

impl Scratch {
    /// A copy of a stored document, from its changes after the genesis.
    ///
    /// # Errors
    /// `Unreadable` when it cannot be loaded.
    pub fn open(kind: Kind, chunks: &[u8]) -> Result<Self, Refusal> {
        if chunks.is_empty() {
            return Self::begin(kind);
        }
        contain(|| {
            let document = Document::from_chunks(kind, chunks).map_err(refusal)?;
            let fields = document.sound_fields()?;
            Ok(Self::whole(document, fields))
        })
    }

    fn whole(document: Document, fields: Fields) -> Self {
        Self {
            form: Form::Whole(Box::new(document)),
            fields,
            is_settled: false,
        }
    }

    /// A document that begins with a change whose record was read from it, in these states.
    ///
    /// Nothing is opened, saved or loaded for it. The change is, byte for byte, what Automerge writes for an edit of a
    /// new document, so what [`Scratch::with`] and [`Scratch::settle`] would find out is known.
    ///
    /// # Errors
    /// `StepNotAllowed`.
    pub fn first(kind: Kind, change: &ReadChange, fields: Fields, steps: &[String]) -> Result<Self, Refusal> {
        steps.iter().try_for_each(|to| kind.check_step(None, to))?;
        Ok(Self {
            form: Form::First(kind, Box::new(change.clone())),
            fields,
            is_settled: true,
        })
    }

    /// A stored document with one more change, read in one go: what [`Scratch::open`] and then [`Scratch::with`] make of
    /// them in two. What is stored is loaded just as it will be each time, and a document that gives the change back byte
    /// for byte has settled: it is not saved and loaded once more, which would be a third of what judging a change costs.
    ///
    /// # Errors
    /// Why the record would not be sound.
    pub fn grown(kind: Kind, chunks: &[u8], change: &ReadChange) -> Result<Self, Refusal> {
        contain(|| {
            let (document, is_settled) = Document::from_chunks_and(kind, chunks, change).map_err(refusal)?;
            let grown = Self::sound(document)?;
            Ok(Self { is_settled, ..grown })
        })
    }

    fn sound(document: Document) -> Result<Self, Refusal> {
        if document.operations() > wire::DOCUMENT_OPERATIONS as u64 {
            return Err(RefusalCode::TooLarge.into());
        }
        let fields = document.sound_fields()?;
        Ok(Self::whole(document, fields))
    }

    /// A document that is about to begin.
    fn begin(kind: Kind) -> Result<Self, Refusal> {
        // The genesis is ours and always the same.
        static BORN: OnceLock<BTreeMap<Kind, Result<Scratch, Refusal>>> = OnceLock::new();
        let born = |kind: Kind| {
            let document = Document::new(kind).map_err(refusal)?;
            let fields = document.sound_fields()?;
            Ok(Self::whole(document, fields))
        };
        let all = BORN.get_or_init(|| Kind::ALL.iter().map(|kind| (*kind, born(*kind))).collect());
        all.get(&kind).cloned().unwrap_or_else(|| born(kind))
    }

    /// Tries a change. Refused ones leave no trace.
    ///
    /// # Errors
    /// Why the record would not be sound afterwards.
    pub fn take(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let read = contain(|| ReadChange::read(chunk).map_err(|_| RefusalCode::Unreadable.into()))?;
        self.take_read(&read)
    }

    /// The same for a change that was read before.
    ///
    /// # Errors
    /// Why the record would not be sound afterwards.
    pub fn take_read(&mut self, read: &ReadChange) -> Result<(), Refusal> {
        *self = self.clone().with(read)?;
        Ok(())
    }

    /// The copy with a change that was read before. When it is refused, the copy is gone: a copy of
    /// the copy for each change costs more than to open it anew for the few that are refused.
    ///
    /// # Errors
    /// Why the record would not be sound afterwards.
    pub fn with(self, read: &ReadChange) -> Result<Self, Refusal> {
        contain(move || {
            let mut document = self.form.open()?;
            if document.is_new() {
                document = Document::from_read(document.kind(), &[read]).map_err(refusal)?;
            } else {
                document.take(read).map_err(refusal)?;
            }
            Self::sound(document)
        })
    }

    /// Whether a change that builds on these heads may take the record to these states. What
    /// counts is the state that its author was looking at, so that nothing depends on what others
    /// wrote meanwhile; where several stood beside each other, any of them.
    ///
    /// # Errors
    /// `StepNotAllowed`.
    pub fn allows(&self, heads: &[ChangeHash], steps: &[String]) -> Result<(), Refusal> {
        if steps.is_empty() {
            return Ok(());
        }
        contain(|| {
            let document = self.form.document()?;
            let kind = document.kind();
            let seen = document.values_at(STATE, heads);
            steps.iter().try_for_each(|to| kind.check_step_from(&seen, to))
        })
    }

    /// Whether a change of this author that is taken leaves each field with few values of theirs beside each other.
    /// Every look at a field reads all its values, so their number is bounded for each author: nobody's changes use up
    /// the room of anybody else.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn allows_values(&self, change: &ReadChange, author: UserId) -> Result<(), Refusal> {
        // One that follows all others stands beside none.
        if self.heads() == [change.info.hash] {
            return Ok(());
        }
        contain(|| match self.form.document()?.most_values_of(author) {
            ..=VALUES_OF_AUTHOR => Ok(()),
            _ => Err(RefusalCode::TooLarge.into()),
        })
    }

    /// Whether the record has room for a change of this author that was taken: one author fills no record for the others.
    /// `bytes` counts all changes of the record, this one included.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn allows_room(
        &self,
        change: &ReadChange,
        author: UserId,
        bytes: u64,
        is_step: bool,
    ) -> Result<(), Refusal> {
        if matches!(self.form, Form::First(..)) {
            return Ok(());
        }
        contain(|| {
            let document = self.form.document()?;
            let record = RoomUse {
                operations: document.operations(),
                bytes,
            };
            let change = RoomUse {
                operations: change.info.operations as u64,
                bytes: change.change().raw_bytes().len() as u64,
            };
            check_room(record, change, is_step, || document.room_used_by(author))
        })
    }

    /// The record as the author of a change that was taken left it, whatever others wrote meanwhile.
    ///
    /// # Errors
    /// `Unreadable` when reading it fails.
    pub fn fields_after(&self, change: ChangeHash) -> Result<Cow<'_, Fields>, Refusal> {
        if self.heads() == [change] {
            return Ok(Cow::Borrowed(&self.fields));
        }
        contain(|| Ok(Cow::Owned(self.form.document()?.fields_at(&[change]))))
    }

    /// The record as the author of a change that follows these saw it.
    ///
    /// # Errors
    /// `Unreadable` when reading it fails.
    pub fn fields_before(&self, dependencies: &[ChangeHash]) -> Result<Fields, Refusal> {
        contain(|| Ok(self.form.document()?.fields_at(dependencies)))
    }

    /// The states in which the record is: several while they are disputed, none before its first.
    ///
    /// # Errors
    /// `Unreadable` when reading them fails.
    pub fn present_states(&self) -> Result<Vec<Value>, Refusal> {
        contain(|| {
            let document = self.form.document()?;
            Ok(document.values_at(STATE, &document.heads()))
        })
    }

    /// The states that a change which takes some away keeps: as its author sees the record, and as it is now, if one of
    /// those before the change is gone.
    ///
    /// # Errors
    /// `Unreadable` when reading them fails.
    pub fn kept_states(&self, change: &ChangeInfo, before: &[Value]) -> Result<Vec<String>, Refusal> {
        let mut kept = contain(|| Ok(self.form.document()?.values_at(STATE, &[change.hash])))?;
        let present = self.present_states()?;
        if before.iter().any(|state| !present.contains(state)) {
            kept.extend(present);
        }
        let key = |state| match state {
            Value::Text(key) => Some(key),
            _ => None,
        };
        Ok(kept.into_iter().filter_map(key).collect())
    }

    /// Whether a change that was just taken keeps the limits of the texts and counters it wrote a part of, as its author
    /// saw them: what others wrote beside it is theirs to answer for.
    ///
    /// # Errors
    /// `TextTooLong`, `CprNumber`, or `InvalidValue` for a counter.
    pub fn check_limits(&self, change: &ChangeInfo, written: &[&FieldSpec]) -> Result<(), Refusal> {
        if written.is_empty() || matches!(self.form, Form::First(..)) {
            return Ok(());
        }
        contain(|| self.form.document()?.check_limits(change, written))
    }

    /// Whether each value of a change that was just taken, which is outside today's limits and lists, stood there for its
    /// author or is nearer to the limit than what did.
    ///
    /// # Errors
    /// As [`FieldSpec::check`].
    pub fn check_standing(
        &self,
        change: &ChangeInfo,
        outside: &[(&'static FieldSpec, Value)],
    ) -> Result<(), Refusal> {
        if outside.is_empty() {
            return Ok(());
        }
        contain(|| self.form.document()?.check_standing(change, outside))
    }

    /// Whether the days that a change which was just taken wrote can be: an end that lies before its beginning, or
    /// something that happened after it was written down, contradicts itself.
    ///
    /// # Errors
    /// `InvalidValue` with the field.
    pub fn check_days(&self, change: &ChangeInfo, written: &BTreeSet<&'static str>) -> Result<(), Refusal> {
        match &self.form {
            Form::Whole(document) => contain(|| document.check_days(change, written)),
            Form::First(kind, _) => kind.check_days(&self.fields, written.iter().copied(), change.at()),
        }
    }

    /// Saves the document, loads it again and compares: some changes apply well and make a
    /// document that can never be loaded.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn settle(&self) -> Result<(), Refusal> {
        if self.is_settled {
            return Ok(());
        }
        self.settle_in_full()
    }

    /// The same whatever is known already, to hold against it.
    ///
    /// # Errors
    /// `Unreadable`.
    #[doc(hidden)]
    pub fn settle_in_full(&self) -> Result<(), Refusal> {
        contain(|| {
            let document = self.form.document()?;
            let again = Document::load(document.kind(), &document.save_plain()).map_err(refusal)?;
            let same = again.heads() == document.heads() && again.sound_fields()? == self.fields;
            if same {
                Ok(())
            } else {
                Err(RefusalCode::Unreadable.into())
            }
        })
    }

    /// The heads.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match &self.form {
            Form::Whole(document) => document.heads(),
            Form::First(_, change) => vec![change.info.hash],
        }
    }

    /// The fields that hold something.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The change that wrote the state, and the first that took the record from its first state to another.
    ///
    /// # Errors
    /// `Unreadable` when reading them fails.
    pub fn state_changes(&self) -> Result<(Option<ChangeHash>, Option<ChangeHash>), Refusal> {
        match &self.form {
            Form::Whole(document) => contain(|| Ok(document.state_changes())),
            Form::First(_, change) => Ok((Some(change.info.hash), None)),
        }
    }

    /// The fields with several values.
    ///
    /// # Errors
    /// `Unreadable` when reading them fails.
    pub fn disputes(&self) -> Result<Vec<Dispute>, Refusal> {
        match &self.form {
            Form::Whole(document) => contain(|| Ok(document.disputes())),
            Form::First(..) => Ok(Vec::new()),
        }
    }
}

thread_local! {
    static CONTAINING: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic on hostile bytes; a panic is `Unreadable`.
fn contain<T>(run: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    CONTAINING.set(true);
    // What the closure could leave half done is its own copy, which is dropped with the panic.
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINING.set(false);
    result.unwrap_or_else(|_| Err(RefusalCode::Unreadable.into()))
}

/// Logs where contained panics happen and not what they say: it may be somebody's words. Others
/// are reported as before. For the start of a process.
pub fn hush_contained_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !CONTAINING.get() {
            return report(panic);
        }
        let place = panic.location().map(ToString::to_string);
        tracing::warn!(place, "a change made Automerge panic");
    }));
}

fn refusal(error: DocumentError) -> Refusal {
    match error {
        DocumentError::Refused(refusal) => refusal,
        DocumentError::Unreadable(_) | DocumentError::Missing(_) => RefusalCode::Unreadable.into(),
    }
}

/// Holds one operation against what an edit writes: values of the right shape at the root, letters
/// in texts, `true` in sets, steps of counters, and a new counter at nought where the genesis made none. Never a new
/// container, a mark or a hidden value. Returns the field it writes, and whether it writes a part of it alone; nothing for
/// a value in a field that only another version knows.
fn check_operation(
    kind: Kind,
    op: &Op,
    rules: Rules,
    outside: &mut Vec<(&'static FieldSpec, Value)>,
) -> Result<Option<(&'static FieldSpec, bool)>, Refusal> {
    match (&op.obj, &op.key) {
        (ObjectId::Root, Key::Map(name)) => match (kind.field(name), &op.action) {
            (Some(spec), action) => {
                check_root(spec, action, rules, outside).map(|is_part| Some((spec, is_part)))
            }
            (None, OpType::Put(_) | OpType::Delete) if rules == Rules::OfItsDay => Ok(None),
            (None, _) => Err(Refusal::of_field(RefusalCode::UnknownField, name.as_str())),
        },
        (ObjectId::Id(id), key) => {
            let spec = place(kind, id).ok_or(RefusalCode::UnknownField)?;
            let is_new_counter = |key: &str| op.pred.is_empty() && !makes_counter(kind, spec.name, key);
            match (spec.shape, key, &op.action) {
                // A counter that came to its list after the genesis is made at nought, where there was none.
                (Shape::Counters(keys), Key::Map(key), OpType::Put(ScalarValue::Counter(counter)))
                    if i64::from(counter) == 0
                        && !op.insert
                        && is_new_counter(key.as_str())
                        && (rules == Rules::OfItsDay || keys.contains(&key.as_str())) =>
                {
                    Ok(Some((spec, true)))
                }
                _ => check_inner(spec, key, (&op.action, op.insert), rules).map(|()| Some((spec, true))),
            }
        }
        _ => Err(RefusalCode::Malformed.into()),
    }
}

/// Whether a state is taken away, which is a part of what is written about it.
fn check_root(
    spec: &'static FieldSpec,
    action: &OpType,
    rules: Rules,
    outside: &mut Vec<(&'static FieldSpec, Value)>,
) -> Result<bool, Refusal> {
    let invalid = || Refusal::of_field(RefusalCode::InvalidValue, spec.name);
    if matches!(
        spec.shape,
        Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_)
    ) {
        return Err(invalid());
    }
    match action {
        // A state that is kept against others is written as their deletion. That one remains is looked at afterwards.
        OpType::Delete if spec.name == STATE => Ok(true),
        OpType::Delete => Ok(false),
        OpType::Put(scalar) => {
            let value = match (spec.shape, scalar) {
                (Shape::Integer(..), ScalarValue::Int(number)) => Value::Integer(*number),
                (Shape::Flag, ScalarValue::Boolean(flag)) => Value::Flag(*flag),
                (Shape::Timestamp, ScalarValue::Timestamp(millis)) => {
                    Value::Moment(Moment::from_millis(*millis))
                }
                (_, ScalarValue::Str(text)) => Value::Text(text.to_string()),
                _ => return Err(invalid()),
            };
            let checked = spec.check(&value);
            // One document has one spelling of its id: links are compared as they are written.
            match (spec.shape, &value) {
                (Shape::Link, Value::Text(id)) if !is_canonical(id) => return Err(invalid()),
                _ => {}
            }
            match rules {
                Rules::OfToday => checked?,
                Rules::BesideWhatStands if checked.is_err() => outside.push((spec, value)),
                Rules::BesideWhatStands | Rules::OfItsDay => {}
            }
            Ok(false)
        }
        _ => Err(invalid()),
    }
}

/// Whether an id is written as this app writes it: in small letters, with hyphens.
fn is_canonical(id: &str) -> bool {
    id.parse::<DocumentId>()
        .is_ok_and(|parsed| parsed.to_string() == id)
}

/// Most bytes of one letter of a text: a letter with its accents, or an emoji with its parts.
const LETTER_BYTES: usize = 64;

fn check_inner(
    spec: &FieldSpec,
    key: &Key,
    (action, insert): (&OpType, bool),
    rules: Rules,
) -> Result<(), Refusal> {
    let is_free = rules == Rules::OfItsDay;
    let fits = match (spec.shape, key, action) {
        (Shape::RichText(_), Key::Seq(_), OpType::Put(ScalarValue::Str(letter))) => {
            insert && letter.len() <= LETTER_BYTES
        }
        (Shape::RichText(_), Key::Seq(_), OpType::Delete) => true,
        (Shape::Choices(keys), Key::Map(key), OpType::Put(ScalarValue::Boolean(true))) => {
            is_free || keys.contains(&key.as_str())
        }
        // A choice leaves the set, whether the list still has it or not.
        (Shape::Choices(_), Key::Map(_), OpType::Delete) => true,
        (Shape::Counters(keys), Key::Map(key), OpType::Increment(by)) => {
            is_free || (keys.contains(&key.as_str()) && by.unsigned_abs() <= TALLY_MAX.unsigned_abs())
        }
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Refusal::of_field(RefusalCode::InvalidValue, spec.name))
    }
}

/// The field whose text, set or counters the genesis made with this operation.
fn place(kind: Kind, id: &OpId) -> Option<&'static FieldSpec> {
    type Places = BTreeMap<OpId, &'static FieldSpec>;
    static PLACES: OnceLock<BTreeMap<Kind, Places>> = OnceLock::new();
    let places_of = |kind: Kind| {
        let mut places = Places::new();
        for chunk in genesis(kind) {
            let Ok(change) = automerge::Change::from_bytes(chunk.to_vec()) else {
                continue;
            };
            for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
                if let (ObjectId::Root, Key::Map(name), OpType::Make(_)) = (&op.obj, &op.key, &op.action)
                    && let Some(spec) = kind.field(name)
                {
                    places.insert(OpId::new(number, change.actor_id()), spec);
                }
            }
        }
        places
    };
    let all = PLACES.get_or_init(|| Kind::ALL.iter().map(|kind| (*kind, places_of(*kind))).collect());
    all.get(&kind)?.get(id).copied()
}

#[cfg(test)]
mod tests;

//! Descriptions of a record's fields: written once, then read, edited and checked everywhere.
//!
//! A kind of record is a struct made by `record!`. Each field has a shape; the shape says how the
//! field is kept in the Automerge document, how it merges and what it may hold:
//!
//! | shape | merges as | held as |
//! |---|---|---|
//! | `Choice`, `Integer`, `Flag`, `Date`, `Timestamp`, `Text`, `Link`, `Own` | one value; two people's values both stay until one is chosen | `Option<_>` |
//! | `RichText` | text, letter by letter | `String` |
//! | `Choices` | a set; each choice by itself | `BTreeSet<_>` |
//! | `Counters` | counters; taps add up | `BTreeMap<_, i64>` |

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::DocumentId;
use crate::moment::{Day, Moment};
use crate::personal::count_cpr;
use crate::refusal::{Refusal, RefusalCode};
use crate::writing;

/// A list of allowed values, each with the key it is kept under.
pub trait ValueList: Copy + Ord + 'static {
    /// Every value, in the order it is offered.
    const ALL: &'static [Self];
    /// Every key, in the same order.
    const KEYS: &'static [&'static str];
    /// The key the value is kept under.
    fn key(self) -> &'static str;
    /// The value kept under a key; nothing for a key this version does not know.
    fn from_key(key: &str) -> Option<Self>;
}

/// A field's value as it crosses from the document to the screen and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A key, a line, a text, a day (`2026-11-21`) or a document id.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// A point in time.
    Moment(Moment),
    /// A set of keys.
    Keys(BTreeSet<String>),
    /// Counters by key.
    Counters(BTreeMap<String, i64>),
}

/// The fields of one record that hold something, by name.
pub type Fields = BTreeMap<String, Value>;

/// Storage, merging and permitted values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One of these keys.
    Choice(&'static [&'static str]),
    /// Any of these keys.
    Choices(&'static [&'static str]),
    /// A whole number between these two, both included.
    Integer(i64, i64),
    /// Yes or no.
    Flag,
    /// A calendar day.
    Date,
    /// A point in time.
    Timestamp,
    /// One line of at most so many characters.
    Text(usize),
    /// A text of at most so many characters that merges letter by letter.
    RichText(usize),
    /// A counter for each of these keys.
    Counters(&'static [&'static str]),
    /// Another document.
    Link,
    /// An organisation's own value that stands for one of these keys: `base/key`.
    Own(&'static [&'static str]),
}

/// One field of a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its name in documents, on the wire and in exports.
    pub name: &'static str,
    /// Storage of the field.
    pub shape: Shape,
}

/// One change to one field, as a person makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// The field's name.
    pub field: String,
    /// The change of the field.
    pub change: FieldChange,
}

/// A change of one field by an edit. Only what is named is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldChange {
    /// The field takes this value.
    Set(Value),
    /// The field holds nothing.
    Clear,
    /// A choice joins the set.
    Include(String),
    /// A choice leaves the set.
    Exclude(String),
    /// A counter goes up, or down when negative.
    Count(String, i64),
    /// The text now reads so; only what differs is written.
    Rewrite(String),
}

/// A typed handle on a field: makes edits that fit its shape.
#[derive(Clone, Copy, Debug)]
pub struct Field<S> {
    name: &'static str,
    shape: core::marker::PhantomData<S>,
}

impl<S> Field<S> {
    /// The handle of the field with this name.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            shape: core::marker::PhantomData,
        }
    }

    /// The field's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Empties the field.
    pub fn clear(&self) -> FieldEdit {
        self.edit(FieldChange::Clear)
    }

    fn edit(&self, change: FieldChange) -> FieldEdit {
        FieldEdit {
            field: self.name.to_owned(),
            change,
        }
    }
}

/// A shape as a type: what the record's struct holds for it and how that is read.
pub trait Shaped {
    /// The type of the field in the record's struct.
    type Held: Clone + core::fmt::Debug + Default + PartialEq;
    /// The shape.
    const SHAPE: Shape;
    /// Reads the held value. What this version does not understand reads as nothing.
    fn read(value: Option<&Value>) -> Self::Held;
}

/// One value of a list.
#[derive(Clone, Copy, Debug)]
pub struct Choice<T>(core::marker::PhantomData<T>);
/// A set of values of a list.
#[derive(Clone, Copy, Debug)]
pub struct Choices<T>(core::marker::PhantomData<T>);
/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug)]
pub struct Integer<const MIN: i64, const MAX: i64>;
/// Yes or no.
#[derive(Clone, Copy, Debug)]
pub struct Flag;
/// A calendar day.
#[derive(Clone, Copy, Debug)]
pub struct Date;
/// A point in time.
#[derive(Clone, Copy, Debug)]
pub struct Timestamp;
/// One line of at most `MAX` characters.
#[derive(Clone, Copy, Debug)]
pub struct Text<const MAX: usize>;
/// A text of at most `MAX` characters that merges letter by letter.
#[derive(Clone, Copy, Debug)]
pub struct RichText<const MAX: usize>;
/// A counter for each value of a list.
#[derive(Clone, Copy, Debug)]
pub struct Counters<T>(core::marker::PhantomData<T>);
/// Another document.
#[derive(Clone, Copy, Debug)]
pub struct Link;
/// An organisation's own value that stands for a value of a list.
#[derive(Clone, Copy, Debug)]
pub struct Own<T>(core::marker::PhantomData<T>);

fn text(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

impl<T: ValueList + core::fmt::Debug> Shaped for Choice<T> {
    type Held = Option<T>;
    const SHAPE: Shape = Shape::Choice(T::KEYS);
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).and_then(T::from_key)
    }
}

impl<T: ValueList> Field<Choice<T>> {
    /// The field takes this value.
    pub fn set(&self, value: T) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Text(value.key().to_owned())))
    }
}

impl<T: ValueList + core::fmt::Debug> Shaped for Choices<T> {
    type Held = BTreeSet<T>;
    const SHAPE: Shape = Shape::Choices(T::KEYS);
    fn read(value: Option<&Value>) -> Self::Held {
        match value {
            Some(Value::Keys(keys)) => keys.iter().filter_map(|key| T::from_key(key)).collect(),
            _ => BTreeSet::new(),
        }
    }
}

impl<T: ValueList> Field<Choices<T>> {
    /// A choice joins the set.
    pub fn include(&self, value: T) -> FieldEdit {
        self.edit(FieldChange::Include(value.key().to_owned()))
    }

    /// A choice leaves the set.
    pub fn exclude(&self, value: T) -> FieldEdit {
        self.edit(FieldChange::Exclude(value.key().to_owned()))
    }
}

impl<const MIN: i64, const MAX: i64> Shaped for Integer<MIN, MAX> {
    type Held = Option<i64>;
    const SHAPE: Shape = Shape::Integer(MIN, MAX);
    fn read(value: Option<&Value>) -> Self::Held {
        match value {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }
}

impl<const MIN: i64, const MAX: i64> Field<Integer<MIN, MAX>> {
    /// The field takes this number.
    pub fn set(&self, number: i64) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Integer(number)))
    }
}

impl Shaped for Flag {
    type Held = Option<bool>;
    const SHAPE: Shape = Shape::Flag;
    fn read(value: Option<&Value>) -> Self::Held {
        match value {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }
}

impl Field<Flag> {
    /// The field says yes or no.
    pub fn set(&self, flag: bool) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Flag(flag)))
    }
}

impl Shaped for Date {
    type Held = Option<Day>;
    const SHAPE: Shape = Shape::Date;
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).and_then(Day::parse)
    }
}

impl Field<Date> {
    /// The field takes this day.
    pub fn set(&self, day: Day) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Text(day.to_string())))
    }
}

impl Shaped for Timestamp {
    type Held = Option<Moment>;
    const SHAPE: Shape = Shape::Timestamp;
    fn read(value: Option<&Value>) -> Self::Held {
        match value {
            Some(Value::Moment(moment)) => Some(*moment),
            _ => None,
        }
    }
}

impl Field<Timestamp> {
    /// The field takes this moment.
    pub fn set(&self, moment: Moment) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Moment(moment)))
    }
}

impl<const MAX: usize> Shaped for Text<MAX> {
    type Held = Option<String>;
    const SHAPE: Shape = Shape::Text(MAX);
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).map(str::to_owned)
    }
}

impl<const MAX: usize> Field<Text<MAX>> {
    /// The field takes this line; an empty one empties it.
    pub fn set(&self, line: &str) -> FieldEdit {
        match line.trim() {
            "" => self.clear(),
            line => self.edit(FieldChange::Set(Value::Text(line.to_owned()))),
        }
    }
}

impl<const MAX: usize> Shaped for RichText<MAX> {
    type Held = String;
    const SHAPE: Shape = Shape::RichText(MAX);
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).unwrap_or_default().to_owned()
    }
}

impl<const MAX: usize> Field<RichText<MAX>> {
    /// The text now reads so; only what differs is written.
    pub fn rewrite(&self, text: &str) -> FieldEdit {
        self.edit(FieldChange::Rewrite(text.to_owned()))
    }
}

impl<T: ValueList + core::fmt::Debug> Shaped for Counters<T> {
    type Held = BTreeMap<T, i64>;
    const SHAPE: Shape = Shape::Counters(T::KEYS);
    fn read(value: Option<&Value>) -> Self::Held {
        let Some(Value::Counters(tallies)) = value else {
            return BTreeMap::new();
        };
        tallies
            .iter()
            .filter_map(|(key, count)| Some((T::from_key(key)?, *count)))
            .collect()
    }
}

impl<T: ValueList> Field<Counters<T>> {
    /// The counter goes up, or down when negative.
    pub fn count(&self, value: T, by: i64) -> FieldEdit {
        self.edit(FieldChange::Count(value.key().to_owned(), by))
    }
}

impl Shaped for Link {
    type Held = Option<DocumentId>;
    const SHAPE: Shape = Shape::Link;
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).and_then(|text| text.parse().ok())
    }
}

impl Field<Link> {
    /// The field points to this document.
    pub fn set(&self, document: DocumentId) -> FieldEdit {
        self.edit(FieldChange::Set(Value::Text(document.to_string())))
    }
}

impl<T: ValueList> Shaped for Own<T> {
    type Held = Option<String>;
    const SHAPE: Shape = Shape::Own(T::KEYS);
    fn read(value: Option<&Value>) -> Self::Held {
        text(value).map(str::to_owned)
    }
}

impl<T: ValueList> Field<Own<T>> {
    /// The field takes the organisation's value with this key, which stands for a value of the list.
    pub fn set(&self, base: T, key: &str) -> FieldEdit {
        let value = [base.key(), "/", key].concat();
        self.edit(FieldChange::Set(Value::Text(value)))
    }
}

/// The longest key of an organisation's own value.
pub const OWN_KEY: usize = 40;

/// The value of a list that an organisation's own value stands for, and the key of its own. Nothing for a text that is
/// none.
pub fn own_parts(value: &str) -> Option<(&str, &str)> {
    let (base, key) = value.split_once('/')?;
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_key = !key.is_empty() && key.len() <= OWN_KEY && key.bytes().all(is_part);
    is_key.then_some((base, key))
}

/// The largest count of one counter in one record: keeps sums far from overflow.
pub const TALLY_MAX: i64 = 1_000_000;

impl FieldSpec {
    /// Whether a value may stand in this field.
    ///
    /// # Errors
    /// `InvalidValue` for a wrong shape or a value outside its list or range, `TextTooLong`,
    /// `CprNumber`.
    pub fn check(&self, value: &Value) -> Result<(), Refusal> {
        self.check_from(None, value)
    }

    /// Whether an edit may take this field from one value to another. The rules are for what an edit writes: what stands
    /// there already may stay, be it over a limit since it was merged or since the limit is another now, or outside the
    /// list that this version knows. A text over its limit may come back towards it.
    ///
    /// # Errors
    /// As [`FieldSpec::check`].
    pub fn check_from(&self, before: Option<&Value>, value: &Value) -> Result<(), Refusal> {
        let refuse = |code| Err(Refusal::of_field(code, self.name));
        let stood = |key: &String| match before {
            Some(Value::Keys(keys)) => keys.contains(key),
            Some(Value::Counters(tallies)) => tallies.contains_key(key),
            _ => false,
        };
        let fits = match (self.shape, value) {
            (Shape::Choice(_) | Shape::Integer(..) | Shape::Own(_), value) if before == Some(value) => true,
            (Shape::Choice(keys), Value::Text(key)) => keys.contains(&key.as_str()),
            (Shape::Choices(keys), Value::Keys(chosen)) => {
                let mut chosen = chosen.iter();
                chosen.all(|key| keys.contains(&key.as_str()) || stood(key))
            }
            (Shape::Integer(min, max), Value::Integer(number)) => (min..=max).contains(number),
            (Shape::Flag, Value::Flag(_)) | (Shape::Timestamp, Value::Moment(_)) => true,
            (Shape::Date, Value::Text(day)) => Day::parse(day).is_some(),
            (Shape::Link, Value::Text(id)) => id.parse::<DocumentId>().is_ok(),
            (Shape::Own(keys), Value::Text(own)) => {
                own_parts(own).is_some_and(|(base, _)| keys.contains(&base))
            }
            (Shape::Text(max) | Shape::RichText(max), Value::Text(text)) => {
                let before = match before {
                    Some(Value::Text(before)) => before.as_str(),
                    _ => "",
                };
                let length = writing::length(text);
                if length > max && length > writing::length(before) {
                    return refuse(RefusalCode::TextTooLong);
                }
                if count_cpr(text) > count_cpr(before) {
                    return refuse(RefusalCode::CprNumber);
                }
                true
            }
            (Shape::Counters(keys), Value::Counters(tallies)) => tallies.iter().all(|(key, count)| {
                let known = keys.contains(&key.as_str()) || stood(key);
                let before = match before {
                    Some(Value::Counters(before)) => before.get(key).copied().unwrap_or_default(),
                    _ => 0,
                };
                known && count.unsigned_abs() <= TALLY_MAX.unsigned_abs().max(before.unsigned_abs())
            }),
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            refuse(RefusalCode::InvalidValue)
        }
    }

    /// Whether an edit of this field, which now holds `before`, fits its shape and its value may stand there.
    ///
    /// # Errors
    /// As [`FieldSpec::check`].
    pub fn check_change(&self, before: Option<&Value>, change: &FieldChange) -> Result<(), Refusal> {
        let fits = match (self.shape, change) {
            (Shape::RichText(_), FieldChange::Rewrite(text)) => {
                return self.check_from(before, &Value::Text(text.clone()));
            }
            (
                Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_),
                FieldChange::Set(_) | FieldChange::Clear,
            ) => false,
            (_, FieldChange::Set(value)) => return self.check_from(before, value),
            (_, FieldChange::Clear) => true,
            (Shape::Choices(_), FieldChange::Exclude(_)) => true,
            (Shape::Choices(keys), FieldChange::Include(key)) => {
                keys.contains(&key.as_str())
                    || matches!(before, Some(Value::Keys(keys)) if keys.contains(key))
            }
            (Shape::Counters(keys), FieldChange::Count(key, by)) => {
                keys.contains(&key.as_str()) && by.abs() <= TALLY_MAX
            }
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Refusal::of_field(RefusalCode::InvalidValue, self.name))
        }
    }
}

/// Makes an enum of allowed values with the keys they are kept under.
macro_rules! value_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("Kept as `", $key, "`.")] $variant,)+
        }

        impl $crate::model::schema::ValueList for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const KEYS: &'static [&'static str] = &[$($key),+];

            fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

/// Name of the field that tells when a record's author discarded it.
pub const DISCARDED_AT: &str = "discarded_at";

/// Makes a kind of record: its struct, a typed handle for each field, and its schema. Every
/// record also has `created_at`, `follow_up_on` and `discarded_at`.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $shape:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// When the phone says it was recorded.
            pub created_at: Option<$crate::moment::Moment>,
            /// When somebody should look at it again.
            pub follow_up_on: Option<$crate::moment::Day>,
            /// When its author discarded it; nothing while it counts. Lists leave out a discarded record.
            pub discarded_at: Option<$crate::moment::Moment>,
            $($(#[$fdoc])* pub $field: <$shape as $crate::model::schema::Shaped>::Held,)+
        }

        impl $name {
            /// Handle of the field `created_at`.
            pub const fn created_at() -> $crate::model::schema::Field<$crate::model::schema::Timestamp> {
                $crate::model::schema::Field::new("created_at")
            }
            /// Handle of the field `follow_up_on`.
            pub const fn follow_up_on() -> $crate::model::schema::Field<$crate::model::schema::Date> {
                $crate::model::schema::Field::new("follow_up_on")
            }
            /// Handle of the field `discarded_at`.
            pub const fn discarded_at() -> $crate::model::schema::Field<$crate::model::schema::Timestamp> {
                $crate::model::schema::Field::new("discarded_at")
            }
            $(
                #[doc = concat!("Handle of the field `", stringify!($field), "`.")]
                pub const fn $field() -> $crate::model::schema::Field<$shape> {
                    $crate::model::schema::Field::new(stringify!($field))
                }
            )+
        }

        impl $crate::model::Model for $name {
            const KIND: $crate::model::Kind = $crate::model::Kind::$name;
            const FIELDS: &'static [$crate::model::schema::FieldSpec] = &[
                $crate::model::schema::FieldSpec { name: "created_at", shape: $crate::model::schema::Shape::Timestamp },
                $crate::model::schema::FieldSpec { name: "follow_up_on", shape: $crate::model::schema::Shape::Date },
                $crate::model::schema::FieldSpec { name: $crate::model::schema::DISCARDED_AT, shape: $crate::model::schema::Shape::Timestamp },
                $($crate::model::schema::FieldSpec {
                    name: stringify!($field),
                    shape: <$shape as $crate::model::schema::Shaped>::SHAPE,
                },)+
            ];

            fn from_fields(fields: &$crate::model::schema::Fields) -> Self {
                use $crate::model::schema::Shaped as _;
                Self {
                    created_at: $crate::model::schema::Timestamp::read(fields.get("created_at")),
                    follow_up_on: $crate::model::schema::Date::read(fields.get("follow_up_on")),
                    discarded_at: $crate::model::schema::Timestamp::read(fields.get($crate::model::schema::DISCARDED_AT)),
                    $($field: <$shape>::read(fields.get(stringify!($field))),)+
                }
            }
        }
    };
}

/// Makes a record's states: a value list in which each state names those that may follow it. A step can be taken back,
/// unless it led to a state that is marked as `lasting`.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal => [$($next:ident),*] $($lasting:ident)?,)+ }) => {
        value_list! { $(#[$doc])* $name { $($(#[$vdoc])* $variant = $key,)+ } }

        impl $name {
            /// The states that may follow this one.
            pub fn next(self) -> &'static [Self] {
                match self { $(Self::$variant => &[$(Self::$next),*],)+ }
            }

            /// Whether the step to this state cannot be taken back.
            pub fn is_lasting(self) -> bool {
                match self { $(Self::$variant => { let marks: &[&str] = &[$(stringify!($lasting)),*]; !marks.is_empty() },)+ }
            }

            /// The edit that takes the record from one state to another.
            ///
            /// # Errors
            /// `StepNotAllowed` when the second may not follow the first.
            pub fn step(from: Option<Self>, to: Self) -> Result<$crate::model::schema::FieldEdit, $crate::refusal::Refusal> {
                let allowed = match from {
                    None => true,
                    Some(from) => {
                        let is_taken_back = to.next().contains(&from) && !from.is_lasting();
                        from == to || from.next().contains(&to) || is_taken_back
                    }
                };
                if allowed {
                    Ok($crate::model::schema::Field::<$crate::model::schema::Choice<Self>>::new("state").set(to))
                } else {
                    Err($crate::refusal::Refusal::of_field($crate::refusal::RefusalCode::StepNotAllowed, "state"))
                }
            }
        }
    };
}

pub(crate) use {record, states, value_list};

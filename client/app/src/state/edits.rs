//! Edits of fields that begin a record or set a value.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{FieldChange, FieldEdit, Kind, Value};
use leptos::prelude::untrack;

use super::platform;
use super::present::present;
use feltbog_presentation::forms;

/// Edits that a new record of a kind begins with, and its link to the record from which it was begun.
pub(crate) fn beginnings(kind: Kind, from: Option<DocumentId>) -> Vec<FieldEdit> {
    let now = Value::Moment(platform::now());
    let beginning = forms::beginning(kind);
    // Every kind has the first field.
    let mut values = vec![("created_at", now.clone())];
    if let Some((name, key)) = beginning.key {
        values.push((name, Value::Text(key.to_owned())));
    }
    if let Some(name) = beginning.now {
        values.push((name, now));
    }
    if let (Some(name), Some(from)) = (forms::link(kind), from) {
        values.push((name, Value::Text(from.to_string())));
    }
    if let Some(days) = beginning.follow_up {
        let day = untrack(present).today().plus_days(days);
        values.push(("follow_up_on", Value::Text(day.to_string())));
    }
    values.into_iter().map(|(name, value)| set(name, value)).collect()
}

/// Edit that gives a field a value.
pub(crate) fn set(name: &str, value: Value) -> FieldEdit {
    FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Set(value),
    }
}

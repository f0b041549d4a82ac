//! Fields with a day or a moment.

use feltbog_shared::model::Value;
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use super::{entered, field_id};
use crate::pages::record::form::Form;
use crate::state::edits::set;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::dates::{day_problem, near_offers};
use feltbog_presentation::entry::calendar_text;
use feltbog_presentation::fields;
use feltbog_ui::day::{DayField, TimeField};

/// A day.
#[component]
pub(super) fn Calendar(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let (editor, kind) = (form.editor, form.editor.kind);
    // A page may be open over midnight: what is offered is of the day on which it is pressed.
    let near = Memo::new(move |_| {
        let today = present().today();
        editor
            .fields
            .with(|record| near_offers(kind, name, record, today))
    });
    let is_possible = move |day: String| {
        let today = present().today();
        Day::parse(&day).is_some_and(|day| {
            editor
                .fields
                .with(|record| day_problem(kind, name, day, record, today).is_none())
        })
    };
    let value = Memo::new(move |_| {
        let day = editor
            .fields
            .with(|record| Day::parse(fields::text(record, name)));
        day.map(|day| day.to_string()).unwrap_or_default()
    });
    let choose = move |day| {
        // By the same way as what is typed: a day that cannot be is said to be none.
        editor.write(name, day);
        editor.flush();
    };
    view! {
        <DayField
            id=field_id(form, name)
            legend=label
            near
            is_possible
            value
            text=entered(form, name, move || value.get())
            on_input=move |text| editor.write(name, text)
            on_choose=choose
        />
    }
    .into_any()
}

/// A day with a time.
#[component]
pub(super) fn Instant(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let text = entered(form, name, move || {
        editor.fields.with(|record| match record.get(name) {
            Some(Value::Moment(at)) => calendar_text(*at),
            _ => String::new(),
        })
    });
    view! {
        <TimeField
            id=field_id(form, name)
            label
            text
            on_input=move |text| editor.write(name, text)
            on_now=move |()| editor.edit(set(name, Value::Moment(platform::now())))
        />
    }
    .into_any()
}

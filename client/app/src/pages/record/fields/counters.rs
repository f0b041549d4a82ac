//! Counting at doors: a large button for each result, within reach of a thumb, and one that takes the latest tap back.

use feltbog_shared::model::{FieldChange, FieldEdit};
use leptos::prelude::*;

use crate::contexts::use_profiles;
use crate::pages::record::form::Form;
use crate::state::counted_taps::CountedTaps;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::number::StepButton;
use feltbog_ui::tally::{Group, TallyButtons};

/// The counters of a field.
#[component]
pub(super) fn DoorCounters(
    form: Form,
    name: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
) -> impl IntoView {
    let editor = form.editor;
    let called = |key: &&'static str| labels::value(texts(), editor.kind, name, key).unwrap_or_default();
    let groups: Vec<Group> = keys.iter().map(|key| (*key, called(key))).collect();
    let taps = CountedTaps::of(use_profiles(), editor.document, name, keys);
    let count = move |key: &'static str| editor.fields.with(|record| fields::tally(record, name, key));
    let counted = move |key: &str, by: i64| FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Count(key.to_owned(), by),
    };
    let change = move |key: &str, by: i64| editor.edit(counted(key, by));
    let tap = move |key: &'static str| {
        change(key, 1);
        taps.add(key);
    };
    let take_back = move |_| {
        let edit = editor.edit_beyond_page();
        taps.take_back(move |key| edit(counted(key, -1)));
    };
    // Taps of longer ago are put right one by one.
    let fewer = groups.clone().into_iter().map(|(key, label)| {
        let step = move |()| {
            if untrack(|| count(key)) > 0 {
                change(key, -1);
            }
        };
        view! {
            <li class="mend">
                <span>{label}</span>
                <StepButton name=[page_texts().fewer, ", ", label].concat() sign="−" on_press=step/>
                <output>{move || count(key)}</output>
            </li>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <TallyButtons groups disabled=false count on_tap=tap/>
            <button
                type="button"
                class="button wide"
                disabled=move || taps.is_empty()
                on:click=take_back
            >
                <SvgIcon icon=Icon::Undo/>
                <span>{page_texts().door_take_back}</span>
            </button>
            <details>
                <summary>{page_texts().fewer}</summary>
                <ul class="mends">{fewer.collect_view()}</ul>
            </details>
        </fieldset>
    }
    .into_any()
}

//! The receipt of a count: its numbers, beside those of the year before, and whether the count is valid.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Fields, InsectCount, Kind, Model, Value};
use leptos::prelude::*;

use super::told;
use crate::contexts::use_identity;
use crate::pages::lists;
use crate::pages::record::foot::DoneActions;
use crate::pages::record::form::Form;
use crate::state::editor::RecordEditor;
use crate::state::edits::set;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::forms::key;
use feltbog_presentation::last_year::a_year_before;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels, summary};
use feltbog_ui::icon::{Icon, SvgIcon};

/// The receipt.
#[component]
pub(super) fn Receipt(
    form: Form,
    /// Whether the person puts the count right.
    is_correcting: RwSignal<bool>,
) -> impl IntoView {
    let editor = form.editor;
    let may_correct = move || {
        let is_locked = |record: &Fields| fields::text(record, "state") == key!(CountState::Locked);
        form.writable && !editor.fields.with(is_locked)
    };
    let correct = move |_| {
        let state = editor
            .fields
            .with_untracked(|record| fields::text(record, "state").to_owned());
        if state == key!(CountState::Finished) {
            let corrected = key!(CountState::Corrected).to_owned();
            editor.edit(set("state", Value::Text(corrected)));
        }
        is_correcting.set(true);
    };
    view! {
        <section class="sheet receipt">
            <h2>{page_texts().count_receipt}</h2>
            <p class="lead">{move || texts().count_total.of(editor.fields.with(summary::total))}</p>
            <p>{move || editor.fields.with(facts)}</p>
            {move || editor.fields.with(verdict)}
            <CountTable editor/>
            <Show when=may_correct>
                <button type="button" class="button wide" on:click=correct>{page_texts().count_correct}</button>
            </Show>
        </section>
        <DoneActions editor/>
    }
    .into_any()
}

/// The number of each group, with that of the year before as far as the phone has it.
#[component]
fn CountTable(editor: RecordEditor) -> impl IntoView {
    let before = last_year(editor);
    // Nothing stands above one column of numbers.
    let heads = move || {
        before.read().is_some().then(|| {
            view! {
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{page_texts().this_time}</th>
                        <th scope="col">{page_texts().last_year}</th>
                    </tr>
                </thead>
            }
        })
    };
    let rows = told(editor).into_iter().map(|(key, label)| {
        let number = move || editor.fields.with(|record| fields::tally(record, "counts", key));
        let earlier = move || {
            let before = before.read();
            let number = before.as_ref().map(|before| fields::tally(before, "counts", key));
            number.map(|number| view! { <td>{number}</td> })
        };
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td>{number}</td>
                {earlier}
            </tr>
        }
    });
    view! {
        <table>
            {heads}
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The count of the same protocol in the same area about a year before, as far as the phone has it.
fn last_year(editor: RecordEditor) -> Memo<Option<Fields>> {
    let area = editor
        .fields
        .with_untracked(|count| fields::text(count, "area").parse().ok());
    let counts = untrack(|| use_identity().access())
        .zip(area)
        .map(|(access, area)| lists::follow_about(&access, &[Kind::InsectCount], area));
    Memo::new(move |_| {
        let found = |items: &[ListItem]| editor.fields.with(|count| a_year_before(count, items).cloned());
        lists::with_items(counts.as_ref()?, found)
    })
}

/// The conditions of a count in one line.
fn facts(record: &Fields) -> String {
    let mut said: Vec<String> = Vec::new();
    for name in ["flower", "minutes", "temp_c", "sky", "wind"] {
        let (Some(value), Some(spec)) = (record.get(name), Kind::InsectCount.field(name)) else {
            continue;
        };
        said.push(match (name, value) {
            ("temp_c", Value::Integer(degrees)) => page_texts().degrees.with(&[&degrees.to_string()]),
            ("minutes", Value::Integer(minutes)) => page_texts().minutes.of(*minutes),
            _ => labels::in_words(texts(), &present(), Kind::InsectCount, spec, value),
        });
    }
    said.join(" · ")
}

/// Whether a count is valid, with the reasons why not.
fn verdict(record: &Fields) -> AnyView {
    let count = InsectCount::from_fields(record);
    let offset = count.started_at.map_or(0, platform::offset);
    let flaws = count.flaws(offset);
    if flaws.is_empty() {
        let praise = [page_texts().count_thanks, " ", page_texts().count_valid].concat();
        return view! {
            <p class="valid">
                <SvgIcon icon=Icon::Check/>
                <span>{praise}</span>
            </p>
        }
        .into_any();
    }
    let flaws = flaws
        .into_iter()
        .map(|flaw| view! { <li>{page_texts().count_flaw.at(flaw as usize)}</li> });
    view! {
        <p>{page_texts().count_not_valid}</p>
        <ul class="flaws">{flaws.collect_view()}</ul>
    }
    .into_any()
}

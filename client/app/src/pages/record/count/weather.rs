//! The weather of a count that is over, and its counts once more to be put right.

use leptos::prelude::*;

use super::{correctable, counted};
use crate::pages::record::foot::DoneActions;
use crate::pages::record::form::{Form, FormItems};
use crate::state::editor::RecordEditor;
use feltbog_presentation::texts::page_texts;
use feltbog_presentation::{fields, forms};
use feltbog_ui::number::StepButton;
use feltbog_ui::tally::Group;

/// The weather.
#[component]
pub(super) fn Weather(
    form: Form,
    /// Whether the person puts the count right.
    is_correcting: RwSignal<bool>,
    /// Whether the person asks for the receipt before all is answered.
    wants_receipt: RwSignal<bool>,
) -> impl IntoView {
    let editor = form.editor;
    let show_receipt = move |_| {
        wants_receipt.set(true);
        is_correcting.set(false);
    };
    view! {
        <section class="sheet">
            <h2>{page_texts().count_weather}</h2>
            <FormItems form items=forms::WEATHER/>
            <button type="button" class="button wide" on:click=show_receipt>{page_texts().count_receipt}</button>
        </section>
        <Show when=move || is_correcting.get()>
            <section class="sheet">
                <ul class="mends">
                    {correctable(editor)
                        .into_iter()
                        .map(|group| view! { <CorrectionRow editor group/> })
                        .collect_view()}
                </ul>
            </section>
        </Show>
        <DoneActions editor/>
    }
    .into_any()
}

/// The number of one group, with a button on each side.
#[component]
fn CorrectionRow(editor: RecordEditor, group: Group) -> impl IntoView {
    let (key, label) = group;
    let sum = Memo::new(move |_| editor.fields.with(|record| fields::tally(record, "counts", key)));
    let step = move |by: i64| {
        if sum.get_untracked() + by >= 0 {
            editor.edit(counted(key, by));
        }
    };
    view! {
        <li class="mend">
            <span>{label}</span>
            <StepButton name=[page_texts().fewer, ", ", label].concat() sign="−" on_press=move |()| step(-1)/>
            <output>{sum}</output>
            <StepButton name=[page_texts().more, ", ", label].concat() sign="+" on_press=move |()| step(1)/>
        </li>
    }
}

//! A count before it starts.

use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use leptos::prelude::*;

use crate::pages::record::foot::DiscardButton;
use crate::pages::record::form::{Form, FormSheets};
use crate::state::platform;
use crate::state::present::track_today;
use feltbog_presentation::counting;
use feltbog_presentation::forms;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::butterfly::{ButterflyDrawing, ButterflyPicture};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Place and flower, and the button that starts the count.
#[component]
pub(super) fn BeforeCount(form: Form) -> impl IntoView {
    let editor = form.editor;
    let label = move || {
        let minutes = editor.fields.with(counting::minutes);
        page_texts().count_start.with(&[&minutes.to_string()])
    };
    let start = move |_| {
        let begin = |record: &_| counting::beginning(record, platform::now());
        editor.edit_all(editor.fields.with_untracked(begin));
    };
    view! {
        <FormSheets form items=forms::BEFORE_COUNT/>
        <Show
            when=move || editor.fields.with(forms::counts_butterflies)
            fallback=|| view! { <p class="hint">{page_texts().count_patch}</p> }
        >
            <p class="hint">{page_texts().count_box}</p>
            <ButterflyGuide/>
        </Show>
        <div class="actions">
            // Beside the button that starts it: ten minutes of work are at stake.
            <div class="warns wide" role="status">
                <CountWarnings form/>
            </div>
            <DiscardButton editor/>
            <button type="button" class="button primary" on:click=start>
                <SvgIcon icon=Icon::Bee/>
                <span>{label}</span>
            </button>
        </div>
    }
    .into_any()
}

/// The groups of butterflies with their drawings and marks.
#[component]
fn ButterflyGuide() -> impl IntoView {
    let rows = InsectGroup::OF_BUTTERFLIES.iter().map(|group| {
        let picture = ButterflyDrawing::of(group.key());
        let picture = picture.map(|drawing| view! { <ButterflyPicture drawing/> });
        view! {
            <li>
                {picture}
                <strong>{page_texts().insect.at(*group as usize)}</strong>
                <span class="hint">{counting::mark(page_texts(), group.key())}</span>
            </li>
        }
    });
    view! {
        <details>
            <summary>{page_texts().butterfly_guide}</summary>
            <ul class="butterflies">{rows.collect_view()}</ul>
        </details>
    }
    .into_any()
}

/// Reasons why the count would be invalid if it started now.
#[component]
fn CountWarnings(form: Form) -> impl IntoView {
    move || {
        // The clock is read each time something is entered, and when the day changes.
        track_today();
        let found = form
            .editor
            .fields
            .with(|record| counting::warnings(record, platform::now()));
        (!found.is_empty()).then(|| {
            let rows = found.into_iter().map(|warning| {
                view! { <li>{page_texts().count_warning.at(warning as usize)}</li> }
            });
            view! {
                <p>{page_texts().count_will_be_invalid}</p>
                <ul class="flaws">{rows.collect_view()}</ul>
            }
        })
    }
}

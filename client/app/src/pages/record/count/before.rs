//! A count before it starts.

use feltbog_shared::model::Value;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use leptos::prelude::*;

use crate::pages::record::foot::DiscardButton;
use crate::pages::record::form::{Form, FormSheets};
use crate::state::edits::set;
use crate::state::platform;
use crate::state::present::track_today;
use feltbog_presentation::counting;
use feltbog_presentation::forms::{self, key};
use feltbog_presentation::texts::page_texts;
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
        editor.edit_all(vec![
            set("state", Value::Text(key!(CountState::Running).to_owned())),
            set("started_at", Value::Moment(platform::now())),
        ]);
    };
    view! {
        <FormSheets form items=forms::BEFORE_COUNT/>
        <Show when=move || !editor.fields.with(forms::counts_butterflies)>
            <p class="hint">{page_texts().count_patch}</p>
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

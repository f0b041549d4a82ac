//! The steps of a conflict, dialogue first and law second.

use leptos::prelude::*;

use super::form::Form;
use feltbog_presentation::conflict_guide;
use feltbog_presentation::texts::{page_texts, texts};

/// The present step, with all steps folded below it. Nothing for a conflict that is over.
#[component]
pub(super) fn ConflictGuide(form: Form) -> impl IntoView {
    let editor = form.editor;
    let step = Memo::new(move |_| editor.fields.with(conflict_guide::present_step));
    let row = move |(place, label): (usize, &'static str)| {
        let now = move || (step.get() == Some(place)).then_some("step");
        view! { <li aria-current=now>{label}</li> }
    };
    let rows = move || {
        let steps = page_texts().conflict_guide.into_iter().enumerate();
        steps.map(row).collect_view()
    };
    let words = move || step.get().map(|place| conflict_guide::in_words(texts(), place));
    view! {
        <Show when=move || editor.fields.with(conflict_guide::is_about_violence)>
            <p class="hint">{page_texts().guide_violence}</p>
        </Show>
        <Show when=move || step.get().is_some()>
            <details class="folded">
                <summary>{words}</summary>
                <p class="hint">{page_texts().guide_order}</p>
                <ol class="points">{rows}</ol>
            </details>
        </Show>
    }
    .into_any()
}

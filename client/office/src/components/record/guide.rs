//! The steps of a conflict, dialogue first and law second.

use feltbog_presentation::conflict_guide;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use crate::record_form::RecordForm;

/// The present step of a conflict, with all steps folded below it. Nothing for one that is over, and for other records.
#[component]
pub(super) fn ConflictGuide(form: RecordForm) -> impl IntoView {
    if form.kind != Kind::ConflictCase {
        return None;
    }
    let step = Memo::new(move |_| form.fields.with(conflict_guide::present_step));
    let row = move |(place, label): (usize, &'static str)| {
        let now = move || (step.get() == Some(place)).then_some("step");
        view! { <li aria-current=now>{label}</li> }
    };
    let rows = move || {
        let steps = page_texts().conflict_guide.into_iter().enumerate();
        steps.map(row).collect_view()
    };
    let words = move || step.get().map(|place| conflict_guide::in_words(texts(), place));
    Some(
        view! {
            <Show when=move || form.fields.with(conflict_guide::is_about_violence)>
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
        .into_any(),
    )
}

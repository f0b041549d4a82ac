//! Advice that follows from a party's answers about harm.

use feltbog_presentation::harm;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use crate::record_form::RecordForm;

/// The sentences, each with its reason. Nothing for records of other kinds.
#[component]
pub(super) fn HarmAdvice(form: RecordForm) -> impl IntoView {
    if form.kind != Kind::ConflictParty {
        return None;
    }
    let sentences = Memo::new(move |_| form.fields.with(|party| harm::advice(texts(), party)));
    let notice = move || {
        let sentences = sentences.get().into_iter();
        sentences
            .map(|sentence| view! { <p class="lead">{sentence}</p> })
            .collect_view()
    };
    Some(view! { <div class="warns" role="status">{notice}</div> }.into_any())
}

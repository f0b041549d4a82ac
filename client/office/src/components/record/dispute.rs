//! Two people changed a field without knowing of each other: both values, and a button to keep one.

use feltbog_presentation::labels;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::bridge::Dispute;
use feltbog_shared::model::{FieldSpec, Shape, Value};
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::prelude::*;

use super::links::{is_link, linked_words};
use crate::desk::{name_of, present};
use crate::record_form::RecordForm;
use crate::texts::office_texts;

/// Both values of a field while there are two.
#[component]
pub(super) fn FieldDispute(form: RecordForm, spec: &'static FieldSpec) -> impl IntoView {
    let dispute = Memo::new(move |_| {
        let disputes = form.disputes.read();
        disputes
            .iter()
            .find(|dispute| dispute.field == spec.name)
            .cloned()
    });
    move || {
        dispute
            .get()
            .map(|dispute| view! { <Candidates form spec dispute/> })
    }
}

#[component]
fn Candidates(form: RecordForm, spec: &'static FieldSpec, dispute: Dispute) -> impl IntoView {
    let present = present();
    let name = texts().field(form.kind, spec.name);
    let rows = dispute.candidates.into_iter().map(|candidate| {
        let words: Signal<String> = match (spec.shape, &candidate.value) {
            (Shape::Link, Value::Text(id)) if is_link(spec) => {
                linked_words(form, spec.name, id.clone()).into()
            }
            (Shape::Link, Value::Text(id)) => name_of(id).into(),
            (_, value) => labels::in_words(texts(), &present, form.kind, spec, value).into(),
        };
        let author = candidate.author.map(|author| author.to_string());
        let by = page_texts().wrote.with(&[
            &name_of(author.as_deref().unwrap_or_default()),
            &present.moment(texts(), candidate.at),
        ]);
        let label = move || [office_texts().keep_value, ": ", words.get().as_str()].concat();
        let keep = form.may_write(spec.name).then(|| {
            let value = candidate.value;
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| form.settle(spec.name, value.clone())
                >
                    {office_texts().keep_value}
                </button>
            }
        });
        view! {
            <li>
                <p class="candidate">{move || words.get()}</p>
                <p class="candidate-by">{by}</p>
                {keep}
            </li>
        }
    });
    view! {
        <section class="dispute" aria-label=[name, ": ", office_texts().two_values].concat()>
            <p class="dispute-says">
                <SvgIcon icon=Icon::Both/>
                <span><strong>{name}</strong> " " {office_texts().two_values}</span>
            </p>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

//! A choice of one value or none, and the line that tells how a field was saved.

use feltbog_presentation::texts::page_texts;
use feltbog_shared::model::{FieldChange, Value};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use crate::record_form::{FieldSaving, RecordForm};
use crate::texts::office_texts;

/// A choice of one offer, or of none.
#[component]
pub(super) fn OneOf(
    form: RecordForm,
    name: &'static str,
    label: &'static str,
    #[prop(into)] offers: Signal<Vec<Offer>>,
) -> impl IntoView {
    let all = Signal::derive(move || {
        let mut all = vec![(String::new(), page_texts().not_chosen.to_owned())];
        all.extend(offers.get());
        all
    });
    let value = Signal::derive(move || form.text(name));
    let choose = move |key: String| {
        let change = match key.is_empty() {
            true => FieldChange::Clear,
            false => FieldChange::Set(Value::Text(key)),
        };
        form.edit(name, change);
    };
    view! { <SelectField id=field_id(form, name) label offers=all value on_choose=choose/> }
}

/// The saving of a field in words, with the way back, or the way to try again.
#[component]
pub(super) fn SavingLine(
    form: RecordForm,
    name: &'static str,
    /// Whether the field tells its own problems.
    is_written: bool,
) -> impl IntoView {
    let state = Memo::new(move |_| form.saving.read().get(name).cloned());
    let content = move || {
        Some(match state.get()? {
            FieldSaving::Saving => view! { <span>{office_texts().saving}</span> }.into_any(),
            FieldSaving::Saved(change) => {
                let undo = change.map(|change| {
                    view! {
                        <button
                            type="button"
                            class="text-button"
                            on:click=move |_| form.undo(name.to_owned(), change)
                        >
                            {office_texts().undo}
                        </button>
                    }
                });
                view! { <span class="is-saved">{office_texts().field_saved}</span> {undo} }.into_any()
            }
            FieldSaving::NotSaved => view! {
                <span class="not-saved">{office_texts().not_saved}</span>
                <button type="button" class="text-button" on:click=move |_| form.try_again()>
                    {office_texts().save_again}
                </button>
            }
            .into_any(),
            FieldSaving::Refused(_) if is_written && !form.problem(name).is_empty() => ().into_any(),
            FieldSaving::Refused(sentence) => view! { <span class="not-saved">{sentence}</span> }.into_any(),
        })
    };
    view! { <p class="saving" role="status">{content}</p> }
}

/// Id of a field on the page. Several records stand on a page.
pub(super) fn field_id(form: RecordForm, name: &str) -> String {
    let document = form.document.map(|document| document.to_string());
    [
        form.kind.key(),
        "-",
        document.as_deref().unwrap_or("new"),
        "-",
        name,
    ]
    .concat()
}

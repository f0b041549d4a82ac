//! The states that may follow, as buttons.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::{FieldChange, Value};
use leptos::prelude::*;

use super::one_of::SavingLine;
use super::{OpenRecord, Section};
use crate::record_form::RecordForm;
use crate::texts::office_texts;

/// The states that may follow. Nothing for a record without steps.
#[component]
pub(super) fn NextStates(open: OpenRecord, form: RecordForm) -> impl IntoView {
    let kind = form.kind;
    let steps = Memo::new(move |_| {
        let record = open.record.read();
        let keys = record.as_ref().map(|record| record.may.next_states.clone());
        let keys = keys.unwrap_or_default().into_iter();
        let step = |key: String| labels::step(texts(), kind, &key).map(|label| (key, label));
        keys.filter_map(step).collect::<Vec<_>>()
    });
    let buttons = move || {
        let button = |(key, label): (String, &'static str)| {
            let go = move |_| form.edit("state", FieldChange::Set(Value::Text(key.clone())));
            view! { <button type="button" class="button small" on:click=go>{label}</button> }
        };
        steps.get().into_iter().map(button).collect_view()
    };
    let has_states = kind.field("state").is_some();
    has_states.then(|| {
        view! {
            <Section title=office_texts().what_next>
                <Show
                    when=move || !steps.read().is_empty()
                    fallback=|| view! { <p class="hint">{office_texts().no_next}</p> }
                >
                    <div class="buttons">{buttons}</div>
                </Show>
                <SavingLine form name="state" is_written=false/>
            </Section>
        }
    })
}

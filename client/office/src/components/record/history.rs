//! Every change of a record, read when a person asks for it.

use std::collections::BTreeMap;

use feltbog_presentation::history::sentences;
use feltbog_presentation::summary::AreaNames;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::DeskHistory;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{OpenRecord, Section};
use crate::api::ApiError;
use crate::components::loaded::{Failed, Waiting};
use crate::desk::{learn_names, name_of, present};
use crate::state::use_office;
use crate::texts::office_texts;

/// The history of a record.
#[component]
pub(super) fn RecordHistory(open: OpenRecord) -> impl IntoView {
    let api = use_office().api();
    let is_wanted = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<DeskHistory, ApiError>>);
    let read = move || {
        is_wanted.set(true);
        spawn_local(async move {
            let history = api
                .record_history(open.place.department, open.place.document)
                .await;
            let history = history.inspect(|history| learn_names(&history.names));
            let _ = answer.try_set(Some(history));
        });
    };
    Effect::new(move |_| {
        open.record.track();
        if is_wanted.get_untracked() {
            read();
        }
    });
    let kind = move || {
        open.record
            .with_untracked(|record| record.as_ref().map(|record| record.kind))
    };
    let steps = move |history: DeskHistory| {
        let present = present();
        let received: BTreeMap<_, _> = history.received.into_iter().collect();
        let rows = history.steps.into_iter().filter_map(|step| {
            let written_at = present.moment(texts(), step.at);
            let received_at = received
                .get(&step.change)
                .map(|at| present.moment(texts(), *at))
                .filter(|received_at| *received_at != written_at)
                .map(|at| [" · ", &office_texts().received_at.with(&[&at])].concat());
            let sentences = sentences(texts(), &present, &AreaNames::new(), kind()?, &step.acts);
            let by = step.author.map(|author| name_of(&author.to_string()));
            let sentences = sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> });
            Some(view! {
                <li>
                    <p class="timeline-when">{written_at} " · " {by} {received_at}</p>
                    {sentences.collect_view()}
                </li>
            })
        });
        view! { <ol class="timeline">{rows.collect_view()}</ol> }
    };
    let content = move || match (is_wanted.get(), answer.get()) {
        (false, _) => view! {
            <button type="button" class="button small" on:click=move |_| read()>
                {office_texts().show_changes}
            </button>
        }
        .into_any(),
        (true, None) => view! { <Waiting/> }.into_any(),
        (true, Some(Ok(history))) => steps(history).into_any(),
        (true, Some(Err(error))) => view! { <Failed error on_retry=move |()| read()/> }.into_any(),
    };
    view! { <Section title=office_texts().changes>{content}</Section> }
}

//! A record's history: who did what and when, in sentences, without a network.

use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::lists::Skeleton;
use super::page::Page;
use crate::contexts::{use_engine, use_identity};
use crate::handle::Handle;
use crate::state::engine::{Engine, RecordState};
use crate::state::identity::Identity;
use crate::state::present::present;
use feltbog_presentation::help::help_texts;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{history, summary};

/// The history of a record.
#[component]
pub fn HistoryPage(document: DocumentId) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let state = engine.follow(document);
    on_cleanup(move || engine.leave(document));
    let changes = state.clone();
    // Whenever the record changes, its history has grown.
    Effect::new(move |_| {
        changes.track();
        engine.ask_history(document);
    });
    let named = state.clone();
    let title = Signal::derive(move || match named.get() {
        RecordState::Loaded(view) => {
            let areas = engine.areas.get();
            let summary = summary::of(texts(), &present(), &areas, view.kind, &view.fields);
            page_texts().history_of.with(&[&summary.title])
        }
        RecordState::Loading | RecordState::Missing => texts().history.to_owned(),
    });
    let steps = move || {
        let steps = engine.history.get().filter(|(of, _)| *of == document);
        match (steps, state.get()) {
            (Some((_, steps)), RecordState::Loaded(view)) => step_list(engine, identity, view.kind, &steps),
            _ => view! { <Skeleton/> }.into_any(),
        }
    };
    view! {
        <Page title has_way_back=true>
            {steps}
            <div class="actions">
                <button type="button" class="button" on:click=move |_| engine.ask_file(document)>
                    {help_texts().save_record}
                </button>
            </div>
        </Page>
    }
    .into_any()
}

/// The steps that a person would call one, or a sentence when there are none.
pub(super) fn step_list(
    engine: Handle<Engine>,
    identity: Handle<Identity>,
    kind: Kind,
    steps: &[HistoryStep],
) -> AnyView {
    let present = present();
    let areas = engine.areas.get();
    let rows: Vec<_> = steps
        .iter()
        .filter_map(|step| {
            let sentences = history::sentences(texts(), &present, &areas, kind, &step.acts);
            if sentences.is_empty() {
                return None;
            }
            let sentences = sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> });
            Some(view! {
                <li>
                    <p class="history-who">
                        <strong>{identity.name_of(step.author)}</strong>
                        " "
                        <span>{present.moment(texts(), step.at)}</span>
                    </p>
                    {sentences.collect_view()}
                </li>
            })
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="none">{page_texts().history_none}</p> }.into_any();
    }
    view! { <ol class="history">{rows}</ol> }.into_any()
}

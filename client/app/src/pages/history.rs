//! A record's history: who did what and when, in sentences, without a network.

use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::lists::Skeleton;
use super::page::Page;
use crate::state::access::app;
use crate::state::engine::Sight;
use crate::state::platform;
use feltbog_presentation::help::help;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{history, summary};

/// The history of a record.
#[component]
pub fn HistoryPage(document: DocumentId) -> impl IntoView {
    let sight = app().engine.follow(document);
    on_cleanup(move || app().engine.leave(document));
    let changes = sight.clone();
    // Whenever the record changes, its history has grown.
    Effect::new(move |_| {
        changes.track();
        app().engine.ask_history(document);
    });
    let named = sight.clone();
    let title = Signal::derive(move || match named.get() {
        Sight::Here(view) => {
            let areas = app().engine.areas.get();
            let summary = summary::of(t(), &platform::present(), &areas, view.kind, &view.fields);
            g().history_of.with(&[&summary.title])
        }
        Sight::Unknown | Sight::Gone => t().history.to_owned(),
    });
    let steps = move || {
        let steps = app().engine.history.get().filter(|(of, _)| *of == document);
        match (steps, sight.get()) {
            (Some((_, steps)), Sight::Here(view)) => step_list(view.kind, &steps),
            _ => view! { <Skeleton/> }.into_any(),
        }
    };
    view! {
        <Page title has_way_back=true>
            {steps}
            <div class="actions">
                <button type="button" class="button" on:click=move |_| app().engine.ask_file(document)>
                    {help().save_record}
                </button>
            </div>
        </Page>
    }
    .into_any()
}

/// The steps that a person would call one, or a sentence when there are none.
fn step_list(kind: Kind, steps: &[HistoryStep]) -> AnyView {
    let present = platform::present();
    let areas = app().engine.areas.get();
    let rows: Vec<_> = steps
        .iter()
        .filter_map(|step| {
            let sentences = history::sentences(t(), &present, &areas, kind, &step.acts);
            if sentences.is_empty() {
                return None;
            }
            let sentences = sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> });
            Some(view! {
                <li>
                    <p class="history-who">
                        <strong>{app().name_of(step.author)}</strong>
                        " "
                        <span>{present.moment(t(), step.at)}</span>
                    </p>
                    {sentences.collect_view()}
                </li>
            })
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="none">{g().history_none}</p> }.into_any();
    }
    view! { <ol class="history">{rows}</ol> }.into_any()
}

//! A record's history: who did what and when, in sentences, without a network.

use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::model::Kind;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::lists;
use super::record::back;
use crate::components::page::Page;
use crate::state::access::{App, app};
use crate::state::engine::Sight;
use crate::state::platform;
use crate::view::texts::t;
use crate::view::{story, summary};

/// The history of the record in the path.
#[component]
pub(crate) fn History() -> impl IntoView {
    let app = app();
    let params = use_params_map();
    let id = params
        .with_untracked(|params| params.get("id"))
        .unwrap_or_default();
    let Ok(document) = id.parse() else {
        return view! { <Page title=t().history><p class="none">{t().record_missing}</p></Page> }.into_any();
    };
    let sight = app.engine.follow(document);
    on_cleanup(move || app.engine.leave(document));
    {
        let sight = sight.clone();
        // Whenever the record changes, its history has grown.
        Effect::new(move |_| {
            sight.track();
            app.engine.ask_history(document);
        });
    }
    let kind = {
        let sight = sight.clone();
        Memo::new(move |_| match sight.get() {
            Sight::Here(view) => Some(view.kind),
            Sight::Unknown | Sight::Gone => None,
        })
    };
    let title = Signal::derive(move || match sight.get() {
        Sight::Here(view) => {
            let areas = app.engine.areas.get();
            let summary = summary::of(t(), &platform::present(), &areas, view.kind, &view.fields);
            (t().history_of)(&summary.title)
        }
        Sight::Unknown | Sight::Gone => t().history.to_owned(),
    });
    let steps = move || {
        let steps = app
            .engine
            .history
            .get()
            .filter(|(of, _)| *of == document)
            .map(|(_, steps)| steps);
        match (steps, kind.get()) {
            (Some(steps), Some(kind)) => listed(app, kind, &steps),
            _ => lists::skeleton(),
        }
    };
    view! { <Page title=title on_back=Some(back())>{steps}</Page> }.into_any()
}

fn listed(app: App, kind: Kind, steps: &[HistoryStep]) -> AnyView {
    let present = platform::present();
    let items = steps
        .iter()
        .filter_map(|step| {
            let sentences = story::sentences(t(), &present, kind, &step.acts);
            if sentences.is_empty() {
                return None;
            }
            let sentences = sentences
                .into_iter()
                .map(|sentence| view! { <p>{sentence}</p> }.into_any())
                .collect::<Vec<_>>();
            let who = app.name_of(step.author);
            let when = present.moment(t(), step.at);
            let step = view! {
                <li>
                    <p class="history-who"><strong>{who}</strong>" "<span>{when}</span></p>
                    {sentences}
                </li>
            };
            Some(step.into_any())
        })
        .collect::<Vec<_>>();
    if items.is_empty() {
        return view! { <p class="none">{t().history_none}</p> }.into_any();
    }
    view! { <ol class="history">{items}</ol> }.into_any()
}

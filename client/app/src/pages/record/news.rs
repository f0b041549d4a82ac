//! The parts of a record that the person has not seen: marked in its reading view, and seen from then on.

use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::moment::Moment;
use leptos::prelude::*;

use super::form::Form;
use crate::contexts::{use_engine, use_identity};
use crate::pages::history::step_list;
use crate::state::editor::RecordEditor;
use crate::state::looked;
use feltbog_presentation::texts::page_texts;

/// Notes that the person sees a record while its page is open. Returns the moment up to which they had seen it, when it has
/// changed since.
pub(super) fn follow_looks(editor: RecordEditor) -> RwSignal<Option<Moment>> {
    let (news, is_first) = (RwSignal::new(None), StoredValue::new(true));
    Effect::new(move |_| {
        let Some(delivery) = editor.delivery.get() else {
            return;
        };
        if is_first.get_value() {
            is_first.set_value(false);
            news.set(looked::changed_since(editor.document, &delivery));
        }
        looked::look(editor.document, &delivery);
    });
    news
}

/// The steps of others since the person last saw the record.
#[component]
pub(super) fn News(form: Form, since: RwSignal<Option<Moment>>) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let document = form.editor.document;
    Effect::new(move |_| {
        if since.get().is_some() {
            engine.ask_history(document);
        }
    });
    let steps = move || {
        let since = since.get()?;
        let me = identity.session().map(|session| session.user);
        let (_, steps) = engine.history.get().filter(|(of, _)| *of == document)?;
        let is_news = |step: &&HistoryStep| step.author != me && step.at > since;
        let news: Vec<HistoryStep> = steps.iter().filter(is_news).cloned().collect();
        Some(match news.is_empty() {
            // Written before, on a phone that had no network then.
            true => view! { <p>{page_texts().news_in_history}</p> }.into_any(),
            false => step_list(engine, identity, form.editor.kind, &news),
        })
    };
    view! {
        <Show when=move || since.get().is_some()>
            <section class="section">
                <h2>{page_texts().news}</h2>
                {steps}
            </section>
        </Show>
    }
    .into_any()
}

//! The switch of push in the settings. The browser asks for permission when it is tapped, and not before.

use feltbog_presentation::texts::page_texts;
use feltbog_ui::choice::ChipsField;
use leptos::prelude::*;

use crate::contexts::{use_engine, use_settings};
use crate::state::platform;
use crate::state::push::{self, PushFailure};

/// Key of the one chip.
const CHIP: &str = "push";

/// The switch; nothing where the phone or the server has no push.
#[component]
pub(crate) fn PushSwitch() -> impl IntoView {
    let (engine, settings) = (use_engine(), use_settings());
    let profile_id = engine.profile_id.get();
    let (key, is_on) = (RwSignal::new(String::new()), RwSignal::new(false));
    let problem = RwSignal::new("");
    platform::wait(async move {
        if let Some(state) = push::state(profile_id).await {
            let _ = is_on.try_set(state.endpoint.is_some());
            drop(key.try_set(state.key));
        }
    });
    Effect::new(move |_| {
        settings.language.track();
        if is_on.get() {
            platform::wait(push::keep_text(page_texts().push_news));
        }
    });
    let switch = move |wanted: bool| {
        let key = key.get_untracked();
        is_on.set(wanted);
        problem.set("");
        platform::wait(async move {
            let switched = match wanted {
                true => push::switch_on(profile_id, &key, page_texts().push_news).await,
                false => push::switch_off(profile_id).await,
            };
            if let Err(failure) = switched {
                let _ = is_on.try_set(!wanted);
                let _ = problem.try_set(match failure {
                    PushFailure::Denied => page_texts().push_denied,
                    PushFailure::Failed => page_texts().push_failed,
                });
            }
        });
    };
    let chosen = move || is_on.get().then(|| CHIP.to_owned()).into_iter().collect();
    view! {
        <Show when=move || !key.read().is_empty()>
            <section class="sheet">
                <ChipsField
                    offers=vec![(CHIP.to_owned(), page_texts().push.to_owned())]
                    values=Signal::derive(chosen)
                    on_change=Callback::new(move |(_, wanted)| switch(wanted))
                />
                <p class="hint">{page_texts().push_hint}</p>
                <p class="problem" role="alert">{problem}</p>
            </section>
        </Show>
    }
    .into_any()
}

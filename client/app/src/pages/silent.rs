//! A phone that shows nothing, because it was without the server for too long.

use leptos::prelude::*;

use super::page::Page;
use crate::contexts::use_engine;
use feltbog_presentation::people::people_texts;
use feltbog_presentation::texts::texts;

/// The reason, and what to do. The page is gone as soon as the server has answered.
#[component]
pub fn SilentPage() -> impl IntoView {
    let (engine, words) = (use_engine(), people_texts());
    view! {
        <Page title=words.silent>
            <p class="lead">{words.silent_lead}</p>
            <button type="button" class="button primary wide" on:click=move |_| engine.sync_now()>
                {texts().try_again}
            </button>
            <p class="hint">{words.still_sends_own}</p>
        </Page>
    }
    .into_any()
}

//! What has been sent and what has not: each record with its reason, and "try again".

use leptos::prelude::*;

use super::lists;
use crate::components::card::CardLink;
use crate::components::page::Page;
use crate::components::tone;
use crate::state::access::app;
use crate::state::platform;
use crate::view::texts::t;
use crate::view::{status, summary};

/// What has been sent?
#[component]
pub(crate) fn Status() -> impl IntoView {
    let app = app();
    let engine = app.engine;
    Effect::new(move |_| {
        engine.status.track();
        engine.ask_outbox();
    });
    let line = move || tone::line(status::line(t(), &platform::present(), &engine.status.get()));
    let count = move || match engine.status.with(|status| status.unsent) {
        0 => None,
        unsent => Some(view! { <p class="lead">{(t().things_lack_sending)(unsent)}</p> }.into_any()),
    };
    let aside = move || match engine.status.with(|status| status.put_aside) {
        0 => None,
        count => Some(view! { <p class="problem">{(t().set_aside_count)(count)}</p> }.into_any()),
    };
    let items = move || {
        let outbox = engine.outbox.get()?;
        if outbox.is_empty() {
            let sent = engine
                .status
                .with(|status| status.all_sent_at.is_some() && status.unsent == 0 && status.refused == 0);
            let sentence = if sent {
                t().status_all_sent_long
            } else {
                t().status_nothing_yet
            };
            return Some(view! { <p class="none">{sentence}</p> }.into_any());
        }
        let present = platform::present();
        let items = outbox
            .iter()
            .map(|item| {
                let summary =
                    engine.areas.with(|areas| summary::of(t(), &present, areas, item.kind, &item.fields));
                let line = [(t().kind)(item.kind), " · ", &summary.line].concat();
                let line = line.trim_end_matches(" · ").to_owned();
                let reason = status::Line {
                    text: status::reason(t(), &item.delivery),
                    ..status::delivery(t(), &present, &item.delivery)
                };
                let foot = view! { <span class="card-foot">{tone::line(reason)}</span> }.into_any();
                let href = lists::path(item.document);
                view! { <li><CardLink href icon=lists::icon(item.kind) title=summary.title line foot=foot /></li> }.into_any()
            })
            .collect::<Vec<_>>();
        Some(view! { <ul class="cards">{items}</ul> }.into_any())
    };
    view! {
        <Page title=t().status_title>
            <p class="lead">{line}</p>
            {count}
            {aside}
            {items}
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| engine.sync_now()>{t().try_again}</button>
            </div>
        </Page>
    }
    .into_any()
}

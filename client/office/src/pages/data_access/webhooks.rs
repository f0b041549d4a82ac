//! Messages that the server sends to other systems when records change.

use feltbog_shared::office_data::{DataScope, ShownOnce, Webhook, WebhookWish};
use feltbog_ui::choice::ChipsField;
use leptos::prelude::*;

use super::{AccessRow, AccessTable, names, usual};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::pages::exports::toggle;
use crate::pages::sessions::time;
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Calls of a message that are shown.
const SHOWN_CALLS: usize = 5;

/// The messages, each with its last calls and its end.
#[component]
pub(super) fn WebhookTable(webhooks: Vec<Webhook>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
    let end = move |id: String| {
        let of = organisation.id.get_untracked();
        submission.run(
            async move { office.api().end_webhook(&of, &id).await },
            move |()| {
                office.changed(Notice {
                    text: office_texts().webhook_ended.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let labels = office_texts();
    let headings = vec![
        labels.data_by,
        labels.webhook_url,
        labels.data_kinds,
        labels.data_state,
        labels.webhook_last,
    ];
    let rows = webhooks.into_iter().map(row_of).collect();
    view! { <AccessTable caption=labels.webhooks headings rows submission on_end=end/> }
}

fn row_of(webhook: Webhook) -> AccessRow {
    let state = match webhook.ended_at {
        Some(_) => office_texts().data_state_ended,
        None => office_texts().data_state_live,
    };
    let calls = webhook.deliveries.iter().take(SHOWN_CALLS).map(|call| {
        let at = time(call.at);
        let told = match call.failure.as_str() {
            "" => office_texts()
                .webhook_call_done
                .with(&[&at, &call.events.to_string()]),
            reason => office_texts().webhook_call_failed.with(&[&at, reason]),
        };
        view! { <li>{told}</li> }
    });
    let cells = view! {
        <td>{webhook.by}</td>
        <td class="wide">{webhook.url}</td>
        <td class="wide">{names(&webhook.scope.kinds)}</td>
        <td>{state}</td>
        <td class="wide">
            <ul>{calls.collect_view()}</ul>
        </td>
    };
    AccessRow {
        id: webhook.id,
        name: webhook.name,
        cells: cells.into_any(),
        is_live: webhook.ended_at.is_none(),
    }
}

/// Makes a message.
#[component]
pub(super) fn WebhookForm(kinds: Vec<(String, String)>, shown: RwSignal<Option<ShownOnce>>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let (name, url) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(usual(&kinds));
    let submission = Submission::new();
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let of = organisation.id.get_untracked();
        let wish = WebhookWish {
            name: name.get_untracked(),
            url: url.get_untracked(),
            scope: DataScope {
                organisation: of.clone(),
                departments: None,
                kinds: chosen.get_untracked(),
            },
        };
        submission.run(
            async move { office.api().make_webhook(&of, &wish).await },
            move |made| {
                let _ = shown.try_set(Some(made));
            },
        );
    };
    view! {
        <form on:submit=make>
            <div class="field">
                <label for="webhook-name">{office_texts().data_name}</label>
                <input type="text" id="webhook-name" class="line" maxlength="80" required bind:value=name/>
            </div>
            <div class="field">
                <label for="webhook-url">{office_texts().webhook_url}</label>
                <p class="hint" id="webhook-url-h">{office_texts().webhook_url_hint}</p>
                <input
                    type="url"
                    id="webhook-url"
                    class="line"
                    required
                    aria-describedby="webhook-url-h"
                    bind:value=url
                />
            </div>
            <ChipsField
                legend=office_texts().data_kinds
                offers=kinds
                values=chosen
                on_change=move |change| toggle(chosen, change)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().webhook_make submission/>
            </div>
        </form>
    }
    .into_any()
}

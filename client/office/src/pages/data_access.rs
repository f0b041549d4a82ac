//! The access of other systems: read keys and messages, each made, shown once and ended here.

use feltbog_shared::model::Kind;
use feltbog_shared::office_data::{
    DataAccess, DataScope, DataToken, DataTokenWish, ExportChoices, ShownOnce, Webhook, WebhookWish,
};
use feltbog_ui::choice::ChipsField;
use leptos::prelude::*;

use super::exports::{kind_offers, toggle};
use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::office_texts;

/// The page of an organisation's read keys and messages.
#[component]
pub(crate) fn DataAccessPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let access = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move {
            let access = office.api().data_access(&id).await?;
            let choices = match access.may_make {
                true => office.api().export_choices().await?,
                false => ExportChoices::default(),
            };
            Ok((access, choices))
        }
    });
    view! {
        <Page title=office_texts().data_access>
            <p>{office_texts().data_access_lead}</p>
            <Loaded answer=access children=|(access, choices)| view! { <AccessView access choices/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn AccessView(access: DataAccess, choices: ExportChoices) -> impl IntoView {
    let shown = RwSignal::new(None::<ShownOnce>);
    let may_make = access.may_make;
    let kinds = StoredValue::new(kind_offers(&choices.kinds));
    view! {
        {(!may_make).then(|| view! { <p class="hint">{office_texts().data_may_not_make}</p> })}
        {move || shown.get().map(|secret| view! { <SecretView secret shown/> })}
        <section class="group">
            <h2>{office_texts().data_tokens}</h2>
            <p class="hint">{office_texts().data_tokens_lead}</p>
            <TokenTable tokens=access.tokens/>
            {may_make.then(|| view! { <TokenForm kinds=kinds.get_value() shown/> })}
        </section>
        <section class="group">
            <h2>{office_texts().webhooks}</h2>
            <p class="hint">{office_texts().webhooks_lead}</p>
            <WebhookTable webhooks=access.webhooks/>
            {may_make.then(|| view! { <WebhookForm kinds=kinds.get_value() shown/> })}
        </section>
    }
    .into_any()
}

/// A secret that is shown once. It stays until the person says that it was copied; then the lists are read again.
#[component]
fn SecretView(secret: ShownOnce, shown: RwSignal<Option<ShownOnce>>) -> impl IntoView {
    let office = use_office();
    let close = move |_| {
        shown.set(None);
        office.revision.update(|revision| *revision += 1);
    };
    view! {
        <section class="group" role="alert">
            <p>{office_texts().data_secret_once}</p>
            <p>
                <code>{secret.secret}</code>
            </p>
            <div class="buttons">
                <button type="button" class="button primary" on:click=close>
                    {office_texts().data_secret_kept}
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn names(keys: &[String]) -> String {
    let offers = kind_offers(keys);
    offers
        .into_iter()
        .map(|(_, name)| name)
        .collect::<Vec<_>>()
        .join(", ")
}

#[component]
fn TokenTable(tokens: Vec<DataToken>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
    if tokens.is_empty() {
        return view! { <p>{office_texts().data_none}</p> }.into_any();
    }
    let rows = tokens.into_iter().map(|token| {
        let state = if token.revoked_at.is_some() {
            office_texts().data_state_ended
        } else if token.expires_at <= now() {
            office_texts().data_state_expired
        } else {
            office_texts().data_state_live
        };
        let end = move |id: String| {
            let of = organisation.id.get_untracked();
            submission.run(
                async move { office.api().revoke_token(&of, &id).await },
                move |()| {
                    office.changed(Notice {
                        text: office_texts().data_revoked.to_owned(),
                        undo: None,
                    });
                },
            );
        };
        let (id, label) = (token.id, [office_texts().data_revoke, ", ", &token.name].concat());
        let button = token.revoked_at.is_none().then(|| {
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| end(id.clone())
                >
                    {office_texts().data_revoke}
                </button>
            }
        });
        view! {
            <tr>
                <th scope="row">{token.name}</th>
                <td>{token.by}</td>
                <td class="wide">{names(&token.scope.kinds)}</td>
                <td>{time(token.expires_at)}</td>
                <td>{token.used_at.map_or_else(|| office_texts().data_never.to_owned(), time)}</td>
                <td>{state}</td>
                <td>{button}</td>
            </tr>
        }
    });
    view! {
        <SubmissionProblem submission/>
        <div class="table-scroll">
            <table class="data">
                <caption class="unseen">{office_texts().data_tokens}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().data_name}</th>
                        <th scope="col">{office_texts().data_by}</th>
                        <th scope="col">{office_texts().data_kinds}</th>
                        <th scope="col">{office_texts().data_expires}</th>
                        <th scope="col">{office_texts().data_used}</th>
                        <th scope="col">{office_texts().data_state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The green kinds among those that are offered: what most systems need, and no people.
fn usual(kinds: &[(String, String)]) -> Vec<String> {
    let usual = [
        Kind::Area,
        Kind::AreaObservation,
        Kind::InsectCount,
        Kind::CareTask,
    ];
    let keys = kinds.iter().map(|(key, _)| key);
    keys.filter(|key| usual.iter().any(|kind| kind.key() == key.as_str()))
        .cloned()
        .collect()
}

#[component]
fn TokenForm(kinds: Vec<(String, String)>, shown: RwSignal<Option<ShownOnce>>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let (name, days) = (RwSignal::new(String::new()), RwSignal::new("90".to_owned()));
    let chosen = RwSignal::new(usual(&kinds));
    let is_wrong = RwSignal::new(false);
    let submission = Submission::new();
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let stated = days.get_untracked().trim().parse::<u16>();
        let Some(days) = stated.ok().filter(|days| (1..=366).contains(days)) else {
            is_wrong.set(true);
            return;
        };
        is_wrong.set(false);
        let of = organisation.id.get_untracked();
        let wish = DataTokenWish {
            name: name.get_untracked(),
            days,
            scope: DataScope {
                organisation: of.clone(),
                departments: None,
                kinds: chosen.get_untracked(),
            },
        };
        submission.run(
            async move { office.api().make_token(&of, &wish).await },
            move |made| {
                let _ = shown.try_set(Some(made));
            },
        );
    };
    view! {
        <form on:submit=make>
            <div class="field">
                <label for="token-name">{office_texts().data_name}</label>
                <p class="hint" id="token-name-h">{office_texts().data_name_hint}</p>
                <input
                    type="text"
                    id="token-name"
                    class="line"
                    maxlength="80"
                    required
                    aria-describedby="token-name-h"
                    bind:value=name
                />
            </div>
            <div class="field">
                <label for="token-days">{office_texts().data_days}</label>
                <p class="problem" id="token-days-p" role="alert">
                    {move || is_wrong.get().then_some(office_texts().data_days_wanted)}
                </p>
                <input
                    type="text"
                    inputmode="numeric"
                    id="token-days"
                    class="line"
                    aria-describedby="token-days-p"
                    bind:value=days
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
                <SubmitButton label=office_texts().data_make_token submission/>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn WebhookTable(webhooks: Vec<Webhook>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
    if webhooks.is_empty() {
        return view! { <p>{office_texts().data_none}</p> }.into_any();
    }
    let rows = webhooks.into_iter().map(|webhook| {
        let state = match webhook.ended_at {
            Some(_) => office_texts().data_state_ended,
            None => office_texts().data_state_live,
        };
        let calls = webhook.deliveries.iter().take(5).map(|call| {
            let at = time(call.at);
            let told = match call.failure.as_str() {
                "" => office_texts()
                    .webhook_call_done
                    .with(&[&at, &call.events.to_string()]),
                reason => office_texts().webhook_call_failed.with(&[&at, reason]),
            };
            view! { <li>{told}</li> }
        });
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
        let calls = calls.collect_view();
        let (id, label) = (
            webhook.id,
            [office_texts().data_revoke, ", ", &webhook.name].concat(),
        );
        let button = webhook.ended_at.is_none().then(|| {
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| end(id.clone())
                >
                    {office_texts().data_revoke}
                </button>
            }
        });
        view! {
            <tr>
                <th scope="row">{webhook.name}</th>
                <td>{webhook.by}</td>
                <td class="wide">{webhook.url}</td>
                <td class="wide">{names(&webhook.scope.kinds)}</td>
                <td>{state}</td>
                <td class="wide">
                    <ul>{calls}</ul>
                </td>
                <td>{button}</td>
            </tr>
        }
    });
    view! {
        <SubmissionProblem submission/>
        <div class="table-scroll">
            <table class="data">
                <caption class="unseen">{office_texts().webhooks}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().data_name}</th>
                        <th scope="col">{office_texts().data_by}</th>
                        <th scope="col">{office_texts().webhook_url}</th>
                        <th scope="col">{office_texts().data_kinds}</th>
                        <th scope="col">{office_texts().data_state}</th>
                        <th scope="col">{office_texts().webhook_last}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn WebhookForm(kinds: Vec<(String, String)>, shown: RwSignal<Option<ShownOnce>>) -> impl IntoView {
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

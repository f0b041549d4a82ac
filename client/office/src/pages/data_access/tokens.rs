//! Keys with which other systems read records of an organisation.

use feltbog_shared::office_data::{DataScope, DataToken, DataTokenWish, ShownOnce};
use feltbog_ui::choice::ChipsField;
use leptos::prelude::*;

use super::{AccessRow, AccessTable, names, usual};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::pages::exports::toggle;
use crate::pages::sessions::time;
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::office_texts;

/// The keys, each with its use and its end.
#[component]
pub(super) fn TokenTable(tokens: Vec<DataToken>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
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
    let labels = office_texts();
    let headings = vec![
        labels.data_by,
        labels.data_kinds,
        labels.data_expires,
        labels.data_used,
        labels.data_state,
    ];
    let rows = tokens.into_iter().map(row_of).collect();
    view! { <AccessTable caption=labels.data_tokens headings rows submission on_end=end/> }
}

fn row_of(token: DataToken) -> AccessRow {
    let state = if token.revoked_at.is_some() {
        office_texts().data_state_ended
    } else if token.expires_at <= now() {
        office_texts().data_state_expired
    } else {
        office_texts().data_state_live
    };
    let used = token
        .used_at
        .map_or_else(|| office_texts().data_never.to_owned(), time);
    let cells = view! {
        <td>{token.by}</td>
        <td class="wide">{names(&token.scope.kinds)}</td>
        <td>{time(token.expires_at)}</td>
        <td>{used}</td>
        <td>{state}</td>
    };
    AccessRow {
        id: token.id,
        name: token.name,
        cells: cells.into_any(),
        is_live: token.revoked_at.is_none(),
    }
}

/// Makes a key.
#[component]
pub(super) fn TokenForm(kinds: Vec<(String, String)>, shown: RwSignal<Option<ShownOnce>>) -> impl IntoView {
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

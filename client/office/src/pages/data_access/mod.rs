//! The access of other systems: read keys and messages, each made, shown once and ended here.

mod tokens;
mod webhooks;

use feltbog_shared::model::Kind;
use feltbog_shared::office_data::{DataAccess, ExportChoices, ShownOnce};
use leptos::prelude::*;

use self::tokens::{TokenForm, TokenTable};
use self::webhooks::{WebhookForm, WebhookTable};
use super::exports::kind_offers;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{use_office, use_organisation};
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

/// An access of another system as a row.
struct AccessRow {
    id: String,
    name: String,
    /// The cells after the name.
    cells: AnyView,
    is_live: bool,
}

/// A table of accesses. Each live one has a button that ends it.
#[component]
fn AccessTable(
    caption: &'static str,
    /// Headings of the cells after the name.
    headings: Vec<&'static str>,
    rows: Vec<AccessRow>,
    /// The ending of one.
    submission: Submission,
    /// Called with the id of the one to end.
    #[prop(into)]
    on_end: Callback<String>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p>{office_texts().data_none}</p> }.into_any();
    }
    let rows = rows.into_iter().map(
        |AccessRow {
             id,
             name,
             cells,
             is_live,
         }| {
            let label = [office_texts().data_revoke, ", ", &name].concat();
            let button = is_live.then(|| {
                view! {
                    <button
                        type="button"
                        class="button small"
                        aria-label=label
                        on:click=move |_| on_end.run(id.clone())
                    >
                        {office_texts().data_revoke}
                    </button>
                }
            });
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                    <td>{button}</td>
                </tr>
            }
        },
    );
    let headings = headings
        .into_iter()
        .map(|heading| view! { <th scope="col">{heading}</th> });
    let headings = headings.collect_view();
    let rows = rows.collect_view();
    view! {
        <SubmissionProblem submission/>
        <ScrollableTable label=caption>
            <table class="data">
                <caption class="unseen">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().data_name}</th>
                        {headings}
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
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

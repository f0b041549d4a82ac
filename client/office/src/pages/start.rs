//! The start page of a person who administers nothing: what waits today, and the way to the inbox.

use feltbog_shared::office::desk::{InboxPage, InboxQuery};
use leptos::prelude::*;

use super::efforts::OwnIntroductionsSection;
use super::inbox::side::{by_department, by_reason};
use super::late_returns::LateReturnsSection;
use crate::components::loaded::{Failed, Loaded, Waiting};
use crate::components::page::Page;
use crate::desk::use_desk;
use crate::state::use_office;
use crate::texts::office_texts;

/// The start page.
#[component]
pub(crate) fn StartPage() -> impl IntoView {
    let desk = use_desk();
    let is_known = Memo::new(move |_| desk.scope.read().is_some());
    let is_open = Memo::new(move |_| desk.is_open());
    let content = move || match (desk.error.get(), is_known.get(), is_open.get()) {
        (Some(error), ..) => view! { <Failed error on_retry=move |()| desk.read_scope()/> }.into_any(),
        (None, false, _) => view! { <Waiting/> }.into_any(),
        (None, true, false) => view! { <p>{office_texts().nothing_to_do_here}</p> }.into_any(),
        (None, true, true) => view! { <Today/> }.into_any(),
    };
    view! {
        <Page title=office_texts().today_title>
            <LateReturnsSection/>
            <OwnIntroductionsSection/>
            {content}
        </Page>
    }
    .into_any()
}

/// The numbers of what waits.
#[component]
fn Today() -> impl IntoView {
    let office = use_office();
    let page = LocalResource::new(move || {
        office.revision.track();
        let query = InboxQuery {
            rows: 1,
            ..InboxQuery::default()
        };
        async move { office.api().inbox(&query).await }
    });
    view! { <Loaded answer=page children=|page| view! { <Numbers page/> }/> }
}

#[component]
fn Numbers(page: InboxPage) -> impl IntoView {
    let desk = use_desk();
    let reasons = by_reason(&page.counts, "");
    let total: u64 = reasons.iter().map(|(.., count)| count).sum();
    if total == 0 {
        return view! {
            <p class="today-total">{office_texts().today_nothing}</p>
            <div class="buttons">
                <a class="button primary" href="/kontor/indbakke">{office_texts().to_inbox}</a>
            </div>
        }
        .into_any();
    }
    let cards = reasons.into_iter().map(|(key, label, count)| {
        let address = ["/kontor/indbakke?grund=", key].concat();
        let class = if key == "overdue" {
            "today-card is-late"
        } else {
            "today-card"
        };
        view! {
            <li>
                <a class=class href=address>
                    <span class="today-count">{count}</span>
                    <span>{label}</span>
                </a>
            </li>
        }
    });
    let mut departments: Vec<(String, String, u64)> = by_department(&page.counts, "")
        .into_iter()
        .map(|(id, count)| {
            let name = id.parse().map(|id| untrack(|| desk.department_name(id)));
            (id, name.unwrap_or_default(), count)
        })
        .collect();
    departments.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.1.cmp(&other.1)));
    let rows = departments.into_iter().map(|(id, name, count)| {
        let address = ["/kontor/indbakke?afdeling=", &id].concat();
        view! {
            <li>
                <a class="count-row" href=address>
                    <span>{name}</span>
                    <span class="count">{count}</span>
                </a>
            </li>
        }
    });
    view! {
        <p class="today-total">{office_texts().today_waits.of(total as i64)}</p>
        <ul class="today-cards">{cards.collect_view()}</ul>
        <div class="buttons">
            <a class="button primary" href="/kontor/indbakke">{office_texts().to_inbox}</a>
        </div>
        <section class="today-departments">
            <h2>{office_texts().today_by_department}</h2>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

//! The organisations that the person may administer.

use feltbog_shared::office::Administration;
use leptos::prelude::*;

use super::efforts::OwnIntroductionsSection;
use super::late_returns::LateReturnsSection;
use super::start::StartPage;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::state::{SessionState, address_key, organisation_path, use_office};
use crate::texts::office_texts;

/// The organisations of each administration.
#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let office = use_office();
    let administrations = move || match office.session.get() {
        SessionState::SignedIn(session) => session.administrations,
        _ => Vec::new(),
    };
    let content = move || {
        let administrations = administrations();
        let tables = administrations
            .into_iter()
            .map(|administration| view! { <AdministrationTable administration/> });
        tables.collect_view().into_any()
    };
    // A person who administers nothing begins with what waits.
    let has_organisations = Memo::new(move |_| {
        administrations()
            .iter()
            .any(|administration| !administration.organisations.is_empty())
    });
    let page = move || match has_organisations.get() {
        true => view! {
            <Page title=office_texts().overview>
                <LateReturnsSection/>
                <OwnIntroductionsSection/>
                {content}
            </Page>
        }
        .into_any(),
        false => view! { <StartPage/> }.into_any(),
    };
    page.into_any()
}

#[component]
fn AdministrationTable(administration: Administration) -> impl IntoView {
    let rows = administration.organisations.into_iter().map(|organisation| {
        let path = organisation_path(address_key(&organisation), "/afdelinger");
        view! {
            <tr>
                <th scope="row">
                    <a href=path>{organisation.name}</a>
                </th>
                <td>{organisation.cvr}</td>
                <td class="numeric">{organisation.departments}</td>
                <td class="numeric">{organisation.people}</td>
            </tr>
        }
    });
    let add = ["/kontor/administration/", &administration.id, "/ny"].concat();
    let add_label = [office_texts().add_organisation, ", ", &administration.name].concat();
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=administration.name.clone()>
            <table class="data">
                <caption>{administration.name}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().organisation}</th>
                        <th scope="col">{office_texts().cvr}</th>
                        <th scope="col" class="numeric">{office_texts().departments}</th>
                        <th scope="col" class="numeric">{office_texts().people}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <div class="buttons">
            <a class="button small" href=add aria-label=add_label>{office_texts().add_organisation}</a>
        </div>
    }
    .into_any()
}

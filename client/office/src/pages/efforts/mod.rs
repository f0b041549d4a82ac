//! Efforts: the list, an effort with what belongs to it, its form, the staff, and the report to those who pay.

mod activities;
mod address;
mod draft;
mod effort;
mod form;
mod form_places;
mod form_rows;
mod goals;
mod introductions;
mod phase;
mod report;
mod staff;
mod staff_form;
mod tasks;
mod words;

use std::collections::BTreeSet;

use feltbog_shared::office::efforts::{EffortChoices, EffortKind, EffortState, EffortSummary};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, SelectField};
use leptos::prelude::*;

pub(crate) use self::effort::EffortPage;
pub(crate) use self::form::{ChangeEffortPage, NewEffortPage};
pub(crate) use self::introductions::OwnIntroductionsSection;
pub(crate) use self::report::EffortReportPage;
pub(crate) use self::staff::StaffPage;
pub(crate) use self::staff_form::StaffMemberPage;

use self::address::EffortsAddress;
use self::words::{
    PATH, action_in_words, effort_path, kind_in_words, offers, offers_with_all, owner_in_words,
    period_in_words, state_in_words,
};
use crate::address::ListAddress;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::search::SearchField;
use crate::effort_texts::effort_texts;
use crate::state::use_office;
use crate::wording::counted;

/// The list of efforts.
#[component]
pub(crate) fn EffortsPage() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move {
            let efforts = office.api().efforts().await?;
            let choices = office.api().effort_choices().await?;
            Ok((efforts, choices))
        }
    });
    view! {
        <Page title=effort_texts().efforts>
            <Loaded answer children=|(efforts, choices)| view! { <EffortList efforts choices/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn EffortList(efforts: Vec<EffortSummary>, choices: EffortChoices) -> impl IntoView {
    let texts = effort_texts();
    let address = ListAddress::<EffortsAddress>::of_page();
    let may_add = choices
        .departments
        .iter()
        .any(|department| department.has_efforts);
    let new = may_add.then(|| {
        view! { <a class="button primary" href=[PATH, "/ny"].concat()>{texts.new_effort}</a> }
    });
    let has_none = efforts.is_empty();
    let all = StoredValue::new(efforts);
    let wanted = Memo::new(move |_| {
        let address = address.query.read();
        all.with_value(|all| {
            let wanted = all.iter().filter(|effort| address.wants(effort));
            wanted.cloned().collect::<Vec<_>>()
        })
    });
    let count = move || counted(texts.effort_count, wanted.read().len());
    view! {
        <div class="buttons no-print">
            {new}
            <a class="button" href=[PATH, "/bemanding"].concat()>{texts.staff}</a>
            <a class="button" href=[PATH, "/rapport"].concat()>{texts.report}</a>
        </div>
        <Show when=move || !has_none fallback=move || view! { <p>{texts.efforts_none}</p> }>
            <EffortFilters efforts=all.get_value() funders=choices.funders.clone()/>
            <p role="status">{count}</p>
            <EffortTable rows=wanted/>
        </Show>
    }
    .into_any()
}

#[component]
fn EffortFilters(efforts: Vec<EffortSummary>, funders: Vec<String>) -> impl IntoView {
    let texts = effort_texts();
    let address = ListAddress::<EffortsAddress>::of_page();
    let mut states = offers_with_all(
        texts.open_efforts,
        offers(EffortState::ALL, EffortState::key, &texts.state),
    );
    states.push(("alle".to_owned(), texts.every_state.to_owned()));
    let kinds = offers_with_all(
        texts.every_kind,
        offers(EffortKind::ALL, EffortKind::key, &texts.kind),
    );
    let departments = efforts.iter().flat_map(|effort| &effort.departments);
    let organisations: BTreeSet<_> = departments
        .map(|department| department.organisation.clone())
        .collect();
    let has_organisations = organisations.len() > 1;
    let names = |names: Vec<String>| {
        names
            .into_iter()
            .map(|name| (name.clone(), name))
            .collect::<Vec<Offer>>()
    };
    let organisations = offers_with_all(
        texts.every_organisation,
        names(organisations.into_iter().collect()),
    );
    let funders = offers_with_all(texts.every_funder, names(funders));
    let organisation_choice = has_organisations.then(|| {
        view! {
            <SelectField
                id="efforts-organisation"
                label=texts.organisation
                offers=organisations
                value=Signal::derive(move || address.query.read().organisation.clone())
                on_choose=move |key| address.change(|query| query.organisation = key)
            />
        }
    });
    view! {
        <search class="filters no-print">
            <SearchField
                id="efforts-search"
                label=texts.search_efforts
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="efforts-state"
                label=texts.state_label
                offers=states
                value=Signal::derive(move || address.query.read().state.clone())
                on_choose=move |key| address.change(|query| query.state = key)
            />
            <SelectField
                id="efforts-kind"
                label=texts.kind_label
                offers=kinds
                value=Signal::derive(move || address.query.read().kind.clone())
                on_choose=move |key| address.change(|query| query.kind = key)
            />
            {organisation_choice}
            <SelectField
                id="efforts-funder"
                label=texts.funder
                offers=funders
                value=Signal::derive(move || address.query.read().funder.clone())
                on_choose=move |key| address.change(|query| query.funder = key)
            />
            <CheckField
                id="efforts-action"
                label=texts.only_with_action
                value=Signal::derive(move || address.query.read().has_action)
                on_change=move |is_wanted| address.change(|query| query.has_action = is_wanted)
            />
        </search>
    }
    .into_any()
}

#[component]
fn EffortTable(rows: Memo<Vec<EffortSummary>>) -> impl IntoView {
    let texts = effort_texts();
    let lines = move || {
        let rows = rows.get().into_iter();
        rows.map(|effort| view! { <EffortRow effort/> }).collect_view()
    };
    view! {
        <ScrollableTable label=texts.efforts>
            <table class="data">
                <caption class="unseen">{texts.efforts}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.name}</th>
                        <th scope="col">{texts.kind_label}</th>
                        <th scope="col">{texts.state_label}</th>
                        <th scope="col">{texts.owner}</th>
                        <th scope="col">{texts.departments}</th>
                        <th scope="col">{texts.period}</th>
                        <th scope="col">{texts.action_label}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn EffortRow(effort: EffortSummary) -> impl IntoView {
    let departments = effort
        .departments
        .iter()
        .map(|department| department.name.as_str());
    let departments = departments.collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row">
                <a href=effort_path(&effort.id)>{effort.name}</a>
            </th>
            <td>{kind_in_words(effort.kind)}</td>
            <td>{state_in_words(effort.state)}</td>
            <td>{owner_in_words(&effort.owner)}</td>
            <td>{departments}</td>
            <td>{period_in_words(&effort.from, &effort.until)}</td>
            <td>{action_in_words(effort.action)}</td>
        </tr>
    }
    .into_any()
}

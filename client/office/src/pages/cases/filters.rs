//! Search, filters and columns of the table of cases.

use feltbog_shared::model::Kind;
use feltbog_shared::model::conflict_case::{ConflictState, Severity, Topic};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, SelectField};
use leptos::prelude::*;

use super::address::{CaseAddress, all_columns, shown_columns, with_column};
use crate::address::ListAddress;
use crate::components::columns::ColumnsMenu;
use crate::components::search::SearchField;
use crate::desk::use_desk;
use crate::pages::inbox::address::{assigned, organisations};
use crate::texts::office_texts;
use crate::wording;

/// Id of the field to search.
pub(super) const SEARCH: &str = "case-search";
/// Days without a change that are offered.
const UNTOUCHED: [&str; 4] = ["14", "30", "60", "90"];

/// Search and filters.
#[component]
pub(super) fn CaseFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<CaseAddress>::of_page();
    let departments = Signal::derive(move || {
        desk.department_offers(|department| department.reads.contains(&Kind::ConflictCase))
    });
    let mut states: Vec<Offer> = vec![
        ("open".to_owned(), office_texts().open_cases.to_owned()),
        ("alle".to_owned(), office_texts().every_state.to_owned()),
    ];
    states.extend(wording::offers::<ConflictState>(Kind::ConflictCase, "state"));
    view! {
        <search class="filters">
            <SearchField
                id=SEARCH
                label=office_texts().search_cases
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="case-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |id| address.change(|query| query.department = id)
            />
            <SelectField
                id="case-state"
                label=office_texts().state
                offers=states
                value=Signal::derive(move || address.query.read().state.clone())
                on_choose=move |key| address.change(|query| query.state = key)
            />
            <SelectField
                id="case-assigned"
                label=office_texts().whose
                offers=assigned()
                value=Signal::derive(move || address.query.read().assigned.clone())
                on_choose=move |key| address.change(|query| query.assigned = key)
            />
            <MoreFilters/>
        </search>
    }
    .into_any()
}

#[component]
fn MoreFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<CaseAddress>::of_page();
    let count = move || match address.query.read().more_filters() {
        0 => String::new(),
        count => [" (", &count.to_string(), ")"].concat(),
    };
    let with_all = |all: &str, offers: Vec<Offer>| {
        let mut with_all = vec![(String::new(), all.to_owned())];
        with_all.extend(offers);
        with_all
    };
    let topics = with_all(
        office_texts().every_topic,
        wording::offers::<Topic>(Kind::ConflictCase, "topic"),
    );
    let severities = with_all(
        office_texts().every_severity,
        wording::offers::<Severity>(Kind::ConflictCase, "severity"),
    );
    let untouched = UNTOUCHED.map(|days| (days.to_owned(), office_texts().days_or_more.with(&[days])));
    let untouched = with_all(office_texts().any_time, untouched.to_vec());
    let all_organisations = Memo::new(move |_| organisations(&desk.departments()));
    view! {
        <details class="columns-menu">
            <summary class="button small">{office_texts().more_filters} {count}</summary>
            <div class="columns-list">
                <Show when=move || 2 < all_organisations.read().len()>
                    <SelectField
                        id="case-organisation"
                        label=office_texts().organisation
                        offers=all_organisations
                        value=Signal::derive(move || address.query.read().organisation.clone())
                        on_choose=move |id| address.change(|query| query.organisation = id)
                    />
                </Show>
                <SelectField
                    id="case-topic"
                    label=office_texts().what
                    offers=topics
                    value=Signal::derive(move || address.query.read().topic.clone())
                    on_choose=move |key| address.change(|query| query.topic = key)
                />
                <SelectField
                    id="case-severity"
                    label=office_texts().severity
                    offers=severities
                    value=Signal::derive(move || address.query.read().severity.clone())
                    on_choose=move |key| address.change(|query| query.severity = key)
                />
                <SelectField
                    id="case-untouched"
                    label=office_texts().untouched_for
                    offers=untouched
                    value=Signal::derive(move || address.query.read().untouched.clone())
                    on_choose=move |days| address.change(|query| query.untouched = days)
                />
                <CheckField
                    id="case-overdue"
                    label=office_texts().only_overdue
                    value=Signal::derive(move || address.query.read().is_overdue)
                    on_change=move |is_so| address.change(|query| query.is_overdue = is_so)
                />
                <CheckField
                    id="case-disputed"
                    label=office_texts().only_disputed
                    value=Signal::derive(move || address.query.read().is_disputed)
                    on_change=move |is_so| address.change(|query| query.is_disputed = is_so)
                />
            </div>
        </details>
    }
    .into_any()
}

/// The columns to show.
#[component]
pub(super) fn CaseColumns() -> impl IntoView {
    let address = ListAddress::<CaseAddress>::of_page();
    let shown = Signal::derive(move || shown_columns(&address.query.read()));
    let change = move |(key, is_shown)| {
        address.change(|query| query.columns = with_column(query, key, is_shown));
    };
    view! { <ColumnsMenu all=all_columns() shown on_change=change/> }
}

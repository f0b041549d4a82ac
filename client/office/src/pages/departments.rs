//! The departments of an organisation: a table with search, filter and order in the address.

use core::cmp::Ordering;
use std::collections::BTreeSet;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::DepartmentRecord;
use feltbog_ui::form::SelectField;
use feltbog_ui::table::{SortHeading, Sorting};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::department_bulk::{ChosenDepartments, DepartmentBulkBar};
use crate::address::{ListAddress, ListQuery, sorting, sorting_value, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::search::SearchField;
use crate::draft::MODULES;
use crate::state::{use_office, use_organisation};
use crate::texts::office_texts;

/// Keys of the columns in the address, the usual order first.
const COLUMNS: [&str; 4] = ["nummer", "navn", "kommune", "boliger"];

/// The key of departments without a contact person.
const WITHOUT: &str = "mangler";

/// Search, filter and order of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DepartmentQuery {
    /// Words that a row contains.
    search: String,
    /// Key of a module that is on, or nothing.
    module: String,
    /// [`WITHOUT`] for departments without a contact person, or nothing.
    contact: String,
    sorting: Sorting,
}

impl ListQuery for DepartmentQuery {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            search: value(parameters, "s"),
            module: value(parameters, "modul"),
            contact: value(parameters, "kontakt"),
            sorting: sorting(&value(parameters, "orden"), &COLUMNS),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("s", self.search.clone()),
            ("modul", self.module.clone()),
            ("kontakt", self.contact.clone()),
            ("orden", sorting_value(&self.sorting, &COLUMNS)),
        ]
    }
}

/// The rows that a query asks for, in its order.
fn found(departments: &[DepartmentRecord], query: &DepartmentQuery) -> Vec<DepartmentRecord> {
    let is_wanted = |department: &&DepartmentRecord| {
        let texts = [&department.number, &department.name, &department.municipality];
        let is_on = |module: &str| {
            let mut modules = department.modules.iter();
            modules.any(|decision| decision.module == module && decision.is_on)
        };
        contains_words(&texts.map(String::as_str), &query.search)
            && (query.module.is_empty() || is_on(&query.module))
            && (query.contact != WITHOUT || department.contacts.is_empty())
    };
    let mut rows: Vec<DepartmentRecord> = departments.iter().filter(is_wanted).cloned().collect();
    rows.sort_by(|one, other| {
        let order = match query.sorting.column.as_str() {
            "navn" => by_letters(&one.name, &other.name),
            "kommune" => by_letters(&one.municipality, &other.municipality),
            "boliger" => one.dwellings.cmp(&other.dwellings),
            _ => by_number(&one.number, &other.number),
        };
        if query.sorting.is_descending {
            order.reverse()
        } else {
            order
        }
    });
    rows
}

/// Whether each word of a search stands in one of the texts, whatever the size of its letters.
pub(crate) fn contains_words(texts: &[&str], search: &str) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let search = search.to_lowercase();
    let mut words = search.split_whitespace();
    words.all(|word| texts.iter().any(|text| text.contains(word)))
}

/// The order of names, whatever the size of their letters.
pub(crate) fn by_letters(one: &str, other: &str) -> Ordering {
    one.to_lowercase().cmp(&other.to_lowercase())
}

/// The order of numbers as texts: 9 before 10, and what is no number last.
pub(crate) fn by_number(one: &str, other: &str) -> Ordering {
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    number(one).cmp(&number(other)).then_with(|| one.cmp(other))
}

/// The table of departments.
#[component]
pub(crate) fn DepartmentsPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let chosen = RwSignal::new(BTreeSet::new());
    provide_context(ChosenDepartments(chosen));
    // Another organisation has other departments.
    Effect::new(move |_| {
        organisation.id.track();
        chosen.set(BTreeSet::new());
    });
    let departments = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().departments(&id).await }
    });
    let add = move || view! { <a class="button primary" href=organisation.path("/afdelinger/ny")>{office_texts().add_department}</a> };
    view! {
        <Page title=office_texts().departments actions=add>
            <DepartmentFilters/>
            <Loaded answer=departments children=|departments| view! { <DepartmentTable departments/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn DepartmentFilters() -> impl IntoView {
    let address = ListAddress::<DepartmentQuery>::of_page();
    let mut modules = vec![(String::new(), office_texts().every_module.to_owned())];
    let offers = MODULES.into_iter().zip(office_texts().module);
    modules.extend(offers.map(|(key, label)| (key.to_owned(), label.to_owned())));
    let contacts = vec![
        (String::new(), office_texts().every_module.to_owned()),
        (WITHOUT.to_owned(), office_texts().contact_missing.to_owned()),
    ];
    view! {
        <search class="filters">
            <SearchField
                id="department-search"
                label=office_texts().search_departments
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="department-module"
                label=office_texts().module_on
                offers=modules
                value=Signal::derive(move || address.query.read().module.clone())
                on_choose=move |key| address.change(|query| query.module = key)
            />
            <SelectField
                id="department-contact"
                label=office_texts().contacts
                offers=contacts
                value=Signal::derive(move || address.query.read().contact.clone())
                on_choose=move |key| address.change(|query| query.contact = key)
            />
        </search>
    }
    .into_any()
}

#[component]
fn DepartmentTable(departments: Vec<DepartmentRecord>) -> impl IntoView {
    let organisation = use_organisation();
    let ChosenDepartments(chosen) = expect_context();
    let address = ListAddress::<DepartmentQuery>::of_page();
    let all = StoredValue::new(departments);
    let rows = Memo::new(move |_| all.with_value(|all| found(all, &address.query.read())));
    let sorting = Signal::derive(move || address.query.read().sorting.clone());
    let sort = Callback::new(move |sorting| address.change(|query| query.sorting = sorting));
    let count = move || {
        let (shown, total) = (
            rows.read().len().to_string(),
            all.with_value(Vec::len).to_string(),
        );
        office_texts().rows_shown.with(&[&shown, &total])
    };
    let shown_ids = move || -> Vec<DepartmentId> { rows.read().iter().filter_map(|row| row.id).collect() };
    let is_all_chosen = move || {
        let (ids, chosen) = (shown_ids(), chosen.read());
        !ids.is_empty() && ids.iter().all(|id| chosen.contains(id))
    };
    let choose = move |ids: Vec<DepartmentId>, is_chosen: bool| {
        chosen.update(|chosen| match is_chosen {
            true => chosen.extend(ids),
            false => chosen.retain(|id| !ids.contains(id)),
        });
    };
    let body = move || {
        let row = |department: DepartmentRecord| {
            let id = department.id?;
            let modules = on_modules(&department).join(", ");
            Some(view! {
                <tr>
                    <td>
                        <input
                            type="checkbox"
                            class="row-check"
                            aria-label=office_texts().choose_one_department.with(&[&department.name])
                            prop:checked=move || chosen.read().contains(&id)
                            on:change=move |event| choose(vec![id], event_target_checked(&event))
                        />
                    </td>
                    <td>{department.number}</td>
                    <th scope="row">
                        <a href=organisation.path(&["/afdelinger/", &id.to_string()].concat())>{department.name}</a>
                    </th>
                    <td>{department.municipality}</td>
                    <td class="numeric">{department.dwellings}</td>
                    <td class="wide">{modules}</td>
                </tr>
            })
        };
        rows.get().into_iter().map(row).collect_view()
    };
    view! {
        <DepartmentBulkBar/>
        <p class="row-count" role="status">{count}</p>
        <ScrollableTable label=office_texts().departments>
            <table class="data">
                <caption class="unseen">{office_texts().departments}</caption>
                <thead>
                    <tr>
                        <td>
                            <input
                                type="checkbox"
                                class="row-check"
                                aria-label=office_texts().choose_all
                                prop:checked=is_all_chosen
                                on:change=move |event| choose(shown_ids(), event_target_checked(&event))
                            />
                        </td>
                        <SortHeading column="nummer" label=office_texts().number sorting on_sort=sort/>
                        <SortHeading column="navn" label=office_texts().name sorting on_sort=sort/>
                        <SortHeading column="kommune" label=office_texts().municipality sorting on_sort=sort/>
                        <SortHeading column="boliger" label=office_texts().dwellings sorting on_sort=sort/>
                        <th scope="col">{office_texts().modules}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </ScrollableTable>
        <p hidden=move || !rows.read().is_empty()>{office_texts().nothing_found}</p>
    }
    .into_any()
}

/// Names of the modules that are on.
fn on_modules(department: &DepartmentRecord) -> Vec<&'static str> {
    let is_on = |key: &str| {
        let mut modules = department.modules.iter();
        modules.any(|decision| decision.module == key && decision.is_on)
    };
    let modules = MODULES.into_iter().zip(office_texts().module);
    modules
        .filter(|(key, _)| is_on(key))
        .map(|(_, label)| label)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::DepartmentDraft;
    use feltbog_shared::office::Contact;

    fn department(number: &str, name: &str, dwellings: u32) -> DepartmentRecord {
        let mut record = DepartmentDraft::empty().record;
        record.number = number.to_owned();
        record.name = name.to_owned();
        record.dwellings = dwellings;
        record
    }

    fn names(rows: &[DepartmentRecord]) -> Vec<&str> {
        rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn rows_are_found_by_words_and_ordered_by_a_column() {
        let mut all = vec![
            department("10", "Skovparken", 30),
            department("9", "Birkevang", 90),
        ];
        all[0].modules[2].is_on = true;
        let query = DepartmentQuery::default();
        assert_eq!(names(&found(&all, &query)), ["Birkevang", "Skovparken"]);
        let sorting = Sorting::default().pressed("boliger");
        let query = DepartmentQuery { sorting, ..query };
        assert_eq!(names(&found(&all, &query)), ["Skovparken", "Birkevang"]);
        let query = DepartmentQuery {
            search: "SKOV 10".to_owned(),
            ..DepartmentQuery::default()
        };
        assert_eq!(names(&found(&all, &query)), ["Skovparken"]);
        let query = DepartmentQuery {
            module: MODULES[2].to_owned(),
            ..DepartmentQuery::default()
        };
        assert_eq!(names(&found(&all, &query)), ["Skovparken"]);
    }

    #[test]
    fn departments_without_a_contact_person_are_found() {
        let mut all = vec![
            department("10", "Skovparken", 30),
            department("9", "Birkevang", 90),
        ];
        all[0].contacts.push(Contact::default());
        let query = DepartmentQuery {
            contact: WITHOUT.to_owned(),
            ..DepartmentQuery::default()
        };
        assert_eq!(names(&found(&all, &query)), ["Birkevang"]);
    }
}

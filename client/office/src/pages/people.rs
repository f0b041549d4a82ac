//! The people of an organisation: a table with search and filters in the address, and changes to many at once.

use std::collections::BTreeSet;

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::{GrantPlace, GrantRow, OfficePerson};
use feltbog_shared::permission::Role;
use feltbog_ui::form::SelectField;
use feltbog_ui::table::{SortHeading, Sorting};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::bulk::BulkBar;
use super::departments::{by_letters, by_number, contains_words};
use super::people_selection::{Selection, department_offers, role_name, role_offers};
use super::phone_codes::CodeSheet;
use crate::address::{ListAddress, ListQuery, sorting, sorting_value, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::search::SearchField;
use crate::periods::{GrantState, state_of};
use crate::state::{now, use_office, use_organisation};
use crate::texts::office_texts;

/// Keys of the columns in the address, the usual order first.
const COLUMNS: [&str; 3] = ["navn", "nummer", "telefoner"];
/// Keys of the states in the address, in the order of their texts.
const STATES: [&str; 4] = ["aktiv", "uden-rolle", "uden-telefon", "kontor"];
/// Rows shown at first, and more at each press.
const ROWS: usize = 200;

/// Search, filters and order of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PeopleQuery {
    search: String,
    /// Key of a role that holds now, or nothing.
    role: String,
    /// Id of a department that a role holds in now, or nothing.
    department: String,
    state: String,
    sorting: Sorting,
}

impl ListQuery for PeopleQuery {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            search: value(parameters, "s"),
            role: value(parameters, "rolle"),
            department: value(parameters, "afdeling"),
            state: value(parameters, "tilstand"),
            sorting: sorting(&value(parameters, "orden"), &COLUMNS),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("s", self.search.clone()),
            ("rolle", self.role.clone()),
            ("afdeling", self.department.clone()),
            ("tilstand", self.state.clone()),
            ("orden", sorting_value(&self.sorting, &COLUMNS)),
        ]
    }
}

/// The grants of a person that hold at a moment.
fn holding(person: &OfficePerson, now: Moment) -> impl Iterator<Item = &GrantRow> {
    let grants = person.grants.iter();
    grants.filter(move |grant| state_of(grant, now) == GrantState::Holding)
}

/// The people that a query asks for, in its order.
fn found(people: &[OfficePerson], query: &PeopleQuery, now: Moment) -> Vec<OfficePerson> {
    let is_wanted = |person: &&OfficePerson| {
        let is_in = |grant: &GrantRow| match &grant.place {
            GrantPlace::Department(id) => id.to_string() == query.department,
            // Wider grants hold in every department.
            GrantPlace::Organisation(_) | GrantPlace::Administration(_) => true,
        };
        let mut grants = holding(person, now);
        let is_granted = (query.role.is_empty() && query.department.is_empty())
            || grants.any(|grant| {
                (query.role.is_empty() || grant.role.key() == query.role)
                    && (query.department.is_empty() || is_in(grant))
            });
        let is_in_state = match query.state.as_str() {
            "aktiv" => holding(person, now).next().is_some(),
            "uden-rolle" => holding(person, now).next().is_none(),
            "uden-telefon" => person.phones == 0,
            "kontor" => person.has_account,
            _ => true,
        };
        contains_words(&[&person.name, &person.number, &person.mail], &query.search)
            && is_granted
            && is_in_state
    };
    let mut rows: Vec<OfficePerson> = people.iter().filter(is_wanted).cloned().collect();
    rows.sort_by(|one, other| {
        let order = match query.sorting.column.as_str() {
            "nummer" => by_number(&one.number, &other.number),
            "telefoner" => one.phones.cmp(&other.phones),
            _ => by_letters(&one.name, &other.name),
        };
        if query.sorting.is_descending {
            order.reverse()
        } else {
            order
        }
    });
    rows
}

/// The table of people, or the sheet of codes that were just made.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let selection = Selection {
        chosen: RwSignal::new(BTreeSet::new()),
        people: RwSignal::new(Vec::new()),
        departments: RwSignal::new(Vec::new()),
        codes: RwSignal::new(Vec::new()),
    };
    provide_context(selection);
    let people = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move {
            let departments = office.api().departments(&id).await?;
            let people = office.api().people(&id).await?;
            // The page may have been left meanwhile, and its signals with it.
            let _ = selection.departments.try_set(departments);
            let _ = selection.people.try_set(people);
            Ok(())
        }
    });
    // Another organisation has other people.
    Effect::new(move |_| {
        organisation.id.track();
        selection.chosen.set(BTreeSet::new());
    });
    let add = move || view! { <a class="button primary" href=organisation.path("/personer/ny")>{office_texts().add_person}</a> };
    let content = move || {
        let codes = selection.codes.get();
        if codes.is_empty() {
            view! {
                <Page title=office_texts().people actions=add>
                    <PeopleFilters/>
                    <Loaded answer=people children=|()| view! { <PeopleTable/> }/>
                </Page>
            }
            .into_any()
        } else {
            view! { <CodeSheet codes on_close=move |()| selection.codes.set(Vec::new())/> }.into_any()
        }
    };
    view! { {content} }.into_any()
}

#[component]
fn PeopleFilters() -> impl IntoView {
    let address = ListAddress::<PeopleQuery>::of_page();
    let selection = expect_context::<Selection>();
    let with_all = |all: &str, offers: Vec<(String, String)>| {
        let mut with_all = vec![(String::new(), all.to_owned())];
        with_all.extend(offers);
        with_all
    };
    let states = STATES
        .into_iter()
        .zip(office_texts().person_state)
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .collect();
    let departments = move || {
        with_all(
            office_texts().every_department,
            department_offers(&selection.departments.read()),
        )
    };
    view! {
        <search class="filters">
            <SearchField
                id="person-search"
                label=office_texts().search_people
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="person-role"
                label=office_texts().role
                offers=with_all(office_texts().every_role, role_offers())
                value=Signal::derive(move || address.query.read().role.clone())
                on_choose=move |key| address.change(|query| query.role = key)
            />
            <SelectField
                id="person-department"
                label=office_texts().department
                offers=Signal::derive(departments)
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |key| address.change(|query| query.department = key)
            />
            <SelectField
                id="person-state"
                label=office_texts().state
                offers=with_all(office_texts().everybody, states)
                value=Signal::derive(move || address.query.read().state.clone())
                on_choose=move |key| address.change(|query| query.state = key)
            />
        </search>
    }
    .into_any()
}

#[component]
fn PeopleTable() -> impl IntoView {
    let address = ListAddress::<PeopleQuery>::of_page();
    let selection = expect_context::<Selection>();
    let rows = Memo::new(move |_| found(&selection.people.read(), &address.query.read(), now()));
    let limit = RwSignal::new(ROWS);
    let sorting = Signal::derive(move || address.query.read().sorting.clone());
    let sort = Callback::new(move |sorting| address.change(|query| query.sorting = sorting));
    let count = move || {
        let (shown, total) = (
            rows.read().len().to_string(),
            selection.people.read().len().to_string(),
        );
        office_texts().rows_shown.with(&[&shown, &total])
    };
    let is_all_shown = move || rows.read().len() <= limit.get();
    let is_all_chosen = move || {
        let (rows, chosen) = (rows.read(), selection.chosen.read());
        !rows.is_empty()
            && rows
                .iter()
                .filter_map(|person| person.id)
                .all(|id| chosen.contains(&id))
    };
    let choose_all = move |event| {
        let ids: Vec<UserId> = rows
            .read_untracked()
            .iter()
            .filter_map(|person| person.id)
            .collect();
        let is_chosen = event_target_checked(&event);
        selection.chosen.update(|chosen| {
            for id in ids {
                if is_chosen {
                    chosen.insert(id);
                } else {
                    chosen.remove(&id);
                }
            }
        });
    };
    let body = move || {
        let rows = rows.read();
        let shown = rows.iter().take(limit.get());
        shown
            .map(|person| view! { <PersonRow person=person.clone()/> })
            .collect_view()
    };
    view! {
        <BulkBar/>
        <p class="row-count" role="status">{count}</p>
        <ScrollableTable label=office_texts().people>
            <table class="data">
                <caption class="unseen">{office_texts().people}</caption>
                <thead>
                    <tr>
                        <td>
                            <input
                                type="checkbox"
                                class="row-check"
                                aria-label=office_texts().choose_all
                                prop:checked=is_all_chosen
                                on:change=choose_all
                            />
                        </td>
                        <SortHeading column="navn" label=office_texts().name sorting on_sort=sort/>
                        <SortHeading column="nummer" label=office_texts().number sorting on_sort=sort/>
                        <th scope="col">{office_texts().roles}</th>
                        <SortHeading column="telefoner" label=office_texts().phones sorting on_sort=sort/>
                        <th scope="col">{office_texts().office_column}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </ScrollableTable>
        <p hidden=move || !rows.read().is_empty()>{office_texts().nothing_found}</p>
        <div class="buttons" hidden=is_all_shown>
            <button type="button" class="button" on:click=move |_| limit.update(|limit| *limit += ROWS)>
                {office_texts().more_rows}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn PersonRow(person: OfficePerson) -> impl IntoView {
    let organisation = use_organisation();
    let selection = expect_context::<Selection>();
    let id = person.id?;
    let choose = move |event| {
        let is_chosen = event_target_checked(&event);
        selection.chosen.update(|chosen| {
            if is_chosen {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    };
    let roles = roles_of(&person, now());
    let office = if person.has_account {
        office_texts().yes
    } else {
        ""
    };
    Some(view! {
        <tr>
            <td>
                <input
                    type="checkbox"
                    class="row-check"
                    aria-label=office_texts().choose_person.with(&[&person.name])
                    prop:checked=move || selection.chosen.read().contains(&id)
                    on:change=choose
                />
            </td>
            <th scope="row">
                <a href=organisation.path(&["/personer/", &id.to_string()].concat())>{person.name}</a>
            </th>
            <td>{person.number}</td>
            <td class="wide">{roles}</td>
            <td class="numeric">{person.phones}</td>
            <td>{office}</td>
        </tr>
    })
}

/// The roles of a person that hold, with their places; a role in several places is named once.
fn roles_of(person: &OfficePerson, now: Moment) -> String {
    let mut roles: Vec<(Role, Vec<&str>)> = Vec::new();
    for grant in holding(person, now) {
        match roles.iter_mut().find(|(role, _)| *role == grant.role) {
            Some((_, places)) => places.push(&grant.place_name),
            None => roles.push((grant.role, vec![&grant.place_name])),
        }
    }
    let words = roles.into_iter().map(|(role, places)| match places.as_slice() {
        [place] => [role_name(role), " (", place, ")"].concat(),
        places => {
            let count = i64::try_from(places.len()).unwrap_or(i64::MAX);
            [role_name(role), " (", &office_texts().places.of(count), ")"].concat()
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;

    const NOW: Moment = Moment::from_millis(1_795_699_800_000);

    fn person(number: u8, name: &str, grants: &[(Role, GrantPlace, Option<i64>)]) -> OfficePerson {
        let id = UserId::from_bytes([number; 16]);
        let grants = grants.iter().map(|(role, place, until)| GrantRow {
            person: id,
            role: *role,
            place: place.clone(),
            place_name: "Birkevang".to_owned(),
            from: NOW.plus_millis(-1_000),
            until: until.map(|millis| NOW.plus_millis(millis)),
        });
        OfficePerson {
            id: Some(id),
            version: 1,
            number: number.to_string(),
            name: name.to_owned(),
            mail: String::new(),
            grants: grants.collect(),
            phones: u32::from(number),
            has_account: false,
        }
    }

    #[test]
    fn people_are_found_by_role_place_and_state() {
        let place = |number| GrantPlace::Department(DepartmentId::from_bytes([number; 16]));
        let people = [
            person(2, "Mette", &[(Role::Caretaker, place(1), None)]),
            person(1, "Anders", &[(Role::Caretaker, place(1), Some(-1))]),
            person(
                0,
                "Yasmin",
                &[(Role::Mediator, GrantPlace::Organisation(String::new()), None)],
            ),
        ];
        let names = |query: PeopleQuery| {
            let rows = found(&people, &query, NOW);
            rows.into_iter().map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(names(PeopleQuery::default()), ["Anders", "Mette", "Yasmin"]);
        let by_role = PeopleQuery {
            role: "caretaker".to_owned(),
            ..PeopleQuery::default()
        };
        assert_eq!(names(by_role), ["Mette"]);
        let by_place = PeopleQuery {
            department: DepartmentId::from_bytes([1; 16]).to_string(),
            ..PeopleQuery::default()
        };
        assert_eq!(names(by_place), ["Mette", "Yasmin"]);
        let state = |state: &str| PeopleQuery {
            state: state.to_owned(),
            ..PeopleQuery::default()
        };
        assert_eq!(names(state("uden-rolle")), ["Anders"]);
        assert_eq!(names(state("uden-telefon")), ["Yasmin"]);
    }
}

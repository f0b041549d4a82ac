//! All phones of an organisation: whose they are, which are silent, and which are locked out.

use feltbog_shared::office_phones::{OfficePhone, PhoneState};
use feltbog_ui::form::SelectField;
use feltbog_ui::table::{SortHeading, Sorting};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::departments::{by_letters, contains_words};
use super::sessions::time;
use crate::address::{ListAddress, ListQuery, sorting, sorting_value, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::phone_lock::{PhoneLockDialog, PhoneQuestion};
use crate::components::scrollable_table::ScrollableTable;
use crate::components::search::SearchField;
use crate::components::submission::Submission;
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Keys of the columns in the address, the usual order first.
const COLUMNS: [&str; 2] = ["person", "set"];
/// Keys of the states in the address, in the order of [`PhoneState::ALL`] and of their texts.
const STATES: [&str; 4] = ["i-brug", "tavs", "venter", "lukket"];
/// Rows shown at first, and more at each press.
const ROWS: usize = 200;

/// Search, filter and order of the table.
#[derive(Clone, Debug, Default, PartialEq)]
struct PhonesQuery {
    search: String,
    /// Key of a state, or nothing.
    state: String,
    sorting: Sorting,
}

impl ListQuery for PhonesQuery {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            search: value(parameters, "s"),
            state: value(parameters, "tilstand"),
            sorting: sorting(&value(parameters, "orden"), &COLUMNS),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("s", self.search.clone()),
            ("tilstand", self.state.clone()),
            ("orden", sorting_value(&self.sorting, &COLUMNS)),
        ]
    }
}

/// The key of a state in the address.
fn state_key(state: PhoneState) -> &'static str {
    let place = PhoneState::ALL.iter().position(|one| *one == state);
    place
        .and_then(|place| STATES.get(place).copied())
        .unwrap_or_default()
}

/// The phones that a query asks for, in its order.
fn found(phones: &[OfficePhone], query: &PhonesQuery) -> Vec<OfficePhone> {
    let is_wanted = |phone: &&OfficePhone| {
        let is_in_state = query.state.is_empty() || state_key(phone.state) == query.state;
        is_in_state && contains_words(&[&phone.person_name, &phone.name], &query.search)
    };
    let mut rows: Vec<OfficePhone> = phones.iter().filter(is_wanted).cloned().collect();
    rows.sort_by(|one, other| {
        let seen = |phone: &OfficePhone| phone.seen_at.unwrap_or(phone.enrolled_at);
        let order = match query.sorting.column.as_str() {
            "set" => seen(one).cmp(&seen(other)),
            _ => by_letters(&one.person_name, &other.person_name),
        };
        match query.sorting.is_descending {
            true => order.reverse(),
            false => order,
        }
    });
    rows
}

/// The table of phones.
#[component]
pub(crate) fn PhonesPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let phones = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().phones(&id).await }
    });
    view! {
        <Page title=office_texts().all_phones>
            <p>{office_texts().all_phones_lead}</p>
            <PhoneFilters/>
            <Loaded answer=phones children=|phones| view! { <PhoneTable phones/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn PhoneFilters() -> impl IntoView {
    let address = ListAddress::<PhonesQuery>::of_page();
    let states = STATES.into_iter().zip(office_texts().phone_state);
    let mut offers = vec![(String::new(), office_texts().every_phone.to_owned())];
    offers.extend(states.map(|(key, label)| (key.to_owned(), label.to_owned())));
    view! {
        <search class="filters">
            <SearchField
                id="phone-search"
                label=office_texts().search_phones
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="phone-state"
                label=office_texts().state
                offers=offers
                value=Signal::derive(move || address.query.read().state.clone())
                on_choose=move |key| address.change(|query| query.state = key)
            />
        </search>
    }
    .into_any()
}

#[component]
fn PhoneTable(phones: Vec<OfficePhone>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let address = ListAddress::<PhonesQuery>::of_page();
    let total = phones.len().to_string();
    let phones = StoredValue::new(phones);
    let rows = Memo::new(move |_| phones.with_value(|phones| found(phones, &address.query.read())));
    let limit = RwSignal::new(ROWS);
    let (locking, question) = (Submission::new(), PhoneQuestion::new());
    let lock = Callback::new(move |()| {
        let (id, name) = question.phone();
        let of = organisation.id.get_untracked();
        locking.run(
            async move { office.api().revoke_device(&of, &id).await },
            move |()| {
                question.close();
                office.changed(Notice {
                    text: office_texts().phone_is_locked.with(&[&name]),
                    undo: None,
                });
            },
        );
    });
    let sorting = Signal::derive(move || address.query.read().sorting.clone());
    let sort = Callback::new(move |sorting| address.change(|query| query.sorting = sorting));
    let count = move || {
        let shown = rows.read().len().to_string();
        office_texts().rows_shown.with(&[&shown, &total])
    };
    let body = move || {
        let rows = rows.read();
        let shown = rows.iter().take(limit.get());
        shown
            .map(|phone| view! { <PhoneTableRow phone=phone.clone() question/> })
            .collect_view()
    };
    view! {
        <p class="row-count" role="status">{count}</p>
        <ScrollableTable label=office_texts().all_phones>
            <table class="data">
                <caption class="unseen">{office_texts().all_phones}</caption>
                <thead>
                    <tr>
                        <SortHeading column="person" label=office_texts().person sorting on_sort=sort/>
                        <th scope="col">{office_texts().waiting_phone}</th>
                        <th scope="col">{office_texts().enrolled_at}</th>
                        <SortHeading column="set" label=office_texts().last_seen sorting on_sort=sort/>
                        <th scope="col">{office_texts().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </ScrollableTable>
        <p hidden=move || !rows.read().is_empty()>{office_texts().nothing_found}</p>
        <div class="buttons" hidden=move || rows.read().len() <= limit.get()>
            <button type="button" class="button" on:click=move |_| limit.update(|limit| *limit += ROWS)>
                {office_texts().more_rows}
            </button>
        </div>
        <PhoneLockDialog question submission=locking on_lock=lock/>
    }
    .into_any()
}

#[component]
fn PhoneTableRow(phone: OfficePhone, question: PhoneQuestion) -> impl IntoView {
    let organisation = use_organisation();
    let (id, name) = (phone.id.to_string(), phone.name.clone());
    let place = PhoneState::ALL.iter().position(|one| *one == phone.state);
    let state = match phone.revoked_at {
        Some(at) => office_texts().phone_locked_at.with(&[&time(at)]),
        None => place
            .and_then(|place| office_texts().phone_state.get(place).copied())
            .unwrap_or_default()
            .to_owned(),
    };
    let label = [
        office_texts().phone_is_gone,
        ", ",
        &name,
        ", ",
        &phone.person_name,
    ]
    .concat();
    let button = phone.revoked_at.is_none().then(|| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                on:click=move |_| question.ask(id.clone(), name.clone())
            >
                {office_texts().phone_is_gone}
            </button>
        }
    });
    let person = organisation.path(&["/personer/", &phone.person.to_string()].concat());
    view! {
        <tr class:ended=phone.revoked_at.is_some()>
            <th scope="row">
                <a href=person>{phone.person_name}</a>
            </th>
            <td>{phone.name}</td>
            <td>{time(phone.enrolled_at)}</td>
            <td>{phone.seen_at.map(time)}</td>
            <td>{state}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::{DeviceId, UserId};
    use feltbog_shared::moment::Moment;

    use super::*;

    fn phone(number: u8, person: &str, state: PhoneState, seen_at: Option<i64>) -> OfficePhone {
        OfficePhone {
            id: DeviceId::from_bytes([number; 16]),
            person: UserId::from_bytes([number; 16]),
            person_name: person.into(),
            name: "Pixel".into(),
            enrolled_at: Moment::from_millis(0),
            seen_at: seen_at.map(Moment::from_millis),
            revoked_at: None,
            state,
        }
    }

    #[test]
    fn phones_are_found_by_state_and_words_in_an_order() {
        let phones = [
            phone(1, "Åse", PhoneState::Silent, Some(5)),
            phone(2, "Bo", PhoneState::InUse, Some(9)),
            phone(3, "Carl", PhoneState::Silent, None),
        ];
        let names = |query: &PhonesQuery| {
            let rows = found(&phones, query).into_iter();
            rows.map(|phone| phone.person_name).collect::<Vec<_>>()
        };
        assert_eq!(names(&PhonesQuery::default()), ["Bo", "Carl", "Åse"]);
        let silent = PhonesQuery {
            state: "tavs".into(),
            ..PhonesQuery::default()
        };
        assert_eq!(names(&silent), ["Carl", "Åse"]);
        let seen = PhonesQuery {
            sorting: sorting("-set", &COLUMNS),
            ..PhonesQuery::default()
        };
        assert_eq!(names(&seen), ["Bo", "Åse", "Carl"]);
        let words = PhonesQuery {
            search: "pixel bo".into(),
            ..PhonesQuery::default()
        };
        assert_eq!(names(&words), ["Bo"]);
    }
}

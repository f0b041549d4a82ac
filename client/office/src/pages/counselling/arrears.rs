//! The contacts about arrears in all organisations of a person: stage and result, no amount and no name.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::{ArrearsContact, Kind};
use feltbog_shared::office::counselling::{ArrearsOrganisation, ArrearsPage as FoundArrears, ArrearsRow};
use feltbog_shared::office::desk::{DeskPlace, EditOutcome};
use feltbog_ui::form::{CheckField, SelectField};
use leptos::prelude::*;

use super::{ARREARS_PATH, day, label};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::record::RecordPanel;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::scrollable_table::ScrollableTable;
use crate::counselling_texts::counselling_texts;
use crate::desk::use_desk;
use crate::state::use_office;

/// Choices on the page. They stay while the list is read again.
#[derive(Clone, Copy)]
struct Shown {
    organisation: RwSignal<String>,
    is_only_open: RwSignal<bool>,
    record: RwSignal<Option<DeskPlace>>,
}

/// The page of the contacts. One that is opened stands beside them.
#[component]
pub(crate) fn ArrearsPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().arrears().await }
    });
    let shown = Shown {
        organisation: RwSignal::new(String::new()),
        is_only_open: RwSignal::new(true),
        record: RwSignal::new(None),
    };
    provide_context(shown);
    let open = shown.record;
    let panel = move || {
        let place = open.get()?;
        Some(view! {
            <RecordPanel
                place
                on_close=move |()| open.set(None)
                on_changed=move |()| answer.refetch()
                on_open=move |place| open.set(Some(place))
            />
        })
    };
    let is_adding = RwSignal::new(false);
    let actions = move || {
        let add = desk.creates(Kind::ArrearsContact).then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| is_adding.set(true)>
                    {counselling_texts().new_contact}
                </button>
            }
        });
        view! {
            {add}
            <PrintButton/>
        }
    };
    let subject = NewRecordSubject {
        kind: Kind::ArrearsContact,
        department: None,
        link: None,
    };
    let made = move |(department, outcome): (DepartmentId, EditOutcome)| {
        let document = outcome.document;
        open.set(Some(DeskPlace { department, document }));
        office.read_again();
    };
    view! {
        <Page title=counselling_texts().arrears actions=actions>
            <div class="desk no-side" class:has-panel=move || open.read().is_some()>
                <div class="desk-list">
                    <p>{counselling_texts().arrears_lead}</p>
                    <Loaded answer children=|found| view! { <ArrearsContent found/> }/>
                </div>
                {panel}
            </div>
            <NewRecordDialog id="new-contact" subject is_open=is_adding on_made=made/>
        </Page>
    }
    .into_any()
}

#[component]
fn ArrearsContent(found: FoundArrears) -> impl IntoView {
    let shown: Shown = expect_context();
    let mut offers = vec![(String::new(), counselling_texts().every_organisation.to_owned())];
    offers.extend(
        found
            .organisations
            .iter()
            .map(|one| (one.id.clone(), one.name.clone())),
    );
    let choice = (found.organisations.len() > 1).then(|| {
        view! {
            <SelectField
                id="arrears-organisation"
                label=counselling_texts().organisation
                offers
                value=shown.organisation
                on_choose=move |id| shown.organisation.set(id)
            />
        }
    });
    let all = StoredValue::new(found.rows);
    let rows = Memo::new(move |_| {
        let (organisation, is_only_open) = (shown.organisation.get(), shown.is_only_open.get());
        let is_shown = |row: &&ArrearsRow| {
            (organisation.is_empty() || row.organisation == organisation) && (!is_only_open || row.is_open())
        };
        all.with_value(|all| all.iter().filter(is_shown).cloned().collect::<Vec<_>>())
    });
    view! {
        <OrganisationLists organisations=found.organisations/>
        <div class="filters no-print">
            {choice}
            <CheckField
                id="arrears-open"
                label=counselling_texts().only_open
                value=shown.is_only_open
                on_change=move |is_on| shown.is_only_open.set(is_on)
            />
        </div>
        <Show
            when=move || !rows.read().is_empty()
            fallback=|| view! { <p>{counselling_texts().arrears_none}</p> }
        >
            <ContactTable rows/>
        </Show>
    }
    .into_any()
}

/// The latest list of each organisation, and the way to bring the next one in.
#[component]
fn OrganisationLists(organisations: Vec<ArrearsOrganisation>) -> impl IntoView {
    let items = organisations.into_iter().map(|one| {
        let lists = match (&one.latest_list_on, &one.next_list_on) {
            (Some(latest), Some(next)) => [
                counselling_texts().latest_list,
                ": ",
                &day(latest),
                ". ",
                counselling_texts().next_list,
                ": ",
                &day(next),
                ".",
            ]
            .concat(),
            _ => counselling_texts().no_list.to_owned(),
        };
        let import = one.may_import.then(|| {
            let path = [ARREARS_PATH, "/", &one.id, "/import"].concat();
            let name = [counselling_texts().bring_list_in, ", ", &one.name].concat();
            view! {
                <a class="button small no-print" href=path aria-label=name>
                    {counselling_texts().bring_list_in}
                </a>
            }
        });
        view! {
            <div class="form-row">
                <p>
                    <strong>{one.name}</strong>
                    {". "}
                    {lists}
                </p>
                {import}
            </div>
        }
    });
    items.collect_view()
}

#[component]
fn ContactTable(rows: Memo<Vec<ArrearsRow>>) -> impl IntoView {
    let body = move || {
        rows.get()
            .into_iter()
            .map(|row| view! { <ContactRow row/> })
            .collect_view()
    };
    view! {
        <ScrollableTable label=counselling_texts().arrears>
            <table class="data">
                <caption class="unseen">{counselling_texts().arrears}</caption>
                <thead>
                    <tr>
                        <th scope="col">{counselling_texts().dwelling}</th>
                        <th scope="col">{counselling_texts().department}</th>
                        <th scope="col">{counselling_texts().stage}</th>
                        <th scope="col">{counselling_texts().list_day}</th>
                        <th scope="col" class="numeric">{counselling_texts().tries}</th>
                        <th scope="col">{counselling_texts().first_contact}</th>
                        <th scope="col">{counselling_texts().result}</th>
                        <th scope="col">{counselling_texts().eviction_result}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn ContactRow(row: ArrearsRow) -> impl IntoView {
    let shown: Shown = expect_context();
    let place = DeskPlace {
        department: row.department,
        document: row.document,
    };
    let of = |field: &str, key: &str| label(Kind::ArrearsContact, field, key);
    let stage = of(ArrearsContact::stage().name(), &row.stage);
    let result = of(ArrearsContact::result().name(), &row.result);
    let end = of(ArrearsContact::eviction_result().name(), &row.eviction_result);
    let dwelling = match row.dwelling.as_str() {
        "" => counselling_texts().dwelling_unknown.to_owned(),
        dwelling => dwelling.to_owned(),
    };
    let list = (!row.is_on_latest_list).then(|| view! { <small>{counselling_texts().not_on_latest}</small> });
    let is_ended = !row.is_open();
    view! {
        <tr class:ended=is_ended>
            <th scope="row">
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| shown.record.set(Some(place))
                >
                    {dwelling}
                </button>
            </th>
            <td>{row.department_name}</td>
            <td>{stage}</td>
            <td>{day(&row.source_list_on)} " " {list}</td>
            <td class="numeric">{row.contact_tries}</td>
            <td>{day(&row.first_contact_on)}</td>
            <td>{result}</td>
            <td>{end}</td>
        </tr>
    }
    .into_any()
}

//! The directory of an organisation: local resources, contacts by municipality, and the offices that take over.

use feltbog_shared::department_information::CallContact;
use feltbog_shared::office::competence::{DirectoryEntry, DirectoryKind, DirectoryPage as FoundDirectory};
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use super::directory_form::{EditingEntry, EntryForm, kind_in_words, municipalities};
use super::{OrganisationAddress, OrganisationChoice, situation_in_words};
use crate::address::ListAddress;
use crate::competence_texts::competence_texts;
use crate::components::dialog::Dialog;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office};

/// An entry that is not made yet.
fn blank(kind: DirectoryKind, municipality: String) -> DirectoryEntry {
    DirectoryEntry {
        id: String::new(),
        version: 0,
        kind,
        municipality,
        situation: String::new(),
        name: String::new(),
        phone: String::new(),
        remark: String::new(),
    }
}

/// The page of the directory.
#[component]
pub(crate) fn DirectoryPage() -> impl IntoView {
    let office = use_office();
    let address = ListAddress::<OrganisationAddress>::of_page();
    provide_context(address);
    let editing = EditingEntry {
        found: RwSignal::new(FoundDirectory::default()),
        entry: RwSignal::new(blank(DirectoryKind::Resource, String::new())),
        is_open: RwSignal::new(false),
        municipality: RwSignal::new(String::new()),
        removal: Submission::new(),
    };
    provide_context(editing);
    let answer = LocalResource::new(move || {
        office.revision.track();
        let organisation = address.query.get().organisation;
        async move {
            let found = office.api().directory(&organisation).await?;
            // The page may have been left meanwhile, and its signals with it.
            let _ = editing.found.try_set(found.clone());
            Ok(found)
        }
    });
    let add = move |_| {
        editing.entry.set(blank(
            DirectoryKind::Resource,
            editing.municipality.get_untracked(),
        ));
        editing.is_open.set(true);
    };
    let actions = move || {
        let may_change = editing.found.read().may_change;
        let add = may_change.then(|| {
            view! {
                <button type="button" class="button primary" on:click=add>
                    {competence_texts().add_entry}
                </button>
            }
        });
        view! {
            {add}
            <PrintButton/>
        }
    };
    view! {
        <Page title=competence_texts().directory actions=actions>
            <p>{competence_texts().directory_lead}</p>
            <SubmissionProblem submission=editing.removal/>
            <Loaded answer children=|found| view! { <DirectoryContent found/> }/>
            <Dialog id="entry-dialog" title=competence_texts().directory.to_owned() is_open=editing.is_open>
                <EntryForm editing/>
            </Dialog>
        </Page>
    }
    .into_any()
}

#[component]
fn DirectoryContent(found: FoundDirectory) -> impl IntoView {
    let address: ListAddress<OrganisationAddress> = expect_context();
    let editing: EditingEntry = expect_context();
    let offers = municipalities(&found);
    let choice = (offers.len() > 2).then(|| {
        view! {
            <div class="filters no-print">
                <SelectField
                    id="directory-municipality"
                    label=competence_texts().municipality
                    offers
                    value=editing.municipality
                    on_choose=move |name| editing.municipality.set(name)
                />
            </div>
        }
    });
    let may_change = found.may_change;
    let entries = StoredValue::new(found.entries);
    let of_kind = move |kind: DirectoryKind| {
        let wanted = editing.municipality.get();
        let is_shown = |entry: &&DirectoryEntry| {
            let is_there = entry.municipality.is_empty() || entry.municipality == wanted;
            entry.kind == kind && (wanted.is_empty() || is_there)
        };
        entries.with_value(|entries| entries.iter().filter(is_shown).cloned().collect::<Vec<_>>())
    };
    let sections = move || {
        let kinds = DirectoryKind::ALL.into_iter().map(|kind| (kind, of_kind(kind)));
        let kinds: Vec<_> = kinds.filter(|(_, entries)| !entries.is_empty()).collect();
        if kinds.is_empty() {
            return view! { <p>{competence_texts().directory_none}</p> }.into_any();
        }
        let tables = kinds
            .into_iter()
            .map(|(kind, entries)| view! { <EntryTable kind entries may_change/> });
        tables.collect_view().into_any()
    };
    view! {
        <OrganisationChoice organisations=found.organisations chosen=found.organisation address/>
        {choice}
        {sections}
    }
    .into_any()
}

#[component]
fn EntryTable(kind: DirectoryKind, entries: Vec<DirectoryEntry>, may_change: bool) -> impl IntoView {
    let rows = entries
        .into_iter()
        .map(|entry| view! { <EntryRow entry may_change/> });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{kind_in_words(kind)}</h2>
            <ScrollableTable label=kind_in_words(kind)>
                <table class="data">
                    <caption class="unseen">{kind_in_words(kind)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{competence_texts().name}</th>
                            <th scope="col">{competence_texts().phone}</th>
                            <th scope="col">{competence_texts().municipality}</th>
                            <th scope="col">{competence_texts().situation}</th>
                            <th scope="col">{competence_texts().remark}</th>
                            <td class="no-print"></td>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

#[component]
fn EntryRow(entry: DirectoryEntry, may_change: bool) -> impl IntoView {
    let contact = CallContact {
        name: entry.name.clone(),
        phone: entry.phone.clone(),
        remark: String::new(),
    };
    let phone = match contact.dialled() {
        Some(dialled) => {
            let number = entry.phone.clone();
            view! { <a href=["tel:", &dialled].concat()>{number}</a> }.into_any()
        }
        None => entry.phone.clone().into_any(),
    };
    let municipality = match entry.municipality.as_str() {
        "" => competence_texts().every_municipality.to_owned(),
        name => name.to_owned(),
    };
    let situation = match entry.situation.as_str() {
        "" => "–".to_owned(),
        key => situation_in_words(key),
    };
    let buttons = may_change.then(|| view! { <EntryButtons entry=entry.clone()/> });
    view! {
        <tr>
            <th scope="row">{entry.name}</th>
            <td>{phone}</td>
            <td>{municipality}</td>
            <td>{situation}</td>
            <td class="wide">{entry.remark}</td>
            <td class="no-print">{buttons}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn EntryButtons(entry: DirectoryEntry) -> impl IntoView {
    let (office, editing) = (use_office(), expect_context::<EditingEntry>());
    let (id, name) = (entry.id.clone(), entry.name.clone());
    let change_label = competence_texts().change_one.with(&[&name]);
    let remove_label = competence_texts().remove_one.with(&[&name]);
    let change = move |_| {
        editing.entry.set(entry.clone());
        editing.is_open.set(true);
    };
    let drop_it = move |_| {
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        let (id, name) = (id.clone(), name.clone());
        editing.removal.run(
            async move { office.api().drop_entry(&organisation, &id).await },
            move |()| {
                office.changed(Notice {
                    text: competence_texts().removed.with(&[&name]),
                    undo: None,
                });
            },
        );
    };
    view! {
        <div class="buttons">
            <button type="button" class="button small" aria-label=change_label on:click=change>
                {competence_texts().change}
            </button>
            <button type="button" class="button small" aria-label=remove_label on:click=drop_it>
                {competence_texts().remove}
            </button>
        </div>
    }
    .into_any()
}

//! Afdelinger: who comes when and whom to call in each department of the person. All of it is on the phone.

use feltbog_shared::department_directory::DepartmentDirectory;
use feltbog_shared::department_information::{CallContact, DepartmentInformation, WeeklyHours};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::{ActionCard, Kind};
use leptos::prelude::*;

use super::page::Page;
use crate::contexts::{use_engine, use_identity};
use crate::state::access::granted;
use feltbog_presentation::departments as words;
use feltbog_presentation::labels;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::Card;
use feltbog_ui::icon::{Icon, SvgIcon};

/// The way to this page.
pub(super) fn way() -> Card {
    let title = page_texts().departments_title.to_owned();
    Card {
        large: false,
        ..Card::way(
            "/afdelinger".to_owned(),
            Icon::Houses,
            title,
            page_texts().departments_line,
        )
    }
}

/// The departments of the person.
#[component]
pub(crate) fn DepartmentInformationPage() -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let shown = Memo::new(move |_| {
        let departments = identity
            .session()
            .map(|session| granted(&session))
            .unwrap_or_default();
        engine.information.with(|information| {
            let is_granted =
                |one: &&DepartmentInformation| departments.iter().any(|other| other.id == one.department);
            information.iter().filter(is_granted).cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <Page title=page_texts().departments_title>
            <Show
                when=move || shown.with(|shown| !shown.is_empty())
                fallback=|| view! { <p class="none">{page_texts().departments_none}</p> }
            >
                <For
                    each=move || shown.get()
                    key=|information| (information.department, information.check)
                    children=|information| view! { <DepartmentSheet information/> }
                />
            </Show>
        </Page>
    }
    .into_any()
}

/// The public part of one department.
#[component]
fn DepartmentSheet(information: DepartmentInformation) -> impl IntoView {
    let hours: Vec<_> = information.week().into_iter().map(hours_row).collect();
    let rules = information.house_rules.trim();
    let rules = match information.house_rules_link() {
        Some(link) => {
            let link = link.to_owned();
            view! {
                <p>
                    <a class="button wide" href=link target="_blank" rel="external noreferrer">
                        <SvgIcon icon=Icon::Book/>
                        <span>{page_texts().house_rules}</span>
                    </a>
                </p>
            }
            .into_any()
        }
        None if rules.is_empty() => ().into_any(),
        None => {
            let rules = rules.to_owned();
            view! { <h3>{page_texts().house_rules}</h3> <p>{rules}</p> }.into_any()
        }
    };
    let is_empty = information.contacts.is_empty()
        && information.bases.is_empty()
        && information.resources.is_empty()
        && information.house_rules.trim().is_empty();
    let directory = directory_of(information.department);
    let is_empty = move || is_empty && directory.read().is_none();
    view! {
        <section class="sheet words">
            <h2>{information.name}</h2>
            {move || is_empty().then(|| view! { <p class="none">{page_texts().department_empty}</p> })}
            {contact_list(page_texts().department_contacts, &information.contacts)}
            {(!hours.is_empty())
                .then(|| {
                    view! {
                        <h3>{page_texts().department_bases}</h3>
                        <ul class="points hours">{hours}</ul>
                    }
                })}
            {contact_list(page_texts().department_resources, &information.resources)}
            {move || directory.read().as_ref().map(directory_lists)}
            {rules}
        </section>
    }
    .into_any()
}

/// The directory of a department; nothing while there is none. Follows changes.
fn directory_of(department: DepartmentId) -> Memo<Option<DepartmentDirectory>> {
    let engine = use_engine();
    Memo::new(move |_| {
        let found = engine.directory.with(|held| held.of(department).cloned())?;
        let is_empty =
            found.resources.is_empty() && found.contacts.is_empty() && found.escalations.is_empty();
        (!is_empty).then_some(found)
    })
}

/// The offices that take over, the contacts and the local resources of the municipality.
fn directory_lists(directory: &DepartmentDirectory) -> AnyView {
    let field = ActionCard::situation().name();
    let escalations = directory.escalations.iter().map(|(situation, contact)| {
        let situation = labels::value(texts(), Kind::ActionCard, field, situation).unwrap_or_default();
        CallContact {
            remark: words::joined(&[situation, &contact.remark], ". "),
            ..contact.clone()
        }
    });
    let escalations: Vec<_> = escalations.collect();
    view! {
        {contact_list(page_texts().directory_escalations, &escalations)}
        {contact_list(page_texts().directory_contacts, &directory.contacts)}
        {contact_list(page_texts().directory_resources, &directory.resources)}
    }
    .into_any()
}

/// The offices that take over in a situation, below its action card. Follows changes.
pub(crate) fn escalations_of(department: DepartmentId, situation: String) -> AnyView {
    let directory = directory_of(department);
    (move || {
        let found: Vec<CallContact> = directory
            .read()
            .iter()
            .flat_map(|directory| &directory.escalations)
            .filter(|(of, _)| of.is_empty() || *of == situation)
            .map(|(_, contact)| contact.clone())
            .collect();
        contact_list(page_texts().directory_escalations, &found)
    })
    .into_any()
}

/// The contacts of the municipality, whom a contact person refers to. Follows changes.
pub(crate) fn municipal_contacts_of(department: DepartmentId) -> AnyView {
    let directory = directory_of(department);
    (move || match &*directory.read() {
        Some(found) => contact_list(page_texts().directory_contacts, &found.contacts),
        None => ().into_any(),
    })
    .into_any()
}

fn hours_row(hours: &WeeklyHours) -> AnyView {
    let times = words::hours(texts(), hours);
    view! { <li><strong>{times}</strong>" "{words::place(hours)}</li> }.into_any()
}

/// The people to call in a department, or a sentence when it names none. Follows changes.
pub(crate) fn contacts_of(department: DepartmentId) -> AnyView {
    let engine = use_engine();
    let contacts = Memo::new(move |_| {
        engine.information.with(|information| {
            let here = information.iter().find(|one| one.department == department);
            here.map(|one| one.contacts.clone()).unwrap_or_default()
        })
    });
    (move || match contacts.read().as_slice() {
        [] => view! { <p class="hint">{page_texts().contact_person_none}</p> }.into_any(),
        contacts => contact_list(page_texts().department_contacts, contacts),
    })
    .into_any()
}

/// Contacts under their heading, each with a number as a button that dials; nothing when there are none.
fn contact_list(heading: &'static str, contacts: &[CallContact]) -> AnyView {
    if contacts.is_empty() {
        return ().into_any();
    }
    let rows = contacts.iter().map(contact_row).collect::<Vec<_>>();
    view! {
        <h3>{heading}</h3>
        <ul class="calls">{rows}</ul>
    }
    .into_any()
}

fn contact_row(contact: &CallContact) -> AnyView {
    let Some(dialled) = contact.dialled() else {
        return view! { <li>{words::contact(contact)}</li> }.into_any();
    };
    let remark = (!contact.remark.is_empty()).then(|| view! { <p class="hint">{contact.remark.clone()}</p> });
    view! {
        <li>
            <a class="button wide" href=["tel:", &dialled].concat()>
                <SvgIcon icon=Icon::Call/>
                <span>{page_texts().card_call.with(&[&contact.phone, &contact.name])}</span>
            </a>
            {remark}
        </li>
    }
    .into_any()
}

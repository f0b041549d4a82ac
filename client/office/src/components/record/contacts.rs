//! The contact people of the department, beside a concern.

use feltbog_presentation::departments as words;
use feltbog_shared::department_information::CallContact;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::texts::office_texts;

/// The people to call about a concern, or a sentence when the department names none. Nothing for any other record.
#[component]
pub(super) fn ContactPeople(open: OpenRecord, kind: Kind) -> impl IntoView {
    if kind != Kind::Concern {
        return None;
    }
    let contacts = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.contacts.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let contacts = contacts.get();
        match contacts.is_empty() {
            true => view! { <p class="hint">{office_texts().no_contact_people}</p> }.into_any(),
            false => {
                let rows = contacts.iter().map(contact_row).collect_view();
                view! { <ul class="pattern">{rows}</ul> }.into_any()
            }
        }
    };
    Some(view! { <Section title=office_texts().contacts>{rows}</Section> }.into_any())
}

fn contact_row(contact: &CallContact) -> impl IntoView + use<> {
    let dialled = contact.dialled().map(|number| {
        let phone = contact.phone.clone();
        view! { " " <a href=["tel:", &number].concat()>{phone}</a> }
    });
    view! { <li>{words::contact(contact)} {dialled}</li> }
}

//! The person's own phones, below their settings.

use feltbog_shared::own_phones::OwnPhone;
use leptos::prelude::*;

use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::phone_lock::{PhoneLockDialog, PhoneQuestion};
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::Submission;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The phones of the person who is signed in.
#[component]
pub(crate) fn OwnPhones() -> impl IntoView {
    let office = use_office();
    let phones = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().own_phones().await }
    });
    view! {
        <section class="group">
            <h2>{office_texts().own_phones}</h2>
            <Loaded answer=phones children=|phones| view! { <OwnPhoneTable phones/> }/>
        </section>
    }
    .into_any()
}

#[component]
fn OwnPhoneTable(phones: Vec<OwnPhone>) -> impl IntoView {
    let office = use_office();
    if phones.is_empty() {
        return view! { <p>{office_texts().own_phones_none}</p> }.into_any();
    }
    let (locking, question) = (Submission::new(), PhoneQuestion::new());
    let lock = Callback::new(move |()| {
        let (id, name) = question.phone();
        locking.run(async move { office.api().lock_own_phone(&id).await }, move |()| {
            question.close();
            office.changed(Notice {
                text: office_texts().phone_is_locked.with(&[&name]),
                undo: None,
            });
        });
    });
    let rows = phones
        .into_iter()
        .map(|phone| view! { <OwnPhoneRow phone question/> })
        .collect_view();
    view! {
        <ScrollableTable label=office_texts().own_phones>
            <table class="data">
                <caption class="unseen">{office_texts().own_phones}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().name}</th>
                        <th scope="col">{office_texts().enrolled_at}</th>
                        <th scope="col">{office_texts().last_seen}</th>
                        <th scope="col">{office_texts().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <PhoneLockDialog question submission=locking on_lock=lock/>
    }
    .into_any()
}

#[component]
fn OwnPhoneRow(phone: OwnPhone, question: PhoneQuestion) -> impl IntoView {
    let (id, name) = (phone.id.to_string(), phone.name.clone());
    let state = match phone.revoked_at {
        Some(at) => office_texts().phone_locked_at.with(&[&time(at)]),
        None => office_texts().phone_in_use.to_owned(),
    };
    let button = phone.revoked_at.is_none().then(|| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=[office_texts().phone_is_gone, ", ", &name].concat()
                on:click=move |_| question.ask(id.clone(), name.clone())
            >
                {office_texts().phone_is_gone}
            </button>
        }
    });
    view! {
        <tr class:ended=phone.revoked_at.is_some()>
            <th scope="row">{phone.name}</th>
            <td>{time(phone.enrolled_at)}</td>
            <td>{phone.seen_at.map(time)}</td>
            <td>{state}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

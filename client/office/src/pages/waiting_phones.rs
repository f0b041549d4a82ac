//! New phones that wait until somebody has compared the number on them.

use feltbog_shared::office_phones::{OfficeWaitingPhone, PhoneComparison};
use leptos::prelude::*;

use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// The phones that wait.
#[component]
pub(crate) fn WaitingPhonesPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let phones = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().waiting_phones(&id).await }
    });
    view! {
        <Page title=office_texts().waiting_phones>
            <p>{office_texts().waiting_phones_lead}</p>
            <Loaded answer=phones children=|phones| view! { <PhoneTable phones/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn PhoneTable(phones: Vec<OfficeWaitingPhone>) -> impl IntoView {
    if phones.is_empty() {
        return view! { <p>{office_texts().waiting_phones_none}</p> }.into_any();
    }
    let rows = phones
        .into_iter()
        .map(|phone| view! { <PhoneRow phone/> })
        .collect_view();
    view! {
        <ScrollableTable label=office_texts().waiting_phones>
            <table class="data">
                <caption class="unseen">{office_texts().waiting_phones}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().name}</th>
                        <th scope="col">{office_texts().waiting_phone}</th>
                        <th scope="col">{office_texts().waiting_since}</th>
                        <th scope="col">{office_texts().waiting_number}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn PhoneRow(phone: OfficeWaitingPhone) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
    let (name, device) = (phone.person_name.clone(), phone.device.to_string());
    // A number that is none stands for another one on the phone.
    let compare = move |number: String| {
        let (id, device, name) = (organisation.id.get_untracked(), device.clone(), name.clone());
        let comparison = PhoneComparison { number };
        submission.run(
            async move { office.api().compare_phone(&id, &device, &comparison).await },
            move |outcome| {
                let sentence = match outcome.is_confirmed {
                    true => office_texts().waiting_confirmed,
                    false => office_texts().waiting_refused,
                };
                office.changed(Notice {
                    text: sentence.with(&[&name]),
                    undo: None,
                });
            },
        );
    };
    let refuse = compare.clone();
    let number = phone.number.clone();
    let label = |label: &str| [label, ", ", &phone.person_name].concat();
    let (same, other) = (
        label(office_texts().waiting_same),
        label(office_texts().waiting_other),
    );
    view! {
        <tr>
            <th scope="row">{phone.person_name}</th>
            <td>{phone.phone_name}</td>
            <td>{time(phone.enrolled_at)}</td>
            <td><strong class="code-text">{phone.number}</strong></td>
            <td>
                <div class="buttons">
                    <button
                        type="button"
                        class="button small primary"
                        aria-label=same
                        on:click=move |_| compare(number.clone())
                    >
                        {office_texts().waiting_same}
                    </button>
                    <button
                        type="button"
                        class="button small"
                        aria-label=other
                        on:click=move |_| refuse(String::new())
                    >
                        {office_texts().waiting_other}
                    </button>
                </div>
                <SubmissionProblem submission/>
            </td>
        </tr>
    }
    .into_any()
}

//! Items of a form that are no fields: notices, and the way to an area's sign.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::consent::{ConsentProblem, consent_problem};
use feltbog_shared::model::{Kind, SocialVisit};
use leptos::prelude::*;

use super::form::{Form, HOMES};
use crate::contexts::use_identity;
use crate::pages::department_information::{contacts_of, escalations_of, municipal_contacts_of};
use crate::pages::lists;
use crate::pages::sign;
use crate::state::editor::Phase;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::forms;
use feltbog_presentation::harm;
use feltbog_presentation::labels;
use feltbog_presentation::round::{two_persons_at, unwanted_until};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::icon::{Icon, SvgIcon};

/// The link to the sign that is printed.
#[component]
pub(super) fn SignLink(form: Form) -> impl IntoView {
    let editor = form.editor;
    view! {
        <Show when=move || editor.phase.get() == Phase::Here>
            <a class="text-link" href=sign::path(editor.document)>
                <SvgIcon icon=Icon::Book/>
                <span>{page_texts().sign}</span>
            </a>
        </Show>
    }
    .into_any()
}

/// The emergency call, while the case is acute.
#[component]
pub(super) fn DangerNotice(form: Form) -> impl IntoView {
    view! {
        <Show when=move || form.editor.fields.with(forms::is_acute)>
            <p class="danger">
                <span>{page_texts().call_112}</span>
                <a class="button" href="tel:112">
                    <SvgIcon icon=Icon::Call/>
                    <span>{page_texts().call_112_button}</span>
                </a>
            </p>
        </Show>
    }
    .into_any()
}

/// The reason why the record is not passed on as it is, as soon as the resident's answer is known.
#[component]
pub(super) fn ConsentNotice(form: Form) -> impl IntoView {
    let editor = form.editor;
    let sentence = Memo::new(move |_| {
        let problem = editor
            .fields
            .with(|record| consent_problem(editor.kind, record))?;
        // A choice that is not made yet is asked for when the author says that the record is finished.
        let is_said = problem == ConsentProblem::ResidentSaidNo || editor.blocked.get().is_some();
        is_said.then(|| match (problem, editor.kind) {
            (ConsentProblem::NoReceiver, _) => page_texts().consent_no_receiver,
            (ConsentProblem::ResidentSaidNo, Kind::Concern) => page_texts().consent_said_no_concern,
            (ConsentProblem::ResidentSaidNo, _) => page_texts().consent_said_no,
            (ConsentProblem::NoYesAndNoBasis, _) => page_texts().consent_no_yes,
        })
    });
    let notice = move || {
        sentence
            .get()
            .map(|sentence| view! { <p class="danger">{sentence}</p> })
    };
    view! { <div class="warns" role="alert">{notice}</div> }.into_any()
}

/// The department's contact person, while the concern goes to them, and whom they refer to in the municipality.
#[component]
pub(super) fn ContactPersonNotice(form: Form) -> impl IntoView {
    let editor = form.editor;
    view! {
        <Show when=move || editor.fields.with(forms::goes_to_contact_person)>
            {contacts_of(editor.department)}
            {escalations_of(editor.department, String::new())}
            {municipal_contacts_of(editor.department)}
        </Show>
    }
    .into_any()
}

/// Advice that follows from the answers about harm, each sentence with its reason.
#[component]
pub(super) fn HarmNotice(form: Form) -> impl IntoView {
    let editor = form.editor;
    let sentences = Memo::new(move |_| editor.fields.with(|party| harm::advice(texts(), party)));
    let notice = move || {
        let sentences = sentences.get().into_iter();
        sentences
            .map(|sentence| view! { <p class="lead">{sentence}</p> })
            .collect_view()
    };
    view! { <div class="warns" role="status">{notice}</div> }.into_any()
}

/// Warns that the resident of this dwelling wants no contact.
#[component]
pub(super) fn UnwantedNotice(form: Form) -> impl IntoView {
    let access = untrack(|| use_identity().access())?;
    let listing = lists::follow(&access, &HOMES, None);
    let editor = form.editor;
    let sentence = Memo::new(move |_| {
        let present = present();
        let until = lists::with_items(&listing, |items| {
            // This visit itself may be the one at which they said so.
            let is_other = |item: &&ListItem| item.document != editor.document;
            let others: Vec<_> = items.iter().filter(is_other).cloned().collect();
            editor
                .fields
                .with(|visit| unwanted_until(&others, visit, present.today(), platform::offset))
        });
        until.map(|until| {
            page_texts()
                .contact_unwanted
                .with(&[&present.day(texts(), until)])
        })
    });
    let notice = move || {
        sentence
            .get()
            .map(|sentence| view! { <p class="danger">{sentence}</p> })
    };
    Some(view! { <div class="warns" role="status">{notice}</div> }.into_any())
}

/// Warns that two should go to this dwelling: why, who wrote it, until when, and when somebody looks at it again.
#[component]
pub(super) fn TwoPersonsNotice(form: Form) -> impl IntoView {
    let identity = use_identity();
    let access = untrack(|| identity.access())?;
    let listing = lists::follow(&access, &HOMES, None);
    let editor = form.editor;
    let sentences = Memo::new(move |_| {
        let present = present();
        let today = present.today();
        lists::with_items(&listing, |items| {
            editor.fields.with(|visit| {
                let noted = two_persons_at(items, visit, today, platform::offset)?;
                let field = SocialVisit::safety_reason().name();
                let reason = labels::value(texts(), Kind::SocialVisit, field, noted.reason);
                let why = page_texts().two_persons_why.with(&[
                    reason.unwrap_or(page_texts().two_persons_no_reason),
                    &identity.name_of(Some(noted.author)),
                    &present.day(texts(), noted.until),
                    &present.day(texts(), noted.review_on()),
                ]);
                Some((why, noted.review_on() <= today))
            })
        })
    });
    let notice = move || {
        sentences.get().map(|(why, is_due)| {
            let review = is_due.then(|| view! { <p>{page_texts().two_persons_review}</p> });
            view! {
                <p class="danger">{why}</p>
                {review}
            }
        })
    };
    Some(view! { <div class="warns" role="status">{notice}</div> }.into_any())
}

//! A resident who moves: with their yes, the department that they move to gets a handover.

use feltbog_presentation::texts::texts;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::handover::HandoverSubject;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::office_relocation::{Relocation, RelocationTarget};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, LineField, SelectField};
use leptos::prelude::*;

use super::OpenRecord;
use crate::components::loaded::{Failed, Waiting};
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::new_document;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// Whether records of a kind are about a resident who may move.
pub(super) fn can_be_about_moving(kind: Kind) -> bool {
    matches!(kind, Kind::SocialVisit | Kind::Concern | Kind::Handover)
}

/// The way to the other department. Nothing is read before the person opens it.
#[component]
pub(super) fn Moving(open: OpenRecord) -> impl IntoView {
    let office = use_office();
    let department = open.place.department;
    let is_open = RwSignal::new(false);
    let form = move || {
        is_open.get().then(|| {
            let targets =
                LocalResource::new(move || async move { office.api().relocation_targets(department).await });
            move || match targets.get() {
                None => view! { <Waiting/> }.into_any(),
                Some(Ok(targets)) => view! { <MovingForm department targets is_open/> }.into_any(),
                Some(Err(error)) => view! { <Failed error on_retry=move |()| targets.refetch()/> }.into_any(),
            }
        })
    };
    view! {
        <button
            type="button"
            class="button small no-print"
            aria-expanded=move || if is_open.get() { "true" } else { "false" }
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {office_texts().relocate}
        </button>
        {form}
    }
    .into_any()
}

#[component]
fn MovingForm(
    department: DepartmentId,
    targets: Vec<RelocationTarget>,
    /// Whether the form is shown.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let token = StoredValue::new(new_document());
    let (to, subject) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (dwelling, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let says_yes = RwSignal::new(false);
    let nothing = || (String::new(), office_texts().choose_department.to_owned());
    let mut departments: Vec<Offer> = vec![nothing()];
    departments.extend(targets.into_iter().map(|target| {
        let label = [&target.name, ", ", &target.organisation_name].concat();
        (target.id.to_string(), label)
    }));
    let subjects: Vec<Offer> = HandoverSubject::KEYS
        .iter()
        .enumerate()
        .map(|(place, key)| ((*key).to_owned(), texts().handover_subject.at(place).to_owned()))
        .collect();
    if let Some((first, _)) = subjects.first() {
        subject.set(first.clone());
    }
    let can_be_sent = move || says_yes.get() && !to.read().is_empty();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Ok(target) = to.get_untracked().parse() else {
            return;
        };
        let relocation = Relocation {
            token: token.get_value(),
            to: target,
            subject: subject.get_untracked(),
            dwelling: dwelling.get_untracked(),
            text: text.get_untracked(),
            resident_says_yes: says_yes.get_untracked(),
        };
        submission.run(
            async move { office.api().relocate(department, &relocation).await },
            move |()| {
                office.changed(Notice {
                    text: office_texts().relocated.to_owned(),
                    undo: None,
                });
                let _ = is_open.try_set(false);
            },
        );
    };
    view! {
        <form class="new-record" on:submit=send>
            <p class="hint">{office_texts().relocate_hint}</p>
            <SelectField
                id="relocation-to"
                label=office_texts().department
                offers=Signal::stored(departments)
                value=to
                on_choose=move |id| to.set(id)
            />
            <SelectField
                id="relocation-subject"
                label=texts().field(Kind::Handover, "subject")
                offers=Signal::stored(subjects)
                value=subject
                on_choose=move |key| subject.set(key)
            />
            <LineField
                id="relocation-dwelling"
                label=office_texts().relocate_home
                value=dwelling
                on_input=move |typed| dwelling.set(typed)
            />
            <LineField
                id="relocation-text"
                label=texts().field(Kind::Handover, "text")
                value=text
                on_input=move |typed| text.set(typed)
            />
            <CheckField
                id="relocation-yes"
                label=office_texts().relocate_yes
                value=says_yes
                on_change=move |is_on| says_yes.set(is_on)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <button type="submit" class="button primary" disabled=move || !can_be_sent()>
                    {office_texts().relocate_send}
                </button>
            </div>
        </form>
    }
    .into_any()
}

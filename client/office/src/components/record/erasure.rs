//! The day on which a record is erased, and a hold that keeps it.

use feltbog_shared::office::desk::{DeskErasure, DeskHold, HoldWanted};
use feltbog_ui::form::LineField;
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::name_of;
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// The planned erasure of a record. Nothing for a record that is kept, or still open without a hold.
#[component]
pub(super) fn PlannedErasure(open: OpenRecord) -> impl IntoView {
    let planned = Memo::new(move |_| open.record.read().as_ref()?.erasure.clone());
    let may_update = Memo::new(move |_| {
        open.record
            .read()
            .as_ref()
            .is_some_and(|record| record.may.update)
    });
    move || {
        let DeskErasure { on, hold } = planned.get()?;
        let content = match (hold, on) {
            (Some(hold), _) => view! { <Held open hold may_update=may_update.get()/> }.into_any(),
            (None, Some(on)) => view! { <Due open on may_update=may_update.get()/> }.into_any(),
            (None, None) => return None,
        };
        Some(view! { <Section title=office_texts().erasure>{content}</Section> })
    }
}

/// The day, and the field for a reason to keep the record.
#[component]
fn Due(open: OpenRecord, on: String, may_update: bool) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let reason = RwSignal::new(String::new());
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let wanted = HoldWanted {
            reason: reason.get_untracked(),
        };
        submission.run(
            async move { office.api().hold_record(open.place, &wanted).await },
            move |()| open.changed(office.api()),
        );
    };
    let form = may_update.then(|| {
        view! {
            <form on:submit=keep>
                <LineField
                    id="hold-reason"
                    label=office_texts().hold_reason
                    hint=office_texts().hold_reason_hint
                    value=reason
                    on_input=move |text| reason.set(text)
                />
                <button type="submit" class="button small">{office_texts().hold_record}</button>
                <SubmissionProblem submission/>
            </form>
        }
    });
    view! {
        <p>{office_texts().erased_on.with(&[&wording::day_in_words(&on)])}</p>
        {form}
    }
    .into_any()
}

/// The reason why the record is kept, and the button that lets go of it.
#[component]
fn Held(open: OpenRecord, hold: DeskHold, may_update: bool) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let release = move |_| {
        submission.run(
            async move { office.api().release_record(open.place).await },
            move |()| open.changed(office.api()),
        );
    };
    let name = name_of(&hold.by.to_string());
    let button = may_update.then(|| {
        view! {
            <button type="button" class="button small" on:click=release>
                {office_texts().release_record}
            </button>
            <SubmissionProblem submission/>
        }
    });
    view! {
        <p>{office_texts().held_by.with(&[&name])}</p>
        <p>{hold.reason}</p>
        {button}
    }
    .into_any()
}

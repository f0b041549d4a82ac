//! The erasure of a record that was made by mistake: alone for an own one, by two people for another's.

use feltbog_shared::office::approvals::ApprovalDecision;
use feltbog_shared::office::erasure_by_hand::{AskedErasure, ErasureOutcome, ErasureWanted};
use feltbog_ui::form::LinesField;
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, Office, use_office};
use crate::texts::office_texts;
use crate::wording;

/// The request that waits, or the form for one. Nothing for who takes no part in it.
#[component]
pub(super) fn ErasingByHand(open: OpenRecord) -> impl IntoView {
    let erasure = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.erasure_by_hand.clone())
            .unwrap_or_default()
    });
    move || {
        let erasure = erasure.get();
        let (is_alone, belonging) = (erasure.is_alone, erasure.belonging);
        let content = match (erasure.asked, erasure.may_ask) {
            (Some(asked), _) => view! { <Asked open asked/> }.into_any(),
            (None, true) => view! { <AskForm open is_alone belonging/> }.into_any(),
            (None, false) => return None,
        };
        Some(view! { <Section title=office_texts().erase_by_hand>{content}</Section> })
    }
}

/// Shows what came of a request: a record that is gone leaves the panel.
fn show_outcome(office: Office, open: OpenRecord, outcome: ErasureOutcome, otherwise: &'static str) {
    let text = match outcome.erased {
        0 => otherwise,
        _ => office_texts().erase_done,
    };
    office.changed(Notice {
        text: text.to_owned(),
        undo: None,
    });
    match outcome.erased {
        0 => open.changed(office.api()),
        _ => open.gone(office.api()),
    }
}

/// The form that erases an own record, or asks a second person.
#[component]
fn AskForm(open: OpenRecord, is_alone: bool, belonging: usize) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let reason = RwSignal::new(String::new());
    let texts = office_texts();
    let (hint, label) = match is_alone {
        true => (texts.erase_hint_alone, texts.erase_now),
        false => (texts.erase_hint_two, texts.erase_ask),
    };
    let others = (belonging > 0).then(|| {
        let count = i64::try_from(belonging).unwrap_or(i64::MAX);
        view! { <p>{office_texts().erase_belonging.of(count)}</p> }
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let wanted = ErasureWanted {
            reason: reason.get_untracked(),
        };
        submission.run(
            async move { office.api().ask_erasure(open.place, &wanted).await },
            move |outcome| show_outcome(office, open, outcome, office_texts().erase_sent),
        );
    };
    view! {
        <details class="folded no-print">
            <summary>{texts.erase_open}</summary>
            <form class="new-record" on:submit=send>
                <p>{hint}</p>
                {others}
                <LinesField
                    id="erase-reason"
                    label=texts.erase_reason
                    hint=texts.erase_reason_hint
                    value=reason
                    on_input=move |text| reason.set(text)
                />
                <SubmissionProblem submission/>
                <div class="buttons">
                    <SubmitButton label submission/>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// A request that waits, with what the person may do about it.
#[component]
fn Asked(open: OpenRecord, asked: AskedErasure) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let decide = move |is_approved: bool| {
        submission.run(
            async move {
                let decision = ApprovalDecision { is_approved };
                office.api().decide_erasure(open.place, &decision).await
            },
            move |outcome| show_outcome(office, open, outcome, office_texts().erase_kept),
        );
    };
    let button = move |label: &'static str, is_approved: bool| {
        view! {
            <button type="button" class="button small" on:click=move |_| decide(is_approved)>
                {label}
            </button>
        }
    };
    let texts = office_texts();
    let day = wording::day_in_words(&asked.asked_at.danish_day().to_string());
    let asked_by = texts.erase_asked_by.with(&[&asked.asked_by.name, &day]);
    let buttons = match asked.is_own {
        true => view! {
            <p class="hint">{texts.erase_waits}</p>
            <div class="buttons no-print">{button(texts.erase_take_back, false)}</div>
        }
        .into_any(),
        false => view! {
            <p class="hint">{texts.erase_for_ever}</p>
            <div class="buttons no-print">
                {button(texts.erase_now, true)} {button(texts.erase_no, false)}
            </div>
        }
        .into_any(),
    };
    view! {
        <p class="record-line">{asked_by}</p>
        <p>{asked.reason}</p>
        {buttons}
        <SubmissionProblem submission/>
    }
    .into_any()
}

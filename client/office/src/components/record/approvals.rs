//! Steps of a case that a second person agrees to: asked for, agreed to, refused or taken back.

use feltbog_shared::model::Kind;
use feltbog_shared::model::conflict_case::Outcome;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::approvals::{
    ApprovalAct, ApprovalDecision, ApprovalWanted, CaseApproval, DIRECT_WAY_NUMBERS,
};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{LinesField, SelectField};
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;
use crate::wording;

/// The name of a step.
pub(crate) fn act_name(act: ApprovalAct) -> &'static str {
    match act {
        ApprovalAct::DirectWay => office_texts().approval_direct_way,
        ApprovalAct::Close => office_texts().approval_close,
    }
}

fn ask_label(act: ApprovalAct) -> &'static str {
    match act {
        ApprovalAct::DirectWay => office_texts().ask_direct_way,
        ApprovalAct::Close => office_texts().ask_close,
    }
}

fn day_of(at: Moment) -> String {
    wording::day_in_words(&at.danish_day().to_string())
}

/// The numbers of section 81 for which the direct way is open.
fn number_offers() -> Vec<Offer> {
    let words = office_texts().approval_number;
    let numbers = DIRECT_WAY_NUMBERS.iter().zip(words);
    numbers
        .map(|(number, label)| (number.to_string(), label.to_owned()))
        .collect()
}

/// The words of a step beside its reason: the number of the act, or the outcome.
fn particulars(one: &CaseApproval) -> String {
    let labelled = |offers: Vec<Offer>, key: &str| {
        let found = offers.into_iter().find(|(known, _)| known == key);
        found.map(|(_, label)| label).unwrap_or_default()
    };
    match (one.section_81, one.outcome.as_deref()) {
        (Some(number), _) => labelled(number_offers(), &number.to_string()),
        (None, Some(outcome)) => labelled(wording::offers::<Outcome>(Kind::ConflictCase, "outcome"), outcome),
        (None, None) => String::new(),
    }
}

/// The steps of a case that were asked for, and those that can be asked for.
#[component]
pub(super) fn Approvals(open: OpenRecord) -> impl IntoView {
    let approvals = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.approvals.clone())
            .unwrap_or_default()
    });
    let is_there = Memo::new(move |_| {
        let approvals = approvals.read();
        !approvals.asked.is_empty() || !approvals.may_ask.is_empty()
    });
    let asking = RwSignal::new(None::<ApprovalAct>);
    let asked = move || {
        let rows = approvals.get().asked.into_iter();
        rows.map(|one| view! { <AskedStep open one/> }).collect_view()
    };
    let buttons = move || {
        let button = |act: ApprovalAct| {
            let toggle = move |_| asking.update(|shown| *shown = (*shown != Some(act)).then_some(act));
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-expanded=move || if asking.get() == Some(act) { "true" } else { "false" }
                    on:click=toggle
                >
                    {ask_label(act)}
                </button>
            }
        };
        approvals.get().may_ask.into_iter().map(button).collect_view()
    };
    let form = move || {
        let act = asking.get()?;
        Some(view! { <AskForm open act asking/> })
    };
    move || {
        is_there.get().then(|| {
            view! {
                <Section title=office_texts().approvals>
                    <ul class="approvals">{asked}</ul>
                    <div class="buttons no-print">{buttons}</div>
                    {form}
                </Section>
            }
        })
    }
}

/// A step that was asked for, with what the person may do about it.
#[component]
fn AskedStep(open: OpenRecord, one: CaseApproval) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let act = one.act;
    let decide = move |is_approved: bool| {
        submission.run(
            async move {
                let decision = ApprovalDecision { is_approved };
                office.api().decide_approval(open.place, act, &decision).await
            },
            move |()| {
                open.changed(office.api());
                office.changed(Notice {
                    text: office_texts().approval_decided.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let particulars = particulars(&one);
    let asked_by = office_texts()
        .approval_asked_by
        .with(&[&one.asked_by.name, &day_of(one.asked_at)]);
    let button = move |label: &'static str, is_approved: bool| {
        view! {
            <button type="button" class="button small" on:click=move |_| decide(is_approved)>
                {label}
            </button>
        }
    };
    let texts = office_texts();
    let end = match (&one.decided_by, one.decided_at) {
        (Some(by), Some(at)) => {
            let sentence = match one.is_approved {
                true => texts.approval_agreed,
                false => texts.approval_refused,
            };
            view! { <p>{sentence.with(&[&by.name, &day_of(at)])}</p> }.into_any()
        }
        _ if one.is_own => view! {
            <p class="hint">{texts.approval_waits}</p>
            <div class="buttons no-print">{button(texts.approval_take_back, false)}</div>
        }
        .into_any(),
        _ => view! {
            <div class="buttons no-print">
                {button(texts.approval_yes, true)} {button(texts.approval_no, false)}
            </div>
        }
        .into_any(),
    };
    view! {
        <li>
            <p>
                <strong>{act_name(act)}</strong>
                " "
                {particulars}
            </p>
            <p class="record-line">{asked_by}</p>
            <p>{one.reason}</p>
            {end}
            <SubmissionProblem submission/>
        </li>
    }
}

/// The form that asks for a step.
#[component]
fn AskForm(
    open: OpenRecord,
    act: ApprovalAct,
    /// The step whose form is shown.
    asking: RwSignal<Option<ApprovalAct>>,
) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let reason = RwSignal::new(String::new());
    let (label, hint, offers) = match act {
        ApprovalAct::DirectWay => (
            office_texts().approval_what,
            office_texts().approval_hint_direct,
            number_offers(),
        ),
        ApprovalAct::Close => (
            office_texts().approval_outcome,
            office_texts().approval_hint_close,
            wording::offers::<Outcome>(Kind::ConflictCase, "outcome"),
        ),
    };
    let first = offers.first().map(|(key, _)| key.clone()).unwrap_or_default();
    let choice = RwSignal::new(first);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let chosen = choice.get_untracked();
        let is_direct = act == ApprovalAct::DirectWay;
        let wanted = ApprovalWanted {
            act,
            reason: reason.get_untracked(),
            section_81: chosen.parse().ok().filter(|_| is_direct),
            outcome: Some(chosen).filter(|_| !is_direct),
        };
        submission.run(
            async move { office.api().ask_approval(open.place, &wanted).await },
            move |()| {
                open.changed(office.api());
                let _ = asking.try_set(None);
                office.changed(Notice {
                    text: office_texts().approval_sent.to_owned(),
                    undo: None,
                });
            },
        );
    };
    view! {
        <form class="new-record" on:submit=send>
            <SelectField
                id="approval-choice"
                label
                offers=Signal::stored(offers)
                value=choice
                on_choose=move |key| choice.set(key)
            />
            <LinesField
                id="approval-reason"
                label=office_texts().approval_reason
                hint
                value=reason
                on_input=move |text| reason.set(text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().approval_ask submission/>
            </div>
        </form>
    }
    .into_any()
}

//! The funding and the first tasks of an effort in its form.

use feltbog_shared::office::efforts::WHOLE_FUNDING;
use feltbog_ui::form::{LineField, problem_of};
use leptos::prelude::*;

use super::draft::{Draft, Problems};
use super::form_places::RemoveButton;
use super::words::share_in_words;
use crate::effort_texts::effort_texts;

/// Id of the known parties, for the browser's own suggestions.
const PARTIES: &str = "effort-parties";

/// The parties that pay, with their shares and the sum.
#[component]
pub(super) fn FundingGroup(draft: Draft, problems: Problems, parties: Vec<String>) -> impl IntoView {
    let texts = effort_texts();
    let count = Memo::new(move |_| draft.read().record.funding.len());
    let sum = move || {
        let draft = draft.read();
        let sum = draft.funding_sum();
        if draft.record.funding.is_empty() {
            return String::new();
        }
        let told = share_in_words(sum);
        match sum.cmp(&WHOLE_FUNDING) {
            core::cmp::Ordering::Equal => texts.funding_whole.with(&[&told]),
            core::cmp::Ordering::Less => {
                let rest = share_in_words(WHOLE_FUNDING - sum);
                texts.funding_lacks.with(&[&told, &rest])
            }
            core::cmp::Ordering::Greater => {
                let rest = share_in_words(sum - WHOLE_FUNDING);
                texts.funding_too_much.with(&[&told, &rest])
            }
        }
    };
    let problem = problem_of(problems, "effort-funding");
    let known = parties
        .into_iter()
        .map(|party| view! { <option value=party></option> });
    view! {
        <fieldset class="group" id="effort-funding" tabindex="-1">
            <legend>{texts.funding}</legend>
            <p class="hint">{texts.funding_hint}</p>
            <datalist id=PARTIES>{known.collect_view()}</datalist>
            <For each=move || 0..count.get() key=|place| *place let:place>
                <FundingRow draft problems place/>
            </For>
            <p role="status">{sum}</p>
            <p class="problem" role="alert">{problem}</p>
            <div class="buttons">
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| draft.update(|draft| draft.add_funding("", ""))
                >
                    {texts.add_funding}
                </button>
                <Show when=move || count.get() == 0>
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| draft.update(|draft| draft.add_usual_funding())
                    >
                        {texts.add_usual_funding}
                    </button>
                </Show>
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn FundingRow(draft: Draft, problems: Problems, place: usize) -> impl IntoView {
    let name = ["effort-funding-", &place.to_string()].concat();
    let share_id = [&name, "-share"].concat();
    let party = Signal::derive(move || {
        let draft = draft.read();
        let line = draft.record.funding.get(place);
        line.map(|line| line.party.clone()).unwrap_or_default()
    });
    let write_party = move |text: String| {
        draft.update(|draft| {
            if let Some(line) = draft.record.funding.get_mut(place) {
                line.party = text;
            }
        });
    };
    let write_share = move |text: String| {
        draft.update(|draft| {
            if let Some(share) = draft.shares.get_mut(place) {
                *share = text;
            }
        });
    };
    let party_id = [&name, "-party"].concat();
    view! {
        <div class="form-row">
            <div class="field">
                <label for=party_id.clone()>{effort_texts().funder}</label>
                <input
                    class="line"
                    type="text"
                    id=party_id
                    list=PARTIES
                    autocomplete="off"
                    prop:value=party
                    on:input=move |event| write_party(event_target_value(&event))
                />
            </div>
            <LineField
                id=share_id.clone()
                label=effort_texts().share
                keyboard=Some("decimal")
                value=Signal::derive(move || draft.read().shares.get(place).cloned().unwrap_or_default())
                problem=problem_of(problems, share_id)
                on_input=write_share
            />
            <RemoveButton on_press=move |()| draft.update(|draft| draft.remove_funding(place))/>
        </div>
    }
    .into_any()
}

/// The tasks of each department when the effort begins there.
#[component]
pub(super) fn OnboardingGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let count = Memo::new(move |_| draft.read().record.onboarding.len());
    view! {
        <fieldset class="group">
            <legend>{texts.onboarding}</legend>
            <p class="hint">{texts.onboarding_hint}</p>
            <For each=move || 0..count.get() key=|place| *place let:place>
                <OnboardingRow draft problems place/>
            </For>
            <button type="button" class="button small" on:click=move |_| draft.update(|draft| draft.add_step())>
                {texts.add_step}
            </button>
        </fieldset>
    }
    .into_any()
}

#[component]
fn OnboardingRow(draft: Draft, problems: Problems, place: usize) -> impl IntoView {
    let name = ["effort-step-", &place.to_string()].concat();
    let (title_id, days_id) = ([&name, "-name"].concat(), [&name, "-days"].concat());
    let title = Signal::derive(move || {
        let draft = draft.read();
        let step = draft.record.onboarding.get(place);
        step.map(|step| step.title.clone()).unwrap_or_default()
    });
    let write_title = move |text: String| {
        draft.update(|draft| {
            if let Some(step) = draft.record.onboarding.get_mut(place) {
                step.title = text;
            }
        });
    };
    let write_days = move |text: String| {
        draft.update(|draft| {
            if let Some(days) = draft.days.get_mut(place) {
                *days = text;
            }
        });
    };
    view! {
        <div class="form-row">
            <LineField
                id=title_id.clone()
                label=effort_texts().step_title
                value=title
                problem=problem_of(problems, title_id)
                on_input=write_title
            />
            <LineField
                id=days_id.clone()
                label=effort_texts().step_days
                keyboard=Some("numeric")
                value=Signal::derive(move || draft.read().days.get(place).cloned().unwrap_or_default())
                problem=problem_of(problems, days_id)
                on_input=write_days
            />
            <RemoveButton on_press=move |()| draft.update(|draft| draft.remove_step(place))/>
        </div>
    }
    .into_any()
}

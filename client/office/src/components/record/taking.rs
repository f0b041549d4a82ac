//! The holder of a record at the desk: taken, let go, or given to a colleague.

use feltbog_shared::office::desk::{DeskName, TriageAct, TriageRequest};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use super::OpenRecord;
use crate::components::print_button::PrintButton;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::{LastAct, done_count, refusals, use_desk};
use crate::request_token::new_token;
use crate::state::use_office;
use crate::texts::office_texts;

/// Buttons to take a record or let it go, and the colleagues it can be given to.
#[component]
pub(super) fn Taking(open: OpenRecord) -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let submission = Submission::new();
    let send = Callback::new(move |(act, text): (TriageAct, &'static str)| {
        let token = new_token();
        let request = TriageRequest {
            token: token.clone(),
            items: vec![open.place],
            act,
        };
        let api = office.api();
        submission.run(async move { api.triage(&request).await }, move |report| {
            desk.last_act.set(Some(LastAct {
                text: text.to_owned(),
                problems: refusals(&report),
                token,
                done: done_count(&report),
            }));
            open.changed(office.api());
        });
    });
    let is_mine = Memo::new(move |_| {
        let record = open.record.read();
        let taken = record.as_ref().and_then(|record| record.taken_by.as_ref());
        taken.map(|name| Some(name.id) == desk.person())
    });
    let take = move || match is_mine.get() {
        Some(true) => view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| send.run((TriageAct::Release, office_texts().did_release))
            >
                {office_texts().release}
            </button>
        }
        .into_any(),
        _ => view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| send.run((TriageAct::Take, office_texts().did_take))
            >
                {office_texts().take}
            </button>
        }
        .into_any(),
    };
    let offers = Memo::new(move |_| {
        let record = open.record.read();
        let people = record
            .as_ref()
            .filter(|record| record.may.assign)
            .map(|record| record.may.assignees.clone());
        offers(people.unwrap_or_default())
    });
    let give = move |id: String| {
        if let Ok(person) = id.parse() {
            send.run((TriageAct::Assign { person }, office_texts().did_give));
        }
    };
    view! {
        <div class="taking no-print">
            {take}
            <Show when=move || 1 < offers.read().len()>
                <SelectField
                    id="give-record"
                    label=office_texts().give_to
                    offers
                    value=Signal::derive(String::new)
                    on_choose=give
                />
            </Show>
            <PrintButton class="small"/>
        </div>
        <SubmissionProblem submission/>
    }
    .into_any()
}

/// The people behind the offer to choose one.
fn offers(people: Vec<DeskName>) -> Vec<Offer> {
    let mut offers = vec![(String::new(), office_texts().choose_colleague.to_owned())];
    offers.extend(
        people
            .into_iter()
            .map(|person| (person.id.to_string(), person.name)),
    );
    offers
}

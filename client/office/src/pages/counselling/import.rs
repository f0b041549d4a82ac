//! Import of the fortnightly list of arrears: first the plan, with every fault and every change, then the change itself.

use feltbog_shared::moment::Day;
use feltbog_shared::office::ImportPlan;
use feltbog_ui::form::LineField;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::ARREARS_PATH;
use crate::api::ImportChoices;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::counselling_texts::counselling_texts;
use crate::desk::today;
use crate::pages::imports::PlanView;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// Whether a list can be of a day.
fn is_possible(text: &str) -> bool {
    Day::parse(text).is_some_and(|day| day <= today())
}

/// The page of the import.
#[component]
pub(crate) fn ArrearsImportPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let file = RwSignal::new_local(None::<File>);
    let plan = RwSignal::new(None::<ImportPlan>);
    let choices = RwSignal::new(ImportChoices::default());
    let list_on = RwSignal::new(today().to_string());
    let day_problem = Memo::new(move |_| match is_possible(&list_on.read()) {
        true => String::new(),
        false => counselling_texts().list_on_wanted.to_owned(),
    });
    let (planning, applying) = (Submission::new(), Submission::new());
    // The number of plans that were wanted, and of the last one that was asked for.
    let (wanted, asked) = (RwSignal::new(0_u32), StoredValue::new(0_u32));
    let make_plan = move || {
        plan.set(None);
        planning.error.set(None);
        applying.error.set(None);
        wanted.update(|wanted| *wanted += 1);
    };
    // A choice that is changed while a file is read is followed by another plan.
    Effect::new(move |_| {
        let (number, is_busy) = (wanted.get(), planning.is_busy.get());
        if is_busy || number == asked.get_value() {
            return;
        }
        asked.set_value(number);
        let Some(chosen) = file
            .get_untracked()
            .filter(|_| is_possible(&list_on.read_untracked()))
        else {
            return;
        };
        let (organisation, choices) = (organisation.get_untracked(), choices.get_untracked());
        let list_on = list_on.get_untracked();
        planning.run(
            async move {
                office
                    .api()
                    .plan_arrears(&organisation, &list_on, &chosen, &choices)
                    .await
            },
            move |found| {
                // The page may have been left meanwhile, and its signals with it.
                if wanted.try_get_untracked() == Some(number) {
                    plan.set(Some(found));
                }
            },
        );
    });
    let input_of = |event: &web_sys::Event| {
        let target = event.target();
        target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    };
    let choose_file = move |event: web_sys::Event| {
        let files = input_of(&event).and_then(|input| input.files());
        file.set(files.and_then(|files| files.item(0)));
        choices.set(ImportChoices::default());
        make_plan();
    };
    // A browser tells of a file only when it is another than before; one that was corrected is chosen again.
    let begin_anew = move |event: web_sys::MouseEvent| {
        if let Some(input) = input_of(&event) {
            input.set_value("");
        }
        file.set(None);
        make_plan();
    };
    let give_field = move |(header, field): (String, String)| {
        choices.update(|choices| {
            choices.columns.retain(|(other, _)| *other != header);
            choices.columns.push((header, field));
        });
        make_plan();
    };
    let apply = move |(hash, accepted): (String, Vec<String>)| {
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, choices) = (organisation.get_untracked(), choices.get_untracked());
        let list_on = list_on.get_untracked();
        applying.run(
            async move {
                office
                    .api()
                    .apply_arrears(&organisation, &list_on, &chosen, &choices, (&hash, &accepted))
                    .await
            },
            move |done| {
                office.changed(Notice {
                    text: office_texts().import_applied.to_owned(),
                    undo: None,
                });
                let _ = plan.try_set(Some(done));
            },
        );
    };
    let choose_day = move |text: String| {
        list_on.set(text);
        make_plan();
    };
    view! {
        <Page title=counselling_texts().import_title>
            <p>
                <a href=ARREARS_PATH>{counselling_texts().all_arrears}</a>
            </p>
            <p>{counselling_texts().import_lead}</p>
            <section class="group">
                <LineField
                    id="arrears-day"
                    label=counselling_texts().list_on
                    hint=counselling_texts().list_on_hint
                    kind="date"
                    value=list_on
                    problem=day_problem
                    on_input=choose_day
                />
                <div class="field">
                    <label for="arrears-file">{office_texts().import_file}</label>
                    <p class="hint" id="arrears-file-h">{counselling_texts().import_hint}</p>
                    <input
                        type="file"
                        class="line"
                        id="arrears-file"
                        accept=".csv,.txt,.xlsx"
                        aria-describedby="arrears-file-h"
                        on:click=begin_anew
                        on:change=choose_file
                    />
                </div>
                <SubmissionProblem submission=planning/>
                <p role="status">{move || planning.is_busy.get().then_some(office_texts().import_reading)}</p>
            </section>
            {move || plan.get().map(|plan| view! { <PlanView plan on_apply=apply on_field=give_field/> })}
            <SubmissionProblem submission=applying/>
        </Page>
    }
    .into_any()
}

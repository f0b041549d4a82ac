//! Import of indicators from a file: first the plan, with every fault and every change, then the change itself.

use feltbog_shared::office::ImportPlan;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::organisation_path;
use crate::api::ImportChoices;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::monitoring_texts::monitoring_texts;
use crate::pages::imports::PlanView;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The page of the import.
#[component]
pub(crate) fn IndicatorImportPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let file = RwSignal::new_local(None::<File>);
    let plan = RwSignal::new(None::<ImportPlan>);
    let choices = RwSignal::new(ImportChoices::default());
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
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, choices) = (organisation.get_untracked(), choices.get_untracked());
        planning.run(
            async move {
                office
                    .api()
                    .plan_indicators(&organisation, &chosen, &choices)
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
        applying.run(
            async move {
                office
                    .api()
                    .apply_indicators(&organisation, &chosen, &choices, &hash, &accepted)
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
    let back = move || organisation_path(&organisation.read(), "", "");
    view! {
        <Page title=monitoring_texts().import_indicators>
            <p>
                <a href=back>{monitoring_texts().all_departments}</a>
            </p>
            <p>{monitoring_texts().import_lead}</p>
            <section class="group">
                <div class="field">
                    <label for="indicator-file">{office_texts().import_file}</label>
                    <p class="hint" id="indicator-file-h">{monitoring_texts().import_hint}</p>
                    <input
                        type="file"
                        class="line"
                        id="indicator-file"
                        accept=".csv,.txt,.xlsx"
                        aria-describedby="indicator-file-h"
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

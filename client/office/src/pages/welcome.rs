//! Welcome visits from a list of new tenants: first the visits that it leads to, then the visits themselves.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::DeskDepartment;
use feltbog_shared::office_welcome::WelcomePlan;
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::{today, use_desk};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// Whether a person makes visits in a department and reads their own.
pub(super) fn makes_visits(department: &DeskDepartment) -> bool {
    let visits = &Kind::SocialVisit;
    department.creates.contains(visits) && department.reads.contains(visits)
}

/// The page of the welcome visits.
#[component]
pub(crate) fn WelcomePage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let departments = Signal::derive(move || {
        let all = desk.departments().into_iter().filter(makes_visits);
        all.map(|department| (department.id.to_string(), department.name))
            .collect::<Vec<Offer>>()
    });
    let chosen = RwSignal::new(String::new());
    let department = Memo::new(move |_| match chosen.get() {
        none if none.is_empty() => {
            let offers = departments.read();
            offers.first().map(|(id, _)| id.clone()).unwrap_or_default()
        }
        chosen => chosen,
    });
    let file = RwSignal::new_local(None::<File>);
    let plan = RwSignal::new(None::<WelcomePlan>);
    let submission = Submission::new();
    let send = move |is_applied: bool| {
        let Some(list) = file.get_untracked() else {
            return;
        };
        let to = department.get_untracked();
        submission.run(
            async move { office.api().welcome(&to, &list, is_applied).await },
            move |found: WelcomePlan| {
                if found.is_applied {
                    office.changed(Notice {
                        text: office_texts()
                            .welcome_made
                            .with(&[&found.visits.len().to_string()]),
                        undo: None,
                    });
                }
                let _ = plan.try_set(Some(found));
            },
        );
    };
    let choose_file = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let files = input.and_then(|input| input.files());
        file.set(files.and_then(|files| files.item(0)));
        plan.set(None);
        send(false);
    };
    let choose_department = move |id| {
        chosen.set(id);
        plan.set(None);
        send(false);
    };
    view! {
        <Page title=office_texts().welcome>
            <p class="hint">{office_texts().welcome_hint}</p>
            <section class="group">
                <SelectField
                    id="welcome-department"
                    label=office_texts().department
                    offers=departments
                    value=department
                    on_choose=choose_department
                />
                <div class="field">
                    <label for="welcome-file">{office_texts().import_file}</label>
                    <p class="hint" id="welcome-file-h">{office_texts().welcome_file_hint}</p>
                    <input
                        type="file"
                        class="line"
                        id="welcome-file"
                        accept=".csv,.txt,.xlsx"
                        aria-describedby="welcome-file-h"
                        on:change=choose_file
                    />
                </div>
                <SubmissionProblem submission/>
            </section>
            {move || {
                plan.get().map(|plan| view! { <PlannedVisits plan on_apply=move |()| send(true)/> })
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn PlannedVisits(
    plan: WelcomePlan,
    /// Called when the visits are to be made.
    #[prop(into)]
    on_apply: Callback<()>,
) -> impl IntoView {
    let day = |text: &str| {
        Day::parse(text).map_or_else(|| text.to_owned(), |day| format::day(texts(), day, today()))
    };
    let verdict = if plan.is_applied {
        office_texts()
            .welcome_made
            .with(&[&plan.visits.len().to_string()])
    } else {
        let numbers = [plan.visits.len(), plan.known as usize, plan.late as usize];
        let [new, known, late] = numbers.map(|number| number.to_string());
        office_texts().welcome_plan.with(&[&new, &known, &late])
    };
    let faults = plan.faults.iter().map(|fault| {
        view! { <li>{[fault.place.as_str(), ": ", &fault.sentence].concat()}</li> }
    });
    let rows = plan.visits.iter().map(|visit| {
        view! {
            <tr>
                <td>{visit.dwelling.clone()}</td>
                <td>{day(&visit.moved_in)}</td>
                <td>{day(&visit.due)}</td>
            </tr>
        }
    });
    let can_be_made = !plan.is_applied && plan.faults.is_empty() && !plan.visits.is_empty();
    let button = can_be_made.then(|| {
        view! {
            <button type="button" class="button primary" on:click=move |_| on_apply.run(())>
                {office_texts().welcome_apply}
            </button>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="office-page" aria-label=office_texts().welcome>
            <p class="lead" role="status">{verdict}</p>
            <ul class="problem">{faults.collect_view()}</ul>
            <ScrollableTable label=office_texts().welcome_home>
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().welcome_home}</th>
                            <th scope="col">{office_texts().welcome_moved_in}</th>
                            <th scope="col">{office_texts().welcome_due}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
            <div class="buttons">{button}</div>
        </section>
    }
    .into_any()
}

//! The tasks of a season: the lines of the care plans with their days, and the button that makes tasks of them.

use std::collections::BTreeSet;

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::nature::NatureReport;
use feltbog_shared::office::nature_work::{SeasonLine, SeasonOrder, SeasonPlan, SeasonReport};
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::nature_words::{area_name, nature_path};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::today;
use crate::figures_texts::figures_texts;
use crate::nature_texts::nature_texts;
use crate::state::{Notice, use_office};
use crate::wording::{counted, day_in_words};

/// The page.
#[component]
pub(crate) fn SeasonPage() -> impl IntoView {
    let office = use_office();
    let (parameters, query) = (use_params_map(), use_query_map());
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let department = Memo::new(move |_| query.read().get("afdeling").unwrap_or_default());
    let year = RwSignal::new(today().0.year());
    let both = LocalResource::new(move || {
        office.revision.track();
        let (organisation, department, year) = (organisation.get(), department.get(), year.get());
        async move {
            let report = office.api().nature(&organisation, &department).await?;
            let plan = office.api().season(&organisation, &department, year).await?;
            Ok((report, plan))
        }
    });
    let years = (0..=2).map(|ahead| (today().0.year() + ahead).to_string());
    let offers: Vec<(String, String)> = years.map(|year| (year.clone(), year)).collect();
    let chosen = Signal::derive(move || year.get().to_string());
    let choose = move |key: String| {
        if let Ok(chosen) = key.parse() {
            year.set(chosen);
        }
    };
    view! {
        <Page title=nature_texts().season_title>
            <p class="no-print">
                <A href=move || nature_path(&organisation.read())>{nature_texts().back_to_nature}</A>
            </p>
            <p>{nature_texts().season_lead}</p>
            <div class="filters">
                <SelectField id="season-year" label=figures_texts().year offers value=chosen on_choose=choose/>
            </div>
            <Loaded answer=both children=|(report, plan)| view! { <Season report plan/> }/>
        </Page>
    }
    .into_any()
}

/// The sentence about an order.
fn report_text(report: SeasonReport) -> String {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut sentences = vec![counted(nature_texts().tasks_made, number(report.made))];
    if report.refused > 0 {
        sentences.push(counted(nature_texts().tasks_refused, number(report.refused)));
    }
    if report.left > 0 {
        sentences.push(counted(nature_texts().tasks_left, number(report.left)));
    }
    sentences.join(" ")
}

#[component]
fn Season(report: NatureReport, plan: SeasonPlan) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let wanted: Vec<DocumentId> = plan
        .lines
        .iter()
        .filter(|line| line.is_wanted())
        .map(|line| line.task)
        .collect();
    let has_wanted = !wanted.is_empty();
    let chosen = RwSignal::new(wanted.into_iter().collect::<BTreeSet<_>>());
    let year = plan.year;
    let organisation = report.organisation.clone();
    let make = move |_| {
        let tasks: Vec<DocumentId> = chosen.get_untracked().into_iter().collect();
        if tasks.is_empty() {
            return;
        }
        let order = SeasonOrder {
            year,
            department: None,
            tasks,
        };
        let (api, organisation) = (office.api(), organisation.clone());
        submission.run(
            async move { api.make_season(&organisation, &order).await },
            move |report| {
                office.changed(Notice {
                    text: report_text(report),
                    undo: None,
                });
            },
        );
    };
    let is_empty = plan.lines.is_empty();
    let rows = plan.lines.into_iter().map(|line| {
        let area = report.areas.iter().find(|area| area.document == line.area);
        let area = area.map(area_name).unwrap_or_default();
        view! { <SeasonRow line area chosen/> }
    });
    let rows = rows.collect_view();
    view! {
        {is_empty.then(|| view! { <p>{nature_texts().season_none}</p> })}
        <ScrollableTable label=nature_texts().season_title is_hidden=is_empty>
            <table class="data">
                <caption class="unseen">{nature_texts().season_title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{nature_texts().make_it}</th>
                        <th scope="col">{nature_texts().work}</th>
                        <th scope="col">{figures_texts().area}</th>
                        <th scope="col">{nature_texts().from_day}</th>
                        <th scope="col">{nature_texts().to_day}</th>
                        <th scope="col">{figures_texts().state_label}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <Show when=move || has_wanted>
            <button
                type="button"
                class="button primary no-print"
                aria-disabled=move || (submission.is_busy.get() || chosen.read().is_empty()).then_some("true")
                on:click=make.clone()
            >
                {nature_texts().make_tasks}
            </button>
        </Show>
        <SubmissionProblem submission/>
    }
    .into_any()
}

#[component]
fn SeasonRow(line: SeasonLine, area: String, chosen: RwSignal<BTreeSet<DocumentId>>) -> impl IntoView {
    let work = labels::value(texts(), Kind::CareTask, "kind", &line.kind).unwrap_or_default();
    let state = match (line.is_made, line.is_over, line.may_make) {
        (true, ..) => nature_texts().season_made,
        (_, true, _) => nature_texts().season_over,
        (.., false) => nature_texts().season_not_yours,
        _ => nature_texts().season_waits,
    };
    let task = line.task;
    let from = day_in_words(&line.from);
    let name = nature_texts().make_task_of.with(&[work, &area, &from]);
    let choice = line.is_wanted().then(|| {
        let toggle = move |event: web_sys::Event| {
            let is_chosen = event_target_checked(&event);
            chosen.update(|chosen| {
                match is_chosen {
                    true => chosen.insert(task),
                    false => chosen.remove(&task),
                };
            });
        };
        view! {
            <input
                type="checkbox"
                aria-label=name
                prop:checked=move || chosen.read().contains(&task)
                on:change=toggle
            />
        }
    });
    view! {
        <tr>
            <td>{choice}</td>
            <th scope="row">{work}</th>
            <td>{area}</td>
            <td>{from}</td>
            <td>{day_in_words(&line.to)}</td>
            <td>{state}</td>
        </tr>
    }
}

//! Competencies of staff: the organisation's list, the courses that were taken, and the open tasks that require one.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::{CareTask, Kind};
use feltbog_shared::office::competence::{
    CompetencePage as FoundCompetencies, Competency, HeldCompetency, RequiredCompetency,
};
use leptos::prelude::*;

use super::competency_forms::{CompetencyForm, CourseForm, Editing};
use super::{OrganisationAddress, OrganisationChoice, situation_in_words};
use crate::address::ListAddress;
use crate::api::ApiError;
use crate::competence_texts::competence_texts;
use crate::components::dialog::Dialog;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, Office, use_office};
use crate::wording;

/// The page of the competencies.
#[component]
pub(crate) fn CompetencePage() -> impl IntoView {
    let office = use_office();
    let address = ListAddress::<OrganisationAddress>::of_page();
    provide_context(address);
    let editing = Editing {
        found: RwSignal::new(FoundCompetencies::default()),
        competency: RwSignal::new(Competency::default()),
        is_competency_open: RwSignal::new(false),
        is_course_open: RwSignal::new(false),
        removal: Submission::new(),
    };
    provide_context(editing);
    let answer = LocalResource::new(move || {
        office.revision.track();
        let organisation = address.query.get().organisation;
        async move {
            let found = office.api().competencies(&organisation).await?;
            // The page may have been left meanwhile, and its signals with it.
            let _ = editing.found.try_set(found.clone());
            Ok(found)
        }
    });
    view! {
        <Page title=competence_texts().competencies actions=|| view! { <PrintButton/> }>
            <p>{competence_texts().competencies_lead}</p>
            <SubmissionProblem submission=editing.removal/>
            <Loaded answer children=|found| view! { <CompetenceContent found/> }/>
            <Dialog
                id="competency-dialog"
                title=competence_texts().competency.to_owned()
                is_open=editing.is_competency_open
            >
                <CompetencyForm editing/>
            </Dialog>
            <Dialog
                id="course-dialog"
                title=competence_texts().add_course.to_owned()
                is_open=editing.is_course_open
            >
                <CourseForm editing/>
            </Dialog>
        </Page>
    }
    .into_any()
}

#[component]
fn CompetenceContent(found: FoundCompetencies) -> impl IntoView {
    let address: ListAddress<OrganisationAddress> = expect_context();
    view! {
        <OrganisationChoice
            organisations=found.organisations.clone()
            chosen=found.organisation.clone()
            address
        />
        <CompetencyList found=found.clone()/>
        <CourseList found=found.clone()/>
        {found.may_change.then(|| view! { <RequiredList required=found.required/> })}
    }
    .into_any()
}

/// The months after which a course is repeated, in words.
fn lasts(months: Option<u16>) -> String {
    months.map_or_else(
        || competence_texts().lasts_always.to_owned(),
        |months| competence_texts().lasts.with(&[&months.to_string()]),
    )
}

/// Removes something of the organisation that is shown, and says so.
fn remove(
    (office, editing): (Office, Editing),
    name: String,
    request: impl Future<Output = Result<(), ApiError>> + 'static,
) {
    editing.removal.run(request, move |()| {
        office.changed(Notice {
            text: competence_texts().removed.with(&[&name]),
            undo: None,
        });
    });
}

#[component]
fn CompetencyList(found: FoundCompetencies) -> impl IntoView {
    let editing: Editing = expect_context();
    let may_change = found.may_change;
    let holders = |competency: &Competency| {
        let held = found.held.iter();
        let held = held.filter(|one| one.competency == competency.id && one.holds_on(&found.today));
        let mut people: Vec<_> = held.map(|one| one.person).collect();
        people.sort();
        people.dedup();
        people.len()
    };
    let rows = found.competencies.iter().map(|competency| {
        let situations: Vec<_> = competency
            .situations
            .iter()
            .map(|key| situation_in_words(key))
            .collect();
        let buttons = may_change.then(|| view! { <CompetencyButtons competency=competency.clone()/> });
        view! {
            <tr>
                <th scope="row">{competency.name.clone()}</th>
                <td>{lasts(competency.months)}</td>
                <td class="wide">{situations.join(", ")}</td>
                <td class="numeric">{holders(competency)}</td>
                <td class="no-print">{buttons}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let add = move |_| {
        editing.competency.set(Competency::default());
        editing.is_competency_open.set(true);
    };
    let add = may_change.then(|| {
        view! {
            <div class="buttons no-print">
                <button type="button" class="button" on:click=add>{competence_texts().add_competency}</button>
            </div>
        }
    });
    let table = match rows.is_empty() {
        true => view! { <p>{competence_texts().competencies_none}</p> }.into_any(),
        false => view! {
            <ScrollableTable label=competence_texts().competency_list>
                <table class="data">
                    <caption class="unseen">{competence_texts().competency_list}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{competence_texts().competency}</th>
                            <th scope="col">{competence_texts().lasts_months}</th>
                            <th scope="col">{competence_texts().situations}</th>
                            <th scope="col" class="numeric">{competence_texts().held_by}</th>
                            <td class="no-print"></td>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        }
        .into_any(),
    };
    view! {
        <section class="section">
            <h2>{competence_texts().competency_list}</h2>
            {table}
            {add}
        </section>
    }
    .into_any()
}

#[component]
fn CompetencyButtons(competency: Competency) -> impl IntoView {
    let (office, editing) = (use_office(), expect_context::<Editing>());
    let (id, name) = (competency.id.clone(), competency.name.clone());
    let change_label = competence_texts().change_one.with(&[&name]);
    let remove_label = competence_texts().remove_one.with(&[&name]);
    let change = move |_| {
        editing.competency.set(competency.clone());
        editing.is_competency_open.set(true);
    };
    let api = office.api();
    let drop_it = move |_| {
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        let id = id.clone();
        remove((office, editing), name.clone(), async move {
            api.drop_competency(&organisation, &id).await
        });
    };
    view! {
        <div class="buttons">
            <button type="button" class="button small" aria-label=change_label on:click=change>
                {competence_texts().change}
            </button>
            <button type="button" class="button small" aria-label=remove_label on:click=drop_it>
                {competence_texts().remove}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn CourseList(found: FoundCompetencies) -> impl IntoView {
    let editing: Editing = expect_context();
    let may_change = found.may_change;
    let rows = found.held.iter().map(|held| {
        let mut named = found.competencies.iter();
        let named = named.find(|one| one.id == held.competency);
        let competency = named.map(|one| one.name.clone()).unwrap_or_default();
        let expired =
            (!held.holds_on(&found.today)).then(|| view! { <small>" " {competence_texts().expired}</small> });
        let expires_on = held
            .expires_on
            .as_deref()
            .map_or_else(|| "–".to_owned(), wording::day_in_words);
        let buttons =
            may_change.then(|| view! { <CourseButtons held=held.clone() competency=competency.clone()/> });
        view! {
            <tr>
                <th scope="row">{held.name.clone()}</th>
                <td>{competency}</td>
                <td>{held.course.clone()}</td>
                <td>{wording::day_in_words(&held.taken_on)}</td>
                <td>{expires_on} {expired}</td>
                <td class="no-print">{buttons}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let can_add = may_change && !found.competencies.is_empty() && !found.people.is_empty();
    let add = can_add.then(|| {
        view! {
            <div class="buttons no-print">
                <button type="button" class="button" on:click=move |_| editing.is_course_open.set(true)>
                    {competence_texts().add_course}
                </button>
            </div>
        }
    });
    let table = match rows.is_empty() {
        true => view! { <p>{competence_texts().courses_none}</p> }.into_any(),
        false => view! {
            <ScrollableTable label=competence_texts().courses>
                <table class="data">
                    <caption class="unseen">{competence_texts().courses}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{competence_texts().person}</th>
                            <th scope="col">{competence_texts().competency}</th>
                            <th scope="col">{competence_texts().course}</th>
                            <th scope="col">{competence_texts().taken_on}</th>
                            <th scope="col">{competence_texts().expires_on}</th>
                            <td class="no-print"></td>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        }
        .into_any(),
    };
    view! {
        <section class="section">
            <h2>{competence_texts().courses}</h2>
            {table}
            {add}
        </section>
    }
    .into_any()
}

#[component]
fn CourseButtons(held: HeldCompetency, competency: String) -> impl IntoView {
    let (office, editing) = (use_office(), expect_context::<Editing>());
    let name = [held.name.as_str(), ", ", &competency].concat();
    let label = competence_texts().remove_one.with(&[&name]);
    let api = office.api();
    let drop_it = move |_| {
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        let id = held.id.clone();
        remove((office, editing), name.clone(), async move {
            api.drop_course(&organisation, &id).await
        });
    };
    view! {
        <button type="button" class="button small" aria-label=label on:click=drop_it>
            {competence_texts().remove}
        </button>
    }
    .into_any()
}

/// The open tasks that require a competency, each with the number of those who hold it.
#[component]
fn RequiredList(required: Vec<RequiredCompetency>) -> impl IntoView {
    if required.is_empty() {
        return view! {
            <section class="section">
                <h2>{competence_texts().required}</h2>
                <p>{competence_texts().required_none}</p>
            </section>
        }
        .into_any();
    }
    let rows = required.into_iter().map(|one| {
        let task = labels::value(texts(), Kind::CareTask, CareTask::kind().name(), &one.task);
        let task = task.unwrap_or(texts().kind(Kind::CareTask));
        let holders = match one.holders {
            0 => competence_texts().nobody_holds.to_owned(),
            holders => holders.to_string(),
        };
        view! {
            <tr>
                <th scope="row">{task}</th>
                <td>{one.department_name}</td>
                <td>{one.required}</td>
                <td class="wide">{holders}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{competence_texts().required}</h2>
            <ScrollableTable label=competence_texts().required>
                <table class="data">
                    <caption class="unseen">{competence_texts().required}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{competence_texts().task}</th>
                            <th scope="col">{competence_texts().department}</th>
                            <th scope="col">{competence_texts().required_competency}</th>
                            <th scope="col">{competence_texts().holders}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

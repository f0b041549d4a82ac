//! The board's page: targets, areas, proposals, tasks, answers and published numbers of a department, to be printed for a
//! meeting. No case and no name.

use feltbog_presentation::fields::text;
use feltbog_presentation::format;
use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::area::{AreaState, DecidedBy};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::{Area, Kind, ValueList as _};
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::nature::{NatureRecord, NatureReport};
use feltbog_shared::office::nature_work::{BoardGoal, BoardReport, GoalNumber};
use feltbog_shared::office::overview::{Overview, OverviewLevel};
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use super::figures::{PlacePath, place_of_address, place_path};
use super::nature::{AreasSection, CareCalendar, ObservationsSection};
use super::nature_words::{area_name, organisation_of, word};
use super::nature_work::{Measures, size_of};
use crate::components::figures::{ConflictCards, Findings, NatureCards, tenths};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::record_act::{RecordActBar, RecordActButton, RecordActs};
use crate::components::scrollable_table::ScrollableTable;
use crate::desk::{today, use_desk};
use crate::figures_texts::figures_texts;
use crate::nature_texts::nature_texts;
use crate::state::use_office;
use crate::wording::day_in_words;

/// The page of the place in the address.
#[component]
pub(crate) fn BoardPage() -> impl IntoView {
    let office = use_office();
    let place = place_of_address();
    let both = LocalResource::new(move || {
        office.revision.track();
        let place = place.get();
        async move {
            let overview = office.api().overview(place).await?;
            let department = match overview.place.level {
                OverviewLevel::Department => overview.place.id.clone(),
                _ => String::new(),
            };
            let organisation = organisation_of(&overview);
            let report = match &organisation {
                Some(organisation) if overview.nature.is_some() => {
                    Some(office.api().nature(organisation, &department).await?)
                }
                _ => None,
            };
            let goals = match &organisation {
                Some(organisation) => office.api().board_goals(organisation, &department).await?,
                None => BoardReport::default(),
            };
            Ok((overview, report, goals))
        }
    });
    let acts = RecordActs::provide();
    view! {
        <Page title=figures_texts().board_page actions=|| view! { <PrintButton/> }>
            <RecordActBar acts/>
            <BoardReports/>
            <Loaded
                answer=both
                children=|(overview, report, goals)| view! { <BoardContent overview report goals/> }
            />
        </Page>
    }
    .into_any()
}

#[component]
fn BoardContent(overview: Overview, report: Option<NatureReport>, goals: BoardReport) -> impl IntoView {
    let places = overview.rows.iter().map(|row| {
        view! {
            <li>
                <a href=place_path("/kontor/bestyrelse", &row.place)>{row.place.name.clone()}</a>
            </li>
        }
    });
    let places = places.collect_view();
    let findings = overview.findings.clone();
    let nature = overview.nature.clone().map(|figures| {
        view! {
            <section class="section">
                <h2>{figures_texts().nature}</h2>
                <NatureCards figures/>
            </section>
        }
    });
    let shown = report.clone();
    let report = report.map(|report| {
        view! {
            <Proposals report=report.clone()/>
            <Measures report=report.clone()/>
            <AreasSection report=report.clone()/>
            <CareCalendar report=report.clone()/>
            <ObservationsSection report/>
        }
    });
    view! {
        <PlacePath page="/kontor/bestyrelse" overview=overview.clone()/>
        <p>{figures_texts().board_lead}</p>
        <ul class="no-print">{places}</ul>
        <section class="section">
            <h2>{figures_texts().findings}</h2>
            <Findings findings/>
        </section>
        <Goals goals report=shown/>
        {nature}
        {report}
        <ConflictCards overview/>
    }
    .into_any()
}

/// The areas that somebody has proposed, with the board's decision.
#[component]
fn Proposals(report: NatureReport) -> impl IntoView {
    let proposals: Vec<_> = report
        .areas
        .iter()
        .filter(|area| text(&area.fields, Area::state().name()) == AreaState::Proposed.key())
        .collect();
    let is_empty = proposals.is_empty();
    let decided_by = RwSignal::new(DecidedBy::DepartmentBoard.key().to_owned());
    let offers: Vec<(String, String)> = DecidedBy::KEYS
        .iter()
        .filter_map(|key| {
            let label = labels::value(texts(), Kind::Area, Area::decided_by().name(), key)?;
            Some(((*key).to_owned(), label.to_owned()))
        })
        .collect();
    let may_decide = |area: &NatureRecord| {
        let mut departments = report.departments.iter();
        departments.any(|department| department.id == area.department && department.may_decide)
    };
    let choice = proposals.iter().any(|area| may_decide(area)).then(|| {
        view! {
            <div class="no-print">
                <SelectField
                    id="decided-by"
                    label=nature_texts().decided_by
                    offers
                    value=decided_by
                    on_choose=move |key| decided_by.set(key)
                />
            </div>
        }
    });
    let rows = proposals.into_iter().map(|area| {
        let place = DeskPlace {
            department: area.department,
            document: area.document,
        };
        let name = area_name(area);
        let acts = may_decide(area).then(|| {
            let button = |state: AreaState, label: &'static str| {
                let edits = move |()| {
                    let mut edits = vec![Area::state().set(state), Area::decided_on().set(today())];
                    let by = DecidedBy::from_key(&decided_by.get_untracked());
                    edits.extend(by.map(|by| Area::decided_by().set(by)));
                    edits
                };
                let lasts = state.is_lasting();
                view! { <RecordActButton place label about=name.clone() edits=edits lasts/> }
            };
            view! {
                <div class="buttons">
                    {button(AreaState::Decided, nature_texts().accept)}
                    {button(AreaState::Discontinued, nature_texts().reject)}
                </div>
            }
        });
        view! {
            <li>
                <strong>{area_name(area)}</strong>
                {", "}
                {word(Kind::Area, Area::kind().name(), &area.fields)}
                {", "}
                {size_of(area)}
                " m²"
                <p>{text(&area.fields, Area::care_plan().name()).to_owned()}</p>
                {acts}
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().proposals}</h2>
            {is_empty.then(|| view! { <p>{figures_texts().proposals_none}</p> })}
            {choice}
            <ul class="proposals">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The goals of the departments.
#[component]
fn Goals(goals: BoardReport, report: Option<NatureReport>) -> impl IntoView {
    if goals.goals.is_empty() {
        return ().into_any();
    }
    let number = |goal: &BoardGoal, number: GoalNumber| match number {
        GoalNumber::Unknown => "–".to_owned(),
        GoalNumber::Hidden => figures_texts().hidden_number.to_owned(),
        GoalNumber::Known(number) if goal.indicator == Indicator::Wellbeing.key() => {
            let hundredths = u64::try_from(number).unwrap_or_default();
            tenths(hundredths / 10)
        }
        GoalNumber::Known(number) => format::whole(texts(), number),
    };
    let departments = report.map(|report| report.departments).unwrap_or_default();
    let rows = goals.goals.into_iter().map(|goal| {
        let indicator = labels::value(texts(), Kind::Goal, "indicator", &goal.indicator).unwrap_or_default();
        let words = match goal.text.as_str() {
            "" => indicator.to_owned(),
            text => text.to_owned(),
        };
        let place = departments
            .iter()
            .find(|department| department.id == goal.department);
        view! {
            <tr>
                <th scope="row" class="wide">{words}</th>
                <td>{place.map(|place| place.name.clone())}</td>
                <td>{indicator}</td>
                <td class="numeric">{number(&goal, goal.baseline)}</td>
                <td class="numeric">{number(&goal, goal.reached)}</td>
                <td class="numeric">{number(&goal, goal.target)}</td>
                <td>{day_in_words(&goal.target_on)}</td>
                <td class="wide">{goal.action.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{nature_texts().goals}</h2>
            <ScrollableTable label=nature_texts().goals>
                <table class="data">
                    <caption class="unseen">{nature_texts().goals}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{nature_texts().goal}</th>
                            <th scope="col">{figures_texts().place}</th>
                            <th scope="col">{nature_texts().measured_by}</th>
                            <th scope="col" class="numeric">{nature_texts().at_first}</th>
                            <th scope="col" class="numeric">{nature_texts().now}</th>
                            <th scope="col" class="numeric">{figures_texts().target}</th>
                            <th scope="col">{nature_texts().to_day}</th>
                            <th scope="col">{nature_texts().action}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Buttons with which a board tells what it saw. The record is made as the desk makes one.
#[component]
fn BoardReports() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let kinds = [
        (Kind::AreaObservation, nature_texts().report_observation),
        (Kind::Signal, nature_texts().report_signal),
    ];
    let buttons = kinds.into_iter().map(|(kind, label)| {
        let is_open = RwSignal::new(false);
        let subject = NewRecordSubject {
            kind,
            department: None,
            link: None,
        };
        view! {
            <Show when=move || desk.creates(kind)>
                <button type="button" class="button no-print" on:click=move |_| is_open.set(true)>
                    {label}
                </button>
                <NewRecordDialog
                    id=["board-", kind.key()].concat()
                    subject
                    is_open
                    on_made=move |_| office.read_again()
                />
            </Show>
        }
    });
    view! { <div class="buttons">{buttons.collect_view()}</div> }.into_any()
}

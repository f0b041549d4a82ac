//! A department: its screenings, and what a screening rests on.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::screening::CriterionLevel;
use feltbog_shared::model::{FieldEdit, Kind, Screening, ValueList as _};
use feltbog_shared::office::desk::{DeskPlace, NewRecord};
use feltbog_shared::office::monitoring::{
    ComparisonRow, DepartmentMonitoring, ImportedIndicator, IndicatorYear, MonitoringFigures, Quarter,
    ScreeningSummary, per_thousand,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::doors::DoorsSection;
use super::goals::{GoalsSection, OpenedRecord};
use super::links::LinksSection;
use super::{
    conclusion_in_words, hundredths, optional, organisation_path, quarter_in_words, screening_action,
    size_in_words, wellbeing,
};
use crate::components::figures::FigureCard;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::record::RecordPanel;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::new_document;
use crate::monitoring_texts::monitoring_texts;
use crate::state::use_office;
use crate::wording;

/// A department with its screenings. A record that is opened stands beside them.
#[component]
pub(crate) fn MonitoredDepartmentPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let department = Memo::new(move |_| parameters.read().get("department").unwrap_or_default());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let department = department.get();
        async move { office.api().monitored_department(&department).await }
    });
    let open = RwSignal::new(None::<DeskPlace>);
    provide_context(OpenedRecord(open));
    let panel = move || {
        let place = open.get()?;
        Some(view! {
            <RecordPanel
                place
                on_close=move |()| open.set(None)
                on_changed=move |()| answer.refetch()
                on_open=move |place| open.set(Some(place))
            />
        })
    };
    view! {
        <Page title=monitoring_texts().department_title>
            <div class="desk no-side" class:has-panel=move || open.read().is_some()>
                <div class="desk-list">
                    <Loaded answer children=|found| view! { <DepartmentContent found/> }/>
                </div>
                {panel}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn DepartmentContent(found: DepartmentMonitoring) -> impl IntoView {
    let department = found.row.department;
    let links = found
        .links
        .map(|links| view! { <LinksSection department links/> });
    let small = found
        .is_small
        .then(|| view! { <p class="hint">{monitoring_texts().small_department}</p> });
    let residents = found.row.residents.filter(|_| !found.is_small);
    let back = organisation_path(&found.organisation, "", "");
    let size = size_in_words(found.row.size);
    view! {
        <p>
            <a href=back>{monitoring_texts().all_departments}</a>
        </p>
        <h2>{found.row.name}</h2>
        <p>{[size, " ", &found.row.district].concat()}</p>
        <ScreeningSection
            department
            quarter=found.quarter
            current=found.row.screening.current.map(|document| DeskPlace { department, document })
            may_screen=found.row.may_screen
            screenings=found.screenings
        />
        {small}
        <AnswersSection figures=found.row.figures.clone()/>
        <DoorsSection all=found.row.figures.doors stairwells=found.stairwells/>
        <RatesTable figures=found.row.figures dwellings=found.row.dwellings residents/>
        <IndicatorTable years=found.indicators/>
        <ComparisonTable rows=found.comparison/>
        <GoalsSection department goals=found.goals may_add=found.row.may_screen/>
        {links}
    }
    .into_any()
}

/// The first content of a screening of a quarter.
fn first_edits(quarter: Quarter) -> Vec<FieldEdit> {
    vec![
        Screening::year().set(quarter.year),
        Screening::quarter().set(quarter.quarter),
    ]
}

#[component]
fn ScreeningSection(
    department: DepartmentId,
    quarter: Quarter,
    current: Option<DeskPlace>,
    may_screen: bool,
    screenings: Vec<ScreeningSummary>,
) -> impl IntoView {
    let office = use_office();
    let OpenedRecord(open) = expect_context();
    let submission = Submission::new();
    let token = StoredValue::new(new_document());
    let begin = move |_| {
        let record = NewRecord {
            token: token.get_value(),
            kind: Kind::Screening,
            edits: first_edits(quarter),
        };
        submission.run(
            async move { office.api().make_record(department, &record).await },
            move |outcome| {
                let document = outcome.document;
                let _ = open.try_set(Some(DeskPlace { department, document }));
                office.read_again();
            },
        );
    };
    let label = monitoring_texts()
        .begin_screening
        .with(&[&quarter_in_words(quarter)]);
    let button = match current {
        Some(place) => view! {
            <button type="button" class="button primary" on:click=move |_| open.set(Some(place))>
                {monitoring_texts().open_screening}
            </button>
        }
        .into_any(),
        None if may_screen => view! {
            <button
                type="button"
                class="button primary"
                disabled=move || submission.is_busy.get()
                on:click=begin
            >
                {label}
            </button>
        }
        .into_any(),
        None => view! { <p>{monitoring_texts().not_screened}</p> }.into_any(),
    };
    let rows = screenings.into_iter().map(|screening| {
        let document = screening.document;
        let levels = screening.levels.iter().map(|level| {
            let place = CriterionLevel::from_key(level).map(|level| level as usize);
            let text = place.and_then(|place| monitoring_texts().criterion_level.get(place).copied());
            view! { <td>{text.unwrap_or("–")}</td> }
        });
        let next_on = match screening.next_on.as_str() {
            "" => "–".to_owned(),
            day => wording::day_in_words(day),
        };
        view! {
            <tr>
                <th scope="row">
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| open.set(Some(DeskPlace { department, document }))
                    >
                        {quarter_in_words(screening.quarter)}
                    </button>
                </th>
                {levels.collect_view()}
                <td>{conclusion_in_words(&screening.conclusion)}</td>
                <td>{screening_action(&screening)}</td>
                <td>{next_on}</td>
            </tr>
        }
    });
    let criteria = monitoring_texts()
        .criterion
        .iter()
        .map(|label| view! { <th scope="col">{*label}</th> });
    let criteria = criteria.collect_view();
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{monitoring_texts().screenings}</h3>
            <div class="buttons">{button}</div>
            <SubmissionProblem submission/>
            <ScrollableTable label=monitoring_texts().screenings>
                <table class="data">
                    <caption>{monitoring_texts().screenings}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{monitoring_texts().quarter_heading}</th>
                            {criteria}
                            <th scope="col">{monitoring_texts().conclusion}</th>
                            <th scope="col">{monitoring_texts().action}</th>
                            <th scope="col">{monitoring_texts().next_on}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Answers of residents, and new cases and signals of the last year.
#[component]
fn AnswersSection(figures: MonitoringFigures) -> impl IntoView {
    let questions = monitoring_texts().question.iter().zip(figures.averages);
    let rows = questions.map(|(question, average)| {
        let average = average.and_then(|average| i64::try_from(average).ok());
        view! {
            <tr>
                <th scope="row">{*question}</th>
                <td class="numeric">{average.map_or_else(|| "–".to_owned(), hundredths)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{monitoring_texts().last_year}</h3>
            <dl class="figures">
                <FigureCard label=monitoring_texts().interviews number=optional(figures.interviews)/>
                <FigureCard
                    label=monitoring_texts().wellbeing
                    number=wellbeing(&figures)
                    remark=monitoring_texts().of_five
                />
                <FigureCard label=monitoring_texts().new_conflicts number=optional(figures.conflicts)/>
                <FigureCard label=monitoring_texts().new_signals number=optional(figures.signals)/>
            </dl>
            <ScrollableTable label=monitoring_texts().answers>
                <table class="data">
                    <caption>{monitoring_texts().answers}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{monitoring_texts().question_heading}</th>
                            <th scope="col" class="numeric">{monitoring_texts().average}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Conflicts, signals, contacts about arrears and evictions for each thousand dwellings and residents.
#[component]
fn RatesTable(
    figures: MonitoringFigures,
    dwellings: u32,
    /// The number of residents, where enough live there.
    residents: Option<u32>,
) -> impl IntoView {
    let texts = monitoring_texts();
    let rows = [
        (texts.rate_conflicts, figures.conflicts),
        (texts.rate_signals, figures.signals),
        (texts.rate_arrears, figures.arrears),
        (texts.rate_evictions, figures.evictions),
    ];
    let rows = rows.into_iter().map(|(label, number)| {
        let rate = |of: Option<u32>| {
            let rate = of.and_then(|of| per_thousand(number, of));
            rate.map_or_else(|| "–".to_owned(), hundredths)
        };
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="numeric">{optional(number)}</td>
                <td class="numeric">{rate(Some(dwellings))}</td>
                <td class="numeric">{rate(residents)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{texts.rates}</h3>
            <p class="hint">{texts.rates_hint}</p>
            <ScrollableTable label=texts.rates>
                <table class="data">
                    <caption>{texts.rates}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{texts.indicator_heading}</th>
                            <th scope="col" class="numeric">{texts.rate_number}</th>
                            <th scope="col" class="numeric">{texts.rate_of_dwellings}</th>
                            <th scope="col" class="numeric">{texts.rate_of_residents}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// The name of an imported indicator or of another measure.
fn measure_in_words(key: &str) -> &'static str {
    let texts = monitoring_texts();
    let imported = ImportedIndicator::from_key(key).map(|indicator| indicator as usize);
    match (imported, key) {
        (Some(place), _) => texts.imported_indicator.get(place).copied().unwrap_or_default(),
        (None, "trivsel") => texts.wellbeing,
        (None, "konflikter_pr_1000") => texts.conflicts_per_thousand,
        (None, "restancer_pr_1000") => texts.arrears_per_thousand,
        (None, _) => texts.signals_per_thousand,
    }
}

#[component]
fn IndicatorTable(years: Vec<IndicatorYear>) -> impl IntoView {
    if years.is_empty() {
        return view! { <p>{monitoring_texts().indicators_none}</p> }.into_any();
    }
    let headings = years
        .iter()
        .map(|year| view! { <th scope="col" class="numeric">{year.year}</th> })
        .collect_view();
    let has = |indicator: &ImportedIndicator| {
        let key = indicator.key();
        years
            .iter()
            .any(|year| year.values.iter().any(|(known, _)| known == key))
    };
    let rows = ImportedIndicator::ALL
        .iter()
        .copied()
        .filter(has)
        .map(|indicator| {
            let cells = years.iter().map(|year| {
                let mut values = year.values.iter();
                let value = values.find(|(key, _)| key == indicator.key());
                let text = match value {
                    Some((_, Some(value))) => hundredths(*value),
                    Some((_, None)) => monitoring_texts().hidden_by_source.to_owned(),
                    None => "–".to_owned(),
                };
                view! { <td class="numeric">{text}</td> }
            });
            view! {
                <tr>
                    <th scope="row">{measure_in_words(indicator.key())}</th>
                    {cells.collect_view()}
                </tr>
            }
        });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{monitoring_texts().indicators}</h3>
            <ScrollableTable label=monitoring_texts().indicators>
                <table class="data">
                    <caption>{monitoring_texts().indicators}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{monitoring_texts().indicator_heading}</th>
                            {headings}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

#[component]
fn ComparisonTable(rows: Vec<ComparisonRow>) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let value = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), hundredths);
        let others = row.others.map_or_else(
            || monitoring_texts().too_few.to_owned(),
            |others| others.to_string(),
        );
        let year = row.year.map(|year| year.to_string()).unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{measure_in_words(&row.measure)}</th>
                <td>{year}</td>
                <td class="numeric">{value(row.own)}</td>
                <td class="numeric">{value(row.median)}</td>
                <td class="numeric">{others}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{monitoring_texts().comparison}</h3>
            <p class="hint">{monitoring_texts().comparison_hint}</p>
            <ScrollableTable label=monitoring_texts().comparison>
                <table class="data">
                    <caption>{monitoring_texts().comparison}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{monitoring_texts().indicator_heading}</th>
                            <th scope="col">{monitoring_texts().year}</th>
                            <th scope="col" class="numeric">{monitoring_texts().own_value}</th>
                            <th scope="col" class="numeric">{monitoring_texts().median}</th>
                            <th scope="col" class="numeric">{monitoring_texts().others}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

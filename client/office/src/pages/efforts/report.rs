//! The report of efforts to a party that pays, or of one effort: sums, each line with its next action.

use feltbog_shared::office::efforts::{
    EffortChoices, EffortFigures, EffortReport, EffortReportLine, EffortSummary,
};
use feltbog_shared::office::monitoring::DoorFigures;
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::words::{
    PATH, action_in_words, activity_kind, effort_path, hours_in_words, offers_with_all, period_in_words,
    share_in_words, state_in_words,
};
use crate::address::{ListAddress, ListQuery, value};
use crate::api::efforts::ReportWish;
use crate::components::figures::{FigureCard, published, whole};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::today;
use crate::effort_texts::effort_texts;
use crate::state::use_office;
use crate::wording::day_in_words;

/// Years that are offered, the present one with those before it.
const YEARS: i32 = 12;

impl ListQuery for ReportWish {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            funder: value(parameters, "betaler"),
            effort: value(parameters, "indsats"),
            year: value(parameters, "aar"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("betaler", self.funder.clone()),
            ("indsats", self.effort.clone()),
            ("aar", self.year.clone()),
        ]
    }
}

/// The report.
#[component]
pub(crate) fn EffortReportPage() -> impl IntoView {
    let office = use_office();
    let address = ListAddress::<ReportWish>::of_page();
    let choices = LocalResource::new(move || {
        office.revision.track();
        async move {
            let efforts = office.api().efforts().await?;
            let choices = office.api().effort_choices().await?;
            Ok((efforts, choices))
        }
    });
    let answer = LocalResource::new(move || {
        office.revision.track();
        let wish = address.query.get();
        async move { office.api().effort_report(&wish).await }
    });
    let saving = Submission::new();
    let save = move |_| {
        let wish = address.query.get_untracked();
        saving.run(
            async move { office.api().save_effort_report(&wish).await },
            |()| (),
        );
    };
    let actions = move || {
        view! {
            <button type="button" class="button" on:click=save>{effort_texts().report_csv}</button>
            <PrintButton/>
        }
    };
    view! {
        <Page title=effort_texts().report actions>
            <p class="no-print">
                <a href=PATH>{effort_texts().all_efforts}</a>
            </p>
            <SubmissionProblem submission=saving/>
            <Loaded answer=choices children=|(efforts, choices)| view! { <ReportFilters efforts choices/> }/>
            <Loaded answer children=|report| view! { <ReportContent report/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn ReportFilters(efforts: Vec<EffortSummary>, choices: EffortChoices) -> impl IntoView {
    let texts = effort_texts();
    let address = ListAddress::<ReportWish>::of_page();
    let funders = choices.funders.into_iter().map(|name| (name.clone(), name));
    let funders = offers_with_all(texts.every_funder, funders.collect::<Vec<Offer>>());
    let efforts = efforts.into_iter().map(|effort| (effort.id, effort.name));
    let efforts = offers_with_all(texts.every_effort, efforts.collect());
    let this_year = today().0.year();
    let years = (0..YEARS).map(|ago| (this_year - ago).to_string());
    let years = offers_with_all(texts.every_year, years.map(|year| (year.clone(), year)).collect());
    view! {
        <div class="filters no-print">
            <SelectField
                id="report-funder"
                label=texts.funder
                offers=funders
                value=Signal::derive(move || address.query.read().funder.clone())
                on_choose=move |key| address.change(|wish| wish.funder = key)
            />
            <SelectField
                id="report-effort"
                label=texts.effort
                offers=efforts
                value=Signal::derive(move || address.query.read().effort.clone())
                on_choose=move |key| address.change(|wish| wish.effort = key)
            />
            <SelectField
                id="report-year"
                label=texts.year
                offers=years
                value=Signal::derive(move || address.query.read().year.clone())
                on_choose=move |key| address.change(|wish| wish.year = key)
            />
        </div>
    }
    .into_any()
}

#[component]
fn ReportContent(report: EffortReport) -> impl IntoView {
    let texts = effort_texts();
    let funder = match report.funder.as_str() {
        "" => texts.every_funder,
        funder => funder,
    };
    let year = report
        .year
        .map_or_else(|| texts.every_year.to_owned(), |year| year.to_string());
    let lead = texts
        .report_lead
        .with(&[funder, &year, &day_in_words(&report.day)]);
    if report.lines.is_empty() {
        return view! {
            <p>{lead}</p>
            <p>{texts.report_none}</p>
        }
        .into_any();
    }
    let young_people = report.total.young_people.map(published);
    let total = report.total.clone();
    view! {
        <p>{lead}</p>
        <p class="hint">{texts.report_hint}</p>
        <dl class="figures">
            <FigureCard label=texts.activities_held number=whole(total.activities)/>
            <FigureCard label=texts.hours number=whole(total.hours)/>
            <FigureCard label=texts.heads number=published(total.heads)/>
            <FigureCard label=texts.young_people number=young_people.unwrap_or_else(|| "–".to_owned())/>
        </dl>
        <ReportTable report/>
    }
    .into_any()
}

#[component]
fn ReportTable(report: EffortReport) -> impl IntoView {
    let texts = effort_texts();
    let has_share = !report.funder.is_empty();
    let share_heading = has_share.then(|| view! { <th scope="col" class="numeric">{texts.share}</th> });
    let rows = report
        .lines
        .into_iter()
        .map(|line| view! { <ReportLine line has_share/> });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=texts.report>
            <table class="data">
                <caption class="unseen">{texts.report}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.effort}</th>
                        <th scope="col">{texts.state_label}</th>
                        <th scope="col">{texts.period}</th>
                        {share_heading}
                        <th scope="col">{texts.activity_kind}</th>
                        <th scope="col" class="numeric">{texts.activities_held}</th>
                        <th scope="col" class="numeric">{texts.hours}</th>
                        <th scope="col" class="numeric">{texts.heads}</th>
                        <th scope="col">{texts.doors}</th>
                        <th scope="col" class="numeric">{texts.weekly_hours}</th>
                        <th scope="col">{texts.action_label}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

/// The cells of the numbers.
fn numbers(figures: &EffortFigures) -> impl IntoView + use<> {
    view! {
        <td class="numeric">{whole(figures.activities)}</td>
        <td class="numeric">{whole(figures.hours)}</td>
        <td class="numeric">{published(figures.heads)}</td>
    }
}

/// Rounds of doors in words.
fn doors_in_words(doors: Option<DoorFigures>) -> String {
    match doors {
        None => "–".to_owned(),
        Some(doors) if doors.rounds == 0 => effort_texts().doors_none.to_owned(),
        Some(doors) => effort_texts().doors_in_words.with(&[
            &whole(doors.doors),
            &published(doors.contacts),
            &published(doors.interviews),
        ]),
    }
}

#[component]
fn ReportLine(line: EffortReportLine, has_share: bool) -> impl IntoView {
    let texts = effort_texts();
    let share = has_share.then(|| {
        let share = line.share.map(|share| [&share_in_words(share), " %"].concat());
        view! { <td class="numeric">{share.unwrap_or_else(|| "–".to_owned())}</td> }
    });
    let unread = (line.unread_departments > 0).then(|| {
        let words = texts.unread_departments.with(&[&whole(line.unread_departments)]);
        view! { <small>" " {words}</small> }
    });
    let kinds = line.kinds.iter().map(|kind| {
        let empty = has_share.then(|| view! { <td></td> });
        view! {
            <tr>
                <td></td>
                <td></td>
                <td></td>
                {empty}
                <th scope="row">{activity_kind(&kind.kind)}</th>
                {numbers(&kind.figures)}
                <td></td>
                <td></td>
                <td>{action_in_words(line.action)}</td>
            </tr>
        }
    });
    let kinds = kinds.collect_view();
    view! {
        <tr>
            <th scope="row">
                <a href=effort_path(&line.effort)>{line.name.clone()}</a>
                <small>" " {line.purpose.clone()}</small>
            </th>
            <td>{state_in_words(line.state)}</td>
            <td>{period_in_words(&line.from, &line.until)}</td>
            {share}
            <td>{texts.all_activities} {unread}</td>
            {numbers(&line.figures)}
            <td>{doors_in_words(line.doors)}</td>
            <td class="numeric">{hours_in_words(line.weekly_minutes)}</td>
            <td>{action_in_words(line.action)}</td>
        </tr>
        {kinds}
    }
    .into_any()
}

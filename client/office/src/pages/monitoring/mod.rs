//! Screening and monitoring: the departments of an organisation, which of them have no screening in this quarter, and their
//! numbers.

mod department;
mod doors;
mod goals;
mod import;
mod links;
mod visits;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::screening::ScreeningConclusion;
use feltbog_shared::office::efforts::EffortSummary;
use feltbog_shared::office::monitoring::{
    MonitoringFigures, MonitoringLevel, MonitoringReport, MonitoringRow, Quarter, ScreeningSummary, SizeClass,
};
use feltbog_shared::suppression::Published;
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

pub(crate) use self::department::MonitoredDepartmentPage;
pub(crate) use self::goals::{goal_action, goal_value, indicator_in_words};
pub(crate) use self::import::IndicatorImportPage;
use self::visits::VisitTables;

use crate::address::escaped;
use crate::components::figures::{FigureCard, published, whole};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::monitoring_texts::monitoring_texts;
use crate::state::use_office;
use crate::wording;

/// The path of the pages.
const PATH: &str = "/kontor/screening";

/// The path of an organisation, or of a part of it.
fn organisation_path(organisation: &str, district: &str, departments: &str) -> String {
    let mut path = [PATH, "/", organisation].concat();
    if !district.is_empty() {
        path.push_str(&["?bydel=", &escaped(district)].concat());
    } else if !departments.is_empty() {
        path.push_str(&["?afdelinger=", &escaped(departments)].concat());
    }
    path
}

/// The path of a department.
fn department_path(department: &str) -> String {
    [PATH, "/afdeling/", department].concat()
}

/// A quarter in words.
fn quarter_in_words(quarter: Quarter) -> String {
    monitoring_texts()
        .quarter
        .with(&[&quarter.quarter.to_string(), &quarter.year.to_string()])
}

/// A conclusion in words; empty for none.
fn conclusion_in_words(key: &str) -> String {
    let mut offers = wording::offers::<ScreeningConclusion>(Kind::Screening, "conclusion").into_iter();
    offers
        .find(|(known, _)| known == key)
        .map(|(_, label)| label)
        .unwrap_or_default()
}

/// The action of a screening in words; that it is to be written where the conclusion asks for one.
fn screening_action(screening: &ScreeningSummary) -> String {
    match screening.lacks_action() {
        true => monitoring_texts().overdue_write_action.to_owned(),
        false => screening.action.clone(),
    }
}

/// The name of a size.
fn size_in_words(size: SizeClass) -> &'static str {
    let place = match size {
        SizeClass::Smallest => 0,
        SizeClass::Small => 1,
        SizeClass::Medium => 2,
        SizeClass::Large => 3,
        SizeClass::Largest => 4,
    };
    monitoring_texts()
        .size_class
        .get(place)
        .copied()
        .unwrap_or_default()
}

/// A hundredfold value as a decimal number of the language.
fn hundredths(value: i64) -> String {
    let (sign, value) = match value {
        ..0 => ("-", value.unsigned_abs()),
        _ => ("", value.unsigned_abs()),
    };
    match value % 100 {
        0 => [sign, &whole(value / 100)].concat(),
        rest => {
            let rest = rest.to_string();
            let filled = if rest.len() == 1 {
                ["0", &rest].concat()
            } else {
                rest
            };
            [
                sign,
                &whole(value / 100),
                monitoring_texts().decimal_mark,
                &filled,
            ]
            .concat()
        }
    }
}

/// A number that the person may not see, in words.
fn optional(number: Option<Published>) -> String {
    number.map_or_else(|| "–".to_owned(), published)
}

/// The average of all questions in words.
fn wellbeing(figures: &MonitoringFigures) -> String {
    let value = figures.wellbeing().and_then(|value| i64::try_from(value).ok());
    value.map_or_else(|| "–".to_owned(), hundredths)
}

/// The departments of an organisation, or of a part of it.
#[component]
pub(crate) fn MonitoringPage() -> impl IntoView {
    let office = use_office();
    let (parameters, query) = (use_params_map(), use_query_map());
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let district = Memo::new(move |_| query.read().get("bydel").unwrap_or_default());
    let departments = Memo::new(move |_| query.read().get("afdelinger").unwrap_or_default());
    let report = LocalResource::new(move || {
        office.revision.track();
        let (organisation, district, departments) = (organisation.get(), district.get(), departments.get());
        async move {
            let report = office
                .api()
                .monitoring(&organisation, &district, &departments)
                .await?;
            // Without them there is no choice of an effort, and the numbers are there all the same.
            let efforts = office.api().efforts().await.unwrap_or_default();
            Ok((report, efforts, departments))
        }
    });
    let print = || {
        view! {
            <button type="button" class="button" on:click=move |_| drop(window().print())>
                {monitoring_texts().print}
            </button>
        }
    };
    view! {
        <Page title=monitoring_texts().monitoring actions=print>
            <Loaded
                answer=report
                children=|(report, efforts, departments)| {
                    let efforts = effort_offers(efforts);
                    view! { <ReportContent report efforts departments/> }
                }
            />
        </Page>
    }
    .into_any()
}

/// The efforts that departments can be chosen by, each under the list of its departments, which are no choice of a part
/// when there are none.
fn effort_offers(efforts: Vec<EffortSummary>) -> Vec<Offer> {
    let offer = |effort: EffortSummary| {
        let departments = list_of(effort.departments.iter().map(|one| one.id));
        (!departments.is_empty()).then_some((departments, effort.name))
    };
    let mut offers = vec![(String::new(), monitoring_texts().every_effort.to_owned())];
    offers.extend(efforts.into_iter().filter_map(offer));
    offers
}

/// Departments as a list in an address.
pub(crate) fn list_of(departments: impl Iterator<Item = DepartmentId>) -> String {
    let ids: Vec<_> = departments.map(|id| id.to_string()).collect();
    ids.join(",")
}

/// The path of the departments of an effort together, in all of their organisations.
pub(crate) fn effort_path(departments: &str) -> String {
    [PATH, "?afdelinger=", &escaped(departments)].concat()
}

#[component]
fn ReportContent(
    report: MonitoringReport,
    /// The efforts that can be chosen.
    efforts: Vec<Offer>,
    /// The list of departments that was asked for; empty without one.
    departments: String,
) -> impl IntoView {
    let lead = monitoring_texts().monitoring_lead.with(&[
        &wording::day_in_words(&report.day),
        &quarter_in_words(report.quarter),
    ]);
    let import = report.may_import.then(|| {
        let path = [PATH, "/", &report.organisation.id, "/indikatorer"].concat();
        view! {
            <p>
                <a class="button small" href=path>{monitoring_texts().import_indicators}</a>
            </p>
        }
    });
    let has_several = !report.others.is_empty();
    let overdue: Vec<MonitoringRow> = report
        .rows
        .iter()
        .filter(|row| row.screening.is_overdue)
        .cloned()
        .collect();
    view! {
        <p>{lead}</p>
        <PlaceChoice report=report.clone() efforts departments/>
        {import}
        <SumCards report=report.clone()/>
        <OverdueList rows=overdue/>
        <DepartmentTable rows=report.rows has_several/>
        <p class="hint">{monitoring_texts().hidden_hint}</p>
        <VisitTables figures=report.visits/>
    }
    .into_any()
}

/// The choice of organisation, city district and effort.
#[component]
fn PlaceChoice(report: MonitoringReport, efforts: Vec<Offer>, departments: String) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |path: String| navigate(&path, Default::default()));
    let organisation = report.organisation.id.clone();
    let organisations: Vec<_> = report
        .organisations
        .iter()
        .map(|one| (one.id.clone(), one.name.clone()))
        .collect();
    let mut districts = vec![(String::new(), monitoring_texts().whole_organisation.to_owned())];
    districts.extend(report.districts.iter().map(|name| (name.clone(), name.clone())));
    let chosen = match (report.level, report.rows.first()) {
        (MonitoringLevel::District, Some(row)) => row.district.clone(),
        _ => String::new(),
    };
    let own = organisation.clone();
    let has_districts = !report.districts.is_empty();
    let has_efforts = efforts.len() > 1;
    let is_known = efforts.iter().any(|(list, _)| *list == departments);
    let chosen_effort = if is_known { departments } else { String::new() };
    let whole = report.organisation.id.clone();
    let level = match report.level {
        MonitoringLevel::Organisation => 0,
        MonitoringLevel::District => 1,
        MonitoringLevel::Effort => 2,
        MonitoringLevel::Department => 3,
    };
    let level = monitoring_texts().level.get(level).copied().unwrap_or_default();
    let others = report.others.iter().map(|other| other.name.as_str());
    let names = std::iter::once(report.organisation.name.as_str()).chain(others);
    let names = names.collect::<Vec<_>>().join(", ");
    let unread = (report.unread > 0).then(|| {
        let words = monitoring_texts().unread.of(i64::from(report.unread));
        view! { <p class="hint">{words}</p> }
    });
    view! {
        <div class="filters no-print">
            <SelectField
                id="monitoring-organisation"
                label=monitoring_texts().organisation
                offers=organisations
                value=Signal::stored(organisation)
                on_choose=move |id: String| go.run(organisation_path(&id, "", ""))
            />
            {has_districts
                .then(|| {
                    view! {
                        <SelectField
                            id="monitoring-district"
                            label=monitoring_texts().district_choice
                            offers=districts
                            value=Signal::stored(chosen)
                            on_choose=move |name: String| go.run(organisation_path(&own, &name, ""))
                        />
                    }
                })}
            {has_efforts
                .then(|| {
                    view! {
                        <SelectField
                            id="monitoring-effort"
                            label=monitoring_texts().effort_choice
                            offers=efforts
                            value=Signal::stored(chosen_effort)
                            on_choose=move |list: String| {
                                go.run(
                                    match list.as_str() {
                                        "" => organisation_path(&whole, "", ""),
                                        list => effort_path(list),
                                    },
                                );
                            }
                        />
                    }
                })}
        </div>
        <p>
            <strong>{level}</strong>
            {": "}
            {names}
        </p>
        {unread}
    }
    .into_any()
}

#[component]
fn SumCards(report: MonitoringReport) -> impl IntoView {
    let sum = report.sum;
    let of_all = |number: u32| [&number.to_string(), " / ", &sum.departments.to_string()].concat();
    let conclusions = wording::offers::<ScreeningConclusion>(Kind::Screening, "conclusion");
    let conclusions = conclusions.into_iter().zip(sum.conclusions.iter().copied());
    let conclusions = conclusions.map(|((_, label), number)| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="numeric">{number}</td>
            </tr>
        }
    });
    let criteria = monitoring_texts().criterion.iter().zip(sum.high.iter().copied());
    let criteria = criteria.map(|(label, number)| {
        view! {
            <tr>
                <th scope="row">{*label}</th>
                <td class="numeric">{number}</td>
            </tr>
        }
    });
    let conclusions = conclusions.collect_view();
    let criteria = criteria.collect_view();
    let doors = sum.figures.doors;
    let doors = doors.map_or_else(|| "–".to_owned(), |doors| whole(doors.rounds));
    view! {
        <dl class="figures">
            <FigureCard label=monitoring_texts().screened number=of_all(sum.screened)/>
            <FigureCard label=monitoring_texts().overdue number=of_all(sum.overdue)/>
            <FigureCard label=monitoring_texts().interviews number=optional(sum.figures.interviews)/>
            <FigureCard
                label=monitoring_texts().wellbeing
                number=wellbeing(&sum.figures)
                remark=monitoring_texts().of_five
            />
            <FigureCard label=monitoring_texts().new_conflicts number=optional(sum.figures.conflicts)/>
            <FigureCard label=monitoring_texts().new_signals number=optional(sum.figures.signals)/>
            <FigureCard label=monitoring_texts().rate_arrears number=optional(sum.figures.arrears)/>
            <FigureCard label=monitoring_texts().rate_evictions number=optional(sum.figures.evictions)/>
            <FigureCard label=monitoring_texts().doors number=doors/>
            <FigureCard
                label=monitoring_texts().contacts_at_doors
                number=optional(sum.figures.doors.map(|doors| doors.contacts))
            />
        </dl>
        <ScrollableTable label=monitoring_texts().latest_conclusions>
            <table class="data">
                <caption>{monitoring_texts().latest_conclusions}</caption>
                <thead>
                    <tr>
                        <th scope="col">{monitoring_texts().conclusion}</th>
                        <th scope="col" class="numeric">{monitoring_texts().departments}</th>
                    </tr>
                </thead>
                <tbody>{conclusions}</tbody>
            </table>
        </ScrollableTable>
        <ScrollableTable label=monitoring_texts().high_criteria>
            <table class="data">
                <caption>{monitoring_texts().high_criteria}</caption>
                <thead>
                    <tr>
                        <th scope="col">{monitoring_texts().criterion_heading}</th>
                        <th scope="col" class="numeric">{monitoring_texts().departments}</th>
                    </tr>
                </thead>
                <tbody>{criteria}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

/// The departments without a screening in this quarter, each with the way to it.
#[component]
fn OverdueList(rows: Vec<MonitoringRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p>{monitoring_texts().overdue_none}</p> }.into_any();
    }
    let items = rows.into_iter().map(|row| {
        let latest = row.screening.latest.as_ref();
        // The screening of the quarter says what should happen, and not what is done about it.
        let current = latest.filter(|latest| Some(latest.document) == row.screening.current);
        let action = match current.is_some_and(ScreeningSummary::lacks_action) {
            true => monitoring_texts().overdue_write_action,
            false => monitoring_texts().overdue_action,
        };
        let latest = latest.map_or_else(
            || monitoring_texts().never_screened.to_owned(),
            |latest| {
                monitoring_texts()
                    .latest_in
                    .with(&[&quarter_in_words(latest.quarter)])
            },
        );
        view! {
            <li class="finding">
                <div>
                    <a href=department_path(&row.department.to_string())>{row.name}</a>
                    {": "}
                    {latest}
                </div>
                <div class="finding-action">{action}</div>
            </li>
        }
    });
    view! {
        <section class="section">
            <h2>{monitoring_texts().overdue_title}</h2>
            <ul class="findings">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn DepartmentTable(
    rows: Vec<MonitoringRow>,
    /// Whether they belong to several organisations.
    has_several: bool,
) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let latest = row.screening.latest.as_ref();
        let conclusion = latest.map(|latest| conclusion_in_words(&latest.conclusion));
        let action = latest.map(screening_action);
        let quarter = latest.map(|latest| quarter_in_words(latest.quarter));
        let next_on = latest.map(|latest| match latest.next_on.as_str() {
            "" => "–".to_owned(),
            day => wording::day_in_words(day),
        });
        let residents = row
            .residents
            .map_or_else(|| "–".to_owned(), |number| whole(u64::from(number)));
        view! {
            <tr>
                <th scope="row">
                    <a href=department_path(&row.department.to_string())>{row.name}</a>
                    {has_several.then(|| view! { <small>" " {row.organisation_name}</small> })}
                </th>
                <td>{row.district}</td>
                <td class="numeric">{whole(u64::from(row.dwellings))}</td>
                <td class="numeric">{residents}</td>
                <td>{quarter}</td>
                <td>{conclusion}</td>
                <td>{action}</td>
                <td>{next_on}</td>
                <td class="numeric">{optional(row.figures.interviews)}</td>
                <td class="numeric">{wellbeing(&row.figures)}</td>
                <td class="numeric">{optional(row.figures.conflicts)}</td>
                <td class="numeric">{optional(row.figures.signals)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=monitoring_texts().departments>
            <table class="data">
                <caption>{monitoring_texts().departments}</caption>
                <thead>
                    <tr>
                        <th scope="col">{monitoring_texts().department}</th>
                        <th scope="col">{monitoring_texts().district_choice}</th>
                        <th scope="col" class="numeric">{monitoring_texts().dwellings}</th>
                        <th scope="col" class="numeric">{monitoring_texts().residents}</th>
                        <th scope="col">{monitoring_texts().latest_screening}</th>
                        <th scope="col">{monitoring_texts().conclusion}</th>
                        <th scope="col">{monitoring_texts().action}</th>
                        <th scope="col">{monitoring_texts().next_on}</th>
                        <th scope="col" class="numeric">{monitoring_texts().interviews}</th>
                        <th scope="col" class="numeric">{monitoring_texts().wellbeing}</th>
                        <th scope="col" class="numeric">{monitoring_texts().new_conflicts}</th>
                        <th scope="col" class="numeric">{monitoring_texts().new_signals}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

//! The overview of a place: warnings, numbers, trends and the places below it.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::office::overview::{Overview, OverviewLevel, OverviewPlace, OverviewRow};
use feltbog_ui::chart::{BarChart, ChartNumber};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::figures::{
    ConflictCards, Findings, NatureCards, PhoneCards, TrendChart, chart_number, published, share, target,
    whole,
};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::figures_texts::figures_texts;
use crate::state::use_office;
use crate::wording::day_in_words;

/// The name of a level in addresses.
pub(super) fn level_key(level: OverviewLevel) -> &'static str {
    match level {
        OverviewLevel::Administration => "administration",
        OverviewLevel::Organisation => "organisation",
        OverviewLevel::District => "district",
        OverviewLevel::Department => "department",
    }
}

/// The address of the page of a place.
pub(super) fn place_path(page: &str, place: &OverviewPlace) -> String {
    [page, "/", level_key(place.level), "/", &place.id].concat()
}

/// The place of the address: level and id, or nothing for the first place of the person.
pub(super) fn place_of_address() -> Memo<Option<(String, String)>> {
    let parameters = use_params_map();
    Memo::new(move |_| {
        let parameters = parameters.read();
        Some((parameters.get("level")?, parameters.get("id")?))
    })
}

/// The overview of the place in the address.
#[component]
pub(crate) fn FiguresPage() -> impl IntoView {
    let office = use_office();
    let place = place_of_address();
    let overview = LocalResource::new(move || {
        office.revision.track();
        let place = place.get();
        async move { office.api().overview(place).await }
    });
    view! {
        <Page title=figures_texts().figures actions=|| view! { <PrintButton/> }>
            <Loaded answer=overview children=|overview| view! { <OverviewContent overview/> }/>
        </Page>
    }
    .into_any()
}

/// The way up from a place.
#[component]
pub(super) fn PlacePath(
    /// The first part of the addresses.
    page: &'static str,
    /// The overview.
    overview: Overview,
) -> impl IntoView {
    let above = overview.above.into_iter().map(|place| {
        let href = place_path(page, &place);
        view! {
            <li>
                <a href=href>{place.name}</a>
            </li>
        }
    });
    view! {
        <nav class="breadcrumb" aria-label=figures_texts().figures_above>
            <ol>
                {above.collect_view()}
                <li aria-current="page">{overview.place.name}</li>
            </ol>
        </nav>
    }
    .into_any()
}

#[component]
fn OverviewContent(overview: Overview) -> impl IntoView {
    let lead = figures_texts().figures_lead.with(&[&day_in_words(&overview.day)]);
    let has_numbers = overview.conflicts.is_some()
        || overview.signals.is_some()
        || overview.nature.is_some()
        || overview.phones.is_some();
    if !has_numbers {
        return view! {
            <PlacePath page="/kontor/overblik" overview=overview.clone()/>
            <p>{figures_texts().figures_nothing}</p>
        }
        .into_any();
    }
    let by_age = overview.conflicts.as_ref().and_then(|conflicts| {
        let numbers: Vec<ChartNumber> = conflicts
            .by_age
            .iter()
            .zip(figures_texts().age_band)
            .map(|(number, label)| chart_number(label, *number))
            .collect();
        (!numbers.is_empty()).then(|| {
            view! {
                <BarChart
                    title=figures_texts().by_age.to_owned()
                    numbers_label=figures_texts().show_numbers
                    first_heading=figures_texts().age.to_owned()
                    number_heading=figures_texts().number_of.to_owned()
                    numbers
                />
            }
        })
    });
    let by_state = overview.conflicts.as_ref().and_then(|conflicts| {
        let label = |key: &str| labels::value(texts(), Kind::ConflictCase, "state", key).unwrap_or_default();
        let numbers: Vec<ChartNumber> = conflicts
            .by_state
            .iter()
            .map(|(key, number)| chart_number(label(key), *number))
            .collect();
        (!numbers.is_empty()).then(|| {
            view! {
                <BarChart
                    title=figures_texts().by_state.to_owned()
                    numbers_label=figures_texts().show_numbers
                    first_heading=figures_texts().state_label.to_owned()
                    number_heading=figures_texts().number_of.to_owned()
                    numbers
                />
            }
        })
    });
    let conflict_trend = overview.conflicts.as_ref().map(|conflicts| {
        view! { <TrendChart title=figures_texts().new_conflicts trend=conflicts.trend.clone()/> }
    });
    let signal_trend = overview.signals.as_ref().map(|signals| {
        view! { <TrendChart title=figures_texts().new_signals trend=signals.trend.clone()/> }
    });
    let nature = overview.nature.clone().map(|figures| {
        view! {
            <section class="section">
                <h2>{figures_texts().nature}</h2>
                <NatureCards figures/>
            </section>
        }
    });
    let phones = overview.phones.map(|figures| {
        view! {
            <section class="section">
                <h2>{figures_texts().phones_title}</h2>
                <PhoneCards figures/>
            </section>
        }
    });
    view! {
        <PlacePath page="/kontor/overblik" overview=overview.clone()/>
        <p>{lead}</p>
        <section class="section">
            <h2>{figures_texts().findings}</h2>
            <Findings findings=overview.findings.clone()/>
        </section>
        <ConflictCards overview=overview.clone()/>
        <div class="charts">{by_age} {by_state} {conflict_trend} {signal_trend}</div>
        {nature}
        {phones}
        <PlaceTable title=figures_texts().figures_districts rows=overview.districts/>
        <PlaceTable title=figures_texts().figures_below rows=overview.rows/>
    }
    .into_any()
}

/// Places below, side by side. Nothing without any.
#[component]
fn PlaceTable(title: &'static str, rows: Vec<OverviewRow>) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            let words = |number: Option<feltbog_shared::suppression::Published>| {
                number.map_or_else(|| "–".to_owned(), published)
            };
            let rows = rows.into_iter().map(move |row| {
                let nature = row.nature.unwrap_or_default();
                let phones = row.phones.map_or_else(
                    || "–".to_owned(),
                    |phones| [&whole(phones.silent), " / ", &whole(phones.phones)].concat(),
                );
                view! {
                    <tr>
                        <th scope="row">
                            <a href=place_path("/kontor/overblik", &row.place)>{row.place.name.clone()}</a>
                        </th>
                        <td class="numeric">{words(row.open_conflicts)}</td>
                        <td class="numeric">{words(row.open_signals)}</td>
                        <td class="numeric">{whole(nature.square_metres)}</td>
                        <td class="numeric">{share(&nature)}</td>
                        <td class="numeric">{target(&nature)}</td>
                        <td class="numeric">{whole(nature.tasks_overdue)}</td>
                        <td class="numeric">{whole(nature.valid_counts)}</td>
                        <td class="numeric">{phones}</td>
                    </tr>
                }
            });
            let rows = rows.collect_view();
            view! {
                <ScrollableTable label=title>
                    <table class="data">
                        <caption>{title}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{figures_texts().place}</th>
                                <th scope="col" class="numeric">{figures_texts().open_conflicts}</th>
                                <th scope="col" class="numeric">{figures_texts().open_signals}</th>
                                <th scope="col" class="numeric">{figures_texts().laid_out}" (m²)"</th>
                                <th scope="col" class="numeric">{figures_texts().share_outdoor}</th>
                                <th scope="col" class="numeric">{figures_texts().target}</th>
                                <th scope="col" class="numeric">{figures_texts().tasks_late}</th>
                                <th scope="col" class="numeric">{figures_texts().valid_counts}</th>
                                <th scope="col" class="numeric">{figures_texts().phones_silent}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </ScrollableTable>
            }
        })
        .into_any()
}

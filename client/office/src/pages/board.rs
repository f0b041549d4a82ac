//! The board's page: targets, areas, proposals, tasks, answers and published numbers of a department, to be printed for a
//! meeting. No case and no name.

use feltbog_presentation::fields::text;
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::office::nature::NatureReport;
use feltbog_shared::office::overview::{Overview, OverviewLevel};
use leptos::prelude::*;

use super::figures::{PlacePath, place_of_address, place_path};
use super::nature::{AreasSection, CareCalendar, ObservationsSection, organisation_of, word};
use crate::components::figures::{ConflictCards, Findings, NatureCards};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::figures_texts::figures_texts;
use crate::state::use_office;

/// The key of a proposal's state.
const PROPOSED: &str = "foreslaaet";

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
            let report = match organisation_of(&overview) {
                Some(organisation) if overview.nature.is_some() => {
                    Some(office.api().nature(&organisation, &department).await?)
                }
                _ => None,
            };
            Ok((overview, report))
        }
    });
    view! {
        <Page title=figures_texts().board_page actions=|| view! { <PrintButton/> }>
            <Loaded answer=both children=|(overview, report)| view! { <BoardContent overview report/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn BoardContent(overview: Overview, report: Option<NatureReport>) -> impl IntoView {
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
    let report = report.map(|report| {
        view! {
            <Proposals report=report.clone()/>
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
        {nature}
        {report}
        <ConflictCards overview/>
    }
    .into_any()
}

/// The areas that somebody has proposed.
#[component]
fn Proposals(report: NatureReport) -> impl IntoView {
    let proposals: Vec<_> = report
        .areas
        .iter()
        .filter(|area| text(&area.fields, Area::state().name()) == PROPOSED)
        .collect();
    let is_empty = proposals.is_empty();
    let rows = proposals.into_iter().map(|area| {
        view! {
            <li>
                <strong>{text(&area.fields, Area::name().name()).to_owned()}</strong>
                {", "}
                {word(Kind::Area, Area::kind().name(), &area.fields)}
                <p>{text(&area.fields, Area::care_plan().name()).to_owned()}</p>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().proposals}</h2>
            {is_empty.then(|| view! { <p>{figures_texts().proposals_none}</p> })}
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

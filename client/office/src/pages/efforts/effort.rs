//! An effort with what belongs to it. An activity that is opened stands beside it.

use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::efforts::{EffortRecord, EffortView, StaffMember};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::activities::{ActivitiesSection, OpenedActivity};
use super::goals::EffortGoalsSection;
use super::phase::PhaseSection;
use super::tasks::TasksSection;
use super::words::{
    PATH, action_in_words, day_or_dash, department_in_words, effort_path, goal_in_words, hours_in_words,
    kind_in_words, owner_in_words, period_in_words, screening_in_words, share_in_words, state_in_words,
};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::record::RecordPanel;
use crate::components::scrollable_table::ScrollableTable;
use crate::effort_texts::effort_texts;
use crate::pages::monitoring::{effort_path as monitoring_path, list_of};
use crate::state::use_office;
use crate::texts::office_texts;

/// An effort.
#[component]
pub(crate) fn EffortPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let effort = Memo::new(move |_| parameters.read().get("effort").unwrap_or_default());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let effort = effort.get();
        async move { office.api().effort(&effort).await }
    });
    let open = RwSignal::new(None::<DeskPlace>);
    provide_context(OpenedActivity(open));
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
    let title = Signal::derive(move || match answer.get() {
        Some(Ok(view)) => view.record.name,
        _ => effort_texts().effort.to_owned(),
    });
    view! {
        <Page title actions=|| view! { <PrintButton/> }>
            <p class="no-print">
                <a href=PATH>{effort_texts().all_efforts}</a>
            </p>
            <div class="desk no-side" class:has-panel=move || open.read().is_some()>
                <div class="desk-list">
                    <Loaded answer children=|found| view! { <EffortContent found/> }/>
                </div>
                {panel}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn EffortContent(found: EffortView) -> impl IntoView {
    let texts = effort_texts();
    let record = found.record.clone();
    let id = record.id.clone().unwrap_or_default();
    let report = [PATH, "/rapport?indsats=", &id].concat();
    let screened = list_of(record.departments.iter().map(|one| one.id));
    let screening = (!screened.is_empty())
        .then(|| view! { <a class="button" href=monitoring_path(&screened)>{texts.screening_of_effort}</a> });
    let change = found.may_change.then(|| {
        let path = [&effort_path(&id), "/ret"].concat();
        view! { <a class="button" href=path>{texts.change_effort}</a> }
    });
    let has_hidden_basis = found.has_basis && found.basis.is_none();
    let basis = match (&found.basis, found.has_basis) {
        (Some(screening), _) => screening_in_words(screening),
        (None, true) => texts.basis_hidden.to_owned(),
        (None, false) => "–".to_owned(),
    };
    let phase = found
        .may_change
        .then(|| view! { <PhaseSection record=record.clone() has_hidden_basis/> });
    let departments = record.departments.clone();
    view! {
        <p>
            <span class="badge">{state_in_words(record.state)}</span>
            {" "}
            {kind_in_words(record.kind)}
        </p>
        <p>
            <strong>{texts.action_label} ": "</strong>
            {action_in_words(found.action)}
        </p>
        <div class="buttons no-print">
            {change}
            <a class="button" href=report>{texts.report_of_effort}</a>
            {screening}
        </div>
        <FactsSection record=record.clone() basis/>
        <FundingSection record=record.clone()/>
        {phase}
        <EffortGoalsSection record=record.clone() goals=found.goals may_change=found.may_change/>
        <ActivitiesSection
            effort=id.clone()
            departments
            activities=found.activities
            may_change=found.may_change
        />
        <TasksSection effort=id checklists=found.checklists is_running=record.state.is_running()/>
        <StaffSection staff=found.staff/>
    }
    .into_any()
}

/// A term with its words, left out where there are none.
fn fact(term: &'static str, words: String) -> impl IntoView {
    (!words.is_empty()).then(|| {
        view! {
            <div class="fact">
                <dt>{term}</dt>
                <dd>{words}</dd>
            </div>
        }
    })
}

fn word(words: &[&'static str], place: usize) -> &'static str {
    words.get(place).copied().unwrap_or_default()
}

#[component]
fn FactsSection(record: EffortRecord, basis: String) -> impl IntoView {
    let texts = effort_texts();
    let geography = word(&texts.geography, record.geography as usize).to_owned();
    let placement = word(&texts.placement, record.placement as usize).to_owned();
    let departments: Vec<_> = record.departments.iter().map(department_in_words).collect();
    let places = record.places.iter().map(|place| {
        let kind = word(&texts.place_kind, place.kind as usize);
        [&place.name, " (", kind, ")"].concat()
    });
    let partners = record.partners.iter().map(|partner| {
        let kind = word(&texts.partner_kind, partner.kind as usize);
        [&partner.name, " (", kind, ")"].concat()
    });
    let goals: Vec<_> = record.goals.iter().map(|goal| goal_in_words(goal)).collect();
    let area = record.lbf_area.map(|area| {
        let words = word(&texts.lbf_area, area as usize);
        [words, " (", area.period().key(), ")"].concat()
    });
    let day = |day: &str| match day {
        "" => String::new(),
        day => day_or_dash(day),
    };
    let anchoring = &record.anchoring;
    let anchored = match anchoring.strategy.is_empty() {
        true => String::new(),
        false => word(&texts.anchoring_state, anchoring.state as usize).to_owned(),
    };
    view! {
        <section class="section">
            <h2>{texts.facts}</h2>
            <dl class="facts">
                {fact(texts.purpose, record.purpose.clone())}
                {fact(texts.owner, owner_in_words(&record.owner))}
                {fact(texts.geography_label, geography)}
                {fact(texts.placement_label, placement)}
                {fact(texts.departments, departments.join("; "))}
                {fact(texts.places, places.collect::<Vec<_>>().join("; "))}
                {fact(texts.partners, partners.collect::<Vec<_>>().join("; "))}
                {fact(texts.period, period_in_words(&record.from, &record.until))}
                {fact(texts.lbf_area_label, area.unwrap_or_default())}
                {fact(texts.goals, goals.join("; "))}
                {fact(texts.basis, basis)}
                {fact(texts.strategy, anchoring.strategy.clone())}
                {fact(texts.anchoring_owner, anchoring.owner.clone())}
                {fact(texts.anchoring_by, day(&anchoring.by))}
                {fact(texts.anchoring_state_label, anchored)}
                {fact(texts.handed_off_on, day(&record.handed_off_on))}
                {fact(texts.closed_on, day(&record.closed_on))}
            </dl>
        </section>
    }
    .into_any()
}

#[component]
fn FundingSection(record: EffortRecord) -> impl IntoView {
    let texts = effort_texts();
    if record.funding.is_empty() {
        return view! {
            <section class="section">
                <h2>{texts.funding}</h2>
                <p>{texts.funding_none}</p>
            </section>
        }
        .into_any();
    }
    let rows = record.funding.into_iter().map(|line| {
        view! {
            <tr>
                <th scope="row">{line.party}</th>
                <td class="numeric">{share_in_words(line.share)} " %"</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{texts.funding}</h2>
            <ScrollableTable label=texts.funding>
                <table class="data">
                    <caption class="unseen">{texts.funding}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{texts.funder}</th>
                            <th scope="col" class="numeric">{texts.share}</th>
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
fn StaffSection(staff: Vec<StaffMember>) -> impl IntoView {
    let texts = effort_texts();
    let rows = staff.into_iter().map(|member| {
        let hours = hours_in_words(u64::from(member.weekly_minutes()));
        view! {
            <tr>
                <th scope="row">{member.name}</th>
                <td>{member.title}</td>
                <td>{member.department_name}</td>
                <td>{member.funding}</td>
                <td class="numeric">{hours}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{texts.staff}</h2>
            <ScrollableTable label=texts.staff>
                <table class="data">
                    <caption class="unseen">{texts.staff}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{texts.staff_name}</th>
                            <th scope="col">{texts.staff_title}</th>
                            <th scope="col">{office_texts().department}</th>
                            <th scope="col">{texts.staff_funding}</th>
                            <th scope="col" class="numeric">{texts.weekly_hours}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
            <p class="no-print">
                <a href=[PATH, "/bemanding"].concat()>{texts.all_staff}</a>
            </p>
        </section>
    }
    .into_any()
}

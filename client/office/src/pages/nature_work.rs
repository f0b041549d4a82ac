//! Work on the nature pages: areas against targets, signs to look at, measures of advisers, inquiries with their answers,
//! the lock of a year's counts, and the background of the map.

use core::fmt::Write as _;

use feltbog_presentation::fields::text;
use feltbog_shared::model::adviser_measure::MeasureAnswer;
use feltbog_shared::model::area::{SIGN_CHECK_DAYS, SignStatus};
use feltbog_shared::model::area_observation::ObservationKind;
use feltbog_shared::model::care_season::is_cared_for;
use feltbog_shared::model::{
    AdviserMeasure, Area, AreaObservation, FieldEdit, Kind, Model as _, Value, ValueList as _,
};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::nature::{CountRow, NatureRecord, NatureReport};
use feltbog_shared::office::nature_work::{CountLockOrder, CountLockReport, MapBackgroundSetting};
use feltbog_ui::form::LineField;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::nature_words::{area_name, name_of, nature_path, open_path, word};
use crate::components::figures::{share, target, whole};
use crate::components::record_act::RecordActButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::today;
use crate::figures_texts::figures_texts;
use crate::nature_texts::nature_texts;
use crate::state::{Notice, use_office};
use crate::wording::{counted, day_in_words};

/// Days after which a measure that was put off is looked at again.
const LATER_DAYS: i64 = 182;

/// The place of a record.
fn place(record: &NatureRecord) -> DeskPlace {
    DeskPlace {
        department: record.department,
        document: record.document,
    }
}

/// Whether the person may do something in the department of a record.
fn may(
    report: &NatureReport,
    record: &NatureRecord,
    right: fn(&feltbog_shared::office::nature::NatureDepartment) -> bool,
) -> bool {
    let mut departments = report.departments.iter();
    departments.any(|department| department.id == record.department && right(department))
}

/// A link that opens a record beside the page.
#[component]
pub(super) fn OpenLink(
    /// The organisation of the page.
    organisation: String,
    /// The department that is shown, or empty.
    shown: String,
    /// The record.
    place: DeskPlace,
    /// Its name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! { <A href=open_path(&organisation, &shown, place)>{name}</A> }
}

/// The department that a report shows; empty for all.
pub(super) fn shown_department(report: &NatureReport) -> String {
    report
        .settings
        .department
        .map(|id| id.to_string())
        .unwrap_or_default()
}

/// Areas against the target, department by department.
#[component]
pub(super) fn TargetsTable(report: NatureReport) -> impl IntoView {
    if report.departments.len() < 2 {
        return ().into_any();
    }
    let row = |name: String, figures: &feltbog_shared::office::overview::NatureFigures| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="numeric">{whole(figures.areas)}</td>
                <td class="numeric">{whole(figures.square_metres)}</td>
                <td class="numeric">{share(figures)}</td>
                <td>{target(figures)}</td>
            </tr>
        }
    };
    let rows = report
        .departments
        .iter()
        .map(|department| row(department.name.clone(), &department.figures));
    let rows = rows.collect_view();
    let all = report
        .settings
        .department
        .is_none()
        .then(|| row(report.name.clone(), &report.figures));
    view! {
        <section class="section">
            <h2>{nature_texts().targets}</h2>
            <ScrollableTable label=nature_texts().targets>
                <table class="data">
                    <caption class="unseen">{nature_texts().targets}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{figures_texts().place}</th>
                            <th scope="col" class="numeric">{figures_texts().areas_count}</th>
                            <th scope="col" class="numeric">{figures_texts().laid_out}" (m²)"</th>
                            <th scope="col" class="numeric">{figures_texts().share_outdoor}</th>
                            <th scope="col">{figures_texts().target}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{all}</tfoot>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Signs that nobody looked at this season, and those that are missing or damaged.
#[component]
pub(super) fn SignChecks(report: NatureReport) -> impl IntoView {
    let day = Day::parse(&report.day).unwrap_or_else(today);
    let is_due = |area: &Area| {
        let is_old = area
            .sign_checked_on
            .is_none_or(|on| on.plus_days(SIGN_CHECK_DAYS) <= day);
        is_cared_for(area.state) && area.sign_status != Some(SignStatus::None) && is_old
            || matches!(area.sign_status, Some(SignStatus::Missing | SignStatus::Damaged))
    };
    let shown = shown_department(&report);
    let rows: Vec<_> = report
        .areas
        .iter()
        .filter(|area| is_due(&Area::from_fields(&area.fields)))
        .map(|area| {
            let checked = text(&area.fields, Area::sign_checked_on().name());
            let checked = match checked {
                "" => nature_texts().never_checked.to_owned(),
                on => day_in_words(on),
            };
            let name = area_name(area);
            let acts = may(&report, area, |department| department.may_update).then(|| {
                let button = |status: SignStatus, label: &'static str| {
                    let edits = move |()| {
                        vec![
                            Area::sign_status().set(status),
                            Area::sign_checked_on().set(today()),
                        ]
                    };
                    view! { <RecordActButton place=place(area) label about=name.clone() edits=edits/> }
                };
                view! {
                    <div class="buttons">
                        {button(SignStatus::PutUp, nature_texts().sign_in_place)}
                        {button(SignStatus::Missing, nature_texts().sign_missing)}
                        {button(SignStatus::Damaged, nature_texts().sign_damaged)}
                    </div>
                }
            });
            view! {
                <tr>
                    <th scope="row">
                        <OpenLink
                            organisation=report.organisation.clone()
                            shown=shown.clone()
                            place=place(area)
                            name=area_name(area)
                        />
                    </th>
                    <td>{word(Kind::Area, Area::sign_status().name(), &area.fields)}</td>
                    <td>{checked}</td>
                    <td>{acts}</td>
                </tr>
            }
        })
        .collect();
    let is_empty = rows.is_empty();
    view! {
        <section class="section">
            <h2>{nature_texts().sign_checks}</h2>
            {is_empty.then(|| view! { <p>{nature_texts().sign_checks_none}</p> })}
            <ScrollableTable label=nature_texts().sign_checks is_hidden=is_empty>
                <table class="data">
                    <caption class="unseen">{nature_texts().sign_checks}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{figures_texts().area}</th>
                            <th scope="col">{nature_texts().sign}</th>
                            <th scope="col">{nature_texts().last_checked}</th>
                            <th scope="col">{nature_texts().today}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Measures that advisers recommend, with the answer.
#[component]
pub(super) fn Measures(report: NatureReport) -> impl IntoView {
    let is_empty = report.measures.is_empty();
    let rows = report.measures.iter().map(|measure| {
        let fields = &measure.fields;
        let words = text(fields, AdviserMeasure::text().name()).to_owned();
        let may_answer = may(&report, measure, |department| department.may_decide);
        let acts = may_answer.then(|| {
            let button = |answer: MeasureAnswer, label: &'static str| {
                let edits = move |()| {
                    let mut edits: Vec<FieldEdit> = vec![
                        AdviserMeasure::answer().set(answer),
                        AdviserMeasure::answered_on().set(today()),
                    ];
                    if answer == MeasureAnswer::Later {
                        edits.push(AdviserMeasure::follow_up_on().set(today().plus_days(LATER_DAYS)));
                    }
                    edits
                };
                view! { <RecordActButton place=place(measure) label about=words.clone() edits=edits/> }
            };
            view! {
                <div class="buttons">
                    {button(MeasureAnswer::Yes, nature_texts().answer_yes)}
                    {button(MeasureAnswer::No, nature_texts().answer_no)}
                    {button(MeasureAnswer::Later, nature_texts().answer_later)}
                </div>
            }
        });
        let mut answer = word(Kind::AdviserMeasure, AdviserMeasure::answer().name(), fields).to_owned();
        for part in [
            day_in_words(text(fields, AdviserMeasure::answered_on().name())),
            text(fields, AdviserMeasure::reason().name()).to_owned(),
        ] {
            if !part.is_empty() {
                // Writing to a string does not fail.
                let _ = write!(answer, ", {part}");
            }
        }
        view! {
            <tr>
                <th scope="row" class="wide">{words.clone()}</th>
                <td>{name_of(&report, fields)}</td>
                <td>{answer}</td>
                <td>{acts}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{nature_texts().measures}</h2>
            {is_empty.then(|| view! { <p>{nature_texts().measures_none}</p> })}
            <ScrollableTable label=nature_texts().measures is_hidden=is_empty>
                <table class="data">
                    <caption class="unseen">{nature_texts().measures}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{nature_texts().measure}</th>
                            <th scope="col">{figures_texts().area}</th>
                            <th scope="col">{figures_texts().answer}</th>
                            <th scope="col">{nature_texts().decide}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Whether an observation is a neighbour's inquiry or a nuisance to a resident.
pub(super) fn is_inquiry(observation: &NatureRecord) -> bool {
    let kind = text(&observation.fields, AreaObservation::kind().name());
    [
        ObservationKind::OutsideInquiry.key(),
        ObservationKind::ResidentNuisance.key(),
    ]
    .contains(&kind)
}

/// The button that locks the counts of the years that are over, and the number of counts that it is about.
#[component]
pub(super) fn CountLocks(report: NatureReport) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let day = Day::parse(&report.day).unwrap_or_else(today);
    // From 31 December the present year is over too.
    let last = day.plus_days(1).0.year() - 1;
    let year_of = |count: &CountRow| count.day.get(..4).and_then(|year| year.parse::<i32>().ok());
    let mut open: Vec<i32> = report
        .counts
        .iter()
        .filter(|count| !count.is_locked)
        .filter_map(year_of)
        .filter(|year| *year <= last)
        .collect();
    open.sort_unstable();
    let count = open.len();
    open.dedup();
    let Some(year) = open.first().copied() else {
        return ().into_any();
    };
    let department = report.settings.department;
    let is_shown = |id| department.is_none_or(|shown| shown == id);
    let may_lock = report
        .departments
        .iter()
        .any(|one| one.may_approve && is_shown(one.id));
    let sentence = counted(nature_texts().counts_to_lock, count);
    let organisation = report.organisation.clone();
    let lock = move |_| {
        let (api, organisation) = (office.api(), organisation.clone());
        let order = CountLockOrder { year, department };
        submission.run(
            async move { api.lock_counts(&organisation, &order).await },
            move |report| {
                office.changed(Notice {
                    text: lock_text(report),
                    undo: None,
                });
            },
        );
    };
    let button = may_lock.then(|| {
        view! {
            <button
                type="button"
                class="button small no-print"
                aria-disabled=move || submission.is_busy.get().then_some("true")
                on:click=lock
            >
                {nature_texts().lock_counts.with(&[&year.to_string()])}
            </button>
        }
    });
    view! {
        <section class="group">
            <p>{sentence}</p>
            {button}
            <SubmissionProblem submission/>
        </section>
    }
    .into_any()
}

/// The sentence about counts that were locked.
fn lock_text(report: CountLockReport) -> String {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut sentences = vec![counted(nature_texts().counts_locked, number(report.locked))];
    if report.unfinished > 0 {
        sentences.push(counted(
            nature_texts().counts_unfinished,
            number(report.unfinished),
        ));
    }
    if report.left + report.refused > 0 {
        sentences.push(counted(
            nature_texts().counts_left,
            number(report.left + report.refused),
        ));
    }
    sentences.join(" ")
}

/// Links to work that has a page of its own, and the file of the areas.
#[component]
pub(super) fn WorkLinks(report: NatureReport) -> impl IntoView {
    use feltbog_shared::office_data::{ExportFormat, ExportRequest};

    let office = use_office();
    let submission = Submission::new();
    let path = nature_path(&report.organisation);
    let shown = shown_department(&report);
    let season = match shown.as_str() {
        "" => [&path, "/saeson"].concat(),
        shown => [&path, "/saeson?afdeling=", shown].concat(),
    };
    let may_create = report.departments.iter().any(|department| department.may_create);
    let import = may_create.then(|| {
        let path = [&path, "/import"].concat();
        view! { <A href=path>{nature_texts().import_title}</A> }
    });
    let departments: Vec<_> = report
        .departments
        .iter()
        .map(|department| department.id)
        .filter(|id| report.settings.department.is_none_or(|shown| shown == *id))
        .collect();
    let export = move |_| {
        let request = ExportRequest {
            departments: departments.clone(),
            kinds: Vec::new(),
            from: None,
            until: None,
            organisation: None,
            includes_unlocked: false,
            includes_invalid: false,
            mailbox: None,
        };
        let api = office.api();
        submission.run(
            async move {
                api.begin_export(ExportFormat::GeoJson, &request, None)
                    .await?
                    .save()
                    .await
            },
            |()| (),
        );
    };
    view! {
        <div class="buttons no-print">
            <A href=season>{nature_texts().season_title}</A>
            {import}
            <button
                type="button"
                class="button small"
                aria-disabled=move || submission.is_busy.get().then_some("true")
                on:click=export
            >
                {nature_texts().export_areas}
            </button>
        </div>
        <SubmissionProblem submission/>
    }
    .into_any()
}

/// The background of the map, for those who set it.
#[component]
pub(super) fn BackgroundForm(organisation: String) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let (url, attribution) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let deepest = RwSignal::new(String::new());
    let is_known = RwSignal::new(false);
    let place = organisation.clone();
    let load = move |_| {
        if is_known.get_untracked() {
            return;
        }
        let (api, place) = (office.api(), place.clone());
        submission.run(async move { api.map_background(&place).await }, move |setting| {
            let _ = url.try_set(setting.url);
            let _ = attribution.try_set(setting.attribution);
            let zoom = match setting.deepest_zoom {
                0 => 18,
                zoom => zoom,
            };
            let _ = deepest.try_set(zoom.to_string());
            let _ = is_known.try_set(true);
        });
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let setting = MapBackgroundSetting {
            url: url.get_untracked(),
            attribution: attribution.get_untracked(),
            deepest_zoom: deepest.get_untracked().trim().parse().unwrap_or_default(),
        };
        let (api, organisation) = (office.api(), organisation.clone());
        submission.run(
            async move { api.save_map_background(&organisation, &setting).await },
            move |()| {
                office.changed(Notice {
                    text: nature_texts().background_saved.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let save = StoredValue::new_local(save);
    view! {
        <details class="no-print" on:toggle=load>
            <summary>{nature_texts().background}</summary>
            <form class="group" on:submit=move |event| save.with_value(|save| save(event))>
                <p class="hint">{nature_texts().background_lead}</p>
                <Show when=move || is_known.get()>
                    <LineField
                        id="background-url"
                        label=nature_texts().background_url
                        value=url
                        on_input=move |text| url.set(text)
                    />
                    <LineField
                        id="background-source"
                        label=nature_texts().background_source
                        value=attribution
                        on_input=move |text| attribution.set(text)
                    />
                    <LineField
                        id="background-zoom"
                        label=nature_texts().background_zoom
                        keyboard=Some("numeric")
                        value=deepest
                        on_input=move |text| deepest.set(text)
                    />
                    <SubmitButton label=nature_texts().background_save submission/>
                </Show>
                <SubmissionProblem submission/>
            </form>
        </details>
    }
    .into_any()
}

/// The square metres of a record's field, or nothing.
pub(super) fn size_of(area: &NatureRecord) -> String {
    match area.fields.get(Area::square_metres().name()) {
        Some(Value::Integer(size)) => whole(u64::try_from(*size).unwrap_or_default()),
        _ => String::new(),
    }
}

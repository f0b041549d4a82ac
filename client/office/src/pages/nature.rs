//! Nature: map and table of the areas, numbers against targets, changes of care, observations, the care calendar and the
//! counts.

use core::fmt::Write as _;

use feltbog_presentation::fields::text;
use feltbog_presentation::map;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::{Area, AreaObservation, CareTask, Kind, PlanRevision, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::nature::{NatureRecord, NatureReport, NatureSettings};
use feltbog_shared::office::overview::Overview;
use feltbog_ui::form::{CheckField, FieldProblem, LineField, SelectField, problem_of};
use feltbog_ui::map::{AreasMap, MapLink};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::nature_butterflies::ButterfliesTable;
use super::nature_counts::InsectCounts;
use super::nature_words::{area_name, drawing_path, name_of, nature_path, open_path, organisation_of, word};
use super::nature_work::{
    BackgroundForm, CountLocks, Measures, OpenLink, SignChecks, TargetsTable, WorkLinks, is_inquiry,
    shown_department, size_of,
};
use crate::components::drawing_map::{AreasOnBackground, ShownArea};
use crate::components::figures::NatureCards;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::picture::Picture;
use crate::components::print_button::PrintButton;
use crate::components::record::RecordPanel;
use crate::components::record_act::{RecordActBar, RecordActs};
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::place_of;
use crate::figures_texts::figures_texts;
use crate::nature_texts::nature_texts;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;
use crate::wording::day_in_words;

/// Largest height of the map.
const MAP_HEIGHT: i64 = 2_600;

/// The nature of the person's organisation, or the choice of one.
#[component]
pub(crate) fn NatureStartPage() -> impl IntoView {
    let office = use_office();
    let overview = LocalResource::new(move || async move { office.api().overview(None).await });
    view! {
        <Page title=figures_texts().nature>
            <Loaded answer=overview children=|overview| view! { <OrganisationChoice overview/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn OrganisationChoice(overview: Overview) -> impl IntoView {
    if let Some(organisation) = organisation_of(&overview) {
        let navigate = use_navigate();
        Effect::new(move |_| {
            let options = leptos_router::NavigateOptions {
                replace: true,
                ..Default::default()
            };
            navigate(&nature_path(&organisation), options);
        });
        return ().into_any();
    }
    let rows = overview.rows.into_iter().map(|row| {
        view! {
            <li>
                <a href=nature_path(&row.place.id)>{row.place.name}</a>
            </li>
        }
    });
    view! {
        <h2>{figures_texts().choose_organisation}</h2>
        <ul>{rows.collect_view()}</ul>
    }
    .into_any()
}

/// The nature of an organisation or a department.
#[component]
pub(crate) fn NaturePage() -> impl IntoView {
    let office = use_office();
    let (parameters, query) = (use_params_map(), use_query_map());
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let department = Memo::new(move |_| query.read().get("afdeling").unwrap_or_default());
    let report = LocalResource::new(move || {
        office.revision.track();
        let (organisation, department) = (organisation.get(), department.get());
        async move { office.api().nature(&organisation, &department).await }
    });
    let acts = RecordActs::provide();
    let open = Memo::new(move |_| query.read().get("aabn").unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |place: Option<DeskPlace>| {
        let (organisation, department) = (organisation.get_untracked(), department.get_untracked());
        let path = match (place, department.as_str()) {
            (Some(place), department) => open_path(&organisation, department, place),
            (None, "") => nature_path(&organisation),
            (None, department) => [&nature_path(&organisation), "?afdeling=", department].concat(),
        };
        let options = leptos_router::NavigateOptions {
            replace: true,
            scroll: false,
            ..Default::default()
        };
        navigate(&path, options);
    });
    let panel = move || {
        let place = place_of(&open.get())?;
        Some(view! {
            <RecordPanel
                place
                on_close=move |()| go.run(None)
                on_changed=move |()| office.read_again()
                on_open=move |place| go.run(Some(place))
            />
        })
    };
    // Text that is typed there stays while the report is read again.
    let settings = Memo::new(move |_| match report.get() {
        Some(Ok(report)) if report.may_set => Some((report.organisation, report.settings)),
        _ => None,
    });
    let forms = move || {
        let (organisation, settings) = settings.get()?;
        let background = settings
            .department
            .is_none()
            .then(|| view! { <BackgroundForm organisation=organisation.clone()/> });
        Some(view! {
            <TargetForm organisation settings/>
            {background}
        })
    };
    view! {
        <Page title=figures_texts().nature actions=|| view! { <PrintButton/> }>
            <RecordActBar acts/>
            <div class="desk no-side" class:has-panel=move || !open.read().is_empty()>
                <div class="desk-list">
                    <Loaded answer=report children=|report| view! { <NatureContent report/> }/>
                    {forms}
                </div>
                {panel}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn NatureContent(report: NatureReport) -> impl IntoView {
    view! {
        <DepartmentChoice report=report.clone()/>
        <NatureCards figures=report.figures.clone()/>
        <TargetsTable report=report.clone()/>
        <WorkLinks report=report.clone()/>
        <AreasSection report=report.clone()/>
        <CareCalendar report=report.clone()/>
        <SignChecks report=report.clone()/>
        <Measures report=report.clone()/>
        <ObservationsSection report=report.clone()/>
        <CountLocks report=report.clone()/>
        <InsectCounts report=report.clone()/>
        <ButterfliesTable report=report.clone()/>
        <RevisionsSection report/>
    }
    .into_any()
}

#[component]
fn DepartmentChoice(report: NatureReport) -> impl IntoView {
    let navigate = use_navigate();
    let mut offers = vec![(String::new(), figures_texts().every_department.to_owned())];
    offers.extend(
        report
            .departments
            .iter()
            .map(|department| (department.id.to_string(), department.name.clone())),
    );
    let chosen = report
        .settings
        .department
        .map(|id| id.to_string())
        .unwrap_or_default();
    let organisation = report.organisation;
    let choose = move |id: String| {
        let path = match id.as_str() {
            "" => nature_path(&organisation),
            id => [&nature_path(&organisation), "?afdeling=", id].concat(),
        };
        navigate(&path, Default::default());
    };
    view! {
        <div class="filters">
            <SelectField
                id="nature-department"
                label=report.name
                offers=offers
                value=Signal::stored(chosen)
                on_choose=choose
            />
        </div>
    }
    .into_any()
}

/// A target as it was typed: nothing, or a whole number.
fn target_of(typed: &str) -> Result<Option<u64>, core::num::ParseIntError> {
    match typed.trim() {
        "" => Ok(None),
        number => number.parse().map(Some),
    }
}

#[component]
fn TargetForm(organisation: String, settings: NatureSettings) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let square_metres = RwSignal::new(number(settings.square_metres));
    let percent = RwSignal::new(number(settings.percent));
    let is_public = RwSignal::new(settings.is_public);
    let department = settings.department;
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let fields = [
            ("nature-square-metres", square_metres),
            ("nature-percent", percent),
        ];
        let wrong = fields
            .into_iter()
            .filter(|(_, typed)| target_of(&typed.get_untracked()).is_err());
        let wrong = wrong.map(|(field, _)| FieldProblem::new(field, office_texts().whole_number_wanted));
        problems.set(wrong.collect());
        let typed = (
            target_of(&square_metres.get_untracked()),
            target_of(&percent.get_untracked()),
        );
        // A target that cannot be read would be taken for none.
        let (Ok(square_metres), Ok(percent)) = typed else {
            return;
        };
        let settings = NatureSettings {
            department,
            square_metres,
            percent,
            is_public: is_public.get_untracked(),
        };
        let organisation = organisation.clone();
        submission.run(
            async move { office.api().save_nature_settings(&organisation, &settings).await },
            move |()| {
                office.changed(Notice {
                    text: figures_texts().targets_saved.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let public = department.is_none().then(|| {
        view! {
            <CheckField
                id="nature-public"
                label=figures_texts().public_pages
                value=is_public
                on_change=move |value| is_public.set(value)
            />
        }
    });
    view! {
        <form class="group no-print" on:submit=save>
            <div class="form-row">
                <LineField
                    id="nature-square-metres"
                    label=figures_texts().target_square_metres
                    keyboard=Some("numeric")
                    value=square_metres
                    problem=problem_of(problems, "nature-square-metres")
                    on_input=move |text| square_metres.set(text)
                />
                <LineField
                    id="nature-percent"
                    label=figures_texts().target_percent
                    keyboard=Some("numeric")
                    value=percent
                    problem=problem_of(problems, "nature-percent")
                    on_input=move |text| percent.set(text)
                />
                {public}
                <SubmitButton label=figures_texts().save_targets submission/>
            </div>
            <SubmissionProblem submission/>
        </form>
    }
    .into_any()
}

/// The map of the areas that are drawn, beside the table of all.
#[component]
pub(super) fn AreasSection(report: NatureReport) -> impl IntoView {
    let drawn: Vec<(Outline, &NatureRecord)> = report
        .areas
        .iter()
        .filter_map(|area| {
            let outline = Outline::parse(text(&area.fields, Area::outline().name()))?;
            (outline.0.len() > 2).then_some((outline, area))
        })
        .collect();
    let links = drawn
        .iter()
        .map(|(_, area)| MapLink {
            name: area_name(area),
            href: ["#areal-", &area.document.to_string()].concat(),
        })
        .collect::<Vec<_>>();
    let numbers: Vec<DocumentId> = drawn.iter().map(|(_, area)| area.document).collect();
    let outlines: Vec<Outline> = drawn.into_iter().map(|(outline, _)| outline).collect();
    let on_background = report
        .background
        .clone()
        .filter(|_| !outlines.is_empty())
        .map(|background| {
            let areas = links.iter().zip(&outlines).map(|(link, outline)| ShownArea {
                name: link.name.clone(),
                href: link.href.clone(),
                outline: outline.clone(),
            });
            let (areas, organisation) = (areas.collect::<Vec<_>>(), report.organisation.clone());
            view! { <AreasOnBackground areas organisation background label=figures_texts().nature_map/> }
                .into_any()
        });
    let plain = || match map::map(&outlines, None, MAP_HEIGHT) {
        Some(map) if !outlines.is_empty() => {
            view! { <AreasMap map label=figures_texts().nature_map links=links.clone()/> }.into_any()
        }
        _ => view! { <p>{figures_texts().nature_map_empty}</p> }.into_any(),
    };
    let map = on_background.unwrap_or_else(plain);
    let shown = shown_department(&report);
    let rows = report.areas.iter().map(|area| {
        let place = numbers.iter().position(|id| *id == area.document);
        let number = place.map(|place| (place + 1).to_string()).unwrap_or_default();
        let own = DeskPlace {
            department: area.department,
            document: area.document,
        };
        let may_draw = report
            .departments
            .iter()
            .any(|department| department.id == area.department && department.may_update);
        let draw = may_draw.then(|| {
            let name = [nature_texts().draw, ": ", &area_name(area)].concat();
            view! {
                <a class="no-print" href=drawing_path(&report.organisation, own) aria-label=name>
                    {nature_texts().draw}
                </a>
            }
        });
        view! {
            <tr id=["areal-", &area.document.to_string()].concat()>
                <td class="numeric">{number}</td>
                <th scope="row">
                    <OpenLink
                        organisation=report.organisation.clone()
                        shown=shown.clone()
                        place=own
                        name=area_name(area)
                    />
                </th>
                <td>{word(Kind::Area, Area::kind().name(), &area.fields)}</td>
                <td class="numeric">{size_of(area)}</td>
                <td>{word(Kind::Area, Area::state().name(), &area.fields)}</td>
                <td>{draw}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().areas_count}</h2>
            <div class="nature-map">
                {map}
                <ScrollableTable label=figures_texts().areas_count>
                    <table class="data">
                        <caption class="unseen">{figures_texts().areas_count}</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="numeric">{figures_texts().map_number}</th>
                                <th scope="col">{figures_texts().area}</th>
                                <th scope="col">{figures_texts().kind_of_area}</th>
                                <th scope="col" class="numeric">{figures_texts().size}" (m²)"</th>
                                <th scope="col">{figures_texts().state_label}</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </ScrollableTable>
            </div>
        </section>
    }
    .into_any()
}

/// The task's last day.
fn last_day(task: &NatureRecord) -> Option<Day> {
    Day::parse(text(&task.fields, CareTask::window_to().name()))
}

/// Tasks of a month: the year and the month, or nothing for those without a day.
type TasksOfMonth<'a> = (Option<(i32, u8)>, Vec<&'a NatureRecord>);

/// Tasks that wait, by the month in which their window ends.
#[component]
pub(super) fn CareCalendar(report: NatureReport) -> impl IntoView {
    const WAITING: [&str; 4] = ["planlagt", "tildelt", "i_gang", "udskudt"];
    let today = Day::parse(&report.day);
    let shown = shown_department(&report);
    let waiting: Vec<&NatureRecord> = report
        .tasks
        .iter()
        .filter(|task| {
            let state = text(&task.fields, CareTask::state().name());
            state.is_empty() || WAITING.contains(&state)
        })
        .collect();
    let mut months: Vec<TasksOfMonth<'_>> = Vec::new();
    for task in waiting {
        let month = last_day(task).map(|day| (day.0.year(), day.month()));
        match months.last_mut() {
            Some((last, tasks)) if *last == month => tasks.push(task),
            _ => months.push((month, vec![task])),
        }
    }
    let is_empty = months.is_empty();
    let months = months.into_iter().map(|(month, tasks)| {
        let heading = month.map_or_else(
            || figures_texts().without_day.to_owned(),
            |(year, month)| {
                let name = texts()
                    .months
                    .get(usize::from(month) - 1)
                    .copied()
                    .unwrap_or_default();
                [name, " ", &year.to_string()].concat()
            },
        );
        let rows = tasks.into_iter().map(|task| {
            let day = last_day(task);
            let is_late = day.zip(today).is_some_and(|(day, today)| day < today);
            let mut line = word(Kind::CareTask, CareTask::kind().name(), &task.fields).to_owned();
            let area = name_of(&report, &task.fields);
            for part in [
                area,
                day.map(|day| day_in_words(&day.to_string())).unwrap_or_default(),
            ] {
                if !part.is_empty() {
                    // Writing to a string does not fail.
                    let _ = write!(line, ", {part}");
                }
            }
            if is_late {
                let _ = write!(line, " – {}", figures_texts().tasks_late.to_lowercase());
            }
            let place = DeskPlace {
                department: task.department,
                document: task.document,
            };
            view! {
                <li class:late=is_late>
                    <OpenLink organisation=report.organisation.clone() shown=shown.clone() place name=line/>
                </li>
            }
        });
        view! {
            <section>
                <h3>{heading}</h3>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    });
    let months = months.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().calendar}</h2>
            {is_empty.then(|| view! { <p>{figures_texts().calendar_none}</p> })}
            <div class="calendar">{months}</div>
        </section>
    }
    .into_any()
}

/// Inquiries of neighbours, and other observations, with their answers.
#[component]
pub(super) fn ObservationsSection(report: NatureReport) -> impl IntoView {
    let (inquiries, others): (Vec<_>, Vec<_>) = report.observations.iter().cloned().partition(is_inquiry);
    view! {
        <ObservationsTable
            report=report.clone()
            observations=inquiries
            heading=nature_texts().inquiries
            none=nature_texts().inquiries_none
        />
        <ObservationsTable
            report
            observations=others
            heading=figures_texts().observations
            none=figures_texts().observations_none
        />
    }
    .into_any()
}

#[component]
fn ObservationsTable(
    report: NatureReport,
    observations: Vec<NatureRecord>,
    heading: &'static str,
    none: &'static str,
) -> impl IntoView {
    let is_empty = observations.is_empty();
    let shown = shown_department(&report);
    let rows = observations.iter().map(|observation| {
        let fields = &observation.fields;
        let answer = match text(fields, AreaObservation::answer_text().name()) {
            "" => view! { <span>{figures_texts().answer_missing}</span> }.into_any(),
            answer => view! { <span class="answer">{answer.to_owned()}</span> }.into_any(),
        };
        let decision = word(
            Kind::AreaObservation,
            AreaObservation::answer_decision().name(),
            fields,
        );
        let kind = match word(Kind::AreaObservation, AreaObservation::kind().name(), fields) {
            "" => texts().kind(Kind::AreaObservation),
            kind => kind,
        };
        let place = DeskPlace {
            department: observation.department,
            document: observation.document,
        };
        view! {
            <tr>
                <th scope="row">
                    <OpenLink organisation=report.organisation.clone() shown=shown.clone() place name=kind/>
                </th>
                <td>{name_of(&report, fields)}</td>
                <td class="wide">{text(fields, AreaObservation::text().name()).to_owned()}</td>
                <td class="wide">{answer} {" "} {decision}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{heading}</h2>
            {is_empty.then(|| view! { <p>{none}</p> })}
            <ScrollableTable label=heading is_hidden=is_empty>
                <table class="data">
                    <caption class="unseen">{heading}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{figures_texts().observation}</th>
                            <th scope="col">{figures_texts().area}</th>
                            <th scope="col">{figures_texts().observation_text}</th>
                            <th scope="col">{figures_texts().answer}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

/// Changes of care with the pictures before and after side by side.
#[component]
fn RevisionsSection(report: NatureReport) -> impl IntoView {
    let is_empty = report.revisions.is_empty();
    let rows = report.revisions.iter().map(|revision| {
        let fields = &revision.fields;
        let heading = [
            &name_of(&report, fields),
            ", ",
            &day_in_words(text(fields, PlanRevision::on().name())),
        ]
        .concat();
        let photo = |moment: PhotoMoment| {
            let mut photos = report.photos.iter();
            let found = photos.find(|photo| photo.about == revision.document && photo.moment == moment.key());
            found.cloned()
        };
        let pair = [
            (figures_texts().photo_before, photo(PhotoMoment::Before)),
            (figures_texts().photo_after, photo(PhotoMoment::After)),
        ]
        .into_iter()
        .filter_map(|(label, photo)| Some((label, photo?)))
        .map(|(label, photo)| {
            let alternative = match photo.text.as_str() {
                "" => label.to_owned(),
                text => text.to_owned(),
            };
            view! { <Picture department=photo.department document=photo.document caption=label alternative/> }
        });
        view! {
            <article class="group">
                <h3>{heading}</h3>
                <p>{text(fields, PlanRevision::why().name()).to_owned()}</p>
                <div class="photo-pair">{pair.collect_view()}</div>
            </article>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().plan_changes}</h2>
            {is_empty.then(|| view! { <p>{figures_texts().plan_changes_none}</p> })}
            {rows}
        </section>
    }
    .into_any()
}

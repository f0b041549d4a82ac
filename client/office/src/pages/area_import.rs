//! Areas from a GeoJSON file: first the preview, then the areas, made and changed as the desk makes and changes records.

use std::collections::BTreeMap;

use feltbog_presentation::format;
use feltbog_presentation::labels;
use feltbog_presentation::map;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::{Area, Kind, ValueList as _};
use feltbog_shared::office::desk::{DeskPlace, NewRecord};
use feltbog_shared::office::nature::NatureReport;
use feltbog_ui::form::SelectField;
use feltbog_ui::map::{AreasMap, MapLink};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::area_drawing::outline_edits;
use super::nature_words::{area_name, nature_path};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::new_document;
use crate::figures_texts::figures_texts;
use crate::geo_json::{AreaProblem, GeoJsonError, ReadArea, read};
use crate::nature_texts::nature_texts;
use crate::state::use_office;

/// Largest height of the preview's map.
const MAP_HEIGHT: i64 = 2_200;

/// The effect of an area of a file.
#[derive(Clone, Debug, PartialEq)]
enum Effect {
    /// A new area.
    New,
    /// Another outline of an area that is there.
    Changed(DeskPlace),
    /// Nothing, for a reason.
    Nothing(AreaProblem),
}

/// An area of the preview.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    area: ReadArea,
    effect: Effect,
    /// The id of a new area: a second press makes no second one.
    token: String,
}

/// The progress of a candidate.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Done,
    Refused(String),
}

/// The page.
#[component]
pub(crate) fn AreaImportPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let report = LocalResource::new(move || {
        let organisation = organisation.get();
        async move { office.api().nature(&organisation, "").await }
    });
    view! {
        <Page title=nature_texts().import_title>
            <p>
                <A href=move || nature_path(&organisation.read())>{nature_texts().back_to_nature}</A>
            </p>
            <Loaded answer=report children=|report| view! { <ImportForm report/> }/>
        </Page>
    }
    .into_any()
}

fn error_text(error: GeoJsonError) -> &'static str {
    match error {
        GeoJsonError::NoPolygons => nature_texts().no_polygons,
        GeoJsonError::OtherCoordinates => nature_texts().other_coordinates,
        GeoJsonError::TooManyAreas => nature_texts().too_many_areas,
    }
}

fn problem_text(problem: AreaProblem) -> &'static str {
    match problem {
        AreaProblem::HasHole => nature_texts().has_hole,
        AreaProblem::TooManyCorners => nature_texts().too_many_corners,
        AreaProblem::TooFewCorners => nature_texts().too_few_corners,
        AreaProblem::CrossesItself => nature_texts().crosses_itself,
    }
}

/// The areas of a file with their effects here.
fn effects(report: &NatureReport, areas: &[ReadArea]) -> Vec<Effect> {
    let known: BTreeMap<_, _> = report
        .areas
        .iter()
        .map(|area| {
            let place = DeskPlace {
                department: area.department,
                document: area.document,
            };
            (area.document, place)
        })
        .collect();
    let may_update = |place: &DeskPlace| {
        let mut departments = report.departments.iter();
        departments.any(|department| department.id == place.department && department.may_update)
    };
    let effect = |area: &ReadArea| {
        let there = area.document.and_then(|document| known.get(&document).copied());
        match (area.problem, there.filter(may_update)) {
            (Some(problem), _) => Effect::Nothing(problem),
            (None, Some(place)) => Effect::Changed(place),
            (None, None) => Effect::New,
        }
    };
    areas.iter().map(effect).collect()
}

/// Read areas with their effects, each under a name of its own.
fn candidates(report: &NatureReport, areas: Vec<ReadArea>) -> Vec<Candidate> {
    let effects = effects(report, &areas);
    let both = areas.into_iter().zip(effects);
    both.map(|(area, effect)| Candidate {
        area,
        effect,
        token: new_document(),
    })
    .collect()
}

#[component]
fn ImportForm(report: NatureReport) -> impl IntoView {
    let office = use_office();
    let (reading, making) = (Submission::new(), Submission::new());
    let found = RwSignal::new(None::<Result<Vec<Candidate>, GeoJsonError>>);
    let outcomes = RwSignal::new(BTreeMap::<usize, Outcome>::new());
    let offers: Vec<(String, String)> = report
        .departments
        .iter()
        .filter(|department| department.may_create)
        .map(|department| (department.id.to_string(), department.name.clone()))
        .collect();
    if offers.is_empty() {
        return view! { <p>{nature_texts().may_not_import}</p> }.into_any();
    }
    let department = RwSignal::new(offers.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let report = StoredValue::new(report);
    let choose = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input
            .and_then(|input| input.files())
            .and_then(|files| files.item(0))
        else {
            return;
        };
        found.set(None);
        outcomes.set(BTreeMap::new());
        let api = office.api();
        reading.run(async move { api.read_file(&file).await }, move |text| {
            let areas = read(&text).map(|areas| report.with_value(|report| candidates(report, areas)));
            let _ = found.try_set(Some(areas));
        });
    };
    let make = move |_| {
        let Ok(department) = department.get_untracked().parse::<DepartmentId>() else {
            return;
        };
        let Some(Ok(all)) = found.get_untracked() else {
            return;
        };
        let done = outcomes.get_untracked();
        let api = office.api();
        making.run(
            async move {
                for (number, candidate) in all.into_iter().enumerate() {
                    if done.get(&number) == Some(&Outcome::Done) {
                        continue;
                    }
                    let outline = outline_edits(&candidate.area.outline);
                    let answer = match candidate.effect {
                        Effect::Nothing(_) => continue,
                        Effect::Changed(place) => api.edit_now(place, outline).await,
                        Effect::New => {
                            let mut edits = vec![
                                Area::state().set(AreaState::Proposed),
                                Area::name().set(&candidate.area.name),
                            ];
                            edits.extend(candidate.area.kind.map(|kind| Area::kind().set(kind)));
                            edits.extend(outline);
                            let new = NewRecord {
                                token: candidate.token,
                                kind: Kind::Area,
                                edits,
                            };
                            api.make_record(department, &new).await
                        }
                    };
                    let outcome = match answer {
                        Ok(_) => Outcome::Done,
                        Err(error) if !error.code().is_empty() => Outcome::Refused(error.sentence()),
                        // Without an answer the others wait too, and what was done stays so.
                        Err(error) => return Err(error),
                    };
                    let _ = outcomes.try_update(|outcomes| outcomes.insert(number, outcome));
                }
                Ok(())
            },
            move |()| office.read_again(),
        );
    };
    let preview = move || {
        found.get().map(|found| match found {
            Err(error) => view! { <p class="problem" role="alert">{error_text(error)}</p> }.into_any(),
            Ok(candidates) => view! { <Preview candidates outcomes report/> }.into_any(),
        })
    };
    let can_make = move || {
        let found = found.read();
        let is_some = |candidate: &Candidate| !matches!(candidate.effect, Effect::Nothing(_));
        matches!(&*found, Some(Ok(all)) if all.iter().any(is_some))
    };
    view! {
        <p>{nature_texts().import_lead}</p>
        <div class="form-row">
            <div class="field">
                <label for="geo-json-file">{nature_texts().import_file}</label>
                <input
                    type="file"
                    id="geo-json-file"
                    accept=".geojson,.json,application/geo+json"
                    on:change=choose
                />
            </div>
            <SelectField
                id="geo-json-department"
                label=nature_texts().import_department
                offers
                value=department
                on_choose=move |id| department.set(id)
            />
        </div>
        <SubmissionProblem submission=reading/>
        {preview}
        <Show when=can_make>
            <button
                type="button"
                class="button primary"
                aria-disabled=move || making.is_busy.get().then_some("true")
                on:click=make
            >
                {nature_texts().import_make}
            </button>
        </Show>
        <SubmissionProblem submission=making/>
    }
    .into_any()
}

#[component]
fn Preview(
    candidates: Vec<Candidate>,
    outcomes: RwSignal<BTreeMap<usize, Outcome>>,
    report: StoredValue<NatureReport>,
) -> impl IntoView {
    let kept: Vec<(usize, &Candidate)> = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.area.outline.0.len() > 2)
        .collect();
    let outlines: Vec<Outline> = kept
        .iter()
        .map(|(_, candidate)| candidate.area.outline.clone())
        .collect();
    let links = kept.iter().map(|(number, candidate)| MapLink {
        name: candidate.area.name.clone(),
        href: format!("#fil-{number}"),
    });
    let links: Vec<MapLink> = links.collect();
    let drawn = map::map(&outlines, None, MAP_HEIGHT)
        .map(|map| view! { <AreasMap map label=nature_texts().import_map links/> });
    let rows = candidates.into_iter().enumerate().map(|(number, candidate)| {
        let effect = match &candidate.effect {
            Effect::New => nature_texts().effect_new.to_owned(),
            Effect::Changed(place) => {
                let name = report.with_value(|report| {
                    let mut areas = report.areas.iter();
                    areas.find(|area| area.document == place.document).map(area_name)
                });
                nature_texts().effect_changed.with(&[&name.unwrap_or_default()])
            }
            Effect::Nothing(problem) => problem_text(*problem).to_owned(),
        };
        let remark = candidate
            .area
            .is_simplified
            .then_some(nature_texts().is_simplified);
        let kind = candidate
            .area
            .kind
            .and_then(|kind| labels::value(texts(), Kind::Area, "kind", kind.key()));
        let size = format::whole(texts(), candidate.area.outline.square_metres().round() as i64);
        let outcome = move || match outcomes.read().get(&number) {
            None => String::new(),
            Some(Outcome::Done) => nature_texts().import_done.to_owned(),
            Some(Outcome::Refused(sentence)) => sentence.clone(),
        };
        view! {
            <tr id=format!("fil-{number}")>
                <th scope="row">{candidate.area.name.clone()}</th>
                <td>{kind}</td>
                <td class="numeric">{size}</td>
                <td class="numeric">{candidate.area.outline.0.len()}</td>
                <td class="wide">{effect} " " {remark}</td>
                <td>{outcome}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="nature-map">
            {drawn}
            <ScrollableTable label=nature_texts().import_preview>
                <table class="data">
                    <caption class="unseen">{nature_texts().import_preview}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{figures_texts().area}</th>
                            <th scope="col">{figures_texts().kind_of_area}</th>
                            <th scope="col" class="numeric">{figures_texts().size}" (m²)"</th>
                            <th scope="col" class="numeric">{nature_texts().corners}</th>
                            <th scope="col">{nature_texts().effect}</th>
                            <th scope="col">{nature_texts().outcome}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DocumentId;
    use feltbog_shared::model::Fields;
    use feltbog_shared::office::nature::{NatureDepartment, NatureRecord};

    #[test]
    fn an_area_that_came_from_here_is_changed_and_not_made_again() {
        let (department, document) = (DepartmentId::from_bytes([1; 16]), DocumentId::from_bytes([2; 16]));
        let mut report = NatureReport {
            areas: vec![NatureRecord {
                department,
                document,
                fields: Fields::new(),
            }],
            departments: vec![NatureDepartment {
                id: department,
                name: String::new(),
                figures: feltbog_shared::office::overview::NatureFigures::default(),
                may_create: true,
                may_update: true,
                may_decide: false,
                may_approve: false,
            }],
            ..NatureReport::default()
        };
        let area = |document, problem| ReadArea {
            document,
            name: String::new(),
            kind: None,
            outline: Outline::default(),
            is_simplified: false,
            problem,
        };
        let effects = |report: &NatureReport| -> Vec<Effect> {
            let areas = vec![
                area(Some(document), None),
                area(None, None),
                area(Some(document), Some(AreaProblem::HasHole)),
            ];
            super::effects(report, &areas)
        };
        let place = DeskPlace { department, document };
        let hole = Effect::Nothing(AreaProblem::HasHole);
        assert_eq!(
            effects(&report),
            [Effect::Changed(place), Effect::New, hole.clone()]
        );
        report.departments[0].may_update = false;
        assert_eq!(effects(&report), [Effect::New, Effect::New, hole]);
    }
}

//! The outline of an area on a map: drawn, with every step to be taken back, and split into areas that are part of it.

use feltbog_presentation::area_drawing::{AreaDrawing, DrawingProblem, split};
use feltbog_presentation::fields::text;
use feltbog_presentation::format;
use feltbog_presentation::map_sheet::MapSheet;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::area::{AreaState, Measured};
use feltbog_shared::model::outline::{Outline, in_round_numbers};
use feltbog_shared::model::{Area, FieldEdit, Fields, Kind, Model as _};
use feltbog_shared::office::desk::{DeskRecord, EditUndo, NewRecord, RecordEdits};
use feltbog_shared::office::nature::NatureReport;
use feltbog_ui::form::LineField;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::nature_words::{area_name, nature_path};
use crate::api::ApiError;
use crate::components::drawing_map::{DrawingMap, DrawingMapView, DrawingMode, ZOOM};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::{new_document, place_of};
use crate::nature_texts::nature_texts;
use crate::request_token::new_token;
use crate::state::use_office;
use crate::texts::office_texts;

/// Share of the sheet that a press of an arrow moves it.
const PAN: f64 = 0.25;

/// The page.
#[component]
pub(crate) fn AreaDrawingPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let organisation = Memo::new(move |_| parameters.read().get("organisation").unwrap_or_default());
    let place = Memo::new(move |_| parameters.read().get("place").unwrap_or_default());
    let both = LocalResource::new(move || {
        let (organisation, place) = (organisation.get(), place.get());
        async move {
            let place = place_of(&place).ok_or(ApiError::Unreadable)?;
            let record = office.api().desk_record(place.department, place.document).await?;
            let report = office.api().nature(&organisation, "").await?;
            Ok((report, record))
        }
    });
    view! {
        <Page title=nature_texts().draw_title>
            <p>
                <A href=move || nature_path(&organisation.read())>{nature_texts().back_to_nature}</A>
            </p>
            <Loaded answer=both children=|(report, record)| view! { <Drawing report record/> }/>
        </Page>
    }
    .into_any()
}

/// The outline that fields hold.
pub(super) fn outline_of(fields: &Fields) -> Outline {
    Outline::parse(text(fields, Area::outline().name())).unwrap_or_default()
}

/// The edits that give an area an outline, with the size that follows from it.
pub(super) fn outline_edits(outline: &Outline) -> Vec<FieldEdit> {
    let (size, off) = in_round_numbers(outline.square_metres(), outline.square_metres_off());
    vec![
        Area::outline().set(&outline.write()),
        Area::square_metres().set(size),
        Area::square_metres_off().set(off),
        Area::measured().set(Measured::Map),
    ]
}

/// The sentence about an outline that cannot be kept or split.
fn problem_text(problem: DrawingProblem) -> &'static str {
    match problem {
        DrawingProblem::TooFewCorners => nature_texts().too_few_corners,
        DrawingProblem::TooManyCorners => nature_texts().too_many_corners,
        DrawingProblem::CrossesItself => nature_texts().crosses_itself,
        DrawingProblem::CutsOutside => nature_texts().cuts_outside,
        DrawingProblem::CutsNothing => nature_texts().cuts_nothing,
    }
}

fn size_text(outline: &Outline) -> String {
    let (size, off) = in_round_numbers(outline.square_metres(), outline.square_metres_off());
    let number = |number: i64| format::whole(texts(), number);
    nature_texts().size_about.with(&[&number(size), &number(off)])
}

#[component]
fn Drawing(report: NatureReport, record: DeskRecord) -> impl IntoView {
    let own = outline_of(&record.fields);
    let drawn = report
        .areas
        .iter()
        .filter(|area| area.document != record.document)
        .map(|area| (area, outline_of(&area.fields)))
        .filter(|(_, outline)| outline.0.len() > 2);
    let drawn: Vec<_> = drawn.collect();
    let near: Vec<&Outline> = drawn
        .iter()
        .filter(|(area, _)| area.department == record.department)
        .map(|(_, outline)| outline)
        .collect();
    let sheet = MapSheet::around([&own].into_iter())
        .or_else(|| MapSheet::around(near.into_iter()))
        .or_else(|| MapSheet::around(drawn.iter().map(|(_, outline)| outline)));
    let others: Vec<(String, Outline)> = drawn
        .iter()
        .map(|(area, outline)| (area_name(area), outline.clone()))
        .collect();
    let Some(sheet) = sheet else {
        return view! { <p>{nature_texts().nothing_to_draw_on}</p> }.into_any();
    };
    if !record.may.update {
        return view! { <p>{nature_texts().may_not_draw}</p> }.into_any();
    }
    let map = DrawingMap::new(own, sheet);
    let key = move |event: KeyboardEvent| {
        let is_undo = event.key().eq_ignore_ascii_case("z") && (event.ctrl_key() || event.meta_key());
        if is_undo {
            event.prevent_default();
            match event.shift_key() {
                true => map.change(AreaDrawing::redo),
                false => map.change(AreaDrawing::undo),
            }
        }
    };
    let background = report.background.clone();
    let organisation = report.organisation.clone();
    view! {
        <div class="drawing" on:keydown=key>
            <h2>{text(&record.fields, Area::name().name()).to_owned()}</h2>
            <p class="hint">{nature_texts().drawing_lead}</p>
            <DrawingTools map/>
            <DrawingMapView map others organisation background/>
            <DrawingSave map report=report.clone() record=record.clone()/>
            <Show when=move || map.mode.get() == DrawingMode::Split>
                <SplitForm map report=report.clone() record=record.clone()/>
            </Show>
        </div>
    }
    .into_any()
}

/// A button of the tools.
#[component]
fn Tool(
    label: &'static str,
    #[prop(optional, into)] is_off: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="button small" disabled=is_off on:click=move |_| on_press.run(())>
            {label}
        </button>
    }
}

#[component]
fn DrawingTools(map: DrawingMap) -> impl IntoView {
    let words = nature_texts();
    let pan = move |east: f64, north: f64| {
        move |()| {
            map.sheet
                .update(|sheet| *sheet = sheet.moved((east * PAN, north * PAN)))
        }
    };
    let mode = move |mode: DrawingMode, label: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (map.mode.get() == mode).to_string()
                on:click=move |_| map.set_mode(mode)
            >
                {label}
            </button>
        }
    };
    let can_undo = Signal::derive(move || !map.drawing.read().can_undo());
    let can_redo = Signal::derive(move || !map.drawing.read().can_redo());
    view! {
        <div class="buttons" role="group" aria-label=words.drawing_tools>
            {mode(DrawingMode::Move, words.mode_move)}
            {mode(DrawingMode::Add, words.mode_add)}
            {mode(DrawingMode::Split, words.mode_split)}
            <Tool
                label=words.undo_step
                is_off=can_undo
                on_press=move |()| map.change(AreaDrawing::undo)
            />
            <Tool
                label=words.redo_step
                is_off=can_redo
                on_press=move |()| map.change(AreaDrawing::redo)
            />
        </div>
        <div class="buttons" role="group" aria-label=words.map_view>
            <Tool label=words.zoom_in on_press=move |()| map.sheet.update(|sheet| *sheet = sheet.zoomed(ZOOM))/>
            <Tool
                label=words.zoom_out
                on_press=move |()| map.sheet.update(|sheet| *sheet = sheet.zoomed(1.0 / ZOOM))
            />
            <Tool label=words.pan_north on_press=pan(0.0, 1.0)/>
            <Tool label=words.pan_south on_press=pan(0.0, -1.0)/>
            <Tool label=words.pan_west on_press=pan(-1.0, 0.0)/>
            <Tool label=words.pan_east on_press=pan(1.0, 0.0)/>
        </div>
    }
    .into_any()
}

/// The size of what is drawn, its problem, and the button that keeps it.
#[component]
fn DrawingSave(map: DrawingMap, report: NatureReport, record: DeskRecord) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let heads = StoredValue::new(record.heads);
    let saved = RwSignal::new(None::<ChangeHash>);
    let status = RwSignal::new(String::new());
    let (department, document) = (record.department, record.document);
    // Areas that are part of it keep their own outlines.
    let has_parts = report
        .areas
        .iter()
        .any(|area| text(&area.fields, Area::part_of().name()) == document.to_string());
    let size = move || size_text(map.drawing.read().outline());
    let problem = move || map.drawing.read().problem().map(problem_text);
    let save = move |_| {
        let drawing = map.drawing.read_untracked();
        if drawing.problem().is_some() {
            return;
        }
        let edits = RecordEdits {
            token: new_token(),
            heads: heads.get_value(),
            edits: outline_edits(drawing.outline()),
        };
        let api = office.api();
        submission.run(
            async move { api.edit_record(department, document, &edits).await },
            move |outcome| {
                let _ = heads.try_set_value(outcome.heads);
                let _ = saved.try_set(outcome.change);
                let _ = status.try_set(nature_texts().drawing_saved.to_owned());
            },
        );
    };
    let take_back = move |_| {
        let Some(change) = saved.get_untracked() else {
            return;
        };
        let undo = EditUndo {
            token: new_token(),
            change,
        };
        let api = office.api();
        submission.run(
            async move { api.undo_edit(department, document, &undo).await },
            move |outcome| {
                let _ = heads.try_set_value(outcome.heads);
                let _ = saved.try_set(None);
                let _ = status.try_set(nature_texts().drawing_undone.to_owned());
                let outline = outline_of(&outcome.fields);
                let _ = map.drawing.try_update(|drawing| drawing.replace(outline));
            },
        );
    };
    view! {
        <p class="drawing-size" role="status">{size}</p>
        <p class="problem" role="alert">{problem}</p>
        {has_parts.then(|| view! { <p class="hint">{nature_texts().has_parts}</p> })}
        <div class="buttons">
            <button
                type="button"
                class="button primary"
                aria-disabled=move || {
                    let is_off = submission.is_busy.get() || map.drawing.read().problem().is_some();
                    is_off.then_some("true")
                }
                on:click=save
            >
                {nature_texts().save_drawing}
            </button>
            <Show when=move || saved.read().is_some()>
                <button type="button" class="button" on:click=take_back>
                    {office_texts().undo}
                </button>
            </Show>
            <span role="status">{status}</span>
        </div>
        <SubmissionProblem submission/>
    }
    .into_any()
}

/// The first content of an area that is part of another.
pub(super) fn part_edits(
    whole: &DeskRecord,
    name: &str,
    outline: &Outline,
    may_decide: bool,
) -> Vec<FieldEdit> {
    let area = Area::from_fields(&whole.fields);
    // A part of what is decided is decided; without the right it is a proposal.
    let state = match area.state {
        Some(state) if may_decide => state,
        _ => AreaState::Proposed,
    };
    let mut edits = vec![
        Area::state().set(state),
        Area::name().set(name),
        Area::part_of().set(whole.document),
    ];
    edits.extend(area.kind.map(|kind| Area::kind().set(kind)));
    edits.extend(area.responsible.map(|one| Area::responsible().set(one)));
    edits.extend(outline_edits(outline));
    edits
}

/// The two parts of a cut, with their names.
#[component]
fn SplitForm(map: DrawingMap, report: NatureReport, record: DeskRecord) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let own = text(&record.fields, Area::name().name()).to_owned();
    let first = RwSignal::new([own.as_str(), " 1"].concat());
    let second = RwSignal::new([own.as_str(), " 2"].concat());
    let tokens = StoredValue::new([new_document(), new_document()]);
    let made = RwSignal::new(false);
    let may_decide = report
        .departments
        .iter()
        .any(|department| department.id == record.department && department.may_decide);
    let parts = Memo::new(move |_| {
        let chosen = map.chosen.read();
        let [one, other] = chosen[..] else { return None };
        Some(split(map.drawing.read().outline(), one, other))
    });
    Effect::new(move |before: Option<()>| {
        parts.track();
        // Another cut makes other areas.
        if before.is_some() {
            tokens.set_value([new_document(), new_document()]);
            made.set(false);
        }
    });
    let words = move || match parts.get() {
        None => nature_texts().choose_two_corners.to_owned(),
        Some(Err(problem)) => problem_text(problem).to_owned(),
        Some(Ok((one, other))) => [size_text(&one), size_text(&other)].join(" + "),
    };
    let can_make = move || matches!(parts.get(), Some(Ok(_))) && !made.get();
    let record = StoredValue::new(record);
    let make = move |_| {
        let Some(Ok((one, other))) = parts.get_untracked() else {
            return;
        };
        if made.get_untracked() {
            return;
        }
        let names = [first.get_untracked(), second.get_untracked()];
        let record = record.get_value();
        let areas = names.iter().zip([one, other]).zip(tokens.get_value());
        let new = areas.map(|((name, outline), token)| NewRecord {
            token,
            kind: Kind::Area,
            edits: part_edits(&record, name, &outline, may_decide),
        });
        let new: Vec<NewRecord> = new.collect();
        let (api, department) = (office.api(), record.department);
        submission.run(
            async move {
                for record in &new {
                    api.make_record(department, record).await?;
                }
                Ok(())
            },
            move |()| {
                let _ = made.try_set(true);
            },
        );
    };
    let report_link = nature_path(&report.organisation);
    view! {
        <section class="group" aria-labelledby="split-title">
            <h3 id="split-title">{nature_texts().split_title}</h3>
            <p class="hint">{nature_texts().split_lead}</p>
            <p role="status">{words}</p>
            <div class="form-row">
                <LineField
                    id="split-first"
                    label=nature_texts().first_part
                    value=first
                    on_input=move |text| first.set(text)
                />
                <LineField
                    id="split-second"
                    label=nature_texts().second_part
                    value=second
                    on_input=move |text| second.set(text)
                />
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=move || (!can_make() || submission.is_busy.get()).then_some("true")
                    on:click=make
                >
                    {nature_texts().make_parts}
                </button>
            </div>
            <Show when=move || made.get()>
                <p role="status">
                    {nature_texts().parts_made} " " <A href=report_link.clone()>{nature_texts().back_to_nature}</A>
                </p>
            </Show>
            <SubmissionProblem submission/>
        </section>
    }
    .into_any()
}

//! An area's ground: the map of its corners, and the ways to find out how large it is.

use feltbog_shared::model::area::Measured;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, FieldEdit, Kind, Value};
use leptos::prelude::*;

use super::form::Form;
use super::pacing::Pacing;
use crate::contexts::{use_navigation, use_open_records};
use crate::handle::Handle;
use crate::pages::lists;
use crate::state::editor::{OpenRecords, Phase, RecordEditor};
use crate::state::navigation::Navigation;
use feltbog_presentation::forms::key;
use feltbog_presentation::map::map;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, walk};
use feltbog_ui::card::Fact;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::map::AreaMap;

/// Height of a map among other things at most, in tenths of a unit of the drawing.
pub(super) const MOST_MAP_HEIGHT: i64 = 2_400;

/// The map and the ways to measure.
#[component]
pub(super) fn GroundItem(form: Form) -> impl IntoView {
    let outline = form.text(Area::outline().name());
    let figure = move || Outline::parse(&outline.read()).map(|outline| view! { <AreaFigure outline/> });
    let ways = form.writable.then(|| {
        view! {
            <WalkButtons form/>
            <Pacing editor=form.editor/>
        }
    });
    view! {
        {figure}
        <Size form/>
        {ways}
    }
    .into_any()
}

/// Words about an outline: "5 hjørner, ca. 420 m² ± 90".
pub(super) fn in_words(outline: &Outline) -> String {
    let corners = page_texts().corners.of(outline.0.len() as i64);
    let size = walk::size(texts(), outline);
    if size.is_empty() {
        return corners;
    }
    [corners, size].join(", ")
}

#[component]
fn AreaFigure(outline: Outline) -> impl IntoView {
    let said = in_words(&outline);
    let label = page_texts().map_of.with(&[&said]);
    let map = map(&[outline], None, MOST_MAP_HEIGHT).map(|map| view! { <AreaMap map label=label.clone()/> });
    view! {
        <figure class="map-figure">
            {map}
            <figcaption>{said}</figcaption>
        </figure>
    }
}

/// The size with its uncertainty, as far as that is known and no map says it.
#[component]
fn Size(form: Form) -> impl IntoView {
    let said = Memo::new(move |_| {
        form.editor.fields.with(|area| {
            let size = fields::whole(area, Area::square_metres().name())?;
            let off = fields::whole(area, Area::square_metres_off().name())?;
            let walked = fields::text(area, Area::measured().name()) == key!(Measured::Walked);
            (!walked).then(|| walk::about(texts(), size as f64, off as f64))
        })
    });
    let label = texts().field(Kind::Area, Area::square_metres().name());
    move || said.get().map(|said| view! { <Fact name=label fact=said/> })
}

/// The way to the page where the area is walked, and the way to begin anew.
#[component]
fn WalkButtons(form: Form) -> impl IntoView {
    let (navigation, records) = (use_navigation(), use_open_records());
    let editor = form.editor;
    let walk = form.text(Area::walk().name());
    let thrown_away = RwSignal::new(String::new());
    let corners = Memo::new(move |_| Outline::parse(&walk.read()).map_or(0, |walk| walk.0.len() as i64));
    let label = move || match corners.get() {
        0 => page_texts().walk.to_owned(),
        corners => page_texts().walk_on.with(&[&page_texts().corners.of(corners)]),
    };
    let begin_anew = move |_| {
        thrown_away.set(walk.get_untracked());
        editor.edit(Area::walk().clear());
    };
    let take_back = move |_| {
        editor.edit(Area::walk().set(&thrown_away.get_untracked()));
        thrown_away.set(String::new());
    };
    view! {
        <div class="ways">
            <button type="button" class="button wide" on:click=move |_| go(navigation, records, editor)>
                <SvgIcon icon=Icon::Walk/>
                <span>{label}</span>
            </button>
            <Show when=move || { corners.get() > 0 }>
                <button type="button" class="button small" on:click=begin_anew>
                    {page_texts().walk_over}
                </button>
            </Show>
        </div>
        <Show when=move || !thrown_away.read().is_empty()>
            <div class="undo" role="status">
                <p>{page_texts().walk_thrown_away}</p>
                <button type="button" class="button small" on:click=take_back>
                    <SvgIcon icon=Icon::Undo/>
                    <span>{texts().undo}</span>
                </button>
            </div>
        </Show>
    }
    .into_any()
}

/// Goes to the page where the area is walked.
fn go(navigation: Handle<Navigation>, records: Handle<OpenRecords>, editor: RecordEditor) {
    let mut path = [&lists::path(editor.document), "/gaa"].concat();
    if editor.phase.get_untracked() == Phase::New {
        path.push_str("?ny=area");
    } else {
        records.fresh.set(None);
    }
    navigation.go(&path);
}

/// Edits for the size of an area in square metres, with its uncertainty and the way in which it was measured.
pub(super) fn sized(size: f64, off: f64, measured: Measured) -> Vec<FieldEdit> {
    vec![
        Area::square_metres().set(size.round() as i64),
        Area::square_metres_off().set(off.round() as i64),
        Area::measured().set(measured),
    ]
}

/// Edits for an outline of an area, with all that follows from it.
pub(super) fn outlined(outline: &Outline) -> Vec<FieldEdit> {
    let (size, off) = (outline.square_metres(), outline.square_metres_off());
    let mut edits = sized(size, off, Measured::Walked);
    edits.push(Area::outline().set(&outline.write()));
    edits
}

/// Edits that settle a dispute about an outline as it was written, with the size of it; nothing for other fields.
pub(super) fn settled(field: &str, value: &Value) -> Option<Vec<FieldEdit>> {
    match value {
        Value::Text(text) if field == Area::outline().name() => Some(outlined(&Outline::parse(text)?)),
        _ => None,
    }
}

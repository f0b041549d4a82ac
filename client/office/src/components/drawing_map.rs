//! A map on which an outline is drawn: corners that a mouse, a finger or the arrow keys move, the middles of sides that
//! become corners, the other areas, and tiles behind all of it where the organisation has some.

use feltbog_presentation::area_drawing::{AreaDrawing, side_middle};
use feltbog_presentation::format;
use feltbog_presentation::map::{Spot, WIDTH, middle, points};
use feltbog_presentation::map_sheet::{HEIGHT, MapSheet};
use feltbog_presentation::texts::texts;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::office::nature_work::MapBackground;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::svg;
use leptos::task::spawn_local;

use crate::nature_texts::nature_texts;
use crate::state::use_office;

/// Radius of a corner, and of the middle of a side.
const CORNER: i64 = 42;
const SIDE: i64 = 26;
/// Radius of the spot that a finger can hit around either.
const FINGER: i64 = 90;
/// Radius of the badge that bears a number.
const BADGE: i64 = 115;
/// Zoom of a press of a button.
pub(crate) const ZOOM: f64 = 1.5;
/// Metres that an arrow key moves a corner, and with the shift key.
const STEP: f64 = 0.5;
const LONG_STEP: f64 = 5.0;

/// The work that a tap on the map does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DrawingMode {
    /// Corners are moved; a tap beside them does nothing.
    Move,
    /// A tap adds a corner behind the last.
    Add,
    /// Two corners are chosen, and the line between them divides the area.
    Split,
}

/// The state of a map on which somebody draws.
#[derive(Clone, Copy)]
pub(crate) struct DrawingMap {
    /// The outline.
    pub(crate) drawing: RwSignal<AreaDrawing>,
    /// The part of the ground that is shown.
    pub(crate) sheet: RwSignal<MapSheet>,
    /// The work that a tap does.
    pub(crate) mode: RwSignal<DrawingMode>,
    /// Corners that were chosen for a cut: two at most.
    pub(crate) chosen: RwSignal<Vec<usize>>,
    dragged: StoredValue<Option<usize>>,
}

impl DrawingMap {
    /// A map that shows a part of the ground.
    pub(crate) fn new(outline: Outline, sheet: MapSheet) -> Self {
        let mode = if outline.0.len() < 3 {
            DrawingMode::Add
        } else {
            DrawingMode::Move
        };
        Self {
            drawing: RwSignal::new(AreaDrawing::new(outline)),
            sheet: RwSignal::new(sheet),
            mode: RwSignal::new(mode),
            chosen: RwSignal::new(Vec::new()),
            dragged: StoredValue::new(None),
        }
    }

    /// Chooses the work that a tap does.
    pub(crate) fn set_mode(self, mode: DrawingMode) {
        self.chosen.set(Vec::new());
        self.mode.set(mode);
    }

    /// Changes the outline.
    pub(crate) fn change(self, change: impl FnOnce(&mut AreaDrawing)) {
        self.chosen.set(Vec::new());
        self.drawing.update(change);
    }

    fn choose(self, corner: usize) {
        self.chosen.update(|chosen| {
            if chosen.contains(&corner) {
                chosen.retain(|held| *held != corner);
            } else {
                if chosen.len() > 1 {
                    chosen.remove(0);
                }
                chosen.push(corner);
            }
        });
    }

    fn corner_key(self, corner: usize, event: &KeyboardEvent) {
        let step = if event.shift_key() { LONG_STEP } else { STEP };
        let by = match event.key().as_str() {
            "ArrowUp" => (0.0, step),
            "ArrowDown" => (0.0, -step),
            "ArrowLeft" => (-step, 0.0),
            "ArrowRight" => (step, 0.0),
            "Delete" | "Backspace" => {
                event.prevent_default();
                self.change(|drawing| drawing.remove_corner(corner));
                return;
            }
            "Enter" | " " if self.mode.get_untracked() == DrawingMode::Split => {
                event.prevent_default();
                self.choose(corner);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.change(|drawing| drawing.shift_corner(corner, by));
    }
}

/// The map.
#[component]
pub(crate) fn DrawingMapView(
    /// Its state.
    map: DrawingMap,
    /// Names and outlines of the other areas.
    others: Vec<(String, Outline)>,
    /// The organisation, for tiles.
    organisation: String,
    /// The background; nothing without one.
    background: Option<MapBackground>,
) -> impl IntoView {
    let element = NodeRef::<svg::Svg>::new();
    let spot = move |event: &PointerEvent| -> Option<Spot> {
        let place = element.get_untracked()?.get_bounding_client_rect();
        if place.width() < 1.0 || place.height() < 1.0 {
            return None;
        }
        let x = (f64::from(event.client_x()) - place.left()) / place.width() * WIDTH as f64;
        let y = (f64::from(event.client_y()) - place.top()) / place.height() * HEIGHT as f64;
        Some((x as i64, y as i64))
    };
    let drag = move |event: PointerEvent| {
        if let (Some(corner), Some(spot)) = (map.dragged.get_value(), spot(&event)) {
            let to = map.sheet.read_untracked().corner(spot);
            map.drawing.update(|drawing| drawing.move_corner(corner, to));
        }
    };
    let end = move |_: PointerEvent| {
        if map.dragged.get_value().is_some() {
            map.dragged.set_value(None);
            map.drawing.update(AreaDrawing::end_move);
        }
    };
    let add = move |event: PointerEvent| {
        if map.mode.get_untracked() == DrawingMode::Add
            && let Some(spot) = spot(&event)
        {
            let corner = map.sheet.read_untracked().corner(spot);
            map.change(|drawing| drawing.add_corner(corner));
        }
    };
    let corners = move || map.drawing.with(|drawing| drawing.outline().0.len());
    let sides = move || match map.mode.get() {
        DrawingMode::Move if corners() > 2 => corners(),
        _ => 0,
    };
    let outline = move || {
        map.drawing
            .with(|drawing| points(&map.sheet.read().spots(drawing.outline())))
    };
    let cut = move || {
        let chosen = map.chosen.read();
        let [one, other] = chosen[..] else {
            return String::new();
        };
        map.drawing.with(|drawing| {
            let corner = |place: usize| drawing.outline().0.get(place);
            let ends = corner(one).zip(corner(other));
            ends.map(|(one, other)| {
                let sheet = map.sheet.read();
                points(&[sheet.spot(one), sheet.spot(other)])
            })
            .unwrap_or_default()
        })
    };
    let others = others.into_iter().map(|(name, outline)| {
        let corners = move || points(&map.sheet.read().spots(&outline));
        view! {
            <polygon class="map-other" points=corners>
                <title>{name}</title>
            </polygon>
        }
    });
    let deepest = background.as_ref().map(|background| background.deepest_zoom);
    let tiles = deepest.map(|deepest| view! { <Tiles organisation deepest sheet=map.sheet/> });
    let source = background.map(|background| {
        view! { <figcaption class="map-source">{background.attribution}</figcaption> }
    });
    let sheet = points(&[(0, 0), (WIDTH, HEIGHT)]);
    view! {
        <figure class="map-figure">
            <svg
                node_ref=element
                class="map drawing-map"
                viewBox=sheet
                role="group"
                aria-label=nature_texts().drawing_map
                on:pointermove=drag
                on:pointerup=end
                on:pointerleave=end
                on:pointerdown=add
            >
                {tiles}
                {others.collect_view()}
                <polygon class="map-area" class:map-clear=deepest.is_some() points=outline></polygon>
                <polyline class="map-cut" points=cut></polyline>
                <g>
                    <For each=move || 0..sides() key=|side| *side let:side>
                        <SideHandle map side/>
                    </For>
                </g>
                <g>
                    <For each=move || 0..corners() key=|corner| *corner let:corner>
                        <CornerHandle map corner/>
                    </For>
                </g>
                <ScaleBar sheet=map.sheet/>
            </svg>
            {source}
        </figure>
    }
    .into_any()
}

#[component]
fn CornerHandle(map: DrawingMap, corner: usize) -> impl IntoView {
    let spot = Memo::new(move |_| {
        map.drawing.with(|drawing| {
            let held = drawing.outline().0.get(corner);
            held.map(|held| map.sheet.read().spot(held)).unwrap_or_default()
        })
    });
    let name = nature_texts().corner.with(&[&(corner + 1).to_string()]);
    let is_chosen = move || map.chosen.read().contains(&corner);
    let take = move |event: PointerEvent| {
        event.stop_propagation();
        match map.mode.get_untracked() {
            DrawingMode::Split => map.choose(corner),
            _ => map.dragged.set_value(Some(corner)),
        }
    };
    let pressed = move || (map.mode.get() == DrawingMode::Split).then(|| is_chosen().to_string());
    view! {
        <g
            class="map-handle"
            class:chosen=is_chosen
            tabindex="0"
            role="button"
            aria-label=name
            aria-pressed=pressed
            on:pointerdown=take
            on:keydown=move |event| map.corner_key(corner, &event)
        >
            <circle class="map-finger" cx=move || spot.get().0.to_string() cy=move || spot.get().1.to_string() r=FINGER.to_string()></circle>
            <circle class="map-corner" cx=move || spot.get().0.to_string() cy=move || spot.get().1.to_string() r=CORNER.to_string()></circle>
        </g>
    }
    .into_any()
}

#[component]
fn SideHandle(map: DrawingMap, side: usize) -> impl IntoView {
    let spot = Memo::new(move |_| {
        map.drawing.with(|drawing| {
            let middle = side_middle(drawing.outline(), side);
            map.sheet.read().spot(&middle)
        })
    });
    let name = nature_texts().side.with(&[&(side + 1).to_string()]);
    let divide = move || map.change(|drawing| drawing.divide_side(side));
    let take = move |event: PointerEvent| {
        event.stop_propagation();
        divide();
        // The new corner is under the finger and goes with it.
        map.dragged.set_value(Some(side + 1));
    };
    let key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            divide();
        }
    };
    view! {
        <g class="map-handle map-side" tabindex="0" role="button" aria-label=name on:pointerdown=take on:keydown=key>
            <circle class="map-finger" cx=move || spot.get().0.to_string() cy=move || spot.get().1.to_string() r=(FINGER / 2).to_string()></circle>
            <circle class="map-corner" cx=move || spot.get().0.to_string() cy=move || spot.get().1.to_string() r=SIDE.to_string()></circle>
        </g>
    }
    .into_any()
}

#[component]
fn ScaleBar(sheet: RwSignal<MapSheet>) -> impl IntoView {
    let (left, low) = (140, HEIGHT - 130);
    let bar = move || {
        let (length, _) = sheet.read().bar();
        let corners = [
            (left, low - 50),
            (left, low),
            (left + length, low),
            (left + length, low - 50),
        ];
        points(&corners)
    };
    let end = move || (left + sheet.read().bar().0 + 70).to_string();
    let words = move || [&format::whole(texts(), sheet.read().bar().1), " m"].concat();
    view! {
        <polyline class="map-ink" points=bar></polyline>
        <text class="map-word" x=end y=low.to_string() aria-hidden="true">{words}</text>
    }
    .into_any()
}

/// The tiles behind a sheet.
#[component]
fn Tiles(organisation: String, deepest: u8, sheet: RwSignal<MapSheet>) -> impl IntoView {
    let tiles = Memo::new(move |_| sheet.read().tiles(deepest));
    let organisation = StoredValue::new(organisation);
    let names = move || tiles.get().into_iter().map(|tile| tile.name).collect::<Vec<_>>();
    view! {
        <g aria-hidden="true">
            <For each=names key=|name| *name let:name>
                {
                    let place = Memo::new(move |_| {
                        let tiles = tiles.read();
                        let mut found = tiles.iter().filter(|tile| tile.name == name);
                        found.next().map(|tile| (tile.spot, tile.size)).unwrap_or_default()
                    });
                    view! { <TileImage organisation=organisation.get_value() name place/> }
                }
            </For>
        </g>
    }
    .into_any()
}

#[component]
fn TileImage(organisation: String, name: (u8, u32, u32), place: Memo<(Spot, Spot)>) -> impl IntoView {
    let office = use_office();
    let address = RwSignal::new(None::<String>);
    spawn_local(async move {
        if let Ok(tile) = office.api().map_tile(&organisation, name).await {
            // The map may have moved on meanwhile, and its signals with it.
            if let Some(unused) = address.try_set(Some(tile)).flatten() {
                let _ = web_sys::Url::revoke_object_url(&unused);
            }
        }
    });
    on_cleanup(move || {
        if let Some(address) = address.try_get_untracked().flatten() {
            // An address that is gone already needs no end.
            let _ = web_sys::Url::revoke_object_url(&address);
        }
    });
    move || {
        address.get().map(|address| {
            view! {
                <image
                    href=address
                    preserveAspectRatio="none"
                    x=move || place.get().0.0.to_string()
                    y=move || place.get().0.1.to_string()
                    width=move || (place.get().1.0 + 1).to_string()
                    height=move || (place.get().1.1 + 1).to_string()
                ></image>
            }
        })
    }
}

/// An area on a map that shows areas and changes none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShownArea {
    /// Accessible name.
    pub(crate) name: String,
    /// Address that a tap on it leads to.
    pub(crate) href: String,
    /// The corners.
    pub(crate) outline: Outline,
}

/// Areas on the background of the organisation, each a link, numbered from 1 in their order.
#[component]
pub(crate) fn AreasOnBackground(
    /// The areas.
    areas: Vec<ShownArea>,
    /// The organisation.
    organisation: String,
    /// The background.
    background: MapBackground,
    /// Accessible name.
    label: &'static str,
) -> impl IntoView {
    let first = MapSheet::around(areas.iter().map(|area| &area.outline))?;
    let sheet = RwSignal::new(first);
    let shown = areas
        .into_iter()
        .zip(1..)
        .map(|(area, number): (ShownArea, i64)| {
            let name = [&number.to_string(), ". ", &area.name].concat();
            let outline = StoredValue::new(area.outline);
            let spots = Memo::new(move |_| outline.with_value(|outline| sheet.read().spots(outline)));
            let place = Memo::new(move |_| middle(&spots.read()));
            view! {
                // Within a group, the macro knows the link for one of a drawing.
                <g>
                    <a href=area.href aria-label=name>
                        <polygon class="map-area map-clear" points=move || points(&spots.read())></polygon>
                        <circle
                            class="map-badge"
                            cx=move || place.get().0.to_string()
                            cy=move || place.get().1.to_string()
                            r=BADGE.to_string()
                        ></circle>
                        <text
                            class="map-number"
                            x=move || place.get().0.to_string()
                            y=move || (place.get().1 + 50).to_string()
                            aria-hidden="true"
                        >
                            {number.to_string()}
                        </text>
                    </a>
                </g>
            }
        });
    let shown = shown.collect_view();
    let words = nature_texts();
    let zoom = move |factor: f64| move |_| sheet.update(|sheet| *sheet = sheet.zoomed(factor));
    let deepest = background.deepest_zoom;
    Some(view! {
        <figure class="map-figure">
            <svg class="map drawing-map" viewBox=points(&[(0, 0), (WIDTH, HEIGHT)]) role="group" aria-label=label>
                <Tiles organisation deepest sheet/>
                {shown}
                <ScaleBar sheet/>
            </svg>
            <figcaption class="map-source">{background.attribution}</figcaption>
            <div class="buttons no-print" role="group" aria-label=words.map_view>
                <button type="button" class="button small" on:click=zoom(ZOOM)>
                    {words.zoom_in}
                </button>
                <button type="button" class="button small" on:click=zoom(1.0 / ZOOM)>
                    {words.zoom_out}
                </button>
                <button type="button" class="button small" on:click=move |_| sheet.set(first)>
                    {words.whole_map}
                </button>
            </div>
        </figure>
    })
}

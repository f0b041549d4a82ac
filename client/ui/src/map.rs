//! Maps of our own: outlines on a plain sheet with a scale and an arrow to the north. They need no tiles, so they are
//! there wherever the outlines are.

use feltbog_presentation::format;
use feltbog_presentation::map::{Map, Spot, WIDTH, middle, points};
use feltbog_presentation::texts::{page_texts, texts};
use leptos::prelude::*;

/// Radius of a corner.
const CORNER: i64 = 45;
/// Radius of the spot of the phone.
const HERE: i64 = 70;
/// Radius of the badge that bears a number.
const BADGE: i64 = 115;
/// Radius of the spot that a finger can hit around a badge.
const FINGER: i64 = 150;

/// One area with its corners.
#[component]
pub fn AreaMap(
    /// Drawing of one outline.
    map: Map,
    /// Accessible name.
    label: String,
) -> impl IntoView {
    let corners = map.outlines.first().cloned().unwrap_or_default();
    let sheet = view_box(&map);
    view! {
        <svg class="map" viewBox=sheet role="img" aria-label=label>
            <polygon class="map-area" points=points(&corners)></polygon>
            {corner_rings(&corners)}
            <ScaleAndNorth map/>
        </svg>
    }
    .into_any()
}

/// A walk under way: the corners so far, the side that would close it, and the spot of the phone.
#[component]
pub fn WalkMap(
    /// Drawing of one outline and of the phone.
    map: Map,
    /// Accessible name.
    label: String,
) -> impl IntoView {
    let corners = map.outlines.first().cloned().unwrap_or_default();
    let area = (corners.len() > 2)
        .then(|| view! { <polygon class="map-area map-open" points=points(&corners)></polygon> });
    let last = corners.last().copied();
    let here = map.here.map(|(spot, radius)| {
        let way = last.map(
            |last| view! { <polyline class="map-line map-open" points=points(&[last, spot])></polyline> },
        );
        view! {
            {way}
            <Ring class="map-doubt" spot radius/>
            <Ring class="map-here" spot radius=HERE/>
        }
    });
    let sheet = view_box(&map);
    view! {
        <svg class="map" viewBox=sheet role="img" aria-label=label>
            {area}
            <polyline class="map-line" points=points(&corners)></polyline>
            {corner_rings(&corners)}
            {here}
            <ScaleAndNorth map/>
        </svg>
    }
    .into_any()
}

/// Name and address of an area on a map of several.
#[derive(Clone, PartialEq)]
pub struct MapLink {
    /// Accessible name.
    pub name: String,
    /// Address of the area's page.
    pub href: String,
}

/// Several areas, each a link, numbered from 1 in their order.
#[component]
pub fn AreasMap(
    /// Drawing of as many outlines as there are links.
    map: Map,
    /// Accessible name.
    label: &'static str,
    /// Links in the order of the outlines.
    links: Vec<MapLink>,
) -> impl IntoView {
    let areas = links.into_iter().zip(map.outlines.clone()).zip(1..);
    let areas = areas.map(|((link, corners), number): (_, i64)| {
        let spot = middle(&corners);
        view! {
            // Within a group, the macro knows the link for one of a drawing.
            <g>
                <a href=link.href aria-label=[&number.to_string(), ". ", &link.name].concat()>
                    <polygon class="map-area" points=points(&corners)></polygon>
                    <Ring class="map-finger" spot radius=FINGER/>
                    <Ring class="map-badge" spot radius=BADGE/>
                    <Word class="map-number" spot=(spot.0, spot.1 + 50) text=number.to_string()/>
                </a>
            </g>
        }
    });
    let sheet = view_box(&map);
    view! {
        <svg class="map" viewBox=sheet role="group" aria-label=label>
            {areas.collect_view()}
            <ScaleAndNorth map/>
        </svg>
    }
    .into_any()
}

fn view_box(map: &Map) -> String {
    points(&[(0, 0), (WIDTH, map.height)])
}

fn corner_rings(corners: &[Spot]) -> impl IntoView + use<> {
    let rings = corners
        .iter()
        .map(|spot| view! { <Ring class="map-corner" spot=*spot radius=CORNER/> });
    rings.collect_view()
}

#[component]
fn Ring(class: &'static str, spot: Spot, radius: i64) -> impl IntoView {
    view! { <circle class=class cx=spot.0.to_string() cy=spot.1.to_string() r=radius.to_string()></circle> }
}

/// Words on a map, for the eye alone.
#[component]
fn Word(class: &'static str, spot: Spot, text: String) -> impl IntoView {
    view! {
        <text class=class x=spot.0.to_string() y=spot.1.to_string() aria-hidden="true">{text}</text>
    }
}

#[component]
fn ScaleAndNorth(map: Map) -> impl IntoView {
    let (length, metres) = map.bar;
    let (left, low) = (140, map.height - 130);
    let bar = [
        (left, low - 50),
        (left, low),
        (left + length, low),
        (left + length, low - 50),
    ];
    let (x, y) = (WIDTH - 190, map.height - 130);
    let arrow = [
        (x, y),
        (x, y - 190),
        (x - 50, y - 110),
        (x, y - 190),
        (x + 50, y - 110),
    ];
    let scale = [&format::whole(texts(), metres), " m"].concat();
    view! {
        <polyline class="map-ink" points=points(&bar)></polyline>
        <Word class="map-word" spot=(left + length + 70, low) text=scale/>
        <polyline class="map-ink" points=points(&arrow)></polyline>
        <Word class="map-word map-middle" spot=(x, y - 225) text=page_texts().map_north.to_owned()/>
    }
}

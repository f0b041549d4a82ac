//! A map of our own: outlines on a plain sheet, with a bar for the scale and north up. No tiles, so it is there
//! wherever the outlines are.

use feltbog_shared::model::outline::{Corner, Outline};

use crate::dom::{El, Node, svg};
use feltbog_presentation::format;
use feltbog_presentation::map::{Map, Spot, WIDTH, map, middle, points};
use feltbog_presentation::texts::{of_pages as g, t};

/// The greatest height of a map that stands among other things, and of one beside a list.
const AMONG_OTHERS: i64 = 2_400;
const BESIDE_A_LIST: i64 = 3_600;
/// The size of a numbered badge, and of the area around it that a finger can hit.
const BADGE: i64 = 115;
const FINGER: i64 = 150;

/// One area, with its corners.
pub(crate) fn of_one(outline: &Outline, named: &str) -> Node {
    let Some(map) = map(core::slice::from_ref(outline), None, AMONG_OTHERS) else {
        return Node::NONE;
    };
    let mut sheet = sheet(&map)
        .attr("role", "img")
        .attr("aria-label", named)
        .child(shape("polygon", "map-area", &map.outlines[0]));
    for spot in &map.outlines[0] {
        sheet = sheet.child(ring("map-corner", *spot, 45));
    }
    around(sheet, &map).into()
}

/// A walk under way: the corners so far, the side that would close it, and where the phone is.
pub(crate) fn of_walk(outline: &Outline, here: Option<Corner>, named: &str) -> Node {
    let Some(map) = map(core::slice::from_ref(outline), here, AMONG_OTHERS) else {
        return Node::NONE;
    };
    let corners = &map.outlines[0];
    let mut sheet = sheet(&map).attr("role", "img").attr("aria-label", named);
    if corners.len() > 2 {
        sheet = sheet.child(shape("polygon", "map-area map-open", corners));
    }
    sheet = sheet.child(shape("polyline", "map-line", corners));
    for spot in corners {
        sheet = sheet.child(ring("map-corner", *spot, 45));
    }
    if let Some((spot, radius)) = map.here {
        if let Some(last) = corners.last() {
            sheet = sheet.child(shape("polyline", "map-line map-open", &[*last, spot]));
        }
        sheet = sheet
            .child(ring("map-doubt", spot, radius))
            .child(ring("map-here", spot, 70));
    }
    around(sheet, &map).into()
}

/// An area among others.
pub(crate) struct MapArea {
    /// Its outline.
    pub(crate) outline: Outline,
    /// The accessible name.
    pub(crate) name: String,
    /// The target of the link.
    pub(crate) href: String,
}

/// Several areas, numbered from 1 in their order, each a link.
pub(crate) fn of_several(places: &[MapArea], named: &str) -> Node {
    let outlines: Vec<Outline> = places.iter().map(|place| place.outline.clone()).collect();
    let Some(map) = map(&outlines, None, BESIDE_A_LIST) else {
        return Node::NONE;
    };
    let mut sheet = sheet(&map).attr("role", "group").attr("aria-label", named);
    for (number, (place, corners)) in places.iter().zip(&map.outlines).enumerate() {
        let spot = middle(corners);
        let number = (number + 1).to_string();
        let link = svg("a")
            .attr("href", &place.href)
            .attr("aria-label", &[&number, ". ", &place.name].concat())
            .child(shape("polygon", "map-area", corners))
            .child(ring("map-finger", spot, FINGER))
            .child(ring("map-badge", spot, BADGE))
            .child(word("map-number", (spot.0, spot.1 + 50), &number));
        sheet = sheet.child(link);
    }
    around(sheet, &map).into()
}

fn sheet(map: &Map) -> El {
    svg("svg")
        .attr("class", "map")
        .attr("viewBox", &points(&[(0, 0), (WIDTH, map.height)]))
}

fn shape(tag: &str, class: &str, spots: &[Spot]) -> El {
    svg(tag).attr("class", class).attr("points", &points(spots))
}

fn ring(class: &str, (x, y): Spot, radius: i64) -> El {
    let ring = svg("circle").attr("class", class);
    [("cx", x), ("cy", y), ("r", radius)]
        .into_iter()
        .fold(ring, |ring, (name, number)| ring.attr(name, &number.to_string()))
}

fn word(class: &str, (x, y): Spot, text: &str) -> El {
    svg("text")
        .attr("class", class)
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
        .attr("aria-hidden", "true")
        .child(text)
}

/// The bar and the arrow.
fn around(sheet: El, map: &Map) -> El {
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
    let said = [&format::whole(t(), metres), " m"].concat();
    sheet
        .child(shape("polyline", "map-ink", &bar))
        .child(word("map-word", (left + length + 70, low), &said))
        .child(shape("polyline", "map-ink", &arrow))
        .child(word("map-word map-middle", (x, y - 225), g().map_north))
}

//! The pages behind the first one: a chunk of the module that is loaded when the first one has been painted.
//!
//! What only they use is cut out of the module by the build tool, code, tables and texts alike. The chunk is part of
//! the version: the service worker keeps it with the rest, so it is there without a connection and belongs to the
//! code it was cut from.

use std::cell::Cell;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    areas, copy, find, guidance, help, history, lists, mine, new, page::page, record, settings, sign,
};
use crate::dom::{Node, button, switch};
use crate::reactive::Var;
use crate::state::access::{Access, app};
use crate::state::platform;
use crate::state::route::Place;
use crate::view::texts::t;

/// Draws the page of a place; nothing when there is none.
type Pages = fn(&Access, &Place) -> Option<Node>;

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Asleep,
    Coming,
    Failed,
    Here,
}

struct Rest {
    stage: Var<Stage>,
    pages: Cell<Option<Pages>>,
}

thread_local! {
    static REST: &'static Rest = Box::leak(Box::new(Rest {
        stage: Var::new(Stage::Asleep),
        pages: Cell::new(None),
    }));
}

fn rest() -> &'static Rest {
    REST.with(|rest| *rest)
}

/// Loads the pages, unless they are here or on their way.
pub(super) fn load() {
    let rest = rest();
    if matches!(rest.stage.now(), Stage::Asleep | Stage::Failed) {
        rest.stage.set(Stage::Coming);
        platform::wait(async {
            let pages = pages().await.ok();
            rest.pages.set(pages);
            rest.stage.set(pages.map_or(Stage::Failed, |_| Stage::Here));
        });
    }
}

/// The page of a place, as soon as it can be drawn.
pub(super) fn page_of(place: &Place, missing: fn() -> Node) -> Node {
    load();
    let place = place.clone();
    switch(
        || rest().stage.get(),
        move |stage| match (stage, rest().pages.get()) {
            (_, Some(pages)) => {
                let drawn = app().access().and_then(|access| pages(&access, &place));
                drawn.unwrap_or_else(missing)
            }
            (Stage::Failed, None) => not_here(),
            _ => lists::skeleton(),
        },
    )
}

fn not_here() -> Node {
    let again = button("button primary").child(t().try_again).press(load);
    page(t().page_not_here, again)
}

#[wasm_split(pages, fallible)]
fn pages() -> Result<Pages, SplitLoaderError> {
    Ok(drawn)
}

fn drawn(access: &Access, place: &Place) -> Option<Node> {
    match place.parts() {
        ("nyt", "", "") => Some(new::new(access)),
        ("mine", "", "") => Some(mine::mine(access)),
        ("arealer", "", "") => Some(areas::areas(access)),
        ("areal", "", "") => Some(sign::enter(access)),
        ("areal", code, "") => Some(sign::look_up(access, code)),
        ("find", "", "") => Some(find::find(access)),
        ("anvisninger", "", "") => guidance::guidance(access),
        ("indstillinger", "", "") => Some(settings::settings()),
        ("hjaelp", ..) => help::of(access, place),
        ("kopi", "", "") => Some(copy::copy()),
        ("ny", _, "") => new::begin(place),
        ("sag", id, part) => record_or_history(access, place, id, part),
        _ => None,
    }
}

fn record_or_history(access: &Access, place: &Place, id: &str, part: &str) -> Option<Node> {
    match (id.parse().ok(), part) {
        (Some(document), "") => Some(record::record(access, place, document)),
        (Some(document), "historik") => Some(history::history(document)),
        (Some(document), "gaa") => Some(record::walk(access, place, document)),
        (Some(document), "skilt") => Some(sign::sign(document)),
        (None, "" | "historik" | "gaa" | "skilt") => Some(record::missing(t().record_missing)),
        _ => None,
    }
}

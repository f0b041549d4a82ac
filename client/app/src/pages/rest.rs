//! The pages behind the first one: a chunk of the module that is loaded when the first one has been painted.
//!
//! What only they use is cut out of the module by the build tool, code, tables and texts alike. The chunk is part of
//! the version: the service worker keeps it with the rest, so it is there without a connection and belongs to the
//! code it was cut from.

use crate::reactive::untracked;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    areas, copy, find, guidance, help, history, lists, mine, new, page::page, people, record, settings, sign,
    status,
};
use crate::dom::{self, Node, button, leptos_view, switch};
use crate::state::access::{Access, app};
use crate::state::route::Place;
use crate::state::{people as people_of_phone, platform, senders};
use feltbog_presentation::texts::t;
use feltbog_shared::model::Kind;

/// So many milliseconds after the pages have come, the first of them is rehearsed.
const REHEARSAL: i32 = 200;

/// The pages of the chunk.
#[derive(Clone, Copy)]
struct Pages {
    /// The page of a place; nothing when there is none.
    of: fn(&Access, &Place) -> Option<Node>,
    /// The screens before all pages.
    before: fn(Before) -> Node,
}

/// The screens before all pages.
#[derive(Clone, Copy)]
pub(super) enum Before {
    /// The lock.
    Locked,
    /// The choice of a pin.
    Pin,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Asleep,
    Coming,
    Failed,
    Here,
}

struct Rest {
    stage: ArcRwSignal<Stage>,
    pages: Cell<Option<Pages>>,
}

thread_local! {
    static REST: &'static Rest = Box::leak(Box::new(Rest {
        stage: ArcRwSignal::new(Stage::Asleep),
        pages: Cell::new(None),
    }));
}

fn rest() -> &'static Rest {
    REST.with(|rest| *rest)
}

/// Loads the pages, unless they are here or on their way.
pub(super) fn load() {
    let rest = rest();
    if matches!(rest.stage.get_untracked(), Stage::Asleep | Stage::Failed) {
        rest.stage.set(Stage::Coming);
        platform::wait(async {
            let pages = pages().await.ok();
            rest.pages.set(pages);
            rest.stage.set(pages.map_or(Stage::Failed, |_| Stage::Here));
            platform::after(REHEARSAL, rehearse);
        });
    }
}

/// Draws *Nyt* once where nobody sees it: the first time, a page takes a phone several times as long, since its code
/// is made ready and its words and shapes are laid out for the first time.
fn rehearse() {
    let (pages, access) = (rest().pages.get(), untracked(|| app().access()));
    if let (Some(pages), Some(access)) = (pages, access) {
        let title = document().title();
        dom::rehearse(&|| (pages.of)(&access, &Place::at("/nyt")).into());
        document().set_title(&title);
    }
}

/// The page of a place, as soon as it can be drawn.
pub(super) fn page_of(place: &Place, missing: fn() -> Node) -> Node {
    let place = place.clone();
    drawn_by(Box::new(move |pages| {
        let drawn = app().access().and_then(|access| (pages.of)(&access, &place));
        drawn.unwrap_or_else(missing)
    }))
}

/// The screen before all pages, as soon as it can be drawn.
pub(super) fn before(what: Before) -> Node {
    drawn_by(Box::new(move |pages| (pages.before)(what)))
}

fn drawn_by(draw: Box<dyn Fn(Pages) -> Node>) -> Node {
    load();
    switch(
        || rest().stage.get(),
        move |stage| match (stage, rest().pages.get()) {
            (_, Some(pages)) => draw(pages),
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
    people_of_phone::watch();
    senders::begin();
    Ok(Pages {
        of: drawn,
        before: drawn_before,
    })
}

fn drawn_before(what: Before) -> Node {
    match what {
        Before::Locked => leptos_view(|| view! { <people::LockedPage/> }.into_any()),
        Before::Pin => leptos_view(|| view! { <people::FirstPinPage/> }.into_any()),
    }
}

/// A page of Leptos components as a node.
macro_rules! leptos_page {
    ($($view:tt)*) => {
        Some(leptos_view(move || view! { $($view)* }.into_any()))
    };
}

fn drawn(access: &Access, place: &Place) -> Option<Node> {
    let owned = access.clone();
    match place.parts() {
        ("nyt", "", "") => leptos_page!(<new::NewPage access=owned/>),
        ("mine", "", "") => leptos_page!(<mine::MinePage access=owned/>),
        ("arealer" | "areal", "", "") if !access.may_read(Kind::Area) => leptos_page!(<sign::StrangerPage/>),
        ("arealer", "", "") => leptos_page!(<areas::AreasPage access=owned/>),
        ("areal", "", "") => leptos_page!(<sign::EnterCodePage/>),
        ("areal", code, "") => {
            let written = code.to_owned();
            leptos_page!(<sign::LookUpCodePage access=owned written/>)
        }
        ("find", "", "") => leptos_page!(<find::FindPage access=owned/>),
        ("anvisninger", "", "") => {
            let kind = guidance::kind(access)?;
            leptos_page!(<guidance::GuidancePage access=owned kind/>)
        }
        ("status", "", "") => leptos_page!(<status::StatusPage/>),
        ("hvem" | "enrol", "", "") => leptos_page!(<people::SharedPhonePage/>),
        ("kode", "", "") => {
            let adds = place.query("til") == Some("ny");
            leptos_page!(<people::PinPage adds/>)
        }
        ("indstillinger", "", "") => leptos_page!(<settings::SettingsPage/>),
        ("hjaelp", "", "") => {
            let from = place.query("fra").unwrap_or_default().to_owned();
            let begun = place.query("ny").unwrap_or_default().to_owned();
            leptos_page!(<help::HelpPage access=owned from begun/>)
        }
        ("hjaelp", "data", "") => leptos_page!(<help::DataPage/>),
        ("hjaelp", "installer", "") => leptos_page!(<help::InstallPage/>),
        ("hjaelp", "tilgaengelighed", "") => leptos_page!(<help::AccessibilityPage/>),
        ("kopi", "", "") => leptos_page!(<copy::CopyPage/>),
        ("ny", _, "") => new::begin(place),
        ("sag", id, part) => record_or_history(access, place, id, part),
        _ => None,
    }
}

fn record_or_history(access: &Access, place: &Place, id: &str, part: &str) -> Option<Node> {
    match (id.parse().ok(), part) {
        (Some(document), "") => Some(record::record(access, place, document)),
        (Some(document), "historik") => leptos_page!(<history::HistoryPage document/>),
        (Some(document), "gaa") => Some(record::walk(access, place, document)),
        (Some(area), "skilt") => leptos_page!(<sign::SignPage area/>),
        (None, "" | "historik" | "gaa" | "skilt") => Some(record::missing(t().record_missing)),
        _ => None,
    }
}

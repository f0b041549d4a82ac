//! An area's sign: printed with a code, and found again by it. The code opens nothing: who may not read the area sees
//! a friendly sentence.

use crate::reactive::{SetIfChanged, effect, memo, on_leave};
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::bridge::ListQuery;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Area, Kind};
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use super::lists;
use super::page::{page, page_titled, page_with_way_back};
use crate::components::card::{Card, cards};
use crate::components::icon::{Draw, Icon};
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, svg, switch};
use crate::state::access::{Access, app, granted};
use crate::state::engine::Sight;
use crate::state::{outdoors, platform};
use feltbog_presentation::fields::text;
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::{of_pages as g, t};

/// What a camera needs free around a code, in its squares.
const QUIET: i32 = 4;

/// The way to an area's sign.
pub(super) fn path(area: DocumentId) -> String {
    [&lists::path(area), "/skilt"].concat()
}

/// The sign of an area, to be printed.
pub(super) fn sign(area: DocumentId) -> Node {
    let sight = app().engine.follow(area);
    on_leave(move || app().engine.leave(area));
    let content = switch(
        move || match sight.get() {
            Sight::Unknown => None,
            Sight::Here(view) if view.kind == Kind::Area => {
                Some(Some(text(&view.fields, Area::name().name()).to_owned()))
            }
            Sight::Here(_) | Sight::Gone => Some(None),
        },
        move |known| match known {
            None => lists::skeleton(),
            Some(None) => paragraph("none", t().record_missing).into(),
            Some(Some(name)) => [sheet(area, name).into(), print().into()].into(),
        },
    );
    page_with_way_back(|| g().sign.to_owned(), Node::NONE, content)
}

fn sheet(area: DocumentId, name: &str) -> El {
    let code = AreaCode::of(area).to_string();
    let origin = window().location().origin().unwrap_or_default();
    let link = [&origin, "/areal/", &code].concat();
    of_class("section", "sign")
        .child(paragraph("sign-wild", g().sign_wild))
        .child(el("h2").child(name))
        .child(el("p").child(g().sign_why))
        .child(drawn(&link))
        .child(paragraph("sign-code", code.as_str()))
        .child(paragraph("sign-hint", g().sign_hint))
}

fn print() -> El {
    let print = button("button primary")
        .child(Icon::Book.draw())
        .child(el("span").child(g().sign_print))
        .press(|| drop(window().print()));
    of_class("div", "actions").child(print)
}

/// A link as a code for cameras.
fn drawn(link: &str) -> Node {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Medium) else {
        // A link is far shorter than what fits.
        return Node::NONE;
    };
    let width = code.size();
    let mut squares = String::new();
    for y in 0..width {
        for x in (0..width).filter(|x| code.get_module(*x, y)) {
            let (x, y) = ((x + QUIET).to_string(), (y + QUIET).to_string());
            squares.push_str(&["M", &x, " ", &y, "h1v1h-1z"].concat());
        }
    }
    let side = (width + 2 * QUIET).to_string();
    svg("svg")
        .attr("class", "qr")
        .attr("viewBox", &["0 0 ", &side, " ", &side].concat())
        .attr("shape-rendering", "crispEdges")
        .attr("role", "img")
        .attr("aria-label", &g().sign_qr.with(&[link]))
        .child(svg("path").attr("d", &squares))
        .into()
}

/// The areas on this phone whose code it is, as far as their names are known.
pub(super) fn areas_of(code: AreaCode) -> Vec<Card> {
    app().engine.areas.with(|areas| {
        areas
            .iter()
            .filter(|(area, _)| AreaCode::of(*area) == code)
            .map(|(area, name)| card(*area, name))
            .collect()
    })
}

fn card(area: DocumentId, name: &str) -> Card {
    Card::way(lists::path(area), Icon::Leaf, name.to_owned(), t().area)
}

/// Where a code is typed or read by the camera.
pub(super) fn enter(access: &Access) -> Node {
    if !access.may_read(Kind::Area) {
        return stranger();
    }
    page(g().code_title, [entry(""), camera()])
}

/// Looks for the area of a code on this phone, in all departments of the person.
pub(super) fn look_up(access: &Access, written: &str) -> Node {
    let others = granted(&access.session).into_iter().map(|one| one.id);
    let others = others.filter(|id| *id != access.department.id);
    // The person's own department last: it goes on being followed, should the area still be on its way.
    let queries: Vec<ListQuery> = others
        .filter_map(|id| app().access_in(id))
        .chain([access.clone()])
        .filter_map(|access| lists::query(&access, &[Kind::Area]))
        .collect();
    let Some(code) = AreaCode::parse(written) else {
        return page(g().code_title, [entry(g().code_wrong), camera()]);
    };
    if queries.is_empty() {
        return stranger();
    }
    let (asked, at, all) = (queries.clone(), ArcRwSignal::new(0), queries.len());
    let (place, read) = (at.clone(), at.clone());
    effect(move || {
        if let Some(query) = asked.get(place.get()) {
            app().engine.follow_list(query.clone());
        }
    });
    // An area may have no name yet: then only the list knows it.
    let found = memo(move || {
        let mut found = areas_of(code);
        if let Some(listing) = queries.get(read.get()).and_then(|query| app().engine.list(query)) {
            for item in listing.items.iter() {
                let known = |card: &Card| card.href == lists::path(item.document);
                if AreaCode::of(item.document) == code && !found.iter().any(known) {
                    let areas = &app().engine.areas;
                    let name = areas.with(|areas| {
                        area_name(areas, &item.document.to_string())
                            .unwrap_or(t().area)
                            .to_owned()
                    });
                    found.push(card(item.document, &name));
                }
            }
            if found.is_empty() && read.get_untracked() < all {
                read.set_if_changed(read.get_untracked() + 1);
            }
        }
        found
    });
    let content = switch(
        move || (found.get(), at.get() < all),
        move |(found, looking)| match (found.as_slice(), looking) {
            ([], true) => lists::skeleton(),
            ([], false) => {
                let code = code.to_string();
                [
                    paragraph("none", g().code_unknown.with(&[&code]).as_str())
                        .attr("role", "status")
                        .into(),
                    entry(""),
                    camera(),
                ]
                .into()
            }
            ([one], _) => {
                let path = one.href.clone();
                platform::soon(move || app().route.go_instead(&path));
                lists::skeleton()
            }
            (several, _) => {
                let several = several.to_vec();
                [
                    el("p").child(g().code_several).into(),
                    cards(move || several.clone(), ""),
                ]
                .into()
            }
        },
    );
    page_titled(|| g().code_title.to_owned(), content)
}

/// Somebody who has nothing to do with areas.
pub(super) fn stranger() -> Node {
    page(g().sign_wild, el("p").child(t().visitor))
}

fn go(code: AreaCode) {
    app().route.go_instead(&["/areal/", &code.to_string()].concat());
}

fn entry(problem: &'static str) -> Node {
    let wrong = ArcRwSignal::new(problem);
    let (shown, invalid, mends) = (wrong.clone(), wrong.clone(), wrong.clone());
    let input = [
        ("type", "text"),
        ("id", "area-code"),
        ("placeholder", "K7M-2QX"),
        ("autocomplete", "off"),
        ("autocapitalize", "characters"),
        ("spellcheck", "false"),
        ("maxlength", "12"),
        ("aria-describedby", "area-code-p"),
    ]
    .into_iter()
    .fold(of_class("input", "line code"), |input, (name, value)| {
        input.attr(name, value)
    })
    .attr_of("aria-invalid", move || {
        (!invalid.get().is_empty()).then_some("true")
    })
    .on("input", move |_| mends.set_if_changed(""));
    let typed = input.clone();
    let field = of_class("div", "field")
        .child(el("label").attr("for", "area-code").child(g().code_field))
        .child(input)
        .child(
            paragraph("problem", Node::NONE)
                .attr("role", "alert")
                .attr("id", "area-code-p")
                .text_of(move || shown.get().to_owned()),
        );
    let find = of_class("button", "button primary wide")
        .attr("type", "submit")
        .child(g().code_go);
    of_class("form", "sheet")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            match AreaCode::parse(&typed.value()) {
                Some(code) => go(code),
                None => wrong.set_if_changed(g().code_wrong),
            }
        })
        .child(field)
        .child(find)
        .into()
}

/// How far reading with the camera is.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Offered,
    Running,
    Failed,
}

fn camera() -> Node {
    if !outdoors::can_read_codes() {
        return paragraph("hint", g().code_no_scan).into();
    }
    let reading = ArcRwSignal::new(Reading::Offered);
    let shown = reading.clone();
    dynamic(move || {
        let reading = reading.clone();
        match shown.get() {
            Reading::Offered => button("button wide")
                .child(Icon::Camera.draw())
                .child(el("span").child(g().code_scan))
                .press(move || reading.set_if_changed(Reading::Running))
                .into(),
            Reading::Failed => paragraph("problem", g().code_no_camera)
                .attr("role", "alert")
                .into(),
            Reading::Running => view(&reading),
        }
    })
}

fn view(reading: &ArcRwSignal<Reading>) -> Node {
    let video = of_class("video", "viewfinder")
        .attr("playsinline", "")
        .attr("muted", "")
        .attr("aria-label", g().code_scanning);
    let failed = reading.clone();
    let heard = |said: String| {
        // The link on our signs, or the code alone.
        let code = said.rsplit('/').next().and_then(AreaCode::parse);
        if let Some(code) = code {
            go(code);
        }
        code.is_some()
    };
    outdoors::read_codes(video.input(), heard, move || {
        failed.set_if_changed(Reading::Failed)
    });
    [paragraph("hint", g().code_scanning).into(), video.into()].into()
}

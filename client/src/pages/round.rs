//! The round on Hjem: stop by stop in the order of places, each done with one tap that can be taken back.

use feltbog_shared::bridge::{Delivery, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, CareTask, FieldEdit, Kind};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::after;
use super::lists::{self, Followed};
use crate::components::card::Card;
use crate::dom::{El, Items, Node, button, el, list, of_class, paragraph, switch};
use crate::reactive::{Var, untracked};
use crate::state::access::{Access, app};
use crate::state::platform;
use crate::view::forms::key;
use crate::view::labels;
use crate::view::round::{self, Errand};
use crate::view::texts::t;

/// A stop as it stands in the list.
#[derive(Clone, PartialEq)]
struct Stop {
    document: DocumentId,
    card: Card,
    /// Whether it is this person's to say that it is done.
    is_theirs: bool,
}

/// What was done last and how it is taken back.
#[derive(Clone, PartialEq)]
struct Done {
    document: DocumentId,
    title: String,
    undo: Vec<FieldEdit>,
}

thread_local! {
    static LAST: Var<Option<Done>> = Var::new(None);
}

/// The stops, or that there are none.
pub(super) fn round(listing: &Followed, access: &Access, none: &'static str) -> Node {
    let (listing, access) = (listing.clone(), access.clone());
    LAST.with(|last| last.put(None));
    let pressed = listing.clone();
    // The rows outlive what made them, so the list listens for their buttons.
    let all = of_class("ul", "cards").on("click", move |event| {
        if let Some(document) = pressed_in(&event) {
            let today = platform::present().today();
            untracked(|| {
                lists::with_items(&pressed, |items| {
                    let item = items.iter().find(|item| item.document == document);
                    let errand = item.and_then(|item| round::errand(item.kind, &item.fields, today));
                    if let Some((item, errand)) = item.zip(errand) {
                        finish(item, errand);
                    }
                })
            });
        }
    });
    let sentence = paragraph("none", none);
    let parts = (all.clone(), sentence.clone());
    let stops = list(
        all,
        move || {
            let mut stops = stops(&listing, &access);
            let mut first = stops();
            let is_empty = first.is_none();
            parts.0.hide(is_empty);
            parts.1.hide(!is_empty);
            Box::new(move || first.take().or_else(&mut stops))
        },
        row,
    );
    [stops, sentence.into(), taken_back()].into()
}

/// The record whose button was pressed. It is out of sight at once; the list follows when the engine has kept it.
fn pressed_in(event: &Event) -> Option<DocumentId> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let button = target.closest("button").ok()??;
    let document = button.get_attribute("value")?.parse().ok()?;
    if let Ok(Some(row)) = button.closest("li") {
        // An attribute that every element knows.
        let _ = row.toggle_attribute_with_force("hidden", true);
    }
    Some(document)
}

fn stops(listing: &Followed, access: &Access) -> Items<Stop> {
    let today = platform::present().today();
    let (items, access) = (lists::items(listing), access.clone());
    let found = app()
        .engine
        .areas
        .with(|areas| round::stops(&items, areas, today));
    let placed = |(item, errand)| Some((items.element_offset(item)?, errand));
    let found: Vec<_> = found.into_iter().filter_map(placed).collect();
    let mut found = found.into_iter();
    Box::new(move || {
        let (place, errand) = found.next()?;
        let item = &items[place];
        Some(Stop {
            document: item.document,
            card: card(item, errand),
            is_theirs: access.may_update(item.kind, item.owner, item.document),
        })
    })
}

/// A sign is called by what is to be done about it, everything else as in any list.
fn card(item: &ListItem, errand: Errand) -> Card {
    let mut card = lists::card(item);
    if let Delivery::Received(_) = item.delivery {
        // What was sent is not said at every stop.
        card.receipt = None;
    }
    match errand {
        Errand::SignCheck | Errand::SignUp => {
            let called = |kind, name, key: &str| labels::in_summary(t(), kind, name, key).unwrap_or_default();
            let sign = crate::view::fields::text(&item.fields, Area::sign_status().name());
            let line = [
                &card.title,
                " · ",
                called(Kind::Area, Area::sign_status().name(), sign),
            ]
            .concat();
            Card {
                title: called(Kind::CareTask, CareTask::kind().name(), key!(TaskKind::SignCheck)).to_owned(),
                line,
                ..card
            }
        }
        _ => card,
    }
}

fn row(stop: &Stop) -> El {
    let row = stop.card.row().attr("class", "stop");
    if !stop.is_theirs {
        return row;
    }
    let done = button("button small")
        .attr("value", &stop.document.to_string())
        .attr("aria-label", &[t().done, ": ", &stop.card.title].concat())
        .child(t().done);
    row.child(done)
}

fn finish(item: &ListItem, errand: Errand) {
    let today = platform::present().today();
    after::edit(item.document, round::done(errand, today));
    if errand == Errand::Work {
        after::work_done(item.document, &item.fields);
    }
    let done = Done {
        document: item.document,
        title: card(item, errand).title,
        undo: round::undone(errand, &item.fields, today),
    };
    LAST.with(|last| last.put(Some(done)));
}

/// Says what was done last, with the way back.
fn taken_back() -> Node {
    let last = LAST.with(Var::clone);
    let shown = last.clone();
    let line = switch(
        move || shown.get(),
        move |done| {
            let Some(done) = done.clone() else {
                return Node::NONE;
            };
            let said = el("span").child([t().done, ": ", &done.title].concat());
            let last = last.clone();
            let undo = button("button small").child(t().undo).press(move || {
                after::edit(done.document, done.undo.clone());
                last.put(None);
            });
            of_class("p", "undo").child(said).child(undo).into()
        },
    );
    el("div").attr("role", "status").child(line).into()
}

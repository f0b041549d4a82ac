//! The round on Hjem: stop by stop in the order of places, each done with one tap that can be taken back in the frame.

use crate::reactive::untracked;
use feltbog_shared::bridge::{Delivery, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, CareTask, Kind};
use leptos::prelude::*;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::after;
use super::lists::{self, Followed};
use crate::components::card::{Card, Row};
use crate::dom::{El, Items, Node, button, list, of_class, paragraph};
use crate::state::access::{Access, app};
use crate::state::{actions, platform};
use feltbog_presentation::forms::key;
use feltbog_presentation::round::{self, Errand};
use feltbog_presentation::texts::t;
use feltbog_presentation::{changes, labels};

/// A stop as it stands in the list.
#[derive(Clone, PartialEq)]
struct Stop {
    document: DocumentId,
    card: Card,
    /// Whether it is this person's to say that it is done.
    is_theirs: bool,
}

/// The stops, or that there are none.
pub(super) fn round(listing: &Followed, access: &Access, none: &'static str) -> Node {
    let (listing, access) = (listing.clone(), access.clone());
    let pressed = listing.clone();
    // The rows outlive what made them, so the list listens for their buttons.
    let all = of_class("ul", "cards").on("click", move |event| {
        if let Some((document, row)) = pressed_in(&event) {
            let today = platform::present().today();
            untracked(|| {
                lists::with_items(&pressed, |items| {
                    let item = items.iter().find(|item| item.document == document);
                    let errand = item.and_then(|item| round::errand(item.kind, &item.fields, today));
                    if let Some((item, errand)) = item.zip(errand) {
                        finish(item, errand, row);
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
    [stops, sentence.into()].into()
}

/// The record whose button was pressed, with its row.
fn pressed_in(event: &Event) -> Option<(DocumentId, Element)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let button = target.closest("button").ok()??;
    let document = button.get_attribute("value")?.parse().ok()?;
    Some((document, button.closest("li").ok()??))
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
            let sign = feltbog_presentation::fields::text(&item.fields, Area::sign_status().name());
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

/// Finishes a stop. Its row is out of sight at once, and back when that could not be kept.
fn finish(item: &ListItem, errand: Errand, row: Element) {
    let today = platform::present().today();
    let edits = round::done(errand, today);
    let mut undo = vec![(
        item.document,
        changes::undo_edits(item.kind, &item.fields, &edits),
    )];
    if errand == Errand::Work
        && let Some(follow_up) = after::work_done(item.document, &item.fields)
    {
        undo.push((follow_up, vec![actions::discard()]));
    }
    // An attribute that every element knows.
    let _ = row.toggle_attribute_with_force("hidden", true);
    let title = [t().done, ": ", &card(item, errand).title].concat();
    let told: actions::Answered = Rc::new(move |is_kept| {
        let _ = row.toggle_attribute_with_force("hidden", is_kept);
    });
    actions::act(title, item.document, edits, undo, Some(told));
}

//! What has been sent and what has not: each record with its reason, and "try again".

use crate::reactive::effect;
use feltbog_shared::bridge::{Delivery, Draft, OutboxItem};
use feltbog_shared::model::{Fields, Value};
use leptos::prelude::*;

use super::lists;
use super::page::page;
use crate::components::card::{Card, action, cards, section};
use crate::components::icon::Icon;
use crate::components::tone;
use crate::dom::{Node, button, dynamic, of_class, paragraph, switch};
use crate::state::access::app;
use crate::state::platform;
use feltbog_presentation::fields::apply;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{status as words, summary};

/// What has been sent?
pub(crate) fn status() -> Node {
    let engine = &app().engine;
    effect(|| {
        engine.status.track();
        engine.ask_outbox();
    });
    let line = dynamic(|| {
        tone::line(&words::line(
            t(),
            &platform::present(),
            &engine.status.get(),
            app().unsaved.get() > 0,
        ))
        .into()
    });
    let unsent = switch(
        || engine.status.with(|status| status.unsent),
        |unsent| match unsent {
            0 => Node::NONE,
            _ => paragraph("lead", g().things_lack_sending.of((*unsent).into())).into(),
        },
    );
    let aside = switch(
        || engine.status.with(|status| status.put_aside),
        |count| match count {
            0 => Node::NONE,
            _ => paragraph("problem", g().set_aside_count.of((*count).into())).into(),
        },
    );
    let items = switch(
        || {
            let is_empty = engine
                .outbox
                .with(|outbox| outbox.as_ref().map(|items| items.is_empty()));
            let is_sent = |status: &feltbog_shared::bridge::Status| {
                status.all_sent_at.is_some() && status.unsent + status.refused + status.drafts == 0
            };
            (is_empty, engine.status.with(is_sent))
        },
        |state| match state {
            (None, _) => Node::NONE,
            (Some(true), true) => paragraph("none", g().status_all_sent_long).into(),
            (Some(true), false) => paragraph("none", g().status_nothing_yet).into(),
            (Some(false), _) => cards(waiting, ""),
        },
    );
    let again = button("button primary")
        .child(t().try_again)
        .press(|| engine.sync_now());
    let copy = switch(
        || {
            engine
                .status
                .with(|status| status.unsent + status.refused + status.put_aside + status.drafts > 0)
        },
        |lacks| {
            lacks
                .then(|| action("/kopi", Icon::Lock, g().save_copy, false))
                .into()
        },
    );
    page(
        g().status_title,
        [
            paragraph("lead", line).into(),
            unsent,
            aside,
            section(g().drafts_heading, drafts, "", Node::NONE),
            items,
            of_class("div", "actions").child(again).child(copy).into(),
        ],
    )
}

/// What is not finished in the department: records that are not made yet, and texts that cannot stand in theirs.
pub(crate) fn drafts() -> Vec<Card> {
    let here = app().access().map(|access| access.department.id);
    let drafts = app().engine.drafts.get();
    let drafts = drafts.iter().filter(|draft| Some(draft.department) == here);
    drafts.map(draft_card).collect()
}

fn draft_card(draft: &Draft) -> Card {
    let mut fields = Fields::new();
    let edits = draft.seeds.iter().chain(&draft.edits);
    edits.for_each(|edit| apply(&mut fields, edit));
    for (field, text) in &draft.texts {
        fields.insert(field.clone(), Value::Text(text.clone()));
    }
    card(&OutboxItem {
        document: draft.document,
        kind: draft.kind,
        fields,
        delivery: Delivery::Draft,
    })
}

fn waiting() -> Vec<Card> {
    let outbox = app().engine.outbox.get();
    outbox.iter().flat_map(|items| items.iter()).map(card).collect()
}

fn card(item: &OutboxItem) -> Card {
    let present = platform::present();
    let areas = &app().engine.areas;
    let summary = areas.with(|areas| summary::of(t(), &present, areas, item.kind, &item.fields));
    let mut line = t().kind(item.kind).to_owned();
    if !summary.line.is_empty() {
        line = [&line, " · ", &summary.line].concat();
    }
    Card {
        href: lists::path(item.document),
        icon: lists::icon(item.kind),
        title: summary.title,
        line,
        badge: "",
        receipt: Some(words::Line {
            text: words::reason(t(), &item.delivery),
            ..words::delivery(t(), &present, &item.delivery)
        }),
        large: false,
    }
}

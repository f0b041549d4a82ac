//! A record's history: who did what and when, in sentences, without a network.

use crate::reactive::{effect, on_leave};
use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::lists;
use super::page::page_with_way_back;
use crate::dom::{Node, button, dynamic, el, of_class, paragraph};
use crate::state::access::app;
use crate::state::engine::Sight;
use crate::state::platform;
use feltbog_presentation::help::help;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{story, summary};

/// The history of a record.
pub(crate) fn history(document: DocumentId) -> Node {
    let engine = &app().engine;
    let sight = engine.follow(document);
    on_leave(move || engine.leave(document));
    let changes = sight.clone();
    // Whenever the record changes, its history has grown.
    effect(move || {
        changes.track();
        engine.ask_history(document);
    });
    let named = sight.clone();
    let title = move || match named.get() {
        Sight::Here(view) => {
            let areas = engine.areas.get();
            let summary = summary::of(t(), &platform::present(), &areas, view.kind, &view.fields);
            g().history_of.with(&[&summary.title])
        }
        Sight::Unknown | Sight::Gone => t().history.to_owned(),
    };
    let steps = dynamic(move || {
        let steps = engine.history.get().filter(|(of, _)| *of == document);
        match (steps, sight.get()) {
            (Some((_, steps)), Sight::Here(view)) => listed(view.kind, &steps),
            _ => lists::skeleton(),
        }
    });
    let save = button("button")
        .child(help().save_record)
        .press(move || app().engine.ask_file(document));
    let save = of_class("div", "actions").child(save);
    page_with_way_back(title, Node::NONE, [steps, save.into()])
}

fn listed(kind: Kind, steps: &[HistoryStep]) -> Node {
    let present = platform::present();
    let mut all = of_class("ol", "history");
    let mut is_empty = true;
    for step in steps {
        let sentences = app()
            .engine
            .areas
            .with(|areas| story::sentences(t(), &present, areas, kind, &step.acts));
        if sentences.is_empty() {
            continue;
        }
        is_empty = false;
        let who = paragraph("history-who", el("strong").child(app().name_of(step.author)))
            .child(" ")
            .child(el("span").child(present.moment(t(), step.at)));
        let mut row = el("li").child(who);
        for sentence in sentences {
            row = row.child(el("p").child(sentence));
        }
        all = all.child(row);
    }
    if is_empty {
        return paragraph("none", g().history_none).into();
    }
    all.into()
}

//! An action card as one reads it in a hurry: the number to call first, then what to do.

use crate::reactive::memo;
use feltbog_shared::bridge::ListItem;
use feltbog_shared::language::Language;
use feltbog_shared::model::action_card::{Situation, calls};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{ActionCard, Fields, Kind};
use leptos::prelude::*;

use super::form::Form;
use crate::components::card::action;
use crate::components::icon::{Draw, Icon};
use crate::dom::{Node, dynamic, el, of_class, paragraph, switch};
use crate::pages::lists;
use feltbog_presentation::texts::{language, of_pages as g, t};
use feltbog_presentation::{fields, labels};

pub(super) fn fields(form: &Form) -> Node {
    let (record, kind) = (form.editor.fields.clone(), form.editor.kind);
    dynamic(move || {
        record.with(|record| {
            let said = |danish, english| in_language(record, danish, english);
            let escalate = fields::text(record, ActionCard::escalate_to().name());
            let escalate = labels::value(t(), kind, ActionCard::escalate_to().name(), escalate)
                .map(|who| paragraph("lead", g().card_escalate.with(&[who]).as_str()));
            let sheet = of_class("section", "sheet")
                .child(el("h2").child(said(ActionCard::title().name(), ActionCard::title_en().name())))
                .child(numbers(said(
                    ActionCard::calls().name(),
                    ActionCard::calls_en().name(),
                )))
                .child(points(
                    "ol",
                    g().card_steps,
                    said(ActionCard::steps().name(), ActionCard::steps_en().name()),
                ))
                .child(points(
                    "ul",
                    g().card_do_not,
                    said(ActionCard::do_not().name(), ActionCard::do_not_en().name()),
                ))
                .child(points(
                    "ul",
                    g().card_signs,
                    said(ActionCard::signs().name(), ActionCard::signs_en().name()),
                ))
                .child(escalate);
            sheet.into()
        })
    })
}

/// Whether records of a kind may be about a situation that there is a card for.
pub(super) fn is_at_hand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ConflictCase | Kind::Signal | Kind::Concern | Kind::AreaObservation | Kind::CareTask
    )
}

/// The way to the card of the situation that a record is about: what do I do?
pub(super) fn at_hand(form: &Form) -> Node {
    let kind = form.editor.kind;
    if !is_at_hand(kind) {
        return Node::NONE;
    }
    let (editor, around) = (form.editor.clone(), form.around.clone());
    let card = memo(move || {
        let situation = editor.fields.with(|record| Situation::of(kind, record))?;
        lists::with_items(&around, |items| {
            let is_it = |item: &&ListItem| {
                fields::text(&item.fields, ActionCard::situation().name()) == situation.key()
            };
            let found = items.iter().find(is_it)?;
            let called = labels::value(t(), found.kind, ActionCard::situation().name(), situation.key());
            Some((lists::path(found.document), called.unwrap_or_default()))
        })
    });
    switch(
        move || card.get(),
        |card| {
            card.as_ref()
                .map(|(path, called)| {
                    action(path, Icon::Call, &[g().what_do_i_do, " ", called].concat(), false)
                })
                .into()
        },
    )
}

/// A text in the language chosen; in Danish where nobody has written it in the other.
fn in_language<'a>(record: &'a Fields, danish: &str, english: &str) -> &'a str {
    match (language(), fields::text(record, english)) {
        (Language::English, text) if !text.is_empty() => text,
        _ => fields::text(record, danish),
    }
}

/// Whom to call, each a button that dials.
fn numbers(lines: &str) -> Node {
    let mut list = of_class("ul", "calls");
    for call in calls(lines) {
        let dialled: String = call
            .number
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        let danger = if dialled == "112" {
            "button wide alarm"
        } else {
            "button wide"
        };
        let link = of_class("a", danger)
            .attr("href", &["tel:", &dialled].concat())
            .child(Icon::Call.draw())
            .child(el("span").child(g().card_call.with(&[call.number, call.name]).as_str()));
        let hours = (!call.hours.is_empty()).then(|| paragraph("hint", call.hours));
        list = list.child(el("li").child(link).child(hours));
    }
    list.into()
}

/// A list under its heading; nothing when it is empty.
fn points(tag: &'static str, heading: &'static str, lines: &str) -> Node {
    if lines.is_empty() {
        return Node::NONE;
    }
    let mut list = of_class(tag, "points");
    for line in lines.lines() {
        list = list.child(el("li").child(line));
    }
    [el("h3").child(heading).into(), list.into()].into()
}

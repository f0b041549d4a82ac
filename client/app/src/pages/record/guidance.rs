//! An action card as a person reads it in a hurry: the number to call first, then the steps.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::language::Language;
use feltbog_shared::model::action_card::{Call, Situation, calls};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{ActionCard, Fields, Kind};
use leptos::prelude::*;

use super::form::Form;
use crate::pages::competencies::competencies_of;
use crate::pages::department_information::escalations_of;
use crate::pages::lists;
use feltbog_presentation::texts::{language, page_texts, texts};
use feltbog_presentation::{fields, labels};
use feltbog_ui::card::ActionLink;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::recreate::RecreateOnChange;

/// The content of a card.
#[component]
pub(super) fn CardSheet(form: Form) -> impl IntoView {
    let (editor, kind) = (form.editor, form.editor.kind);
    move || {
        let record = editor.fields.read();
        let said = |danish, english| in_language(&record, danish, english).to_owned();
        let escalate = fields::text(&record, ActionCard::escalate_to().name());
        let escalate = labels::value(texts(), kind, ActionCard::escalate_to().name(), escalate)
            .map(|role| view! { <p class="lead">{page_texts().card_escalate.with(&[role])}</p> });
        let situation = fields::text(&record, ActionCard::situation().name()).to_owned();
        // The page is called as the situation is. A card's title that says the same is not said twice.
        let title = said(ActionCard::title().name(), ActionCard::title_en().name());
        let called = labels::value(texts(), kind, ActionCard::situation().name(), &situation);
        let heading = (called != Some(&*title)).then(|| view! { <h2>{title}</h2> });
        view! {
            <section class="sheet">
                {heading}
                <CallList lines=said(ActionCard::calls().name(), ActionCard::calls_en().name())/>
                <Points
                    heading=page_texts().card_steps
                    is_ordered=true
                    lines=said(ActionCard::steps().name(), ActionCard::steps_en().name())
                />
                <Points
                    heading=page_texts().card_do_not
                    lines=said(ActionCard::do_not().name(), ActionCard::do_not_en().name())
                />
                <Points
                    heading=page_texts().card_signs
                    lines=said(ActionCard::signs().name(), ActionCard::signs_en().name())
                />
                {escalate}
                {competencies_of(editor.department, &situation)}
                {escalations_of(editor.department, situation)}
            </section>
        }
    }
}

/// Whether records of a kind may be about a situation that there is a card for.
pub(super) fn is_at_hand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ConflictCase | Kind::Signal | Kind::Concern | Kind::AreaObservation | Kind::CareTask
    )
}

/// The link to the card of the situation that a record is about: what do I do?
#[component]
pub(super) fn CardLink(form: Form) -> impl IntoView {
    let kind = form.editor.kind;
    if !is_at_hand(kind) {
        return None;
    }
    let around = form.around();
    let card = Memo::new(move |_| {
        let situation = form.editor.fields.with(|record| Situation::of(kind, record))?;
        lists::with_items(&around, |items| {
            let is_it = |item: &&ListItem| {
                fields::text(&item.fields, ActionCard::situation().name()) == situation.key()
            };
            let found = items.iter().find(is_it)?;
            let called = labels::value(
                texts(),
                found.kind,
                ActionCard::situation().name(),
                situation.key(),
            );
            Some((lists::path(found.document), called.unwrap_or_default()))
        })
    });
    let link = |card: Option<(String, &'static str)>| {
        card.map(|(href, called)| {
            let label = [page_texts().what_do_i_do, " ", called].concat();
            view! { <ActionLink href icon=Icon::Call label/> }
        })
    };
    Some(view! { <RecreateOnChange value=Signal::from(card) children=link/> }.into_any())
}

/// A text in the language chosen; in Danish when nobody has written it in the other.
fn in_language<'a>(record: &'a Fields, danish: &str, english: &str) -> &'a str {
    match (language(), fields::text(record, english)) {
        (Language::English, text) if !text.is_empty() => text,
        _ => fields::text(record, danish),
    }
}

/// People to call, each a button that dials.
#[component]
fn CallList(lines: String) -> impl IntoView {
    let rows = calls(&lines).map(|call| call_row(&call));
    view! { <ul class="calls">{rows.collect::<Vec<_>>()}</ul> }.into_any()
}

fn call_row(call: &Call<'_>) -> AnyView {
    let dialled: String = call
        .number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let class = if dialled == "112" {
        "button wide alarm"
    } else {
        "button wide"
    };
    let hours = (!call.hours.is_empty()).then(|| view! { <p class="hint">{call.hours.to_owned()}</p> });
    view! {
        <li>
            <a class=class href=["tel:", &dialled].concat()>
                <SvgIcon icon=Icon::Call/>
                <span>{page_texts().card_call.with(&[call.number, call.name])}</span>
            </a>
            {hours}
        </li>
    }
    .into_any()
}

/// A list under its heading; nothing when it is empty.
#[component]
fn Points(
    heading: &'static str,
    /// One point a line.
    lines: String,
    /// Whether the points come one after another.
    #[prop(optional)]
    is_ordered: bool,
) -> impl IntoView {
    if lines.is_empty() {
        return None;
    }
    let points = lines.lines().map(|line| view! { <li>{line.to_owned()}</li> });
    let points = points.collect::<Vec<_>>();
    let list = if is_ordered {
        view! { <ol class="points">{points}</ol> }.into_any()
    } else {
        view! { <ul class="points">{points}</ul> }.into_any()
    };
    Some(
        view! {
            <h2>{heading}</h2>
            {list}
        }
        .into_any(),
    )
}

//! Cards: a record in a list, a way to a page, a section with its heading.

use feltbog_presentation::status::Line;
use feltbog_presentation::texts::texts;
use leptos::prelude::*;

use crate::icon::{Icon, SvgIcon};
use crate::list::IncrementalFor;
use crate::receipt::ReceiptLine;

/// A link as a card.
#[derive(Clone, PartialEq)]
pub struct Card {
    /// Address of the page it leads to.
    pub href: String,
    /// Icon before the words.
    pub icon: Icon,
    /// First line.
    pub title: String,
    /// Second line, or nothing.
    pub line: String,
    /// Words that call for a look, or nothing.
    pub badge: &'static str,
    /// Whether it has something that the person has not seen.
    pub is_new: bool,
    /// The day or time of what is to be done.
    pub due: Option<Due>,
    /// The one thing to do about it, beside the card.
    pub action: Option<CardAction>,
    /// State of delivery of the record.
    pub receipt: Option<Line>,
    /// Larger than the cards of a list, for the one thing to do.
    pub large: bool,
}

/// The day or time of what is to be done, in words.
#[derive(Clone, PartialEq)]
pub struct Due {
    /// The words.
    pub words: String,
    /// Whether it is over.
    pub is_over: bool,
}

/// A link beside a card.
#[derive(Clone, PartialEq)]
pub struct CardAction {
    /// Its label. It is read together with the title of the card.
    pub label: &'static str,
    /// Address of the page it leads to.
    pub href: String,
}

impl Card {
    /// A large card that leads to a page.
    #[must_use]
    pub fn way(href: String, icon: Icon, title: String, line: &str) -> Self {
        Self {
            href,
            icon,
            title,
            line: line.to_owned(),
            badge: "",
            is_new: false,
            due: None,
            action: None,
            receipt: None,
            large: true,
        }
    }

    /// A card of one line that leads to a page.
    #[must_use]
    pub fn small(href: &str, icon: Icon, title: &str) -> Self {
        Self {
            large: false,
            ..Self::way(href.to_owned(), icon, title.to_owned(), "")
        }
    }
}

/// A card as a row of a list.
#[component]
pub fn CardRow(
    /// Content of the card.
    card: Card,
) -> impl IntoView {
    let Some(action) = card.action.clone() else {
        return view! {
            <li>
                <CardContent card/>
            </li>
        }
        .into_any();
    };
    let label = [action.label, ": ", &card.title].concat();
    view! {
        <li class="stop">
            <CardContent card/>
            <a class="button small" href=action.href aria-label=label>{action.label}</a>
        </li>
    }
    .into_any()
}

/// The link of a card, within a row.
#[component]
pub fn CardContent(
    /// Content of the card.
    card: Card,
) -> impl IntoView {
    let has_foot = card.receipt.is_some() || !card.badge.is_empty();
    let has_line = card.is_new || card.due.is_some() || !card.line.is_empty();
    let news = card
        .is_new
        .then(|| view! { <span class="due news">{texts().unseen}</span> });
    let after_news = (card.is_new && (card.due.is_some() || !card.line.is_empty())).then_some(" · ");
    let between = (card.due.is_some() && !card.line.is_empty()).then_some(" · ");
    let due = card.due.map(|due| {
        let class = if due.is_over { "due over" } else { "due" };
        view! { <span class=class>{due.words}</span> }
    });
    let line = has_line
        .then(|| view! { <span class="card-line">{news}{after_news}{due}{between}{card.line}</span> });
    let badge = (!card.badge.is_empty()).then(|| {
        view! {
            <span class="badge">
                <SvgIcon icon=Icon::Both/>
                <span>{card.badge}</span>
            </span>
        }
    });
    let receipt = card.receipt.map(|line| view! { <ReceiptLine line/> });
    let foot = has_foot.then(|| view! { <span class="card-foot">{badge}{receipt}</span> });
    view! {
        <a class=if card.large { "card large" } else { "card" } href=card.href>
            <SvgIcon icon=card.icon/>
            <span class="card-text">
                <span class="card-title">{card.title}</span>
                {line}
                {foot}
            </span>
            <SvgIcon icon=Icon::Forward/>
        </a>
    }
    .into_any()
}

/// A list of cards, or a sentence when there are none.
#[component]
pub fn CardList(
    /// The first so many cards in their order, or all when there are fewer.
    #[prop(into)]
    cards: Callback<usize, Vec<Card>>,
    /// Sentence in the place of an empty list.
    #[prop(optional)]
    empty: &'static str,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| cards.run(1).is_empty());
    view! {
        <IncrementalFor
            class="cards"
            hidden=is_empty
            rows=cards
            row=|card: Card| view! { <CardRow card/> }.into_any()
        />
        <p class="none" hidden=move || !is_empty.get()>{empty}</p>
    }
    .into_any()
}

/// Cards under a heading. Without a sentence for an empty list the whole section is hidden while there are none.
#[component]
pub fn CardSection(
    /// The heading.
    heading: &'static str,
    /// The first so many cards in their order, or all when there are fewer.
    #[prop(into)]
    cards: Callback<usize, Vec<Card>>,
    /// Sentence in the place of an empty list.
    #[prop(optional)]
    empty: &'static str,
    /// Links and buttons below the list.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let is_hidden = move || empty.is_empty() && cards.run(1).is_empty();
    view! {
        <section class="section" hidden=is_hidden>
            <h2>{heading}</h2>
            <CardList cards empty/>
            {children.map(|children| children())}
        </section>
    }
    .into_any()
}

/// A link that looks like a button, for the main things to do on a page.
#[component]
pub fn ActionLink(
    /// Address of the page.
    #[prop(into)]
    href: String,
    /// Icon before the label.
    icon: Icon,
    /// Label.
    #[prop(into)]
    label: String,
    /// Whether it is the main thing to do.
    #[prop(optional)]
    primary: bool,
    /// The whole name, where the label is short. It begins with the label.
    #[prop(optional_no_strip)]
    name: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a class=if primary { "button primary" } else { "button" } href=href aria-label=name>
            <SvgIcon icon/>
            <span>{label}</span>
        </a>
    }
}

/// Something to read, under its name.
#[component]
pub fn Fact(
    /// Name.
    name: &'static str,
    /// Words.
    #[prop(into)]
    fact: String,
) -> impl IntoView {
    view! {
        <div class="reading">
            <p class="reading-name">{name}</p>
            <p>{fact}</p>
        </div>
    }
}

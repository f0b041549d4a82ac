//! Cards: a record in a list, a way to somewhere, a section with its heading.

use leptos::prelude::*;

use super::icon::Icon;

/// A link as a card.
#[component]
pub(crate) fn CardLink(
    href: String,
    icon: Icon,
    title: String,
    #[prop(default = String::new())] line: String,
    /// Below the line.
    #[prop(optional, into)]
    foot: Option<AnyView>,
    /// Large, for the one thing to do.
    #[prop(default = false)]
    large: bool,
) -> impl IntoView {
    let class = if large { "card large" } else { "card" };
    view! {
        <a class=class href=href>
            {icon.draw()}
            <span class="card-text">
                <span class="card-title">{title}</span>
                {(!line.is_empty()).then(|| view! { <span class="card-line">{line}</span> })}
                {foot}
            </span>
            {Icon::Forward.draw()}
        </a>
    }
    .into_any()
}

/// A heading and what belongs to it; with a way to more.
pub(crate) fn section(heading: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="section">
            <h2>{heading}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// A list of cards, or a sentence when there are none.
pub(crate) fn cards(cards: Vec<AnyView>, none: &'static str) -> AnyView {
    if cards.is_empty() {
        return view! { <p class="none">{none}</p> }.into_any();
    }
    let items = cards
        .into_iter()
        .map(|card| view! { <li>{card}</li> }.into_any())
        .collect::<Vec<_>>();
    view! { <ul class="cards">{items}</ul> }.into_any()
}

/// A button as a link, for the main things to do.
pub(crate) fn action(href: String, icon: Icon, label: String, primary: bool) -> AnyView {
    let class = if primary { "button primary" } else { "button" };
    view! { <a class=class href=href>{icon.draw()}<span>{label}</span></a> }.into_any()
}

/// Badge with words.
pub(crate) fn badge(icon: Icon, text: &'static str) -> AnyView {
    view! { <span class="badge">{icon.draw()}<span>{text}</span></span> }.into_any()
}

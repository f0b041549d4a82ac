//! Mine: what the person wrote, newest first, each with where it is.

use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::lists;
use crate::components::card::cards;
use crate::components::page::Page;
use crate::state::access::app;
use crate::view::texts::t;

/// What is listed: notes and parties are read where they belong.
const KINDS: [Kind; 6] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::InsectCount,
    Kind::AreaObservation,
    Kind::Area,
    Kind::CareTask,
];

/// Mine.
#[component]
pub(crate) fn Mine() -> impl IntoView {
    let app = app();
    let Some(access) = untrack(|| app.access()) else {
        return ().into_any();
    };
    let listing = lists::follow(app, &access, &KINDS, Some(access.session.user));
    let content = move || match listing.get() {
        None => lists::skeleton(),
        Some(listing) => {
            let records = listing.items.iter().map(|item| lists::card(app, item)).collect();
            view! {
                {cards(records, t().mine_nothing)}
                {lists::more(&listing)}
            }
            .into_any()
        }
    };
    view! { <Page title=t().mine_title>{content}</Page> }.into_any()
}

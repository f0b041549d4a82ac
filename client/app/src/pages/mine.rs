//! Mine: what the person wrote, newest first, each with where it is.

use feltbog_shared::model::Kind;

use super::lists::{self, Followed};
use super::page::page;
use super::status;
use crate::components::card::{Card, cards, section};
use crate::dom::{Items, Node};
use crate::state::access::Access;
use feltbog_presentation::texts::of_pages as g;

/// What is listed: notes and parties are read where they belong.
const KINDS: [Kind; 12] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::InsectCount,
    Kind::AreaObservation,
    Kind::Area,
    Kind::CareTask,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::PassedOn,
    Kind::CasePart,
    Kind::Deputy,
];

/// Mine.
pub(crate) fn mine(access: &Access) -> Node {
    let listing = lists::follow(access, &KINDS, Some(access.session.user));
    let (all, sender) = (listing.clone(), access.clone());
    let content = lists::when_there(&listing, move || {
        [
            section(g().drafts_heading, status::drafts, "", Node::NONE),
            cards(shown(&all, &sender), g().mine_nothing),
            lists::more(&all),
        ]
        .into()
    });
    page(g().mine_title, content)
}

fn shown(listing: &Followed, access: &Access) -> impl Fn() -> Items<Card> + 'static {
    let access = access.clone();
    lists::chosen(listing, move |item| !lists::is_gone_on(&access, item))
}

//! Mine: what the person wrote, newest first, each with where it is.

use feltbog_shared::model::Kind;

use super::lists;
use super::page::page;
use crate::components::card::cards;
use crate::dom::Node;
use crate::state::access::Access;
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
pub(crate) fn mine(access: &Access) -> Node {
    let listing = lists::follow(access, &KINDS, Some(access.session.user));
    let all = listing.clone();
    let content = lists::when_there(&listing, move || {
        [
            cards(lists::chosen(&all, |_| true), t().mine_nothing),
            lists::more(&all),
        ]
        .into()
    });
    page(t().mine_title, content)
}

//! The department's areas.

use feltbog_shared::model::Kind;

use super::page::page;
use super::{lists, new};
use crate::components::card::{action, cards};
use crate::components::icon::Icon;
use crate::dom::{Node, of_class};
use crate::state::access::Access;
use crate::view::texts::t;

/// All areas of the department.
pub(crate) fn areas(access: &Access) -> Node {
    let listing = lists::follow(access, &[Kind::Area], None);
    let new = access.may_create(Kind::Area).then(|| {
        action(
            &new::path(Kind::Area),
            Icon::New,
            t().untitled.at(Kind::Area as usize),
            true,
        )
    });
    let all = listing.clone();
    let content = lists::when_there(&listing, move || {
        cards(lists::chosen(&all, |_| true), t().no_areas)
    });
    page(
        t().all_areas,
        [content, of_class("div", "actions").child(new).into()],
    )
}

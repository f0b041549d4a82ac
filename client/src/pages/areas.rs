//! The department's areas.

use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::lists;
use crate::components::card::{action, cards};
use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::state::access::app;
use crate::view::texts::t;

/// All areas of the department.
#[component]
pub(crate) fn Areas() -> impl IntoView {
    let app = app();
    let Some(access) = untrack(|| app.access()) else {
        return ().into_any();
    };
    let listing = lists::follow(app, &access, &[Kind::Area], None);
    let content = move || match listing.get() {
        None => lists::skeleton(),
        Some(listing) => cards(
            listing.items.iter().map(|item| lists::card(app, item)).collect(),
            t().no_areas,
        ),
    };
    let new = access.may_create(Kind::Area).then(|| {
        action(
            "/ny/areal".to_owned(),
            Icon::New,
            (t().untitled)(Kind::Area).to_owned(),
            true,
        )
    });
    view! {
        <Page title=t().all_areas>
            {content}
            <div class="actions">{new}</div>
        </Page>
    }
    .into_any()
}

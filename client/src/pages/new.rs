//! Nyt: choosing what to write down, and the way from there to an empty record.

use feltbog_shared::model::Kind;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::lists;
use crate::components::card::{CardLink, cards};
use crate::components::page::Page;
use crate::state::access::app;
use crate::state::platform;
use crate::view::texts::t;

/// The kinds that are begun on their own, in the order they are offered.
const OFFERED: [Kind; 6] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::InsectCount,
    Kind::AreaObservation,
    Kind::CareTask,
    Kind::Area,
];

/// The last part of the path that begins a record of a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::ConflictCase => "konflikt",
        Kind::ConflictEvent => "haendelse",
        Kind::ConflictParty => "part",
        Kind::SocialVisit => "besoeg",
        Kind::VisitNote => "notat",
        Kind::Area => "areal",
        Kind::AreaObservation => "observation",
        Kind::InsectCount => "taelling",
        Kind::CareTask => "opgave",
    }
}

/// The path that begins a record of a kind.
pub(crate) fn path(kind: Kind) -> String {
    ["/ny/", word(kind)].concat()
}

/// Nyt.
#[component]
pub(crate) fn New() -> impl IntoView {
    let Some(access) = untrack(|| app().access()) else {
        return ().into_any();
    };
    let offers = OFFERED
        .into_iter()
        .filter(|kind| access.may_create(*kind))
        .map(|kind| {
            let (title, line) = ((t().create)(kind).to_owned(), (t().create_hint)(kind).to_owned());
            view! { <CardLink href=path(kind) icon=lists::icon(kind) title line large=true /> }.into_any()
        })
        .collect();
    view! { <Page title=t().new_title>{cards(offers, t().new_nothing)}</Page> }.into_any()
}

/// Begins an empty record: gives it its id and goes there. Nothing is made before the first entry.
#[component]
pub(crate) fn Begin() -> impl IntoView {
    let app = app();
    let navigate = use_navigate();
    let (params, query) = (use_params_map(), use_query_map());
    Effect::new(move |_| {
        let what = params.with(|params| params.get("what")).unwrap_or_default();
        let Some(kind) = Kind::ALL.iter().copied().find(|kind| word(*kind) == what) else {
            return;
        };
        let document = platform::new_document();
        app.fresh.set_value(Some(document));
        let mut path = [&lists::path(document), "?ny=", kind.key()].concat();
        for name in ["til", "areal"] {
            if let Some(id) = query.with_untracked(|query| query.get(name)) {
                path.extend(["&", name, "=", &id]);
            }
        }
        let navigate = navigate.clone();
        // The step to this page is not in the browser's history before it is complete.
        set_timeout(
            move || {
                navigate(
                    &path,
                    NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    },
                )
            },
            std::time::Duration::ZERO,
        );
    });
    lists::skeleton()
}

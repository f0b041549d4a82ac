//! A neighbour conflict: what was seen or heard first, what should happen below it, and what belongs to the case.

use feltbog_shared::model::conflict_case::Severity;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{ConflictCase, ConflictEvent, ConflictParty, Kind};
use leptos::prelude::*;

use super::form::{Asked, Form};
use super::related;
use crate::components::card::{action, section};
use crate::components::icon::Icon;
use crate::pages::{lists, new};
use crate::state::access::App;
use crate::view::texts::t;

pub(super) fn fields(app: App, form: Form) -> AnyView {
    let place = Asked {
        label: t().conflict_where,
        hints: vec![t().conflict_place_hint],
        ..Asked::default()
    };
    let topic = Asked {
        label: t().conflict_what,
        ..Asked::default()
    };
    let seen = Asked {
        label: t().conflict_seen,
        hints: vec![t().only_needed, t().no_sensitive],
        ..Asked::default()
    };
    let severity = form.text(ConflictCase::severity().name());
    let danger = move || {
        (severity.get() == Severity::Acute.key()).then(|| {
            view! {
                <p class="danger">
                    <span>{t().call_112}</span>
                    <a class="button" href="tel:112">{Icon::Call.draw()}<span>{t().call_112_button}</span></a>
                </p>
            }
            .into_any()
        })
    };
    let state = form.text(ConflictCase::state().name());
    let is_over =
        Memo::new(move |_| state.with(|state| matches!(state.as_str(), "closed" | "withdrawn" | "rejected")));
    let outcome = move || is_over.get().then(|| form.field(ConflictCase::outcome().name()));
    let follow_up = Asked {
        label: t().follow_up,
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            {form.asked(ConflictCase::topic().name(), topic)}
            {form.field(ConflictCase::severity().name())}
            {danger}
            {form.asked(ConflictCase::place().name(), place)}
            {form.field(ConflictCase::noted_as().name())}
            {form.asked(ConflictCase::description().name(), seen)}
            {form.field(ConflictCase::night().name())}
            {form.field(ConflictCase::frequency().name())}
            {form.field(ConflictCase::occurred_at().name())}
        </section>
        <section class="sheet">
            {form.steps(t().what_now)}
            {outcome}
            {form.asked(ConflictCase::follow_up_on().name(), follow_up)}
        </section>
        {belongs(app, form)}
    }
    .into_any()
}

/// Events and parties. Each is a record of its own: parties have another audience.
fn belongs(app: App, form: Form) -> AnyView {
    let Some(access) = untrack(|| app.access()) else {
        return ().into_any();
    };
    let document = form.editor.document;
    let listing = lists::follow(app, &access, &[Kind::ConflictEvent, Kind::ConflictParty], None);
    let link = |kind: Kind| [&new::path(kind), "?til=", &document.to_string()].concat();
    let part = |kind: Kind, heading, field, none, add: &'static str| {
        access.may_read(kind).then(|| {
            let new = access
                .may_create(kind)
                .then(|| action(link(kind), Icon::New, add.to_owned(), false));
            let content = view! {
                {related(app, document, field, listing, kind, none)}
                {new}
            };
            section(heading, content.into_any())
        })
    };
    let events = ConflictEvent::conflict_case().name();
    let parties = ConflictParty::conflict_case().name();
    view! {
        {part(Kind::ConflictEvent, t().events, events, t().no_events, t().add_event)}
        {part(Kind::ConflictParty, t().parties, parties, t().no_parties, t().add_party)}
    }
    .into_any()
}

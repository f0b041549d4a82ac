//! The kinds whose page is little more than their fields.

use feltbog_shared::model::{Area, AreaObservation, CareTask, ConflictEvent, ConflictParty, Kind};
use leptos::prelude::*;

use super::form::{Asked, Form};
use super::{note as visit_note, related};
use crate::components::card::{action, section};
use crate::components::icon::Icon;
use crate::pages::{lists, new};
use crate::state::access::App;
use crate::view::texts::t;

pub(super) fn area(app: App, form: Form) -> AnyView {
    let size = Asked {
        from: 100,
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            {form.all(&[Area::name().name(), Area::kind().name()])}
            {form.asked(Area::square_metres().name(), size)}
            {form.field(Area::measured().name())}
        </section>
        <section class="sheet">
            {form.all(&[Area::sign_status().name(), Area::responsible().name(), Area::care_plan().name()])}
            {form.steps((t().field)(Kind::Area, "state"))}
        </section>
        {in_area(app, form)}
    }
    .into_any()
}

/// What was counted, seen and planned in an area.
fn in_area(app: App, form: Form) -> AnyView {
    let Some(access) = untrack(|| app.access()) else {
        return ().into_any();
    };
    let document = form.editor.document;
    let kinds = [Kind::InsectCount, Kind::AreaObservation, Kind::CareTask];
    let listing = lists::follow(app, &access, &kinds, None);
    let part = |kind: Kind, heading, none| {
        let add = access.may_create(kind).then(|| {
            let path = [&new::path(kind), "?areal=", &document.to_string()].concat();
            action(path, Icon::New, (t().untitled)(kind).to_owned(), false)
        });
        let content = view! {
            {related(app, document, "area", listing, kind, none)}
            {add}
        };
        section(heading, content.into_any())
    };
    view! {
        {part(Kind::AreaObservation, t().observations, t().no_observations)}
        {part(Kind::CareTask, t().tasks_here, t().no_tasks)}
        {part(Kind::InsectCount, t().counts_here, t().no_counts)}
    }
    .into_any()
}

pub(super) fn observation(form: Form) -> AnyView {
    let seen = Asked {
        label: t().observation_seen,
        hints: vec![t().only_needed],
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            {form.field(AreaObservation::kind().name())}
            {form.asked(AreaObservation::text().name(), seen)}
            {form.all(&[AreaObservation::species_text().name(), AreaObservation::area().name()])}
        </section>
        <section class="sheet">
            {form.all(&[AreaObservation::answer_text().name(), AreaObservation::answer_decision().name()])}
            {form.steps(t().what_now)}
        </section>
    }
    .into_any()
}

pub(super) fn task(form: Form) -> AnyView {
    let minutes = Asked {
        from: 30,
        ..Asked::default()
    };
    let helpers = Asked {
        from: 1,
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            {form.all(&[
                CareTask::kind().name(),
                CareTask::area().name(),
                CareTask::window_from().name(),
                CareTask::window_to().name(),
                CareTask::assigned_team().name(),
                CareTask::suitable_for_youth().name(),
            ])}
        </section>
        <section class="sheet">
            {form.steps(t().what_now)}
            {form.asked(CareTask::minutes_spent().name(), minutes)}
            {form.asked(CareTask::helpers_count().name(), helpers)}
            {form.all(&[CareTask::tool().name(), CareTask::remark().name()])}
        </section>
    }
    .into_any()
}

pub(super) fn event(form: Form) -> AnyView {
    let seen = Asked {
        hints: vec![t().only_needed, t().no_sensitive],
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            {form.field(ConflictEvent::kind().name())}
            {form.asked(ConflictEvent::text().name(), seen)}
            {form.field(ConflictEvent::at().name())}
        </section>
    }
    .into_any()
}

pub(super) fn party(form: Form) -> AnyView {
    view! {
        <section class="sheet">
            {form.all(&[
                ConflictParty::role().name(),
                ConflictParty::name().name(),
                ConflictParty::phone().name(),
                ConflictParty::dwelling_ref().name(),
                ConflictParty::wants_mediation().name(),
                ConflictParty::identity_withheld().name(),
            ])}
        </section>
    }
    .into_any()
}

pub(super) fn note(form: Form) -> AnyView {
    view! { <section class="sheet locked">{visit_note::text(form)}</section> }.into_any()
}

//! A visit: how it went first, then what comes next. What was said stands on a locked card of its own.

use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::{SocialVisit, Value};
use leptos::prelude::*;

use super::form::{Asked, Form};
use super::note;
use crate::state::access::App;
use crate::view::texts::t;

pub(super) fn fields(app: App, form: Form) -> AnyView {
    let asked = |label| Asked {
        label,
        ..Asked::default()
    };
    let place = Asked {
        label: t().visit_where,
        hints: vec![t().only_needed],
        ..Asked::default()
    };
    let minutes = Asked {
        from: 30,
        ..Asked::default()
    };
    // A visit with a result has taken place.
    let result = form.text(SocialVisit::result().name());
    let state = form.text(SocialVisit::state().name());
    Effect::new(move |before: Option<String>| {
        let result = result.get();
        let news = before.is_some_and(|before| before != result) && !result.is_empty();
        if news && form.writable && state.get_untracked() == VisitState::Planned.key() {
            form.set(
                SocialVisit::state().name(),
                Value::Text(VisitState::Done.key().to_owned()),
            );
        }
        result
    });
    view! {
        <section class="sheet">
            {form.asked(SocialVisit::dwelling_ref().name(), place)}
            {form.asked(SocialVisit::result().name(), asked(t().visit_result))}
            {form.asked(SocialVisit::next_on().name(), asked(t().visit_next))}
        </section>
        <section class="sheet">
            {form.asked(SocialVisit::consent_contact().name(), asked(t().visit_asked))}
            {form.asked(SocialVisit::topics().name(), asked(t().visit_topics))}
            {form.asked(SocialVisit::consent_note().name(), asked(t().visit_note_asked))}
        </section>
        {note::card(app, form)}
        <section class="sheet">
            {form.all(&[
                SocialVisit::kind().name(),
                SocialVisit::entry().name(),
                SocialVisit::asked_by().name(),
                SocialVisit::at().name(),
            ])}
            {form.asked(SocialVisit::minutes().name(), minutes)}
            {form.steps(t().what_now)}
        </section>
    }
    .into_any()
}

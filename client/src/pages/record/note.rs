//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::NoteConsent;
use feltbog_shared::model::{Kind, SocialVisit, VisitNote};
use leptos::prelude::*;

use super::form::{Asked, Form};
use super::saved_line;
use crate::components::icon::Icon;
use crate::pages::lists;
use crate::state::access::{Access, App};
use crate::state::editor::{Editor, Phase, beginnings};
use crate::state::platform;
use crate::view::fields;
use crate::view::texts::t;

pub(super) fn card(app: App, visit: Form) -> AnyView {
    let Some(access) = untrack(|| app.access()).filter(|access| access.may_read(Kind::VisitNote)) else {
        return ().into_any();
    };
    let document = visit.editor.document;
    let listing = lists::follow(app, &access, &[Kind::VisitNote], None);
    let fresh = platform::new_document();
    let id = document.to_string();
    // The note that is there, or the id of the one that will be.
    let note = Memo::new(move |_| {
        let listing = listing.get()?;
        let there = listing
            .items
            .iter()
            .find(|item| fields::text(&item.fields, VisitNote::visit().name()) == id);
        Some(there.map_or(fresh, |item| item.document))
    });
    let is_open = RwSignal::new(false);
    let consent = visit.text(SocialVisit::consent_note().name());
    let unwanted = Memo::new(move |_| {
        consent.get() == NoteConsent::No.key() && note.get().is_none_or(|note| note == fresh)
    });
    let inside = move || match note.get() {
        _ if unwanted.get() => view! { <p>{t().note_not_wanted}</p> }.into_any(),
        None => lists::skeleton(),
        Some(_) if !is_open.get() => ().into_any(),
        Some(note) => {
            let mut seeds = beginnings(Kind::VisitNote);
            seeds.push(VisitNote::visit().set(document));
            let department = access.department.id;
            let engine = app.engine;
            let editor = Editor::open(
                engine,
                note,
                Kind::VisitNote,
                department,
                Some(seeds),
                note == fresh,
            );
            opened(editor, access.clone())
        }
    };
    let toggle = move || {
        (!unwanted.get()).then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    {move || if is_open.get() { t().note_hide } else { t().note_show }}
                </button>
            }
            .into_any()
        })
    };
    view! {
        <section class="sheet locked">
            <h2>{Icon::Lock.draw()}<span>{t().note_title}</span></h2>
            <p class="hint">{t().note_locked}</p>
            {toggle}
            {inside}
        </section>
    }
    .into_any()
}

fn opened(editor: Editor, access: Access) -> AnyView {
    let writable = Memo::new(move |_| match editor.phase.get() {
        Phase::Loading => None,
        Phase::New => Some(true),
        Phase::Here => Some(
            editor
                .owner
                .get()
                .is_none_or(|owner| access.may_update(Kind::VisitNote, owner)),
        ),
        Phase::Gone => Some(false),
    });
    (move || match writable.get() {
        None => lists::skeleton(),
        Some(writable) => {
            let form = Form::new(editor, writable);
            view! {
                {text(form)}
                {saved_line(editor)}
            }
            .into_any()
        }
    })
    .into_any()
}

/// The note's text with what not to write.
pub(super) fn text(form: Form) -> AnyView {
    let asked = Asked {
        hints: vec![t().only_needed, t().no_sensitive],
        ..Asked::default()
    };
    form.asked(VisitNote::text().name(), asked)
}

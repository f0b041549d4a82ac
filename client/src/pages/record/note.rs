//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use std::rc::Rc;

use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::NoteConsent;
use feltbog_shared::model::{Kind, SocialVisit, VisitNote};

use super::form::Form;
use super::saved_line;
use crate::components::icon::Icon;
use crate::dom::{Node, button, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::reactive::{Var, memo, untracked};
use crate::state::access::{Access, app};
use crate::state::editor::{Editor, Phase, beginnings};
use crate::state::platform;
use crate::view::forms::key;
use crate::view::texts::of_pages as g;
use crate::view::{fields, forms};

/// The sheet.
pub(super) fn card(visit: &Form) -> Node {
    let access = untracked(|| app().access()).filter(|access| access.may_read(Kind::VisitNote));
    let Some(access) = access else {
        return Node::NONE;
    };
    let document = visit.editor.document;
    let listing = lists::follow(&access, &[Kind::VisitNote], None);
    let fresh = platform::new_document();
    let id = document.to_string();
    // The note that is there, or the id of the one that will be.
    let note = memo(move || {
        listing.with(|listing| {
            let items = &listing.as_ref()?.items;
            let link = VisitNote::visit().name();
            let there = items.iter().find(|item| fields::text(&item.fields, link) == id);
            Some(there.map_or(fresh, |item| item.document))
        })
    });
    let is_open = Var::new(false);
    let (consent, written) = (visit.text(SocialVisit::consent_note().name()), note.clone());
    let unwanted = memo(move || {
        consent.with(|consent| consent == key!(NoteConsent::No))
            && written.get().is_none_or(|note| note == fresh)
    });
    let (refused, shown) = (unwanted.clone(), is_open.clone());
    let inside = switch(
        move || (refused.get(), note.get(), shown.get()),
        move |state| match *state {
            (true, ..) => el("p").child(g().note_not_wanted).into(),
            (_, None, _) => lists::skeleton(),
            (.., false) => Node::NONE,
            (_, Some(note), true) => {
                let seeds = beginnings(Kind::VisitNote, Some(document));
                let department = access.department.id;
                let editor = Editor::open(note, Kind::VisitNote, department, Some(seeds), note == fresh);
                opened(&editor, access.clone())
            }
        },
    );
    let toggle = when(
        move || !unwanted.get(),
        move || {
            let (pressed, named, expanded) = (is_open.clone(), is_open.clone(), is_open.clone());
            button("button")
                .attr_of("aria-expanded", move || {
                    Some(if expanded.get() { "true" } else { "false" })
                })
                .text_of(move || if named.get() { g().note_hide } else { g().note_show }.to_owned())
                .press(move || pressed.put(!pressed.now()))
                .into()
        },
    );
    let heading = el("h2")
        .child(Icon::Lock.draw())
        .child(el("span").child(g().note_title));
    of_class("section", "sheet locked")
        .child(heading)
        .child(paragraph("hint", g().note_locked))
        .child(toggle)
        .child(inside)
        .into()
}

fn opened(editor: &Rc<Editor>, access: Access) -> Node {
    let (asked, filled) = (editor.clone(), editor.clone());
    switch(
        move || match asked.phase.get() {
            Phase::Loading => None,
            Phase::New => Some(true),
            Phase::Here => {
                let owner = asked.owner.get();
                Some(owner.is_none_or(|owner| access.may_update(Kind::VisitNote, owner, asked.document)))
            }
            Phase::Gone => Some(false),
        },
        move |writable| match writable {
            None => lists::skeleton(),
            Some(writable) => {
                let form = Form::new(filled.clone(), *writable, Var::new(None));
                [form.items(forms::of(Kind::VisitNote)), saved_line(&filled)].into()
            }
        },
    )
}

//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use std::rc::Rc;

use feltbog_shared::bridge::Draft;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::may_keep_note;
use feltbog_shared::model::{Kind, SocialVisit, VisitNote};

use super::form::Form;
use super::saved_line;
use crate::components::icon::Icon;
use crate::dom::{Node, button, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::reactive::{Var, effect, memo, untracked};
use crate::state::access::{Access, app};
use crate::state::editor::{Editor, Phase, beginnings};
use crate::state::{actions, platform};
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
    let id = document.to_string();
    // A note that could not be made yet goes on where it was.
    let is_of_visit = |draft: &&Draft| {
        let link = VisitNote::visit().set(document);
        draft.kind == Kind::VisitNote && draft.seeds.contains(&link)
    };
    let begun = app().engine.drafts.peek(|drafts| {
        let draft = drafts.iter().find(is_of_visit);
        draft.map(|draft| draft.document)
    });
    let fresh = begun.unwrap_or_else(platform::new_document);
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
    let visited = visit.editor.clone();
    let may_keep = memo(move || visited.fields.with(may_keep_note));
    let answer = visit.text(SocialVisit::consent_note().name());
    erase_without_consent(&may_keep, &answer, &note, fresh);
    let (kept, shown, written) = (may_keep.clone(), is_open.clone(), note.clone());
    let inside = switch(
        move || {
            (
                kept.get(),
                answer.with(String::is_empty),
                written.get(),
                shown.get(),
            )
        },
        move |state| match *state {
            (false, true, ..) => el("p").child(g().note_ask_first).into(),
            (false, false, ..) => el("p").child(g().note_not_wanted).into(),
            (_, _, None, _) => lists::skeleton(),
            (.., false) => Node::NONE,
            (_, _, Some(note), true) => {
                let seeds = beginnings(Kind::VisitNote, Some(document));
                let department = access.department.id;
                let editor = Editor::open(
                    note,
                    Kind::VisitNote,
                    department,
                    Some(seeds),
                    note == fresh && begun.is_none(),
                );
                opened(&editor, access.clone())
            }
        },
    );
    let toggle = when(
        move || may_keep.get(),
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

/// A no, or a yes that is withdrawn, erases the note that is there. The way back is offered for some minutes.
fn erase_without_consent(
    may_keep: &Var<bool>,
    answer: &Var<String>,
    note: &Var<Option<DocumentId>>,
    fresh: DocumentId,
) {
    let (may_keep, answer, note) = (may_keep.clone(), answer.clone(), note.clone());
    let mut could_be_kept = None;
    effect(move || {
        let (may, is_asked) = (may_keep.get(), answer.with(|answer| !answer.is_empty()));
        let is_withdrawn = could_be_kept == Some(true) && !may && is_asked;
        could_be_kept = Some(may);
        if !is_withdrawn {
            return;
        }
        let open = app().editors.borrow().clone();
        let notes = open.iter().filter(|editor| editor.kind == Kind::VisitNote);
        notes.for_each(Editor::drop_entries);
        let Some(document) = note.now().filter(|note| *note != fresh) else {
            return;
        };
        let edits = vec![VisitNote::text().rewrite(""), actions::discard()];
        actions::edit(document, edits, None);
    });
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

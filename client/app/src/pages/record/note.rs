//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use crate::reactive::{SetIfChanged, effect, memo, untracked};
use leptos::prelude::*;
use std::rc::Rc;

use feltbog_shared::bridge::{Draft, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::may_keep_note;
use feltbog_shared::model::{Fields, Kind, SocialVisit, VisitNote};

use super::form::Form;
use super::saved_line;
use crate::components::icon::{Draw, Icon};
use crate::dom::{Node, button, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::state::access::{Access, app};
use crate::state::editor::{Editor, Phase, beginnings};
use crate::state::{actions, platform};
use feltbog_presentation::texts::of_pages as g;
use feltbog_presentation::{fields, forms};

/// The sheet.
pub(super) fn card(visit: &Form) -> Node {
    let access = untracked(|| app().access()).filter(|access| access.may_read(Kind::VisitNote));
    let Some(access) = access else {
        return Node::NONE;
    };
    let document = visit.editor.document;
    let followed = lists::follow_about(&access, &[Kind::VisitNote], document);
    // A note that could not be made yet goes on where it was.
    let is_of_visit = |draft: &&Draft| {
        let link = VisitNote::visit().set(document);
        draft.kind == Kind::VisitNote && draft.seeds.contains(&link)
    };
    let begun = app().engine.drafts.with_untracked(|drafts| {
        let draft = drafts.iter().find(is_of_visit);
        draft.map(|draft| draft.document)
    });
    let fresh = begun.unwrap_or_else(platform::new_document);
    // The notes that are there, in an order that is the same on every phone, or the id of the one that will be.
    let listing = followed.clone();
    let notes = memo(move || {
        listing.with(|listing| {
            let notes = written(&listing.as_ref()?.items);
            Some(if notes.is_empty() { vec![fresh] } else { notes })
        })
    });
    let is_open = ArcRwSignal::new(false);
    let visited = visit.editor.clone();
    let may_keep = memo(move || visited.fields.with(may_keep_note));
    let answer = visit.text(SocialVisit::consent_note().name());
    erase_without_consent(&may_keep, &answer, &followed);
    let (kept, shown) = (may_keep.clone(), is_open.clone());
    let inside = switch(
        move || {
            (
                kept.get(),
                answer.with(String::is_empty),
                notes.get(),
                shown.get(),
            )
        },
        move |state| match state {
            (false, true, ..) => el("p").child(g().note_ask_first).into(),
            (false, false, ..) => el("p").child(g().note_not_wanted).into(),
            (_, _, None, _) => lists::skeleton(),
            (.., false) => Node::NONE,
            (_, _, Some(notes), true) => {
                let department = access.department.id;
                let open = |note: &DocumentId| {
                    let seeds = beginnings(Kind::VisitNote, Some(document));
                    let is_fresh = *note == fresh && begun.is_none();
                    Editor::open(*note, Kind::VisitNote, department, Some(seeds), is_fresh)
                };
                let editors: Vec<_> = notes.iter().map(open).collect();
                let sheets: Vec<Node> = editors
                    .iter()
                    .map(|editor| opened(editor, access.clone()))
                    .collect();
                if editors.len() < 2 {
                    return sheets.into();
                }
                [
                    paragraph("hint", g().notes_several).into(),
                    sheets.into(),
                    joining(editors, access.clone()),
                ]
                .into()
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
                .press(move || pressed.set_if_changed(!pressed.get_untracked()))
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

/// A no, or a yes that is withdrawn, erases all notes that are there. The way back is offered for some minutes.
fn erase_without_consent(
    may_keep: &ArcRwSignal<bool>,
    answer: &ArcRwSignal<String>,
    listing: &lists::Followed,
) {
    let (may_keep, answer, listing) = (may_keep.clone(), answer.clone(), listing.clone());
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
        let there = listing
            .get_untracked()
            .map(|listing| listing.items)
            .unwrap_or_default();
        for note in there.iter() {
            let edits = vec![VisitNote::text().rewrite(""), actions::discard()];
            actions::edit(note.document, edits, None);
        }
    });
}

/// The notes with something in them; all of them where none has.
fn written(items: &[ListItem]) -> Vec<DocumentId> {
    let is_written = |item: &&ListItem| !fields::text(&item.fields, VisitNote::text().name()).is_empty();
    let mut notes: Vec<_> = items
        .iter()
        .filter(is_written)
        .map(|item| item.document)
        .collect();
    if notes.is_empty() {
        notes = items.iter().map(|item| item.document).min().into_iter().collect();
    }
    notes.sort_unstable();
    notes
}

/// The way to one note of several: the first takes the words of the others, and then they are emptied.
fn joining(editors: Vec<Rc<Editor>>, access: Access) -> Node {
    let (asked, too_long) = (editors.clone(), ArcRwSignal::new(false));
    let can_join = move || {
        asked.iter().all(|editor| {
            let owner = editor.owner.get();
            owner.is_some_and(|owner| access.may_update(Kind::VisitNote, owner, editor.document))
        })
    };
    when(can_join, move || {
        let (editors, said, shown) = (editors.clone(), too_long.clone(), too_long.clone());
        let join = button("button small").child(g().notes_join).press(move || {
            let name = VisitNote::text().name();
            let texts: Vec<String> = editors
                .iter()
                .map(|editor| editor.fields.with(|fields| fields::text(fields, name).to_owned()))
                .collect();
            let joined = VisitNote::text().rewrite(&texts.join("\n\n"));
            let fits = Kind::VisitNote.check_edits(&Fields::new(), core::slice::from_ref(&joined));
            said.set_if_changed(fits.is_err());
            if let ([first, others @ ..], Ok(())) = (editors.as_slice(), fits) {
                first.edit(joined);
                others
                    .iter()
                    .for_each(|other| other.edit(VisitNote::text().rewrite("")));
            }
        });
        let hint = when(
            move || shown.get(),
            || {
                paragraph("refusal", g().notes_too_long)
                    .attr("role", "alert")
                    .into()
            },
        );
        [join.into(), hint].into()
    })
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
                let form = Form::new(filled.clone(), *writable, ArcRwSignal::new(None));
                [form.items(forms::of(Kind::VisitNote)), saved_line(&filled)].into()
            }
        },
    )
}

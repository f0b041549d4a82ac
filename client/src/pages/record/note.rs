//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use std::rc::Rc;

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::NoteConsent;
use feltbog_shared::model::{Fields, Kind, SocialVisit, VisitNote};

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
    let listing = lists::follow_about(&access, &[Kind::VisitNote], document);
    let fresh = platform::new_document();
    // The notes that are there, in an order that is the same on every phone, or the id of the one that will be.
    let notes = memo(move || {
        listing.with(|listing| {
            let notes = written(&listing.as_ref()?.items);
            Some(if notes.is_empty() { vec![fresh] } else { notes })
        })
    });
    let is_open = Var::new(false);
    let (consent, there) = (visit.text(SocialVisit::consent_note().name()), notes.clone());
    let unwanted = memo(move || {
        consent.with(|consent| consent == key!(NoteConsent::No))
            && there.with(|notes| notes.as_ref().is_none_or(|notes| notes == &[fresh]))
    });
    let (refused, shown) = (unwanted.clone(), is_open.clone());
    let inside = switch(
        move || (refused.get(), notes.get(), shown.get()),
        move |state| match state {
            (true, ..) => el("p").child(g().note_not_wanted).into(),
            (_, None, _) => lists::skeleton(),
            (.., false) => Node::NONE,
            (_, Some(notes), true) => {
                let department = access.department.id;
                let open = |note: &DocumentId| {
                    let seeds = beginnings(Kind::VisitNote, Some(document));
                    Editor::open(*note, Kind::VisitNote, department, Some(seeds), *note == fresh)
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
    let (asked, too_long) = (editors.clone(), Var::new(false));
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
            said.put(fits.is_err());
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
                let form = Form::new(filled.clone(), *writable, Var::new(None));
                [form.items(forms::of(Kind::VisitNote)), saved_line(&filled)].into()
            }
        },
    )
}

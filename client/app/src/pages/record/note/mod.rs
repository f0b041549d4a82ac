//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

mod open;

use feltbog_shared::bridge::{Draft, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::may_keep_note;
use feltbog_shared::model::{Kind, SocialVisit, VisitNote};
use leptos::prelude::*;

use self::open::OpenNotes;
use super::form::Form;
use crate::contexts::{use_actions, use_engine, use_identity, use_open_records};
use crate::handle::Handle;
use crate::pages::lists::{self, Followed, Skeleton};
use crate::state::actions::{Actions, discard};
use crate::state::editor::{Editor, OpenRecords};
use crate::state::engine::Engine;
use crate::state::platform;
use feltbog_presentation::fields;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::recreate::RecreateOnChange;

/// Content of the sheet.
#[derive(Clone, Copy, PartialEq)]
enum Content {
    /// The resident has not been asked.
    AskFirst,
    /// The resident wants no note.
    NotWanted,
    Loading,
    Closed,
    Open,
}

/// The sheet of a visit's notes.
#[component]
pub(super) fn NoteSheet(visit: Form) -> impl IntoView {
    let access = untrack(|| use_identity().access()).filter(|access| access.may_read(Kind::VisitNote))?;
    let document = visit.editor.document;
    let followed = lists::follow_about(&access, &[Kind::VisitNote], document);
    let begun = begun_note(use_engine(), document);
    let fresh = begun.unwrap_or_else(platform::new_document);
    // The notes that are there, in an order that is the same on every phone, or the id of the one that will be.
    let listing = followed.clone();
    let notes = Memo::new(move |_| {
        listing.with(|listing| {
            let notes = written(&listing.as_ref()?.items);
            Some(if notes.is_empty() { vec![fresh] } else { notes })
        })
    });
    let is_open = RwSignal::new(false);
    let may_keep = Memo::new(move |_| visit.editor.fields.with(may_keep_note));
    let answer = visit.text(SocialVisit::consent_note().name());
    erase_without_consent(may_keep, answer, followed);
    let content = Memo::new(move |_| {
        if !may_keep.get() {
            if answer.read().is_empty() {
                Content::AskFirst
            } else {
                Content::NotWanted
            }
        } else if notes.read().is_none() {
            Content::Loading
        } else if is_open.get() {
            Content::Open
        } else {
            Content::Closed
        }
    });
    let fresh = begun.is_none().then_some(fresh);
    let view = view! {
        <section class="sheet locked">
            <h2>
                <SvgIcon icon=Icon::Lock/>
                <span>{page_texts().note_title}</span>
            </h2>
            <p class="hint">{page_texts().note_locked}</p>
            <Show when=move || may_keep.get()>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    {move || if is_open.get() { page_texts().note_hide } else { page_texts().note_show }}
                </button>
            </Show>
            <RecreateOnChange value=Signal::from(content) let:content>
                {match content {
                    Content::AskFirst => view! { <p>{page_texts().note_ask_first}</p> }.into_any(),
                    Content::NotWanted => view! { <p>{page_texts().note_not_wanted}</p> }.into_any(),
                    Content::Loading => view! { <Skeleton/> }.into_any(),
                    Content::Closed => ().into_any(),
                    Content::Open => {
                        let access = access.clone();
                        view! { <OpenNotes visit=document notes fresh access/> }.into_any()
                    }
                }}
            </RecreateOnChange>
        </section>
    };
    Some(view.into_any())
}

/// The note of a visit that is kept as a draft, because it could not be made yet.
fn begun_note(engine: Handle<Engine>, visit: DocumentId) -> Option<DocumentId> {
    let is_of_visit = |draft: &&Draft| {
        let link = VisitNote::visit().set(visit);
        draft.kind == Kind::VisitNote && draft.seeds.contains(&link)
    };
    engine.drafts.with_untracked(|drafts| {
        let draft = drafts.iter().find(is_of_visit);
        draft.map(|draft| draft.document)
    })
}

/// Erases all notes that are there after a no, or a yes that is withdrawn. The way back is offered for some minutes.
fn erase_without_consent(may_keep: Memo<bool>, answer: Memo<String>, listing: Followed) {
    let (actions, records) = (use_actions(), use_open_records());
    Effect::new(move |could_be_kept: Option<bool>| {
        let (may, is_asked) = (may_keep.get(), !answer.read().is_empty());
        if could_be_kept == Some(true) && !may && is_asked {
            untrack(|| erase(actions, records, &listing));
        }
        may
    });
}

fn erase(actions: Handle<Actions>, records: Handle<OpenRecords>, listing: &Followed) {
    let open = records.editors.borrow().clone();
    let notes = open.iter().filter(|editor| editor.kind == Kind::VisitNote);
    notes.for_each(Editor::drop_entries);
    for note in lists::items(listing).iter() {
        // Words that somebody joined can be brought back no more.
        let document = note.document;
        actions.forget(move |way| way.goes_with(document));
        let edits = vec![VisitNote::text().rewrite(""), discard()];
        actions.edit(note.document, edits, None);
    }
}

/// The notes with something in them; the first of all where none has.
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

//! The locked note of a visit: a record of its own with an audience of its own, closed until the person opens it.

use feltbog_shared::bridge::{Draft, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::may_keep_note;
use feltbog_shared::model::{Fields, Kind, SocialVisit, VisitNote};
use leptos::prelude::*;

use super::form::{Form, FormItems};
use super::saved::SavedLine;
use crate::pages::lists::{self, Followed, Skeleton};
use crate::state::access::{Access, app};
use crate::state::editor::{Editor, Phase, RecordEditor, beginnings};
use crate::state::engine::use_engine;
use crate::state::{actions, platform};
use feltbog_presentation::texts::of_pages as g;
use feltbog_presentation::{fields, forms};
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
    let access = app().access().filter(|access| access.may_read(Kind::VisitNote))?;
    let document = visit.editor.document;
    let followed = lists::follow_about(&access, &[Kind::VisitNote], document);
    let begun = begun_note(document);
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
                <span>{g().note_title}</span>
            </h2>
            <p class="hint">{g().note_locked}</p>
            <Show when=move || may_keep.get()>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    {move || if is_open.get() { g().note_hide } else { g().note_show }}
                </button>
            </Show>
            <RecreateOnChange value=Signal::from(content) let:content>
                {match content {
                    Content::AskFirst => view! { <p>{g().note_ask_first}</p> }.into_any(),
                    Content::NotWanted => view! { <p>{g().note_not_wanted}</p> }.into_any(),
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
fn begun_note(visit: DocumentId) -> Option<DocumentId> {
    let is_of_visit = |draft: &&Draft| {
        let link = VisitNote::visit().set(visit);
        draft.kind == Kind::VisitNote && draft.seeds.contains(&link)
    };
    use_engine().drafts.with_untracked(|drafts| {
        let draft = drafts.iter().find(is_of_visit);
        draft.map(|draft| draft.document)
    })
}

/// Erases all notes that are there after a no, or a yes that is withdrawn. The way back is offered for some minutes.
fn erase_without_consent(may_keep: Memo<bool>, answer: Memo<String>, listing: Followed) {
    Effect::new(move |could_be_kept: Option<bool>| {
        let (may, is_asked) = (may_keep.get(), !answer.read().is_empty());
        if could_be_kept == Some(true) && !may && is_asked {
            untrack(|| erase(&listing));
        }
        may
    });
}

fn erase(listing: &Followed) {
    let open = app().editors.borrow().clone();
    let notes = open.iter().filter(|editor| editor.kind == Kind::VisitNote);
    notes.for_each(Editor::drop_entries);
    for note in lists::items(listing).iter() {
        let edits = vec![VisitNote::text().rewrite(""), actions::discard()];
        actions::edit(note.document, edits, None);
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

/// The notes under the person's hands. A note stays as it is, with the focus in it, when others come.
#[component]
fn OpenNotes(
    /// The visit.
    visit: DocumentId,
    notes: Memo<Option<Vec<DocumentId>>>,
    /// Id of a note that cannot be on the phone yet.
    fresh: Option<DocumentId>,
    access: Access,
) -> impl IntoView {
    let editors = RwSignal::new(Vec::<RecordEditor>::new());
    let each = move || notes.get().unwrap_or_default();
    let are_several = Memo::new(move |_| each().len() > 1);
    let joining = access.clone();
    view! {
        <Show when=move || are_several.get()>
            <p class="hint">{g().notes_several}</p>
        </Show>
        <For each key=|note| *note let:document>
            <OpenNote visit document is_fresh=fresh == Some(document) editors access=access.clone()/>
        </For>
        <Show when=move || are_several.get()>
            <JoinButton editors access=joining.clone()/>
        </Show>
    }
    .into_any()
}

#[component]
fn OpenNote(
    visit: DocumentId,
    document: DocumentId,
    is_fresh: bool,
    /// The notes that are open, which this one joins while it is.
    editors: RwSignal<Vec<RecordEditor>>,
    access: Access,
) -> impl IntoView {
    let seeds = beginnings(Kind::VisitNote, Some(visit));
    let department = access.department.id;
    let editor = RecordEditor::open(document, Kind::VisitNote, department, Some(seeds), is_fresh);
    editors.update(|editors| editors.push(editor));
    on_cleanup(move || {
        editors.try_update(|editors| editors.retain(|one| one.document != document));
    });
    let writable = Memo::new(move |_| match editor.phase.get() {
        Phase::Loading => None,
        Phase::New => Some(true),
        Phase::Here => {
            let owner = editor.owner.get();
            Some(owner.is_none_or(|owner| access.may_update(Kind::VisitNote, owner, document)))
        }
        Phase::Gone => Some(false),
    });
    view! {
        <RecreateOnChange value=Signal::from(writable) let:writable>
            {match writable {
                None => view! { <Skeleton/> }.into_any(),
                Some(writable) => {
                    let form = Form::new(editor, writable, Followed::stored(None));
                    view! {
                        <FormItems form items=forms::of(Kind::VisitNote)/>
                        <SavedLine editor/>
                    }
                    .into_any()
                }
            }}
        </RecreateOnChange>
    }
    .into_any()
}

/// The way to one note of several: the first takes the words of the others, and then they are emptied.
#[component]
fn JoinButton(editors: RwSignal<Vec<RecordEditor>>, access: Access) -> impl IntoView {
    let is_too_long = RwSignal::new(false);
    let can_join = move || {
        editors.read().iter().all(|editor| {
            let owner = editor.owner.get();
            owner.is_some_and(|owner| access.may_update(Kind::VisitNote, owner, editor.document))
        })
    };
    let join = move |_| {
        let mut editors = editors.get_untracked();
        editors.sort_unstable_by_key(|editor| editor.document);
        let name = VisitNote::text().name();
        let text = |editor: &RecordEditor| {
            let text = |record: &Fields| fields::text(record, name).to_owned();
            editor.fields.with_untracked(text)
        };
        let texts: Vec<String> = editors.iter().map(text).collect();
        let joined = VisitNote::text().rewrite(&texts.join("\n\n"));
        let fits = Kind::VisitNote.check_edits(&Fields::new(), core::slice::from_ref(&joined));
        is_too_long.set(fits.is_err());
        if let ([first, others @ ..], Ok(())) = (editors.as_slice(), fits) {
            first.edit(joined);
            others
                .iter()
                .for_each(|other| other.edit(VisitNote::text().rewrite("")));
        }
    };
    view! {
        <Show when=can_join>
            <button type="button" class="button small" on:click=join>{g().notes_join}</button>
            <Show when=move || is_too_long.get()>
                <p class="refusal" role="alert">{g().notes_too_long}</p>
            </Show>
        </Show>
    }
    .into_any()
}

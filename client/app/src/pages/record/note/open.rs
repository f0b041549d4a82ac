//! The notes of a visit while they are open.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Fields, Kind, VisitNote};
use leptos::prelude::*;
use std::rc::Rc;

use crate::contexts::{use_actions, use_open_records};
use crate::pages::lists::{Followed, Skeleton};
use crate::pages::record::form::{Form, FormItems};
use crate::pages::record::saved::SavedLine;
use crate::state::access::Access;
use crate::state::actions::TogetherEdit;
use crate::state::editor::{Phase, RecordEditor, Saving};
use crate::state::edits::beginnings;
use feltbog_presentation::texts::page_texts;
use feltbog_presentation::ways_back::RecordEdits;
use feltbog_presentation::{fields, forms};
use feltbog_ui::recreate::RecreateOnChange;

/// The notes under the person's hands. A note stays as it is, with the focus in it, when others come.
#[component]
pub(super) fn OpenNotes(
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
            <p class="hint">{page_texts().notes_several}</p>
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
    let editor = RecordEditor::open(
        use_open_records(),
        document,
        Kind::VisitNote,
        department,
        Some(seeds),
        is_fresh,
    );
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

/// The way to one note of several: the first takes the words of the others and they are emptied, together or not at all.
#[component]
fn JoinButton(editors: RwSignal<Vec<RecordEditor>>, access: Access) -> impl IntoView {
    let actions = use_actions();
    let (is_too_long, is_joining) = (RwSignal::new(false), RwSignal::new(false));
    let can_join = move || {
        editors.read().iter().all(|editor| {
            let owner = editor.owner.get();
            let may_update =
                owner.is_some_and(|owner| access.may_update(Kind::VisitNote, owner, editor.document));
            may_update && editor.held.read().is_empty()
        })
    };
    // What is typed and not yet kept joins as well.
    let begin = move |_| {
        editors.get_untracked().into_iter().for_each(RecordEditor::flush);
        is_joining.set(true);
    };
    Effect::new(move |_| {
        let is_busy = |editor: &&RecordEditor| editor.saving.with(|saving| *saving == Saving::Busy);
        // Each is asked, so that each is followed.
        if !is_joining.get() || editors.read().iter().filter(is_busy).count() > 0 {
            return;
        }
        is_joining.set(false);
        let joined = untrack(|| join(editors.get()));
        is_too_long.set(joined.is_none());
        if let Some((joined, back)) = joined {
            let told = move |is_kept: bool| {
                if is_kept {
                    actions.offer(page_texts().notes_join.to_owned(), back.clone());
                }
            };
            actions.edit_together(joined, Some(Rc::new(told)));
        }
    });
    view! {
        <Show when=can_join>
            <button type="button" class="button small" on:click=begin>{page_texts().notes_join}</button>
            <Show when=move || is_too_long.get()>
                <p class="refusal" role="alert">{page_texts().notes_too_long}</p>
            </Show>
        </Show>
    }
    .into_any()
}

/// The edits that join notes, and those that take them apart again; nothing when their words do not fit into one.
fn join(mut editors: Vec<RecordEditor>) -> Option<(Vec<TogetherEdit>, Vec<RecordEdits>)> {
    editors.sort_unstable_by_key(|editor| editor.document);
    let name = VisitNote::text().name();
    let text = |editor: &RecordEditor| {
        let text = |record: &Fields| fields::text(record, name).to_owned();
        editor.fields.with_untracked(text)
    };
    let texts: Vec<String> = editors.iter().map(text).collect();
    let joined = VisitNote::text().rewrite(&texts.join("\n\n"));
    Kind::VisitNote
        .check_edits(&Fields::new(), core::slice::from_ref(&joined))
        .ok()?;
    let each = editors.iter().zip(&texts);
    let back =
        each.map(|(editor, text)| RecordEdits::of(editor.document, vec![VisitNote::text().rewrite(text)]));
    let back = back.collect();
    let edits = editors
        .into_iter()
        .enumerate()
        .map(|(place, editor)| TogetherEdit {
            document: editor.document,
            create: None,
            base: editor.heads(),
            edits: match place {
                0 => vec![joined.clone()],
                _ => vec![VisitNote::text().rewrite("")],
            },
        });
    Some((edits.collect(), back))
}

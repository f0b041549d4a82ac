//! A record's page: the same for making one, going on with it and reading it. What is entered is saved as it is made.

mod content;
mod count;
mod dispute;
mod fields;
mod foot;
mod form;
mod ground;
mod guidance;
mod guide;
mod news;
mod note;
mod notices;
mod open;
mod pacing;
mod photos;
mod recusal;
mod saved;
mod steps;
mod walk;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use self::content::{RecordContent, follow_around};
use self::foot::RecordFoot;
use self::news::follow_looks;
use self::open::opened;
use self::saved::SavedLine;
use self::walk::WalkContent;
use super::lists::Skeleton;
use super::page::Page;
use crate::contexts::{use_engine, use_identity, use_layout, use_updates};
use crate::handle::Handle;
use crate::state::editor::{Phase, RecordEditor};
use crate::state::engine::Engine;
use crate::state::identity::Identity;
use crate::state::layout::LayoutMode;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::forms;
use feltbog_presentation::summary;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::recreate::RecreateOnChange;

/// The record in the path.
#[component]
pub fn RecordPage(document: DocumentId) -> impl IntoView {
    opened(document, |editor, is_known| {
        view! { <EditorPage editor is_known/> }.into_any()
    })
}

/// The area in the path, to be walked.
#[component]
pub fn WalkPage(document: DocumentId) -> impl IntoView {
    opened(document, |editor, _| match editor.kind {
        Kind::Area => view! { <WalkEditorPage editor/> }.into_any(),
        _ => view! { <MissingRecordPage sentence=texts().record_missing/> }.into_any(),
    })
}

/// The page of a record that is not there.
#[component]
pub fn MissingRecordPage(sentence: &'static str) -> impl IntoView {
    view! {
        <Page title=texts().brand has_way_back=true>
            <p class="none">{sentence}</p>
        </Page>
    }
}

/// Content of a record's page, as far as it is made anew for it.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Loading,
    Gone,
    Fields { writable: bool },
}

/// Content of the page of a record. Follows changes.
fn shown(editor: RecordEditor) -> Memo<Shown> {
    let identity = use_identity();
    Memo::new(move |_| match editor.phase.get() {
        Phase::Loading => Shown::Loading,
        Phase::Gone => Shown::Gone,
        Phase::New => Shown::Fields { writable: true },
        Phase::Here => Shown::Fields {
            writable: may_write(identity, editor),
        },
    })
}

/// Whether the person may change a record. Follows changes.
fn may_write(identity: Handle<Identity>, editor: RecordEditor) -> bool {
    let access = identity.access_in(editor.department);
    // The owner is known with the first report; a person who made it just now may go on.
    editor.owner.get().is_none_or(|owner| {
        access.is_some_and(|access| access.may_update(editor.kind, owner, editor.document))
    })
}

/// Whether a record that is on the phone is read before somebody writes in it. Follows changes.
fn is_read_first(identity: Handle<Identity>, editor: RecordEditor) -> bool {
    // What is to be mended, and what its author began just now, is still being written.
    let is_to_be_mended =
        !editor.held.read().is_empty() || !editor.refused.read().is_empty() || editor.blocked.get().is_some();
    let me = identity.session().map(|session| session.user);
    let is_just_begun =
        editor.owner.get().is_some() && me.is_some_and(|me| editor.can_discard(me, platform::now()));
    let has_page = editor
        .fields
        .with(|record| forms::is_read_first(editor.kind, record));
    has_page && !is_to_be_mended && !is_just_begun
}

#[component]
fn EditorPage(
    editor: RecordEditor,
    /// Whether the record was on the phone already.
    is_known: bool,
) -> impl IntoView {
    use_updates().hold_back();
    use_layout().request(LayoutMode::Focused);
    let engine = use_engine();
    let title = Signal::derive(move || match editor.phase.get() {
        Phase::New => page_texts().untitled.at(editor.kind as usize).to_owned(),
        _ => summed_up(engine, editor).title,
    });
    let around = follow_around(editor);
    let news = follow_looks(editor);
    let shown = shown(editor);
    let identity = use_identity();
    // Whoever goes on writing does so until they leave the page.
    let goes_on = RwSignal::new(!is_known);
    let is_read = Memo::new(move |_| !goes_on.get() && is_read_first(identity, editor));
    Effect::new(move |_| {
        if editor.phase.get() == Phase::Here && !is_read.get() {
            goes_on.set(true);
        }
    });
    let content = Memo::new(move |_| (shown.get(), is_read.get()));
    let saved_line = move || view! { <SavedLine editor/> };
    view! {
        <Page title has_way_back=true below_heading=saved_line>
            <RecreateOnChange value=Signal::from(content) let:content>
                {match content {
                    (Shown::Loading, _) => view! { <Skeleton/> }.into_any(),
                    (Shown::Gone, _) => view! { <p class="none">{page_texts().record_gone}</p> }.into_any(),
                    (Shown::Fields { writable }, is_read) => {
                        let around = around.clone();
                        view! { <RecordContent editor writable is_read news around/> }.into_any()
                    }
                }}
            </RecreateOnChange>
            <RecordFoot editor is_read goes_on/>
        </Page>
    }
    .into_any()
}

#[component]
fn WalkEditorPage(editor: RecordEditor) -> impl IntoView {
    use_updates().hold_back();
    use_layout().request(LayoutMode::Focused);
    let shown = shown(editor);
    let saved_line = move || view! { <SavedLine editor/> };
    view! {
        <Page title=page_texts().walk has_way_back=true below_heading=saved_line>
            <RecreateOnChange value=Signal::from(shown) let:shown>
                {match shown {
                    Shown::Loading => view! { <Skeleton/> }.into_any(),
                    Shown::Gone => view! { <p class="none">{page_texts().record_gone}</p> }.into_any(),
                    Shown::Fields { writable: false } => {
                        view! { <p class="none">{page_texts().reading_only}</p> }.into_any()
                    }
                    Shown::Fields { writable: true } => view! { <WalkContent editor/> }.into_any(),
                }}
            </RecreateOnChange>
        </Page>
    }
    .into_any()
}

/// Title and line of a record. Follows changes.
fn summed_up(engine: Handle<Engine>, editor: RecordEditor) -> summary::Summary {
    engine.areas.with(|areas| {
        editor
            .fields
            .with(|record| summary::of(texts(), &present(), areas, editor.kind, record))
    })
}

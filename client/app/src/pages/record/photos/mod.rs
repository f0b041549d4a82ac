//! Pictures of a record: taken or chosen with one tap, shown from the phone, each saying where it is.

mod take;

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::schema::ValueList;
use leptos::prelude::*;

use self::take::PhotoWays;
use super::form::Form;
use crate::contexts::{use_actions, use_engine, use_identity, use_layout};
use crate::pages::lists;
use crate::state::actions::discard;
use crate::state::layout::LayoutMode;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::changes::{can_discard_listed, undo_edits};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::ways_back::RecordEdits;
use feltbog_presentation::{fields, status};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::receipt::ReceiptLine;

/// The record's pictures, and the ways to another; not while the page asks for the whole screen.
#[component]
pub(super) fn Photos(form: Form) -> impl IntoView {
    let layout = use_layout();
    view! {
        <Show when=move || layout.mode.get() != LayoutMode::Fullscreen>
            <PhotoSection form/>
        </Show>
    }
    .into_any()
}

#[component]
fn PhotoSection(form: Form) -> impl IntoView {
    let kind = form.editor.kind.pictures()?;
    let pictured = kind.pictured()?;
    let access = untrack(|| use_identity().access()).filter(|access| access.may_read(kind))?;
    let (around, about) = (form.around(), form.editor.document.to_string());
    let photos = Memo::new(move |_| {
        lists::with_items(&around, |items| {
            let is_its =
                |item: &&ListItem| item.kind == kind && fields::text(&item.fields, pictured) == about;
            let mut its: Vec<_> = items.iter().filter(is_its).cloned().collect();
            its.reverse();
            its
        })
    });
    let department = access.department.id;
    let ids = move || {
        let photos = photos.read();
        photos.iter().map(|photo| photo.document).collect::<Vec<_>>()
    };
    let ways =
        (form.writable && access.may_create(kind)).then(|| view! { <PhotoWays form department kind/> });
    Some(
        view! {
            <section class="section">
                <h2>{texts().photos}</h2>
                <ul class="photos">
                    <For each=ids key=|id| *id let:document>
                        <PhotoRow photos document department/>
                    </For>
                </ul>
                {ways}
            </section>
        }
        .into_any(),
    )
}

#[component]
fn PhotoRow(
    /// Pictures of the record.
    photos: Memo<Vec<ListItem>>,
    /// The one that is shown.
    document: DocumentId,
    department: DepartmentId,
) -> impl IntoView {
    let item = move || {
        let photos = photos.read();
        photos.iter().find(|photo| photo.document == document).cloned()
    };
    let words = Memo::new(move |_| item().map(|item| in_words(&item)).unwrap_or_default());
    let source = use_engine().photo(document, department);
    let picture = move || match source.get() {
        None => view! { <div class="photo-wait"></div> }.into_any(),
        Some(None) => view! { <p class="photo-wait">{page_texts().photo_not_here}</p> }.into_any(),
        Some(Some(url)) => view! { <img src=url.to_string() alt=words/> }.into_any(),
    };
    let delivery = Memo::new(move |_| item().map(|item| item.delivery));
    let line = move || {
        let line = delivery
            .get()
            .map(|delivery| status::delivery(texts(), &present(), &delivery));
        line.map(|line| view! { <ReceiptLine line/> })
    };
    view! {
        <li>
            <figure>
                {picture}
                <figcaption>
                    {words}
                    <p>{line}</p>
                </figcaption>
            </figure>
            <DiscardPhoto item=Signal::derive(item) words/>
        </li>
    }
    .into_any()
}

/// Discards a picture that the person took in the last minutes: of a person, or of the wrong place. It can be taken back.
#[component]
fn DiscardPhoto(item: Signal<Option<ListItem>>, words: Memo<String>) -> impl IntoView {
    let (actions, identity) = (use_actions(), use_identity());
    let mine = move || {
        let me = identity.session()?.user;
        item.get().filter(|photo| {
            can_discard_listed(photo.kind, photo.owner, photo.created_at, me, platform::now())
        })
    };
    let discard_it = move |_| {
        let Some(photo) = untrack(mine) else { return };
        let edits = vec![discard()];
        let back = undo_edits(photo.kind, &photo.fields, &edits);
        let title = texts().discarded.with(&[&words.read_untracked()]);
        let back = vec![RecordEdits::of(photo.document, back)];
        actions.act(title, photo.document, edits, back, None);
    };
    view! {
        <Show when=move || mine().is_some()>
            <button
                type="button"
                class="button small"
                aria-label=move || [page_texts().discard, ": ", &words.read()].concat()
                on:click=discard_it
            >
                <SvgIcon icon=Icon::Undo/>
                <span>{page_texts().discard}</span>
            </button>
        </Show>
    }
    .into_any()
}

/// The moment at which a picture was taken, and the words about it.
fn in_words(photo: &ListItem) -> String {
    let text = fields::text(&photo.fields, "text");
    let moment = PhotoMoment::KEYS
        .iter()
        .position(|key| *key == fields::text(&photo.fields, "moment"))
        .map_or(page_texts().photo, |place| texts().photo_moment.at(place));
    if text.is_empty() {
        moment.to_owned()
    } else {
        [moment, ": ", text].concat()
    }
}

//! A pending note in the panel beside the inbox.

use feltbog_presentation::fields;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::{InboxItem, InboxReason};
use feltbog_ui::card::Fact;
use leptos::html;
use leptos::prelude::*;

use crate::desk::{place_key, present, use_desk};
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::texts::office_texts;
use crate::wording;

/// A pending note. Acts stand above the list.
#[component]
pub(super) fn NoteInPanel(note: InboxItem, on_close: Callback<()>) -> impl IntoView {
    use_shortcuts().register(vec![Shortcut::new(
        "Escape",
        office_texts().key_close,
        move || {
            on_close.run(());
        },
    )]);
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(|heading| {
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    let text = fields::text(&note.fields, "text").to_owned();
    let place = fields::text(&note.fields, "place").to_owned();
    let department = untrack(|| use_desk().department_name(note.department));
    let since = present().moment(texts(), note.since);
    let place = (!place.is_empty()).then(|| view! { <Fact name=office_texts().note_place fact=place/> });
    let address = [
        "/kontor/henvendelser?vis=",
        &place_key(feltbog_shared::office::desk::DeskPlace {
            department: note.department,
            document: note.document,
        }),
    ]
    .concat();
    view! {
        <section class="side-panel" aria-labelledby="panel-title">
            <header class="side-panel-head">
                <h2 node_ref=heading id="panel-title" tabindex="-1">{wording::reason(InboxReason::PendingNote)}</h2>
                <button type="button" class="button small" on:click=move |_| on_close.run(())>
                    {office_texts().close}
                </button>
            </header>
            <p class="record-line">{[department, since].join(" · ")}</p>
            <p class="note-text">{text}</p>
            {place}
            <a class="button small" href=address>{office_texts().notes}</a>
        </section>
    }
    .into_any()
}

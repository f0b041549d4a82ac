//! A pending note in the panel beside the inbox.

use feltbog_presentation::fields;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::{InboxItem, InboxReason};
use feltbog_ui::card::Fact;
use leptos::prelude::*;

use crate::components::side_panel::SidePanel;
use crate::desk::{place_key, present, use_desk};
use crate::texts::office_texts;
use crate::wording;

/// A pending note. Acts stand above the list.
#[component]
pub(super) fn NoteInPanel(note: InboxItem, on_close: Callback<()>) -> impl IntoView {
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
        <SidePanel title=Signal::stored(wording::reason(InboxReason::PendingNote).to_owned()) on_close>
            <p class="record-line">{[department, since].join(" · ")}</p>
            <p class="note-text">{text}</p>
            {place}
            <a class="button small" href=address>{office_texts().notes}</a>
        </SidePanel>
    }
    .into_any()
}

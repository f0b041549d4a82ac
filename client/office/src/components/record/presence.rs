//! The others who have a record open.

use std::time::Duration;

use feltbog_shared::office::desk::{HEARTBEAT_MILLIS, Heartbeat, OpenBy};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OpenRecord;
use crate::record_form::RecordForm;
use crate::request_token::new_token;
use crate::state::use_office;
use crate::texts::office_texts;

/// Tells the server that the record is open here, and shows who else has it open.
#[component]
pub(super) fn Presence(open: OpenRecord, form: RecordForm) -> impl IntoView {
    let (api, place) = (use_office().api(), open.place);
    let others = RwSignal::new(open.record.with_untracked(|record| {
        record
            .as_ref()
            .map(|record| record.open_by.clone())
            .unwrap_or_default()
    }));
    let tab = StoredValue::new(new_token());
    let beat = move |is_left: bool| {
        let heartbeat = Heartbeat {
            tab: tab.get_value(),
            is_editing: form.is_typing.try_get_untracked().unwrap_or_default(),
            is_left,
        };
        spawn_local(async move {
            // A beat that does not arrive is followed by the next one.
            if let Ok(now) = api.keep_open(place.department, place.document, &heartbeat).await {
                let _ = others.try_set(now.people);
            }
        });
    };
    beat(false);
    let beats = set_interval_with_handle(
        move || beat(false),
        Duration::from_millis(HEARTBEAT_MILLIS.unsigned_abs()),
    );
    on_cleanup(move || {
        if let Ok(beats) = beats {
            beats.clear();
        }
        beat(true);
    });
    let sentence = |open: OpenBy| {
        let sentence = match open.is_editing {
            true => office_texts().also_typing,
            false => office_texts().also_open,
        };
        view! { <p class="also-open">{sentence.with(&[&open.person.name])}</p> }
    };
    view! {
        <div role="status" class="presence">
            {move || others.get().into_iter().map(sentence).collect_view()}
        </div>
    }
}

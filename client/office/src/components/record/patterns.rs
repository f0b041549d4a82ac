//! Other records about the same home or place.

use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::{DeskPlace, Pattern};
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::desk::use_desk;
use crate::texts::office_texts;
use crate::wording;

/// The patterns that a record is part of. Nothing where there is none.
#[component]
pub(super) fn Patterns(open: OpenRecord, on_open: Callback<DeskPlace>) -> impl IntoView {
    let desk = use_desk();
    let patterns = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.patterns.clone())
            .unwrap_or_default()
    });
    let pattern_view = move |pattern: Pattern| {
        let records = pattern.records.into_iter().map(|(place, kind)| {
            let label = [texts().kind(kind), ", ", &desk.department_name(place.department)].concat();
            view! {
                <li>
                    <button type="button" class="text-button" on:click=move |_| on_open.run(place)>
                        {label}
                    </button>
                </li>
            }
        });
        let more = pattern
            .is_more
            .then(|| view! { <li class="hint">{office_texts().pattern_more}</li> });
        view! {
            <p>{wording::likeness(pattern.likeness)}</p>
            <ul class="pattern">{records.collect_view()} {more}</ul>
        }
    };
    move || {
        let patterns = patterns.get();
        (!patterns.is_empty()).then(|| {
            let patterns = patterns.into_iter().map(pattern_view).collect_view();
            view! { <Section title=office_texts().patterns>{patterns}</Section> }
        })
    }
}

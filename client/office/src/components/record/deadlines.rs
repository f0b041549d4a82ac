//! The days by which something is to be done.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::components::virtual_table::CellTone;
use crate::desk::today;
use crate::texts::office_texts;
use crate::wording;

/// The deadlines of a record, the nearest first.
#[component]
pub(super) fn Deadlines(open: OpenRecord) -> impl IntoView {
    let deadlines = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.deadlines.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let deadlines = deadlines.get();
        (!deadlines.is_empty()).then(|| {
            let rows = deadlines.into_iter().map(|deadline| {
                let (distance, tone) = wording::due(Some(&deadline.on), today());
                let day = Day::parse(&deadline.on).map(|day| format::day(texts(), day, today()));
                let day = day.filter(|day| *day != distance).unwrap_or_default();
                let law = deadline
                    .is_legal
                    .then(|| view! { <span class="by-law">{office_texts().legal_deadline}</span> });
                let class = match tone {
                    CellTone::Late => "deadline cell-late",
                    CellTone::Soon => "deadline cell-soon",
                    CellTone::Plain => "deadline",
                };
                view! {
                    <li class=class>
                        <span class="deadline-day cell-text">{distance}</span>
                        <span>{wording::deadline(deadline.kind)} " " {law}</span>
                        <span class="deadline-date">{day}</span>
                    </li>
                }
            });
            view! {
                <Section title=office_texts().deadlines>
                    <ul class="deadlines">{rows.collect_view()}</ul>
                </Section>
            }
        })
    };
    view! { {rows} }
}

//! The days by which something is to be done.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{DeskRecord, TimelineEntry};
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::desk::{present, today};
use crate::texts::office_texts;
use crate::wording;
use crate::wording::CellTone;

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
    let late_steps = Memo::new(move |_| {
        let record = open.record.read();
        record.as_ref().map(late_legal_steps).unwrap_or_default()
    });
    let rows = move || {
        let (deadlines, late_steps) = (deadlines.get(), late_steps.get());
        (!deadlines.is_empty() || !late_steps.is_empty()).then(|| {
            let late_steps = late_steps
                .into_iter()
                .map(|late| view! { <li class="deadline-late-step">{late}</li> });
            let rows = deadlines.into_iter().map(|deadline| {
                let (distance, tone) = wording::due(Some(&deadline.on), today());
                let day = Day::parse(&deadline.on).map(|day| format::day(texts(), day, today()));
                let day = day.filter(|day| *day != distance).unwrap_or_default();
                let law = deadline
                    .is_legal
                    .then(|| view! { <span class="by-law">{office_texts().legal_deadline}</span> });
                let reason = (!deadline.reason.is_empty())
                    .then(|| view! { <span class="deadline-reason">{deadline.reason.clone()}</span> });
                let class = match tone {
                    CellTone::Late => "deadline cell-late",
                    CellTone::Soon => "deadline cell-soon",
                    CellTone::Plain => "deadline",
                };
                view! {
                    <li class=class>
                        <span class="deadline-day cell-text">{distance}</span>
                        <span>{wording::deadline(deadline.kind)} " " {law} " " {reason}</span>
                        <span class="deadline-date">{day}</span>
                    </li>
                }
            });
            view! {
                <Section title=office_texts().deadlines>
                    <ul class="deadlines">{rows.collect_view()} {late_steps.collect_view()}</ul>
                </Section>
            }
        })
    };
    view! { {rows} }
}

/// Sentences about the legal steps of a case that the server received well after the day that they state, the newest
/// first. Periods count from that day, and a board may ask when it was noted.
fn late_legal_steps(record: &DeskRecord) -> Vec<String> {
    let steps = record
        .timeline
        .iter()
        .filter(|entry| entry.kind == Kind::LegalStep);
    let sentence = |entry: &TimelineEntry| {
        let late = wording::late_receipt(entry.late.as_ref()?);
        let step = record.related.iter().find(|one| one.document == entry.document)?;
        let title = wording::summary(step.kind, &step.fields, &present()).title;
        Some([title.as_str(), ": ", &late].concat())
    };
    steps.filter_map(sentence).collect()
}

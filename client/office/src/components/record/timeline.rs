//! The course of events of a record and of what belongs to it.

use feltbog_presentation::labels::Present;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::{DeskRecord, TimelineContent, TimelineEntry};
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::desk::{name_of, present};
use crate::texts::office_texts;
use crate::wording;

/// The course of events, newest first.
#[component]
pub(super) fn Timeline(open: OpenRecord) -> impl IntoView {
    let rows = move || {
        let record = open.record.read();
        let record = record.as_ref()?;
        if record.timeline.is_empty() {
            return Some(view! { <p class="hint">{office_texts().no_timeline}</p> }.into_any());
        }
        let present = present();
        let rows = record.timeline.iter().map(|entry| {
            let by = entry.by.map(|by| name_of(&by.to_string()));
            let (title, detail) = words(record, entry, &present);
            let detail = (!detail.is_empty()).then(|| view! { <p class="timeline-detail">{detail}</p> });
            let late = entry
                .late
                .as_ref()
                .map(|late| view! { <p class="timeline-late">{wording::late_receipt(late)}</p> });
            view! {
                <li>
                    <p class="timeline-when">{present.moment(texts(), entry.at)} " · " {by}</p>
                    <p>{title}</p>
                    {detail}
                    {late}
                </li>
            }
        });
        Some(view! { <ol class="timeline">{rows.collect_view()}</ol> }.into_any())
    };
    view! { <Section title=office_texts().timeline>{rows}</Section> }
}

/// An entry as a sentence and its detail.
fn words(record: &DeskRecord, entry: &TimelineEntry, present: &Present) -> (String, String) {
    let kind = texts().kind(entry.kind);
    let related = record.related.iter().find(|one| one.document == entry.document);
    match &entry.entry {
        TimelineContent::Made => {
            let summary = related.map(|one| wording::summary(one.kind, &one.fields, present));
            match summary {
                Some(summary) if summary.title != kind => {
                    ([kind, ": ", &summary.title].concat(), summary.line)
                }
                Some(summary) => ([kind, " ", office_texts().timeline_made].concat(), summary.line),
                None => ([kind, " ", office_texts().timeline_made].concat(), String::new()),
            }
        }
        TimelineContent::State(key) => {
            let state = wording::state(entry.kind, key);
            match entry.kind {
                Kind::ConflictCase => (state, String::new()),
                _ => ([kind, ": ", &state].concat(), String::new()),
            }
        }
        TimelineContent::Fields(names) => {
            let names: Vec<_> = names
                .iter()
                .map(|name| texts().field(entry.kind, name).trim_end_matches('?'))
                .filter(|name| !name.is_empty())
                .collect();
            let fields = office_texts().timeline_fields.with(&[&names.join(", ")]);
            ([kind, " ", &fields].concat(), String::new())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
    use feltbog_shared::model::{Fields, Value};
    use feltbog_shared::moment::Moment;
    use feltbog_shared::office::approvals::CaseApprovals;
    use feltbog_shared::office::desk::{DeskRights, LateReceipt, RelatedRecord};
    use feltbog_shared::office::erasure_by_hand::ErasureByHand;

    fn a_record(event: DocumentId) -> DeskRecord {
        let text = |text: &str| Value::Text(text.to_owned());
        DeskRecord {
            department: DepartmentId::from_bytes([1; 16]),
            document: DocumentId::from_bytes([2; 16]),
            kind: Kind::ConflictCase,
            owner: UserId::from_bytes([3; 16]),
            owner_name: String::new(),
            fields: Fields::new(),
            disputes: Vec::new(),
            heads: Vec::new(),
            received_at: Moment::from_millis(0),
            changed_at: Moment::from_millis(0),
            deadlines: Vec::new(),
            related: vec![RelatedRecord {
                document: event,
                kind: Kind::ConflictEvent,
                owner: UserId::from_bytes([3; 16]),
                created_at: Moment::from_millis(0),
                fields: [("kind", text("opkald")), ("text", text("Ringede op"))]
                    .map(|(name, value)| (name.to_owned(), value))
                    .into(),
                heads: Vec::new(),
                is_disputed: false,
                may_update: true,
            }],
            timeline: Vec::new(),
            names: Vec::new(),
            may: DeskRights::default(),
            open_by: Vec::new(),
            taken_by: None,
            patterns: Vec::new(),
            erasure: None,
            contacts: Vec::new(),
            controller: String::new(),
            approvals: CaseApprovals::default(),
            erasure_by_hand: ErasureByHand::default(),
        }
    }

    #[test]
    fn entries_read_as_what_happened() {
        let event = DocumentId::from_bytes([4; 16]);
        let record = a_record(event);
        let entry = |document, kind, entry| TimelineEntry {
            document,
            kind,
            at: Moment::from_millis(0),
            by: None,
            entry,
            late: None,
        };
        let present = Present {
            now: Moment::from_millis(0),
            offset: |_| 60,
            name: |_| String::new(),
            own_value: |_, _, _| None,
        };
        let told = |of: &TimelineEntry| words(&record, of, &present);
        assert_eq!(
            told(&entry(event, Kind::ConflictEvent, TimelineContent::Made)),
            ("Hændelse: Opkald".to_owned(), "Ringede op".to_owned())
        );
        let case = record.document;
        assert_eq!(
            told(&entry(case, Kind::ConflictCase, TimelineContent::Made)).0,
            "Nabokonflikt oprettet"
        );
        let fields = TimelineContent::Fields(vec!["severity".to_owned(), "place".to_owned()]);
        let fields = told(&entry(case, Kind::ConflictCase, fields)).0;
        assert!(
            fields.starts_with("Nabokonflikt rettet: Hvor alvorligt er det, "),
            "{fields}"
        );
        let state = TimelineContent::State("closed".to_owned());
        assert!(!told(&entry(case, Kind::ConflictCase, state)).0.is_empty());
    }

    #[test]
    fn a_late_receipt_names_both_days() {
        let late = LateReceipt {
            written_on: "2026-03-02".to_owned(),
            received_on: "2026-03-09".to_owned(),
        };
        let told = wording::late_receipt(&late);
        assert!(
            told.starts_with("skrevet den 2. mar") && told.contains(", modtaget den 9. mar"),
            "{told}"
        );
        assert_eq!(told.matches("2026").count(), 2, "{told}");
    }
}

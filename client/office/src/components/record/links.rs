//! Fields that lead to another record, at the desk: an area, a care task, or the count that is repeated.

use feltbog_presentation::forms::linked_kind;
use feltbog_presentation::labels::Present;
use feltbog_presentation::summary::{self, AreaNames};
use feltbog_presentation::texts::texts;
use feltbog_presentation::{fields, format};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{Area, CasePart, FieldSpec, InsectCount, Kind, Shape};
use feltbog_shared::office::desk::{ListedRecord, RecordsQuery};
use feltbog_ui::card::Fact;
use feltbog_ui::choice::Offer;
use leptos::prelude::*;

use super::one_of::{OneOf, SavingLine};
use crate::api::{Api, ApiError};
use crate::desk::present;
use crate::record_form::{NO_DEPARTMENT, RecordForm};
use crate::state::use_office;
use crate::texts::office_texts;

/// The field that names a colleague.
pub(super) const PERSON: &str = CasePart::person().name();
/// Characters of the line that tells a record from others.
const LINE: usize = 80;

/// Whether a field leads to another record.
pub(super) fn is_link(spec: &FieldSpec) -> bool {
    spec.shape == Shape::Link && spec.name != PERSON
}

/// The records of a department that a field can lead to.
#[derive(Clone, Debug, Default, PartialEq)]
struct Linkable {
    records: Vec<ListedRecord>,
    areas: AreaNames,
}

/// A field that leads to another record: one of the department's, or none. Nothing is asked where there is none.
#[component]
pub(super) fn LinkChoice(form: RecordForm, name: &'static str, label: &'static str) -> impl IntoView {
    let standing = untrack(|| form.fields.with(|record| fields::text(record, name).to_owned()));
    let linkable = read_linkable(form, name, standing);
    let offers = Memo::new(move |_| {
        // What stands in the field has no words before they have come.
        let Some(answer) = linkable.get() else {
            return Vec::new();
        };
        let known = answer.unwrap_or_default();
        let kind = linked_kind(form.kind, name);
        form.fields.with(|record| {
            let own = form.document.map(|document| document.to_string());
            let chosen = fields::text(record, name);
            let here = fields::text(record, InsectCount::area().name());
            offered(&known, &present(), kind, own.as_deref(), (chosen, here))
        })
    });
    view! {
        <Show when=move || !offers.read().is_empty()>
            <OneOf form name label offers/>
            <SavingLine form name is_written=false/>
        </Show>
    }
    .into_any()
}

/// The record that a field leads to, in words.
#[component]
pub(super) fn LinkReading(form: RecordForm, name: &'static str, label: &'static str) -> impl IntoView {
    let standing = Memo::new(move |_| form.fields.with(|record| fields::text(record, name).to_owned()));
    move || {
        let id = standing.get();
        (!id.is_empty()).then(|| {
            let words = linked_words(form, name, id);
            view! {
                <Show when=move || !words.read().is_empty()>
                    <Fact name=label fact=words.get()/>
                </Show>
            }
        })
    }
}

/// A record that a field leads to, in words; nothing before it has come, and for one that the person may not read.
pub(super) fn linked_words(form: RecordForm, name: &'static str, id: String) -> Memo<String> {
    let linkable = read_linkable(form, name, id.clone());
    Memo::new(move |_| {
        let known = linkable.get().and_then(Result::ok).unwrap_or_default();
        let mut records = known.records.iter();
        let found = records.find(|record| record.document.to_string() == id);
        let words = found.map(|record| words(record, &known.areas, &present()));
        words.unwrap_or_default()
    })
}

/// Asks for the records that a field can lead to, in the department of the form.
fn read_linkable(
    form: RecordForm,
    name: &'static str,
    standing: String,
) -> LocalResource<Result<Linkable, ApiError>> {
    let office = use_office();
    let kind = linked_kind(form.kind, name);
    LocalResource::new(move || {
        let (department, standing) = (form.department.get(), standing.clone());
        async move { linkable(office.api(), department, kind, &standing).await }
    })
}

/// The records of a kind in a department, and the one that stands in the field, however old it is.
async fn linkable(
    api: Api,
    department: DepartmentId,
    kind: Kind,
    standing: &str,
) -> Result<Linkable, ApiError> {
    if department == NO_DEPARTMENT {
        return Ok(Linkable::default());
    }
    let areas = listed(api, department, Kind::Area).await?;
    let names = areas
        .iter()
        .map(|area| (area.document, area_words(area)))
        .collect();
    let mut records = match kind {
        Kind::Area => areas,
        kind => listed(api, department, kind).await?,
    };
    let missing = standing.parse::<DocumentId>().ok();
    let missing = missing.filter(|id| records.iter().all(|record| record.document != *id));
    if let Some(document) = missing {
        // One that the person may not read has no words.
        if let Ok(record) = api.desk_record(department, document).await {
            records.push(ListedRecord {
                department,
                document,
                kind: record.kind,
                created_at: record.received_at,
                fields: record.fields,
            });
        }
    }
    Ok(Linkable {
        records,
        areas: names,
    })
}

async fn listed(api: Api, department: DepartmentId, kind: Kind) -> Result<Vec<ListedRecord>, ApiError> {
    let query = RecordsQuery {
        departments: department.to_string(),
        kinds: kind.key().to_owned(),
        ..RecordsQuery::default()
    };
    Ok(api.desk_records(&query).await?.rows)
}

/// The records that are offered: never the record itself, and of other kinds than areas those of the area that the record
/// is about. One that stands in the field and cannot be read is offered as such, so that it is not taken away unseen.
fn offered(
    known: &Linkable,
    present: &Present,
    kind: Kind,
    own: Option<&str>,
    (chosen, here): (&str, &str),
) -> Vec<Offer> {
    let is_near = |record: &&ListedRecord| {
        let id = record.document.to_string();
        let there = fields::text(&record.fields, InsectCount::area().name());
        let is_here = kind == Kind::Area || here.is_empty() || there == here;
        id == chosen || (own != Some(id.as_str()) && is_here)
    };
    let near = known.records.iter().filter(is_near);
    let mut offers: Vec<Offer> = near
        .map(|record| (record.document.to_string(), words(record, &known.areas, present)))
        .collect();
    if kind == Kind::Area {
        offers.sort_by(|(_, one), (_, other)| one.cmp(other));
    }
    if !chosen.is_empty() && offers.iter().all(|(id, _)| id != chosen) {
        offers.push((chosen.to_owned(), office_texts().linked_unread.to_owned()));
    }
    offers
}

/// A record by which it is known among others of its kind.
fn words(record: &ListedRecord, areas: &AreaNames, present: &Present) -> String {
    if record.kind == Kind::Area {
        return area_words(record);
    }
    let summary = summary::of(texts(), present, areas, record.kind, &record.fields);
    let line = format::excerpt(&summary.line, LINE);
    let day = present.day(texts(), record.created_at.danish_day());
    let parts = [summary.title, line, day];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

fn area_words(area: &ListedRecord) -> String {
    match fields::text(&area.fields, Area::name().name()) {
        "" => texts().kind(Kind::Area).to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::care_task::TaskKind;
    use feltbog_shared::model::{CareTask, FieldEdit, Fields};
    use feltbog_shared::moment::Moment;

    const PRESENT: Present = Present {
        now: Moment::from_millis(1_795_219_200_000),
        offset: |_| 60,
        name: |_| String::new(),
        own_value: |_, _, _| None,
    };

    fn record(number: u8, kind: Kind, edits: &[FieldEdit]) -> ListedRecord {
        let mut held = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut held, edit));
        ListedRecord {
            department: DepartmentId::from_bytes([9; 16]),
            document: DocumentId::from_bytes([number; 16]),
            kind,
            created_at: Moment::default(),
            fields: held,
        }
    }

    fn id(number: u8) -> String {
        DocumentId::from_bytes([number; 16]).to_string()
    }

    #[test]
    fn an_area_is_offered_by_its_name_and_never_to_itself() {
        let known = Linkable {
            records: vec![
                record(1, Kind::Area, &[Area::name().set("Volden")]),
                record(2, Kind::Area, &[Area::name().set("Engen")]),
                record(3, Kind::Area, &[Area::name().set("Taget")]),
            ],
            areas: AreaNames::new(),
        };
        let found = offered(&known, &PRESENT, Kind::Area, Some(&id(3)), ("", ""));
        assert_eq!(found, [(id(2), "Engen".to_owned()), (id(1), "Volden".to_owned())]);
    }

    #[test]
    fn tasks_are_those_of_the_area_and_the_chosen_one() {
        let task = |number, area: u8| {
            let area = CareTask::area().set(DocumentId::from_bytes([area; 16]));
            record(
                number,
                Kind::CareTask,
                &[CareTask::kind().set(TaskKind::WorkDay), area],
            )
        };
        let known = Linkable {
            records: vec![task(4, 1), task(5, 2), task(6, 2)],
            areas: vec![(DocumentId::from_bytes([1; 16]), "Volden".to_owned())],
        };
        let ids = |chosen: &str, here: &str| -> Vec<String> {
            let found = offered(&known, &PRESENT, Kind::CareTask, None, (chosen, here));
            found.into_iter().map(|(id, _)| id).collect()
        };
        assert_eq!(ids("", ""), [id(4), id(5), id(6)]);
        assert_eq!(ids("", &id(1)), [id(4)]);
        assert_eq!(ids(&id(6), &id(1)), [id(4), id(6)]);
        // One that cannot be read stays as it is.
        assert_eq!(ids(&id(7), &id(1)), [id(4), id(7)]);
        assert!(words(&known.records[0], &known.areas, &PRESENT).contains("Volden"));
    }
}

//! One field of a record at the desk: each shape has one way to be entered and one way to be read.

use feltbog_presentation::forms::{Ask, Item, is_offered, of as items_of};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels};
use feltbog_shared::caution::names_illness;
use feltbog_shared::model::{AreaObservation, CareTask, FieldChange, FieldSpec, Kind, Shape, Value};
use feltbog_shared::own_competencies::competency_offers;
use feltbog_shared::own_values::own_value_of;
use feltbog_ui::card::Fact;
use feltbog_ui::choice::{ChipsField, Offer};
use feltbog_ui::form::{CheckField, LineField};
use feltbog_ui::text::TextField;
use leptos::prelude::*;

use super::dispute::FieldDispute;
use super::links::{LinkChoice, LinkReading, PERSON, is_link};
use super::one_of::{OneOf, SavingLine, field_id};
use crate::desk::{name_of, own_value_offers, present, use_desk};
use crate::record_form::{RecordForm, is_typed};
use crate::texts::office_texts;
use crate::wording::clock_input;

/// The fields of a record in their order, in groups.
#[component]
pub(crate) fn RecordFields(form: RecordForm) -> impl IntoView {
    let groups = groups(form.kind).into_iter().map(|asks| {
        let fields = asks.into_iter().map(|ask| view! { <AskedField form ask/> });
        view! { <div class="record-group">{fields.collect_view()}</div> }
    });
    view! {
        <Show when=move || form.is_restored.get()>
            <p class="restored" role="status">
                {office_texts().restored}
                <button type="button" class="button small" on:click=move |_| form.save_texts()>
                    {office_texts().save_now}
                </button>
            </p>
        </Show>
        <div class="record-fields">{groups.collect_view()}</div>
    }
    .into_any()
}

/// The fields that are asked for in a record of a kind, by sheets.
fn groups(kind: Kind) -> Vec<Vec<Ask>> {
    let mut groups: Vec<Vec<Ask>> = Vec::new();
    for item in items_of(kind) {
        match item {
            Item::Sheet | Item::LockedSheet => groups.push(Vec::new()),
            Item::Field(ask) => {
                if let Some(group) = groups.last_mut() {
                    group.push(*ask);
                }
            }
            _ => {}
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// A field while it is asked for.
#[component]
fn AskedField(form: RecordForm, ask: Ask) -> impl IntoView {
    let is_asked = Memo::new(move |_| {
        form.fields
            .with(|record| ask.when.is_none_or(|when| when(record)))
    });
    view! {
        <Show when=move || is_asked.get()>
            <FormField form ask/>
        </Show>
    }
    .into_any()
}

#[component]
fn FormField(form: RecordForm, ask: Ask) -> impl IntoView {
    let spec = form.kind.field(ask.name)?;
    let label = ask
        .label
        .map_or_else(|| texts().field(form.kind, ask.name), |label| label(texts()));
    let content = if form.may_write(ask.name) {
        view! { <FieldEntry form spec label ask/> }.into_any()
    } else {
        view! { <FieldReading form spec label/> }.into_any()
    };
    Some(
        view! {
            <div class="record-field" data-shape=shape_name(spec.shape)>
                <FieldDispute form spec/>
                {content}
            </div>
        }
        .into_any(),
    )
}

fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::RichText(_) | Shape::Choices(_) => "wide",
        _ => "narrow",
    }
}

/// Whether a field is only entered on a phone: doors are counted and a spot is taken where somebody stands.
fn is_taken_on_the_spot(spec: &FieldSpec) -> bool {
    matches!(spec.shape, Shape::Counters(_)) || spec.name == AreaObservation::spot().name()
}

/// A field to be read, unless it is empty.
#[component]
pub(super) fn FieldReading(form: RecordForm, spec: &'static FieldSpec, label: &'static str) -> impl IntoView {
    if is_link(spec) {
        return view! { <LinkReading form name=spec.name label/> }.into_any();
    }
    let words = Memo::new(move |_| {
        form.fields
            .with(|record| match (spec.shape, record.get(spec.name)) {
                (_, None) => String::new(),
                (Shape::Own(_), _) if own_value_of(form.kind, spec.name, record).is_none() => String::new(),
                (Shape::Link, Some(Value::Text(id))) if spec.name == PERSON => name_of(id),
                (_, Some(value)) => labels::in_words(texts(), &present(), form.kind, spec, value),
            })
    });
    let reading = move || {
        let words = words.get();
        (!words.is_empty()).then(|| view! { <Fact name=label fact=words/> })
    };
    reading.into_any()
}

/// A field to be entered, with the state of its saving.
#[component]
fn FieldEntry(form: RecordForm, spec: &'static FieldSpec, label: &'static str, ask: Ask) -> impl IntoView {
    let name = spec.name;
    let id = field_id(form, name);
    let problem = Signal::derive(move || form.problem(name));
    let entry = match spec.shape {
        Shape::Choice(keys) => {
            let label_of = |key: &&'static str| {
                let label = labels::value(texts(), form.kind, name, key).unwrap_or(key);
                ((*key).to_owned(), label.to_owned())
            };
            let standing = untrack(|| form.fields.with(|record| fields::text(record, name).to_owned()));
            let is_asked = |key: &&&'static str| is_offered(form.kind, name, key) || standing == **key;
            let offers: Vec<Offer> = keys.iter().filter(is_asked).map(label_of).collect();
            view! { <OneOf form name label offers/> }.into_any()
        }
        Shape::Link if name == PERSON => {
            let offers = Signal::derive(move || {
                let people = use_desk().colleagues(form.department.get()).into_iter();
                people
                    .map(|person| (person.id.to_string(), person.name))
                    .collect::<Vec<_>>()
            });
            view! { <OneOf form name label offers/> }.into_any()
        }
        Shape::Link => return view! { <LinkChoice form name label/> }.into_any(),
        Shape::Counters(_) => return view! { <FieldReading form spec label/> }.into_any(),
        Shape::Text(_) if name == CareTask::required_competency().name() => {
            return view! { <RequiredCompetency form name label/> }.into_any();
        }
        Shape::Text(_) if is_taken_on_the_spot(spec) => {
            return view! { <FieldReading form spec label/> }.into_any();
        }
        Shape::Choices(keys) => {
            let label_of = |key: &&'static str| {
                let label = labels::value(texts(), form.kind, name, key).unwrap_or(key);
                ((*key).to_owned(), label.to_owned())
            };
            let offers: Vec<Offer> = keys.iter().map(label_of).collect();
            let values = Signal::derive(move || {
                form.fields.with(|record| match record.get(name) {
                    Some(Value::Keys(keys)) => keys.iter().cloned().collect(),
                    _ => Vec::new(),
                })
            });
            let change = move |(key, is_chosen)| {
                let change = if is_chosen {
                    FieldChange::Include(key)
                } else {
                    FieldChange::Exclude(key)
                };
                form.edit(name, change);
            };
            view! { <ChipsField legend=label offers values on_change=change/> }.into_any()
        }
        Shape::Own(_) => return view! { <OwnWords form name label/> }.into_any(),
        Shape::Flag => {
            let value = Signal::derive(move || {
                form.fields
                    .with(|record| record.get(name) == Some(&Value::Flag(true)))
            });
            let change = move |flag| form.edit(name, FieldChange::Set(Value::Flag(flag)));
            view! { <CheckField id label value on_change=change/> }.into_any()
        }
        Shape::Date | Shape::Timestamp => {
            let kind = if spec.shape == Shape::Date {
                "date"
            } else {
                "datetime-local"
            };
            let value = Signal::derive(move || match form.held.with(|held| held.contains_key(name)) {
                true => form.text(name),
                false => form.fields.with(|record| match record.get(name) {
                    Some(Value::Text(day)) => day.clone(),
                    value => clock_input(value),
                }),
            });
            view! { <LineField id label kind value problem on_input=move |text| form.write(name, text)/> }
                .into_any()
        }
        Shape::Integer(..) => {
            let value = Signal::derive(move || form.text(name));
            view! {
                <LineField
                    id
                    label
                    keyboard=Some("numeric")
                    value
                    problem
                    on_input=move |text| form.write(name, text)
                />
            }
            .into_any()
        }
        Shape::Text(most) | Shape::RichText(most) => {
            let line = match spec.shape {
                Shape::RichText(_) => None,
                _ if name == "phone" => Some("tel"),
                _ => Some("text"),
            };
            let hints: Vec<_> = ask.hints.iter().map(|hint| hint(texts())).collect();
            view! { <Writing form name label line most hints/> }.into_any()
        }
    };
    let is_written = is_typed(spec.shape);
    view! {
        {entry}
        <SavingLine form name is_written/>
    }
    .into_any()
}

#[component]
fn Writing(
    form: RecordForm,
    name: &'static str,
    label: &'static str,
    line: Option<&'static str>,
    most: usize,
    hints: Vec<&'static str>,
) -> impl IntoView {
    // A locked note may name an illness, with the resident's yes.
    let caution: fn(&str) -> &'static str = match form.kind {
        Kind::VisitNote => |_| "",
        _ => |text| {
            if names_illness(text) {
                page_texts().looks_like_illness
            } else {
                ""
            }
        },
    };
    view! {
        <TextField
            id=field_id(form, name)
            label
            hints
            max_length=most
            line
            value=Signal::derive(move || form.text(name))
            problem=Signal::derive(move || form.problem(name))
            marked=Signal::derive(move || form.marked(name))
            caution
            on_focus=Callback::new(|()| ())
            on_input=Callback::new(move |text| form.write(name, text))
            on_blur=Callback::new(move |()| form.save_texts())
        />
    }
    .into_any()
}

/// One of the organisation's own values, or none. Nothing is asked where there is none to choose.
#[component]
fn OwnWords(form: RecordForm, name: &'static str, label: &'static str) -> impl IntoView {
    let offers = Memo::new(move |_| {
        form.fields
            .with(|record| own_value_offers(form.department.get(), (form.kind, name), record))
    });
    view! {
        <Show when=move || !offers.read().is_empty()>
            <OneOf form name label offers/>
            <SavingLine form name is_written=false/>
        </Show>
    }
    .into_any()
}

/// A competency that the department's organisation knows, or none. Nothing is asked where there is none to choose.
#[component]
fn RequiredCompetency(form: RecordForm, name: &'static str, label: &'static str) -> impl IntoView {
    let offers = Memo::new(move |_| {
        let known = use_desk().competencies(form.department.get());
        form.fields
            .with(|record| competency_offers(&known, fields::text(record, name)))
    });
    view! {
        <Show when=move || !offers.read().is_empty()>
            <OneOf form name label offers/>
            <SavingLine form name is_written=false/>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::DoorRound;

    #[test]
    fn every_kind_that_is_asked_for_has_its_fields_in_groups() {
        for kind in [
            Kind::ConflictCase,
            Kind::ConflictEvent,
            Kind::ConflictParty,
            Kind::LegalStep,
        ] {
            let groups = groups(kind);
            assert!(!groups.is_empty(), "{kind:?}");
            assert!(groups.iter().flatten().all(|ask| ask.name != "state"), "{kind:?}");
        }
        assert_eq!(groups(Kind::ConflictCase).len(), 2);
    }

    /// The desk asks for what the phone asks for. Two fields belong to the place where somebody stands.
    #[test]
    fn every_field_of_a_form_is_entered_at_the_desk_or_on_the_spot() {
        let mut on_the_spot = Vec::new();
        for kind in Kind::ALL {
            for ask in groups(*kind).iter().flatten() {
                let spec = kind.field(ask.name).unwrap();
                if is_taken_on_the_spot(spec) {
                    on_the_spot.push((*kind, spec.name));
                }
            }
        }
        let spot = (Kind::AreaObservation, AreaObservation::spot().name());
        assert_eq!(on_the_spot, [spot, (Kind::DoorRound, DoorRound::doors().name())]);
    }
}

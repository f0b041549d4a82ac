//! One field of a record: each shape of field has one way to be entered and one way to be read, whatever the kind.

mod choices;
mod counters;
mod days;
mod homes;
mod spot;
mod texts;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{
    AreaObservation, CareTask, CasePart, DoorRound, FieldSpec, InsectCount, Kind, Shape, SocialVisit, Value,
};
use feltbog_shared::own_values::own_value_of;
use leptos::prelude::*;

use self::choices::{
    AnyOf, Colleague, DryOrRain, OneOf, OwnWords, RecordChoice, RequiredCompetency, Tick, linked_offers,
    offers,
};
use self::counters::DoorCounters;
use self::days::{Calendar, Instant};
use self::spot::Spot;
use self::texts::{Known, Whole, Writing};
use super::dispute::FieldDispute;
use super::form::{Form, HOMES};
use crate::contexts::{use_engine, use_identity};
use crate::state::present::present;
use feltbog_presentation::forms::{Ask, linked_kind};
use feltbog_presentation::labels;
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::texts;
use feltbog_ui::card::Fact;

/// Field that names a colleague.
const PERSON: &str = CasePart::person().name();

/// A field as it is asked for, with both values while two people disagree about it.
#[component]
pub(super) fn FormField(form: Form, ask: Ask) -> impl IntoView {
    let kind = form.editor.kind;
    let spec = kind.field(ask.name)?;
    let label = ask
        .label
        .map_or_else(|| texts().field(kind, ask.name), |label| label(texts()));
    let access = untrack(|| use_identity().access_in(form.editor.department));
    let may_write = access.is_none_or(|access| access.may_write_decision(kind, ask.name));
    let content = if form.is_entered && may_write {
        view! { <FieldEntry form spec label ask/> }.into_any()
    } else {
        view! { <FieldReading form spec label/> }.into_any()
    };
    Some(
        view! {
            <FieldDispute form spec/>
            {content}
        }
        .into_any(),
    )
}

/// A field to be read, unless it is empty.
#[component]
fn FieldReading(form: Form, spec: &'static FieldSpec, label: &'static str) -> impl IntoView {
    let (editor, engine, identity) = (form.editor, use_engine(), use_identity());
    let is_link_elsewhere =
        matches!(spec.shape, Shape::Link) && linked_kind(editor.kind, spec.name) != Kind::Area;
    let linked = is_link_elsewhere.then(|| linked_offers(form, spec.name));
    let words = Memo::new(move |_| {
        editor
            .fields
            .with(|record| match (spec.shape, record.get(spec.name)) {
                (_, None) => String::new(),
                (Shape::Link, Some(Value::Text(id))) if spec.name == PERSON => {
                    identity.name_of(id.parse().ok())
                }
                (Shape::Own(_), _) if own_value_of(editor.kind, spec.name, record).is_none() => String::new(),
                (Shape::Link, Some(Value::Text(id))) if is_link_elsewhere => {
                    let offers = linked.map(|linked| linked.get()).unwrap_or_default();
                    let chosen = offers.into_iter().find(|(one, _)| one == id);
                    chosen.map(|(_, label)| label).unwrap_or_default()
                }
                (Shape::Link, Some(Value::Text(id))) => engine
                    .areas
                    .with(|areas| area_name(areas, id).unwrap_or_default().to_owned()),
                (_, Some(value)) => labels::in_words(texts(), &present(), editor.kind, spec, value),
            })
    });
    move || {
        let words = words.get();
        (!words.is_empty()).then(|| view! { <Fact name=label fact=words/> })
    }
}

/// A field to be entered, with what is to be changed in it.
#[component]
fn FieldEntry(form: Form, spec: &'static FieldSpec, label: &'static str, ask: Ask) -> impl IntoView {
    let name = spec.name;
    let hints: Vec<_> = ask.hints.iter().map(|hint| hint(texts())).collect();
    let hint = hints.first().copied().unwrap_or_default();
    let entry = match spec.shape {
        Shape::Choice(keys) => {
            let offers = offers(form, name, keys);
            view! { <OneOf form name label hint offers/> }.into_any()
        }
        Shape::Link if name == PERSON => view! { <Colleague form name label hint/> }.into_any(),
        Shape::Link => view! { <RecordChoice form name label hint/> }.into_any(),
        Shape::Own(_) => return view! { <OwnWords form name label/> }.into_any(),
        Shape::Choices(keys) => view! { <AnyOf form name label keys/> }.into_any(),
        Shape::Flag if name == InsectCount::dry().name() => view! { <DryOrRain form name label/> }.into_any(),
        Shape::Flag => view! { <Tick form name label/> }.into_any(),
        Shape::Date => view! { <Calendar form name label/> }.into_any(),
        Shape::Timestamp => view! { <Instant form name label/> }.into_any(),
        // These say themselves what is to be changed in them.
        Shape::Integer(least, most) => {
            return view! { <Whole form name label least most first=ask.from/> }.into_any();
        }
        Shape::Text(most) if name == SocialVisit::dwelling_ref().name() => {
            return view! { <Known form name label hints most kinds=&HOMES/> }.into_any();
        }
        Shape::Text(most) if name == DoorRound::stairwell().name() => {
            return view! { <Known form name label hints most kinds=&[Kind::DoorRound]/> }.into_any();
        }
        Shape::Text(_) if name == CareTask::required_competency().name() => {
            return view! { <RequiredCompetency form name label/> }.into_any();
        }
        Shape::Text(_) if name == AreaObservation::spot().name() => {
            view! { <Spot form name label/> }.into_any()
        }
        Shape::Text(most) => {
            let line = if name == "phone" { "tel" } else { "text" };
            return view! { <Writing form name label hints most line=Some(line)/> }.into_any();
        }
        Shape::RichText(most) => return view! { <Writing form name label hints most line=None/> }.into_any(),
        Shape::Counters(keys) => view! { <DoorCounters form name label keys/> }.into_any(),
    };
    view! {
        {entry}
        <p class="problem" role="alert">{form.problem(name)}</p>
    }
    .into_any()
}

/// Id of a field on the page, and name of its radio buttons.
fn field_id(form: Form, name: &str) -> String {
    field_id_of(form.editor.document, name)
}

/// The same by the field's record: a page may hold several of a kind.
pub(super) fn field_id_of(document: DocumentId, name: &str) -> String {
    [name, "-", &document.to_string()].concat()
}

/// Text of a field: what was typed and its record cannot hold, or else what the record holds.
fn entered(
    form: Form,
    name: &'static str,
    known: impl Fn() -> String + Send + Sync + 'static,
) -> Memo<String> {
    Memo::new(move |_| form.editor.held_text(name).unwrap_or_else(&known))
}

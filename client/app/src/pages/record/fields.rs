//! One field of a record: each shape of field has one way to be entered and one way to be read, whatever the kind.

use feltbog_shared::caution::names_illness;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{
    CasePart, FieldChange, FieldEdit, FieldSpec, Handover, InsectCount, Kind, Shape, SocialVisit, Value,
};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Person;
use leptos::prelude::*;

use super::dispute::FieldDispute;
use super::form::{Form, HOMES};
use crate::pages::lists;
use crate::state::access::app;
use crate::state::editor::set;
use crate::state::engine::use_engine;
use crate::state::platform;
use feltbog_presentation::dates::{PAST_DAYS, day_problem, near_days};
use feltbog_presentation::forms::Ask;
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, homes, labels};
use feltbog_ui::card::Fact;
use feltbog_ui::choice::{ChipsField, ChoiceField, Offer};
use feltbog_ui::day::{DayField, TimeField};
use feltbog_ui::number::NumberField;
use feltbog_ui::text::TextField;

/// Field that names a colleague.
const PERSON: &str = CasePart::person().name();

/// A field as it is asked for, with both values while two people disagree about it.
#[component]
pub(super) fn FormField(form: Form, ask: Ask) -> impl IntoView {
    let kind = form.editor.kind;
    let spec = kind.field(ask.name)?;
    let label = ask
        .label
        .map_or_else(|| t().field(kind, ask.name), |label| label(t()));
    let content = if form.writable {
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
    let editor = form.editor;
    let words = Memo::new(move |_| {
        editor
            .fields
            .with(|record| match (spec.shape, record.get(spec.name)) {
                (_, None) => String::new(),
                (Shape::Link, Some(Value::Text(id))) if spec.name == PERSON => app().name_of(id.parse().ok()),
                (Shape::Link, Some(Value::Text(id))) => use_engine()
                    .areas
                    .with(|areas| area_name(areas, id).unwrap_or_default().to_owned()),
                (_, Some(value)) => labels::in_words(t(), &platform::present(), editor.kind, spec, value),
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
    let hints: Vec<_> = ask.hints.iter().map(|hint| hint(t())).collect();
    let hint = hints.first().copied().unwrap_or_default();
    let entry = match spec.shape {
        Shape::Choice(keys) => {
            let offers = offers(form, name, keys);
            view! { <OneOf form name label hint offers/> }.into_any()
        }
        Shape::Link if name == PERSON => view! { <Colleague form name label hint/> }.into_any(),
        Shape::Link => {
            let offers = Memo::new(|_| areas());
            view! { <OneOf form name label hint offers/> }.into_any()
        }
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
            return view! { <Dwelling form name label hints most/> }.into_any();
        }
        Shape::Text(most) => {
            let line = if name == "phone" { "tel" } else { "text" };
            return view! { <Writing form name label hints most line=Some(line)/> }.into_any();
        }
        Shape::RichText(most) => return view! { <Writing form name label hints most line=None/> }.into_any(),
        // Counters have a screen of their own.
        Shape::Counters(_) => return ().into_any(),
    };
    view! {
        {entry}
        <p class="problem" role="alert">{form.problem(name)}</p>
    }
    .into_any()
}

/// Id of a field on the page, and name of its radio buttons.
fn field_id(form: Form, name: &str) -> String {
    [form.editor.kind.key(), "-", name].concat()
}

/// Text of a field: what was typed and its record cannot hold, or else what the record holds.
fn entered(
    form: Form,
    name: &'static str,
    known: impl Fn() -> String + Send + Sync + 'static,
) -> Memo<String> {
    Memo::new(move |_| form.editor.held_text(name).unwrap_or_else(&known))
}

#[component]
fn OneOf(
    form: Form,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    #[prop(into)] offers: Signal<Vec<Offer>>,
) -> impl IntoView {
    let choose = move |key: String| form.editor.edit(set(name, Value::Text(key)));
    view! {
        <ChoiceField
            legend=label
            hint
            name=field_id(form, name)
            offers
            value=form.text(name)
            on_choose=choose
        />
    }
}

#[component]
fn Colleague(form: Form, name: &'static str, label: &'static str, hint: &'static str) -> impl IntoView {
    let (kind, department) = (form.editor.kind, form.editor.department);
    let offers = Memo::new(move |_| colleagues(kind, department));
    view! {
        <Show
            when=move || !offers.read().is_empty()
            fallback=|| view! { <p class="hint">{g().nobody_to_choose}</p> }
        >
            <OneOf form name label hint offers/>
        </Show>
    }
    .into_any()
}

#[component]
fn AnyOf(
    form: Form,
    name: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
) -> impl IntoView {
    let editor = form.editor;
    let values = Memo::new(move |_| {
        editor.fields.with(|record| {
            let chosen = keys.iter().filter(|key| fields::has_key(record, name, key));
            chosen.map(|key| (*key).to_owned()).collect::<Vec<_>>()
        })
    });
    let change = move |(key, is_chosen): (String, bool)| {
        let change = if is_chosen {
            FieldChange::Include(key)
        } else {
            FieldChange::Exclude(key)
        };
        editor.edit(FieldEdit {
            field: name.to_owned(),
            change,
        });
    };
    view! { <ChipsField legend=label offers=offers(form, name, keys) values on_change=change/> }
}

#[component]
fn Tick(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let values = Memo::new(move |_| {
        let is_set = editor
            .fields
            .with(|record| record.get(name) == Some(&Value::Flag(true)));
        is_set.then(String::new).into_iter().collect::<Vec<_>>()
    });
    let change = move |(_, is_set): (String, bool)| editor.edit(set(name, Value::Flag(is_set)));
    view! { <ChipsField offers=vec![(String::new(), label.to_owned())] values on_change=change/> }
}

/// Dry or rain: unlike a tick, rain can be said too.
#[component]
fn DryOrRain(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let offers =
        [("dry", g().dry), ("rain", g().rain)].map(|(key, label)| (key.to_owned(), label.to_owned()));
    let value = Memo::new(move |_| {
        let key = editor.fields.with(|record| match record.get(name) {
            Some(Value::Flag(true)) => "dry",
            Some(Value::Flag(false)) => "rain",
            _ => "",
        });
        key.to_owned()
    });
    let choose = move |key: String| editor.edit(set(name, Value::Flag(key == "dry")));
    view! {
        <ChoiceField
            legend=label
            name=field_id(form, name)
            offers=offers.to_vec()
            value
            on_choose=choose
        />
    }
}

#[component]
fn Whole(
    form: Form,
    name: &'static str,
    label: &'static str,
    least: i64,
    most: i64,
    first: i64,
) -> impl IntoView {
    let editor = form.editor;
    let value = Memo::new(move |_| editor.fields.with(|record| fields::whole(record, name)));
    let text = entered(form, name, move || {
        value.get().map(|number| number.to_string()).unwrap_or_default()
    });
    view! {
        <NumberField
            id=field_id(form, name)
            label
            range=least..=most
            first=first.clamp(least, most)
            value
            text
            problem=form.problem(name)
            on_focus=Callback::new(move |()| editor.begin_writing(name))
            on_input=Callback::new(move |text| editor.write(name, text))
            on_blur=Callback::new(move |()| editor.end_writing())
            on_step=Callback::new(move |number| editor.edit(set(name, Value::Integer(number))))
        />
    }
    .into_any()
}

#[component]
fn Calendar(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let (editor, kind) = (form.editor, form.editor.kind);
    let today = platform::present().today();
    let near = editor
        .fields
        .with_untracked(|record| near_days(kind, name, record));
    let called = |days: i64| match PAST_DAYS.iter().position(|past| *past == days) {
        Some(place) if near == PAST_DAYS => g().past_days[place],
        _ => t().in_days(days),
    };
    let offer = |days: &i64| (today.plus_days(*days).to_string(), called(*days).to_owned());
    let near: Vec<Offer> = near.iter().map(offer).collect();
    let is_possible = move |day: String| {
        let day = Day::parse(&day);
        day.is_some_and(|day| {
            editor
                .fields
                .with(|record| day_problem(kind, name, day, record, today).is_none())
        })
    };
    let value = Memo::new(move |_| {
        let day = editor
            .fields
            .with(|record| Day::parse(fields::text(record, name)));
        day.map(|day| day.to_string()).unwrap_or_default()
    });
    let choose = move |day| {
        // By the same way as what is typed: a day that cannot be is said to be none.
        editor.write(name, day);
        editor.flush();
    };
    view! {
        <DayField
            id=field_id(form, name)
            legend=label
            near
            is_possible
            value
            text=entered(form, name, move || value.get())
            on_input=move |text| editor.write(name, text)
            on_choose=choose
        />
    }
    .into_any()
}

#[component]
fn Instant(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let text = entered(form, name, move || {
        editor.fields.with(|record| match record.get(name) {
            Some(Value::Moment(at)) => platform::local_input(*at),
            _ => String::new(),
        })
    });
    view! {
        <TimeField
            id=field_id(form, name)
            label
            text
            on_input=move |text| editor.write(name, text)
            on_now=move |()| editor.edit(set(name, Value::Moment(platform::now())))
        />
    }
    .into_any()
}

#[component]
fn Writing(
    form: Form,
    name: &'static str,
    label: &'static str,
    hints: Vec<&'static str>,
    most: usize,
    line: Option<&'static str>,
) -> impl IntoView {
    let editor = form.editor;
    // A locked note may name an illness, with the resident's yes.
    let caution: fn(&str) -> &'static str = match editor.kind {
        Kind::VisitNote => |_| "",
        _ => |text| {
            if names_illness(text) {
                g().looks_like_illness
            } else {
                ""
            }
        },
    };
    let text = form.text(name);
    view! {
        <TextField
            id=field_id(form, name)
            label
            hints
            max_length=most
            line
            value=entered(form, name, move || text.get())
            problem=form.problem(name)
            marked=marked(form, name)
            caution
            on_focus=Callback::new(move |()| editor.begin_writing(name))
            on_input=Callback::new(move |text| editor.write(name, text))
            on_blur=Callback::new(move |()| editor.end_writing())
        />
    }
    .into_any()
}

/// A home: written, or chosen among those that are known.
#[component]
fn Dwelling(
    form: Form,
    name: &'static str,
    label: &'static str,
    hints: Vec<&'static str>,
    most: usize,
) -> impl IntoView {
    let editor = form.editor;
    let written = view! { <Writing form name label hints most line=Some("text")/> };
    let Some(known) = app().access().map(|access| lists::follow(&access, &HOMES, None)) else {
        return written.into_any();
    };
    let typed = form.text(name);
    let offers = Memo::new(move |_| {
        lists::with_items(&known, |items| {
            let homes: Vec<_> = items
                .iter()
                .map(|item| fields::text(&item.fields, name))
                .collect();
            let typed = typed.read();
            let offered = homes::offered(homes.iter().copied(), &typed);
            offered.into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
    });
    let chip = move |home: String| {
        let label = home.clone();
        let choose = move |_| editor.edit(set(name, Value::Text(home.clone())));
        view! { <button type="button" class="chip-button" on:click=choose>{label}</button> }
    };
    view! {
        {written}
        <div class="chips">
            <For each=move || offers.get() key=|home| home.clone() children=chip/>
        </div>
    }
    .into_any()
}

/// The part of a field's text that is to be changed; nothing when it is all of it.
fn marked(form: Form, name: &'static str) -> Memo<String> {
    let editor = form.editor;
    Memo::new(move |_| {
        editor.held.with(|held| {
            let marked = held.iter().find(|one| one.field == name).and_then(|one| {
                let place = one.problem.place(editor.kind.field(name)?.shape, &one.text)?;
                let part = one.text.chars().skip(place.start).take(place.len());
                Some(part.collect::<String>())
            });
            marked.unwrap_or_default()
        })
    })
}

/// Values of a field as they are offered. Nothing is handed over to a role that cannot read it, nor to one that nobody
/// holds in the department.
fn offers(form: Form, name: &'static str, keys: &'static [&'static str]) -> Vec<Offer> {
    let (kind, department) = (form.editor.kind, form.editor.department);
    let session = untrack(|| app().session());
    let is_held = |role| {
        let mut sessions = session.iter();
        sessions
            .any(|session| session.members.is_empty() || session.holders(department, role).next().is_some())
    };
    let receives =
        |key: &str| HandoverRole::from_key(key).is_some_and(|to| to.receives() && is_held(to.role()));
    let is_receiver = |key: &&&str| name != Handover::to_role().name() || receives(key);
    let label = |key: &str| labels::value(t(), kind, name, key).unwrap_or_default().to_owned();
    keys.iter()
        .filter(is_receiver)
        .map(|key| ((*key).to_owned(), label(key)))
        .collect()
}

/// Areas of the department. Follows changes.
fn areas() -> Vec<Offer> {
    let areas = use_engine().areas.get().into_iter();
    areas.map(|(id, name)| (id.to_string(), name)).collect()
}

/// People who can be named in a record of a kind: their role in its department has to do with it only when they are named.
/// Follows changes.
fn colleagues(kind: Kind, department: DepartmentId) -> Vec<Offer> {
    let role = match kind {
        Kind::Deputy => Role::SocialCaretaker,
        _ => Role::Mediator,
    };
    let offer = |person: &Person| (person.user.to_string(), person.name.clone());
    let session = app().session();
    let others = session.iter().flat_map(|session| {
        let holders = session.holders(department, role);
        holders.filter(|person| person.user != session.user).map(offer)
    });
    others.collect()
}

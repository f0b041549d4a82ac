//! Fields with values to choose from.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldChange, FieldEdit, Handover, InsectCount, Kind, Value};
use feltbog_shared::own_competencies::{competency_offers, known_in};
use feltbog_shared::own_values::own_value_of;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Person;
use leptos::prelude::*;

use super::field_id;
use crate::contexts::{use_engine, use_identity};
use crate::handle::Handle;
use crate::pages::lists;
use crate::pages::record::form::Form;
use crate::state::edits::set;
use crate::state::engine::Engine;
use crate::state::identity::Identity;
use crate::state::present::{own_value_offers, present};
use feltbog_presentation::forms::{is_offered, linked_kind};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels};
use feltbog_ui::choice::{ChipsField, ChoiceField, Offer};

/// Records to link to are the newest ones: a list that nobody reads to its end helps nobody.
const MOST_LINKED: usize = 12;

/// One of several values.
#[component]
pub(super) fn OneOf(
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

/// A colleague, or a sentence when there is nobody to choose.
#[component]
pub(super) fn Colleague(
    form: Form,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let (kind, department) = (form.editor.kind, form.editor.department);
    let identity = use_identity();
    let offers = Memo::new(move |_| colleagues(identity, kind, department));
    view! {
        <Show
            when=move || !offers.read().is_empty()
            fallback=|| view! { <p class="hint">{page_texts().nobody_to_choose}</p> }
        >
            <OneOf form name label hint offers/>
        </Show>
    }
    .into_any()
}

/// A competency that the department's organisation knows, or none. Nothing is asked where there is none to choose.
#[component]
pub(super) fn RequiredCompetency(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let (engine, editor) = (use_engine(), form.editor);
    let value = Memo::new(move |_| editor.fields.with(|record| fields::text(record, name).to_owned()));
    let offers = Memo::new(move |_| {
        let found = engine.competencies.with(|held| {
            let known = known_in(&held.organisations, editor.department);
            competency_offers(known, &value.read())
        });
        match found.is_empty() {
            true => found,
            false => [vec![(String::new(), page_texts().not_chosen.to_owned())], found].concat(),
        }
    });
    let choose = move |name_of: String| {
        let change = match name_of.is_empty() {
            true => FieldChange::Clear,
            false => FieldChange::Set(Value::Text(name_of)),
        };
        editor.edit(FieldEdit {
            field: name.to_owned(),
            change,
        });
    };
    view! {
        <Show when=move || !offers.read().is_empty()>
            <ChoiceField legend=label name=field_id(form, name) offers value on_choose=choose/>
            <p class="problem" role="alert">{form.problem(name)}</p>
        </Show>
    }
    .into_any()
}

/// One of the organisation's own values, or none. Nothing is asked where there is none to choose.
#[component]
pub(super) fn OwnWords(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let offers = Memo::new(move |_| {
        let found = editor
            .fields
            .with(|record| own_value_offers(editor.department, (editor.kind, name), record));
        match found.is_empty() {
            true => found,
            false => [vec![(String::new(), page_texts().not_chosen.to_owned())], found].concat(),
        }
    });
    let value = Memo::new(move |_| {
        editor.fields.with(|record| {
            let chosen = own_value_of(editor.kind, name, record);
            chosen.unwrap_or_default().to_owned()
        })
    });
    let choose = move |key: String| {
        let change = match key.is_empty() {
            true => FieldChange::Clear,
            false => FieldChange::Set(Value::Text(key)),
        };
        editor.edit(FieldEdit {
            field: name.to_owned(),
            change,
        });
    };
    view! {
        <Show when=move || !offers.read().is_empty()>
            <ChoiceField legend=label name=field_id(form, name) offers value on_choose=choose/>
            <p class="problem" role="alert">{form.problem(name)}</p>
        </Show>
    }
    .into_any()
}

/// Any of several values.
#[component]
pub(super) fn AnyOf(
    form: Form,
    name: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
) -> impl IntoView {
    let editor = form.editor;
    let values = Signal::derive(move || {
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

/// A statement that holds or does not.
#[component]
pub(super) fn Tick(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let values = Signal::derive(move || {
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
pub(super) fn DryOrRain(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let offers = [("dry", page_texts().dry), ("rain", page_texts().rain)]
        .map(|(key, label)| (key.to_owned(), label.to_owned()));
    let value = Signal::derive(move || {
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

/// Values of a field as they are offered. Nothing is handed over to a role that cannot read it, nor to one that nobody
/// holds in the department.
pub(super) fn offers(form: Form, name: &'static str, keys: &'static [&'static str]) -> Vec<Offer> {
    let (kind, department) = (form.editor.kind, form.editor.department);
    let session = untrack(|| use_identity().session());
    let is_held = |role| {
        let mut sessions = session.iter();
        sessions
            .any(|session| session.members.is_empty() || session.holders(department, role).next().is_some())
    };
    let receives =
        |key: &str| HandoverRole::from_key(key).is_some_and(|to| to.receives() && is_held(to.role()));
    let is_receiver = |key: &&&str| name != Handover::to_role().name() || receives(key);
    let standing = form
        .editor
        .fields
        .with_untracked(|record| fields::text(record, name).to_owned());
    let is_asked = |key: &&&str| is_offered(kind, name, key) || standing == **key;
    let label = |key: &str| {
        labels::value(texts(), kind, name, key)
            .unwrap_or_default()
            .to_owned()
    };
    keys.iter()
        .filter(is_receiver)
        .filter(is_asked)
        .map(|key| ((*key).to_owned(), label(key)))
        .collect()
}

/// A record of the kind that a field leads to. Newest first, and never the record itself.
#[component]
pub(super) fn RecordChoice(
    form: Form,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let offers = linked_offers(form, name);
    view! {
        <Show when=move || !offers.read().is_empty()>
            <OneOf form name label hint offers/>
        </Show>
    }
    .into_any()
}

/// Records that a field can lead to, each by its id. Follows changes.
pub(super) fn linked_offers(form: Form, name: &'static str) -> Memo<Vec<Offer>> {
    let (engine, editor) = (use_engine(), form.editor);
    let kind = linked_kind(editor.kind, name);
    let own = editor.document.to_string();
    if kind == Kind::Area {
        return Memo::new(move |_| {
            let mut offers = areas(engine);
            offers.retain(|(id, _)| *id != own);
            offers
        });
    }
    let listing = untrack(|| use_identity().access()).map(|access| lists::follow(&access, &[kind], None));
    Memo::new(move |_| {
        let Some(listing) = &listing else {
            return Vec::new();
        };
        let (chosen, here) = editor.fields.with(|record| {
            let text = |name| fields::text(record, name).to_owned();
            (text(name), text(InsectCount::area().name()))
        });
        let present = present();
        lists::with_items(listing, |items| {
            let is_near = |item: &&ListItem| {
                let there = fields::text(&item.fields, InsectCount::area().name());
                let id = item.document.to_string();
                id == chosen || (id != own && (here.is_empty() || there == here))
            };
            let near = items.iter().filter(is_near).take(MOST_LINKED);
            near.map(|item| {
                let card = lists::card(engine, item);
                let day = present.moment(texts(), item.created_at);
                let label = [&card.title, " · ", &card.line, " · ", &day].concat();
                (item.document.to_string(), label)
            })
            .collect()
        })
    })
}

/// Areas of the department. Follows changes.
fn areas(engine: Handle<Engine>) -> Vec<Offer> {
    let areas = engine.areas.get().into_iter();
    areas.map(|(id, name)| (id.to_string(), name)).collect()
}

/// People who can be named in a record of a kind: their role in its department has to do with it only when they are named.
/// Follows changes.
fn colleagues(identity: Handle<Identity>, kind: Kind, department: DepartmentId) -> Vec<Offer> {
    let role = match kind {
        Kind::Deputy => Role::SocialCaretaker,
        _ => Role::Mediator,
    };
    let offer = |person: &Person| (person.user.to_string(), person.name.clone());
    let session = identity.session();
    let others = session.iter().flat_map(|session| {
        let holders = session.holders(department, role);
        holders.filter(|person| person.user != session.user).map(offer)
    });
    others.collect()
}

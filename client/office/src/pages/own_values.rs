//! Values that an organisation adds to lists of records, beside the settings: each stands for a value of the list.

use feltbog_presentation::labels;
use feltbog_presentation::texts::{language, texts};
use feltbog_shared::office_values::{OwnValueChange, OwnValueList};
use feltbog_shared::own_values::{OwnList, OwnValue};
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::dialog::Dialog;
use crate::components::loaded::Loaded;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{CurrentOrganisation, Notice, Office, use_office, use_organisation};
use crate::texts::office_texts;

/// The lists with the organisation's values, and the form of a value.
#[component]
pub(crate) fn OwnValues() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().own_values(&id).await }
    });
    view! {
        <section class="section">
            <h2>{office_texts().own_values}</h2>
            <p>{office_texts().own_values_lead}</p>
            <Loaded answer children=|found| view! { <OwnValueTable found/> }/>
        </section>
    }
    .into_any()
}

/// The name of a list, as the field of its records.
fn list_name(list: OwnList) -> String {
    let (kind, field, _) = list.place();
    let field = texts().field(kind, field).trim_end_matches('?');
    [texts().kind(kind), ": ", field].concat()
}

/// The name of a model's value.
fn base_name(list: OwnList, base: &str) -> String {
    let (kind, field, _) = list.place();
    labels::value(texts(), kind, field, base)
        .unwrap_or(base)
        .to_owned()
}

/// Sends a change, and says so with the way back.
fn save(
    (office, organisation): (Office, CurrentOrganisation),
    submission: Submission,
    change: OwnValueChange,
    on_done: impl FnOnce() + 'static,
) {
    let id = organisation.id.get_untracked();
    let of = id.clone();
    let name = change.after.danish.clone();
    submission.run(
        async move { office.api().change_own_value(&id, &change).await },
        move |report| {
            on_done();
            office.changed(Notice {
                text: office_texts().saved.with(&[&name]),
                undo: report.entry.map(|entry| (of, entry)),
            });
        },
    );
}

#[component]
fn OwnValueTable(found: OwnValueList) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let edited = RwSignal::new(OwnValueChange::default());
    let retiring = Submission::new();
    let is_writable = found.is_writable;
    let is_empty = found.values.is_empty();
    let places = (use_office(), use_organisation());
    let retire = Callback::new(move |own: OwnValue| {
        let after = OwnValue {
            is_retired: !own.is_retired,
            ..own.clone()
        };
        let change = OwnValueChange {
            before: Some(own),
            after,
        };
        save(places, retiring, change, || ());
    });
    let edit = Callback::new(move |own: Option<OwnValue>| {
        let after = own.clone().unwrap_or_else(|| OwnValue {
            list: OwnList::ConflictTopic.key().to_owned(),
            base: OwnList::ConflictTopic
                .bases()
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned(),
            ..OwnValue::default()
        });
        edited.set(OwnValueChange { before: own, after });
        is_open.set(true);
    });
    let rows = found.values.into_iter().filter_map(|own| {
        let list = OwnList::from_key(&own.list)?;
        Some(view! { <OwnValueRow own list is_writable edit retire/> })
    });
    let rows = rows.collect_view();
    let table = (!is_empty).then(|| {
        view! {
            <ScrollableTable label=office_texts().own_values>
                <table class="data">
                    <caption class="unseen">{office_texts().own_values}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().own_value_danish}</th>
                            <th scope="col">{office_texts().own_value_english}</th>
                            <th scope="col">{office_texts().own_value_list}</th>
                            <th scope="col">{office_texts().own_value_base}</th>
                            <th scope="col">{office_texts().state}</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        }
    });
    let add = is_writable.then(|| {
        view! {
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| edit.run(None)>
                    {office_texts().own_value_add}
                </button>
            </div>
        }
    });
    let title = Signal::derive(move || {
        match edited.read().before {
            None => office_texts().own_value_add,
            Some(_) => office_texts().own_value_change,
        }
        .to_owned()
    });
    view! {
        {table}
        <SubmissionProblem submission=retiring/>
        {add}
        <Dialog id="own-value" title is_open>
            <OwnValueForm edited is_open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn OwnValueRow(
    own: OwnValue,
    list: OwnList,
    is_writable: bool,
    edit: Callback<Option<OwnValue>>,
    retire: Callback<OwnValue>,
) -> impl IntoView {
    let state = match own.is_retired {
        true => office_texts().own_value_retired,
        false => office_texts().own_value_offered,
    };
    let act = match own.is_retired {
        true => office_texts().own_value_offer_again,
        false => office_texts().own_value_retire,
    };
    let (name, is_retired) = (own.name(language()).to_owned(), own.is_retired);
    let named = |label: &str| [label, ", ", &name].concat();
    let (shown, edited) = (own.clone(), own.clone());
    let buttons = is_writable.then(|| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=named(office_texts().own_value_change)
                on:click=move |_| edit.run(Some(edited.clone()))
            >
                {office_texts().own_value_change}
            </button>
            <button
                type="button"
                class="button small"
                aria-label=named(act)
                on:click=move |_| retire.run(own.clone())
            >
                {act}
            </button>
        }
    });
    view! {
        <tr class:ended=is_retired>
            <th scope="row">{shown.danish}</th>
            <td>{shown.english}</td>
            <td>{list_name(list)}</td>
            <td>{base_name(list, &shown.base)}</td>
            <td>{state}</td>
            <td>{buttons}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn OwnValueForm(edited: RwSignal<OwnValueChange>, is_open: RwSignal<bool>) -> impl IntoView {
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let places = (use_office(), use_organisation());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let change = edited.get_untracked();
        let found = match change.after.danish.trim() {
            "" => vec![FieldProblem::new(
                "own-value-danish",
                office_texts().own_value_wanted,
            )],
            _ => Vec::new(),
        };
        problems.set(found);
        if problems.read_untracked().is_empty() {
            save(places, submission, change, move || is_open.set(false));
        }
    };
    let list_of = |own: &OwnValue| OwnList::from_key(&own.list).unwrap_or(OwnList::ConflictTopic);
    let is_new = edited.with_untracked(|edited| edited.before.is_none());
    // List and base of a value that is there stay, since records name it by them.
    let place = is_new.then(|| {
        let lists: Vec<_> = OwnList::ALL
            .into_iter()
            .map(|list| (list.key().to_owned(), list_name(list)))
            .collect();
        let bases = Signal::derive(move || {
            let list = edited.with(|edited| list_of(&edited.after));
            let bases = list.bases().iter();
            bases
                .map(|base| ((*base).to_owned(), base_name(list, base)))
                .collect::<Vec<_>>()
        });
        view! {
            <SelectField
                id="own-value-list"
                label=office_texts().own_value_list
                offers=lists
                value=Signal::derive(move || edited.read().after.list.clone())
                on_choose=move |key: String| {
                    edited.update(|edited| {
                        let list = OwnList::from_key(&key).unwrap_or(OwnList::ConflictTopic);
                        edited.after.list = key;
                        edited.after.base = list.bases().first().copied().unwrap_or_default().to_owned();
                    });
                }
            />
            <SelectField
                id="own-value-base"
                label=office_texts().own_value_base
                offers=bases
                value=Signal::derive(move || edited.read().after.base.clone())
                on_choose=move |key| edited.update(|edited| edited.after.base = key)
            />
            <p class="hint">{office_texts().own_value_base_hint}</p>
        }
    });
    view! {
        <form novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            {place}
            <LineField
                id="own-value-danish"
                label=office_texts().own_value_danish
                value=Signal::derive(move || edited.read().after.danish.clone())
                problem=problem_of(problems, "own-value-danish")
                on_input=move |text| edited.update(|edited| edited.after.danish = text)
            />
            <LineField
                id="own-value-english"
                label=office_texts().own_value_english
                hint=office_texts().own_value_english_hint
                value=Signal::derive(move || edited.read().after.english.clone())
                on_input=move |text| edited.update(|edited| edited.after.english = text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

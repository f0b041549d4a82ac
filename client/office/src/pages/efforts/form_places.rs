//! The departments, places, partners, goals and screening of an effort in its form.

use std::collections::BTreeMap;

use feltbog_shared::office::efforts::{
    EffortBasis, EffortDepartment, EffortDepartmentChoice, EffortPartner, EffortPartnerKind, EffortPlace,
    EffortPlaceKind, EffortRecord, ScreeningChoice,
};
use feltbog_ui::choice::{ChipsField, Offer};
use feltbog_ui::form::{LineField, SelectField, problem_of};
use leptos::prelude::*;

use super::draft::{Draft, Problems};
use super::words::{department_in_words, goal_offers, offers, screening_in_words};
use crate::effort_texts::effort_texts;
use crate::texts::office_texts;

/// A department as the draft keeps it.
fn chosen_department(choice: &EffortDepartmentChoice) -> EffortDepartment {
    EffortDepartment {
        id: choice.id,
        name: choice.name.clone(),
        organisation: choice.organisation.clone(),
    }
}

/// The departments that the person may put to the effort, by organisation, and those of others.
#[component]
pub(super) fn DepartmentsGroup(
    draft: Draft,
    problems: Problems,
    departments: Vec<EffortDepartmentChoice>,
) -> impl IntoView {
    let texts = effort_texts();
    let mut own = departments;
    own.retain(|choice| choice.has_efforts);
    let mut by_organisation = BTreeMap::<String, Vec<Offer>>::new();
    for choice in &own {
        let offers = by_organisation.entry(choice.organisation.clone()).or_default();
        offers.push((choice.id.to_string(), choice.name.clone()));
    }
    let own = StoredValue::new(own);
    let values = Signal::derive(move || {
        let draft = draft.read();
        let departments = draft.record.departments.iter();
        departments
            .map(|department| department.id.to_string())
            .collect::<Vec<_>>()
    });
    let choose = move |(key, is_chosen): (String, bool)| {
        let choice = own.with_value(|own| {
            let mut own = own.iter();
            own.find(|choice| choice.id.to_string() == key)
                .map(chosen_department)
        });
        let Some(choice) = choice else { return };
        draft.update(|draft| {
            let departments = &mut draft.record.departments;
            departments.retain(|known| known.id != choice.id);
            if is_chosen {
                departments.push(choice);
            }
        });
    };
    let of_others = move || {
        let draft = draft.read();
        let is_own = |department: &&EffortDepartment| {
            own.with_value(|own| own.iter().any(|choice| choice.id == department.id))
        };
        let others = draft.record.departments.iter();
        let others: Vec<_> = others
            .filter(|department| !is_own(department))
            .map(department_in_words)
            .collect();
        (!others.is_empty())
            .then(|| view! { <p>{texts.departments_of_others.with(&[&others.join("; ")])}</p> })
    };
    let groups = by_organisation.into_iter().map(|(organisation, offers)| {
        view! {
            <fieldset class="field">
                <legend>{organisation}</legend>
                <ChipsField offers values on_change=choose/>
            </fieldset>
        }
    });
    let problem = problem_of(problems, "effort-departments");
    view! {
        <fieldset class="group" id="effort-departments" tabindex="-1">
            <legend>{texts.departments}</legend>
            <p class="hint">{texts.departments_hint}</p>
            {groups.collect_view()}
            {of_others}
            <p class="problem" role="alert">{problem}</p>
        </fieldset>
    }
    .into_any()
}

/// The way into rows of a kind and a name within an effort.
#[derive(Clone, Copy)]
struct NamedRows {
    count: fn(&EffortRecord) -> usize,
    kind: fn(&EffortRecord, usize) -> Option<&'static str>,
    name: fn(&EffortRecord, usize) -> Option<String>,
    set_kind: fn(&mut EffortRecord, usize, &str),
    set_name: fn(&mut EffortRecord, usize, String),
    add: fn(&mut EffortRecord),
    remove: fn(&mut EffortRecord, usize),
}

const PLACES: NamedRows = NamedRows {
    count: |record| record.places.len(),
    kind: |record, place| record.places.get(place).map(|row| row.kind.key()),
    name: |record, place| record.places.get(place).map(|row| row.name.clone()),
    set_kind: |record, place, key| {
        if let Some((row, kind)) = record.places.get_mut(place).zip(EffortPlaceKind::from_key(key)) {
            row.kind = kind;
        }
    },
    set_name: |record, place, text| {
        if let Some(row) = record.places.get_mut(place) {
            row.name = text;
        }
    },
    add: |record| {
        record.places.push(EffortPlace {
            kind: EffortPlaceKind::MunicipalHousing,
            name: String::new(),
        });
    },
    remove: |record, place| drop(record.places.remove(place)),
};

const PARTNERS: NamedRows = NamedRows {
    count: |record| record.partners.len(),
    kind: |record, place| record.partners.get(place).map(|row| row.kind.key()),
    name: |record, place| record.partners.get(place).map(|row| row.name.clone()),
    set_kind: |record, place, key| {
        if let Some((row, kind)) = record
            .partners
            .get_mut(place)
            .zip(EffortPartnerKind::from_key(key))
        {
            row.kind = kind;
        }
    },
    set_name: |record, place, text| {
        if let Some(row) = record.partners.get_mut(place) {
            row.name = text;
        }
    },
    add: |record| {
        record.partners.push(EffortPartner {
            kind: EffortPartnerKind::Municipality,
            name: String::new(),
        });
    },
    remove: |record, place| drop(record.partners.remove(place)),
};

/// Rows of a kind and a name that are added and removed. A row is named by its place.
#[component]
fn NamedRowFields(
    draft: Draft,
    problems: Problems,
    rows: NamedRows,
    prefix: &'static str,
    kinds: Vec<Offer>,
    add: &'static str,
) -> impl IntoView {
    let count = Memo::new(move |_| (rows.count)(&draft.read().record));
    let kinds = StoredValue::new(kinds);
    let row = move |place: usize| {
        let name = [prefix, "-", &place.to_string()].concat();
        let name_id = [&name, "-name"].concat();
        view! {
            <div class="form-row">
                <SelectField
                    id=[&name, "-kind"].concat()
                    label=effort_texts().row_kind
                    offers=kinds.get_value()
                    value=Signal::derive(move || {
                        (rows.kind)(&draft.read().record, place).unwrap_or_default().to_owned()
                    })
                    on_choose=move |key: String| draft.update(|draft| (rows.set_kind)(&mut draft.record, place, &key))
                />
                <LineField
                    id=name_id.clone()
                    label=effort_texts().row_name
                    value=Signal::derive(move || (rows.name)(&draft.read().record, place).unwrap_or_default())
                    problem=problem_of(problems, name_id)
                    on_input=move |text| draft.update(|draft| (rows.set_name)(&mut draft.record, place, text))
                />
                <RemoveButton on_press=move |()| draft.update(|draft| (rows.remove)(&mut draft.record, place))/>
            </div>
        }
    };
    view! {
        <For each=move || 0..count.get() key=|place| *place let:place>
            {row(place)}
        </For>
        <button
            type="button"
            class="button small"
            on:click=move |_| draft.update(|draft| (rows.add)(&mut draft.record))
        >
            {add}
        </button>
    }
    .into_any()
}

/// The button that takes a row out.
#[component]
pub(super) fn RemoveButton(
    /// Called when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="button small" on:click=move |_| on_press.run(())>
            {office_texts().remove}
        </button>
    }
}

/// Housing of others, institutions and places in the town.
#[component]
pub(super) fn PlacesGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let kinds = offers(EffortPlaceKind::ALL, EffortPlaceKind::key, &texts.place_kind);
    view! {
        <fieldset class="group">
            <legend>{texts.places}</legend>
            <p class="hint">{texts.places_hint}</p>
            <NamedRowFields draft problems rows=PLACES prefix="effort-place" kinds add=texts.add_place/>
        </fieldset>
    }
    .into_any()
}

/// The partners.
#[component]
pub(super) fn PartnersGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let kinds = offers(
        EffortPartnerKind::ALL,
        EffortPartnerKind::key,
        &texts.partner_kind,
    );
    view! {
        <fieldset class="group">
            <legend>{texts.partners}</legend>
            <p class="hint">{texts.partners_hint}</p>
            <NamedRowFields draft problems rows=PARTNERS prefix="effort-partner" kinds add=texts.add_partner/>
        </fieldset>
    }
    .into_any()
}

/// The goals of social work.
#[component]
pub(super) fn GoalsGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let values = Signal::derive(move || draft.read().record.goals.clone());
    let choose = move |(key, is_chosen): (String, bool)| {
        draft.update(|draft| {
            draft.record.goals.retain(|known| *known != key);
            if is_chosen {
                draft.record.goals.push(key);
            }
        });
    };
    let problem = problem_of(problems, "effort-goals");
    view! {
        <fieldset class="group" id="effort-goals" tabindex="-1">
            <legend>{effort_texts().goals}</legend>
            <ChipsField offers=goal_offers() values on_change=choose/>
            <p class="problem" role="alert">{problem}</p>
        </fieldset>
    }
    .into_any()
}

/// The screening that the effort is begun upon, among those of its departments.
#[component]
pub(super) fn BasisField(
    draft: Draft,
    problems: Problems,
    screenings: Vec<ScreeningChoice>,
) -> impl IntoView {
    let screenings = StoredValue::new(screenings);
    let choices = Memo::new(move |_| {
        let draft = draft.read();
        let is_of_effort = |screening: &&ScreeningChoice| {
            let mut departments = draft.record.departments.iter();
            departments.any(|department| department.id == screening.department)
        };
        let mut offers = vec![(String::new(), effort_texts().no_basis.to_owned())];
        screenings.with_value(|screenings| {
            let own = screenings.iter().filter(is_of_effort);
            offers
                .extend(own.map(|screening| (screening.document.to_string(), screening_in_words(screening))));
        });
        offers
    });
    let value = Signal::derive(move || {
        let basis = draft.read().record.basis;
        basis.map(|basis| basis.document.to_string()).unwrap_or_default()
    });
    let choose = move |key: String| {
        let chosen = screenings.with_value(|screenings| {
            let mut screenings = screenings.iter();
            let chosen = screenings.find(|screening| screening.document.to_string() == key);
            chosen.map(|screening| EffortBasis {
                department: screening.department,
                document: screening.document,
            })
        });
        draft.update(|draft| draft.record.basis = chosen);
    };
    let hidden = move || {
        let is_hidden = draft.read().has_hidden_basis;
        is_hidden.then(|| view! { <p>{effort_texts().basis_hidden}</p> })
    };
    view! {
        <p class="hint">{effort_texts().basis_hint}</p>
        {hidden}
        <SelectField
            id="effort-basis"
            label=effort_texts().basis_label
            offers=choices
            value
            problem=problem_of(problems, "effort-basis")
            on_choose=choose
        />
    }
    .into_any()
}

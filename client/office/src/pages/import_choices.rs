//! Choices that a list leaves open: the sheet, the order of dates, the width of numbers, words for roles, and whether a row
//! means a person who is there.

use feltbog_shared::office::{ImportPlan, ImportQuestion};
use feltbog_ui::form::{LineField, SelectField};
use leptos::prelude::*;

use super::people_selection::role_offers;
use crate::api::ImportChoices;
use crate::texts::office_texts;

/// Codes of the faults that ask for a choice.
const UNCLEAR_DATE: &str = "unclear_date";
const NUMBER_WIDTH: &str = "number_width";

/// The choices that a plan leaves open, and those that were made for it.
#[component]
pub(super) fn OpenChoices(
    plan: ImportPlan,
    choices: RwSignal<ImportChoices>,
    /// Called when a choice was made and the file is to be read again.
    on_choose: Callback<()>,
) -> impl IntoView {
    let has = |code: &str| plan.faults.iter().any(|fault| fault.code == code);
    let sheet =
        (plan.sheets.len() > 1).then(|| view! { <SheetField sheets=plan.sheets.clone() choices on_choose/> });
    let asks_dates = has(UNCLEAR_DATE) || !choices.read_untracked().date_order.is_empty();
    let dates = asks_dates.then(|| view! { <DateField choices on_choose/> });
    let asks_width =
        has(NUMBER_WIDTH) || plan.number_width.is_some() || choices.read_untracked().number_width.is_some();
    let width = asks_width.then(|| view! { <WidthField known=plan.number_width choices on_choose/> });
    let has_choice = sheet.is_some() || dates.is_some() || width.is_some();
    let fields = has_choice.then(|| {
        view! {
            <fieldset class="group">
                <legend>{office_texts().import_choices}</legend>
                {sheet}
                {dates}
                {width}
            </fieldset>
        }
    });
    view! {
        {fields}
        <RoleFields roles=plan.roles choices on_choose/>
        <QuestionFields questions=plan.questions choices on_choose/>
    }
    .into_any()
}

#[component]
fn SheetField(
    sheets: Vec<String>,
    choices: RwSignal<ImportChoices>,
    on_choose: Callback<()>,
) -> impl IntoView {
    let mut offers = vec![(String::new(), office_texts().import_choose.to_owned())];
    offers.extend(sheets.into_iter().map(|sheet| (sheet.clone(), sheet)));
    view! {
        <SelectField
            id="import-sheet"
            label=office_texts().import_sheet
            offers
            value=Signal::derive(move || choices.read().sheet.clone())
            on_choose=move |sheet: String| {
                choices.update(|choices| choices.sheet = sheet);
                on_choose.run(());
            }
        />
    }
    .into_any()
}

#[component]
fn DateField(choices: RwSignal<ImportChoices>, on_choose: Callback<()>) -> impl IntoView {
    let offers = ["", "dmy", "mdy"].map(str::to_owned);
    let labels = [
        office_texts().import_choose,
        office_texts().import_dates_dmy,
        office_texts().import_dates_mdy,
    ];
    let offers: Vec<_> = offers.into_iter().zip(labels.map(str::to_owned)).collect();
    view! {
        <SelectField
            id="import-dates"
            label=office_texts().import_dates
            offers
            value=Signal::derive(move || choices.read().date_order.clone())
            on_choose=move |order: String| {
                choices.update(|choices| choices.date_order = order);
                on_choose.run(());
            }
        />
    }
    .into_any()
}

#[component]
fn WidthField(known: Option<u8>, choices: RwSignal<ImportChoices>, on_choose: Callback<()>) -> impl IntoView {
    let stated = choices.read_untracked().number_width.or(known);
    let typed = RwSignal::new(stated.map_or_else(String::new, |width| width.to_string()));
    let is_wrong = RwSignal::new(false);
    let read_again = move |_| {
        // An empty field takes the zeros away again.
        let width = match typed.read_untracked().trim() {
            "" => Some(0),
            text => text.parse().ok().filter(|width| *width <= 20),
        };
        is_wrong.set(width.is_none());
        if width.is_some() {
            choices.update(|choices| choices.number_width = width);
            on_choose.run(());
        }
    };
    let problem = Signal::derive(move || match is_wrong.get() {
        true => office_texts().import_width_wrong.to_owned(),
        false => String::new(),
    });
    view! {
        <LineField
            id="import-width"
            label=office_texts().import_width
            hint=office_texts().import_width_hint
            keyboard=Some("numeric")
            value=typed
            problem
            on_input=move |text: String| typed.set(text)
        />
        <button type="button" class="button small" id="import-width-again" on:click=read_again>
            {office_texts().import_again}
        </button>
    }
    .into_any()
}

/// Words for roles that are not known, each with the role that it stands for.
#[component]
fn RoleFields(
    roles: Vec<(String, String)>,
    choices: RwSignal<ImportChoices>,
    on_choose: Callback<()>,
) -> impl IntoView {
    if roles.is_empty() {
        return ().into_any();
    }
    let mut offers = vec![(String::new(), office_texts().import_choose.to_owned())];
    offers.extend(role_offers());
    let rows = roles.into_iter().enumerate().map(|(place, (word, role))| {
        let label = word.clone();
        view! {
            <SelectField
                id=["import-role-", &place.to_string()].concat()
                label
                offers=offers.clone()
                value=Signal::stored(role)
                on_choose=move |role: String| {
                    if !role.is_empty() {
                        choices.update(|choices| set(&mut choices.roles, &word, role));
                        on_choose.run(());
                    }
                }
            />
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().import_roles}</legend>
            <p class="hint">{office_texts().import_roles_hint}</p>
            <div class="form-grid">{rows.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Rows that may mean a person who is there, each with the answer.
#[component]
fn QuestionFields(
    questions: Vec<ImportQuestion>,
    choices: RwSignal<ImportChoices>,
    on_choose: Callback<()>,
) -> impl IntoView {
    if questions.is_empty() {
        return ().into_any();
    }
    let offers: Vec<_> = ["", "same", "new"]
        .map(str::to_owned)
        .into_iter()
        .zip([
            office_texts().import_choose.to_owned(),
            office_texts().import_person_same.to_owned(),
            office_texts().import_person_new.to_owned(),
        ])
        .collect();
    let rows = questions.into_iter().enumerate().map(|(place, question)| {
        let key = question.key;
        view! {
            <SelectField
                id=["import-person-", &place.to_string()].concat()
                label=office_texts().import_person.with(&[&question.name, &question.known])
                offers=offers.clone()
                value=Signal::stored(question.answer)
                on_choose=move |answer: String| {
                    choices.update(|choices| set(&mut choices.people, &key, answer));
                    on_choose.run(());
                }
            />
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().import_people}</legend>
            <p class="hint">{office_texts().import_people_hint}</p>
            <div class="form-grid">{rows.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Sets the value of a key; an empty one takes it away.
fn set(pairs: &mut Vec<(String, String)>, key: &str, value: String) {
    pairs.retain(|(other, _)| other != key);
    if !value.is_empty() {
        pairs.push((key.to_owned(), value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_the_place_of_the_one_before() {
        let mut answers = Vec::new();
        set(&mut answers, "417", "same".into());
        set(&mut answers, "500", "new".into());
        set(&mut answers, "417", "new".into());
        assert_eq!(
            answers,
            [("500", "new"), ("417", "new")].map(|(key, answer)| (key.to_owned(), answer.to_owned()))
        );
        set(&mut answers, "500", String::new());
        assert_eq!(answers.len(), 1);
    }
}

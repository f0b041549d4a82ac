//! An organisation: its names and numbers, its modules, and the rules for its phones.

use feltbog_shared::office::Organisation;
use feltbog_shared::permission::Modules;
use feltbog_ui::form::{CheckField, ErrorSummary, FieldProblem, LineField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Days after which an unused phone has to be enrolled again.
const UNUSED_DAYS: core::ops::RangeInclusive<u16> = 7..=90;
/// The usual number of those days.
const USUAL_UNUSED_DAYS: u16 = 30;

/// The page of the organisation of the address.
#[component]
pub(crate) fn OrganisationPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().organisation(&id).await }
    });
    let name = move || {
        organisation
            .value
            .get()
            .map_or_else(String::new, |found| found.name)
    };
    view! {
        <Page title=Signal::derive(name)>
            <Loaded answer children=|found| view! { <OrganisationForm found/> }/>
        </Page>
    }
    .into_any()
}

/// The page of a new organisation of the administration in the address.
#[component]
pub(crate) fn NewOrganisationPage() -> impl IntoView {
    let blank = Organisation {
        id: String::new(),
        version: 0,
        name: String::new(),
        key: String::new(),
        cvr: String::new(),
        lbf_number: String::new(),
        modules: Modules::all(),
        controller: String::new(),
        phone_unused_days: USUAL_UNUSED_DAYS,
        confirms_phones: false,
        departments: 0,
        people: 0,
    };
    view! {
        <Page title=office_texts().add_organisation>
            <OrganisationForm found=blank/>
        </Page>
    }
    .into_any()
}

/// Whether a text is a short key: small letters, digits and hyphens.
fn is_key(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_part)
}

/// The problems of an organisation before it is sent.
fn problems_of(organisation: &Organisation, unused_days: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if organisation.name.trim().is_empty() {
        problems.push(FieldProblem::new("organisation-name", office_texts().name_wanted));
    }
    // The key of one that is there stays as it is.
    if organisation.id.is_empty() && !is_key(&organisation.key) {
        problems.push(FieldProblem::new("organisation-key", office_texts().key_wanted));
    }
    let is_cvr = organisation.cvr.len() == 8 && organisation.cvr.bytes().all(|byte| byte.is_ascii_digit());
    if !organisation.cvr.is_empty() && !is_cvr {
        problems.push(FieldProblem::new("organisation-cvr", office_texts().cvr_wanted));
    }
    if !unused_days
        .trim()
        .parse()
        .is_ok_and(|days| UNUSED_DAYS.contains(&days))
    {
        problems.push(FieldProblem::new(
            "organisation-unused",
            office_texts().unused_days_wanted,
        ));
    }
    problems
}

#[component]
fn OrganisationForm(found: Organisation) -> impl IntoView {
    let office = use_office();
    let (parameters, navigate) = (use_params_map(), use_navigate());
    let is_new = found.id.is_empty();
    let unused_days = RwSignal::new(found.phone_unused_days.to_string());
    let draft = RwSignal::new(found);
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut changed = draft.get_untracked();
        let days = unused_days.get_untracked();
        problems.set(problems_of(&changed, &days));
        let Ok(days) = days.trim().parse() else { return };
        changed.phone_unused_days = days;
        if !problems.read_untracked().is_empty() {
            return;
        }
        let administration = parameters.read_untracked().get("id").unwrap_or_default();
        let navigate = navigate.clone();
        submission.run(
            async move {
                let report = match is_new {
                    true => office.api().add_organisation(&administration, &changed).await?,
                    false => office.api().save_organisation(&changed).await?,
                };
                Ok((changed, report))
            },
            move |(changed, report)| {
                let entry = report.entry.filter(|_| !is_new);
                office.changed(Notice {
                    text: office_texts().saved.with(&[&changed.name]),
                    undo: entry.map(|entry| (changed.id, entry)),
                });
                office.read_session();
                if is_new {
                    navigate("/kontor", Default::default());
                }
            },
        );
    };
    // Addresses hold the key, so it stays.
    let key = is_new.then(|| {
        view! {
            <LineField
                id="organisation-key"
                label=office_texts().key
                hint=office_texts().key_hint
                value=Signal::derive(move || draft.read().key.clone())
                problem=problem_of(problems, "organisation-key")
                on_input=move |text: String| draft.update(|draft| draft.key = text.trim().to_owned())
            />
        }
    });
    let modules = (0_u8..).zip(office_texts().module).map(|(place, label)| {
        let bit = 1_u8 << place;
        view! {
            <CheckField
                id=["organisation-module-", &place.to_string()].concat()
                label
                value=Signal::derive(move || draft.read().modules.bits() & bit != 0)
                on_change=move |is_on: bool| {
                    draft.update(|draft| {
                        let bits = draft.modules.bits();
                        draft.modules = Modules::from_bits(if is_on { bits | bit } else { bits & !bit });
                    });
                }
            />
        }
    });
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <fieldset class="group">
                <legend>{office_texts().organisation}</legend>
                <div class="form-grid">
                    <LineField
                        id="organisation-name"
                        label=office_texts().name
                        value=Signal::derive(move || draft.read().name.clone())
                        problem=problem_of(problems, "organisation-name")
                        on_input=move |text| draft.update(|draft| draft.name = text)
                    />
                    {key}
                    <LineField
                        id="organisation-cvr"
                        label=office_texts().cvr
                        keyboard=Some("numeric")
                        value=Signal::derive(move || draft.read().cvr.clone())
                        problem=problem_of(problems, "organisation-cvr")
                        on_input=move |text: String| draft.update(|draft| draft.cvr = text.trim().to_owned())
                    />
                    <LineField
                        id="organisation-lbf"
                        label=office_texts().lbf_number
                        value=Signal::derive(move || draft.read().lbf_number.clone())
                        on_input=move |text| draft.update(|draft| draft.lbf_number = text)
                    />
                    <LineField
                        id="organisation-controller"
                        label=office_texts().controller
                        hint=office_texts().controller_hint
                        value=Signal::derive(move || draft.read().controller.clone())
                        on_input=move |text| draft.update(|draft| draft.controller = text)
                    />
                </div>
            </fieldset>
            <fieldset class="group">
                <legend>{office_texts().modules}</legend>
                <p class="hint">{office_texts().organisation_modules_hint}</p>
                <div class="form-grid">{modules.collect_view()}</div>
            </fieldset>
            <fieldset class="group">
                <legend>{office_texts().phones}</legend>
                <div class="form-grid">
                    <LineField
                        id="organisation-unused"
                        label=office_texts().unused_days
                        hint=office_texts().unused_days_hint
                        keyboard=Some("numeric")
                        value=unused_days
                        problem=problem_of(problems, "organisation-unused")
                        on_input=move |text| unused_days.set(text)
                    />
                    <CheckField
                        id="organisation-confirms"
                        label=office_texts().confirms_phones
                        value=Signal::derive(move || draft.read().confirms_phones)
                        on_change=move |is_on| draft.update(|draft| draft.confirms_phones = is_on)
                    />
                </div>
            </fieldset>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn a_key_has_small_letters_digits_and_hyphens() {
        assert!(is_key("laerkeby-2"));
        for text in ["", "Lærkeby", "a b", "A"] {
            assert!(!is_key(text), "{text}");
        }
    }
}

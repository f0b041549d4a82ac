//! The form of an entry of the directory.

use feltbog_shared::office::competence::{DirectoryEntry, DirectoryKind, DirectoryPage as FoundDirectory};
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::situations;
use crate::competence_texts::competence_texts;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The dialog of the page, and the entry that it is about. They stay while the page is read again.
#[derive(Clone, Copy)]
pub(super) struct EditingEntry {
    /// The content of the page as it was read last.
    pub(super) found: RwSignal<FoundDirectory>,
    /// The entry that is changed; one without an id is added.
    pub(super) entry: RwSignal<DirectoryEntry>,
    /// Whether the dialog is open.
    pub(super) is_open: RwSignal<bool>,
    /// The municipality that is shown; empty for all.
    pub(super) municipality: RwSignal<String>,
    pub(super) removal: Submission,
}

/// The words for a kind of entry.
pub(super) fn kind_in_words(kind: DirectoryKind) -> &'static str {
    let place = DirectoryKind::ALL.iter().position(|one| *one == kind);
    place
        .and_then(|place| competence_texts().directory_kind.get(place).copied())
        .unwrap_or_default()
}

/// Every municipality of departments and entries, after the offer of all.
pub(super) fn municipalities(found: &FoundDirectory) -> Vec<Offer> {
    let of_entries = found.entries.iter().map(|entry| entry.municipality.clone());
    let mut names: Vec<String> = found.municipalities.iter().cloned().chain(of_entries).collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    let mut all = vec![(String::new(), competence_texts().every_municipality.to_owned())];
    all.extend(names.into_iter().map(|name| (name.clone(), name)));
    all
}

/// The form of an entry.
#[component]
pub(super) fn EntryForm(editing: EditingEntry) -> impl IntoView {
    let office = use_office();
    let draft = RwSignal::new(editing.entry.get_untracked());
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = draft.get_untracked();
        let mut found = Vec::new();
        if wanted.name.trim().is_empty() {
            found.push(FieldProblem::new("entry-name", competence_texts().name_wanted));
        }
        let is_complete = found.is_empty();
        problems.set(found);
        if !is_complete {
            return;
        }
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        submission.run(
            async move { office.api().keep_entry(&organisation, &wanted).await },
            move |kept| {
                let _ = editing.is_open.try_set(false);
                office.changed(Notice {
                    text: competence_texts().saved.with(&[&kept.name]),
                    undo: None,
                });
            },
        );
    };
    let kinds = DirectoryKind::ALL
        .into_iter()
        .map(|kind| (kind.key().to_owned(), kind_in_words(kind).to_owned()))
        .collect::<Vec<_>>();
    let choose_kind = move |key: String| {
        if let Some(kind) = DirectoryKind::from_key(&key) {
            draft.update(|draft| draft.kind = kind);
        }
    };
    let mut any_situation = vec![(String::new(), competence_texts().any_situation.to_owned())];
    any_situation.extend(situations());
    let places = editing.found.with_untracked(municipalities);
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <ChoiceField
                legend=competence_texts().kind
                name="entry-kind"
                offers=kinds
                value=Signal::derive(move || draft.read().kind.key().to_owned())
                on_choose=choose_kind
            />
            <LineField
                id="entry-name"
                label=competence_texts().name
                value=Signal::derive(move || draft.read().name.clone())
                problem=problem_of(problems, "entry-name")
                on_input=move |text| draft.update(|draft| draft.name = text)
            />
            <LineField
                id="entry-phone"
                label=competence_texts().phone
                kind="tel"
                value=Signal::derive(move || draft.read().phone.clone())
                on_input=move |text| draft.update(|draft| draft.phone = text)
            />
            <SelectField
                id="entry-municipality"
                label=competence_texts().municipality
                offers=places
                value=Signal::derive(move || draft.read().municipality.clone())
                on_choose=move |name| draft.update(|draft| draft.municipality = name)
            />
            <SelectField
                id="entry-situation"
                label=competence_texts().situation
                offers=any_situation
                value=Signal::derive(move || draft.read().situation.clone())
                on_choose=move |key| draft.update(|draft| draft.situation = key)
            />
            <LineField
                id="entry-remark"
                label=competence_texts().remark
                value=Signal::derive(move || draft.read().remark.clone())
                on_input=move |text| draft.update(|draft| draft.remark = text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=competence_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

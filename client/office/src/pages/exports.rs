//! Records as files: a format, kinds, departments and a period, and the file, which can be stopped on its way.

use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::office_data::{ExportChoices, ExportFormat, ExportRequest};
use feltbog_ui::choice::{ChipsField, ChoiceField};
use leptos::prelude::*;

use crate::api::{ApiError, Cancellation};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::use_office;
use crate::texts::office_texts;

/// Bytes of a megabyte, as files are named by.
const MEGABYTE: u64 = 1_000_000;

/// The progress of an export.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    None,
    Counting,
    Fetching(u64),
    Done(u64),
    Cancelled,
}

/// The page of exports.
#[component]
pub(crate) fn ExportsPage() -> impl IntoView {
    let office = use_office();
    let choices = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().export_choices().await }
    });
    view! {
        <Page title=office_texts().exports>
            <p>{office_texts().exports_lead}</p>
            <Loaded answer=choices children=|choices| view! { <ExportForm choices/> }/>
        </Page>
    }
    .into_any()
}

/// Keys and names of kinds, in the order of the model.
pub(super) fn kind_offers(keys: &[String]) -> Vec<(String, String)> {
    let kinds = Kind::ALL
        .iter()
        .filter(|kind| keys.iter().any(|key| key == kind.key()));
    kinds
        .map(|kind| (kind.key().to_owned(), texts().kind(*kind).to_owned()))
        .collect()
}

/// Puts a key into a list or takes it out.
pub(crate) fn toggle(values: RwSignal<Vec<String>>, (key, is_chosen): (String, bool)) {
    values.update(|values| {
        values.retain(|value| *value != key);
        if is_chosen {
            values.push(key);
        }
    });
}

/// Whether a format lets the person choose kinds, and any number of them.
fn has_kinds(format: ExportFormat) -> bool {
    !matches!(format, ExportFormat::GeoJson | ExportFormat::DarwinCore)
}

#[component]
fn ExportForm(choices: ExportChoices) -> impl IntoView {
    if choices.departments.is_empty() {
        return view! { <p>{office_texts().export_nothing}</p> }.into_any();
    }
    let office = use_office();
    let format = RwSignal::new(ExportFormat::Xlsx);
    let kinds = RwSignal::new(Vec::<String>::new());
    let department = RwSignal::new(String::new());
    let (from, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let mut organisations: Vec<_> = choices
        .departments
        .iter()
        .map(|department| {
            (
                department.organisation.clone(),
                department.organisation_name.clone(),
            )
        })
        .collect();
    organisations.sort_by(|one, other| one.1.cmp(&other.1));
    organisations.dedup();
    let organisation = RwSignal::new(
        organisations
            .first()
            .map(|first| first.0.clone())
            .unwrap_or_default(),
    );
    let is_unlocked = RwSignal::new(false);
    let is_invalid = RwSignal::new(false);
    let mailbox = RwSignal::new(String::new());
    let progress = RwSignal::new(Progress::None);
    let megabytes = RwSignal::new(0_u64);
    let submission = Submission::new();
    let cancellation = StoredValue::new_local(None::<Cancellation>);
    let formats: Vec<_> = ExportFormat::ALL
        .into_iter()
        .zip(office_texts().export_format_name)
        .map(|(format, name)| (format.key().to_owned(), name.to_owned()))
        .collect();
    let hint = move || {
        let place = ExportFormat::ALL.iter().position(|known| *known == format.get());
        place.and_then(|place| office_texts().export_format_hint.get(place).copied())
    };
    let is_dataset = move || format.get() == ExportFormat::DarwinCore;
    let personal = choices.personal_kinds;
    let every = choices.kinds.clone();
    let is_personal = move || {
        let chosen = kinds.read();
        has_kinds(format.get())
            && every
                .iter()
                .filter(|kind| chosen.is_empty() || chosen.contains(kind))
                .any(|kind| personal.contains(kind))
    };
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let text = |signal: RwSignal<String>| Some(signal.get_untracked()).filter(|text| !text.is_empty());
        let format = format.get_untracked();
        let is_dataset = format == ExportFormat::DarwinCore;
        let request = ExportRequest {
            departments: text(department)
                .and_then(|id| id.parse().ok())
                .into_iter()
                .collect(),
            kinds: match has_kinds(format) {
                true => kinds.get_untracked(),
                false => Vec::new(),
            },
            from: text(from).filter(|_| !is_dataset),
            until: text(until).filter(|_| !is_dataset),
            organisation: text(organisation).filter(|_| is_dataset),
            includes_unlocked: is_dataset && is_unlocked.get_untracked(),
            includes_invalid: is_dataset && is_invalid.get_untracked(),
            mailbox: text(mailbox).filter(|_| is_dataset),
        };
        let stop = Cancellation::new();
        cancellation.set_value(stop.clone());
        progress.set(Progress::Counting);
        megabytes.set(0);
        let fetched = async move {
            let begun = office.api().begin_export(format, &request, stop.as_ref()).await;
            let saved = match begun {
                Ok(begun) => {
                    let _ = progress.try_set(Progress::Fetching(begun.rows));
                    let rows = begun.rows;
                    let told = move |bytes: u64| {
                        let _ = megabytes.try_set(bytes / MEGABYTE);
                    };
                    begun.save_telling(told).await.map(|()| rows)
                }
                Err(error) => Err(error),
            };
            match saved {
                Ok(rows) => Ok(Progress::Done(rows)),
                Err(ApiError::Unreachable) if stop.as_ref().is_some_and(Cancellation::is_cancelled) => {
                    Ok(Progress::Cancelled)
                }
                Err(error) => {
                    let _ = progress.try_set(Progress::None);
                    Err(error)
                }
            }
        };
        submission.run(fetched, move |reached| {
            // The page may have been left meanwhile.
            let _ = progress.try_set(reached);
        });
    };
    let cancel = move |_| {
        cancellation.with_value(|cancellation| {
            if let Some(cancellation) = cancellation {
                cancellation.cancel();
            }
        });
    };
    let status = move || match progress.get() {
        Progress::None => String::new(),
        Progress::Counting => office_texts().export_counting.to_owned(),
        Progress::Fetching(rows) => office_texts().export_fetching.with(&[&rows.to_string()]),
        Progress::Done(rows) => office_texts().export_is_done.with(&[&rows.to_string()]),
        Progress::Cancelled => office_texts().export_cancelled.to_owned(),
    };
    let is_fetching = move || matches!(progress.get(), Progress::Fetching(_));
    // Beside the status, which is read aloud: a number that grows is not.
    let received = move || match megabytes.get() {
        0 => office_texts().export_received_little.to_owned(),
        whole => office_texts().export_received.with(&[&whole.to_string()]),
    };
    let departments = choices.departments.into_iter().map(|department| {
        view! { <option value=department.id.to_string()>{department.name}</option> }
    });
    let organisations = organisations
        .into_iter()
        .map(|(id, name)| view! { <option value=id>{name}</option> });
    let offers = kind_offers(&choices.kinds);
    let choose_kind = move |change: (String, bool)| {
        // A table has one kind.
        if format.get_untracked() == ExportFormat::Csv && change.1 {
            kinds.set(vec![change.0]);
        } else {
            toggle(kinds, change);
        }
    };
    let choose_format = move |key: String| {
        if let Some(chosen) = ExportFormat::from_key(&key) {
            format.set(chosen);
            if chosen == ExportFormat::Csv {
                kinds.update(|kinds| kinds.truncate(1));
            }
        }
    };
    let format_key = Signal::derive(move || format.get().key().to_owned());
    view! {
        <form class="group" on:submit=make>
            <ChoiceField
                legend=office_texts().export_format
                name="export-format"
                offers=formats
                value=format_key
                on_choose=choose_format
            />
            <p class="hint">{hint}</p>
            <div hidden=move || !has_kinds(format.get())>
                <ChipsField legend=office_texts().export_kinds offers values=kinds on_change=choose_kind/>
                <p class="hint">{office_texts().export_kinds_all}</p>
            </div>
            <div class="field" hidden=is_dataset>
                <label for="export-department">{office_texts().export_department}</label>
                <select
                    id="export-department"
                    class="line"
                    on:change=move |event| department.set(event_target_value(&event))
                >
                    <option value="">{office_texts().export_department_all}</option>
                    {departments.collect_view()}
                </select>
            </div>
            <div class="field" hidden=is_dataset>
                <label for="export-from">{office_texts().export_from}</label>
                <input type="date" id="export-from" class="line" bind:value=from/>
            </div>
            <div class="field" hidden=is_dataset>
                <label for="export-until">{office_texts().export_until}</label>
                <input type="date" id="export-until" class="line" bind:value=until/>
            </div>
            <div class="field" hidden=move || !is_dataset()>
                <label for="export-organisation">{office_texts().export_organisation}</label>
                <select
                    id="export-organisation"
                    class="line"
                    on:change=move |event| organisation.set(event_target_value(&event))
                >
                    {organisations.collect_view()}
                </select>
            </div>
            <div class="field" hidden=move || !is_dataset()>
                <label for="export-mailbox">{office_texts().export_mailbox}</label>
                <input type="email" id="export-mailbox" class="line" bind:value=mailbox/>
            </div>
            <label class="chip" hidden=move || !is_dataset()>
                <input type="checkbox" bind:checked=is_unlocked/>
                {office_texts().export_unlocked}
            </label>
            <label class="chip" hidden=move || !is_dataset()>
                <input type="checkbox" bind:checked=is_invalid/>
                {office_texts().export_invalid}
            </label>
            <p class="hint" hidden=move || !is_personal()>{office_texts().export_personal}</p>
            <SubmissionProblem submission/>
            <p role="status">{status}</p>
            <p class="hint" hidden=move || !is_fetching()>{received}</p>
            <div class="buttons">
                <SubmitButton label=office_texts().export_make submission/>
                <button
                    type="button"
                    class="button"
                    hidden=move || !submission.is_busy.get()
                    on:click=cancel
                >
                    {office_texts().cancel}
                </button>
            </div>
        </form>
    }
    .into_any()
}

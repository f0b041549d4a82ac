//! Import of lists from a file: first the plan, with every fault and every change, then the change itself.

use feltbog_shared::office::{ImportChange, ImportPlan, ImportRemark};
use feltbog_ui::choice::ChoiceField;
use feltbog_ui::form::{CheckField, LineField};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use crate::api::Leavers;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Keys of the kinds of list, in the order of their texts.
const KINDS: [&str; 4] = ["departments", PEOPLE, "grants", "dwellings"];
/// The kind of list that may be whole.
const PEOPLE: &str = "people";

/// The page of the import.
#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let kind = RwSignal::new(KINDS[0].to_owned());
    let file = RwSignal::new_local(None::<File>);
    let plan = RwSignal::new(None::<ImportPlan>);
    let (is_whole, stated) = (RwSignal::new(false), RwSignal::new(String::new()));
    let leavers = move || match is_whole.get_untracked() && *kind.read_untracked() == PEOPLE {
        true => Leavers::End(stated.get_untracked().trim().to_owned()),
        false => Leavers::Keep,
    };
    let (planning, applying) = (Submission::new(), Submission::new());
    // The number of plans that were wanted, and of the last one that was asked for.
    let (wanted, asked) = (RwSignal::new(0_u32), StoredValue::new(0_u32));
    let make_plan = move || {
        plan.set(None);
        planning.error.set(None);
        applying.error.set(None);
        wanted.update(|wanted| *wanted += 1);
    };
    // A choice that is changed while a file is read is followed by another plan.
    Effect::new(move |_| {
        let (number, is_busy) = (wanted.get(), planning.is_busy.get());
        if is_busy || number == asked.get_value() {
            return;
        }
        asked.set_value(number);
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, kind) = (organisation.id.get_untracked(), kind.get_untracked());
        let leavers = leavers();
        planning.run(
            async move {
                office
                    .api()
                    .plan_import(&organisation, &kind, &chosen, &leavers)
                    .await
            },
            move |found| {
                // The page may have been left meanwhile, and its signals with it.
                if wanted.try_get_untracked() == Some(number) {
                    plan.set(Some(found));
                }
            },
        );
    });
    let choose_file = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let files = input.and_then(|input| input.files());
        file.set(files.and_then(|files| files.item(0)));
        make_plan();
    };
    // A browser tells of a file only when it is another than before; one that was corrected is chosen again.
    let begin_anew = move |event: web_sys::MouseEvent| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            input.set_value("");
        }
        file.set(None);
        make_plan();
    };
    let apply = move |hash: String| {
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, kind) = (organisation.id.get_untracked(), kind.get_untracked());
        let leavers = leavers();
        applying.run(
            async move {
                office
                    .api()
                    .apply_import(&organisation, &kind, &chosen, &leavers, &hash)
                    .await
            },
            move |done| {
                office.changed(Notice {
                    text: office_texts().import_applied.to_owned(),
                    undo: None,
                });
                let _ = plan.try_set(Some(done));
            },
        );
    };
    let kinds = KINDS
        .into_iter()
        .zip(office_texts().import_kind)
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .collect::<Vec<_>>();
    let hint = move || {
        let place = KINDS.iter().position(|known| *known == *kind.read());
        place.and_then(|place| office_texts().import_kind_hint.get(place).copied())
    };
    let choose_kind = move |key: String| {
        kind.set(key);
        make_plan();
    };
    let choose_whole = move |is_chosen| {
        is_whole.set(is_chosen);
        make_plan();
    };
    let state = move |text: String| {
        let is_number = text.trim().bytes().all(|byte| byte.is_ascii_digit());
        stated.set(text);
        if is_number {
            make_plan();
        }
    };
    view! {
        <Page title=office_texts().import>
            <p>{office_texts().import_lead}</p>
            <section class="group">
                <ChoiceField
                    legend=office_texts().import_what
                    name="import-kind"
                    offers=kinds
                    value=kind
                    on_choose=choose_kind
                />
                <p class="hint">{hint}</p>
                <Show when=move || *kind.read() == PEOPLE>
                    <CheckField
                        id="import-whole"
                        label=office_texts().import_is_whole
                        value=is_whole
                        on_change=choose_whole
                    />
                    <Show when=move || is_whole.get()>
                        <LineField
                            id="import-stated"
                            label=office_texts().import_stated
                            hint=office_texts().import_stated_hint
                            keyboard=Some("numeric")
                            value=stated
                            on_input=state
                        />
                    </Show>
                </Show>
                <div class="field">
                    <label for="import-file">{office_texts().import_file}</label>
                    <p class="hint" id="import-file-h">{office_texts().import_file_hint}</p>
                    <input
                        type="file"
                        class="line"
                        id="import-file"
                        accept=".csv,.txt,.xlsx"
                        aria-describedby="import-file-h"
                        on:click=begin_anew
                        on:change=choose_file
                    />
                </div>
                <SubmissionProblem submission=planning/>
                <p role="status">{move || planning.is_busy.get().then_some(office_texts().import_reading)}</p>
            </section>
            {move || plan.get().map(|plan| view! { <PlanView plan on_apply=apply/> })}
            <SubmissionProblem submission=applying/>
        </Page>
    }
    .into_any()
}

#[component]
fn PlanView(plan: ImportPlan, #[prop(into)] on_apply: Callback<String>) -> impl IntoView {
    let facts = [
        (office_texts().import_added, plan.added),
        (office_texts().import_changed, plan.changed),
        (office_texts().import_unchanged, plan.unchanged),
        (office_texts().import_ended, plan.ended),
        (office_texts().import_skipped, plan.skipped),
    ]
    .into_iter()
    .map(|(name, number)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{number}</dd>
            </div>
        }
    })
    .collect_view();
    let columns = plan
        .columns
        .iter()
        .map(|(header, field)| match header == field {
            true => header.clone(),
            false => [header.as_str(), " → ", field].concat(),
        })
        .collect::<Vec<_>>()
        .join(", ");
    let is_changing = plan.added + plan.changed + plan.ended > 0;
    let verdict = if plan.is_applied {
        office_texts().import_is_applied
    } else if !plan.faults.is_empty() {
        office_texts().import_has_faults
    } else if is_changing {
        office_texts().import_is_ready
    } else {
        office_texts().import_changes_nothing
    };
    let is_ready = !plan.is_applied && plan.faults.is_empty() && is_changing;
    let hash = plan.hash.clone();
    let button = is_ready.then(|| {
        view! {
            <button type="button" class="button primary" on:click=move |_| on_apply.run(hash.clone())>
                {office_texts().import_apply}
            </button>
        }
    });
    view! {
        <section class="office-page" aria-label=office_texts().import_plan>
            <p class="lead" role="status">{verdict}</p>
            <dl class="facts">{facts}</dl>
            <p class="hint">{[plan.form.as_str(), " · ", &columns].concat()}</p>
            <RemarkTable caption=office_texts().import_faults remarks=plan.faults/>
            <RemarkTable caption=office_texts().import_warnings remarks=plan.warnings/>
            <ChangeTable changes=plan.changes/>
            <div class="buttons">{button}</div>
        </section>
    }
    .into_any()
}

#[component]
fn RemarkTable(caption: &'static str, remarks: Vec<ImportRemark>) -> impl IntoView {
    (!remarks.is_empty()).then(|| {
        let rows = remarks.into_iter().map(|remark| {
            view! {
                <tr>
                    <th scope="row">{remark.place}</th>
                    <td class="wide">{remark.sentence}</td>
                </tr>
            }
        });
        view! {
            <div class="table-scroll">
                <table class="data">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().import_place}</th>
                            <th scope="col">{office_texts().import_remark}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    })
}

#[component]
fn ChangeTable(changes: Vec<ImportChange>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let rows = changes.into_iter().map(|change| {
            view! {
                <tr>
                    <td class="numeric">{change.line}</td>
                    <th scope="row">{change.subject}</th>
                    <td>{change.field}</td>
                    <td class="wide">{change.before}</td>
                    <td class="wide">{change.after}</td>
                </tr>
            }
        });
        view! {
            <div class="table-scroll">
                <table class="data">
                    <caption>{office_texts().import_changes}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="numeric">{office_texts().import_line}</th>
                            <th scope="col">{office_texts().import_subject}</th>
                            <th scope="col">{office_texts().import_field}</th>
                            <th scope="col">{office_texts().before}</th>
                            <th scope="col">{office_texts().after}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    })
}

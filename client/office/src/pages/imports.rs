//! Import of lists from a file: first the plan, with every fault and every change, then the change itself.

use feltbog_shared::office::{ImportChange, ImportPlan, ImportRemark};
use feltbog_ui::choice::ChoiceField;
use feltbog_ui::form::{CheckField, LineField, SelectField};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlElement, HtmlInputElement};

use super::import_choices::OpenChoices;
use crate::api::ImportChoices;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
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
    let choices = RwSignal::new(ImportChoices::default());
    let ended = RwSignal::new(String::new());
    let (planning, applying, reporting) = (Submission::new(), Submission::new(), Submission::new());
    // Id of the field that had the focus when the last choice was made.
    let focused = StoredValue::new(String::new());
    // The number of plans that were wanted, and of the last one that was asked for.
    let (wanted, asked) = (RwSignal::new(0_u32), StoredValue::new(0_u32));
    // The fields of a choice stay until the next plan is there, so that the keyboard goes on in them.
    let renew_plan = move || {
        planning.error.set(None);
        applying.error.set(None);
        reporting.error.set(None);
        let field = document().active_element().map(|element| element.id());
        focused.set_value(field.unwrap_or_default());
        wanted.update(|wanted| *wanted += 1);
    };
    let make_plan = move || {
        plan.set(None);
        renew_plan();
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
        let choices = choices.get_untracked();
        planning.run(
            async move {
                office
                    .api()
                    .plan_import(&organisation, &kind, &chosen, &choices)
                    .await
            },
            move |found| {
                // The page may have been left meanwhile, and its signals with it.
                if wanted.try_get_untracked() == Some(number) {
                    plan.set(Some(found));
                    request_animation_frame(move || focus_again(focused));
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
        choices.set(ImportChoices::default());
        ended.set(String::new());
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
    let apply = move |(hash, accepted): (String, Vec<String>)| {
        // The plan of the last choice is on its way.
        if planning.is_busy.get_untracked() {
            return;
        }
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, kind) = (organisation.id.get_untracked(), kind.get_untracked());
        let choices = choices.get_untracked();
        applying.run(
            async move {
                office
                    .api()
                    .apply_import(&organisation, &kind, &chosen, &choices, &hash, &accepted)
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
        choices.set(ImportChoices::default());
        make_plan();
    };
    // Only a list of people ends somebody.
    let is_of_people = move || *kind.read() == PEOPLE;
    let choose_whole = move |is_whole: bool| {
        choices.update(|choices| choices.is_whole = is_whole);
        make_plan();
    };
    let type_ended = move |text: String| {
        let number: Option<u32> = text.trim().parse().ok();
        ended.set(text);
        choices.update(|choices| choices.ended = number);
    };
    let give_field = move |(header, field): (String, String)| {
        choices.update(|choices| {
            choices.columns.retain(|(other, _)| *other != header);
            choices.columns.push((header, field));
        });
        renew_plan();
    };
    let save_report = Callback::new(move |form: &'static str| {
        let Some(chosen) = file.get_untracked() else {
            return;
        };
        let (organisation, kind) = (organisation.id.get_untracked(), kind.get_untracked());
        let choices = choices.get_untracked();
        reporting.run(
            async move {
                let api = office.api();
                api.save_import_report(&organisation, &kind, &chosen, &choices, form)
                    .await
            },
            |()| {},
        );
    });
    let again = Callback::new(move |()| renew_plan());
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
                <Show when=is_of_people>
                    <CheckField
                        id="import-whole"
                        label=office_texts().import_whole
                        value=Signal::derive(move || choices.read().is_whole)
                        on_change=choose_whole
                    />
                    <Show when=move || choices.read().is_whole>
                        <LineField
                            id="import-ended"
                            label=office_texts().import_ended_number
                            hint=office_texts().import_ended_hint
                            keyboard=Some("numeric")
                            value=ended
                            on_input=type_ended
                        />
                        <button type="button" class="button small" on:click=move |_| make_plan()>
                            {office_texts().import_again}
                        </button>
                    </Show>
                </Show>
                <SubmissionProblem submission=planning/>
                <p role="status">{move || planning.is_busy.get().then_some(office_texts().import_reading)}</p>
            </section>
            {move || {
                let open = plan.get().filter(|plan| !plan.is_applied);
                open.map(|plan| view! { <OpenChoices plan choices on_choose=again/> })
            }}
            {move || plan.get().map(|plan| view! { <PlanView plan on_apply=apply on_field=give_field/> })}
            {move || {
                let open = plan.get().filter(|plan| !plan.is_applied);
                open.map(|plan| view! { <ReportButtons plan on_save=save_report/> })
            }}
            <SubmissionProblem submission=reporting/>
            <SubmissionProblem submission=applying/>
        </Page>
    }
    .into_any()
}

/// Gives the focus back to the field of the last choice, which was made anew with the plan.
fn focus_again(focused: StoredValue<String>) {
    let id = focused.try_get_value().unwrap_or_default();
    let is_lost = document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    if id.is_empty() || !is_lost {
        return;
    }
    let field = document().get_element_by_id(&id);
    let field = field.and_then(|field| field.dyn_into::<HtmlElement>().ok());
    // A field that is gone has no focus to get.
    let _ = field.map(|field| field.focus());
}

/// The report of a plan with everything in it, to be saved.
#[component]
fn ReportButtons(plan: ImportPlan, on_save: Callback<&'static str>) -> impl IntoView {
    let shown = u32::try_from(plan.changes.len()).unwrap_or(u32::MAX);
    let more = (plan.change_count > shown).then(|| {
        let (shown, all) = (shown.to_string(), plan.change_count.to_string());
        view! { <p class="hint">{office_texts().import_more.with(&[&shown, &all])}</p> }
    });
    view! {
        {more}
        <div class="buttons">
            <button type="button" class="button small" on:click=move |_| on_save.run("csv")>
                {office_texts().import_report_csv}
            </button>
            <button type="button" class="button small" on:click=move |_| on_save.run("xlsx")>
                {office_texts().import_report_xlsx}
            </button>
        </div>
    }
    .into_any()
}

/// The plan of an import: its numbers, faults, warnings and changes, and the button that carries it out.
#[component]
pub(super) fn PlanView(
    plan: ImportPlan,
    /// Called with the hash and the codes of the warnings that were ticked.
    #[prop(into)]
    on_apply: Callback<(String, Vec<String>)>,
    /// Called with a header and the field that it is given.
    #[prop(into)]
    on_field: Callback<(String, String)>,
) -> impl IntoView {
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
    let kinds = kinds_of_warnings(&plan.warnings);
    let ticked = RwSignal::new(Vec::<String>::new());
    let is_ticked_too_little = RwSignal::new(false);
    let wanted = StoredValue::new(kinds.iter().map(|(code, ..)| code.clone()).collect::<Vec<_>>());
    let apply = move |_| {
        let accepted = ticked.get_untracked();
        let is_complete = wanted.with_value(|wanted| wanted.iter().all(|code| accepted.contains(code)));
        is_ticked_too_little.set(!is_complete);
        if is_complete {
            on_apply.run((hash.clone(), accepted));
        }
    };
    let ticks = kinds.into_iter().map(|(code, sentence, count)| {
        let (shown, id) = (code.clone(), ["import-accept-", &code].concat());
        view! {
            <CheckField
                id
                label=office_texts().import_accept.with(&[&sentence, &count.to_string()])
                value=Signal::derive(move || ticked.read().contains(&shown))
                on_change=move |is_on: bool| {
                    ticked.update(|ticked| {
                        ticked.retain(|other| *other != code);
                        if is_on {
                            ticked.push(code.clone());
                        }
                    });
                }
            />
        }
    });
    let ticks = is_ready.then(|| ticks.collect_view());
    let button = is_ready.then(|| {
        view! {
            <p class="problem" role="alert">
                {move || is_ticked_too_little.get().then_some(office_texts().import_accept_all)}
            </p>
            <button type="button" class="button primary" on:click=apply>
                {office_texts().import_apply}
            </button>
        }
    });
    view! {
        <section class="office-page" aria-label=office_texts().import_plan>
            <p class="lead" role="status">{verdict}</p>
            <dl class="facts">{facts}</dl>
            <p class="hint">{[plan.form.as_str(), " · ", &columns].concat()}</p>
            <ColumnFields chosen=plan.chosen unread=plan.unread fields=plan.fields samples=plan.samples on_field/>
            <RemarkTable caption=office_texts().import_faults remarks=plan.faults/>
            <RemarkTable caption=office_texts().import_warnings remarks=plan.warnings/>
            <ChangeTable changes=plan.changes/>
            {ticks}
            <div class="buttons">{button}</div>
        </section>
    }
    .into_any()
}

/// The kinds of warnings: code, the first sentence and the number, in order.
fn kinds_of_warnings(warnings: &[ImportRemark]) -> Vec<(String, String, usize)> {
    let mut kinds: Vec<(String, String, usize)> = Vec::new();
    for warning in warnings {
        match kinds.iter_mut().find(|(code, ..)| *code == warning.code) {
            Some((.., count)) => *count += 1,
            None => kinds.push((warning.code.clone(), warning.sentence.clone(), 1)),
        }
    }
    kinds
}

/// The headers that have no field of their own, each with the field that it is given.
#[component]
fn ColumnFields(
    chosen: Vec<(String, String)>,
    unread: Vec<String>,
    fields: Vec<String>,
    /// The first values of each column, by its header.
    samples: Vec<(String, Vec<String>)>,
    on_field: Callback<(String, String)>,
) -> impl IntoView {
    let unread = unread.into_iter().map(|header| (header, String::new()));
    let rows: Vec<_> = chosen.into_iter().chain(unread).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let mut offers = vec![
        (String::new(), office_texts().import_column_open.to_owned()),
        ("-".to_owned(), office_texts().import_column_none.to_owned()),
    ];
    offers.extend(fields.into_iter().map(|field| (field.clone(), field)));
    let rows = rows.into_iter().enumerate().map(|(place, (header, field))| {
        let label = header_with_samples(&header, &samples);
        view! {
            <SelectField
                id=["import-column-", &place.to_string()].concat()
                label
                offers=offers.clone()
                value=Signal::stored(field)
                on_choose=move |field: String| {
                    if !field.is_empty() {
                        on_field.run((header.clone(), field));
                    }
                }
            />
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().import_columns}</legend>
            <p class="hint">{office_texts().import_columns_hint}</p>
            <div class="form-grid">{rows.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// A header with the first values of its column.
fn header_with_samples(header: &str, samples: &[(String, Vec<String>)]) -> String {
    let mut samples = samples
        .iter()
        .filter(|(other, values)| other == header && !values.is_empty());
    match samples.next() {
        Some((_, values)) => office_texts().import_samples.with(&[header, &values.join(", ")]),
        None => header.to_owned(),
    }
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
        let rows = rows.collect_view();
        view! {
            <ScrollableTable label=caption>
                <table class="data">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().import_place}</th>
                            <th scope="col">{office_texts().import_remark}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
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
        let rows = rows.collect_view();
        view! {
            <ScrollableTable label=office_texts().import_changes>
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
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_warning_is_ticked_once() {
        let remark = |code: &str, sentence: &str| ImportRemark {
            place: String::new(),
            code: code.into(),
            sentence: sentence.into(),
        };
        let warnings = [
            remark("same_as", "1"),
            remark("inactive", "2"),
            remark("same_as", "3"),
        ];
        let kinds = kinds_of_warnings(&warnings);
        let expected = [("same_as", "1", 2), ("inactive", "2", 1)];
        assert_eq!(
            kinds,
            expected.map(|(code, sentence, count)| (code.to_owned(), sentence.to_owned(), count))
        );
    }
}

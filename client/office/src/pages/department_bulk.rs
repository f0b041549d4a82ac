//! Changes to the departments that are chosen in the table: a module, an agreed period, the house rules. The effects are
//! shown before anything is changed.

use std::collections::BTreeSet;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::{ChangeReport, DepartmentChange, DepartmentChanges, ModuleDecision};
use feltbog_shared::permission::Collection;
use feltbog_ui::form::{CheckField, ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::draft::MODULES;
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Ids of the fields that can be wrong.
const DAY: &str = "many-decided-on";
const MONTHS: &str = "many-months";
/// The most months of an agreed period.
const MOST_MONTHS: u16 = 240;

/// The departments that are chosen in the table.
#[derive(Clone, Copy)]
pub(crate) struct ChosenDepartments(pub(crate) RwSignal<BTreeSet<DepartmentId>>);

/// The change that is being prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Module,
    Retention,
    HouseRules,
}

/// The fields of the form as they are typed.
#[derive(Clone, Default)]
struct Typed {
    /// Key of a module or of a collection.
    key: String,
    is_on: bool,
    decided_on: String,
    decided_by: String,
    months: String,
    address: String,
}

impl Typed {
    fn new(task: Task) -> Self {
        let key = match task {
            Task::Module => MODULES[0],
            Task::Retention => Collection::Conflicts.key(),
            Task::HouseRules => "",
        };
        Self {
            key: key.to_owned(),
            ..Self::default()
        }
    }

    /// The change; what is to be put right, where it cannot be yet.
    fn change(&self, task: Task) -> Result<DepartmentChange, FieldProblem> {
        Ok(match task {
            Task::Module => {
                if !self.decided_on.is_empty() && Day::parse(&self.decided_on).is_none() {
                    return Err(FieldProblem::new(DAY, office_texts().day_wanted));
                }
                DepartmentChange::Module(ModuleDecision {
                    module: self.key.clone(),
                    is_on: self.is_on,
                    decided_on: self.decided_on.clone(),
                    decided_by: self.decided_by.trim().to_owned(),
                })
            }
            Task::Retention => {
                let months = match self.months.trim() {
                    "" => None,
                    typed => {
                        let months = typed.parse().ok();
                        let months = months.filter(|months| (1..=MOST_MONTHS).contains(months));
                        let wanted = || FieldProblem::new(MONTHS, office_texts().retention_in_months_wanted);
                        Some(months.ok_or_else(wanted)?)
                    }
                };
                DepartmentChange::Retention {
                    collection: self.key.clone(),
                    months,
                }
            }
            Task::HouseRules => DepartmentChange::HouseRules(self.address.trim().to_owned()),
        })
    }
}

/// The bar above the table, while a department is chosen.
#[component]
pub(crate) fn DepartmentBulkBar() -> impl IntoView {
    let ChosenDepartments(chosen) = expect_context();
    let task = RwSignal::new(None::<Task>);
    let count = move || chosen.read().len();
    let is_none = move || count() == 0;
    let tasks = [
        (Task::Module, office_texts().switch_module),
        (Task::Retention, office_texts().set_retention),
        (Task::HouseRules, office_texts().set_house_rules),
    ];
    let buttons = tasks.map(|(own, label)| {
        view! {
            <button
                type="button"
                class="button small"
                aria-expanded=move || if task.get() == Some(own) { "true" } else { "false" }
                on:click=move |_| task.update(|task| *task = (*task != Some(own)).then_some(own))
            >
                {label}
            </button>
        }
    });
    let form = move || {
        task.get().map(|task_now| {
            view! { <DepartmentBulkForm task=task_now on_done=move |()| task.set(None)/> }
        })
    };
    view! {
        <section class="bulk" hidden=is_none aria-label=office_texts().chosen_departments>
            <div class="buttons">
                <p class="lead">{move || office_texts().chosen.of(i64::try_from(count()).unwrap_or(i64::MAX))}</p>
                {buttons.into_iter().collect_view()}
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| chosen.update(|chosen| chosen.clear())
                >
                    {office_texts().choose_nobody}
                </button>
            </div>
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn DepartmentBulkForm(task: Task, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let ChosenDepartments(chosen) = expect_context();
    let typed = RwSignal::new(Typed::new(task));
    let problems = RwSignal::new(Vec::new());
    let preview = RwSignal::new(None::<(DepartmentChanges, ChangeReport)>);
    let (previewing, applying) = (Submission::new(), Submission::new());
    // A new choice has other effects.
    Effect::new(move |_| {
        chosen.track();
        typed.track();
        preview.set(None);
    });
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        let change = match typed.read_untracked().change(task) {
            Ok(change) => change,
            Err(problem) => return problems.set(vec![problem]),
        };
        problems.set(Vec::new());
        let changes = DepartmentChanges {
            departments: chosen.get_untracked().into_iter().collect(),
            change,
            is_preview: true,
        };
        let id = organisation.id.get_untracked();
        previewing.run(
            async move {
                let report = office.api().change_departments(&id, &changes).await?;
                Ok((changes, report))
            },
            move |found| drop(preview.try_set(Some(found))),
        );
    };
    let apply = move |_| {
        let Some((mut changes, _)) = preview.get_untracked() else {
            return;
        };
        changes.is_preview = false;
        let id = organisation.id.get_untracked();
        let of = id.clone();
        applying.run(
            async move { office.api().change_departments(&id, &changes).await },
            move |report| {
                office.changed(Notice {
                    text: office_texts().departments_changed.of(i64::from(report.changed)),
                    undo: report.entry.map(|entry| (of, entry)),
                });
                // The page may have been left meanwhile.
                let _ = on_done.try_run(());
            },
        );
    };
    let effects = move || {
        preview.get().map(|(_, report)| {
            let [changed, unchanged] = [report.changed, report.unchanged].map(|number| number.to_string());
            let is_nothing = report.changed == 0;
            view! {
                <p class="lead">{office_texts().department_effects.with(&[&changed, &unchanged])}</p>
                <button type="button" class="button primary" hidden=is_nothing on:click=apply>
                    {office_texts().carry_out}
                </button>
            }
        })
    };
    let fields = match task {
        Task::Module => view! { <ModuleFields typed problems/> }.into_any(),
        Task::Retention => view! { <RetentionFields typed problems/> }.into_any(),
        Task::HouseRules => view! {
            <LineField
                id="many-house-rules"
                label=office_texts().house_rules
                hint=office_texts().house_rules_hint
                kind="url"
                value=Signal::derive(move || typed.read().address.clone())
                on_input=move |text| typed.update(|typed| typed.address = text)
            />
        }
        .into_any(),
    };
    view! {
        <form class="group" novalidate=true on:submit=show>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <div class="form-grid">{fields}</div>
            <SubmissionProblem submission=previewing/>
            <div class="buttons">
                <SubmitButton label=office_texts().show_effects submission=previewing/>
                <button type="button" class="button" on:click=move |_| on_done.run(())>{office_texts().cancel}</button>
            </div>
            <div role="status" class="effects">{effects}</div>
            <SubmissionProblem submission=applying/>
        </form>
    }
    .into_any()
}

#[component]
fn ModuleFields(typed: RwSignal<Typed>, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let offers = MODULES.into_iter().zip(office_texts().module);
    let offers: Vec<_> = offers
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .collect();
    view! {
        <SelectField
            id="many-module"
            label=office_texts().one_module
            offers
            value=Signal::derive(move || typed.read().key.clone())
            on_choose=move |key| typed.update(|typed| typed.key = key)
        />
        <CheckField
            id="many-is-on"
            label=office_texts().module_is_on
            value=Signal::derive(move || typed.read().is_on)
            on_change=move |is_on| typed.update(|typed| typed.is_on = is_on)
        />
        <LineField
            id=DAY
            label=office_texts().decided_on
            kind="date"
            value=Signal::derive(move || typed.read().decided_on.clone())
            problem=problem_of(problems, DAY)
            on_input=move |text| typed.update(|typed| typed.decided_on = text)
        />
        <LineField
            id="many-decided-by"
            label=office_texts().decided_by
            value=Signal::derive(move || typed.read().decided_by.clone())
            on_input=move |text| typed.update(|typed| typed.decided_by = text)
        />
    }
    .into_any()
}

#[component]
fn RetentionFields(typed: RwSignal<Typed>, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let offers = Collection::ALL.into_iter().zip(office_texts().collection);
    let offers: Vec<_> = offers
        .map(|(collection, label)| (collection.key().to_owned(), label.to_owned()))
        .collect();
    view! {
        <SelectField
            id="many-collection"
            label=office_texts().retention_of
            offers
            value=Signal::derive(move || typed.read().key.clone())
            on_choose=move |key| typed.update(|typed| typed.key = key)
        />
        <LineField
            id=MONTHS
            label=office_texts().retention_in_months
            hint=office_texts().retention_in_months_hint
            keyboard=Some("numeric")
            value=Signal::derive(move || typed.read().months.clone())
            problem=problem_of(problems, MONTHS)
            on_input=move |text| typed.update(|typed| typed.months = text)
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(typed: &str) -> Option<Option<u16>> {
        let typed = Typed {
            months: typed.to_owned(),
            ..Typed::new(Task::Retention)
        };
        match typed.change(Task::Retention) {
            Ok(DepartmentChange::Retention { collection, months }) => {
                assert_eq!(collection, "conflicts");
                Some(months)
            }
            _ => None,
        }
    }

    #[test]
    fn months_are_whole_numbers_or_nothing() {
        assert_eq!(months(""), Some(None));
        assert_eq!(months(" 24 "), Some(Some(24)));
        assert_eq!(months("240"), Some(Some(240)));
        for typed in ["0", "241", "to", "2,5", "-1"] {
            assert_eq!(months(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_module_has_a_day_or_none() {
        let with_day = |day: &str| {
            let typed = Typed {
                decided_on: day.to_owned(),
                decided_by: " Bestyrelsen ".to_owned(),
                ..Typed::new(Task::Module)
            };
            typed.change(Task::Module).ok()
        };
        let expected = |day: &str| {
            Some(DepartmentChange::Module(ModuleDecision {
                module: "conflicts".to_owned(),
                is_on: false,
                decided_on: day.to_owned(),
                decided_by: "Bestyrelsen".to_owned(),
            }))
        };
        for day in ["", "2026-11-02"] {
            assert_eq!(with_day(day), expected(day));
        }
        assert_eq!(with_day("2026-02-31"), None);
    }
}

//! The phase of an effort: moved on, handed off with its day, and closed by the five questions.

use feltbog_shared::office::efforts::{EffortFault, EffortRecord, EffortState, StopAnswer, StopQuestion};
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::draft::{faults, field_of, states_from};
use super::words::{effort_path, fault_in_words, state_in_words};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::today;
use crate::effort_texts::effort_texts;
use crate::state::{Notice, use_office};

/// Key of a yes and of a no.
const YES: &str = "ja";
const NO: &str = "nej";

/// Whether a fault is mended in this section, not in the form of the effort.
fn is_of_phase(fault: EffortFault) -> bool {
    matches!(fault, EffortFault::HandOff | EffortFault::StopQuestions)
}

/// The problems of a record in a new phase. What is mended in the form leads to the button that opens it.
fn problems_of(record: &EffortRecord, has_hidden_basis: bool) -> Vec<FieldProblem> {
    let faults = faults(record, has_hidden_basis).into_iter();
    faults
        .map(|fault| {
            let field = match is_of_phase(fault) {
                true => field_of(fault),
                false => "effort-phase-change",
            };
            FieldProblem::new(field, fault_in_words(fault))
        })
        .collect()
}

/// The phase, with the button that moves it.
#[component]
pub(super) fn PhaseSection(
    /// The effort.
    record: EffortRecord,
    /// Whether it was begun upon a screening that the person may not read.
    has_hidden_basis: bool,
) -> impl IntoView {
    let texts = effort_texts();
    let office = use_office();
    let change = [&effort_path(record.id.as_deref().unwrap_or_default()), "/ret"].concat();
    let present = record.state;
    let draft = RwSignal::new(record);
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let states: Vec<Offer> = states_from(present)
        .into_iter()
        .map(|state| (state.key().to_owned(), state_in_words(state).to_owned()))
        .collect();
    let choose = move |key: String| {
        let Some(state) = EffortState::from_key(&key) else {
            return;
        };
        draft.update(|record| {
            record.state = state;
            if state == EffortState::RunsItself && record.handed_off_on.is_empty() {
                record.handed_off_on = today().to_string();
            }
        });
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let record = draft.get_untracked();
        let found = problems_of(&record, has_hidden_basis);
        let is_sound = found.is_empty();
        problems.set(found);
        if !is_sound {
            return;
        }
        submission.run(
            async move { office.api().save_effort(&record).await },
            move |view| {
                let state = state_in_words(view.record.state);
                office.changed(Notice {
                    text: effort_texts().phase_saved.with(&[state]),
                    undo: None,
                });
            },
        );
    };
    let is = move |state: EffortState| draft.read().state == state;
    view! {
        <section class="section no-print">
            <h2>{texts.state_label}</h2>
            <form class="group" novalidate=true on:submit=send>
                <ErrorSummary heading=texts.phase_needs problems/>
                <SelectField
                    id="effort-state"
                    label=texts.new_state
                    offers=states
                    value=Signal::derive(move || draft.read().state.key().to_owned())
                    on_choose=choose
                />
                <Show when=move || is(EffortState::RunsItself)>
                    <LineField
                        id="effort-handed-off"
                        label=texts.handed_off_on
                        kind="date"
                        value=Signal::derive(move || draft.read().handed_off_on.clone())
                        problem=problem_of(problems, "effort-handed-off")
                        on_input=move |text| draft.update(|record| record.handed_off_on = text)
                    />
                </Show>
                <Show when=move || is(EffortState::Closed)>
                    <StopQuestions draft problems/>
                </Show>
                <SubmissionProblem submission/>
                <div class="buttons">
                    <SubmitButton label=texts.save_phase submission/>
                    <a class="button" id="effort-phase-change" href=change.clone()>{texts.change_effort}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The answer to a question as the record has it.
fn answer_of(record: &EffortRecord, question: StopQuestion) -> Option<&StopAnswer> {
    let mut answers = record.stop.iter();
    answers.find(|answer| answer.question == question)
}

/// Changes the answer to a question.
fn change_answer(record: &mut EffortRecord, question: StopQuestion, change: impl FnOnce(&mut StopAnswer)) {
    let mut answers = record.stop.iter_mut();
    if let Some(answer) = answers.find(|answer| answer.question == question) {
        change(answer);
    }
}

#[component]
fn StopQuestions(draft: RwSignal<EffortRecord>, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let texts = effort_texts();
    let yes_no: Vec<Offer> = vec![
        (YES.to_owned(), texts.yes.to_owned()),
        (NO.to_owned(), texts.no.to_owned()),
    ];
    let rows = StopQuestion::ALL.iter().zip(texts.stop_question);
    let rows = rows.map(|(question, legend)| {
        let question = *question;
        let answer = Signal::derive(move || {
            let record = draft.read();
            match answer_of(&record, question).and_then(|answer| answer.answer) {
                Some(true) => YES.to_owned(),
                Some(false) => NO.to_owned(),
                None => String::new(),
            }
        });
        let remark = Signal::derive(move || {
            let record = draft.read();
            answer_of(&record, question)
                .map(|answer| answer.remark.clone())
                .unwrap_or_default()
        });
        let id = ["effort-stop-", question.key()].concat();
        view! {
            <div class="form-row">
                <ChoiceField
                    legend
                    name=id.clone()
                    offers=yes_no.clone()
                    value=answer
                    on_choose=move |key: String| {
                        draft.update(|record| change_answer(record, question, |answer| answer.answer = Some(key == YES)));
                    }
                />
                <LineField
                    id=[&id, "-remark"].concat()
                    label=[texts.remark, ": ", legend].concat()
                    value=remark
                    on_input=move |text| {
                        draft.update(|record| change_answer(record, question, |answer| answer.remark = text));
                    }
                />
            </div>
        }
    });
    let problem = problem_of(problems, "effort-stop");
    view! {
        <fieldset class="group" id="effort-stop" tabindex="-1">
            <legend>{texts.stop_questions}</legend>
            <p class="hint">{texts.stop_questions_hint}</p>
            {rows.collect_view()}
            <p class="problem" role="alert">{problem}</p>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::office::efforts::{EffortKind, EffortRecord};

    #[test]
    fn faults_lead_to_where_they_are_mended() {
        let mut record = EffortRecord::draft(EffortKind::YouthJobs);
        record.state = EffortState::Closed;
        let problems = problems_of(&record, false);
        let stop = problems.iter().find(|problem| problem.field == "effort-stop");
        assert!(stop.is_some());
        let others = problems
            .iter()
            .filter(|problem| problem.field == "effort-phase-change");
        assert!(others.count() > 3);
        for question in StopQuestion::ALL {
            change_answer(&mut record, *question, |answer| answer.answer = Some(false));
        }
        let problems = problems_of(&record, false);
        assert!(problems.iter().all(|problem| problem.field != "effort-stop"));
    }
}

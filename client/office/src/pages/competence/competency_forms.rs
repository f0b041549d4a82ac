//! The forms about a competency and about a course that somebody has taken.

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::competence::{
    CompetencePage as FoundCompetencies, Competency, NewHeldCompetency,
};
use feltbog_ui::choice::{ChipsField, Offer};
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::situations;
use crate::competence_texts::competence_texts;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::today;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// Most months after which a course is repeated.
const MOST_MONTHS: u16 = 240;

/// The dialogs of the page, and what they are about. They stay while the page is read again.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    /// The content of the page as it was read last.
    pub(super) found: RwSignal<FoundCompetencies>,
    /// The competency that is changed; one without an id is added.
    pub(super) competency: RwSignal<Competency>,
    /// Whether the dialog about a competency is open.
    pub(super) is_competency_open: RwSignal<bool>,
    /// Whether the dialog about a course is open.
    pub(super) is_course_open: RwSignal<bool>,
    pub(super) removal: Submission,
}

/// The months that a person typed; nothing in them for a course that lasts.
fn typed_months(text: &str) -> Option<Option<u16>> {
    match text.trim() {
        "" => Some(None),
        text => {
            let months = text.parse().ok()?;
            (1..=MOST_MONTHS).contains(&months).then_some(Some(months))
        }
    }
}

/// The form of a competency.
#[component]
pub(super) fn CompetencyForm(editing: Editing) -> impl IntoView {
    let office = use_office();
    let draft = RwSignal::new(editing.competency.get_untracked());
    let months = draft.with_untracked(|draft| draft.months.map(|months| months.to_string()));
    let months = RwSignal::new(months.unwrap_or_default());
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        let typed = typed_months(&months.read_untracked());
        if draft.with_untracked(|draft| draft.name.trim().is_empty()) {
            found.push(FieldProblem::new(
                "competency-name",
                competence_texts().name_wanted,
            ));
        }
        if typed.is_none() {
            found.push(FieldProblem::new(
                "competency-months",
                competence_texts().months_wanted,
            ));
        }
        let is_complete = found.is_empty();
        problems.set(found);
        let Some(typed) = typed.filter(|_| is_complete) else {
            return;
        };
        let mut wanted = draft.get_untracked();
        wanted.months = typed;
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        submission.run(
            async move { office.api().keep_competency(&organisation, &wanted).await },
            move |kept| {
                let _ = editing.is_competency_open.try_set(false);
                office.changed(Notice {
                    text: competence_texts().saved.with(&[&kept.name]),
                    undo: None,
                });
            },
        );
    };
    let choose = move |(key, is_on): (String, bool)| {
        draft.update(|draft| {
            draft.situations.retain(|other| *other != key);
            if is_on {
                draft.situations.push(key);
            }
        });
    };
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <LineField
                id="competency-name"
                label=competence_texts().name
                hint=competence_texts().competency_name_hint
                value=Signal::derive(move || draft.read().name.clone())
                problem=problem_of(problems, "competency-name")
                on_input=move |text| draft.update(|draft| draft.name = text)
            />
            <LineField
                id="competency-months"
                label=competence_texts().lasts_months
                hint=competence_texts().lasts_hint
                keyboard=Some("numeric")
                value=months
                problem=problem_of(problems, "competency-months")
                on_input=move |text| months.set(text)
            />
            <ChipsField
                legend=competence_texts().situations
                offers=situations()
                values=Signal::derive(move || draft.read().situations.clone())
                on_change=choose
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=competence_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

/// A list of offers after one that asks to choose.
fn with_question(question: &'static str, offers: impl Iterator<Item = Offer>) -> Vec<Offer> {
    let mut all = vec![(String::new(), question.to_owned())];
    all.extend(offers);
    all
}

/// The form of a course that somebody has taken.
#[component]
pub(super) fn CourseForm(editing: Editing) -> impl IntoView {
    let office = use_office();
    let (person, competency) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (course, taken_on) = (RwSignal::new(String::new()), RwSignal::new(today().to_string()));
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let (people, competencies) = editing.found.with_untracked(|found| {
        let people = found
            .people
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone()));
        let competencies = found
            .competencies
            .iter()
            .map(|one| (one.id.clone(), one.name.clone()));
        (
            with_question(competence_texts().choose_person, people),
            with_question(competence_texts().choose_competency, competencies),
        )
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        let who: Option<UserId> = person.read_untracked().parse().ok();
        if who.is_none() {
            found.push(FieldProblem::new(
                "course-person",
                competence_texts().person_wanted,
            ));
        }
        if competency.read_untracked().is_empty() {
            found.push(FieldProblem::new(
                "course-competency",
                competence_texts().competency_wanted,
            ));
        }
        if Day::parse(&taken_on.read_untracked()).is_none_or(|day| day > today()) {
            found.push(FieldProblem::new(
                "course-day",
                competence_texts().taken_on_wanted,
            ));
        }
        let is_complete = found.is_empty();
        problems.set(found);
        let Some(who) = who.filter(|_| is_complete) else {
            return;
        };
        let wanted = NewHeldCompetency {
            person: who,
            competency: competency.get_untracked(),
            course: course.get_untracked(),
            taken_on: taken_on.get_untracked(),
        };
        let organisation = editing.found.with_untracked(|found| found.organisation.clone());
        submission.run(
            async move { office.api().add_course(&organisation, &wanted).await },
            move |held| {
                let _ = editing.is_course_open.try_set(false);
                office.changed(Notice {
                    text: competence_texts().saved.with(&[&held.name]),
                    undo: None,
                });
            },
        );
    };
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <SelectField
                id="course-person"
                label=competence_texts().person
                offers=people
                value=person
                problem=problem_of(problems, "course-person")
                on_choose=move |id| person.set(id)
            />
            <SelectField
                id="course-competency"
                label=competence_texts().competency
                offers=competencies
                value=competency
                problem=problem_of(problems, "course-competency")
                on_choose=move |id| competency.set(id)
            />
            <LineField
                id="course-name"
                label=competence_texts().course
                hint=competence_texts().course_hint
                value=course
                on_input=move |text| course.set(text)
            />
            <LineField
                id="course-day"
                label=competence_texts().taken_on
                kind="date"
                value=taken_on
                problem=problem_of(problems, "course-day")
                on_input=move |text| taken_on.set(text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=competence_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::typed_months;

    #[test]
    fn months_are_a_number_or_nothing() {
        assert_eq!(typed_months(" 24 "), Some(Some(24)));
        assert_eq!(typed_months(" "), Some(None));
        for text in ["0", "241", "to år", "-1"] {
            assert_eq!(typed_months(text), None, "{text}");
        }
    }
}

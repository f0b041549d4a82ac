//! Competencies and courses in words.

use feltbog_shared::moment::Day;
use feltbog_shared::own_competencies::{OwnCourse, is_named_alike};

use super::departments::joined;
use super::labels::Present;
use super::texts::Texts;

/// Whether somebody has a competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnState {
    /// A course of it holds.
    Held,
    /// Every course of it has to be repeated.
    Over,
    /// No course of it was taken.
    Lacking,
}

/// Whether somebody with these courses has a competency on a day, `YYYY-MM-DD`.
pub fn own_state(courses: &[OwnCourse], competency: &str, today: &str) -> OwnState {
    let own = courses
        .iter()
        .filter(|course| is_named_alike(&course.competency, competency));
    let (mut has_any, mut holds) = (false, false);
    for course in own {
        has_any = true;
        holds |= course.holds_on(today);
    }
    match (has_any, holds) {
        (_, true) => OwnState::Held,
        (true, false) => OwnState::Over,
        (false, false) => OwnState::Lacking,
    }
}

/// The day on which a course was taken, and the day from which it has to be repeated.
pub fn course_line(texts: &Texts, present: &Present, course: &OwnCourse) -> String {
    let in_words = |day: &str| Day::parse(day).map_or_else(|| day.to_owned(), |day| present.day(texts, day));
    let taken = texts
        .pages()
        .own_course_taken
        .with(&[&in_words(&course.taken_on)]);
    let today = present.today().to_string();
    let until = course.expires_on.as_deref().map(|day| {
        let text = match course.holds_on(&today) {
            true => texts.pages().own_course_until,
            false => texts.pages().own_course_over,
        };
        text.with(&[&in_words(day)])
    });
    joined(&[&taken, until.as_deref().unwrap_or_default()], " · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(competency: &str, expires_on: Option<&str>) -> OwnCourse {
        OwnCourse {
            competency: competency.into(),
            course: "BoMidtVest".into(),
            taken_on: "2026-03-15".into(),
            expires_on: expires_on.map(str::to_owned),
        }
    }

    #[test]
    fn a_competency_is_held_while_one_of_its_courses_holds() {
        let courses = [
            course("Motorsav", Some("2026-01-01")),
            course("motorsav", Some("2028-01-01")),
            course("Le", None),
            course("Førstehjælp", Some("2026-11-30")),
        ];
        let state = |name| own_state(&courses, name, "2026-11-30");
        assert_eq!(state("Motorsav"), OwnState::Held);
        assert_eq!(state("Le"), OwnState::Held);
        assert_eq!(state("Førstehjælp"), OwnState::Over);
        assert_eq!(state("Mægling"), OwnState::Lacking);
        assert_eq!(own_state(&[], "Le", "2026-11-30"), OwnState::Lacking);
    }
}

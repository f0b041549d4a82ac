//! Courses on the phone, with or without signal: the person's own ones, and those that belong to the situation of an action
//! card.

use feltbog_presentation::competencies::{OwnState, course_line, own_state};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::own_competencies::{OwnCourse, known_in};
use feltbog_ui::card::Card;
use feltbog_ui::icon::Icon;
use leptos::prelude::*;

use super::page::Page;
use crate::contexts::use_engine;
use crate::handle::Handle;
use crate::state::engine::Engine;
use crate::state::present::present;

/// The path of the page of own courses.
const COURSES: &str = "/kurser";

/// The way to the person's own courses: none while the phone holds none.
pub(super) fn course_ways(engine: Handle<Engine>) -> Vec<Card> {
    let is_empty = engine.competencies.with(|held| held.courses.is_empty());
    if is_empty {
        return Vec::new();
    }
    let title = page_texts().own_courses_title.to_owned();
    vec![Card {
        large: false,
        ..Card::way(
            COURSES.to_owned(),
            Icon::Check,
            title,
            page_texts().own_courses_line,
        )
    }]
}

/// The person's own courses, the newest first.
#[component]
pub(crate) fn OwnCoursesPage() -> impl IntoView {
    let engine = use_engine();
    let courses = Memo::new(move |_| engine.competencies.with(|held| held.courses.clone()));
    view! {
        <Page title=page_texts().own_courses_title has_way_back=true>
            <Show
                when=move || !courses.read().is_empty()
                fallback=|| view! { <p class="none" role="status">{page_texts().own_courses_none}</p> }
            >
                <For
                    each=move || courses.get()
                    key=|one| (one.competency.clone(), one.course.clone(), one.taken_on.clone())
                    children=|course| view! { <CourseSheet course/> }
                />
            </Show>
        </Page>
    }
    .into_any()
}

#[component]
fn CourseSheet(course: OwnCourse) -> impl IntoView {
    let present = present();
    let line = course_line(texts(), &present, &course);
    view! {
        <section class="sheet words">
            <h2>{course.competency}</h2>
            <p>{course.course}</p>
            <p class="hint">{line}</p>
        </section>
    }
    .into_any()
}

/// The competencies that belong to a situation in a department, each with whether the person has it. Follows changes.
pub(super) fn competencies_of(department: DepartmentId, situation: &str) -> Option<AnyView> {
    let today = present().today().to_string();
    let sentences = use_engine().competencies.with(|held| {
        let known = known_in(&held.organisations, department).iter();
        let asked = known.filter(|one| one.situations.iter().any(|of| of == situation));
        let sentence = |name: &str| {
            let text = match own_state(&held.courses, name, &today) {
                OwnState::Held => page_texts().competency_held,
                OwnState::Over => page_texts().competency_over,
                OwnState::Lacking => page_texts().competency_lacking,
            };
            text.with(&[name])
        };
        asked.map(|one| sentence(&one.name)).collect::<Vec<_>>()
    });
    let lines = sentences.into_iter().map(|line| view! { <li>{line}</li> });
    let lines = lines.collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! {
            <h2>{page_texts().competencies_of_card}</h2>
            <ul class="points">{lines}</ul>
        }
        .into_any()
    })
}

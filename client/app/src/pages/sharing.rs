//! Everything shared with the person beside records: efforts to which they are to be introduced, tasks of their departments
//! in these, and experiences of all departments. All are on the phone, with or without signal.

use feltbog_shared::department_sharing::{OwnIntroduction, SharedExperience};
use feltbog_shared::model::{ExperienceNote, Kind};
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use super::page::Page;
use crate::contexts::use_engine;
use crate::handle::Handle;
use crate::state::engine::Engine;
use crate::state::present::present;
use feltbog_presentation::departments::joined;
use feltbog_presentation::labels;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{ActionLink, Card};
use feltbog_ui::icon::Icon;

/// The path of the page of introductions.
const INTRODUCTIONS: &str = "/introduktioner";
/// The path of the page of experiences.
const EXPERIENCES: &str = "/erfaringer";

/// The way to the efforts to which the person is to be introduced, and to the tasks of their departments, while there are
/// any.
#[component]
pub(super) fn IntroductionsLink() -> impl IntoView {
    let engine = use_engine();
    let has_open = Memo::new(move |_| engine.sharing.with(|held| !held.open().is_empty()));
    let has_tasks = Memo::new(move |_| engine.tasks.with(|held| !held.open().is_empty()));
    view! {
        <Show when=move || has_open.get()>
            <ActionLink href=INTRODUCTIONS icon=Icon::Person label=page_texts().introductions_way/>
        </Show>
        <Show when=move || has_tasks.get() && !has_open.get()>
            <ActionLink href=INTRODUCTIONS icon=Icon::Task label=page_texts().tasks_way/>
        </Show>
    }
}

/// The ways to the experiences of all departments: none while the phone holds none.
pub(super) fn experience_ways(engine: Handle<Engine>) -> Vec<Card> {
    let is_empty = engine.sharing.with(|held| held.sharing.experiences.is_empty());
    if is_empty {
        return Vec::new();
    }
    let title = page_texts().experiences_title.to_owned();
    vec![Card {
        large: false,
        ..Card::way(
            EXPERIENCES.to_owned(),
            Icon::Book,
            title,
            page_texts().experiences_line,
        )
    }]
}

fn day_in_words(day: &str) -> String {
    Day::parse(day).map_or_else(String::new, |day| present().day(texts(), day))
}

/// The efforts to which the person is to be introduced.
#[component]
pub(crate) fn IntroductionsPage() -> impl IntoView {
    let engine = use_engine();
    let rows = Memo::new(move |_| {
        engine
            .sharing
            .with(|held| held.open().into_iter().cloned().collect::<Vec<_>>())
    });
    let tasks = Memo::new(move |_| {
        engine
            .tasks
            .with(|held| held.open().into_iter().cloned().collect::<Vec<_>>())
    });
    view! {
        <Page title=page_texts().introductions_title has_way_back=true>
            <Show
                when=move || !rows.read().is_empty()
                fallback=|| view! { <p class="none" role="status">{page_texts().introductions_none}</p> }
            >
                <p>{page_texts().introductions_lead}</p>
                <For each=move || rows.get() key=|row| row.task children=|row| view! { <IntroductionSheet row/> }/>
            </Show>
            <Show when=move || !tasks.read().is_empty()>
                <p>{page_texts().tasks_lead}</p>
                <For each=move || tasks.get() key=|row| row.task children=|row| view! { <TaskSheet row/> }/>
            </Show>
        </Page>
    }
    .into_any()
}

/// A task of the person's department in an effort, with the button that says that it is done.
#[component]
fn TaskSheet(row: OwnIntroduction) -> impl IntoView {
    let engine = use_engine();
    let task = row.task;
    let line = page_texts()
        .introduction_due
        .with(&[&row.department, &day_in_words(&row.due_on)]);
    let label = page_texts().effort_task_done.with(&[&row.purpose]);
    view! {
        <section class="sheet words">
            <h2>{row.purpose}</h2>
            <p class="hint">{[row.effort, line].join(" · ")}</p>
            <button type="button" class="button wide" on:click=move |_| engine.task_done(task)>
                {label}
            </button>
        </section>
    }
    .into_any()
}

#[component]
fn IntroductionSheet(row: OwnIntroduction) -> impl IntoView {
    let engine = use_engine();
    let task = row.task;
    let due_on = row.due_on;
    let line = move || {
        page_texts()
            .introduction_due
            .with(&[&row.department, &day_in_words(&due_on)])
    };
    let purpose = (!row.purpose.is_empty()).then(|| view! { <p>{row.purpose}</p> });
    let label = page_texts().introduction_had.with(&[&row.effort]);
    view! {
        <section class="sheet words">
            <h2>{row.effort}</h2>
            <p class="hint">{line}</p>
            {purpose}
            <button type="button" class="button wide" on:click=move |_| engine.introduced(task)>
                {label}
            </button>
        </section>
    }
    .into_any()
}

/// Experiences of all departments of the person's organisations, by the words that stand in them.
#[component]
pub(crate) fn ExperiencesPage() -> impl IntoView {
    let engine = use_engine();
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let search = search.read();
        engine.sharing.with(|held| {
            let experiences = held.sharing.experiences.iter();
            let experiences =
                experiences.filter(|one| one.is_found_by(&search, &experience_values(one).join(" ")));
            experiences.cloned().collect::<Vec<_>>()
        })
    });
    let said = move || match found.read().len() {
        0 => page_texts().experiences_none.to_owned(),
        count => page_texts().found.of(count as i64),
    };
    view! {
        <Page title=page_texts().experiences_title has_way_back=true>
            <div class="field">
                <label for="experiences-search">{page_texts().experiences_search}</label>
                <input
                    class="line"
                    type="search"
                    id="experiences-search"
                    autocomplete="off"
                    enterkeyhint="search"
                    prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))
                />
            </div>
            <p class="none" role="status">{said}</p>
            <For
                each=move || found.get()
                key=|one| (one.document, one.title.clone(), one.text.clone())
                children=|experience| view! { <ExperienceSheet experience/> }
            />
        </Page>
    }
    .into_any()
}

/// The topic of an experience and whether it worked, in words.
fn experience_values(experience: &SharedExperience) -> Vec<&'static str> {
    let fields = [
        (ExperienceNote::topic().name(), &experience.topic),
        (ExperienceNote::worked().name(), &experience.worked),
    ];
    let values = fields
        .into_iter()
        .filter_map(|(field, key)| labels::value(texts(), Kind::ExperienceNote, field, key));
    values.collect()
}

#[component]
fn ExperienceSheet(experience: SharedExperience) -> impl IntoView {
    let values = experience_values(&experience).join(", ");
    let title = match experience.title.as_str() {
        "" => values.clone(),
        title => title.to_owned(),
    };
    let (department, written_on) = (experience.department, experience.written_on);
    let line = move || joined(&[&values, &department, &day_in_words(&written_on)], " · ");
    view! {
        <section class="sheet words">
            <h2>{title}</h2>
            <p class="hint">{line}</p>
            <p>{experience.text}</p>
        </section>
    }
    .into_any()
}

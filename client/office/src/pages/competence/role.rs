//! The pages about a person's roles, and the notice that asks to read them at the first sign-in.

use feltbog_presentation::texts::texts;
use feltbog_shared::office::competence::{RolePage as RoleWithDay, RolePages};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::competence_texts::competence_texts;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office};
use crate::wording;

/// The path of the page.
const PATH: &str = "/kontor/rolle";

/// A notice above every page, until the person has said that they read about their roles.
#[component]
pub(crate) fn RoleNotice() -> impl IntoView {
    let office = use_office();
    let location = use_location();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().role_pages().await }
    });
    // What cannot be read now is asked again with the next change; work goes on meanwhile.
    let is_shown = Memo::new(move |_| {
        let has_unread = answer
            .get()
            .is_some_and(|answer| answer.is_ok_and(|pages| pages.has_unread()));
        has_unread && *location.pathname.read() != PATH
    });
    view! {
        <Show when=move || is_shown.get()>
            <div class="notice no-print" role="status">
                <p>{competence_texts().role_unread}</p>
                <a href=PATH>{competence_texts().role_open}</a>
            </div>
        </Show>
    }
    .into_any()
}

/// The pages about the person's roles.
#[component]
pub(crate) fn RolePage() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().role_pages().await }
    });
    view! {
        <Page title=competence_texts().role_title>
            <Loaded answer children=|pages| view! { <RoleContent pages/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn RoleContent(pages: RolePages) -> impl IntoView {
    let office = use_office();
    if pages.pages.is_empty() {
        return view! { <p>{competence_texts().role_none}</p> }.into_any();
    }
    let submission = Submission::new();
    let unread = pages.pages.iter().filter(|page| page.read_on.is_none());
    let unread: Vec<_> = unread.map(|page| page.role).collect();
    let has_unread = !unread.is_empty();
    let read = move |_| {
        let roles = unread.clone();
        submission.run(
            async move { office.api().read_role_pages(roles).await },
            move |_| {
                office.changed(Notice {
                    text: competence_texts().role_thanks.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let button = has_unread.then(|| {
        view! {
            <div class="buttons">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || submission.is_busy.get()
                    on:click=read
                >
                    {competence_texts().role_read}
                </button>
            </div>
        }
    });
    let sections = pages.pages.into_iter().map(|page| view! { <RoleSection page/> });
    view! {
        <p>{competence_texts().role_lead}</p>
        {sections.collect_view()}
        <SubmissionProblem submission/>
        {button}
    }
    .into_any()
}

#[component]
fn RoleSection(page: RoleWithDay) -> impl IntoView {
    let place = page.role as usize;
    let read_on = page.read_on.map(|day| {
        let sentence = competence_texts()
            .role_read_on
            .with(&[&wording::day_in_words(&day)]);
        view! { <p class="hint">{sentence}</p> }
    });
    view! {
        <section class="section">
            <h2>{texts().role.at(place)}</h2>
            <p>{competence_texts().role_page.at(place)}</p>
            {read_on}
        </section>
    }
    .into_any()
}

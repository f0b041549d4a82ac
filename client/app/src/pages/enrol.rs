//! Signing a phone in: by the link's code at once, or by a code as typed.

use feltbog_shared::refusal::RefusalCode;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::page::Page;
use crate::contexts::{use_engine, use_identity, use_navigation, use_profiles};
use crate::handle::Handle;
use crate::reactive::SetIfChanged;
use crate::state::access::granted;
use crate::state::engine::{Engine, Enrolment};
use feltbog_presentation::status::unsent_records;
use feltbog_presentation::texts::{language, texts};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Letters and digits of a code.
const LENGTH: usize = 10;

fn tidy(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_uppercase())
        .collect()
}

/// `ABCDE-FGHJK` while it is typed.
fn spaced(code: &str) -> String {
    let mut code = tidy(code);
    code.truncate(LENGTH);
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) if !second.is_empty() => [first, "-", second].concat(),
        _ => code,
    }
}

/// Signing in, on every route while nobody is signed in.
#[component]
pub fn EnrolPage() -> impl IntoView {
    let (engine, navigation, profiles) = (use_engine(), use_navigation(), use_profiles());
    // Another link in the same tab changes nothing but the code.
    Effect::new(move |_| {
        if let Some(code) = navigation.take_code() {
            engine.enrol(code);
        }
    });
    // The records here are somebody's: another person gets a place of their own.
    let is_of_others = move || profiles.guarded.get() || is_of_another_person(engine);
    // A person who was signed out is told of the records that are still here.
    let unsent = move || match engine.status.with(unsent_records) {
        0 => None,
        records => Some(view! { <p class="lead">{texts().enrol_unsent.of(records.into())}</p> }),
    };
    let number = Memo::new(move |_| match &*engine.enrolment.read() {
        Enrolment::Waiting(number) => Some(number.clone()),
        _ => None,
    });
    let waiting = move || {
        number.get().map(|number| {
            view! {
                <section class="sheet words" role="status">
                    <p>{texts().enrol_waiting}</p>
                    <p class="line code">{number}</p>
                </section>
            }
        })
    };
    // The code on the sign of an area leads here too.
    let is_visitor = untrack(|| navigation.location()).path.starts_with("/areal/");
    view! {
        <Cover>
            <Page title=texts().enrol_title>
                {is_visitor.then(|| view! { <p class="lead">{texts().visitor}</p> })}
                {unsent}
                {waiting}
                <CodeForm/>
                <Show when=is_of_others>
                    <button type="button" class="button wide" on:click=move |_| profiles.ask_who()>
                        {texts().who}
                    </button>
                </Show>
                <a class="text-link" href="/tilgaengelighed" rel="external">{texts().enrol_accessibility}</a>
            </Page>
        </Cover>
    }
    .into_any()
}

/// The form of a code as typed.
#[component]
fn CodeForm() -> impl IntoView {
    let engine = use_engine();
    let field = NodeRef::<Input>::new();
    let is_too_short = RwSignal::new(false);
    let is_busy = Memo::new(move |_| *engine.enrolment.read() == Enrolment::Busy);
    let problem = Memo::new(move |_| match &*engine.enrolment.read() {
        _ if is_too_short.get() => texts().enrol_too_short,
        Enrolment::Failed(Some(refusal)) => refusal.code.sentence(language()),
        Enrolment::Failed(None) => texts().enrol_unreachable,
        Enrolment::Idle | Enrolment::Busy | Enrolment::Waiting(_) => "",
    });
    let tidy_code = move |_| {
        is_too_short.set(false);
        let Some(field) = field.get_untracked() else {
            return;
        };
        let text = field.value();
        let code = spaced(&text);
        // A cursor within the code stays where it is.
        let is_at_end = field.selection_start().ok().flatten() == Some(text.len() as u32);
        if is_at_end && code != text {
            field.set_value(&code);
        }
    };
    let enrol = move |event: SubmitEvent| {
        event.prevent_default();
        let code = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        is_too_short.set(tidy(&code).len() != LENGTH);
        if !is_too_short.get_untracked() && !is_busy.get_untracked() {
            engine.enrol(spaced(&code));
        }
    };
    let label = move || {
        if is_busy.get() {
            texts().enrol_under_way
        } else {
            texts().enrol_go
        }
    };
    view! {
        <form class="sheet" novalidate=true on:submit=enrol>
            <p>{texts().enrol_intro}</p>
            <div class="field">
                <label for="code">{texts().enrol_code}</label>
                <p class="hint" id="code-h">{texts().enrol_code_hint}</p>
                <input
                    node_ref=field
                    class="line code"
                    type="text"
                    id="code"
                    placeholder="XXXXX-XXXXX"
                    autocomplete="one-time-code"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="14"
                    aria-describedby="code-h code-p"
                    aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                    on:input=tidy_code
                />
                <p class="problem" role="alert" id="code-p">{problem}</p>
            </div>
            <button type="submit" class="button primary wide">{label}</button>
        </form>
    }
    .into_any()
}

/// Whether the code that was tried is of somebody else. Follows changes.
fn is_of_another_person(engine: Handle<Engine>) -> bool {
    engine.enrolment.with(|enrolment| {
        matches!(enrolment, Enrolment::Failed(Some(refusal)) if refusal.code == RefusalCode::CodeOfAnother)
    })
}

/// The person, the roles and the departments, once after signing in.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let (engine, identity, navigation) = (use_engine(), use_identity(), use_navigation());
    let Some(session) = untrack(|| identity.session()) else {
        return ().into_any();
    };
    let mut roles: Vec<&str> = Vec::new();
    for grant in &session.grants {
        let role = texts().role.at(grant.role as usize);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let departments: Vec<_> = granted(&session)
        .into_iter()
        .map(|department| department.name)
        .collect();
    let departments = (1..=4)
        .contains(&departments.len())
        .then(|| view! { <p>{departments.join(", ")}</p> });
    let is_refilled = engine.refilled.get_untracked();
    let go = move |_| {
        // The link is used up.
        if untrack(|| navigation.location()).path == "/enrol" {
            navigation.go_instead("/");
        }
        engine.welcome.set_if_changed(false);
    };
    view! {
        <Cover>
            <Page title=texts().welcome.with(&[&session.name])>
                <section class="sheet">
                    <p>{texts().welcome_where.with(&[&session.organisation])}</p>
                    <p>
                        <strong>{roles.join(", ")}</strong>
                    </p>
                    {departments}
                    {is_refilled.then(|| view! { <p class="lead">{texts().welcome_refilled}</p> })}
                    <p>{texts().welcome_offline}</p>
                    <button type="button" class="button primary wide" on:click=go>
                        {texts().welcome_go}
                    </button>
                </section>
            </Page>
        </Cover>
    }
    .into_any()
}

/// A page before all others, under the name of the app.
#[component]
fn Cover(children: Children) -> impl IntoView {
    view! {
        <div class="cover">
            <p class="cover-brand">
                <SvgIcon icon=Icon::Book/>
                <span>{texts().brand}</span>
            </p>
            {children()}
        </div>
    }
}

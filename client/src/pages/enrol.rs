//! Signing a phone in: by the link's code at once, or by a code as typed.

use leptos::html;
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::state::access::{app, granted};
use crate::state::engine::Enrolment;
use crate::view::texts::{language, t};

/// Letters and digits of a code.
const LENGTH: usize = 10;

/// The code in the page's address, taken out of it so that it stays in no history.
fn code_of_link() -> Option<String> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let code = hash.strip_prefix('#').filter(|code| !code.is_empty())?.to_owned();
    if let (Ok(history), Ok(path)) = (window().history(), location.pathname()) {
        // The code is used up in a moment anyway.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
    Some(code)
}

fn tidy(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_uppercase())
        .collect()
}

/// `ABCDE-FGHJK` while it is typed.
fn spaced(code: &str) -> String {
    let code: String = tidy(code).chars().take(LENGTH).collect();
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) if !second.is_empty() => [first, "-", second].concat(),
        _ => code,
    }
}

/// Shown on every route while nobody is signed in.
#[component]
pub(crate) fn Enrol() -> impl IntoView {
    let engine = app().engine;
    let node = NodeRef::<html::Input>::new();
    let too_short = RwSignal::new(false);
    if let Some(code) = code_of_link() {
        engine.enrol(code);
    }
    let busy = move || engine.enrolment.get() == Enrolment::Busy;
    let problem = move || match engine.enrolment.get() {
        _ if too_short.get() => t().enrol_too_short,
        Enrolment::Failed(Some(refusal)) => refusal.code.sentence(language()),
        Enrolment::Failed(None) => t().enrol_unreachable,
        Enrolment::Idle | Enrolment::Busy => "",
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let code = node
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default();
        too_short.set(tidy(&code).len() != LENGTH);
        if !too_short.get_untracked() && !busy() {
            engine.enrol(spaced(&code));
        }
    };
    let typed = move |_| {
        too_short.set(false);
        if let Some(input) = node.get_untracked() {
            let code = spaced(&input.value());
            // Where the cursor stands within the code it is left alone.
            let at_end = input.selection_start().ok().flatten() == Some(input.value().len() as u32);
            if at_end && input.value() != code {
                input.set_value(&code);
            }
        }
    };
    view! {
        <div class="cover">
            <p class="cover-brand">{Icon::Book.draw()}<span>{t().brand}</span></p>
            <Page title=t().enrol_title>
                <form class="sheet" on:submit=submit novalidate>
                    <p>{t().enrol_intro}</p>
                    <div class="field">
                        <label for="code">{t().enrol_code}</label>
                        <p class="hint" id="code-h">{t().enrol_code_hint}</p>
                        <input
                            type="text"
                            id="code"
                            node_ref=node
                            class="line code"
                            placeholder="XXXXX-XXXXX"
                            autocomplete="one-time-code"
                            autocapitalize="characters"
                            spellcheck="false"
                            maxlength="14"
                            aria-describedby="code-h code-p"
                            aria-invalid=move || (!problem().is_empty()).then_some("true")
                            on:input=typed
                        />
                        <p class="problem" role="alert" id="code-p">{problem}</p>
                    </div>
                    <button type="submit" class="button primary wide">
                        {move || if busy() { t().enrol_under_way } else { t().enrol_go }}
                    </button>
                </form>
            </Page>
        </div>
    }
    .into_any()
}

/// Who and where, once, after signing in.
#[component]
pub(crate) fn Welcome(
    /// The person goes on.
    on_go: Callback<()>,
) -> impl IntoView {
    let Some(session) = untrack(|| app().session()) else {
        return ().into_any();
    };
    let departments = granted(&session)
        .into_iter()
        .map(|department| department.name)
        .collect::<Vec<_>>();
    let mut roles: Vec<_> = session
        .grants
        .iter()
        .map(|grant| (t().role)(grant.role))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    let shown = if departments.len() > 4 {
        String::new()
    } else {
        departments.join(", ")
    };
    view! {
        <div class="cover">
            <p class="cover-brand">{Icon::Book.draw()}<span>{t().brand}</span></p>
            <Page title=(t().welcome)(&session.name)>
                <section class="sheet">
                    <p>{(t().welcome_where)(&session.organisation)}</p>
                    <p><strong>{roles.join(", ")}</strong></p>
                    {(!shown.is_empty()).then(|| view! { <p>{shown}</p> })}
                    <p>{t().welcome_offline}</p>
                    <button type="button" class="button primary wide" on:click=move |_| on_go.run(())>{t().welcome_go}</button>
                </section>
            </Page>
        </div>
    }
    .into_any()
}

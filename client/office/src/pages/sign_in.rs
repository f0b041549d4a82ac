//! Signing in: by password and one-time code, or at a provider of identities.

use feltbog_shared::office::{PasswordSignIn, SignInChoices, SignInOutcome};
use feltbog_ui::form::{LineField, focus_field};
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::use_office;
use crate::texts::o;

/// The page on every address while nobody is signed in. The address stays, so that it opens once somebody is.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    view! {
        <Cover>
            <Page title=o().sign_in_title>
                <SignInWays/>
            </Page>
        </Cover>
    }
    .into_any()
}

/// The ways of signing in that the server offers.
#[component]
pub(crate) fn SignInWays() -> impl IntoView {
    let api = use_office().api();
    let choices = LocalResource::new(move || async move { api.sign_in_choices().await });
    view! { <Loaded answer=choices children=|choices| view! { <Ways choices/> }/> }.into_any()
}

#[component]
fn Ways(choices: SignInChoices) -> impl IntoView {
    let api = use_office().api();
    let going = Submission::new();
    let providers: Vec<_> = choices
        .providers
        .into_iter()
        .map(|(key, name)| {
            let begin = move |_| {
                let (key, path) = (key.clone(), window().location().pathname().unwrap_or_default());
                going.run(
                    async move { api.begin_with_provider(&key, &path).await },
                    |address| {
                        // The browser goes there, or shows its own reason.
                        let _ = window().location().set_href(&address);
                    },
                );
            };
            view! {
                <button type="button" class="button wide" on:click=begin>
                    {o().sign_in_with.with(&[&name])}
                </button>
            }
        })
        .collect();
    let is_empty = providers.is_empty() && !choices.has_passwords;
    let providers =
        (!providers.is_empty()).then(|| view! { <div class="sign-in-providers">{providers}</div> });
    view! {
        {providers}
        <SubmissionProblem submission=going/>
        {choices.has_passwords.then(|| view! { <PasswordForm/> })}
        {is_empty.then(|| view! { <p>{o().no_way_in}</p> })}
    }
    .into_any()
}

/// The form of a local account: the code is asked for once the password is right.
#[component]
fn PasswordForm() -> impl IntoView {
    let office = use_office();
    let (account, password, code) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let is_code_wanted = RwSignal::new(false);
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let request = PasswordSignIn {
            account: account.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            code: code.get_untracked().trim().to_owned(),
        };
        submission.run(
            async move { office.api().sign_in(&request).await },
            move |outcome| match outcome {
                SignInOutcome::SignedIn => office.read_session(),
                SignInOutcome::CodeWanted => {
                    is_code_wanted.set(true);
                    request_animation_frame(|| focus_field("sign-in-code"));
                }
            },
        );
    };
    view! {
        <form class="sheet" novalidate=true on:submit=send>
            <LineField
                id="sign-in-account"
                label=o().account
                kind="email"
                autocomplete="username"
                value=account
                on_input=move |text| account.set(text)
            />
            <LineField
                id="sign-in-password"
                label=o().password
                kind="password"
                autocomplete="current-password"
                value=password
                on_input=move |text| password.set(text)
            />
            <Show when=move || is_code_wanted.get()>
                <LineField
                    id="sign-in-code"
                    label=o().code
                    hint=o().code_hint
                    autocomplete="one-time-code"
                    value=code
                    on_input=move |text| code.set(text)
                />
            </Show>
            <SubmissionProblem submission/>
            <SubmitButton label=o().sign_in submission/>
            <p class="hint">{o().password_forgotten}</p>
        </form>
    }
    .into_any()
}

/// A new proof of who is signed in, before what is dangerous. Above the page, which waits as it is.
#[component]
pub(crate) fn ProofForm() -> impl IntoView {
    let office = use_office();
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (password, code) = (password.get_untracked(), code.get_untracked());
        submission.run(
            async move { office.api().prove(&password, code.trim()).await },
            move |_| office.proof.end(true),
        );
    };
    request_animation_frame(|| focus_field("proof-password"));
    view! {
        <form class="sheet" novalidate=true on:submit=send>
            <p>{o().proof_why}</p>
            <LineField
                id="proof-password"
                label=o().password
                kind="password"
                autocomplete="current-password"
                value=password
                on_input=move |text| password.set(text)
            />
            <LineField
                id="proof-code"
                label=o().code
                autocomplete="one-time-code"
                keyboard=Some("numeric")
                value=code
                on_input=move |text| code.set(text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=o().proof_give submission/>
                <button type="button" class="button" on:click=move |_| office.proof.end(false)>
                    {o().cancel}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// A page before all others, under the name of the product.
#[component]
pub(crate) fn Cover(children: Children) -> impl IntoView {
    view! {
        <main class="office cover">
            <p class="cover-brand">
                <SvgIcon icon=Icon::Book/>
                <span>{o().brand}</span>
            </p>
            {children()}
        </main>
    }
}

//! Signing in: by password and one-time code, or at a provider of identities.

use feltbog_shared::office::{PasswordSignIn, ProviderSignIn, SignInChoices, SignInMethod, SignInOutcome};
use feltbog_ui::form::{LineField, focus_field};
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{SessionState, use_office};
use crate::texts::office_texts;

/// The page that a provider leads back to after a new proof.
const PROVEN_PATH: &str = "/kontor/bekraeftet";

/// The page on every address while nobody is signed in. The address stays, so that it opens once somebody is.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    view! {
        <Cover>
            <Page title=office_texts().sign_in_title>
                <SignInWays/>
                <a class="text-link" href="/tilgaengelighed" rel="external">{office_texts().sign_in_accessibility}</a>
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
    let is_empty = choices.providers.is_empty() && !choices.has_passwords;
    let path = window().location().pathname().unwrap_or_default();
    let wish = ProviderSignIn {
        return_path: path,
        ..ProviderSignIn::default()
    };
    view! {
        <ProviderButtons providers=choices.providers wish/>
        {choices.has_passwords.then(|| view! { <PasswordForm/> })}
        {is_empty.then(|| view! { <p>{office_texts().no_way_in}</p> })}
    }
    .into_any()
}

/// A button for each provider of identities. Nothing when there is none.
#[component]
pub(crate) fn ProviderButtons(
    /// Keys and names.
    providers: Vec<(String, String)>,
    /// The way back, and what the sign-in is for.
    wish: ProviderSignIn,
) -> impl IntoView {
    let api = use_office().api();
    let going = Submission::new();
    if providers.is_empty() {
        return ().into_any();
    }
    let buttons = providers.into_iter().map(|(key, name)| {
        let wish = wish.clone();
        let begin = move |_| {
            let (key, wish) = (key.clone(), wish.clone());
            going.run(
                async move { api.begin_with_provider(&key, &wish).await },
                // The browser goes there, or shows its own reason.
                |address| drop(window().location().set_href(&address)),
            );
        };
        view! {
            <button type="button" class="button wide" on:click=begin>
                {office_texts().sign_in_with.with(&[&name])}
            </button>
        }
    });
    view! {
        <div class="sign-in-providers">
            {buttons.collect_view()}
            <SubmissionProblem submission=going/>
        </div>
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
                label=office_texts().account
                kind="email"
                autocomplete="username"
                value=account
                on_input=move |text| account.set(text)
            />
            <LineField
                id="sign-in-password"
                label=office_texts().password
                kind="password"
                autocomplete="current-password"
                value=password
                on_input=move |text| password.set(text)
            />
            <Show when=move || is_code_wanted.get()>
                <LineField
                    id="sign-in-code"
                    label=office_texts().code
                    hint=office_texts().code_hint
                    autocomplete="one-time-code"
                    value=code
                    on_input=move |text| code.set(text)
                />
            </Show>
            <SubmissionProblem submission/>
            <SubmitButton label=office_texts().sign_in submission/>
            <p class="hint">{office_texts().password_forgotten}</p>
        </form>
    }
    .into_any()
}

/// A new proof of who is signed in, before what is dangerous. Above the page, which waits as it is.
#[component]
pub(crate) fn ProofForm() -> impl IntoView {
    let office = use_office();
    let method = office.session.with_untracked(|session| match session {
        SessionState::SignedIn(session) => Some(session.method.clone()),
        _ => None,
    });
    match method {
        Some(SignInMethod::Provider(key)) => view! { <ProviderProof provider=key/> }.into_any(),
        _ => view! { <PasswordProof/> }.into_any(),
    }
}

/// A proof at the provider, in a tab of its own: what is typed on the page stays.
#[component]
fn ProviderProof(provider: String) -> impl IntoView {
    let office = use_office();
    let address = LocalResource::new(move || {
        let key = provider.clone();
        let wish = ProviderSignIn {
            return_path: PROVEN_PATH.to_owned(),
            is_step_up: true,
            ..ProviderSignIn::default()
        };
        async move { office.api().begin_with_provider(&key, &wish).await }
    });
    view! {
        <div class="sheet">
            <p>{office_texts().proof_at_provider}</p>
            <Loaded
                answer=address
                children=|address| {
                    view! {
                        <a class="button primary" href=address target="_blank" rel="noopener">
                            {office_texts().proof_go}
                        </a>
                    }
                }
            />
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| office.proof.end(true)>
                    {office_texts().proof_done}
                </button>
                <button type="button" class="button" on:click=move |_| office.proof.end(false)>
                    {office_texts().cancel}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// The page in the other tab once the provider has given the proof.
#[component]
pub(crate) fn ProvenPage() -> impl IntoView {
    view! {
        <Page title=office_texts().proven>
            <p>{office_texts().proven_lead}</p>
        </Page>
    }
    .into_any()
}

#[component]
fn PasswordProof() -> impl IntoView {
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
            <p>{office_texts().proof_why}</p>
            <LineField
                id="proof-password"
                label=office_texts().password
                kind="password"
                autocomplete="current-password"
                value=password
                on_input=move |text| password.set(text)
            />
            <LineField
                id="proof-code"
                label=office_texts().code
                autocomplete="one-time-code"
                keyboard=Some("numeric")
                value=code
                on_input=move |text| code.set(text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().proof_give submission/>
                <button type="button" class="button" on:click=move |_| office.proof.end(false)>
                    {office_texts().cancel}
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
                <span>{office_texts().brand}</span>
            </p>
            {children()}
        </main>
    }
}

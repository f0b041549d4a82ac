//! Accepting an invitation: a password, one-time codes, and recovery codes to print.

use feltbog_shared::office::{InvitationAccepted, InvitationView, ProviderSignIn, RecoveryCodes};
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, problem_of};
use feltbog_ui::qr::QrImage;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::sign_in::{Cover, ProviderButtons};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::use_office;
use crate::texts::office_texts;

/// Fewest characters of a password.
const PASSWORD_LENGTH: usize = 15;
/// Digits of a one-time code.
const CODE_LENGTH: usize = 6;

/// The page of an invitation's link. The token stands in the fragment, which no server's log holds.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    let api = use_office().api();
    let token = StoredValue::new(token());
    provide_context(token);
    let invitation = LocalResource::new(move || {
        let token = token.get_value();
        async move { api.look_at_invitation(&token).await }
    });
    view! {
        <Cover>
            <Page title=office_texts().invitation_title>
                <Loaded answer=invitation children=|invitation| view! { <Accepting invitation/> }/>
            </Page>
        </Cover>
    }
    .into_any()
}

/// The page of a link that the server's operator made for an emergency.
#[component]
pub(crate) fn BreakGlassPage() -> impl IntoView {
    let office = use_office();
    let navigate = use_navigate();
    let submission = Submission::new();
    let begin = move |_| {
        let (token, navigate) = (token(), navigate.clone());
        submission.run(async move { office.api().break_glass(&token).await }, move |_| {
            office.read_session();
            navigate("/kontor", Default::default());
        });
    };
    view! {
        <Cover>
            <Page title=office_texts().break_glass_title>
                <p>{office_texts().break_glass_lead}</p>
                <div class="buttons">
                    <button type="button" class="button primary" on:click=begin>{office_texts().break_glass_begin}</button>
                </div>
                <SubmissionProblem submission/>
            </Page>
        </Cover>
    }
    .into_any()
}

/// The ways of accepting: an account at a provider, where there is one, or a password.
#[component]
fn Accepting(invitation: InvitationView) -> impl IntoView {
    let api = use_office().api();
    let token = expect_context::<StoredValue<String>>();
    let choices = LocalResource::new(move || async move { api.sign_in_choices().await });
    let providers = move || {
        let Some(Ok(choices)) = choices.get() else {
            return None;
        };
        let wish = ProviderSignIn {
            return_path: "/kontor".to_owned(),
            invitation: Some(token.get_value()),
            ..ProviderSignIn::default()
        };
        (!choices.providers.is_empty()).then(|| {
            view! {
                <p>{office_texts().invitation_or_provider}</p>
                <ProviderButtons providers=choices.providers wish/>
            }
        })
    };
    view! {
        <AccountForm invitation/>
        {providers}
    }
    .into_any()
}

fn token() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The secret in the address of one-time codes, in groups of four to type.
fn secret_of(address: &str) -> String {
    let secret = address
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("secret="))
        .unwrap_or_default();
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// The problems of an account before it is sent.
fn problems_of(account: &InvitationAccepted) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if !account.mail.contains('@') {
        problems.push(FieldProblem::new("account-mail", office_texts().mail_wanted));
    }
    if account.password.chars().count() < PASSWORD_LENGTH {
        problems.push(FieldProblem::new(
            "account-password",
            office_texts().password_too_short,
        ));
    }
    if account.code.len() != CODE_LENGTH || !account.code.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.push(FieldProblem::new("account-code", office_texts().code_wanted));
    }
    problems
}

#[component]
fn AccountForm(invitation: InvitationView) -> impl IntoView {
    let office = use_office();
    let token = expect_context::<StoredValue<String>>();
    let (mail, password, code) = (
        RwSignal::new(invitation.mail.clone()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let recovery = RwSignal::new(None::<RecoveryCodes>);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let account = InvitationAccepted {
            token: token.get_value(),
            mail: mail.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            code: code.get_untracked().replace(' ', ""),
        };
        problems.set(problems_of(&account));
        if problems.read_untracked().is_empty() {
            submission.run(
                async move { office.api().accept_invitation(&account).await },
                move |codes| recovery.set(Some(codes)),
            );
        }
    };
    let address = invitation.totp_address.clone();
    let secret = secret_of(&address);
    let name = invitation.name.clone();
    let form = StoredValue::new((name, address, secret));
    let content = move || match recovery.get() {
        Some(codes) => view! { <Recovery codes/> }.into_any(),
        None => {
            let (name, address, secret) = form.get_value();
            view! {
                <form class="sheet" novalidate=true on:submit=send>
                    <p class="lead">{office_texts().invitation_welcome.with(&[&name])}</p>
                    <ErrorSummary heading=office_texts().correct_first problems/>
                    <LineField
                        id="account-mail"
                        label=office_texts().account
                        kind="email"
                        autocomplete="username"
                        value=mail
                        problem=problem_of(problems, "account-mail")
                        on_input=move |text| mail.set(text)
                    />
                    <LineField
                        id="account-password"
                        label=office_texts().new_password
                        hint=office_texts().password_rules
                        kind="password"
                        autocomplete="new-password"
                        value=password
                        problem=problem_of(problems, "account-password")
                        on_input=move |text| password.set(text)
                    />
                    <section class="section">
                        <h2>{office_texts().totp_title}</h2>
                        <p>{office_texts().totp_why}</p>
                        <QrImage link=address label=office_texts().totp_qr/>
                        <p class="hint">{office_texts().totp_secret}</p>
                        <p class="copy-code">{secret}</p>
                    </section>
                    <LineField
                        id="account-code"
                        label=office_texts().totp_code
                        autocomplete="one-time-code"
                        keyboard=Some("numeric")
                        value=code
                        problem=problem_of(problems, "account-code")
                        on_input=move |text| code.set(text)
                    />
                    <SubmissionProblem submission/>
                    <SubmitButton label=office_texts().make_account submission/>
                </form>
            }
            .into_any()
        }
    };
    view! { {content} }.into_any()
}

/// The recovery codes, shown once.
#[component]
fn Recovery(codes: RecoveryCodes) -> impl IntoView {
    let items = codes.codes.into_iter().map(|code| view! { <li>{code}</li> });
    view! {
        <section class="sheet">
            <h2>{office_texts().recovery_title}</h2>
            <p>{office_texts().recovery_why}</p>
            <ol class="recovery-codes">{items.collect_view()}</ol>
            <div class="buttons">
                <PrintButton class="primary"/>
                <a class="button" href="/kontor" rel="external">{office_texts().recovery_done}</a>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_from_its_address_in_groups() {
        let address = "otpauth://totp/Feltbog:a@b.dk?secret=JBSWY3DPEHPK3PXP&issuer=Feltbog";
        assert_eq!(secret_of(address), "JBSW Y3DP EHPK 3PXP");
        assert_eq!(secret_of("otpauth://totp/x"), "");
    }

    #[test]
    fn an_account_needs_mail_password_and_code() {
        let account = |mail: &str, password: &str, code: &str| InvitationAccepted {
            token: String::new(),
            mail: mail.to_owned(),
            password: password.to_owned(),
            code: code.to_owned(),
        };
        assert_eq!(problems_of(&account("", "kort", "12")).len(), 3);
        let good = account("a@b.dk", "femten tegn langt", "123456");
        assert!(problems_of(&good).is_empty());
    }
}

//! Signing in to the office with a local account: mail address, password and one-time code.

use feltbog_shared::moment::Moment;
use feltbog_shared::office::{PasswordSignIn, StepUp};
use feltbog_shared::refusal::RefusalCode;

use super::attempts::{self, SignInAttempt};
use super::password::Password;
use super::session::{self, OfficeUser};
use super::{folded_mail, totp};
use crate::error::Error;
use crate::services::codes::{hash, normal};
use crate::services::notifications::mail;
use crate::state::App;
use crate::store::{OfficeAccount, SessionMethod};

/// Characters of a recovery code: 125 bits.
pub(super) const RECOVERY_LENGTH: usize = 25;
/// Digits of a one-time code.
const CODE_LENGTH: usize = 6;

const NOT_VALID: Error = Error::Refused(RefusalCode::SignInNotValid);

/// The circumstances of a try.
#[derive(Clone, Copy, Debug)]
pub struct SignInOrigin<'a> {
    /// The client's address, an IPv6 address without its last half.
    pub address: &'a str,
    /// The browser, as it names itself.
    pub browser: &'a str,
    /// The cookie that tells that an account was signed in on it.
    pub known_browser: Option<&'a str>,
}

/// The outcome of a sign-in that is not refused.
#[derive(Clone, Debug)]
pub enum SignInStep {
    /// The password is right and a code is asked for.
    CodeWanted,
    /// The session has begun.
    SignedIn {
        /// The value of its cookie.
        token: String,
        /// The value of the cookie by which the browser is known from now on.
        known_browser: String,
    },
}

/// A proof of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// The password, without a code.
    Password,
    /// The password and a one-time code.
    Code,
    /// The password and a recovery code.
    Recovery,
}

/// Signs in. Unknown accounts take as long as others.
///
/// # Errors
/// `SignInNotValid`, `TooMany`, or `NO_ACCESS` for a person without a role.
pub async fn sign_in(
    app: &App,
    request: &PasswordSignIn,
    origin: SignInOrigin<'_>,
) -> Result<SignInStep, Error> {
    let mail = folded_mail(&request.account).ok_or(NOT_VALID)?;
    let account = app.store.office_account_by_mail(&mail).await?;
    let attempt = SignInAttempt::new(app, &mail, origin.address, origin.known_browser);
    let (account, proof) = check(app, &attempt, account, &request.password, &request.code).await?;
    if proof == Proof::Password {
        return Ok(SignInStep::CodeWanted);
    }
    let is_stepped_up = proof == Proof::Code;
    let method = SessionMethod::Password;
    let token = session::begin(app, account.person, method, origin.browser, is_stepped_up).await?;
    attempt.forgive(app, account.person).await?;
    Ok(SignInStep::SignedIn {
        token,
        known_browser: attempts::known_browser(app, &mail),
    })
}

/// Proves again who is signed in. The session's new token.
///
/// # Errors
/// `SignInNotValid` and `TooMany`; `NO_ACCESS` for a person without a local account.
pub async fn step_up(
    app: &App,
    user: &OfficeUser,
    request: &StepUp,
    origin: SignInOrigin<'_>,
) -> Result<String, Error> {
    let account = app.store.office_account(user.person).await?;
    let account = account.ok_or(Error::NO_ACCESS)?;
    let attempt = SignInAttempt::new(app, &account.mail, origin.address, origin.known_browser);
    let (account, proof) = check(app, &attempt, Some(account), &request.password, &request.code).await?;
    if proof != Proof::Code {
        return Err(NOT_VALID);
    }
    attempt.forgive(app, account.person).await?;
    session::step_up(app, user.session).await
}

/// Counts a try and checks password and code.
async fn check(
    app: &App,
    attempt: &SignInAttempt,
    account: Option<OfficeAccount>,
    password: &str,
    code: &str,
) -> Result<(OfficeAccount, Proof), Error> {
    let now = app.clock.now();
    if app.hashing.available_permits() == 0 {
        return Err(Error::TooMany(1));
    }
    let counted = attempt
        .count(app, account.as_ref().map(|account| account.person), now)
        .await;
    if let (Err(Error::TooMany(_)), Some(account)) = (&counted, &account) {
        mail::tell_lockout(app, account.person, account.mail.clone());
    }
    counted?;
    let (salt, kept) = account.as_ref().map_or(([0; 16], [0; 32]), |account| {
        (account.password_salt, account.password_hash)
    });
    let password = Password::new(password).map_err(|_| NOT_VALID)?;
    let is_right = password.is(app, salt, &kept).await?;
    let account = account.filter(|_| is_right).ok_or(NOT_VALID)?;
    if code.trim().is_empty() {
        return Ok((account, Proof::Password));
    }
    let proof = use_code(app, &account, code, now).await?.ok_or(NOT_VALID)?;
    Ok((account, proof))
}

/// Uses a one-time code or a recovery code up; nothing for one that is wrong or was used.
async fn use_code(
    app: &App,
    account: &OfficeAccount,
    code: &str,
    now: Moment,
) -> Result<Option<Proof>, Error> {
    let code = normal(code);
    if code.len() == RECOVERY_LENGTH {
        let hash = hash("recovery code", &code);
        let is_used = app.store.use_recovery_code(account.person, hash, now).await?;
        return Ok(is_used.then_some(Proof::Recovery));
    }
    if code.len() != CODE_LENGTH {
        return Ok(None);
    }
    let secret = app
        .secret
        .decrypt_totp_secret(account.person, &account.totp_secret);
    let secret = secret.ok_or_else(|| {
        Error::Fault("a secret of one-time codes was encrypted with another key".to_owned())
    })?;
    let Some(step) = totp::step(&secret, &code, now) else {
        return Ok(None);
    };
    let is_first = app.store.use_totp_step(account.person, step).await?;
    Ok(is_first.then_some(Proof::Code))
}

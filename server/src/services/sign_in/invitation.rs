//! Invitations to the office, and break-glass links.

use feltbog_shared::id::UserId;
use feltbog_shared::office::{InvitationAccepted, InvitationView, RecoveryCodes};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;

use super::account::RECOVERY_LENGTH;
use super::password::Password;
use super::session;
use super::{folded_mail, totp};
use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::{hash, normal, text};
use crate::services::notifications::mail;
use crate::state::App;
use crate::store::{Acceptance, NewOfficeAccount, OfficeAccount, OfficeInvitation, SessionMethod};

/// Characters of a token: 128 bits and two to spare.
const TOKEN_LENGTH: usize = 26;
/// The life of an invitation: 72 hours.
pub(crate) const INVITATION_MILLIS: i64 = 72 * 3_600_000;
/// The life of a break-glass link: 15 minutes.
pub(crate) const BREAK_GLASS_LINK_MILLIS: i64 = 15 * 60_000;
/// Recovery codes of an account.
const RECOVERY_CODES: usize = 10;
/// The longest reason of a break-glass link, in characters.
const REASON: usize = 500;

const NOT_VALID: Error = Error::Refused(RefusalCode::InvitationNotValid);

/// The hash of an invitation's token.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    hash("office invitation", &normal(token))
}

async fn link(
    app: &App,
    person: UserId,
    page: &str,
    reason: Option<String>,
    lifetime_millis: i64,
) -> Result<feltbog_shared::office::Invitation, Error> {
    let name = app.store.person_name(person).await?;
    name.ok_or(Error::NOT_FOUND)?;
    let now = app.clock.now();
    let token = text(&draw::<TOKEN_LENGTH>(&*app.random));
    let expires_at = now.plus_millis(lifetime_millis);
    app.store
        .invite_to_office(&OfficeInvitation {
            token_hash: token_hash(&token),
            person,
            reason,
            created_at: now,
            expires_at,
        })
        .await?;
    Ok(feltbog_shared::office::Invitation {
        link: format!("{}/kontor/{page}#{token}", app.config.public_url),
        expires_at,
    })
}

/// Invites a person to the office: a first account, or other factors for the one that stands. The token stands behind
/// the `#`, so it reaches no server log.
///
/// # Errors
/// `NOT_FOUND` when there is no such person.
pub async fn invite(app: &App, person: UserId) -> Result<feltbog_shared::office::Invitation, Error> {
    link(app, person, "invitation", None, INVITATION_MILLIS).await
}

/// The account that an invitation leads to.
///
/// # Errors
/// `InvitationNotValid`.
pub async fn look(app: &App, token: &str) -> Result<InvitationView, Error> {
    let found = app
        .store
        .office_invitation(token_hash(token), app.clock.now())
        .await?;
    let invitation = found.filter(|invitation| invitation.reason.is_none());
    let person = invitation.ok_or(NOT_VALID)?.person;
    let name = app.store.person_name(person).await?.unwrap_or_default();
    let account = app.store.office_account(person).await?;
    let mail = match account {
        Some(account) => account.mail,
        None => app.store.person_mail(person).await?,
    };
    let label = if mail.is_empty() { &name } else { &mail };
    let secret = app.secret.offered_totp_secret(&normal(token));
    let totp_address = totp::address(&secret, label)
        .ok_or_else(|| Error::Fault("no address of one-time codes can be made".to_owned()))?;
    Ok(InvitationView {
        name,
        mail,
        totp_address,
    })
}

/// Accepts an invitation: the account stands with this password and the offered one-time codes. Its recovery codes.
///
/// # Errors
/// `InvitationNotValid`, `PasswordNotAllowed`, `MailTaken`; `InvalidValue` for what is no mail address; `SignInNotValid`
/// for a code that is not made from the offered secret now.
pub async fn accept(app: &App, accepted: &InvitationAccepted) -> Result<RecoveryCodes, Error> {
    let now = app.clock.now();
    let token = normal(&accepted.token);
    let found = app.store.office_invitation(token_hash(&token), now).await?;
    let invitation = found.filter(|invitation| invitation.reason.is_none());
    let invitation = invitation.ok_or(NOT_VALID)?;
    let mail = folded_mail(&accepted.mail).ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    let name = app
        .store
        .person_name(invitation.person)
        .await?
        .unwrap_or_default();
    let organisations = app.store.organisations().await?;
    let password = Password::new(&accepted.password)?;
    let mail_name = mail.split('@').next().unwrap_or_default();
    let mut guesses = vec![name.as_str(), &mail, mail_name];
    guesses.extend(
        organisations
            .iter()
            .map(|(_, organisation, _)| organisation.as_str()),
    );
    if !password.is_allowed(&guesses) {
        return Err(Error::Refused(RefusalCode::PasswordNotAllowed));
    }
    let secret = app.secret.offered_totp_secret(&token);
    let step = totp::step(&secret, &normal(&accepted.code), now);
    let step = step.ok_or(Error::Refused(RefusalCode::SignInNotValid))?;
    let salt = draw(&*app.random);
    let sealed = app
        .secret
        .encrypt_totp_secret(invitation.person, &secret, draw(&*app.random));
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| text(&draw::<RECOVERY_LENGTH>(&*app.random)))
        .collect();
    let account = NewOfficeAccount {
        token_hash: invitation.token_hash,
        account: OfficeAccount {
            person: invitation.person,
            mail,
            password_salt: salt,
            password_hash: password.kept_hash(app, salt).await?,
            totp_secret: sealed.ok_or_else(|| Error::Fault("a secret cannot be encrypted".to_owned()))?,
            last_totp_step: step,
        },
        recovery_codes: codes.iter().map(|code| hash("recovery code", code)).collect(),
        now,
    };
    match app.store.accept_office_invitation(&account).await? {
        Acceptance::Account => {}
        Acceptance::NotValid => return Err(NOT_VALID),
        Acceptance::MailTaken => return Err(Error::Refused(RefusalCode::MailTaken)),
    }
    tracing::info!("an office account has a new password and new codes");
    Ok(RecoveryCodes {
        codes: codes.iter().map(|code| grouped(code)).collect(),
    })
}

/// A code in groups of five characters.
fn grouped(code: &str) -> String {
    let groups = code.as_bytes().chunks(5).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join("-")
}

/// A link by which a person administers everything for half an hour, when nobody else can sign in. It reads no content.
///
/// # Errors
/// `NOT_FOUND` when there is no such person; `InvalidValue` without a reason.
pub async fn break_glass_link(
    app: &App,
    person: UserId,
    reason: &str,
) -> Result<feltbog_shared::office::Invitation, Error> {
    let reason: String = reason.trim().chars().take(REASON).collect();
    if reason.is_empty() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    tracing::warn!(%person, reason, "a break-glass link was made");
    link(app, person, "break-glass", Some(reason), BREAK_GLASS_LINK_MILLIS).await
}

/// Uses a break-glass link. The session token.
///
/// # Errors
/// `InvitationNotValid`.
pub async fn break_glass(app: &App, token: &str, browser: &str) -> Result<String, Error> {
    let found = app
        .store
        .office_invitation(token_hash(token), app.clock.now())
        .await?;
    let invitation = found.filter(|invitation| invitation.reason.is_some());
    let invitation = invitation.ok_or(NOT_VALID)?;
    let role = Role::OrgAdmin;
    let method = SessionMethod::BreakGlass;
    let (session, token) = session::new(app, invitation.person, &[role], method, browser, true);
    if !app
        .store
        .break_glass(invitation.token_hash, &session, role)
        .await?
    {
        return Err(NOT_VALID);
    }
    tracing::warn!(person = %invitation.person, "a break-glass link was used");
    if let Err(error) = mail::tell_break_glass(app, invitation.person).await {
        tracing::error!(%error, "nobody could be told that a break-glass link was used");
    }
    Ok(token)
}

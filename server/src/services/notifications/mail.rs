//! Mail: a queue in the database, and one sender at a time over all servers.
//!
//! A mail stands in the queue before anybody is told that it will be sent, and leaves it after the mail server has taken
//! it. A server that dies in between has counted its try; another one tries again when the claim is over, under the same
//! name of the message.

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_notifications::MailedInvitation;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;
use serde::{Deserialize, Serialize};

use super::language_of;
use super::texts::MailTexts;
use crate::clock::draw;
use crate::error::Error;
use crate::outbound::smtp::{MailError, Mailer, OutgoingMail};
use crate::services::sign_in::{folded_mail, invitation};
use crate::state::App;
use crate::store::QueuedMail;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
/// Time that a server has for one mail. Longer than sending takes at most.
const CLAIM_MILLIS: i64 = 10 * MINUTE_MILLIS;
/// Longest wait between two tries.
const LONGEST_WAIT_MILLIS: i64 = 6 * HOUR_MILLIS;
/// Tries of a mail.
pub const MOST_TRIES: u32 = 16;
/// Time for which it is known how many mails were given up.
pub(crate) const DEAD_MILLIS: i64 = 7 * 24 * HOUR_MILLIS;
/// Time after which a notice of sign-ins that were locked is sent again.
const LOCKOUT_AGAIN_MILLIS: i64 = 24 * HOUR_MILLIS;

/// The kind of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MailKind {
    /// An invitation to the office.
    Invitation,
    /// Too many tries to sign in.
    Lockout,
    /// A break-glass link was used.
    BreakGlass,
    /// Somebody gave a role to themselves.
    OwnGrant,
    /// A colleague is not out of a home in time.
    LateReturn,
    /// Numbers of records that wait for somebody.
    Digest,
}

impl MailKind {
    fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Lockout => "lockout",
            Self::BreakGlass => "break_glass",
            Self::OwnGrant => "own_grant",
            Self::LateReturn => "late_return",
            Self::Digest => "digest",
        }
    }

    /// The time after which it is of no use any more.
    fn life_millis(self) -> i64 {
        match self {
            Self::LateReturn => HOUR_MILLIS,
            Self::Digest => 18 * HOUR_MILLIS,
            _ => 72 * HOUR_MILLIS,
        }
    }
}

/// Address, subject and text, as they are kept encrypted.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    to: String,
    subject: String,
    text: String,
}

/// A mail to somebody.
pub(super) struct Letter<'a> {
    pub(super) kind: MailKind,
    pub(super) person: UserId,
    pub(super) to: &'a str,
    pub(super) subject: &'a str,
    /// Paragraphs of the text.
    pub(super) text: &'a [String],
    /// Nothing is queued when the person got one of this kind since then.
    pub(super) none_since: Option<Moment>,
}

/// Queues a mail. Whether it is queued.
///
/// # Errors
/// When the database fails.
pub(super) async fn queue(app: &App, letter: &Letter<'_>) -> Result<bool, Error> {
    let now = app.clock.now();
    let id = draw(&*app.random);
    let content = Content {
        to: letter.to.to_owned(),
        subject: letter.subject.to_owned(),
        text: letter.text.join("\n\n") + "\n",
    };
    let content = serde_json::to_vec(&content).map_err(|error| Error::Fault(error.to_string()))?;
    let content = app.secret.encrypt_mail(&id, &content, draw(&*app.random));
    let mail = QueuedMail {
        id,
        person: letter.person,
        kind: letter.kind.key().to_owned(),
        content: content.ok_or_else(|| Error::Fault("a mail cannot be encrypted".to_owned()))?,
        created_at: now,
        expires_at: now.plus_millis(letter.kind.life_millis()),
        attempts: 0,
    };
    let is_queued = app.store.queue_mail(&mail, letter.none_since).await?;
    if is_queued {
        app.mail_news.notify_one();
    }
    Ok(is_queued)
}

/// Checks that a person can be invited by mail.
///
/// # Errors
/// As [`invite`].
pub async fn check_invitable(app: &App, person: UserId) -> Result<(), Error> {
    address_of(app, person).await.map(drop)
}

/// The address that administrators entered for a person.
async fn address_of(app: &App, person: UserId) -> Result<String, Error> {
    if app.config.mail.is_none() {
        return Err(Error::NOT_FOUND);
    }
    let mail = app.store.person_mail(person).await?;
    folded_mail(&mail).ok_or(Error::Refused(RefusalCode::InvalidValue))
}

/// Invites a person to the office by mail: to the address that administrators entered for them.
///
/// # Errors
/// `InvalidValue` when there is no such address, `NOT_FOUND` when this server sends no mail or there is no such person.
pub async fn invite(app: &App, person: UserId) -> Result<MailedInvitation, Error> {
    let mail = address_of(app, person).await?;
    let texts = MailTexts::of(language_of(app, person).await?);
    let invitation = invitation::invite(app, person).await?;
    let letter = Letter {
        kind: MailKind::Invitation,
        person,
        to: &mail,
        subject: texts.invitation_subject,
        text: &[
            texts.invitation_body.to_owned(),
            invitation.link,
            texts.invitation_once.to_owned(),
            texts.invitation_unexpected.to_owned(),
        ],
        none_since: None,
    };
    queue(app, &letter).await?;
    Ok(MailedInvitation {
        mail,
        expires_at: invitation.expires_at,
    })
}

/// Tells the owner of an account that it takes no more tries just now, once a day. Failures are only logged: whoever
/// tries does not wait for it.
pub(crate) fn tell_lockout(app: &App, person: UserId, account_mail: String) {
    if app.config.mail.is_none() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let told = async {
            let texts = MailTexts::of(language_of(&app, person).await?);
            let letter = Letter {
                kind: MailKind::Lockout,
                person,
                to: &account_mail,
                subject: texts.lockout_subject,
                text: &[texts.lockout_body.to_owned(), texts.lockout_advice.to_owned()],
                none_since: Some(app.clock.now().plus_millis(-LOCKOUT_AGAIN_MILLIS)),
            };
            queue(&app, &letter).await
        };
        if let Err(error) = told.await {
            tracing::error!(%error, "nobody could be told that an account takes no more tries");
        }
    });
}

/// Tells the person of a break-glass link that it was used, and the administrators and privacy officers of the departments
/// in which the person has a role; all of them where the person has none.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_break_glass(app: &App, person: UserId) -> Result<(), Error> {
    if app.config.mail.is_none() {
        return Ok(());
    }
    let now = app.clock.now();
    let rights = app.store.rights().await?;
    let theirs: BTreeSet<_> = rights
        .grants
        .iter()
        .filter(|(holder, grant)| *holder == person && grant.holds_at(now))
        .map(|(_, grant)| grant.department)
        .collect();
    let is_told = |role| matches!(role, Role::OrgAdmin | Role::PrivacyOfficer);
    let is_near = |department: &DepartmentId| theirs.is_empty() || theirs.contains(department);
    let mut people: Vec<_> = rights
        .grants
        .into_iter()
        .filter(|(_, grant)| is_told(grant.role) && is_near(&grant.department) && grant.holds_at(now))
        .map(|(person, _)| person)
        .collect();
    people.push(person);
    people.sort_unstable();
    people.dedup();
    for person in people {
        let Some(mail) = folded_mail(&app.store.person_mail(person).await?) else {
            continue;
        };
        let texts = MailTexts::of(language_of(app, person).await?);
        let letter = Letter {
            kind: MailKind::BreakGlass,
            person,
            to: &mail,
            subject: texts.break_glass_subject,
            text: &[
                texts.break_glass_body.to_owned(),
                texts.break_glass_advice.to_owned(),
                format!("{}/kontor", app.config.public_url),
            ],
            none_since: None,
        };
        queue(app, &letter).await?;
    }
    Ok(())
}

/// Tells the other administrators and the privacy officers of an organisation that somebody gave a role to themselves.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_own_grant(
    app: &App,
    giver: UserId,
    organisation: OrganisationId,
) -> Result<(), Error> {
    if app.config.mail.is_none() {
        return Ok(());
    }
    let now = app.clock.now();
    let departments = app.store.department_records(organisation).await?;
    let departments: BTreeSet<_> = departments.into_iter().map(|row| row.id).collect();
    let is_told = |role| matches!(role, Role::OrgAdmin | Role::PrivacyOfficer);
    let rights = app.store.rights().await?;
    let people: BTreeSet<_> = rights
        .grants
        .into_iter()
        .filter(|(person, grant)| {
            let is_near = departments.contains(&grant.department);
            *person != giver && is_near && is_told(grant.role) && grant.holds_at(now)
        })
        .map(|(person, _)| person)
        .collect();
    for person in people {
        let Some(mail) = folded_mail(&app.store.person_mail(person).await?) else {
            continue;
        };
        let texts = MailTexts::of(language_of(app, person).await?);
        let letter = Letter {
            kind: MailKind::OwnGrant,
            person,
            to: &mail,
            subject: texts.own_grant_subject,
            text: &[
                texts.own_grant_body.to_owned(),
                texts.own_grant_advice.to_owned(),
                format!("{}/kontor", app.config.public_url),
            ],
            none_since: None,
        };
        queue(app, &letter).await?;
    }
    Ok(())
}

/// Tells people that a colleague is not out of a home in time, without who and where.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_late_return(app: &App, people: &BTreeSet<UserId>) -> Result<(), Error> {
    if app.config.mail.is_none() {
        return Ok(());
    }
    for person in people {
        let Some(mail) = folded_mail(&app.store.person_mail(*person).await?) else {
            continue;
        };
        let texts = MailTexts::of(language_of(app, *person).await?);
        let letter = Letter {
            kind: MailKind::LateReturn,
            person: *person,
            to: &mail,
            subject: texts.late_return_subject,
            text: &[
                texts.late_return_body.to_owned(),
                texts.late_return_advice.to_owned(),
                format!("{}/kontor", app.config.public_url),
            ],
            none_since: None,
        };
        queue(app, &letter).await?;
    }
    Ok(())
}

/// The wait after so many tries.
fn wait_millis(tries: u32) -> i64 {
    (MINUTE_MILLIS << tries.saturating_sub(1).min(12)).min(LONGEST_WAIT_MILLIS)
}

/// Sends every mail that is due.
///
/// # Errors
/// When the database fails.
pub async fn send_due(app: &App) -> Result<(), Error> {
    let Some(options) = &app.config.mail else {
        return Ok(());
    };
    let mailer = Mailer::new(options);
    while !app.is_stopping() {
        let now = app.clock.now();
        let Some(mail) = app.store.claim_mail(now, now.plus_millis(CLAIM_MILLIS)).await? else {
            break;
        };
        send_one(app, &mailer, &mail, now).await?;
    }
    let queue = app
        .store
        .mail_queue(app.clock.now().plus_millis(-DEAD_MILLIS))
        .await?;
    app.metrics.mail_queue(&queue, app.clock.now());
    Ok(())
}

async fn send_one(app: &App, mailer: &Mailer, mail: &QueuedMail, now: Moment) -> Result<(), Error> {
    let give_up = async |reason: &str| {
        tracing::error!(
            kind = mail.kind,
            tries = mail.attempts,
            reason,
            "a mail was given up"
        );
        app.metrics.mailed("dead");
        app.store.bury_mail(mail.id, now).await
    };
    if now >= mail.expires_at {
        return Ok(give_up("it is of no use any more").await?);
    }
    let content = app.secret.decrypt_mail(&mail.id, &mail.content);
    let content = content.and_then(|content| serde_json::from_slice::<Content>(&content).ok());
    let Some(content) = content else {
        return Ok(give_up("it was encrypted with another secret").await?);
    };
    let name: String = mail.id.iter().map(|byte| format!("{byte:02x}")).collect();
    let outgoing = OutgoingMail {
        to: &content.to,
        subject: &content.subject,
        text: &content.text,
        name: &name,
        at: mail.created_at,
    };
    match mailer.send(&outgoing).await {
        Ok(()) => {
            app.metrics.mailed("sent");
            app.store.mail_sent(mail.id).await?;
        }
        Err(MailError::Refused(reason)) => give_up(&reason).await?,
        Err(error) if mail.attempts >= MOST_TRIES => give_up(&error.to_string()).await?,
        Err(error) => {
            tracing::warn!(%error, kind = mail.kind, tries = mail.attempts, "a mail could not be sent and waits");
            app.metrics.mailed("failed");
            let at = app.clock.now().plus_millis(wait_millis(mail.attempts));
            app.store.retry_mail(mail.id, at).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::language::Language;

    #[test]
    fn waits_double_up_to_six_hours() {
        let waits: Vec<_> = (1..=11).map(|tries| wait_millis(tries) / MINUTE_MILLIS).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        // An invitation's three days are over before its tries are.
        let all: i64 = (1..MOST_TRIES).map(wait_millis).sum();
        assert!(all > 40 * HOUR_MILLIS, "{all}");
    }

    #[test]
    fn texts_are_there_in_both_languages() {
        for language in [Language::Danish, Language::English] {
            assert!(!MailTexts::of(language).digest_subject.is_empty());
        }
    }
}

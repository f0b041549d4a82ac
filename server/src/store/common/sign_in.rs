//! Accounts, sessions, invitations and identities of the office.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{OfficeSessionId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use sqlx::FromRow;

use super::dialect::{Database, DatabaseConnection, DatabaseStore, retry};
use super::provider_grants;
use crate::store::columns::{
    OfficeAccountColumns, OfficeSessionColumns, OidcFlowColumns, office_session_id, signed, user_id,
};
use crate::store::sign_in::MAX_FAILURES;
use crate::store::{
    Acceptance, AttemptLimit, Attempts, LONGEST_WAIT_MILLIS, NewOfficeAccount, NewOfficeSession,
    OfficeAccount, OfficeInvitation, OfficeSessionRow, OidcFlow, ProviderGrant, ProviderRefresh, Result,
    SessionMethod, SignInStore,
};

/// Tries are forgotten after this time, in milliseconds: longer than every window.
const ATTEMPTS_KEPT_MILLIS: i64 = 24 * 3_600_000;

#[async_trait]
impl SignInStore for DatabaseStore {
    async fn person_name(&self, person: UserId) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT name FROM person WHERE id = $1")
            .bind(person.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?)
    }

    async fn person_mail(&self, person: UserId) -> Result<String> {
        let mail: Option<String> = sqlx::query_scalar("SELECT mail FROM person WHERE id = $1")
            .bind(person.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        Ok(mail.unwrap_or_default())
    }

    async fn people_by_number(&self, number: &str) -> Result<Vec<UserId>> {
        let people: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT person FROM organisation_person WHERE number = $1 ORDER BY person",
        )
        .bind(number)
        .fetch_all(&self.readers)
        .await?;
        people.iter().map(|person| user_id(person)).collect()
    }

    async fn people_with_accounts(&self, organisation: OrganisationId) -> Result<BTreeSet<UserId>> {
        let people: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT office_account.person FROM office_account
             JOIN organisation_person ON organisation_person.person = office_account.person
             WHERE organisation = $1",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        people.iter().map(|person| user_id(person)).collect()
    }

    async fn office_account_by_mail(&self, mail: &str) -> Result<Option<OfficeAccount>> {
        sqlx::query_as::<_, OfficeAccountColumns>(
            "SELECT person, mail, password_salt, password_hash, totp_secret, last_totp_step
             FROM office_account WHERE mail = $1",
        )
        .bind(mail)
        .fetch_optional(&self.readers)
        .await?
        .map(OfficeAccountColumns::read)
        .transpose()
    }

    async fn office_account(&self, person: UserId) -> Result<Option<OfficeAccount>> {
        sqlx::query_as::<_, OfficeAccountColumns>(
            "SELECT person, mail, password_salt, password_hash, totp_secret, last_totp_step
             FROM office_account WHERE person = $1",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(OfficeAccountColumns::read)
        .transpose()
    }

    async fn count_sign_in(
        &self,
        limits: &[AttemptLimit],
        person: Option<UserId>,
        now: Moment,
    ) -> Result<Option<Moment>> {
        // Everybody locks rows in the same order.
        let mut limits = limits.to_vec();
        limits.sort();
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM sign_in_attempt WHERE began_at < $1")
                .bind(now.millis().saturating_sub(ATTEMPTS_KEPT_MILLIS))
                .execute(&mut *transaction)
                .await?;
            for limit in &limits {
                sqlx::query(
                    "INSERT INTO sign_in_attempt (subject, tries, began_at, wait_until) VALUES ($1, 0, $2, 0)
                     ON CONFLICT (subject) DO NOTHING",
                )
                .bind(limit.subject.as_slice())
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
                let (tries, began_at, wait_until): (i64, i64, i64) = sqlx::query_as(concat!(
                    "SELECT tries, began_at, wait_until FROM sign_in_attempt WHERE subject = $1",
                    for_update!("sign_in_attempt"),
                ))
                .bind(limit.subject.as_slice())
                .fetch_one(&mut *transaction)
                .await?;
                let attempts = Attempts {
                    tries: u32::try_from(tries).unwrap_or(u32::MAX),
                    began_at: Moment::from_millis(began_at),
                    wait_until: Moment::from_millis(wait_until),
                };
                let attempts = match attempts.take(limit, now) {
                    Ok(attempts) => attempts,
                    Err(wait_until) => {
                        transaction.rollback().await?;
                        return Ok(Some(wait_until));
                    }
                };
                sqlx::query(
                    "UPDATE sign_in_attempt SET tries = $1, began_at = $2, wait_until = $3 WHERE subject = $4",
                )
                .bind(i64::from(attempts.tries))
                .bind(attempts.began_at.millis())
                .bind(attempts.wait_until.millis())
                .bind(limit.subject.as_slice())
                .execute(&mut *transaction)
                .await?;
            }
            if let Some(person) = person {
                let counted = sqlx::query(
                    "UPDATE office_account SET failures = failures + 1 WHERE person = $1 AND failures < $2",
                )
                .bind(person.as_bytes().as_slice())
                .bind(i64::from(MAX_FAILURES))
                .execute(&mut *transaction)
                .await?;
                if counted.rows_affected() == 0 {
                    transaction.rollback().await?;
                    return Ok(Some(now.plus_millis(LONGEST_WAIT_MILLIS)));
                }
            }
            transaction.commit().await?;
            Ok(None)
        })
        .await
    }

    async fn forgive_sign_in(
        &self,
        forgotten: &[[u8; 16]],
        lessened: &[[u8; 16]],
        person: UserId,
    ) -> Result<()> {
        let mut subjects: Vec<_> = forgotten
            .iter()
            .map(|subject| (*subject, true))
            .chain(lessened.iter().map(|subject| (*subject, false)))
            .collect();
        subjects.sort();
        retry(|| async {
            let mut transaction = self.begin().await?;
            for (subject, is_forgotten) in &subjects {
                let statement = match is_forgotten {
                    true => "DELETE FROM sign_in_attempt WHERE subject = $1",
                    false => {
                        "UPDATE sign_in_attempt SET tries = tries - 1, wait_until = 0
                         WHERE subject = $1 AND tries > 0"
                    }
                };
                sqlx::query(statement)
                    .bind(subject.as_slice())
                    .execute(&mut *transaction)
                    .await?;
            }
            sqlx::query("UPDATE office_account SET failures = 0 WHERE person = $1")
                .bind(person.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn use_totp_step(&self, person: UserId, step: u64) -> Result<bool> {
        let used = retry(|| async {
            let done = sqlx::query(
                "UPDATE office_account SET last_totp_step = $1 WHERE person = $2 AND last_totp_step < $1",
            )
            .bind(signed(step))
            .bind(person.as_bytes().as_slice())
            .execute(&self.writers)
            .await?;
            Ok(done.rows_affected())
        });
        Ok(used.await? > 0)
    }

    async fn use_recovery_code(&self, person: UserId, hash: [u8; 32], now: Moment) -> Result<bool> {
        let used = retry(|| async {
            let done = sqlx::query(
                "UPDATE office_recovery_code SET used_at = $1
                 WHERE hash = $2 AND person = $3 AND used_at IS NULL",
            )
            .bind(now.millis())
            .bind(hash.as_slice())
            .bind(person.as_bytes().as_slice())
            .execute(&self.writers)
            .await?;
            Ok(done.rows_affected())
        });
        Ok(used.await? > 0)
    }

    async fn begin_office_session(&self, session: &NewOfficeSession) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            insert_session(&mut transaction, session).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn office_session(&self, token_hash: [u8; 32]) -> Result<Option<OfficeSessionRow>> {
        sqlx::query_as::<_, OfficeSessionColumns>(
            "SELECT office_session.id, person, name, method, provider, issuer, subject, sid, browser, begun_at,
               seen_at, idle_until, ends_at, stepped_up_until
             FROM office_session JOIN person ON person.id = office_session.person WHERE token_hash = $1",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(OfficeSessionColumns::read)
        .transpose()
    }

    async fn note_office_session(
        &self,
        id: OfficeSessionId,
        seen_at: Moment,
        idle_until: Moment,
    ) -> Result<()> {
        retry(|| async {
            sqlx::query(
                "UPDATE office_session SET seen_at = $1, idle_until = $2 WHERE id = $3 AND seen_at <= $1",
            )
            .bind(seen_at.millis())
            .bind(idle_until.millis())
            .bind(id.as_bytes().as_slice())
            .execute(&self.writers)
            .await?;
            Ok(())
        })
        .await
    }

    async fn step_up_office_session(
        &self,
        id: OfficeSessionId,
        token_hash: [u8; 32],
        until: Moment,
    ) -> Result<bool> {
        let changed = retry(|| async {
            let done =
                sqlx::query("UPDATE office_session SET token_hash = $1, stepped_up_until = $2 WHERE id = $3")
                    .bind(token_hash.as_slice())
                    .bind(until.millis())
                    .bind(id.as_bytes().as_slice())
                    .execute(&self.writers)
                    .await?;
            Ok(done.rows_affected())
        });
        Ok(changed.await? > 0)
    }

    async fn office_sessions(&self, person: UserId, now: Moment) -> Result<Vec<OfficeSessionRow>> {
        sqlx::query_as::<_, OfficeSessionColumns>(
            "SELECT office_session.id, person, name, method, provider, issuer, subject, sid, browser, begun_at,
               seen_at, idle_until, ends_at, stepped_up_until
             FROM office_session JOIN person ON person.id = office_session.person
             WHERE person = $1 AND idle_until > $2 AND ends_at > $2 ORDER BY begun_at DESC, office_session.id",
        )
        .bind(person.as_bytes().as_slice())
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(OfficeSessionColumns::read)
        .collect()
    }

    async fn end_office_session(&self, person: UserId, id: OfficeSessionId) -> Result<bool> {
        let ended = retry(|| async {
            let done = sqlx::query("DELETE FROM office_session WHERE id = $1 AND person = $2")
                .bind(id.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(done.rows_affected())
        });
        Ok(ended.await? > 0)
    }

    async fn end_office_sessions(&self, person: UserId) -> Result<u64> {
        retry(|| async {
            let done = sqlx::query("DELETE FROM office_session WHERE person = $1")
                .bind(person.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(done.rows_affected())
        })
        .await
    }

    async fn end_provider_sessions(
        &self,
        issuer: &str,
        sid: Option<&str>,
        subject: Option<&str>,
    ) -> Result<u64> {
        retry(|| async {
            let done = sqlx::query(
                "DELETE FROM office_session
                 WHERE issuer = $1 AND (sid = $2 OR ($2 IS NULL AND subject = $3))",
            )
            .bind(issuer)
            .bind(sid)
            .bind(subject)
            .execute(&self.writers)
            .await?;
            Ok(done.rows_affected())
        })
        .await
    }

    async fn keep_provider_refresh(
        &self,
        session: OfficeSessionId,
        token: &[u8],
        due_at: Moment,
    ) -> Result<bool> {
        let kept = retry(|| async {
            let done = sqlx::query(
                "INSERT INTO provider_refresh (session, token, due_at)
                 SELECT id, $2, $3 FROM office_session WHERE id = $1
                 ON CONFLICT (session) DO UPDATE SET token = excluded.token, due_at = excluded.due_at",
            )
            .bind(session.as_bytes().as_slice())
            .bind(token)
            .bind(due_at.millis())
            .execute(&self.writers)
            .await?;
            Ok(done.rows_affected())
        });
        Ok(kept.await? > 0)
    }

    async fn take_provider_refreshes(
        &self,
        now: Moment,
        again_at: Moment,
        limit: u32,
    ) -> Result<Vec<ProviderRefresh>> {
        let due: Vec<ProviderRefreshColumns> = sqlx::query_as(
            "SELECT session, person, provider, issuer, subject, token, due_at
             FROM provider_refresh JOIN office_session ON office_session.id = provider_refresh.session
             WHERE due_at <= $1 AND idle_until > $1 AND ends_at > $1 AND provider IS NOT NULL
             ORDER BY due_at LIMIT $2",
        )
        .bind(now.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        let mut taken = Vec::new();
        for row in due {
            let row = &row;
            let is_taken = retry(|| async {
                let done =
                    sqlx::query("UPDATE provider_refresh SET due_at = $1 WHERE session = $2 AND due_at = $3")
                        .bind(again_at.millis())
                        .bind(&row.session)
                        .bind(row.due_at)
                        .execute(&self.writers)
                        .await?;
                Ok(done.rows_affected())
            });
            if is_taken.await? > 0 {
                taken.push(row.read()?);
            }
        }
        Ok(taken)
    }

    async fn invite_to_office(&self, invitation: &OfficeInvitation) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM office_invitation WHERE expires_at < $1 AND reason IS NULL")
                .bind(invitation.created_at.millis())
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO office_invitation (token_hash, person, reason, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(invitation.token_hash.as_slice())
            .bind(invitation.person.as_bytes().as_slice())
            .bind(&invitation.reason)
            .bind(invitation.created_at.millis())
            .bind(invitation.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn office_invitation(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<OfficeInvitation>> {
        let row: Option<(Vec<u8>, Option<String>, i64, i64)> = sqlx::query_as(
            "SELECT person, reason, created_at, expires_at FROM office_invitation
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(token_hash.as_slice())
        .bind(now.millis())
        .fetch_optional(&self.readers)
        .await?;
        let Some((person, reason, created_at, expires_at)) = row else {
            return Ok(None);
        };
        Ok(Some(OfficeInvitation {
            token_hash,
            person: user_id(&person)?,
            reason,
            created_at: Moment::from_millis(created_at),
            expires_at: Moment::from_millis(expires_at),
        }))
    }

    async fn accept_office_invitation(&self, accepted: &NewOfficeAccount) -> Result<Acceptance> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let Some(person) = use_invitation(&mut transaction, accepted.token_hash, accepted.now).await? else {
                transaction.rollback().await?;
                return Ok(Acceptance::NotValid);
            };
            let account = &accepted.account;
            let other: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT person FROM office_account WHERE mail = $1 AND person <> $2")
                    .bind(&account.mail)
                    .bind(person.as_slice())
                    .fetch_optional(&mut *transaction)
                    .await?;
            if other.is_some() {
                transaction.rollback().await?;
                return Ok(Acceptance::MailTaken);
            }
            sqlx::query(
                "INSERT INTO office_account
                 (person, mail, password_salt, password_hash, totp_secret, last_totp_step, failures, changed_at)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
                 ON CONFLICT (person) DO UPDATE SET mail = excluded.mail, password_salt = excluded.password_salt,
                   password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
                   last_totp_step = excluded.last_totp_step, failures = 0, changed_at = excluded.changed_at",
            )
            .bind(person.as_slice())
            .bind(&account.mail)
            .bind(account.password_salt.as_slice())
            .bind(account.password_hash.as_slice())
            .bind(account.totp_secret.as_slice())
            .bind(signed(account.last_totp_step))
            .bind(accepted.now.millis())
            .execute(&mut *transaction)
            .await?;
            sqlx::query("DELETE FROM office_recovery_code WHERE person = $1")
                .bind(person.as_slice())
                .execute(&mut *transaction)
                .await?;
            for hash in &accepted.recovery_codes {
                sqlx::query("INSERT INTO office_recovery_code (hash, person) VALUES ($1, $2)")
                    .bind(hash.as_slice())
                    .bind(person.as_slice())
                    .execute(&mut *transaction)
                    .await?;
            }
            sqlx::query("DELETE FROM office_session WHERE person = $1")
                .bind(person.as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(Acceptance::Account)
        })
        .await
    }

    async fn break_glass(
        &self,
        token_hash: [u8; 32],
        session: &NewOfficeSession,
        role: Role,
    ) -> Result<bool> {
        retry(|| async {
            let row = &session.row;
            let mut transaction = self.begin().await?;
            let used = sqlx::query(
                "UPDATE office_invitation SET used_at = $1
                 WHERE token_hash = $2 AND person = $3 AND used_at IS NULL AND expires_at > $1
                   AND reason IS NOT NULL",
            )
            .bind(row.begun_at.millis())
            .bind(token_hash.as_slice())
            .bind(row.person.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
            if used.rows_affected() == 0 {
                transaction.rollback().await?;
                return Ok(false);
            }
            sqlx::query(
                "INSERT INTO administration_grant (administration, person, role, valid_from, valid_until)
                 SELECT administration.id, person.id, $2, $3, $4 FROM administration, person WHERE person.id = $1",
            )
            .bind(row.person.as_bytes().as_slice())
            .bind(role.key())
            .bind(row.begun_at.millis())
            .bind(row.ends_at.millis())
            .execute(&mut *transaction)
            .await?;
            insert_session(&mut transaction, session).await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn begin_oidc_flow(&self, token_hash: [u8; 32], flow: &OidcFlow, now: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM oidc_flow WHERE expires_at <= $1")
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO oidc_flow
                 (token_hash, provider, state, nonce, verifier, return_path, claimed, invitation, session, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(token_hash.as_slice())
            .bind(&flow.provider)
            .bind(&flow.state)
            .bind(&flow.nonce)
            .bind(&flow.verifier)
            .bind(&flow.return_path)
            .bind(&flow.claimed)
            .bind(flow.invitation.as_ref().map(<[u8; 32]>::as_slice))
            .bind(flow.session.as_ref().map(|id| id.as_bytes().as_slice()))
            .bind(flow.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn take_oidc_flow(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<OidcFlow>> {
        let row = retry(|| async {
            let taken = sqlx::query_as::<_, OidcFlowColumns>(
                "DELETE FROM oidc_flow WHERE token_hash = $1
                 RETURNING provider, state, nonce, verifier, return_path, claimed, invitation, session, expires_at",
            )
            .bind(token_hash.as_slice())
            .fetch_optional(&self.writers)
            .await?;
            Ok(taken)
        });
        let flow = row.await?.map(OidcFlowColumns::read).transpose()?;
        Ok(flow.filter(|flow| now < flow.expires_at))
    }

    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<UserId>> {
        let person: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT person FROM external_identity WHERE issuer = $1 AND subject = $2")
                .bind(issuer)
                .bind(subject)
                .fetch_optional(&self.readers)
                .await?;
        person.as_deref().map(user_id).transpose()
    }

    async fn bind_identity(
        &self,
        token_hash: [u8; 32],
        issuer: &str,
        subject: &str,
        now: Moment,
    ) -> Result<Option<UserId>> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let Some(person) = use_invitation(&mut transaction, token_hash, now).await? else {
                transaction.rollback().await?;
                return Ok(None);
            };
            let bound: Vec<u8> = sqlx::query_scalar(
                "INSERT INTO external_identity (issuer, subject, person, bound_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (issuer, subject) DO UPDATE SET bound_at = external_identity.bound_at
                 RETURNING person",
            )
            .bind(issuer)
            .bind(subject)
            .bind(person.as_slice())
            .bind(now.millis())
            .fetch_one(&mut *transaction)
            .await?;
            if bound != person {
                transaction.rollback().await?;
                return Ok(None);
            }
            transaction.commit().await?;
            user_id(&person).map(Some)
        })
        .await
    }

    async fn set_provider_grants(
        &self,
        issuer: &str,
        person: UserId,
        wanted: &[ProviderGrant],
        now: Moment,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let _: Option<Vec<u8>> = sqlx::query_scalar(concat!(
                "SELECT id FROM person WHERE id = $1",
                for_update!("person")
            ))
            .bind(person.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let is_changed = provider_grants::set(&mut transaction, (issuer, person), wanted, now).await?;
            transaction.commit().await?;
            Ok(is_changed)
        })
        .await
    }

    async fn use_logout_token(
        &self,
        issuer: &str,
        jti: &str,
        expires_at: Moment,
        now: Moment,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM used_logout_token WHERE expires_at <= $1")
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
            let noted = sqlx::query(
                "INSERT INTO used_logout_token (issuer, jti, expires_at) VALUES ($1, $2, $3)
                 ON CONFLICT DO NOTHING",
            )
            .bind(issuer)
            .bind(jti)
            .bind(expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(noted.rows_affected() > 0)
        })
        .await
    }
}

/// Uses an invitation to the office up, with every other one of its person. The person.
async fn use_invitation(
    transaction: &mut sqlx::Transaction<'_, Database>,
    token_hash: [u8; 32],
    now: Moment,
) -> Result<Option<Vec<u8>>> {
    let person: Option<Vec<u8>> = sqlx::query_scalar(
        "UPDATE office_invitation SET used_at = $1
         WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1 AND reason IS NULL RETURNING person",
    )
    .bind(now.millis())
    .bind(token_hash.as_slice())
    .fetch_optional(&mut **transaction)
    .await?;
    if let Some(person) = &person {
        sqlx::query(
            "UPDATE office_invitation SET used_at = $1 WHERE person = $2 AND used_at IS NULL AND reason IS NULL",
        )
        .bind(now.millis())
        .bind(person)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(person)
}

#[derive(FromRow)]
struct ProviderRefreshColumns {
    session: Vec<u8>,
    person: Vec<u8>,
    provider: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    token: Vec<u8>,
    due_at: i64,
}

impl ProviderRefreshColumns {
    fn read(&self) -> Result<ProviderRefresh> {
        let stated = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(ProviderRefresh {
            session: office_session_id(&self.session)?,
            person: user_id(&self.person)?,
            key: stated(&self.provider),
            issuer: stated(&self.issuer),
            subject: stated(&self.subject),
            token: self.token.clone(),
        })
    }
}

/// Begins a session, and deletes those that have ended.
async fn insert_session(connection: &mut DatabaseConnection, session: &NewOfficeSession) -> Result<()> {
    let row = &session.row;
    sqlx::query("DELETE FROM office_session WHERE ends_at <= $1 OR idle_until <= $1")
        .bind(row.begun_at.millis())
        .execute(&mut *connection)
        .await?;
    let (method, provider) = match &row.method {
        SessionMethod::Password => ("password", None),
        SessionMethod::BreakGlass => ("break_glass", None),
        SessionMethod::Provider {
            key,
            issuer,
            subject,
            sid,
        } => ("provider", Some((key, issuer, subject, sid))),
    };
    sqlx::query(
        "INSERT INTO office_session
         (id, token_hash, person, method, provider, issuer, subject, sid, browser, begun_at, seen_at, idle_until,
          ends_at, stepped_up_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.id.as_bytes().as_slice())
    .bind(session.token_hash.as_slice())
    .bind(row.person.as_bytes().as_slice())
    .bind(method)
    .bind(provider.map(|(key, ..)| key))
    .bind(provider.map(|(_, issuer, ..)| issuer))
    .bind(provider.map(|(_, _, subject, _)| subject))
    .bind(provider.and_then(|(.., sid)| sid.as_ref()))
    .bind(&row.browser)
    .bind(row.begun_at.millis())
    .bind(row.seen_at.millis())
    .bind(row.idle_until.millis())
    .bind(row.ends_at.millis())
    .bind(row.stepped_up_until.map(Moment::millis))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

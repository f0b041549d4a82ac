//! Invitations, devices and sessions.

use async_trait::async_trait;
use feltbog_shared::id::{DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_phones::InvitationKind;
use sqlx::FromRow;

use super::dialect::{DatabaseStore, retry};
use crate::store::columns::{DeviceColumns, KeyColumns, key_state, signed, user_id};
use crate::store::{
    EnrolmentStore, Invitation, NewKey, OpenInvitations, OrganisationPhone, PhoneRules, Redemption, Renewal,
    Renewed, Result, SessionRow, StoreError, WaitingPhone,
};

/// Days after which an unused phone of somebody in no organisation has to be enrolled again.
const UNUSED_DAYS: u16 = 30;

/// The beginning of a query for sessions.
macro_rules! session_columns {
    () => {
        "SELECT session.person, person.name AS person_name, session.device, session.revoked_at, session.created_at,
           device.confirmation, device.enrolled_at, device.seen_at
         FROM session JOIN person ON person.id = session.person JOIN device ON device.id = session.device"
    };
}

#[derive(FromRow)]
struct SessionColumns {
    person: Vec<u8>,
    person_name: String,
    device: Vec<u8>,
    revoked_at: Option<i64>,
    created_at: i64,
    confirmation: Option<String>,
    enrolled_at: i64,
    seen_at: Option<i64>,
}

impl SessionColumns {
    fn read(self) -> Result<SessionRow> {
        Ok(SessionRow {
            person: user_id(&self.person)?,
            name: self.person_name,
            device: DeviceId::from_slice(&self.device).ok_or(StoreError::Corrupt("device id"))?,
            is_revoked: self.revoked_at.is_some(),
            confirmation: self.confirmation,
            enrolled_at: Moment::from_millis(self.enrolled_at),
            used_at: Moment::from_millis(self.seen_at.unwrap_or_default().max(self.created_at)),
        })
    }
}

#[async_trait]
impl EnrolmentStore for DatabaseStore {
    async fn invite(&self, invitation: Invitation) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM enrolment WHERE expires_at < $1")
                .bind(invitation.created_at.millis())
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO enrolment (link_hash, typed_hash, person, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(invitation.link_hash.as_slice())
            .bind(invitation.typed_hash.as_slice())
            .bind(invitation.person.as_bytes().as_slice())
            .bind(invitation.created_at.millis())
            .bind(invitation.expires_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn invited(
        &self,
        code_hash: [u8; 32],
        public_key: Option<&[u8]>,
        now: Moment,
    ) -> Result<Option<UserId>> {
        let person: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT enrolment.person FROM enrolment LEFT JOIN device ON device.id = enrolment.device
             WHERE (link_hash = $2 OR typed_hash = $2) AND expires_at > $1
               AND (used_at IS NULL OR device.public_key = $3)",
        )
        .bind(now.millis())
        .bind(code_hash.as_slice())
        .bind(public_key)
        .fetch_optional(&self.readers)
        .await?;
        person.as_deref().map(user_id).transpose()
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Whoever comes second waits for the row and then finds it used.
            let person: Option<Vec<u8>> = sqlx::query_scalar(
                "UPDATE enrolment SET used_at = $1, device = $3
                 WHERE (link_hash = $2 OR typed_hash = $2) AND used_at IS NULL AND expires_at > $1
                 RETURNING person",
            )
            .bind(redemption.now.millis())
            .bind(redemption.code_hash.as_slice())
            .bind(redemption.device.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let person = match (person, &redemption.key) {
                (Some(person), key) => {
                    sqlx::query(
                        "INSERT INTO device
                         (id, person, name, enrolled_at, public_key, key_counter, key_session, key_at, confirmation)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    )
                    .bind(redemption.device.as_bytes().as_slice())
                    .bind(&person)
                    .bind(&redemption.device_name)
                    .bind(redemption.now.millis())
                    .bind(key.as_ref().map(|key| key.public_key.as_slice()))
                    .bind(key.as_ref().map(|key| signed(key.counter)))
                    .bind(key.as_ref().map(|_| redemption.token_hash.as_slice()))
                    .bind(key.as_ref().map(|_| redemption.now.millis()))
                    .bind(&redemption.confirmation)
                    .execute(&mut *transaction)
                    .await?;
                    sqlx::query("INSERT INTO session (token_hash, person, device, created_at) VALUES ($1, $2, $3, $4)")
                        .bind(redemption.token_hash.as_slice())
                        .bind(&person)
                        .bind(redemption.device.as_bytes().as_slice())
                        .bind(redemption.now.millis())
                        .execute(&mut *transaction)
                        .await?;
                    person
                }
                (None, Some(key)) => {
                    let again: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(concat!(
                        "SELECT device.id, device.person FROM enrolment JOIN device ON device.id = enrolment.device
                         WHERE (link_hash = $2 OR typed_hash = $2) AND expires_at > $1
                           AND device.public_key = $3 AND device.key_counter < $4",
                        for_update!("device"),
                    ))
                    .bind(redemption.now.millis())
                    .bind(redemption.code_hash.as_slice())
                    .bind(key.public_key.as_slice())
                    .bind(signed(key.counter))
                    .fetch_optional(&mut *transaction)
                    .await?;
                    let Some((device, person)) = again else {
                        transaction.rollback().await?;
                        return Ok(None);
                    };
                    let replaced = sqlx::query(
                        "UPDATE session SET token_hash = $1, created_at = $2
                         WHERE device = $3 AND revoked_at IS NULL",
                    )
                    .bind(redemption.token_hash.as_slice())
                    .bind(redemption.now.millis())
                    .bind(&device)
                    .execute(&mut *transaction)
                    .await?;
                    if replaced.rows_affected() == 0 {
                        transaction.rollback().await?;
                        return Ok(None);
                    }
                    sqlx::query(
                        "UPDATE device SET key_counter = $1, key_session = $2, key_previous = NULL, key_at = $3
                         WHERE id = $4",
                    )
                    .bind(signed(key.counter))
                    .bind(redemption.token_hash.as_slice())
                    .bind(redemption.now.millis())
                    .bind(&device)
                    .execute(&mut *transaction)
                    .await?;
                    person
                }
                (None, None) => {
                    transaction.rollback().await?;
                    return Ok(None);
                }
            };
            transaction.commit().await?;
            user_id(&person).map(Some)
        })
        .await
    }

    async fn spend_challenge(&self, challenge: [u8; 32], end: Moment, now: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM challenge WHERE expires_at <= $1")
                .bind(now.millis())
                .execute(&mut *transaction)
                .await?;
            let noted = sqlx::query(
                "INSERT INTO challenge (challenge, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            )
            .bind(challenge.as_slice())
            .bind(end.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(noted.rows_affected() > 0)
        })
        .await
    }

    async fn public_key(&self, device: DeviceId) -> Result<Option<Vec<u8>>> {
        let found: Option<Option<Vec<u8>>> =
            sqlx::query_scalar("SELECT public_key FROM device WHERE id = $1")
                .bind(device.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(found.flatten())
    }

    async fn register_key(&self, device: DeviceId, key: &NewKey, now: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "UPDATE device SET public_key = $1, key_counter = $2, key_at = $3
                 WHERE id = $4 AND public_key IS NULL",
            )
            .bind(key.public_key.as_slice())
            .bind(signed(key.counter))
            .bind(now.millis())
            .bind(device.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
            let known: Option<i64> =
                sqlx::query_scalar("SELECT enrolled_at FROM device WHERE id = $1 AND public_key = $2")
                    .bind(device.as_bytes().as_slice())
                    .bind(key.public_key.as_slice())
                    .fetch_optional(&mut *transaction)
                    .await?;
            transaction.commit().await?;
            Ok(known.is_some())
        })
        .await
    }

    async fn renew(&self, renewal: &Renewal) -> Result<Renewed> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let state: Option<KeyColumns> = sqlx::query_as(concat!(
                "SELECT key_counter, key_session, key_previous, key_at FROM device
                 WHERE id = $1 AND public_key IS NOT NULL",
                for_update!("device"),
            ))
            .bind(renewal.device.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(state) = state.map(key_state).transpose()? else {
                transaction.rollback().await?;
                return Ok(Renewed::Withdrawn);
            };
            let replaced = sqlx::query(
                "UPDATE session SET token_hash = $1, created_at = $2 WHERE device = $3 AND revoked_at IS NULL",
            )
            .bind(renewal.token_hash.as_slice())
            .bind(renewal.now.millis())
            .bind(renewal.device.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
            if replaced.rows_affected() == 0 {
                transaction.rollback().await?;
                return Ok(Renewed::Withdrawn);
            }
            if !state.takes(renewal) {
                transaction.rollback().await?;
                return Ok(Renewed::Forked);
            }
            let at = if renewal.counter == state.counter {
                state.at
            } else {
                renewal.now
            };
            sqlx::query(
                "UPDATE device SET key_counter = $1, key_session = $2, key_previous = $3, key_at = $4 WHERE id = $5",
            )
            .bind(signed(renewal.counter))
            .bind(renewal.token_hash.as_slice())
            .bind(renewal.previous.as_ref().map(<[u8; 32]>::as_slice))
            .bind(at.millis())
            .bind(renewal.device.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(Renewed::Session)
        })
        .await
    }

    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32> {
        let tries: i64 = retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("DELETE FROM attempt WHERE \"window\" < $1")
                .bind(window - 1)
                .execute(&mut *transaction)
                .await?;
            let tries = sqlx::query_scalar(
                "INSERT INTO attempt (address, \"window\", tries) VALUES ($1, $2, 1)
                 ON CONFLICT (address, \"window\") DO UPDATE SET tries = attempt.tries + 1
                 RETURNING tries",
            )
            .bind(address.as_slice())
            .bind(window)
            .fetch_one(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(tries)
        })
        .await?;
        Ok(u32::try_from(tries).unwrap_or(u32::MAX))
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>> {
        let row: Option<SessionColumns> =
            sqlx::query_as(concat!(session_columns!(), " WHERE session.token_hash = $1"))
                .bind(token_hash.as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(SessionColumns::read).transpose()
    }

    async fn session_of_device(&self, device: DeviceId) -> Result<Option<SessionRow>> {
        let row: Option<SessionColumns> = sqlx::query_as(concat!(
            session_columns!(),
            " WHERE session.device = $1 AND session.revoked_at IS NULL ORDER BY session.created_at DESC LIMIT 1"
        ))
        .bind(device.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(SessionColumns::read).transpose()
    }

    async fn phone_rules(&self, person: UserId) -> Result<PhoneRules> {
        let rules: Vec<(i64, bool)> = sqlx::query_as(
            "SELECT phone_unused_days, confirms_phones FROM organisation
             JOIN organisation_person ON organisation_person.organisation = organisation.id
             WHERE organisation_person.person = $1",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let days = rules.iter().map(|(days, _)| *days).min();
        let days = days.map(u16::try_from).transpose();
        Ok(PhoneRules {
            unused_days: days
                .map_err(|_| StoreError::Corrupt("number of days"))?
                .unwrap_or(UNUSED_DAYS),
            confirms_phones: rules.iter().any(|(_, confirms)| *confirms),
        })
    }

    async fn waiting_phones(&self, organisation: OrganisationId) -> Result<Vec<WaitingPhone>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, String, i64, String)> = sqlx::query_as(
            "SELECT device.id, device.person, device.name, enrolled_at, confirmation FROM device
             JOIN organisation_person ON organisation_person.person = device.person
             WHERE organisation_person.organisation = $1 AND confirmation IS NOT NULL
               AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)
             ORDER BY enrolled_at, device.id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let read = |(device, person, name, enrolled_at, number): (Vec<u8>, Vec<u8>, String, i64, String)| {
            Ok(WaitingPhone {
                device: DeviceId::from_slice(&device).ok_or(StoreError::Corrupt("device id"))?,
                person: user_id(&person)?,
                name,
                enrolled_at: Moment::from_millis(enrolled_at),
                number,
            })
        };
        rows.into_iter().map(read).collect()
    }

    async fn phones_within(&self, organisation: OrganisationId) -> Result<Vec<OrganisationPhone>> {
        #[derive(FromRow)]
        struct Columns {
            #[sqlx(flatten)]
            device: DeviceColumns,
            person: Vec<u8>,
            person_name: String,
            confirmation: Option<String>,
            revoked_at: Option<i64>,
        }
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT device.id, device.name, device.enrolled_at, device.seen_at, device.person,
               person.name AS person_name, device.confirmation,
               (SELECT CASE WHEN COUNT(*) = COUNT(revoked_at) THEN MIN(revoked_at) END
                FROM session WHERE session.device = device.id) AS revoked_at
             FROM device
             JOIN organisation_person ON organisation_person.person = device.person
             JOIN person ON person.id = device.person
             WHERE organisation_person.organisation = $1
             ORDER BY person.name, device.enrolled_at, device.id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let read = |row: Columns| {
            Ok(OrganisationPhone {
                device: row.device.read()?,
                person: user_id(&row.person)?,
                person_name: row.person_name,
                is_waiting: row.confirmation.is_some(),
                revoked_at: row.revoked_at.map(Moment::from_millis),
            })
        };
        rows.into_iter().map(read).collect()
    }

    async fn open_invitations(
        &self,
        organisation: OrganisationId,
        now: Moment,
    ) -> Result<Vec<OpenInvitations>> {
        macro_rules! open {
            ($table:literal, $more:literal) => {
                concat!(
                    "SELECT invitation.person, COUNT(*), MAX(created_at), MAX(expires_at) FROM ",
                    $table,
                    " invitation
                     JOIN organisation_person ON organisation_person.person = invitation.person
                     WHERE organisation_person.organisation = $1 AND used_at IS NULL AND expires_at > $2",
                    $more,
                    " GROUP BY invitation.person ORDER BY invitation.person"
                )
            };
        }
        let mut found = Vec::new();
        for (kind, statement) in [
            (InvitationKind::Phone, open!("enrolment", "")),
            (
                InvitationKind::Office,
                open!("office_invitation", " AND reason IS NULL"),
            ),
        ] {
            let rows: Vec<(Vec<u8>, i64, i64, i64)> = sqlx::query_as(statement)
                .bind(organisation.as_bytes().as_slice())
                .bind(now.millis())
                .fetch_all(&self.readers)
                .await?;
            for (person, count, made_at, expires_at) in rows {
                found.push(OpenInvitations {
                    person: user_id(&person)?,
                    kind,
                    count: u32::try_from(count).map_err(|_| StoreError::Corrupt("count"))?,
                    made_at: Moment::from_millis(made_at),
                    expires_at: Moment::from_millis(expires_at),
                });
            }
        }
        Ok(found)
    }

    async fn withdraw_invitations(&self, person: UserId, kind: InvitationKind) -> Result<bool> {
        let statement = match kind {
            InvitationKind::Phone => "DELETE FROM enrolment WHERE person = $1 AND used_at IS NULL",
            InvitationKind::Office => {
                "DELETE FROM office_invitation WHERE person = $1 AND used_at IS NULL AND reason IS NULL"
            }
        };
        retry(|| async {
            let withdrawn = sqlx::query(statement)
                .bind(person.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(withdrawn.rows_affected() > 0)
        })
        .await
    }

    async fn confirm_phone(&self, device: DeviceId, number: &str) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let confirmed = sqlx::query(
                "UPDATE device SET confirmation = NULL WHERE id = $1 AND confirmation = $2
                   AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)",
            )
            .bind(device.as_bytes().as_slice())
            .bind(number)
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(confirmed.rows_affected() > 0)
        })
        .await
    }

    async fn device_has_session(&self, device: DeviceId) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT created_at FROM session WHERE device = $1 AND revoked_at IS NULL LIMIT 1",
        )
        .bind(device.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        Ok(found.is_some())
    }
}

//! State that all servers of one database have in common: the secret, withdrawals, and when devices were last seen.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseConnection, DatabaseStore, retry};
use crate::store::columns::{
    DeviceColumns, ErasureColumns, administration_id, department_id, number, organisation_id, role, signed,
    user_id,
};
use crate::store::{DeviceRow, Erasure, GrantLevel, Presence, Result, ServersStore, StoreError, Withdrawal};

/// Most devices that one statement writes.
const ROWS: usize = 64;

#[async_trait]
impl ServersStore for DatabaseStore {
    async fn secret(&self) -> Result<Option<[u8; 16]>> {
        let kept: Option<Vec<u8>> = sqlx::query_scalar("SELECT fingerprint FROM secret")
            .fetch_optional(&self.readers)
            .await?;
        kept.as_deref().map(fingerprint).transpose()
    }

    async fn claim(&self, claimed: [u8; 16]) -> Result<[u8; 16]> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("INSERT INTO secret (id, fingerprint) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
                .bind(claimed.as_slice())
                .execute(&mut *transaction)
                .await?;
            let kept: Vec<u8> = sqlx::query_scalar("SELECT fingerprint FROM secret")
                .fetch_one(&mut *transaction)
                .await?;
            transaction.commit().await?;
            fingerprint(&kept)
        })
        .await
    }

    async fn server_starts(&self, ledger: [u8; 16]) -> Result<Option<u64>> {
        let kept: Option<i64> = sqlx::query_scalar("SELECT starts FROM server_start WHERE ledger = $1")
            .bind(ledger.as_slice())
            .fetch_optional(&self.readers)
            .await?;
        kept.map(number).transpose()
    }

    async fn set_server_starts(&self, ledger: [u8; 16], starts: u64) -> Result<()> {
        retry(|| async {
            sqlx::query(
                "INSERT INTO server_start (ledger, starts) VALUES ($1, $2)
                 ON CONFLICT (ledger) DO UPDATE SET starts = excluded.starts
                 WHERE server_start.starts < excluded.starts",
            )
            .bind(ledger.as_slice())
            .bind(signed(starts))
            .execute(&self.writers)
            .await?;
            Ok(())
        })
        .await
    }

    async fn replace_secret(&self, replacing: [u8; 16]) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO secret (id, fingerprint) VALUES (1, $1)
                 ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint",
            )
            .bind(replacing.as_slice())
            .execute(&mut *transaction)
            .await?;
            sqlx::query("UPDATE department SET epoch = epoch + 1")
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn rotate_secret(&self, before: [u8; 16], after: [u8; 16]) -> Result<bool> {
        retry(|| async {
            let rotated = sqlx::query("UPDATE secret SET fingerprint = $2 WHERE fingerprint = $1")
                .bind(before.as_slice())
                .bind(after.as_slice())
                .execute(&self.writers)
                .await?;
            Ok(rotated.rows_affected() > 0)
        })
        .await
    }

    async fn withdraw(&self, withdrawals: &[Withdrawal]) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let mut held = 0;
            for withdrawal in withdrawals {
                let ended = match withdrawal {
                    Withdrawal::Device(device, at) => sqlx::query(
                        "UPDATE session SET revoked_at = $1 WHERE device = $2 AND revoked_at IS NULL",
                    )
                    .bind(at.millis())
                    .bind(device.as_bytes().as_slice())
                    .execute(&mut *transaction)
                    .await?
                    .rows_affected(),
                    Withdrawal::Role(person, id, role, at) => {
                        end_role(&mut transaction, *person, GrantLevel::Department(*id), *role, *at).await?
                    }
                    Withdrawal::OrganisationRole(person, id, role, at) => {
                        end_role(
                            &mut transaction,
                            *person,
                            GrantLevel::Organisation(*id),
                            *role,
                            *at,
                        )
                        .await?
                    }
                    Withdrawal::AdministrationRole(person, id, role, at) => {
                        end_role(
                            &mut transaction,
                            *person,
                            GrantLevel::Administration(*id),
                            *role,
                            *at,
                        )
                        .await?
                    }
                };
                held += ended;
            }
            transaction.commit().await?;
            Ok(held)
        })
        .await
    }

    async fn withdrawals(&self, now: Moment) -> Result<BTreeSet<Withdrawal>> {
        let mut found = BTreeSet::new();
        let devices: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT device, MIN(revoked_at) FROM session WHERE revoked_at IS NOT NULL GROUP BY device",
        )
        .fetch_all(&self.readers)
        .await?;
        for (device, at) in devices {
            let device = DeviceId::from_slice(&device).ok_or(StoreError::Corrupt("device id"))?;
            found.insert(Withdrawal::Device(device, Moment::from_millis(at)));
        }
        // Where another grant of the same role went on holding, the role has not ended.
        macro_rules! ended {
            ($number:literal, $table:literal, $level:literal) => {
                concat!(
                    "SELECT CAST(",
                    $number,
                    " AS BIGINT), person, ",
                    $level,
                    ", role, MAX(valid_until) FROM ",
                    $table,
                    " AS ended WHERE valid_until <= $1 AND NOT EXISTS (
                       SELECT 1 FROM ",
                    $table,
                    " AS other WHERE other.person = ended.person AND other.",
                    $level,
                    " = ended.",
                    $level,
                    " AND other.role = ended.role AND other.valid_from < ended.valid_until
                       AND (other.valid_until IS NULL OR other.valid_until > ended.valid_until))
                     GROUP BY person, ",
                    $level,
                    ", role"
                )
            };
        }
        let ended: Vec<(i64, Vec<u8>, Vec<u8>, String, i64)> = sqlx::query_as(concat!(
            ended!("1", "grant_", "department"),
            " UNION ALL ",
            ended!("2", "organisation_grant", "organisation"),
            " UNION ALL ",
            ended!("3", "administration_grant", "administration"),
        ))
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?;
        for (table, person, level, key, at) in ended {
            let level = match table {
                1 => GrantLevel::Department(department_id(&level)?),
                2 => GrantLevel::Organisation(organisation_id(&level)?),
                _ => GrantLevel::Administration(administration_id(&level)?),
            };
            let (person, at) = (user_id(&person)?, Moment::from_millis(at));
            found.insert(Withdrawal::of_role(person, level, role(&key)?, at));
        }
        Ok(found)
    }

    async fn carried_out(&self, withdrawals: &[Withdrawal]) -> Result<Vec<Withdrawal>> {
        let mut carried_out = Vec::new();
        for withdrawal in withdrawals {
            let (person, level, role, at) = match withdrawal {
                // A session is revoked by nothing else.
                Withdrawal::Device(..) => {
                    carried_out.push(*withdrawal);
                    continue;
                }
                Withdrawal::Role(person, id, role, at) => (person, GrantLevel::Department(*id), role, at),
                Withdrawal::OrganisationRole(person, id, role, at) => {
                    (person, GrantLevel::Organisation(*id), role, at)
                }
                Withdrawal::AdministrationRole(person, id, role, at) => {
                    (person, GrantLevel::Administration(*id), role, at)
                }
            };
            let found: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM withdrawn
                 WHERE withdrawn.place = $1 AND withdrawn.person = $2 AND withdrawn.role = $3 AND withdrawn.at = $4",
            )
            .bind(level.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .bind(role.key())
            .bind(at.millis())
            .fetch_one(&self.readers)
            .await?;
            if found > 0 {
                carried_out.push(*withdrawal);
            }
        }
        Ok(carried_out)
    }

    async fn erasures_since(&self, since: Moment) -> Result<Vec<Erasure>> {
        sqlx::query_as::<_, ErasureColumns>(
            "SELECT department, document, collection, erased_at FROM tombstone
             WHERE erased_at >= $1 ORDER BY erased_at, document",
        )
        .bind(since.millis())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(ErasureColumns::read)
        .collect()
    }

    async fn set_last_seen(&self, devices: &[DeviceId], now: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // In one order, so that servers that note the same devices do not wait for each other.
            let devices: Vec<_> = devices.iter().collect::<BTreeSet<_>>().into_iter().collect();
            for some in devices.chunks(ROWS) {
                let mut update = QueryBuilder::<Database>::new("UPDATE device SET seen_at = ");
                update
                    .push_bind(now.millis())
                    .push(" WHERE id IN (SELECT id FROM device WHERE id IN (");
                let mut ids = update.separated(", ");
                for device in some {
                    ids.push_bind(device.as_bytes().as_slice());
                }
                update
                    .push(concat!(") ORDER BY id", for_update!("device"), ")"))
                    .build()
                    .execute(&mut *transaction)
                    .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn devices(&self, person: UserId) -> Result<Vec<DeviceRow>> {
        sqlx::query_as::<_, DeviceColumns>(
            "SELECT id, name, enrolled_at, seen_at FROM device WHERE person = $1
               AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)
             ORDER BY enrolled_at, id",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(DeviceColumns::read)
        .collect()
    }

    async fn presence(&self, since: Moment) -> Result<Presence> {
        let (devices, silent): (i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE COALESCE(seen_at, enrolled_at) < $1) FROM device
             WHERE EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)",
        )
        .bind(since.millis())
        .fetch_one(&self.readers)
        .await?;
        Ok(Presence {
            devices: number(devices)?,
            silent: number(silent)?,
        })
    }
}

fn fingerprint(bytes: &[u8]) -> Result<[u8; 16]> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("fingerprint"))
}

/// Ends a role at a level, once. The number of grants that held until then.
async fn end_role(
    connection: &mut DatabaseConnection,
    person: UserId,
    level: GrantLevel,
    role: Role,
    at: Moment,
) -> Result<u64> {
    // Where one ended just then, the one that follows upon it is another.
    macro_rules! end {
        ($table:literal, $level:literal) => {
            concat!(
                "UPDATE ",
                $table,
                " SET valid_until = $1
                 WHERE person = $2 AND ",
                $level,
                " = $3 AND role = $4
                   AND valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)
                   AND (valid_from < $1 OR NOT EXISTS (
                     SELECT 1 FROM ",
                $table,
                " AS ended
                     WHERE ended.person = $2 AND ended.",
                $level,
                " = $3 AND ended.role = $4 AND ended.valid_until = $1
                   ))"
            )
        };
    }
    let is_new = sqlx::query(
        "INSERT INTO withdrawn (place, person, role, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(level.as_bytes().as_slice())
    .bind(person.as_bytes().as_slice())
    .bind(role.key())
    .bind(at.millis())
    .execute(&mut *connection)
    .await?;
    if is_new.rows_affected() == 0 {
        return Ok(0);
    }
    let statement = match level {
        GrantLevel::Department(_) => end!("grant_", "department"),
        GrantLevel::Organisation(_) => end!("organisation_grant", "organisation"),
        GrantLevel::Administration(_) => end!("administration_grant", "administration"),
    };
    let ended = sqlx::query(statement)
        .bind(at.millis())
        .bind(person.as_bytes().as_slice())
        .bind(level.as_bytes().as_slice())
        .bind(role.key())
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}

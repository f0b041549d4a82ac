//! Figures of counselling, competencies of staff, the directory of contacts, and pages about roles that were read.

use async_trait::async_trait;
use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::Moment;

use super::dialect::{DatabaseStore, retry};
use crate::store::columns::{number, signed, user_id};
use crate::store::counselling::{CompetencyRow, CounsellingStore, DirectoryRow, HeldCompetencyRow};
use crate::store::{Result, StoreError};

type HeldColumns = (Vec<u8>, Vec<u8>, Vec<u8>, String, String, Option<String>);
type DirectoryColumns = (Vec<u8>, i64, String, String, String, String, String, String);

fn entry_id(bytes: &[u8]) -> Result<[u8; 16]> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt("id of an entry"))
}

#[async_trait]
impl CounsellingStore for DatabaseStore {
    async fn eviction_cost(&self, organisation: OrganisationId) -> Result<Option<u64>> {
        let cost: Option<i64> =
            sqlx::query_scalar("SELECT eviction_cost FROM counselling_setting WHERE organisation = $1")
                .bind(organisation.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        cost.map(number).transpose()
    }

    async fn set_eviction_cost(&self, organisation: OrganisationId, kroner: Option<u64>) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            match kroner {
                Some(kroner) => {
                    sqlx::query(
                        "INSERT INTO counselling_setting (organisation, eviction_cost) VALUES ($1, $2)
                         ON CONFLICT (organisation) DO UPDATE SET eviction_cost = excluded.eviction_cost",
                    )
                    .bind(organisation.as_bytes().as_slice())
                    .bind(signed(kroner))
                    .execute(&mut *transaction)
                    .await?;
                }
                None => {
                    sqlx::query("DELETE FROM counselling_setting WHERE organisation = $1")
                        .bind(organisation.as_bytes().as_slice())
                        .execute(&mut *transaction)
                        .await?;
                }
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn competencies(&self, organisation: OrganisationId) -> Result<Vec<CompetencyRow>> {
        let rows: Vec<(Vec<u8>, i64, String, String, Option<i64>)> = sqlx::query_as(
            "SELECT id, version, name, situations, months FROM competency WHERE organisation = $1
             ORDER BY name, id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, version, name, situations, months)| {
                Ok(CompetencyRow {
                    id: entry_id(&id)?,
                    version: number(version)?,
                    name,
                    situations,
                    months: months.map(number).transpose()?,
                })
            })
            .collect()
    }

    async fn keep_competency(
        &self,
        organisation: OrganisationId,
        competency: &CompetencyRow,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let kept = match competency.version {
                0 | 1 => sqlx::query(
                    "INSERT INTO competency (id, organisation, version, name, situations, months)
                         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
                ),
                _ => sqlx::query(
                    "UPDATE competency SET version = $3, name = $4, situations = $5, months = $6
                         WHERE id = $1 AND organisation = $2 AND version = $3 - 1",
                ),
            };
            let kept = kept
                .bind(competency.id.as_slice())
                .bind(organisation.as_bytes().as_slice())
                .bind(signed(competency.version.max(1)))
                .bind(competency.name.as_str())
                .bind(competency.situations.as_str())
                .bind(competency.months.map(signed))
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(kept.rows_affected() == 1)
        })
        .await
    }

    async fn drop_competency(&self, organisation: OrganisationId, competency: [u8; 16]) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let dropped = sqlx::query(
                "DELETE FROM competency WHERE id = $1 AND organisation = $2
                 AND NOT EXISTS (SELECT 1 FROM held_competency WHERE competency = $1)",
            )
            .bind(competency.as_slice())
            .bind(organisation.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(dropped.rows_affected() == 1)
        })
        .await
    }

    async fn held_competencies(&self, organisation: OrganisationId) -> Result<Vec<HeldCompetencyRow>> {
        let rows: Vec<HeldColumns> = sqlx::query_as(
            "SELECT id, person, competency, course, taken_on, expires_on FROM held_competency
             WHERE organisation = $1 ORDER BY person, taken_on, id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, person, competency, course, taken_on, expires_on)| {
                Ok(HeldCompetencyRow {
                    id: entry_id(&id)?,
                    person: user_id(&person)?,
                    competency: entry_id(&competency)?,
                    course,
                    taken_on,
                    expires_on,
                })
            })
            .collect()
    }

    async fn add_held_competency(
        &self,
        organisation: OrganisationId,
        held: &HeldCompetencyRow,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let known: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT version FROM competency WHERE id = $1 AND organisation = $2",
                for_share!(),
            ))
            .bind(held.competency.as_slice())
            .bind(organisation.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            if known.is_none() {
                return Ok(false);
            }
            sqlx::query(
                "INSERT INTO held_competency (id, organisation, person, competency, course, taken_on, expires_on)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            )
            .bind(held.id.as_slice())
            .bind(organisation.as_bytes().as_slice())
            .bind(held.person.as_bytes().as_slice())
            .bind(held.competency.as_slice())
            .bind(held.course.as_str())
            .bind(held.taken_on.as_str())
            .bind(held.expires_on.as_deref())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn drop_held_competency(&self, organisation: OrganisationId, held: [u8; 16]) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let dropped = sqlx::query("DELETE FROM held_competency WHERE id = $1 AND organisation = $2")
                .bind(held.as_slice())
                .bind(organisation.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(dropped.rows_affected() == 1)
        })
        .await
    }

    async fn directory(&self, organisation: OrganisationId) -> Result<Vec<DirectoryRow>> {
        let rows: Vec<DirectoryColumns> = sqlx::query_as(
            "SELECT id, version, kind, municipality, situation, name, phone, remark FROM directory_entry
             WHERE organisation = $1 ORDER BY kind, municipality, name, id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(
                |(id, version, kind, municipality, situation, name, phone, remark)| {
                    Ok(DirectoryRow {
                        id: entry_id(&id)?,
                        version: number(version)?,
                        kind,
                        municipality,
                        situation,
                        name,
                        phone,
                        remark,
                    })
                },
            )
            .collect()
    }

    async fn keep_directory_entry(&self, organisation: OrganisationId, entry: &DirectoryRow) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let kept = match entry.version {
                0 | 1 => sqlx::query(
                    "INSERT INTO directory_entry
                       (id, organisation, version, kind, municipality, situation, name, phone, remark)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
                ),
                _ => sqlx::query(
                    "UPDATE directory_entry SET version = $3, kind = $4, municipality = $5, situation = $6,
                       name = $7, phone = $8, remark = $9
                     WHERE id = $1 AND organisation = $2 AND version = $3 - 1",
                ),
            };
            let kept = kept
                .bind(entry.id.as_slice())
                .bind(organisation.as_bytes().as_slice())
                .bind(signed(entry.version.max(1)))
                .bind(entry.kind.as_str())
                .bind(entry.municipality.as_str())
                .bind(entry.situation.as_str())
                .bind(entry.name.as_str())
                .bind(entry.phone.as_str())
                .bind(entry.remark.as_str())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(kept.rows_affected() == 1)
        })
        .await
    }

    async fn drop_directory_entry(&self, organisation: OrganisationId, entry: [u8; 16]) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let dropped = sqlx::query("DELETE FROM directory_entry WHERE id = $1 AND organisation = $2")
                .bind(entry.as_slice())
                .bind(organisation.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(dropped.rows_affected() == 1)
        })
        .await
    }

    async fn role_pages_read(&self, person: UserId, version: u32) -> Result<Vec<(String, Moment)>> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT role, read_at FROM role_page_read WHERE person = $1 AND page_version = $2 ORDER BY role",
        )
        .bind(person.as_bytes().as_slice())
        .bind(i64::from(version))
        .fetch_all(&self.readers)
        .await?;
        let read = |(role, at)| (role, Moment::from_millis(at));
        Ok(rows.into_iter().map(read).collect())
    }

    async fn read_role_pages(&self, person: UserId, version: u32, roles: &[(String, Moment)]) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            for (role, at) in roles {
                sqlx::query(
                    "INSERT INTO role_page_read (person, role, page_version, read_at) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (person, role, page_version) DO NOTHING",
                )
                .bind(person.as_bytes().as_slice())
                .bind(role.as_str())
                .bind(i64::from(version))
                .bind(at.millis())
                .execute(&mut *transaction)
                .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }
}

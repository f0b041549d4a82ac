//! Administrations, organisations, department records, people, and the administrative log.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::OwnValue;
use sqlx::FromRow;

use super::administration_columns::{
    DepartmentRecordColumns, EntryColumns, OWN_VALUES, OrganisationColumns, OwnValueColumns, PersonColumns,
    count,
};
use super::administrative_acts::act;
use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use crate::store::columns::{
    DeviceColumns, PersonGrantColumns, administration_id, department_id, number, organisation_id, signed,
    user_id,
};
use crate::store::{
    AdministrationRow, AdministrationStore, AdministrativeAct, AdministrativeChange, AdministrativeEntry,
    AdministrativeOutcome, AmendmentNote, DepartmentRecordRow, DeviceRow, EntryFilter, GrantLevel,
    OrganisationCounts, OrganisationPersonRow, OrganisationRow, PersonGrant, Result, StoreError,
};

/// The columns of an organisation.
const ORGANISATIONS: &str = concat!(
    "SELECT id, administration, version, name, key, cvr, lbf_number, modules, controller,
       phone_unused_days, confirms_phones
     FROM organisation ORDER BY name",
    byte_order!(),
    ", id"
);
/// The organisations without an administrator whose grant has begun and has no end.
const WITHOUT_ADMINISTRATOR: &str = "SELECT COUNT(*) FROM organisation
     WHERE NOT EXISTS (SELECT 1 FROM organisation_grant
       WHERE organisation_grant.organisation = organisation.id AND role = 'org_admin'
         AND valid_from <= $1 AND valid_until IS NULL)
     AND NOT EXISTS (SELECT 1 FROM administration_grant
       WHERE administration_grant.administration = organisation.administration AND role = 'org_admin'
         AND valid_from <= $1 AND valid_until IS NULL)";

/// The condition of a filter of the administrative log: an empty person or kind is any.
macro_rules! entry_filter {
    () => {
        "(COALESCE(length($2), 0) = 0 OR administrative_log.person = $2) AND ($3 = '' OR action = $3) AND at >= $4 AND at < $5"
    };
}

#[async_trait]
impl AdministrationStore for DatabaseStore {
    async fn administrations(&self) -> Result<Vec<AdministrationRow>> {
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(concat!(
            "SELECT id, name FROM administration ORDER BY name",
            byte_order!(),
            ", id"
        ))
        .fetch_all(&self.readers)
        .await?;
        let row = |(id, name): (Vec<u8>, String)| {
            let id = administration_id(&id)?;
            Ok(AdministrationRow { id, name })
        };
        rows.into_iter().map(row).collect()
    }

    async fn organisation_rows(&self) -> Result<Vec<OrganisationRow>> {
        sqlx::query_as::<_, OrganisationColumns>(ORGANISATIONS)
            .fetch_all(&self.readers)
            .await?
            .into_iter()
            .map(OrganisationColumns::read)
            .collect()
    }

    async fn organisation_counts(&self, now: Moment) -> Result<BTreeMap<OrganisationId, OrganisationCounts>> {
        let rows: Vec<(Vec<u8>, i64, i64)> = sqlx::query_as(
            "SELECT id,
               (SELECT COUNT(*) FROM department WHERE department.organisation = organisation.id),
               (SELECT COUNT(DISTINCT person) FROM (
                  SELECT person FROM grant_ JOIN department ON department.id = grant_.department
                  WHERE department.organisation = organisation.id
                    AND valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)
                  UNION ALL
                  SELECT person FROM organisation_grant
                  WHERE organisation_grant.organisation = organisation.id
                    AND valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)
               ) AS holding)
             FROM organisation",
        )
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?;
        let counts = |(id, departments, people): (Vec<u8>, i64, i64)| {
            let counts = OrganisationCounts {
                departments: count(departments)?,
                people: count(people)?,
            };
            Ok((organisation_id(&id)?, counts))
        };
        rows.into_iter().map(counts).collect()
    }

    async fn department_records(&self, organisation: OrganisationId) -> Result<Vec<DepartmentRecordRow>> {
        sqlx::query_as::<_, DepartmentRecordColumns>(
            "SELECT id, organisation, version, number, name, municipality, dwellings, modules, record
             FROM department WHERE organisation = $1 ORDER BY id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(DepartmentRecordColumns::read)
        .collect()
    }

    async fn organisation_settings(&self, organisation: OrganisationId) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT settings FROM organisation WHERE id = $1")
                .bind(organisation.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    async fn own_values(&self, organisation: OrganisationId) -> Result<Vec<OwnValue>> {
        let rows: Vec<OwnValueColumns> = sqlx::query_as(OWN_VALUES)
            .bind(organisation.as_bytes().as_slice())
            .fetch_all(&self.readers)
            .await?;
        let mut values: Vec<_> = rows.into_iter().map(OwnValueColumns::read).collect();
        values.sort_unstable();
        Ok(values)
    }

    async fn import_columns(
        &self,
        organisation: OrganisationId,
        kind: &str,
    ) -> Result<Vec<(String, String)>> {
        Ok(sqlx::query_as(concat!(
            "SELECT header, field FROM import_column WHERE organisation = $1 AND kind = $2 ORDER BY header",
            byte_order!()
        ))
        .bind(organisation.as_bytes().as_slice())
        .bind(kind)
        .fetch_all(&self.readers)
        .await?)
    }

    async fn remember_import_columns(
        &self,
        organisation: OrganisationId,
        kind: &str,
        columns: &[(String, String)],
        now: Moment,
    ) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            for (header, field) in columns {
                remember_column(&mut transaction, organisation, (kind, header, field), now).await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn import_values(
        &self,
        organisation: OrganisationId,
        kind: &str,
    ) -> Result<Vec<(String, String, String)>> {
        Ok(sqlx::query_as(concat!(
            "SELECT field, value, meaning FROM import_value WHERE organisation = $1 AND kind = $2 ORDER BY field",
            byte_order!(),
            ", value",
            byte_order!()
        ))
        .bind(organisation.as_bytes().as_slice())
        .bind(kind)
        .fetch_all(&self.readers)
        .await?)
    }

    async fn import_effects(&self, organisation: OrganisationId, entry: u64) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT effects FROM import_effect WHERE organisation = $1 AND number = $2")
                .bind(organisation.as_bytes().as_slice())
                .bind(signed(entry))
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    async fn department_record(&self, department: DepartmentId) -> Result<Option<DepartmentRecordRow>> {
        sqlx::query_as::<_, DepartmentRecordColumns>(
            "SELECT id, organisation, version, number, name, municipality, dwellings, modules, record
             FROM department WHERE id = $1",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(DepartmentRecordColumns::read)
        .transpose()
    }

    async fn people_of(&self, organisation: OrganisationId) -> Result<Vec<OrganisationPersonRow>> {
        sqlx::query_as::<_, PersonColumns>(
            "SELECT person.id, version, number, name, mail
             FROM organisation_person JOIN person ON person.id = organisation_person.person
             WHERE organisation = $1 ORDER BY person.id",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(PersonColumns::read)
        .collect()
    }

    async fn person_of(
        &self,
        organisation: OrganisationId,
        person: UserId,
    ) -> Result<Option<OrganisationPersonRow>> {
        sqlx::query_as::<_, PersonColumns>(
            "SELECT person.id, version, number, name, mail
             FROM organisation_person JOIN person ON person.id = organisation_person.person
             WHERE organisation = $1 AND person.id = $2",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(person.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(PersonColumns::read)
        .transpose()
    }

    async fn person_grants(&self, person: UserId) -> Result<Vec<PersonGrant>> {
        let mut reading = self.look().await?;
        let person = person.as_bytes().as_slice();
        let departments = sqlx::query_as(
            "SELECT person, department AS level, role, valid_from, valid_until FROM grant_ WHERE person = $1",
        )
        .bind(person)
        .fetch_all(&mut *reading)
        .await?;
        let organisations = sqlx::query_as(
            "SELECT person, organisation AS level, role, valid_from, valid_until FROM organisation_grant
             WHERE person = $1",
        )
        .bind(person)
        .fetch_all(&mut *reading)
        .await?;
        let administrations = sqlx::query_as(
            "SELECT person, administration AS level, role, valid_from, valid_until FROM administration_grant
             WHERE person = $1",
        )
        .bind(person)
        .fetch_all(&mut *reading)
        .await?;
        grants(departments, organisations, administrations)
    }

    async fn grants_within(&self, organisation: OrganisationId) -> Result<Vec<PersonGrant>> {
        let mut reading = self.look().await?;
        let organisation = organisation.as_bytes().as_slice();
        let departments = sqlx::query_as(
            "SELECT person, department AS level, role, valid_from, valid_until FROM grant_
             WHERE department IN (SELECT id FROM department WHERE organisation = $1)",
        )
        .bind(organisation)
        .fetch_all(&mut *reading)
        .await?;
        let organisations = sqlx::query_as(
            "SELECT person, organisation AS level, role, valid_from, valid_until FROM organisation_grant
             WHERE organisation = $1",
        )
        .bind(organisation)
        .fetch_all(&mut *reading)
        .await?;
        let administrations = sqlx::query_as(
            "SELECT person, administration AS level, role, valid_from, valid_until FROM administration_grant
             WHERE administration IN (SELECT administration FROM organisation WHERE id = $1)",
        )
        .bind(organisation)
        .fetch_all(&mut *reading)
        .await?;
        grants(departments, organisations, administrations)
    }

    async fn phone_counts(&self, organisation: OrganisationId) -> Result<BTreeMap<UserId, u32>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT device.person, COUNT(*) FROM device
             JOIN organisation_person ON organisation_person.person = device.person
             WHERE organisation = $1
               AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)
             GROUP BY device.person",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(person, phones)| Ok((user_id(&person)?, count(phones)?)))
            .collect()
    }

    async fn phones(&self, person: UserId) -> Result<Vec<(DeviceRow, Option<Moment>)>> {
        #[derive(FromRow)]
        struct Columns {
            #[sqlx(flatten)]
            device: DeviceColumns,
            revoked_at: Option<i64>,
        }
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, name, enrolled_at, seen_at,
               (SELECT CASE WHEN COUNT(*) = COUNT(revoked_at) THEN MIN(revoked_at) END
                FROM session WHERE session.device = device.id) AS revoked_at
             FROM device WHERE person = $1 ORDER BY enrolled_at, id",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| Ok((row.device.read()?, row.revoked_at.map(Moment::from_millis))))
            .collect()
    }

    async fn phone_person(&self, phone: DeviceId) -> Result<Option<UserId>> {
        let person: Option<Vec<u8>> = sqlx::query_scalar("SELECT person FROM device WHERE id = $1")
            .bind(phone.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        person.as_deref().map(user_id).transpose()
    }

    async fn administer(&self, change: &AdministrativeChange) -> Result<AdministrativeOutcome> {
        let made = retry(|| async {
            let mut transaction = self.begin().await?;
            let outcome = make(&mut transaction, change).await?;
            match outcome {
                AdministrativeOutcome::Done(_) => transaction.commit().await?,
                _ => transaction.rollback().await?,
            }
            Ok(outcome)
        });
        match made.await {
            Err(StoreError::Database(sqlx::Error::Database(error))) if error.is_unique_violation() => {
                Ok(AdministrativeOutcome::Taken)
            }
            made => made,
        }
    }

    async fn administrative_entries(
        &self,
        organisation: OrganisationId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AdministrativeEntry>> {
        let all = EntryFilter::default();
        self.find_administrative_entries(organisation, &all, before, limit)
            .await
    }

    async fn find_administrative_entries(
        &self,
        organisation: OrganisationId,
        filter: &EntryFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AdministrativeEntry>> {
        sqlx::query_as::<_, EntryColumns>(concat!(
            "SELECT number, at, name, action, target, subject, value_before, value_after, undone_by
             FROM administrative_log JOIN person ON person.id = administrative_log.person
             WHERE organisation = $1 AND ",
            entry_filter!(),
            " AND number < $6 ORDER BY number DESC LIMIT $7"
        ))
        .bind(organisation.as_bytes().as_slice())
        .bind(
            filter
                .by
                .map(|person| person.as_bytes().to_vec())
                .unwrap_or_default(),
        )
        .bind(filter.action.clone().unwrap_or_default())
        .bind(filter.from.map_or(i64::MIN, Moment::millis))
        .bind(filter.until.map_or(i64::MAX, Moment::millis))
        .bind(before.map_or(i64::MAX, signed))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(EntryColumns::read)
        .collect()
    }

    async fn count_administrative_entries(
        &self,
        organisation: OrganisationId,
        filter: &EntryFilter,
    ) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(concat!(
            "SELECT COUNT(*) FROM administrative_log WHERE organisation = $1 AND ",
            entry_filter!()
        ))
        .bind(organisation.as_bytes().as_slice())
        .bind(
            filter
                .by
                .map(|person| person.as_bytes().to_vec())
                .unwrap_or_default(),
        )
        .bind(filter.action.clone().unwrap_or_default())
        .bind(filter.from.map_or(i64::MIN, Moment::millis))
        .bind(filter.until.map_or(i64::MAX, Moment::millis))
        .fetch_one(&self.readers)
        .await?;
        number(count)
    }

    async fn administrative_authors(&self, organisation: OrganisationId) -> Result<Vec<(UserId, String)>> {
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(concat!(
            "SELECT id, name FROM person
             WHERE id IN (SELECT person FROM administrative_log WHERE organisation = $1) ORDER BY name",
            byte_order!(),
            ", id"
        ))
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, name)| Ok((user_id(&id)?, name)))
            .collect()
    }

    async fn administrative_entry(
        &self,
        organisation: OrganisationId,
        number: u64,
    ) -> Result<Option<AdministrativeEntry>> {
        sqlx::query_as::<_, EntryColumns>(
            "SELECT number, at, name, action, target, subject, value_before, value_after, undone_by
             FROM administrative_log JOIN person ON person.id = administrative_log.person
             WHERE organisation = $1 AND number = $2",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(signed(number))
        .fetch_optional(&self.readers)
        .await?
        .map(EntryColumns::read)
        .transpose()
    }
}

/// Grants of the three levels, in order.
fn grants(
    departments: Vec<PersonGrantColumns>,
    organisations: Vec<PersonGrantColumns>,
    administrations: Vec<PersonGrantColumns>,
) -> Result<Vec<PersonGrant>> {
    let departments = departments
        .into_iter()
        .map(|row| row.read(|level| Ok(GrantLevel::Department(department_id(level)?))));
    let organisations = organisations
        .into_iter()
        .map(|row| row.read(|level| Ok(GrantLevel::Organisation(organisation_id(level)?))));
    let administrations = administrations
        .into_iter()
        .map(|row| row.read(|level| Ok(GrantLevel::Administration(administration_id(level)?))));
    let mut all: Vec<PersonGrant> = departments
        .chain(organisations)
        .chain(administrations)
        .collect::<Result<_>>()?;
    all.sort_unstable();
    Ok(all)
}

/// Makes a change within a transaction, which is undone unless the change is made.
pub(super) async fn make(
    connection: &mut DatabaseConnection,
    change: &AdministrativeChange,
) -> Result<AdministrativeOutcome> {
    let before = lock(connection, change).await?;
    if !act(connection, change).await? {
        return Ok(AdministrativeOutcome::Stale);
    }
    if without_administrator(connection, change.at).await? > before && !is_addition(&change.act) {
        return Ok(AdministrativeOutcome::LastAdministrator);
    }
    let number: Option<i64> = sqlx::query_scalar(
        "UPDATE organisation SET log_number = log_number + 1 WHERE id = $1 RETURNING log_number",
    )
    .bind(change.organisation.as_bytes().as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(number) = number else {
        return Ok(AdministrativeOutcome::Stale);
    };
    if let Some(undone) = change.undoes {
        let marked = sqlx::query(
            "UPDATE administrative_log SET undone_by = $1
             WHERE organisation = $2 AND number = $3 AND undone_by IS NULL",
        )
        .bind(number)
        .bind(change.organisation.as_bytes().as_slice())
        .bind(signed(undone))
        .execute(&mut *connection)
        .await?;
        if marked.rows_affected() == 0 {
            return Ok(AdministrativeOutcome::Stale);
        }
    }
    sqlx::query(
        "INSERT INTO administrative_log
           (organisation, number, at, person, action, target, subject, value_before, value_after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(change.organisation.as_bytes().as_slice())
    .bind(number)
    .bind(change.at.millis())
    .bind(change.by.as_bytes().as_slice())
    .bind(&change.action)
    .bind(&change.target)
    .bind(&change.subject)
    .bind(&change.before)
    .bind(&change.after)
    .execute(connection)
    .await?;
    Ok(AdministrativeOutcome::Done(crate::store::columns::number(
        number,
    )?))
}

/// Whether an organisation is added, which has no grants of its own yet.
fn is_addition(act: &AdministrativeAct) -> bool {
    matches!(act, AdministrativeAct::AddOrganisation(_))
}

/// Remembers the field that was chosen for a header of a kind of file.
pub(super) async fn remember_column(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    (kind, header, field): (&str, &str, &str),
    now: Moment,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO import_column (organisation, kind, header, field, used_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation, kind, header)
         DO UPDATE SET field = excluded.field, used_at = excluded.used_at",
    )
    .bind(organisation.as_bytes().as_slice())
    .bind(kind)
    .bind(header)
    .bind(field)
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what is noted of an import, in the transaction that carries it out. The number of the entry, 0 without one;
/// nothing when the entry cannot be made.
pub(super) async fn write_note(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    note: &AmendmentNote,
) -> Result<Option<u64>> {
    for (kind, header, field) in &note.columns {
        remember_column(connection, organisation, (kind, header, field), note.used_at).await?;
    }
    for (kind, field, value, meaning) in &note.values {
        sqlx::query(
            "INSERT INTO import_value (organisation, kind, field, value, meaning, used_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (organisation, kind, field, value)
             DO UPDATE SET meaning = excluded.meaning, used_at = excluded.used_at",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(kind)
        .bind(field)
        .bind(value)
        .bind(meaning)
        .bind(note.used_at.millis())
        .execute(&mut *connection)
        .await?;
    }
    let Some(entry) = &note.entry else {
        return Ok(Some(0));
    };
    let AdministrativeOutcome::Done(made) = make(connection, entry).await? else {
        return Ok(None);
    };
    if let Some(effects) = &note.effects {
        sqlx::query("INSERT INTO import_effect (organisation, number, effects) VALUES ($1, $2, $3)")
            .bind(organisation.as_bytes().as_slice())
            .bind(signed(made))
            .bind(effects)
            .execute(connection)
            .await?;
    }
    Ok(Some(made))
}

/// Makes others that change the same administration or organisation wait. The number of organisations without an
/// administrator.
pub(super) async fn lock(connection: &mut DatabaseConnection, change: &AdministrativeChange) -> Result<i64> {
    let organisation = match &change.act {
        AdministrativeAct::AddOrganisation(row) => row.administration.as_bytes().to_vec(),
        _ => {
            let of: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT administration FROM organisation WHERE id = $1")
                    .bind(change.organisation.as_bytes().as_slice())
                    .fetch_optional(&mut *connection)
                    .await?;
            of.unwrap_or_default()
        }
    };
    let _: Option<String> = sqlx::query_scalar(concat!(
        "SELECT name FROM administration WHERE id = $1",
        for_update!("administration")
    ))
    .bind(organisation)
    .fetch_optional(&mut *connection)
    .await?;
    let _: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT version FROM organisation WHERE id = $1",
        for_update!("organisation")
    ))
    .bind(change.organisation.as_bytes().as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    without_administrator(connection, change.at).await
}

async fn without_administrator(connection: &mut DatabaseConnection, now: Moment) -> Result<i64> {
    Ok(sqlx::query_scalar(WITHOUT_ADMINISTRATOR)
        .bind(now.millis())
        .fetch_one(connection)
        .await?)
}

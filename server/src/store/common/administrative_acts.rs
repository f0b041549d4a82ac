//! Changes by administrators: organisations, settings, departments, people, grants and own values, each as it was seen.

use feltbog_shared::id::OrganisationId;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::OwnValue;

use super::administration_columns::{OWN_VALUES, OwnValueColumns};
use super::desk_deadlines::{put_due_of_organisation, rules_of};
use super::dialect::DatabaseConnection;
use super::grants::put_grant;
use crate::store::columns::signed;
use crate::store::{
    AdministrativeAct, AdministrativeChange, DepartmentRecordRow, GrantLevel, OrganisationPersonRow,
    OrganisationRow, PersonGrant, Result,
};

/// Makes the change itself. `false` when its subject is not any more as it was.
pub(super) async fn act(connection: &mut DatabaseConnection, change: &AdministrativeChange) -> Result<bool> {
    match &change.act {
        AdministrativeAct::AddOrganisation(row) => add_organisation(connection, row).await,
        AdministrativeAct::ChangeOrganisation(row) => change_organisation(connection, row).await,
        AdministrativeAct::ChangeSettings {
            organisation,
            version,
            settings,
        } => change_settings(connection, *organisation, *version, settings).await,
        AdministrativeAct::AddDepartment(row) => add_department(connection, row).await,
        AdministrativeAct::ChangeDepartment(row) => change_department(connection, row).await,
        AdministrativeAct::ChangeDepartments(rows) => {
            for row in rows {
                if !change_department(connection, row).await? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        AdministrativeAct::AddPerson(row) => add_person(connection, change.organisation, row).await,
        AdministrativeAct::ChangePerson(row) => change_person(connection, change.organisation, row).await,
        AdministrativeAct::SetGrants { expected, wanted } => set_grants(connection, expected, wanted).await,
        AdministrativeAct::SetOwnValue { expected, wanted } => {
            set_own_value(connection, change.organisation, expected.as_ref(), wanted).await
        }
        AdministrativeAct::Effort(act) => super::efforts::act(connection, act).await,
        AdministrativeAct::LendStaff {
            act,
            expected,
            wanted,
        } => {
            let is_granted = set_grants(connection, expected, wanted).await?;
            Ok(is_granted && super::efforts::act(connection, act).await?)
        }
        AdministrativeAct::Note => Ok(true),
    }
}

async fn add_organisation(connection: &mut DatabaseConnection, row: &OrganisationRow) -> Result<bool> {
    sqlx::query(
        "INSERT INTO organisation (id, administration, name, key, cvr, lbf_number, modules, controller,
           phone_unused_days, confirms_phones) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.id.as_bytes().as_slice())
    .bind(row.administration.as_bytes().as_slice())
    .bind(&row.name)
    .bind(stated(&row.key))
    .bind(&row.cvr)
    .bind(&row.lbf_number)
    .bind(i64::from(row.modules.bits()))
    .bind(&row.controller)
    .bind(i64::from(row.phone_unused_days))
    .bind(row.confirms_phones)
    .execute(connection)
    .await?;
    Ok(true)
}

async fn change_organisation(connection: &mut DatabaseConnection, row: &OrganisationRow) -> Result<bool> {
    let changed = sqlx::query(
        "UPDATE organisation SET name = $1, key = $2, cvr = $3, lbf_number = $4, modules = $5, controller = $6,
           phone_unused_days = $7, confirms_phones = $8, version = version + 1
         WHERE id = $9 AND version = $10",
    )
    .bind(&row.name)
    .bind(stated(&row.key))
    .bind(&row.cvr)
    .bind(&row.lbf_number)
    .bind(i64::from(row.modules.bits()))
    .bind(&row.controller)
    .bind(i64::from(row.phone_unused_days))
    .bind(row.confirms_phones)
    .bind(row.id.as_bytes().as_slice())
    .bind(signed(row.version))
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

async fn change_settings(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    version: u64,
    settings: &str,
) -> Result<bool> {
    let before: Option<String> = sqlx::query_scalar("SELECT settings FROM organisation WHERE id = $1")
        .bind(organisation.as_bytes().as_slice())
        .fetch_optional(&mut *connection)
        .await?;
    let changed = sqlx::query(
        "UPDATE organisation SET settings = $1, version = version + 1 WHERE id = $2 AND version = $3",
    )
    .bind(settings)
    .bind(organisation.as_bytes().as_slice())
    .bind(signed(version))
    .execute(&mut *connection)
    .await?;
    let is_changed = changed.rows_affected() > 0;
    let rules = rules_of(settings);
    if is_changed && before.is_some_and(|before| rules_of(&before) != rules) {
        put_due_of_organisation(connection, organisation, &rules).await?;
    }
    Ok(is_changed)
}

/// Sets a value that is there as expected, or adds one that is not there. The rows of the organisation are held.
async fn set_own_value(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    expected: Option<&OwnValue>,
    wanted: &OwnValue,
) -> Result<bool> {
    let standing: Vec<OwnValueColumns> = sqlx::query_as(OWN_VALUES)
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&mut *connection)
        .await?;
    let mut standing = standing.into_iter().map(OwnValueColumns::read);
    let standing = standing.find(|own| (&own.list, &own.key) == (&wanted.list, &wanted.key));
    if standing.as_ref() != expected {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO own_value (organisation, list, key, base, label_da, label_en, retired)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation, list, key) DO UPDATE SET label_da = excluded.label_da,
           label_en = excluded.label_en, retired = excluded.retired",
    )
    .bind(organisation.as_bytes().as_slice())
    .bind(&wanted.list)
    .bind(&wanted.key)
    .bind(&wanted.base)
    .bind(&wanted.danish)
    .bind(&wanted.english)
    .bind(wanted.is_retired)
    .execute(connection)
    .await?;
    Ok(true)
}

async fn add_department(connection: &mut DatabaseConnection, row: &DepartmentRecordRow) -> Result<bool> {
    sqlx::query(
        "INSERT INTO department (id, organisation, number, name, municipality, dwellings, modules, record, chain)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id.as_bytes().as_slice())
    .bind(row.organisation.as_bytes().as_slice())
    .bind(stated(&row.number))
    .bind(&row.name)
    .bind(&row.municipality)
    .bind(i64::from(row.dwellings))
    .bind(i64::from(row.modules.bits()))
    .bind(&row.record)
    .bind([0_u8; 32].as_slice())
    .execute(connection)
    .await?;
    Ok(true)
}

async fn change_department(connection: &mut DatabaseConnection, row: &DepartmentRecordRow) -> Result<bool> {
    let changed = sqlx::query(
        "UPDATE department SET number = $1, name = $2, municipality = $3, dwellings = $4, modules = $5, record = $6,
           version = version + 1
         WHERE id = $7 AND organisation = $8 AND version = $9",
    )
    .bind(stated(&row.number))
    .bind(&row.name)
    .bind(&row.municipality)
    .bind(i64::from(row.dwellings))
    .bind(i64::from(row.modules.bits()))
    .bind(&row.record)
    .bind(row.id.as_bytes().as_slice())
    .bind(row.organisation.as_bytes().as_slice())
    .bind(signed(row.version))
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

async fn add_person(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    row: &OrganisationPersonRow,
) -> Result<bool> {
    sqlx::query("INSERT INTO person (id, name, mail) VALUES ($1, $2, $3)")
        .bind(row.id.as_bytes().as_slice())
        .bind(&row.name)
        .bind(&row.mail)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO organisation_person (organisation, person, number) VALUES ($1, $2, $3)")
        .bind(organisation.as_bytes().as_slice())
        .bind(row.id.as_bytes().as_slice())
        .bind(stated(&row.number))
        .execute(connection)
        .await?;
    Ok(true)
}

async fn change_person(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    row: &OrganisationPersonRow,
) -> Result<bool> {
    let changed = sqlx::query(
        "UPDATE person SET name = $1, mail = $2, version = version + 1 WHERE id = $3 AND version = $4",
    )
    .bind(&row.name)
    .bind(&row.mail)
    .bind(row.id.as_bytes().as_slice())
    .bind(signed(row.version))
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    let numbered =
        sqlx::query("UPDATE organisation_person SET number = $1 WHERE organisation = $2 AND person = $3")
            .bind(stated(&row.number))
            .bind(organisation.as_bytes().as_slice())
            .bind(row.id.as_bytes().as_slice())
            .execute(connection)
            .await?;
    Ok(numbered.rows_affected() > 0)
}

/// Sets grants that are there as expected; the others must not be there.
async fn set_grants(
    connection: &mut DatabaseConnection,
    expected: &[PersonGrant],
    wanted: &[PersonGrant],
) -> Result<bool> {
    for grant in wanted {
        let key = |other: &&PersonGrant| {
            (other.person, other.level, other.role, other.from)
                == (grant.person, grant.level, grant.role, grant.from)
        };
        let known = expected.iter().find(key).map(|other| other.until);
        if standing_end(connection, grant).await? != known {
            return Ok(false);
        }
        put_grant(connection, grant).await?;
    }
    Ok(true)
}

/// The end of the grant with the same person, level, role and beginning; nothing when there is none.
async fn standing_end(
    connection: &mut DatabaseConnection,
    grant: &PersonGrant,
) -> Result<Option<Option<Moment>>> {
    macro_rules! end {
        ($table:literal, $level:literal) => {
            concat!(
                "SELECT valid_until FROM ",
                $table,
                " WHERE ",
                $level,
                " = $1 AND person = $2 AND role = $3 AND valid_from = $4",
                for_update!($table)
            )
        };
    }
    let statement = match grant.level {
        GrantLevel::Department(_) => end!("grant_", "department"),
        GrantLevel::Organisation(_) => end!("organisation_grant", "organisation"),
        GrantLevel::Administration(_) => end!("administration_grant", "administration"),
    };
    let end: Option<Option<i64>> = sqlx::query_scalar(statement)
        .bind(grant.level.as_bytes().as_slice())
        .bind(grant.person.as_bytes().as_slice())
        .bind(grant.role.key())
        .bind(grant.from.millis())
        .fetch_optional(connection)
        .await?;
    Ok(end.map(|end| end.map(Moment::from_millis)))
}

/// A number or a key; nothing for an empty one.
fn stated(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

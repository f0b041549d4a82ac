//! Grants as they are written: by the office, and by an import.

use feltbog_shared::moment::Moment;

use super::dialect::DatabaseConnection;
use crate::store::{GrantLevel, PersonGrant, Result};

/// Adds a grant, or changes the end of the one with the same person, level, role and beginning. The person belongs to
/// the organisation from then on.
pub(super) async fn put_grant(connection: &mut DatabaseConnection, grant: &PersonGrant) -> Result<()> {
    put_marked_grant(connection, grant, false).await
}

/// As [`put_grant`]; a new grant in a department or an organisation is marked as imported or not.
pub(super) async fn put_marked_grant(
    connection: &mut DatabaseConnection,
    grant: &PersonGrant,
    is_imported: bool,
) -> Result<()> {
    macro_rules! put {
        ($table:literal, $level:literal) => {
            put!($table, $level, "", "")
        };
        ($table:literal, $level:literal, $mark:literal, $value:literal) => {
            concat!(
                "INSERT INTO ",
                $table,
                " (",
                $level,
                ", person, role, valid_from, valid_until",
                $mark,
                ") VALUES ($1, $2, $3, $4, $5",
                $value,
                ")
                 ON CONFLICT (",
                $level,
                ", person, role, valid_from) DO UPDATE SET valid_until = excluded.valid_until"
            )
        };
    }
    let (statement, belonging) = match grant.level {
        GrantLevel::Department(_) => (
            match is_imported {
                true => put!("grant_", "department", ", is_imported", ", 1"),
                false => put!("grant_", "department"),
            },
            Some(
                "INSERT INTO organisation_person (organisation, person)
                 SELECT organisation, $2 FROM department WHERE id = $1
                 ON CONFLICT (organisation, person) DO NOTHING",
            ),
        ),
        GrantLevel::Organisation(_) => (
            match is_imported {
                true => put!("organisation_grant", "organisation", ", is_imported", ", 1"),
                false => put!("organisation_grant", "organisation"),
            },
            Some(
                "INSERT INTO organisation_person (organisation, person) VALUES ($1, $2)
                 ON CONFLICT (organisation, person) DO NOTHING",
            ),
        ),
        GrantLevel::Administration(_) => (put!("administration_grant", "administration"), None),
    };
    sqlx::query(statement)
        .bind(grant.level.as_bytes().as_slice())
        .bind(grant.person.as_bytes().as_slice())
        .bind(grant.role.key())
        .bind(grant.from.millis())
        .bind(grant.until.map(Moment::millis))
        .execute(&mut *connection)
        .await?;
    if let Some(belonging) = belonging {
        sqlx::query(belonging)
            .bind(grant.level.as_bytes().as_slice())
            .bind(grant.person.as_bytes().as_slice())
            .execute(connection)
            .await?;
    }
    Ok(())
}

//! Grants that a provider's groups gave, in departments and in whole organisations.

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;

use super::dialect::DatabaseConnection;
use crate::store::{ProviderGrant, ProviderPlace, Result};

/// The statements about the grants of one kind of place.
struct Statements {
    standing: &'static str,
    end: &'static str,
    add: &'static str,
    remember: &'static str,
    belong: &'static str,
}

macro_rules! statements {
    ($grants:literal, $given:literal, $place:literal, $belong:literal) => {
        Statements {
            standing: concat!(
                "SELECT given.",
                $place,
                ", given.role, given.valid_from FROM ",
                $given,
                " given JOIN ",
                $grants,
                " held ON held.",
                $place,
                " = given.",
                $place,
                " AND held.person = given.person AND held.role = given.role
                   AND held.valid_from = given.valid_from
                 WHERE given.issuer = $1 AND given.person = $2
                   AND (held.valid_until IS NULL OR held.valid_until > $3)"
            ),
            end: concat!(
                "UPDATE ",
                $grants,
                " SET valid_until = $1 WHERE ",
                $place,
                " = $2 AND person = $3 AND role = $4 AND valid_from = $5"
            ),
            add: concat!(
                "INSERT INTO ",
                $grants,
                " (",
                $place,
                ", person, role, valid_from, valid_until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
            ),
            remember: concat!(
                "INSERT INTO ",
                $given,
                " (issuer, person, ",
                $place,
                ", role, valid_from) VALUES ($1, $2, $3, $4, $5)"
            ),
            belong: $belong,
        }
    };
}

const DEPARTMENTS: Statements = statements!(
    "grant_",
    "provider_grant",
    "department",
    "INSERT INTO organisation_person (organisation, person)
     SELECT organisation, $2 FROM department WHERE id = $1 ON CONFLICT (organisation, person) DO NOTHING"
);
const ORGANISATIONS: Statements = statements!(
    "organisation_grant",
    "provider_organisation_grant",
    "organisation",
    "INSERT INTO organisation_person (organisation, person) VALUES ($1, $2)
     ON CONFLICT (organisation, person) DO NOTHING"
);

/// Makes and ends the grants that an issuer gave a person, until they are exactly these. Whether anything changed.
pub(super) async fn set(
    connection: &mut DatabaseConnection,
    (issuer, person): (&str, UserId),
    wanted: &[ProviderGrant],
    now: Moment,
) -> Result<bool> {
    let is_department = |grant: &&ProviderGrant| matches!(grant.place, ProviderPlace::Department(_));
    let (departments, organisations): (Vec<_>, Vec<_>) = wanted.iter().partition(is_department);
    let whose = (issuer, person);
    let in_departments = set_places(connection, &DEPARTMENTS, whose, &departments, now).await?;
    let in_organisations = set_places(connection, &ORGANISATIONS, whose, &organisations, now).await?;
    Ok(in_departments || in_organisations)
}

async fn set_places(
    connection: &mut DatabaseConnection,
    statements: &Statements,
    (issuer, person): (&str, UserId),
    wanted: &[&ProviderGrant],
    now: Moment,
) -> Result<bool> {
    let person = person.as_bytes().as_slice();
    let standing: Vec<(Vec<u8>, String, i64)> = sqlx::query_as(statements.standing)
        .bind(issuer)
        .bind(person)
        .bind(now.millis())
        .fetch_all(&mut *connection)
        .await?;
    let is_same = |grant: &ProviderGrant, place: &[u8], role: &str| {
        grant.place.as_bytes().as_slice() == place && grant.role.key() == role
    };
    let mut is_changed = false;
    for (place, role, valid_from) in &standing {
        if wanted.iter().any(|grant| is_same(grant, place, role)) {
            continue;
        }
        is_changed = true;
        sqlx::query(statements.end)
            .bind(now.millis())
            .bind(place)
            .bind(person)
            .bind(role)
            .bind(valid_from)
            .execute(&mut *connection)
            .await?;
    }
    for grant in wanted {
        if standing
            .iter()
            .any(|(place, role, _)| is_same(grant, place, role))
        {
            continue;
        }
        let place = grant.place.as_bytes().as_slice();
        let made = sqlx::query(statements.add)
            .bind(place)
            .bind(person)
            .bind(grant.role.key())
            .bind(now.millis())
            .bind(grant.until.map(Moment::millis))
            .execute(&mut *connection)
            .await?;
        if made.rows_affected() == 0 {
            continue;
        }
        is_changed = true;
        sqlx::query(statements.remember)
            .bind(issuer)
            .bind(person)
            .bind(place)
            .bind(grant.role.key())
            .bind(now.millis())
            .execute(&mut *connection)
            .await?;
        // Administrators of the organisation see the person.
        sqlx::query(statements.belong)
            .bind(place)
            .bind(person)
            .execute(&mut *connection)
            .await?;
    }
    Ok(is_changed)
}

//! The organisation, its departments, people and grants.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules};

use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use super::reading::{MEMBERSHIP, kind_keys};
use crate::store::columns::{
    DepartmentColumns, DwellingColumns, GrantColumns, GrantedColumns, MemberColumns, MembershipColumns,
    RosterDepartmentColumns, signed, user_id,
};
use crate::store::{
    Amendment, DepartmentRow, Dwelling, Foundation, Member, Membership, OrganisationStore, Result, Roster,
    RosterPerson, digest_dwellings,
};

#[async_trait]
impl OrganisationStore for DatabaseStore {
    async fn organisation(&self) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT name FROM organisation")
            .fetch_optional(&self.readers)
            .await?)
    }

    async fn found(&self, foundation: &Foundation) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("INSERT INTO organisation (id, name) VALUES (1, $1)")
                .bind(&foundation.organisation)
                .execute(&mut *transaction)
                .await?;
            for department in &foundation.departments {
                sqlx::query(
                    "INSERT INTO department (id, name, municipality, dwellings, modules, chain)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(department.id.as_bytes().as_slice())
                .bind(&department.name)
                .bind(&department.municipality)
                .bind(i64::from(department.dwellings))
                .bind(i64::from(department.modules.bits()))
                .bind([0_u8; 32].as_slice())
                .execute(&mut *transaction)
                .await?;
            }
            for (person, name) in &foundation.people {
                sqlx::query("INSERT INTO person (id, name) VALUES ($1, $2)")
                    .bind(person.as_bytes().as_slice())
                    .bind(name)
                    .execute(&mut *transaction)
                    .await?;
            }
            for (person, grant) in &foundation.grants {
                insert_grant(&mut transaction, *person, *grant, false).await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn roster(&self) -> Result<Roster> {
        let mut transaction = self.look().await?;
        read_roster(&mut transaction).await
    }

    async fn dwellings(&self, roster: &Roster) -> Result<Vec<Dwelling>> {
        let mut transaction = self.look().await?;
        read_dwellings(&mut transaction, roster).await
    }

    async fn amend(&self, amendment: &Amendment, seen: &Roster) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let _: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT CAST(id AS BIGINT) FROM organisation",
                for_update!("organisation")
            ))
            .fetch_optional(&mut *transaction)
            .await?;
            if read_roster(&mut transaction).await? != *seen {
                return Ok(false);
            }
            if let Some(digest) = amendment.seen_dwellings
                && digest_dwellings(&read_dwellings(&mut transaction, seen).await?) != digest
            {
                return Ok(false);
            }
            if let Some((name, key)) = &amendment.organisation {
                sqlx::query("INSERT INTO organisation (id, name, key) VALUES (1, $1, $2)")
                    .bind(name)
                    .bind(key)
                    .execute(&mut *transaction)
                    .await?;
            }
            for department in &amendment.departments {
                sqlx::query(
                    "INSERT INTO department (id, number, name, municipality, dwellings, modules, chain)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)
                     ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name,
                       municipality = excluded.municipality, dwellings = excluded.dwellings",
                )
                .bind(department.id.as_bytes().as_slice())
                .bind(&department.number)
                .bind(&department.name)
                .bind(&department.municipality)
                .bind(i64::from(department.dwellings))
                .bind(i64::from(department.modules.bits()))
                .bind([0_u8; 32].as_slice())
                .execute(&mut *transaction)
                .await?;
            }
            for person in &amendment.people {
                sqlx::query(
                    "INSERT INTO person (id, number, name) VALUES ($1, $2, $3)
                     ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name",
                )
                .bind(person.id.as_bytes().as_slice())
                .bind(&person.number)
                .bind(&person.name)
                .execute(&mut *transaction)
                .await?;
            }
            for (person, grant) in &amendment.grants {
                insert_grant(&mut transaction, *person, *grant, amendment.is_import).await?;
            }
            for dwelling in &amendment.dwellings {
                insert_dwelling(&mut transaction, dwelling).await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn is_done(&self, name: &str) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar("SELECT at FROM done WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    async fn mark_done(&self, name: &str, now: Moment) -> Result<()> {
        retry(|| async {
            sqlx::query("INSERT INTO done (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
                .bind(name)
                .bind(now.millis())
                .execute(&self.writers)
                .await?;
            Ok(())
        })
        .await
    }

    async fn department(&self, id: DepartmentId) -> Result<Option<DepartmentRow>> {
        sqlx::query_as::<_, DepartmentColumns>(
            "SELECT id, name, modules, epoch, head FROM department WHERE id = $1",
        )
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(DepartmentColumns::read)
        .transpose()
    }

    async fn membership(
        &self,
        department: DepartmentId,
        seq: u64,
        person: UserId,
        kinds: &[Kind],
    ) -> Result<Option<Membership>> {
        let rows: Vec<MembershipColumns> = sqlx::query_as(MEMBERSHIP)
            .bind(department.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .bind(kind_keys(kinds))
            .bind(person.to_string())
            .bind(signed(seq))
            .fetch_all(&self.readers)
            .await?;
        MembershipColumns::read(rows, seq)
    }

    async fn raise_epochs(&self) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query("UPDATE department SET epoch = epoch + 1")
                .execute(&mut *transaction)
                .await?;
            // Phones were given sessions that this copy has lost.
            sqlx::query("UPDATE device SET key_session = NULL")
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn set_modules(&self, department: DepartmentId, modules: Modules) -> Result<()> {
        retry(|| async {
            sqlx::query("UPDATE department SET modules = $1 WHERE id = $2")
                .bind(i64::from(modules.bits()))
                .bind(department.as_bytes().as_slice())
                .execute(&self.writers)
                .await?;
            Ok(())
        })
        .await
    }

    async fn grants(&self, person: UserId) -> Result<Vec<Grant>> {
        sqlx::query_as::<_, GrantColumns>(concat!(
            "SELECT department, role, valid_from, valid_until FROM grant_ WHERE person = $1
             ORDER BY department, role",
            byte_order!(),
            ", valid_from"
        ))
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(GrantColumns::read)
        .collect()
    }

    async fn grant(&self, person: UserId, grant: Grant) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            insert_grant(&mut transaction, person, grant, false).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn members(&self, department: DepartmentId) -> Result<Vec<Member>> {
        sqlx::query_as::<_, MemberColumns>(concat!(
            "SELECT person.id AS person, person.name, department, role, valid_from, valid_until
             FROM grant_ JOIN person ON person.id = grant_.person
             WHERE grant_.person IN (SELECT person FROM grant_ WHERE department = $1)
               AND (department = $1 OR role = 'green_ambassador')
             ORDER BY person.name",
            byte_order!(),
            ", person.id, role",
            byte_order!(),
            ""
        ))
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(|row| {
            Ok(Member {
                person: user_id(&row.person)?,
                name: row.name,
                grant: row.grant.read()?,
            })
        })
        .collect()
    }

    async fn people_named(&self, name: &str) -> Result<Vec<UserId>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM person WHERE name = $1 ORDER BY id")
            .bind(name)
            .fetch_all(&self.readers)
            .await?;
        ids.iter().map(|id| user_id(id)).collect()
    }
}

/// The organisation as the connection's transaction sees it.
async fn read_roster(connection: &mut DatabaseConnection) -> Result<Roster> {
    let organisation = sqlx::query_as("SELECT name, key FROM organisation")
        .fetch_optional(&mut *connection)
        .await?;
    let departments: Vec<RosterDepartmentColumns> = sqlx::query_as(
        "SELECT id, number, name, municipality, CAST(dwellings AS BIGINT) AS dwellings,
                CAST(modules AS BIGINT) AS modules
         FROM department ORDER BY id",
    )
    .fetch_all(&mut *connection)
    .await?;
    let people: Vec<(Vec<u8>, Option<String>, String)> =
        sqlx::query_as("SELECT id, number, name FROM person ORDER BY id")
            .fetch_all(&mut *connection)
            .await?;
    let grants: Vec<GrantedColumns> = sqlx::query_as(concat!(
        "SELECT person, department, role, valid_from, valid_until FROM grant_
         ORDER BY person, department, role",
        byte_order!(),
        ", valid_from"
    ))
    .fetch_all(&mut *connection)
    .await?;
    let imported: Vec<GrantedColumns> = sqlx::query_as(concat!(
        "SELECT person, department, role, valid_from, valid_until FROM grant_ WHERE is_imported = 1
         ORDER BY person, department, role",
        byte_order!(),
        ", valid_from"
    ))
    .fetch_all(connection)
    .await?;
    let person = |(id, number, name): (Vec<u8>, Option<String>, String)| {
        let id = user_id(&id)?;
        Ok(RosterPerson { id, number, name })
    };
    Ok(Roster {
        organisation,
        departments: departments
            .into_iter()
            .map(RosterDepartmentColumns::read)
            .collect::<Result<_>>()?,
        people: people.into_iter().map(person).collect::<Result<_>>()?,
        grants: grants
            .into_iter()
            .map(GrantedColumns::read)
            .collect::<Result<_>>()?,
        imported: imported
            .into_iter()
            .map(GrantedColumns::read)
            .collect::<Result<_>>()?,
    })
}

/// The dwellings of the departments of a roster, in order of their ids.
async fn read_dwellings(connection: &mut DatabaseConnection, roster: &Roster) -> Result<Vec<Dwelling>> {
    let departments: BTreeSet<_> = roster.departments.iter().map(|one| one.id).collect();
    let rows: Vec<DwellingColumns> = sqlx::query_as(
        "SELECT id, department, address_id, access_address_id, street, number, floor, door, postcode, town, bfe,
                tenancy_number
         FROM dwelling ORDER BY id",
    )
    .fetch_all(connection)
    .await?;
    let mut dwellings = Vec::new();
    for row in rows {
        let dwelling = row.read()?;
        if departments.contains(&dwelling.department) {
            dwellings.push(dwelling);
        }
    }
    Ok(dwellings)
}

async fn insert_dwelling(connection: &mut DatabaseConnection, dwelling: &Dwelling) -> Result<()> {
    let address = &dwelling.address;
    sqlx::query(
        "INSERT INTO dwelling (id, department, address_id, access_address_id, street, number, floor, door, postcode,
           town, bfe, tenancy_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET department = excluded.department, address_id = excluded.address_id,
           access_address_id = excluded.access_address_id, street = excluded.street, number = excluded.number,
           floor = excluded.floor, door = excluded.door, postcode = excluded.postcode, town = excluded.town,
           bfe = excluded.bfe, tenancy_number = excluded.tenancy_number",
    )
    .bind(dwelling.id.as_bytes().as_slice())
    .bind(dwelling.department.as_bytes().as_slice())
    .bind(&dwelling.address_id)
    .bind(&dwelling.access_address_id)
    .bind(&address.street)
    .bind(&address.number)
    .bind(&address.floor)
    .bind(&address.door)
    .bind(&address.postcode)
    .bind(&address.town)
    .bind(&dwelling.bfe)
    .bind(&dwelling.tenancy_number)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds a grant, marked as imported or not, or changes the end of the one that is there.
async fn insert_grant(
    connection: &mut DatabaseConnection,
    person: UserId,
    grant: Grant,
    is_imported: bool,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO grant_ (department, person, role, valid_from, valid_until, is_imported)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (department, person, role, valid_from) DO UPDATE SET valid_until = excluded.valid_until",
    )
    .bind(grant.department.as_bytes().as_slice())
    .bind(person.as_bytes().as_slice())
    .bind(grant.role.key())
    .bind(grant.from.millis())
    .bind(grant.until.map(Moment::millis))
    .bind(i64::from(is_imported))
    .execute(connection)
    .await?;
    Ok(())
}

//! The organisation, its departments, people and grants.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules};

use super::administration::{lock, write_note};
use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use super::grants::put_marked_grant;
use super::reading::{MEMBERSHIP, kind_keys};
use crate::store::columns::{
    DepartmentColumns, DwellingColumns, GrantColumns, GrantedColumns, MemberColumns, MembershipColumns,
    PersonGrantColumns, RosterDepartmentColumns, administration_id, organisation_id, signed, user_id,
};
use crate::store::{
    Amendment, AmendmentNote, DepartmentRow, Dwelling, Foundation, GrantLevel, Member, Membership,
    NewOrganisation, OrganisationStore, PersonGrant, PersonIdentity, Result, Roster, RosterPerson,
    digest_dwellings,
};

#[async_trait]
impl OrganisationStore for DatabaseStore {
    async fn organisation(&self) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT name FROM organisation ORDER BY id LIMIT 1")
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    async fn organisations(&self) -> Result<Vec<(OrganisationId, String, Option<String>)>> {
        let rows: Vec<(Vec<u8>, String, Option<String>)> =
            sqlx::query_as("SELECT id, name, key FROM organisation ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter()
            .map(|(id, name, key)| Ok((organisation_id(&id)?, name, key)))
            .collect()
    }

    async fn organisations_of(&self, person: UserId, now: Moment) -> Result<Vec<String>> {
        let mut names: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT organisation.name FROM effective_grant
             JOIN department ON department.id = effective_grant.department
             JOIN organisation ON organisation.id = department.organisation
             WHERE effective_grant.person = $1 AND valid_from <= $2 AND (valid_until IS NULL OR valid_until > $2)",
        )
        .bind(person.as_bytes().as_slice())
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?;
        if names.is_empty() {
            names = sqlx::query_scalar(
                "SELECT organisation.name FROM organisation_person
                 JOIN organisation ON organisation.id = organisation_person.organisation
                 WHERE person = $1",
            )
            .bind(person.as_bytes().as_slice())
            .fetch_all(&self.readers)
            .await?;
        }
        names.sort_unstable();
        Ok(names)
    }

    async fn found(&self, foundation: &Foundation) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let organisation = NewOrganisation {
                administration: (foundation.administration, foundation.organisation.clone()),
                id: foundation.id,
                name: foundation.organisation.clone(),
                key: String::new(),
            };
            insert_organisation(&mut transaction, &organisation).await?;
            for department in &foundation.departments {
                sqlx::query(
                    "INSERT INTO department (id, name, municipality, dwellings, modules, chain, organisation)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(department.id.as_bytes().as_slice())
                .bind(&department.name)
                .bind(&department.municipality)
                .bind(i64::from(department.dwellings))
                .bind(i64::from(department.modules.bits()))
                .bind([0_u8; 32].as_slice())
                .bind(foundation.id.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            }
            for (person, name) in &foundation.people {
                let person = RosterPerson {
                    id: *person,
                    number: None,
                    name: name.clone(),
                    mail: String::new(),
                };
                upsert_person(&mut transaction, foundation.id, &person).await?;
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
        let first: Option<Vec<u8>> = sqlx::query_scalar("SELECT id FROM organisation ORDER BY id LIMIT 1")
            .fetch_optional(&mut *transaction)
            .await?;
        match first {
            Some(first) => read_roster(&mut transaction, organisation_id(&first)?).await,
            None => Ok(Roster::default()),
        }
    }

    async fn roster_of(&self, organisation: OrganisationId) -> Result<Roster> {
        let mut transaction = self.look().await?;
        read_roster(&mut transaction, organisation).await
    }

    async fn dwellings(&self, roster: &Roster) -> Result<Vec<Dwelling>> {
        let mut transaction = self.look().await?;
        read_dwellings(&mut transaction, roster).await
    }

    async fn amend(&self, amendment: &Amendment, seen: &Roster) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            if amend(&mut transaction, amendment, seen).await?.is_none() {
                return Ok(false);
            }
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn amend_noted(
        &self,
        amendment: &Amendment,
        seen: &Roster,
        note: &AmendmentNote,
    ) -> Result<Option<u64>> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // In the order of those who make an entry alone.
            if let Some(entry) = &note.entry {
                lock(&mut transaction, entry).await?;
            }
            let Some(organisation) = amend(&mut transaction, amendment, seen).await? else {
                return Ok(None);
            };
            let number = write_note(&mut transaction, organisation, note).await?;
            if number.is_some() {
                transaction.commit().await?;
            }
            Ok(number)
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
            "SELECT department.id, organisation, department.name, department.modules & organisation.modules AS modules,
                    epoch, head
             FROM department JOIN organisation ON organisation.id = department.organisation
             WHERE department.id = $1",
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
            // What was held back since then is not held in this copy: each erasure is announced anew.
            sqlx::query("DELETE FROM retention_notice")
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
            "SELECT department, role, valid_from, valid_until FROM effective_grant WHERE person = $1
             ORDER BY department, role",
            byte_order!(),
            ", valid_from"
        ))
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .filter(GrantColumns::is_known)
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
             FROM effective_grant JOIN person ON person.id = effective_grant.person
             WHERE effective_grant.person IN (SELECT person FROM effective_grant WHERE department = $1)
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
        .filter(|row| row.grant.is_known())
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

/// Amends an organisation. Its id; nothing when it is not any more as it was seen, and then the transaction must end without
/// a commit.
async fn amend(
    connection: &mut DatabaseConnection,
    amendment: &Amendment,
    seen: &Roster,
) -> Result<Option<OrganisationId>> {
    let new = amendment.organisation.as_ref();
    let Some(organisation) = new.map(|new| new.id).or(seen.id) else {
        return Ok(None);
    };
    let _: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT version FROM organisation WHERE id = $1",
        for_update!("organisation")
    ))
    .bind(organisation.as_bytes().as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    if read_roster(connection, organisation).await? != *seen {
        return Ok(None);
    }
    if let Some(digest) = amendment.seen_dwellings
        && digest_dwellings(&read_dwellings(connection, seen).await?) != digest
    {
        return Ok(None);
    }
    if let Some(new) = new
        && !insert_organisation(connection, new).await?
    {
        return Ok(None);
    }
    for department in &amendment.departments {
        sqlx::query(
            "INSERT INTO department (id, number, name, municipality, dwellings, modules, chain, organisation,
               record)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name,
               municipality = excluded.municipality, dwellings = excluded.dwellings,
               record = excluded.record, version = department.version + 1",
        )
        .bind(department.id.as_bytes().as_slice())
        .bind(&department.number)
        .bind(&department.name)
        .bind(&department.municipality)
        .bind(i64::from(department.dwellings))
        .bind(i64::from(department.modules.bits()))
        .bind([0_u8; 32].as_slice())
        .bind(organisation.as_bytes().as_slice())
        .bind(&department.record)
        .execute(&mut *connection)
        .await?;
    }
    for person in &amendment.people {
        upsert_person(connection, organisation, person).await?;
    }
    for (issuer, subject) in &amendment.unbound {
        sqlx::query("DELETE FROM external_identity WHERE issuer = $1 AND subject = $2")
            .bind(issuer)
            .bind(subject)
            .execute(&mut *connection)
            .await?;
    }
    for dwelling in &amendment.removed_dwellings {
        sqlx::query("DELETE FROM dwelling WHERE id = $1")
            .bind(dwelling.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    for identity in &amendment.identities {
        if !bind(connection, identity).await? {
            return Ok(None);
        }
    }
    for (person, grant) in &amendment.grants {
        insert_grant(connection, *person, *grant, amendment.is_import).await?;
    }
    for dwelling in &amendment.dwellings {
        insert_dwelling(connection, dwelling).await?;
    }
    for grant in &amendment.level_grants {
        put_marked_grant(connection, grant, amendment.is_import).await?;
    }
    Ok(Some(organisation))
}

/// The organisation as the connection's transaction sees it.
async fn read_roster(connection: &mut DatabaseConnection, id: OrganisationId) -> Result<Roster> {
    let organisation: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT name, key FROM organisation WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *connection)
            .await?;
    if organisation.is_none() {
        return Ok(Roster::default());
    }
    let departments: Vec<RosterDepartmentColumns> = sqlx::query_as(
        "SELECT id, number, name, municipality, CAST(dwellings AS BIGINT) AS dwellings,
                CAST(modules AS BIGINT) AS modules, record
         FROM department WHERE organisation = $1 ORDER BY id",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let people: Vec<(Vec<u8>, Option<String>, String, String)> = sqlx::query_as(
        "SELECT person.id, number, name, mail FROM organisation_person JOIN person ON person.id = organisation_person.person
         WHERE organisation = $1 ORDER BY person.id",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let grants: Vec<GrantedColumns> = sqlx::query_as(concat!(
        "SELECT person, department, role, valid_from, valid_until FROM grant_
         WHERE department IN (SELECT id FROM department WHERE organisation = $1)
         ORDER BY person, department, role",
        byte_order!(),
        ", valid_from"
    ))
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let imported: Vec<GrantedColumns> = sqlx::query_as(concat!(
        "SELECT person, department, role, valid_from, valid_until FROM grant_
         WHERE is_imported = 1 AND department IN (SELECT id FROM department WHERE organisation = $1)
         ORDER BY person, department, role",
        byte_order!(),
        ", valid_from"
    ))
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let organisation_grants: Vec<PersonGrantColumns> = sqlx::query_as(
        "SELECT person, organisation AS level, role, valid_from, valid_until FROM organisation_grant
         WHERE organisation = $1",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let imported_levels: Vec<PersonGrantColumns> = sqlx::query_as(
        "SELECT person, organisation AS level, role, valid_from, valid_until FROM organisation_grant
         WHERE organisation = $1 AND is_imported = 1",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let administration_grants: Vec<PersonGrantColumns> = sqlx::query_as(
        "SELECT person, administration AS level, role, valid_from, valid_until FROM administration_grant
         WHERE administration = (SELECT administration FROM organisation WHERE id = $1)",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let identities: Vec<(String, String, Vec<u8>, i64)> = sqlx::query_as(concat!(
        "SELECT issuer, subject, external_identity.person, bound_at FROM external_identity
         JOIN organisation_person ON organisation_person.person = external_identity.person
         WHERE organisation = $1 ORDER BY issuer",
        byte_order!(),
        ", subject",
        byte_order!()
    ))
    .bind(id.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    let identity = |(issuer, subject, person, bound_at): (String, String, Vec<u8>, i64)| {
        Ok(PersonIdentity {
            issuer,
            subject,
            person: user_id(&person)?,
            bound_at: Moment::from_millis(bound_at),
        })
    };
    let of_organisation =
        |row: PersonGrantColumns| row.read(|level| Ok(GrantLevel::Organisation(organisation_id(level)?)));
    let organisation_grants = organisation_grants.into_iter().map(of_organisation);
    let mut imported_levels: Vec<PersonGrant> = imported_levels
        .into_iter()
        .map(of_organisation)
        .collect::<Result<_>>()?;
    imported_levels.sort_unstable();
    let administration_grants = administration_grants
        .into_iter()
        .map(|row| row.read(|level| Ok(GrantLevel::Administration(administration_id(level)?))));
    let mut level_grants: Vec<PersonGrant> = organisation_grants
        .chain(administration_grants)
        .collect::<Result<_>>()?;
    level_grants.sort_unstable();
    let person = |(id, number, name, mail): (Vec<u8>, Option<String>, String, String)| {
        Ok(RosterPerson {
            id: user_id(&id)?,
            number,
            name,
            mail,
        })
    };
    Ok(Roster {
        id: Some(id),
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
        level_grants,
        imported_levels,
        identities: identities.into_iter().map(identity).collect::<Result<_>>()?,
    })
}

/// The dwellings of the organisation of a roster, in order of their ids.
async fn read_dwellings(connection: &mut DatabaseConnection, roster: &Roster) -> Result<Vec<Dwelling>> {
    let Some(organisation) = roster.id else {
        return Ok(Vec::new());
    };
    let rows: Vec<DwellingColumns> = sqlx::query_as(
        "SELECT id, department, address_id, access_address_id, street, number, floor, door, postcode, town, bfe,
                tenancy_number
         FROM dwelling WHERE department IN (SELECT id FROM department WHERE organisation = $1) ORDER BY id",
    )
    .bind(organisation.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(DwellingColumns::read).collect()
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

/// Adds an organisation, and its administration unless that is there. An empty key is none. `false`, with nothing added,
/// when another organisation has the key.
pub(super) async fn insert_organisation(
    connection: &mut DatabaseConnection,
    organisation: &NewOrganisation,
) -> Result<bool> {
    let (administration, name) = &organisation.administration;
    sqlx::query("INSERT INTO administration (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(administration.as_bytes().as_slice())
        .bind(name)
        .execute(&mut *connection)
        .await?;
    let added = sqlx::query(
        "INSERT INTO organisation (id, administration, name, key) VALUES ($1, $2, $3, $4)
         ON CONFLICT (key) DO NOTHING",
    )
    .bind(organisation.id.as_bytes().as_slice())
    .bind(administration.as_bytes().as_slice())
    .bind(&organisation.name)
    .bind(Some(&organisation.key).filter(|key| !key.is_empty()))
    .execute(connection)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Adds a person of an organisation, or changes name and number.
async fn upsert_person(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    person: &RosterPerson,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO person (id, name, mail) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = person.version + 1,
           mail = CASE WHEN excluded.mail = '' THEN person.mail ELSE excluded.mail END",
    )
    .bind(person.id.as_bytes().as_slice())
    .bind(&person.name)
    .bind(&person.mail)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO organisation_person (organisation, person, number) VALUES ($1, $2, $3)
         ON CONFLICT (organisation, person) DO UPDATE SET number = excluded.number",
    )
    .bind(organisation.as_bytes().as_slice())
    .bind(person.id.as_bytes().as_slice())
    .bind(&person.number)
    .execute(connection)
    .await?;
    Ok(())
}

/// Binds an account to a person. `false` when it is somebody else's.
async fn bind(connection: &mut DatabaseConnection, identity: &PersonIdentity) -> Result<bool> {
    let person: Vec<u8> = sqlx::query_scalar(
        "INSERT INTO external_identity (issuer, subject, person, bound_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject) DO UPDATE SET bound_at = external_identity.bound_at
         RETURNING person",
    )
    .bind(&identity.issuer)
    .bind(&identity.subject)
    .bind(identity.person.as_bytes().as_slice())
    .bind(identity.bound_at.millis())
    .fetch_one(connection)
    .await?;
    Ok(user_id(&person)? == identity.person)
}

/// Adds a grant in a department, marked as imported or not, or changes the end of the one that is there.
async fn insert_grant(
    connection: &mut DatabaseConnection,
    person: UserId,
    grant: Grant,
    is_imported: bool,
) -> Result<()> {
    let grant = PersonGrant {
        person,
        level: GrantLevel::Department(grant.department),
        role: grant.role,
        from: grant.from,
        until: grant.until,
    };
    put_marked_grant(connection, &grant, is_imported).await
}

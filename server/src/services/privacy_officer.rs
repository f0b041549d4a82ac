//! The access log as a privacy officer reads it: by record, by dwelling, by chance, and the security events.
//!
//! A privacy officer sees the rows of the departments that the role covers, and reading them is a row itself.

use std::collections::BTreeSet;

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::audit::{
    AUDIT_ROWS, AUDIT_SAMPLE, AuditAction, AuditPage, AuditPurpose, AuditQuery, AuditRow, SecurityPage,
    SecurityRow,
};

use crate::error::Error;
use crate::services::audit::{self, Actor, flush, note, note_pending};
use crate::services::desk::{notes_of_homes, reach};
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::NamedAuditRecord;

/// Days from which a sample is drawn.
const SAMPLE_DAYS: i64 = 30;
const DAY_MILLIS: i64 = 86_400_000;

/// The departments whose log a person reads.
async fn departments(app: &App, person: UserId) -> Result<Vec<DepartmentId>, Error> {
    let reach = reach(app, person).await?;
    let read = reach
        .places
        .iter()
        .filter(|(_, place)| place.permission.may_read_access_log());
    let read: Vec<_> = read.map(|(id, _)| *id).collect();
    match read.is_empty() {
        true => Err(Error::NOT_FOUND),
        false => Ok(read),
    }
}

/// Rows about a record, or about everything that names a dwelling, the newest first. `POST /audit`.
///
/// # Errors
/// `NOT_FOUND` for people who are no privacy officer anywhere, `MALFORMED` for a query that cannot be read.
pub async fn by_subject(app: &App, user: &OfficeUser, query: &AuditQuery) -> Result<AuditPage, Error> {
    let departments = departments(app, user.person).await?;
    let documents = subjects(app, &departments, query).await?;
    let before = match query.after.as_str() {
        "" => i64::MAX,
        text => text.parse().map_err(|_| Error::MALFORMED)?,
    };
    // What is noted and not written yet belongs to the answer.
    flush(app).await?;
    let found = app
        .store
        .audit_of_documents(&departments, &documents, before, AUDIT_ROWS)
        .await?;
    let next =
        (found.len() == AUDIT_ROWS as usize).then(|| found.last().map(|one| one.record.number.to_string()));
    let rows = rows(found);
    note_reading(app, user, &rows);
    Ok(AuditPage {
        rows,
        next: next.flatten(),
    })
}

/// The records that a query means.
///
/// # Errors
/// `MALFORMED` for an id that is none.
pub async fn subjects(
    app: &App,
    departments: &[DepartmentId],
    query: &AuditQuery,
) -> Result<Vec<DocumentId>, Error> {
    match query.document.trim() {
        "" => {
            let home = home_key(&query.home);
            if home.is_empty() {
                return Ok(Vec::new());
            }
            let mut found = app.store.documents_of_home(departments, &home).await?;
            let notes = notes_of_homes(app, departments, &BTreeSet::from([home])).await?;
            found.extend(notes.into_iter().map(|note| note.id));
            Ok(found)
        }
        id => Ok(vec![id.parse().map_err(|_| Error::MALFORMED)?]),
    }
}

/// A random sample of the last month's rows. `GET /audit/sample`.
///
/// # Errors
/// `NOT_FOUND` for people who are no privacy officer anywhere.
pub async fn sample(app: &App, user: &OfficeUser) -> Result<AuditPage, Error> {
    let departments = departments(app, user.person).await?;
    flush(app).await?;
    let since = app.clock.now().plus_millis(-SAMPLE_DAYS * DAY_MILLIS);
    let found = app.store.audit_sample(&departments, since, AUDIT_SAMPLE).await?;
    let rows = rows(found);
    note_reading(app, user, &rows);
    Ok(AuditPage { rows, next: None })
}

fn rows(found: Vec<NamedAuditRecord>) -> Vec<AuditRow> {
    found.into_iter().filter_map(row).collect()
}

/// A row in words; nothing for one that this server cannot read.
fn row(found: NamedAuditRecord) -> Option<AuditRow> {
    let record = found.record;
    Some(AuditRow {
        number: u64::try_from(record.number).ok()?,
        at: feltbog_shared::moment::Moment::from_millis(record.at),
        person: UserId::from_slice(&record.person),
        person_name: found.person_name.unwrap_or_default(),
        device_name: found.device_name.unwrap_or_default(),
        action: AuditAction::from_key(&record.action)?,
        purpose: AuditPurpose::from_key(&record.purpose)?,
        department: DepartmentId::from_slice(&record.department)?,
        department_name: found.department_name.unwrap_or_default(),
        document: DocumentId::from_slice(&record.document)?,
        kind: Kind::from_key(&record.kind),
    })
}

/// Notes that the log of these records was read, each once.
fn note_reading(app: &App, user: &OfficeUser, rows: &[AuditRow]) {
    let purpose = (AuditAction::Read, AuditPurpose::AccessLog);
    let read: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.department, row.document, row.kind))
        .collect();
    for (department, document, kind) in read {
        match kind {
            Some(kind) => {
                note(app, Actor::from(user), purpose, department, [(document, kind)]);
            }
            None => note_pending(app, Actor::from(user), purpose, [(department, document)]),
        }
    }
}

/// Security events of people of the officer's departments, and those without a person where one organisation has the
/// server to itself. `GET /audit/security`.
///
/// # Errors
/// As [`by_subject`].
pub async fn security(app: &App, user: &OfficeUser, query: &AuditQuery) -> Result<SecurityPage, Error> {
    let departments = departments(app, user.person).await?;
    let before = match query.after.as_str() {
        "" => i64::MAX,
        text => text.parse().map_err(|_| Error::MALFORMED)?,
    };
    audit::security::flush(app).await?;
    let is_alone = app.store.organisation_rows().await?.len() == 1;
    let mut people = BTreeSet::new();
    for department in &departments {
        let members = app.store.members(*department).await?;
        people.extend(members.into_iter().map(|member| member.person));
    }
    let found = app.store.security_events(before, AUDIT_ROWS).await?;
    let next = (found.len() == AUDIT_ROWS as usize).then(|| found.last().map(|(id, _)| id.to_string()));
    let ids: Vec<_> = people.iter().copied().collect();
    let names: std::collections::BTreeMap<_, _> = app.store.names(&ids).await?.into_iter().collect();
    let is_told = |person: Option<UserId>| person.map_or(is_alone, |person| people.contains(&person));
    let rows = found.into_iter().filter(|(_, event)| is_told(event.person));
    let rows = rows.map(|(_, event)| SecurityRow {
        at: event.at,
        kind: event.kind,
        count: event.count,
        person: event.person,
        person_name: event
            .person
            .and_then(|person| names.get(&person).cloned())
            .unwrap_or_default(),
        address: event.address,
        route: event.route,
    });
    Ok(SecurityPage {
        rows: rows.collect(),
        next: next.flatten(),
    })
}

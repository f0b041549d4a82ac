//! The directory of an organisation: local resources, contacts by municipality, and the offices that take over. Kept at the
//! office, read on phones without the net.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::department_directory::{
    DepartmentDirectory, DirectoryReply, DirectoryRequest, PhoneDirectory,
};
use feltbog_shared::department_information::{CallContact, ContentCheck};
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::ValueList as _;
use feltbog_shared::model::action_card::Situation;
use feltbog_shared::office::competence::{
    DIRECTORY_ENTRIES, DirectoryEntry, DirectoryKind, DirectoryPage, ENTRY_NAME, ENTRY_REMARK,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::wire;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::role_pages::{read_role_pages, roles_read};
use super::{
    CONFLICT, INVALID, chosen, id_bytes, id_text, keeps_directory, line, note, offered, organisations,
};
use crate::clock::draw;
use crate::error::Error;
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader};
use crate::state::App;
use crate::store::DirectoryRow;

/// The kind of change in the administrative log.
const DIRECTORY_CHANGED: &str = "directory_changed";
/// The longest municipality and the longest telephone number, in characters.
const MUNICIPALITY: usize = 80;
const PHONE: usize = 40;

fn reads(department: &DepartmentOfReader) -> bool {
    department.permission.may_read_directory()
}

/// The municipalities of the departments of an organisation that a person has to do with.
fn municipalities(organisation: &OrganisationOfReader) -> BTreeSet<String> {
    let departments = organisation.departments.iter().filter(|one| reads(one));
    departments
        .map(|department| department.row.municipality.clone())
        .filter(|municipality| !municipality.is_empty())
        .collect()
}

fn entry(row: DirectoryRow) -> Option<DirectoryEntry> {
    Some(DirectoryEntry {
        id: id_text(row.id),
        version: row.version,
        kind: DirectoryKind::from_key(&row.kind)?,
        municipality: row.municipality,
        situation: row.situation,
        name: row.name,
        phone: row.phone,
        remark: row.remark,
    })
}

/// The directory of an organisation; of the person's first one where none is named. A reader sees the entries of the
/// municipalities of their departments, and whoever keeps the directory all of it.
///
/// # Errors
/// `NOT_FOUND` when the person reads no guidance there.
pub async fn directory(
    app: &App,
    person: UserId,
    organisation: Option<&str>,
) -> Result<DirectoryPage, Error> {
    let found = organisations(app, person, reads).await?;
    let organisation = chosen(&found, organisation)?;
    let municipalities = municipalities(organisation);
    let may_change = organisation.departments.iter().any(keeps_directory);
    let rows = app.store.directory(organisation.row.id).await?.into_iter();
    let entries = rows.filter_map(entry).filter(|entry| {
        may_change || entry.municipality.is_empty() || municipalities.contains(&entry.municipality)
    });
    Ok(DirectoryPage {
        organisations: offered(&found),
        organisation: organisation.row.id.to_string(),
        may_change,
        entries: entries.collect(),
        municipalities: municipalities.into_iter().collect(),
    })
}

/// The organisation whose directory a person keeps.
async fn kept(app: &App, person: UserId, organisation: &str) -> Result<OrganisationId, Error> {
    let found = organisations(app, person, reads).await?;
    let organisation = chosen(&found, Some(organisation))?;
    match organisation.departments.iter().any(keeps_directory) {
        true => Ok(organisation.row.id),
        false => Err(Error::NO_ACCESS),
    }
}

/// Adds or changes an entry.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`, a code for a value that cannot be, or `VersionConflict` when somebody else has changed it.
pub async fn keep_entry(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &DirectoryEntry,
) -> Result<DirectoryEntry, Error> {
    let organisation = kept(app, person, organisation).await?;
    if !wanted.situation.is_empty() && Situation::from_key(&wanted.situation).is_none() {
        return Err(INVALID);
    }
    let is_new = wanted.id.is_empty();
    let row = DirectoryRow {
        id: match is_new {
            true => *DocumentId::new(app.clock.now(), draw(&*app.random)).as_bytes(),
            false => id_bytes(&wanted.id)?,
        },
        version: if is_new { 1 } else { wanted.version.max(1) + 1 },
        kind: wanted.kind.key().to_owned(),
        municipality: line(&wanted.municipality, MUNICIPALITY, false)?,
        situation: wanted.situation.clone(),
        name: line(&wanted.name, ENTRY_NAME, true)?,
        phone: line(&wanted.phone, PHONE, false)?,
        remark: line(&wanted.remark, ENTRY_REMARK, false)?,
    };
    let standing = app.store.directory(organisation).await?;
    if is_new && standing.len() >= DIRECTORY_ENTRIES {
        return Err(INVALID);
    }
    let before = standing.into_iter().find(|one| one.id == row.id).and_then(entry);
    if !app.store.keep_directory_entry(organisation, &row).await? {
        return Err(CONFLICT);
    }
    let subject = row.name.clone();
    let after = entry(row).ok_or(INVALID)?;
    let told = (
        before.map(|before| json!(before).to_string()),
        Some(json!(after).to_string()),
    );
    note(
        app,
        (organisation, person),
        DIRECTORY_CHANGED,
        (after.id.clone(), subject),
        told,
    )
    .await?;
    Ok(after)
}

/// Removes an entry.
///
/// # Errors
/// `NOT_FOUND` or `NO_ACCESS`.
pub async fn drop_entry(app: &App, person: UserId, organisation: &str, id: &str) -> Result<(), Error> {
    let organisation = kept(app, person, organisation).await?;
    let id = id_bytes(id)?;
    let standing = app.store.directory(organisation).await?.into_iter();
    let before = standing.filter(|one| one.id == id).find_map(entry);
    if !app.store.drop_directory_entry(organisation, id).await? {
        return Err(Error::NOT_FOUND);
    }
    if let Some(before) = before {
        let told = (Some(json!(before).to_string()), None);
        let subject = (before.id, before.name);
        note(app, (organisation, person), DIRECTORY_CHANGED, subject, told).await?;
    }
    Ok(())
}

fn contact(row: &DirectoryRow) -> CallContact {
    CallContact {
        name: row.name.clone(),
        phone: row.phone.clone(),
        remark: row.remark.clone(),
    }
}

/// The directory of a department: the entries of its municipality and those for all.
fn of_department(department: DepartmentId, municipality: &str, rows: &[DirectoryRow]) -> DepartmentDirectory {
    let theirs = rows
        .iter()
        .filter(|row| row.municipality.is_empty() || row.municipality == municipality);
    let mut directory = DepartmentDirectory {
        department,
        resources: Vec::new(),
        contacts: Vec::new(),
        escalations: Vec::new(),
    };
    for row in theirs {
        match DirectoryKind::from_key(&row.kind) {
            Some(DirectoryKind::Resource) => directory.resources.push(contact(row)),
            Some(DirectoryKind::Contact) => directory.contacts.push(contact(row)),
            Some(DirectoryKind::Escalation) => {
                directory.escalations.push((row.situation.clone(), contact(row)));
            }
            None => {}
        }
    }
    directory
}

/// The directory that a person's phone may hold, unless it holds it already, with the pages about roles that were read.
/// It belongs to guidance: people who read none, as administrators, are sent no contacts.
///
/// # Errors
/// When the database fails.
pub async fn phone_directory(
    app: &App,
    person: UserId,
    request: &DirectoryRequest,
) -> Result<DirectoryReply, Error> {
    read_role_pages(app, person, &request.read).await?;
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let places: BTreeSet<DepartmentId> = grants.iter().map(|grant| grant.department).collect();
    let mut known: BTreeMap<OrganisationId, Vec<DirectoryRow>> = BTreeMap::new();
    let mut departments = Vec::new();
    for id in places {
        let Some(department) = app.store.department(id).await? else {
            continue;
        };
        let permission = Permission::new(person, &grants, id, department.modules, now);
        if !permission.may_read_directory() {
            continue;
        }
        let Some(row) = app.store.department_record(id).await? else {
            continue;
        };
        let rows = match known.get(&row.organisation) {
            Some(rows) => rows,
            None => {
                let rows = app.store.directory(row.organisation).await?;
                known.entry(row.organisation).or_insert(rows)
            }
        };
        departments.push(of_department(id, &row.municipality, rows));
    }
    let directory = PhoneDirectory {
        check: ContentCheck::default(),
        departments,
        roles: roles_read(app, person).await?,
    };
    let digest = Sha256::digest(wire::encode(&directory));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    let changed = (request.held != Some(check)).then_some(PhoneDirectory { check, ..directory });
    Ok(DirectoryReply { changed })
}

//! The administrative log of an organisation, and undoing what an entry tells.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::{Day, from_danish_clock};
use feltbog_shared::office::{
    ChangeReport, ChangedDepartment, DepartmentRecord, GrantRow, ListPage, LogAuthor, LogEntry, OfficePerson,
    Organisation,
};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::own_values::OwnValue;
use feltbog_shared::permission::Collection;
use feltbog_shared::refusal::RefusalCode;
use serde::de::DeserializeOwned;

use super::{
    OrganisationAuthority, WantedPage, action, administer, changed, department_changes, departments, grants,
    organisations, own_values, people, require_all_of_person, settings,
};
use crate::error::Error;
use crate::services::guidance_edit::{self, Author, CARD_CHANGED};
use crate::services::import::{self, ImportEffects};
use crate::services::organisation_settings;
use crate::state::App;
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeEntry, Amendment, AmendmentNote,
    DepartmentRecordRow, EntryFilter, OrganisationPersonRow, OrganisationRow, PersonGrant, Roster, Touched,
};

/// Most entries of one page.
const ENTRIES: u32 = 50;
/// Most entries of a log in which action cards alone are looked for.
const CARD_ENTRIES: u64 = 1_000;

/// The change that undoes an entry.
enum Inverse {
    /// A change to the subject.
    Change(Box<AdministrativeChange>),
    /// The amendment that takes an import back, with the organisation that it was made from, and the number of rows that it
    /// changes.
    Import {
        amendment: Box<Amendment>,
        seen: Box<Roster>,
        count: usize,
    },
    /// Other ends of grants.
    Grants {
        before: Vec<PersonGrant>,
        after: Vec<PersonGrant>,
    },
}

/// The entries of an organisation, the newest first.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole.
pub async fn list(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &WantedPage,
) -> Result<ListPage<LogEntry>, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let id = authority.organisation.id;
    let before = wanted.after.as_deref().map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| Error::Refused(RefusalCode::InvalidValue))?;
    let limit = wanted.limit.unwrap_or(ENTRIES).clamp(1, ENTRIES);
    let filter = filter(wanted)?;
    let total = app.store.count_administrative_entries(id, &filter).await?;
    let entries = app
        .store
        .find_administrative_entries(id, &filter, before, limit)
        .await?;
    let is_full = entries.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = entries
        .last()
        .map(|entry| entry.number)
        .filter(|number| is_full && *number > 1);
    let mut rows = Vec::new();
    for entry in entries {
        let is_undoable = match entry.action.as_str() {
            CARD_CHANGED => guidance_edit::is_undoable(app, person, id, &entry).await.is_ok(),
            _ => inverse(app, &authority, &entry).await.is_ok(),
        };
        rows.push(LogEntry {
            number: entry.number,
            at: entry.at,
            by: entry.by,
            action: entry.action,
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
            is_undoable,
        });
    }
    Ok(ListPage {
        rows,
        total,
        next: next.map(|number| number.to_string()),
    })
}

/// The people who have made changes that the log of an organisation tells of, by name.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole.
pub async fn authors(app: &App, person: UserId, organisation: &str) -> Result<Vec<LogAuthor>, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let authors = app
        .store
        .administrative_authors(authority.organisation.id)
        .await?;
    let author = |(person, name)| LogAuthor { person, name };
    Ok(authors.into_iter().map(author).collect())
}

/// The entries that a page of the log asks for. Days are days in Denmark.
fn filter(wanted: &WantedPage) -> Result<EntryFilter, Error> {
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let stated = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let beginning = |day: Day| from_danish_clock(&format!("{day}T00:00")).ok_or_else(invalid);
    let day = |text: String| Day::parse(&text).ok_or_else(invalid);
    let from = stated(&wanted.from)
        .map(|text| beginning(day(text)?))
        .transpose()?;
    let until = stated(&wanted.until).map(|text| beginning(day(text)?.plus_days(1)));
    let by = stated(&wanted.person).map(|person| person.parse().map_err(|_| invalid()));
    Ok(EntryFilter {
        by: by.transpose()?,
        action: stated(&wanted.kind),
        from,
        until: until.transpose()?,
    })
}

/// Undoes what an entry tells, which is an entry itself. Additions are not undone but for grants,
/// which end, and for what an import made, as long as nothing of it was used.
///
/// # Errors
/// `NOT_FOUND` when the entry is not there or the organisation not administered as a whole, and for a card that the person
/// may not change; `NotUndoable` when its subject is not any more as the entry left it.
pub async fn undo(app: &App, author: &Author, organisation: &str, entry: u64) -> Result<ChangeReport, Error> {
    let id: OrganisationId = organisation.parse().map_err(|_| Error::NOT_FOUND)?;
    let entry = app
        .store
        .administrative_entry(id, entry)
        .await?
        .ok_or(Error::NOT_FOUND)?;
    if entry.action == CARD_CHANGED {
        return guidance_edit::undo(app, author, id, &entry).await;
    }
    let authority = OrganisationAuthority::of_whole(app, author.person, organisation).await?;
    match inverse(app, &authority, &entry).await? {
        Inverse::Change(change) => Ok(changed(administer(app, &change).await?)),
        Inverse::Import {
            amendment,
            seen,
            count,
        } => {
            let change = AdministrativeChange {
                organisation: authority.organisation.id,
                at: authority.now,
                by: authority.person,
                action: action::LIST_IMPORTED.to_owned(),
                target: entry.target,
                subject: entry.subject,
                before: entry.after,
                after: None,
                undoes: Some(entry.number),
                act: AdministrativeAct::Note,
            };
            let note = AmendmentNote {
                entry: Some(change),
                ..AmendmentNote::default()
            };
            let number = import::take_back(app, &amendment, &seen, &note).await?;
            let number = number.ok_or(Error::Refused(RefusalCode::VersionConflict))?;
            Ok(ChangeReport {
                changed: u32::try_from(count).unwrap_or(u32::MAX),
                entry: Some(number),
                ..ChangeReport::default()
            })
        }
        Inverse::Grants { before, after } => {
            let ends = u32::try_from(after.len()).unwrap_or(u32::MAX);
            let undoes = Some(entry.number);
            let number = grants::make(app, &authority, before, after, entry.subject, undoes).await?;
            Ok(ChangeReport {
                changed: ends,
                entry: Some(number),
                ..ChangeReport::default()
            })
        }
    }
}

fn not_undoable() -> Error {
    Error::Refused(RefusalCode::NotUndoable)
}

/// A value of an entry.
fn value<T: DeserializeOwned>(json: Option<&str>) -> Result<T, Error> {
    let json = json.ok_or_else(not_undoable)?;
    serde_json::from_str(json).map_err(|_| not_undoable())
}

/// The change that undoes an entry whose subject is as the entry left it.
async fn inverse(
    app: &App,
    authority: &OrganisationAuthority,
    entry: &AdministrativeEntry,
) -> Result<Inverse, Error> {
    let (before, after) = (entry.before.as_deref(), entry.after.as_deref());
    let undoes = Some(entry.number);
    if entry.undone_by.is_some() {
        return Err(not_undoable());
    }
    match entry.action.as_str() {
        action::ORGANISATION_CHANGED => {
            let present = &authority.organisation;
            is_present(organisations::snapshot(present) == value::<Organisation>(after)?)?;
            let row = OrganisationRow {
                version: present.version,
                ..organisations::checked(&value(before)?, present.id, present.administration)?
            };
            let change = organisations::change_of(authority, row, undoes)?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::DEPARTMENT_CHANGED => {
            let present = departments::find(app, authority, &entry.target).await?;
            is_present(departments::snapshot(&present)? == value::<DepartmentRecord>(after)?)?;
            let row = DepartmentRecordRow {
                version: present.version,
                ..departments::checked(&value(before)?, present.id, &authority.organisation)?
            };
            let change = departments::change_of(authority, &present, row, undoes)?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::DEPARTMENTS_CHANGED => {
            let after: Vec<ChangedDepartment> = value(after)?;
            is_present(
                department_changes::plan_of(app, authority, &after)
                    .await?
                    .is_empty(),
            )?;
            let before: Vec<ChangedDepartment> = value(before)?;
            let plan = department_changes::plan_of(app, authority, &before).await?;
            let change = department_changes::change_of(authority, plan, undoes)?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::PERSON_CHANGED => {
            let id = entry.target.parse().map_err(|_| not_undoable())?;
            let (present, _) = authority.person(app, id).await?;
            is_present(people::snapshot(&present) == value::<OfficePerson>(after)?)?;
            let row = OrganisationPersonRow {
                version: present.version,
                ..people::checked(&value(before)?, present.id)?
            };
            let change = people::change_of(app, authority, &present, row, undoes).await?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::SETTINGS_CHANGED => {
            let present = organisation_settings::of(app, authority.organisation.id).await?;
            is_present(present == value::<OrganisationSettings>(after)?)?;
            let wanted = settings::checked(&value(before)?)?;
            let change = settings::change_of(authority, &present, &wanted, undoes)?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::OWN_VALUE_CHANGED => {
            let present = app.store.own_values(authority.organisation.id).await?;
            let after: OwnValue = value(after)?;
            is_present(present.contains(&after))?;
            // Records may name a value that was added, so that it stays and is not offered any more.
            let wanted = match before {
                Some(_) => value(before)?,
                None => OwnValue {
                    is_retired: true,
                    ..after.clone()
                },
            };
            own_values::check(&present, &wanted)?;
            let change = own_values::change_of(authority, Some(&after), &wanted, undoes)?;
            Ok(Inverse::Change(Box::new(change)))
        }
        action::LIST_IMPORTED => inverse_import(app, authority, entry.number).await,
        action::GRANTS_CHANGED | action::OWN_GRANTS_GIVEN => {
            let before: Vec<GrantRow> = match before {
                None => Vec::new(),
                before => value(before)?,
            };
            let before = grants::wanted(authority, &before)?;
            let after = grants::wanted(authority, &value::<Vec<GrantRow>>(after)?)?;
            inverse_grants(app, authority, &before, after).await
        }
        _ => Err(not_undoable()),
    }
}

/// The way back from an import of which nothing was used: nobody whom it added has a phone or an account at the office, no
/// account that it bound has signed in, and nothing was recorded in a department in which it added something.
async fn inverse_import(app: &App, authority: &OrganisationAuthority, entry: u64) -> Result<Inverse, Error> {
    let organisation = authority.organisation.id;
    let effects = app.store.import_effects(organisation, entry).await?;
    let effects: ImportEffects = value(effects.as_deref())?;
    for department in effects.added_in() {
        let position = app.store.position(department, 0).await?;
        let head = position.map_or(0, |position| position.head);
        let known = effects.heads.iter().find(|(known, _)| *known == department);
        match known {
            Some((_, known)) => is_present(head == *known)?,
            None => is_present(has_cards_alone(app, department, head).await?)?,
        }
    }
    let phones = app.store.phone_counts(organisation).await?;
    for person in effects.new_people() {
        is_present(!phones.contains_key(&person))?;
        is_present(app.store.office_account(person).await?.is_none())?;
        is_present(app.store.office_sessions(person, authority.now).await?.is_empty())?;
    }
    for person in effects.renamed() {
        let all = require_all_of_person(app, authority.person, person).await;
        all.map_err(|error| match error {
            Error::Refused(_) => not_undoable(),
            error => error,
        })?;
    }
    let seen = app.store.roster_of(organisation).await?;
    let dwellings = match effects.has_dwellings() {
        true => app.store.dwellings(&seen).await?,
        false => Vec::new(),
    };
    let amendment = effects.undone(&seen, &dwellings, authority.now);
    Ok(Inverse::Import {
        amendment: Box::new(amendment.ok_or_else(not_undoable)?),
        seen: Box::new(seen),
        count: effects.count(),
    })
}

/// Whether nothing but action cards stands in the log of a department up to an entry.
async fn has_cards_alone(app: &App, department: DepartmentId, head: u64) -> Result<bool, Error> {
    if head > CARD_ENTRIES {
        return Ok(false);
    }
    let touched = app.store.touched(department, 0, head).await?;
    let is_card = |one: &Touched| matches!(one.collection, Collection::Guidance | Collection::StaffGuidance);
    Ok(touched.iter().all(is_card))
}

/// The ends of before; a grant that was added ends now, or never begins.
async fn inverse_grants(
    app: &App,
    authority: &OrganisationAuthority,
    before: &[PersonGrant],
    after: Vec<PersonGrant>,
) -> Result<Inverse, Error> {
    let present = app.store.grants_within(authority.organisation.id).await?;
    let present: BTreeMap<_, _> = present.iter().map(|grant| (grants::key(grant), *grant)).collect();
    let before: BTreeMap<_, _> = before.iter().map(|grant| (grants::key(grant), *grant)).collect();
    let (mut left, mut restored) = (Vec::new(), Vec::new());
    for grant in after {
        is_present(present.get(&grants::key(&grant)) == Some(&grant))?;
        let wanted = match before.get(&grants::key(&grant)) {
            Some(before) => *before,
            None => PersonGrant {
                until: Some(grant.from.max(authority.now)),
                ..grant
            },
        };
        let has_ended = grant.until.is_some_and(|until| until <= authority.now);
        if wanted != grant && (!has_ended || before.contains_key(&grants::key(&grant))) {
            left.push(grant);
            restored.push(wanted);
        }
    }
    is_present(!restored.is_empty())?;
    Ok(Inverse::Grants {
        before: left,
        after: restored,
    })
}

/// Refuses to undo what is not any more as the entry left it.
fn is_present(is_present: bool) -> Result<(), Error> {
    is_present.then_some(()).ok_or_else(not_undoable)
}

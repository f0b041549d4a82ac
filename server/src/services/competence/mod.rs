//! Sharing and competence: experiences of all departments, competencies of staff, the directory of contacts, the pages
//! about roles, and what phones hold of all that.

mod competencies;
mod directory;
mod experience;
mod phone_competencies;
mod role_pages;
mod sharing;

pub use competencies::{add_held, competencies, drop_competency, drop_held, keep_competency};
pub use directory::{directory, drop_entry, keep_entry, phone_directory};
pub use experience::experiences;
pub use phone_competencies::phone_competencies;
pub use role_pages::{read_role_pages, role_pages};
pub use sharing::{phone_sharing, phone_tasks};

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::office::competence::SharingOrganisation;
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader, places_of};
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, AdministrativeOutcome};

const INVALID: Error = Error::Refused(RefusalCode::InvalidValue);
const CONFLICT: Error = Error::Refused(RefusalCode::VersionConflict);

/// The organisations in which the person has a part, with the departments in which they have it.
async fn organisations(
    app: &App,
    person: UserId,
    has_part: fn(&DepartmentOfReader) -> bool,
) -> Result<Vec<OrganisationOfReader>, Error> {
    let administrations = places_of(app, person).await?;
    let all = administrations.into_iter().flat_map(|one| one.organisations);
    Ok(all.filter(|one| one.departments.iter().any(has_part)).collect())
}

/// The organisation with this id, or the first one.
fn chosen<'a>(
    organisations: &'a [OrganisationOfReader],
    id: Option<&str>,
) -> Result<&'a OrganisationOfReader, Error> {
    let found = match id {
        Some(id) => organisations.iter().find(|one| one.row.id.to_string() == id),
        None => organisations.first(),
    };
    found.ok_or(Error::NOT_FOUND)
}

fn keeps_competencies(department: &DepartmentOfReader) -> bool {
    department.permission.may_keep_competencies()
}

fn keeps_directory(department: &DepartmentOfReader) -> bool {
    department.permission.may_keep_directory()
}

fn offered(organisations: &[OrganisationOfReader]) -> Vec<SharingOrganisation> {
    organisations
        .iter()
        .map(|one| SharingOrganisation {
            id: one.row.id.to_string(),
            name: one.row.name.clone(),
            keeps_competencies: one.departments.iter().any(keeps_competencies),
            keeps_directory: one.departments.iter().any(keeps_directory),
        })
        .collect()
}

/// A text of a form without blanks around it.
///
/// # Errors
/// `InvalidValue` for one that is too long, holds control characters, or is empty though it must not be; `CprNumber` for
/// one that holds a CPR number.
fn line(text: &str, longest: usize, is_wanted: bool) -> Result<String, Error> {
    let text = text.trim();
    let is_wrong = text.chars().count() > longest || text.chars().any(char::is_control);
    if is_wrong || (is_wanted && text.is_empty()) {
        return Err(INVALID);
    }
    if holds_cpr(text) {
        return Err(Error::Refused(RefusalCode::CprNumber));
    }
    Ok(text.to_owned())
}

/// The bytes of an id as a UUID.
///
/// # Errors
/// `NOT_FOUND` for a text that is none.
fn id_bytes(text: &str) -> Result<[u8; 16], Error> {
    let id: feltbog_shared::id::DocumentId = text.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok(*id.as_bytes())
}

/// The id as a UUID.
fn id_text(bytes: [u8; 16]) -> String {
    feltbog_shared::id::DocumentId::from_bytes(bytes).to_string()
}

/// Notes a change in the administrative log of an organisation.
async fn note(
    app: &App,
    (organisation, by): (OrganisationId, UserId),
    action: &str,
    (target, subject): (String, String),
    (before, after): (Option<String>, Option<String>),
) -> Result<(), Error> {
    let change = AdministrativeChange {
        organisation,
        at: app.clock.now(),
        by,
        action: action.to_owned(),
        target,
        subject,
        before,
        after,
        undoes: None,
        act: AdministrativeAct::Note,
    };
    match app.store.administer(&change).await? {
        AdministrativeOutcome::Done(_) => Ok(()),
        other => Err(Error::Fault(format!("the administrative log: {other:?}"))),
    }
}

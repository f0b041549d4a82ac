//! Administration by the office: organisations, departments, people, grants, phones and the administrative log.
//!
//! A person administers what a grant as `org_admin` holds for: a department, an organisation, or all organisations of an
//! administration. A thing that is not there and a thing that is somebody else's are answered alike.

pub mod accounts;
mod authority;
pub mod department_changes;
pub mod departments;
mod grant_key;
pub mod grants;
pub mod imports;
pub mod log;
pub(in crate::services) mod noting;
pub mod open_invitations;
pub mod organisations;
mod own_grants;
pub mod own_values;
pub mod people;
pub mod phones;
pub mod settings;
pub mod waiting_phones;

use feltbog_shared::office::{ChangeReport, ListPage, PAGE_ROWS};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::search::{fold, needles};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeChange, AdministrativeOutcome};

pub use authority::{OrganisationAuthority, require_all_of_person};

/// The longest single line of text.
const TEXT: usize = 200;
/// The longest address of a page or a mailbox.
const ADDRESS: usize = 254;
/// Most rows of a list within a record.
const ROWS: usize = 200;

/// The part of a list that is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WantedPage {
    /// Words that a row has to hold.
    pub search: String,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Most rows of the page, up to [`PAGE_ROWS`].
    pub limit: Option<u32>,
    /// Of people: those with a grant in this department.
    pub department: Option<String>,
    /// Of people: those with a grant in this role.
    pub role: Option<String>,
    /// Of people: those with a grant that holds now, or those without one.
    pub active: Option<bool>,
    /// Of the administrative log: changes by this person.
    pub person: Option<String>,
    /// Of the administrative log: changes of this kind.
    pub kind: Option<String>,
    /// Of the administrative log: changes on this day, `YYYY-MM-DD`, and later.
    pub from: Option<String>,
    /// Of the administrative log: changes on this day, `YYYY-MM-DD`, and earlier.
    pub until: Option<String>,
}

impl WantedPage {
    fn limit(&self) -> usize {
        let limit = self.limit.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS);
        usize::try_from(limit).unwrap_or(usize::MAX)
    }

    /// Whether every word that is searched for is in a text.
    fn finds(&self, text: &str) -> bool {
        let folded = fold(text);
        needles(&self.search).iter().all(|needle| needle.is_in(&folded))
    }

    /// The page of rows that are in order, each named by its id.
    fn page<T>(&self, rows: Vec<(String, T)>) -> ListPage<T> {
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let place = self.after.as_ref().map(|after| {
            let found = rows.iter().position(|(id, _)| id == after);
            found.map_or(rows.len(), |place| place + 1)
        });
        let mut left = rows.into_iter().skip(place.unwrap_or_default()).peekable();
        let (mut rows, mut last) = (Vec::new(), None);
        for (id, row) in left.by_ref().take(self.limit()) {
            last = Some(id);
            rows.push(row);
        }
        let next = left.peek().and(last);
        ListPage { rows, total, next }
    }
}

/// A fault of a line of text that may be empty.
pub(in crate::services) fn check_text(text: &str, longest: usize) -> Result<(), Error> {
    let refused = |code| Err(Error::Refused(code));
    if text.chars().count() > longest {
        refused(RefusalCode::TextTooLong)
    } else if text.chars().any(char::is_control) {
        refused(RefusalCode::InvalidValue)
    } else if holds_cpr(text) {
        refused(RefusalCode::CprNumber)
    } else {
        Ok(())
    }
}

/// A fault of a name, which is never empty.
pub(in crate::services) fn check_name(name: &str) -> Result<(), Error> {
    check_text(name, 120)?;
    require(!name.trim().is_empty())
}

/// A fault of a number of digits of which there may be none.
fn check_digits(text: &str, longest: usize) -> Result<(), Error> {
    require(text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Refuses a value that cannot be.
pub(in crate::services) fn require(is_possible: bool) -> Result<(), Error> {
    is_possible
        .then_some(())
        .ok_or(Error::Refused(RefusalCode::InvalidValue))
}

/// Makes a change. Its number in the administrative log.
pub(in crate::services) async fn administer(app: &App, change: &AdministrativeChange) -> Result<u64, Error> {
    match app.store.administer(change).await? {
        AdministrativeOutcome::Done(number) => Ok(number),
        AdministrativeOutcome::Stale => Err(Error::Refused(RefusalCode::VersionConflict)),
        AdministrativeOutcome::Taken => Err(Error::Refused(RefusalCode::NumberTaken)),
        AdministrativeOutcome::LastAdministrator => Err(Error::Refused(RefusalCode::LastAdministrator)),
    }
}

/// The report of one addition.
fn added(entry: u64) -> ChangeReport {
    ChangeReport {
        added: 1,
        entry: Some(entry),
        ..ChangeReport::default()
    }
}

/// The report of one change.
fn changed(entry: u64) -> ChangeReport {
    ChangeReport {
        changed: 1,
        entry: Some(entry),
        ..ChangeReport::default()
    }
}

/// The report of a change to what stands already.
fn unchanged() -> ChangeReport {
    ChangeReport {
        unchanged: 1,
        ..ChangeReport::default()
    }
}

/// A value as the administrative log keeps it.
pub(in crate::services) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Fault(error.to_string()))
}

/// The kinds of changes of the administrative log.
mod action {
    pub(super) const ORGANISATION_ADDED: &str = "organisation_added";
    pub(super) const ORGANISATION_CHANGED: &str = "organisation_changed";
    pub(super) const DEPARTMENT_ADDED: &str = "department_added";
    pub(super) const DEPARTMENT_CHANGED: &str = "department_changed";
    pub(super) const DEPARTMENTS_CHANGED: &str = "departments_changed";
    pub(super) const PERSON_ADDED: &str = "person_added";
    pub(super) const PERSON_CHANGED: &str = "person_changed";
    pub(super) const GRANTS_CHANGED: &str = "grants_changed";
    pub(super) const OWN_GRANTS_GIVEN: &str = "own_grants_given";
    pub(super) const DEVICE_REVOKED: &str = "device_revoked";
    pub(super) const LIST_IMPORTED: &str = "imported";
    pub(super) const SETTINGS_CHANGED: &str = "settings_changed";
    pub(super) const PHONE_CONFIRMED: &str = "phone_confirmed";
    pub(super) const OWN_VALUE_CHANGED: &str = "own_value_changed";
    pub(super) const PHONE_CODES_MADE: &str = "phone_codes_made";
}

//! The settings of organisations, as other services read them.

use feltbog_shared::id::OrganisationId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineRules;
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Class, Collection};

use crate::error::Error;
use crate::state::App;

/// The settings of an organisation by its id, without a version.
///
/// # Errors
/// When the database fails, or what it holds cannot be read.
pub(crate) async fn of(app: &App, organisation: OrganisationId) -> Result<OrganisationSettings, Error> {
    let Some(text) = app.store.organisation_settings(organisation).await? else {
        return Ok(OrganisationSettings::default());
    };
    serde_json::from_str(&text).map_err(|error| Error::Fault(format!("settings of an organisation: {error}")))
}

/// The periods of the deadlines of an organisation.
///
/// # Errors
/// When the database fails, or what it holds cannot be read.
pub(crate) async fn deadline_rules(app: &App, organisation: OrganisationId) -> Result<DeadlineRules, Error> {
    Ok(of(app, organisation).await?.deadlines)
}

/// An organisation with whom to ask about accessibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessibilityContact {
    /// The name of the organisation.
    pub(crate) organisation: String,
    /// The contact, as the organisation writes it.
    pub(crate) contact: String,
}

/// The organisations that name a contact about accessibility, by name. They tell it to everybody.
///
/// # Errors
/// When the database fails, or what it holds cannot be read.
pub(crate) async fn accessibility_contacts(app: &App) -> Result<Vec<AccessibilityContact>, Error> {
    let mut contacts = Vec::new();
    for row in app.store.organisation_rows().await? {
        let contact = of(app, row.id).await?.accessibility_contact.trim().to_owned();
        if !contact.is_empty() {
            contacts.push(AccessibilityContact {
                organisation: row.name,
                contact,
            });
        }
    }
    contacts.sort_by(|one, other| one.organisation.cmp(&other.organisation));
    Ok(contacts)
}

/// The controller of personal data in records of a kind: the one that is set for it, or the organisation's, or the
/// organisation itself. Empty for records that are about nobody.
///
/// # Errors
/// When the database fails, or what it holds cannot be read.
pub(crate) async fn controller(app: &App, organisation: OrganisationId, kind: Kind) -> Result<String, Error> {
    let collection = kind.collection();
    if !is_about_people(collection) {
        return Ok(String::new());
    }
    if let Some(controller) = of(app, organisation).await?.controller_of(collection) {
        return Ok(controller.to_owned());
    }
    let rows = app.store.organisation_rows().await?;
    let row = rows.into_iter().find(|row| row.id == organisation);
    let row = row.ok_or(Error::NOT_FOUND)?;
    Ok(match row.controller.is_empty() {
        true => row.name,
        false => row.controller,
    })
}

/// Whether records of a collection are about people.
pub(super) fn is_about_people(collection: Collection) -> bool {
    matches!(collection.class(), Class::Personal | Class::Special)
}

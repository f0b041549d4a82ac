//! Settings of an organisation that its departments take over.

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineRules;
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Class, Collection};

use super::{ADDRESS, Standing, TEXT, action, administer, changed, check_text, json, require, unchanged};
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// The settings of an organisation.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's.
pub async fn read(app: &App, person: UserId, organisation: &str) -> Result<OrganisationSettings, Error> {
    let standing = Standing::of(app, person, organisation).await?;
    Ok(OrganisationSettings {
        version: standing.organisation.version,
        ..of(app, standing.organisation.id).await?
    })
}

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

fn is_about_people(collection: Collection) -> bool {
    matches!(collection.class(), Class::Personal | Class::Special)
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

/// Whether periods can be meant. The accused is informed within a month: the law sets no longer one.
fn are_sensible(rules: &DeadlineRules) -> bool {
    let working_days = [
        rules.receipt_working_days,
        rules.assessment_working_days,
        rules.answer_working_days,
        rules.note_working_days,
    ];
    let days = [
        rules.mediation_contact_days,
        rules.mediation_meeting_days,
        rules.follow_up_days,
        rules.no_event_days,
    ];
    let months = [rules.follow_up_months, rules.mediation_follow_up_months];
    working_days.iter().all(|days| (1..=250).contains(days))
        && days.iter().all(|days| (1..=730).contains(days))
        && months.iter().all(|months| (1..=36).contains(months))
        && (0..=1).contains(&rules.inform_months)
}

/// Changes the settings of an organisation from a version of it.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not administered as a whole; `VersionConflict` when it was changed since; a code for
/// a value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    settings: &OrganisationSettings,
) -> Result<ChangeReport, Error> {
    let standing = Standing::of_whole(app, person, organisation).await?;
    let wanted = checked(settings)?;
    let present = of(app, standing.organisation.id).await?;
    if present == wanted && settings.version == standing.organisation.version {
        return Ok(unchanged());
    }
    let change = AdministrativeChange {
        act: AdministrativeAct::ChangeSettings {
            organisation: standing.organisation.id,
            version: settings.version,
            settings: json(&wanted)?,
        },
        ..change_of(&standing, &present, &wanted, None)?
    };
    Ok(changed(administer(app, &change).await?))
}

/// Settings whose values can be, without a version.
pub(super) fn checked(settings: &OrganisationSettings) -> Result<OrganisationSettings, Error> {
    check_text(&settings.house_rules, ADDRESS)?;
    let mut named = std::collections::BTreeSet::new();
    for (collection, months) in &settings.retention_months {
        require(Collection::from_key(collection).is_some() && named.insert(collection))?;
        require((1..=240).contains(months))?;
    }
    require(are_sensible(&settings.deadlines))?;
    let mut controlled = std::collections::BTreeSet::new();
    for (collection, controller) in &settings.controllers {
        require(
            Collection::from_key(collection).is_some_and(is_about_people) && controlled.insert(collection),
        )?;
        require(!controller.trim().is_empty())?;
        check_text(controller, TEXT)?;
    }
    require(settings.unseen_days <= 730)?;
    check_text(&settings.accessibility_contact, ADDRESS)?;
    Ok(OrganisationSettings {
        version: 0,
        ..settings.clone()
    })
}

/// The change from the present settings to others.
pub(super) fn change_of(
    standing: &Standing,
    present: &OrganisationSettings,
    wanted: &OrganisationSettings,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    Ok(AdministrativeChange {
        organisation: standing.organisation.id,
        at: standing.now,
        by: standing.person,
        action: action::SETTINGS_CHANGED.to_owned(),
        target: standing.organisation.id.to_string(),
        subject: standing.organisation.name.clone(),
        before: Some(json(present)?),
        after: Some(json(wanted)?),
        undoes,
        act: AdministrativeAct::ChangeSettings {
            organisation: standing.organisation.id,
            version: standing.organisation.version,
            settings: json(wanted)?,
        },
    })
}

//! Settings of an organisation that its departments take over.

use feltbog_shared::id::UserId;
use feltbog_shared::model::deadlines::DeadlineRules;
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::Collection;

use super::{
    ADDRESS, OrganisationAuthority, TEXT, action, administer, changed, check_text, json, require, unchanged,
};
use crate::error::Error;
use crate::services::organisation_settings::{is_about_people, of};
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// The settings of an organisation.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's.
pub async fn read(app: &App, person: UserId, organisation: &str) -> Result<OrganisationSettings, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    Ok(OrganisationSettings {
        version: authority.organisation.version,
        ..of(app, authority.organisation.id).await?
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
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let wanted = checked(settings)?;
    let present = of(app, authority.organisation.id).await?;
    if present == wanted && settings.version == authority.organisation.version {
        return Ok(unchanged());
    }
    let change = AdministrativeChange {
        act: AdministrativeAct::ChangeSettings {
            organisation: authority.organisation.id,
            version: settings.version,
            settings: json(&wanted)?,
        },
        ..change_of(&authority, &present, &wanted, None)?
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
    authority: &OrganisationAuthority,
    present: &OrganisationSettings,
    wanted: &OrganisationSettings,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    Ok(AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action::SETTINGS_CHANGED.to_owned(),
        target: authority.organisation.id.to_string(),
        subject: authority.organisation.name.clone(),
        before: Some(json(present)?),
        after: Some(json(wanted)?),
        undoes,
        act: AdministrativeAct::ChangeSettings {
            organisation: authority.organisation.id,
            version: authority.organisation.version,
            settings: json(wanted)?,
        },
    })
}

//! Imports of indicators into the departments that a person keeps the screenings of.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::UserId;
use feltbog_shared::language::Language;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::permission::Module;
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::{details, keeps_screenings};
use crate::error::Error;
use crate::services::administration::noting::{Noted, note};
use crate::services::import::indicators::{IndicatorDepartment, IndicatorPlan, plan_indicators};
use crate::services::import::{Choices, List, fields_of, folded_header};
use crate::services::overview::places::{OrganisationOfReader, places_of};
use crate::state::App;
use crate::store::IndicatorRow;

/// The kind of list, by which chosen columns are remembered.
const KIND: &str = "indicators";
/// The kind of entry of the administrative log.
const LIST_IMPORTED: &str = "imported";
/// The most columns that are given a field, and the longest header.
const COLUMNS: usize = 200;
const HEADER: usize = 200;

/// A list of indicators, with what was chosen for it.
#[derive(Clone, Debug, Default)]
pub struct IndicatorList {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// Headers with the fields that they were given; others have the fields of earlier imports.
    pub columns: Vec<(String, String)>,
}

/// Fields by folded header.
type ChosenFields = BTreeMap<String, String>;

/// A list that was held against what stands.
struct Planned {
    organisation: OrganisationOfReader,
    standing: Vec<IndicatorRow>,
    plan: IndicatorPlan,
    chosen: ChosenFields,
}

/// The organisation, with the departments into which the person imports. Where the module is off, an administrator of
/// screenings is told so.
async fn keeper(app: &App, person: UserId, organisation: &str) -> Result<OrganisationOfReader, Error> {
    let administrations = places_of(app, person).await?;
    let mut organisations = administrations
        .into_iter()
        .flat_map(|administration| administration.organisations);
    let found = organisations.find(|one| one.row.id.to_string() == organisation);
    let mut found = found.ok_or(Error::NOT_FOUND)?;
    let is_kept_anywhere = found
        .departments
        .iter()
        .any(|one| keeps_screenings(&one.permission));
    if !is_kept_anywhere {
        return Err(Error::NOT_FOUND);
    }
    found.departments.retain(|one| {
        let is_off = !one.row.modules.has(Module::Screening) || !found.row.modules.has(Module::Screening);
        is_off || keeps_screenings(&one.permission)
    });
    Ok(found)
}

async fn planned(
    app: &App,
    person: UserId,
    organisation: &str,
    list: &IndicatorList,
) -> Result<Planned, Error> {
    let organisation = keeper(app, person, organisation).await?;
    let fields = fields_of(KIND).ok_or(Error::NOT_FOUND)?;
    let invalid = Error::Refused(RefusalCode::InvalidValue);
    if list.columns.len() > COLUMNS {
        return Err(invalid);
    }
    let remembered = app.store.import_columns(organisation.row.id, KIND).await?;
    let mut chosen: ChosenFields = remembered.into_iter().collect();
    for (header, field) in &list.columns {
        let is_field = field == "-" || fields.contains(&field.as_str());
        if header.chars().count() > HEADER || !is_field {
            return Err(Error::Refused(RefusalCode::InvalidValue));
        }
        chosen.insert(folded_header(header), field.clone());
    }
    let standing = app.store.indicators(organisation.row.id).await?;
    let departments: Vec<IndicatorDepartment> = organisation
        .departments
        .iter()
        .map(|one| IndicatorDepartment {
            id: one.row.id,
            number: one.row.number.clone(),
            name: one.row.name.clone(),
            residents: details(&one.row).residents,
            is_open: keeps_screenings(&one.permission),
        })
        .collect();
    let this_year = u16::try_from(app.clock.now().danish_day().0.year()).unwrap_or_default();
    let bytes = list.bytes.clone();
    // Reading a workbook keeps a thread busy.
    let work = move || {
        let file = List {
            file: String::new(),
            bytes,
        };
        let plan_with = |chosen: &ChosenFields| {
            let choices = Choices {
                columns: chosen.clone(),
                ..Choices::default()
            };
            plan_indicators(&file, &choices, &departments, &standing, this_year)
        };
        let mut plan = plan_with(&chosen);
        // What is remembered of headers that this file does not have is no choice for it.
        let present: BTreeSet<String> = plan
            .plan
            .headers
            .iter()
            .map(|header| folded_header(header))
            .collect();
        if !present.is_empty() && chosen.keys().any(|header| !present.contains(header)) {
            chosen.retain(|header, _| present.contains(header));
            plan = plan_with(&chosen);
        }
        (plan, chosen, standing)
    };
    let done = tokio::task::spawn_blocking(work).await;
    let (plan, chosen, standing) = done.map_err(|error| Error::Fault(error.to_string()))?;
    Ok(Planned {
        organisation,
        standing,
        plan,
        chosen,
    })
}

/// Plans an import. Nothing is changed.
///
/// # Errors
/// `NOT_FOUND` when the person keeps no screenings in the organisation; `InvalidValue` for a field that is none.
pub async fn plan(
    app: &App,
    person: UserId,
    organisation: &str,
    list: &IndicatorList,
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, person, organisation, list).await?;
    Ok(message(&planned, language, false))
}

/// Carries out the plan with this hash: all of it or nothing. `accepted` names the codes of the warnings that were ticked.
///
/// # Errors
/// As [`plan`]; `VersionConflict` when the list or the values are not any more as they were planned; `InvalidValue` for a
/// plan with faults, or with a kind of warning that was not ticked.
pub async fn apply(
    app: &App,
    person: UserId,
    organisation: &str,
    list: &IndicatorList,
    hash: &str,
    accepted: &BTreeSet<String>,
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, person, organisation, list).await?;
    let report = &planned.plan.plan;
    if report.hash != hash {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let is_ticked = report
        .warnings
        .iter()
        .all(|warning| accepted.contains(warning.sentence.code()));
    if report.fault_count > 0 || !is_ticked {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let (id, now) = (planned.organisation.row.id, app.clock.now());
    if !planned.plan.values.is_empty() {
        let (seen, wanted) = (&planned.standing, &planned.plan.values);
        let is_kept = app.store.keep_indicators(id, seen, wanted, person, now).await?;
        if !is_kept {
            return Err(Error::Refused(RefusalCode::VersionConflict));
        }
        let counts = json!({
            "added": report.added, "changed": report.changed, "ended": report.ended, "unchanged": report.unchanged,
        });
        let noted = Noted {
            organisation: id,
            by: person,
            action: LIST_IMPORTED,
            target: KIND.to_owned(),
            subject: planned.organisation.row.name.clone(),
            before: None,
            after: Some(counts.to_string()),
        };
        note(app, noted).await?;
    }
    let columns: Vec<_> = planned.chosen.clone().into_iter().collect();
    app.store.remember_import_columns(id, KIND, &columns, now).await?;
    Ok(message(&planned, language, true))
}

fn message(planned: &Planned, language: Language, is_applied: bool) -> ImportPlan {
    let (plan, chosen) = (&planned.plan.plan, &planned.chosen);
    let has_field = |header: &&String| plan.columns.iter().any(|(known, _)| known == *header);
    let unread = plan
        .headers
        .iter()
        .filter(|header| !has_field(header) && !chosen.contains_key(&folded_header(header)));
    let given = |header: &String| Some((header.clone(), chosen.get(&folded_header(header))?.clone()));
    let fields = fields_of(KIND).unwrap_or_default();
    ImportPlan {
        unread: unread.cloned().collect(),
        fields: fields.into_iter().map(str::to_owned).collect(),
        chosen: plan.headers.iter().filter_map(given).collect(),
        ..plan.for_office(language, is_applied)
    }
}

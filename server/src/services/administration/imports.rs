//! Imports by the office: the same plans as of `feltbog import`, for one list of one organisation.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::language::Language;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::{Standing, action, administer, require, require_all_of_person};
use crate::error::Error;
use crate::services::import::{
    self, Choices, ImportError, Leavers, List, Lists, Plan, Sentence, fields_of, folded_header,
};
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// The name of the file in plans: the office app sends its bytes alone.
const FILE: &str = "";
/// The most columns that are given a field, and the longest header and field.
const COLUMNS: usize = 200;
const HEADER: usize = 200;

/// A list of the office, with what was chosen for it.
#[derive(Clone, Debug, Default)]
pub struct OfficeList {
    /// The kind: `departments`, `people`, `grants` or `dwellings`.
    pub kind: String,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// Headers with the fields that they were given; others have the fields of earlier imports.
    pub columns: Vec<(String, String)>,
    /// The fate of people of earlier imports who are missing from it.
    pub leavers: Leavers,
}

/// Plans an import of a list into an organisation. Nothing is changed.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole, or for another kind of list.
pub async fn plan(
    app: &App,
    by: &Standing,
    list: &OfficeList,
    language: Language,
) -> Result<ImportPlan, Error> {
    let (plan, chosen) = planned(app, by, list).await?;
    Ok(message(&plan, list, &chosen, language, false))
}

/// Carries out the plan with this hash: all of it or nothing. `accepted` names the codes of the warnings that were ticked.
///
/// # Errors
/// As [`plan`]; `VersionConflict` when the list or the organisation is not any more as it was planned; `InvalidValue` for
/// a plan with faults, or with a kind of warning that was not ticked.
pub async fn apply(
    app: &App,
    by: &Standing,
    list: &OfficeList,
    hash: &str,
    accepted: &BTreeSet<String>,
    language: Language,
) -> Result<ImportPlan, Error> {
    let (plan, chosen) = planned(app, by, list).await?;
    if plan.hash != hash {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let mut warnings = plan.warnings.iter();
    require(warnings.all(|warning| accepted.contains(warning.sentence.code())))?;
    import::carry_out(app, &plan).await.map_err(|error| match error {
        ImportError::Refused => Error::Refused(RefusalCode::InvalidValue),
        ImportError::Moved => Error::Refused(RefusalCode::VersionConflict),
        ImportError::Failed(error) => error,
    })?;
    let columns: Vec<_> = chosen.clone().into_iter().collect();
    app.store
        .remember_import_columns(by.organisation.id, &list.kind, &columns, by.now)
        .await?;
    if !plan.is_empty() {
        let counts = json!({
            "added": plan.added, "changed": plan.changed, "ended": plan.ended, "unchanged": plan.unchanged,
        });
        let change = AdministrativeChange {
            organisation: by.organisation.id,
            at: by.now,
            by: by.person,
            action: action::LIST_IMPORTED.to_owned(),
            target: list.kind.clone(),
            subject: by.organisation.name.clone(),
            before: None,
            after: Some(counts.to_string()),
            undoes: None,
            act: AdministrativeAct::Note,
        };
        administer(app, &change).await?;
    }
    Ok(message(&plan, list, &chosen, language, true))
}

/// Fields by folded header.
type ChosenFields = BTreeMap<String, String>;

/// The plan of a list, and the fields that were chosen for its headers, now or before.
async fn planned(app: &App, by: &Standing, list: &OfficeList) -> Result<(Plan, ChosenFields), Error> {
    let fields = fields_of(&list.kind).ok_or(Error::NOT_FOUND)?;
    require(list.columns.len() <= COLUMNS)?;
    let mut chosen = ChosenFields::new();
    for (header, field) in app.store.import_columns(by.organisation.id, &list.kind).await? {
        chosen.insert(header, field);
    }
    for (header, field) in &list.columns {
        require(header.chars().count() <= HEADER && (field == "-" || fields.contains(&field.as_str())))?;
        chosen.insert(folded_header(header), field.clone());
    }
    let mut plan = import::plan(app, &lists(by, list, &chosen)?).await?;
    // What is remembered of headers that this file does not have is no choice for it.
    let present: BTreeSet<_> = plan.headers.iter().map(|header| folded_header(header)).collect();
    let is_narrower = !present.is_empty() && chosen.keys().any(|header| !present.contains(header));
    if is_narrower {
        chosen.retain(|header, _| present.contains(header));
        plan = import::plan(app, &lists(by, list, &chosen)?).await?;
    }
    let mut refused = Vec::new();
    for (line, person) in plan.renamed() {
        match require_all_of_person(app, by.person, *person).await {
            Ok(()) => {}
            // Other organisations see the name and the mail address too.
            Err(Error::Refused(_)) => refused.push(*line),
            Err(error) => return Err(error),
        }
    }
    for line in refused {
        plan.refuse(line, Sentence::SeenElsewhere);
    }
    Ok((plan, chosen))
}

fn lists(by: &Standing, list: &OfficeList, chosen: &ChosenFields) -> Result<Lists, Error> {
    let mut lists = Lists {
        organisation: Some(by.organisation.id),
        leavers: list.leavers,
        choices: Choices {
            columns: chosen.clone(),
            ..Choices::default()
        },
        ..Lists::default()
    };
    let place = match list.kind.as_str() {
        "departments" => &mut lists.departments,
        "people" => &mut lists.people,
        "grants" => &mut lists.grants,
        "dwellings" => &mut lists.dwellings,
        _ => return Err(Error::NOT_FOUND),
    };
    *place = Some(List {
        file: FILE.to_owned(),
        bytes: list.bytes.clone(),
    });
    Ok(lists)
}

fn message(
    plan: &Plan,
    list: &OfficeList,
    chosen: &ChosenFields,
    language: Language,
    is_applied: bool,
) -> ImportPlan {
    let has_field = |header: &&String| plan.columns.iter().any(|(known, _)| known == *header);
    let unread = plan.headers.iter().filter(|header| !has_field(header));
    let unread = unread.filter(|header| !chosen.contains_key(&folded_header(header)));
    let given = |header: &String| Some((header.clone(), chosen.get(&folded_header(header))?.clone()));
    ImportPlan {
        unread: unread.cloned().collect(),
        fields: fields_of(&list.kind)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        chosen: plan.headers.iter().filter_map(given).collect(),
        ..plan.for_office(language, is_applied)
    }
}

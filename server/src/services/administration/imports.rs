//! Imports by the office: the same plans as of `feltbog import`, for one list of one organisation.

use std::collections::BTreeSet;

use feltbog_shared::language::Language;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::{OrganisationAuthority, action, own_grants, require, require_all_of_person};
use crate::error::Error;
use crate::services::import::{
    self, Choices, DateOrder, ImportEffects, ImportError, Leavers, List, Lists, PersonAnswer, Plan, Sentence,
    fields_of, folded_header, is_of_residents,
};
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, AmendmentNote};

/// The name of the file in plans: the office app sends its bytes alone.
const FILE: &str = "";
/// The most columns that are given a field, and the longest header and field.
const COLUMNS: usize = 200;
const HEADER: usize = 200;
/// The most words for roles and the most answers of one import.
const ANSWERS: usize = 500;
/// The most digits of a person's number.
const WIDTH: u8 = 20;
/// The kind of list and the field that a width is remembered for: numbers of people are the same in every list.
const WIDTH_KIND: &str = "people";
const WIDTH_FIELD: &str = "number_width";
/// The field that words for roles are remembered for.
const ROLE_FIELD: &str = "role";

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
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The order of day and month in dates whose years have two digits.
    pub date_order: Option<DateOrder>,
    /// The digits that people's numbers are filled to; 0 for none, and nothing for those of earlier imports.
    pub number_width: Option<u8>,
    /// Words with the keys of the roles that they stand for; others have the roles of earlier imports.
    pub roles: Vec<(String, String)>,
    /// Answers to questions whether a row means a person who is there, by their keys.
    pub people: Vec<(String, PersonAnswer)>,
}

/// A form of the report of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportForm {
    /// CSV for a spreadsheet.
    Csv,
    /// A workbook.
    Workbook,
}

/// The report of a plan with every change. Nothing is changed.
///
/// # Errors
/// As [`plan`].
pub async fn report(
    app: &App,
    by: &OrganisationAuthority,
    list: &OfficeList,
    form: ReportForm,
    language: Language,
) -> Result<Vec<u8>, Error> {
    let planned = planned(app, by, list, true).await?;
    match form {
        ReportForm::Csv => Ok(planned.plan.csv(language)),
        ReportForm::Workbook => {
            let written = planned.plan.workbook(language);
            written.map_err(|error| Error::Fault(format!("the report of an import: {error}")))
        }
    }
}

/// Plans an import of a list into an organisation. Nothing is changed.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole, or for another kind of list.
pub async fn plan(
    app: &App,
    by: &OrganisationAuthority,
    list: &OfficeList,
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, by, list, false).await?;
    Ok(message(&planned, list, language, false))
}

/// Carries out the plan with this hash: all of it or nothing. `accepted` names the codes of the warnings that were ticked.
///
/// # Errors
/// As [`plan`]; `VersionConflict` when the list or the organisation is not any more as it was planned; `InvalidValue` for
/// a plan with faults, or with a kind of warning that was not ticked.
pub async fn apply(
    app: &App,
    by: &OrganisationAuthority,
    list: &OfficeList,
    hash: &str,
    accepted: &BTreeSet<String>,
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, by, list, false).await?;
    let plan = &planned.plan;
    if plan.hash != hash {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let mut warnings = plan.warnings.iter();
    require(warnings.all(|warning| accepted.contains(warning.sentence.code())))?;
    let dwellings = match list.kind.as_str() {
        "dwellings" => app.store.dwellings(plan.seen()).await?,
        _ => Vec::new(),
    };
    let effects = plan.effects(&dwellings);
    let is_own = effects.grants().any(|(person, before, from, until)| {
        person == by.person && own_grants::is_longer(before, from, until)
    });
    let note = note(app, by, list, &planned, effects).await?;
    let carried_out = import::carry_out_noted(app, plan, &note).await;
    carried_out.map_err(|error| match error {
        ImportError::Refused => Error::Refused(RefusalCode::InvalidValue),
        ImportError::Moved => Error::Refused(RefusalCode::VersionConflict),
        ImportError::Failed(error) => error,
    })?;
    if is_own {
        own_grants::tell(app, by.person, by.organisation.id).await;
    }
    Ok(message(&planned, list, language, true))
}

/// Notes of an import beside its rows: the entry of the administrative log, what undoes it, and the choices.
async fn note(
    app: &App,
    by: &OrganisationAuthority,
    list: &OfficeList,
    planned: &Planned,
    mut effects: ImportEffects,
) -> Result<AmendmentNote, Error> {
    let plan = &planned.plan;
    let kind = || list.kind.clone();
    let columns = planned.choices.columns.iter();
    let columns = columns.map(|(header, field)| (kind(), header.clone(), field.clone()));
    let roles = plan.roles.iter().filter(|(_, role)| !role.is_empty());
    let roles = roles.map(|(word, role)| (kind(), ROLE_FIELD.to_owned(), folded_header(word), role.clone()));
    let width = list.number_width.map(|width| {
        let [kind, field, value] = [WIDTH_KIND, WIDTH_FIELD, ""].map(str::to_owned);
        (kind, field, value, width.to_string())
    });
    let mut note = AmendmentNote {
        columns: columns.collect(),
        values: roles.chain(width).collect(),
        used_at: by.now,
        ..AmendmentNote::default()
    };
    if plan.is_empty() {
        return Ok(note);
    }
    for department in effects.added_in() {
        let position = app.store.position(department, 0).await?;
        // In an empty one the action cards are installed afterwards.
        let begun = position.filter(|position| position.head > 0);
        effects
            .heads
            .extend(begun.map(|position| (department, position.head)));
    }
    let counts = json!({
        "added": plan.added, "changed": plan.changed, "ended": plan.ended, "unchanged": plan.unchanged,
    });
    note.effects = Some(super::json(&effects)?);
    note.entry = Some(AdministrativeChange {
        organisation: by.organisation.id,
        at: by.now,
        by: by.person,
        action: action::LIST_IMPORTED.to_owned(),
        target: kind(),
        subject: by.organisation.name.clone(),
        before: None,
        after: Some(counts.to_string()),
        undoes: None,
        act: AdministrativeAct::Note,
    });
    Ok(note)
}

/// A list that was held against what stands, with the choices for it, those of now and those of before.
struct Planned {
    plan: Plan,
    choices: Choices,
}

/// The choices for a list: those of earlier imports, and those of now in their place.
async fn choices(app: &App, by: &OrganisationAuthority, list: &OfficeList) -> Result<Choices, Error> {
    let fields = fields_of(&list.kind).ok_or(Error::NOT_FOUND)?;
    require(list.columns.len() <= COLUMNS)?;
    require(list.roles.len() <= ANSWERS && list.people.len() <= ANSWERS)?;
    let organisation = by.organisation.id;
    let mut choices = Choices {
        sheet: list.sheet.clone(),
        date_order: list.date_order,
        people: list.people.iter().cloned().collect(),
        ..Choices::default()
    };
    for (header, field) in app.store.import_columns(organisation, &list.kind).await? {
        choices.columns.insert(header, field);
    }
    for (header, field) in &list.columns {
        require(header.chars().count() <= HEADER && (field == "-" || fields.contains(&field.as_str())))?;
        choices.columns.insert(folded_header(header), field.clone());
    }
    for (field, word, role) in app.store.import_values(organisation, &list.kind).await? {
        if field == ROLE_FIELD {
            choices.roles.insert(word, role);
        }
    }
    for (word, role) in &list.roles {
        require(word.chars().count() <= HEADER && Role::from_key(role).is_some())?;
        choices.roles.insert(folded_header(word), role.clone());
    }
    let width = match list.number_width {
        Some(width) => width,
        None => {
            let values = app.store.import_values(organisation, WIDTH_KIND).await?;
            let mut widths = values.iter().filter(|(field, ..)| field == WIDTH_FIELD);
            let width = widths.next().and_then(|(.., width)| width.parse().ok());
            width.unwrap_or(0)
        }
    };
    require(width <= WIDTH)?;
    choices.number_width = Some(usize::from(width)).filter(|width| *width > 0);
    Ok(choices)
}

/// The plan of a list, and the choices for it.
async fn planned(
    app: &App,
    by: &OrganisationAuthority,
    list: &OfficeList,
    keeps_all_changes: bool,
) -> Result<Planned, Error> {
    let mut choices = choices(app, by, list).await?;
    let planned_with = |choices: &Choices| {
        let mut lists = lists(by, list, choices)?;
        lists.issuers = app.providers.entra_issuers();
        lists.keeps_all_changes = keeps_all_changes;
        Ok::<_, Error>(lists)
    };
    let mut plan = import::plan(app, &planned_with(&choices)?).await?;
    // What is remembered of headers that this file does not have is no choice for it.
    let present: BTreeSet<_> = plan.headers.iter().map(|header| folded_header(header)).collect();
    let is_other = |header: &String| !present.contains(header);
    if !present.is_empty() && choices.columns.keys().any(is_other) {
        choices.columns.retain(|header, _| !is_other(header));
        plan = import::plan(app, &planned_with(&choices)?).await?;
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
    Ok(Planned { plan, choices })
}

fn lists(by: &OrganisationAuthority, list: &OfficeList, choices: &Choices) -> Result<Lists, Error> {
    let mut lists = Lists {
        organisation: Some(by.organisation.id),
        leavers: list.leavers,
        choices: choices.clone(),
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

fn message(planned: &Planned, list: &OfficeList, language: Language, is_applied: bool) -> ImportPlan {
    let Planned { plan, choices } = planned;
    let chosen = &choices.columns;
    let has_field = |header: &String| plan.columns.iter().any(|(known, _)| known == header);
    let unread = plan.headers.iter().filter(|header| !has_field(header));
    let unread = unread.filter(|header| !chosen.contains_key(&folded_header(header)));
    let given = |header: &String| Some((header.clone(), chosen.get(&folded_header(header))?.clone()));
    // A list of dwellings may name the residents: nobody is shown who they are.
    let is_shown =
        |header: &String| list.kind != "dwellings" || has_field(header) || !is_of_residents(header);
    ImportPlan {
        unread: unread.cloned().collect(),
        fields: fields_of(&list.kind)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        chosen: plan.headers.iter().filter_map(given).collect(),
        samples: plan
            .samples
            .iter()
            .filter(|(header, _)| is_shown(header))
            .cloned()
            .collect(),
        number_width: choices.number_width.and_then(|width| u8::try_from(width).ok()),
        ..plan.for_office(language, is_applied)
    }
}

//! Import of the fortnightly list of arrears into the departments whose contacts a person writes. Records are written in
//! the person's name, as from a phone, and so through the guard.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::home::home_key;
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, OrganisationId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::model::arrears_contact::ArrearsResult;
use feltbog_shared::model::{ArrearsContact, FieldEdit, Kind, Model as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Offered;
use serde_json::json;

use super::lists::importable;
use super::standing_fields;
use crate::clock::draw;
use crate::error::Error;
use crate::services::desk::scope::reach;
use crate::services::import::{
    ArrearsState, Choices, ContactChange, List, Plan, StandingContact, fields_of, folded_header, plan_arrears,
};
use crate::services::projection::read_fields;
use crate::services::signed_in::OfficeUser;
use crate::services::sync;
use crate::state::App;
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, DocumentLookup, Dwelling,
};

/// The kind of list, in the memory of columns and in the administrative log.
const KIND: &str = "arrears";
/// The kind of change in the administrative log.
const LIST_IMPORTED: &str = "imported";
/// The most columns that are given a field, and the longest header.
const COLUMNS: usize = 200;
const HEADER: usize = 200;

/// A list of arrears, with what was chosen for it.
#[derive(Clone, Debug, Default)]
pub struct ArrearsList {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// Headers with the fields that they were given; others have the fields of earlier imports.
    pub columns: Vec<(String, String)>,
    /// The day of the list, `YYYY-MM-DD`; empty for today.
    pub list_on: String,
}

/// Everything that a list is held against.
struct Target {
    organisation: OrganisationId,
    name: String,
    departments: Vec<(DepartmentId, Option<String>)>,
    dwellings: Vec<Dwelling>,
    contacts: Vec<StandingContact>,
}

/// The departments of an organisation into which a person may bring a list, with what stands there.
async fn target(app: &App, person: UserId, organisation: &str) -> Result<Target, Error> {
    let id: OrganisationId = organisation.parse().map_err(|_| Error::NOT_FOUND)?;
    let reach = reach(app, person).await?;
    if !importable(&reach).contains(&id) {
        return Err(Error::NOT_FOUND);
    }
    let places = reach
        .places
        .values()
        .filter(|place| place.department.organisation == id && place.permission.may_import_arrears());
    let places: Vec<_> = places.collect();
    let name = places
        .first()
        .map(|place| place.organisation_name.clone())
        .unwrap_or_default();
    let wanted: BTreeSet<_> = places.iter().map(|place| place.department.id).collect();
    let roster = app.store.roster_of(id).await?;
    let numbers: BTreeMap<_, _> = roster
        .departments
        .iter()
        .map(|department| (department.id, department.number.clone()))
        .collect();
    let mut dwellings = app.store.dwellings(&roster).await?;
    dwellings.retain(|dwelling| wanted.contains(&dwelling.department));
    let mut contacts = Vec::new();
    for record in app.store.overview_records(id, Kind::ArrearsContact).await? {
        if !wanted.contains(&record.department) {
            continue;
        }
        let Some(fields) = read_fields(Kind::ArrearsContact, &record.projection) else {
            continue;
        };
        let contact = ArrearsContact::from_fields(&fields);
        // One that was discarded stands as finished: the same list does not bring it back.
        let is_discarded = standing_fields(Kind::ArrearsContact, &record.projection).is_none();
        contacts.push(StandingContact {
            department: record.department,
            document: record.document,
            home: home_key(contact.dwelling_ref.as_deref().unwrap_or_default()),
            stage: contact.stage,
            source_list_on: contact.source_list_on,
            // An agreement that does not hold brings the home back on the list: its contact goes on.
            is_finished: is_discarded
                || contact.eviction_result.is_some()
                || contact.result == Some(ArrearsResult::Paid),
        });
    }
    Ok(Target {
        organisation: id,
        name,
        departments: wanted
            .into_iter()
            .map(|id| (id, numbers.get(&id).cloned().flatten()))
            .collect(),
        dwellings,
        contacts,
    })
}

/// Fields by folded header.
type ChosenFields = BTreeMap<String, String>;

/// A list that was held against its target.
struct Planned {
    target: Target,
    plan: Plan,
    changes: Vec<ContactChange>,
    chosen: ChosenFields,
}

async fn planned(
    app: &App,
    person: UserId,
    organisation: &str,
    list: &ArrearsList,
) -> Result<Planned, Error> {
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let target = target(app, person, organisation).await?;
    let today = app.clock.now().danish_day();
    let list_on = match list.list_on.as_str() {
        "" => today,
        text => Day::parse(text).filter(|on| *on <= today).ok_or_else(invalid)?,
    };
    let fields = fields_of(KIND).ok_or(Error::NOT_FOUND)?;
    if list.columns.len() > COLUMNS {
        return Err(invalid());
    }
    let mut chosen = ChosenFields::new();
    for (header, field) in app.store.import_columns(target.organisation, KIND).await? {
        chosen.insert(header, field);
    }
    for (header, field) in &list.columns {
        let is_known = field == "-" || fields.contains(&field.as_str());
        if header.chars().count() > HEADER || !is_known {
            return Err(invalid());
        }
        chosen.insert(folded_header(header), field.clone());
    }
    let file = List {
        file: String::new(),
        bytes: list.bytes.clone(),
    };
    let state = ArrearsState {
        departments: &target.departments,
        dwellings: &target.dwellings,
        contacts: &target.contacts,
        list_on,
        today,
    };
    let choices = |chosen: &ChosenFields| Choices {
        columns: chosen.clone(),
        ..Choices::default()
    };
    let (mut plan, mut changes) = plan_arrears(&file, &choices(&chosen), state);
    // What is remembered of headers that this file does not have is no choice for it.
    let present: BTreeSet<_> = plan.headers.iter().map(|header| folded_header(header)).collect();
    if !present.is_empty() && chosen.keys().any(|header| !present.contains(header)) {
        chosen.retain(|header, _| present.contains(header));
        (plan, changes) = plan_arrears(&file, &choices(&chosen), state);
    }
    Ok(Planned {
        target,
        plan,
        changes,
        chosen,
    })
}

/// Plans an import of a list of arrears. Nothing is changed.
///
/// # Errors
/// `NOT_FOUND` when the person may bring no list in there; `InvalidValue` for a day that has not come.
pub async fn plan_list(
    app: &App,
    person: UserId,
    organisation: &str,
    list: &ArrearsList,
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, person, organisation, list).await?;
    Ok(message(&planned, language, false))
}

/// Carries the plan with this hash out. `accepted` names the codes of the warnings that were ticked. One that was cut short
/// is finished by the next: what is written already is not written again.
///
/// # Errors
/// As [`plan_list`]; `VersionConflict` when the list or the contacts are not any more as they were planned; `InvalidValue`
/// for a plan with faults, or with a kind of warning that was not ticked.
pub async fn apply_list(
    app: &App,
    user: &OfficeUser,
    organisation: &str,
    list: &ArrearsList,
    (hash, accepted): (&str, &BTreeSet<String>),
    language: Language,
) -> Result<ImportPlan, Error> {
    let planned = planned(app, user.person, organisation, list).await?;
    if planned.plan.hash != hash {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let mut warnings = planned.plan.warnings.iter();
    let is_ticked = warnings.all(|warning| accepted.contains(warning.sentence.code()));
    if planned.plan.fault_count > 0 || !is_ticked {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    for change in &planned.changes {
        write(app, user, change).await?;
    }
    let columns: Vec<_> = planned.chosen.clone().into_iter().collect();
    let now = app.clock.now();
    app.store
        .remember_import_columns(planned.target.organisation, KIND, &columns, now)
        .await?;
    if !planned.changes.is_empty() {
        let plan = &planned.plan;
        let counts = json!({
            "added": plan.added, "changed": plan.changed, "ended": 0, "unchanged": plan.unchanged,
        });
        let change = AdministrativeChange {
            organisation: planned.target.organisation,
            at: now,
            by: user.person,
            action: LIST_IMPORTED.to_owned(),
            target: KIND.to_owned(),
            subject: planned.target.name.clone(),
            before: None,
            after: Some(counts.to_string()),
            undoes: None,
            act: AdministrativeAct::Note,
        };
        match app.store.administer(&change).await? {
            AdministrativeOutcome::Done(_) => {}
            other => return Err(Error::Fault(format!("the administrative log: {other:?}"))),
        }
    }
    Ok(message(&planned, language, true))
}

/// Writes a contact in the name of the person.
async fn write(app: &App, user: &OfficeUser, change: &ContactChange) -> Result<(), Error> {
    let kind = Kind::ArrearsContact;
    let now = app.clock.now();
    let mut edits: Vec<FieldEdit> = vec![
        ArrearsContact::stage().set(change.stage),
        ArrearsContact::source_list_on().set(change.source_list_on),
    ];
    let fault = |error: DocumentError| Error::Fault(format!("a contact about arrears: {error}"));
    let mut found = app.store.documents(&[change.document, change.former]).await?;
    if matches!(found.get(&change.former), Some(DocumentLookup::Erased(_))) {
        return Ok(());
    }
    let mut record = match found.remove(&change.document) {
        // It was erased: the list does not bring it back.
        Some(DocumentLookup::Erased(_)) => return Ok(()),
        Some(DocumentLookup::Live(state)) => Document::from_chunks(kind, &state.bytes).map_err(fault)?,
        None => {
            let Some(dwelling) = &change.dwelling else {
                return Err(Error::Refused(RefusalCode::VersionConflict));
            };
            edits.push(ArrearsContact::created_at().set(now));
            edits.push(ArrearsContact::dwelling_ref().set(dwelling));
            Document::new(kind).map_err(fault)?
        }
    };
    let writer = Writer {
        actor: ActorId(draw(&*app.random)),
        author: user.person,
        at: now,
    };
    let made = match record.edit(writer, None, &edits) {
        Err(DocumentError::Refused(refusal)) => return Err(Error::Refused(refusal.code)),
        made => made.map_err(fault)?,
    };
    let Some(made) = made else { return Ok(()) };
    let offered = Offered {
        document: change.document,
        kind,
        bytes: made.bytes,
        relayed: None,
    };
    let session = DeviceId::from_bytes(*user.session.as_bytes());
    let who = (user.person, session);
    // One that was made before ids were marked, or on a phone, goes on under its own.
    match change.document.is_named() {
        true => sync::push_named_for_person(app, who, change.department, offered).await,
        false => sync::push_for_person(app, who, change.department, offered).await,
    }
}

fn message(planned: &Planned, language: Language, is_applied: bool) -> ImportPlan {
    let (plan, chosen) = (&planned.plan, &planned.chosen);
    let has_field = |header: &&String| plan.columns.iter().any(|(known, _)| known == *header);
    let unread = plan.headers.iter().filter(|header| !has_field(header));
    let unread = unread.filter(|header| !chosen.contains_key(&folded_header(header)));
    let given = |header: &String| Some((header.clone(), chosen.get(&folded_header(header))?.clone()));
    ImportPlan {
        unread: unread.cloned().collect(),
        fields: fields_of(KIND)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        chosen: plan.headers.iter().filter_map(given).collect(),
        ..plan.for_office(language, is_applied)
    }
}

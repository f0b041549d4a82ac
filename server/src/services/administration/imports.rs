//! Imports by the office: the same plans as of `feltbog import`, for one list of one organisation.

use feltbog_shared::language::Language;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::{Standing, action, administer};
use crate::error::Error;
use crate::services::import::{self, ImportError, Leavers, List, Lists, Plan};
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// The name of the file in plans: the office app sends its bytes alone.
const FILE: &str = "";

/// Plans an import of a list into an organisation. Nothing is changed.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole, or for another kind of list.
pub async fn plan(
    app: &App,
    by: &Standing,
    kind: &str,
    bytes: Vec<u8>,
    leavers: Leavers,
    language: Language,
) -> Result<ImportPlan, Error> {
    Ok(planned(app, by, kind, bytes, leavers)
        .await?
        .for_office(language, false))
}

/// Carries out the plan with this hash: all of it or nothing.
///
/// # Errors
/// As [`plan`]; `VersionConflict` when the list or the organisation is not any more as it was planned; `InvalidValue` for
/// a plan with faults.
pub async fn apply(
    app: &App,
    by: &Standing,
    kind: &str,
    bytes: Vec<u8>,
    (hash, leavers): (&str, Leavers),
    language: Language,
) -> Result<ImportPlan, Error> {
    let plan = planned(app, by, kind, bytes, leavers).await?;
    if plan.hash != hash {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    import::carry_out(app, &plan).await.map_err(|error| match error {
        ImportError::Refused => Error::Refused(RefusalCode::InvalidValue),
        ImportError::Moved => Error::Refused(RefusalCode::VersionConflict),
        ImportError::Failed(error) => error,
    })?;
    if !plan.is_empty() {
        let counts = json!({
            "added": plan.added, "changed": plan.changed, "ended": plan.ended, "unchanged": plan.unchanged,
        });
        let change = AdministrativeChange {
            organisation: by.organisation.id,
            at: by.now,
            by: by.person,
            action: action::LIST_IMPORTED.to_owned(),
            target: kind.to_owned(),
            subject: by.organisation.name.clone(),
            before: None,
            after: Some(counts.to_string()),
            undoes: None,
            act: AdministrativeAct::Note,
        };
        administer(app, &change).await?;
    }
    Ok(plan.for_office(language, true))
}

async fn planned(
    app: &App,
    by: &Standing,
    kind: &str,
    bytes: Vec<u8>,
    leavers: Leavers,
) -> Result<Plan, Error> {
    let mut lists = Lists {
        leavers,
        organisation: Some(by.organisation.id),
        ..Lists::default()
    };
    let list = match kind {
        "departments" => &mut lists.departments,
        "people" => &mut lists.people,
        "grants" => &mut lists.grants,
        "dwellings" => &mut lists.dwellings,
        _ => return Err(Error::NOT_FOUND),
    };
    *list = Some(List {
        file: FILE.to_owned(),
        bytes,
    });
    Ok(import::plan(app, &lists).await?)
}

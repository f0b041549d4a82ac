//! The mediation queue: cases that were given to a mediator, with the mediator's own records of them.

use std::collections::BTreeMap;

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::mediation::{MediationState, NOTES_DAYS};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Kind, Mediation, Model as _};
use feltbog_shared::office::desk::{MediationPage, MediationQuery, MediationRow, MediationStage};
use feltbog_shared::permission::Collection;

use super::lists::{everything, is_open, next, page, row_fields};
use super::scope::{list, reach};
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{FoundRecord, IndexQuery};

/// Records that are read at once. All of them are looked at, whatever their state.
const PORTION: u32 = 500;

/// The mediation queue of a person. `GET /desk/mediations`.
///
/// # Errors
/// `MALFORMED` for a query that cannot be read.
pub async fn mediations(app: &App, person: UserId, query: &MediationQuery) -> Result<MediationPage, Error> {
    let reach = reach(app, person).await?;
    let (offset, limit) = page(&query.after, query.rows)?;
    let is_named = reach.named("", &query.departments);
    let scope = reach
        .groups(|place| is_named(place) && !place.permission.access(Collection::Mediation).read.is_nothing());
    let of_kind = |kind| IndexQuery {
        kinds: vec![kind],
        ..everything(app, scope.clone())
    };
    let cases = app
        .store
        .find_all_records(&of_kind(Kind::ConflictCase), PORTION)
        .await?;
    let own = app
        .store
        .find_all_records(&of_kind(Kind::Mediation), PORTION)
        .await?;
    let mut by_case = BTreeMap::<DocumentId, FoundRecord>::new();
    for one in own {
        if let Some(case) = one.record.index.about {
            by_case.entry(case).or_insert(one);
        }
    }
    let stages: Vec<_> = list::<String>(&query.stages)
        .iter()
        .filter_map(|key| MediationStage::from_key(key))
        .collect();
    let mut rows: Vec<_> = cases
        .into_iter()
        .filter_map(|case| {
            let own = by_case.remove(&case.record.document);
            row(&case, own.as_ref())
        })
        .filter(|row| stages.is_empty() || stages.contains(&row.stage))
        .collect();
    rows.sort_by_key(|row| (row.due_on.is_none(), row.due_on.clone(), row.case));
    let total = rows.len() as u64;
    let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
    let rows: Vec<_> = rows.into_iter().skip(skipped).take(limit as usize).collect();
    let next = next(offset, rows.len(), total);
    Ok(MediationPage { rows, total, next })
}

fn row(case: &FoundRecord, own: Option<&FoundRecord>) -> Option<MediationRow> {
    let index = &case.record.index;
    let state = ConflictState::from_key(&index.state);
    let mediation = own.map(|own| {
        Mediation::from_fields(&read_fields(Kind::Mediation, &own.projection).unwrap_or_default())
    });
    let stage = match (mediation.as_ref().and_then(|one| one.state), state) {
        (Some(MediationState::Ended), _) => MediationStage::Ended,
        (Some(MediationState::MeetingArranged), _) => MediationStage::Arranged,
        _ if mediation
            .as_ref()
            .is_some_and(|one| one.complainant_yes == Some(true) && one.respondent_yes == Some(true)) =>
        {
            MediationStage::BothYes
        }
        (_, Some(ConflictState::MediationAccepted)) => MediationStage::BothYes,
        (Some(_), _) => MediationStage::Offered,
        (None, Some(ConflictState::MediationOffered)) => MediationStage::Offered,
        (None, Some(ConflictState::Mediated)) => MediationStage::Ended,
        // Given to the mediator before it was offered.
        (None, _) if is_open(&index.state) => MediationStage::Offered,
        _ => return None,
    };
    let due = match (own, stage) {
        (_, MediationStage::Ended) => None,
        (Some(own), _) => own.record.index.due_on.zip(own.record.index.due_for),
        (None, _) => index.due_on.zip(index.due_for),
    };
    let deleted_on = own
        .filter(|_| stage == MediationStage::Ended)
        .map(|own| own.record.index.state_since.danish_day().plus_days(NOTES_DAYS));
    Some(MediationRow {
        department: case.record.department,
        case: case.record.document,
        case_fields: row_fields(Kind::ConflictCase, &case.projection),
        mediation: own.map(|own| own.record.document),
        fields: own
            .map(|own| row_fields(Kind::Mediation, &own.projection))
            .unwrap_or_default(),
        stage,
        due_on: due.map(|(on, _)| on.to_string()),
        due_for: due.map(|(_, kind)| kind),
        deleted_on: deleted_on.map(|day| day.to_string()),
    })
}

//! Steps of a case that a second person agrees to: the direct way to the tenancy board, for violence and danger, and
//! closing, where the organisation wants four eyes. Beside them, open cases that nobody has looked at for long.

use std::collections::BTreeMap;

use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::{ConflictState, Outcome};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{ConflictCase, FieldEdit, Fields, Kind, Value};
use feltbog_shared::office::approvals::{
    ApprovalAct, ApprovalDecision, ApprovalWanted, CaseApproval, CaseApprovals, DIRECT_WAY_NUMBERS,
    ListedCase, REASON_CHARS, UNSEEN_CASES, WaitingApprovals,
};
use feltbog_shared::office::desk::DeskName;
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use super::edit::{Opened, actor, blocking, change_to, made_by, open, unreadable};
use super::erasure_by_hand;
use super::lists::{names, row_fields};
use super::scope::{Reach, reach};
use crate::error::Error;
use crate::services::organisation_settings;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::{CaseApprovalRow, CaseDecision, WaitingCase};

const DAY_MILLIS: i64 = 86_400_000;

/// Whether the person asks for such steps and agrees to them: who keeps the letters of cases.
fn may_take_part(permission: &Permission) -> bool {
    permission.may_keep_letters() && permission.access(Collection::Conflicts).update.is_all()
}

/// The state of a case.
fn state_of(fields: &Fields) -> Option<ConflictState> {
    match fields.get("state") {
        Some(Value::Text(key)) => ConflictState::from_key(key),
        _ => None,
    }
}

/// Whether the direct way leads on from a state: from every open one before the board that does not lead there anyway.
fn is_before_board(state: ConflictState) -> bool {
    state.is_open()
        && !matches!(
            state,
            ConflictState::Warning | ConflictState::TenancyBoard | ConflictState::Court
        )
}

/// Whether a step can be asked for in a state.
fn can_be_asked(act: ApprovalAct, state: ConflictState, closing_needs_two: bool) -> bool {
    match act {
        ApprovalAct::DirectWay => is_before_board(state),
        ApprovalAct::Close => {
            closing_needs_two
                && state != ConflictState::Observed
                && ConflictState::step(Some(state), ConflictState::Closed).is_ok()
        }
    }
}

/// Takes closing away from the next states of a case for which a second person is asked.
pub(super) fn keep_from_closing(fields: &Fields, next_states: &mut Vec<String>) {
    if state_of(fields) != Some(ConflictState::Observed) {
        next_states.retain(|key| key != ConflictState::Closed.key());
    }
}

/// The steps of a case for the answer about it. Who takes no part in them is told nothing.
pub(super) async fn of_case(
    app: &App,
    permission: &Permission,
    (department, document): (DepartmentId, DocumentId),
    fields: &Fields,
    settings: &OrganisationSettings,
) -> Result<CaseApprovals, Error> {
    if !may_take_part(permission) {
        return Ok(CaseApprovals::default());
    }
    let rows = app.store.approvals(department, document).await?;
    let waits = |act: ApprovalAct| {
        let mut waiting = rows.iter().filter(|row| row.decision.is_none());
        waiting.any(|row| row.act == act.key())
    };
    let may_ask = ApprovalAct::ALL.into_iter().filter(|act| {
        let state = state_of(fields);
        state.is_some_and(|state| can_be_asked(*act, state, settings.closing_needs_two)) && !waits(*act)
    });
    Ok(CaseApprovals {
        may_ask: may_ask.collect(),
        may_decide: true,
        asked: told(app, permission.user(), rows).await?,
    })
}

/// Rows as their reader is told of them. A step that this server does not know is left out.
async fn told(app: &App, reader: UserId, rows: Vec<CaseApprovalRow>) -> Result<Vec<CaseApproval>, Error> {
    let mut people = Vec::new();
    for row in &rows {
        people.push(row.asked_by);
        people.extend(row.decision.map(|decision| decision.by));
    }
    let named = names(app, people).await?;
    let name_of = |id: UserId| {
        let unknown = || DeskName {
            id,
            name: String::new(),
        };
        named.get(&id).cloned().unwrap_or_else(unknown)
    };
    let one = |row: CaseApprovalRow| {
        Some(CaseApproval {
            act: ApprovalAct::from_key(&row.act)?,
            reason: row.reason,
            section_81: row.section_81,
            outcome: row.outcome,
            asked_by: name_of(row.asked_by),
            asked_at: row.asked_at,
            decided_by: row.decision.map(|decision| name_of(decision.by)),
            decided_at: row.decision.map(|decision| decision.at),
            is_approved: row.decision.is_some_and(|decision| decision.is_approved),
            is_own: row.asked_by == reader,
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// The case that a person takes part in.
async fn open_case(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Opened, Error> {
    let opened = open(app, user.person, department, document).await?;
    let permission = &opened.access.permission;
    if opened.state.kind != Kind::ConflictCase {
        return Err(Error::NOT_FOUND);
    }
    let may_update = permission.may_update(Collection::Conflicts, opened.state.owner, document);
    if !may_take_part(permission) || !may_update {
        return Err(Error::NO_ACCESS);
    }
    Ok(opened)
}

async fn fields_of(app: &App, opened: &Opened) -> Result<Fields, Error> {
    let bytes = opened.state.bytes.clone();
    blocking(app, move || {
        let document = Document::from_chunks(Kind::ConflictCase, &bytes).map_err(unreadable)?;
        Ok(document.fields())
    })
    .await
}

/// A request in which everything can be.
fn checked(wanted: ApprovalWanted) -> Result<ApprovalWanted, Error> {
    let reason = wanted.reason.trim().to_owned();
    if reason.chars().count() > REASON_CHARS {
        return Err(Error::Refused(RefusalCode::TextTooLong));
    }
    if holds_cpr(&reason) {
        return Err(Error::Refused(RefusalCode::CprNumber));
    }
    let is_whole = match wanted.act {
        ApprovalAct::DirectWay => {
            let number = wanted.section_81;
            !reason.is_empty() && number.is_some_and(|number| DIRECT_WAY_NUMBERS.contains(&number))
        }
        ApprovalAct::Close => {
            let outcome = wanted.outcome.as_deref();
            outcome.is_some_and(|key| Outcome::from_key(key).is_some())
        }
    };
    if !is_whole {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let is_direct = wanted.act == ApprovalAct::DirectWay;
    Ok(ApprovalWanted {
        act: wanted.act,
        reason,
        section_81: wanted.section_81.filter(|_| is_direct),
        outcome: wanted.outcome.filter(|_| !is_direct),
    })
}

/// Asks for a step. `POST /desk/records/{department}/{document}/approvals`.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`; `StepNotAllowed` when the step leads nowhere from the case's state; `VersionConflict` while
/// the step waits already; a code for a value that cannot be.
pub async fn ask(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    wanted: ApprovalWanted,
) -> Result<(), Error> {
    let wanted = checked(wanted)?;
    let opened = open_case(app, user, department, document).await?;
    let state = state_of(&fields_of(app, &opened).await?);
    let settings = organisation_settings::of(app, opened.access.department.organisation).await?;
    if !state.is_some_and(|state| can_be_asked(wanted.act, state, settings.closing_needs_two)) {
        return Err(Error::Refused(RefusalCode::StepNotAllowed));
    }
    let row = CaseApprovalRow {
        department,
        document,
        act: wanted.act.key().to_owned(),
        reason: wanted.reason,
        section_81: wanted.section_81,
        outcome: wanted.outcome,
        asked_by: user.person,
        asked_at: app.clock.now(),
        decision: None,
    };
    match app.store.ask_approval(&row).await? {
        true => Ok(()),
        false => Err(Error::Refused(RefusalCode::VersionConflict)),
    }
}

/// Decides on a step, and takes it when the person agrees. A request that is repeated after its answer was lost takes the
/// step that was not taken yet. `POST /desk/records/{department}/{document}/approvals/{act}`.
///
/// # Errors
/// `NOT_FOUND` for a step that nobody asked for; `NO_ACCESS` for a person who would agree with themselves;
/// `VersionConflict` when somebody else has decided; `StepNotAllowed` when the case has left the states before the step.
pub async fn decide(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    act: ApprovalAct,
    decision: ApprovalDecision,
) -> Result<(), Error> {
    let opened = open_case(app, user, department, document).await?;
    let rows = app.store.approvals(department, document).await?;
    let row = rows.into_iter().find(|row| row.act == act.key());
    let row = row.ok_or(Error::NOT_FOUND)?;
    if decision.is_approved && row.asked_by == user.person {
        return Err(Error::NO_ACCESS);
    }
    match row.decision {
        Some(known) => {
            let is_same = known.by == user.person && known.is_approved == decision.is_approved;
            if !is_same {
                return Err(Error::Refused(RefusalCode::VersionConflict));
            }
        }
        None => {
            if decision.is_approved {
                let state = state_of(&fields_of(app, &opened).await?);
                if !state.is_some_and(|state| can_be_asked(act, state, true)) {
                    return Err(Error::Refused(RefusalCode::StepNotAllowed));
                }
            }
            let kept = CaseDecision {
                by: user.person,
                at: app.clock.now(),
                is_approved: decision.is_approved,
            };
            if !app
                .store
                .decide_approval(department, document, act.key(), kept)
                .await?
            {
                return Err(Error::Refused(RefusalCode::VersionConflict));
            }
        }
    }
    if !decision.is_approved {
        return Ok(());
    }
    take_step(app, user, opened, document, (act, &row)).await
}

/// Brings the case to the state that was asked for, as a change of the person who agreed.
async fn take_step(
    app: &App,
    user: &OfficeUser,
    opened: Opened,
    document: DocumentId,
    (act, row): (ApprovalAct, &CaseApprovalRow),
) -> Result<(), Error> {
    let token = format!("{} {}", act.key(), row.asked_at.millis());
    let actor = actor(user.person, document, &token);
    if made_by(&opened.state, actor).is_some() {
        return Ok(());
    }
    // Of a request whose answer was lost: the case may have gone on since.
    let state = state_of(&fields_of(app, &opened).await?);
    if !state.is_some_and(|state| can_be_asked(act, state, true)) {
        return Err(Error::Refused(RefusalCode::StepNotAllowed));
    }
    let to = match act {
        ApprovalAct::DirectWay => ConflictState::TenancyBoard,
        ApprovalAct::Close => ConflictState::Closed,
    };
    let outcome = row.outcome.as_deref().and_then(Outcome::from_key);
    let edits: Vec<FieldEdit> = outcome
        .map(|outcome| ConflictCase::outcome().set(outcome))
        .into_iter()
        .collect();
    change_to(app, user, opened, document, actor, edits, to).await
}

/// Whether the direct way of a case was agreed to, and by which number of section 81.
///
/// # Errors
/// When the database fails.
pub(in crate::services) async fn approved_direct_way(
    app: &App,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Option<u8>, Error> {
    let rows = app.store.approvals(department, document).await?;
    let row = rows.into_iter().find(|row| {
        row.act == ApprovalAct::DirectWay.key() && row.decision.is_some_and(|decision| decision.is_approved)
    });
    Ok(row.and_then(|row| row.section_81))
}

/// Notes that somebody who handles cases has opened one.
pub(super) async fn note_look(
    app: &App,
    permission: &Permission,
    (department, document): (DepartmentId, DocumentId),
) -> Result<(), Error> {
    if may_take_part(permission) {
        app.store
            .look_at_case(department, document, app.clock.now())
            .await?;
    }
    Ok(())
}

/// Steps and erasures that wait for a second person, and unseen cases, in all departments of the person.
/// `GET /desk/approvals`.
///
/// # Errors
/// When the database fails.
pub async fn waiting(app: &App, person: UserId) -> Result<WaitingApprovals, Error> {
    let reach = reach(app, person).await?;
    let mut organisations = BTreeMap::<_, Vec<DepartmentId>>::new();
    for place in reach.places.values() {
        if may_take_part(&place.permission) {
            let departments = organisations.entry(place.department.organisation).or_default();
            departments.push(place.department.id);
        }
    }
    let now = app.clock.now();
    let mut answer = WaitingApprovals {
        erasures: erasure_by_hand::waiting(app, person, &reach).await?,
        ..WaitingApprovals::default()
    };
    let mut unseen = Vec::new();
    for (organisation, departments) in organisations {
        for (row, case) in app.store.waiting_approvals(&departments).await? {
            if is_readable(&reach, &case) {
                let told = told(app, person, vec![row]).await?;
                answer
                    .approvals
                    .extend(told.into_iter().map(|one| (listed(case.clone()), one)));
            }
        }
        let days = organisation_settings::of(app, organisation).await?.unseen_days;
        if days > 0 {
            let since = now.plus_millis(-i64::from(days) * DAY_MILLIS);
            let cases = app.store.unseen_cases(&departments, since, UNSEEN_CASES).await?;
            unseen.extend(cases.into_iter().filter(|case| is_readable(&reach, case)));
        }
    }
    unseen.sort_by_key(|case| (case.seen_at, case.document));
    unseen.truncate(UNSEEN_CASES as usize);
    answer.approvals.sort_by_key(|(_, approval)| approval.asked_at);
    answer.unseen = unseen.into_iter().map(listed).collect();
    Ok(answer)
}

/// Whether a person reads a case. Who takes no part in one is told nothing of it.
fn is_readable(reach: &Reach, case: &WaitingCase) -> bool {
    let place = reach.places.get(&case.department);
    place.is_some_and(|place| {
        let permission = &place.permission;
        permission.may_read(Collection::Conflicts, case.owner, case.document)
    })
}

fn listed(case: WaitingCase) -> ListedCase {
    ListedCase {
        department: case.department,
        document: case.document,
        fields: row_fields(Kind::ConflictCase, &case.projection),
        seen_at: case.seen_at,
    }
}

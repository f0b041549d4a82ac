//! `/api/v1/office/desk`: records of all departments of a person.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::approvals::{ApprovalAct, ApprovalDecision, ApprovalWanted, WaitingApprovals};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::desk::{
    CasePage, CaseQuery, DeskHistory, DeskRecord, DeskScope, EditOutcome, EditUndo, Heartbeat, HoldWanted,
    InboxPage, InboxQuery, MediationPage, MediationQuery, NewNote, NewRecord, NotePage, NoteQuery, NoteStep,
    OpenNow, PendingNote, RecordEdits, RecordsPage, RecordsQuery, Rota, RotaQuery, TriageReport,
    TriageRequest, TriageUndo,
};
use feltbog_shared::office::erasure_by_hand::{ErasureOutcome, ErasureWanted};
use feltbog_shared::office_relocation::{Relocation, RelocationTarget};
use feltbog_shared::office_welcome::WelcomePlan;
use feltbog_shared::safe_return::LateReturn;
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::{audit, desk, retention, safe_returns};
use crate::state::App;

/// The routes of the desk.
pub(super) fn routes() -> Router<App> {
    let record = Router::new()
        .route("/", get(read).post(edit))
        .route("/history", get(history))
        .route("/hold", put(hold).delete(release))
        .route("/erasure", post(ask_erasure))
        .route("/erasure/decision", post(decide_erasure))
        .route("/undo", post(undo))
        .route("/open", post(heartbeat))
        .route("/approvals", post(ask_approval))
        .route("/approvals/{act}", post(decide_approval));
    Router::new()
        .route("/desk/scope", get(scope))
        .route("/desk/inbox", get(inbox))
        .route("/desk/approvals", get(waiting_approvals))
        .route("/desk/late-returns", get(late_returns))
        .route("/desk/late-returns/{id}", delete(end_late_return))
        .route("/desk/triage", post(triage))
        .route("/desk/triage/undo", post(undo_triage))
        .route("/desk/cases", get(cases))
        .route("/desk/mediations", get(mediations))
        .route("/desk/notes", get(notes).post(add_note))
        .route("/desk/notes/{note}", post(step_note))
        .route("/desk/rota", get(rota).put(set_rota))
        .route(
            "/desk/relocations/{department}",
            get(relocation_targets).post(relocate),
        )
        .route("/desk/records", get(records))
        .route("/desk/records/{department}", post(create))
        .nest("/desk/records/{department}/{document}", record)
}

type Answer<T> = Result<Json<T>, Error>;

/// A department and a document as the path names them. What cannot be an id is not there.
fn place((department, document): &(String, String)) -> Result<(DepartmentId, DocumentId), Error> {
    let department = department.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok((department, document.parse().map_err(|_| Error::NOT_FOUND)?))
}

async fn scope(State(app): State<App>, user: OfficeUser) -> Answer<DeskScope> {
    Ok(Json(desk::scope(&app, user.person).await?))
}

async fn inbox(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<InboxQuery>,
) -> Answer<InboxPage> {
    let page = desk::inbox(&app, user.person, &query).await?;
    let shown = page.rows.iter();
    let shown = shown.filter_map(|row| Some((row.department, row.document, row.kind?)));
    audit::note_list(&app, (&user).into(), shown);
    let pending = page.rows.iter().filter(|row| row.kind.is_none());
    let pending = pending.map(|row| (row.department, row.document));
    audit::note_pending_list(&app, (&user).into(), pending);
    Ok(Json(page))
}

async fn waiting_approvals(State(app): State<App>, user: OfficeUser) -> Answer<WaitingApprovals> {
    let waiting = desk::waiting_approvals(&app, user.person).await?;
    let asked = waiting.approvals.iter().map(|(case, _)| case);
    let shown = asked.chain(&waiting.unseen);
    let shown = shown.map(|case| (case.department, case.document, Kind::ConflictCase));
    let erasures = waiting.erasures.iter();
    let shown = shown.chain(erasures.map(|one| (one.department, one.document, one.kind)));
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(waiting))
}

async fn late_returns(State(app): State<App>, user: OfficeUser) -> Answer<Vec<LateReturn>> {
    Ok(Json(safe_returns::late_for(&app, user.person).await?))
}

async fn end_late_return(State(app): State<App>, user: OfficeUser, Path(id): Path<String>) -> Answer<()> {
    let id = id.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok(Json(safe_returns::end(&app, user.person, id).await?))
}

async fn ask_approval(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(wanted): Either<ApprovalWanted>,
) -> Answer<()> {
    let (department, document) = place(&path)?;
    Ok(Json(
        desk::ask_approval(&app, &user, department, document, wanted).await?,
    ))
}

async fn decide_approval(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, document, act)): Path<(String, String, String)>,
    Either(decision): Either<ApprovalDecision>,
) -> Answer<()> {
    let (department, document) = place(&(department, document))?;
    let act = ApprovalAct::from_key(&act).ok_or(Error::NOT_FOUND)?;
    Ok(Json(
        desk::decide_approval(&app, &user, department, document, act, decision).await?,
    ))
}

async fn triage(
    State(app): State<App>,
    user: OfficeUser,
    Either(request): Either<TriageRequest>,
) -> Answer<TriageReport> {
    Ok(Json(desk::triage(&app, &user, request).await?))
}

async fn undo_triage(
    State(app): State<App>,
    user: OfficeUser,
    Either(undo): Either<TriageUndo>,
) -> Answer<TriageReport> {
    Ok(Json(desk::undo_triage(&app, &user, &undo).await?))
}

async fn cases(State(app): State<App>, user: OfficeUser, Query(query): Query<CaseQuery>) -> Answer<CasePage> {
    let page = desk::cases(&app, user.person, &query).await?;
    let shown = page.rows.iter().filter(|row| !row.is_state_only);
    let shown = shown.map(|row| (row.department, row.document, Kind::ConflictCase));
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn records(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<RecordsQuery>,
) -> Answer<RecordsPage> {
    let page = desk::records(&app, user.person, &query).await?;
    let shown = page.rows.iter();
    let shown = shown.map(|row| (row.department, row.document, row.kind));
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn mediations(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<MediationQuery>,
) -> Answer<MediationPage> {
    let page = desk::mediations(&app, user.person, &query).await?;
    let shown = page.rows.iter().flat_map(|row| {
        let mediation = row
            .mediation
            .map(|document| (row.department, document, Kind::Mediation));
        [(row.department, row.case, Kind::ConflictCase)]
            .into_iter()
            .chain(mediation)
    });
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn notes(State(app): State<App>, user: OfficeUser, Query(query): Query<NoteQuery>) -> Answer<NotePage> {
    let page = desk::notes(&app, user.person, &query).await?;
    let shown = page.rows.iter().map(|note| (note.department, note.id));
    audit::note_pending_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn add_note(
    State(app): State<App>,
    user: OfficeUser,
    Either(note): Either<NewNote>,
) -> Answer<PendingNote> {
    Ok(Json(desk::add_note(&app, &user, note).await?))
}

async fn step_note(
    State(app): State<App>,
    user: OfficeUser,
    Path(note): Path<String>,
    Either(step): Either<NoteStep>,
) -> Answer<PendingNote> {
    let note = note.parse().map_err(|_| Error::NOT_FOUND)?;
    let stepped = desk::step_note(&app, &user, note, step).await?;
    let act = (AuditAction::Change, AuditPurpose::OfficeChange);
    audit::note_pending(&app, (&user).into(), act, [(stepped.department, stepped.id)]);
    Ok(Json(stepped))
}

async fn rota(State(app): State<App>, user: OfficeUser, Query(query): Query<RotaQuery>) -> Answer<Rota> {
    Ok(Json(desk::rota(&app, user.person, &query).await?))
}

async fn set_rota(State(app): State<App>, user: OfficeUser, Either(rota): Either<Rota>) -> Answer<Rota> {
    Ok(Json(desk::set_rota(&app, user.person, rota).await?))
}

async fn relocation_targets(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
) -> Answer<Vec<RelocationTarget>> {
    let department = department.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok(Json(
        desk::relocation_targets(&app, user.person, department).await?,
    ))
}

async fn relocate(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
    Either(wanted): Either<Relocation>,
) -> Answer<()> {
    let department = department.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok(Json(desk::relocate(&app, &user, department, wanted).await?))
}

/// Choices for a list of new tenants.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WelcomeQuery {
    apply: bool,
}

/// The visits that a list of new tenants leads to. A list is larger than other requests of the desk.
pub(super) async fn welcome(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
    Query(query): Query<WelcomeQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer<WelcomePlan> {
    let department = department.parse().map_err(|_| Error::NOT_FOUND)?;
    let (bytes, language) = (bytes.to_vec(), language(&headers));
    let plan = desk::welcome(&app, &user, department, bytes, query.apply, language);
    Ok(Json(plan.await?))
}

async fn create(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
    Either(record): Either<NewRecord>,
) -> Answer<EditOutcome> {
    let department = department.parse().map_err(|_| Error::NO_ACCESS)?;
    Ok(Json(desk::create(&app, &user, department, record).await?))
}

async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
) -> Answer<DeskRecord> {
    let (department, document) = place(&path)?;
    let record = desk::read(&app, user.person, department, document).await?;
    let related = record.related.iter().map(|one| (one.document, one.kind));
    let shown: Vec<_> = related.chain([(document, record.kind)]).collect();
    audit::read_now(
        &app,
        (&user).into(),
        AuditPurpose::OfficeRecord,
        department,
        shown,
    )
    .await?;
    Ok(Json(record))
}

async fn history(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
) -> Answer<DeskHistory> {
    let (department, document) = place(&path)?;
    let history = desk::history(&app, user.person, department, document).await?;
    audit::document_read_now(
        &app,
        (&user).into(),
        AuditPurpose::OfficeHistory,
        department,
        document,
    )
    .await?;
    Ok(Json(history))
}

async fn edit(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(edits): Either<RecordEdits>,
) -> Answer<EditOutcome> {
    let (department, document) = place(&path)?;
    Ok(Json(desk::edit(&app, &user, department, document, edits).await?))
}

async fn undo(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(undo): Either<EditUndo>,
) -> Answer<EditOutcome> {
    let (department, document) = place(&path)?;
    Ok(Json(desk::undo(&app, &user, department, document, undo).await?))
}

async fn hold(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(wanted): Either<HoldWanted>,
) -> Answer<()> {
    let subject = place(&path)?;
    Ok(Json(retention::hold(&app, &user, subject, &wanted.reason).await?))
}

async fn release(State(app): State<App>, user: OfficeUser, Path(path): Path<(String, String)>) -> Answer<()> {
    Ok(Json(retention::release(&app, &user, place(&path)?).await?))
}

async fn ask_erasure(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(wanted): Either<ErasureWanted>,
) -> Answer<ErasureOutcome> {
    let place = place(&path)?;
    Ok(Json(desk::ask_erasure(&app, &user, place, &wanted).await?))
}

async fn decide_erasure(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(decision): Either<ApprovalDecision>,
) -> Answer<ErasureOutcome> {
    let place = place(&path)?;
    Ok(Json(desk::decide_erasure(&app, &user, place, decision).await?))
}

async fn heartbeat(
    State(app): State<App>,
    user: OfficeUser,
    Path(path): Path<(String, String)>,
    Either(beat): Either<Heartbeat>,
) -> Answer<OpenNow> {
    let (department, document) = place(&path)?;
    Ok(Json(
        desk::heartbeat(&app, user.person, department, document, &beat).await?,
    ))
}

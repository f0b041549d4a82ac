//! `/api/v1/office/letter-templates/{department}` and what is printed of a case under
//! `/api/v1/office/cases/{department}/{case}`: letters, the bundle for the tenancy board, and the agreed plan.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::office_letters::{
    BundleCheck, BundleWanted, CaseDocuments, CasePlan, KeptPlan, LetterPreview, LetterReceipt, LetterRow,
    LetterTemplateApproval, LetterTemplateBody, LetterTemplateSaved, LetterTemplateView, LetterWanted,
    PlanWanted,
};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::audit;
use crate::services::letters::{bundle, letter, plan, templates};
use crate::state::App;

/// A department and a case.
type CasePath = Path<(DepartmentId, DocumentId)>;
/// A department, a case and a legal step or an event.
type StepPath = Path<(DepartmentId, DocumentId, DocumentId)>;
/// A department and a kind of letter.
type TemplatePath = Path<(DepartmentId, String)>;

pub(super) fn routes() -> Router<App> {
    let of_case = Router::new()
        .route("/letters", get(list).post(keep))
        .route("/letters/preview", post(preview))
        .route("/letters/invitation", post(print_invitation))
        .route("/letters/{step}", get(read))
        .route("/letters/{step}/receipt", put(note_receipt))
        .route("/bundle", post(make_bundle))
        .route("/bundle/check", post(check_bundle))
        .route("/plan", post(print_plan))
        .route("/plans", post(keep_plan))
        .route("/plans/{event}", get(read_plan));
    Router::new()
        .route("/letter-templates/{department}", get(list_templates))
        .route("/letter-templates/{department}/{kind}", put(save_template))
        .route(
            "/letter-templates/{department}/{kind}/approve",
            post(approve_template),
        )
        .route(
            "/letter-templates/{department}/{kind}/preview",
            post(preview_template),
        )
        .nest("/cases/{department}/{case}", of_case)
}

/// A PDF that no cache keeps.
fn pdf(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

/// Keeps in the access log that a record was printed, before the print is sent.
async fn note(
    app: &App,
    user: &OfficeUser,
    purpose: AuditPurpose,
    (department, document): (DepartmentId, DocumentId),
) -> Result<(), Error> {
    audit::document_read_now(app, user.into(), purpose, department, document).await
}

async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
) -> Result<Json<CaseDocuments>, Error> {
    Ok(Json(letter::list(&app, user.person, department, case).await?))
}

async fn preview(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<LetterWanted>,
) -> Result<Json<LetterPreview>, Error> {
    let preview = letter::preview(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(Json(preview))
}

async fn keep(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<LetterWanted>,
) -> Result<Json<LetterRow>, Error> {
    let row = letter::keep(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(Json(row))
}

async fn print_invitation(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<LetterWanted>,
) -> Result<Response, Error> {
    let printed = letter::print_invitation(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(pdf(printed))
}

async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case, step)): StepPath,
) -> Result<Response, Error> {
    let printed = letter::read(&app, user.person, department, case, step).await?;
    note(&app, &user, AuditPurpose::Letter, (department, step)).await?;
    Ok(pdf(printed))
}

async fn note_receipt(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case, step)): StepPath,
    Either(receipt): Either<LetterReceipt>,
) -> Result<StatusCode, Error> {
    letter::note_receipt(&app, user.person, department, (case, step), &receipt).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn check_bundle(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<BundleWanted>,
) -> Result<Json<Vec<BundleCheck>>, Error> {
    let checks = bundle::check(&app, user.person, department, case, &wanted).await?;
    Ok(Json(checks))
}

async fn make_bundle(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<BundleWanted>,
) -> Result<Response, Error> {
    let printed = bundle::make(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Bundle, (department, case)).await?;
    Ok(pdf(printed))
}

async fn print_plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<CasePlan>,
) -> Result<Response, Error> {
    let printed = plan::pdf(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(pdf(printed))
}

async fn keep_plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case)): CasePath,
    Either(wanted): Either<PlanWanted>,
) -> Result<Json<KeptPlan>, Error> {
    let kept = plan::keep(&app, user.person, department, case, &wanted).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(Json(kept))
}

async fn read_plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, case, event)): StepPath,
) -> Result<Response, Error> {
    let printed = plan::read(&app, user.person, department, case, event).await?;
    note(&app, &user, AuditPurpose::Letter, (department, case)).await?;
    Ok(pdf(printed))
}

async fn list_templates(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<DepartmentId>,
) -> Result<Json<Vec<LetterTemplateView>>, Error> {
    Ok(Json(templates::list(&app, user.person, department).await?))
}

async fn save_template(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, kind)): TemplatePath,
    Either(template): Either<LetterTemplateBody>,
) -> Result<Json<LetterTemplateSaved>, Error> {
    let kind = templates::kind_of(&kind)?;
    let saved = templates::save(&app, user.person, department, kind, &template.body).await?;
    Ok(Json(saved))
}

async fn approve_template(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, kind)): TemplatePath,
    Either(approval): Either<LetterTemplateApproval>,
) -> Result<Json<LetterTemplateSaved>, Error> {
    let kind = templates::kind_of(&kind)?;
    let saved = templates::approve(&app, user.person, department, kind, approval.version).await?;
    Ok(Json(saved))
}

async fn preview_template(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, kind)): TemplatePath,
    Either(template): Either<LetterTemplateBody>,
) -> Result<Response, Error> {
    let kind = templates::kind_of(&kind)?;
    let preview = templates::preview(&app, user.person, department, kind, &template.body).await?;
    Ok(pdf(preview))
}

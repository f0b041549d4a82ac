//! `GET /api/v1/office/exports` and `POST …/exports/{format}`: records as files. The file is sent while it is written, and
//! closing the connection ends the writing.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Day;
use feltbog_shared::office_data::{EXPORT_ROWS_HEADER, ExportChoices, ExportFormat, ExportRequest};
use feltbog_shared::refusal::RefusalCode;
use futures::stream;

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::export::{self, ExportWish};
use crate::state::App;

pub(super) async fn choices(State(app): State<App>, user: OfficeUser) -> Result<Json<ExportChoices>, Error> {
    Ok(Json(export::choices(&app, user.person).await?))
}

pub(super) async fn make(
    State(app): State<App>,
    user: OfficeUser,
    Path(format): Path<String>,
    Json(request): Json<ExportRequest>,
) -> Result<Response, Error> {
    let format = ExportFormat::from_key(&format).ok_or(Error::NOT_FOUND)?;
    let export = export::prepare(&app, user.person, format, wish(request)?).await?;
    if export.is_personal {
        user.require_step_up(&app)?;
    }
    let (rows, name) = (export.rows, export.file_name.clone());
    // Written down before the first byte leaves.
    let mut bytes = export::start(&app, user.person, export.clone())?;
    export::note(&app, user.person, &export).await?;
    let body = Body::from_stream(stream::poll_fn(move |context| bytes.poll_recv(context)));
    let mut response = body.into_response();
    let fault = |error: axum::http::header::InvalidHeaderValue| Error::Fault(error.to_string());
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    headers.insert(header::CONTENT_DISPOSITION, disposition.map_err(fault)?);
    headers.insert(
        HeaderName::from_static(EXPORT_ROWS_HEADER),
        HeaderValue::from(rows),
    );
    Ok(response)
}

fn wish(request: ExportRequest) -> Result<ExportWish, Error> {
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let day = |text: Option<String>| text.map(|text| Day::parse(&text).ok_or_else(invalid)).transpose();
    let kinds: Option<Vec<_>> = request.kinds.iter().map(|key| Kind::from_key(key)).collect();
    let organisation = request.organisation.map(|id| id.parse().map_err(|_| invalid()));
    Ok(ExportWish {
        departments: request.departments,
        kinds: kinds.ok_or_else(invalid)?,
        from: day(request.from)?,
        until: day(request.until)?,
        organisation: organisation.transpose()?,
        includes_unlocked: request.includes_unlocked,
        includes_invalid: request.includes_invalid,
        mailbox: request.mailbox,
    })
}

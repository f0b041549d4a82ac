//! `PUT` and `GET /api/v1/departments/{id}/photos/{document}`: the picture of a record.
//! `GET /api/v1/departments/{id}/photos/lacking`: the records of pictures that have none here.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::office::audit::AuditPurpose;

use super::extract::{Form, Sync, is_of};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::{audit, photos};
use crate::state::App;

const JPEG: &str = "image/jpeg";

pub(super) async fn keep(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, Error> {
    if !is_of(&headers, &header::CONTENT_TYPE, JPEG) {
        return Err(Error::UnsupportedMediaType);
    }
    let bytes = bytes.map_err(|_| Error::TOO_LARGE)?;
    photos::keep(&app, &who, department, document, bytes.into()).await?;
    Ok(Sync(()).into_response())
}

pub(super) async fn missing_pictures(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    form: Form,
) -> Result<Response, Error> {
    let missing = photos::missing_pictures(&app, &who, department).await?;
    Ok(match form {
        // One after another: bytes are what the app can read of a picture anyway.
        Form::Sync => Sync(
            missing
                .iter()
                .flat_map(DocumentId::as_bytes)
                .copied()
                .collect::<Vec<u8>>(),
        )
        .into_response(),
        Form::Json => form.of(missing),
    })
}

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
    form: Form,
) -> Result<Response, Error> {
    let bytes = photos::read(&app, &who, department, document).await?;
    audit::document_read(&app, (&who).into(), AuditPurpose::Photo, department, document).await?;
    Ok(match form {
        Form::Sync => Sync(bytes).into_response(),
        Form::Json => ([(header::CONTENT_TYPE, JPEG)], bytes).into_response(),
    })
}

//! `GET /api/v1/office/organisations/{id}/log`, `GET …/log/authors` and `POST …/log/{entry}/undo`.

use axum::Json;
use axum::extract::{Path, Query, State};
use feltbog_shared::id::DeviceId;
use feltbog_shared::office::{ChangeReport, ListPage, LogAuthor, LogEntry};

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::{WantedPage, log};
use crate::services::guidance_edit::Author;
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedPage>,
) -> Result<Json<ListPage<LogEntry>>, Error> {
    let page = log::list(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(page))
}

pub(super) async fn authors(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<LogAuthor>>, Error> {
    Ok(Json(log::authors(&app, user.person, &organisation).await?))
}

pub(super) async fn undo(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, entry)): Path<(String, u64)>,
) -> Result<Json<ChangeReport>, Error> {
    user.require_step_up(&app)?;
    let author = Author {
        person: user.person,
        session: DeviceId::from_bytes(*user.session.as_bytes()),
    };
    Ok(Json(log::undo(&app, &author, &organisation, entry).await?))
}

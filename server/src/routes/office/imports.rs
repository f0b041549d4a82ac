//! `POST /api/v1/office/organisations/{id}/import/{kind}/plan` and `…/apply?plan=…`: the bytes of a list are the body. With
//! `leavers=end` or the number of leavers, a list of people is whole.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::refusal::RefusalCode;
use serde::Deserialize;

use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::administration::{Standing, imports};
use crate::services::import::Leavers;
use crate::state::App;

/// The fate of people who are missing from a list of people.
#[derive(Deserialize)]
pub(super) struct LeaversQuery {
    /// `end` for a list that is whole, or the number of people who have left; nothing for a list of changes.
    leavers: Option<String>,
}

impl LeaversQuery {
    fn read(&self) -> Result<Leavers, Error> {
        Ok(match self.leavers.as_deref() {
            None => Leavers::Keep,
            Some("end") => Leavers::End { stated: None },
            Some(number) => Leavers::End {
                stated: Some(
                    number
                        .parse()
                        .map_err(|_| Error::Refused(RefusalCode::InvalidValue))?,
                ),
            },
        })
    }
}

/// The plan that is to be carried out.
#[derive(Deserialize)]
pub(super) struct PlanQuery {
    plan: String,
}

pub(super) async fn plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(leavers): Query<LeaversQuery>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    let (bytes, language) = (list.to_vec(), language(&headers));
    let plan = imports::plan(&app, &standing, &kind, bytes, leavers.read()?, language).await?;
    Ok(Json(plan))
}

pub(super) async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<PlanQuery>,
    Query(leavers): Query<LeaversQuery>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    user.require_step_up(&app)?;
    let (bytes, language) = (list.to_vec(), language(&headers));
    let plan = imports::apply(
        &app,
        &standing,
        &kind,
        bytes,
        (&query.plan, leavers.read()?),
        language,
    )
    .await?;
    Ok(Json(plan))
}

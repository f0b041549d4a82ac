//! `POST /api/v1/office/organisations/{id}/import/{kind}/plan` and `…/apply?plan=…`: the bytes of a list are the body.
//!
//! | in the address | meaning |
//! |---|---|
//! | `columns` | headers and the fields they are given, as JSON: `[["E-mail","Mail"]]` |
//! | `whole=true` | people of earlier imports who are missing from it are ended |
//! | `ended` | the number of people who are ended, where it has to be stated |
//! | `accepted` | codes of the warnings that were ticked, with commas between them |

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use feltbog_shared::office::ImportPlan;
use serde::Deserialize;

use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::administration::imports::OfficeList;
use crate::services::administration::{Standing, imports};
use crate::services::import::Leavers;
use crate::state::App;

/// The choices for a list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    columns: String,
    whole: bool,
    ended: Option<usize>,
    accepted: String,
    plan: String,
}

impl ListQuery {
    fn list(&self, kind: String, bytes: &Bytes) -> Result<OfficeList, Error> {
        let columns = match self.columns.as_str() {
            "" => Vec::new(),
            columns => serde_json::from_str(columns).map_err(|_| Error::MALFORMED)?,
        };
        let leavers = match self.whole {
            true => Leavers::End { stated: self.ended },
            false => Leavers::Keep,
        };
        Ok(OfficeList {
            kind,
            bytes: bytes.to_vec(),
            columns,
            leavers,
        })
    }
}

pub(super) async fn plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    let list = query.list(kind, &bytes)?;
    let plan = imports::plan(&app, &standing, &list, language(&headers)).await?;
    Ok(Json(plan))
}

pub(super) async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    user.require_step_up(&app)?;
    let list = query.list(kind, &bytes)?;
    let accepted = query.accepted.split(',').map(str::to_owned).collect();
    let plan = imports::apply(&app, &standing, &list, &query.plan, &accepted, language(&headers)).await?;
    Ok(Json(plan))
}

//! `/api/v1/office/counselling`: contacts about arrears and the import of their list, inquiries, and the sheet of effects.
//!
//! | in the address of an import | meaning |
//! |---|---|
//! | `columns` | headers and the fields they are given, as JSON: `[["Status","Trin"]]` |
//! | `list_on` | the day of the list, `YYYY-MM-DD`; today without one |
//! | `accepted` | codes of the warnings that were ticked, with commas between them |
//! | `plan` | the hash of the plan that is carried out |

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use feltbog_shared::model::Kind;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::counselling::{ArrearsPage, EffectSheet, EvictionCost, InquiriesPage};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::audit;
use crate::services::counselling::{self, ArrearsList};
use crate::state::App;

/// The routes, without the import.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/counselling/arrears", get(arrears))
        .route("/counselling/inquiries", get(inquiries))
        .route("/counselling/effect", get(effect))
        .route("/counselling/effect/{organisation}/cost", put(set_cost))
}

/// The routes of the import.
pub(super) fn lists() -> Router<App> {
    Router::new()
        .route("/counselling/arrears/{organisation}/plan", post(plan))
        .route("/counselling/arrears/{organisation}/apply", post(apply))
}

/// The choices for a list of arrears.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ArrearsQuery {
    columns: String,
    list_on: String,
    accepted: String,
    plan: String,
}

impl ArrearsQuery {
    fn list(&self, bytes: &Bytes) -> Result<ArrearsList, Error> {
        let columns = match self.columns.as_str() {
            "" => Vec::new(),
            columns => serde_json::from_str(columns).map_err(|_| Error::MALFORMED)?,
        };
        Ok(ArrearsList {
            bytes: bytes.to_vec(),
            columns,
            list_on: self.list_on.clone(),
        })
    }
}

/// The sheet that is asked for.
#[derive(Deserialize)]
struct EffectQuery {
    organisation: Option<String>,
    year: Option<i32>,
}

async fn arrears(State(app): State<App>, user: OfficeUser) -> Result<Json<ArrearsPage>, Error> {
    let page = counselling::arrears(&app, user.person).await?;
    let shown = page.rows.iter();
    let shown = shown.map(|row| (row.department, row.document, Kind::ArrearsContact));
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn inquiries(State(app): State<App>, user: OfficeUser) -> Result<Json<InquiriesPage>, Error> {
    let page = counselling::inquiries(&app, user.person).await?;
    let shown = page.rows.iter();
    let shown = shown.map(|row| (row.department, row.document, Kind::CounsellingInquiry));
    audit::note_list(&app, (&user).into(), shown);
    Ok(Json(page))
}

async fn effect(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<EffectQuery>,
) -> Result<Json<EffectSheet>, Error> {
    let organisation = query.organisation.as_deref();
    Ok(Json(
        counselling::effect(&app, user.person, organisation, query.year).await?,
    ))
}

async fn set_cost(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(cost): Either<EvictionCost>,
) -> Result<Json<()>, Error> {
    counselling::set_cost(&app, user.person, &organisation, cost).await?;
    Ok(Json(()))
}

async fn plan(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(query): Query<ArrearsQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let list = query.list(&bytes)?;
    let plan = counselling::plan_list(&app, user.person, &organisation, &list, language(&headers)).await?;
    Ok(Json(plan))
}

async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(query): Query<ArrearsQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let list = query.list(&bytes)?;
    let accepted = query.accepted.split(',').map(str::to_owned).collect();
    let wanted = (query.plan.as_str(), &accepted);
    let plan = counselling::apply_list(&app, &user, &organisation, &list, wanted, language(&headers)).await?;
    Ok(Json(plan))
}

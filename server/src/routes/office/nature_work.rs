//! `/api/v1/office/nature/{organisation}` and `/board/{organisation}`: the season, locks of counts, the map's background, and
//! the goals of a board.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::nature_work::{
    BoardReport, CountLockOrder, CountLockReport, MapBackgroundSetting, SeasonOrder, SeasonPlan, SeasonReport,
};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::overview;
use crate::state::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/nature/{organisation}/season", get(season).post(make_season))
        .route("/nature/{organisation}/count-locks", post(lock_counts))
        .route(
            "/nature/{organisation}/background",
            get(background).put(set_background),
        )
        .route("/nature/{organisation}/tiles/{zoom}/{column}/{row}", get(tile))
        .route("/board/{organisation}", get(board))
}

/// The department and the year that are asked for.
#[derive(Debug, Deserialize)]
struct WantedSeason {
    department: Option<String>,
    year: i32,
}

/// The department that is asked for.
#[derive(Debug, Deserialize)]
struct WantedPart {
    department: Option<String>,
}

type Answer<T> = Result<Json<T>, Error>;

/// A department as a query names it. One that cannot be is not there.
fn department(wanted: Option<&str>) -> Result<Option<DepartmentId>, Error> {
    let named = wanted.filter(|id| !id.is_empty());
    named
        .map(|id| id.parse().map_err(|_| Error::NOT_FOUND))
        .transpose()
}

async fn season(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedSeason>,
) -> Answer<SeasonPlan> {
    let department = department(wanted.department.as_deref())?;
    Ok(Json(
        overview::season_plan(&app, user.person, &organisation, department, wanted.year).await?,
    ))
}

async fn make_season(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(order): Either<SeasonOrder>,
) -> Answer<SeasonReport> {
    Ok(Json(
        overview::make_season(&app, &user, &organisation, &order).await?,
    ))
}

async fn lock_counts(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(order): Either<CountLockOrder>,
) -> Answer<CountLockReport> {
    Ok(Json(
        overview::lock_counts(&app, &user, &organisation, &order).await?,
    ))
}

async fn background(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Answer<MapBackgroundSetting> {
    Ok(Json(
        overview::map_background(&app, user.person, &organisation).await?,
    ))
}

async fn set_background(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(setting): Either<MapBackgroundSetting>,
) -> Answer<()> {
    overview::set_map_background(&app, user.person, &organisation, &setting).await?;
    Ok(Json(()))
}

async fn tile(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, zoom, column, row)): Path<(String, u8, u32, u32)>,
) -> Result<impl IntoResponse, Error> {
    let tile = overview::map_tile(&app, user.person, &organisation, (zoom, column, row)).await?;
    let headers = [
        (header::CONTENT_TYPE, tile.media_type),
        (header::CACHE_CONTROL, "private, max-age=604800"),
    ];
    Ok((headers, tile.bytes))
}

async fn board(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedPart>,
) -> Answer<BoardReport> {
    let department = department(wanted.department.as_deref())?;
    Ok(Json(
        overview::board_goals(&app, user.person, &organisation, department).await?,
    ))
}

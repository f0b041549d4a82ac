//! `POST /api/v1/office/organisations/{id}/import/{kind}/plan`, `…/report?form=csv|xlsx` and `…/apply?plan=…`: the bytes
//! of a list are the body.
//!
//! | in the address | meaning |
//! |---|---|
//! | `columns` | headers and the fields they are given, as JSON: `[["E-mail","Mail"]]` |
//! | `whole=true` | people of earlier imports who are missing from it are ended |
//! | `sheet` | the sheet of a workbook |
//! | `dates` | the order of day and month in years of two digits: `dmy` or `mdy` |
//! | `width` | the digits that people's numbers are filled to; 0 for none |
//! | `roles` | words and the keys of the roles that they stand for, as JSON |
//! | `people` | answers whether a row means a person who is there, `same` or `new`, as JSON: `[["417","new"]]` |
//! | `ended` | the number of people who are ended, where it has to be stated |
//! | `accepted` | codes of the warnings that were ticked, with commas between them |

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use feltbog_shared::office::ImportPlan;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::administration::imports::{OfficeList, ReportForm};
use crate::services::administration::{OrganisationAuthority, imports};
use crate::services::import::{DateOrder, Leavers, PersonAnswer};
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
    sheet: String,
    dates: String,
    width: Option<u8>,
    roles: String,
    people: String,
    form: String,
}

/// The pairs of a part of the address; none where it is left out.
fn pairs<T: DeserializeOwned>(text: &str) -> Result<Vec<(String, T)>, Error> {
    match text {
        "" => Ok(Vec::new()),
        text => serde_json::from_str(text).map_err(|_| Error::MALFORMED),
    }
}

impl ListQuery {
    fn list(&self, kind: String, bytes: &Bytes) -> Result<OfficeList, Error> {
        let people = pairs::<String>(&self.people)?.into_iter().map(|(key, answer)| {
            let answer = PersonAnswer::from_key(&answer).ok_or(Error::MALFORMED)?;
            Ok::<_, Error>((key, answer))
        });
        let date_order = match self.dates.as_str() {
            "" => None,
            "dmy" => Some(DateOrder::DayFirst),
            "mdy" => Some(DateOrder::MonthFirst),
            _ => return Err(Error::MALFORMED),
        };
        let leavers = match self.whole {
            true => Leavers::End { stated: self.ended },
            false => Leavers::Keep,
        };
        Ok(OfficeList {
            kind,
            bytes: bytes.to_vec(),
            columns: pairs(&self.columns)?,
            leavers,
            sheet: Some(self.sheet.clone()).filter(|sheet| !sheet.is_empty()),
            date_order,
            number_width: self.width,
            roles: pairs(&self.roles)?,
            people: people.collect::<Result<_, _>>()?,
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
    let authority = OrganisationAuthority::of_whole(&app, user.person, &organisation).await?;
    let list = query.list(kind, &bytes)?;
    let plan = imports::plan(&app, &authority, &list, language(&headers)).await?;
    Ok(Json(plan))
}

pub(super) async fn report(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<([(HeaderName, HeaderValue); 2], Vec<u8>), Error> {
    let authority = OrganisationAuthority::of_whole(&app, user.person, &organisation).await?;
    let (form, media_type, disposition) = match query.form.as_str() {
        "csv" => (
            ReportForm::Csv,
            "text/csv; charset=utf-8",
            "attachment; filename=\"import.csv\"",
        ),
        "xlsx" => (
            ReportForm::Workbook,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"import.xlsx\"",
        ),
        _ => return Err(Error::MALFORMED),
    };
    let list = query.list(kind, &bytes)?;
    let report = imports::report(&app, &authority, &list, form, language(&headers)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    Ok((headers, report))
}

pub(super) async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let authority = OrganisationAuthority::of_whole(&app, user.person, &organisation).await?;
    user.require_step_up(&app)?;
    let list = query.list(kind, &bytes)?;
    let accepted = query.accepted.split(',').map(str::to_owned).collect();
    let plan = imports::apply(
        &app,
        &authority,
        &list,
        &query.plan,
        &accepted,
        language(&headers),
    )
    .await?;
    Ok(Json(plan))
}

//! `POST /api/v1/enrol`: a code becomes a session, on a phone whose browser makes no keys.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::IntoResponse;
use axum_extra::extract::CookieJar;
use feltbog_shared::wire::EnrolRequest;

use super::extract::{Address, AppVersion, Either, Form, Person};
use super::session::cookie;
use crate::connections::Connection;
use crate::error::Error;
use crate::services::access;
use crate::services::enrolment::{self, Attempt, Whose};
use crate::state::App;

#[expect(clippy::too_many_arguments, reason = "each is an extractor")]
pub(super) async fn enrol(
    State(app): State<App>,
    Address(address): Address,
    connection: Option<Extension<Arc<Connection>>>,
    person: Person,
    whose: Whose,
    jar: CookieJar,
    form: Form,
    version: AppVersion,
    Either(request): Either<EnrolRequest>,
) -> Result<impl IntoResponse, Error> {
    let attempt = Attempt {
        code: &request.code,
        device_name: &request.device_name,
        whose: &whose,
        address: &address,
        key: None,
    };
    let enrolled = enrolment::redeem(&app, &attempt).await?;
    if let Some(Extension(connection)) = connection {
        connection.note_person();
    }
    let session = access::session(&app, &enrolled.who).await?;
    let jar = jar.add(cookie(&app, &person, enrolled.token));
    Ok((jar, form.of_session(&session, version)))
}

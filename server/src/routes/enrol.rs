//! `POST /api/v1/enrol`: a code becomes a session, on a phone whose browser makes no keys.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::EnrolRequest;

use super::extract::{Address, AppVersion, Either, Form, Person, StatedModel};
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
    model: StatedModel,
    Either(request): Either<EnrolRequest>,
) -> Result<Response, Error> {
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
    let jar = jar.add(cookie(&app, &person, enrolled.token));
    if enrolled.is_waiting {
        return Ok((jar, Error::Refused(RefusalCode::PhoneNotConfirmed)).into_response());
    }
    let session = access::session(&app, &enrolled.who).await?;
    Ok((jar, form.of_session(session, version, model)).into_response())
}

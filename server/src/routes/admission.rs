//! The way of a request to its route: who asks, then its body, then a slot among the requests at work.
//!
//! The order is what protects the server. The head alone says who asks, so that a body is only read for somebody who
//! may send it. The body is read whole, under time limits and within its size, before the request takes a slot: a
//! client that sends slowly occupies nothing but its own connection. People who are signed in and everybody else have
//! slots of their own. `/healthz` and `/readyz` do not come this way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use feltbog_shared::id::{DeviceId, UserId};
use futures::StreamExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tower::ServiceBuilder;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::map_request_body::MapRequestBodyLayer;

use super::extract::{client, signed_in};
use super::office_user::office_user;
use crate::connections::Connection;
use crate::error::Error;
use crate::request_slots::{Client, SlotClass};
use crate::services::access::SignedIn;
use crate::services::budget;
use crate::services::data_access::tokens;
use crate::state::App;
use crate::work_meter::metered;

/// Longest time for the work of a request. Streams are let go on: this is about beginning to answer.
const WORK_TIME: Duration = Duration::from_secs(30);
/// Longest time for a body: a full batch on a slow network.
const BODY_TIME: Duration = Duration::from_secs(120);
/// Longest time between two pieces of a body.
const BODY_SILENCE: Duration = Duration::from_secs(20);
/// Most requests of one client at once.
const OF_CLIENT: usize = 16;
/// Most bodies of one client at once: nobody takes the memory of the others.
const BODIES_OF_CLIENT: usize = 8;
/// Most requests of one address at once by people who are not signed in, files included: half of their slots.
const GUESTS_OF_ADDRESS: usize = 128;
/// Most bodies of one address at once by people who are not signed in. Files are asked for without one, and have the rest.
const GUEST_BODIES_OF_ADDRESS: usize = 96;
/// Most sessions of one address that are looked up or wait for it: all phones of an office may begin at once.
const SIGN_INS_OF_ADDRESS: usize = 512;

/// The person who asked, as a mark of the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskedBy(pub(super) UserId);

/// The people whom routes are for.
#[derive(Clone, Copy)]
enum SignedInTo {
    Phone,
    Office,
    /// A machine with a read token.
    Data,
}

impl SignedInTo {
    /// The client whose slots a request takes. Somebody begins as many sessions of the office as they like, so that all of
    /// theirs have the slots of one.
    fn client_of(self, who: &SignedIn) -> Client {
        match self {
            Self::Phone => Client::Device(who.device),
            Self::Office | Self::Data => Client::Person(who.person),
        }
    }
}

#[derive(Clone)]
struct Admission {
    app: App,
    to: SignedInTo,
    /// Most bytes of a body, packed or unpacked.
    body_bytes: usize,
}

/// Routes for people who are signed in, with the most bytes of a request's body.
pub(super) fn for_people(routes: Router<App>, app: &App, body_bytes: usize) -> Router<App> {
    for_signed_in(routes, app, SignedInTo::Phone, body_bytes)
}

/// Routes for people who are signed in to the office, with the most bytes of a request's body.
pub(super) fn for_office(routes: Router<App>, app: &App, body_bytes: usize) -> Router<App> {
    for_signed_in(routes, app, SignedInTo::Office, body_bytes)
}

/// Routes for machines with a read token, with the most bytes of a request's body.
pub(super) fn for_machines(routes: Router<App>, app: &App, body_bytes: usize) -> Router<App> {
    for_signed_in(routes, app, SignedInTo::Data, body_bytes)
}

fn for_signed_in(routes: Router<App>, app: &App, to: SignedInTo, body_bytes: usize) -> Router<App> {
    let admission = Admission {
        app: app.clone(),
        to,
        body_bytes,
    };
    unpacked(routes, body_bytes).route_layer(middleware::from_fn_with_state(admission, admit_person))
}

/// Routes for everybody, with the most bytes of a request's body.
pub(super) fn for_guests(routes: Router<App>, app: &App, body_bytes: usize) -> Router<App> {
    let admission = Admission {
        app: app.clone(),
        to: SignedInTo::Phone,
        body_bytes,
    };
    unpacked(routes, body_bytes).layer(middleware::from_fn_with_state(admission, admit_guest))
}

/// Bodies may be packed; they are measured unpacked too.
fn unpacked(routes: Router<App>, body_bytes: usize) -> Router<App> {
    let unpack = ServiceBuilder::new()
        .layer(RequestDecompressionLayer::new())
        .layer(MapRequestBodyLayer::new(Body::new));
    routes.layer(DefaultBodyLimit::max(body_bytes)).layer(unpack)
}

async fn admit_guest(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    let Admission { app, body_bytes, .. } = &admission;
    let (parts, body) = request.into_parts();
    let admitted = async {
        let client = client(app, &parts);
        let slots = &app.request_slots;
        let _one = client
            .as_ref()
            .map(|address| slots.guests_of_address.enter(address, GUESTS_OF_ADDRESS))
            .transpose()?;
        let _body = client
            .as_ref()
            .filter(|_| !body.is_end_stream())
            .map(|address| {
                slots
                    .guest_bodies_of_address
                    .enter(address, GUEST_BODIES_OF_ADDRESS)
            })
            .transpose()?;
        answer(&app.request_slots.guests, parts, body, *body_bytes, &mut 0, next).await
    };
    admitted.await.unwrap_or_else(Error::into_response)
}

async fn admit_person(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    let Admission { app, to, body_bytes } = &admission;
    let (mut parts, body) = request.into_parts();
    let mut asked_by = None;
    let admitted = async {
        let who = {
            let client = client(app, &parts);
            let _one = client
                .as_ref()
                .map(|address| {
                    app.request_slots
                        .sign_ins_of_address
                        .enter(address, SIGN_INS_OF_ADDRESS)
                })
                .transpose()?;
            let _turn = acquire(&app.request_slots.sign_ins).await?;
            identify(*to, &mut parts, app).await?
        };
        asked_by = Some(who.person);
        if let Some(connection) = parts.extensions.get::<Arc<Connection>>() {
            connection.note_person();
        }
        let client = to.client_of(&who);
        let _one = app.request_slots.of_client.enter(&client, OF_CLIENT)?;
        let bodies = &app.request_slots.bodies_of_client;
        let _body = (!body.is_end_stream())
            .then(|| bodies.enter(&client, BODIES_OF_CLIENT))
            .transpose()?;
        app.budgets.spend(&who, budget::REQUEST, app.clock.now())?;
        // What came is charged, whether it was of use or not.
        let (mut came, read) = (0, Arc::new(AtomicU64::new(0)));
        let answering = answer(
            &app.request_slots.people,
            parts,
            body,
            *body_bytes,
            &mut came,
            next,
        );
        let answered = metered(read.clone(), answering).await;
        // A stream has no size yet.
        let size = |response: &Response| response.body().size_hint().exact();
        let went = answered.as_ref().ok().and_then(size).unwrap_or_default();
        let read = match to {
            // A phone's services charge for what they read themselves.
            SignedInTo::Phone => 0,
            SignedInTo::Office | SignedInTo::Data => read.load(Ordering::Relaxed),
        };
        let units = came / budget::BYTES_IN + went / budget::BYTES_OUT + read / budget::BYTES_READ;
        app.budgets.charge(&who, units, app.clock.now());
        answered
    };
    let mut response = admitted.await.unwrap_or_else(Error::into_response);
    if let Some(person) = asked_by {
        response.extensions_mut().insert(AskedBy(person));
    }
    response
}

/// The token of a request, or an empty text.
fn bearer(headers: &HeaderMap) -> &str {
    let stated = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    stated
        .and_then(|stated| stated.strip_prefix("Bearer "))
        .unwrap_or_default()
}

/// Finds out who asks, and leaves it for the route. A session of the office and a token of a machine have the budget of a
/// device, and the slots of their person.
async fn identify(to: SignedInTo, parts: &mut Parts, app: &App) -> Result<SignedIn, Error> {
    match to {
        SignedInTo::Phone => {
            let who = signed_in(parts, app).await?;
            parts.extensions.insert(who.clone());
            Ok(who)
        }
        SignedInTo::Office => {
            let user = office_user(parts, app).await?;
            let who = SignedIn {
                person: user.person,
                name: String::new(),
                device: DeviceId::from_bytes(*user.session.as_bytes()),
            };
            parts.extensions.insert(user);
            Ok(who)
        }
        SignedInTo::Data => {
            let caller = tokens::caller(app, bearer(&parts.headers)).await?;
            let who = SignedIn {
                person: caller.person(),
                name: String::new(),
                device: DeviceId::from_bytes(*caller.token().as_bytes()),
            };
            parts.extensions.insert(caller);
            Ok(who)
        }
    }
}

/// Reads the body, takes a slot and answers.
async fn answer(
    class: &SlotClass,
    parts: Parts,
    body: Body,
    most: usize,
    came: &mut u64,
    next: Next,
) -> Result<Response, Error> {
    let (bytes, _held) = timeout(BODY_TIME, read(body, most, &class.body_bytes, came))
        .await
        .unwrap_or(Err(Error::BUSY))?;
    let _slot = class.at_work.try_acquire().map_err(|_| Error::BUSY)?;
    let request = Request::from_parts(parts, Body::from(bytes));
    timeout(WORK_TIME, next.run(request))
        .await
        .map_err(|_| Error::BUSY)
}

/// The whole body, which counts among those held in memory for as long as the permit lives.
async fn read<'a>(
    body: Body,
    most: usize,
    held: &'a Semaphore,
    came: &mut u64,
) -> Result<(Vec<u8>, SemaphorePermit<'a>), Error> {
    let permits = |count: usize| {
        let count = u32::try_from(count).map_err(|_| Error::TOO_LARGE)?;
        held.try_acquire_many(count).map_err(|_| Error::BUSY)
    };
    if body.size_hint().lower() > most as u64 {
        return Err(Error::TOO_LARGE);
    }
    let (mut bytes, mut permit) = (Vec::new(), permits(0)?);
    let mut pieces = body.into_data_stream();
    loop {
        let next = timeout(BODY_SILENCE, pieces.next());
        let Some(piece) = next.await.map_err(|_| Error::BUSY)? else {
            return Ok((bytes, permit));
        };
        let piece = piece.map_err(|_| Error::MALFORMED)?;
        *came += piece.len() as u64;
        if bytes.len() + piece.len() > most {
            return Err(Error::TOO_LARGE);
        }
        permit.merge(permits(piece.len())?);
        bytes.extend_from_slice(&piece);
    }
}

async fn acquire(of: &Semaphore) -> Result<SemaphorePermit<'_>, Error> {
    of.acquire()
        .await
        .map_err(|error| Error::Fault(error.to_string()))
}

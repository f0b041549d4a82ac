//! Sessions of the office: their times, their ends, and the new proof before what is dangerous.

use feltbog_shared::id::{OfficeSessionId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode;

use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::{hash, text};
use crate::services::sign_in::roles;
pub use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::{NewOfficeSession, OfficeSessionRow, SessionMethod};

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
/// The time after a proof in which dangerous acts need no other.
const STEP_UP_MILLIS: i64 = 5 * MINUTE_MILLIS;
/// A session's use is written down at most this often.
const NOTE_MILLIS: i64 = 20_000;
/// The life of a break-glass session.
pub(crate) const BREAK_GLASS_MILLIS: i64 = 30 * MINUTE_MILLIS;
/// Characters of a session token: 256 bits and four to spare.
const TOKEN_LENGTH: usize = 52;
/// The longest name of a browser, in characters.
const BROWSER: usize = 200;

pub(crate) const SIGNED_OUT: Error = Error::Refused(RefusalCode::OfficeSignedOut);

impl OfficeUser {
    /// Checks that the person proved a short time ago who they are.
    ///
    /// # Errors
    /// `StepUpWanted`.
    pub fn require_step_up(&self, app: &App) -> Result<(), Error> {
        let now = app.clock.now();
        self.stepped_up_until
            .is_some_and(|until| now < until)
            .then_some(())
            .ok_or(Error::Refused(RefusalCode::StepUpWanted))
    }
}

/// The longest times of a session, idle and in all, in milliseconds.
pub(crate) fn limits(roles: &[Role]) -> (i64, i64) {
    let is_powerful = roles
        .iter()
        .any(|role| matches!(role, Role::OrgAdmin | Role::PrivacyOfficer));
    match is_powerful {
        true => (15 * MINUTE_MILLIS, 8 * HOUR_MILLIS),
        false => (30 * MINUTE_MILLIS, 10 * HOUR_MILLIS),
    }
}

fn new_token(app: &App) -> (String, [u8; 32]) {
    let token = text(&draw::<TOKEN_LENGTH>(&*app.random));
    let token_hash = hash("office session", &token);
    (token, token_hash)
}

/// A session to begin now, with its token. It ends after the break-glass time at the latest when it is such a one.
pub(super) fn new(
    app: &App,
    person: UserId,
    roles: &[Role],
    method: SessionMethod,
    browser: &str,
    is_stepped_up: bool,
) -> (NewOfficeSession, String) {
    let now = app.clock.now();
    let (idle, longest) = limits(roles);
    let longest = match method {
        SessionMethod::BreakGlass => BREAK_GLASS_MILLIS,
        _ => longest,
    };
    let (token, token_hash) = new_token(app);
    let printable = browser.chars().filter(|c| !c.is_control());
    let row = OfficeSessionRow {
        id: OfficeSessionId::new(now, draw(&*app.random)),
        person,
        name: String::new(),
        method,
        browser: printable.take(BROWSER).collect(),
        begun_at: now,
        seen_at: now,
        idle_until: now.plus_millis(idle.min(longest)),
        ends_at: now.plus_millis(longest),
        stepped_up_until: is_stepped_up.then(|| now.plus_millis(STEP_UP_MILLIS)),
    };
    (NewOfficeSession { row, token_hash }, token)
}

/// Begins a session of a person with a role. The token, for the cookie and nowhere else.
///
/// # Errors
/// `NO_ACCESS` for a person without a role.
pub(super) async fn begin(
    app: &App,
    person: UserId,
    method: SessionMethod,
    browser: &str,
    is_stepped_up: bool,
) -> Result<String, Error> {
    let begun = begin_known(app, person, method, browser, is_stepped_up).await?;
    Ok(begun.1)
}

/// The same, with the session's id.
///
/// # Errors
/// As [`begin`].
pub(super) async fn begin_known(
    app: &App,
    person: UserId,
    method: SessionMethod,
    browser: &str,
    is_stepped_up: bool,
) -> Result<(OfficeSessionId, String), Error> {
    let roles = roles(app, person, app.clock.now()).await?;
    if roles.is_empty() {
        return Err(Error::NO_ACCESS);
    }
    let (session, token) = new(app, person, &roles, method, browser, is_stepped_up);
    app.store.begin_office_session(&session).await?;
    Ok((session.row.id, token))
}

/// The session with a token, unless it has ended or its person has no role any more.
async fn live(app: &App, token: &str, now: Moment) -> Result<(OfficeSessionRow, Vec<Role>), Error> {
    if token.len() != TOKEN_LENGTH {
        return Err(SIGNED_OUT);
    }
    let row = app.store.office_session(hash("office session", token)).await?;
    let row = row.filter(|row| now < row.idle_until && now < row.ends_at);
    let row = row.ok_or(SIGNED_OUT)?;
    let roles = roles(app, row.person, now).await?;
    match roles.is_empty() {
        true => Err(SIGNED_OUT),
        false => Ok((row, roles)),
    }
}

/// The person behind a session token. The session is used by this.
///
/// # Errors
/// `OfficeSignedOut` when nobody is signed in, or not any more.
pub async fn user(app: &App, token: &str) -> Result<OfficeUser, Error> {
    let now = app.clock.now();
    let (row, roles) = live(app, token, now).await?;
    if now.since(row.seen_at) >= NOTE_MILLIS {
        let (idle, _) = limits(&roles);
        let idle_until = now.plus_millis(idle).min(row.ends_at);
        app.store.note_office_session(row.id, now, idle_until).await?;
    }
    Ok(OfficeUser {
        person: row.person,
        session: row.id,
        stepped_up_until: row.stepped_up_until,
    })
}

/// Gives a session another token and the time in which dangerous acts need no new proof. The token.
///
/// # Errors
/// `OfficeSignedOut` when it has ended meanwhile.
pub(super) async fn step_up(app: &App, session: OfficeSessionId) -> Result<String, Error> {
    let (token, token_hash) = new_token(app);
    let until = app.clock.now().plus_millis(STEP_UP_MILLIS);
    let is_there = app.store.step_up_office_session(session, token_hash, until);
    is_there.await?.then_some(token).ok_or(SIGNED_OUT)
}

/// The sessions of a person, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    app: &App,
    person: UserId,
    this: OfficeSessionId,
) -> Result<Vec<office::SessionRow>, Error> {
    let rows = app.store.office_sessions(person, app.clock.now()).await?;
    let row = |row: OfficeSessionRow| office::SessionRow {
        id: row.id.to_string(),
        browser: row.browser,
        begun_at: row.begun_at,
        seen_at: row.seen_at,
        is_this: row.id == this,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Ends one session of a person.
///
/// # Errors
/// `NOT_FOUND` when the person has no such session.
pub async fn end(app: &App, person: UserId, session: OfficeSessionId) -> Result<(), Error> {
    let is_ended = app.store.end_office_session(person, session).await?;
    is_ended.then_some(()).ok_or(Error::NOT_FOUND)
}

/// Ends all sessions of a person.
///
/// # Errors
/// When the database fails.
pub async fn end_all(app: &App, person: UserId) -> Result<(), Error> {
    app.store.end_office_sessions(person).await?;
    Ok(())
}

//! The life of a phone's session: it waits for a confirmation where the organisation asks for one, and ends by itself when
//! the phone is not used.

use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::PhoneConfirmation;

use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::token_hash;
use crate::services::withdrawal;
use crate::state::App;
use crate::store::SessionRow;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// The fewest days that an organisation can set. A phone heard of since then is asked no further.
const FEWEST_DAYS: i64 = 7;
/// The time that a phone waits for its confirmation.
pub const WAIT_MILLIS: i64 = DAY_MILLIS;
/// Digits of the number by which a phone is confirmed.
const NUMBER_DIGITS: usize = 4;

/// Checks that a session holds: it was not ended, waits for nothing, and the phone was used lately. One that was not is
/// ended here; its phone encrypts what it could not send, and sends that after a new code.
///
/// # Errors
/// `WITHDRAWN` for a session that has ended or ends now; `PhoneNotConfirmed` while the phone waits; when the database or
/// the ledger fails.
pub async fn check(app: &App, row: &SessionRow) -> Result<(), Error> {
    if row.is_revoked {
        return Err(Error::WITHDRAWN);
    }
    let now = app.clock.now();
    if row.confirmation.is_some() {
        if now.since(row.enrolled_at) > WAIT_MILLIS {
            withdrawal::revoke(app, row.device).await?;
            return Err(Error::WITHDRAWN);
        }
        return Err(Error::Refused(RefusalCode::PhoneNotConfirmed));
    }
    check_use(app, row, now).await
}

/// Checks that the phone of a session was used lately.
///
/// # Errors
/// `WITHDRAWN` when it was not; when the database or the ledger fails.
pub async fn check_use(app: &App, row: &SessionRow, now: Moment) -> Result<(), Error> {
    let unused = now.since(row.used_at);
    if unused <= FEWEST_DAYS * DAY_MILLIS {
        return Ok(());
    }
    let rules = app.store.phone_rules(row.person).await?;
    if unused <= i64::from(rules.unused_days) * DAY_MILLIS {
        return Ok(());
    }
    tracing::info!(device = %row.device, "a phone was not used for longer than its organisation allows");
    withdrawal::revoke(app, row.device).await?;
    Err(Error::WITHDRAWN)
}

/// The number that stands on a phone which waits for its confirmation.
///
/// # Errors
/// `NOT_SIGNED_IN` and `WITHDRAWN` as for any request; `NOT_FOUND` when the phone does not wait.
pub async fn confirmation(app: &App, token: &str) -> Result<PhoneConfirmation, Error> {
    let hash = token_hash(token).ok_or(Error::NOT_SIGNED_IN)?;
    let row = app.store.session(hash).await?.ok_or(Error::NOT_SIGNED_IN)?;
    match (check(app, &row).await, row.confirmation) {
        (Err(Error::Refused(RefusalCode::PhoneNotConfirmed)), Some(number)) => {
            Ok(PhoneConfirmation { number })
        }
        (Err(error), _) => Err(error),
        (Ok(()), _) => Err(Error::NOT_FOUND),
    }
}

/// A number by which a phone is confirmed.
pub(super) fn new_number(app: &App) -> String {
    let bytes = draw::<NUMBER_DIGITS>(&*app.random);
    bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect()
}

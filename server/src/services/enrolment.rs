//! Enrolling a phone: codes that work once and for a while, and the session they become.
//!
//! Only hashes are kept of codes and tokens. A link's code has 128 random bits; a code to type has
//! 50, so tries with it are counted for each address.

use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;

use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::{LINK_LENGTH, hash, new_token, normal, text};
use crate::services::device_key::Claim;
use crate::services::enrolled::{Enrolled, signed_in_anew};
use crate::services::phone_session;
use crate::state::App;
use crate::store::{Invitation, Redemption};

/// Characters of a code to type.
const TYPED_LENGTH: usize = 10;
/// Lifetime of a code: ten minutes.
pub const CODE_LIFETIME_MILLIS: i64 = 10 * 60 * 1000;
/// Tries with typed codes are counted over this time.
const WINDOW_MILLIS: i64 = 10 * 60 * 1000;
/// Tries with typed codes from one address within that time.
const TRIES: u32 = 10;
/// The longest name of a phone.
const DEVICE_NAME: usize = 80;

/// The two codes of one invitation. Using either uses both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// For a link or a QR code.
    pub link: String,
    /// To type, shown as `XXXXX-XXXXX`.
    pub typed: String,
}

/// A try to redeem a code.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The code as it came.
    pub code: &'a str,
    /// The person's name for the phone.
    pub device_name: &'a str,
    /// Whose code the phone takes.
    pub whose: &'a Whose,
    /// The address that the try comes from.
    pub address: &'a str,
    /// The phone's key, and its proof of it.
    pub key: Option<Claim<'a>>,
}

/// Whose code a phone takes. A code of somebody else is left as it is, to be used in the right place.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    /// This person's and nobody else's: the records of one are never opened, and never sent, by another.
    pub only: Option<UserId>,
    /// Nobody's of these: they have places of their own on the phone.
    pub not: Vec<UserId>,
}

impl Whose {
    fn takes(&self, person: UserId) -> bool {
        self.only.is_none_or(|only| only == person) && !self.not.contains(&person)
    }
}

/// Makes an invitation for a person.
///
/// # Errors
/// When the database fails.
pub async fn invite(app: &App, person: UserId, lifetime_millis: i64) -> Result<Codes, Error> {
    let now = app.clock.now();
    let link = text(&draw::<LINK_LENGTH>(&*app.random));
    let typed = text(&draw::<TYPED_LENGTH>(&*app.random));
    app.store
        .invite(Invitation {
            link_hash: hash("code", &link),
            typed_hash: hash("code", &typed),
            person,
            created_at: now,
            expires_at: now.plus_millis(lifetime_millis),
        })
        .await?;
    let typed = format!("{}-{}", &typed[..TYPED_LENGTH / 2], &typed[TYPED_LENGTH / 2..]);
    Ok(Codes { link, typed })
}

/// The link of an invitation. The code stands behind the `#`, so it reaches no server log.
pub fn link(app: &App, codes: &Codes) -> String {
    format!("{}/enrol#{}", app.config.public_url, codes.link)
}

/// Redeems a code. The phone that has used it may redeem it again while it would work, with the same key: the answer to
/// the first time may be lost.
///
/// # Errors
/// `CodeNotValid` for a code that is unknown, used or too old; `CodeOfAnother` for one that this place of the phone
/// does not take; `ProofNotValid` when the phone does not prove its key; `TooMany` after too many tries.
pub async fn redeem(app: &App, attempt: &Attempt<'_>) -> Result<Enrolled, Error> {
    let refused = || Error::Refused(RefusalCode::CodeNotValid);
    let now = app.clock.now();
    let code = normal(attempt.code);
    if code.len() != LINK_LENGTH {
        check_tries(app, attempt.address, now).await?;
    }
    if code.len() != LINK_LENGTH && code.len() != TYPED_LENGTH {
        return Err(refused());
    }
    let claim = attempt.key.as_ref();
    let key = claim.map(|claim| claim.verify(app, now)).transpose()?;
    let (token, token_hash) = new_token(app);
    let device = DeviceId::new(now, draw(&*app.random));
    let device_name = attempt.device_name.trim().chars().take(DEVICE_NAME).collect();
    let redemption = Redemption {
        code_hash: hash("code", &code),
        device,
        device_name,
        token_hash,
        key,
        confirmation: None,
        now,
    };
    let public_key = redemption.key.as_ref().map(|key| key.public_key.as_slice());
    let invited = app
        .store
        .invited(redemption.code_hash, public_key, now)
        .await?
        .ok_or_else(refused)?;
    if !attempt.whose.takes(invited) {
        return Err(Error::Refused(RefusalCode::CodeOfAnother));
    }
    if let Some(claim) = claim {
        claim.spend(app, now).await?;
    }
    let rules = app.store.phone_rules(invited).await?;
    let redemption = Redemption {
        confirmation: rules.confirms_phones.then(|| phone_session::new_number(app)),
        ..redemption
    };
    app.store.redeem(&redemption).await?.ok_or_else(refused)?;
    signed_in_anew(app, token, token_hash).await
}

async fn check_tries(app: &App, address: &str, now: Moment) -> Result<(), Error> {
    let window = now.millis().div_euclid(WINDOW_MILLIS);
    let tries = app
        .store
        .count_try(app.secret.pseudonym(address.as_bytes()), window)
        .await?;
    if tries <= TRIES {
        return Ok(());
    }
    let left = (window + 1) * WINDOW_MILLIS - now.millis();
    Err(Error::TooMany(u64::try_from(left).unwrap_or(0).div_ceil(1000)))
}

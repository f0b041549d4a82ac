//! The key of a phone: challenges, proofs, and sessions that are renewed with it.
//!
//! Browsers write cookies late, so that a phone which dies loses its session. Its key is kept durably before a code is
//! spent, cannot be exported from the browser, and brings the session back.

use feltbog_shared::device_key::{KEY_BYTES, Purpose, Signed};
use feltbog_shared::id::DeviceId;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{Challenge, KeyProof};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::new_token;
use crate::services::enrolled::{Enrolled, signed_in_anew};
use crate::services::phone_session;
use crate::services::signed_in::SignedIn;
use crate::services::withdrawal;
use crate::state::App;
use crate::store::{NewKey, Renewal, Renewed};

const NOT_PROVED: Error = Error::Refused(RefusalCode::ProofNotValid);

/// A proof, with what it is said to prove.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The request it came with.
    pub purpose: Purpose,
    /// The origin the request came from.
    pub origin: &'a str,
    /// The device; none when it enrols.
    pub device: Option<DeviceId>,
    /// The public key.
    pub public_key: &'a [u8],
    /// The proof.
    pub proof: &'a KeyProof,
}

impl Claim<'_> {
    /// Checks the challenge's age and the signature.
    ///
    /// # Errors
    /// `ProofNotValid`.
    pub fn verify(&self, app: &App, now: Moment) -> Result<NewKey, Error> {
        let proof = self.proof;
        let signed = Signed {
            purpose: self.purpose,
            origin: self.origin,
            device: self.device,
            challenge: proof.challenge,
            counter: proof.counter,
            previous: proof.previous,
        };
        app.secret
            .challenge_end(&proof.challenge, now)
            .ok_or(NOT_PROVED)?;
        // Databases count to here.
        let is_countable = i64::try_from(proof.counter).is_ok();
        if !is_countable || !is_signed(self.public_key, &signed.bytes(), &proof.signature) {
            return Err(NOT_PROVED);
        }
        Ok(NewKey {
            public_key: self.public_key.to_vec(),
            counter: proof.counter,
        })
    }

    /// Uses the challenge up. Only proofs that are right come here, so that nobody else fills the database.
    ///
    /// # Errors
    /// `ProofNotValid` when it was used before, or when the database fails.
    pub async fn spend(&self, app: &App, now: Moment) -> Result<(), Error> {
        let challenge = self.proof.challenge;
        let end = app.secret.challenge_end(&challenge, now).ok_or(NOT_PROVED)?;
        let is_first = app.store.spend_challenge(challenge, end, now).await?;
        is_first.then_some(()).ok_or(NOT_PROVED)
    }
}

fn is_signed(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    if public_key.len() != KEY_BYTES {
        return false;
    }
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(public_key),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    key.verify(message, &signature).is_ok()
}

/// A challenge for a phone to sign.
pub fn challenge(app: &App) -> Challenge {
    app.secret.challenge(draw(&*app.random), app.clock.now())
}

/// Gives a device that was enrolled without a key the one that its phone has made.
///
/// # Errors
/// `ProofNotValid`, or `NoAccess` when the device has another key: a cookie alone never replaces it.
pub async fn register(app: &App, who: &SignedIn, claim: &Claim<'_>) -> Result<(), Error> {
    let now = app.clock.now();
    let key = claim.verify(app, now)?;
    claim.spend(app, now).await?;
    let is_registered = app.store.register_key(who.device, &key, now).await?;
    is_registered.then_some(()).ok_or(Error::NO_ACCESS)
}

/// Gives a device another session in the place of the one that its phone has lost.
///
/// # Errors
/// `NOT_SIGNED_IN` for a device that is unknown or has no key; `ProofNotValid`; `WITHDRAWN` when access on the device
/// was withdrawn, or is withdrawn now because two phones count with one key.
pub async fn renew(app: &App, device: DeviceId, origin: &str, proof: &KeyProof) -> Result<Enrolled, Error> {
    let now = app.clock.now();
    let public_key = app.store.public_key(device).await?;
    let public_key = public_key.ok_or(Error::NOT_SIGNED_IN)?;
    let claim = Claim {
        purpose: Purpose::Renew,
        origin,
        device: Some(device),
        public_key: &public_key,
        proof,
    };
    claim.verify(app, now)?;
    claim.spend(app, now).await?;
    if let Some(row) = app.store.session_of_device(device).await? {
        phone_session::check_use(app, &row, now).await?;
    }
    let (token, token_hash) = new_token(app);
    let renewal = Renewal {
        device,
        counter: proof.counter,
        previous: proof.previous,
        token_hash,
        now,
    };
    match app.store.renew(&renewal).await? {
        Renewed::Session => signed_in_anew(app, token, token_hash).await,
        Renewed::Withdrawn => Err(Error::WITHDRAWN),
        Renewed::Forked => {
            tracing::warn!(%device, "two phones prove themselves with one key: access on the device is withdrawn");
            withdrawal::revoke(app, device).await?;
            Err(Error::WITHDRAWN)
        }
    }
}

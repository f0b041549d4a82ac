//! The limits of tries to sign in, over all servers on one database. A try is counted before the password is hashed.
//!
//! A browser on which the account was signed in before is counted apart, so that strangers lock nobody out.

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;

use crate::clock::draw;
use crate::error::Error;
use crate::services::codes::text;
use crate::state::App;
use crate::store::AttemptLimit;

const MINUTE_MILLIS: i64 = 60_000;
/// Characters of a known browser's name and of its proof: 80 bits each.
const HALF: usize = 16;

/// A try to sign in, which can be forgiven.
pub(super) struct SignInAttempt {
    limits: Vec<AttemptLimit>,
    /// The limit of the address, which a success lessens by one and does not lift.
    address: Option<[u8; 16]>,
}

impl SignInAttempt {
    /// A try with a folded account name.
    pub(super) fn new(app: &App, account: &str, address: &str, known_browser: Option<&str>) -> Self {
        let limit = |kind, account, address, most, minutes| AttemptLimit {
            subject: app.secret.attempt_subject(kind, account, address),
            most,
            window_millis: minutes * MINUTE_MILLIS,
        };
        if let Some(name) = known_browser.and_then(|cookie| browser_name(app, account, cookie)) {
            return Self {
                limits: vec![limit("browser", account, name, 5, 15)],
                address: None,
            };
        }
        let of_address = limit("address", "", address, 50, 60);
        Self {
            limits: vec![
                limit("both", account, address, 5, 15),
                limit("account", account, "", 20, 60),
                of_address,
            ],
            address: Some(of_address.subject),
        }
    }

    /// Counts the try.
    ///
    /// # Errors
    /// `TooMany` while one of the limits has to be waited for.
    pub(super) async fn count(&self, app: &App, person: Option<UserId>, now: Moment) -> Result<(), Error> {
        // A stranger's failures do not stop a browser that is known.
        let person = person.filter(|_| self.address.is_some());
        match app.store.count_sign_in(&self.limits, person, now).await? {
            None => Ok(()),
            Some(until) => {
                let seconds = u64::try_from(until.since(now)).unwrap_or(0).div_ceil(1_000);
                tracing::warn!(seconds, "too many tries to sign in to the office");
                Err(Error::TooMany(seconds.max(1)))
            }
        }
    }

    /// Forgets the try and those before it, because it signed in.
    pub(super) async fn forgive(&self, app: &App, person: UserId) -> Result<(), Error> {
        let is_of_address = |subject: &[u8; 16]| Some(*subject) == self.address;
        let (lessened, forgotten): (Vec<_>, Vec<_>) = self
            .limits
            .iter()
            .map(|limit| limit.subject)
            .partition(is_of_address);
        Ok(app.store.forgive_sign_in(&forgotten, &lessened, person).await?)
    }
}

/// The value of the cookie that tells that an account was signed in on a browser.
pub(super) fn known_browser(app: &App, account: &str) -> String {
    let name = text(&draw::<HALF>(&*app.random));
    let proof = text(&app.secret.known_browser(account, &bytes_of(&name)));
    name + &proof
}

fn bytes_of(name: &str) -> [u8; HALF] {
    let mut bytes = [0; HALF];
    bytes.copy_from_slice(&name.as_bytes()[..HALF]);
    bytes
}

/// The name of a browser on which the account was signed in.
fn browser_name<'a>(app: &App, account: &str, cookie: &'a str) -> Option<&'a str> {
    let is_cookie = cookie.len() == 2 * HALF && cookie.is_ascii();
    let (name, stated) = is_cookie.then(|| cookie.split_at(HALF))?;
    let proofs = app.secret.known_browsers(account, &bytes_of(name));
    proofs.iter().any(|proof| text(proof) == stated).then_some(name)
}

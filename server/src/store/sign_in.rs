//! Accounts, sessions, invitations and identities of the office.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, OfficeSessionId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;

use super::Result;

/// Tries in a row that did not sign in, after which an account takes no more until it is invited again.
pub const MAX_FAILURES: u32 = 100;
/// The first wait after too many tries, in milliseconds. It doubles with each further try.
const FIRST_WAIT_MILLIS: i64 = 60_000;
/// The longest wait, in milliseconds.
pub const LONGEST_WAIT_MILLIS: i64 = 15 * 60_000;

/// A local account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeAccount {
    /// The person.
    pub person: UserId,
    /// The folded mail address.
    pub mail: String,
    /// The salt of the password's hash.
    pub password_salt: [u8; 16],
    /// The keyed hash of the password.
    pub password_hash: [u8; 32],
    /// The encrypted secret of the one-time codes.
    pub totp_secret: Vec<u8>,
    /// The last time step whose code was used.
    pub last_totp_step: u64,
}

/// A limit of tries of one subject within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttemptLimit {
    /// Keyed hash of the account, the address, both, or a browser.
    pub subject: [u8; 16],
    /// Tries without a wait.
    pub most: u32,
    /// The window in milliseconds.
    pub window_millis: i64,
}

/// The tries of a subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Tries within the window.
    pub tries: u32,
    /// The beginning of the window.
    pub began_at: Moment,
    /// The end of the wait.
    pub wait_until: Moment,
}

impl Attempts {
    /// The tries after one more.
    ///
    /// # Errors
    /// The end of the wait, when it is not over.
    pub fn take(&self, limit: &AttemptLimit, now: Moment) -> std::result::Result<Self, Moment> {
        if now < self.wait_until {
            return Err(self.wait_until);
        }
        let is_over = self.tries == 0 || now.since(self.began_at) >= limit.window_millis;
        let (tries, began_at) = match is_over {
            true => (1, now),
            false => (self.tries.saturating_add(1), self.began_at),
        };
        let wait = tries.checked_sub(limit.most).map_or(0, |over| {
            (FIRST_WAIT_MILLIS << over.min(10)).min(LONGEST_WAIT_MILLIS)
        });
        Ok(Self {
            tries,
            began_at,
            wait_until: match wait {
                0 => Moment::from_millis(0),
                wait => now.plus_millis(wait),
            },
        })
    }
}

/// The way in which a session of the office began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionMethod {
    /// Password and one-time code.
    Password,
    /// A provider of identities.
    Provider {
        /// The key by which it is configured.
        key: String,
        /// The issuer.
        issuer: String,
        /// The person's subject there.
        subject: String,
        /// The provider's own session, where it names one.
        sid: Option<String>,
    },
    /// A link of `feltbog break-glass`.
    BreakGlass,
}

/// A session of the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeSessionRow {
    /// The id.
    pub id: OfficeSessionId,
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The way of signing in.
    pub method: SessionMethod,
    /// The browser, as it names itself.
    pub browser: String,
    /// The beginning.
    pub begun_at: Moment,
    /// The last request that was written down.
    pub seen_at: Moment,
    /// The end unless it is used before.
    pub idle_until: Moment,
    /// The end in any case.
    pub ends_at: Moment,
    /// The end of the time in which dangerous acts need no new proof.
    pub stepped_up_until: Option<Moment>,
}

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewOfficeSession {
    /// Its id, person, method, browser and times.
    pub row: OfficeSessionRow,
    /// Hash of its token.
    pub token_hash: [u8; 32],
}

/// An invitation to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeInvitation {
    /// Hash of the link's token.
    pub token_hash: [u8; 32],
    /// The person.
    pub person: UserId,
    /// The reason of a break-glass link; nothing for an invitation.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it stops working.
    pub expires_at: Moment,
}

/// An account that an invitation leads to.
#[derive(Clone, Debug)]
pub struct NewOfficeAccount {
    /// Hash of the link's token.
    pub token_hash: [u8; 32],
    /// The account. Its person is the one that the invitation names.
    pub account: OfficeAccount,
    /// Hashes of its recovery codes.
    pub recovery_codes: Vec<[u8; 32]>,
    /// When.
    pub now: Moment,
}

/// The outcome of an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The account stands.
    Account,
    /// The invitation is unknown, used or too old.
    NotValid,
    /// The mail address belongs to another account.
    MailTaken,
}

/// A sign-in that has gone to its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcFlow {
    /// The key of the provider.
    pub provider: String,
    /// The state that has to come back.
    pub state: String,
    /// The nonce that the identity token has to hold.
    pub nonce: String,
    /// The verifier of PKCE.
    pub verifier: String,
    /// The path to go to afterwards.
    pub return_path: String,
    /// The identity that it came back with, as JSON, while the person is asked whether to bind it.
    pub claimed: Option<String>,
    /// Hash of the invitation that binds the person to the identity.
    pub invitation: Option<[u8; 32]>,
    /// The session that is to be stepped up.
    pub session: Option<OfficeSessionId>,
    /// When it stops working.
    pub expires_at: Moment,
}

/// The place that a provider's groups give a role in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProviderPlace {
    /// One department.
    Department(DepartmentId),
    /// All departments of an organisation, those that come later too.
    Organisation(OrganisationId),
}

impl ProviderPlace {
    /// The bytes of its id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        match self {
            Self::Department(id) => id.as_bytes(),
            Self::Organisation(id) => id.as_bytes(),
        }
    }
}

/// A grant by a provider's groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProviderGrant {
    /// The department or the organisation.
    pub place: ProviderPlace,
    /// The role.
    pub role: Role,
    /// The end of the period, where one is configured.
    pub until: Option<Moment>,
}

/// A session whose provider is to be asked whether it still knows the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRefresh {
    /// The session.
    pub session: OfficeSessionId,
    /// The person.
    pub person: UserId,
    /// The key by which the provider is configured.
    pub key: String,
    /// The issuer.
    pub issuer: String,
    /// The person's subject there.
    pub subject: String,
    /// The encrypted refresh token.
    pub token: Vec<u8>,
}

/// Keeps who signs in to the office.
#[async_trait]
pub trait SignInStore: Send + Sync + 'static {
    /// The name of a person.
    async fn person_name(&self, person: UserId) -> Result<Option<String>>;
    /// The mail address at work that administrators entered for a person, or empty.
    async fn person_mail(&self, person: UserId) -> Result<String>;
    /// The people with a number as an employee of any organisation, in order of their ids.
    async fn people_by_number(&self, number: &str) -> Result<Vec<UserId>>;
    /// The people of an organisation who have an account.
    async fn people_with_accounts(&self, organisation: OrganisationId) -> Result<BTreeSet<UserId>>;
    /// The account with a folded mail address.
    async fn office_account_by_mail(&self, mail: &str) -> Result<Option<OfficeAccount>>;
    /// The account of a person.
    async fn office_account(&self, person: UserId) -> Result<Option<OfficeAccount>>;
    /// Counts a try against each limit, and as a failure of the person's account until it is forgiven. The end of the
    /// wait when one of them does not take it: nothing is counted then.
    async fn count_sign_in(
        &self,
        limits: &[AttemptLimit],
        person: Option<UserId>,
        now: Moment,
    ) -> Result<Option<Moment>>;
    /// Forgets the tries of these subjects, takes one try from these others, and forgets the person's failures.
    async fn forgive_sign_in(
        &self,
        forgotten: &[[u8; 16]],
        lessened: &[[u8; 16]],
        person: UserId,
    ) -> Result<()>;
    /// Uses a time step of one-time codes up. Whether it is later than every one that was used.
    async fn use_totp_step(&self, person: UserId, step: u64) -> Result<bool>;
    /// Uses a recovery code up. Whether it was there and unused.
    async fn use_recovery_code(&self, person: UserId, hash: [u8; 32], now: Moment) -> Result<bool>;

    /// Begins a session.
    async fn begin_office_session(&self, session: &NewOfficeSession) -> Result<()>;
    /// The session with a token, until it is deleted.
    async fn office_session(&self, token_hash: [u8; 32]) -> Result<Option<OfficeSessionRow>>;
    /// Writes down that a session is used.
    async fn note_office_session(
        &self,
        id: OfficeSessionId,
        seen_at: Moment,
        idle_until: Moment,
    ) -> Result<()>;
    /// Gives a session another token and the time in which dangerous acts need no proof. Whether it was there.
    async fn step_up_office_session(
        &self,
        id: OfficeSessionId,
        token_hash: [u8; 32],
        until: Moment,
    ) -> Result<bool>;
    /// The sessions of a person that have not ended, the newest first.
    async fn office_sessions(&self, person: UserId, now: Moment) -> Result<Vec<OfficeSessionRow>>;
    /// Ends a session of a person. Whether it was there.
    async fn end_office_session(&self, person: UserId, id: OfficeSessionId) -> Result<bool>;
    /// Ends the sessions of a person. The number of sessions.
    async fn end_office_sessions(&self, person: UserId) -> Result<u64>;
    /// Ends sessions that began at an issuer: those with its session, or those of its subject. The number of sessions.
    async fn end_provider_sessions(
        &self,
        issuer: &str,
        sid: Option<&str>,
        subject: Option<&str>,
    ) -> Result<u64>;

    /// Keeps the encrypted refresh token of a session, in the place of an earlier one, and the time from which its provider
    /// is to be asked. Whether the session is there.
    async fn keep_provider_refresh(
        &self,
        session: OfficeSessionId,
        token: &[u8],
        due_at: Moment,
    ) -> Result<bool>;
    /// The sessions that have not ended and whose provider is to be asked now, at most `limit`. Nobody else gets them until
    /// `again_at`.
    async fn take_provider_refreshes(
        &self,
        now: Moment,
        again_at: Moment,
        limit: u32,
    ) -> Result<Vec<ProviderRefresh>>;

    /// Keeps an invitation.
    async fn invite_to_office(&self, invitation: &OfficeInvitation) -> Result<()>;
    /// The invitation with a token that can be used.
    async fn office_invitation(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<OfficeInvitation>>;
    /// Uses an invitation up and makes the account, or gives the one that stands other factors. The person's sessions
    /// and other invitations end.
    async fn accept_office_invitation(&self, accepted: &NewOfficeAccount) -> Result<Acceptance>;
    /// Uses a break-glass link up: begins the session and makes its person administrator of every department until it
    /// ends. Whether the link could be used.
    async fn break_glass(&self, token_hash: [u8; 32], session: &NewOfficeSession, role: Role)
    -> Result<bool>;

    /// Keeps a sign-in that goes to its provider.
    async fn begin_oidc_flow(&self, token_hash: [u8; 32], flow: &OidcFlow, now: Moment) -> Result<()>;
    /// Takes it out, once.
    async fn take_oidc_flow(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<OidcFlow>>;
    /// The person behind an identity.
    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<UserId>>;
    /// Uses an invitation up and binds its person to an identity. The person; nothing when the invitation cannot be used
    /// or the identity belongs to somebody else.
    async fn bind_identity(
        &self,
        token_hash: [u8; 32],
        issuer: &str,
        subject: &str,
        now: Moment,
    ) -> Result<Option<UserId>>;
    /// Makes and ends the grants that an issuer gave a person, until they are exactly these. Whether anything changed.
    async fn set_provider_grants(
        &self,
        issuer: &str,
        person: UserId,
        wanted: &[ProviderGrant],
        now: Moment,
    ) -> Result<bool>;
    /// Notes the name of a logout token until it expires. Whether it is the first time.
    async fn use_logout_token(
        &self,
        issuer: &str,
        jti: &str,
        expires_at: Moment,
        now: Moment,
    ) -> Result<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_a_new_window_forgets() {
        let limit = AttemptLimit {
            subject: [0; 16],
            most: 3,
            window_millis: 15 * 60_000,
        };
        let at = |seconds: i64| Moment::from_millis(1_000_000_000 + seconds * 1_000);
        let mut attempts = Attempts::default();
        let mut now = 0;
        for wait in [0, 0, 60, 120, 240] {
            attempts = attempts.take(&limit, at(now)).expect("a try");
            if wait > 0 {
                assert_eq!(attempts.take(&limit, at(now + wait - 1)), Err(at(now + wait)));
            }
            now += wait;
        }
        assert_eq!(attempts.tries, 5);
        attempts = attempts.take(&limit, at(900)).expect("a new window");
        assert_eq!((attempts.tries, attempts.began_at), (1, at(900)));
        let longest = Attempts {
            tries: 50,
            began_at: at(0),
            wait_until: at(0),
        };
        let after = longest.take(&limit, at(1)).expect("a try");
        assert_eq!(after.wait_until, at(901));
    }
}

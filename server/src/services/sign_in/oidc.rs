//! Signing in to the office by OpenID Connect: the code flow with PKCE, and the end of sessions at the provider's wish.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use feltbog_shared::id::{OfficeSessionId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
    CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreIdTokenVerifier, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::url::Url;
use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, HttpRequest, HttpResponse, IdToken, IdTokenClaims, IssuerUrl,
    JsonWebKey as _, JsonWebKeyId, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RefreshToken, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::session::{self, SIGNED_OUT};
use super::settings::{ProviderKind, ProviderSettings};
use super::{groups, invitation};
use crate::clock::draw;
use crate::error::Error;
use crate::outbound::{Bytes, CallError, Outbound, is_loopback};
use crate::services::codes::{hash, text};
use crate::state::{App, State};
use crate::store::{OidcFlow, ProviderRefresh, SessionMethod};

/// Characters of a flow's token, its state, its nonce and its verifier: 256 bits and four to spare.
const TOKEN_LENGTH: usize = 52;
/// The life of a sign-in that has gone to its provider.
pub const FLOW_MILLIS: i64 = 10 * 60_000;
/// The difference of clocks that is taken.
const LEEWAY_MILLIS: i64 = 60_000;
/// The longest age of an identity token, and of a logout token, when it comes.
const TOKEN_AGE_MILLIS: i64 = 10 * 60_000;
const LOGOUT_AGE_MILLIS: i64 = 2 * 60_000;
/// The time for which a discovery document is used, and the shortest time between two of its fetches.
const METADATA_MILLIS: i64 = 24 * 3_600_000;
const REFETCH_MILLIS: i64 = 60_000;
/// The time between two questions to a provider whether it still knows somebody, and after one without an answer.
const REFRESH_MILLIS: i64 = 3_600_000;
const REFRESH_AGAIN_MILLIS: i64 = 5 * 60_000;
/// The time between two looks for questions that are due.
const REFRESH_LOOK: Duration = Duration::from_secs(60);
/// Most questions of one look.
const REFRESHES: u32 = 50;
/// The event that a logout token tells of.
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The page of the office app that people go to when none is named.
const OFFICE: &str = "/kontor";

const NOT_VALID: Error = Error::Refused(RefusalCode::ProviderAnswerNotValid);

type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Claims = IdTokenClaims<MoreClaims, CoreGenderClaim>;
type Identity =
    IdToken<MoreClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Values of a discovery document that the library does not know.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MoreMetadata {
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

/// Claims that the library does not know.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MoreClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for MoreClaims {}

impl MoreClaims {
    fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }
}

/// The configured providers, and what they were last found to say of themselves.
#[derive(Debug)]
pub struct Providers {
    outbound: Outbound,
    all: Vec<Provider>,
}

#[derive(Debug)]
struct Provider {
    settings: ProviderSettings,
    known: Mutex<Option<(Arc<Metadata>, Moment)>>,
}

impl Providers {
    /// Providers by their settings. Nobody is called yet.
    pub fn new(settings: &[ProviderSettings], allows_plain_loopback: bool) -> Self {
        let addresses = settings.iter().flat_map(ProviderSettings::addresses);
        let addresses: Vec<_> = addresses.collect();
        let provider = |settings: &ProviderSettings| Provider {
            settings: settings.clone(),
            known: Mutex::default(),
        };
        Self {
            outbound: Outbound::for_sign_in(&addresses, allows_plain_loopback),
            all: settings.iter().map(provider).collect(),
        }
    }

    /// Key and name of each.
    pub fn choices(&self) -> Vec<(String, String)> {
        let choice = |provider: &Provider| {
            let ProviderSettings { key, name, .. } = &provider.settings;
            (key.clone(), name.clone())
        };
        self.all.iter().map(choice).collect()
    }

    /// The tenants of Entra, each with its issuer.
    pub fn entra_issuers(&self) -> Vec<(String, String)> {
        let all = self.all.iter().map(|provider| &provider.settings);
        let entra = all.filter(|settings| settings.kind == ProviderKind::Entra);
        entra
            .filter_map(|settings| Some((settings.tenant()?, settings.issuer.clone())))
            .collect()
    }

    fn get(&self, key: &str) -> Result<&Provider, Error> {
        let mut all = self.all.iter();
        all.find(|provider| provider.settings.key == key)
            .ok_or(Error::NOT_FOUND)
    }
}

/// A sign-in that goes to its provider.
#[derive(Clone, Debug)]
pub struct BegunFlow {
    /// The address to go to.
    pub address: String,
    /// The value of the cookie that has to be there when the person comes back.
    pub token: String,
}

/// A wish to sign in by a provider.
#[derive(Clone, Debug, Default)]
pub struct FlowWish {
    /// The path to go to afterwards.
    pub return_path: String,
    /// The token of the invitation that binds the person to the identity.
    pub invitation: Option<String>,
    /// The session that is to be stepped up.
    pub session: Option<OfficeSessionId>,
    /// Whether the provider is to ask again who it is, as after signing out.
    pub asks_again: bool,
}

/// A path of the office app; its first page for any other.
fn safe_path(path: &str) -> String {
    let is_office = path == OFFICE || path.starts_with("/kontor/") || path.starts_with("/kontor?");
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\' && c != '"' && c != '<' && c != '>';
    match is_office && !path.contains("//") && path.chars().all(is_plain) {
        true => path.to_owned(),
        false => OFFICE.to_owned(),
    }
}

fn redirect_address(app: &App, key: &str) -> String {
    format!("{}{OFFICE}/callback/{key}", app.config.public_url)
}

/// Begins a sign-in.
///
/// # Errors
/// `NOT_FOUND` for an unknown provider; `ProviderAway`; `InvitationNotValid`.
pub async fn begin(app: &App, key: &str, wish: FlowWish) -> Result<BegunFlow, Error> {
    let provider = app.providers.get(key)?;
    let now = app.clock.now();
    let invitation = wish.invitation.as_deref().map(invitation::token_hash);
    if let Some(token_hash) = invitation {
        let found = app.store.office_invitation(token_hash, now).await?;
        found.ok_or(Error::Refused(RefusalCode::InvitationNotValid))?;
    }
    let metadata = provider.metadata(app, now).await?;
    let random = || text(&draw::<TOKEN_LENGTH>(&*app.random));
    let (token, state, nonce, verifier) = (random(), random(), random(), random());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
    let client = provider.client(app, &metadata)?;
    let (stated, nonced) = (state.clone(), nonce.clone());
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(stated.clone()),
            move || Nonce::new(nonced.clone()),
        )
        .set_pkce_challenge(challenge)
        .add_scope(Scope::new("profile".to_owned()))
        .add_extra_param("response_mode", "query");
    for scope in &provider.settings.scopes {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    if wish.session.is_some() {
        request = request.set_max_age(Duration::ZERO);
    }
    // Whoever is bound is not to be the one who sat there before.
    if wish.session.is_some() || wish.asks_again || invitation.is_some() {
        request = request.add_extra_param("prompt", "login");
    }
    let (address, ..) = request.url();
    let flow = OidcFlow {
        provider: key.to_owned(),
        state,
        nonce,
        verifier,
        return_path: safe_path(&wish.return_path),
        claimed: None,
        invitation,
        session: wish.session,
        expires_at: now.plus_millis(FLOW_MILLIS),
    };
    app.store
        .begin_oidc_flow(hash("oidc flow", &token), &flow, now)
        .await?;
    Ok(BegunFlow {
        address: address.into(),
        token,
    })
}

/// The answer that a browser brings back from its provider.
#[derive(Clone, Debug, Default)]
pub struct CallbackAnswer {
    /// The code.
    pub code: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The issuer.
    pub iss: Option<String>,
    /// The provider's error.
    pub error: Option<String>,
}

/// The outcome of a sign-in that comes back.
#[derive(Clone, Debug)]
pub enum FinishedFlow {
    /// The person is signed in.
    SignedIn {
        /// The session token.
        token: String,
        /// The path to go to.
        return_path: String,
    },
    /// The person is asked whether to bind the identity.
    Asked {
        /// The value of the cookie that has to be there with the answer.
        token: String,
        /// The account at the provider, as it is shown there.
        account: String,
        /// The name of the person whom the invitation names.
        person: String,
    },
}

/// An identity that a sign-in came back with.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Claimed {
    subject: String,
    sid: Option<String>,
    groups: Option<Vec<String>>,
    /// The encrypted refresh token, where the provider gave one.
    #[serde(default)]
    refresh: Option<Vec<u8>>,
}

/// Ends a sign-in that comes back from its provider.
///
/// # Errors
/// `ProviderAnswerNotValid` for an answer that does not belong to this browser's sign-in or proves nothing;
/// `ProviderAway`; `IdentityUnknown`; `GroupsUnknown`; `InvitationNotValid`; `NO_ACCESS` for a person without a role.
pub async fn finish(
    app: &App,
    key: &str,
    token: Option<&str>,
    answer: CallbackAnswer,
    browser: &str,
) -> Result<FinishedFlow, Error> {
    let now = app.clock.now();
    let provider = app.providers.get(key)?;
    let flow = take_flow(app, key, token, now).await?;
    if flow.claimed.is_some() || answer.state.as_deref() != Some(&flow.state) {
        return Err(not_valid(key, "state"));
    }
    let mut metadata = provider.metadata(app, now).await?;
    let is_iss_wanted = metadata
        .additional_metadata()
        .authorization_response_iss_parameter_supported;
    if (is_iss_wanted || answer.iss.is_some()) && answer.iss.as_deref() != Some(&provider.settings.issuer) {
        return Err(not_valid(key, "iss of the answer"));
    }
    if let Some(error) = answer.error {
        return Err(not_valid(
            key,
            &format!("the provider refused: {}", printable(&error)),
        ));
    }
    let code = answer.code.ok_or_else(|| not_valid(key, "no code"))?;
    let (raw, refresh_token) = provider
        .exchange(app, &metadata, code, flow.verifier.clone())
        .await?;
    let identity: Identity = raw.parse().map_err(|_| not_valid(key, "id_token"))?;
    let expected = ExpectedToken {
        nonce: Some(flow.nonce.clone()),
        proven_after: flow.session.map(|_| flow.expires_at.plus_millis(-FLOW_MILLIS)),
    };
    let mut verified = provider.verify(&identity, &metadata, &expected, now);
    if let Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) =
        &verified
    {
        metadata = provider.refetch(app, now).await?;
        verified = provider.verify(&identity, &metadata, &expected, now);
    }
    let claims = verified.map_err(|error| not_valid(key, &error.to_string()))?;
    let subject = provider
        .subject(claims)
        .map_err(|reason| not_valid(key, reason))?;
    let issuer = provider.settings.issuer.as_str();
    if let Some(session) = flow.session {
        return Ok(FinishedFlow::SignedIn {
            token: finish_step_up(app, session, issuer, &subject).await?,
            return_path: flow.return_path,
        });
    }
    let claimed = Claimed {
        groups: provider.groups(claims.additional_claims())?,
        sid: claims.additional_claims().text("sid").map(str::to_owned),
        refresh: refresh_token.and_then(|token| sealed(app, (issuer, &subject), &token)),
        subject,
    };
    if let Some(invitation) = flow.invitation {
        let account = claims
            .preferred_username()
            .map(|name| name.as_str())
            .or_else(|| claims.email().map(|mail| mail.as_str()))
            .unwrap_or(&claimed.subject);
        return ask(app, &flow, invitation, &claimed, printable(account)).await;
    }
    let known = app.store.identity(issuer, &claimed.subject).await?;
    let person = known.ok_or_else(|| {
        tracing::warn!(provider = key, "an identity that is bound to nobody");
        Error::Refused(RefusalCode::IdentityUnknown)
    })?;
    let token = provider.begin_session(app, person, claimed, browser).await?;
    Ok(FinishedFlow::SignedIn {
        token,
        return_path: flow.return_path,
    })
}

/// The sign-in that waits in a browser. It waits no longer.
async fn take_flow(app: &App, key: &str, token: Option<&str>, now: Moment) -> Result<OidcFlow, Error> {
    let token = token.ok_or(NOT_VALID)?;
    let flow = app.store.take_oidc_flow(hash("oidc flow", token), now).await?;
    let flow = flow.ok_or_else(|| not_valid(key, "no sign-in of this browser waits for it"))?;
    match flow.provider == key {
        true => Ok(flow),
        false => Err(not_valid(key, "the sign-in went to another provider")),
    }
}

/// Keeps an identity until the person has said whose it is.
async fn ask(
    app: &App,
    flow: &OidcFlow,
    invitation: [u8; 32],
    claimed: &Claimed,
    account: String,
) -> Result<FinishedFlow, Error> {
    let now = app.clock.now();
    let not_valid = Error::Refused(RefusalCode::InvitationNotValid);
    let found = app.store.office_invitation(invitation, now).await?;
    let person = found.ok_or(not_valid)?.person;
    let claimed = serde_json::to_string(claimed).map_err(|error| Error::Fault(error.to_string()))?;
    let token = text(&draw::<TOKEN_LENGTH>(&*app.random));
    let asked = OidcFlow {
        claimed: Some(claimed),
        expires_at: now.plus_millis(FLOW_MILLIS),
        ..flow.clone()
    };
    app.store
        .begin_oidc_flow(hash("oidc flow", &token), &asked, now)
        .await?;
    Ok(FinishedFlow::Asked {
        token,
        account,
        person: app.store.person_name(person).await?.unwrap_or_default(),
    })
}

/// Binds the person of an invitation to the identity that the person has said is theirs, and signs in. Session token
/// and the path to go to.
///
/// # Errors
/// As [`finish`].
pub async fn confirm(
    app: &App,
    key: &str,
    token: Option<&str>,
    browser: &str,
) -> Result<(String, String), Error> {
    let now = app.clock.now();
    let provider = app.providers.get(key)?;
    let flow = take_flow(app, key, token, now).await?;
    let (Some(claimed), Some(invitation)) = (&flow.claimed, flow.invitation) else {
        return Err(not_valid(key, "nobody was asked"));
    };
    let claimed: Claimed = serde_json::from_str(claimed).map_err(|error| Error::Fault(error.to_string()))?;
    let issuer = &provider.settings.issuer;
    let bound = app
        .store
        .bind_identity(invitation, issuer, &claimed.subject, now)
        .await?;
    let person = bound.ok_or(Error::Refused(RefusalCode::InvitationNotValid))?;
    let token = provider.begin_session(app, person, claimed, browser).await?;
    Ok((token, flow.return_path))
}

/// Steps a session up for the person whose it is.
async fn finish_step_up(
    app: &App,
    id: OfficeSessionId,
    issuer: &str,
    subject: &str,
) -> Result<String, Error> {
    let person = app.store.identity(issuer, subject).await?.ok_or(NOT_VALID)?;
    let rows = app.store.office_sessions(person, app.clock.now()).await?;
    rows.iter().find(|row| row.id == id).ok_or(SIGNED_OUT)?;
    session::step_up(app, id).await
}

/// Tells the log why an answer is not taken. The person is told no more than that.
fn not_valid(provider: &str, reason: &str) -> Error {
    tracing::warn!(provider, reason, "an answer to a sign-in is not taken");
    NOT_VALID
}

fn away(provider: &str, reason: &dyn std::fmt::Display) -> Error {
    tracing::warn!(provider, %reason, "a provider of identities does not answer as it should");
    Error::Refused(RefusalCode::ProviderAway)
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// The moment in the form of the library.
fn system_time(moment: Moment) -> SystemTime {
    let millis = u64::try_from(moment.millis()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}

fn moment(time: impl Into<SystemTime>) -> Moment {
    let since = time
        .into()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A call in the form of the library.
async fn call(outbound: Outbound, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let answer = outbound.send(request.map(Bytes::from)).await?;
    Ok(answer.map(|body| body.to_vec()))
}

impl Provider {
    fn remember(&self, metadata: &Arc<Metadata>, now: Moment) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((metadata.clone(), now));
    }

    fn remembered(&self) -> Option<(Arc<Metadata>, Moment)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn metadata(&self, app: &App, now: Moment) -> Result<Arc<Metadata>, Error> {
        match self.remembered() {
            Some((metadata, at)) if now.since(at) < METADATA_MILLIS => Ok(metadata),
            _ => self.fetch(app, now).await,
        }
    }

    /// The metadata with keys that are new, as after a change of keys; the same as before when they are.
    async fn refetch(&self, app: &App, now: Moment) -> Result<Arc<Metadata>, Error> {
        match self.remembered() {
            Some((metadata, at)) if now.since(at) < REFETCH_MILLIS => Ok(metadata),
            _ => self.fetch(app, now).await,
        }
    }

    async fn fetch(&self, app: &App, now: Moment) -> Result<Arc<Metadata>, Error> {
        let key = &self.settings.key;
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| away(key, &error))?;
        let call = |request| call(app.providers.outbound.clone(), request);
        let found: Result<Metadata, DiscoveryError<CallError>> =
            Metadata::discover_async(issuer, &call).await;
        let metadata = found.map_err(|error| match error {
            DiscoveryError::Request(error) => away(key, &error),
            error => away(key, &error),
        })?;
        let authorization = metadata.authorization_endpoint().url();
        let is_plain = !app.config.is_secure() && is_loopback(authorization.host_str().unwrap_or_default());
        if authorization.scheme() != "https" && !is_plain {
            return Err(away(
                key,
                &"the authorization endpoint is not reached by https://",
            ));
        }
        let metadata = Arc::new(metadata);
        self.remember(&metadata, now);
        Ok(metadata)
    }

    fn client(
        &self,
        app: &App,
        metadata: &Metadata,
    ) -> Result<
        CoreClient<
            openidconnect::EndpointSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointNotSet,
            openidconnect::EndpointMaybeSet,
            openidconnect::EndpointMaybeSet,
        >,
        Error,
    > {
        let redirect = RedirectUrl::new(redirect_address(app, &self.settings.key));
        let redirect = redirect.map_err(|error| Error::Fault(error.to_string()))?;
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.0.clone())),
        );
        Ok(client.set_redirect_uri(redirect))
    }

    /// The identity token that a code stands for, and a refresh token where the provider gives one.
    async fn exchange(
        &self,
        app: &App,
        metadata: &Metadata,
        code: String,
        verifier: String,
    ) -> Result<(String, Option<String>), Error> {
        let key = &self.settings.key;
        let client = self.client(app, metadata)?;
        let call = |request| call(app.providers.outbound.clone(), request);
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| away(key, &error))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answered = request.request_async(&call).await;
        let answer = answered.map_err(|error| match error {
            RequestTokenError::ServerResponse(error) => not_valid(
                key,
                &format!("the code is not taken: {}", printable(&error.to_string())),
            ),
            RequestTokenError::Request(error) => away(key, &error),
            RequestTokenError::Parse(..) => not_valid(key, "the token endpoint's answer cannot be read"),
            RequestTokenError::Other(reason) => away(key, &reason),
        })?;
        let token = answer.id_token().ok_or_else(|| not_valid(key, "no id_token"))?;
        let refresh = answer.refresh_token().map(|token| token.secret().clone());
        Ok((token.to_string(), refresh))
    }

    /// The claims of an identity token that is as expected.
    fn verify<'a>(
        &self,
        identity: &'a Identity,
        metadata: &Metadata,
        expected: &ExpectedToken,
        now: Moment,
    ) -> Result<&'a Claims, ClaimsVerificationError> {
        let proven_after = expected.proven_after;
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(self.settings.client_id.clone()),
            ClientSecret::new(self.settings.client_secret.0.clone()),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        ])
        .set_time_fn(move || system_time(now.plus_millis(-LEEWAY_MILLIS)).into())
        .set_issue_time_verifier_fn(move |issued_at| {
            let age = now.since(moment(issued_at));
            match (-LEEWAY_MILLIS..=TOKEN_AGE_MILLIS).contains(&age) {
                true => Ok(()),
                false => Err("iat is not of now".to_owned()),
            }
        })
        .set_auth_time_verifier_fn(move |auth_time| {
            let is_fresh = proven_after.is_none_or(|begun_at| {
                auth_time.is_some_and(|at| moment(at).since(begun_at) >= -LEEWAY_MILLIS)
            });
            match is_fresh {
                true => Ok(()),
                false => Err("auth_time is not after the wish".to_owned()),
            }
        });
        // A token of a refresh answers no sign-in.
        let claims = match &expected.nonce {
            Some(nonce) => identity.claims(&verifier, &Nonce::new(nonce.clone()))?,
            None => identity.claims(&verifier, |_: Option<&Nonce>| Ok::<(), String>(()))?,
        };
        let azp = claims.authorized_party();
        if azp.is_some_and(|azp| azp.as_str() != self.settings.client_id) {
            return Err(ClaimsVerificationError::InvalidAudience("azp".to_owned()));
        }
        let not_before = claims.additional_claims().claims.get("nbf");
        let is_begun = not_before.is_none_or(|nbf| {
            nbf.as_f64()
                .is_some_and(|nbf| nbf * 1_000.0 <= now.plus_millis(LEEWAY_MILLIS).millis() as f64)
        });
        match is_begun {
            true => Ok(claims),
            false => Err(ClaimsVerificationError::Expired("nbf".to_owned())),
        }
    }

    /// The name of the person at the issuer.
    fn subject(&self, claims: &Claims) -> Result<String, &'static str> {
        let more = claims.additional_claims();
        if self.settings.kind == ProviderKind::Generic {
            return Ok(claims.subject().to_string());
        }
        let tenant = more.text("tid").map(str::to_ascii_lowercase);
        if tenant.is_none() || tenant != self.settings.tenant() {
            return Err("tid is not the configured tenant");
        }
        if more.text("ver") != Some("2.0") {
            return Err("ver is not 2.0");
        }
        let is_guest = more.text("idp").is_some_and(|idp| idp != self.settings.issuer);
        if is_guest && !self.settings.allows_guests {
            return Err("a guest of the tenant");
        }
        let oid = more.text("oid").filter(|oid| !oid.is_empty());
        oid.map(str::to_owned).ok_or("oid is missing")
    }

    /// The groups of the person; nothing where no roles depend on them.
    fn groups(&self, more: &MoreClaims) -> Result<Option<Vec<String>>, Error> {
        if self.settings.groups.is_empty() {
            return Ok(None);
        }
        let unknown = || {
            tracing::error!(
                provider = self.settings.key,
                claim = self.settings.groups_claim,
                "the provider does not tell a person's groups: the claim is missing, or there are too many groups"
            );
            Error::Refused(RefusalCode::GroupsUnknown)
        };
        let first = self.settings.groups_claim.split('.').next().unwrap_or_default();
        let names = more.claims.get("_claim_names");
        let is_elsewhere =
            names.is_some_and(|names| names.get(first).is_some()) || more.claims.contains_key("hasgroups");
        let mut parts = self.settings.groups_claim.split('.');
        let found = parts.next().and_then(|name| more.claims.get(name));
        let found = parts.try_fold(found, |value, name| Some(value?.get(name)));
        let list = found.flatten().and_then(Value::as_array).ok_or_else(unknown)?;
        if is_elsewhere {
            return Err(unknown());
        }
        let groups = list.iter().map(|value| value.as_str().map(str::to_owned));
        groups.collect::<Option<Vec<_>>>().map(Some).ok_or_else(unknown)
    }

    /// Begins a session of the person behind an identity, with the grants that its groups give. The session token.
    async fn begin_session(
        &self,
        app: &App,
        person: UserId,
        claimed: Claimed,
        browser: &str,
    ) -> Result<String, Error> {
        groups::apply(app, &self.settings, person, claimed.groups).await?;
        let method = SessionMethod::Provider {
            key: self.settings.key.clone(),
            issuer: self.settings.issuer.clone(),
            subject: claimed.subject,
            sid: claimed.sid,
        };
        let (session, token) = session::begin_known(app, person, method, browser, false).await?;
        if let Some(refresh) = claimed.refresh {
            let due_at = app.clock.now().plus_millis(REFRESH_MILLIS);
            app.store.keep_provider_refresh(session, &refresh, due_at).await?;
        }
        Ok(token)
    }
}

/// The conditions of an identity token beside its signature, issuer, audience and time.
struct ExpectedToken {
    /// The nonce of the sign-in that it answers.
    nonce: Option<String>,
    /// The moment after which the person has proven who they are, where that matters.
    proven_after: Option<Moment>,
}

/// The refresh token of a subject, encrypted.
fn sealed(app: &App, whose: (&str, &str), token: &str) -> Option<Vec<u8>> {
    let nonce = draw::<12>(&*app.random);
    app.secret.encrypt_refresh_token(whose, token, nonce)
}

/// Asks providers whether they still know the people of sessions that began there, each hour. The person's grants by
/// groups become those of now; a session whose refresh is refused ends. Without an answer a session goes on until its end.
/// The number of sessions that ended.
///
/// # Errors
/// When the database fails.
pub async fn refresh_sessions(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let again_at = now.plus_millis(REFRESH_AGAIN_MILLIS);
    let mut ended = 0;
    for due in app
        .store
        .take_provider_refreshes(now, again_at, REFRESHES)
        .await?
    {
        match refresh(app, &due).await {
            Ok(()) => {}
            Err(Error::Refused(RefusalCode::ProviderAnswerNotValid)) => {
                app.store.end_office_session(due.person, due.session).await?;
                tracing::info!(
                    provider = due.key,
                    "a session ended: its provider refused to refresh it"
                );
                ended += 1;
            }
            // It is asked again.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Asks a provider about the person of a session.
///
/// # Errors
/// `ProviderAnswerNotValid` when it refuses, or its answer is about somebody else; `ProviderAway` and `GroupsUnknown` when
/// nobody knows.
async fn refresh(app: &App, due: &ProviderRefresh) -> Result<(), Error> {
    let now = app.clock.now();
    // One that is not configured any more vouches for nobody.
    let provider = app.providers.get(&due.key).map_err(|_| NOT_VALID)?;
    let key = due.key.as_str();
    let whose = (due.issuer.as_str(), due.subject.as_str());
    let token = app.secret.decrypt_refresh_token(whose, &due.token);
    let token = token.ok_or_else(|| not_valid(key, "a refresh token of another secret"))?;
    let mut metadata = provider.metadata(app, now).await?;
    let client = provider.client(app, &metadata)?;
    let call = |request| call(app.providers.outbound.clone(), request);
    let token = RefreshToken::new(token);
    let request = client
        .exchange_refresh_token(&token)
        .map_err(|error| away(key, &error))?;
    let answered = request.request_async(&call).await;
    let answer = answered.map_err(|error| match error {
        RequestTokenError::ServerResponse(error) if is_final(error.error()) => not_valid(
            key,
            &format!("the refresh is refused: {}", printable(&error.to_string())),
        ),
        RequestTokenError::ServerResponse(error) => away(key, &error),
        RequestTokenError::Request(error) => away(key, &error),
        RequestTokenError::Parse(..) => away(key, &"an answer that cannot be read"),
        RequestTokenError::Other(reason) => away(key, &reason),
    })?;
    let next = answer
        .refresh_token()
        .map_or(token.secret(), |next| next.secret());
    if let Some(next) = sealed(app, whose, next) {
        let due_at = now.plus_millis(REFRESH_MILLIS);
        app.store
            .keep_provider_refresh(due.session, &next, due_at)
            .await?;
    }
    // A provider may refresh without saying who it was about.
    let Some(identity) = answer.id_token() else {
        return Ok(());
    };
    let identity: Identity = identity
        .to_string()
        .parse()
        .map_err(|_| not_valid(key, "id_token of a refresh"))?;
    let expected = ExpectedToken {
        nonce: None,
        proven_after: None,
    };
    let mut verified = provider.verify(&identity, &metadata, &expected, now);
    if let Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) =
        &verified
    {
        metadata = provider.refetch(app, now).await?;
        verified = provider.verify(&identity, &metadata, &expected, now);
    }
    let claims = verified.map_err(|error| not_valid(key, &error.to_string()))?;
    let subject = provider
        .subject(claims)
        .map_err(|reason| not_valid(key, reason))?;
    if subject != due.subject {
        return Err(not_valid(key, "a refresh about somebody else"));
    }
    let groups = provider.groups(claims.additional_claims())?;
    groups::apply(app, &provider.settings, due.person, groups).await
}

/// Whether an error says that the token will never be taken again.
fn is_final(error: &CoreErrorResponseType) -> bool {
    matches!(error, CoreErrorResponseType::InvalidGrant)
}

/// Refreshes sessions for as long as the server runs.
pub(crate) fn refreshing(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state: Weak<State> = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(REFRESH_LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            if let Err(error) = refresh_sessions(&App::from(state)).await {
                tracing::warn!(%error, "sessions could not be refreshed");
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

/// The address at which a person signs out at the provider of a session too.
pub async fn end_session_address(app: &App, key: &str) -> Option<String> {
    let provider = app.providers.get(key).ok()?;
    let metadata = provider.metadata(app, app.clock.now()).await.ok()?;
    let mut address = metadata.additional_metadata().end_session_endpoint.clone()?;
    address
        .query_pairs_mut()
        .append_pair("client_id", &provider.settings.client_id)
        .append_pair(
            "post_logout_redirect_uri",
            &format!("{}{OFFICE}", app.config.public_url),
        );
    Some(address.into())
}

/// Ends the sessions of a session at the provider, as a frame on its page asks. The site that may frame the answer.
///
/// # Errors
/// `NOT_FOUND` for an unknown provider; `ProviderAnswerNotValid` when the issuer is another or no session is named.
pub async fn front_channel_logout(
    app: &App,
    key: &str,
    iss: Option<&str>,
    sid: Option<&str>,
) -> Result<String, Error> {
    let provider = app.providers.get(key)?;
    let issuer = &provider.settings.issuer;
    let (Some(iss), Some(sid)) = (iss, sid) else {
        return Err(not_valid(key, "front-channel logout without iss and sid"));
    };
    if iss != issuer {
        return Err(not_valid(key, "front-channel logout of another issuer"));
    }
    app.store.end_provider_sessions(issuer, Some(sid), None).await?;
    let site = Url::parse(issuer).map(|issuer| issuer.origin().ascii_serialization());
    site.map_err(|error| Error::Fault(error.to_string()))
}

#[derive(Deserialize)]
struct LogoutHeader {
    alg: CoreJwsSigningAlgorithm,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    kid: Option<JsonWebKeyId>,
}

#[derive(Deserialize)]
struct LogoutClaims {
    iss: String,
    aud: Value,
    iat: i64,
    exp: i64,
    jti: String,
    events: Map<String, Value>,
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    nonce: Option<Value>,
}

/// Ends sessions of the office because their provider says so. Phones go on.
///
/// # Errors
/// `ProviderAnswerNotValid` for a logout token that proves nothing or was used.
pub async fn back_channel_logout(app: &App, key: &str, token: &str) -> Result<(), Error> {
    let now = app.clock.now();
    let provider = app.providers.get(key)?;
    let refused = |reason: &str| not_valid(key, &format!("logout token: {reason}"));
    let (message, signature) = token.rsplit_once('.').ok_or_else(|| refused("form"))?;
    let (header, payload) = message.split_once('.').ok_or_else(|| refused("form"))?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| refused("form"));
    let header: LogoutHeader = serde_json::from_slice(&decode(header)?).map_err(|_| refused("header"))?;
    let is_typ = |typ: &String| typ.eq_ignore_ascii_case("logout+jwt") || typ.eq_ignore_ascii_case("jwt");
    let allowed = [
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    ];
    if !header.typ.as_ref().is_none_or(is_typ) || !allowed.contains(&header.alg) {
        return Err(refused("typ or alg"));
    }
    let signature = decode(signature)?;
    let is_signed = |metadata: &Metadata| {
        let mut keys = metadata.jwks().keys().iter();
        keys.any(|key| {
            (header.kid.is_none() || key.key_id() == header.kid.as_ref())
                && key
                    .verify_signature(&header.alg, message.as_bytes(), &signature)
                    .is_ok()
        })
    };
    let is_genuine =
        is_signed(&*provider.metadata(app, now).await?) || is_signed(&*provider.refetch(app, now).await?);
    if !is_genuine {
        return Err(refused("signature"));
    }
    let claims: LogoutClaims = serde_json::from_slice(&decode(payload)?).map_err(|_| refused("claims"))?;
    let client_id = &provider.settings.client_id;
    let is_for_us = match &claims.aud {
        Value::String(audience) => audience == client_id,
        Value::Array(all) => all.len() == 1 && all[0].as_str() == Some(client_id),
        _ => false,
    };
    if claims.iss != provider.settings.issuer || !is_for_us {
        return Err(refused("iss or aud"));
    }
    let age = now.since(Moment::from_millis(claims.iat.saturating_mul(1_000)));
    let expires_at = Moment::from_millis(claims.exp.saturating_mul(1_000)).plus_millis(LEEWAY_MILLIS);
    if !(-LEEWAY_MILLIS..=LOGOUT_AGE_MILLIS).contains(&age) || now >= expires_at {
        return Err(refused("iat or exp"));
    }
    if claims.nonce.is_some() || !claims.events.contains_key(LOGOUT_EVENT) {
        return Err(refused("nonce or events"));
    }
    // An Entra session is kept by `oid`, which a logout token does not hold.
    let subject = claims
        .sub
        .filter(|_| provider.settings.kind == ProviderKind::Generic);
    if claims.sid.is_none() && subject.is_none() {
        return Err(refused("neither sid nor sub"));
    }
    let (issuer, jti) = (&claims.iss, &claims.jti);
    if !app.store.use_logout_token(issuer, jti, expires_at, now).await? {
        return Err(refused("used before"));
    }
    let ended = app
        .store
        .end_provider_sessions(issuer, claims.sid.as_deref(), subject.as_deref())
        .await?;
    tracing::info!(provider = key, ended, "sessions ended at their provider's wish");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_return_to_the_office_and_nowhere_else() {
        for path in ["/kontor", "/kontor/personer?side=2", "/kontor?a=b"] {
            assert_eq!(safe_path(path), path);
        }
        for path in [
            "",
            "/",
            "//evil.example",
            "/kontor//evil.example",
            "/kontorx",
            "https://evil.example/kontor/",
            "/kontor/\\evil",
            "/kontor/\"><script>",
            "/kontor/\n",
        ] {
            assert_eq!(safe_path(path), OFFICE, "{path}");
        }
    }
}

//! Requests about signing in, and about what belongs to the person.

use feltbog_shared::office::{
    InvitationAccepted, InvitationView, OfficeSession, PasswordSignIn, ProviderAddress, ProviderSignIn,
    RecoveryCodes, SessionRow, SignInChoices, SignInOutcome, SignedOut,
};
use feltbog_shared::office_notifications::{MailedInvitation, MySettings, MySettingsChange};
use feltbog_shared::own_phones::OwnPhone;

use super::{Api, ApiError, Content, json, parsed};

impl Api {
    /// The session of this browser.
    pub(crate) async fn session(self) -> Result<OfficeSession, ApiError> {
        self.read("/session").await
    }

    /// Proves again who is signed in.
    pub(crate) async fn prove(self, password: &str, code: &str) -> Result<OfficeSession, ApiError> {
        let body = serde_json::json!({ "password": password, "code": code });
        // A refusal here never waits for a proof.
        let answer = self.request_once("POST", "/step-up", json(&body)?).await?;
        parsed(&answer)
    }

    /// Ends the session of this browser. Answers the page at which a provider ends its own.
    pub(crate) async fn sign_out(self) -> Result<Option<String>, ApiError> {
        let answer = self.request("DELETE", "/session", Content::None).await?;
        let signed_out: Option<SignedOut> = parsed(&answer)?;
        Ok(signed_out.and_then(|signed_out| signed_out.address))
    }

    /// The ways of signing in.
    pub(crate) async fn sign_in_choices(self) -> Result<SignInChoices, ApiError> {
        self.read("/sign-in").await
    }

    /// Signs in with password and code.
    pub(crate) async fn sign_in(self, request: &PasswordSignIn) -> Result<SignInOutcome, ApiError> {
        self.post("/sign-in", request).await
    }

    /// The person and the secret of an invitation.
    pub(crate) async fn look_at_invitation(self, token: &str) -> Result<InvitationView, ApiError> {
        self.post("/invitations/look", &serde_json::json!({ "token": token }))
            .await
    }

    /// Makes the account of an invitation.
    pub(crate) async fn accept_invitation(
        self,
        account: &InvitationAccepted,
    ) -> Result<RecoveryCodes, ApiError> {
        self.post("/invitations/accept", account).await
    }

    /// Begins a short session by a link that the server's operator made for an emergency.
    pub(crate) async fn break_glass(self, token: &str) -> Result<SignInOutcome, ApiError> {
        self.post("/break-glass", &serde_json::json!({ "token": token }))
            .await
    }

    /// The sessions of the person.
    pub(crate) async fn sessions(self) -> Result<Vec<SessionRow>, ApiError> {
        self.read("/sessions").await
    }

    /// Ends a session.
    pub(crate) async fn end_session(self, id: &str) -> Result<(), ApiError> {
        self.delete(&["/sessions/", id].concat()).await
    }

    /// The sessions of somebody else.
    pub(crate) async fn sessions_of(self, person: &str) -> Result<Vec<SessionRow>, ApiError> {
        self.read(&["/people/", person, "/sessions"].concat()).await
    }

    /// Ends the sessions of somebody else.
    pub(crate) async fn end_sessions_of(self, person: &str) -> Result<(), ApiError> {
        self.delete(&["/people/", person, "/sessions"].concat()).await
    }

    /// The phones of the person.
    pub(crate) async fn own_phones(self) -> Result<Vec<OwnPhone>, ApiError> {
        self.read("/user/phones").await
    }

    /// Locks a phone of the person out.
    pub(crate) async fn lock_own_phone(self, phone: &str) -> Result<(), ApiError> {
        self.delete(&["/user/phones/", phone].concat()).await
    }

    /// The settings of the person.
    pub(crate) async fn my_settings(self) -> Result<MySettings, ApiError> {
        self.read("/user/settings").await
    }

    /// Changes them.
    pub(crate) async fn change_my_settings(self, change: &MySettingsChange) -> Result<MySettings, ApiError> {
        self.put("/user/settings", change).await
    }

    /// Invites a person to the office by mail.
    pub(crate) async fn invite_by_mail(self, person: &str) -> Result<MailedInvitation, ApiError> {
        self.post(&["/people/", person, "/invitation/mail"].concat(), &())
            .await
    }

    /// Begins to sign in at a provider, and answers the address to go to. The provider leads back to `wish.return_path`.
    pub(crate) async fn begin_with_provider(
        self,
        key: &str,
        wish: &ProviderSignIn,
    ) -> Result<String, ApiError> {
        // A refusal here never waits for a proof.
        let path = ["/providers/", key, "/begin"].concat();
        let answer = self.request_once("POST", &path, json(wish)?).await?;
        let begun: ProviderAddress = parsed(&answer)?;
        Ok(begun.address)
    }
}

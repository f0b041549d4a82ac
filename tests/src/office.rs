//! A browser at the office, as the server sees it: cookies, the account of a person, and one-time codes.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use feltbog_server::clock::Clock as _;
use feltbog_server::services::sign_in::invitation;
use feltbog_shared::id::UserId;
use feltbog_shared::office::{
    InvitationAccepted, InvitationToken, InvitationView, PasswordSignIn, RecoveryCodes, SignInOutcome, StepUp,
};
use feltbog_shared::wire;
use serde::Serialize;
use tower::ServiceExt as _;

use crate::app::{Answer, PUBLIC_URL, TestApp};

/// The password of every account of the tests.
pub const PASSWORD: &str = "korrekt hest batteri klamme";

/// A browser, with what it keeps.
#[derive(Clone, Debug)]
pub struct OfficeBrowser {
    router: Router,
    /// Its cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Headers that it sends with every request.
    pub headers: Vec<(&'static str, String)>,
}

/// A local account and what its owner has of it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub person: UserId,
    /// The mail address.
    pub mail: String,
    /// The address that set the authenticator up.
    pub totp_address: String,
    /// The recovery codes.
    pub recovery_codes: Vec<String>,
}

impl Account {
    /// The code that the authenticator shows at the server's time, or some steps of half a minute later.
    pub fn code(&self, app: &TestApp, steps: i64) -> String {
        code(&self.totp_address, app, steps)
    }

    /// A sign-in with a code.
    pub fn sign_in(&self, code: impl Into<String>) -> PasswordSignIn {
        PasswordSignIn {
            account: self.mail.clone(),
            password: PASSWORD.into(),
            code: code.into(),
        }
    }
}

/// The code of an authenticator that was set up with an address.
pub fn code(totp_address: &str, app: &TestApp, steps: i64) -> String {
    let totp = totp_rs::Totp::from_url(totp_address).expect("an address of one-time codes");
    let seconds = app.clock.now().millis() / 1_000 + 30 * steps;
    totp.generate(u64::try_from(seconds).expect("a time")).to_string()
}

impl OfficeBrowser {
    /// A new browser.
    pub fn new(app: &TestApp) -> Self {
        Self {
            router: app.router.clone(),
            cookies: BTreeMap::new(),
            headers: vec![("user-agent", "Testbrowser/1".into())],
        }
    }

    /// Talks to another server.
    pub fn follow(&mut self, app: &TestApp) {
        self.router = app.router.clone();
    }

    /// Sends a request as the office app does and keeps the cookies of the answer.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<String>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(wire::APP_HEADER, wire::APP_VERSION);
        self.send_request(request, body).await
    }

    /// Opens an address as a link does.
    pub async fn open(&mut self, path: &str) -> Answer {
        let request = Request::get(path)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-site", "cross-site");
        self.send_request(request, None).await
    }

    /// Answers the question whether an account at the provider `prov` is one's own, as the form does.
    pub async fn confirm(&mut self, answer: &str) -> Answer {
        let request = Request::post("/kontor/callback/prov")
            .header(header::ORIGIN, PUBLIC_URL)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send_request(request, Some(format!("answer={answer}"))).await
    }

    async fn send_request(
        &mut self,
        mut request: axum::http::request::Builder,
        body: Option<String>,
    ) -> Answer {
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "));
        }
        let is_typed = request
            .headers_ref()
            .is_some_and(|headers| headers.contains_key(header::CONTENT_TYPE));
        if body.is_some() && !is_typed {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Body::from(body.unwrap_or_default()));
        let response = self.router.clone().oneshot(request.expect("a request"));
        let (parts, body) = response.await.expect("routers do not fail").into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.expect("a body"),
        }
    }

    /// `GET` under `/api/v1/office`.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, &format!("/api/v1/office{path}"), None)
            .await
    }

    /// `POST` of JSON under `/api/v1/office`.
    pub async fn post(&mut self, path: &str, message: &impl Serialize) -> Answer {
        let body = serde_json::to_string(message).expect("JSON");
        self.send(Method::POST, &format!("/api/v1/office{path}"), Some(body))
            .await
    }

    /// `DELETE` under `/api/v1/office`.
    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, &format!("/api/v1/office{path}"), None)
            .await
    }

    /// Proves again who is signed in.
    pub async fn step_up(&mut self, code: String) -> Answer {
        let message = StepUp {
            password: PASSWORD.into(),
            code,
        };
        self.post("/step-up", &message).await
    }
}

/// The token of a link.
pub fn token_of(link: &str) -> String {
    link.split_once('#').expect("a token").1.to_owned()
}

impl TestApp {
    /// A local account of a person, made by an invitation.
    pub async fn office_account(&self, person: UserId, mail: &str) -> Account {
        let invitation = invitation::invite(&self.app, person)
            .await
            .expect("an invitation");
        let token = token_of(&invitation.link);
        let mut browser = OfficeBrowser::new(self);
        let view: InvitationView = browser
            .post("/invitations/look", &InvitationToken { token: token.clone() })
            .await
            .json();
        let accepted = InvitationAccepted {
            token,
            mail: mail.into(),
            password: PASSWORD.into(),
            code: code(&view.totp_address, self, 0),
        };
        let codes: RecoveryCodes = browser.post("/invitations/accept", &accepted).await.json();
        // The code of the acceptance is used up.
        self.clock.pass(30_000);
        Account {
            person,
            mail: mail.into(),
            totp_address: view.totp_address,
            recovery_codes: codes.codes,
        }
    }

    /// A browser in which the owner of an account is signed in.
    pub async fn office_browser(&self, account: &Account) -> OfficeBrowser {
        let mut browser = OfficeBrowser::new(self);
        let answer = browser
            .post("/sign-in", &account.sign_in(account.code(self, 0)))
            .await;
        assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
        // Another sign-in needs another code.
        self.clock.pass(30_000);
        browser
    }
}

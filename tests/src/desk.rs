//! The office in a real browser: an organisation that has begun on a server of its own, its administrator's account, and a
//! browser at a desk.

use crate::office::{PASSWORD, token_of};
use crate::phone::Phone;
use crate::server::{Server, binary};
use crate::stage::Stage;
use crate::wait;
use anyhow::{Context, Result, ensure};
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_shared::office::desk::{DeskPerson, DeskScope};
use feltbog_shared::office::{
    InvitationAccepted, InvitationToken, InvitationView, ListPage, OfficeSession, Organisation,
    PasswordSignIn, RecoveryCodes, SignInOutcome,
};
use feltbog_shared::permission::Role;
use feltbog_shared::wire;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The screen of an office computer, in CSS pixels.
pub const DESK: (u32, u32) = (1280, 800);
/// The administrator of the organisation.
pub const ADMINISTRATOR: &str = "Anne Prøve";
/// The administrator's mail address.
pub const MAIL: &str = "anne@proevebo.example";
/// The short key of the organisation.
pub const KEY: &str = "proevebo";

/// The length of a step of one-time codes, in seconds.
const STEP: i64 = 30;
/// Longer than a step.
const NEXT_STEP: Duration = Duration::from_secs(45);

/// Begins an organisation with two departments in a folder, and starts its server. The token of the administrator's
/// invitation goes with it.
///
/// # Errors
/// When the server does not start.
pub async fn begun(folder: &Path) -> Result<(Server, String)> {
    std::fs::create_dir_all(folder)?;
    let database = format!("sqlite://{}", folder.join("feltbog.sqlite").display());
    let token = init(&binary()?, folder, &["--database-url", &database]).await?;
    Ok((Server::start(folder, &[]).await?, token))
}

/// Begins the organisation with a program, in a folder. The token of the administrator's invitation.
///
/// # Errors
/// When the program fails.
pub async fn init(program: &Path, folder: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = tokio::process::Command::new(program);
    command
        .current_dir(folder)
        .arg("init")
        .args(["--organisation", "Prøvebo", "--key", KEY])
        .args(["--administration", "Fællesadministrationen"])
        .args([
            "--department",
            "12:Engen:0461:80",
            "--department",
            "14:Skoven:0461:45",
        ])
        .args(["--administrator", ADMINISTRATOR, "--administrator-number", "1"])
        .args(arguments)
        .stdin(Stdio::null());
    if !arguments.contains(&"--public-url") {
        command.args(["--public-url", "http://localhost:8080"]);
    }
    let output = command.output().await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "`feltbog init` failed:\n{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let link = said
        .split_whitespace()
        .find(|word| word.contains("/kontor/invitation#"));
    let link = link.with_context(|| format!("no invitation in {said}"))?;
    Ok(token_of(link))
}

/// An authenticator app: codes of one secret, each given once.
#[derive(Debug)]
pub struct Authenticator {
    address: String,
    /// The last step of which a code was given.
    last: AtomicI64,
}

impl Authenticator {
    /// An authenticator that is set up with an `otpauth:` address.
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            last: AtomicI64::new(0),
        }
    }

    /// A code that the server takes: it is one of the present time or a step beside it, and later than the last.
    ///
    /// # Errors
    /// When the address is none.
    pub async fn code(&self) -> Result<String> {
        let now = || SystemClock.now().millis() / 1_000 / STEP;
        // The present one, or the one after it, so that it holds for half a minute at least, also on a busy machine.
        let step = (self.last.load(Ordering::SeqCst) + 1).max(now());
        wait::until("the time of the next code", NEXT_STEP, async || {
            Ok((step <= now() + 1).then_some(()))
        })
        .await?;
        self.last.store(step, Ordering::SeqCst);
        let totp = totp_rs::Totp::from_url(&self.address).context("no address of one-time codes")?;
        Ok(totp.generate(u64::try_from(step * STEP)?).to_string())
    }
}

/// A local account and what its owner has of it.
#[derive(Debug)]
pub struct Clerk {
    /// The mail address.
    pub mail: String,
    /// The authenticator app.
    pub authenticator: Authenticator,
    /// The recovery codes that are left.
    pub recovery_codes: Mutex<Vec<String>>,
}

impl Clerk {
    /// The account of an invitation.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn invited(server: SocketAddr, token: &str, mail: &str) -> Result<Self> {
        let mut client = OfficeClient::new(server);
        let message = InvitationToken {
            token: token.to_owned(),
        };
        let view: InvitationView = client.post("/invitations/look", &message).await?;
        let authenticator = Authenticator::new(&view.totp_address);
        let accepted = InvitationAccepted {
            token: token.to_owned(),
            mail: mail.to_owned(),
            password: PASSWORD.to_owned(),
            code: authenticator.code().await?,
        };
        let codes: RecoveryCodes = client.post("/invitations/accept", &accepted).await?;
        Ok(Self {
            mail: mail.to_owned(),
            authenticator,
            recovery_codes: Mutex::new(codes.codes),
        })
    }

    /// The account of somebody on a server, by their name or id, made with an invitation from the server's command.
    ///
    /// # Errors
    /// When the person is not there.
    pub async fn of(server: &Server, person: &str, mail: &str) -> Result<Self> {
        let printed = server.command("invite", &["--user", person]).await?;
        let link = printed.lines().find_map(|line| line.strip_prefix("Office: "));
        let link = link.with_context(|| format!("no invitation in {printed}"))?;
        Self::invited(server.address(), &token_of(link.trim()), mail).await
    }

    /// A recovery code, which nobody has used.
    ///
    /// # Errors
    /// When none is left.
    pub fn recovery_code(&self) -> Result<String> {
        let mut codes = self.recovery_codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.pop().context("no recovery code is left")
    }

    /// A session that has just been begun with a one-time code, so that dangerous acts need no new proof.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn signed_in(&self, server: SocketAddr) -> Result<OfficeClient> {
        let code = self.authenticator.code().await?;
        self.signed_in_with(server, code).await
    }

    /// A session that has been begun with a recovery code: dangerous acts need a proof first.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn signed_in_without_proof(&self, server: SocketAddr) -> Result<OfficeClient> {
        self.signed_in_with(server, self.recovery_code()?).await
    }

    async fn signed_in_with(&self, server: SocketAddr, code: String) -> Result<OfficeClient> {
        let mut client = OfficeClient::new(server);
        let message = PasswordSignIn {
            account: self.mail.clone(),
            password: PASSWORD.to_owned(),
            code,
        };
        let outcome: SignInOutcome = client.post("/sign-in", &message).await?;
        ensure!(outcome == SignInOutcome::SignedIn, "{outcome:?}");
        Ok(client)
    }

    /// A browser at a desk, in which the account is signed in by a session that has begun elsewhere.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn desk(&self, stage: &Stage, name: &str, session: &OfficeClient) -> Result<Arc<Phone>> {
        let desk = stage.phone_with_window(name, session.server, DESK).await?;
        session.hand_over(&desk).await?;
        Ok(desk)
    }
}

/// A client of the server's interface for the office, with a session of its own.
#[derive(Clone, Debug)]
pub struct OfficeClient {
    server: SocketAddr,
    http: reqwest::Client,
    cookies: Vec<(String, String)>,
}

impl OfficeClient {
    /// A client that nobody has signed in.
    pub fn new(server: SocketAddr) -> Self {
        Self {
            server,
            http: reqwest::Client::new(),
            cookies: Vec::new(),
        }
    }

    /// Gives a browser this session.
    ///
    /// # Errors
    /// When the browser is off.
    pub async fn hand_over(&self, desk: &Phone) -> Result<()> {
        for (name, value) in &self.cookies {
            let cookie = json!({
                "name": name, "value": value, "url": desk.network().origin(), "httpOnly": true, "sameSite": "Strict",
            });
            desk.debugger("Network.setCookie", cookie).await?;
        }
        Ok(())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| [name.as_str(), "=", value].concat())
            .collect();
        self.http
            .request(method, format!("http://{}/api/v1/office{path}", self.server))
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .header("Cookie", cookies.join("; "))
    }

    async fn send<T: DeserializeOwned>(&mut self, request: RequestBuilder) -> Result<T> {
        let answer = request.send().await?;
        self.keep_cookies(&answer);
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{status}: {text}");
        let text = if text.is_empty() { "null" } else { &text };
        Ok(serde_json::from_str(text)?)
    }

    fn keep_cookies(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().ok().and_then(|text| text.split(';').next());
            if let Some((name, value)) = pair.and_then(|pair| pair.split_once('=')) {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// `GET` under `/api/v1/office`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        let request = self.request(Method::GET, path);
        self.send(request).await
    }

    /// `POST` of JSON under `/api/v1/office`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn post<T: DeserializeOwned>(&mut self, path: &str, message: &impl Serialize) -> Result<T> {
        let request = self.request(Method::POST, path).json(message);
        self.send(request).await
    }

    /// `DELETE` under `/api/v1/office`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn delete(&mut self, path: &str) -> Result<()> {
        let request = self.request(Method::DELETE, path);
        self.send::<Option<serde_json::Value>>(request).await.map(drop)
    }

    /// Plans an import of a list and carries it out.
    ///
    /// # Errors
    /// When the list has faults.
    pub async fn import(&mut self, organisation: &str, kind: &str, list: &str) -> Result<()> {
        let path = format!("/organisations/{organisation}/import/{kind}");
        let request = self.request(Method::POST, &format!("{path}/plan"));
        let plan: feltbog_shared::office::ImportPlan = self.send(request.body(list.to_owned())).await?;
        ensure!(plan.faults.is_empty(), "{:?}", plan.faults);
        let request = self.request(Method::POST, &format!("{path}/apply?plan={}", plan.hash));
        let done: feltbog_shared::office::ImportPlan = self.send(request.body(list.to_owned())).await?;
        ensure!(done.is_applied, "{done:?}");
        Ok(())
    }

    /// Ends the session at the server, and keeps its cookie as a browser does that is not told.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn end(&self) -> Result<()> {
        let answer = self.request(Method::DELETE, "/session").send().await?;
        ensure!(answer.status() == StatusCode::NO_CONTENT, "{}", answer.status());
        Ok(())
    }

    /// The colleagues with a role in a department, as the desk lists them.
    ///
    /// # Errors
    /// When the department is not the person's.
    pub async fn colleagues(&mut self, department: &str, role: Role) -> Result<Vec<DeskPerson>> {
        let scope: DeskScope = self.get("/desk/scope").await?;
        let here = scope.departments.iter().find(|one| one.name == department);
        let here = here.with_context(|| format!("{department} is not there"))?.id;
        let is_there = |person: &DeskPerson| person.roles.contains(&(here, role));
        Ok(scope.people.into_iter().filter(is_there).collect())
    }

    /// The organisation of the tests.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn organisation(&mut self) -> Result<Organisation> {
        let session: OfficeSession = self.get("/session").await?;
        let administrations = session.administrations.into_iter();
        let mut organisations = administrations.flat_map(|one| one.organisations);
        organisations
            .find(|organisation| organisation.key == KEY)
            .context("no organisation")
    }

    /// The first page of a list of an organisation.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn list<T: DeserializeOwned>(&mut self, organisation: &str, list: &str) -> Result<Vec<T>> {
        let page: ListPage<T> = self.get(&format!("/organisations/{organisation}/{list}")).await?;
        Ok(page.rows)
    }
}

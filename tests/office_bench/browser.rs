//! A browser that is signed in to the office of a running server.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use feltbog_load::now;
use feltbog_shared::office::{
    InvitationAccepted, InvitationToken, InvitationView, PasswordSignIn, RecoveryCodes, SignInOutcome,
};
use feltbog_shared::wire;
use feltbog_tests::office::PASSWORD;
use futures::StreamExt as _;
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The browser, with its cookies.
pub(crate) struct MeasuredBrowser {
    client: Client,
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl MeasuredBrowser {
    /// Takes an invitation up and signs in.
    pub(crate) async fn signed_in(address: SocketAddr, link: &str, number: u8) -> Result<Self> {
        let mut browser = Self {
            client: Client::new(),
            address,
            cookies: BTreeMap::new(),
        };
        let (_, token) = link.split_once('#').context("a link without a token")?;
        let token = token.to_owned();
        let look = InvitationToken { token: token.clone() };
        let view: InvitationView = browser.post("/invitations/look", &look).await?;
        let totp = totp_rs::Totp::from_url(&view.totp_address).context("no address of one-time codes")?;
        let code = |steps: i64| -> Result<String> {
            let seconds = u64::try_from(now().millis() / 1_000 + 30 * steps)?;
            Ok(totp.generate(seconds).to_string())
        };
        let mail = format!("person{number}@example.dk");
        let accepted = InvitationAccepted {
            token,
            mail: mail.clone(),
            password: PASSWORD.into(),
            code: code(0)?,
        };
        let _: RecoveryCodes = browser.post("/invitations/accept", &accepted).await?;
        // The code of the acceptance is used up; the next one holds already.
        let sign_in = PasswordSignIn {
            account: mail,
            password: PASSWORD.into(),
            code: code(1)?,
        };
        let outcome: SignInOutcome = browser.post("/sign-in", &sign_in).await?;
        ensure!(outcome == SignInOutcome::SignedIn, "signing in: {outcome:?}");
        Ok(browser)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        self.client
            .request(method, format!("http://{}/api/v1/office{path}", self.address))
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "))
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<Response> {
        let response = request.send().await?;
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie without a value")?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        anyhow::bail!("{status}: {}", response.text().await?)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        let request = self.request(Method::GET, path);
        let bytes = self.send(request).await?.bytes().await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    async fn post<T: DeserializeOwned>(&mut self, path: &str, message: &impl Serialize) -> Result<T> {
        let body = serde_json::to_string(message)?;
        let request = self.request(Method::POST, path);
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let bytes = self.send(request).await?.bytes().await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Reads an export to its end: rows and bytes.
    pub(crate) async fn export(&mut self, format: &str, wish: &impl Serialize) -> Result<(u64, u64)> {
        let body = serde_json::to_string(wish)?;
        let request = self.request(Method::POST, &format!("/exports/{format}"));
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let response = self.send(request).await?;
        let rows = response
            .headers()
            .get(feltbog_shared::office_data::EXPORT_ROWS_HEADER);
        let rows = rows
            .context("an export without its number of rows")?
            .to_str()?
            .parse()?;
        let (mut stream, mut bytes) = (response.bytes_stream(), 0);
        while let Some(piece) = stream.next().await {
            bytes += piece?.len() as u64;
        }
        Ok((rows, bytes))
    }
}

//! A real provider of identities as a process of its own: `oidc-provider` under Node.js, in `tests/oidc`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::header;
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::app::{PUBLIC_URL, START};

/// The secret that the provider shares with the server under test.
pub const CLIENT_SECRET: &str = "a-secret-of-the-tests";
/// Most redirects of one sign-in.
const REDIRECTS: usize = 10;

/// A provider that runs.
#[derive(Debug)]
pub struct IdentityProvider {
    /// Its issuer.
    pub issuer: String,
    client: reqwest::Client,
    /// Killed with this.
    _process: Child,
}

impl IdentityProvider {
    /// Starts a provider whose clock begins as the tests' does. Its issuer ends in a path.
    ///
    /// # Errors
    /// When Node.js or its packages are missing, or it does not start.
    pub async fn start(path: &str) -> Result<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oidc");
        ensure!(
            folder.join("node_modules").is_dir(),
            "the provider's packages are not installed: run `cargo xtask setup`"
        );
        let redirects = ["prov", "other"].map(|key| format!("{PUBLIC_URL}/kontor/callback/{key}"));
        let mut process = Command::new("node")
            .arg("provider.mjs")
            .current_dir(folder)
            .env("FELTBOG_NOW", START.millis().to_string())
            .env("FELTBOG_PREFIX", path)
            .env("FELTBOG_REDIRECTS", redirects.join(" "))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("node does not start")?;
        let said = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(said).lines();
        let issuer = loop {
            let line = lines.next_line().await?.context("the provider ended")?;
            let told: Option<Value> = serde_json::from_str(&line).ok();
            if let Some(issuer) = told.as_ref().and_then(|told| told["issuer"].as_str()) {
                break issuer.to_owned();
            }
        };
        // Read on, so that it never waits for room.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self {
            issuer,
            client: reqwest::Client::builder().redirect(Policy::none()).build()?,
            _process: process,
        })
    }

    async fn ask(&self, path: &str, message: &Value) -> Result<Value> {
        let root: String = self.issuer.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let request = self
            .client
            .post(format!("{root}{path}"))
            .body(message.to_string());
        Ok(serde_json::from_str(&request.send().await?.text().await?)?)
    }

    /// Changes the person who signs in (`account`), the person's `claims`, or the `fault` that it commits.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn control(&self, state: &Value) -> Result<()> {
        self.ask("/control", state).await.map(drop)
    }

    /// A logout token that it signs.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn logout_token(&self, wish: &Value) -> Result<String> {
        let answer = self.ask("/logout-token", wish).await?;
        Ok(answer["token"].as_str().context("no token")?.to_owned())
    }

    /// Goes from the address of a sign-in through its pages, as a new browser. The path at the server under test that it
    /// leads back to.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn visit(&self, address: &str) -> Result<String> {
        let mut cookies = BTreeMap::new();
        let mut address = reqwest::Url::parse(address)?;
        for _ in 0..REDIRECTS {
            let sent: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let request = self
                .client
                .get(address.clone())
                .header(header::COOKIE, sent.join("; "));
            let answer = request.send().await?;
            for cookie in answer.headers().get_all(header::SET_COOKIE) {
                let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').context("no cookie")?;
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let Some(location) = answer.headers().get(header::LOCATION) else {
                bail!("{} {}", answer.status(), answer.text().await?);
            };
            address = address.join(location.to_str()?)?;
            if let Some(path) = address.as_str().strip_prefix(PUBLIC_URL) {
                return Ok(path.to_owned());
            }
        }
        bail!("it leads on and on: {address}");
    }
}

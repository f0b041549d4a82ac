//! Browsers with other engines than the phones' Chromium, driven by WebDriver alone: Firefox, and WebKitGTK's MiniBrowser.
//!
//! WebDriver tells nothing of the accessibility tree, so parts of a screen are found by a role and a name worked out from
//! the page: what a label, an `aria-label` or the text says.

use crate::chromium::{Group, program, tail};
use crate::proxy::Proxy;
use crate::wait::{self, PATIENCE};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use thirtyfour::{Capabilities, Key, WebDriver, WebElement};

/// A first start makes a profile.
const START: Duration = Duration::from_secs(60);
/// The number of the virtual display on which WebKitGTK draws, as it has no headless form.
const DISPLAY: &str = ":97";
/// Notes whether the next tap is one that the page hears of.
const LISTEN_FOR_TAP: &str = "window.feltbogTapped = false;
document.addEventListener('click', () => { window.feltbogTapped = true; }, { capture: true, once: true });";

/// The engine of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserEngine {
    /// Gecko, by Firefox ESR.
    Firefox,
    /// WebKit, by WebKitGTK's MiniBrowser.
    WebKit,
}

impl BrowserEngine {
    fn driver(self) -> &'static str {
        match self {
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    fn wishes(self) -> Result<Capabilities> {
        let wishes = match self {
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": program(&["firefox-esr", "firefox"])?,
                    "args": ["-headless", "--width=412", "--height=823"],
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": mini_browser()?, "args": ["--automation"] },
            }),
        };
        Ok(serde_json::from_value(wishes)?)
    }
}

/// Debian keeps MiniBrowser beside the library.
fn mini_browser() -> Result<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib")?;
    let found = libraries
        .flatten()
        .map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|file| file.is_file());
    found.context(
        "MiniBrowser is not installed: run `cargo xtask test --long`, which installs webkit2gtk-driver",
    )
}

/// A browser on a network of its own. It ends with this.
#[derive(Debug)]
pub struct OtherBrowser {
    web: WebDriver,
    network: Proxy,
    _driver: Group,
    _display: Option<Group>,
}

impl Drop for OtherBrowser {
    fn drop(&mut self) {
        // The driver is killed with everything it started.
        let _ = self.web.clone().leak();
    }
}

impl OtherBrowser {
    /// Starts a browser with a new profile. `folder` is for what it writes.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(engine: BrowserEngine, folder: &Path, server: SocketAddr) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let display = match engine {
            BrowserEngine::Firefox => None,
            BrowserEngine::WebKit => {
                let mut command = Command::new(program(&["Xvfb"])?);
                command.args([DISPLAY, "-screen", "0", "412x823x24", "-nolisten", "tcp"]);
                Some(Group::start(&mut command, &folder.join("display.log"))?)
            }
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = folder.join("driver.log");
        let mut command = Command::new(program(&[engine.driver()])?);
        command
            .arg(format!("--port={port}"))
            .env("HOME", folder)
            .env("DISPLAY", DISPLAY)
            .env("TZ", "Europe/Copenhagen")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        let driver = Group::start(&mut command, &log)?;
        let address = format!("http://127.0.0.1:{port}");
        let web = wait::until("the other browser to start", START, async || {
            let web = WebDriver::new(&address, engine.wishes()?).await;
            Ok(Some(web.with_context(|| tail(&log, 20))?))
        })
        .await?;
        Ok(Self {
            web,
            network: Proxy::start(server).await?,
            _driver: driver,
            _display: display,
        })
    }

    /// The network the browser is on.
    pub fn network(&self) -> &Proxy {
        &self.network
    }

    /// Opens a page of the app.
    ///
    /// # Errors
    /// When neither the network nor the browser itself has it.
    pub async fn open(&self, path: &str) -> Result<()> {
        let address = format!("http://localhost:{}{path}", self.network.address().port());
        Ok(self.web.goto(address).await?)
    }

    /// Waits for a part of the screen and taps it. What has just come takes no tap: it is tapped again, as a person does.
    ///
    /// # Errors
    /// When the part does not come.
    pub async fn tap(&self, role: &str, name: &str) -> Result<()> {
        wait::until(&format!("{role} {name:?} to be tapped"), PATIENCE, async || {
            let part = self.find(role, name).await?;
            self.web.execute(LISTEN_FOR_TAP, Vec::new()).await?;
            part.click().await?;
            // A page that is gone took it.
            let heard = self
                .web
                .execute("return window.feltbogTapped !== false", Vec::new());
            let is_heard = heard.await.is_ok_and(|heard| *heard.json() == true);
            Ok(is_heard.then_some(()))
        })
        .await
    }

    /// Waits for a field and writes in it instead of what stands there.
    ///
    /// # Errors
    /// When the field does not come.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        wait::until(&format!("the field {name:?}"), PATIENCE, async || {
            let field = self.find("textbox", name).await?;
            field.send_keys(Key::Control + "a").await?;
            Ok(Some(field.send_keys(text).await?))
        })
        .await
    }

    /// Waits until the screen shows a text.
    ///
    /// # Errors
    /// When it does not.
    pub async fn see(&self, text: &str) -> Result<()> {
        wait::until(&format!("{text:?} on the screen"), PATIENCE, async || {
            let shown = self.text().await?;
            ensure!(shown.contains(text), "it shows {shown}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until the engine keeps the app for use without a network.
    ///
    /// # Errors
    /// When no service worker takes charge of the page.
    pub async fn is_installed(&self) -> Result<()> {
        wait::until("the app to be installed", PATIENCE, async || {
            let state = self
                .web
                .execute(
                    "return navigator.serviceWorker.controller?.state ?? null",
                    Vec::new(),
                )
                .await?;
            Ok((state.json() == "activated").then_some(()))
        })
        .await
    }

    /// The `Cookie` header that the browser sends.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cookies(&self) -> Result<String> {
        let cookies = self.web.get_all_cookies().await?;
        let pairs = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value));
        Ok(pairs.collect::<Vec<_>>().join("; "))
    }

    async fn text(&self) -> Result<String> {
        let text = self
            .web
            .execute("return document.body?.innerText ?? ''", Vec::new())
            .await?;
        Ok(text.json().as_str().unwrap_or_default().to_owned())
    }

    async fn find(&self, role: &str, name: &str) -> Result<WebElement> {
        let found = self.web.execute(FIND, vec![json!(role), json!(name)]).await?;
        found.element().with_context(|| format!("no {role} {name:?}"))
    }
}

/// The part that can be used with a role and a name, or with a name that begins so.
const FIND: &str = r#"
const [role, wanted] = arguments;
const selectors = {
  button: "button, summary", link: "a[href]", radio: "input[type=radio]", checkbox: "input[type=checkbox]",
  textbox: "textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])", heading: "h1, h2, h3",
};
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const called = (part) => plain(part.ariaLabel ?? part.getAttribute("aria-label"))
  || plain((part.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent).join(" "))
  || plain(part.labels?.[0]?.textContent) || plain(part.textContent);
const parts = [...document.querySelectorAll(selectors[role])].filter((part) => !part.disabled);
const part = parts.find((part) => called(part) === wanted) ?? parts.find((part) => called(part).startsWith(wanted))
  ?? parts.find((part) => called(part).includes(wanted));
if (!part) return null;
const target = ["radio", "checkbox"].includes(role) ? part.labels?.[0] ?? part : part;
target.scrollIntoView({ block: "center", behavior: "instant" });
return target;
"#;

//! A phone: Chromium with a profile folder of its own, on a network of its own, driven through chromedriver.
//!
//! Parts of a screen are chosen by role and name (see [`crate::screen`]). Everything that waits, waits for what it
//! needs and no longer than [`PATIENCE`].

use crate::axe::{self, Violation};
use crate::chromium::{Browser, Driver, tail};
use crate::needle;
use crate::proxy::Proxy;
use crate::screen::{Part, Screen, Wanted, plain};
use crate::wait::{self, PATIENCE};
use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::{By, DesiredCapabilities, Key, WebDriver, WebElement, WindowHandle};

/// The screen of a common phone, in CSS pixels.
pub const WINDOW: (u32, u32) = (412, 823);

/// One phone.
#[derive(Debug)]
pub struct Phone {
    name: String,
    /// Holds the profile, and beside it what is no part of the phone.
    folder: PathBuf,
    network: Proxy,
    window: (u32, u32),
    running: Mutex<Option<Running>>,
    console: Mutex<Vec<String>>,
}

/// A browser that runs and what drives it.
#[derive(Debug)]
struct Running {
    web: WebDriver,
    browser: Browser,
    driver: Driver,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both ends of the session end with this; there is nobody left to say goodbye to.
        let _ = self.web.clone().leak();
    }
}

impl Phone {
    /// A phone that is switched off. Its profile is a folder inside `folder`, and is found again there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(name: &str, folder: &Path, network: Proxy) -> Result<Self> {
        Self::with_window(name, folder, network, WINDOW)
    }

    /// The same with another screen.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn with_window(name: &str, folder: &Path, network: Proxy, window: (u32, u32)) -> Result<Self> {
        std::fs::create_dir_all(folder.join("beside"))?;
        Ok(Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            network,
            window,
            running: Mutex::default(),
            console: Mutex::default(),
        })
    }

    /// The test's name for it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The network it is on.
    pub fn network(&self) -> &Proxy {
        &self.network
    }

    /// Switches it on, with what its profile holds.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn start(&self) -> Result<()> {
        ensure!(!self.is_on(), "{} is on already", self.name);
        let beside = self.folder.join("beside");
        let network = self.network.address();
        let trusted = self.network.trusted_key();
        let browser = Browser::start(&self.profile(), &beside, self.window, network, trusted).await?;
        let driver = Driver::start(&beside).await?;
        let mut wishes = DesiredCapabilities::chrome();
        wishes.set_debugger_address(&browser.debugger)?;
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let web = WebDriver::new(&driver.address, wishes).await?;
        *lock(&self.running) = Some(Running { web, browser, driver });
        self.be_a_phone().await
    }

    /// The battery falls out: SIGKILL to every process of the browser at once.
    ///
    /// # Errors
    /// When something survives.
    pub async fn kill(&self) -> Result<()> {
        let mut running = self.take_running()?;
        running.browser.group.kill().await?;
        running.driver.group.kill().await
    }

    /// The browser is closed in good order and writes everything.
    ///
    /// # Errors
    /// When it does not close.
    pub async fn close(&self) -> Result<()> {
        self.keep_console().await;
        let mut running = self.take_running()?;
        // It may be gone before it has answered.
        let _ = running.web.cdp().send_raw("Browser.close", json!({})).await;
        running.browser.group.ended().await?;
        running.driver.group.kill().await
    }

    /// Switches it on again and opens a page.
    ///
    /// # Errors
    /// When the browser does not start, or the page does not open.
    pub async fn reopen(&self, path: &str) -> Result<()> {
        self.start().await?;
        self.open(path).await
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        lock(&self.running).is_some()
    }

    /// Opens a page of the app.
    ///
    /// # Errors
    /// When neither the network nor the phone itself has it.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.web()?
            .goto(format!("{}{path}", self.network.origin()))
            .await?;
        self.is_a_page().await
    }

    /// Turns to another page of the app that is open, as a link in it does: nothing is loaded anew.
    ///
    /// # Errors
    /// When no page of the app is open.
    pub async fn turn_to(&self, path: &str) -> Result<()> {
        let turn = "history.pushState(null, '', given[0]);
            dispatchEvent(new PopStateEvent('popstate'));
            for (const frame of [1, 2]) await new Promise(requestAnimationFrame);";
        self.run_async(turn, &[json!(path)]).await?;
        Ok(())
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When neither the network nor the phone itself has it.
    pub async fn reload(&self) -> Result<()> {
        self.web()?.refresh().await?;
        self.is_a_page().await
    }

    /// A page that a service worker fails to get is shown as the browser's own page about it, and that is no error to
    /// chromedriver.
    async fn is_a_page(&self) -> Result<()> {
        let protocol = self.run("return location.protocol", &[]).await?;
        ensure!(
            protocol != "chrome-error:",
            "{} got no page: {}",
            self.name,
            self.text().await?
        );
        Ok(())
    }

    /// The way back that phones have.
    ///
    /// # Errors
    /// When there is no way back.
    pub async fn back(&self) -> Result<()> {
        Ok(self.web()?.back().await?)
    }

    /// The path and query of the page.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn path(&self) -> Result<String> {
        let url = self.web()?.current_url().await?;
        let origin = self.network.origin();
        Ok(url
            .as_str()
            .strip_prefix(&origin)
            .unwrap_or(url.as_str())
            .to_owned())
    }

    /// Waits until the path of the page begins so.
    ///
    /// # Errors
    /// When it does not.
    pub async fn comes_to(&self, path: &str) -> Result<()> {
        let what = format!("{} to come to {path}", self.name);
        wait::until(&what, PATIENCE, async || {
            Ok(self.path().await?.starts_with(path).then_some(()))
        })
        .await
    }

    /// Opens another tab and goes on there.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn new_tab(&self) -> Result<WindowHandle> {
        let web = self.web()?;
        let tab = web.new_tab().await?;
        self.switch_to(&tab).await?;
        Ok(tab)
    }

    /// The tab in front.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn tab(&self) -> Result<WindowHandle> {
        Ok(self.web()?.window().await?)
    }

    /// Closes the tab in front. Go on in another before anything else.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn close_tab(&self) -> Result<()> {
        Ok(self.web()?.close_window().await?)
    }

    /// Goes on in another tab.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn switch_to(&self, tab: &WindowHandle) -> Result<()> {
        self.web()?.switch_to_window(tab.clone()).await?;
        self.be_a_phone().await
    }

    /// The present content of the screen.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn screen(&self) -> Result<Screen> {
        let answer = self.debugger("Accessibility.getFullAXTree", json!({})).await?;
        Ok(Screen::read(&answer))
    }

    /// Waits for a part of the screen.
    ///
    /// # Errors
    /// When it does not come, or there are several.
    pub async fn find(&self, wanted: &Wanted) -> Result<Part> {
        let what = format!("{wanted} on the screen of {}", self.name);
        let found = wait::until(&what, PATIENCE, async || self.look_for(wanted).await).await;
        self.or_what_is_shown(found).await
    }

    /// A result; an error tells also what the screen shows instead.
    async fn or_what_is_shown<T>(&self, result: Result<T>) -> Result<T> {
        match result {
            Ok(found) => Ok(found),
            Err(error) => {
                let shown = self.text().await.unwrap_or_default();
                let shown: String = shown.chars().take(MOST_SHOWN).collect();
                Err(error.context(format!("the screen of {} shows “{shown}”", self.name)))
            }
        }
    }

    /// A part of the screen as it is now, if it is there.
    ///
    /// # Errors
    /// When there are several.
    pub async fn look_for(&self, wanted: &Wanted) -> Result<Option<Part>> {
        let screen = self.screen().await?;
        match screen.all(wanted).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            several => bail!(
                "there are {} of {wanted}; say within which, or which place",
                several.len()
            ),
        }
    }

    /// Waits until a part of the screen is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn lose(&self, wanted: &Wanted) -> Result<()> {
        let what = format!("{wanted} to leave the screen of {}", self.name);
        wait::until(&what, PATIENCE, async || {
            Ok(self.screen().await?.all(wanted).is_empty().then_some(()))
        })
        .await
    }

    /// Waits for a part of the screen that can be used, and taps it.
    ///
    /// # Errors
    /// When it does not come, stays disabled or covered, or there are several.
    pub async fn tap(&self, wanted: Wanted) -> Result<()> {
        for _ in 0..TAPS {
            self.act(&wanted, "be tapped", async |element| element.click().await)
                .await?;
            // What moved under the finger in this moment takes no tap, or the tap hit nothing; a person taps again. A page
            // that is gone took it.
            let is_passed_over = self
                .run(PASSED_OVER, &[])
                .await
                .is_ok_and(|answer| answer == true);
            if !is_passed_over {
                return Ok(());
            }
        }
        bail!("{wanted} takes no tap on {}", self.name)
    }

    /// Writes after what stands in a field.
    ///
    /// # Errors
    /// As [`Phone::tap`].
    pub async fn type_into(&self, wanted: Wanted, text: &str) -> Result<()> {
        self.act(&wanted, "be written in", async |element| {
            element.send_keys(text).await
        })
        .await
    }

    /// Writes in a field instead of what stands there.
    ///
    /// # Errors
    /// As [`Phone::tap`].
    pub async fn fill(&self, wanted: Wanted, text: &str) -> Result<()> {
        self.act(&wanted, "be filled", async |element| {
            element.send_keys(Key::Control + "a").await?;
            match text {
                "" => element.send_keys(Key::Delete + "").await,
                text => element.send_keys(text).await,
            }
        })
        .await
    }

    /// Waits until the screen shows a text.
    ///
    /// # Errors
    /// When it does not.
    pub async fn see(&self, text: &str) -> Result<()> {
        let text = plain(text);
        let what = format!("“{text}” on the screen of {}", self.name);
        let seen = wait::until(&what, PATIENCE, async || {
            Ok(self.text().await?.contains(&text).then_some(()))
        })
        .await;
        self.or_what_is_shown(seen).await
    }

    /// Waits until the screen shows a text no longer.
    ///
    /// # Errors
    /// When it stays.
    pub async fn lose_sight_of(&self, text: &str) -> Result<()> {
        let text = plain(text);
        let what = format!("“{text}” to leave the screen of {}", self.name);
        wait::until(&what, PATIENCE, async || {
            Ok((!self.text().await?.contains(&text)).then_some(()))
        })
        .await
    }

    /// Whether the screen shows a text now.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn sees(&self, text: &str) -> Result<bool> {
        Ok(self.text().await?.contains(&plain(text)))
    }

    /// All text on the screen, with single blanks.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .run("return document.body ? document.body.innerText : ''", &[])
            .await?;
        Ok(plain(text.as_str().unwrap_or_default()))
    }

    /// Runs a script in the page and returns what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        let returned = self.web()?.execute(script, arguments.to_vec()).await?;
        Ok(returned.json().clone())
    }

    /// Runs the body of an asynchronous function in the page and waits for what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run_async(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async (...given) => {{ {body} }})(...[...arguments].slice(0, -1))
               .then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"
        );
        let returned = self.web()?.execute_async(script, arguments.to_vec()).await?;
        let returned = returned.json();
        if let Some(error) = returned["error"].as_str() {
            bail!("a script on {} failed: {error}", self.name);
        }
        Ok(returned["value"].clone())
    }

    /// Waits until a service worker is in charge of the page, so that the app opens without a network.
    ///
    /// # Errors
    /// When none comes.
    pub async fn is_installed(&self) -> Result<()> {
        let what = format!("{} to have the app installed", self.name);
        wait::until(&what, PATIENCE, async || {
            let script = "return navigator.serviceWorker.controller?.state ?? null";
            Ok((self.run(script, &[]).await? == "activated").then_some(()))
        })
        .await
    }

    /// The content of a store of an IndexedDB database of the page's origin: keys (as JSON) and values, which are
    /// decrypted where the engine encrypts them.
    ///
    /// # Errors
    /// When there is no such store.
    pub async fn rows(&self, database: &str, store: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let dumped = self.run_async(ROWS, &[json!(database), json!(store)]).await?;
        let rows = dumped.as_array();
        let rows = rows.with_context(|| format!("{} has no store {store} in {database}", self.name))?;
        let read = rows.iter().map(|row| {
            let key = row[0].as_str().unwrap_or_default().to_owned();
            let bytes = BASE64_STANDARD.decode(row[1].as_str().unwrap_or_default());
            Ok((key, bytes.context("a row that is not base64")?))
        });
        read.collect()
    }

    /// The names of the IndexedDB databases of the page's origin.
    ///
    /// # Errors
    /// When the page has none to ask for.
    pub async fn databases(&self) -> Result<Vec<String>> {
        let body = "return (await indexedDB.databases()).map((database) => database.name)";
        let names = self.run_async(body, &[]).await?;
        Ok(serde_json::from_value(names)?)
    }

    /// The `Cookie` header that the phone sends, with what pages cannot read.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn cookies(&self) -> Result<String> {
        let wanted = json!({ "urls": [self.network.origin()] });
        let answer = self.debugger("Network.getCookies", wanted).await?;
        let cookies = answer["cookies"].as_array().into_iter().flatten();
        let pairs = cookies.map(|cookie| {
            let text = |key: &str| cookie[key].as_str().unwrap_or_default().to_owned();
            format!("{}={}", text("name"), text("value"))
        });
        Ok(pairs.collect::<Vec<_>>().join("; "))
    }

    /// Makes the processor so many times slower.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn slow_down(&self, times: u32) -> Result<()> {
        self.debugger("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await?;
        Ok(())
    }

    /// Asks the screen for dark or light colours (`dark`, `light`).
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn prefer_colours(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.debugger("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Shows the page as it looks on paper.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn look_as_printed(&self) -> Result<()> {
        let media = json!({ "media": "print" });
        self.debugger("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// The targets on the screen that are hard for a thumb to hit, each with its problem: less than 48 pixels wide or
    /// high, a main button less than 56 high, or less than 8 pixels between the 48 of one and the 48 of its neighbour.
    ///
    /// # Errors
    /// When the browser cannot say.
    pub async fn hard_to_hit(&self) -> Result<Vec<String>> {
        let found = self.run(include_str!("targets.js"), &[]).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// The violations that axe-core finds on the screen, by the rules of WCAG 2.2 AA.
    ///
    /// # Errors
    /// When axe-core does not run.
    pub async fn axe(&self) -> Result<Vec<Violation>> {
        self.run_axe(json!({ "type": "tag", "values": axe::RULES })).await
    }

    /// Texts on the screen that do not stand out from what is behind them.
    ///
    /// # Errors
    /// When axe-core does not run.
    pub async fn faint_texts(&self) -> Result<Vec<Violation>> {
        self.run_axe(json!({ "type": "rule", "values": ["color-contrast"] }))
            .await
    }

    async fn run_axe(&self, rules: Value) -> Result<Vec<Violation>> {
        // A page that is turned within the app keeps it.
        if self.run("return typeof axe === 'undefined'", &[]).await? == true {
            self.run(axe::SCRIPT, &[]).await?;
        }
        let body =
            "return (await axe.run(document, { runOnly: given[0], resultTypes: ['violations'] })).violations";
        let violations = self.run_async(body, &[rules]).await?;
        Ok(serde_json::from_value(violations)?)
    }

    /// Writes what the screen looks like to a file, as PNG.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        Ok(self.web()?.screenshot(file).await?)
    }

    /// The pages' messages to the console so far, oldest first.
    pub async fn console(&self) -> Vec<String> {
        self.keep_console().await;
        lock(&self.console).clone()
    }

    /// The last lines of what Chromium itself wrote; its workers' consoles are here too.
    pub fn browser_said(&self, lines: usize) -> String {
        let said = tail(&self.folder.join("beside/chromium.log"), 2000);
        let of_interest: Vec<&str> = said.lines().filter(|line| !line.contains("dbus")).collect();
        of_interest[of_interest.len().saturating_sub(lines)..].join("\n")
    }

    /// The files of the profile that hold a word, packed or not. The phone must be off, since a browser that runs keeps
    /// some of it in memory.
    ///
    /// # Errors
    /// When the phone is on, or was never on.
    pub async fn profile_files_with(&self, word: &str) -> Result<Vec<PathBuf>> {
        ensure!(
            !self.is_on(),
            "{} is on: close it before its profile is searched",
            self.name
        );
        let (profile, word) = (self.profile(), word.to_owned());
        tokio::task::spawn_blocking(move || needle::files_holding(&profile, &word)).await?
    }

    /// Whether the profile holds a word; see [`Phone::profile_files_with`].
    ///
    /// # Errors
    /// When the phone is on, or was never on.
    pub async fn profile_holds(&self, word: &str) -> Result<bool> {
        Ok(!self.profile_files_with(word).await?.is_empty())
    }

    /// Asks Chromium's debugger.
    ///
    /// # Errors
    /// When the phone is off or the debugger refuses.
    pub async fn debugger(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.web()?.cdp().send_raw(method, parameters).await?)
    }

    /// Carries the phone to a place, in degrees, where it thinks it is within so many metres, and lets the app know.
    /// Forgotten when it is switched off.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn is_at(&self, latitude: f64, longitude: f64, accuracy: f64) -> Result<()> {
        self.may_be_placed("granted").await?;
        let place = json!({ "latitude": latitude, "longitude": longitude, "accuracy": accuracy });
        self.debugger("Emulation.setGeolocationOverride", place).await?;
        Ok(())
    }

    /// Carries the phone to where it cannot find out where it is.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn is_nowhere(&self) -> Result<()> {
        self.may_be_placed("granted").await?;
        self.debugger("Emulation.setGeolocationOverride", json!({}))
            .await?;
        Ok(())
    }

    /// The person lets the app know where the phone is (`granted`), or does not (`denied`).
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn may_be_placed(&self, setting: &str) -> Result<()> {
        self.may("geolocation", setting).await
    }

    /// Lets the app ask for something, or not: a permission by the browser's name for it, "granted" or "denied".
    ///
    /// # Errors
    /// When the phone is off or knows no such permission.
    pub async fn may(&self, what: &str, setting: &str) -> Result<()> {
        let wish = json!({
            "permission": { "name": what },
            "setting": setting,
            "origin": self.network.origin(),
        });
        self.debugger("Browser.setPermission", wish).await?;
        Ok(())
    }

    fn profile(&self) -> PathBuf {
        self.folder.join("profile")
    }

    fn web(&self) -> Result<WebDriver> {
        let running = lock(&self.running);
        let running = running
            .as_ref()
            .with_context(|| format!("{} is off", self.name))?;
        Ok(running.web.clone())
    }

    fn take_running(&self) -> Result<Running> {
        lock(&self.running)
            .take()
            .with_context(|| format!("{} is off already", self.name))
    }

    /// A touch screen of the right size, for the tab in front.
    async fn be_a_phone(&self) -> Result<()> {
        let (width, height) = self.window;
        self.resize(width, height).await
    }

    /// Another screen, in CSS pixels, until the phone is switched on again.
    ///
    /// # Errors
    /// When the phone is off.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let is_phone = width < 800;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        self.debugger("Emulation.setDeviceMetricsOverride", screen)
            .await?;
        let touch = json!({ "enabled": is_phone, "maxTouchPoints": 5 });
        self.debugger("Emulation.setTouchEmulationEnabled", touch).await?;
        Ok(())
    }

    async fn keep_console(&self) {
        let Ok(web) = self.web() else { return };
        if let Ok(entries) = web.browser_log().await {
            let lines = entries
                .into_iter()
                .map(|entry| format!("{} {}", entry.level, entry.message));
            lock(&self.console).extend(lines);
        }
    }

    /// Waits for a part that can be used and does something with its element. What failed before anything was done
    /// is tried again; what failed later is not, since it may have been done.
    async fn act(
        &self,
        wanted: &Wanted,
        how: &str,
        mut action: impl AsyncFnMut(&WebElement) -> Result<(), WebDriverError>,
    ) -> Result<()> {
        let what = format!("{wanted} to {how} on {}", self.name);
        let done = wait::until(&what, PATIENCE, async || {
            let Some(part) = self.look_for(wanted).await? else {
                return Ok(None);
            };
            ensure!(!part.is("disabled"), "it is disabled");
            let element = self.element(&part).await?;
            // As a person scrolls: until it is in plain sight, not under a bar at the edge.
            let rests = self.run_async(COME_TO_REST, &[element.to_json()?]).await?;
            // As a person looks before the next tap: a screen that has just moved takes none in the same place.
            if rests == true {
                return Ok(None);
            }
            match action(&element).await {
                Ok(()) => Ok(Some(Ok(()))),
                Err(error) if is_before(&error) => Err(error.into()),
                Err(error) => Ok(Some(Err(error))),
            }
        })
        .await;
        self.or_what_is_shown(done).await?.with_context(|| what)
    }

    /// The element that a part of the screen stands for. chromedriver's names for elements are made of its frame, its
    /// document and the debugger's number of the element.
    async fn element(&self, part: &Part) -> Result<WebElement> {
        let web = self.web()?;
        let root = web.find(By::Css("html")).await?.element_id().to_string();
        let (document, _) = root
            .rsplit_once(".e.")
            .context("chromedriver names elements in another way")?;
        let name = format!("{document}.e.{}", part.element);
        let reference = json!({ "element-6066-11e4-a52e-4f735466cecf": name });
        Ok(WebElement::from_json(reference, web.handle().clone())?)
    }
}

/// So many characters of the screen are told with an error.
const MOST_SHOWN: usize = 600;
/// So often somebody taps on what has just moved.
const TAPS: usize = 10;
/// Whether the last tap since [`COME_TO_REST`] was one that the app let nobody hear of, or that hit nothing because what
/// was meant had moved away.
const PASSED_OVER: &str = "const heard = window.feltbogHeard;
return !!heard && heard.pointerdown && (!heard.click || heard.missed)";

/// Scrolls to an element, and tells whether the place of the last tap takes none now. The app looks at that place every
/// 40 ms; what a scroll brings there is therefore known a little later.
const COME_TO_REST: &str = "
const [element] = given;
const { x, y } = element.getBoundingClientRect();
element.scrollIntoView({ block: 'center', behavior: 'instant' });
const moved = element.getBoundingClientRect();
if (moved.x !== x || moved.y !== y) await new Promise((resolve) => setTimeout(resolve, 60));
const heard = { pointerdown: false, click: false, missed: false };
for (const kind of ['pointerdown', 'click']) {
    document.addEventListener(kind, ({ target }) => {
        heard[kind] = true;
        const holds = target !== element && target.contains(element);
        const takes = target instanceof Element && target.closest('a, button, summary, label, input, select, textarea');
        if (kind === 'click') heard.missed = holds && !takes;
    }, { capture: true, once: true });
}
window.feltbogHeard = heard;
return document.documentElement.hasAttribute('data-rests');
";

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the error says that nothing has been done yet.
fn is_before(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::ElementClickIntercepted(_)
            | WebDriverErrorInner::ElementNotInteractable(_)
            | WebDriverErrorInner::NoSuchElement(_)
            | WebDriverErrorInner::StaleElementReference(_)
            | WebDriverErrorInner::MoveTargetOutOfBounds(_)
    )
}

/// Reads a store to JSON: keys of bytes as hexadecimal digits and others as JSON, values of bytes in base64 and others as
/// the base64 of their JSON.
const ROWS: &str = concat!(
    include_str!("vault.js"),
    r#"
const [name, store] = given;
if (!(await indexedDB.databases()).some((known) => known.name === name)) return null;
const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (value) =>
  value instanceof ArrayBuffer ? new Uint8Array(value)
  : ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  : null;
const keyText = (key) => { const bytes = bytesOf(key); return bytes ? hex(bytes) : JSON.stringify(key); };
const base64 = (value) => (bytesOf(value) ?? new TextEncoder().encode(JSON.stringify(value))).toBase64();
const vault = await vaultOf(name);
const opened = async (key, value) => bytesOf(value) ? vault.open(store, key, bytesOf(value)) : value;
const database = await asked(indexedDB.open(name));
try {
  if (!database.objectStoreNames.contains(store)) return null;
  const rows = database.transaction(store, "readonly").objectStore(store);
  const [keys, values] = await Promise.all([asked(rows.getAllKeys()), asked(rows.getAll())]);
  return await Promise.all(keys.map(async (key, at) => [keyText(key), base64(await opened(key, values[at]))]));
} finally {
  database.close();
}
"#
);

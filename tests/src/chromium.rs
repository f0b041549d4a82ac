//! The processes behind a phone: Chromium and the chromedriver that drives it.
//!
//! We start Chromium ourselves, in a process group of its own, and let chromedriver attach to it. So a phone can die
//! as phones die: all at once, with nothing written any more.

use crate::night::is_long;
use crate::proxy::HOST;
use crate::wait;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const START: Duration = Duration::from_secs(30);
const END: Duration = Duration::from_secs(15);

/// A program with everything it started. All of it is killed when this is dropped.
#[derive(Debug)]
pub struct Group {
    child: Child,
    group: Pid,
}

impl Group {
    /// Starts a program whose output goes to the end of a file.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let group = Pid::from_child(&child);
        Ok(Self { child, group })
    }

    /// SIGKILL to all of it.
    ///
    /// # Errors
    /// When something survives.
    pub async fn kill(&mut self) -> Result<()> {
        self.kill_now();
        let group = self.group;
        wait::until("the killed to be gone", END, async || {
            Ok((!is_alive(group)).then_some(()))
        })
        .await
    }

    /// SIGTERM to the program, and waits until it has put everything in order.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn stop(&mut self) -> Result<()> {
        kill_process(self.group, Signal::TERM)?;
        self.ended().await
    }

    /// Waits until the program has ended by itself, and the rest of it with it.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(&mut self) -> Result<()> {
        wait::until("a program to end", END, async || Ok(self.child.try_wait()?)).await?;
        let group = self.group;
        wait::until("what it started to end", END, async || {
            Ok((!is_alive(group)).then_some(()))
        })
        .await
    }

    /// Whether the program runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn kill_now(&mut self) {
        // An error says that nothing is left to kill.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill_now();
    }
}

/// Whether anything of a process group is left. Processes that only wait to be counted are not.
fn is_alive(group: Pid) -> bool {
    let group = group.as_raw_nonzero().to_string();
    let Ok(entries) = fs::read_dir("/proc") else {
        return false;
    };
    entries.flatten().any(|entry| {
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
            return false;
        };
        // "pid (name) state parent group …", and a name may hold anything.
        let Some((_, rest)) = stat.rsplit_once(") ") else {
            return false;
        };
        let mut words = rest.split(' ');
        let state = words.next().unwrap_or_default();
        words.nth(1) == Some(&group) && !matches!(state, "Z" | "X")
    })
}

/// A browser that runs, and where to attach to it.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) group: Group,
    /// The address of its debugger.
    pub(crate) debugger: String,
}

impl Browser {
    /// Starts Chromium on a profile folder, with a network that leads to one address and nowhere else. `beside` is a
    /// folder for what it writes elsewhere. A trusted key is the SHA-256 of a certificate's public key, in base64.
    pub(crate) async fn start(
        profile: &Path,
        beside: &Path,
        window: (u32, u32),
        network: SocketAddr,
        trusted_key: Option<&str>,
    ) -> Result<Self> {
        fs::create_dir_all(profile)?;
        let port_file = profile.join("DevToolsActivePort");
        // Left behind by a browser that was killed.
        for stale in [
            "DevToolsActivePort",
            "SingletonLock",
            "SingletonSocket",
            "SingletonCookie",
        ] {
            let _ = fs::remove_file(profile.join(stale));
        }
        let mut command = Command::new(program(browsers())?);
        command
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "--disable-breakpad",
                "--disable-dev-shm-usage",
                "--disable-search-engine-choice-screen",
                "--hide-crash-restore-bubble",
                // A camera that sees something that moves.
                "--use-fake-device-for-media-stream",
                "--password-store=basic",
                "--lang=da-DK",
                "--accept-lang=da-DK,da",
                "--enable-logging=stderr",
                "--log-level=0",
                "--remote-debugging-port=0",
            ])
            // No byte of a test leaves this machine.
            .arg(format!(
                "--host-resolver-rules=MAP {HOST} {network}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
            ))
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--window-size={},{}", window.0, window.1))
            .args(trusted_key.map(|key| format!("--ignore-certificate-errors-spki-list={key}")))
            .arg("about:blank")
            .env("HOME", beside)
            .env("LANGUAGE", "da")
            .env("TZ", "Europe/Copenhagen")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME");
        let log = beside.join("chromium.log");
        let mut group = Group::start(&mut command, &log)?;
        let mut died = false;
        let port = wait::until("Chromium to start", START, async || {
            if !group.runs() {
                // Now and then it dies over its own start; where it does so twice, something is amiss.
                if !died {
                    died = true;
                    group = Group::start(&mut command, &log)?;
                    return Ok(None);
                }
                bail!("Chromium ended; the last it said:\n{}", tail(&log, 20));
            }
            let Ok(said) = fs::read_to_string(&port_file) else {
                return Ok(None);
            };
            Ok(said
                .split_once('\n')
                .and_then(|(port, _)| port.parse::<u16>().ok()))
        })
        .await?;
        Ok(Self {
            group,
            debugger: format!("127.0.0.1:{port}"),
        })
    }
}

/// A chromedriver that runs, and where it listens.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) group: Group,
    pub(crate) address: String,
}

impl Driver {
    pub(crate) async fn start(beside: &Path) -> Result<Self> {
        let log = beside.join("chromedriver.log");
        // What an earlier one said is not what this one says.
        let _ = fs::remove_file(&log);
        let mut command = Command::new(program(&["chromedriver"])?);
        command.arg("--port=0").env("HOME", beside);
        let mut group = Group::start(&mut command, &log)?;
        let port = wait::until("chromedriver to start", START, async || {
            let said = fs::read_to_string(&log)?;
            if !group.runs() {
                // It lets the kernel pick a port for IPv6 and takes the same one for IPv4, which another program may
                // hold; all it can do then is end, and all we can do is start another.
                if said.contains("IPv4 port not available") {
                    fs::remove_file(&log)?;
                    group = Group::start(&mut command, &log)?;
                    return Ok(None);
                }
                bail!("chromedriver ended; the last it said:\n{}", tail(&log, 20));
            }
            let port = said.split_once("successfully on port ").map(|(_, rest)| rest);
            let port = port.and_then(|rest| rest.split_once('.')).map(|(port, _)| port);
            Ok(port.and_then(|port| port.parse::<u16>().ok()))
        })
        .await?;
        Ok(Self {
            group,
            address: format!("http://127.0.0.1:{port}"),
        })
    }
}

/// The last lines of a file.
pub(crate) fn tail(file: &Path, lines: usize) -> String {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// The path of one of these programs. A test that needs it fails without it.
/// Whether the test in this process takes the whole of Chromium.
static WHOLE_BROWSER: AtomicBool = AtomicBool::new(false);

/// Makes every phone of this test one with the whole of Chromium: the engine alone shows no pictures of a camera.
pub fn take_the_whole_browser() {
    WHOLE_BROWSER.store(true, Ordering::Relaxed);
}

/// The names of browsers, the preferred first. The gate's tests take Chromium's engine without the windows, menus and
/// services around it, which costs a fifth less of the processor; the night and the benchmarks take the whole.
fn browsers() -> &'static [&'static str] {
    const BROWSERS: [&str; 4] = [
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    ];
    let is_gate = std::env::var_os("NEXTEST").is_some() && !is_long();
    if is_gate && !WHOLE_BROWSER.load(Ordering::Relaxed) {
        &BROWSERS
    } else {
        &BROWSERS[1..]
    }
}

pub(crate) fn program(names: &[&str]) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    for name in names {
        let found = std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file());
        if let Some(found) = found {
            return Ok(found);
        }
    }
    bail!("{} is not installed: run `cargo xtask setup`", names[0])
}

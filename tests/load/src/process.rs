//! A server as a process of its own, whose memory can be read and which can be killed at any moment.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::Watch;
use crate::port::ReservedPort;

/// Time that a start may take.
const START: Duration = Duration::from_secs(60);
/// Time that an end may take.
const END: Duration = Duration::from_secs(30);

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// The most it ever held.
    pub peak: u64,
    /// The memory it holds now.
    pub resident: u64,
}

/// Options with which a server is started.
#[derive(Clone, Debug)]
pub struct Server {
    /// The program; what stands before it, like a tracer, first.
    pub command: Vec<String>,
    /// The database.
    pub database_url: String,
    /// More arguments for `serve`.
    pub arguments: Vec<String>,
    /// Additional variables of its environment.
    pub environment: Vec<(String, String)>,
    /// The file of its output.
    pub log: PathBuf,
    /// The address it listens on; port 0 before its first start.
    pub address: SocketAddr,
    /// The port that is kept for it while it is down; nothing before its first start, or where its address was given.
    pub reserved: Option<ReservedPort>,
}

/// A server that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// The address it listens on.
    pub address: SocketAddr,
    /// From the start of the process to the first answer that it is ready.
    pub ready_after: Duration,
}

impl Server {
    /// A server of this program on a database, with its log in a folder.
    pub fn new(program: &Path, database_url: &str, folder: &Path) -> Self {
        Self {
            command: vec![program.to_string_lossy().into_owned()],
            database_url: database_url.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            log: folder.join("server.log"),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            reserved: None,
        }
    }

    /// Starts it and waits until it is ready. It keeps its address over starts.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(&mut self) -> Result<Running> {
        if self.address.port() == 0 {
            let reserved = ReservedPort::new(self.address.ip())?;
            self.address = reserved.address();
            self.reserved = Some(reserved);
        }
        let watch = Watch::start();
        let mut running = self.spawn()?;
        loop {
            if let Some(status) = running.child.try_wait()? {
                bail!("the server ended ({status}); its log says:\n{}", self.said());
            }
            if answers(self.address).await {
                running.ready_after = watch.elapsed();
                return Ok(running);
            }
            if watch.elapsed() > START {
                bail!("the server is not ready; its log says:\n{}", self.said());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn spawn(&self) -> Result<Running> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let (program, before) = self.command.split_first().context("no program")?;
        let mut command = Command::new(program);
        // The end of its log is to be what it says, not where in the code it said so.
        command.env("RUST_BACKTRACE", "0");
        command
            .args(before)
            .args(["serve", "--listen", &self.address.to_string()])
            .args(["--database-url", &self.database_url])
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        Ok(Running {
            child,
            address: self.address,
            ready_after: Duration::ZERO,
        })
    }

    /// The last lines of its log.
    pub fn said(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Whether a server says that it is ready.
async fn answers(address: SocketAddr) -> bool {
    let asked = async {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer.starts_with(b"HTTP/1.1 200"))
    };
    asked.await.unwrap_or(false)
}

impl Running {
    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The memory it holds.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let of = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kilobytes.unwrap_or_default() * 1024
        };
        Ok(Memory {
            peak: of("VmHWM:"),
            resident: of("VmRSS:"),
        })
    }

    /// The processor time it has used, user and system.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn processor_time(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid()))?;
        let (_, rest) = stat.rsplit_once(')').context("a line of another shape")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |place: usize| -> u64 { fields.get(place).and_then(|it| it.parse().ok()).unwrap_or(0) };
        // Counted in hundredths of a second on every Linux that matters (USER_HZ).
        Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
    }

    /// SIGKILL, and waits until it is gone.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM: it finishes what it is at.
    ///
    /// # Errors
    /// When it does not end in time, or not well.
    pub async fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let watch = Watch::start();
        loop {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server ended with {status}");
                return Ok(());
            }
            if watch.elapsed() > END {
                bail!("the server does not stop");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already, or killed here; there is nobody to tell.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

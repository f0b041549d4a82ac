//! The load generator: `feltbog-load <what> [options]`. Prints one JSON object a line.

mod crowd;
mod instances;
mod scenario;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Parser, Subcommand};
use feltbog_load::http::{Link, Protocol};

// What phones cost here is not to be taken from the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "feltbog-load",
    about = "Phones by the dozen against a real server",
    args_override_self = true
)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

/// The measurement.
#[derive(Subcommand)]
enum What {
    /// One phone pushes, another fetches everything and then asks for news in vain.
    One {
        #[command(flatten)]
        target: Target,
        /// Records.
        #[arg(long, default_value_t = 2_000)]
        records: usize,
        /// Number of rounds, each on a new database.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// Fetches that bring nothing.
        #[arg(long, default_value_t = 200)]
        no_ops: usize,
    },
    /// Many phones fetch a department for the first time, all at once.
    Crowd {
        #[command(flatten)]
        target: Target,
        /// Phones.
        #[arg(long, default_value_t = 100)]
        phones: usize,
        /// Records in the department.
        #[arg(long, default_value_t = 2_000)]
        records: usize,
        /// Decode what comes and apply nothing: the phones' own work left out.
        #[arg(long)]
        wire_only: bool,
    },
    /// Many phones push at once, each to a department of its own, and another phone of each fetches it.
    Push {
        #[command(flatten)]
        target: Target,
        /// Phones that push.
        #[arg(long, default_value_t = 32)]
        phones: usize,
        /// Records of each.
        #[arg(long, default_value_t = 5_000)]
        records: usize,
    },
    /// Phones write and send at a steady rate.
    Sustained {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        pace: Pace,
    },
    /// Several servers over one PostgreSQL of its own, each with the same share of a core.
    Instances {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        pace: Pace,
        /// Numbers of servers, one measurement after another; what the first reaches is what the others are held against.
        #[arg(long, value_delimiter = ',', default_value = "1,2,3")]
        counts: Vec<usize>,
        /// The share of each, in hundredths of a core. The phones and PostgreSQL need the rest.
        #[arg(long, default_value_t = 10)]
        percent: u32,
    },
    /// The cost of a fetch in vain, a push and a fetch while a department grows.
    Growth {
        #[command(flatten)]
        target: Target,
        /// Records in the department, in growing order.
        #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
        sizes: Vec<usize>,
        /// Measurements of each.
        #[arg(long, default_value_t = 200)]
        rounds: usize,
    },
    /// Kills the server under load and starts it again: how long until it acknowledges.
    Restart {
        #[command(flatten)]
        target: Target,
        /// Records in the department.
        #[arg(long, default_value_t = 2_000)]
        records: usize,
        /// Frequency.
        #[arg(long, default_value_t = 10)]
        rounds: usize,
    },
}

/// The address of the server.
#[derive(Args, Clone)]
struct Target {
    /// The server's program; a process of its own is started for each measurement. Without one FELTBOG_BIN is taken, or
    /// what cargo put beside this program.
    #[arg(long, env = "FELTBOG_BIN")]
    server: Option<PathBuf>,
    /// A server that runs already, instead. Its memory is not seen. Needs a code for each phone.
    #[arg(long, requires = "codes")]
    address: Option<SocketAddr>,
    /// Enrolment codes at that server, one for each phone, of people in one department.
    #[arg(long = "code")]
    codes: Vec<String>,
    /// Speak HTTP/1.1. Otherwise HTTP/2, as phones do with a site that has a certificate.
    #[arg(long)]
    http1: bool,
    /// Everything random follows from this.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Writing of the phones.
#[derive(Args, Clone)]
struct Pace {
    /// Departments.
    #[arg(long, default_value_t = 60)]
    departments: usize,
    /// Phones in each.
    #[arg(long, default_value_t = 4)]
    phones: usize,
    /// Batches a second, of all phones together. Each phone keeps to its times: what comes late counts as late.
    #[arg(long, default_value_t = 330.0)]
    rate: f64,
    /// Changes in a batch.
    #[arg(long, default_value_t = 5)]
    changes: usize,
    /// Number of changes in a hundred that make a new record; the others change one of the last ones.
    #[arg(long, default_value_t = 10)]
    new_share: u8,
    /// Phones that make, send and fetch real changes and do nothing with what comes: what a phone itself does with
    /// it takes a core's time that is not the server's.
    #[arg(long)]
    light: bool,
    /// Seconds.
    #[arg(long, default_value_t = 300)]
    duration: u64,
    /// Minutes, instead.
    #[arg(long, conflicts_with = "duration")]
    minutes: Option<u64>,
}

impl Pace {
    fn seconds(&self) -> u64 {
        self.minutes.map_or(self.duration, |minutes| minutes * 60)
    }
}

impl Target {
    fn link(&self, address: SocketAddr) -> Link {
        let protocol = if self.http1 { Protocol::One } else { Protocol::Two };
        Link::new(address, protocol)
    }

    fn program(&self) -> Result<PathBuf> {
        if let Some(named) = &self.server {
            return Ok(named.clone());
        }
        let own = std::env::current_exe()?;
        let beside = own.with_file_name("feltbog");
        ensure!(
            beside.is_file(),
            "there is no server at {}: name one with --server",
            beside.display()
        );
        Ok(beside)
    }
}

fn main() -> Result<()> {
    // What a phone does itself is one thread's work; the network is another's, as in a browser.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("no runtime")?;
    runtime.block_on(async {
        match Cli::parse().what {
            What::One {
                target,
                records,
                rounds,
                no_ops,
            } => scenario::one(&target, records, rounds, no_ops).await,
            What::Crowd {
                target,
                phones,
                records,
                wire_only,
            } => scenario::crowd(&target, phones, records, wire_only).await,
            What::Push {
                target,
                phones,
                records,
            } => scenario::push(&target, phones, records).await,
            What::Sustained { target, pace } => scenario::sustained(&target, &pace).await,
            What::Instances {
                target,
                pace,
                counts,
                percent,
            } => instances::instances(&target, &pace, &counts, percent).await,
            What::Growth {
                target,
                sizes,
                rounds,
            } => scenario::growth(&target, &sizes, rounds).await,
            What::Restart {
                target,
                records,
                rounds,
            } => scenario::restart(&target, records, rounds).await,
        }
    })
}

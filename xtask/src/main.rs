//! The build tool: everything from a clean checkout to a running server, as `cargo xtask <command>`.
//!
//! Each command is a module that reads top to bottom. Nothing here is linked into the product, and nothing here
//! needs a tool that cargo and the operating system's packages do not bring along.

mod bench;
mod build;
mod check;
mod client;
mod deps;
mod mode;
mod mutants;
mod package;
mod process;
mod progress;
mod reproducible;
mod run;
mod sbom;
mod scratch;
mod setup;
mod test;
mod tidy;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, checks and runs Feltbog")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing: the wasm32 target, a C compiler, Chromium and its driver, PostgreSQL
    Setup,
    /// Build the client modules and one server binary with the client inside
    Build {
        /// Quick profiles and light compression, for work on the screens
        #[arg(long)]
        dev: bool,
    },
    /// Print what a phone downloads, and fail when it is over budget
    Size,
    /// Make the Debian package
    Package,
    /// Hold the locked crates against RustSec's advisories. Needs the network
    Advisories,
    /// Write the bill of materials (CycloneDX) and the licence notices of what is shipped
    Sbom,
    /// Build the client from two clean checkouts of the present commit, and compare every byte
    Reproducible,
    /// Format, lints, dependency rules, licences and tidy
    Check,
    /// Only the rules of this codebase that no compiler knows
    Tidy,
    /// Everything that must hold before a change is merged; with a filter, only the tests it matches
    Test {
        filter: Option<String>,
        /// Also all that only the night holds: see tests/README.md
        #[arg(long)]
        long: bool,
    },
    /// The browser tests, or the ones whose name contains NAME
    E2e {
        name: Option<String>,
        /// Also all that only the night holds: the picture gallery, every theme and language, other engines
        #[arg(long)]
        long: bool,
    },
    /// The measurements of tests/load, or the one called NAME
    Bench {
        name: Option<String>,
        /// Handed on to the measurement
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Break what decides over changes and rights, one place at a time, and see whether a test finds it
    Mutants {
        /// A part of the mutants, like 2/7 for the third of seven
        #[arg(long)]
        shard: Option<String>,
    },
    /// Build what has changed and start a server with demo data
    Run {
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Start over with new demo data
        #[arg(long)]
        fresh: bool,
        /// The shipped form of client and server instead of development builds
        #[arg(long)]
        release: bool,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that RUST_BACKTRACE asks for: it would bury what to do.
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup => setup::everything(&workspace),
        Command::Build { dev } => build::run(&workspace, dev),
        Command::Size => build::size(&workspace),
        Command::Package => package::run(&workspace),
        Command::Advisories => deps::advisories(&workspace),
        Command::Sbom => sbom::run(&workspace),
        Command::Reproducible => reproducible::run(&workspace),
        Command::Check => check::run(&workspace),
        Command::Tidy => tidy::run(&workspace),
        Command::Test { filter, long } => test::run(&workspace, filter.as_deref(), long),
        Command::E2e { name, long } => test::browser(&workspace, name.as_deref(), long),
        Command::Bench { name, args } => bench::run(&workspace, name.as_deref(), &args),
        Command::Mutants { shard } => mutants::run(&workspace, shard.as_deref()),
        Command::Run { port, fresh, release } => run::run(&workspace, port, fresh, release),
    }
}

//! Turns compiled WebAssembly modules into what a browser loads: bindings, chunks, content hashes, compressed copies.
//!
//! A program of its own beside the build tool, because wasm-bindgen and the compressors take a minute to compile and
//! most commands of the build tool need neither. `cargo xtask` builds and calls it.

mod assets;
mod bindgen;
mod client;
mod compress;
mod conformance;
mod cut;
mod size;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Parser)]
#[command(
    name = "feltbog-bundle",
    about = "Makes what a browser loads of compiled modules"
)]
struct Cli {
    /// The workspace's root folder
    #[arg(long)]
    root: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write `target/client`, which the server embeds
    Client {
        #[arg(long)]
        app: PathBuf,
        #[arg(long)]
        engine: PathBuf,
        #[arg(long)]
        office: PathBuf,
        /// Keep function names and compress lightly
        #[arg(long)]
        dev: bool,
        /// Print compressed sizes, and fail above a budget
        #[arg(long)]
        sizes: bool,
        /// One JSON object a line instead of a table
        #[arg(long, requires = "sizes")]
        json: bool,
    },
    /// Write `target/client-conformance`, the engine with its store's conformance suite inside
    Conformance {
        #[arg(long)]
        engine: PathBuf,
    },
}

fn main() -> ExitCode {
    let Cli { root, command } = Cli::parse();
    match run(&root, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nfeltbog-bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, command: Command) -> Result<()> {
    match command {
        Command::Client {
            app,
            engine,
            office,
            dev,
            sizes,
            json,
        } => {
            let modules = client::Modules {
                app: &app,
                engine: &engine,
                office: &office,
            };
            let client = client::build(root, &modules, dev)?;
            eprintln!("Client {}", client.bundle.version);
            if sizes {
                size::report(&client, json)?;
            }
            Ok(())
        }
        Command::Conformance { engine } => conformance::build(root, &engine),
    }
}

/// Runs one step and prints its duration when the step took a second or more.
fn step<T>(name: &str, work: impl FnOnce() -> T) -> T {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures the build, which decides nothing"
    )]
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs();
    if seconds > 0 {
        eprintln!("{name} … {seconds} s");
    }
    result
}

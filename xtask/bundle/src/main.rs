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
mod files;
mod size;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

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
    },
    /// Write `target/client-conformance`, the engine with its store's conformance suite inside
    Conformance {
        #[arg(long)]
        engine: PathBuf,
    },
}

fn main() -> ExitCode {
    if let Err(error) = run(Cli::parse()) {
        eprintln!("\nfeltbog-bundle: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(Cli { root, command }: Cli) -> Result<()> {
    match command {
        Command::Client {
            app,
            engine,
            office,
            dev,
            sizes,
        } => {
            let modules = client::Modules {
                app: &app,
                engine: &engine,
                office: &office,
            };
            let client = client::build(&root, &modules, dev)?;
            eprintln!("Client {}", client.bundle.version);
            if sizes { size::report(&client) } else { Ok(()) }
        }
        Command::Conformance { engine } => conformance::build(&root, &engine),
    }
}

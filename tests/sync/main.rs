//! Simulations of sync: up to eight phones and a server in one process, every order of events
//! drawn from a seed. `FELTBOG_SEED=7 cargo test -p feltbog-tests --test sync` replays one.

#![expect(
    clippy::unwrap_used,
    reason = "a simulation that meets the impossible ends there, with its seed"
)]

mod drill;
mod model;
mod poison;
mod real;
mod world;

use std::path::PathBuf;

use feltbog_shared::moment::Moment;
use feltbog_tests::database::TestDatabase;

use model::Model;
use real::Real;
use world::{Backend, Mischief, Outcome, World, sessions};

/// Worlds whose real server keeps things in PostgreSQL.
const ON_POSTGRES: u64 = 8;

/// When simulations begin: 2026-11-21.
const START: Moment = Moment::from_millis(1_795_219_200_000);

/// The seeds of a test run, or the one asked for.
fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("FELTBOG_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
    {
        Some(seed) => vec![seed],
        None => (0..count).collect(),
    }
}

/// Seeds take turns with how rough the world is.
fn mischief(seed: u64) -> Mischief {
    let rough = |rate: u32, every: u64| if seed.is_multiple_of(every) { 0 } else { rate };
    Mischief {
        phones: 2 + (seed % 7) as usize,
        steps: 500 + (seed % 5) as usize * 200,
        lose: rough(150, 5),
        crash: rough(12, 3),
        wipe: rough(2, 4),
        restore: rough(5, 2),
        second_tab: rough(20, 3),
        erase: rough(3, 6),
    }
}

fn simulate<B: Backend>(count: u64, mischief: impl Fn(u64) -> Mischief, make: impl AsyncFn(u64) -> B) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut total = Outcome::default();
    for seed in seeds(count) {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(async {
                let server = make(seed).await;
                World::new(seed, mischief(seed), START, server).await.run().await
            })
        }));
        match outcome {
            Ok(outcome) => {
                total.saved += outcome.saved;
                total.lost_by_design += outcome.lost_by_design;
            }
            Err(panic) => {
                eprintln!("seed {seed} failed; replay it with FELTBOG_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    println!(
        "{count} seeds, {} edits saved, {} lost with their only phone",
        total.saved, total.lost_by_design
    );
    assert!(total.saved > 0, "nobody wrote anything");
}

#[test]
fn a_thousand_worlds_against_the_model_server() {
    simulate(1_000, mischief, async |_| Model::new(sessions(START), START));
}

/// In memory where there is a folder for that: this is about order, not about disks.
fn memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    }
}

#[test]
fn a_thousand_worlds_against_the_real_server() {
    let is_postgres = std::env::var("FELTBOG_TEST_STORE").is_ok_and(|store| store == "postgres");
    // On PostgreSQL a share of the seeds: each world has databases of its own there.
    let seeds = if is_postgres { ON_POSTGRES } else { 1_000 };
    simulate(seeds, mischief, async |seed| {
        let database = if is_postgres {
            TestDatabase::postgres().await
        } else {
            TestDatabase::sqlite(&memory())
        };
        Real::start(database.expect("a database"), seed, START).await
    });
}

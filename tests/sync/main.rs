//! Simulations of sync: up to eight phones and a server in one process, every order of events
//! drawn from a seed. `FELTBOG_SEED=7 cargo test -p feltbog-tests --test sync` replays one.

#![expect(
    clippy::unwrap_used,
    reason = "a simulation that meets the impossible ends there, with its seed"
)]

mod drill;
mod judge;
mod model;
mod poison;
mod real;
mod world;

use std::path::PathBuf;

use feltbog_shared::moment::Moment;
use feltbog_tests::database::TestDatabase;
use feltbog_tests::stage::is_long;

use model::Model;
use real::Real;
use world::{Backend, Mischief, Outcome, World};

/// Worlds whose real server keeps things in PostgreSQL.
const ON_POSTGRES: u64 = 8;

/// When simulations begin: 2026-11-21.
const START: Moment = Moment::from_millis(1_795_219_200_000);

/// All that is done and goes wrong in worlds, by name.
const DRAWN: [&str; 27] = [
    "app updated",
    "clock jumped",
    "commit unsure",
    "crash",
    "death at a commit",
    "edit of older heads saved",
    "edit saved",
    "erasure",
    "late repeat",
    "lost on the way",
    "lost on the way back",
    "nudged",
    "older profile",
    "repeated on the way",
    "restored while roles had ended",
    "rights changed",
    "rights heard",
    "second tab",
    "server busy",
    "server disturbed",
    "state step saved",
    "store failed",
    "store full",
    "time passed",
    "touched",
    "wipe",
    "woken",
];
/// So many worlds together try everything.
const MANY: usize = 40;
/// Everything is drawn in so many worlds at least once, on average.
const RARELY: u64 = 20;

/// The share of a run's worlds that one test simulates.
#[derive(Clone, Copy)]
struct Share {
    part: u64,
    of: u64,
}

/// Worlds of a gate and of a night.
const WORLDS: (u64, u64) = (200, 1_000);

/// The seeds of a share: fresh ones each day, which begin at the day's number times ten thousand, or the one asked for.
fn seeds(count: u64, share: Share) -> Vec<u64> {
    let asked = std::env::var("FELTBOG_SEED").ok();
    if let Some(seed) = asked.and_then(|seed| seed.parse().ok()) {
        return vec![seed];
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "every day has other worlds; a seed that fails is printed"
    )]
    let now = std::time::SystemTime::now();
    let seconds = now
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let first = seconds / 86_400 * 10_000;
    // Neighbours together: worlds take turns by their numbers, and each share has to try everything.
    let start = |part: u64| first + count * part / share.of;
    (start(share.part)..start(share.part + 1)).collect()
}

/// Seeds take turns with how rough the world is.
fn mischief(seed: u64) -> Mischief {
    let rough = |rate: u32, every: u64| if seed.is_multiple_of(every) { 0 } else { rate };
    // Rights that change and restores, together with everything else.
    let has_both = matches!(seed % 12, 2 | 10);
    Mischief {
        phones: 2 + (seed % 7) as usize,
        steps: 500 + (seed % 5) as usize * 200,
        lose: rough(150, 5),
        crash: rough(12, 3),
        wipe: rough(2, 4),
        restore: if has_both { 5 } else { rough(5, 2) },
        second_tab: rough(20, 3),
        erase: rough(3, 6),
        rights: if seed.is_multiple_of(2) { 8 } else { 0 },
        store_fails: rough(8, 4),
        store_full: rough(2, 4),
        older_apps: seed % 5 < 2,
        update: 4,
        busy: rough(40, 3),
        late: rough(10, 5),
        clock: rough(6, 4),
        older_profile: rough(4, 3),
        page: [1, 7, 40, 500][(seed / 3 % 4) as usize],
        records: if seed.is_multiple_of(10) { 300 } else { 0 },
    }
}

fn simulate<B: Backend>(count: u64, share: Share, make: impl AsyncFn(u64) -> B) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut total = Outcome::default();
    let seeds = seeds(count, share);
    println!(
        "{} worlds, seeds {:?} to {:?}",
        seeds.len(),
        seeds.first(),
        seeds.last()
    );
    for &seed in &seeds {
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
                for (mischief, times) in outcome.drawn {
                    *total.drawn.entry(mischief).or_default() += times;
                }
            }
            Err(panic) => {
                eprintln!("seed {seed} failed; replay it with FELTBOG_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    println!(
        "{} edits saved, {} lost with their only phone",
        total.saved, total.lost_by_design
    );
    assert!(total.saved > 0, "nobody wrote anything");
    println!("{:?}", total.drawn);
    if seeds.len() >= MANY {
        let unknown: Vec<_> = total.drawn.keys().filter(|name| !DRAWN.contains(*name)).collect();
        assert!(unknown.is_empty(), "drawn and not listed: {unknown:?}");
        let least = seeds.len() as u64 / RARELY;
        let is_rare = |name: &&&str| total.drawn.get(**name).is_none_or(|times| *times < least);
        let rare: Vec<_> = DRAWN.iter().filter(is_rare).collect();
        assert!(rare.is_empty(), "hardly tried: {rare:?}");
    }
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

/// So many worlds as are asked for, or those of the gate or the night.
fn worlds() -> u64 {
    let asked = std::env::var("FELTBOG_WORLDS").ok();
    let asked = asked.and_then(|worlds| worlds.parse().ok());
    asked.unwrap_or(if is_long() { WORLDS.1 } else { WORLDS.0 })
}

fn against_the_model_server(share: Share) {
    simulate(worlds(), share, async |seed| {
        Model::new(mischief(seed).page, START)
    });
}

fn against_the_real_server(share: Share) {
    let is_postgres = std::env::var("FELTBOG_TEST_STORE").is_ok_and(|store| store == "postgres");
    // On PostgreSQL a share of the seeds: each world has databases of its own there.
    let count = if is_postgres { ON_POSTGRES } else { worlds() };
    simulate(count, share, async |seed| {
        let database = if is_postgres {
            TestDatabase::postgres().await
        } else {
            TestDatabase::sqlite(&memory())
        };
        Real::start(database.expect("a database"), seed, mischief(seed).page, START).await
    });
}

/// Tests of equal shares, which a runner of tests can run side by side.
macro_rules! shares {
    ($($name:ident: $part:literal of $of:literal),+) => {
        mod worlds_against_the_model_server {
            $(#[test]
            fn $name() {
                super::against_the_model_server(super::Share { part: $part, of: $of });
            })+
        }
        mod worlds_against_the_real_server {
            $(#[test]
            fn $name() {
                super::against_the_real_server(super::Share { part: $part, of: $of });
            })+
        }
    };
}
shares!(first_quarter: 0 of 4, second_quarter: 1 of 4, third_quarter: 2 of 4, last_quarter: 3 of 4);

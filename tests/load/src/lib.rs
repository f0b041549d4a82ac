//! Phones without a screen: the real [`feltbog_shared::replica::Replica`] over real HTTP against the real server
//! process. The load generator measures with them; the proofs of safety kill servers under them.
//!
//! Nothing here decides anything about sync: what a phone sends and when is the replica's doing.

pub mod http;
pub mod journal;
pub mod light;
pub mod phone;
pub mod place;
pub mod port;
pub mod process;
pub mod records;
pub mod share;
pub mod tally;

use std::time::{Duration, Instant};

use feltbog_shared::moment::Moment;

/// The present moment, as a phone's clock tells it.
#[expect(
    clippy::disallowed_methods,
    reason = "phones here live in real time; this is where they read it"
)]
pub fn now() -> Moment {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A stopwatch.
#[derive(Clone, Copy, Debug)]
pub struct Watch(Instant);

impl Watch {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "measuring is reading the clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time that it has run.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// Time between the start of another and its own.
    pub fn since(self, other: Self) -> Duration {
        self.0.saturating_duration_since(other.0)
    }
}

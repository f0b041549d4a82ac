//! One line for every step that takes long enough to wonder about.

use std::time::{Duration, Instant};

const WORTH_A_LINE: Duration = Duration::from_secs(1);

/// Runs `work`, and says how long it took when that was more than a second.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> T) -> T {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures the build, which decides nothing"
    )]
    let started = Instant::now();
    let result = work();
    let took = started.elapsed();
    if took >= WORTH_A_LINE {
        eprintln!("{what} … {}", in_words(took));
    }
    result
}

fn in_words(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_split_off() {
        assert_eq!(in_words(Duration::from_secs(42)), "42 s");
        assert_eq!(in_words(Duration::from_secs(125)), "2 min 5 s");
    }
}

//! Steps of a command: a line when one begins, its duration when it ends, and a table of all at the end.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Steps shorter than this are not printed.
const WORTH_A_LINE: Duration = Duration::from_secs(1);

/// The steps of one command, in the order in which they ended. Steps may run side by side.
#[derive(Default)]
pub(crate) struct Steps {
    ended: Mutex<Vec<(String, Duration)>>,
    announced: Mutex<Announced>,
}

/// The number of steps a command announced, and of those that have begun.
#[derive(Default)]
struct Announced {
    total: usize,
    begun: usize,
}

impl Steps {
    /// Announces how many steps will be counted, so that each line says how far the command is.
    pub(crate) fn announce(&self, total: usize) {
        *lock(&self.announced) = Announced { total, begun: 0 };
    }

    /// Runs one step, and says when it begins and how long it took.
    pub(crate) fn run<T>(&self, name: &str, work: impl FnOnce() -> T) -> T {
        let place = {
            let mut announced = lock(&self.announced);
            announced.begun += 1;
            match announced.total {
                0 => String::new(),
                total => format!("[{}/{total}] ", announced.begun.min(total)),
            }
        };
        eprintln!("{place}{name} …");
        #[expect(
            clippy::disallowed_methods,
            reason = "measures the build, which decides nothing"
        )]
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        if took >= WORTH_A_LINE {
            eprintln!("{place}{name}: {}", in_words(took));
        }
        lock(&self.ended).push((name.to_owned(), took));
        result
    }

    /// Prints the time of each step as a table in Markdown.
    pub(crate) fn print(&self) {
        println!("\n| step | time |\n|---|---|");
        for (name, took) in lock(&self.ended).iter().filter(|(_, took)| *took >= WORTH_A_LINE) {
            println!("| {name} | {} |", in_words(*took));
        }
        println!();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn every_step_is_kept_and_returns_its_result() {
        let steps = Steps::default();
        steps.announce(2);
        assert_eq!(steps.run("one", || 1) + steps.run("two", || 2), 3);
        let names: Vec<_> = lock(&steps.ended).iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(names, ["one", "two"]);
    }
}

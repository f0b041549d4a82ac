//! Steps of a command: a line when one begins, its duration when it ends, and a table of all at the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Steps shorter than this are not printed.
const WORTH_A_LINE: Duration = Duration::from_secs(1);

/// The steps of one command. Steps may run side by side.
#[derive(Default)]
pub(crate) struct Steps {
    /// The number of steps that will be counted; 0 when none are.
    pub(crate) total: AtomicUsize,
    begun: AtomicUsize,
    /// In the order in which they ended.
    ended: Mutex<Vec<(String, Duration)>>,
}

impl Steps {
    /// Runs one step, and says when it begins and how long it took.
    pub(crate) fn run<T>(&self, name: &str, work: impl FnOnce() -> T) -> T {
        let begun = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let name = match self.total.load(Ordering::Relaxed) {
            0 => name.to_owned(),
            total => format!("[{}/{total}] {name}", begun.min(total)),
        };
        eprintln!("{name} …");
        #[expect(
            clippy::disallowed_methods,
            reason = "measures the build, which decides nothing"
        )]
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        if took >= WORTH_A_LINE {
            eprintln!("{name}: {took:.0?}");
        }
        self.ended().push((name, took));
        result
    }

    /// Prints the time of each step as a table in Markdown.
    pub(crate) fn print(&self) {
        println!("\n| step | time |\n|---|---|");
        for (name, took) in self.ended().iter().filter(|(_, took)| *took >= WORTH_A_LINE) {
            println!("| {name} | {took:.0?} |");
        }
        println!();
    }

    fn ended(&self) -> MutexGuard<'_, Vec<(String, Duration)>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_kept_and_returns_its_result() {
        let steps = Steps::default();
        assert_eq!(steps.run("one", || 1) + steps.run("two", || 2), 3);
        let names: Vec<_> = steps.ended().iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(names, ["one", "two"]);
    }
}

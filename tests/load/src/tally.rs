//! The measurements of phones, added up, and written as one JSON line.

use std::collections::BTreeMap;
use std::time::Duration;

use feltbog_shared::replica::Failure;
use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

/// Times of one sort of request, to three figures.
#[derive(Clone, Debug)]
pub struct Times {
    histogram: Histogram<u64>,
    sum: Duration,
}

impl Default for Times {
    fn default() -> Self {
        // One microsecond to two minutes; these bounds are valid, which a test shows.
        let made = Histogram::new_with_bounds(1, 120_000_000, 3);
        Self {
            histogram: made.unwrap_or_else(|_| unreachable!("bounds that are constant and valid")),
            sum: Duration::ZERO,
        }
    }
}

impl Times {
    /// Counts one.
    pub fn record(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.histogram.saturating_record(micros.max(1));
        self.sum += took;
    }

    /// Number counted.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// The time that a share of them stayed within, in milliseconds.
    pub fn millis(&self, quantile: f64) -> f64 {
        thousandths(self.histogram.value_at_quantile(quantile))
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        // Both have the same bounds.
        let added = self.histogram.add(&other.histogram);
        debug_assert_eq!(added, Ok(()));
        self.sum += other.sum;
    }

    /// All of them together, in milliseconds.
    pub fn sum_millis(&self) -> f64 {
        (self.sum.as_secs_f64() * 1_000_000.0).round() / 1_000.0
    }

    fn subtract(&mut self, other: &Self) {
        let subtracted = self.histogram.subtract(&other.histogram);
        debug_assert_eq!(subtracted, Ok(()), "later counts hold the earlier ones");
        self.sum -= other.sum;
    }

    /// As a JSON object.
    pub fn json(&self) -> Value {
        json!({
            "count": self.count(),
            "p50_ms": self.millis(0.5),
            "p95_ms": self.millis(0.95),
            "p99_ms": self.millis(0.99),
            "p999_ms": self.millis(0.999),
            "max_ms": thousandths(self.histogram.max()),
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times of minutes in microseconds fit many times over"
)]
fn thousandths(micros: u64) -> f64 {
    micros as f64 / 1_000.0
}

/// The measurements of phones.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Pushes that were answered.
    pub push: Times,
    /// Pulls that brought something.
    pub pull: Times,
    /// Pulls that brought nothing.
    pub no_op: Times,
    /// Requests sent.
    pub requests: u64,
    /// Bytes from the phones, as they crossed: headers and bodies.
    pub sent_bytes: u64,
    /// Bytes to the phones.
    pub received_bytes: u64,
    /// Edits saved on phones.
    pub saved: u64,
    /// Changes with a receipt.
    pub accepted: u64,
    /// Changes that the server wanted others for.
    pub needed: u64,
    /// Changes that were refused.
    pub refused: u64,
    /// Entries that came.
    pub pulled: u64,
    /// Answers that said the log is another one.
    pub diverged: u64,
    /// Requests that came to nothing, by what went wrong.
    pub failures: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a request that came to nothing.
    pub fn failed(&mut self, failure: &Failure) {
        *self.failures.entry(format!("{failure:?}")).or_default() += 1;
    }

    /// Number of requests or changes that went wrong.
    pub fn errors(&self) -> u64 {
        self.failures.values().sum::<u64>() + self.refused + self.diverged
    }

    /// Adds what another measured.
    pub fn add(&mut self, other: &Self) {
        self.push.add(&other.push);
        self.pull.add(&other.pull);
        self.no_op.add(&other.no_op);
        self.requests += other.requests;
        self.sent_bytes += other.sent_bytes;
        self.received_bytes += other.received_bytes;
        self.saved += other.saved;
        self.accepted += other.accepted;
        self.needed += other.needed;
        self.refused += other.refused;
        self.pulled += other.pulled;
        self.diverged += other.diverged;
        for (failure, count) in &other.failures {
            *self.failures.entry(failure.clone()).or_default() += count;
        }
    }

    /// The measurements since an earlier look at the same counts.
    pub fn since(&self, before: &Self) -> Self {
        let mut tally = self.clone();
        for (times, earlier) in [
            (&mut tally.push, &before.push),
            (&mut tally.pull, &before.pull),
            (&mut tally.no_op, &before.no_op),
        ] {
            times.subtract(earlier);
        }
        tally.requests -= before.requests;
        tally.sent_bytes -= before.sent_bytes;
        tally.received_bytes -= before.received_bytes;
        tally.saved -= before.saved;
        tally.accepted -= before.accepted;
        tally.needed -= before.needed;
        tally.refused -= before.refused;
        tally.pulled -= before.pulled;
        tally.diverged -= before.diverged;
        for (failure, count) in &before.failures {
            if let Some(counted) = tally.failures.get_mut(failure) {
                *counted -= count;
            }
        }
        tally
    }

    /// As a JSON object.
    pub fn json(&self) -> Map<String, Value> {
        let mut map = Map::new();
        for (name, times) in [("push", &self.push), ("pull", &self.pull), ("no_op", &self.no_op)] {
            if times.count() > 0 {
                map.insert(name.to_owned(), times.json());
            }
        }
        for (name, count) in [
            ("requests", self.requests),
            ("sent_bytes", self.sent_bytes),
            ("received_bytes", self.received_bytes),
            ("saved", self.saved),
            ("accepted", self.accepted),
            ("pulled", self.pulled),
            ("errors", self.errors()),
        ] {
            map.insert(name.to_owned(), json!(count));
        }
        if !self.failures.is_empty() {
            map.insert("failures".to_owned(), json!(self.failures));
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_recorded() {
        let mut times = Times::default();
        for millis in 1..=100 {
            times.record(Duration::from_millis(millis));
        }
        let mut all = Times::default();
        all.add(&times);
        assert_eq!(all.count(), 100);
        assert!((all.millis(0.5) - 50.0).abs() < 0.1, "{}", all.millis(0.5));
        assert!((all.millis(0.99) - 99.0).abs() < 0.1, "{}", all.millis(0.99));
    }
}

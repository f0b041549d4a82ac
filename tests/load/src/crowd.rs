//! Many phones at once: a thread for each core, the phones dealt out to them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use feltbog_load::Watch;
use feltbog_load::phone::Phone;
use tokio::sync::Barrier;

use crate::Target;

/// Time that the slowest phone may take to get ready.
const TOGETHER: Duration = Duration::from_secs(900);

/// A phone that has enrolled, and its place in the crowd.
pub(crate) struct Seat {
    pub(crate) phone: Phone,
    pub(crate) number: usize,
    all: Arc<Barrier>,
}

impl Seat {
    /// Waits until every phone is here, and returns the moment.
    pub(crate) async fn all_here(&self) -> Result<Watch> {
        Self::together(&self.all).await
    }

    /// The barrier that all of them wait at, for one whose phone is given away.
    pub(crate) fn all(&self) -> Arc<Barrier> {
        Arc::clone(&self.all)
    }

    /// As [`Seat::all_here`].
    pub(crate) async fn together(all: &Barrier) -> Result<Watch> {
        let here = tokio::time::timeout(TOGETHER, all.wait()).await;
        here.context("some phone never got here")?;
        Ok(Watch::start())
    }
}

/// Enrols a phone for each code, dealt out to these servers, and has each do the same. Phones on one thread take turns
/// whenever they wait.
pub(crate) fn run<T: Send, F: Future<Output = Result<T>>>(
    target: &Target,
    addresses: &[SocketAddr],
    codes: &[String],
    seed: u64,
    act: impl Fn(Seat) -> F + Sync,
) -> Result<Vec<T>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let all = Arc::new(Barrier::new(codes.len()));
    let on_thread = |thread: usize| -> Result<Vec<T>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut seats = Vec::new();
            for (number, code) in codes.iter().enumerate().skip(thread).step_by(threads) {
                let link = target.link(addresses[number % addresses.len()]);
                let phone = Phone::enrol(link, code, "telefon", seed << 20 | number as u64).await?;
                let all = Arc::clone(&all);
                seats.push(Seat { phone, number, all });
            }
            futures::future::try_join_all(seats.into_iter().map(&act)).await
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                let on_thread = &on_thread;
                scope.spawn(move || on_thread(thread))
            })
            .collect();
        let mut found = Vec::new();
        for thread in threads {
            let done = thread.join().ok().context("a thread of phones panicked")?;
            found.extend(done?);
        }
        Ok(found)
    })
}

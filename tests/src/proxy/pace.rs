//! Writers as slow as a network.

use super::lock;
use anyhow::Result;
use std::sync::Mutex;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

async fn pause(pace: Option<u32>, bytes: usize) {
    if let Some(bytes_a_second) = pace {
        tokio::time::sleep(Duration::from_secs_f64(bytes as f64 / f64::from(bytes_a_second))).await;
    }
}

/// Most time that a sleeper wakes later than asked.
const LATE: Duration = Duration::from_millis(20);

/// A writer that takes its time.
pub(super) struct Paced<'a, W> {
    pub(super) inner: W,
    pub(super) pace: Option<u32>,
    /// Shared with the other connections.
    pub(super) air: Option<&'a Mutex<Option<Instant>>>,
}

impl<W> Paced<'_, W> {
    /// Waits as long as so many bytes take.
    pub(super) async fn wait(&self, bytes: usize) {
        match (self.pace, self.air) {
            (Some(pace), Some(air)) => {
                let takes = Duration::from_secs_f64(bytes as f64 / f64::from(pace));
                let until = {
                    let mut air = lock(air);
                    let now = Instant::now();
                    // Who sleeps, wakes a little late, and may make up for it.
                    let free = air.map_or(now, |free| free.max(now - LATE));
                    let until = free + takes;
                    *air = Some(until);
                    until
                };
                tokio::time::sleep_until(until).await;
            }
            (pace, _) => pause(pace, bytes).await,
        }
    }
}

impl<W: AsyncWrite + Unpin> Paced<'_, W> {
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        // Ten pieces a second, so that slow is slow and not late.
        let piece = self.pace.map_or(usize::MAX, |pace| (pace as usize / 10).max(1));
        for piece in bytes.chunks(piece) {
            self.wait(piece.len()).await;
            self.inner.write_all(piece).await?;
            self.inner.flush().await?;
        }
        Ok(())
    }
}

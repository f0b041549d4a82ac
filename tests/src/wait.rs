//! Waiting for something to become true, with a limit. Nothing here sleeps for luck: a wait ends when what it waits
//! for is there, and fails with a sentence when it is not.

use anyhow::{Result, bail};
use std::time::Duration;
use tokio::time::Instant;

/// The longest a test waits for anything on a busy machine. Far beyond what a person would bear: how long things take is
/// measured elsewhere, and no test depends on it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The pause after the first probe. It grows with each.
const FIRST_PAUSE: Duration = Duration::from_millis(30);
/// The longest pause, unless the probe itself takes as long.
const LONGEST_PAUSE: Duration = Duration::from_millis(300);

/// Asks `probe` until it has an answer. To read a whole screen takes as much of the processor as to draw it, and several
/// tests wait at once: the pauses between two probes are at least twice as long as the probe took. An error of a probe is
/// an answer that is not there yet; the last one is told when the limit is reached.
///
/// # Errors
/// When the limit is reached first.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let mut last_error = None;
    let asking = async {
        let mut pause = FIRST_PAUSE;
        loop {
            let asked = Instant::now();
            match probe().await {
                Ok(Some(answer)) => return answer,
                Ok(None) => last_error = None,
                Err(error) => last_error = Some(error),
            }
            tokio::time::sleep(pause.max(asked.elapsed() * 2)).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    };
    if let Ok(answer) = tokio::time::timeout(limit, asking).await {
        return Ok(answer);
    }
    let seconds = limit.as_secs_f32();
    match last_error {
        Some(error) => Err(error.context(format!("waited {seconds} s for {what}"))),
        None => bail!("waited {seconds} s for {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_ends_with_the_answer_or_with_the_reason() {
        let mut left = 3;
        let counted = until("three probes", PATIENCE, async || {
            left -= 1;
            Ok((left == 0).then_some("done"))
        });
        assert_eq!(counted.await.unwrap(), "done");

        let short = Duration::from_millis(100);
        let failing = until("nothing", short, async || -> Result<Option<()>> {
            bail!("no such thing")
        });
        let said = format!("{:#}", failing.await.unwrap_err());
        assert!(
            said.contains("for nothing") && said.contains("no such thing"),
            "{said}"
        );
    }
}

//! Hints between servers, by NOTIFY.
//!
//! Hints are sent after the commit and in a transaction of their own. PostgreSQL takes one lock for
//! the whole cluster to commit a transaction that notifies, so that a push that notified would wait
//! for the disk of every other.

use std::time::Duration;

use feltbog_shared::id::DeviceId;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sqlx::PgPool;
use sqlx::postgres::PgListener;

use super::PostgresStore;
use crate::store::Result;
use crate::store::news::Hint;

/// Name of the channel of hints within one database.
const CHANNEL: &str = "feltbog";
/// How long to wait before connecting once more.
const RECONNECT: Duration = Duration::from_secs(1);

impl PostgresStore {
    /// Tells the other servers.
    pub(super) async fn tell_servers(&self, hints: &[Hint]) -> Result<()> {
        let written: Vec<_> = hints.iter().copied().filter_map(write).collect();
        if !written.is_empty() {
            sqlx::query("SELECT pg_notify($1, hint) FROM unnest($2) AS hint")
                .bind(CHANNEL)
                .bind(written)
                .execute(&self.writers)
                .await?;
        }
        Ok(())
    }

    /// Hints of the other servers, until the store is closed.
    pub(super) fn hints_of_servers(&self) -> BoxStream<'static, Hint> {
        let listening = Listening {
            pool: self.listener.clone(),
            listener: None,
        };
        stream::unfold(listening, Listening::next).boxed()
    }
}

/// A connection that listens, or one to be made.
struct Listening {
    pool: PgPool,
    listener: Option<PgListener>,
}

impl Listening {
    async fn next(mut self) -> Option<(Hint, Self)> {
        loop {
            let Some(listener) = &mut self.listener else {
                match listen(&self.pool).await {
                    Ok(listener) => {
                        self.listener = Some(listener);
                        return Some((Hint::Missed, self));
                    }
                    Err(_) if self.pool.is_closed() => return None,
                    Err(error) => {
                        tracing::warn!(%error, "cannot listen to other servers just now");
                        tokio::time::sleep(RECONNECT).await;
                        continue;
                    }
                }
            };
            match listener.try_recv().await {
                Ok(Some(notification)) => {
                    // What is not understood was written by a newer server.
                    let hint = read(notification.payload()).unwrap_or(Hint::Missed);
                    return Some((hint, self));
                }
                Err(_) if self.pool.is_closed() => return None,
                lost => {
                    if let Err(error) = lost {
                        tracing::warn!(%error, "the connection that listens to other servers broke");
                    }
                    self.listener = None;
                }
            }
        }
    }
}

async fn listen(pool: &PgPool) -> std::result::Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

fn write(hint: Hint) -> Option<String> {
    match hint {
        Hint::Grown(department, head) => Some(format!("grown {department} {head}")),
        Hint::Revoked(device) => Some(format!("revoked {device}")),
        Hint::Missed => None,
    }
}

fn read(payload: &str) -> Option<Hint> {
    let mut words = payload.split(' ');
    let hint = match words.next()? {
        "grown" => Hint::Grown(words.next()?.parse().ok()?, words.next()?.parse().ok()?),
        "revoked" => Hint::Revoked(words.next()?.parse::<DeviceId>().ok()?),
        _ => return None,
    };
    words.next().is_none().then_some(hint)
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::DepartmentId;

    use super::*;

    #[test]
    fn hints_are_read_as_they_were_written() {
        for hint in [
            Hint::Grown(DepartmentId::from_bytes([7; 16]), u64::from(u32::MAX)),
            Hint::Revoked(DeviceId::from_bytes([8; 16])),
        ] {
            assert_eq!(write(hint).as_deref().and_then(read), Some(hint));
        }
        for payload in ["", "grown", "grown x 1", "shrunk 1", "revoked 1 2"] {
            assert_eq!(read(payload), None, "{payload}");
        }
    }
}

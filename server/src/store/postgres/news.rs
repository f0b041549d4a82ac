//! News in PostgreSQL: heads that are asked for, and NOTIFY as a hint to ask at once.
//!
//! Hints are sent after the commit and in a transaction of their own. PostgreSQL takes one lock for
//! the whole cluster to commit a transaction that notifies, so that a push that notified would wait
//! for the disk of every other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId};
use feltbog_shared::moment::Moment;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sqlx::PgPool;
use sqlx::postgres::PgListener;

use super::PostgresStore;
use crate::store::Result;
use crate::store::columns::{GrantedColumns, TouchedColumns, department_id, number, rights, signed, touched};
use crate::store::news::{Hint, NewsStore, Rights, Touched};

/// The channel of hints, within one database.
const CHANNEL: &str = "feltbog";
/// How long to wait before connecting once more.
const RECONNECT: Duration = Duration::from_secs(1);

#[async_trait]
impl NewsStore for PostgresStore {
    async fn heads(&self) -> Result<BTreeMap<DepartmentId, u64>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as("SELECT id, head FROM department")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|(id, head)| Ok((department_id(id)?, number(*head)?)))
            .collect()
    }

    async fn touched(&self, department: DepartmentId, after: u64, upto: u64) -> Result<BTreeSet<Touched>> {
        let rows: Vec<TouchedColumns> = sqlx::query_as(
            "SELECT DISTINCT document.id, document.collection, document.owner, false, NULL::bytea
             FROM log JOIN document ON document.department = log.department AND document.id = log.document
             WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3
             UNION
             SELECT tombstone.document, tombstone.collection, tombstone.owner, true, tombstone.about
             FROM log JOIN tombstone
               ON tombstone.department = log.department AND tombstone.document = log.document
             WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(signed(after))
        .bind(signed(upto))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(touched).collect()
    }

    async fn written_at(&self, department: DepartmentId, number: u64) -> Result<Option<Moment>> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT received_at FROM log WHERE department = $1 AND seq = $2")
                .bind(department.as_bytes().as_slice())
                .bind(signed(number))
                .fetch_optional(&self.readers)
                .await?;
        Ok(at.map(Moment::from_millis))
    }

    async fn rights_version(&self) -> Result<u64> {
        let found: i64 = sqlx::query_scalar("SELECT number FROM rights_version")
            .fetch_one(&self.readers)
            .await?;
        number(found)
    }

    async fn rights(&self) -> Result<Rights> {
        let granted: Vec<GrantedColumns> = sqlx::query_as(
            "SELECT person, department, role, valid_from, valid_until FROM grant_
             ORDER BY person, department, role, valid_from",
        )
        .fetch_all(&self.readers)
        .await?;
        let modules: Vec<(Vec<u8>, i64)> = sqlx::query_as("SELECT id, modules FROM department")
            .fetch_all(&self.readers)
            .await?;
        rights(granted, &modules)
    }

    async fn tell(&self, hints: &[Hint]) -> Result<()> {
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

    fn hints(&self) -> BoxStream<'static, Hint> {
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

//! Connections that only read. sqlx's own pool asks a connection whether it still lives each time it comes back, which
//! is another trip to its thread and takes as long as most queries; here only one that was left in the middle of
//! something is asked. Every question is one statement, so none is ever in a transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use deadpool::unmanaged::{Object, Pool};
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use sqlx::sqlite::{SqliteConnectOptions, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo};
use sqlx::{
    ConnectOptions as _, Connection as _, Either, Execute, Executor, SqlStr, Sqlite, SqliteConnection,
};

/// How long those that still read are waited for when the store is closed.
const LAST_READS: Duration = Duration::from_secs(5);

/// Some connections to one file, used like a pool.
#[derive(Clone)]
pub(super) struct Readers {
    idle: Pool<Lent>,
    options: SqliteConnectOptions,
}

/// A connection, and whether it was given back in the middle of something.
struct Lent {
    connection: SqliteConnection,
    is_midway: bool,
}

impl fmt::Debug for Readers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut readers = formatter.debug_struct("Readers");
        readers.field("idle", &self.idle.status()).finish_non_exhaustive()
    }
}

impl Readers {
    /// Opens so many.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(super) async fn open(count: usize, options: &SqliteConnectOptions) -> sqlx::Result<Self> {
        let mut idle = Vec::with_capacity(count);
        for _ in 0..count {
            idle.push(Lent {
                connection: options.connect().await?,
                is_midway: false,
            });
        }
        Ok(Self {
            idle: Pool::from(idle),
            options: options.clone(),
        })
    }

    /// The next that is free, opened anew where it broke.
    ///
    /// # Errors
    /// `PoolClosed`, or when the file cannot be opened.
    pub(super) async fn get(&self) -> sqlx::Result<Reader> {
        let mut held = self.idle.get().await.map_err(|_| sqlx::Error::PoolClosed)?;
        if held.is_midway && held.connection.ping().await.is_err() {
            held.connection = self.options.connect().await?;
        }
        held.is_midway = true;
        Ok(Reader(held))
    }

    /// Closes all, when what is being read has been read.
    pub(super) async fn close(&self) {
        let all = async {
            for _ in 0..self.idle.status().size {
                let Ok(lent) = self.idle.remove().await else {
                    return;
                };
                drop(lent.connection.close().await);
            }
        };
        drop(tokio::time::timeout(LAST_READS, all).await);
        self.idle.close();
    }
}

/// A connection lent out. It goes back when it is dropped.
pub(super) struct Reader(Object<Lent>);

impl Reader {
    /// Gives it back after all that was asked for has come.
    pub(super) fn done(mut self) {
        self.0.is_midway = false;
    }
}

impl Deref for Reader {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0.connection
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }
}

impl<'p> Executor<'p> for &'_ Readers {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, sqlx::Result<Either<SqliteQueryResult, SqliteRow>>>
    where
        E: 'q + Execute<'q, Sqlite>,
    {
        let readers = self.clone();
        let all = async move {
            let mut reader = readers.get().await?;
            let all: Vec<_> = reader.fetch_many(query).try_collect().await?;
            reader.done();
            Ok::<_, sqlx::Error>(futures::stream::iter(all.into_iter().map(Ok)))
        };
        futures::stream::once(all).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<SqliteRow>>>
    where
        E: 'q + Execute<'q, Sqlite>,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.get().await?;
            let row = reader.fetch_optional(query).await?;
            reader.done();
            Ok(row)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<SqliteStatement>>
    where
        'p: 'e,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.get().await?;
            let prepared = reader.prepare_with(sql, parameters).await?;
            reader.done();
            Ok(prepared)
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<sqlx::Describe<Sqlite>>>
    where
        'p: 'e,
    {
        let readers = self.clone();
        Box::pin(async move {
            let mut reader = readers.get().await?;
            let described = reader.describe(sql).await?;
            reader.done();
            Ok(described)
        })
    }
}

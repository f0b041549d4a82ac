//! SQLite's side of the sub-stores in `store/common`: names, SQL that PostgreSQL writes otherwise, and work that
//! PostgreSQL does otherwise.

use std::path::Path;

use feltbog_shared::id::{DepartmentId, DocumentId};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use super::SqliteStore;
pub(super) use super::SqliteStore as DatabaseStore;
use super::log_rows::hex;
use crate::store::Result;
use crate::store::news::Hint;

/// Clause that holds the selected rows of a table until the end of the transaction. The one writer needs none.
macro_rules! for_update {
    ($table:literal) => {
        ""
    };
}

/// Clause that keeps the selected rows from being changed until the end of the transaction. The one writer needs none.
macro_rules! for_share {
    () => {
        ""
    };
}

/// Clause that orders a text by its bytes, as SQLite does anyway.
macro_rules! byte_order {
    () => {
        ""
    };
}

pub(super) type Database = Sqlite;
pub(super) type DatabaseConnection = SqliteConnection;

/// Clause at the end of an inner query that has its columns worked out once, and not wherever the outer one names them.
pub(super) const WORKED_OUT_FIRST: &str = " LIMIT -1 OFFSET 0";

/// The names of the product's tables.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema
     WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// Does work that is one transaction. SQLite gives up none for others' sake: writers wait in line.
pub(super) async fn retry<T, F: Future<Output = Result<T>>>(work: impl Fn() -> F) -> Result<T> {
    work().await
}

/// Adds that the expression before is one of these ids.
pub(super) fn push_among(query: &mut QueryBuilder<Sqlite>, ids: Vec<Vec<u8>>) {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{}\"", hex(id))).collect();
    query.push("IN (SELECT unhex(value) FROM json_each(");
    query.push_bind(format!("[{}]", ids.join(",")));
    query.push("))");
}

/// Notes the department of a document that is found by its id alone. SQLite finds it by an index.
pub(super) async fn note_department(_: &mut SqliteConnection, _: DepartmentId, _: DocumentId) -> Result<()> {
    Ok(())
}

impl SqliteStore {
    /// Begins to write.
    pub(in crate::store) async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.writers.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Begins to read the database as it is at one moment.
    pub(super) async fn look(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.lookers.begin().await?)
    }

    /// Removes what was deleted from the files: no byte of it stays in the log of writes.
    pub(super) async fn scrub_erased(&self) -> Result<()> {
        Ok(self.checkpoints.cut(&self.checkpointer).await?)
    }

    /// Writes a copy of the database to a file.
    pub(super) async fn dump_to(&self, to: &Path) -> Result<()> {
        sqlx::query("VACUUM INTO $1")
            .bind(to.to_string_lossy().as_ref())
            .execute(&self.readers)
            .await?;
        Ok(())
    }

    /// Tells the other servers. One server works on a file; commands beside it are found out by asking.
    pub(super) async fn tell_servers(&self, _: &[Hint]) -> Result<()> {
        Ok(())
    }

    /// Hints of the other servers: there are none.
    pub(super) fn hints_of_servers(&self) -> BoxStream<'static, Hint> {
        stream::empty().boxed()
    }

    /// Faults that the database finds in its own files, one a line.
    pub(super) async fn check_integrity(&self) -> Result<Vec<String>> {
        let mut found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(&self.readers)
            .await?;
        found.retain(|line| line != "ok");
        let foreign: Vec<(String, Option<i64>, String, i64)> = sqlx::query_as("PRAGMA foreign_key_check")
            .fetch_all(&self.readers)
            .await?;
        let line = |(table, row, parent, _): (String, Option<i64>, String, i64)| {
            format!(
                "a row of {table} has nothing in {parent} (row {})",
                row.unwrap_or_default()
            )
        };
        found.extend(foreign.into_iter().map(line));
        Ok(found)
    }
}

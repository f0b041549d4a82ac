//! PostgreSQL's side of the sub-stores in `store/common`: names, SQL that SQLite writes otherwise, and work that SQLite
//! does otherwise.

use std::path::Path;

use feltbog_shared::id::{DepartmentId, DocumentId};
use sqlx::{PgConnection, Postgres, QueryBuilder};

pub(super) use super::{PostgresStore as DatabaseStore, retry};
use super::{PostgresStore, tools};
use crate::store::Result;

/// Clause that holds the selected rows of a table until the end of the transaction.
macro_rules! for_update {
    ($table:literal) => {
        concat!(" FOR UPDATE OF ", $table)
    };
}

/// Clause that keeps the selected rows from being changed until the end of the transaction.
macro_rules! for_share {
    () => {
        " FOR SHARE"
    };
}

/// Clause that orders a text by its bytes.
macro_rules! byte_order {
    () => {
        " COLLATE \"C\""
    };
}

pub(super) type Database = Postgres;
pub(super) type DatabaseConnection = PgConnection;

/// Clause at the end of an inner query that has its columns worked out once, and not wherever the outer one names them.
pub(super) const WORKED_OUT_FIRST: &str = " OFFSET 0";

/// The names of the product's tables.
pub(super) const TABLES: &str = "SELECT tablename::text FROM pg_tables
     WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_%'";

/// Adds that the expression before is one of these ids.
pub(super) fn push_among(query: &mut QueryBuilder<Postgres>, ids: Vec<Vec<u8>>) {
    query.push("= ANY(").push_bind(ids).push(")");
}

/// Notes the department of a document that is found by its id alone.
pub(super) async fn note_department(
    connection: &mut PgConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO whereabouts (document, department) VALUES ($1, $2) ON CONFLICT (document) DO NOTHING",
    )
    .bind(document.as_bytes().as_slice())
    .bind(department.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

impl PostgresStore {
    /// Removes what was deleted from the files, soon and together with what else is deleted meanwhile.
    pub(super) async fn scrub_erased(&self) -> Result<()> {
        self.scrubs.soon();
        Ok(())
    }

    /// Writes a copy of the database to a file.
    pub(super) async fn dump_to(&self, to: &Path) -> Result<()> {
        tools::dump(&self.url, to).await
    }

    /// Faults that the database finds in its own files, one a line.
    pub(super) async fn check_integrity(&self) -> Result<Vec<String>> {
        // Counted where the cluster was made with checksums.
        let pages: Option<i64> = sqlx::query_scalar(
            "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()",
        )
        .fetch_one(&self.readers)
        .await?;
        let mut found = Vec::new();
        if let Some(pages) = pages.filter(|pages| *pages > 0) {
            found.push(format!("{pages} pages had a wrong checksum when they were read"));
        }
        let astray: Vec<String> = sqlx::query_scalar(
            "SELECT encode(there.id, 'hex') FROM (
               SELECT department, id FROM document UNION SELECT department, document FROM tombstone
             ) AS there
             LEFT JOIN whereabouts ON whereabouts.document = there.id
             WHERE whereabouts.department IS DISTINCT FROM there.department
             ORDER BY 1",
        )
        .fetch_all(&self.readers)
        .await?;
        let line = |id| format!("the whereabouts of the document {id} are not where it is");
        found.extend(astray.into_iter().map(line));
        Ok(found)
    }
}

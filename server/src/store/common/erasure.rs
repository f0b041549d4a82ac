//! Deletion of what the database holds of a document.

use feltbog_shared::id::{DepartmentId, DocumentId};

use super::dialect::DatabaseConnection;
use crate::store::Result;

/// Deletes everything of a document. Its entries in the log keep their numbers and their links in the chain.
pub(super) async fn forget(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    let statements = [
        "UPDATE log SET entry = 'erased', document = NULL, hash = NULL, actor = NULL, actor_seq = NULL,
                        author = NULL, bytes = NULL, device = NULL, relayed_by = NULL,
                        is_returned = FALSE, received_at = 0
         WHERE department = $1 AND document = $2 AND entry = 'change'",
        // Without its key nothing that is left of it in a file can be read.
        "DELETE FROM document_key WHERE department = $1 AND document = $2",
        "DELETE FROM quarantine WHERE department = $1 AND document = $2",
        "DELETE FROM desk_mark WHERE department = $1 AND document = $2",
        "DELETE FROM open_record WHERE department = $1 AND document = $2",
        "DELETE FROM photo WHERE department = $1 AND document = $2",
        "DELETE FROM letter WHERE department = $1 AND document = $2",
        "DELETE FROM case_approval WHERE department = $1 AND document = $2",
        "DELETE FROM case_look WHERE department = $1 AND document = $2",
        "DELETE FROM effort_activity WHERE department = $1 AND document = $2",
        "DELETE FROM retention_notice WHERE department = $1 AND document = $2",
        "DELETE FROM legal_hold WHERE department = $1 AND document = $2",
        "DELETE FROM announced WHERE department = $1 AND document = $2",
        // The note that a case was made of has the case's id.
        "DELETE FROM pending_note WHERE department = $1 AND id = $2",
    ];
    run_each(connection, &statements, department, document).await?;
    // A note that was put to a case names it, one of an older server in its text alone. A quotation mark in what somebody
    // wrote is escaped.
    sqlx::query("DELETE FROM pending_note WHERE department = $1 AND (case_id = $3 OR note LIKE $2)")
        .bind(department.as_bytes().as_slice())
        .bind(format!("%\"case\":\"{document}\"%"))
        .bind(document.as_bytes().as_slice())
        .execute(&mut *connection)
        .await?;
    delete_document(connection, department, document).await
}

/// Deletes what is kept of a document beside the log.
pub(super) async fn delete_document(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    let statements = [
        "DELETE FROM actor WHERE department = $1 AND document = $2",
        "DELETE FROM snapshot WHERE department = $1 AND document = $2",
        "DELETE FROM record_index WHERE department = $1 AND document = $2",
        "DELETE FROM projection WHERE department = $1 AND document = $2",
        "DELETE FROM document WHERE department = $1 AND id = $2",
    ];
    run_each(connection, &statements, department, document).await
}

async fn run_each(
    connection: &mut DatabaseConnection,
    statements: &[&'static str],
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    for statement in statements {
        sqlx::query(*statement)
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

//! Pictures.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;

use super::at_rest::writing_keys;
use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use crate::store::Result;
use crate::store::at_rest::{DocumentPlace, ValuePlace, open_value};
use crate::store::columns::{document_id, user_id};
use crate::store::photos::{NewPhoto, PhotoStore};

/// Deletes the bytes of a picture whose record was discarded. A phone that has them sends them again, should its author
/// take that back.
pub(super) async fn forget_picture(
    connection: &mut DatabaseConnection,
    department: DepartmentId,
    document: DocumentId,
) -> Result<()> {
    // The row of the index tells: one that is newer than what was to be written stands, and its picture with it.
    sqlx::query(
        "DELETE FROM photo WHERE department = $1 AND document = $2
           AND EXISTS (SELECT 1 FROM record_index
             WHERE record_index.department = $1 AND record_index.document = $2 AND is_discarded = 1)",
    )
    .bind(department.as_bytes().as_slice())
    .bind(document.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl PhotoStore for DatabaseStore {
    async fn keep_photo(&self, photo: &NewPhoto) -> Result<bool> {
        let place = DocumentPlace {
            department: photo.department,
            document: photo.document,
        };
        self.department_key(photo.department).await?;
        retry(|| async {
            let mut transaction = self.begin().await?;
            // The lock keeps an erasure and a discarding from coming in between. It is a statement of its own: the next one
            // sees what was committed while this one waited.
            let _: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT upto FROM document WHERE department = $1 AND id = $2",
                for_share!()
            ))
            .bind(photo.department.as_bytes().as_slice())
            .bind(photo.document.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let keys = writing_keys(&mut transaction, &self.at_rest, &[place], &BTreeSet::new()).await?;
            let bytes = keys.seal(photo.document, ValuePlace::Photo, &photo.bytes)?;
            sqlx::query(
                "INSERT INTO photo (department, document, device, received_at, bytes)
                 SELECT department, id, $3, $4, $5 FROM document WHERE department = $1 AND id = $2
                   AND NOT EXISTS (SELECT 1 FROM record_index
                     WHERE record_index.department = $1 AND record_index.document = $2 AND is_discarded = 1)
                 ON CONFLICT (department, document) DO NOTHING",
            )
            .bind(photo.department.as_bytes().as_slice())
            .bind(photo.document.as_bytes().as_slice())
            .bind(photo.device.as_bytes().as_slice())
            .bind(photo.received_at.millis())
            .bind(&*bytes)
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await?;
        self.has_photo(photo.department, photo.document).await
    }

    async fn photo(&self, department: DepartmentId, document: DocumentId) -> Result<Option<Vec<u8>>> {
        let key = self.department_key(department).await?;
        let row: Option<(Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT bytes, (SELECT wrapped FROM document_key
               WHERE document_key.department = photo.department AND document_key.document = photo.document)
             FROM photo WHERE department = $1 AND document = $2",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        let open = |(bytes, wrapped): (Vec<u8>, Option<Vec<u8>>)| {
            open_value(
                key.as_deref(),
                document,
                wrapped.as_deref(),
                ValuePlace::Photo,
                bytes,
            )
        };
        row.map(open).transpose()
    }

    async fn has_photo(&self, department: DepartmentId, document: DocumentId) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT received_at FROM photo WHERE department = $1 AND document = $2")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(found.is_some())
    }

    async fn photos_lacking(
        &self,
        department: DepartmentId,
        kind: Kind,
        most: u32,
    ) -> Result<Vec<(DocumentId, UserId)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT id, owner FROM document
             WHERE department = $1 AND kind = $2
               AND NOT EXISTS (SELECT 1 FROM photo WHERE photo.department = $1 AND photo.document = document.id)
               AND NOT EXISTS (SELECT 1 FROM record_index
                 WHERE record_index.department = $1 AND record_index.document = document.id AND is_discarded = 1)
             ORDER BY id DESC LIMIT $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.key())
        .bind(i64::from(most))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|(document, owner)| Ok((document_id(document)?, user_id(owner)?)))
            .collect()
    }
}

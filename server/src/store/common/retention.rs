//! Records that are erased after their time: announcements, and holds.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::photo::PICTURE_KINDS;
use feltbog_shared::moment::{Day, Moment};
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseStore, push_among, retry};
use crate::store::columns::{document_id, kind, user_id};
use crate::store::retention::{AgeingRecord, ErasureNotice, LegalHold, RetentionStore};
use crate::store::{Result, StoreError};

/// The columns of an ageing record.
type AgeingColumns = (
    Vec<u8>,
    String,
    i64,
    i64,
    i64,
    i64,
    i64,
    Option<Vec<u8>>,
    Option<String>,
    Option<String>,
);

fn ageing(columns: AgeingColumns) -> Result<AgeingRecord> {
    let (document, key, is_open, is_discarded, is_disputed, state_since, changed_at, about, due, follow_up) =
        columns;
    let due = due.as_deref().map(day).transpose()?;
    let follow_up = follow_up.as_deref().map(day).transpose()?;
    Ok(AgeingRecord {
        document: document_id(&document)?,
        kind: kind(&key)?,
        is_open: is_open != 0,
        is_discarded: is_discarded != 0,
        is_disputed: is_disputed != 0,
        state_since: Moment::from_millis(state_since),
        changed_at: Moment::from_millis(changed_at),
        due_on: due.max(follow_up),
        about: about.as_deref().map(document_id).transpose()?,
    })
}

fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or(StoreError::Corrupt("day of a record or an erasure"))
}

#[async_trait]
impl RetentionStore for DatabaseStore {
    async fn ageing_records(&self, department: DepartmentId, kinds: &[Kind]) -> Result<Vec<AgeingRecord>> {
        let mut query = QueryBuilder::<Database>::new(
            "SELECT document, kind, is_open, is_discarded, is_disputed, state_since, changed_at, about,
                    due_on, follow_up_on
             FROM record_index WHERE department = ",
        );
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND kind IN (");
        let mut keys = query.separated(", ");
        for kind in kinds {
            keys.push_bind(kind.key());
        }
        query.push(") ORDER BY document");
        let rows: Vec<AgeingColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(ageing).collect()
    }

    async fn erasure_notices(&self, department: DepartmentId) -> Result<BTreeMap<DocumentId, ErasureNotice>> {
        let rows: Vec<(Vec<u8>, String, String)> = sqlx::query_as(
            "SELECT document, announced_on, erase_on FROM retention_notice WHERE department = $1",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let read = |(document, announced_on, erase_on): (Vec<u8>, String, String)| {
            let notice = ErasureNotice {
                announced_on: day(&announced_on)?,
                erase_on: day(&erase_on)?,
            };
            Ok((document_id(&document)?, notice))
        };
        rows.into_iter().map(read).collect()
    }

    async fn announce_erasures(
        &self,
        department: DepartmentId,
        notices: &[(DocumentId, ErasureNotice)],
    ) -> Result<()> {
        if notices.is_empty() {
            return Ok(());
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            for (document, notice) in notices {
                // The lock keeps an erasure from coming in between.
                sqlx::query(concat!(
                    "INSERT INTO retention_notice (department, document, announced_on, erase_on)
                     SELECT department, id, $3, $4 FROM document WHERE department = $1 AND id = $2",
                    for_share!(),
                    " ON CONFLICT (department, document)
                      DO UPDATE SET announced_on = excluded.announced_on, erase_on = excluded.erase_on",
                ))
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .bind(notice.announced_on.to_string())
                .bind(notice.erase_on.to_string())
                .execute(&mut *transaction)
                .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn withdraw_notices(&self, department: DepartmentId, documents: &[DocumentId]) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            let mut query = QueryBuilder::<Database>::new("DELETE FROM retention_notice WHERE department = ");
            query
                .push_bind(department.as_bytes().to_vec())
                .push(" AND document ");
            let documents = documents.iter().map(|id| id.as_bytes().to_vec()).collect();
            push_among(&mut query, documents);
            query.build().execute(&mut *transaction).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn legal_holds(&self, department: DepartmentId) -> Result<BTreeMap<DocumentId, LegalHold>> {
        let rows: Vec<(Vec<u8>, String, Vec<u8>, i64)> =
            sqlx::query_as("SELECT document, reason, held_by, held_at FROM legal_hold WHERE department = $1")
                .bind(department.as_bytes().as_slice())
                .fetch_all(&self.readers)
                .await?;
        let read = |(document, reason, held_by, held_at): (Vec<u8>, String, Vec<u8>, i64)| {
            let hold = LegalHold {
                reason,
                held_by: user_id(&held_by)?,
                held_at: Moment::from_millis(held_at),
            };
            Ok((document_id(&document)?, hold))
        };
        rows.into_iter().map(read).collect()
    }

    async fn hold(&self, department: DepartmentId, document: DocumentId, hold: &LegalHold) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let held = sqlx::query(concat!(
                "INSERT INTO legal_hold (department, document, reason, held_by, held_at)
                 SELECT department, id, $3, $4, $5 FROM document WHERE department = $1 AND id = $2",
                for_share!(),
                " ON CONFLICT (department, document)
                  DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by, held_at = excluded.held_at",
            ))
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(hold.reason.as_str())
            .bind(hold.held_by.as_bytes().as_slice())
            .bind(hold.held_at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(held.rows_affected() == 1)
        })
        .await
    }

    async fn pictures_of(&self, department: DepartmentId, document: DocumentId) -> Result<Vec<DocumentId>> {
        let [nature, case, signal] = PICTURE_KINDS.map(Kind::key);
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT document FROM record_index
             WHERE department = $1 AND about = $2 AND kind IN ($3, $4, $5) AND document <> $2 ORDER BY document",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(nature)
        .bind(case)
        .bind(signal)
        .fetch_all(&self.readers)
        .await?;
        found.iter().map(|id| document_id(id)).collect()
    }

    async fn pictures_left(&self, department: DepartmentId) -> Result<Vec<DocumentId>> {
        let [nature, case, signal] = PICTURE_KINDS.map(Kind::key);
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT record_index.document FROM record_index JOIN tombstone
               ON tombstone.department = record_index.department AND tombstone.document = record_index.about
             WHERE record_index.department = $1 AND record_index.kind IN ($2, $3, $4)
             ORDER BY record_index.document",
        )
        .bind(department.as_bytes().as_slice())
        .bind(nature)
        .bind(case)
        .bind(signal)
        .fetch_all(&self.readers)
        .await?;
        found.iter().map(|id| document_id(id)).collect()
    }

    async fn release(&self, department: DepartmentId, document: DocumentId) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let ended = sqlx::query("DELETE FROM legal_hold WHERE department = $1 AND document = $2")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(ended.rows_affected() == 1)
        })
        .await
    }
}

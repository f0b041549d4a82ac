//! Records that name a home, and the register of what residents ask for.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Day;
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseStore, push_among, retry};
use crate::store::columns::{DwellingColumns, department_id, document_id, kind, number, signed};
use crate::store::subject_access::{SubjectAccessStore, SubjectDocument, SubjectRequestRow, read_state};
use crate::store::{Dwelling, Result, StoreError};

/// Most homes that one statement asks for.
const HOMES: usize = 500;
/// The columns of a record.
const DOCUMENT: &str = "SELECT department, document, kind, about, home, is_discarded FROM record_index";
/// The columns of a request.
const REQUEST: &str = "SELECT id, department, version, home, received_on, extended_reason, state, ended_on
     FROM subject_request";

type DocumentColumns = (Vec<u8>, Vec<u8>, String, Option<Vec<u8>>, String, i64);
type RequestColumns = (
    Vec<u8>,
    Vec<u8>,
    i64,
    String,
    String,
    String,
    String,
    Option<String>,
);

fn document(
    (department, document, key, about, home, is_discarded): DocumentColumns,
) -> Result<SubjectDocument> {
    Ok(SubjectDocument {
        department: department_id(&department)?,
        document: document_id(&document)?,
        kind: kind(&key)?,
        about: about.as_deref().map(document_id).transpose()?,
        home,
        is_discarded: is_discarded != 0,
    })
}

fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or(StoreError::Corrupt("day of a request"))
}

fn request(columns: RequestColumns) -> Result<SubjectRequestRow> {
    let (id, department, version, home, received_on, extended_reason, state, ended_on) = columns;
    let (right, state) = read_state(&state).ok_or(StoreError::Corrupt("state of a request"))?;
    Ok(SubjectRequestRow {
        id: document_id(&id)?,
        department: department_id(&department)?,
        version: number(version)?,
        right,
        home,
        received_on: day(&received_on)?,
        extended_reason,
        state,
        ended_on: ended_on.as_deref().map(day).transpose()?,
    })
}

fn ids(documents: &[DocumentId]) -> Vec<Vec<u8>> {
    documents.iter().map(|id| id.as_bytes().to_vec()).collect()
}

#[async_trait]
impl SubjectAccessStore for DatabaseStore {
    async fn documents_naming(
        &self,
        departments: &[DepartmentId],
        homes: &[String],
    ) -> Result<Vec<SubjectDocument>> {
        let mut found = Vec::new();
        if departments.is_empty() {
            return Ok(found);
        }
        for portion in homes.chunks(HOMES) {
            let mut query = QueryBuilder::<Database>::new(DOCUMENT);
            query.push(" WHERE department ");
            push_among(
                &mut query,
                departments.iter().map(|id| id.as_bytes().to_vec()).collect(),
            );
            query.push(" AND home <> '' AND home IN (");
            let mut keys = query.separated(", ");
            for home in portion {
                keys.push_bind(home.clone());
            }
            query.push(")");
            let rows: Vec<DocumentColumns> = query.build_query_as().fetch_all(&self.readers).await?;
            for row in rows {
                found.push(document(row)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    async fn documents_around(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
    ) -> Result<Vec<SubjectDocument>> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(DOCUMENT);
        query
            .push(" WHERE department = ")
            .push_bind(department.as_bytes().to_vec())
            .push(" AND (document ");
        push_among(&mut query, ids(documents));
        query.push(" OR about ");
        push_among(&mut query, ids(documents));
        query.push(") ORDER BY document");
        let rows: Vec<DocumentColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(document).collect()
    }

    async fn dwellings_of_department(&self, department: DepartmentId) -> Result<Vec<Dwelling>> {
        let rows: Vec<DwellingColumns> = sqlx::query_as(
            "SELECT id, department, address_id, access_address_id, street, number, floor, door, postcode, town, bfe,
                    tenancy_number
             FROM dwelling WHERE department = $1 ORDER BY id",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(DwellingColumns::read).collect()
    }

    async fn add_subject_request(&self, request: &SubjectRequestRow) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let added = sqlx::query(
                "INSERT INTO subject_request (id, department, version, home, received_on, extended_reason, state,
                                              ended_on)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            )
            .bind(request.id.as_bytes().as_slice())
            .bind(request.department.as_bytes().as_slice())
            .bind(signed(request.version))
            .bind(request.home.as_str())
            .bind(request.received_on.to_string())
            .bind(request.extended_reason.as_str())
            .bind(request.state_column())
            .bind(request.ended_on.map(|day| day.to_string()))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(added.rows_affected() == 1)
        })
        .await
    }

    async fn subject_requests(&self, departments: &[DepartmentId]) -> Result<Vec<SubjectRequestRow>> {
        if departments.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(REQUEST);
        query.push(" WHERE department ");
        push_among(
            &mut query,
            departments.iter().map(|id| id.as_bytes().to_vec()).collect(),
        );
        query.push(" ORDER BY CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END, received_on, id");
        let rows: Vec<RequestColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(request).collect()
    }

    async fn subject_request(&self, id: DocumentId) -> Result<Option<SubjectRequestRow>> {
        let mut query = QueryBuilder::<Database>::new(REQUEST);
        query.push(" WHERE id = ").push_bind(id.as_bytes().to_vec());
        let row: Option<RequestColumns> = query.build_query_as().fetch_optional(&self.readers).await?;
        row.map(request).transpose()
    }

    async fn change_subject_request(&self, request: &SubjectRequestRow) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let changed = sqlx::query(
                "UPDATE subject_request SET version = $2, extended_reason = $3, state = $4, ended_on = $5
                 WHERE id = $1 AND version = $2 - 1",
            )
            .bind(request.id.as_bytes().as_slice())
            .bind(signed(request.version))
            .bind(request.extended_reason.as_str())
            .bind(request.state_column())
            .bind(request.ended_on.map(|day| day.to_string()))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(changed.rows_affected() == 1)
        })
        .await
    }

    async fn forget_subject_requests(&self, ended_before: Day) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let deleted = sqlx::query("DELETE FROM subject_request WHERE ended_on < $1")
                .bind(ended_before.to_string())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(deleted.rows_affected())
        })
        .await
    }
}

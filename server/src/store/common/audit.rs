//! The access log, its checkpoints, and security events.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::SecurityKind;
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseStore, push_among, retry};
use crate::store::audit::{
    AuditCheckpoint, AuditEntry, AuditHash, AuditHead, AuditRecord, AuditStore, NamedAuditRecord,
    SecurityEvent,
};
use crate::store::columns::{document_id, number, signed, user_id};
use crate::store::{Result, StoreError};

/// Most rows that one statement writes.
const ROWS: usize = 500;

/// A row with the names that are known now.
const NAMED: &str = "SELECT audit.*, person.name AS person_name, device.name AS device_name,
        department.name AS department_name
 FROM audit LEFT JOIN person ON person.id = audit.person LEFT JOIN device ON device.id = audit.device
 LEFT JOIN department ON department.id = audit.department WHERE audit.department ";

fn hash(bytes: &[u8]) -> Result<AuditHash> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt("hash of the access log"))
}

fn bytes_of<'a>(ids: impl IntoIterator<Item = &'a [u8; 16]>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.to_vec()).collect()
}

fn head((number, bytes): (i64, Vec<u8>)) -> Result<AuditHead> {
    Ok(AuditHead {
        number,
        hash: hash(&bytes)?,
    })
}

/// The columns of a security event, with its id.
type EventColumns = (i64, i64, String, i64, Option<Vec<u8>>, String, String);

fn event((id, at, kind, count, person, address, route): EventColumns) -> Result<(i64, SecurityEvent)> {
    let event = SecurityEvent {
        at: Moment::from_millis(at),
        kind: SecurityKind::from_key(&kind).ok_or(StoreError::Corrupt("security event"))?,
        count: number(count)?,
        person: person.as_deref().map(user_id).transpose()?,
        address,
        route,
    };
    Ok((id, event))
}

#[async_trait]
impl AuditStore for DatabaseStore {
    async fn append_audit(&self, entries: &[AuditEntry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            let last = sqlx::query_as(concat!(
                "SELECT number, hash FROM audit_head WHERE one = 1",
                for_update!("audit_head")
            ))
            .fetch_one(&mut *transaction)
            .await?;
            let AuditHead { mut number, mut hash } = head(last)?;
            for part in entries.chunks(ROWS) {
                let mut records = Vec::with_capacity(part.len());
                for entry in part {
                    number += 1;
                    let record = AuditRecord::of(entry, number, &hash);
                    hash = self::hash(&record.hash)?;
                    records.push(record);
                }
                QueryBuilder::<Database>::new(
                    "INSERT INTO audit (number, at, person, device, action, purpose, department, document, kind,
                                        count, hash) ",
                )
                .push_values(records, |mut row, record| {
                    row.push_bind(record.number)
                        .push_bind(record.at)
                        .push_bind(record.person)
                        .push_bind(record.device)
                        .push_bind(record.action)
                        .push_bind(record.purpose)
                        .push_bind(record.department)
                        .push_bind(record.document)
                        .push_bind(record.kind)
                        .push_bind(record.count)
                        .push_bind(record.hash);
                })
                .build()
                .execute(&mut *transaction)
                .await?;
            }
            sqlx::query("UPDATE audit_head SET number = $1, hash = $2 WHERE one = 1")
                .bind(number)
                .bind(hash.as_slice())
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn audit_head(&self) -> Result<AuditHead> {
        let last = sqlx::query_as("SELECT number, hash FROM audit_head WHERE one = 1")
            .fetch_one(&self.readers)
            .await?;
        head(last)
    }

    async fn audit_records(&self, after: i64, limit: u32) -> Result<Vec<AuditRecord>> {
        Ok(
            sqlx::query_as("SELECT * FROM audit WHERE number > $1 ORDER BY number LIMIT $2")
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?,
        )
    }

    async fn audit_of_documents(
        &self,
        departments: &[DepartmentId],
        documents: &[DocumentId],
        before: i64,
        limit: u32,
    ) -> Result<Vec<NamedAuditRecord>> {
        if departments.is_empty() || documents.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(NAMED);
        push_among(
            &mut query,
            bytes_of(departments.iter().map(DepartmentId::as_bytes)),
        );
        query.push(" AND audit.document ");
        push_among(&mut query, bytes_of(documents.iter().map(DocumentId::as_bytes)));
        query.push(" AND audit.number < ").push_bind(before);
        query
            .push(" ORDER BY audit.number DESC LIMIT ")
            .push_bind(i64::from(limit));
        Ok(query.build_query_as().fetch_all(&self.readers).await?)
    }

    async fn audit_sample(
        &self,
        departments: &[DepartmentId],
        since: Moment,
        limit: u32,
    ) -> Result<Vec<NamedAuditRecord>> {
        if departments.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Database>::new(NAMED);
        push_among(
            &mut query,
            bytes_of(departments.iter().map(DepartmentId::as_bytes)),
        );
        query.push(" AND audit.at >= ").push_bind(since.millis());
        query
            .push(" ORDER BY random() LIMIT ")
            .push_bind(i64::from(limit));
        Ok(query.build_query_as().fetch_all(&self.readers).await?)
    }

    async fn documents_of_home(&self, departments: &[DepartmentId], home: &str) -> Result<Vec<DocumentId>> {
        if departments.is_empty() || home.is_empty() {
            return Ok(Vec::new());
        }
        let departments = bytes_of(departments.iter().map(DepartmentId::as_bytes));
        let mut query = QueryBuilder::<Database>::new(
            "WITH there AS (SELECT department, document, about FROM record_index WHERE department ",
        );
        push_among(&mut query, departments);
        query.push(" AND home = ").push_bind(home.to_owned());
        query.push(
            ") SELECT document FROM there UNION SELECT about FROM there WHERE about IS NOT NULL
             UNION SELECT record_index.document FROM record_index JOIN there
               ON record_index.about = there.document AND record_index.department = there.department
             ORDER BY 1",
        );
        let found: Vec<Vec<u8>> = query.build_query_scalar().fetch_all(&self.readers).await?;
        found.iter().map(|id| document_id(id)).collect()
    }

    async fn keep_audit_checkpoint(&self, checkpoint: &AuditCheckpoint) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO audit_checkpoint (number, at, hash, signature) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (number) DO NOTHING",
            )
            .bind(checkpoint.number)
            .bind(checkpoint.at.millis())
            .bind(checkpoint.hash.as_slice())
            .bind(&checkpoint.signature)
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn audit_checkpoints(&self) -> Result<Vec<AuditCheckpoint>> {
        let rows: Vec<(i64, i64, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT number, at, hash, signature FROM audit_checkpoint ORDER BY number")
                .fetch_all(&self.readers)
                .await?;
        let read = |(number, at, bytes, signature): (i64, i64, Vec<u8>, Vec<u8>)| {
            Ok(AuditCheckpoint {
                number,
                at: Moment::from_millis(at),
                hash: hash(&bytes)?,
                signature,
            })
        };
        rows.into_iter().map(read).collect()
    }

    async fn forget_audit(&self, upto: i64) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let deleted = sqlx::query(
                "DELETE FROM audit WHERE number <= (SELECT number FROM audit_checkpoint WHERE number = $1)",
            )
            .bind(upto)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
            if deleted > 0 {
                sqlx::query("DELETE FROM audit_checkpoint WHERE number < $1")
                    .bind(upto)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
            Ok(deleted)
        })
        .await
    }

    async fn note_security(&self, events: &[SecurityEvent]) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            for part in events.chunks(ROWS) {
                QueryBuilder::<Database>::new(
                    "INSERT INTO security_event (at, kind, count, person, address, route) ",
                )
                .push_values(part, |mut row, event| {
                    let person = event.person.as_ref().map(|id: &UserId| id.as_bytes().to_vec());
                    row.push_bind(event.at.millis())
                        .push_bind(event.kind.key())
                        .push_bind(signed(event.count))
                        .push_bind(person)
                        .push_bind(event.address.clone())
                        .push_bind(event.route.clone());
                })
                .build()
                .execute(&mut *transaction)
                .await?;
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn security_events(&self, before: i64, limit: u32) -> Result<Vec<(i64, SecurityEvent)>> {
        let rows: Vec<EventColumns> = sqlx::query_as(
            "SELECT id, at, kind, count, person, address, route FROM security_event WHERE id < $1
             ORDER BY id DESC LIMIT $2",
        )
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(event).collect()
    }

    async fn forget_security(&self, before: Moment, newest: u32) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let deleted = sqlx::query(
                "DELETE FROM security_event WHERE at < $1
                    OR id <= (SELECT MAX(id) FROM security_event) - $2",
            )
            .bind(before.millis())
            .bind(i64::from(newest))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(deleted.rows_affected())
        })
        .await
    }
}

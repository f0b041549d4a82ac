//! Notes of visits, with what their visits say of the resident's answers, and records that hold an answer themselves.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseStore, push_among};
use crate::store::Result;
use crate::store::columns::{document_id, number, user_id};
use crate::store::consent::{ConsentStore, KeptFields, NoteOfVisit};
use crate::work_meter::note_read;

/// The columns of a note with its visit.
type NoteColumns = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64, String);

fn note(columns: NoteColumns) -> Result<NoteOfVisit> {
    let (note, owner, visit, visit_owner, visit_changed_at, visit_projection) = columns;
    Ok(NoteOfVisit {
        note: document_id(&note)?,
        owner: user_id(&owner)?,
        visit: document_id(&visit)?,
        visit_owner: user_id(&visit_owner)?,
        visit_changed_at: Moment::from_millis(visit_changed_at),
        visit_projection,
    })
}

fn kept((id, upto, projection): (Vec<u8>, i64, String)) -> Result<KeptFields> {
    note_read(projection.len());
    Ok(KeptFields {
        document: document_id(&id)?,
        upto: number(upto)?,
        projection,
    })
}

#[async_trait]
impl ConsentStore for DatabaseStore {
    async fn kept_fields(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
    ) -> Result<Vec<KeptFields>> {
        let mut query = QueryBuilder::<Database>::new(
            "SELECT document.id, document.upto, projection.json FROM document
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ",
        );
        query
            .push_bind(department.as_bytes().to_vec())
            .push(" AND document.id ");
        let ids = documents.iter().map(|id| id.as_bytes().to_vec()).collect();
        push_among(&mut query, ids);
        query.push(" ORDER BY document.id");
        let rows: Vec<(Vec<u8>, i64, String)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(kept).collect()
    }

    async fn notes_of_visits(
        &self,
        department: DepartmentId,
        changed_from: Moment,
        after: Option<DocumentId>,
        limit: u32,
    ) -> Result<Vec<NoteOfVisit>> {
        let rows: Vec<NoteColumns> = sqlx::query_as(
            "SELECT note.document, note.owner, visit.document, visit.owner, visit.changed_at, projection.json
             FROM record_index AS note
             JOIN record_index AS visit
               ON visit.department = note.department AND visit.document = note.about AND visit.kind = $3
             JOIN projection
               ON projection.department = visit.department AND projection.document = visit.document
             WHERE note.department = $1 AND note.kind = $2 AND note.document > $4
               AND (note.changed_at >= $5 OR visit.changed_at >= $5)
             ORDER BY note.document LIMIT $6",
        )
        .bind(department.as_bytes().as_slice())
        .bind(Kind::VisitNote.key())
        .bind(Kind::SocialVisit.key())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(changed_from.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(note).collect()
    }

    async fn fields_of_kind(
        &self,
        department: DepartmentId,
        kind: Kind,
        changed_from: Moment,
        after: Option<DocumentId>,
        limit: u32,
    ) -> Result<Vec<KeptFields>> {
        let rows: Vec<(Vec<u8>, i64, String)> = sqlx::query_as(
            "SELECT document.id, document.upto, projection.json
             FROM record_index AS record
             JOIN document
               ON document.department = record.department AND document.id = record.document
             JOIN projection
               ON projection.department = record.department AND projection.document = record.document
             WHERE record.department = $1 AND record.kind = $2 AND record.document > $3
               AND record.changed_at >= $4
             ORDER BY record.document LIMIT $5",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.key())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(changed_from.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(kept).collect()
    }
}

//! Steps of cases that a second person agrees to, and when cases were last looked at.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use sqlx::{FromRow, QueryBuilder};

use super::dialect::{Database, DatabaseStore, push_among, retry};
use crate::store::case_work::{CaseApprovalRow, CaseDecision, CaseWorkStore, WaitingCase};
use crate::store::columns::{department_id, document_id, user_id};
use crate::store::{Result, StoreError};

/// Milliseconds within which a second look is not noted.
const LOOK_MILLIS: i64 = 60 * 60 * 1_000;
/// Most steps that are read at once.
const STEPS: i64 = 500;
/// The columns of a step.
const STEP_COLUMNS: &str = "case_approval.department, case_approval.document, case_approval.act,
    case_approval.reason, case_approval.section_81, case_approval.outcome, case_approval.asked_by,
    case_approval.asked_at, case_approval.decided_by, case_approval.decided_at, case_approval.is_approved";

/// The columns of a step.
#[derive(FromRow)]
struct StepColumns {
    department: Vec<u8>,
    document: Vec<u8>,
    act: String,
    reason: String,
    section_81: Option<i64>,
    outcome: Option<String>,
    asked_by: Vec<u8>,
    asked_at: i64,
    decided_by: Option<Vec<u8>>,
    decided_at: Option<i64>,
    is_approved: Option<i64>,
}

impl StepColumns {
    fn read(self) -> Result<CaseApprovalRow> {
        let decision = match (self.decided_by, self.decided_at) {
            (Some(by), Some(at)) => Some(CaseDecision {
                by: user_id(&by)?,
                at: Moment::from_millis(at),
                is_approved: self.is_approved == Some(1),
            }),
            _ => None,
        };
        let section = self.section_81.map(u8::try_from).transpose();
        Ok(CaseApprovalRow {
            department: department_id(&self.department)?,
            document: document_id(&self.document)?,
            act: self.act,
            reason: self.reason,
            section_81: section.map_err(|_| StoreError::Corrupt("number of section 81"))?,
            outcome: self.outcome,
            asked_by: user_id(&self.asked_by)?,
            asked_at: Moment::from_millis(self.asked_at),
            decision,
        })
    }
}

/// The columns of a case in a list.
#[derive(FromRow)]
struct CaseColumns {
    case_department: Vec<u8>,
    case_document: Vec<u8>,
    owner: Vec<u8>,
    json: String,
    seen_at: i64,
}

impl CaseColumns {
    fn read(self) -> Result<WaitingCase> {
        Ok(WaitingCase {
            department: department_id(&self.case_department)?,
            document: document_id(&self.case_document)?,
            owner: user_id(&self.owner)?,
            projection: self.json,
            seen_at: Moment::from_millis(self.seen_at),
        })
    }
}

/// A step with its case.
#[derive(FromRow)]
struct WaitingColumns {
    #[sqlx(flatten)]
    step: StepColumns,
    #[sqlx(flatten)]
    case: CaseColumns,
}

fn ids(departments: &[DepartmentId]) -> Vec<Vec<u8>> {
    departments.iter().map(|id| id.as_bytes().to_vec()).collect()
}

#[async_trait]
impl CaseWorkStore for DatabaseStore {
    async fn ask_approval(&self, row: &CaseApprovalRow) -> Result<bool> {
        retry(|| async {
            let asked = sqlx::query(
                "INSERT INTO case_approval (department, document, act, reason, section_81, outcome, asked_by, asked_at)
                 SELECT department, id, $3, $4, $5, $6, $7, $8 FROM document WHERE department = $1 AND id = $2
                 ON CONFLICT (department, document, act) DO UPDATE SET reason = excluded.reason,
                   section_81 = excluded.section_81, outcome = excluded.outcome, asked_by = excluded.asked_by,
                   asked_at = excluded.asked_at, decided_by = NULL, decided_at = NULL, is_approved = NULL
                   WHERE case_approval.decided_at IS NOT NULL",
            )
            .bind(row.department.as_bytes().as_slice())
            .bind(row.document.as_bytes().as_slice())
            .bind(&row.act)
            .bind(&row.reason)
            .bind(row.section_81.map(i64::from))
            .bind(row.outcome.as_deref())
            .bind(row.asked_by.as_bytes().as_slice())
            .bind(row.asked_at.millis())
            .execute(&self.writers)
            .await?;
            Ok(asked.rows_affected() == 1)
        })
        .await
    }

    async fn decide_approval(
        &self,
        department: DepartmentId,
        document: DocumentId,
        act: &str,
        decision: CaseDecision,
    ) -> Result<bool> {
        retry(|| async {
            let decided = sqlx::query(
                "UPDATE case_approval SET decided_by = $4, decided_at = $5, is_approved = $6
                 WHERE department = $1 AND document = $2 AND act = $3 AND decided_at IS NULL
                   AND (asked_by <> $4 OR $6 = 0)",
            )
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(act)
            .bind(decision.by.as_bytes().as_slice())
            .bind(decision.at.millis())
            .bind(i64::from(decision.is_approved))
            .execute(&self.writers)
            .await?;
            Ok(decided.rows_affected() == 1)
        })
        .await
    }

    async fn approvals(
        &self,
        department: DepartmentId,
        document: DocumentId,
    ) -> Result<Vec<CaseApprovalRow>> {
        let rows: Vec<StepColumns> = sqlx::query_as(
            "SELECT department, document, act, reason, section_81, outcome, asked_by, asked_at, decided_by, decided_at,
                    is_approved
             FROM case_approval WHERE department = $1 AND document = $2 ORDER BY act",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(StepColumns::read).collect()
    }

    async fn waiting_approvals(
        &self,
        departments: &[DepartmentId],
    ) -> Result<Vec<(CaseApprovalRow, WaitingCase)>> {
        let mut query = QueryBuilder::<Database>::new("SELECT ");
        query.push(STEP_COLUMNS).push(
            ", record_index.department AS case_department, record_index.document AS case_document,
               record_index.owner, projection.json, record_index.changed_at AS seen_at
             FROM case_approval
             JOIN record_index ON record_index.department = case_approval.department
               AND record_index.document = case_approval.document
             JOIN projection ON projection.department = case_approval.department
               AND projection.document = case_approval.document
             WHERE case_approval.decided_at IS NULL AND record_index.is_discarded = 0
               AND case_approval.department ",
        );
        push_among(&mut query, ids(departments));
        query.push(" ORDER BY case_approval.asked_at, case_approval.document LIMIT ");
        query.push_bind(STEPS);
        let rows: Vec<WaitingColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|row| Ok((row.step.read()?, row.case.read()?)))
            .collect()
    }

    async fn look_at_case(&self, department: DepartmentId, document: DocumentId, at: Moment) -> Result<()> {
        let known: Option<i64> =
            sqlx::query_scalar("SELECT looked_at FROM case_look WHERE department = $1 AND document = $2")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        if known.is_some_and(|known| at.millis() < known.saturating_add(LOOK_MILLIS)) {
            return Ok(());
        }
        retry(|| async {
            sqlx::query(
                "INSERT INTO case_look (department, document, looked_at)
                 SELECT department, id, $3 FROM document WHERE department = $1 AND id = $2
                 ON CONFLICT (department, document) DO UPDATE SET looked_at = excluded.looked_at
                   WHERE case_look.looked_at < excluded.looked_at",
            )
            .bind(department.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(at.millis())
            .execute(&self.writers)
            .await?;
            Ok(())
        })
        .await
    }

    async fn unseen_cases(
        &self,
        departments: &[DepartmentId],
        since: Moment,
        limit: u32,
    ) -> Result<Vec<WaitingCase>> {
        let mut query = QueryBuilder::<Database>::new(
            "SELECT record_index.department AS case_department, record_index.document AS case_document,
               record_index.owner, projection.json,
               CASE WHEN case_look.looked_at > record_index.changed_at
                 THEN case_look.looked_at ELSE record_index.changed_at END AS seen_at
             FROM record_index
             JOIN projection ON projection.department = record_index.department
               AND projection.document = record_index.document
             LEFT JOIN case_look ON case_look.department = record_index.department
               AND case_look.document = record_index.document
             WHERE record_index.kind = 'conflict_case' AND record_index.is_open = 1
               AND record_index.is_discarded = 0 AND record_index.changed_at < ",
        );
        query.push_bind(since.millis());
        query.push(" AND (case_look.looked_at IS NULL OR case_look.looked_at < ");
        query.push_bind(since.millis());
        query.push(") AND record_index.department ");
        push_among(&mut query, ids(departments));
        query.push(" ORDER BY seen_at, record_index.document LIMIT ");
        query.push_bind(i64::from(limit));
        let rows: Vec<CaseColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(CaseColumns::read).collect()
    }
}

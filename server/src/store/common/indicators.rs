//! Indicators of departments that come from elsewhere, and links to the interview of residents.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;

use super::dialect::{DatabaseConnection, DatabaseStore, retry};
use crate::store::columns::{department_id, number, signed, user_id};
use crate::store::indicators::{IndicatorRow, IndicatorStore, InterviewLinkRow};
use crate::store::{Result, StoreError};

/// The columns of an indicator.
type IndicatorColumns = (Vec<u8>, i64, String, Option<i64>);

/// The columns of a link.
type LinkColumns = (Vec<u8>, Vec<u8>, String, Vec<u8>, i64, String, Option<i64>, i64);

fn indicator((department, year, indicator, hundredths): IndicatorColumns) -> Result<IndicatorRow> {
    Ok(IndicatorRow {
        department: department_id(&department)?,
        year: u16::try_from(year).map_err(|_| StoreError::Corrupt("year"))?,
        indicator,
        hundredths,
    })
}

fn link(columns: LinkColumns) -> Result<InterviewLinkRow> {
    let (id, department, code, made_by, made_at, ends_on, closed_at, answers) = columns;
    Ok(InterviewLinkRow {
        id: id
            .try_into()
            .map_err(|_| StoreError::Corrupt("id of an interview link"))?,
        department: department_id(&department)?,
        code,
        made_by: user_id(&made_by)?,
        made_at: Moment::from_millis(made_at),
        ends_on,
        closed_at: closed_at.map(Moment::from_millis),
        answers: number(answers)?,
    })
}

/// The indicators of an organisation, as its departments and years follow each other.
macro_rules! indicators_of {
    ($organisation:expr) => {
        sqlx::query_as::<_, IndicatorColumns>(concat!(
            "SELECT indicator_value.department, indicator_value.year, indicator_value.indicator,
                    indicator_value.hundredths
             FROM indicator_value JOIN department ON department.id = indicator_value.department
             WHERE department.organisation = $1
             ORDER BY indicator_value.department, indicator_value.year, indicator_value.indicator",
            byte_order!()
        ))
        .bind($organisation.as_bytes().as_slice())
    };
}

/// Writes one indicator, if its department is of the organisation.
async fn keep_one(
    connection: &mut DatabaseConnection,
    organisation: OrganisationId,
    row: &IndicatorRow,
    by: UserId,
    at: Moment,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO indicator_value (department, year, indicator, hundredths, imported_at, imported_by)
         SELECT id, $3, $4, $5, $6, $7 FROM department WHERE id = $1 AND organisation = $2
         ON CONFLICT (department, year, indicator) DO UPDATE SET hundredths = excluded.hundredths,
           imported_at = excluded.imported_at, imported_by = excluded.imported_by",
    )
    .bind(row.department.as_bytes().as_slice())
    .bind(organisation.as_bytes().as_slice())
    .bind(i64::from(row.year))
    .bind(row.indicator.as_str())
    .bind(row.hundredths)
    .bind(at.millis())
    .bind(by.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl IndicatorStore for DatabaseStore {
    async fn indicators(&self, organisation: OrganisationId) -> Result<Vec<IndicatorRow>> {
        let rows = indicators_of!(organisation).fetch_all(&self.readers).await?;
        rows.into_iter().map(indicator).collect()
    }

    async fn keep_indicators(
        &self,
        organisation: OrganisationId,
        seen: &[IndicatorRow],
        wanted: &[IndicatorRow],
        by: UserId,
        at: Moment,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            // Imports of an organisation wait for each other.
            let _: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT version FROM organisation WHERE id = $1",
                for_update!("organisation")
            ))
            .bind(organisation.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let present = indicators_of!(organisation).fetch_all(&mut *transaction).await?;
            let present: Vec<IndicatorRow> = present.into_iter().map(indicator).collect::<Result<_>>()?;
            if present != seen {
                return Ok(false);
            }
            for row in wanted {
                keep_one(&mut transaction, organisation, row, by, at).await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn add_interview_link(&self, link: &InterviewLinkRow) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO interview_link (id, department, code, made_by, made_at, ends_on)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(link.id.as_slice())
            .bind(link.department.as_bytes().as_slice())
            .bind(link.code.as_str())
            .bind(link.made_by.as_bytes().as_slice())
            .bind(link.made_at.millis())
            .bind(link.ends_on.as_str())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn interview_links(&self, department: DepartmentId) -> Result<Vec<InterviewLinkRow>> {
        let rows: Vec<LinkColumns> = sqlx::query_as(
            "SELECT id, department, code, made_by, made_at, ends_on, closed_at, answers FROM interview_link
             WHERE department = $1 ORDER BY made_at DESC, id",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(link).collect()
    }

    async fn interview_link(&self, code: &str) -> Result<Option<InterviewLinkRow>> {
        let row: Option<LinkColumns> = sqlx::query_as(
            "SELECT id, department, code, made_by, made_at, ends_on, closed_at, answers FROM interview_link
             WHERE code = $1",
        )
        .bind(code)
        .fetch_optional(&self.readers)
        .await?;
        row.map(link).transpose()
    }

    async fn close_interview_link(&self, department: DepartmentId, id: [u8; 16], at: Moment) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let closed = sqlx::query(
                "UPDATE interview_link SET closed_at = $3 WHERE department = $1 AND id = $2 AND closed_at IS NULL",
            )
            .bind(department.as_bytes().as_slice())
            .bind(id.as_slice())
            .bind(at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(closed.rows_affected() == 1)
        })
        .await
    }

    async fn count_interview_answer(&self, id: [u8; 16], most: u64) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let counted = sqlx::query(
                "UPDATE interview_link SET answers = answers + 1
                 WHERE id = $1 AND closed_at IS NULL AND answers < $2",
            )
            .bind(id.as_slice())
            .bind(signed(most))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(counted.rows_affected() == 1)
        })
        .await
    }
}

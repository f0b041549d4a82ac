//! Printed letters, templates of letters, and seals of bundles.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use sqlx::FromRow;

use super::at_rest::writing_keys;
use super::dialect::{DatabaseStore, retry};
use crate::store::at_rest::{DocumentPlace, ValuePlace, open_text, open_value};
use crate::store::columns::{DwellingColumns, user_id};
use crate::store::letters::{KeptLetter, LetterStore, LetterTemplateRow};
use crate::store::{Dwelling, Result, StoreError};

/// The columns of a template.
type TemplateColumns = (String, i64, String, Vec<u8>, i64, Option<Vec<u8>>);

fn template((kind, version, body, by, at, approved): TemplateColumns) -> Result<LetterTemplateRow> {
    Ok(LetterTemplateRow {
        kind,
        version: version_number(version)?,
        body,
        written_by: user_id(&by)?,
        written_at: Moment::from_millis(at),
        approved_by: approved.as_deref().map(user_id).transpose()?,
    })
}

/// The columns of a printed letter, with the key of its record as it is kept.
#[derive(FromRow)]
struct LetterColumns {
    template_kind: String,
    template_version: i64,
    made_at: i64,
    content: String,
    pdf: Vec<u8>,
    wrapped: Option<Vec<u8>>,
}

fn version_number(version: i64) -> Result<u32> {
    u32::try_from(version).map_err(|_| StoreError::Corrupt("version of a template"))
}

#[async_trait]
impl LetterStore for DatabaseStore {
    async fn letter_templates(&self, organisation: OrganisationId) -> Result<Vec<LetterTemplateRow>> {
        let rows: Vec<TemplateColumns> = sqlx::query_as(
            "SELECT kind, version, body, written_by, written_at, approved_by FROM letter_template
             WHERE organisation = $1 ORDER BY kind, version",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(template).collect()
    }

    async fn keep_letter_template(
        &self,
        organisation: OrganisationId,
        template: &LetterTemplateRow,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let kept = sqlx::query(
                "INSERT INTO letter_template (organisation, kind, version, body, written_by, written_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation, kind, version) DO NOTHING",
            )
            .bind(organisation.as_bytes().as_slice())
            .bind(template.kind.as_str())
            .bind(i64::from(template.version))
            .bind(template.body.as_str())
            .bind(template.written_by.as_bytes().as_slice())
            .bind(template.written_at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(kept.rows_affected() == 1)
        })
        .await
    }

    async fn approve_letter_template(
        &self,
        organisation: OrganisationId,
        kind: &str,
        version: u32,
        by: UserId,
        at: Moment,
    ) -> Result<bool> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let approved = sqlx::query(
                "UPDATE letter_template SET approved_by = $4, approved_at = $5
                 WHERE organisation = $1 AND kind = $2 AND version = $3 AND approved_by IS NULL AND written_by <> $4",
            )
            .bind(organisation.as_bytes().as_slice())
            .bind(kind)
            .bind(i64::from(version))
            .bind(by.as_bytes().as_slice())
            .bind(at.millis())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(approved.rows_affected() == 1)
        })
        .await
    }

    async fn keep_letter(&self, letter: &KeptLetter) -> Result<bool> {
        let place = DocumentPlace {
            department: letter.department,
            document: letter.document,
        };
        self.department_key(letter.department).await?;
        retry(|| async {
            let mut transaction = self.begin().await?;
            // The lock keeps an erasure from coming in between.
            let _: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT upto FROM document WHERE department = $1 AND id = $2",
                for_share!()
            ))
            .bind(letter.department.as_bytes().as_slice())
            .bind(letter.document.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            let keys = writing_keys(&mut transaction, &self.at_rest, &[place], &BTreeSet::new()).await?;
            let content = keys.seal_text(letter.document, ValuePlace::LetterContent, &letter.content)?;
            let pdf = keys.seal(letter.document, ValuePlace::LetterPdf, &letter.pdf)?;
            sqlx::query(concat!(
                "INSERT INTO letter (department, document, template_kind, template_version, made_at, content, pdf)
                 SELECT department, id, $3, $4, $5, $6, $7 FROM document WHERE department = $1 AND id = $2",
                for_share!(),
                " ON CONFLICT (department, document) DO NOTHING",
            ))
            .bind(letter.department.as_bytes().as_slice())
            .bind(letter.document.as_bytes().as_slice())
            .bind(letter.template_kind.as_str())
            .bind(i64::from(letter.template_version))
            .bind(letter.made_at.millis())
            .bind(&*content)
            .bind(&*pdf)
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await?;
        Ok(self.letter(letter.department, letter.document).await?.is_some())
    }

    async fn letter(&self, department: DepartmentId, document: DocumentId) -> Result<Option<KeptLetter>> {
        let key = self.department_key(department).await?;
        let row: Option<LetterColumns> = sqlx::query_as(
            "SELECT template_kind, template_version, made_at, content, pdf,
                    (SELECT document_key.wrapped FROM document_key
                     WHERE document_key.department = letter.department
                       AND document_key.document = letter.document) AS wrapped
             FROM letter WHERE department = $1 AND document = $2",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            let (key, wrapped) = (key.as_deref(), row.wrapped.as_deref());
            let content = open_text(key, document, wrapped, ValuePlace::LetterContent, row.content)?;
            let pdf = open_value(key, document, wrapped, ValuePlace::LetterPdf, row.pdf)?;
            Ok(KeptLetter {
                department,
                document,
                template_kind: row.template_kind,
                template_version: version_number(row.template_version)?,
                made_at: Moment::from_millis(row.made_at),
                content,
                pdf,
            })
        })
        .transpose()
    }

    async fn keep_bundle_seal(&self, hash: &[u8; 32], sealed_at: Moment) -> Result<()> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            sqlx::query(
                "INSERT INTO bundle_seal (hash, sealed_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash.as_slice())
            .bind(sealed_at.millis())
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    async fn bundle_seal(&self, hash: &[u8; 32]) -> Result<Option<Moment>> {
        let sealed: Option<i64> = sqlx::query_scalar("SELECT sealed_at FROM bundle_seal WHERE hash = $1")
            .bind(hash.as_slice())
            .fetch_optional(&self.readers)
            .await?;
        Ok(sealed.map(Moment::from_millis))
    }

    async fn dwelling_by_address(&self, department: DepartmentId, address: &str) -> Result<Option<Dwelling>> {
        let row: Option<DwellingColumns> = sqlx::query_as(
            "SELECT id, department, address_id, access_address_id, street, number, floor, door, postcode, town, bfe,
                    tenancy_number
             FROM dwelling WHERE department = $1 AND address_id = $2 ORDER BY id LIMIT 1",
        )
        .bind(department.as_bytes().as_slice())
        .bind(address)
        .fetch_optional(&self.readers)
        .await?;
        row.map(DwellingColumns::read).transpose()
    }
}

//! News: heads, touched documents and rights, and hints between servers.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use futures::stream::BoxStream;

use super::dialect::DatabaseStore;
use crate::store::Result;
use crate::store::columns::{GrantedColumns, TouchedColumns, department_id, number, rights, signed, touched};
use crate::store::news::{Hint, NewsStore, Rights, Touched};

#[async_trait]
impl NewsStore for DatabaseStore {
    async fn heads(&self) -> Result<BTreeMap<DepartmentId, u64>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as("SELECT id, head FROM department")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|(id, head)| Ok((department_id(id)?, number(*head)?)))
            .collect()
    }

    async fn touched(&self, department: DepartmentId, after: u64, upto: u64) -> Result<BTreeSet<Touched>> {
        let rows: Vec<TouchedColumns> = sqlx::query_as(
            "SELECT document.id, document.collection, document.owner, FALSE, NULL
             FROM log JOIN document ON document.department = log.department AND document.id = log.document
             WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3
             UNION
             SELECT tombstone.document, tombstone.collection, tombstone.owner, TRUE, tombstone.about
             FROM log JOIN tombstone
               ON tombstone.department = log.department AND tombstone.document = log.document
             WHERE log.department = $1 AND log.seq > $2 AND log.seq <= $3",
        )
        .bind(department.as_bytes().as_slice())
        .bind(signed(after))
        .bind(signed(upto))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(touched).collect()
    }

    async fn written_at(&self, department: DepartmentId, number: u64) -> Result<Option<Moment>> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT received_at FROM log WHERE department = $1 AND seq = $2")
                .bind(department.as_bytes().as_slice())
                .bind(signed(number))
                .fetch_optional(&self.readers)
                .await?;
        Ok(at.map(Moment::from_millis))
    }

    async fn rights_version(&self) -> Result<u64> {
        let found: i64 = sqlx::query_scalar("SELECT number FROM rights_version")
            .fetch_one(&self.readers)
            .await?;
        number(found)
    }

    async fn rights(&self) -> Result<Rights> {
        let granted: Vec<GrantedColumns> = sqlx::query_as(
            "SELECT person, department, role, valid_from, valid_until FROM effective_grant
             ORDER BY person, department, role, valid_from",
        )
        .fetch_all(&self.readers)
        .await?;
        let modules: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT department.id, department.modules & organisation.modules
             FROM department JOIN organisation ON organisation.id = department.organisation",
        )
        .fetch_all(&self.readers)
        .await?;
        rights(granted, &modules)
    }

    async fn tell(&self, hints: &[Hint]) -> Result<()> {
        self.tell_servers(hints).await
    }

    fn hints(&self) -> BoxStream<'static, Hint> {
        self.hints_of_servers()
    }
}

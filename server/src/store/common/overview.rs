//! Records, first contacts and phones of a whole organisation, and the settings of nature.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, OrganisationId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::dialect::DatabaseStore;
use crate::store::columns::{department_id, document_id, number, organisation_id, signed, user_id};
use crate::store::overview::{
    DepartmentPhone, MapBackgroundRow, NatureSettingRow, OverviewRecord, OverviewStore,
};
use crate::store::{Result, StoreError};

#[async_trait]
impl OverviewStore for DatabaseStore {
    async fn overview_records(
        &self,
        organisation: OrganisationId,
        kind: Kind,
    ) -> Result<Vec<OverviewRecord>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>, String)> = sqlx::query_as(
            "SELECT projection.department, projection.document, document.owner, projection.json
             FROM department
             JOIN projection ON projection.department = department.id AND projection.kind = $2
             JOIN document ON document.department = projection.department AND document.id = projection.document
             WHERE department.organisation = $1
             ORDER BY projection.department, projection.document",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(kind.key())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(department, document, owner, projection)| {
                Ok(OverviewRecord {
                    department: department_id(&department)?,
                    document: document_id(&document)?,
                    owner: user_id(&owner)?,
                    projection,
                })
            })
            .collect()
    }

    async fn first_contacts(
        &self,
        organisation: OrganisationId,
        kind: Kind,
    ) -> Result<BTreeMap<DocumentId, Moment>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT document.id, MIN(log.received_at)
             FROM department
             JOIN document ON document.department = department.id AND document.kind = $2
             JOIN log ON log.department = document.department AND log.document = document.id
               AND log.entry = 'change' AND log.author <> document.owner
             WHERE department.organisation = $1
             GROUP BY document.id",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(kind.key())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(document, at)| Ok((document_id(&document)?, Moment::from_millis(at))))
            .collect()
    }

    async fn department_phones(
        &self,
        organisation: OrganisationId,
        now: Moment,
    ) -> Result<Vec<DepartmentPhone>> {
        let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = sqlx::query_as(
            "SELECT DISTINCT effective_grant.department, device.id, COALESCE(device.seen_at, device.enrolled_at)
             FROM department
             JOIN effective_grant ON effective_grant.department = department.id
               AND valid_from <= $2 AND (valid_until IS NULL OR valid_until > $2)
             JOIN device ON device.person = effective_grant.person
             WHERE department.organisation = $1
               AND EXISTS (SELECT 1 FROM session WHERE session.device = device.id AND revoked_at IS NULL)",
        )
        .bind(organisation.as_bytes().as_slice())
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(department, phone, seen_at)| {
                Ok(DepartmentPhone {
                    department: department_id(&department)?,
                    phone: DeviceId::from_slice(&phone).ok_or(StoreError::Corrupt("device id"))?,
                    seen_at: Moment::from_millis(seen_at),
                })
            })
            .collect()
    }

    async fn kept_photos(&self, organisation: OrganisationId) -> Result<Vec<(DepartmentId, DocumentId)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT photo.department, photo.document FROM department
             JOIN photo ON photo.department = department.id WHERE department.organisation = $1",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(department, document)| Ok((department_id(&department)?, document_id(&document)?)))
            .collect()
    }

    async fn nature_settings(&self, organisation: OrganisationId) -> Result<Vec<NatureSettingRow>> {
        let rows: Vec<(Vec<u8>, Option<i64>, Option<i64>, i64)> = sqlx::query_as(
            "SELECT place, square_metres, percent, is_public FROM nature_setting WHERE organisation = $1
             ORDER BY place",
        )
        .bind(organisation.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(place, square_metres, percent, is_public)| {
                let is_whole = place.as_slice() == organisation.as_bytes().as_slice();
                Ok(NatureSettingRow {
                    department: match is_whole {
                        true => None,
                        false => Some(department_id(&place)?),
                    },
                    square_metres: square_metres.map(number).transpose()?,
                    percent: percent.map(number).transpose()?,
                    is_public: is_public != 0,
                })
            })
            .collect()
    }

    async fn set_nature_setting(
        &self,
        organisation: OrganisationId,
        setting: &NatureSettingRow,
    ) -> Result<()> {
        let place = match &setting.department {
            Some(department) => department.as_bytes().as_slice(),
            None => organisation.as_bytes().as_slice(),
        };
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO nature_setting (place, organisation, square_metres, percent, is_public)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (place) DO UPDATE SET square_metres = excluded.square_metres,
               percent = excluded.percent, is_public = excluded.is_public",
        )
        .bind(place)
        .bind(organisation.as_bytes().as_slice())
        .bind(setting.square_metres.map(signed))
        .bind(setting.percent.map(signed))
        .bind(i64::from(setting.is_public))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    async fn map_background(&self, organisation: OrganisationId) -> Result<Option<MapBackgroundRow>> {
        let row: Option<(String, String, i64)> =
            sqlx::query_as("SELECT url, attribution, deepest_zoom FROM map_background WHERE organisation = $1")
                .bind(organisation.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(url, attribution, deepest_zoom)| {
            Ok(MapBackgroundRow {
                url,
                attribution,
                deepest_zoom: u8::try_from(deepest_zoom).map_err(|_| StoreError::Corrupt("zoom of a map"))?,
            })
        })
        .transpose()
    }

    async fn set_map_background(
        &self,
        organisation: OrganisationId,
        background: Option<&MapBackgroundRow>,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        match background {
            Some(background) => {
                sqlx::query(
                    "INSERT INTO map_background (organisation, url, attribution, deepest_zoom)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (organisation) DO UPDATE SET url = excluded.url,
                       attribution = excluded.attribution, deepest_zoom = excluded.deepest_zoom",
                )
                .bind(organisation.as_bytes().as_slice())
                .bind(&background.url)
                .bind(&background.attribution)
                .bind(i64::from(background.deepest_zoom))
                .execute(&mut *transaction)
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM map_background WHERE organisation = $1")
                    .bind(organisation.as_bytes().as_slice())
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    async fn public_organisations(&self) -> Result<Vec<OrganisationId>> {
        let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
            "SELECT organisation FROM nature_setting WHERE place = organisation AND is_public <> 0 ORDER BY place",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|(id,)| organisation_id(id)).collect()
    }
}

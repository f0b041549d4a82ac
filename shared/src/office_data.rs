//! JSON messages about exports, read tokens and webhooks: `/api/v1/office/exports`, `/api/v1/office/data-access` and
//! `/api/v1/data`.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};
use crate::moment::Moment;

/// The header of an export with the number of its records.
pub const EXPORT_ROWS_HEADER: &str = "x-feltbog-rows";

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportFormat {
    /// A table of one kind, for a Danish spreadsheet.
    #[serde(rename = "csv")]
    Csv,
    /// A workbook with a sheet for each kind.
    #[serde(rename = "xlsx")]
    Xlsx,
    /// The areas on a map.
    #[serde(rename = "geojson")]
    GeoJson,
    /// Counts and sightings as open data.
    #[serde(rename = "dwca")]
    DarwinCore,
    /// Each record with its history.
    #[serde(rename = "automerge")]
    Automerge,
    /// A record a line.
    #[serde(rename = "jsonl")]
    JsonLines,
}

impl ExportFormat {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Xlsx,
        Self::Csv,
        Self::GeoJson,
        Self::DarwinCore,
        Self::JsonLines,
        Self::Automerge,
    ];

    /// The format's name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GeoJson => "geojson",
            Self::DarwinCore => "dwca",
            Self::Automerge => "automerge",
            Self::JsonLines => "jsonl",
        }
    }

    /// The format with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }

    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GeoJson => "geojson",
            Self::DarwinCore | Self::Automerge => "zip",
            Self::JsonLines => "jsonl",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::GeoJson => "application/geo+json",
            Self::DarwinCore | Self::Automerge => "application/zip",
            Self::JsonLines => "application/jsonl",
        }
    }
}

/// A department that a person may export from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportDepartment {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The id of its organisation.
    pub organisation: String,
    /// The name of its organisation.
    pub organisation_name: String,
}

/// The departments and kinds that a person may export from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportChoices {
    /// The departments, by name.
    pub departments: Vec<ExportDepartment>,
    /// The keys of the kinds that may be read in one of them at least.
    pub kinds: Vec<String>,
    /// Those of them whose records are about people.
    pub personal_kinds: Vec<String>,
}

/// The part of an organisation's records that a token or a webhook reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataScope {
    /// The id of the organisation.
    pub organisation: String,
    /// The departments; nothing for all of the organisation.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub departments: Option<Vec<DepartmentId>>,
    /// The keys of the kinds.
    pub kinds: Vec<String>,
}

/// A wish for a read token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataTokenWish {
    /// The name.
    pub name: String,
    /// The days until it expires: 1 to 366.
    pub days: u16,
    /// Its reach.
    pub scope: DataScope,
}

/// A read token, without what its holder sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataToken {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The name of the person who made it, for whom it reads.
    pub by: String,
    /// Its reach.
    pub scope: DataScope,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub created_at: Moment,
    /// The end of its life.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub expires_at: Moment,
    /// When it was revoked.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub revoked_at: Option<Moment>,
    /// Its last use, to the minute.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub used_at: Option<Moment>,
}

/// A wish for a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookWish {
    /// The name.
    pub name: String,
    /// The address to call, with `https://`.
    pub url: String,
    /// Its reach.
    pub scope: DataScope,
}

/// A webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address that is called.
    pub url: String,
    /// The name of the person who made it, for whom it tells.
    pub by: String,
    /// Its reach.
    pub scope: DataScope,
    /// When it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub created_at: Moment,
    /// When it was ended.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub ended_at: Option<Moment>,
    /// The number of failed calls in a row.
    pub tries: u32,
    /// Its latest calls, the newest first.
    pub deliveries: Vec<WebhookDelivery>,
}

/// A call of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDelivery {
    /// The moment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub at: Moment,
    /// The number of events.
    pub events: u32,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The reason of a failure; empty for a success.
    pub failure: String,
}

/// A secret that is shown once: the token that its holder sends, or the secret by which a webhook signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownOnce {
    /// The id of the token or the webhook.
    pub id: String,
    /// The text to copy.
    pub secret: String,
}

/// A page about the access of machines to an organisation's records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataAccess {
    /// Whether the person may make tokens and webhooks.
    pub may_make: bool,
    /// The tokens: all of the organisation for those who administer it as a whole, and otherwise the person's own.
    pub tokens: Vec<DataToken>,
    /// The webhooks, likewise.
    pub webhooks: Vec<Webhook>,
}

/// A record as machines read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataRecord<F> {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub id: DocumentId,
    /// The key of its kind.
    pub kind: String,
    /// Its department.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub department: DepartmentId,
    /// When its last change was received, as RFC 3339 in UTC.
    pub received_at: String,
    /// The names of its newest changes.
    pub heads: Vec<String>,
    /// Its fields by name.
    pub fields: F,
}

/// A page of records. The next one is asked for by `after`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataPage<F> {
    /// The records, in order of departments and ids.
    pub records: Vec<DataRecord<F>>,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// An event of a webhook: that a record has changed or was erased, and nothing of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEvent {
    /// `changed` or `erased`.
    pub event: String,
    /// The department.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub department: DepartmentId,
    /// The record.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub id: DocumentId,
    /// The key of its kind; nothing for one that was erased.
    pub kind: Option<String>,
}

/// The body of a webhook's call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookMessage {
    /// The id of the webhook.
    pub webhook: String,
    /// The events, in the order of each department's log. The same event may come again after a failed call.
    pub events: Vec<WebhookEvent>,
}

/// A wish for an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportRequest {
    /// The departments; none for all that the person may read.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub departments: Vec<DepartmentId>,
    /// The keys of the kinds; none for all that the format has. A CSV has exactly one.
    pub kinds: Vec<String>,
    /// The first day in Denmark, `YYYY-MM-DD`, on which the last change of a record was received.
    pub from: Option<String>,
    /// The last such day.
    pub until: Option<String>,
    /// The id of the organisation; an archive of observations has exactly one.
    pub organisation: Option<String>,
    /// Whether counts that are not locked belong to an archive of observations.
    pub includes_unlocked: bool,
    /// Whether invalid counts belong to an archive of observations, marked.
    pub includes_invalid: bool,
    /// The shared mailbox to write to about an archive of observations.
    pub mailbox: Option<String>,
}

//! Read tokens: made in the office, shown once, kept as a hash, and used by a data warehouse to page through records.

use feltbog_shared::id::{DataTokenId, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office_data::{DataPage, DataRecord, DataScope, DataToken, DataTokenWish, ShownOnce};
use feltbog_shared::refusal::RefusalCode;
use serde_json::Value;

use super::{DataAuthority, check_name, check_scope, departments_of, note};
use crate::clock::draw;
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::audit::{self, Actor};
use crate::services::codes::{hash, text};
use crate::services::records::as_json;
use crate::state::App;
use crate::store::{DataTokenRow, Record, RecordFilter};

const DAY_MILLIS: i64 = 86_400_000;
/// A token's use is written down at most this often.
const NOTE_MILLIS: i64 = 60_000;
/// The beginning of every token, by which people and scanners of leaked secrets know it.
const PREFIX: &str = "feltbog_";
/// Characters after it: 256 bits and four to spare.
const LENGTH: usize = 52;
/// Most records of a page.
const RECORDS: u32 = 1_000;
/// Most departments that are looked into for a page: it may then have fewer records, or none, and still lead on.
const DEPARTMENTS: usize = 200;

pub(super) fn as_message(row: DataTokenRow) -> DataToken {
    DataToken {
        id: row.id.to_string(),
        name: row.name,
        by: row.person_name,
        scope: DataScope {
            organisation: row.organisation.to_string(),
            departments: row.departments,
            kinds: row.kinds,
        },
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        used_at: row.used_at,
    }
}

/// Makes a token. The answer has the text that its holder sends, which is kept nowhere.
///
/// # Errors
/// `NOT_FOUND` for somebody who has nothing to do with tokens, `NO_ACCESS` for one who may not make any or may not read
/// what is wished for, `InvalidValue`.
pub async fn make(
    app: &App,
    person: UserId,
    organisation: &str,
    wish: &DataTokenWish,
) -> Result<ShownOnce, Error> {
    let authority = DataAuthority::of(app, person, organisation).await?;
    if !authority.may_make {
        return Err(Error::NO_ACCESS);
    }
    check_name(&wish.name)?;
    if !(1..=366).contains(&wish.days) {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let kinds = check_scope(app, person, authority.organisation, &wish.scope).await?;
    let now = app.clock.now();
    let secret = format!("{PREFIX}{}", text(&draw::<LENGTH>(&*app.random)));
    let row = DataTokenRow {
        id: DataTokenId::new(now, draw(&*app.random)),
        organisation: authority.organisation,
        person,
        person_name: String::new(),
        name: wish.name.trim().to_owned(),
        departments: wish.scope.departments.clone(),
        kinds,
        created_at: now,
        expires_at: now.plus_millis(i64::from(wish.days) * DAY_MILLIS),
        revoked_at: None,
        used_at: None,
    };
    app.store
        .add_data_token(&row, hash("data token", &secret))
        .await?;
    let (id, of) = (row.id.to_string(), row.organisation);
    let token = as_message(row);
    note(
        app,
        person,
        of,
        "data_token_made",
        (id.clone(), &token.name),
        Some(&token.scope),
    )
    .await?;
    Ok(ShownOnce { id, secret })
}

/// Revokes a token. One that is revoked stays so.
///
/// # Errors
/// `NOT_FOUND` for one that the person does not see.
pub async fn revoke(app: &App, person: UserId, organisation: &str, token: &str) -> Result<(), Error> {
    let authority = DataAuthority::of(app, person, organisation).await?;
    let rows = app.store.data_tokens(authority.organisation).await?;
    let row = rows
        .into_iter()
        .find(|row| row.id.to_string() == token && (authority.sees_all || row.person == person))
        .ok_or(Error::NOT_FOUND)?;
    if app.store.revoke_data_token(row.id, app.clock.now()).await? {
        let subject = (row.id.to_string(), row.name.as_str());
        note(
            app,
            person,
            authority.organisation,
            "data_token_revoked",
            subject,
            None,
        )
        .await?;
    }
    Ok(())
}

/// A machine with a token that holds.
#[derive(Clone)]
pub struct DataCaller(DataTokenRow);

impl DataCaller {
    /// The person whose rights the token has.
    pub fn person(&self) -> UserId {
        self.0.person
    }

    /// The id of the token.
    pub fn token(&self) -> DataTokenId {
        self.0.id
    }
}

/// The machine that sent a token.
///
/// # Errors
/// `NOT_SIGNED_IN` for one that is unknown, expired or revoked.
pub async fn caller(app: &App, sent: &str) -> Result<DataCaller, Error> {
    if sent.len() != PREFIX.len() + LENGTH || !sent.starts_with(PREFIX) {
        return Err(Error::NOT_SIGNED_IN);
    }
    let now = app.clock.now();
    let row = app.store.data_token(hash("data token", sent)).await?;
    let row = row.filter(|row| row.revoked_at.is_none() && now < row.expires_at);
    let row = row.ok_or(Error::NOT_SIGNED_IN)?;
    if row
        .used_at
        .is_none_or(|used_at| now.since(used_at) >= NOTE_MILLIS)
    {
        app.store.note_data_token(row.id, now).await?;
    }
    Ok(DataCaller(row))
}

/// The part of the records that a machine asks for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct DataQuery {
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Most records of the page.
    pub limit: Option<u32>,
    /// Milliseconds since 1970 UTC: records whose last change was received then or later.
    pub changed_since: Option<i64>,
}

/// A place among departments and records.
struct Cursor {
    department: DepartmentId,
    document: Option<DocumentId>,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (department, document) = text.split_once('.')?;
        Some(Self {
            department: department.parse().ok()?,
            document: match document {
                "" => None,
                document => Some(document.parse().ok()?),
            },
        })
    }

    fn write(department: DepartmentId, document: Option<DocumentId>) -> String {
        format!(
            "{department}.{}",
            document.map_or_else(String::new, |id| id.to_string())
        )
    }
}

/// A page of the records of a kind that a token reaches and its maker may read now.
///
/// # Errors
/// `NOT_FOUND` for a kind that the token does not have, `InvalidValue` for a cursor that is none.
pub async fn page(
    app: &App,
    DataCaller(token): &DataCaller,
    kind: &str,
    query: &DataQuery,
) -> Result<DataPage<Value>, Error> {
    let has_kind = token.kinds.iter().any(|key| key == kind);
    let kind = Kind::from_key(kind)
        .filter(|_| has_kind)
        .ok_or(Error::NOT_FOUND)?;
    let after = query.after.as_deref().map(Cursor::parse);
    let mut after = match after {
        Some(None) => return Err(Error::Refused(RefusalCode::InvalidValue)),
        Some(cursor) => cursor,
        None => None,
    };
    let limit = query.limit.unwrap_or(RECORDS).clamp(1, RECORDS);
    let filter = RecordFilter {
        kinds: vec![kind],
        from: query.changed_since.map(Moment::from_millis),
        until: None,
    };
    let only = token.departments.as_deref();
    let mut departments = departments_of(app, token.person, token.organisation, only).await?;
    departments.retain(|id| after.as_ref().is_none_or(|cursor| *id >= cursor.department));
    let mut records: Vec<DataRecord<Value>> = Vec::new();
    for (looked, department) in departments.into_iter().enumerate() {
        if looked == DEPARTMENTS {
            let next = Some(Cursor::write(department, None));
            return Ok(DataPage { records, next });
        }
        let access = match department_access(app, token.person, department).await {
            Ok(access) => access,
            Err(Error::Refused(_)) => continue,
            Err(error) => return Err(error),
        };
        let cursor = after.take().filter(|cursor| cursor.department == department);
        let from = cursor.and_then(|cursor| cursor.document);
        let left = limit - u32::try_from(records.len()).unwrap_or(limit);
        let page = app
            .store
            .record_page(department, &filter, from, left, &access.readable)
            .await?;
        let is_full = page.len() >= left as usize;
        let last = page.last().map(|record| record.document);
        let read = page.iter().map(|record| (record.document, record.kind));
        let act = (AuditAction::Read, AuditPurpose::DataAccess);
        audit::note(app, Actor::person(token.person), act, department, read);
        for record in page {
            records.push(data_record(department, record)?);
        }
        if is_full {
            let next = Some(Cursor::write(department, last));
            return Ok(DataPage { records, next });
        }
    }
    Ok(DataPage { records, next: None })
}

fn data_record(department: DepartmentId, record: Record) -> Result<DataRecord<Value>, Error> {
    let heads = record.heads.iter().map(ToString::to_string).collect();
    let (id, kind) = (record.document, record.kind.key().to_owned());
    let mut object = as_json(record)?;
    Ok(DataRecord {
        id,
        kind,
        department,
        received_at: object["received_at"].as_str().unwrap_or_default().to_owned(),
        heads,
        fields: object["fields"].take(),
    })
}

//! Templates of letters that an organisation edits. A version is used once somebody else than its author approved it.

use std::collections::BTreeMap;

use feltbog_print::PrintedDocument;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::office_letters::{
    LetterKind, LetterTemplateDraft, LetterTemplateSaved, LetterTemplateView,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::template::{blocks, fields, lacking};
use super::{LANGUAGE, day_words, print, utc_parts, words, words_of};
use crate::error::Error;
use crate::services::access::{DepartmentAccess, department_access};
use crate::services::administration::noting::{Noted, note};
use crate::state::App;
use crate::store::LetterTemplateRow;

/// Most characters of a template.
const LONGEST: usize = 8_000;
/// The fields that the case itself tells.
pub(super) const TOLD_BY_CASE: [&str; 4] = ["modtager", "adresse", "dato", "sagsnr"];

/// A template in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UsedTemplate {
    /// The version; nought for the one that comes with Feltbog.
    pub(super) version: u32,
    /// The text.
    pub(super) body: String,
}

/// The kind with a name in a path.
///
/// # Errors
/// `NOT_FOUND` for one that is no kind.
pub fn kind_of(key: &str) -> Result<LetterKind, Error> {
    LetterKind::from_key(key).ok_or(Error::NOT_FOUND)
}

/// The access of somebody who may edit templates: those who write legal steps, and those who write guidance.
async fn editor(app: &App, person: UserId, department: DepartmentId) -> Result<DepartmentAccess, Error> {
    let access = department_access(app, person, department).await?;
    match Permission::may_edit_letter_templates(&access.permission) {
        true => Ok(access),
        false => Err(Error::NO_ACCESS),
    }
}

/// The version in use of a kind.
///
/// # Errors
/// When the database fails.
pub(super) async fn used(
    app: &App,
    organisation: OrganisationId,
    kind: LetterKind,
) -> Result<UsedTemplate, Error> {
    let rows = app.store.letter_templates(organisation).await?;
    Ok(used_of(&rows, kind))
}

fn used_of(rows: &[LetterTemplateRow], kind: LetterKind) -> UsedTemplate {
    let approved = rows
        .iter()
        .rfind(|row| row.kind == kind.key() && row.approved_by.is_some());
    match approved {
        Some(row) => UsedTemplate {
            version: row.version,
            body: row.body.clone(),
        },
        None => UsedTemplate {
            version: 0,
            body: words_of(kind).body.to_owned(),
        },
    }
}

/// The templates of a department's organisation.
///
/// # Errors
/// `NO_ACCESS` for a person who may not edit them.
pub async fn list(
    app: &App,
    person: UserId,
    department: DepartmentId,
) -> Result<Vec<LetterTemplateView>, Error> {
    let access = editor(app, person, department).await?;
    let rows = app.store.letter_templates(access.department.organisation).await?;
    let mut views = Vec::new();
    for kind in LetterKind::ALL {
        let words = words_of(*kind);
        let used = used_of(&rows, *kind);
        let row = |version| {
            rows.iter()
                .find(|row| row.kind == kind.key() && row.version == version)
        };
        let approved_by = match row(used.version).and_then(|row| row.approved_by) {
            Some(by) => app.store.person_name(by).await?.unwrap_or_default(),
            None => String::new(),
        };
        let newest = rows.iter().rfind(|row| row.kind == kind.key());
        let draft = match newest.filter(|row| row.version > used.version) {
            Some(row) => Some(LetterTemplateDraft {
                version: row.version,
                body: row.body.clone(),
                written_by: app.store.person_name(row.written_by).await?.unwrap_or_default(),
                is_own: row.written_by == person,
                lacking: lacking(&row.body, words.mandatory),
            }),
            None => None,
        };
        let own = words.fields.lines().map(|line| line.trim().to_owned());
        views.push(LetterTemplateView {
            kind: *kind,
            title: words.title.to_owned(),
            version: used.version,
            body: used.body,
            approved_by,
            draft,
            mandatory: words
                .mandatory
                .lines()
                .map(|line| line.trim().to_owned())
                .collect(),
            fields: TOLD_BY_CASE
                .iter()
                .map(|name| (*name).to_owned())
                .chain(own)
                .collect(),
        });
    }
    Ok(views)
}

fn unknown_fields(kind: LetterKind, body: &str) -> Vec<String> {
    let known: Vec<_> = words_of(kind).fields.lines().map(str::trim).collect();
    let is_known = |name: &String| known.contains(&name.as_str()) || TOLD_BY_CASE.contains(&name.as_str());
    fields(body).into_iter().filter(|name| !is_known(name)).collect()
}

fn check_body(body: &str) -> Result<(), Error> {
    let is_odd = |c: char| c.is_control() && c != '\n';
    match body {
        body if body.trim().is_empty() || body.contains(is_odd) => {
            Err(Error::Refused(RefusalCode::InvalidValue))
        }
        body if body.chars().count() > LONGEST => Err(Error::Refused(RefusalCode::TextTooLong)),
        _ => Ok(()),
    }
}

/// Keeps a new version of a template, which waits for approval.
///
/// # Errors
/// `NO_ACCESS`, `InvalidValue` for an empty text, `TextTooLong`, `VersionConflict` when somebody else saved meanwhile.
pub async fn save(
    app: &App,
    person: UserId,
    department: DepartmentId,
    kind: LetterKind,
    body: &str,
) -> Result<LetterTemplateSaved, Error> {
    let access = editor(app, person, department).await?;
    let body = body.replace("\r\n", "\n");
    check_body(&body)?;
    let organisation = access.department.organisation;
    let rows = app.store.letter_templates(organisation).await?;
    let versions = rows
        .iter()
        .filter(|row| row.kind == kind.key())
        .map(|row| row.version);
    let row = LetterTemplateRow {
        kind: kind.key().to_owned(),
        version: versions.max().unwrap_or_default() + 1,
        body,
        written_by: person,
        written_at: app.clock.now(),
        approved_by: None,
    };
    if !app.store.keep_letter_template(organisation, &row).await? {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let before = rows.iter().rfind(|row| row.kind == kind.key());
    let told = |row: &LetterTemplateRow| json!({ "body": row.body }).to_string();
    let noted = Noted {
        organisation,
        by: person,
        action: "letter_template_changed",
        target: kind.key().to_owned(),
        subject: words_of(kind).title.to_owned(),
        before: before.map(told),
        after: Some(told(&row)),
    };
    note(app, noted).await?;
    Ok(saved(kind, &row))
}

fn saved(kind: LetterKind, row: &LetterTemplateRow) -> LetterTemplateSaved {
    LetterTemplateSaved {
        version: row.version,
        is_approved: row.approved_by.is_some(),
        lacking: lacking(&row.body, words_of(kind).mandatory),
        unknown_fields: unknown_fields(kind, &row.body),
    }
}

/// Approves the newest version of a template. One that lacks a mandatory sentence, or has a field that nobody knows, stays
/// a draft, and the answer names what is wrong.
///
/// # Errors
/// `NO_ACCESS`, also for the author; `VersionConflict` when the version is not the newest.
pub async fn approve(
    app: &App,
    person: UserId,
    department: DepartmentId,
    kind: LetterKind,
    version: u32,
) -> Result<LetterTemplateSaved, Error> {
    let access = editor(app, person, department).await?;
    let organisation = access.department.organisation;
    let rows = app.store.letter_templates(organisation).await?;
    let newest = rows.iter().rfind(|row| row.kind == kind.key());
    let row = newest.filter(|row| row.version == version);
    let row = row.ok_or(Error::Refused(RefusalCode::VersionConflict))?;
    if row.written_by == person {
        return Err(Error::NO_ACCESS);
    }
    let mut saved = saved(kind, row);
    if !saved.is_approved && saved.lacking.is_empty() && saved.unknown_fields.is_empty() {
        let now = app.clock.now();
        let is_approved = app
            .store
            .approve_letter_template(organisation, kind.key(), version, person, now)
            .await?;
        if !is_approved {
            return Err(Error::Refused(RefusalCode::VersionConflict));
        }
        let noted = Noted {
            organisation,
            by: person,
            action: "letter_template_approved",
            target: kind.key().to_owned(),
            subject: words_of(kind).title.to_owned(),
            before: Some(json!({ "body": used_of(&rows, kind).body }).to_string()),
            after: Some(json!({ "body": row.body }).to_string()),
        };
        note(app, noted).await?;
        saved.is_approved = true;
    }
    Ok(saved)
}

/// A template as a letter to nobody, in which fields without an example stay in brackets.
///
/// # Errors
/// As [`save`].
pub async fn preview(
    app: &App,
    person: UserId,
    department: DepartmentId,
    kind: LetterKind,
    body: &str,
) -> Result<Vec<u8>, Error> {
    let access = editor(app, person, department).await?;
    check_body(body)?;
    let organisations = app.store.organisation_rows().await?;
    let organisation = organisations
        .into_iter()
        .find(|row| row.id == access.department.organisation);
    let name = organisation.map(|row| row.name).unwrap_or_default();
    let texts = words();
    let now = app.clock.now();
    let values = BTreeMap::from([("modtager".to_owned(), texts.preview_recipient.to_owned())]);
    let title = words_of(kind).title;
    print(PrintedDocument {
        language: LANGUAGE.tag().to_owned(),
        title: title.to_owned(),
        author: name.clone(),
        sender: vec![name, access.department.name],
        recipient: vec![
            texts.preview_recipient.to_owned(),
            texts.preview_address.to_owned(),
        ],
        date: day_words(now.danish_day()),
        footer: title.to_owned(),
        page_word: texts.page.to_owned(),
        of_word: texts.of.to_owned(),
        made_at: utc_parts(now),
        blocks: blocks(body, &values),
    })
    .await
}

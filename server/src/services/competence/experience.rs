//! Experiences of all departments of a person's organisations, with the module of nature or without. They are green and
//! person-free: neither their author nor what their record says beside the experience is told.

use feltbog_shared::id::UserId;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{ExperienceNote, Kind, Model as _, ValueList as _};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::competence::{ExperiencePage, ExperienceQuery, ExperienceRow};
use feltbog_shared::search::{Needle, fold, needles};

use super::organisations;
use crate::error::Error;
use crate::services::overview::places::DepartmentOfReader;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{DepartmentRecordRow, OrganisationRow, OverviewRecord};

/// Most rows of an answer.
const ROWS: usize = 200;
/// Records that are looked at together.
const RECORDS_AT_ONCE: u32 = 500;

fn finds(department: &DepartmentOfReader) -> bool {
    department.permission.may_find_experiences()
}

/// The experiences that a query finds.
///
/// # Errors
/// `NOT_FOUND` when the person neither reads nature nor works in any department.
pub async fn experiences(
    app: &App,
    person: UserId,
    query: &ExperienceQuery,
) -> Result<ExperiencePage, Error> {
    let organisations = organisations(app, person, finds).await?;
    if organisations.is_empty() {
        return Err(Error::NOT_FOUND);
    }
    let wanted = needles(&query.search);
    let (mut rows, mut total) = (Vec::new(), 0);
    for organisation in &organisations {
        let departments = app.store.department_records(organisation.row.id).await?;
        let mut after = None;
        loop {
            let (id, kind) = (organisation.row.id, Kind::ExperienceNote);
            let page = app.store.overview_page(id, kind, after, RECORDS_AT_ONCE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.department, last.document));
            for record in &page {
                let department = departments.iter().find(|one| one.id == record.department);
                let found = department
                    .and_then(|department| row(query, &wanted, record, &organisation.row, department));
                total += u64::from(found.is_some());
                rows.extend(found);
            }
            keep_newest(&mut rows);
        }
    }
    Ok(ExperiencePage {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        total,
    })
}

/// The newest rows, newest first.
fn keep_newest(rows: &mut Vec<(Moment, ExperienceRow)>) {
    rows.sort_by(|(one, a), (other, b)| (other, b.document).cmp(&(one, a.document)));
    rows.truncate(ROWS);
}

/// The row of a record, with the moment it was written, if the query finds it.
fn row(
    query: &ExperienceQuery,
    wanted: &[Needle],
    record: &OverviewRecord,
    organisation: &OrganisationRow,
    department: &DepartmentRecordRow,
) -> Option<(Moment, ExperienceRow)> {
    let fields = read_fields(Kind::ExperienceNote, &record.projection)?;
    if fields.contains_key(DISCARDED_AT) {
        return None;
    }
    let note = ExperienceNote::from_fields(&fields);
    let title = note.title.unwrap_or_default();
    let topic = note.topic.map(|topic| topic.key().to_owned()).unwrap_or_default();
    let worked = note
        .worked
        .map(|worked| worked.key().to_owned())
        .unwrap_or_default();
    let is_chosen = (query.topic.is_empty() || query.topic == topic)
        && (query.worked.is_empty() || query.worked == worked);
    let words = fold(&[title.as_str(), " ", &note.text, " ", &department.name].concat());
    if !is_chosen || !wanted.iter().all(|word| word.is_in(&words)) {
        return None;
    }
    let written = note.created_at.unwrap_or_else(|| record.document.made_at());
    let row = ExperienceRow {
        document: record.document,
        department_name: department.name.clone(),
        organisation_name: organisation.name.clone(),
        written_on: written.danish_day().to_string(),
        topic,
        worked,
        title,
        text: note.text,
    };
    Some((written, row))
}

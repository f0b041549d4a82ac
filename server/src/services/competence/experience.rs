//! Experiences of all departments of a person's organisations. They are green and person-free: neither their author nor
//! what their record says beside the experience is told.

use feltbog_shared::id::UserId;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{ExperienceNote, Kind, Model as _, ValueList as _};
use feltbog_shared::office::competence::{ExperiencePage, ExperienceQuery, ExperienceRow};
use feltbog_shared::permission::Module;
use feltbog_shared::search::{fold, needles};

use super::organisations;
use crate::error::Error;
use crate::services::overview::places::DepartmentOfReader;
use crate::services::projection::read_fields;
use crate::state::App;

/// Most rows of an answer.
const ROWS: usize = 200;

fn finds(department: &DepartmentOfReader) -> bool {
    department.permission.may_find_experiences()
}

/// The experiences that a query finds.
///
/// # Errors
/// `NOT_FOUND` when the person reads no nature in any department.
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
    let mut rows = Vec::new();
    for organisation in &organisations {
        let departments = app.store.department_records(organisation.row.id).await?;
        for record in app
            .store
            .overview_records(organisation.row.id, Kind::ExperienceNote)
            .await?
        {
            let Some(department) = departments.iter().find(|one| one.id == record.department) else {
                continue;
            };
            // A collection of a module that is off does not exist.
            let modules = department.modules.and(organisation.row.modules);
            let is_off = |module: Module| !modules.has(module);
            if Kind::ExperienceNote.collection().module().is_some_and(is_off) {
                continue;
            }
            let Some(fields) = read_fields(Kind::ExperienceNote, &record.projection) else {
                continue;
            };
            if fields.contains_key(DISCARDED_AT) {
                continue;
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
                continue;
            }
            let written = note.created_at.unwrap_or_else(|| record.document.made_at());
            rows.push((
                written,
                ExperienceRow {
                    document: record.document,
                    department_name: department.name.clone(),
                    organisation_name: organisation.row.name.clone(),
                    written_on: written.danish_day().to_string(),
                    topic,
                    worked,
                    title,
                    text: note.text,
                },
            ));
        }
    }
    rows.sort_by(|(one, a), (other, b)| (other, b.document).cmp(&(one, a.document)));
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    rows.truncate(ROWS);
    Ok(ExperiencePage {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        total,
    })
}

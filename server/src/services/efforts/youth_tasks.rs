//! Care tasks that young people with a pocket-money job can do, beside the tasks of an effort: a job centre or a
//! municipality that owns the effort books its teams on them.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId};
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::unfinished::is_unfinished;
use feltbog_shared::model::{Area, CareTask, Kind, Model as _};

use super::Reached;
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;

/// An open care task for young people.
pub(super) struct YouthTask {
    /// The department.
    pub(super) department: DepartmentId,
    /// The work.
    pub(super) kind: Option<TaskKind>,
    /// The name of the area, or empty.
    pub(super) area: String,
    /// The last day, `YYYY-MM-DD`, or empty.
    pub(super) until: String,
}

/// The names of the areas of an organisation.
async fn area_names(app: &App, organisation: OrganisationId) -> Result<BTreeMap<DocumentId, String>, Error> {
    let records = app.store.overview_records(organisation, Kind::Area).await?;
    let named = records.into_iter().filter_map(|record| {
        let fields = read_fields(Kind::Area, &record.projection)?;
        Some((record.document, Area::from_fields(&fields).name?))
    });
    Ok(named.collect())
}

/// The open care tasks for young people in those of these departments in which the person reads nature, by last day.
pub(super) async fn youth_tasks(
    app: &App,
    reached: &Reached,
    departments: &[DepartmentId],
) -> Result<Vec<YouthTask>, Error> {
    let departments = departments.iter().copied();
    let read: BTreeSet<_> = departments
        .filter(|department| reached.reads_nature(*department))
        .collect();
    let organisations: BTreeSet<_> = read
        .iter()
        .filter_map(|department| reached.organisation(*department))
        .collect();
    let mut found = Vec::new();
    for organisation in organisations {
        let areas = area_names(app, organisation).await?;
        let records = app.store.overview_records(organisation, Kind::CareTask).await?;
        for record in records.iter().filter(|record| read.contains(&record.department)) {
            let Some(fields) = read_fields(Kind::CareTask, &record.projection) else {
                continue;
            };
            let is_open = is_unfinished(Kind::CareTask, &fields) && !fields.contains_key(DISCARDED_AT);
            let task = CareTask::from_fields(&fields);
            if !is_open || task.suitable_for_youth != Some(true) {
                continue;
            }
            let area = task.area.and_then(|area| areas.get(&area));
            found.push(YouthTask {
                department: record.department,
                kind: task.kind,
                area: area.cloned().unwrap_or_default(),
                until: task.window_to.map(|day| day.to_string()).unwrap_or_default(),
            });
        }
    }
    found.sort_by(|one, other| (&one.until, &one.area).cmp(&(&other.until, &other.area)));
    Ok(found)
}

//! Efforts with the activities and tasks that a person may know of, as they are read from the store.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, EffortId, UserId};
use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::{Activity, Kind, Model as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{AnchoringState, EffortAction, EffortRecord, EffortState, QUIET_DAYS};
use feltbog_shared::permission::Collection;

use super::Reached;
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{EffortRow, EffortTaskRow};

/// An effort that a person sees.
#[derive(Clone)]
pub(super) struct SeenEffort {
    pub(super) row: EffortRow,
    /// The record as it is kept, with id and version.
    pub(super) record: EffortRecord,
}

impl SeenEffort {
    pub(super) fn of(row: EffortRow) -> Result<Self, Error> {
        let kept: EffortRecord =
            serde_json::from_str(&row.record).map_err(|error| Error::Fault(format!("an effort: {error}")))?;
        let record = EffortRecord {
            id: Some(row.id.to_string()),
            version: row.version,
            ..kept
        };
        Ok(Self { row, record })
    }
}

/// An activity that a person may read.
pub(super) struct ReadActivity {
    pub(super) record: Activity,
    /// The effort that it belongs to, whether the person sees it or not.
    pub(super) effort: Option<EffortId>,
}

/// Efforts with their activities and tasks.
pub(super) struct Material {
    pub(super) efforts: Vec<SeenEffort>,
    pub(super) activities: BTreeMap<(DepartmentId, DocumentId), ReadActivity>,
    pub(super) tasks: BTreeMap<EffortId, Vec<EffortTaskRow>>,
}

/// The efforts that a person sees, by name.
pub(super) async fn seen(app: &App, reached: &Reached) -> Result<Vec<SeenEffort>, Error> {
    let departments = reached.ids(Reached::reads_efforts);
    if departments.is_empty() {
        return Ok(Vec::new());
    }
    let rows = app.store.efforts_of(&departments).await?;
    rows.into_iter().map(SeenEffort::of).collect()
}

/// An effort that a person sees.
///
/// # Errors
/// `NOT_FOUND` for one that is not there, and for one that the person does not see.
pub(super) async fn find(app: &App, reached: &Reached, effort: EffortId) -> Result<SeenEffort, Error> {
    let row = app.store.effort(effort).await?.ok_or(Error::NOT_FOUND)?;
    let mut departments = row.departments.iter();
    match departments.any(|department| reached.reads_efforts(*department)) {
        true => SeenEffort::of(row),
        false => Err(Error::NOT_FOUND),
    }
}

/// Efforts with the activities of their departments that the person may read, and their tasks.
pub(super) async fn of(app: &App, reached: &Reached, efforts: Vec<SeenEffort>) -> Result<Material, Error> {
    let departments: BTreeSet<DepartmentId> = efforts
        .iter()
        .flat_map(|effort| effort.row.departments.iter().copied())
        .filter(|department| reached.reads_activities(*department))
        .collect();
    let ids: Vec<_> = efforts.iter().map(|effort| effort.row.id).collect();
    let mut tasks = BTreeMap::<EffortId, Vec<EffortTaskRow>>::new();
    if !ids.is_empty() {
        for task in app.store.effort_tasks(&ids).await? {
            tasks.entry(task.effort).or_default().push(task);
        }
    }
    Ok(Material {
        efforts,
        activities: activities(app, reached, &departments).await?,
        tasks,
    })
}

async fn activities(
    app: &App,
    reached: &Reached,
    departments: &BTreeSet<DepartmentId>,
) -> Result<BTreeMap<(DepartmentId, DocumentId), ReadActivity>, Error> {
    let mut found = BTreeMap::new();
    if departments.is_empty() {
        return Ok(found);
    }
    let of: Vec<_> = departments.iter().copied().collect();
    let linked = app.store.effort_activities(&of).await?;
    let linked: BTreeMap<_, _> = linked
        .into_iter()
        .map(|(effort, department, document)| ((department, document), effort))
        .collect();
    let organisations: BTreeSet<_> = of.iter().filter_map(|id| reached.organisation(*id)).collect();
    for organisation in organisations {
        for record in app.store.overview_records(organisation, Kind::Activity).await? {
            let key = (record.department, record.document);
            let is_read = departments.contains(&record.department)
                && reached.may_read(Collection::Activities, key.0, record.owner, key.1);
            let Some(fields) = read_fields(Kind::Activity, &record.projection).filter(|_| is_read) else {
                continue;
            };
            let activity = Activity::from_fields(&fields);
            if activity.discarded_at.is_none() {
                let effort = linked.get(&key).copied();
                found.insert(
                    key,
                    ReadActivity {
                        record: activity,
                        effort,
                    },
                );
            }
        }
    }
    Ok(found)
}

impl Material {
    /// The activities of an effort that the person may read.
    pub(super) fn activities_of(
        &self,
        effort: EffortId,
    ) -> impl Iterator<Item = (&(DepartmentId, DocumentId), &Activity)> {
        let all = self.activities.iter();
        all.filter(move |(_, activity)| activity.effort == Some(effort))
            .map(|(key, activity)| (key, &activity.record))
    }

    /// The departments of an effort whose activities the person does not read.
    pub(super) fn unread(&self, reached: &Reached, effort: &SeenEffort) -> usize {
        let departments = effort.row.departments.iter();
        departments
            .filter(|department| !reached.reads_activities(**department))
            .count()
    }

    /// The next action of an effort, the first that is wanted.
    pub(super) fn action(&self, reached: &Reached, effort: &SeenEffort, today: Day) -> EffortAction {
        let record = &effort.record;
        let has_passed = |day: &str| Day::parse(day).is_some_and(|day| day < today);
        let tasks = self
            .tasks
            .get(&effort.row.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_late = |task: &EffortTaskRow| {
            task.done.is_none() && reached.reads_staff(task.department) && has_passed(&task.due_on)
        };
        let held: Vec<_> = self
            .activities_of(effort.row.id)
            .map(|(_, activity)| activity)
            .collect();
        let is_uncounted =
            |activity: &&Activity| activity.state == Some(ActivityState::Held) && activity.heads.is_none();
        let quiet_since = today.plus_days(-QUIET_DAYS);
        let is_recent = |activity: &&Activity| {
            activity.state != Some(ActivityState::Cancelled)
                && activity.on.is_some_and(|on| on >= quiet_since)
        };
        let has_begun_long_ago = Day::parse(&record.from).is_some_and(|from| from < quiet_since);
        match record.state {
            EffortState::Closed => EffortAction::Nothing,
            EffortState::Draft => EffortAction::CompleteDraft,
            _ if has_passed(&record.until) => EffortAction::AnswerStopQuestions,
            _ if has_passed(&record.anchoring.by) && record.anchoring.state != AnchoringState::Anchored => {
                EffortAction::Anchor
            }
            _ if tasks.iter().any(is_late) => EffortAction::FinishTasks,
            _ if held.iter().any(is_uncounted) => EffortAction::CountHeads,
            // Activities of departments that the person does not read may have been held.
            _ if has_begun_long_ago && self.unread(reached, effort) == 0 && !held.iter().any(is_recent) => {
                EffortAction::PlanActivity
            }
            _ => EffortAction::Continue,
        }
    }
}

/// Names of people by their ids.
pub(super) async fn people(app: &App, ids: BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>, Error> {
    let ids: Vec<_> = ids.into_iter().collect();
    Ok(app.store.names(&ids).await?.into_iter().collect())
}

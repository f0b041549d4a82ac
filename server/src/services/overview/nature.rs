//! Nature: numbers against targets, the report of the nature pages, and the public page of an area. Green: no person.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::insect_count::{ButterflyMethod, CountFlaw, CountState, Protocol};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{
    AdviserMeasure, Area, CareTask, Fields, InsectCount, Kind, Model as _, Photo, PlanRevision, Value,
    ValueList as _,
};
use feltbog_shared::moment::{Day, Moment, danish_offset};
use feltbog_shared::office::nature::{
    CountFlawKey, CountRow, NatureDepartment, NaturePhoto, NatureRecord, NatureReport, NatureSettings,
};
use feltbog_shared::office::overview::NatureFigures;
use feltbog_shared::permission::{Collection, Module};
use serde::Deserialize;
use serde_json::json;

use super::map_background;
use super::places::{DepartmentOfReader, OrganisationOfReader, may_set, organisation_of};
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::administration::noting::{Noted, note};
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{NatureSettingRow, OverviewRecord};

/// Largest target, in square metres.
const MOST_SQUARE_METRES: u64 = 1_000_000_000;

/// The figures of an organisation's departments, and the target of the whole.
pub(in crate::services) struct OrganisationFigures {
    departments: BTreeMap<DepartmentId, NatureFigures>,
    pub(super) target: NatureSettingRow,
}

impl OrganisationFigures {
    pub(in crate::services) fn of(&self, department: DepartmentId) -> NatureFigures {
        self.departments.get(&department).cloned().unwrap_or_default()
    }
}

/// The part of a department's record that is read here.
#[derive(Deserialize)]
struct Outdoors {
    #[serde(default)]
    outdoor_area: Option<u32>,
}

/// The figures of the departments of a person in organisations, in their order.
pub(in crate::services) async fn figures(
    app: &App,
    organisations: &[OrganisationOfReader],
    today: Day,
) -> Result<Vec<OrganisationFigures>, Error> {
    let departments = organisations.iter().flat_map(|one| &one.departments);
    let read: Vec<_> = departments
        .filter(|department| department.reads_nature())
        .map(|department| department.row.id)
        .collect();
    let mut numbers = match read.is_empty() {
        true => BTreeMap::new(),
        false => app.store.nature_numbers(&read, today).await?,
    };
    let mut found = Vec::new();
    for organisation in organisations {
        let mut departments: BTreeMap<DepartmentId, NatureFigures> = BTreeMap::new();
        let mut target = NatureSettingRow::default();
        let mut own = organisation.departments.iter();
        if own.any(DepartmentOfReader::reads_nature) {
            for department in &organisation.departments {
                let outdoors: Option<Outdoors> = serde_json::from_str(&department.row.record).ok();
                let outdoor = outdoors.and_then(|outdoors| outdoors.outdoor_area);
                let figures = departments.entry(department.row.id).or_default();
                *figures = numbers.remove(&department.row.id).unwrap_or_default();
                figures.outdoor = outdoor.map(u64::from);
            }
            for setting in app.store.nature_settings(organisation.row.id).await? {
                match setting.department {
                    None => target = setting,
                    Some(department) => {
                        let figures = departments.entry(department).or_default();
                        figures.target_square_metres = setting.square_metres;
                        figures.target_percent = setting.percent;
                    }
                }
            }
        }
        found.push(OrganisationFigures { departments, target });
    }
    Ok(found)
}

/// Adds the figures of another place. Targets of several departments add up where all have one in square metres.
pub(super) fn add(sum: &mut NatureFigures, other: &NatureFigures) {
    let is_first = *sum == NatureFigures::default();
    // Square metres of a place whose outdoors nobody registered are no share of another place's.
    let lacks_outdoors = |one: &NatureFigures| one.outdoor.is_none() && one.square_metres > 0;
    let is_lacking = lacks_outdoors(sum) || lacks_outdoors(other);
    sum.areas += other.areas;
    sum.square_metres += other.square_metres;
    sum.proposed += other.proposed;
    sum.outdoor = match (sum.outdoor, other.outdoor) {
        _ if is_lacking => None,
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    };
    sum.tasks += other.tasks;
    sum.tasks_overdue += other.tasks_overdue;
    sum.unanswered += other.unanswered;
    sum.valid_counts += other.valid_counts;
    sum.invalid_counts += other.invalid_counts;
    if is_first {
        sum.target_square_metres = other.target_square_metres;
        sum.target_percent = other.target_percent;
    }
}

fn is_laid_out(state: Option<AreaState>) -> bool {
    matches!(
        state,
        Some(AreaState::Laid | AreaState::InCare | AreaState::UnderAdjustment)
    )
}

pub(super) fn is_finished(count: &InsectCount) -> bool {
    !matches!(count.state, None | Some(CountState::Running))
}

/// Everything that the nature pages show of an organisation, or of one of its departments.
///
/// # Errors
/// `NOT_FOUND` when the person reads no nature there.
pub async fn report(
    app: &App,
    person: UserId,
    organisation: &str,
    department: Option<&str>,
) -> Result<NatureReport, Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    let today = app.clock.now().danish_day();
    let read: Vec<&DepartmentOfReader> = organisation
        .departments
        .iter()
        .filter(|department| department.reads_nature())
        .collect();
    let shown: Vec<&DepartmentOfReader> = read
        .iter()
        .filter(|one| department.is_none_or(|id| one.row.id.to_string() == id))
        .copied()
        .collect();
    if shown.is_empty() {
        return Err(Error::NOT_FOUND);
    }
    let mut numbers = figures(app, core::slice::from_ref(&organisation), today).await?;
    let numbers = numbers.pop().ok_or(Error::NOT_FOUND)?;
    let mut sum = NatureFigures::default();
    for department in &shown {
        add(&mut sum, &numbers.of(department.row.id));
    }
    let is_whole = organisation.is_whole && shown.len() == organisation.departments.len();
    let settings = match department {
        Some(_) => NatureSettings {
            department: shown.first().map(|department| department.row.id),
            square_metres: sum.target_square_metres,
            percent: sum.target_percent,
            is_public: numbers.target.is_public,
        },
        None => {
            let target = is_whole.then_some(&numbers.target);
            sum.target_square_metres = target.and_then(|target| target.square_metres);
            sum.target_percent = target.and_then(|target| target.percent);
            NatureSettings {
                department: None,
                square_metres: sum.target_square_metres,
                percent: sum.target_percent,
                is_public: numbers.target.is_public,
            }
        }
    };
    let may_set = shown.iter().all(|department| may_set(department)) && (department.is_some() || is_whole);
    let ids: BTreeSet<DepartmentId> = shown.iter().map(|department| department.row.id).collect();
    let records = async |kind: Kind| -> Result<Vec<NatureRecord>, Error> {
        let all = app.store.overview_records(organisation.row.id, kind).await?;
        Ok(all
            .iter()
            .filter_map(|record| green(record, kind, &ids))
            .collect())
    };
    let text = |record: &NatureRecord, name: &str| match record.fields.get(name) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let made = |record: &NatureRecord| match record.fields.get(Area::created_at().name()) {
        Some(Value::Moment(at)) => *at,
        _ => Moment::default(),
    };
    let mut areas = records(Kind::Area).await?;
    areas.sort_by_key(|record| text(record, Area::name().name()));
    let mut tasks = records(Kind::CareTask).await?;
    tasks.sort_by_key(|record| text(record, CareTask::window_to().name()));
    let mut observations = records(Kind::AreaObservation).await?;
    observations.sort_by_key(|record| core::cmp::Reverse(made(record)));
    let mut revisions = records(Kind::PlanRevision).await?;
    revisions.sort_by_key(|record| core::cmp::Reverse(text(record, PlanRevision::on().name())));
    let mut measures = records(Kind::AdviserMeasure).await?;
    measures.sort_by_key(|record| {
        let is_answered = record.fields.contains_key(AdviserMeasure::answer().name());
        (is_answered, core::cmp::Reverse(made(record)))
    });
    let counts = records(Kind::InsectCount).await?;
    let mut counts: Vec<CountRow> = counts.iter().filter_map(count_row).collect();
    counts.sort_by(|one, other| (&one.day, one.document).cmp(&(&other.day, other.document)));
    let photos = records(Kind::Photo).await?;
    let kept: BTreeSet<_> = app
        .store
        .kept_photos(organisation.row.id)
        .await?
        .into_iter()
        .collect();
    let told: BTreeSet<DocumentId> = areas
        .iter()
        .chain(&tasks)
        .chain(&observations)
        .chain(&revisions)
        .chain(&measures)
        .map(|record| record.document)
        .collect();
    let photos = photos.iter().filter_map(|record| {
        let photo = Photo::from_fields(&record.fields);
        let about = photo.about.filter(|about| told.contains(about))?;
        kept.contains(&(record.department, record.document))
            .then(|| NaturePhoto {
                department: record.department,
                document: record.document,
                about,
                moment: photo
                    .moment
                    .map(|moment| moment.key().to_owned())
                    .unwrap_or_default(),
                text: photo.text.unwrap_or_default(),
            })
    });
    Ok(NatureReport {
        day: today.to_string(),
        figures: sum,
        departments: read
            .iter()
            .map(|department| {
                let may = department.permission.access(Collection::Nature);
                NatureDepartment {
                    id: department.row.id,
                    name: department.row.name.clone(),
                    figures: numbers.of(department.row.id),
                    may_create: may.create,
                    may_update: may.update.is_all(),
                    may_decide: may.decide,
                    may_approve: may.approve,
                }
            })
            .collect(),
        settings,
        may_set,
        photos: photos.collect(),
        organisation: organisation.row.id.to_string(),
        name: organisation.row.name,
        areas,
        tasks,
        observations,
        revisions,
        measures,
        background: map_background::shown(app, organisation.row.id).await?,
        counts,
    })
}

/// A record of one of these departments that was not discarded. A count's group and its adult stay with those who counted.
fn green(record: &OverviewRecord, kind: Kind, departments: &BTreeSet<DepartmentId>) -> Option<NatureRecord> {
    if !departments.contains(&record.department) {
        return None;
    }
    let mut fields: Fields = read_fields(kind, &record.projection)?;
    if fields.contains_key(DISCARDED_AT) {
        return None;
    }
    for name in [
        InsectCount::group_adult().name(),
        InsectCount::group_name().name(),
    ] {
        fields.remove(name);
    }
    Some(NatureRecord {
        department: record.department,
        document: record.document,
        fields,
    })
}

/// The row of a finished count.
fn count_row(record: &NatureRecord) -> Option<CountRow> {
    let count = InsectCount::from_fields(&record.fields);
    if !is_finished(&count) {
        return None;
    }
    let offset = count.started_at.map_or(0, danish_offset);
    let flaw = |flaw: CountFlaw| match flaw {
        CountFlaw::NotDry => CountFlawKey::NotDry,
        CountFlaw::OutOfSeason => CountFlawKey::OutOfSeason,
        CountFlaw::WrongDuration => CountFlawKey::WrongDuration,
        CountFlaw::TooCold => CountFlawKey::TooCold,
        CountFlaw::WeatherMissing => CountFlawKey::WeatherMissing,
        CountFlaw::TooWindy => CountFlawKey::TooWindy,
        CountFlaw::OutOfHours => CountFlawKey::OutOfHours,
    };
    // The patch of FIT Count, length × 5 m of a walk, and a fixed point (butterflies.md).
    let hundredths = match (count.protocol, count.butterfly_method) {
        (Some(Protocol::ButterfliesFifteenMinutes), Some(ButterflyMethod::Walk)) => {
            count.walked_metres.map(|metres| metres * 500)
        }
        (Some(Protocol::ButterfliesFifteenMinutes), Some(ButterflyMethod::FixedPoint)) => Some(2_500),
        (Some(Protocol::ButterfliesFifteenMinutes), _) => None,
        _ => Some(25),
    };
    Some(CountRow {
        document: record.document,
        area: count.area,
        protocol: count
            .protocol
            .map(|protocol| protocol.key().to_owned())
            .unwrap_or_default(),
        day: count
            .started_at
            .map(|at| at.danish_day().to_string())
            .unwrap_or_default(),
        minutes: count.minutes.unwrap_or_default(),
        hundredths_of_square_metre: hundredths,
        walked_metres: count.walked_metres.filter(|_| hundredths.is_some()),
        method: count
            .butterfly_method
            .map(|method| method.key().to_owned())
            .unwrap_or_default(),
        total: count.total(),
        groups: count
            .counts
            .iter()
            .map(|(group, number)| (group.key().to_owned(), *number))
            .collect(),
        flaws: count.flaws(offset).into_iter().map(flaw).collect(),
        is_locked: count.state == Some(CountState::Locked),
    })
}

/// Keeps the settings of an organisation or of a department.
///
/// # Errors
/// `NOT_FOUND` for an organisation that is not the person's, `NO_ACCESS` without the right, `InvalidValue` for a target
/// that cannot be meant.
pub async fn set(
    app: &App,
    person: UserId,
    organisation: &str,
    settings: &NatureSettings,
) -> Result<(), Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    let mut departments = organisation.departments.iter();
    let is_allowed = match settings.department {
        Some(id) => departments
            .find(|department| department.row.id == id)
            .is_some_and(may_set),
        None => organisation.is_whole && departments.all(may_set),
    };
    if !is_allowed {
        return Err(Error::NO_ACCESS);
    }
    let is_sensible = settings
        .square_metres
        .is_none_or(|target| target <= MOST_SQUARE_METRES)
        && settings
            .percent
            .is_none_or(|percent| (1..=100).contains(&percent));
    if !is_sensible {
        return Err(Error::Refused(feltbog_shared::refusal::RefusalCode::InvalidValue));
    }
    let row = NatureSettingRow {
        department: settings.department,
        square_metres: settings.square_metres,
        percent: settings.percent,
        is_public: settings.is_public && settings.department.is_none(),
    };
    let standing = app.store.nature_settings(organisation.row.id).await?;
    let before = standing.into_iter().find(|one| one.department == row.department);
    app.store.set_nature_setting(organisation.row.id, &row).await?;
    let of_department = organisation
        .departments
        .iter()
        .find(|one| Some(one.row.id) == row.department);
    let name = of_department.map_or(&organisation.row.name, |one| &one.row.name);
    let told = |row: &NatureSettingRow| {
        let value = json!({
            "square_metres": row.square_metres, "percent": row.percent, "is_public": row.is_public,
        });
        value.to_string()
    };
    let noted = Noted {
        organisation: organisation.row.id,
        by: person,
        action: "nature_settings_changed",
        target: "nature".to_owned(),
        subject: name.clone(),
        before: before.as_ref().map(told),
        after: Some(told(&row)),
    };
    note(app, noted).await
}

/// The bytes of a picture that a person may see.
///
/// # Errors
/// `NOT_FOUND` when there is none, or none for this person.
pub async fn photo(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Vec<u8>, Error> {
    let access = department_access(app, person, department)
        .await
        .map_err(|error| match error {
            Error::Refused(_) => Error::NOT_FOUND,
            other => other,
        })?;
    let record = app.store.record(department, document, &access.readable).await?;
    let record = record.ok_or(Error::NOT_FOUND)?;
    let fields = read_fields(record.kind, &record.projection).unwrap_or_default();
    if fields.contains_key(DISCARDED_AT) && record.owner != person {
        return Err(Error::NOT_FOUND);
    }
    let photo = app.store.photo(department, document).await?;
    photo.ok_or(Error::NOT_FOUND)
}

/// The name of an organisation and an area of it that everybody may see. Nothing for a code of no area, or of an
/// organisation that wants no public pages.
///
/// # Errors
/// When the database fails.
pub async fn public_area(app: &App, code: &str) -> Result<Option<(String, Area)>, Error> {
    let Some(code) = AreaCode::parse(code) else {
        return Ok(None);
    };
    let found = app.store.areas_with_code(code).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let rows = app.store.organisation_rows().await?;
    for (id, record) in found {
        let Some(organisation) = rows.iter().find(|row| row.id == id) else {
            continue;
        };
        let department = app.store.department(record.department).await?;
        // Where the module is off there is no nature, for anyone.
        if !department.is_some_and(|row| row.modules.has(Module::Nature)) {
            continue;
        }
        let area = read_fields(Kind::Area, &record.projection).map(|fields| Area::from_fields(&fields));
        let area = area.filter(|area| area.discarded_at.is_none() && is_laid_out(area.state));
        if let Some(area) = area {
            return Ok(Some((organisation.name.clone(), area)));
        }
    }
    Ok(None)
}

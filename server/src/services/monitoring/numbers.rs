//! Numbers of records of departments: answers of residents, new conflict cases and new signals of the last year.
//!
//! Each number is published as one tree of an organisation, its city districts and their departments, whatever part of it
//! is shown. The sum of a list of departments is made of published numbers alone, so that no choice of departments tells
//! more than the table. An average is told where its number of answers is told, and where five or more answered.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::{ConflictCase, Kind, Model, Signal, WellbeingInterview};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::monitoring::{
    ANSWER_DAYS, DoorFigures, MonitoringFigures, MonitoringLevel, MonitoringQuery,
};
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::suppression::{CountTree, LEAST_PUBLISHED, Published, publish, sum_of};

use super::{days_between, details, live};
use crate::error::Error;
use crate::services::overview::places::OrganisationOfReader;
use crate::services::overview::recused;
use crate::state::App;
use crate::store::DepartmentRecordRow;

/// Answers of residents: their number, and sum and number for each question.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    interviews: u64,
    questions: [(u64, u64); 5],
}

impl Answers {
    fn add(&mut self, other: &Self) {
        self.interviews += other.interviews;
        for (own, other) in self.questions.iter_mut().zip(other.questions) {
            own.0 += other.0;
            own.1 += other.1;
        }
    }

    /// Average of each question, a hundredfold, where enough answered.
    fn averages(&self) -> [Option<u64>; 5] {
        self.questions
            .map(|(sum, count)| (count >= LEAST_PUBLISHED).then(|| (sum * 100 + count / 2) / count))
    }
}

/// One number of all departments of an organisation, as it is published.
struct PublishedNumbers {
    whole: Published,
    districts: BTreeMap<String, Published>,
    departments: BTreeMap<DepartmentId, Published>,
}

impl PublishedNumbers {
    fn of(departments: &[DepartmentRecordRow], counts: &BTreeMap<DepartmentId, u64>) -> Self {
        let mut districts: BTreeMap<String, Vec<DepartmentId>> = BTreeMap::new();
        for row in departments {
            districts.entry(details(row).district).or_default().push(row.id);
        }
        let leaf = |id: &DepartmentId| CountTree {
            count: counts.get(id).copied().unwrap_or_default(),
            ..CountTree::default()
        };
        let of_district = |ids: &Vec<DepartmentId>| CountTree::of_places(ids.iter().map(leaf).collect());
        let tree = publish(&CountTree::of_places(
            districts.values().map(of_district).collect(),
        ));
        let mut published = Self {
            whole: tree.count,
            districts: BTreeMap::new(),
            departments: BTreeMap::new(),
        };
        for ((name, ids), district) in districts.into_iter().zip(tree.places) {
            published.districts.insert(name, district.count);
            let leaves = district.places.into_iter().map(|leaf| leaf.count);
            published.departments.extend(ids.into_iter().zip(leaves));
        }
        published
    }

    fn of_department(&self, id: DepartmentId) -> Published {
        self.departments.get(&id).copied().unwrap_or(Published::Hidden)
    }
}

/// The numbers of an organisation.
pub(super) struct Numbers {
    answers: BTreeMap<DepartmentId, Answers>,
    interviews: PublishedNumbers,
    conflicts: PublishedNumbers,
    signals: PublishedNumbers,
    /// The departments of the person, in order.
    own: Vec<DepartmentId>,
    /// All departments of the organisation.
    all: Vec<DepartmentRecordRow>,
}

impl Numbers {
    /// The numbers of an organisation for a person: records that do not exist for the person are not in them.
    pub(super) async fn of(
        app: &App,
        person: UserId,
        organisation: &OrganisationOfReader,
        today: Day,
    ) -> Result<Self, Error> {
        let id = organisation.row.id;
        let recused = recused(app, person, organisation.departments.iter()).await?;
        let mut all = app.store.department_records(id).await?;
        for row in &mut all {
            row.modules = row.modules.and(organisation.row.modules);
        }
        all.sort_by_key(|row| row.id);
        let mut answers: BTreeMap<DepartmentId, Answers> = BTreeMap::new();
        for record in app.store.overview_records(id, Kind::WellbeingInterview).await? {
            let times = |interview: &WellbeingInterview| (interview.created_at, interview.discarded_at);
            let Some((interview, made_on)) = live::<WellbeingInterview>(&record, times, today) else {
                continue;
            };
            if is_of_last_year(interview.on.unwrap_or(made_on), today) {
                let own = answers.entry(record.department).or_default();
                own.interviews += 1;
                for (own, answer) in own.questions.iter_mut().zip(interview.answers()) {
                    if let Some(answer) = answer.and_then(|answer| u64::try_from(answer).ok()) {
                        own.0 += answer;
                        own.1 += 1;
                    }
                }
            }
        }
        let conflicts = counted::<ConflictCase>(app, organisation, today, |case, document| {
            let is_counted = case.state != Some(ConflictState::Merged) && !recused.contains(&document);
            is_counted.then_some((case.created_at, case.discarded_at))
        })
        .await?;
        let signals = counted::<Signal>(app, organisation, today, |signal, _| {
            Some((signal.created_at, signal.discarded_at))
        })
        .await?;
        let interviews = answers
            .iter()
            .map(|(id, answers)| (*id, answers.interviews))
            .collect();
        Ok(Self {
            interviews: PublishedNumbers::of(&all, &interviews),
            conflicts: PublishedNumbers::of(&all, &conflicts),
            signals: PublishedNumbers::of(&all, &signals),
            answers,
            own: organisation.departments.iter().map(|one| one.row.id).collect(),
            all,
        })
    }

    /// The departments of the organisation, those of others too, with the modules that are on there.
    pub(super) fn departments(&self) -> &[DepartmentRecordRow] {
        &self.all
    }

    /// The numbers of a department, whoever reads them.
    pub(super) fn of_department(&self, id: DepartmentId) -> MonitoringFigures {
        let interviews = self.interviews.of_department(id);
        let answers = self.answers.get(&id).copied().unwrap_or_default();
        MonitoringFigures {
            averages: match interviews.number() {
                Some(_) => answers.averages(),
                None => [None; 5],
            },
            interviews: Some(interviews),
            conflicts: Some(self.conflicts.of_department(id)),
            signals: Some(self.signals.of_department(id)),
            ..MonitoringFigures::default()
        }
    }

    /// The numbers of one of the person's departments, as far as the policy lets the person see them.
    pub(super) fn of_reader(&self, permission: &Permission, place: usize) -> MonitoringFigures {
        let figures = self.own.get(place).map(|id| self.of_department(*id));
        allowed(permission, figures.unwrap_or_default())
    }

    /// The numbers of a level. A number that the person may not see in one of its departments is not told of all.
    pub(super) fn together(
        &self,
        organisation: &OrganisationOfReader,
        level: MonitoringLevel,
        query: &MonitoringQuery,
        places: &[usize],
    ) -> Together {
        let ids: Vec<DepartmentId> = places
            .iter()
            .filter_map(|place| self.own.get(*place))
            .copied()
            .collect();
        let is_whole_district = || {
            let district = self
                .all
                .iter()
                .filter(|row| details(row).district == query.district);
            district.count() == ids.len()
        };
        let number = |of: &PublishedNumbers| match level {
            MonitoringLevel::Organisation if ids.len() == self.all.len() => of.whole,
            MonitoringLevel::District if is_whole_district() => of
                .districts
                .get(&query.district)
                .copied()
                .unwrap_or(Published::Hidden),
            _ => sum_of(ids.iter().map(|id| of.of_department(*id))),
        };
        let interviews = number(&self.interviews);
        let mut answers = Answers::default();
        for id in &ids {
            // Of a sum that is told as a whole, the hidden parts are nine answers or more together.
            let is_told =
                interviews.number().is_some() || self.interviews.of_department(*id).number().is_some();
            if let Some(own) = self.answers.get(id).filter(|_| is_told) {
                answers.add(own);
            }
        }
        let figures = MonitoringFigures {
            interviews: Some(interviews),
            conflicts: Some(number(&self.conflicts)),
            signals: Some(number(&self.signals)),
            ..MonitoringFigures::default()
        };
        let departments = places
            .iter()
            .filter_map(|place| organisation.departments.get(*place));
        let figures = departments.fold(figures, |figures, department| {
            allowed(&department.permission, figures)
        });
        Together {
            answers: figures.interviews.map(|_| answers),
            figures,
        }
    }
}

/// The numbers of departments of an organisation, with the answers that their averages are worked out of.
pub(super) struct Together {
    /// The numbers, without averages.
    pub(super) figures: MonitoringFigures,
    answers: Option<Answers>,
}

/// The numbers of departments of several organisations. They tell no more than those of each; what is not told of one of
/// them is not told of all.
pub(super) fn sum(parts: &[Together]) -> MonitoringFigures {
    let number = |of: fn(&MonitoringFigures) -> Option<Published>| {
        let all: Option<Vec<Published>> = parts.iter().map(|part| of(&part.figures)).collect();
        all.map(sum_of)
    };
    let answers: Option<Vec<Answers>> = parts.iter().map(|part| part.answers).collect();
    let answers = answers.map(|all| {
        let mut together = Answers::default();
        all.iter().for_each(|one| together.add(one));
        together
    });
    let doors: Option<Vec<DoorFigures>> = parts.iter().map(|part| part.figures.doors).collect();
    MonitoringFigures {
        interviews: number(|figures| figures.interviews),
        averages: answers.map(|answers| answers.averages()).unwrap_or_default(),
        conflicts: number(|figures| figures.conflicts),
        signals: number(|figures| figures.signals),
        arrears: number(|figures| figures.arrears),
        evictions: number(|figures| figures.evictions),
        doors: doors.map(DoorFigures::sum),
    }
}

/// Whether the policy lets a person count a collection.
pub(super) fn may_count(permission: &Permission, collection: Collection) -> bool {
    let access = permission.access(collection);
    access.read.is_all() || access.aggregate
}

/// The numbers without those that a person may not see.
fn allowed(permission: &Permission, mut figures: MonitoringFigures) -> MonitoringFigures {
    if !may_count(permission, Collection::Interviews) {
        figures.interviews = None;
        figures.averages = [None; 5];
    }
    if !may_count(permission, Collection::Conflicts) {
        figures.conflicts = None;
    }
    if !may_count(permission, Collection::Signals) {
        figures.signals = None;
    }
    figures
}

/// Whether a day lies in the last year.
pub(super) fn is_of_last_year(day: Day, today: Day) -> bool {
    (0..ANSWER_DAYS).contains(&days_between(day, today).max(0))
}

/// The number of new records of the last year by department. `times` gives the time of making and of discarding; nothing
/// for a record that is not counted.
async fn counted<T: Model>(
    app: &App,
    organisation: &OrganisationOfReader,
    today: Day,
    times: impl Fn(&T, feltbog_shared::id::DocumentId) -> Option<(Option<Moment>, Option<Moment>)>,
) -> Result<BTreeMap<DepartmentId, u64>, Error> {
    let mut counts = BTreeMap::new();
    for record in app.store.overview_records(organisation.row.id, T::KIND).await? {
        let Some((model, _)) = live::<T>(&record, |_| (None, None), today) else {
            continue;
        };
        let Some((created_at, None)) = times(&model, record.document) else {
            continue;
        };
        if is_of_last_year(created_at.map_or(today, Moment::danish_day), today) {
            *counts.entry(record.department).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The number of records of a kind that were held in the last year, in one department. `day` gives the day; nothing for a
/// record that is not counted.
pub(super) async fn count_of_department<T: Model>(
    app: &App,
    organisation: &OrganisationOfReader,
    department: DepartmentId,
    today: Day,
    day: impl Fn(&T) -> Option<Day>,
) -> Result<u64, Error> {
    let records = app.store.overview_records(organisation.row.id, T::KIND).await?;
    let of_department = records.iter().filter(|record| record.department == department);
    let days = of_department.filter_map(|record| {
        let (model, _) = live::<T>(record, |_| (None, None), today)?;
        day(&model)
    });
    let counted = days.filter(|day| *day <= today && is_of_last_year(*day, today));
    Ok(u64::try_from(counted.count()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_together_tell_no_more_than_each() {
        let part = |conflicts, interviews, safety| Together {
            figures: MonitoringFigures {
                interviews,
                conflicts: Some(conflicts),
                ..MonitoringFigures::default()
            },
            answers: interviews.map(|_| Answers {
                interviews: 6,
                questions: [(safety, 6), (0, 0), (0, 0), (0, 0), (0, 0)],
            }),
        };
        let six = Some(Published::Number(6));
        let both = sum(&[
            part(Published::Number(7), six, 12),
            part(Published::Hidden, six, 24),
        ]);
        assert_eq!(both.conflicts, Some(Published::AtLeast(7)));
        assert_eq!(both.interviews, Some(Published::Number(12)));
        assert_eq!(both.averages, [Some(300), None, None, None, None]);
        assert_eq!(both.evictions, None);
        let one_untold = sum(&[
            part(Published::Number(7), six, 12),
            part(Published::Number(9), None, 0),
        ]);
        assert_eq!((one_untold.interviews, one_untold.averages), (None, [None; 5]));
    }

    #[test]
    fn a_list_of_departments_tells_no_more_than_they_do() {
        let number = Published::Number;
        assert_eq!(sum_of([number(7), number(9)].into_iter()), number(16));
        assert_eq!(
            sum_of([number(7), Published::Hidden].into_iter()),
            Published::AtLeast(7)
        );
        assert_eq!(sum_of([Published::Hidden].into_iter()), Published::Hidden);
    }
}

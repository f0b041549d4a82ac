//! The report of efforts: activities, hours and heads as sums, small numbers hidden, each line with its next action.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::UserId;
use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::{Activity, ValueList as _};
use feltbog_shared::office::efforts::{
    EffortFigures, EffortKindLine, EffortReport, EffortReportLine, EffortState, StaffMember,
};
use feltbog_shared::search::fold;
use feltbog_shared::suppression::{CountTree, Published, PublishedTree, publish, sum_of};

use super::doors::EffortDoors;
use super::material::{self, Material, SeenEffort};
use super::staff::{is_at_work, members};
use super::{Reached, effort_id};
use crate::error::Error;
use crate::state::App;

/// Sums of activities.
#[derive(Clone, Copy, Default)]
struct Sums {
    activities: u64,
    hours: u64,
    heads: u64,
    young_people: u64,
}

impl Sums {
    fn add(&mut self, activity: &Activity) {
        let number = |value: Option<i64>| u64::try_from(value.unwrap_or_default()).unwrap_or_default();
        let young_people = number(activity.young_people);
        self.activities += 1;
        self.hours += number(activity.hours);
        self.young_people += young_people;
        // Young people who worked came too, where nobody noted how many came.
        self.heads += number(activity.heads).max(young_people);
    }

    fn plus(self, other: Self) -> Self {
        Self {
            activities: self.activities + other.activities,
            hours: self.hours + other.hours,
            heads: self.heads + other.heads,
            young_people: self.young_people + other.young_people,
        }
    }

    /// The partition into young people and others.
    fn by_age(self) -> Vec<u64> {
        vec![self.young_people, self.heads - self.young_people]
    }
}

/// The sums of an effort in a year, and of each kind of its activities.
#[derive(Default)]
struct EffortSums {
    all: Sums,
    kinds: BTreeMap<String, Sums>,
}

/// The sums of all efforts in a year, as they are published: in one tree, whichever of them a report shows. A report of
/// some, of several years or of one kind has sums of these published numbers alone, so that no two reports subtract to
/// a hidden number. An effort without an activity is no part of the tree: the number of activities tells that nobody came.
struct PublishedYear {
    sums: Vec<EffortSums>,
    /// The published numbers of each effort; nothing for one without an activity.
    efforts: Vec<Option<PublishedTree>>,
    all: Published,
    young_people: Published,
}

impl PublishedYear {
    fn of(sums: Vec<EffortSums>) -> Self {
        let is_active = |sums: &&EffortSums| sums.all.activities > 0;
        let all = sums.iter().fold(Sums::default(), |all, sums| all.plus(sums.all));
        let tree = publish(&whole(all, sums.iter().filter(is_active)));
        let mut places = tree.places.into_iter();
        let efforts = sums
            .iter()
            .map(|sums| is_active(&sums).then(|| places.next()).flatten())
            .collect();
        let by_age = tree.partitions.first();
        let young_people = by_age.and_then(|parts| parts.first());
        Self {
            efforts,
            all: tree.count,
            young_people: young_people.copied().unwrap_or(Published::Hidden),
            sums,
        }
    }

    fn effort(&self, place: usize) -> Published {
        let effort = self.efforts.get(place).and_then(Option::as_ref);
        effort.map_or(Published::Number(0), |effort| effort.count)
    }

    /// The heads of a kind of activity of an effort; nothing when it had none of the kind.
    fn kind(&self, place: usize, kind: &str) -> Option<Published> {
        let number = self.sums.get(place)?.kinds.keys().position(|key| key == kind)?;
        let parts = self.efforts.get(place)?.as_ref()?.partitions.first()?;
        parts.get(number).copied()
    }
}

/// The report of an effort, or of the efforts that a party pays for; of all where neither is named. Drafts are left out.
///
/// # Errors
/// `NOT_FOUND` for an effort that is not there or not the person's to see.
pub async fn report(
    app: &App,
    person: UserId,
    funder: &str,
    effort: Option<&str>,
    year: Option<i32>,
) -> Result<EffortReport, Error> {
    let reached = Reached::of(app, person).await?;
    let wanted = match effort {
        Some(effort) => Some(material::find(app, &reached, effort_id(effort)?).await?.row.id),
        None => None,
    };
    let mut efforts = material::seen(app, &reached).await?;
    efforts.retain(|effort| effort.record.state != EffortState::Draft);
    let material = material::of(app, &reached, efforts).await?;
    let funder = funder.trim();
    let folded = fold(funder);
    let is_shown = |effort: &SeenEffort| {
        let mut parties = effort.record.funding.iter();
        wanted.is_none_or(|wanted| wanted == effort.row.id)
            && (funder.is_empty() || parties.any(|line| fold(line.party.trim()) == folded))
    };
    let staff = members(app, &reached).await?;
    let day = app.clock.now().danish_day();
    let years = published_years(&material, year);
    let doors = EffortDoors::of(app, &reached, &material.efforts, day).await?;
    let all = material.efforts.iter().enumerate();
    let shown: Vec<_> = all.filter(|(_, effort)| is_shown(effort)).collect();
    let lines = shown.iter().map(|(place, effort)| {
        let record = &effort.record;
        let shares = record.funding.iter();
        let share: u32 = shares
            .filter(|line| fold(line.party.trim()) == folded)
            .map(|line| line.share)
            .sum();
        EffortReportLine {
            effort: effort.row.id.to_string(),
            name: record.name.clone(),
            purpose: record.purpose.clone(),
            state: record.state,
            from: record.from.clone(),
            until: record.until.clone(),
            share: (!funder.is_empty()).then_some(share),
            figures: figures(
                together(&years, *place).all,
                sum_of(years.iter().map(|year| year.effort(*place))),
            ),
            kinds: kinds(&years, *place),
            doors: doors.of_effort(&reached, effort, year),
            unread_departments: u64::try_from(material.unread(&reached, effort)).unwrap_or(u64::MAX),
            weekly_minutes: weekly_minutes(&staff, &effort.row.id.to_string(), &day.to_string()),
            action: material.action(&reached, effort, day),
        }
    });
    let places: Vec<usize> = shown.iter().map(|(place, _)| *place).collect();
    Ok(EffortReport {
        funder: funder.to_owned(),
        year,
        day: day.to_string(),
        total: total(&years, &places, material.efforts.len()),
        lines: lines.collect(),
    })
}

fn weekly_minutes(staff: &[StaffMember], effort: &str, day: &str) -> u64 {
    let own = staff
        .iter()
        .filter(|member| member.effort.as_deref() == Some(effort));
    own.filter(|member| is_at_work(member, day))
        .map(|member| u64::from(member.weekly_minutes()))
        .sum()
}

/// The year of an activity that was held; nothing when its day is not known.
fn year_of(activity: &Activity) -> Option<i32> {
    activity.on.map(|on| on.0.year())
}

/// The years in which activities of the efforts were held, or the one that is wanted.
fn published_years(material: &Material, wanted: Option<i32>) -> Vec<PublishedYear> {
    let is_held = |activity: &&Activity| activity.state == Some(ActivityState::Held);
    let of_efforts = material.efforts.iter();
    let held = of_efforts
        .flat_map(|effort| material.activities_of(effort.row.id))
        .map(|(_, activity)| activity)
        .filter(is_held);
    let years: BTreeSet<Option<i32>> = held.map(year_of).collect();
    years
        .into_iter()
        .filter(|year| wanted.is_none() || *year == wanted)
        .map(|year| {
            let efforts = material.efforts.iter();
            PublishedYear::of(efforts.map(|effort| sums(material, effort, year)).collect())
        })
        .collect()
}

/// The sums of the activities of an effort that were held in a year.
fn sums(material: &Material, effort: &SeenEffort, year: Option<i32>) -> EffortSums {
    let mut sums = EffortSums::default();
    for (_, activity) in material.activities_of(effort.row.id) {
        if activity.state == Some(ActivityState::Held) && year_of(activity) == year {
            sums.all.add(activity);
            let kind = activity
                .kind
                .map(|kind| kind.key().to_owned())
                .unwrap_or_default();
            sums.kinds.entry(kind).or_default().add(activity);
        }
    }
    sums
}

/// The sums of an effort in all years.
fn together(years: &[PublishedYear], place: usize) -> EffortSums {
    let mut together = EffortSums::default();
    for sums in years.iter().filter_map(|year| year.sums.get(place)) {
        together.all = together.all.plus(sums.all);
        for (kind, sums) in &sums.kinds {
            let known = together.kinds.entry(kind.clone()).or_default();
            *known = known.plus(*sums);
        }
    }
    together
}

fn tree(sums: &EffortSums) -> CountTree {
    CountTree {
        count: sums.all.heads,
        places: Vec::new(),
        partitions: vec![sums.kinds.values().map(|sums| sums.heads).collect()],
    }
}

/// The figures of a line. Young people are told of all efforts together: told of each, the others would give away a
/// hidden one.
fn figures(sums: Sums, heads: Published) -> EffortFigures {
    EffortFigures {
        activities: sums.activities,
        hours: sums.hours,
        heads,
        young_people: None,
    }
}

/// The figures of the efforts at some places, of `count` in all.
fn total(years: &[PublishedYear], places: &[usize], count: usize) -> EffortFigures {
    let sums = places.iter().map(|place| together(years, *place).all);
    let sums = sums.fold(Sums::default(), Sums::plus);
    if places.len() == count {
        return EffortFigures {
            young_people: Some(sum_of(years.iter().map(|year| year.young_people))),
            ..figures(sums, sum_of(years.iter().map(|year| year.all)))
        };
    }
    let each = years
        .iter()
        .flat_map(|year| places.iter().map(|place| year.effort(*place)));
    figures(sums, sum_of(each))
}

/// The tree of efforts.
fn whole<'a>(all: Sums, efforts: impl Iterator<Item = &'a EffortSums>) -> CountTree {
    CountTree {
        partitions: vec![all.by_age()],
        ..CountTree::of_places(efforts.map(tree).collect())
    }
}

fn kinds(years: &[PublishedYear], place: usize) -> Vec<EffortKindLine> {
    let kinds = together(years, place).kinds.into_iter();
    kinds
        .map(|(kind, sums)| EffortKindLine {
            figures: figures(
                sums,
                sum_of(years.iter().filter_map(|year| year.kind(place, &kind))),
            ),
            kind,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(heads: i64, young_people: i64) -> Activity {
        Activity {
            heads: Some(heads),
            young_people: Some(young_people),
            hours: Some(2),
            ..Activity::default()
        }
    }

    /// An effort with a kind of activity for each number of people.
    fn effort(kinds: &[(&str, i64)]) -> EffortSums {
        let mut sums = EffortSums::default();
        for (kind, heads) in kinds {
            sums.all.add(&held(*heads, 0));
            sums.kinds
                .entry((*kind).into())
                .or_default()
                .add(&held(*heads, 0));
        }
        sums
    }

    #[test]
    fn a_few_young_people_are_found_neither_directly_nor_by_the_others() {
        let mut sums = EffortSums::default();
        sums.all.add(&held(20, 3));
        let years = [PublishedYear::of(vec![sums])];
        let figures = total(&years, &[0], 1);
        assert_eq!(figures.heads, Published::Number(20));
        assert_eq!(figures.young_people, Some(Published::Hidden));
        assert_eq!(figures.hours, 2);
    }

    #[test]
    fn a_small_kind_is_hidden_with_another() {
        let sums = effort(&[("kursus", 40), ("moede", 3), ("workshop", 30)]);
        let years = [PublishedYear::of(vec![sums])];
        let heads: Vec<_> = kinds(&years, 0)
            .into_iter()
            .map(|line| line.figures.heads)
            .collect();
        assert_eq!(
            heads,
            [Published::Number(40), Published::Hidden, Published::Hidden]
        );
        let few = PublishedYear::of(vec![effort(&[("kursus", 4)])]);
        assert_eq!(few.all, Published::Hidden);
    }

    #[test]
    fn no_report_of_some_efforts_or_years_gives_a_hidden_number_away() {
        let year =
            |numbers: [i64; 3]| PublishedYear::of(numbers.map(|heads| effort(&[("moede", heads)])).into());
        let years = [year([3, 20, 30]), year([25, 20, 30])];
        let alone = |year: usize, place: usize| total(&years[year..=year], &[place], 3).heads;
        assert_eq!(alone(0, 0), Published::Hidden);
        assert_eq!(
            alone(0, 1),
            Published::Hidden,
            "with the whole and the third it would give the first away"
        );
        assert_eq!(total(&years[..1], &[0, 1, 2], 3).heads, Published::Number(53));
        assert_eq!(total(&years[..1], &[1, 2], 3).heads, Published::AtLeast(30));
        assert_eq!(
            total(&years, &[0], 3).heads,
            Published::AtLeast(25),
            "all years less the second would give the first away"
        );
        assert_eq!(total(&years, &[1, 2], 3).young_people, None);
        let quiet = [PublishedYear::of(vec![effort(&[]), effort(&[("moede", 7)])])];
        assert_eq!(total(&quiet, &[0], 2).heads, Published::Number(0));
        assert_eq!(total(&quiet, &[1], 2).heads, Published::Number(7));
    }
}

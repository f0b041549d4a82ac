//! The report of efforts: activities, hours and heads as sums, small numbers hidden, each line with its next action.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::{Activity, ValueList as _};
use feltbog_shared::office::efforts::{
    EffortFigures, EffortKindLine, EffortReport, EffortReportLine, EffortState, StaffMember,
};
use feltbog_shared::search::fold;
use feltbog_shared::suppression::{CountTree, Published, PublishedTree, publish};

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

/// The sums of an effort, and of each kind of its activities.
struct EffortSums {
    all: Sums,
    kinds: BTreeMap<String, Sums>,
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
    let mut efforts = match effort {
        Some(effort) => vec![material::find(app, &reached, effort_id(effort)?).await?],
        None => material::seen(app, &reached).await?,
    };
    let folded = fold(funder.trim());
    efforts.retain(|effort| {
        let mut parties = effort.record.funding.iter();
        effort.record.state != EffortState::Draft
            && (folded.is_empty() || parties.any(|line| fold(line.party.trim()) == folded))
    });
    let material = material::of(app, &reached, efforts).await?;
    let staff = members(app, &reached).await?;
    let day = app.clock.now().danish_day();
    let sums: Vec<_> = material
        .efforts
        .iter()
        .map(|effort| sums(&material, effort, year))
        .collect();
    let all = sums.iter().fold(Sums::default(), |all, sums| all.plus(sums.all));
    let published = publish(&whole(all, &sums));
    let lines = material.efforts.iter().zip(&sums).zip(&published.places);
    let lines = lines
        .map(|((effort, sums), published)| {
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
                share: (!folded.is_empty()).then_some(share),
                figures: figures(sums.all, published.count),
                kinds: kinds(sums, published),
                unread_departments: u64::try_from(material.unread(&reached, effort)).unwrap_or(u64::MAX),
                weekly_minutes: weekly_minutes(&staff, &effort.row.id.to_string(), &day.to_string()),
                action: material.action(&reached, effort, day),
            }
        })
        .collect();
    Ok(EffortReport {
        funder: funder.trim().to_owned(),
        year,
        day: day.to_string(),
        total: total(all, &published),
        lines,
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

/// The sums of the activities of an effort that were held, in a year or in all.
fn sums(material: &Material, effort: &SeenEffort, year: Option<i32>) -> EffortSums {
    let mut sums = EffortSums {
        all: Sums::default(),
        kinds: BTreeMap::new(),
    };
    for (_, activity) in material.activities_of(effort.row.id) {
        let is_of_year = year.is_none_or(|year| activity.on.is_some_and(|on| on.0.year() == year));
        if activity.state == Some(ActivityState::Held) && is_of_year {
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

/// The figures of all efforts together.
fn total(sums: Sums, published: &PublishedTree) -> EffortFigures {
    let by_age = published.partitions.first();
    EffortFigures {
        young_people: by_age.and_then(|parts| parts.first()).copied(),
        ..figures(sums, published.count)
    }
}

/// The tree of all efforts.
fn whole(all: Sums, efforts: &[EffortSums]) -> CountTree {
    CountTree {
        partitions: vec![all.by_age()],
        ..CountTree::of_places(efforts.iter().map(tree).collect())
    }
}

fn kinds(sums: &EffortSums, published: &PublishedTree) -> Vec<EffortKindLine> {
    let heads = published
        .partitions
        .first()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let kinds = sums.kinds.iter().enumerate();
    kinds
        .map(|(place, (kind, sums))| EffortKindLine {
            kind: kind.clone(),
            figures: figures(*sums, heads.get(place).copied().unwrap_or(Published::Hidden)),
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

    #[test]
    fn a_few_young_people_are_found_neither_directly_nor_by_the_others() {
        let mut sums = Sums::default();
        sums.add(&held(20, 3));
        let one = EffortSums {
            all: sums,
            kinds: BTreeMap::new(),
        };
        let figures = total(sums, &publish(&whole(sums, &[one])));
        assert_eq!(figures.heads, Published::Number(20));
        assert_eq!(figures.young_people, Some(Published::Hidden));
        assert_eq!(figures.hours, 2);
    }

    #[test]
    fn a_small_kind_is_hidden_with_another() {
        let mut sums = EffortSums {
            all: Sums::default(),
            kinds: BTreeMap::new(),
        };
        for (kind, heads) in [("kursus", 40), ("moede", 3), ("workshop", 30)] {
            sums.all.add(&held(heads, 0));
            sums.kinds.entry(kind.into()).or_default().add(&held(heads, 0));
        }
        let published = publish(&tree(&sums));
        let heads: Vec<_> = kinds(&sums, &published)
            .into_iter()
            .map(|line| line.figures.heads)
            .collect();
        assert_eq!(
            heads,
            [Published::Number(40), Published::Hidden, Published::Hidden]
        );
        let mut few = Sums::default();
        few.add(&held(4, 0));
        let few = EffortSums {
            all: few,
            kinds: BTreeMap::new(),
        };
        assert_eq!(publish(&tree(&few)).count, Published::Hidden);
    }
}

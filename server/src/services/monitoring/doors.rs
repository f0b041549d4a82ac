//! Rounds of doors by year: how many doors of a stairwell somebody knocked at, and at how many of them people talked.
//!
//! Rounds and doors are told as they are, since they count no people. Conversations are published for each year as one tree
//! of an organisation, its departments, their stairwells, and in these interviews and other conversations. Who looks at a
//! part of it sees what the whole shows. A department or stairwell without a round in a year is no part of the year's tree:
//! that there was none is told anyway.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::model::door_round::DoorResult;
use feltbog_shared::model::{DoorRound, Kind};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::monitoring::{DoorFigures, StairwellFigures};
use feltbog_shared::search::fold;
use feltbog_shared::suppression::{CountTree, Published, PublishedTree, publish};

use super::live;
use crate::error::Error;
use crate::state::App;

/// The rounds of a stairwell in a year.
#[derive(Clone, Debug, Default)]
struct Rounds {
    stairwell: String,
    rounds: u64,
    doors: u64,
    interviews: u64,
    talks: u64,
}

impl Rounds {
    fn add(&mut self, stairwell: &str, round: &DoorRound) {
        if self.stairwell.is_empty() {
            stairwell.clone_into(&mut self.stairwell);
        }
        self.rounds += 1;
        for (result, count) in &round.doors {
            let count = u64::try_from(*count).unwrap_or_default();
            self.doors += count;
            match result {
                DoorResult::Interviewed => self.interviews += count,
                DoorResult::Talked => self.talks += count,
                DoorResult::NobodyHome | DoorResult::WantsNoTalk => {}
            }
        }
    }

    fn tree(&self) -> CountTree {
        let leaf = |count| CountTree {
            count,
            ..CountTree::default()
        };
        CountTree::of_places(vec![leaf(self.interviews), leaf(self.talks)])
    }

    fn published(&self, tree: &PublishedTree) -> StairwellFigures {
        let interviews = tree.places.first().map(|place| place.count);
        StairwellFigures {
            stairwell: self.stairwell.clone(),
            figures: DoorFigures {
                rounds: self.rounds,
                doors: self.doors,
                contacts: tree.count,
                interviews: interviews.unwrap_or(Published::Hidden),
            },
        }
    }
}

/// The rounds of departments in a year, by the folded name of their stairwells.
type OfYear = BTreeMap<DepartmentId, BTreeMap<String, Rounds>>;

/// A department in a year, as it is published.
struct PublishedDepartment {
    all: DoorFigures,
    stairwells: Vec<StairwellFigures>,
}

/// A year of an organisation, as it is published.
struct PublishedYear {
    contacts: Published,
    departments: BTreeMap<DepartmentId, PublishedDepartment>,
}

impl PublishedYear {
    fn of(rounds: &OfYear) -> Self {
        let departments = rounds.values();
        let of_department = |stairwells: &BTreeMap<String, Rounds>| {
            CountTree::of_places(stairwells.values().map(Rounds::tree).collect())
        };
        let tree = publish(&CountTree::of_places(departments.map(of_department).collect()));
        let departments = rounds.iter().zip(&tree.places);
        let departments = departments.map(|((id, stairwells), place)| {
            let stairwells = stairwells.values().zip(&place.places);
            let stairwells: Vec<_> = stairwells
                .map(|(rounds, place)| rounds.published(place))
                .collect();
            let all = DoorFigures {
                contacts: place.count,
                ..DoorFigures::sum(stairwells.iter().map(|one| one.figures))
            };
            (*id, PublishedDepartment { all, stairwells })
        });
        Self {
            contacts: tree.count,
            departments: departments.collect(),
        }
    }
}

/// The rounds of an organisation by year, as they are published.
#[derive(Default)]
pub(in crate::services) struct Doors {
    years: BTreeMap<i32, PublishedYear>,
}

impl Doors {
    /// The rounds of an organisation that were not discarded.
    pub(in crate::services) async fn of(
        app: &App,
        organisation: OrganisationId,
        today: Day,
    ) -> Result<Self, Error> {
        let mut years: BTreeMap<i32, OfYear> = BTreeMap::new();
        for record in app.store.overview_records(organisation, Kind::DoorRound).await? {
            let times = |round: &DoorRound| (round.created_at, round.discarded_at);
            let Some((round, made_on)) = live::<DoorRound>(&record, times, today) else {
                continue;
            };
            let day = round.started_at.map_or(made_on, Moment::danish_day);
            let stairwell = round.stairwell.as_deref().unwrap_or_default().trim();
            let of_department = years
                .entry(day.0.year())
                .or_default()
                .entry(record.department)
                .or_default();
            of_department
                .entry(fold(stairwell))
                .or_default()
                .add(stairwell, &round);
        }
        let years = years.into_iter();
        Ok(Self {
            years: years
                .map(|(year, rounds)| (year, PublishedYear::of(&rounds)))
                .collect(),
        })
    }

    /// The numbers of some departments in a year.
    pub(in crate::services) fn together(&self, year: i32, departments: &[DepartmentId]) -> DoorFigures {
        let Some(found) = self.years.get(&year) else {
            return DoorFigures::default();
        };
        let own = departments.iter().filter_map(|id| found.departments.get(id));
        let sum = DoorFigures::sum(own.map(|department| department.all));
        // Of all of them more is told than of each.
        match found.departments.keys().all(|id| departments.contains(id)) {
            true => DoorFigures {
                contacts: found.contacts,
                ..sum
            },
            false => sum,
        }
    }

    /// The stairwells of a department in a year, by name.
    pub(super) fn stairwells(&self, year: i32, department: DepartmentId) -> Vec<StairwellFigures> {
        let found = self.years.get(&year);
        let found = found.and_then(|found| found.departments.get(&department));
        found.map(|found| found.stairwells.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(number: u8) -> DepartmentId {
        DepartmentId::from_bytes([number; 16])
    }

    fn year(stairwells: &[(u8, &str, u64, u64)]) -> Doors {
        let mut rounds = OfYear::new();
        for (number, stairwell, interviews, talks) in stairwells {
            let own = rounds.entry(department(*number)).or_default();
            own.insert(
                (*stairwell).to_owned(),
                Rounds {
                    stairwell: (*stairwell).to_owned(),
                    rounds: 1,
                    doors: 20,
                    interviews: *interviews,
                    talks: *talks,
                },
            );
        }
        Doors {
            years: BTreeMap::from([(2026, PublishedYear::of(&rounds))]),
        }
    }

    #[test]
    fn a_few_conversations_of_a_stairwell_are_found_by_no_subtraction() {
        let doors = year(&[(1, "a", 6, 8), (1, "b", 1, 2), (2, "c", 7, 9)]);
        let stairwells = doors.stairwells(2026, department(1));
        let contacts: Vec<_> = stairwells.iter().map(|one| one.figures.contacts).collect();
        // Three at one stairwell hide the other, and with it its interviews.
        assert_eq!(contacts, [Published::Hidden, Published::Hidden]);
        assert!(
            stairwells
                .iter()
                .all(|one| one.figures.interviews == Published::Hidden)
        );
        assert!(stairwells.iter().all(|one| one.figures.doors == 20));
        let own = doors.together(2026, &[department(1)]);
        assert_eq!((own.rounds, own.doors), (2, 40));
        assert_eq!(own.contacts, Published::Number(17));
        assert_eq!(own.interviews, Published::Hidden);
    }

    #[test]
    fn all_departments_are_told_as_a_whole() {
        let doors = year(&[(1, "a", 0, 3), (2, "c", 7, 9)]);
        assert_eq!(doors.together(2026, &[department(1)]).contacts, Published::Hidden);
        let all = doors.together(2026, &[department(1), department(2), department(3)]);
        assert_eq!((all.contacts, all.doors), (Published::Number(19), 40));
        assert_eq!(doors.together(2025, &[department(1)]), DoorFigures::default());
    }

    #[test]
    fn interviews_of_a_large_stairwell_are_told() {
        let doors = year(&[(1, "a", 6, 8)]);
        let stairwells = doors.stairwells(2026, department(1));
        assert_eq!(stairwells[0].figures.contacts, Published::Number(14));
        assert_eq!(stairwells[0].figures.interviews, Published::Number(6));
    }
}

//! The sheet of effects: evictions, those that were avoided, and inquiries in a year. Who reads the contacts of a
//! department sees its numbers; who has aggregate rights sees none under five.

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::arrears_contact::EvictionResult;
use feltbog_shared::model::counselling_inquiry::InquiryOutcome;
use feltbog_shared::model::{ArrearsContact, CounsellingInquiry, Kind, Model as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::counselling::{
    CFBU_EVICTION_COST, EffectRow, EffectSheet, EvictionCost, InquiryFigures, MOST_EVICTION_COST,
};
use feltbog_shared::permission::Collection;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::suppression::{CountTree, Published, publish};
use serde_json::json;

use super::standing_fields;
use crate::error::Error;
use crate::services::administration::noting::{Noted, note};
use crate::services::overview::places::{DepartmentOfReader, OrganisationOfReader, places_of};
use crate::state::App;

/// The numbers of a department in a year.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    contacts: u64,
    evictions: u64,
    avoided: u64,
    solved: u64,
    referred: u64,
    unsolved: u64,
}

/// The right to the numbers of a department: exact ones, or aggregated ones.
fn is_exact(department: &DepartmentOfReader) -> Option<bool> {
    let access = department.permission.access(Collection::Arrears);
    match (access.read.is_all(), access.aggregate) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// The organisations in which the person sees numbers, with the departments of which they do.
async fn organisations(app: &App, person: UserId) -> Result<Vec<OrganisationOfReader>, Error> {
    let mut found = Vec::new();
    for administration in places_of(app, person).await? {
        for mut organisation in administration.organisations {
            organisation
                .departments
                .retain(|department| is_exact(department).is_some());
            if !organisation.departments.is_empty() {
                found.push(organisation);
            }
        }
    }
    Ok(found)
}

/// The sheet of an organisation in a year; of the person's first one, and of this year, where none is named.
///
/// # Errors
/// `NOT_FOUND` when the person sees no numbers there.
pub async fn effect(
    app: &App,
    person: UserId,
    organisation: Option<&str>,
    year: Option<i32>,
) -> Result<EffectSheet, Error> {
    let found = organisations(app, person).await?;
    let offered = found
        .iter()
        .map(|one| (one.row.id.to_string(), one.row.name.clone()))
        .collect();
    let organisation = match organisation {
        Some(id) => found.into_iter().find(|one| one.row.id.to_string() == id),
        None => found.into_iter().next(),
    };
    let organisation = organisation.ok_or(Error::NOT_FOUND)?;
    let this_year = app.clock.now().danish_day().0.year();
    let year = year.unwrap_or(this_year);
    let departments = &organisation.departments;
    let place_of = |id: DepartmentId| departments.iter().position(|one| one.row.id == id);
    let mut numbers = vec![Numbers::default(); departments.len()];
    let mut years = BTreeSet::from([this_year]);
    let mut is_of_year = |day: Option<Day>| {
        let of = day.map(|day| day.0.year());
        years.extend(of);
        of == Some(year)
    };
    for record in app
        .store
        .overview_records(organisation.row.id, Kind::ArrearsContact)
        .await?
    {
        let place = place_of(record.department);
        let fields = standing_fields(Kind::ArrearsContact, &record.projection);
        let (Some(numbers), Some(fields)) = (place.and_then(|place| numbers.get_mut(place)), fields) else {
            continue;
        };
        let contact = ArrearsContact::from_fields(&fields);
        if !is_of_year(contact.source_list_on) {
            continue;
        }
        numbers.contacts += 1;
        numbers.evictions += u64::from(contact.eviction_result == Some(EvictionResult::Evicted));
        numbers.avoided += u64::from(contact.eviction_result == Some(EvictionResult::Stayed));
    }
    for record in app
        .store
        .overview_records(organisation.row.id, Kind::CounsellingInquiry)
        .await?
    {
        let place = place_of(record.department);
        let fields = standing_fields(Kind::CounsellingInquiry, &record.projection);
        let (Some(numbers), Some(fields)) = (place.and_then(|place| numbers.get_mut(place)), fields) else {
            continue;
        };
        let inquiry = CounsellingInquiry::from_fields(&fields);
        if !is_of_year(inquiry.ended_on.or(inquiry.received_on)) {
            continue;
        }
        match inquiry.outcome {
            Some(InquiryOutcome::Solved | InquiryOutcome::SolvedInPart) => numbers.solved += 1,
            Some(InquiryOutcome::ReferredOn) => numbers.referred += 1,
            Some(InquiryOutcome::NotSolved) => numbers.unsolved += 1,
            Some(InquiryOutcome::Withdrawn) | None => {}
        }
    }
    let cost = app.store.eviction_cost(organisation.row.id).await?;
    let (sums, figures) = published(departments, &numbers);
    let rows = departments.iter().zip(figures);
    let rows: Vec<_> = rows
        .map(|(department, figures)| EffectRow {
            department: Some(department.row.id),
            name: department.row.name.clone(),
            dwellings: u64::from(department.row.dwellings),
            contacts: figures.contacts,
            evictions: figures.evictions,
            avoided: figures.avoided,
        })
        .collect();
    Ok(EffectSheet {
        organisations: offered,
        organisation: organisation.row.id.to_string(),
        name: organisation.row.name.clone(),
        year,
        years: years.into_iter().rev().collect(),
        eviction_cost: cost.unwrap_or(CFBU_EVICTION_COST),
        is_own_cost: cost.is_some(),
        may_set: departments
            .iter()
            .all(|department| department.permission.may_set_counselling()),
        is_exact: departments
            .iter()
            .any(|department| is_exact(department) == Some(true)),
        total: EffectRow {
            department: None,
            name: String::new(),
            dwellings: rows.iter().map(|row| row.dwellings).sum(),
            contacts: sums.contacts,
            evictions: sums.evictions,
            avoided: sums.avoided,
        },
        rows,
        inquiries: inquiry_figures(departments, &numbers),
    })
}

/// The numbers of contacts as the reader sees them.
#[derive(Clone, Copy)]
struct ContactFigures {
    contacts: Published,
    evictions: Published,
    avoided: Published,
}

impl ContactFigures {
    fn exact(numbers: Numbers) -> Self {
        Self {
            contacts: Published::Number(numbers.contacts),
            evictions: Published::Number(numbers.evictions),
            avoided: Published::Number(numbers.avoided),
        }
    }

    fn with_known(self, known: Numbers) -> Self {
        Self {
            contacts: self.contacts.with_known(known.contacts),
            evictions: self.evictions.with_known(known.evictions),
            avoided: self.avoided.with_known(known.avoided),
        }
    }
}

/// The numbers of some departments together.
fn together<'a>(numbers: impl Iterator<Item = &'a Numbers>) -> Numbers {
    numbers.fold(Numbers::default(), |sum, one| Numbers {
        contacts: sum.contacts + one.contacts,
        evictions: sum.evictions + one.evictions,
        avoided: sum.avoided + one.avoided,
        ..sum
    })
}

/// The numbers of all departments and of each, as the reader sees them. Departments with exact rights are no cells of what
/// is suppressed: the reader knows them anyway.
///
/// Evictions and avoided ones are parts of the contacts, and published as such: beside them, a number of contacts would
/// give a small one away. They are told of all departments together, and of one that the reader counts alone.
fn published(
    departments: &[DepartmentOfReader],
    numbers: &[Numbers],
) -> (ContactFigures, Vec<ContactFigures>) {
    let of = |wanted: bool| {
        let both = departments.iter().zip(numbers);
        both.filter(move |(department, _)| is_exact(department) == Some(wanted))
            .map(|(_, numbers)| numbers)
    };
    let known = together(of(true));
    let cells: Vec<_> = of(false).collect();
    if cells.is_empty() {
        let each = numbers.iter().copied().map(ContactFigures::exact);
        return (ContactFigures::exact(known), each.collect());
    }
    let all = together(cells.iter().copied());
    // Where a part is small, the contacts without an end at the bailiff are hidden with it.
    let others = all.contacts - all.evictions - all.avoided;
    let leaves = cells.iter().map(|numbers| CountTree {
        count: numbers.contacts,
        ..CountTree::default()
    });
    let tree = publish(&CountTree {
        partitions: vec![vec![all.evictions, others, all.avoided]],
        ..CountTree::of_places(leaves.collect())
    });
    let part = |place: usize| {
        let parts = tree.partitions.first().and_then(|parts| parts.get(place));
        parts.copied().unwrap_or(Published::Hidden)
    };
    let sums = ContactFigures {
        contacts: tree.count,
        evictions: part(0),
        avoided: part(2),
    };
    let mut places = tree.places.iter();
    let each = departments.iter().zip(numbers).map(|(department, numbers)| {
        if is_exact(department) == Some(true) {
            return ContactFigures::exact(*numbers);
        }
        let contacts = places.next().map_or(Published::Hidden, |place| place.count);
        match cells.len() {
            1 => sums,
            _ => ContactFigures {
                contacts,
                evictions: Published::Hidden,
                avoided: Published::Hidden,
            },
        }
    });
    let each = each.collect();
    (sums.with_known(known), each)
}

/// The inquiries that ended, of all departments together, by their outcome.
fn inquiry_figures(departments: &[DepartmentOfReader], numbers: &[Numbers]) -> InquiryFigures {
    let sums = |wanted: bool| {
        let theirs = departments.iter().zip(numbers);
        let theirs = theirs.filter(|(department, _)| is_exact(department) == Some(wanted));
        theirs.fold([0; 3], |[solved, referred, unsolved], (_, one)| {
            [
                solved + one.solved,
                referred + one.referred,
                unsolved + one.unsolved,
            ]
        })
    };
    let (known, hidden) = (sums(true), sums(false));
    let has_cells = departments
        .iter()
        .any(|department| is_exact(department) == Some(false));
    let tree = publish(&CountTree {
        count: hidden.iter().sum(),
        places: Vec::new(),
        partitions: vec![hidden.to_vec()],
    });
    let part = |place: usize| {
        let known = known.get(place).copied().unwrap_or_default();
        let published = tree.partitions.first().and_then(|parts| parts.get(place));
        match has_cells {
            true => published.copied().unwrap_or(Published::Hidden).with_known(known),
            false => Published::Number(known),
        }
    };
    let sum: u64 = known.iter().sum();
    InquiryFigures {
        ended: match has_cells {
            true => tree.count.with_known(sum),
            false => Published::Number(sum),
        },
        solved: part(0),
        referred: part(1),
        unsolved: part(2),
    }
}

/// Keeps the cost of an eviction that an organisation reckons with.
///
/// # Errors
/// `NOT_FOUND` when the person sees no numbers there; `NO_ACCESS` when they may not state it; `InvalidValue` for a cost that
/// cannot be.
pub async fn set_cost(
    app: &App,
    person: UserId,
    organisation: &str,
    cost: EvictionCost,
) -> Result<(), Error> {
    let found = organisations(app, person).await?;
    let organisation = found
        .into_iter()
        .find(|one| one.row.id.to_string() == organisation);
    let organisation = organisation.ok_or(Error::NOT_FOUND)?;
    let mut departments = organisation.departments.iter();
    if !departments.all(|department| department.permission.may_set_counselling()) {
        return Err(Error::NO_ACCESS);
    }
    if cost
        .eviction_cost
        .is_some_and(|cost| cost == 0 || cost > MOST_EVICTION_COST)
    {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let id = organisation.row.id;
    let before = app.store.eviction_cost(id).await?;
    app.store.set_eviction_cost(id, cost.eviction_cost).await?;
    let told = |cost: Option<u64>| cost.map(|cost| json!({ "eviction_cost": cost }).to_string());
    let noted = Noted {
        organisation: id,
        by: person,
        action: "eviction_cost_changed",
        target: "eviction_cost".to_owned(),
        subject: organisation.row.name,
        before: told(before),
        after: told(cost.eviction_cost),
    };
    note(app, noted).await
}

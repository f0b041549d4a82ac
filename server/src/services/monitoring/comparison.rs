//! A department beside others of its size in the organisation. The others are not named, and there are five or more. A
//! department with fewer than a hundred residents, or with an unknown number of them, takes no part.

use feltbog_shared::model::ValueList as _;
use feltbog_shared::office::monitoring::{
    ComparisonRow, ImportedIndicator, LEAST_COMPARED, MonitoringFigures, SizeClass, median_of_departments,
    per_thousand,
};
use feltbog_shared::permission::{Collection, Module};

use super::effects::Effects;
use super::numbers::{Numbers, may_count};
use super::{has_enough_residents, residents};
use crate::services::overview::places::DepartmentOfReader;
use crate::store::{DepartmentRecordRow, IndicatorRow};

/// The latest value of an indicator in a department that the source has not hidden, with its year.
fn latest(
    row: &DepartmentRecordRow,
    indicator: ImportedIndicator,
    rows: &[IndicatorRow],
) -> Option<(u16, i64)> {
    let own = rows
        .iter()
        .filter(|one| one.department == row.id && one.indicator == indicator.key());
    let told = own.filter_map(|one| Some((one.year, one.hundredths?)));
    told.max_by_key(|(year, _)| *year)
}

/// The value of an indicator in a department in a year.
fn in_year(
    row: &DepartmentRecordRow,
    indicator: ImportedIndicator,
    year: u16,
    rows: &[IndicatorRow],
) -> Option<i64> {
    let mut own = rows
        .iter()
        .filter(|one| one.department == row.id && one.year == year);
    own.find(|one| one.indicator == indicator.key())?.hundredths
}

fn compared(measure: &str, year: Option<u16>, own: Option<i64>, others: Vec<i64>) -> ComparisonRow {
    let count = u32::try_from(others.len()).ok();
    ComparisonRow {
        measure: measure.to_owned(),
        year,
        own,
        others: count.filter(|_| others.len() >= LEAST_COMPARED),
        median: median_of_departments(others),
    }
}

/// A measure of records: its name, the collection that it counts, and its value by the published numbers.
type Measure<'a> = (
    &'a str,
    Collection,
    &'a dyn Fn(&MonitoringFigures, &DepartmentRecordRow) -> Option<i64>,
);

/// A department beside the others of its size. Nothing when it takes no part itself.
pub(super) fn of_department(
    department: &DepartmentOfReader,
    indicators: &[IndicatorRow],
    numbers: &Numbers,
    effects: &Effects,
) -> Vec<ComparisonRow> {
    let own = &department.row;
    let takes_part = |row: &&DepartmentRecordRow| has_enough_residents(residents(row, indicators));
    if !takes_part(&own) {
        return Vec::new();
    }
    let size = SizeClass::of(own.dwellings);
    let others: Vec<&DepartmentRecordRow> = numbers
        .departments()
        .iter()
        .filter(|row| {
            row.id != own.id && SizeClass::of(row.dwellings) == size && row.modules.has(Module::Screening)
        })
        .filter(takes_part)
        .collect();
    let mut rows = Vec::new();
    for indicator in ImportedIndicator::ALL.iter().copied() {
        if indicator == ImportedIndicator::Residents {
            continue;
        }
        if let Some((year, value)) = latest(own, indicator, indicators) {
            let values = others
                .iter()
                .filter_map(|row| in_year(row, indicator, year, indicators));
            rows.push(compared(
                indicator.key(),
                Some(year),
                Some(value),
                values.collect(),
            ));
        }
    }
    let measures: [Measure<'_>; 3] = [
        ("trivsel", Collection::Interviews, &|figures, _| {
            figures.wellbeing().and_then(|value| i64::try_from(value).ok())
        }),
        ("konflikter_pr_1000", Collection::Conflicts, &|figures, row| {
            per_thousand(figures.conflicts, row.dwellings)
        }),
        ("signaler_pr_1000", Collection::Signals, &|figures, row| {
            per_thousand(figures.signals, row.dwellings)
        }),
    ];
    for (measure, collection, value) in measures {
        if may_count(&department.permission, collection) {
            let of = |row: &DepartmentRecordRow| value(&numbers.of_department(row.id), row);
            let values = others.iter().filter_map(|row| of(row)).collect();
            rows.push(compared(measure, None, of(own), values));
        }
    }
    // Evictions are told of one department alone when nobody could subtract, so that there are none to compare.
    if effects.arrears_of(own.id).is_some() {
        let of = |row: &DepartmentRecordRow| per_thousand(effects.arrears_of(row.id), row.dwellings);
        let values = others.iter().filter_map(|row| of(row)).collect();
        rows.push(compared("restancer_pr_1000", None, of(own), values));
    }
    rows
}

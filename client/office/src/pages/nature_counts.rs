//! Insect counts of several years side by side: valid counts in the charts, with their effort, and every count in the table.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::nature::{CountFlawKey, CountRow, NatureReport};
use feltbog_ui::chart::{ChartNumber, YearColumns, axis_top};
use leptos::prelude::*;

use crate::components::figures::{tenths, whole};
use crate::components::scrollable_table::ScrollableTable;
use crate::figures_texts::figures_texts;
use crate::wording::day_in_words;

/// The counts of an area by one protocol in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct YearOfCounts {
    valid: u64,
    invalid: u64,
    minutes: i64,
    total: i64,
    hundredths_of_square_metre: i64,
    groups: BTreeMap<String, i64>,
}

impl YearOfCounts {
    fn add(&mut self, count: &CountRow) {
        if !count.flaws.is_empty() {
            self.invalid += 1;
            return;
        }
        self.valid += 1;
        self.minutes += count.minutes;
        self.total += count.total;
        self.hundredths_of_square_metre += count.hundredths_of_square_metre.unwrap_or_default();
        for (group, number) in &count.groups {
            *self.groups.entry(group.clone()).or_default() += number;
        }
    }

    /// Individuals of a valid count, on average and in tenths; nothing without a valid count.
    fn per_count_tenths(&self) -> Option<u64> {
        let total = u64::try_from(self.total).ok()?;
        (total * 10).checked_div(self.valid)
    }
}

/// An area and a protocol: counts by different protocols are never put together.
type Series = (Option<DocumentId>, String);

/// Years of each series. A year between the first and the last of the report is there for every series.
fn series(counts: &[CountRow]) -> BTreeMap<Series, BTreeMap<i32, YearOfCounts>> {
    let year = |count: &CountRow| count.day.get(..4).and_then(|year| year.parse::<i32>().ok());
    let years: BTreeSet<i32> = counts.iter().filter_map(year).collect();
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return BTreeMap::new();
    };
    let mut found: BTreeMap<Series, BTreeMap<i32, YearOfCounts>> = BTreeMap::new();
    for count in counts {
        let Some(year) = year(count) else { continue };
        let years = found
            .entry((count.area, count.protocol.clone()))
            .or_insert_with(|| {
                // A phone's wrong clock makes no chart of a thousand years.
                let first = (*first).max(last - 9);
                (first..=*last)
                    .map(|year| (year, YearOfCounts::default()))
                    .collect()
            });
        if let Some(year) = years.get_mut(&year) {
            year.add(count);
        }
    }
    found
}

fn flaw_text(flaw: CountFlawKey) -> &'static str {
    let place = match flaw {
        CountFlawKey::NotDry => 0,
        CountFlawKey::OutOfSeason => 1,
        CountFlawKey::WrongDuration => 2,
        CountFlawKey::TooCold => 3,
        CountFlawKey::WeatherMissing => 4,
        CountFlawKey::TooWindy => 5,
        CountFlawKey::OutOfHours => 6,
    };
    figures_texts().count_flaw.get(place).copied().unwrap_or_default()
}

fn protocol_text(protocol: &str) -> &'static str {
    labels::value(texts(), Kind::InsectCount, "protocol", protocol).unwrap_or_default()
}

/// Small multiples of the areas, and the table of all counts.
#[component]
pub(super) fn InsectCounts(
    /// The report.
    report: NatureReport,
) -> impl IntoView {
    if report.counts.is_empty() {
        return view! {
            <section class="section">
                <h2>{figures_texts().insect_counts}</h2>
                <p>{figures_texts().insect_counts_none}</p>
            </section>
        }
        .into_any();
    }
    let names: BTreeMap<DocumentId, String> = report
        .areas
        .iter()
        .map(|area| {
            let name = feltbog_presentation::fields::text(&area.fields, "name");
            (area.document, name.to_owned())
        })
        .collect();
    let area_name = move |area: Option<DocumentId>| {
        let name = area.and_then(|area| names.get(&area).cloned());
        name.unwrap_or_default()
    };
    let series = series(&report.counts);
    let values: Vec<Option<i64>> = series
        .values()
        .flat_map(BTreeMap::values)
        .map(|year| {
            year.per_count_tenths()
                .and_then(|tenths| i64::try_from(tenths).ok())
        })
        .collect();
    let top = axis_top(&values);
    let charts = series.into_iter().map(|((area, protocol), years)| {
        let title = [&area_name(area), ", ", protocol_text(&protocol)].concat();
        let numbers = years.into_iter().map(|(year, counts)| {
            let per_count = counts.per_count_tenths();
            let effort = figures_texts().effort.with(&[
                &whole(counts.valid),
                &whole(counts.invalid),
                &counts.minutes.to_string(),
            ]);
            let groups: Vec<String> = counts
                .groups
                .iter()
                .filter(|(_, number)| **number > 0)
                .map(|(group, number)| {
                    let name = labels::value(texts(), Kind::InsectCount, "counts", group);
                    [name.unwrap_or_default(), " ", &number.to_string()].concat()
                })
                .collect();
            let square_metres = counts.hundredths_of_square_metre / 100;
            let walked = (square_metres >= 25).then(|| {
                let square_metres = whole(u64::try_from(square_metres).unwrap_or_default());
                figures_texts().effort_square_metres.with(&[&square_metres])
            });
            let remark: Vec<String> = [effort].into_iter().chain(walked).chain(groups).collect();
            ChartNumber {
                label: year.to_string(),
                value: per_count.and_then(|tenths| i64::try_from(tenths).ok()),
                text: per_count.map_or_else(|| "–".to_owned(), tenths),
                remark: remark.join(", "),
            }
        });
        let numbers: Vec<ChartNumber> = numbers.collect();
        view! {
            <YearColumns
                title=title
                numbers_label=figures_texts().show_numbers
                first_heading=figures_texts().year.to_owned()
                number_heading=figures_texts().per_count.to_owned()
                numbers
                top
            />
        }
    });
    let charts = charts.collect_view();
    let rows = report.counts.iter().rev().map(|count| {
        let flaws: Vec<&str> = count.flaws.iter().map(|flaw| flaw_text(*flaw)).collect();
        let validity = match flaws.is_empty() {
            true => figures_texts().valid.to_owned(),
            false => flaws.join(", "),
        };
        let locked = count.is_locked.then_some(figures_texts().locked);
        view! {
            <tr>
                <th scope="row">{day_in_words(&count.day)}</th>
                <td>{area_name(count.area)}</td>
                <td>{protocol_text(&count.protocol)}</td>
                <td class="numeric">{count.minutes}</td>
                <td class="numeric">{count.total}</td>
                <td>{validity}</td>
                <td>{locked}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{figures_texts().insect_counts}</h2>
            <p>{figures_texts().insect_counts_lead}</p>
            <div class="charts charts-small">{charts}</div>
            <details class="chart-numbers">
                <summary>{figures_texts().count_table}</summary>
                <ScrollableTable label=figures_texts().count_table>
                    <table class="data">
                        <thead>
                            <tr>
                                <th scope="col">{figures_texts().day}</th>
                                <th scope="col">{figures_texts().area}</th>
                                <th scope="col">{figures_texts().protocol}</th>
                                <th scope="col" class="numeric">{figures_texts().minutes}</th>
                                <th scope="col" class="numeric">{figures_texts().insects}</th>
                                <th scope="col">{figures_texts().validity}</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </ScrollableTable>
            </details>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(day: &str, protocol: &str, total: i64, flaws: &[CountFlawKey]) -> CountRow {
        CountRow {
            document: DocumentId::from_bytes([1; 16]),
            area: Some(DocumentId::from_bytes([2; 16])),
            protocol: protocol.into(),
            day: day.into(),
            minutes: 10,
            hundredths_of_square_metre: Some(25),
            walked_metres: None,
            method: String::new(),
            total,
            groups: vec![("humlebi".into(), total)],
            flaws: flaws.to_vec(),
            is_locked: false,
        }
    }

    #[test]
    fn invalid_counts_and_other_protocols_stay_apart() {
        let counts = [
            count("2024-06-01", "fit_10min", 8, &[]),
            count("2026-06-01", "fit_10min", 5, &[]),
            count("2026-06-02", "fit_10min", 6, &[]),
            count("2026-06-03", "fit_10min", 90, &[CountFlawKey::TooCold]),
            count("2026-06-03", "15min_sommerfugl", 3, &[]),
        ];
        let series = series(&counts);
        assert_eq!(series.len(), 2);
        let area = Some(DocumentId::from_bytes([2; 16]));
        let years = &series[&(area, "fit_10min".to_owned())];
        let values: Vec<_> = years
            .iter()
            .map(|(year, counts)| (*year, counts.per_count_tenths(), counts.valid, counts.invalid))
            .collect();
        // A year without a count is a gap.
        assert_eq!(
            values,
            [(2024, Some(80), 1, 0), (2025, None, 0, 0), (2026, Some(55), 2, 1)]
        );
    }
}

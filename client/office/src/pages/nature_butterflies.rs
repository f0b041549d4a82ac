//! Butterflies at the desk: what was counted by area and method, and every name year by year.

use std::collections::BTreeMap;

use feltbog_presentation::texts::texts;
use feltbog_presentation::{format, labels};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::insect_count::{InsectGroup, Protocol};
use feltbog_shared::model::{Area, InsectCount, Kind, ValueList as _};
use feltbog_shared::office::nature::{CountRow, NatureReport};
use leptos::prelude::*;

use super::nature_words::{area_name, word};
use crate::components::figures::{tenths, whole};
use crate::components::scrollable_table::ScrollableTable;
use crate::figures_texts::figures_texts;
use crate::nature_texts::nature_texts;

/// The names that were seen in a count, with their numbers.
fn seen(count: &CountRow) -> impl Iterator<Item = (InsectGroup, i64)> {
    let names = count.groups.iter();
    names.filter_map(|(key, number)| {
        Some((InsectGroup::from_key(key)?, *number)).filter(|(_, number)| *number > 0)
    })
}

fn called(name: InsectGroup) -> &'static str {
    labels::value(
        texts(),
        Kind::InsectCount,
        InsectCount::counts().name(),
        name.key(),
    )
    .unwrap_or_default()
}

/// Butterfly counts of an area by one method in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Butterflies {
    valid: u64,
    invalid: u64,
    metres: i64,
    square_metres: i64,
    minutes: i64,
    individuals: i64,
    names: BTreeMap<InsectGroup, i64>,
}

impl Butterflies {
    fn add(&mut self, count: &CountRow) {
        if !count.flaws.is_empty() {
            self.invalid += 1;
            return;
        }
        self.valid += 1;
        self.metres += count.walked_metres.unwrap_or_default();
        self.square_metres += count.hundredths_of_square_metre.unwrap_or_default() / 100;
        self.minutes += count.minutes;
        for (name, number) in seen(count) {
            if name.is_butterfly() {
                self.individuals += number;
            }
            *self.names.entry(name).or_default() += number;
        }
    }

    /// Individuals for 15 minutes, in tenths; nothing without a valid count. Methods are compared by time, never by ground.
    fn per_quarter_tenths(&self) -> Option<u64> {
        let (individuals, minutes) = (
            u64::try_from(self.individuals).ok()?,
            u64::try_from(self.minutes).ok()?,
        );
        (individuals * 150).checked_div(minutes)
    }
}

/// Year, area and method.
type ButterflyKey = (String, Option<DocumentId>, String);

/// Butterfly counts by year, area and method, the newest year first.
fn butterflies(counts: &[CountRow]) -> Vec<(ButterflyKey, Butterflies)> {
    let mut found = BTreeMap::<ButterflyKey, Butterflies>::new();
    for count in counts {
        if count.protocol == Protocol::ButterfliesFifteenMinutes.key() {
            let year = count.day.get(..4).unwrap_or_default().to_owned();
            let key = (year, count.area, count.method.clone());
            found.entry(key).or_default().add(count);
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|one, other| other.0.0.cmp(&one.0.0));
    found
}

/// Butterflies: the habitat, the length and the ground walked, and what was seen by group. Counts that are not valid are
/// told beside, and never in the numbers.
#[component]
pub(super) fn ButterfliesTable(report: NatureReport) -> impl IntoView {
    let found = butterflies(&report.counts);
    if found.is_empty() {
        return ().into_any();
    }
    let by_name = ButterflyYears::of(&report.counts);
    let method_text = |key: &str| {
        let field = InsectCount::butterfly_method().name();
        labels::value(texts(), Kind::InsectCount, field, key).unwrap_or_default()
    };
    let rows = found.into_iter().map(|((year, area, method), sum)| {
        let area = area.and_then(|id| report.areas.iter().find(|one| one.document == id));
        let habitat = area.map(|area| word(Kind::Area, Area::kind().name(), &area.fields));
        let number = |number: i64| format::whole(texts(), number);
        let ground = match (sum.metres, sum.square_metres) {
            (0, 0) => String::new(),
            (0, ground) => [&number(ground), " m²"].concat(),
            (metres, ground) => nature_texts()
                .length_and_ground
                .with(&[&number(metres), &number(ground)]),
        };
        let names = sum
            .names
            .iter()
            .map(|(name, count)| [called(*name), " ", &number(*count)].concat());
        let names: Vec<String> = names.collect();
        view! {
            <tr>
                <th scope="row">{area.map(area_name).unwrap_or_default()}</th>
                <td>{habitat}</td>
                <td>{year}</td>
                <td>{method_text(&method)}</td>
                <td class="numeric">{whole(sum.valid)}</td>
                <td class="numeric">{whole(sum.invalid)}</td>
                <td>{ground}</td>
                <td class="numeric">{sum.per_quarter_tenths().map_or_else(|| "–".to_owned(), tenths)}</td>
                <td>{names.join(", ")}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{nature_texts().butterflies}</h2>
            <p>{nature_texts().butterflies_lead}</p>
            <ScrollableTable label=nature_texts().butterflies>
                <table class="data">
                    <caption class="unseen">{nature_texts().butterflies}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{figures_texts().area}</th>
                            <th scope="col">{nature_texts().habitat}</th>
                            <th scope="col">{figures_texts().year}</th>
                            <th scope="col">{figures_texts().protocol}</th>
                            <th scope="col" class="numeric">{nature_texts().valid_counts}</th>
                            <th scope="col" class="numeric">{nature_texts().invalid_counts}</th>
                            <th scope="col">{nature_texts().length_times_five}</th>
                            <th scope="col" class="numeric">{nature_texts().per_quarter}</th>
                            <th scope="col">{nature_texts().groups}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
            <NamesTable years=by_name/>
        </section>
    }
    .into_any()
}

/// Individuals of each name, year by year, of valid counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ButterflyYears {
    /// The years with a valid count, the earliest first, with the minutes counted.
    years: Vec<(String, i64)>,
    /// The names that were seen, with a number for each year. Those of a species or a pair stand behind their group, which
    /// has them in its own number.
    rows: Vec<(InsectGroup, Vec<i64>)>,
}

impl ButterflyYears {
    fn of(counts: &[CountRow]) -> Self {
        let valid: Vec<&CountRow> = counts
            .iter()
            .filter(|count| {
                count.protocol == Protocol::ButterfliesFifteenMinutes.key() && count.flaws.is_empty()
            })
            .collect();
        let year = |count: &CountRow| count.day.get(..4).unwrap_or_default().to_owned();
        let mut minutes = BTreeMap::<String, i64>::new();
        let mut numbers = BTreeMap::<(InsectGroup, String), i64>::new();
        for count in valid {
            *minutes.entry(year(count)).or_default() += count.minutes;
            for (name, number) in seen(count) {
                *numbers.entry((name, year(count))).or_default() += number;
            }
        }
        let years: Vec<_> = minutes.into_iter().collect();
        let of_years = |names: &[InsectGroup]| -> Vec<i64> {
            let of_year = |year: &String| -> i64 {
                let found = names
                    .iter()
                    .filter_map(|name| numbers.get(&(*name, year.clone())));
                found.sum()
            };
            years.iter().map(|(year, _)| of_year(year)).collect()
        };
        let mut rows = Vec::new();
        for group in core::iter::once(&InsectGroup::ButterflyOrMoth).chain(InsectGroup::OF_BUTTERFLIES) {
            let mut names = vec![*group];
            names.extend(group.members());
            rows.push((*group, of_years(&names)));
            let finer = group.members().iter();
            rows.extend(finer.map(|name| (*name, of_years(&[*name]))));
        }
        rows.retain(|(_, numbers)| numbers.iter().any(|number| *number > 0));
        Self { years, rows }
    }
}

/// Species and groups in rows, years in columns.
#[component]
fn NamesTable(years: ButterflyYears) -> impl IntoView {
    if years.rows.is_empty() {
        return ().into_any();
    }
    let heads = years.years.iter().map(|(year, _)| {
        view! {
            <th scope="col" class="numeric">{year.clone()}</th>
        }
    });
    let heads = heads.collect_view();
    let number = |number: i64| format::whole(texts(), number);
    let minutes = years.years.iter().map(|(_, minutes)| {
        view! { <td class="numeric">{number(*minutes)}</td> }
    });
    let minutes = minutes.collect_view();
    let rows = years.rows.iter().map(|(name, numbers)| {
        let cells = numbers.iter().map(|one| {
            view! { <td class="numeric">{number(*one)}</td> }
        });
        let is_finer = !InsectGroup::OF_BUTTERFLIES.contains(name) && *name != InsectGroup::ButterflyOrMoth;
        let indent = if is_finer { "\u{2013} " } else { "" };
        view! {
            <tr>
                <th scope="row">{indent}{called(*name)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <h3>{nature_texts().butterfly_names}</h3>
        <p>{nature_texts().butterfly_names_lead}</p>
        <ScrollableTable label=nature_texts().butterfly_names>
            <table class="data">
                <caption class="unseen">{nature_texts().butterfly_names}</caption>
                <thead>
                    <tr>
                        <th scope="col">{nature_texts().butterfly_name}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr>
                        <th scope="row">{nature_texts().butterfly_minutes}</th>
                        {minutes}
                    </tr>
                </tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::ValueList as _;
    use feltbog_shared::office::nature::CountFlawKey;

    fn count(day: &str, method: &str, total: i64, metres: Option<i64>, flaws: &[CountFlawKey]) -> CountRow {
        CountRow {
            document: DocumentId::from_bytes([1; 16]),
            area: Some(DocumentId::from_bytes([2; 16])),
            protocol: "15min_sommerfugl".into(),
            day: day.into(),
            minutes: 15,
            hundredths_of_square_metre: metres.map_or(Some(2_500), |metres| Some(metres * 500)),
            walked_metres: metres,
            method: method.into(),
            total,
            groups: vec![
                ("sommerfugl_natsvaermer".into(), total),
                ("natsvaermer_dag".into(), 2),
            ],
            flaws: flaws.to_vec(),
            is_locked: false,
        }
    }

    #[test]
    fn butterflies_are_told_by_method_with_length_times_five() {
        let mut counts = vec![
            count("2026-06-01", "gaatur", 8, Some(200), &[]),
            count("2026-06-09", "gaatur", 5, Some(100), &[]),
            count("2026-06-10", "gaatur", 90, Some(400), &[CountFlawKey::TooCold]),
            count("2026-06-11", "fast_punkt", 3, None, &[]),
            count("2025-06-11", "gaatur", 3, Some(50), &[]),
        ];
        counts.push(CountRow {
            protocol: "fit_10min".into(),
            ..count("2026-06-01", "", 700, None, &[])
        });
        let found = butterflies(&counts);
        assert_eq!(found.len(), 3);
        assert_eq!(found[2].0.0, "2025", "the newest year is first");
        let walks = found.iter().find(|(key, _)| key.0 == "2026" && key.2 == "gaatur");
        let (_, walks) = walks.unwrap();
        assert_eq!((walks.valid, walks.invalid), (2, 1));
        assert_eq!((walks.metres, walks.square_metres), (300, 1_500));
        assert_eq!(walks.per_quarter_tenths(), Some(65));
        assert_eq!(walks.names[&InsectGroup::ButterflyOrMoth], 13);
        assert_eq!(
            walks.names[&InsectGroup::DayMoth],
            4,
            "no butterfly, and not in the sum"
        );
        let point = found.iter().find(|(key, _)| key.2 == "fast_punkt");
        assert_eq!(point.unwrap().1.square_metres, 25);
        assert_eq!(Butterflies::default().per_quarter_tenths(), None);
    }

    #[test]
    fn species_stand_behind_their_group_which_has_them_in_its_number() {
        let named = |day: &str, names: &[(InsectGroup, i64)], flaws: &[CountFlawKey]| CountRow {
            groups: names
                .iter()
                .map(|(name, number)| (name.key().to_owned(), *number))
                .collect(),
            ..count(day, "gaatur", 0, Some(100), flaws)
        };
        let counts = [
            named("2025-06-01", &[(InsectGroup::Tortoiseshells, 2)], &[]),
            named(
                "2026-06-01",
                &[(InsectGroup::AglaisIo, 3), (InsectGroup::AglaisUrticae, 0)],
                &[],
            ),
            named("2026-06-09", &[(InsectGroup::Tortoiseshells, 1)], &[]),
            named(
                "2026-06-10",
                &[(InsectGroup::Browns, 9)],
                &[CountFlawKey::TooWindy],
            ),
        ];
        let found = ButterflyYears::of(&counts);
        let years = [("2025".to_owned(), 15), ("2026".to_owned(), 30)];
        assert_eq!(found.years, years);
        assert_eq!(
            found.rows,
            [
                (InsectGroup::Tortoiseshells, vec![2, 4]),
                (InsectGroup::AglaisIo, vec![0, 3])
            ]
        );
        assert_eq!(ButterflyYears::of(&[]), ButterflyYears::default());
    }
}

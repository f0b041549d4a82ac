//! The list of indicators: a value for each department, indicator and year, in one of three forms.
//!
//! | form | columns |
//! |---|---|
//! | wide | department, year, a column for each indicator |
//! | long | department, year, indicator, value |
//! | years | department, indicator, a column for each year |
//!
//! Of a department with fewer than a hundred residents nothing about its residents is imported.

use std::collections::BTreeMap;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::ValueList as _;
use feltbog_shared::office::monitoring::{ImportedIndicator, LEAST_RESIDENTS};
use sha2::{Digest as _, Sha256};

use super::finding::Remarks;
use super::people::significant;
use super::reading::values::Statistic;
use super::reading::{self, Cell, CellForm, Choices, Column, Columns, Row, fold, values};
use super::sentence::{Sentence, shown};
use super::{Draft, List, Plan};
use crate::store::IndicatorRow;

/// The first year of which there are values.
const FIRST_YEAR: u16 = 2000;
/// The last year that a value can have beside the present one.
const LAST_YEAR: u16 = 2199;

const DEPARTMENT: usize = 0;
const NAME: usize = 1;
const YEAR: usize = 2;
const INDICATOR: usize = 3;
const VALUE: usize = 4;
/// The place of the first indicator among the columns; they follow in the order of their value list.
const FIRST_INDICATOR: usize = 5;
/// The place of the first year among the columns.
const FIRST_YEAR_COLUMN: usize = FIRST_INDICATOR + ImportedIndicator::ALL.len();
/// The years that have columns.
const YEAR_COLUMNS: [&str; 31] = [
    "2010", "2011", "2012", "2013", "2014", "2015", "2016", "2017", "2018", "2019", "2020", "2021", "2022",
    "2023", "2024", "2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032", "2033", "2034", "2035",
    "2036", "2037", "2038", "2039", "2040",
];

/// The columns of a list of indicators.
pub(super) const COLUMNS: Columns = Columns {
    columns: &[
        Column {
            name: "Afdeling",
            headers: &[
                "afdeling",
                "afd",
                "afdnr",
                "afdelingsnr",
                "afdelingsnummer",
                "lbfafdnr",
            ],
        },
        Column {
            name: "Afdelingsnavn",
            headers: &["afdelingsnavn", "navn"],
        },
        Column {
            name: "\u{c5}r",
            headers: &["aar", "year", "periode"],
        },
        Column {
            name: "Indikator",
            headers: &["indikator", "noegletal", "variabel", "indicator"],
        },
        Column {
            name: "V\u{e6}rdi",
            headers: &["vaerdi", "tal", "value"],
        },
        Column {
            name: "Beboere",
            headers: &["beboere", "antalbeboere", "beboerantal", "residents"],
        },
        Column {
            name: "Husleje pr. m2",
            headers: &["huslejeprm2", "husleje", "huslejem2"],
        },
        Column {
            name: "Flytteprocent",
            headers: &[
                "flytteprocent",
                "flyttepct",
                "fraflytning",
                "fraflytningsprocent",
                "flyttefrekvens",
            ],
        },
        Column {
            name: "I besk\u{e6}ftigelse",
            headers: &[
                "ibeskaeftigelse",
                "beskaeftigelse",
                "beskaeftigelsepct",
                "beskaeftigelsesprocent",
            ],
        },
        Column {
            name: "Grundskole som h\u{f8}jeste",
            headers: &[
                "grundskolesomhoejeste",
                "grundskole",
                "grundskolepct",
                "kungrundskole",
            ],
        },
        Column {
            name: "Kontanthj\u{e6}lp",
            headers: &["kontanthjaelp", "kontanthjaelppct"],
        },
        Column {
            name: "D\u{f8}mte",
            headers: &["doemte", "doemtepct", "kriminalitet"],
        },
        Column {
            name: "Valgdeltagelse",
            headers: &["valgdeltagelse", "valgdeltagelsepct"],
        },
        Column {
            name: "Skolegang",
            headers: &["skolegang", "indexskolegang", "indeksskolegang"],
        },
        Column {
            name: "Sundhed",
            headers: &["sundhed", "indexsundhed", "indekssundhed"],
        },
        Column {
            name: "F\u{e6}llesskaber",
            headers: &[
                "faellesskaber",
                "socialefaellesskaber",
                "indexfaellesskaber",
                "indeksfaellesskaber",
            ],
        },
        Column {
            name: "Samfundsansvar",
            headers: &["samfundsansvar", "indexsamfundsansvar", "indekssamfundsansvar"],
        },
        Column {
            name: "2010",
            headers: &["2010"],
        },
        Column {
            name: "2011",
            headers: &["2011"],
        },
        Column {
            name: "2012",
            headers: &["2012"],
        },
        Column {
            name: "2013",
            headers: &["2013"],
        },
        Column {
            name: "2014",
            headers: &["2014"],
        },
        Column {
            name: "2015",
            headers: &["2015"],
        },
        Column {
            name: "2016",
            headers: &["2016"],
        },
        Column {
            name: "2017",
            headers: &["2017"],
        },
        Column {
            name: "2018",
            headers: &["2018"],
        },
        Column {
            name: "2019",
            headers: &["2019"],
        },
        Column {
            name: "2020",
            headers: &["2020"],
        },
        Column {
            name: "2021",
            headers: &["2021"],
        },
        Column {
            name: "2022",
            headers: &["2022"],
        },
        Column {
            name: "2023",
            headers: &["2023"],
        },
        Column {
            name: "2024",
            headers: &["2024"],
        },
        Column {
            name: "2025",
            headers: &["2025"],
        },
        Column {
            name: "2026",
            headers: &["2026"],
        },
        Column {
            name: "2027",
            headers: &["2027"],
        },
        Column {
            name: "2028",
            headers: &["2028"],
        },
        Column {
            name: "2029",
            headers: &["2029"],
        },
        Column {
            name: "2030",
            headers: &["2030"],
        },
        Column {
            name: "2031",
            headers: &["2031"],
        },
        Column {
            name: "2032",
            headers: &["2032"],
        },
        Column {
            name: "2033",
            headers: &["2033"],
        },
        Column {
            name: "2034",
            headers: &["2034"],
        },
        Column {
            name: "2035",
            headers: &["2035"],
        },
        Column {
            name: "2036",
            headers: &["2036"],
        },
        Column {
            name: "2037",
            headers: &["2037"],
        },
        Column {
            name: "2038",
            headers: &["2038"],
        },
        Column {
            name: "2039",
            headers: &["2039"],
        },
        Column {
            name: "2040",
            headers: &["2040"],
        },
    ],
    missing: |has| {
        let has_any = |mut places: std::ops::Range<usize>| places.any(has);
        let has_indicator = has_any(FIRST_INDICATOR..FIRST_YEAR_COLUMN);
        let has_years = has_any(FIRST_YEAR_COLUMN..FIRST_YEAR_COLUMN + YEAR_COLUMNS.len());
        let mut missing = Vec::new();
        if !has(DEPARTMENT) && !has(NAME) {
            missing.push(DEPARTMENT);
        }
        let is_wide = has(YEAR) && has_indicator;
        let is_long = has(YEAR) && has(INDICATOR) && has(VALUE);
        let has_year_columns = has(INDICATOR) && has_years;
        if !is_wide && !is_long && !has_year_columns {
            let wanted = match has(INDICATOR) {
                true => [YEAR, VALUE],
                false => [YEAR, INDICATOR],
            };
            missing.extend(wanted.into_iter().filter(|column| !has(*column)));
        }
        missing
    },
};

/// A department as a list of indicators finds it.
#[derive(Clone, Debug)]
pub struct IndicatorDepartment {
    /// The id.
    pub id: DepartmentId,
    /// The number in the organisation, or empty.
    pub number: String,
    /// The name.
    pub name: String,
    /// The number of residents, where the department's record has it.
    pub residents: Option<u32>,
    /// Whether the module of screening is on there.
    pub is_open: bool,
}

/// The plan of an import of indicators.
#[derive(Clone, Debug, Default)]
pub struct IndicatorPlan {
    /// The report.
    pub plan: Plan,
    /// The values that are new or change; nothing with a fault.
    pub values: Vec<IndicatorRow>,
}

/// A value of the list, with its line.
struct Value {
    line: u64,
    column: usize,
    hundredths: Option<i64>,
}

type Key = (DepartmentId, u16, ImportedIndicator);

/// The values of a list so far.
struct IndicatorRows<'a> {
    departments: &'a [IndicatorDepartment],
    this_year: u16,
    values: BTreeMap<Key, Value>,
}

impl IndicatorRows<'_> {
    fn take(&mut self, row: Row<'_>, draft: &mut Draft) {
        let Some(department) = self.department(row, draft) else {
            return;
        };
        let id = department.id;
        for (column, indicator, year) in self.places(row, draft) {
            match read_value(row.cell(column), indicator) {
                Ok(Some(hundredths)) => self.add(row, draft, (id, year, indicator), column, hundredths),
                Ok(None) => {}
                Err(sentence) => draft.remarks.fault(row.finding(column, sentence)),
            }
        }
    }

    /// The department of a row, by its number or else by its name.
    fn department(&self, row: Row<'_>, draft: &mut Draft) -> Option<&IndicatorDepartment> {
        let (column, text) = match row.text(DEPARTMENT) {
            "" => (NAME, row.text(NAME)),
            number => (DEPARTMENT, number),
        };
        let mut fault = |sentence: Sentence| draft.remarks.fault(row.finding(column, sentence));
        if text.is_empty() {
            fault(Sentence::Empty);
            return None;
        }
        if row.cell(column).form == CellForm::Date {
            fault(Sentence::SpreadsheetDate { value: shown(text) });
            return None;
        }
        let by_number = |one: &&IndicatorDepartment| !one.number.is_empty() && one.number == text;
        let by_name = |one: &&IndicatorDepartment| fold(&one.name) == fold(text);
        let alike = |one: &&IndicatorDepartment| {
            !one.number.is_empty() && significant(&one.number) == significant(text)
        };
        let mut found: Vec<_> = self.departments.iter().filter(by_number).collect();
        if found.is_empty() {
            found = self.departments.iter().filter(by_name).collect();
        }
        match found.as_slice() {
            [one] if one.is_open => Some(one),
            [_] => {
                fault(Sentence::ScreeningOff {
                    department: shown(text),
                });
                None
            }
            [] => {
                let value = shown(text);
                fault(match self.departments.iter().find(alike) {
                    Some(near) => Sentence::NoDepartmentNear {
                        value,
                        number: near.number.clone(),
                    },
                    None => Sentence::NoDepartment { value },
                });
                None
            }
            several => {
                let count = several.len().to_string();
                fault(Sentence::ManyDepartments {
                    value: shown(text),
                    count,
                });
                None
            }
        }
    }

    /// The cells of a row that hold values: column, indicator and year.
    fn places(&self, row: Row<'_>, draft: &mut Draft) -> Vec<(usize, ImportedIndicator, u16)> {
        let mut fault =
            |column: usize, sentence: Sentence| draft.remarks.fault(row.finding(column, sentence));
        let mut places = Vec::new();
        let is_by_year = !row.has(YEAR);
        let year = match is_by_year {
            true => None,
            false => {
                let year = self.year(row.text(YEAR));
                if year.is_none() {
                    let value = shown(row.text(YEAR));
                    fault(YEAR, Sentence::NoYear { value });
                    return places;
                }
                year
            }
        };
        if row.has(INDICATOR) {
            let text = row.text(INDICATOR);
            let Some(indicator) = named(text) else {
                fault(INDICATOR, Sentence::NoIndicator { value: shown(text) });
                return places;
            };
            if let Some(year) = year.filter(|_| row.has(VALUE)) {
                places.push((VALUE, indicator, year));
            }
            for (place, name) in YEAR_COLUMNS.iter().enumerate().filter(|_| is_by_year) {
                let column = FIRST_YEAR_COLUMN + place;
                let has_value = row.has(column) && !row.text(column).is_empty();
                match self.year(name).filter(|_| has_value) {
                    Some(year) => places.push((column, indicator, year)),
                    None if has_value => fault(
                        column,
                        Sentence::NoYear {
                            value: (*name).to_owned(),
                        },
                    ),
                    None => {}
                }
            }
        }
        if let Some(year) = year {
            for (place, indicator) in ImportedIndicator::ALL.iter().enumerate() {
                if row.has(FIRST_INDICATOR + place) {
                    places.push((FIRST_INDICATOR + place, *indicator, year));
                }
            }
        }
        places
    }

    /// The year of a text; nothing for one before there are values, or one to come.
    fn year(&self, text: &str) -> Option<u16> {
        let year = text.parse().ok()?;
        (FIRST_YEAR..=self.this_year.min(LAST_YEAR))
            .contains(&year)
            .then_some(year)
    }

    fn add(&mut self, row: Row<'_>, draft: &mut Draft, key: Key, column: usize, hundredths: Option<i64>) {
        if let Some(other) = self.values.get(&key) {
            let line = other.line.to_string();
            match other.hundredths == hundredths {
                true => draft.remarks.warn(row.finding(column, Sentence::SameAs { line })),
                false => draft
                    .remarks
                    .fault(row.finding(column, Sentence::ValueTwice { line })),
            }
            return;
        }
        let line = row.line();
        self.values.insert(
            key,
            Value {
                line,
                column,
                hundredths,
            },
        );
    }

    /// The number of residents of a department in a year: of the list, of an earlier import, or of the department's record.
    fn residents(
        &self,
        department: &IndicatorDepartment,
        year: u16,
        standing: &[IndicatorRow],
    ) -> Option<i64> {
        let key = (department.id, year, ImportedIndicator::Residents);
        if let Some(value) = self.values.get(&key) {
            // The source hides a number of residents only when it is small.
            return Some(value.hundredths.unwrap_or(0) / 100);
        }
        let of_department = standing.iter().filter(|row| {
            row.department == department.id && row.indicator == ImportedIndicator::Residents.key()
        });
        let nearest = of_department.min_by_key(|row| row.year.abs_diff(year));
        match nearest {
            Some(row) => Some(row.hundredths.unwrap_or(0) / 100),
            None => department.residents.map(i64::from),
        }
    }

    /// Leaves out what is about too few residents.
    fn leave_out_small(&mut self, draft: &mut Draft, file: &str, standing: &[IndicatorRow]) {
        let mut told = BTreeMap::new();
        let about: Vec<Key> = self
            .values
            .keys()
            .filter(|(_, _, indicator)| indicator.is_about_residents())
            .copied()
            .collect();
        for key in about {
            let (id, year, _) = key;
            let Some(department) = self.departments.iter().find(|one| one.id == id) else {
                continue;
            };
            let residents = self.residents(department, year, standing);
            let is_small = residents.is_some_and(|residents| residents < i64::from(LEAST_RESIDENTS));
            let line = self.values.get(&key).map_or(1, |value| value.line);
            if is_small || residents.is_none() {
                let first = told.entry((id, is_small)).or_insert(line);
                *first = (*first).min(line);
            }
            if is_small {
                self.values.remove(&key);
            }
        }
        for ((id, is_small), line) in told {
            let department = self.departments.iter().find(|one| one.id == id);
            let department = department.map(|one| shown(&one.name)).unwrap_or_default();
            let sentence = match is_small {
                true => Sentence::FewResidents { department },
                false => Sentence::ResidentsUnknown { department },
            };
            draft.warn(file, line, String::new(), sentence);
        }
    }

    /// The values that differ from those that stand.
    fn settle(self, draft: &mut Draft, standing: &[IndicatorRow]) -> Vec<IndicatorRow> {
        let standing: BTreeMap<_, _> = standing
            .iter()
            .map(|row| ((row.department, row.year, row.indicator.as_str()), row.hundredths))
            .collect();
        let names: BTreeMap<_, _> = self
            .departments
            .iter()
            .map(|one| (one.id, one.name.as_str()))
            .collect();
        let mut values: Vec<_> = self.values.into_iter().collect();
        values.sort_by_key(|(_, value)| (value.line, value.column));
        let mut wanted = Vec::new();
        for ((department, year, indicator), value) in values {
            let before = standing.get(&(department, year, indicator.key()));
            match before {
                Some(before) if *before == value.hundredths => {
                    draft.unchanged += 1;
                    continue;
                }
                Some(_) => draft.changed += 1,
                None => draft.added += 1,
            }
            let subject = format!("{}, {year}", names.get(&department).copied().unwrap_or_default());
            let field = Sentence::FieldIndicator {
                name: column_name(indicator).to_owned(),
            };
            let before = before.map(|before| written(*before)).unwrap_or_default();
            draft.change(value.line, &subject, field, &before, &written(value.hundredths));
            wanted.push(IndicatorRow {
                department,
                year,
                indicator: indicator.key().to_owned(),
                hundredths: value.hundredths,
            });
        }
        wanted
    }
}

/// The name of an indicator's column.
fn column_name(indicator: ImportedIndicator) -> &'static str {
    let place = ImportedIndicator::ALL.iter().position(|one| *one == indicator);
    let column = place.and_then(|place| COLUMNS.columns.get(FIRST_INDICATOR + place));
    column.map_or("", |column| column.name)
}

/// The indicator with a name, as a header names it or by its key.
fn named(text: &str) -> Option<ImportedIndicator> {
    let folded = fold(text);
    let mut all = ImportedIndicator::ALL.iter().enumerate();
    let found = all.find(|(place, indicator)| {
        let column = COLUMNS.columns.get(FIRST_INDICATOR + place);
        fold(indicator.key()) == folded
            || column.is_some_and(|column| {
                fold(column.name) == folded || column.headers.contains(&folded.as_str())
            })
    });
    found.map(|(_, indicator)| *indicator)
}

/// A value a hundredfold; within it nothing for one that the source has hidden, and nothing at all for one that it does not
/// know.
fn read_value(cell: &Cell, indicator: ImportedIndicator) -> Result<Option<Option<i64>>, Sentence> {
    let number = match cell.text.strip_suffix('%') {
        Some(number) if cell.form == CellForm::Text => values::statistic(&Cell::of(number))?,
        _ => values::statistic(cell)?,
    };
    let number = match number {
        Statistic::Unknown => return Ok(None),
        Statistic::Suppressed => return Ok(Some(None)),
        Statistic::Number(number) => number,
    };
    let out_of_range = || Sentence::IndicatorRange {
        value: shown(&cell.text),
    };
    let hundredths = (number * 100.0).round();
    if !(0.0..=1.0e12).contains(&hundredths) {
        return Err(out_of_range());
    }
    let hundredths = hundredths as i64;
    let is_whole = indicator != ImportedIndicator::Residents || hundredths % 100 == 0;
    match indicator.range().contains(&hundredths) && is_whole {
        true => Ok(Some(Some(hundredths))),
        false => Err(out_of_range()),
    }
}

/// A value as a report shows it.
fn written(hundredths: Option<i64>) -> String {
    match hundredths {
        None => "<5".to_owned(),
        Some(value) if value % 100 == 0 => (value / 100).to_string(),
        Some(value) => format!("{},{:02}", value / 100, value % 100),
    }
}

/// Plans an import of indicators into departments of an organisation, of which some values stand. Nothing is changed.
pub fn plan_indicators(
    list: &List,
    choices: &Choices,
    departments: &[IndicatorDepartment],
    standing: &[IndicatorRow],
    this_year: u16,
) -> IndicatorPlan {
    let mut draft = Draft::default();
    let mut rows = IndicatorRows {
        departments,
        this_year,
        values: BTreeMap::new(),
    };
    let mut remarks = Remarks::default();
    let summary = reading::read(list, COLUMNS, choices, &mut remarks, &mut |row, remarks| {
        std::mem::swap(&mut draft.remarks, remarks);
        rows.take(row, &mut draft);
        std::mem::swap(&mut draft.remarks, remarks);
    });
    draft.remarks = remarks;
    rows.leave_out_small(&mut draft, &list.file, standing);
    let mut wanted = rows.settle(&mut draft, standing);
    draft.remarks.settle();
    let mut hash = Sha256::new();
    if let Some(summary) = &summary {
        draft.remarks.name_cells(&list.file, summary);
        hash.update(summary.hash);
    }
    hash.update(format!("{choices:?}{departments:?}{standing:?}"));
    let fault_count = draft.remarks.faults();
    if fault_count > 0 {
        wanted.clear();
    }
    let form = summary.as_ref().map(|summary| Sentence::FileForm {
        form: summary.form.clone(),
        rows: summary.rows.to_string(),
        skipped: summary.skipped.to_string(),
    });
    let plan = Plan {
        hash: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        forms: form.into_iter().map(|form| (list.file.clone(), form)).collect(),
        columns: summary
            .as_ref()
            .map(|summary| summary.columns.clone())
            .unwrap_or_default(),
        headers: draft.remarks.headers,
        findings: draft.remarks.faults,
        fault_count,
        warnings: draft.remarks.warnings,
        changes: draft.changes,
        change_count: draft.change_count,
        added: draft.added,
        changed: draft.changed,
        unchanged: draft.unchanged,
        skipped: summary.map_or(0, |summary| summary.skipped),
        ..Plan::default()
    };
    IndicatorPlan { plan, values: wanted }
}

#[cfg(test)]
#[path = "indicators_tests.rs"]
mod tests;

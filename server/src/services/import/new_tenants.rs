//! The list of new tenants: a home and the day on which somebody moved in. Names and all other columns are left out.

use feltbog_shared::language::Language;
use feltbog_shared::moment::Day;
use feltbog_shared::office::ImportRemark;

use super::dwellings::{self, ADDRESS, HOUSE_NUMBER, STREET};
use super::reading::{Choices, Column, Columns, values};
use super::sentence::Sentence;
use super::{Draft, List, reading};

/// The columns of an address are those of a list of dwellings, at the same places.
const OF_DWELLINGS: &[Column] = dwellings::COLUMNS.columns;
const MOVED_IN: usize = 9;
/// The most letters of a home in a visit.
const HOME_LETTERS: usize = 64;

/// The columns of a list of new tenants.
const COLUMNS: Columns = Columns {
    columns: &[
        OF_DWELLINGS[0],
        OF_DWELLINGS[1],
        OF_DWELLINGS[2],
        OF_DWELLINGS[3],
        OF_DWELLINGS[4],
        OF_DWELLINGS[5],
        OF_DWELLINGS[6],
        OF_DWELLINGS[7],
        OF_DWELLINGS[8],
        Column {
            name: "Indflytning",
            headers: &[
                "indflytning",
                "indflytningsdato",
                "indflyttet",
                "indflytdato",
                "overtagelse",
                "overtagelsesdato",
                "startdato",
            ],
        },
    ],
    missing: |has| {
        let mut missing: Vec<_> = [MOVED_IN].into_iter().filter(|column| !has(*column)).collect();
        let has_place = has(ADDRESS) || (has(STREET) && has(HOUSE_NUMBER));
        if !has_place {
            missing.push(ADDRESS);
        }
        missing
    },
};

/// A home with a new tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTenant {
    /// The home, without postcode and town.
    pub dwelling: String,
    /// The day on which the tenant moved in.
    pub moved_in: Day,
}

/// The content of a list of new tenants.
#[derive(Clone, Debug, Default)]
pub struct NewTenants {
    /// The homes, each once, in the order of the list.
    pub tenants: Vec<NewTenant>,
    /// The faults.
    pub faults: Vec<ImportRemark>,
}

/// Reads a list of new tenants.
pub fn read_new_tenants(list: &List, language: Language) -> NewTenants {
    let mut draft = Draft::default();
    let mut remarks = std::mem::take(&mut draft.remarks);
    let mut tenants: Vec<NewTenant> = Vec::new();
    let summary = reading::read(
        list,
        COLUMNS,
        &Choices::default(),
        &mut remarks,
        &mut |row, remarks| {
            std::mem::swap(&mut draft.remarks, remarks);
            let before = draft.remarks.faults();
            let mut address = dwellings::address_of(row, &mut draft);
            (address.postcode, address.town) = (String::new(), String::new());
            let dwelling = address.to_string();
            if draft.remarks.faults() == before {
                let problem = match dwelling.chars().count() {
                    _ if address.street.is_empty() => Some(Sentence::Empty),
                    letters if letters > HOME_LETTERS => Some(Sentence::TooLong {
                        count: HOME_LETTERS.to_string(),
                    }),
                    _ => None,
                };
                if let Some(sentence) = problem {
                    draft.remarks.fault(row.finding(ADDRESS, sentence));
                }
            }
            let day = values::day(row.cell(MOVED_IN), row.is_1904(), row.choices().date_order);
            match day.and_then(|day| day.ok_or(Sentence::Empty)) {
                Err(sentence) => draft.remarks.fault(row.finding(MOVED_IN, sentence)),
                Ok(moved_in) if draft.remarks.faults() == before => {
                    let tenant = NewTenant { dwelling, moved_in };
                    if !tenants.contains(&tenant) {
                        tenants.push(tenant);
                    }
                }
                Ok(_) => {}
            }
            std::mem::swap(&mut draft.remarks, remarks);
        },
    );
    if let Some(summary) = &summary {
        remarks.name_cells(&list.file, summary);
    }
    remarks.settle();
    let faults = remarks.faults.iter().map(|finding| ImportRemark {
        place: finding.place(),
        code: finding.sentence.code().to_owned(),
        sentence: finding.sentence.text(language),
    });
    NewTenants {
        tenants,
        faults: faults.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> NewTenants {
        let list = List {
            file: "indflyttere.csv".into(),
            bytes: text.as_bytes().to_vec(),
        };
        read_new_tenants(&list, Language::Danish)
    }

    #[test]
    fn a_list_gives_homes_and_days_and_nobodys_name() {
        let found = read(
            "Lejer;Adresse;Indflytningsdato\n\
             Karen Ager;\"Lindevej 4, 2. th, 8600 Silkeborg\";01-11-2026\n\
             Bo Bang;Lindevej 6, st. tv;2026-11-15\n\
             Bo Bang;Lindevej 6, st. tv;15.11.2026\n",
        );
        assert_eq!(found.faults, []);
        let homes: Vec<_> = found
            .tenants
            .iter()
            .map(|tenant| format!("{} {}", tenant.dwelling, tenant.moved_in))
            .collect();
        assert_eq!(
            homes,
            ["Lindevej 4, 2. th 2026-11-01", "Lindevej 6, st. tv 2026-11-15"]
        );
    }

    #[test]
    fn a_row_without_a_home_or_a_day_is_a_fault() {
        let found = read("Adresse;Indflytning\nLindevej 4, 2. th;\n;01-11-2026\nLindevej 6;i morgen\n");
        assert_eq!(found.faults.len(), 3, "{:?}", found.faults);
        assert_eq!(found.tenants, []);
        // Without the day there is nothing to count from.
        let found = read("Adresse;Lejer\nLindevej 4, 2. th;Karen Ager\n");
        assert!(!found.faults.is_empty());
    }
}

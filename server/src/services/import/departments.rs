//! The list of departments.

use std::collections::BTreeMap;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Modules;

use super::department_columns::{
    DWELLING_COUNT, LBF_NUMBER, MUNICIPALITY, NAME_COLUMN, NUMBER, ORGANISATION,
};
use super::department_details::{Details, changes, read};
use super::people::significant;
use super::reading::{Row, values};
use super::sentence::{Sentence, shown};
use super::{Draft, text_fault};
use crate::clock::{Random, draw};
use crate::services::beginning::{DWELLINGS, NAME, NUMBER as NUMBER_LETTERS};
use crate::store::RosterDepartment;

/// The departments of a list so far.
#[derive(Debug, Default)]
pub(super) struct DepartmentRows {
    lines: BTreeMap<String, (u64, RosterDepartment)>,
    organisation: Option<(String, u64)>,
}

impl DepartmentRows {
    /// Takes a row in.
    pub(super) fn take(
        &mut self,
        row: Row<'_>,
        draft: &mut Draft,
        standing: &[RosterDepartment],
        now: Moment,
        random: &dyn Random,
    ) {
        let before = draft.remarks.faults();
        let mut find = |column: usize, sentence: Sentence| draft.remarks.fault(row.finding(column, sentence));
        // The column that the department is known by.
        let key = if row.has(NUMBER) { NUMBER } else { LBF_NUMBER };
        let (number, name) = (row.text(key), row.text(NAME_COLUMN));
        // The field of Landsbyggefonden's number is held to the same rules.
        let is_other = key == LBF_NUMBER && !number.is_empty();
        if let Some(sentence) = text_fault(number, NUMBER_LETTERS).filter(|_| !is_other) {
            find(key, sentence);
        }
        if let Some(sentence) = text_fault(name, NAME) {
            find(NAME_COLUMN, sentence);
        }
        let stated = row.text(MUNICIPALITY);
        let municipality = values::municipality(stated).filter(|_| !stated.is_empty());
        if municipality.is_none() {
            find(MUNICIPALITY, Sentence::NoMunicipality { value: shown(stated) });
        }
        let dwellings = values::count(row.cell(DWELLING_COUNT), DWELLINGS);
        if let Err(sentence) = &dwellings {
            find(DWELLING_COUNT, sentence.clone());
        }
        match &self.organisation {
            Some((number, line)) if number != row.text(ORGANISATION) => {
                let line = line.to_string();
                find(ORGANISATION, Sentence::OtherOrganisation { line });
            }
            Some(_) => {}
            None => self.organisation = Some((row.text(ORGANISATION).to_owned(), row.line())),
        }
        let alike = standing
            .iter()
            .chain(self.lines.values().map(|(_, department)| department))
            .filter_map(|one| one.number.as_deref())
            .find(|other| *other != number && significant(other) == significant(number));
        if let Some(other) = alike {
            let (value, other) = (shown(number), other.to_owned());
            find(key, Sentence::NumberWidth { value, other });
        }
        let same = standing.iter().find(|one| one.number.as_deref() == Some(number));
        let record = read(row, same.map(|one| one.record.as_str()), &mut find);
        let namesake = standing
            .iter()
            .any(|one| one.number.is_none() && one.name == name);
        if same.is_none() && namesake {
            let sentence = Sentence::DepartmentNamesake { name: shown(name) };
            draft.remarks.warn(row.finding(NAME_COLUMN, sentence));
        }
        let (Some(municipality), Ok(dwellings), Some(record)) = (municipality, dwellings, record) else {
            return;
        };
        if draft.remarks.faults() > before {
            return;
        }
        let department = RosterDepartment {
            id: same.map_or_else(|| DepartmentId::new(now, draw(random)), |one| one.id),
            number: Some(number.to_owned()),
            name: name.to_owned(),
            municipality,
            dwellings: dwellings.or(same.map(|one| one.dwellings)).unwrap_or(0),
            modules: same.map_or(Modules::all(), |one| one.modules),
            record,
        };
        self.keep(row, draft, key, department);
    }

    /// Keeps a department of the list, unless another line has told of it.
    fn keep(&mut self, row: Row<'_>, draft: &mut Draft, key: usize, department: RosterDepartment) {
        let number = department.number.clone().unwrap_or_default();
        let Some((line, other)) = self.lines.get(&number) else {
            self.lines.insert(number, (row.line(), department));
            return;
        };
        let line = line.to_string();
        let id = other.id;
        match *other == (RosterDepartment { id, ..department }) {
            true => draft.remarks.warn(row.finding(key, Sentence::SameAs { line })),
            false => {
                let number = shown(&number);
                let sentence = Sentence::DepartmentTwice { number, line };
                draft.remarks.fault(row.finding(key, sentence));
            }
        }
    }

    /// Adds the changes to the draft, and to the departments that the other lists are held against.
    pub(super) fn settle(self, draft: &mut Draft, departments: &mut Vec<RosterDepartment>) {
        for (number, (line, department)) in self.lines {
            let subject = format!("{number} {}", department.name);
            match departments.iter_mut().find(|one| one.id == department.id) {
                Some(standing) if *standing == department => {
                    draft.unchanged += 1;
                    continue;
                }
                Some(standing) => {
                    draft.changed += 1;
                    let (before, after) = (standing.dwellings.to_string(), department.dwellings.to_string());
                    let fields = [
                        (
                            Sentence::FieldName,
                            standing.name.as_str(),
                            department.name.as_str(),
                        ),
                        (
                            Sentence::FieldMunicipality,
                            standing.municipality.as_str(),
                            department.municipality.as_str(),
                        ),
                        (Sentence::FieldDwellingCount, before.as_str(), after.as_str()),
                    ];
                    for (field, before, after) in fields {
                        draft.change(line, &subject, field, before, after);
                    }
                    let details = [&standing.record, &department.record].map(|record| Details::parse(record));
                    if let [Some(before), Some(after)] = details {
                        for (field, before, after) in changes(&before, &after) {
                            draft.change(line, &subject, field, &before, &after);
                        }
                    }
                    standing.clone_from(&department);
                }
                None => {
                    draft.added += 1;
                    draft.change(line, &subject, Sentence::FieldDepartment, "", &department.name);
                    if let Some(after) = Details::parse(&department.record) {
                        for (field, before, after) in changes(&Details::default(), &after) {
                            draft.change(line, &subject, field, &before, &after);
                        }
                    }
                    departments.push(department.clone());
                }
            }
            draft.amendment.departments.push(department);
        }
    }
}

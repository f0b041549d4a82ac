//! Import of departments and people from lists that an administration exports: first a plan, which tells every bad row,
//! then all of it in one transaction or nothing. People who have left are ended and never deleted.

mod people;
mod table;

use std::collections::BTreeMap;
use std::fmt;

use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Modules;

use crate::clock::{Random, draw};
use crate::error::Error;
use crate::services::beginning::{DWELLINGS, install_cards, name_fault, number_fault};
use crate::services::settlement;
use crate::state::App;
use crate::store::{Amendment, Roster, RosterDepartment, StoreError};
use table::{Column, Table};

/// A list to import.
#[derive(Clone, Debug)]
pub struct List {
    /// The name of its file, for the report.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The lists of one import.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// The organisation; without one, the one with the least id.
    pub organisation: Option<OrganisationId>,
    /// The departments.
    pub departments: Option<List>,
    /// The people with their grants.
    pub people: Option<List>,
    /// The number of people who have left: the list of people is whole, and the grants of those end whom an earlier
    /// import brought and who are missing from it.
    pub leavers: Option<usize>,
}

/// A reason why nothing is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The header of the column; empty for a whole row or file.
    pub column: String,
    /// The sentence.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.text)
    }
}

/// The plan of an import.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Reasons why nothing is imported, in order.
    pub findings: Vec<Finding>,
    /// The changes, one a line.
    pub changes: Vec<String>,
    /// Facts beside them, one a line.
    pub notes: Vec<String>,
    amendment: Amendment,
    seen: Roster,
}

impl Plan {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.amendment.is_empty()
    }
}

/// Reason why a plan was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The plan has findings.
    #[error("nothing was imported: correct what the report names")]
    Refused,
    /// The organisation is not any more as it was when the plan was made.
    #[error("the database was changed in the meantime; run the command again. Nothing was imported")]
    Moved,
    /// The server's own failure.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

const NUMBER: usize = 0;
const NAME: usize = 1;
const MUNICIPALITY: usize = 2;
const DWELLING_COUNT: usize = 3;
const ORGANISATION: usize = 4;

const DEPARTMENT_COLUMNS: [Column; 5] = [
    Column {
        name: "LBF afd.nr",
        headers: &["lbfafdnr", "afd", "afdnr", "afdelingsnr", "afdelingsnummer"],
        is_required: true,
    },
    Column {
        name: "Afdelingsnavn",
        headers: &["afdelingsnavn", "navn"],
        is_required: true,
    },
    Column {
        name: "Kommunekode",
        headers: &["kommunekode", "kommune", "kommunenr"],
        is_required: true,
    },
    Column {
        name: "Antal boliger",
        headers: &["antalboliger", "boliger"],
        is_required: false,
    },
    Column {
        name: "LBF org.nr",
        headers: &["lbforgnr", "orgnr", "selskab", "selskabsnr"],
        is_required: false,
    },
];

/// Plans an import. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn plan(app: &App, lists: &Lists) -> Result<Plan, StoreError> {
    let seen = match lists.organisation {
        Some(organisation) => app.store.roster_of(organisation).await?,
        None => app.store.roster().await?,
    };
    Ok(compare(seen, lists, app.clock.now(), &*app.random))
}

/// The plan of an import into an organisation as it stands.
fn compare(seen: Roster, lists: &Lists, now: Moment, random: &dyn Random) -> Plan {
    let mut plan = Plan::default();
    let mut departments = seen.departments.clone();
    if let Some(list) = &lists.departments {
        match table::read(&list.file, &list.bytes, &DEPARTMENT_COLUMNS) {
            Ok(table) => plan_departments(&mut plan, &table, &mut departments, now, random),
            Err(findings) => plan.findings.extend(findings),
        }
    }
    if let Some(list) = &lists.people {
        // A list of departments that cannot be read leaves nothing to hold the people against.
        if plan.findings.is_empty() {
            people::plan(&mut plan, list, lists.leavers, &seen, &departments, now, random);
        } else {
            let text = format!("{} was not read, because of the list of departments", list.file);
            plan.notes.push(text);
        }
    }
    plan.seen = seen;
    plan
}

/// Carries out a plan: all of it in one transaction or nothing. Action cards of new departments follow; a run that was
/// cut short between is finished by the next. The number of cards installed.
///
/// # Errors
/// `Refused` and `Moved` with nothing changed; `Failed` when the database or the ledger fails.
pub async fn carry_out(app: &App, plan: &Plan) -> Result<usize, ImportError> {
    if !plan.findings.is_empty() {
        return Err(ImportError::Refused);
    }
    if !plan.is_empty() && !app.store.amend(&plan.amendment, &plan.seen).await? {
        return Err(ImportError::Moved);
    }
    // The ledger hears of the grants that ended, as at each start.
    let settled = settlement::settle(&*app.store, &app.ledger, app.clock.now()).await;
    settled.map_err(Error::from)?;
    Ok(install_cards(app).await?)
}

/// A number without leading zeros, which spreadsheets lose.
fn significant(number: &str) -> &str {
    number.trim_start_matches('0')
}

fn plan_departments(
    plan: &mut Plan,
    table: &Table,
    departments: &mut Vec<RosterDepartment>,
    now: Moment,
    random: &dyn Random,
) {
    let before = departments.clone();
    let mut lines: BTreeMap<String, (u64, RosterDepartment)> = BTreeMap::new();
    let mut organisation: Option<(String, u64)> = None;
    plan.notes.push(format!(
        "{}: {}, {} rows",
        table.file,
        table.encoding,
        table.rows.len()
    ));
    for row in &table.rows {
        let known = plan.findings.len();
        let mut find = |column: usize, text: String| {
            plan.findings
                .push(table.finding(row.line, column, &DEPARTMENT_COLUMNS, text));
        };
        let cell = |column: usize| row.cells[column].as_str();
        if let Some(fault) = number_fault(cell(NUMBER)) {
            find(NUMBER, format!("the number {fault}"));
        }
        if let Some(fault) = cell_fault(cell(NAME)) {
            find(NAME, format!("the name {fault}"));
        }
        let municipality = municipality(cell(MUNICIPALITY));
        if municipality.is_none() {
            let text = format!(
                "{} is no municipality; write its code of four digits",
                shown(cell(MUNICIPALITY))
            );
            find(MUNICIPALITY, text);
        }
        let dwellings = count(cell(DWELLING_COUNT));
        if dwellings.is_none() {
            find(
                DWELLING_COUNT,
                format!("{} is no number of dwellings", shown(cell(DWELLING_COUNT))),
            );
        }
        match &organisation {
            Some((number, line)) if number != cell(ORGANISATION) => {
                find(ORGANISATION, format!("another organisation than on line {line}"));
            }
            Some(_) => {}
            None => organisation = Some((cell(ORGANISATION).to_owned(), row.line)),
        }
        let number = cell(NUMBER);
        let alike = before
            .iter()
            .chain(lines.values().map(|(_, department)| department))
            .filter_map(|one| one.number.as_deref())
            .find(|other| *other != number && significant(other) == significant(number));
        if let Some(other) = alike {
            find(
                NUMBER,
                format!(
                    "{} and {other} differ by leading zeros alone; write one of them",
                    shown(number)
                ),
            );
        }
        let standing = before.iter().find(|one| one.number.as_deref() == Some(number));
        let namesake = before
            .iter()
            .find(|one| one.number.is_none() && one.name == cell(NAME));
        if standing.is_none() && namesake.is_some() {
            plan.notes.push(format!(
                "line {}: a department called {} is there without a number; this makes another",
                row.line,
                cell(NAME)
            ));
        }
        let (Some(municipality), Some(dwellings)) = (municipality, dwellings) else {
            continue;
        };
        if plan.findings.len() > known {
            continue;
        }
        let department = RosterDepartment {
            id: standing.map_or_else(|| DepartmentId::new(now, draw(random)), |one| one.id),
            number: Some(number.to_owned()),
            name: cell(NAME).to_owned(),
            municipality,
            dwellings: match (standing, cell(DWELLING_COUNT)) {
                (Some(standing), "") => standing.dwellings,
                _ => dwellings,
            },
            modules: standing.map_or(Modules::all(), |one| one.modules),
        };
        match lines.get(number) {
            Some((line, other)) if is_alike(other, &department) => {
                plan.notes
                    .push(format!("line {}: the same as line {line}", row.line));
            }
            Some((line, _)) => {
                let text = format!("department {number} stands on line {line} too, with other values");
                plan.findings
                    .push(table.finding(row.line, NUMBER, &DEPARTMENT_COLUMNS, text));
            }
            None => {
                lines.insert(number.to_owned(), (row.line, department));
            }
        }
    }
    for (number, (_, department)) in lines {
        match departments.iter_mut().find(|one| one.id == department.id) {
            Some(standing) if *standing == department => continue,
            Some(standing) => {
                plan.changes
                    .push(format!("change department {number} {}", department.name));
                standing.clone_from(&department);
            }
            None => {
                plan.changes
                    .push(format!("new department {number} {}", department.name));
                departments.push(department.clone());
            }
        }
        plan.amendment.departments.push(department);
    }
}

/// Whether two rows say the same of a department.
fn is_alike(one: &RosterDepartment, other: &RosterDepartment) -> bool {
    let same_id = RosterDepartment {
        id: one.id,
        ..other.clone()
    };
    *one == same_id
}

/// A value as a report shows it: in quotation marks, short, and harmless in a spreadsheet.
fn shown(value: &str) -> String {
    let short: String = value
        .chars()
        .filter(|letter| !letter.is_control())
        .take(40)
        .collect();
    match short.starts_with(['=', '+', '-', '@']) {
        true => format!("\"'{short}\""),
        false => format!("\"{short}\""),
    }
}

/// A fault of a name in a cell.
fn cell_fault(name: &str) -> Option<&'static str> {
    if let Some(fault) = name_fault(name) {
        return Some(fault);
    }
    if name.starts_with('#') {
        Some("is an error of the spreadsheet")
    } else if name.contains('?') {
        Some("holds a question mark; were Danish letters lost?")
    } else {
        None
    }
}

/// A municipality by its code, of which the leading zero may be lost, or by its name.
fn municipality(text: &str) -> Option<String> {
    if text.chars().all(|letter| letter.is_ascii_digit()) {
        return matches!(text.len(), 3 | 4).then(|| format!("{text:0>4}"));
    }
    let is_name = !text.chars().any(|letter| letter.is_ascii_digit()) && cell_fault(text).is_none();
    is_name.then(|| text.to_owned())
}

/// A number of dwellings: whole, with full stops between thousands; 0 for an empty cell.
fn count(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for part in parts {
        if part.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(part);
    }
    let is_number = !first.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit());
    let number = is_number.then(|| digits.parse().ok()).flatten();
    number.filter(|number| *number <= DWELLINGS)
}

/// A new person's id.
fn person_id(now: Moment, random: &dyn Random) -> UserId {
    UserId::new(now, draw(random))
}

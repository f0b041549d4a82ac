//! Import of departments, people, grants and dwellings from lists that an administration exports: first a plan, which
//! tells every bad row and every change, then all of it in one transaction or nothing. People who have left are ended
//! and never deleted.
//!
//! 1. [`reading`] gives the rows of a file with known columns, one by one.
//! 2. One module for each kind of list holds its rows against what stands, and adds to the [`Draft`].
//! 3. [`plan`] makes a [`Plan`] of the draft; [`carry_out`] carries it out on the state it was made from.

pub mod address;
mod arrears;
mod department_columns;
mod department_details;
#[cfg(test)]
mod department_tests;
mod departments;
mod dwellings;
mod effects;
mod finding;
pub mod indicators;
mod new_tenants;
mod people;
pub mod reading;
mod report;
mod sentence;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use sha2::{Digest as _, Sha256};

use crate::clock::Random;
use crate::error::Error;
use crate::services::beginning::install_cards;
use crate::services::settlement;
use crate::state::App;
use crate::store::{
    Amendment, AmendmentNote, Dwelling, Roster, RosterDepartment, Store, StoreError, digest_dwellings,
};
use crate::work_meter::note_read;
pub use arrears::{ArrearsState, ContactChange, StandingContact, plan_arrears};
use departments::DepartmentRows;
use dwellings::DwellingRows;
pub use effects::ImportEffects;
pub use finding::ImportFinding;
use finding::Remarks;
pub use new_tenants::{NewTenant, NewTenants, read_new_tenants};
use people::PeopleRows;
pub use reading::{Choices, DateOrder, PersonAnswer};
use reading::{Columns, Row, Summary};
pub use sentence::Sentence;
use sentence::harmless;

/// About the bytes of a person or dwelling that a list is compared with.
const ROW_BYTES: usize = 100;
/// The most changes that are kept to be shown; the rest is counted.
const KEPT_CHANGES: usize = 1_000;

/// The most questions that are kept to be asked at once.
const KEPT_QUESTIONS: usize = 200;

/// A list to import.
#[derive(Clone, Debug, Default)]
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
    /// The people, perhaps with their grants.
    pub people: Option<List>,
    /// Grants of people who are there, or in the list of people.
    pub grants: Option<List>,
    /// The dwellings.
    pub dwellings: Option<List>,
    /// The fate of people of earlier imports who are missing from the list of people.
    pub leavers: Leavers,
    /// Choices for reading.
    pub choices: Choices,
    /// The tenants of Entra that the server knows, each with its issuer.
    pub issuers: Vec<(String, String)>,
    /// Whether the plan keeps every change, for a report, and not only the first.
    pub keeps_all_changes: bool,
}

/// The fate of people whom an earlier import brought and who are missing from the list of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leavers {
    /// The list holds changes only: they keep what they have.
    #[default]
    Keep,
    /// The list is whole: what imports gave them ends. Of more than five people, or five in a hundred, the number has
    /// to be stated; a stated number has to be right.
    End {
        /// The number of people who have left.
        stated: Option<usize>,
    },
}

/// A change that an import makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line; 0 for somebody who is not in the list.
    pub line: u64,
    /// The name of the changed thing.
    pub subject: String,
    /// The name of the field.
    pub field: Sentence,
    /// The value before; empty for something new.
    pub before: String,
    /// The value after.
    pub after: String,
}

/// A question whether a row means a person who stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonQuestion {
    /// The key that the answer is given by.
    pub key: String,
    /// The code of the sentence that asks.
    pub code: &'static str,
    /// The name in the list.
    pub name: String,
    /// The person who stands, with number or mail address.
    pub known: String,
    /// The answer, as far as there is one.
    pub answer: Option<PersonAnswer>,
}

/// The issuer of a tenant of Entra.
pub fn entra_issuer(tenant: &str) -> String {
    people::entra_issuer(tenant)
}

/// The names of the fields of a kind of list; nothing for a kind that is none.
pub fn fields_of(kind: &str) -> Option<Vec<&'static str>> {
    let columns = match kind {
        "departments" => department_columns::COLUMNS,
        "people" => people::PEOPLE,
        "grants" => people::GRANTS,
        "dwellings" => dwellings::COLUMNS,
        "indicators" => indicators::COLUMNS,
        "arrears" => arrears::COLUMNS,
        _ => return None,
    };
    Some(columns.columns.iter().map(|column| column.name).collect())
}

/// The names and numbers of residents and the amounts among headers. Their values are shown to nobody.
pub fn is_of_residents(header: &str) -> bool {
    arrears::is_of_residents(header)
}

/// A header as it is compared and remembered: without case, accents and punctuation.
pub fn folded_header(header: &str) -> String {
    reading::fold(header)
}

/// The plan of an import.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// A hash over the rows, the choices and the state that they were compared with, in hexadecimal.
    pub hash: String,
    /// The form of each file by its name: encoding and delimiter or sheet, and the number of rows.
    pub forms: Vec<(String, Sentence)>,
    /// The columns that were found: the header as written, and the field.
    pub columns: Vec<(String, String)>,
    /// The headers of the last file, as written.
    pub headers: Vec<String>,
    /// The first values of each column of the last file, by its header.
    pub samples: Vec<(String, Vec<String>)>,
    /// The sheets of the last file that have the columns, when there are several.
    pub sheets: Vec<String>,
    /// Words for roles that are not known, each with the key that was chosen, or nothing.
    pub roles: Vec<(String, String)>,
    /// The questions whether a row means a person who stands.
    pub questions: Vec<PersonQuestion>,
    /// Reasons why nothing is imported, in order.
    pub findings: Vec<ImportFinding>,
    /// The number of these reasons, those that are not kept with their places too.
    pub fault_count: usize,
    /// Remarks that hinder nothing, in order.
    pub warnings: Vec<ImportFinding>,
    /// The first changes.
    pub changes: Vec<Change>,
    /// The number of changed fields, those that are not among the first too.
    pub change_count: u32,
    /// The number of things to add.
    pub added: u32,
    /// The number of things to change.
    pub changed: u32,
    /// The number of things that stand as wanted.
    pub unchanged: u32,
    /// The number of people who stop.
    pub ended: u32,
    /// The number of skipped rows: blank ones, sums and people who are not active.
    pub skipped: u32,
    /// The people who are there and whose name or mail address changes, with their lines.
    renamed: Vec<(u64, UserId)>,
    /// The lines of the accounts that are bound, in the order of the amendment.
    bound: Vec<u64>,
    amendment: Amendment,
    seen: Roster,
}

impl Plan {
    /// The people who are there and whose name or mail address changes, with their lines.
    pub fn renamed(&self) -> &[(u64, UserId)] {
        &self.renamed
    }

    /// Adds a fault on a line, for which nothing is imported.
    pub fn refuse(&mut self, line: u64, sentence: Sentence) {
        self.findings.push(place("", line, String::new(), sentence));
        self.findings.sort_by_key(|finding| finding.line);
        self.fault_count += 1;
        self.amendment = Amendment::default();
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.amendment.is_empty()
    }

    /// The number of departments, people, grants and dwellings that are added, changed or ended.
    pub fn total(&self) -> u32 {
        self.added + self.changed + self.ended
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

/// A plan in the making.
#[derive(Debug, Default)]
struct Draft {
    remarks: Remarks,
    amendment: Amendment,
    changes: Vec<Change>,
    change_count: u32,
    added: u32,
    changed: u32,
    unchanged: u32,
    ended: u32,
    /// The people who are there and whose name or mail address changes, with their lines.
    renamed: Vec<(u64, UserId)>,
    /// The lines of the accounts that are bound, in the order of the amendment.
    bound: Vec<u64>,
    /// Words for roles that are not known, each with the key that was chosen, or nothing.
    roles: BTreeMap<String, String>,
    questions: Vec<PersonQuestion>,
    keeps_all_changes: bool,
}

impl Draft {
    /// Whether another change would be kept to be shown.
    fn has_room(&self) -> bool {
        self.keeps_all_changes || self.changes.len() < KEPT_CHANGES
    }

    /// Keeps a question, once for each key.
    fn ask(&mut self, question: PersonQuestion) {
        let is_new = self.questions.iter().all(|one| one.key != question.key);
        if is_new && self.questions.len() < KEPT_QUESTIONS {
            self.questions.push(question);
        }
    }

    /// Notes a change of a field; nothing when the values are the same.
    fn change(&mut self, line: u64, subject: &str, field: Sentence, before: &str, after: &str) {
        if before == after {
            return;
        }
        self.change_count += 1;
        if self.has_room() {
            self.changes.push(Change {
                line,
                subject: harmless(subject),
                field,
                before: harmless(before),
                after: harmless(after),
            });
        }
    }

    fn fault(&mut self, file: &str, line: u64, column: String, sentence: Sentence) {
        self.remarks.fault(place(file, line, column, sentence));
    }

    fn warn(&mut self, file: &str, line: u64, column: String, sentence: Sentence) {
        self.remarks.warn(place(file, line, column, sentence));
    }
}

fn place(file: &str, line: u64, column: String, sentence: Sentence) -> ImportFinding {
    ImportFinding {
        file: file.to_owned(),
        line,
        column,
        cell: None,
        sentence,
    }
}

/// A fault of a text in a cell: empty, too long, with control characters, or with letters that were lost.
fn text_fault(text: &str, longest: usize) -> Option<Sentence> {
    if text.is_empty() {
        return Some(Sentence::Empty);
    }
    if text.chars().count() > longest {
        let count = longest.to_string();
        return Some(Sentence::TooLong { count });
    }
    if text.chars().any(char::is_control) {
        return Some(Sentence::ControlLetters);
    }
    text.contains('?').then(|| Sentence::LostLetters {
        value: sentence::shown(text),
    })
}

/// Plans an import. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn plan(app: &App, lists: &Lists) -> Result<Plan, Error> {
    let seen = roster(&*app.store, lists).await?;
    let dwellings = dwellings(&*app.store, &seen, lists).await?;
    let (lists, random, now) = (lists.clone(), app.random.clone(), app.clock.now());
    let rows = seen.people.len() + dwellings.len();
    note_read(rows * ROW_BYTES);
    // A long list keeps a thread busy: it waits for a turn, and for nobody in the meantime.
    let turn = app.judging.acquire().await;
    let turn = turn.map_err(|error| Error::Fault(error.to_string()))?;
    let comparing = move || compare(seen, &dwellings, &lists, now, &*random);
    let compared = tokio::task::spawn_blocking(comparing).await;
    drop(turn);
    let mut plan = compared.map_err(|error| Error::Fault(error.to_string()))?;
    refuse_accounts_elsewhere(&*app.store, &mut plan).await?;
    Ok(plan)
}

/// Refuses the accounts that are somebody's whom this organisation does not see.
async fn refuse_accounts_elsewhere(store: &dyn Store, plan: &mut Plan) -> Result<(), StoreError> {
    let mut refused = Vec::new();
    for (line, identity) in plan.bound.iter().zip(&plan.amendment.identities) {
        let bound = store.identity(&identity.issuer, &identity.subject).await?;
        if bound.is_some_and(|person| person != identity.person) {
            refused.push(*line);
        }
    }
    for line in refused {
        plan.refuse(line, Sentence::AccountElsewhere);
    }
    Ok(())
}

/// The organisation that lists are for.
async fn roster(store: &dyn Store, lists: &Lists) -> Result<Roster, StoreError> {
    match lists.organisation {
        Some(organisation) => store.roster_of(organisation).await,
        None => store.roster().await,
    }
}

/// Its dwellings, if a list names some.
async fn dwellings(store: &dyn Store, seen: &Roster, lists: &Lists) -> Result<Vec<Dwelling>, StoreError> {
    match lists.dwellings {
        Some(_) => store.dwellings(seen).await,
        None => Ok(Vec::new()),
    }
}

/// Plans an import into the organisation of the lists in a store. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn plan_on(
    store: &dyn Store,
    lists: &Lists,
    now: Moment,
    random: &dyn Random,
) -> Result<Plan, StoreError> {
    let seen = roster(store, lists).await?;
    plan_from(store, seen, lists, now, random).await
}

/// Plans an import into the organisation of a roster. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn plan_from(
    store: &dyn Store,
    seen: Roster,
    lists: &Lists,
    now: Moment,
    random: &dyn Random,
) -> Result<Plan, StoreError> {
    let dwellings = dwellings(store, &seen, lists).await?;
    let mut plan = compare(seen, &dwellings, lists, now, random);
    refuse_accounts_elsewhere(store, &mut plan).await?;
    Ok(plan)
}

/// Readings of the lists of one import.
struct Readings<'a> {
    lists: &'a Lists,
    summaries: Vec<(String, Summary)>,
}

impl Readings<'_> {
    fn read(
        &mut self,
        list: &List,
        columns: Columns,
        draft: &mut Draft,
        take: &mut dyn FnMut(Row<'_>, &mut Draft),
    ) {
        // Remarks of the reading and of the rows come together in order.
        let mut remarks = std::mem::take(&mut draft.remarks);
        let read = reading::read(
            list,
            columns,
            &self.lists.choices,
            &mut remarks,
            &mut |row, remarks| {
                std::mem::swap(&mut draft.remarks, remarks);
                take(row, draft);
                std::mem::swap(&mut draft.remarks, remarks);
            },
        );
        draft.remarks = remarks;
        self.summaries
            .extend(read.map(|summary| (list.file.clone(), summary)));
    }
}

/// The plan of an import into an organisation as it stands.
fn compare(seen: Roster, standing: &[Dwelling], lists: &Lists, now: Moment, random: &dyn Random) -> Plan {
    let mut draft = Draft {
        keeps_all_changes: lists.keeps_all_changes,
        ..Draft::default()
    };
    let mut readings = Readings {
        lists,
        summaries: Vec::new(),
    };
    let mut departments = seen.departments.clone();
    let mut is_unread = false;
    if let Some(list) = &lists.departments {
        let mut rows = DepartmentRows::default();
        readings.read(
            list,
            department_columns::COLUMNS,
            &mut draft,
            &mut |row, draft| {
                rows.take(row, draft, &seen.departments, now, random);
            },
        );
        // A list of departments with faults leaves nothing to hold the others against.
        match draft.remarks.faults() {
            0 => rows.settle(&mut draft, &mut departments),
            _ => is_unread = true,
        }
    }
    let others = [&lists.people, &lists.grants, &lists.dwellings];
    if is_unread {
        for list in others.into_iter().flatten() {
            draft.warn(&list.file, 1, String::new(), Sentence::FileUnread);
        }
    }
    let mut inactive = 0;
    if !is_unread && (lists.people.is_some() || lists.grants.is_some()) {
        inactive = compare_people(&seen, &departments, &mut readings, &mut draft, now, random);
    }
    if let Some(list) = lists.dwellings.as_ref().filter(|_| !is_unread) {
        let mut rows = DwellingRows::new(standing, &departments, &list.file);
        readings.read(list, dwellings::COLUMNS, &mut draft, &mut |row, draft| {
            rows.take(row, draft, now, random);
        });
        rows.settle(&mut draft, lists.leavers != Leavers::Keep);
        draft.amendment.seen_dwellings = Some(digest_dwellings(standing));
    }
    finish(draft, readings, seen, standing, inactive)
}

/// Holds the lists of people and grants against what stands. The number of people who are not active.
fn compare_people(
    seen: &Roster,
    departments: &[RosterDepartment],
    readings: &mut Readings<'_>,
    draft: &mut Draft,
    now: Moment,
    random: &dyn Random,
) -> u32 {
    let lists = readings.lists;
    let mut rows = PeopleRows::new(seen, departments, &lists.issuers, now);
    if let Some(list) = &lists.people {
        rows.begin(&list.file);
        readings.read(list, people::PEOPLE, draft, &mut |row, draft| {
            rows.take_person(row, draft, random);
        });
        if rows.inactive() > 0 {
            let count = rows.inactive().to_string();
            draft.warn(&list.file, 1, String::new(), Sentence::Inactive { count });
        }
    }
    if let Some(list) = &lists.grants {
        rows.begin(&list.file);
        readings.read(list, people::GRANTS, draft, &mut |row, draft| {
            rows.take_grant(row, draft);
        });
    }
    let inactive = rows.inactive();
    rows.settle(draft, lists.people.as_ref().map(|_| lists.leavers));
    inactive
}

fn finish(
    mut draft: Draft,
    readings: Readings<'_>,
    seen: Roster,
    standing: &[Dwelling],
    inactive: u32,
) -> Plan {
    draft.remarks.settle();
    for (file, summary) in &readings.summaries {
        draft.remarks.name_cells(file, summary);
    }
    let mut hash = Sha256::new();
    for (_, summary) in &readings.summaries {
        hash.update(summary.hash);
    }
    hash.update(format!(
        "{:?}{:?}{:?}",
        readings.lists.leavers, readings.lists.choices, readings.lists.issuers
    ));
    hash.update(digest_roster(&seen));
    hash.update(digest_dwellings(standing));
    let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let fault_count = draft.remarks.faults();
    let nothing = Amendment {
        seen_dwellings: draft.amendment.seen_dwellings,
        ..Amendment::default()
    };
    if fault_count > 0 || draft.amendment == nothing {
        draft.amendment = Amendment::default();
    }
    draft.amendment.is_import = !draft.amendment.is_empty();
    let skipped: u32 = readings.summaries.iter().map(|(_, one)| one.skipped).sum();
    let mut columns = BTreeMap::new();
    for (_, summary) in &readings.summaries {
        columns.extend(summary.columns.iter().cloned());
    }
    let form = |(file, summary): &(String, Summary)| {
        let form = Sentence::FileForm {
            form: summary.form.clone(),
            rows: summary.rows.to_string(),
            skipped: summary.skipped.to_string(),
        };
        (file.clone(), form)
    };
    let forms = readings.summaries.iter().map(form).collect();
    Plan {
        hash,
        forms,
        columns: columns.into_iter().collect(),
        headers: draft.remarks.headers,
        samples: draft.remarks.samples,
        sheets: draft.remarks.sheets,
        roles: draft.roles.into_iter().collect(),
        questions: draft.questions,
        findings: draft.remarks.faults,
        fault_count,
        warnings: draft.remarks.warnings,
        changes: draft.changes,
        change_count: draft.change_count,
        added: draft.added,
        changed: draft.changed,
        unchanged: draft.unchanged,
        ended: draft.ended,
        skipped: skipped + inactive,
        renamed: draft.renamed,
        bound: draft.bound,
        amendment: draft.amendment,
        seen,
    }
}

/// A hash over the organisation as it stands.
fn digest_roster(roster: &Roster) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut text = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    text(&format!("{:?}", (roster.id, &roster.organisation)));
    for department in &roster.departments {
        text(&format!("{department:?}"));
    }
    for person in &roster.people {
        text(&format!("{person:?}"));
    }
    for granted in roster.grants.iter().chain(&roster.imported) {
        text(&format!("{granted:?}"));
    }
    for grant in roster.level_grants.iter().chain(&roster.imported_levels) {
        text(&format!("{grant:?}"));
    }
    for identity in &roster.identities {
        text(&format!("{identity:?}"));
    }
    hash.finalize().into()
}

/// Takes an import back, and notes that: all of it in one transaction or nothing. The number of the entry; nothing when the
/// organisation was changed meanwhile.
///
/// # Errors
/// When the database or the ledger fails.
pub async fn take_back(
    app: &App,
    amendment: &Amendment,
    seen: &Roster,
    note: &AmendmentNote,
) -> Result<Option<u64>, Error> {
    let Some(number) = app.store.amend_noted(amendment, seen, note).await? else {
        return Ok(None);
    };
    // The ledger hears of the grants that ended, as at each start.
    settlement::settle(&*app.store, &app.ledger, app.clock.now()).await?;
    Ok(Some(number))
}

/// Carries out a plan: all of it in one transaction or nothing. Action cards of new departments follow; a run that was
/// cut short between is finished by the next. The number of cards installed.
///
/// # Errors
/// `Refused` and `Moved` with nothing changed; `Failed` when the database or the ledger fails.
pub async fn carry_out(app: &App, plan: &Plan) -> Result<usize, ImportError> {
    if plan.fault_count > 0 {
        return Err(ImportError::Refused);
    }
    if !plan.is_empty() && !app.store.amend(&plan.amendment, &plan.seen).await? {
        return Err(ImportError::Moved);
    }
    finish_import(app).await
}

/// Carries out a plan, with the entry of the administrative log, what undoes it, and the choices to remember: all of it in
/// one transaction or nothing. The rest is as in [`carry_out`].
///
/// # Errors
/// As [`carry_out`].
pub async fn carry_out_noted(app: &App, plan: &Plan, note: &AmendmentNote) -> Result<usize, ImportError> {
    if plan.fault_count > 0 {
        return Err(ImportError::Refused);
    }
    let noted = app.store.amend_noted(&plan.amendment, &plan.seen, note).await?;
    if noted.is_none() {
        return Err(ImportError::Moved);
    }
    finish_import(app).await
}

/// The ledger and the action cards after an import. A start finishes them too.
async fn finish_import(app: &App) -> Result<usize, ImportError> {
    // The ledger hears of the grants that ended, as at each start.
    let settled = settlement::settle(&*app.store, &app.ledger, app.clock.now()).await;
    settled.map_err(Error::from)?;
    Ok(install_cards(app).await?)
}

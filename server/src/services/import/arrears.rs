//! The fortnightly list of arrears: dwelling, stage and perhaps a day. Amounts and names are dropped at reading. A list is
//! held against the contacts that stand, so that a repeated list makes nothing twice.

use std::collections::BTreeMap;

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId, DwellingId};
use feltbog_shared::model::ValueList as _;
use feltbog_shared::model::arrears_contact::ArrearsStage;
use feltbog_shared::moment::Day;
use sha2::{Digest as _, Sha256};

use super::reading::{Column, Columns, Row, fold};
use super::sentence::{Sentence, shown};
use super::{Choices, Draft, List, Lists, Plan, Readings, address, finish};
use crate::store::{Dwelling, Roster};

const TENANCY: usize = 0;
const ADDRESS: usize = 1;
const STAGE: usize = 2;
const DATE: usize = 3;
const DEPARTMENT: usize = 4;

/// The longest name of a dwelling in a contact, in characters.
const DWELLING: usize = 64;

/// The columns of a list of arrears.
pub(super) const COLUMNS: Columns = Columns {
    columns: &[
        Column {
            name: "Lejem\u{e5}lsnr",
            headers: &["lejemaalsnr", "lejemaalsnummer", "lejemaal", "lejemaalnr"],
        },
        Column {
            name: "Adresse",
            headers: &["adresse", "adressebetegnelse", "bolig"],
        },
        Column {
            name: "Trin",
            headers: &["trin", "status", "stadie", "rykkertrin", "sagstrin"],
        },
        Column {
            name: "Dato",
            headers: &["dato", "listedato", "pr", "prdato"],
        },
        Column {
            name: "Afd.",
            headers: &[
                "afd",
                "afdnr",
                "lbfafdnr",
                "afdeling",
                "afdelingsnr",
                "afdelingsnummer",
            ],
        },
    ],
    missing: |has| {
        let mut missing = Vec::new();
        if !has(TENANCY) && !has(ADDRESS) {
            missing.push(TENANCY);
        }
        if !has(STAGE) {
            missing.push(STAGE);
        }
        missing
    },
};

/// Parts of headers that name amounts of money.
const AMOUNTS: [&str; 9] = [
    "saldo",
    "beloeb",
    "restance",
    "gaeld",
    "skyld",
    "kroner",
    "dkk",
    "forfald",
    "udestaaende",
];
/// Parts of headers that name people.
const NAMES: [&str; 7] = ["navn", "lejer", "beboer", "telefon", "tlf", "mail", "mobil"];

/// The stages by the words that lists have for them, folded.
const STAGES: [(&str, ArrearsStage); 14] = [
    ("rykker", ArrearsStage::Reminder),
    ("rykker1", ArrearsStage::Reminder),
    ("1rykker", ArrearsStage::Reminder),
    ("rykkerskrivelse", ArrearsStage::Reminder),
    ("paakrav", ArrearsStage::Reminder),
    ("paakravsskrivelse", ArrearsStage::Reminder),
    ("ophaevet", ArrearsStage::Terminated),
    ("ophaevelse", ArrearsStage::Terminated),
    ("lejeophaevet", ArrearsStage::Terminated),
    ("foged", ArrearsStage::BailiffDate),
    ("fogedberammet", ArrearsStage::BailiffDate),
    ("fogedsag", ArrearsStage::BailiffDate),
    ("berammet", ArrearsStage::BailiffDate),
    ("fogedret", ArrearsStage::BailiffDate),
];

/// A contact as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingContact {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The key of its home.
    pub home: String,
    /// The stage.
    pub stage: Option<ArrearsStage>,
    /// The day of the last list that it stood on.
    pub source_list_on: Option<Day>,
    /// Whether nobody has to do anything about it any more.
    pub is_finished: bool,
}

/// A contact to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactChange {
    /// The department.
    pub department: DepartmentId,
    /// The record: one that stands, or one to be made.
    pub document: DocumentId,
    /// The id that one to be made had before ids of the server's own were marked.
    pub former: DocumentId,
    /// The dwelling of one to be made; nothing for one that stands.
    pub dwelling: Option<String>,
    /// The stage.
    pub stage: ArrearsStage,
    /// The day of the list.
    pub source_list_on: Day,
}

/// The state that a list is held against.
#[derive(Clone, Copy, Debug)]
pub struct ArrearsState<'a> {
    /// The departments into which contacts may be brought, with their numbers.
    pub departments: &'a [(DepartmentId, Option<String>)],
    /// Their dwellings.
    pub dwellings: &'a [Dwelling],
    /// Their contacts.
    pub contacts: &'a [StandingContact],
    /// The day of the list, for rows without one.
    pub list_on: Day,
    /// Today, in Denmark.
    pub today: Day,
}

/// The plan of a list, and the contacts that it writes. Nothing is changed.
pub fn plan_arrears(list: &List, choices: &Choices, state: ArrearsState<'_>) -> (Plan, Vec<ContactChange>) {
    let lists = Lists {
        choices: choices.clone(),
        ..Lists::default()
    };
    let mut draft = Draft::default();
    let mut readings = Readings {
        lists: &lists,
        summaries: Vec::new(),
    };
    let mut rows = ArrearsRows::new(state);
    readings.read(list, COLUMNS, &mut draft, &mut |row, draft| rows.take(row, draft));
    let changes = rows.settle(&mut draft, &list.file);
    tell_dropped_columns(&mut draft, list, choices, &readings);
    let is_faulty = draft.remarks.faults() > 0;
    let mut plan = finish(draft, readings, Roster::default(), &[], 0);
    plan.hash = digest(&plan.hash, state);
    (plan, if is_faulty { Vec::new() } else { changes })
}

/// The id of a contact that a list makes, before it is marked as the server's own: of the dwelling and the day, so that the
/// same list makes the same record.
fn contact_id(dwelling: DwellingId, on: Day) -> DocumentId {
    let sum = Sha256::new()
        .chain_update(b"arrears")
        .chain_update(dwelling.as_bytes())
        .chain_update(on.to_string())
        .finalize();
    let mut bytes = [0; 16];
    let millis = on.start().millis().to_be_bytes();
    let drawn = sum.iter().copied().skip(6);
    for (byte, value) in bytes
        .iter_mut()
        .zip(millis.into_iter().skip(2).take(6).chain(drawn))
    {
        *byte = value;
    }
    // UUIDv7, as phones make them.
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    DocumentId::from_bytes(bytes)
}

/// The hash of a plan with the state that it was made from.
fn digest(hash: &str, state: ArrearsState<'_>) -> String {
    let mut sum = Sha256::new();
    sum.update(hash);
    sum.update(state.list_on.to_string());
    for contact in state.contacts {
        sum.update(format!("{contact:?}"));
    }
    for dwelling in state.dwellings {
        sum.update(format!("{dwelling:?}"));
    }
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a header names residents, their numbers or amounts.
pub(super) fn is_of_residents(header: &str) -> bool {
    let folded = fold(header);
    let mut words = AMOUNTS.iter().chain(&NAMES);
    folded == "kr" || words.any(|word| folded.contains(word))
}

/// Tells of columns that were not read: amounts and people each with their reason.
fn tell_dropped_columns(draft: &mut Draft, list: &List, choices: &Choices, readings: &Readings<'_>) {
    let is_known = |header: &String| {
        let mut summaries = readings.summaries.iter();
        summaries.any(|(_, summary)| summary.columns.iter().any(|(known, _)| known == header))
            || choices.columns.contains_key(&fold(header))
    };
    let (mut amounts, mut names, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let samples = &mut draft.remarks.samples;
    for header in draft.remarks.headers.clone() {
        let folded = fold(&header);
        let names_one = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        let is_amount = names_one(&AMOUNTS) || folded == "kr";
        if is_amount && !is_known(&header) {
            samples.retain(|(other, _)| *other != header);
            amounts.push(shown(&header));
        } else if names_one(&NAMES) && !is_known(&header) {
            samples.retain(|(other, _)| *other != header);
            names.push(shown(&header));
        } else if !is_known(&header) {
            others.push(shown(&header));
        }
    }
    draft
        .remarks
        .withdraw_warnings(|warning| matches!(warning.sentence, Sentence::ColumnsUnread { .. }));
    type Tell = fn(String) -> Sentence;
    let groups: [(Vec<String>, Tell); 3] = [
        (amounts, |headers| Sentence::AmountsDropped { headers }),
        (names, |headers| Sentence::NamesDropped { headers }),
        (others, |headers| Sentence::ColumnsUnread { headers }),
    ];
    if readings.summaries.is_empty() {
        return;
    }
    for (headers, tell) in groups.into_iter().filter(|(headers, _)| !headers.is_empty()) {
        draft.warn(&list.file, 1, String::new(), tell(headers.join(", ")));
    }
}

/// A row whose dwelling is known.
struct ArrearsLine<'a> {
    line: u64,
    dwelling: &'a Dwelling,
    stage: ArrearsStage,
    on: Day,
}

/// The rows of a list so far.
struct ArrearsRows<'a> {
    state: ArrearsState<'a>,
    by_tenancy: BTreeMap<&'a str, Vec<&'a Dwelling>>,
    by_door: BTreeMap<String, Vec<&'a Dwelling>>,
    lines: Vec<ArrearsLine<'a>>,
}

/// The text by which two addresses are the same, without postcode and town.
fn door_key(address: &crate::store::DwellingAddress) -> String {
    let street = address.street.to_lowercase();
    [street.as_str(), &address.number, &address.floor, &address.door].join("|")
}

impl<'a> ArrearsRows<'a> {
    fn new(state: ArrearsState<'a>) -> Self {
        let mut by_tenancy: BTreeMap<&str, Vec<&Dwelling>> = BTreeMap::new();
        let mut by_door: BTreeMap<String, Vec<&Dwelling>> = BTreeMap::new();
        for dwelling in state.dwellings {
            if let Some(number) = dwelling.tenancy_number.as_deref() {
                by_tenancy.entry(number).or_default().push(dwelling);
            }
            if !dwelling.address.street.is_empty() {
                by_door
                    .entry(door_key(&dwelling.address))
                    .or_default()
                    .push(dwelling);
            }
        }
        Self {
            state,
            by_tenancy,
            by_door,
            lines: Vec::new(),
        }
    }

    fn take(&mut self, row: Row<'_>, draft: &mut Draft) {
        let before = draft.remarks.faults();
        let stage = stage_of(row.text(STAGE));
        if stage.is_none() {
            // An amount may stand in the cell.
            let value: String = row.text(STAGE).chars().filter(|c| !c.is_ascii_digit()).collect();
            let sentence = match value.trim() {
                "" => Sentence::Empty,
                value => Sentence::NoStage { value: shown(value) },
            };
            draft.remarks.fault(row.finding(STAGE, sentence));
        }
        let on = match row.day(DATE) {
            Ok(on) => on.unwrap_or(self.state.list_on),
            Err(sentence) => {
                draft.remarks.fault(row.finding(DATE, sentence));
                self.state.list_on
            }
        };
        if on > self.state.today {
            let value = on.to_string();
            draft
                .remarks
                .fault(row.finding(DATE, Sentence::FutureDay { value }));
        }
        let dwelling = self.dwelling(row, draft);
        if draft.remarks.faults() > before {
            return;
        }
        if let (Some(dwelling), Some(stage)) = (dwelling, stage) {
            self.lines.push(ArrearsLine {
                line: row.line(),
                dwelling,
                stage,
                on,
            });
        }
    }

    /// The dwelling of a row: by its tenancy, else by its address. A dwelling elsewhere and none at all are told alike.
    fn dwelling(&self, row: Row<'_>, draft: &mut Draft) -> Option<&'a Dwelling> {
        let (tenancy, address) = (row.text(TENANCY), row.text(ADDRESS));
        if tenancy.is_empty() && address.is_empty() {
            let column = if row.has(TENANCY) { TENANCY } else { ADDRESS };
            draft.remarks.fault(row.finding(column, Sentence::Empty));
            return None;
        }
        let mut found = self.by_tenancy.get(tenancy).cloned().unwrap_or_default();
        let mut column = TENANCY;
        if found.is_empty() && !address.is_empty() {
            column = ADDRESS;
            let parsed = match address::parse(address) {
                Ok(parsed) => parsed,
                Err(sentence) => {
                    draft.remarks.fault(row.finding(ADDRESS, sentence));
                    return None;
                }
            };
            found = self.by_door.get(&door_key(&parsed)).cloned().unwrap_or_default();
            if !parsed.postcode.is_empty() {
                let is_there = |one: &&Dwelling| {
                    one.address.postcode.is_empty() || one.address.postcode == parsed.postcode
                };
                found.retain(is_there);
            }
        }
        let number = row.text(DEPARTMENT);
        if found.len() > 1 && !number.is_empty() {
            let is_of = |one: &&Dwelling| {
                let mut departments = self.state.departments.iter();
                departments.any(|(id, own)| *id == one.department && own.as_deref() == Some(number))
            };
            found.retain(is_of);
        }
        match found[..] {
            [dwelling] => Some(dwelling),
            [] => {
                let value = shown(if column == TENANCY { tenancy } else { address });
                draft
                    .remarks
                    .warn(row.finding(column, Sentence::DwellingUnknown { value }));
                None
            }
            ref several => {
                let count = several.len().to_string();
                draft
                    .remarks
                    .fault(row.finding(column, Sentence::ManyDwellings { count }));
                None
            }
        }
    }

    /// The contacts to write, each noted in the draft.
    fn settle(self, draft: &mut Draft, file: &str) -> Vec<ContactChange> {
        let mut by_dwelling: BTreeMap<DwellingId, ArrearsLine<'_>> = BTreeMap::new();
        for line in self.lines {
            let id = line.dwelling.id;
            let Some(known) = by_dwelling.get_mut(&id) else {
                by_dwelling.insert(id, line);
                continue;
            };
            let first = known.line.to_string();
            let sentence = match known.stage == line.stage && known.on == line.on {
                true => Sentence::SameAs { line: first },
                false => Sentence::SeveralStages { line: first },
            };
            draft.warn(file, line.line, String::new(), sentence);
            // The list has a row for each claim: the furthest stage is that of the home.
            known.on = known.on.max(line.on);
            known.stage = match rank(line.stage) > rank(known.stage) {
                true => line.stage,
                false => known.stage,
            };
        }
        let mut lines: Vec<_> = by_dwelling.into_values().collect();
        lines.sort_by_key(|line| line.line);
        let mut changes = Vec::new();
        for line in lines {
            changes.extend(change_of(&line, self.state.contacts, draft));
        }
        changes
    }
}

/// The change that a line makes, if it makes one.
fn change_of(
    line: &ArrearsLine<'_>,
    contacts: &[StandingContact],
    draft: &mut Draft,
) -> Option<ContactChange> {
    let dwelling = line.dwelling;
    let name = dwelling_name(dwelling);
    let keys = [
        Some(home_key(&name)),
        dwelling.address_id.as_deref().map(home_key),
    ];
    let theirs = contacts
        .iter()
        .filter(|one| one.department == dwelling.department && keys.contains(&Some(one.home.clone())));
    let former = contact_id(dwelling.id, line.on);
    let id = former.into_named();
    let mut theirs: Vec<_> = theirs.collect();
    theirs.sort_by_key(|one| (!one.is_finished, one.source_list_on, one.document));
    let newest = theirs.last().copied();
    let is_known = theirs
        .iter()
        .any(|one| [id, former].contains(&one.document) && one.is_finished);
    match newest {
        Some(open) if !open.is_finished => {
            let is_older = open.source_list_on.is_some_and(|on| line.on < on);
            let is_same = open.stage == Some(line.stage) && open.source_list_on == Some(line.on);
            if is_older || is_same {
                draft.unchanged += 1;
                return None;
            }
            draft.changed += 1;
            let before = open.stage.map(stage_name).unwrap_or_default();
            draft.change(
                line.line,
                &name,
                Sentence::FieldStage,
                before,
                stage_name(line.stage),
            );
            let before = open.source_list_on.map(|on| on.to_string()).unwrap_or_default();
            draft.change(
                line.line,
                &name,
                Sentence::FieldListOn,
                &before,
                &line.on.to_string(),
            );
            Some(ContactChange {
                department: open.department,
                document: open.document,
                former: open.document,
                dwelling: None,
                stage: line.stage,
                source_list_on: line.on,
            })
        }
        Some(finished) if is_known || finished.source_list_on.is_some_and(|on| line.on <= on) => {
            draft.unchanged += 1;
            None
        }
        _ => {
            draft.added += 1;
            draft.change(line.line, &name, Sentence::FieldStage, "", stage_name(line.stage));
            Some(ContactChange {
                department: dwelling.department,
                document: id,
                former,
                dwelling: Some(name),
                stage: line.stage,
                source_list_on: line.on,
            })
        }
    }
}

/// The dwelling as a contact names it: the address without the town, else the tenancy or the id in DAR.
fn dwelling_name(dwelling: &Dwelling) -> String {
    let address = crate::store::DwellingAddress {
        postcode: String::new(),
        town: String::new(),
        ..dwelling.address.clone()
    };
    let name = match address.street.as_str() {
        "" => {
            let names = [&dwelling.address_id, &dwelling.tenancy_number];
            names.into_iter().flatten().next().cloned().unwrap_or_default()
        }
        _ => address.to_string(),
    };
    name.chars().take(DWELLING).collect()
}

fn stage_of(text: &str) -> Option<ArrearsStage> {
    let folded = fold(text);
    let stages = STAGES.iter().find(|(word, _)| *word == folded);
    stages.map(|(_, stage)| *stage).or_else(|| {
        ArrearsStage::ALL
            .iter()
            .copied()
            .find(|stage| fold(stage.key()) == folded)
    })
}

/// A stage as lists and plans write it.
fn stage_name(stage: ArrearsStage) -> &'static str {
    stage.key()
}

fn rank(stage: ArrearsStage) -> Option<usize> {
    ArrearsStage::ALL.iter().position(|one| *one == stage)
}

#[cfg(test)]
#[path = "arrears_tests.rs"]
mod tests;

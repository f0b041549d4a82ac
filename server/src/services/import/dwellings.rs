//! The list of dwellings: each has a department, and an id in DAR or a whole address. Dwellings are never removed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DwellingId};
use feltbog_shared::moment::Moment;
use strsim::jaro_winkler;

use super::address;
use super::people::significant;
use super::reading::{CellForm, Column, Columns, Row, values};
use super::sentence::{Sentence, shown};
use super::{Draft, text_fault};
use crate::clock::{Random, draw};
use crate::services::beginning::{NAME as NAME_LETTERS, NUMBER as NUMBER_LETTERS};
use crate::store::{Dwelling, DwellingAddress, RosterDepartment};

const DEPARTMENT: usize = 0;
pub(super) const ADDRESS: usize = 1;
pub(super) const STREET: usize = 2;
pub(super) const HOUSE_NUMBER: usize = 3;
const LETTER: usize = 4;
const FLOOR: usize = 5;
const DOOR: usize = 6;
const POSTCODE: usize = 7;
const TOWN: usize = 8;
const ADDRESS_ID: usize = 9;
const ACCESS_ADDRESS_ID: usize = 10;
const BFE: usize = 11;
const TENANCY: usize = 12;

/// The columns of a list of dwellings.
pub(super) const COLUMNS: Columns = Columns {
    columns: &[
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
        Column {
            name: "Adresse",
            headers: &["adresse", "adressebetegnelse"],
        },
        Column {
            name: "Vejnavn",
            headers: &["vejnavn", "vej", "adressevej"],
        },
        Column {
            name: "Husnr",
            headers: &["husnr", "husnummer", "nr", "adressehusnr"],
        },
        Column {
            name: "Bogstav",
            headers: &["bogstav", "husbogstav", "litra"],
        },
        Column {
            name: "Etage",
            headers: &["etage", "etagebetegnelse", "sal"],
        },
        Column {
            name: "Side/D\u{f8}r",
            headers: &["sidedoer", "side", "doer", "doerbetegnelse"],
        },
        Column {
            name: "Postnr",
            headers: &["postnr", "postnummer"],
        },
        Column {
            name: "By",
            headers: &["by", "postdistrikt", "postnrnavn"],
        },
        Column {
            name: "Adresse-id",
            headers: &["adresseid", "adresseidlokalid", "daradresseid"],
        },
        Column {
            name: "Adgangsadresse-id",
            headers: &["adgangsadresseid", "husnummerid"],
        },
        Column {
            name: "BFE",
            headers: &["bfe", "bfenr", "bfenummer"],
        },
        Column {
            name: "Lejem\u{e5}lsnr",
            headers: &["lejemaalsnr", "lejemaalsnummer", "lejemaal", "lejemaalnr"],
        },
    ],
    missing: |has| {
        let mut missing: Vec<_> = [DEPARTMENT].into_iter().filter(|column| !has(*column)).collect();
        let is_placed = has(ADDRESS) || has(ADDRESS_ID) || (has(STREET) && has(HOUSE_NUMBER));
        if !is_placed {
            missing.push(ADDRESS_ID);
        }
        missing
    },
};

/// The likeness from which the name of a street is taken to be another spelling.
const NEAR: f64 = 0.90;

/// A department, a number of a house, a floor and a door.
type Door<'a> = (DepartmentId, &'a str, &'a str, &'a str);

fn door_of(dwelling: &Dwelling) -> Door<'_> {
    let address = &dwelling.address;
    (
        dwelling.department,
        &address.number,
        &address.floor,
        &address.door,
    )
}

/// The dwellings of a list so far.
pub(super) struct DwellingRows<'a> {
    standing: &'a [Dwelling],
    by_id: BTreeMap<&'a str, &'a Dwelling>,
    by_address: BTreeMap<(DepartmentId, String), &'a Dwelling>,
    /// The standing dwellings behind the same kind of door in a department: number, floor and door.
    by_door: BTreeMap<Door<'a>, Vec<&'a Dwelling>>,
    departments: BTreeMap<&'a str, Vec<&'a RosterDepartment>>,
    rows: Vec<(u64, Dwelling)>,
    file: String,
}

impl<'a> DwellingRows<'a> {
    /// Begins with what stands.
    pub(super) fn new(standing: &'a [Dwelling], departments: &'a [RosterDepartment], file: &str) -> Self {
        let mut by_number: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for department in departments {
            if let Some(number) = department.number.as_deref() {
                by_number.entry(number).or_default().push(department);
            }
        }
        let mut by_door: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for one in standing.iter().filter(|one| !one.address.street.is_empty()) {
            by_door.entry(door_of(one)).or_default().push(one);
        }
        let id = |one: &'a Dwelling| one.address_id.as_deref().map(|id| (id, one));
        Self {
            standing,
            by_id: standing.iter().filter_map(id).collect(),
            by_address: standing
                .iter()
                .filter(|one| !one.address.street.is_empty())
                .map(|one| ((one.department, one.address.key()), one))
                .collect(),
            by_door,
            departments: by_number,
            rows: Vec::new(),
            file: file.to_owned(),
        }
    }

    /// Takes a row in.
    pub(super) fn take(&mut self, row: Row<'_>, draft: &mut Draft, now: Moment, random: &dyn Random) {
        let before = draft.remarks.faults();
        let department = self.department(row, draft);
        let address = address_of(row, draft);
        let address_id = id(row, ADDRESS_ID, draft);
        let access_address_id = id(row, ACCESS_ADDRESS_ID, draft);
        let bfe = row.text(BFE);
        let is_bfe = bfe.len() <= 10 && bfe.bytes().all(|byte| byte.is_ascii_digit());
        if !is_bfe {
            let value = shown(bfe);
            draft.remarks.fault(row.finding(BFE, Sentence::NoBfe { value }));
        }
        let tenancy = row.text(TENANCY);
        let fault = text_fault(tenancy, NUMBER_LETTERS).filter(|_| !tenancy.is_empty());
        if let Some(sentence) = fault {
            draft.remarks.fault(row.finding(TENANCY, sentence));
        }
        if draft.remarks.faults() > before {
            return;
        }
        let Some(department) = department else { return };
        let is_whole =
            !address.street.is_empty() && !address.number.is_empty() && !address.postcode.is_empty();
        if address_id.is_none() && !is_whole {
            let column = if row.has(ADDRESS_ID) { ADDRESS_ID } else { ADDRESS };
            draft.remarks.fault(row.finding(column, Sentence::AddressMissing));
            return;
        }
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut dwelling = Dwelling {
            id: DwellingId::from_bytes([0; 16]),
            department: department.id,
            address_id,
            access_address_id,
            address,
            bfe: known(bfe),
            tenancy_number: known(tenancy),
        };
        let standing = self.standing(row, draft, &dwelling);
        match standing {
            Some(standing) => {
                dwelling.id = standing.id;
                // An empty cell leaves what stands.
                let keep = |new: &mut Option<String>, old: &Option<String>| {
                    if new.is_none() {
                        new.clone_from(old);
                    }
                };
                keep(&mut dwelling.address_id, &standing.address_id);
                keep(&mut dwelling.access_address_id, &standing.access_address_id);
                keep(&mut dwelling.bfe, &standing.bfe);
                keep(&mut dwelling.tenancy_number, &standing.tenancy_number);
                if dwelling.address.street.is_empty() {
                    dwelling.address.clone_from(&standing.address);
                }
            }
            None => dwelling.id = DwellingId::new(now, draw(random)),
        }
        self.rows.push((row.line(), dwelling));
    }

    /// The dwelling that stands for a row: by its id, else by its address. An id goes before an address.
    fn standing(&self, row: Row<'_>, draft: &mut Draft, dwelling: &Dwelling) -> Option<&'a Dwelling> {
        let id = dwelling.address_id.as_deref();
        let key = (dwelling.department, dwelling.address.key());
        let by_address = self.by_address.get(&key).copied();
        let mut warn = |column: usize, sentence: Sentence| draft.remarks.warn(row.finding(column, sentence));
        if let Some(standing) = id.and_then(|id| self.by_id.get(id).copied()) {
            let is_other = !dwelling.address.street.is_empty()
                && !standing.address.street.is_empty()
                && dwelling.address.key() != standing.address.key();
            if is_other {
                let (before, after) = (standing.address.to_string(), dwelling.address.to_string());
                warn(ADDRESS_ID, Sentence::AddressDiffers { before, after });
            }
            return Some(standing);
        }
        if let (Some(id), Some(standing)) = (id, by_address)
            && let Some(before) = &standing.address_id
        {
            let (value, before) = (id.to_owned(), before.clone());
            warn(ADDRESS_ID, Sentence::IdMoves { value, before });
        }
        if by_address.is_none() && id.is_none() {
            let street = dwelling.address.street.to_lowercase();
            let neighbours = self
                .by_door
                .get(&door_of(dwelling))
                .map_or(&[][..], Vec::as_slice);
            let mut near = neighbours
                .iter()
                .filter(|one| jaro_winkler(&one.address.street.to_lowercase(), &street) >= NEAR);
            if let Some(near) = near.next() {
                let (value, street) = (shown(&dwelling.address.street), near.address.street.clone());
                warn(STREET, Sentence::StreetNear { value, street });
            }
        }
        by_address
    }

    fn department(&self, row: Row<'_>, draft: &mut Draft) -> Option<&'a RosterDepartment> {
        let text = row.text(DEPARTMENT);
        let value = shown(text);
        let sentence = match self.departments.get(text).map(Vec::as_slice) {
            Some([department]) => return Some(department),
            Some(several) => Sentence::ManyDepartments {
                value,
                count: several.len().to_string(),
            },
            None if text.is_empty() => Sentence::Empty,
            None => {
                let mut numbers = self.departments.keys();
                let alike = numbers.find(|number| significant(number) == significant(text));
                match alike {
                    Some(number) => Sentence::NoDepartmentNear {
                        value,
                        number: (*number).to_owned(),
                    },
                    None => Sentence::NoDepartment { value },
                }
            }
        };
        draft.remarks.fault(row.finding(DEPARTMENT, sentence));
        None
    }

    /// Adds the changes to the draft. `is_whole` tells whether dwellings that are missing are counted.
    pub(super) fn settle(mut self, draft: &mut Draft, is_whole: bool) {
        self.check_ids(draft);
        let rows = std::mem::take(&mut self.rows);
        let mut by_key: BTreeMap<(DepartmentId, String), (u64, usize)> = BTreeMap::new();
        let mut kept: Vec<(u64, Dwelling)> = Vec::with_capacity(rows.len());
        for (line, dwelling) in rows {
            let place = match (&dwelling.address_id, dwelling.address.street.is_empty()) {
                (Some(id), true) => id.clone(),
                _ => dwelling.address.key(),
            };
            let key = (dwelling.department, place);
            match by_key.get(&key) {
                None => {
                    by_key.insert(key, (line, kept.len()));
                    kept.push((line, dwelling));
                }
                Some((first, place)) => {
                    let id = dwelling.id;
                    let is_same = kept
                        .get(*place)
                        .is_some_and(|(_, other)| Dwelling { id, ..other.clone() } == dwelling);
                    let line_of_first = first.to_string();
                    match is_same {
                        true => draft.warn(
                            &self.file,
                            line,
                            String::new(),
                            Sentence::SameAs { line: line_of_first },
                        ),
                        false => {
                            let sentence = Sentence::DwellingTwice { line: line_of_first };
                            draft.fault(&self.file, line, named(ADDRESS), sentence);
                        }
                    }
                }
            }
        }
        // Both lists of dwellings are in memory from here on: what was only needed to hold them against each other is not.
        drop(by_key);
        if draft.remarks.faults() > 0 {
            return;
        }
        draft.amendment.dwellings.reserve_exact(kept.len());
        let standing: BTreeMap<_, _> = self.standing.iter().map(|one| (one.id, one)).collect();
        if is_whole {
            let listed: BTreeSet<_> = kept.iter().map(|(_, one)| one.id).collect();
            let missing = standing.keys().filter(|id| !listed.contains(*id)).count();
            if missing > 0 {
                let count = missing.to_string();
                draft.warn(&self.file, 1, String::new(), Sentence::DwellingsMissing { count });
            }
        }
        for (line, dwelling) in kept {
            match standing.get(&dwelling.id) {
                Some(one) if **one == dwelling => {
                    draft.unchanged += 1;
                    continue;
                }
                Some(one) => {
                    draft.changed += 1;
                    if draft.has_room() {
                        changes_of(line, one, &dwelling, draft);
                    }
                }
                None => {
                    draft.added += 1;
                    if draft.has_room() {
                        let subject = dwelling.to_string();
                        draft.change(line, &subject, Sentence::FieldDwelling, "", &subject);
                    }
                }
            }
            draft.amendment.dwellings.push(dwelling);
        }
    }

    /// Stops at an id that stands for several homes.
    fn check_ids(&self, draft: &mut Draft) {
        let mut first: BTreeMap<&str, &(u64, Dwelling)> = BTreeMap::new();
        // Of the rare ids that stand in several rows alone, so that a long list takes little memory.
        let mut homes: BTreeMap<&str, (u64, BTreeSet<String>)> = BTreeMap::new();
        for row in &self.rows {
            let dwelling = &row.1;
            let id = dwelling.address_id.as_deref();
            let Some(id) = id.filter(|_| !dwelling.address.street.is_empty()) else {
                continue;
            };
            match first.entry(id) {
                Entry::Vacant(entry) => {
                    entry.insert(row);
                }
                Entry::Occupied(entry) => {
                    let (line, before) = *entry.get();
                    let home = homes
                        .entry(id)
                        .or_insert_with(|| (*line, BTreeSet::from([before.address.key()])));
                    home.1.insert(dwelling.address.key());
                }
            }
        }
        for (id, (line, keys)) in homes {
            if keys.len() > 1 {
                let (count, value) = (keys.len().to_string(), id.to_owned());
                draft.fault(
                    &self.file,
                    line,
                    named(ADDRESS_ID),
                    Sentence::SharedId { count, value },
                );
            }
        }
    }
}

/// The name of a column.
fn named(column: usize) -> String {
    COLUMNS
        .columns
        .get(column)
        .map_or("", |column| column.name)
        .to_owned()
}

fn changes_of(line: u64, before: &Dwelling, after: &Dwelling, draft: &mut Draft) {
    let subject = after.to_string();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let fields = [
        (
            Sentence::FieldDepartment,
            before.department.to_string(),
            after.department.to_string(),
        ),
        (
            Sentence::FieldAddress,
            before.address.to_string(),
            after.address.to_string(),
        ),
        (
            Sentence::FieldAddressId,
            text(&before.address_id),
            text(&after.address_id),
        ),
        (
            Sentence::FieldAccessAddressId,
            text(&before.access_address_id),
            text(&after.access_address_id),
        ),
        (Sentence::FieldBfe, text(&before.bfe), text(&after.bfe)),
        (
            Sentence::FieldTenancy,
            text(&before.tenancy_number),
            text(&after.tenancy_number),
        ),
    ];
    for (field, before, after) in fields {
        draft.change(line, &subject, field, &before, &after);
    }
}

/// The id of DAR in a column.
fn id(row: Row<'_>, column: usize, draft: &mut Draft) -> Option<String> {
    let text = row.text(column);
    let id = values::dar_id(text);
    if id.is_none() && !text.is_empty() {
        let value = shown(text);
        draft
            .remarks
            .fault(row.finding(column, Sentence::NoDarId { value }));
    }
    id
}

/// The address of a row: of its one line, with the columns that say more.
pub(super) fn address_of(row: Row<'_>, draft: &mut Draft) -> DwellingAddress {
    let mut address = DwellingAddress::default();
    let mut faults = Vec::new();
    if !row.text(ADDRESS).is_empty() {
        match address::parse(row.text(ADDRESS)) {
            Ok(parsed) => address = parsed,
            Err(sentence) => faults.push((ADDRESS, sentence)),
        }
    }
    let street = row.text(STREET);
    if !street.is_empty() {
        match text_fault(street, NAME_LETTERS) {
            Some(sentence) => faults.push((STREET, sentence)),
            None => address.street = address::tidy(street),
        }
    }
    let number = format!("{}{}", row.text(HOUSE_NUMBER), row.text(LETTER));
    if !number.is_empty() {
        match address::house_number(&number) {
            Ok(number) => address.number = number,
            Err(sentence) => faults.push((HOUSE_NUMBER, sentence)),
        }
    }
    type Reader = fn(&str) -> Result<String, Sentence>;
    for (column, read, field) in [
        (FLOOR, address::floor as Reader, &mut address.floor),
        (DOOR, address::door as Reader, &mut address.door),
    ] {
        let cell = row.cell(column);
        if cell.form == CellForm::Date {
            let value = shown(&cell.text);
            faults.push((column, Sentence::SpreadsheetDate { value }));
        } else if !cell.text.is_empty() {
            match read(&cell.text) {
                Ok(text) => *field = text,
                Err(sentence) => faults.push((column, sentence)),
            }
        }
    }
    let postcode = row.text(POSTCODE);
    if !postcode.is_empty() {
        // A leading zero may be lost.
        let padded = format!("{postcode:0>4}");
        match padded.len() == 4 && padded.bytes().all(|byte| byte.is_ascii_digit()) {
            true => address.postcode = padded,
            false => {
                let value = shown(postcode);
                faults.push((POSTCODE, Sentence::NoPostcode { value }));
            }
        }
    }
    let town = row.text(TOWN);
    if !town.is_empty() {
        match text_fault(town, NAME_LETTERS) {
            Some(sentence) => faults.push((TOWN, sentence)),
            None => address.town = address::tidy(town),
        }
    }
    for (column, sentence) in faults {
        draft.remarks.fault(row.finding(column, sentence));
    }
    address
}

//! The forty cases of dirty lists, by their numbers in the design. Nothing here needs a database.

use std::sync::atomic::{AtomicU64, Ordering};

use feltbog_shared::id::{DepartmentId, DwellingId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::{Grant, Module, Modules, Role};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::reading::values::{Statistic, count, day, decimal, flag, mail, phone, serial_day, statistic};
use super::reading::{Cell, Choices, DateOrder};
use super::{Leavers, List, Lists, Plan, Sentence, compare};
use crate::clock::Random;
use crate::store::{Dwelling, DwellingAddress, Roster, RosterDepartment, RosterPerson};

const PEOPLE: &str = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra;Til";
const HOMES: &str = "Afd.;Vejnavn;Husnr;Etage;Side/Dør;Postnr;By;Adresse-id";

/// Counts instead of drawing, so that every run is the same.
#[derive(Default)]
pub(super) struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        for (byte, number) in buffer.iter_mut().zip(number.iter().cycle()) {
            *byte = *number;
        }
    }
}

pub(super) fn now() -> Moment {
    Moment::from_millis(1_795_219_200_000)
}

/// An organisation with four departments and no people.
pub(super) fn organisation() -> Roster {
    let department = |place: u8, number: &str, name: &str| RosterDepartment {
        id: DepartmentId::from_bytes([place; 16]),
        number: Some(number.to_owned()),
        name: name.to_owned(),
        municipality: "0101".to_owned(),
        dwellings: 10,
        modules: Modules::all(),
        record: "{}".to_owned(),
    };
    Roster {
        departments: vec![
            department(1, "12", "Engen"),
            department(2, "14", "Skoven"),
            department(3, "19", "Lunden"),
            department(4, "20", "Bakken"),
        ],
        ..Roster::default()
    }
}

/// The organisation after a plan.
pub(super) fn after(mut roster: Roster, plan: &Plan) -> Roster {
    for person in &plan.amendment.people {
        roster.people.retain(|one| one.id != person.id);
        roster.people.push(person.clone());
    }
    for (person, grant) in &plan.amendment.grants {
        for grants in [&mut roster.grants, &mut roster.imported] {
            grants.retain(|(who, one)| {
                (*who, one.department, one.role, one.from)
                    != (*person, grant.department, grant.role, grant.from)
            });
            grants.push((*person, *grant));
            grants.sort_by_key(|(who, _)| *who);
        }
    }
    for grant in &plan.amendment.level_grants {
        for grants in [&mut roster.level_grants, &mut roster.imported_levels] {
            grants.retain(|one| {
                (one.person, one.level, one.role, one.from)
                    != (grant.person, grant.level, grant.role, grant.from)
            });
            grants.push(*grant);
            grants.sort_unstable();
        }
    }
    for department in &plan.amendment.departments {
        roster.departments.retain(|one| one.id != department.id);
        roster.departments.push(department.clone());
    }
    roster
}

pub(super) fn list(file: &str, bytes: impl AsRef<[u8]>) -> Option<List> {
    Some(List {
        file: file.to_owned(),
        bytes: bytes.as_ref().to_owned(),
    })
}

pub(super) fn people(bytes: impl AsRef<[u8]>) -> Lists {
    Lists {
        people: list("folk.csv", bytes),
        ..Lists::default()
    }
}

fn homes(bytes: impl AsRef<[u8]>) -> Lists {
    Lists {
        dwellings: list("boliger.csv", bytes),
        ..Lists::default()
    }
}

pub(super) fn plan_of(lists: &Lists) -> Plan {
    compare(organisation(), &[], lists, now(), &Counting::default())
}

/// The faults: line, column and code.
pub(super) fn faults(plan: &Plan) -> Vec<(u64, &str, &str)> {
    let fault = |one: &'_ super::ImportFinding| (one.line, one.sentence.code());
    let columns = plan.findings.iter().map(|one| one.column.as_str());
    let faults = plan.findings.iter().map(fault).zip(columns);
    faults
        .map(|((line, code), column)| (line, column, code))
        .collect()
}

pub(super) fn warnings(plan: &Plan) -> Vec<&str> {
    plan.warnings.iter().map(|one| one.sentence.code()).collect()
}

/// The plan of lists without faults.
pub(super) fn taken(lists: &Lists) -> Plan {
    let plan = plan_of(lists);
    assert_eq!(faults(&plan), [], "{:?}", plan.findings);
    plan
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.amendment
        .people
        .iter()
        .map(|one| one.name.as_str())
        .collect()
}

/// The faults of one row of people behind a good one.
fn faults_of_row(row: &str) -> Vec<(String, &'static str)> {
    let plan = plan_of(&people(format!(
        "{PEOPLE}\n1;Bo Prøve;caretaker;14;01-02-2026;\n{row}\n"
    )));
    assert!(plan.amendment.is_empty());
    let faults = plan.findings.iter();
    faults
        .inspect(|one| assert_eq!(one.line, 3))
        .map(|one| (one.column.clone(), one.sentence.code()))
        .collect()
}

fn one_fault(column: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(column.to_owned(), code)]
}

/// Windows-1252, which for these letters is the number of the letter.
fn windows(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect()
}

fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in (0..).zip(rows) {
        for (place, text) in (0..).zip(*row) {
            sheet.write(line, place, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn cases_1_to_9_encodings_and_quotes() {
    let row = "1;Åse Prøve;Ejendomsfunktionær;12;01-02-2026;";
    // 1
    let plan = taken(&people(windows(&format!("{PEOPLE}\r\n{row}\r\n"))));
    assert_eq!(names(&plan), ["Åse Prøve"]);
    assert!(
        plan.for_office(Language::Danish, false)
            .form
            .starts_with("Windows-1252, ;")
    );
    // 2
    let plan = taken(&people(format!("\u{feff}{PEOPLE}\n{row}")));
    assert_eq!(plan.columns.len(), 6);
    // 3
    let plan = plan_of(&people(format!(
        "{PEOPLE}\n{row}\n2;Bo SÃ¸rensen;caretaker;12;01-02-2026;"
    )));
    assert_eq!(faults(&plan), [(3, "", "broken_letters")]);
    // 4
    assert_eq!(
        faults_of_row("2;Bo S?rensen;caretaker;12;01-02-2026;"),
        one_fault("Navn", "lost_letters")
    );
    // 5
    for before in ["#TYPE System.Object\n", "sep=\t\n", ""] {
        let text = format!("{before}{PEOPLE}\n{row}").replace(';', "\t");
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(names(&taken(&people(&bytes))), ["Åse Prøve"]);
        assert_eq!(
            names(&taken(&people(&bytes[2..]))),
            ["Åse Prøve"],
            "without a mark"
        );
    }
    // 6
    let plan = taken(&people(format!("version:v1.0\n{PEOPLE}\n{row}")));
    assert_eq!(names(&plan), ["Åse Prøve"]);
    // 7
    let quoted =
        format!("{PEOPLE};Bemærkning\n{row};\"to\nlinjer; og \"\"mere\"\"\"\n2;X;konge;12;01-02-2026;;");
    assert_eq!(faults(&plan_of(&people(quoted))), [(4, "Rolle", "no_role")]);
    // 8
    let mut long = PEOPLE.to_owned();
    for number in 2..212 {
        long += &format!("\n{number};Bo Prøve;caretaker;12;01-02-2026;");
    }
    long += "\n300;\"Bo Prøve;caretaker;12;01-02-2026;\n301;Bo;caretaker;12;01-02-2026;";
    assert_eq!(faults(&plan_of(&people(long))), [(212, "", "open_quote")]);
    // 9
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(faults(&plan_of(&people(&locked))), [(1, "", "old_workbook")]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(faults(&plan_of(&people(&locked))), [(1, "", "locked")]);
    let html = "\n<html><table><tr><td>Medarbejdernr</td></tr></table></html>";
    assert_eq!(faults(&plan_of(&people(html))), [(1, "", "html")]);
}

#[test]
fn case_10_a_bomb_is_refused_unopened() {
    use std::io::Write as _;

    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..8 {
        writer.write_all(&zeros).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 100_000);
    assert_eq!(faults(&plan_of(&people(&bytes))), [(1, "", "bomb")]);
}

#[test]
fn cases_11_and_12_sheets_titles_and_two_rows_of_header() {
    let row = ["1", "Åse Prøve", "caretaker", "12", "01-02-2026"];
    let header = ["Medarbejdernr", "Navn", "Rolle", "Afdelinger", "Fra"];
    let mut book = Workbook::new();
    let old = book.add_worksheet().set_name("Gammel").unwrap();
    old.write_row(0, 0, header).unwrap();
    old.write_row(1, 0, ["9", "Gammel Prøve", "caretaker", "12", "01-02-2020"])
        .unwrap();
    old.set_hidden(true);
    let sheet = book.add_worksheet().set_name("Ark1").unwrap();
    sheet.write(0, 0, "Medarbejdere i Prøvebo").unwrap();
    sheet.write(1, 0, "Trukket 1. november").unwrap();
    sheet.write_row(3, 0, header).unwrap();
    sheet.write_row(4, 0, row).unwrap();
    sheet
        .write_row(5, 0, ["2", "Bo Prøve", "konge", "12", "01-02-2026"])
        .unwrap();
    sheet.set_active(true);
    let plan = plan_of(&people(book.save_to_buffer().unwrap()));
    assert_eq!(faults(&plan), [(6, "Rolle", "no_role")]);
    assert_eq!(plan.findings[0].place(), "Ark1!C6");
    assert_eq!(warnings(&plan), ["hidden_sheets"]);
    assert!(plan.warnings[0].text(Language::Danish).contains("Gammel"));
    // A merged cell stands above the columns of the address.
    let text = "Boliger;;;;;;\n;;;;;;\n;Adresse;;;;;\nAfd.;Vej;Husnr;Etage;Side;Postnr;By\n12;Prøvevej;1;st;th;9999;Prøveby\n";
    let plan = taken(&homes(text));
    assert_eq!(
        plan.amendment.dwellings[0].address.to_string(),
        "Prøvevej 1, st. th, 9999 Prøveby"
    );
    assert!(
        plan.columns
            .contains(&("Adresse / Vej".to_owned(), "Vejnavn".to_owned())),
        "{:?}",
        plan.columns
    );
    // Several sheets with the columns are asked about.
    let mut book = Workbook::new();
    for name in ["Nord", "Syd"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, header).unwrap();
        sheet.write_row(1, 0, row).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(faults(&plan_of(&people(&bytes))), [(1, "", "several_sheets")]);
    let mut lists = people(&bytes);
    lists.choices.sheet = Some("Syd".to_owned());
    assert_eq!(names(&taken(&lists)), ["Åse Prøve"]);
}

#[test]
fn cases_13_to_17_rows_and_columns() {
    // 13
    let blank = ";".repeat(40);
    let row = "1;Åse Prøve;caretaker;12;01-02-2026;";
    let plan = taken(&people(format!(
        "{PEOPLE}{blank}\n{row}{blank}\n;;{blank}\nI alt;;;;1\n"
    )));
    assert_eq!((plan.skipped, plan.added), (2, 2));
    // 14
    let plan = plan_of(&people(format!("{PEOPLE};Mail;Mail\n{row};a@b.dk;c@b.dk")));
    assert_eq!(faults(&plan), [(1, "Mail", "column_twice")]);
    // 15
    let text = "Fra;E-mail;Rolle;Navn;Medarbejdernr;Afd.\n01-02-2026;aase@prove.dk;caretaker;Åse Prøve;1;12";
    let plan = taken(&people(text));
    assert_eq!(
        warnings(&plan),
        ["column_near"],
        "one question, and nothing is applied unseen"
    );
    let mut lists = people(text);
    lists
        .choices
        .columns
        .insert("E-mail".to_owned(), "Mail".to_owned());
    let plan = taken(&lists);
    assert_eq!(warnings(&plan), [""; 0]);
    assert!(plan.columns.contains(&("E-mail".to_owned(), "Mail".to_owned())));
    // 16
    for error in ["#REF!", "#I/T"] {
        let row = format!("2;{error};caretaker;12;01-02-2026;");
        assert_eq!(faults_of_row(&row), one_fault("Navn", "cell_error"));
    }
    // 17
    let formula = "=HYPERLINK(\"\"http://x\"\")";
    let plan = taken(&people(format!(
        "{PEOPLE}\n1;\"{formula}\";caretaker;12;01-02-2026;"
    )));
    let report = String::from_utf8(plan.csv(Language::Danish)).unwrap();
    assert!(
        report.contains("'=HYPERLINK") && !report.contains(";=") && !report.contains(";\"="),
        "{report}"
    );
}

#[test]
fn cases_18_to_22_dates_and_numbers() {
    let read = |text: &str, order| day(&Cell::of(text), false, order);
    let first = Day::parse("2026-02-01");
    // 18
    assert_eq!(read("01-02-2026", None), Ok(first));
    // 19
    assert!(matches!(read("2/1/26", None), Err(Sentence::UnclearDate { .. })));
    assert_eq!(read("2/1/26", Some(DateOrder::MonthFirst)), Ok(first));
    assert_eq!(read("1/2/26", Some(DateOrder::DayFirst)), Ok(first));
    // 20
    assert_eq!(read("46054", None), Ok(first));
    assert_eq!(
        (serial_day(46_054.0, false), serial_day(44_592.0, true)),
        (first, first)
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["Medarbejdernr", "Navn", "Rolle", "Afdelinger", "Fra"])
        .unwrap();
    sheet.write_row(1, 0, ["1", "Åse Prøve", "caretaker"]).unwrap();
    sheet.write(1, 3, 12).unwrap();
    let format = Format::new().set_num_format("dd-mm-yyyy");
    let date = ExcelDateTime::parse_from_str("2026-02-01").unwrap();
    sheet.write_with_format(1, 4, &date, &format).unwrap();
    let by_workbook = taken(&people(book.save_to_buffer().unwrap()));
    let by_text = taken(&people(format!("{PEOPLE}\n1;Åse Prøve;caretaker;12;01-02-2026;")));
    assert_eq!(by_workbook.amendment.grants[0].1, by_text.amendment.grants[0].1);
    // 21
    assert_eq!(
        faults_of_row("2;X Y;caretaker;12;31-02-2026;"),
        one_fault("Fra", "no_date")
    );
    let plan = taken(&people(format!(
        "{PEOPLE}\n1;X Y;caretaker;12;01-02-2026;31-12-9999"
    )));
    assert_eq!(plan.amendment.grants[0].1.until, None);
    // 22
    assert_eq!(decimal(&Cell::of("1.234,50")), Ok(Some(1234.5)));
    assert!(matches!(
        decimal(&Cell::of("1,234.50")),
        Err(Sentence::UnclearNumber { .. })
    ));
    assert_eq!(count(&Cell::of("1.234"), 9_999), Ok(Some(1_234)));
    assert_eq!(count(&Cell::of("-"), 9_999), Ok(None));
    assert!(count(&Cell::of("12,5"), 9_999).is_err() && count(&Cell::of("<5"), 9_999).is_err());
}

#[test]
fn cases_23_and_24_leading_zeros() {
    // 23
    let header = "LBF afd.nr;Afdelingsnavn;Kommunekode";
    let departments = |code: &str| Lists {
        departments: list("afdelinger.csv", format!("{header}\n31;Højen;{code}")),
        ..Lists::default()
    };
    assert_eq!(
        taken(&departments("101")).amendment.departments[0].municipality,
        "0101"
    );
    assert_eq!(
        faults(&plan_of(&departments("1O1"))),
        [(2, "Kommunekode", "no_municipality")]
    );
    // 24
    let text =
        format!("{PEOPLE}\n00417;Bo Prøve;caretaker;12;01-02-2026;\n417;Bo Prøve;caretaker;14;01-02-2026;");
    assert_eq!(
        faults(&plan_of(&people(&text))),
        [(3, "Medarbejdernr", "number_width")]
    );
    let mut lists = people(&text);
    lists.choices.number_width = Some(5);
    assert_eq!(taken(&lists).amendment.people.len(), 1);
}

#[test]
fn cases_25_to_28_phones_yes_and_no_and_cpr_numbers() {
    // 25
    for text in ["+45 12 34 56 78", "004512345678", "12345678.0", "12 34 56 78"] {
        assert_eq!(phone(text), Ok("+4512345678".to_owned()), "{text}");
    }
    // 26
    assert!(matches!(phone("1,23E+07"), Err(Sentence::RoundedNumber { .. })));
    assert!(matches!(phone("1234567"), Err(Sentence::ShortPhone { .. })));
    // 27
    for (text, answer) in [("SAND", true), ("FALSK", false), ("x", true), ("Ja", true)] {
        assert_eq!(flag(&Cell::of(text)), Ok(Some(answer)), "{text}");
    }
    let text = "Medarbejdernr;Navn;Aktiv\n1;Åse Prøve;SAND\n2;Bo Prøve;FALSK\n3;Cilla Prøve;måske";
    assert_eq!(faults(&plan_of(&people(text))), [(4, "Aktiv", "no_flag")]);
    let plan = taken(&people(text.replace("måske", "x")));
    assert_eq!(
        (names(&plan), plan.skipped),
        (vec!["Åse Prøve", "Cilla Prøve"], 1)
    );
    // 28
    let text = format!("{PEOPLE};Bemærkning\n1;Åse Prøve;caretaker;12;01-02-2026;;ring 010190-1234");
    let plan = plan_of(&people(text));
    assert_eq!(faults(&plan), [(2, "Bemærkning", "cpr_cell")]);
    let report = String::from_utf8(plan.csv(Language::Danish)).unwrap();
    assert!(!report.contains("010190") && !format!("{plan:?}").contains("010190"));
    let plan = plan_of(&people(format!(
        "{PEOPLE};Personnr\n1;Åse Prøve;caretaker;12;01-02-2026;;"
    )));
    assert_eq!(faults(&plan), [(1, "Personnr", "cpr_column")]);
}

const ID: &str = "0a3f50b8-1a2b-32b8-e044-0003ba298018";
/// An id whose last part holds ten digits like a CPR number.
const CPR_LIKE: &str = "0a3f50b8-1a2b-32b8-e044-a0101901234b";

fn standing() -> Vec<Dwelling> {
    vec![Dwelling {
        id: DwellingId::from_bytes([9; 16]),
        department: DepartmentId::from_bytes([1; 16]),
        address_id: Some(ID.to_owned()),
        access_address_id: None,
        address: DwellingAddress {
            street: "Prøvevej".to_owned(),
            number: "12B".to_owned(),
            floor: "2".to_owned(),
            door: "tv".to_owned(),
            postcode: "9999".to_owned(),
            town: "Prøveby".to_owned(),
        },
        bfe: None,
        tenancy_number: None,
    }]
}

#[test]
fn cases_29_to_32_addresses_and_ids() {
    // 29
    let plan = taken(&homes(
        "Afd.;Adresse;Lejemålsnr\n12;Prøvevej 12 b, 2.tv, 9999 Prøveby;12-1",
    ));
    assert_eq!(plan.amendment.dwellings[0].address, standing()[0].address);
    // 30
    let text = format!(
        "{HOMES}\n12;Prøvevej;1;ST.;;9999;Prøveby;\n12;Prøvevej;1;k2;;9999;Prøveby;\n12;Prøvevej;1;0;;9999;Prøveby;"
    );
    assert_eq!(faults(&plan_of(&homes(&text))), [(4, "Etage", "ground_floor")]);
    let plan = taken(&homes(text.replace(";0;", ";3;")));
    let floors: Vec<_> = plan
        .amendment
        .dwellings
        .iter()
        .map(|one| one.address.floor.as_str())
        .collect();
    assert_eq!(floors, ["st", "k2", "3"]);
    // 31
    let text = format!("{HOMES}\n12;Prøvevej;1;1;0003;9999;Prøveby;\n12;Prøvevej;1;1;T.H;9999;Prøveby;");
    let plan = taken(&homes(text));
    let doors: Vec<_> = plan
        .amendment
        .dwellings
        .iter()
        .map(|one| one.address.door.as_str())
        .collect();
    assert_eq!(doors, ["3", "th"]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Ark1").unwrap();
    sheet.write_row(0, 0, HOMES.split(';')).unwrap();
    sheet.write_row(1, 0, ["12", "Prøvevej", "1", "1"]).unwrap();
    let format = Format::new().set_num_format("d/m");
    let date = ExcelDateTime::parse_from_str("2026-02-01").unwrap();
    sheet.write_with_format(1, 4, &date, &format).unwrap();
    sheet.write_row(1, 5, ["9999", "Prøveby"]).unwrap();
    let plan = plan_of(&homes(book.save_to_buffer().unwrap()));
    assert_eq!(faults(&plan), [(2, "Side/Dør", "spreadsheet_date")]);
    assert_eq!(plan.findings[0].place(), "Ark1!E2");
    // 32
    let text = format!(
        "Afd.;Adresse-id;BFE\n12;{{{}}};100001\n14;{CPR_LIKE};",
        ID.to_uppercase()
    );
    let plan = taken(&homes(&text));
    let ids: Vec<_> = plan
        .amendment
        .dwellings
        .iter()
        .filter_map(|one| one.address_id.as_deref())
        .collect();
    assert_eq!(ids, [ID, CPR_LIKE]);
}

#[test]
fn cases_33_and_34_ids_and_addresses() {
    // 33
    let mut text = HOMES.to_owned();
    for number in 1..=20 {
        text += &format!("\n12;Prøvevej;{number};st;th;9999;Prøveby;{ID}");
    }
    let plan = plan_of(&homes(text));
    assert_eq!(faults(&plan), [(2, "Adresse-id", "shared_id")]);
    assert!(
        plan.findings[0]
            .text(Language::Danish)
            .contains("20 boliger har samme id")
    );
    // 34
    let lists = homes(format!("{HOMES}\n12;Prøvevej;14;2;tv;9999;Prøveby;{ID}"));
    let plan = compare(organisation(), &standing(), &lists, now(), &Counting::default());
    assert_eq!(
        (faults(&plan), warnings(&plan)),
        (vec![], vec!["address_differs"])
    );
    assert_eq!((plan.added, plan.changed), (0, 1));
    assert_eq!(plan.amendment.dwellings[0].id, standing()[0].id);
    // What stands already changes nothing; another spelling is asked about.
    let same = homes(format!("{HOMES}\n12;Prøvevej;12 b;2.;TV;9999;Prøveby;{ID}"));
    let plan = compare(organisation(), &standing(), &same, now(), &Counting::default());
    assert!(plan.is_empty() && plan.unchanged == 1, "{plan:?}");
    let near = homes(format!("{HOMES}\n12;Prøve vej;12B;2;tv;9999;Prøveby;"));
    let plan = compare(organisation(), &standing(), &near, now(), &Counting::default());
    assert_eq!((warnings(&plan), plan.added), (vec!["street_near"], 1));
}

#[test]
fn cases_35_to_38_people() {
    // 35
    let two =
        format!("{PEOPLE}\n1;Anne Prøve;caretaker;12;01-02-2026;\n2;Anne Prøve;caretaker;14;01-02-2026;");
    assert_eq!(names(&taken(&people(&two))), ["Anne Prøve", "Anne Prøve"]);
    let third = plan_of(&people(format!("{two}\n;Anne Prøve;caretaker;19;01-02-2026;")));
    assert_eq!(faults(&third), [(4, "Medarbejdernr", "number_missing_namesakes")]);
    // 36
    let first = taken(&people(format!(
        "{PEOPLE}\n1;Mette Prøve;caretaker;12;01-02-2026;"
    )));
    let begun = after(organisation(), &first);
    let lists = people(format!("{PEOPLE}\n1;Mette Lund;caretaker;12;01-02-2026;"));
    let plan = compare(begun.clone(), &[], &lists, now(), &Counting::default());
    assert_eq!(
        (faults(&plan), plan.changed, names(&plan)),
        (vec![], 1, vec!["Mette Lund"])
    );
    let lists = people(format!("{PEOPLE}\n1;Helt Anden;caretaker;12;01-02-2026;"));
    let plan = compare(begun, &[], &lists, now(), &Counting::default());
    assert_eq!(faults(&plan), [(2, "Medarbejdernr", "number_reused")]);
    // 37
    assert_eq!(mail(" PK@X.DK "), Ok(Some("pk@x.dk".to_owned())));
    let mut lists = people(
        "Medarbejdernr;Navn;Mail\n1;Åse Prøve;drift@x.dk\n2;Bo Prøve;drift@x.dk\n3;Per Prøve; PK@X.DK ",
    );
    let grants = |mail: &str| {
        list(
            "roller.csv",
            format!("Mail;Rolle;Afdeling(er);Fra\n{mail};caretaker;12, 19-20;01-02-2026"),
        )
    };
    lists.grants = grants("pk@x.dk");
    let plan = taken(&lists);
    assert_eq!(plan.amendment.grants.len(), 3);
    lists.grants = grants("drift@x.dk");
    assert_eq!(faults(&plan_of(&lists)), [(2, "Mail", "mail_shared")]);
    // 38
    let text = format!("{PEOPLE}\n1;\"Prøve, A\u{30a}ge von der\";caretaker;12;01-02-2026;");
    assert_eq!(names(&taken(&people(text))), ["Åge von der Prøve"]);
}

#[test]
fn cases_39_and_40_periods_and_statistics() {
    // 39
    assert_eq!(
        faults_of_row("2;X Y;caretaker;12;01-02-2026;31-01-2026"),
        one_fault("Til", "end_before_beginning")
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["Medarbejdernr", "Navn", "Rolle", "Afdelinger", "Fra"])
        .unwrap();
    sheet.write_row(1, 0, ["1", "Åse Prøve", "caretaker"]).unwrap();
    let format = Format::new().set_num_format("dd-mmm");
    let date = ExcelDateTime::parse_from_str("2026-12-14").unwrap();
    sheet.write_with_format(1, 3, &date, &format).unwrap();
    sheet.write(1, 4, "01-02-2026").unwrap();
    let plan = plan_of(&people(book.save_to_buffer().unwrap()));
    assert_eq!(faults(&plan), [(2, "Afdelinger", "spreadsheet_date")]);
    // 40
    for (text, figure) in [
        ("<5", Statistic::Suppressed),
        ("..", Statistic::Unknown),
        ("-", Statistic::Unknown),
        ("0", Statistic::Number(0.0)),
    ] {
        assert_eq!(statistic(&Cell::of(text)), Ok(figure), "{text}");
    }
}

#[test]
fn the_same_list_as_text_and_as_workbook_is_the_same() {
    let rows: [&[&str]; 3] = [
        &["Medarbejdernr", "Navn", "Rolle", "Afdelinger", "Fra", "Til"],
        &["1", "Åse Prøve", "caretaker", "12, 14", "01-02-2026", ""],
        &["2", "Bo Prøve", "driftsleder", "alle", "01-02-2026", "31-12-2026"],
    ];
    let text: Vec<_> = rows.iter().map(|row| row.join(";")).collect();
    let (by_text, by_book) = (taken(&people(text.join("\n"))), taken(&people(workbook(&rows))));
    assert_eq!(by_text.amendment, by_book.amendment);
    assert_eq!(by_text.hash, by_book.hash);
    // Remarks between rows name the cell too.
    let twice = workbook(&[
        rows[0],
        rows[1],
        &["1", "Åse Prøve", "caretaker", "12", "01-03-2026", ""],
    ]);
    let plan = plan_of(&people(twice));
    assert_eq!(faults(&plan), [(3, "Fra", "grant_overlaps")]);
    assert_eq!(plan.findings[0].place(), "Sheet1!E3");
    // Each again after the other changes nothing.
    let begun = after(organisation(), &by_text);
    for lists in [people(text.join("\n")), people(workbook(&rows))] {
        let plan = compare(begun.clone(), &[], &lists, now(), &Counting::default());
        assert!(plan.is_empty() && plan.findings.is_empty(), "{plan:?}");
        assert_eq!(
            plan.outcome(Language::Danish, false),
            "Filen er indlæst før. Intet at ændre."
        );
    }
}

#[test]
fn leavers_are_ended_within_the_limits() {
    let row = |number: usize| format!("\n{number};Bo Prøve{number};caretaker;12;01-02-2020;");
    let file = |numbers: std::ops::Range<usize>| PEOPLE.to_owned() + &numbers.map(row).collect::<String>();
    let mut begun = after(organisation(), &taken(&people(file(0..100))));
    // Somebody of the list has a grant by hand as well.
    let by_hand = Grant {
        role: Role::OrgAdmin,
        department: DepartmentId::from_bytes([2; 16]),
        from: Moment::from_millis(0),
        until: None,
    };
    let also_by_hand = Grant {
        role: Role::Board,
        ..by_hand
    };
    let first = begun
        .people
        .iter()
        .find(|one| one.number.as_deref() == Some("0"))
        .unwrap()
        .id;
    begun.grants.extend([(first, by_hand), (first, also_by_hand)]);
    begun.grants.sort_by_key(|(who, _)| *who);
    let end = |numbers: std::ops::Range<usize>, stated: Option<usize>| {
        let lists = Lists {
            leavers: Leavers::End { stated },
            ..people(file(numbers))
        };
        compare(begun.clone(), &[], &lists, now(), &Counting::default())
    };
    let plan = end(5..100, None);
    assert_eq!((faults(&plan), plan.ended), (vec![], 5));
    assert!(
        plan.amendment
            .grants
            .iter()
            .all(|(_, grant)| grant.role == Role::Caretaker)
    );
    assert_eq!(faults(&end(6..100, None)), [(1, "", "leavers_count")]);
    assert_eq!(faults(&end(6..100, Some(7))), [(1, "", "leavers_count")]);
    assert_eq!(end(6..100, Some(6)).ended, 6);
    let kept = compare(
        begun.clone(),
        &[],
        &people(file(6..100)),
        now(),
        &Counting::default(),
    );
    assert_eq!((warnings(&kept), kept.is_empty()), (vec!["leavers_keep"], true));
    // Somebody who was only ever added by hand does not leave by a list.
    let mut other = begun.clone();
    other.people.push(RosterPerson {
        id: UserId::from_bytes([200; 16]),
        number: Some("900".to_owned()),
        name: "Hånd Prøve".to_owned(),
        mail: String::new(),
    });
    other.grants.push((UserId::from_bytes([200; 16]), also_by_hand));
    let lists = Lists {
        leavers: Leavers::End { stated: None },
        ..people(file(0..100))
    };
    let plan = compare(other, &[], &lists, now(), &Counting::default());
    assert_eq!((plan.ended, plan.is_empty()), (0, true));
}

#[test]
fn a_role_without_its_module_and_a_return_are_told() {
    let mut roster = organisation();
    roster.departments[0].modules = Modules::all().without(Module::Arrears);
    let lists = people(format!("{PEOPLE}\n1;Åse Prøve;økonomisk rådgiver;12;01-02-2026;"));
    let plan = compare(roster, &[], &lists, now(), &Counting::default());
    assert_eq!(faults(&plan), [(2, "Rolle", "module_off")]);
    let first = taken(&people(format!(
        "{PEOPLE}\n1;Mette Prøve;caretaker;12;01-02-2020;31-12-2020"
    )));
    let lists = people(format!("{PEOPLE}\n2;Mette Prøve;caretaker;12;01-02-2026;"));
    let plan = compare(
        after(organisation(), &first),
        &[],
        &lists,
        now(),
        &Counting::default(),
    );
    assert_eq!(warnings(&plan), ["person_returns"]);
}

#[test]
fn a_plan_has_the_hash_of_its_rows_and_its_state() {
    let one = people(format!("{PEOPLE}\n1;Åse Prøve;caretaker;12;01-02-2026;"));
    let other = people(format!("{PEOPLE}\n1;Åse Prøve;caretaker;14;01-02-2026;"));
    let hash = plan_of(&one).hash;
    assert_eq!(hash.len(), 64);
    assert_eq!(plan_of(&one).hash, hash);
    assert_ne!(plan_of(&other).hash, hash);
    let moved = after(organisation(), &taken(&other));
    assert_ne!(compare(moved, &[], &one, now(), &Counting::default()).hash, hash);
    let chosen = Lists {
        choices: Choices {
            number_width: Some(5),
            ..Choices::default()
        },
        ..one
    };
    assert_ne!(plan_of(&chosen).hash, hash);
}

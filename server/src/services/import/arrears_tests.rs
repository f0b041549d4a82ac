//! Dirty lists of arrears. Nothing here needs a database.

use feltbog_shared::id::{DepartmentId, DocumentId, DwellingId};
use feltbog_shared::language::Language;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::store::DwellingAddress;

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn dwelling(place: u8, department: DepartmentId, tenancy: &str, number: &str, door: &str) -> Dwelling {
    Dwelling {
        id: DwellingId::from_bytes([place; 16]),
        department,
        address_id: None,
        access_address_id: None,
        address: DwellingAddress {
            street: "Prøvevej".into(),
            number: number.into(),
            floor: "2".into(),
            door: door.into(),
            postcode: "9999".into(),
            town: "Prøveby".into(),
        },
        bfe: None,
        tenancy_number: Some(tenancy.into()),
    }
}

fn dwellings() -> Vec<Dwelling> {
    vec![
        dwelling(1, HERE, "12-001", "12B", "tv"),
        dwelling(2, HERE, "12-002", "12B", "th"),
        dwelling(3, THERE, "14-001", "4", "tv"),
        dwelling(4, THERE, "12-002", "6", "tv"),
    ]
}

/// Plans a list of a day against the contacts that stand.
fn plan_on(list_on: &str, bytes: &[u8], contacts: &[StandingContact]) -> (Plan, Vec<ContactChange>) {
    let departments = [(HERE, Some("12".to_owned())), (THERE, Some("14".to_owned()))];
    let dwellings = dwellings();
    let state = ArrearsState {
        departments: &departments,
        dwellings: &dwellings,
        contacts,
        list_on: day(list_on),
        today: day("2026-11-30"),
    };
    let list = List {
        file: "restance.csv".into(),
        bytes: bytes.to_vec(),
    };
    plan_arrears(&list, &Choices::default(), state)
}

fn plan(text: &str) -> (Plan, Vec<ContactChange>) {
    plan_on("2026-11-16", text.as_bytes(), &[])
}

fn codes(findings: &[super::super::ImportFinding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.sentence.code()).collect()
}

/// The contacts after changes, as the records of the next list are held against them.
fn standing(changes: &[ContactChange]) -> Vec<StandingContact> {
    let contact = |change: &ContactChange| StandingContact {
        department: change.department,
        document: change.document,
        home: home_key(change.dwelling.as_deref().unwrap()),
        stage: Some(change.stage),
        source_list_on: Some(change.source_list_on),
        is_finished: false,
    };
    changes.iter().map(contact).collect()
}

#[test]
fn amounts_and_names_are_dropped_with_a_sentence_and_reach_nothing() {
    let text = "Lejemålsnr;Navn;Trin;Saldo;Skyldigt beløb;Afdelingsbod\n\
                12-001;Anne Prøve;Rykker;1.234,50;77.001,00;x\n";
    let (plan, changes) = plan(text);
    assert_eq!(codes(&plan.findings), [""; 0]);
    assert_eq!(
        codes(&plan.warnings),
        [
            "column_near",
            "amounts_dropped",
            "names_dropped",
            "columns_unread"
        ]
    );
    assert_eq!((plan.added, changes.len()), (1, 1));
    assert_eq!(changes[0].dwelling.as_deref(), Some("Prøvevej 12B, 2. tv"));
    assert_eq!(changes[0].source_list_on, day("2026-11-16"));
    let mut told = format!(
        "{plan:?}{changes:?}{:?}",
        plan.for_office(Language::Danish, false)
    );
    told.push_str(&String::from_utf8_lossy(&plan.csv(Language::Danish)));
    for secret in ["1.234", "1234", "77.001", "Anne"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(told.contains("Beløb gemmes ikke"), "{told}");
    // An amount does not make another plan.
    let (other, _) = self::plan(&text.replace("1.234,50", "9,00"));
    assert_eq!(other.hash, plan.hash);
}

#[test]
fn an_amount_in_the_stage_is_told_without_its_digits() {
    let (plan, changes) = plan("Lejemålsnr;Trin;Dato\n12-001;Skylder 4.711 kr;16-11-2026\n");
    assert_eq!(codes(&plan.findings), ["no_stage"]);
    assert_eq!(changes, []);
    let told = format!("{:?}", plan.for_office(Language::Danish, false));
    assert!(!told.contains("711"), "{told}");
}

#[test]
fn cpr_numbers_refuse_the_file_and_the_row() {
    let (refused, _) = plan("Lejemålsnr;CPR-nr;Trin\n12-001;010203-1234;Rykker\n");
    assert_eq!(codes(&refused.findings), ["cpr_column"]);
    let (refused, changes) = plan("Lejemålsnr;Bemærkning;Trin\n12-001;010203-1234;Rykker\n");
    assert_eq!(codes(&refused.findings), ["cpr_cell"]);
    assert_eq!(changes, []);
    assert!(!format!("{refused:?}").contains("010203"));
}

#[test]
fn words_of_stages_and_spellings_of_addresses_are_read() {
    let text = "Adresse;Status\nprøvevej 12 b, 2.tv;1. rykker\n\
                Prøvevej 12B, 2. th, 9999 Prøveby;OPHÆVET\nPrøvevej 4, 2. sal, t.v.;Foged berammet\n";
    let (plan, changes) = plan(text);
    assert_eq!(codes(&plan.findings), [""; 0], "{plan:?}");
    let stages: Vec<_> = changes.iter().map(|change| change.stage).collect();
    assert_eq!(
        stages,
        [
            ArrearsStage::Reminder,
            ArrearsStage::Terminated,
            ArrearsStage::BailiffDate
        ]
    );
    let (plan, _) = self::plan("Adresse;Trin\nPrøvevej 12B, 2. tv, 8000 Andenby;Rykker\n");
    assert_eq!(codes(&plan.warnings), ["dwelling_unknown"]);
    let (plan, _) = self::plan("Adresse;Trin\nPrøvevej;Rykker\n;Rykker\n");
    assert_eq!(codes(&plan.findings), ["no_address", "empty"]);
}

#[test]
fn rows_of_other_dwellings_are_skipped_and_twins_are_asked_about() {
    let (plan, changes) = plan("Lejemålsnr;Trin\n99-999;Rykker\n12-001;Rykker\n");
    assert_eq!(
        (codes(&plan.warnings), changes.len()),
        (vec!["dwelling_unknown"], 1)
    );
    // A tenancy that two departments have.
    let (plan, _) = self::plan("Lejemålsnr;Trin\n12-002;Rykker\n");
    assert_eq!(codes(&plan.findings), ["many_dwellings"]);
    let (plan, changes) = self::plan("Lejemålsnr;Afd.;Trin\n12-002;14;Rykker\n");
    assert_eq!(codes(&plan.findings), [""; 0]);
    assert_eq!(changes[0].department, THERE);
}

#[test]
fn a_home_with_several_claims_is_one_contact_at_its_furthest_stage() {
    let text = "Lejemålsnr;Trin\n12-001;Foged\n12-001;Rykker\n12-001;Foged\n";
    let (plan, changes) = plan(text);
    assert_eq!(codes(&plan.warnings), ["several_stages", "same_as"]);
    assert_eq!((changes.len(), changes[0].stage), (1, ArrearsStage::BailiffDate));
}

#[test]
fn a_day_that_has_not_come_is_a_fault() {
    let (plan, _) = plan("Lejemålsnr;Trin;Dato\n12-001;Rykker;01-12-2026\n14-001;Rykker;31-02-2026\n");
    assert_eq!(codes(&plan.findings), ["future_day", "no_date"]);
}

#[test]
fn a_repeated_list_makes_nothing_twice_and_the_next_one_updates() {
    let first = "Lejemålsnr;Trin\n12-001;Rykker\n14-001;Rykker\n";
    let (planned, changes) = plan(first);
    assert_eq!((planned.added, planned.changed), (2, 0));
    let contacts = standing(&changes);
    let (again, none) = plan_on("2026-11-16", first.as_bytes(), &contacts);
    assert_eq!((again.unchanged, none.len()), (2, 0));
    // The same records, if two people bring it in at once.
    assert_eq!(plan(first).1, changes);

    let next = "Lejemålsnr;Trin\n12-001;Ophævet\n14-001;Rykker\n";
    let (planned, updates) = plan_on("2026-11-30", next.as_bytes(), &contacts);
    assert_eq!((planned.added, planned.changed), (0, 2));
    assert_eq!(updates[0].document, changes[0].document);
    assert_eq!(
        (updates[0].stage, updates[0].dwelling.as_deref()),
        (ArrearsStage::Terminated, None)
    );
    // An older list that comes late changes nothing.
    let (late, none) = plan_on("2026-11-02", next.as_bytes(), &contacts);
    assert_eq!((late.unchanged, none.len()), (2, 0));
}

#[test]
fn a_finished_contact_is_followed_by_another_on_a_later_list_alone() {
    let list = b"Lejem\xc3\xa5lsnr;Trin\n12-001;Rykker\n".as_slice();
    let (_, changes) = plan_on("2026-11-02", list, &[]);
    let mut contacts = standing(&changes);
    contacts[0].is_finished = true;
    let (same, none) = plan_on("2026-11-02", list, &contacts);
    assert_eq!((same.unchanged, none.len()), (1, 0));
    let (later, anew) = plan_on("2026-11-16", list, &contacts);
    assert_eq!(later.added, 1);
    assert_ne!(anew[0].document, changes[0].document);
    assert!(anew[0].document.is_named() && anew[0].former.into_named() == anew[0].document);
    assert_ne!(DocumentId::from_bytes([0; 16]), anew[0].document);
}

#[test]
fn a_workbook_reads_as_the_text_does() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["Restanceliste", "", "", ""],
        ["Lejemålsnr", "Trin", "Dato", "Saldo"],
        ["12-001", "Rykker", "16-11-2026", "1.234,50"],
        ["I alt", "", "", "1.234,50"],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let (plan, changes) = plan_on("2026-11-30", &bytes, &[]);
    assert_eq!(codes(&plan.findings), [""; 0], "{plan:?}");
    assert_eq!(codes(&plan.warnings), ["amounts_dropped"]);
    let (_, of_text) = self::plan("Lejemålsnr;Trin;Dato\n12-001;Rykker;16-11-2026\n");
    assert_eq!(changes, of_text);
}

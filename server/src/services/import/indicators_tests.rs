//! Lists of indicators are read with their columns and values.

use super::*;
use rust_xlsxwriter::Workbook;

fn departments() -> Vec<IndicatorDepartment> {
    let department = |number: &str, name: &str, residents, is_open| IndicatorDepartment {
        id: DepartmentId::from_bytes([number.len() as u8 + name.len() as u8; 16]),
        number: number.to_owned(),
        name: name.to_owned(),
        residents,
        is_open,
    };
    vec![
        department("10", "Engen", Some(300), true),
        department("12", "Smedegården", Some(99), true),
        department("13", "Ukendt", None, true),
        department("14", "Lukket park", Some(300), false),
    ]
}

fn plan(text: &str, standing: &[IndicatorRow]) -> IndicatorPlan {
    let list = List {
        file: "tal.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    plan_indicators(&list, &Choices::default(), &departments(), standing, 2026)
}

fn codes(plan: &IndicatorPlan) -> Vec<(String, &'static str)> {
    let all = plan.plan.findings.iter().chain(&plan.plan.warnings);
    all.map(|one| (one.place(), one.sentence.code())).collect()
}

fn values(plan: &IndicatorPlan) -> Vec<(u16, &str, Option<i64>)> {
    let values = plan.values.iter();
    values
        .map(|row| (row.year, row.indicator.as_str(), row.hundredths))
        .collect()
}

#[test]
fn the_three_forms_say_the_same() {
    let wide = plan(
        "Afdeling;År;Flytteprocent;Beboere\n10;2024;12,5;310\n10;2025;<5;312\n",
        &[],
    );
    let long = plan(
        "Afdeling;År;Indikator;Værdi\n10;2024;Flytteprocent;12,5\n10;2024;Beboere;310\n10;2025;flytte_pct;<5\n10;2025;Beboere;312\n",
        &[],
    );
    let years = plan(
        "Afdeling;Indikator;2024;2025\nEngen;Flytteprocent;12,5;<5\nEngen;Beboere;310;312\nI alt;;;\n",
        &[],
    );
    let expected = [
        (2024, "beboere", Some(31_000)),
        (2024, "flytte_pct", Some(1_250)),
        (2025, "beboere", Some(31_200)),
        (2025, "flytte_pct", None),
    ];
    for plan in [&wide, &long, &years] {
        let mut found = values(plan);
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(codes(plan), []);
    }
    assert_eq!(years.plan.skipped, 1);
    // The same list on what stands then changes nothing.
    let mut standing = wide.values.clone();
    standing.sort();
    let again = plan(
        "Afdeling;År;Flytteprocent;Beboere\n10;2024;12,5;310\n10;2025;<5;312\n",
        &standing,
    );
    assert_eq!((again.values.len(), again.plan.unchanged), (0, 4));
}

/// A workbook as Landsbyggefonden sends it: a title above the header, numbers as numbers, and a sum below.
fn workbook(percent: f64, hidden: &str) -> List {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Beboerdata").unwrap();
    for (column, name) in (0..).zip(["Afdeling", "År", "Flytteprocent", "Beboere"]) {
        sheet.write_string(1, column, name).unwrap();
    }
    for (row, year, residents) in [(2, 2024.0, 310.0), (3, 2025.0, 312.0)] {
        sheet.write_number(row, 0, 10.0).unwrap();
        sheet.write_number(row, 1, year).unwrap();
        sheet.write_number(row, 3, residents).unwrap();
    }
    sheet.write_number(2, 2, percent).unwrap();
    sheet.write_string(3, 2, hidden).unwrap();
    sheet.write_string(4, 0, "I alt").unwrap();
    List {
        file: "tal.xlsx".to_owned(),
        bytes: book.save_to_buffer().unwrap(),
    }
}

#[test]
fn a_workbook_reads_as_the_text_does() {
    let of_text = plan(
        "Afdeling;År;Flytteprocent;Beboere\n10;2024;12,5;310\n10;2025;<5;312\n",
        &[],
    );
    let read = |list: &List| plan_indicators(list, &Choices::default(), &departments(), &[], 2026);
    let of_book = read(&workbook(12.5, "<5"));
    assert_eq!(codes(&of_book), []);
    assert_eq!(values(&of_book), values(&of_text));
    assert_eq!(of_book.plan.added, 4);
    // What is wrong in it is named by its cell, and nothing comes of it.
    let wrong = read(&workbook(101.0, "<5"));
    assert!(wrong.values.is_empty());
    let places: Vec<_> = codes(&wrong).into_iter().collect();
    assert!(
        matches!(&places[..], [(place, "indicator_range")] if place.contains("C3")),
        "{places:?}"
    );
}

#[test]
fn dirty_lines_are_named() {
    let found = plan(
        "Afdeling;År;Flytteprocent;Sundhed\n10;2024;101;50\n99;2024;1;1\n10;2027;1;1\n010;2024;1;1\n14;2024;1;1\n\
             10;2023;x;1\n10;2022;5;5\n10;2022;6;5\n",
        &[],
    );
    assert_eq!(
        codes(&found),
        [
            ("2, Flytteprocent", "indicator_range"),
            ("3, Afdeling", "no_department"),
            ("4, År", "no_year"),
            ("5, Afdeling", "no_department_near"),
            ("6, Afdeling", "screening_off"),
            ("7, Flytteprocent", "no_number"),
            ("9, Flytteprocent", "value_twice"),
            ("9, Sundhed", "same_as"),
        ]
        .map(|(place, code)| (place.to_owned(), code))
    );
    assert_eq!(found.values, [], "a list with faults brings nothing");
    let found = plan("Afdeling;År;Indikator;Værdi\n10;2024;Vejret;5\n", &[]);
    assert_eq!(codes(&found), [("2, Indikator".to_owned(), "no_indicator")]);
    let found = plan("Afdeling;Flytteprocent;Sundhed\n10;5;5\n", &[]);
    assert!(codes(&found).iter().any(|(_, code)| *code == "column_missing"));
}

#[test]
fn unknown_is_nothing_and_nought_is_a_value() {
    let found = plan(
        "Afdeling;År;Dømte;Sundhed;Skolegang;Kontanthjælp\n10;2024;0;..;-;4,2 %\n",
        &[],
    );
    assert_eq!(
        values(&found),
        [
            (2024, "kontanthjaelp_pct", Some(420)),
            (2024, "doemte_pct", Some(0))
        ]
    );
}

#[test]
fn ninety_nine_residents_are_too_few() {
    let small = plan("Afdeling;År;Flytteprocent;Husleje\n12;2024;12,5;900\n", &[]);
    assert_eq!(values(&small), [(2024, "husleje_m2", Some(90_000))]);
    assert_eq!(codes(&small), [("2".to_owned(), "few_residents")]);
    // The list itself tells the number of residents of its year.
    let grown = plan("Afdeling;År;Flytteprocent;Beboere\n12;2024;12,5;100\n", &[]);
    assert_eq!(
        values(&grown),
        [(2024, "beboere", Some(10_000)), (2024, "flytte_pct", Some(1_250))]
    );
    let shrunk = plan("Afdeling;År;Flytteprocent;Beboere\n10;2024;12,5;99\n", &[]);
    assert_eq!(values(&shrunk), [(2024, "beboere", Some(9_900))]);
    let unknown = plan("Afdeling;År;Flytteprocent\n13;2024;12,5\n", &[]);
    assert_eq!(codes(&unknown), [("2".to_owned(), "residents_unknown")]);
}

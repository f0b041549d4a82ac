//! Cases of lists of departments with everything that an administration's list has of a department.

use feltbog_shared::language::Language;
use feltbog_shared::office::{HousingForm, Ownership, Representation};

use super::department_details::Details;
use super::tests::{Counting, after, faults, list, now, organisation, plan_of, taken};
use super::{Lists, compare};

const HEADER: &str = "LBF org.nr;LBF afd.nr;Afd.;Afdelingsnavn;Kommunekode;Antal boliger;Udeareal (m²);BFE-nr;Boligtype;Bestyrelse;Antal beboere;Bydel;Ejerforhold";

fn departments(rows: &str) -> Lists {
    Lists {
        departments: list("afdelinger.csv", format!("{HEADER}\n{rows}")),
        ..Lists::default()
    }
}

#[test]
fn every_column_of_a_department_is_kept() {
    let row =
        "700;0031;31;Højen;101;120;12.500;100001, 100002;Familieboliger / Ungdomsboliger;Ja;241;Vest;Almen";
    let plan = taken(&departments(row));
    let department = &plan.amendment.departments[0];
    assert_eq!(
        department.number.as_deref(),
        Some("31"),
        "the organisation's own number is the key"
    );
    let details = Details::parse(&department.record).unwrap();
    assert_eq!(
        (
            details.lbf_number.as_str(),
            details.outdoor_area,
            details.residents
        ),
        ("0031", Some(12_500), Some(241))
    );
    assert_eq!(details.bfe, ["100001", "100002"]);
    assert_eq!(details.housing_forms, [HousingForm::Family, HousingForm::Youth]);
    assert_eq!(details.representation, Representation::DepartmentBoard);
    assert_eq!(
        (details.district.as_str(), details.ownership),
        ("Vest", Ownership::SocialHousing)
    );
}

#[test]
fn a_second_list_changes_what_it_has_and_leaves_what_its_cells_leave_empty() {
    let first = taken(&departments(
        "700;0031;31;Højen;101;120;12500;100001;Ældreboliger;Medarbejder;241;Vest;kommunal",
    ));
    let begun = after(organisation(), &first);
    let again = compare(
        begun.clone(),
        &[],
        &departments("700;0031;31;Højen;101;120;12500;100001;Ældreboliger;Medarbejder;241;Vest;kommunal"),
        now(),
        &Counting::default(),
    );
    assert!(again.is_empty() && again.unchanged == 1, "{again:?}");
    let moved = departments("700;;31;Højen;101;;;;;organisationsbestyrelse;250;;privat");
    let plan = compare(begun, &[], &moved, now(), &Counting::default());
    assert_eq!((faults(&plan), plan.changed), (vec![], 1));
    let fields: Vec<_> = plan
        .changes
        .iter()
        .map(|change| {
            (
                change.field.text(Language::Danish),
                change.before.as_str(),
                change.after.as_str(),
            )
        })
        .collect();
    assert_eq!(
        fields,
        [
            (
                "Beboerrepræsentation".to_owned(),
                "medarbejder",
                "organisationsbestyrelse"
            ),
            ("Beboere".to_owned(), "241", "250"),
            ("Ejerforhold".to_owned(), "kommunal", "privat"),
        ]
    );
    let details = Details::parse(&plan.amendment.departments[0].record).unwrap();
    assert_eq!(
        (details.lbf_number.as_str(), details.outdoor_area),
        ("0031", Some(12_500))
    );
    assert_eq!((details.bfe.len(), details.district.as_str()), (1, "Vest"));
}

#[test]
fn what_the_office_keeps_besides_stays() {
    let mut begun = organisation();
    begun.departments[0].record = r#"{"house_rules":"https://husorden.example","district":"Øst"}"#.to_owned();
    let plan = compare(
        begun,
        &[],
        &departments("700;;12;Engen;0101;10;900;;;;;;"),
        now(),
        &Counting::default(),
    );
    let record = &plan.amendment.departments[0].record;
    assert!(
        record.contains("https://husorden.example") && record.contains("Øst"),
        "{record}"
    );
    let mut broken = organisation();
    broken.departments[0].record = "[".to_owned();
    let plan = compare(
        broken,
        &[],
        &departments("700;;12;Engen;0101;10;900;;;;;;"),
        now(),
        &Counting::default(),
    );
    assert_eq!(faults(&plan), [(2, "LBF afd.nr", "record_unreadable")]);
}

#[test]
fn values_that_cannot_be_are_named_by_their_columns() {
    for (row, column, code) in [
        ("700;;31;Ny;0101;10;mange;;;;;;", "Udeareal (m²)", "no_number"),
        ("700;;31;Ny;0101;10;;12A;;;;;", "BFE-nr", "no_bfe"),
        ("700;;31;Ny;0101;10;;;Slot;;;;", "Boligtype", "no_housing_form"),
        ("700;;31;Ny;0101;10;;;;nej;;;", "Bestyrelse", "no_representation"),
        ("700;;31;Ny;0101;10;;;;;1,5;;", "Antal beboere", "no_number"),
        ("700;;31;Ny;0101;10;;;;;;Ve?t;", "Bydel", "lost_letters"),
        ("700;;31;Ny;0101;10;;;;;;;Kongen", "Ejerforhold", "no_ownership"),
        (
            "700;123456789012345678901;31;Ny;0101;10;;;;;;;",
            "LBF afd.nr",
            "too_long",
        ),
    ] {
        let plan = plan_of(&departments(row));
        assert_eq!(faults(&plan), [(2, column, code)], "{row}");
        assert!(plan.is_empty());
    }
}

#[test]
fn a_list_with_the_number_of_landsbyggefonden_alone_is_known_by_it() {
    let lists = Lists {
        departments: list(
            "afdelinger.csv",
            "LBF afd.nr;Afdelingsnavn;Kommunekode\n31;Højen;0101",
        ),
        ..Lists::default()
    };
    let department = &taken(&lists).amendment.departments[0];
    assert_eq!(department.number.as_deref(), Some("31"));
    assert_eq!(Details::parse(&department.record).unwrap().lbf_number, "31");
}

//! The table of periods, row by row.

use super::*;

fn at(day: &str) -> Moment {
    Day::parse(day).unwrap().start()
}

fn closed(kind: Kind) -> RetainedRecord {
    RetainedRecord {
        kind,
        is_open: false,
        is_discarded: false,
        state_since: at("2026-01-31"),
        changed_at: at("2026-03-15"),
        touched_at: at("2026-04-10"),
        due_on: None,
        last_legal_step: None,
        has_case: true,
    }
}

fn erased_on(record: &RetainedRecord) -> Option<String> {
    let day = RetentionPeriods::default().erased_on(record);
    day.map(|day| day.to_string())
}

#[test]
fn each_kind_has_the_period_of_the_table() {
    let table = [
        (Kind::ConflictCase, Some("2027-01-31")),
        (Kind::Mediation, Some("2026-03-02")),
        (Kind::Concern, Some("2026-05-01")),
        (Kind::Handover, Some("2026-05-01")),
        (Kind::SocialVisit, Some("2027-03-15")),
        (Kind::Referral, Some("2027-03-15")),
        (Kind::VisitNote, Some("2026-09-15")),
        (Kind::ArrearsContact, Some("2027-03-15")),
        (Kind::CounsellingInquiry, Some("2027-03-15")),
    ];
    for (kind, day) in table {
        assert_eq!(erased_on(&closed(kind)).as_deref(), day, "{kind:?}");
    }
    let named: Vec<_> = table.iter().map(|(kind, _)| *kind).collect();
    for kind in Kind::ALL.iter().filter(|kind| !named.contains(kind)) {
        assert_eq!(erased_on(&closed(*kind)), None, "{kind:?}");
    }
}

#[test]
fn what_nobody_ends_is_erased_after_its_last_change_and_day() {
    let open = |kind| RetainedRecord {
        is_open: true,
        ..closed(kind)
    };
    for kind in Kind::ALL.iter() {
        let day = match kind {
            Kind::ConflictCase
            | Kind::Mediation
            | Kind::Concern
            | Kind::Handover
            | Kind::SocialVisit
            | Kind::Referral
            | Kind::ArrearsContact
            | Kind::CounsellingInquiry => Some("2027-04-10"),
            Kind::VisitNote => Some("2026-10-10"),
            _ => None,
        };
        assert_eq!(erased_on(&open(*kind)).as_deref(), day, "{kind:?}");
    }
    // Not before what somebody is still to do about it.
    for (due_on, day) in [("2026-05-01", "2026-11-01"), ("2026-04-01", "2026-10-10")] {
        let note = RetainedRecord {
            due_on: Day::parse(due_on),
            ..open(Kind::VisitNote)
        };
        assert_eq!(erased_on(&note).as_deref(), Some(day), "{due_on}");
    }
    let with_step = RetainedRecord {
        last_legal_step: Some(at("2026-04-10")),
        ..open(Kind::ConflictCase)
    };
    assert_eq!(erased_on(&with_step).as_deref(), Some("2028-04-10"));
    // The periods that were agreed hold for them too.
    let periods = RetentionPeriods::of(&[("visits".into(), 3)], &[]);
    let day = periods.erased_on(&open(Kind::Concern)).map(|day| day.to_string());
    assert_eq!(day.as_deref(), Some("2026-07-10"));
}

#[test]
fn every_kind_of_the_table_is_looked_at() {
    for kind in Kind::ALL.iter() {
        let discarded = RetainedRecord {
            is_discarded: true,
            is_open: true,
            ..closed(*kind)
        };
        assert_eq!(
            erased_on(&discarded).is_some(),
            ERASED_KINDS.contains(kind),
            "{kind:?}"
        );
    }
}

#[test]
fn a_legal_step_prolongs_its_case() {
    let case = RetainedRecord {
        last_legal_step: Some(at("2025-12-01")),
        ..closed(Kind::ConflictCase)
    };
    assert_eq!(erased_on(&case).as_deref(), Some("2027-12-01"));
    // Never shorter than without one.
    let old = RetainedRecord {
        last_legal_step: Some(at("2020-12-01")),
        ..case
    };
    assert_eq!(erased_on(&old).as_deref(), Some("2027-01-31"));
}

#[test]
fn what_belongs_to_a_case_goes_with_it() {
    for kind in [
        Kind::ConflictEvent,
        Kind::CasePhoto,
        Kind::ConflictParty,
        Kind::LegalStep,
        Kind::CasePart,
    ] {
        assert_eq!(erased_on(&closed(kind)), None);
        let left = RetainedRecord {
            has_case: false,
            is_open: true,
            ..closed(kind)
        };
        assert_eq!(erased_on(&left).as_deref(), Some("2027-03-15"), "{kind:?}");
    }
}

#[test]
fn a_department_has_its_own_period_before_that_of_its_organisation() {
    let months = |key: &str, months| vec![(key.to_owned(), months)];
    let day = |organisation: &[(String, u16)], department: &[(String, u16)]| {
        let periods = RetentionPeriods::of(organisation, department);
        periods
            .erased_on(&closed(Kind::ConflictCase))
            .map(|day| day.to_string())
    };
    assert_eq!(day(&months("conflicts", 6), &[]).as_deref(), Some("2026-07-31"));
    let own = day(&months("conflicts", 6), &months("conflicts", 1));
    assert_eq!(own.as_deref(), Some("2026-02-28"));
    assert_eq!(day(&months("visits", 6), &[]).as_deref(), Some("2027-01-31"));
    // Records of other collections are kept, whatever was agreed.
    let periods = RetentionPeriods::of(&months("nature", 1), &[]);
    assert_eq!(periods.erased_on(&closed(Kind::Area)), None);
}

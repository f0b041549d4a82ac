//! Days of records by events and periods, numbers of departments, homes elsewhere, codes of areas, and old notes.

use std::collections::BTreeSet;

use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DocumentId, OrganisationId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::{DeadlineBase, DeadlineKind};
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::record_numbers::{RecordNumbers, day_number};
use feltbog_shared::moment::{Day, Moment};

use super::desk::everything;
use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, IndexQuery, NatureSettingRow, NoteRow,
    Result, Store,
};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or(Day(feltbog_shared::moment::Date::MIN))
}

fn noon(text: &str) -> Moment {
    day(text).start().plus_millis(12 * 3_600_000)
}

async fn put(
    store: &impl Store,
    number: u8,
    id: DocumentId,
    kind: Kind,
    seen: u64,
    index: RecordIndex,
) -> Result<()> {
    let mut append = append_one(number, id, kind, METTE, seen);
    append.received_at = index.changed_at;
    append.documents[0].index = index;
    store.append(append).await?;
    Ok(())
}

/// A mediated case, by the bases that its fields give.
fn mediated() -> RecordIndex {
    let base = |kind| DeadlineBase {
        kind,
        day: day("2026-03-02"),
        is_set: false,
    };
    RecordIndex {
        state: "mediated".into(),
        state_since: noon("2026-03-02"),
        received_at: noon("2026-03-01"),
        changed_at: noon("2026-03-02"),
        is_open: true,
        bases: vec![
            base(DeadlineKind::FollowUpFourWeeks),
            base(DeadlineKind::FollowUpThreeMonths),
            base(DeadlineKind::FollowUpTwelveMonths),
        ],
        ..RecordIndex::default()
    }
}

fn event(on: &str) -> RecordIndex {
    RecordIndex {
        occurred_on: Some(day(on)),
        about: Some(document(1)),
        received_at: noon(on),
        changed_at: noon(on),
        ..RecordIndex::default()
    }
}

async fn due(store: &impl Store) -> Result<Option<(String, DeadlineKind)>> {
    let wanted = IndexQuery {
        kinds: vec![Kind::ConflictCase],
        ..everything(HERE)
    };
    let found = store.find_records(&wanted).await?;
    let index = found.into_iter().next().map(|found| found.record.index);
    Ok(index.and_then(|index| Some((index.due_on?.to_string(), index.due_for?))))
}

async fn set_periods(store: &impl Store, settings: &str) -> Result<()> {
    let rows = store.organisation_rows().await?;
    let organisation = rows
        .first()
        .map_or((OrganisationId::from_bytes([0; 16]), 0), |row| {
            (row.id, row.version)
        });
    let change = AdministrativeChange {
        organisation: organisation.0,
        at: noon("2026-03-03"),
        by: METTE,
        action: "settings_changed".into(),
        target: String::new(),
        subject: String::new(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangeSettings {
            organisation: organisation.0,
            version: organisation.1,
            settings: settings.into(),
        },
    };
    let outcome = store.administer(&change).await?;
    assert!(matches!(outcome, AdministrativeOutcome::Done(_)), "{outcome:?}");
    Ok(())
}

pub(in crate::store) async fn days_follow_events_and_periods(store: &impl Store) -> Result<()> {
    let told = |on: &str, kind| Some((on.to_owned(), kind));
    put(store, 1, document(1), Kind::ConflictCase, 0, mediated()).await?;
    assert_eq!(
        due(store).await?,
        told("2026-03-30", DeadlineKind::FollowUpFourWeeks)
    );
    // A talk too early meets nothing; one in the week before the day meets it.
    put(store, 2, document(2), Kind::ConflictEvent, 0, event("2026-03-10")).await?;
    assert_eq!(
        due(store).await?,
        told("2026-03-30", DeadlineKind::FollowUpFourWeeks)
    );
    put(store, 3, document(3), Kind::ConflictEvent, 0, event("2026-03-27")).await?;
    assert_eq!(
        due(store).await?,
        told("2026-06-02", DeadlineKind::FollowUpThreeMonths)
    );
    // The case is written again: its event still counts.
    let again = RecordIndex {
        changed_at: noon("2026-03-28"),
        ..mediated()
    };
    put(store, 4, document(1), Kind::ConflictCase, 1, again).await?;
    assert_eq!(
        due(store).await?,
        told("2026-06-02", DeadlineKind::FollowUpThreeMonths)
    );
    // Nothing of the day that follows from others is held against the document, and the bases are.
    let row = store.raw_record(HERE, document(1)).await?.index;
    assert_eq!(row.map(|row| row.index.bases), Some(mediated().bases));
    // A discarded event meets nothing.
    let discarded = RecordIndex {
        is_discarded: true,
        changed_at: noon("2026-03-29"),
        ..event("2026-03-27")
    };
    put(store, 5, document(3), Kind::ConflictEvent, 3, discarded).await?;
    assert_eq!(
        due(store).await?,
        told("2026-03-30", DeadlineKind::FollowUpFourWeeks)
    );

    // The periods of the organisation: those that are there, and those that come.
    set_periods(store, "{\"deadlines\":{\"follow_up_days\":21}}").await?;
    assert_eq!(
        due(store).await?,
        told("2026-03-23", DeadlineKind::FollowUpFourWeeks)
    );
    let observation = RecordIndex {
        changed_at: noon("2026-03-02"),
        state: "ny".into(),
        bases: vec![DeadlineBase {
            kind: DeadlineKind::Answer,
            day: day("2026-03-02"),
            is_set: false,
        }],
        ..RecordIndex::default()
    };
    set_periods(store, "{\"deadlines\":{\"answer_working_days\":1}}").await?;
    put(store, 6, document(6), Kind::AreaObservation, 0, observation).await?;
    let wanted = IndexQuery {
        kinds: vec![Kind::AreaObservation],
        ..everything(HERE)
    };
    let found = store.find_records(&wanted).await?;
    assert_eq!(
        found.first().and_then(|found| found.record.index.due_on),
        Some(day("2026-03-03"))
    );
    set_periods(store, "{}").await?;
    assert_eq!(
        due(store).await?,
        told("2026-03-30", DeadlineKind::FollowUpFourWeeks)
    );
    let found = store.find_records(&wanted).await?;
    assert_eq!(
        found.first().and_then(|found| found.record.index.due_on),
        Some(day("2026-03-16"))
    );
    Ok(())
}

pub(in crate::store) async fn departments_are_counted(store: &impl Store) -> Result<()> {
    let today = day("2026-11-20");
    let ago = |days: i64| Some(day_number(today.plus_days(-days)));
    let index = |state: &str, created_day: Option<i32>, numbers: RecordNumbers| RecordIndex {
        state: state.into(),
        changed_at: noon("2026-11-19"),
        numbers: RecordNumbers {
            created_day,
            ..numbers
        },
        ..RecordIndex::default()
    };
    let plain = RecordNumbers::default();
    let cases = [
        index("reported", ago(0), plain),
        index("", ago(28), plain),
        index(
            "screened",
            ago(200),
            RecordNumbers {
                in_time_until: ago(1),
                ..plain
            },
        ),
        index(
            "closed",
            ago(363),
            RecordNumbers {
                solution: Some(1),
                ..plain
            },
        ),
        index(
            "closed",
            ago(364),
            RecordNumbers {
                solution: Some(0),
                ..plain
            },
        ),
        index("merged", ago(3), plain),
        // A record that does not tell its day counts as today's, and so does one of tomorrow.
        index("reported", None, plain),
        index("reported", ago(-1), plain),
    ];
    for (number, case) in (1..).zip(cases) {
        put(store, number, document(number), Kind::ConflictCase, 0, case).await?;
    }
    let discarded = RecordIndex {
        is_discarded: true,
        ..index("reported", ago(0), plain)
    };
    put(store, 20, document(20), Kind::ConflictCase, 0, discarded).await?;
    let none = BTreeSet::new();
    let both = [HERE, THERE];
    let found = store.conflict_numbers(&both, &none, today).await?;
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [HERE]);
    let numbers = &found[&HERE];
    assert_eq!(numbers.by_age, [3, 1, 0, 1]);
    assert_eq!(numbers.by_state, [1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!((numbers.overdue, numbers.closed), (1, [0, 1, 0]));
    assert_eq!(numbers.trend, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3]);
    let without = BTreeSet::from([document(1), document(4)]);
    let fewer = store.conflict_numbers(&both, &without, today).await?;
    assert_eq!(
        (fewer[&HERE].by_age, fewer[&HERE].closed),
        ([2, 1, 0, 1], [0, 0, 0])
    );
    assert_eq!(store.conflict_numbers(&[THERE], &none, today).await?.len(), 0);
    assert_eq!(store.conflict_numbers(&[], &none, today).await?.len(), 0);

    let contact = |days, created| RecordNumbers {
        contact_days: Some(days),
        in_time_until: created,
        ..plain
    };
    let signals = [
        index("sendt", ago(0), plain),
        index("modtaget", ago(9), contact(2, ago(8))),
        index("afsluttet", ago(100), contact(2, ago(99))),
        index("afsluttet", ago(364), contact(7, None)),
    ];
    for (number, signal) in (30..).zip(signals) {
        put(store, number, document(number), Kind::Signal, 0, signal).await?;
    }
    let found = store.signal_numbers(&both, today).await?;
    let numbers = &found[&HERE];
    assert_eq!((numbers.open, numbers.overdue), (2, 1));
    assert_eq!(numbers.contact_days, [(2, 2)].into());
    assert_eq!(numbers.trend, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2]);

    let area = |state: &str, square_metres, is_part| RecordIndex {
        square_metres: Some(square_metres),
        ..index(state, None, RecordNumbers { is_part, ..plain })
    };
    let count = |on: &str, state: &str, is_valid| RecordIndex {
        occurred_on: Some(day(on)),
        ..index(
            state,
            None,
            RecordNumbers {
                is_valid: Some(is_valid),
                ..plain
            },
        )
    };
    let late = RecordNumbers {
        in_time_until: ago(1),
        ..plain
    };
    let green = [
        (Kind::Area, area("i_drift", 300, false)),
        (Kind::Area, area("anlagt", 100, true)),
        (Kind::Area, area("foreslaaet", 50, false)),
        (Kind::CareTask, index("planlagt", None, late)),
        (Kind::CareTask, index("udfoert", None, late)),
        (Kind::AreaObservation, index("ny", None, plain)),
        (Kind::AreaObservation, index("besvaret", None, plain)),
        (Kind::InsectCount, count("2026-07-01", "laast", true)),
        (Kind::InsectCount, count("2026-07-02", "faerdig", false)),
        (Kind::InsectCount, count("2026-07-03", "i_gang", true)),
        (Kind::InsectCount, count("2025-07-01", "laast", true)),
    ];
    for (number, (kind, index)) in (50..).zip(green) {
        put(store, number, document(number), kind, 0, index).await?;
    }
    let found = store.nature_numbers(&both, today).await?;
    let figures = &found[&HERE];
    assert_eq!(
        (figures.areas, figures.square_metres, figures.proposed),
        (2, 300, 1)
    );
    assert_eq!(
        (figures.tasks, figures.tasks_overdue, figures.unanswered),
        (1, 1, 1)
    );
    assert_eq!((figures.valid_counts, figures.invalid_counts), (1, 1));

    assert_eq!(
        store
            .phone_numbers(&both, today.start(), today.start())
            .await?
            .len(),
        0
    );
    let rows = store.organisation_rows().await?;
    let organisation = rows
        .first()
        .map_or(OrganisationId::from_bytes([0; 16]), |row| row.id);
    assert_eq!(
        store.organisations_with(METTE).await?,
        BTreeSet::from([organisation])
    );
    let nobody = feltbog_shared::id::UserId::from_bytes([0x77; 16]);
    assert_eq!(store.organisations_with(nobody).await?, BTreeSet::new());

    // The code of an area leads to it where areas have public pages.
    let code = AreaCode::of(document(50));
    assert_eq!(store.areas_with_code(code).await?, []);
    let public = NatureSettingRow {
        is_public: true,
        ..NatureSettingRow::default()
    };
    store.set_nature_setting(organisation, &public).await?;
    let found = store.areas_with_code(code).await?;
    let found: Vec<_> = found.iter().map(|(id, record)| (*id, record.document)).collect();
    assert_eq!(found, [(organisation, document(50))]);
    assert_eq!(store.areas_with_code(AreaCode::of(document(99))).await?, []);
    Ok(())
}

pub(in crate::store) async fn parts_and_homes_lead_elsewhere(store: &impl Store) -> Result<()> {
    let home = RecordIndex {
        home: "provevej 4 2 tv".into(),
        person: Some(DocumentId::from_bytes(*JONAS.as_bytes())),
        changed_at: noon("2026-03-01"),
        ..RecordIndex::default()
    };
    put(store, 1, document(1), Kind::CasePart, 0, home).await?;
    let homes = ["provevej 4 2 tv".to_owned()];
    let elsewhere = store.alike_elsewhere(THERE, &homes).await?;
    assert_eq!(
        elsewhere.iter().map(|one| one.document).collect::<Vec<_>>(),
        [document(1)]
    );
    assert_eq!(store.alike_elsewhere(HERE, &homes).await?, []);
    assert_eq!(store.alike_elsewhere(THERE, &[]).await?, []);

    let both = [HERE, THERE];
    assert_eq!(
        store.departments_with_parts(JONAS, &both).await?,
        BTreeSet::from([HERE])
    );
    assert_eq!(
        store.departments_with_parts(METTE, &both).await?,
        BTreeSet::from([HERE])
    );
    assert_eq!(
        store.departments_with_parts(JONAS, &[THERE]).await?,
        BTreeSet::new()
    );
    let nobody = feltbog_shared::id::UserId::from_bytes([0x77; 16]);
    assert_eq!(
        store.departments_with_parts(nobody, &both).await?,
        BTreeSet::new()
    );

    let note = |number: u8, state: &str, changed_at: i64| NoteRow {
        id: document(number),
        department: HERE,
        version: 1,
        state: state.into(),
        owner: None,
        due_on: None,
        waits_until: None,
        received_at: Moment::from_millis(5),
        changed_at: Moment::from_millis(changed_at),
        note: "{}".into(),
    };
    for row in [
        note(7, "declined", 100),
        note(8, "declined", 200),
        note(9, "attached", 100),
    ] {
        assert!(store.add_note(&row).await?);
    }
    let (before, now) = (Moment::from_millis(150), Moment::from_millis(300));
    assert_eq!(
        store.forget_notes(&["declined", "archived"], before, now).await?,
        1
    );
    assert_eq!(store.note(document(7)).await?, None);
    assert_eq!(store.note(document(8)).await?, Some(note(8, "declined", 200)));
    assert!(store.note(document(9)).await?.is_some());
    Ok(())
}

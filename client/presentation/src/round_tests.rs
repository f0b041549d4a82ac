//! The round of a caretaker: stops, errands, calls and what is offered with them.

use super::*;
use crate::changes::undo_edits;
use crate::fields::apply;
use feltbog_shared::bridge::Delivery;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::social_visit::SafetyReason;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn item(number: u8, kind: Kind, edits: &[FieldEdit]) -> ListItem {
    let mut fields = Fields::new();
    edits.iter().for_each(|edit| apply(&mut fields, edit));
    ListItem {
        document: DocumentId::from_bytes([number; 16]),
        kind,
        owner: UserId::from_bytes([1; 16]),
        created_at: Moment::default(),
        fields,
        disputes: 0,
        delivery: Delivery::Received(None),
    }
}

#[test]
fn a_round_goes_from_place_to_place_and_leaves_out_what_can_wait() {
    let today = day("2026-11-21");
    let meadow = DocumentId::from_bytes([9; 16]);
    let areas = vec![(meadow, "Engen".to_owned())];
    let follow_up = |text| ConflictCase::follow_up_on().set(day(text));
    let until = |text| CareTask::window_to().set(day(text));
    let items = [
        item(
            1,
            Kind::ConflictCase,
            &[ConflictCase::place().set("Opgang 14"), follow_up("2026-11-20")],
        ),
        item(
            2,
            Kind::ConflictCase,
            &[ConflictCase::place().set("opgang 4"), follow_up("2026-11-21")],
        ),
        item(
            3,
            Kind::ConflictCase,
            &[ConflictCase::place().set("Opgang 1"), follow_up("2026-11-22")],
        ),
        item(
            4,
            Kind::CareTask,
            &[CareTask::area().set(meadow), until("2026-12-05")],
        ),
        item(
            5,
            Kind::CareTask,
            &[CareTask::area().set(meadow), until("2026-12-06")],
        ),
        item(
            6,
            Kind::Signal,
            &[
                Signal::place().set("Opgang 7"),
                Signal::state().set(SignalState::Received),
            ],
        ),
        item(
            7,
            Kind::Signal,
            &[
                Signal::place().set("Opgang 7"),
                Signal::state().set(SignalState::Ended),
            ],
        ),
        item(
            8,
            Kind::Area,
            &[
                Area::name().set("Åen"),
                Area::sign_status().set(SignStatus::Missing),
            ],
        ),
        item(
            9,
            Kind::Area,
            &[
                Area::name().set("Engen"),
                Area::sign_status().set(SignStatus::None),
            ],
        ),
    ];
    let found: Vec<_> = stops(&items, &areas, today)
        .into_iter()
        .map(|(item, errand)| (item.document.as_bytes()[0], errand))
        .collect();
    assert_eq!(
        found,
        [
            (8, Errand::SignUp),
            (4, Errand::Work),
            (2, Errand::FollowUp),
            (6, Errand::Signal),
            (1, Errand::FollowUp),
        ]
    );
}

#[test]
fn a_sign_is_looked_at_again_when_it_has_not_been_for_long() {
    let area = |checked: Option<Day>| {
        let checked = checked.map(|day| Area::sign_checked_on().set(day));
        let mut edits = vec![Area::sign_status().set(SignStatus::PutUp)];
        edits.extend(checked);
        item(1, Kind::Area, &edits).fields
    };
    let today = day("2026-11-21");
    let long_ago = today.plus_days(-SIGN_CHECK_DAYS);
    let lately = today.plus_days(1 - SIGN_CHECK_DAYS);
    for (checked, expected) in [
        (None, Some(Errand::SignCheck)),
        (Some(long_ago), Some(Errand::SignCheck)),
        (Some(lately), None),
    ] {
        assert_eq!(errand(Kind::Area, &area(checked), today), expected);
    }
}

#[test]
fn what_is_done_may_be_done_and_leaves_the_round_and_comes_back_when_it_is_taken_back() {
    let today = day("2026-11-21");
    let cases = [
        (
            Errand::FollowUp,
            Kind::ConflictCase,
            vec![ConflictCase::follow_up_on().set(today)],
        ),
        (
            Errand::Promise,
            Kind::ConflictCase,
            vec![
                ConflictCase::state().set(ConflictState::Reported),
                ConflictCase::contact_promised_on().set(today.plus_days(-1)),
                ConflictCase::follow_up_on().set(today.plus_days(9)),
            ],
        ),
        (
            Errand::Work,
            Kind::CareTask,
            vec![
                CareTask::state().set(TaskState::Planned),
                CareTask::kind().set(TaskKind::Watering),
            ],
        ),
        (
            Errand::Signal,
            Kind::Signal,
            vec![Signal::state().set(SignalState::Sent)],
        ),
        (
            Errand::SignCheck,
            Kind::Area,
            vec![Area::sign_status().set(SignStatus::PutUp)],
        ),
        (
            Errand::SignUp,
            Kind::Area,
            vec![Area::sign_status().set(SignStatus::Damaged)],
        ),
    ];
    for (expected, kind, begun) in cases {
        let mut record = item(1, kind, &begun).fields;
        assert_eq!(errand(kind, &record, today), Some(expected));
        let before = record.clone();
        let edits = done(expected, today);
        assert_eq!(kind.check_edits(&record, &edits), Ok(()), "{expected:?}");
        edits.iter().for_each(|edit| apply(&mut record, edit));
        assert_eq!(errand(kind, &record, today), None, "{expected:?}");
        let edits = undo_edits(kind, &before, &edits);
        assert_eq!(kind.check_edits(&record, &edits), Ok(()), "{expected:?}");
        edits.iter().for_each(|edit| apply(&mut record, edit));
        assert_eq!(record, before, "{expected:?}");
    }
}

#[test]
fn of_two_days_of_a_case_the_earlier_one_is_the_errand_and_the_call_of_one_day() {
    let today = day("2026-11-21");
    for (promised, follow_up, expected) in [
        (-3, -1, Errand::Promise),
        (-1, -3, Errand::FollowUp),
        (0, 0, Errand::Promise),
    ] {
        let days = [
            ConflictCase::contact_promised_on().set(today.plus_days(promised)),
            ConflictCase::follow_up_on().set(today.plus_days(follow_up)),
        ];
        let record = item(1, Kind::ConflictCase, &days).fields;
        let found = errand(Kind::ConflictCase, &record, today);
        assert_eq!(found, Some(expected), "{promised} {follow_up}");
    }
}

#[test]
fn nobody_is_reminded_of_a_resident_who_wants_no_contact() {
    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);
    let days_ago = |days: i64| NOON.plus_millis(-days * 86_400_000);
    let today = NOON.day(0);
    let visit = |number, days, home: &str, edits: &[FieldEdit]| {
        let mut item = item(number, Kind::SocialVisit, edits);
        item.created_at = days_ago(days);
        for edit in [
            SocialVisit::at().set(days_ago(days)),
            SocialVisit::dwelling_ref().set(home),
        ] {
            apply(&mut item.fields, &edit);
        }
        item
    };
    let planned = || SocialVisit::state().set(VisitState::Planned);
    let again = || {
        [
            SocialVisit::state().set(VisitState::FollowUp),
            SocialVisit::next_on().set(today),
        ]
    };
    let refused = || {
        [
            SocialVisit::state().set(VisitState::Closed),
            SocialVisit::result().set(VisitResult::WantsNoContact),
        ]
    };
    let items = [
        visit(1, 0, "Opgang 1, st. tv.", &[planned()]),
        visit(2, 20, "Opgang 2, 1. th.", &again()),
        visit(3, 10, "opgang 2, 1. th.", &refused()),
        visit(4, 5, "Opgang 2, 1. th.", &[planned()]),
        visit(5, 250, "Opgang 3, 2. tv.", &again()),
        visit(6, NO_CONTACT_DAYS, "Opgang 3, 2. tv.", &refused()),
        visit(
            7,
            3,
            "Opgang 4, 2. tv.",
            &[SocialVisit::state().set(VisitState::Done)],
        ),
    ];
    let numbers = |calls: Vec<Call<'_>>| -> Vec<u8> {
        let all = calls.into_iter();
        all.map(|(item, _)| item.document.as_bytes()[0]).collect()
    };
    // The home of the fifth was visited since, so that its appointment was followed up.
    assert_eq!(numbers(overdue_calls(&items, today, |_| 0)), [4]);
    assert_eq!(numbers(calls_today(&items, today, |_| 0)), [1]);

    // Whoever goes all the same is told, in whatever spelling.
    let until = |home: &str| {
        let visit = item(8, Kind::SocialVisit, &[SocialVisit::dwelling_ref().set(home)]);
        unwanted_until(&items, &visit.fields, today, |_| 0)
    };
    assert_eq!(
        until("OPGANG 2, 1. th."),
        Some(today.plus_days(NO_CONTACT_DAYS - 10))
    );
    assert_eq!(
        [until("Opgang 3, 2. tv."), until("Opgang 1, st. tv."), until("")],
        [None; 3]
    );
}

#[test]
fn two_go_to_a_home_until_the_last_day_of_the_note_whichever_visit_says_so() {
    let today = day("2026-11-21");
    let at = |days: i64| today.plus_days(days).start().plus_millis(43_200_000);
    let visit = |number, days, home: &str, edits: &[FieldEdit]| {
        let known = [
            SocialVisit::at().set(at(days)),
            SocialVisit::dwelling_ref().set(home),
        ];
        item(number, Kind::SocialVisit, &[&known[..], edits].concat())
    };
    let (home, spelled) = ("Opgang 2, 1. th.", "OPGANG 2, 1 th");
    let two = SocialVisit::safety_two_persons().set(true);
    let until = |days| SocialVisit::safety_until().set(today.plus_days(days));
    let reason = SocialVisit::safety_reason().set(SafetyReason::Dog);
    let noted = |items: &[ListItem]| {
        let other = visit(99, 0, spelled, &[]);
        let found = two_persons_at(items, &other.fields, today, |_| 60);
        found.map(|found| (found.reason.to_owned(), found.until, found.review_on()))
    };
    let stated = visit(1, -20, home, &[two.clone(), until(30), reason.clone()]);
    let expected = (
        SafetyReason::Dog.key().to_owned(),
        today.plus_days(30),
        today.plus_days(16),
    );
    assert_eq!(noted(std::slice::from_ref(&stated)), Some(expected.clone()));
    // Of two notes the longer one counts, wherever it stands.
    let shorter = visit(2, -1, home, &[two.clone(), until(3)]);
    assert_eq!(noted(&[shorter.clone(), stated.clone()]), Some(expected.clone()));
    assert_eq!(noted(&[stated.clone(), shorter]), Some(expected));
    // Without a last day it holds for ninety, of a plan from today on.
    for (days, last) in [(-10, 80), (7, 90)] {
        let open = visit(3, days, home, std::slice::from_ref(&two));
        let last = today.plus_days(last);
        assert_eq!(noted(&[open]).map(|(_, until, _)| until), Some(last), "{days}");
    }
    assert_eq!(
        noted(&[visit(4, -20, home, &[two.clone(), until(0)])]).map(|found| found.1),
        Some(today)
    );
    let gone = [
        visit(5, -20, home, &[two.clone(), until(-1)]),
        visit(
            6,
            -20,
            home,
            &[SocialVisit::safety_two_persons().set(false), until(30)],
        ),
        visit(7, -20, "Opgang 3, 1. th.", &[two.clone(), until(30)]),
        visit(8, -20, "", &[two, until(30)]),
    ];
    assert_eq!(noted(&gone), None);
    let homes = two_persons_homes(&gone, today, |_| 60);
    assert!(is_for_two(&homes, &gone[2].fields) && !is_for_two(&homes, &gone[3].fields));
    // A visit that keeps an appointment takes the note along.
    let after = edits_after(&stated.fields);
    assert!(after.contains(&reason) && after.contains(&until(30)));
}

#[test]
fn a_no_to_the_contact_counts_as_the_outcome_does_and_a_visit_without_a_home_for_nobody() {
    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);
    let today = NOON.day(0);
    let visit = |number, days: i64, home: &str, edits: &[FieldEdit]| {
        let at = NOON.plus_millis(-days * 86_400_000);
        let known = [SocialVisit::at().set(at), SocialVisit::dwelling_ref().set(home)];
        let mut item = item(number, Kind::SocialVisit, &[&known[..], edits].concat());
        item.created_at = at;
        item
    };
    let planned = || SocialVisit::state().set(VisitState::Planned);
    let refused = || {
        [
            SocialVisit::state().set(VisitState::Done),
            SocialVisit::result().set(VisitResult::WantsNoContact),
        ]
    };
    let answered = |answer, on: i64| {
        [
            SocialVisit::state().set(VisitState::Done),
            SocialVisit::consent_contact().set(answer),
            SocialVisit::consent_on().set(today.plus_days(-on)),
        ]
    };
    let until = |items: &[ListItem], home: &str| {
        let visit = item(99, Kind::SocialVisit, &[SocialVisit::dwelling_ref().set(home)]);
        unwanted_until(items, &visit.fields, today, |_| 0)
    };
    let (home, spelled) = ("Opgang 2, 1. th.", "OPGANG 2, 1 th");
    let peace = |days: i64| Some(today.plus_days(NO_CONTACT_DAYS - days));
    for (answer, on, expected) in [
        (ContactConsent::No, 10, peace(10)),
        (ContactConsent::No, NO_CONTACT_DAYS, None),
        (ContactConsent::Yes, 10, None),
        (ContactConsent::NotAsked, 10, None),
    ] {
        let items = [visit(1, on, home, &answered(answer, on))];
        assert_eq!(until(&items, spelled), expected, "{answer:?}, {on}");
    }
    // Said on the telephone, in a visit that is planned for next week: it is not made.
    let said = [planned(), SocialVisit::consent_contact().set(ContactConsent::No)];
    let made = |days_ago: i64, item: ListItem| ListItem {
        created_at: NOON.plus_millis(-days_ago * 86_400_000),
        ..item
    };
    let items = [made(0, visit(1, -5, home, &said))];
    assert_eq!(until(&items, home), peace(0));
    assert_eq!(next_calls(&items, today, |_| 0), []);

    // What was planned before the no is not repeated; a visit without a home is nobody's.
    let homes = [("", true), (home, false)];
    for (place, is_made) in homes {
        for no in [&refused()[..], &answered(ContactConsent::No, 0)] {
            let plan = made(3, visit(1, -2, place, &[planned()]));
            let items = [plan, visit(2, 0, place, no)];
            let calls = next_calls(&items, today, |_| 0);
            let numbers: Vec<_> = calls
                .iter()
                .map(|(item, _)| item.document.as_bytes()[0])
                .collect();
            let expected: &[u8] = if is_made { &[1] } else { &[] };
            assert_eq!(numbers, expected, "{place:?}");
            assert_eq!(until(&items, place).is_none(), is_made);
        }
    }
}

#[test]
fn an_appointment_is_due_on_its_day_and_done_once_it_was_followed_up() {
    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);
    let today = NOON.day(0);
    let visit = |number, days_ago: i64, home: &str, state, next_in: Option<i64>| {
        let at = NOON.plus_millis(-days_ago * 86_400_000);
        let mut edits = vec![
            SocialVisit::state().set(state),
            SocialVisit::at().set(at),
            SocialVisit::dwelling_ref().set(home),
        ];
        edits.extend(next_in.map(|days| SocialVisit::next_on().set(today.plus_days(days))));
        let mut item = item(number, Kind::SocialVisit, &edits);
        item.created_at = at;
        item
    };
    let items = [
        visit(1, 60, "Opgang 1, 1. tv.", VisitState::Done, Some(-40)),
        visit(2, 41, "Opgang 1, 1 tv", VisitState::Done, None),
        visit(3, 30, "Opgang 2, 1. tv.", VisitState::Done, Some(-9)),
        visit(4, 10, "Opgang 3, 1. tv.", VisitState::FollowUp, Some(0)),
        visit(5, 5, "Opgang 4, 1. tv.", VisitState::Done, Some(6)),
        visit(6, -3, "Opgang 5, 1. tv.", VisitState::Planned, None),
        visit(7, 200, "Opgang 6, 1. tv.", VisitState::Closed, Some(-170)),
        visit(8, 0, "Opgang 7, 1. tv.", VisitState::Planned, None),
        // The visit that the appointment of 3 days ago is kept by.
        visit(9, 20, "Opgang 8, 1. tv.", VisitState::Done, Some(3)),
        visit(10, -3, "opgang 8, 1 tv.", VisitState::Planned, None),
    ];
    let named = |calls: Vec<Call<'_>>| -> Vec<(u8, i64)> {
        let days = |day: Day| (day.0 - today.0).whole_days();
        let all = calls.into_iter();
        all.map(|(item, day)| (item.document.as_bytes()[0], days(day)))
            .collect()
    };
    assert_eq!(named(overdue_calls(&items, today, |_| 0)), [(3, -9)]);
    // Those with a time of day first.
    assert_eq!(named(calls_today(&items, today, |_| 0)), [(8, 0), (4, 0)]);
    assert_eq!(named(next_calls(&items, today, |_| 0)), [(6, 3), (10, 3), (5, 6)]);
    assert_eq!(named(next_calls(&items[..5], today, |_| 0)), [(5, 6)]);
    assert_eq!(named(next_calls(&items[..4], today, |_| 0)), []);
}

#[test]
fn a_visit_that_was_made_clears_what_was_planned_for_the_home() {
    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);
    let today = NOON.day(0);
    let hour = |hours: i64| NOON.plus_millis(hours * 3_600_000);
    let visit = |number, made: i64, at: i64, state| {
        let edits = [
            SocialVisit::state().set(state),
            SocialVisit::at().set(hour(at)),
            SocialVisit::dwelling_ref().set("Opgang 1, 1. tv."),
        ];
        let mut item = item(number, Kind::SocialVisit, &edits);
        item.created_at = hour(made);
        item
    };
    // Planned a week ago for the day before yesterday, for today, and for tomorrow.
    let planned = |number, at| visit(number, -168, at, VisitState::Planned);
    let all = [planned(1, -48), planned(2, 3), planned(3, 24)];
    let left = |more: ListItem| -> Vec<u8> {
        let items: Vec<_> = all.iter().cloned().chain([more]).collect();
        let calls = [overdue_calls, calls_today, next_calls].map(|choose| {
            let calls = choose(&items, today, |_| 0).into_iter();
            calls
                .map(|(item, _)| item.document.as_bytes()[0])
                .collect::<Vec<_>>()
        });
        calls.concat()
    };
    // One made this morning, before the time that was arranged, is the visit of today.
    assert_eq!(left(visit(9, -2, -2, VisitState::Done)), [3]);
    // One made before anything was planned is none of them, and neither is a visit that is planned itself.
    assert_eq!(left(visit(9, -200, -1, VisitState::Done)), [1, 2, 3]);
    assert_eq!(left(visit(9, -2, 400, VisitState::Planned)), [1, 2, 3]);
}

#[test]
fn a_visit_that_keeps_an_appointment_begins_with_what_was_known() {
    let begun = |edits: &[FieldEdit]| {
        let earlier = item(1, Kind::SocialVisit, edits).fields;
        item(2, Kind::SocialVisit, &edits_after(&earlier)).fields
    };
    let visit = begun(&[
        SocialVisit::dwelling_ref().set("Opgang 1, 1. tv."),
        SocialVisit::kind().set(VisitKind::Arranged),
        SocialVisit::state().set(VisitState::Done),
        SocialVisit::result().set(VisitResult::Talked),
    ]);
    assert_eq!(text(&visit, "dwelling_ref"), "Opgang 1, 1. tv.");
    assert_eq!(text(&visit, "kind"), VisitKind::Arranged.key());
    // What happened then is not what happens now.
    assert_eq!(visit.len(), 2);
    let welcomed = begun(&[SocialVisit::kind().set(VisitKind::Welcome)]);
    assert_eq!(text(&welcomed, "kind"), VisitKind::FollowUp.key());
}

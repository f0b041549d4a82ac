//! The round: what is to be done today, stop by stop, in the order of the places one passes. What was not done is
//! there again tomorrow, since nothing here keeps a list: each stop is worked out from its record.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::home::home_key;
use feltbog_shared::model::area::{AreaState, SIGN_CHECK_DAYS, SignStatus};
use feltbog_shared::model::care_task::{REMINDER_DAYS, TaskState};
use feltbog_shared::model::deadlines::DeadlineKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::{
    ContactConsent, NO_CONTACT_DAYS, VisitKind, VisitResult, VisitState,
};
use feltbog_shared::model::{
    Area, CareTask, ConflictCase, FieldChange, FieldEdit, Fields, Kind, Signal, SocialVisit, Value,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::search::fold;

pub use super::case_due::is_open;
use super::case_due::set_day;
use super::due::sign_seen_on;
use super::fields::text;
use super::forms::key;
use super::summary::{AreaNames, area_name};

/// So many days after today are near.
const NEXT_DAYS: i64 = 7;

/// The work to do at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Look after a case that was to be looked after by today.
    FollowUp,
    /// Call the person to whom a call was promised by today.
    Promise,
    /// Do a care task whose window closes.
    Work,
    /// See to a signal.
    Signal,
    /// Look whether a sign still stands.
    SignCheck,
    /// Put a sign up that is missing or damaged.
    SignUp,
}

/// The stops among these records, in the order of their places; those without a place first.
pub fn stops<'a>(items: &'a [ListItem], areas: &AreaNames, today: Day) -> Vec<(&'a ListItem, Errand)> {
    let mut stops: Vec<(String, &ListItem, Errand)> = Vec::new();
    for item in items {
        let Some(errand) = errand(item.kind, &item.fields, today) else {
            continue;
        };
        let rank = rank(place(item, areas));
        // A round has a few dozen stops; a sort made for millions would weigh more than all of this.
        let at = stops.partition_point(|(other, ..)| *other <= rank);
        stops.insert(at, (rank, item, errand));
    }
    stops
        .into_iter()
        .map(|(_, item, errand)| (item, errand))
        .collect()
}

/// The work to do about a record today, if any.
pub fn errand(kind: Kind, record: &Fields, today: Day) -> Option<Errand> {
    let day = |name| Day::parse(text(record, name));
    let state = text(record, "state");
    match kind {
        Kind::ConflictCase if is_open(record) => {
            let due = set_day(record).filter(|due| due.on <= today);
            due.map(|due| match due.kind {
                DeadlineKind::Promise => Errand::Promise,
                _ => Errand::FollowUp,
            })
        }
        Kind::CareTask => {
            let is_over = [
                key!(TaskState::Done),
                key!(TaskState::Approved),
                key!(TaskState::Cancelled),
            ]
            .contains(&state);
            let is_later =
                day(CareTask::window_to().name()).is_some_and(|end| end > today.plus_days(REMINDER_DAYS));
            (!is_over && !is_later).then_some(Errand::Work)
        }
        Kind::Signal => (state != key!(SignalState::Ended)).then_some(Errand::Signal),
        Kind::Area if state != key!(AreaState::Discontinued) => {
            let sign = text(record, Area::sign_status().name());
            if [key!(SignStatus::Missing), key!(SignStatus::Damaged)].contains(&sign) {
                return Some(Errand::SignUp);
            }
            let is_due = sign_seen_on(record).is_none_or(|seen| seen.plus_days(SIGN_CHECK_DAYS) <= today);
            (sign == key!(SignStatus::PutUp) && is_due).then_some(Errand::SignCheck)
        }
        _ => None,
    }
}

/// A visit that is to be made, with the day it was arranged for.
pub type Call<'a> = (&'a ListItem, Day);

/// The visits that are arranged for today, by the clock. Nobody is reminded of a resident who has said that they want no
/// contact, until half a year has gone by.
pub fn calls_today(items: &[ListItem], today: Day, offset: fn(Moment) -> i32) -> Vec<Call<'_>> {
    let mut calls = calls(items, today, offset);
    calls.retain(|(_, day)| *day == today);
    calls
}

/// The visits that should have been made before today, oldest first.
pub fn overdue_calls(items: &[ListItem], today: Day, offset: fn(Moment) -> i32) -> Vec<Call<'_>> {
    let mut calls = calls(items, today, offset);
    calls.retain(|(_, day)| *day < today);
    calls
}

/// The visits of the next seven days.
pub fn next_calls(items: &[ListItem], today: Day, offset: fn(Moment) -> i32) -> Vec<Call<'_>> {
    let mut calls = calls(items, today, offset);
    calls.retain(|(_, day)| *day > today && *day <= today.plus_days(NEXT_DAYS));
    calls
}

/// The moment that a planned visit is arranged for. An appointment that was made at an earlier visit has a day alone.
pub fn arranged_at(visit: &Fields) -> Option<Moment> {
    let at = match visit.get(SocialVisit::at().name()) {
        Some(Value::Moment(at)) => *at,
        _ => return None,
    };
    (text(visit, "state") == key!(VisitState::Planned)).then_some(at)
}

/// The place of a visit among others: by its day, then by its clock, and those without one last.
pub fn order_of_call((item, day): &Call<'_>) -> (Day, i64) {
    (*day, arranged_at(&item.fields).map_or(i64::MAX, Moment::millis))
}

/// The edits that a visit begins with which keeps an appointment of an earlier visit: the same home and household, the
/// occasion, and who asked for it. Consent is asked for each time.
pub fn edits_after(earlier: &Fields) -> Vec<FieldEdit> {
    const KEPT: [&str; 3] = [
        SocialVisit::dwelling_ref().name(),
        SocialVisit::household_ref().name(),
        SocialVisit::asked_by().name(),
    ];
    let kept = KEPT.into_iter().filter_map(|name| {
        let change = FieldChange::Set(earlier.get(name)?.clone());
        Some(FieldEdit {
            field: name.to_owned(),
            change,
        })
    });
    let kind = VisitKind::from_key(text(earlier, SocialVisit::kind().name()));
    // Nobody is welcomed twice.
    let kind = kind.filter(|kind| *kind != VisitKind::Welcome);
    let kind = SocialVisit::kind().set(kind.unwrap_or(VisitKind::FollowUp));
    kept.chain([kind]).collect()
}

/// The visits that are still to be made, in the order of their days and clocks.
fn calls(items: &[ListItem], today: Day, offset: fn(Moment) -> i32) -> Vec<Call<'_>> {
    // Each home is read once: a list may hold hundreds of visits, and each is compared with all others.
    let visits: Vec<(&ListItem, String)> = items
        .iter()
        .filter(|item| item.kind == Kind::SocialVisit)
        .map(|item| (item, dwelling(&item.fields)))
        .collect();
    let day_of = |item: &ListItem| day_of_visit(item, offset);
    let is_planned = |item: &ListItem| text(&item.fields, "state") == key!(VisitState::Planned);
    let refusals = refusals(items, today, offset);
    let mut calls: Vec<Call<'_>> = Vec::new();
    for (item, home) in &visits {
        let state = text(&item.fields, "state");
        let again = Day::parse(text(&item.fields, SocialVisit::next_on().name()));
        let arranged = match state {
            _ if state == key!(VisitState::Planned) => Some(day_of(item)),
            _ if state == key!(VisitState::Closed) => None,
            _ => again,
        };
        let Some(day) = arranged else { continue };
        // An appointment that was followed up is done: the home was visited since, or another visit stands for it. A plan
        // is done when another visit to the home was made on its day or later.
        let stands_for_it = |other: &ListItem| {
            if is_planned(item) {
                let is_later = day_of(other) >= day && other.created_at > item.created_at;
                !is_planned(other) && is_later
            } else {
                day_of(other) > day_of(item)
            }
        };
        let is_followed_up = visits.iter().any(|(other, there)| {
            let is_same_home = !home.is_empty() && there == home;
            is_same_home && other.document != item.document && stands_for_it(other)
        });
        // A visit planned after the refusal is somebody's decision; what was planned before is not repeated.
        let is_unwanted = || {
            let made = item.created_at.day(offset(item.created_at));
            refusals
                .iter()
                .any(|(refused, day)| refused == home && made <= *day)
        };
        if !is_followed_up && !is_unwanted() {
            let call = (*item, day);
            let at = calls.partition_point(|other| order_of_call(other) <= order_of_call(&call));
            calls.insert(at, call);
        }
    }
    calls
}

/// The day until which the resident of a visit's dwelling wants no contact, if any of these visits says so.
pub fn unwanted_until(
    items: &[ListItem],
    visit: &Fields,
    today: Day,
    offset: fn(Moment) -> i32,
) -> Option<Day> {
    let home = dwelling(visit);
    let mut until = None;
    for (refused, day) in refusals(items, today, offset) {
        if refused == home {
            until = until.max(Some(day.plus_days(NO_CONTACT_DAYS)));
        }
    }
    until
}

/// Dwellings whose residents want no contact today, with the day on which they said so: as the outcome of a visit, or when
/// they were asked. A visit without a dwelling tells of none.
fn refusals(items: &[ListItem], today: Day, offset: fn(Moment) -> i32) -> Vec<(String, Day)> {
    let refused_on = |item: &ListItem| {
        let said = |name| text(&item.fields, name);
        let is_asked = said(SocialVisit::consent_contact().name()) == key!(ContactConsent::No);
        let is_outcome = said(SocialVisit::result().name()) == key!(VisitResult::WantsNoContact);
        if item.kind != Kind::SocialVisit || !(is_asked || is_outcome) {
            return None;
        }
        let asked_on = Day::parse(said(SocialVisit::consent_on().name())).filter(|_| is_asked);
        // The answer may stand in a visit that is still planned.
        Some(asked_on.unwrap_or_else(|| day_of_visit(item, offset).min(today)))
    };
    items
        .iter()
        .filter_map(|item| Some((dwelling(&item.fields), refused_on(item)?)))
        .filter(|(home, day)| !home.is_empty() && day.plus_days(NO_CONTACT_DAYS) > today)
        .collect()
}

fn dwelling(visit: &Fields) -> String {
    home_key(text(visit, SocialVisit::dwelling_ref().name()))
}

fn day_of_visit(item: &ListItem, offset: fn(Moment) -> i32) -> Day {
    let at = match item.fields.get(SocialVisit::at().name()) {
        Some(Value::Moment(at)) => *at,
        _ => item.created_at,
    };
    at.day(offset(at))
}

/// The edits that a finished errand writes.
pub fn done(errand: Errand, today: Day) -> Vec<FieldEdit> {
    match errand {
        Errand::FollowUp => vec![ConflictCase::follow_up_on().clear()],
        Errand::Promise => vec![ConflictCase::contact_promised_on().clear()],
        Errand::Work => vec![
            CareTask::state().set(TaskState::Done),
            CareTask::done_on().set(today),
        ],
        Errand::Signal => vec![Signal::state().set(SignalState::Ended)],
        Errand::SignCheck => vec![Area::sign_checked_on().set(today)],
        Errand::SignUp => vec![
            Area::sign_status().set(SignStatus::PutUp),
            Area::sign_put_up_on().set(today),
            Area::sign_checked_on().set(today),
        ],
    }
}

fn place<'a>(item: &'a ListItem, areas: &'a AreaNames) -> &'a str {
    match item.kind {
        Kind::Area => text(&item.fields, Area::name().name()),
        Kind::CareTask => area_name(areas, text(&item.fields, CareTask::area().name())).unwrap_or_default(),
        _ => text(&item.fields, ConflictCase::place().name()),
    }
}

/// A place so that places follow each other as on the way: `Opgang 4` before `Opgang 14`.
fn rank(place: &str) -> String {
    let mut rank = String::new();
    let mut digits = String::new();
    for letter in fold(place).chars().chain([' ']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            (digits.len()..6).for_each(|_| rank.push('0'));
            rank.push_str(&digits);
            digits.clear();
        }
        rank.push(letter);
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::undo_edits;
    use crate::fields::apply;
    use feltbog_shared::bridge::Delivery;
    use feltbog_shared::id::{DocumentId, UserId};
    use feltbog_shared::model::care_task::TaskKind;
    use feltbog_shared::model::conflict_case::ConflictState;

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
}

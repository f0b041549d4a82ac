//! The round: what is to be done today, stop by stop, in the order of the places one passes. What was not done is
//! there again tomorrow, since nothing here keeps a list: each stop is worked out from its record.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::home::home_key;
use feltbog_shared::id::UserId;
use feltbog_shared::model::area::{AreaState, SIGN_CHECK_DAYS, SignStatus};
use feltbog_shared::model::care_task::{REMINDER_DAYS, TaskState};
use feltbog_shared::model::deadlines::DeadlineKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::{
    ContactConsent, NO_CONTACT_DAYS, SAFETY_DAYS, SAFETY_REVIEW_DAYS, VisitKind, VisitResult, VisitState,
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
/// occasion, who asked for it, and that two should go. Consent is asked for each time.
pub fn edits_after(earlier: &Fields) -> Vec<FieldEdit> {
    const KEPT: [&str; 6] = [
        SocialVisit::dwelling_ref().name(),
        SocialVisit::household_ref().name(),
        SocialVisit::asked_by().name(),
        SocialVisit::safety_two_persons().name(),
        SocialVisit::safety_reason().name(),
        SocialVisit::safety_until().name(),
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

/// A note that two should go to a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoPersons<'a> {
    /// The key of the reason, or nothing.
    pub reason: &'a str,
    /// The person who wrote the visit.
    pub author: UserId,
    /// The last day.
    pub until: Day,
}

impl TwoPersons<'_> {
    /// The day by which somebody looks at it again.
    pub fn review_on(&self) -> Day {
        self.until.plus_days(-SAFETY_REVIEW_DAYS)
    }
}

/// The homes to which two should go today, by what visits say; of two notes about a home the one that holds longer.
pub fn two_persons_homes(
    items: &[ListItem],
    today: Day,
    offset: fn(Moment) -> i32,
) -> Vec<(String, TwoPersons<'_>)> {
    let mut homes: Vec<(String, TwoPersons<'_>)> = Vec::new();
    for item in items {
        let is_noted = item.fields.get(SocialVisit::safety_two_persons().name()) == Some(&Value::Flag(true));
        let home = dwelling(&item.fields);
        if item.kind != Kind::SocialVisit || !is_noted || home.is_empty() {
            continue;
        }
        let stated = Day::parse(text(&item.fields, SocialVisit::safety_until().name()));
        let usual = || day_of_visit(item, offset).min(today).plus_days(SAFETY_DAYS);
        let noted = TwoPersons {
            reason: text(&item.fields, SocialVisit::safety_reason().name()),
            author: item.owner,
            until: stated.unwrap_or_else(usual),
        };
        if noted.until < today {
            continue;
        }
        match homes.iter_mut().find(|(other, _)| *other == home) {
            Some((_, known)) if known.until < noted.until => *known = noted,
            Some(_) => {}
            None => homes.push((home, noted)),
        }
    }
    homes
}

/// The note that two should go to the home of a visit today, if any of these visits says so.
pub fn two_persons_at<'a>(
    items: &'a [ListItem],
    visit: &Fields,
    today: Day,
    offset: fn(Moment) -> i32,
) -> Option<TwoPersons<'a>> {
    let home = dwelling(visit);
    let mut homes = two_persons_homes(items, today, offset).into_iter();
    homes.find(|(noted, _)| *noted == home).map(|(_, noted)| noted)
}

/// Whether a home is among those to which two should go.
pub fn is_for_two(homes: &[(String, TwoPersons<'_>)], visit: &Fields) -> bool {
    let home = dwelling(visit);
    homes.iter().any(|(noted, _)| *noted == home)
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
#[path = "round_tests.rs"]
mod tests;

//! The day by which somebody acts on a conflict case, as *Hjem* shows it to those who handle cases.
//!
//! A phone knows fields, events and parties, not the day on which a state began. A period of a state counts from the last
//! change that the server has received, which is never earlier than that day: a phone never calls a case late that is not.

use feltbog_shared::bridge::{Delivery, ListItem};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::deadlines::{
    Deadline, DeadlineKind, DeadlineRules, POSTPONED_DAYS, before_day_off, plus_months, plus_working_days,
};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{ConflictCase, ConflictEvent, ConflictParty, Fields, Kind, Value};
use feltbog_shared::moment::{Day, Moment};

use super::fields::text;
use super::forms::key;
use super::texts::Texts;

/// The kinds of records beside cases that their deadlines are worked out from.
pub const KINDS: [Kind; 2] = [Kind::ConflictEvent, Kind::ConflictParty];

/// Whether somebody still has to do something about a case.
pub fn is_open(case: &Fields) -> bool {
    ConflictState::from_key(text(case, "state")).is_none_or(ConflictState::is_open)
}

/// The day that a person set for a case, or by which somebody has promised to call: the earlier one.
pub fn set_day(case: &Fields) -> Option<Deadline> {
    let set = |name, kind| Day::parse(text(case, name)).map(|on| Deadline { on, kind });
    let follow_up = set(ConflictCase::follow_up_on().name(), DeadlineKind::FollowUp);
    let promise = set(ConflictCase::contact_promised_on().name(), DeadlineKind::Promise);
    // Of one day, the call comes first.
    earlier(promise, follow_up)
}

/// The deadline of a case that stands for it, with the events and parties among these records. A day that a person set
/// takes the place of the periods of the state, and not of the month in which the person complained about is informed.
pub fn of_case(case: &ListItem, items: &[ListItem], offset: fn(Moment) -> i32) -> Option<Deadline> {
    if !is_open(&case.fields) {
        return None;
    }
    let id = case.document.to_string();
    let is_own = |item: &&ListItem| text(&item.fields, ConflictEvent::conflict_case().name()) == id;
    let own: Vec<&ListItem> = items.iter().filter(is_own).collect();
    let mut informed = None;
    let mut last_event = None;
    for item in own {
        informed = earlier(informed, informing(item, offset));
        if item.kind == Kind::ConflictEvent {
            last_event = last_event.max(Some(event_day(item, offset)));
        }
    }
    let set = set_day(&case.fields);
    earlier(set.or_else(|| of_state(case, last_event, offset)), informed)
}

/// The words for what is to be done by a deadline; none for a day that a person set.
pub fn in_words(texts: &Texts, kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Promise => texts.due_promise,
        DeadlineKind::Receipt => texts.due_receipt,
        DeadlineKind::Assessment => texts.due_assessment,
        DeadlineKind::InformAccused => texts.due_inform,
        DeadlineKind::InformPostponed => texts.due_inform_postponed,
        DeadlineKind::NoEvent => texts.due_no_event,
        _ => "",
    }
}

fn earlier(one: Option<Deadline>, other: Option<Deadline>) -> Option<Deadline> {
    match (one, other) {
        (Some(first), Some(second)) if second.on < first.on => Some(second),
        (None, only) | (only, _) => only,
    }
}

/// The deadline of a case by its state.
fn of_state(case: &ListItem, last_event: Option<Day>, offset: fn(Moment) -> i32) -> Option<Deadline> {
    use ConflictState as S;
    let rules = DeadlineRules::default();
    let local = |at: Moment| at.day(offset(at));
    let received = match case.delivery {
        Delivery::Received(Some(at)) => Some(local(at)),
        // What is not sent yet was just written.
        _ => None,
    };
    let within = |from: Day, days, kind| {
        let on = plus_working_days(from, days);
        Deadline { on, kind }
    };
    match S::from_key(text(&case.fields, "state"))? {
        // No step leads to this state.
        S::Observed => Some(within(
            local(case.created_at),
            rules.assessment_working_days,
            DeadlineKind::Assessment,
        )),
        S::Reported => {
            let from = received?;
            let has_receipt = last_event.is_some_and(|last| last >= local(case.created_at));
            Some(if has_receipt {
                within(from, rules.assessment_working_days, DeadlineKind::Assessment)
            } else {
                within(from, rules.receipt_working_days, DeadlineKind::Receipt)
            })
        }
        S::Screened | S::AdviceGiven | S::WrittenRequest | S::Warning | S::TenancyBoard | S::Court => {
            let from = received?;
            let from = last_event.map_or(from, |last| last.max(from));
            Some(Deadline {
                on: before_day_off(from.plus_days(rules.no_event_days)),
                kind: DeadlineKind::NoEvent,
            })
        }
        // A mediation is a record of its own, and a follow-up a day that somebody set.
        _ => None,
    }
}

/// The deadline by which a person complained about is informed, or asked again why not.
fn informing(party: &ListItem, offset: fn(Moment) -> i32) -> Option<Deadline> {
    let says = |name| text(&party.fields, name).trim();
    let waits = party.kind == Kind::ConflictParty
        && says(ConflictParty::role().name()) == key!(PartyRole::Respondent)
        && says(ConflictParty::informed_on().name()).is_empty();
    if !waits {
        return None;
    }
    let local = |at: Moment| at.day(offset(at));
    if says(ConflictParty::informed_postponed_reason().name()).is_empty() {
        let months = DeadlineRules::default().inform_months;
        return Some(Deadline {
            on: plus_months(local(party.created_at), months),
            kind: DeadlineKind::InformAccused,
        });
    }
    match party.delivery {
        Delivery::Received(Some(at)) => Some(Deadline {
            on: before_day_off(local(at).plus_days(POSTPONED_DAYS)),
            kind: DeadlineKind::InformPostponed,
        }),
        _ => None,
    }
}

fn event_day(event: &ListItem, offset: fn(Moment) -> i32) -> Day {
    let at = match event.fields.get(ConflictEvent::at().name()) {
        Some(Value::Moment(at)) => *at,
        _ => event.created_at,
    };
    at.day(offset(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use feltbog_shared::id::{DocumentId, UserId};
    use feltbog_shared::model::FieldEdit;

    /// 2026-11-02, a Monday, at noon.
    const NOON: Moment = Moment::from_millis(1_793_620_800_000);
    const DAY_MILLIS: i64 = 86_400_000;

    fn in_days(days: i64) -> Moment {
        NOON.plus_millis(days * DAY_MILLIS)
    }

    /// A record that was made on a day and whose last change was received on another.
    fn item(number: u8, kind: Kind, (made, received): (i64, i64), edits: &[FieldEdit]) -> ListItem {
        let mut fields = Fields::new();
        edits.iter().for_each(|edit| apply(&mut fields, edit));
        ListItem {
            document: DocumentId::from_bytes([number; 16]),
            kind,
            owner: UserId::from_bytes([1; 16]),
            created_at: in_days(made),
            fields,
            disputes: 0,
            delivery: Delivery::Received(Some(in_days(received))),
        }
    }

    fn case(state: ConflictState, days: (i64, i64), more: &[FieldEdit]) -> ListItem {
        let edits: Vec<_> = [ConflictCase::state().set(state)]
            .into_iter()
            .chain(more.iter().cloned())
            .collect();
        item(1, Kind::ConflictCase, days, &edits)
    }

    fn about(kind: Kind, made: i64, more: &[FieldEdit]) -> ListItem {
        let link = ConflictEvent::conflict_case().set(DocumentId::from_bytes([1; 16]));
        let edits: Vec<_> = [link].into_iter().chain(more.iter().cloned()).collect();
        item(2, kind, (made, made), &edits)
    }

    fn due(case: &ListItem, others: &[ListItem]) -> Option<(String, DeadlineKind)> {
        of_case(case, others, |_| 0).map(|due| (due.on.to_string(), due.kind))
    }

    fn is(on: &str, kind: DeadlineKind) -> Option<(String, DeadlineKind)> {
        Some((on.to_owned(), kind))
    }

    #[test]
    fn a_state_is_due_by_its_period() {
        use ConflictState as S;
        use DeadlineKind as D;
        let event = about(Kind::ConflictEvent, 1, &[]);
        // An observation counts from the day it was made, however often it is changed.
        let observed = case(S::Observed, (0, 4), &[]);
        assert_eq!(due(&observed, &[]), is("2026-11-09", D::Assessment));
        // A complaint is acknowledged, and assessed once somebody has been in touch.
        let reported = case(S::Reported, (0, 0), &[]);
        assert_eq!(due(&reported, &[]), is("2026-11-04", D::Receipt));
        assert_eq!(
            due(&reported, std::slice::from_ref(&event)),
            is("2026-11-09", D::Assessment)
        );
        // Sixty days from the last change, or from the last event: 2 January is a Saturday.
        let advised = case(S::AdviceGiven, (0, 0), &[]);
        assert_eq!(due(&advised, &[event]), is("2026-12-30", D::NoEvent));
        let later = about(Kind::ConflictEvent, 9, &[]);
        assert_eq!(due(&advised, &[later]), is("2027-01-08", D::NoEvent));
        // The event of another case is none of this one.
        let other = item(3, Kind::ConflictEvent, (9, 9), &[]);
        assert_eq!(due(&advised, &[other]), is("2026-12-30", D::NoEvent));
        for state in [S::Mediated, S::Monitoring, S::Closed, S::Merged] {
            assert_eq!(due(&case(state, (-400, -400), &[]), &[]), None, "{state:?}");
        }
    }

    #[test]
    fn what_is_not_sent_yet_was_just_written() {
        let mut reported = case(ConflictState::Reported, (-30, -30), &[]);
        assert!(due(&reported, &[]).is_some());
        reported.delivery = Delivery::OnPhone(1);
        assert_eq!(due(&reported, &[]), None);
    }

    #[test]
    fn a_day_that_somebody_set_or_promised_goes_before_the_state() {
        use DeadlineKind as D;
        let on = |days| in_days(days).day(0);
        let follow_up = ConflictCase::follow_up_on().set(on(20));
        let promise = |days| ConflictCase::contact_promised_on().set(on(days));
        let reported = |edits: &[FieldEdit]| case(ConflictState::Reported, (0, 0), edits);
        assert_eq!(
            due(&reported(std::slice::from_ref(&follow_up)), &[]),
            is("2026-11-22", D::FollowUp)
        );
        assert_eq!(
            due(&reported(&[follow_up.clone(), promise(3)]), &[]),
            is("2026-11-05", D::Promise)
        );
        assert_eq!(
            due(&reported(&[follow_up, promise(30)]), &[]),
            is("2026-11-22", D::FollowUp)
        );
    }

    #[test]
    fn the_person_complained_about_is_informed_within_a_month() {
        use DeadlineKind as D;
        let role = |role| ConflictParty::role().set(role);
        let party = |edits: &[FieldEdit]| about(Kind::ConflictParty, -10, edits);
        let follow_up = ConflictCase::follow_up_on().set(in_days(100).day(0));
        let monitored = case(ConflictState::Monitoring, (0, 0), &[follow_up]);
        let follow_up = is("2027-02-10", D::FollowUp);
        let told = ConflictParty::informed_on().set(in_days(0).day(0));
        let why = ConflictParty::informed_postponed_reason().set("Fare for pres");
        let respondent = || role(PartyRole::Respondent);
        for (edits, expected) in [
            (vec![respondent()], is("2026-11-23", D::InformAccused)),
            (vec![respondent(), why], is("2027-01-21", D::InformPostponed)),
            (vec![respondent(), told], follow_up.clone()),
            (vec![role(PartyRole::Complainant)], follow_up),
        ] {
            assert_eq!(due(&monitored, &[party(&edits)]), expected, "{edits:?}");
        }
    }
}

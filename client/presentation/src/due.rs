//! The day by which something is to be done, as a row of Hjem says it.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::area::{SIGN_CHECK_DAYS, SignStatus};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::Urgency;
use feltbog_shared::model::{Activity, AdviserMeasure, Area, CareTask, Fields, Kind, Referral, Signal};
use feltbog_shared::moment::{Day, Moment};

use super::case_due::set_day;
use super::fields::text;
use super::format;
use super::forms::key;
use super::texts::Texts;

/// The day by which somebody is to do something about a record, if it has one. `offset` says how far the clocks of a
/// moment are from universal time.
pub fn due_on(item: &ListItem, offset: fn(Moment) -> i32) -> Option<Day> {
    let day = |name| Day::parse(text(&item.fields, name));
    match item.kind {
        Kind::ConflictCase => set_day(&item.fields).map(|due| due.on),
        Kind::Activity => day(Activity::on().name()),
        Kind::AdviserMeasure => day(AdviserMeasure::follow_up_on().name()),
        Kind::CareTask => day(CareTask::window_to().name()),
        Kind::Referral => day(Referral::follow_up_on().name()),
        Kind::Signal | Kind::Concern => {
            let urgency = Urgency::from_key(text(&item.fields, Signal::urgency().name()))?;
            urgency.due(item.created_at.day(offset(item.created_at)))
        }
        Kind::Area => {
            let is_up = text(&item.fields, Area::sign_status().name()) == key!(SignStatus::PutUp);
            let seen = sign_seen_on(&item.fields).filter(|_| is_up)?;
            Some(seen.plus_days(SIGN_CHECK_DAYS))
        }
        _ => None,
    }
}

/// The day on which somebody last saw that an area's sign stands.
pub fn sign_seen_on(area: &Fields) -> Option<Day> {
    let day = |name| Day::parse(text(area, name));
    day(Area::sign_checked_on().name()).or(day(Area::sign_put_up_on().name()))
}

/// A day in words: how many days it is over, or until when something may wait.
pub fn in_words(texts: &Texts, due: Day, today: Day) -> String {
    let days_over = (today.0 - due.0).whole_days();
    if days_over > 0 {
        texts.days_over.of(days_over)
    } else {
        texts.due_by.with(&[&format::day(texts, due, today)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use crate::texts::{DA, EN};
    use feltbog_shared::bridge::Delivery;
    use feltbog_shared::id::{DocumentId, UserId};
    use feltbog_shared::model::{ConflictCase, FieldEdit};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn what_is_late_says_for_how_many_days() {
        let today = day("2026-11-21");
        let words = |texts, on| in_words(texts, day(on), today);
        assert_eq!(words(&DA, "2026-11-18"), "3 dage over");
        assert_eq!(words(&DA, "2026-11-20"), "1 dag over");
        assert_eq!(words(&DA, "2026-11-21"), "Senest i dag");
        assert_eq!(words(&DA, "2026-11-26"), "Senest tors. 26. nov.");
        assert_eq!(words(&EN, "2026-11-18"), "3 days over");
    }

    #[test]
    fn each_kind_is_due_by_its_own_day() {
        // 2026-11-19 at noon, a Thursday.
        let made = Moment::from_millis(1_795_089_600_000);
        let due = |kind, edits: &[FieldEdit]| {
            let mut fields = Fields::new();
            edits.iter().for_each(|edit| apply(&mut fields, edit));
            let item = ListItem {
                document: DocumentId::from_bytes([1; 16]),
                kind,
                owner: UserId::from_bytes([1; 16]),
                created_at: made,
                fields,
                disputes: 0,
                delivery: Delivery::Received(None),
            };
            due_on(&item, |_| 60).map(|day| day.to_string())
        };
        let on = || day("2026-11-21");
        let is_due = Some("2026-11-21".to_owned());
        assert_eq!(due(Kind::ConflictCase, &[]), None);
        assert_eq!(
            due(Kind::ConflictCase, &[ConflictCase::follow_up_on().set(on())]),
            is_due
        );
        // Of two days the nearer one counts.
        let promised = |days| ConflictCase::contact_promised_on().set(on().plus_days(days));
        assert_eq!(due(Kind::ConflictCase, &[promised(0)]), is_due);
        let both = |days| [ConflictCase::follow_up_on().set(on()), promised(days)];
        assert_eq!(due(Kind::ConflictCase, &both(3)), is_due);
        assert_eq!(due(Kind::ConflictCase, &both(-2)), Some("2026-11-19".to_owned()));
        assert_eq!(due(Kind::Activity, &[Activity::on().set(on())]), is_due);
        assert_eq!(
            due(Kind::AdviserMeasure, &[AdviserMeasure::follow_up_on().set(on())]),
            is_due
        );
        assert_eq!(due(Kind::CareTask, &[CareTask::window_to().set(on())]), is_due);
        assert_eq!(due(Kind::Referral, &[Referral::follow_up_on().set(on())]), is_due);
        let urgency = |urgency| due(Kind::Signal, &[Signal::urgency().set(urgency)]);
        assert_eq!(urgency(Urgency::Today), Some("2026-11-19".to_owned()));
        // Three working days on, over a weekend.
        assert_eq!(urgency(Urgency::ThisWeek), Some("2026-11-24".to_owned()));
        assert_eq!(urgency(Urgency::WhenPossible), None);
        let sign = |status| {
            let put_up = Area::sign_put_up_on().set(on().plus_days(-SIGN_CHECK_DAYS));
            due(Kind::Area, &[Area::sign_status().set(status), put_up])
        };
        assert_eq!(sign(SignStatus::PutUp), is_due);
        assert_eq!(sign(SignStatus::Missing), None);
    }
}

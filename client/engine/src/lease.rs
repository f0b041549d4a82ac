//! How long a phone may be silent. One that was for longer reads nothing until the server has answered it.

use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Class, Collection, access};
use feltbog_shared::wire::Session;
use serde::{Deserialize, Serialize};

const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// The hours for who reads confidential records.
const HOURS: u32 = 72;
/// The hours for who reads green and internal records alone.
const LONG_HOURS: u32 = 14 * 24;
/// An answer is noted when the last one that was is so old.
const NOTE_MILLIS: i64 = HOUR_MILLIS / 2;
/// The time by which a clock may have gone back since.
const BACK_MILLIS: i64 = 24 * HOUR_MILLIS;

/// An answer of the server to the person who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Contact {
    /// When it came, by the phone's clock.
    at: Moment,
    /// For how many hours the phone may be silent since.
    hours: u32,
}

impl Contact {
    /// An answer at this moment to whoever has this session.
    pub(super) fn new(at: Moment, session: &Session) -> Self {
        let is_confidential = |collection: &Collection| {
            let is_so = matches!(collection.class(), Class::Personal | Class::Special);
            let reads = |role| !access(role, *collection).read.is_nothing();
            is_so && session.grants.iter().any(|grant| reads(grant.role))
        };
        let hours = if Collection::ALL.iter().any(is_confidential) {
            HOURS
        } else {
            LONG_HOURS
        };
        Self { at, hours }
    }

    /// Whether the phone has been silent for too long. A clock that went back says nothing about how long it was.
    pub(super) fn is_over(&self, now: Moment) -> bool {
        let silence = now.since(self.at);
        silence > i64::from(self.hours) * HOUR_MILLIS || silence < -BACK_MILLIS
    }

    /// Whether a later answer is to be noted.
    pub(super) fn is_due(&self, later: Moment) -> bool {
        !(0..NOTE_MILLIS).contains(&later.since(self.at))
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
    use feltbog_shared::permission::{Grant, Role};

    use super::*;

    fn contact(roles: &[Role]) -> Contact {
        let grant = |role: &Role| Grant {
            role: *role,
            department: DepartmentId::from_bytes([1; 16]),
            from: Moment::from_millis(0),
            until: None,
        };
        let session = Session {
            user: UserId::from_bytes([2; 16]),
            name: "Mette".into(),
            device: DeviceId::from_bytes([3; 16]),
            organisation: "Fællesbo".into(),
            grants: roles.iter().map(grant).collect(),
            departments: Vec::new(),
            people: Vec::new(),
            now: Moment::from_millis(0),
            members: Vec::new(),
        };
        Contact::new(at(1000), &session)
    }

    fn at(hours: i64) -> Moment {
        Moment::from_millis(hours * HOUR_MILLIS)
    }

    #[test]
    fn who_reads_confidential_records_has_three_days_and_others_two_weeks() {
        for (roles, hours) in [
            (vec![Role::Caretaker], 72),
            (vec![Role::SocialCaretaker], 72),
            (vec![Role::GreenAmbassador], 336),
            (vec![Role::GreenAmbassador, Role::CaseOfficer], 72),
            (Vec::new(), 336),
        ] {
            let contact = contact(&roles);
            assert!(!contact.is_over(at(1000 + hours)), "{roles:?}");
            assert!(contact.is_over(at(1001 + hours)), "{roles:?}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_asks_for_the_server_too() {
        let contact = contact(&[Role::Caretaker]);
        assert!(!contact.is_over(at(976)));
        assert!(contact.is_over(at(975)));
    }

    #[test]
    fn an_answer_is_noted_every_half_hour() {
        let contact = contact(&[]);
        let minutes = |minutes: i64| at(1000).plus_millis(minutes * 60 * 1000);
        assert!(!contact.is_due(minutes(29)));
        assert!(contact.is_due(minutes(30)));
        // The clock went back: what counts is the present one.
        assert!(contact.is_due(minutes(-1)));
    }
}

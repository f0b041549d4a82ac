//! *Godt hjem*: before a visit a person says when they will be out of the home. The server tells a colleague when they are
//! not out in time, so that it works without signal inside.
//!
//! `POST /api/v1/departments/safe-returns`. An announcement is no record and no document. It holds no position, is told to
//! nobody before its time is over, and is gone from the server the next day.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId, SafeReturnId, UserId};
use crate::model::social_visit::VisitState;
use crate::model::{FieldEdit, SocialVisit};
use crate::moment::Moment;
use crate::permission::{Collection, Role, access};
use crate::wire::Session;

/// Event of the wake-up stream after which a phone asks for what is late.
pub const LATE_EVENT: &str = "safe-return";

const MINUTE_MILLIS: i64 = 60_000;
/// The times that a person chooses from, in minutes.
pub const OFFERED_MINUTES: [u16; 5] = [15, 30, 60, 90, 120];
/// Longest time that can be announced, in minutes.
pub const LONGEST_MINUTES: u16 = 240;
/// Minutes that one tap adds.
pub const EXTENSION_MINUTES: i64 = 15;
/// Most characters of the home.
pub const HOME_CHARS: usize = 80;
/// Most announcements of a person at a time.
pub const MOST_OPEN: usize = 4;
/// Time after which nothing of an announcement that nobody ended is left, in milliseconds, from when its time was over.
pub const FORGOTTEN_MILLIS: i64 = 12 * 60 * MINUTE_MILLIS;

/// A person who is not out in time: who is told by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LateStage {
    /// The person.
    Visitor = 1,
    /// The colleague whom the person named.
    Colleague = 2,
    /// Operations managers of the department.
    Manager = 3,
}

impl LateStage {
    /// Every stage, in order.
    pub const ALL: [Self; 3] = [Self::Visitor, Self::Colleague, Self::Manager];

    /// Time between the end of the announced time and the stage, in milliseconds.
    pub const fn after_millis(self) -> i64 {
        match self {
            Self::Visitor => 0,
            Self::Colleague => 5 * MINUTE_MILLIS,
            Self::Manager => 15 * MINUTE_MILLIS,
        }
    }

    /// The last stage that is reached; nothing while the time is not over.
    pub fn reached(out_by: Moment, now: Moment) -> Option<Self> {
        let is_reached = |stage: &Self| now.since(out_by) >= stage.after_millis();
        Self::ALL.into_iter().rev().find(is_reached)
    }
}

/// When a person who goes into a home will be out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its id, made by the phone: one that comes twice is one.
    pub id: SafeReturnId,
    /// The department.
    pub department: DepartmentId,
    /// The colleague who is told.
    pub colleague: UserId,
    /// Time until the person is out, in minutes from when the server hears of it.
    pub minutes: u16,
    /// The home, in the person's own words. It is shown to others only once the person is late.
    pub home: String,
}

/// Something that a person says of an announcement of their own, with signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReturnAct {
    /// Goes in.
    Announce(Announcement),
    /// Stays longer.
    Extend {
        /// The announcement.
        id: SafeReturnId,
        /// The time that the person saw. A second tap that saw the same time adds nothing.
        seen: Moment,
    },
}

/// The question of a phone, with what its person says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeReturnRequest {
    /// Announcements that are over: own ones, and late ones of others that the person has looked after.
    pub ended: Vec<SafeReturnId>,
    /// Something that is said now.
    pub act: Option<ReturnAct>,
}

/// Announcements that concern a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeReturnReply {
    /// The server's time.
    pub now: Moment,
    /// Own announcements that are open, by time.
    pub own: Vec<OwnReturn>,
    /// Colleagues who are not out in time.
    pub late: Vec<LateReturn>,
}

/// An own announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReturn {
    /// The announcement.
    pub id: SafeReturnId,
    /// The colleague who is told.
    pub colleague: UserId,
    /// The time by which the person is out, by the server's clock.
    pub out_by: Moment,
}

/// A colleague who is not out in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateReturn {
    /// The announcement.
    pub id: SafeReturnId,
    /// The department.
    pub department: DepartmentId,
    /// The colleague's name.
    pub name: String,
    /// The home.
    pub home: String,
    /// The time by which the colleague wanted to be out.
    pub out_by: Moment,
}

/// Announcements as the phone keeps them between two answers. Others' are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldReturns {
    /// Own announcements as the server told them.
    pub own: Vec<OwnReturn>,
    /// Announcements that are over and of which the server does not know it yet.
    pub unsent: Vec<SafeReturnId>,
    /// The visits that announcements were made for.
    pub visits: Vec<(SafeReturnId, DocumentId)>,
    /// Milliseconds by which the phone's clock is ahead of the server's.
    pub ahead_millis: i64,
}

impl HeldReturns {
    /// The question to the server.
    pub fn request(&self, act: Option<ReturnAct>) -> SafeReturnRequest {
        SafeReturnRequest {
            ended: self.unsent.clone(),
            act,
        }
    }

    /// Notes that an announcement is over.
    pub fn end(&mut self, id: SafeReturnId) {
        if !self.unsent.contains(&id) {
            self.unsent.push(id);
        }
    }

    /// Notes that the announcements made for a visit are over. Whether there were any.
    pub fn end_visit(&mut self, visit: DocumentId) -> bool {
        let is_open = |id: &SafeReturnId| !self.unsent.contains(id);
        let of_visit = self.visits.iter().filter(|(_, document)| *document == visit);
        let ended: Vec<_> = of_visit.map(|(id, _)| *id).filter(is_open).collect();
        self.unsent.extend(&ended);
        !ended.is_empty()
    }

    /// Replaces what the phone holds by an answer to a request that was asked for a visit, or for none. `now` is the
    /// phone's time.
    pub fn apply(
        &mut self,
        request: &SafeReturnRequest,
        visit: Option<DocumentId>,
        reply: &SafeReturnReply,
        now: Moment,
    ) {
        self.unsent.retain(|id| !request.ended.contains(id));
        self.own.clone_from(&reply.own);
        self.ahead_millis = now.since(reply.now);
        if let (Some(ReturnAct::Announce(announcement)), Some(visit)) = (&request.act, visit) {
            self.visits.push((announcement.id, visit));
        }
        let is_open = |id: &SafeReturnId| reply.own.iter().any(|own| own.id == *id);
        self.visits.retain(|(id, _)| is_open(id));
    }

    /// Lets go of announcements that the server has forgotten too. Whether there were any. `now` is the phone's time.
    pub fn forget_old(&mut self, now: Moment) -> bool {
        let (own, visits, ahead) = (self.own.len(), self.visits.len(), self.ahead_millis);
        self.own
            .retain(|one| now.since(one.out_by) - ahead < FORGOTTEN_MILLIS);
        let left = &self.own;
        self.visits.retain(|(id, _)| left.iter().any(|one| one.id == *id));
        self.own.len() < own || self.visits.len() < visits
    }
}

/// Announcements that a screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeReturns {
    /// Own announcements.
    pub held: HeldReturns,
    /// Colleagues who are not out in time.
    pub late: Vec<LateReturn>,
}

impl SafeReturns {
    /// Whether an own announcement is over, and the server does not know it yet.
    pub fn is_unsent(&self, id: SafeReturnId) -> bool {
        self.held.unsent.contains(&id)
    }

    /// Colleagues whom nobody has looked after yet.
    pub fn open_late(&self) -> Vec<&LateReturn> {
        let late = self.late.iter();
        late.filter(|one| !self.held.unsent.contains(&one.id)).collect()
    }

    /// Minutes by which an own announcement is late at a moment of the phone; nothing while it is not.
    pub fn minutes_late(&self, own: &OwnReturn, now: Moment) -> Option<i64> {
        let past = now.since(own.out_by) - self.held.ahead_millis;
        (past >= 0).then_some(past / MINUTE_MILLIS)
    }
}

/// The outcome of something that a person said with signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReturnOutcome {
    /// The server knows it.
    Told,
    /// The server was not reached. It may know it all the same.
    NotReached,
    /// The server does not take it.
    Refused,
}

impl ReturnAct {
    /// The announcement that it is about.
    pub fn id(&self) -> SafeReturnId {
        match self {
            Self::Announce(announcement) => announcement.id,
            Self::Extend { id, .. } => *id,
        }
    }
}

/// Whether a person may be concerned by announcements: staff of some department.
pub fn is_staff(session: &Session) -> bool {
    let mut roles = session.grants.iter().map(|grant| grant.role);
    roles.any(|role| !access(role, Collection::StaffGuidance).read.is_nothing())
}

/// Whether edits of a visit say that it is over. A result says so too: the state follows from it.
pub fn ends_visit(edits: &[FieldEdit]) -> bool {
    let over = [VisitState::Done, VisitState::FollowUp, VisitState::Closed];
    let over = over.map(|state| SocialVisit::state().set(state));
    edits.iter().any(|edit| over.contains(edit))
}

/// Colleagues of a department whom a person may name, by name.
pub fn colleagues(session: &Session, department: DepartmentId) -> Vec<(UserId, String)> {
    let is_staff = |role: &Role| !access(*role, Collection::StaffGuidance).read.is_nothing();
    let mut found: Vec<(UserId, String)> = Vec::new();
    for role in Role::ALL.iter().filter(|role| is_staff(role)) {
        for person in session.holders(department, *role) {
            let is_known = found.iter().any(|(user, _)| *user == person.user);
            if person.user != session.user && !is_known {
                let place = found.partition_point(|(_, name)| *name <= person.name);
                found.insert(place, (person.user, person.name.clone()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::social_visit::VisitResult;
    use crate::wire::{Member, Person};

    const START: Moment = Moment::from_millis(1_795_219_200_000);
    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);

    fn id(byte: u8) -> SafeReturnId {
        SafeReturnId::from_bytes([byte; 16])
    }

    fn own(byte: u8, out_by: Moment) -> OwnReturn {
        OwnReturn {
            id: id(byte),
            colleague: UserId::from_bytes([9; 16]),
            out_by,
        }
    }

    fn reply(own: Vec<OwnReturn>, now: Moment) -> SafeReturnReply {
        SafeReturnReply {
            now,
            own,
            late: Vec::new(),
        }
    }

    #[test]
    fn the_person_the_colleague_and_the_manager_are_told_one_after_the_other() {
        let reached = |minutes: i64| LateStage::reached(START, START.plus_millis(minutes * MINUTE_MILLIS));
        assert_eq!(reached(-1), None);
        assert_eq!((reached(0), reached(4)), (Some(LateStage::Visitor), reached(1)));
        assert_eq!(
            (reached(5), reached(14)),
            (Some(LateStage::Colleague), reached(6))
        );
        assert_eq!(reached(15), Some(LateStage::Manager));
    }

    #[test]
    fn an_end_without_signal_is_told_until_the_server_knows_it() {
        let mut held = HeldReturns {
            own: vec![own(1, START)],
            ..HeldReturns::default()
        };
        held.end(id(1));
        held.end(id(1));
        let request = held.request(None);
        assert_eq!(request.ended, [id(1)], "two taps are one");
        // An answer that got lost leaves it to be told again, and another one meanwhile stays.
        held.end(id(2));
        held.apply(&request, None, &reply(Vec::new(), START), START);
        assert_eq!((held.own.len(), held.unsent), (0, vec![id(2)]));
    }

    #[test]
    fn a_visit_ends_what_was_announced_for_it_and_nothing_else() {
        let (visit, other) = (DocumentId::from_bytes([5; 16]), DocumentId::from_bytes([6; 16]));
        let announcement = Announcement {
            id: id(1),
            department: HERE,
            colleague: UserId::from_bytes([9; 16]),
            minutes: 30,
            home: "12, 2. th".into(),
        };
        let mut held = HeldReturns::default();
        let request = held.request(Some(ReturnAct::Announce(announcement)));
        let ahead = START.plus_millis(90_000);
        held.apply(
            &request,
            Some(visit),
            &reply(vec![own(1, START), own(2, START)], START),
            ahead,
        );
        assert_eq!(
            (held.ahead_millis, &held.visits[..]),
            (90_000, &[(id(1), visit)][..])
        );
        assert!(!held.end_visit(other));
        assert!(held.end_visit(visit));
        assert!(!held.end_visit(visit), "it is over");
        assert_eq!(held.unsent, [id(1)]);
        let shown = SafeReturns {
            held: held.clone(),
            late: Vec::new(),
        };
        assert!(shown.is_unsent(id(1)) && !shown.is_unsent(id(2)));
        // An announcement that the server did not take is none.
        let mut held = HeldReturns::default();
        held.apply(&request, Some(visit), &reply(Vec::new(), START), START);
        assert_eq!(held.visits, []);
    }

    #[test]
    fn nothing_is_left_on_the_phone_once_the_server_has_forgotten_it() {
        let mut held = HeldReturns {
            own: vec![own(1, START), own(2, START.plus_millis(1))],
            visits: vec![(id(1), DocumentId::from_bytes([5; 16]))],
            ahead_millis: 60_000,
            ..HeldReturns::default()
        };
        let end = START.plus_millis(FORGOTTEN_MILLIS);
        assert!(!held.forget_old(end), "the phone's clock is a minute ahead");
        assert!(held.forget_old(end.plus_millis(60_000)));
        assert_eq!((held.own.len(), held.visits.len()), (1, 0));
    }

    #[test]
    fn lateness_follows_the_servers_clock_and_a_colleague_who_was_looked_after_is_gone() {
        let mut shown = SafeReturns {
            held: HeldReturns {
                own: vec![own(1, START)],
                ahead_millis: 2 * MINUTE_MILLIS,
                ..HeldReturns::default()
            },
            late: vec![LateReturn {
                id: id(3),
                department: HERE,
                name: "Anna".into(),
                home: "12, 2. th".into(),
                out_by: START,
            }],
        };
        let late = |minutes: i64| {
            let now = START.plus_millis(minutes * MINUTE_MILLIS);
            shown.minutes_late(&shown.held.own[0], now)
        };
        assert_eq!((late(1), late(2), late(7)), (None, Some(0), Some(5)));
        assert_eq!(shown.open_late().len(), 1);
        shown.held.end(id(3));
        assert_eq!(shown.open_late().len(), 0);
    }

    #[test]
    fn a_visit_is_over_by_its_state_alone() {
        let ends = |edit: FieldEdit| ends_visit(&[SocialVisit::minutes().set(20), edit]);
        assert!(ends(SocialVisit::state().set(VisitState::Done)));
        assert!(ends(SocialVisit::state().set(VisitState::Closed)));
        assert!(!ends(SocialVisit::state().set(VisitState::Planned)));
        assert!(!ends(SocialVisit::result().set(VisitResult::Talked)));
    }

    #[test]
    fn colleagues_are_the_staff_of_the_department() {
        let person = |byte: u8, name: &str, role| Person {
            user: UserId::from_bytes([byte; 16]),
            name: name.into(),
            role,
        };
        let member = |byte: u8, department, role| Member {
            user: UserId::from_bytes([byte; 16]),
            department,
            role,
        };
        let there = DepartmentId::from_bytes([2; 16]);
        let session = Session {
            user: UserId::from_bytes([1; 16]),
            name: "Anna".into(),
            device: crate::id::DeviceId::from_bytes([1; 16]),
            organisation: "Her".into(),
            grants: Vec::new(),
            departments: Vec::new(),
            people: vec![
                person(1, "Anna", Role::SocialCaretaker),
                person(2, "Mette", Role::Caretaker),
                person(3, "Bo", Role::OperationsManager),
                person(4, "Ida", Role::GreenAmbassador),
                person(5, "Eva", Role::Caretaker),
            ],
            now: START,
            members: vec![
                member(1, HERE, Role::SocialCaretaker),
                member(2, HERE, Role::Caretaker),
                member(2, HERE, Role::CaseOfficer),
                member(3, HERE, Role::OperationsManager),
                member(4, HERE, Role::GreenAmbassador),
                member(5, there, Role::Caretaker),
            ],
        };
        let names: Vec<_> = colleagues(&session, HERE)
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        assert_eq!(names, ["Bo", "Mette"]);
    }
}

//! Records that help people on: action cards, signals about places, concerns about dwellings, handovers, referrals.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::referral::{
    BasisWithoutConsent, FOLLOW_UP_DAYS, ReceiverKind, ReferralOutcome, SentBy,
};
use feltbog_shared::model::signal::{ReceivingTeam, SignalResult, SignalState, Urgency};
use feltbog_shared::model::{Concern, Handover, Kind, Referral, Signal};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Module;

use super::{DAY, Diary, choose, day};
use crate::demo::texts;
use crate::guidance;

impl Diary<'_> {
    /// The cards of the first day, as the central unit approved them.
    pub(super) fn guidance(&mut self) {
        let at = self.working(self.start);
        for (number, (kind, edits)) in (0..).zip(guidance::cards(at, "Boligsocial enhed")) {
            let edits = edits
                .into_iter()
                .filter(|edit| edit.field != "created_at")
                .collect();
            self.create(at.plus_millis(number * 60_000), self.place.central, kind, edits);
        }
    }

    /// Signals: two of three are about a place, the rest about a dwelling.
    pub(super) fn signals(&mut self, count: u32) {
        for number in 0..count {
            match (number % 3, self.place.social) {
                (2, Some(social)) if self.takes_concerns() => self.concern(social),
                _ => self.signal(),
            }
        }
    }

    /// Whether the department takes concerns and handovers: without visits there are none.
    pub(super) fn takes_concerns(&self) -> bool {
        self.place.modules.has(Module::Visits)
    }

    fn signal(&mut self) {
        let at = self.some_day();
        let (kind, remark) = self.pick(texts::SIGNALS);
        let urgency = self.pick(&[
            Urgency::Today,
            Urgency::ThisWeek,
            Urgency::ThisWeek,
            Urgency::WhenPossible,
        ]);
        let edits = vec![
            choose("state", SignalState::Sent),
            Signal::kind().set(kind),
            Signal::place().set(self.pick(texts::PLACES)),
            Signal::urgency().set(urgency),
            Signal::to_team().set(ReceivingTeam::Operations),
            Signal::remark().set(remark),
        ];
        let author = self.caretaker();
        let signal = self.create(at, author, Kind::Signal, edits);
        self.answer(at, self.place.manager, signal, Kind::Signal);
    }

    fn concern(&mut self, social: UserId) {
        // Those of the last weeks are written by themselves.
        let at = self.day_before_last_weeks();
        let (kind, remark) = self.pick(texts::CONCERNS);
        let dwelling = self.dwelling();
        // Against a no only what is acute is passed on.
        let (urgency, answer) = self.pick(&[
            (Urgency::Today, ResidentYes::Yes),
            (Urgency::Today, ResidentYes::NotAsked),
            (Urgency::ThisWeek, ResidentYes::Yes),
            (Urgency::ThisWeek, ResidentYes::Yes),
            (Urgency::ThisWeek, ResidentYes::NotAsked),
            (Urgency::Acute, ResidentYes::No),
        ]);
        let edits = vec![
            choose("state", SignalState::Sent),
            Concern::kind().set(kind),
            Concern::dwelling_ref().set(&dwelling),
            Concern::urgency().set(urgency),
            Concern::resident_yes().set(answer),
            Concern::to_team().set(ReceivingTeam::SocialCaretaker),
            Concern::remark().set(remark),
        ];
        let author = self.caretaker();
        let concern = self.create(at, author, Kind::Concern, edits);
        self.answer(at, social, concern, Kind::Concern);
    }

    /// The receiver takes it up and ends it; the latest ones are still open.
    fn answer(&mut self, sent: Moment, receiver: UserId, document: DocumentId, kind: Kind) {
        let received = self.days(sent, 0..3);
        self.edit(
            received,
            receiver,
            document,
            kind,
            vec![choose("state", SignalState::Received)],
        );
        let ended = self.days(received, 1..12);
        if self.now.since(ended) > 3 * DAY {
            let result = self.value::<SignalResult>();
            let edits = vec![choose("state", SignalState::Ended), choose("result", result)];
            self.edit(ended, receiver, document, kind, edits);
        }
    }

    /// The handovers of the year: mostly to the social caretaker, some of them to the financial adviser.
    pub(super) fn handovers(&mut self) {
        let count = self.place.dwellings / 50;
        for number in 0..count {
            let from = (self.caretaker(), HandoverRole::Caretaker);
            let at = self.day_before_last_weeks();
            let Some(social) = self.place.social.filter(|_| number % 3 != 2) else {
                let economy = (HandoverSubject::Economy, self.pick(texts::ECONOMY));
                let handover = self.handover(at, from, HandoverRole::FinancialAdviser, economy);
                // Whoever only reads what was handed to their role takes up what has arrived.
                let received = self.days(at, 3..6);
                self.take_up(received, self.place.adviser, handover);
                continue;
            };
            let what = self.pick(texts::HANDOVERS);
            let handover = self.handover(at, from, HandoverRole::SocialCaretaker, what);
            let received = self.days(at, 0..3);
            self.take_up(received, social, handover);
        }
    }

    /// Something is handed over with the resident's yes, or with the basis on which it is right without.
    pub(super) fn handover(
        &mut self,
        at: Moment,
        (author, from): (UserId, HandoverRole),
        to: HandoverRole,
        (subject, text): (HandoverSubject, &'static str),
    ) -> DocumentId {
        let dwelling = self.dwelling();
        let answer = self.pick(&[
            ResidentYes::Yes,
            ResidentYes::Yes,
            ResidentYes::Yes,
            ResidentYes::No,
        ]);
        let mut edits = vec![
            choose("state", SignalState::Sent),
            Handover::from_role().set(from),
            Handover::to_role().set(to),
            Handover::subject().set(subject),
            Handover::dwelling_ref().set(&dwelling),
            Handover::text().set(text),
            Handover::resident_yes().set(answer),
        ];
        if answer == ResidentYes::No {
            edits.push(Handover::basis_if_no_consent().set(BasisWithoutConsent::ContactPersonAgreement));
        }
        self.create(at, author, Kind::Handover, edits)
    }

    /// The receiver of the handover takes it up, works on it and ends it.
    fn take_up(&mut self, received: Moment, receiver: UserId, handover: DocumentId) {
        let running = self.days(received, 1..6);
        let ended = self.days(running, 5..25);
        for (at, state) in [
            (received, SignalState::Received),
            (running, SignalState::Running),
            (ended, SignalState::Ended),
        ] {
            self.edit(
                at,
                receiver,
                handover,
                Kind::Handover,
                vec![choose("state", state)],
            );
        }
    }

    /// A resident who was helped on, with their yes or for a stated reason.
    pub(super) fn referral(
        &mut self,
        visited: Moment,
        social: UserId,
        visit: DocumentId,
        (receiver, name): (ReceiverKind, &'static str),
        has_yes: bool,
        is_answered: bool,
    ) {
        let at = visited.plus_millis(12 * 60_000);
        let mut edits = vec![
            Referral::from_visit().set(visit),
            Referral::receiver_kind().set(receiver),
            Referral::receiver_name().set(name),
            Referral::consent_given().set(has_yes),
            Referral::sent_by().set(self.value::<SentBy>()),
            day("follow_up_on", at.danish_day().plus_days(FOLLOW_UP_DAYS)),
        ];
        if has_yes {
            edits.push(Referral::consent_on().set(at.danish_day()));
            edits.push(Referral::consent_scope().set(texts::CONSENT_SCOPE));
        } else {
            let basis = BasisWithoutConsent::ContactPersonAgreement;
            edits.push(Referral::basis_if_no_consent().set(basis));
        }
        let referral = self.create(at, social, Kind::Referral, edits);
        let asked = self.days(at, FOLLOW_UP_DAYS..FOLLOW_UP_DAYS + 7);
        let outcome = vec![choose("outcome", self.value::<ReferralOutcome>())];
        if is_answered {
            self.edit(asked, social, referral, Kind::Referral, outcome);
        }
    }
}

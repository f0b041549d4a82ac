//! What helps people on: action cards, signals about places, concerns about dwellings, referrals.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::referral::{FOLLOW_UP_DAYS, ReceiverKind, ReferralOutcome, SentBy};
use feltbog_shared::model::signal::{ReceivingTeam, SignalResult, SignalState, Urgency};
use feltbog_shared::model::{Concern, Kind, Referral, Signal};
use feltbog_shared::moment::Moment;

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
                (2, Some(social)) => self.concern(social),
                _ => self.signal(),
            }
        }
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
        let at = self.some_day();
        let (kind, remark) = self.pick(texts::CONCERNS);
        let dwelling = format!(
            "Opgang {}, {}. {}",
            self.rng.u32(1..20),
            self.rng.u32(1..5),
            self.pick(&["th.", "tv."])
        );
        let edits = vec![
            choose("state", SignalState::Sent),
            Concern::kind().set(kind),
            Concern::dwelling_ref().set(&dwelling),
            Concern::urgency().set(self.pick(&[Urgency::Today, Urgency::ThisWeek])),
            Concern::resident_yes().set(match self.value() {
                // Nothing is passed on against a no, unless it is acute.
                ResidentYes::No => ResidentYes::NotAsked,
                answer => answer,
            }),
            Concern::to_team().set(ReceivingTeam::SocialCaretaker),
            Concern::remark().set(remark),
        ];
        let author = self.caretaker();
        let concern = self.create(at, author, Kind::Concern, edits);
        self.answer(at, social, concern, Kind::Concern);
    }

    /// Who receives takes it up and ends it; the latest ones are still open.
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

    /// A resident who was helped on.
    pub(super) fn referral(&mut self, visited: Moment, social: UserId, visit: DocumentId) {
        let at = visited.plus_millis(12 * 60_000);
        let (receiver, name) = self.pick(&[
            (ReceiverKind::MunicipalHousingAdviser, "Kommunens boligrådgivning"),
            (ReceiverKind::CitizenService, "Borgerservice"),
            (ReceiverKind::DebtCounselling, "Gældsrådgivningen på biblioteket"),
            (ReceiverKind::Association, "Besøgsvennerne"),
            (ReceiverKind::LocalCommunity, "Torsdagscafeen i fælleshuset"),
            (ReceiverKind::FinancialAdviser, "Økonomisk rådgiver"),
        ]);
        let follow_up = at.danish_day().plus_days(FOLLOW_UP_DAYS);
        let edits = vec![
            Referral::from_visit().set(visit),
            Referral::receiver_kind().set(receiver),
            Referral::receiver_name().set(name),
            Referral::consent_given().set(true),
            Referral::consent_on().set(at.danish_day()),
            Referral::consent_scope().set("At tage kontakt og fortælle, hvad det drejer sig om"),
            Referral::sent_by().set(self.value::<SentBy>()),
            day("follow_up_on", follow_up),
        ];
        let referral = self.create(at, social, Kind::Referral, edits);
        let asked = self.days(at, FOLLOW_UP_DAYS..FOLLOW_UP_DAYS + 7);
        let outcome = self.value::<ReferralOutcome>();
        self.edit(
            asked,
            social,
            referral,
            Kind::Referral,
            vec![choose("outcome", outcome)],
        );
    }
}

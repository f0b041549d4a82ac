//! The last days of the year: what everybody finds on their Hjem this morning. Due cases, one that somebody inhabil has
//! passed on, a mediation under way, today's visits and an overdue one, something handed over, and work to be done.

use feltbog_shared::model::area_observation::{ObservationKind, ObservationSeverity, ObservationState};
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::conflict_case::{ConflictState, HandlerRole, Topic};
use feltbog_shared::model::conflict_party::{PartyRole, WantsMediation};
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::mediation::{MediationResult, MediationState};
use feltbog_shared::model::referral::ReceiverKind;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, NoteConsent, SafetyReason, VisitKind, VisitResult, VisitState, VisitTopic,
};
use feltbog_shared::model::{
    AreaObservation, CareTask, Concern, ConflictCase, ConflictParty, Kind, Mediation, Signal, SignalPhoto,
    SocialVisit,
};
use feltbog_shared::moment::Moment;

use super::cases::{Beginning, Case, state};
use super::{DAY, Diary, Share, choose, day};
use crate::demo::{pictures, sharing, texts};

/// The cases of the last days, the visits, and so on: taken from a department's share where it has so many.
const CASES: u32 = 4;
const VISITS: u32 = 4;
const SIGNALS: u32 = 2;
const TASKS: u32 = 2;

impl Diary<'_> {
    /// Writes the last days, and takes what it writes from the department's share.
    pub(super) fn today(&mut self, share: &mut Share) {
        let cases = share.conflicts.open.min(CASES);
        share.conflicts.open -= cases;
        for number in 0..cases {
            match number {
                0 => self.due_case(),
                1 => self.passed_on_case(),
                2 => self.running_mediation(),
                _ => self.mediation_to_follow_up(),
            }
        }
        if share.visits >= VISITS {
            share.visits -= VISITS;
            self.todays_visits();
        }
        if share.signals >= SIGNALS && self.takes_concerns() {
            share.signals -= SIGNALS;
            self.todays_signals();
        }
        if share.tasks >= TASKS && share.observations > 0 && !self.areas.is_empty() {
            share.tasks -= TASKS;
            share.observations -= 1;
            self.todays_green_work();
        }
        self.todays_handovers();
    }

    /// A case that a caretaker noted a week ago and wanted to look at today.
    fn due_case(&mut self) {
        let at = self.ago(7, 8);
        let case = self.begin(Beginning {
            at,
            author: self.place.caretakers[0],
            topic: Topic::LaundryOrCommonRoom,
            is_written: false,
            place: texts::LAUNDRY,
        });
        let today = day("follow_up_on", self.now.danish_day());
        let at = at.plus_millis(30 * 60_000);
        self.edit(
            at,
            self.place.caretakers[0],
            case.id,
            Kind::ConflictCase,
            vec![today],
        );
    }

    /// A case of a caretaker who knows one of the parties.
    fn passed_on_case(&mut self) {
        let Some(person) = self
            .place
            .caretakers
            .last()
            .copied()
            .filter(|_| self.place.caretakers.len() > 1)
        else {
            return self.due_case();
        };
        let case = self.begin(Beginning {
            at: self.ago(6, 7),
            author: self.place.caretakers[0],
            topic: Topic::Parking,
            is_written: false,
            place: texts::CAR_PARK,
        });
        self.recuse(self.ago(1, 8), person, case.id);
    }

    /// A case in which both want to meet, and the mediator has arranged it.
    fn running_mediation(&mut self) {
        let case = self.accepted(24, 10, texts::STAIRS_OF_A_MEDIATION);
        let mediation = self.mediation(self.ago(7, 9), case.id);
        let edits = vec![
            choose("state", MediationState::MeetingArranged),
            Mediation::meeting_on().set(self.now.danish_day().plus_days(4)),
            Mediation::notes().rewrite(texts::MEDIATION_NOTES),
        ];
        self.edit(
            self.ago(3, 9),
            self.place.mediator,
            mediation,
            Kind::Mediation,
            edits,
        );
    }

    /// A case with an agreement, four weeks ago: today somebody asks whether it holds.
    fn mediation_to_follow_up(&mut self) {
        let (mediator, officer) = (self.place.mediator, self.place.case_officer);
        let case = self.accepted(55, 44, texts::STAIRS_OF_AN_AGREEMENT);
        let mediation = self.mediation(self.ago(40, 9), case.id);
        let met = self.ago(28, 9);
        let ended = vec![
            choose("state", MediationState::Ended),
            Mediation::meeting_on().set(met.danish_day()),
            Mediation::result().set(MediationResult::HeldWithAgreement),
            Mediation::agreement_text().rewrite(texts::AGREEMENTS[0]),
        ];
        self.edit(met, mediator, mediation, Kind::Mediation, ended);
        let mut edits = state(ConflictState::Mediated, met);
        edits.extend([
            ConflictCase::mediation_result().set(MediationResult::HeldWithAgreement),
            ConflictCase::mediation_on().set(met.danish_day()),
        ]);
        let told = met.plus_millis(20 * 60_000);
        self.edit(told, mediator, case.id, Kind::ConflictCase, edits);
        let mut edits = state(ConflictState::Monitoring, met);
        edits.push(day("follow_up_on", self.now.danish_day()));
        let promised = self.now.danish_day().plus_days(1);
        edits.push(ConflictCase::contact_promised_on().set(promised));
        self.edit(self.ago(24, 9), officer, case.id, Kind::ConflictCase, edits);
    }

    /// A written complaint that both parties want to talk about, with the mediator.
    fn accepted(&mut self, begun: i64, accepted: i64, place: &'static str) -> Case {
        let (officer, mediator) = (self.place.case_officer, self.place.mediator);
        let mut case = self.begin(Beginning {
            at: self.ago(begun, 7),
            author: officer,
            topic: Topic::Noise,
            is_written: true,
            place,
        });
        let mut take = |diary: &mut Self, to, days: i64| {
            case.at = diary.ago(days, 9);
            diary.edit(case.at, officer, case.id, Kind::ConflictCase, state(to, case.at));
        };
        take(self, ConflictState::Screened, begun - 3);
        take(self, ConflictState::MediationOffered, begun - 5);
        take(self, ConflictState::MediationAccepted, accepted);
        let handler = ConflictCase::handler_role().set(HandlerRole::Mediator);
        self.edit(case.at, officer, case.id, Kind::ConflictCase, vec![handler]);
        let offered = self.ago(begun - 5, 10);
        for role in [PartyRole::Complainant, PartyRole::Respondent] {
            let party = self.party(offered, case.id, role, false);
            self.inform(offered, party);
            let yes = ConflictParty::wants_mediation().set(WantsMediation::Yes);
            self.edit(case.at, officer, party, Kind::ConflictParty, vec![yes]);
        }
        self.assign(case.at, case.id, mediator);
        case
    }

    /// One visit today, one that should have been made, one next, and one whose referral is to be asked after.
    fn todays_visits(&mut self) {
        let Some(social) = self.place.social else {
            return;
        };
        let today = self.now.danish_day();
        let next = self.working(today.plus_days(1).start()).danish_day();
        for (on, dwelling, kind) in [
            (today, texts::HOME_OF_TODAY, VisitKind::Welcome),
            (next, texts::HOME_OF_NEXT, VisitKind::Arranged),
        ] {
            let mut edits = vec![
                choose("state", VisitState::Planned),
                SocialVisit::kind().set(kind),
                SocialVisit::dwelling_ref().set(dwelling),
                SocialVisit::asked_by().set(AskedBy::Resident),
                SocialVisit::at().set(on.start().plus_millis(11 * 3_600_000)),
            ];
            if dwelling == texts::HOME_OF_NEXT {
                edits.extend([
                    SocialVisit::safety_two_persons().set(true),
                    SocialVisit::safety_reason().set(SafetyReason::Dog),
                    SocialVisit::safety_until().set(today.plus_days(60)),
                ]);
            }
            self.create(self.ago(4, 9), social, Kind::SocialVisit, edits);
        }
        for (days, dwelling, result) in [
            (20, texts::HOME_OVERDUE, VisitResult::NewAppointment),
            (17, texts::HOME_HELPED_ON, VisitResult::Referred),
        ] {
            let at = self.ago(days, 8);
            let mut edits = vec![
                choose("state", VisitState::Done),
                SocialVisit::kind().set(VisitKind::Arranged),
                SocialVisit::dwelling_ref().set(dwelling),
                SocialVisit::asked_by().set(AskedBy::Caretaker),
                SocialVisit::at().set(at),
                SocialVisit::minutes().set(40),
                SocialVisit::consent_contact().set(ContactConsent::Yes),
                SocialVisit::consent_note().set(NoteConsent::Yes),
                SocialVisit::consent_on().set(at.danish_day()),
                SocialVisit::result().set(result),
                SocialVisit::topics().include(VisitTopic::Economy),
            ];
            if result == VisitResult::NewAppointment {
                edits.push(SocialVisit::next_on().set(today.plus_days(-6)));
            }
            let visit = self.create(at, social, Kind::SocialVisit, edits);
            if result == VisitResult::Referred {
                let receiver = (ReceiverKind::CitizenService, "Borgerservice");
                // Its outcome is still to be asked for.
                self.referral(at, social, visit, receiver, true, false);
            }
            self.note(at.plus_millis(6 * 60_000), social, visit, texts::VISIT_NOTES[2]);
        }
    }

    fn todays_signals(&mut self) {
        let edits = vec![
            choose("state", SignalState::Sent),
            Signal::kind().set(SignalKind::DarkOrLight),
            Signal::place().set(texts::CELLAR),
            Signal::urgency().set(Urgency::ThisWeek),
            Signal::to_team().set(ReceivingTeam::Operations),
            Signal::remark().set(texts::CELLAR_REMARK),
        ];
        let author = self.place.caretakers[0];
        let at = self.ago(1, 7);
        let signal = self.create(at, author, Kind::Signal, edits);
        // The first department: a picture of each of the others' cellars would be the same one.
        if self.place.deputy.is_some() {
            let shown = vec![
                SignalPhoto::signal().set(signal),
                SignalPhoto::text().set(texts::CELLAR_PICTURE),
            ];
            self.picture_beside(at, author, Kind::SignalPhoto, (signal, pictures::CELLAR), shown);
        }
        let edits = vec![
            choose("state", SignalState::Sent),
            Concern::kind().set(SignalKind::NotSeenForLong),
            Concern::dwelling_ref().set(texts::HOME_UNSEEN),
            Concern::urgency().set(Urgency::ThisWeek),
            Concern::resident_yes().set(ResidentYes::NotAsked),
            Concern::to_team().set(ReceivingTeam::SocialCaretaker),
            Concern::remark().set(texts::UNSEEN_REMARK),
        ];
        self.create(self.ago(1, 8), author, Kind::Concern, edits);
    }

    /// One for the social caretaker, just sent, and one that the financial adviser has taken up.
    fn todays_handovers(&mut self) {
        let caretaker = self.place.caretakers[0];
        if self.place.social.is_some() && self.takes_concerns() {
            self.handover(
                self.ago(1, 9),
                (caretaker, HandoverRole::Caretaker),
                HandoverRole::SocialCaretaker,
                texts::HANDOVERS[0],
            );
            let economy = (HandoverSubject::Economy, texts::ECONOMY[0]);
            let at = self.ago(9, 8);
            let from = (caretaker, HandoverRole::Caretaker);
            let handover = self.handover(at, from, HandoverRole::FinancialAdviser, economy);
            let received = vec![choose("state", SignalState::Running)];
            self.edit(
                self.ago(2, 9),
                self.place.adviser,
                handover,
                Kind::Handover,
                received,
            );
        }
    }

    /// Work whose days run out, work to be approved, and an observation that nobody has answered.
    fn todays_green_work(&mut self) {
        let (area, _) = self.areas[0];
        let (manager, caretaker) = (self.place.manager, self.place.caretakers[0]);
        let today = self.now.danish_day();
        for (kind, is_done) in [(TaskKind::CleanUp, false), (TaskKind::SignCheck, true)] {
            let mut edits = vec![
                choose("state", TaskState::Planned),
                CareTask::kind().set(kind),
                CareTask::area().set(area),
                CareTask::window_from().set(today.plus_days(-12)),
                CareTask::window_to().set(today.plus_days(5)),
                CareTask::assigned_team().set(Team::Operations),
                CareTask::suitable_for_youth().set(!is_done),
            ];
            if !is_done {
                // A tree has fallen.
                edits.push(CareTask::required_competency().set(sharing::CHAINSAW));
            }
            let task = self.create(self.ago(14, 9), manager, Kind::CareTask, edits);
            if is_done {
                let at = self.ago(1, 9);
                let edits = vec![
                    choose("state", TaskState::Done),
                    CareTask::done_on().set(at.danish_day()),
                    CareTask::minutes_spent().set(30),
                ];
                self.edit(at, caretaker, task, Kind::CareTask, edits);
            }
        }
        let author = self.volunteer();
        let at = self.ago(1, 10);
        let edits = vec![
            choose("state", ObservationState::New),
            AreaObservation::area().set(area),
            AreaObservation::kind().set(ObservationKind::Damage),
            AreaObservation::severity().set(ObservationSeverity::Middle),
            AreaObservation::text().rewrite(texts::DAMAGE),
        ];
        let observation = self.create(at, author, Kind::AreaObservation, edits);
        self.photo(at, author, observation, 3, None);
    }

    /// A moment so many days ago, or on the last working day before.
    pub(super) fn ago(&self, days: i64, hour: i64) -> Moment {
        let day = self.working_before(self.now.plus_millis(-days * DAY));
        day.danish_day().start().plus_millis(hour * 3_600_000)
    }
}

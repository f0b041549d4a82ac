//! Neighbour conflicts on their way: talked about, mediated, or up the ladder of letters to the tenancy board and the
//! housing court, with the deadlines of records.md.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::conflict_case::{
    Afraid, ConflictState, Frequency, HandlerRole, NotedAs, Outcome, Severity, Topic, Track,
};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{
    Aloneness, Fear, HarmDuration, OtherHomes, PartyRole, SleepHarm, WantsMediation, WithheldReason,
};
use feltbog_shared::model::legal_step::{LegalStepKind, appeal_deadline};
use feltbog_shared::model::mediation::{MediationResult, MediationState};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{
    CasePart, CasePhoto, ConflictCase, ConflictEvent, ConflictParty, FieldEdit, Kind, LegalStep, Mediation,
};
use feltbog_shared::moment::{Day, Moment};

use super::{Act, DAY, Diary, choose, day};
use crate::demo::{pictures, texts};

/// Conflicts by how far they go.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conflicts {
    pub(super) talked: u32,
    /// The numbers of the mediated ones among those of all departments.
    pub(super) mediated: (u32, u32),
    pub(super) warned: u32,
    pub(super) boarded: u32,
    pub(super) terminated: u32,
    pub(super) open: u32,
}

/// A case that goes on.
pub(super) struct Case {
    pub(super) id: DocumentId,
    /// When something was last done.
    pub(super) at: Moment,
    severity: Severity,
}

/// The beginning of a case.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    pub(super) at: Moment,
    pub(super) author: UserId,
    pub(super) topic: Topic,
    pub(super) is_written: bool,
    pub(super) place: &'static str,
}

/// The result of the mediation with this number: of 22, 20 are held, and 18 of these end in an agreement.
fn result_of(number: u32) -> MediationResult {
    match number % 11 {
        4 => MediationResult::HeldWithoutAgreement,
        8 => MediationResult::NotHeld,
        _ => MediationResult::HeldWithAgreement,
    }
}

impl Diary<'_> {
    pub(super) fn conflicts(&mut self, share: Conflicts) {
        for _ in 0..share.talked {
            self.talked();
        }
        for number in share.mediated.0..share.mediated.1 {
            self.mediated(number);
        }
        for _ in 0..share.warned {
            self.warned();
        }
        for number in 0..share.boarded {
            let outcome = [Outcome::BoardConditional, Outcome::BoardWarning][number as usize % 2];
            self.boarded(outcome, false);
        }
        for _ in 0..share.terminated {
            self.boarded(Outcome::Revoked, true);
        }
        for number in 0..share.open {
            self.open(number);
        }
    }

    // How a case goes.

    /// Solved by those concerned after a talk.
    fn talked(&mut self) {
        let beginning = self.beginning(320, false);
        let mut case = self.begin(beginning);
        self.some_events(&case);
        self.step(&mut case, 1..6, ConflictState::Screened, vec![]);
        self.step(&mut case, 1..6, ConflictState::AdviceGiven, vec![]);
        self.close(&mut case, 14..29, Outcome::SolvedThemselves);
    }

    /// Offered to both, accepted by both, assigned to the mediator, and followed up after four weeks and three months.
    fn mediated(&mut self, number: u32) {
        let result = result_of(number);
        let mut beginning = self.beginning(215, number % 11 < 9);
        beginning.topic = self.pick(&[Topic::Noise, Topic::Noise, Topic::Music, Topic::NoiseFromChildren]);
        let mut case = self.begin(beginning);
        self.some_events(&case);
        let (officer, mediator) = (self.place.case_officer, self.place.mediator);
        self.step(&mut case, 1..6, ConflictState::Screened, vec![]);
        let complainant = self.party(case.at, case.id, PartyRole::Complainant, false);
        self.step(&mut case, 1..7, ConflictState::MediationOffered, vec![]);
        self.letter(&case, texts::INVITATION);
        let respondent = self.party(case.at, case.id, PartyRole::Respondent, false);
        self.inform(case.at, respondent);
        let handler = ConflictCase::handler_role().set(HandlerRole::Mediator);
        self.step(&mut case, 3..8, ConflictState::MediationAccepted, vec![handler]);
        for party in [complainant, respondent] {
            let yes = ConflictParty::wants_mediation().set(WantsMediation::Yes);
            self.edit(case.at, officer, party, Kind::ConflictParty, vec![yes]);
        }
        self.assign(case.at, case.id, mediator);

        // The mediator's own record. The case learns the result and the date, and nothing else.
        let contacted = self.days(case.at, 3..6);
        let mediation = self.mediation(contacted, case.id);
        let met = self.days(contacted, 5..12);
        let arranged = vec![
            choose("state", MediationState::MeetingArranged),
            Mediation::meeting_on().set(met.danish_day()),
        ];
        let told = self.days(contacted, 1..3).min(met.plus_millis(-DAY));
        self.edit(told, mediator, mediation, Kind::Mediation, arranged);
        let mut ended = vec![
            choose("state", MediationState::Ended),
            Mediation::result().set(result),
        ];
        if result == MediationResult::HeldWithAgreement {
            ended.push(Mediation::agreement_text().rewrite(self.pick(texts::AGREEMENTS)));
        }
        self.edit(met, mediator, mediation, Kind::Mediation, ended);
        let mut edits = vec![
            ConflictCase::mediation_result().set(result),
            ConflictCase::mediation_on().set(met.danish_day()),
        ];
        case.at = met.plus_millis(20 * 60_000);
        if result == MediationResult::NotHeld {
            self.edit(case.at, mediator, case.id, Kind::ConflictCase, edits);
        } else {
            edits.extend(state(ConflictState::Mediated, case.at));
            self.edit(case.at, mediator, case.id, Kind::ConflictCase, edits);
        }
        if result != MediationResult::HeldWithAgreement {
            let handler = ConflictCase::handler_role().set(HandlerRole::CaseOfficer);
            self.step(&mut case, 1..4, ConflictState::WrittenRequest, vec![handler]);
            self.letter(&case, texts::WRITTEN_REQUEST);
            self.step(&mut case, 15..20, ConflictState::Monitoring, vec![]);
            self.close(&mut case, 28..40, Outcome::RequestFollowed);
            return;
        }
        self.step(&mut case, 1..4, ConflictState::Monitoring, vec![]);
        // After four weeks somebody asks whether it holds, and again after three months.
        let asked = self.days(case.at, 27..30);
        self.event(asked, officer, case.id, EventKind::Call, texts::AGREEMENT_HOLDS);
        let again = day("follow_up_on", met.danish_day().plus_days(91));
        self.edit(asked, officer, case.id, Kind::ConflictCase, vec![again]);
        case.at = met;
        self.close(&mut case, 91..97, Outcome::Agreement);
    }

    /// A request, and a reminder after it was repeated.
    fn warned(&mut self) {
        let mut case = self.reminded(230);
        self.step(&mut case, 30..46, ConflictState::Monitoring, vec![]);
        self.close(&mut case, 28..41, Outcome::WarningGiven);
    }

    /// Up to the reminder, which is in force once it was received: the condition of every sanction.
    fn reminded(&mut self, days: i64) -> Case {
        let beginning = self.beginning(days, true);
        let mut case = self.begin(beginning);
        self.some_events(&case);
        self.step(&mut case, 1..6, ConflictState::Screened, vec![]);
        let is_withheld = self.chance(15);
        self.party(case.at, case.id, PartyRole::Complainant, is_withheld);
        let respondent = self.party(case.at, case.id, PartyRole::Respondent, false);
        self.step(&mut case, 1..7, ConflictState::WrittenRequest, vec![]);
        self.letter(&case, texts::WRITTEN_REQUEST);
        self.inform(case.at, respondent);
        self.repeated(&mut case, 15..20);
        self.step(&mut case, 1..5, ConflictState::Warning, vec![]);
        self.letter(&case, texts::REMINDER);
        self.legal_step(&case, LegalStepKind::Reminder, None);
        case
    }

    /// A last reminder, and the tenancy board's decision; for some, before the housing court until they moved out.
    fn boarded(&mut self, outcome: Outcome, goes_to_court: bool) {
        let mut case = self.reminded(if goes_to_court { 110 } else { 140 });
        self.repeated(&mut case, 16..26);
        self.letter(&case, texts::LAST_REMINDER);
        self.legal_step(&case, LegalStepKind::Warning, None);
        self.repeated(&mut case, 15..21);
        self.step(&mut case, 1..5, ConflictState::TenancyBoard, vec![]);
        self.legal_step(&case, LegalStepKind::BroughtToBoard, None);
        // The other party is told within a week and answers within two, and the board decides within four.
        case.at = self.days(case.at, 35..49);
        let deadline = appeal_deadline(case.at.danish_day());
        self.legal_step(&case, LegalStepKind::BoardDecision, Some(deadline));
        let until = day("follow_up_on", deadline);
        let officer = self.place.case_officer;
        self.edit(case.at, officer, case.id, Kind::ConflictCase, vec![until]);
        if goes_to_court {
            self.step(&mut case, 7..20, ConflictState::Court, vec![]);
            self.legal_step(&case, LegalStepKind::Appeal, None);
            self.close(&mut case, 60..80, outcome);
        } else {
            self.step(&mut case, 30..40, ConflictState::Monitoring, vec![]);
            self.close(&mut case, 28..40, outcome);
        }
    }

    /// Of all sorts: just seen, complained of, followed up, and ceased.
    fn open(&mut self, number: u32) {
        use ConflictState as S;

        let is_written = number % 4 == 1;
        let mut beginning = self.beginning(320, is_written);
        if number % 4 < 2 {
            // Open cases are recent ones.
            let days = self.rng.i64(3..40);
            beginning.at = self.working_before(self.now.plus_millis(-days * DAY));
        }
        let mut case = self.begin(beginning);
        self.some_events(&case);
        let disputed = case.severity;
        match number % 4 {
            0 => {}
            1 => {
                self.step(&mut case, 1..6, S::Screened, vec![]);
                self.party(case.at, case.id, PartyRole::Complainant, false);
                let respondent = self.party(case.at, case.id, PartyRole::Respondent, false);
                let informed = self.days(case.at, 2..20);
                self.inform(informed, respondent);
            }
            _ => {
                self.step(&mut case, 2..8, S::Screened, vec![]);
                self.step(&mut case, 2..14, S::AdviceGiven, vec![]);
                self.step(&mut case, 7..28, S::Monitoring, vec![]);
            }
        }
        if number % 4 == 3 {
            self.close(&mut case, 20..29, Outcome::Ceased);
        }
        // Now and then two people judge the same case without knowing of each other.
        if number % 4 < 2 && self.place.caretakers.len() > 1 && self.chance(35) {
            self.disagreement(case.at, case.id, disputed);
        }
    }

    // The parts of a case.

    /// A beginning within so many days of the year's first.
    pub(super) fn beginning(&mut self, days: i64, is_written: bool) -> Beginning {
        let days = self.rng.i64(0..days);
        let at = self.working(self.start.plus_millis(days * DAY));
        // Three of four are about noise.
        let topic = match self.rng.u32(..100) {
            0..45 => Topic::Noise,
            45..60 => Topic::Music,
            60..75 => Topic::NoiseFromChildren,
            _ => self.value(),
        };
        let author = if is_written && self.chance(50) {
            self.place.case_officer
        } else {
            self.caretaker()
        };
        Beginning {
            at,
            author,
            topic,
            is_written,
            place: self.pick(texts::PLACES),
        }
    }

    pub(super) fn begin(&mut self, beginning: Beginning) -> Case {
        let Beginning {
            at,
            author,
            topic,
            is_written,
            place,
        } = beginning;
        let noted = match () {
            () if is_written => NotedAs::WrittenComplaint,
            () if self.chance(60) => NotedAs::HeardFromResident,
            () => NotedAs::SeenMyself,
        };
        let severity = match topic {
            Topic::Threats | Topic::Violence => Severity::Acute,
            _ => self.pick(&[Severity::Low, Severity::Middle, Severity::Middle, Severity::High]),
        };
        let first = if is_written {
            ConflictState::Reported
        } else {
            ConflictState::Observed
        };
        let mut edits = state(first, at);
        edits.extend([
            ConflictCase::topic().set(topic),
            ConflictCase::noted_as().set(noted),
            ConflictCase::place().set(place),
            ConflictCase::occurred_at().set(at.plus_millis(-self.rng.i64(1..40) * 3_600_000)),
            ConflictCase::frequency().set(self.value::<Frequency>()),
            ConflictCase::night().set(self.rng.bool()),
            ConflictCase::afraid().set(match severity {
                Severity::Acute => Afraid::Afraid,
                Severity::High => Afraid::Uneasy,
                Severity::Middle => Afraid::No,
                Severity::Low => Afraid::NotAsked,
            }),
            ConflictCase::severity().set(severity),
            ConflictCase::parties_count().set(self.rng.i64(2..5)),
            ConflictCase::track().set(if is_written {
                Track::Written
            } else {
                Track::Dialogue
            }),
            ConflictCase::description().rewrite(self.pick(texts::conflict(topic))),
        ]);
        let id = self.create(at, author, Kind::ConflictCase, edits);
        if matches!(topic, Topic::Threats | Topic::Violence) {
            let text = self.pick(texts::event(EventKind::PoliceCalled));
            self.event(
                at.plus_millis(15 * 60_000),
                author,
                id,
                EventKind::PoliceCalled,
                text,
            );
        }
        Case { id, at, severity }
    }

    /// The case officer takes the case to a state, some days after what was last done.
    fn step(
        &mut self,
        case: &mut Case,
        days: std::ops::Range<i64>,
        to: ConflictState,
        mut edits: Vec<FieldEdit>,
    ) {
        case.at = self.days(case.at, days);
        edits.extend(state(to, case.at));
        let officer = self.place.case_officer;
        self.edit(case.at, officer, case.id, Kind::ConflictCase, edits);
    }

    fn close(&mut self, case: &mut Case, days: std::ops::Range<i64>, outcome: Outcome) {
        let edits = vec![
            ConflictCase::outcome().set(outcome),
            ConflictCase::follow_up_on().clear(),
        ];
        self.step(case, days, ConflictState::Closed, edits);
    }

    /// It happened again after a letter: a caretaker writes it down the same day.
    fn repeated(&mut self, case: &mut Case, days: std::ops::Range<i64>) {
        case.at = self.days(case.at, days);
        let caretaker = self.caretaker();
        self.event(
            case.at,
            caretaker,
            case.id,
            EventKind::Observation,
            texts::REPEATED,
        );
    }

    fn letter(&mut self, case: &Case, text: &'static str) {
        let at = case.at.plus_millis(4 * 60_000);
        self.event(at, self.place.case_officer, case.id, EventKind::Letter, text);
    }

    fn legal_step(&mut self, case: &Case, kind: LegalStepKind, deadline: Option<Day>) {
        let on = case.at.danish_day();
        let number = self.rng.u32(1..1_000);
        let mut edits = vec![
            LegalStep::conflict_case().set(case.id),
            LegalStep::kind().set(kind),
            LegalStep::on().set(on),
            LegalStep::document_ref().set(&format!("Brevarkiv {}-{number:03}", on.0.year())),
        ];
        edits.extend(deadline.map(|deadline| LegalStep::appeal_deadline().set(deadline)));
        let at = case.at.plus_millis(9 * 60_000);
        self.create(at, self.place.case_officer, Kind::LegalStep, edits);
    }

    /// The case officer gives a case to somebody.
    pub(super) fn assign(&mut self, at: Moment, case: DocumentId, to: UserId) {
        let edits = vec![
            CasePart::conflict_case().set(case),
            CasePart::part().set(Part::Assigned),
            CasePart::person().set(DocumentId::from_bytes(*to.as_bytes())),
        ];
        let at = at.plus_millis(6 * 60_000);
        self.create(at, self.place.case_officer, Kind::CasePart, edits);
    }

    /// Somebody is inhabil: the case is due for the case officer, and nothing of theirs any more.
    pub(super) fn recuse(&mut self, at: Moment, person: UserId, case: DocumentId) {
        let edits = vec![
            ConflictCase::handler_role().set(HandlerRole::CaseOfficer),
            day("follow_up_on", at.danish_day()),
        ];
        self.edit(at, person, case, Kind::ConflictCase, edits);
        let edits = vec![
            CasePart::conflict_case().set(case),
            CasePart::part().set(Part::Recused),
            CasePart::person().set(DocumentId::from_bytes(*person.as_bytes())),
            CasePart::reason().set(RecusalReason::Friend),
        ];
        self.create(at.plus_millis(1_000), person, Kind::CasePart, edits);
    }

    /// A mediator's own record once both parties have said yes.
    pub(super) fn mediation(&mut self, at: Moment, case: DocumentId) -> DocumentId {
        let edits = vec![
            choose("state", MediationState::Contacted),
            Mediation::conflict_case().set(case),
            Mediation::complainant_yes().set(true),
            Mediation::respondent_yes().set(true),
        ];
        self.create(at, self.place.mediator, Kind::Mediation, edits)
    }

    /// One to three things that were seen or said in the two weeks after a case began.
    fn some_events(&mut self, case: &Case) {
        for _ in 0..self.rng.u32(1..=3) {
            let at = self.days(case.at, 0..14);
            let kind = self.pick(&[
                EventKind::Observation,
                EventKind::Conversation,
                EventKind::Conversation,
                EventKind::Call,
                EventKind::Meeting,
            ]);
            let author = if self.chance(70) {
                self.caretaker()
            } else {
                self.place.case_officer
            };
            let text = self.pick(texts::event(kind));
            self.event(at, author, case.id, kind, text);
        }
    }

    pub(super) fn event(
        &mut self,
        at: Moment,
        author: UserId,
        case: DocumentId,
        kind: EventKind,
        text: &'static str,
    ) {
        let edits = vec![
            ConflictEvent::conflict_case().set(case),
            ConflictEvent::at().set(at),
            ConflictEvent::kind().set(kind),
            ConflictEvent::text().rewrite(text),
        ];
        let event = self.create(at, author, Kind::ConflictEvent, edits);
        if text == texts::HEARD_FROM_PATH {
            let shown = vec![
                CasePhoto::conflict_case().set(case),
                CasePhoto::about().set(event),
                CasePhoto::text().set(texts::PATH_PICTURE),
            ];
            self.picture_beside(at, author, Kind::CasePhoto, (event, pictures::PATH), shown);
        }
    }

    /// One who complains is told at once what is kept; one who is complained of with the first letter.
    pub(super) fn party(
        &mut self,
        after: Moment,
        case: DocumentId,
        role: PartyRole,
        is_withheld: bool,
    ) -> DocumentId {
        let at = after.plus_millis(self.rng.i64(2..50) * 60_000);
        let dwelling = self.dwelling();
        let mut edits = vec![
            ConflictParty::conflict_case().set(case),
            ConflictParty::role().set(role),
            ConflictParty::dwelling_ref().set(&dwelling),
        ];
        if role == PartyRole::Complainant {
            edits.push(ConflictParty::informed_on().set(at.danish_day()));
            edits.extend(harm(at.danish_day(), is_withheld));
        }
        if is_withheld {
            edits.push(ConflictParty::identity_withheld().set(true));
            edits.push(ConflictParty::withheld_reason().set(self.value::<WithheldReason>()));
        }
        self.create(at, self.place.case_officer, Kind::ConflictParty, edits)
    }

    pub(super) fn inform(&mut self, at: Moment, party: DocumentId) {
        let at = at.plus_millis(55 * 60_000);
        let edits = vec![ConflictParty::informed_on().set(at.danish_day())];
        self.edit(at, self.place.case_officer, party, Kind::ConflictParty, edits);
    }

    fn disagreement(&mut self, after: Moment, case: DocumentId, severity: Severity) {
        let at = self.days(after, 0..2);
        let others: Vec<Severity> = Severity::ALL
            .iter()
            .copied()
            .filter(|other| *other != severity)
            .collect();
        let (one, other) = (self.place.caretakers[0], self.place.caretakers[1]);
        for (person, severity, beside) in [(one, others[0], false), (other, others[1], true)] {
            let edits = vec![ConflictCase::severity().set(severity)];
            let at = if beside { at.plus_millis(40 * 60_000) } else { at };
            self.acts.push(Act {
                beside,
                ..Act::new(at, person, case, Kind::ConflictCase, edits)
            });
        }
    }
}

/// The days after which somebody here looks again at a case that has entered a state.
fn days_until_look(state: ConflictState) -> Option<i64> {
    use ConflictState as S;
    match state {
        S::Observed | S::Reported | S::MediationOffered => Some(7),
        S::MediationAccepted => Some(21),
        S::Mediated | S::Monitoring | S::TenancyBoard => Some(28),
        S::Screened | S::AdviceGiven | S::WrittenRequest | S::Warning | S::Court => Some(60),
        S::Closed | S::Withdrawn | S::Rejected | S::Merged => None,
    }
}

/// The edits that enter a state: with the day by which somebody looks again, where there is one.
pub(super) fn state(to: ConflictState, at: Moment) -> Vec<FieldEdit> {
    let due = days_until_look(to).map(|days| at.danish_day().plus_days(days));
    let mut edits = vec![choose("state", to)];
    edits.extend(due.map(|due| day("follow_up_on", due)));
    edits
}

/// The answers about harm of somebody who complains, on the day on which they do.
fn harm(on: Day, is_withheld: bool) -> [FieldEdit; 6] {
    let (fear, alone) = match is_withheld {
        true => (Fear::Afraid, Aloneness::Mostly),
        false => (Fear::No, Aloneness::No),
    };
    [
        ConflictParty::sleep().set(SleepHarm::Weekly),
        ConflictParty::fear().set(fear),
        ConflictParty::alone().set(alone),
        ConflictParty::other_homes().set(OtherHomes::Unknown),
        ConflictParty::lasted().set(HarmDuration::UpToSixMonths),
        ConflictParty::harm_asked_on().set(on),
    ]
}

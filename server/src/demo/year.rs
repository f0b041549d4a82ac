//! A year of work: who recorded what and when, as the edits that people's phones would make.
//!
//! Numbers follow demo.md: two hundred conflicts, 1,584 visits, seventy areas, 280 tasks, nine
//! hundred observations and three hundred counts, 150 signals, sixteen action cards in every
//! department.

mod ground;
mod help;

use fastrand::Rng;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::area::{
    AreaKind, AreaState, Constraint, DecidedBy, Measured, Responsible, SignStatus,
};
use feltbog_shared::model::area_observation::{AnswerDecision, ObservationKind, ObservationState};
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::conflict_case::{
    ConflictState, Frequency, NotedAs, Outcome, Severity, Topic, Track,
};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{PartyRole, WantsMediation, WithheldReason};
use feltbog_shared::model::insect_count::{CountState, InsectGroup, Protocol, Sky, TargetFlower, Wind};
use feltbog_shared::model::schema::{Calendar, Choice, Field, Instant};
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, Entry, NoteConsent, VisitKind, VisitResult, VisitState, VisitTopic,
};
use feltbog_shared::model::{
    Area, AreaObservation, CareTask, ConflictCase, ConflictEvent, ConflictParty, FieldEdit, InsectCount,
    Kind, SocialVisit, ValueList, VisitNote,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::Module;

use super::organisation::Place;
use super::texts;

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

/// One edit by one person.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) at: Moment,
    pub(super) author: UserId,
    pub(super) document: DocumentId,
    pub(super) kind: Kind,
    pub(super) edits: Vec<FieldEdit>,
    /// Made on a phone that had not heard of the document's last edit.
    pub(super) beside: bool,
}

/// How many records of each kind fall to a department.
#[derive(Clone, Debug, Default)]
pub(super) struct Share {
    conflicts: Conflicts,
    visits: u32,
    signals: u32,
    areas: Vec<Ground>,
    observations: u32,
    counts: u32,
    tasks: u32,
}

/// A piece of ground to become an area.
#[derive(Clone, Copy, Debug)]
struct Ground {
    kind: AreaKind,
    square_metres: i64,
    sign: bool,
}

/// Conflicts by how far they go.
#[derive(Clone, Copy, Debug, Default)]
struct Conflicts {
    talked: u32,
    mediated: u32,
    warned: u32,
    boarded: u32,
    terminated: u32,
    open: u32,
}

/// Shares the year's records out among the departments.
pub(super) fn shares(rng: &mut Rng, places: &[Place]) -> Vec<Share> {
    let mut shares = vec![Share::default(); places.len()];
    let has = |module: Module| {
        move |place: &Place| {
            if place.modules.has(module) {
                u64::from(place.dwellings)
            } else {
                0
            }
        }
    };
    let conflicts = has(Module::Conflicts);
    deal(places, 45, &conflicts, |at, n| shares[at].conflicts.talked = n);
    deal(places, 22, &conflicts, |at, n| shares[at].conflicts.mediated = n);
    deal(places, 14, &conflicts, |at, n| shares[at].conflicts.warned = n);
    deal(places, 5, &conflicts, |at, n| shares[at].conflicts.boarded = n);
    deal(places, 2, &conflicts, |at, n| shares[at].conflicts.terminated = n);
    deal(places, 112, &conflicts, |at, n| shares[at].conflicts.open = n);
    let visited = has(Module::Visits);
    let social = |place: &Place| if place.social.is_some() { visited(place) } else { 0 };
    deal(places, 1_584, &social, |at, n| shares[at].visits = n);
    deal(places, 150, &|place| u64::from(place.dwellings), |at, n| {
        shares[at].signals = n
    });
    let green = has(Module::Nature);
    let tended = |place: &Place| green(place) / 3 * (1 + 3 * place.ambassadors.len() as u64) + 20;
    let mut grounds = grounds(rng).into_iter();
    deal(places, AREAS, &tended, |at, n| {
        shares[at].areas = grounds.by_ref().take(n as usize).collect()
    });
    let with_area: Vec<u64> = shares.iter().map(|share| share.areas.len() as u64).collect();
    let by_area = |factor: fn(&Place) -> u64| {
        let weights: Vec<u64> = places
            .iter()
            .zip(&with_area)
            .map(|(place, areas)| areas * factor(place))
            .collect();
        weights
    };
    deal_by(
        &by_area(|place| 1 + 2 * place.ambassadors.len() as u64),
        900,
        |at, n| shares[at].observations = n,
    );
    deal_by(&by_area(|place| place.ambassadors.len() as u64), 300, |at, n| {
        shares[at].counts = n
    });
    deal_by(&by_area(|_| 1), 280, |at, n| shares[at].tasks = n);
    shares
}

/// How many areas there are.
const AREAS: u32 = 70;
/// How large they are together.
const SQUARE_METRES: i64 = 62_000;

/// The ground of all areas: one large meadow, one roof, the rest of all kinds and sizes. Eleven
/// have no sign.
fn grounds(rng: &mut Rng) -> Vec<Ground> {
    const KINDS: [AreaKind; 11] = [
        AreaKind::FlowerMeadow,
        AreaKind::FlowerMeadow,
        AreaKind::LongGrass,
        AreaKind::LongGrass,
        AreaKind::PerennialBed,
        AreaKind::ScrubOrHedge,
        AreaKind::RainGarden,
        AreaKind::Slope,
        AreaKind::PlanterBoxes,
        AreaKind::DeadWood,
        AreaKind::ForestFloor,
    ];
    let mut grounds: Vec<Ground> = (0..AREAS)
        .map(|number| {
            let kind = KINDS[rng.usize(..KINDS.len())];
            let (kind, square_metres) = match (number, kind) {
                (0, _) => (AreaKind::FlowerMeadow, 6_000),
                (1, _) => (AreaKind::Roof, 1_300),
                (_, AreaKind::PlanterBoxes | AreaKind::DeadWood) => (kind, rng.i64(8..60)),
                (_, AreaKind::PerennialBed | AreaKind::RainGarden) => (kind, rng.i64(60..400)),
                _ => (kind, rng.i64(400..1_700)),
            };
            Ground {
                kind,
                square_metres,
                sign: number % 6 != 5,
            }
        })
        .collect();
    // What the sum lacks goes to the larger ones in equal parts.
    let sum: i64 = grounds.iter().map(|ground| ground.square_metres).sum();
    let wide: Vec<usize> = (2..grounds.len())
        .filter(|place| grounds[*place].square_metres >= 400)
        .collect();
    let (part, rest) = (
        (SQUARE_METRES - sum) / wide.len() as i64,
        (SQUARE_METRES - sum) % wide.len() as i64,
    );
    for place in &wide {
        grounds[*place].square_metres += part;
    }
    grounds[wide[0]].square_metres += rest;
    grounds
}

fn deal(places: &[Place], total: u32, weight: &dyn Fn(&Place) -> u64, set: impl FnMut(usize, u32)) {
    let weights: Vec<u64> = places.iter().map(weight).collect();
    deal_by(&weights, total, set);
}

/// Shares a whole number out by weight, to the last one.
fn deal_by(weights: &[u64], total: u32, mut set: impl FnMut(usize, u32)) {
    let sum = weights.iter().sum::<u64>().max(1);
    let (mut reached, mut dealt) = (0_u64, 0_u32);
    for (place, weight) in weights.iter().enumerate() {
        reached += weight;
        let upto = u32::try_from(u64::from(total) * reached / sum).unwrap_or(total);
        set(place, upto - dealt);
        dealt = upto;
    }
}

/// The year of one department, oldest edit first.
pub(super) fn year(rng: &mut Rng, place: &Place, share: &Share, now: Moment) -> Vec<Act> {
    let mut diary = Diary {
        rng,
        place,
        now,
        start: now.plus_millis(-YEAR),
        acts: Vec::new(),
        areas: Vec::new(),
    };
    diary.guidance();
    diary.nature(share);
    diary.conflicts(share.conflicts);
    diary.visits(share.visits);
    diary.signals(share.signals);
    let mut acts = diary.acts;
    acts.retain(|act| act.at <= now);
    acts.sort_by_key(|act| act.at);
    acts
}

struct Diary<'a> {
    rng: &'a mut Rng,
    place: &'a Place,
    now: Moment,
    start: Moment,
    acts: Vec<Act>,
    areas: Vec<(DocumentId, Moment)>,
}

impl Diary<'_> {
    // Small choices.

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(..of.len())]
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    fn value<T: ValueList>(&mut self) -> T {
        self.pick(T::ALL)
    }

    fn caretaker(&mut self) -> UserId {
        self.pick(&self.place.caretakers)
    }

    fn volunteer(&mut self) -> UserId {
        if self.place.ambassadors.is_empty() {
            self.caretaker()
        } else {
            self.pick(&self.place.ambassadors)
        }
    }

    /// A moment in working hours on a working day, at or after another.
    fn working(&mut self, after: Moment) -> Moment {
        let mut day = after.millis().div_euclid(DAY);
        // 1 January 1970 was a Thursday.
        while (day + 3).rem_euclid(7) >= 5 {
            day += 1;
        }
        let at = Moment::from_millis(day * DAY + self.rng.i64(6 * 60..13 * 60) * 60_000);
        at.max(after.plus_millis(self.rng.i64(2..50) * 60_000))
    }

    fn some_day(&mut self) -> Moment {
        let days = self.rng.i64(0..362);
        self.working(self.start.plus_millis(days * DAY))
    }

    /// A moment in one of the weeks of summer, most often in July.
    fn in_season(&mut self) -> Moment {
        loop {
            let at = self.some_day();
            let likely = match at.danish_day().month() {
                4 => 10,
                5 | 9 => 35,
                6 | 8 => 65,
                7 => 100,
                _ => 0,
            };
            if self.chance(likely) {
                return at.plus_millis(self.rng.i64(0..5 * 60) * 60_000);
            }
        }
    }

    fn days(&mut self, after: Moment, days: std::ops::Range<i64>) -> Moment {
        let days = self.rng.i64(days);
        self.working(after.plus_millis(days * DAY))
    }

    // Writing.

    fn create(&mut self, at: Moment, author: UserId, kind: Kind, edits: Vec<FieldEdit>) -> DocumentId {
        let mut random = [0; 10];
        self.rng.fill(&mut random);
        let document = DocumentId::new(at, random);
        let created = Field::<Instant>::new("created_at").set(at);
        let edits = std::iter::once(created).chain(edits).collect();
        self.acts.push(Act {
            at,
            author,
            document,
            kind,
            edits,
            beside: false,
        });
        document
    }

    fn edit(&mut self, at: Moment, author: UserId, document: DocumentId, kind: Kind, edits: Vec<FieldEdit>) {
        self.acts.push(Act {
            at,
            author,
            document,
            kind,
            edits,
            beside: false,
        });
    }

    // Nature.

    fn nature(&mut self, share: &Share) {
        for (number, ground) in share.areas.iter().enumerate() {
            self.area(number, *ground);
        }
        if self.areas.is_empty() {
            return;
        }
        for _ in 0..share.observations {
            self.observation();
        }
        for _ in 0..share.counts {
            self.count();
        }
        for _ in 0..share.tasks {
            self.task();
        }
    }

    fn area(&mut self, number: usize, ground: Ground) {
        let Ground {
            kind,
            square_metres,
            sign,
        } = ground;
        let sign = match sign {
            true => self.pick(&[SignStatus::PutUp, SignStatus::PutUp, SignStatus::Ordered]),
            false => SignStatus::None,
        };
        let days = i64::try_from(number).unwrap_or_default();
        let at = self.working(self.start.plus_millis(days * DAY));
        let name = match kind {
            AreaKind::Roof => "Taget på blok A",
            _ => texts::AREA_NAMES[number % texts::AREA_NAMES.len()],
        };
        let manager = self.place.manager;
        let measured = self.value::<Measured>();
        let walked = ground::walked(kind, number, square_metres);
        let measured = walked.as_ref().map_or(measured, |_| Measured::Walked);
        let mut edits = vec![
            choose("state", AreaState::InCare),
            Area::name().set(name),
            Area::kind().set(kind),
            Area::square_metres().set(square_metres),
            Area::measured().set(measured),
            Area::decided_by().set(self.pick(&[DecidedBy::DepartmentMeeting, DecidedBy::DepartmentBoard])),
            Area::decided_on().set(at.danish_day().plus_days(-self.rng.i64(30..900))),
            Area::responsible().set(self.pick(&[
                Responsible::Operations,
                Responsible::Shared,
                Responsible::Residents,
            ])),
            Area::sign_status().set(sign),
            Area::care_plan().rewrite(texts::care_plan(kind)),
        ];
        if let Some(outline) = walked {
            let off = outline.square_metres_off().round() as i64;
            edits.push(Area::square_metres_off().set(off));
            edits.push(Area::outline().set(&outline.write()));
        }
        if self.chance(30) {
            edits.push(Area::constraints().include(self.value::<Constraint>()));
        }
        let area = self.create(at, manager, Kind::Area, edits);
        self.areas.push((area, at));
        if self.chance(50) {
            let at = self.days(at, 60..300);
            let caretaker = self.caretaker();
            let checked = vec![Area::sign_checked_on().set(at.danish_day())];
            self.edit(at, caretaker, area, Kind::Area, checked);
        }
    }

    fn some_area(&mut self, at: Moment) -> (DocumentId, Moment) {
        let (area, since) = self.areas[self.rng.usize(..self.areas.len())];
        (area, at.max(since.plus_millis(DAY)))
    }

    fn observation(&mut self) {
        let at = if self.chance(70) {
            self.in_season()
        } else {
            self.some_day()
        };
        let (area, at) = self.some_area(at);
        let kind = self.pick(&[
            ObservationKind::Flowering,
            ObservationKind::Flowering,
            ObservationKind::SpeciesSeen,
            ObservationKind::SpeciesSeen,
            ObservationKind::InsectLife,
            ObservationKind::InsectLife,
            ObservationKind::InvasiveSpecies,
            ObservationKind::Waste,
            ObservationKind::Sign,
            ObservationKind::Wear,
            ObservationKind::Damage,
            ObservationKind::ResidentNuisance,
            ObservationKind::OutsideInquiry,
            ObservationKind::GoodNews,
        ]);
        let author = if self.chance(70) {
            self.volunteer()
        } else {
            self.caretaker()
        };
        let mut edits = vec![
            choose("state", ObservationState::New),
            AreaObservation::area().set(area),
            AreaObservation::kind().set(kind),
            AreaObservation::text().rewrite(self.pick(texts::observation(kind))),
        ];
        if kind == ObservationKind::SpeciesSeen {
            edits.push(AreaObservation::species_text().set(self.pick(texts::SPECIES)));
        }
        let document = self.create(at, author, Kind::AreaObservation, edits);
        if !self.chance(80) {
            return;
        }
        let answered = self.days(at, 1..12);
        let manager = self.place.manager;
        let edits = vec![
            choose("state", ObservationState::Answered),
            AreaObservation::answer_text().rewrite(self.pick(texts::ANSWERS)),
            AreaObservation::answer_decision().set(self.value::<AnswerDecision>()),
        ];
        self.edit(answered, manager, document, Kind::AreaObservation, edits);
        if self.chance(60) {
            let closed = self.days(answered, 3..40);
            self.edit(
                closed,
                manager,
                document,
                Kind::AreaObservation,
                vec![choose("state", ObservationState::Closed)],
            );
        }
    }

    fn count(&mut self) {
        let at = self.in_season();
        let (area, at) = self.some_area(at);
        let author = self.volunteer();
        let bad_weather = self.chance(15);
        let sky = if bad_weather {
            Sky::Overcast
        } else {
            self.pick(&[Sky::Sun, Sky::Sun, Sky::LightCloud])
        };
        let temp = if bad_weather {
            self.rng.i64(7..13)
        } else {
            self.rng.i64(15..27)
        };
        let edits = vec![
            choose("state", CountState::Running),
            InsectCount::protocol().set(Protocol::FitTenMinutes),
            InsectCount::area().set(area),
            InsectCount::flower().set(self.value::<TargetFlower>()),
            InsectCount::flower_units().set(self.rng.i64(4..120)),
            InsectCount::started_at().set(at),
            InsectCount::temp_c().set(temp),
            InsectCount::sky().set(sky),
            InsectCount::wind().set(self.pick(&[Wind::Still, Wind::Light, Wind::Fresh])),
            InsectCount::dry().set(!bad_weather || self.rng.bool()),
        ];
        let document = self.create(at, author, Kind::InsectCount, edits);
        // About thirteen insects in ten minutes, as in the United Kingdom's counts of 2019.
        let summer = if at.danish_day().month() == 7 { 17 } else { 11 };
        let mut taps = Vec::new();
        for (group, weight) in [
            (InsectGroup::Bumblebee, 22),
            (InsectGroup::Honeybee, 14),
            (InsectGroup::SolitaryBee, 6),
            (InsectGroup::Wasp, 3),
            (InsectGroup::Hoverfly, 16),
            (InsectGroup::OtherFly, 14),
            (InsectGroup::ButterflyOrMoth, 5),
            (InsectGroup::Beetle, 6),
            (InsectGroup::SmallInsect, 10),
            (InsectGroup::OtherInsect, 4),
        ] {
            let most = summer * weight / 50 + 1;
            let seen = if bad_weather {
                self.rng.i64(0..=most / 3)
            } else {
                self.rng.i64(0..=most)
            };
            if seen > 0 {
                taps.push(InsectCount::counts().count(group, seen));
            }
        }
        let done = at.plus_millis(10 * 60_000);
        let finished = [
            choose("state", CountState::Finished),
            InsectCount::finished_at().set(done),
            InsectCount::minutes().set(10),
        ];
        taps.extend(finished);
        self.edit(done, author, document, Kind::InsectCount, taps);
    }

    fn task(&mut self) {
        let at = self.some_day();
        let (area, at) = self.some_area(at);
        let kind = match at.danish_day().month() {
            8 | 9 => self.pick(&[
                TaskKind::HayCut,
                TaskKind::HayCut,
                TaskKind::HayRemoval,
                TaskKind::SeedCollection,
            ]),
            3 | 4 => self.pick(&[
                TaskKind::Sowing,
                TaskKind::SignCheck,
                TaskKind::CleanUp,
                TaskKind::Planting,
            ]),
            5..=7 => self.pick(&[
                TaskKind::EdgeMowing,
                TaskKind::Watering,
                TaskKind::InvasiveControl,
                TaskKind::SignCheck,
            ]),
            _ => self.pick(&[TaskKind::Planting, TaskKind::CleanUp, TaskKind::Oversowing]),
        };
        let team = self.pick(&[
            Team::Operations,
            Team::Operations,
            Team::ResidentGroup,
            Team::YouthTeam,
            Team::Contractor,
        ]);
        let manager = self.place.manager;
        let window = at.danish_day();
        let edits = vec![
            choose("state", TaskState::Planned),
            CareTask::kind().set(kind),
            CareTask::area().set(area),
            CareTask::window_from().set(window.plus_days(3)),
            CareTask::window_to().set(window.plus_days(24)),
            CareTask::assigned_team().set(team),
            CareTask::suitable_for_youth().set(matches!(
                kind,
                TaskKind::CleanUp | TaskKind::Watering | TaskKind::HayRemoval
            )),
        ];
        let task = self.create(at, manager, Kind::CareTask, edits);
        if self.chance(8) {
            let later = self.days(at, 5..20);
            self.edit(
                later,
                manager,
                task,
                Kind::CareTask,
                vec![choose("state", TaskState::Cancelled)],
            );
            return;
        }
        let done = self.days(at, 4..26);
        let caretaker = self.caretaker();
        let edits = vec![
            choose("state", TaskState::Done),
            CareTask::minutes_spent().set(self.rng.i64(2..26) * 15),
            CareTask::helpers_count().set(self.rng.i64(0..7)),
            CareTask::tool().set(self.value::<Tool>()),
            CareTask::remark().rewrite(self.pick(texts::REMARKS)),
        ];
        self.edit(done, caretaker, task, Kind::CareTask, edits);
        let approved = self.days(done, 1..15);
        self.edit(
            approved,
            manager,
            task,
            Kind::CareTask,
            vec![choose("state", TaskState::Approved)],
        );
    }

    // Conflicts.

    fn conflicts(&mut self, share: Conflicts) {
        use ConflictState as S;
        for _ in 0..share.talked {
            self.conflict(
                &[S::Screened, S::AdviceGiven, S::Closed],
                Some(Outcome::SolvedThemselves),
                false,
            );
        }
        for number in 0..share.mediated {
            let outcome = if number % 9 == 8 {
                Outcome::NoAnswer
            } else {
                Outcome::Agreement
            };
            let steps = [
                S::Screened,
                S::MediationOffered,
                S::MediationAccepted,
                S::Mediated,
                S::Monitoring,
                S::Closed,
            ];
            self.conflict(&steps, Some(outcome), number % 2 == 0);
        }
        for _ in 0..share.warned {
            let steps = [
                S::Screened,
                S::WrittenRequest,
                S::Warning,
                S::Monitoring,
                S::Closed,
            ];
            self.conflict(&steps, Some(Outcome::WarningGiven), true);
        }
        for _ in 0..share.boarded {
            let steps = [
                S::Screened,
                S::WrittenRequest,
                S::Warning,
                S::TenancyBoard,
                S::Monitoring,
                S::Closed,
            ];
            self.conflict(&steps, Some(Outcome::BoardConditional), true);
        }
        for _ in 0..share.terminated {
            let steps = [
                S::Screened,
                S::WrittenRequest,
                S::Warning,
                S::TenancyBoard,
                S::Court,
                S::Closed,
            ];
            self.conflict(&steps, Some(Outcome::BoardTerminated), true);
        }
        for number in 0..share.open {
            let steps: &[S] = match number % 4 {
                0 => &[],
                1 => &[S::Screened],
                2 => &[S::Screened, S::AdviceGiven, S::Monitoring],
                _ => &[S::Screened, S::AdviceGiven, S::Monitoring, S::Closed],
            };
            let outcome = (number % 4 == 3).then_some(Outcome::Ceased);
            self.conflict(steps, outcome, number % 4 == 1);
        }
    }

    fn conflict(&mut self, steps: &[ConflictState], outcome: Option<Outcome>, written: bool) {
        let mut at = self.some_day();
        if steps.len() < 3 {
            // Open cases are recent ones, most of them.
            let days = self.rng.i64(4..50);
            at = self.working(self.now.plus_millis(-days * DAY));
        }
        // Three of four are about noise.
        let topic = match self.rng.u32(..100) {
            0..45 => Topic::Noise,
            45..60 => Topic::Music,
            60..75 => Topic::NoiseFromChildren,
            _ => self.value(),
        };
        let noted = match () {
            () if written => NotedAs::WrittenComplaint,
            () if self.chance(60) => NotedAs::HeardFromResident,
            () => NotedAs::SeenMyself,
        };
        let severity = match topic {
            Topic::Threats | Topic::Violence => Severity::Acute,
            _ => self.pick(&[Severity::Low, Severity::Middle, Severity::Middle, Severity::High]),
        };
        let officer = self.place.case_officer;
        let author = if written && self.chance(50) {
            officer
        } else {
            self.caretaker()
        };
        let first = if written {
            ConflictState::Reported
        } else {
            ConflictState::Observed
        };
        let parties = self.rng.i64(2..5);
        let edits = vec![
            choose("state", first),
            ConflictCase::topic().set(topic),
            ConflictCase::noted_as().set(noted),
            ConflictCase::place().set(self.pick(texts::PLACES)),
            ConflictCase::occurred_at().set(at.plus_millis(-self.rng.i64(1..40) * 3_600_000)),
            ConflictCase::frequency().set(self.value::<Frequency>()),
            ConflictCase::night().set(self.rng.bool()),
            ConflictCase::severity().set(severity),
            ConflictCase::parties_count().set(parties),
            ConflictCase::track().set(if written { Track::Written } else { Track::Dialogue }),
            ConflictCase::description().rewrite(self.pick(texts::conflict(topic))),
        ];
        let case = self.create(at, author, Kind::ConflictCase, edits);
        if written {
            self.party(at, officer, case, PartyRole::Complainant);
            self.party(at, officer, case, PartyRole::Respondent);
        }
        for _ in 0..self.rng.u32(1..=3) {
            self.event(at, case);
        }
        for step in steps {
            at = self.days(at, 2..18);
            let last = *step == ConflictState::Closed;
            let handler = if last || self.chance(60) {
                officer
            } else {
                self.caretaker()
            };
            let mut edits = vec![choose("state", *step)];
            match step.due(at.danish_day()) {
                Some(due) => edits.push(day("follow_up_on", due)),
                None => edits.extend(outcome.map(|outcome| ConflictCase::outcome().set(outcome))),
            }
            self.edit(at, handler, case, Kind::ConflictCase, edits);
        }
        // Now and then two people judge the same case without knowing of each other.
        if steps.len() <= 1 && self.place.caretakers.len() > 1 && self.chance(35) {
            self.disagreement(at, case, severity);
        }
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
                at,
                author: person,
                document: case,
                kind: Kind::ConflictCase,
                edits,
                beside,
            });
        }
    }

    fn event(&mut self, after: Moment, case: DocumentId) {
        let at = self.days(after, 0..14);
        let kind = self.pick(&[
            EventKind::Observation,
            EventKind::Conversation,
            EventKind::Conversation,
            EventKind::Call,
            EventKind::Letter,
            EventKind::Meeting,
        ]);
        let author = if self.chance(70) {
            self.caretaker()
        } else {
            self.place.case_officer
        };
        let edits = vec![
            ConflictEvent::conflict_case().set(case),
            ConflictEvent::at().set(at),
            ConflictEvent::kind().set(kind),
            ConflictEvent::text().rewrite(self.pick(texts::event(kind))),
        ];
        self.create(at, author, Kind::ConflictEvent, edits);
    }

    fn party(&mut self, after: Moment, officer: UserId, case: DocumentId, role: PartyRole) {
        let at = self.working(after);
        let dwelling = format!(
            "Opgang {}, {}. {}",
            self.rng.u32(1..20),
            self.rng.u32(1..5),
            self.pick(&["th.", "tv.", "mf."])
        );
        let mut edits = vec![
            ConflictParty::conflict_case().set(case),
            ConflictParty::role().set(role),
            ConflictParty::dwelling_ref().set(&dwelling),
            ConflictParty::wants_mediation().set(self.value::<WantsMediation>()),
            ConflictParty::informed_on().set(at.danish_day().plus_days(self.rng.i64(1..20))),
        ];
        if role == PartyRole::Complainant && self.chance(15) {
            edits.push(ConflictParty::identity_withheld().set(true));
            edits.push(ConflictParty::withheld_reason().set(self.value::<WithheldReason>()));
        }
        self.create(at, officer, Kind::ConflictParty, edits);
    }

    // Visits.

    fn visits(&mut self, count: u32) {
        let Some(social) = self.place.social else {
            return;
        };
        for _ in 0..count {
            self.visit(social);
        }
    }

    fn visit(&mut self, social: UserId) {
        let at = self.some_day();
        let kind = self.value::<VisitKind>();
        let result = self.pick(&[
            VisitResult::Talked,
            VisitResult::Talked,
            VisitResult::Talked,
            VisitResult::NotAtHome,
            VisitResult::Referred,
            VisitResult::NewAppointment,
            VisitResult::NewAppointment,
            VisitResult::Ended,
            VisitResult::WantsNoContact,
        ]);
        let met = result != VisitResult::NotAtHome;
        let consent = match result {
            VisitResult::NotAtHome => ContactConsent::NotAsked,
            VisitResult::WantsNoContact => ContactConsent::No,
            _ => ContactConsent::Yes,
        };
        let note = met && consent == ContactConsent::Yes && self.chance(45);
        let dwelling = format!(
            "Opgang {}, {}. {}",
            self.rng.u32(1..20),
            self.rng.u32(1..5),
            self.pick(&["th.", "tv."])
        );
        let entry = match kind {
            VisitKind::Telephone => Entry::Telephone,
            VisitKind::Walk => Entry::Outside,
            _ => self.pick(&[Entry::InvitedIn, Entry::AtTheDoor]),
        };
        let mut edits = vec![
            choose("state", VisitState::Done),
            SocialVisit::kind().set(kind),
            SocialVisit::dwelling_ref().set(&dwelling),
            SocialVisit::at().set(at),
            SocialVisit::minutes().set(if met { self.rng.i64(2..13) * 5 } else { 5 }),
            SocialVisit::asked_by().set(self.value::<AskedBy>()),
            SocialVisit::consent_contact().set(consent),
            SocialVisit::consent_note().set(if note { NoteConsent::Yes } else { NoteConsent::No }),
            SocialVisit::consent_on().set(at.danish_day()),
            SocialVisit::entry().set(entry),
            SocialVisit::result().set(result),
        ];
        for _ in 0..self.rng.u32(1..=2) {
            edits.push(SocialVisit::topics().include(self.value::<VisitTopic>()));
        }
        let wait = self.rng.i64(7..29);
        if result == VisitResult::NewAppointment {
            edits.push(SocialVisit::next_on().set(at.danish_day().plus_days(wait)));
        }
        let visit = self.create(at, social, Kind::SocialVisit, edits);
        if result == VisitResult::Referred {
            self.referral(at, social, visit);
        }
        if note {
            let edits = vec![
                VisitNote::visit().set(visit),
                VisitNote::text().rewrite(self.pick(texts::VISIT_NOTES)),
            ];
            self.create(at.plus_millis(6 * 60_000), social, Kind::VisitNote, edits);
        }
        if result == VisitResult::NewAppointment {
            // Nearly every appointment was kept; the few others are overdue.
            if self.chance(95) {
                self.edit(
                    at.plus_millis(wait * DAY),
                    social,
                    visit,
                    Kind::SocialVisit,
                    vec![choose("state", VisitState::Closed)],
                );
            }
        } else {
            let closed = self.days(at, 1..30);
            self.edit(
                closed,
                social,
                visit,
                Kind::SocialVisit,
                vec![choose("state", VisitState::Closed)],
            );
        }
    }
}

fn choose<T: ValueList>(name: &'static str, value: T) -> FieldEdit {
    Field::<Choice<T>>::new(name).set(value)
}

fn day(name: &'static str, day: Day) -> FieldEdit {
    Field::<Calendar>::new(name).set(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::organisation::organisation;

    #[test]
    fn the_year_has_the_numbers_it_is_described_with() {
        let mut rng = Rng::with_seed(7);
        let now = Moment::from_millis(1_795_219_200_000);
        let made = organisation(&mut rng, now.plus_millis(-YEAR));
        let shares = shares(&mut rng, &made.places);
        let sum = |of: fn(&Share) -> u32| shares.iter().map(of).sum::<u32>();
        assert_eq!([sum(|one| one.visits), sum(|one| one.observations)], [1_584, 900]);
        assert_eq!(
            [
                sum(|one| one.counts),
                sum(|one| one.tasks),
                sum(|one| one.signals)
            ],
            [300, 280, 150]
        );
        let grounds: Vec<_> = shares.iter().flat_map(|share| &share.areas).collect();
        assert_eq!(grounds.len(), 70);
        assert_eq!(
            grounds.iter().map(|ground| ground.square_metres).sum::<i64>(),
            SQUARE_METRES
        );
        assert_eq!(grounds.iter().filter(|ground| !ground.sign).count(), 11);
        let acts: Vec<_> = made
            .places
            .iter()
            .zip(&shares)
            .flat_map(|(place, share)| year(&mut rng, place, share, now))
            .collect();
        let mut made = std::collections::BTreeMap::new();
        for act in &acts {
            made.insert(act.document, act.kind);
        }
        let kinds = |kind| made.values().filter(|one| **one == kind).count();
        assert_eq!(
            [
                kinds(Kind::ConflictCase),
                kinds(Kind::SocialVisit),
                kinds(Kind::InsectCount)
            ],
            [200, 1_584, 300]
        );
        assert_eq!(
            [
                kinds(Kind::Signal) + kinds(Kind::Concern),
                kinds(Kind::ActionCard)
            ],
            [150, 16 * 40]
        );
        assert!(acts.iter().all(|act| act.at <= now));
        assert!(acts.iter().any(|act| act.beside));
    }
}

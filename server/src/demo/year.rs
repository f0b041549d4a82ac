//! A year of work: who recorded what and when, as the edits that people's phones would make.
//!
//! In numbers: two hundred conflicts, 1,584 visits, seventy areas, 280 tasks, nine
//! hundred observations and three hundred counts, 150 signals, sixteen action cards in every
//! department.

mod cases;
mod counts;
mod ground;
mod help;
mod social;
mod today;
mod visits;

use fastrand::Rng;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::area::{
    AreaKind, AreaState, Constraint, DecidedBy, Measured, Responsible, SignStatus,
};
use feltbog_shared::model::area_observation::{
    AnswerDecision, ObservationKind, ObservationSeverity, ObservationState,
};
use feltbog_shared::model::care_plan_entry::Every;
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::schema::{Choice, Date, Field, Timestamp};
use feltbog_shared::model::{
    AdviserMeasure, Area, AreaObservation, CarePlanEntry, CareTask, FieldEdit, Fields, Kind, Photo,
    PlanRevision, Value, ValueList,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::Module;

use super::organisation::DemoDepartment;
use super::{pictures, texts};
use cases::Conflicts;

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
    /// The number of the picture that the record is about.
    pub(super) picture: Option<usize>,
}

impl Act {
    fn new(at: Moment, author: UserId, document: DocumentId, kind: Kind, edits: Vec<FieldEdit>) -> Self {
        Self {
            at,
            author,
            document,
            kind,
            edits,
            beside: false,
            picture: None,
        }
    }
}

/// Number of records of each kind in a department.
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

/// Shares the year's records out among the departments.
pub(super) fn shares(rng: &mut Rng, places: &[DemoDepartment]) -> Vec<Share> {
    let mut shares = vec![Share::default(); places.len()];
    let has = |module: Module| {
        move |place: &DemoDepartment| {
            if place.modules.has(module) {
                u64::from(place.dwellings)
            } else {
                0
            }
        }
    };
    let conflicts = has(Module::Conflicts);
    deal(places, 45, &conflicts, |at, n| shares[at].conflicts.talked = n);
    let mut dealt = 0;
    deal(places, 22, &conflicts, |at, n| {
        shares[at].conflicts.mediated = (dealt, dealt + n);
        dealt += n;
    });
    deal(places, 14, &conflicts, |at, n| shares[at].conflicts.warned = n);
    deal(places, 5, &conflicts, |at, n| shares[at].conflicts.boarded = n);
    deal(places, 2, &conflicts, |at, n| shares[at].conflicts.terminated = n);
    deal(places, 112, &conflicts, |at, n| shares[at].conflicts.open = n);
    let visited = has(Module::Visits);
    let social = |place: &DemoDepartment| if place.social.is_some() { visited(place) } else { 0 };
    deal(places, 1_584, &social, |at, n| shares[at].visits = n);
    deal(places, 150, &|place| u64::from(place.dwellings), |at, n| {
        shares[at].signals = n
    });
    let green = has(Module::Nature);
    let tended = |place: &DemoDepartment| green(place) / 3 * (1 + 3 * place.ambassadors.len() as u64) + 20;
    let mut grounds = grounds(rng).into_iter();
    deal(places, AREAS, &tended, |at, n| {
        shares[at].areas = grounds.by_ref().take(n as usize).collect()
    });
    let with_area: Vec<u64> = shares.iter().map(|share| share.areas.len() as u64).collect();
    let by_area = |factor: fn(&DemoDepartment) -> u64| {
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

/// Number of areas.
const AREAS: u32 = 70;
/// The number of areas from which on the last of them is a proposal that waits for the board.
const AREAS_OF_MANY: usize = 8;
/// Size of all together.
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

fn deal(
    places: &[DemoDepartment],
    total: u32,
    weight: &dyn Fn(&DemoDepartment) -> u64,
    set: impl FnMut(usize, u32),
) {
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
pub(super) fn year(rng: &mut Rng, place: &DemoDepartment, share: &Share, now: Moment) -> Vec<Act> {
    let mut share = share.clone();
    let mut diary = Diary {
        rng,
        place,
        now,
        start: now.plus_millis(-YEAR),
        acts: Vec::new(),
        areas: Vec::new(),
        refusals: 0,
    };
    diary.guidance();
    diary.areas(&mut share);
    diary.today(&mut share);
    diary.green_work(&share);
    diary.conflicts(share.conflicts);
    diary.visits(share.visits);
    diary.signals(share.signals);
    if diary.takes_concerns() {
        diary.handovers();
    }
    let mut acts = diary.acts;
    acts.extend(social::acts(place, now));
    acts.retain(|act| act.at <= now);
    acts.sort_by_key(|act| act.at);
    acts
}

struct Diary<'a> {
    rng: &'a mut Rng,
    place: &'a DemoDepartment,
    now: Moment,
    start: Moment,
    acts: Vec<Act>,
    areas: Vec<(DocumentId, Moment)>,
    /// The number of residents who wanted no contact: each has a home of its own.
    refusals: u32,
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

    /// The same moment of the day, or of the last working day before.
    fn working_before(&self, at: Moment) -> Moment {
        let day = at.millis().div_euclid(DAY);
        let after_friday = ((day + 3).rem_euclid(7) - 4).max(0);
        at.plus_millis(-after_friday * DAY)
    }

    fn dwelling(&mut self) -> String {
        format!(
            "Opgang {}, {}. {}",
            self.rng.u32(1..20),
            self.rng.u32(1..5),
            self.pick(&["th.", "tv."])
        )
    }

    fn some_day(&mut self) -> Moment {
        let days = self.rng.i64(0..362);
        self.working(self.start.plus_millis(days * DAY))
    }

    /// A day of the year but for its last weeks, so that what was begun has an end by now.
    fn day_before_last_weeks(&mut self) -> Moment {
        let days = self.rng.i64(0..315);
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
        let created = Field::<Timestamp>::new("created_at").set(at);
        let edits = std::iter::once(created).chain(edits).collect();
        self.acts.push(Act::new(at, author, document, kind, edits));
        document
    }

    fn edit(&mut self, at: Moment, author: UserId, document: DocumentId, kind: Kind, edits: Vec<FieldEdit>) {
        self.acts.push(Act::new(at, author, document, kind, edits));
    }

    // Nature.

    /// The areas in care, and a proposal where the board has many already.
    fn areas(&mut self, share: &mut Share) {
        let proposal = match self.place.board {
            Some(_) if share.areas.len() >= AREAS_OF_MANY => share.areas.pop(),
            _ => None,
        };
        for (number, ground) in share.areas.iter().enumerate() {
            self.area(number, *ground);
        }
        if let Some(ground) = proposal {
            let at = self.ago(9, 9);
            let author = self.volunteer();
            let edits = vec![
                choose("state", AreaState::Proposed),
                Area::name().set(texts::PROPOSAL),
                Area::kind().set(ground.kind),
                Area::square_metres().set(ground.square_metres),
                Area::measured().set(Measured::Paced),
                Area::care_plan().rewrite(texts::care_plan(ground.kind)),
            ];
            self.create(at, author, Kind::Area, edits);
        }
    }

    fn green_work(&mut self, share: &Share) {
        if self.areas.is_empty() {
            return;
        }
        for _ in 0..share.observations {
            self.observation();
        }
        for _ in 0..share.counts {
            self.count();
        }
        let mut left = share.tasks;
        while left > 0 {
            left -= self.task(left);
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
            AreaKind::Roof => texts::ROOF,
            _ => texts::AREA_NAMES[number % texts::AREA_NAMES.len()],
        };
        let manager = self.place.manager;
        let measured = self.value::<Measured>();
        let walked = ground::walked(kind, number, square_metres);
        let measured = walked.as_ref().map_or(measured, |_| Measured::Walked);
        let mut edits = vec![
            Area::name().set(name),
            Area::kind().set(kind),
            Area::square_metres().set(square_metres),
            Area::measured().set(measured),
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
        if kind == AreaKind::Roof {
            edits.push(Area::materials().set(texts::ROOF_MATERIALS));
            edits.push(Area::plant_origin().set(texts::ROOF_PLANTS));
        }
        if self.chance(30) {
            edits.push(Area::constraints().include(self.value::<Constraint>()));
        }
        let area = match self.place.board {
            Some(board) if number % 5 == 4 => self.decided(at, board, edits),
            _ => {
                edits.extend([
                    choose("state", AreaState::InCare),
                    Area::decided_by()
                        .set(self.pick(&[DecidedBy::DepartmentMeeting, DecidedBy::DepartmentBoard])),
                    Area::decided_on().set(at.danish_day().plus_days(-self.rng.i64(30..900))),
                ]);
                self.create(at, manager, Kind::Area, edits)
            }
        };
        self.areas.push((area, at));
        self.care_plan(at, area, kind);
        if self.chance(50) {
            let at = self.days(at, 60..300);
            let caretaker = self.caretaker();
            let checked = vec![Area::sign_checked_on().set(at.danish_day())];
            self.edit(at, caretaker, area, Kind::Area, checked);
        }
    }

    /// An area that somebody proposed, the board decided on, and operations laid out.
    fn decided(&mut self, at: Moment, board: UserId, edits: Vec<FieldEdit>) -> DocumentId {
        let (author, manager) = (self.volunteer(), self.place.manager);
        let proposed = [vec![choose("state", AreaState::Proposed)], edits].concat();
        let area = self.create(at, author, Kind::Area, proposed);
        let decided = self.days(at, 10..30);
        let decision = vec![
            choose("state", AreaState::Decided),
            Area::decided_by().set(DecidedBy::DepartmentBoard),
            Area::decided_on().set(decided.danish_day()),
        ];
        self.edit(decided, board, area, Kind::Area, decision);
        let laid = self.days(decided, 10..40);
        for (at, state) in [
            (laid, AreaState::Laid),
            (laid.plus_millis(3 * DAY), AreaState::InCare),
        ] {
            self.edit(at, manager, area, Kind::Area, vec![choose("state", state)]);
        }
        area
    }

    /// The lines of an area's care plan.
    fn care_plan(&mut self, at: Moment, area: DocumentId, kind: AreaKind) {
        let mown = (TaskKind::HayCut, 9, 9, Every::Year, Tool::SickleBarMower);
        let edge = (TaskKind::EdgeMowing, 5, 9, Every::Month, Tool::BrushCutter);
        let tidied = |from, to, every| (TaskKind::CleanUp, from, to, every, Tool::ByHand);
        let lines = match kind {
            AreaKind::FlowerMeadow | AreaKind::LongGrass => vec![mown, edge],
            AreaKind::Slope => vec![(TaskKind::HayCut, 9, 9, Every::SecondYear, Tool::BrushCutter)],
            AreaKind::PerennialBed => vec![
                tidied(3, 3, Every::Year),
                (TaskKind::InvasiveControl, 5, 6, Every::Month, Tool::ByHand),
            ],
            AreaKind::ScrubOrHedge => vec![tidied(8, 10, Every::SecondYear)],
            AreaKind::RainGarden => vec![tidied(4, 4, Every::Year), tidied(10, 10, Every::Year)],
            AreaKind::PlanterBoxes => vec![(TaskKind::Watering, 5, 9, Every::WhenNeeded, Tool::ByHand)],
            _ => vec![tidied(5, 9, Every::WhenNeeded)],
        };
        let manager = self.place.manager;
        for (number, (kind, from, to, every, tool)) in (1..).zip(lines) {
            let mut edits = vec![
                CarePlanEntry::area().set(area),
                CarePlanEntry::kind().set(kind),
                CarePlanEntry::from_month().set(from),
                CarePlanEntry::to_month().set(to),
                CarePlanEntry::every().set(every),
                CarePlanEntry::tool().set(tool),
            ];
            if kind == TaskKind::HayCut {
                edits.push(CarePlanEntry::remove_cuttings().set(true));
                edits.push(CarePlanEntry::rule_ref().set(texts::MOWING_RULE));
            }
            // After whoever proposed the area has sent it.
            let at = at.plus_millis(5 * DAY + number * 60_000);
            self.create(at, manager, Kind::CarePlanEntry, edits);
        }
        if matches!(kind, AreaKind::FlowerMeadow | AreaKind::LongGrass) {
            let measure = vec![
                AdviserMeasure::area().set(area),
                AdviserMeasure::text().set(texts::MEASURE),
                AdviserMeasure::report_ref().set(texts::MEASURE_REPORT),
            ];
            self.create(at.plus_millis(6 * DAY), manager, Kind::AdviserMeasure, measure);
        }
    }

    /// A picture of a record, by whoever made it.
    fn photo(
        &mut self,
        at: Moment,
        author: UserId,
        about: DocumentId,
        picture: usize,
        moment: Option<PhotoMoment>,
    ) {
        let mut edits = vec![
            Photo::about().set(about),
            Photo::text().set(texts::PICTURES[picture % texts::PICTURES.len()]),
        ];
        edits.extend(moment.map(|moment| Photo::moment().set(moment)));
        self.create(at.plus_millis(60_000), author, Kind::Photo, edits);
        if let Some(act) = self.acts.last_mut() {
            act.picture = Some(picture);
        }
    }

    /// A picture of a record, by whoever made it, in a kind of its own. It takes nothing from chance, so that the rest of the
    /// year is what it was: its id has the random bytes of the record's.
    fn picture_beside(
        &mut self,
        at: Moment,
        author: UserId,
        kind: Kind,
        (about, picture): (DocumentId, usize),
        edits: Vec<FieldEdit>,
    ) {
        let at = at.plus_millis(60_000);
        let [_, _, _, _, _, _, random @ ..] = *about.as_bytes();
        let created = Field::<Timestamp>::new("created_at").set(at);
        let edits = std::iter::once(created).chain(edits).collect();
        let mut act = Act::new(at, author, DocumentId::new(at, random), kind, edits);
        act.picture = Some(picture);
        self.acts.push(act);
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
        if matches!(
            kind,
            ObservationKind::InvasiveSpecies | ObservationKind::Waste | ObservationKind::Damage
        ) {
            edits.push(AreaObservation::severity().set(self.value::<ObservationSeverity>()));
        }
        let document = self.create(at, author, Kind::AreaObservation, edits);
        if matches!(kind, ObservationKind::Flowering | ObservationKind::GoodNews) && self.chance(16) {
            let picture = self.rng.usize(..pictures::COUNT / 2);
            self.photo(at, author, document, picture, None);
        }
        if !self.chance(80) {
            return;
        }
        let answered = self.days(at, 1..12);
        let manager = self.place.manager;
        let (answer, decision) = match kind {
            ObservationKind::Sign => texts::SIGN_ANSWER,
            _ => self.pick(texts::ANSWERS),
        };
        let edits = vec![
            choose("state", ObservationState::Answered),
            AreaObservation::answer_text().rewrite(answer),
            AreaObservation::answer_decision().set(decision),
        ];
        self.edit(answered, manager, document, Kind::AreaObservation, edits);
        if decision == AnswerDecision::PlanChanged && self.chance(25) {
            let edits = vec![
                PlanRevision::area().set(area),
                PlanRevision::on().set(answered.danish_day()),
                PlanRevision::why().rewrite(self.pick(texts::REVISIONS)),
            ];
            let at = answered.plus_millis(10 * 60_000);
            self.create(at, manager, Kind::PlanRevision, edits);
        }
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

    /// A task, and the one that follows it where it has one: how many there are, of at most so many.
    fn task(&mut self, most: u32) -> u32 {
        let at = self.some_day();
        let (area, at) = self.some_area(at);
        let kind = match at.danish_day().month() {
            8 | 9 => self.pick(&[TaskKind::HayCut, TaskKind::HayCut, TaskKind::SeedCollection]),
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
            return 1;
        }
        let done = self.days(at, 4..22);
        let caretaker = self.caretaker();
        self.finish(done, caretaker, task);
        let follows = (kind == TaskKind::HayCut && most > 1).then(|| {
            let text = |value: &str| Value::Text(value.to_owned());
            let fields = Fields::from([
                (CareTask::kind().name().to_owned(), text(kind.key())),
                (CareTask::area().name().to_owned(), text(&area.to_string())),
                (CareTask::assigned_team().name().to_owned(), text(team.key())),
            ]);
            CareTask::follow_up(task, &fields, done.danish_day(), done)
        });
        let Some((removal, edits)) = follows.flatten() else {
            return 1;
        };
        self.acts
            .push(Act::new(done, caretaker, removal, Kind::CareTask, edits));
        let removed = self.days(done, 8..13);
        self.finish(removed, caretaker, removal);
        2
    }

    /// A task is done, sometimes with a picture, and approved.
    fn finish(&mut self, done: Moment, caretaker: UserId, task: DocumentId) {
        let manager = self.place.manager;
        let edits = vec![
            choose("state", TaskState::Done),
            CareTask::done_on().set(done.danish_day()),
            CareTask::minutes_spent().set(self.rng.i64(2..26) * 15),
            CareTask::helpers_count().set(self.rng.i64(0..7)),
            CareTask::tool().set(self.value::<Tool>()),
            CareTask::remark().rewrite(self.pick(texts::REMARKS)),
        ];
        self.edit(done, caretaker, task, Kind::CareTask, edits);
        if self.chance(10) {
            let picture = self.rng.usize(pictures::COUNT / 2..pictures::COUNT);
            self.photo(done, caretaker, task, picture, Some(PhotoMoment::After));
        }
        let approved = self.days(done, 1..15);
        self.edit(
            approved,
            manager,
            task,
            Kind::CareTask,
            vec![choose("state", TaskState::Approved)],
        );
    }
}

fn choose<T: ValueList>(name: &'static str, value: T) -> FieldEdit {
    Field::<Choice<T>>::new(name).set(value)
}

fn day(name: &'static str, day: Day) -> FieldEdit {
    Field::<Date>::new(name).set(day)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use feltbog_shared::model::case_part::Part;
    use feltbog_shared::model::conflict_case::ConflictState;
    use feltbog_shared::model::consent::{consent_problem, may_keep_note};
    use feltbog_shared::model::handover::HandoverRole;
    use feltbog_shared::model::insect_count::{ButterflyMethod, CountFlaw, InsectGroup, Protocol};
    use feltbog_shared::model::legal_step::{LegalStepKind, appeal_deadline};
    use feltbog_shared::model::mediation::{CONTACT_DAYS, MEETING_DAYS, MediationResult, MediationState};
    use feltbog_shared::model::signal::SignalState;
    use feltbog_shared::model::social_visit::{VisitResult, VisitState};
    use feltbog_shared::model::{
        CasePart, ConflictCase, ConflictParty, FieldChange, Handover, InsectCount, LegalStep, Mediation,
        Model, Referral, SocialVisit, VisitNote,
    };
    use feltbog_shared::moment::danish_offset;

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

    /// The records of every department.
    type Years = Vec<(DemoDepartment, BTreeMap<DocumentId, Told>)>;

    /// A record, who made it, and who did what to it when.
    struct Told {
        kind: Kind,
        owner: UserId,
        fields: Fields,
        acts: Vec<Act>,
    }

    impl Told {
        /// The first day on which it was in a state.
        fn since(&self, state: &str) -> Option<Day> {
            let is_step = |act: &&Act| {
                let value = FieldChange::Set(Value::Text(state.to_owned()));
                act.edits
                    .iter()
                    .any(|edit| edit.field == "state" && edit.change == value)
            };
            self.acts.iter().find(is_step).map(|act| act.at.danish_day())
        }
    }

    fn apply(fields: &mut Fields, edit: &FieldEdit) {
        match &edit.change {
            FieldChange::Set(value) => drop(fields.insert(edit.field.clone(), value.clone())),
            FieldChange::Rewrite(text) => drop(fields.insert(edit.field.clone(), Value::Text(text.clone()))),
            FieldChange::Clear => drop(fields.remove(&edit.field)),
            FieldChange::Include(key) => {
                match fields.entry(edit.field.clone()).or_insert(Value::Keys([].into())) {
                    Value::Keys(keys) => drop(keys.insert(key.clone())),
                    other => panic!("{other:?}"),
                }
            }
            FieldChange::Count(key, by) => {
                match fields
                    .entry(edit.field.clone())
                    .or_insert(Value::Counters([].into()))
                {
                    Value::Counters(tallies) => *tallies.entry(key.clone()).or_default() += by,
                    other => panic!("{other:?}"),
                }
            }
            FieldChange::Exclude(key) => panic!("{key} is taken away"),
        }
    }

    /// The last mornings of years: a Thursday in November, a Sunday in January, a Monday in April, a Saturday in July.
    const ENDS: [&str; 4] = ["2026-11-26", "2027-01-03", "2027-04-05", "2027-07-24"];

    /// Every record of every department, in years that end on different days.
    fn told() -> impl Iterator<Item = (Years, Moment)> {
        ENDS.iter().map(|day| {
            let now = Day::parse(day).unwrap().start().plus_millis(7 * 3_600_000);
            (years(now), now)
        })
    }

    fn years(now: Moment) -> Years {
        let mut rng = Rng::with_seed(11);
        let made = organisation(&mut rng, now.plus_millis(-YEAR));
        let shares = shares(&mut rng, &made.places);
        let of = |(place, share): (DemoDepartment, &Share)| {
            let mut records: BTreeMap<DocumentId, Told> = BTreeMap::new();
            for act in year(&mut rng, &place, share, now) {
                let record = records.entry(act.document).or_insert_with(|| Told {
                    kind: act.kind,
                    owner: act.author,
                    fields: Fields::new(),
                    acts: Vec::new(),
                });
                let edits = act.edits.iter();
                edits.for_each(|edit| apply(&mut record.fields, edit));
                record.acts.push(act);
            }
            (place, records)
        };
        made.places.into_iter().zip(&shares).map(of).collect()
    }

    /// The records of a kind in all departments.
    fn of_kind<M: Model>(all: &Years) -> Vec<(M, &Told)> {
        let records = all.iter().flat_map(|(_, records)| records.values());
        let of_kind = records.filter(|told| told.kind == M::KIND);
        of_kind.map(|told| (M::from_fields(&told.fields), told)).collect()
    }

    #[test]
    fn there_are_records_of_every_kind_and_each_of_the_last_mornings_work() {
        for (all, now) in told() {
            let records = || all.iter().flat_map(|(_, records)| records.values());
            for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::PassedOn) {
                assert!(records().any(|told| told.kind == *kind), "{kind:?}");
            }
            let today = now.danish_day();
            let (place, here) = &all[0];
            let has = |kind: Kind, is: &dyn Fn(&Told) -> bool| {
                here.values().any(|told| told.kind == kind && is(told))
            };
            let is_due = |told: &Told| {
                let case = ConflictCase::from_fields(&told.fields);
                case.follow_up_on.is_some_and(|day| day <= today)
                    && case.state.is_some_and(ConflictState::is_open)
            };
            assert!(has(Kind::ConflictCase, &is_due));
            assert!(has(Kind::CasePart, &|told| CasePart::from_fields(&told.fields)
                .part
                == Some(Part::Recused)));
            assert!(has(Kind::Mediation, &|told| {
                let mediation = Mediation::from_fields(&told.fields);
                told.owner == place.mediator
                    && mediation.state == Some(MediationState::MeetingArranged)
                    && mediation.meeting_on.is_some_and(|day| day > today)
            }));
            let visit = |is: fn(&SocialVisit, Day) -> bool| {
                has(Kind::SocialVisit, &|told| {
                    is(&SocialVisit::from_fields(&told.fields), today)
                })
            };
            let planned = |visit: &SocialVisit| visit.state == Some(VisitState::Planned);
            assert!(visit(|visit, today| {
                visit.state == Some(VisitState::Planned)
                    && visit.at.is_some_and(|at| at.danish_day() == today)
            }));
            assert!(visit(|visit, today| {
                visit.state == Some(VisitState::Done) && visit.next_on.is_some_and(|day| day < today)
            }));
            assert!(has(Kind::SocialVisit, &|told| planned(
                &SocialVisit::from_fields(&told.fields)
            )));
            assert!(has(Kind::Handover, &|told| {
                let handover = Handover::from_fields(&told.fields);
                handover.to_role == Some(HandoverRole::FinancialAdviser)
                    && handover.state == Some(SignalState::Running)
            }));
            assert!(has(Kind::Area, &|told| Area::from_fields(&told.fields).state
                == Some(AreaState::Proposed)));
            assert!(has(Kind::CareTask, &|told| CareTask::from_fields(&told.fields)
                .state
                == Some(TaskState::Done)));
            let pictures = records()
                .flat_map(|told| &told.acts)
                .filter(|act| act.picture.is_some());
            assert!((30..90).contains(&pictures.count()));
        }
    }

    #[test]
    fn what_is_passed_on_or_noted_rests_on_a_yes_or_a_stated_basis() {
        for (all, _) in told() {
            let (mut with_basis, mut notes) = (0, 0);
            for told in all.iter().flat_map(|(_, records)| records.values()) {
                assert_eq!(
                    consent_problem(told.kind, &told.fields),
                    None,
                    "{:?}",
                    told.fields
                );
                with_basis += u32::from(told.fields.contains_key(Referral::basis_if_no_consent().name()));
            }
            for (_, records) in &all {
                let visits = records.values().filter(|told| told.kind == Kind::VisitNote);
                for told in visits {
                    let visit = VisitNote::from_fields(&told.fields).visit.unwrap();
                    assert!(may_keep_note(&records[&visit].fields));
                    notes += 1;
                }
            }
            assert!(with_basis > 10 && notes > 400, "{with_basis} {notes}");
            // Nobody goes again to a home that wants no contact.
            for (_, records) in &all {
                let visits = || records.values().filter(|told| told.kind == Kind::SocialVisit);
                let home = |told: &Told| SocialVisit::from_fields(&told.fields).dwelling_ref;
                let refused = |told: &&Told| {
                    SocialVisit::from_fields(&told.fields).result == Some(VisitResult::WantsNoContact)
                };
                for told in visits().filter(refused) {
                    assert_eq!(visits().filter(|other| home(other) == home(told)).count(), 1);
                }
            }
        }
    }

    #[test]
    fn cases_go_up_the_ladder_in_order_and_within_their_deadlines() {
        for (all, now) in told() {
            let mut decisions = 0;
            for (_, records) in &all {
                let mut steps: BTreeMap<DocumentId, Vec<LegalStep>> = BTreeMap::new();
                for told in records.values().filter(|told| told.kind == Kind::LegalStep) {
                    let step = LegalStep::from_fields(&told.fields);
                    steps.entry(step.conflict_case.unwrap()).or_default().push(step);
                }
                for (case, mut steps) in steps {
                    steps.sort_by_key(|step| (step.on, step.kind));
                    let kinds: Vec<_> = steps.iter().filter_map(|step| step.kind).collect();
                    assert!(LegalStepKind::ALL.starts_with(&kinds), "{kinds:?}");
                    // Ten working days to answer lie between letters.
                    let letters: Vec<_> = steps.iter().take(3).filter_map(|step| step.on).collect();
                    for pair in letters.windows(2) {
                        assert!(pair[1] >= pair[0].plus_working_days(10), "{pair:?}");
                    }
                    let request = records[&case].since(ConflictState::WrittenRequest.key()).unwrap();
                    assert!(letters[0] >= request.plus_working_days(10));
                    if let Some(decision) = steps
                        .iter()
                        .find(|step| step.kind == Some(LegalStepKind::BoardDecision))
                    {
                        let on = decision.on.unwrap();
                        assert_eq!(decision.appeal_deadline, Some(appeal_deadline(on)));
                        assert!(on <= letters[2].plus_days(7 * 7 + 3), "{on}");
                        decisions += 1;
                    }
                    if let Some(appeal) = steps.iter().find(|step| step.kind == Some(LegalStepKind::Appeal)) {
                        assert!(appeal.on <= steps[3].appeal_deadline, "{steps:?}");
                    }
                }
                // One who is complained of is told within a month, and with the first letter.
                for told in records.values().filter(|told| told.kind == Kind::ConflictParty) {
                    let party = ConflictParty::from_fields(&told.fields);
                    let made = told.acts[0].at;
                    match party.informed_on {
                        Some(informed) => assert!(informed <= made.danish_day().plus_days(30)),
                        None => assert!(now.since(made) < 30 * DAY),
                    }
                }
            }
            assert_eq!(decisions, 7);
        }
    }

    #[test]
    fn mediations_end_as_often_in_an_agreement_as_they_are_said_to() {
        for (all, now) in told() {
            let mediations = of_kind::<Mediation>(&all);
            let results = |result| {
                mediations
                    .iter()
                    .filter(|(mediation, _)| mediation.result == Some(result))
                    .count()
            };
            let followed_up = 4.min(all.len());
            let of_year = |result, expected: usize| {
                // Those of the last days come on top.
                let found = results(result);
                assert!((expected..=expected + 40).contains(&found), "{result:?}: {found}");
            };
            of_year(MediationResult::HeldWithAgreement, 18);
            assert_eq!(results(MediationResult::HeldWithoutAgreement), 2);
            assert_eq!(results(MediationResult::NotHeld), 2);
            assert!(
                mediations
                    .iter()
                    .filter(|(mediation, _)| mediation.result.is_none())
                    .count()
                    >= followed_up
            );
            for (mediation, told) in mediations {
                assert_eq!(
                    [mediation.complainant_yes, mediation.respondent_yes],
                    [Some(true); 2]
                );
                let is_agreed = mediation.result == Some(MediationResult::HeldWithAgreement);
                assert_eq!(!mediation.agreement_text.is_empty(), is_agreed);
                let case = mediation.conflict_case.unwrap();
                let (_, records) = all
                    .iter()
                    .find(|(_, records)| records.contains_key(&case))
                    .unwrap();
                let accepted = records[&case]
                    .since(ConflictState::MediationAccepted.key())
                    .unwrap();
                let contacted = told.acts[0].at.danish_day();
                assert!(
                    contacted <= accepted.plus_days(CONTACT_DAYS),
                    "{accepted} {contacted}"
                );
                assert!(mediation.meeting_on.unwrap() <= accepted.plus_days(MEETING_DAYS));
                // The case learns what came of it, and when.
                let read = ConflictCase::from_fields(&records[&case].fields);
                assert_eq!(read.mediation_result, mediation.result);
                assert_eq!(read.mediation_on.is_some(), mediation.result.is_some());
                let is_theirs = |told: &&Told| {
                    let part = CasePart::from_fields(&told.fields);
                    told.kind == Kind::CasePart
                        && part.conflict_case == Some(case)
                        && part.part == Some(Part::Assigned)
                };
                let part = records.values().find(is_theirs).unwrap();
                assert_eq!(
                    CasePart::from_fields(&part.fields).person.unwrap().as_bytes(),
                    told.owner.as_bytes()
                );
                assert!(part.acts[0].at <= now);
            }
        }
    }

    #[test]
    fn counts_of_every_protocol_hold_what_it_asks_for() {
        for (all, _) in told() {
            let counts = of_kind::<InsectCount>(&all);
            let (mut valid, mut protocols) = (0, BTreeMap::new());
            for (count, _) in &counts {
                let protocol = count.protocol.unwrap();
                *protocols.entry(protocol).or_insert(0) += 1;
                assert_eq!(count.minutes, Some(protocol.minutes()));
                let counts_butterflies = protocol == Protocol::ButterfliesFifteenMinutes;
                assert_eq!(count.flower.is_none(), counts_butterflies);
                assert_eq!(
                    [count.butterfly_method.is_some(), count.butterfly_skill.is_some()],
                    [counts_butterflies; 2]
                );
                if counts_butterflies {
                    assert!(
                        count
                            .counts
                            .keys()
                            .all(|group| !InsectGroup::ON_FLOWERS.contains(group))
                    );
                    assert_eq!(
                        count.walked_metres.is_some(),
                        count.butterfly_method == Some(ButterflyMethod::Walk)
                    );
                } else {
                    let asked = [
                        count.cover.is_some(),
                        count.surroundings.is_some(),
                        count.shade.is_some(),
                    ];
                    assert_eq!((asked, count.flower_unit.is_some()), ([true; 3], true));
                    assert!((1..=3_000).contains(&count.flower_units.unwrap()));
                }
                let is_together = protocol == Protocol::GroupOrClass;
                assert_eq!(
                    [count.group_name.is_some(), count.group_heads.is_some()],
                    [is_together; 2]
                );
                let flaws = count.flaws(danish_offset(count.started_at.unwrap()));
                let weather = [CountFlaw::TooCold, CountFlaw::NotDry, CountFlaw::TooWindy];
                assert!(flaws.iter().all(|flaw| weather.contains(flaw)), "{flaws:?}");
                valid += u32::from(flaws.is_empty());
            }
            assert_eq!(protocols.len(), Protocol::ALL.len());
            assert!((230..=280).contains(&valid), "{valid}");
            let insects: i64 = counts.iter().map(|(count, _)| count.total()).sum();
            assert!((8..18).contains(&(insects / 300)), "{insects}");
        }
    }
}

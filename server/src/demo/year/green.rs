//! The year's green work: areas with their care plans, observations and tasks, each with a picture now and then.

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
use feltbog_shared::model::{
    AdviserMeasure, Area, AreaObservation, CarePlanEntry, CareTask, FieldEdit, Fields, Kind, Photo,
    PlanRevision, Value, ValueList as _,
};
use feltbog_shared::moment::Moment;

use super::{AREAS_OF_MANY, Act, DAY, Diary, Ground, Share, choose, ground};
use crate::demo::{pictures, texts};

impl Diary<'_> {
    /// The areas in care, and a proposal where the board has many already.
    pub(super) fn areas(&mut self, share: &mut Share) {
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

    pub(super) fn green_work(&mut self, share: &Share) {
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
    pub(super) fn photo(
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

    pub(super) fn some_area(&mut self, at: Moment) -> (DocumentId, Moment) {
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

//! A year of work: who recorded what and when, as the edits that people's phones would make.
//!
//! In numbers: two hundred conflicts, 1,584 visits, seventy areas, 280 tasks, nine
//! hundred observations and three hundred counts, 150 signals, sixteen action cards in every
//! department.

mod cases;
mod counts;
mod green;
mod ground;
mod help;
mod social;
#[cfg(test)]
mod tests;
mod today;
mod visits;

use fastrand::Rng;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::schema::{Choice, Date, Field, Timestamp};
use feltbog_shared::model::{FieldEdit, Kind, ValueList};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::Module;

use super::organisation::DemoDepartment;
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
}

fn choose<T: ValueList>(name: &'static str, value: T) -> FieldEdit {
    Field::<Choice<T>>::new(name).set(value)
}

fn day(name: &'static str, day: Day) -> FieldEdit {
    Field::<Date>::new(name).set(day)
}

//! Counts of insects by all three protocols of counts.md: most of a patch for ten minutes, some together with a class or
//! a group, and some of butterflies for a quarter of an hour.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::model::insect_count::{
    ButterflyMethod, ButterflySkill, CountState, Cover, FlowerUnit, InsectGroup, Protocol, Shade, Sky,
    Surroundings, TargetFlower, Wind,
};
use feltbog_shared::model::{FieldEdit, InsectCount, Kind};
use feltbog_shared::moment::{Day, Moment, danish_offset};

use super::{Diary, choose};
use crate::demo::texts;

/// The share of each group, of a hundred insects.
const GROUPS: [(InsectGroup, i64); 10] = [
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
];

/// Names that butterflies are counted under, the usual ones most often: by those who know groups, and by those who know
/// species.
const BUTTERFLIES: [[InsectGroup; 8]; 2] = [
    [
        InsectGroup::Whites,
        InsectGroup::Tortoiseshells,
        InsectGroup::Browns,
        InsectGroup::Whites,
        InsectGroup::Admirals,
        InsectGroup::Blues,
        InsectGroup::Tortoiseshells,
        InsectGroup::Skippers,
    ],
    [
        InsectGroup::AglaisIo,
        InsectGroup::PierisRapae,
        InsectGroup::RapaeOrNapi,
        InsectGroup::ManiolaJurtina,
        InsectGroup::AglaisUrticae,
        InsectGroup::GonepteryxRhamni,
        InsectGroup::Blues,
        InsectGroup::DayMoth,
    ],
];

/// Milliseconds in an hour.
const HOUR: i64 = 3_600_000;

impl Diary<'_> {
    pub(super) fn count(&mut self) {
        let at = self.in_season();
        let (area, at) = self.some_area(at);
        let author = self.volunteer();
        let protocol = match self.rng.u32(..100) {
            0..7 => Protocol::GroupOrClass,
            7..16 => Protocol::ButterfliesFifteenMinutes,
            _ => Protocol::FitTenMinutes,
        };
        let is_bad_weather = self.chance(15);
        let counts_butterflies = protocol == Protocol::ButterfliesFifteenMinutes;
        // Butterflies are looked for between ten and seventeen o'clock.
        let at = match counts_butterflies {
            true => within_hours(at),
            false => at,
        };
        let mut edits = vec![
            choose("state", CountState::Running),
            InsectCount::protocol().set(protocol),
            InsectCount::area().set(area),
            InsectCount::started_at().set(at),
        ];
        edits.extend(self.weather(is_bad_weather, counts_butterflies));
        match protocol {
            Protocol::ButterfliesFifteenMinutes => {
                let method = self.value::<ButterflyMethod>();
                edits.push(InsectCount::butterfly_method().set(method));
                edits.push(InsectCount::butterfly_skill().set(skill(at)));
                if method == ButterflyMethod::Walk {
                    edits.push(InsectCount::walked_metres().set(self.rng.i64(3..10) * 100));
                }
            }
            Protocol::FitTenMinutes | Protocol::GroupOrClass => edits.extend(self.patch()),
        }
        if protocol == Protocol::GroupOrClass {
            let (name, adult) = self.pick(texts::GROUPS);
            edits.extend([
                InsectCount::group_name().set(name),
                InsectCount::group_adult().set(adult),
                InsectCount::group_heads().set(self.rng.i64(12..27)),
            ]);
        }
        let document = self.create(at, author, Kind::InsectCount, edits);
        let minutes = protocol.minutes();
        let done = at.plus_millis(minutes * 60_000);
        let mut finished = self.taps(at, protocol, is_bad_weather);
        finished.extend([
            choose("state", CountState::Finished),
            InsectCount::finished_at().set(done),
            InsectCount::minutes().set(minutes),
        ]);
        self.edit(done, author, document, Kind::InsectCount, finished);
        self.lock(done, self.place.manager, document);
    }

    /// Fifteen of a hundred counts are made in weather in which they do not count.
    fn weather(&mut self, is_bad: bool, of_butterflies: bool) -> Vec<FieldEdit> {
        let sky = if is_bad {
            Sky::Overcast
        } else {
            self.pick(&[Sky::Sun, Sky::Sun, Sky::LightCloud])
        };
        let temperature = if is_bad {
            self.rng.i64(7..13)
        } else {
            self.rng.i64(15..27)
        };
        // Nobody sets out for butterflies in a fresh wind, nor for long when it is cool under cloud.
        let wind = match self.pick(&[Wind::Still, Wind::Light, Wind::Light, Wind::Fresh]) {
            Wind::Fresh if of_butterflies && !is_bad => Wind::Moderate,
            wind => wind,
        };
        let temperature = match of_butterflies && !is_bad {
            true => temperature.max(17),
            false => temperature,
        };
        vec![
            InsectCount::temp_c().set(temperature),
            InsectCount::sky().set(sky),
            InsectCount::wind().set(wind),
            InsectCount::dry().set(!is_bad || self.rng.bool()),
        ]
    }

    /// The flowers of a patch of half a metre by half a metre, and what stands around it.
    fn patch(&mut self) -> Vec<FieldEdit> {
        let flower = self.pick(&[
            TargetFlower::Dandelion,
            TargetFlower::WhiteClover,
            TargetFlower::RedClover,
            TargetFlower::Bramble,
            TargetFlower::Thistle,
            TargetFlower::Knapweed,
            TargetFlower::Lavender,
            TargetFlower::HempAgrimony,
            TargetFlower::Yarrow,
            TargetFlower::Ivy,
            TargetFlower::Umbellifer,
            TargetFlower::Buddleia,
        ]);
        let unit = match flower {
            TargetFlower::Umbellifer | TargetFlower::Yarrow | TargetFlower::HempAgrimony => FlowerUnit::Umbel,
            TargetFlower::Lavender | TargetFlower::Buddleia => FlowerUnit::Spike,
            TargetFlower::Bramble | TargetFlower::Ivy => FlowerUnit::SingleFlower,
            _ => FlowerUnit::Head,
        };
        vec![
            InsectCount::flower().set(flower),
            InsectCount::flower_unit().set(unit),
            InsectCount::flower_units().set(self.rng.i64(4..120)),
            InsectCount::cover().set(self.value::<Cover>()),
            InsectCount::surroundings().set(self.value::<Surroundings>()),
            InsectCount::shade().set(self.pick(&[Shade::Sun, Shade::Sun, Shade::Partly])),
        ]
    }

    /// About thirteen insects in ten minutes, as in the United Kingdom's counts of 2019, and most in July. Groups that
    /// nobody saw stay at nought, which is a result.
    fn taps(&mut self, at: Moment, protocol: Protocol, is_bad_weather: bool) -> Vec<FieldEdit> {
        let summer = if at.danish_day().month() == 7 { 17 } else { 11 };
        let counts_butterflies = protocol == Protocol::ButterfliesFifteenMinutes;
        let mut taps = Vec::new();
        for (group, weight) in GROUPS {
            if counts_butterflies && group != InsectGroup::ButterflyOrMoth {
                continue;
            }
            let most = if counts_butterflies {
                summer
            } else {
                summer * weight / 50 + 1
            };
            let seen = self.rng.i64(0..=if is_bad_weather { most / 3 } else { most });
            if counts_butterflies {
                taps.extend(named(skill(at), seen));
            } else if seen > 0 {
                taps.push(InsectCount::counts().count(group, seen));
            }
        }
        taps
    }

    /// On the last day of its year a count is locked.
    fn lock(&mut self, counted: Moment, manager: UserId, count: feltbog_shared::id::DocumentId) {
        let year = counted.danish_day().0.year();
        let Some(last) = Day::parse(&format!("{year:04}-12-31")) else {
            return;
        };
        let locked = vec![choose("state", CountState::Locked)];
        let noon = last.start().plus_millis(11 * 3_600_000);
        self.edit(noon, manager, count, Kind::InsectCount, locked);
    }
}

/// The same moment, or a later one at which butterflies are looked for, within the season.
fn within_hours(at: Moment) -> Moment {
    let local = at.millis() + i64::from(danish_offset(at)) * 60_000;
    let later = match local.div_euclid(HOUR).rem_euclid(24) {
        hour @ 0..10 => (10 - hour) * HOUR,
        10..17 => 0,
        // The next day in the morning.
        _ => 17 * HOUR,
    };
    let moved = at.plus_millis(later);
    match moved.danish_day().month() {
        10 => at.plus_millis(-7 * HOUR),
        _ => moved,
    }
}

/// Half of those who look for butterflies know some species.
fn skill(at: Moment) -> ButterflySkill {
    match at.millis().div_euclid(60_000).rem_euclid(2) {
        0 => ButterflySkill::Groups,
        _ => ButterflySkill::SomeSpecies,
    }
}

/// So many butterflies under the names of those who saw them.
fn named(skill: ButterflySkill, number: i64) -> Vec<FieldEdit> {
    let names = BUTTERFLIES[usize::from(skill != ButterflySkill::Groups)];
    let mut numbers = BTreeMap::<InsectGroup, i64>::new();
    for (_, name) in (0..number).zip(names.iter().cycle()) {
        *numbers.entry(*name).or_default() += 1;
    }
    let numbers = numbers.into_iter();
    numbers
        .map(|(name, number)| InsectCount::counts().count(name, number))
        .collect()
}

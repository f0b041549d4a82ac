//! Counts of insects by all three protocols of counts.md: most of a patch for ten minutes, some together with a class or
//! a group, and some of butterflies for a quarter of an hour.

use feltbog_shared::id::UserId;
use feltbog_shared::model::insect_count::{
    ButterflyMethod, CountState, Cover, FlowerUnit, InsectGroup, Protocol, Shade, Sky, Surroundings,
    TargetFlower, Wind,
};
use feltbog_shared::model::{FieldEdit, InsectCount, Kind};
use feltbog_shared::moment::{Day, Moment};

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
        let mut edits = vec![
            choose("state", CountState::Running),
            InsectCount::protocol().set(protocol),
            InsectCount::area().set(area),
            InsectCount::started_at().set(at),
        ];
        edits.extend(self.weather(is_bad_weather));
        match protocol {
            Protocol::ButterfliesFifteenMinutes => {
                let method = self.value::<ButterflyMethod>();
                edits.push(InsectCount::butterfly_method().set(method));
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
    fn weather(&mut self, is_bad: bool) -> Vec<FieldEdit> {
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
        vec![
            InsectCount::temp_c().set(temperature),
            InsectCount::sky().set(sky),
            InsectCount::wind().set(self.pick(&[Wind::Still, Wind::Light, Wind::Light, Wind::Fresh])),
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
            if seen > 0 {
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

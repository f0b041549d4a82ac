//! Insekttælling: a timed count of insects on flowers.
//!
//! Protocol facts: FIT Count of the UK Pollinator Monitoring Scheme (counts.md).

use super::schema::{Choice, Counters, Flag, Integer, Link, Text, Timestamp, record, states, value_list};
use crate::moment::Moment;

value_list! {
    /// Protocol of a count.
    Protocol {
        FitTenMinutes = "fit_10min",
        GroupOrClass = "gruppe_klasse",
        ButterfliesFifteenMinutes = "15min_sommerfugl",
    }
}

value_list! {
    /// The flower that is watched.
    TargetFlower {
        Dandelion = "maelkeboette",
        WhiteClover = "hvidkloever",
        RedClover = "roedkloever",
        Bramble = "brombaer",
        Thistle = "tidsel",
        Knapweed = "knopurt",
        Lavender = "lavendel",
        HempAgrimony = "hjortetroest",
        Yarrow = "roellike",
        Ivy = "efeu",
        Umbellifer = "skaermplante",
        Buddleia = "sommerfuglebusk",
        Other = "andet",
    }
}

value_list! {
    /// The sky during the count.
    Sky {
        Sun = "sol",
        LightCloud = "let_skyet",
        Overcast = "overskyet",
    }
}

value_list! {
    /// The wind during the count.
    Wind {
        Still = "stille",
        Light = "let",
        Fresh = "frisk",
    }
}

value_list! {
    /// The ten groups that are told apart.
    InsectGroup {
        Bumblebee = "humlebi",
        Honeybee = "honningbi",
        SolitaryBee = "enlig_bi",
        Wasp = "hveps",
        Hoverfly = "svirreflue",
        OtherFly = "anden_flue",
        ButterflyOrMoth = "sommerfugl_natsvaermer",
        Beetle = "bille",
        SmallInsect = "smaa_under_3mm",
        OtherInsect = "andet_insekt",
    }
}

value_list! {
    /// The unit that counts as one flower.
    FlowerUnit {
        SingleFlower = "enkelt_blomst",
        Head = "hoved",
        Umbel = "skaerm",
        Spike = "aks",
    }
}

value_list! {
    /// Share of the patch that the target flower covers.
    Cover {
        UnderHalf = "under_halv",
        Half = "halv",
        OverHalf = "over_halv",
        NotRecorded = "ikke_noteret",
    }
}

value_list! {
    /// The surroundings within about five metres.
    Surroundings {
        LargerPatchOfSame = "mere_af_samme",
        LargerMixedPatch = "blandet",
        Isolated = "alene",
        NotRecorded = "ikke_noteret",
    }
}

value_list! {
    /// Share of the patch that lay in shade.
    Shade {
        Sun = "sol",
        Partly = "delvis",
        Shaded = "skygge",
        NotRecorded = "ikke_noteret",
    }
}

value_list! {
    /// Method of looking for butterflies.
    ButterflyMethod {
        Walk = "gaatur",
        FixedPoint = "fast_punkt",
        Area = "areal",
    }
}

states! {
    /// State of a count.
    CountState {
        /// I gang.
        Running = "i_gang" => [Finished],
        /// Færdig.
        Finished = "faerdig" => [Corrected, Locked],
        /// Rettet.
        Corrected = "rettet" => [Locked],
        /// Låst den 31. december.
        Locked = "laast" => [] lasting,
    }
}

record! {
    /// One timed count of insects on one patch of flowers.
    InsectCount {
        /// State of the record.
        state: Choice<CountState>,
        /// Protocol of the count.
        protocol: Choice<Protocol>,
        /// The area.
        area: Link,
        /// The flower that is watched.
        flower: Choice<TargetFlower>,
        /// Number of flowers in the patch of 50 × 50 cm.
        flower_units: Integer<1, 3000>,
        /// When the ten minutes began.
        started_at: Timestamp,
        /// When the count was finished.
        finished_at: Timestamp,
        /// Duration, pauses left out, in whole minutes.
        minutes: Integer<0, 60>,
        /// The temperature in whole degrees Celsius.
        temp_c: Integer<-30, 50>,
        /// The sky.
        sky: Choice<Sky>,
        /// The wind.
        wind: Choice<Wind>,
        /// Whether it was dry.
        dry: Flag,
        /// Number of each group; nought is a result.
        counts: Counters<InsectGroup>,
        /// The group's name when a class or a visiting group counts.
        group_name: Text<80>,
        /// Number of heads in the group. No child is registered.
        group_heads: Integer<1, 200>,
        /// The adult who answers for the group.
        group_adult: Text<80>,
        /// The place in the area.
        place: Text<120>,
        /// The flower's name when the list has it not.
        flower_other: Text<60>,
        /// The unit that counts as one flower.
        flower_unit: Choice<FlowerUnit>,
        /// Share of the patch that the flower covers.
        cover: Choice<Cover>,
        /// The surroundings.
        surroundings: Choice<Surroundings>,
        /// Share that lay in shade.
        shade: Choice<Shade>,
        /// Since when the count pauses; empty while it runs.
        paused_at: Timestamp,
        /// Time paused so far, in seconds. Pauses do not count.
        paused_seconds: Integer<0, 86_400>,
        /// Method of looking for butterflies.
        butterfly_method: Choice<ButterflyMethod>,
        /// Distance walked, in metres; five metres' width are counted.
        walked_metres: Integer<0, 10_000>,
        /// An earlier count that this one repeats.
        repeat_of: Link,
    }
}

impl Protocol {
    /// Duration that the protocol asks for, in minutes (counts.md).
    pub fn minutes(self) -> i64 {
        match self {
            Self::ButterfliesFifteenMinutes => 15,
            Self::FitTenMinutes | Self::GroupOrClass => 10,
        }
    }
}

/// Why a count is kept but not valid for the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountFlaw {
    /// It rained, or nobody said that it was dry.
    NotDry,
    /// Outside 1 April to 30 September.
    OutOfSeason,
    /// Not the ten minutes of the protocol.
    WrongDuration,
    /// Under 13 °C in sun or under 15 °C under cloud.
    TooCold,
    /// The weather was not recorded.
    WeatherMissing,
}

impl InsectCount {
    /// The flaws that keep the count from being valid; empty for a valid one. Valid is: dry, 1 April to 30 September,
    /// ten minutes (fifteen for butterflies), at least 13 °C in sun or 15 °C under cloud.
    pub fn flaws(&self, utc_offset_minutes: i32) -> Vec<CountFlaw> {
        let mut flaws = Vec::new();
        if self.dry != Some(true) {
            flaws.push(CountFlaw::NotDry);
        }
        let month = self
            .started_at
            .map(|at: Moment| at.day(utc_offset_minutes).month());
        if !month.is_some_and(|month| (4..=9).contains(&month)) {
            flaws.push(CountFlaw::OutOfSeason);
        }
        let asked = self.protocol.map_or(10, Protocol::minutes);
        if self.minutes != Some(asked) {
            flaws.push(CountFlaw::WrongDuration);
        }
        match (self.temp_c, self.sky) {
            (Some(temp), Some(sky)) => {
                let least = if sky == Sky::Sun { 13 } else { 15 };
                if temp < least {
                    flaws.push(CountFlaw::TooCold);
                }
            }
            _ => flaws.push(CountFlaw::WeatherMissing),
        }
        flaws
    }

    /// All insects of all groups.
    pub fn total(&self) -> i64 {
        self.counts.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summer_count() -> InsectCount {
        InsectCount {
            // 2026-07-12 12:00 UTC.
            started_at: Some(Moment::from_millis(1_783_857_600_000)),
            minutes: Some(10),
            dry: Some(true),
            temp_c: Some(13),
            sky: Some(Sky::Sun),
            ..InsectCount::default()
        }
    }

    #[test]
    fn thirteen_degrees_are_enough_in_sun_and_too_few_under_cloud() {
        assert_eq!(summer_count().flaws(120), []);
        let cloudy = InsectCount {
            sky: Some(Sky::LightCloud),
            ..summer_count()
        };
        assert_eq!(cloudy.flaws(120), [CountFlaw::TooCold]);
        let warm = InsectCount {
            temp_c: Some(15),
            ..cloudy
        };
        assert_eq!(warm.flaws(120), []);
    }

    #[test]
    fn every_reason_is_named() {
        let count = InsectCount::default();
        assert_eq!(
            count.flaws(0),
            [
                CountFlaw::NotDry,
                CountFlaw::OutOfSeason,
                CountFlaw::WrongDuration,
                CountFlaw::WeatherMissing
            ]
        );
    }

    #[test]
    fn the_season_follows_the_local_day() {
        // 2026-03-31 22:30 UTC is the first of April in Danish summer time.
        let edge = InsectCount {
            started_at: Some(Moment::from_millis(1_774_996_200_000)),
            ..summer_count()
        };
        assert_eq!(edge.flaws(0), [CountFlaw::OutOfSeason]);
        assert_eq!(edge.flaws(120), []);
    }
}

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
        Moderate = "jaevn",
        Fresh = "frisk",
    }
}

value_list! {
    /// The groups that are told apart: ten on flowers, and behind them butterflies by group, family, pair or species.
    /// The list grows at its end only: the first ten have counters from the genesis, the others from their first tap.
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
        Whites = "hvid",
        Yellows = "gul",
        Blues = "blaafugl",
        Coppers = "ildfugl",
        Hairstreaks = "hale",
        Tortoiseshells = "takvinge",
        Admirals = "admiral",
        Fritillaries = "perlemor",
        Browns = "randoeje",
        Skippers = "bredpande",
        Swallowtails = "svalehale",
        UnknownButterfly = "ukendt_sommerfugl",
        DayMoth = "natsvaermer_dag",
        Pieridae = "familie_pieridae",
        Lycaenidae = "familie_lycaenidae",
        Nymphalidae = "familie_nymphalidae",
        Hesperiidae = "familie_hesperiidae",
        Papilionidae = "familie_papilionidae",
        RapaeOrNapi = "par_rapae_napi",
        RapaeOrBrassicae = "par_rapae_brassicae",
        BrassicaeOrRhamni = "par_brassicae_rhamni",
        AgestisOrIcarus = "par_agestis_icarus",
        LineolaOrSylvestris = "par_lineola_sylvestris",
        PierisBrassicae = "pieris_brassicae",
        PierisRapae = "pieris_rapae",
        PierisNapi = "pieris_napi",
        AnthocharisCardamines = "anthocharis_cardamines",
        GonepteryxRhamni = "gonepteryx_rhamni",
        AglaisUrticae = "aglais_urticae",
        AglaisIo = "aglais_io",
        VanessaAtalanta = "vanessa_atalanta",
        VanessaCardui = "vanessa_cardui",
        PolygoniaCAlbum = "polygonia_c_album",
        AraschniaLevana = "araschnia_levana",
        NymphalisAntiopa = "nymphalis_antiopa",
        ArgynnisPaphia = "argynnis_paphia",
        IssoriaLathonia = "issoria_lathonia",
        ManiolaJurtina = "maniola_jurtina",
        AphantopusHyperantus = "aphantopus_hyperantus",
        CoenonymphaPamphilus = "coenonympha_pamphilus",
        ParargeAegeria = "pararge_aegeria",
        LasiommataMegera = "lasiommata_megera",
        PolyommatusIcarus = "polyommatus_icarus",
        CelastrinaArgiolus = "celastrina_argiolus",
        AriciaAgestis = "aricia_agestis",
        LycaenaPhlaeas = "lycaena_phlaeas",
        TheclaBetulae = "thecla_betulae",
        SatyriumWAlbum = "satyrium_w_album",
        OchlodesSylvanus = "ochlodes_sylvanus",
        ThymelicusLineola = "thymelicus_lineola",
        ThymelicusSylvestris = "thymelicus_sylvestris",
        ColiasCrocea = "colias_crocea",
        PapilioMachaon = "papilio_machaon",
        NymphalisPolychloros = "nymphalis_polychloros",
        FavoniusQuercus = "favonius_quercus",
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

value_list! {
    /// Knowledge of butterflies of the person who counts. It decides which zeros are true.
    ButterflySkill {
        Groups = "grupper",
        SomeSpecies = "nogle_arter",
        AllSpecies = "alle_arter",
    }
}

value_list! {
    /// Another system that the same count was entered in.
    OtherSystem {
        Nowhere = "ingen",
        Arter = "arter",
        ButterflyCount = "butterflycount",
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
        /// Knowledge of butterflies of the person who counts.
        butterfly_skill: Choice<ButterflySkill>,
        /// Another system that the count was entered in: it is left out of the open export, so that it is there once.
        also_in: Choice<OtherSystem>,
    }
}

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;

/// The hours of the Danish clock in which a count of butterflies begins.
const BUTTERFLY_HOURS: core::ops::Range<i64> = 10..17;

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
    /// Under 13 °C in sun or under 15 °C under cloud; for butterflies under 17 °C under cloud.
    TooCold,
    /// The weather was not recorded.
    WeatherMissing,
    /// More than 4 Beaufort, which keeps butterflies down.
    TooWindy,
    /// Butterflies looked for before 10 or after 17 o'clock.
    OutOfHours,
}

impl InsectCount {
    /// The flaws that keep the count from being valid; empty for a valid one. Valid is: dry, 1 April to 30 September,
    /// ten minutes, at least 13 °C in sun or 15 °C under cloud. Butterflies have rules of their own.
    pub fn flaws(&self, utc_offset_minutes: i32) -> Vec<CountFlaw> {
        if self.protocol == Some(Protocol::ButterfliesFifteenMinutes) {
            return self.butterfly_flaws(utc_offset_minutes);
        }
        let mut flaws = Vec::new();
        if self.dry != Some(true) {
            flaws.push(CountFlaw::NotDry);
        }
        if !self.is_in_season(utc_offset_minutes) {
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

    /// The same for a count of butterflies: fifteen minutes between 10 and 17 o'clock, at most 4 Beaufort, at least 13 °C
    /// in sun and 17 °C under any sky. Weather that was not recorded is unknown and no flaw.
    fn butterfly_flaws(&self, utc_offset_minutes: i32) -> Vec<CountFlaw> {
        let mut flaws = Vec::new();
        if self.dry == Some(false) {
            flaws.push(CountFlaw::NotDry);
        }
        if !self.is_in_season(utc_offset_minutes) {
            flaws.push(CountFlaw::OutOfSeason);
        }
        if self.minutes != Some(Protocol::ButterfliesFifteenMinutes.minutes()) {
            flaws.push(CountFlaw::WrongDuration);
        }
        let least = match self.sky {
            Some(Sky::Sun) | None => 13,
            Some(Sky::LightCloud | Sky::Overcast) => 17,
        };
        if self.temp_c.is_some_and(|temp| temp < least) {
            flaws.push(CountFlaw::TooCold);
        }
        if self.wind == Some(Wind::Fresh) {
            flaws.push(CountFlaw::TooWindy);
        }
        let hour = |at: Moment| {
            let local = at.millis() + i64::from(utc_offset_minutes) * MINUTE_MILLIS;
            local.rem_euclid(24 * HOUR_MILLIS) / HOUR_MILLIS
        };
        if self
            .started_at
            .is_some_and(|at| !BUTTERFLY_HOURS.contains(&hour(at)))
        {
            flaws.push(CountFlaw::OutOfHours);
        }
        flaws
    }

    fn is_in_season(&self, utc_offset_minutes: i32) -> bool {
        let started = self.started_at;
        started.is_some_and(|at: Moment| (4..=9).contains(&at.day(utc_offset_minutes).month()))
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

    fn butterfly_count() -> InsectCount {
        InsectCount {
            protocol: Some(Protocol::ButterfliesFifteenMinutes),
            minutes: Some(15),
            ..summer_count()
        }
    }

    #[test]
    fn butterflies_have_rules_of_their_own() {
        let sunny = butterfly_count();
        assert_eq!(sunny.flaws(120), []);
        let cloudy = |temp| InsectCount {
            sky: Some(Sky::LightCloud),
            temp_c: Some(temp),
            ..butterfly_count()
        };
        assert_eq!(cloudy(16).flaws(120), [CountFlaw::TooCold]);
        assert_eq!(cloudy(17).flaws(120), []);
        let windy = |wind| InsectCount {
            wind: Some(wind),
            ..butterfly_count()
        };
        assert_eq!(windy(Wind::Moderate).flaws(120), []);
        assert_eq!(windy(Wind::Fresh).flaws(120), [CountFlaw::TooWindy]);
        // Unknown weather is no flaw, rain and ten minutes are.
        let unknown = InsectCount {
            dry: None,
            temp_c: None,
            sky: None,
            ..butterfly_count()
        };
        assert_eq!(unknown.flaws(120), []);
        let wet = InsectCount {
            dry: Some(false),
            minutes: Some(10),
            ..butterfly_count()
        };
        assert_eq!(wet.flaws(120), [CountFlaw::NotDry, CountFlaw::WrongDuration]);
    }

    #[test]
    fn butterflies_are_looked_for_between_ten_and_seventeen_by_the_local_clock() {
        // 12:00 UTC is 14:00 in Danish summer time.
        let at = |hours: i64| {
            let noon = summer_count().started_at.unwrap();
            let count = InsectCount {
                started_at: Some(noon.plus_millis(hours * HOUR_MILLIS)),
                ..butterfly_count()
            };
            count.flaws(120)
        };
        assert_eq!(at(-5), [CountFlaw::OutOfHours]);
        assert_eq!(at(-4), []);
        assert_eq!(at(2), []);
        assert_eq!(at(3), [CountFlaw::OutOfHours]);
    }
}

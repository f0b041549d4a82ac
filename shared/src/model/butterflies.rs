//! Butterflies by group, family, pair or species, and what a count says of those that were not seen.
//!
//! Nobody has to know a species: a count by groups is whole. What two names have in common decides which absences are true.

use super::insect_count::InsectGroup::{self, *};

impl InsectGroup {
    /// The ten groups that are told apart on flowers.
    pub const ON_FLOWERS: &'static [Self] = &[
        Bumblebee,
        Honeybee,
        SolitaryBee,
        Wasp,
        Hoverfly,
        OtherFly,
        ButterflyOrMoth,
        Beetle,
        SmallInsect,
        OtherInsect,
    ];

    /// The groups that butterflies are told apart by, as they are offered: the last is no butterfly.
    pub const OF_BUTTERFLIES: &'static [Self] = &[
        Whites,
        Yellows,
        Blues,
        Coppers,
        Hairstreaks,
        Tortoiseshells,
        Admirals,
        Fritillaries,
        Browns,
        Skippers,
        Swallowtails,
        UnknownButterfly,
        DayMoth,
    ];

    /// The five families of Danish butterflies.
    pub const FAMILIES: &'static [Self] = &[Pieridae, Lycaenidae, Nymphalidae, Hesperiidae, Papilionidae];

    /// Two species that are hard to tell apart.
    pub const PAIRS: &'static [Self] = &[
        RapaeOrNapi,
        RapaeOrBrassicae,
        BrassicaeOrRhamni,
        AgestisOrIcarus,
        LineolaOrSylvestris,
    ];

    /// The species of the list.
    pub const SPECIES: &'static [Self] = &[
        PierisBrassicae,
        PierisRapae,
        PierisNapi,
        AnthocharisCardamines,
        GonepteryxRhamni,
        AglaisUrticae,
        AglaisIo,
        VanessaAtalanta,
        VanessaCardui,
        PolygoniaCAlbum,
        AraschniaLevana,
        NymphalisAntiopa,
        ArgynnisPaphia,
        IssoriaLathonia,
        ManiolaJurtina,
        AphantopusHyperantus,
        CoenonymphaPamphilus,
        ParargeAegeria,
        LasiommataMegera,
        PolyommatusIcarus,
        CelastrinaArgiolus,
        AriciaAgestis,
        LycaenaPhlaeas,
        TheclaBetulae,
        SatyriumWAlbum,
        OchlodesSylvanus,
        ThymelicusLineola,
        ThymelicusSylvestris,
        ColiasCrocea,
        PapilioMachaon,
        NymphalisPolychloros,
        FavoniusQuercus,
    ];

    /// The finer names that a group is told apart by: its species and pairs, and the families of what is unknown.
    pub fn members(self) -> &'static [Self] {
        match self {
            Whites => &[
                PierisBrassicae,
                PierisRapae,
                PierisNapi,
                AnthocharisCardamines,
                RapaeOrNapi,
                RapaeOrBrassicae,
                BrassicaeOrRhamni,
            ],
            Yellows => &[GonepteryxRhamni, ColiasCrocea],
            Blues => &[
                PolyommatusIcarus,
                CelastrinaArgiolus,
                AriciaAgestis,
                AgestisOrIcarus,
            ],
            Coppers => &[LycaenaPhlaeas],
            Hairstreaks => &[TheclaBetulae, SatyriumWAlbum, FavoniusQuercus],
            Tortoiseshells => &[
                AglaisUrticae,
                AglaisIo,
                PolygoniaCAlbum,
                AraschniaLevana,
                NymphalisAntiopa,
                NymphalisPolychloros,
            ],
            Admirals => &[VanessaAtalanta, VanessaCardui],
            Fritillaries => &[ArgynnisPaphia, IssoriaLathonia],
            Browns => &[
                ManiolaJurtina,
                AphantopusHyperantus,
                CoenonymphaPamphilus,
                ParargeAegeria,
                LasiommataMegera,
            ],
            Skippers => &[
                OchlodesSylvanus,
                ThymelicusLineola,
                ThymelicusSylvestris,
                LineolaOrSylvestris,
            ],
            Swallowtails => &[PapilioMachaon],
            UnknownButterfly => Self::FAMILIES,
            _ => &[],
        }
    }

    /// The family of a group, a pair or a species of butterflies; a family is its own. Nothing for all others.
    pub fn family(self) -> Option<Self> {
        match self {
            Whites | Yellows | Pieridae => Some(Pieridae),
            Blues | Coppers | Hairstreaks | Lycaenidae => Some(Lycaenidae),
            Tortoiseshells | Admirals | Fritillaries | Browns | Nymphalidae => Some(Nymphalidae),
            Skippers | Hesperiidae => Some(Hesperiidae),
            Swallowtails | Papilionidae => Some(Papilionidae),
            UnknownButterfly => None,
            finer => {
                let mut groups = Self::OF_BUTTERFLIES.iter();
                let group = groups.find(|group| group.members().contains(&finer))?;
                group.family()
            }
        }
    }

    /// Whether this is a butterfly, or may be one: counted in fifteen minutes, and added to their sum.
    pub fn is_butterfly(self) -> bool {
        matches!(self, UnknownButterfly | ButterflyOrMoth) || self.family().is_some()
    }

    /// Whether an animal that was counted under this name may have been of a species.
    pub fn may_be(self, species: Self) -> bool {
        match self {
            UnknownButterfly | ButterflyOrMoth => true,
            Pieridae | Lycaenidae | Nymphalidae | Hesperiidae | Papilionidae => {
                species.family() == Some(self)
            }
            RapaeOrNapi => matches!(species, PierisRapae | PierisNapi),
            RapaeOrBrassicae => matches!(species, PierisRapae | PierisBrassicae),
            BrassicaeOrRhamni => matches!(species, PierisBrassicae | GonepteryxRhamni),
            AgestisOrIcarus => matches!(species, AriciaAgestis | PolyommatusIcarus),
            LineolaOrSylvestris => matches!(species, ThymelicusLineola | ThymelicusSylvestris),
            other => other == species || other.members().contains(&species),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::ValueList;

    #[test]
    fn every_name_of_a_butterfly_has_its_place() {
        let mut all: Vec<InsectGroup> = InsectGroup::ON_FLOWERS.to_vec();
        for part in [
            InsectGroup::OF_BUTTERFLIES,
            InsectGroup::FAMILIES,
            InsectGroup::PAIRS,
            InsectGroup::SPECIES,
        ] {
            all.extend(part);
        }
        assert_eq!(all, InsectGroup::ALL);
        for one in InsectGroup::PAIRS.iter().chain(InsectGroup::SPECIES) {
            let groups = InsectGroup::OF_BUTTERFLIES.iter();
            let groups = groups.filter(|group| group.members().contains(one));
            assert_eq!(groups.count(), 1, "{one:?}");
            assert!(one.family().is_some() && one.is_butterfly(), "{one:?}");
        }
        assert_eq!(InsectGroup::SPECIES.len(), 32);
        assert!(!DayMoth.is_butterfly() && !Bumblebee.is_butterfly());
        assert!(UnknownButterfly.is_butterfly() && UnknownButterfly.family().is_none());
    }

    #[test]
    fn what_was_counted_may_be_the_species_of_its_name_and_no_other() {
        let may_be = |name: InsectGroup| {
            let species = InsectGroup::SPECIES.iter().copied();
            species
                .filter(|species| name.may_be(*species))
                .collect::<Vec<_>>()
        };
        for pair in InsectGroup::PAIRS {
            let both = may_be(*pair);
            assert_eq!(both.len(), 2, "{pair:?}");
            assert!(both.iter().all(|one| one.family() == pair.family()), "{pair:?}");
        }
        assert_eq!(may_be(AglaisIo), [AglaisIo]);
        assert_eq!(may_be(Swallowtails), [PapilioMachaon]);
        assert_eq!(may_be(Pieridae).len(), 6);
        assert_eq!(may_be(UnknownButterfly).len(), 32);
        assert_eq!((may_be(DayMoth), may_be(Bumblebee)), (vec![], vec![]));
    }
}

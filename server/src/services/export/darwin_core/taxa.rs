//! Names of groups, species, municipalities and habitats, as the archive of observations writes them.

use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::insect_count::{InsectGroup, TargetFlower};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::search::fold;

const GROUPS: &str = include_str!("taxa.tsv");
const SPECIES: &str = include_str!("species.tsv");
const MUNICIPALITIES: &str = include_str!("municipalities.tsv");

/// A name that something is identified by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taxon {
    pub(super) danish: &'static str,
    pub(super) scientific: &'static str,
    pub(super) rank: &'static str,
    pub(super) kingdom: &'static str,
    pub(super) class: &'static str,
    pub(super) order: &'static str,
    pub(super) family: &'static str,
}

fn columns<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut parts = line.split('\t');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The name of a group that is counted.
pub(super) fn of_group(group: InsectGroup) -> Taxon {
    let mut lines = GROUPS.lines().map(columns::<7>);
    let line = lines.find(|line| line[0] == group.key()).unwrap_or_default();
    let [_, danish, scientific, rank, class, order, family] = line;
    Taxon {
        danish,
        scientific,
        rank,
        kingdom: "Animalia",
        class,
        order,
        family,
    }
}

/// The species that a text names, in Danish or by its scientific name and by nothing else.
pub(super) fn of_species(text: &str) -> Option<Taxon> {
    let wanted = fold(text.trim());
    let mut lines = SPECIES.lines().map(columns::<7>);
    let line = lines.find(|line| fold(line[0]) == wanted || fold(line[1]) == wanted)?;
    let [danish, scientific, rank, kingdom, class, order, family] = line;
    Some(Taxon {
        danish,
        scientific,
        rank,
        kingdom,
        class,
        order,
        family,
    })
}

/// Name and region of a municipality, by its code or its name. The region is empty where it is not known.
pub(super) fn municipality(stated: &str) -> (String, &'static str) {
    let wanted = fold(stated.trim_end_matches(" Kommune"));
    let mut lines = MUNICIPALITIES.lines().map(columns::<3>);
    match lines.find(|line| line[0] == stated.trim() || fold(line[1]) == wanted) {
        Some([_, name, region]) => (name.to_owned(), region),
        None if stated.bytes().all(|byte| byte.is_ascii_digit()) => (String::new(), ""),
        None => (stated.to_owned(), ""),
    }
}

/// A kind of area in English.
pub(super) fn habitat(kind: Option<AreaKind>) -> &'static str {
    match kind {
        Some(AreaKind::FlowerMeadow) => "flower meadow",
        Some(AreaKind::LongGrass) => "long grass",
        Some(AreaKind::PerennialBed) => "perennial bed",
        Some(AreaKind::ScrubOrHedge) => "scrub or hedge",
        Some(AreaKind::RainGarden) => "rain garden",
        Some(AreaKind::LakeOrStream) => "lake or stream",
        Some(AreaKind::Slope) => "slope",
        Some(AreaKind::Roof) => "green roof",
        Some(AreaKind::PlanterBoxes) => "planter boxes",
        Some(AreaKind::DeadWood) => "dead wood",
        Some(AreaKind::ForestFloor) => "woodland floor",
        Some(AreaKind::LearningGarden) => "learning garden",
        None => "green area",
    }
}

/// The scientific name of a flower that is watched; nothing for one that has none of its own.
pub(super) fn flower(flower: TargetFlower) -> &'static str {
    match flower {
        TargetFlower::Dandelion => "Taraxacum",
        TargetFlower::WhiteClover => "Trifolium repens",
        TargetFlower::RedClover => "Trifolium pratense",
        TargetFlower::Bramble => "Rubus",
        TargetFlower::Thistle => "Cirsium",
        TargetFlower::Knapweed => "Centaurea",
        TargetFlower::Lavender => "Lavandula",
        TargetFlower::HempAgrimony => "Eupatorium cannabinum",
        TargetFlower::Yarrow => "Achillea millefolium",
        TargetFlower::Ivy => "Hedera helix",
        TargetFlower::Umbellifer => "Apiaceae",
        TargetFlower::Buddleia => "Buddleja davidii",
        TargetFlower::Other => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_a_name() {
        for group in InsectGroup::ALL {
            let taxon = of_group(*group);
            assert!(
                !taxon.scientific.is_empty() && !taxon.danish.is_empty(),
                "{group:?}"
            );
            assert_eq!(taxon.class, "Insecta");
        }
    }

    /// The two tables of names say the same of a species.
    #[test]
    fn butterflies_have_one_name_in_both_tables() {
        for species in InsectGroup::SPECIES {
            let counted = of_group(*species);
            assert_eq!(of_species(counted.danish), Some(counted), "{species:?}");
            assert_eq!(counted.rank, "species");
        }
        for name in [
            InsectGroup::OF_BUTTERFLIES,
            InsectGroup::PAIRS,
            InsectGroup::FAMILIES,
        ]
        .concat()
        {
            let taxon = of_group(name);
            let family = name.family().map(of_group);
            assert_eq!(
                taxon.family,
                family.map_or("", |family| family.scientific),
                "{name:?}"
            );
            assert_ne!(taxon.rank, "species", "{name:?}");
        }
    }

    #[test]
    fn species_are_known_by_their_whole_name() {
        let peacock = of_species(" aglais IO ").unwrap();
        assert_eq!((peacock.scientific, peacock.family), ("Aglais io", "Nymphalidae"));
        assert_eq!(of_species("Aglais"), None);
        assert_eq!(of_species(""), None);
        assert_eq!(MUNICIPALITIES.lines().count(), 98);
        assert_eq!(municipality("0740"), ("Silkeborg".to_owned(), "Midtjylland"));
        assert_eq!(municipality("Silkeborg Kommune").1, "Midtjylland");
        assert_eq!(municipality("9999"), (String::new(), ""));
    }
}

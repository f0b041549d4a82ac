//! Butterflies as the archive of observations tells them: every name that was counted, and absences that are true for their
//! name.
//!
//! A family is absent when nothing was counted that may have been of it. A species is absent only where the person knows
//! every species of the list. What nobody could name makes absences unknown.

use feltbog_shared::model::InsectCount;
use feltbog_shared::model::insect_count::{ButterflySkill, InsectGroup, Protocol};

/// Whether a count tells butterflies apart. One that was begun by an older app knows a single group.
pub(super) fn are_told_apart(count: &InsectCount) -> bool {
    let is_finer = |group: &InsectGroup| !InsectGroup::ON_FLOWERS.contains(group);
    count.protocol == Some(Protocol::ButterfliesFifteenMinutes)
        && (count.butterfly_skill.is_some() || count.counts.keys().any(is_finer))
}

fn seen(count: &InsectCount, name: InsectGroup) -> i64 {
    count.counts.get(&name).copied().unwrap_or_default().max(0)
}

/// The names that were counted, with their numbers, and behind them those that were looked for and not seen.
pub(super) fn identified(count: &InsectCount) -> Vec<(InsectGroup, i64)> {
    let named = counted(count).into_iter();
    let mut rows: Vec<_> = named
        .map(|name| (name, seen(count, name)))
        .filter(|(_, number)| *number > 0)
        .collect();
    let is_absent = |species: &InsectGroup| rows.iter().all(|(name, _)| !name.may_be(*species));
    let absent_families = InsectGroup::FAMILIES.iter().copied().filter(|family| {
        let species = InsectGroup::SPECIES.iter();
        let mut species = species.filter(|species| species.family() == Some(*family));
        species.all(is_absent)
    });
    let mut absent: Vec<InsectGroup> = absent_families.collect();
    if count.butterfly_skill == Some(ButterflySkill::AllSpecies) {
        absent.extend(InsectGroup::SPECIES.iter().copied().filter(is_absent));
    }
    rows.extend(absent.into_iter().map(|name| (name, 0)));
    rows
}

/// The names whose numbers are measurements: every group that is offered, and the finer names that were counted.
pub(super) fn counted(count: &InsectCount) -> Vec<InsectGroup> {
    let undivided = [InsectGroup::ButterflyOrMoth];
    let finer = [InsectGroup::FAMILIES, InsectGroup::PAIRS, InsectGroup::SPECIES].concat();
    let extra = undivided.into_iter().chain(finer);
    let extra = extra.filter(|name| seen(count, *name) > 0);
    InsectGroup::OF_BUTTERFLIES.iter().copied().chain(extra).collect()
}

/// The level of a name, for the remarks of an identification; empty for a species.
pub(super) fn level(name: InsectGroup) -> &'static str {
    if InsectGroup::SPECIES.contains(&name) {
        ""
    } else if InsectGroup::PAIRS.contains(&name) {
        "one of two species"
    } else if InsectGroup::FAMILIES.contains(&name) {
        "family"
    } else {
        "group"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use InsectGroup::*;

    fn count(skill: ButterflySkill, numbers: &[(InsectGroup, i64)]) -> InsectCount {
        InsectCount {
            protocol: Some(Protocol::ButterfliesFifteenMinutes),
            butterfly_skill: Some(skill),
            counts: numbers.iter().copied().collect(),
            ..InsectCount::default()
        }
    }

    fn absent(count: &InsectCount) -> Vec<InsectGroup> {
        let rows = identified(count).into_iter();
        rows.filter(|(_, number)| *number == 0)
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn nothing_seen_is_five_families_absent_and_every_species_for_those_who_know_them() {
        assert_eq!(absent(&count(ButterflySkill::Groups, &[])), InsectGroup::FAMILIES);
        let all = absent(&count(ButterflySkill::AllSpecies, &[]));
        assert_eq!(all, [InsectGroup::FAMILIES, InsectGroup::SPECIES].concat());
    }

    #[test]
    fn what_may_have_been_seen_is_not_absent() {
        let group = count(ButterflySkill::Groups, &[(Whites, 2), (DayMoth, 1)]);
        assert_eq!(
            absent(&group),
            [Lycaenidae, Nymphalidae, Hesperiidae, Papilionidae]
        );
        assert_eq!(identified(&group)[..2], [(Whites, 2), (DayMoth, 1)]);
        for unnamed in [UnknownButterfly, ButterflyOrMoth] {
            let count = count(ButterflySkill::AllSpecies, &[(unnamed, 1)]);
            assert_eq!(identified(&count), [(unnamed, 1)]);
        }
        let pair = count(ButterflySkill::AllSpecies, &[(RapaeOrNapi, 1), (AglaisIo, 2)]);
        let absent = absent(&pair);
        for seen in [PierisRapae, PierisNapi, AglaisIo, Pieridae, Nymphalidae] {
            assert!(!absent.contains(&seen), "{seen:?}");
        }
        for looked_for in [PierisBrassicae, AglaisUrticae, Lycaenidae] {
            assert!(absent.contains(&looked_for), "{looked_for:?}");
        }
        assert_eq!(absent.len(), 3 + 29);
    }

    #[test]
    fn a_count_of_an_older_app_tells_nothing_apart() {
        let older = InsectCount {
            butterfly_skill: None,
            ..count(ButterflySkill::Groups, &[(ButterflyOrMoth, 4)])
        };
        assert!(!are_told_apart(&older));
        assert!(are_told_apart(&count(ButterflySkill::Groups, &[])));
        let finer = InsectCount {
            butterfly_skill: None,
            ..count(ButterflySkill::Groups, &[(Browns, 1)])
        };
        assert!(are_told_apart(&finer));
        let on_flowers = InsectCount {
            protocol: Some(Protocol::FitTenMinutes),
            ..finer
        };
        assert!(!are_told_apart(&on_flowers));
    }

    #[test]
    fn numbers_are_told_of_every_group_and_of_finer_names_that_were_seen() {
        let one = count(ButterflySkill::SomeSpecies, &[(AglaisIo, 2), (AglaisUrticae, 0)]);
        let names = counted(&one);
        assert_eq!(names.len(), InsectGroup::OF_BUTTERFLIES.len() + 1);
        assert!(names.contains(&AglaisIo) && names.contains(&Swallowtails));
        assert_eq!((level(AglaisIo), level(Whites)), ("", "group"));
        assert_eq!(
            (level(RapaeOrNapi), level(Pieridae)),
            ("one of two species", "family")
        );
    }
}

//! Counters of two people: what is shown never falls below zero, and each tap counts from what is shown.

use super::tests::{JONAS, METTE, merge, pair, writer};
use super::*;
use crate::model::insect_count::InsectGroup;
use crate::model::schema::ValueList;
use crate::model::{InsectCount, Model};

fn shown(document: &Document) -> i64 {
    let counts = InsectCount::from_fields(&document.fields()).counts;
    counts.get(&InsectGroup::Hoverfly).copied().unwrap_or_default()
}

fn tap(document: &mut Document, person: (crate::id::UserId, u8), by: i64) {
    let edits = [InsectCount::counts().count(InsectGroup::Hoverfly, by)];
    document.edit(writer(person.0, person.1), None, &edits).unwrap();
}

#[test]
fn what_two_people_take_back_is_shown_as_zero_and_the_next_tap_counts() {
    let one_tap = [InsectCount::counts().count(InsectGroup::Hoverfly, 1)];
    let (mut one, mut other) = pair(Kind::InsectCount, &one_tap);
    tap(&mut one, (METTE, 1), -1);
    tap(&mut other, (JONAS, 2), -1);
    merge(&mut one, &other);
    merge(&mut other, &one);
    assert_eq!((shown(&one), shown(&other)), (0, 0));
    assert_eq!(one.over_limits(), []);
    assert!(one.sound_fields().is_ok());
    tap(&mut one, (METTE, 1), 1);
    assert_eq!(shown(&one), 1, "a tap counts from what is shown");
    tap(&mut one, (METTE, 1), 3);
    tap(&mut one, (METTE, 1), -1);
    assert_eq!(shown(&one), 3);
}

#[test]
fn nothing_is_taken_from_zero() {
    let (mut one, mut other) = pair(Kind::InsectCount, &[InsectCount::temp_c().set(12)]);
    tap(&mut one, (METTE, 1), -1);
    assert_eq!(shown(&one), 0);
    tap(&mut other, (JONAS, 2), 2);
    merge(&mut one, &other);
    assert_eq!(shown(&one), 2, "a tap of somebody else is not eaten up");
}

/// Butterflies that are shown under a name that has no counter from the genesis.
fn peacocks(document: &Document) -> Option<i64> {
    let counts = InsectCount::from_fields(&document.fields()).counts;
    counts.get(&InsectGroup::AglaisIo).copied()
}

fn see(document: &mut Document, person: (crate::id::UserId, u8), by: i64) {
    let edits = [InsectCount::counts().count(InsectGroup::AglaisIo, by)];
    document.edit(writer(person.0, person.1), None, &edits).unwrap();
}

#[test]
fn taps_on_a_later_group_add_up_although_two_phones_made_its_counter() {
    let (mut one, mut other) = pair(Kind::InsectCount, &[InsectCount::temp_c().set(20)]);
    assert_eq!(peacocks(&one), None);
    see(&mut one, (METTE, 1), -1);
    assert_eq!(peacocks(&one), None, "nothing is taken from nought");
    see(&mut one, (METTE, 1), 3);
    see(&mut other, (METTE, 2), 2);
    let before = one.heads();
    merge(&mut one, &other);
    merge(&mut other, &one);
    assert_eq!((peacocks(&one), peacocks(&other)), (Some(5), Some(5)));
    // A step behind the merge is written on both counters, and counts once.
    see(&mut other, (METTE, 2), 1);
    merge(&mut one, &other);
    assert_eq!((peacocks(&one), peacocks(&other)), (Some(6), Some(6)));
    see(&mut one, (METTE, 1), -1);
    assert_eq!(peacocks(&one), Some(5));
    assert!(one.sound_fields().is_ok() && one.disputes().is_empty());
    let again = Document::load(Kind::InsectCount, &one.save()).unwrap();
    assert_eq!(peacocks(&again), Some(5));
    let earlier = InsectCount::from_fields(&one.fields_at(&before));
    assert_eq!(earlier.counts.get(&InsectGroup::AglaisIo), Some(&3));
}

#[test]
fn the_genesis_makes_the_counters_of_the_first_ten_groups() {
    for group in InsectGroup::ALL {
        let is_born = InsectGroup::ON_FLOWERS.contains(group);
        let is_made = makes_counter(Kind::InsectCount, "counts", group.key());
        assert_eq!(is_made, is_born, "{group:?}");
    }
    assert!(!makes_counter(Kind::InsectCount, "minutes", "humlebi"));
}

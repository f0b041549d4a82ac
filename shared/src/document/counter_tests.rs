//! Counters of two people: what is shown never falls below zero, and each tap counts from what is shown.

use super::tests::{JONAS, METTE, merge, pair, writer};
use super::*;
use crate::model::insect_count::InsectGroup;
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

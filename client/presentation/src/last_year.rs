//! The count to hold a count against: made in the same area by the same rules about a year before.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::{Fields, InsectCount, Kind, Value};
use feltbog_shared::moment::Moment;

use super::fields::text;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;
/// Most days that a day may differ from a year ago: the same part of the season.
const AROUND: i64 = 45;

/// Among these counts the one nearest to a year before another. Counts are held against each other and never summed.
pub fn a_year_before<'a>(count: &Fields, items: &'a [ListItem]) -> Option<&'a Fields> {
    let started = started(count)?;
    let is_alike = |item: &&ListItem| {
        let same = |name: &str| text(&item.fields, name) == text(count, name);
        item.kind == Kind::InsectCount
            && same(InsectCount::area().name())
            && same(InsectCount::protocol().name())
            && !text(&item.fields, InsectCount::state().name()).is_empty()
    };
    let off = |item: &ListItem| {
        let days = started.since(self::started(&item.fields)?) / DAY;
        Some((days - 365).abs()).filter(|days| *days <= AROUND)
    };
    items
        .iter()
        .filter(is_alike)
        .filter_map(|item| Some((off(item)?, item)))
        .min_by_key(|(off, _)| *off)
        .map(|(_, item)| &item.fields)
}

fn started(count: &Fields) -> Option<Moment> {
    match count.get(InsectCount::started_at().name()) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use feltbog_shared::bridge::Delivery;
    use feltbog_shared::id::{DocumentId, UserId};
    use feltbog_shared::model::insect_count::{CountState, InsectGroup, Protocol};
    use feltbog_shared::model::schema::ValueList as _;

    const NOW: Moment = Moment::from_millis(1_795_262_400_000);
    const MEADOW: DocumentId = DocumentId::from_bytes([9; 16]);

    fn count(number: u8, days_ago: i64, protocol: Protocol, area: DocumentId) -> ListItem {
        let mut fields = Fields::new();
        for edit in [
            InsectCount::state().set(CountState::Finished),
            InsectCount::protocol().set(protocol),
            InsectCount::area().set(area),
            InsectCount::started_at().set(NOW.plus_millis(-days_ago * DAY)),
            InsectCount::counts().count(InsectGroup::Bumblebee, i64::from(number)),
        ] {
            apply(&mut fields, &edit);
        }
        ListItem {
            document: DocumentId::from_bytes([number; 16]),
            kind: Kind::InsectCount,
            owner: UserId::from_bytes([1; 16]),
            created_at: NOW,
            fields,
            disputes: 0,
            delivery: Delivery::Received(None),
        }
    }

    #[test]
    fn a_count_is_held_against_the_one_a_year_before() {
        let other = DocumentId::from_bytes([8; 16]);
        let fit = Protocol::FitTenMinutes;
        let items = [
            count(1, 0, fit, MEADOW),
            count(2, 340, fit, MEADOW),
            count(3, 370, fit, MEADOW),
            count(4, 365, Protocol::GroupOrClass, MEADOW),
            count(5, 365, fit, other),
            count(6, 730, fit, MEADOW),
        ];
        let sum = |items: &[ListItem]| {
            let before = a_year_before(&items[0].fields, items)?;
            Some(crate::fields::tally(
                before,
                "counts",
                InsectGroup::Bumblebee.key(),
            ))
        };
        assert_eq!(sum(&items), Some(3));
        assert_eq!(sum(&items[..1]), None);
        assert_eq!(sum(&[items[0].clone(), items[5].clone()]), None);
    }
}

//! The taps on the counters of a record, and the row in which the phone keeps them over a reload: each is taken back by
//! itself, the latest first.

use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Moment;

use super::ways_back::MINUTES_MILLIS;

/// So many taps can be taken back, one after another.
pub const MOST_TAPS: usize = 200;

/// The row of these taps on a field of a record; nothing when there are none.
pub fn write(document: DocumentId, field: &str, taps: &[&str], now: Moment) -> Option<String> {
    if taps.is_empty() {
        return None;
    }
    let latest = taps.iter().skip(taps.len().saturating_sub(MOST_TAPS));
    let mut row = [now.millis().to_string(), document.to_string(), field.to_owned()].join(" ");
    for key in latest {
        row.push(' ');
        row.push_str(key);
    }
    Some(row)
}

/// The taps of a row on a field of a record, as far as its groups are known; none of another record's row, or one that
/// was written more than ten minutes ago.
pub fn read(
    row: Option<&str>,
    document: DocumentId,
    field: &str,
    groups: &[&'static str],
    now: Moment,
) -> Vec<&'static str> {
    let mut parts = row.unwrap_or_default().split(' ');
    let at = parts
        .next()
        .and_then(|at| at.parse().ok())
        .map(Moment::from_millis);
    let of = parts.next().and_then(|of| of.parse().ok());
    if !at.is_some_and(|at| is_fresh(at, now)) || of != Some(document) || parts.next() != Some(field) {
        return Vec::new();
    }
    let known = |key: &str| groups.iter().find(|group| **group == key).copied();
    parts.filter_map(known).collect()
}

/// Whether the time of a row is over.
pub fn is_over(row: &str, now: Moment) -> bool {
    let at = row.split(' ').next().and_then(|at| at.parse().ok());
    !at.map(Moment::from_millis).is_some_and(|at| is_fresh(at, now))
}

fn is_fresh(at: Moment, now: Moment) -> bool {
    (-MINUTES_MILLIS..MINUTES_MILLIS).contains(&now.since(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_millis(1_795_262_400_000);
    const GROUPS: [&str; 3] = ["humlebi", "hveps", "svirreflue"];

    #[test]
    fn taps_are_the_same_after_a_reload_for_their_record_and_field_alone() {
        let (one, other) = (DocumentId::from_bytes([1; 16]), DocumentId::from_bytes([2; 16]));
        let taps = ["humlebi", "hveps", "humlebi"];
        let row = write(one, "counts", &taps, NOW);
        let read = |document, field, now| super::read(row.as_deref(), document, field, &GROUPS, now);
        assert_eq!(read(one, "counts", NOW), taps);
        assert!(read(other, "counts", NOW).is_empty());
        assert!(read(one, "doors", NOW).is_empty());
        assert_eq!(read(one, "counts", NOW.plus_millis(MINUTES_MILLIS - 1)), taps);
        let late = NOW.plus_millis(MINUTES_MILLIS);
        assert!(read(one, "counts", late).is_empty());
        assert!(is_over(row.as_deref().unwrap_or_default(), late));
        assert!(!is_over(row.as_deref().unwrap_or_default(), NOW));
    }

    #[test]
    fn a_row_holds_the_latest_taps_and_groups_that_are_known() {
        let one = DocumentId::from_bytes([1; 16]);
        let mut taps = vec!["hveps"; MOST_TAPS];
        taps.push("humlebi");
        let row = write(one, "counts", &taps, NOW);
        let kept = read(row.as_deref(), one, "counts", &GROUPS, NOW);
        assert_eq!(kept.len(), MOST_TAPS);
        assert_eq!(kept.last(), Some(&"humlebi"));
        assert_eq!(
            read(row.as_deref(), one, "counts", &["hveps"], NOW).len(),
            MOST_TAPS - 1
        );
        assert_eq!(write(one, "counts", &[], NOW), None);
        for row in ["", "1", "x y z", "1795262400000"] {
            assert!(read(Some(row), one, "counts", &GROUPS, NOW).is_empty(), "{row}");
            assert!(row == "1795262400000" || is_over(row, NOW), "{row}");
        }
    }
}

//! The ways back from a person's latest actions, and the row in which the phone keeps them over a reload.

use feltbog_shared::bridge;
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::{FieldChange, FieldEdit};
use feltbog_shared::moment::Moment;

/// For how long what was done can be taken back or discarded, in milliseconds.
pub const MINUTES_MILLIS: i64 = DISCARD_MILLIS;
/// So many actions can be taken back, one after another.
pub const MOST_WAYS: usize = 20;
/// The first character of a row: its format. A row in another one is no row.
const FORMAT: char = '1';

/// Edits of one record that take something back.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordEdits {
    /// The record.
    pub document: DocumentId,
    /// The heads that the edits are made at; the present heads without them.
    pub base: Option<Vec<ChangeHash>>,
    /// The edits.
    pub edits: Vec<FieldEdit>,
}

impl RecordEdits {
    /// Edits at the record's present heads.
    pub fn of(document: DocumentId, edits: Vec<FieldEdit>) -> Self {
        Self {
            document,
            base: None,
            edits,
        }
    }

    /// Whether the edits hold words that a person wrote.
    fn hold_words(&self) -> bool {
        let is_words = |edit: &FieldEdit| matches!(edit.change, FieldChange::Rewrite(_));
        self.edits.iter().any(is_words)
    }
}

/// An action that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct WayBack {
    /// Words for the action.
    pub title: String,
    /// The edits that take it back, in this order. The first record is the one that the action was about.
    pub edits: Vec<RecordEdits>,
    /// When it was done.
    pub at: Moment,
}

impl WayBack {
    /// Whether its time is over. A clock that was put back by more than that ends it too.
    pub fn is_over(&self, now: Moment) -> bool {
        !(-MINUTES_MILLIS..MINUTES_MILLIS).contains(&now.since(self.at))
    }

    /// Whether it goes when a record leaves the phone: the record that it is about, or one whose words it holds.
    pub fn goes_with(&self, gone: DocumentId) -> bool {
        let is_first = self.edits.first().is_some_and(|first| first.document == gone);
        is_first
            || self
                .edits
                .iter()
                .any(|one| one.document == gone && one.hold_words())
    }
}

/// Puts an action to those that can be taken back: the latest at the end, and no more than can be taken back. Returns
/// those that it displaces.
pub fn add(ways: &mut Vec<WayBack>, way: WayBack) -> Vec<WayBack> {
    ways.push(way);
    let surplus = ways.len().saturating_sub(MOST_WAYS);
    ways.drain(..surplus).collect()
}

/// One action as it stands in the row: words, records with heads and edits, and time.
type WrittenWay = (
    String,
    Vec<(DocumentId, Option<Vec<ChangeHash>>, Vec<FieldEdit>)>,
    Moment,
);

/// The row of these actions; nothing when there are none.
pub fn write(ways: &[WayBack]) -> Option<String> {
    if ways.is_empty() {
        return None;
    }
    let written = ways.iter().cloned().map(|WayBack { title, edits, at }| {
        let edits = edits.into_iter();
        let edits = edits.map(|one| (one.document, one.base, one.edits)).collect();
        (title, edits, at)
    });
    let bytes = bridge::encode(&written.collect::<Vec<WrittenWay>>());
    let mut row = String::from(FORMAT);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            row.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    Some(row)
}

/// The actions of a row whose time is not over; none of a row that cannot be read.
pub fn read(row: Option<&str>, now: Moment) -> Vec<WayBack> {
    let mut ways = row.and_then(read_all).unwrap_or_default();
    ways.retain(|way| !way.is_over(now));
    ways
}

fn read_all(row: &str) -> Option<Vec<WayBack>> {
    let digits: Option<Vec<u8>> = row
        .strip_prefix(FORMAT)?
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect();
    let bytes: Vec<u8> = digits?
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => (high << 4) | low,
            _ => 0,
        })
        .collect();
    let written: Vec<WrittenWay> = bridge::decode(&bytes)?;
    let ways = written.into_iter().map(|(title, edits, at)| {
        let edits = edits.into_iter();
        let edits = edits.map(|(document, base, edits)| RecordEdits {
            document,
            base,
            edits,
        });
        WayBack {
            title,
            edits: edits.collect(),
            at,
        }
    });
    Some(ways.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::care_task::TaskState;
    use feltbog_shared::model::{CareTask, CasePart, ConflictCase, VisitNote};

    const NOW: Moment = Moment::from_millis(1_795_262_400_000);

    fn id(number: u8) -> DocumentId {
        DocumentId::from_bytes([number; 16])
    }

    fn way(title: &str, at: Moment, edits: Vec<RecordEdits>) -> WayBack {
        WayBack {
            title: title.to_owned(),
            edits,
            at,
        }
    }

    #[test]
    fn ways_back_are_the_same_after_a_reload_until_their_time_is_over() {
        let task = RecordEdits::of(id(1), vec![CareTask::state().set(TaskState::Planned)]);
        let base = Some(vec![ChangeHash([7; 32])]);
        let note = RecordEdits {
            document: id(2),
            base,
            edits: vec![VisitNote::text().rewrite("Å — \"før\"\n")],
        };
        let ways = vec![
            way("Udført: Slå engen", NOW, vec![task]),
            way("", NOW.plus_millis(60_000), vec![note]),
        ];
        let row = write(&ways);
        assert_eq!(read(row.as_deref(), NOW), ways);
        let later = NOW.plus_millis(MINUTES_MILLIS);
        assert_eq!(read(row.as_deref(), later), ways[1..]);
        assert_eq!(read(row.as_deref(), later.plus_millis(60_000)), []);
        assert_eq!(read(row.as_deref(), NOW.plus_millis(-2 * MINUTES_MILLIS)), []);
        assert_eq!(write(&[]), None);
    }

    #[test]
    fn a_row_that_cannot_be_read_leads_nowhere() {
        let whole = write(&[way("Udført", NOW, vec![RecordEdits::of(id(1), Vec::new())])]);
        let whole = whole.unwrap_or_default();
        assert_eq!(read(Some(&whole), NOW).len(), 1);
        for row in ["", "1", "2", "1x", "1ff", &whole[..whole.len() - 2], &whole[1..]] {
            assert_eq!(read(Some(row), NOW), [], "{row}");
        }
        assert_eq!(read(None, NOW), []);
    }

    #[test]
    fn only_the_latest_actions_are_kept() {
        let mut ways = Vec::new();
        for number in 0..MOST_WAYS {
            let displaced = add(&mut ways, way(&number.to_string(), NOW, Vec::new()));
            assert_eq!(displaced, []);
        }
        let displaced = add(&mut ways, way("last", NOW, Vec::new()));
        assert_eq!(displaced, [way("0", NOW, Vec::new())]);
        assert_eq!(ways.len(), MOST_WAYS);
        assert_eq!(ways.last().map(|way| way.title.as_str()), Some("last"));
    }

    /// The case leaves the phone of whoever takes no part in it, and the way back is still there. Words go with their
    /// record.
    #[test]
    fn a_way_back_goes_with_its_record_and_with_words_of_any() {
        let recusal = way(
            "",
            NOW,
            vec![
                RecordEdits::of(id(1), vec![CasePart::ended().set(true)]),
                RecordEdits::of(id(2), vec![ConflictCase::follow_up_on().clear()]),
            ],
        );
        assert!(recusal.goes_with(id(1)));
        assert!(!recusal.goes_with(id(2)) && !recusal.goes_with(id(3)));
        let joined = way(
            "",
            NOW,
            vec![
                RecordEdits::of(id(1), vec![VisitNote::text().rewrite("ord")]),
                RecordEdits::of(id(2), vec![VisitNote::text().rewrite("flere ord")]),
            ],
        );
        assert!(joined.goes_with(id(2)));
    }
}

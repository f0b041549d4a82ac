//! The records that a person has looked at, by which Hjem and the reading view of a record tell what is new.
//!
//! The phone keeps moments alone, and none of what a record says: when the server received its newest change as the person
//! last saw it.

use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Moment;

/// So many records are remembered. What was looked at before them is not new any more.
const MOST: usize = 300;

/// The records that a person has looked at on this phone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// Moment since which the phone remembers.
    since: Moment,
    /// Newest change of each record that the person saw, the latest look at the end. Without a moment, changes of the
    /// person's own were still to be sent.
    records: Vec<(DocumentId, Option<Moment>)>,
}

impl Looked {
    /// Reads a row; without one the phone remembers from now on.
    pub fn read(row: Option<&str>, now: Moment) -> Self {
        let mut lines = row.unwrap_or_default().lines();
        let moment = |text: &str| text.parse().ok().map(Moment::from_millis);
        let Some(since) = lines.next().and_then(moment) else {
            return Self {
                since: now,
                records: Vec::new(),
            };
        };
        let records = lines.filter_map(|line| {
            let (document, seen) = line.split_once(' ')?;
            Some((document.parse().ok()?, moment(seen)))
        });
        Self {
            since,
            records: records.collect(),
        }
    }

    /// The row.
    pub fn write(&self) -> String {
        let mut row = self.since.millis().to_string();
        for (document, seen) in &self.records {
            let seen = seen.map_or_else(|| "-".to_owned(), |seen| seen.millis().to_string());
            for part in ["\n", &document.to_string(), " ", &seen] {
                row.push_str(part);
            }
        }
        row
    }

    fn of(&self, document: DocumentId) -> Option<Option<Moment>> {
        let known = self.records.iter().find(|(known, _)| *known == document);
        known.map(|(_, seen)| *seen)
    }

    /// Whether a record whose newest change was received then has something that the person has not seen.
    pub fn is_new(&self, document: DocumentId, is_own: bool, received: Option<Moment>) -> bool {
        let Some(received) = received else { return false };
        match self.of(document) {
            Some(seen) => seen.is_some_and(|seen| received > seen),
            None => !is_own && received > self.since,
        }
    }

    /// The moment up to which the person has seen a record, when it has changed since. A record that they never opened is
    /// new as a whole, and nothing in it is marked.
    pub fn changed_since(&self, document: DocumentId, received: Option<Moment>) -> Option<Moment> {
        let seen = self.of(document).flatten()?;
        (received? > seen).then_some(seen)
    }

    /// Notes that the person sees a record, or changes it. Returns whether that is news.
    pub fn look(&mut self, document: DocumentId, received: Option<Moment>) -> bool {
        if self.of(document) == Some(received) {
            return false;
        }
        self.forget(document);
        self.records.push((document, received));
        let surplus = self.records.len().saturating_sub(MOST);
        self.records.drain(..surplus);
        true
    }

    /// The records with changes of the person's own that were still to be sent.
    pub fn awaiting(&self) -> Vec<DocumentId> {
        let awaiting = self.records.iter().filter(|(_, seen)| seen.is_none());
        awaiting.map(|(document, _)| *document).collect()
    }

    /// Forgets a record that has left the phone. Returns whether it was known.
    pub fn forget(&mut self, document: DocumentId) -> bool {
        let before = self.records.len();
        self.records.retain(|(known, _)| *known != document);
        self.records.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u8) -> DocumentId {
        DocumentId::from_bytes([number; 16])
    }

    fn at(seconds: i64) -> Option<Moment> {
        Some(Moment::from_millis(seconds * 1_000))
    }

    #[test]
    fn what_others_wrote_is_new_until_it_is_looked_at() {
        let mut looked = Looked::read(None, Moment::from_millis(10_000));
        // What was there when the phone began to remember is not new, and neither is one's own.
        assert!(!looked.is_new(record(1), false, at(9)));
        assert!(looked.is_new(record(1), false, at(11)));
        assert!(!looked.is_new(record(1), true, at(11)));
        assert_eq!(looked.changed_since(record(1), at(11)), None);

        assert!(looked.look(record(1), at(11)));
        assert!(!looked.look(record(1), at(11)));
        assert!(!looked.is_new(record(1), false, at(11)));
        // A colleague changes it, also one of one's own.
        for is_own in [false, true] {
            assert!(looked.is_new(record(1), is_own, at(12)));
        }
        assert_eq!(looked.changed_since(record(1), at(12)), at(11));
    }

    #[test]
    fn a_change_of_ones_own_is_not_new_when_it_is_sent() {
        let mut looked = Looked::read(None, Moment::default());
        looked.look(record(1), None);
        assert_eq!(looked.awaiting(), [record(1)]);
        assert!(!looked.is_new(record(1), false, at(20)));
        // Hjem sees that it was received.
        looked.look(record(1), at(20));
        assert_eq!(looked.awaiting(), []);
        assert!(looked.is_new(record(1), false, at(21)));
    }

    #[test]
    fn a_row_is_read_as_it_was_written_and_holds_the_latest() {
        let mut looked = Looked::read(None, Moment::from_millis(5));
        looked.look(record(1), at(7));
        looked.look(record(2), None);
        assert_eq!(Looked::read(Some(&looked.write()), Moment::default()), looked);
        assert!(looked.forget(record(2)) && !looked.forget(record(2)));
        for number in 0..MOST {
            let mut id = [9; 16];
            id[..8].copy_from_slice(&(number as u64).to_be_bytes());
            looked.look(DocumentId::from_bytes(id), at(8));
        }
        assert_eq!(looked.records.len(), MOST);
        assert_eq!(looked.of(record(1)), None);
    }
}

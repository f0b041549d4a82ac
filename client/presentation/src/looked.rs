//! The records that a person has looked at, by which Hjem and the reading view of a record tell what is new.
//!
//! The phone keeps moments alone, and none of what a record says: when the server received its newest change as the person
//! last saw it.

use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Moment;

/// So many records are remembered. What was looked at before them is not new any more.
const MOST: usize = 300;

/// The part of a record that a person has seen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Seen {
    /// Everything up to the newest change, received then.
    UpTo(Moment),
    /// Everything, and changes of the person's own that are still to be received: later than this moment, when the newest
    /// change that the phone knew before them was received.
    WithOwnAfter(Option<Moment>),
}

/// The records that a person has looked at on this phone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// Moment since which the phone remembers.
    since: Moment,
    /// The part of each record that the person has seen, the latest look at the end.
    records: Vec<(DocumentId, Seen)>,
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
            let seen = match seen.strip_prefix('-') {
                Some(known) => Seen::WithOwnAfter(moment(known)),
                None => Seen::UpTo(moment(seen)?),
            };
            Some((document.parse().ok()?, seen))
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
            let seen = match seen {
                Seen::UpTo(seen) => seen.millis().to_string(),
                Seen::WithOwnAfter(known) => [
                    "-",
                    &known.map_or_else(String::new, |known| known.millis().to_string()),
                ]
                .concat(),
            };
            for part in ["\n", &document.to_string(), " ", &seen] {
                row.push_str(part);
            }
        }
        row
    }

    fn of(&self, document: DocumentId) -> Option<Seen> {
        let known = self.records.iter().find(|(known, _)| *known == document);
        known.map(|(_, seen)| *seen)
    }

    /// Whether a record whose newest change was received then has something that the person has not seen.
    pub fn is_new(&self, document: DocumentId, is_own: bool, received: Option<Moment>) -> bool {
        let Some(received) = received else { return false };
        match self.of(document) {
            Some(Seen::UpTo(seen)) => received > seen,
            Some(Seen::WithOwnAfter(_)) => false,
            None => !is_own && received > self.since,
        }
    }

    /// The moment up to which the person has seen a record, when it has changed since. A record that they never opened is
    /// new as a whole, and nothing in it is marked.
    pub fn changed_since(&self, document: DocumentId, received: Option<Moment>) -> Option<Moment> {
        match self.of(document)? {
            Seen::UpTo(seen) => (received? > seen).then_some(seen),
            Seen::WithOwnAfter(_) => None,
        }
    }

    /// Notes that the person sees a record, whose newest change was received then; without a moment, changes of their own
    /// are still to be sent. Returns whether that is news.
    pub fn look(&mut self, document: DocumentId, received: Option<Moment>) -> bool {
        match (self.of(document), received) {
            // A screen that does not show the person's own changes yet.
            (Some(Seen::WithOwnAfter(known)), Some(received)) if known >= Some(received) => false,
            (_, Some(received)) => self.put(document, Seen::UpTo(received)),
            (_, None) => self.touch(document, None),
        }
    }

    /// Notes that the person has changed a record whose newest change, as far as the phone knew, was received then. Returns
    /// whether that is news.
    pub fn touch(&mut self, document: DocumentId, known: Option<Moment>) -> bool {
        let before = match self.of(document) {
            Some(Seen::UpTo(seen)) => Some(seen),
            Some(Seen::WithOwnAfter(known)) => known,
            None => None,
        };
        self.put(document, Seen::WithOwnAfter(known.max(before)))
    }

    fn put(&mut self, document: DocumentId, seen: Seen) -> bool {
        if self.of(document) == Some(seen) {
            return false;
        }
        self.forget(document);
        self.records.push((document, seen));
        let surplus = self.records.len().saturating_sub(MOST);
        self.records.drain(..surplus);
        true
    }

    /// The records with changes of the person's own that were still to be sent.
    pub fn awaiting(&self) -> Vec<DocumentId> {
        let is_awaited = |seen: &Seen| matches!(seen, Seen::WithOwnAfter(_));
        let awaiting = self.records.iter().filter(|(_, seen)| is_awaited(seen));
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

        // A list that was kept from before does not show the next change yet.
        assert!(looked.touch(record(1), at(22)));
        assert!(!looked.look(record(1), at(20)) && !looked.look(record(1), at(22)));
        assert_eq!(looked.awaiting(), [record(1)]);
        assert!(looked.look(record(1), at(23)));
        assert!(!looked.is_new(record(1), false, at(23)));
        // What the person has seen is remembered with their next change.
        assert!(looked.look(record(1), None) && !looked.look(record(1), at(23)));
    }

    #[test]
    fn a_row_is_read_as_it_was_written_and_holds_the_latest() {
        let mut looked = Looked::read(None, Moment::from_millis(5));
        looked.look(record(1), at(7));
        looked.look(record(2), None);
        looked.touch(record(3), at(6));
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

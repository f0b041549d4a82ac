//! The pushes of a journal, and what their receipts say.
//!
//! A push whose answer was lost is neither done nor failed until its changes are offered again. Where a receipt then says
//! that a change was there before, the push that was cut off is done, and has the end of that receipt; where the change
//! is only taken now, the push did nothing.

use std::collections::BTreeMap;

use feltbog_load::journal::JournalEvent;
use feltbog_shared::document::ChangeInfo;
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::replica::{Reply, Request};
use feltbog_shared::wire::{PushRequest, Verdict};

/// A change in its document.
pub(crate) type LogChange = (DocumentId, ChangeHash);

/// The pushes of a journal by their places in it.
#[derive(Debug, Default)]
pub(crate) struct Pushes {
    /// The changes that each offered.
    pub(crate) offered: BTreeMap<usize, Vec<LogChange>>,
    /// The push by which each change came in.
    pub(crate) writers: BTreeMap<LogChange, usize>,
    /// Pushes without an answer, the earliest first.
    pub(crate) cut_off: Vec<usize>,
    /// Those of them that were done all the same, with the place of the answer that told so.
    pub(crate) told: BTreeMap<usize, usize>,
    /// The changes by the numbers of their receipts.
    pub(crate) receipts: BTreeMap<u64, LogChange>,
}

impl Pushes {
    pub(crate) fn read(events: &[JournalEvent]) -> Self {
        let mut pushes = Self::default();
        for (place, event) in events.iter().enumerate() {
            match event {
                JournalEvent::Asked {
                    request: Request::Push(push),
                    ..
                } => {
                    pushes.offered.insert(place, changes_of(push));
                }
                JournalEvent::Answered { asked, reply } if pushes.offered.contains_key(asked) => {
                    match reply {
                        Ok(Reply::Push(answer)) => pushes.answered(*asked, place, &answer.verdicts),
                        Ok(other) => panic!("a push was answered {other:?}"),
                        Err(_) => pushes.cut_off.push(*asked),
                    }
                }
                _ => {}
            }
        }
        pushes
    }

    fn answered(&mut self, asked: usize, place: usize, verdicts: &[Verdict]) {
        let offered = self.offered[&asked].clone();
        assert_eq!(
            offered.len(),
            verdicts.len(),
            "a push has as many verdicts as changes"
        );
        for (change, verdict) in offered.into_iter().zip(verdicts) {
            let number = match verdict {
                Verdict::Accepted(number, _) => {
                    let before = self.writers.insert(change, asked);
                    assert_eq!(before, None, "{change:?} was taken twice");
                    *number
                }
                Verdict::Duplicate(number, _) => {
                    self.was_there(change, place);
                    *number
                }
                // It is offered again with what it needs.
                Verdict::Need(_) => continue,
                Verdict::Refused(..) => panic!("{change:?} was refused: {verdict:?}"),
            };
            let other = self.receipts.insert(number, change);
            assert!(
                other.is_none_or(|other| other == change),
                "two changes have the number {number}"
            );
        }
    }

    /// The change came in by the first push that offered it and was cut off, if its receipt did not come before.
    fn was_there(&mut self, change: LogChange, place: usize) {
        if self.writers.contains_key(&change) {
            return;
        }
        let mut cut_off = self.cut_off.iter().copied();
        let first = cut_off.find(|push| self.offered[push].contains(&change));
        let first = first.unwrap_or_else(|| panic!("{change:?} was there before anybody sent it"));
        self.writers.insert(change, first);
        self.told.entry(first).or_insert(place);
    }

    /// Asserts that each change has its receipt, and that no push that was cut off is there by half.
    pub(crate) fn assert_whole(&self) {
        let offered = self.offered.values().flatten();
        let without: Vec<_> = offered
            .filter(|change| !self.writers.contains_key(change))
            .collect();
        assert!(without.is_empty(), "without a receipt: {without:?}");
        for push in &self.cut_off {
            let writers = self.offered[push].iter().map(|change| self.writers[change]);
            let (by_it, later) = writers.fold((false, false), |(by_it, later), writer| {
                (by_it || writer == *push, later || writer > *push)
            });
            assert!(
                !by_it || !later,
                "a push that was cut off is there by half: {:?}",
                self.offered[push]
            );
        }
    }
}

fn changes_of(push: &PushRequest) -> Vec<LogChange> {
    let changes = push.changes.iter();
    changes
        .map(|offered| (offered.document, hash_of(&offered.bytes)))
        .collect()
}

/// The name of a change.
pub(crate) fn hash_of(bytes: &[u8]) -> ChangeHash {
    ChangeInfo::read(bytes).expect("a change that can be read").hash
}

//! Changes that a restored server has lost, and the phones that could give them back.
//!
//! Rights that end and restores together take changes from everybody: a phone lets go of what the server had, and the
//! server is put back to before it. Only such changes may be missing at the end: each of the phones that held one when
//! the server lost it must have been made to let go of it since.

use super::{Backend, HERE, PHONES, THERE, World};
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::replica::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// Steps within which a phone finishes what it has begun under the rights that it was told of before.
const LETTING_GO: u64 = 300;

impl<B: Backend> World<B> {
    /// Notes which phones hold what the server has just lost.
    pub(super) async fn note_restore(&mut self) {
        let mut on_server: BTreeSet<(DocumentId, ChangeHash)> = BTreeSet::new();
        let mut holders: BTreeMap<(DocumentId, ChangeHash), BTreeSet<usize>> = BTreeMap::new();
        for department in [HERE, THERE] {
            for (document, (_, _, hashes)) in self.server.held(department).await {
                on_server.extend(hashes.into_iter().map(|hash| (document, hash)));
            }
            for (place, phone) in self.phones.iter().enumerate() {
                for meta in phone.store.documents(department, None, usize::MAX).await.unwrap() {
                    let rows = phone.store.load(&[meta.document]).await.unwrap();
                    let document = rows[0].as_ref().unwrap().open().unwrap();
                    for change in document.changes() {
                        holders
                            .entry((meta.document, change.hash))
                            .or_default()
                            .insert(place);
                    }
                }
            }
        }
        holders.retain(|name, _| !on_server.contains(name));
        self.lost_by_restore = holders;
        self.narrowed.clone_from(&self.believes_ended);
        let is_recent = |(_, step): &(&usize, &u64)| **step + LETTING_GO >= self.steps;
        let recent: Vec<usize> = self
            .believed_until
            .iter()
            .filter(is_recent)
            .map(|(phone, _)| *phone)
            .collect();
        self.narrowed.extend(recent);
        self.note_narrowed();
    }

    /// Notes whether a phone is told now that a role of its person has ended.
    pub(super) fn note_belief(&mut self, phone: usize) {
        let (person, _) = PHONES[self.phones[phone].place];
        if self.ended.iter().any(|(one, _)| *one == person) {
            self.believes_ended.insert(phone);
        } else if self.believes_ended.remove(&phone) {
            self.believed_until.insert(phone, self.steps);
        }
    }

    /// Notes the phones whose people lack a role now.
    pub(super) fn note_narrowed(&mut self) {
        let people: BTreeSet<u8> = self.ended.iter().map(|(person, _)| *person).collect();
        let phones = self.phones.iter().enumerate();
        let narrowed = phones.filter(|(_, phone)| people.contains(&PHONES[phone.place].0));
        let narrowed: Vec<usize> = narrowed.map(|(place, _)| place).collect();
        self.narrowed.extend(narrowed);
    }

    /// Whether all who could have given a change back to the restored server were made to let go of it.
    pub(super) fn is_let_go_of(&self, name: &(DocumentId, ChangeHash)) -> bool {
        let holders = self.lost_by_restore.get(name);
        holders.is_some_and(|holders| holders.is_subset(&self.narrowed))
    }
}

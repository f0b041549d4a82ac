//! The invariants of sync, and the knowledge of what was lost by design.

use super::{Backend, HERE, THERE, World, sessions};
use feltbog_shared::document::Document;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::{Modules, Permission};
use feltbog_shared::replica::WRITE_ONLY_GRACE_MILLIS;
use feltbog_shared::replica::memory::MemoryStore;
use feltbog_shared::replica::store::Store;
use feltbog_shared::wire::is_before;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

impl<B: Backend> World<B> {
    /// Whether the person of a phone may read what they themselves add.
    pub(super) fn reads(&self, phone: usize, department: DepartmentId, kind: Kind) -> bool {
        let session = &sessions(self.now, &self.ended)[phone];
        Permission::new(
            session.user,
            &session.grants,
            department,
            Modules::all(),
            self.now,
        )
        .may_read(kind.collection(), session.user, DocumentId::from_bytes([0; 16]))
    }

    /// After a wipe or a restore: whatever nobody holds any more cannot come back.
    pub(super) async fn note_losses(&mut self, wiped: Rc<MemoryStore>) {
        drop(wiped);
        let mut held: BTreeSet<(DocumentId, ChangeHash)> = BTreeSet::new();
        for department in [HERE, THERE] {
            for (document, (_, _, hashes)) in self.server.held(department).await {
                held.extend(hashes.into_iter().map(|hash| (document, hash)));
            }
            for phone in &self.phones {
                for meta in phone.store.documents(department, None, usize::MAX).await.unwrap() {
                    let rows = phone.store.load(&[meta.document]).await.unwrap();
                    let document = rows[0].as_ref().unwrap().open().unwrap();
                    held.extend(
                        document
                            .changes()
                            .into_iter()
                            .map(|change| (meta.document, change.hash)),
                    );
                }
                for entry in phone.store.outbox(department, usize::MAX).await.unwrap() {
                    held.insert((entry.key.document, entry.key.hash));
                }
            }
        }
        for phone in &self.phones {
            for refused in phone.store.refused().await.unwrap() {
                held.insert((refused.entry.key.document, refused.entry.key.hash));
            }
        }
        for written in &self.written {
            let name = (written.document, written.hash);
            if !held.contains(&name) {
                self.lost_by_design.insert(name);
            }
        }
    }

    pub(super) async fn check_cursors(&mut self, phone: usize) {
        let now = self.phones[phone].store.cursors().await.unwrap();
        for (department, cursor) in &now {
            if let Some(before) = self.phones[phone].cursors.get(department)
                && before.epoch == cursor.epoch
                && before.rights == cursor.rights
            {
                assert_ne!(
                    is_before(cursor.sequence, before.sequence),
                    Some(true),
                    "a cursor went back from {before:?} to {cursor:?}"
                );
            }
        }
        self.phones[phone].cursors = now.into_iter().collect();
    }

    pub(super) async fn restlessness(&self) -> String {
        let mut told = String::new();
        for phone in &self.phones {
            let waiting = phone.store.waiting().await.unwrap();
            told += &format!(
                "phone {}: waiting {waiting:?}, {:?}\n",
                phone.place,
                phone.store.cursors().await
            );
        }
        told
    }

    /// No phone holds what its person may not read any more, but for what was not taken in yet and what they just passed
    /// on.
    pub(super) async fn check_privacy(&self) {
        let everyone = sessions(self.now, &self.ended);
        for (place, phone) in self.phones.iter().enumerate() {
            let session = &everyone[phone.place];
            for department in [HERE, THERE] {
                let permission = Permission::new(
                    session.user,
                    &session.grants,
                    department,
                    Modules::all(),
                    self.now,
                );
                let waiting: BTreeSet<_> = phone
                    .store
                    .outbox(department, usize::MAX)
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|entry| entry.key.document)
                    .collect();
                for meta in phone.store.documents(department, None, usize::MAX).await.unwrap() {
                    let collection = meta.kind.collection();
                    let is_fresh = permission.may_create(collection)
                        && self.now.since(meta.document.made_at()) < WRITE_ONLY_GRACE_MILLIS;
                    assert!(
                        permission.may_read(collection, meta.owner, meta.document)
                            || waiting.contains(&meta.document)
                            || is_fresh,
                        "phone {place} still holds {:?} {} of {:?}; refused: {:?}; {}; {:?}",
                        meta.kind,
                        meta.document,
                        meta.owner,
                        phone
                            .store
                            .refused()
                            .await
                            .unwrap()
                            .iter()
                            .map(|one| (one.entry.key.document, one.refusal.code))
                            .collect::<Vec<_>>(),
                        self.restlessness().await,
                        phone.tabs.iter().map(|tab| &tab.replica).collect::<Vec<_>>()
                    );
                }
            }
        }
    }

    /// The invariants of sync.
    pub(crate) async fn check(&mut self) {
        let everyone = sessions(self.now, &self.ended);
        for department in [HERE, THERE] {
            self.server.check_log(department).await;
            let held = self.server.held(department).await;
            for document in &self.erased {
                assert!(!held.contains_key(document), "an erased document came back");
            }
            for (place, phone) in self.phones.iter().enumerate() {
                let session = &everyone[phone.place];
                let permission = Permission::new(
                    session.user,
                    &session.grants,
                    department,
                    Modules::all(),
                    self.now,
                );
                if !permission.is_member() {
                    let none = phone.store.documents(department, None, 1).await.unwrap();
                    assert!(
                        none.is_empty(),
                        "phone {place} holds what is not its department's"
                    );
                    continue;
                }
                assert!(
                    phone.store.outbox(department, 9).await.unwrap().is_empty(),
                    "phone {place} is stuck: {:?}",
                    phone.tabs.iter().map(|tab| &tab.replica).collect::<Vec<_>>()
                );
                let mut on_phone = BTreeMap::new();
                for meta in phone.store.documents(department, None, usize::MAX).await.unwrap() {
                    let rows = phone.store.load(&[meta.document]).await.unwrap();
                    let document = rows[0].as_ref().unwrap().open().unwrap();
                    on_phone.insert(meta.document, document);
                }
                for (id, document) in &on_phone {
                    let collection = document.kind().collection();
                    // What somebody passes on is under their hands for a while, and no tombstone of it is theirs to see.
                    let is_fresh = permission.may_create(collection)
                        && self.now.since(id.made_at()) < WRITE_ONLY_GRACE_MILLIS;
                    let may_read_all = permission.access(collection).read.is_all();
                    if is_fresh && !may_read_all && self.erased.contains(id) {
                        continue;
                    }
                    let (_, owner, _) = held.get(id).unwrap_or_else(|| {
                        panic!(
                            "phone {place} alone holds {id} (erased: {}, {:?})",
                            self.erased.contains(id),
                            phone.cursors
                        )
                    });
                    let being_written = *owner == session.user && is_fresh;
                    assert!(
                        permission.may_read(collection, *owner, *id) || being_written,
                        "phone {place} may not read {id}"
                    );
                }
                for (id, (kind, owner, hashes)) in &held {
                    if !permission.may_read(kind.collection(), *owner, *id) {
                        continue;
                    }
                    let document: &Document = on_phone
                        .get(id)
                        .unwrap_or_else(|| panic!("phone {place} lacks {kind:?} {id}"));
                    let here: BTreeSet<_> =
                        document.changes().into_iter().map(|change| change.hash).collect();
                    assert_eq!(&here, hashes, "phone {place} and the server differ on {id}");
                    assert!(document.sound_fields().is_ok());
                    let view = phone.store.load_views(&[*id]).await.unwrap();
                    assert_eq!(
                        view[0].as_ref().unwrap().fields,
                        document.fields(),
                        "the list shows something else"
                    );
                }
            }
        }
        for phone in &self.phones {
            let refused = phone.store.refused().await.unwrap();
            assert!(refused.is_empty(), "phone {}: {refused:?}", phone.place);
        }
        let mut held = BTreeMap::new();
        for department in [HERE, THERE] {
            held.extend(self.server.held(department).await);
        }
        for written in &self.written {
            let name = (written.document, written.hash);
            if self.lost_by_design.contains(&name) || self.erased.contains(&written.document) {
                continue;
            }
            let there = held
                .get(&written.document)
                .is_some_and(|(_, _, hashes)| hashes.contains(&written.hash));
            let kind = self
                .documents
                .iter()
                .find(|(_, one, _)| *one == written.document)
                .unwrap()
                .2;
            let is_let_go_of =
                self.is_let_go_of(&name) || !self.reads(written.phone, written.department, kind);
            if !there && self.restored && is_let_go_of {
                // Sent, then taken off the phones that may not read it, then lost by the server
                // before anybody else fetched it.
                self.lost_by_design.insert(name);
                continue;
            }
            assert!(
                there,
                "a change of phone {} to {} in {} was lost",
                written.phone, written.document, written.department
            );
        }
    }
}

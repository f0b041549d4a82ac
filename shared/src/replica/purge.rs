//! When rights change: what the person may no longer read leaves the phone, except what has not
//! been sent yet.

use std::collections::BTreeSet;

use super::effect::{Effect, Notice};
use super::lane::{Job, Made};
use super::store::{
    CursorWrite, DocumentMeta, DocumentWrite, OutboxEntry, StoreError, StoredDocument, Transaction,
};
use super::{Pending, Replica};
use crate::id::{DepartmentId, DocumentId};

/// Documents looked at in one step.
const LIST_DOCUMENTS: usize = 500;

#[derive(Debug)]
pub(super) enum Step {
    Outbox,
    List { spared: BTreeSet<DocumentId> },
}

#[derive(Debug)]
pub(super) struct Purge {
    department: DepartmentId,
    spared: BTreeSet<DocumentId>,
    /// What goes.
    documents: Vec<DocumentId>,
    /// Where to go on looking; nothing when all were looked at.
    after: Option<DocumentId>,
}

impl Purge {
    pub(super) fn needs(&self) -> Vec<DocumentId> {
        self.documents.clone()
    }
}

impl Replica {
    pub(super) fn start_purge(&mut self, id: DepartmentId) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        if !department.purge_wanted || department.purging {
            return;
        }
        department.purge_wanted = false;
        department.purging = true;
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Purge(id, Step::Outbox));
        self.effects.push(Effect::LoadOutbox(ticket, id, usize::MAX));
    }

    pub(super) fn purge_spares(&mut self, id: DepartmentId, entries: Result<Vec<OutboxEntry>, StoreError>) {
        match entries {
            Ok(entries) => {
                let spared = entries.into_iter().map(|entry| entry.key.document).collect();
                self.list_for_purge(id, spared, None);
            }
            Err(_) => self.purge_over(id, true),
        }
    }

    fn list_for_purge(&mut self, id: DepartmentId, spared: BTreeSet<DocumentId>, after: Option<DocumentId>) {
        let ticket = self.ticket();
        self.pending
            .insert(ticket, Pending::Purge(id, Step::List { spared }));
        self.effects
            .push(Effect::ListDocuments(ticket, id, after, LIST_DOCUMENTS));
    }

    pub(super) fn purge_listed(
        &mut self,
        id: DepartmentId,
        spared: &BTreeSet<DocumentId>,
        documents: Result<Vec<DocumentMeta>, StoreError>,
    ) {
        let (Ok(listed), Some(permission)) = (documents, self.permission(id)) else {
            return self.purge_over(id, true);
        };
        let goes = |meta: &&DocumentMeta| {
            !permission.may_read(meta.kind.collection(), meta.owner) && !spared.contains(&meta.document)
        };
        let after = listed
            .last()
            .filter(|_| listed.len() == LIST_DOCUMENTS)
            .map(|meta| meta.document);
        let documents = listed.iter().filter(goes).map(|meta| meta.document).collect();
        self.lane.push(Job::Purge(Purge {
            department: id,
            spared: spared.clone(),
            documents,
            after,
        }));
    }

    pub(super) fn make_purge(&mut self, job: &Purge, rows: Vec<Option<StoredDocument>>) -> Made {
        let rows = rows.into_iter().flatten();
        let delete = |row: StoredDocument| DocumentWrite {
            document: row.document,
            before: Some(row.version),
            after: None,
        };
        let mut transaction = Transaction {
            documents: rows.map(delete).collect(),
            ..Transaction::default()
        };
        let permission = self.permission(job.department);
        let stranger = permission.is_some_and(|permission| !permission.is_member());
        let cursor = self
            .departments
            .get(&job.department)
            .and_then(|department| department.cursor);
        if job.after.is_none() && stranger && cursor.is_some() {
            transaction.cursors.push(CursorWrite {
                department: job.department,
                before: cursor,
                after: None,
            });
        }
        let notices = if job.documents.is_empty() {
            Vec::new()
        } else {
            vec![Notice::Gone(job.documents.clone())]
        };
        Made { transaction, notices }
    }

    pub(super) fn purged(&mut self, job: Purge) {
        let id = job.department;
        if job.after.is_some() {
            return self.list_for_purge(id, job.spared, job.after);
        }
        let stranger = self
            .permission(id)
            .is_some_and(|permission| !permission.is_member());
        if let Some(department) = self.departments.get_mut(&id).filter(|_| stranger) {
            department.cursor = None;
        }
        self.purge_over(id, false);
    }

    pub(super) fn purge_failed(&mut self, job: &Purge) {
        self.purge_over(job.department, true);
    }

    fn purge_over(&mut self, id: DepartmentId, again: bool) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.purging = false;
            // Looked at again when rights change next; a store that does not answer is not hammered.
            department.purge_wanted = again && self.retry_at.is_none();
        }
        if again {
            self.back_off();
        }
    }
}

//! When rights change: what the person may no longer read leaves the phone, except what has not
//! been sent yet.

use super::effect::{Effect, Notice};
use super::lane::{Job, Made};
use super::store::{CursorWrite, DocumentMeta, StoreError, Transaction};
use super::{Pending, Replica};
use crate::id::{DepartmentId, DocumentId};

/// For so many milliseconds what a person may add and not read stays under their hands: a record is many changes, and
/// the first of them is received while the last is being written. Afterwards it goes like everything else.
pub const BEING_WRITTEN: i64 = 15 * 60_000;
/// Documents looked at in one step.
const LIST_DOCUMENTS: usize = 500;

#[derive(Debug)]
pub(super) struct Purge {
    department: DepartmentId,
    /// What goes.
    documents: Vec<DocumentId>,
    /// Where to go on looking; nothing when all were looked at.
    after: Option<DocumentId>,
}

impl Replica {
    pub(super) fn start_purge(&mut self, id: DepartmentId) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        let is_time = department.purge_at.is_some_and(|at| at <= self.now);
        if (department.purge_wanted || is_time) && !department.purging {
            department.purge_wanted = false;
            department.purge_at = None;
            department.purging = true;
            self.list_for_purge(id, None);
        }
    }

    fn list_for_purge(&mut self, id: DepartmentId, after: Option<DocumentId>) {
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Purge(id));
        self.effects
            .push(Effect::ListDocuments(ticket, id, after, LIST_DOCUMENTS));
    }

    pub(super) fn purge_listed(
        &mut self,
        id: DepartmentId,
        documents: Result<Vec<DocumentMeta>, StoreError>,
    ) {
        let (Ok(listed), Some(permission)) = (documents, self.permission(id)) else {
            return self.purge_over(id);
        };
        let (now, me) = (self.now, self.user());
        // Until when somebody may be writing what they may not read.
        let written_until = |meta: &DocumentMeta| {
            let until = meta.document.made_at().plus_millis(BEING_WRITTEN);
            let is_theirs = Some(meta.owner) == me && permission.may_create(meta.kind.collection());
            (is_theirs && now < until && until.since(now) <= BEING_WRITTEN).then_some(until)
        };
        let unreadable = listed
            .iter()
            .filter(|meta| !permission.may_read(meta.kind.collection(), meta.owner, meta.document));
        let (kept, gone): (Vec<_>, Vec<_>) = unreadable.partition(|meta| written_until(meta).is_some());
        let next = kept.into_iter().filter_map(written_until).min();
        let after = listed
            .last()
            .filter(|_| listed.len() == LIST_DOCUMENTS)
            .map(|meta| meta.document);
        let documents = gone.into_iter().map(|meta| meta.document).collect();
        if let Some(department) = self.departments.get_mut(&id) {
            department.purge_at = department.purge_at.into_iter().chain(next).min();
        }
        self.lane.push(Job::Purge(Purge {
            department: id,
            documents,
            after,
        }));
    }

    pub(super) fn make_purge(&mut self, job: &Purge) -> Made {
        let purge = job
            .documents
            .iter()
            .map(|document| (job.department, *document))
            .collect();
        let mut transaction = Transaction {
            purge,
            ..Transaction::default()
        };
        let cursor = self
            .departments
            .get(&job.department)
            .and_then(|department| department.cursor);
        if job.after.is_none() && self.is_stranger(job.department) && cursor.is_some() {
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

    pub(super) fn purged(&mut self, job: &Purge) {
        let id = job.department;
        if job.after.is_some() {
            return self.list_for_purge(id, job.after);
        }
        if self.is_stranger(id) {
            // Nothing is asked of it any more, until it is the person's again.
            self.departments.remove(&id);
        }
        self.purge_over(id);
    }

    pub(super) fn purge_failed(&mut self, job: &Purge) {
        self.purge_over(job.department);
    }

    /// Whether the person has nothing to do with a department any more.
    fn is_stranger(&self, id: DepartmentId) -> bool {
        self.permission(id)
            .is_some_and(|permission| !permission.is_member())
    }

    /// Done, or not to be done now: it is tried again at the next sign of changed rights.
    fn purge_over(&mut self, id: DepartmentId) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.purging = false;
        }
    }
}

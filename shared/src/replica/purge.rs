//! The purge after a change of rights: deletes records that the person may no longer read, except those with unsent
//! changes.

use super::effect::{Effect, Notice};
use super::job_queue::{Job, JobOutput};
use super::store::{CursorWrite, DocumentMeta, StoreError, Transaction};
use super::{Pending, Replica};
use crate::id::{DepartmentId, DocumentId};
use crate::moment::Moment;
use crate::permission::Permission;

/// Grace period in milliseconds before a write-only record is purged from its author's phone. A record is created by
/// several edits, and the server may acknowledge the first before the author makes the last.
pub const WRITE_ONLY_GRACE_MILLIS: i64 = 15 * 60_000;
/// Documents looked at in one step.
const LIST_DOCUMENTS: usize = 500;

#[derive(Debug)]
pub(super) struct Purge {
    department: DepartmentId,
    /// The documents to delete.
    documents: Vec<DocumentId>,
    /// Whether the server sent some of them under the rights of the cursor.
    restarts: bool,
    /// The place from which to go on looking; nothing when all were looked at.
    after: Option<DocumentId>,
    /// Whether the person had nothing to do with the department any more when the transaction was made.
    ends: bool,
    /// The write to the cursor in that transaction.
    cursor: Option<CursorWrite>,
}

impl Replica {
    pub(super) fn start_purge(&mut self, id: DepartmentId) {
        // Earlier knowledge and the phone's own clock purge nothing: the driver asks the server at its start.
        if self.permission_told(id).is_none() || !self.store_may_work() {
            return;
        }
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
        let listed = match documents {
            Ok(listed) => listed,
            Err(error) => {
                self.store_failed(&error);
                return self.purge_over(id, true);
            }
        };
        let Some(permission) = self.permission_told(id) else {
            return self.purge_over(id, true);
        };
        let written_until = |meta: &DocumentMeta| self.written_until(&permission, meta);
        let unreadable = listed
            .iter()
            .filter(|meta| !permission.may_read(meta.kind.collection(), meta.owner, meta.document));
        let (kept, gone): (Vec<_>, Vec<_>) = unreadable.partition(|meta| written_until(meta).is_some());
        let next = kept.into_iter().filter_map(written_until).min();
        let after = listed
            .last()
            .filter(|_| listed.len() == LIST_DOCUMENTS)
            .map(|meta| meta.document);
        // Documents that the server sent under the rights of the cursor come back only with a fetch from the start, should
        // the rights come back. The server never sent write-only records, unless the rights were others just now.
        let has_changed = self.departments.get(&id).is_some_and(|one| one.rights_changed);
        let was_sent = |meta: &&DocumentMeta| has_changed || !self.is_write_only(&permission, meta);
        let restarts = gone.iter().any(was_sent);
        let documents = gone.into_iter().map(|meta| meta.document).collect();
        if let Some(department) = self.departments.get_mut(&id) {
            department.purge_at = department.purge_at.into_iter().chain(next).min();
        }
        self.jobs.push(Job::Purge(Purge {
            department: id,
            documents,
            restarts,
            after,
            ends: false,
            cursor: None,
        }));
    }

    /// The end of a write-only record's grace period; nothing for other records, and after it.
    pub(super) fn written_until(&self, permission: &Permission, meta: &DocumentMeta) -> Option<Moment> {
        let until = meta.document.made_at().plus_millis(WRITE_ONLY_GRACE_MILLIS);
        let is_theirs = self.is_write_only(permission, meta);
        (is_theirs && self.now < until && until.since(self.now) <= WRITE_ONLY_GRACE_MILLIS).then_some(until)
    }

    /// Whether a record that the person may not read is their own and of a kind that they may create.
    fn is_write_only(&self, permission: &Permission, meta: &DocumentMeta) -> bool {
        Some(meta.owner) == self.user() && permission.may_create_kind(meta.kind)
    }

    pub(super) fn make_purge(&mut self, job: &mut Purge) -> JobOutput {
        let purge = job
            .documents
            .iter()
            .map(|document| (job.department, *document))
            .collect();
        job.ends = job.after.is_none() && self.is_stranger(job.department);
        job.cursor = self.cursor_after_purge(job);
        let transaction = Transaction {
            purge,
            cursors: job.cursor.into_iter().collect(),
            ..Transaction::default()
        };
        let notices = if job.documents.is_empty() {
            Vec::new()
        } else {
            vec![Notice::Gone(job.documents.clone())]
        };
        JobOutput { transaction, notices }
    }

    /// The cursor of a department after rows of it were deleted: at its start, in the same transaction, so that rights
    /// that come back bring everything back, wherever the phone stops.
    fn cursor_after_purge(&self, job: &Purge) -> Option<CursorWrite> {
        let before = self.departments.get(&job.department)?.cursor;
        let cursor = before?;
        let after = (!job.ends).then(|| cursor.restart());
        (job.ends || (job.restarts && cursor.epoch != 0)).then_some(CursorWrite {
            department: job.department,
            before,
            after,
        })
    }

    pub(super) fn purged(&mut self, job: &Purge) {
        let id = job.department;
        if job.cursor.is_some() || job.ends {
            // Whatever is on its way was asked for under the rights before.
            self.drop_pages(id);
            self.pull_done(id, true);
        }
        if let (Some(write), Some(department)) = (job.cursor, self.departments.get_mut(&id)) {
            department.cursor = write.after;
        }
        if job.after.is_some() {
            return self.list_for_purge(id, job.after);
        }
        let is_wanted_again = self.departments.get(&id).is_some_and(|one| one.purge_wanted);
        if job.ends && self.is_stranger(id) && !is_wanted_again {
            // The department is not asked any more, until the person has access again.
            self.departments.remove(&id);
        }
        if let Some(department) = self.departments.get_mut(&id) {
            department.rights_changed = false;
        }
        self.purge_over(id, false);
    }

    /// The store did not take a purge: it begins again after the store's wait.
    pub(super) fn purge_failed(&mut self, job: &Purge) {
        self.purge_over(job.department, true);
    }

    /// The time at which a purge that failed is tried again.
    pub(super) fn purge_due(&self) -> Option<Moment> {
        let is_due = |one: &super::Department| one.purge_wanted && !one.purging;
        let is_wanted = self.rights.are_told() && self.departments.values().any(is_due);
        is_wanted.then(|| self.store_wait.until().unwrap_or(self.now))
    }

    /// Whether the person has nothing to do with a department any more.
    pub(super) fn is_stranger(&self, id: DepartmentId) -> bool {
        self.permission_told(id)
            .is_some_and(|permission| !permission.is_member())
    }

    /// Ends a purge. One that failed is wanted again.
    fn purge_over(&mut self, id: DepartmentId, again: bool) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.purging = false;
            department.purge_wanted |= again;
        }
    }
}

//! Deletes rows that a renewed first fetch does not bring.
//!
//! A phone cannot work out which of others' records its person may still read: a deputy's time ends, a case is assigned
//! to somebody else, and the record that said so may itself be gone. The pages of a first fetch are in the order of
//! their records, so each names every readable record of its range. The phone asks the server about each row of that
//! range which the page does not name. If the server misses none of its changes, the phone deletes the row before it
//! applies the page. Missing changes are sent first. Absence alone deletes nothing.

use super::effect::{Effect, Notice, Request};
use super::job_queue::{Job, JobOutput};
use super::reconcile::ResetCursor;
use super::store::{DocumentMeta, StoreError, StoredDocument, Transaction};
use super::{Pending, Replica};
use crate::id::{ChangeHash, DepartmentId, DocumentId};
use crate::wire::{Cursor, MissingReply, MissingRequest, Page};

/// Rows looked at in one step.
const LIST_DOCUMENTS: usize = 500;
/// Documents asked about in one request.
const ASK_DOCUMENTS: usize = 100;

/// A page of a first fetch that is compared with the rows here.
#[derive(Debug)]
pub(super) struct Sweep {
    asked: Cursor,
    page: Page,
    /// The last record of the stretch; nothing for the end.
    upto: Option<DocumentId>,
    /// Rows of the stretch that the page does not name.
    absent: Vec<DocumentId>,
    /// The rows that the server is being asked about.
    asking: Vec<DocumentId>,
}

/// Rows to delete, unless the server misses some of their changes.
#[derive(Debug)]
pub(super) struct TakeAway {
    pub(super) department: DepartmentId,
    sweep: Box<Sweep>,
    missing: Vec<(DocumentId, Vec<ChangeHash>)>,
    /// Whether missing changes could be queued.
    is_queued: bool,
}

impl TakeAway {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        self.missing.iter().map(|(document, _)| *document).collect()
    }
}

impl Replica {
    /// Compares a page of a first fetch with the rows here, and applies it then.
    pub(super) fn start_sweep(&mut self, id: DepartmentId, asked: Cursor, page: Page) {
        let begins = asked.epoch == 0 || page.restarted;
        let upto = page.cursor.snapshots_after.filter(|_| page.cursor.first_sync);
        if !(begins || asked.first_sync) || (page.cursor.first_sync && upto.is_none()) {
            return self.page_received(id, asked, page);
        }
        let after = asked.snapshots_after.filter(|_| !begins);
        let sweep = Sweep {
            asked,
            page,
            upto,
            absent: Vec::new(),
            asking: Vec::new(),
        };
        self.list_for_sweep(id, sweep, after);
    }

    fn list_for_sweep(&mut self, id: DepartmentId, sweep: Sweep, after: Option<DocumentId>) {
        // Nothing is sent meanwhile.
        if let Some(department) = self.departments.get_mut(&id) {
            department.pull.asking = true;
        }
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Sweep(id, Box::new(sweep)));
        self.effects
            .push(Effect::ListDocuments(ticket, id, after, LIST_DOCUMENTS));
    }

    pub(super) fn sweep_listed(
        &mut self,
        id: DepartmentId,
        mut sweep: Sweep,
        documents: Result<Vec<DocumentMeta>, StoreError>,
    ) {
        let listed = match documents {
            Ok(listed) => listed,
            Err(error) => return self.sweep_failed(id, &error),
        };
        let permission = self.permission(id);
        let is_within = |document: DocumentId| sweep.upto.is_none_or(|upto| document <= upto);
        let is_absent = |meta: &&DocumentMeta| {
            // The purge deletes records outside the person's role without a question to the server.
            let may_read = permission.as_ref().is_some_and(|permission| {
                permission.may_read(meta.kind.collection(), meta.owner, meta.document)
                    && self.written_until(permission, meta).is_none()
            });
            let mut named = sweep.page.entries.iter();
            is_within(meta.document) && may_read && !named.any(|entry| entry.document() == meta.document)
        };
        let absent: Vec<_> = listed
            .iter()
            .filter(is_absent)
            .map(|meta| meta.document)
            .collect();
        let last = listed.last().map(|meta| meta.document);
        let goes_on = last.filter(|last| listed.len() == LIST_DOCUMENTS && is_within(*last));
        sweep.absent.extend(absent);
        match goes_on {
            Some(last) => self.list_for_sweep(id, sweep, Some(last)),
            None => self.sweep_next(id, sweep),
        }
    }

    /// Asks about the next rows, or applies the page.
    fn sweep_next(&mut self, id: DepartmentId, mut sweep: Sweep) {
        let count = sweep.absent.len().min(ASK_DOCUMENTS);
        sweep.asking = sweep.absent.drain(..count).collect();
        if sweep.asking.is_empty() {
            if let Some(department) = self.departments.get_mut(&id) {
                department.pull.asking = false;
            }
            return self.page_received(id, sweep.asked, sweep.page);
        }
        let ticket = self.ticket();
        self.effects.push(Effect::Load(ticket, sweep.asking.clone()));
        self.pending.insert(ticket, Pending::Sweep(id, Box::new(sweep)));
    }

    pub(super) fn sweep_loaded(
        &mut self,
        id: DepartmentId,
        mut sweep: Sweep,
        rows: Result<Vec<Option<StoredDocument>>, StoreError>,
    ) {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return self.sweep_failed(id, &error),
        };
        let hashes = |row: StoredDocument| {
            let changes = self.open(&row).map(|document| document.changes()).ok()?;
            let hashes = changes.into_iter().map(|change| change.hash).collect();
            Some((row.document, hashes))
        };
        let held: Vec<_> = rows.into_iter().flatten().filter_map(hashes).collect();
        // An unreadable row stays: nobody could tell whether the server has its changes.
        sweep.asking = held.iter().map(|(document, _)| *document).collect();
        let request = MissingRequest { witness: None, held };
        self.send(id, Request::Missing(request), Pending::Sweep(id, Box::new(sweep)));
    }

    pub(super) fn sweep_answered(&mut self, id: DepartmentId, sweep: Sweep, reply: MissingReply) {
        if !reply.stands {
            return self.pull_done(id, true);
        }
        // Refused changes stay refused, and are kept beside the record.
        let mut missing = reply.missing;
        for (_, hashes) in &mut missing {
            hashes.retain(|hash| !self.refused.contains_key(hash));
        }
        missing.retain(|(document, hashes)| !hashes.is_empty() && sweep.asking.contains(document));
        self.jobs.push(Job::Sweep(TakeAway {
            department: id,
            sweep: Box::new(sweep),
            missing,
            is_queued: false,
        }));
    }

    pub(super) fn make_sweep(&mut self, job: &mut TakeAway, rows: Vec<Option<StoredDocument>>) -> JobOutput {
        let mut transaction = Transaction::default();
        let gone: Vec<DocumentId> = job
            .sweep
            .asking
            .iter()
            .filter(|document| job.missing.iter().all(|(named, _)| named != *document))
            .copied()
            .collect();
        for ((_, hashes), row) in job.missing.iter().zip(rows) {
            if let Some(row) = row
                && let Ok(document) = self.open(&row)
            {
                transaction
                    .outbox_add
                    .extend(self.outbox_entries(&row, &document, hashes));
            }
        }
        job.is_queued = !transaction.outbox_add.is_empty();
        transaction.purge = gone.iter().map(|document| (job.department, *document)).collect();
        let notices = match gone.is_empty() {
            true => Vec::new(),
            false => vec![Notice::Gone(gone)],
        };
        JobOutput { transaction, notices }
    }

    pub(super) fn swept(&mut self, job: TakeAway) {
        if let Some(department) = self.departments.get_mut(&job.department)
            && job.is_queued
        {
            department.sweep_again = true;
            department.push.wanted = true;
        }
        self.sweep_next(job.department, *job.sweep);
    }

    /// Fetches from the start once more when everything is sent, if unsent changes kept the last sweep from ending.
    pub(super) fn sweep_once_more(&mut self, id: DepartmentId) {
        if let Some(department) = self.departments.get_mut(&id)
            && !department.first_sync()
            && core::mem::take(&mut department.sweep_again)
        {
            // Nothing is fetched from the old place meanwhile.
            department.pull.busy = true;
            self.jobs.push(Job::Reset(ResetCursor {
                department: id,
                stands: true,
            }));
        }
    }

    fn sweep_failed(&mut self, id: DepartmentId, error: &StoreError) {
        self.store_failed(error);
        self.drop_pages(id);
        self.pull_done(id, true);
    }
}

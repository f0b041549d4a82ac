//! Reconciliation with a log that the phone does not know, such as after a restore from an older backup. The phone
//! offers the hashes of its changes, queues the changes that the server misses, and fetches from the start. No change
//! that a phone still holds is lost.
//!
//! What waits is sent between two portions of the offer, and its receipts count. A push then names the end of the log
//! that is being offered, and the end behind it is what the next portion names: should that log be lost in its turn, the
//! offer begins anew. The cursor stays where it was until the offer is over, so that a phone that stops makes it again.

use super::effect::{Effect, Request};
use super::job_queue::{Job, JobOutput};
use super::store::{CursorWrite, DocumentMeta, StoreError, StoredDocument, Transaction};
use super::{Department, Pending, Replica};
use crate::id::{ChangeHash, DepartmentId, DocumentId};
use crate::wire::{Cursor, MissingReply, MissingRequest, Witness};

/// Documents offered in one request.
const OFFER_DOCUMENTS: usize = 100;

#[derive(Debug)]
pub(super) enum Step {
    List,
    Load,
    Ask { after: DocumentId },
}

#[derive(Debug)]
pub(super) struct QueueMissing {
    pub(super) department: DepartmentId,
    after: DocumentId,
    missing: Vec<(DocumentId, Vec<ChangeHash>)>,
}

impl QueueMissing {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        self.missing.iter().map(|(document, _)| *document).collect()
    }
}

#[derive(Debug)]
pub(super) struct ResetCursor {
    pub(super) department: DepartmentId,
    /// Whether the log is the one the phone knows.
    pub(super) stands: bool,
}

impl Cursor {
    /// The start of the log, from which everything is fetched again. The old place stays as a witness, so that a server
    /// which lost it meanwhile is detected.
    pub fn restart(self) -> Self {
        let here = self.anchor.map(|anchor| Witness {
            sequence: self.sequence,
            anchor,
        });
        Self {
            witness: self.witness.or(here),
            ..Self::default()
        }
    }
}

impl Department {
    /// Ends an offer. Another one begins at the first document.
    pub(super) fn offer_anew(&mut self) {
        (self.in_offer, self.offering, self.offered) = (false, None, None);
    }
}

impl Replica {
    pub(super) fn start_reconcile(&mut self, id: DepartmentId, witness: Option<Witness>) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        // Only a log that can be recognised by its end is offered the rest alone.
        if department.offering.is_none() {
            department.offered = None;
        }
        if department.offered.is_none() {
            department.offering = witness;
        }
        department.in_offer = true;
        let after = department.offered;
        self.list_for_reconcile(id, after);
    }

    fn list_for_reconcile(&mut self, id: DepartmentId, after: Option<DocumentId>) {
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Reconcile(id, Step::List));
        self.effects
            .push(Effect::ListDocuments(ticket, id, after, OFFER_DOCUMENTS));
    }

    pub(super) fn reconcile_listed(
        &mut self,
        id: DepartmentId,
        documents: Result<Vec<DocumentMeta>, StoreError>,
    ) {
        match documents {
            Err(error) => {
                self.store_failed(&error);
                self.pull_done(id, true);
            }
            Ok(documents) if documents.is_empty() => {
                self.jobs.push(Job::Reset(ResetCursor {
                    department: id,
                    stands: false,
                }));
            }
            Ok(documents) => {
                let ticket = self.ticket();
                self.pending.insert(ticket, Pending::Reconcile(id, Step::Load));
                self.effects.push(Effect::Load(
                    ticket,
                    documents.iter().map(|meta| meta.document).collect(),
                ));
            }
        }
    }

    pub(super) fn reconcile_loaded(
        &mut self,
        id: DepartmentId,
        rows: Result<Vec<Option<StoredDocument>>, StoreError>,
    ) {
        let rows: Vec<StoredDocument> = rows.unwrap_or_default().into_iter().flatten().collect();
        let Some(last) = rows.iter().map(|row| row.document).max() else {
            // The rows were deleted meanwhile, or cannot be read: begin again.
            self.back_off();
            return self.pull_done(id, true);
        };
        let hashes = |row: &StoredDocument| {
            let changes = self
                .open(row)
                .map(|document| document.changes())
                .unwrap_or_default();
            (
                row.document,
                changes.into_iter().map(|change| change.hash).collect(),
            )
        };
        let witness = self
            .departments
            .get(&id)
            .and_then(|department| department.offering);
        let request = MissingRequest {
            witness,
            held: rows.iter().map(hashes).collect(),
        };
        self.send(
            id,
            Request::Missing(request),
            Pending::Reconcile(id, Step::Ask { after: last }),
        );
    }

    pub(super) fn reconcile_answered(&mut self, id: DepartmentId, after: DocumentId, reply: MissingReply) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        if !reply.stands {
            department.offer_anew();
            return self.pull_done(id, true);
        }
        department.offering = reply.witness;
        self.jobs.push(Job::QueueMissing(QueueMissing {
            department: id,
            after,
            missing: reply.missing,
        }));
    }

    pub(super) fn make_missing(
        &mut self,
        job: &QueueMissing,
        rows: Vec<Option<StoredDocument>>,
    ) -> Option<JobOutput> {
        let mut transaction = Transaction::default();
        for ((_, hashes), row) in job.missing.iter().zip(rows) {
            if let Some(row) = row
                && let Ok(document) = self.open(&row)
            {
                transaction
                    .outbox_add
                    .extend(self.outbox_entries(&row, &document, hashes));
            }
        }
        // Lost changes of colleagues are sent; refused changes stay refused.
        transaction
            .outbox_add
            .retain(|entry| !self.refused.contains_key(&entry.key.hash));
        Some(JobOutput {
            transaction,
            notices: Vec::new(),
        })
    }

    pub(super) fn missing_queued(&mut self, job: &QueueMissing) {
        let id = job.department;
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        department.offered = Some(job.after);
        // The offer goes on there, once what waits is sent.
        if department.push.wanted && department.offering.is_some() {
            return self.pull_done(id, true);
        }
        self.list_for_reconcile(id, Some(job.after));
    }

    pub(super) fn make_reset(&mut self, job: &ResetCursor) -> JobOutput {
        let before = self
            .departments
            .get(&job.department)
            .and_then(|department| department.cursor);
        let cursors = match before {
            None => Vec::new(),
            Some(_) => {
                let after = self.reset_to(job);
                vec![CursorWrite {
                    department: job.department,
                    before,
                    after,
                }]
            }
        };
        JobOutput {
            transaction: Transaction {
                cursors,
                ..Transaction::default()
            },
            notices: Vec::new(),
        }
    }

    /// The start, with the log's end or the phone's old place as a witness, so that another loss before the first page
    /// is detected too.
    fn reset_to(&self, job: &ResetCursor) -> Option<Cursor> {
        let department = self.departments.get(&job.department)?;
        if job.stands {
            // An offer that was cut off is not over: the old place, as a witness, has the server ask for the rest.
            return Some(department.cursor?.restart());
        }
        Some(Cursor {
            witness: department.offering,
            ..Cursor::default()
        })
    }

    pub(super) fn cursor_reset(&mut self, job: &ResetCursor) {
        let after = self.reset_to(job);
        if let Some(department) = self.departments.get_mut(&job.department) {
            department.cursor = department.cursor.and(after);
            if !job.stands {
                department.offer_anew();
            }
            department.push.wanted = true;
        }
        self.pull_done(job.department, true);
    }
}

//! Sending: the outbox in batches, and the server's verdict on each change.

use super::effect::{Effect, Failure, Notice, Request};
use super::job_queue::{Job, JobOutput};
use super::rebase::Rebased;
use super::store::{
    CursorWrite, DocumentWrite, OutboxEntry, OutboxKey, StoreError, StoredDocument, StoredView, Transaction,
};
use super::{Department, Pending, Replica};
use crate::document::{Document, is_genesis};
use crate::id::{ChangeHash, DepartmentId, DocumentId};
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::{BATCH_BYTES, BATCH_CHANGES, Offered, PushReply, PushRequest, Verdict, Witness, is_before};

/// The most bytes that an offered change costs beside its own.
const OFFER_OVERHEAD: usize = 96;

#[derive(Debug)]
pub(super) struct TakeReceipts {
    pub(super) department: DepartmentId,
    entries: Vec<OutboxEntry>,
    reply: PushReply,
    /// All waiting changes of the department, when one is refused for good: later edits are made again.
    waiting: Vec<OutboxEntry>,
    /// Whether the changes were sent to a log that is being offered what is here.
    in_offer: bool,
}

/// A row and its view, which are written again when a change of the row has a receipt.
struct Held {
    row: StoredDocument,
    view: Option<StoredView>,
    touched: bool,
}

fn place(rows: &[Held], document: DocumentId) -> Result<usize, usize> {
    rows.binary_search_by_key(&document, |held| held.row.document)
}

impl TakeReceipts {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        let mut documents: Vec<_> = self.entries.iter().map(|entry| entry.key.document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents
    }
}

impl Replica {
    pub(super) fn start_push(&mut self, id: DepartmentId) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        department.push.wanted = false;
        department.push.busy = true;
        let limit = department.push.batch;
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Outbox(id));
        self.effects.push(Effect::LoadOutbox(ticket, id, limit));
    }

    pub(super) fn outbox_loaded(&mut self, id: DepartmentId, entries: Result<Vec<OutboxEntry>, StoreError>) {
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.store_failed(&error);
                return self.push_done(id, true);
            }
        };
        if entries.is_empty() {
            self.sweep_once_more(id);
        }
        if entries.is_empty() || !self.is_online() {
            return self.push_done(id, !entries.is_empty());
        }
        if let Some(department) = self.departments.get_mut(&id) {
            let push = &mut department.push;
            push.full = if entries.len() < push.batch {
                0
            } else {
                push.full.wrapping_add(1)
            };
        }
        let mut bytes = 0;
        let fits = entries.iter().take_while(|entry| {
            bytes += entry.bytes.len() + OFFER_OVERHEAD;
            bytes <= BATCH_BYTES
        });
        let count = fits.count().max(1);
        entries.truncate(count);
        let offer = |entry: &OutboxEntry| Offered {
            document: entry.key.document,
            kind: entry.kind,
            bytes: entry.bytes.clone(),
            relayed: entry.relayed,
        };
        let cursor = self.departments.get(&id).map(Department::push_cursor);
        let cursor = cursor.unwrap_or_default();
        let request = PushRequest {
            cursor,
            changes: entries.iter().map(offer).collect(),
        };
        self.send(id, Request::Push(request), Pending::Pushed(id, entries));
    }

    /// Replaces the waiting changes of a record by the record that was made again without its refused changes.
    fn take_rebased<'a>(
        &mut self,
        transaction: &mut Transaction,
        rebased: Rebased,
        waiting: &'a [OutboxEntry],
        later: impl Iterator<Item = &'a OutboxEntry>,
    ) {
        let is_dropped = |entry: &&OutboxEntry| rebased.dropped.contains(&entry.key.hash);
        let mut dropped: Vec<&OutboxEntry> = waiting.iter().filter(is_dropped).collect();
        dropped.extend(later);
        dropped.dedup_by_key(|entry| entry.key);
        for entry in dropped {
            transaction.outbox_remove.push(entry.key);
            let refusal = rebased.refused.iter().find(|(hash, _)| *hash == entry.key.hash);
            if let Some((_, refusal)) = refusal {
                let refused = self.refuse(entry.clone(), refusal.clone());
                transaction.refused_add.push(refused);
            }
        }
        self.made_again.extend(rebased.dropped);
        transaction.outbox_add.extend(rebased.added);
        transaction.documents.push(rebased.write);
    }

    pub(super) fn pushed(&mut self, department: DepartmentId, entries: Vec<OutboxEntry>, reply: PushReply) {
        if reply.verdicts.len() != entries.len() {
            self.back_off();
            return self.push_done(department, true);
        }
        if let Some(known) = self.departments.get_mut(&department) {
            let cursor = known.cursor.unwrap_or_default();
            known.pull.wanted |= !reply.stands || is_before(cursor.sequence, reply.head).unwrap_or(true);
            if !reply.stands {
                known.push.full = 0;
                // Also the log that was being offered is gone.
                if known.in_offer {
                    known.offer_anew();
                }
            }
        }
        if !reply.stands {
            // The log is not the one this phone knows, and may be gone again tomorrow: these receipts prove nothing
            // yet. Changes offered anew are answered as duplicates.
            return self.push_done(department, true);
        }
        self.take_verdicts(department, entries, reply);
    }

    fn take_verdicts(&mut self, department: DepartmentId, entries: Vec<OutboxEntry>, reply: PushReply) {
        let in_offer = self.departments.get(&department).is_some_and(|one| one.in_offer);
        let job = TakeReceipts {
            department,
            entries,
            reply,
            waiting: Vec::new(),
            in_offer,
        };
        let is_not_taken = |verdict: &Verdict| matches!(verdict, Verdict::Refused(..) | Verdict::Need(_));
        if job.reply.verdicts.iter().any(is_not_taken) {
            let ticket = self.ticket();
            self.pending.insert(ticket, Pending::Waiting(Box::new(job)));
            self.effects
                .push(Effect::LoadOutbox(ticket, department, usize::MAX));
        } else {
            self.jobs.push(Job::Receipts(job));
        }
    }

    pub(super) fn waiting_loaded(
        &mut self,
        mut job: TakeReceipts,
        waiting: Result<Vec<OutboxEntry>, StoreError>,
    ) {
        match waiting {
            Ok(waiting) => {
                job.waiting = waiting;
                self.jobs.push(Job::Receipts(job));
            }
            Err(error) => {
                self.store_failed(&error);
                self.push_done(job.department, true);
            }
        }
    }

    pub(super) fn push_failed(&mut self, id: DepartmentId, entries: Vec<OutboxEntry>, failure: Failure) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.push.full = 0;
        }
        let Failure::Refused(code) = failure else {
            return self.push_done(id, true);
        };
        if self.is_about_access(code) {
            self.retry_at = Some(self.now.plus_millis(super::POLL_MILLIS));
            return self.push_done(id, true);
        }
        // The server refused the batch as a whole: halving finds the change at fault, so that it does not hold up the
        // others.
        let [entry] = entries.as_slice() else {
            if let Some(department) = self.departments.get_mut(&id) {
                department.push.batch = (entries.len() / 2).max(1);
            }
            return self.push_done(id, true);
        };
        let reply = PushReply {
            epoch: 0,
            head: 0,
            anchor: None,
            stands: true,
            received_at: self.now,
            verdicts: vec![Verdict::Refused(code, None)],
        };
        let entries = vec![entry.clone()];
        self.take_verdicts(id, entries, reply);
    }

    pub(super) fn push_done(&mut self, id: DepartmentId, again: bool) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.push.busy = false;
            department.push.wanted |= again;
        }
    }

    pub(super) fn make_receipts(
        &mut self,
        job: &TakeReceipts,
        rows: Vec<Option<StoredDocument>>,
        views: Vec<Option<StoredView>>,
    ) -> Option<JobOutput> {
        let mut transaction = Transaction::default();
        // In the order of their documents, as requested.
        let mut rows: Vec<Held> = rows
            .into_iter()
            .zip(views)
            .filter_map(|(row, view)| {
                Some(Held {
                    row: row?,
                    view,
                    touched: false,
                })
            })
            .collect();
        let sent: Vec<ChangeHash> = job.entries.iter().map(|entry| entry.key.hash).collect();
        // Records with a change that was refused for good, and the later edits that build on it.
        let (mut for_good, mut later) = (Vec::new(), Vec::new());
        for (entry, verdict) in job.entries.iter().zip(&job.reply.verdicts) {
            match verdict {
                Verdict::Accepted(_, seal) | Verdict::Duplicate(_, seal) => {
                    transaction.outbox_remove.push(entry.key);
                    if let Ok(place) = place(&rows, entry.key.document) {
                        let Held { row, touched, .. } = &mut rows[place];
                        row.add_seal(entry.key.hash, *seal);
                        row.received_at = row.received_at.max(Some(job.reply.received_at));
                        *touched = true;
                    }
                }
                Verdict::Refused(RefusalCode::Erased, _) => transaction.forget.push(entry.key.document),
                Verdict::Refused(code, field) => {
                    let refusal = Refusal {
                        code: *code,
                        field: field.clone(),
                    };
                    if !code.may_pass() {
                        for_good.push(entry.key.document);
                    }
                    transaction.outbox_remove.push(entry.key);
                    let refused = self.refuse(entry.clone(), refusal);
                    transaction.refused_add.push(refused);
                }
                Verdict::Need(_) if self.made_again.contains(&entry.key.hash) => {
                    transaction.outbox_remove.push(entry.key);
                }
                Verdict::Need(needed) => {
                    let row = place(&rows, entry.key.document).map(|place| &rows[place].row);
                    match self.needed(entry, needed, &sent, row.ok()) {
                        Ok(more) => transaction.outbox_add.extend(more),
                        Err(refusal) if !refusal.code.may_pass() => {
                            for_good.push(entry.key.document);
                            later.push((entry, refusal));
                        }
                        Err(refusal) => {
                            transaction.outbox_remove.push(entry.key);
                            let refused = self.refuse(entry.clone(), refusal);
                            transaction.refused_add.push(refused);
                        }
                    }
                }
            }
        }
        transaction.forget.sort_unstable();
        transaction.forget.dedup();
        for_good.sort_unstable();
        for_good.dedup();
        for document in for_good {
            let held = place(&rows, document).map(|place| &mut rows[place]);
            let rebased = match held {
                Ok(held) if !transaction.forget.contains(&document) => self.rebase(&held.row),
                _ => None,
            };
            let of_it = later.iter().filter(|(entry, _)| entry.key.document == document);
            match rebased {
                Some(rebased) => {
                    if let Ok(place) = place(&rows, document) {
                        // Written anew, with its receipts.
                        rows[place].touched = false;
                    }
                    self.take_rebased(
                        &mut transaction,
                        rebased,
                        &job.waiting,
                        of_it.map(|(entry, _)| *entry),
                    );
                }
                None => {
                    for (entry, refusal) in of_it {
                        transaction.outbox_remove.push(entry.key);
                        let refused = self.refuse((*entry).clone(), refusal.clone());
                        transaction.refused_add.push(refused);
                    }
                }
            }
        }
        for Held {
            mut row,
            view,
            touched,
        } in rows
        {
            let document = row.document;
            if !touched || transaction.forget.contains(&document) {
                continue;
            }
            // A receipt does not change the content of a record, so no document is opened for it. A row without a view
            // keeps its bytes.
            if let Some(mut view) = view {
                let before = Some(row.version);
                row.version += 1;
                view.received_at = row.received_at;
                transaction.documents.push(DocumentWrite {
                    document,
                    before,
                    after: Some((row, view)),
                });
            }
        }
        transaction.cursors.extend(self.witnessed(job));
        let mut notices = vec![Notice::Changed(job.required_documents()), Notice::Delivery];
        if !transaction.forget.is_empty() {
            notices.push(Notice::Gone(transaction.forget.clone()));
        }
        Some(JobOutput { transaction, notices })
    }

    /// Keeps the witness that the server named, so that a server which loses it is detected.
    fn witnessed(&self, job: &TakeReceipts) -> Option<CursorWrite> {
        // The cursor tells of the log that was lost until everything was offered.
        if job.in_offer {
            return None;
        }
        let before = self.departments.get(&job.department)?.cursor;
        let mut after = before.unwrap_or_default();
        let anchor = job.reply.anchor?;
        // A witness is replaced only by another in the same log.
        if is_before(after.sequence, job.reply.head) == Some(false) {
            return None;
        }
        after.witness = Some(Witness {
            sequence: job.reply.head,
            anchor,
        });
        Some(CursorWrite {
            department: job.department,
            before,
            after: Some(after),
        })
    }

    /// The changes that the server needs before `entry`, or the reason why they are not available.
    fn needed(
        &self,
        entry: &OutboxEntry,
        needed: &[ChangeHash],
        sent: &[ChangeHash],
        row: Option<&StoredDocument>,
    ) -> Result<Vec<OutboxEntry>, Refusal> {
        if let Some(refusal) = needed
            .iter()
            .find_map(|hash| self.refused.get(hash).map(|refused| &refused.refusal))
        {
            return Err(refusal.clone());
        }
        let missing: Vec<_> = needed
            .iter()
            .filter(|hash| !sent.contains(hash))
            .copied()
            .collect();
        let unreadable = || Refusal::from(RefusalCode::Unreadable);
        if missing.iter().any(|hash| is_genesis(entry.kind, *hash)) {
            // An older server, which does not know this genesis yet.
            return Err(RefusalCode::VersionsApart.into());
        }
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let row = row.ok_or_else(unreadable)?;
        let document = self.open(row).map_err(|_| unreadable())?;
        let entries = self.outbox_entries(row, &document, &missing);
        if entries.is_empty() {
            Err(entry_lost(entry))
        } else {
            Ok(entries)
        }
    }

    /// The outbox entries for these changes of a document. A change carries the server's seal if the phone holds it. A
    /// change of somebody else cannot be sent without one.
    pub(super) fn outbox_entries(
        &self,
        row: &StoredDocument,
        document: &Document,
        wanted: &[ChangeHash],
    ) -> Vec<OutboxEntry> {
        let seal = |hash| row.seals.iter().find(|(sealed, _)| *sealed == hash);
        let changes = (1..)
            .zip(document.changes())
            .filter(|(_, change)| wanted.contains(&change.hash));
        changes
            .filter_map(|(order, change)| {
                let author = document.author_of(change.hash)?;
                // With the seal, if there is one: the server accepts a sealed change again, whatever the rights and
                // states are by now.
                let proof = seal(change.hash).map(|(_, seal)| (author, *seal));
                let relayed = match Some(author) == self.user() {
                    true => proof,
                    false => Some(proof?),
                };
                let key = OutboxKey {
                    department: row.department,
                    document: row.document,
                    order,
                    hash: change.hash,
                };
                Some(OutboxEntry {
                    key,
                    kind: row.kind,
                    bytes: change.bytes,
                    relayed,
                })
            })
            .collect()
    }

    pub(super) fn receipts_taken(&mut self, job: &TakeReceipts) {
        let witnessed = self.witnessed(job);
        if let (Some(write), Some(department)) = (witnessed, self.departments.get_mut(&job.department)) {
            department.cursor = write.after;
        }
        if let Some(department) = self.departments.get_mut(&job.department)
            && job.in_offer
            && department.in_offer
        {
            let head = job.reply.head;
            let end = job.reply.anchor.map(|anchor| Witness {
                sequence: head,
                anchor,
            });
            department.offering = end.or(department.offering);
        }
        let readable = self.permission(job.department);
        let unreadable = job.entries.iter().any(|entry| {
            readable
                .as_ref()
                .is_none_or(|permission| permission.access(entry.kind.collection()).read.is_nothing())
        });
        if unreadable {
            // Also in a department that the person has left since: its last purge left alone what had no receipt.
            self.departments
                .entry(job.department)
                .or_insert_with(|| Department::new(None, self.now))
                .purge_wanted = true;
        }
        if let Some(department) = self.departments.get_mut(&job.department) {
            // Grow back towards whole batches after one was halved.
            department.push.batch = (department.push.batch * 2).min(BATCH_CHANGES);
        }
        self.push_done(job.department, true);
    }
}

fn entry_lost(entry: &OutboxEntry) -> Refusal {
    Refusal {
        code: RefusalCode::Unreadable,
        field: Some(entry.kind.key().to_owned()),
    }
}

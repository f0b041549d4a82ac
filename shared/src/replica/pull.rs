//! Fetching: pages of a department's log, applied a few documents at a time so that a tap never
//! waits for a long page, the cursor with the last of them. While a page is applied, the next one is fetched.

use std::collections::VecDeque;

use super::edit::DocumentContent;
use super::effect::{Effect, Failure, Notice, Request};
use super::job_queue::{Job, JobOutput};
use super::store::{CursorWrite, DocumentWrite, OutboxKey, StoredDocument, Transaction};
use super::{POLL_MILLIS, Pending, Replica};
use crate::document::{ChunkError, Document, DocumentError, ReadChange, is_genesis, split_chunks};
use crate::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use crate::model::Kind;
use crate::moment::Moment;
use crate::wire::{Cursor, Entry, Page, PullReply, PullRequest, Seal, Witness, is_before};

/// Most entries asked for at once.
const PAGE_ENTRIES: u32 = 500;
/// Documents applied in one commit.
const SLICE_DOCUMENTS: usize = 32;

#[derive(Debug)]
pub(super) struct ApplyPage {
    pub(super) department: DepartmentId,
    /// The cursor the page was asked for with.
    asked: Cursor,
    after: Cursor,
    more: bool,
    restarted: bool,
    /// The entries that wait to be applied, document by document, in the order of the page.
    groups: VecDeque<Group>,
    /// Whether a gap appeared that only a fetch from the start can repair.
    gap: bool,
    /// Documents of this slice that were put aside and are readable again.
    back: Vec<DocumentId>,
    /// Refused changes of this slice that the server holds after all.
    taken: Vec<OutboxKey>,
}

/// The entries of a page for one document.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) document: DocumentId,
    entries: Vec<Entry>,
}

impl Group {
    fn is_whole(&self) -> bool {
        let whole = |entry: &Entry| matches!(entry, Entry::Snapshot { .. });
        self.entries.iter().any(whole)
    }

    /// The changes in the entries.
    pub(super) fn hashes(&self) -> Vec<ChangeHash> {
        let news = News::of(&self.entries);
        let read = news.and_then(|news| news.read().ok()).unwrap_or_default();
        read.into_iter().map(|change| change.info.hash).collect()
    }
}

impl ApplyPage {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        self.groups
            .iter()
            .take(SLICE_DOCUMENTS)
            .map(|group| group.document)
            .collect()
    }

    fn is_last_slice(&self) -> bool {
        self.groups.len() <= SLICE_DOCUMENTS
    }
}

/// The entries of a page about one document.
struct News<'a> {
    kind: Kind,
    owner: UserId,
    received_at: Moment,
    chunks: Vec<&'a [u8]>,
    seals: Vec<Seal>,
    whole: bool,
}

/// The result of applying a page's entries to one document.
enum Applied {
    Unchanged,
    Written(DocumentWrite),
    Deleted(Option<DocumentWrite>),
    Forgotten,
    Gap,
    Unreadable(String, Option<StoredDocument>),
}

impl Replica {
    pub(super) fn start_pull(&mut self, id: DepartmentId) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        department.pull.wanted = false;
        let cursor = department.cursor.unwrap_or_default();
        self.ask(id, cursor);
    }

    fn ask(&mut self, id: DepartmentId, cursor: Cursor) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        department.pull.busy = true;
        department.pull.asking = true;
        let request = PullRequest {
            cursor,
            limit: PAGE_ENTRIES,
        };
        self.send(id, Request::Pull(request), Pending::Pulled(id, cursor));
    }

    pub(super) fn pulled(&mut self, id: DepartmentId, asked: Cursor, reply: PullReply) {
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        department.pull.asking = false;
        match reply {
            // Asked again when the page before it is applied.
            PullReply::Diverged { .. } if department.pull.pages > 0 => department.pull.wanted = true,
            PullReply::Diverged { witness, .. } => self.start_reconcile(id, witness),
            PullReply::Page(page) => {
                // The log is the cursor's: a newer backup took the place of an older one.
                department.in_offer = false;
                self.start_sweep(id, asked, page);
            }
        }
    }

    pub(super) fn page_received(&mut self, id: DepartmentId, asked: Cursor, page: Page) {
        // What waits is sent before the next page is asked for, also during a first fetch and in a department in which
        // there is always more.
        let goes_on = page.more && !self.is_push_wanted(id);
        let behind = goes_on.then(|| self.behind(id, asked, page.cursor));
        if let Some(department) = self.departments.get_mut(&id) {
            let pull = &mut department.pull;
            pull.pages += 1;
            if pull.pages > 1 {
                pull.behind = behind;
            } else if let Some(behind) = behind {
                self.ask(id, behind);
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for entry in page.entries {
            let document = entry.document();
            match groups.iter_mut().find(|group| group.document == document) {
                Some(group) => group.entries.push(entry),
                None => groups.push(Group {
                    document,
                    entries: vec![entry],
                }),
            }
        }
        self.jobs.push(Job::Page(ApplyPage {
            department: id,
            asked,
            after: page.cursor,
            more: page.more,
            restarted: page.restarted,
            groups: groups.into(),
            gap: false,
            back: Vec::new(),
            taken: Vec::new(),
        }));
    }

    pub(super) fn pull_failed(&mut self, id: DepartmentId, failure: Failure) {
        if let Failure::Refused(code) = failure {
            self.is_about_access(code);
            self.retry_at = self.retry_at.or(Some(self.now.plus_millis(POLL_MILLIS)));
        }
        let pull = self
            .departments
            .get_mut(&id)
            .map(|department| &mut department.pull);
        match pull {
            // Received pages are applied first.
            Some(pull) if pull.pages > 0 => (pull.asking, pull.wanted) = (false, true),
            _ => self.pull_done(id, true),
        }
    }

    /// The cursor behind a page as it will be once the page is applied.
    fn behind(&self, id: DepartmentId, asked: Cursor, after: Cursor) -> Cursor {
        let known = self.departments.get(&id).and_then(|department| department.cursor);
        let known = known.and_then(|cursor| cursor.witness);
        // Whole documents may hold more than the log up to the cursor: the server names the end that they reach to.
        if after.witness.is_some() && (after.witness != asked.witness || known.is_none()) {
            return after;
        }
        let is_ahead = |witness: &Witness| {
            // Of sealed places the server says which is ahead: it gives a witness back until it is passed.
            let was_passed = || asked.witness == Some(*witness) && after.witness.is_none();
            is_before(after.sequence, witness.sequence).unwrap_or_else(|| !was_passed())
        };
        let witness = known.filter(is_ahead);
        Cursor { witness, ..after }
    }

    /// Drops the pages that wait, the requested page, and a comparison that has begun.
    pub(super) fn drop_pages(&mut self, id: DepartmentId) {
        self.jobs.drop_pages(id);
        let is_of_fetch = |pending: &Pending| match pending {
            Pending::Pulled(other, _) | Pending::Sweep(other, _) | Pending::Reconcile(other, _) => {
                *other == id
            }
            _ => false,
        };
        self.pending.retain(|_, pending| !is_of_fetch(pending));
        if let Some(department) = self.departments.get_mut(&id) {
            let pull = &mut department.pull;
            (pull.asking, pull.pages, pull.behind) = (false, 0, None);
        }
    }

    pub(super) fn pull_done(&mut self, id: DepartmentId, again: bool) {
        if let Some(department) = self.departments.get_mut(&id) {
            department.pull.busy = false;
            department.pull.wanted |= again;
            department.poll_at = self.now.plus_millis(POLL_MILLIS);
        }
    }

    pub(super) fn make_page(
        &mut self,
        job: &mut ApplyPage,
        rows: Vec<Option<StoredDocument>>,
    ) -> Option<JobOutput> {
        let mut transaction = Transaction::default();
        let (mut changed, mut gone, mut aside) = (Vec::new(), Vec::new(), Vec::new());
        let mut gap = false;
        for (group, row) in job.groups.iter().zip(rows) {
            let document = group.document;
            let applied = self.applied(job.department, group, row);
            let is_sound = matches!(applied, Applied::Unchanged | Applied::Written(_));
            if is_sound {
                transaction.refused_remove.extend(self.taken_after_all(group));
            }
            if is_sound && group.is_whole() && self.aside.contains(&document) {
                transaction.aside_remove.push(document);
            }
            match applied {
                Applied::Unchanged => {}
                Applied::Written(write) => {
                    transaction.documents.push(write);
                    changed.push(document);
                }
                Applied::Deleted(write) => {
                    transaction.documents.extend(write);
                    gone.push(document);
                }
                Applied::Forgotten => {
                    transaction.forget.push(document);
                    gone.push(document);
                }
                Applied::Gap => gap = true,
                Applied::Unreadable(reason, row) => {
                    // It is fetched anew, as a gap is.
                    gap |= row.is_some();
                    let moved = self.put_aside(document, reason, row);
                    transaction.documents.extend(moved.documents);
                    transaction.aside_add.extend(moved.aside_add);
                    aside.push(Notice::PutAside(document));
                }
            }
        }
        job.gap |= gap;
        let step = if job.is_last_slice() {
            self.cursor_after(job)
        } else {
            self.first_cursor(job.department)
        };
        transaction.cursors.extend(step);
        let mut notices = aside;
        if !transaction.aside_remove.is_empty() || !transaction.refused_remove.is_empty() {
            notices.push(Notice::Delivery);
        }
        job.taken.clone_from(&transaction.refused_remove);
        job.back.clone_from(&transaction.aside_remove);
        if !changed.is_empty() {
            notices.push(Notice::Changed(changed));
        }
        if !gone.is_empty() {
            notices.push(Notice::Gone(gone));
        }
        Some(JobOutput { transaction, notices })
    }

    /// The step from the present cursor to the one behind the page; none when the cursor is no
    /// longer where the page was asked from, or does not move.
    fn cursor_after(&self, job: &ApplyPage) -> Option<CursorWrite> {
        let before = self.departments.get(&job.department)?.cursor;
        let known = before.unwrap_or_default();
        let unmoved = Cursor {
            witness: job.asked.witness,
            ..known
        } == job.asked;
        let after = Some(self.behind(job.department, job.asked, job.after));
        (unmoved && before != after).then_some(CursorWrite {
            department: job.department,
            before,
            after,
        })
    }

    /// The cursor at the start, for a department without one: its rows are found by it, should its person never be given
    /// the rest.
    fn first_cursor(&self, id: DepartmentId) -> Option<CursorWrite> {
        let has_none = self.departments.get(&id)?.cursor.is_none();
        has_none.then(|| CursorWrite {
            department: id,
            before: None,
            after: Some(Cursor::default()),
        })
    }

    pub(super) fn page_applied(&mut self, mut job: ApplyPage) {
        let last = job.is_last_slice();
        let is_stranger = self.is_stranger(job.department);
        let first = self.first_cursor(job.department).filter(|_| !last);
        if let Some(department) = self.departments.get_mut(&job.department) {
            // A purge that is under way has not listed these rows.
            department.purge_wanted |= is_stranger || department.purging;
            if let Some(first) = first {
                department.cursor = first.after;
            }
        }
        self.aside.retain(|document| !job.back.contains(document));
        for key in &job.taken {
            self.refused.remove(&key.hash);
        }
        job.groups.drain(..job.groups.len().min(SLICE_DOCUMENTS));
        if !last {
            self.jobs.push_front(Job::Page(job));
            return;
        }
        let id = job.department;
        let step = self.cursor_after(&job);
        let was_first = self
            .departments
            .get(&id)
            .is_some_and(super::Department::first_sync);
        if let Some(department) = self.departments.get_mut(&id) {
            if let Some(step) = step {
                department.cursor = step.after;
            }
            department.purge_wanted |= job.restarted;
            department.gap_repair.wanted |= job.gap;
            if was_first != department.first_sync() {
                self.effects.push(Effect::Tell(Notice::Delivery));
            }
        }
        if job.restarted {
            self.tell(Notice::RightsChanged);
        }
        let Some(department) = self.departments.get_mut(&id) else {
            return;
        };
        if department.gap_repair.begins(self.now) {
            return self.repair_gap(id);
        }
        let pull = &mut department.pull;
        pull.pages = pull.pages.saturating_sub(1);
        let behind = pull.behind.take();
        match (pull.pages, pull.asking, behind) {
            (0, true, _) => {}
            (0, false, _) => {
                self.pull_done(id, job.more);
            }
            (_, _, Some(behind)) if !self.is_push_wanted(id) => self.ask(id, behind),
            (..) => {}
        }
    }

    fn is_push_wanted(&self, id: DepartmentId) -> bool {
        self.departments
            .get(&id)
            .is_some_and(|department| department.push.wanted)
    }

    fn applied(&self, department: DepartmentId, group: &Group, row: Option<StoredDocument>) -> Applied {
        if group
            .entries
            .iter()
            .any(|entry| matches!(entry, Entry::Tombstone { .. }))
        {
            return Applied::Forgotten;
        }
        let Some(news) = News::of(&group.entries) else {
            let delete = |row: StoredDocument| DocumentWrite {
                document: row.document,
                before: Some(row.version),
                after: None,
            };
            return Applied::Deleted(row.map(delete));
        };
        (self.watch)(group.document);
        let held = match row.as_ref().map(StoredDocument::open).transpose() {
            Ok(held) => held,
            Err(error) => return Applied::Unreadable(error.to_string(), row),
        };
        // Each change is read once: on a phone that is most of the work of a first fetch.
        let read = match news.read() {
            Ok(read) => read,
            // The row stays as it was; only the received changes are left out.
            Err(error) => return Applied::Unreadable(error.to_string(), None),
        };
        let heads = held.as_ref().map(Document::heads);
        let fresh = news.fresh(&read, held.as_ref());
        // Dropped when it fails, so it needs no copy to go back to.
        let changes: Vec<_> = fresh.iter().map(|(_, change)| *change).collect();
        let first = match (&held, &changes[..]) {
            (None, [change]) => change.first_fields(news.kind),
            _ => None,
        };
        let taken = match (held, first) {
            // The content of a single change is read without opening a document.
            (None, Some(fields)) => Ok((DocumentContent { fields, disputes: 0 }, None)),
            (Some(mut held), _) => held
                .take_all(&changes)
                .map(|()| (DocumentContent::of(&held), Some(held.heads()))),
            (None, None) => Document::from_read(news.kind, &changes)
                .map(|document| (DocumentContent::of(&document), None)),
        };
        let (says, heads_after) = match taken {
            Ok(taken) => taken,
            Err(DocumentError::Missing(_))
                if row.is_none() && self.aside.contains(&group.document) && !news.whole =>
            {
                return Applied::Unchanged;
            }
            Err(DocumentError::Missing(_)) => return Applied::Gap,
            Err(error) => return Applied::Unreadable(error.to_string(), None),
        };
        let before = row.as_ref().map(|row| row.version);
        let mut row = row.unwrap_or_else(|| StoredDocument {
            document: group.document,
            department,
            kind: news.kind,
            owner: news.owner,
            version: 0,
            bytes: Vec::new(),
            seals: Vec::new(),
            received_at: None,
        });
        let resealed = row.add_seals(&read, &news.seals);
        let received_at = row.received_at.max(Some(news.received_at));
        if heads.is_some() && heads == heads_after && !resealed && received_at == row.received_at {
            return Applied::Unchanged;
        }
        row.received_at = received_at;
        let chunks = fresh.iter().map(|(chunk, _)| *chunk);
        Applied::Written(row.rewritten(before, chunks, says))
    }
}

impl StoredDocument {
    /// Whether any of them is another than before.
    fn add_seals(&mut self, read: &[ReadChange], seals: &[Seal]) -> bool {
        let mut other = false;
        for (ReadChange { info, .. }, seal) in read.iter().zip(seals) {
            other |= self.add_seal(info.hash, *seal);
        }
        other
    }

    /// Keeps the latest seal: a server that lost its secret gives new seals, and the old ones prove nothing to it.
    pub(super) fn add_seal(&mut self, change: ChangeHash, seal: Seal) -> bool {
        match self.seals.iter_mut().find(|(hash, _)| *hash == change) {
            Some((_, held)) => core::mem::replace(held, seal) != seal,
            None => {
                self.seals.push((change, seal));
                true
            }
        }
    }
}

impl<'a> News<'a> {
    /// The received changes, in their order.
    fn read(&self) -> Result<Vec<ReadChange>, ChunkError> {
        self.chunks.iter().map(|chunk| ReadChange::read(chunk)).collect()
    }

    /// The changes the document does not hold, each once.
    fn fresh<'b>(&self, read: &'b [ReadChange], held: Option<&Document>) -> Vec<(&'a [u8], &'b ReadChange)> {
        let mut fresh: Vec<(&[u8], &ReadChange)> = Vec::new();
        for (chunk, change) in self.chunks.iter().zip(read) {
            let hash = change.info.hash;
            let holds = match held {
                Some(held) => held.holds(hash),
                None => is_genesis(self.kind, hash),
            };
            if !holds && fresh.iter().all(|(_, other)| other.info.hash != hash) {
                fresh.push((chunk, change));
            }
        }
        fresh
    }

    /// The news in these entries; nothing when the last of them takes the document away.
    fn of(entries: &'a [Entry]) -> Option<Self> {
        let from = entries
            .iter()
            .rposition(|entry| matches!(entry, Entry::Purge { .. }))
            .map_or(0, |at| at + 1);
        let mut news: Option<Self> = None;
        for entry in &entries[from..] {
            let (kind, owner, received_at) = match entry {
                Entry::Change {
                    kind,
                    owner,
                    received_at,
                    ..
                }
                | Entry::Snapshot {
                    kind,
                    owner,
                    received_at,
                    ..
                } => (*kind, *owner, *received_at),
                Entry::Tombstone { .. } | Entry::Purge { .. } => continue,
            };
            let news = news.get_or_insert(Self {
                kind,
                owner,
                received_at,
                chunks: Vec::new(),
                seals: Vec::new(),
                whole: false,
            });
            news.received_at = news.received_at.max(received_at);
            match entry {
                Entry::Change { bytes, seal, .. } => {
                    news.chunks.push(bytes);
                    news.seals.push(*seal);
                }
                Entry::Snapshot { bytes, seals, .. } => {
                    // Bytes that are not chunks are kept whole, to be found unreadable.
                    news.chunks
                        .extend(split_chunks(bytes).unwrap_or_else(|_| vec![bytes]));
                    news.seals.extend(seals);
                    news.whole = true;
                }
                Entry::Tombstone { .. } | Entry::Purge { .. } => {}
            }
        }
        news
    }
}

impl Entry {
    /// The document the entry is about.
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Change { document, .. }
            | Self::Snapshot { document, .. }
            | Self::Tombstone { document }
            | Self::Purge { document } => *document,
        }
    }
}

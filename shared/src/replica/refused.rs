//! Refused changes, offered again when the reason of the refusal may have passed.

use super::effect::{Effect, Notice};
use super::job_queue::{Job, JobOutput};
use super::pull::Group;
use super::refused_edits::replaced;
use super::store::{OutboxKey, RefusedEntry, StoreError, StoredDocument, Transaction};
use super::{Pending, Replica};
use crate::bridge::EditCommand;
use crate::document::Document;
use crate::id::DocumentId;
use crate::moment::Moment;
use crate::refusal::RefusalCode;

/// The interval in milliseconds at which changes refused for a passing reason are offered again.
const RETRY_MILLIS: i64 = 60 * 60_000;
/// The first interval for changes that an older server does not know: while servers are updated, a newer one may answer
/// next. It doubles up to [`RETRY_MILLIS`].
const UPDATE_MILLIS: i64 = 60_000;

/// The time of the next look at refused changes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Retry {
    wanted: bool,
    at: Moment,
    /// Whether all were looked at once in this engine's life.
    is_begun: bool,
    /// Number of looks in a row at changes that an older server does not know.
    updates: u32,
}

#[derive(Debug)]
pub(super) struct RetryRefused {
    entries: Vec<RefusedEntry>,
    /// Whether changes that their record still contains are offered once more for any reason: this app or the server
    /// may be newer now.
    all: bool,
    /// Those that are offered again.
    offered: Vec<OutboxKey>,
}

impl RetryRefused {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        if !self.all {
            return Vec::new();
        }
        let mut documents: Vec<_> = self.entries.iter().map(|one| one.entry.key.document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents
    }
}

/// A refused change as a replica remembers it: one that is offered again anyway is read from the store then.
pub(super) fn remembered(refused: &RefusedEntry) -> RefusedEntry {
    let mut remembered = refused.clone();
    if refused.refusal.code.may_pass() {
        remembered.entry.bytes = Vec::new();
    }
    remembered
}

impl Replica {
    /// Offers refused changes again as soon as possible.
    pub(super) fn retry_refused(&mut self) {
        self.retry.wanted = true;
    }

    /// The time at which refused changes are offered again by themselves.
    pub(super) fn retry_due(&self) -> Option<Moment> {
        let at = if self.retry.wanted {
            self.now
        } else {
            self.retry.at
        };
        let is_wanted = self.retry.wanted || !self.refused.is_empty();
        is_wanted.then(|| self.store_wait.until().map_or(at, |until| until.max(at)))
    }

    /// A change was refused because the server is older than this app.
    pub(super) fn server_is_older(&mut self) {
        let wait = UPDATE_MILLIS << self.retry.updates.min(6);
        let at = self.now.plus_millis(wait.min(RETRY_MILLIS));
        self.retry.at = self.retry.at.min(at);
    }

    pub(super) fn load_refused(&mut self) {
        let is_due = self.retry_due().is_some_and(|at| at <= self.now);
        if !is_due {
            return;
        }
        self.retry.wanted = false;
        self.retry.at = self.now.plus_millis(RETRY_MILLIS);
        let mut refused = self.refused.values();
        let is_older = refused.any(|one| one.refusal.code == RefusalCode::VersionsApart);
        self.retry.updates = if is_older { self.retry.updates + 1 } else { 0 };
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Refused);
        self.effects.push(Effect::LoadRefused(ticket));
    }

    pub(super) fn refused_loaded(&mut self, refused: Result<Vec<RefusedEntry>, StoreError>) {
        let refused = match refused {
            Ok(refused) => refused,
            Err(error) => {
                self.store_failed(&error);
                return self.retry_refused();
            }
        };
        // Another tab may have sent meanwhile.
        self.refused = refused
            .iter()
            .map(|one| (one.entry.key.hash, remembered(one)))
            .collect();
        let all = !core::mem::replace(&mut self.retry.is_begun, true);
        let entries: Vec<_> = refused
            .into_iter()
            .filter(|one| all || one.refusal.code.may_pass())
            .collect();
        if !entries.is_empty() {
            self.jobs.push(Job::Retry(RetryRefused {
                entries,
                all,
                offered: Vec::new(),
            }));
        }
    }

    pub(super) fn make_retry(
        &mut self,
        job: &mut RetryRefused,
        rows: &[Option<StoredDocument>],
    ) -> JobOutput {
        let mut transaction = Transaction::default();
        let opened: Vec<_> = rows
            .iter()
            .flatten()
            .filter_map(|row| Some((row.document, self.open(row).ok()?)))
            .collect();
        for RefusedEntry { entry, refusal } in &job.entries {
            let stands = || {
                let mut held = opened
                    .iter()
                    .filter(|(document, _)| *document == entry.key.document);
                held.any(|(_, document)| document.holds(entry.key.hash))
            };
            if refusal.code.may_pass() || stands() {
                transaction.refused_remove.push(entry.key);
                transaction.outbox_add.push(entry.clone());
            }
        }
        job.offered.clone_from(&transaction.refused_remove);
        let notices = match transaction.outbox_add.is_empty() {
            true => Vec::new(),
            false => vec![Notice::Delivery],
        };
        JobOutput { transaction, notices }
    }

    /// The refused changes that the server brings itself: somebody let them in after all.
    pub(super) fn taken_after_all(&self, group: &Group) -> Vec<OutboxKey> {
        let of_document = |key: &&OutboxKey| key.document == group.document;
        let refused: Vec<OutboxKey> = self
            .refused
            .values()
            .map(|one| &one.entry.key)
            .filter(of_document)
            .copied()
            .collect();
        if refused.is_empty() {
            return refused;
        }
        let brought = group.hashes();
        refused
            .into_iter()
            .filter(|key| brought.contains(&key.hash))
            .collect()
    }

    /// The refused changes of a record of which an edit leaves nothing to be changed: they are not reported any more.
    /// `document` holds the edit.
    pub(super) fn replaced_by(&mut self, command: &EditCommand, document: &Document) -> Vec<OutboxKey> {
        let is_of_it =
            |one: &&RefusedEntry| one.entry.key.document == command.document && !one.refusal.code.may_pass();
        let refused: Vec<RefusedEntry> = self.refused.values().filter(is_of_it).cloned().collect();
        let fields: Vec<&str> = command.edits.iter().map(|edit| edit.field.as_str()).collect();
        let replaced = replaced(document, &refused, &fields);
        self.replaced.extend(replaced.iter().map(|key| key.hash));
        replaced
    }

    /// Forgets the refusals that the edit at work replaced, once it is saved.
    pub(super) fn forget_replaced(&mut self) {
        for hash in core::mem::take(&mut self.replaced) {
            self.refused.remove(&hash);
        }
    }

    pub(super) fn retried(&mut self, job: &RetryRefused) {
        for key in &job.offered {
            self.refused.remove(&key.hash);
        }
        self.want_push();
    }
}

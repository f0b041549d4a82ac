//! A person's edit: one change, its place in the outbox and the new row, in one commit.

use super::effect::Notice;
use super::job_queue::JobOutput;
use super::store::{
    Aside, DocumentWrite, OutboxEntry, OutboxKey, ProcessedCommand, StoreError, StoredDocument, StoredView,
    Transaction,
};
use super::{PROCESSED_KEPT, Replica, room};
use crate::bridge::{CommandOutcome, EditCommand, SaveFailure};
use crate::document::{Document, DocumentError, EditedRecord, Writer, genesis};
use crate::id::{ActorId, ChangeHash, DocumentId};
use crate::model::{Fields, Value};
use crate::moment::Moment;
use crate::refusal::RefusalCode;

impl StoredDocument {
    /// The document in the row.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn open(&self) -> Result<Document, DocumentError> {
        Document::from_chunks(self.kind, &self.bytes)
    }

    /// The write of this row with its new changes and the resulting content.
    pub(super) fn rewritten<'a>(
        mut self,
        before: Option<u64>,
        changes: impl IntoIterator<Item = &'a [u8]>,
        content: DocumentContent,
    ) -> DocumentWrite {
        self.version = before.unwrap_or(0) + 1;
        // Existing changes are not encoded anew: a record of a hundred taps is saved as fast as one of two.
        changes
            .into_iter()
            .for_each(|change| self.bytes.extend_from_slice(change));
        let view = self.view(content);
        DocumentWrite {
            document: self.document,
            before,
            after: Some((self, view)),
        }
    }

    /// The row as a standard `.automerge` file, history included.
    pub fn file(&self) -> Vec<u8> {
        [genesis(self.kind).concat().as_slice(), &self.bytes].concat()
    }

    fn view(&self, DocumentContent { fields, disputes }: DocumentContent) -> StoredView {
        let created_at = match fields.get("created_at") {
            Some(Value::Moment(moment)) => *moment,
            _ => Moment::default(),
        };
        StoredView {
            document: self.document,
            department: self.department,
            kind: self.kind,
            owner: self.owner,
            created_at,
            fields,
            disputes: u32::try_from(disputes).unwrap_or(u32::MAX),
            received_at: self.received_at,
        }
    }
}

/// The content of a document, and the number of its fields that wait for settlement: fields about which people
/// disagree, and fields merged over a limit.
pub(super) struct DocumentContent {
    pub(super) fields: Fields,
    pub(super) disputes: usize,
}

impl DocumentContent {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            fields: document.fields(),
            disputes: document.disputes().len() + document.over_limits().len(),
        }
    }
}

impl JobOutput {
    /// With what another edit makes beside it: one transaction, answered as the first of them.
    fn with(mut self, other: Self) -> Self {
        let made = [&self.transaction, &other.transaction].map(|one| one.processed_add.as_ref());
        let made = made.into_iter().flatten().next().map(|done| done.change);
        let answer = self.notices.first_mut();
        if let (Some(made), Some(Notice::Outcome(CommandOutcome::Saved { base, .. }))) = (made, answer) {
            // The first of them that changes something is known by its change, whichever record that is in.
            *base = vec![made];
        }
        let (own, more) = (&mut self.transaction, other.transaction);
        own.documents.extend(more.documents);
        own.outbox_add.extend(more.outbox_add);
        own.refused_remove.extend(more.refused_remove);
        own.processed_remove.extend(more.processed_remove);
        own.processed_add = own.processed_add.or(more.processed_add);
        let is_answer = |notice: &Notice| matches!(notice, Notice::Outcome(_));
        let notices = other.notices.into_iter().filter(|notice| !is_answer(notice));
        self.notices.extend(notices);
        self
    }
}

impl Replica {
    /// The edits of one command, or of several that are kept together or not at all.
    pub(super) fn make_edits(
        &mut self,
        commands: &[EditCommand],
        rows: Vec<Option<StoredDocument>>,
    ) -> Option<JobOutput> {
        let first = commands.first()?;
        if let Some(done) = self.processed.get(&first.token) {
            let change = done.change;
            self.edits_already_processed(commands, change);
            return None;
        }
        self.replaced.clear();
        if let Some(change) = self.unsure.remove(&first.token)
            && rows
                .iter()
                .flatten()
                .any(|row| self.open(row).is_ok_and(|document| document.holds(change)))
        {
            self.edits_already_processed(commands, change);
            return None;
        }
        let mut together: Option<JobOutput> = None;
        for (command, row) in commands.iter().zip(rows) {
            match self.edited(command, row) {
                Ok(made) if !made.transaction.aside_add.is_empty() => {
                    // The edit is reported as not saved once the row is put aside.
                    self.drop_actors(commands);
                    return Some(made);
                }
                Ok(made) => {
                    together = Some(match together.take() {
                        Some(before) => before.with(made),
                        None => made,
                    });
                }
                Err(reason) => {
                    if commands.len() > 1 {
                        self.drop_actors(commands);
                    }
                    let (token, document) = (first.token, first.document);
                    self.tell(Notice::Outcome(CommandOutcome::NotSaved {
                        token,
                        document,
                        reason,
                    }));
                    return None;
                }
            }
        }
        together
    }

    fn edited(
        &mut self,
        command: &EditCommand,
        row: Option<StoredDocument>,
    ) -> Result<JobOutput, SaveFailure> {
        let user = self
            .user()
            .ok_or(SaveFailure::Refused(RefusalCode::NotSignedIn.into()))?;
        let before = row.as_ref().map(|row| row.version);
        let (row, opened) = match (row, command.create) {
            (Some(row), _) => {
                let opened = self.open(&row);
                (row, opened)
            }
            (None, Some((kind, department))) => {
                let row = StoredDocument {
                    document: command.document,
                    department,
                    kind,
                    owner: user,
                    version: 0,
                    bytes: Vec::new(),
                    seals: Vec::new(),
                    received_at: None,
                };
                (row, Document::new(kind))
            }
            (None, None) => return Err(SaveFailure::Missing),
        };
        let mut document = match opened {
            Ok(document) => document,
            Err(error) => {
                return Ok(self.aside_for_edit(command, row, &error));
            }
        };
        let allowed = self
            .permission(row.department)
            .ok_or_else(|| RefusalCode::NoAccess.into())
            .and_then(|permission| {
                let record = EditedRecord {
                    document: row.document,
                    kind: row.kind,
                    owner: row.owner,
                    is_there: before.is_some(),
                };
                document.check_rights(&permission, record, &command.edits)
            });
        if let Err(refusal) = allowed {
            return Err(SaveFailure::Refused(refusal));
        }
        let writer = Writer {
            actor: self.actor(command.document),
            author: user,
            at: self.now,
        };
        let change = match document.edit(writer, command.base.as_deref(), &command.edits) {
            Ok(change) => change,
            Err(DocumentError::Refused(refusal)) => return Err(SaveFailure::Refused(refusal)),
            Err(error) => return Err(SaveFailure::StorageUnavailable).inspect_err(|_| drop(error)),
        };
        let (token, name) = (command.token, command.document);
        if let Some(change) = &change
            && let Err(refusal) = room::check(&document, row.bytes.len(), user, change, &command.edits)
        {
            // The change is stored nowhere: this actor must not number another change.
            self.actors.remove(&name);
            return Err(SaveFailure::Refused(refusal));
        }
        let Some(change) = change else {
            if before.is_none() {
                // A record without content is no record.
                return Err(SaveFailure::Refused(RefusalCode::InvalidValue.into()));
            }
            let base = command.base.clone().unwrap_or_else(|| document.heads());
            let saved = Notice::Outcome(CommandOutcome::Saved {
                token,
                document: name,
                base,
            });
            // What was refused may have been brought back to what the record says.
            let transaction = Transaction {
                refused_remove: self.replaced_by(command, &document),
                ..Transaction::default()
            };
            let notices = match transaction.refused_remove.is_empty() {
                true => vec![saved],
                false => vec![saved, Notice::Changed(vec![name]), Notice::Delivery],
            };
            return Ok(JobOutput { transaction, notices });
        };
        let write = row
            .clone()
            .rewritten(before, [change.bytes.as_slice()], DocumentContent::of(&document));
        let entry = OutboxEntry {
            key: OutboxKey {
                department: row.department,
                document: name,
                order: document.change_count(),
                hash: change.hash,
            },
            kind: row.kind,
            bytes: change.bytes,
            relayed: None,
        };
        let transaction = Transaction {
            documents: vec![write],
            outbox_add: vec![entry],
            processed_add: Some(ProcessedCommand {
                token,
                document: name,
                change: change.hash,
                at: self.now,
            }),
            processed_remove: core::mem::take(&mut self.acknowledged),
            refused_remove: self.replaced_by(command, &document),
            ..Transaction::default()
        };
        let saved = Notice::Outcome(CommandOutcome::Saved {
            token,
            document: name,
            base: vec![change.hash],
        });
        Ok(JobOutput {
            transaction,
            notices: vec![saved, Notice::Changed(vec![name]), Notice::Delivery],
        })
    }

    fn aside_for_edit(
        &mut self,
        command: &EditCommand,
        row: StoredDocument,
        error: &DocumentError,
    ) -> JobOutput {
        let (token, document) = (command.token, command.document);
        let not_saved = Notice::Outcome(CommandOutcome::NotSaved {
            token,
            document,
            reason: SaveFailure::Missing,
        });
        let transaction = self.put_aside(document, error.to_string(), Some(row));
        JobOutput {
            transaction,
            notices: vec![not_saved, Notice::PutAside(document)],
        }
    }

    /// The transaction that moves a row that cannot be read out of the way.
    pub(super) fn put_aside(
        &mut self,
        document: DocumentId,
        reason: String,
        row: Option<StoredDocument>,
    ) -> Transaction {
        if !self.aside.contains(&document) {
            self.aside.push(document);
        }
        let delete = |row: &StoredDocument| DocumentWrite {
            document,
            before: Some(row.version),
            after: None,
        };
        Transaction {
            documents: row.iter().map(delete).collect(),
            aside_add: vec![Aside {
                document,
                reason,
                row,
            }],
            ..Transaction::default()
        }
    }

    pub(super) fn edits_failed(&mut self, commands: &[EditCommand], error: &StoreError) {
        // The commit may have happened after all: these actors must not number another change.
        self.drop_actors(commands);
        let reason = match error {
            StoreError::Full => SaveFailure::StorageFull,
            StoreError::Conflict | StoreError::AlreadyProcessed(_) | StoreError::Unavailable(_) => {
                SaveFailure::StorageUnavailable
            }
        };
        if let Some(first) = commands.first() {
            self.tell(Notice::Outcome(CommandOutcome::NotSaved {
                token: first.token,
                document: first.document,
                reason,
            }));
        }
    }

    /// Answers a repeated command from the change that it made the first time.
    pub(super) fn edits_already_processed(&mut self, commands: &[EditCommand], change: ChangeHash) {
        // The changes made this time are stored nowhere: their actors must not number others.
        self.drop_actors(commands);
        let Some(first) = commands.first() else { return };
        self.tell(Notice::Outcome(CommandOutcome::Saved {
            token: first.token,
            document: first.document,
            base: vec![change],
        }));
        let documents = commands.iter().map(|command| command.document).collect();
        self.tell(Notice::Changed(documents));
        self.tell(Notice::Delivery);
        // It may have been written a moment ago.
        self.want_push();
    }

    pub(super) fn drop_actors(&mut self, commands: &[EditCommand]) {
        for command in commands {
            self.actors.remove(&command.document);
        }
    }

    /// Takes in the processed commands. Beyond a bound the oldest are dropped.
    pub(super) fn remember(&mut self, mut done: Vec<ProcessedCommand>) {
        done.sort_unstable_by_key(|one| core::cmp::Reverse((one.at, one.token)));
        let old = done.split_off(done.len().min(PROCESSED_KEPT));
        self.acknowledged.extend(old.iter().map(|one| one.token));
        self.processed = done.into_iter().map(|one| (one.token, one)).collect();
    }

    pub(super) fn actor(&mut self, document: DocumentId) -> ActorId {
        *self
            .actors
            .entry(document)
            .or_insert_with(|| ActorId((self.random)()))
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.effects.push(super::Effect::Tell(notice));
    }
}

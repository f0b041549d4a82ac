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

impl Replica {
    pub(super) fn make_edit(
        &mut self,
        command: &EditCommand,
        mut rows: Vec<Option<StoredDocument>>,
    ) -> Option<JobOutput> {
        if let Some(done) = self.processed.get(&command.token) {
            let change = done.change;
            self.edit_already_processed(command, change);
            return None;
        }
        let row = rows.pop().flatten();
        if let Some(change) = self.unsure.remove(&command.token)
            && let Some(row) = &row
            && self.open(row).is_ok_and(|document| document.holds(change))
        {
            self.edit_already_processed(command, change);
            return None;
        }
        match self.edited(command, row) {
            Ok(made) => Some(made),
            Err(reason) => {
                let (token, document) = (command.token, command.document);
                self.tell(Notice::Outcome(CommandOutcome::NotSaved {
                    token,
                    document,
                    reason,
                }));
                None
            }
        }
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
                // The edit is reported as not saved once the row is put aside.
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
            return Ok(JobOutput {
                transaction: Transaction::default(),
                notices: vec![saved],
            });
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
            refused_remove: self.replaced_by(command),
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

    pub(super) fn edit_failed(&mut self, command: &EditCommand, error: &StoreError) {
        // The commit may have happened after all: this actor must not number another change.
        self.actors.remove(&command.document);
        let reason = match error {
            StoreError::Full => SaveFailure::StorageFull,
            StoreError::Conflict | StoreError::AlreadyProcessed(_) | StoreError::Unavailable(_) => {
                SaveFailure::StorageUnavailable
            }
        };
        self.tell(Notice::Outcome(CommandOutcome::NotSaved {
            token: command.token,
            document: command.document,
            reason,
        }));
    }

    /// Answers a repeated command from the change that it made the first time.
    pub(super) fn edit_already_processed(&mut self, command: &EditCommand, change: ChangeHash) {
        // The change made this time is stored nowhere: this actor must not number another change.
        self.actors.remove(&command.document);
        let (token, document) = (command.token, command.document);
        self.tell(Notice::Outcome(CommandOutcome::Saved {
            token,
            document,
            base: vec![change],
        }));
        self.tell(Notice::Changed(vec![document]));
        self.tell(Notice::Delivery);
        // It may have been written a moment ago.
        self.want_push();
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

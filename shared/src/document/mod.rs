//! Records as Automerge documents: born from a constant genesis, changed by typed edits that write
//! only the fields touched, read as plain fields, with every value that people disagree about.
//!
//! The only module of Feltbog that speaks to Automerge. On the server untrusted bytes come here
//! through the guard alone.

mod chunk;
#[cfg(test)]
mod counter_tests;
mod editing;
mod first;
mod genesis;
mod history;
#[cfg(test)]
mod history_tests;
mod hydrate;
mod settling;
#[cfg(test)]
mod settling_tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Author, Automerge, PatchLog, ROOT, ReadDoc, ScalarValue};

pub use chunk::{ChangeInfo, ChunkError, ReadChange, split_chunks};
pub use editing::EditedRecord;
pub use first::makes_counter;
pub use genesis::{genesis, genesis_hashes, is_genesis};
pub use hydrate::check_fields;

use crate::id::{ActorId, ChangeHash, UserId};
use crate::model::{FieldChange, FieldEdit, Kind, Shape, Value};
use crate::moment::Moment;
use crate::record_room::RoomUse;
use crate::refusal::{Refusal, RefusalCode};

/// An error of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The bytes are not a document or change of ours.
    #[error("the document cannot be read: {0}")]
    Unreadable(String),
    /// Changes that these depend on are not there.
    #[error("{} changes are missing", .0.len())]
    Missing(Vec<ChangeHash>),
    /// The edit may not be made.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

/// By `Debug`, which is compiled away on phones: the texts of Automerge's errors would be loaded for nobody to read.
fn unreadable(error: impl core::fmt::Debug) -> DocumentError {
    DocumentError::Unreadable(format!("{error:?}"))
}

/// The author of a change, and the time by their clock.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    /// Random per document and engine session; never kept and never used after a failed commit.
    pub actor: ActorId,
    /// The person.
    pub author: UserId,
    /// The phone's time.
    pub at: Moment,
}

/// A change as it travels: the raw, uncompressed chunk and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub hash: ChangeHash,
    /// The chunk.
    pub bytes: Vec<u8>,
}

/// One record as a document.
#[derive(Clone, Debug)]
pub struct Document {
    kind: Kind,
    inner: Automerge,
}

impl Document {
    /// A new document of a kind: the genesis and nothing else.
    ///
    /// # Errors
    /// When the genesis kept in this program cannot be read, which a test rules out.
    pub fn new(kind: Kind) -> Result<Self, DocumentError> {
        let born = |kind: Kind| {
            let mut document = Self {
                kind,
                inner: Automerge::new(),
            };
            document.apply_all(genesis(kind).iter().copied())?;
            Ok(document)
        };
        if cfg!(target_arch = "wasm32") {
            // A phone makes few and downloads every byte of code.
            return born(kind);
        }
        // Read once: a server begins thousands of documents in a first sync.
        static BORN: OnceLock<BTreeMap<Kind, Result<Document, DocumentError>>> = OnceLock::new();
        let all = BORN.get_or_init(|| Kind::ALL.iter().map(|kind| (*kind, born(*kind))).collect());
        all.get(&kind).cloned().unwrap_or_else(|| born(kind))
    }

    /// Reads a document saved by [`Document::save`].
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn load(kind: Kind, bytes: &[u8]) -> Result<Self, DocumentError> {
        let inner = Automerge::load(bytes).map_err(unreadable)?;
        Ok(Self { kind, inner })
    }

    /// Reads a document from its changes after the genesis, one chunk after another as
    /// [`Document::chunks`] writes them.
    ///
    /// # Errors
    /// `Unreadable`, or `Missing` when a change is not among them.
    pub fn from_chunks(kind: Kind, bytes: &[u8]) -> Result<Self, DocumentError> {
        Self::of(kind, changes_in(bytes)?)
    }

    /// The same with one more change that was read before, in one go; and whether it is just the change that Automerge
    /// itself would make next: it follows everything else, its operations are numbered from where the others end, and
    /// written anew from the document it comes to the same bytes.
    ///
    /// # Errors
    /// As [`Document::from_chunks`].
    pub fn from_chunks_and(
        kind: Kind,
        bytes: &[u8],
        read: &ReadChange,
    ) -> Result<(Self, bool), DocumentError> {
        let mut changes = changes_in(bytes)?;
        let change = read.change();
        let born = genesis::changes(kind)?;
        let numbers = born.iter().chain(&changes).map(automerge::Change::max_op);
        let is_next = numbers.max().unwrap_or_default() + 1 == change.start_op().get();
        changes.push(change.clone());
        let document = Self::of(kind, changes)?;
        let follows_all = || document.inner.get_heads() == [change.hash()];
        let given_back = || document.inner.get_change_by_hash(&change.hash());
        let is_as_made = is_next
            && follows_all()
            && given_back().is_some_and(|again| again.raw_bytes() == change.raw_bytes());
        Ok((document, is_as_made))
    }

    /// The document of these changes and the genesis, which were read before.
    ///
    /// # Errors
    /// As [`Document::from_chunks`].
    pub fn from_read(kind: Kind, read: &[&ReadChange]) -> Result<Self, DocumentError> {
        Self::of(kind, read.iter().map(|read| read.change().clone()).collect())
    }

    /// With the genesis in one go: Automerge then writes its columns once instead of opening them wherever a field
    /// has its place among the genesis' own, which is half of the work.
    fn of(kind: Kind, mut changes: Vec<automerge::Change>) -> Result<Self, DocumentError> {
        changes.splice(..0, genesis::changes(kind)?);
        let mut document = Self {
            kind,
            inner: Automerge::new(),
        };
        document.apply_read(changes)?;
        Ok(document)
    }

    /// The kind of record.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The whole document, history included, for the store. Also a standard `.automerge` file.
    pub fn save(&self) -> Vec<u8> {
        self.inner.save()
    }

    /// The same without compression, larger and quicker: to be loaded again at once.
    pub fn save_plain(&self) -> Vec<u8> {
        self.inner.save_nocompress()
    }

    /// The changes that nothing follows yet, in order of their hash.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<_> = self.inner.get_heads().into_iter().map(hash_in).collect();
        heads.sort_unstable();
        heads
    }

    /// Every change after the genesis, dependencies first.
    pub fn changes(&self) -> Vec<Change> {
        self.changes_after(&[])
    }

    /// Every change after the genesis that `heads` do not include, dependencies first.
    pub fn changes_after(&self, heads: &[ChangeHash]) -> Vec<Change> {
        let known: Vec<_> = heads.iter().copied().map(hash_out).collect();
        self.inner
            .get_changes(&known)
            .into_iter()
            .map(|change| Change {
                hash: hash_in(change.hash()),
                bytes: change.raw_bytes().to_vec(),
            })
            .filter(|change| !is_genesis(self.kind, change.hash))
            .collect()
    }

    /// Every change after the genesis as one run of chunks, dependencies first.
    pub fn chunks(&self) -> Vec<u8> {
        self.changes()
            .iter()
            .flat_map(|change| &change.bytes)
            .copied()
            .collect()
    }

    /// One change by its name.
    pub fn change(&self, hash: ChangeHash) -> Option<Change> {
        let change = self.inner.get_change_by_hash(&hash_out(hash))?;
        Some(Change {
            hash,
            bytes: change.raw_bytes().to_vec(),
        })
    }

    /// Whether the document holds a change.
    pub fn holds(&self, hash: ChangeHash) -> bool {
        self.inner.get_change_meta_by_hash(&hash_out(hash)).is_some()
    }

    /// Number of changes in the document, the genesis included.
    pub fn change_count(&self) -> u64 {
        self.inner.stats().num_changes
    }

    /// Whether there is nothing but the genesis.
    pub fn is_new(&self) -> bool {
        self.change_count() == genesis(self.kind).len() as u64
    }

    /// Number of operations in the document.
    pub fn operations(&self) -> u64 {
        self.inner.stats().num_ops
    }

    /// Operations and bytes of one author's changes.
    pub fn room_used_by(&self, author: UserId) -> RoomUse {
        let is_theirs = |change: &automerge::Change| {
            let stated = self.inner.get_author_for_actor(change.actor_id());
            stated.is_some_and(|stated| stated.as_bytes() == author.as_bytes())
        };
        let changes = self.inner.get_changes(&[]);
        let theirs = changes.iter().filter(|change| is_theirs(change));
        theirs.fold(RoomUse::default(), |used, change| RoomUse {
            operations: used.operations + change.len() as u64,
            bytes: used.bytes + change.raw_bytes().len() as u64,
        })
    }

    /// The author of a change: the author its actor began with.
    pub fn author_of(&self, hash: ChangeHash) -> Option<UserId> {
        let meta = self.inner.get_change_meta_by_hash(&hash_out(hash))?;
        let author = self.inner.get_author_for_actor(&meta.actor)?;
        UserId::from_slice(author.as_bytes())
    }

    /// Takes in changes. Those already held are passed over; all or none are taken.
    ///
    /// # Errors
    /// `Unreadable`, or `Missing` with what they depend on.
    pub fn apply<'a>(&mut self, chunks: impl IntoIterator<Item = &'a [u8]>) -> Result<(), DocumentError> {
        let before = self.inner.clone();
        let result = self.apply_all(chunks);
        if result.is_err() {
            self.inner = before;
        }
        result
    }

    /// Takes in one change that was read before. On an error the document may hold half of it and
    /// must be dropped.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn take(&mut self, read: &ReadChange) -> Result<(), DocumentError> {
        self.take_all(&[read])
    }

    /// The same for several.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn take_all(&mut self, read: &[&ReadChange]) -> Result<(), DocumentError> {
        self.apply_read(read.iter().map(|read| read.change().clone()))
    }

    fn apply_all<'a>(&mut self, chunks: impl IntoIterator<Item = &'a [u8]>) -> Result<(), DocumentError> {
        let changes = chunks
            .into_iter()
            .map(|bytes| automerge::Change::from_bytes(bytes.to_vec()).map_err(unreadable))
            .collect::<Result<Vec<_>, _>>()?;
        self.apply_read(changes)
    }

    fn apply_read(
        &mut self,
        changes: impl IntoIterator<Item = automerge::Change> + Clone,
    ) -> Result<(), DocumentError> {
        self.inner.apply_changes(changes).map_err(unreadable)?;
        match self.inner.get_missing_deps(&[]) {
            missing if missing.is_empty() => Ok(()),
            missing => Err(DocumentError::Missing(missing.into_iter().map(hash_in).collect())),
        }
    }

    /// Makes one change of these edits, writing only the fields they name, and returns it; nothing
    /// when everything already reads so. With `base` the change is made beside what came after
    /// those heads, so that a colleague's value stays as a second value.
    ///
    /// # Errors
    /// `Refused` when an edit may not be made; the document is then unchanged.
    pub fn edit(
        &mut self,
        writer: Writer,
        base: Option<&[ChangeHash]>,
        edits: &[FieldEdit],
    ) -> Result<Option<Change>, DocumentError> {
        self.edit_with_approved_step(writer, base, edits, None)
    }

    /// The same with a step to a state that somebody else has agreed to, whether or not the states allow it.
    ///
    /// # Errors
    /// As [`Document::edit`].
    pub fn edit_with_approved_step(
        &mut self,
        writer: Writer,
        base: Option<&[ChangeHash]>,
        edits: &[FieldEdit],
        approved: Option<FieldEdit>,
    ) -> Result<Option<Change>, DocumentError> {
        let heads: Option<Vec<_>> = base
            .filter(|base| !base.is_empty() && base.iter().all(|hash| self.holds(*hash)))
            .map(|base| base.iter().copied().map(hash_out).collect());
        let seen = match &heads {
            Some(heads) => heads.clone(),
            None => self.inner.get_heads(),
        };
        let fields = hydrate::fields_at(self, &seen);
        let states = self.values_at_heads("state", &seen);
        self.kind.check_edits_from(&fields, &states, edits)?;
        let edits = [edits, approved.as_slice()].concat();
        let with_state = self.edits_of_state(&seen, &edits);
        let all = [edits.as_slice(), with_state.as_slice()].concat();
        self.kind.check_days_of_edits(&fields, &all, writer.at)?;

        self.inner
            .set_author(Some(Author::from(writer.author.as_bytes().to_vec())));
        self.inner
            .set_actor(automerge::ActorId::from(writer.actor.0.as_slice()));
        let kind = self.kind;
        let mut transaction = match &heads {
            Some(heads) => self
                .inner
                .transaction_at(PatchLog::inactive(), heads)
                .map_err(unreadable)?,
            None => self.inner.transaction(),
        };
        for edit in &all {
            write(&mut transaction, kind, edit)?;
        }
        if transaction.pending_ops() == 0 {
            transaction.rollback();
            return Ok(None);
        }
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(writer.at.seconds()));
        let hash = hash.ok_or_else(|| unreadable("the change was not made"))?;
        Ok(self.change(hash_in(hash)))
    }
}

fn changes_in(bytes: &[u8]) -> Result<Vec<automerge::Change>, DocumentError> {
    let chunks = split_chunks(bytes).map_err(unreadable)?.into_iter();
    chunks
        .map(|chunk| automerge::Change::from_bytes(chunk.to_vec()).map_err(unreadable))
        .collect()
}

fn write(transaction: &mut Transaction<'_>, kind: Kind, edit: &FieldEdit) -> Result<(), DocumentError> {
    let name = edit.field.as_str();
    let spec = kind
        .field(name)
        .ok_or_else(|| Refusal::of_field(RefusalCode::UnknownField, name))?;
    match &edit.change {
        FieldChange::Set(value) => {
            let scalar =
                scalar_out(value).ok_or_else(|| Refusal::of_field(RefusalCode::InvalidValue, name))?;
            let present = transaction.get_all(ROOT, name).map_err(unreadable)?;
            let reads_so =
                matches!(present.as_slice(), [(automerge::Value::Scalar(one), _)] if **one == scalar);
            if !reads_so {
                transaction.put(ROOT, name, scalar).map_err(unreadable)?;
            }
        }
        FieldChange::Clear => {
            if transaction.get(ROOT, name).map_err(unreadable)?.is_some() {
                transaction.delete(ROOT, name).map_err(unreadable)?;
            }
        }
        FieldChange::Include(key) | FieldChange::Exclude(key) => {
            let set = container(transaction, name, spec.shape)?;
            let included = transaction.get(&set, key.as_str()).map_err(unreadable)?.is_some();
            match edit.change {
                FieldChange::Include(_) if !included => {
                    transaction.put(&set, key.as_str(), true).map_err(unreadable)?;
                }
                FieldChange::Exclude(_) if included => {
                    transaction.delete(&set, key.as_str()).map_err(unreadable)?;
                }
                _ => {}
            }
        }
        FieldChange::Count(key, by) => {
            let tallies = container(transaction, name, spec.shape)?;
            let stands = transaction.get(&tallies, key.as_str()).map_err(unreadable)?;
            let stands = stands.and_then(|(value, _)| hydrate::counter(&value));
            let is_made = stands.is_some();
            let by = count_from_shown(stands.unwrap_or_default(), *by);
            if by != 0 {
                // A key that came to its list after the genesis has its counter from the first step on.
                if !is_made {
                    let nought = ScalarValue::counter(0);
                    transaction
                        .put(&tallies, key.as_str(), nought)
                        .map_err(unreadable)?;
                }
                transaction
                    .increment(&tallies, key.as_str(), by)
                    .map_err(unreadable)?;
            }
        }
        FieldChange::Rewrite(text) => {
            let prose = container(transaction, name, spec.shape)?;
            transaction.update_text(&prose, text).map_err(unreadable)?;
        }
    }
    Ok(())
}

/// The step of a counter that makes what is shown go up or down by so much. The same taps that two people took back
/// leave a sum below zero, which is shown as zero: the next tap counts from there, and nothing is taken from zero.
fn count_from_shown(stands: i64, by: i64) -> i64 {
    if by > 0 {
        by.saturating_sub(stands.min(0))
    } else {
        by.max(-stands.max(0))
    }
}

/// The text, set or counters that the genesis made for a field.
fn container(
    transaction: &Transaction<'_>,
    name: &str,
    shape: Shape,
) -> Result<automerge::ObjId, DocumentError> {
    match transaction.get(ROOT, name).map_err(unreadable)? {
        Some((automerge::Value::Object(_), id)) => Ok(id),
        _ => Err(DocumentError::Unreadable(format!(
            "{name} ({shape:?}) has lost its place"
        ))),
    }
}

fn scalar_out(value: &Value) -> Option<ScalarValue> {
    match value {
        Value::Text(text) => Some(ScalarValue::from(text.as_str())),
        Value::Integer(number) => Some(ScalarValue::Int(*number)),
        Value::Flag(flag) => Some(ScalarValue::Boolean(*flag)),
        Value::Moment(moment) => Some(ScalarValue::Timestamp(moment.millis())),
        Value::Keys(_) | Value::Counters(_) => None,
    }
}

fn hash_in(hash: automerge::ChangeHash) -> ChangeHash {
    ChangeHash(hash.0)
}

fn hash_out(hash: ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(hash.0)
}

#[cfg(test)]
mod tests;

//! Change chunks as bytes: reading what a change says of itself without applying it, and cutting
//! a run of chunks apart.
//!
//! Layout of a chunk (automerge.org, binary document format): four magic bytes, four checksum
//! bytes, one type byte, the content's length as unsigned LEB128, the content.

use crate::id::{ActorId, ChangeHash, UserId};
use crate::moment::Moment;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const HEADER: usize = 9;
const CHANGE: u8 = 1;

/// Why bytes are not a change of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Not an Automerge chunk, or cut short, or longer than it says.
    #[error("not a change chunk")]
    NotAChunk,
    /// A document, compressed or bundle chunk.
    #[error("a chunk of type {0} where a plain change is asked for")]
    OtherType(u8),
    /// The content cannot be read.
    #[error("the change cannot be read: {0}")]
    Unreadable(String),
}

/// The header of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its name.
    pub hash: ChangeHash,
    /// Its actor. Ours are sixteen bytes, or more when a session wrote beside itself.
    pub actor: Vec<u8>,
    /// Its number among the actor's changes, from 1.
    pub actor_sequence: u64,
    /// The author, stated by an actor's first change.
    pub author: Option<Vec<u8>>,
    /// The changes that it depends on.
    pub dependencies: Vec<ChangeHash>,
    /// Number of its operations.
    pub operations: usize,
    /// The phone's time, in seconds.
    pub seconds: i64,
}

impl ChangeInfo {
    /// Reads one plain change chunk.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, ChunkError> {
        ReadChange::read(bytes).map(|read| read.info)
    }

    fn of(change: &automerge::Change) -> Self {
        Self {
            hash: super::hash_in(change.hash()),
            actor: change.actor_id().to_bytes().to_vec(),
            actor_sequence: change.seq(),
            author: change.author().map(|author| author.as_bytes().to_vec()),
            dependencies: change.deps().iter().copied().map(super::hash_in).collect(),
            operations: change.len(),
            seconds: change.timestamp(),
        }
    }

    /// The phone's time.
    pub fn at(&self) -> Moment {
        Moment::from_millis(self.seconds.saturating_mul(1000))
    }

    /// The author as a person's id, where one is stated and is one.
    pub fn author_id(&self) -> Option<UserId> {
        self.author.as_deref().and_then(UserId::from_slice)
    }

    /// The sixteen bytes an engine session drew for itself, without what Automerge puts before
    /// them when the session writes beside itself.
    pub fn session_actor(&self) -> Option<ActorId> {
        self.actor.last_chunk().copied().map(ActorId)
    }
}

/// A change that was read once, to be looked at and then applied without reading it again.
#[derive(Clone, Debug)]
pub struct ReadChange {
    /// Its header.
    pub info: ChangeInfo,
    change: automerge::Change,
}

impl ReadChange {
    /// Reads one plain change chunk.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, ChunkError> {
        if chunk_length(bytes)? != bytes.len() {
            return Err(ChunkError::NotAChunk);
        }
        let change = automerge::Change::from_bytes(bytes.to_vec())
            .map_err(|error| ChunkError::Unreadable(format!("{error:?}")))?;
        Ok(Self {
            info: ChangeInfo::of(&change),
            change,
        })
    }

    /// The change as Automerge knows it, for the guard.
    pub fn change(&self) -> &automerge::Change {
        &self.change
    }
}

/// Cuts a run of plain change chunks apart.
///
/// # Errors
/// When anything in it is something else.
pub fn split_chunks(mut bytes: &[u8]) -> Result<Vec<&[u8]>, ChunkError> {
    let mut chunks = Vec::new();
    while !bytes.is_empty() {
        let (chunk, rest) = bytes
            .split_at_checked(chunk_length(bytes)?)
            .ok_or(ChunkError::NotAChunk)?;
        chunks.push(chunk);
        bytes = rest;
    }
    Ok(chunks)
}

/// The length of the chunk that begins these bytes, header included.
fn chunk_length(bytes: &[u8]) -> Result<usize, ChunkError> {
    let header = bytes.get(..HEADER).ok_or(ChunkError::NotAChunk)?;
    if header[..4] != MAGIC {
        return Err(ChunkError::NotAChunk);
    }
    if header[8] != CHANGE {
        return Err(ChunkError::OtherType(header[8]));
    }
    let mut length: usize = 0;
    for (place, byte) in bytes[HEADER..].iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(HEADER + place + 1 + length);
        }
    }
    Err(ChunkError::NotAChunk)
}
